//! The boundary to JavaScript, tested in Node.
#![cfg(target_arch = "wasm32")]

#[path = "common/wasm_boundary.rs"]
mod wasm_boundary;
