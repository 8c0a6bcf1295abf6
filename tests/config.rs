//! The configuration as a whole: not-set values, unknown keys, all issues at once.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{
    compiled, errors, issues, mistakes, plain, request, sign_in, warnings, with_endpoint,
};
use generic_http_sms::config::Config;
use generic_http_sms::issue::Severity;
use generic_http_sms::limits;
use serde_json::{Value, json};

const SCALARS: [&str; 10] = [
    "endpoint",
    "method",
    "authorization",
    "apiKey",
    "apiSecret",
    "timeout",
    "retry",
    "maxRetries",
    "signingSecret",
    "bodyParams",
];
const STRUCTURES: [&str; 8] = [
    "headers",
    "signature",
    "queryParams",
    "bodyParams",
    "templates",
    "response",
    "queryParameters",
    "bodyParameters",
];

#[test]
fn an_untouched_console_form_is_a_valid_configuration() {
    let config = json!({
        "endpoint": "https://api.sms.test/send", "method": "", "authorization": "", "headers": {}, "queryParams": {},
        "bodyParams": {}, "templates": {}, "apiKey": "", "apiSecret": "", "response": {}, "timeout": null, "retry": "",
        "maxRetries": null, "signingSecret": "",
    });
    assert_eq!(issues(&config), []);
    let built = request(&config, &sign_in());
    assert_eq!(
        built.body.as_deref(),
        Some(r#"{"to":"14155550123","type":"SignIn","payload":{"code":"918273"}}"#)
    );
    assert_eq!(compiled(&config).base.retry.timeout_ms, 10_000);
}

#[test]
fn every_form_of_not_set_means_not_set() {
    let plain = request(&with_endpoint(json!({})), &sign_in());
    let unset = |key: &str, value: &Value| {
        if key == "endpoint" {
            return;
        }
        let mut config = with_endpoint(json!({}));
        config[key] = value.clone();
        assert_eq!(issues(&config), [], "{key}: {value}");
        let built = request(&config, &sign_in());
        assert_eq!(
            (&built.url, common::headers(&built), &built.body),
            (&plain.url, common::headers(&plain), &plain.body),
            "{key}: {value}"
        );
    };
    for key in SCALARS.iter().chain(&STRUCTURES) {
        unset(key, &json!(""));
        unset(key, &json!(null));
    }
    for key in STRUCTURES {
        unset(key, &json!({}));
        unset(key, &json!([]));
    }
    for key in [
        "success",
        "messageId",
        "error",
        "rateLimited",
        "quotaExceeded",
        "refused",
        "tokenExpired",
    ] {
        for value in [json!(""), json!(null)] {
            assert_eq!(
                issues(&with_endpoint(json!({ "response": { key: value } }))),
                [],
                "response.{key}"
            );
        }
    }
    for key in [
        "success",
        "messageId",
        "error",
        "rateLimited",
        "quotaExceeded",
        "refused",
        "tokenExpired",
    ] {
        for value in [json!({}), json!([])] {
            assert_eq!(
                issues(&with_endpoint(json!({ "response": { key: value } }))),
                [],
                "response.{key}"
            );
        }
    }
    for value in [json!(""), json!(null)] {
        let config = with_endpoint(
            json!({ "bodyParams": "{\"to\":\"{{to}}\",\"text\":\"{{message}}\"}", "templates": [{ "usageType": "Generic", "content": "{{code}}", "locale": value }] }),
        );
        assert_eq!(issues(&config), []);
    }
}

#[test]
fn a_wrong_type_is_reported_once_at_its_key() {
    let wrong: [(&str, Value); 16] = [
        ("method", json!(1)),
        ("authorization", json!(["Bearer"])),
        ("headers", json!("X-A: 1")),
        ("queryParams", json!("a=1")),
        ("templates", json!("text")),
        (
            "templates",
            json!({ "usageType": "Generic", "content": "x" }),
        ),
        ("apiKey", json!(123)),
        ("apiSecret", json!({ "a": 1 })),
        ("response", json!("ok")),
        ("response", json!([1])),
        ("timeout", json!("10000")),
        ("timeout", json!(true)),
        ("retry", json!(true)),
        ("maxRetries", json!("2")),
        ("signingSecret", json!(123)),
        ("signingSecret", json!(["whsec_x"])),
    ];
    for (key, value) in wrong {
        let config = with_endpoint(json!({ key: value }));
        assert_eq!(errors(&config), [format!("{key} invalid_type")], "{value}");
    }
}

#[test]
fn the_method_is_get_post_or_put_in_any_letter_case() {
    for (method, expected) in [
        ("GET", "GET"),
        ("get", "GET"),
        ("Post", "POST"),
        (" post ", "POST"),
        ("put", "PUT"),
    ] {
        assert_eq!(
            request(&with_endpoint(json!({ "method": method })), &sign_in()).method,
            expected
        );
    }
    for method in ["PATCH", "DELETE", "HEAD", "GE T", "POST,GET"] {
        assert_eq!(
            errors(&with_endpoint(json!({ "method": method }))),
            ["method invalid_value"]
        );
    }
}

#[test]
fn numbers_have_bounds_that_are_named() {
    for (key, bounds) in [
        ("timeout", &limits::TIMEOUT_MS),
        ("maxRetries", &limits::MAX_RETRIES),
    ] {
        let (least, most) = (*bounds.start(), *bounds.end());
        for within in [least, most] {
            assert_eq!(
                issues(&with_endpoint(json!({ key: within }))),
                [],
                "{key} {within}"
            );
        }
        for beyond in [
            json!(-1),
            json!(u64::from(most).saturating_add(1)),
            json!(1.5),
            json!(1e300),
            json!(-0.5),
            json!(u64::MAX),
        ] {
            let config = with_endpoint(json!({ key: beyond }));
            assert_eq!(errors(&config), [format!("{key} out_of_range")], "{beyond}");
            let message = &issues(&config)[0].message;
            assert!(message.contains(&least.to_string()) && message.contains(&most.to_string()));
        }
    }
    assert_eq!(
        errors(&with_endpoint(json!({ "timeout": 99 }))),
        ["timeout out_of_range"]
    );
    assert_eq!(
        (limits::TIMEOUT_MS, limits::DEFAULT_TIMEOUT_MS),
        (100..=60_000, 10_000)
    );
    assert_eq!(
        (limits::MAX_RETRIES, limits::DEFAULT_MAX_RETRIES),
        (0..=5, 2)
    );
}

#[test]
fn retry_is_one_of_three_words() {
    for policy in ["never", "unsent", "always", "Always"] {
        assert_eq!(issues(&with_endpoint(json!({ "retry": policy }))), []);
    }
    assert_eq!(
        errors(&with_endpoint(json!({ "retry": "sometimes" }))),
        ["retry invalid_value"]
    );
}

#[test]
fn unknown_keys_are_mistakes_where_one_is_close_and_warnings_otherwise() {
    for (key, suggestion) in [
        ("endPoint", "endpoint"),
        ("endpiont", "endpoint"),
        ("queryparams", "queryParams"),
        ("query_params", "queryParams"),
        ("queryParam", "queryParams"),
        ("bodyParam", "bodyParams"),
        ("body-params", "bodyParams"),
        ("header", "headers"),
        ("autorization", "authorization"),
        ("Authorization", "authorization"),
        ("template", "templates"),
        ("apikey", "apiKey"),
        ("api_secret", "apiSecret"),
        ("timeOut", "timeout"),
        ("maxretries", "maxRetries"),
        ("responce", "response"),
        ("signing_secret", "signingSecret"),
        ("metod", "method"),
    ] {
        let config = with_endpoint(json!({ key: "x" }));
        assert_eq!(errors(&config), Vec::<String>::new(), "{key}");
        assert_eq!(mistakes(&config), [format!("{key} unknown_key")]);
        assert_eq!(
            issues(&config)[0].message,
            format!("unknown key; did you mean `{suggestion}`?")
        );
    }
    for key in ["colour", "x", "", "url2", "\u{e9}"] {
        let config = with_endpoint(json!({ key: "x" }));
        assert_eq!(warnings(&config).len(), 1, "{key}");
        assert!(
            !issues(&config)[0].message.contains("did you mean"),
            "{key}"
        );
        assert!(Config::compile(&config).0.is_some());
    }
    let nested = with_endpoint(json!({
        "templates": [{ "usageType": "Generic", "content": "x", "type": "text/plain", "local": "en" }],
        "response": { "messageID": "id", "success": { "path": "a", "equal": 1, "equals": 1 } },
    }));
    // A rule that is not applied takes failures for success, so nothing is sent; a text that is not chosen is still a text.
    assert_eq!(
        errors(&nested),
        [
            "response.messageID unknown_key",
            "response.success.equal unknown_key"
        ]
    );
    let mut found = mistakes(&nested);
    found.retain(|mistake| mistake.ends_with("unknown_key"));
    found.sort();
    assert_eq!(
        found,
        [
            "templates.0.local unknown_key",
            "templates.0.type unknown_key"
        ]
    );
}

#[test]
fn a_key_that_holds_a_pasted_credential_is_not_echoed_whole() {
    let long = "k".repeat(5_000);
    let config = with_endpoint(json!({ long.as_str(): 1 }));
    let issue = &issues(&config)[0];
    assert!(issue.path.chars().count() < 100 && issue.message.chars().count() < 200);
}

#[test]
fn eight_mistakes_are_all_reported_with_their_paths() {
    let config = json!({
        "endpoint": "api.sms.test/send",
        "method": "PATCH",
        "authorisation": "Bearer x",
        "headers": { "Host": "x", "X-A": "{{ to | digit }}" },
        "queryParams": { "a": { "b": 1 } },
        "bodyParams": { "list": ["{{apiKey}}"] },
        "templates": [{ "usageType": "SignIn" }],
        "response": { "success": { "path": "a" } },
        "timeout": 5,
    });
    let mut found = errors(&config);
    found.sort();
    assert_eq!(
        found,
        [
            "bodyParams.list.0 invalid_placeholder",
            "endpoint invalid_value",
            "headers.Host invalid_value",
            "headers.X-A invalid_placeholder",
            "method invalid_value",
            "queryParams.a invalid_type",
            "response.success invalid_value",
            "templates.0.content required",
            "timeout out_of_range",
        ]
    );
    assert_eq!(
        mistakes(&config),
        ["authorisation unknown_key", "templates incomplete"]
    );
    assert!(
        issues(&config)
            .iter()
            .any(|issue| issue.message.contains("did you mean `authorization`?"))
    );
    assert!(Config::compile(&config).0.is_none());
}

#[test]
fn what_is_no_object_is_an_error_at_the_root() {
    for config in [
        json!(null),
        json!("https://api.sms.test"),
        json!(5),
        json!(true),
        json!([]),
        json!([{ "endpoint": "x" }]),
    ] {
        assert_eq!(errors(&config), [" invalid_type"], "{config}");
    }
}

#[test]
fn no_message_echoes_a_credential() {
    let secrets = ["sk_live_abcdef", "pa55word", "tok-12345678"];
    let configs = [
        json!({ "endpoint": "https://user:pa55word@api.sms.test:99999/" }),
        json!({ "endpoint": "ftp://user:pa55word@api.sms.test/" }),
        json!({ "endpoint": "sk_live_abcdef" }),
        json!({ "method": "sk_live_abcdef", "endpoint": "https://a.test" }),
        json!({ "authorization": "Bearer sk_live_abcdef\n", "headers": { "Authorization": "tok-12345678" } }),
        json!({ "authorization": "Bearer sk_live_abcdef\u{1F600}" }),
        json!({ "headers": { "X-Key": "sk_live_abcdef\r\nx" } }),
        json!({ "headers": "X-Key: sk_live_abcdef" }),
        json!({ "apiKey": "{{sk_live_abcdef", "apiSecret": ["pa55word"] }),
        json!({ "timeout": "sk_live_abcdef", "retry": "pa55word", "maxRetries": "tok-12345678" }),
        json!({ "signingSecret": "sk_live_abcdef pa55word" }),
        json!({ "signingSecret": "whsec_pa55word" }),
        json!({ "bodyParams": "{\"token\":\"tok-12345678\"" }),
        json!({ "queryParams": "token=tok-12345678", "templates": "pa55word", "response": "sk_live_abcdef" }),
        json!({ "response": { "success": { "equals": { "a": "pa55word" } } } }),
    ];
    for config in configs {
        let shown = plain(&issues(&config)).to_string();
        for secret in secrets {
            assert!(
                !shown.contains(secret),
                "a message echoes a credential: {config}"
            );
        }
    }
}

#[test]
fn messages_read_well() {
    let config = json!({ "endpoint": 5, "method": "PUT", "headers": [1], "templates": [1], "timeout": 1, "x": 1 });
    for issue in issues(&config) {
        let first = issue.message.chars().next().unwrap();
        assert!(!first.is_uppercase(), "{}", issue.message);
        assert!(!issue.message.ends_with('.'), "{}", issue.message);
    }
}

#[test]
fn issues_are_plain_json() {
    let config = json!({ "methd": "x" });
    let shown = plain(&issues(&config));
    let mut list = shown.as_array().unwrap().clone();
    list.sort_by_key(|issue| issue["path"].to_string());
    assert_eq!(list[0]["path"], "endpoint");
    assert_eq!(list[0]["severity"], "error");
    assert_eq!(list[0]["code"], "required");
    assert_eq!(
        list[1],
        json!({ "path": "methd", "code": "unknown_key", "message": "unknown key; did you mean `method`?", "severity": "error" })
    );
}

#[test]
fn a_placeholder_for_an_unset_credential_is_an_error() {
    let config = with_endpoint(
        json!({ "headers": { "X-K": "{{apiKey}}" }, "queryParams": { "s": "{{ apiSecret | base64 }}" } }),
    );
    assert_eq!(
        errors(&config),
        [
            "headers.X-K invalid_placeholder",
            "queryParams.s invalid_placeholder"
        ]
    );
    let set = with_endpoint(
        json!({ "apiKey": "k", "apiSecret": "s", "headers": { "X-K": "{{apiKey}}" }, "queryParams": { "s": "{{apiSecret}}" } }),
    );
    assert_eq!(errors(&set), [""; 0]);
    assert_eq!(warnings(&set), [""; 0]);
}

#[test]
fn credentials_hold_no_placeholders() {
    assert_eq!(
        errors(&with_endpoint(json!({ "apiKey": "{{to}}" }))),
        ["apiKey invalid_placeholder"]
    );
    assert_eq!(
        errors(&with_endpoint(json!({ "apiSecret": "a{{code}}" }))),
        ["apiSecret invalid_placeholder"]
    );
}

#[test]
fn issues_of_templates_have_their_paths() {
    let config = with_endpoint(json!({ "templates": [
        5,
        { "usageType": "", "content": "" },
        { "usageType": 1, "content": [] },
        { "usageType": "A", "content": "{{ code | x }}", "locale": 5 },
        { "usageType": "A", "content": "fine" },
        { "usageType": "A", "content": "again" },
    ] }));
    assert_eq!(
        errors(&config),
        [
            "templates.0 invalid_type",
            "templates.1.usageType required",
            "templates.1.content required",
            "templates.2.usageType invalid_type",
            "templates.2.content invalid_type",
            "templates.3.locale invalid_type",
            "templates.3.content invalid_placeholder",
        ]
    );
    assert_eq!(
        warnings(&with_endpoint(json!({ "templates": [
        { "usageType": "A", "content": "fine" }, { "usageType": "A", "content": "again" },
    ] }))),
        ["templates.1 no_effect"]
    );
}

#[test]
fn recipes_and_editors_may_annotate() {
    let config = with_endpoint(json!({ "$schema": "x", "$recipe": { "name": "y" } }));
    assert_eq!(issues(&config), []);
}

#[test]
fn warnings_do_not_stop_a_send() {
    let (config, issues) = Config::compile(&with_endpoint(json!({ "colour": "red" })));
    assert!(config.is_some());
    assert!(
        issues
            .iter()
            .all(|issue| issue.severity == Severity::Warning)
    );
}
