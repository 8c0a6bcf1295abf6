//! How many SMS carry a text, and in which alphabet.
//!
//! Source: 3GPP TS 23.038, section 6.2 (alphabets), and TS 23.040, section 9.2.3.24.1 (concatenated messages). A message has
//! room for 140 bytes: 160 septets of the default alphabet or 70 units of UCS-2. Of several, each has a header of 6 bytes,
//! which leaves 153 or 67.

use serde::Serialize;

use super::gsm7;

/// The alphabet of an SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// The default alphabet of GSM 03.38 with its extension table, in septets.
    Gsm7,
    /// UCS-2, which phones read as UTF-16, in units of 16 bits.
    Ucs2,
}

impl Encoding {
    /// Its name here: `gsm7` or `ucs2`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "gsm7",
            Self::Ucs2 => "ucs2",
        }
    }

    /// The units that one message alone has room for, and each of several.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Gsm7 => (160, 153),
            Self::Ucs2 => (70, 67),
        }
    }

    /// The units that a character of the text takes.
    fn units(self, character: char) -> usize {
        match self {
            Self::Gsm7 => gsm7::septets(character).unwrap_or_default(),
            Self::Ucs2 => character.len_utf16(),
        }
    }
}

/// What a text is as SMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Segments {
    /// The smallest alphabet that has all its characters.
    pub encoding: Encoding,
    /// Its length: in septets, of which a character of the extension table takes two, or in UTF-16 code units.
    pub units: usize,
    /// The number of messages that carry it. At least one: an empty text is an empty message, which is paid for as well.
    pub segments: usize,
}

/// Measures a text.
///
/// The two septets of an extended character, and the two halves of a surrogate pair, always stand in the same message.
#[must_use]
pub fn measure(text: &str) -> Segments {
    let is_gsm7 = text
        .chars()
        .all(|character| gsm7::septets(character).is_some());
    let encoding = if is_gsm7 {
        Encoding::Gsm7
    } else {
        Encoding::Ucs2
    };
    let (alone, of_several) = encoding.room();
    let (mut units, mut segments, mut used) = (0, 1, 0);
    for character in text.chars() {
        let width = encoding.units(character);
        units += width;
        used += width;
        if used > of_several {
            segments += 1;
            used = width;
        }
    }
    Segments {
        encoding,
        units,
        segments: if units <= alone { 1 } else { segments },
    }
}
