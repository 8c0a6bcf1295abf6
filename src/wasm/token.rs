//! Access tokens: those that are kept, and the one fetch that all sends of a token wait for.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::deadline::Deadline;
use super::exchange::{self, Exchange};
use super::host::{self, Environment, Fetch};
use super::response;
use crate::answer::Answer;
use crate::delivery::Host as _;
use crate::delivery::token::{NewToken, TokenFetch, TokenRefusal, Tokens};
use crate::error::Fault;
use crate::limits;

/// A token, or why there is none.
type Outcome = Result<Rc<str>, TokenRefusal>;

/// A fetch that is under way.
struct Pending {
    identity: String,
    /// Resolves when there is an outcome.
    ended: Promise,
    outcome: OnceCell<Outcome>,
}

thread_local! {
    static TOKENS: RefCell<Tokens> = RefCell::default();
    static PENDING: RefCell<Vec<Rc<Pending>>> = const { RefCell::new(Vec::new()) };
}

/// The token of a send: one that is kept, or the one that is fetched now.
///
/// # Errors
/// What ended the send while it waited.
pub(super) async fn get(
    fetch: TokenFetch,
    refused: Option<Rc<str>>,
    with: Option<&Fetch>,
    deadline: &Rc<Deadline>,
) -> Result<Outcome, Fault> {
    let now_ms = Environment::default().monotonic_ms();
    let kept = TOKENS.with_borrow_mut(|tokens| {
        if let Some(refused) = refused {
            tokens.forget(fetch.identity(), &refused);
        }
        tokens.get(fetch.identity(), now_ms)
    });
    if let Some(token) = kept {
        return Ok(Ok(token));
    }
    if host::is_workerd() {
        // There, no request may wait for the I/O of another.
        return match request(&fetch, with, deadline).await {
            Ok(token) => Ok(Ok(keep(&fetch, token))),
            Err(Ended::Fault(fault @ Fault::Aborted)) => Err(fault),
            Err(Ended::Fault(fault)) => Ok(Err(fetch.failed(fault))),
            Err(Ended::Refused(refusal)) => Ok(Err(refusal)),
        };
    }
    let timed_out = fetch.failed(Fault::Timeout);
    loop {
        let under_way = PENDING.with_borrow(|pending| {
            let mut pending = pending.iter();
            pending
                .find(|known| known.identity == fetch.identity())
                .map(Rc::clone)
        });
        let is_joined = under_way.is_some();
        let Some(pending) = under_way.or_else(|| start(fetch.clone(), with)) else {
            return Err(Fault::NoFetch);
        };
        return match deadline.join(&pending.ended).await {
            Ok(()) => match pending.outcome.get().cloned() {
                // It began before this send did, and so did its time.
                Some(Err(refusal)) if is_joined && refusal.is_timeout() => continue,
                outcome => Ok(outcome.unwrap_or(Err(timed_out))),
            },
            Err(Fault::Timeout) => Ok(Err(timed_out)),
            Err(fault) => Err(fault),
        };
    }
}

/// Starts a fetch that goes on whoever still waits for it; `None` where the host has no timers.
fn start(fetch: TokenFetch, with: Option<&Fetch>) -> Option<Rc<Pending>> {
    let deadline = Rc::new(Deadline::start(
        fetch.budget_ms(),
        None,
        &mut Environment::default(),
    )?);
    let mut resolve = None;
    let ended = Promise::new(&mut |resolved, _| resolve = Some(resolved));
    let resolve = resolve?;
    let pending = Rc::new(Pending {
        identity: fetch.identity().to_owned(),
        ended,
        outcome: OnceCell::new(),
    });
    PENDING.with_borrow_mut(|all| all.push(Rc::clone(&pending)));
    let with = with.cloned();
    let shared = Rc::clone(&pending);
    spawn_local(async move {
        let outcome = match request(&fetch, with.as_ref(), &deadline).await {
            Ok(token) => Ok(keep(&fetch, token)),
            Err(Ended::Fault(fault)) => Err(fetch.failed(fault)),
            Err(Ended::Refused(refusal)) => Err(refusal),
        };
        // Nothing else sets it.
        _ = shared.outcome.set(outcome);
        PENDING.with_borrow_mut(|all| all.retain(|known| !Rc::ptr_eq(known, &shared)));
        _ = resolve.call0(&JsValue::UNDEFINED);
    });
    Some(pending)
}

fn keep(fetch: &TokenFetch, new: NewToken) -> Rc<str> {
    let now_ms = Environment::default().monotonic_ms();
    TOKENS.with_borrow_mut(|tokens| tokens.keep(fetch.identity(), &new, now_ms));
    new.token
}

/// Why a fetch gave no token.
enum Ended {
    Fault(Fault),
    Refused(TokenRefusal),
}

async fn request(
    fetch: &TokenFetch,
    with: Option<&Fetch>,
    deadline: &Rc<Deadline>,
) -> Result<NewToken, Ended> {
    let sent = fetch
        .request(&mut Environment::default())
        .map_err(Ended::Refused)?;
    let Exchange {
        response,
        headers,
        status,
    } = exchange::request(&sent, with, deadline)
        .await
        .map_err(Ended::Fault)?;
    let mut answer = Answer {
        status,
        retry_after: response::retry_after(&headers),
        ..Answer::default()
    };
    let limit = limits::EXPLANATION_BYTES;
    let read = response::read_body(&response, &headers, deadline, limit, &mut answer.body);
    answer.cut_by = read.await.err();
    let token = fetch.answered(&answer, &sent, &mut Environment::default());
    token.map_err(Ended::Refused)
}
