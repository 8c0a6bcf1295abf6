//! One send from beginning to end, without doing any of it: what to request next, and what an outcome means.
//!
//! The host executes what [`Step`] says and reports back. Every decision is here, where the host tests can see it.

use std::rc::Rc;

use crate::answer::{Answer, Verdict, is_lost};
use crate::config::Config;
use crate::data::Data;
use crate::error::{Failure, SendError};
use crate::issue::{Issue, IssueCode, Path};
use crate::message;
use crate::network::Fault;
use crate::provider_message::presentable;
use crate::redact::Redactor;
use crate::request::{Request, locate};
use crate::retry::{self, Outcome};
use crate::scope::Scope;
use crate::secrets;
use crate::value::Map;

/// What the core cannot know by itself.
pub trait Host {
    /// Milliseconds since the Unix epoch.
    fn now(&mut self) -> f64;
    /// Unpredictable bytes.
    fn random(&mut self) -> [u8; 16];
}

/// A message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The HTTP status.
    pub status: u16,
    /// The provider's identifier of the message.
    pub message_id: Option<String>,
    /// How many requests were made.
    pub attempts: u32,
}

impl From<Receipt> for Map {
    fn from(receipt: Receipt) -> Self {
        let mut map = Self::new();
        map.push("status", u32::from(receipt.status));
        map.push_some("messageId", receipt.message_id);
        map.push("attempts", receipt.attempts);
        map
    }
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
    empty: Map,
    id: String,
    timestamp: u64,
    message: Option<String>,
    /// When the time budget began to run, in milliseconds since the Unix epoch.
    started: f64,
    attempts: u32,
}

impl Delivery {
    /// Chooses and renders the text. Nothing is sent yet.
    ///
    /// # Errors
    /// Where no template fits, or the text cannot be rendered.
    pub fn prepare(config: Rc<Config>, data: Data, host: &mut dyn Host) -> Result<Self, SendError> {
        let id = if config.uses_id {
            uuid_v4(host.random())
        } else {
            String::new()
        };
        let started = host.now();
        let mut delivery = Self {
            config,
            data,
            empty: Map::new(),
            id,
            timestamp: seconds(started),
            started,
            message: None,
            attempts: 0,
        };
        delivery.message = delivery.render_message().map_err(SendError::unsent)?;
        Ok(delivery)
    }

