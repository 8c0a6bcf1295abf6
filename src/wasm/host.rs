//! What the connector uses of its host. Everything that can throw is `catch`: a throw that crosses wasm uncaught leaks
//! its stack. Answers are duck-typed, since they may come from another realm or a mock.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use crate::delivery::Host;

#[wasm_bindgen]
extern "C" {
    /// The host's fetch, looked up at every call so that it can be replaced.
    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = fetch)]
    pub(super) fn fetch(url: &str, init: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = setTimeout)]
    pub(super) fn set_timeout(
        callback: &Function,
        milliseconds: f64,
        argument: u32,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = globalThis, js_name = clearTimeout)]
    pub(super) fn clear_timeout(handle: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["globalThis", "crypto"], js_name = getRandomValues)]
    fn get_random_values(array: &js_sys::Uint8Array) -> Result<JsValue, JsValue>;

    /// A `Response`, or whatever a replaced fetch resolves to.
    pub(super) type Response;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn status(this: &Response) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn headers(this: &Response) -> Result<Headers, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn body(this: &Response) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(super) fn text(this: &Response) -> Result<JsValue, JsValue>;

    /// The headers of a response.
    pub(super) type Headers;

    #[wasm_bindgen(catch, method)]
    pub(super) fn get(this: &Headers, name: &str) -> Result<JsValue, JsValue>;

    /// A stream of bytes.
    pub(super) type Stream;

    #[wasm_bindgen(catch, method, js_name = getReader)]
    pub(super) fn get_reader(this: &Stream) -> Result<Reader, JsValue>;

    /// The reader of a stream.
    pub(super) type Reader;

    #[wasm_bindgen(catch, method)]
    pub(super) fn read(this: &Reader) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method)]
    pub(super) fn cancel(this: &Reader) -> Result<JsValue, JsValue>;

    /// What a reader resolves to.
    pub(super) type Chunk;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn done(this: &Chunk) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn value(this: &Chunk) -> Result<JsValue, JsValue>;

    /// The caller's signal.
    pub(super) type Signal;

    #[wasm_bindgen(catch, method, getter)]
    pub(super) fn aborted(this: &Signal) -> Result<JsValue, JsValue>;

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
        let array = js_sys::Uint8Array::new_with_length(16);
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

/// A promise of whatever a host function returned.
pub(super) fn promise(value: &JsValue) -> wasm_bindgen_futures::JsFuture {
    wasm_bindgen_futures::JsFuture::from(Promise::resolve(value))
}
