//! `routes` and `fallback`: which messages an entry holds for, what it takes over from the whole, what is said of it, and
//! who is named in receipts and errors.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{
    Still, answer, data_of, delivery, errors, header, issues, mistakes, plain, refusal, request,
    sign_in, try_delivery, warnings, with_endpoint,
};
use generic_http_sms::delivery::Step;
use generic_http_sms::error::Fault;
use generic_http_sms::request::Request;
use serde_json::{Value, json};

fn message(to: &str, message_type: &str) -> Value {
    json!({ "to": to, "type": message_type, "payload": { "code": "918273", "locale": "de" } })
}

/// The path of the endpoint that a message goes to by these routes; each route sends to a path that is its index, and `base`
/// is that of the configuration. `blocked` where nothing is sent.
fn goes(conditions: &Value, to: &str, message_type: &str) -> String {
    let mut routes = conditions.clone();
    for (index, route) in routes.as_array_mut().unwrap().iter_mut().enumerate() {
        if route.get("block").is_none() {
            route["endpoint"] = json!(format!("https://api.sms.test/{index}"));
        }
    }
    let config = json!({ "endpoint": "https://api.sms.test/base", "routes": routes });
    match common::try_request(&config, &message(to, message_type)) {
        Ok(request) => request.url.rsplit('/').next().unwrap().to_owned(),
        Err(error) => error.reason().to_owned(),
    }
}

#[test]
fn the_first_route_that_holds_decides() {
    let routes = json!([
        { "to": ["+49151", "+1"], "types": ["SignIn"] },
        { "to": ["+49"] },
        { "types": ["MfaVerification", "SignIn"] },
        { "to": ["+8613800000000"], "block": true },
    ]);
    for (to, message_type, expected) in [
        ("4915112345678", "SignIn", "0"),
        ("+49 151 123 456 78", "SignIn", "0"),
        ("4915112345678", "Register", "1"),
        ("4917012345678", "SignIn", "1"),
        ("14155550123", "SignIn", "0"),
        ("14155550123", "Register", "base"),
        ("14155550123", "MfaVerification", "2"),
        // Types are words, and no beginnings of words.
        ("33612345678", "SignIn", "2"),
        ("33612345678", "SignInX", "base"),
        ("33612345678", "signin", "base"),
        ("8613800000000", "Register", "blocked"),
        ("8613800000001", "Register", "base"),
        ("861380000000", "Register", "base"),
    ] {
        assert_eq!(
            goes(&routes, to, message_type),
            expected,
            "{to} {message_type}"
        );
    }
}

#[test]
fn a_plus_alone_holds_for_every_number() {
    let routes = json!([{ "to": "+49" }, { "to": ["+"], "block": true }]);
    assert_eq!(goes(&routes, "4915112345678", "SignIn"), "0");
    for to in ["14155550123", "8613812345678", "48123456789"] {
        assert_eq!(goes(&routes, to, "SignIn"), "blocked", "{to}");
    }
}

#[test]
fn what_is_blocked_fails_before_anything_is_requested() {
    let config = with_endpoint(json!({
        "token": { "endpoint": "https://auth.sms.test/token", "authorization": "Basic dTpw" },
        "routes": [{ "to": ["+1"], "block": true }],
        "fallback": [{ "endpoint": "https://two.sms.test/", "bodyParams": { "t": "{{to}} {{code}}" } }],
    }));
    let error = try_delivery(&config, &sign_in()).unwrap_err();
    assert_eq!(error.code(), "invalid_request_parameters");
    assert_eq!(error.reason(), "blocked");
    let data = data_of(error);
    assert_eq!(
        data["errorDescription"],
        "Nothing was sent: a route of the configuration blocks messages to this number or of this type."
    );
    assert_eq!(data["via"], "routes.0");
    assert_eq!(data["attempts"], 0);
    assert!(!data.to_string().contains("4155550123"));
}

