//! What must hold of a send, however the world is, and how it ended.

use generic_http_sms::delivery::{Receipt, Step};
use generic_http_sms::error::SendError;
use serde_json::{Value, json};

use super::World;
use super::fate::LONGEST_BACKOFF_MS;
use super::sender::{CODE, End, Sender};
use crate::common::{data_of, plain};

impl World<'_> {
    /// Whether an error says what it has to, and nothing that it must not.
    pub(super) fn judge_error(&mut self, error: SendError, number: &str, attempts: u32) {
        const CODES: [&str; 7] = [
            "invalid_config",
            "invalid_request_parameters",
            "template_not_found",
            "rate_limit_exceeded",
            "usage_limit_exceeded",
            "invalid_response",
            "general",
        ];
        let code = error.code();
        let debug = format!("{error:?}");
        let data = data_of(error);
        let sentence = data["errorDescription"].as_str().unwrap_or_default();
        let is_whole = CODES.contains(&code)
            && data["reason"]
                .as_str()
                .is_some_and(|reason| !reason.is_empty())
            && sentence.len() > 20
            && data["reference"]
                .as_str()
                .is_some_and(|text| text.len() == 8)
            && data["attempts"] == attempts
            && data["via"].is_null() == self.setup.has_one_provider();
        let shown = format!("{debug} {data}");
        let private = [CODE, number].into_iter();
        let secrets = self.setup.secrets.iter().map(String::as_str);
        let is_silent = !private
            .chain(secrets)
            .chain(self.tokens())
            .any(|secret| shown.contains(secret));
        self.expect(is_whole, || format!("after {attempts} requests: {data}"));
        self.expect(is_silent, || format!("a secret is shown: {data}"));
    }
}

impl Sender<'_, '_> {
    /// Whether the engine may still do something.
    pub(super) fn judge_time(&mut self, what: &str) {
        let is_over = self.world.is_ended || self.world.clock.now_ms > self.deadline.ends_ms;
        self.world
            .expect(!is_over, || format!("{what} after the end"));
    }

    pub(super) fn tell(&mut self, step: &Step, via: &str, was_waiting: bool, before_ms: u64) {
        let Some(attempt) = self.delivery.take_attempt() else {
            return;
        };
        let told = plain(&attempt);
        // `follow` may have gone on before the attempt was made, and the engine after it.
        let asked = if self.facts.via == via {
            via
        } else {
            &self.facts.via
        };
        let is_via = told["via"].is_null() || told["via"] == asked;
        let retry = match step {
            Step::Wait(after_ms) => json!(after_ms),
            Step::Authorize(Some(_)) => json!(0),
            _ => Value::Null,
        };
        let took_ms = told["durationMs"].as_u64().unwrap_or(u64::MAX);
        let is_right = is_via
            && !was_waiting
            && told["attempt"] == self.requests
            && told.get("retryInMs").cloned().unwrap_or_default() == retry
            && took_ms == self.world.clock.now_ms - before_ms
            && told.get("reason").is_none() == matches!(step, Step::Done(_));
        self.world.expect(is_right, || {
            format!("{told} was told of {asked}, then {step:?}")
        });
        self.told.push(told);
    }

    /// Whether a wait is as long as asked, and fits.
    pub(super) fn judge_wait(&mut self, step: &Step) {
        let Step::Wait(after_ms) = *step else {
            return;
        };
        let left_ms = self
            .deadline
            .ends_ms
            .saturating_sub(self.world.clock.now_ms);
        let is_asked = self.known.asked_ms.is_some();
        if is_asked {
            self.world.seen.push("a wait that was asked for");
        }
        let is_right = u64::from(after_ms) < left_ms
            && self
                .known
                .asked_ms
                .is_none_or(|asked| asked == u64::from(after_ms))
            && (is_asked || u64::from(after_ms) < LONGEST_BACKOFF_MS);
        let known = (self.known.status, self.known.asked_ms);
        // What a token endpoint asks for is its own matter.
        let is_of_token = known.0.is_none() && self.facts.token.is_some();
        self.world.expect(
            is_right || is_of_token && u64::from(after_ms) < left_ms,
            || format!("waits {after_ms} of {left_ms} after {known:?}"),
        );
        let repeats = if self.facts.retry == "never" {
            0
        } else {
            self.facts.max_retries
        };
        let waits = self.with_this[1] + 1;
        self.world
            .expect(waits <= repeats, || format!("{waits} repeats of {repeats}"));
    }

