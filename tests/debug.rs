//! `Debug` of whatever holds a credential or a message shows neither.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{answer, compiled, delivery, parsed, with_endpoint};
use generic_http_sms::answer::body::Body;
use generic_http_sms::config::checker::Checker;
use generic_http_sms::config::checker::Literal;
use generic_http_sms::issue::Path;
use generic_http_sms::template::escape::Escape;
use generic_http_sms::template::placeholder::tokenize;
use generic_http_sms::template::scope::Scope;
use generic_http_sms::template::variables::Values;
use serde_json::{Value, json};

fn config() -> Value {
    json!({
        "endpoint": "https://hidden-1:hidden-2@api.sms.test/hidden-3?token=hidden-4&to={{to}}",
        "headers": { "X-Api-Key": "hidden-5", "Content-Type": "application/json" },
        "queryParams": { "token": "hidden-6" },
        "bodyParams": { "password": "hidden-7", "text": "{{message}}" },
        "apiKey": "hidden-8",
        "apiSecret": "hidden-9",
        "signingSecret": "whsec_aGlkZGVuLWhpZGRlbi1oaWRkZW4taGlkZGVu",
        "templates": [{ "usageType": "Generic", "content": "hidden-10 {{code}}" }],
    })
}

fn data() -> Value {
    json!({ "to": "14155550123", "type": "SignIn", "payload": { "code": "hidden-11", "link": "hidden-12" }, "message": "hidden-13", "ip": "hidden-14" })
}

fn assert_bare(what: &str, shown: &str) {
    assert!(!shown.contains("hidden-"), "Debug of {what} shows a secret");
    assert!(
        !shown.contains("aGlkZGVu"),
        "Debug of {what} shows the signing secret"
    );
    assert!(
        !shown.contains("5550123"),
        "Debug of {what} shows the number"
    );
}

#[test]
fn configuration_and_its_parts() {
    let config = compiled(&config());
    for pretty in [format!("{config:?}"), format!("{config:#?}")] {
        assert!(pretty.contains("Config"));
        assert_bare("Config", &pretty);
    }
    assert_bare("its request", &format!("{:?}", config.base.request));
    assert_bare("its texts", &format!("{:?}", config.base.messages));
    assert_bare("its credentials", &format!("{:?}", config.base.credentials));
    assert_bare(
        "its other secrets",
        &format!("{:?}", config.base.credentials.others),
    );
    assert_bare("its rules", &format!("{:?}", config.base.answer));
}

#[test]
fn what_checking_makes_on_its_way() {
    let mut checker = Checker::default();
    let path = Path::top("bodyParams");
    let template = checker.template(&path, "hidden-1 {{to}}", Escape::Json, Literal::Value);
    checker.secrets.note("password", "hidden-2");
    assert_bare("Template", &format!("{template:?}"));
    assert_bare("Checker", &format!("{checker:?}"));
    assert_bare(
        "Token",
        &format!("{:?}", tokenize("Bearer hidden-1 {{to}} hidden-2")),
    );
}

#[test]
fn message_data_and_its_way() {
    let data = data();
    assert_bare("Data", &format!("{:?}", parsed(&data)));
    assert_bare("Phone", &format!("{:?}", parsed(&data).to));
    assert_bare("Delivery", &format!("{:?}", delivery(&config(), &data)));
}

#[test]
fn answers_and_what_is_made_of_them() {
    let mut refused = answer(400, r#"{"message":"hidden-1 14155550123","id":"hidden-2"}"#);
    refused.retry_after = Some("hidden-3".to_owned());
    assert_bare("Answer", &format!("{refused:?}"));
    let config = compiled(&with_endpoint(json!({})));
    let scope = Scope {
        to: "+14155550123",
        message_type: "X",
        message: None,
        ip: "",
        id: "",
        nonce: "",
        unix_ms: 0,
        api_key: "",
        api_secret: "",
        token: "",
        variables: &Values::default(),
        request: None,
        payload: None,
        has_key: &|_| false,
    };
    let body = Body::new(&refused.body);
    let failure = config.base.answer.judge(&refused, &body, &scope).unwrap();
    assert_eq!(
        config.base.answer.explanation(&body, &scope).as_deref(),
        Some("hidden-1 14155550123")
    );
    assert_bare("Failure", &format!("{failure:?}"));
    let error = common::failure(
        &with_endpoint(json!({ "apiKey": "hidden-1" })),
        &data(),
        &refused,
    );
    assert_bare("SendError", &format!("{error:?}"));
    let step = common::step(
        &with_endpoint(json!({ "apiKey": "hidden-1" })),
        &data(),
        &refused,
    );
    assert_bare("Step", &format!("{step:?}"));
}
