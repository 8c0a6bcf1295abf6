//! `headers`: names that may be set, values that a header can carry, and the content type.

use crate::authorization::Authorization;
use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::Fields;
use crate::issue::{IssueCode, Path};
use crate::json::scalar_text;
use crate::template::Template;
use crate::value::Value;

/// Names that belong to the connection and not to its user (RFC 9110, sections 7.6.1 and 8.6; RFC 9112, section 6).
/// A host's fetch drops them, refuses them, or lets them break the request.
const FORBIDDEN: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The extra headers of every request.
#[derive(Debug, Default)]
pub struct Headers {
    /// Names as written, and values; without `Authorization`.
    pub list: Vec<(String, Template)>,
    /// The `Authorization` among them.
    pub authorization: Option<Authorization>,
    /// The value of `Content-Type`, and the path of its key.
    pub content_type: Option<(String, String)>,
}

impl Headers {
    /// The name, as it was written, of the header with that name in any letter case.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<&str> {
        self.list
            .iter()
            .map(|(written, _)| written.as_str())
            .find(|written| written.eq_ignore_ascii_case(name))
    }
}

/// Reads `headers`.
pub fn compile(fields: &Fields<'_>, compiler: &mut Compiler) -> Headers {
    let mut headers = Headers::default();
    let Some(value) = fields.structure("headers") else {
        return headers;
    };
    let Value::Object(map) = value else {
        let what = "an object of header names and values";
        compiler
            .issues
            .wrong_type(&Path::top("headers"), what, value);
        return headers;
    };
    for (name, value) in map.iter() {
        let parent = Path::top("headers");
        let path = Path::Key(&parent, name);
        if let Err(why) = check_name(name) {
            compiler
                .issues
                .error(&path, IssueCode::InvalidValue, format_args!("{why}"));
            continue;
        }
        if headers.name(name).is_some()
            || (headers.authorization.is_some() && name.eq_ignore_ascii_case("authorization"))
        {
            compiler.issues.error(
                &path,
                IssueCode::Conflict,
                format_args!(
                    "the same header is set twice; header names have no upper and lower case"
                ),
            );
            continue;
        }
        let Some(text) = scalar_text(value) else {
            if !value.is_null() {
                let what = "a string, a number or a boolean";
                compiler.issues.wrong_type(&path, what, value);
            }
            continue;
        };
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if name.eq_ignore_ascii_case("authorization") {
            headers.authorization = Some(Authorization::compile(text, &path, compiler));
            continue;
        }
        if name.eq_ignore_ascii_case("content-type") {
            headers.content_type = Some((text.to_owned(), path.to_string()));
        }
        compiler.note_secret(name, text);
        let mut template = Template::default();
        compiler.append_value(&mut template, &path, text, Escape::Header);
        headers.list.push((name.to_owned(), template));
    }
    headers
}

fn check_name(name: &str) -> Result<(), String> {
    // RFC 9110, section 5.6.2: a token.
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token_byte) {
        return Err(
            "expected a header name: letters, digits and dashes, without spaces or colons"
                .to_owned(),
        );
    }
    let lower = name.to_ascii_lowercase();
    if FORBIDDEN.contains(&lower.as_str()) {
        return Err(format!(
            "`{name}` belongs to the connection and cannot be set; remove it"
        ));
    }
    Ok(())
}
