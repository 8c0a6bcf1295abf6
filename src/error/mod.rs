//! What can go wrong with a send, as Logto's error codes and as sentences for the operator.

mod fault;
mod rule;
mod token;
mod via;

use serde::Serialize;

use crate::issue::{Issue, Severity};
use crate::limits;
pub use fault::Fault;
pub use rule::{Found, UnmetRule};
pub use token::TokenFailure;
pub use via::Via;

/// Why a message was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The configuration has errors. The operator has to correct it.
    InvalidConfig(Vec<Issue>),
    /// `to`, `type` or another part of the message data is missing or of the wrong kind.
    InvalidData(Vec<Issue>),
    /// The configuration uses `{{message}}`, and there is no text, code or link.
    NothingToSend,
    /// A value cannot stand where a placeholder puts it.
    UnfitValue {
        /// The key path of the text with the placeholder.
        path: Box<str>,
        /// The placeholder as written.
        placeholder: Box<str>,
        /// Why not, to be read after "the value".
        why: &'static str,
    },
    /// The rendered request is over a limit.
    TooLarge(Limit),
    /// A route says that nothing is sent to this number, or for this type.
    Blocked,
    /// There is no access token, so nothing was sent.
    Token(TokenFailure),
    /// Templates are configured, and none fits the message type.
    TemplateNotFound {
        /// The message type.
        message_type: String,
    },
    /// The provider asks to slow down.
    RateLimited {
        /// Whether a rule of `response` said so rather than the status.
        by_rule: bool,
    },
    /// The provider's account has nothing left to send with.
    QuotaExceeded {
        /// Whether a rule of `response` said so rather than the status.
        by_rule: bool,
    },
    /// The answer cannot be read as the rules of `response` need.
    InvalidResponse(&'static str),
    /// A status that is neither success nor one of the above.
    HttpStatus,
    /// A success status, and a rule of `response.success` that does not hold.
    Rejected(Box<UnmetRule>),
    /// A rule of `response` says that the provider did not accept the message: `refused` or `tokenExpired`.
    RefusedByRule(&'static str),
    /// The endpoint points elsewhere. Nothing is sent there.
    Redirect,
    /// No answer came.
    Unanswered {
        /// What the network did.
        fault: Fault,
        /// The time budget in milliseconds.
        budget_ms: u32,
    },
    /// A defect of the connector or a host without fetch.
    Internal(&'static str),
}

/// The limits that a rendered request can be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The URL.
    Url,
    /// The whole request.
    Request,
}

/// A failure with what is known about the exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendError {
    /// What went wrong.
    pub failure: Failure,
    /// How many requests were made.
    pub attempts: u32,
    /// The status of the last answer.
    pub status: Option<u16>,
    /// After how many seconds the provider takes messages again, where it said so.
    pub retry_after: Option<u32>,
    /// What the provider said, redacted.
    pub provider_message: Option<Box<str>>,
    /// The beginning of the message's UUID, by which an operator finds what a visitor saw.
    pub reference: Box<str>,
    /// Who was asked last, where there is more than one who could be.
    pub via: Option<Via>,
}

impl SendError {
    /// A failure before anything was sent.
    #[must_use]
    pub const fn unsent(failure: Failure, reference: Box<str>) -> Self {
        Self {
            failure,
            reference,
            attempts: 0,
            status: None,
            retry_after: None,
            provider_message: None,
            via: None,
        }
    }

