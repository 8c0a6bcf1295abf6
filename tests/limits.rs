//! Limits: exactly at each of them works, one over is an error that names it.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{errors, issues, refusal, request, with_endpoint};
use generic_http_sms::config::Config;
use generic_http_sms::error::SendError;
use generic_http_sms::issue::IssueCode;
use generic_http_sms::limits;
use serde_json::{Value, json};

fn with_code(length: usize) -> Value {
    json!({ "to": "14155550123", "type": "X", "payload": { "code": "a".repeat(length) } })
}

fn assert_refused(error: &SendError, limit: &str) {
    assert_eq!(error.code(), "invalid_request_parameters");
    assert!(
        error.description().contains(limit),
        "{}",
        error.description()
    );
    assert_eq!(error.attempts, 0);
    assert!(error.description().chars().count() < 200);
}

#[test]
fn the_limits_are_those_that_are_documented() {
    assert_eq!(limits::CONFIG_BYTES, 64 * 1024);
    assert_eq!(limits::CONFIG_DEPTH, 16);
    assert_eq!(limits::DATA_BYTES, 256 * 1024);
    assert_eq!(limits::REQUEST_BYTES, 256 * 1024);
    assert_eq!(limits::URL_BYTES, 8 * 1024);
    assert_eq!(limits::EXPLANATION_BYTES, 64 * 1024);
    assert_eq!(limits::ANSWER_BYTES, 1024 * 1024);
    assert_eq!(limits::PROVIDER_MESSAGE_CHARS, 200);
    assert_eq!(limits::PATTERN_BYTES, 512);
    assert_eq!(limits::COMPILED_PATTERN_BYTES, 4 * 1024);
    assert_eq!(limits::PATTERN_TEXT_BYTES, 16 * 1024);
    assert_eq!(limits::PATTERNS, 16);
}

fn nested(levels: usize) -> Value {
    // The configuration is level 1, `bodyParams` level 2.
    let mut tree = json!("leaf");
    for level in 1..levels {
        tree = if level % 2 == 0 {
            json!([tree])
        } else {
            json!({ "a": tree })
        };
    }
    with_endpoint(json!({ "bodyParams": tree }))
}

#[test]
fn a_configuration_nests_16_levels() {
    assert_eq!(errors(&nested(limits::CONFIG_DEPTH)), [""; 0]);
    for levels in [limits::CONFIG_DEPTH.saturating_add(1), 100] {
        let config = nested(levels);
        assert_eq!(errors(&config), [" too_deep"]);
        assert!(issues(&config)[0].message.contains("16"));
    }
    let empty_at_the_bottom = {
        let mut tree = json!({});
        for _ in 1..limits::CONFIG_DEPTH {
            tree = json!([tree]);
        }
        with_endpoint(json!({ "bodyParams": tree }))
    };
    assert_eq!(errors(&empty_at_the_bottom), [" too_deep"]);
    let issues = Config::compile(&deeper_than_a_text(1_000)).1;
    assert_eq!(issues.len(), 1);
    assert_eq!((&*issues[0].path, issues[0].code), ("", IssueCode::TooDeep));
    assert!(issues[0].message.contains("16"));
}

/// More levels than the parser reads, so this is a value from the beginning.
fn deeper_than_a_text(levels: usize) -> Value {
    let mut tree = json!("leaf");
    for level in 1..levels {
        tree = if level % 2 == 0 {
            json!([tree])
        } else {
            json!({ "a": tree })
        };
    }
    with_endpoint(json!({ "bodyParams": tree }))
}

#[test]
fn a_url_has_8_kib() {
    let config = json!({ "endpoint": "https://api.sms.test/?c={{code}}" });
    let rest = request(&config, &with_code(0)).url.len();
    let room = limits::URL_BYTES.saturating_sub(rest);
    assert_eq!(
        request(&config, &with_code(room)).url.len(),
        limits::URL_BYTES
    );
    assert_refused(
        &refusal(&config, &with_code(room.saturating_add(1))),
        "8 KiB",
    );
    assert_refused(&refusal(&config, &with_code(1_000_000)), "KiB");
}

#[test]
fn a_request_has_256_kib() {
    let config = with_endpoint(
        json!({ "headers": { "X-Fix": "fixed" }, "bodyParams": { "c": "{{code}}" } }),
    );
    let size = |length: usize| {
        let built = request(&config, &with_code(length));
        let headers: usize = common::headers(&built)
            .iter()
            .map(|(name, value)| name.len().saturating_add(value.len()))
            .sum();
        [headers, built.url.len(), built.body.as_ref().unwrap().len()]
            .iter()
            .sum::<usize>()
    };
    let room = limits::REQUEST_BYTES.saturating_sub(size(0));
    assert_eq!(size(room), limits::REQUEST_BYTES);
    assert_refused(
        &refusal(&config, &with_code(room.saturating_add(1))),
        "256 KiB",
    );
    assert_refused(&refusal(&config, &with_code(3_000_000)), "256 KiB");
}

#[test]
fn few_placeholders_cannot_ask_for_much() {
    let many = "{{code}}".repeat(7_000);
    for config in [
        json!({ "bodyParams": { "c": many } }),
        json!({ "headers": { "X-Many": many } }),
        json!({ "queryParams": { "c": many } }),
        json!({ "authorization": many }),
        json!({ "templates": [{ "usageType": "Generic", "content": many }], "bodyParams": { "m": "{{message}}{{message}}" } }),
        json!({ "headers": { "Content-Type": "text/xml" }, "bodyParams": many }),
    ] {
        assert_refused(&refusal(&with_endpoint(config), &with_code(100_000)), "KiB");
    }
    let official = with_endpoint(json!({}));
    assert_refused(&refusal(&official, &with_code(300_000)), "256 KiB");
}

#[test]
fn many_issues_are_found_in_good_time() {
    let mut config = serde_json::Map::new();
    for number in 0..5_000 {
        config.insert(format!("endpoin{number}"), json!(number));
    }
    config.insert("bodyParams".to_owned(), json!("{{".repeat(15_000)));
    config.insert(
        "templates".to_owned(),
        json!(vec![
            json!({ "usageType": "a", "content": "{{ a | b" });
            1_000
        ]),
    );
    let begun = std::time::Instant::now();
    assert!(issues(&Value::Object(config)).len() > 5_000);
    assert!(begun.elapsed().as_secs() < 5);
}
