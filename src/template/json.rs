//! JSON text in, and what JavaScript makes of a JSON value: its text, and its own properties.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Reads JSON (RFC 8259). `None` where the text is no JSON of that type, or nests deeper than `serde_json` reads, which is
/// 127 levels.
///
/// Always from a text: made from a [`Value`], a value would have its numbers written anew, `0.000001` as `1e-6`.
///
/// JavaScript strings may hold half a surrogate pair, which `JSON.stringify` writes as a lone `\udXXX` escape and no
/// UTF-8 text can hold. Encoding such a string for the wire replaces it by U+FFFD, so this does the same instead of refusing
/// a whole message for a cut emoji in somebody's name.
#[must_use]
pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(&pair_surrogates(text)).ok()
}

/// The text with every escape of half a surrogate pair replaced by that of U+FFFD.
fn pair_surrogates(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        // A pair is two escapes; a backslash that is escaped itself begins none.
        let length = match (
            escaped_unit(rest.get(before.len()..)),
            escaped_unit(behind.get(5..)),
        ) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 11,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str("\\ufffd");
                rest = behind.get(5..).unwrap_or_default();
                continue;
            }
            _ => behind.chars().next().map_or(0, char::len_utf8),
        };
        let (escape, behind) = behind.split_at_checked(length).unwrap_or((behind, ""));
        out.push('\\');
        out.push_str(escape);
        rest = behind;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The UTF-16 unit of the escape `\uXXXX` that a text begins with.
fn escaped_unit(text: Option<&str>) -> Option<u16> {
    let digits = text?.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// The JSON text of a value, without white space.
#[must_use]
pub fn write(value: &impl serde::Serialize) -> String {
    // Only a map with keys that are no strings, or a failing implementation, has no JSON text; there is neither here.
    serde_json::to_string(value).unwrap_or_default()
}

/// Appends `text` as it stands between the quotes of a JSON string, escaped as `JSON.stringify` does.
pub fn escape_into(text: &str, out: &mut String) {
    let is_escaped = |byte| byte < b' ' || byte == b'"' || byte == b'\\';
    if !text.bytes().any(is_escaped) {
        // Most texts.
        out.push_str(text);
        return;
    }
    let quoted = write(&text);
    out.push_str(quoted.get(1..quoted.len() - 1).unwrap_or_default());
}

/// The text that JavaScript's `String(value ?? '')` gives.
#[must_use]
pub fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Value::Number(number) => Cow::Borrowed(number.as_str()),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(text_of).collect();
            Cow::Owned(texts.join(","))
        }
        Value::Object(_) => Cow::Borrowed("[object Object]"),
    }
}

/// The text of a string, a number or a boolean; nothing else is a scalar.
#[must_use]
pub fn scalar_text(value: &Value) -> Option<Cow<'_, str>> {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)).then(|| text_of(value))
}

/// The value's own property of that name, as JavaScript sees it: a key, an index, or the length of an array.
#[must_use]
pub fn own_property<'a>(value: &'a Value, name: &str) -> Option<Cow<'a, Value>> {
    match value {
        Value::Object(map) => map.get(name).map(Cow::Borrowed),
        Value::Array(items) if name == "length" => Some(Cow::Owned(items.len().into())),
        // `01` and `+1` are no indexes in JavaScript.
        Value::Array(items) if name == "0" || !name.starts_with(['0', '+']) => {
            let index: usize = name.parse().ok()?;
            items.get(index).map(Cow::Borrowed)
        }
        _ => None,
    }
}
