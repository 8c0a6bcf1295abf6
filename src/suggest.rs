//! "Did you mean …?"

use crate::text::fold_name;

/// The candidate that `word` is most likely a misspelling of, if one is close enough to name.
#[must_use]
pub fn closest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // A key that holds a whole pasted value is no misspelling, and not worth comparing.
    if word.len() > 40 {
        return None;
    }
    let folded = fold_name(word);
    let mut best = None;
    for candidate in candidates {
        let distance = strsim::osa_distance(&folded, &fold_name(candidate));
        let is_close = distance <= (candidate.len() / 4).clamp(1, 3);
        if is_close && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, *candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What people call a thing that is called otherwise here: the first candidate that is listed with `word`, or the closest.
#[must_use]
pub fn best<'a>(
    word: &str,
    synonyms: &[(&'a str, &[&str])],
    candidates: &[&'a str],
) -> Option<&'a str> {
    let folded = fold_name(word);
    synonyms
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()))
        .map(|(name, _)| *name)
        .or_else(|| closest(word, candidates))
}
