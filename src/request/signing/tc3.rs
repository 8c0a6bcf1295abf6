//! Signature v3 of Tencent Cloud's API 3.0.
//!
//! <https://www.tencentcloud.com/document/product/1080/38769>

use super::canonical::{self, Canonical, Signer, Unsigned, derive_key, sign, utc};

/// The headers that it adds besides `Authorization`.
pub const ADDED: [&str; 1] = ["X-TC-Timestamp"];

const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// The headers that sign a request to a service, in lower case.
#[must_use]
pub fn headers(
    request: &Unsigned<'_>,
    signer: &Signer<'_>,
    service: &str,
) -> Vec<(String, String)> {
    // The vendor leaves the query out of the signature where there is a body.
    let query = match request.method {
        "GET" => request.url.query().unwrap_or_default(),
        _ => "",
    };
    let canonical = Canonical {
        method: request.method,
        // Neither is encoded anew or sorted: both stand here as they are sent.
        path: request.url.path().to_owned(),
        query: query.to_owned(),
        headers: canonical::headers(request, &[], is_signed, tidy),
        payload: canonical::sha256(request.body),
    };
    let [timestamp] = ADDED.map(str::to_owned);
    vec![
        (timestamp, signer.timestamp.to_string()),
        (
            "Authorization".to_owned(),
            authorization(&canonical, signer, service),
        ),
    ]
}

/// The value of `Authorization` for a request in its canonical spelling.
#[must_use]
pub fn authorization(canonical: &Canonical<'_>, signer: &Signer<'_>, service: &str) -> String {
    let time = signer.timestamp;
    let date = utc(time, "%Y-%m-%d");
    let scope = [&date, service, "tc3_request"];
    let key = derive_key(&format!("TC3{}", signer.secret), &scope);
    let scope = scope.join("/");
    let hash = canonical.hash();
    let signature = sign(&key, &format!("{ALGORITHM}\n{time}\n{scope}\n{hash}"));
    format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
        signer.key_id,
        canonical.signed_headers()
    )
}

/// What has to be signed, with `host`; the vendor's own clients sign no more.
fn is_signed(name: &str) -> bool {
    name == "content-type"
}

/// A value in lower case, without space around it.
#[must_use]
pub fn tidy(value: &str) -> String {
    value.trim().to_lowercase()
}
