//! Engine of a Logto SMS connector that reaches any SMS provider with an HTTP API by configuration alone.
//!
//! The core is pure: it reads a configuration ([`config`]) and a message ([`data`]), renders a request ([`request`]),
//! judges what comes back ([`answer`]) and decides what to do next ([`delivery`]). It knows nothing of JavaScript and is
//! tested on the host. `wasm` is the adapter around it: it turns JavaScript values into these types and back, and lets the
//! host's `fetch` do the I/O.

pub mod answer;
pub mod authorization;
pub mod body;
pub mod compile;
pub mod config;
pub mod country_code;
pub mod data;
pub mod delivery;
pub mod endpoint;
pub mod error;
pub mod escape;
pub mod fields;
pub mod filter;
pub mod gsm7;
pub mod headers;
pub mod http_date;
pub mod issue;
pub mod json;
pub mod limits;
pub mod message;
pub mod network;
pub mod params;
pub mod phone;
pub mod placeholder;
pub mod provider_message;
pub mod raw;
pub mod redact;
pub mod request;
pub mod retry;
pub mod rule;
pub mod scope;
pub mod secrets;
pub mod signing;
pub mod suggest;
pub mod template;
pub mod text;
pub mod value;
pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
