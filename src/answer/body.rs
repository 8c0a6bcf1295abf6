//! The body of an answer, as text and as JSON.

use std::cell::OnceCell;

use serde_json::Value;

use crate::template::json;

/// The body of an answer, as rules look at it.
pub struct Body<'a> {
    /// The body without white space around it.
    pub text: &'a str,
    json: OnceCell<Option<Value>>,
}

impl<'a> Body<'a> {
    /// The body of an answer.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self {
            text: text.trim(),
            json: OnceCell::new(),
        }
    }

    /// The body as JSON, if it is JSON. Read where something asks for it: most answers are judged by their status alone.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        self.json.get_or_init(|| json::parse(self.text)).as_ref()
    }
}
