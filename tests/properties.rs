//! Properties that hold for any input: what is sent decodes to what was meant, and nothing panics.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    reason = "functions that tests share, which fail by panicking"
)]

#[path = "fuzz/checks.rs"]
#[expect(
    dead_code,
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    unreachable_pub,
    reason = "checks of the fuzz targets, public for those, which fail by panicking"
)]
mod checks;
mod common;

use std::fmt::Write as _;

use common::{Still, answer, decode_form, json_body, plain, query, with_endpoint};
use generic_http_sms::answer::Answer;
use generic_http_sms::config::Config;
use generic_http_sms::delivery::{Delivery, Step};
use generic_http_sms::error::Fault;
use generic_http_sms::limits;
use generic_http_sms::message::data::Data;
use generic_http_sms::phone::Phone;
use generic_http_sms::redact::{Grouped, MARK, Redactor};
use generic_http_sms::template::json;
use generic_http_sms::template::placeholder::{Token, tokenize};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        // A long run (`PROPTEST_CASES`) rejects more inputs than the default allows in all.
        max_global_rejects: 65_536,
        // A failure found becomes a test of its own, by hand.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Text that a template could mistake for something else.
fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => any::<String>(),
        4 => "[ -~]{0,12}",
        1 => prop_oneof![
            Just("{{to}}"), Just("{{ code | upper }}"), Just("$&"), Just("$1"), Just("%s"), Just("%2B"), Just("${x}"), Just("{0}"),
            Just("&amp;"), Just("<b>"), Just("]]>"), Just("\",\"x\":\""), Just("a&b=c"), Just("+"), Just("\r\nX: y"), Just("\\u0041"),
            Just("\\"), Just("{{"), Just("}}"), Just("__proto__"), Just("../.."), Just("#"), Just("?"), Just("null"), Just("0123"),
        ].prop_map(str::to_owned),
    ]
}

/// Static text of a template: without an opening brace it can begin no placeholder.
fn literal() -> impl Strategy<Value = String> {
    hostile_text().prop_map(|text| text.replace('{', "("))
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    To,
    Code,
    Name,
    Missing,
}

/// The values of one message.
#[derive(Debug, Clone)]
struct Values {
    code: String,
    name: String,
}

fn values() -> impl Strategy<Value = Values> {
    (hostile_text(), hostile_text()).prop_map(|(code, name)| Values { code, name })
}

impl Values {
    fn data(&self) -> Value {
        json!({ "to": "14155550123", "type": "SignIn", "payload": { "code": self.code, "user": { "name": self.name } } })
    }
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        3 => literal().prop_map(Piece::Text),
        1 => Just(Piece::To),
        1 => Just(Piece::Code),
        1 => Just(Piece::Name),
        1 => Just(Piece::Missing),
    ];
    vec(piece, 0..4)
}

fn source(pieces: &[Piece]) -> String {
    let sources = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::To => "{{to}}",
        Piece::Code => "{{ code }}",
        Piece::Name => "{{user.name}}",
        Piece::Missing => "{{\tuser.none.deeper\n}}",
    });
    sources.collect()
}

fn expected(pieces: &[Piece], values: &Values) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::To => "+14155550123",
        Piece::Code => &values.code,
        Piece::Name => &values.name,
        Piece::Missing => "",
    });
    texts.collect()
}

/// A tree with templates at its leaves.
#[derive(Debug, Clone)]
enum Tree {
    Null,
    Bool(bool),
    Number(i64),
    Text(Vec<Piece>),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        any::<i64>().prop_map(Tree::Number),
        pieces().prop_map(Tree::Text),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Tree::List),
            btree_map(hostile_text(), inner, 0..5)
                .prop_map(|map| Tree::Map(map.into_iter().collect())),
        ]
    })
}

fn grown(tree: &Tree, text: &dyn Fn(&[Piece]) -> String) -> Value {
    match tree {
        Tree::Null => Value::Null,
        Tree::Bool(value) => json!(value),
        Tree::Number(number) => json!(number),
        Tree::Text(pieces) => json!(text(pieces)),
        Tree::List(items) => items.iter().map(|item| grown(item, text)).collect(),
        Tree::Map(entries) => {
            let map: Map<_, _> = entries
                .iter()
                .map(|(key, value)| (key.clone(), grown(value, text)))
                .collect();
            Value::Object(map)
        }
    }
}

