//! What the tests of the core share: a host with a still clock, the way from JSON to a request and to a verdict, and
//! the vectors that the JavaScript tests read too.
//!
//! A failed assertion may print made-up credentials of the tests and nothing else.

#![allow(
    clippy::allow_attributes,
    reason = "no test file uses all of this, and `expect` would complain in those that do"
)]
#![allow(dead_code, reason = "each test file uses its own part of this")]
#![expect(
    clippy::panic,
    clippy::expect_used,
    reason = "functions that tests share, which fail by panicking"
)]

use std::rc::Rc;

use generic_http_sms::answer::Answer;
use generic_http_sms::config::Config;
use generic_http_sms::delivery::{Delivery, Host, Receipt, Step};
use generic_http_sms::error::Fault;
use generic_http_sms::error::SendError;
use generic_http_sms::issue::{Issue, Severity};
use generic_http_sms::message::data::Data;
use generic_http_sms::request::Request;
use serde::Serialize;
use serde_json::{Value, json};

/// 2026-11-23T00:00:00Z, in milliseconds.
pub(crate) const NOW_MS: u64 = 1_795_392_000_000;

/// A host whose clocks stand still and whose bytes are all alike, so that tests can foresee them.
pub(crate) struct Still {
    /// What both clocks show.
    pub(crate) now_ms: u64,
    /// What every random byte is.
    pub(crate) random: u8,
}

impl Default for Still {
    fn default() -> Self {
        Self {
            now_ms: NOW_MS,
            random: 0,
        }
    }
}

impl Host for Still {
    fn unix_ms(&mut self) -> u64 {
        self.now_ms
    }

    fn monotonic_ms(&mut self) -> u64 {
        self.now_ms
    }

    fn random(&mut self) -> [u8; 16] {
        [self.random; 16]
    }
}

/// What the core hands out, as JavaScript sees it.
pub(crate) fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("plain JSON")
}

/// A sign-in message as Logto passes it.
pub(crate) fn sign_in() -> Value {
    json!({ "to": "14155550123", "type": "SignIn", "payload": { "code": "918273" } })
}

/// `config` with an endpoint, unless it has one.
pub(crate) fn with_endpoint(mut config: Value) -> Value {
    let map = config.as_object_mut().expect("a configuration object");
    map.entry("endpoint")
        .or_insert_with(|| json!("https://api.sms.test/send"));
    config
}

/// Adds the keys of `more` to a configuration.
pub(crate) fn extend(config: &mut Value, more: &Value) {
    let map = config.as_object_mut().expect("a configuration object");
    map.extend(more.as_object().expect("an object of keys").clone());
}

/// Every issue of a configuration.
pub(crate) fn issues(config: &Value) -> Vec<Issue> {
    Config::compile(config).1
}

/// `path code` of every issue of one severity, in the order reported.
pub(crate) fn found(config: &Value, severity: Severity) -> Vec<String> {
    issues(config)
        .iter()
        .filter(|issue| issue.severity == severity)
        .map(path_and_code)
        .collect()
}

/// `path code` of an issue.
pub(crate) fn path_and_code(issue: &Issue) -> String {
    let code = plain(&issue.code);
    format!("{} {}", issue.path, code.as_str().expect("a word"))
}

/// `path code` of every error.
pub(crate) fn errors(config: &Value) -> Vec<String> {
    found(config, Severity::Error)
}

/// `path code` of everything that is wrong and does not stop a send.
pub(crate) fn mistakes(config: &Value) -> Vec<String> {
    found(config, Severity::Mistake)
}

/// `path code` of every warning.
pub(crate) fn warnings(config: &Value) -> Vec<String> {
    found(config, Severity::Warning)
}

/// A configuration that has no errors, compiled.
pub(crate) fn compiled(config: &Value) -> Rc<Config> {
    let (compiled, issues) = Config::compile(config);
    Rc::new(compiled.unwrap_or_else(|| panic!("the configuration has errors: {issues:?}")))
}

/// Message data that has no errors.
pub(crate) fn parsed(data: &Value) -> Data {
    Data::parse(&data.to_string())
        .unwrap_or_else(|issues| panic!("the data has errors: {issues:?}"))
}

/// A send up to the point where nothing is requested yet.
pub(crate) fn try_delivery(config: &Value, data: &Value) -> Result<Delivery, SendError> {
    Delivery::prepare(Ok((compiled(config), parsed(data))), &mut Still::default())
}

/// A send that can be prepared.
pub(crate) fn delivery(config: &Value, data: &Value) -> Delivery {
    try_delivery(config, data).unwrap_or_else(|error| panic!("not prepared: {}", error.code()))
}

/// The request of the first attempt, or why there is none.
pub(crate) fn try_request(config: &Value, data: &Value) -> Result<Request, SendError> {
    match try_delivery(config, data)?.next(&mut Still::default()) {
        Step::Send(request) => Ok(request),
        Step::Failed(error) => Err(error),
        _ => panic!("neither a request nor a failure"),
    }
}

