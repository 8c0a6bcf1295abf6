//! `routes` and `fallback`: what differs for some messages, and when the first provider surely did not take one.

use serde_json::{Map, Value};

use super::entry::{self, Base};
use super::fields::Field;
use super::provider::Provider;
use super::templates::check_type;
use crate::answer::rule::is_empty;
use crate::issue::{IssueCode, Issues, Path};
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
            _ => entry::read(&map, path, base, issues),
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
        providers.extend(entry::read(map, path, base, issues));
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
