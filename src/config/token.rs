//! `token`: the request that fetches an access token before messages are sent.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::BodyFields;
use super::checker::{Checker, Literal};
use super::fields::{Field, Keys};
use super::keys::ConfigKeys;
use super::place::read_place;
use super::request::{self, RequestFields};
use crate::answer::place::Place;
use crate::issue::{IssueCode, Path, Severity};
use crate::limits;
use crate::request::authorization::Authorization;
use crate::request::{Body, RequestPlan};
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::json;
use crate::template::placeholder::{Placeholder, Root};
use crate::template::variables::{Variables, reached, uses};

/// How an access token is fetched.
pub struct TokenPlan {
    /// What is requested.
    pub request: RequestPlan,
    /// Where the token stands in the answer.
    pub path: Place,
    /// How long it lives.
    pub lifetime: Lifetime,
    /// The same text for the same token: everything that its request is made of. Holds credentials.
    pub identity: String,
}

/// How long a token lives.
#[derive(Debug)]
pub enum Lifetime {
    /// So many seconds.
    Seconds(u32),
    /// As many seconds as stand there in the answer.
    At(Place),
}

impl TokenPlan {
    /// Everything with placeholders: what is requested, and where the token stands in the answer.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let lifetime = match &self.lifetime {
            Lifetime::At(place) => Some(place),
            Lifetime::Seconds(_) => None,
        };
        let places = [&self.path].into_iter().chain(lifetime);
        let paths = places.filter_map(|place| place.path.as_ref());
        let keys = paths.flat_map(|path| &path.keys);
        self.request.templates().chain(keys)
    }
}

impl std::fmt::Debug for TokenPlan {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TokenPlan").finish_non_exhaustive()
    }
}

/// The keys of `token`.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenKeys {
    endpoint: Option<Value>,
    method: Option<Value>,
    authorization: Option<Value>,
    headers: Option<Value>,
    query_params: Option<Value>,
    body_type: Option<Value>,
    body_params: Option<Value>,
    path: Option<Value>,
    expires_in: Option<Value>,
    /// Another name of `queryParams`.
    query_parameters: Option<Value>,
    /// Another name of `bodyParams`.
    body_parameters: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Keys for TokenKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("endpoint", &["url", "uri", "tokenendpoint", "tokenurl"]),
        ("path", &["accesstoken", "token", "tokenpath"]),
        ("expiresIn", &["expires", "expiry", "ttl", "lifetime"]),
        ("bodyParams", &["body", "data", "form"]),
        ("queryParams", &["query", "params"]),
    ];

    fn advice(key: &str) -> Option<&'static str> {
        Some(match key {
            "clientid" | "username" | "user" | "apikey" => "put it into `apiKey`",
            "clientsecret" | "password" | "apisecret" => "put it into `apiSecret`",
            "granttype" | "scope" | "audience" => "put it into `bodyParams`",
            _ => return None,
        })
    }

    /// Without what it was meant to say, no token is fetched.
    const UNKNOWN: Severity = Severity::Error;

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}

impl TokenKeys {
    fn request<'a>(&'a self, path: &'a Path<'a>) -> RequestFields<'a> {
        RequestFields {
            endpoint: Field::new(path, "endpoint", &self.endpoint),
            method: Field::new(path, "method", &self.method),
            authorization: Field::new(path, "authorization", &self.authorization),
            headers: Field::new(path, "headers", &self.headers),
            query_params: Field::new(path, "queryParams", &self.query_params),
            query_alias: Field::new(path, "queryParameters", &self.query_parameters),
            body: BodyFields {
                body_type: Field::new(path, "bodyType", &self.body_type),
                params: Field::new(path, "bodyParams", &self.body_params),
                alias: Field::new(path, "bodyParameters", &self.body_parameters),
            },
        }
    }
}

