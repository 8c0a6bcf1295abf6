//! Redaction: replacing what nobody may see, in whatever spelling a provider echoes it.

mod decoded;
mod grouped;
mod half;

use std::ops::Range;

use memchr::memmem::Finder;
use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;

use crate::limits;
use crate::request::Request;
use decoded::{Decoded, lower_case, views};
pub use grouped::Grouped;
use half::Half;

/// What stands in the place of a secret.
pub const MARK: &str = "[redacted]";

/// A shorter secret is a part of other words, so it is one only where it stands alone.
const SHORTEST_PART: usize = 4;

/// Shorter beginnings of a secret are words that other texts begin with as well.
const TELLING_BEGINNING: usize = 8;

/// How often a text is looked at again after something was hidden; the secrets of one message do not nest deeper.
const PASSES: usize = 8;

/// How much of a long explanation is searched for secrets, in bytes.
const SEARCHED_BYTES: usize = 4096;

/// How much of that may be shown. No secret is longer than the rest.
const KEPT_BYTES: usize = 2048;

/// Finds secrets in texts. Built when something is to be shown, never on the way of a successful send.
#[derive(Default)]
pub struct Redactor {
    /// In lower case, as what is searched.
    secrets: Vec<Finder<'static>>,
    grouped: Vec<Grouped>,
    /// Beginnings and ends of long secrets, by which a provider tells which one it means.
    halves: Vec<Half>,
}

impl Redactor {
    /// A redactor of these texts, and of numbers and codes written in whatever way.
    pub fn new(secrets: impl IntoIterator<Item = String>, grouped: Vec<Grouped>) -> Self {
        let mut redactor = Self {
            grouped,
            ..Self::default()
        };
        for secret in secrets {
            // A provider may have decoded a secret that only looks encoded.
            let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            let decoded = decode(&secret);
            let form_decoded = decode(&secret.replace('+', " "));
            for spelling in [secret, decoded, form_decoded] {
                redactor.add(spelling.trim());
            }
        }
        redactor
    }

    fn add(&mut self, secret: &str) {
        self.add_spelling(secret);
        if !secret.is_ascii() {
            // Letter case and accents that bytes alone do not show.
            for cased in [
                secret.to_owned(),
                secret.to_lowercase(),
                secret.to_uppercase(),
            ] {
                self.add_spelling(&cased.nfc().collect::<String>());
                self.add_spelling(&cased.nfd().collect::<String>());
            }
        }
        self.add_spelling(&secret.replace(' ', "\u{a0}"));
    }

    fn add_spelling(&mut self, secret: &str) {
        let secret = secret.to_ascii_lowercase().into_bytes();
        if secret.is_empty() || self.secrets.iter().any(|known| known.needle() == secret) {
            return;
        }
        self.secrets.push(Finder::new(&secret).into_owned());
        self.halves.extend(Half::both_of(&secret));
    }

