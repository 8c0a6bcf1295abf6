//! The `Authorization` header: any scheme or none, and the encoding of `Basic user:password` for the operator.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::compile::Compiler;
use crate::escape::{Escape, check_header_value};
use crate::issue::IssueCode;
use crate::scope::Scope;
use crate::template::{RenderError, Template};

/// What authorizes a request, before placeholders are replaced.
#[derive(Debug)]
pub struct Authorization {
    template: Template,
    /// The key it was configured with, for errors.
    pub path: &'static str,
}

impl Authorization {
    /// Reads the value of the `authorization` key, or of an `Authorization` header.
    pub fn compile(source: &str, path: &'static str, compiler: &mut Compiler) -> Self {
        let mut template = Template::default();
        compiler.append_text(&mut template, path, source, Escape::Plain);
        if let Some(literal) = template.as_literal()
            && let Err(why) = check_header_value(&encode(literal))
        {
            compiler
                .issues
                .error(path, IssueCode::InvalidValue, format!("the value {why}"));
        }
        Self { template, path }
    }

    /// User and password that the endpoint's URL named.
    #[must_use]
    pub fn from_url(user: &str, password: &str) -> Self {
        Self {
            template: Template::literal(format!("Basic {user}:{password}")),
            path: "endpoint",
        }
    }

    /// The value as configured, its placeholders replaced: what redaction has to know.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render_plain(&self, scope: &Scope<'_>) -> Result<String, RenderError> {
        self.template.render(scope)
    }

    /// The value of the header.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(&self, scope: &Scope<'_>) -> Result<String, RenderError> {
        let value = encode(&self.render_plain(scope)?);
        check_header_value(&value).map_err(|why| RenderError::Unfit {
            placeholder: "the placeholders".to_owned(),
            why,
        })?;
        Ok(value)
    }
}

/// User and password of a `Basic` value that is not encoded yet: a colon never occurs in base64.
#[must_use]
pub fn basic_parts(value: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = value.trim_start().split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") {
        rest.trim_start().split_once(':')
    } else {
        None
    }
}

/// RFC 7617: base64 of the UTF-8 bytes of `user:password`.
fn encode(value: &str) -> String {
    match basic_parts(value) {
        Some((user, password)) => {
            format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
        }
        None => value.to_owned(),
    }
}
