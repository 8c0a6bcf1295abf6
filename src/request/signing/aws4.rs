//! AWS Signature Version 4, as the header `Authorization` carries it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use super::canonical::{self, Canonical, Signer, Unsigned, derive_key, encode, sign, utc};

/// The headers that it adds besides `Authorization`.
pub const ADDED: [&str; 1] = ["X-Amz-Date"];

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The headers that sign a request to a service of a region, both in lower case.
#[must_use]
pub fn headers(
    request: &Unsigned<'_>,
    signer: &Signer<'_>,
    region: &str,
    service: &str,
) -> Vec<(String, String)> {
    let [date] = ADDED.map(str::to_owned);
    let mut added = vec![(date, utc(signer.timestamp, "%Y%m%dT%H%M%SZ"))];
    let canonical = Canonical {
        method: request.method,
        path: path(request.url.path()),
        query: canonical::query(request.url.query().unwrap_or_default()),
        headers: canonical::headers(request, &added, is_signed, tidy),
        payload: canonical::sha256(request.body),
    };
    let authorization = authorization(&canonical, signer, region, service);
    added.push(("Authorization".to_owned(), authorization));
    added
}

/// The value of `Authorization` for a request in its canonical spelling.
#[must_use]
pub fn authorization(
    canonical: &Canonical<'_>,
    signer: &Signer<'_>,
    region: &str,
    service: &str,
) -> String {
    let time = utc(signer.timestamp, "%Y%m%dT%H%M%SZ");
    let date = utc(signer.timestamp, "%Y%m%d");
    let scope = [&date, region, service, "aws4_request"];
    let key = derive_key(&format!("AWS4{}", signer.secret), &scope);
    let scope = scope.join("/");
    let hash = canonical.hash();
    let signature = sign(&key, &format!("{ALGORITHM}\n{time}\n{scope}\n{hash}"));
    format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
        signer.key_id,
        canonical.signed_headers()
    )
}

/// The path without empty segments, each segment encoded once more than it is sent: so do all services but S3, which takes
/// a path as it is. No message is sent through S3.
#[must_use]
pub fn path(path: &str) -> String {
    let segments: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let end = if path.ends_with('/') && !segments.is_empty() {
        "/"
    } else {
        ""
    };
    let segments: Vec<_> = segments.into_iter().map(encode).collect();
    format!("/{}{end}", segments.join("/"))
}

/// What has to be signed (`host` is anyhow), and what says how a body is to be read. Others may be changed on the way.
fn is_signed(name: &str) -> bool {
    name == "content-type" || name.starts_with("x-amz-")
}

/// A value without space around it, and with one space where there are several.
#[must_use]
pub fn tidy(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}
