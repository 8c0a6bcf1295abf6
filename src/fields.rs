//! Reading the keys of a configuration object: what "not set" means, the type of each key, unknown keys.

use crate::issue::{IssueCode, Issues, Path};
use crate::suggest;
use crate::value::{Map, Value};

/// An object of the configuration and its path.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Map,
    path: Path<'a>,
}

impl<'a> Fields<'a> {
    /// The object at `path`.
    #[must_use]
    pub const fn new(map: &'a Map, path: Path<'a>) -> Self {
        Self { map, path }
    }

    /// The path of one of its keys.
    #[must_use]
    pub const fn path_of<'b>(&'b self, key: &'b str) -> Path<'b> {
        Path::Key(&self.path, key)
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

    /// The value of a structured key under either of its names, and the name it has.
    pub fn aliased(
        &self,
        name: &'static str,
        alias: &'static str,
        issues: &mut Issues,
    ) -> Option<(&'static str, &'a Value)> {
        match (self.structure(name), self.structure(alias)) {
            (Some(_), Some(_)) => {
                issues.error(
                    &self.path_of(alias),
                    IssueCode::Conflict,
                    format_args!("the same as `{name}`, which is set too; keep one of the two"),
                );
                None
            }
            (Some(value), None) => Some((name, value)),
            (None, Some(value)) => Some((alias, value)),
            (None, None) => None,
        }
    }

    /// A text without white space around it; `what` says what is expected.
    pub fn text(&self, key: &str, what: &str, issues: &mut Issues) -> Option<&'a str> {
        let value = self.scalar(key)?;
        let text = value.as_str().map(str::trim);
        if text.is_none() {
            issues.wrong_type(&self.path_of(key), what, value);
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
            issues.wrong_type(&self.path_of(key), "a number, without quotes", value);
            return None;
        };
        let integer = number.parse().ok();
        let within = integer.filter(|integer| bounds.contains(integer));
        if within.is_none() {
            let (least, most) = (bounds.start(), bounds.end());
            let (path, code) = (self.path_of(key), IssueCode::OutOfRange);
            let expected = format_args!(
                "expected a whole number from {least} to {most}{unit}, found {number}"
            );
            match integer {
                Some(seconds @ 1..=60) if !unit.is_empty() => {
                    let hint = format_args!("{expected}; if that is seconds, write {seconds}000");
                    issues.error(&path, code, hint);
                }
                _ => issues.error(&path, code, expected),
            }
        }
        within
    }

    /// One of a few words, in any letter case; `names` lists them for people.
    pub fn choice<T: Copy>(
        &self,
        key: &str,
        names: &str,
        choices: &[(&str, T)],
        issues: &mut Issues,
    ) -> Option<T> {
        let text = self.text(key, names, issues)?;
        let chosen = choices
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        if chosen.is_none() {
            self.not_a_choice(key, names, text, issues);
        }
        chosen.map(|(_, choice)| *choice)
    }

    /// Shows a short word; anything else might be a credential in the wrong field and is only described.
    fn not_a_choice(&self, key: &str, names: &str, text: &str, issues: &mut Issues) {
        let is_word = text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let (quote, found) = if is_word {
            ("`", text)
        } else {
            ("", "something else")
        };
        let message = format_args!("expected {names}, found {quote}{found}{quote}");
        issues.error(&self.path_of(key), IssueCode::InvalidValue, message);
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
        for key in self
            .map
            .iter()
            .map(|(key, _)| key)
            .filter(|key| !known.contains(key))
        {
            let path = &self.path_of(key);
            let code = IssueCode::UnknownKey;
            match suggest::best(key, synonyms, known) {
                Some(suggestion) => issues.warning(
                    path,
                    code,
                    format_args!("unknown key; did you mean `{suggestion}`?"),
                ),
                None => issues.warning(path, code, format_args!("unknown key; it is ignored")),
            }
        }
    }
}
