//! `headers` and `authorization`.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{errors, header, issues, refusal, request, sign_in, with_endpoint};
use serde_json::{Value, json};

fn authorization(value: &str) -> Option<String> {
    let config =
        with_endpoint(json!({ "authorization": value, "apiKey": "us", "apiSecret": "p:w" }));
    header(&request(&config, &sign_in()), "authorization").map(str::to_owned)
}

#[test]
fn any_scheme_or_none_is_sent_as_it_is() {
    for value in [
        "Bearer abc.def",
        "App 123",
        "Token token=x",
        "0123456789abcdef",
        "Basic dXNlcjpwYXNz",
        "AccessKey k",
        "key=value, other=\"x\"",
    ] {
        assert_eq!(authorization(value).as_deref(), Some(value));
    }
}

#[test]
fn basic_user_and_password_are_encoded() {
    for (value, expected) in [
        ("Basic user:password", "Basic dXNlcjpwYXNzd29yZA=="),
        ("basic user:password", "Basic dXNlcjpwYXNzd29yZA=="),
        ("BASIC  user:password", "Basic dXNlcjpwYXNzd29yZA=="),
        ("Basic user:", "Basic dXNlcjo="),
        ("Basic :password", "Basic OnBhc3N3b3Jk"),
        ("Basic a:b:c", "Basic YTpiOmM="),
        ("Basic user:pass word", "Basic dXNlcjpwYXNzIHdvcmQ="),
        // RFC 7617: UTF-8
        ("Basic test:123\u{a3}", "Basic dGVzdDoxMjPCow=="),
        ("Basic us\u{1F511}:x", "Basic dXPwn5SROng="),
        // After placeholders are replaced; the secret holds a colon.
        ("Basic {{apiKey}}:{{apiSecret}}", "Basic dXM6cDp3"),
    ] {
        assert_eq!(authorization(value).as_deref(), Some(expected), "{value}");
    }
}

#[test]
fn a_colon_elsewhere_is_not_basic() {
    assert_eq!(authorization("Bearer a:b").as_deref(), Some("Bearer a:b"));
    assert_eq!(
        authorization("Basically a:b").as_deref(),
        Some("Basically a:b")
    );
}

#[test]
fn unset_authorization_is_no_header() {
    for value in [json!(""), json!(null), json!("  ")] {
        let config = with_endpoint(json!({ "authorization": value }));
        assert_eq!(header(&request(&config, &sign_in()), "authorization"), None);
        assert_eq!(issues(&config), []);
    }
}

#[test]
fn authorization_has_one_source() {
    for name in ["Authorization", "authorization", "AUTHORIZATION"] {
        let mut headers = serde_json::Map::new();
        headers.insert(name.to_owned(), json!("Bearer b"));
        let config = with_endpoint(json!({ "authorization": "Bearer a", "headers": headers }));
        assert_eq!(errors(&config), [format!("headers.{name} conflict")]);
        let alone = with_endpoint(json!({ "headers": headers }));
        assert_eq!(issues(&alone), []);
        assert_eq!(
            header(&request(&alone, &sign_in()), "authorization"),
            Some("Bearer b")
        );
    }
    let basic = with_endpoint(json!({ "headers": { "Authorization": "Basic user:password" } }));
    assert_eq!(
        header(&request(&basic, &sign_in()), "authorization"),
        Some("Basic dXNlcjpwYXNzd29yZA==")
    );
}

#[test]
fn a_mistake_in_an_authorization_header_has_the_path_as_written() {
    let config =
        with_endpoint(json!({ "headers": { "authorization": "Bearer {{ to | nonsense }}" } }));
    assert_eq!(
        errors(&config),
        ["headers.authorization invalid_placeholder"]
    );
}

