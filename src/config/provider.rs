//! Everything that a configuration says about one provider: of the whole configuration, or of one of its routes.

use std::collections::HashSet;
use std::rc::Rc;

use super::checker::Checker;
use super::fields::Field;
use super::keys::ConfigKeys;
use super::retry::RetryPolicy;
use super::secrets::Secrets;
use super::token::{self, TokenPlan};
use super::{
    authorization, credential, request, response, signature, signing, templates, variables,
};
use crate::answer::AnswerRules;
use crate::issue::Path;
use crate::message::{MessageTemplate, MessageTemplates};
use crate::request::RequestPlan;
use crate::request::signing::Signing;
use crate::template::Template;
use crate::template::placeholder::{Placeholder, Root};
use crate::template::variables::{Variables, reached, uses};

/// What is sent to a provider and how its answer is read. Its `Debug` shows no credential.
#[derive(Debug)]
pub struct Provider {
    /// What is requested.
    pub request: RequestPlan,
    /// The request of the token that the other needs.
    pub token: Option<TokenPlan>,
    /// The texts of messages.
    pub messages: MessageTemplates,
    /// The operator's own names.
    pub variables: Rc<Variables>,
    /// How an answer is read.
    pub answer: AnswerRules,
    /// How long to try, and what may be repeated.
    pub retry: RetryPolicy,
    /// What must not be shown.
    pub credentials: Credentials,
    /// Whether anything that is sent has `{{message}}`.
    pub uses_message: bool,
}

/// The credentials of a configuration that stand in keys of their own or below a key that names a secret; empty where unset.
#[derive(Default)]
pub struct Credentials {
    /// `apiKey`
    pub api_key: String,
    /// `apiSecret`
    pub api_secret: String,
    /// `signingSecret`
    pub signing_secret: String,
    /// Values whose key names a secret.
    pub others: Secrets,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credentials([redacted])")
    }
}

impl Provider {
    /// The variables of the whole and of every template.
    #[must_use]
    pub fn vocabulary(&self) -> Vec<&Variables> {
        let of_entries = self.messages.0.iter().map(|entry| &entry.variables);
        of_entries.chain([&*self.variables]).collect()
    }

    /// The variables that headers and hashes are made of, except those of message data alone: they may be credentials.
    fn hidden_variables(&self) -> Vec<Template> {
        let vocabulary = self.vocabulary();
        let headers = reached(self.request.header_templates(), &vocabulary);
        let sent = reached(self.request.templates(), &vocabulary);
        let hashed = sent.into_iter().filter(|placeholder| placeholder.is_hash());
        let names: HashSet<&str> = headers
            .into_iter()
            .chain(hashed)
            .flat_map(Placeholder::names)
            .collect();
        let of_message = |placeholder: &&Placeholder| {
            placeholder.root.is_message_data() && !placeholder.is_hash()
        };
        let is_secret = |template: &&Template| {
            !template.is_bare() || !template.placeholders().iter().all(of_message)
        };
        let all = vocabulary.iter().flat_map(|variables| &variables.0);
        all.filter(|(name, _)| names.contains(&***name))
            .map(|(_, template)| template)
            .filter(is_secret)
            .cloned()
            .collect()
    }

    /// Whether the template of a message decides about what is sent.
    #[must_use]
    pub fn chooses_template(&self) -> bool {
        let has_variables = |entry: &MessageTemplate| !entry.variables.0.is_empty();
        !self.messages.is_empty()
            && (self.uses_message || self.messages.0.iter().any(has_variables))
    }
}

/// Reads the keys of a provider.
pub(super) fn read(keys: &ConfigKeys, checker: &mut Checker) -> Provider {
    let api_key = credential::read(Field::top("apiKey", &keys.api_key), checker);
    let api_secret = credential::read(Field::top("apiSecret", &keys.api_secret), checker);
    let signing_secret =
        credential::read(Field::top("signingSecret", &keys.signing_secret), checker);
    let token = Field::top("token", &keys.token);
    let signature = Field::top("signature", &keys.signature);
    let depended_on = [
        ("apiKey", !api_key.is_empty()),
        ("apiSecret", !api_secret.is_empty()),
        ("token", token.structure().is_some()),
        ("signature", signature.structure().is_some()),
    ];
    let is_set = depended_on.into_iter().filter(|(_, is_set)| *is_set);
    checker.keys = is_set.map(|(key, _)| key).collect();
    checker.variables = variables::names(keys.variables.as_ref(), keys.templates.as_ref());

    let mut request = request::read(&keys.request(), checker);
    let field = Field::top("signingSecret", &keys.signing_secret);
    let webhook = signing::read(field, &signing_secret, &request, checker);
    let scheme = signature::read(signature, &api_key, &request, checker);
    request.signing = Signing { webhook, scheme };
    let field = Field::top("variables", &keys.variables);
    let variables = variables::read(field, checker);
    variables::check_circles(&variables, None, &field.path, checker);
    let token = token::read(token, keys, checker);
    let messages = templates::read(
        Field::top("templates", &keys.templates),
        &variables,
        checker,
    );
    let mut provider = Provider {
        request,
        token,
        messages,
        variables: Rc::new(variables),
        answer: response::read(Field::top("response", &keys.response), checker),
        retry: RetryPolicy::read(
            Field::top("timeout", &keys.timeout),
            Field::top("retry", &keys.retry),
            Field::top("maxRetries", &keys.max_retries),
            &mut checker.issues,
        ),
        credentials: Credentials {
            api_key,
            api_secret,
            signing_secret,
            others: Secrets::default(),
        },
        uses_message: false,
    };
    checker.secrets.0.extend(provider.hidden_variables());
    if let Some(mut token) = provider.token.take() {
        // What a template says differs from one message to the next.
        let vocabulary = [&*provider.variables];
        token::check(&mut token, &vocabulary, &Path::top("token"), checker);
        provider.token = Some(token);
    }
    let vocabulary = provider.vocabulary();
    let sent = reached(provider.request.templates(), &vocabulary);
    let headers = reached(provider.request.header_templates(), &vocabulary);
    let uses_message = uses(&sent, &Root::Message);
    let quotes_itself = uses(&headers, &Root::Request);
    let needs_header = provider.token.is_some()
        && provider.request.authorization.is_none()
        && provider.request.signing.scheme.is_none()
        && !uses(&sent, &Root::Token);
    provider.uses_message = uses_message;
    provider.request.quotes_itself = quotes_itself;
    if needs_header {
        let bearer = authorization::read("Bearer {{token}}", &Path::top("token"), checker);
        provider.request.authorization = Some(bearer);
    }
    provider.credentials.others = std::mem::take(&mut checker.secrets);
    provider
}
