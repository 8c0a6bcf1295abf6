//! One HTTP request: the plan that a configuration compiles to, and the request for one message.

pub mod authorization;
pub mod signing;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use url::Url;

use crate::error::{Failure, Limit};
use crate::limits;
use crate::message::data::Data;
use crate::template::Template;
use crate::template::json;
use crate::template::scope::{RequestParts, Scope};
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
    /// A body, to a provider that has a place for each message.
    Put,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
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
    /// Whether a header has what is about to be sent in it.
    pub quotes_itself: bool,
}

/// One request, ready for fetch. It holds credentials and message data, so it has no `Debug`.
#[derive(Serialize)]
pub struct Request {
    /// `GET`, `POST` or `PUT`.
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
        let body = match &self.body {
            Body::Template(template, _) => Some(template),
            Body::None | Body::Official => None,
        };
        std::iter::once(&self.url)
            .chain(body)
            .chain(self.header_templates())
    }

    /// The name, as it was written, of the header with that name in any letter case.
    #[must_use]
    pub fn header_name(&self, name: &str) -> Option<&str> {
        let mut names = self.headers.iter().map(|(written, _)| written.as_str());
        names.find(|written| written.eq_ignore_ascii_case(name))
    }

    /// The headers, of which `Authorization` is one.
    pub fn header_templates(&self) -> impl Iterator<Item = &Template> {
        let authorization = self.authorization.iter().map(|header| &header.value);
        authorization.chain(self.headers.iter().map(|(_, value)| value))
    }

    /// Renders the request for one message; `data` is what the default body has.
    ///
    /// # Errors
    /// Where the message has nothing to send, a value does not fit, or the request is over a limit.
    pub fn build(&self, data: Option<&Data>, scope: &Scope<'_>) -> Result<Request, Failure> {
        let url = render(&self.url, "endpoint", scope)?;
        if url.len() > limits::URL_BYTES {
            return Err(Failure::TooLarge(Limit::Url));
        }
        self.check_path(&url)?;
        let url = self.as_sent(url);
        let body = match &self.body {
            Body::None => None,
            Body::Official => data.map(official_body),
            Body::Template(template, path) => Some(render(template, path, scope)?),
        };
        let method = self.method.as_str();
        let headers = {
            let body = body.as_deref().unwrap_or_default();
            let parts = RequestParts {
                method,
                url: &url,
                body,
            };
            let mut headers = self.headers(parts, scope)?;
            // Last, because a signature covers what is sent.
            let signature = self.signing.headers(&parts, &headers, scope);
            headers.extend(signature);
            headers
        };
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

    fn headers(
        &self,
        parts: RequestParts<'_>,
        scope: &Scope<'_>,
    ) -> Result<Vec<(String, String)>, Failure> {
        // Variables that were rendered before did not know what is about to be sent.
        let variables = self.quotes_itself.then(|| scope.variables.anew());
        let scope = &Scope {
            request: Some(parts),
            variables: variables.as_deref().unwrap_or(scope.variables),
            ..*scope
        };
        let mut headers = Vec::with_capacity(self.headers.len() + 1);
        if let Some(authorization) = &self.authorization {
            let value = authorization.render(scope);
            let value = value.map_err(|error| error.at(&authorization.path))?;
            headers.extend(value.map(|value| ("Authorization".to_owned(), value)));
        }
        for (name, template) in &self.headers {
            let value = template.render_optional(scope);
            let value = value.map_err(|error| error.at(&format!("headers.{name}")))?;
            headers.extend(value.map(|value| (name.clone(), value)));
        }
        Ok(headers)
    }

    /// The URL without what `fetch` takes out of it: what a header has of it, and signs, is what the provider sees.
    fn as_sent(&self, mut url: String) -> String {
        if url.find('?').is_some_and(|at| at + 1 == url.len()) {
            url.pop();
        }
        if self.dot_segments == 0 {
            return url;
        }
        Url::parse(&url).map_or(url, Into::into)
    }

    /// A value that makes a path segment `.` or `..` would move the request to another place on the server: URL parsers
    /// resolve such segments, and no spelling protects them. Those of the operator's own are meant.
    fn check_path(&self, url: &str) -> Result<(), Failure> {
        if dot_segments(url) == self.dot_segments {
            return Ok(());
        }
        Err(Failure::UnfitValue {
            path: "endpoint".into(),
            placeholder: "a placeholder".into(),
            why: "makes `.` or `..` of a part of the path, which leads to another address",
        })
    }
}

impl Request {
    /// What its headers may have of it.
    #[must_use]
    pub fn parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: self.method,
            url: &self.url,
            body: self.body.as_deref().unwrap_or_default(),
        }
    }

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
    let path = url.split('?').next().unwrap_or_default();
    path.split(['/', '\\'])
        .filter(|segment| {
            // Most segments are told by their first character.
            segment.starts_with(['.', '%'])
                && matches!(
                    &*segment.to_ascii_lowercase().replace("%2e", "."),
                    "." | ".."
                )
        })
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
