//! What the names of placeholders stand for while one message is sent.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::filter::Filter;
use super::json;
use super::placeholder::{Placeholder, Root};
use crate::error::{Failure, Limit};
use crate::limits;

/// Why a template cannot be rendered with the data at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderError {
    /// `{{message}}` is used, and there is no text, code or link.
    NothingToSend,
    /// The value of a placeholder cannot stand where the placeholder stands.
    Unfit {
        /// The placeholder as written.
        placeholder: String,
        /// Why not, to be read after "the value".
        why: &'static str,
    },
    /// The text grows over the limit of a request.
    TooLarge,
}

impl RenderError {
    /// The failure of a send whose text stands at this key path.
    #[must_use]
    pub fn at(self, path: &str) -> Failure {
        match self {
            Self::NothingToSend => Failure::NothingToSend,
            Self::Unfit { placeholder, why } => Failure::UnfitValue {
                path: path.to_owned(),
                placeholder,
                why,
            },
            Self::TooLarge => Failure::TooLarge(Limit::Request),
        }
    }
}

/// The values of one message. Built anew for each attempt, from borrowed parts.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The number in E.164.
    pub to: &'a str,
    /// The message type.
    pub message_type: &'a str,
    /// The text to send; inside a message template the code or the link.
    pub message: Option<&'a str>,
    /// The requesting client's address; empty where unknown.
    pub ip: &'a str,
    /// The UUID of this message.
    pub id: &'a str,
    /// Unix time in seconds.
    pub timestamp: u64,
    /// The configuration's `apiKey`; empty where unset.
    pub api_key: &'a str,
    /// The configuration's `apiSecret`; empty where unset.
    pub api_secret: &'a str,
    /// The other names, if there are any.
    pub payload: Option<&'a Map<String, Value>>,
    /// Further names, which are known and have no value.
    pub valueless: &'a [String],
}

impl<'a> Scope<'a> {
    /// The text that replaces a placeholder.
    ///
    /// As in connector-kit, an unknown root leaves the placeholder as it is and a missing leaf gives nothing.
    ///
    /// # Errors
    /// Where the placeholder asks for a message and there is none, or a filter makes the value too large.
    pub fn value(&self, placeholder: &'a Placeholder) -> Result<Cow<'a, str>, RenderError> {
        if placeholder.filters.is_empty()
            && placeholder.path.is_empty()
            && let Some(text) = self.plain(&placeholder.root)
        {
            return Ok(Cow::Borrowed(text));
        }
        let mut value = self.look_up(placeholder);
        let is_message = placeholder.root == Root::Message && placeholder.path.is_empty();
        for filter in &placeholder.filters {
            // No filter makes a message of nothing, except the one that names another text.
            if is_message
                && value.as_deref().is_some_and(Value::is_null)
                && !matches!(filter, Filter::Default(_))
            {
                continue;
            }
            value =
                filter
                    .apply(value, &|name| self.key(name))
                    .map_err(|why| RenderError::Unfit {
                        placeholder: placeholder.raw.to_string(),
                        why,
                    })?;
            // A filter may lengthen a text, and a chain of them may do so again and again.
            if let Some(Value::String(text)) = value.as_deref()
                && text.len() > limits::REQUEST_BYTES
            {
                return Err(RenderError::TooLarge);
            }
        }
        match value {
            Some(found) if is_message && found.is_null() => Err(RenderError::NothingToSend),
            Some(Cow::Borrowed(found)) => Ok(json::text_of(found)),
            Some(Cow::Owned(Value::String(text))) => Ok(Cow::Owned(text)),
            Some(Cow::Owned(found)) => Ok(Cow::Owned(json::text_of(&found).into_owned())),
            None => Ok(Cow::Borrowed(&placeholder.raw)),
        }
    }

    /// The text of a root that needs no payload and no conversion: the fast way for almost every placeholder.
    fn plain(&self, root: &Root) -> Option<&'a str> {
        match root {
            Root::To => Some(self.to),
            Root::Type => Some(self.message_type),
            Root::Message => self.message,
            Root::Ip => Some(self.ip),
            Root::Id => Some(self.id),
            Root::ApiKey => Some(self.api_key),
            Root::ApiSecret => Some(self.api_secret),
            Root::Payload(name) => match self.payload?.get(&**name)? {
                Value::String(text) => Some(text),
                _ => None,
            },
            Root::Timestamp => None,
        }
    }

    /// The text of a key to sign with.
    fn key(&self, name: &str) -> Option<Cow<'a, str>> {
        match name {
            "apiKey" => Some(self.api_key.into()),
            "apiSecret" => Some(self.api_secret.into()),
            _ => None,
        }
    }

    /// `None` for an unknown root, null for a missing leaf.
    fn look_up(&self, placeholder: &Placeholder) -> Option<Cow<'a, Value>> {
        let root = match &placeholder.root {
            Root::Payload(name) => match self.payload.and_then(|payload| payload.get(&**name)) {
                Some(value) => Cow::Borrowed(value),
                None => {
                    return self
                        .valueless
                        .iter()
                        .any(|known| **known == **name)
                        .then_some(Cow::Owned(Value::Null));
                }
            },
            Root::Timestamp => Cow::Owned(Value::from(self.timestamp)),
            other => Cow::Owned(self.plain(other).map_or(Value::Null, Value::from)),
        };
        let leaf = placeholder
            .path
            .iter()
            .try_fold(root, |value, name| match value {
                Cow::Borrowed(value) => json::own_property(value, name),
                Cow::Owned(value) => {
                    json::own_property(&value, name).map(|leaf| Cow::Owned(leaf.into_owned()))
                }
            });
        Some(leaf.unwrap_or(Cow::Owned(Value::Null)))
    }
}
