//! JSON text in and out, and what JavaScript makes of a JSON value: its text, its own properties, its type's name.

use std::borrow::Cow;
use std::fmt::Write;

use crate::limits;
use crate::value::{Map, Value};

/// Parses JSON (RFC 8259).
///
/// JavaScript strings may hold half a surrogate pair, which `JSON.stringify` writes as a lone `\udXXX` escape and no
/// UTF-8 text can hold. Encoding such a string for the wire replaces it by U+FFFD, so the parser does the same instead of
/// refusing a whole message for a cut emoji in somebody's name.
///
/// `None` where the text is no JSON, or nests deeper than [`limits::JSON_DEPTH`].
#[must_use]
pub fn parse(text: &str) -> Option<Value> {
    let mut parser = Parser { rest: text };
    let value = parser.value(limits::JSON_DEPTH)?;
    parser.skip_space();
    parser.rest.is_empty().then_some(value)
}

/// What is left to read of a JSON text. Every method returns `None` where that does not begin with what it reads.
struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.skip_space();
        if self.skip("{") {
            let depth = depth.checked_sub(1)?;
            let mut map = Map::new();
            self.items("}", |parser| {
                parser.skip_space();
                let key = parser.skip("\"").then(|| parser.string())??;
                parser.skip_space();
                let value = parser.skip(":").then(|| parser.value(depth))??;
                map.push(key, value);
                Some(())
            })?;
            Some(Value::Object(map))
        } else if self.skip("[") {
            let depth = depth.checked_sub(1)?;
            let mut items = Vec::new();
            self.items("]", |parser| {
                items.push(parser.value(depth)?);
                Some(())
            })?;
            Some(Value::Array(items))
        } else if self.skip("\"") {
            self.string().map(Value::String)
        } else if self.skip("true") {
            Some(Value::Bool(true))
        } else if self.skip("false") {
            Some(Value::Bool(false))
        } else if self.skip("null") {
            Some(Value::Null)
        } else {
            self.number().map(Value::Number)
        }
    }

    /// Items between commas, up to what ends them.
    fn items(&mut self, end: &str, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip_space();
        if self.skip(end) {
            return Some(());
        }
        loop {
            item(self)?;
            self.skip_space();
            if self.skip(end) {
                return Some(());
            }
            self.skip(",").then_some(())?;
        }
    }

    /// The rest of a string behind its opening quote.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            text.push_str(self.take_while(|byte| !needs_escape(byte)));
            if self.skip("\"") {
                return Some(text);
            }
            self.skip("\\").then_some(())?;
            let escape = self.take(1)?;
            text.push(match escape {
                "n" => '\n',
                "r" => '\r',
                "t" => '\t',
                "b" => '\u{8}',
                "f" => '\u{c}',
                "u" => self.escaped_unit()?,
                "\"" | "\\" | "/" => char::from(*escape.as_bytes().first()?),
                _ => return None,
            });
        }
    }

    /// The character of `\uXXXX`, behind the `u`; two such escapes for one outside the basic plane.
    fn escaped_unit(&mut self) -> Option<char> {
        let first = self.unit()?;
        let behind = self.rest;
        let second = self.skip("\\u").then(|| self.unit()).flatten();
        let pair = [Some(first), second].into_iter().flatten();
        let character = char::decode_utf16(pair).next()?.ok();
        if character.is_none_or(|character| character.len_utf16() == 1) {
            // What follows is not the other half of a pair, but a character of its own.
            self.rest = behind;
        }
        Some(character.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.take(4)?;
        let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        // A sign is no digit.
        all.then(|| u16::from_str_radix(digits, 16).ok())?
    }

    fn number(&mut self) -> Option<String> {
        let begin = self.rest;
        self.skip("-");
        if !self.skip("0") {
            self.digits()?;
        }
        if self.skip(".") {
            self.digits()?;
        }
        if self.skip("e") || self.skip("E") {
            _ = self.skip("+") || self.skip("-");
            self.digits()?;
        }
        // Not by `strip_suffix`, which compares all that is left, for every number again.
        let length = begin.len().checked_sub(self.rest.len())?;
        begin.get(..length).map(str::to_owned)
    }

    fn digits(&mut self) -> Option<()> {
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        (!digits.is_empty()).then_some(())
    }

    fn skip_space(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    /// Steps over `expected` where that is next.
    fn skip(&mut self, expected: &str) -> bool {
        let behind = self.rest.strip_prefix(expected);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    /// Everything up to the first byte that is not wanted, which is an ASCII character.
    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let end = self.rest.bytes().position(|byte| !wanted(byte));
        self.take(end.unwrap_or(self.rest.len()))
            .unwrap_or_default()
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}

/// Appends the JSON text of a value, without white space.
pub fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            let mut separator = "[";
            for item in items {
                out.push_str(separator);
                separator = ",";
                write(item, out);
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(map) => write_map(map, out),
        Value::Bool(_) | Value::Number(_) => out.push_str(&text_of(value)),
    }
}

/// Appends the JSON text of an object.
pub fn write_map(map: &Map, out: &mut String) {
    let mut separator = "{";
    for (key, value) in map.iter() {
        out.push_str(separator);
        separator = ",";
        write_string(key, out);
        out.push(':');
        write(value, out);
    }
    out.push_str(if map.is_empty() { "{}" } else { "}" });
}

/// Appends a JSON string.
pub fn write_string(text: &str, out: &mut String) {
    out.push('"');
    escape_into(text, out);
    out.push('"');
}

/// Appends `text` as it stands between the quotes of a JSON string, escaped as `JSON.stringify` does.
pub fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(needs_escape) {
        let (before, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (special, behind) = behind.split_at_checked(1).unwrap_or((behind, ""));
        out.push_str(before);
        match special {
            "\"" => out.push_str("\\\""),
            "\\" => out.push_str("\\\\"),
            "\n" => out.push_str("\\n"),
            "\r" => out.push_str("\\r"),
            "\t" => out.push_str("\\t"),
            "\u{8}" => out.push_str("\\b"),
            "\u{c}" => out.push_str("\\f"),
            control => {
                let code = control.bytes().next().unwrap_or_default();
                // Writing to a String cannot fail.
                _ = write!(out, "\\u{code:04x}");
            }
        }
        rest = behind;
    }
    out.push_str(rest);
}

const fn needs_escape(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..0x20)
}

/// The text that JavaScript's `String(value ?? '')` gives.
#[must_use]
pub fn text_of(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        Value::Number(number) => Cow::Borrowed(number),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(items) => {
            let mut text = String::new();
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                text.push_str(&text_of(item));
            }
            Cow::Owned(text)
        }
        Value::Object(_) => Cow::Borrowed("[object Object]"),
    }
}

/// The value's own property of that name, as JavaScript sees it: a key, an index, or the length of an array.
#[must_use]
pub fn own_property<'a>(value: &'a Value, name: &str) -> Option<Cow<'a, Value>> {
    match value {
        Value::Object(map) => map.get(name).map(Cow::Borrowed),
        Value::Array(items) if name == "length" => {
            Some(Cow::Owned(Value::from(items.len() as u64)))
        }
        // `01` and `+1` are no indexes in JavaScript.
        Value::Array(items) if name == "0" || !name.starts_with(['0', '+']) => {
            let index: usize = name.parse().ok()?;
            items.get(index).map(Cow::Borrowed)
        }
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
