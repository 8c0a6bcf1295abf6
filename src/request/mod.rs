//! One HTTP request: the plan that a configuration compiles to, and the request for one message.

pub mod authorization;
pub mod signing;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::error::{Failure, Limit};
use crate::limits;
use crate::message::data::Data;
use crate::template::Template;
use crate::template::json;
use crate::template::scope::Scope;
use authorization::Authorization;
use signing::Signing;

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// Everything in the URL.
    Get,
    /// A body.
    #[default]
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

/// The body of a request.
#[derive(Debug, Default)]
pub enum Body {
    /// None at all.
    #[default]
    None,
    /// `{ to, type, payload, ip }`, as Logto's official HTTP SMS connector sends it.
    Official,
    /// Whatever the configuration says, and the key that says so.
    Template(Template, String),
}

/// A request before placeholders are replaced. Its templates show nothing in `Debug`.
#[derive(Debug, Default)]
pub struct RequestPlan {
    /// The HTTP method.
    pub method: Method,
    /// The URL, query parameters included.
    pub url: Template,
    /// What authorizes the request.
    pub authorization: Option<Authorization>,
    /// The other headers.
    pub headers: Vec<(String, Template)>,
    /// The body.
    pub body: Body,
    /// What the request is signed with.
    pub signing: Signing,
    /// How many segments of the URL's path are `.` or `..` as configured.
    pub dot_segments: usize,
}

/// One request, ready for fetch. It holds credentials and message data, so it has no `Debug`.
#[derive(Serialize)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// Names and values.
    #[serde(serialize_with = "as_object")]
    pub headers: Vec<(String, String)>,
    /// The body, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// Pairs of names and values, as an object.
pub struct HeaderMap<'a>(pub &'a [(String, String)]);

impl Serialize for HeaderMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn as_object<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    HeaderMap(pairs).serialize(serializer)
}

impl RequestPlan {
    /// Everything with placeholders that is sent.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let authorization = self.authorization.iter().map(|header| &header.value);
        let headers = self.headers.iter().map(|(_, value)| value);
        let body = match &self.body {
            Body::Template(template, _) => Some(template),
            Body::None | Body::Official => None,
        };
        std::iter::once(&self.url)
            .chain(authorization)
            .chain(headers)
            .chain(body)
    }

    /// Renders the request for one message.
    ///
    /// # Errors
    /// Where the message has nothing to send, a value does not fit, or the request is over a limit.
    pub fn build(&self, data: &Data, scope: &Scope<'_>) -> Result<Request, Failure> {
        let url = render(&self.url, "endpoint", scope)?;
        if url.len() > limits::URL_BYTES {
            return Err(Failure::TooLarge(Limit::Url));
        }
        self.check_path(&url)?;
        let mut headers = Vec::with_capacity(self.headers.len() + 1);
        if let Some(authorization) = &self.authorization {
            let value = authorization.render(scope);
            let value = value.map_err(|error| error.at(&authorization.path))?;
            headers.push(("Authorization".to_owned(), value));
        }
        for (name, template) in &self.headers {
            let value = render(template, &format!("headers.{name}"), scope)?;
            headers.push((name.clone(), value));
        }
        let body = match &self.body {
            Body::None => None,
            Body::Official => Some(official_body(data)),
            Body::Template(template, path) => Some(render(template, path, scope)?),
        };
        let method = self.method.as_str();
        let nonce = scope.id.replace('-', ""); // replaced by the scope's nonce at merge
        let signed = body.as_deref().unwrap_or_default();
        // Last, because a signature covers what is sent.
        let signature = self
            .signing
            .headers(method, &url, &headers, signed, scope, &nonce);
        headers.extend(signature);
        let request = Request {
            method,
            url,
            headers,
            body,
        };
        if request.size() > limits::REQUEST_BYTES {
            return Err(Failure::TooLarge(Limit::Request));
        }
        Ok(request)
    }

    /// A value that makes a path segment `.` or `..` would move the request to another place on the server: URL parsers
    /// resolve such segments, and no spelling protects them. Those of the operator's own are meant.
    fn check_path(&self, url: &str) -> Result<(), Failure> {
        if dot_segments(url) == self.dot_segments {
            return Ok(());
        }
        Err(Failure::UnfitValue {
            path: "endpoint".to_owned(),
            placeholder: "a placeholder".to_owned(),
            why: "makes `.` or `..` of a part of the path, which leads to another address",
        })
    }
}

impl Request {
    fn size(&self) -> usize {
        let headers = self.headers.iter().flat_map(|(name, value)| [name, value]);
        let texts = headers.chain([&self.url]).chain(&self.body);
        texts.map(String::len).sum()
    }
}

fn render(template: &Template, path: &str, scope: &Scope<'_>) -> Result<String, Failure> {
    template.render(scope).map_err(|error| error.at(path))
}

/// How many segments of the path of a URL are `.` or `..`, percent-encoded or not.
#[must_use]
pub fn dot_segments(url: &str) -> usize {
    let path = url
        .split('?')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    path.replace("%2e", ".")
        .split(['/', '\\'])
        .filter(|segment| matches!(*segment, "." | ".."))
        .count()
}

/// What is unknown is left out, as `JSON.stringify` leaves it out.
#[derive(Serialize)]
struct OfficialBody<'a> {
    to: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<&'a str>,
}

fn official_body(data: &Data) -> String {
    json::write(&OfficialBody {
        to: &data.raw_to,
        r#type: &data.message_type,
        payload: data.payload.as_ref(),
        ip: data.ip.as_deref(),
    })
}
