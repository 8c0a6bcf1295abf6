//! Waiting for what the host promises, for as long as a send may last.
//!
//! The functions that a promise and a timer call are made once and used by one send after another: each that is made is
//! registered with the garbage collector, which costs more than all else of a wait.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::host;
use crate::error::Fault;

/// How many waiters are kept for later.
const IDLE: usize = 1024;

thread_local! {
    static WAITERS: RefCell<Vec<Rc<Waiter>>> = const { RefCell::new(Vec::new()) };
}

/// What a promise came to.
pub(super) type Outcome = Result<JsValue, JsValue>;

/// Waits for one promise at a time.
pub(super) struct Waiter {
    state: Rc<State>,
    fulfilled: Function,
    rejected: Function,
    timed_out: Function,
}

#[derive(Default)]
struct State {
    /// Of the promise that is waited for.
    outcome: Cell<Option<Outcome>>,
    /// What ended the send.
    fault: Cell<Option<Fault>>,
    /// Whether a promise has still to settle.
    is_waiting: Cell<bool>,
    /// Who is to be told.
    waker: Cell<Option<Waker>>,
    /// How many sends have used it, this one included: a timer of an earlier one is none of this one's.
    sends: Cell<u32>,
}

impl Waiter {
    /// For one send, which has to hand it [back](Self::release).
    pub(super) fn take() -> Rc<Self> {
        let waiter = WAITERS
            .with_borrow_mut(Vec::pop)
            .unwrap_or_else(|| Rc::new(Self::new()));
        let state = &waiter.state;
        state.sends.set(state.sends.get().wrapping_add(1));
        state.fault.set(None);
        waiter
    }

    fn new() -> Self {
        let state = Rc::new(State::default());
        let settles = |outcome: fn(JsValue) -> Outcome| {
            let state = Rc::clone(&state);
            let settle = Closure::<dyn Fn(JsValue)>::new(move |value| state.settle(outcome(value)));
            host::function(settle)
        };
        Self {
            fulfilled: settles(Ok),
            rejected: settles(Err),
            timed_out: {
                let state = Rc::clone(&state);
                let end = move |send| state.end(send, Fault::Timeout);
                host::function(Closure::<dyn Fn(u32)>::new(end))
            },
            state,
        }
    }

    /// Keeps it for another send. One that has given up a promise is of no more use: that may settle at any time.
    pub(super) fn release(self: &Rc<Self>) {
        if !self.state.is_waiting.get() {
            WAITERS.with_borrow_mut(|waiters| {
                if waiters.len() < IDLE {
                    waiters.push(Rc::clone(self));
                }
            });
        }
    }

    /// Starts a timer that ends the send.
    pub(super) fn end_after(&self, milliseconds: u32) -> Option<JsValue> {
        let send = self.state.sends.get();
        let timer = host::set_timeout(&self.timed_out, milliseconds, send).ok()?;
        Some(timer.unwrap_or_default().into())
    }

    /// A listener that ends the send.
    pub(super) fn abort(&self) -> Function {
        let state = Rc::clone(&self.state);
        let send = state.sends.get();
        host::function(Closure::<dyn Fn()>::new(move || {
            state.end(send, Fault::Aborted);
        }))
    }

    /// What a value comes to that may be a promise.
    ///
    /// # Errors
    /// What ended the send before.
    pub(super) async fn settled(&self, value: &JsValue) -> Result<Outcome, Fault> {
        if let Some(fault) = self.state.fault.get() {
            host::ignore(value);
            return Err(fault);
        }
        self.state.is_waiting.set(true);
        if let Err(thrown) = host::then(value, &self.fulfilled, &self.rejected) {
            self.state.is_waiting.set(false);
            return Ok(Err(thrown));
        }
        self.outcome().await
    }

    /// Waits for a while.
    ///
    /// # Errors
    /// What ended the send before.
    pub(super) async fn sleep(&self, milliseconds: u32) -> Result<(), Fault> {
        if let Some(fault) = self.state.fault.get() {
            return Err(fault);
        }
        self.state.is_waiting.set(true);
        let timer = host::set_timeout(&self.fulfilled, milliseconds, 0);
        let outcome = self.outcome().await;
        // A timer that nobody waits for any more would keep the process alive.
        _ = host::clear_timeout(&timer.ok().flatten().unwrap_or_default());
        outcome.map(|_| ())
    }

    async fn outcome(&self) -> Result<Outcome, Fault> {
        let state = &self.state;
        poll_fn(|context| {
            if let Some(outcome) = state.outcome.take() {
                return Poll::Ready(Ok(outcome));
            }
            if let Some(fault) = state.fault.get() {
                return Poll::Ready(Err(fault));
            }
            state.waker.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await
    }
}

impl State {
    fn settle(&self, outcome: Outcome) {
        if self.is_waiting.replace(false) {
            self.outcome.set(Some(outcome));
            self.wake();
        }
    }

    fn end(&self, send: u32, fault: Fault) {
        if self.sends.get() == send && self.fault.get().is_none() {
            self.fault.set(Some(fault));
            self.wake();
        }
    }

    fn wake(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
