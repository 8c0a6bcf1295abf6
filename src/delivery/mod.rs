//! One send from beginning to end, without doing any of it: what to request next, and what an outcome means.
//!
//! The host executes what [`Step`] says and reports back. Every decision is here, where the host tests can see it.

pub mod network;
pub mod retry;
mod secrets;

use std::rc::Rc;

use serde::Serialize;
use uuid::Builder;

use crate::answer::Answer;
use crate::answer::body::Body;
use crate::answer::retry_after::retry_after_ms;
use crate::config::Config;
use crate::error::{Failure, Fault, SendError};
use crate::issue::{Issue, IssueCode, Path};
use crate::limits;
use crate::message::data::Data;
use crate::redact::{Grouped, Redactor};
use crate::request::Request;
use crate::template::scope::Scope;
use retry::Wait;

/// What the core cannot know by itself.
pub trait Host {
    /// Milliseconds since the Unix epoch.
    fn unix_ms(&mut self) -> u64;
    /// Milliseconds on a clock that never steps, since any moment.
    fn monotonic_ms(&mut self) -> u64;
    /// Unpredictable bytes.
    fn random(&mut self) -> [u8; 16];
}

/// A message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The HTTP status.
    pub status: u16,
    /// The provider's identifier of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// How many requests were made.
    pub attempts: u32,
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// The message was handed over.
    Done(Receipt),
    /// It was not, and the send is over.
    Failed(SendError),
    /// Wait so many milliseconds, then request again.
    Retry {
        /// How long to wait, in milliseconds.
        after_ms: u32,
    },
}

/// A message on its way.
pub struct Delivery {
    config: Rc<Config>,
    data: Data,
    /// The UUID of the message.
    id: String,
    /// When the current attempt was rendered, in seconds since the Unix epoch.
    timestamp: u64,
    /// The text to send.
    message: Option<String>,
    /// When the time budget began to run, on the monotonic clock.
    started_ms: u64,
    attempts: u32,
}

impl Delivery {
    /// Chooses and renders the text. Nothing is sent yet.
    ///
    /// # Errors
    /// What is wrong with the input; where no template fits, or the text cannot be rendered.
    pub fn prepare(
        input: Result<(Rc<Config>, Data), Failure>,
        host: &mut dyn Host,
    ) -> Result<Self, SendError> {
        let id = Builder::from_random_bytes(host.random())
            .into_uuid()
            .to_string();
        let (config, data) = match input {
            Ok(input) => input,
            Err(failure) => return Err(SendError::unsent(failure, reference(&id))),
        };
        let mut delivery = Self {
            config,
            data,
            id,
            timestamp: host.unix_ms() / 1000,
            started_ms: host.monotonic_ms(),
            message: None,
            attempts: 0,
        };
        delivery.message = delivery
            .render_message()
            .map_err(|failure| delivery.failed_with(failure))?;
        Ok(delivery)
    }