    /// Whether what may be repeated is, and nothing else; `wait_ms` is the longest wait for it.
    pub(super) fn judge_repeat(&mut self, wait_ms: Option<u64>, step: &Step) {
        let repeats = if self.facts.retry == "never" {
            0
        } else {
            self.facts.max_retries
        };
        let left_ms = self
            .deadline
            .ends_ms
            .saturating_sub(self.world.clock.now_ms);
        let is_repeatable = wait_ms.is_some() && self.with_this[1] < repeats;
        let must_be = is_repeatable && wait_ms.is_some_and(|wait_ms| wait_ms < left_ms);
        let is_repeated = matches!(step, Step::Wait(_));
        let is_right = is_repeatable >= is_repeated && is_repeated >= must_be;
        self.world.expect(is_right, || {
            format!("{wait_ms:?} of {left_ms}, {repeats} repeats: {step:?}")
        });
    }

    /// What holds however a send ends.
    pub(super) fn judge_end(&mut self) {
        let [requests, waits, fetches, renewals] = self.with_this;
        let has_token = u32::from(self.facts.token.is_some());
        let bounds = renewals <= has_token
            && requests <= 1 + waits + renewals
            && fetches <= has_token + waits + renewals;
        self.world.expect(bounds, || {
            format!("{requests} requests, {waits} waits, {fetches} fetches, {renewals} renewals")
        });
        let now_ms = self.world.clock.now_ms;
        let ends_ms = self.deadline.ends_ms;
        self.world.expect(now_ms <= ends_ms, || {
            format!("ends at {now_ms}, not by {ends_ms}")
        });
        let told = self.told.len();
        let made = (self.requests + self.tokens_failed) as usize;
        self.world
            .expect(told == made, || format!("{told} attempts told of {made}"));
        let mut who = self.accepted.clone();
        who.dedup();
        self.world
            .expect(who.len() <= 1, || format!("accepted by {who:?}"));
        let accepted = &self.accepted;
        let facts = self.world.setup.providers();
        let repeats = |via: &&str| {
            facts
                .into_iter()
                .any(|facts| facts.via == *via && facts.retry == "always")
        };
        let is_allowed = accepted.len() <= 1 || accepted.first().is_some_and(repeats);
        let count = accepted.len();
        self.world
            .expect(is_allowed, || format!("accepted {count} times"));
    }

    pub(super) fn done(mut self, receipt: &Receipt) -> End {
        self.judge_end();
        let (attempts, requests) = (receipt.attempts, self.requests);
        let via = receipt.via.map(|via| via.to_string());
        let is_via = via.as_ref().is_none_or(|via| *via == self.facts.via);
        let is_told = self.known.is_success && Some(receipt.status) == self.known.status;
        let is_right = attempts == requests && is_via && is_told && !self.accepted.is_empty();
        self.world
            .expect(is_right, || format!("{receipt:?} after {requests}"));
        let kind = self
            .facts
            .via
            .split('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        let how = if self.accepted.len() > 1 {
            "twice"
        } else if self.renewals > 0 {
            "with a new token"
        } else if self.with_this[1] > 0 {
            "repeated"
        } else {
            "at once"
        };
        format!("accepted by {kind} {how}")
    }

    pub(super) fn over(mut self, error: SendError, number: &str, message_type: &str) -> End {
        self.judge_end();
        let (code, reason) = (error.code(), error.reason());
        let left_ms = self
            .deadline
            .ends_ms
            .saturating_sub(self.world.clock.now_ms);
        let next = self.world.setup.fallback.get(self.next);
        let is_textless = next.is_some_and(|next| next.textless.contains(&message_type));
        let is_given_up = next.is_some() && self.known.is_sure && left_ms > 0 && !is_textless;
        let is_aborted = reason == "aborted";
        self.world.expect(!is_given_up || is_aborted, || {
            format!("gives up with {code} {reason} although another could be asked")
        });
        self.world.expect(!self.known.is_success, || {
            format!("fails with {code} {reason} on success")
        });
        if reason == "timeout" {
            self.world
                .expect(left_ms == 0, || format!("times out with {left_ms} left"));
            let budget = format!(
                "within {} milliseconds",
                self.deadline.ends_ms - self.started_ms
            );
            let sentence = error.description();
            self.world.expect(sentence.contains(&budget), || {
                format!("{sentence} Not: {budget}")
            });
        }
        let requests = self.requests;
        self.world.judge_error(error, number, requests);
        let kept = if self.accepted.is_empty() {
            ""
        } else {
            ", though accepted"
        };
        format!("{code} {reason}{kept}")
    }
}
