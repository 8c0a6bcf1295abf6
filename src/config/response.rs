//! `response`: how an answer is read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::checker::Checker;
use super::fields::{Field, Keys};
use crate::answer::AnswerRules;
use crate::answer::path::AnswerPath;
use crate::answer::rule::{Rule, Test};
use crate::issue::{IssueCode, Path, Severity};
use crate::suggest;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::json::scalar_text;
use crate::template::placeholder::{Token, tokenize};

/// The keys of `response`.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseKeys {
    success: Option<Value>,
    message_id: Option<Value>,
    error: Option<Value>,
    rate_limited: Option<Value>,
    quota_exceeded: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for ResponseKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("error", &["errormessage", "message"]),
        ("messageId", &["id"]),
    ];

    /// A rule that is not applied takes failures for success.
    const UNKNOWN: Severity = Severity::Error;

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

/// The keys of a rule.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuleKeys {
    path: Option<Value>,
    equals: Option<Value>,
    exists: Option<Value>,
    starts_with: Option<Value>,
    contains: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for RuleKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        (
            "contains",
            &["regex", "regexp", "matches", "pattern", "includes"],
        ),
        ("equals", &["is", "value", "in", "eq"]),
    ];

    /// A rule that is not applied takes failures for success.
    const UNKNOWN: Severity = Severity::Error;

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

/// Reads `response`.
pub(super) fn read(field: Field<'_>, checker: &mut Checker) -> AnswerRules {
    let what = "an object such as `{ \"messageId\": \"id\" }`";
    let path = &field.path;
    let Some(keys) = field
        .structure()
        .and_then(|value| ResponseKeys::read_and_tell(value, path, what, &mut checker.issues))
    else {
        return AnswerRules::default();
    };
    let success = Field::new(path, "success", &keys.success);
    let rate_limited = Field::new(path, "rateLimited", &keys.rate_limited);
    let quota_exceeded = Field::new(path, "quotaExceeded", &keys.quota_exceeded);
    let message_id = Field::new(path, "messageId", &keys.message_id);
    let error = Field::new(path, "error", &keys.error);
    AnswerRules {
        success: read_rules(success, checker),
        rate_limited: read_rules(rate_limited, checker),
        quota_exceeded: read_rules(quota_exceeded, checker),
        message_id: read_path(message_id, "a path such as `messages.0.id`", checker),
        error: read_path(error, "a path such as `messages.0.id`", checker),
    }
}

/// One rule or an array of them.
fn read_rules(field: Field<'_>, checker: &mut Checker) -> Vec<Rule> {
    match field.structure() {
        None => Vec::new(),
        Some(Value::Array(items)) => items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| read_rule(item, &Path::Index(&field.path, index), checker))
            .collect(),
        Some(single) => read_rule(single, &field.path, checker)
            .into_iter()
            .collect(),
    }
}

fn read_rule(value: &Value, path: &Path<'_>, checker: &mut Checker) -> Option<Rule> {
    let what = "a rule such as `{ \"path\": \"status\", \"equals\": \"ok\" }`";
    let keys = RuleKeys::read(value, path, what, &mut checker.issues)?;
    if let Some(key) = shorthand(&keys) {
        let message = format!(
            "expected the place and a test of what stands there; write `{{ \"path\": \"{key}\", \"equals\": … }}`"
        );
        checker.issues.error(path, IssueCode::InvalidValue, message);
        return None;
    }
    keys.tell_of_unknown(path, &mut checker.issues);
    let place = Field::new(path, "path", &keys.path);
    let place = read_path(place, "a path such as `messages.0.status`", checker);
    let tests = [
        ("equals", &keys.equals),
        ("exists", &keys.exists),
        ("startsWith", &keys.starts_with),
        ("contains", &keys.contains),
    ];
    let mut tests = tests
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let what = "expected exactly one test: `equals`, `exists`, `startsWith` or `contains`";
    let message = match (tests.next(), tests.next()) {
        (Some((name, value)), None) => match read_test(name, value) {
            Ok(test) => return Some(Rule { path: place, test }),
            Err(what) => {
                let path = Path::Key(path, name);
                checker.issues.wrong_type(&path, what, value);
                return None;
            }
        },
        (Some((one, _)), Some((other, _))) => {
            format!("{what}, found `{one}` and `{other}`; two rules in an array must both hold")
        }
        _ => format!("{what}, found none"),
    };
    checker.issues.error(path, IssueCode::InvalidValue, message);
    None
}

/// The tests of a rule.
const TESTS: [&str; 4] = ["equals", "exists", "startsWith", "contains"];

/// The only key of `{ "status": "ok" }`, which looks like a rule to whoever writes one for the first time.
fn shorthand(keys: &RuleKeys) -> Option<&String> {
    let mut rest = keys.rest.iter();
    let (key, value) = rest.next()?;
    let tests = [
        &keys.equals,
        &keys.exists,
        &keys.starts_with,
        &keys.contains,
    ];
    let is_alone =
        rest.next().is_none() && keys.path.is_none() && tests.into_iter().all(Option::is_none);
    // A misspelt test has a suggestion of its own.
    let is_test = suggest::best(key, RuleKeys::SYNONYMS, &TESTS).is_some();
    (is_alone && !is_test && scalar_text(value).is_some()).then_some(key)
}

/// The test of that name, or what it takes instead of `value`.
fn read_test(name: &str, value: &Value) -> Result<Test, &'static str> {
    let scalar = "a string, a number or a boolean";
    let text = || scalar_text(value).map(Cow::into_owned).ok_or(scalar);
    match name {
        "equals" => {
            let values = match value {
                Value::Array(items) if !items.is_empty() => items.clone(),
                single => vec![single.clone()],
            };
            let are_scalars = values.iter().all(|value| scalar_text(value).is_some());
            are_scalars
                .then_some(Test::Equals(values))
                .ok_or("a string, a number, a boolean or an array of these")
        }
        "exists" => value
            .as_bool()
            .map(Test::Exists)
            .ok_or("true or false, without quotes"),
        "startsWith" => text().map(Test::StartsWith),
        _ => text().map(Test::Contains),
    }
}

/// A place in an answer; `\.` is a dot inside a key.
pub(super) fn read_path(field: Field<'_>, what: &str, checker: &mut Checker) -> Option<AnswerPath> {
    let source = field.text(what, &mut checker.issues)?;
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
                checker.append_placeholder(&mut key, &field.path, placeholder, Escape::Plain);
            }
            Token::Mistake(message) => {
                checker.unreadable(&field.path, message);
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
            .warning(&field.path, IssueCode::InvalidValue, message);
    }
    if keys.iter().any(|key| key.as_literal() == Some("")) {
        let message = "expected keys and indexes joined by single dots, as in `messages.0.status`";
        checker
            .issues
            .error(&field.path, IssueCode::InvalidValue, message);
    }
    let source = source.to_owned();
    Some(AnswerPath { keys, source })
}
