//! Access tokens: one is fetched for all messages that need it, and kept until it ends.

use std::rc::Rc;

use serde_json::Value;

use super::retry::{self, Wait};
use super::{Host, secrets};
use crate::answer::Answer;
use crate::answer::body::Body;
use crate::answer::retry_after::retry_after_ms;
use crate::config::Config;
use crate::config::provider::Provider;
use crate::config::retry::Repeat;
use crate::config::token::{Lifetime, TokenPlan};
use crate::error::{Failure, Fault, TokenFailure, Via};
use crate::limits;
use crate::redact::Redactor;
use crate::request::Request;
use crate::template::escape::check_header_value;
use crate::template::scope::Scope;
use crate::template::variables::Values;

/// The tokens that are known, newest first.
#[derive(Default)]
pub struct Tokens(Vec<Kept>);

struct Kept {
    /// See [`TokenPlan::identity`].
    identity: String,
    token: Rc<str>,
    /// When it is no longer used, on the monotonic clock.
    ends_ms: u64,
}

impl Tokens {
    /// The token for this identity, unless it has ended.
    #[must_use]
    pub fn get(&self, identity: &str, now_ms: u64) -> Option<Rc<str>> {
        let mut kept = self.0.iter();
        let kept = kept.find(|kept| kept.identity == identity)?;
        (now_ms < kept.ends_ms).then(|| Rc::clone(&kept.token))
    }

    /// Keeps a token in place of the one before it.
    pub fn keep(&mut self, identity: &str, new: &NewToken, now_ms: u64) {
        self.0.retain(|kept| kept.identity != identity);
        self.0.truncate(limits::TOKENS - 1);
        self.0.insert(
            0,
            Kept {
                identity: identity.to_owned(),
                token: Rc::clone(&new.token),
                ends_ms: now_ms + new.usable_ms,
            },
        );
    }

    /// Forgets a token that a provider refused. Another one was fetched since then.
    pub fn forget(&mut self, identity: &str, refused: &str) {
        self.0
            .retain(|kept| kept.identity != identity || &*kept.token != refused);
    }
}

/// A token as it was fetched. It has no `Debug`.
pub struct NewToken {
    /// The token.
    pub token: Rc<str>,
    /// For how long it is used, in milliseconds.
    pub usable_ms: u64,
}

/// Why there is no token. What it shows of an answer is redacted.
#[derive(Debug, Clone)]
pub struct TokenRefusal {
    pub(super) failure: TokenFailure,
    pub(super) status: Option<u16>,
    pub(super) provider_message: Option<Box<str>>,
    /// How long the endpoint asks to wait, in milliseconds.
    asked_ms: Option<u64>,
}

impl TokenRefusal {
    /// Whether all that is known is that there was no answer in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.fault() == Some(Fault::Timeout)
    }

    /// Whether the send itself was aborted while it asked.
    pub(super) fn is_abort(&self) -> bool {
        self.fault() == Some(Fault::Aborted)
    }

    const fn fault(&self) -> Option<Fault> {
        match self.failure {
            TokenFailure::Unanswered { fault, .. } => Some(fault),
            _ => None,
        }
    }

    /// What to wait for before a token is asked for again: a token request sends nothing, so it may be repeated whatever
    /// became of it.
    pub(super) fn wait(&self, repeat: Repeat) -> Option<Wait> {
        let repeat = match repeat {
            Repeat::Never => Repeat::Never,
            Repeat::Unsent | Repeat::Always => Repeat::Always,
        };
        match (&self.failure, self.status) {
            (TokenFailure::Unanswered { fault, .. }, _) => retry::after_fault(repeat, *fault),
            (_, Some(status)) => retry::after_status(repeat, status, self.asked_ms),
            _ => None,
        }
    }
}

/// The request of a token, and what its answer means. It outlives the send that asks for it.
#[derive(Clone)]
pub struct TokenFetch {
    config: Rc<Config>,
    via: Via,
    budget_ms: u32,
}

impl TokenFetch {
    pub(super) fn new(config: Rc<Config>, via: Via, budget_ms: u32) -> Self {
        Self {
            config,
            via,
            budget_ms,
        }
    }

    fn provider(&self) -> Option<&Provider> {
        self.config.provider(self.via)
    }

    fn plan(&self) -> Option<&TokenPlan> {
        self.provider()?.token.as_ref()
    }

    /// The same text for the same token.
    #[must_use]
    pub fn identity(&self) -> &str {
        self.plan().map_or("", |plan| &plan.identity)
    }

    /// How long the request may take, in milliseconds.
    #[must_use]
    pub fn budget_ms(&self) -> u32 {
        self.budget_ms
    }

