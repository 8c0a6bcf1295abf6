//! `bodyParams` and `Content-Type`: which encoding a body has, and its template.

use crate::compile::Compiler;
use crate::config::Method;
use crate::escape::Escape;
use crate::fields::Fields;
use crate::filter::Filter;
use crate::headers::Headers;
use crate::issue::{IssueCode, Path};
use crate::json::{self, kind_of};
use crate::params;
use crate::placeholder::{Token, tokenize};
use crate::raw;
use crate::suggest;
use crate::template::Template;
use crate::value::Value;

/// The body of a request.
#[derive(Debug)]
pub enum Body {
    /// None at all.
    None,
    /// `{ to, type, payload, ip }`, as Logto's official HTTP SMS connector sends it.
    Official,
    /// Whatever the configuration says, and the key that says so.
    Template(Template, &'static str),
}

/// The encodings that differ in how they are written; decided by the content type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Json,
    Form,
    Xml,
    Other,
}

/// Compiles `bodyParams`, and adds the default content type of a POST request to `headers`.
pub fn compile(
    method: Method,
    fields: &Fields<'_>,
    headers: &mut Headers,
    compiler: &mut Compiler,
) -> Body {
    let params = fields.aliased("bodyParams", "bodyParameters", &mut compiler.issues);
    match (method, params) {
        (Method::Post, params) => compile_post(params, headers, compiler),
        (Method::Get, None) => Body::None,
        // Not an error: the console hides the field for GET and keeps what was typed before.
        (Method::Get, Some((key, _))) => {
            compiler.issues.warning(
                &Path::top(key),
                IssueCode::NoEffect,
                format_args!("a GET request has no body; use `queryParams`, or POST"),
            );
            Body::None
        }
    }
}

/// `params` is the value of `bodyParams` with the name it was given under.
fn compile_post(
    params: Option<(&'static str, &Value)>,
    headers: &mut Headers,
    compiler: &mut Compiler,
) -> Body {
    let encoding = if let Some((value, path)) = &headers.content_type {
        if value.contains("{{") {
            compiler.issues.error(
                &Path::top(path),
                IssueCode::InvalidPlaceholder,
                format_args!("expected a fixed content type: it decides how the body is encoded"),
            );
        }
        encoding_of(value)
    } else {
        let json = Template::literal("application/json");
        headers.list.push(("Content-Type".to_owned(), json));
        Encoding::Json
    };
    let Some((key, params)) = params else {
        if encoding != Encoding::Json {
            compiler.issues.error(
                &Path::top("bodyParams"),
                IssueCode::Required,
                format_args!("expected the body to send: only JSON has a default, and `Content-Type` says otherwise"),
            );
        }
        return Body::Official;
    };
    let mut template = Template::default();
    let path = &Path::top(key);
    match (encoding, params) {
        (Encoding::Json, Value::String(source)) => {
            append_raw_json(&mut template, path, source, compiler);
        }
        (Encoding::Json, tree) => append_json(&mut template, path, tree, compiler),
        (Encoding::Form, Value::Object(params)) => {
            params::append(&mut template, params, path, Escape::Form, "", compiler);
        }
        (Encoding::Form, Value::String(source)) => {
            raw::note_form_secrets(source, compiler);
            compiler.append_text(&mut template, path, source, Escape::Form);
        }
        (Encoding::Xml, Value::String(source)) => {
            raw::note_xml_secrets(source, compiler);
            compiler.append_text(&mut template, path, source, Escape::Xml);
        }
        (Encoding::Other, Value::String(source)) => {
            compiler.append_text(&mut template, path, source, Escape::Plain);
        }
        (Encoding::Form, other) => {
            let what = "an object of form fields, or a string";
            compiler.issues.wrong_type(path, what, other);
        }
        (Encoding::Xml | Encoding::Other, other) => compiler.issues.error(
            path,
            IssueCode::InvalidType,
            format_args!(
                "expected a string, found {}{}",
                kind_of(other),
                hint_for(headers)
            ),
        ),
    }
    Body::Template(template, key)
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
fn append_json(template: &mut Template, path: &Path<'_>, value: &Value, compiler: &mut Compiler) {
    match value {
        Value::Object(map) => {
            let mut separator = "{";
            for (key, value) in map.iter() {
                template.push_literal(separator);
                separator = ",";
                template.push_literal("\"");
                // A JSON string takes every character.
                _ = template.push_escaped(key, Escape::Json);
                template.push_literal("\":");
                compiler.note_secrets(key, value);
                append_json(template, &Path::Key(path, key), value, compiler);
            }
            template.push_literal(if map.is_empty() { "{}" } else { "}" });
        }
        Value::Array(items) => {
            template.push_literal("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    template.push_literal(",");
                }
                append_json(template, &Path::Index(path, index), item, compiler);
            }
            template.push_literal("]");
        }
        Value::String(source) => append_json_string(template, path, source, compiler),
        Value::Null => template.push_literal("null"),
        Value::Bool(_) | Value::Number(_) => template.push_literal(&json::text_of(value)),
    }
}

/// A string, or the number that a lone placeholder with the filter `number` asks for.
fn append_json_string(
    template: &mut Template,
    path: &Path<'_>,
    source: &str,
    compiler: &mut Compiler,
) {
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

/// JSON written by hand. A placeholder inside a string is escaped; one outside must bring a whole JSON value of its own, or
/// it would work until the first code with a leading zero.
fn append_raw_json(
    template: &mut Template,
    path: &Path<'_>,
    source: &str,
    compiler: &mut Compiler,
) {
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
                compiler.append_hole(template, path, placeholder, escape);
            }
            Token::Mistake(message) => {
                sample.push('0');
                compiler.mistake(path, &message);
            }
        }
    }
    let Some(tree) = json::parse(&sample) else {
        compiler.issues.error(
            path,
            IssueCode::InvalidValue,
            format_args!("this text is not JSON, even with its placeholders filled in; check quotes and commas, or give an object"),
        );
        return;
    };
    compiler.note_tree_secrets(&tree);
    for placeholder in bare {
        compiler.issues.error(
            path,
            IssueCode::InvalidPlaceholder,
            format_args!(
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
