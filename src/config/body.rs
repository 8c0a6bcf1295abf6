//! `bodyType` and `bodyParams`: which encoding a body has, and its template.

use serde_json::Value;

use super::checker::{Checker, Literal};
use super::fields::Field;
use super::headers::Headers;
use super::{json_body, params};
use crate::issue::{IssueCode, Path, kind_of};
use crate::request::{Body, Method};
use crate::suggest;
use crate::template::Template;
use crate::template::escape::Escape;

/// The encodings that differ in how they are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Json,
    Form,
    Xml,
    Text,
}

impl Encoding {
    /// Its name as a `bodyType`.
    const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Xml => "xml",
            Self::Text => "text",
        }
    }

    /// The `Content-Type` of a body for which none is set.
    const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Xml => "application/xml",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// The values of `bodyType`.
const BODY_TYPES: [(&str, Option<Encoding>); 5] = [
    ("json", Some(Encoding::Json)),
    ("form", Some(Encoding::Form)),
    ("xml", Some(Encoding::Xml)),
    ("text", Some(Encoding::Text)),
    ("none", None),
];

/// The keys that say what a body is.
#[derive(Clone, Copy)]
pub(super) struct BodyFields<'a> {
    pub(super) body_type: Field<'a>,
    pub(super) params: Field<'a>,
    /// Another name of `params`.
    pub(super) alias: Field<'a>,
}

/// Reads the body, and adds its default content type to `headers`.
///
/// `has_parameters` says whether the URL has placeholders or query parameters.
pub(super) fn read(
    method: Method,
    fields: BodyFields<'_>,
    has_parameters: bool,
    headers: &mut Headers,
    checker: &mut Checker,
) -> Body {
    let names = "`json`, `form`, `xml`, `text` or `none`";
    let body_type = if is_media_type(fields.body_type, names, checker) {
        None
    } else {
        fields
            .body_type
            .choice(names, &BODY_TYPES, &mut checker.issues)
    };
    let found = fields.params.or_alias(fields.alias, &mut checker.issues);
    // Not an error: the console hides the field and keeps what was typed before.
    let unused = match (method, body_type) {
        (_, Some(None)) => Some("`bodyType` is `none`, so this is not sent"),
        (Method::Get, _) => Some("a GET request has no body; use `queryParams`, or POST"),
        _ => None,
    };
    if let Some(message) = unused {
        if let Some((found, _)) = found {
            checker
                .issues
                .warning(&found.path, IssueCode::NoEffect, message);
        }
        return Body::None;
    }
    let chosen = body_type.flatten();
    match found {
        Some((found, params)) => {
            let encoding = encoding(chosen, headers, checker);
            let body = template(encoding, &found.path, params, headers, checker);
            Body::Template(body, found.path.to_string())
        }
        // Where parameters or placeholders already say where everything goes, nobody wants all of it a second time.
        None if has_parameters || method == Method::Put => Body::None,
        None => {
            if encoding(chosen, headers, checker) != Encoding::Json {
                let message = "expected the body to send: only JSON has a default, and `bodyType` or `Content-Type` says \
                               otherwise";
                checker
                    .issues
                    .error(&fields.params.path, IssueCode::Required, message);
            }
            Body::Official
        }
    }
}

/// Whether a media type stands where the type of a body belongs, and says so; `names` lists those there are.
fn is_media_type(field: Field<'_>, names: &str, checker: &mut Checker) -> bool {
    let written = field.scalar().and_then(Value::as_str).unwrap_or_default();
    let written = written.trim().to_ascii_lowercase();
    let is_type = BODY_TYPES.iter().any(|(name, _)| *name == written);
    let mut words = MEDIA_TYPES.iter();
    let media_type = words
        .find(|(word, _)| *word == written)
        .map(|(_, media_type)| *media_type)
        .or_else(|| written.contains('/').then_some(written.as_str()));
    let message = if written.starts_with("multipart") {
        format!(
            "expected {names}: multipart bodies are not supported; most providers also take a `form`"
        )
    } else if let Some(media_type) = media_type.filter(|_| !is_type) {
        let name = encoding_of(media_type).name();
        format!(
            "expected {names}; write `{name}` here, and a `Content-Type` into `headers` only where the provider wants another \
             than the usual one"
        )
    } else {
        return false;
    };
    checker
        .issues
        .error(&field.path, IssueCode::InvalidValue, message);
    true
}

/// The encoding that `bodyType` or else `Content-Type` asks for; where there is no `Content-Type`, it is set.
fn encoding(chosen: Option<Encoding>, headers: &mut Headers, checker: &mut Checker) -> Encoding {
    let Some((value, path)) = &headers.content_type else {
        let encoding = chosen.unwrap_or(Encoding::Json);
        let media_type = Template::literal(encoding.media_type());
        headers.list.push(("Content-Type".to_owned(), media_type));
        return encoding;
    };
    let path = Path::top(path);
    let named = encoding_of(value);
    if let Some(chosen) = chosen {
        let kinds = [chosen, named];
        if chosen != named && !kinds.contains(&Encoding::Text) {
            let message = format!(
                "says another kind of body than `bodyType`, which is `{}`; keep one of the two",
                chosen.name()
            );
            checker.issues.error(&path, IssueCode::Conflict, message);
        }
        return chosen;
    }
    if value.contains("{{") {
        let message = "expected a fixed content type: it decides how the body is encoded; or say it in `bodyType`";
        checker.unreadable(&path, message.to_owned());
    }
    if !value.contains('/') && !value.contains("{{") {
        let message = match MEDIA_TYPES
            .iter()
            .find(|(word, _)| value.trim().eq_ignore_ascii_case(word))
        {
            Some((_, media_type)) => format!("expected a media type; write `{media_type}`"),
            None => "expected a media type, such as `application/json`".to_owned(),
        };
        checker
            .issues
            .mistake(&path, IssueCode::InvalidValue, message);
    }
    named
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
            json_body::append_text(&mut template, path, source, checker);
        }
        (Encoding::Json, tree) => json_body::append_tree(&mut template, path, tree, checker),
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
        (Encoding::Text, Value::String(source)) => {
            checker.secrets.note_text(source);
            checker.append(&mut template, path, source, Escape::Plain, Literal::Written);
        }
        (Encoding::Form, other) => {
            let what = "an object of form fields, or a string";
            checker.issues.wrong_type(path, what, other);
        }
        (Encoding::Xml | Encoding::Text, other) => {
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
        None => ": this kind of body is written as one string with placeholders; JSON and forms can be trees".to_owned(),
    }
}

fn encoding_of(content_type: &str) -> Encoding {
    match essence(content_type).as_str() {
        "application/x-www-form-urlencoded" => Encoding::Form,
        "application/json" | "text/json" => Encoding::Json,
        "application/xml" | "text/xml" => Encoding::Xml,
        other if other.ends_with("+json") => Encoding::Json,
        other if other.ends_with("+xml") => Encoding::Xml,
        _ => Encoding::Text,
    }
}
