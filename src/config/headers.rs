//! `headers`: names that may be set, values that a header can carry, and the content type.

use serde_json::Value;

use super::checker::{Checker, Literal};
use super::fields::Field;
use super::{authorization, credential};
use crate::issue::{IssueCode, Path};
use crate::request::RequestPlan;
use crate::request::authorization::Authorization;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::json::scalar_text;

/// Names that belong to the connection and not to its user (RFC 9110, sections 7.6.1 and 8.6; RFC 9112, section 6).
/// A host's fetch drops them, refuses them, or lets them break the request.
const FORBIDDEN: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The extra headers of every request.
#[derive(Debug, Default)]
pub(super) struct Headers {
    /// Names as written, and values; without `Authorization`.
    pub(super) list: Vec<(String, Template)>,
    /// The `Authorization` among them.
    pub(super) authorization: Option<Authorization>,
    /// The value of `Content-Type`, and the path of its key.
    pub(super) content_type: Option<(String, String)>,
}

impl Headers {
    /// The name, as it was written, of the header with that name in any letter case.
    pub(super) fn name(&self, name: &str) -> Option<&str> {
        self.list
            .iter()
            .map(|(written, _)| written.as_str())
            .find(|written| written.eq_ignore_ascii_case(name))
    }
}

/// Says of each of these headers that is set that the key `other` sets it too.
pub(super) fn conflict_with(
    plan: &RequestPlan,
    names: &[&str],
    other: &str,
    checker: &mut Checker,
) {
    for name in names.iter().filter_map(|name| plan.header_name(name)) {
        let path = Path::Key(&Path::top("headers"), name);
        let message = format!("is set by `{other}` too; keep one of the two");
        checker.issues.error(&path, IssueCode::Conflict, message);
    }
}

/// Reads `headers`.
pub(super) fn read(field: Field<'_>, checker: &mut Checker) -> Headers {
    let mut headers = Headers::default();
    let map = match field.structure() {
        None => return headers,
        Some(Value::Object(map)) => map,
        Some(other) => {
            let what = "an object of header names and values";
            checker.issues.wrong_type(&field.path, what, other);
            return headers;
        }
    };
    for (name, value) in map {
        let path = Path::Key(&field.path, name);
        if let Err(why) = check_name(name) {
            checker.issues.error(&path, IssueCode::InvalidValue, why);
            continue;
        }
        let is_authorization = name.eq_ignore_ascii_case("authorization");
        if headers.name(name).is_some() || (is_authorization && headers.authorization.is_some()) {
            let message = "the same header is set twice; header names have no upper and lower case";
            checker.issues.error(&path, IssueCode::Conflict, message);
            continue;
        }
        let Some(text) = scalar_text(value) else {
            if !value.is_null() {
                let what = "a string, a number or a boolean";
                checker.issues.wrong_type(&path, what, value);
            }
            continue;
        };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if is_authorization {
            headers.authorization = Some(authorization::read(text, &path, checker));
            continue;
        }
        if name.eq_ignore_ascii_case("content-type") {
            headers.content_type = Some((text.to_owned(), path.to_string()));
        }
        credential::check(text, &path, checker);
        checker.secrets.note(name, text);
        let template = checker.template(&path, text, Escape::Header, Literal::Value);
        headers.list.push((name.to_owned(), template));
    }
    headers
}

fn check_name(name: &str) -> Result<(), String> {
    // RFC 9110, section 5.6.2: a token.
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        return Err(
            "expected a header name: letters, digits and dashes, without spaces or colons"
                .to_owned(),
        );
    }
    let lower = name.to_ascii_lowercase();
    if FORBIDDEN.contains(&lower.as_str()) {
        return Err(format!(
            "`{name}` belongs to the connection and cannot be set; remove it"
        ));
    }
    Ok(())
}