/// A configuration with everything that an entry could take over.
fn full(entry: &Value) -> Value {
    json!({
        "endpoint": "https://api.sms.test/send?v=1",
        "method": "PUT",
        "authorization": "Bearer {{apiKey}}",
        "apiKey": "key-of-the-base",
        "apiSecret": "secret-of-the-base",
        "headers": { "X-Secret": "{{apiSecret}}", "X-From": "{{from}}" },
        "queryParams": { "q": "{{from}}" },
        "bodyParams": { "to": "{{to}}", "text": "{{message}}", "from": "{{from}}", "unit": "{{unit}}" },
        "variables": { "from": "Base", "unit": "one" },
        "templates": [{ "usageType": "Generic", "content": "Base says {{code}}" }],
        "response": { "success": { "path": "status", "equals": "ok" } },
        "timeout": 7_000,
        "retry": "always",
        "maxRetries": 4,
        "routes": [entry],
    })
}

fn by_entry(entry: &Value) -> Request {
    request(&full(entry), &sign_in())
}

fn body_of(request: &Request) -> Value {
    serde_json::from_str(request.body.as_deref().unwrap()).unwrap()
}

#[test]
fn an_entry_of_the_same_origin_takes_everything_over() {
    let same = by_entry(&json!({ "to": "+1", "endpoint": "https://API.sms.test:443/other" }));
    assert_eq!(same.url, "https://api.sms.test/other?q=Base");
    assert_eq!(plain(&same)["method"], "PUT");
    assert_eq!(
        header(&same, "authorization"),
        Some("Bearer key-of-the-base")
    );
    assert_eq!(header(&same, "x-secret"), Some("secret-of-the-base"));
    assert_eq!(
        body_of(&same),
        json!({ "to": "+14155550123", "text": "Base says 918273", "from": "Base", "unit": "one" })
    );
    let without = by_entry(&json!({ "to": "+1", "variables": { "from": "Route" } }));
    assert_eq!(without.url, "https://api.sms.test/send?v=1&q=Route");
    assert_eq!(body_of(&without)["from"], "Route");
    // Variables merge by their names.
    assert_eq!(body_of(&without)["unit"], "one");
}

#[test]
fn every_other_key_is_replaced_as_a_whole() {
    let request = by_entry(&json!({
        "to": "+1",
        "headers": { "X-Only": "1" },
        "bodyParams": { "number": "{{to}}", "body": "{{code}} {{from}}" },
        "queryParams": { "other": "{{unit}}" },
        "templates": [{ "usageType": "Generic", "content": "Route says {{code}}" }],
        "authorization": "Token {{apiKey}}",
        "method": "POST",
    }));
    assert_eq!(request.url, "https://api.sms.test/send?v=1&other=one");
    assert_eq!(header(&request, "x-only"), Some("1"));
    assert_eq!(header(&request, "x-secret"), None);
    assert_eq!(
        header(&request, "authorization"),
        Some("Token key-of-the-base")
    );
    assert_eq!(
        body_of(&request),
        json!({ "number": "+14155550123", "body": "918273 Base" })
    );
}

#[test]
fn an_alias_replaces_its_key_and_the_other_way_around() {
    for (of_base, of_entry) in [
        ("bodyParams", "bodyParameters"),
        ("bodyParameters", "bodyParams"),
    ] {
        let mut config = with_endpoint(json!({ "routes": [{ "to": "+1" }] }));
        config[of_base] = json!({ "base": "{{to}} {{code}}" });
        config["routes"][0][of_entry] = json!({ "entry": "{{to}} {{code}}" });
        let request = request(&config, &sign_in());
        assert_eq!(body_of(&request), json!({ "entry": "+14155550123 918273" }));
        assert_eq!(warnings(&config), [""; 0]);
    }
    for (of_base, of_entry) in [
        ("queryParams", "queryParameters"),
        ("queryParameters", "queryParams"),
    ] {
        let mut config = json!({ "endpoint": "https://api.sms.test/", "method": "GET", "routes": [{ "to": "+1" }] });
        config[of_base] = json!({ "base": "{{to}}{{code}}" });
        config["routes"][0][of_entry] = json!({ "entry": "{{to}}{{code}}" });
        let url = request(&config, &sign_in()).url;
        assert_eq!(url, "https://api.sms.test/?entry=%2B14155550123918273");
    }
}

