//! `endpoint` and `queryParams`: where a request goes.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{errors, header, list, query, refusal, request, sign_in, text, vectors, warnings};
use serde_json::{Value, json};

fn url(config: &Value) -> String {
    request(config, &sign_in()).url
}

#[test]
fn absolute_urls_are_taken() {
    for (endpoint, expected) in [
        ("https://api.sms.test/send", "https://api.sms.test/send"),
        ("http://localhost:8080/send", "http://localhost:8080/send"),
        ("HTTPS://api.sms.test/Send", "https://api.sms.test/Send"),
        ("https://api.sms.test", "https://api.sms.test/"),
        ("https://api.sms.test?x=1", "https://api.sms.test/?x=1"),
        ("  https://api.sms.test/send\n", "https://api.sms.test/send"),
        ("http://127.0.0.1:65535/", "http://127.0.0.1:65535/"),
        ("http://[::1]:8080/send", "http://[::1]:8080/send"),
        ("http://[2001:db8::1]/send", "http://[2001:db8::1]/send"),
        // As `fetch` would make of it: a header may have the URL that is sent.
        (
            "https://münchen.test/send",
            "https://xn--mnchen-3ya.test/send",
        ),
        ("HTTPS://API.SMS.Test:443/Send", "https://api.sms.test/Send"),
        ("http://api.sms.test:80", "http://api.sms.test/"),
        ("http://api.sms.test:8080/", "http://api.sms.test:8080/"),
        ("https://u:p@API.sms.test/x", "https://api.sms.test/x"),
        ("https://api.sms.test/send?", "https://api.sms.test/send"),
        (
            "https://api.sms.test/send?a=?",
            "https://api.sms.test/send?a=?",
        ),
        (
            "https://api.sms.test/a/../b/./c%2e",
            "https://api.sms.test/b/c%2e",
        ),
        (
            "https://api.sms.test/a%20b/%7B?q=%2B",
            "https://api.sms.test/a%20b/%7B?q=%2B",
        ),
        ("https://api.sms.test/a b", "https://api.sms.test/a%20b"),
        ("https://api.sms.test/a#fragment", "https://api.sms.test/a"),
        (
            "https://api.sms.test/a?b#fragment?c",
            "https://api.sms.test/a?b",
        ),
    ] {
        assert_eq!(url(&json!({ "endpoint": endpoint })), expected);
    }
}

#[test]
fn anything_else_is_an_error_at_the_key() {
    for endpoint in [
        "api.sms.test/send",
        "/send",
        "//api.sms.test/send",
        "ftp://api.sms.test/send",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/plain,x",
        "https:/api.sms.test",
        "https://",
        "https:///send",
        "https://?x=1",
        "https://:443/send",
        "https://user:pass@/send",
        "https://api sms.test/send",
        "https://api.sms.test:http/send",
        "https://api.sms.test:65536/send",
        "https://api.sms.test:-1/send",
        "https://[::1/send",
        "https://[zz]/send",
        "https://[::1]x/send",
        "https://a|b/send",
        "https://{to}/send",
        "https://%zz/send",
        "wss://api.sms.test/",
        "not a url",
    ] {
        let found = errors(&json!({ "endpoint": endpoint }));
        assert_eq!(found, ["endpoint invalid_value"], "{endpoint}");
    }
    for endpoint in [
        json!(7),
        json!(true),
        json!(["https://a.test"]),
        json!({ "url": 1 }),
    ] {
        assert_eq!(
            errors(&json!({ "endpoint": endpoint })),
            ["endpoint invalid_type"]
        );
    }
}

#[test]
fn a_missing_endpoint_is_required_in_every_form_of_not_set() {
    for config in [
        json!({}),
        json!({ "endpoint": "" }),
        json!({ "endpoint": null }),
        json!({ "endpoint": "  " }),
    ] {
        assert_eq!(errors(&config), ["endpoint required"], "{config}");
    }
}

#[test]
fn placeholders_stand_in_path_and_query_only() {
    for endpoint in [
        "https://{{to}}/send",
        "https://{{to}}.sms.test/send",
        "https://api.sms.test:{{to}}/send",
        "https://{{apiKey}}:{{apiSecret}}@api.sms.test/send",
        "https://{{apiKey}}@api.sms.test/send",
        "https://api.{{ locale | default:\"eu\" }}.sms.test/",
        "https://{{ to | default:\"/\" }}.sms.test/",
        "https://{{ to | default:\"?\" }}",
        "https://api.sms.test{{to}}",
        "{{to}}://api.sms.test/",
        "{{endpoint}}",
        "https{{to}}://api.sms.test/",
    ] {
        let config = json!({ "endpoint": endpoint, "apiKey": "k", "apiSecret": "s" });
        let found = errors(&config);
        assert!(
            found.len() == 1 && found[0].starts_with("endpoint invalid_"),
            "{endpoint}: {found:?}"
        );
    }
    let config =
        json!({ "endpoint": "https://api.sms.test/{{type}}/a{{ to | digits }}b?x={{to}}&y" });
    assert_eq!(
        url(&config),
        "https://api.sms.test/SignIn/a14155550123b?x=%2B14155550123&y"
    );
}

