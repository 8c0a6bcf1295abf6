//! What must not be shown of one send: the operator's credentials and the visitor's data.

use crate::config::Config;
use crate::message::data::Data;
use crate::template::scope::Scope;

/// Every credential of the configuration, in the forms it takes in a request.
#[must_use]
pub(super) fn credentials(config: &Config, scope: &Scope<'_>) -> Vec<String> {
    let credentials = &config.credentials;
    let mut all = vec![credentials.api_key.clone(), credentials.api_secret.clone()];
    // The secrets of several keys are separated by spaces; what follows their common prefix is the key.
    for secret in credentials.signing_secret.split_whitespace() {
        all.push(secret.to_owned());
        all.extend(secret.strip_prefix("whsec_").map(str::to_owned));
    }
    let others = credentials.others.0.iter();
    // What cannot be rendered was never sent.
    all.extend(others.filter_map(|secret| secret.render(scope).ok()));
    if let Some(authorization) = &config.request.authorization {
        all.extend(authorization.forms(scope));
    }
    all
}

/// What belongs to the visitor: the text, the code, the link, the address, and the number as it was written.
#[must_use]
pub(super) fn private(data: &Data, message: Option<&str>) -> Vec<String> {
    let e164 = data.to.e164();
    [
        message.map(str::to_owned),
        data.message.clone(),
        data.payload_text("code"),
        data.payload_text("link"),
        data.ip.clone(),
        Some(data.raw_to.clone()),
        Some(e164.to_owned()),
        e164.strip_prefix('+').map(str::to_owned),
    ]
    .into_iter()
    .flatten()
    .collect()
}