#[test]
fn credentials_headers_parameters_and_bodies_never_follow_to_another_origin() {
    for endpoint in [
        "https://other.sms.test/send",
        "http://api.sms.test/send",
        "https://api.sms.test:8443/send",
        "https://api.sms.test.evil.test/send",
    ] {
        let request = by_entry(&json!({
            "to": "+1",
            "endpoint": endpoint,
            "bodyParams": { "to": "{{to}}", "text": "{{message}}", "from": "{{from}}" },
        }));
        let sent = plain(&request).to_string();
        assert!(!sent.contains("of-the-base"), "{sent}");
        // Neither key, nor header, nor parameter; but the texts and the names.
        assert_eq!(request.url, endpoint);
        assert_eq!(header(&request, "authorization"), None);
        assert_eq!(header(&request, "x-from"), None);
        assert_eq!(plain(&request)["method"], "POST");
        assert_eq!(
            body_of(&request),
            json!({ "to": "+14155550123", "text": "Base says 918273", "from": "Base" })
        );
    }
    // A placeholder for a key of the base is none there.
    let config = full(&json!({
        "to": "+1",
        "endpoint": "https://other.sms.test/",
        "authorization": "Bearer {{apiKey}}",
        "bodyParams": { "t": "{{to}} {{code}}" },
    }));
    let found = issues(&config);
    assert!(
        found
            .iter()
            .any(|issue| issue.path == "routes.0.authorization"),
        "{found:?}"
    );
}

#[test]
fn no_rule_of_the_base_judges_the_answer_of_another_origin() {
    let config = full(&json!({
        "to": "+1",
        "endpoint": "https://other.sms.test/",
        "bodyParams": { "t": "{{to}} {{message}}" },
    }));
    let step = common::step(&config, &sign_in(), &answer(200, "no status here"));
    assert!(matches!(step, Step::Done(_)), "{step:?}");
    let config = full(&json!({ "to": "+1", "variables": { "from": "Route" } }));
    let step = common::step(&config, &sign_in(), &answer(200, "no status here"));
    assert!(matches!(step, Step::Failed(_)), "{step:?}");
}

#[test]
fn the_budget_and_the_retries_follow_everywhere() {
    for endpoint in ["https://other.sms.test/", "https://api.sms.test/"] {
        for (own, budget_ms, repeats) in [
            (json!({}), 7_000, 4),
            (json!({ "timeout": 1_500, "maxRetries": 1 }), 1_500, 1),
            (json!({ "retry": "never" }), 7_000, 0),
        ] {
            let mut entry = json!({ "to": "+1", "endpoint": endpoint, "bodyParams": { "t": "{{to}} {{message}}" } });
            for (key, value) in own.as_object().unwrap() {
                entry[key] = value.clone();
            }
            let mut host = Still::default();
            let mut delivery = delivery(&full(&entry), &sign_in());
            assert_eq!(delivery.budget_ms(), budget_ms);
            let mut waits = 0;
            loop {
                common::attempt(&mut delivery, &mut host);
                match delivery.failed(Fault::Reset, &mut host) {
                    Step::Wait(_) => waits += 1,
                    _ => break,
                }
            }
            assert_eq!(waits, repeats, "{endpoint} {own}");
        }
    }
}

/// The errors and the mistakes of a configuration whose only route or fallback is this entry.
fn said(list: &str, entry: &Value) -> Vec<String> {
    let mut config = json!({ "endpoint": "https://api.sms.test/send", "bodyParams": { "t": "{{to}} {{code}}" } });
    config[list] = json!([entry]);
    let mut said = errors(&config);
    said.extend(mistakes(&config));
    said
}

