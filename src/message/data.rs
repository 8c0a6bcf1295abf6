//! The message to send, as the caller passes it.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::issue::{Issue, IssueCode, Issues, Path};
use crate::limits;
use crate::phone::Phone;
use crate::template::json::{self, scalar_text};

/// What is to be sent to whom. Everything in it is private, so its `Debug` shows none of it.
pub struct Data {
    /// The recipient, normalised.
    pub to: Phone,
    /// The recipient as the caller wrote it, which is what the official connector sends.
    pub raw_to: String,
    /// Why the message is sent, e.g. `SignIn`.
    pub message_type: String,
    /// Code, link, locale and whatever else the caller knows.
    pub payload: Option<Map<String, Value>>,
    /// Whether the payload has a key that it has no value for, which JSON cannot say; a placeholder for it gives nothing.
    pub has_key: Box<dyn Fn(&str) -> bool>,
    /// The text to send, where the caller has one.
    pub message: Option<String>,
    /// The requesting client's address.
    pub ip: Option<String>,
}

/// The keys that mean something, whatever stands there.
#[derive(Deserialize)]
struct Keys {
    to: Option<Value>,
    r#type: Option<Value>,
    payload: Option<Value>,
    message: Option<Value>,
    ip: Option<Value>,
}

impl Data {
    /// Reads and checks the data of one message, from its JSON text.
    ///
    /// # Errors
    /// Everything that is wrong with it. No message holds a value.
    pub fn parse(text: &str) -> Result<Self, Vec<Issue>> {
        let mut issues = Issues::default();
        // An array would be read as an object's values.
        let is_object = text.starts_with('{');
        let Some(keys) = json::parse::<Keys>(text).filter(|_| is_object) else {
            match json::parse(text) {
                Some(other) => {
                    issues.wrong_type(&Path::Root, "an object with `to` and `type`", &other);
                }
                // The text comes from JSON.stringify, so the only thing wrong with it can be its depth.
                None => issues.error(
                    &Path::Root,
                    IssueCode::TooDeep,
                    format!(
                        "expected message data of at most {} nested levels",
                        limits::JSON_DEPTH
                    ),
                ),
            }
            return Err(issues.into_vec());
        };
        let raw_to = required(keys.to, "to", "a phone number", &mut issues);
        let message_type = required(keys.r#type, "type", "a message type", &mut issues);
        let message = optional(keys.message, "message", "a string", &mut issues);
        let ip = optional(keys.ip, "ip", "a string", &mut issues);
        let to = raw_to.as_deref().and_then(|raw| {
            Phone::parse(raw)
                .map_err(|why| {
                    let message = format!("the phone number {why}");
                    issues.error(&Path::top("to"), IssueCode::InvalidValue, message);
                })
                .ok()
        });
        let payload = match keys.payload {
            None => None,
            Some(Value::Object(payload)) => Some(payload),
            Some(other) => {
                issues.wrong_type(&Path::top("payload"), "an object", &other);
                None
            }
        };
        match (to, raw_to, message_type) {
            (Some(to), Some(raw_to), Some(message_type)) if !issues.has_errors() => Ok(Self {
                to,
                raw_to,
                message_type,
                payload,
                has_key: Box::new(|_| false),
                message,
                ip,
            }),
            _ => Err(issues.into_vec()),
        }
    }

    /// A message that was made up: an answer is explained by it where there is no real one.
    #[must_use]
    pub fn sample() -> Option<Self> {
        let sample = r#"{"to":"+14155550123","type":"Generic","payload":{"code":"123456"}}"#;
        Self::parse(sample).ok()
    }

    /// A non-empty text of the payload.
    #[must_use]
    pub fn payload_text(&self, key: &str) -> Option<String> {
        let text = scalar_text(self.payload.as_ref()?.get(key)?)?;
        (!text.is_empty()).then(|| text.into_owned())
    }
}

/// A text that is not empty.
fn optional(value: Option<Value>, key: &str, what: &str, issues: &mut Issues) -> Option<String> {
    match value? {
        Value::String(text) => (!text.is_empty()).then_some(text),
        other => {
            issues.wrong_type(&Path::top(key), what, &other);
            None
        }
    }
}

/// A text that has to be there.
fn required(value: Option<Value>, key: &str, what: &str, issues: &mut Issues) -> Option<String> {
    let is_missing = matches!(&value, None | Some(Value::String(_)));
    let found = optional(value, key, what, issues);
    if found.is_none() && is_missing {
        let message = format!("expected {what}, found nothing");
        issues.error(&Path::top(key), IssueCode::Required, message);
    }
    found
}

impl std::fmt::Debug for Data {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Data")
            .field("message_type", &self.message_type)
            .finish_non_exhaustive()
    }
}
