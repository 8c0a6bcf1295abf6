//! Filters: what each does, and what is wrong with a filter that cannot be used.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::borrow::Cow;

use common::{errors, json_body, list, refusal, sign_in, text, vectors, with_endpoint};
use generic_http_sms::limits::FILTERS;
use generic_http_sms::template::filter::{Filter, names};
use serde_json::{Value, json};

#[test]
fn every_filter_does_what_it_says() {
    let vectors = vectors("filters.json");
    for vector in list(&vectors, "templates") {
        let template = text(vector, "template");
        let config = with_endpoint(json!({
            "bodyParams": { "text": template }, "apiKey": "key", "apiSecret": "secret",
        }));
        let data = json!({ "to": "14155550123", "type": "SignIn", "payload": vectors["payload"] });
        assert_eq!(
            json_body(&config, &data)["text"],
            vector["rendered"],
            "{template}"
        );
    }
}

#[test]
fn the_vectors_have_every_filter() {
    let vectors = vectors("filters.json");
    let used: Vec<&str> = list(&vectors, "templates")
        .iter()
        .flat_map(|vector| text(vector, "template").split('|').skip(1))
        .map(|filter| {
            filter
                .trim_start()
                .split([' ', ':', '}'])
                .next()
                .unwrap_or_default()
        })
        .collect();
    for name in names() {
        assert!(used.contains(&name), "{name}");
    }
}

#[test]
fn spaces_around_bars_names_colons_and_arguments_are_free() {
    for source in [
        "{{to|digits|truncate:4}}",
        "{{ to | digits | truncate:4 }}",
        "{{\tto\n|\u{a0}digits\u{2003}|  truncate : 4\u{feff}}}",
    ] {
        let config = with_endpoint(json!({ "bodyParams": { "text": source } }));
        assert_eq!(json_body(&config, &sign_in())["text"], "1415", "{source:?}");
    }
}

#[test]
fn a_mistake_is_an_error_at_its_key_with_a_caret_under_the_place() {
    let mistakes = [
        "{{ to | digit }}",
        "{{ to | nonsense }}",
        "{{ to | }}",
        "{{ to || digits }}",
        "{{ to | digits | }}",
        "{{ to | digits:3 }}",
        "{{ to | digits:\"x\" }}",
        "{{ to | truncate }}",
        "{{ to | truncate:\"5\" }}",
        "{{ to | truncate:x }}",
        "{{ to | truncate:-1 }}",
        "{{ to | truncate:99999999999999999999999 }}",
        "{{ to | default }}",
        "{{ to | default:x }}",
        "{{ to | default:5 }}",
        "{{ to | default:\"x }}",
        "{{ to | strip_prefix }}",
        "{{ to | strip_prefix:1 }}",
        "{{ to | digits national }}",
        "{{ to | digits",
        "{{ to | digits }",
        "{{ to | Digits }}",
        "{{ to | append:\"x\" }}",
        "{{ to | replace:\"a\" }}",
        "{{ to | replace:\"\":\"b\" }}",
        "{{ to | replace:\"a\":\"b\":\"c\" }}",
        "{{ to | map }}",
        "{{ to | map:\"a\" }}",
        "{{ to | map:\"a=1\":\"a=2\" }}",
        "{{ to | optional:\"a\" }}",
        "{{ to | date }}",
        "{{ to | date:\"\" }}",
        "{{ to | date:\"YYYY-MM-DD\" }}",
        "{{ to | date:\"%Y-%!\" }}",
        "{{ to | date:\"%Y%\" }}",
        "{{ to | date:\"%Y\":\"3\" }}",
        "{{ to | date:\"%Y\":\"+3:00\" }}",
        "{{ to | date:\"%Y\":\"+24:00\" }}",
        "{{ to | date:\"%Y\":\"+03:60\" }}",
        "{{ to | date:\"%Y\":\"03:00\" }}",
        "{{ to | date:\"%Y\":\"Europe/Berlin\" }}",
        "{{ to | date:%Y }}",
        "{{ to | md5:\"hex\" }}",
        "{{ to | md5:apiKey }}",
        "{{ to | sha1:\"HEX\":\"HEX\" }}",
        "{{ to | hmac_sha256 }}",
        "{{ to | hmac_sha256:5 }}",
        "{{ to | hmac_sha256:\"secret\" }}",
        "{{ to | hmac_sha256:apiSecret:base64 }}",
        "{{ to | hmac_sha256:apiSecret:apiKey }}",
        "{{ to | hmac_sha256:apiSecret:\"base32\" }}",
    ];
    for mistake in mistakes {
        let before = "text with \u{1F4F1} before ";
        let config = with_endpoint(
            json!({ "bodyParams": { "a": ["x", { "b": format!("{before}{mistake} after") }] } }),
        );
        let issues = common::issues(&config);
        assert_eq!(
            errors(&config),
            ["bodyParams.a.1.b invalid_placeholder"],
            "{mistake}"
        );
        let lines: Vec<_> = issues[0].message.lines().collect();
        assert_eq!(lines.len(), 3, "{mistake}: {lines:?}");
        assert!(
            !lines[0].is_empty() && !lines[0].ends_with('.'),
            "{mistake}"
        );
        assert!(
            lines[1].trim_start().starts_with("{{ to |"),
            "{mistake}: {lines:?}"
        );
        let caret = lines[2]
            .chars()
            .position(|character| character == '^')
            .expect(mistake);
        assert_eq!(lines[2].trim(), "^", "{mistake}");
        assert!(
            caret > 2 && caret <= lines[1].chars().count(),
            "{mistake}: {lines:?}"
        );
    }
}

