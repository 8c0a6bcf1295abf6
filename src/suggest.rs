//! "Did you mean …?"

/// The candidate that `word` is most likely a misspelling of, if one is close enough to name.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A key that holds a whole pasted value is no misspelling, and not worth comparing.
    if word.len() > 40 {
        return None;
    }
    let folded = fold(word);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 4).clamp(1, 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// What people call a thing that is called otherwise here: the first candidate that is listed with `word`, or the closest.
pub fn best<'a>(
    word: &str,
    synonyms: &[(&'a str, &[&str])],
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let folded = fold(word);
    synonyms
        .iter()
        .find(|(_, names)| names.contains(&folded.as_str()))
        .map(|(name, _)| *name)
        .or_else(|| closest(word, candidates))
}

/// `query_params`, `QueryParams` and `query-params` are the same mistake.
fn fold(word: &str) -> String {
    word.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect()
}