/// Parameters: keys, and one value or several.
fn params() -> impl Strategy<Value = Vec<(String, Vec<Vec<Piece>>)>> {
    btree_map(hostile_text(), vec(pieces(), 1..4), 1..5).prop_map(|map| map.into_iter().collect())
}

fn params_source(params: &[(String, Vec<Vec<Piece>>)]) -> Value {
    let map: Map<_, _> = params
        .iter()
        .map(|(key, list)| {
            let mut list: Vec<Value> = list.iter().map(|pieces| json!(source(pieces))).collect();
            let value = if list.len() == 1 {
                list.remove(0)
            } else {
                json!(list)
            };
            (key.clone(), value)
        })
        .collect();
    Value::Object(map)
}

fn params_expected(params: &[(String, Vec<Vec<Piece>>)], values: &Values) -> Vec<(String, String)> {
    params
        .iter()
        .flat_map(|(key, list)| {
            list.iter()
                .map(|pieces| (key.clone(), expected(pieces, values)))
        })
        .collect()
}

/// The text of an XML document without markup, by the rules of XML 1.0, sections 2.4 and 4.6.
fn unescape_xml(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, reference)) = rest.split_once('&') {
        out.push_str(before);
        let (name, behind) = reference.split_once(';')?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            number => char::from_u32(number.strip_prefix('#')?.parse().ok()?)?,
        });
        rest = behind;
    }
    out.push_str(rest);
    (!text.contains(['<', '>', '"'])).then_some(out)
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_json_body_parses_back_to_the_tree_with_the_values_in_place(tree in tree(), values in values()) {
        let config = with_endpoint(json!({ "bodyParams": { "root": grown(&tree, &source) } }));
        let expected = json!({ "root": grown(&tree, &|pieces| expected(pieces, &values)) });
        prop_assert_eq!(json_body(&config, &values.data()), expected);
    }

    #[test]
    fn a_form_decodes_back(params in params(), values in values()) {
        let config = with_endpoint(json!({ "headers": { "Content-Type": "application/x-www-form-urlencoded" }, "bodyParams": params_source(&params) }));
        let body = common::body(&config, &values.data());
        prop_assert_eq!(decode_form(&body), params_expected(&params, &values));
        prop_assert!(body.is_ascii());
    }

    #[test]
    fn a_query_decodes_back(params in params(), values in values()) {
        let config = with_endpoint(json!({ "endpoint": "https://a.test/p?first=1", "method": "GET", "queryParams": params_source(&params) }));
        let built = common::request(&config, &values.data());
        let mut all = vec![("first".to_owned(), "1".to_owned())];
        all.extend(params_expected(&params, &values));
        prop_assert_eq!(query(&built), all);
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"#<>\"{}|\\^`".contains(&byte);
        prop_assert!(built.url.bytes().all(fits), "the URL holds what none may hold");
    }

    #[test]
    fn a_path_decodes_back(values in values()) {
        let config = json!({ "endpoint": "https://a.test/x{{code}}/y{{user.name}}" });
        let url = common::request(&config, &values.data()).url;
        let path = url.strip_prefix("https://a.test/").unwrap();
        let segments: Vec<String> = path.split('/').map(|part| percent_encoding::percent_decode_str(part).decode_utf8().unwrap().into_owned()).collect();
        prop_assert_eq!(segments, [format!("x{}", values.code), format!("y{}", values.name)]);
        prop_assert!(!path.contains(['?', '#', '\\']));
    }

    #[test]
    fn xml_text_decodes_back(values in values()) {
        let config = with_endpoint(json!({ "headers": { "Content-Type": "text/xml" }, "bodyParams": "<a b=\"{{code}}\">{{code}}</a>" }));
        match common::try_request(&config, &values.data()) {
            Ok(request) => {
                let body = request.body.unwrap();
                let inner = body.strip_prefix("<a b=\"").and_then(|body| body.strip_suffix("</a>")).unwrap();
                let (attribute, text) = inner.split_once("\">").unwrap();
                prop_assert_eq!(unescape_xml(attribute), Some(values.code.clone()));
                prop_assert_eq!(unescape_xml(text), Some(values.code));
            }
            Err(error) => {
                prop_assert_eq!(error.code(), "invalid_request_parameters");
                let refused = |character: char| character < ' ' || matches!(character, '\u{fffe}' | '\u{ffff}');
                prop_assert!(values.code.contains(refused), "refused without a reason");
            }
        }
    }

    #[test]
    fn plain_text_and_raw_json_hold_the_values(values in values()) {
        let plain = with_endpoint(json!({ "headers": { "Content-Type": "text/plain" }, "bodyParams": "[{{code}}|{{user.name}}]" }));
        prop_assert_eq!(common::body(&plain, &values.data()), format!("[{}|{}]", values.code, values.name));
        let raw = with_endpoint(json!({ "bodyParams": "{\"a\":\"{{code}}\",\"b\":[{{ user.name | json }}]}" }));
        prop_assert_eq!(json_body(&raw, &values.data()), json!({ "a": values.code, "b": [values.name] }));
    }

    #[test]
    fn a_header_holds_the_value_or_is_refused(values in values()) {
        let config = with_endpoint(json!({ "headers": { "X-A": "a{{code}}b" } }));
        match common::try_request(&config, &values.data()) {
            Ok(request) => {
                let value = common::header(&request, "x-a").unwrap();
                prop_assert_eq!(value, format!("a{}b", values.code));
                prop_assert!(value.chars().all(|character| u32::from(character) < 0x100 && !matches!(character, '\r' | '\n' | '\0')));
            }
            Err(error) => prop_assert_eq!(error.code(), "invalid_request_parameters"),
        }
    }

    #[test]
    fn a_message_passes_through_a_template_unchanged(pieces in pieces(), values in values()) {
        let source = source(&pieces);
        prop_assume!(!source.trim().is_empty());
        let config = with_endpoint(json!({ "templates": [{ "usageType": "Generic", "content": source }], "bodyParams": { "text": "{{message}}" } }));
        prop_assert_eq!(json_body(&config, &values.data()), json!({ "text": expected(&pieces, &values) }));
    }

    #[test]
    fn tokens_are_the_source(text in prop_oneof![hostile_text(), "[{} |a-c.:\"\\\\\u{a0}\n]{0,40}"]) {
        let tokens = tokenize(&text);
        if !tokens.iter().any(|token| matches!(token, Token::Mistake(_))) {
            let joined: String = tokens.iter().map(|token| match token {
                Token::Text(text) => (*text).to_owned(),
                Token::Placeholder(placeholder) => placeholder.raw.to_string(),
                Token::Mistake(_) => String::new(),
            }).collect();
            prop_assert_eq!(joined, text);
        }
    }

    #[test]
    fn a_number_is_e164_or_refused(text in prop_oneof![hostile_text(), "[+0-9 ().-]{0,24}"]) {
        if let Ok(phone) = Phone::parse(&text) {
            let digits = phone.e164().strip_prefix('+').unwrap();
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert!(limits::PHONE_DIGITS.contains(&digits.len()));
            prop_assert!(!digits.starts_with('0'));
        }
    }
}

