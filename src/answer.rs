//! Judging an answer: whether the message was handed over, and if not, why.

use std::borrow::Cow;

use crate::compile::Compiler;
use crate::error::Failure;
use crate::fields::Fields;
use crate::issue::Path;
use crate::json::{self, scalar_text};
use crate::limits;
use crate::network::Fault;
use crate::provider_message;
use crate::rule::{AnswerPath, Body, Rule};
use crate::scope::{RenderError, Scope};
use crate::text;
use crate::value::Value;

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

/// The key `response`.
#[derive(Debug, Default)]
pub struct AnswerRules {
    success: Vec<Rule>,
    message_id: Option<AnswerPath>,
    error: Option<AnswerPath>,
    rate_limited: Vec<Rule>,
    quota_exceeded: Vec<Rule>,
}

/// What an answer means.
pub struct Verdict {
    /// The provider's identifier of the message, or why there is none.
    pub result: Result<Option<String>, Failure>,
    /// What the provider said about a failure; not redacted yet, and never to leave the core so.
    pub provider_message: Option<String>,
}

/// The provider's words are not redacted yet.
impl std::fmt::Debug for Verdict {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let failure = self.result.as_ref().err();
        formatter
            .debug_struct("Verdict")
            .field("failure", &failure)
            .finish_non_exhaustive()
    }
}

impl AnswerRules {
    /// Reads `response`.
    pub fn compile(fields: &Fields<'_>, compiler: &mut Compiler) -> Self {
        let map = match fields.structure("response") {
            None => return Self::default(),
            Some(Value::Object(map)) => map,
            Some(other) => {
                let what = "an object such as `{ \"messageId\": \"id\" }`";
                compiler
                    .issues
                    .wrong_type(&Path::top("response"), what, other);
                return Self::default();
            }
        };
        let fields = Fields::new(map, Path::top("response"));
        let known = [
            "success",
            "messageId",
            "error",
            "rateLimited",
            "quotaExceeded",
        ];
        let synonyms = [
            ("error", ["errormessage", "message"].as_slice()),
            ("messageId", &["id"]),
        ];
        fields.warn_of_unknown(&known, &synonyms, &mut compiler.issues);
        let mut rules = |key: &str| {
            fields.structure(key).map_or_else(Vec::new, |value| {
                Rule::compile_all(value, &fields.path_of(key), compiler)
            })
        };
        let success = rules("success");
        let rate_limited = rules("rateLimited");
        let quota_exceeded = rules("quotaExceeded");
        let mut path = |key: &str| {
            fields
                .text(key, "a path such as `messages.0.id`", &mut compiler.issues)
                .map(|source| AnswerPath::compile(source, &fields.path_of(key), compiler))
        };
        Self {
            success,
            message_id: path("messageId"),
            error: path("error"),
            rate_limited,
            quota_exceeded,
        }
    }

    /// Judges an answer.
    ///
    /// # Errors
    /// Where a placeholder in a path has no value.
    pub fn judge(&self, answer: &Answer, scope: &Scope<'_>) -> Result<Verdict, RenderError> {
        if !self.may_fail(answer.status) && self.message_id.is_none() {
            return Ok(Verdict {
                result: Ok(None),
                provider_message: None,
            });
        }
        let json = json::parse(&answer.body);
        let body = Body {
            text: answer.body.trim(),
            json: json.as_ref(),
        };
        let result = match self.find_failure(answer, body, scope)? {
            None => Ok(self.message_id(body, scope)?),
            Some(failure) => Err(failure),
        };
        let provider_message = match &result {
            Ok(_) => None,
            Err(_) => match self.explanation(body, scope)? {
                None => provider_message::usual(body),
                found => found,
            },
        };
        Ok(Verdict {
            result,
            provider_message,
        })
    }

    /// Whether an answer with this status may be a failure.
    #[must_use]
    pub fn may_fail(&self, status: u16) -> bool {
        !(is_2xx(status)
            && self.success.is_empty()
            && self.rate_limited.is_empty()
            && self.quota_exceeded.is_empty())
    }

    /// `None` where the message was handed over.
    fn find_failure(
        &self,
        answer: &Answer,
        body: Body<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<Failure>, RenderError> {
        match answer.status {
            0 | 300..=399 => return Ok(Some(Failure::Redirect)),
            429 => return Ok(Some(Failure::RateLimited { by_rule: false })),
            402 => return Ok(Some(Failure::QuotaExceeded { by_rule: false })),
            _ => {}
        }
        // Rules about failures are a convenience; an answer that they cannot be applied to does not match them.
        if matches_all(&self.rate_limited, body, scope)? == Some(true) {
            return Ok(Some(Failure::RateLimited { by_rule: true }));
        }
        if matches_all(&self.quota_exceeded, body, scope)? == Some(true) {
            return Ok(Some(Failure::QuotaExceeded { by_rule: true }));
        }
        if !is_2xx(answer.status) {
            return Ok(Some(Failure::HttpStatus));
        }
        if self.success.is_empty() {
            return Ok(None);
        }
        if answer.cut_by.is_some() {
            return Ok(Some(Failure::InvalidResponse("it breaks off")));
        }
        Ok(match matches_all(&self.success, body, scope)? {
            Some(true) => None,
            Some(false) => Some(Failure::Rejected),
            None if body.text.is_empty() => Some(Failure::InvalidResponse("it is empty")),
            None if answer.body.len() >= limits::ANSWER_BYTES => {
                Some(Failure::InvalidResponse("it is larger than 64 KiB"))
            }
            None => Some(Failure::InvalidResponse("it is not JSON")),
        })
    }

    /// What stands where the configuration says that failures are explained.
    fn explanation(
        &self,
        body: Body<'_>,
        scope: &Scope<'_>,
    ) -> Result<Option<String>, RenderError> {
        let (Some(path), Some(json)) = (&self.error, body.json) else {
            return Ok(None);
        };
        Ok(path
            .find(json, scope)?
            .as_deref()
            .and_then(scalar_text)
            .filter(|text| !text.trim().is_empty())
            .map(Cow::into_owned))
    }

    fn message_id(&self, body: Body<'_>, scope: &Scope<'_>) -> Result<Option<String>, RenderError> {
        let (Some(path), Some(json)) = (&self.message_id, body.json) else {
            return Ok(None);
        };
        Ok(path
            .find(json, scope)?
            .as_deref()
            .and_then(scalar_text)
            .filter(|text| !text.is_empty() && text::length(text) <= limits::MESSAGE_ID_CHARS)
            .map(Cow::into_owned))
    }
}

/// Whether an answer whose body could not be read to its end ends the send as if there were none.
///
/// A refusal is one by its status, and a 2xx status means handed over: calling a broken body a failure where nobody needs
/// it would make people send twice. Only a 2xx whose body never ends uses up the budget and is reported so.
#[must_use]
pub fn is_lost(answer: &Answer) -> bool {
    match answer.cut_by {
        Some(Fault::Aborted) => true,
        Some(Fault::Timeout) => is_2xx(answer.status),
        _ => false,
    }
}

/// Whether a status says that the message was handed over.
const fn is_2xx(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// Whether all rules hold; false where there are none, `None` where one needs JSON and the answer is none.
fn matches_all(
    rules: &[Rule],
    body: Body<'_>,
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
