//! `response`: how an answer is read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::checker::Checker;
use super::fields::{Field, Keys};
use super::place::{path_of, read_pattern, read_place, read_places};
use crate::answer::AnswerRules;
use crate::answer::rule::{AnyOf, Rule, Test};
use crate::issue::{IssueCode, Path, Severity};
use crate::limits;
use crate::suggest;
use crate::template::json::scalar_text;

/// The keys of `response`.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseKeys {
    success: Option<Value>,
    message_id: Option<Value>,
    error: Option<Value>,
    rate_limited: Option<Value>,
    quota_exceeded: Option<Value>,
    refused: Option<Value>,
    token_expired: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for ResponseKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("success", &["ok", "accepted"]),
        ("error", &["errormessage", "message"]),
        ("messageId", &["id"]),
        ("rateLimited", &["ratelimit", "throttled"]),
        ("refused", &["rejected", "declined", "failed", "failure"]),
        ("tokenExpired", &["expired", "tokeninvalid", "unauthorized"]),
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
    not_equals: Option<Value>,
    exists: Option<Value>,
    empty: Option<Value>,
    starts_with: Option<Value>,
    contains: Option<Value>,
    matches: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl RuleKeys {
    /// The tests, as far as they are set.
    fn tests(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        let values = [
            &self.equals,
            &self.not_equals,
            &self.exists,
            &self.empty,
            &self.starts_with,
            &self.contains,
            &self.matches,
        ];
        let tests = TESTS.into_iter().zip(values);
        tests.filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }
}

/// The tests of a rule.
const TESTS: [&str; 7] = [
    "equals",
    "notEquals",
    "exists",
    "empty",
    "startsWith",
    "contains",
    "matches",
];

impl Keys for RuleKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("matches", &["regex", "regexp", "pattern", "match"]),
        ("contains", &["includes", "has"]),
        ("equals", &["is", "value", "in", "eq", "oneof"]),
        (
            "notEquals",
            &["not", "ne", "neq", "isnot", "unequal", "notin"],
        ),
        ("empty", &["isempty", "blank"]),
        ("any", &["anyof", "or", "some"]),
    ];

    /// A rule that is not applied takes failures for success.
    const UNKNOWN: Severity = Severity::Error;

    fn advice(key: &str) -> Option<&'static str> {
        let is_all = matches!(key, "all" | "allof" | "and" | "every");
        is_all.then_some("write the rules as a list: in `success`, all of them must hold")
    }

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
    let what = "a path such as `messages.0.id`";
    let message_id = Field::new(path, "messageId", &keys.message_id);
    let error = Field::new(path, "error", &keys.error);
    let success = read_list(Field::new(path, "success", &keys.success), checker);
    let success = success.into_iter().map(AnyOf).collect();
    let mut any_of = |key, value| {
        AnyOf(
            read_list(Field::new(path, key, value), checker)
                .into_iter()
                .flatten()
                .collect(),
        )
    };
    let rules = AnswerRules {
        rate_limited: any_of("rateLimited", &keys.rate_limited),
        quota_exceeded: any_of("quotaExceeded", &keys.quota_exceeded),
        refused: any_of("refused", &keys.refused),
        token_expired: any_of("tokenExpired", &keys.token_expired),
        success,
        message_id: read_place(message_id, what, checker),
        error: read_places(error, what, checker),
    };
    let (count, most) = (rules.patterns(), limits::PATTERNS);
    if count > most {
        let message = format!(
            "expected at most {most} patterns (`matches` and `capture`), found {count}; join those for one place, as in `^(OK|QUEUED)`"
        );
        checker.issues.error(path, IssueCode::TooLarge, message);
    }
    rules
}

