//! One send in a world: does what the engine says, as `src/wasm/send.rs` does it, and watches it.

use std::rc::Rc;

use generic_http_sms::answer::Answer;
use generic_http_sms::delivery::{Delivery, Host as _, Step};
use generic_http_sms::error::{Failure, Fault};
use generic_http_sms::request::Request;
use serde_json::{Value, json};

use super::fate::{self, Reply};
use super::setup::{Facts, NUMBERS, TYPES};
use super::{Deadline, World};
use crate::common::parsed;

/// The code of all messages: so long that no reference or number has it by chance.
pub(super) const CODE: &str = "91827364";

/// What the last outcome said for certain, by the design.
#[derive(Default)]
pub(super) struct Known {
    /// Whether no attempt so far can have been accepted.
    pub(super) is_sure: bool,
    pub(super) asked_ms: Option<u64>,
    pub(super) status: Option<u16>,
    /// Whether the provider's answer was a success.
    pub(super) is_success: bool,
}

/// One send.
pub(super) struct Sender<'w, 'a> {
    pub(super) world: &'w mut World<'a>,
    pub(super) delivery: Delivery,
    pub(super) deadline: Deadline,
    pub(super) started_ms: u64,
    /// The provider that is asked.
    pub(super) facts: &'a Facts,
    /// The place of the next one.
    pub(super) next: usize,
    pub(super) requests: u32,
    /// Requests, waits, fetches and refused tokens with the current provider.
    pub(super) with_this: [u32; 4],
    /// Who accepted, each time.
    pub(super) accepted: Vec<&'a str>,
    pub(super) known: Known,
    pub(super) told: Vec<Value>,
    pub(super) tokens_failed: u32,
    pub(super) renewals: u32,
}

/// How a send ended, in a few words.
pub(crate) type End = String;

impl World<'_> {
    /// Sends a message to its end.
    pub(crate) fn send(&mut self) -> End {
        let number = NUMBERS[self.rng.usize(..NUMBERS.len())];
        let message_type = TYPES[self.rng.usize(..TYPES.len())];
        let data = json!({ "to": number, "type": message_type, "payload": { "code": CODE } });
        let started_ms = self.clock.now_ms;
        self.is_ended = false;
        let input = Ok((Rc::clone(&self.setup.config), parsed(&data)));
        let first = self.setup.first(number, message_type);
        let delivery = match Delivery::prepare(input, &mut self.clock) {
            Ok(delivery) => delivery,
            Err(error) => {
                let is_right = match first {
                    None => error.reason() == "blocked",
                    Some(facts) => {
                        facts.textless.contains(&message_type)
                            && error.code() == "template_not_found"
                    }
                };
                self.expect(is_right, || format!("refused: {}", error.code()));
                let end = format!("unsent {}", error.reason());
                self.judge_error(error, number, 0);
                return end;
            }
        };
        let Some(facts) = first else {
            self.expect(false, || "a blocked message is sent".to_owned());
            return String::new();
        };
        let budget_ms = u64::from(facts.timeout_ms);
        let aborts = self.rng.u8(..8) == 0;
        let deadline = Deadline {
            ends_ms: started_ms + budget_ms,
            abort_ms: aborts.then(|| started_ms + self.rng.u64(..budget_ms)),
        };
        self.expect(u64::from(delivery.budget_ms()) == budget_ms, || {
            format!("the budget is {}, not {budget_ms}", delivery.budget_ms())
        });
        let sender = Sender {
            delivery,
            deadline,
            started_ms,
            facts,
            next: 0,
            requests: 0,
            with_this: [0; 4],
            accepted: Vec::new(),
            known: Known {
                is_sure: true,
                ..Known::default()
            },
            told: Vec::new(),
            tokens_failed: 0,
            renewals: 0,
            world: self,
        };
        sender.deliver(number, message_type)
    }
}

impl Sender<'_, '_> {
    fn deliver(mut self, number: &str, message_type: &str) -> End {
        let mut step = self.delivery.next(&mut self.world.clock);
        if self.world.rng.u8(..50) == 0 {
            // The caller's signal was aborted before.
            step = self.delivery.failed(Fault::Aborted, &mut self.world.clock);
            self.deadline.abort_ms = Some(self.world.clock.now_ms);
            let is_over = matches!(step, Step::Failed(_));
            self.world
                .expect(is_over, || "goes on when aborted".to_owned());
            self.delivery.take_attempt();
        }
        for _ in 0..100 {
            let via = self.facts.via.clone();
            let (was_waiting, before_ms) = (matches!(step, Step::Wait(_)), self.world.clock.now_ms);
            step = match step {
                Step::Send(request) => self.request(&request, number),
                Step::Authorize(refused) => self.authorize(refused.as_ref()),
                Step::Wait(after_ms) => self.pause(after_ms),
                Step::Done(receipt) => return self.done(&receipt),
                Step::Failed(error) => return self.over(error, number, message_type),
            };
            self.tell(&step, &via, was_waiting, before_ms);
            self.judge_wait(&step);
        }
        self.world.expect(false, || "no end".to_owned());
        String::new()
    }

    /// Goes with the engine to the next provider of the fallback.
    fn follow(&mut self, name: &str) {
        if self.facts.url == name || self.facts.via == name {
            return;
        }
        let left_ms = self
            .deadline
            .ends_ms
            .saturating_sub(self.world.clock.now_ms);
        let is_sure = self.known.is_sure;
        let next = self.world.setup.fallback.get(self.next);
        let is_next = next.is_some_and(|next| next.url == name || next.via == name);
        self.world
            .expect(is_next, || format!("{name} is not the next provider"));
        self.world.expect(is_sure, || {
            format!("{name} is asked although another may have accepted")
        });
        self.world
            .expect(left_ms > 0, || format!("{name} is asked when time is up"));
        if let Some(next) = next {
            self.facts = next;
        }
        self.next += 1;
        self.with_this = [0; 4];
    }

