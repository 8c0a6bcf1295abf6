//! The boundary to JavaScript: whatever a caller or a replaced fetch does, there is an orderly answer, and in time.
//!
//! The transport is not under test here, so `options.fetch` stands in for it; real servers are the matter of js-harness.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests fail by panicking"
)]

use generic_http_sms::wasm::{
    explain_answer, preview_request, send_message, validate_config, version,
};
use js_sys::{Function, JSON, Object, Promise, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

/// What a JavaScript expression gives.
fn js(expression: &str) -> JsValue {
    Function::new_no_args(&format!("return ({expression})"))
        .call0(&JsValue::UNDEFINED)
        .unwrap_or_else(|_| panic!("the expression of a test throws: {expression}"))
}

/// A JSON value as a JavaScript value.
fn from_json(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).expect("JSON")
}

/// A plain JavaScript value as JSON; anything that is not plain fails the test.
fn to_json(value: &JsValue) -> Value {
    let is_plain = js("function plain(value) {
        if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
        if (typeof value === 'number') return Number.isFinite(value);
        if (typeof value !== 'object' || Object.getOwnPropertySymbols(value).length) return false;
        if (Array.isArray(value)) return value.every(plain);
        return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(plain);
    }");
    let is_plain: Function = is_plain.unchecked_into();
    let plain = is_plain
        .call1(&JsValue::UNDEFINED, value)
        .expect("no throw");
    assert!(plain.is_truthy(), "not plain JSON");
    let text = JSON::stringify(value)
        .expect("JSON")
        .as_string()
        .expect("a text");
    serde_json::from_str(&text).expect("JSON")
}

/// Code and data of an error; fails where it is none, or not of the promised shape.
fn read_error(error: &JsValue) -> (String, Value) {
    assert!(error.is_instance_of::<js_sys::Error>(), "not an Error");
    let code = Reflect::get(error, &"code".into())
        .unwrap()
        .as_string()
        .expect("a code");
    let data = to_json(&Reflect::get(error, &"data".into()).unwrap());
    let codes = [
        "general",
        "invalid_response",
        "invalid_config",
        "template_not_found",
        "invalid_request_parameters",
        "rate_limit_exceeded",
        "usage_limit_exceeded",
    ];
    assert!(codes.contains(&code.as_str()), "{code}");
    let description = data["errorDescription"].as_str().expect("a description");
    let message = Reflect::get(error, &"message".into()).unwrap().as_string();
    assert_eq!(message.as_deref(), Some(description));
    assert!(description.len() < 1_000);
    assert!(data["reason"].is_string() && data["attempts"].is_u64());
    (code, data)
}

fn now() -> f64 {
    js_sys::Date::now()
}

fn config() -> Value {
    json!({ "endpoint": "https://api.sms.test/send", "timeout": 400, "retry": "never" })
}

fn data() -> JsValue {
    js("({ to: '14155550123', type: 'SignIn', payload: { code: '918273' } })")
}

fn options(fetch: &str) -> JsValue {
    js(&format!("({{ fetch: {fetch} }})"))
}

/// Options as the glue passes them.
fn some(options: &JsValue) -> Option<Object> {
    let is_nothing = options.is_undefined() || options.is_null();
    (!is_nothing).then(|| options.clone().unchecked_into())
}

/// The outcome of a send.
async fn outcome(
    config: &JsValue,
    data: &JsValue,
    options: &JsValue,
) -> Result<Value, (String, Value)> {
    let begun = now();
    let settled = JsFuture::from(send_message(config, data, some(options))).await;
    assert!(now() - begun < 3_000.0, "did not settle in time");
    match settled {
        Ok(receipt) => Ok(to_json(&receipt)),
        Err(error) => Err(read_error(&error)),
    }
}

/// The outcome of a send through `fetch` with the usual configuration.
async fn sent(fetch: &str) -> Result<Value, (String, Value)> {
    outcome(&from_json(&config()), &data(), &options(fetch)).await
}

/// Code and reason of a send that fails.
async fn failed(config: &Value, fetch: &str) -> (String, Value) {
    match outcome(&from_json(config), &data(), &options(fetch)).await {
        Ok(_) => panic!("taken for success: {fetch}"),
        Err(error) => error,
    }
}

async fn sleep(milliseconds: u32) {
    let promise = js(&format!(
        "new Promise((resolve) => setTimeout(resolve, {milliseconds}))"
    ));
    JsFuture::from(promise.unchecked_into::<Promise>())
        .await
        .unwrap();
}