    /// The string of Logto's `ConnectorErrorCodes`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.failure {
            Failure::InvalidConfig(_) => "invalid_config",
            Failure::InvalidData(_)
            | Failure::NothingToSend
            | Failure::UnfitValue { .. }
            | Failure::TooLarge(_)
            | Failure::Blocked => "invalid_request_parameters",
            Failure::TemplateNotFound { .. } => "template_not_found",
            Failure::RateLimited { .. } => "rate_limit_exceeded",
            Failure::QuotaExceeded { .. } => "usage_limit_exceeded",
            Failure::InvalidResponse(_) => "invalid_response",
            Failure::HttpStatus
            | Failure::Rejected(_)
            | Failure::RefusedByRule(_)
            | Failure::Redirect
            | Failure::Unanswered { .. }
            | Failure::Token(_)
            | Failure::Internal(_) => "general",
        }
    }

    /// What tells failures of one code apart; the code itself where there is nothing to tell apart.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        match self.failure {
            Failure::RateLimited { by_rule: false }
            | Failure::QuotaExceeded { by_rule: false }
            | Failure::HttpStatus => "http_status",
            Failure::RateLimited { by_rule: true }
            | Failure::QuotaExceeded { by_rule: true }
            | Failure::Rejected(_)
            | Failure::RefusedByRule(_) => "rejected",
            Failure::Redirect => "redirect",
            Failure::Blocked => "blocked",
            Failure::Token(_) => "token",
            Failure::Unanswered { fault, .. } => fault.reason(),
            Failure::Internal(_) => "internal",
            _ => self.code(),
        }
    }

    /// One sentence that says what happened and what to do next.
    #[must_use]
    pub fn description(&self) -> String {
        match &self.failure {
            Failure::InvalidConfig(issues) => with_issues("The connector's configuration is not valid", issues),
            Failure::InvalidData(issues) => with_issues("The message cannot be sent", issues),
            Failure::NothingToSend => {
                "There is nothing to send: the configuration uses {{message}}, and the message has no text, code or link."
                    .to_owned()
            }
            Failure::UnfitValue {
                path,
                placeholder,
                why,
            } => format!("The message cannot be sent: at `{path}`, the value of {placeholder} {why}."),
            Failure::TooLarge(Limit::Url) => format!(
                "The message cannot be sent: its URL would be longer than {} KiB.",
                limits::URL_BYTES / 1024
            ),
            Failure::TooLarge(Limit::Request) => format!(
                "The message cannot be sent: its request would be larger than {} KiB.",
                limits::REQUEST_BYTES / 1024
            ),
            Failure::Blocked => {
                "Nothing was sent: a route of the configuration blocks messages to this number or of this type.".to_owned()
            }
            Failure::Token(failure) => {
                let clause = failure.clause(self.status, self.provider_message.as_deref());
                self.with_provider(&format!(
                    "The access token cannot be fetched, so nothing was sent: {clause}"
                ))
            }
            Failure::TemplateNotFound { message_type } => format!(
                "No template fits the message type {message_type}, and there is none of the type Generic; add one to \
                 `templates`."
            ),
            Failure::RateLimited { .. } => {
                let when = self.retry_after.map_or_else(
                    || "later".to_owned(),
                    |seconds| format!("in {seconds} seconds"),
                );
                self.with_provider(&format!("The SMS provider asks to slow down; try again {when}"))
            }
            Failure::QuotaExceeded { .. } => self.with_provider(
                "The SMS provider's account has no credit or quota left; top it up at the provider",
            ),
            Failure::InvalidResponse(why) => self.with_provider(&format!(
                "The SMS provider's answer cannot be read: {why}; check `response` in the configuration"
            )),
            Failure::HttpStatus => self.with_provider(&format!(
                "The SMS provider {} HTTP status {}{}",
                match self.status {
                    // By these nobody knows whether it took the message.
                    Some(408 | 409 | 425 | 500..) => "answered with",
                    _ => "refused the message with",
                },
                self.status.unwrap_or_default(),
                hint_for(self.status, self.provider_message.as_deref())
            )),
            Failure::Rejected(unmet) => self.with_provider(&format!(
                "The SMS provider answered, but did not accept the message: the rule `{}` does not hold, {}",
                unmet.rule,
                unmet.clause()
            )),
            Failure::RefusedByRule(rule) => self.with_provider(&format!(
                "The SMS provider refused the message: the rule `{rule}` holds{}",
                match *rule {
                    // The same as a 401.
                    "tokenExpired" => hint_for(Some(401), self.provider_message.as_deref()),
                    _ => hint_for(self.status, self.provider_message.as_deref()),
                }
            )),
            Failure::Redirect => {
                "The endpoint redirects to another address; nothing was sent there, so put the final address into `endpoint`."
                    .to_owned()
            }
            Failure::Unanswered { fault, budget_ms } => fault.description(*budget_ms),
            Failure::Internal(what) => format!("The connector failed: {what}."),
        }
    }

    /// The plain data that crosses to JavaScript. Logto shows it to visitors.
    #[must_use]
    pub fn into_data(self) -> ErrorData {
        ErrorData {
            error_description: self.description(),
            reason: self.reason(),
            attempts: self.attempts,
            rule: match &self.failure {
                Failure::Rejected(unmet) => Some(unmet.rule.clone()),
                Failure::RefusedByRule(rule) => Some((*rule).to_owned()),
                _ => None,
            },
            reference: self.reference,
            via: self.via,
            status: self.status,
            provider_message: self.provider_message,
            retry_after: self.retry_after,
            issues: match self.failure {
                Failure::InvalidConfig(issues) | Failure::InvalidData(issues) => Some(issues),
                _ => None,
            },
        }
    }

    fn with_provider(&self, sentence: &str) -> String {
        match &self.provider_message {
            Some(message) => format!("{sentence}. The provider says: {message}"),
            None => format!("{sentence}."),
        }
    }
}

/// What an error says in JavaScript, as its `data`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorData {
    error_description: String,
    reason: &'static str,
    attempts: u32,
    reference: Box<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<Via>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_message: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issues: Option<Vec<Issue>>,
}

/// What an operator should look at first.
fn hint_for(status: Option<u16>, provider_message: Option<&str>) -> &'static str {
    let is_about_money = || {
        let message = provider_message.unwrap_or_default().to_lowercase();
        MONEY.iter().any(|word| message.contains(word))
    };
    match status {
        Some(400 | 401 | 403) if is_about_money() => {
            "; the account seems to have no credit left, top it up at the provider"
        }
        Some(401 | 403) => "; check the credentials in the configuration",
        Some(404 | 405) => "; check `endpoint` and `method` in the configuration",
        Some(415) => "; check the header `Content-Type` in the configuration",
        Some(500..) => "; the provider has a problem, try again later",
        _ => "",
    }
}

/// What providers call it when an account is empty.
const MONEY: [&str; 6] = ["balance", "credit", "funds", "quota", "top up", "recharge"];

/// The first error with its path, and how many more mistakes there are; `data.issues` has them all.
fn with_issues(sentence: &str, issues: &[Issue]) -> String {
    let error = issues
        .iter()
        .find(|issue| issue.severity == Severity::Error);
    let first = error.map_or_else(String::new, |issue| {
        // Only the first line: the others draw a caret, which a sentence cannot.
        let message = issue.message.lines().next().unwrap_or_default();
        if issue.path.is_empty() {
            format!(": {message}")
        } else {
            format!(": `{}`: {message}", issue.path)
        }
    });
    let mistakes = issues
        .iter()
        .filter(|issue| issue.severity != Severity::Warning);
    match mistakes.count() {
        0 | 1 => format!("{sentence}{first}."),
        2 => format!("{sentence}{first}; and 1 more mistake."),
        count => format!("{sentence}{first}; and {} more mistakes.", count - 1),
    }
}