    fn render_message(&self) -> Result<Option<String>, Failure> {
        let code_or_link = self
            .data
            .payload_text("code")
            .or_else(|| self.data.payload_text("link"));
        if self.config.templates.is_empty() {
            let message = self.data.message.clone();
            return Ok(message.or(code_or_link));
        }
        let locale = self.data.payload_text("locale");
        let template = message::choose(
            &self.config.templates,
            &self.data.message_type,
            locale.as_deref(),
        )
        .ok_or(Failure::TemplateNotFound)?;
        let scope = Scope {
            message: code_or_link.as_deref(),
            ..self.scope()
        };
        template
            .content
            .render(&scope)
            .map(Some)
            .map_err(|error| locate(error, "templates"))
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            to: self.data.to.e164(),
            message_type: &self.data.message_type,
            message: self.message.as_deref(),
            ip: self.data.ip.as_deref().unwrap_or_default(),
            id: &self.id,
            timestamp: self.timestamp,
            api_key: &self.config.api_key,
            api_secret: &self.config.api_secret,
            payload: self.data.payload.as_ref().unwrap_or(&self.empty),
            valueless: &self.data.valueless,
        }
    }

    /// The time budget of the whole send, in milliseconds.
    #[must_use]
    pub fn budget_ms(&self) -> u32 {
        self.config.timeout_ms
    }

    /// The request of the next attempt.
    ///
    /// # Errors
    /// Where it cannot be rendered or is over a limit.
    pub fn request(&mut self, host: &mut dyn Host) -> Result<Request, SendError> {
        self.timestamp = seconds(host.now());
        Request::build(&self.config, &self.data, &self.scope())
            .map_err(|failure| self.fail(failure, None))
    }

    /// Counts a request that is made now.
    pub fn sending(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
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
        let credentials = secrets::credentials(&self.config, &self.scope());
        Ok(request.redacted(&Redactor::new(credentials, None)))
    }

    /// Whether the header `Retry-After` of an answer with this status matters.
    #[must_use]
    pub fn reads_retry_after(&self, status: u16) -> bool {
        self.config.answer.may_fail(status)
    }

    /// What an answer means for this send.
    pub fn answered(&self, answer: &Answer, host: &mut dyn Host) -> Step {
        if let Some(fault) = answer.cut_by
            && is_lost(answer)
        {
            return self.without_answer(fault, Some(answer.status), host);
        }
        let now = host.now();
        let asked_ms = retry::retry_after_ms(answer.retry_after.as_deref(), now);
        let error = match self.config.answer.judge(answer, &self.scope()) {
            Ok(Verdict {
                result: Ok(message_id),
                ..
            }) => {
                return Step::Done(Receipt {
                    status: answer.status,
                    message_id,
                    attempts: self.attempts,
                });
            }
            Ok(Verdict {
                result: Err(failure),
                provider_message,
            }) => self.fail(failure, provider_message),
            Err(error) => self.fail(locate(error, "response"), None),
        };
        let outcome = Outcome::Status {
            status: answer.status,
            retry_after_ms: asked_ms,
        };
        let error = SendError {
            // A browser hides the status of a redirect.
            status: Some(answer.status).filter(|status| *status != 0),
            retry_after: asked_ms
                .map(|asked| u32::try_from(seconds((asked + 999.0).floor())).unwrap_or(u32::MAX)),
            ..error
        };
        self.retry_or_fail(error, Some(outcome), now, host)
    }

    /// What a missing answer means for this send.
    pub fn failed(&self, fault: Fault, host: &mut dyn Host) -> Step {
        self.without_answer(fault, None, host)
    }

    fn without_answer(&self, fault: Fault, status: Option<u16>, host: &mut dyn Host) -> Step {
        let failure = match fault {
            Fault::Network(fault) => Failure::Network(fault),
            Fault::Timeout => Failure::Timeout {
                budget_ms: self.config.timeout_ms,
            },
            Fault::Aborted => Failure::Aborted,
            Fault::InvalidUrl => Failure::InvalidConfig(vec![Issue::error(
                &Path::top("endpoint"),
                IssueCode::InvalidValue,
                format_args!("expected a valid URL; check its host name"),
            )]),
            Fault::NotAResponse => Failure::Internal("`options.fetch` did not give a response"),
            Fault::NoFetch => {
                Failure::Internal("this host has no `fetch`; pass one as `options.fetch`")
            }
        };
        let outcome = match fault {
            Fault::Network(fault) => Some(Outcome::Fault(fault)),
            _ => None,
        };
        let error = SendError {
            status,
            ..self.fail(failure, None)
        };
        let now = host.now();
        self.retry_or_fail(error, outcome, now, host)
    }

    fn retry_or_fail(
        &self,
        error: SendError,
        outcome: Option<Outcome>,
        now: f64,
        host: &mut dyn Host,
    ) -> Step {
        let remaining_ms = f64::from(self.config.timeout_ms) - (now - self.started);
        let [a, b, c, d, ..] = host.random();
        let delay = outcome.and_then(|outcome| {
            let random = u32::from_le_bytes([a, b, c, d]);
            self.config
                .retry
                .delay_ms(outcome, self.attempts, remaining_ms, random)
        });
        match delay {
            Some(after_ms) => Step::Retry { after_ms },
            None => Step::Failed(error),
        }
    }

    fn fail(&self, failure: Failure, provider_message: Option<String>) -> SendError {
        let provider_message = provider_message.and_then(|text| {
            let message = self.message.as_deref();
            let private = secrets::private(&self.data, message);
            let credentials = secrets::credentials(&self.config, &self.scope());
            let secrets = credentials.into_iter().chain(private);
            presentable(&text, &Redactor::new(secrets, Some(self.data.to.e164())))
        });
        SendError {
            attempts: self.attempts,
            provider_message,
            ..SendError::unsent(failure)
        }
    }
}

fn seconds(milliseconds: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and a clock before 1970 may read 0"
    )]
    let whole = (milliseconds / 1000.0) as u64;
    whole
}

/// RFC 9562, section 5.4.
fn uuid_v4(random: [u8; 16]) -> String {
    let mut uuid = String::with_capacity(36);
    for (index, byte) in random.into_iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            uuid.push('-');
        }
        let byte = match index {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        for digit in [byte >> 4, byte & 0xf] {
            uuid.extend(char::from_digit(digit.into(), 16));
        }
    }
    uuid
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
