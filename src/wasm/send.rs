//! The loop of a send: makes the requests that the core asks for, and tells it what came back.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;
use web_sys::{RequestInit, RequestRedirect, Response};

use super::deadline::Deadline;
use super::host::{self, Environment, Fetch};
use super::{input, output, response};
use crate::answer::Answer;
use crate::delivery::{Delivery, Receipt, Step};
use crate::error::{Failure, Fault, SendError};
use crate::request::{HeaderMap, Request};

/// Everything that needs no waiting happens here, before the promise: a mistake in the input costs no task.
pub(super) fn start(config: &JsValue, data: &JsValue, options: &JsValue) -> Promise {
    match prepare(config, data, options) {
        Ok(send) => future_to_promise(send.run()),
        Err(error) => Promise::reject(&output::error(error)),
    }
}

struct Send {
    delivery: Delivery,
    /// Shared with what still reads an answer that is accepted already.
    deadline: Rc<Deadline>,
    /// The caller's, if it has one.
    fetch: Option<Fetch>,
    request: Request,
}

fn prepare(config: &JsValue, data: &JsValue, options: &JsValue) -> Result<Send, SendError> {
    let mut delivery = Delivery::prepare(input::read(config, data), &mut Environment)?;
    let request = delivery.request(&mut Environment)?;
    let internal = |what| delivery.failed_with(Failure::Internal(what));
    let fetch = match host::property(options, "fetch") {
        unset if unset.is_undefined() => None,
        fetch if fetch.is_function() => Some(fetch.unchecked_into()),
        _ => return Err(internal("`options.fetch` is not a function")),
    };
    let deadline = Deadline::start(delivery.budget_ms(), host::property(options, "signal"))
        .ok_or_else(|| internal("this host has no timers or no AbortController"))?;
    Ok(Send {
        delivery,
        deadline: Rc::new(deadline),
        fetch,
        request,
    })
}

impl Send {
    async fn run(self) -> Result<JsValue, JsValue> {
        match self.deliver().await {
            Ok(receipt) => Ok(output::plain(&receipt)),
            Err(error) => Err(output::error(error)),
        }
    }

    async fn deliver(mut self) -> Result<Receipt, SendError> {
        loop {
            let step = match self.exchange().await {
                Ok(answer) => self.delivery.answered(&answer, &mut Environment),
                Err(fault) => self.delivery.failed(fault, &mut Environment),
            };
            match step {
                Step::Done(receipt) => return Ok(receipt),
                Step::Failed(error) => return Err(error),
                Step::Retry { after_ms } => self.pause(after_ms).await?,
            }
        }
    }

    /// Waits, then prepares the next request.
    async fn pause(&mut self, after_ms: u32) -> Result<(), SendError> {
        if let Err(fault) = self.deadline.sleep(after_ms).await
            && let Step::Failed(error) = self.delivery.failed(fault, &mut Environment)
        {
            return Err(error);
        }
        self.request = self.delivery.request(&mut Environment)?;
        Ok(())
    }

    /// One request and its answer.
    async fn exchange(&mut self) -> Result<Answer, Fault> {
        if self.deadline.was_aborted() {
            return Err(Fault::Aborted);
        }
        self.deadline.set_finished(false);
        self.delivery.sending();
        let response = response::settled(&self.deadline, self.fetch()?).await?;
        let response: Response = response.unchecked_into();
        let status = response::status(&response).ok_or(Fault::NotAResponse)?;
        let headers = response::headers(&response);
        let mut answer = Answer {
            status,
            ..Answer::default()
        };
        if self.delivery.reads_retry_after(&answer) {
            answer.retry_after = response::header(&headers, "retry-after");
        }
        match self.delivery.readable_bytes(&answer) {
            Some(limit) => {
                let body = &mut answer.body;
                let read = response::read_body(&response, &headers, &self.deadline, limit, body);
                answer.cut_by = read.await.err();
            }
            None => response::drain(response, headers, Rc::clone(&self.deadline)),
        }
        Ok(answer)
    }

    /// Makes the request: what `fetch` returned or threw.
    fn fetch(&self) -> Result<Result<Option<JsValue>, JsValue>, Fault> {
        let init = self.init();
        let fetch = match &self.fetch {
            Some(fetch) => fetch,
            // Looked up at every call so that it can be replaced.
            None => match host::property(&js_sys::global(), "fetch") {
                fetch if fetch.is_function() => &fetch.unchecked_into(),
                _ => return Err(Fault::NoFetch),
            },
        };
        Ok(fetch.call(&JsValue::UNDEFINED, &self.request.url, &init))
    }

    /// What `fetch` takes with the URL.
    fn init(&self) -> RequestInit {
        let request = &self.request;
        let init = RequestInit::new();
        init.set_method(request.method);
        // No `Headers`: those write every name in lower case, and some provider will mind.
        init.set_headers(&output::plain(&HeaderMap(&request.headers)));
        // Never replay credentials and codes to another place.
        init.set_redirect(RequestRedirect::Manual);
        if let Some(body) = &request.body {
            init.set_body(&body.into());
        }
        init.set_signal(Some(&self.deadline.signal()));
        init
    }
}
