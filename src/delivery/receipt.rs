//! What a send tells of its course: who took the message, and what came of each attempt.

use serde::Serialize;

use super::{Delivery, Host};
use crate::error::Via;

/// A message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// The HTTP status.
    pub status: u16,
    /// The provider's identifier of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// How many requests were made.
    pub attempts: u32,
    /// Who took it, where there is more than one who could.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
}

/// What came of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// Which it was, from 1 on; the one before where no token could be fetched for it.
    #[serde(rename = "attempt")]
    index: u32,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// Why it was no success.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// How long it took, in milliseconds.
    duration_ms: u64,
    /// In how many milliseconds the same is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_in_ms: Option<u32>,
    /// Who was asked, where there is more than one who could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<Via>,
}

impl Delivery {
    /// What came of the attempt that was just judged, to be told once.
    pub fn take_attempt(&mut self) -> Option<Attempt> {
        self.last.take()
    }

    pub(super) fn shown_via(&self) -> Option<Via> {
        let is_only_one = self.config.routes.is_empty() && self.config.fallback.is_empty();
        (!is_only_one).then_some(self.via)
    }

    pub(super) fn note(
        &mut self,
        status: Option<u16>,
        reason: Option<&'static str>,
        retry_in_ms: Option<u32>,
        host: &mut dyn Host,
    ) {
        self.last = Some(Attempt {
            index: self.attempts,
            status,
            reason,
            duration_ms: host.monotonic_ms() - self.sent_ms,
            retry_in_ms,
            via: self.shown_via(),
        });
    }
}