/// A rule or a list of them; each item is rules of which one has to hold, mostly a single one.
fn read_list(field: Field<'_>, checker: &mut Checker) -> Vec<Vec<Rule>> {
    match field.structure() {
        None => Vec::new(),
        Some(Value::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(index, item)| read_item(item, &Path::Index(&field.path, index), checker))
            .collect(),
        Some(single) => vec![read_item(single, &field.path, checker)],
    }
}

/// One rule, or all those of an `any`; an `any` inside of one says nothing new.
fn read_item(value: &Value, path: &Path<'_>, checker: &mut Checker) -> Vec<Rule> {
    let keys = value.as_object();
    let Some(any) = keys.and_then(|keys| keys.get("any")) else {
        return read_rule(value, path, checker).into_iter().collect();
    };
    if keys.is_some_and(|keys| keys.len() > 1) {
        let message = "expected `any` and nothing next to it, or a rule; write the other keys as a rule of their own";
        checker.issues.error(path, IssueCode::InvalidValue, message);
    }
    let path = Path::Key(path, "any");
    match any {
        Value::Array(items) if items.is_empty() => {
            let message = "expected at least one rule, found an empty list";
            checker
                .issues
                .error(&path, IssueCode::InvalidValue, message);
            Vec::new()
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, item)| read_item(item, &Path::Index(&path, index), checker))
            .collect(),
        other => {
            let what = "a list of rules of which one has to hold";
            checker.issues.wrong_type(&path, what, other);
            Vec::new()
        }
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
    let place = path_of(Field::new(path, "path", &keys.path), checker);
    let mut tests = keys.tests();
    let found = match (tests.next(), tests.next()) {
        (Some((name, value)), None) => {
            let test = read_test(name, value, &Path::Key(path, name), checker)?;
            return Some(Rule { path: place, test });
        }
        (Some((one, _)), Some((other, _))) => {
            format!("`{one}` and `{other}`; write a rule for each")
        }
        _ => "none".to_owned(),
    };
    let names = TESTS.join("`, `").replace(", `matches", " or `matches");
    let message = format!("expected exactly one test: `{names}`, found {found}");
    checker.issues.error(path, IssueCode::InvalidValue, message);
    None
}

/// The only key of `{ "status": "ok" }`, which looks like a rule to whoever writes one for the first time.
fn shorthand(keys: &RuleKeys) -> Option<&String> {
    let mut rest = keys.rest.iter();
    let (key, value) = rest.next()?;
    let is_alone = rest.next().is_none() && keys.path.is_none() && keys.tests().next().is_none();
    // A misspelt test has a suggestion of its own.
    let is_test = suggest::best(key, RuleKeys::SYNONYMS, &TESTS).is_some();
    (is_alone && !is_test && scalar_text(value).is_some()).then_some(key)
}

/// The test of that name.
fn read_test(name: &str, value: &Value, path: &Path<'_>, checker: &mut Checker) -> Option<Test> {
    let text = scalar_text(value).map(Cow::into_owned);
    let read = match name {
        "equals" => scalars(value).map(Test::Equals),
        "notEquals" => scalars(value).map(Test::NotEquals),
        "exists" => value.as_bool().map(Test::Exists),
        "empty" => value.as_bool().map(Test::Empty),
        "startsWith" => text.map(Test::StartsWith),
        "contains" => text.map(Test::Contains),
        _ => return read_pattern(value, path, checker).map(Test::Matches),
    };
    if read.is_none() {
        let what = match name {
            "equals" | "notEquals" => "a string, a number, a boolean or a list of these",
            "exists" | "empty" => "true or false, without quotes",
            _ => "a string, a number or a boolean",
        };
        checker.issues.wrong_type(path, what, value);
    }
    read
}

/// A scalar, or all of a list of them.
fn scalars(value: &Value) -> Option<Vec<Value>> {
    let values = match value {
        Value::Array(items) if !items.is_empty() => items.clone(),
        single => vec![single.clone()],
    };
    let are_scalars = values.iter().all(|value| scalar_text(value).is_some());
    are_scalars.then_some(values)
}
