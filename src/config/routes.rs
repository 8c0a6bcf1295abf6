//! `routes` and `fallback`: what differs for some messages, and when the first provider surely did not take one.

use serde_json::{Map, Value};
use url::Url;

use super::checker::Checker;
use super::fields::{Field, Keys as _};
use super::keys::ConfigKeys;
use super::provider::{self, Provider};
use super::templates::check_type;
use super::usage;
use crate::answer::rule::is_empty;
use crate::issue::{Issue, IssueCode, Issues, Path, Severity};
use crate::limits;
use crate::suggest;

/// What is done with the messages that some conditions hold for.
#[derive(Debug)]
pub struct Route {
    /// The beginnings of the numbers, each a plus and digits; all numbers where there is none.
    pub to: Vec<String>,
    /// The message types; all of them where there is none.
    pub types: Vec<String>,
    /// Where they go; `None` where they go nowhere.
    pub provider: Option<Provider>,
}

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
    /// What was said of it, which is not said again.
    pub(super) issues: &'a [Issue],
}

/// Reads `routes`.
pub(super) fn read_routes(field: Field<'_>, base: &Base<'_>, issues: &mut Issues) -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    for (index, entry) in entries(field, issues) {
        let path = &Path::Index(&field.path, index);
        let Some(map) = entry.as_object() else {
            let what = "an object such as `{ \"to\": [\"+86\"], \"endpoint\": … }`";
            issues.wrong_type(path, what, entry);
            continue;
        };
        let mut map = set(map);
        take_misnamed(&mut map, path, issues);
        let mut take = |key| map.remove(key).unwrap_or_default();
        let (to, types, block) = (take("to"), take("types"), take("block"));
        let to = list(Field::new(path, "to", &to), is_prefix, PREFIX, issues);
        let is_list = types.is_array();
        let types = list(
            Field::new(path, "types", &types),
            |_| true,
            "a message type such as `SignIn`",
            issues,
        );
        for (index, name) in types.iter().enumerate() {
            let types_path = Path::Key(path, "types");
            let item_path = Path::Index(&types_path, index);
            let path = if is_list { &item_path } else { &types_path };
            check_type(name, path, issues);
        }
        let block = match Field::new(path, "block", &block).scalar() {
            None => false,
            Some(Value::Bool(block)) => *block,
            Some(other) => {
                issues.wrong_type(
                    &Path::Key(path, "block"),
                    "true or false, without quotes",
                    other,
                );
                false
            }
        };
        let mut settings = map.keys().filter(|key| !key.starts_with('$'));
        let is_readable = !issues.has_error_below(path);
        if to.is_empty() && types.is_empty() && is_readable {
            let message = "has no condition, so it would hold for every message; name prefixes in `to` (`\"+\"` for all) or \
                           message types in `types`";
            issues.error(path, IssueCode::LostOnSave, message);
        }
        let provider = match settings.next() {
            Some(key) if block => {
                if is_readable {
                    let path = Path::Key(path, key);
                    let message = "nothing is sent where `block` is true; remove one of the two";
                    issues.error(&path, IssueCode::Conflict, message);
                }
                None
            }
            _ if block => None,
            _ => read_entry(&map, path, base, issues),
        };
        let route = Route {
            to,
            types,
            provider,
        };
        if is_readable && routes.iter().any(|earlier| earlier.covers(&route)) {
            let message = "is never reached: an earlier route holds for every message that this one holds for; put this one first";
            issues.mistake(path, IssueCode::NoEffect, message);
        }
        routes.push(route);
    }
    routes
}

/// Reads `fallback`.
pub(super) fn read_fallback(
    field: Field<'_>,
    base: &Base<'_>,
    issues: &mut Issues,
) -> Vec<Provider> {
    let mut providers = Vec::new();
    for (index, entry) in entries(field, issues) {
        let path = &Path::Index(&field.path, index);
        let Some(map) = entry.as_object() else {
            let what = "an object such as `{ \"endpoint\": \"https://…\" }`";
            issues.wrong_type(path, what, entry);
            continue;
        };
        let conditions = ["to", "types", "block"];
        if let Some(key) = conditions.into_iter().find(|key| map.contains_key(*key)) {
            let message = "only `routes` have conditions; a fallback is tried for every message that was not accepted before";
            issues.error(&Path::Key(path, key), IssueCode::UnknownKey, message);
            continue;
        }
        let map = &set(map);
        if map.contains_key("timeout") {
            let path = Path::Key(path, "timeout");
            let message = "all providers share one budget; set `timeout` once, at the top";
            issues.error(&path, IssueCode::Conflict, message);
        }
        providers.extend(read_entry(map, path, base, issues));
    }
    providers
}