/// The request of the first attempt.
pub(crate) fn request(config: &Value, data: &Value) -> Request {
    try_request(config, data).unwrap_or_else(|error| panic!("no request: {}", error.description()))
}

/// The request of the next attempt, made.
pub(crate) fn attempt(delivery: &mut Delivery, host: &mut dyn Host) -> Request {
    match delivery.next(host) {
        Step::Send(request) => {
            delivery.sending(host);
            request
        }
        Step::Failed(error) => panic!("no request: {}", error.description()),
        _ => panic!("neither a request nor a failure"),
    }
}

/// Why there is no request.
pub(crate) fn refusal(config: &Value, data: &Value) -> SendError {
    match try_request(config, data) {
        Ok(_) => panic!("a request was built where an error was expected"),
        Err(error) => error,
    }
}

/// The body of the first request.
pub(crate) fn body(config: &Value, data: &Value) -> String {
    request(config, data).body.expect("a body")
}

/// The body of the first request, read as JSON.
pub(crate) fn json_body(config: &Value, data: &Value) -> Value {
    serde_json::from_str(&body(config, data)).expect("a JSON body")
}

/// Names and values of the headers of a request, in order.
pub(crate) fn headers(request: &Request) -> &[(String, String)] {
    &request.headers
}

/// The value of a header of a request, by its name in any letter case.
pub(crate) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    headers(request)
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

/// The parameters of a query, decoded as servers decode them.
pub(crate) fn query(request: &Request) -> Vec<(String, String)> {
    let (_, query) = request.url.split_once('?').unwrap_or_default();
    decode_form(query)
}

/// `key=value` pairs, decoded by an independent library.
pub(crate) fn decode_form(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// An answer that was read to its end.
pub(crate) fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.to_owned(),
        ..Answer::default()
    }
}

/// What comes of the first attempt.
pub(crate) fn step(config: &Value, data: &Value, answer: &Answer) -> Step {
    let mut delivery = delivery(config, data);
    attempt(&mut delivery, &mut Still::default());
    delivery.answered(answer, &mut Still::default())
}

/// What an answer to the only attempt means.
pub(crate) fn judged(config: &Value, data: &Value, answer: &Answer) -> Result<Receipt, SendError> {
    let mut config = config.clone();
    let map = config.as_object_mut().expect("a configuration object");
    map.insert("retry".to_owned(), json!("never"));
    settled(step(&config, data, answer))
}

/// Why an answer to the only attempt is a failure.
pub(crate) fn failure(config: &Value, data: &Value, answer: &Answer) -> SendError {
    match judged(config, data, answer) {
        Ok(_) => panic!("taken for success"),
        Err(error) => error,
    }
}

/// What a missing answer to the only attempt means.
pub(crate) fn faulted(config: &Value, data: &Value, fault: Fault) -> SendError {
    let mut config = config.clone();
    let map = config.as_object_mut().expect("a configuration object");
    map.insert("retry".to_owned(), json!("never"));
    let mut delivery = delivery(&config, data);
    attempt(&mut delivery, &mut Still::default());
    match settled(delivery.failed(fault, &mut Still::default())) {
        Ok(_) => panic!("taken for success"),
        Err(error) => error,
    }
}

fn settled(step: Step) -> Result<Receipt, SendError> {
    match step {
        Step::Done(receipt) => Ok(receipt),
        Step::Failed(error) => Err(error),
        _ => panic!("goes on although `retry` is `never`"),
    }
}

/// The plain data of an error.
pub(crate) fn data_of(error: SendError) -> Value {
    plain(&error.into_data())
}

/// Everything of an error that leaves the connector, as one text.
pub(crate) fn everything_of(error: SendError) -> String {
    let shown = format!("{error:?} {}", error.description());
    format!("{shown} {}", data_of(error))
}

/// A file of `tests/vectors`.
pub(crate) fn vectors(name: &str) -> Value {
    let path = vector_path(name);
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} is no JSON: {error}"))
}

/// The entries of a list of vectors.
pub(crate) fn list<'a>(vectors: &'a Value, key: &str) -> &'a Vec<Value> {
    vectors
        .get(key)
        .and_then(Value::as_array)
        .unwrap_or_else(|| panic!("the vectors have no list `{key}`"))
}

/// A text of a vector.
pub(crate) fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("the vector has no text `{key}`: {vector}"))
}

/// Compares with a checked-in snapshot; `UPDATE_SNAPSHOTS=1` writes it anew, for a person to read before it is kept.
pub(crate) fn assert_snapshot(name: &str, actual: &Value) {
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        let mut text = serde_json::to_string_pretty(actual).expect("plain JSON");
        text.push('\n');
        std::fs::write(vector_path(name), text).expect("the snapshot can be written");
    }
    let expected = vectors(name);
    let lists = (expected.as_array(), actual.as_array());
    if let (Some(expected), Some(actual)) = lists {
        for (expected, actual) in expected.iter().zip(actual) {
            assert_eq!(actual, expected, "differs from the snapshot {name}");
        }
    }
    assert_eq!(*actual, expected, "differs from the snapshot {name}");
}

fn vector_path(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name)
}
