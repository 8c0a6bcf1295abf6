//! What the connector uses of its host beyond what `js-sys` and `web-sys` offer.
//!
//! Those have most of it, but some of their imports let a throw cross wasm, which leaks its stack, and others return a bare
//! value, which leaks a slot of the table of references with every throw. Whatever a caller or a replaced `fetch` can make
//! throw is imported here instead: caught, and returning an `Option`, whose `None` is undefined or null.

use std::cell::{LazyCell, RefCell};

use js_sys::{Array, Function, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Performance, RequestInit};

use crate::delivery;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(super) fn stringify(value: &JsValue) -> Result<Option<JsString>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    pub(super) fn get(object: &JsValue, key: &JsValue) -> Result<Option<JsValue>, JsValue>;

    /// The same without a call of its own for the key.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_named(object: &JsValue, key: &str) -> Result<Option<JsValue>, JsValue>;

    /// What has headers, whatever it is.
    pub(super) type AnyHeaders;

    #[wasm_bindgen(catch, method, js_name = get)]
    pub(super) fn header(this: &AnyHeaders, name: &str) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = apply)]
    fn apply(
        function: &JsValue,
        receiver: &JsValue,
        arguments: &Array,
    ) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = ownKeys)]
    pub(super) fn own_keys(object: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = getPrototypeOf)]
    pub(super) fn prototype_of(object: &JsValue) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    pub(super) fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// The host's `fetch`, or the one that the caller passed.
    #[derive(Clone)]
    pub(super) type Fetch;

    #[wasm_bindgen(catch, method)]
    pub(super) fn call(
        this: &Fetch,
        receiver: &JsValue,
        url: &str,
        init: &RequestInit,
    ) -> Result<Option<JsValue>, JsValue>;

    /// A function of the caller's that is told something.
    pub(super) type Callback;

    #[wasm_bindgen(catch, method, js_name = call)]
    pub(super) fn call(
        this: &Callback,
        receiver: &JsValue,
        argument: &JsValue,
    ) -> Result<Option<JsValue>, JsValue>;

    /// Calls back with `argument`; neither browsers' nor workers' own types exist in Node.
    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = setTimeout)]
    pub(super) fn set_timeout(
        callback: &Function,
        milliseconds: u32,
        argument: &JsValue,
    ) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = clearTimeout)]
    pub(super) fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["globalThis", "crypto"], js_name = getRandomValues)]
    fn get_random_values(array: &Uint8Array) -> Result<Option<JsValue>, JsValue>;

    /// A copy of the bytes of a typed array, which reads nothing of it that could be overridden.
    #[wasm_bindgen(js_name = Uint8Array)]
    pub(super) type Bytes;

    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    pub(super) fn copy(array: &JsValue) -> Result<Bytes, JsValue>;
}

/// A property; undefined where there is none or it cannot be read.
pub(super) fn property(object: &JsValue, key: &str) -> JsValue {
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    get_named(object, key).ok().flatten().unwrap_or_default()
}

/// What a method returns or throws; also where there is no such method, it throws.
pub(super) fn try_method(
    object: &JsValue,
    name: &str,
    arguments: &Array,
) -> Result<Option<JsValue>, JsValue> {
    apply(&property(object, name), object, arguments)
}

/// What a method returns; `None` where there is no such method or it throws.
pub(super) fn call_method(object: &JsValue, name: &str, arguments: &Array) -> Option<JsValue> {
    try_method(object, name, arguments).ok()?
}

/// Lets go of a promise whose outcome is of no interest: an unhandled rejection would end a Node process.
pub(super) fn ignore(promise: Option<JsValue>) {
    if let Some(promise) = promise.filter(JsValue::is_object) {
        // A race takes whatever is no promise for its own result.
        let settled = JsFuture::from(Promise::race(&Array::of1(&promise)));
        spawn_local(async { _ = settled.await });
    }
}

/// Whether this is Cloudflare's runtime.
pub(super) fn is_workerd() -> bool {
    let navigator = property(&js_sys::global(), "navigator");
    property(&navigator, "userAgent").as_string().as_deref() == Some("Cloudflare-Workers")
}

thread_local! {
    static PERFORMANCE: LazyCell<Option<Performance>> = const {
        LazyCell::new(|| {
            let performance = property(&js_sys::global(), "performance");
            performance.is_object().then(|| performance.unchecked_into())
        })
    };
}

/// Milliseconds on a clock that never steps.
pub(super) fn monotonic_ms() -> f64 {
    PERFORMANCE.with(|performance| match &**performance {
        Some(performance) => performance.now(),
        // No supported host is without one.
        None => js_sys::Date::now(),
    })
}

/// Clock and randomness of the host.
pub(super) struct Environment;

impl delivery::Host for Environment {
    fn unix_ms(&mut self) -> u64 {
        whole(js_sys::Date::now())
    }

    fn monotonic_ms(&mut self) -> u64 {
        whole(monotonic_ms())
    }

    fn random(&mut self) -> [u8; 16] {
        RANDOM.with_borrow_mut(|left| {
            if left.is_empty() {
                *left = random_bytes();
            }
            let rest = left.len().saturating_sub(16);
            let mut bytes = [0; 16];
            for (byte, random) in bytes.iter_mut().zip(left.drain(rest..)) {
                *byte = random;
            }
            bytes
        })
    }
}

thread_local! {
    /// Random bytes that nobody has used yet: asking for many at once costs little more than asking for a few.
    static RANDOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn random_bytes() -> Vec<u8> {
    let array = Uint8Array::new_with_length(RANDOM_BYTES);
    if get_random_values(&array).is_ok() {
        return array.to_vec();
    }
    // Every supported host has Web Crypto. An identifier from a lesser source still tells messages apart, and nothing secret
    // depends on it.
    (0..RANDOM_BYTES)
        .map(|_| whole(js_sys::Math::random() * 256.0).to_le_bytes()[0])
        .collect()
}

/// A multiple of 16.
const RANDOM_BYTES: u32 = 4096;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and a clock before its epoch may read 0"
)]
const fn whole(number: f64) -> u64 {
    number as u64
}
