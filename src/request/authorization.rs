//! The `Authorization` header: any scheme or none, and the encoding of `Basic user:password` for the operator.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::template::Template;
use crate::template::escape::check_header_value;
use crate::template::scope::{RenderError, Scope};

/// What authorizes a request, before placeholders are replaced.
#[derive(Debug)]
pub struct Authorization {
    /// The header's value, where `Basic user:password` may not be encoded yet.
    pub value: Template,
    /// The key it was configured with, for errors.
    pub path: String,
}

impl Authorization {
    /// The value of the header; `None` where a placeholder with the filter `optional` has none.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(&self, scope: &Scope<'_>) -> Result<Option<String>, RenderError> {
        let Some(value) = self.value.render_optional(scope)? else {
            return Ok(None);
        };
        let value = encode(&value);
        check_header_value(&value).map_err(|why| RenderError::Unfit {
            placeholder: "the placeholders".into(),
            why,
        })?;
        Ok(Some(value))
    }

    /// Everything in it that must not be shown: the whole value, the value without its scheme, and both parts of a
    /// `Basic` value, as configured and as sent.
    #[must_use]
    pub fn forms(&self, scope: &Scope<'_>) -> Vec<String> {
        // What cannot be rendered was never sent.
        let plain = self.value.render(scope).unwrap_or_default();
        let sent = encode(&plain);
        let mut forms = Vec::new();
        let decoded = basic_credentials(&sent)
            .and_then(|encoded| BASE64.decode(encoded).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some((user, password)) = decoded.as_deref().and_then(|pair| pair.split_once(':')) {
            forms.push(password.to_owned());
            // A user name such as `api` is no secret, and redacting it would blot out half of every text.
            if user.chars().count() >= SHORTEST_USER {
                forms.push(user.to_owned());
            }
        }
        forms.extend(decoded);
        for value in [plain, sent] {
            forms.extend(value.split_once(' ').map(|(_, rest)| rest.to_owned()));
            forms.push(value);
        }
        forms
    }
}

/// A shorter user name is a word, which every other text may hold too.
const SHORTEST_USER: usize = 4;

/// What follows the scheme of a `Basic` value.
fn basic_credentials(value: &str) -> Option<&str> {
    let (scheme, rest) = value.trim_start().split_once(' ')?;
    let is_basic = scheme.eq_ignore_ascii_case("basic");
    is_basic.then(|| rest.trim_start())
}

/// The value as it is sent. RFC 7617: `Basic` and the base64 of the UTF-8 bytes of `user:password`; a colon never occurs in
/// base64, so a value without one is encoded already.
#[must_use]
pub fn encode(value: &str) -> String {
    match basic_credentials(value) {
        Some(pair) if pair.contains(':') => format!("Basic {}", BASE64.encode(pair)),
        _ => value.to_owned(),
    }
}