#[test]
fn values_are_percent_encoded_in_path_and_query() {
    let vectors = vectors("escapes.json");
    for vector in list(&vectors, "texts") {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": text(vector, "text") } });
        let config = json!({ "endpoint": "https://api.sms.test/p/{{code}}/s?a={{code}}", "queryParams": { "b": "{{code}}" } });
        let url = request(&config, &data).url;
        let encoded = text(vector, "url");
        assert_eq!(
            url,
            format!("https://api.sms.test/p/{encoded}/s?a={encoded}&b={encoded}")
        );
    }
}

#[test]
fn static_text_of_parameters_is_encoded_like_a_value() {
    let vectors = vectors("escapes.json");
    for vector in list(&vectors, "texts") {
        let text_of = text(vector, "text");
        if text_of.contains("{{") {
            continue;
        }
        let mut params = serde_json::Map::new();
        params.insert(text_of.to_owned(), json!(text_of));
        let encoded = text(vector, "url");
        let config = json!({ "endpoint": "https://api.sms.test/", "queryParams": params });
        assert_eq!(
            url(&config),
            format!("https://api.sms.test/?{encoded}={encoded}")
        );
    }
}

#[test]
fn the_get_example_of_the_readme_arrives() {
    let config = json!({
        "endpoint": "https://your-api.com/send-sms", "method": "GET",
        "queryParams": { "to": "{{to}}", "message": "{{message}}" },
    });
    for message in [
        "123456",
        "a&b=c+d%e#f?g",
        "\"q\" 'q'",
        "line\nbreak\r\n",
        "\u{1F600}",
        "\u{631}\u{645}\u{632}",
    ] {
        let data = json!({ "to": "1234567890", "type": "SignIn", "message": message });
        let built = request(&config, &data);
        assert_eq!(built.method, "GET");
        assert_eq!(built.body, None);
        assert!(
            built
                .url
                .starts_with("https://your-api.com/send-sms?to=%2B1234567890&message=")
        );
        assert_eq!(
            query(&built),
            [
                ("to".to_owned(), "+1234567890".to_owned()),
                ("message".to_owned(), message.to_owned())
            ]
        );
    }
}

#[test]
fn parameters_are_appended_to_whatever_query_is_there() {
    for (endpoint, expected) in [
        ("https://a.test", "https://a.test/?x=1&y=2"),
        ("https://a.test/p", "https://a.test/p?x=1&y=2"),
        ("https://a.test/p?", "https://a.test/p?x=1&y=2"),
        ("https://a.test/p?q", "https://a.test/p?q&x=1&y=2"),
        ("https://a.test/p?q=1", "https://a.test/p?q=1&x=1&y=2"),
        ("https://a.test/p?q=1&", "https://a.test/p?q=1&x=1&y=2"),
        (
            "https://a.test/p?q={{type}}",
            "https://a.test/p?q=SignIn&x=1&y=2",
        ),
        ("https://a.test/p#frag?ment", "https://a.test/p?x=1&y=2"),
        ("https://a.test/p?q=1#frag", "https://a.test/p?q=1&x=1&y=2"),
        (
            "https://a.test/{{ locale | default:\"?\" }}",
            "https://a.test/%3F?x=1&y=2",
        ),
        (
            "https://a.test/{{ locale | default:\"#\" }}?q=1",
            "https://a.test/%23?q=1&x=1&y=2",
        ),
        (
            "https://a.test/?q={{ locale | default:\"&\" }}",
            "https://a.test/?q=%26&x=1&y=2",
        ),
    ] {
        let config = json!({ "endpoint": endpoint, "queryParams": { "x": 1, "y": "2" } });
        let data = json!({ "to": "14155550123", "type": "SignIn", "payload": { "locale": "" } });
        assert_eq!(request(&config, &data).url, expected, "{endpoint}");
    }
}

