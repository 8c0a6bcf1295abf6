//! What the vendors' signatures have in common: a request in one spelling that both sides can make, and its hashes.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest as _, Sha256};
use url::Url;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request as it is sent, before it is signed.
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    /// The HTTP method in upper case.
    pub method: &'a str,
    /// The URL as `fetch` reads it: resolved and percent-encoded.
    pub url: &'a Url,
    /// Names and values.
    pub headers: &'a [(String, String)],
    /// The body; empty where there is none.
    pub body: &'a str,
}

/// Who signs, and when.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The identifier of the access key.
    pub key_id: &'a str,
    /// The secret of the access key.
    pub secret: &'a str,
    /// Unix time in seconds.
    pub timestamp: u64,
    /// 32 hex digits that are never used twice.
    pub nonce: &'a str,
}

/// A request in the spelling that is signed.
pub struct Canonical<'a> {
    /// The HTTP method in upper case.
    pub method: &'a str,
    /// The path, encoded as the vendor wants it.
    pub path: String,
    /// The query, encoded as the vendor wants it.
    pub query: String,
    /// The headers that are signed: see [`headers`].
    pub headers: Vec<(String, String)>,
    /// The SHA-256 of the body, in hex.
    pub payload: String,
}

impl Canonical<'_> {
    /// The names of the signed headers, with semicolons between them.
    #[must_use]
    pub fn signed_headers(&self) -> String {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        names.join(";")
    }

    /// The text that stands for the request.
    #[must_use]
    pub fn text(&self) -> String {
        let mut lines = vec![
            self.method.to_owned(),
            self.path.clone(),
            self.query.clone(),
        ];
        let headers = self.headers.iter();
        lines.extend(headers.map(|(name, value)| format!("{name}:{value}")));
        lines.extend([String::new(), self.signed_headers(), self.payload.clone()]);
        lines.join("\n")
    }

    /// The SHA-256 of that text, in hex.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256(&self.text())
    }
}

/// The headers to sign: `host`, and those of the request and of `added` whose name in lower case `is_signed` takes. Names
/// in lower case and sorted, values as `tidy` writes them.
#[must_use]
pub fn headers(
    request: &Unsigned<'_>,
    added: &[(String, String)],
    is_signed: fn(&str) -> bool,
    tidy: fn(&str) -> String,
) -> Vec<(String, String)> {
    let all = request.headers.iter().chain(added);
    let mut signed: Vec<_> = all
        .map(|(name, value)| (name.to_ascii_lowercase(), tidy(value)))
        .filter(|(name, _)| is_signed(name))
        .chain([("host".to_owned(), host(request.url))])
        .collect();
    signed.sort();
    signed
}

/// The `Host` header that goes with a URL: the port only where it is not that of the scheme (RFC 9110, section 7.2).
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// A text with everything but the unreserved characters percent-encoded.
#[must_use]
pub fn encode(text: impl AsRef<[u8]>) -> String {
    percent_encode(text.as_ref(), RESERVED).to_string()
}

/// The parameters of a query, decoded as forms are, each encoded in the only way that is left, and sorted.
///
/// A plus is a space, as it is to the servers that read these queries as forms; a plus itself is always sent as `%2B`.
#[must_use]
pub fn query(query: &str) -> String {
    let respell =
        |text: &str| encode(percent_decode_str(&text.replace('+', " ")).collect::<Vec<u8>>());
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<_> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (respell(name), respell(value)))
        .collect();
    pairs.sort();
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

/// The SHA-256 of a text, in lower-case hex.
#[must_use]
pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// The HMAC-SHA256 of a text, in lower-case hex.
#[must_use]
pub fn sign(key: &[u8], text: &str) -> String {
    hex(&hmac(key, text))
}

/// A key that is good for one scope only: each part of the scope is signed with what came of the part before it.
#[must_use]
pub fn derive_key(secret: &str, scope: &[&str]) -> Vec<u8> {
    let parts = scope.iter();
    parts.fold(secret.as_bytes().to_vec(), |key, part| hmac(&key, part))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    // A key may have any length (RFC 2104, section 2), so there always is a result.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    hex::encode(bytes)
}

/// A moment in UTC, by the directives of strftime. No clock shows a year beyond 9999, the last that dates have here.
#[must_use]
pub fn utc(timestamp: u64, format: &str) -> String {
    let seconds = i64::try_from(timestamp).ok();
    let moment = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    moment.unwrap_or_default().strftime(format).to_string()
}
