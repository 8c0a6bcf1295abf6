//! Reading the keys of a configuration object: what "not set" means, the type of each key, unknown keys.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::issue::{Issue, IssueCode, Issues, Path, Severity};
use crate::suggest;
use crate::template::json;

/// The keys of an object: every known one with any value, and the rest.
///
/// A key takes any value here, and is judged where it is read, so that every mistake is reported and not only the first.
pub(super) trait Keys: Default + Serialize + DeserializeOwned {
    /// What other systems call the known keys, in lower case.
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])];

    /// How bad an unknown key is that means nothing we know of.
    const UNKNOWN: Severity;

    /// How bad one is that has another name here.
    const MISNAMED: Severity = Self::UNKNOWN;

    /// What to do instead, where another key is not the whole answer; the key's name is in lower case.
    fn advice(_key: &str) -> Option<&'static str> {
        None
    }

    /// The keys that mean nothing here.
    fn rest(&self) -> &Map<String, Value>;

    /// Reads an object; `what` says what is expected.
    fn read(value: &Value, path: &Path<'_>, what: &str, issues: &mut Issues) -> Option<Self> {
        if !value.is_object() {
            issues.wrong_type(path, what, value);
            return None;
        }
        // Every key takes any value, so an object is always read.
        Some(json::parse(&json::write(value)).unwrap_or_default())
    }

    /// Reads an object, and tells of every key that means nothing here.
    fn read_and_tell(
        value: &Value,
        path: &Path<'_>,
        what: &str,
        issues: &mut Issues,
    ) -> Option<Self> {
        let keys = Self::read(value, path, what, issues)?;
        keys.tell_of_unknown(path, issues);
        Some(keys)
    }

    /// Tells of every key that means nothing here.
    fn tell_of_unknown(&self, path: &Path<'_>, issues: &mut Issues) {
        self.tell_of_unknown_as(Self::UNKNOWN, Self::MISNAMED, path, issues);
    }

    /// Tells of every key that means nothing here, and how bad that is.
    fn tell_of_unknown_as(
        &self,
        unknown: Severity,
        misnamed: Severity,
        path: &Path<'_>,
        issues: &mut Issues,
    ) {
        if self.rest().is_empty() {
            return;
        }
        let known = serde_json::to_value(Self::default()).unwrap_or_default();
        let known: Vec<_> = known
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .collect();
        for key in self.rest().keys() {
            let advice = Self::advice(&suggest::fold_name(key)).map(str::to_owned);
            let suggestion = suggest::best(key, Self::SYNONYMS, &known)
                .map(|suggestion| format!("did you mean `{suggestion}`?"));
            let (severity, hint) = match advice.or(suggestion) {
                Some(hint) => (misnamed, hint),
                None if unknown == Severity::Warning => (unknown, "it is ignored".to_owned()),
                None => {
                    let hint = format!("the keys here are `{}`", known.join("`, `"));
                    (unknown, hint)
                }
            };
            issues.push(Issue {
                severity,
                ..Issue::error(
                    &Path::Key(path, key),
                    IssueCode::UnknownKey,
                    format!("unknown key; {hint}"),
                )
            });
        }
    }
}

/// Shows every setting with its path and its key: those of the whole configuration, and those of each entry of `routes` and
/// `fallback`, which mean the same there.
pub(super) fn each_setting(config: &Value, found: &mut dyn FnMut(&Path<'_>, &str, &Value)) {
    for (key, value) in config.as_object().into_iter().flatten() {
        let path = &Path::top(key);
        let Some(entries) = value.as_array().filter(|_| ENTRIES.contains(&key.as_str())) else {
            found(path, key, value);
            continue;
        };
        for (index, entry) in entries.iter().enumerate() {
            let path = &Path::Index(path, index);
            match entry.as_object().filter(|entry| !entry.is_empty()) {
                Some(entry) => entry
                    .iter()
                    .for_each(|(key, value)| found(&Path::Key(path, key), key, value)),
                None => found(path, "", entry),
            }
        }
    }
}

/// The keys whose entries are settings themselves.
const ENTRIES: [&str; 2] = ["routes", "fallback"];

/// One key: its value, where it is set, and where it stands.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    value: Option<&'a Value>,
    /// Where it stands.
    pub path: Path<'a>,
}

