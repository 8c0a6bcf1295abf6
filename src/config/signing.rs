//! `signingSecret`: signing requests by the Standard Webhooks specification.

use super::checker::Checker;
use super::fields::Field;
use super::headers::conflict_with;
use crate::issue::IssueCode;
use crate::request::RequestPlan;
use crate::request::signing::webhook::{HEADERS, Webhook};

/// The keys of the secrets, if there are any.
pub(super) fn read(
    field: Field<'_>,
    secrets: &str,
    plan: &RequestPlan,
    checker: &mut Checker,
) -> Option<Webhook> {
    if secrets.is_empty() {
        return None;
    }
    conflict_with(plan, &HEADERS, "signingSecret", checker);
    let webhook = Webhook::new(secrets);
    if let Err(why) = &webhook {
        checker
            .issues
            .error(&field.path, IssueCode::InvalidValue, why.as_str());
    }
    webhook.ok()
}
