//! `timeout`, `retry` and `maxRetries`: how long a send may take, and what may be repeated.

use super::fields::Field;
use crate::issue::Issues;
use crate::limits;

/// What may be repeated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing.
    Never,
    /// What the provider provably did not accept.
    #[default]
    Unsent,
    /// Also what it may have accepted, for providers with an idempotency key.
    Always,
}

/// How hard a send tries.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// The time budget of the whole send, in milliseconds.
    pub timeout_ms: u32,
    /// What may be repeated.
    pub repeat: Repeat,
    /// How often.
    pub max_retries: u32,
}

impl RetryPolicy {
    /// Reads the three keys.
    pub(super) fn read(
        timeout: Field<'_>,
        retry: Field<'_>,
        max_retries: Field<'_>,
        issues: &mut Issues,
    ) -> Self {
        let choices = [
            ("never", Repeat::Never),
            ("unsent", Repeat::Unsent),
            ("always", Repeat::Always),
        ];
        let timeout = timeout.integer(&limits::TIMEOUT_MS, " milliseconds", issues);
        let repeat = retry.choice("`never`, `unsent` or `always`", &choices, issues);
        let max_retries = max_retries.integer(&limits::MAX_RETRIES, "", issues);
        Self {
            timeout_ms: timeout.unwrap_or(limits::DEFAULT_TIMEOUT_MS),
            repeat: repeat.unwrap_or_default(),
            max_retries: max_retries.unwrap_or(limits::DEFAULT_MAX_RETRIES),
        }
    }
}
