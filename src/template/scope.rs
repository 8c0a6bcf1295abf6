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
        placeholder: Box<str>,
        /// Why not, to be read after "the value".
        why: &'static str,
    },
    /// The text grows over the limit of a request.
    TooLarge,
}

impl RenderError {
    /// The value of a placeholder cannot stand where it stands; `why` is read after "the value".
    #[must_use]
    pub fn unfit(placeholder: &Placeholder, why: &'static str) -> Self {
        Self::Unfit {
            placeholder: placeholder.raw.clone(),
            why,
        }
    }

    /// The failure of a send whose text stands at this key path.
    #[must_use]
    pub fn at(self, path: &str) -> Failure {
        match self {
            Self::NothingToSend => Failure::NothingToSend,
            Self::Unfit { placeholder, why } => Failure::UnfitValue {
                path: path.into(),
                placeholder,
                why,
            },
            Self::TooLarge => Failure::TooLarge(Limit::Request),
        }
    }
}

/// The operator's own names: they are texts with placeholders themselves, so who knows them renders them in a scope.
pub trait Names {
    /// Whether there is such a name.
    fn has(&self, name: &str) -> bool;

    /// What a name stands for; `None` where there is no such name.
    ///
    /// # Errors
    /// See [`RenderError`].
    fn text(&self, name: &str, scope: &Scope<'_>) -> Option<Result<&str, RenderError>>;

    /// The same names, none of which is rendered yet: what they stand for may be known only now.
    fn anew(&self) -> Box<dyn Names + '_>;
}

/// What is about to be sent, which only headers can know.
#[derive(Clone, Copy)]
pub struct RequestParts<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The absolute URL.
    pub url: &'a str,
    /// The body; empty where there is none.
    pub body: &'a str,
}

impl<'a> RequestParts<'a> {
    fn get(&self, part: &str) -> Option<&'a str> {
        let (address, query) = self.url.split_once('?').unwrap_or((self.url, ""));
        Some(match part {
            "method" => self.method,
            "url" => self.url,
            "path" => {
                let authority = address.find("://").map_or(0, |at| at + "://".len());
                let rest = address.get(authority..).unwrap_or_default();
                rest.get(rest.find('/')?..)?
            }
            "query" => query,
            "body" => self.body,
            _ => return None,
        })
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
    /// 32 hex digits of this attempt.
    pub nonce: &'a str,
    /// Unix time in milliseconds.
    pub unix_ms: u64,
    /// The configuration's `apiKey`; empty where unset.
    pub api_key: &'a str,
    /// The configuration's `apiSecret`; empty where unset.
    pub api_secret: &'a str,
    /// The access token; empty where none is needed.
    pub token: &'a str,
    /// The configuration's `variables`.
    pub variables: &'a dyn Names,
    /// What is about to be sent, where that is known.
    pub request: Option<RequestParts<'a>>,
    /// The other names, if there are any.
    pub payload: Option<&'a Map<String, Value>>,
    /// Whether a further name is known, without a value.
    pub has_key: &'a dyn Fn(&str) -> bool,
}

impl<'a> Scope<'a> {
    /// The text that replaces a placeholder.
    ///
    /// As in connector-kit, an unknown root leaves the placeholder as it is and a missing leaf gives nothing.
    ///
    /// # Errors
    /// Where the placeholder asks for a message and there is none, or a filter makes the value too large.
    pub fn value(&self, placeholder: &'a Placeholder) -> Result<Cow<'a, str>, RenderError> {
        let plain = self.plain(placeholder)?;
        if let Some(text) = plain
            && placeholder.filters.is_empty()
        {
            return Ok(Cow::Borrowed(text));
        }
        let mut value = match plain {
            Some(text) => Some(Cow::Owned(Value::from(text))),
            None => self.look_up(placeholder),
        };
        let is_message = placeholder.root == Root::Message && placeholder.path.is_empty();
        for filter in &placeholder.filters {
            // No filter makes a message of nothing, except those that name another text.
            if is_message
                && value.as_deref().is_some_and(Value::is_null)
                && !matches!(filter, Filter::Default(_) | Filter::Map(_))
            {
                continue;
            }
            value = filter
                .apply(value, &|name| self.key(name))
                .map_err(|why| RenderError::unfit(placeholder, why))?;
            // A filter may lengthen a text, and a chain of them may do so again and again.
            if let Some(Value::String(text)) = value.as_deref()
                && text.len() > limits::REQUEST_BYTES
            {
                return Err(RenderError::TooLarge);
            }
        }
        match value {
            Some(found) if is_message && found.is_null() && !placeholder.is_optional() => {
                Err(RenderError::NothingToSend)
            }
            Some(Cow::Borrowed(found)) => Ok(json::text_of(found)),
            Some(Cow::Owned(Value::String(text))) => Ok(Cow::Owned(text)),
            Some(Cow::Owned(found)) => Ok(Cow::Owned(json::text_of(&found).into_owned())),
            None => Ok(Cow::Borrowed(&placeholder.raw)),
        }
    }

    /// What is a text as it is: the fast way for almost every placeholder.
    fn plain(&self, placeholder: &'a Placeholder) -> Result<Option<&'a str>, RenderError> {
        match (&placeholder.root, placeholder.path.as_slice()) {
            (Root::Request, [part]) => Ok(self.request.and_then(|request| request.get(part))),
            (root, []) => self.plain_root(root),
            _ => Ok(None),
        }
    }

    fn plain_root(&self, root: &'a Root) -> Result<Option<&'a str>, RenderError> {
        Ok(match root {
            Root::To => Some(self.to),
            Root::Type => Some(self.message_type),
            Root::Message => self.message,
            Root::Ip => Some(self.ip),
            Root::Id => Some(self.id),
            Root::Nonce => Some(self.nonce),
            Root::ApiKey => Some(self.api_key),
            Root::ApiSecret => Some(self.api_secret),
            Root::Token => Some(self.token),
            Root::Named(name) => match self.variables.text(name, self) {
                Some(text) => Some(text?),
                None => match self.payload.and_then(|payload| payload.get(&**name)) {
                    Some(Value::String(text)) => Some(text),
                    _ => None,
                },
            },
            Root::Timestamp | Root::TimestampMs | Root::Request => None,
        })
    }

    /// The text of a key to sign with.
    fn key(&self, name: &str) -> Option<Cow<'a, str>> {
        match name {
            "apiKey" => Some(self.api_key.into()),
            "apiSecret" => Some(self.api_secret.into()),
            "token" => Some(self.token.into()),
            // A variable that cannot be rendered is no key either.
            _ => self.variables.text(name, self)?.ok().map(Cow::Borrowed),
        }
    }

    /// `None` for an unknown root, null for a missing leaf.
    fn look_up(&self, placeholder: &Placeholder) -> Option<Cow<'a, Value>> {
        let root = match &placeholder.root {
            // A text, which has nothing below it.
            Root::Named(name) if self.variables.has(name) => Cow::Owned(Value::Null),
            Root::Named(name) => match self.payload.and_then(|payload| payload.get(&**name)) {
                Some(value) => Cow::Borrowed(value),
                None => return (self.has_key)(name).then_some(Cow::Owned(Value::Null)),
            },
            Root::Timestamp => Cow::Owned(Value::from(self.unix_ms / 1000)),
            Root::TimestampMs => Cow::Owned(Value::from(self.unix_ms)),
            // The others are texts, which have nothing below them, or are not there.
            _ => Cow::Owned(Value::Null),
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
