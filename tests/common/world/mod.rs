//! A world in virtual time: clocks, providers, token endpoints and a caller who may abort. It executes what the engine says
//! as `src/wasm/send.rs` and `src/wasm/token.rs` do, and says what the engine did wrong.
//!
//! The monotonic clock only goes forward, the wall clock steps. Everything follows from a seed.

pub(crate) mod fate;
mod judge;
pub(crate) mod sender;
pub(crate) mod setup;

use std::collections::HashMap;
use std::rc::Rc;

use fastrand::Rng;
use generic_http_sms::answer::Answer;
use generic_http_sms::delivery::Host;
use generic_http_sms::delivery::token::{NewToken, TokenFetch, TokenRefusal, Tokens};
use generic_http_sms::error::Fault;
use generic_http_sms::request::Request;
use setup::{Facts, Setup};

/// The clocks and the randomness of a host.
pub(crate) struct Clock {
    pub(crate) now_ms: u64,
    /// What the wall clock shows beyond the other, in milliseconds.
    wall_offset_ms: u64,
    rng: Rng,
}

impl Host for Clock {
    fn unix_ms(&mut self) -> u64 {
        self.now_ms + self.wall_offset_ms
    }

    fn monotonic_ms(&mut self) -> u64 {
        self.now_ms
    }

    fn random(&mut self) -> [u8; 16] {
        self.rng.u128(..).to_le_bytes()
    }
}

/// A fetch of a token that is under way, whoever still waits for it.
struct Pending {
    fetch: TokenFetch,
    done_ms: u64,
    outcome: Rc<Result<NewToken, TokenRefusal>>,
}

/// When a send has to end, and when its caller aborts it.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) ends_ms: u64,
    pub(crate) abort_ms: Option<u64>,
}

/// What a token is in this world.
struct Issued {
    endpoint: usize,
    /// When it is not to be used any more.
    ends_ms: u64,
}

/// See the module.
pub(crate) struct World<'a> {
    pub(crate) setup: &'a Setup,
    pub(crate) clock: Clock,
    pub(crate) rng: Rng,
    tokens: Tokens,
    pending: Vec<Pending>,
    issued: HashMap<Rc<str>, Issued>,
    /// The token that each endpoint's provider takes now.
    valid: HashMap<usize, Rc<str>>,
    /// Whether each send fetches its token for itself.
    is_workerd: bool,
    /// Whether a fetch is played that others will wait for.
    is_ahead: bool,
    /// Whether the time of the current send is up, or its caller has aborted it.
    pub(crate) is_ended: bool,
    /// What happened that has to happen in some worlds.
    pub(crate) seen: Vec<&'static str>,
    /// What the engine did wrong.
    pub(crate) wrong: Vec<String>,
}

impl<'a> World<'a> {
    pub(crate) fn new(setup: &'a Setup, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let now_ms = *[0, 1, 1_000_000, 1 << 40]
            .get(rng.usize(..4))
            .expect("one of four");
        Self {
            setup,
            clock: Clock {
                now_ms,
                wall_offset_ms: crate::common::NOW_MS,
                rng: rng.fork(),
            },
            is_workerd: rng.u8(..4) == 0,
            rng,
            tokens: Tokens::default(),
            pending: Vec::new(),
            issued: HashMap::new(),
            valid: HashMap::new(),
            is_ahead: false,
            is_ended: false,
            seen: Vec::new(),
            wrong: Vec::new(),
        }
    }