/// Configurations that are none, and the path where that shows.
const HOSTILE_CONFIGS: [(&str, &str); 53] = [
    (
        "({ endpoint: 'https://a.test', bodyParams: Object.assign([], { length: 5e6 }) })",
        "bodyParams",
    ),
    ("undefined", ""),
    ("null", ""),
    ("5", ""),
    ("NaN", ""),
    ("true", ""),
    ("''", ""),
    ("'https://api.sms.test/send'", ""),
    ("5n", ""),
    ("Symbol('x')", ""),
    ("function () {}", ""),
    ("class {}", ""),
    ("[]", ""),
    ("[{ endpoint: 'https://a.test' }]", ""),
    ("new Map([['endpoint', 'https://a.test']])", ""),
    ("new Set([1])", ""),
    ("new Date()", ""),
    ("/x/", ""),
    ("new Error('x')", ""),
    ("Promise.resolve()", ""),
    ("new Uint8Array(10)", ""),
    ("new String('x')", ""),
    ("new (class Config { endpoint = 'https://a.test' })()", ""),
    ("Object.create({ endpoint: 'https://a.test' })", ""),
    (
        "({ endpoint: 'https://a.test', headers: new Map([['a', 'b']]) })",
        "headers",
    ),
    (
        "({ endpoint: 'https://a.test', bodyParams: { list: [new Date(0)] } })",
        "bodyParams.list.0",
    ),
    (
        "({ endpoint: 'https://a.test', bodyParams: { a: new (class A { b = 1 })() } })",
        "bodyParams.a",
    ),
    ("({ endpoint: 'https://a.test', timeout: 5n })", "timeout"),
    (
        "({ endpoint: 'https://a.test', timeout: Infinity })",
        "timeout",
    ),
    (
        "({ endpoint: 'https://a.test', method: Symbol('GET') })",
        "method",
    ),
    (
        "({ endpoint: 'https://a.test', headers: { a() {} } })",
        "headers.a",
    ),
    (
        "({ endpoint: 'https://a.test', templates: [() => 1] })",
        "templates.0",
    ),
    (
        "({ endpoint: 'https://a.test', get method() { throw new Error('x') } })",
        "method",
    ),
    (
        "({ endpoint: 'https://a.test', get method() { throw undefined } })",
        "method",
    ),
    (
        "({ endpoint: 'https://a.test', headers: { get a() { throw 1 } } })",
        "headers.a",
    ),
    (
        "({ endpoint: 'https://a.test', toJSON() { throw new Error('x') } })",
        "toJSON",
    ),
    (
        "(() => { const a = { endpoint: 'https://a.test' }; a.headers = { self: a }; return a })()",
        "headers.self",
    ),
    (
        "(() => { const a = []; a.push(a); return { endpoint: 'https://a.test', bodyParams: a } })()",
        "bodyParams.0",
    ),
    ("new Proxy({}, { get() { throw new Error('x') } })", ""),
    ("new Proxy({}, { ownKeys() { throw new Error('x') } })", ""),
    (
        "new Proxy({ a: 1 }, { getOwnPropertyDescriptor() { throw new Error('x') } })",
        "",
    ),
    (
        "new Proxy({}, { getPrototypeOf() { throw new Error('x') } })",
        "",
    ),
    (
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
        "",
    ),
    (
        "(() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return { endpoint: 'https://a.test', bodyParams: { a: proxy } } })()",
        "bodyParams.a",
    ),
    (
        "(() => { const { proxy, revoke } = Proxy.revocable(function () {}, {}); revoke(); return proxy })()",
        "",
    ),
    (
        "(() => { const make = () => ({ get a() { return make() } }); return make() })()",
        "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a",
    ),
    (
        "new Proxy({ a: 1 }, { get(target, key, self) { return key === 'toJSON' ? undefined : self } })",
        "a",
    ),
    (
        "(() => { let a = 1; for (let i = 0; i < 10000; i++) a = { a }; return { endpoint: 'https://a.test', bodyParams: a } })()",
        "bodyParams.a.a*",
    ),
    (
        "(() => { let a = []; for (let i = 0; i < 10000; i++) a = [a]; return a })()",
        "*",
    ),
    (
        "Object.fromEntries(Array.from({ length: 100000 }, (_, i) => ['k' + i, i]))",
        "",
    ),
    (
        "({ endpoint: 'https://a.test', apiKey: 'x'.repeat(10000000) })",
        "apiKey",
    ),
    (
        "({ endpoint: 'https://a.test', ['k'.repeat(10000000)]: 1 })",
        "",
    ),
    (
        "({ endpoint: 'https://a.test', ['k'.repeat(10000000)]: 1n })",
        "k*",
    ),
];

/// Message data that is none, and the path where that shows.
const HOSTILE_DATA: [(&str, &str); 30] = [
    ("undefined", ""),
    ("null", ""),
    ("5", ""),
    ("5n", ""),
    ("Symbol('x')", ""),
    ("() => 1", ""),
    ("'14155550123'", ""),
    ("[]", ""),
    ("({})", "to"),
    ("new Map([['to', '14155550123'], ['type', 'X']])", "to"),
    ("({ to: 14155550123, type: 'X' })", "to"),
    ("({ to: 14155550123n, type: 'X' })", "to"),
    ("({ to: Symbol('1'), type: 'X' })", "to"),
    ("({ to: () => 1, type: 'X' })", "to"),
    ("({ to: NaN, type: 'X' })", "to"),
    ("({ to: '14155550123' })", "type"),
    ("({ get to() { throw new Error('x') }, type: 'X' })", "to"),
    (
        "({ to: '14155550123', type: 'X', payload: { get code() { throw null } } })",
        "payload.code",
    ),
    (
        "({ to: '14155550123', type: 'X', payload: { n: 5n } })",
        "payload.n",
    ),
    (
        "({ to: '14155550123', type: 'X', payload: [1] })",
        "payload",
    ),
    (
        "({ to: '14155550123', type: 'X', payload: 'x' })",
        "payload",
    ),
    ("({ to: '14155550123', type: 'X', message: {} })", "message"),
    (
        "(() => { const payload = {}; payload.a = { payload }; return { to: '14155550123', type: 'X', payload } })()",
        "payload.a.payload",
    ),
    ("new Proxy({}, { get() { throw new Error('x') } })", ""),
    (
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
        "",
    ),
    (
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return { to: '14155550123', type: 'X', payload: proxy } })()",
        "payload",
    ),
    (
        "({ to: '14155550123', type: 'X', payload: { code: 'x'.repeat(10000000) } })",
        "payload",
    ),
    ("({ to: 'x'.repeat(10000000), type: 'X' })", "to"),
    (
        "({ to: '14155550123', type: 'X', payload: Object.fromEntries(Array.from({ length: 100000 }, (_, i) => ['k' + i, i])) })",
        "payload",
    ),
    (
        "(() => { let a = 1; for (let i = 0; i < 10000; i++) a = { a }; return { to: '14155550123', type: 'X', payload: { a } } })()",
        "*",
    ),
];

/// Whether an issue is where it should be. Behind a `*` follows what depends on the host's stack, or may be cut.
fn assert_path(issue: &Value, path: &str, source: &str) {
    let found = issue["path"].as_str().expect("a path");
    assert!(found.len() < 1_000, "a path without bound: {source}");
    assert!(
        path.strip_suffix('*')
            .map_or(found == path, |beginning| found.starts_with(beginning)),
        "expected the path `{path}`, found `{found}`: {source}"
    );
    assert!(issue["code"].is_string() && issue["message"].is_string());
}