    /// The request.
    ///
    /// # Errors
    /// Where it cannot be rendered.
    pub fn request(&self, host: &mut dyn Host) -> Result<Request, TokenRefusal> {
        let unprepared =
            || TokenFailure::Unprepared(Box::new(Failure::Internal("no token is configured")));
        let (provider, plan) = self
            .provider()
            .zip(self.plan())
            .ok_or_else(|| refusal(unprepared()))?;
        let values = Values::new(&provider.variables, None);
        let nonce = hex::encode(host.random());
        let scope = scope(provider, &values, &nonce, host.unix_ms());
        let request = plan.request.build(None, &scope);
        request.map_err(|failure| refusal(TokenFailure::Unprepared(Box::new(failure))))
    }

    /// The token that an answer has.
    ///
    /// # Errors
    /// Where it has none; `sent` is the request that was answered.
    pub fn answered(
        &self,
        answer: &Answer,
        sent: &Request,
        host: &mut dyn Host,
    ) -> Result<NewToken, TokenRefusal> {
        if let Some(fault @ (Fault::Aborted | Fault::Timeout)) = answer.cut_by {
            return Err(self.failed(fault));
        }
        let (Some(provider), Some(plan)) = (self.provider(), self.plan()) else {
            return Err(self.failed(Fault::Other));
        };
        let body = Body::new(&answer.body);
        let values = Values::new(&provider.variables, None);
        let scope = scope(provider, &values, "", 0);
        let failure = if answer.is_2xx() {
            match plan.path.text(&body, &scope) {
                Some(token) => match check_header_value(&token) {
                    Ok(()) => {
                        let seconds = plan.lifetime.seconds(&body, &scope);
                        let usable = seconds.saturating_sub(limits::TOKEN_MARGIN_SECONDS);
                        let usable_ms = u64::from(usable) * 1000;
                        let token = token.into();
                        return Ok(NewToken { token, usable_ms });
                    }
                    Err(why) => TokenFailure::Unusable(why),
                },
                None => TokenFailure::Missing {
                    place: plan
                        .path
                        .path
                        .as_ref()
                        .map(|path| path.source.as_str().into()),
                    is_readable: body.tree().is_some(),
                },
            }
        } else if matches!(answer.status, 0 | 300..=399) {
            TokenFailure::Redirect
        } else {
            TokenFailure::Status
        };
        let mut hidden = secrets::credentials(provider, &scope);
        hidden.extend(secrets::carried(&plan.request, sent, None));
        let redactor = Redactor::new(hidden, Vec::new());
        // All of a success that is no object may be the token.
        let explains = !answer.is_2xx() || body.tree().is_some_and(Value::is_object);
        let explanation = Some(&provider.answer)
            .filter(|_| explains)
            .and_then(|rules| rules.explanation(&body, &scope));
        let retry_after = answer.retry_after.as_deref();
        Err(TokenRefusal {
            status: Some(answer.status).filter(|status| *status != 0),
            asked_ms: retry_after.and_then(|value| retry_after_ms(value, host.unix_ms())),
            provider_message: explanation.and_then(|text| redactor.present(&text).map(Into::into)),
            ..refusal(failure)
        })
    }

    /// What it means that there was no answer.
    #[must_use]
    pub fn failed(&self, fault: Fault) -> TokenRefusal {
        refusal(TokenFailure::Unanswered {
            fault,
            budget_ms: self.budget_ms,
        })
    }
}

fn refusal(failure: TokenFailure) -> TokenRefusal {
    TokenRefusal {
        failure,
        status: None,
        asked_ms: None,
        provider_message: None,
    }
}

impl Lifetime {
    /// How long a token lives by this answer, in seconds.
    fn seconds(&self, body: &Body<'_>, scope: &Scope<'_>) -> u32 {
        let seconds = match self {
            Self::Seconds(seconds) => Some(*seconds),
            // Some providers write it as a text, or with a fraction.
            Self::At(place) => place.text(body, scope).and_then(|text| {
                let whole = text.split('.').next().unwrap_or_default();
                whole.trim().parse().ok()
            }),
        };
        let seconds = seconds.unwrap_or(limits::DEFAULT_TOKEN_SECONDS);
        seconds.min(*limits::TOKEN_SECONDS.end())
    }
}

/// What a token request is made of: nothing of any message.
fn scope<'a>(
    provider: &'a Provider,
    variables: &'a Values<'a>,
    nonce: &'a str,
    unix_ms: u64,
) -> Scope<'a> {
    Scope {
        to: "",
        message_type: "",
        message: None,
        ip: "",
        id: "",
        nonce,
        unix_ms,
        api_key: &provider.credentials.api_key,
        api_secret: &provider.credentials.api_secret,
        token: "",
        variables,
        request: None,
        payload: None,
        has_key: &|_| false,
    }
}
