//! Redaction: replacing what nobody may see, in whatever spelling a provider echoes it.

mod decoded;

use std::ops::Range;

use memchr::memmem::Finder;
use percent_encoding::percent_decode_str;

use crate::limits;
use crate::phone::country_code::digits_of;
use crate::request::Request;
use decoded::{Decoded, views};

/// What stands in the place of a secret.
pub const MARK: &str = "[redacted]";

/// How many digits at the end of a phone number make it recognisable.
const TELLING_DIGITS: usize = 7;

/// Shorter beginnings of a secret are words that other texts begin with as well.
const TELLING_BEGINNING: usize = 8;

/// How much of a long explanation is searched for secrets, in bytes.
const SEARCHED_BYTES: usize = 4096;

/// How much of that may be shown. No secret is longer than the rest.
const KEPT_BYTES: usize = 2048;

/// Finds secrets in texts. Built when something is to be shown, never on the way of a successful send.
#[derive(Default)]
pub struct Redactor {
    /// In lower case, as what is searched.
    secrets: Vec<Finder<'static>>,
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
        let secret = secret.to_ascii_lowercase().into_bytes();
        if !secret.is_empty() && !self.secrets.iter().any(|known| known.needle() == secret) {
            self.secrets.push(Finder::new(&secret).into_owned());
        }
    }

    /// The text with every secret replaced, in every encoding that a reader could undo. Linear in the length of the text.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        self.redact_until(text, text.len())
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
                self.redact_until(beginning, KEPT_BYTES)
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
        for view in views(text) {
            self.find_secrets(&view, torn, &mut hide);
            self.find_number(&view, &mut hide);
        }
        merge(spans)
    }

    /// Finds every secret in any letter case, and at a torn end also the beginning of one.
    fn find_secrets(&self, view: &[Decoded], torn: bool, hide: &mut dyn FnMut(&[Decoded])) {
        let text: Vec<_> = view
            .iter()
            .map(|decoded| decoded.byte.to_ascii_lowercase())
            .collect();
        for secret in &self.secrets {
            let length = secret.needle().len();
            let mut from = 0;
            // One occurrence may overlap the next, which an iterator over all of them would skip.
            while let Some(at) = text.get(from..).and_then(|rest| secret.find(rest)) {
                let begin = from + at;
                hide(view.get(begin..begin + length).unwrap_or_default());
                from = begin + 1;
            }
            if torn {
                let beginnings = (TELLING_BEGINNING..length).rev();
                let at_end = beginnings
                    .filter_map(|length| secret.needle().get(..length))
                    .find(|beginning| text.ends_with(beginning));
                let length = at_end.map_or(0, <[u8]>::len);
                hide(view.get(view.len() - length..).unwrap_or_default());
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
            let bytes = run.iter().map(|decoded| decoded.byte);
            let digits: String = bytes.filter(u8::is_ascii_digit).map(char::from).collect();
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

fn telling_digits(number: &str) -> String {
    let digits = digits_of(number);
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
