//! Where providers explain a failure, if the configuration does not say.

use std::borrow::Cow;

use serde_json::Value;

use super::body::{Body, text_of};
use super::path::child;

/// The usual places, most telling first. Collected from the answers of 30 providers and RFC 9457.
const PLACES: [&str; 30] = [
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
    "requestError.serviceException.text",
    "messages.0.status.description",
    "messages.0.error-text",
    "return.message",
    "data.message",
    "status_text",
    "Message",
    "title",
    "reason",
    "msg",
    "response_msg",
    "response_code",
    "status.description",
];

/// The elements in which XML answers explain a failure, most telling first, in lower case.
const ELEMENTS: [&str; 9] = [
    "errormessage",
    "errortext",
    "message",
    "description",
    "error",
    "statustext",
    "reason",
    "text",
    "faultstring",
];

/// The provider's explanation: a usual field of a JSON answer, a usual element of an XML one, or the text of any other.
#[must_use]
pub fn usual(body: &Body<'_>) -> Option<String> {
    match body.tree() {
        Some(tree) if body.is_xml() => ELEMENTS.iter().find_map(|name| element_text(tree, name)),
        Some(tree @ Value::Object(_)) => PLACES
            .iter()
            .find_map(|place| text_at(tree, place).filter(|text| !text.trim().is_empty())),
        Some(Value::Array(_)) => None,
        // A page of HTML explains nothing in its first line, and neither does a broken document.
        None if body.text.starts_with(['<', '{', '[']) => None,
        _ => Some(body.text.to_owned()).filter(|text| !text.is_empty()),
    }
}

fn text_at(tree: &Value, place: &str) -> Option<String> {
    let found = place
        .split('.')
        .try_fold(Cow::Borrowed(tree), |value, key| child(&value, key))?;
    text_of(&found).map(Cow::into_owned)
}

/// The text of the first element with that name, however deep.
fn element_text(tree: &Value, name: &str) -> Option<String> {
    match tree {
        Value::Object(map) => map.iter().find_map(|(key, value)| {
            if key.eq_ignore_ascii_case(name)
                && let Some(text) = text_of(value).filter(|text| !text.trim().is_empty())
            {
                return Some(text.into_owned());
            }
            element_text(value, name)
        }),
        Value::Array(items) => items.iter().find_map(|item| element_text(item, name)),
        _ => None,
    }
}
