//! What holds for any input: one function for each fuzz target, which panics where it does not.
//!
//! Inputs are texts, so that seeds and crashes can be read: lines of parameters first where there are any, the subject last.

use std::rc::Rc;

use generic_http_sms::answer::Answer;
use generic_http_sms::config::Config;
use generic_http_sms::delivery::{Delivery, Host, Step};
use generic_http_sms::error::{Fault, SendError};
use generic_http_sms::limits;
use generic_http_sms::message::data::Data;
use generic_http_sms::phone::Phone;
use generic_http_sms::redact::{Grouped, MARK, Redactor};
use generic_http_sms::request::Request;
use generic_http_sms::template::json;
use generic_http_sms::template::placeholder::{Token, tokenize};
use serde_json::{Value, json};

/// A made-up code, number and key, which nothing that comes out may show.
const CODE: &str = "918273";
const NUMBER: &str = "14155550123";
const KEY: &str = "kQ7xV2mB9tRw";

/// A host whose clock stands still and whose bytes are all alike.
struct Still;

impl Host for Still {
    fn unix_ms(&mut self) -> u64 {
        1_795_392_000_000
    }

    fn monotonic_ms(&mut self) -> u64 {
        1_000
    }

    fn random(&mut self) -> [u8; 16] {
        [7; 16]
    }
}

fn sign_in(code: &str) -> Value {
    json!({ "to": NUMBER, "type": "SignIn", "payload": {
        "code": code, "locale": "pt-BR", "link": null, "user": { "name": code, "tags": ["a", 1, true, null, { "b": code }] },
    } })
}

/// A configuration from JSON text, through everything that happens with it.
pub fn config(input: &str) {
    if input.len() > limits::CONFIG_BYTES {
        return;
    }
    let Some(value) = json::parse(input) else {
        return;
    };
    let (compiled, issues) = Config::compile(&value);
    assert!(
        compiled.is_some() || !issues.is_empty(),
        "no configuration, and no reason"
    );
    for issue in &issues {
        assert!(!issue.message.is_empty(), "an issue without a message");
        // A path names every level, and no key of one is shown whole where it is long.
        assert!(
            issue.path.len() <= limits::CONFIG_DEPTH * (limits::KEY_CHARS + 8) * 4,
            "a path without bound"
        );
        assert!(
            issue.message.len() <= input.len() * 2 + 2_000,
            "a message without bound"
        );
    }
    let Some(compiled) = compiled else {
        return;
    };
    assert!(
        limits::TIMEOUT_MS.contains(&compiled.base.retry.timeout_ms),
        "a budget out of bounds"
    );
    let Some(mut delivery) = delivery(compiled, &sign_in(CODE)) else {
        return;
    };
    if let Ok(preview) = delivery.preview(&mut Still, false) {
        assert!(
            preview.request.url.len() <= limits::URL_BYTES * MARK.len(),
            "a preview without bound"
        );
    }
    let Ok(request) = delivery.request(&mut Still) else {
        return;
    };
    sound(&request);
    delivery.sending(&mut Still);
    for answer in [
        answer_of(200, "{\"status\":\"0\",\"message\":\"ok\"}"),
        answer_of(400, CODE),
        answer_of(429, ""),
    ] {
        outcome(delivery.answered(&answer, &mut Still));
    }
    outcome(delivery.failed(Fault::Timeout, &mut Still));
}

