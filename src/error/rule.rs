//! A rule of `response.success` that does not hold, as a clause.

/// A rule that does not hold, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct UnmetRule {
    /// Which of the rules: `success 2 of 2`.
    pub rule: String,
    /// Where it looked: the path in the answer, `None` for the whole body.
    pub place: Option<String>,
    /// What stands there; `None` where nothing does. Redacted before it is shown.
    pub found: Option<String>,
}

/// What stands in an answer is not redacted from the beginning.
impl std::fmt::Debug for UnmetRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("UnmetRule")
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}

impl UnmetRule {
    pub(super) fn clause(&self) -> String {
        let place = match &self.place {
            Some(path) => format!("at `{path}` the answer has"),
            None => "the answer is".to_owned(),
        };
        match &self.found {
            Some(found) => format!("{place} \"{found}\""),
            None => format!(
                "{place} {}",
                if self.place.is_some() {
                    "nothing"
                } else {
                    "empty"
                }
            ),
        }
    }
}
