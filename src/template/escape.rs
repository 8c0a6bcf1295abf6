//! How a value is written into the place where its placeholder stands.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::json;

/// Everything but the unreserved characters of RFC 3986: what is left can stand in any part of a path or a query.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The places that a value can be written into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Escape {
    /// As it is: the text of a message, a plain text body.
    Plain,
    /// Path or query of a URL, percent-encoded (RFC 3986): a space is `%20`, a plus `%2B`.
    Url,
    /// `application/x-www-form-urlencoded`: a space is `+`, a plus `%2B`.
    Form,
    /// Between the quotes of a JSON string (RFC 8259).
    Json,
    /// A whole JSON number; only digits fit.
    JsonNumber,
    /// Text or attribute value of XML 1.0.
    Xml,
    /// The value of an HTTP header (RFC 9110, section 5.5).
    Header,
}

impl Escape {
    /// Appends `value`, escaped for this place.
    ///
    /// # Errors
    /// Where the value cannot stand in this place in any spelling: says why, to be read after "the value".
    pub fn write(self, value: &str, out: &mut String) -> Result<(), &'static str> {
        match self {
            Self::Plain => out.push_str(value),
            Self::Url => out.extend(utf8_percent_encode(value, RESERVED)),
            Self::Form => out.extend(form_urlencoded::byte_serialize(value.as_bytes())),
            Self::Json => json::escape_into(value, out),
            Self::JsonNumber => {
                if !is_json_integer(value) {
                    return Err("is not a number: only digits, and no leading zero");
                }
                out.push_str(value);
            }
            Self::Xml => write_xml(value, out)?,
            Self::Header => {
                check_header_value(value)?;
                out.push_str(value);
            }
        }
        Ok(())
    }
}

/// Digits without a leading zero: an integer of any length, which JSON can hold without loss.
fn is_json_integer(value: &str) -> bool {
    !value.is_empty()
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && (value == "0" || !value.starts_with('0'))
}

/// XML 1.0, section 2.2: most control characters have no spelling at all. Line breaks and tabs are written as
/// references, or a parser would normalise them away in attribute values.
fn write_xml(value: &str, out: &mut String) -> Result<(), &'static str> {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                return Err("holds a control character, which XML cannot express");
            }
            other => out.push(other),
        }
    }
    Ok(())
}

/// Whether a text can be the value of an HTTP header.
///
/// # Errors
/// Says why not, to be read after "the value".
pub fn check_header_value(value: &str) -> Result<(), &'static str> {
    for character in value.chars() {
        match character {
            '\r' | '\n' => {
                return Err("holds a line break, which would end the header");
            }
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}' => {
                return Err("holds a control character, which a header cannot carry");
            }
            '\u{100}'.. => {
                return Err("holds a character outside Latin-1, which a header cannot carry");
            }
            _ => {}
        }
    }
    Ok(())
}