/// Line 1: the value of `{{code}}`. Rest: a template, put in every place that takes one.
pub fn template(input: &str) {
    let (code, source) = input.split_once('\n').unwrap_or(("", input));
    if source.len() > limits::URL_BYTES || code.len() > limits::URL_BYTES {
        return;
    }
    let tokens = tokenize(source);
    if !tokens
        .iter()
        .any(|token| matches!(token, Token::Mistake(_)))
    {
        let joined: String = tokens
            .iter()
            .map(|token| match token {
                Token::Text(text) => (*text).to_owned(),
                Token::Placeholder(placeholder) => placeholder.raw.to_string(),
                Token::Mistake(_) => String::new(),
            })
            .collect();
        assert_eq!(joined, source, "the tokens are not the source");
    }

    let data = sign_in(code);
    let request = |config: Value| {
        let request = delivery(Config::compile(&config).0?, &data)?
            .request(&mut Still)
            .ok()?;
        sound(&request);
        Some(request)
    };
    let endpoint = "https://api.sms.test/send";
    let body = |kind: &str, body: Value| {
        let config = json!({ "endpoint": endpoint, "headers": { "Content-Type": kind }, "bodyParams": body, "apiKey": KEY });
        request(config)?.body
    };
    // A value is put in once, as it is.
    assert_eq!(
        body("text/plain", json!("<{{code}}>")),
        Some(format!("<{code}>")),
        "a value was changed"
    );

    // The same text, whatever it is written for. Brackets, because an empty text stands for "not set".
    let bracketed = format!("[{source}]");
    let plain = body("text/plain", json!(bracketed));
    let tree = body("application/json", json!({ "text": bracketed }));
    let form = body(
        "application/x-www-form-urlencoded",
        json!({ "text": bracketed }),
    );
    let query = request(
        json!({ "endpoint": endpoint, "method": "GET", "queryParams": { "text": bracketed }, "apiKey": KEY }),
    );
    let message = body("text/plain", json!("{{message}}"));
    assert_eq!(
        message.as_deref().unwrap_or_default(),
        code,
        "the message is not the code"
    );
    if let Some(plain) = &plain {
        if let Some(tree) = tree {
            let tree: Value = serde_json::from_str(&tree).unwrap_or_default();
            assert_eq!(tree, json!({ "text": plain }), "another text in JSON");
        }
        if let Some(form) = form {
            assert_eq!(
                decoded(&form),
                [("text".to_owned(), plain.clone())],
                "another text in a form"
            );
        }
        if let Some(query) = query {
            let (_, query) = query.url.split_once('?').unwrap_or_default();
            assert_eq!(
                decoded(query),
                [("text".to_owned(), plain.clone())],
                "another text in a query"
            );
        }
    }
    _ = body("application/json", json!(source));
    _ = body(
        "application/json",
        json!({ "alone": source, "list": [source] }),
    );
    _ = body("text/xml", json!(format!("<a b=\"{source}\">{source}</a>")));
    _ = request(json!({ "endpoint": format!("{endpoint}/{source}?q={source}") }));
    _ = request(
        json!({ "endpoint": endpoint, "headers": { "X-A": source }, "authorization": source }),
    );
    _ = request(
        json!({ "endpoint": endpoint, "templates": [{ "usageType": "Generic", "content": source }] }),
    );
    _ = request(json!({ "endpoint": endpoint, "response": { "messageId": source } }));
}

/// Line 1: status. Line 2: `Retry-After`. Line 3: which rules, and how reading ended. Rest: the body.
pub fn answer(input: &str) {
    let mut lines = input.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (status, retry_after, kind, body) = (line(), line(), line(), line());
    if body.len() > limits::ANSWER_BYTES {
        return;
    }
    let rules = [
        json!({}),
        json!({ "success": { "path": "messages.0.status", "equals": "0" }, "messageId": "messages.0.id", "error": "messages.0.text" }),
        json!({ "success": [{ "path": "ok", "exists": true }, { "contains": "sent" }], "rateLimited": { "startsWith": "slow" } }),
        json!({ "success": { "path": "{{to | digits}}.state", "equals": [0, true, "x"] }, "quotaExceeded": { "path": "code", "equals": ["9"] } }),
        json!({ "success": { "startsWith": "OK" }, "messageId": "0", "error": "a\\.b.length" }),
    ];
    let kind: usize = kind.trim().parse().unwrap_or_default();
    let cut_by = match kind / rules.len() % 4 {
        1 => Some(Fault::Timeout),
        2 => Some(Fault::Reset),
        3 => Some(Fault::Aborted),
        _ => None,
    };
    let response = rules.get(kind % rules.len()).cloned().unwrap_or_default();
    for retry in ["never", "unsent", "always"] {
        let config = json!({ "endpoint": "https://api.sms.test/", "apiKey": KEY, "retry": retry, "response": response, "authorization": format!("Bearer {KEY}") });
        let Some(mut delivery) = Config::compile(&config)
            .0
            .and_then(|config| delivery(config, &sign_in(CODE)))
        else {
            return;
        };
        delivery.sending(&mut Still);
        let answer = Answer {
            status: status.trim().parse().unwrap_or(200),
            retry_after: (!retry_after.is_empty()).then(|| retry_after.to_owned()),
            body: body.to_owned(),
            cut_by,
        };
        let step = delivery.answered(&answer, &mut Still);
        assert!(
            retry != "never" || !matches!(step, Step::Wait(_)),
            "repeated although it never is to be"
        );
        outcome(step);
    }
}

