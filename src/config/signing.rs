//! `signingSecret`: signing requests by the Standard Webhooks specification.

use super::checker::Checker;
use super::fields::Field;
use crate::issue::{IssueCode, Path};
use crate::request::RequestPlan;
use crate::request::signing::{HEADERS, Signing};

/// The keys of the secrets, if there are any.
pub(super) fn read(
    field: Field<'_>,
    secrets: &str,
    plan: &RequestPlan,
    checker: &mut Checker,
) -> Option<Signing> {
    if secrets.is_empty() {
        return None;
    }
    for name in HEADERS
        .into_iter()
        .filter_map(|name| plan.header_name(name))
    {
        let path = Path::Key(&Path::top("headers"), name);
        let message = "is set by `signingSecret` too; keep one of the two";
        checker.issues.error(&path, IssueCode::Conflict, message);
    }
    let signing = Signing::new(secrets);
    if let Err(why) = &signing {
        checker
            .issues
            .error(&field.path, IssueCode::InvalidValue, why.as_str());
    }
    signing.ok()
}
