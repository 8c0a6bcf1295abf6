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
pub mod variables;

use crate::limits;
use escape::Escape;
use placeholder::Placeholder;
use scope::{RenderError, Scope};

/// A compiled text. Its static parts may be credentials, so its `Debug` shows nothing of them.
#[derive(Clone, Default)]
pub struct Template {
    /// The static parts, already written for their place, one behind the other.
    text: String,
    slots: Vec<Slot>,
}

/// Where something goes that is not known yet.
#[derive(Clone)]
struct Slot {
    /// Where in the static text it stands.
    at: usize,
    piece: Piece,
}

#[derive(Clone)]
enum Piece {
    /// The value of a placeholder.
    Value(Placeholder, Escape),
    /// Members of which some may be left out.
    List(List),
}

/// The members of an object, an array, a form or a query.
#[derive(Clone)]
struct List {
    /// What stands before the first member that is there.
    open: &'static str,
    /// What stands before every further one.
    separator: &'static str,
    items: Vec<Template>,
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
        self.push_piece(Piece::Value(placeholder, escape));
    }

    /// Appends members; those with an empty value of a placeholder that has the filter `optional` are left out.
    pub fn push_list(&mut self, open: &'static str, separator: &'static str, items: Vec<Self>) {
        if items.iter().any(Self::is_optional) {
            self.push_piece(Piece::List(List {
                open,
                separator,
                items,
            }));
            return;
        }
        for (index, item) in items.into_iter().enumerate() {
            self.push_literal(if index == 0 { open } else { separator });
            self.push_template(item);
        }
    }

    fn push_template(&mut self, other: Self) {
        let offset = self.text.len();
        self.text.push_str(&other.text);
        let moved = other.slots.into_iter();
        self.slots.extend(moved.map(|slot| Slot {
            at: slot.at + offset,
            ..slot
        }));
    }

    fn push_piece(&mut self, piece: Piece) {
        let at = self.text.len();
        self.slots.push(Slot { at, piece });
    }

    /// Whether this is left out where a value is empty.
    fn is_optional(&self) -> bool {
        self.slots.iter().any(
            |slot| matches!(&slot.piece, Piece::Value(placeholder, _) if placeholder.is_optional()),
        )
    }

    /// The placeholders, in order.
    #[must_use]
    pub fn placeholders(&self) -> Vec<&Placeholder> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect<'a>(&'a self, found: &mut Vec<&'a Placeholder>) {
        for slot in &self.slots {
            match &slot.piece {
                Piece::Value(placeholder, _) => found.push(placeholder),
                Piece::List(list) => list.items.iter().for_each(|item| item.collect(found)),
            }
        }
    }

    /// Whether there is nothing but placeholders in it, and white space.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.text.trim().is_empty()
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
        self.render_into(&mut out, scope, Presence::Always)?;
        Ok(out)
    }

    /// The text as [`Template::render`] gives it; `None` where the value of a placeholder with the filter `optional` is empty.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render_optional(&self, scope: &Scope<'_>) -> Result<Option<String>, RenderError> {
        let mut out = String::with_capacity(self.text.len());
        let is_there = self.render_into(&mut out, scope, Presence::WithValues)?;
        Ok(is_there.then_some(out))
    }

    /// Appends the text; says whether it is there rather than to be left out, and then what was appended means nothing.
    fn render_into(
        &self,
        out: &mut String,
        scope: &Scope<'_>,
        presence: Presence,
    ) -> Result<bool, RenderError> {
        let mut done = 0;
        for slot in &self.slots {
            out.push_str(self.text.get(done..slot.at).unwrap_or_default());
            done = slot.at;
            match &slot.piece {
                Piece::Value(placeholder, escape) => {
                    let value = scope.value(placeholder)?;
                    // What is left out need not fit.
                    if presence == Presence::WithValues
                        && value.is_empty()
                        && placeholder.is_optional()
                    {
                        return Ok(false);
                    }
                    escape
                        .write(&value, out)
                        .map_err(|why| RenderError::unfit(placeholder, why))?;
                }
                Piece::List(list) => list.render_into(out, scope)?,
            }
            // Checked at every placeholder: a few kilobytes of them could otherwise ask for gigabytes.
            if out.len() > limits::REQUEST_BYTES {
                return Err(RenderError::TooLarge);
            }
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
        Ok(true)
    }
}

/// When a text is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// Always: the text of a message, a URL, a body that is written by hand.
    Always,
    /// Where every value of a placeholder with the filter `optional` is: a key, a parameter, a header.
    WithValues,
}

impl List {
    fn render_into(&self, out: &mut String, scope: &Scope<'_>) -> Result<(), RenderError> {
        let mut before = self.open;
        for item in &self.items {
            let start = out.len();
            out.push_str(before);
            if item.render_into(out, scope, Presence::WithValues)? {
                before = self.separator;
            } else {
                out.truncate(start);
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let placeholders = self.placeholders();
        let raw = placeholders.iter().map(|placeholder| &placeholder.raw);
        formatter.debug_list().entries(raw).finish()
    }
}