/// Secrets and texts over so few letters that they meet in every way.
fn colliding() -> impl Strategy<Value = (Vec<String>, Option<String>, String)> {
    let few = "[ab\\[\\]15+ rd]{0,6}";
    (
        vec(
            prop_oneof![
                few,
                Just("redacted".to_owned()),
                Just("4155550123".to_owned()),
                hostile_text()
            ],
            0..4,
        ),
        prop_oneof![Just(None), Just(Some("+14155550123".to_owned()))],
        vec(
            prop_oneof![
                few,
                Just(MARK.to_owned()),
                Just("+1 415 555 0123".to_owned()),
                hostile_text()
            ],
            0..8,
        )
        .prop_map(|parts| parts.concat()),
    )
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn redaction_is_idempotent_and_complete((secrets, number, text) in colliding()) {
        let text = secrets.first().map_or(text.clone(), |secret| format!("{text}{secret}{text}"));
        let redactor = Redactor::new(secrets.iter().cloned(), number.as_deref().and_then(Grouped::phone).into_iter().collect());
        let once = redactor.redact(&text);
        prop_assert_eq!(redactor.redact(&once), once.clone());
        let outside = once.replace(MARK, "\n").to_ascii_lowercase();
        for secret in secrets.iter().map(|secret| secret.trim().to_ascii_lowercase()).filter(|secret| !secret.is_empty() && !secret.contains('\n')) {
            // A short one is a secret only where it stands alone.
            let left = match secret.len() {
                ..4 => outside.split(|character: char| !character.is_ascii_alphanumeric()).any(|word| word == secret),
                _ => outside.contains(&secret),
            };
            prop_assert!(!left, "a secret is left");
        }
    }

    #[test]
    fn redaction_leaves_other_text_alone(text in hostile_text()) {
        let redactor = Redactor::new(["\u{1F511}never\u{1F511}".to_owned()], Vec::new());
        prop_assert_eq!(redactor.redact(&text), text);
    }
}

