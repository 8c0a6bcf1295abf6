//! A place in an answer that is JSON or XML.

use std::borrow::Cow;

use serde_json::Value;

use crate::template::Template;
use crate::template::json;
use crate::template::scope::{RenderError, Scope};

/// Keys and indexes, joined by dots in the configuration. A value that replaces a placeholder is one key or a part of one,
/// whatever dots it has.
#[derive(Debug)]
pub struct AnswerPath {
    /// The keys and indexes.
    pub keys: Vec<Template>,
    /// As the configuration has it.
    pub source: String,
}

impl AnswerPath {
    /// What stands at this place of an answer; `None` where nothing does.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn find<'a>(
        &self,
        answer: &'a Value,
        scope: &Scope<'_>,
    ) -> Result<Option<Cow<'a, Value>>, RenderError> {
        let mut found = Some(Cow::Borrowed(answer));
        for key in &self.keys {
            let key = key.render(scope)?;
            found = found.and_then(|value| child(&value, &key));
        }
        Ok(found.filter(|value| !value.is_null()))
    }
}

/// What stands below a value; nothing does below the length of an array, which is the only value that is not the answer's.
///
/// Index 0 of what is no list is that itself: in XML a list with one element looks like none.
pub(super) fn child<'a>(value: &Cow<'a, Value>, key: &str) -> Option<Cow<'a, Value>> {
    let Cow::Borrowed(value) = value else {
        return None;
    };
    let is_only_one = key == "0" && !value.is_array();
    json::own_property(value, key).or_else(|| is_only_one.then_some(Cow::Borrowed(*value)))
}
