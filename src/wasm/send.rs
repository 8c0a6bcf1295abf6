//! The loop of a send: makes the requests that the core asks for, and tells it what came back.

use js_sys::{ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::deadline::Deadline;
use super::host::{self, Chunk, Environment, Reader, Response, Stream};
use super::{input, output};
use crate::answer::Answer;
use crate::delivery::{Delivery, Receipt, Step};
use crate::error::{Failure, SendError};
use crate::limits;
use crate::network::{self, Fault};
use crate::request::{HeaderList, Request};

/// How many causes of an error are followed.
const CAUSES: usize = 5;

/// Everything that needs no waiting happens here, before the promise: a mistake in the input costs no task.
pub(super) fn start(config: &JsValue, data: &JsValue, options: &JsValue) -> Promise {
    match prepare(config, data, options) {
        Ok(send) => future_to_promise(send.run()),
        Err(error) => Promise::reject(&output::error(error)),
    }
}

struct Send {
    delivery: Delivery,
    deadline: Deadline,
    fetch: Option<Function>,
    request: Request,
}

fn prepare(config: &JsValue, data: &JsValue, options: &JsValue) -> Result<Send, SendError> {
    let (config, data) = input::read(config, data)?;
    let mut delivery = Delivery::prepare(config, data, &mut Environment)?;
    let request = delivery.request(&mut Environment)?;
    let fetch = match input::option(options, "fetch") {
        unset if unset.is_undefined() || unset.is_null() => None,
        fetch => Some(fetch.dyn_into().map_err(|_| {
            SendError::unsent(Failure::Internal("`options.fetch` is not a function"))
        })?),
    };
    let deadline = Deadline::start(delivery.budget_ms(), input::option(options, "signal"));
    let deadline = deadline.ok_or_else(|| {
        let what = "this host has no timers or no AbortController";
        SendError::unsent(Failure::Internal(what))
    })?;
    Ok(Send {
        delivery,
        deadline,
        fetch,
        request,
    })
}

impl Send {
    async fn run(self) -> Result<JsValue, JsValue> {
        self.deliver()
            .await
            .map(|receipt| output::plain(&receipt))
            .map_err(output::error)
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
        if let Some(fault) = self.deadline.ended() {
            return Err(fault);
        }
        self.delivery.sending();
        let response = self.fetch()?;
        let response = self.deadline.wait(host::promise(&response)).await?;
        let response: Response = response.map_err(|error| fault_of(&error))?.unchecked_into();
        // A browser hides a redirect behind the status 0, which `as_f64` of anything that is no response gives too.
        let status = response.status().ok().and_then(|status| status.as_f64());
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, and what is no status is no success"
        )]
        let status = status.ok_or(Fault::NotAResponse)? as u16;
        let mut answer = Answer {
            status,
            retry_after: header(&response, "retry-after"),
            ..Answer::default()
        };
        answer.cut_by = self.read_body(&response, &mut answer.body).await.err();
        Ok(answer)
    }

    fn fetch(&self) -> Result<JsValue, Fault> {
        let request = &self.request;
        let init = init(request, &self.deadline);
        match &self.fetch {
            Some(fetch) => fetch
                .call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
                .map_err(|error| fault_of(&error)),
            // fetch itself never throws, so there is none.
            None => host::fetch(&request.url, &init).map_err(|_| Fault::NoFetch),
        }
    }

    /// Reads at most 64 KiB of the body and cancels the rest.
    async fn read_body(&self, response: &Response, text: &mut String) -> Result<(), Fault> {
        let stream = response.body().unwrap_or(JsValue::UNDEFINED);
        let reader = if is_short(response) {
            None
        } else {
            stream
                .is_object()
                .then(|| stream.unchecked_ref::<Stream>().get_reader().ok())
                .flatten()
        };
        let Some(reader) = reader else {
            let promise = response.text().map_err(|error| fault_of(&error))?;
            let body = self.deadline.wait(host::promise(&promise)).await?;
            *text = body
                .map_err(|error| fault_of(&error))?
                .as_string()
                .unwrap_or_default();
            self.deadline.finish();
            return Ok(());
        };
        let mut bytes = Vec::new();
        let outcome = self.read_stream(&reader, &mut bytes).await;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        *text = String::from_utf8_lossy(bytes).into_owned();
        outcome
    }

    async fn read_stream(&self, reader: &Reader, bytes: &mut Vec<u8>) -> Result<(), Fault> {
        loop {
            let promise = reader.read().map_err(|error| fault_of(&error))?;
            let chunk = self.deadline.wait(host::promise(&promise)).await?;
            let chunk: Chunk = chunk.map_err(|error| fault_of(&error))?.unchecked_into();
            if chunk.done().is_ok_and(|done| done.is_truthy()) {
                self.deadline.finish();
                return Ok(());
            }
            let value = chunk.value().map_err(|error| fault_of(&error))?;
            if ArrayBuffer::is_view(&value) {
                let room = limits::ANSWER_BYTES.saturating_sub(bytes.len());
                let view: &Uint8Array = value.unchecked_ref();
                let taken = u32::try_from(room).unwrap_or(u32::MAX).min(view.length());
                bytes.extend(view.subarray(0, taken).to_vec());
            }
            if bytes.len() >= limits::ANSWER_BYTES {
                // Not finished: dropping the deadline aborts the request. A stream that no signal reaches is told itself.
                if let Ok(cancelled) = reader.cancel() {
                    ignore(&cancelled);
                }
                return Ok(());
            }
        }
    }
}

/// What `fetch` takes beside the URL.
fn init(request: &Request, deadline: &Deadline) -> JsValue {
    #[derive(Serialize)]
    struct Init<'a> {
        method: &'a str,
        headers: &'a HeaderList,
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<&'a str>,
        redirect: &'a str,
    }
    let init = output::plain(&Init {
        method: request.method,
        headers: &request.headers,
        body: request.body.as_deref(),
        // Never replay credentials and codes to another place.
        redirect: "manual",
    });
    _ = Reflect::set(&init, &"signal".into(), &deadline.signal());
    init
}

/// Whether the whole body is known to be small: its length is given and no encoding unpacks it to more.
fn is_short(response: &Response) -> bool {
    header(response, "content-encoding").is_none()
        && header(response, "content-length")
            .and_then(|length| length.parse::<usize>().ok())
            .is_some_and(|length| length <= limits::ANSWER_BYTES)
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().ok()?.get(name).ok()?.as_string()
}

/// What an error that fetch gave means: by the codes of the error and its causes.
fn fault_of(error: &JsValue) -> Fault {
    let mut codes = Vec::new();
    let mut current = error.clone();
    for _ in 0..CAUSES {
        if !current.is_object() {
            break;
        }
        codes.extend(input::option(&current, "code").as_string());
        current = input::option(&current, "cause");
    }
    network::classify(codes.iter().map(String::as_str))
}

/// Lets a promise settle unobserved: an unhandled rejection would end a Node process.
fn ignore(promise: &JsValue) {
    let settled = host::promise(promise);
    wasm_bindgen_futures::spawn_local(async move {
        _ = settled.await;
    });
}