#[test]
fn the_caret_points_at_the_offending_filter() {
    let config = with_endpoint(json!({ "bodyParams": { "a": "{{ to | digits | uper }}" } }));
    let message = &common::issues(&config)[0].message;
    let expected = "unknown filter `uper`; did you mean `upper`?\n  {{ to | digits | uper }}\n                   ^";
    assert_eq!(message, expected);
}

#[test]
fn a_filter_is_checked_in_every_place() {
    let config = json!({
        "endpoint": "https://api.sms.test/{{ to | x1 }}?q={{ to | x2 }}",
        "authorization": "Bearer {{ apiKey | x3 }}",
        "apiKey": "k",
        "headers": { "X-A": "{{ to | x4 }}", "X-B": "{{ to | digits }}" },
        "queryParams": { "q": ["ok", "{{ to | x5 }}"] },
        "bodyParams": { "a": { "b": "{{ to | x6 }}" } },
        "templates": [{ "usageType": "Generic", "content": "{{ code | x7 }}" }],
        "response": { "messageId": "a.{{ to | x8 }}", "success": { "path": "{{ to | x9 }}", "equals": 1 } },
    });
    let mut found = errors(&config);
    found.sort();
    assert_eq!(
        found,
        [
            "authorization invalid_placeholder",
            "bodyParams.a.b invalid_placeholder",
            "endpoint invalid_placeholder",
            "endpoint invalid_placeholder",
            "headers.X-A invalid_placeholder",
            "queryParams.q.1 invalid_placeholder",
            "response.messageId invalid_placeholder",
            "response.success.path invalid_placeholder",
            "templates.0.content invalid_placeholder",
        ]
    );
}

#[test]
fn a_chain_has_a_limit_that_is_named() {
    let chain = |length: usize| {
        let filters = " | trim".repeat(length);
        with_endpoint(json!({ "bodyParams": { "a": format!("{{{{ code{filters} }}}}") } }))
    };
    assert_eq!(errors(&chain(FILTERS)), Vec::<String>::new());
    let over = chain(FILTERS.saturating_add(1));
    assert_eq!(errors(&over), ["bodyParams.a invalid_placeholder"]);
    assert!(
        common::issues(&over)[0]
            .message
            .contains(&FILTERS.to_string())
    );
}

#[test]
fn number_makes_a_json_number_without_loss() {
    let config = with_endpoint(json!({
        "bodyParams": { "to": "{{ to | digits | number }}", "list": ["{{ big | number }}", "{{ zero | number }}"], "code": "{{code}}" },
    }));
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "big": "98765432109876543210", "zero": 0, "code": "012345" } });
    assert_eq!(
        common::body(&config, &data),
        r#"{"to":14155550123,"list":[98765432109876543210,0],"code":"012345"}"#
    );
}

#[test]
fn number_takes_digits_only() {
    let config = with_endpoint(json!({ "bodyParams": { "n": "{{ value | number }}" } }));
    let values = [
        json!("0123"),
        json!("+1"),
        json!("-1"),
        json!("1.5"),
        json!("1e5"),
        json!(" 1"),
        json!("1 "),
        json!(""),
        json!("x"),
        json!("\u{661}"),
        json!(null),
        json!(true),
        json!([1, 2]),
        json!("1}, \"x\": {"),
        json!("NaN"),
    ];
    for value in values {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "value": value } });
        let error = refusal(&config, &data);
        assert_eq!(error.code(), "invalid_request_parameters", "{value}");
        assert!(
            error.description().contains("{{ value | number }}"),
            "{value}"
        );
        assert!(error.description().contains("`bodyParams"), "{value}");
    }
}

