//! One rule about an answer: a place in it, and a test of what stands there.

use std::borrow::Cow;

use serde_json::Value;

use super::body::{Body, text_of};
use super::path::AnswerPath;
use crate::error::UnmetRule;
use crate::template::json;
use crate::template::scope::{RenderError, Scope};

/// A place and a test.
#[derive(Debug)]
pub struct Rule {
    /// `None` for the whole body as trimmed text.
    pub path: Option<AnswerPath>,
    /// What must hold there.
    pub test: Test,
}

/// What must hold of a value. Shows none in `Debug`.
pub enum Test {
    /// It is one of these, see [`equal`].
    Equals(Vec<Value>),
    /// Something that is not empty stands there, or nothing does.
    Exists(bool),
    /// Its text begins with this.
    StartsWith(String),
    /// This is a part of its text.
    Contains(String),
}

impl std::fmt::Debug for Test {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Test(…)")
    }
}

/// Whether a rule holds.
pub enum Holds {
    /// It does.
    Yes,
    /// It does not, and this stands at its place.
    No(Option<String>),
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
        Ok(if self.test.holds(found.as_deref()) {
            Holds::Yes
        } else {
            // What is no scalar is shown as the JSON that it is.
            let shown = found.map(|value| text_of(&value).unwrap_or_else(|| json::write(&value)));
            Holds::No(shown.filter(|text| !text.is_empty()))
        })
    }

    /// What to tell about a rule that does not hold.
    #[must_use]
    pub fn unmet(&self, rule: String, found: Option<String>) -> UnmetRule {
        let place = self.path.as_ref().map(|path| path.source.clone());
        UnmetRule { rule, place, found }
    }
}

impl Test {
    fn holds(&self, found: Option<&Value>) -> bool {
        let text = found.and_then(text_of);
        let text = text.as_deref();
        match self {
            Self::Equals(values) => values
                .iter()
                .any(|value| found.is_some_and(|found| equal(value, found))),
            Self::Exists(wanted) => {
                let is_there = found.is_some() && text != Some("");
                is_there == *wanted
            }
            Self::StartsWith(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Contains(part) => text.is_some_and(|text| text.contains(part)),
        }
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
