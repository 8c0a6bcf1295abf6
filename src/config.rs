//! The configuration: its keys, and what they compile to.

use crate::answer::AnswerRules;
use crate::authorization::Authorization;
use crate::body::{self, Body};
use crate::compile::Compiler;
use crate::endpoint;
use crate::fields::Fields;
use crate::headers;
use crate::issue::{Issue, IssueCode, Path};
use crate::limits;
use crate::message::{self, MessageTemplate};
use crate::params;
use crate::retry::Retry;
use crate::signing::Signing;
use crate::template::Template;
use crate::value::Value;

/// Every key that means something.
const KEYS: [&str; 18] = [
    "endpoint",
    "method",
    "authorization",
    "headers",
    "queryParams",
    "bodyParams",
    "templates",
    "apiKey",
    "apiSecret",
    "response",
    "timeout",
    "retry",
    "maxRetries",
    "signingSecret",
    "queryParameters",
    "bodyParameters",
    // What a recipe says about itself; ignored.
    "$recipe",
    // What an editor writes for completion; ignored.
    "$schema",
];

/// What other systems call them, in lower case.
const SYNONYMS: [(&str, &[&str]); 13] = [
    ("endpoint", &["url", "uri", "api", "apiurl", "baseurl"]),
    ("method", &["httpmethod", "verb"]),
    (
        "authorization",
        &[
            "auth",
            "username",
            "user",
            "password",
            "basicauth",
            "bearer",
        ],
    ),
    ("apiKey", &["key", "token", "apitoken", "accesskey"]),
    ("apiSecret", &["secret", "clientsecret"]),
    ("headers", &["header", "httpheaders"]),
    (
        "queryParams",
        &["params", "query", "querystring", "urlparams"],
    ),
    ("bodyParams", &["body", "data", "payload", "json", "form"]),
    ("templates", &["template", "messages", "message"]),
    ("response.success", &["success", "successrule"]),
    ("response.messageId", &["messageid"]),
    ("timeout", &["timeoutms", "requesttimeout"]),
    ("maxRetries", &["retries", "retrycount"]),
];

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Everything in the URL.
    Get,
    /// A body.
    Post,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A valid configuration, compiled. Its `Debug` shows no credential.
pub struct Config {
    /// The HTTP method.
    pub method: Method,
    /// The URL, query parameters included.
    pub url: Template,
    /// What authorizes a request.
    pub authorization: Option<Authorization>,
    /// The other headers.
    pub headers: Vec<(String, Template)>,
    /// The body.
    pub body: Body,
    /// The texts of messages.
    pub templates: Vec<MessageTemplate>,
    /// `apiKey`; empty where unset.
    pub api_key: String,
    /// `apiSecret`; empty where unset.
    pub api_secret: String,
    /// How an answer is read.
    pub answer: AnswerRules,
    /// The time budget of a whole send, in milliseconds.
    pub timeout_ms: u32,
    /// What may be repeated, and how often.
    pub retry: Retry,
    /// What requests are signed with.
    pub signing: Option<Signing>,
    /// `signingSecret`; empty where unset.
    pub signing_secret: String,
    /// Values whose key names a secret.
    pub secrets: Vec<Template>,
    /// Whether any placeholder asks for the message's UUID.
    pub uses_id: bool,
}

impl Config {
    /// Reads a configuration and says everything that is wrong with it.
    ///
    /// The configuration is there unless an issue is an error.
    #[must_use]
    pub fn compile(value: &Value) -> (Option<Self>, Vec<Issue>) {
        let mut compiler = Compiler::default();
        let config = match value {
            Value::Object(_) if depth_exceeds(value, limits::CONFIG_DEPTH) => {
                return (None, vec![too_deep(&Path::Root)]);
            }
            Value::Object(map) => Some(read(&Fields::new(map, Path::Root), &mut compiler)),
            other => {
                let what = "an object with at least the key `endpoint`";
                compiler.issues.wrong_type(&Path::Root, what, other);
                None
            }
        };
        let config = config.filter(|_| !compiler.issues.has_errors());
        (config, compiler.issues.into_vec())
    }
}

