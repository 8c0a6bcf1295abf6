//! Judging an answer: whether the message was handed over, and if not, why.

pub mod body;
pub mod path;
pub mod provider_message;
pub mod retry_after;
pub mod rule;

use crate::error::{Failure, Fault};
use crate::limits;
use crate::template::scope::{RenderError, Scope};
use body::{Body, text_of};
use path::AnswerPath;
use rule::{Holds, Rule};

/// What came back, as far as it was read.
#[derive(Clone, Default)]
pub struct Answer {
    /// The status; 0 for a redirect that a browser hides.
    pub status: u16,
    /// The header `Retry-After`.
    pub retry_after: Option<String>,
    /// At most 64 KiB of the body.
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
    pub success: Vec<Rule>,
    /// Where the provider's identifier of the message stands.
    pub message_id: Option<AnswerPath>,
    /// Where the provider explains a failure.
    pub error: Option<AnswerPath>,
    /// The provider asks to slow down where all of these hold.
    pub rate_limited: Vec<Rule>,
    /// The account has nothing left where all of these hold.
    pub quota_exceeded: Vec<Rule>,
}

impl AnswerRules {
    /// Whether an answer with this status may be a failure.
    #[must_use]
    pub fn may_fail(&self, answer: &Answer) -> bool {
        !(answer.is_2xx()
            && self.success.is_empty()
            && self.rate_limited.is_empty()
            && self.quota_exceeded.is_empty())
    }

    /// How much of an answer is read, in bytes.
    #[must_use]
    pub fn readable_bytes(&self) -> usize {
        let rules = [&self.success, &self.rate_limited, &self.quota_exceeded];
        if self.message_id.is_some() || rules.iter().any(|rules| !rules.is_empty()) {
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
    /// Where a placeholder in a path of `success`, `rateLimited` or `quotaExceeded` has no value.
    pub fn judge(
        &self,
        answer: &Answer,
        body: &Body<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<Failure>, RenderError> {
        match answer.status {
            0 | 300..=399 => return Ok(Some(Failure::Redirect)),
            429 => return Ok(Some(Failure::RateLimited { by_rule: false })),
            402 => return Ok(Some(Failure::QuotaExceeded { by_rule: false })),
            _ => {}
        }
        // Rules about failures are a convenience; an answer that they cannot be applied to does not match them.
        if all_hold(&self.rate_limited, body, scope)? {
            return Ok(Some(Failure::RateLimited { by_rule: true }));
        }
        if all_hold(&self.quota_exceeded, body, scope)? {
            return Ok(Some(Failure::QuotaExceeded { by_rule: true }));
        }
        if !answer.is_2xx() {
            return Ok(Some(Failure::HttpStatus));
        }
        if answer.cut_by.is_some() && !self.success.is_empty() {
            return Ok(Some(Failure::InvalidResponse("it breaks off")));
        }
        for (index, rule) in self.success.iter().enumerate() {
            match rule.holds(body, scope)? {
                Holds::Yes => {}
                // What the rule looks for may stand behind the part that was read.
                Holds::No(_) if answer.is_cut() => return Ok(Some(unreadable(answer, body))),
                Holds::No(found) => {
                    let rule_name = format!("success {} of {}", index + 1, self.success.len());
                    return Ok(Some(Failure::Rejected(Box::new(
                        rule.unmet(rule_name, found),
                    ))));
                }
                Holds::Unknown => return Ok(Some(unreadable(answer, body))),
            }
        }
        Ok(None)
    }

    /// The provider's identifier of the message, if it says one. A path that cannot be rendered costs the identifier and not
    /// the send: the provider has accepted.
    #[must_use]
    pub fn message_id(&self, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
        let id = text_at(self.message_id.as_ref()?, body, scope)?;
        (id.chars().count() <= limits::MESSAGE_ID_CHARS).then_some(id)
    }

    /// What the provider says about a failure; not redacted yet, and never to leave the core so.
    #[must_use]
    pub fn explanation(&self, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
        self.error
            .as_ref()
            .and_then(|path| text_at(path, body, scope))
            .filter(|text| !text.trim().is_empty())
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

/// The text that stands at a place of the answer and is not empty.
fn text_at(path: &AnswerPath, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
    let found = path.find(body.tree()?, scope).ok()??;
    text_of(&found).filter(|text| !text.is_empty())
}

/// Whether there are rules and all of them hold.
fn all_hold(rules: &[Rule], body: &Body<'_>, scope: &Scope<'_>) -> Result<bool, RenderError> {
    for rule in rules {
        if !matches!(rule.holds(body, scope)?, Holds::Yes) {
            return Ok(false);
        }
    }
    Ok(!rules.is_empty())
}