#[test]
fn number_where_it_makes_no_sense_is_an_error() {
    let configs: [(Value, &str); 9] = [
        (
            json!({ "queryParams": { "n": "{{ to | number }}" } }),
            "queryParams.n",
        ),
        (
            json!({ "headers": { "X-N": "{{ to | number }}" } }),
            "headers.X-N",
        ),
        (
            json!({ "endpoint": "https://a.test/{{ to | number }}" }),
            "endpoint",
        ),
        (
            json!({ "authorization": "{{ to | number }}" }),
            "authorization",
        ),
        (
            json!({ "templates": [{ "usageType": "Generic", "content": "{{ code | number }}" }] }),
            "templates.0.content",
        ),
        (
            json!({ "bodyParams": { "a": "n {{ to | number }}" } }),
            "bodyParams.a",
        ),
        (
            json!({ "bodyParams": { "a": "{{ to | number }}{{ to | number }}" } }),
            "bodyParams.a",
        ),
        (
            json!({ "bodyParams": { "a": "{{ to | number | trim }}" } }),
            "bodyParams.a",
        ),
        (
            json!({ "headers": { "Content-Type": "application/x-www-form-urlencoded" }, "bodyParams": { "a": "{{ to | number }}" } }),
            "bodyParams.a",
        ),
    ];
    for (config, path) in configs {
        let found = errors(&with_endpoint(config));
        assert!(!found.is_empty(), "{path}");
        assert!(
            found
                .iter()
                .all(|issue| *issue == format!("{path} invalid_placeholder")),
            "{found:?}"
        );
    }
}

#[test]
fn filters_cannot_blow_a_value_up() {
    let config = with_endpoint(
        json!({ "bodyParams": { "a": "{{ code | urlencode | urlencode | urlencode | urlencode | urlencode | urlencode | urlencode | urlencode }}" } }),
    );
    let data =
        json!({ "to": "14155550123", "type": "X", "payload": { "code": "%".repeat(100_000) } });
    let error = refusal(&config, &data);
    assert_eq!(error.code(), "invalid_request_parameters");
    assert!(error.description().contains("256 KiB"));
}

#[test]
fn a_long_text_in_place_of_many_is_refused_and_never_built() {
    let long = "b".repeat(60_000);
    let config = with_endpoint(
        json!({ "bodyParams": { "a": format!("{{{{ code | replace:\"a\":\"{long}\" }}}}") } }),
    );
    let data =
        json!({ "to": "14155550123", "type": "X", "payload": { "code": "a".repeat(200_000) } });
    let error = refusal(&config, &data);
    assert_eq!(error.code(), "invalid_request_parameters");
    assert!(error.description().contains("256 KiB"));
    // Built, it would have 12 gigabytes.
    let (filter, _) = Filter::read(&format!("replace:\"a\":\"{long}\""))
        .unwrap_or_else(|mistake| panic!("{}", mistake.message));
    let value = Value::String("a".repeat(200_000));
    let replaced = filter.apply(Some(Cow::Borrowed(&value)), &|_| None);
    let length = replaced
        .expect("a text")
        .and_then(|text| text.as_str().map(str::len));
    assert!(length.is_some_and(|length| length < 400_000), "{length:?}");
}

#[test]
fn a_value_that_is_no_unix_time_cannot_be_a_date() {
    let config = with_endpoint(json!({ "bodyParams": { "at": "{{ at | date:\"%Y-%m-%d\" }}" } }));
    let values = [
        json!("today"),
        json!(""),
        json!("2026-11-23"),
        json!(" 5"),
        json!(1.5),
        json!("1e9"),
        json!(true),
        json!([1, 2]),
        json!("99999999999999999999"),
        json!(999_999_999_999_999_i64),
        json!(i64::MIN),
    ];
    for value in values {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "at": value } });
        let error = refusal(&config, &data);
        assert_eq!(error.code(), "invalid_request_parameters", "{value}");
        let description = error.description();
        assert!(
            description.contains("is not a Unix time, which `date` needs"),
            "{description}"
        );
    }
}

#[test]
fn seconds_end_where_milliseconds_begin() {
    let config = with_endpoint(json!({ "bodyParams": { "at": "{{ at | date:\"%F\" }}" } }));
    for (time, day) in [
        (99_999_999_999_i64, "5138-11-16"),
        (100_000_000_000, "1973-03-03"),
        (-99_999_999_999, "-1199-02-15"),
        (-100_000_000_000, "1966-10-31"),
    ] {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "at": time } });
        assert_eq!(json_body(&config, &data)["at"], day, "{time}");
    }
}

#[test]
fn some_filters_make_something_of_a_name_that_is_unknown() {
    let accepting: Vec<_> = [
        "default:\"x\"",
        "optional",
        "map:\"a=b\"",
        "json",
        "upper",
        "number",
        "sha256",
    ]
    .into_iter()
    .filter(|source| {
        let (filter, _) =
            Filter::read(source).unwrap_or_else(|mistake| panic!("{}", mistake.message));
        let accepts = filter.accepts_absent();
        let made = filter.apply(None, &|_| None).expect("no failure").is_some();
        assert_eq!(made, accepts, "{source}");
        let config = with_endpoint(json!({ "bodyParams": {
            "a": format!("{{{{ nobody | {source} }}}}"), "to": "{{to}}", "text": "{{message}}",
        } }));
        let is_told = common::warnings(&config) == ["bodyParams.a not_in_logto"];
        assert_eq!(is_told || *source == "number", !accepts, "{source}");
        accepts
    })
    .collect();
    assert_eq!(
        accepting,
        ["default:\"x\"", "optional", "map:\"a=b\"", "json"]
    );
}
