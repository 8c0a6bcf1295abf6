//! `bodyParams` and `Content-Type`: which encoding a body has, and its template.

use serde_json::Value;

use super::checker::{Checker, Literal};
use super::fields::Field;
use super::headers::Headers;
use super::params;
use crate::issue::{IssueCode, Path, kind_of};
use crate::request::{Body, Method};
use crate::suggest;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::filter::Filter;
use crate::template::json;
use crate::template::placeholder::{Token, tokenize};

/// The encodings that differ in how they are written; decided by the content type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Json,
    Form,
    Xml,
    Other,
}

/// Reads `bodyParams`, and adds the default content type of a POST request to `headers`.
///
/// `has_parameters` says whether the URL has placeholders or query parameters.
pub(super) fn read(
    method: Method,
    field: Field<'_>,
    alias: Field<'_>,
    has_parameters: bool,
    headers: &mut Headers,
    checker: &mut Checker,
) -> Body {
    let params = field.or_alias(alias, &mut checker.issues);
    match (method, params) {
        // Where parameters or placeholders already say where everything goes, nobody wants all of it a second time.
        (Method::Post, None) if has_parameters => Body::None,
        (Method::Post, None) => {
            if encoding(headers, checker) != Encoding::Json {
                let message = "expected the body to send: only JSON has a default, and `Content-Type` says otherwise";
                checker
                    .issues
                    .error(&field.path, IssueCode::Required, message);
            }
            Body::Official
        }
        (Method::Post, Some((found, params))) => {
            let encoding = encoding(headers, checker);
            let body = template(encoding, &found.path, params, headers, checker);
            Body::Template(body, found.path.to_string())
        }
        (Method::Get, None) => Body::None,
        // Not an error: the console hides the field for GET and keeps what was typed before.
        (Method::Get, Some((found, _))) => {
            let message = "a GET request has no body; use `queryParams`, or POST";
            checker
                .issues
                .warning(&found.path, IssueCode::NoEffect, message);
            Body::None
        }
    }
}

/// The encoding that `Content-Type` asks for; where there is none, it is set to that of JSON.
fn encoding(headers: &mut Headers, checker: &mut Checker) -> Encoding {
    let Some((value, path)) = &headers.content_type else {
        let json = Template::literal("application/json");
        headers.list.push(("Content-Type".to_owned(), json));
        return Encoding::Json;
    };
    if value.contains("{{") {
        let message = "expected a fixed content type: it decides how the body is encoded";
        checker.unreadable(&Path::top(path), message.to_owned());
    }
    encoding_of(value)
}

fn template(
    encoding: Encoding,
    path: &Path<'_>,
    params: &Value,
    headers: &Headers,
    checker: &mut Checker,
) -> Template {
    let mut template = Template::default();
    match (encoding, params) {
        (Encoding::Json, Value::String(source)) => {
            append_raw_json(&mut template, path, source, checker);
        }
        (Encoding::Json, tree) => append_json(&mut template, path, tree, checker),
        (Encoding::Form, Value::Object(params)) => {
            params::append(&mut template, params, path, Escape::Form, "", checker);
        }
        (Encoding::Form, Value::String(source)) => {
            checker.secrets.note_form(source);
            checker.append(&mut template, path, source, Escape::Form, Literal::Written);
        }
        (Encoding::Xml, Value::String(source)) => {
            checker.secrets.note_xml(source);
            checker.append(&mut template, path, source, Escape::Xml, Literal::Written);
        }
        (Encoding::Other, Value::String(source)) => {
            checker.append(&mut template, path, source, Escape::Plain, Literal::Written);
        }
        (Encoding::Form, other) => {
            let what = "an object of form fields, or a string";
            checker.issues.wrong_type(path, what, other);
        }
        (Encoding::Xml | Encoding::Other, other) => {
            let message = format!(
                "expected a string, found {}{}",
                kind_of(other),
                hint_for(headers)
            );
            checker.issues.error(path, IssueCode::InvalidType, message);
        }
    }
    template
}

