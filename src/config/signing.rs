//! `signingSecret`: signing requests by the Standard Webhooks specification.

use super::checker::Checker;
use super::fields::Field;
use super::headers::Headers;
use crate::issue::IssueCode;
use crate::request::signing::webhook::{HEADERS, Webhook};

/// The keys of the secrets, if there are any.
pub(super) fn read(
    field: Field<'_>,
    secrets: &str,
    headers: &Headers,
    checker: &mut Checker,
) -> Option<Webhook> {
    if secrets.is_empty() {
        return None;
    }
    headers.conflict_with(&HEADERS, "signingSecret", checker);
    let webhook = Webhook::new(secrets);
    if let Err(why) = &webhook {
        checker
            .issues
            .error(&field.path, IssueCode::InvalidValue, why.as_str());
    }
    webhook.ok()
}