#[wasm_bindgen_test]
fn the_version_is_that_of_the_package() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn validation_gives_plain_data() {
    let valid = to_json(&validate_config(&from_json(&config())));
    assert_eq!(valid, json!({ "valid": true, "issues": [] }));
    let warned = to_json(&validate_config(&js(
        "({ endpoint: 'https://a.test', webhook: 1 })",
    )));
    assert_eq!(warned["valid"], true);
    assert_eq!(warned["issues"][0]["severity"], "warning");
    let invalid = to_json(&validate_config(&js("({ method: 'PATCH' })")));
    assert_eq!(invalid["valid"], false);
    assert_eq!(invalid["issues"].as_array().unwrap().len(), 2);
}

#[wasm_bindgen_test]
fn plain_data_of_every_make_is_taken() {
    for source in [
        "({ endpoint: 'https://a.test' })",
        "Object.freeze({ endpoint: 'https://a.test' })",
        "Object.assign(Object.create(null), { endpoint: 'https://a.test' })",
        "({ endpoint: 'https://a.test', timeout: NaN, headers: undefined, queryParams: null })",
        "new Proxy({ endpoint: 'https://a.test' }, {})",
        "({ get endpoint() { return 'https://a.test' } })",
        "(() => { const shared = { a: 1 }; return { endpoint: 'https://a.test', bodyParams: ['{{to}}{{code}}', shared, shared] } })()",
    ] {
        let result = to_json(&validate_config(&js(source)));
        assert_eq!(result, json!({ "valid": true, "issues": [] }), "{source}");
    }
}

#[wasm_bindgen_test]
async fn hostile_configurations_are_errors_with_code_and_path() {
    for (source, path) in HOSTILE_CONFIGS {
        let begun = now();
        let config = js(source);
        let result = to_json(&validate_config(&config));
        assert_eq!(result["valid"], false, "{source}");
        assert_path(&result["issues"][0], path, source);
        let error = preview_request(&config, &data(), &JsValue::UNDEFINED).expect_err(source);
        assert_eq!(read_error(&error).0, "invalid_config", "{source}");
        let (code, data) = outcome(
            &config,
            &data(),
            &options("() => { throw new Error('called') }"),
        )
        .await
        .expect_err(source);
        assert_eq!(
            (code.as_str(), &data["reason"], &data["attempts"]),
            ("invalid_config", &json!("invalid_config"), &json!(0)),
            "{source}"
        );
        assert_path(&data["issues"][0], path, source);
        assert!(now() - begun < 5_000.0, "slow: {source}");
    }
}

#[wasm_bindgen_test]
async fn hostile_message_data_is_an_error_with_code_and_path() {
    let config = from_json(&config());
    for (source, path) in HOSTILE_DATA {
        let hostile = js(source);
        let error = preview_request(&config, &hostile, &JsValue::UNDEFINED).expect_err(source);
        assert_eq!(
            read_error(&error).0,
            "invalid_request_parameters",
            "{source}"
        );
        let (code, data) = outcome(
            &config,
            &hostile,
            &options("() => { throw new Error('called') }"),
        )
        .await
        .expect_err(source);
        assert_eq!(
            (code.as_str(), &data["attempts"]),
            ("invalid_request_parameters", &json!(0)),
            "{source}"
        );
        assert_path(&data["issues"][0], path, source);
    }
}

#[wasm_bindgen_test]
async fn hostile_options_never_break_a_send() {
    // Without a fetch of its own such a send goes to a port that no host opens.
    let config = js("({ endpoint: 'http://127.0.0.1:1/', timeout: 1000, retry: 'never' })");
    for source in [
        "undefined",
        "null",
        "5",
        "'x'",
        "[]",
        "() => 1",
        "({})",
        "({ fetch: undefined, signal: undefined })",
        "({ get signal() { throw new Error('x') } })",
        "new Proxy({}, { get() { throw new Error('x') } })",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
        "({ signal: 5 })",
        "({ signal: {} })",
        "({ signal: { get aborted() { throw new Error('x') } } })",
        "({ signal: { addEventListener() { throw new Error('x') }, removeEventListener() { throw new Error('x') } } })",
        "({ signal: new Proxy({}, { get() { throw new Error('x') } }) })",
        "({ signal: (() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })() })",
    ] {
        let (code, data) = outcome(&config, &data(), &js(source))
            .await
            .expect_err(source);
        assert_eq!(
            (code.as_str(), &data["reason"]),
            ("general", &json!("network")),
            "{source}"
        );
    }
}

#[wasm_bindgen_test]
fn explanations_are_plain_and_hide_credentials() {
    let config = js(
        "({ endpoint: 'https://a.test/x', authorization: 'Bearer k3y-9f8e7d', response: { success: { path: 'ok', equals: true } } })",
    );
    let answer = js("({ status: 200, headers: {}, body: { ok: 'k3y-9f8e7d' } })");
    let explained = to_json(&explain_answer(&config, &answer, &JsValue::UNDEFINED).unwrap());
    assert_eq!(explained["verdict"], "unclear");
    assert_eq!(explained["sample"], true);
    assert_eq!(
        explained["rules"],
        json!([{ "path": "response.success", "holds": false, "found": "[redacted]" }])
    );
    for (answer, path) in [
        ("undefined", ""),
        ("({ status: 'x' })", "answer.status"),
        ("({ get status() { throw new Error('x') } })", "status"),
    ] {
        let error = explain_answer(&config, &js(answer), &data()).expect_err(answer);
        let error = Reflect::get(&error, &"data".into()).unwrap();
        assert_eq!(to_json(&error)["issues"][0]["path"], path, "{answer}");
    }
}