    /// The text with every secret replaced, in every encoding that a reader could undo. Linear in the length of the text.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut shown = self.redact_until(text, text.len());
        // What stands beside something hidden stands alone only then.
        for _ in 0..PASSES {
            let again = self.redact_until(&shown, shown.len());
            if again == shown {
                break;
            }
            shown = again;
        }
        shown
    }

    /// The request with every secret replaced.
    #[must_use]
    pub fn redact_request(&self, request: Request) -> Request {
        let headers = request.headers.into_iter();
        Request {
            method: request.method,
            url: self.redact(&request.url),
            headers: headers
                .map(|(name, value)| (name, self.redact(&value)))
                .collect(),
            body: request.body.map(|body| self.redact(&body)),
        }
    }

    /// What a provider says, as an error may carry it: redacted, then its first line, then cut.
    ///
    /// In this order, or a cut could leave a part of something that redaction would have found. A long text is cut before
    /// as well, but what that cut could tear apart lies behind the part that is kept.
    #[must_use]
    pub fn present(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let redacted = match text.get(..text.floor_char_boundary(SEARCHED_BYTES)) {
            Some(beginning) if beginning.len() < text.len() => {
                self.redact(&self.redact_until(beginning, KEPT_BYTES))
            }
            _ => self.redact(text),
        };
        let line = redacted.lines().find(|line| !line.trim().is_empty())?;
        let printable = line.trim().chars().map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        });
        Some(printable.take(limits::PROVIDER_MESSAGE_CHARS).collect())
    }

    /// The text up to a byte, with every secret replaced, those that end behind it included.
    #[must_use]
    pub fn redact_until(&self, text: &str, end: usize) -> String {
        let end = text.ceil_char_boundary(end);
        let mut out = String::with_capacity(end);
        let mut shown = 0;
        for span in self.hidden(text, end < text.len()) {
            if span.start >= end {
                break;
            }
            out.push_str(text.get(shown..span.start).unwrap_or_default());
            out.push_str(MARK);
            shown = span.end;
        }
        out.push_str(text.get(shown..end).unwrap_or_default());
        out
    }

    /// Where the text has to be hidden, in order and apart from each other.
    fn hidden(&self, text: &str, torn: bool) -> Vec<Range<usize>> {
        // What is already redacted stays as it is, even where a secret is a part of the mark.
        let marks: Vec<_> = text
            .match_indices(MARK)
            .map(|(at, mark)| at..at + mark.len())
            .collect();
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut hide = |found: &[Decoded]| {
            if let (Some(first), Some(last)) = (found.first(), found.last())
                && !marks
                    .iter()
                    .any(|mark| first.start < mark.end && mark.start < last.end)
            {
                spans
                    .push(text.floor_char_boundary(first.start)..text.ceil_char_boundary(last.end));
            }
        };
        for (depth, view) in views(text).iter().enumerate() {
            self.find_secrets(view, depth == 0, torn, &mut hide);
            for half in &self.halves {
                half.find(view, &mut hide);
            }
            for grouped in &self.grouped {
                grouped.find(view, &mut hide);
            }
        }
        merge(spans)
    }

    /// Finds every secret in any letter case, and at a torn end also the beginning of one.
    ///
    /// Short ones only in the text as it is: what other texts happen to decode to has every short text somewhere.
    fn find_secrets(
        &self,
        view: &[Decoded],
        is_source: bool,
        torn: bool,
        hide: &mut dyn FnMut(&[Decoded]),
    ) {
        let text = lower_case(view);
        for secret in &self.secrets {
            let length = secret.needle().len();
            let mut from = 0;
            // One occurrence may overlap the next, which an iterator over all of them would skip.
            while let Some(at) = text.get(from..).and_then(|rest| secret.find(rest)) {
                let begin = from + at;
                let end = begin + length;
                if length >= SHORTEST_PART || (is_source && stands_alone(&text, begin, end)) {
                    hide(view.get(begin..end).unwrap_or_default());
                }
                from = begin + 1;
            }
            if torn {
                // Behind what a cut has torn, a decoder puts an end of its own.
                let kept = text
                    .iter()
                    .rposition(|byte| *byte != 0)
                    .map_or(0, |last| last + 1);
                let kept = text.get(..kept).unwrap_or_default();
                let beginnings = (TELLING_BEGINNING..length).rev();
                let at_end = beginnings
                    .filter_map(|length| secret.needle().get(..length))
                    .find(|beginning| kept.ends_with(beginning));
                let length = at_end.map_or(0, <[u8]>::len);
                hide(
                    view.get(kept.len() - length..kept.len())
                        .unwrap_or_default(),
                );
            }
        }
    }
}

/// Whether no letter or digit stands directly before or behind.
fn stands_alone(text: &[u8], begin: usize, end: usize) -> bool {
    let is_apart = |byte: Option<&u8>| !byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = begin.checked_sub(1).and_then(|before| text.get(before));
    is_apart(before) && is_apart(text.get(end))
}

/// The same places, with those that touch each other as one.
fn merge(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| span.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
