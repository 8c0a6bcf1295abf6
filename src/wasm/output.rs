//! The core's types out: plain objects, and real errors.

use js_sys::Reflect;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::host;
use crate::error::SendError;
use crate::template::json;

/// A plain object of strings, numbers, booleans, arrays and objects.
pub(super) fn plain(value: &impl Serialize) -> JsValue {
    // Fails only where an implementation of `Serialize` does, and those here are derived.
    value
        .serialize(&Serializer::json_compatible())
        .unwrap_or_default()
}

/// The same by one text, in the place of a call for each key and each value.
pub(super) fn record(value: &impl Serialize) -> JsValue {
    let parsed = host::parse(&json::write(value));
    let parsed = parsed.ok().flatten().map(Into::into);
    parsed.unwrap_or_else(|| plain(value))
}

/// A `SendError`: an `Error` of that name with `code` and `data`.
#[cold]
pub(super) fn error(error: SendError) -> JsValue {
    let code = error.code();
    let object = js_sys::Error::new(&error.description());
    object.set_name("SendError");
    let object: JsValue = object.into();
    // Setting a property of an object just made cannot fail.
    _ = Reflect::set(&object, &"code".into(), &code.into());
    _ = Reflect::set(&object, &"data".into(), &plain(&error.into_data()));
    object
}
