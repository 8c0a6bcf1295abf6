//! A JSON body: written from a tree, or by hand with placeholders in it.

use serde_json::Value;

use super::checker::{Checker, Literal};
use crate::issue::{IssueCode, Path};
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::filter::Filter;
use crate::template::json;
use crate::template::placeholder::{Token, tokenize};

/// Writes a tree as JSON text, in the order of its keys.
pub(super) fn append_tree(
    template: &mut Template,
    path: &Path<'_>,
    value: &Value,
    checker: &mut Checker,
) {
    match value {
        Value::Object(map) => {
            let members = map.iter().map(|(key, value)| {
                let mut member = Template::literal("\"");
                // A JSON string takes every character.
                _ = member.push_escaped(key, Escape::Json);
                member.push_literal("\":");
                checker.secrets.note_value(key, value);
                append_tree(&mut member, &Path::Key(path, key), value, checker);
                member
            });
            let members = members.collect();
            template.push_literal("{");
            template.push_list("", ",", members);
            template.push_literal("}");
        }
        Value::Array(items) => {
            let items = items.iter().enumerate().map(|(index, item)| {
                let mut element = Template::default();
                append_tree(&mut element, &Path::Index(path, index), item, checker);
                element
            });
            let items = items.collect();
            template.push_literal("[");
            template.push_list("", ",", items);
            template.push_literal("]");
        }
        Value::String(source) => append_string(template, path, source, checker),
        Value::Null => template.push_literal("null"),
        Value::Bool(_) | Value::Number(_) => template.push_literal(&json::text_of(value)),
    }
}

/// A string, or the number that a lone placeholder with the filter `number` asks for.
fn append_string(template: &mut Template, path: &Path<'_>, source: &str, checker: &mut Checker) {
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
pub(super) fn append_text(
    template: &mut Template,
    path: &Path<'_>,
    source: &str,
    checker: &mut Checker,
) {
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
