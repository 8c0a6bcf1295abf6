//! The adapter between JavaScript and the core: exports here, values in ([`input`]) and out ([`output`]), the host's
//! functions ([`host`]), and the loop that executes what the core decides ([`send`], [`exchange`], [`response`], [`deadline`],
//! [`waiter`]). What is kept from one message to the next stands in [`compiled`] and [`token`].

mod compiled;
mod deadline;
mod exchange;
mod host;
mod input;
mod output;
mod response;
mod send;
mod token;
mod waiter;

use js_sys::{Object, Promise};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::delivery::Delivery;
use crate::issue::{Issue, Severity};

/// What `validateConfig` gives.
#[derive(Serialize)]
struct Validation {
    valid: bool,
    issues: Vec<Issue>,
}

/// Sends one message. The promise always settles within the configuration's time budget; it rejects with an `Error` that
/// has Logto's error code as `code` and plain JSON as `data`.
#[wasm_bindgen(js_name = sendMessage)]
pub fn send_message(config: &JsValue, data: &JsValue, options: Option<Object>) -> Promise {
    send::start(config, data, options)
}

/// Everything that is wrong with a configuration.
#[wasm_bindgen(js_name = validateConfig)]
#[must_use]
pub fn validate_config(config: &JsValue) -> JsValue {
    let issues = input::check_config(config);
    let valid = issues
        .iter()
        .all(|issue| issue.severity == Severity::Warning);
    output::plain(&Validation { valid, issues })
}

/// The request that a send would make, with its credentials hidden unless `options.reveal` is true.
///
/// # Errors
/// What `sendMessage` would reject with before sending.
#[wasm_bindgen(js_name = previewRequest)]
pub fn preview_request(
    config: &JsValue,
    data: &JsValue,
    options: &JsValue,
) -> Result<JsValue, JsValue> {
    let reveal = host::property(options, "reveal").is_truthy();
    let host = &mut host::Environment::default();
    Delivery::prepare(input::read(config, data), host)
        .and_then(|mut delivery| delivery.preview(host, reveal))
        .map(|request| output::record(&request))
        .map_err(output::error)
}

/// What an answer `{ status, headers?, body }` would mean, for `data` or else for a message that is made up.
///
/// # Errors
/// What `sendMessage` would reject with before sending, or what is wrong with the answer.
#[wasm_bindgen(js_name = explainAnswer)]
pub fn explain_answer(
    config: &JsValue,
    answer: &JsValue,
    data: &JsValue,
) -> Result<JsValue, JsValue> {
    let explain = || {
        let input = input::read_or_sample(config, data);
        let host = &mut host::Environment::default();
        let delivery = Delivery::prepare(input, host)?;
        let answer = input::read_answer(answer).map_err(|failure| delivery.failed_with(failure))?;
        delivery.explain(&answer, data.is_undefined(), host)
    };
    explain()
        .map(|explanation| output::plain(&explanation))
        .map_err(output::error)
}

/// The version of the engine.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