#[wasm_bindgen_test]
fn previews_are_plain_and_hide_credentials() {
    let config = js(
        "({ endpoint: 'https://a.test/x', authorization: 'Bearer k3y-9f8e7d', bodyParams: { a: '{{to}}' } })",
    );
    let hidden = to_json(&preview_request(&config, &data(), &JsValue::UNDEFINED).unwrap());
    assert_eq!(
        hidden,
        json!({
            "method": "POST", "url": "https://a.test/x",
            "headers": { "Authorization": "[redacted]", "Content-Type": "application/json" },
            "body": "{\"a\":\"+14155550123\"}",
        })
    );
    let revealed = to_json(&preview_request(&config, &data(), &js("({ reveal: true })")).unwrap());
    assert_eq!(revealed["headers"]["Authorization"], "Bearer k3y-9f8e7d");
    for options in [
        "null",
        "5",
        "({ reveal: false })",
        "({ reveal: 0 })",
        "({ get reveal() { throw new Error('x') } })",
    ] {
        assert_eq!(
            to_json(&preview_request(&config, &data(), &js(options)).unwrap()),
            hidden,
            "{options}"
        );
    }
    let get = js("({ endpoint: 'https://a.test/x', method: 'GET' })");
    let preview = preview_request(&get, &data(), &JsValue::UNDEFINED).unwrap();
    assert!(!Object::keys(preview.unchecked_ref::<Object>()).includes(&"body".into(), 0));
}

#[wasm_bindgen_test]
fn half_a_surrogate_pair_is_replaced() {
    let config = js("({ endpoint: 'https://a.test/x', bodyParams: { a: '{{code}}' } })");
    let data = js("({ to: '14155550123', type: 'X', payload: { code: 'a\\ud83d' } })");
    let preview = to_json(&preview_request(&config, &data, &JsValue::UNDEFINED).unwrap());
    assert_eq!(preview["body"], "{\"a\":\"a\u{fffd}\"}");
}

#[wasm_bindgen_test]
fn a_configuration_has_64_kib_of_json() {
    let sized = |source: &str, bytes: u32| {
        js(&format!(
            "(() => {{ const config = {{ endpoint: 'https://a.test', apiKey: '' }}; const room = {bytes} - JSON.stringify(config).length; config.apiKey = {source}; return config }})()"
        ))
    };
    let valid = |config: &JsValue| to_json(&validate_config(config));
    assert_eq!(valid(&sized("'x'.repeat(room)", 65_536))["valid"], true);
    let over = valid(&sized("'x'.repeat(room)", 65_537));
    assert_eq!(
        (&over["valid"], &over["issues"][0]["code"]),
        (&json!(false), &json!("too_large"))
    );
    assert!(
        over["issues"][0]["message"]
            .as_str()
            .unwrap()
            .contains("64 KiB")
    );
    // Bytes, not characters.
    assert_eq!(
        valid(&sized("'\\u00e9'.repeat(room / 2)", 65_536))["valid"],
        true
    );
    assert_eq!(
        valid(&sized("'\\u00e9'.repeat(room / 2 + 1)", 65_536))["valid"],
        false
    );
}

#[wasm_bindgen_test]
async fn fetch_gets_the_url_and_what_it_takes() {
    let config = json!({
        "endpoint": "https://api.sms.test/send", "authorization": "Bearer t", "headers": { "X-A": "b" },
        "bodyParams": { "to": "{{to}}" }, "response": { "messageId": "id" },
    });
    let options = js("(() => {
        const seen = [];
        return { seen, fetch: async function (...args) {
            const [url, init] = args;
            seen.push({
                count: args.length, self: this === undefined || this === globalThis, url, method: init.method, headers: { ...init.headers },
                body: init.body, redirect: init.redirect, signal: init.signal instanceof AbortSignal && !init.signal.aborted,
                keys: Object.keys(init).sort().join(),
            });
            return new Response('{\"id\":\"m-1\"}', { status: 201 });
        } };
    })()");
    let receipt = outcome(&from_json(&config), &data(), &options)
        .await
        .unwrap();
    assert_eq!(
        receipt,
        json!({ "status": 201, "messageId": "m-1", "attempts": 1 })
    );
    let seen = to_json(&Reflect::get(&options, &"seen".into()).unwrap());
    assert_eq!(
        seen,
        json!([{
            "count": 2, "self": true, "url": "https://api.sms.test/send", "method": "POST",
            "headers": { "Authorization": "Bearer t", "X-A": "b", "Content-Type": "application/json" },
            "body": "{\"to\":\"+14155550123\"}", "redirect": "manual", "signal": true,
            "keys": "body,headers,method,redirect,signal",
        }])
    );
}

#[wasm_bindgen_test]
async fn whatever_is_like_a_response_is_one() {
    for fetch in [
        "async () => new Response('', { status: 200 })",
        "() => new Response('', { status: 200 })",
        "() => ({ then(resolve) { resolve(new Response('')) } })",
        "async () => ({ status: 200, headers: new Headers(), body: null, text: async () => '' })",
        "async () => ({ status: 200, headers: new Map(), text: () => 'not even a promise' })",
        "async () => ({ status: 200 })",
        "async () => ({ status: 200, get headers() { throw new Error('x') }, get body() { throw new Error('x') }, text: async () => '' })",
        "async () => ({ status: 200, headers: { get() { throw new Error('x') } }, body: { getReader() { throw new Error('x') } }, text: async () => '' })",
        "async () => ({ status: 200, text() { throw new Error('x') } })",
        "async () => ({ status: 200, text: async () => { throw new Error('x') } })",
        "async () => ({ status: 200, text: async () => 5 })",
        "async () => ({ status: 200, body: 5, text: async () => '' })",
        "async () => new Proxy(new Response('', { status: 200 }), { get(target, key) { const value = target[key]; return typeof value === 'function' ? value.bind(target) : value } })",
    ] {
        assert_eq!(
            sent(fetch).await,
            Ok(json!({ "status": 200, "attempts": 1 })),
            "{fetch}"
        );
    }
}

