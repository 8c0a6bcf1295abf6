//! `response`: judging what comes back.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{answer, data_of, errors, failure, issues, judged, sign_in, with_endpoint};
use generic_http_sms::answer::Answer;
use generic_http_sms::delivery::Receipt;
use generic_http_sms::error::Fault;
use generic_http_sms::error::SendError;
use generic_http_sms::limits;
use serde_json::{Value, json};

fn judge(response: &Value, status: u16, body: &str) -> Result<Receipt, SendError> {
    let config = with_endpoint(json!({ "response": response }));
    judged(&config, &sign_in(), &answer(status, body))
}

/// `ok`, or code and reason.
fn verdict(response: &Value, status: u16, body: &str) -> String {
    match judge(response, status, body) {
        Ok(_) => "ok".to_owned(),
        Err(error) => format!("{} {}", error.code(), error.reason()),
    }
}

#[test]
fn without_rules_the_status_decides() {
    for status in 100..=599 {
        let expected = match status {
            200..=299 => "ok",
            300..=399 => "general redirect",
            402 => "usage_limit_exceeded http_status",
            429 => "rate_limit_exceeded http_status",
            _ => "general http_status",
        };
        for body in ["", "{}", "not json", "{\"error\":\"x\"}"] {
            assert_eq!(
                verdict(&json!({}), status, body),
                expected,
                "{status} {body}"
            );
        }
    }
    // A browser hides a redirect behind the status 0.
    assert_eq!(verdict(&json!({}), 0, ""), "general redirect");
}

#[test]
fn a_receipt_has_the_status_and_the_identifier() {
    let receipt = judge(
        &json!({ "messageId": "messages.0.message-id" }),
        201,
        r#"{"messages":[{"message-id":"m-1"}]}"#,
    )
    .unwrap();
    assert_eq!(
        receipt,
        Receipt {
            status: 201,
            message_id: Some("m-1".to_owned()),
            attempts: 1,
            via: None
        }
    );
    assert_eq!(
        common::plain(&receipt),
        json!({ "status": 201, "messageId": "m-1", "attempts": 1 })
    );
    let plain = judge(&json!({}), 204, "").unwrap();
    assert_eq!(
        common::plain(&plain),
        json!({ "status": 204, "attempts": 1 })
    );
}