#[test]
fn what_is_wrong_with_an_entry_stands_at_its_own_path() {
    let body = json!({ "t": "{{to}} {{code}}" });
    for (entry, expected) in [
        (
            json!({ "to": "+1", "endpoint": "https://b.sms.test/" }),
            vec!["routes.0 required"],
        ),
        (
            json!({ "to": "+1", "method": "PATCH" }),
            vec!["routes.0.method invalid_value"],
        ),
        (
            json!({ "to": "+1", "headers": { "Content-Length": "1" } }),
            vec!["routes.0.headers.Content-Length invalid_value"],
        ),
        (
            json!({ "to": "+1", "timeout": 5 }),
            vec!["routes.0.timeout out_of_range"],
        ),
        (
            json!({ "to": "+1", "bodyParams": { "t": "{{to}} {{code | nothing}}" } }),
            vec!["routes.0.bodyParams.t invalid_placeholder"],
        ),
        (
            json!({ "to": "+1", "response": { "success": { "path": "a" } } }),
            vec!["routes.0.response.success invalid_value"],
        ),
        (
            json!({ "to": "+1", "bodyParams": { "t": "{{code}}" } }),
            vec!["routes.0.bodyParams incomplete"],
        ),
        (
            json!({ "to": "+1", "endpoint": "https://b.sms.test/", "bodyParams": body, "variables": { "a b": "x" } }),
            vec!["routes.0.variables.a b invalid_value"],
        ),
        // These numbers may be sent to, as everything else says.
        (json!({ "to": "+1" }), vec![]),
        (json!({ "to": "+1", "block": false }), vec![]),
        (json!({ "to": "+1", "$comment": "why" }), vec![]),
        (
            json!({ "to": "+1", "block": "true" }),
            vec!["routes.0.block invalid_type"],
        ),
        (
            json!({ "to": "+1", "block": true, "timeout": 5_000 }),
            vec!["routes.0.timeout conflict"],
        ),
        (json!({ "block": true }), vec!["routes.0 lost_on_save"]),
        (
            json!({ "to": [], "types": [], "timeout": 500 }),
            vec![
                "routes.0 lost_on_save",
                "routes.0.to lost_on_save",
                "routes.0.types lost_on_save",
            ],
        ),
        (
            json!({ "to": "49", "block": true }),
            vec!["routes.0.to invalid_value"],
        ),
        (
            json!({ "to": ["+1", "+49 151"], "block": true }),
            vec!["routes.0.to.1 invalid_value"],
        ),
        (
            json!({ "to": ["+1234567890123456"], "block": true }),
            vec!["routes.0.to.0 invalid_value"],
        ),
        (
            json!({ "to": [49], "block": true }),
            vec!["routes.0.to.0 invalid_type"],
        ),
        (
            json!({ "types": [1], "block": true }),
            vec!["routes.0.types.0 invalid_type"],
        ),
        (json!("+1"), vec!["routes.0 invalid_type"]),
    ] {
        assert_eq!(said("routes", &entry), expected, "{entry}");
    }
}

#[test]
fn what_is_wrong_with_a_fallback_stands_at_its_own_path() {
    let body = json!({ "t": "{{to}} {{code}}" });
    for (entry, expected) in [
        (
            json!({ "endpoint": "https://b.sms.test/" }),
            vec!["fallback.0 required"],
        ),
        (
            json!({ "endpoint": "https://b.sms.test/", "bodyParams": body, "timeout": 500 }),
            vec!["fallback.0.timeout conflict"],
        ),
        (
            json!({ "endpoint": "https://b.sms.test/", "bodyParams": body, "to": ["+1"] }),
            vec!["fallback.0.to unknown_key"],
        ),
        (json!(7), vec!["fallback.0 invalid_type"]),
    ] {
        assert_eq!(said("fallback", &entry), expected, "{entry}");
    }
}

