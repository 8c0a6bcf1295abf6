//! What must not be shown of one send: the operator's credentials, the visitor's data, and all else that the request carried.

use serde_json::Value;

use super::leaves;
use crate::answer::body::Body;
use crate::config::provider::Provider;
use crate::config::secrets::{named_values, names_secret};
use crate::message::data::Data;
use crate::request::{Request, RequestPlan};
use crate::template::scope::Scope;

/// Shorter texts are a part of too many others.
const SHORTEST: usize = 4;

/// A number with fewer digits is a count, a status or a price.
const SHORTEST_NUMBER: usize = 6;

/// Headers whose values say what a body is, which explanations have to name.
const SHOWN_HEADERS: [&str; 2] = ["content-type", "accept"];

/// The header that a vendor's scheme adds, by the name that it has there.
const AUTHORIZATION: &str = "Authorization";

/// Keys of the payload whose values are languages, which say how a message is told, and not to whom or what.
const LANGUAGES: [&str; 2] = ["locale", "uiLocales"];

/// Every credential of the configuration, in the forms it takes in a request.
#[must_use]
pub(super) fn credentials(provider: &Provider, scope: &Scope<'_>) -> Vec<String> {
    let credentials = &provider.credentials;
    let mut all = vec![
        credentials.api_key.clone(),
        credentials.api_secret.clone(),
        scope.token.to_owned(),
    ];
    // The secrets of several keys are separated by spaces; what follows their common prefix is the key.
    for secret in credentials.signing_secret.split_whitespace() {
        all.push(secret.to_owned());
        all.extend(secret.strip_prefix("whsec_").map(str::to_owned));
    }
    let others = credentials.others.0.iter();
    // What cannot be rendered was never sent.
    let others = others.filter_map(|secret| secret.render(scope).ok());
    all.extend(others.filter(|text| text.chars().count() >= SHORTEST));
    let token = provider.token.as_ref().map(|token| &token.request);
    for request in [&provider.request].into_iter().chain(token) {
        let authorization = request.authorization.iter();
        all.extend(authorization.flat_map(|authorization| authorization.forms(scope)));
    }
    all
}

/// What a vendor's scheme made of the credentials: the whole header, the scope with its key, and the signature. The names
/// of the signed headers are no secret, and explanations have to name them.
#[must_use]
pub(super) fn signature(request: &Request) -> Vec<String> {
    let mut headers = request.headers.iter();
    let Some((_, value)) = headers.find(|(name, _)| name == AUTHORIZATION) else {
        return Vec::new();
    };
    let parts = named_values(value).filter(|(name, _)| *name != "SignedHeaders");
    let parts = parts.map(|(_, part)| part.to_owned());
    parts.chain([value.clone()]).collect()
}

/// What belongs to the visitor: every text of the message, and the number as it was written.
#[must_use]
pub(super) fn private(data: &Data, message: Option<&str>) -> Vec<String> {
    let e164 = data.to.e164();
    let mut all: Vec<_> = [
        message.map(str::to_owned),
        data.message.clone(),
        data.payload_text("code"),
        data.payload_text("link"),
        data.ip.clone(),
        Some(data.raw_to.clone()),
        Some(e164.to_owned()),
        e164.strip_prefix('+').map(str::to_owned),
    ]
    .into_iter()
    .flatten()
    .collect();
    for (key, value) in data.payload.iter().flatten() {
        if !LANGUAGES.contains(&key.as_str()) {
            texts(value, &mut |text| all.push(text.to_owned()));
        }
    }
    all
}

/// The texts below a value, and the numbers that are long enough to identify something.
fn texts(value: &Value, found: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => found(text),
        Value::Number(number) if number.as_str().len() >= SHORTEST_NUMBER => found(number.as_str()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(map) => map.values().for_each(|item| texts(item, found)),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// What may be shown wherever it stands: the message type and its languages.
fn shown(data: &Data) -> Vec<String> {
    let mut shown = vec![data.message_type.clone()];
    for (key, value) in data.payload.iter().flatten() {
        if LANGUAGES.contains(&key.as_str()) {
            texts(value, &mut |text| shown.push(text.to_owned()));
        }
    }
    shown
}

/// Every text that the request carried and that tells more than a word does, wherever it stood; `data` is what it was sent for.
#[must_use]
pub(super) fn carried(plan: &RequestPlan, request: &Request, data: Option<&Data>) -> Vec<String> {
    let mut carried = Carried(Vec::new());
    let is_signed = plan.signing.scheme.is_some();
    leaves::each(request, &mut |leaf| {
        let is_shown = SHOWN_HEADERS
            .iter()
            .any(|shown| leaf.key.eq_ignore_ascii_case(shown));
        let is_short = leaf.is_number && leaf.text.len() < SHORTEST_NUMBER;
        if is_signed && leaf.key == AUTHORIZATION {
            carried.0.extend(signature(request));
        } else if !is_shown && !is_short {
            carried.add(leaf.key, leaf.text);
        }
    });
    let body = request.body.as_deref().unwrap_or_default();
    if Body::new(body).tree().is_none() && !leaves::is_form(request) {
        for (key, value) in named_values(body) {
            carried.add(key, value);
        }
    }
    let shown = data.map(shown).unwrap_or_default();
    carried.0.retain(|text| !shown.contains(text));
    carried.0
}

struct Carried(Vec<String>);

impl Carried {
    /// A text and the parts that a provider may quote of it; `key` is what it is called.
    fn add(&mut self, key: &str, text: &str) {
        let text = text.trim();
        let is_secret = names_secret(key);
        let is_hidden = |part: &str| tells(part) || (is_secret && part.chars().count() >= SHORTEST);
        // The scheme of an `Authorization` is no secret, and explanations have to name it.
        let scheme = match text.split_once(' ') {
            Some((scheme, _)) if key.eq_ignore_ascii_case("authorization") => scheme,
            _ => "",
        };
        let is_separator =
            |character: char| character.is_whitespace() || ":;,=\"'<>&|(){}[]".contains(character);
        let parts = text.split(is_separator).filter(|part| *part != scheme);
        let hidden = parts.chain([text]).filter(|part| is_hidden(part));
        self.0.extend(hidden.map(str::to_owned));
    }
}

/// Whether a text has something beside letters, so that it is no plain word, and is no short number.
fn tells(text: &str) -> bool {
    let is_number = text.parse::<f64>().is_ok();
    let shortest = if is_number { SHORTEST_NUMBER } else { SHORTEST };
    text.chars().count() >= shortest && !text.chars().all(char::is_alphabetic)
}
