//! Filters that write a text anew, where the standard library has no function for it.

use crate::limits;

/// The text with `to` in every place of `from`, which is not empty.
///
/// Stops soon behind the largest text that a placeholder may have, which the scope then refuses: a long text in place of each
/// of many letters would otherwise ask for gigabytes.
pub(super) fn replace(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split(from).enumerate() {
        if index > 0 {
            out.push_str(to);
        }
        out.push_str(part);
        if out.len() > limits::REQUEST_BYTES {
            break;
        }
    }
    out
}

/// UTF-16BE as lower-case hexadecimal digits; a character outside the basic plane is a surrogate pair, eight digits.
pub(super) fn ucs2(text: &str) -> String {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    hex::encode(bytes)
}
