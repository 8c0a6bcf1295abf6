//! Phone numbers and codes, which are recognised however their characters are grouped.

use memchr::memmem::Finder;

use super::SHORTEST_PART;
use super::decoded::Decoded;
use crate::phone::country_code::digits_of;

/// How much may stand between two characters of a number that is grouped, in bytes: `", "` of a list.
const LONGEST_GAP: usize = 4;

/// How many digits at the end of a phone number make it recognisable.
const TELLING_DIGITS: usize = 7;

/// Letters and digits that are found however they are grouped.
pub struct Grouped {
    /// In lower case, and nothing but ASCII letters and digits.
    characters: Finder<'static>,
    /// What may stand before them and belongs to them then.
    before: Vec<u8>,
}

impl Grouped {
    /// The end of a phone number, and as much of its beginning as there is: with a plus, with `00`, national, with a trunk
    /// zero.
    #[must_use]
    pub fn phone(number: &str) -> Option<Self> {
        let digits = digits_of(number).into_bytes();
        let (before, telling) =
            digits.split_at_checked(digits.len().saturating_sub(TELLING_DIGITS))?;
        (!telling.is_empty()).then(|| Self {
            characters: Finder::new(telling).into_owned(),
            before: before.to_vec(),
        })
    }

    /// A code, if it has a digit and is long enough to be more than a part of something else.
    #[must_use]
    pub fn code(code: &str) -> Option<Self> {
        let characters: Vec<_> = code
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| byte.to_ascii_lowercase())
            .collect();
        let has_digit = characters.iter().any(u8::is_ascii_digit);
        (has_digit && characters.len() >= SHORTEST_PART).then(|| Self {
            characters: Finder::new(&characters).into_owned(),
            before: Vec::new(),
        })
    }

    /// Shows `hide` where the characters stand with anything short between them.
    pub(super) fn find(&self, view: &[Decoded], hide: &mut dyn FnMut(&[Decoded])) {
        let places: Vec<usize> = (0..view.len())
            .filter(|place| {
                view.get(*place)
                    .is_some_and(|decoded| decoded.byte.is_ascii_alphanumeric())
            })
            .collect();
        let at = |index: usize| places.get(index).and_then(|place| view.get(*place));
        let text: Vec<u8> = (0..places.len())
            .filter_map(|index| Some(at(index)?.byte.to_ascii_lowercase()))
            .collect();
        let is_near = |index: usize| {
            let (one, other) = (places.get(index), places.get(index + 1));
            matches!((one, other), (Some(one), Some(other)) if other - one <= LONGEST_GAP + 1)
        };
        for begin in self.characters.find_iter(&text) {
            let end = begin + self.characters.needle().len() - 1;
            if !(begin..end).all(is_near) {
                continue;
            }
            let mut first = begin;
            let mut before = self.before.iter().rev().peekable();
            let mut zeros = 0;
            while let Some(index) = first
                .checked_sub(1)
                .filter(|index| !self.before.is_empty() && is_near(*index))
            {
                let digit = text.get(index);
                if before.peek().copied() == digit {
                    before.next();
                } else if digit == Some(&b'0') && zeros < 2 {
                    zeros += 1;
                } else {
                    break;
                }
                first = index;
            }
            if let (Some(mut first), Some(last)) = (places.get(first).copied(), places.get(end)) {
                // A plus belongs to the number, with or without a bracket behind it.
                let is_plus = |back: usize| {
                    first
                        .checked_sub(back)
                        .and_then(|place| view.get(place))
                        .is_some_and(|decoded| decoded.byte == b'+')
                };
                first -= [1, 2]
                    .into_iter()
                    .find(|back| is_plus(*back))
                    .unwrap_or_default();
                hide(view.get(first..=*last).unwrap_or_default());
            }
        }
    }
}
