//! Engine of a Logto SMS connector that reaches any SMS provider with an HTTP API by configuration alone.
//!
//! The core is pure and knows nothing of JavaScript: it reads a configuration ([`config`]) and a [`message`], renders a
//! [`request`], judges the [`answer`] and decides what to do next ([`delivery`]). `wasm` is the adapter around it: it turns
//! JavaScript values into these types and back, and lets the host's `fetch` do the I/O.
//!
//! Each module uses only those above it in this list.

pub mod error;
pub mod issue;
pub mod limits;
pub mod suggest;

pub mod phone;

pub mod template;

pub mod message;

pub mod request;

pub mod answer;

pub mod config;

pub mod redact;

pub mod delivery;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
