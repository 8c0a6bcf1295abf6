//! The loop of a send: makes the requests that the core asks for, and tells it what came back.

use std::rc::Rc;

use js_sys::{Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::deadline::Deadline;
use super::exchange::{self, Exchange};
use super::host::{self, Callback, Environment, Fetch, Unknown};
use super::{input, output, response, token};
use crate::answer::Answer;
use crate::delivery::{Delivery, Receipt, Step};
use crate::error::{Failure, Fault, SendError};
use crate::request::Request;

/// Everything that needs no waiting happens here, before the promise: a mistake in the input costs no task.
pub(super) fn start(config: &JsValue, data: &JsValue, options: Option<Object>) -> Promise {
    match prepare(config, data, options) {
        Ok((send, step)) => future_to_promise(send.run(step)),
        Err(error) => Promise::reject(&output::error(error)),
    }
}

struct Send {
    delivery: Delivery,
    /// Shared with what still reads an answer that is accepted already.
    deadline: Rc<Deadline>,
    /// The caller's, if it has one.
    fetch: Option<Fetch>,
    on_attempt: Option<Callback>,
    /// Of the present moment: until something was waited for.
    host: Environment,
}

fn prepare(
    config: &JsValue,
    data: &JsValue,
    options: Option<Object>,
) -> Result<(Send, Step), SendError> {
    let mut host = Environment::default();
    let mut delivery = Delivery::prepare(input::read(config, data), &mut host)?;
    let step = match delivery.next(&mut host) {
        Step::Failed(error) => return Err(error),
        step => step,
    };
    let internal = |what| delivery.failed_with(Failure::Internal(what));
    let Options {
        fetch,
        on_attempt,
        signal,
    } = options
        .map_or_else(|| Ok(Options::default()), |options| Options::read(&options))
        .map_err(|()| internal("`options.fetch` is not a function"))?;
    let deadline = Deadline::start(delivery.budget_ms(), signal, &mut host)
        .ok_or_else(|| internal("this host has no timers or no AbortController"))?;
    let send = Send {
        delivery,
        deadline: Rc::new(deadline),
        fetch,
        on_attempt,
        host,
    };
    Ok((send, step))
}

/// What the caller may pass.
#[derive(Default)]
struct Options {
    fetch: Option<Fetch>,
    on_attempt: Option<Callback>,
    signal: Option<Unknown>,
}

impl Options {
    /// # Errors
    /// Where `fetch` is something else.
    fn read(options: &JsValue) -> Result<Self, ()> {
        let signal = host::property(options, "signal");
        Ok(Self {
            fetch: function(options, "fetch")?.map(JsCast::unchecked_into),
            // It can break no send, so neither can something else in its place.
            on_attempt: function(options, "onAttempt")
                .ok()
                .flatten()
                .map(JsCast::unchecked_into),
            signal: signal.is_object().then(|| signal.unchecked_into()),
        })
    }
}

/// A function among the options, if there is one.
///
/// # Errors
/// Where something else stands there.
fn function(options: &JsValue, name: &str) -> Result<Option<JsValue>, ()> {
    match host::property(options, name) {
        unset if unset.is_undefined() => Ok(None),
        function if function.is_function() => Ok(Some(function)),
        _ => Err(()),
    }
}

impl Send {
    async fn run(self, first: Step) -> Result<JsValue, JsValue> {
        match self.deliver(first).await {
            Ok(receipt) => Ok(output::record(&receipt)),
            Err(error) => Err(output::error(error)),
        }
    }

    async fn deliver(mut self, mut step: Step) -> Result<Receipt, SendError> {
        if self.deadline.was_aborted() {
            step = self.delivery.failed(Fault::Aborted, &mut self.host);
        }
        loop {
            step = match step {
                Step::Send(request) => self.send(&request).await,
                Step::Authorize(refused) => self.authorize(refused).await,
                Step::Wait(after_ms) => self.pause(after_ms).await,
                Step::Done(receipt) => return Ok(receipt),
                Step::Failed(error) => return Err(error),
            };
            self.tell();
        }
    }

    /// One request and its answer.
    async fn send(&mut self, request: &Request) -> Step {
        self.delivery.sending(&mut self.host);
        let answer = self.answer(request).await;
        self.host = Environment::default();
        match answer {
            Ok(answer) => self.delivery.answered(&answer, &mut self.host),
            Err(fault) => self.delivery.failed(fault, &mut self.host),
        }
    }

    async fn answer(&self, request: &Request) -> Result<Answer, Fault> {
        let Exchange {
            response,
            headers,
            status,
        } = exchange::request(request, self.fetch.as_ref(), &self.deadline).await?;
        let mut answer = Answer {
            status,
            ..Answer::default()
        };
        if self.delivery.reads_retry_after(&answer) {
            answer.retry_after = response::retry_after(&headers);
        }
        match self.delivery.readable_bytes(&answer) {
            Some(limit) => {
                let body = &mut answer.body;
                let read = response::read_body(&response, &headers, &self.deadline, limit, body);
                answer.cut_by = read.await.err();
            }
            None => response::drain(response, &headers, Rc::clone(&self.deadline)),
        }
        Ok(answer)
    }

    /// Gets a token, but not one that was refused.
    async fn authorize(&mut self, refused: Option<Rc<str>>) -> Step {
        let fetch = self.delivery.token_fetch();
        let token = token::get(fetch, refused, self.fetch.as_ref(), &self.deadline).await;
        self.host = Environment::default();
        match token {
            Ok(Ok(token)) => {
                self.delivery.authorize(token);
                self.delivery.next(&mut self.host)
            }
            Ok(Err(refusal)) => self.delivery.unauthorized(&refusal, &mut self.host),
            Err(fault) => self.delivery.failed(fault, &mut self.host),
        }
    }

    /// Waits, then goes on.
    async fn pause(&mut self, after_ms: u32) -> Step {
        let slept = self.deadline.sleep(after_ms).await;
        self.host = Environment::default();
        match slept {
            Ok(()) => self.delivery.next(&mut self.host),
            Err(fault) => {
                let step = self.delivery.failed(fault, &mut self.host);
                // It was told of already.
                _ = self.delivery.take_attempt();
                step
            }
        }
    }

    /// Tells the caller what came of an attempt. Whatever that does is no matter of the send.
    fn tell(&mut self) {
        let attempt = self.delivery.take_attempt();
        if let Some((attempt, callback)) = attempt.zip(self.on_attempt.as_ref()) {
            let returned = callback.call(&JsValue::UNDEFINED, &output::plain(&attempt));
            host::ignore(&returned.ok().flatten().unwrap_or_default());
        }
    }
}