    fn request(&mut self, request: &Request, number: &str) -> Step {
        self.follow(&request.url);
        self.judge_time("a request");
        self.requests += 1;
        self.with_this[0] += 1;
        self.delivery.sending(&mut self.world.clock);
        let facts = self.facts;
        let is_refused = !self.world.takes_token(facts, request) || self.world.rng.u8(..40) == 0;
        let wall_ms = self.world.clock.unix_ms();
        // Some repeat all that they were sent. Hiding that takes most of the time of a world.
        let echo = if self.world.rng.u8(..8) == 0 {
            let body = request.body.as_deref().unwrap_or_default();
            format!("no {CODE} to +{number} with {:?} {body}", request.headers)
        } else {
            "not today".to_owned()
        };
        let fate = fate::of_message(&mut self.world.rng, facts, &echo, is_refused, wall_ms);
        if fate.is_accepted {
            self.accepted.push(&facts.via);
        }
        self.known.asked_ms = None;
        self.known.status = None;
        let arrived = self.world.race(fate.head_ms, self.deadline);
        match arrived.and(fate.reply) {
            Ok(reply) => self.answered(reply, fate.body_ms),
            Err(fault) => {
                self.known.is_sure &= fate::is_sure_fault(fault);
                let step = self.delivery.failed(fault, &mut self.world.clock);
                self.judge_repeat(fate::repeats_fault(fault, self.facts.retry), &step);
                step
            }
        }
    }

    fn answered(&mut self, mut reply: Reply, body_ms: u64) -> Step {
        let mut answer = Answer {
            status: reply.status,
            ..Answer::default()
        };
        if self.delivery.reads_retry_after(&answer) {
            answer.retry_after.clone_from(&reply.retry_after);
        }
        match self.delivery.readable_bytes(&answer) {
            Some(_) => {
                if let Err(fault) = self.world.race(body_ms, self.deadline) {
                    reply.cut_by = Some(fault);
                    reply.body.truncate(reply.body.len() / 2);
                }
                answer.body = std::mem::take(&mut reply.body);
                answer.cut_by = reply.cut_by;
            }
            // Nobody reads it: it is an answer without a body.
            None => reply.cut_by = None,
        }
        // A date is as long away as the wall clock says now.
        if reply
            .retry_after
            .as_deref()
            .is_some_and(|text| text.ends_with("GMT"))
        {
            let now_ms = self.world.clock.unix_ms();
            let date = httpdate::parse_http_date(reply.retry_after.as_deref().unwrap_or_default());
            let date_ms = date.map_or(0, |date| {
                let since = date.duration_since(std::time::UNIX_EPOCH);
                since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0))
            });
            reply.asked_ms = Some(date_ms.saturating_sub(now_ms));
        }
        let is_over = matches!(reply.cut_by, Some(Fault::Aborted));
        self.known.is_success = fate::is_success(&reply, self.facts);
        self.known.is_sure &= !is_over && fate::is_sure_reply(&reply, self.facts);
        self.known.asked_ms = reply.asked_ms;
        self.known.status = Some(reply.status);
        let is_renewable = self.facts.token.is_some()
            && self.with_this[3] == 0
            && self.world.clock.now_ms < self.deadline.ends_ms;
        let is_renewed = !is_over && is_renewable && fate::wants_token(&reply, self.facts);
        let wait =
            fate::repeats_reply(&reply, self.facts.retry).filter(|_| !is_over && !is_renewed);
        let step = self.delivery.answered(&answer, &mut self.world.clock);
        self.world.expect(
            is_renewed == matches!(step, Step::Authorize(Some(_))),
            || format!("after {} {}: {step:?}", reply.status, reply.is),
        );
        self.judge_repeat(wait, &step);
        step
    }

    fn authorize(&mut self, refused: Option<&Rc<str>>) -> Step {
        if refused.is_none()
            && let Some(next) = self.world.setup.fallback.get(self.next)
            && self.is_switched()
        {
            self.follow(&next.via);
        }
        self.judge_time("a token");
        self.with_this[3] += u32::from(refused.is_some());
        let fetch = self.delivery.token_fetch();
        let facts = self.facts;
        let (token, begun) = self.world.token(&fetch, refused, facts, self.deadline);
        self.with_this[2] += begun;
        self.known.asked_ms = None;
        self.known.status = None;
        match token {
            Ok(Ok(token)) => {
                self.renewals += u32::from(refused.is_some());
                self.delivery.authorize(token);
                self.delivery.next(&mut self.world.clock)
            }
            Ok(Err(refusal)) => {
                self.tokens_failed += 1;
                self.delivery.unauthorized(&refusal, &mut self.world.clock)
            }
            Err(fault) => {
                self.tokens_failed += 1;
                self.known.is_sure &= fate::is_sure_fault(fault);
                self.delivery.failed(fault, &mut self.world.clock)
            }
        }
    }

    /// Whether the engine has gone on to another provider, as its errors tell.
    fn is_switched(&self) -> bool {
        let internal = Failure::Internal("asked by a test");
        let via = self.delivery.failed_with(internal).via;
        via.is_some_and(|via| via.to_string() != self.facts.via)
    }

    fn pause(&mut self, after_ms: u32) -> Step {
        self.judge_time("a wait");
        self.with_this[1] += 1;
        match self.world.race(after_ms.into(), self.deadline) {
            Ok(()) => self.delivery.next(&mut self.world.clock),
            Err(fault) => {
                let step = self.delivery.failed(fault, &mut self.world.clock);
                self.delivery.take_attempt();
                step
            }
        }
    }
}
