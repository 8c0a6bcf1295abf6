//! One request through the host's `fetch`, up to the headers of its answer.

use wasm_bindgen::prelude::*;
use web_sys::{Headers, RequestInit, RequestRedirect, Response};

use super::deadline::Deadline;
use super::host::{self, Fetch};
use super::{output, response};
use crate::error::Fault;
use crate::request::{HeaderMap, Request};

/// An answer whose body is not read yet.
pub(super) struct Exchange {
    pub(super) response: Response,
    pub(super) headers: Headers,
    pub(super) status: u16,
}

/// Makes a request with the caller's `fetch`, or else the host's.
///
/// # Errors
/// Where no answer came in time.
pub(super) async fn request(
    request: &Request,
    fetch: Option<&Fetch>,
    deadline: &Deadline,
) -> Result<Exchange, Fault> {
    deadline.set_finished(false);
    let init = init(request, deadline);
    let returned = match fetch {
        Some(fetch) => fetch.call(&JsValue::UNDEFINED, &request.url, &init),
        None => host::fetch(&request.url, &init),
    };
    if returned.is_err() && fetch.is_none() && !host::has_fetch() {
        return Err(Fault::NoFetch);
    }
    let response = response::settled(deadline, returned).await?;
    let response: Response = response.unchecked_into();
    let status = response::status(&response).ok_or(Fault::NotAResponse)?;
    let headers = response::headers(&response);
    Ok(Exchange {
        response,
        headers,
        status,
    })
}

/// What `fetch` takes with the URL.
fn init(request: &Request, deadline: &Deadline) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(request.method);
    // No `Headers`: those write every name in lower case, and some provider will mind.
    init.set_headers(&output::record(&HeaderMap(&request.headers)));
    // Never replay credentials and codes to another place.
    init.set_redirect(RequestRedirect::Manual);
    if let Some(body) = &request.body {
        init.set_body_opt_str(Some(body));
    }
    init.set_signal(Some(&deadline.signal()));
    init
}
