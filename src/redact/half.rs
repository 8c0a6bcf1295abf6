//! Beginnings and ends of long secrets, by which a provider tells which one it means.

use memchr::memmem::Finder;

use super::decoded::{Decoded, lower_case};

/// The shortest text whose half is more than a word.
const SHORTEST_TOKEN: usize = 16;

/// A half of a secret, and all of it.
pub(super) struct Half {
    part: Finder<'static>,
    whole: Vec<u8>,
    is_end: bool,
}

impl Half {
    /// Both halves of a token: of what is long, without a space and with a digit. None of anything else.
    pub(super) fn both_of(secret: &[u8]) -> Vec<Self> {
        let is_token = secret.len() >= SHORTEST_TOKEN
            && secret.iter().any(u8::is_ascii_digit)
            && !secret.iter().any(u8::is_ascii_whitespace);
        if !is_token {
            return Vec::new();
        }
        let length = secret.len() / 2;
        let beginning = secret.get(..length).unwrap_or_default();
        let end = secret.get(secret.len() - length..).unwrap_or_default();
        [(beginning, false), (end, true)]
            .into_iter()
            .map(|(part, is_end)| Self {
                part: Finder::new(part).into_owned(),
                whole: secret.to_vec(),
                is_end,
            })
            .collect()
    }

    /// Shows `hide` where the half stands, with as much of the rest as stands there too.
    pub(super) fn find(&self, view: &[Decoded], hide: &mut dyn FnMut(&[Decoded])) {
        let text = lower_case(view);
        for at in self.part.find_iter(&text) {
            let length = self.part.needle().len();
            let rest = self.whole.len() - length;
            let (before, behind) = if self.is_end {
                let known = self.whole.iter().take(rest).rev();
                (shared(known, text.iter().take(at).rev()), 0)
            } else {
                let known = self.whole.iter().skip(length);
                (0, shared(known, text.iter().skip(at + length)))
            };
            hide(
                view.get(at - before..at + length + behind)
                    .unwrap_or_default(),
            );
        }
    }
}

/// How many bytes two texts have in common from their beginning.
fn shared<'a>(one: impl Iterator<Item = &'a u8>, other: impl Iterator<Item = &'a u8>) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}