#[test]
fn identifiers_are_found_by_path() {
    let cases = [
        ("id", r#"{"id":"a"}"#, Some("a")),
        (
            "id",
            r#"{"id":12345678901234567890}"#,
            Some("12345678901234567890"),
        ),
        ("0.id", r#"[{"id":"a"}]"#, Some("a")),
        ("1", r#"["a","b"]"#, Some("b")),
        ("data.sms-id", r#"{"data":{"sms-id":"a"}}"#, Some("a")),
        (r"a\.b.c", r#"{"a.b":{"c":"x"}}"#, Some("x")),
        (
            "sms.{{ to | digits }}.id",
            r#"{"sms":{"14155550123":{"id":"x"}}}"#,
            Some("x"),
        ),
        (
            "sms.{{to}}.id",
            r#"{"sms":{"+14155550123":{"id":"x"}}}"#,
            Some("x"),
        ),
        ("a.n{{code}}x", r#"{"a":{"n918273x":"y"}}"#, Some("y")),
        ("id", r#"{"id":null}"#, None),
        ("id", r#"{"id":{"a":1}}"#, None),
        ("id", r#"{"id":""}"#, None),
        ("id", r"[1]", None),
        ("id", "", None),
        ("a.b.c", r#"{"a":"b"}"#, None),
        ("constructor", r"{}", None),
        ("__proto__", r"{}", None),
        ("00", r#"["a"]"#, None),
        ("-1", r#"["a"]"#, None),
    ];
    for (path, body, expected) in cases {
        let receipt = judge(&json!({ "messageId": path }), 200, body).unwrap();
        assert_eq!(receipt.message_id.as_deref(), expected, "{path} of {body}");
    }
    let longest = "x".repeat(limits::MESSAGE_ID_CHARS);
    let of = |id: &str| {
        judge(
            &json!({ "messageId": "id" }),
            200,
            &json!({ "id": id }).to_string(),
        )
        .unwrap()
        .message_id
    };
    assert_eq!(of(&longest), Some(longest.clone()));
    assert_eq!(of(&format!("{longest}x")), None);
}

#[test]
fn a_value_with_dots_is_one_key() {
    let config = with_endpoint(json!({ "response": { "messageId": "x.{{user.name}}" } }));
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": "918273", "user": { "name": "a.b" } } });
    let receipt = judged(
        &config,
        &data,
        &answer(200, r#"{"x":{"a.b":"right","a":{"b":"wrong"}}}"#),
    )
    .unwrap();
    assert_eq!(receipt.message_id.as_deref(), Some("right"));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_kind_of_test_holds_and_fails() {
    let table = [
        // equals: scalars and lists, as text
        (json!({ "path": "s", "equals": "0" }), r#"{"s":"0"}"#, true),
        (json!({ "path": "s", "equals": 0 }), r#"{"s":"0"}"#, true),
        (json!({ "path": "s", "equals": "0" }), r#"{"s":0}"#, true),
        (
            json!({ "path": "s", "equals": true }),
            r#"{"s":"true"}"#,
            true,
        ),
        (
            json!({ "path": "s", "equals": [1, "2", true] }),
            r#"{"s":2}"#,
            true,
        ),
        (
            json!({ "path": "s", "equals": [1, "2", true] }),
            r#"{"s":3}"#,
            false,
        ),
        (
            json!({ "path": "s", "equals": "ok" }),
            r#"{"s":"OK"}"#,
            false,
        ),
        (json!({ "path": "s", "equals": "0" }), r"{}", false),
        (
            json!({ "path": "s", "equals": "0" }),
            r#"{"s":null}"#,
            false,
        ),
        (
            json!({ "path": "s", "equals": "null" }),
            r#"{"s":null}"#,
            false,
        ),
        (
            json!({ "path": "s", "equals": "[object Object]" }),
            r#"{"s":{}}"#,
            false,
        ),
        (
            json!({ "path": "s", "equals": "12345678901234567890" }),
            r#"{"s":12345678901234567890}"#,
            true,
        ),
        (
            json!({ "path": "messages.0.status", "equals": "0" }),
            r#"{"messages":[{"status":"0"}]}"#,
            true,
        ),
        (
            json!({ "path": "messages.0.status", "equals": "0" }),
            r#"{"messages":[]}"#,
            false,
        ),
        (json!({ "equals": "OK" }), " OK\r\n", true),
        (json!({ "equals": "OK" }), "OK 5", false),
        (json!({ "equals": ["OK", "QUEUED"] }), "QUEUED", true),
        // numbers by value, texts as texts
        (json!({ "path": "n", "equals": 1 }), r#"{"n":1.0}"#, true),
        (json!({ "path": "n", "equals": 1 }), r#"{"n":"1.0"}"#, true),
        (json!({ "path": "n", "equals": "1" }), r#"{"n":1.0}"#, true),
        (json!({ "path": "n", "equals": 1000 }), r#"{"n":1e3}"#, true),
        (json!({ "path": "n", "equals": 0 }), r#"{"n":-0.0}"#, true),
        (
            json!({ "path": "n", "equals": "0" }),
            r#"{"n":"00"}"#,
            false,
        ),
        (
            json!({ "path": "n", "equals": "1" }),
            r#"{"n":"1.0"}"#,
            false,
        ),
        (json!({ "path": "n", "equals": 1 }), r#"{"n":1.5}"#, false),
        (json!({ "path": "n", "equals": 1 }), r#"{"n":"one"}"#, false),
        (
            json!({ "path": "n", "equals": "inf" }),
            r#"{"n":1e999}"#,
            false,
        ),
        (
            json!({ "path": "n", "equals": "12345678901234567890" }),
            r#"{"n":12345678901234567891}"#,
            false,
        ),
        // XML
        (
            json!({ "path": "r.status", "equals": 0 }),
            "<r><status>0</status></r>",
            true,
        ),
        (
            json!({ "path": "r.status", "equals": 0 }),
            "<r><status>1</status></r>",
            false,
        ),
        (
            json!({ "path": "r.m.1.@id", "equals": "b" }),
            "<r><m id='a'/><m id='b'>x</m></r>",
            true,
        ),
        (
            json!({ "path": "r.m.0", "equals": "x" }),
            "<n:r xmlns:n='u'><n:m a='1'>x</n:m></n:r>",
            true,
        ),
        // exists
        (json!({ "path": "e", "exists": true }), r#"{"e":0}"#, true),
        (json!({ "path": "e", "exists": true }), r#"{"e":{}}"#, true),
        (json!({ "path": "e", "exists": true }), r#"{"e":""}"#, false),
        (json!({ "path": "e", "exists": false }), r#"{"e":""}"#, true),
        (json!({ "path": "e", "exists": true }), r"{}", false),
        (json!({ "path": "e", "exists": false }), r"{}", true),
        (
            json!({ "path": "e", "exists": false }),
            r#"{"e":false}"#,
            false,
        ),
        (json!({ "exists": true }), "anything", true),
        (json!({ "exists": true }), "  ", false),
        (json!({ "exists": false }), "", true),
        // startsWith
        (
            json!({ "path": "s", "startsWith": "acc" }),
            r#"{"s":"accepted"}"#,
            true,
        ),
        (
            json!({ "path": "s", "startsWith": "acc" }),
            r#"{"s":"not accepted"}"#,
            false,
        ),
        (
            json!({ "path": "s", "startsWith": 2 }),
            r#"{"s":204}"#,
            true,
        ),
        (json!({ "startsWith": "OK:" }), "OK: 123", true),
        (json!({ "startsWith": "OK:" }), "ERR: 1", false),
        // contains
        (
            json!({ "path": "s", "contains": "queue" }),
            r#"{"s":"was queued"}"#,
            true,
        ),
        (
            json!({ "path": "s", "contains": "queue" }),
            r#"{"s":"sent"}"#,
            false,
        ),
        (
            json!({ "contains": "<status>0</status>" }),
            "<r><status>0</status></r>",
            true,
        ),
        (
            json!({ "contains": "<status>0</status>" }),
            "<r><status>1</status></r>",
            false,
        ),
        // notEquals: what is not there is not equal
        (
            json!({ "path": "s", "notEquals": "failed" }),
            r#"{"s":"ok"}"#,
            true,
        ),
        (
            json!({ "path": "s", "notEquals": "failed" }),
            r#"{"s":"failed"}"#,
            false,
        ),
        (
            json!({ "path": "s", "notEquals": 0 }),
            r#"{"s":"0"}"#,
            false,
        ),
        (
            json!({ "path": "s", "notEquals": "0" }),
            r#"{"s":"00"}"#,
            true,
        ),
        (
            json!({ "path": "s", "notEquals": [1, "2"] }),
            r#"{"s":2}"#,
            false,
        ),
        (
            json!({ "path": "s", "notEquals": [1, "2"] }),
            r#"{"s":3}"#,
            true,
        ),
        (json!({ "path": "s", "notEquals": "0" }), r"{}", true),
        (
            json!({ "path": "s", "notEquals": "0" }),
            r#"{"s":null}"#,
            true,
        ),
        (
            json!({ "path": "s", "notEquals": "0" }),
            r#"{"s":["0"]}"#,
            true,
        ),
        (json!({ "notEquals": "ERROR" }), "OK", true),
        (json!({ "notEquals": "ERROR" }), " ERROR\n", false),
        (json!({ "notEquals": "ERROR" }), "", true),
        // empty
        (json!({ "path": "e", "empty": true }), r"{}", true),
        (json!({ "path": "e", "empty": true }), r#"{"e":null}"#, true),
        (json!({ "path": "e", "empty": true }), r#"{"e":""}"#, true),
        (json!({ "path": "e", "empty": true }), r#"{"e":[]}"#, true),
        (json!({ "path": "e", "empty": true }), r#"{"e":{}}"#, true),
        (json!({ "path": "r.e", "empty": true }), "<r><e/></r>", true),
        (
            json!({ "path": "r.e", "empty": true }),
            "<r><e a='1'/></r>",
            false,
        ),
        (json!({ "path": "e", "empty": true }), r#"{"e":0}"#, false),
        (
            json!({ "path": "e", "empty": true }),
            r#"{"e":false}"#,
            false,
        ),
        (json!({ "path": "e", "empty": true }), r#"{"e":" "}"#, false),
        (
            json!({ "path": "e", "empty": true }),
            r#"{"e":[null]}"#,
            false,
        ),
        (json!({ "path": "e", "empty": false }), r#"{"e":[1]}"#, true),
        (json!({ "path": "e", "empty": false }), r#"{"e":[]}"#, false),
        (json!({ "path": "e", "empty": false }), r"{}", false),
        (json!({ "empty": true }), " \n", true),
        (json!({ "empty": true }), "{}", false),
        (json!({ "empty": false }), "x", true),
        // matches: a part of the text is enough
        (
            json!({ "path": "s", "matches": "^2\\d\\d$" }),
            r#"{"s":204}"#,
            true,
        ),
        (
            json!({ "path": "s", "matches": "^2\\d\\d$" }),
            r#"{"s":"2040"}"#,
            false,
        ),
        (
            json!({ "path": "s", "matches": "que+ue" }),
            r#"{"s":"is queued"}"#,
            true,
        ),
        (json!({ "path": "s", "matches": "." }), r"{}", false),
        (
            json!({ "path": "s", "matches": "." }),
            r#"{"s":{"a":1}}"#,
            false,
        ),
        (json!({ "path": "s", "matches": 7 }), r#"{"s":171}"#, true),
        (json!({ "matches": "(?i)^ok\\b" }), " Ok 12", true),
        (json!({ "matches": "(?i)^ok\\b" }), "okay", false),
        (json!({ "matches": "id=\\w+" }), "status=0\r\nid=x7", true),
        // any
        (
            json!({ "any": [{ "path": "a", "equals": 1 }, { "path": "b", "exists": true }] }),
            r#"{"a":1}"#,
            true,
        ),
        (
            json!({ "any": [{ "path": "a", "equals": 1 }, { "path": "b", "exists": true }] }),
            r#"{"b":0}"#,
            true,
        ),
        (
            json!({ "any": [{ "path": "a", "equals": 1 }, { "path": "b", "exists": true }] }),
            r#"{"a":2}"#,
            false,
        ),
        (
            json!({ "any": [{ "any": [{ "path": "a", "equals": 1 }] }, { "contains": "b" }] }),
            r#"{"a":1}"#,
            true,
        ),
        // a text can be judged, though not by every rule
        (
            json!({ "any": [{ "path": "a", "equals": 1 }, { "startsWith": "OK" }] }),
            "OK 7",
            true,
        ),
        (
            json!({ "any": [{ "path": "a", "equals": 1 }, { "startsWith": "OK" }] }),
            "ERROR 7",
            false,
        ),
        // placeholders in paths
        (
            json!({ "path": "sms.{{to | digits}}.status_code", "equals": 100 }),
            r#"{"sms":{"14155550123":{"status_code":100}}}"#,
            true,
        ),
        (
            json!({ "path": "sms.{{to | digits}}.status_code", "equals": 100 }),
            r#"{"sms":{"14155550124":{"status_code":100}}}"#,
            false,
        ),
    ];
    for (rule, body, holds) in table {
        let expected = if holds { "ok" } else { "general rejected" };
        assert_eq!(
            verdict(&json!({ "success": rule }), 200, body),
            expected,
            "success {rule} on {body}"
        );
        // The same rule elsewhere means the opposite, with any status that says nothing by itself.
        for (key, code) in [
            ("rateLimited", "rate_limit_exceeded rejected"),
            ("quotaExceeded", "usage_limit_exceeded rejected"),
            ("refused", "general rejected"),
            ("tokenExpired", "general rejected"),
        ] {
            let expected = if holds { code } else { "ok" };
            assert_eq!(
                verdict(&json!({ key: rule }), 200, body),
                expected,
                "{key} {rule} on {body}"
            );
            let expected = if holds { code } else { "general http_status" };
            assert_eq!(
                verdict(&json!({ key: rule }), 400, body),
                expected,
                "{key} {rule} on {body}"
            );
        }
    }
}

#[test]
fn a_rule_of_success_never_saves_another_status() {
    for status in [199, 400, 401, 500, 503] {
        assert_eq!(
            verdict(
                &json!({ "success": { "path": "ok", "equals": true } }),
                status,
                r#"{"ok":true}"#
            ),
            "general http_status"
        );
    }
    assert_eq!(
        verdict(&json!({ "success": { "exists": true } }), 302, "x"),
        "general redirect"
    );
    assert_eq!(
        verdict(&json!({ "success": { "exists": true } }), 429, "x"),
        "rate_limit_exceeded http_status"
    );
    assert_eq!(
        verdict(&json!({ "success": { "exists": true } }), 402, "x"),
        "usage_limit_exceeded http_status"
    );
}

#[test]
fn what_should_be_json_and_is_not_is_an_invalid_response() {
    let response = json!({ "success": { "path": "status", "equals": "0" } });
    for body in [
        "",
        "  ",
        "OK",
        "<html>",
        "{\"status\":\"0\"",
        "status=0",
        "{'status':'0'}",
        "\u{0}",
    ] {
        let error = judge(&response, 200, body).unwrap_err();
        assert_eq!(
            (error.code(), error.reason()),
            ("invalid_response", "invalid_response"),
            "{body:?}"
        );
        assert_eq!((error.status, error.attempts), (Some(200), 1));
    }
    let cut = format!(
        "{{\"status\":\"0\",\"x\":\"{}",
        "y".repeat(limits::ANSWER_BYTES)
    );
    let error = judge(&response, 200, cut.get(..limits::ANSWER_BYTES).unwrap()).unwrap_err();
    assert!(
        error.description().contains("1 MiB"),
        "{}",
        error.description()
    );
    // Rules about failures that cannot be applied do not match.
    assert_eq!(
        verdict(
            &json!({ "rateLimited": { "path": "s", "equals": 1 } }),
            200,
            "OK"
        ),
        "ok"
    );
    // Where no rule needs a body, none is needed.
    assert_eq!(
        verdict(&json!({ "messageId": "id", "error": "e" }), 200, ""),
        "ok"
    );
    assert_eq!(verdict(&json!({ "error": "e" }), 200, "not json"), "ok");
}

#[test]
fn the_first_failure_that_fits_is_reported() {
    let response = json!({
        "success": { "path": "status", "equals": "0" },
        "rateLimited": { "path": "status", "equals": "1" },
        "quotaExceeded": { "path": "status", "equals": ["9", 10] },
        "error": "text",
    });
    for (body, expected) in [
        (r#"{"status":"0"}"#, "ok"),
        (r#"{"status":1}"#, "rate_limit_exceeded rejected"),
        (r#"{"status":"9"}"#, "usage_limit_exceeded rejected"),
        (r#"{"status":10}"#, "usage_limit_exceeded rejected"),
        (r#"{"status":"4"}"#, "general rejected"),
        (r"{}", "general rejected"),
        ("", "invalid_response invalid_response"),
    ] {
        assert_eq!(verdict(&response, 200, body), expected, "{body}");
    }
}

#[test]
fn retry_after_is_known_in_seconds_in_both_forms() {
    let after = |value: &str| {
        let mut answer = answer(429, "");
        answer.retry_after = Some(value.to_owned());
        let error = failure(&with_endpoint(json!({})), &sign_in(), &answer);
        assert_eq!(error.code(), "rate_limit_exceeded");
        data_of(error)["retryAfter"].clone()
    };
    assert_eq!(after("120"), 120);
    assert_eq!(after(" 7 "), 7);
    assert_eq!(after("0"), 0);
    // The clock of the tests shows 2026-11-23 00:00:00.
    assert_eq!(after("Mon, 23 Nov 2026 00:01:30 GMT"), 90);
    assert_eq!(after("Monday, 23-Nov-26 00:01:30 GMT"), 90);
    assert_eq!(after("Sun, 22 Nov 2026 23:59:00 GMT"), 0);
    for nonsense in [
        "",
        "soon",
        "-5",
        "+5",
        "1.5",
        "5s",
        "Mon, 99 Nov 2026 00:00:00 GMT",
        "\u{661}",
    ] {
        assert_eq!(after(nonsense), Value::Null, "{nonsense}");
    }
    assert!(after("99999999999999999999").as_u64().unwrap() > 3_000_000_000);
    let description = {
        let mut answer = answer(429, "");
        answer.retry_after = Some("120".to_owned());
        failure(&with_endpoint(json!({})), &sign_in(), &answer).description()
    };
    assert!(description.contains("120 seconds"));
}

/// The message of the provider for a refused send.
fn said(response: &Value, body: &str) -> Option<Box<str>> {
    judge(response, 400, body).unwrap_err().provider_message
}

#[test]
fn the_provider_is_quoted_from_the_usual_fields() {
    for body in [
        json!({ "message": "No such sender" }),
        json!({ "error": "No such sender" }),
        json!({ "error": { "message": "No such sender" } }),
        json!({ "errors": [{ "message": "No such sender" }] }),
        json!({ "errors": [{ "detail": "No such sender" }] }),
        json!({ "errors": ["No such sender"] }),
        json!({ "detail": "No such sender" }),
        json!({ "title": "No such sender" }),
        json!({ "error_description": "No such sender" }),
        json!({ "description": "No such sender" }),
        json!({ "message": "", "detail": "No such sender" }),
        json!({ "message": null, "error": { "code": 1 }, "title": "No such sender" }),
    ] {
        assert_eq!(
            said(&json!({}), &body.to_string()).as_deref(),
            Some("No such sender"),
            "{body}"
        );
    }
    assert_eq!(
        said(&json!({}), "No such sender\nsecond line").as_deref(),
        Some("No such sender")
    );
    assert_eq!(
        said(&json!({}), "\n\n  No such sender  \r\nx").as_deref(),
        Some("No such sender")
    );
}

#[test]
fn what_explains_nothing_is_not_quoted() {
    for body in [
        "",
        "  \n",
        "{}",
        "[]",
        "{\"data\":{\"request\":\"x\"}}",
        "<html><body>x</body></html>",
        "<?xml version=\"1.0\"?><e>x</e>",
        "{\"broken\":",
        "null",
        "[1,2]",
        "{\"message\":{\"a\":1}}",
    ] {
        assert_eq!(
            said(&json!({}), body),
            if body == "null" {
                said(&json!({}), "null")
            } else {
                None
            },
            "{body}"
        );
    }
}

#[test]
fn the_error_path_comes_first() {
    let response = json!({ "error": "messages.0.error-text" });
    let body = r#"{"messages":[{"error-text":"Unroutable"}],"message":"other"}"#;
    assert_eq!(said(&response, body).as_deref(), Some("Unroutable"));
    assert_eq!(
        said(&response, r#"{"messages":[{"error-text":7}]}"#).as_deref(),
        Some("7")
    );
    assert_eq!(said(&json!({ "error": "e" }), r#"{"e":{"deep":1}}"#), None);
}

#[test]
fn a_quote_is_one_line_of_at_most_200_characters() {
    let long = "\u{e9}".repeat(300);
    let quoted = said(&json!({}), &json!({ "message": long }).to_string()).unwrap();
    assert_eq!(quoted.chars().count(), 200);
    let exact = "x".repeat(200);
    assert_eq!(said(&json!({}), &exact), Some(exact.into()));
    let quoted = said(
        &json!({}),
        &json!({ "message": "a\tb\u{0}c\u{1b}[31m\u{7f}\nsecond" }).to_string(),
    )
    .unwrap();
    assert!(quoted.chars().all(|character| !character.is_control()));
    assert!(!quoted.contains("second"));
    assert_eq!(limits::PROVIDER_MESSAGE_CHARS, 200);
}

#[test]
fn a_success_quotes_nobody() {
    let receipt = judge(&json!({ "error": "message" }), 200, r#"{"message":"Sent"}"#).unwrap();
    assert_eq!(receipt.message_id, None);
}

#[test]
fn a_body_that_was_cut_matters_only_where_it_is_needed() {
    let cut = |status: u16, fault: Fault| Answer {
        status,
        cut_by: Some(fault),
        ..Answer::default()
    };
    let free = with_endpoint(json!({}));
    let ruled =
        with_endpoint(json!({ "success": {}, "response": { "success": { "exists": true } } }));
    let reset = Fault::Reset;
    for fault in [reset, Fault::Timeout, Fault::Aborted] {
        // Its status says that the message is accepted, and nobody needs the rest.
        assert!(judged(&free, &sign_in(), &cut(200, fault)).is_ok());
    }
    for (config, status, fault, expected) in [
        (&free, 500, reset, "general http_status"),
        (&free, 500, Fault::Timeout, "general http_status"),
        (&free, 500, Fault::Aborted, "general aborted"),
        (&ruled, 200, reset, "invalid_response invalid_response"),
        (&ruled, 200, Fault::Timeout, "general timeout"),
        (
            &ruled,
            429,
            Fault::Timeout,
            "rate_limit_exceeded http_status",
        ),
    ] {
        let error = failure(config, &sign_in(), &cut(status, fault));
        assert_eq!(
            format!("{} {}", error.code(), error.reason()),
            expected,
            "{status} {fault:?}"
        );
        assert_eq!(error.status, Some(status));
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn rules_are_checked_when_the_configuration_is() {
    for (response, expected) in [
        (
            json!({ "success": {"path": "a"} }),
            "response.success invalid_value",
        ),
        (
            json!({ "success": {"path": "a", "equals": 1, "exists": true} }),
            "response.success invalid_value",
        ),
        (
            json!({ "success": [{"path": "a", "equals": 1}, {}] }),
            "response.success.1 invalid_value",
        ),
        (json!({ "success": "ok" }), "response.success invalid_type"),
        (
            json!({ "success": ["ok"] }),
            "response.success.0 invalid_type",
        ),
        (json!({ "success": 200 }), "response.success invalid_type"),
        (
            json!({ "rateLimited": {"equals": {"a": 1}} }),
            "response.rateLimited.equals invalid_type",
        ),
        (
            json!({ "rateLimited": {"equals": []} }),
            "response.rateLimited.equals invalid_type",
        ),
        (
            json!({ "rateLimited": {"equals": [1, [2]]} }),
            "response.rateLimited.equals invalid_type",
        ),
        (
            json!({ "quotaExceeded": {"exists": "yes"} }),
            "response.quotaExceeded.exists invalid_type",
        ),
        (
            json!({ "quotaExceeded": [{"startsWith": []}] }),
            "response.quotaExceeded.0.startsWith invalid_type",
        ),
        (
            json!({ "success": {"contains": {}} }),
            "response.success.contains invalid_type",
        ),
        (
            json!({ "success": {"path": 5, "exists": true} }),
            "response.success.path invalid_type",
        ),
        (
            json!({ "success": {"path": "a..b", "exists": true} }),
            "response.success.path invalid_value",
        ),
        (
            json!({ "success": {"path": ".a", "exists": true} }),
            "response.success.path invalid_value",
        ),
        (
            json!({ "refused": {"notEquals": []} }),
            "response.refused.notEquals invalid_type",
        ),
        (
            json!({ "tokenExpired": {"empty": "true"} }),
            "response.tokenExpired.empty invalid_type",
        ),
        (
            json!({ "success": {"matches": ["a"]} }),
            "response.success.matches invalid_type",
        ),
        (
            json!({ "success": {"matches": "(OK"} }),
            "response.success.matches invalid_value",
        ),
        (
            json!({ "success": {"matches": "a".repeat(513)} }),
            "response.success.matches invalid_value",
        ),
        (
            json!({ "success": {"matches": "\\w{500}"} }),
            "response.success.matches invalid_value",
        ),
        (
            json!({ "success": {"any": []} }),
            "response.success.any invalid_value",
        ),
        (
            json!({ "success": {"any": {"exists": true}} }),
            "response.success.any invalid_type",
        ),
        (
            json!({ "success": [{"any": [{"equals": 1}, {"equals": {}}]}] }),
            "response.success.0.any.1.equals invalid_type",
        ),
        (
            json!({ "success": {"any": [{"equals": 1}], "path": "a"} }),
            "response.success invalid_value",
        ),
        (
            json!({ "messageId": {"path": "a..b"} }),
            "response.messageId.path invalid_value",
        ),
        (
            json!({ "messageId": {"capture": "("} }),
            "response.messageId.capture invalid_value",
        ),
        (
            json!({ "messageId": {"capture": "a", "group": 1} }),
            "response.messageId.group unknown_key",
        ),
        (
            json!({ "messageId": {"path": " "} }),
            "response.messageId invalid_value",
        ),
        (
            json!({ "error": ["a", 5] }),
            "response.error.1 invalid_type",
        ),
        (
            json!({ "messageId": "a." }),
            "response.messageId invalid_value",
        ),
        (
            json!({ "messageId": ["a"] }),
            "response.messageId invalid_type",
        ),
        (json!({ "error": 5 }), "response.error invalid_type"),
        (
            json!({ "error": "{{ to | x }}" }),
            "response.error invalid_placeholder",
        ),
        (
            json!({ "error": "{{apiKey}}" }),
            "response.error invalid_placeholder",
        ),
    ] {
        assert_eq!(
            errors(&with_endpoint(json!({ "response": response }))),
            [expected],
            "{response}"
        );
    }
}

#[test]
fn the_example_of_the_design_is_valid() {
    let config = with_endpoint(json!({ "response": {
        "success": { "path": "messages.0.status", "equals": "0" },
        "messageId": "messages.0.message-id",
        "error": ["messages.0.error-text", "status.description"],
        "rateLimited": { "path": "messages.0.status", "equals": "1" },
        "quotaExceeded": { "path": "messages.0.status", "equals": ["9"] },
        "refused": { "path": "messages.0.status", "equals": ["5"] },
        "tokenExpired": { "path": "code", "equals": "token_expired" },
    } }));
    assert_eq!(issues(&config), []);
}

#[test]
fn what_was_accepted_stays_so_without_its_identifier() {
    // The value of the placeholder is not there, and the path cannot be rendered.
    let config = with_endpoint(json!({ "response": { "messageId": "sms.{{ message }}.id" } }));
    let data = json!({ "to": "14155550123", "type": "SignIn" });
    let receipt = judged(&config, &data, &answer(200, r#"{"sms":{}}"#)).unwrap();
    assert_eq!(receipt.message_id, None);
    let xml = with_endpoint(json!({ "response": { "messageId": "reply.message.@id" } }));
    let body = r#"<?xml version="1.0"?><reply><message id="m-1"><to>1</to></message></reply>"#;
    let receipt = judged(&xml, &sign_in(), &answer(200, body)).unwrap();
    assert_eq!(receipt.message_id.as_deref(), Some("m-1"));
}

#[test]
fn a_long_answer_is_read_where_a_rule_needs_it() {
    let filling = "x".repeat(70_000);
    let body = format!(r#"{{"filling":"{filling}","ok":true,"id":"m-7"}}"#);
    let response = json!({ "success": { "path": "ok", "equals": true }, "messageId": "id" });
    let receipt = judge(&response, 200, &body).unwrap();
    assert_eq!(receipt.message_id.as_deref(), Some("m-7"));
}

#[test]
fn a_rule_that_does_not_hold_says_which_where_and_what_stood_there() {
    let response =
        json!({ "success": [{ "exists": true }, { "path": "messages.0.status", "equals": "0" }] });
    for (body, clause) in [
        (
            r#"{"messages":[{"status":"9"}]}"#,
            "at `messages.0.status` the answer has \"9\"",
        ),
        (
            r#"{"messages":[{"status":{"code":9}}]}"#,
            "at `messages.0.status` the answer has \"{\"code\":9}\"",
        ),
        (
            r#"{"messages":[]}"#,
            "at `messages.0.status` the answer has nothing",
        ),
    ] {
        let error = judge(&response, 200, body).unwrap_err();
        assert_eq!(data_of(error.clone())["rule"], "success 2 of 2");
        let description = error.description();
        assert!(
            description.contains("`success 2 of 2` does not hold"),
            "{description}"
        );
        assert!(description.contains(clause), "{description}");
    }
    let error = judge(
        &json!({ "success": { "contains": "OK" } }),
        200,
        "ERR 918273 for 14155550123",
    )
    .unwrap_err();
    assert!(
        error
            .description()
            .contains("the answer is \"ERR [redacted] for [redacted]\"")
    );
}

#[test]
fn xml_answers_explain_themselves_and_bombs_do_not_go_off() {
    let explained = |body: &str| {
        let error = failure(&with_endpoint(json!({})), &sign_in(), &answer(400, body));
        error.provider_message
    };
    assert_eq!(
        explained("<response><code>5</code><errorMessage>Bad sender</errorMessage></response>")
            .as_deref(),
        Some("Bad sender")
    );
    assert_eq!(
        explained("<html><body><message>x</message></body></html>"),
        None
    );
    assert_eq!(explained("<!doctype html><p>Sorry"), None);
    let bomb = "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><l><message>&b;</message></l>";
    assert_eq!(explained(bomb), None);
    let deep = format!("{}x{}", "<a>".repeat(20_000), "</a>".repeat(20_000));
    assert_eq!(explained(&deep), None);
}

#[test]
fn an_empty_account_is_told_from_wrong_credentials() {
    let description = |status: u16, message: &str| {
        let body = json!({ "message": message }).to_string();
        failure(
            &with_endpoint(json!({})),
            &sign_in(),
            &answer(status, &body),
        )
        .description()
    };
    assert!(description(403, "Insufficient balance").contains("top it up"));
    assert!(description(401, "No CREDIT left").contains("top it up"));
    assert!(description(401, "Invalid key").contains("check the credentials"));
}
