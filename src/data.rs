//! The message to send, as the caller passes it.

use crate::issue::{Issue, IssueCode, Issues, Path};
use crate::json::scalar_text;
use crate::phone::Phone;
use crate::value::{Map, Value};

/// What is to be sent to whom. Everything in it is private, so its `Debug` shows none of it.
pub struct Data {
    /// The recipient, normalised.
    pub to: Phone,
    /// The recipient as the caller wrote it, which is what the official connector sends.
    pub raw_to: String,
    /// Why the message is sent, e.g. `SignIn`.
    pub message_type: String,
    /// Code, link, locale and whatever else the caller knows.
    pub payload: Option<Map>,
    /// Keys that the payload has without a value, which JSON cannot say; placeholders for them give nothing.
    pub valueless: Vec<String>,
    /// The text to send, where the caller has one.
    pub message: Option<String>,
    /// The requesting client's address.
    pub ip: Option<String>,
}

impl Data {
    /// Reads and checks the data of one message.
    ///
    /// # Errors
    /// Everything that is wrong with it. No message holds a value.
    pub fn parse(value: Value) -> Result<Self, Vec<Issue>> {
        let mut issues = Issues::default();
        let Value::Object(mut map) = value else {
            issues.wrong_type(&Path::Root, "an object with `to` and `type`", &value);
            return Err(issues.into_vec());
        };
        let mut text = |key: &str, what: &str, required: bool| match map.remove(key) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            None | Some(Value::Null | Value::String(_)) => {
                if required {
                    let message = format_args!("expected {what}, found nothing");
                    issues.error(&Path::top(key), IssueCode::Required, message);
                }
                None
            }
            Some(other) => {
                issues.wrong_type(&Path::top(key), what, &other);
                None
            }
        };
        let raw_to = text("to", "a phone number", true);
        let message_type = text("type", "a message type", true);
        let message = text("message", "a string", false);
        let ip = text("ip", "a string", false);
        let to = raw_to.as_deref().and_then(|raw| {
            Phone::parse(raw)
                .map_err(|why| {
                    let message = format_args!("the phone number {why}");
                    issues.error(&Path::top("to"), IssueCode::InvalidValue, message);
                })
                .ok()
        });
        let payload = match map.remove("payload") {
            Some(Value::Object(payload)) => Some(payload),
            None | Some(Value::Null) => None,
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
                valueless: Vec::new(),
                message,
                ip,
            }),
            _ => Err(issues.into_vec()),
        }
    }

    /// A non-empty text of the payload.
    #[must_use]
    pub fn payload_text(&self, key: &str) -> Option<String> {
        let text = scalar_text(self.payload.as_ref()?.get(key)?)?;
        (!text.is_empty()).then(|| text.into_owned())
    }
}

impl std::fmt::Debug for Data {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Data")
            .field("message_type", &self.message_type)
            .finish_non_exhaustive()
    }
}
