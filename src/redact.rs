//! Redaction: replacing what nobody may see, in whatever spelling a provider echoes it.

use percent_encoding::percent_decode_str;

use crate::view::{Decoded, views};

/// What stands in the place of a secret.
pub const MARK: &str = "[redacted]";

/// How many digits at the end of a phone number make it recognisable.
const TELLING_DIGITS: usize = 7;

/// Finds secrets in texts. Built when something is to be shown, never on the way of a successful send.
#[derive(Default)]
pub struct Redactor {
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
            let form_decoded = decode(&secret.replace('+', " "));
            for spelling in [secret, decoded, form_decoded] {
                redactor.add(spelling.trim());
            }
        }
        redactor
    }

    fn add(&mut self, secret: &str) {
        if !secret.is_empty() && !self.secrets.iter().any(|known| known == secret) {
            self.secrets.push(secret.to_owned());
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
        let mut hidden = vec![false; text.len()];
        for view in views(text) {
            self.hide_secrets(&view, &mut hidden);
            self.hide_number(&view, &mut hidden);
        }
        // What is already redacted stays as it is, even where a secret is a part of the mark.
        for (at, _) in text.match_indices(MARK) {
            for byte in hidden.iter_mut().skip(at).take(MARK.len()) {
                *byte = false;
            }
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

    /// Hides every secret, in any letter case.
    fn hide_secrets(&self, view: &[Decoded], hidden: &mut [bool]) {
        for secret in &self.secrets {
            let secret = secret.as_bytes();
            for window in view.windows(secret.len()) {
                let found = window
                    .iter()
                    .zip(secret)
                    .all(|(decoded, byte)| decoded.byte.eq_ignore_ascii_case(byte));
                if found {
                    hide(window, hidden);
                }
            }
        }
    }

    /// Hides every run of digits and separators that holds the telling digits of the phone number: with a plus, with
    /// `00`, national, with a trunk zero, grouped in any way.
    fn hide_number(&self, view: &[Decoded], hidden: &mut [bool]) {
        let Some(number) = self.number.as_deref().filter(|number| !number.is_empty()) else {
            return;
        };
        for run in view.split(|decoded| !is_number_byte(decoded.byte)) {
            let digits: String = run
                .iter()
                .filter(|decoded| decoded.byte.is_ascii_digit())
                .map(|decoded| char::from(decoded.byte))
                .collect();
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
                hide(run.get(first..=last).unwrap_or_default(), hidden);
            }
        }
    }
}

fn hide(found: &[Decoded], hidden: &mut [bool]) {
    for decoded in found {
        for byte in hidden.iter_mut().take(decoded.end).skip(decoded.start) {
            *byte = true;
        }
    }
}

fn telling_digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
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
