//! What a request is signed with, over all that is sent of it: Standard Webhooks for an endpoint of one's own, the scheme of
//! a cloud vendor for its API, or both.

pub mod acs3;
pub mod aws4;
pub mod canonical;
pub mod tc3;
pub mod webhook;

use url::Url;

use crate::template::scope::{RequestParts, Scope};
use canonical::{Signer, Unsigned};
use webhook::Webhook;

/// What a request is signed with.
#[derive(Debug, Default)]
pub struct Signing {
    /// The keys of Standard Webhooks.
    pub webhook: Option<Webhook>,
    /// A vendor's scheme. Its keys are `apiKey` and `apiSecret`.
    pub scheme: Option<Scheme>,
}

/// How a vendor wants requests to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scheme {
    /// AWS Signature Version 4.
    Aws4 {
        /// Such as `us-east-1`.
        region: String,
        /// Such as `sns`.
        service: String,
    },
    /// Signature v3 of Tencent Cloud.
    Tc3 {
        /// Such as `sms`.
        service: String,
    },
    /// Signature method V3 of Alibaba Cloud.
    Acs3,
}

impl Scheme {
    /// The names of the headers that it adds besides `Authorization`.
    #[must_use]
    pub const fn added(&self) -> &'static [&'static str] {
        match self {
            Self::Aws4 { .. } => &aws4::ADDED,
            Self::Tc3 { .. } => &tc3::ADDED,
            Self::Acs3 => &acs3::ADDED,
        }
    }

    fn headers(&self, request: &Unsigned<'_>, signer: &Signer<'_>) -> Vec<(String, String)> {
        match self {
            Self::Aws4 { region, service } => aws4::headers(request, signer, region, service),
            Self::Tc3 { service } => tc3::headers(request, signer, service),
            Self::Acs3 => acs3::headers(request, signer),
        }
    }
}

impl Signing {
    /// The headers to add to a request that has these already.
    #[must_use]
    pub fn headers(
        &self,
        request: &RequestParts<'_>,
        headers: &[(String, String)],
        scope: &Scope<'_>,
    ) -> Vec<(String, String)> {
        let RequestParts { method, url, body } = *request;
        let timestamp = scope.unix_ms / 1000;
        let mut added = Vec::new();
        if let Some(webhook) = &self.webhook {
            added.extend(webhook.headers(scope.id, timestamp, body));
        }
        // `fetch` refuses a URL that cannot be read before anything is sent.
        if let Some(scheme) = &self.scheme
            && let Ok(url) = Url::parse(url)
        {
            let request = Unsigned {
                method,
                url: &url,
                headers,
                body,
            };
            let signer = Signer {
                key_id: scope.api_key,
                secret: scope.api_secret,
                timestamp,
                nonce: scope.nonce,
            };
            added.extend(scheme.headers(&request, &signer));
        }
        added
    }
}