/// Reads `token`.
pub(super) fn read(
    field: Field<'_>,
    config: &ConfigKeys,
    checker: &mut Checker,
) -> Option<TokenPlan> {
    let value = field.structure()?;
    if value.is_string() {
        let message = "expected an object that says how a token is fetched, such as `{ \"endpoint\": \"https://…\" }`; a \
                       token that you have already goes into `apiKey` or `authorization`";
        checker
            .issues
            .error(&field.path, IssueCode::InvalidType, message);
        return None;
    }
    let what = "an object such as `{ \"endpoint\": \"https://…\" }`";
    let keys = TokenKeys::read_and_tell(value, &field.path, what, &mut checker.issues)?;
    let path = &field.path;
    let fields = keys.request(path);
    let names_query = fields.query_params.structure().is_some()
        || fields.query_alias.structure().is_some()
        || fields
            .endpoint
            .scalar()
            .and_then(Value::as_str)
            .is_some_and(|url| url.contains('?'));
    let names_body = fields.body.params.structure().is_some()
        || fields.body.alias.structure().is_some()
        || fields.body.body_type.structure().is_some();
    // RFC 6749, section 4.4.2: all that most providers want. What it is made of reads like any other request.
    let grant = serde_json::json!({ "grant_type": "client_credentials" });
    let form = Value::from("form");
    let fields = if names_query || names_body {
        fields
    } else {
        RequestFields {
            body: BodyFields {
                body_type: Field::new(path, "bodyType", &form),
                params: Field::new(path, "bodyParams", &grant),
                ..fields.body
            },
            ..fields
        }
    };
    let mut request = request::read(&fields, checker);
    // What stands in the URL or the body may be all the authorization there is.
    if request.authorization.is_none() && !names_query && !names_body {
        request.authorization = client_credentials(path, checker);
    }
    if matches!(request.body, Body::Official) {
        let message = "expected the body to send: the default one has data of the message; write `\"none\"` into \
                       `bodyType` for a request without a body";
        let path = Path::Key(path, "bodyParams");
        checker.issues.error(&path, IssueCode::Required, message);
    }
    let place = "a path such as `access_token` or `data.token`";
    let default = Value::from("access_token");
    let place = read_place(
        or(Field::new(path, "path", &keys.path), &default),
        place,
        checker,
    );
    let default = Value::from("expires_in");
    let lifetime = Field::new(path, "expiresIn", &keys.expires_in);
    let lifetime = read_lifetime(or(lifetime, &default), checker);
    let identity = json::write(&[
        &config.token,
        &config.api_key,
        &config.api_secret,
        &config.variables,
    ]);
    Some(TokenPlan {
        request,
        path: place?,
        lifetime: lifetime?,
        identity,
    })
}

fn or<'a>(field: Field<'a>, default: &'a Value) -> Field<'a> {
    if field.scalar().is_some() {
        field
    } else {
        field.with(default)
    }
}

/// `Basic` of `apiKey` and `apiSecret`, which RFC 6749, section 2.3.1, wants encoded as in a form.
fn client_credentials(path: &Path<'_>, checker: &mut Checker) -> Option<Authorization> {
    if !checker.has("apiKey") || !checker.has("apiSecret") {
        let message = "names no credentials; set `apiKey` and `apiSecret` to send them as a client's, or name \
                       `authorization`, `bodyParams` or `queryParams` here";
        checker.issues.error(path, IssueCode::Required, message);
        return None;
    }
    let source = "{{apiKey}}:{{apiSecret}}";
    let mut value = Template::literal("Basic ");
    checker.append(&mut value, path, source, Escape::Form, Literal::Written);
    let path = path.to_string();
    Some(Authorization { value, path })
}

fn read_lifetime(field: Field<'_>, checker: &mut Checker) -> Option<Lifetime> {
    if let Some(Value::Number(_)) = field.scalar() {
        let seconds = field.integer(&limits::TOKEN_SECONDS, " seconds", &mut checker.issues);
        return seconds.map(Lifetime::Seconds);
    }
    let what = "a number of seconds, or the path of one in the answer such as `expires_in`";
    let text = field
        .scalar()
        .and_then(Value::as_str)
        .unwrap_or_default()
        .trim();
    let unit = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    // `3600` and `1h` are paths too, of which no answer has anything.
    if unit.len() < text.len() && unit.chars().all(char::is_alphabetic) {
        let message =
            format!("expected {what}; write the number without quotes and without a unit");
        checker
            .issues
            .error(&field.path, IssueCode::InvalidValue, message);
        return None;
    }
    read_place(field, what, checker).map(Lifetime::At)
}

/// Says what a request cannot have that is shared by all messages.
pub(super) fn check(
    plan: &mut TokenPlan,
    vocabulary: &[&Variables],
    path: &Path<'_>,
    checker: &mut Checker,
) {
    let headers = reached(plan.request.header_templates(), vocabulary);
    plan.request.quotes_itself = uses(&headers, &Root::Request);
    let all = reached(plan.templates(), vocabulary);
    let is_variable = |name: &str| {
        vocabulary
            .iter()
            .any(|variables| variables.get(name).is_some())
    };
    let is_alien = |placeholder: &&&Placeholder| match &placeholder.root {
        Root::Named(name) => !is_variable(name),
        Root::Token => true,
        root => root.is_message_data(),
    };
    if let Some(alien) = all.iter().find(is_alien) {
        let name = alien.root.name();
        let message = format!(
            "a token is fetched once for many messages, so its request cannot have {{{{{name}}}}}; credentials and \
             `variables` can stand here, and {{{{nonce}}}}, {{{{timestamp}}}}"
        );
        checker
            .issues
            .error(path, IssueCode::InvalidPlaceholder, message);
    }
}
