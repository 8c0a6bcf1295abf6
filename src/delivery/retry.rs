//! Whether and when a send is repeated: one table, so that no message is ever sent twice by accident.

use crate::config::retry::Repeat;
use crate::error::Fault;

/// The first backoff is at most this long, in milliseconds; each further one at most twice as long as the last.
const FIRST_BACKOFF_MS: u32 = 200;

/// No backoff is longer, in milliseconds.
const LONGEST_BACKOFF_MS: u32 = 5_000;

/// What to wait for before a send is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// As long as the provider asks, in milliseconds.
    Asked(u64),
    /// A while of our own choice.
    Backoff,
}

/// What is known of an attempt that was no success.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outcome {
    /// Whether the provider certainly did not accept the message. Only then may another one be asked.
    pub is_surely_unaccepted: bool,
    /// What to wait for before the same provider is asked again; `None` where it is not.
    pub wait: Option<Wait>,
}

/// Whether no request left, since there was no connection to send it on.
#[must_use]
pub const fn is_never_sent(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::Refused
            | Fault::DnsFailure
            | Fault::ConnectTimeout
            | Fault::UnknownIssuer
            | Fault::Certificate
            | Fault::ProxyRefused
            | Fault::ProxyFailed
    )
}

/// Whether a request that brought no answer may be repeated.
#[must_use]
pub fn after_fault(repeat: Repeat, fault: Fault) -> Option<Wait> {
    let is_repeated = match fault {
        // Without a connection nothing can have been accepted. (A certificate, or a proxy that says no, stays as it is.)
        Fault::Refused | Fault::DnsFailure | Fault::ConnectTimeout | Fault::ProxyFailed => {
            repeat != Repeat::Never
        }
        Fault::Reset => repeat == Repeat::Always,
        _ => false,
    };
    is_repeated.then_some(Wait::Backoff)
}

/// Whether a request that was answered with this status may be repeated; `asked_ms` is what `Retry-After` asks to wait.
#[must_use]
pub fn after_status(repeat: Repeat, status: u16, asked_ms: Option<u64>) -> Option<Wait> {
    let asked = asked_ms.map(Wait::Asked);
    match (repeat, status) {
        (Repeat::Never, _) => None,
        // By these the provider says that it did not take the message, and when it will.
        (_, 429 | 503) if asked.is_some() => asked,
        (Repeat::Always, 408 | 429 | 500..) => asked.or(Some(Wait::Backoff)),
        _ => None,
    }
}

/// How long to back off before the attempt after the first `attempts`, in milliseconds; `random` is anything.
///
/// Exponential with full jitter: anything from nothing to the bound, so that many senders do not return at once.
#[must_use]
pub fn backoff_ms(attempts: u32, random: u32) -> u32 {
    // Sixteen doublings are beyond the longest backoff by far.
    let doublings = attempts.saturating_sub(1).min(16);
    let bound = (FIRST_BACKOFF_MS << doublings).min(LONGEST_BACKOFF_MS);
    random % bound
}
