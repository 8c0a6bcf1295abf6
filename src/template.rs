//! A text with holes: static text already written for its place, and placeholders with the place they stand in.
//!
//! URL, header values, bodies of every encoding, message texts and the paths of `response` all compile to this one
//! shape, so escaping by place is decided once, when the configuration is read, and never while sending.

use crate::escape::Escape;
use crate::limits;
use crate::placeholder::{Placeholder, Root};
use crate::scope::{RenderError, Scope};

/// A compiled text. Its static parts may be credentials, so its `Debug` shows nothing of them.
#[derive(Clone, Default)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone)]
enum Part {
    Literal(String),
    Hole(Placeholder, Escape),
}

impl Template {
    /// A template without placeholders.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self {
            parts: vec![Part::Literal(text.into())],
        }
    }

    /// Appends static text.
    pub fn push_literal(&mut self, text: &str) {
        if let Some(Part::Literal(last)) = self.parts.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.parts.push(Part::Literal(text.to_owned()));
        }
    }

    /// Appends a hole for the value of `placeholder`, to be escaped for `escape`.
    pub fn push_hole(&mut self, placeholder: Placeholder, escape: Escape) {
        self.parts.push(Part::Hole(placeholder, escape));
    }

    /// Whether any placeholder of this template has the root.
    #[must_use]
    pub fn uses(&self, root: &Root) -> bool {
        self.placeholders()
            .any(|placeholder| placeholder.root == *root)
    }

    /// The placeholders, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(placeholder, _) => Some(placeholder),
            Part::Literal(_) => None,
        })
    }

    /// The whole text, where it has no placeholders.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Appends the text with every placeholder replaced by its value.
    ///
    /// # Errors
    /// See [`RenderError`]; `out` then holds a part of the text.
    pub fn render_into(&self, scope: &Scope<'_>, out: &mut String) -> Result<(), RenderError> {
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Hole(placeholder, escape) => {
                    let value = scope.value(placeholder)?;
                    escape
                        .write(&value, out)
                        .map_err(|why| RenderError::Unfit {
                            placeholder: placeholder.raw.to_string(),
                            why,
                        })?;
                }
            }
            // Checked at every part: a few kilobytes of placeholders could otherwise ask for gigabytes.
            if out.len() > limits::REQUEST_BYTES {
                return Err(RenderError::TooLarge);
            }
        }
        Ok(())
    }

    /// The text with every placeholder replaced by its value.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(&self, scope: &Scope<'_>) -> Result<String, RenderError> {
        let mut out = String::new();
        self.render_into(scope, &mut out)?;
        Ok(out)
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_list()
            .entries(self.placeholders().map(|placeholder| &placeholder.raw))
            .finish()
    }
}