impl<'a> Field<'a> {
    /// A key of the object at `parent`.
    #[must_use]
    pub fn new(parent: &'a Path<'a>, key: &'a str, value: impl Into<Option<&'a Value>>) -> Self {
        let path = Path::Key(parent, key);
        let value = value.into();
        Self { value, path }
    }

    /// The same place with another value.
    pub(super) const fn with(self, value: &'a Value) -> Self {
        Self {
            value: Some(value),
            ..self
        }
    }

    /// A key of the whole configuration.
    #[must_use]
    pub fn top(key: &'a str, value: impl Into<Option<&'a Value>>) -> Self {
        Self::new(&Path::Root, key, value)
    }

    /// A string, a number or a boolean; `null` and a string of nothing but white space mean "not set". The console keeps a
    /// field that was cleared, so a single space is how an operator unsets one there.
    #[must_use]
    pub fn scalar(&self) -> Option<&'a Value> {
        self.value.filter(|value| {
            !value.is_null() && !value.as_str().is_some_and(|text| text.trim().is_empty())
        })
    }

    /// A structure: an untouched form field is stored as `{}`, which means "not set" too.
    #[must_use]
    pub fn structure(&self) -> Option<&'a Value> {
        self.scalar().filter(|value| match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        })
    }

    /// This key or the other name that it may have; where both are set, this one counts. That is no mistake to refuse for:
    /// a console that shows this one cannot remove the other.
    pub(super) fn or_alias(self, alias: Self, issues: &mut Issues) -> Option<(Self, &'a Value)> {
        if let Some(value) = self.structure() {
            if alias.structure().is_some() {
                let message = format!("`{}` is set too, and this is ignored", self.path);
                issues.warning(&alias.path, IssueCode::NoEffect, message);
            }
            return Some((self, value));
        }
        alias.structure().map(|value| (alias, value))
    }

    /// A text without white space around it; `what` says what is expected.
    pub(super) fn text(&self, what: &str, issues: &mut Issues) -> Option<&'a str> {
        let value = self.scalar()?;
        let text = value.as_str().map(str::trim);
        if text.is_none() {
            issues.wrong_type(&self.path, what, value);
        }
        text
    }

    /// A whole number within bounds.
    pub(super) fn integer(
        &self,
        bounds: &std::ops::RangeInclusive<u32>,
        unit: &str,
        issues: &mut Issues,
    ) -> Option<u32> {
        let value = self.scalar()?;
        let Value::Number(number) = value else {
            issues.wrong_type(&self.path, "a number, without quotes", value);
            return None;
        };
        let integer = number.as_str().parse().ok();
        let within = integer.filter(|integer| bounds.contains(integer));
        if within.is_none() {
            let (least, most) = (bounds.start(), bounds.end());
            let hint = match integer {
                Some(seconds @ 1..=60) if !unit.is_empty() => {
                    format!("; if that is seconds, write {seconds}000")
                }
                _ => String::new(),
            };
            let message = format!(
                "expected a whole number from {least} to {most}{unit}, found {number}{hint}"
            );
            issues.error(&self.path, IssueCode::OutOfRange, message);
        }
        within
    }

    /// One of a few words, in any letter case; `names` lists them for people.
    pub(super) fn choice<T: Copy>(
        &self,
        names: &str,
        choices: &[(&str, T)],
        issues: &mut Issues,
    ) -> Option<T> {
        let text = self.text(names, issues)?;
        let chosen = choices
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        if chosen.is_none() {
            // A short word is shown; anything else might be a credential in the wrong field and is only described.
            let is_word = text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
            let found = if is_word {
                format!("`{text}`")
            } else {
                "something else".to_owned()
            };
            let message = format!("expected {names}, found {found}");
            issues.error(&self.path, IssueCode::InvalidValue, message);
        }
        chosen.map(|(_, choice)| *choice)
    }
}
