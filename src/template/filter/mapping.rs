//! `map`: what to write for each value.

use super::arguments::{Argument, Wrong};

/// Pairs of a value and what is written for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pairs: Vec<(Box<str>, Box<str>)>,
    rest: Box<str>,
}

impl Mapping {
    /// Reads one `value=text` or more; `*=text` is for every other value, which otherwise becomes nothing.
    pub(super) fn read<'a>(arguments: &[Argument<'a>]) -> Result<Self, Wrong<'a>> {
        let mut pairs: Vec<(Box<str>, Box<str>)> = Vec::new();
        for argument in arguments {
            let (value, text) = argument
                .text()?
                .split_once('=')
                .ok_or(Wrong::Argument(argument.at()))?;
            if pairs.iter().any(|(known, _)| **known == *value) {
                return Err(Wrong::Because(
                    argument.at(),
                    "an earlier pair is for the same value; remove one of them",
                ));
            }
            pairs.push((value.into(), text.into()));
        }
        if pairs.is_empty() {
            return Err(Wrong::Arguments);
        }
        let rest = pairs.extract_if(.., |(value, _)| **value == *"*").next();
        Ok(Self {
            rest: rest.map(|(_, text)| text).unwrap_or_default(),
            pairs,
        })
    }

    /// What is written for `value`.
    pub(super) fn apply(&self, value: &str) -> &str {
        self.pairs
            .iter()
            .find(|(from, _)| **from == *value)
            .map_or(&self.rest, |(_, text)| text)
    }
}
