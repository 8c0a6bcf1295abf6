//! The header `Retry-After`.

use std::time::{Duration, UNIX_EPOCH};

/// What the header asks to wait, in milliseconds: a number of seconds or a date (RFC 9110, section 10.2.3). A date in the
/// past asks for nothing.
#[must_use]
pub fn retry_after_ms(value: &str, now_ms: u64) -> Option<u64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a u32 has are more seconds than anybody waits.
        let seconds = value.parse().unwrap_or(u32::MAX);
        return Some(u64::from(seconds) * 1000);
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let wait = date.duration_since(UNIX_EPOCH + Duration::from_millis(now_ms));
    Some(wait.map_or(0, |wait| {
        u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)
    }))
}
