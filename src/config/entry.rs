//! What an entry of `routes` or `fallback` makes of the configuration that it differs from.

use std::rc::Rc;

use serde_json::{Map, Value};
use url::Url;

use super::checker::Checker;
use super::fields::Keys as _;
use super::keys::ConfigKeys;
use super::provider::{self, Provider};
use super::usage;
use crate::issue::{Issue, IssueCode, Issues, Path, Severity};
use crate::template::variables::Variables;

/// Keys that an entry takes over although it sends elsewhere: none of them is a credential, and none says what is sent.
const FOLLOWING: [&str; 5] = ["templates", "variables", "timeout", "retry", "maxRetries"];

/// Keys of the whole configuration, which no entry has.
const GLOBAL: [&str; 4] = ["routes", "fallback", "log", "showAdvanced"];

/// Two names of one key, of which an entry replaces both.
const ALIASES: [(&str, &str); 2] = [
    ("queryParams", "queryParameters"),
    ("bodyParams", "bodyParameters"),
];

/// The configuration that entries differ from.
pub(super) struct Base<'a> {
    pub(super) map: &'a Map<String, Value>,
    pub(super) variables: &'a Rc<Variables>,
    /// What was said of it, which is not said again.
    pub(super) issues: &'a [Issue],
}

/// Reads an entry as the configuration that it makes of its base.
pub(super) fn read(
    entry: &Map<String, Value>,
    path: &Path<'_>,
    base: &Base<'_>,
    issues: &mut Issues,
) -> Option<Provider> {
    for key in GLOBAL.into_iter().filter(|key| entry.contains_key(*key)) {
        let path = Path::Key(path, key);
        let message = "belongs to the whole configuration; move it to the top";
        issues.error(&path, IssueCode::UnknownKey, message);
    }
    let is_elsewhere = is_elsewhere(entry, base.map);
    if is_elsewhere
        && ![
            "bodyParams",
            "bodyParameters",
            "queryParams",
            "queryParameters",
            "bodyType",
        ]
        .into_iter()
        .any(|key| entry.contains_key(key))
    {
        let message = "sends to another host, to which nothing that stands above follows; say here what is sent, in \
                       `bodyParams`, `queryParams` or `bodyType`";
        issues.error(path, IssueCode::Required, message);
        return None;
    }
    let effective = Value::Object(merge(entry, base.map, is_elsewhere));
    let mut checker = Checker {
        is_elsewhere,
        ..Checker::default()
    };
    let keys = ConfigKeys::read(&effective, path, "an object", &mut checker.issues)?;
    let error = Severity::Error;
    keys.tell_of_unknown_as(error, error, &Path::Root, &mut checker.issues);
    let mut provider = provider::read(&keys, &mut checker);
    usage::check(&provider, &mut checker);
    let found = checker.issues.into_vec();
    let has_errors = found.iter().any(|issue| issue.severity == Severity::Error);
    for issue in found {
        issues.extend(place(issue, entry, path, base));
    }
    if !entry.contains_key("variables") {
        // Hundreds of routes may inherit a thousand of them.
        provider.variables = Rc::clone(base.variables);
    }
    (!has_errors).then_some(provider)
}

/// Whether an entry sends to another origin than its base (RFC 6454, section 5).
fn is_elsewhere(entry: &Map<String, Value>, base: &Map<String, Value>) -> bool {
    let origin = |map: &Map<String, Value>| {
        let url = map.get("endpoint")?.as_str()?;
        Some(Url::parse(url.trim()).ok()?.origin())
    };
    entry.contains_key("endpoint") && origin(entry) != origin(base)
}

/// What an entry makes of its base: each key as a whole, variables by their names.
fn merge(
    entry: &Map<String, Value>,
    base: &Map<String, Value>,
    is_elsewhere: bool,
) -> Map<String, Value> {
    let mut merged: Map<String, Value> = base
        .iter()
        .filter(|(key, _)| {
            let key = key.as_str();
            !GLOBAL.contains(&key)
                && !key.starts_with('$')
                && (!is_elsewhere || FOLLOWING.contains(&key))
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    for (one, other) in ALIASES {
        if entry.contains_key(one) || entry.contains_key(other) {
            merged.remove(one);
            merged.remove(other);
        }
    }
    for (key, value) in entry
        .iter()
        .filter(|(key, _)| !GLOBAL.contains(&key.as_str()))
    {
        match (key.as_str(), merged.get_mut(key), value) {
            ("variables", Some(Value::Object(inherited)), Value::Object(own)) => {
                inherited.extend(own.clone());
            }
            _ => _ = merged.insert(key.clone(), value.clone()),
        }
    }
    merged
}

/// An issue of the effective configuration, where the entry has it; `None` where it is not the entry's.
fn place(
    issue: Issue,
    entry: &Map<String, Value>,
    path: &Path<'_>,
    base: &Base<'_>,
) -> Option<Issue> {
    let mut keys = issue.path.split('.');
    let (first, second) = (keys.next().unwrap_or_default(), keys.next());
    let is_own = match (first, entry.get(first)) {
        ("variables", Some(Value::Object(own))) => second.is_none_or(|name| own.contains_key(name)),
        (_, own) => own.is_some(),
    };
    if is_own {
        let path = Path::Key(path, &issue.path).to_string();
        return Some(Issue { path, ..issue });
    }
    let is_known = base
        .issues
        .iter()
        .any(|known| known.path == issue.path && known.message == issue.message);
    // What is inherited need not be used.
    if is_known || issue.code == IssueCode::NoEffect || issue.severity == Severity::Warning {
        return None;
    }
    let message = match issue.path.as_str() {
        "" => issue.message,
        inherited => format!("with `{inherited}` as it would be here: {}", issue.message),
    };
    Some(Issue {
        path: path.to_string(),
        message,
        ..issue
    })
}
