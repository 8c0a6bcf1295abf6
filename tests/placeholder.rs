//! Placeholders: the grammar and the values of connector-kit, and the names that this connector adds.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{
    Still, compiled, delivery, errors, header, json_body, list, mistakes, parsed, refusal, request,
    sign_in, text, vectors, warnings, with_endpoint,
};
use generic_http_sms::delivery::Delivery;
use serde_json::{Value, json};

/// What `template` becomes as a string of a JSON body.
fn rendered(template: &str, payload: &Value) -> Value {
    let config = with_endpoint(json!({ "bodyParams": { "text": template } }));
    let data = json!({ "to": "14155550123", "type": "SignIn", "payload": payload });
    json_body(&config, &data)["text"].clone()
}

#[test]
fn templates_are_rendered_as_connector_kit_renders_them() {
    let vectors = vectors("placeholders.json");
    for vector in list(&vectors, "templates") {
        let template = text(vector, "template");
        assert_eq!(
            rendered(template, &vectors["payload"]),
            vector["rendered"],
            "{template}"
        );
    }
}

#[test]
fn a_template_of_a_message_is_rendered_the_same_way() {
    let vectors = vectors("placeholders.json");
    for vector in list(&vectors, "templates") {
        let template = text(vector, "template");
        if template.trim().is_empty() {
            continue;
        }
        let config = with_endpoint(json!({
            "bodyParams": { "text": "{{message}}" },
            "templates": [{ "usageType": "Generic", "content": template }],
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
fn every_built_in_name_has_its_value() {
    let config = with_endpoint(json!({
        "apiKey": "key-1", "apiSecret": "secret-1",
        "bodyParams": {
            "to": "{{to}}", "type": "{{type}}", "message": "{{message}}", "code": "{{code}}", "ip": "{{ip}}",
            "locale": "{{locale}}", "first": "{{uiLocales.0}}", "app": "{{application.name}}",
            "timestamp": "{{timestamp}}", "key": "{{apiKey}}", "secret": "{{apiSecret}}",
        },
    }));
    let data = json!({
        "to": "14155550123", "type": "SignIn", "ip": "203.0.113.7",
        "payload": { "code": "918273", "locale": "pt-BR", "uiLocales": ["pt-BR", "en"], "application": { "name": "Shop" } },
    });
    let expected = json!({
        "to": "+14155550123", "type": "SignIn", "message": "918273", "code": "918273", "ip": "203.0.113.7",
        "locale": "pt-BR", "first": "pt-BR", "app": "Shop",
        "timestamp": "1795392000", "key": "key-1", "secret": "secret-1",
    });
    assert_eq!(json_body(&config, &data), expected);
}

#[test]
fn an_unknown_client_address_is_nothing() {
    let config = with_endpoint(json!({ "bodyParams": { "ip": "<{{ip}}>" } }));
    assert_eq!(json_body(&config, &sign_in()), json!({ "ip": "<>" }));
}

#[test]
fn the_identifier_is_a_uuid_and_the_same_on_every_attempt() {
    let config = with_endpoint(
        json!({ "headers": { "Idempotency-Key": "{{id}}" }, "bodyParams": { "ref": "{{ id }}" } }),
    );
    let mut host = Still {
        random: 0xff,
        ..Still::default()
    };
    let mut delivery =
        Delivery::prepare(Ok((compiled(&config), parsed(&sign_in()))), &mut host).unwrap();
    let first = delivery.request(&mut host).ok().unwrap();
    // RFC 9562: version 4, variant 10.
    let id = "ffffffff-ffff-4fff-bfff-ffffffffffff";
    assert_eq!(header(&first, "idempotency-key"), Some(id));
    assert_eq!(first.body.unwrap(), format!("{{\"ref\":\"{id}\"}}"));
    host.random = 0x11;
    let second = delivery.request(&mut host).ok().unwrap();
    assert_eq!(header(&second, "idempotency-key"), Some(id));
}

#[test]
fn another_message_has_another_identifier() {
    let config = with_endpoint(json!({ "queryParams": { "ref": "{{id}}" }, "method": "GET" }));
    let url_with = |random| {
        let mut host = Still {
            random,
            ..Still::default()
        };
        let mut delivery =
            Delivery::prepare(Ok((compiled(&config), parsed(&sign_in()))), &mut host).unwrap();
        delivery.request(&mut host).ok().unwrap().url
    };
    assert_ne!(url_with(1), url_with(2));
}

#[test]
fn the_timestamp_is_fresh_on_every_attempt() {
    let config = with_endpoint(json!({ "headers": { "X-Time": "{{timestamp}}" } }));
    let mut delivery = delivery(&config, &sign_in());
    let mut host = Still::default();
    let first = delivery.request(&mut host).ok().unwrap();
    host.now_ms += 2_999;
    let second = delivery.request(&mut host).ok().unwrap();
    assert_eq!(header(&first, "x-time"), Some("1795392000"));
    assert_eq!(header(&second, "x-time"), Some("1795392002"));
}

#[test]
fn the_text_to_send_is_the_message_else_the_code_else_the_link() {
    let config = with_endpoint(json!({ "bodyParams": { "text": "{{message}}" } }));
    let cases = [
        (
            json!({ "message": "Hello", "payload": { "code": "1", "link": "L" } }),
            "Hello",
        ),
        (json!({ "payload": { "code": "1", "link": "L" } }), "1"),
        (json!({ "payload": { "link": "L" } }), "L"),
        (
            json!({ "message": "", "payload": { "code": "", "link": "L" } }),
            "L",
        ),
        (
            json!({ "message": null, "payload": { "code": null, "link": "L" } }),
            "L",
        ),
        (json!({ "payload": { "code": 4711 } }), "4711"),
        (json!({ "payload": { "code": "000123" } }), "000123"),
    ];
    for (mut data, expected) in cases {
        data["to"] = json!("14155550123");
        data["type"] = json!("Generic");
        assert_eq!(json_body(&config, &data), json!({ "text": expected }));
    }
}

#[test]
fn nothing_to_send_is_an_error_wherever_the_message_is_used() {
    let data = json!({ "to": "14155550123", "type": "SignIn", "payload": { "locale": "en" } });
    let configs = [
        json!({ "bodyParams": { "text": "{{message}}" } }),
        json!({ "bodyParams": { "text": "Code: {{ message }}!" } }),
        json!({ "bodyParams": { "text": "{{ message | trim }}" } }),
        json!({ "bodyParams": { "text": "{{ message | base64 }}" } }),
        json!({ "bodyParams": { "text": "{{ message | truncate:10 | gsm7 }}" } }),
        json!({ "bodyParams": { "text": "{{ message | json }}" } }),
        json!({ "bodyParams": "{\"text\":{{ message | json }}}" }),
        json!({ "queryParams": { "text": "{{message}}" } }),
        json!({ "headers": { "X-Text": "{{message}}" } }),
        json!({ "endpoint": "https://api.sms.test/{{message}}" }),
        json!({ "authorization": "Bearer {{message}}" }),
        json!({ "bodyParams": ["{{message}}"], "templates": [{ "usageType": "Generic", "content": "{{message}}" }] }),
    ];
    for config in configs {
        let error = refusal(&with_endpoint(config.clone()), &data);
        assert_eq!(error.code(), "invalid_request_parameters", "{config}");
        assert!(error.description().contains("nothing to send"), "{config}");
    }
    let config =
        with_endpoint(json!({ "bodyParams": { "text": "{{ message | default:\"Hi\" }}" } }));
    assert_eq!(json_body(&config, &data), json!({ "text": "Hi" }));
}

#[test]
fn inside_a_template_the_message_is_the_code_or_the_link() {
    let config = with_endpoint(json!({
        "bodyParams": { "text": "{{message}}" },
        "templates": [{ "usageType": "Generic", "content": "Use {{message}} now" }],
    }));
    let with = |payload: Value| {
        json_body(
            &config,
            &json!({ "to": "14155550123", "type": "X", "message": "ignored", "payload": payload }),
        )["text"]
            .clone()
    };
    assert_eq!(with(json!({ "code": "1", "link": "L" })), "Use 1 now");
    assert_eq!(with(json!({ "link": "L" })), "Use L now");
}

#[test]
fn a_value_is_never_expanded_again() {
    let hostile = "{{to}} {{apiKey}} $& $1 %s ${x} <b> \" \\ &amp; {\"a\":1} {{ code | upper }}";
    let config = with_endpoint(json!({
        "endpoint": "https://api.sms.test/{{code}}?a={{code}}",
        "apiKey": "key-that-stays-away",
        "queryParams": { "b": "{{code}}" },
        "bodyParams": { "text": "{{message}}", "code": "{{code}}", "deep": ["{{user.name}}"] },
        "templates": [{ "usageType": "Generic", "content": "{{code}}" }],
    }));
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": hostile, "user": { "name": hostile } } });
    let built = request(&config, &data);
    let body: Value = serde_json::from_str(built.body.as_deref().unwrap()).unwrap();
    assert_eq!(
        body,
        json!({ "text": hostile, "code": hostile, "deep": [hostile] })
    );
    let decoded = common::query(&built);
    assert_eq!(
        decoded,
        [
            ("a".to_owned(), hostile.to_owned()),
            ("b".to_owned(), hostile.to_owned())
        ]
    );
    assert!(!built.url.contains("key-that-stays-away"));
}

#[test]
fn only_own_properties_count_in_every_place() {
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": "1", "user": { "name": "Ada" } } });
    for name in [
        "constructor",
        "__proto__",
        "toString",
        "hasOwnProperty",
        "valueOf",
    ] {
        let source = format!("{{{{{name}}}}}|{{{{user.{name}}}}}|{{{{code.{name}}}}}");
        let config = with_endpoint(json!({ "bodyParams": { "text": source } }));
        assert_eq!(
            json_body(&config, &data)["text"],
            format!("{{{{{name}}}}}||")
        );
    }
}

#[test]
fn an_own_key_with_an_inherited_name_is_used() {
    let payload: Value =
        serde_json::from_str(r#"{"__proto__":{"x":"own"},"constructor":"mine"}"#).unwrap();
    assert_eq!(
        rendered("{{__proto__.x}} {{constructor}}", &payload),
        "own mine"
    );
}

#[test]
fn a_name_that_nobody_knows_is_a_mistake_with_a_suggestion_or_a_warning() {
    let config = with_endpoint(json!({
        "endpoint": "https://api.sms.test/{{typ}}?x={{ cod }}",
        "authorization": "Bearer {{apikey}}",
        "headers": { "X-A": "{{mesage}}" },
        "queryParams": { "q": ["{{ too }}"] },
        "bodyParams": { "a": [{ "b": "{{ custom_field }}" }] },
        "templates": [{ "usageType": "Generic", "content": "{{cdoe}}" }],
        "response": { "messageId": "sms.{{tos}}.id" },
    }));
    assert_eq!(errors(&config), Vec::<String>::new());
    assert_eq!(warnings(&config), ["bodyParams.a.0.b not_in_logto"]);
    let mut paths = mistakes(&config);
    paths.retain(|path| path.ends_with("unknown_placeholder"));
    paths.sort();
    assert_eq!(
        paths,
        [
            "authorization unknown_placeholder",
            "endpoint unknown_placeholder",
            "endpoint unknown_placeholder",
            "headers.X-A unknown_placeholder",
            "queryParams.q.0 unknown_placeholder",
            "response.messageId unknown_placeholder",
            "templates.0.content unknown_placeholder",
        ]
    );
    let messages: String = common::issues(&config)
        .into_iter()
        .map(|issue| issue.message)
        .collect();
    for name in [
        "{{type}}",
        "{{code}}",
        "{{apiKey}}",
        "{{message}}",
        "{{to}}",
    ] {
        assert!(
            messages.contains(&format!("did you mean {name}?")),
            "{name}"
        );
    }
}

/// The codes of what is said of a text, apart from what it lacks.
fn said_of(text: &str) -> Vec<String> {
    let config = with_endpoint(json!({ "bodyParams": ["{{to}}{{code}}", text] }));
    let issues = common::issues(&config);
    issues.iter().map(common::path_and_code).collect()
}

#[test]
fn names_that_logto_always_passes_are_fine() {
    for name in ["code", "to", "type", "message", "ip", "id", "timestamp"] {
        assert_eq!(said_of(&format!("{{{{{name}}}}}")), [""; 0], "{name}");
    }
}

#[test]
fn names_that_logto_does_not_always_pass_need_a_word_for_that() {
    for name in [
        "link",
        "locale",
        "uiLocales",
        "application.name",
        "organization.name",
        "user.profile.givenName",
        "inviter.name",
        "brand",
        "payload",
    ] {
        let bare = said_of(&format!("{{{{{name}}}}}"));
        assert_eq!(bare, ["bodyParams.1 not_in_logto"], "{name}");
        for filter in ["default:\"Acme\"", "json"] {
            let said = said_of(&format!("{{{{ {name} | {filter} }}}}"));
            assert_eq!(said, [""; 0], "{name} {filter}");
        }
    }
}

#[test]
fn what_other_systems_write_is_a_mistake_where_the_name_is_used_nowhere() {
    for text in [
        "{to}",
        "${to}",
        "{ to }",
        "%to%",
        "%TO%",
        "[[to]]",
        "\u{ff5b}\u{ff5b}to\u{ff5d}\u{ff5d}",
        "{phone}",
        "%PHONE_NUMBER%",
    ] {
        let config = |other: &str| {
            with_endpoint(json!({ "bodyParams": { "a": text, "b": other, "c": "{{code}}" } }))
        };
        let found = mistakes(&config("x"));
        assert!(
            found.contains(&"bodyParams.a unknown_placeholder".to_owned()),
            "{text}: {found:?}"
        );
        assert_eq!(mistakes(&config("{{to}}")), [""; 0], "{text}");
    }
    for text in ["{{to", "{{ to }", "{{user-name}}", "{{}}"] {
        assert_eq!(
            said_of(text),
            ["bodyParams.1 unknown_placeholder"],
            "{text}"
        );
    }
    for text in [
        "{",
        "}",
        "100% of {all} 50%",
        "{\"a\":1}",
        "[[x]]",
        "a { b } c",
    ] {
        assert_eq!(said_of(text), [""; 0], "{text}");
    }
}
