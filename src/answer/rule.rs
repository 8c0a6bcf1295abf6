//! One rule about an answer: a place in it, and a test of what stands there.

use super::body::Body;
use super::path::AnswerPath;
use crate::template::json::scalar_text;
use crate::template::scope::{RenderError, Scope};

/// A place and a test.
#[derive(Debug)]
pub struct Rule {
    /// `None` for the whole body as trimmed text.
    pub path: Option<AnswerPath>,
    /// What must hold there.
    pub test: Test,
}

/// Tests compare as text, so that `0` and `"0"` agree.
#[derive(Debug)]
pub enum Test {
    /// The text is one of these.
    Equals(Vec<String>),
    /// Something stands there, or nothing does.
    Exists(bool),
    /// The text begins with this.
    StartsWith(String),
    /// This is a part of the text.
    Contains(String),
}

impl Rule {
    /// Whether the rule holds; `None` where it needs JSON and the answer is none.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn holds(&self, body: &Body<'_>, scope: &Scope<'_>) -> Result<Option<bool>, RenderError> {
        let Some(path) = &self.path else {
            let text = (!body.text.is_empty()).then_some(body.text);
            return Ok(Some(self.test.holds(text, text.is_some())));
        };
        let Some(json) = body.json() else {
            return Ok(None);
        };
        let found = path.find(json, scope)?;
        let text = found.as_deref().and_then(scalar_text);
        Ok(Some(self.test.holds(text.as_deref(), found.is_some())))
    }
}

impl Test {
    fn holds(&self, text: Option<&str>, found: bool) -> bool {
        match self {
            Self::Equals(values) => {
                text.is_some_and(|text| values.iter().any(|value| value == text))
            }
            Self::Exists(wanted) => found == *wanted,
            Self::StartsWith(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Contains(part) => text.is_some_and(|text| text.contains(part)),
        }
    }
}
