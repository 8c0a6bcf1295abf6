//! The loop of a send: makes the requests that the core asks for, and tells it what came back.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::deadline::Deadline;
use super::event;
use super::host::{self, Environment, Fetch, Headers, Reader, Response};
use super::{input, output};
use crate::answer::Answer;
use crate::delivery::{Delivery, Receipt, Step};
use crate::error::{Failure, SendError};
use crate::limits;
use crate::network::{self, Fault};
use crate::request::Request;
use crate::value::Map;

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
    fetch: Option<Fetch>,
    request: Request,
}

fn prepare(config: &JsValue, data: &JsValue, options: &JsValue) -> Result<Send, SendError> {
    let (config, data) = input::read(config, data)?;
    let mut delivery = Delivery::prepare(config, data, &mut Environment)?;
    let request = delivery.request(&mut Environment)?;
    let fetch = match host::property(options, "fetch") {
        unset if unset.is_undefined() => None,
        fetch if fetch.is_function() => Some(fetch.unchecked_into()),
        _ => {
            let what = "`options.fetch` is not a function";
            return Err(SendError::unsent(Failure::Internal(what)));
        }
    };
    let deadline = Deadline::start(delivery.budget_ms(), host::property(options, "signal"));
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
            .map(output::plain)
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
        let response: Response = self.wait(self.fetch()).await?.unchecked_into();
        let status = status_of(&response).ok_or(Fault::NotAResponse)?;
        let headers = response.headers().ok().flatten();
        let mut answer = Answer {
            status,
            ..Answer::default()
        };
        if self.delivery.reads_retry_after(status) {
            answer.retry_after = header(headers.as_ref(), "retry-after");
        }
        let is_short = is_short(headers.as_ref());
        let read = self.read_body(&response, is_short, &mut answer.body);
        answer.cut_by = read.await.err();
        Ok(answer)
    }

    fn fetch(&self) -> Result<Option<JsValue>, JsValue> {
        let url = &self.request.url;
        let init = init(&self.request, &self.deadline);
        match &self.fetch {
            Some(fetch) => fetch.call(&JsValue::UNDEFINED, url, &init),
            None => host::fetch(url, &init),
        }
    }

    /// Waits for what a host function returned, but no longer than the send may last.
    async fn wait(&self, returned: Result<Option<JsValue>, JsValue>) -> Result<JsValue, Fault> {
        let outcome = self.deadline.wait(returned).await?;
        outcome.map_err(|error| fault_of(&error))
    }

    /// Reads at most 64 KiB of the body and cancels the rest.
    async fn read_body(
        &self,
        response: &Response,
        is_short: bool,
        text: &mut String,
    ) -> Result<(), Fault> {
        let reader = if is_short {
            None
        } else {
            let stream = response.body().ok().flatten();
            stream.and_then(|stream| stream.get_reader().ok().flatten())
        };
        let Some(reader) = reader else {
            let body = self.wait(response.text()).await?;
            *text = body.as_string().unwrap_or_default();
            text.truncate(text.floor_char_boundary(limits::ANSWER_BYTES));
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
        while bytes.len() < limits::ANSWER_BYTES {
            let chunk = self.wait(reader.read()).await?;
            if host::property(&chunk, "done").is_truthy() {
                self.deadline.finish();
                return Ok(());
            }
            let room = limits::ANSWER_BYTES.saturating_sub(bytes.len());
            bytes.extend(host::bytes_of(&host::property(&chunk, "value"), room));
        }
        // Not finished: dropping the deadline aborts the request. A stream that no signal reaches is told itself.
        if let Ok(Some(cancelled)) = reader.cancel() {
            // Whether that works is of no interest, but an unhandled rejection would end a Node process.
            event::ignore(&cancelled);
        }
        Ok(())
    }
}

/// What `fetch` takes beside the URL.
fn init(request: &Request, deadline: &Deadline) -> JsValue {
    let mut headers = Map::new();
    for (name, value) in &request.headers {
        headers.push(name.as_str(), value.as_str());
    }
    let mut init = Map::new();
    init.push("method", request.method);
    init.push("headers", headers);
    // Never replay credentials and codes to another place.
    init.push("redirect", "manual");
    let init = output::plain(init);
    if let Some(body) = &request.body {
        _ = Reflect::set(&init, &"body".into(), &body.into());
    }
    _ = Reflect::set(&init, &"signal".into(), &deadline.signal());
    init
}

/// Whether the whole body is known to be small: its length is given and no encoding unpacks it to more.
fn is_short(headers: Option<&Headers>) -> bool {
    header(headers, "content-encoding").is_none()
        && header(headers, "content-length")
            .and_then(|length| length.parse::<usize>().ok())
            .is_some_and(|length| length <= limits::ANSWER_BYTES)
}

/// The status, if it is one; 0 is a redirect that a browser hides.
fn status_of(response: &Response) -> Option<u16> {
    let status = response.status().ok().flatten()?.as_f64()?;
    let is_status = status == 0.0 || ((100.0..1000.0).contains(&status) && status.fract() == 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number below 1000"
    )]
    is_status.then_some(status as u16)
}

fn header(headers: Option<&Headers>, name: &str) -> Option<String> {
    headers?.get(name).ok().flatten()?.as_string()
}

/// What an error that fetch gave means: by the codes of the error and its causes.
fn fault_of(error: &JsValue) -> Fault {
    let mut codes = Vec::new();
    let mut current = error.clone();
    for _ in 0..CAUSES {
        if !current.is_object() {
            break;
        }
        codes.extend(host::property(&current, "code").as_string());
        // Some errors have a name of their own and no code.
        codes.extend(host::property(&current, "name").as_string());
        current = host::property(&current, "cause");
    }
    network::classify(codes.iter().map(String::as_str))
}
