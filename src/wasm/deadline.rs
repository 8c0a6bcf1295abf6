//! What ends a send before its time: the one timer of its budget, and the caller's signal.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal};

use super::host;
use crate::error::Fault;

thread_local! {
    /// What a deadline's promise resolves to: values that no host function can give.
    static TIMED_OUT: JsValue = Object::new().into();
    static ABORTED: JsValue = Object::new().into();
}

/// Lives as long as a send. Dropping it stops the timer, lets go of the caller's signal and cancels what is unfinished.
pub(super) struct Deadline {
    controller: AbortController,
    /// Resolves when the send has to end; never, if that is not before its own end.
    ended: Promise,
    /// What makes it resolve.
    end: Function,
    timer: RefCell<JsValue>,
    /// The caller's signal, and the listener that it has to let go of.
    caller: RefCell<Option<(JsValue, Function)>>,
    was_aborted: bool,
    finished: Cell<bool>,
    /// When the time budget is used up, on the monotonic clock.
    ends_at: f64,
}

impl Deadline {
    /// Starts the time budget. `None` where the host has no timers or no `AbortController`.
    pub(super) fn start(budget_ms: u32, signal: JsValue) -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let mut end = None;
        let ended = Promise::new(&mut |resolve, _| end = Some(resolve));
        let end: Function = end?;
        let timer = TIMED_OUT.with(|mark| host::set_timeout(&end, budget_ms, mark));
        let deadline = Self {
            controller,
            ended,
            end,
            timer: RefCell::new(timer.ok()?.unwrap_or_default()),
            caller: RefCell::default(),
            was_aborted: host::property(&signal, "aborted").is_truthy(),
            finished: Cell::new(false),
            ends_at: host::monotonic_ms() + f64::from(budget_ms),
        };
        if signal.is_object() && !deadline.was_aborted {
            let listener = ABORTED.with(|mark| deadline.end.bind1(&JsValue::UNDEFINED, mark));
            let listener: Function = listener.unchecked_into();
            // Something that is no signal cannot abort, and is no reason not to send.
            listen(&signal, "addEventListener", &listener);
            deadline.caller.replace(Some((signal, listener)));
        }
        Some(deadline)
    }

    /// The signal for fetch.
    pub(super) fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }

    /// Whether the caller had aborted before the send began.
    pub(super) const fn was_aborted(&self) -> bool {
        self.was_aborted
    }

    /// Says whether there is anything left to cancel.
    pub(super) fn set_finished(&self, finished: bool) {
        self.finished.set(finished);
    }

    /// The send is decided, and only its answer is still being read: for a while, unless the budget ends before, and whatever
    /// the caller's signal says.
    pub(super) fn linger(&self, milliseconds: u32) {
        self.release_caller();
        if self.ends_at - host::monotonic_ms() > f64::from(milliseconds) {
            _ = host::clear_timeout(&self.timer.borrow());
            let timer = TIMED_OUT.with(|mark| host::set_timeout(&self.end, milliseconds, mark));
            self.timer.replace(timer.ok().flatten().unwrap_or_default());
        }
    }

    /// Lets go of the caller's signal.
    pub(super) fn release_caller(&self) {
        if let Some((signal, listener)) = self.caller.take() {
            listen(&signal, "removeEventListener", &listener);
        }
    }

    /// Waits for a while, unless the send ends before.
    pub(super) async fn sleep(&self, milliseconds: u32) -> Result<(), Fault> {
        let mut timer = None;
        let elapsed = Promise::new(&mut |resolve, _| {
            timer = host::set_timeout(&resolve, milliseconds, &JsValue::UNDEFINED)
                .ok()
                .flatten();
        });
        let outcome = self.race(&elapsed).await;
        // A timer that nobody waits for any more would keep the process alive.
        _ = host::clear_timeout(&timer.unwrap_or_default());
        outcome.map(|_| ())
    }

    /// Waits for something that this send does not do itself, unless the send ends before.
    pub(super) async fn join(&self, ended: &Promise) -> Result<(), Fault> {
        self.race(ended).await.map(|_| ())
    }

    /// Waits for what a host function returned, but no longer than the send may last: a host that ignores the signal cannot
    /// hold it up. The inner error is what the promise was rejected with, or what the function threw.
    pub(super) async fn wait(
        &self,
        returned: Result<Option<JsValue>, JsValue>,
    ) -> Result<Result<JsValue, JsValue>, Fault> {
        // A stream that is always ready never lets a timer fire.
        if host::monotonic_ms() > self.ends_at {
            // What is cancelled now rejects, and nobody waits for it.
            host::ignore(returned.ok().flatten());
            return Err(Fault::Timeout);
        }
        match returned {
            Ok(value) => self.race(&value.unwrap_or_default()).await,
            Err(thrown) => Ok(Err(thrown)),
        }
    }

    async fn race(&self, value: &JsValue) -> Result<Result<JsValue, JsValue>, Fault> {
        // A race takes whatever is no promise for its own result, and one that lies for what it is.
        let race = Promise::race(&Array::of2(value, &self.ended));
        let outcome = JsFuture::from(race).await;
        let ended_by = |mark: &'static std::thread::LocalKey<JsValue>| {
            outcome
                .as_ref()
                .is_ok_and(|value| mark.with(|mark| mark == value))
        };
        if ended_by(&TIMED_OUT) {
            Err(Fault::Timeout)
        } else if ended_by(&ABORTED) {
            Err(Fault::Aborted)
        } else {
            Ok(outcome)
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
    }
}

fn listen(signal: &JsValue, method: &str, listener: &Function) {
    host::call_method(signal, method, &Array::of2(&"abort".into(), listener));
}