/// Line 1: a phone number. Lines up to an empty one: secrets. Rest: a text.
pub fn redact(input: &str) {
    let (head, text) = input.split_once("\n\n").unwrap_or((input, input));
    let mut lines = head.lines();
    let number = lines.next().filter(|number| !number.is_empty());
    let secrets: Vec<&str> = lines.take(8).collect();
    if text.len() > 8 * 1024 {
        return;
    }
    let redactor = Redactor::new(
        secrets.iter().map(|secret| (*secret).to_owned()),
        number.and_then(Grouped::phone).into_iter().collect(),
    );
    let once = redactor.redact(text);
    assert_eq!(
        redactor.redact(&once),
        once,
        "redacting twice is not redacting once"
    );
    assert!(
        once.len() <= text.len() * MARK.len(),
        "redaction without bound"
    );
    let outside = once.replace(MARK, "\n").to_ascii_lowercase();
    for secret in secrets
        .iter()
        .map(|secret| secret.trim().to_ascii_lowercase())
    {
        // A short one is a secret only where it stands alone.
        let left = if secret.len() < 4 {
            outside
                .split(|character: char| !character.is_ascii_alphanumeric())
                .any(|word| word == secret)
        } else {
            outside.contains(&secret)
        };
        assert!(secret.is_empty() || !left, "a secret is left");
    }
    for end in [0, 1, text.len() / 2, text.len()] {
        let end = text.floor_char_boundary(end);
        let cut = redactor.redact_until(text, end);
        assert!(cut.len() <= end * MARK.len(), "redaction without bound");
    }
}

/// A phone number, as anybody may write it.
pub fn phone(input: &str) {
    let Ok(phone) = Phone::parse(input) else {
        return;
    };
    let e164 = phone.e164();
    let digits = e164.strip_prefix('+').unwrap_or_default();
    assert!(
        digits.bytes().all(|byte| byte.is_ascii_digit()),
        "something other than digits"
    );
    assert!(
        limits::PHONE_DIGITS.contains(&digits.len()) && !digits.starts_with('0'),
        "no international number"
    );
    let spellings = [
        e164.to_owned(),
        digits.to_owned(),
        format!("00{digits}"),
        format!("+{}", digits.split_at(3).0) + "-" + digits.split_at(3).1,
    ];
    for spelling in spellings {
        assert_eq!(
            Phone::parse(&spelling).as_ref().map(Phone::e164),
            Ok(e164),
            "another number when written otherwise"
        );
    }
}

/// JSON text, and any text that is to become a part of one. `serde_json` says what is right.
pub fn json(input: &str) {
    let mut escaped = String::new();
    json::escape_into(input, &mut escaped);
    let back: Option<String> = serde_json::from_str(&format!("\"{escaped}\"")).ok();
    assert_eq!(back.as_deref(), Some(input), "an escaped text is another");
    assert!(escaped.len() <= input.len() * 6, "an escape without bound");

    let parsed = json::parse(input);
    let oracle: Option<Value> = serde_json::from_str(&healed(input)).ok();
    assert_eq!(
        parsed, oracle,
        "half a surrogate pair is read as something else"
    );
    let Some(parsed) = parsed else {
        return;
    };
    for name in [
        "0",
        "00",
        "length",
        "a",
        "__proto__",
        "18446744073709551616",
        "",
    ] {
        _ = json::own_property(&parsed, name);
    }
    assert!(
        json::text_of(&parsed).len() <= input.len() * 2 + 16 * count(&parsed),
        "a text without bound"
    );
}