#[test]
fn scalars_are_sent_as_text_and_placeholders_replaced() {
    let config = with_endpoint(json!({
        "headers": { "X-Text": " a ", "X-Number": 5, "X-Big": 12_345_678_901_234_567_890_u64, "X-True": true, "X-False": false, "X-To": "n {{to}}", "X-Latin": "\u{e9}\u{ff}", "X-Gone": null },
    }));
    let built = request(&config, &sign_in());
    for (name, value) in [
        ("x-text", "a"),
        ("x-number", "5"),
        ("x-big", "12345678901234567890"),
        ("x-true", "true"),
        ("x-false", "false"),
        ("x-to", "n +14155550123"),
        ("x-latin", "\u{e9}\u{ff}"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(header(&built, name), Some(value), "{name}");
    }
    assert_eq!(header(&built, "x-gone"), None);
    let again = with_endpoint(json!({ "headers": { "X-Gone": null } }));
    assert_eq!(issues(&again), []);
}

#[test]
fn names_that_belong_to_the_connection_are_errors() {
    for name in [
        "Host",
        "host",
        "Content-Length",
        "CONTENT-LENGTH",
        "Connection",
        "Transfer-Encoding",
        "Keep-Alive",
        "Upgrade",
        "TE",
        "Trailer",
        "Expect",
    ] {
        let mut headers = serde_json::Map::new();
        headers.insert(name.to_owned(), json!("x"));
        let config = with_endpoint(json!({ "headers": headers }));
        assert_eq!(errors(&config), [format!("headers.{name} invalid_value")]);
    }
}

#[test]
fn names_that_are_no_tokens_are_errors() {
    for name in [
        "",
        " ",
        "X Key",
        "X-Key:",
        "X\nY",
        "X\r\nEvil: 1",
        "X-\u{e9}",
        "(x)",
        "a,b",
        "a/b",
        "a@b",
        "\"x\"",
        "{{to}}",
        "x\0",
    ] {
        let mut headers = serde_json::Map::new();
        headers.insert(name.to_owned(), json!("x"));
        let found = errors(&with_endpoint(json!({ "headers": headers })));
        assert_eq!(found.len(), 1, "{name:?}");
        assert!(found[0].ends_with("invalid_value"), "{name:?}");
    }
    for name in ["x", "X-Api-Key", "x_y", "!#$%&'*+-.^_`|~1"] {
        let mut headers = serde_json::Map::new();
        headers.insert(name.to_owned(), json!("v"));
        assert_eq!(
            errors(&with_endpoint(json!({ "headers": headers }))),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn names_are_case_insensitive() {
    let config = with_endpoint(json!({ "headers": { "X-Key": "a", "x-key": "b" } }));
    assert_eq!(errors(&config), ["headers.x-key conflict"]);
    let config =
        with_endpoint(json!({ "headers": { "authorization": "a", "Authorization": "b" } }));
    assert_eq!(errors(&config), ["headers.Authorization conflict"]);
}

#[test]
fn values_that_a_header_cannot_carry_are_config_errors_where_they_are_written() {
    for value in [
        "a\nb",
        "a\r\nX-Evil: 1",
        "nul\0",
        "\u{1F600}",
        "\u{20ac}",
        "\u{631}",
        "\u{7f}",
        "\u{1}",
    ] {
        let config =
            with_endpoint(json!({ "headers": { "X-A": format!("x{value}y"), "X-B": "ok" } }));
        assert_eq!(errors(&config), ["headers.X-A invalid_value"], "{value:?}");
        let config = with_endpoint(json!({ "authorization": format!("Bearer x{value}y") }));
        assert_eq!(
            errors(&config),
            ["authorization invalid_value"],
            "{value:?}"
        );
    }
    for value in [json!([1]), json!({ "a": 1 }), json!([]), json!({})] {
        let config = with_endpoint(json!({ "headers": { "X-A": value } }));
        assert_eq!(errors(&config), ["headers.X-A invalid_type"]);
    }
    for value in [json!("X-A: 1"), json!(["X-A: 1"]), json!(1), json!(true)] {
        let config = with_endpoint(json!({ "headers": value }));
        assert_eq!(errors(&config), ["headers invalid_type"]);
    }
}

#[test]
fn values_that_a_header_cannot_carry_are_send_errors_where_placeholders_bring_them() {
    for value in ["a\nb", "a\r\nX-Evil: 1", "nul\0", "\u{1F600}", "\u{20ac}"] {
        let data =
            json!({ "to": "14155550123", "type": "X", "payload": { "user": { "name": value } } });
        for (config, path) in [
            (
                json!({ "headers": { "X-A": "hi {{user.name}}" } }),
                "`headers.X-A`",
            ),
            (
                json!({ "authorization": "Bearer {{user.name}}" }),
                "`authorization`",
            ),
        ] {
            let error = refusal(&with_endpoint(config), &data);
            assert_eq!(error.code(), "invalid_request_parameters");
            let description = error.description();
            assert!(description.contains(path), "{description}");
            assert!(!description.contains(value), "echoes the value");
        }
    }
    let data: Value =
        json!({ "to": "14155550123", "type": "X", "payload": { "user": { "name": "Zo\u{eb}" } } });
    let built = request(
        &with_endpoint(json!({ "headers": { "X-A": "{{user.name}}" } })),
        &data,
    );
    assert_eq!(header(&built, "x-a"), Some("Zo\u{eb}"));
}