#[test]
fn parameters_take_scalars_and_arrays_and_leave_null_out() {
    let params = json!({
        "s": "text", "n": 4, "big": 98_765_432_109_876_543_u64, "f": 1.5, "t": true, "no": false,
        "gone": null, "list": ["a", 1, null, false, "{{to}}"], "none": [], "empty": "",
    });
    for method in ["GET", "POST"] {
        let config =
            json!({ "endpoint": "https://a.test/", "method": method, "queryParams": params });
        assert_eq!(
            url(&config),
            "https://a.test/?s=text&n=4&big=98765432109876543&f=1.5&t=true&no=false&list=a&list=1&list=false&list=%2B14155550123&empty=",
        );
    }
}

#[test]
fn nested_parameters_are_errors_with_their_paths() {
    let config = json!({ "endpoint": "https://a.test/", "queryParams": { "a": { "b": 1 }, "c": [1, [2], { "d": 3 }], "e": {} } });
    assert_eq!(
        errors(&config),
        [
            "queryParams.a invalid_type",
            "queryParams.c.1 invalid_type",
            "queryParams.c.2 invalid_type",
            "queryParams.e invalid_type",
        ]
    );
    for wrong in [json!("a=b"), json!(["a"]), json!(5), json!(true)] {
        let config = json!({ "endpoint": "https://a.test/", "queryParams": wrong });
        assert_eq!(errors(&config), ["queryParams invalid_type"]);
    }
}

#[test]
fn the_alias_works_and_the_other_name_counts_where_both_are_set() {
    let config = json!({ "endpoint": "https://a.test/", "queryParameters": { "x": 1 } });
    assert_eq!(url(&config), "https://a.test/?x=1");
    assert_eq!(warnings(&config), [""; 0]);
    let both = json!({ "endpoint": "https://a.test/", "queryParams": { "x": 1 }, "queryParameters": { "y": 1 } });
    assert_eq!(errors(&both), [""; 0]);
    assert_eq!(warnings(&both), ["queryParameters no_effect"]);
    assert_eq!(url(&both), "https://a.test/?x=1");
    let untouched =
        json!({ "endpoint": "https://a.test/", "queryParams": { "x": 1 }, "queryParameters": {} });
    assert_eq!(warnings(&untouched), [""; 0]);
    let wrong = json!({ "endpoint": "https://a.test/", "queryParameters": { "x": {} } });
    assert_eq!(errors(&wrong), ["queryParameters.x invalid_type"]);
}

#[test]
fn credentials_of_the_url_become_an_authorization() {
    let config = json!({ "endpoint": "https://us%65r:p%40ss%3Aword@a.test/send" });
    let built = request(&config, &sign_in());
    assert_eq!(built.url, "https://a.test/send");
    // base64 of `user:p@ss:word`
    assert_eq!(
        header(&built, "authorization"),
        Some("Basic dXNlcjpwQHNzOndvcmQ=")
    );
    let both = json!({ "endpoint": "https://user:pass@a.test/send", "authorization": "Bearer x" });
    assert_eq!(errors(&both), ["endpoint conflict"]);
    let only_user = request(&json!({ "endpoint": "https://token@a.test/" }), &sign_in());
    assert_eq!(header(&only_user, "authorization"), Some("Basic dG9rZW46"));
}

#[test]
fn a_fragment_is_a_warning() {
    let config = json!({ "endpoint": "https://a.test/#{{to}}" });
    assert_eq!(errors(&config), Vec::<String>::new());
    assert_eq!(warnings(&config), ["endpoint no_effect"]);
    assert_eq!(url(&config), "https://a.test/");
}

#[test]
fn a_value_cannot_leave_its_part_of_the_path() {
    let config = json!({ "endpoint": "https://a.test/v1/{{code}}/send?x={{code}}" });
    for code in [".", ".."] {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": code } });
        let error = refusal(&config, &data);
        assert_eq!(error.code(), "invalid_request_parameters");
        assert!(error.description().contains("`endpoint`"));
    }
    for code in [
        "../admin",
        "..\\admin",
        "%2e%2e",
        "a/../b",
        "?x=1",
        "#x",
        "//evil.test",
        "@evil.test",
        "...",
        ".a",
    ] {
        let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": code } });
        let url = request(&config, &data).url;
        let path = url.split('?').next().unwrap();
        assert_eq!(path.split('/').count(), 6, "{code}");
        assert!(
            path.starts_with("https://a.test/v1/") && path.ends_with("/send"),
            "{code}"
        );
        assert!(!url.contains('#') && !path.contains('\\'), "{code}");
    }
    // In the query alone it is harmless.
    let config = json!({ "endpoint": "https://a.test/v1?x={{code}}" });
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": ".." } });
    assert_eq!(request(&config, &data).url, "https://a.test/v1?x=..");
}

