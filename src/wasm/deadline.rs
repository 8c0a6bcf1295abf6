//! The one timer of a send, and the caller's signal: both end whatever is being waited for, and abort the fetch.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

use super::host::{self, Signal};
use crate::network::Fault;

thread_local! {
    /// Sends with a running timer, by their number.
    static PENDING: RefCell<Slab> = const { RefCell::new(Slab { states: Vec::new(), free: Vec::new() }) };
    /// One callback for the timers of all sends: setTimeout passes it the send's number.
    static ON_TIMEOUT: Closure<dyn Fn(u32)> = Closure::new(|number| {
        if let Some(state) = PENDING.with_borrow(|pending| pending.get(number)) {
            state.end(Fault::Timeout);
        }
    });
}

/// Numbers for sends; those of ended ones are used again, so that it stays as small as the most sends at a time.
struct Slab {
    states: Vec<Weak<State>>,
    free: Vec<u32>,
}

impl Slab {
    fn insert(&mut self, state: Weak<State>) -> u32 {
        let reused = self.free.pop();
        if let Some((number, slot)) =
            reused.and_then(|number| Some((number, self.states.get_mut(number as usize)?)))
        {
            *slot = state;
            number
        } else {
            self.states.push(state);
            u32::try_from(self.states.len().saturating_sub(1)).unwrap_or(u32::MAX)
        }
    }

    fn get(&self, number: u32) -> Option<Rc<State>> {
        self.states.get(number as usize)?.upgrade()
    }

    fn remove(&mut self, number: u32) {
        if let Some(slot) = self.states.get_mut(number as usize) {
            *slot = Weak::new();
            self.free.push(number);
        }
    }
}

struct State {
    controller: AbortController,
    ended: Cell<Option<Fault>>,
    waker: RefCell<Option<Waker>>,
}

impl State {
    /// Ends the send, unless it has ended already.
    fn end(&self, fault: Fault) {
        if self.ended.get().is_none() {
            self.ended.set(Some(fault));
            self.controller.abort();
            if let Some(waker) = self.waker.take() {
                waker.wake();
            }
        }
    }
}

/// Lives as long as a send. Dropping it stops the timer, lets go of the caller's signal and cancels what is unfinished.
pub(super) struct Deadline {
    number: u32,
    state: Rc<State>,
    timer: JsValue,
    caller: Option<(Signal, Closure<dyn Fn()>)>,
    finished: Cell<bool>,
    /// When the time budget is used up, in milliseconds since the Unix epoch.
    ends_at: f64,
}

impl Deadline {
    /// Starts the time budget. `None` where the host has no timers or no `AbortController`.
    pub(super) fn start(budget_ms: u32, signal: JsValue) -> Option<Self> {
        let state = Rc::new(State {
            controller: AbortController::new().ok()?,
            ended: Cell::new(None),
            waker: RefCell::new(None),
        });
        let number = PENDING.with_borrow_mut(|pending| pending.insert(Rc::downgrade(&state)));
        let timer = ON_TIMEOUT.with(|callback| {
            host::set_timeout(
                callback.as_ref().unchecked_ref(),
                f64::from(budget_ms),
                number,
            )
        });
        let mut deadline = Self {
            number,
            state,
            timer: timer.ok()?.unwrap_or(JsValue::UNDEFINED),
            caller: None,
            finished: Cell::new(false),
            ends_at: js_sys::Date::now() + f64::from(budget_ms),
        };
        if signal.is_object() {
            deadline.watch(signal.unchecked_into());
        }
        Some(deadline)
    }

    fn watch(&mut self, signal: Signal) {
        if signal
            .aborted()
            .is_ok_and(|aborted| aborted.is_some_and(|aborted| aborted.is_truthy()))
        {
            self.state.end(Fault::Aborted);
            return;
        }
        let state = Rc::downgrade(&self.state);
        let listener: Closure<dyn Fn()> = Closure::new(move || {
            if let Some(state) = state.upgrade() {
                state.end(Fault::Aborted);
            }
        });
        // Something that is no signal cannot abort, and is no reason not to send.
        if signal
            .add_event_listener("abort", listener.as_ref())
            .is_ok()
        {
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
        let mut timer = JsValue::UNDEFINED;
        let pause = Promise::new(&mut |resolve, _| {
            timer = host::set_timeout(&resolve, f64::from(milliseconds), 0)
                .ok()
                .flatten()
                .unwrap_or(JsValue::UNDEFINED);
        });
        let outcome = self.wait(JsFuture::from(pause)).await.map(|_| ());
        // A timer that nobody waits for any more would keep the process alive.
        _ = host::clear_timeout(&timer);
        outcome
    }

    /// Waits for a future, but no longer than the send may last: a host that ignores the signal cannot hold it up.
    pub(super) async fn wait<T>(&self, future: impl Future<Output = T>) -> Result<T, Fault> {
        // A stream that is always ready never lets a timer fire.
        if js_sys::Date::now() > self.ends_at {
            self.state.end(Fault::Timeout);
        }
        let mut future = pin!(future);
        std::future::poll_fn(|context| {
            if let Some(fault) = self.state.ended.get() {
                return Poll::Ready(Err(fault));
            }
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Ok(output));
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
        PENDING.with_borrow_mut(|pending| pending.remove(self.number));
        if let Some((signal, listener)) = self.caller.take() {
            _ = signal.remove_event_listener("abort", listener.as_ref());
        }
        if !self.finished.get() {
            self.state.controller.abort();
        }
    }
}