#[wasm_bindgen_test]
async fn what_is_no_response_is_an_internal_error() {
    for fetch in [
        "() => undefined",
        "async () => null",
        "async () => 5",
        "async () => 'x'",
        "async () => ({})",
        "async () => []",
        "async () => Symbol('x')",
        "async () => 5n",
        "async () => ({ status: '200' })",
        "async () => ({ status: null })",
        "async () => ({ get status() { throw new Error('x') } })",
        "async () => new Proxy({}, { get(target, key) { if (key === 'then') return undefined; throw new Error('x') } })",
        "async () => ({ status: NaN })",
        "async () => ({ status: Infinity })",
        "async () => ({ status: -1 })",
        "async () => ({ status: 200.5 })",
        "async () => ({ status: 65736 })",
        "async () => ({ status: 1000 })",
    ] {
        let (code, data) = failed(&config(), fetch).await;
        assert_eq!(
            (code.as_str(), &data["reason"], &data["attempts"]),
            ("general", &json!("internal"), &json!(1)),
            "{fetch}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_fetch_that_fails_is_a_network_error() {
    for fetch in [
        "async () => { throw new TypeError('fetch failed') }",
        "() => { throw new TypeError('fetch failed') }",
        "() => Promise.reject()",
        "() => Promise.reject(5)",
        "() => Promise.reject(null)",
        "() => Promise.reject({ get code() { throw new Error('x') }, get cause() { throw new Error('x') } })",
        "() => Promise.reject(new Proxy({}, { get() { throw new Error('x') } }))",
        "() => { const error = new Error('x'); error.cause = error; throw error }",
        "() => ({ then() { throw new Error('x') } })",
        "() => ({ get then() { throw new Error('x') } })",
        "() => { throw undefined }",
        "() => { throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }) }",
    ] {
        let (code, data) = failed(&config(), fetch).await;
        assert_eq!(
            (code.as_str(), &data["reason"], &data["attempts"]),
            ("general", &json!("network"), &json!(1)),
            "{fetch}"
        );
    }
}

#[wasm_bindgen_test]
async fn promises_that_lie_settle_too() {
    for fetch in [
        "() => { const promise = Promise.resolve(new Response('')); Object.defineProperty(promise, 'constructor', { get() { throw new Error('x') } }); return promise }",
        "() => { const promise = Promise.resolve(new Response('')); promise.then = () => { throw new Error('x') }; return promise }",
        "() => { const promise = Promise.resolve(new Response('')); promise.then = undefined; return promise }",
        "() => { const promise = Promise.resolve(new Response('')); promise.then = (resolve) => { resolve(new Response('')); resolve(5); return 7 }; return promise }",
        "() => new (class Odd extends Promise { then() { throw new Error('x') } })((resolve) => resolve(new Response('')))",
    ] {
        // Whether that is success or failure is a matter of taste; it has to be one of them.
        let _: Result<Value, (String, Value)> = sent(fetch).await;
    }
}

/// A response with a body whose reader does as told, but ends after two seconds: a reader that goes on for ever without
/// letting a timer fire would otherwise hang the whole run where the module does not stop it.
fn body_of(reader: &str) -> String {
    format!(
        "async () => {{
            const reader = {reader};
            const begun = Date.now();
            try {{
                const read = reader.read.bind(reader);
                reader.read = () => (Date.now() - begun > 2000 ? {{ done: true }} : read());
            }} catch {{
                // A reader that cannot even be looked at stays as it is.
            }}
            return {{ status: 200, headers: new Headers(), body: {{ getReader: () => reader }}, text: async () => '' }};
        }}"
    )
}

#[wasm_bindgen_test]
async fn bodies_that_misbehave_settle() {
    for reader in [
        "({ read() { throw new Error('x') } })",
        "({ read: async () => { throw new Error('x') } })",
        "({ read: async () => undefined })",
        "({ read: async () => 5 })",
        "({ read: () => 5 })",
        "({ read: async () => ({ get done() { throw new Error('x') }, get value() { throw new Error('x') } }) })",
        "({ get read() { throw new Error('x') } })",
        "({})",
        "null",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: 'text' } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: undefined } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: new DataView(new ArrayBuffer(8)) } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: new Float64Array(8) } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: new BigInt64Array(8) } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: new Uint8Array(0) } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: Object.defineProperty(new Uint8Array(8), 'length', { get() { throw new Error('x') } }) } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: Object.defineProperty(new Uint8Array(8), 'subarray', { get() { throw new Error('x') } }) } } })",
        "({ count: 0, async read() { return { done: this.count++ > 3, value: Object.assign(new Uint8Array(8), { subarray: () => 5 }) } } })",
        "({ count: 0, async read() { const value = new Uint8Array(8); structuredClone(value.buffer, { transfer: [value.buffer] }); return { done: this.count++ > 3, value } } })",
        "({ async read() { return { done: false, value: new Uint8Array(100000) } }, cancel() { throw new Error('x') } })",
        "({ async read() { return { done: false, value: new Uint8Array(100000) } }, cancel: () => Promise.reject(new Error('x')) })",
    ] {
        for rules in [json!({}), json!({ "success": { "exists": true } })] {
            let mut config = config();
            config["response"] = rules;
            // That it settles, in time and in shape, is checked by `outcome`.
            let _: Result<Value, (String, Value)> =
                outcome(&from_json(&config), &data(), &options(&body_of(reader))).await;
        }
    }
    // And the module still works.
    assert!(sent("async () => new Response('')").await.is_ok());
}

#[wasm_bindgen_test]
async fn a_body_in_pieces_is_read_whole() {
    let mut config = config();
    config["response"] = json!({ "success": { "equals": "a\u{e9}\u{1F600}z" }, "messageId": "x" });
    let fetch = "async () => new Response(new ReadableStream({ start(controller) { for (const byte of new TextEncoder().encode('\\ufeffa\\u00e9\\ud83d\\ude00z\\n')) controller.enqueue(new Uint8Array([byte])); controller.close() } }))";
    assert!(
        outcome(&from_json(&config), &data(), &options(fetch))
            .await
            .is_ok()
    );
}

