//! A text in an answer that is taken out of it: where it stands, and which part of it counts.

use super::body::{Body, text_of};
use super::path::AnswerPath;
use super::pattern::Pattern;
use crate::template::scope::Scope;

/// A place in an answer, and maybe a part of the text there.
#[derive(Debug)]
pub struct Place {
    /// `None` for the whole body as trimmed text, which need be neither JSON nor XML.
    pub path: Option<AnswerPath>,
    /// What to take out of that text; `None` for all of it.
    pub capture: Option<Pattern>,
}

impl Place {
    /// The text there, unless it is empty. A path that cannot be rendered leads nowhere: what is taken out of an answer is
    /// wanted, and not worth failing for.
    #[must_use]
    pub fn text(&self, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
        let value;
        let text = match &self.path {
            None => body.text.into(),
            Some(path) => {
                value = path.find(body.tree()?, scope).ok()??;
                text_of(&value)?
            }
        };
        let part = match &self.capture {
            None => &*text,
            Some(pattern) => pattern.capture(&text)?,
        };
        Some(part.to_owned()).filter(|part| !part.is_empty())
    }
}