/// The media type without its parameters.
fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Why a tree cannot be written in this content type, and what to do.
fn hint_for(headers: &Headers) -> String {
    let content_type = headers
        .content_type
        .as_ref()
        .map(|(value, _)| essence(value));
    let content_type = content_type.unwrap_or_default();
    if content_type.starts_with("multipart/") {
        return ": multipart bodies are not supported; most providers also take `application/x-www-form-urlencoded`".to_owned();
    }
    let known = ["application/json", "application/x-www-form-urlencoded"];
    match suggest::closest(&content_type, &known) {
        Some(suggestion) => format!(": `Content-Type` is not one that can be written from a tree; did you mean `{suggestion}`?"),
        None => ": a body of this `Content-Type` is written as one string with placeholders; JSON and forms can be trees".to_owned(),
    }
}

fn encoding_of(content_type: &str) -> Encoding {
    match essence(content_type).as_str() {
        "application/x-www-form-urlencoded" => Encoding::Form,
        "application/json" | "text/json" => Encoding::Json,
        "application/xml" | "text/xml" => Encoding::Xml,
        other if other.ends_with("+json") => Encoding::Json,
        other if other.ends_with("+xml") => Encoding::Xml,
        _ => Encoding::Other,
    }
}

/// Writes a tree as JSON text, in the order of its keys.
fn append_json(template: &mut Template, path: &Path<'_>, value: &Value, checker: &mut Checker) {
    match value {
        Value::Object(map) => {
            let mut separator = "{";
            for (key, value) in map {
                template.push_literal(separator);
                separator = ",";
                template.push_literal("\"");
                // A JSON string takes every character.
                _ = template.push_escaped(key, Escape::Json);
                template.push_literal("\":");
                checker.secrets.note_value(key, value);
                append_json(template, &Path::Key(path, key), value, checker);
            }
            template.push_literal(if map.is_empty() { "{}" } else { "}" });
        }
        Value::Array(items) => {
            template.push_literal("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    template.push_literal(",");
                }
                append_json(template, &Path::Index(path, index), item, checker);
            }
            template.push_literal("]");
        }
        Value::String(source) => append_json_string(template, path, source, checker),
        Value::Null => template.push_literal("null"),
        Value::Bool(_) | Value::Number(_) => template.push_literal(&json::text_of(value)),
    }
}

/// A string, or the number that a lone placeholder with the filter `number` asks for.
fn append_json_string(
    template: &mut Template,
    path: &Path<'_>,
    source: &str,
    checker: &mut Checker,
) {
    let mut tokens = tokenize(source).into_iter();
    if let (Some(Token::Placeholder(placeholder)), None) = (tokens.next(), tokens.next())
        && placeholder.filters.last() == Some(&Filter::Number)
    {
        checker.append_placeholder(template, path, placeholder, Escape::JsonNumber);
        return;
    }
    template.push_literal("\"");
    checker.append(template, path, source, Escape::Json, Literal::Value);
    template.push_literal("\"");
}

/// JSON written by hand. A placeholder inside a string is escaped; one outside must bring a whole JSON value of its own, or
/// it would work until the first code with a leading zero.
fn append_raw_json(template: &mut Template, path: &Path<'_>, source: &str, checker: &mut Checker) {
    let mut sample = String::new();
    let mut in_string = false;
    let mut bare = Vec::new();
    for token in tokenize(source) {
        match token {
            Token::Text(text) => {
                in_string = ends_in_string(text, in_string);
                sample.push_str(text);
                template.push_literal(text);
            }
            Token::Placeholder(placeholder) => {
                // Outside of strings a digit fits wherever a value does.
                if in_string {
                    json::escape_into(&placeholder.raw, &mut sample);
                } else {
                    sample.push('0');
                }
                let escape = match placeholder.filters.last() {
                    _ if in_string => Escape::Json,
                    Some(Filter::Json) => Escape::Plain,
                    Some(Filter::Number) => Escape::JsonNumber,
                    _ => {
                        bare.push(placeholder.raw);
                        continue;
                    }
                };
                checker.append_placeholder(template, path, placeholder, escape);
            }
            Token::Mistake(message) => {
                sample.push('0');
                checker.unreadable(path, message);
            }
        }
    }
    let Some(tree) = json::parse(&sample) else {
        let message = "this text is not JSON, even with its placeholders filled in; check quotes and commas, or give an object";
        checker.issues.error(path, IssueCode::InvalidValue, message);
        return;
    };
    checker.secrets.note_tree(&tree);
    for placeholder in bare {
        checker.unreadable(
            path,
            format!(
                "{placeholder} stands outside of quotes, where only a whole JSON value fits: put it in quotes, or end it \
                 with `| json` or `| number`"
            ),
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