    fn render_message(&self) -> Result<Option<String>, Failure> {
        let code_or_link = self
            .data
            .payload_text("code")
            .or_else(|| self.data.payload_text("link"));
        // Templates that nothing uses cannot be missed either.
        if self.config.messages.is_empty() || !self.config.uses_message {
            let message = self.data.message.clone();
            return Ok(message.or(code_or_link));
        }
        let locale = self.data.payload_text("locale");
        let message_type = &self.data.message_type;
        let template = self
            .config
            .messages
            .choose(message_type, locale.as_deref())
            .ok_or_else(|| Failure::TemplateNotFound {
                message_type: message_type.chars().take(limits::KEY_CHARS).collect(),
            })?;
        let scope = Scope {
            message: code_or_link.as_deref(),
            ..self.scope()
        };
        let text = template.content.render(&scope);
        text.map(Some).map_err(|error| error.at("templates"))
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            to: self.data.to.e164(),
            message_type: &self.data.message_type,
            message: self.message.as_deref(),
            ip: self.data.ip.as_deref().unwrap_or_default(),
            id: &self.id,
            timestamp: self.timestamp,
            api_key: &self.config.credentials.api_key,
            api_secret: &self.config.credentials.api_secret,
            payload: self.data.payload.as_ref(),
            valueless: &self.data.valueless,
        }
    }

    /// The time budget of the whole send, in milliseconds.
    #[must_use]
    pub fn budget_ms(&self) -> u32 {
        self.config.retry.timeout_ms
    }

    /// The request of the next attempt.
    ///
    /// # Errors
    /// Where it cannot be rendered or is over a limit.
    pub fn request(&mut self, host: &mut dyn Host) -> Result<Request, SendError> {
        self.timestamp = host.unix_ms() / 1000;
        let request = self.config.request.build(&self.data, &self.scope());
        request.map_err(|failure| self.failed_with(failure))
    }

    /// Counts a request that is made now.
    pub fn sending(&mut self) {
        self.attempts += 1;
    }

    /// The request as a preview shows it: with its credentials, or without.
    ///
    /// # Errors
    /// As [`Delivery::request`].
    pub fn preview(&mut self, host: &mut dyn Host, reveal: bool) -> Result<Request, SendError> {
        let request = self.request(host)?;
        if reveal {
            return Ok(request);
        }
        let mut credentials = secrets::credentials(&self.config, &self.scope());
        if self.config.request.signing.scheme.is_some() {
            credentials.extend(secrets::signature(&request));
        }
        Ok(Redactor::new(credentials, Vec::new()).redact_request(request))
    }

    /// Whether the header `Retry-After` of an answer matters.
    #[must_use]
    pub fn reads_retry_after(&self, answer: &Answer) -> bool {
        self.config.answer.may_fail(answer)
    }

    /// How much of the body of an answer is needed, in bytes; `None` where its status says all.
    #[must_use]
    pub fn readable_bytes(&self, answer: &Answer) -> Option<usize> {
        let rules = &self.config.answer;
        (!rules.is_accepted_at_headers(answer)).then(|| rules.readable_bytes())
    }

    /// What an answer means for this send.
    pub fn answered(&self, answer: &Answer, host: &mut dyn Host) -> Step {
        // A browser hides the status of a redirect.
        let status = Some(answer.status).filter(|status| *status != 0);
        let rules = &self.config.answer;
        // A refusal is one by its status. But a rule that waits for the rest of a 2xx waits for nothing.
        if let Some(fault @ (Fault::Aborted | Fault::Timeout)) = answer.cut_by
            && rules.may_fail(answer)
            && (answer.is_2xx() || fault == Fault::Aborted)
        {
            return Step::Failed(SendError {
                status,
                ..self.failed_with(self.unanswered(fault))
            });
        }
        let body = Body::new(&answer.body);
        let scope = self.scope();
        let failure = match rules.judge(answer, &body, &scope) {
            Ok(None) => {
                return Step::Done(Receipt {
                    status: answer.status,
                    message_id: rules.message_id(&body, &scope),
                    attempts: self.attempts,
                });
            }
            Ok(Some(failure)) => failure,
            Err(error) => error.at("response"),
        };
        let retry_after = answer.retry_after.as_deref();
        let asked_ms = retry_after.and_then(|value| retry_after_ms(value, host.unix_ms()));
        let redactor = self.redactor();
        let explanation = rules.explanation(&body, &scope);
        let error = SendError {
            status,
            retry_after: asked_ms.map(|asked_ms| {
                let seconds = asked_ms.div_ceil(1000);
                u32::try_from(seconds).unwrap_or(u32::MAX)
            }),
            provider_message: explanation.and_then(|text| redactor.present(&text)),
            ..self.failed_with(present(failure, &redactor))
        };
        let wait = retry::after_status(self.config.retry.repeat, answer.status, asked_ms);
        self.retry_or_fail(error, wait, host)
    }

    /// What a fault means for this send.
    pub fn failed(&self, fault: Fault, host: &mut dyn Host) -> Step {
        let error = self.failed_with(self.unanswered(fault));
        let wait = retry::after_fault(self.config.retry.repeat, fault);
        self.retry_or_fail(error, wait, host)
    }

    fn unanswered(&self, fault: Fault) -> Failure {
        if fault == Fault::InvalidUrl {
            return Failure::InvalidConfig(vec![Issue::error(
                &Path::top("endpoint"),
                IssueCode::InvalidValue,
                "expected a valid URL; check its host name",
            )]);
        }
        let budget_ms = self.budget_ms();
        Failure::Unanswered { fault, budget_ms }
    }

    fn retry_or_fail(&self, error: SendError, wait: Option<Wait>, host: &mut dyn Host) -> Step {
        if self.attempts > self.config.retry.max_retries {
            return Step::Failed(error);
        }
        let delay_ms = match wait {
            None => return Step::Failed(error),
            Some(Wait::Asked(asked_ms)) => asked_ms,
            Some(Wait::Backoff) => {
                let [a, b, c, d, ..] = host.random();
                let random = u32::from_le_bytes([a, b, c, d]);
                retry::backoff_ms(self.attempts, random).into()
            }
        };
        let spent_ms = host.monotonic_ms() - self.started_ms;
        let ends_in_time = spent_ms + delay_ms < self.budget_ms().into();
        match u32::try_from(delay_ms) {
            Ok(after_ms) if ends_in_time => Step::Retry { after_ms },
            _ => Step::Failed(error),
        }
    }

    /// The error of a failure about which no answer says more.
    #[must_use]
    pub fn failed_with(&self, failure: Failure) -> SendError {
        SendError {
            attempts: self.attempts,
            ..SendError::unsent(failure, reference(&self.id))
        }
    }

    /// Hides all that is the operator's or the visitor's in what a provider says: whatever the request carried.
    fn redactor(&self) -> Redactor {
        let scope = self.scope();
        let mut secrets = secrets::credentials(&self.config, &scope);
        secrets.extend(secrets::private(&self.data, self.message.as_deref()));
        // It was rendered before, or there would be no answer.
        if let Ok(request) = self.config.request.build(&self.data, &scope) {
            secrets.extend(secrets::carried(&self.config, &request, &self.data));
        }
        let code = self.data.payload_text("code");
        let grouped = [
            Grouped::phone(self.data.to.e164()),
            code.and_then(|code| Grouped::code(&code)),
        ];
        Redactor::new(secrets, grouped.into_iter().flatten().collect())
    }
}

/// What a visitor and an operator call a message by: the first 8 digits of its UUID.
fn reference(id: &str) -> Box<str> {
    id.chars().take(8).collect()
}

/// The failure with what it shows of the answer redacted.
fn present(mut failure: Failure, redactor: &Redactor) -> Failure {
    if let Failure::Rejected(unmet) = &mut failure {
        unmet.found = unmet
            .found
            .take()
            .and_then(|found| redactor.present(&found));
    }
    failure
}

/// The message on its way is all private.
impl std::fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
