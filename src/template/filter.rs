//! The filters of a placeholder: what they are called, which argument they take, what they do.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use super::escape::Escape;
use super::{gsm7, json};
use crate::phone::country_code;
use crate::suggest;

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
    /// Upper case of the letters A to Z; the tables for all others would be a tenth of the wasm.
    Upper,
    /// Lower case of the letters A to Z.
    Lower,
    /// Without white space at both ends.
    Trim,
    /// Without the argument at the beginning, where it stands there.
    StripPrefix(Box<str>),
    /// The first so many characters (Unicode scalar values).
    Truncate(usize),
    /// Percent-encoded, for a value that is decoded twice on its way.
    UrlEncode,
    /// Base64 of the UTF-8 bytes (RFC 4648, with padding).
    Base64,
    /// The JSON text of the value, quotes included.
    Json,
    /// A JSON number where a JSON string stands.
    Number,
    /// The nearest characters of the GSM 03.38 alphabet.
    Gsm7,
}

/// What an argument of a filter is.
enum Argument<'a> {
    None,
    Text(String),
    Number(&'a str),
}

/// Why a filter cannot be read, and the tail of the source that begins with the offending place.
pub struct Mistake<'a> {
    /// The rest of the source from the offending place on.
    pub at: &'a str,
    /// What is wrong there.
    pub message: String,
}

/// What the filters are called in a placeholder.
pub const NAMES: [&str; 14] = [
    "digits",
    "national",
    "country_code",
    "default",
    "upper",
    "lower",
    "trim",
    "strip_prefix",
    "truncate",
    "urlencode",
    "base64",
    "json",
    "number",
    "gsm7",
];

impl Filter {
    /// Reads one filter with its argument from the beginning of `source`; returns it and what is behind it.
    ///
    /// # Errors
    /// Where the name is unknown, or the argument missing, superfluous or unreadable.
    pub fn read(source: &str) -> Result<(Self, &str), Mistake<'_>> {
        let end = source
            .find(|character: char| !matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_'))
            .unwrap_or(source.len());
        let (name, behind) = source.split_at_checked(end).unwrap_or((source, ""));
        let mistake = |message: String| Mistake {
            at: source,
            message,
        };
        if name.is_empty() {
            return Err(mistake("expected the name of a filter here".to_owned()));
        }
        let (argument, rest) = read_argument(behind)?;
        let filter = match (name, argument) {
            ("digits", Argument::None) => Self::Digits,
            ("national", Argument::None) => Self::National,
            ("country_code", Argument::None) => Self::CountryCode,
            ("default", Argument::Text(text)) => Self::Default(text.into()),
            ("upper", Argument::None) => Self::Upper,
            ("lower", Argument::None) => Self::Lower,
            ("trim", Argument::None) => Self::Trim,
            ("strip_prefix", Argument::Text(text)) => Self::StripPrefix(text.into()),
            ("truncate", Argument::Number(digits)) => match digits.parse() {
                Ok(length) => Self::Truncate(length),
                Err(_) => return Err(mistake("`truncate` needs a smaller number".to_owned())),
            },
            ("urlencode", Argument::None) => Self::UrlEncode,
            ("base64", Argument::None) => Self::Base64,
            ("json", Argument::None) => Self::Json,
            ("number", Argument::None) => Self::Number,
            ("gsm7", Argument::None) => Self::Gsm7,
            ("default" | "strip_prefix", _) => {
                return Err(mistake(format!(
                    "`{name}` needs a text in quotes, as in `{name}:\"…\"`"
                )));
            }
            ("truncate", _) => {
                return Err(mistake(
                    "`truncate` needs a number of characters, as in `truncate:160`".to_owned(),
                ));
            }
            (known, _) if NAMES.contains(&known) => {
                return Err(mistake(format!("`{known}` takes no argument")));
            }
            _ => return Err(mistake(unknown(name))),
        };
        Ok((filter, rest))
    }

