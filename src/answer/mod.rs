//! Judging an answer: whether the message was handed over, and if not, why.

pub mod body;
mod input;
pub mod path;
pub mod pattern;
pub mod place;
pub mod provider_message;
pub mod retry_after;
pub mod rule;

use crate::error::{Failure, Fault};
use crate::limits;
use crate::template::Template;
use crate::template::scope::{RenderError, Scope};
use body::Body;
use place::Place;
use rule::{AnyOf, Holds, Rule, Test};

/// What came back, as far as it was read.
#[derive(Clone, Default)]
pub struct Answer {
    /// The status; 0 for a redirect that a browser hides.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// The body, at most as much as [`AnswerRules::readable_bytes`] says.
    pub body: String,
    /// What ended reading the body before its end.
    pub cut_by: Option<Fault>,
}

/// A provider may echo anything, so nothing of an answer is printed but its status.
impl std::fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// Whether the provider said with its status that it took the message.
    #[must_use]
    pub const fn is_2xx(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether there is more of the body than was read.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.body.len() >= limits::ANSWER_BYTES
    }
}

/// The key `response`, compiled.
#[derive(Debug, Default)]
pub struct AnswerRules {
    /// All must hold, in addition to a 2xx status.
    pub success: Vec<AnyOf>,
    /// Where the provider's identifier of the message stands.
    pub message_id: Option<Place>,
    /// Where the provider explains a failure; the first place with a text counts.
    pub error: Vec<Place>,
    /// The provider asks to slow down where one of these holds.
    pub rate_limited: AnyOf,
    /// The account has nothing left where one of these holds.
    pub quota_exceeded: AnyOf,
    /// The provider did not accept the message where one of these holds.
    pub refused: AnyOf,
    /// The provider wants another access token where one of these holds.
    pub token_expired: AnyOf,
}

/// Why an answer says that the message was not handed over, and what that allows to do next.
#[derive(Debug)]
pub struct Refusal {
    /// What to tell.
    pub failure: Failure,
    /// Whether the message is surely not on its way, so that sending it elsewhere sends it once: by a status that says so
    /// (401, 402, 403, 404 or 429), or by a rule of `rateLimited`, `quotaExceeded`, `tokenExpired` or `refused`. A rule of
    /// `success` that does not hold says no such thing: the rule may be wrong.
    pub is_surely_unaccepted: bool,
    /// Whether a new access token may help: the status is 401, or a rule of `tokenExpired` holds.
    pub is_token_expired: bool,
}

impl Refusal {
    /// A failure that leaves open whether the provider accepted.
    #[must_use]
    pub const fn ambiguous(failure: Failure) -> Self {
        Self {
            failure,
            is_surely_unaccepted: false,
            is_token_expired: false,
        }
    }
}

