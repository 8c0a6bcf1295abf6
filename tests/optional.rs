//! The filter `optional`: what has no value takes its key, parameter or header with it.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{body, errors, header, headers, json_body, refusal, request, with_endpoint};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

/// A message with these keys of the payload.
fn with_payload(payload: &Value) -> Value {
    json!({ "to": "14155550123", "type": "SignIn", "payload": payload })
}

/// What becomes of a body whose placeholders are `{{a}}`, `{{b}}` and `{{c}}`, each `optional`.
fn sent(params: &Value, payload: &Value) -> String {
    body(
        &with_endpoint(json!({ "bodyParams": params })),
        &with_payload(payload),
    )
}

/// Every choice of what three names have: a text or nothing.
fn choices() -> impl Iterator<Item = [&'static str; 3]> {
    (0..8_u8)
        .map(|bits| ["x", "y", "z"].map(|text| if bits & position(text) == 0 { "" } else { text }))
}

fn position(text: &str) -> u8 {
    match text {
        "x" => 1,
        "y" => 2,
        _ => 4,
    }
}

fn payload_of([a, b, c]: [&str; 3]) -> Value {
    json!({ "a": a, "b": b, "c": c })
}

#[test]
fn keys_of_an_object_go_wherever_they_stand() {
    let params = json!({ "a": "{{a|optional}}", "b": "{{ b | optional }}", "c": "{{c|optional}}" });
    for choice in choices() {
        let kept = ["a", "b", "c"].into_iter().zip(choice);
        let kept: serde_json::Map<String, Value> = kept
            .filter(|(_, text)| !text.is_empty())
            .map(|(key, text)| (key.to_owned(), json!(text)))
            .collect();
        assert_eq!(
            sent(&params, &payload_of(choice)),
            Value::Object(kept).to_string()
        );
    }
}

#[test]
fn keys_stay_that_are_not_optional() {
    let params = json!({ "first": 1, "a": "{{a|optional}}", "empty": "{{b}}", "c": "{{c|optional}}", "last": null });
    assert_eq!(
        sent(&params, &payload_of(["", "", ""])),
        r#"{"first":1,"empty":"","last":null}"#
    );
    assert_eq!(
        sent(&params, &payload_of(["x", "", "z"])),
        r#"{"first":1,"a":"x","empty":"","c":"z","last":null}"#
    );
}

#[test]
fn items_of_an_array_go_wherever_they_stand() {
    let params = json!(["{{a|optional}}", "{{b|optional}}", "{{c|optional}}"]);
    for choice in choices() {
        let kept: Vec<_> = choice.into_iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(sent(&params, &payload_of(choice)), json!(kept).to_string());
    }
}

#[test]
fn what_goes_takes_nothing_of_what_it_stands_in() {
    let params = json!({ "outer": { "list": ["{{a|optional}}", { "b": "{{b|optional}}" }], "c": "{{c|optional}}" } });
    assert_eq!(
        sent(&params, &payload_of(["", "", ""])),
        r#"{"outer":{"list":[{}]}}"#
    );
    assert_eq!(
        sent(&params, &payload_of(["x", "", "z"])),
        r#"{"outer":{"list":["x",{}],"c":"z"}}"#
    );
    assert_eq!(
        sent(&params, &payload_of(["", "y", ""])),
        r#"{"outer":{"list":[{"b":"y"}]}}"#
    );
}

#[test]
fn a_text_goes_with_its_placeholder() {
    let params =
        json!({ "greeting": "Hello {{a|optional}}!", "two": "{{b|optional}} and {{c|optional}}" });
    assert_eq!(sent(&params, &payload_of(["", "y", ""])), "{}");
    assert_eq!(
        sent(&params, &payload_of(["x", "y", "z"])),
        r#"{"greeting":"Hello x!","two":"y and z"}"#
    );
}

#[test]
fn nothing_is_what_is_not_known_not_there_null_or_empty() {
    let params = json!({ "v": "{{ v.w | optional }}" });
    for payload in [
        json!({}),
        json!({ "v": null }),
        json!({ "v": "text" }),
        json!({ "v": {} }),
        json!({ "v": { "w": null } }),
        json!({ "v": { "w": "" } }),
    ] {
        assert_eq!(sent(&params, &payload), "{}", "{payload}");
    }
    for (kept, shown) in [
        (json!("0"), "0"),
        (json!(0), "0"),
        (json!(false), "false"),
        (json!(" "), " "),
    ] {
        assert_eq!(
            sent(&params, &json!({ "v": { "w": kept } })),
            json!({ "v": shown }).to_string()
        );
    }
}