    /// The value after this filter. A value that is not there stays so, except for `default` and `json`.
    #[must_use]
    pub fn apply<'a>(&self, value: Option<Cow<'a, Value>>) -> Option<Cow<'a, Value>> {
        if let Self::Default(text) = self {
            return match value {
                Some(found) if !json::text_of(&found).is_empty() => Some(found),
                _ => Some(Cow::Owned(Value::String(text.to_string()))),
            };
        }
        if matches!(self, Self::Json) {
            // Always JSON: what is not known is null, or the text around it would be none any more.
            let text = json::write(value.as_deref().unwrap_or(&Value::Null));
            return Some(Cow::Owned(Value::String(text)));
        }
        let value = value?;
        if value.is_null() {
            return Some(value);
        }
        let text = json::text_of(&value);
        let text = match self {
            Self::Digits => country_code::digits_of(&text),
            Self::National => country_code::split(&text).1,
            Self::CountryCode => country_code::split(&text).0,
            Self::Upper => text.to_ascii_uppercase(),
            Self::Lower => text.to_ascii_lowercase(),
            Self::Trim => text.trim().to_owned(),
            Self::StripPrefix(prefix) => text.strip_prefix(&**prefix).unwrap_or(&text).to_owned(),
            Self::Truncate(length) => text.chars().take(*length).collect(),
            Self::UrlEncode => {
                let mut encoded = String::new();
                // Percent-encoding takes every character.
                _ = Escape::Url.write(&text, &mut encoded);
                encoded
            }
            Self::Base64 => BASE64.encode(text.as_bytes()),
            Self::Gsm7 => gsm7::nearest(&text),
            // `number` changes the place, not the value: see `config::body`.
            Self::Number | Self::Default(_) | Self::Json => text.into_owned(),
        };
        Some(Cow::Owned(Value::String(text)))
    }
}

/// The argument behind a filter's name: `:"text"` or `:160`.
fn read_argument(source: &str) -> Result<(Argument<'_>, &str), Mistake<'_>> {
    let Some(behind_colon) = source.trim_start().strip_prefix(':') else {
        return Ok((Argument::None, source));
    };
    let argument = behind_colon.trim_start();
    if let Some(quoted) = argument.strip_prefix('"') {
        return read_quoted(quoted).ok_or_else(|| Mistake {
            at: argument,
            message: "the quote that begins here never ends".to_owned(),
        });
    }
    let end = argument
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(argument.len());
    match argument.split_at_checked(end) {
        Some((digits, rest)) if !digits.is_empty() => Ok((Argument::Number(digits), rest)),
        _ => Err(Mistake {
            at: argument,
            message: "expected a text in double quotes here, or a number for `truncate`".to_owned(),
        }),
    }
}

/// The text up to the closing quote, with `\"` and `\\` resolved, and what is behind the quote.
fn read_quoted(source: &str) -> Option<(Argument<'_>, &str)> {
    let mut text = String::new();
    let mut characters = source.chars();
    loop {
        match characters.next()? {
            '"' => return Some((Argument::Text(text), characters.as_str())),
            '\\' => match characters.next()? {
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            other => text.push(other),
        }
    }
}

/// What other systems call them, in lower case.
const SYNONYMS: [(&str, &[&str]); 12] = [
    (
        "digits",
        &[
            "tonoplus",
            "noplus",
            "removeplus",
            "stripplus",
            "onlydigits",
            "numeric",
            "numbers",
        ],
    ),
    (
        "national",
        &["nationalnumber", "local", "withoutcountrycode"],
    ),
    ("country_code", &["cc", "callingcode", "dialcode"]),
    ("default", &["fallback", "or", "ifempty", "else"]),
    ("upper", &["uppercase", "toupper", "touppercase", "upcase"]),
    (
        "lower",
        &["lowercase", "tolower", "tolowercase", "downcase"],
    ),
    ("trim", &["strip"]),
    (
        "strip_prefix",
        &["removeprefix", "trimprefix", "trimstart", "ltrim"],
    ),
    (
        "truncate",
        &["limit", "substr", "substring", "slice", "maxlength", "cut"],
    ),
    (
        "urlencode",
        &[
            "uri",
            "escapeuri",
            "encodeuri",
            "encodeuricomponent",
            "percentencode",
            "url",
        ],
    ),
    ("base64", &["b64", "btoa", "base64encode", "tobase64"]),
    ("json", &["tojson", "stringify", "jsonencode", "jsonescape"]),
];

fn unknown(name: &str) -> String {
    let shown: String = name.chars().take(24).collect();
    if let Some(suggestion) = suggest::best(name, &SYNONYMS, &NAMES) {
        return format!("unknown filter `{shown}`; did you mean `{suggestion}`?");
    }
    format!(
        "unknown filter `{shown}`; the filters are {}",
        NAMES.join(", ")
    )
}