#[test]
fn dots_of_the_operators_own_are_meant_and_those_of_a_value_are_not() {
    let with_code =
        |code: &str| json!({ "to": "14155550123", "type": "X", "payload": { "code": code } });
    let own = json!({ "endpoint": "https://a.test/x/../{{code}}/./y?z=..", "bodyParams": { "c": "{{code}}" } });
    assert_eq!(
        request(&own, &with_code("7")).url,
        "https://a.test/7/y?z=.."
    );
    for (endpoint, code) in [
        ("https://a.test/{{code}}/send", ".."),
        ("https://a.test/%2e{{code}}/send", "."),
        ("https://a.test/%2E{{code}}", "."),
        ("https://a.test/x/../{{code}}", "."),
        ("https://a.test/.{{code}}/send", ""),
    ] {
        let error = refusal(&json!({ "endpoint": endpoint }), &with_code(code));
        assert_eq!(error.code(), "invalid_request_parameters", "{endpoint}");
    }
    // Behind a question mark dots are dots.
    let query = json!({ "endpoint": "https://a.test/?c={{code}}" });
    assert_eq!(
        request(&query, &with_code("..")).url,
        "https://a.test/?c=.."
    );
}

#[test]
fn a_backslash_is_a_slash_and_an_empty_user_is_none() {
    assert_eq!(
        url(&json!({ "endpoint": "https://a.test\\path\\x?y=\\z" })),
        "https://a.test/path/x?y=\\z"
    );
    for endpoint in ["https://@a.test/", "https://:@a.test/"] {
        let built = request(&json!({ "endpoint": endpoint }), &sign_in());
        assert_eq!(
            (built.url.as_str(), header(&built, "authorization")),
            ("https://a.test/", None)
        );
    }
}

#[test]
fn where_the_url_says_everything_there_is_no_second_copy_in_a_body() {
    for config in [
        json!({ "endpoint": "https://a.test/", "queryParams": { "to": "{{to}}" } }),
        json!({ "endpoint": "https://a.test/", "queryParams": { "fixed": 1 } }),
        json!({ "endpoint": "https://a.test/{{to}}" }),
    ] {
        let built = request(&config, &sign_in());
        assert_eq!(
            (built.method, built.body.as_deref()),
            ("POST", None),
            "{config}"
        );
        assert_eq!(header(&built, "content-type"), None, "{config}");
    }
    let bare = request(
        &json!({ "endpoint": "https://a.test/?fixed=1" }),
        &sign_in(),
    );
    assert!(bare.body.is_some_and(|body| body.contains("\"payload\"")));
}

#[test]
fn hosts_and_ports_that_cannot_be_meant_are_told() {
    for (endpoint, expected) in [
        ("http://api.sms-provider.com/", vec!["endpoint insecure"]),
        ("http://203.0.113.7/", vec!["endpoint insecure"]),
        ("https://api.example.com/", vec!["endpoint leftover"]),
        (
            "https://api.your-sms-provider.com/",
            vec!["endpoint leftover"],
        ),
        ("https://api.sms-provider.com/", vec![]),
        ("http://localhost:3000/", vec![]),
        ("http://sms-gateway/", vec![]),
        ("http://gateway.internal/", vec![]),
        ("http://192.168.1.20:8080/", vec![]),
        ("http://172.31.0.1/", vec![]),
        ("http://[::1]/", vec![]),
        ("http://[fd00::1]/", vec![]),
        ("http://[::ffff:10.0.0.1]/", vec![]),
    ] {
        assert_eq!(
            warnings(&json!({ "endpoint": endpoint })),
            expected,
            "{endpoint}"
        );
    }
    for endpoint in ["http://127.0.0.1:25/", "https://a.test:6667/"] {
        assert_eq!(
            common::mistakes(&json!({ "endpoint": endpoint })),
            ["endpoint invalid_value"],
            "{endpoint}"
        );
    }
    assert_eq!(
        common::mistakes(&json!({ "endpoint": "http://127.0.0.1:8025/" })),
        [""; 0]
    );
}

#[test]
fn what_is_pasted_for_a_url_is_told_what_to_do_with_it() {
    for (endpoint, part) in [
        ("curl -X POST https://a.test/send -d x=1", "curl command"),
        ("POST https://a.test/send", "`method`"),
        ("get https://a.test/send", "`method`"),
    ] {
        let config = json!({ "endpoint": endpoint });
        assert_eq!(errors(&config), ["endpoint invalid_value"]);
        assert!(
            common::issues(&config)[0].message.contains(part),
            "{endpoint}"
        );
    }
}