/// Any JSON value, its strings now and then templates with filters.
fn any_json() -> impl Strategy<Value = Value> {
    let template = "\\{\\{ ?[a-z]{0,6}[.a-z0-9]{0,4} ?(\\| ?(digits|upper|json|number|base64|optional|sha256|hmac_sha1:x|map:\"a=b\"|truncate:[0-9]{1,3}|default:\"[a-z}]{0,3}\"|x) ?){0,3}\\}?\\}";
    let known = prop_oneof![
        Just("https://api.sms.test/{{to}}?x={{code}}#f"),
        Just("http://[::1]:80"),
        Just("https://u:p@h/"),
        Just("GET"),
        Just("POST"),
        Just("PUT"),
        Just("json"),
        Just("form"),
        Just("none"),
        Just("{{x}}{{request.body}}{{nonce}}"),
        Just("Basic a:b"),
        Just("application/x-www-form-urlencoded"),
        Just("text/xml"),
        Just("{\"a\":{{ to | digits }}}"),
        Just("always"),
        Just("Generic"),
        Just("{{message}}"),
        Just("SignIn"),
        Just("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        Just("messages.0.status"),
        Just("14155550123"),
    ]
    .prop_map(|text| json!(text));
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i64>().prop_map(|value| json!(value)),
        any::<f64>().prop_map(|value| json!(value)),
        hostile_text().prop_map(|value| json!(value)),
        template.prop_map(|value| json!(value)),
        known,
    ];
    leaf.prop_recursive(4, 30, 6, |inner| {
        let key = prop_oneof![
            Just("path"),
            Just("equals"),
            Just("exists"),
            Just("contains"),
            Just("startsWith"),
            Just("usageType"),
            Just("content"),
            Just("locale"),
            Just("variables"),
            Just("x"),
            Just("endpoint"),
            Just("expiresIn"),
            Just("to"),
            Just("types"),
            Just("block"),
            Just("success"),
            Just("messageId"),
            Just("error"),
            Just("rateLimited"),
            Just("quotaExceeded"),
            Just("refused"),
            Just("tokenExpired"),
            Just("any"),
            Just("notEquals"),
            Just("empty"),
            Just("matches"),
            Just("capture"),
            Just("Content-Type"),
            Just("Authorization"),
            Just("token"),
            Just("code"),
            Just("link"),
            Just("user"),
            Just("0"),
        ];
        let key = prop_oneof![key.prop_map(str::to_owned), hostile_text()];
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            btree_map(key, inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A configuration of known keys with any values, and an endpoint that is often valid.
fn any_config() -> impl Strategy<Value = Value> {
    let keys = [
        "method",
        "authorization",
        "headers",
        "queryParams",
        "bodyType",
        "bodyParams",
        "variables",
        "templates",
        "apiKey",
        "apiSecret",
        "token",
        "response",
        "routes",
        "fallback",
        "timeout",
        "retry",
        "maxRetries",
        "signature",
        "signingSecret",
        "endpoint",
        "typo",
    ];
    let entry = (proptest::sample::select(keys.to_vec()), any_json());
    (any::<bool>(), vec(entry, 0..6)).prop_map(|(valid, entries)| {
        let mut map: Map<_, _> = entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        if valid {
            map.insert(
                "endpoint".to_owned(),
                json!("https://api.sms.test/{{ to | digits }}?c={{code}}"),
            );
        }
        Value::Object(map)
    })
}

/// A configuration that is valid as a whole, with any texts in its places.
fn valid_config() -> impl Strategy<Value = Value> {
    (
        tree(),
        pieces(),
        pieces(),
        literal(),
        any::<bool>(),
        any_json(),
    )
        .prop_map(|(tree, query, content, secret, get, equals)| {
            let equals = if equals.is_object() || equals.is_array() || equals.is_null() {
                json!("0")
            } else {
                equals
            };
            let content = format!("x{}", source(&content));
            with_endpoint(json!({
                "method": if get { "GET" } else { "POST" },
                "apiKey": secret,
                "queryParams": { "q": source(&query) },
                "bodyParams": { "root": grown(&tree, &source) },
                "templates": [{ "usageType": "Generic", "content": content }],
                "response": {
                    "success": { "path": "{{ to | digits }}.a", "equals": equals },
                    "rateLimited": { "contains": "slow" },
                    "refused": [{ "matches": "refus(ed|al)" }, { "path": "code", "notEquals": ["0", 0] }],
                    "messageId": { "path": "id", "capture": "\\w+" }, "error": ["text", "message"],
                },
            }))
        })
}

fn any_data() -> impl Strategy<Value = Value> {
    (any_json(), any_json(), any::<bool>(), hostile_text()).prop_map(|(payload, other, valid, text)| {
        if valid {
            json!({ "to": "+1 415 555 0123", "type": text, "payload": if payload.is_object() { payload } else { json!({ "code": payload }) }, "ip": text })
        } else {
            json!({ "to": other, "type": payload, "payload": other, "message": payload, "ip": other })
        }
    })
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let body = prop_oneof![
        any_json().prop_map(|value| value.to_string()),
        hostile_text(),
        Just("{\"14155550123\":{\"a\":\"0\"},\"id\":\"m-1\"}".to_owned()),
        Just("<html>".repeat(2_000)),
        hostile_text().prop_map(|text| json!({ "message": text, "text": text }).to_string()),
    ];
    let cut = prop_oneof![
        8 => Just(None),
        1 => Just(Some(Fault::Timeout)),
        1 => Just(Some(Fault::Aborted)),
        1 => Just(Some(Fault::Reset)),
    ];
    let retry_after = prop_oneof![
        Just(None),
        hostile_text().prop_map(Some),
        "[0-9]{1,20}".prop_map(Some),
        Just(Some("Mon, 23 Nov 2026 00:00:03 GMT".to_owned()))
    ];
    let status =
        prop_oneof![4 => any::<u16>(), 4 => Just(200_u16), 1 => Just(429_u16), 1 => Just(503_u16)];
    (status, body, cut, retry_after).prop_map(|(status, body, cut_by, retry_after)| Answer {
        status,
        retry_after,
        body,
        cut_by,
    })
}

/// Everything that happens between an input and an outcome; says how far it came.
fn whole_way(config: &Value, data: &Value, came_back: &Answer) -> &'static str {
    let (compiled, issues) = Config::compile(config);
    for issue in &issues {
        assert!(
            issue.message.len() < 2_000 + 70_000,
            "a message without bound"
        );
        assert!(!issue.message.is_empty());
    }
    assert!(compiled.is_some() || !issues.is_empty());
    let Some(compiled) = compiled else {
        return "configuration";
    };
    let Ok(data) = Data::parse(&data.to_string()) else {
        return "data";
    };
    let mut host = Still::default();
    let mut delivery = match Delivery::prepare(Ok((compiled.into(), data)), &mut host) {
        Ok(delivery) => delivery,
        Err(error) => {
            assert!(error.description().len() < 10_000);
            return "prepared";
        }
    };
    match delivery.preview(&mut host, false) {
        // Redaction may lengthen what is very short, by the mark at most.
        Ok(preview) => {
            assert!(preview.request.url.len() <= limits::URL_BYTES.saturating_mul(MARK.len()));
        }
        Err(error) => assert!(matches!(error.code(), "invalid_request_parameters")),
    }
    let Ok(request) = delivery.request(&mut host) else {
        return "request";
    };
    assert!(request.url.len() <= limits::URL_BYTES);
    assert!(
        request
            .body
            .as_ref()
            .is_none_or(|body| body.len() <= limits::REQUEST_BYTES)
    );
    for (name, value) in common::headers(&request) {
        assert!(!name.is_empty() && !value.contains(['\r', '\n', '\0']));
        assert!(value.chars().all(|character| u32::from(character) < 0x100));
    }
    for step in [
        delivery.answered(came_back, &mut host),
        delivery.failed(Fault::Refused, &mut host),
    ] {
        if let Step::Failed(error) = step {
            assert!(
                error
                    .provider_message
                    .as_ref()
                    .is_none_or(|message| message.chars().count()
                        <= limits::PROVIDER_MESSAGE_CHARS
                        && !message.contains('\n'))
            );
            assert!(error.description().len() < 10_000);
            let data = plain(&error.into_data());
            assert!(data["errorDescription"].is_string());
        }
    }
    "answer"
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn nothing_panics_whatever_the_input_is(config in any_config(), data in any_data(), came_back in any_answer()) {
        whole_way(&config, &data, &came_back);
    }

    #[test]
    fn nothing_panics_behind_a_valid_configuration(config in valid_config(), data in any_data(), came_back in any_answer()) {
        whole_way(&config, &data, &came_back);
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn anything_at_all_is_a_configuration_or_an_error(config in any_json(), data in any_json()) {
        whole_way(&config, &data, &answer(200, ""));
    }

    #[test]
    fn no_secret_comes_back(values in values(), key in "[a-zA-Z0-9+/=&\u{e9}]{6,20}", around in literal()) {
        prop_assume!(values.code.trim().chars().count() >= 4);
        let config = with_endpoint(json!({ "apiKey": key, "authorization": format!("Bearer {key}") }));
        let body = json!({ "message": format!("{around} {key} {} +1 (415) 555-0123", values.code) }).to_string();
        let error = common::failure(&config, &values.data(), &answer(400, &body));
        let shown = error.provider_message.as_deref().unwrap_or_default().replace(MARK, "\n");
        prop_assert!(!shown.contains(&key), "the key is left");
        prop_assert!(!shown.contains(values.code.trim()), "the code is left");
        prop_assert!(!shown.contains("555-0123"), "the number is left");
    }
}

/// A number of JSON, as nobody's formatter would write it.
fn number_text() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,12})?([eE][+-]?[0-9]{1,4})?"
}

/// The text of any value without white space, its strings escaped as `JSON.stringify` does, now and then with a key twice.
fn compact_json() -> impl Strategy<Value = String> {
    let string = || {
        prop_oneof![
            hostile_text(),
            "[\"\\\\/\u{0}-\u{1f}a\u{e9}\u{2028}\u{1F600}]{0,8}"
        ]
        .prop_map(|text| json!(text).to_string())
    };
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        number_text(),
        string(),
    ];
    leaf.prop_recursive(6, 40, 6, move |inner| {
        let key = prop_oneof![Just("\"a\"".to_owned()), string()];
        let member = (key, inner.clone()).prop_map(|(key, value)| format!("{key}:{value}"));
        prop_oneof![
            vec(inner, 0..6).prop_map(|items| format!("[{}]", items.join(","))),
            vec(member, 0..6).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    })
}

/// A piece of a JSON text, or of what somebody could take for one.
fn fragment() -> impl Strategy<Value = String> {
    let words = vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\\\",
        "\\\"",
        "\\/",
        "\\n",
        "\\u",
        "\\u0041",
        "\\u00",
        "\\ud83d",
        "\\ude00",
        "\\uD83D\\uDE00",
        "\\x",
        "0",
        "1",
        "-",
        "-0",
        "01",
        "1.",
        ".5",
        "+",
        "e",
        "E+",
        "1e5",
        "20",
        "true",
        "false",
        "null",
        "tru",
        "NaN",
        "\"a\"",
        "\"a\":",
        "\"a\":1",
        " ",
        "\t",
        "\n",
        "\r",
        "\u{b}",
        "\u{a0}",
        "\u{feff}",
        "\0",
        "\u{1f}",
        "\u{7f}",
        "\u{e9}",
        "\u{1F600}",
        "'",
        "/",
        "//",
        "/*",
        "[[[[",
        "]]]]",
        "{}",
        "[]",
    ];
    prop_oneof![4 => proptest::sample::select(words).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

/// What is nearly JSON: one piece put into a text that is, in place of a few of its characters.
fn nearly_json() -> impl Strategy<Value = String> {
    let position = any::<proptest::sample::Index>();
    (compact_json(), position, 0..3_usize, fragment()).prop_map(|(text, position, out, piece)| {
        let at = position.index(text.chars().count());
        let behind = text.chars().skip(at.saturating_add(out));
        text.chars()
            .take(at)
            .chain(piece.chars())
            .chain(behind)
            .collect()
    })
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn json_is_read_with_half_surrogate_pairs(text in prop_oneof![compact_json(), nearly_json(), vec(fragment(), 0..12).prop_map(|pieces| pieces.concat())]) {
        checks::json(&text);
    }

    #[test]
    fn a_string_comes_back_however_it_is_escaped(text in hostile_text(), plain in vec(any::<bool>(), 1..9)) {
        let mut escaped = String::from("\"");
        for (character, is_plain) in text.chars().zip(plain.into_iter().cycle()) {
            if is_plain && character >= ' ' && !matches!(character, '"' | '\\') {
                escaped.push(character);
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(escaped, "\\u{unit:04X}").unwrap();
                }
            }
        }
        escaped.push('"');
        let read: Value = json::parse(&escaped).unwrap();
        prop_assert_eq!(read.as_str(), Some(text.as_str()));
    }
}