fn entries<'a>(
    field: Field<'a>,
    issues: &mut Issues,
) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
    let items = match field.structure() {
        Some(Value::Array(items)) => items.as_slice(),
        Some(other) => {
            issues.wrong_type(&field.path, "an array of objects, `[{ … }]`", other);
            &[]
        }
        None => &[],
    };
    items.iter().enumerate()
}

/// The keys of an entry that are set: as Logto stores it, it has no others.
fn set(entry: &Map<String, Value>) -> Map<String, Value> {
    let set = entry.iter().filter(|(_, value)| !is_empty(value));
    set.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

impl Route {
    /// Whether this holds for a message.
    #[must_use]
    pub fn holds(&self, to: &str, message_type: &str) -> bool {
        let begins = |prefix: &String| to.starts_with(prefix.as_str());
        (self.to.is_empty() || self.to.iter().any(begins))
            && (self.types.is_empty() || self.types.iter().any(|known| known == message_type))
    }

    /// Whether this holds for every message that another one holds for.
    fn covers(&self, other: &Self) -> bool {
        let begins = |prefix: &String| self.to.iter().any(|own| prefix.starts_with(own.as_str()));
        let has_type = |known: &String| self.types.contains(known);
        let covers_all = self.to.iter().any(|own| own == "+");
        let numbers =
            self.to.is_empty() || covers_all || !other.to.is_empty() && other.to.iter().all(begins);
        let types =
            self.types.is_empty() || !other.types.is_empty() && other.types.iter().all(has_type);
        numbers && types
    }
}

/// What other systems call the keys of a route that no provider has.
const CONDITIONS: [(&str, &[&str]); 3] = [
    (
        "to",
        &[
            "country",
            "countries",
            "prefix",
            "prefixes",
            "number",
            "numbers",
        ],
    ),
    (
        "types",
        &["type", "usagetype", "usagetypes", "messagetypes"],
    ),
    ("block", &["blocked", "deny", "reject"]),
];

/// Tells of keys that are called otherwise here, and takes them out.
fn take_misnamed(map: &mut Map<String, Value>, path: &Path<'_>, issues: &mut Issues) {
    map.retain(|key, _| {
        let folded = suggest::fold_name(key);
        let is_meant =
            |(name, others): &&(&str, &[&str])| name != key && others.contains(&&*folded);
        let Some((meant, _)) = CONDITIONS.iter().find(is_meant) else {
            return true;
        };
        let message = format!("unknown key; did you mean `{meant}`?");
        issues.error(&Path::Key(path, key), IssueCode::UnknownKey, message);
        false
    });
}

const PREFIX: &str = "the beginning of a number, `+` and up to 15 digits such as `\"+49\"`";

fn is_prefix(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        limits::PREFIX_DIGITS.contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A text or a list of texts.
fn list(
    field: Field<'_>,
    is_valid: fn(&str) -> bool,
    what: &str,
    issues: &mut Issues,
) -> Vec<String> {
    let Some(value) = field.structure() else {
        return Vec::new();
    };
    let items = value
        .as_array()
        .map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut texts = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let item_path = Path::Index(&field.path, index);
        let path = if value.is_array() {
            &item_path
        } else {
            &field.path
        };
        match item.as_str().map(str::trim) {
            Some(text) if is_valid(text) => texts.push(text.to_owned()),
            Some(_) => issues.error(path, IssueCode::InvalidValue, format!("expected {what}")),
            None => issues.wrong_type(path, what, item),
        }
    }
    texts
}

/// Reads an entry as the configuration that it makes of its base.
fn read_entry(
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
    let provider = provider::read(&keys, &mut checker);
    usage::check(&provider, &mut checker);
    let found = checker.issues.into_vec();
    let has_errors = found.iter().any(|issue| issue.severity == Severity::Error);
    for issue in found {
        issues.extend(place(issue, entry, path, base));
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