#[test]
fn what_counts_is_the_value_behind_all_filters() {
    for (placeholder, value, expected) in [
        ("{{ v | optional | trim }}", " ", "{}"),
        ("{{ v | trim | optional }}", " ", "{}"),
        ("{{ v | strip_prefix:\"x\" | optional }}", "x", "{}"),
        ("{{ v | optional | default:\"d\" }}", "", r#"{"v":"d"}"#),
        ("{{ v | default:\"d\" | optional }}", "", r#"{"v":"d"}"#),
        ("{{ v | map:\"a=1\" | optional }}", "b", "{}"),
        (
            "{{ v | encoding | map:\"ucs2=unicode\" | optional }}",
            "abc",
            "{}",
        ),
        (
            "{{ v | encoding | map:\"ucs2=unicode\" | optional }}",
            "\u{43a}\u{43e}\u{434}",
            r#"{"v":"unicode"}"#,
        ),
        ("{{ v | optional | number }}", "", "{}"),
        ("{{ v | optional | number }}", "12", r#"{"v":12}"#),
    ] {
        let params = json!({ "v": placeholder });
        assert_eq!(
            sent(&params, &json!({ "v": value })),
            expected,
            "{placeholder} of {value:?}"
        );
    }
}

#[test]
fn a_variable_is_optional_as_well() {
    let config = with_endpoint(json!({
        "variables": { "region": "{{ where | default:\"\" }}" },
        "bodyParams": { "region": "{{ region | optional }}" },
    }));
    assert_eq!(body(&config, &with_payload(&json!({}))), "{}");
    assert_eq!(
        body(&config, &with_payload(&json!({ "where": "eu" }))),
        r#"{"region":"eu"}"#
    );
}

#[test]
fn a_message_that_is_not_there_is_left_out_rather_than_missed() {
    let config = with_endpoint(
        json!({ "bodyParams": { "text": "{{ message | optional }}", "to": "{{to}}" } }),
    );
    assert_eq!(
        json_body(&config, &with_payload(&json!({}))),
        json!({ "to": "+14155550123" })
    );
}

#[test]
fn fields_of_a_form_go_wherever_they_stand() {
    let params =
        json!({ "a": "{{a|optional}}", "l": ["{{b|optional}}", "{{c|optional}}"], "n": 1 });
    for (params, rest) in [
        (params.clone(), "n=1"),
        (json!({ "a": params["a"], "l": params["l"] }), ""),
    ] {
        for choice in choices() {
            let config =
                with_endpoint(json!({ "headers": { "Content-Type": FORM }, "bodyParams": params }));
            let kept = ["a", "l", "l"].into_iter().zip(choice);
            let mut pairs: Vec<_> = kept
                .filter(|(_, text)| !text.is_empty())
                .map(|(key, text)| format!("{key}={text}"))
                .collect();
            pairs.extend((!rest.is_empty()).then(|| rest.to_owned()));
            assert_eq!(
                body(&config, &with_payload(&payload_of(choice))),
                pairs.join("&")
            );
        }
    }
}

#[test]
fn parameters_of_a_query_go_and_no_separator_is_left() {
    let params = json!({ "a": "{{a|optional}}", "b": "{{b|optional}}", "c": "{{c|optional}}" });
    for (endpoint, some, none) in [
        ("/send", "/send?", "/send"),
        ("/send?", "/send?", "/send"),
        ("/send?k=v", "/send?k=v&", "/send?k=v"),
        ("/send?k=v&", "/send?k=v&", "/send?k=v&"),
        (
            "/send?k={{to}}",
            "/send?k=%2B14155550123&",
            "/send?k=%2B14155550123",
        ),
    ] {
        for choice in choices() {
            let config = json!({ "endpoint": format!("https://api.sms.test{endpoint}"), "method": "GET", "queryParams": params });
            let kept = ["a", "b", "c"].into_iter().zip(choice);
            let pairs: Vec<_> = kept
                .filter(|(_, text)| !text.is_empty())
                .map(|(key, text)| format!("{key}={text}"))
                .collect();
            let expected = if pairs.is_empty() {
                none.to_owned()
            } else {
                format!("{some}{}", pairs.join("&"))
            };
            let url = request(&config, &with_payload(&payload_of(choice))).url;
            assert_eq!(url, format!("https://api.sms.test{expected}"));
        }
    }
}

#[test]
fn a_header_goes_and_so_does_authorization() {
    let config = with_endpoint(json!({
        "authorization": "Bearer {{ key | optional }}",
        "headers": { "X-A": "{{ a | optional }}", "X-B": "b {{ b | optional }}", "X-C": "{{c}}" },
        "bodyParams": { "to": "{{to}}" },
    }));
    let built = request(&config, &with_payload(&payload_of(["", "", ""])));
    let names: Vec<_> = headers(&built)
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["X-C", "Content-Type"]);
    let built = request(
        &config,
        &with_payload(&json!({ "key": "k-1", "a": "x", "b": "y", "c": "" })),
    );
    assert_eq!(header(&built, "authorization"), Some("Bearer k-1"));
    assert_eq!(
        (header(&built, "x-a"), header(&built, "x-b")),
        (Some("x"), Some("b y"))
    );
}

#[test]
fn a_header_of_what_is_sent_goes_where_nothing_is() {
    let config = with_endpoint(json!({
        "method": "GET", "queryParams": { "to": "{{to}}" },
        "headers": { "X-Body": "{{ request.body | optional }}", "X-Query": "{{ request.query | optional }}" },
    }));
    let built = request(&config, &with_payload(&json!({})));
    assert_eq!(header(&built, "x-body"), None);
    assert_eq!(header(&built, "x-query"), Some("to=%2B14155550123"));
}

#[test]
fn a_body_that_is_written_by_hand_has_nothing_in_its_place() {
    for (content_type, source, expected) in [
        (
            "application/json",
            "{\"a\":\"<{{a|optional}}>\",\"b\":1}",
            r#"{"a":"<>","b":1}"#,
        ),
        (FORM, "a={{a|optional}}&b=1", "a=&b=1"),
        (
            "text/xml",
            "<a b=\"{{a|optional}}\">{{a|optional}}</a>",
            "<a b=\"\"></a>",
        ),
        ("text/plain", "[{{ a | optional }}]", "[]"),
    ] {
        let config = with_endpoint(
            json!({ "headers": { "Content-Type": content_type }, "bodyParams": source }),
        );
        assert_eq!(errors(&config), [""; 0]);
        assert_eq!(
            body(&config, &with_payload(&payload_of(["", "", ""]))),
            expected
        );
    }
}

#[test]
fn texts_of_templates_and_endpoints_have_nothing_in_its_place() {
    let config = json!({
        "endpoint": "https://api.sms.test/x{{ a | optional }}/send?k={{ a | optional }}",
        "templates": [{ "usageType": "Generic", "content": "Hi {{ a | optional }}: {{code}}" }],
        "bodyParams": ["{{message}}"],
    });
    let built = request(&config, &with_payload(&json!({ "code": "1" })));
    assert_eq!(built.url, "https://api.sms.test/x/send?k=");
    assert_eq!(built.body.as_deref(), Some("[\"Hi : 1\"]"));
}

#[test]
fn what_is_left_out_need_not_fit() {
    // A line break fits into no header, and `x` is no number.
    let config = with_endpoint(json!({
        "headers": { "X-A": "{{ a | optional }}{{b}}" }, "bodyParams": { "n": "{{ c | optional | number }}" },
    }));
    let built = request(
        &config,
        &with_payload(&json!({ "a": "", "b": "1\n2", "c": "" })),
    );
    assert_eq!(header(&built, "x-a"), None);
    assert_eq!(built.body.as_deref(), Some("{}"));
    let error = refusal(
        &config,
        &with_payload(&json!({ "a": "x", "b": "1\n2", "c": "" })),
    );
    assert_eq!(error.code(), "invalid_request_parameters");
}

#[test]
fn optional_takes_no_argument() {
    let config = with_endpoint(json!({ "bodyParams": { "a": "{{ to | optional:\"x\" }}" } }));
    assert_eq!(errors(&config), ["bodyParams.a invalid_placeholder"]);
}
