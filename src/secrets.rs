//! What must not be shown of one send: the operator's credentials and the visitor's data.

use crate::config::Config;
use crate::data::Data;
use crate::scope::Scope;

/// Every credential of the configuration, in the forms it takes in a request.
#[must_use]
pub fn credentials(config: &Config, scope: &Scope<'_>) -> Vec<String> {
    let mut all = vec![config.api_key.clone(), config.api_secret.clone()];
    // The secrets of several keys are separated by spaces; what follows their common prefix is the key.
    for secret in config.signing_secret.split_whitespace() {
        all.push(secret.to_owned());
        all.extend(secret.strip_prefix("whsec_").map(str::to_owned));
    }
    // What cannot be rendered was never sent.
    all.extend(
        config
            .secrets
            .iter()
            .filter_map(|secret| secret.render(scope).ok()),
    );
    if let Some(authorization) = &config.authorization {
        all.extend(authorization.forms(scope));
    }
    all
}

/// What belongs to the visitor: the text, the code, the link, the address, and the number as it was written.
#[must_use]
pub fn private(data: &Data, message: Option<&str>) -> Vec<String> {
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
