//! Redaction: replacing what nobody may see, in every spelling in which a provider might echo it.

use std::fmt::Write;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::escape::Escape;

/// What stands in the place of a secret.
pub const MARK: &str = "[redacted]";

/// Fewer characters of base64 would match by chance.
const SHORTEST_BASE64: usize = 4;

/// How many digits at the end of a phone number make it recognisable.
const TELLING_DIGITS: usize = 7;

/// Finds secrets in texts. Built when something is to be shown, never on the way of a successful send.
#[derive(Default)]
pub struct Redactor {
    /// Spellings to look for.
    needles: Vec<String>,
    /// The last digits of the phone number.
    number: Option<String>,
}

impl Redactor {
    /// A redactor of these texts, and of a phone number written in whatever way.
    pub fn new(secrets: impl IntoIterator<Item = String>, number: Option<&str>) -> Self {
        let mut redactor = Self {
            number: number.map(telling_digits),
            ..Self::default()
        };
        for secret in secrets {
            let secret = secret.trim();
            if !secret.is_empty() {
                for spelling in spellings(secret) {
                    // Numbers are replaced first, so a longer secret has to be found without its number too.
                    redactor.add(redactor.redact_number(&spelling));
                    redactor.add(spelling);
                }
            }
        }
        redactor
    }

    fn add(&mut self, spelling: String) {
        if !spelling.is_empty() && spelling != MARK && !self.needles.contains(&spelling) {
            self.needles.push(spelling);
        }
    }

    /// The text with every secret replaced. Linear in the length of the text.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let text = self.redact_number(text);
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(character) = rest.chars().next() {
            // What is already redacted stays as it is, even where a secret is a part of the mark.
            let (shown, length) = if rest.starts_with(MARK) {
                (Some(MARK), MARK.len())
            } else {
                match self.match_at(rest) {
                    Some(length) => (Some(MARK), length),
                    None => (None, character.len_utf8()),
                }
            };
            let (head, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
            out.push_str(shown.unwrap_or(head));
            rest = tail;
        }
        out
    }

    /// The length of the longest secret that `text` begins with, in any letter case.
    fn match_at(&self, text: &str) -> Option<usize> {
        self.needles
            .iter()
            .map(String::as_str)
            .filter(|needle| {
                text.as_bytes()
                    .get(..needle.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(needle.as_bytes()))
            })
            .map(str::len)
            .max()
    }

    /// Replaces every run of digits and separators that holds the telling digits of the phone number: with a plus, with
    /// `00`, national, with a trunk zero, grouped in any way.
    fn redact_number(&self, text: &str) -> String {
        let Some(number) = self.number.as_deref().filter(|number| !number.is_empty()) else {
            return text.to_owned();
        };
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let run_end = rest
                .find(|character: char| !is_number_character(character))
                .unwrap_or(rest.len());
            let (run, tail) = rest.split_at_checked(run_end).unwrap_or((rest, ""));
            let digits: String = run.chars().filter(char::is_ascii_digit).collect();
            if digits.contains(number) {
                // Separators around the number belong to the text.
                let kept_end = run.rfind(|character: char| character.is_ascii_digit());
                out.push_str(leading_space(run));
                out.push_str(MARK);
                out.push_str(
                    kept_end
                        .and_then(|at| run.get(at.saturating_add(1)..))
                        .unwrap_or_default(),
                );
            } else {
                out.push_str(run);
            }
            let text_end = tail.find(is_number_character).unwrap_or(tail.len());
            let (text, next) = tail.split_at_checked(text_end).unwrap_or((tail, ""));
            out.push_str(text);
            rest = next;
        }
        out
    }
}

fn telling_digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let from = digits.len().saturating_sub(TELLING_DIGITS);
    digits.get(from..).unwrap_or_default().to_owned()
}

fn leading_space(run: &str) -> &str {
    let end = run
        .find(|character: char| !character.is_whitespace())
        .unwrap_or(run.len());
    run.get(..end).unwrap_or_default()
}

const fn is_number_character(character: char) -> bool {
    matches!(
        character,
        '0'..='9' | '+' | ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}'
    )
}

/// A secret in every spelling in which software is likely to echo it. Compared without letter case, so `%2b` and `%2B`
/// are one spelling.
fn spellings(secret: &str) -> Vec<String> {
    let mut all = vec![secret.to_owned()];
    for escape in [Escape::Url, Escape::Form, Escape::Json] {
        let mut spelling = String::new();
        // None of these refuses a value.
        _ = escape.write(secret, &mut spelling);
        all.push(spelling);
    }
    all.push(component_encoded(secret));
    all.push(ascii_json(secret));
    all.push(secret.replace('/', "\\/"));
    for apostrophe in ["'", "&#39;", "&#x27;", "&apos;"] {
        all.push(
            secret
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace('\'', apostrophe),
        );
    }
    for offset in 0..3 {
        let bytes: Vec<u8> = std::iter::repeat_n(0, offset)
            .chain(secret.bytes())
            .collect();
        for encoded in [
            STANDARD_NO_PAD.encode(&bytes),
            URL_SAFE_NO_PAD.encode(&bytes),
        ] {
            let inner = inner_base64(&encoded, offset, bytes.len());
            if inner.len() >= SHORTEST_BASE64 {
                all.push(inner.to_owned());
            }
        }
    }
    all
}

/// The characters of base64 that depend on the secret alone, when it stands `offset` bytes behind a group's beginning
/// and anything may follow it.
fn inner_base64(encoded: &str, offset: usize, length: usize) -> &str {
    let from = match offset {
        0 => 0,
        1 => 2,
        _ => 3,
    };
    // The last character of an incomplete group also holds bits of what follows.
    let behind = usize::from(!length.is_multiple_of(3));
    let to = encoded.len().saturating_sub(behind);
    encoded.get(from..to).unwrap_or_default()
}

/// As JavaScript's `encodeURIComponent`, which leaves a few characters that strict encoders do not.
fn component_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '!' | '\'' | '(' | ')' | '*') {
            out.push(character);
        } else {
            _ = Escape::Url.write(character.encode_utf8(&mut [0; 4]), &mut out);
        }
    }
    out
}

/// JSON as encoders write it that keep to ASCII.
fn ascii_json(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    _ = Escape::Json.write(text, &mut escaped);
    let mut out = String::with_capacity(escaped.len());
    for character in escaped.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}
