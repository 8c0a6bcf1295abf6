//! `{{ name | filter }}`: finding placeholders in a text, with exactly the grammar of Logto's connector-kit.
//!
//! connector-kit replaces what matches `{{\s*([\w.]+)\s*}}`; anything else is text. Filters are this project's addition:
//! behind a name, a `|` begins a filter chain, and from there on a mistake is an error and no longer text.

use super::filter::Filter;
use crate::limits;

/// What a placeholder's first name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// The phone number.
    To,
    /// The message type.
    Type,
    /// The text to send.
    Message,
    /// The requesting client's address.
    Ip,
    /// The UUID of this message.
    Id,
    /// 32 random hex digits, others for each attempt.
    Nonce,
    /// Unix time in seconds.
    Timestamp,
    /// Unix time in milliseconds.
    TimestampMs,
    /// The configuration's `apiKey`.
    ApiKey,
    /// The configuration's `apiSecret`.
    ApiSecret,
    /// The access token that was fetched.
    Token,
    /// What is about to be sent; the parts are [`REQUEST_PARTS`].
    Request,
    /// A variable of the configuration, else a key of the payload.
    Named(Box<str>),
}

impl Root {
    fn new(name: &str) -> Self {
        match name {
            "to" => Self::To,
            "type" => Self::Type,
            "message" => Self::Message,
            "ip" => Self::Ip,
            "id" => Self::Id,
            "nonce" => Self::Nonce,
            "timestamp" => Self::Timestamp,
            "timestampMs" => Self::TimestampMs,
            "apiKey" => Self::ApiKey,
            "apiSecret" => Self::ApiSecret,
            "token" => Self::Token,
            "request" => Self::Request,
            other => Self::Named(other.into()),
        }
    }

    /// The name, as it is written.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::To => "to",
            Self::Type => "type",
            Self::Message => "message",
            Self::Ip => "ip",
            Self::Id => "id",
            Self::Nonce => "nonce",
            Self::Timestamp => "timestamp",
            Self::TimestampMs => "timestampMs",
            Self::ApiKey => "apiKey",
            Self::ApiSecret => "apiSecret",
            Self::Token => "token",
            Self::Request => "request",
            Self::Named(name) => name,
        }
    }

    /// Whether it says something of the message, so that it differs from one message to the next.
    #[must_use]
    pub const fn is_message_data(&self) -> bool {
        matches!(
            self,
            Self::To | Self::Type | Self::Message | Self::Ip | Self::Id | Self::Named(_)
        )
    }
}

/// What `request` has, of which each is a text.
pub const REQUEST_PARTS: [&str; 5] = ["method", "url", "path", "query", "body"];

/// The root names that need no payload, and those of the payloads that Logto passes.
pub const ROOTS: [&str; 20] = [
    "to",
    "type",
    "message",
    "ip",
    "id",
    "nonce",
    "timestamp",
    "timestampMs",
    "apiKey",
    "apiSecret",
    "token",
    "request",
    "code",
    "link",
    "locale",
    "uiLocales",
    "application",
    "organization",
    "user",
    "inviter",
];

/// What other systems call them, in lower case.
pub const SYNONYMS: [(&str, &[&str]); 8] = [
    ("to | digits", &["tonoplus", "towithoutplus", "phonenoplus"]),
    (
        "to",
        &[
            "phone",
            "phonenumber",
            "number",
            "mobile",
            "recipient",
            "msisdn",
            "destination",
        ],
    ),
    ("message", &["text", "body", "content", "sms", "msg"]),
    ("code", &["otp", "pin", "verificationcode", "passcode"]),
    ("locale", &["lang", "language"]),
    ("type", &["usagetype", "messagetype"]),
    ("timestamp", &["now", "unixtime", "epoch"]),
    ("id", &["uuid", "guid", "messageid"]),
];

/// A placeholder, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// The placeholder as it was written, braces included.
    pub raw: Box<str>,
    /// What its first name stands for.
    pub root: Root,
    /// The names and indexes behind the first.
    pub path: Vec<Box<str>>,
    /// What is done with the value, in order.
    pub filters: Vec<Filter>,
}

impl Placeholder {
    /// Whether an empty value removes the key, parameter or header that it stands in.
    #[must_use]
    pub fn is_optional(&self) -> bool {
        self.filters.contains(&Filter::Optional)
    }

    /// Whether its value is a hash, which tells something of what it is made of.
    #[must_use]
    pub fn is_hash(&self) -> bool {
        self.filters.iter().any(Filter::is_hash)
    }

    /// The names that its value depends on: of variables, of keys of the payload, of keys to sign with.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let root = match &self.root {
            Root::Named(name) => Some(&**name),
            _ => None,
        };
        let keys = self.filters.iter().filter_map(Filter::key_name);
        root.into_iter().chain(keys)
    }
}

