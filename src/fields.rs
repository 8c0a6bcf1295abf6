//! Reading the keys of a configuration object: what "not set" means, the type of each key, unknown keys.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::issue::{IssueCode, Issues, child_path};
use crate::json::kind_of;
use crate::limits;
use crate::suggest;

/// An object of the configuration and its path.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: &'a str,
}

impl<'a> Fields<'a> {
    /// The object at `path`.
    #[must_use]
    pub const fn new(map: &'a Map<String, Value>, path: &'a str) -> Self {
        Self { map, path }
    }

    /// The path of one of its keys.
    #[must_use]
    pub fn path_of(&self, key: &str) -> String {
        child_path(self.path, key)
    }

    /// The value of a key that takes a string, a number or a boolean; `null` and a string of nothing but white space mean
    /// "not set". The console keeps a field that was cleared, so a single space is how an operator unsets one there.
    #[must_use]
    pub fn scalar(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| {
            !value.is_null() && !value.as_str().is_some_and(|text| text.trim().is_empty())
        })
    }

    /// The value of a key that takes a structure: an untouched form field is stored as `{}`, which means "not set" too.
    #[must_use]
    pub fn structure(&self, key: &str) -> Option<&'a Value> {
        self.scalar(key).filter(|value| match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        })
    }

    /// A text without white space around it; `what` says what is expected.
    pub fn text(&self, key: &str, what: &str, issues: &mut Issues) -> Option<&'a str> {
        let value = self.scalar(key)?;
        let text = value.as_str().map(str::trim);
        if text.is_none() {
            issues.error(
                self.path_of(key),
                IssueCode::InvalidType,
                expected(what, value),
            );
        }
        text.filter(|text| !text.is_empty())
    }

    /// A whole number within bounds.
    pub fn integer(
        &self,
        key: &str,
        bounds: &std::ops::RangeInclusive<u32>,
        unit: &str,
        issues: &mut Issues,
    ) -> Option<u32> {
        let value = self.scalar(key)?;
        let Value::Number(number) = value else {
            issues.error(
                self.path_of(key),
                IssueCode::InvalidType,
                expected("a number, without quotes", value),
            );
            return None;
        };
        let integer = number
            .as_u64()
            .and_then(|integer| u32::try_from(integer).ok());
        let within = integer.filter(|integer| bounds.contains(integer));
        if within.is_none() {
            let hint = match integer {
                Some(seconds @ 1..=60) if !unit.is_empty() => {
                    format!("; if that is seconds, write {seconds}000")
                }
                _ => String::new(),
            };
            issues.error(
                self.path_of(key),
                IssueCode::OutOfRange,
                format!(
                    "expected a whole number from {} to {}{unit}, found {number}{hint}",
                    bounds.start(),
                    bounds.end()
                ),
            );
        }
        within
    }

    /// One of a few words, in any letter case.
    pub fn choice<T: Copy>(
        &self,
        key: &str,
        choices: &[(&str, T)],
        issues: &mut Issues,
    ) -> Option<T> {
        let (last, others) = choices.split_last()?;
        let others: Vec<_> = others.iter().map(|(name, _)| format!("`{name}`")).collect();
        let names = format!("{} or `{}`", others.join(", "), last.0);
        let text = self.text(key, &names, issues)?;
        let choice = choices
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text))
            .map(|(_, choice)| *choice);
        if choice.is_none() {
            issues.error(
                self.path_of(key),
                IssueCode::InvalidValue,
                format!("expected {names}, found {}", shown(text)),
            );
        }
        choice
    }

    /// Warns of every key that means nothing here.
    ///
    /// `synonyms` are what other systems call the known ones, in lower case.
    pub fn warn_of_unknown(
        &self,
        known: &[&'static str],
        synonyms: &[(&'static str, &[&str])],
        issues: &mut Issues,
    ) {
        for key in self.map.keys().filter(|key| !known.contains(&key.as_str())) {
            let hint = match suggest::best(key, synonyms, known.iter().copied()) {
                Some(suggestion) => format!("did you mean `{suggestion}`?"),
                None => "it is ignored".to_owned(),
            };
            issues.warning(
                self.path_of(&clip(key)),
                IssueCode::UnknownKey,
                format!("unknown key; {hint}"),
            );
        }
    }
}

/// The message for a value of the wrong type.
#[must_use]
pub fn expected(what: &str, found: &Value) -> String {
    format!("expected {what}, found {}", kind_of(found))
}

/// A short word as it is; anything else might be a credential in the wrong field and is only described.
fn shown(text: &str) -> String {
    if text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        format!("`{text}`")
    } else {
        "something else".to_owned()
    }
}

/// A key as it can stand in a path: long ones are cut.
fn clip(key: &str) -> Cow<'_, str> {
    match key.char_indices().nth(limits::KEY_CHARS as usize) {
        Some((at, _)) => Cow::Owned(format!("{}…", key.get(..at).unwrap_or_default())),
        None => Cow::Borrowed(key),
    }
}
