//! The keys that say what is requested: of a message, and of the token that it may need first.

use super::body::{self, BodyFields};
use super::checker::Checker;
use super::fields::Field;
use super::{authorization, endpoint, headers, params};
use crate::request::{Method, RequestPlan};

/// The keys of a request.
#[derive(Clone, Copy)]
pub(super) struct RequestFields<'a> {
    pub(super) endpoint: Field<'a>,
    pub(super) method: Field<'a>,
    pub(super) authorization: Field<'a>,
    pub(super) headers: Field<'a>,
    pub(super) query_params: Field<'a>,
    /// Another name of `query_params`.
    pub(super) query_alias: Field<'a>,
    pub(super) body: BodyFields<'a>,
}

/// Reads them. What signs the request is read where the whole of it is known.
pub(super) fn read(fields: &RequestFields<'_>, checker: &mut Checker) -> RequestPlan {
    let methods = [
        ("GET", Method::Get),
        ("POST", Method::Post),
        ("PUT", Method::Put),
    ];
    let method = fields
        .method
        .choice("`GET`, `POST` or `PUT`", &methods, &mut checker.issues)
        .unwrap_or_default();
    let endpoint = endpoint::read(fields.endpoint, checker);
    let field = fields.authorization;
    let authorization = field
        .text("a string such as `Bearer …`", &mut checker.issues)
        .map(|source| authorization::read(source, &field.path, checker));
    let mut headers = headers::read(fields.headers, checker);
    let mut url = endpoint.url;
    let query = fields
        .query_params
        .or_alias(fields.query_alias, &mut checker.issues);
    if let Some((field, params)) = query {
        params::append_query(&mut url, field, params, endpoint.separator, checker);
    }
    let has_parameters = url.as_literal().is_none() || query.is_some();
    let body = body::read(method, fields.body, has_parameters, &mut headers, checker);
    let from_url = endpoint
        .credentials
        .map(|(user, password)| authorization::from_url(&user, &password, &fields.endpoint.path));
    let sources = [authorization, headers.authorization.take(), from_url];
    let authorization = authorization::only_one(sources, checker);
    RequestPlan {
        method,
        url,
        authorization,
        headers: headers.list,
        body,
        dot_segments: endpoint.dot_segments,
        ..RequestPlan::default()
    }
}
