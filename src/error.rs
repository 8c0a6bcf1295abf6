//! What can go wrong with a send, as Logto's error codes and as sentences for the operator.

use crate::issue::{Issue, Severity};
use crate::limits;
use crate::value::{Map, Value};

/// Why a message was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The configuration has errors. The operator has to mend it.
    InvalidConfig(Vec<Issue>),
    /// `to`, `type` or another part of the message data is missing or of the wrong kind.
    InvalidData(Vec<Issue>),
    /// The configuration uses `{{message}}`, and there is no text, code or link.
    NothingToSend,
    /// A value cannot stand where a placeholder puts it.
    UnfitValue {
        /// The key path of the text with the placeholder.
        path: String,
        /// The placeholder as written.
        placeholder: String,
        /// Why not, to be read after "the value".
        why: &'static str,
    },
    /// The rendered request is over a limit.
    TooLarge(Limit),
    /// Templates are configured, and none fits the message type.
    TemplateNotFound,
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
    Rejected,
    /// The endpoint points elsewhere. Nothing is sent there.
    Redirect,
    /// The time budget is used up.
    Timeout {
        /// The budget in milliseconds.
        budget_ms: u32,
    },
    /// No answer, for a reason that the network gave.
    Network(NetworkFault),
    /// The caller aborted the send.
    Aborted,
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

/// What the network says about a request without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkFault {
    /// Nothing listens there.
    Refused,
    /// The host name has no address.
    DnsFailure,
    /// No connection within the host's own limit.
    ConnectTimeout,
    /// The connection ended before the answer did.
    Reset,
    /// The certificate of the endpoint is not trusted.
    Certificate,
    /// The answer is not HTTP, or its body is broken.
    Protocol,
    /// Anything else; browsers do not say more.
    Other,
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
    pub provider_message: Option<String>,
}

impl SendError {
    /// A failure before anything was sent.
    #[must_use]
    pub const fn unsent(failure: Failure) -> Self {
        Self {
            failure,
            attempts: 0,
            status: None,
            retry_after: None,
            provider_message: None,
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
            | Failure::TooLarge(_) => "invalid_request_parameters",
            Failure::TemplateNotFound => "template_not_found",
            Failure::RateLimited { .. } => "rate_limit_exceeded",
            Failure::QuotaExceeded { .. } => "usage_limit_exceeded",
            Failure::InvalidResponse(_) => "invalid_response",
            Failure::HttpStatus
            | Failure::Rejected
            | Failure::Redirect
            | Failure::Timeout { .. }
            | Failure::Network(_)
            | Failure::Aborted
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
            | Failure::Rejected => "rejected",
            Failure::Redirect => "redirect",
            Failure::Timeout { .. } => "timeout",
            Failure::Network(_) => "network",
            Failure::Aborted => "aborted",
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
            Failure::TemplateNotFound => {
                "No template fits this message type, and there is none of the type Generic; add one to `templates`."
                    .to_owned()
            }
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
                "The SMS provider refused the message with HTTP status {}{}",
                self.status.unwrap_or_default(),
                hint_for(self.status)
            )),
            Failure::Rejected => self.with_provider("The SMS provider answered, but did not accept the message"),
            Failure::Redirect => {
                "The endpoint redirects to another address; nothing was sent there, so put the final address into `endpoint`."
                    .to_owned()
            }
            Failure::Timeout { budget_ms } => {
                format!("The SMS provider did not answer within {budget_ms} milliseconds.")
            }
            Failure::Network(fault) => format!("The SMS provider cannot be reached: {}.", fault.clause()),
            Failure::Aborted => "The send was aborted by its caller.".to_owned(),
            Failure::Internal(what) => format!("The connector failed: {what}."),
        }
    }

    /// The plain data that crosses to JavaScript. Logto shows it to visitors.
    #[must_use]
    pub fn into_data(self) -> Map {
        let mut data = Map::new();
        data.push("errorDescription", self.description());
        data.push("reason", self.reason());
        data.push("attempts", self.attempts);
        data.push_some("status", self.status.map(u32::from));
        data.push_some("providerMessage", self.provider_message);
        data.push_some("retryAfter", self.retry_after);
        if let Failure::InvalidConfig(issues) | Failure::InvalidData(issues) = self.failure {
            let issues = issues.into_iter().map(Value::from).collect();
            data.push("issues", Value::Array(issues));
        }
        data
    }

    fn with_provider(&self, sentence: &str) -> String {
        match &self.provider_message {
            Some(message) => format!("{sentence}. The provider says: {message}"),
            None => format!("{sentence}."),
        }
    }
}

impl NetworkFault {
    const fn clause(self) -> &'static str {
        match self {
            Self::Refused => "it refuses the connection",
            Self::DnsFailure => "the host name of the endpoint cannot be resolved",
            Self::ConnectTimeout => "it does not accept the connection in time",
            Self::Reset => "it closed the connection before answering",
            Self::Certificate => "its TLS certificate is not trusted",
            Self::Protocol => "its answer is not valid HTTP",
            Self::Other => "the connection failed",
        }
    }
}

/// What an operator should look at first.
const fn hint_for(status: Option<u16>) -> &'static str {
    match status {
        Some(401 | 403) => "; check the credentials in the configuration",
        Some(404 | 405) => "; check `endpoint` and `method` in the configuration",
        Some(415) => "; check the header `Content-Type` in the configuration",
        Some(500..) => "; the provider has a problem, try again later",
        _ => "",
    }
}

/// The first mistake with its path, and how many more there are; `data.issues` has them all.
fn with_issues(sentence: &str, issues: &[Issue]) -> String {
    let mut errors = issues
        .iter()
        .filter(|issue| issue.severity == Severity::Error);
    let first = errors.next().map_or_else(String::new, |issue| {
        // Only the first line: the others draw a caret, which a sentence cannot.
        let message = issue.message.lines().next().unwrap_or_default();
        if issue.path.is_empty() {
            format!(": {message}")
        } else {
            format!(": `{}`: {message}", issue.path)
        }
    });
    match errors.count() {
        0 => format!("{sentence}{first}."),
        1 => format!("{sentence}{first}; and 1 more mistake."),
        more => format!("{sentence}{first}; and {more} more mistakes."),
    }
}
