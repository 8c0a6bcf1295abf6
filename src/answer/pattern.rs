//! A regular expression in `response`: what `matches` asks for, and what `capture` takes out of a text.

use regex_lite::{Regex, RegexBuilder};

use crate::limits;

/// A regular expression of a size that bounds how long a search takes, see [`limits::PATTERN_TEXT_BYTES`].
pub struct Pattern(Regex);

impl std::fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pattern(…)")
    }
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Why it cannot be used and what to write, to be read after "this pattern".
    pub fn compile(source: &str) -> Result<Self, String> {
        if source.len() > limits::PATTERN_BYTES {
            let most = limits::PATTERN_BYTES;
            return Err(format!(
                "is longer than {most} bytes; match only the part of the text that decides"
            ));
        }
        let limited = RegexBuilder::new(source)
            .size_limit(limits::COMPILED_PATTERN_BYTES)
            .build();
        limited.map(Self).map_err(|error| {
            // Only its size is wrong where it compiles without the limit.
            if Regex::new(source).is_ok() {
                "asks for too many characters; write fewer or smaller repetitions, such as `\\d+` for `\\d{500}`".to_owned()
            } else {
                format!("does not compile: {error}; {}", advice(source))
            }
        })
    }

    /// Whether a part of the text is what the pattern describes.
    #[must_use]
    pub fn is_found_in(&self, text: &str) -> bool {
        self.0.is_match(searched(text))
    }

    /// What the first group of the pattern stands for in a text, or the whole of what was found where the pattern has no group.
    #[must_use]
    pub fn capture<'a>(&self, text: &'a str) -> Option<&'a str> {
        let found = self.0.captures(searched(text))?;
        let group = usize::from(self.0.captures_len() > 1);
        found.get(group).map(|part| part.as_str())
    }
}

/// What to write for a pattern that does not compile.
fn advice(source: &str) -> &'static str {
    // Look-around, classes of Unicode and back references, as other languages have them.
    let foreign = ["(?=", "(?!", "(?<=", "(?<!", "\\p", "\\1", "\\2"];
    if foreign.iter().any(|part| source.contains(part)) {
        "describe the text without it"
    } else {
        "put a backslash before a character that is meant literally, which JSON writes as two: `\\\\(`"
    }
}

/// The part of a text that is searched.
fn searched(text: &str) -> &str {
    let end = text.floor_char_boundary(limits::PATTERN_TEXT_BYTES);
    text.get(..end).unwrap_or(text)
}
