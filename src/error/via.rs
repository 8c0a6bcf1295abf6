//! Which of several providers something is said of.

use std::fmt;

use serde::{Serialize, Serializer};

/// Which part of a configuration a message went by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// The configuration itself.
    Base,
    /// The entry of `routes` with this index.
    Route(usize),
    /// The entry of `fallback` with this index.
    Fallback(usize),
}

impl fmt::Display for Via {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base => formatter.write_str("base"),
            Self::Route(index) => write!(formatter, "routes.{index}"),
            Self::Fallback(index) => write!(formatter, "fallback.{index}"),
        }
    }
}

impl Serialize for Via {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