impl AnswerRules {
    /// Everything with placeholders that says where something stands in an answer.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let kinds = [
            &self.rate_limited,
            &self.quota_exceeded,
            &self.refused,
            &self.token_expired,
        ];
        let rules = self.success.iter().chain(kinds).flat_map(|any| &any.0);
        let of_rules = rules.filter_map(|rule| rule.path.as_ref());
        let places = self.message_id.iter().chain(&self.error);
        let of_places = places.filter_map(|place| place.path.as_ref());
        of_rules.chain(of_places).flat_map(|path| &path.keys)
    }

    /// All rules.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let failures = [
            &self.rate_limited,
            &self.quota_exceeded,
            &self.refused,
            &self.token_expired,
        ];
        let all = self.success.iter().chain(failures);
        all.flat_map(|any_of| &any_of.0)
    }

    /// How many patterns a judgement may search for.
    #[must_use]
    pub fn patterns(&self) -> usize {
        let tests = self
            .rules()
            .filter(|rule| matches!(rule.test, Test::Matches(_)));
        let places = self.error.iter().chain(&self.message_id);
        tests.count() + places.filter(|place| place.capture.is_some()).count()
    }

    /// Whether an answer with this status may be a failure.
    #[must_use]
    pub fn may_fail(&self, answer: &Answer) -> bool {
        !answer.is_2xx() || self.rules().next().is_some()
    }

    /// How much of an answer is read, in bytes.
    #[must_use]
    pub fn readable_bytes(&self) -> usize {
        if self.message_id.is_some() || self.rules().next().is_some() {
            limits::ANSWER_BYTES
        } else {
            limits::EXPLANATION_BYTES
        }
    }

    /// Whether an answer with this status says by itself that the message was handed over, so that nobody needs its body.
    #[must_use]
    pub fn is_accepted_at_headers(&self, answer: &Answer) -> bool {
        !self.may_fail(answer) && self.message_id.is_none()
    }

    /// Why the message was not handed over; `None` where it was.
    ///
    /// # Errors
    /// Where a placeholder in a path of `success` has no value, and no other rule of its `any` holds.
    pub fn judge(
        &self,
        answer: &Answer,
        body: &Body<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<Refusal>, RenderError> {
        let status = answer.status;
        // A redirect has a page that points elsewhere, often to a log-in: whatever stands there says nothing of the message.
        if matches!(status, 0 | 300..=399) {
            return Ok(Some(Refusal::ambiguous(Failure::Redirect)));
        }
        // Rules about failures are a convenience; an answer that they cannot be applied to does not match them.
        let holds = |rules: &AnyOf| matches!(rules.holds(body, scope), Ok(Holds::Yes));
        let is_token_expired = status == 401 || holds(&self.token_expired);
        // A status that says just what happened is believed before any rule. Then comes what names a cause, from the one that
        // passes by itself to the one that says least, because an answer of which several hold is told by the first. A status
        // that only says "no" explains less than any of them, and a rule of success nothing at all.
        let failure = match status {
            429 => Failure::RateLimited { by_rule: false },
            402 => Failure::QuotaExceeded { by_rule: false },
            _ if holds(&self.rate_limited) => Failure::RateLimited { by_rule: true },
            _ if holds(&self.quota_exceeded) => Failure::QuotaExceeded { by_rule: true },
            _ if is_token_expired && status != 401 => Failure::RefusedByRule("tokenExpired"),
            _ if holds(&self.refused) => Failure::RefusedByRule("refused"),
            401 | 403 | 404 => Failure::HttpStatus,
            _ if !answer.is_2xx() => return Ok(Some(Refusal::ambiguous(Failure::HttpStatus))),
            _ => {
                return Ok(self
                    .unmet_success(answer, body, scope)?
                    .map(Refusal::ambiguous));
            }
        };
        Ok(Some(Refusal {
            failure,
            is_surely_unaccepted: true,
            is_token_expired,
        }))
    }

    /// Why a 2xx answer is no success.
    fn unmet_success(
        &self,
        answer: &Answer,
        body: &Body<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<Failure>, RenderError> {
        if answer.cut_by.is_some() && !self.success.is_empty() {
            return Ok(Some(Failure::InvalidResponse("it breaks off")));
        }
        for (index, any_of) in self.success.iter().enumerate() {
            match any_of.holds(body, scope)? {
                Holds::Yes => {}
                // What the rule looks for may stand behind the part that was read.
                Holds::No if answer.is_cut() => return Ok(Some(unreadable(answer, body))),
                Holds::No => {
                    let rule = format!("success {} of {}", index + 1, self.success.len());
                    let unmet = any_of.unmet(rule, body, scope);
                    return Ok(Some(Failure::Rejected(Box::new(unmet))));
                }
                Holds::Unknown => return Ok(Some(unreadable(answer, body))),
            }
        }
        Ok(None)
    }

    /// The provider's identifier of the message, if it says one. Whatever is wrong with it costs the identifier and not the
    /// send: the provider has accepted.
    #[must_use]
    pub fn message_id(&self, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
        let id = self.message_id.as_ref()?.text(body, scope)?;
        (id.chars().count() <= limits::MESSAGE_ID_CHARS).then_some(id)
    }

    /// What the provider says about a failure; not redacted yet, and never to leave the core so.
    #[must_use]
    pub fn explanation(&self, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
        self.error
            .iter()
            .filter_map(|place| place.text(body, scope))
            .find(|text| !text.trim().is_empty())
            .or_else(|| provider_message::usual(body))
    }
}

/// Why a rule that looks into an answer cannot.
fn unreadable(answer: &Answer, body: &Body<'_>) -> Failure {
    Failure::InvalidResponse(if body.text.is_empty() {
        "it is empty"
    } else if answer.is_cut() {
        "it is larger than 1 MiB"
    } else {
        "it is neither JSON nor XML"
    })
}
