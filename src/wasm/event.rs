//! Everything that a send waits for, brought to it by one callback for the whole process.
//!
//! A closure for each thing that is waited for would be registered with the host's garbage collector, which costs more
//! than all else that this adapter does. Instead the host calls the same function with what happened and with the ticket
//! that says who waits for it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;

use super::deadline::State;
use super::host::{self, Thenable};
use crate::network::Fault;

/// What happened. `dispatch` reads these numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// What was waited for is there.
    Resolved = 0,
    /// What was waited for failed.
    Rejected = 1,
    /// The time budget is used up.
    Timeout = 2,
    /// The caller aborted.
    Aborted = 3,
}

/// Who waits: the number of a send, and of the thing that it waits for. Numbers of ended sends are used again, so an event
/// that comes too late, or a second time, is known by the latter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) number: u32,
    pub(super) turn: u32,
}

thread_local! {
    static SENDS: RefCell<Sends> = const { RefCell::new(Sends { states: Vec::new(), free: Vec::new(), turn: 0 }) };
    static CALLBACK: Closure<dyn Fn(u32, u32, u32, JsValue)> = Closure::new(dispatch);
}

/// The sends under way, by number. As long as the most that there ever were at a time.
struct Sends {
    states: Vec<Weak<State>>,
    free: Vec<u32>,
    turn: u32,
}

/// Gives a number to a send.
pub(super) fn register(state: &Rc<State>) -> u32 {
    SENDS.with_borrow_mut(|sends| {
        let state = Rc::downgrade(state);
        let reused = sends.free.pop();
        if let Some((number, slot)) =
            reused.and_then(|number| Some((number, sends.states.get_mut(number as usize)?)))
        {
            *slot = state;
            return number;
        }
        sends.states.push(state);
        u32::try_from(sends.states.len().saturating_sub(1)).unwrap_or(u32::MAX)
    })
}

/// Takes the number of a send back.
pub(super) fn unregister(number: u32) {
    SENDS.with_borrow_mut(|sends| {
        if let Some(slot) = sends.states.get_mut(number as usize) {
            *slot = Weak::new();
            sends.free.push(number);
        }
    });
}

/// A ticket that nobody else has.
pub(super) fn ticket(number: u32) -> Ticket {
    SENDS.with_borrow_mut(|sends| {
        sends.turn = sends.turn.wrapping_add(1);
        let turn = sends.turn;
        Ticket { number, turn }
    })
}

fn dispatch(event: u32, number: u32, turn: u32, value: JsValue) {
    let state = SENDS.with_borrow(|sends| sends.states.get(number as usize)?.upgrade());
    if let Some(state) = state {
        let ticket = Ticket { number, turn };
        match event {
            0 => state.settle(ticket, Ok(value)),
            1 => state.settle(ticket, Err(value)),
            2 => state.end(ticket, Fault::Timeout),
            _ => state.end(ticket, Fault::Aborted),
        }
    }
}

/// Calls back after so many milliseconds.
pub(super) fn after(milliseconds: u32, event: Event, ticket: Ticket) -> Result<JsValue, JsValue> {
    let Ticket { number, turn } = ticket;
    let milliseconds = f64::from(milliseconds);
    CALLBACK
        .with(|callback| {
            let callback = callback.as_ref().unchecked_ref();
            host::set_timeout(callback, milliseconds, event as u32, number, turn)
        })
        .map(Option::unwrap_or_default)
}

/// A function to be called when something happens.
pub(super) fn listener(event: Event, ticket: Ticket) -> Function {
    let Ticket { number, turn } = ticket;
    CALLBACK.with(|callback| {
        let callback = callback.as_ref().unchecked_ref::<host::Callback>();
        callback.bind(&JsValue::UNDEFINED, event as u32, number, turn)
    })
}

/// Calls back when a promise, or whatever a host function returned in its place, is settled.
pub(super) fn when_settled(value: &JsValue, ticket: Ticket) {
    let resolved = listener(Event::Resolved, ticket);
    let rejected = listener(Event::Rejected, ticket);
    let thenable: &Thenable = value.unchecked_ref();
    if thenable.then(&resolved, &rejected).is_err() {
        // No promise, or one that lies: a race of one is always a promise of the host's own.
        let promise: JsValue = Promise::race(&Array::of1(value)).into();
        _ = promise
            .unchecked_ref::<Thenable>()
            .then(&resolved, &rejected);
    }
}

/// Nobody waits for this promise.
pub(super) fn ignore(value: &JsValue) {
    let turn = 0;
    let number = u32::MAX;
    when_settled(value, Ticket { number, turn });
}
