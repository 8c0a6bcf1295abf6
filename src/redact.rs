//! Redaction: replacing what nobody may see, in whatever spelling a provider echoes it.

use percent_encoding::percent_decode_str;

use crate::text;
use crate::view::{Decoded, views};

/// What stands in the place of a secret.
pub const MARK: &str = "[redacted]";

/// How many digits at the end of a phone number make it recognisable.
const TELLING_DIGITS: usize = 7;

/// Shorter beginnings of a secret are words that other texts begin with as well.
const TELLING_BEGINNING: usize = 8;

/// Finds secrets in texts. Built when something is to be shown, never on the way of a successful send.
#[derive(Default)]
pub struct Redactor {
    /// Folded as the views are.
    secrets: Vec<String>,
    /// The last digits of the phone number.
    number: Option<String>,
}

impl Redactor {
    /// A redactor of these texts, and of a phone number written in whatever way.
    pub fn new(secrets: impl IntoIterator<Item = String>, number: Option<&str>) -> Self {
        let mut redactor = Self {
            secrets: Vec::new(),
            number: number.map(telling_digits),
        };
        for secret in secrets {
            // A provider may have decoded a secret that only looks encoded.
            let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            let decoded = decode(&secret);
            let form_decoded = decode(&text::replace_byte(&secret, b'+', b' '));
            for spelling in [secret, decoded, form_decoded] {
                redactor.add(spelling.trim());
            }
        }
        redactor
    }

    fn add(&mut self, secret: &str) {
        let secret = fold(secret.bytes());
        if !secret.is_empty() && !self.secrets.contains(&secret) {
            self.secrets.push(secret);
        }
    }

    /// The text with every secret replaced, in every encoding that a reader could undo. Linear in the length of the text.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.redact_until(text, text.len())
    }

    /// The text up to a byte, with every secret replaced, those that end behind it included.
    #[must_use]
    pub fn redact_until(&self, text: &str, end: usize) -> String {
        // What is already redacted stays as it is, even where a secret is a part of the mark.
        let mut redacted = vec![false; text.len()];
        for (at, _) in text.match_indices(MARK) {
            redacted
                .iter_mut()
                .skip(at)
                .take(MARK.len())
                .for_each(|byte| *byte = true);
        }
        let mut hidden = vec![false; text.len()];
        let mut hide = |found: &[Decoded]| {
            let bytes = || found.iter().flat_map(|decoded| decoded.start..decoded.end);
            if !bytes().any(|byte| redacted.get(byte) == Some(&true)) {
                for byte in bytes() {
                    if let Some(byte) = hidden.get_mut(byte) {
                        *byte = true;
                    }
                }
            }
        };
        let torn = end < text.len();
        for view in views(text) {
            self.find_secrets(&view, torn, &mut hide);
            self.find_number(&view, &mut hide);
        }
        let mut out = String::with_capacity(text.len());
        let mut hiding = false;
        for (at, character) in text.char_indices().take_while(|(at, _)| *at < end) {
            let hide = hidden
                .iter()
                .skip(at)
                .take(character.len_utf8())
                .any(|byte| *byte);
            match (hide, hiding) {
                (true, false) => out.push_str(MARK),
                (true, true) => {}
                (false, _) => out.push(character),
            }
            hiding = hide;
        }
        out
    }

    /// Finds every secret in any letter case, and at a torn end also the beginning of one.
    fn find_secrets(&self, view: &[Decoded], torn: bool, hide: &mut dyn FnMut(&[Decoded])) {
        let text = fold(view.iter().map(|decoded| decoded.byte));
        for secret in &self.secrets {
            let length = text::length(secret);
            let mut searched = 0;
            let mut index: usize = 0;
            // One occurrence may overlap the next, which `match_indices` would skip.
            let first = secret.chars().next().map_or(1, char::len_utf8);
            let mut from = 0;
            while let Some(at) = text
                .get(from..)
                .and_then(|rest| rest.find(secret.as_str()))
                .map(|at| at.saturating_add(from))
            {
                from = at.saturating_add(first);
                // One character of the text is one byte of the view.
                let between = text.get(searched..at).unwrap_or_default();
                index = index.saturating_add(text::length(between));
                searched = at;
                let end = index.saturating_add(length);
                hide(view.get(index..end).unwrap_or_default());
            }
            if torn {
                let beginning = secret
                    .char_indices()
                    .rev()
                    .filter_map(|(at, _)| secret.get(..at))
                    .find(|beginning| text.ends_with(beginning))
                    .map_or(0, text::length);
                if beginning >= TELLING_BEGINNING {
                    hide(
                        view.get(view.len().saturating_sub(beginning)..)
                            .unwrap_or_default(),
                    );
                }
            }
        }
    }

    /// Finds every run of digits and separators that holds the telling digits of the phone number: with a plus, with
    /// `00`, national, with a trunk zero, grouped in any way.
    fn find_number(&self, view: &[Decoded], hide: &mut dyn FnMut(&[Decoded])) {
        let Some(number) = self.number.as_deref().filter(|number| !number.is_empty()) else {
            return;
        };
        for run in view.split(|decoded| !is_number_byte(decoded.byte)) {
            let mut digits = String::new();
            for decoded in run.iter().filter(|decoded| decoded.byte.is_ascii_digit()) {
                digits.push(char::from(decoded.byte));
            }
            if !digits.contains(number) {
                continue;
            }
            // Separators around the number belong to the text.
            let first = run
                .iter()
                .position(|decoded| decoded.byte.is_ascii_digit() || decoded.byte == b'+');
            let last = run
                .iter()
                .rposition(|decoded| decoded.byte.is_ascii_digit());
            if let (Some(first), Some(last)) = (first, last) {
                hide(run.get(first..=last).unwrap_or_default());
            }
        }
    }
}

/// Bytes as one character each, without letter case: a text that the standard library searches in linear time.
fn fold(bytes: impl Iterator<Item = u8>) -> String {
    bytes
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

fn telling_digits(number: &str) -> String {
    let digits = text::digits(number);
    let from = digits.len().saturating_sub(TELLING_DIGITS);
    digits.get(from..).unwrap_or_default().to_owned()
}

/// Digits, what people write between them, and the bytes of a no-break space.
const fn is_number_byte(byte: u8) -> bool {
    matches!(
        byte,
        b'0'..=b'9' | b'+' | b' ' | b'-' | b'.' | b'(' | b')' | b'/' | 0xC2 | 0xA0
    )
}
