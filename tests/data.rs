//! The data of one message: what is needed, what is refused.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{parsed, path_and_code, plain};
use generic_http_sms::message::data::Data;
use serde_json::{Value, json};

fn problems(data: &Value) -> Vec<String> {
    match Data::parse(&data.to_string()) {
        Ok(_) => Vec::new(),
        Err(issues) => issues.iter().map(path_and_code).collect(),
    }
}

#[test]
fn what_logto_passes_is_taken() {
    let data = parsed(&json!({
        "to": "14155550201", "type": "Register",
        "payload": { "code": "120952", "locale": "pt-BR", "uiLocales": ["pt-BR"], "user": { "name": null } }, "ip": "127.0.0.1",
    }));
    assert_eq!(data.to.e164(), "+14155550201");
    assert_eq!(
        (data.raw_to.as_str(), data.message_type.as_str()),
        ("14155550201", "Register")
    );
    assert_eq!(data.payload_text("code").as_deref(), Some("120952"));
    assert_eq!(data.payload_text("user"), None);
    assert_eq!(data.ip.as_deref(), Some("127.0.0.1"));
}

#[test]
fn a_type_that_nobody_has_heard_of_is_fine() {
    assert_eq!(
        parsed(&json!({ "to": "14155550201", "type": "BrandNew" })).message_type,
        "BrandNew"
    );
}

#[test]
fn what_is_missing_is_reported_all_at_once() {
    assert_eq!(problems(&json!({})), ["to required", "type required"]);
    assert_eq!(
        problems(&json!({ "to": null, "type": "" })),
        ["to required", "type required"]
    );
    assert_eq!(
        problems(&json!({ "to": "0", "type": 5, "payload": "x", "message": 1, "ip": [] })).len(),
        5
    );
}

#[test]
fn wrong_types_are_refused_with_their_paths() {
    let with = |key: &str, value: Value| {
        let mut data = json!({ "to": "14155550201", "type": "X" });
        data[key] = value;
        problems(&data)
    };
    for key in ["to", "type", "message", "ip"] {
        for value in [json!(14_155_550_201_u64), json!(true), json!([]), json!({})] {
            assert_eq!(with(key, value), [format!("{key} invalid_type")]);
        }
    }
    for value in [json!("x"), json!([]), json!(1), json!(false)] {
        assert_eq!(with("payload", value), ["payload invalid_type"]);
    }
    for key in ["payload", "message", "ip"] {
        assert_eq!(with(key, json!(null)), Vec::<String>::new());
    }
    for value in [json!(null), json!("x"), json!([1]), json!(5)] {
        assert_eq!(problems(&value), [" invalid_type"]);
    }
}

#[test]
fn a_bad_number_is_never_echoed() {
    for to in [
        "0501234567",
        "415555",
        "14155550123x",
        "+14155550123,+14155550124",
    ] {
        let issues = Data::parse(&json!({ "to": to, "type": "X" }).to_string())
            .err()
            .unwrap();
        let shown = plain(&issues).to_string();
        assert!(!shown.contains(to) && !shown.contains("5555"));
        assert_eq!(issues[0].path, "to");
    }
}
