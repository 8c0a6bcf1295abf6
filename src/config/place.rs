//! A place in an answer, and maybe the part of the text there that counts.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::checker::Checker;
use super::fields::{Field, Keys};
use crate::answer::path::AnswerPath;
use crate::answer::pattern::Pattern;
use crate::answer::place::Place;
use crate::issue::{IssueCode, Path, Severity};
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::json::scalar_text;
use crate::template::placeholder::{Token, tokenize};

/// The keys of a place that is more than a path.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlaceKeys {
    path: Option<Value>,
    capture: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for PlaceKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        (
            "capture",
            &["regex", "regexp", "matches", "match", "pattern", "extract"],
        ),
        ("path", &["key", "field", "at"]),
    ];

    /// What is taken out of an answer would be something else.
    const UNKNOWN: Severity = Severity::Error;

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

/// Reads a place: a path, or `{ path?, capture? }`; without a path it is the whole body. `what` says what is expected.
pub(super) fn read_place(field: Field<'_>, what: &str, checker: &mut Checker) -> Option<Place> {
    read_value(field.structure()?, &field.path, what, checker)
}

/// Reads several places, or one.
pub(super) fn read_places(field: Field<'_>, what: &str, checker: &mut Checker) -> Vec<Place> {
    match field.structure() {
        None => Vec::new(),
        Some(Value::Array(items)) => items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                read_value(item, &Path::Index(&field.path, index), what, checker)
            })
            .collect(),
        Some(single) => read_value(single, &field.path, what, checker)
            .into_iter()
            .collect(),
    }
}

fn read_value(value: &Value, path: &Path<'_>, what: &str, checker: &mut Checker) -> Option<Place> {
    if let Value::String(source) = value {
        let path = read_path(source, path, checker)?;
        return Some(Place {
            path: Some(path),
            capture: None,
        });
    }
    let keys = PlaceKeys::read_and_tell(value, path, what, &mut checker.issues)?;
    let place = path_of(Field::new(path, "path", &keys.path), checker);
    let capture = Field::new(path, "capture", &keys.capture);
    let capture = capture
        .scalar()
        .and_then(|source| read_pattern(source, &capture.path, checker));
    if place.is_none() && capture.is_none() && !checker.issues.has_error_below(path) {
        let message =
            "expected `path`, `capture` or both, such as `{ \"capture\": \"id=(\\\\w+)\" }`";
        checker.issues.error(path, IssueCode::InvalidValue, message);
    }
    Some(Place {
        path: place,
        capture,
    })
}

/// The path of a rule or a place.
pub(super) fn path_of(field: Field<'_>, checker: &mut Checker) -> Option<AnswerPath> {
    let source = field.text("a path such as `messages.0.status`", &mut checker.issues)?;
    read_path(source, &field.path, checker)
}

/// A regular expression.
pub(super) fn read_pattern(
    value: &Value,
    path: &Path<'_>,
    checker: &mut Checker,
) -> Option<Pattern> {
    let what = "a regular expression as a string, such as `^OK`";
    let Some(source) = scalar_text(value) else {
        checker.issues.wrong_type(path, what, value);
        return None;
    };
    if let Some(inside) = between_slashes(&source) {
        let message =
            format!("the slashes are taken literally; write what stands between them, {inside}");
        checker
            .issues
            .mistake(path, IssueCode::InvalidValue, message);
    }
    match Pattern::compile(&source) {
        Ok(pattern) => Some(pattern),
        Err(why) => {
            let message = format!("this pattern {why}");
            checker.issues.error(path, IssueCode::InvalidValue, message);
            None
        }
    }
}

/// Whether a pattern is written as in JavaScript, and what to do with its flags.
fn between_slashes(source: &str) -> Option<&'static str> {
    let (inside, flags) = source.strip_prefix('/')?.rsplit_once('/')?;
    let are_flags = flags.bytes().all(|flag| b"dgimsuvy".contains(&flag));
    let advice = if flags.contains('i') {
        "with `(?i)` in front to ignore letter case"
    } else {
        "without flags"
    };
    (!inside.is_empty() && are_flags).then_some(advice)
}

/// Keys and indexes joined by dots; `\.` is a dot inside a key.
fn read_path(source: &str, path: &Path<'_>, checker: &mut Checker) -> Option<AnswerPath> {
    let source = source.trim();
    if source.is_empty() {
        return None;
    }
    let mut keys = Vec::new();
    let mut key = Template::default();
    for token in tokenize(source) {
        match token {
            Token::Text(text) => {
                let mut characters = text.chars().peekable();
                while let Some(character) = characters.next() {
                    match character {
                        '.' => keys.push(std::mem::take(&mut key)),
                        '\\' if characters.next_if_eq(&'.').is_some() => key.push_literal("."),
                        other => key.push_literal(other.encode_utf8(&mut [0; 4])),
                    }
                }
            }
            Token::Placeholder(placeholder) => {
                checker.append_placeholder(&mut key, path, placeholder, Escape::Plain);
            }
            Token::Mistake(message) => {
                checker.unreadable(path, message);
                // One mistake is one issue: the key is not missing too.
                key.push_literal("?");
            }
        }
    }
    keys.push(key);
    if source.starts_with('$') || source.contains('[') {
        let message = "`$` and brackets are taken for parts of a key; write indexes between dots, as in `messages.0.status`";
        checker
            .issues
            .warning(path, IssueCode::InvalidValue, message);
    }
    if keys.iter().any(|key| key.as_literal() == Some("")) {
        let message = "expected keys and indexes joined by single dots, as in `messages.0.status`";
        checker.issues.error(path, IssueCode::InvalidValue, message);
    }
    let source = source.to_owned();
    Some(AnswerPath { keys, source })
}
