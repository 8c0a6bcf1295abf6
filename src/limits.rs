//! The limits that a caller, an operator or a provider can meet.
//!
//! An input over one of them is an error that names it; what a provider says is cut to its limit. So nothing that is handed
//! over can make the connector use memory or time without bound. Bounds of single algorithms stand beside them.

use std::ops::RangeInclusive;

/// Largest configuration, in bytes of JSON.
pub const CONFIG_BYTES: usize = 64 * 1024;

/// Deepest nesting of a configuration, the configuration itself being level 1.
pub const CONFIG_DEPTH: usize = 16;

/// Deepest nesting of any JSON that is read, so that nothing uses up the stack: `serde_json`'s own limit.
pub const JSON_DEPTH: usize = 127;

/// Largest message data (`to`, `type`, `payload`, …), in bytes of JSON.
pub const DATA_BYTES: usize = 256 * 1024;

/// Largest rendered request, in bytes of URL, header names and values, and body together.
pub const REQUEST_BYTES: usize = 256 * 1024;

/// Longest URL, in bytes; common servers refuse longer ones.
pub const URL_BYTES: usize = 8 * 1024;

/// How much of an answer is read, in bytes, where it only has to be explained. The rest is cancelled.
pub const EXPLANATION_BYTES: usize = 64 * 1024;

/// How much of an answer is read, in bytes, where rules need it. The rest is cancelled.
pub const ANSWER_BYTES: usize = 1024 * 1024;

/// Longest `providerMessage`, in characters.
pub const PROVIDER_MESSAGE_CHARS: usize = 200;

/// Longest `messageId`, in characters; no provider comes near, and a longer one is no identifier.
pub const MESSAGE_ID_CHARS: usize = 256;

/// Longest pattern of `matches` or `capture`, in bytes.
pub const PATTERN_BYTES: usize = 512;

/// Largest pattern when it is compiled, in bytes: some 60 characters with a class each, such as `\w{60}`.
pub const COMPILED_PATTERN_BYTES: usize = 4 * 1024;

/// How much of a text a pattern is looked for in, in bytes; what tells stands at its beginning.
///
/// A search takes time that grows with the size of both, and meanwhile a server does nothing else. Measured in Node on a busy
/// machine, on an answer of 1 MiB: the worst patterns of the largest size took seconds where they looked at all of it; with this
/// limit 0.02 to 0.09 seconds, of which 0.01 is reading the answer. A usual one, such as `id=(\w+)`, takes
/// less than 0.001.
pub const PATTERN_TEXT_BYTES: usize = 16 * 1024;

/// How many patterns `response` may have in all: as many of the worst took 0.2 to 0.8 seconds.
pub const PATTERNS: usize = 16;

/// The time budget of a whole send, in milliseconds.
pub const TIMEOUT_MS: RangeInclusive<u32> = 100..=60_000;

/// The time budget where the configuration names none, in milliseconds.
pub const DEFAULT_TIMEOUT_MS: u32 = 10_000;

/// How many times a send may be repeated.
pub const MAX_RETRIES: RangeInclusive<u32> = 0..=5;

/// How many times a send is repeated where the configuration names no number.
pub const DEFAULT_MAX_RETRIES: u32 = 2;

/// Digits of an international number: at most 15 by E.164, and no country has numbers with fewer than 7.
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

/// How much of a key a path shows, in characters.
pub const KEY_CHARS: usize = 64;

/// Filters in one placeholder; more than the longest sensible chain.
pub const FILTERS: usize = 8;

/// How deeply variables may use each other.
pub const VARIABLE_DEPTH: usize = 16;

/// Access tokens that are kept in a process; more than any operator has providers.
pub const TOKENS: usize = 64;

/// How long a token may live that names no path for it, in seconds: a minute to a month.
pub const TOKEN_SECONDS: RangeInclusive<u32> = 60..=2_678_400;

/// How long a token is used whose provider does not say how long it lives, in seconds.
pub const DEFAULT_TOKEN_SECONDS: u32 = 3600;

/// How long before its end a token is no longer used, in seconds: the request has yet to arrive.
pub const TOKEN_MARGIN_SECONDS: u32 = 30;

/// Digits of a prefix in `routes`.
pub const PREFIX_DIGITS: RangeInclusive<usize> = 0..=15;