/// The issue of a configuration that nests too deeply.
#[must_use]
pub fn too_deep(path: &Path<'_>) -> Issue {
    let levels = limits::CONFIG_DEPTH;
    let message = format_args!("expected a configuration of at most {levels} nested levels");
    Issue::error(path, IssueCode::TooDeep, message)
}

fn read(fields: &Fields<'_>, compiler: &mut Compiler) -> Config {
    fields.warn_of_unknown(&KEYS, &SYNONYMS, &mut compiler.issues);
    let api_key = credential(fields, "apiKey", compiler);
    let api_secret = credential(fields, "apiSecret", compiler);
    compiler.has_api_key = !api_key.is_empty();
    compiler.has_api_secret = !api_secret.is_empty();

    let methods = [("GET", Method::Get), ("POST", Method::Post)];
    let method = fields
        .choice("method", "`GET` or `POST`", &methods, &mut compiler.issues)
        .unwrap_or(Method::Post);
    let endpoint = endpoint::compile(fields, compiler);
    let authorization = fields
        .text(
            "authorization",
            "a string such as `Bearer …`",
            &mut compiler.issues,
        )
        .map(|source| Authorization::compile(source, &Path::top("authorization"), compiler));
    let mut headers = headers::compile(fields, compiler);
    let mut url = endpoint.url;
    params::append_query(&mut url, fields, endpoint.separator, compiler);
    let body = body::compile(method, fields, &mut headers, compiler);
    let from_url = endpoint
        .credentials
        .map(|(user, password)| Authorization::from_url(&user, &password));
    let signing_secret = credential(fields, "signingSecret", compiler);
    let signing = Signing::compile(&signing_secret, &headers, compiler);
    let authorization = only_one([authorization, headers.authorization, from_url], compiler);
    Config {
        method,
        url,
        authorization,
        headers: headers.list,
        body,
        templates: message::compile(fields, compiler),
        api_key,
        api_secret,
        answer: AnswerRules::compile(fields, compiler),
        timeout_ms: fields
            .integer(
                "timeout",
                &limits::TIMEOUT_MS,
                " milliseconds",
                &mut compiler.issues,
            )
            .unwrap_or(limits::DEFAULT_TIMEOUT_MS),
        retry: Retry::compile(fields, &mut compiler.issues),
        signing,
        signing_secret,
        secrets: std::mem::take(&mut compiler.secrets),
        uses_id: compiler.uses_id,
    }
}

fn credential(fields: &Fields<'_>, key: &str, compiler: &mut Compiler) -> String {
    let text = fields
        .text(key, "a string", &mut compiler.issues)
        .unwrap_or_default();
    if text.contains("{{") {
        compiler.issues.error(
            &Path::top(key),
            IssueCode::InvalidPlaceholder,
            format_args!("expected the credential itself; placeholders are not replaced here"),
        );
    }
    text.to_owned()
}

/// A request has one `Authorization`; a second source is a mistake that would otherwise hide the first.
fn only_one(sources: [Option<Authorization>; 3], compiler: &mut Compiler) -> Option<Authorization> {
    let mut sources = sources.into_iter().flatten();
    let first = sources.next()?;
    for other in sources {
        compiler.issues.error(
            &Path::top(&other.path),
            IssueCode::Conflict,
            format_args!(
                "authorizes the request a second time, beside `{}`; keep one of the two",
                first.path
            ),
        );
    }
    Some(first)
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

/// Says how a configuration is built and nothing that could be a credential.
impl std::fmt::Debug for Config {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let header_names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        formatter
            .debug_struct("Config")
            .field("method", &self.method)
            .field("url", &"[redacted]")
            .field(
                "authorization",
                &self.authorization.as_ref().map(|_| "[redacted]"),
            )
            .field("headers", &header_names)
            .field("templates", &self.templates.len())
            .field("timeout_ms", &self.timeout_ms)
            .finish_non_exhaustive()
    }
}
