//! Credentials that cannot be right, whatever they are.

use super::checker::Checker;
use super::fields::Field;
use crate::issue::{IssueCode, Path};

/// The text of a key that holds nothing but a credential; empty where unset.
pub(super) fn read(field: Field<'_>, checker: &mut Checker) -> String {
    let text = field
        .text("a string", &mut checker.issues)
        .unwrap_or_default();
    check(text, &field.path, checker);
    if text.contains("{{") {
        let message = "expected the credential itself; placeholders are not replaced here";
        checker.unreadable(&field.path, message.to_owned());
    }
    text.to_owned()
}

/// The schemes that people write twice.
const SCHEMES: [&str; 5] = ["Bearer", "Basic", "Token", "ApiKey", "Digest"];

/// Says what is wrong with the value of an `Authorization` header; shows nothing of it.
pub(super) fn check_authorization(value: &str, path: &Path<'_>, checker: &mut Checker) {
    check(value, path, checker);
    let mut words = value.split_whitespace();
    let (first, second) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    if first.eq_ignore_ascii_case("authorization:") {
        let message =
            "expected the value alone, without the header's name; remove `Authorization:`";
        checker
            .issues
            .mistake(path, IssueCode::InvalidValue, message);
    } else if let Some(scheme) = SCHEMES
        .iter()
        .find(|scheme| scheme.eq_ignore_ascii_case(first) && scheme.eq_ignore_ascii_case(second))
    {
        let message = format!("says `{scheme}` twice; once is enough");
        checker
            .issues
            .mistake(path, IssueCode::InvalidValue, message);
    } else if second.is_empty() && first.contains(':') && !first.contains("{{") {
        let message =
            "has no scheme; if this is a user name and a password, write `Basic ` before them";
        checker
            .issues
            .warning(path, IssueCode::InvalidValue, message);
    }
}

/// Says what is wrong with a value that is copied from somewhere: quotes around it, and characters that nobody sees.
pub(super) fn check(value: &str, path: &Path<'_>, checker: &mut Checker) {
    let quotes = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('`', '`')];
    let is_quoted = |(open, close): &(char, char)| {
        value.len() > 1 && value.starts_with(*open) && value.ends_with(*close)
    };
    if quotes.iter().any(is_quoted) {
        let message = "has quotes around it, which are sent too; remove them";
        checker
            .issues
            .mistake(path, IssueCode::InvalidValue, message);
    }
    let mut characters = value.chars().enumerate();
    if let Some((place, invisible)) = characters.find(|(_, character)| is_invisible(*character)) {
        let message = format!(
            "character {} is one that nobody sees (U+{:04X}); type the value again instead of pasting it",
            place + 1,
            u32::from(invisible)
        );
        checker
            .issues
            .mistake(path, IssueCode::InvalidValue, message);
    }
}

/// No-break and zero-width characters, which come along when something is copied from a page.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}
