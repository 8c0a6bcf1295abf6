//! One rule about an answer: a place in it, and a test of what stands there; and rules of which one has to hold.

use std::borrow::Cow;

use serde_json::Value;

use super::body::{Body, text_of};
use super::path::AnswerPath;
use super::pattern::Pattern;
use crate::error::{Found, UnmetRule};
use crate::template::json;
use crate::template::scope::{RenderError, Scope};

/// A place and a test.
#[derive(Debug)]
pub struct Rule {
    /// The key path of the rule: `response.success.0`.
    pub key: String,
    /// `None` for the whole body as trimmed text.
    pub path: Option<AnswerPath>,
    /// What must hold there.
    pub test: Test,
}

/// What must hold of a value. Shows none in `Debug`.
pub enum Test {
    /// It is one of these, see [`equal`].
    Equals(Vec<Value>),
    /// It is none of these, or nothing stands there.
    NotEquals(Vec<Value>),
    /// Something that is not an empty text stands there, or nothing does.
    Exists(bool),
    /// Nothing stands there, or an empty text, list or object; or something else does.
    Empty(bool),
    /// Its text begins with this.
    StartsWith(String),
    /// This is a part of its text.
    Contains(String),
    /// A part of its text is what this describes.
    Matches(Pattern),
}

impl std::fmt::Debug for Test {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Test(…)")
    }
}

/// Whether a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It needs a tree, and the answer is neither JSON nor XML.
    Unknown,
}

impl Rule {
    /// Whether the rule holds.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn holds(&self, body: &Body<'_>, scope: &Scope<'_>) -> Result<Holds, RenderError> {
        let found = match &self.path {
            None => Some(Cow::Owned(body.text.into())),
            Some(path) => match body.tree() {
                None => return Ok(Holds::Unknown),
                Some(tree) => path.find(tree, scope)?,
            },
        };
        let holds = self.test.holds(found.as_deref());
        Ok(if holds { Holds::Yes } else { Holds::No })
    }

    /// Where the rule looks, and what stands there; what is no scalar as the JSON that it is. Not redacted.
    #[must_use]
    pub fn found(&self, body: &Body<'_>, scope: &Scope<'_>) -> Found {
        let shown =
            |value: &Value| text_of(value).map_or_else(|| json::write(value), Cow::into_owned);
        let text = match &self.path {
            None => Some(body.text.to_owned()),
            Some(path) => {
                let value = body.tree().and_then(|tree| path.find(tree, scope).ok()?);
                value.as_deref().map(shown)
            }
        };
        Found {
            place: self.path.as_ref().map(|path| path.source.clone()),
            text: text.filter(|text| !text.is_empty()),
        }
    }
}

/// Rules of which one has to hold; without a rule, none does.
#[derive(Debug, Default)]
pub struct AnyOf(pub Vec<Rule>);

impl AnyOf {
    /// Whether one of the rules holds. It is unknown where none of them can be judged.
    ///
    /// # Errors
    /// See [`RenderError`]; where another rule holds, a path that cannot be rendered is none.
    pub fn holds(&self, body: &Body<'_>, scope: &Scope<'_>) -> Result<Holds, RenderError> {
        let mut none_holds = Ok(Holds::Unknown);
        for rule in &self.0 {
            match rule.holds(body, scope) {
                Ok(Holds::Yes) => return Ok(Holds::Yes),
                Ok(Holds::No) if none_holds.is_ok() => none_holds = Ok(Holds::No),
                Ok(_) => {}
                Err(error) => none_holds = Err(error),
            }
        }
        none_holds
    }

    /// What to tell where none of the rules holds: what stands at each of their places, as far as that is shown.
    #[must_use]
    pub fn unmet(&self, rule: String, body: &Body<'_>, scope: &Scope<'_>) -> UnmetRule {
        let mut places: Vec<Found> = Vec::new();
        for rule in &self.0 {
            let place = rule.path.as_ref().map(|path| &path.source);
            let is_told = places.iter().any(|found| found.place.as_ref() == place);
            if !is_told && places.len() <= UnmetRule::PLACES {
                places.push(rule.found(body, scope));
            }
        }
        UnmetRule {
            rule,
            alternatives: self.0.len(),
            places,
        }
    }
}

impl Test {
    fn holds(&self, found: Option<&Value>) -> bool {
        let text = || found.and_then(text_of);
        let text_is = |holds: &dyn Fn(&str) -> bool| text().is_some_and(|text| holds(&text));
        let is_one_of = |values: &[Value]| {
            found.is_some_and(|found| values.iter().any(|value| equal(value, found)))
        };
        match self {
            Self::Equals(values) => is_one_of(values),
            Self::NotEquals(values) => !is_one_of(values),
            Self::Exists(wanted) => {
                let is_there = found.is_some() && text().as_deref() != Some("");
                is_there == *wanted
            }
            Self::Empty(wanted) => found.is_none_or(is_empty) == *wanted,
            Self::StartsWith(prefix) => text_is(&|text| text.starts_with(prefix)),
            Self::Contains(part) => text_is(&|text| text.contains(part)),
            Self::Matches(pattern) => text_is(&|text| pattern.is_found_in(text)),
        }
    }
}

/// Whether a value says nothing: `null`, an empty text, list or object.
#[must_use]
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether two scalars are the same: two strings as texts, so `"00"` is not `"0"`; otherwise numbers by value, so `1` is
/// `1.0` and `"1"`; otherwise as texts, so `true` is `"true"`.
fn equal(value: &Value, found: &Value) -> bool {
    let (Some(one), Some(other)) = (text_of(value), text_of(found)) else {
        return false;
    };
    one == other
        || !(value.is_string() && found.is_string())
            && matches!((number(&one), number(&other)), (Some(one), Some(other)) if one.total_cmp(&other).is_eq())
}

/// A number that is exact as a float: two long identifiers are not the same because their floats are.
fn number(text: &str) -> Option<f64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let number = text.parse::<f64>().ok()?;
    // Neither `inf` nor `1_000`, and no zero with a sign of its own.
    (number.abs() < EXACT && json::parse::<serde_json::Number>(text).is_some())
        .then_some(number + 0.0)
}
