//! Small changes of texts, each compiled once: the standard library's iterators would be compiled anew for every use.

/// How many characters a text has.
#[must_use]
pub fn length(text: &str) -> usize {
    // Every byte of UTF-8 but the continuations of a character begins one.
    text.bytes().filter(|byte| byte & 0xC0 != 0x80).count()
}

/// The digits of a text, and nothing else of it.
#[must_use]
pub fn digits(text: &str) -> String {
    let mut digits = text.to_owned();
    digits.retain(|character| character.is_ascii_digit());
    digits
}

/// The letters and digits of a name, in lower case: `query_params`, `QueryParams` and `query-params` are one name.
#[must_use]
pub fn fold_name(name: &str) -> String {
    let mut folded = name.to_ascii_lowercase();
    folded.retain(|character| character.is_ascii_alphanumeric());
    folded
}

/// The text with one ASCII character in the place of another.
#[must_use]
pub fn replace_byte(text: &str, from: u8, to: u8) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for byte in &mut bytes {
        if *byte == from {
            *byte = to;
        }
    }
    // One ASCII character instead of another leaves a text a text.
    String::from_utf8(bytes).unwrap_or_default()
}

/// The first so many characters of a text, and whether there are more.
#[must_use]
pub fn beginning(text: &str, characters: usize) -> (&str, bool) {
    let end = text.char_indices().nth(characters).map(|(at, _)| at);
    match end.and_then(|end| text.get(..end)) {
        Some(beginning) => (beginning, true),
        None => (text, false),
    }
}
