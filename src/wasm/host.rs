//! What the connector uses of its host beyond what `js-sys` and `web-sys` offer.
//!
//! Those have most of it, but some of their imports let a throw cross wasm, which leaks its stack, and others return a bare
//! value, which leaks a slot of the table of references with every throw. Whatever a caller or a replaced `fetch` can make
//! throw is imported here instead: caught, and returning an `Option`, whose `None` is undefined or null. Not an `Option` of
//! `JsValue`, which calls out again to ask whether that is undefined; an [`Unknown`] of these imports knows.

use std::cell::{LazyCell, RefCell};

use js_sys::{Array, Function, JsString, Uint8Array};
use wasm_bindgen::closure::WasmClosure;
use wasm_bindgen::prelude::*;
use web_sys::{Performance, RequestInit};

use crate::delivery;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(super) fn stringify(value: &JsValue) -> Result<Option<JsString>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(super) fn parse(text: &str) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    pub(super) fn get(object: &JsValue, key: &JsValue) -> Result<Option<Unknown>, JsValue>;

    /// The same without a call of its own for the key.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_named(object: &JsValue, key: &str) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = ownKeys)]
    pub(super) fn own_keys(object: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = hasOwn)]
    pub(super) fn has_own(object: &JsValue, key: &str) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = getPrototypeOf)]
    pub(super) fn prototype_of(object: &JsValue) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    pub(super) fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// What a caller or a replaced `fetch` gave, whatever it is, and what every send looks for in it: one call each, without
    /// a text for the name. Where it is nothing that has properties or methods, they throw.
    pub(super) type Unknown;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn payload(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn status(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn headers(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method, js_name = get)]
    pub(super) fn header(this: &Unknown, name: &JsString) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn body(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method, js_name = getReader)]
    pub(super) fn reader(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(super) fn read(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(super) fn cancel(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    /// Whether it is truthy.
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn done(this: &Unknown) -> Result<Option<bool>, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn value(this: &Unknown) -> Result<Option<Unknown>, JsValue>;

    /// Whether it is truthy.
    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn aborted(this: &Unknown) -> Result<Option<bool>, JsValue>;

    #[wasm_bindgen(catch, method, js_name = addEventListener)]
    pub(super) fn add_listener(
        this: &Unknown,
        event: &str,
        listener: &Function,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, method, js_name = removeEventListener)]
    pub(super) fn remove_listener(
        this: &Unknown,
        event: &str,
        listener: &Function,
    ) -> Result<(), JsValue>;

    /// The host's `fetch`, looked up at every call so that it can be replaced.
    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = fetch)]
    pub(super) fn fetch(url: &str, init: &RequestInit) -> Result<Option<Unknown>, JsValue>;

    /// The `fetch` that the caller passed.
    #[derive(Clone)]
    pub(super) type Fetch;

    #[wasm_bindgen(catch, method)]
    pub(super) fn call(
        this: &Fetch,
        receiver: &JsValue,
        url: &str,
        init: &RequestInit,
    ) -> Result<Option<Unknown>, JsValue>;

    /// A function of the caller's that is told something.
    pub(super) type Callback;

    #[wasm_bindgen(catch, method, js_name = call)]
    pub(super) fn call(
        this: &Callback,
        receiver: &JsValue,
        argument: &JsValue,
    ) -> Result<Option<Unknown>, JsValue>;

    /// Not the promise's own `then`, which may be anything: this one throws where it is no promise, and calls one of the two
    /// once, and later, where it is.
    #[wasm_bindgen(catch, js_namespace = ["Promise", "prototype", "then"], js_name = call)]
    fn then_of_promise(
        promise: &JsValue,
        fulfilled: &Function,
        rejected: &Function,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = Promise, js_name = resolve)]
    fn promise_of(value: &JsValue) -> Result<Option<Unknown>, JsValue>;

    /// Calls back with `argument`; neither browsers' nor workers' own types exist in Node.
    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = setTimeout)]
    pub(super) fn set_timeout(
        callback: &Function,
        milliseconds: u32,
        argument: u32,
    ) -> Result<Option<Unknown>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = clearTimeout)]
    pub(super) fn clear_timeout(timer: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["globalThis", "crypto"], js_name = getRandomValues)]
    fn get_random_values(array: &Uint8Array) -> Result<Option<Unknown>, JsValue>;

    /// A copy of the bytes of a typed array, which reads nothing of it that could be overridden.
    #[wasm_bindgen(js_name = Uint8Array)]
    pub(super) type Bytes;

    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    pub(super) fn copy(array: &JsValue) -> Result<Bytes, JsValue>;
}

/// Undefined.
impl Default for Unknown {
    fn default() -> Self {
        JsValue::UNDEFINED.unchecked_into()
    }
}

/// A property; undefined where there is none or it cannot be read.
pub(super) fn property(object: &JsValue, key: &str) -> JsValue {
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    get_named(object, key)
        .ok()
        .flatten()
        .unwrap_or_default()
        .into()
}

/// Has one of two functions called, once and later, with what a value comes to: whatever is no promise is a result.
///
/// # Errors
/// Where a promise is made so that nobody can wait for it; neither is called.
pub(super) fn then(
    value: &JsValue,
    fulfilled: &Function,
    rejected: &Function,
) -> Result<(), JsValue> {
    then_of_promise(value, fulfilled, rejected).or_else(|_| {
        let promise = promise_of(value)?.unwrap_or_default();
        then_of_promise(&promise, fulfilled, rejected)
    })
}

thread_local! {
    static IGNORE: Function = function(Closure::<dyn Fn()>::new(|| ()));
}

/// Lets go of a promise whose outcome is of no interest: an unhandled rejection would end a Node process.
pub(super) fn ignore(promise: &JsValue) {
    if promise.is_object() {
        _ = IGNORE.with(|ignore| then(promise, ignore, ignore));
    }
}

/// A closure as a function that lives as long as JavaScript knows it.
pub(super) fn function<T: WasmClosure + ?Sized>(closure: Closure<T>) -> Function {
    closure.into_js_value().unchecked_into()
}

/// Whether there is a `fetch` at all.
pub(super) fn has_fetch() -> bool {
    property(&js_sys::global(), "fetch").is_function()
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
fn monotonic_ms() -> f64 {
    PERFORMANCE.with(|performance| match &**performance {
        Some(performance) => performance.now(),
        // No supported host is without one.
        None => js_sys::Date::now(),
    })
}

/// Clocks and randomness of the host. What happens without waiting happens at one moment, so each clock is read once in it.
#[derive(Default)]
pub(super) struct Environment {
    unix_ms: Option<u64>,
    monotonic_ms: Option<u64>,
}

impl delivery::Host for Environment {
    fn unix_ms(&mut self) -> u64 {
        let read = || whole(js_sys::Date::now());
        *self.unix_ms.get_or_insert_with(read)
    }

    fn monotonic_ms(&mut self) -> u64 {
        let read = || whole(monotonic_ms());
        *self.monotonic_ms.get_or_insert_with(read)
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
