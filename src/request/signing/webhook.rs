//! Signing a request by the Standard Webhooks specification 1.0, so that an endpoint of one's own can tell who asks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The specification's bounds for a symmetric key, in bytes.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// The headers that carry a signature.
pub const HEADERS: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/// The keys to sign with; more than one while a key is being replaced by another.
pub struct Webhook(Vec<Hmac<Sha256>>);

impl Webhook {
    /// Reads one secret, or several separated by spaces.
    ///
    /// # Errors
    /// What is expected instead, and what was found as far as it may be told.
    pub fn new(secrets: &str) -> Result<Self, String> {
        secrets
            .split_whitespace()
            .map(key)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The headers of a signed request.
    #[must_use]
    pub fn headers(&self, id: &str, timestamp: u64, body: &str) -> [(String, String); 3] {
        let signatures: Vec<_> = self
            .0
            .iter()
            .map(|key| {
                let mac = key.clone().chain_update(format!("{id}.{timestamp}.{body}"));
                format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
            })
            .collect();
        let [id_name, timestamp_name, signature_name] = HEADERS.map(str::to_owned);
        [
            (id_name, id.to_owned()),
            (timestamp_name, timestamp.to_string()),
            (signature_name, signatures.join(" ")),
        ]
    }
}

fn key(secret: &str) -> Result<Hmac<Sha256>, String> {
    let expected = "expected `whsec_` and 24 to 64 bytes in base64";
    let encoded = secret
        .strip_prefix("whsec_")
        .ok_or_else(|| format!("{expected}, found a secret that does not begin with `whsec_`"))?;
    let bytes = BASE64
        .decode(encoded)
        .map_err(|_| format!("{expected}, found something that is not base64 behind `whsec_`"))?;
    if !KEY_BYTES.contains(&bytes.len()) {
        return Err(format!("{expected}, found {} bytes", bytes.len()));
    }
    Hmac::new_from_slice(&bytes).map_err(|_| expected.to_owned())
}

/// Keys are never shown.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Webhook([redacted])")
    }
}
