//! The boundary to JavaScript, tested in a browser: the same tests as in Node.
#![cfg(target_arch = "wasm32")]

#[path = "common/wasm_boundary.rs"]
mod wasm_boundary;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
