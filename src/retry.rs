//! Whether and when a send is repeated: one table, so that no message is ever sent twice by accident.

use crate::error::NetworkFault;
use crate::fields::Fields;
use crate::http_date;
use crate::issue::Issues;
use crate::limits;

/// The first backoff is at most this long, in milliseconds; each further one at most twice as long as the last.
const FIRST_BACKOFF_MS: u32 = 200;

/// No backoff is longer, in milliseconds.
const LONGEST_BACKOFF_MS: u32 = 5_000;

/// What may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Nothing.
    Never,
    /// What the provider provably did not accept.
    Unsent,
    /// Also what it may have accepted, for providers with an idempotency key.
    Always,
}

/// The keys `retry` and `maxRetries`.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    /// What may be repeated.
    pub policy: Policy,
    /// How often.
    pub max: u32,
}

/// What came of an attempt that was no success.
#[derive(Debug, Clone, Copy)]
pub enum Outcome {
    /// No answer.
    Fault(NetworkFault),
    /// An answer with this status.
    Status {
        /// The status.
        status: u16,
        /// What `Retry-After` asks to wait, in milliseconds.
        retry_after_ms: Option<f64>,
    },
}

impl Retry {
    /// Reads `retry` and `maxRetries`.
    pub fn compile(fields: &Fields<'_>, issues: &mut Issues) -> Self {
        let policies = [
            ("never", Policy::Never),
            ("unsent", Policy::Unsent),
            ("always", Policy::Always),
        ];
        let policy = fields.choice("retry", "`never`, `unsent` or `always`", &policies, issues);
        let max = fields.integer("maxRetries", &limits::MAX_RETRIES, "", issues);
        Self {
            policy: policy.unwrap_or(Policy::Unsent),
            max: max.unwrap_or(limits::DEFAULT_MAX_RETRIES),
        }
    }

    /// How many milliseconds to wait before the next attempt; `None` where there is to be none.
    ///
    /// `attempts` have been made, `remaining_ms` of the budget are left, and `random` is anything.
    #[must_use]
    pub fn delay_ms(
        self,
        outcome: Outcome,
        attempts: u32,
        remaining_ms: f64,
        random: u32,
    ) -> Option<u32> {
        if self.policy == Policy::Never || attempts > self.max {
            return None;
        }
        let always = self.policy == Policy::Always;
        let asked_ms = match outcome {
            // Without a connection nothing can have been accepted.
            Outcome::Fault(
                NetworkFault::Refused | NetworkFault::DnsFailure | NetworkFault::ConnectTimeout,
            ) => None,
            Outcome::Fault(NetworkFault::Reset) if always => None,
            // By these the provider says that it did not take the message, and when it will.
            Outcome::Status {
                status: 429 | 503,
                retry_after_ms: Some(asked),
            } => Some(asked),
            Outcome::Status {
                status: 408 | 500..,
                retry_after_ms,
            } if always => retry_after_ms,
            _ => return None,
        };
        let delay = asked_ms.unwrap_or_else(|| f64::from(backoff_ms(attempts, random)));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, and the budget is far below the bounds"
        )]
        (delay < remaining_ms).then_some(delay as u32)
    }
}

/// Exponential with full jitter: anything from nothing to the bound, so that many senders do not return at once.
fn backoff_ms(attempts: u32, random: u32) -> u32 {
    let bound = 2_u32
        .saturating_pow(attempts.saturating_sub(1))
        .saturating_mul(FIRST_BACKOFF_MS)
        .min(LONGEST_BACKOFF_MS);
    random.checked_rem(bound).unwrap_or_default()
}

/// What the header `Retry-After` asks to wait, in milliseconds: a number of seconds or a date (RFC 9110, section 10.2.3).
/// A date in the past asks for nothing.
#[must_use]
pub fn retry_after_ms(value: Option<&str>, now_ms: f64) -> Option<f64> {
    let value = value?.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a u32 has are more seconds than anybody waits.
        return (!value.is_empty())
            .then(|| f64::from(value.parse::<u32>().unwrap_or(u32::MAX)) * 1000.0);
    }
    Some((http_date::parse(value)? * 1000.0 - now_ms).max(0.0))
}
