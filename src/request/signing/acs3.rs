//! Signature method V3 of Alibaba Cloud.
//!
//! <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>

use percent_encoding::percent_decode_str;

use super::canonical::{self, Canonical, Signer, Unsigned, encode, sign, utc};

/// The headers that it adds besides `Authorization`.
pub const ADDED: [&str; 3] = [
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
];

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The headers that sign a request.
#[must_use]
pub fn headers(request: &Unsigned<'_>, signer: &Signer<'_>) -> Vec<(String, String)> {
    let payload = canonical::sha256(request.body);
    let [date, nonce, hash] = ADDED.map(str::to_owned);
    let mut added = vec![
        (date, utc(signer.timestamp, "%Y-%m-%dT%H:%M:%SZ")),
        (nonce, signer.nonce.to_owned()),
        (hash, payload.clone()),
    ];
    let canonical = Canonical {
        method: request.method,
        path: path(request.url.path()),
        query: canonical::query(request.url.query().unwrap_or_default()),
        headers: canonical::headers(request, &added, is_signed, tidy),
        payload,
    };
    let authorization = authorization(&canonical, signer);
    added.push(("Authorization".to_owned(), authorization));
    added
}

/// The value of `Authorization` for a request in its canonical spelling.
#[must_use]
pub fn authorization(canonical: &Canonical<'_>, signer: &Signer<'_>) -> String {
    let text = format!("{ALGORITHM}\n{}", canonical.hash());
    let signature = sign(signer.secret.as_bytes(), &text);
    format!(
        "{ALGORITHM} Credential={},SignedHeaders={},Signature={signature}",
        signer.key_id,
        canonical.signed_headers()
    )
}

/// The path with each segment encoded once, whatever was left unencoded when it was sent.
fn path(path: &str) -> String {
    let segments = path.split('/');
    let segments = segments.map(|part| encode(percent_decode_str(part).collect::<Vec<u8>>()));
    segments.collect::<Vec<_>>().join("/")
}

/// What has to be signed, with `host`.
fn is_signed(name: &str) -> bool {
    name == "content-type" || name.starts_with("x-acs-")
}

fn tidy(value: &str) -> String {
    value.trim().to_owned()
}
