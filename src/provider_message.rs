//! Where providers explain a failure, if the configuration does not say.

use std::borrow::Cow;

use crate::json::{own_property, scalar_text};
use crate::limits;
use crate::redact::Redactor;
use crate::rule::Body;
use crate::value::Value;

/// How much of a long explanation is searched for secrets, in bytes.
const LOOKED_AT_BYTES: usize = 4096;

/// How much of that may be shown. No secret is longer than the rest.
const KEPT_BYTES: usize = 2048;

/// The usual places, most telling first. Collected from the answers of 30 providers and RFC 9457.
const PLACES: [&[&str]; 22] = [
    &["message"],
    &["error"],
    &["error", "message"],
    &["error", "description"],
    &["errors", "0", "message"],
    &["errors", "0", "detail"],
    &["errors", "0", "description"],
    &["errors", "0", "title"],
    &["errors", "0"],
    &["detail"],
    &["detail", "message"],
    &["error_description"],
    &["errorDescription"],
    &["errorMessage"],
    &["error_message"],
    &["error_text"],
    &["description"],
    &["title"],
    &["reason"],
    &["msg"],
    &["response_msg"],
    &["response_code"],
];

/// The provider's explanation: a usual field of a JSON answer, or the first line of a text answer.
#[must_use]
pub fn usual(body: Body<'_>) -> Option<String> {
    match body.json {
        Some(json @ Value::Object(_)) => PLACES
            .iter()
            .find_map(|place| text_at(json, place).filter(|text| !text.trim().is_empty())),
        Some(Value::Array(_)) => None,
        // A page of HTML or a document of XML explains nothing in its first line, and neither does broken JSON.
        None if body.text.starts_with(['<', '{', '[']) => None,
        _ => Some(body.text.to_owned()).filter(|text| !text.is_empty()),
    }
}

fn text_at(json: &Value, place: &[&str]) -> Option<String> {
    let mut found = Cow::Borrowed(json);
    for key in place {
        found = match &found {
            Cow::Borrowed(value) => own_property(value, key)?,
            Cow::Owned(_) => return None,
        };
    }
    scalar_text(&found).map(Cow::into_owned)
}

/// The explanation as an error may carry it: redacted, then its first line, then cut.
///
/// In this order, or a cut could leave a part of something that redaction would have found. A long text is cut before as
/// well, but what that cut could tear apart lies behind the part that is kept.
#[must_use]
pub fn presentable(text: &str, redactor: &Redactor) -> Option<String> {
    let text = text.trim();
    let redacted = match text.get(..text.floor_char_boundary(LOOKED_AT_BYTES)) {
        Some(beginning) if beginning.len() < text.len() => {
            redactor.redact_until(beginning, KEPT_BYTES)
        }
        _ => redactor.redact(text),
    };
    let line = redacted.lines().find(|line| !line.trim().is_empty())?;
    let shown: String = line
        .trim()
        .chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .take(limits::PROVIDER_MESSAGE_CHARS)
        .collect();
    Some(shown)
}
