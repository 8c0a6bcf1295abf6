//! The `Authorization` header: any scheme or none, and the encoding of `Basic user:password` for the operator.

use base64ct::{Base64, Encoding as _};

use crate::compile::{Compiler, SHORTEST_SECRET};
use crate::escape::{Escape, check_header_value};
use crate::issue::{IssueCode, Path};
use crate::scope::{RenderError, Scope};
use crate::template::Template;
use crate::text;

/// What authorizes a request, before placeholders are replaced.
#[derive(Debug)]
pub struct Authorization {
    template: Template,
    /// The key it was configured with, for errors.
    pub path: String,
}

impl Authorization {
    /// Reads the value of the `authorization` key, or of an `Authorization` header.
    pub fn compile(source: &str, path: &Path<'_>, compiler: &mut Compiler) -> Self {
        let mut template = Template::default();
        compiler.append_text(&mut template, path, source, Escape::Plain);
        if let Some(literal) = template.as_literal()
            && let Err(why) = check_header_value(&encode(literal))
        {
            let message = format_args!("the value {why}");
            compiler
                .issues
                .error(path, IssueCode::InvalidValue, message);
        }
        let path = path.to_string();
        Self { template, path }
    }

    /// User and password that the endpoint's URL named.
    #[must_use]
    pub fn from_url(user: &str, password: &str) -> Self {
        Self {
            template: Template::literal(format!("Basic {user}:{password}")),
            path: "endpoint".to_owned(),
        }
    }

    /// The value of the header.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(&self, scope: &Scope<'_>) -> Result<String, RenderError> {
        let value = encode(&self.template.render(scope)?);
        check_header_value(&value).map_err(|why| RenderError::Unfit {
            placeholder: "the placeholders".to_owned(),
            why,
        })?;
        Ok(value)
    }

    /// Everything in it that must not be shown: the whole value, the value without its scheme, and both parts of a
    /// `Basic` value, as configured and as sent.
    #[must_use]
    pub fn forms(&self, scope: &Scope<'_>) -> Vec<String> {
        // What cannot be rendered was never sent.
        let plain = self.template.render(scope).unwrap_or_default();
        let sent = encode(&plain);
        let mut forms = Vec::new();
        let decoded = basic_credentials(&sent)
            .and_then(|encoded| Base64::decode_vec(encoded).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some((user, password)) = decoded.as_deref().and_then(|pair| pair.split_once(':')) {
            forms.push(password.to_owned());
            // A user name such as `api` is no secret, and redacting it would blot out half of every text.
            if text::length(user) >= SHORTEST_SECRET {
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

/// User and password of a `Basic` value that is not encoded yet: a colon never occurs in base64.
fn basic_parts(value: &str) -> Option<(&str, &str)> {
    basic_credentials(value)?.split_once(':')
}

/// What follows the scheme of a `Basic` value.
fn basic_credentials(value: &str) -> Option<&str> {
    let (scheme, rest) = value.trim_start().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| rest.trim_start())
}

/// RFC 7617: base64 of the UTF-8 bytes of `user:password`.
fn encode(value: &str) -> String {
    match basic_parts(value) {
        Some((user, password)) => {
            format!(
                "Basic {}",
                Base64::encode_string(format!("{user}:{password}").as_bytes())
            )
        }
        None => value.to_owned(),
    }
}
