//! One send from beginning to end, without doing any of it: what to request next, and what an outcome means.
//!
//! The host executes what [`Step`] says and reports back. Every decision is here, where the host tests can see it.

use std::rc::Rc;

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::authorization::basic_parts;
use crate::compile::SHORTEST_SECRET;
use crate::config::Config;
use crate::data::Data;
use crate::error::{Failure, NetworkFault, SendError};
use crate::issue::{Issue, IssueCode, Severity};
use crate::message;
use crate::provider_message::presentable;
use crate::redact::Redactor;
use crate::request::{Request, locate};
use crate::scope::Scope;

/// What the core cannot know by itself.
pub trait Host {
    /// Milliseconds since the Unix epoch.
    fn now(&mut self) -> f64;
    /// Unpredictable bytes.
    fn random(&mut self) -> [u8; 16];
}

/// A message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
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

/// Why a request brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The network said why.
    Network(NetworkFault),
    /// The time budget is used up.
    Timeout,
    /// The caller aborted.
    Aborted,
    /// The host says that the URL is none.
    InvalidUrl,
    /// The host cannot make requests.
    NoFetch,
    /// What a replaced fetch gave is no response.
    NotAResponse,
}

/// A message on its way.
pub struct Delivery {
    config: Rc<Config>,
    data: Data,
    empty: Map<String, Value>,
    id: String,
    timestamp: u64,
    message: Option<String>,
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
        let mut delivery = Self {
            config,
            data,
            empty: Map::new(),
            id,
            timestamp: seconds(host.now()),
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
        let request = Request::build(&self.config, &self.data, &self.scope())
            .map_err(|failure| self.fail(failure, None, None))?;
        self.attempts = self.attempts.saturating_add(1);
        Ok(request)
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
        Ok(request.redacted(&Redactor::new(self.credentials(), None)))
    }

    /// What an answer means for this send.
    ///
    /// # Errors
    /// Why the message was not handed over.
    pub fn answered(&self, answer: &Answer) -> Result<Receipt, SendError> {
        let status = Some(answer.status).filter(|status| *status != 0);
        if let Some(fault) = answer.cut_by
            && !self.config.answer.bears_cut(answer, fault)
        {
            return Err(SendError {
                status,
                ..self.failed(fault)
            });
        }
        let verdict = self
            .config
            .answer
            .judge(answer, &self.scope())
            .map_err(|error| self.fail(locate(error, "response"), status, None))?;
        match verdict.result {
            Ok(message_id) => Ok(Receipt {
                status: answer.status,
                message_id,
                attempts: self.attempts,
            }),
            Err(failure) => Err(self.fail(failure, status, verdict.provider_message)),
        }
    }

    /// What a missing answer means for this send.
    #[must_use]
    pub fn failed(&self, fault: Fault) -> SendError {
        let failure = match fault {
            Fault::Network(fault) => Failure::Network(fault),
            Fault::Timeout => Failure::Timeout {
                budget_ms: self.config.timeout_ms,
            },
            Fault::Aborted => Failure::Aborted,
            Fault::InvalidUrl => Failure::InvalidConfig(vec![Issue {
                path: "endpoint".to_owned(),
                code: IssueCode::InvalidValue,
                message: "expected a valid URL; check its host name".to_owned(),
                severity: Severity::Error,
            }]),
            Fault::NotAResponse => Failure::Internal("`options.fetch` did not give a response"),
            Fault::NoFetch => {
                Failure::Internal("this host has no `fetch`; pass one as `options.fetch`")
            }
        };
        self.fail(failure, None, None)
    }

    fn fail(
        &self,
        failure: Failure,
        status: Option<u16>,
        provider_message: Option<String>,
    ) -> SendError {
        SendError {
            failure,
            attempts: self.attempts,
            status,
            provider_message: provider_message.and_then(|text| {
                let secrets = self.credentials().into_iter().chain(self.private());
                presentable(&text, &Redactor::new(secrets, Some(self.data.to.e164())))
            }),
        }
    }

    /// Every credential of the configuration, in the forms it takes in a request.
    fn credentials(&self) -> Vec<String> {
        let scope = self.scope();
        let config = &self.config;
        let mut all = vec![config.api_key.clone(), config.api_secret.clone()];
        // What cannot be rendered was never sent.
        all.extend(
            config
                .secrets
                .iter()
                .filter_map(|secret| secret.render(&scope).ok()),
        );
        if let Some(authorization) = &config.authorization {
            let plain = authorization.render_plain(&scope).unwrap_or_default();
            let sent = authorization.render(&scope).unwrap_or_default();
            if let Some((user, password)) = basic_parts(&plain) {
                all.push(format!("{user}:{password}"));
                all.push(password.to_owned());
                // A user name such as `api` is no secret, and redacting it would blot out half of every text.
                if user.chars().count() >= SHORTEST_SECRET {
                    all.push(user.to_owned());
                }
            }
            for value in [plain, sent] {
                all.extend(value.split_once(' ').map(|(_, rest)| rest.to_owned()));
                all.push(value);
            }
        }
        all
    }

    /// What belongs to the visitor: the text, the code, the link and the number in the ways it was written.
    fn private(&self) -> Vec<String> {
        let data = &self.data;
        [
            self.message.clone(),
            data.message.clone(),
            data.payload_text("code"),
            data.payload_text("link"),
            data.ip.clone(),
            Some(data.raw_to.clone()),
            Some(data.to.e164().to_owned()),
            Some(data.to.e164().trim_start_matches('+').to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
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
    let bits =
        (u128::from_be_bytes(random) & !(0xf << 76) & !(0xc << 60)) | (0x4 << 76) | (0x8 << 60);
    let hex = format!("{bits:032x}");
    let mut uuid = String::with_capacity(36);
    for (index, character) in hex.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        uuid.push(character);
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
