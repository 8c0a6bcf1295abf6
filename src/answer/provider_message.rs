//! Where providers explain a failure, if the configuration does not say.

use std::borrow::Cow;

use serde_json::Value;

use super::body::Body;
use super::path::child;
use crate::template::json::scalar_text;

/// The usual places, most telling first. Collected from the answers of 30 providers and RFC 9457.
const PLACES: [&str; 22] = [
    "message",
    "error",
    "error.message",
    "error.description",
    "errors.0.message",
    "errors.0.detail",
    "errors.0.description",
    "errors.0.title",
    "errors.0",
    "detail",
    "detail.message",
    "error_description",
    "errorDescription",
    "errorMessage",
    "error_message",
    "error_text",
    "description",
    "title",
    "reason",
    "msg",
    "response_msg",
    "response_code",
];

/// The provider's explanation: a usual field of a JSON answer, or the text of a text answer.
#[must_use]
pub fn usual(body: &Body<'_>) -> Option<String> {
    match body.json() {
        Some(json @ Value::Object(_)) => PLACES
            .iter()
            .find_map(|place| text_at(json, place).filter(|text| !text.trim().is_empty())),
        Some(Value::Array(_)) => None,
        // A page of HTML or a document of XML explains nothing in its first line, and neither does broken JSON.
        None if body.text.starts_with(['<', '{', '[']) => None,
        _ => Some(body.text.to_owned()).filter(|text| !text.is_empty()),
    }
}

fn text_at(json: &Value, place: &str) -> Option<String> {
    let found = place
        .split('.')
        .try_fold(Cow::Borrowed(json), |value, key| child(&value, key))?;
    scalar_text(&found).map(Cow::into_owned)
}
