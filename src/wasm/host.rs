//! What the connector uses of its host.
//!
//! Everything that can throw is `catch`: a throw that crosses wasm uncaught leaks its stack. And everything that returns an
//! object returns an `Option`, though `None` means no more than undefined here: an import that returns a bare `JsValue` and
//! throws leaks a slot of the table of references, and hostile input can make it throw for ever.
//!
//! Answers are duck-typed, since they may come from another realm or a mock.

use js_sys::{Array, ArrayBuffer, Function, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::delivery::Host;

#[wasm_bindgen]
extern "C" {
    /// The host's fetch, looked up at every call so that it can be replaced.
    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = fetch)]
    pub(super) fn fetch(url: &str, init: &JsValue) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = setTimeout)]
    pub(super) fn set_timeout(
        callback: &Function,
        milliseconds: f64,
        event: u32,
        number: u32,
        turn: u32,
    ) -> Result<Option<JsValue>, JsValue>;

    /// A function of this adapter's own.
    pub(super) type Callback;

    #[wasm_bindgen(method)]
    pub(super) fn bind(
        this: &Callback,
        receiver: &JsValue,
        event: u32,
        number: u32,
        turn: u32,
    ) -> Function;

    /// A promise, or whatever a replaced fetch returns in its place.
    pub(super) type Thenable;

    #[wasm_bindgen(catch, method)]
    pub(super) fn then(
        this: &Thenable,
        resolved: &Function,
        rejected: &Function,
    ) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = clearTimeout)]
    pub(super) fn clear_timeout(handle: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["globalThis", "crypto"], js_name = getRandomValues)]
    fn get_random_values(array: &Uint8Array) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(super) fn stringify(value: &JsValue) -> Result<Option<js_sys::JsString>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = JSON)]
    pub(super) fn parse(text: &str) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    pub(super) fn get_property(object: &JsValue, key: &JsValue)
    -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = ownKeys)]
    pub(super) fn own_keys(object: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object)]
    pub(super) fn values(object: &JsValue) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = getPrototypeOf)]
    pub(super) fn prototype_of(object: &JsValue) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    pub(super) fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// A function that the caller passed as `fetch`.
    pub(super) type Fetch;

    #[wasm_bindgen(catch, method)]
    pub(super) fn call(
        this: &Fetch,
        receiver: &JsValue,
        url: &str,
        init: &JsValue,
    ) -> Result<Option<JsValue>, JsValue>;

    /// A `Response`, or whatever a replaced fetch resolves to.
    pub(super) type Response;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn status(this: &Response) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn headers(this: &Response) -> Result<Option<Headers>, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn body(this: &Response) -> Result<Option<Stream>, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(super) fn text(this: &Response) -> Result<Option<JsValue>, JsValue>;

    /// The headers of a response.
    pub(super) type Headers;

    #[wasm_bindgen(catch, method)]
    pub(super) fn get(this: &Headers, name: &str) -> Result<Option<JsValue>, JsValue>;

    /// A stream of bytes.
    pub(super) type Stream;

    #[wasm_bindgen(catch, method, js_name = getReader)]
    pub(super) fn get_reader(this: &Stream) -> Result<Option<Reader>, JsValue>;

    /// The reader of a stream.
    pub(super) type Reader;

    #[wasm_bindgen(catch, method)]
    pub(super) fn read(this: &Reader) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(super) fn cancel(this: &Reader) -> Result<Option<JsValue>, JsValue>;

    /// A copy of the bytes of a typed array, which reads nothing of it that could be overridden.
    #[wasm_bindgen(js_name = Uint8Array)]
    pub(super) type Bytes;

    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn copy(array: &JsValue) -> Result<Bytes, JsValue>;

    /// The caller's signal.
    pub(super) type Signal;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn aborted(this: &Signal) -> Result<Option<JsValue>, JsValue>;

    #[wasm_bindgen(catch, method, js_name = addEventListener)]
    pub(super) fn add_event_listener(
        this: &Signal,
        event: &str,
        listener: &JsValue,
    ) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, method, js_name = removeEventListener)]
    pub(super) fn remove_event_listener(
        this: &Signal,
        event: &str,
        listener: &JsValue,
    ) -> Result<(), JsValue>;
}

/// Clock and randomness of the host.
pub(super) struct Environment;

impl Host for Environment {
    fn now(&mut self) -> f64 {
        js_sys::Date::now()
    }

    fn random(&mut self) -> [u8; 16] {
        let array = Uint8Array::new_with_length(16);
        let mut bytes = [0; 16];
        if get_random_values(&array).is_ok() {
            array.copy_to(&mut bytes);
        } else {
            // Every supported host has Web Crypto. An identifier from a lesser source still tells messages apart, and
            // nothing secret depends on it.
            for byte in &mut bytes {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 255 by construction"
                )]
                let random = (js_sys::Math::random() * 256.0) as u8;
                *byte = random;
            }
        }
        bytes
    }
}

/// At most `limit` bytes of a part of a stream; nothing where it is no bytes.
pub(super) fn bytes_of(chunk: &JsValue, limit: usize) -> Vec<u8> {
    if !ArrayBuffer::is_view(chunk) {
        return Vec::new();
    }
    // A buffer that was transferred away cannot be copied.
    Bytes::copy(chunk).map_or_else(
        |_| Vec::new(),
        |bytes| {
            let end = u32::try_from(limit).unwrap_or(u32::MAX);
            bytes
                .unchecked_into::<Uint8Array>()
                .subarray(0, end)
                .to_vec()
        },
    )
}

/// A property; undefined where there is none or it cannot be read.
pub(super) fn property(object: &JsValue, key: &str) -> JsValue {
    if !object.is_object() && !object.is_function() {
        return JsValue::UNDEFINED;
    }
    get_property(object, &JsValue::from_str(key))
        .ok()
        .flatten()
        .unwrap_or(JsValue::UNDEFINED)
}
