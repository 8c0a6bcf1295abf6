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
    if !value.contains('/') && !value.contains("{{") {
        let message = match MEDIA_TYPES
            .iter()
            .find(|(word, _)| value.trim().eq_ignore_ascii_case(word))
        {
            Some((_, media_type)) => format!("expected a media type; write `{media_type}`"),
            None => "expected a media type, such as `application/json`".to_owned(),
        };
        let path = Path::top(path);
        checker
            .issues
            .mistake(&path, IssueCode::InvalidValue, message);
    }
    encoding_of(value)
}

/// What people write for a media type.
const MEDIA_TYPES: [(&str, &str); 8] = [
    ("json", "application/json"),
    ("form", "application/x-www-form-urlencoded"),
    ("form-urlencoded", "application/x-www-form-urlencoded"),
    ("x-www-form-urlencoded", "application/x-www-form-urlencoded"),
    ("urlencoded", "application/x-www-form-urlencoded"),
    ("xml", "application/xml"),
    ("text", "text/plain"),
    ("plain", "text/plain"),
];

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
            checker.secrets.note_text(source);
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
    let mut in_string = false;
    let mut bare = Vec::new();
    // One text for each kind of value that a placeholder may bring, as long as the source, so that places agree.
    let mut samples = SAMPLES.map(|_| String::new());
    for token in tokenize(source) {
        match token {
            Token::Text(text) => {
                in_string = ends_in_string(text, in_string);
                for sample in &mut samples {
                    sample.push_str(text);
                }
                checker.note_text(path, text);
                template.push_literal(text);
            }
            Token::Placeholder(placeholder) => {
                let last = placeholder.filters.last();
                for (sample, (string, json)) in samples.iter_mut().zip(SAMPLES) {
                    let value = match last {
                        _ if in_string => string,
                        Some(Filter::Json) => json,
                        // Digits, whatever the message is.
                        _ => "5",
                    };
                    let characters = placeholder.raw.chars().count();
                    sample.push_str(value);
                    // Inside a string anything may follow, outside of one white space.
                    let filling = if in_string { "x" } else { " " };
                    sample.push_str(&filling.repeat(characters.saturating_sub(value.len())));
                }
                let escape = match last {
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
                for sample in &mut samples {
                    sample.push('5');
                }
                checker.unreadable(path, message);
            }
        }
    }
    for sample in &samples {
        match serde_json::from_str::<Value>(sample) {
            Ok(tree) => checker.secrets.note_tree(&tree),
            Err(error) => {
                let message = why_no_json(sample, &error);
                checker.issues.error(path, IssueCode::InvalidValue, message);
                return;
            }
        }
    }
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

/// What a placeholder may become inside a string, and what `json` makes of it outside of one.
const SAMPLES: [(&str, &str); 2] = [("x", "\"x\""), ("x", "null")];

/// Where a text is no JSON, and what people write there that JSON has otherwise.
fn why_no_json(text: &str, error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    // Columns are bytes, and name the last one that was read.
    let at = text.floor_char_boundary(start + column.saturating_sub(1));
    let (before, behind) = text.split_at_checked(at).unwrap_or((text, ""));
    let hint = if behind.starts_with(['\'', '“', '”', '„', '‘', '’']) {
        "; JSON has straight double quotes only"
    } else if behind.starts_with(['}', ']']) && before.trim_end().ends_with(',') {
        "; remove the comma before the closing bracket"
    } else if error.is_eof() {
        "; it ends too early, look for a missing quote or bracket"
    } else {
        "; check quotes and commas before it, or give an object instead of a text"
    };
    format!("this text is not JSON, from line {line}, column {column} on{hint}")
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
