//! Phone numbers: from whatever a caller writes to E.164.

pub mod country_code;

use crate::limits::PHONE_DIGITS;
use country_code::digits_of;

/// A phone number in E.164: a plus and 7 to 15 digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone {
    e164: String,
}

impl Phone {
    /// Reads a number with its country calling code.
    ///
    /// Logto stores and passes digits only, so a missing plus is added; a leading `00`, the usual separators and a trunk
    /// zero in brackets, as in `+44 (0)20 …`, are dropped. Italy and San Marino have no trunk zero: theirs is a part of the
    /// number (ITU-T E.164, national numbering plans of 39 and 378).
    ///
    /// # Errors
    /// A clause that says what is wrong and never holds the number.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let keeps_zero = text.split_once("(0)").is_some_and(|(before, _)| {
            ["39", "378"].contains(&digits_of(before).trim_start_matches('0'))
        });
        let text = text.replace("(0)", if keeps_zero { "0" } else { "" });
        let mut digits = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                // In front of the digits only, and any number of them: what follows is international either way.
                '+' if digits.is_empty() => {}
                '0'..='9' => digits.push(character),
                '.' | '-' | '(' | ')' | '[' | ']' | '\u{2010}'..='\u{2015}' => {}
                space if space.is_whitespace() => {}
                '+' => return Err("has a plus in the middle"),
                _ => return Err("holds something other than digits and separators"),
            }
        }
        let digits = digits.strip_prefix("00").unwrap_or(&digits);
        if digits.starts_with('0') {
            return Err("has no country calling code: no such code begins with 0");
        }
        if !PHONE_DIGITS.contains(&digits.len()) {
            return Err(
                "is not an international number: 7 to 15 digits, country calling code included",
            );
        }
        Ok(Self {
            e164: format!("+{digits}"),
        })
    }

    /// The plus and the digits.
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.e164
    }
}

/// The number is message data, which no output may carry.
impl std::fmt::Debug for Phone {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Phone([redacted])")
    }
}
