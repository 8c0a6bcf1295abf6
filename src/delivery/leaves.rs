//! The texts that a request carries, each with what it is called.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::answer::body::Body;
use crate::config::secrets::names_secret;
use crate::request::Request;

/// A text of a request.
pub(super) struct Leaf<'a> {
    /// What it is called; empty where it has no name.
    pub(super) key: &'a str,
    /// The text.
    pub(super) text: &'a str,
    /// Whether it is a number of JSON.
    pub(super) is_number: bool,
    /// Whether it stands here as it is encoded, in addition to what it says.
    pub(super) is_encoded: bool,
}

impl<'a> Leaf<'a> {
    const fn new(key: &'a str, text: &'a str) -> Self {
        Self {
            key,
            text,
            is_number: false,
            is_encoded: false,
        }
    }
}

/// Shows every text of a request: segments of the path, parameters, headers, and what the body is made of.
pub(super) fn each(request: &Request, found: &mut dyn FnMut(&Leaf<'_>)) {
    let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    // Scheme, nothing, host.
    for segment in path.split('/').skip(3) {
        let decoded = percent_decode_str(segment).decode_utf8_lossy();
        found(&Leaf::new("", &decoded));
    }
    each_of_form(query, found);
    for (name, value) in &request.headers {
        found(&Leaf::new(name, value));
    }
    let body = request.body.as_deref().unwrap_or_default();
    match Body::new(body).tree() {
        Some(tree) => each_of_tree("", tree, found),
        None if is_form(request) => each_of_form(body, found),
        None => found(&Leaf::new("", body)),
    }
}

/// Whether the body is a form.
pub(super) fn is_form(request: &Request) -> bool {
    let mut headers = request.headers.iter();
    headers.any(|(name, value)| {
        name.eq_ignore_ascii_case("content-type") && value.contains("form-urlencoded")
    })
}

fn each_of_form(text: &str, found: &mut dyn FnMut(&Leaf<'_>)) {
    for (key, value) in form_urlencoded::parse(text.as_bytes()) {
        found(&Leaf::new(&key, &value));
    }
    // As it was written, and with a plus that is none of a form's spaces.
    for pair in text.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or(("", pair));
        for text in [value, &percent_decode_str(value).decode_utf8_lossy()] {
            found(&Leaf {
                is_encoded: true,
                ..Leaf::new(key, text)
            });
        }
    }
}

fn each_of_tree(key: &str, tree: &Value, found: &mut dyn FnMut(&Leaf<'_>)) {
    match tree {
        Value::Array(items) => items.iter().for_each(|item| each_of_tree(key, item, found)),
        Value::Object(map) => {
            // Below a name that tells, all is told by it.
            let told = names_secret(key).then_some(key);
            for (name, item) in map {
                each_of_tree(told.unwrap_or(name), item, found);
            }
        }
        Value::String(text) => found(&Leaf::new(key, text)),
        Value::Number(number) => found(&Leaf {
            is_number: true,
            ..Leaf::new(key, number.as_str())
        }),
        Value::Bool(_) | Value::Null => {}
    }
}
