//! One send from beginning to end, without doing any of it: what to request next, and what an outcome means.
//!
//! The host executes what [`Step`] says and reports back. Every decision is here, where the host tests can see it.

mod judging;
mod leaves;
pub mod network;
mod preview;
mod receipt;
mod rendering;
pub mod retry;
mod secrets;
pub mod token;

use std::fmt;
use std::rc::Rc;

use uuid::Builder;

use crate::config::Config;
use crate::error::{Failure, SendError, Via};
use crate::message::data::Data;
use crate::request::Request;
pub use preview::Preview;
pub use receipt::{Attempt, Receipt};
use retry::{Outcome, Wait};
use token::TokenFetch;

/// What the core cannot know by itself.
pub trait Host {
    /// Milliseconds since the Unix epoch.
    fn unix_ms(&mut self) -> u64;
    /// Milliseconds on a clock that never steps, since any moment.
    fn monotonic_ms(&mut self) -> u64;
    /// Unpredictable bytes.
    fn random(&mut self) -> [u8; 16];
}

/// What to do next.
pub enum Step {
    /// Make this request, and tell what came of it.
    Send(Request),
    /// Get an access token, but not this one, which the provider did not take.
    Authorize(Option<Rc<str>>),
    /// Wait so many milliseconds, then ask again.
    Wait(u32),
    /// The message was handed over.
    Done(Receipt),
    /// It was not, and the send is over.
    Failed(SendError),
}

/// A request is all private.
impl fmt::Debug for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(_) => formatter.write_str("Send"),
            Self::Authorize(_) => formatter.write_str("Authorize"),
            Self::Wait(after_ms) => write!(formatter, "Wait({after_ms})"),
            Self::Done(receipt) => receipt.fmt(formatter),
            Self::Failed(error) => error.fmt(formatter),
        }
    }
}

/// A message on its way.
pub struct Delivery {
    config: Rc<Config>,
    data: Data,
    /// The UUID of the message.
    id: String,
    /// When the time budget began to run, on the monotonic clock.
    started_ms: u64,
    /// How long all of it may take, in milliseconds, whoever is asked in the end.
    budget_ms: u32,
    via: Via,
    /// The index of the template that was chosen.
    template: Option<usize>,
    /// The text to send.
    message: Option<String>,
    token: Option<Rc<str>>,
    /// Whether the provider has refused a token already.
    is_renewed: bool,
    /// When the current attempt was rendered, in milliseconds since the Unix epoch.
    unix_ms: u64,
    /// What is random in the current attempt.
    nonce: String,
    /// When the current attempt began, on the monotonic clock.
    sent_ms: u64,
    attempts: u32,
    /// How often something was repeated with the current provider.
    repeats: u32,
    /// Whether a provider may have accepted the message after all.
    may_be_accepted: bool,
    last: Option<Attempt>,
}

impl Delivery {
    /// Chooses the provider, and chooses and renders the text. Nothing is sent yet.
    ///
    /// # Errors
    /// What is wrong with the input; where a route blocks the message, no template fits, or the text cannot be rendered.
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
        let mut routes = config.routes.iter();
        let route = routes.position(|route| route.holds(data.to.e164(), &data.message_type));
        let mut delivery = Self {
            config,
            data,
            id,
            via: route.map_or(Via::Base, Via::Route),
            started_ms: host.monotonic_ms(),
            budget_ms: 0,
            template: None,
            message: None,
            token: None,
            is_renewed: false,
            unix_ms: host.unix_ms(),
            nonce: String::new(),
            sent_ms: 0,
            attempts: 0,
            repeats: 0,
            may_be_accepted: false,
            last: None,
        };
        delivery.budget_ms = delivery.provider().retry.timeout_ms;
        match delivery.render_message() {
            Ok(()) => Ok(delivery),
            Err(failure) => Err(delivery.failed_with(failure)),
        }
    }

    /// The time budget of the whole send, in milliseconds.
    #[must_use]
    pub const fn budget_ms(&self) -> u32 {
        self.budget_ms
    }

    /// What to do first, and after each wait.
    pub fn next(&mut self, host: &mut dyn Host) -> Step {
        if self.provider().token.is_some() && self.token.is_none() {
            self.sent_ms = host.monotonic_ms();
            return Step::Authorize(None);
        }
        match self.request(host) {
            Ok(request) => Step::Send(request),
            Err(error) => Step::Failed(error),
        }
    }

    /// The request of a token that the provider wants first.
    #[must_use]
    pub fn token_fetch(&self) -> TokenFetch {
        TokenFetch::new(Rc::clone(&self.config), self.via, self.budget_ms())
    }

    /// Takes the token that the provider wants.
    pub fn authorize(&mut self, token: Rc<str>) {
        self.token = Some(token);
    }

    /// Counts a request that is made now.
    pub fn sending(&mut self, host: &mut dyn Host) {
        self.attempts += 1;
        self.sent_ms = host.monotonic_ms();
    }

    /// Tries again, or with the next provider, or not.
    fn after(&mut self, error: SendError, outcome: Outcome, host: &mut dyn Host) -> Step {
        self.may_be_accepted |= !outcome.is_surely_unaccepted;
        let wait = self.wait(outcome.wait, host);
        self.note(error.status, Some(error.reason()), wait, host);
        if let Some(after_ms) = wait {
            self.repeats += 1;
            return Step::Wait(after_ms);
        }
        if self.may_be_accepted || self.left_ms(host) == 0 {
            return Step::Failed(error);
        }
        let next = match self.via {
            Via::Fallback(index) => index + 1,
            _ => 0,
        };
        if next >= self.config.fallback.len() {
            return Step::Failed(error);
        }
        self.via = Via::Fallback(next);
        self.repeats = 0;
        self.token = None;
        self.is_renewed = false;
        match self.render_message() {
            Ok(()) => self.next(host),
            Err(failure) => Step::Failed(self.failed_with(failure)),
        }
    }

    /// How long to wait before the same is tried again, in milliseconds; `None` where it is not.
    fn wait(&self, wait: Option<Wait>, host: &mut dyn Host) -> Option<u32> {
        if self.repeats >= self.provider().retry.max_retries {
            return None;
        }
        let delay_ms = match wait? {
            Wait::Asked(asked_ms) => asked_ms,
            Wait::Backoff => {
                let [a, b, c, d, ..] = host.random();
                let random = u32::from_le_bytes([a, b, c, d]);
                retry::backoff_ms(self.repeats + 1, random).into()
            }
        };
        let delay_ms = u32::try_from(delay_ms).ok()?;
        (u64::from(delay_ms) < self.left_ms(host)).then_some(delay_ms)
    }

    /// What is left of the time budget, in milliseconds.
    fn left_ms(&self, host: &mut dyn Host) -> u64 {
        let spent_ms = host.monotonic_ms() - self.started_ms;
        u64::from(self.budget_ms()).saturating_sub(spent_ms)
    }

    /// The error of a failure about which no answer says more.
    #[must_use]
    pub fn failed_with(&self, failure: Failure) -> SendError {
        SendError {
            attempts: self.attempts,
            via: self.shown_via(),
            ..SendError::unsent(failure, reference(&self.id))
        }
    }
}

/// What a visitor and an operator call a message by: the first 8 digits of its UUID.
fn reference(id: &str) -> Box<str> {
    id.chars().take(8).collect()
}

/// The message on its way is all private.
impl fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
