//! The core's types out: plain objects, and real errors.
//!
//! Objects cross as one JSON text, as inputs do: a call for each of their properties would cost more than parsing it.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

use super::host;
use crate::error::SendError;
use crate::json;
use crate::value::Map;

/// A plain object of strings, numbers, booleans, arrays and objects.
pub(super) fn plain(value: impl Into<Map>) -> JsValue {
    let mut text = String::new();
    json::write_map(&value.into(), &mut text);
    // JSON of the core's own making is always read.
    host::parse(&text)
        .ok()
        .flatten()
        .unwrap_or(JsValue::UNDEFINED)
}

/// An `Error` with `code` and `data`.
pub(super) fn error(error: SendError) -> JsValue {
    let code = error.code();
    let object: JsValue = js_sys::Error::new(&error.description()).into();
    // Setting a property of an object just made cannot fail.
    _ = Reflect::set(&object, &"code".into(), &code.into());
    _ = Reflect::set(&object, &"data".into(), &plain(error.into_data()));
    object
}
