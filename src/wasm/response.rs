//! Reading what `fetch` gave: a `Response`, or whatever a mock or another realm takes for one.
//!
//! So nothing here asks what it is an instance of, and every look at it is caught.

use std::rc::Rc;

use js_sys::{ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Headers, Response};

use super::deadline::Deadline;
use super::host::{self, Unknown};
use crate::delivery::network;
use crate::error::Fault;
use crate::limits;

/// How long the body of an answer that nobody needs is read, in milliseconds; a connection that is slower is not worth keeping.
const LINGER_MS: u32 = 1_000;

/// After how many parts of a body there is a look at the clock.
const UNTIMED_CHUNKS: u32 = 16;

/// How many causes of an error are followed.
const CAUSES: usize = 5;

/// The status, if it is one; 0 is a redirect that a browser hides.
pub(super) fn status(response: &Response) -> Option<u16> {
    let response: &Unknown = response.unchecked_ref();
    let status = response.status().ok().flatten()?.as_f64()?;
    let is_status = status == 0.0 || ((100.0..1000.0).contains(&status) && status.fract() == 0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number below 1000"
    )]
    is_status.then_some(status as u16)
}

/// The headers, to be read by [`header`].
pub(super) fn headers(response: &Response) -> Headers {
    let response: &Unknown = response.unchecked_ref();
    let headers = response.headers().ok().flatten();
    headers.unwrap_or_default().unchecked_into()
}

thread_local! {
    // Names of headers, each made a text of JavaScript once.
    static CONTENT_LENGTH: JsString = "content-length".into();
    static CONTENT_ENCODING: JsString = "content-encoding".into();
    static RETRY_AFTER: JsString = "retry-after".into();
}

/// When to try again, in the provider's words.
pub(super) fn retry_after(headers: &Headers) -> Option<String> {
    RETRY_AFTER.with(|name| header(headers, name))
}

/// The value of a header.
fn header(headers: &Headers, name: &JsString) -> Option<String> {
    let headers: &Unknown = headers.unchecked_ref();
    headers.header(name).ok().flatten()?.as_string()
}

/// Reads at most `limit` bytes of the body into `text` and cancels the rest.
///
/// # Errors
/// What ended the body before its end.
pub(super) async fn read_body(
    response: &Response,
    headers: &Headers,
    deadline: &Deadline,
    limit: usize,
    text: &mut String,
) -> Result<(), Fault> {
    read(response, is_short(headers, limit), deadline, limit, text).await
}

async fn read(
    response: &Response,
    is_short: bool,
    deadline: &Deadline,
    limit: usize,
    text: &mut String,
) -> Result<(), Fault> {
    let reader = if is_short { None } else { reader(response) };
    let Some(reader) = reader else {
        let body = settled(
            deadline,
            response.text().map(|text| Some(text.unchecked_into())),
        )
        .await?;
        *text = body.as_string().unwrap_or_default();
        text.truncate(text.floor_char_boundary(limit));
        deadline.set_finished(true);
        return Ok(());
    };
    let mut bytes = Vec::new();
    let outcome = read_stream(&reader, deadline, limit, &mut bytes).await;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    *text = String::from_utf8_lossy(bytes).into_owned();
    outcome
}

/// Reads a body that nobody needs, in the background: a connection is used again only when its answer was read, and a send
/// that is accepted waits for nothing.
pub(super) fn drain(response: Response, headers: &Headers, deadline: Rc<Deadline>) {
    // A body of a known length is there at once or never.
    let limit = limits::EXPLANATION_BYTES;
    let is_short = is_short(headers, limit);
    if is_short {
        deadline.release_caller();
    } else {
        deadline.linger(LINGER_MS);
    }
    spawn_local(async move {
        let mut text = String::new();
        _ = read(&response, is_short, &deadline, limit, &mut text).await;
    });
}

/// Whether the whole body is known to be small: its length is given and no encoding unpacks it to more.
fn is_short(headers: &Headers, limit: usize) -> bool {
    CONTENT_LENGTH
        .with(|name| header(headers, name))
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length <= limit)
        && CONTENT_ENCODING
            .with(|name| header(headers, name))
            .is_none()
}

/// The reader of the body, if it is a stream.
fn reader(response: &Response) -> Option<Unknown> {
    let response: &Unknown = response.unchecked_ref();
    let body = response.body().ok().flatten()?;
    body.reader().ok().flatten()
}

async fn read_stream(
    reader: &Unknown,
    deadline: &Deadline,
    limit: usize,
    bytes: &mut Vec<u8>,
) -> Result<(), Fault> {
    let mut chunks: u32 = 0;
    while bytes.len() < limit {
        let chunk = settled(deadline, reader.read()).await?;
        let chunk: Unknown = chunk.unchecked_into();
        if let Ok(Some(true)) = chunk.done() {
            deadline.set_finished(true);
            return Ok(());
        }
        if let Ok(Some(value)) = chunk.value() {
            bytes.extend(bytes_of(&value, limit - bytes.len()));
        }
        chunks += 1;
        if chunks.is_multiple_of(UNTIMED_CHUNKS) && deadline.is_over() {
            return Err(Fault::Timeout);
        }
    }
    // Not finished: dropping the deadline aborts the request. A stream that no signal reaches is told itself.
    host::ignore(&reader.cancel().ok().flatten().unwrap_or_default());
    Ok(())
}

/// At most `limit` bytes of a part of a stream; nothing where it is no bytes.
fn bytes_of(chunk: &JsValue, limit: usize) -> Vec<u8> {
    if !ArrayBuffer::is_view(chunk) {
        return Vec::new();
    }
    // A buffer that was transferred away cannot be copied.
    host::Bytes::copy(chunk).map_or_else(
        |_| Vec::new(),
        |bytes| {
            let end = u32::try_from(limit).unwrap_or(u32::MAX);
            let bytes: Uint8Array = bytes.unchecked_into();
            if bytes.length() > end {
                bytes.subarray(0, end).to_vec()
            } else {
                bytes.to_vec()
            }
        },
    )
}

/// What a host function's promise gives within the time budget.
pub(super) async fn settled(
    deadline: &Deadline,
    returned: Result<Option<Unknown>, JsValue>,
) -> Result<JsValue, Fault> {
    let outcome = deadline.wait(returned).await?;
    outcome.map_err(|error| fault_of(&error))
}

/// What an error that fetch gave means: by the codes of the error and its causes.
#[cold]
fn fault_of(error: &JsValue) -> Fault {
    let mut codes = Vec::new();
    let mut current = error.clone();
    for _ in 0..CAUSES {
        if !current.is_object() {
            break;
        }
        let code = host::property(&current, "code").as_string();
        if code.as_deref().is_some_and(network::is_vague) {
            codes.extend(host::property(&current, "message").as_string());
        }
        codes.extend(code);
        // Some errors have a name of their own and no code.
        codes.extend(host::property(&current, "name").as_string());
        current = host::property(&current, "cause");
    }
    network::classify(codes.iter().map(String::as_str))
}
