//! The configuration: reading it into what requests, messages and answers are made of, and saying all that is wrong with it.

mod authorization;
mod body;
pub mod checker;
mod credential;
mod endpoint;
pub mod fields;
mod headers;
mod host;
mod keys;
mod leftover;
mod params;
mod response;
pub mod retry;
pub mod secrets;
mod signature;
mod signing;
pub mod spelling;
mod stored;
mod templates;
mod usage;

use serde_json::Value;

use crate::answer::AnswerRules;
use crate::issue::{Issue, IssueCode, Path};
use crate::limits;
use crate::message::MessageTemplates;
use crate::request::signing::Signing;
use crate::request::{Method, RequestPlan};
use crate::template::placeholder::Root;
use checker::Checker;
use fields::{Field, Keys as _};
use keys::ConfigKeys;
use retry::RetryPolicy;
use secrets::Secrets;

/// A valid configuration, compiled. Its `Debug` shows no credential.
#[derive(Debug)]
pub struct Config {
    /// What is requested.
    pub request: RequestPlan,
    /// The texts of messages.
    pub messages: MessageTemplates,
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

impl Config {
    /// Reads a configuration and says everything that is wrong with it.
    ///
    /// The configuration is there unless an issue is an error.
    #[must_use]
    pub fn compile(value: &Value) -> (Option<Self>, Vec<Issue>) {
        let mut checker = Checker::default();
        if value.is_object() && depth_exceeds(value, limits::CONFIG_DEPTH) {
            return (None, vec![too_deep(&Path::Root)]);
        }
        let what = "an object with at least the key `endpoint`";
        let config = ConfigKeys::read_and_tell(value, &Path::Root, what, &mut checker.issues)
            .map(|keys| read(&keys, &mut checker));
        leftover::check(value, &mut checker.issues);
        stored::check(value, &mut checker.issues);
        let config = config.filter(|_| !checker.issues.has_errors());
        (config, checker.issues.into_vec())
    }
}

/// The issue of a configuration that nests too deeply.
#[must_use]
pub fn too_deep(path: &Path<'_>) -> Issue {
    let levels = limits::CONFIG_DEPTH;
    let message = format!("expected a configuration of at most {levels} nested levels");
    Issue::error(path, IssueCode::TooDeep, message)
}

fn read(keys: &ConfigKeys, checker: &mut Checker) -> Config {
    let api_key = credential(Field::top("apiKey", &keys.api_key), checker);
    let api_secret = credential(Field::top("apiSecret", &keys.api_secret), checker);
    checker.has_api_key = !api_key.is_empty();
    checker.has_api_secret = !api_secret.is_empty();

    let methods = [("GET", Method::Get), ("POST", Method::Post)];
    let method = Field::top("method", &keys.method)
        .choice("`GET` or `POST`", &methods, &mut checker.issues)
        .unwrap_or_default();
    let endpoint = endpoint::read(Field::top("endpoint", &keys.endpoint), checker);
    let field = Field::top("authorization", &keys.authorization);
    let authorization = field
        .text("a string such as `Bearer …`", &mut checker.issues)
        .map(|source| authorization::read(source, &field.path, checker));
    let mut headers = headers::read(Field::top("headers", &keys.headers), checker);
    let mut url = endpoint.url;
    let query = Field::top("queryParams", &keys.query_params).or_alias(
        Field::top("queryParameters", &keys.query_parameters),
        &mut checker.issues,
    );
    if let Some((field, params)) = query {
        params::append_query(&mut url, field, params, endpoint.separator, checker);
    }
    let has_parameters = url.as_literal().is_none() || query.is_some();
    let body = body::read(
        method,
        Field::top("bodyParams", &keys.body_params),
        Field::top("bodyParameters", &keys.body_parameters),
        has_parameters,
        &mut headers,
        checker,
    );
    let from_url = endpoint
        .credentials
        .map(|(user, password)| authorization::from_url(&user, &password));
    let field = Field::top("signingSecret", &keys.signing_secret);
    let signing_secret = credential(field, checker);
    let webhook = signing::read(field, &signing_secret, &headers, checker);
    let sources = [authorization, headers.authorization.take(), from_url];
    let authorization = authorization::only_one(sources, checker);
    let scheme = signature::read(
        Field::top("signature", &keys.signature),
        &api_key,
        authorization.as_ref(),
        &headers,
        checker,
    );
    let request = RequestPlan {
        method,
        url,
        authorization,
        headers: headers.list,
        body,
        signing: Signing { webhook, scheme },
        dot_segments: endpoint.dot_segments,
    };
    let messages = templates::read(Field::top("templates", &keys.templates), checker);
    usage::check(&request, &messages, checker);
    let logs = [("failures", ()), ("all", ()), ("none", ())];
    // What is written is the matter of the Logto connector; here it is only checked.
    _ = Field::top("log", &keys.log).choice(
        "`failures`, `all` or `none`",
        &logs,
        &mut checker.issues,
    );
    let uses_message = request
        .templates()
        .any(|template| template.uses(&Root::Message));
    Config {
        uses_message,
        request,
        messages,
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
            others: std::mem::take(&mut checker.secrets),
        },
    }
}

/// The text of a key that holds nothing but a credential.
fn credential(field: Field<'_>, checker: &mut Checker) -> String {
    let text = field
        .text("a string", &mut checker.issues)
        .unwrap_or_default();
    credential::check(text, &field.path, checker);
    if text.contains("{{") {
        let message = "expected the credential itself; placeholders are not replaced here";
        checker.unreadable(&field.path, message.to_owned());
    }
    text.to_owned()
}

fn depth_exceeds(value: &Value, levels: usize) -> bool {
    let Some(below) = levels.checked_sub(1) else {
        return matches!(value, Value::Array(_) | Value::Object(_));
    };
    match value {
        Value::Array(items) => items.iter().any(|item| depth_exceeds(item, below)),
        Value::Object(map) => map.values().any(|item| depth_exceeds(item, below)),
        _ => false,
    }
}