    pub(crate) fn expect(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(what());
        }
    }

    /// Lets time pass. Clocks on walls are set now and then, and tokens revoked.
    pub(crate) fn advance(&mut self, to_ms: u64) {
        self.clock.now_ms = self.clock.now_ms.max(to_ms);
        if self.rng.u8(..16) == 0 {
            let step_ms = self.rng.u64(..7_200_000);
            self.clock.wall_offset_ms = crate::common::NOW_MS + step_ms;
            self.seen.push("a step of the wall clock");
        }
        if self.rng.u8(..24) == 0 {
            self.valid.clear();
        }
        if !self.is_ahead {
            self.settle_fetches();
        }
    }

    /// Waits, unless the deadline comes before.
    pub(crate) fn race(&mut self, for_ms: u64, deadline: Deadline) -> Result<(), Fault> {
        let done_ms = self.clock.now_ms + for_ms;
        let aborted_ms = deadline.abort_ms.filter(|at| *at <= deadline.ends_ms);
        let (end_ms, outcome) = match aborted_ms {
            Some(at) if at < done_ms => (at, Err(Fault::Aborted)),
            _ if deadline.ends_ms < done_ms => (deadline.ends_ms, Err(Fault::Timeout)),
            _ => (done_ms, Ok(())),
        };
        self.advance(end_ms);
        self.is_ended |= outcome.is_err() && !self.is_ahead;
        outcome
    }

    /// Whether the provider takes the token of a request.
    pub(crate) fn takes_token(&mut self, facts: &Facts, request: &Request) -> bool {
        let Some(endpoint) = facts.token else {
            return true;
        };
        let header = crate::common::header(request, "authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        let issued = self.issued.get(token).map(|issued| issued.endpoint);
        self.expect(issued == Some(endpoint), || {
            "a token goes where it is not from".to_owned()
        });
        let valid = self.valid.get(&endpoint);
        valid.is_some_and(|valid| **valid == *token)
    }

    /// Everything that no error may show.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.issued.keys().map(|token| &**token)
    }

    /// A token that is kept, but not the refused one.
    fn kept(
        &mut self,
        identity: &str,
        refused: Option<&Rc<str>>,
        facts: &Facts,
    ) -> Option<Rc<str>> {
        if let Some(refused) = refused {
            self.tokens.forget(identity, refused);
        }
        let now_ms = self.clock.now_ms;
        let kept = self.tokens.get(identity, now_ms)?;
        let issued = self.issued.get(&kept);
        let is_alive = issued
            .is_some_and(|issued| now_ms < issued.ends_ms && Some(issued.endpoint) == facts.token);
        self.expect(is_alive, || {
            "a token is used that has ended, or is another's".to_owned()
        });
        self.expect(refused != Some(&kept), || {
            "a refused token is kept".to_owned()
        });
        Some(kept)
    }

    /// Whoever fetches is done at this time; keeps what came.
    fn settle_fetches(&mut self) {
        let now_ms = self.clock.now_ms;
        for Pending {
            fetch,
            done_ms,
            outcome,
        } in &self.pending
        {
            if let Ok(new) = &**outcome
                && *done_ms <= now_ms
            {
                self.tokens.keep(fetch.identity(), new, *done_ms);
            }
        }
        self.pending.retain(|pending| pending.done_ms > now_ms);
    }

    /// Makes the request of a token, as `request` of `src/wasm/token.rs`: what came of it, by this deadline.
    ///
    /// The inner outcome is what the fetch said. Time passes.
    fn fetch_token(
        &mut self,
        fetch: &TokenFetch,
        facts: &Facts,
        deadline: Deadline,
    ) -> Result<Result<NewToken, TokenRefusal>, Fault> {
        let request = match fetch.request(&mut self.clock) {
            Ok(request) => request,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let endpoint = facts.token.unwrap_or(usize::MAX);
        let is_its_own = request.url == format!("https://auth.sms.test/{endpoint}");
        self.expect(is_its_own, || "a token is asked for elsewhere".to_owned());
        let token: Rc<str> = format!("t-{:016x}", self.rng.u64(..)).into();
        let wall_ms = self.clock.unix_ms();
        let echo = match self.rng.u8(..4) {
            0 => format!("no {} {:?}", facts.keys.join(" "), request.headers),
            _ => "not today".to_owned(),
        };
        let (fate, seconds) = fate::of_token(&mut self.rng, &token, &echo, wall_ms);
        self.race(fate.head_ms, deadline)?;
        let reply = fate.reply?;
        let cut_by = self.race(fate.body_ms, deadline).err().or(reply.cut_by);
        let is_complete = fate.is_accepted && cut_by.is_none();
        let answer = Answer {
            status: reply.status,
            retry_after: reply.retry_after,
            body: reply.body,
            cut_by,
        };
        if fate.is_accepted {
            // The endpoint has given it, whether it arrived or not.
            let seconds = facts.fixed_lifetime.unwrap_or(seconds);
            let usable_ms = seconds.saturating_sub(30) * 1000;
            let ends_ms = self.clock.now_ms + usable_ms;
            self.issued
                .insert(Rc::clone(&token), Issued { endpoint, ends_ms });
            self.valid.insert(endpoint, token);
        }
        let outcome = fetch.answered(&answer, &request, &mut self.clock);
        self.expect(outcome.is_ok() == is_complete, || {
            "a token is found where there is none, or not where there is one".to_owned()
        });
        Ok(outcome)
    }

    /// The token of a send, as `get` of `src/wasm/token.rs`; the number is how many fetches were begun for it.
    pub(crate) fn token(
        &mut self,
        fetch: &TokenFetch,
        refused: Option<&Rc<str>>,
        facts: &Facts,
        deadline: Deadline,
    ) -> (Result<Result<Rc<str>, TokenRefusal>, Fault>, u32) {
        if let Some(kept) = self.kept(fetch.identity(), refused, facts) {
            self.seen.push("a token that was kept");
            return (Ok(Ok(kept)), 0);
        }
        self.seen.push(if refused.is_some() {
            "a token that is fetched anew"
        } else {
            "a token that is fetched"
        });
        if self.is_workerd {
            let outcome = match self.fetch_token(fetch, facts, deadline) {
                Ok(Ok(new)) => {
                    self.tokens.keep(fetch.identity(), &new, self.clock.now_ms);
                    Ok(Ok(new.token))
                }
                Ok(Err(refusal)) => Ok(Err(refusal)),
                Err(Fault::Aborted) => Err(Fault::Aborted),
                Err(fault) => Ok(Err(fetch.failed(fault))),
            };
            return (outcome, 1);
        }
        let timed_out = fetch.failed(Fault::Timeout);
        loop {
            let mut pending = self.pending.iter();
            let under_way = pending.position(|known| known.fetch.identity() == fetch.identity());
            let (index, begun) = match under_way {
                Some(index) => {
                    self.seen.push("a token that another send has asked for");
                    (index, 0)
                }
                None => (self.begin(fetch.clone(), facts), 1),
            };
            let (done_ms, outcome) = match self.pending.get(index) {
                Some(pending) => (pending.done_ms, Rc::clone(&pending.outcome)),
                None => return (Err(Fault::NoFetch), begun),
            };
            let outcome = match self.race(done_ms.saturating_sub(self.clock.now_ms), deadline) {
                Ok(()) => match &*outcome {
                    // It began before this send did, and so did its time.
                    Err(refusal) if begun == 0 && refusal.is_timeout() => {
                        self.seen
                            .push("a token that another send has waited for in vain");
                        continue;
                    }
                    Ok(new) => Ok(Ok(Rc::clone(&new.token))),
                    Err(refusal) => Ok(Err(refusal.clone())),
                },
                Err(Fault::Timeout) => Ok(Err(timed_out)),
                Err(fault) => Err(fault),
            };
            return (outcome, begun);
        }
    }

    /// Begins a fetch that goes on whoever still waits for it. What will come of it is known at once.
    fn begin(&mut self, fetch: TokenFetch, facts: &Facts) -> usize {
        let now_ms = self.clock.now_ms;
        let deadline = Deadline {
            ends_ms: now_ms + u64::from(fetch.budget_ms()),
            abort_ms: None,
        };
        self.is_ahead = true;
        let outcome = match self.fetch_token(&fetch, facts, deadline) {
            Ok(outcome) => outcome,
            Err(fault) => Err(fetch.failed(fault)),
        };
        let done_ms = std::mem::replace(&mut self.clock.now_ms, now_ms);
        self.is_ahead = false;
        self.pending.push(Pending {
            fetch,
            done_ms,
            outcome: Rc::new(outcome),
        });
        self.pending.len() - 1
    }
}
