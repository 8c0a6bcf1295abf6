//! Why there is no access token, as a clause.

use super::{Failure, Fault, hint_for};

/// Why there is no access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenFailure {
    /// The token endpoint answered with a status that is no success. The operator looks at the credentials.
    Status,
    /// It points elsewhere. Nothing is sent there.
    Redirect,
    /// It answered with a success, and there is no token.
    Missing {
        /// Where the token was looked for; `None` for the whole answer.
        place: Option<Box<str>>,
        /// Whether there is any structure in which something could stand.
        is_readable: bool,
    },
    /// What stands there is no token (RFC 6749, appendix A.12): no request could carry it. Why, to be read after "the value".
    Unusable(&'static str),
    /// No answer came.
    Unanswered {
        /// What the network did.
        fault: Fault,
        /// The time budget in milliseconds.
        budget_ms: u32,
    },
    /// Its request cannot be made.
    Unprepared(Box<Failure>),
}

impl TokenFailure {
    pub(super) fn clause(&self, status: Option<u16>, provider_message: Option<&str>) -> String {
        match self {
            Self::Status => format!(
                "`token.endpoint` answered with HTTP status {}{}",
                status.unwrap_or_default(),
                hint_for(status, provider_message)
            ),
            Self::Redirect => {
                "`token.endpoint` redirects to another address; put the final address there"
                    .to_owned()
            }
            Self::Missing { place: None, .. } => {
                "the answer has no token; check `token.path` in the configuration".to_owned()
            }
            Self::Missing {
                place: Some(place),
                is_readable: true,
            } => format!(
                "the answer has nothing at `{place}`; check `token.path` in the configuration"
            ),
            Self::Missing { .. } => {
                "the answer is neither JSON nor XML; check `token.endpoint` in the configuration"
                    .to_owned()
            }
            Self::Unusable(why) => {
                format!("the token in the answer {why}; check `token.path` in the configuration")
            }
            Self::Unanswered { fault, budget_ms } => {
                format!("`token.endpoint` {}", fault.clause(*budget_ms))
            }
            Self::Unprepared(failure) => match &**failure {
                Failure::UnfitValue {
                    placeholder, why, ..
                } => {
                    format!("in its request, the value of {placeholder} {why}")
                }
                _ => "its request cannot be made; check `token` in the configuration".to_owned(),
            },
        }
    }
}
