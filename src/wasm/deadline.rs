//! The one timer of a send, and the caller's signal: both end whatever is being waited for, and abort the fetch.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use super::event::{self, Event, Ticket};
use super::host::{self, Signal};
use crate::network::Fault;

/// What a send waits for, and what came of it.
pub(super) struct State {
    controller: AbortController,
    /// The ticket of the timer and of the caller's signal.
    whole: Cell<Option<Ticket>>,
    ended: Cell<Option<Fault>>,
    /// The ticket of what is being waited for.
    current: Cell<Option<Ticket>>,
    outcome: RefCell<Option<Result<JsValue, JsValue>>>,
    waker: RefCell<Option<Waker>>,
}

impl State {
    /// What was waited for has settled.
    pub(super) fn settle(&self, ticket: Ticket, outcome: Result<JsValue, JsValue>) {
        if self.current.get() == Some(ticket) {
            self.current.set(None);
            self.outcome.replace(Some(outcome));
            self.wake();
        }
    }

    /// The time is up, or the caller aborted.
    pub(super) fn end(&self, ticket: Ticket, fault: Fault) {
        if self.whole.get() == Some(ticket) {
            self.end_by(fault);
        }
    }

    /// Ends the send, unless it has ended already.
    fn end_by(&self, fault: Fault) {
        if self.ended.get().is_none() {
            self.ended.set(Some(fault));
            self.controller.abort();
            self.wake();
        }
    }

    fn wake(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// Lives as long as a send. Dropping it stops the timer, lets go of the caller's signal and cancels what is unfinished.
pub(super) struct Deadline {
    number: u32,
    state: Rc<State>,
    timer: JsValue,
    caller: Option<(Signal, Function)>,
    finished: Cell<bool>,
    /// When the time budget is used up, in milliseconds since the Unix epoch.
    ends_at: f64,
}

impl Deadline {
    /// Starts the time budget. `None` where the host has no timers or no `AbortController`.
    pub(super) fn start(budget_ms: u32, signal: JsValue) -> Option<Self> {
        let state = Rc::new(State {
            controller: AbortController::new().ok()?,
            whole: Cell::new(None),
            ended: Cell::new(None),
            current: Cell::new(None),
            outcome: RefCell::new(None),
            waker: RefCell::new(None),
        });
        let number = event::register(&state);
        let whole = event::ticket(number);
        state.whole.set(Some(whole));
        let mut deadline = Self {
            number,
            state,
            timer: JsValue::UNDEFINED,
            caller: None,
            finished: Cell::new(false),
            ends_at: js_sys::Date::now() + f64::from(budget_ms),
        };
        deadline.timer = event::after(budget_ms, Event::Timeout, whole).ok()?;
        if signal.is_object() {
            deadline.watch(signal.unchecked_into(), whole);
        }
        Some(deadline)
    }

    fn watch(&mut self, signal: Signal, whole: Ticket) {
        if signal
            .aborted()
            .is_ok_and(|aborted| aborted.is_some_and(|aborted| aborted.is_truthy()))
        {
            self.state.end_by(Fault::Aborted);
            return;
        }
        let listener = event::listener(Event::Aborted, whole);
        // Something that is no signal cannot abort, and is no reason not to send.
        if signal.add_event_listener("abort", &listener).is_ok() {
            self.caller = Some((signal, listener));
        }
    }

    /// The signal for fetch.
    pub(super) fn signal(&self) -> AbortSignal {
        self.state.controller.signal()
    }

    /// Why the send is over before it began, if it is.
    pub(super) fn ended(&self) -> Option<Fault> {
        self.state.ended.get()
    }

    /// Nothing is left to cancel.
    pub(super) fn finish(&self) {
        self.finished.set(true);
    }

    /// Waits for a while, unless the send ends before.
    pub(super) async fn sleep(&self, milliseconds: u32) -> Result<(), Fault> {
        let ticket = self.take_turn();
        let timer = event::after(milliseconds, Event::Resolved, ticket);
        if timer.is_err() {
            return Ok(());
        }
        let outcome = self.settled().await.map(|_| ());
        // A timer that nobody waits for any more would keep the process alive.
        _ = host::clear_timeout(&timer.unwrap_or_default());
        outcome
    }

    /// Waits for what a host function returned, but no longer than the send may last: a host that ignores the signal cannot
    /// hold it up. The inner error is what the promise was rejected with, or what the function threw.
    pub(super) async fn wait(
        &self,
        returned: Result<Option<JsValue>, JsValue>,
    ) -> Result<Result<JsValue, JsValue>, Fault> {
        match returned {
            Ok(value) => event::when_settled(&value.unwrap_or_default(), self.take_turn()),
            Err(thrown) => return Ok(Err(thrown)),
        }
        // A stream that is always ready never lets a timer fire.
        if js_sys::Date::now() > self.ends_at {
            self.state.end_by(Fault::Timeout);
        }
        self.settled().await
    }

    fn take_turn(&self) -> Ticket {
        let ticket = event::ticket(self.number);
        self.state.current.set(Some(ticket));
        ticket
    }

    async fn settled(&self) -> Result<Result<JsValue, JsValue>, Fault> {
        std::future::poll_fn(|context| {
            if let Some(fault) = self.state.ended.get() {
                return Poll::Ready(Err(fault));
            }
            if let Some(outcome) = self.state.outcome.take() {
                return Poll::Ready(Ok(outcome));
            }
            self.state.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        _ = host::clear_timeout(&self.timer);
        event::unregister(self.number);
        if let Some((signal, listener)) = self.caller.take() {
            _ = signal.remove_event_listener("abort", &listener);
        }
        if !self.finished.get() {
            self.state.controller.abort();
        }
    }
}