#[wasm_bindgen_test]
async fn at_most_1_mib_of_a_body_are_read_and_the_rest_is_cancelled() {
    let mut config = config();
    config["response"] = json!({ "success": { "path": "ok", "equals": true } });
    let options = js("(() => {
        const seen = { pulled: 0, cancelled: false, aborted: false };
        return { seen, fetch: async (url, { signal }) => {
            signal.addEventListener('abort', () => { seen.aborted = true });
            return new Response(new ReadableStream({
                pull(controller) { seen.pulled++; controller.enqueue(new Uint8Array(16384).fill(120)) },
                cancel() { seen.cancelled = true },
            }));
        } };
    })()");
    let (code, data) = outcome(&from_json(&config), &data(), &options)
        .await
        .unwrap_err();
    assert_eq!(code, "invalid_response");
    assert!(data["errorDescription"].as_str().unwrap().contains("1 MiB"));
    sleep(20).await;
    let seen = to_json(&Reflect::get(&options, &"seen".into()).unwrap());
    assert!(seen["pulled"].as_u64().unwrap() <= 70, "{seen}");
    assert!(
        seen["cancelled"] == true || seen["aborted"] == true,
        "{seen}"
    );
}

#[wasm_bindgen_test]
async fn a_text_without_a_stream_is_cut_too() {
    let mut config = config();
    config["response"] = json!({ "success": { "contains": "needle" } });
    let fetch = "async () => ({ status: 200, headers: new Headers(), text: async () => 'x'.repeat(1100000) + 'needle' })";
    let (_, data) = failed(&config, fetch).await;
    assert!(data["reason"] == "rejected" || data["reason"] == "invalid_response");
}

