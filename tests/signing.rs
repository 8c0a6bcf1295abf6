//! `signingSecret`: Standard Webhooks 1.0.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Still, delivery, errors, header, issues, request, sign_in, with_endpoint};
use generic_http_sms::request::signing::webhook::Webhook;
use serde_json::json;

fn secret(length: usize) -> String {
    format!("whsec_{}", STANDARD.encode(vec![7_u8; length]))
}

#[test]
fn the_example_of_the_specification_is_signed_as_there() {
    let webhook = Webhook::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let headers = webhook.headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        r#"{"test": 2432232314}"#,
    );
    let expected = [
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        (
            "webhook-signature",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(headers, expected);
}

#[test]
fn a_request_carries_identifier_time_and_signature() {
    let config =
        with_endpoint(json!({ "signingSecret": secret(32), "bodyParams": { "ref": "{{id}}" } }));
    assert_eq!(errors(&config), [""; 0]);
    let built = request(&config, &sign_in());
    let id = header(&built, "webhook-id").unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(
        built.body.as_deref(),
        Some(format!("{{\"ref\":\"{id}\"}}").as_str())
    );
    assert_eq!(header(&built, "webhook-timestamp"), Some("1795392000"));
    let signature = header(&built, "webhook-signature").unwrap();
    let mac = STANDARD
        .decode(signature.strip_prefix("v1,").unwrap())
        .unwrap();
    assert_eq!(mac.len(), 32);
}

#[test]
fn each_attempt_has_a_fresh_time_and_the_same_identifier() {
    let config = with_endpoint(json!({ "signingSecret": secret(24) }));
    let mut delivery = delivery(&config, &sign_in());
    let mut host = Still::default();
    let first = delivery.request(&mut host).ok().unwrap();
    host.now_ms += 1_000;
    let second = delivery.request(&mut host).ok().unwrap();
    assert_eq!(header(&first, "webhook-id"), header(&second, "webhook-id"));
    assert_eq!(header(&second, "webhook-timestamp"), Some("1795392001"));
    assert_ne!(
        header(&first, "webhook-signature"),
        header(&second, "webhook-signature")
    );
}

#[test]
fn several_secrets_make_several_signatures() {
    let [old, new] = [secret(24), secret(64)];
    let both = request(
        &with_endpoint(json!({ "signingSecret": format!("{old}  {new}\n") })),
        &sign_in(),
    );
    let signatures: Vec<_> = header(&both, "webhook-signature")
        .unwrap()
        .split(' ')
        .collect();
    let alone = |secret: &str| {
        let built = request(
            &with_endpoint(json!({ "signingSecret": secret })),
            &sign_in(),
        );
        header(&built, "webhook-signature").unwrap().to_owned()
    };
    assert_eq!(signatures, [alone(&old), alone(&new)]);
}

#[test]
fn a_get_is_signed_over_an_empty_body() {
    let get = request(
        &with_endpoint(json!({ "method": "GET", "signingSecret": secret(24) })),
        &sign_in(),
    );
    assert!(
        header(&get, "webhook-signature")
            .unwrap()
            .starts_with("v1,")
    );
}

#[test]
fn a_secret_that_is_none_is_an_error() {
    for bad in [
        "secret",
        "whsec_",
        "whsec_***",
        "whsec_c2hvcnQ=",
        &secret(23),
        &secret(65),
        &secret(32).replace("whsec_", "WHSEC_"),
        &format!("{} nonsense", secret(32)),
    ] {
        assert_eq!(
            errors(&with_endpoint(json!({ "signingSecret": bad }))),
            ["signingSecret invalid_value"]
        );
    }
    for length in [24, 64] {
        assert_eq!(
            issues(&with_endpoint(json!({ "signingSecret": secret(length) }))),
            []
        );
    }
}

#[test]
fn its_headers_cannot_be_set_beside_it() {
    for name in ["webhook-id", "Webhook-Timestamp", "WEBHOOK-SIGNATURE"] {
        let config =
            with_endpoint(json!({ "signingSecret": secret(24), "headers": { name: "x" } }));
        assert_eq!(errors(&config), [format!("headers.{name} conflict")]);
    }
    let config = with_endpoint(json!({ "headers": { "webhook-id": "x" } }));
    assert_eq!(issues(&config), []);
}