/// A piece of a text with placeholders.
#[derive(Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// A placeholder.
    Placeholder(Placeholder),
    /// Something that begins as a placeholder with filters and cannot be read; says why, with a caret under the place.
    Mistake(String),
}

/// The text around placeholders may be a credential.
impl std::fmt::Debug for Token<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(_) => formatter.write_str("Text([redacted])"),
            Self::Placeholder(placeholder) => write!(formatter, "Placeholder({})", placeholder.raw),
            Self::Mistake(message) => write!(formatter, "Mistake({message:?})"),
        }
    }
}

/// Cuts a text into text and placeholders.
#[must_use]
pub fn tokenize(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    // Where the next search begins; behind a `{` that began no placeholder.
    let mut from = 0_usize;
    while let Some(at) = rest
        .get(from..)
        .and_then(|tail| tail.find("{{"))
        .map(|at| at + from)
    {
        let Some((text, candidate)) = rest.split_at_checked(at) else {
            break;
        };
        if let Some((token, behind)) = read(candidate) {
            if !text.is_empty() {
                tokens.push(Token::Text(text));
            }
            tokens.push(token);
            rest = behind;
            from = 0;
        } else {
            from = at + 1;
        }
    }
    if !rest.is_empty() {
        tokens.push(Token::Text(rest));
    }
    tokens
}

/// The placeholder that `candidate` begins with, and what is behind it.
fn read(candidate: &str) -> Option<(Token<'_>, &str)> {
    let inner = trim_space(candidate.strip_prefix("{{")?);
    let end = inner
        .find(|character: char| !is_name_character(character))
        .unwrap_or(inner.len());
    let (name, behind_name) = inner.split_at_checked(end)?;
    let mut segments = name.split('.');
    // connector-kit leaves `{{.a}}` and `{{}}` as they are: there is no root.
    let root = segments.next().filter(|root| !root.is_empty())?;
    let mut rest = trim_space(behind_name);
    let mut filters = Vec::new();
    while let Some(behind_bar) = rest.strip_prefix('|') {
        match Filter::read(trim_space(behind_bar)) {
            Ok((filter, behind)) => {
                filters.push(filter);
                rest = trim_space(behind);
            }
            Err(mistake) => return Some(report(candidate, mistake.at, &mistake.message)),
        }
        if filters.len() > limits::FILTERS {
            return Some(report(candidate, behind_bar, "too many filters, at most 8"));
        }
    }
    let Some(behind) = rest.strip_prefix("}}") else {
        return (!filters.is_empty()).then(|| report(candidate, rest, "expected `|` or `}}` here"));
    };
    let placeholder = Placeholder {
        raw: candidate.get(..candidate.len() - behind.len())?.into(),
        root: Root::new(root),
        path: segments.map(Into::into).collect(),
        filters,
    };
    Some((Token::Placeholder(placeholder), behind))
}

/// A mistake token with a caret under the place where `at`, a tail of `candidate`, begins.
///
/// Shows the placeholder only; where it never ends, only what was read of it, since anything may follow.
fn report<'a>(candidate: &'a str, at: &str, message: &str) -> (Token<'a>, &'a str) {
    let read = candidate.len() - at.len();
    let end = candidate.find("}}").map_or(read, |end| (end + 2).max(read));
    let (shown, behind) = candidate.split_at_checked(end).unwrap_or((candidate, ""));
    (Token::Mistake(with_caret(message, shown, read)), behind)
}

/// The message, the text, and a caret under the place that begins `at` so many bytes.
///
/// The arguments of filters are hidden: they are texts of the operator, and a placeholder may stand beside credentials.
#[must_use]
pub fn with_caret(message: &str, text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or_default();
    let space: String = before.chars().map(|_| ' ').collect();
    let mut quote = None;
    let mut is_escaped = false;
    let shown: String = text
        .chars()
        .map(|character| {
            let is_quote = Some(character) == quote && !is_escaped;
            is_escaped = quote.is_some() && character == '\\' && !is_escaped;
            match quote {
                Some(_) if is_quote => quote = None,
                Some(_) => return '…',
                None if matches!(character, '"' | '\'') => quote = Some(character),
                None => {}
            }
            character
        })
        .collect();
    format!("{message}\n  {shown}\n  {space}^")
}

/// `\w` and the dot, as in connector-kit's regular expression.
const fn is_name_character(character: char) -> bool {
    is_name(character) || character == '.'
}

/// Whether a name may have this character.
#[must_use]
pub const fn is_name(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_')
}

/// JavaScript's `\s`, which differs from Unicode's white space in two characters.
fn is_space(character: char) -> bool {
    (character.is_whitespace() && character != '\u{85}') || character == '\u{feff}'
}

fn trim_space(text: &str) -> &str {
    text.trim_start_matches(is_space)
}