#[test]
fn an_entry_has_no_key_of_the_whole_configuration() {
    let body = json!({ "t": "{{to}} {{code}}" });
    for list in ["routes", "fallback"] {
        for (key, value) in [
            ("routes", json!([{ "to": "+4", "block": true }])),
            ("fallback", json!([{ "timeout": 500 }])),
            ("log", json!("all")),
            ("showAdvanced", json!(true)),
        ] {
            let mut entry = json!({ "to": "+1", "bodyParams": body });
            if list == "fallback" {
                entry = json!({ "bodyParams": body });
            }
            entry[key] = value;
            let expected = format!("{list}.0.{key} unknown_key");
            assert_eq!(said(list, &entry), [expected], "{entry}");
        }
        let config = with_endpoint(json!({ list: { "to": "+1" } }));
        assert_eq!(errors(&config), [format!("{list} invalid_type")]);
    }
}

#[test]
fn what_is_said_of_the_base_is_not_said_again_of_its_entries() {
    let config = json!({
        "endpoint": "https://api.sms.test/send",
        "bodyParams": { "t": "{{code}}" },
        "headers": { "X": "{{phone}}" },
        "routes": [{ "to": "+1", "timeout": 500 }, { "to": "+4", "variables": { "a": "b" } }],
    });
    let all: Vec<_> = issues(&config).iter().map(common::path_and_code).collect();
    let of_entries: Vec<_> = all
        .iter()
        .filter(|path| path.starts_with("routes"))
        .collect();
    assert!(!all.is_empty());
    assert!(of_entries.is_empty(), "{of_entries:?}");
}

#[test]
fn a_route_that_is_never_reached_is_told() {
    for (routes, shadowed) in [
        (json!([{ "to": ["+4"] }, { "to": ["+49", "+41"] }]), true),
        (json!([{ "to": ["+4"] }, { "to": ["+49", "+1"] }]), false),
        (json!([{ "to": ["+"] }, { "to": ["+49"] }]), true),
        (json!([{ "to": ["+"] }, { "types": ["SignIn"] }]), true),
        (json!([{ "to": ["+49"] }, { "to": ["+"] }]), false),
        (
            json!([{ "types": ["SignIn"] }, { "to": ["+1"], "types": ["SignIn"] }]),
            true,
        ),
        (json!([{ "types": ["SignIn"] }, { "to": ["+1"] }]), false),
        (
            json!([{ "to": ["+1"], "types": ["SignIn"] }, { "to": ["+1"] }]),
            false,
        ),
        (
            json!([{ "to": ["+1"], "types": ["A"] }, { "to": ["+12"], "types": ["A"] }]),
            true,
        ),
    ] {
        let mut config = with_endpoint(json!({ "routes": routes }));
        for route in config["routes"].as_array_mut().unwrap() {
            route["block"] = json!(true);
        }
        let expected: &[&str] = if shadowed {
            &["routes.1 no_effect"]
        } else {
            &[]
        };
        assert_eq!(mistakes(&config), expected, "{routes}");
        assert_eq!(errors(&config), [""; 0]);
    }
}

#[test]
fn only_where_there_is_a_choice_it_is_told_who_was_asked() {
    let fallback =
        json!([{ "endpoint": "https://two.sms.test/", "bodyParams": { "t": "{{to}} {{code}}" } }]);
    for (extra, expected) in [
        (json!({}), None),
        (json!({ "fallback": fallback }), Some("base")),
        (
            json!({ "routes": [{ "to": "+49", "timeout": 500 }] }),
            Some("base"),
        ),
        (
            json!({ "routes": [{ "to": "+49", "timeout": 500 }, { "to": "+1", "timeout": 500 }] }),
            Some("routes.1"),
        ),
    ] {
        let config = with_endpoint(extra);
        for status in [200, 500] {
            let mut host = Still::default();
            let mut delivery = delivery(&config, &sign_in());
            common::attempt(&mut delivery, &mut host);
            let via = match delivery.answered(&answer(status, ""), &mut host) {
                Step::Done(receipt) => plain(&receipt)["via"].clone(),
                Step::Failed(error) => data_of(error)["via"].clone(),
                step => panic!("goes on: {step:?}"),
            };
            assert_eq!(via.as_str(), expected, "{config}");
            let attempt = plain(&delivery.take_attempt().unwrap());
            assert_eq!(attempt["via"].as_str(), expected, "{config}");
            assert!(delivery.take_attempt().is_none());
        }
    }
}

