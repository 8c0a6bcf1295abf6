//! `authorization`, an `Authorization` among the headers, or credentials in the endpoint: one of them.

use super::checker::{Checker, Literal};
use super::credential::check_authorization;
use crate::issue::{IssueCode, Path};
use crate::request::authorization::{Authorization, encode};
use crate::template::Template;
use crate::template::escape::{Escape, check_header_value};

/// Reads the value of the key `authorization`, or of an `Authorization` header.
pub(super) fn read(source: &str, path: &Path<'_>, checker: &mut Checker) -> Authorization {
    check_authorization(source, path, checker);
    let value = checker.template(path, source, Escape::Plain, Literal::Written);
    if let Some(literal) = value.as_literal()
        && let Err(why) = check_header_value(&encode(literal))
    {
        let message = format!("the value {why}");
        checker.issues.error(path, IssueCode::InvalidValue, message);
    }
    let path = path.to_string();
    Authorization { value, path }
}

/// User and password that the endpoint's URL named.
pub(super) fn from_url(user: &str, password: &str, endpoint: &Path<'_>) -> Authorization {
    Authorization {
        value: Template::literal(format!("Basic {user}:{password}")),
        path: endpoint.to_string(),
    }
}

/// A request has one `Authorization`; a second source is a mistake that would otherwise hide the first.
pub(super) fn only_one(
    sources: [Option<Authorization>; 3],
    checker: &mut Checker,
) -> Option<Authorization> {
    let mut sources = sources.into_iter().flatten();
    let first = sources.next()?;
    for other in sources {
        let message = format!(
            "authorizes the request a second time, in addition to `{}`; keep one of the two",
            first.path
        );
        let path = Path::top(&other.path);
        checker.issues.error(&path, IssueCode::Conflict, message);
    }
    Some(first)
}
