//! `bodyParams` and `Content-Type`: which encoding a body has, and its template.

use serde_json::Value;

use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::expected;
use crate::filter::Filter;
use crate::headers::Headers;
use crate::issue::{IssueCode, child_path};
use crate::json;
use crate::params;
use crate::placeholder::{Token, tokenize};
use crate::template::Template;

/// The body of a request.
#[derive(Debug)]
pub enum Body {
    /// None at all.
    None,
    /// `{ to, type, payload, ip }`, as Logto's official HTTP SMS connector sends it.
    Official,
    /// Whatever the configuration says.
    Template(Template),
}

/// The encodings that differ in how they are written; decided by the content type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Json,
    Form,
    Xml,
    Other,
}

/// Compiles the body of a POST request, and adds the default content type to `headers`.
///
/// `params` is the value of `bodyParams` with the name it was given under.
pub fn compile(
    params: Option<(&str, &Value)>,
    headers: &mut Headers,
    compiler: &mut Compiler,
) -> Body {
    let encoding = if let Some((value, path)) = &headers.content_type {
        if value.contains("{{") {
            compiler.issues.error(
                path.clone(),
                IssueCode::InvalidPlaceholder,
                "expected a fixed content type: it decides how the body is encoded",
            );
        }
        encoding_of(value)
    } else {
        let json = Template::literal("application/json");
        headers.list.push(("Content-Type".to_owned(), json));
        Encoding::Json
    };
    let Some((path, params)) = params else {
        if encoding != Encoding::Json {
            compiler.issues.error(
                "bodyParams",
                IssueCode::Required,
                "expected the body to send: only JSON has a default, and `Content-Type` says otherwise",
            );
        }
        return Body::Official;
    };
    let mut template = Template::default();
    match (encoding, params) {
        (Encoding::Json, Value::String(source)) => {
            append_raw_json(&mut template, path, source, compiler);
        }
        (Encoding::Json, tree) => append_json(&mut template, path, tree, compiler),
        (Encoding::Form, Value::Object(params)) => {
            params::append(&mut template, params, path, Escape::Form, "", compiler);
        }
        (Encoding::Form, Value::String(source)) => {
            compiler.append_text(&mut template, path, source, Escape::Form);
        }
        (Encoding::Xml, Value::String(source)) => {
            compiler.append_text(&mut template, path, source, Escape::Xml);
        }
        (Encoding::Other, Value::String(source)) => {
            compiler.append_text(&mut template, path, source, Escape::Plain);
        }
        (Encoding::Form, other) => compiler.issues.error(
            path,
            IssueCode::InvalidType,
            expected("an object of form fields, or a string", other),
        ),
        (Encoding::Xml | Encoding::Other, other) => compiler.issues.error(
            path,
            IssueCode::InvalidType,
            format!(
                "{}: a body of this content type has no standard tree; write it as one string with placeholders",
                expected("a string", other)
            ),
        ),
    }
    Body::Template(template)
}

fn encoding_of(content_type: &str) -> Encoding {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Encoding::Form,
        "application/json" | "text/json" => Encoding::Json,
        "application/xml" | "text/xml" => Encoding::Xml,
        other if other.ends_with("+json") => Encoding::Json,
        other if other.ends_with("+xml") => Encoding::Xml,
        _ => Encoding::Other,
    }
}

/// Writes a tree as JSON text, in the order of its keys.
fn append_json(template: &mut Template, path: &str, value: &Value, compiler: &mut Compiler) {
    match value {
        Value::Object(map) => {
            let mut separator = "{";
            for (key, value) in map {
                template.push_literal(separator);
                separator = ",";
                let mut name = String::new();
                json::escape_into(key, &mut name);
                template.push_literal(&format!("\"{name}\":"));
                if let Value::String(text) = value {
                    compiler.note_secret(key, text);
                }
                append_json(template, &child_path(path, key), value, compiler);
            }
            template.push_literal(if map.is_empty() { "{}" } else { "}" });
        }
        Value::Array(items) => {
            template.push_literal("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    template.push_literal(",");
                }
                append_json(template, &child_path(path, index), item, compiler);
            }
            template.push_literal("]");
        }
        Value::String(source) => append_json_string(template, path, source, compiler),
        scalar => template.push_literal(&scalar.to_string()),
    }
}

/// A string, or the number that a lone placeholder with the filter `number` asks for.
fn append_json_string(template: &mut Template, path: &str, source: &str, compiler: &mut Compiler) {
    let mut tokens = tokenize(source).into_iter();
    if let (Some(Token::Placeholder(placeholder)), None) = (tokens.next(), tokens.next())
        && placeholder.filters.last() == Some(&Filter::Number)
    {
        compiler.append_hole(template, path, placeholder, Escape::JsonNumber);
        return;
    }
    template.push_literal("\"");
    compiler.append_value(template, path, source, Escape::Json);
    template.push_literal("\"");
}

/// JSON written by hand. A placeholder inside a string is escaped; one outside must bring a whole JSON value of its own:
/// `json` makes one of anything, otherwise only a number fits.
fn append_raw_json(template: &mut Template, path: &str, source: &str, compiler: &mut Compiler) {
    let mut sample = String::new();
    let mut in_string = false;
    for token in tokenize(source) {
        match token {
            Token::Text(text) => {
                in_string = ends_in_string(text, in_string);
                sample.push_str(text);
                template.push_literal(text);
            }
            Token::Placeholder(placeholder) => {
                // A digit fits wherever a value does, inside a string or outside.
                sample.push('0');
                let escape = match placeholder.filters.last() {
                    _ if in_string => Escape::Json,
                    Some(Filter::Json) => Escape::Plain,
                    _ => Escape::JsonNumber,
                };
                compiler.append_hole(template, path, placeholder, escape);
            }
            Token::Mistake(message) => {
                sample.push('0');
                compiler
                    .issues
                    .error(path, IssueCode::InvalidPlaceholder, message);
            }
        }
    }
    if json::parse(&sample).is_none() {
        compiler.issues.error(
            path,
            IssueCode::InvalidValue,
            "expected JSON: this text is none, even with its placeholders filled in; give an object instead, or check quotes and commas",
        );
    }
}

/// Whether JSON text that began inside or outside a string ends inside one.
fn ends_in_string(text: &str, mut in_string: bool) -> bool {
    let mut escaped = false;
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            _ => {}
        }
    }
    in_string
}