#[wasm_bindgen_test]
async fn bodies_that_never_end_use_up_the_budget_and_no_more() {
    let mut config = config();
    config["timeout"] = json!(200);
    config["response"] = json!({ "success": { "exists": true } });
    for body in [
        "new ReadableStream({})",
        "new ReadableStream({ pull: () => new Promise(() => {}) })",
        "new ReadableStream({ async pull(controller) { await new Promise((resolve) => setTimeout(resolve, 10)); controller.enqueue(new Uint8Array([32])) } })",
    ] {
        let begun = now();
        let (code, data) = failed(&config, &format!("async () => new Response({body})")).await;
        assert_eq!(
            (code.as_str(), &data["reason"], &data["status"]),
            ("general", &json!("timeout"), &json!(200)),
            "{body}"
        );
        let taken = now() - begun;
        assert!((150.0..450.0).contains(&taken), "{taken} ms: {body}");
        // A refusal is one by its status.
        let (_, data) = failed(
            &config,
            &format!("async () => new Response({body}, {{ status: 500 }})"),
        )
        .await;
        assert_eq!(data["reason"], "http_status", "{body}");
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_nobody_needs_is_not_waited_for() {
    let mut config = config();
    config["timeout"] = json!(3_000);
    for body in [
        "new ReadableStream({})",
        "new ReadableStream({ pull(controller) { controller.error(new Error('x')) } })",
    ] {
        let begun = now();
        let fetch = format!("async () => new Response({body})");
        let sent = outcome(&from_json(&config), &data(), &options(&fetch)).await;
        assert_eq!(sent, Ok(json!({ "status": 200, "attempts": 1 })), "{body}");
        assert!(now() - begun < 1_000.0, "{body}");
        // Its identifier is worth waiting for, but a message that is accepted is sent also without.
        let mut config = config.clone();
        config["timeout"] = json!(200);
        config["response"] = json!({ "messageId": "id" });
        let sent = outcome(&from_json(&config), &data(), &options(&fetch)).await;
        assert_eq!(sent, Ok(json!({ "status": 200, "attempts": 1 })), "{body}");
    }
}

#[wasm_bindgen_test]
async fn a_stream_that_starves_the_timers_settles_within_the_budget() {
    let mut config = config();
    config["timeout"] = json!(200);
    config["response"] = json!({ "success": { "exists": true } });
    // Microtasks only: no timer fires while they go on.
    for value in ["new Uint8Array(0)", "'text'", "undefined"] {
        let reader = format!(
            "(() => {{ const begun = Date.now(); return {{ async read() {{ return Date.now() - begun > 2000 ? {{ done: true }} : {{ done: false, value: {value} }} }}, async cancel() {{}} }} }})()"
        );
        let begun = now();
        let _: Result<Value, (String, Value)> =
            outcome(&from_json(&config), &data(), &options(&body_of(&reader))).await;
        let taken = now() - begun;
        assert!(
            taken < 450.0,
            "took {taken} ms with a budget of 200: {value}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_fetch_that_hangs_settles_by_the_timeout() {
    for fetch in [
        "() => new Promise(() => {})",
        "() => ({ then() {} })",
        "(url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason), 50)))",
    ] {
        let begun = now();
        let (code, data) = failed(&config(), fetch).await;
        assert_eq!(
            (code.as_str(), &data["reason"], &data["attempts"]),
            ("general", &json!("timeout"), &json!(1)),
            "{fetch}"
        );
        let taken = now() - begun;
        assert!((350.0..650.0).contains(&taken), "{taken} ms: {fetch}");
    }
}

#[wasm_bindgen_test]
async fn the_timeout_reaches_the_request() {
    let options = js(
        "(() => { const seen = {}; return { seen, fetch: (url, { signal }) => { signal.addEventListener('abort', () => { seen.aborted = true }); return new Promise(() => {}) } } })()",
    );
    let _: Result<Value, (String, Value)> = outcome(&from_json(&config()), &data(), &options).await;
    assert_eq!(
        to_json(&Reflect::get(&options, &"seen".into()).unwrap()),
        json!({ "aborted": true })
    );
}

#[wasm_bindgen_test]
async fn an_aborted_signal_stops_a_send_before_it_begins() {
    for signal in [
        "AbortSignal.abort()",
        "AbortSignal.abort(5)",
        "({ aborted: true })",
    ] {
        let options = js(&format!(
            "(() => {{ const seen = {{ calls: 0 }}; return {{ seen, signal: {signal}, fetch: async () => {{ seen.calls++; return new Response('') }} }} }})()"
        ));
        let (code, data) = outcome(&from_json(&config()), &data(), &options)
            .await
            .unwrap_err();
        assert_eq!(
            (code.as_str(), &data["reason"], &data["attempts"]),
            ("general", &json!("aborted"), &json!(0)),
            "{signal}"
        );
        assert_eq!(
            to_json(&Reflect::get(&options, &"seen".into()).unwrap()),
            json!({ "calls": 0 })
        );
    }
}

#[wasm_bindgen_test]
async fn a_signal_aborts_at_any_moment() {
    let mut config = config();
    config["timeout"] = json!(3_000);
    config["retry"] = json!("unsent");
    config["response"] = json!({ "success": { "exists": true } });
    for fetch in [
        "() => new Promise(() => {})",
        "(url, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))",
        "async () => new Response(new ReadableStream({}))",
        "async () => new Response('', { status: 503, headers: { 'Retry-After': '2' } })",
        "(() => { let first = true; return () => { if (first) { first = false; return new Response('', { status: 429, headers: { 'Retry-After': '0' } }) } return new Promise(() => {}) } })()",
    ] {
        let options = js(&format!(
            "(() => {{ const controller = new AbortController(); setTimeout(() => controller.abort(), 50); return {{ signal: controller.signal, fetch: {fetch} }} }})()"
        ));
        let begun = now();
        let (code, data) = outcome(&from_json(&config), &data(), &options)
            .await
            .unwrap_err();
        assert_eq!(
            (code.as_str(), &data["reason"]),
            ("general", &json!("aborted")),
            "{fetch}"
        );
        assert!(now() - begun < 500.0, "{fetch}");
    }
}

#[wasm_bindgen_test]
async fn the_listener_of_a_signal_is_taken_away() {
    let options = js("(() => {
        const listeners = new Set();
        const signal = { aborted: false, addEventListener: (name, listener) => listeners.add(listener), removeEventListener: (name, listener) => listeners.delete(listener) };
        return { listeners, signal, fetch: async () => new Response('') };
    })()");
    assert!(
        outcome(&from_json(&config()), &data(), &options)
            .await
            .is_ok()
    );
    let listeners: js_sys::Set = Reflect::get(&options, &"listeners".into())
        .unwrap()
        .unchecked_into();
    assert_eq!(listeners.size(), 0);
}

#[wasm_bindgen_test]
async fn what_was_not_sent_is_repeated_with_the_same_identifier() {
    let config = json!({ "endpoint": "https://api.sms.test/send", "timeout": 2_000, "headers": { "X-Id": "{{id}}" } });
    let options = js("(() => {
        const ids = [];
        return { ids, fetch: async (url, init) => {
            ids.push(init.headers['X-Id']);
            if (ids.length === 1) throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
            if (ids.length === 2) return new Response('', { status: 429, headers: { 'Retry-After': '0' } });
            return new Response('');
        } };
    })()");
    let receipt = outcome(&from_json(&config), &data(), &options)
        .await
        .unwrap();
    assert_eq!(receipt, json!({ "status": 200, "attempts": 3 }));
    let ids = to_json(&Reflect::get(&options, &"ids".into()).unwrap());
    let ids = ids.as_array().unwrap();
    assert!(
        ids.len() == 3
            && ids
                .iter()
                .all(|id| id == &ids[0] && id.as_str().unwrap().len() == 36)
    );
}

#[wasm_bindgen_test]
async fn an_error_keeps_what_a_provider_echoes_to_itself() {
    let config = json!({ "endpoint": "https://api.sms.test/send?token=k3y-query", "authorization": "Bearer k3y-9f8e7d", "retry": "never" });
    let fetch = "async (url, init) => new Response(JSON.stringify({ message: `bad ${init.headers.Authorization} ${init.body}`, data: init.body }), { status: 400 })";
    let (_, data) = failed(&config, fetch).await;
    let shown = data.to_string();
    for secret in ["k3y-9f8e7d", "k3y-query", "918273", "4155550123"] {
        assert!(!shown.contains(secret), "an echo is shown");
    }
    let fetch = "async () => { throw new TypeError('Failed to fetch https://api.sms.test/send?token=k3y-query 918273') }";
    let (_, data) = failed(&config, fetch).await;
    assert!(!data.to_string().contains("k3y") && !data.to_string().contains("918273"));
}

#[wasm_bindgen_test]
async fn redirects_are_errors() {
    for (fetch, status) in [
        (
            "async () => new Response(null, { status: 302, headers: { Location: 'https://evil.test/' } })",
            json!(302),
        ),
        (
            "async () => ({ status: 0, type: 'opaqueredirect', headers: new Headers(), body: null, text: async () => '' })",
            Value::Null,
        ),
    ] {
        let (code, data) = failed(&config(), fetch).await;
        assert_eq!(
            (code.as_str(), &data["reason"], &data["status"]),
            ("general", &json!("redirect"), &status)
        );
    }
}

#[wasm_bindgen_test]
async fn sends_at_the_same_time_do_not_mix() {
    let config = js(
        "({ endpoint: 'https://api.sms.test/', bodyParams: { code: '{{code}}' }, response: { messageId: 'id' }, timeout: 3000 })",
    );
    let options = js(
        "({ fetch: async (url, init) => { await new Promise((resolve) => setTimeout(resolve, Math.random() * 50)); return new Response(JSON.stringify({ id: 'm' + JSON.parse(init.body).code })) } })",
    );
    let promises = js_sys::Array::new();
    for number in 0..300 {
        let data = js(&format!(
            "({{ to: '14155550123', type: 'X', payload: {{ code: '{number}' }} }})"
        ));
        promises.push(&send_message(&config, &data, some(&options)));
    }
    let receipts = JsFuture::from(Promise::all(&promises)).await.unwrap();
    for (number, receipt) in to_json(&receipts).as_array().unwrap().iter().enumerate() {
        assert_eq!(receipt["messageId"], format!("m{number}"));
    }
}

#[wasm_bindgen_test]
async fn a_second_attempt_that_fails_is_cancelled_too() {
    let config =
        json!({ "endpoint": "https://api.sms.test/send", "timeout": 300, "retry": "unsent" });
    let options = js("(() => {
        const seen = { calls: 0, aborted: false };
        return { seen, fetch: (url, { signal }) => {
            // The first is read to its end, so there is nothing to cancel of it.
            if (++seen.calls === 1) return new Response('busy', { status: 503, headers: { 'Retry-After': '0', 'Content-Length': '4' } });
            signal.addEventListener('abort', () => { seen.aborted = true });
            return new Promise(() => {});
        } };
    })()");
    let (_, error) = outcome(&from_json(&config), &data(), &options)
        .await
        .unwrap_err();
    assert_eq!(
        (&error["reason"], &error["attempts"]),
        (&json!("timeout"), &json!(2))
    );
    let seen = to_json(&Reflect::get(&options, &"seen".into()).unwrap());
    assert_eq!(seen, json!({ "calls": 2, "aborted": true }));
}

#[wasm_bindgen_test]
async fn no_timer_outlives_its_send() {
    let watch = js("(() => {
        const { setTimeout: set, clearTimeout: clear } = globalThis;
        const live = new Set();
        let started = 0;
        globalThis.setTimeout = (callback, milliseconds, ...rest) => {
            const timer = set((...given) => { live.delete(timer); callback(...given) }, milliseconds, ...rest);
            live.add(timer);
            started++;
            return timer;
        };
        globalThis.clearTimeout = (timer) => { live.delete(timer); clear(timer) };
        return { seen: () => ({ started, live: live.size }), stop: () => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }) };
    })()");
    let call = |name: &str| {
        let function: Function = Reflect::get(&watch, &name.into()).unwrap().unchecked_into();
        function.call0(&JsValue::UNDEFINED).unwrap()
    };
    let mut patient = config();
    patient["retry"] = json!("unsent");
    for (config, options) in [
        (config(), options("async () => new Response('')")),
        (
            config(),
            options("async () => new Response('', { status: 500 })"),
        ),
        (
            config(),
            options("() => { throw new TypeError('fetch failed') }"),
        ),
        (config(), js("({ fetch: 5 })")),
        (
            patient.clone(),
            options(
                "async () => new Response('', { status: 503, headers: { 'Retry-After': '0' } })",
            ),
        ),
        (
            patient,
            js("({ signal: AbortSignal.abort(), fetch: async () => new Response('') })"),
        ),
    ] {
        let _: Result<Value, (String, Value)> =
            outcome(&from_json(&config), &data(), &options).await;
    }
    let seen = to_json(&call("seen"));
    call("stop");
    assert!(seen["started"].as_u64().unwrap() >= 5, "{seen}");
    assert_eq!(seen["live"], 0, "{seen}");
}

