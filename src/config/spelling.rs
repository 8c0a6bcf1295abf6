//! What other systems write for placeholders, and is only a text here.

use crate::issue::Path;
use crate::suggest::fold_name;
use crate::template::placeholder::{ROOTS, SYNONYMS, Token};

/// The braces of other systems: `{to}` and `${to}`, `%TO%`, `[[to]]`, and full-width ones that an input method made.
const BRACES: [(&str, &str); 4] = [
    ("{", "}"),
    ("%", "%"),
    ("[[", "]]"),
    ("\u{ff5b}\u{ff5b}", "\u{ff5d}\u{ff5d}"),
];

/// A text that another system would take for a placeholder.
#[derive(Debug)]
pub struct Spelling {
    /// Where it stands.
    pub path: String,
    /// What stands there.
    pub shown: String,
    /// The name that it seems to mean.
    pub meant: &'static str,
}

/// What may be the placeholders of another system in the text between placeholders.
pub(super) fn find(path: &Path<'_>, text: &str) -> Vec<Spelling> {
    let mut found = Vec::new();
    for (open, close) in BRACES {
        for (at, _) in text.match_indices(open) {
            let rest = text.get(at + open.len()..).unwrap_or_default();
            if let Some((inside, _)) = rest.split_once(close)
                && let Some(meant) = known_name(inside.trim())
            {
                let dollar = text.get(..at).unwrap_or_default().ends_with('$');
                let dollar = if dollar { "$" } else { "" };
                found.push(Spelling {
                    path: path.to_string(),
                    shown: format!("{dollar}{open}{inside}{close}"),
                    meant,
                });
            }
        }
    }
    found
}

/// Whether a placeholder stands in a third pair of braces, as templates write that are not to escape.
pub(super) fn has_triple_braces(tokens: &[Token<'_>]) -> bool {
    let in_braces = |window: &[Token<'_>]| match window {
        [
            Token::Text(before),
            Token::Placeholder(_),
            Token::Text(behind),
        ] => before.ends_with('{') && behind.starts_with('}'),
        _ => false,
    };
    tokens.windows(3).any(in_braces)
}

/// The known name that a word means.
pub(super) fn known_name(word: &str) -> Option<&'static str> {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if word.is_empty() || !word.bytes().all(is_name) {
        return None;
    }
    let folded = fold_name(word);
    let is_meant = |(_, names): &&(&str, &[&str])| names.contains(&folded.as_str());
    let synonym = SYNONYMS.iter().find(is_meant).map(|(name, _)| *name);
    let mut roots = ROOTS.into_iter();
    roots.find(|root| fold_name(root) == folded).or(synonym)
}
