//! The filters of a placeholder: what each does with the value before it.
//!
//! [`registry`] says what they are called and which arguments they take, `arguments` how these are written.

mod arguments;
mod date;
mod hash;
mod mapping;
mod registry;
mod text;

use std::borrow::Cow;

use serde_json::Value;

use super::escape::Escape;
use super::{gsm7, json, segments};
use crate::phone::country_code;
pub use arguments::Mistake;
use date::Date;
use hash::{Algorithm, Form};
use mapping::Mapping;
pub use registry::names;

/// One step of a filter chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The digits and nothing else: a number without its plus.
    Digits,
    /// A number without its country calling code.
    National,
    /// The country calling code of a number, without a plus.
    CountryCode,
    /// The argument where there is no value or an empty one.
    Default(Box<str>),
    /// Nothing in place of an unknown name. That an empty value takes its key, parameter or header with it is for those who
    /// write these.
    Optional,
    /// What the arguments name for the value.
    Map(Mapping),
    /// Upper case of the letters A to Z; the tables for all others would be a tenth of the wasm.
    Upper,
    /// Lower case of the letters A to Z.
    Lower,
    /// Without white space at both ends.
    Trim,
    /// Without the argument at the beginning, where it stands there.
    StripPrefix(Box<str>),
    /// The second text in every place of the first, which is not empty.
    Replace(Box<str>, Box<str>),
    /// The first so many characters (Unicode scalar values).
    Truncate(usize),
    /// A Unix time as a date.
    Date(Date),
    /// The alphabet that an SMS with this text needs: `gsm7` or `ucs2`.
    Encoding,
    /// How much of an SMS the text takes: septets or UTF-16 code units.
    Units,
    /// The number of SMS that carry the text.
    Segments,
    /// The nearest characters of the GSM 03.38 alphabet.
    Gsm7,
    /// Percent-encoded, for a value that is decoded twice on its way.
    UrlEncode,
    /// Base64 of the UTF-8 bytes (RFC 4648, section 4, with padding).
    Base64,
    /// Base64 of the UTF-8 bytes for URLs and file names (RFC 4648, section 5, without padding).
    Base64Url,
    /// The UTF-8 bytes as lower-case hexadecimal digits.
    Hex,
    /// UTF-16BE as lower-case hexadecimal digits, which providers call UCS-2.
    Ucs2,
    /// The digest of the UTF-8 bytes.
    Hash(Algorithm, Form),
    /// The HMAC (RFC 2104) of the UTF-8 bytes with the key of this name.
    Hmac(Algorithm, Box<str>, Form),
    /// The JSON text of the value, quotes included.
    Json,
    /// A JSON number where a JSON string stands.
    Number,
}

impl Filter {
    /// Reads one filter with its arguments from the beginning of `source`; returns it and what is behind it.
    ///
    /// # Errors
    /// Where the name is unknown, or an argument missing, superfluous or unreadable.
    pub fn read(source: &str) -> Result<(Self, &str), Mistake<'_>> {
        let (name, behind) = arguments::split_name(source);
        registry::read(source, name, behind)
    }

    /// The value after this filter. A value that is not there stays so, except for those of [`Self::accepts_absent`].
    ///
    /// `key` looks up the text of a key to sign with by its name.
    ///
    /// # Errors
    /// Where the value is none that the filter is for, or its key has no text; says why, to be read after "the value".
    pub fn apply<'a>(
        &self,
        value: Option<Cow<'a, Value>>,
        key: &dyn Fn(&str) -> Option<Cow<'a, str>>,
    ) -> Result<Option<Cow<'a, Value>>, &'static str> {
        let value = value.or_else(|| self.accepts_absent().then_some(Cow::Owned(Value::Null)));
        let Some(value) = value else {
            return Ok(None);
        };
        let stays = match self {
            Self::Default(_) => !json::text_of(&value).is_empty(),
            Self::Map(_) | Self::Json => false,
            // `number` changes the place, not the value: see `config::body`.
            Self::Optional | Self::Number => true,
            _ => value.is_null(),
        };
        if stays {
            return Ok(Some(value));
        }
        let text = json::text_of(&value);
        let text = match self {
            Self::Digits => country_code::digits_of(&text),
            Self::National => country_code::split(&text).1,
            Self::CountryCode => country_code::split(&text).0,
            Self::Default(instead) => instead.to_string(),
            Self::Map(mapping) => mapping.apply(&text).to_owned(),
            Self::Upper => text.to_ascii_uppercase(),
            Self::Lower => text.to_ascii_lowercase(),
            Self::Trim => text.trim().to_owned(),
            Self::StripPrefix(prefix) => text.strip_prefix(&**prefix).unwrap_or(&text).to_owned(),
            Self::Replace(from, to) => text::replace(&text, from, to),
            Self::Truncate(length) => text.chars().take(*length).collect(),
            Self::Date(date) => date.of(&text)?,
            Self::Encoding => segments::measure(&text).encoding.name().to_owned(),
            Self::Units => segments::measure(&text).units.to_string(),
            Self::Segments => segments::measure(&text).segments.to_string(),
            Self::Gsm7 => gsm7::nearest(&text),
            Self::UrlEncode => {
                let mut encoded = String::new();
                // Percent-encoding takes every character.
                _ = Escape::Url.write(&text, &mut encoded);
                encoded
            }
            Self::Base64 => Form::Base64.write(text.as_bytes()),
            Self::Base64Url => Form::Base64Url.write(text.as_bytes()),
            Self::Hex => Form::Hex.write(text.as_bytes()),
            Self::Ucs2 => text::ucs2(&text),
            Self::Hash(algorithm, form) => form.write(&algorithm.digest(&text)),
            Self::Hmac(algorithm, name, form) => {
                // Anyone can sign with an empty key.
                let key = key(name).filter(|key| !key.is_empty());
                form.write(&algorithm.hmac(&key.ok_or(hash::NO_KEY)?, &text))
            }
            // Always JSON: what is not known is null, or the text around it would be none any more.
            Self::Json => json::write(&value),
            Self::Optional | Self::Number => text.into_owned(),
        };
        Ok(Some(Cow::Owned(Value::String(text))))
    }

    /// Whether this filter makes something of a name that nothing is known by: then the placeholder is replaced by it.
    #[must_use]
    pub const fn accepts_absent(&self) -> bool {
        matches!(
            self,
            Self::Default(_) | Self::Optional | Self::Map(_) | Self::Json
        )
    }

    /// Whether this filter gives a hash.
    #[must_use]
    pub const fn is_hash(&self) -> bool {
        matches!(self, Self::Hash(..) | Self::Hmac(..))
    }

    /// The name of the key that this filter signs with.
    #[must_use]
    pub fn key_name(&self) -> Option<&str> {
        match self {
            Self::Hmac(_, name, _) => Some(name),
            _ => None,
        }
    }
}
