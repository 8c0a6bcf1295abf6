//! JSON text in and out, and what JavaScript makes of a JSON value: its text, its own properties, its type's name.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::Value;

/// Parses JSON.
///
/// JavaScript strings may hold half a surrogate pair, which `JSON.stringify` writes as a lone `\udXXX` escape and no
/// UTF-8 text can hold. Encoding such a string for the wire replaces it by U+FFFD, so the parser does the same instead of
/// refusing a whole message for a cut emoji in somebody's name.
///
/// `None` where the text is no JSON, or nests deeper than 128 levels.
#[must_use]
pub fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .ok()
        .or_else(|| serde_json::from_str(&replace_lone_surrogates(text)?).ok())
}

/// The text with every lone surrogate escape replaced by `\ufffd`, or `None` where there is none.
fn replace_lone_surrogates(text: &str) -> Option<String> {
    let mut healed = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some((before, escape)) = rest.find('\\').and_then(|at| rest.split_at_checked(at)) {
        healed.push_str(before);
        let (kept, after) = match (surrogate(escape), escape.split_at_checked(6)) {
            (Some(Surrogate::High), Some((high, after))) => match surrogate(after) {
                Some(Surrogate::Low) => escape.split_at_checked(12).unwrap_or((high, after)),
                _ => ("\\ufffd", after),
            },
            (Some(Surrogate::Low), Some((_, after))) => ("\\ufffd", after),
            // Any other escape: step over the backslash and the character behind it, which may be a backslash.
            _ => escape
                .char_indices()
                .nth(2)
                .and_then(|(at, _)| escape.split_at_checked(at))
                .unwrap_or((escape, "")),
        };
        found |= kept == "\\ufffd";
        healed.push_str(kept);
        rest = after;
    }
    healed.push_str(rest);
    found.then_some(healed)
}

enum Surrogate {
    High,
    Low,
}

/// Which half of a surrogate pair the text's leading `\uXXXX` escape stands for, if any.
fn surrogate(text: &str) -> Option<Surrogate> {
    let unit = u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()?;
    match unit {
        0xD800..=0xDBFF => Some(Surrogate::High),
        0xDC00..=0xDFFF => Some(Surrogate::Low),
        _ => None,
    }
}

/// Appends `text` as it stands between the quotes of a JSON string, escaped as `JSON.stringify` does.
pub fn escape_into(text: &str, out: &mut String) {
    for part in text.split_inclusive(needs_escape) {
        let mut characters = part.chars();
        match characters.next_back() {
            Some(last) if needs_escape(last) => {
                out.push_str(characters.as_str());
                match last {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    '\t' => out.push_str("\\t"),
                    '\u{8}' => out.push_str("\\b"),
                    '\u{c}' => out.push_str("\\f"),
                    // Writing to a String cannot fail.
                    control => _ = write!(out, "\\u{:04x}", u32::from(control)),
                }
            }
            _ => out.push_str(part),
        }
    }
}

const fn needs_escape(character: char) -> bool {
    matches!(character, '"' | '\\' | '\0'..='\u{1f}')
}

/// The text that JavaScript's `String(value ?? '')` gives.
#[must_use]
pub fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        Value::Number(number) => Cow::Borrowed(number.as_str()),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(items) => Cow::Owned(items.iter().map(text_of).collect::<Vec<_>>().join(",")),
        Value::Object(_) => Cow::Borrowed("[object Object]"),
    }
}

/// The value's own property of that name, as JavaScript sees it: a key, an index, or the length of an array.
#[must_use]
pub fn own_property<'a>(value: &'a Value, name: &str) -> Option<Cow<'a, Value>> {
    match value {
        Value::Object(map) => map.get(name).map(Cow::Borrowed),
        Value::Array(items) if name == "length" => Some(Cow::Owned(Value::from(items.len()))),
        // `01` and `+1` are no indexes in JavaScript.
        Value::Array(items) => name
            .parse::<usize>()
            .ok()
            .filter(|index| index.to_string() == name)
            .and_then(|index| items.get(index))
            .map(Cow::Borrowed),
        _ => None,
    }
}

/// What a value is, for messages: `a string`, `an array`, …
#[must_use]
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The text of a string, a number or a boolean; nothing else is a scalar.
#[must_use]
pub fn scalar_text(value: &Value) -> Option<Cow<'_, str>> {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)).then(|| text_of(value))
}