#[test]
fn a_fallback_chooses_its_own_text() {
    let config = json!({
        "endpoint": "https://one.sms.test/",
        "bodyParams": { "t": "{{to}} {{message}}" },
        "templates": [{ "usageType": "Generic", "content": "One: {{code}}" }],
        "fallback": [
            { "endpoint": "https://two.sms.test/", "bodyParams": { "t": "{{to}} {{message}}" },
              "templates": [{ "usageType": "SignIn", "content": "Two: {{code}}" }] },
            { "endpoint": "https://three.sms.test/", "bodyParams": { "t": "{{to}} {{message}}" } },
        ],
    });
    let mut host = Still::default();
    let mut delivery = delivery(&config, &sign_in());
    let mut texts = vec![body_of(&common::attempt(&mut delivery, &mut host))];
    for _ in 0..2 {
        let Step::Send(request) = delivery.answered(&answer(403, ""), &mut host) else {
            panic!("the next provider is not asked");
        };
        texts.push(body_of(&request));
    }
    let expected =
        ["One", "Two", "One"].map(|name| json!({ "t": format!("+14155550123 {name}: 918273") }));
    assert_eq!(texts, expected);
}

#[test]
fn a_text_that_a_route_misses_is_not_sent_by_the_base() {
    let config = with_endpoint(json!({
        "bodyParams": { "t": "{{to}} {{message}}" },
        "routes": [{ "to": "+1", "templates": [{ "usageType": "Register", "content": "{{code}}" }] }],
    }));
    let error = refusal(&config, &sign_in());
    assert_eq!(error.code(), "template_not_found");
    assert_eq!(data_of(error)["via"], "routes.0");
}

#[test]
fn what_logto_removes_from_an_entry_is_not_set_and_is_told() {
    for (key, empty) in [
        ("headers", json!({})),
        ("authorization", json!("")),
        ("endpoint", Value::Null),
        ("endpoint", json!("")),
        ("queryParams", json!({})),
        ("variables", json!({})),
        ("response", json!({})),
        ("types", json!([])),
    ] {
        let mut entry = json!({ "to": "+1", "timeout": 500 });
        let stored = full(&entry);
        entry[key] = empty;
        let written = full(&entry);
        // Both before and after it is stored: the entry has what the whole configuration has.
        let (before, after) = (request(&written, &sign_in()), request(&stored, &sign_in()));
        assert_eq!(plain(&before), plain(&after), "{key}");
        assert_eq!(mistakes(&written), [format!("routes.0.{key} lost_on_save")]);
        assert_eq!(mistakes(&stored), [""; 0]);
    }
    for list in ["routes", "fallback"] {
        let mut entry = json!({ "response": { "success": { "path": "error", "equals": "" } } });
        let mut expected = vec![format!("{list}.0.response.success.equals lost_on_save")];
        if list == "routes" {
            entry["to"] = json!("+1");
        }
        assert_eq!(said(list, &entry), expected);
        entry["bodyParams"] = json!({ "t": "{{to}} {{code}}", "response": { "equals": "" } });
        entry["templates"] = json!([]);
        expected.push(format!("{list}.0.templates lost_on_save"));
        expected.sort();
        let mut found = said(list, &entry);
        found.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_type_in_another_spelling_than_logtos_is_told() {
    for (types, expected) in [
        (json!(["sign-in"]), vec!["routes.0.types.0 invalid_value"]),
        (json!("SIGNIN"), vec!["routes.0.types invalid_value"]),
        (json!(["SignIn", "MyOwn"]), vec![]),
    ] {
        let entry = json!({ "types": types, "block": true });
        assert_eq!(said("routes", &entry), expected, "{types}");
    }
}
