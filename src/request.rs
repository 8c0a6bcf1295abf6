//! From a configuration and one message to one HTTP request.

use crate::body::Body;
use crate::config::Config;
use crate::data::Data;
use crate::error::{Failure, Limit};
use crate::json;
use crate::limits;
use crate::redact::Redactor;
use crate::scope::{RenderError, Scope};
use crate::template::Template;
use crate::value::Map;

/// One request, ready for fetch. It holds credentials and message data, so it has no `Debug`.
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The absolute URL.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body, where there is one.
    pub body: Option<String>,
}

impl Request {
    /// Renders the request for one message.
    ///
    /// # Errors
    /// Where the message has nothing to send, a value does not fit, or the request is over a limit.
    pub fn build(config: &Config, data: &Data, scope: &Scope<'_>) -> Result<Self, Failure> {
        let url = render(&config.url, "endpoint", scope)?;
        if url.len() > limits::URL_BYTES {
            return Err(Failure::TooLarge(Limit::Url));
        }
        check_path(&config.url, &url)?;
        let mut headers = Vec::with_capacity(config.headers.len().saturating_add(1));
        if let Some(authorization) = &config.authorization {
            let value = authorization
                .render(scope)
                .map_err(|error| locate(error, &authorization.path))?;
            headers.push(("Authorization".to_owned(), value));
        }
        for (name, template) in &config.headers {
            let value = template
                .render(scope)
                .map_err(|error| locate(error, &format!("headers.{name}")))?;
            headers.push((name.clone(), value));
        }
        let body = match &config.body {
            Body::None => None,
            Body::Official => Some(official_body(data)),
            Body::Template(template, path) => Some(render(template, path, scope)?),
        };
        if let Some(signing) = &config.signing {
            let body = body.as_deref().unwrap_or_default();
            headers.extend(signing.headers(scope.id, scope.timestamp, body));
        }
        let request = Self {
            method: config.method.as_str(),
            url,
            headers,
            body,
        };
        if request.size() > limits::REQUEST_BYTES {
            return Err(Failure::TooLarge(Limit::Request));
        }
        Ok(request)
    }

    fn size(&self) -> usize {
        self.headers
            .iter()
            .flat_map(|(name, value)| [name, value])
            .chain([&self.url])
            .chain(&self.body)
            .map(String::len)
            .fold(0, usize::saturating_add)
    }

    /// The request with what the redactor knows replaced everywhere.
    #[must_use]
    pub fn redacted(self, redactor: &Redactor) -> Self {
        let headers = self
            .headers
            .into_iter()
            .map(|(name, value)| (name, redactor.redact(&value)))
            .collect();
        Self {
            method: self.method,
            url: redactor.redact(&self.url),
            headers,
            body: self.body.map(|body| redactor.redact(&body)),
        }
    }
}

/// As a preview shows it: the headers are an object.
impl From<Request> for Map {
    fn from(request: Request) -> Self {
        let mut headers = Self::new();
        for (name, value) in request.headers {
            headers.push(name, value);
        }
        let mut map = Self::new();
        map.push("method", request.method);
        map.push("url", request.url);
        map.push("headers", headers);
        map.push_some("body", request.body);
        map
    }
}

fn render(template: &Template, path: &str, scope: &Scope<'_>) -> Result<String, Failure> {
    template.render(scope).map_err(|error| locate(error, path))
}

/// A rendering error with the key path of its text.
#[must_use]
pub fn locate(error: RenderError, path: &str) -> Failure {
    match error {
        RenderError::NothingToSend => Failure::NothingToSend,
        RenderError::Unfit { placeholder, why } => Failure::UnfitValue {
            path: path.to_owned(),
            placeholder,
            why,
        },
        RenderError::TooLarge => Failure::TooLarge(Limit::Request),
    }
}

/// A value that makes a path segment `.` or `..` would move the request to another place on the server: URL parsers
/// resolve such segments, and no spelling protects them.
fn check_path(template: &Template, url: &str) -> Result<(), Failure> {
    let path = url.split('?').next().unwrap_or_default();
    if template.as_literal().is_none()
        && path
            .split(['/', '\\'])
            .any(|segment| matches!(segment, "." | ".."))
    {
        return Err(Failure::UnfitValue {
            path: "endpoint".to_owned(),
            placeholder: "a placeholder".to_owned(),
            why: "makes `.` or `..` of a part of the path, which leads to another address",
        });
    }
    Ok(())
}

/// `{ to, type, payload, ip }` in this order; what is unknown is left out, as `JSON.stringify` leaves it out.
fn official_body(data: &Data) -> String {
    let mut body = String::from("{\"to\":");
    json::write_string(&data.raw_to, &mut body);
    body.push_str(",\"type\":");
    json::write_string(&data.message_type, &mut body);
    if let Some(payload) = &data.payload {
        body.push_str(",\"payload\":");
        json::write_map(payload, &mut body);
    }
    if let Some(ip) = &data.ip {
        body.push_str(",\"ip\":");
        json::write_string(ip, &mut body);
    }
    body.push('}');
    body
}
