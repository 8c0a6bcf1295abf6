//! The keys of a configuration.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::BodyFields;
use super::fields::{Field, Keys};
use super::request::RequestFields;
use crate::issue::Severity;

/// Every key that means something.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigKeys {
    pub(super) endpoint: Option<Value>,
    pub(super) method: Option<Value>,
    pub(super) authorization: Option<Value>,
    pub(super) headers: Option<Value>,
    pub(super) query_params: Option<Value>,
    pub(super) body_type: Option<Value>,
    pub(super) body_params: Option<Value>,
    pub(super) variables: Option<Value>,
    pub(super) templates: Option<Value>,
    pub(super) api_key: Option<Value>,
    pub(super) api_secret: Option<Value>,
    pub(super) token: Option<Value>,
    pub(super) response: Option<Value>,
    pub(super) routes: Option<Value>,
    pub(super) fallback: Option<Value>,
    pub(super) timeout: Option<Value>,
    pub(super) retry: Option<Value>,
    pub(super) max_retries: Option<Value>,
    pub(super) signature: Option<Value>,
    pub(super) signing_secret: Option<Value>,
    /// What the Logto connector writes to standard error.
    pub(super) log: Option<Value>,
    /// Another name of `queryParams`.
    pub(super) query_parameters: Option<Value>,
    /// Another name of `bodyParams`.
    pub(super) body_parameters: Option<Value>,
    /// What a recipe says about itself; ignored.
    #[serde(rename = "$recipe")]
    recipe: Option<Value>,
    /// What an editor writes for completion; ignored.
    #[serde(rename = "$schema")]
    schema: Option<Value>,
    /// What an operator writes for colleagues; ignored.
    #[serde(rename = "$comment")]
    comment: Option<Value>,
    /// The switch of the console's form; ignored.
    show_advanced: Option<Value>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl ConfigKeys {
    /// The keys that say what is requested.
    pub(super) fn request(&self) -> RequestFields<'_> {
        RequestFields {
            endpoint: Field::top("endpoint", &self.endpoint),
            method: Field::top("method", &self.method),
            authorization: Field::top("authorization", &self.authorization),
            headers: Field::top("headers", &self.headers),
            query_params: Field::top("queryParams", &self.query_params),
            query_alias: Field::top("queryParameters", &self.query_parameters),
            body: BodyFields {
                body_type: Field::top("bodyType", &self.body_type),
                params: Field::top("bodyParams", &self.body_params),
                alias: Field::top("bodyParameters", &self.body_parameters),
            },
        }
    }
}

impl Keys for ConfigKeys {
    const SYNONYMS: &'static [(&'static str, &'static [&'static str])] = &[
        ("endpoint", &["url", "uri", "api", "apiurl", "baseurl"]),
        ("method", &["httpmethod", "verb"]),
        ("authorization", &["auth", "bearer"]),
        ("apiKey", &["key", "apitoken", "accesskey"]),
        ("apiSecret", &["secret", "clientsecret"]),
        ("headers", &["header", "httpheaders"]),
        (
            "queryParams",
            &["params", "query", "querystring", "urlparams"],
        ),
        ("bodyParams", &["body", "data", "payload", "json", "form"]),
        ("bodyType", &["contenttype", "bodyformat", "format"]),
        ("templates", &["template", "messages", "message"]),
        ("variables", &["vars", "constants", "values"]),
        ("routes", &["route", "routing"]),
        ("fallback", &["fallbacks", "failover"]),
        ("response.success", &["success", "successrule"]),
        ("response.messageId", &["messageid"]),
        ("timeout", &["timeoutms", "requesttimeout"]),
        ("maxRetries", &["retries", "retrycount"]),
    ];

    const UNKNOWN: Severity = Severity::Warning;

    /// What it was meant to do is not done: a `success` at this place takes failures for success.
    const MISNAMED: Severity = Severity::Mistake;

    fn advice(key: &str) -> Option<&'static str> {
        Some(match key {
            "from" | "sender" | "senderid" | "source" | "originator" => {
                "put it into `bodyParams` or `queryParams`, under the name that the provider has for it, or into `variables`"
            }
            "username" | "user" | "password" | "basicauth" => {
                "write `Basic user:password` into `authorization`"
            }
            _ => return None,
        })
    }

    fn rest(&self) -> &Map<String, Value> {
        &self.rest
    }
}
