//! A rule of `response.success` that does not hold, as a clause.

/// A rule that does not hold, or several of which none does, and why.
#[derive(Clone, PartialEq, Eq)]
pub struct UnmetRule {
    /// Which of the rules: `success 2 of 2`.
    pub rule: String,
    /// How many rules stand at its place, of which one would have been enough: 1, unless it is an `any`.
    pub alternatives: usize,
    /// What stands at each of the places where they look, no place twice; more than [`UnmetRule::PLACES`] where there are
    /// more.
    pub places: Vec<Found>,
}

/// What stands at a place of an answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// The path in the answer, `None` for the whole body.
    pub place: Option<String>,
    /// What stands there; `None` where nothing does. Redacted before it is shown.
    pub text: Option<String>,
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

/// See [`UnmetRule`].
impl std::fmt::Debug for Found {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Found")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

/// How much is shown of what stands at one of several places, in characters; at a single one, all that redaction leaves.
const SHOWN_CHARS: usize = 60;

impl UnmetRule {
    /// At how many places a sentence tells what stands there.
    pub const PLACES: usize = 3;

    /// Why it does not hold, to be read after "the rule … does not hold".
    pub(super) fn clause(&self) -> String {
        let clauses: Vec<_> = self
            .places
            .iter()
            .take(Self::PLACES)
            .map(|found| found.clause(self.places.len() > 1))
            .collect();
        let more = if self.places.len() > Self::PLACES {
            ", and more elsewhere"
        } else {
            ""
        };
        let found = format!("{}{more}", clauses.join(", "));
        match self.alternatives {
            1 => found,
            count => format!("none of its {count} rules does: {found}"),
        }
    }
}

impl Found {
    /// `is_one_of_many` says that the text is to be shortened.
    fn clause(&self, is_one_of_many: bool) -> String {
        let place = match &self.place {
            Some(path) => format!("at `{path}` the answer has"),
            None => "the answer is".to_owned(),
        };
        match &self.text {
            Some(text) if is_one_of_many && text.chars().count() > SHOWN_CHARS => {
                let beginning: String = text.chars().take(SHOWN_CHARS).collect();
                format!("{place} \"{beginning}…\"")
            }
            Some(text) => format!("{place} \"{text}\""),
            None if self.place.is_some() => format!("{place} nothing"),
            None => format!("{place} empty"),
        }
    }
}
