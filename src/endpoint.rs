//! `endpoint`: an absolute URL, with placeholders in its path and query only.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::compile::Compiler;
use crate::escape::Escape;
use crate::fields::Fields;
use crate::issue::{IssueCode, Path};
use crate::placeholder::{Token, tokenize};
use crate::raw;
use crate::template::Template;

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

const PATH: Path<'static> = Path::top("endpoint");

/// Where requests go.
#[derive(Default)]
pub struct Endpoint {
    /// The URL, to which query parameters may be appended.
    pub url: Template,
    /// What stands between the URL and a first parameter.
    pub separator: &'static str,
    /// User and password that the URL named. `fetch` refuses such URLs, so they become an `Authorization` header.
    pub credentials: Option<(String, String)>,
}

/// A URL may hold credentials anywhere.
impl std::fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Endpoint([redacted])")
    }
}

/// Reads `endpoint`.
pub fn compile(fields: &Fields<'_>, compiler: &mut Compiler) -> Endpoint {
    let Some(source) = fields.text(
        "endpoint",
        "the URL of the provider's API as a string",
        &mut compiler.issues,
    ) else {
        if fields
            .scalar("endpoint")
            .is_none_or(|value| value.as_str().is_some())
        {
            compiler.issues.error(
                &PATH,
                IssueCode::Required,
                format_args!(
                    "expected the URL of the provider's API, as in `https://api.example.com/send`"
                ),
            );
        }
        return Endpoint::default();
    };
    parse(source, compiler).unwrap_or_else(|(code, message)| {
        compiler
            .issues
            .error(&PATH, code, format_args!("{message}"));
        Endpoint::default()
    })
}

fn parse(source: &str, compiler: &mut Compiler) -> Result<Endpoint, (IssueCode, &'static str)> {
    let invalid = |message| (IssueCode::InvalidValue, message);
    let (scheme, rest) = source.split_once("://").ok_or(invalid(
        "expected an absolute URL that begins with `https://` or `http://`",
    ))?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
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
    let (user_info, host) = match authority.rsplit_once('@') {
        Some((user_info, host)) => (Some(user_info), host),
        None => (None, authority),
    };
    check_host(host).map_err(invalid)?;

    let mut url = Template::literal(format!("{}://{host}", scheme.to_ascii_lowercase()));
    if !tail.starts_with('/') {
        url.push_literal("/");
    }
    let tail = append_tail(&mut url, tail, compiler);
    let separator = match tail.chars().next_back() {
        Some('?' | '&') => "",
        _ if tail.contains('?') => "&",
        _ => "?",
    };
    if let Some((_, query)) = tail.split_once('?') {
        raw::note_form_secrets(query, compiler);
    }
    let credentials = user_info.map(|user_info| {
        let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
        let decode = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
        (decode(user), decode(password))
    });
    Ok(Endpoint {
        url,
        separator,
        credentials,
    })
}

/// Appends path and query and returns them, with their placeholders as `{}`. A fragment is never sent, so it is left out.
fn append_tail(url: &mut Template, tail: &str, compiler: &mut Compiler) -> String {
    let mut sent = String::new();
    for token in tokenize(tail) {
        match token {
            Token::Text(text) => {
                let (text, fragment) = match text.split_once('#') {
                    Some((text, _)) => (text, true),
                    None => (text, false),
                };
                sent.push_str(text);
                url.push_literal(&utf8_percent_encode(text, UNSAFE).to_string());
                if fragment {
                    compiler.issues.warning(
                        &PATH,
                        IssueCode::NoEffect,
                        format_args!("what follows `#` is never sent to a server and is left out; write `%23` for a literal `#`"),
                    );
                    return sent;
                }
            }
            Token::Placeholder(placeholder) => {
                sent.push_str("{}");
                compiler.append_hole(url, &PATH, placeholder, Escape::Url);
            }
            Token::Mistake(message) => compiler.mistake(&PATH, &message),
        }
    }
    sent
}

fn check_host(host: &str) -> Result<(), &'static str> {
    let (name, port) = match host.strip_prefix('[') {
        // An IPv6 address has colons of its own.
        Some(rest) => {
            let (address, port) = rest
                .split_once(']')
                .ok_or("the IPv6 address in the URL lacks its `]`")?;
            if !address
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
            {
                return Err("the IPv6 address in the URL is not valid");
            }
            (address, port)
        }
        None => host
            .find(':')
            .and_then(|at| host.split_at_checked(at))
            .unwrap_or((host, "")),
    };
    if name.is_empty() {
        return Err("the URL names no host");
    }
    let forbidden = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(
                character,
                '<' | '>' | '^' | '|' | '%' | '"' | '{' | '}' | '`' | '[' | ']'
            )
    };
    if name.contains(forbidden) {
        return Err(
            "the host in the URL holds a space or a character such as `<` or `{`, which no host name has",
        );
    }
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(()),
        Some("") => Ok(()),
        Some(digits)
            if digits.bytes().all(|byte| byte.is_ascii_digit())
                && digits.parse::<u16>().is_ok() =>
        {
            Ok(())
        }
        _ => Err("the port in the URL is not a number from 0 to 65535"),
    }
}
