//! The language inside strings: texts with placeholders, compiled once and rendered for each message.
//!
//! URL, header values, bodies of every encoding, message texts and the paths of `response` all compile to [`Template`], so
//! escaping by place is decided once, when the configuration is read, and never while sending.

pub mod escape;
pub mod filter;
pub mod gsm7;
pub mod json;
pub mod placeholder;
pub mod scope;
pub mod segments;

use crate::limits;
use escape::Escape;
use placeholder::{Placeholder, Root};
use scope::{RenderError, Scope};

/// A compiled text. Its static parts may be credentials, so its `Debug` shows nothing of them.
#[derive(Clone, Default)]
pub struct Template {
    /// The static parts, already written for their place, one behind the other.
    text: String,
    slots: Vec<Slot>,
}

/// Where the value of a placeholder goes.
#[derive(Clone)]
struct Slot {
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
            slots: Vec::new(),
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

    /// Appends the value of `placeholder`, to be escaped for `escape`.
    pub fn push_placeholder(&mut self, placeholder: Placeholder, escape: Escape) {
        self.slots.push(Slot {
            at: self.text.len(),
            placeholder,
            escape,
        });
    }

    /// The placeholders, in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.slots.iter().map(|slot| &slot.placeholder)
    }

    /// Whether any placeholder has this root.
    #[must_use]
    pub fn uses(&self, root: &Root) -> bool {
        self.placeholders()
            .any(|placeholder| placeholder.root == *root)
    }

    /// The whole text, where it has no placeholders.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        self.slots.is_empty().then_some(&self.text)
    }

    /// The text with every placeholder replaced by its value.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(&self, scope: &Scope<'_>) -> Result<String, RenderError> {
        let mut out = String::with_capacity(self.text.len());
        let mut done = 0;
        for slot in &self.slots {
            out.push_str(self.text.get(done..slot.at).unwrap_or_default());
            done = slot.at;
            let value = scope.value(&slot.placeholder)?;
            slot.escape
                .write(&value, &mut out)
                .map_err(|why| RenderError::Unfit {
                    placeholder: slot.placeholder.raw.to_string(),
                    why,
                })?;
            // Checked at every placeholder: a few kilobytes of them could otherwise ask for gigabytes.
            if out.len() > limits::REQUEST_BYTES {
                return Err(RenderError::TooLarge);
            }
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
        Ok(out)
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let placeholders = self.slots.iter().map(|slot| &slot.placeholder.raw);
        formatter.debug_list().entries(placeholders).finish()
    }
}
