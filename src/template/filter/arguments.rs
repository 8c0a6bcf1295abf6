//! How the arguments of a filter are written: `:"text"`, `:160`, `:apiSecret`, one behind the other.

/// One argument of a filter, with the rest of the source that begins with it.
pub(super) enum Argument<'a> {
    /// A text in double quotes, with `\"` and `\\` resolved.
    Text { text: String, at: &'a str },
    /// Digits.
    Number(&'a str),
    /// A name without quotes.
    Name { name: &'a str, at: &'a str },
}

/// Why a filter cannot be read, and the tail of the source that begins with the offending place.
pub struct Mistake<'a> {
    /// The rest of the source from the offending place on.
    pub at: &'a str,
    /// What is wrong there.
    pub message: String,
}

/// What is wrong with the arguments of a filter.
pub(super) enum Wrong<'a> {
    /// They are not those that it takes, as a whole.
    Arguments,
    /// The one that the source goes on with here is none that it takes.
    Argument(&'a str),
    /// The one here is; says why it cannot be used.
    Because(&'a str, &'static str),
}

impl<'a> Argument<'a> {
    /// The text, where this is one.
    pub(super) const fn text(&self) -> Result<&str, Wrong<'a>> {
        match self {
            Self::Text { text, .. } => Ok(text.as_str()),
            Self::Number(_) => Err(Wrong::Arguments),
            Self::Name { at, .. } => Err(Wrong::Argument(at)),
        }
    }

    /// The number, where this is one.
    pub(super) fn number(&self) -> Result<usize, Wrong<'a>> {
        match self {
            Self::Number(digits) => digits.parse().map_err(|_| Wrong::Arguments),
            Self::Text { .. } => Err(Wrong::Arguments),
            Self::Name { at, .. } => Err(Wrong::Argument(at)),
        }
    }

    /// The rest of the source that begins with this argument.
    pub(super) const fn at(&self) -> &'a str {
        match self {
            Self::Text { at, .. } | Self::Number(at) | Self::Name { at, .. } => at,
        }
    }
}

/// The name that `source` begins with, and what is behind it.
pub(super) fn split_name(source: &str) -> (&str, &str) {
    split_at(source, |character| {
        !(character.is_ascii_alphanumeric() || character == '_')
    })
}

/// The arguments that `source` begins with, and what is behind them.
pub(super) fn read(source: &str) -> Result<(Vec<Argument<'_>>, &str), Wrong<'_>> {
    let mut arguments = Vec::new();
    let mut rest = source;
    while let Some(behind_colon) = rest.trim_start().strip_prefix(':') {
        let at = behind_colon.trim_start();
        let (argument, behind) = read_one(at)?;
        arguments.push(argument);
        rest = behind;
    }
    Ok((arguments, rest))
}

fn read_one(at: &str) -> Result<(Argument<'_>, &str), Wrong<'_>> {
    if let Some(quoted) = at.strip_prefix('"') {
        let (text, behind) = read_quoted(quoted)
            .ok_or(Wrong::Because(at, "the quote that begins here never ends"))?;
        return Ok((Argument::Text { text, at }, behind));
    }
    let (digits, behind) = split_at(at, |character| !character.is_ascii_digit());
    if !digits.is_empty() {
        return Ok((Argument::Number(digits), behind));
    }
    let (name, behind) = split_name(at);
    if name.is_empty() {
        return Err(Wrong::Argument(at));
    }
    Ok((Argument::Name { name, at }, behind))
}

/// The text up to the closing quote, with `\"` and `\\` resolved, and what is behind the quote.
fn read_quoted(source: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut characters = source.chars();
    loop {
        match characters.next()? {
            '"' => return Some((text, characters.as_str())),
            '\\' => match characters.next()? {
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            other => text.push(other),
        }
    }
}

fn split_at(source: &str, is_end: impl Fn(char) -> bool) -> (&str, &str) {
    let end = source.find(is_end).unwrap_or(source.len());
    source.split_at_checked(end).unwrap_or((source, ""))
}
