//! `token`: the request that fetches an access token, what its answer means, where the token goes, and which are kept.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use common::{
    Still, answer, compiled, data_of, decode_form, delivery, errors, everything_of, found, header,
    issues, plain, sign_in, with_endpoint,
};
use generic_http_sms::answer::Answer;
use generic_http_sms::delivery::token::{NewToken, TokenFetch, Tokens};
use generic_http_sms::delivery::{Delivery, Step};
use generic_http_sms::error::{Fault, SendError};
use generic_http_sms::issue::Severity;
use generic_http_sms::limits;
use generic_http_sms::request::Request;
use serde_json::{Value, json};

/// A configuration with this token, with or without the keys of a client.
fn with_token(token: &Value) -> Value {
    with_endpoint(json!({
        "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
        "apiKey": "a key:with %",
        "apiSecret": "s+cr&t/ü",
        "token": token,
    }))
}

fn plain_token() -> Value {
    json!({ "endpoint": "https://auth.sms.test/token" })
}

fn fetch(config: &Value) -> TokenFetch {
    let mut delivery = delivery(config, &sign_in());
    let step = delivery.next(&mut Still::default());
    assert!(matches!(step, Step::Authorize(None)), "{step:?}");
    delivery.token_fetch()
}

fn token_request(config: &Value) -> Request {
    let request = fetch(config).request(&mut Still::default());
    request.unwrap_or_else(|_| panic!("the request of the token cannot be made"))
}

/// The request of the message, with a token.
fn message_request(config: &Value, token: &str) -> Request {
    let mut delivery = delivery(config, &sign_in());
    delivery.authorize(token.into());
    common::attempt(&mut delivery, &mut Still::default())
}

/// What comes of an answer to the token request.
fn token_of(token: &Value, answer: &Answer) -> Result<NewToken, SendError> {
    let config = with_token(token);
    let fetch = fetch(&config);
    let mut host = Still::default();
    let sent = fetch.request(&mut host).unwrap();
    fetch.answered(answer, &sent, &mut host).map_err(|refusal| {
        let mut delivery = delivery(&config, &sign_in());
        match delivery.unauthorized(&refusal, &mut host) {
            Step::Failed(error) => error,
            Step::Wait(_) => panic!("asked again"),
            step => panic!("unexpected {step:?}"),
        }
    })
}

#[test]
fn what_names_only_an_endpoint_is_the_request_of_rfc_6749() {
    let request = token_request(&with_token(&plain_token()));
    assert_eq!(request.url, "https://auth.sms.test/token");
    assert_eq!(plain(&request)["method"], "POST");
    assert_eq!(
        request.body.as_deref(),
        Some("grant_type=client_credentials")
    );
    assert_eq!(
        header(&request, "content-type"),
        Some("application/x-www-form-urlencoded")
    );
    // Section 2.3.1: the identifier and the secret are encoded as in a form, so that a colon in one of them is none between.
    let authorization = header(&request, "authorization").unwrap();
    let pair = BASE64
        .decode(authorization.strip_prefix("Basic ").unwrap())
        .unwrap();
    let pair = String::from_utf8(pair).unwrap();
    assert_eq!(pair, "a+key%3Awith+%25:s%2Bcr%26t%2F%C3%BC");
    let (key, secret) = pair.split_once(':').unwrap();
    let decoded = decode_form(&format!("key={key}&secret={secret}"));
    assert_eq!(decoded[0].1, "a key:with %");
    assert_eq!(decoded[1].1, "s+cr&t/ü");
}