/// The text with `\ufffd` for each escape of half a surrogate pair that stands alone: `serde_json` refuses those, while the
/// core reads them as this.
fn healed(text: &str) -> String {
    let unit = |escape: &str, at: usize| {
        let digits = escape.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut healed = String::new();
    let mut rest = text;
    while let Some((before, escape)) = rest.find('\\').map(|at| rest.split_at(at)) {
        let (length, kept) = match (unit(escape, 0), unit(escape, 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, true),
            (Some(0xD800..=0xDFFF), _) => (6, false),
            // A backslash and the character behind it, which may be a backslash.
            _ => (escape.chars().take(2).map(char::len_utf8).sum(), true),
        };
        let (escape, behind) = escape.split_at(length);
        healed.push_str(before);
        healed.push_str(if kept { escape } else { "\\ufffd" });
        rest = behind;
    }
    healed + rest
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(count).sum::<usize>() + 1,
        _ => 1,
    }
}

fn delivery(config: Config, data: &Value) -> Option<Delivery> {
    let data = Data::parse(&data.to_string()).ok()?;
    match Delivery::prepare(Ok((Rc::new(config), data)), &mut Still) {
        Ok(delivery) => Some(delivery),
        Err(error) => {
            refused(error);
            None
        }
    }
}

fn answer_of(status: u16, body: &str) -> Answer {
    Answer {
        status,
        body: body.to_owned(),
        ..Answer::default()
    }
}

fn decoded(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// A request that no HTTP client can misread.
fn sound(request: &Request) {
    assert!(
        request.url.len() <= limits::URL_BYTES,
        "a URL over the limit"
    );
    assert!(
        request.url.starts_with("https://") || request.url.starts_with("http://"),
        "another scheme"
    );
    // A host name may have letters of any alphabet; fetch encodes those.
    let (_, behind_host) = request.url.split_at(
        request
            .url
            .match_indices('/')
            .nth(2)
            .map_or(0, |(at, _)| at),
    );
    assert!(behind_host.starts_with('/'), "a URL without a path");
    assert!(
        behind_host.bytes().all(|byte| byte.is_ascii_graphic()),
        "a URL with something that none may hold"
    );
    let body = request.body.as_ref().map_or(0, String::len);
    assert!(body <= limits::REQUEST_BYTES, "a body over the limit");
    assert!(
        request.method != "GET" || request.body.is_none(),
        "a GET with a body"
    );
    for (name, value) in &request.headers {
        assert!(
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()),
            "a header name that is none"
        );
        assert!(
            !value.contains(['\r', '\n', '\0']),
            "a header value that ends its line"
        );
        assert!(
            value.chars().all(|character| u32::from(character) < 0x100),
            "a header value outside of Latin-1"
        );
    }
}

fn outcome(step: Step) {
    match step {
        Step::Send(request) => sound(&request),
        Step::Authorize(_) => {}
        Step::Failed(error) => refused(error),
        Step::Wait(after_ms) => assert!(
            after_ms < *limits::TIMEOUT_MS.end(),
            "a pause beyond every budget"
        ),
        Step::Done(receipt) => {
            assert!(
                (200..300).contains(&receipt.status),
                "success without a status of success"
            );
            let id = receipt.message_id.unwrap_or_default();
            assert!(
                id.chars().count() <= limits::MESSAGE_ID_CHARS,
                "an identifier without bound"
            );
        }
    }
}

/// An error that may be shown to anybody.
fn refused(error: SendError) {
    let message = error.provider_message.clone().unwrap_or_default();
    assert!(
        message.chars().count() <= limits::PROVIDER_MESSAGE_CHARS,
        "a provider's message without bound"
    );
    assert!(
        !message.chars().any(char::is_control),
        "a provider's message with control characters"
    );
    for secret in [CODE, KEY, &NUMBER[4..]] {
        assert!(
            !message
                .to_ascii_lowercase()
                .contains(&secret.to_ascii_lowercase()),
            "a secret in the provider's message"
        );
    }
    assert!(
        error.description().len() < 10_000,
        "a description without bound"
    );
    let data = error.into_data();
    let data = serde_json::to_value(&data).unwrap_or_default();
    for key in ["errorDescription", "reason"] {
        let text = data.get(key).and_then(Value::as_str);
        assert!(text.is_some(), "an error that does not say why");
    }
}