#[wasm_bindgen_test]
fn a_hundred_thousand_throwing_getters_leave_no_reference_behind() {
    let throwing = js("({ get endpoint() { throw new Error('x') } })");
    let good = from_json(&config());
    let broken_data =
        js("({ to: '14155550123', type: 'X', payload: { get code() { throw null } } })");
    let attempt = || {
        // Each is read twice: by JSON.stringify, and by the search for the place.
        _ = validate_config(&throwing);
        assert!(preview_request(&good, &broken_data, &throwing).is_err());
    };
    attempt();
    let before = wasm_bindgen::externref_heap_live_count();
    for _ in 0..25_000 {
        attempt();
    }
    assert_eq!(wasm_bindgen::externref_heap_live_count(), before);
}

#[wasm_bindgen_test]
fn numbers_leave_as_numbers_and_never_as_what_a_library_writes_for_them() {
    let config = js(
        "({ endpoint: 'https://a.test/', timeout: 1e300, unknown: 0.000001, bodyParams: ['{{to}}{{code}}', 1e21, 0.1] })",
    );
    let validation = to_json(&validate_config(&config));
    assert_eq!(validation["issues"].as_array().unwrap().len(), 2);
    assert!(!validation.to_string().contains("$serde_json"));
    let config = js(
        "({ endpoint: 'https://a.test/', bodyParams: [1e21, 0.000001, 1e-7, 9007199254740993] })",
    );
    let preview = to_json(&preview_request(&config, &data(), &JsValue::UNDEFINED).unwrap());
    assert_eq!(preview["body"], "[1e+21,0.000001,1e-7,9007199254740992]");
    assert!(!preview.to_string().contains("$serde_json"));
}

#[wasm_bindgen_test]
async fn ten_thousand_bad_inputs_leave_the_module_working() {
    let bad = [
        "null",
        "({ get endpoint() { throw new Error('x') } })",
        "new Proxy({}, { ownKeys() { throw new Error('x') } })",
        "(() => { const a = {}; a.a = a; return a })()",
        "({ endpoint: 5n })",
        "new Map()",
        "({ endpoint: 'x'.repeat(100000) })",
        "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()",
        "({ endpoint: 'ftp://a', method: 'PUT', templates: [1, 2, 3], bodyParams: '{{ a | b' })",
        "(() => { let a = 1; for (let i = 0; i < 100; i++) a = [a]; return { a } })()",
    ]
    .map(js);
    let good = from_json(&config());
    let options = options("() => { throw new Error('x') }");
    let memory = || {
        let buffer = wasm_bindgen::memory()
            .unchecked_into::<js_sys::WebAssembly::Memory>()
            .buffer();
        Reflect::get(&buffer, &"byteLength".into())
            .unwrap()
            .as_f64()
            .unwrap()
    };
    let mut warm = 0.0;
    for round in 0..1_000 {
        for value in &bad {
            assert!(preview_request(value, &data(), &JsValue::UNDEFINED).is_err());
            if round % 10 == 0 {
                assert!(
                    JsFuture::from(send_message(value, &good, some(&options)))
                        .await
                        .is_err()
                );
                assert!(
                    JsFuture::from(send_message(&good, value, some(&options)))
                        .await
                        .is_err()
                );
                assert!(
                    JsFuture::from(send_message(&good, &data(), some(&options)))
                        .await
                        .is_err()
                );
            }
        }
        if round == 200 {
            warm = memory();
        }
    }
    assert!(memory() - warm < 1_000_000.0, "the memory grows");
    assert!(sent("async () => new Response('')").await.is_ok());
    assert_eq!(to_json(&validate_config(&good))["valid"], true);
}
