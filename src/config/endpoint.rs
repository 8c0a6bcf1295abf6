//! `endpoint`: an absolute URL, with placeholders in its path and query only.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use url::{ParseError, Url};

use super::checker::Checker;
use super::fields::Field;
use super::{credential, host, leftover};
use crate::issue::{IssueCode, Path};
use crate::request::dot_segments;
use crate::template::Template;
use crate::template::escape::Escape;
use crate::template::placeholder::{Token, tokenize};

/// What the URL standard percent-encodes in a path or a query (URL, section 1.3); an operator may have typed it plainly.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Where requests go.
#[derive(Default)]
pub(super) struct Endpoint {
    /// The URL, to which query parameters may be appended.
    pub(super) url: Template,
    /// What stands between the URL and a first parameter.
    pub(super) separator: &'static str,
    /// User and password that the URL named. `fetch` refuses such URLs, so they become an `Authorization` header.
    pub(super) credentials: Option<(String, String)>,
    /// How many segments of the path are `.` or `..`.
    pub(super) dot_segments: usize,
}

/// Reads `endpoint`.
pub(super) fn read(field: Field<'_>, checker: &mut Checker) -> Endpoint {
    let issues = &mut checker.issues;
    if field.scalar().is_none() {
        let message =
            "expected the URL of the provider's API, as in `https://api.example.com/send`";
        issues.error(&field.path, IssueCode::Required, message);
        return Endpoint::default();
    }
    let Some(source) = field.text("the URL of the provider's API as a string", issues) else {
        return Endpoint::default();
    };
    credential::check(source, &field.path, checker);
    parse(source, &field.path, checker).unwrap_or_else(|(code, message)| {
        checker.issues.error(&field.path, code, message);
        Endpoint::default()
    })
}

fn parse(
    source: &str,
    path: &Path<'_>,
    checker: &mut Checker,
) -> Result<Endpoint, (IssueCode, &'static str)> {
    let invalid = |message| (IssueCode::InvalidValue, message);
    check_beginning(source).map_err(invalid)?;
    let (scheme, rest) = source.split_once("://").ok_or(invalid(
        "expected an absolute URL that begins with `https://` or `http://`",
    ))?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "https" | "http") {
        return Err(invalid(
            "expected a URL that begins with `https://` or `http://`; no other scheme can be sent to",
        ));
    }
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    if tokenize(authority)
        .iter()
        .any(|token| !matches!(token, Token::Text(_)))
    {
        return Err((
            IssueCode::InvalidPlaceholder,
            "placeholders may stand in the path and the query only, not in credentials, host or port",
        ));
    }
    if leftover::marker(authority).is_some() {
        return Err((
            IssueCode::Leftover,
            "the host is an example; write the address of your provider's API",
        ));
    }
    // The URL parser would skip slashes before the host and white space in it, and it takes braces and quotes.
    if authority.is_empty() {
        return Err(invalid(why(ParseError::EmptyHost)));
    }
    if authority
        .contains(|character: char| character.is_whitespace() || "{}\"`".contains(character))
    {
        return Err(invalid(why(ParseError::InvalidDomainCharacter)));
    }
    let parsed =
        Url::parse(&format!("{scheme}://{authority}/")).map_err(|error| invalid(why(error)))?;
    host::check(&parsed, path, &mut checker.issues);

    // As it is sent: in lower case, letters beyond ASCII spelled out, without the port that goes without saying. What a header
    // has of the URL, and signs, is what the provider sees.
    let mut url = Template::literal(parsed.origin().ascii_serialization());
    if !tail.starts_with(['/', '\\']) {
        url.push_literal("/");
    }
    let tail = append_tail(&mut url, tail, path, checker);
    let separator = match tail.chars().next_back() {
        Some('?' | '&') => "",
        _ if tail.contains('?') => "&",
        _ => "?",
    };
    if let Some((_, query)) = tail.split_once('?') {
        checker.secrets.note_form(query);
    }
    let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let user = decode(parsed.username());
    let password = decode(parsed.password().unwrap_or_default());
    let is_named = !user.is_empty() || !password.is_empty();
    Ok(Endpoint {
        url,
        separator,
        credentials: is_named.then_some((user, password)),
        dot_segments: dot_segments(&tail),
    })
}

/// What people copy in the place of a URL.
fn check_beginning(source: &str) -> Result<(), &'static str> {
    let first = source.split_whitespace().next().unwrap_or_default();
    match first.to_ascii_lowercase().as_str() {
        "curl" => Err(
            "expected the URL alone, found a curl command; its method, headers and data go into `method`, `headers` and `bodyParams`",
        ),
        "get" | "post" | "put" | "patch" | "delete" => {
            Err("expected the URL alone; write the method into `method`")
        }
        _ => Ok(()),
    }
}

/// Appends path and query and returns them, with their placeholders as `{}`. A fragment is never sent, so it is left out.
fn append_tail(url: &mut Template, tail: &str, path: &Path<'_>, checker: &mut Checker) -> String {
    let mut sent = String::new();
    for token in tokenize(tail) {
        match token {
            Token::Text(text) => {
                let (text, has_fragment) = match text.split_once('#') {
                    Some((text, _)) => (text, true),
                    None => (text, false),
                };
                // In a path, URL parsers take a backslash for a slash.
                let text = match text.split_once('?') {
                    _ if sent.contains('?') => text.to_owned(),
                    Some((path, query)) => format!("{}?{query}", path.replace('\\', "/")),
                    None => text.replace('\\', "/"),
                };
                sent.push_str(&text);
                checker.note_text(path, &text);
                url.push_literal(&utf8_percent_encode(&text, UNSAFE).to_string());
                if has_fragment {
                    let message = "what follows `#` is never sent to a server and is left out; write `%23` for a literal `#`";
                    checker.issues.warning(path, IssueCode::NoEffect, message);
                    return sent;
                }
            }
            Token::Placeholder(placeholder) => {
                sent.push_str("{}");
                checker.append_placeholder(url, path, placeholder, Escape::Url);
            }
            Token::Mistake(message) => checker.unreadable(path, message),
        }
    }
    sent
}

/// What is wrong with scheme, host and port, as a sentence for the operator.
const fn why(error: ParseError) -> &'static str {
    match error {
        ParseError::EmptyHost => "the URL names no host",
        ParseError::InvalidPort => "the port in the URL is not a number from 0 to 65535",
        ParseError::InvalidIpv4Address => "the IPv4 address in the URL is not valid",
        ParseError::InvalidIpv6Address => {
            "the IPv6 address in the URL is not valid; it stands in brackets, as in `http://[::1]:8080/`"
        }
        ParseError::IdnaError | ParseError::InvalidDomainCharacter => {
            "the host in the URL holds a space or a character such as `<` or `{`, which no host name has"
        }
        _ => "the host in the URL is not valid",
    }
}
