//! Signing a request by the Standard Webhooks specification 1.0, so that an endpoint of one's own can tell who asks.

use base64ct::{Base64, Encoding as _};
use hmac_sha256::HMAC;

use crate::compile::Compiler;
use crate::headers::Headers;
use crate::issue::{IssueCode, Path};

/// The specification's bounds for a symmetric key, in bytes.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The headers that carry a signature.
const HEADERS: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/// The keys to sign with; more than one while a key is being replaced by another.
pub struct Signing(Vec<Vec<u8>>);

impl Signing {
    /// Reads the value of `signingSecret`: one secret, or several separated by spaces.
    pub fn compile(text: &str, headers: &Headers, compiler: &mut Compiler) -> Option<Self> {
        if text.is_empty() {
            return None;
        }
        let keys: Result<Vec<_>, _> = text.split_whitespace().map(key).collect();
        if let Err(why) = &keys {
            compiler.issues.error(
                &Path::top("signingSecret"),
                IssueCode::InvalidValue,
                format_args!("{why}"),
            );
        }
        for name in HEADERS.into_iter().filter_map(|name| headers.name(name)) {
            compiler.issues.error(
                &Path::Key(&Path::top("headers"), name),
                IssueCode::Conflict,
                format_args!("is set by `signingSecret` too; keep one of the two"),
            );
        }
        // The signature covers the identifier.
        compiler.uses_id = true;
        keys.ok().map(Self)
    }

    /// The headers of a signed request.
    #[must_use]
    pub fn headers(&self, id: &str, timestamp: u64, body: &str) -> [(String, String); 3] {
        let timestamp = timestamp.to_string();
        let mut signatures = String::new();
        for key in &self.0 {
            let mut mac = HMAC::new(key);
            for part in [id, ".", &timestamp, ".", body] {
                mac.update(part);
            }
            if !signatures.is_empty() {
                signatures.push(' ');
            }
            signatures.push_str("v1,");
            signatures.push_str(&Base64::encode_string(&mac.finalize()));
        }
        let values = [id.to_owned(), timestamp, signatures];
        let mut names = HEADERS.into_iter();
        values.map(|value| (names.next().unwrap_or_default().to_owned(), value))
    }
}

/// # Errors
/// What is expected instead, and what was found as far as it may be told.
fn key(secret: &str) -> Result<Vec<u8>, String> {
    let expected = "expected `whsec_` and 24 to 64 bytes in base64";
    let encoded = secret
        .strip_prefix("whsec_")
        .ok_or_else(|| format!("{expected}, found a secret that does not begin with `whsec_`"))?;
    let bytes = Base64::decode_vec(encoded)
        .map_err(|_| format!("{expected}, found something that is not base64 behind `whsec_`"))?;
    if KEY_BYTES.contains(&bytes.len()) {
        Ok(bytes)
    } else {
        Err(format!("{expected}, found {} bytes", bytes.len()))
    }
}

/// Keys are never shown.
impl std::fmt::Debug for Signing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Signing([redacted])")
    }
}
