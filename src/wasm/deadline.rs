//! What ends a send before its time: the one timer of its budget, and the caller's signal.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal};

use super::host::{self, Environment, Unknown};
use super::waiter::{Outcome, Waiter};
use crate::delivery::Host as _;
use crate::error::Fault;

/// Lives as long as a send. Dropping it stops the timer, lets go of the caller's signal and cancels what is unfinished.
pub(super) struct Deadline {
    controller: AbortController,
    waiter: Rc<Waiter>,
    timer: RefCell<JsValue>,
    /// The caller's signal, and the listener that it has to let go of.
    caller: RefCell<Option<(Unknown, Function)>>,
    was_aborted: bool,
    finished: Cell<bool>,
    /// When the time budget is used up, on the monotonic clock.
    ends_at: u64,
}

impl Deadline {
    /// Starts the time budget. `None` where the host has no timers or no `AbortController`.
    pub(super) fn start(
        budget_ms: u32,
        signal: Option<Unknown>,
        host: &mut Environment,
    ) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let waiter = Waiter::take();
        let timer = waiter.end_after(budget_ms)?;
        let mut deadline = Self {
            controller,
            waiter,
            timer: RefCell::new(timer),
            caller: RefCell::default(),
            was_aborted: false,
            finished: Cell::new(false),
            ends_at: host.monotonic_ms() + u64::from(budget_ms),
        };
        if let Some(signal) = signal {
            deadline.listen(signal);
        }
        Some(deadline)
    }

    /// Listens to the caller's signal. Something that is no signal cannot abort, and is no reason not to send.
    fn listen(&mut self, signal: Unknown) {
        self.was_aborted = signal.aborted().ok().flatten().unwrap_or_default();
        if !self.was_aborted {
            let listener = self.waiter.abort();
            _ = signal.add_listener("abort", &listener);
            self.caller.replace(Some((signal, listener)));
        }
    }

    /// The signal for fetch.
    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Whether the caller had aborted before the send began.
    pub(super) const fn was_aborted(&self) -> bool {
        self.was_aborted
    }

    /// Whether the time budget is used up. A stream that is always ready never lets a timer fire.
    pub(super) fn is_over(&self) -> bool {
        Environment::default().monotonic_ms() > self.ends_at
    }

    /// Says whether there is anything left to cancel.
    pub(super) fn set_finished(&self, finished: bool) {
        self.finished.set(finished);
    }

    /// The send is decided, and only its answer is still being read: for a while, unless the budget ends before, and whatever
    /// the caller's signal says.
    pub(super) fn linger(&self, milliseconds: u32) {
        self.release_caller();
        let left_ms = self
            .ends_at
            .saturating_sub(Environment::default().monotonic_ms());
        if left_ms > u64::from(milliseconds) {
            _ = host::clear_timeout(&self.timer.borrow());
            let timer = self.waiter.end_after(milliseconds);
            self.timer.replace(timer.unwrap_or_default());
        }
    }

    /// Lets go of the caller's signal.
    pub(super) fn release_caller(&self) {
        if let Some((signal, listener)) = self.caller.take() {
            _ = signal.remove_listener("abort", &listener);
        }
    }

    /// Waits for a while, unless the send ends before.
    pub(super) async fn sleep(&self, milliseconds: u32) -> Result<(), Fault> {
        self.waiter.sleep(milliseconds).await
    }

    /// Waits for something that this send does not do itself, unless the send ends before.
    pub(super) async fn join(&self, ended: &Promise) -> Result<(), Fault> {
        self.waiter.settled(ended).await.map(|_| ())
    }

    /// Waits for what a host function returned, but no longer than the send may last: a host that ignores the signal cannot
    /// hold it up. The inner error is what the promise was rejected with, or what the function threw.
    pub(super) async fn wait(
        &self,
        returned: Result<Option<Unknown>, JsValue>,
    ) -> Result<Outcome, Fault> {
        match returned {
            Ok(value) => self.waiter.settled(&value.unwrap_or_default()).await,
            Err(thrown) => Ok(Err(thrown)),
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        _ = host::clear_timeout(&self.timer.borrow());
        self.release_caller();
        if !self.finished.get() {
            self.controller.abort();
        }
        self.waiter.release();
    }
}