#[test]
fn what_a_token_names_replaces_what_it_would_be() {
    let named = |key: &str, value: Value| {
        let mut token = plain_token();
        token[key] = value;
        token_request(&with_token(&token))
    };
    let request = named("authorization", json!("Bearer {{apiKey}}"));
    assert_eq!(
        header(&request, "authorization"),
        Some("Bearer a key:with %")
    );
    assert_eq!(
        request.body.as_deref(),
        Some("grant_type=client_credentials")
    );
    let request = named("bodyParams", json!({ "user": "{{apiKey}}" }));
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(request.body.as_deref(), Some(r#"{"user":"a key:with %"}"#));
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    let request = named("bodyType", json!("none"));
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(request.body, None);
    let request = named("headers", json!({ "X-Tenant": "7" }));
    assert_eq!(header(&request, "x-tenant"), Some("7"));
    assert!(header(&request, "authorization").is_some());
    let mut token = plain_token();
    token["method"] = json!("GET");
    token["queryParams"] = json!({ "key": "{{apiKey}}" });
    let request = token_request(&with_token(&token));
    assert_eq!(
        request.url,
        "https://auth.sms.test/token?key=a%20key%3Awith%20%25"
    );
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(request.body, None);
}

#[test]
fn a_token_without_any_credentials_is_an_error() {
    for (extra, expected) in [
        (json!({}), vec!["token required"]),
        (json!({ "apiKey": "key" }), vec!["token required"]),
        (json!({ "apiKey": "key", "apiSecret": "secret" }), vec![]),
    ] {
        let mut config = with_endpoint(json!({ "token": plain_token() }));
        for (key, value) in extra.as_object().unwrap() {
            config[key] = value.clone();
        }
        assert_eq!(errors(&config), expected, "{extra}");
    }
}

#[test]
fn the_token_and_its_lifetime_stand_where_rfc_6749_has_them_or_where_the_configuration_says() {
    let body = r#"{"access_token":"t-1","expires_in":1000,"data":[{"jwt":"t-2","ttl":"500"}]}"#;
    let new = token_of(&plain_token(), &answer(200, body)).unwrap_or_else(|_| panic!("no token"));
    assert_eq!(&*new.token, "t-1");
    assert_eq!(new.usable_ms, 970_000);
    let mut token = plain_token();
    token["path"] = json!("data.0.jwt");
    token["expiresIn"] = json!("data.0.ttl");
    let new = token_of(&token, &answer(201, body)).unwrap_or_else(|_| panic!("no token"));
    assert_eq!(&*new.token, "t-2");
    assert_eq!(new.usable_ms, 470_000);
    token["expiresIn"] = json!(120);
    let new = token_of(&token, &answer(200, body)).unwrap_or_else(|_| panic!("no token"));
    assert_eq!(new.usable_ms, 90_000);
    let mut token = plain_token();
    token["path"] = json!("r.token");
    let xml = "<r><token>t-3</token></r>";
    let new = token_of(&token, &answer(200, xml)).unwrap_or_else(|_| panic!("no token"));
    assert_eq!(&*new.token, "t-3");
}

#[test]
fn a_lifetime_has_a_margin_a_default_and_a_bound() {
    let default = u64::from(limits::DEFAULT_TOKEN_SECONDS);
    let longest = u64::from(*limits::TOKEN_SECONDS.end());
    for (lifetime, seconds) in [
        (json!(3600), 3_570),
        (json!("3600"), 3_570),
        (json!(" 3600 "), 3_570),
        (json!(90.9), 60),
        (json!("90.9"), 60),
        (json!(31), 1),
        (json!(30), 0),
        (json!(0), 0),
        (json!(3_000_000), longest - 30),
        (Value::Null, default - 30),
        (json!("soon"), default - 30),
        (json!(""), default - 30),
        (json!({}), default - 30),
        (json!(true), default - 30),
    ] {
        let body = json!({ "access_token": "t", "expires_in": lifetime }).to_string();
        let new = token_of(&plain_token(), &answer(200, &body)).unwrap_or_else(|_| panic!("none"));
        assert_eq!(new.usable_ms, seconds * 1000, "{lifetime}");
    }
}

#[test]
fn expires_in_is_a_number_within_bounds_or_a_path() {
    for (lifetime, expected) in [
        (json!(60), vec![]),
        (json!(2_678_400), vec![]),
        (json!("data.ttl"), vec![]),
        (json!(59), vec!["token.expiresIn out_of_range"]),
        (json!(2_678_401), vec!["token.expiresIn out_of_range"]),
        (json!(90.5), vec!["token.expiresIn out_of_range"]),
        (json!(true), vec!["token.expiresIn invalid_type"]),
    ] {
        let mut token = plain_token();
        token["expiresIn"] = lifetime.clone();
        assert_eq!(errors(&with_token(&token)), expected, "{lifetime}");
    }
}

#[test]
fn a_token_request_has_nothing_of_a_message() {
    for name in [
        "to", "type", "message", "ip", "id", "code", "locale", "whatever", "token",
    ] {
        for place in ["authorization", "endpoint", "path"] {
            let mut token = plain_token();
            token["bodyParams"] = json!({ "a": "b" });
            token[place] = match place {
                "endpoint" => json!(format!("https://auth.sms.test/{{{{{name}}}}}")),
                _ => json!(format!("x{{{{{name}}}}}")),
            };
            let config = with_token(&token);
            assert!(
                errors(&config).contains(&"token invalid_placeholder".to_owned()),
                "{name} in {place}: {:?}",
                issues(&config)
            );
        }
    }
    for name in [
        "apiKey",
        "apiSecret",
        "nonce",
        "timestamp",
        "timestampMs",
        "region",
    ] {
        let mut token = plain_token();
        token["bodyParams"] = json!({ "a": format!("{{{{{name}}}}}") });
        let mut config = with_token(&token);
        config["variables"] = json!({ "region": "eu" });
        assert_eq!(errors(&config), [""; 0], "{name}");
    }
}

#[test]
fn a_variable_of_a_token_request_has_nothing_of_a_message_either() {
    let mut token = plain_token();
    token["bodyParams"] = json!({ "a": "{{outer}}" });
    let mut config = with_token(&token);
    config["variables"] = json!({ "outer": "x{{inner}}", "inner": "{{code}}" });
    assert_eq!(errors(&config), ["token invalid_placeholder"]);
    config["variables"]["inner"] = json!("{{apiKey}}");
    assert_eq!(errors(&config), [""; 0]);
    assert_eq!(
        token_request(&config).body.as_deref(),
        Some(r#"{"a":"xa key:with %"}"#)
    );
}

#[test]
fn a_variable_that_only_templates_set_differs_from_message_to_message() {
    let mut token = plain_token();
    token["bodyParams"] = json!({ "tenant": "{{tenant}}" });
    let mut config = with_token(&token);
    config["templates"] = json!([
        { "usageType": "SignIn", "content": "{{code}}", "variables": { "tenant": "one" } },
        { "usageType": "Generic", "content": "{{code}}", "variables": { "tenant": "two" } },
    ]);
    assert_eq!(errors(&config), ["token invalid_placeholder"]);
    // The value of the whole is the same for all messages, whatever templates set.
    config["variables"] = json!({ "tenant": "all" });
    config["templates"][0]["variables"]["tenant"] = json!("{{code}}");
    assert_eq!(errors(&config), [""; 0]);
    let body = token_request(&config).body.unwrap();
    assert_eq!(body, r#"{"tenant":"all"}"#);
}

#[test]
fn a_bearer_is_added_only_where_nothing_has_the_token_and_nothing_else_authorizes() {
    let bearer = |config: &Value| {
        let request = message_request(config, "t-1");
        header(&request, "authorization").map(str::to_owned)
    };
    let config = with_token(&plain_token());
    assert_eq!(bearer(&config).as_deref(), Some("Bearer t-1"));
    for (key, value, expected) in [
        (
            "authorization",
            json!("Bearer {{apiKey}}"),
            Some("Bearer a key:with %"),
        ),
        ("authorization", json!("OAuth {{token}}"), Some("OAuth t-1")),
        ("headers", json!({ "X-Token": "{{token}}" }), None),
        (
            "headers",
            json!({ "Authorization": "Mine {{token}}" }),
            Some("Mine t-1"),
        ),
        ("queryParams", json!({ "t": "{{token}}" }), None),
        (
            "bodyParams",
            json!({ "t": "{{token}} {{to}} {{code}}" }),
            None,
        ),
        (
            "endpoint",
            json!("https://api.sms.test/{{token}}/send"),
            None,
        ),
    ] {
        let mut config = with_token(&plain_token());
        config[key] = value;
        assert_eq!(bearer(&config).as_deref(), expected, "{key}");
        assert_eq!(errors(&config), [""; 0]);
    }
    // By a variable, too.
    let mut config = with_token(&plain_token());
    config["headers"] = json!({ "X-Token": "{{auth}}" });
    config["variables"] = json!({ "auth": "v1 {{token}}" });
    assert_eq!(bearer(&config), None);
    assert_eq!(
        header(&message_request(&config, "t-1"), "x-token"),
        Some("v1 t-1")
    );
    // What stands in the token's own request is no use of it by the message; it cannot stand there anyway.
    let without = with_endpoint(json!({}));
    assert_eq!(bearer(&without), None);
}

#[test]
fn where_no_token_is_configured_its_placeholder_is_told() {
    let config = with_endpoint(json!({ "authorization": "Bearer {{token}}" }));
    let all: Vec<_> = [Severity::Error, Severity::Mistake, Severity::Warning]
        .into_iter()
        .flat_map(|severity| found(&config, severity))
        .collect();
    assert!(
        all.iter().any(|issue| issue.starts_with("authorization ")),
        "{all:?}"
    );
}

#[test]
fn without_a_token_nothing_is_sent_and_the_error_says_why() {
    for (answer, status, sentence) in [
        (
            answer(401, r#"{"error_description":"bad client"}"#),
            Some(401),
            "HTTP status 401",
        ),
        (answer(302, ""), Some(302), "redirects"),
        (answer(0, ""), None, "redirects"),
        (answer(200, "{}"), Some(200), "nothing at `access_token`"),
        (answer(200, "<html"), Some(200), "neither JSON nor XML"),
    ] {
        let Err(error) = token_of(&plain_token(), &answer) else {
            panic!("a token");
        };
        assert_eq!(error.code(), "general");
        assert_eq!(error.status, status);
        let data = data_of(error);
        assert_eq!(data["reason"], "token");
        assert_eq!(data["attempts"], 0);
        let description = data["errorDescription"].as_str().unwrap();
        assert!(
            description.starts_with("The access token cannot be fetched, so nothing was sent: ")
        );
        assert!(description.contains(sentence), "{description}");
    }
}

#[test]
fn nothing_that_a_token_request_carried_is_shown() {
    let config = with_token(&plain_token());
    let sent = token_request(&config);
    let basic = header(&sent, "authorization").unwrap();
    let echo = format!(
        "no client a key:with % / s+cr&t/ü / {basic} / {:?}",
        sent.body
    );
    let body = json!({ "error": "invalid_client", "message": echo }).to_string();
    let Err(error) = token_of(&plain_token(), &answer(401, &body)) else {
        panic!("a token");
    };
    let shown = everything_of(error);
    assert!(shown.contains("no client"), "{shown}");
    let encoded = basic.strip_prefix("Basic ").unwrap();
    for secret in ["a key:with", "s+cr&t", encoded] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

fn renewed(config: &Value, answer: &Answer) -> Option<Rc<str>> {
    let mut host = Still::default();
    let mut delivery = delivery(config, &sign_in());
    delivery.authorize("t-1".into());
    common::attempt(&mut delivery, &mut host);
    match delivery.answered(answer, &mut host) {
        Step::Authorize(refused) => refused,
        _ => None,
    }
}

#[test]
fn a_refused_token_is_fetched_anew_once() {
    let mut config = with_token(&plain_token());
    config["retry"] = json!("never");
    config["response"] = json!({ "tokenExpired": { "path": "code", "equals": "token_expired" } });
    let expired = answer(200, r#"{"code":"token_expired"}"#);
    for answer in [&answer(401, ""), &expired] {
        assert_eq!(renewed(&config, answer).as_deref(), Some("t-1"));
        let mut host = Still::default();
        let mut delivery = delivery(&config, &sign_in());
        delivery.authorize("t-1".into());
        common::attempt(&mut delivery, &mut host);
        assert!(matches!(
            delivery.answered(answer, &mut host),
            Step::Authorize(Some(_))
        ));
        delivery.authorize("t-2".into());
        let second = common::attempt(&mut delivery, &mut host);
        assert_eq!(header(&second, "authorization"), Some("Bearer t-2"));
        let step = delivery.answered(answer, &mut host);
        let Step::Failed(error) = step else {
            panic!("goes on: {step:?}");
        };
        assert_eq!(error.attempts, 2);
    }
    for status in [200, 400, 403, 500] {
        assert_eq!(renewed(&config, &answer(status, "")), None, "{status}");
    }
    config.as_object_mut().unwrap().remove("token");
    config["authorization"] = json!("Bearer {{apiKey}}");
    assert_eq!(renewed(&config, &expired), None);
}

fn new_token(token: &str, usable_ms: u64) -> NewToken {
    NewToken {
        token: token.into(),
        usable_ms,
    }
}

#[test]
fn a_token_is_used_until_it_ends() {
    let mut tokens = Tokens::default();
    assert!(tokens.get("a", 0).is_none());
    tokens.keep("a", &new_token("t-1", 1_000), 5_000);
    assert_eq!(tokens.get("a", 5_000).as_deref(), Some("t-1"));
    assert_eq!(tokens.get("a", 5_999).as_deref(), Some("t-1"));
    assert!(tokens.get("a", 6_000).is_none());
    assert!(tokens.get("b", 5_000).is_none());
    tokens.keep("a", &new_token("t-2", 1_000), 5_500);
    assert_eq!(tokens.get("a", 6_000).as_deref(), Some("t-2"));
    tokens.keep("a", &new_token("t-3", 0), 6_000);
    assert!(tokens.get("a", 6_000).is_none());
}

#[test]
fn only_the_token_that_was_refused_is_forgotten() {
    let mut tokens = Tokens::default();
    tokens.keep("a", &new_token("t-1", 1_000), 0);
    tokens.keep("b", &new_token("t-1", 1_000), 0);
    tokens.forget("a", "t-0");
    assert_eq!(tokens.get("a", 0).as_deref(), Some("t-1"));
    tokens.forget("a", "t-1");
    assert!(tokens.get("a", 0).is_none());
    assert_eq!(tokens.get("b", 0).as_deref(), Some("t-1"));
    // Another send fetched a new one before this one learned that the old one is refused.
    tokens.keep("a", &new_token("t-2", 1_000), 0);
    tokens.forget("a", "t-1");
    assert_eq!(tokens.get("a", 0).as_deref(), Some("t-2"));
}

#[test]
fn at_most_64_tokens_are_kept_and_the_oldest_goes() {
    assert_eq!(limits::TOKENS, 64);
    let mut tokens = Tokens::default();
    for index in 0..65 {
        tokens.keep(
            &format!("i{index}"),
            &new_token(&format!("t{index}"), 1_000),
            0,
        );
    }
    assert!(tokens.get("i0", 0).is_none());
    for index in 1..65 {
        assert_eq!(
            tokens.get(&format!("i{index}"), 0).as_deref(),
            Some(&*format!("t{index}"))
        );
    }
    // One that replaces its own takes no other's place.
    tokens.keep("i64", &new_token("again", 1_000), 0);
    assert_eq!(tokens.get("i1", 0).as_deref(), Some("t1"));
}

#[test]
fn tokens_are_shared_by_what_asks_for_the_same() {
    let identity = |config: &Value| fetch(config).identity().to_owned();
    let base = with_token(&plain_token());
    let mut other = base.clone();
    other["endpoint"] = json!("https://other.sms.test/");
    other["timeout"] = json!(500);
    other["bodyParams"] = json!({ "x": "{{to}} {{code}}" });
    assert_eq!(identity(&base), identity(&other));
    for (key, value) in [
        ("apiKey", json!("another")),
        ("apiSecret", json!("another")),
        ("variables", json!({ "region": "eu" })),
        (
            "token",
            json!({ "endpoint": "https://auth.sms.test/other" }),
        ),
    ] {
        let mut other = base.clone();
        other[key] = value;
        assert_ne!(identity(&base), identity(&other), "{key}");
    }
}

#[test]
fn a_route_in_another_place_asks_for_no_token_of_the_base() {
    let mut config = with_token(&plain_token());
    config["routes"] = json!([
        { "to": "+49", "endpoint": "https://other.sms.test/", "bodyParams": { "t": "{{to}} {{code}}" } },
        { "to": "+1", "timeout": 500 },
    ]);
    let next = |to: &str| {
        let data = json!({ "to": to, "type": "SignIn", "payload": { "code": "918273" } });
        let mut delivery = delivery(&config, &data);
        delivery.next(&mut Still::default())
    };
    let Step::Send(request) = next("4915112345678") else {
        panic!("a token is fetched");
    };
    assert_eq!(header(&request, "authorization"), None);
    assert!(matches!(next("14155550123"), Step::Authorize(None)));
    assert!(matches!(next("33612345678"), Step::Authorize(None)));
}

#[test]
fn the_budget_of_a_token_is_that_of_the_send_and_a_time_out_says_so() {
    let mut config = with_token(&plain_token());
    config["timeout"] = json!(1_234);
    let fetch = fetch(&config);
    assert_eq!(fetch.budget_ms(), 1_234);
    let mut delivery: Delivery = delivery(&config, &sign_in());
    let step = delivery.unauthorized(&fetch.failed(Fault::Timeout), &mut Still::default());
    let Step::Failed(error) = step else {
        panic!("goes on: {step:?}");
    };
    assert_eq!(error.reason(), "token");
    assert!(error.description().contains("1234 milliseconds"));
    assert_eq!(compiled(&config).base.retry.timeout_ms, 1_234);
}
