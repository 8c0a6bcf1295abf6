//! "Did you mean …?"

/// The candidate that `word` is most likely a misspelling of, if one is close enough to name.
#[must_use]
pub fn closest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // A key that holds a whole pasted value is no misspelling, and not worth comparing.
    if word.len() > 40 {
        return None;
    }
    let folded = fold_name(word);
    candidates
        .iter()
        .map(|candidate| {
            (
                strsim::osa_distance(&folded, &fold_name(candidate)),
                *candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 4).clamp(1, 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
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

/// The letters and digits of a name, in lower case: `query_params`, `QueryParams` and `query-params` are one name.
#[must_use]
pub fn fold_name(name: &str) -> String {
    let alphanumeric = name.chars().filter(char::is_ascii_alphanumeric);
    alphanumeric
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}
