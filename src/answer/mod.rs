//! Judging an answer: whether the message was handed over, and if not, why.

pub mod body;
pub mod path;
pub mod provider_message;
pub mod retry_after;
pub mod rule;

use std::borrow::Cow;

use crate::error::{Failure, Fault};
use crate::limits;
use crate::template::json::scalar_text;
use crate::template::scope::{RenderError, Scope};
use body::Body;
use path::AnswerPath;
use rule::Rule;

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

    /// Whether an answer whose body could not be read to its end ends the send as if there were none.
    ///
    /// A refusal is one by its status, and a 2xx status means handed over: calling a broken body a failure where nobody
    /// needs it would make people send twice. Only a 2xx whose body never ends uses up the budget and is reported so.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        match self.cut_by {
            Some(Fault::Aborted) => true,
            Some(Fault::Timeout) => self.is_2xx(),
            _ => false,
        }
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

    /// The provider's identifier of the message, if it says one, or why the message was not handed over.
    ///
    /// # Errors
    /// The failure; also where a placeholder in a path has no value.
    pub fn judge(
        &self,
        answer: &Answer,
        body: &Body<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<String>, Failure> {
        let in_response = |error: RenderError| error.at("response");
        match self
            .find_failure(answer, body, scope)
            .map_err(in_response)?
        {
            Some(failure) => Err(failure),
            None => text_at(self.message_id.as_ref(), body, scope)
                .map(|id| id.filter(|id| id.chars().count() <= limits::MESSAGE_ID_CHARS))
                .map_err(in_response),
        }
    }

    /// What the provider says about a failure; not redacted yet, and never to leave the core so.
    #[must_use]
    pub fn explanation(&self, body: &Body<'_>, scope: &Scope<'_>) -> Option<String> {
        text_at(self.error.as_ref(), body, scope)
            .ok()?
            .filter(|text| !text.trim().is_empty())
            .or_else(|| provider_message::usual(body))
    }

    /// `None` where the message was handed over.
    fn find_failure(
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
        if all_hold(&self.rate_limited, body, scope)? == Some(true) {
            return Ok(Some(Failure::RateLimited { by_rule: true }));
        }
        if all_hold(&self.quota_exceeded, body, scope)? == Some(true) {
            return Ok(Some(Failure::QuotaExceeded { by_rule: true }));
        }
        if !answer.is_2xx() {
            return Ok(Some(Failure::HttpStatus));
        }
        if self.success.is_empty() {
            return Ok(None);
        }
        if answer.cut_by.is_some() {
            return Ok(Some(Failure::InvalidResponse("it breaks off")));
        }
        Ok(match all_hold(&self.success, body, scope)? {
            Some(true) => None,
            Some(false) => Some(Failure::Rejected),
            None if body.text.is_empty() => Some(Failure::InvalidResponse("it is empty")),
            None if answer.body.len() >= limits::ANSWER_BYTES => {
                Some(Failure::InvalidResponse("it is larger than 64 KiB"))
            }
            None => Some(Failure::InvalidResponse("it is not JSON")),
        })
    }
}

/// The text that stands at a place of the answer and is not empty.
fn text_at(
    path: Option<&AnswerPath>,
    body: &Body<'_>,
    scope: &Scope<'_>,
) -> Result<Option<String>, RenderError> {
    let Some((path, json)) = path.zip(body.json()) else {
        return Ok(None);
    };
    let found = path.find(json, scope)?;
    let text = found.as_deref().and_then(scalar_text);
    Ok(text.filter(|text| !text.is_empty()).map(Cow::into_owned))
}

/// Whether all rules hold; false where there are none, `None` where one needs JSON and the answer is none.
fn all_hold(
    rules: &[Rule],
    body: &Body<'_>,
    scope: &Scope<'_>,
) -> Result<Option<bool>, RenderError> {
    let mut all = !rules.is_empty();
    for rule in rules {
        match rule.holds(body, scope)? {
            Some(holds) => all &= holds,
            None => return Ok(None),
        }
    }
    Ok(Some(all))
}
