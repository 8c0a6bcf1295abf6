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
    /// The static parts, one behind the other.
    text: String,
    holes: Vec<Hole>,
}

#[derive(Clone)]
struct Hole {
    /// Where in the static text it stands.
    at: usize,
    placeholder: Placeholder,
    escape: Escape,
}

impl Template {
    /// A template without placeholders.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            holes: Vec::new(),
        }
    }

    /// Appends static text.
    pub fn push_literal(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends static text, escaped for its place.
    ///
    /// # Errors
    /// As [`Escape::write`].
    pub fn push_escaped(&mut self, text: &str, escape: Escape) -> Result<(), &'static str> {
        escape.write(text, &mut self.text)
    }

    /// Appends a hole for the value of `placeholder`, to be escaped for `escape`.
    pub fn push_hole(&mut self, placeholder: Placeholder, escape: Escape) {
        self.holes.push(Hole {
            at: self.text.len(),
            placeholder,
            escape,
        });
    }

    /// Whether any placeholder of this template has the root.
    #[must_use]
    pub fn uses(&self, root: &Root) -> bool {
        self.holes.iter().any(|hole| hole.placeholder.root == *root)
    }

    /// The whole text, where it has no placeholders.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        self.holes.is_empty().then_some(&self.text)
    }

    /// Appends the text with every placeholder replaced by its value.
    ///
    /// # Errors
    /// See [`RenderError`]; `out` then holds a part of the text.
    pub fn render_into(&self, scope: &Scope<'_>, out: &mut String) -> Result<(), RenderError> {
        let mut done = 0;
        for hole in &self.holes {
            out.push_str(self.text.get(done..hole.at).unwrap_or_default());
            done = hole.at;
            let value = scope.value(&hole.placeholder)?;
            hole.escape
                .write(&value, out)
                .map_err(|why| RenderError::Unfit {
                    placeholder: hole.placeholder.raw.to_string(),
                    why,
                })?;
            // Checked at every hole: a few kilobytes of placeholders could otherwise ask for gigabytes.
            if out.len() > limits::REQUEST_BYTES {
                return Err(RenderError::TooLarge);
            }
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
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
            .entries(self.holes.iter().map(|hole| &hole.placeholder.raw))
            .finish()
    }
}
