//! Reading what `fetch` gave: a `Response`, or whatever a mock or another realm takes for one.
//!
//! So nothing here asks what it is an instance of, and every look at it is caught.

use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Headers, ReadableStreamDefaultReader, Response};

use super::deadline::Deadline;
use super::host::{self, AnyHeaders};
use crate::delivery::network;
use crate::error::Fault;
use crate::limits;

/// How long the body of an answer that nobody needs is read, in milliseconds; a connection that is slower is not worth keeping.
const LINGER_MS: u32 = 1_000;

/// How many causes of an error are followed.
const CAUSES: usize = 5;

/// The status, if it is one; 0 is a redirect that a browser hides.
pub(super) fn status(response: &Response) -> Option<u16> {
    let status = host::property(response, "status").as_f64()?;
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
    host::property(response, "headers").unchecked_into()
}

/// The value of a header.
pub(super) fn header(headers: &Headers, name: &str) -> Option<String> {
    let headers: &AnyHeaders = headers.unchecked_ref();
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
    let reader = if is_short(headers, limit) {
        None
    } else {
        reader(response)
    };
    let Some(reader) = reader else {
        let body = settled(deadline, response.text().map(|text| Some(text.into()))).await?;
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
pub(super) fn drain(response: Response, headers: Headers, deadline: Rc<Deadline>) {
    // A body of a known length is there at once or never.
    if is_short(&headers, limits::EXPLANATION_BYTES) {
        deadline.release_caller();
    } else {
        deadline.linger(LINGER_MS);
    }
    spawn_local(async move {
        let mut text = String::new();
        let limit = limits::EXPLANATION_BYTES;
        _ = read_body(&response, &headers, &deadline, limit, &mut text).await;
    });
}

/// Whether the whole body is known to be small: its length is given and no encoding unpacks it to more.
fn is_short(headers: &Headers, limit: usize) -> bool {
    header(headers, "content-encoding").is_none()
        && header(headers, "content-length")
            .and_then(|length| length.parse::<usize>().ok())
            .is_some_and(|length| length <= limit)
}

fn reader(response: &Response) -> Option<ReadableStreamDefaultReader> {
    let body = host::property(response, "body");
    let reader = host::call_method(&body, "getReader", &Array::new())?;
    Some(reader.unchecked_into())
}

async fn read_stream(
    reader: &ReadableStreamDefaultReader,
    deadline: &Deadline,
    limit: usize,
    bytes: &mut Vec<u8>,
) -> Result<(), Fault> {
    while bytes.len() < limit {
        let chunk = host::try_method(reader, "read", &Array::new());
        let chunk = settled(deadline, chunk).await?;
        if host::property(&chunk, "done").is_truthy() {
            deadline.set_finished(true);
            return Ok(());
        }
        let room = limit - bytes.len();
        bytes.extend(bytes_of(&host::property(&chunk, "value"), room));
    }
    // Not finished: dropping the deadline aborts the request. A stream that no signal reaches is told itself.
    host::ignore(host::call_method(reader, "cancel", &Array::new()));
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
            bytes.subarray(0, end).to_vec()
        },
    )
}

/// What a host function's promise gives within the time budget.
pub(super) async fn settled(
    deadline: &Deadline,
    returned: Result<Option<JsValue>, JsValue>,
) -> Result<JsValue, Fault> {
    let outcome = deadline.wait(returned).await?;
    outcome.map_err(|error| fault_of(&error))
}

/// What an error that fetch gave means: by the codes of the error and its causes.
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
