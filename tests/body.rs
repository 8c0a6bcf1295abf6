//! `bodyParams` and `Content-Type`.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{
    Still, attempt, body, decode_form, delivery, errors, header, json_body, list, mistakes, plain,
    refusal, request, sign_in, text, vectors, warnings, with_endpoint,
};
use generic_http_sms::delivery::Step;
use generic_http_sms::request::Request;
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

fn typed(content_type: &str, params: &Value) -> Value {
    with_endpoint(json!({ "headers": { "Content-Type": content_type }, "bodyParams": params }))
}

fn with_code(code: &str) -> Value {
    json!({ "to": "14155550123", "type": "X", "payload": { "code": code } })
}

#[test]
fn the_post_example_of_the_readme_arrives() {
    let config = json!({
        "endpoint": "https://api.your-sms-provider.com/send", "method": "POST", "authorization": "Bearer t",
        "headers": { "Content-Type": "application/json" },
        "bodyParams": { "recipient": "{{to}}", "text_content": "Hello! Your verification code for Logto is: {{message}}" },
    });
    let built = request(&config, &sign_in());
    assert_eq!(
        (built.method, built.url.as_str()),
        ("POST", "https://api.your-sms-provider.com/send")
    );
    assert_eq!(header(&built, "authorization"), Some("Bearer t"));
    assert_eq!(header(&built, "content-type"), Some("application/json"));
    assert_eq!(
        built.body.as_deref(),
        Some(
            r#"{"recipient":"+14155550123","text_content":"Hello! Your verification code for Logto is: 918273"}"#
        )
    );
}

#[test]
fn without_body_params_the_body_is_that_of_the_official_connector() {
    let payload = json!({ "z": 1, "code": "000123", "nested": { "b": [1.50, null, true], "a": "\u{e9}\"" }, "locale": "pt-BR" });
    for unset in [json!(null), json!(""), json!({}), json!([])] {
        let config = with_endpoint(json!({ "bodyParams": unset }));
        let data = json!({ "ip": "127.0.0.1", "payload": payload, "type": "Register", "to": "14155550201" });
        assert_eq!(
            body(&config, &data),
            "{\"to\":\"14155550201\",\"type\":\"Register\",\"payload\":{\"z\":1,\"code\":\"000123\",\"nested\":{\"b\":[1.5,null,true],\"a\":\"\u{e9}\\\"\"},\"locale\":\"pt-BR\"},\"ip\":\"127.0.0.1\"}"
        );
    }
    let config = with_endpoint(json!({}));
    let data = json!({ "to": "14155550201", "type": "Generic", "payload": {} });
    assert_eq!(
        body(&config, &data),
        r#"{"to":"14155550201","type":"Generic","payload":{}}"#
    );
    let data = json!({ "to": "+1 415 555 0201", "type": "Generic", "message": "not sent" });
    assert_eq!(
        body(&config, &data),
        r#"{"to":"+1 415 555 0201","type":"Generic"}"#
    );
    assert_eq!(
        header(&request(&config, &data), "content-type"),
        Some("application/json")
    );
}

#[test]
fn a_get_has_no_body() {
    let config = with_endpoint(json!({ "method": "get", "bodyParams": { "a": 1 } }));
    assert_eq!(errors(&config), Vec::<String>::new());
    assert_eq!(warnings(&config), ["bodyParams no_effect"]);
    let built = request(&config, &sign_in());
    assert_eq!((built.method, built.body.as_deref()), ("GET", None));
    assert_eq!(header(&built, "content-type"), None);
}

#[test]
fn a_json_tree_keeps_its_shape_its_order_and_its_numbers() {
    let source = r#"{"z":"{{to}}","a":[{"b":null,"c":[true,false,"x{{code}}y"]},[],{}],"n":12345678901234567890,"f":1.0e-7,"":"","é\"\n":"\u0001"}"#;
    let tree: Value = serde_json::from_str(source).unwrap();
    let config = with_endpoint(json!({ "bodyParams": tree }));
    let expected = source
        .replace("{{to}}", "+14155550123")
        .replace("{{code}}", "918273");
    assert_eq!(body(&config, &sign_in()), expected);
}

#[test]
fn a_json_array_can_be_the_root() {
    let config = with_endpoint(json!({ "bodyParams": [{ "to": "{{to}}" }, "{{code}}"] }));
    assert_eq!(
        json_body(&config, &sign_in()),
        json!([{ "to": "+14155550123" }, "918273"])
    );
}

#[test]
fn values_are_escaped_for_json_form_xml_and_plain_text() {
    let vectors = vectors("escapes.json");
    for vector in list(&vectors, "texts") {
        let data = with_code(text(vector, "text"));
        let json = text(vector, "json");
        assert_eq!(
            body(
                &with_endpoint(json!({ "bodyParams": { "a": "<{{code}}>" } })),
                &data
            ),
            format!("{{\"a\":\"<{json}>\"}}")
        );
        assert_eq!(
            body(
                &with_endpoint(json!({ "bodyParams": "{ \"a\": \"<{{code}}>\" }" })),
                &data
            ),
            format!("{{ \"a\": \"<{json}>\" }}")
        );
        let form = text(vector, "form");
        assert_eq!(
            body(&typed(FORM, &json!({ "a": "{{code}}" })), &data),
            format!("a={form}")
        );
        assert_eq!(
            body(&typed(FORM, &json!("a={{code}}&b=x")), &data),
            format!("a={form}&b=x")
        );
        let xml = text(vector, "xml");
        for content_type in [
            "application/xml",
            "text/xml; charset=utf-8",
            "application/soap+xml",
        ] {
            let template = json!("<a b=\"{{code}}\">{{code}}</a>");
            assert_eq!(
                body(&typed(content_type, &template), &data),
                format!("<a b=\"{xml}\">{xml}</a>")
            );
        }
        let plain = text(vector, "text");
        assert_eq!(
            body(&typed("text/plain", &json!("<{{code}}>")), &data),
            format!("<{plain}>")
        );
    }
}

#[test]
fn static_text_of_a_tree_is_escaped_and_that_of_a_string_is_not() {
    let hard = "a\"b\\c\n&=+% <\u{e9}>";
    let data = sign_in();
    let tree = with_endpoint(json!({ "bodyParams": { hard: hard } }));
    assert_eq!(json_body(&tree, &data), json!({ hard: hard }));
    let form = typed(FORM, &json!({ hard: hard }));
    assert_eq!(
        decode_form(&body(&form, &data)),
        [(hard.to_owned(), hard.to_owned())]
    );
    assert_eq!(
        body(&typed(FORM, &json!("a=b+c&d=%20")), &data),
        "a=b+c&d=%20"
    );
    assert_eq!(
        body(&typed("text/xml", &json!("<a>&amp;</a>")), &data),
        "<a>&amp;</a>"
    );
    assert_eq!(
        body(
            &with_endpoint(json!({ "bodyParams": "[1, \"\\u00e9\"]" })),
            &data
        ),
        "[1, \"\\u00e9\"]"
    );
}

#[test]
fn the_content_type_decides_in_any_spelling() {
    let tree = json!({ "a": "{{code}}" });
    for content_type in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/vnd.api+json",
        "text/json",
        "application/json ;x=y",
    ] {
        let config = typed(content_type, &tree);
        assert_eq!(
            body(&config, &sign_in()),
            r#"{"a":"918273"}"#,
            "{content_type}"
        );
        assert_eq!(
            header(&request(&config, &sign_in()), "content-type"),
            Some(content_type)
        );
    }
    let config = with_endpoint(
        json!({ "headers": { "content-TYPE": "APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-8" }, "bodyParams": tree }),
    );
    assert_eq!(body(&config, &sign_in()), "a=918273");
    let built = request(&config, &sign_in());
    let names = common::headers(&built)
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    assert_eq!(names.count(), 1);
}

#[test]
fn form_fields_take_scalars_and_arrays() {
    let config = typed(
        FORM,
        &json!({ "to": "{{to}}", "n": 1, "t": true, "gone": null, "list": ["a b", "{{code}}", null], "e": "" }),
    );
    assert_eq!(
        body(&config, &sign_in()),
        "to=%2B14155550123&n=1&t=true&list=a+b&list=918273&e="
    );
}

#[test]
fn what_an_encoding_cannot_express_is_an_error_with_its_path() {
    let form = typed(
        FORM,
        &json!({ "a": { "b": 1 }, "c": ["x", { "d": 1 }], "ok": 1 }),
    );
    assert_eq!(
        errors(&form),
        ["bodyParams.a invalid_type", "bodyParams.c.1 invalid_type"]
    );
    assert_eq!(
        errors(&typed(FORM, &json!(["a"]))),
        ["bodyParams invalid_type"]
    );
    for content_type in [
        "application/xml",
        "text/xml",
        "application/atom+xml",
        "text/plain",
        "application/octet-stream",
        "multipart/form-data",
    ] {
        for tree in [json!({ "a": 1 }), json!(["a"]), json!(5)] {
            assert_eq!(
                errors(&typed(content_type, &tree)),
                ["bodyParams invalid_type"],
                "{content_type}"
            );
        }
        let unset = with_endpoint(json!({ "headers": { "Content-Type": content_type } }));
        assert_eq!(errors(&unset), ["bodyParams required"], "{content_type}");
    }
}

#[test]
fn a_content_type_with_a_placeholder_is_an_error() {
    let config = typed("{{type}}", &json!("x"));
    assert!(errors(&config).contains(&"headers.Content-Type invalid_placeholder".to_owned()));
}

#[test]
fn raw_json_must_be_json_once_it_is_filled_in() {
    for source in [
        "{\"to\": \"{{to}}\"",
        "{'to': '{{to}}'}",
        "{\"to\": \"{{to}}\",}",
        "to={{to}}",
        "{\"a\": {{to}} {{to}}}",
        "hello",
        "{\"a\":\"x\ny\"}",
    ] {
        let config = with_endpoint(json!({ "bodyParams": source }));
        assert_eq!(errors(&config), ["bodyParams invalid_value"], "{source}");
    }
}

#[test]
fn a_bare_placeholder_in_raw_json_must_bring_a_json_value() {
    for source in [
        "{\"a\":{{code}}}",
        "[{{ to | digits }},\"{{to}}\"]",
        "{{message}}",
    ] {
        let config = with_endpoint(json!({ "bodyParams": source }));
        assert_eq!(
            errors(&config),
            ["bodyParams invalid_placeholder"],
            "{source}"
        );
    }
}

#[test]
fn raw_json_takes_placeholders_inside_and_outside_of_strings() {
    let source = r#"{"in":"a \"{{code}}\" b","number":{{ to | digits | number }},"plain":{{ n | number }},"json":{{ user | json }},"text":{{ odd | json }}}"#;
    let config = with_endpoint(json!({ "bodyParams": source }));
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": "\"\\", "n": 42, "user": { "a": [1] }, "odd": "\"},\"x\":{\"" } });
    assert_eq!(
        json_body(&config, &data),
        serde_json::from_str::<Value>(r#"{"in":"a \"\"\\\" b","number":14155550123,"plain":42,"json":{"a":[1]},"text":"\"},\"x\":{\""}"#).unwrap()
    );
}

#[test]
fn raw_json_stays_json_whatever_the_values_are() {
    let config = with_endpoint(json!({ "bodyParams": "{\"a\":{{ code | number }}}" }));
    for code in ["x", "\"", "1,\"b\":2", "}", "01", "", "true", "null"] {
        let error = refusal(&config, &with_code(code));
        assert_eq!(error.code(), "invalid_request_parameters", "{code}");
    }
    for root in ["nobody", "user.name"] {
        let config =
            with_endpoint(json!({ "bodyParams": format!("{{\"a\":{{{{ {root} | json }}}}}}") }));
        let data = with_code("1");
        match common::try_request(&config, &data) {
            Ok(request) => {
                let body = request.body.unwrap();
                assert!(
                    serde_json::from_str::<Value>(&body).is_ok(),
                    "{root} makes a body that is no JSON"
                );
            }
            Err(error) => assert_eq!(error.code(), "invalid_request_parameters"),
        }
    }
}

#[test]
fn xml_refuses_what_it_cannot_express() {
    let config = typed("text/xml", &json!("<a>{{code}}</a>"));
    for code in ["\0", "\u{8}", "\u{b}", "\u{1f}", "\u{ffff}"] {
        let error = refusal(&config, &with_code(code));
        assert_eq!(error.code(), "invalid_request_parameters");
        assert!(error.description().contains("XML"));
    }
}

#[test]
fn the_alias_works_and_the_other_name_counts_where_both_are_set() {
    let config = with_endpoint(json!({ "bodyParameters": { "a": 1 } }));
    assert_eq!(body(&config, &sign_in()), r#"{"a":1}"#);
    assert_eq!(warnings(&config), [""; 0]);
    let both = with_endpoint(json!({ "bodyParams": { "a": 1 }, "bodyParameters": { "a": 2 } }));
    assert_eq!(errors(&both), [""; 0]);
    assert_eq!(warnings(&both), ["bodyParameters no_effect"]);
    assert_eq!(body(&both, &sign_in()), r#"{"a":1}"#);
    let wrong = with_endpoint(json!({ "bodyParameters": { "a": "{{ to | nonsense }}" } }));
    assert_eq!(errors(&wrong), ["bodyParameters.a invalid_placeholder"]);
    let number = with_endpoint(json!({ "bodyParameters": { "a": "{{ code | number }}" } }));
    let error = refusal(&number, &with_code("x"));
    assert!(
        error.description().contains("`bodyParameters"),
        "{}",
        error.description()
    );
}

#[test]
fn codes_with_leading_zeros_stay_strings() {
    let data = with_code("000042");
    assert_eq!(
        body(
            &with_endpoint(json!({ "bodyParams": { "code": "{{code}}" } })),
            &data
        ),
        r#"{"code":"000042"}"#
    );
    assert_eq!(
        body(&typed(FORM, &json!({ "code": "{{code}}" })), &data),
        "code=000042"
    );
}

#[test]
fn other_scalars_can_be_a_json_body() {
    assert_eq!(
        body(&with_endpoint(json!({ "bodyParams": true })), &sign_in()),
        "true"
    );
    assert_eq!(
        body(&with_endpoint(json!({ "bodyParams": 5 })), &sign_in()),
        "5"
    );
}

#[test]
fn raw_json_has_to_be_json_whatever_a_placeholder_brings() {
    for source in [
        r#"{"a": 1{{code | json}}}"#,
        r#"{"a": -{{code | json}}}"#,
        r#"{"a": {{code | json}}1}"#,
        r#"{"a": 0{{code | number}}}"#,
        r"{ {{code | json}}: 1 }",
    ] {
        let config = with_endpoint(json!({ "bodyParams": source }));
        assert_eq!(errors(&config), ["bodyParams invalid_value"], "{source}");
    }
    for source in [
        r#"{"a": {{code | json}}, "b": "x{{code}}y", "c": {{code | number}}}"#,
        r#"[{{ code | default:"}" | json }}]"#,
    ] {
        let config = with_endpoint(json!({ "bodyParams": source }));
        assert_eq!(errors(&config), [""; 0], "{source}");
    }
}

#[test]
fn raw_json_that_is_none_is_told_where_and_why() {
    for (source, place, hint) in [
        (
            "{\"a\": 1,}",
            "line 1, column 9",
            "comma before the closing bracket",
        ),
        ("{'a': 1}", "line 1, column 2", "straight double quotes"),
        (
            "{\n  \"a\": \u{201c}x\u{201d}\n}",
            "line 2, column 8",
            "straight double quotes",
        ),
        (
            "{\"to\": \"{{to}}\", \"text\": \"{{message}}\"",
            "line 1, column 38",
            "ends too early",
        ),
        (
            "{\"to\": \"{{to}}\" \"text\": 1}",
            "line 1, column 17",
            "quotes and commas",
        ),
    ] {
        let config = with_endpoint(json!({ "bodyParams": source }));
        assert_eq!(errors(&config), ["bodyParams invalid_value"], "{source}");
        let issues = common::issues(&config);
        let message = &issues
            .iter()
            .find(|issue| issue.message.contains("not JSON"))
            .unwrap()
            .message;
        assert!(
            message.contains(place) && message.contains(hint),
            "{source}: {message}"
        );
    }
}

#[test]
fn a_content_type_that_is_none_is_told_what_to_write() {
    for (value, expected) in [
        ("json", "application/json"),
        ("JSON", "application/json"),
        ("form", "application/x-www-form-urlencoded"),
        ("xml", "application/xml"),
        ("nonsense", "such as"),
    ] {
        let config = typed(value, &json!("{{to}} {{code}}"));
        assert_eq!(
            mistakes(&config),
            ["headers.Content-Type invalid_value"],
            "{value}"
        );
        assert!(
            common::issues(&config)[0].message.contains(expected),
            "{value}"
        );
    }
}

/// The body types, each with its `Content-Type`, a text by hand, and what becomes of it.
const TYPES: [(&str, &str, &str, &str); 4] = [
    (
        "json",
        "application/json",
        "{ \"t\": \"{{code}}\" }",
        "{ \"t\": \"a\\\"b&c<d>\" }",
    ),
    (
        "form",
        "application/x-www-form-urlencoded",
        "t={{code}}",
        "t=a%22b%26c%3Cd%3E",
    ),
    (
        "xml",
        "application/xml",
        "<t>{{code}}</t>",
        "<t>a&quot;b&amp;c&lt;d&gt;</t>",
    ),
    (
        "text",
        "text/plain; charset=utf-8",
        "({{code}})",
        "(a\"b&c<d>)",
    ),
];

fn of_type(body_type: &str, more: &Value) -> Value {
    let mut config = json!({ "bodyType": body_type });
    common::extend(&mut config, more);
    with_endpoint(config)
}

#[test]
fn each_body_type_has_its_escaping_and_its_content_type() {
    let data = with_code("a\"b&c<d>");
    for method in ["POST", "PUT"] {
        for (body_type, content_type, source, expected) in TYPES {
            for spelled in [body_type.to_owned(), body_type.to_uppercase()] {
                let config = of_type(&spelled, &json!({ "method": method, "bodyParams": source }));
                let built = request(&config, &data);
                assert_eq!(built.method, method);
                assert_eq!(built.body.as_deref(), Some(expected), "{body_type}");
                assert_eq!(header(&built, "content-type"), Some(content_type));
            }
        }
    }
}

#[test]
fn a_tree_is_written_as_json_or_a_form_and_nothing_else() {
    let tree = json!({ "bodyParams": { "t": "{{code}}", "n": [1, "2"] } });
    let data = with_code("a b");
    assert_eq!(
        body(&of_type("json", &tree), &data),
        r#"{"t":"a b","n":[1,"2"]}"#
    );
    assert_eq!(body(&of_type("form", &tree), &data), "t=a+b&n=1&n=2");
    for body_type in ["xml", "text"] {
        assert_eq!(
            errors(&of_type(body_type, &tree)),
            ["bodyParams invalid_type"],
            "{body_type}"
        );
    }
}

#[test]
fn a_set_content_type_is_sent_as_written_and_the_body_type_decides() {
    let data = with_code("a b");
    let typed = |body_type: &str, content_type: &str| {
        of_type(
            body_type,
            &json!({ "headers": { "content-type": content_type }, "bodyParams": "[\"{{code}}\"]" }),
        )
    };
    for (body_type, content_type) in [
        ("json", "application/vnd.api+json; v=2"),
        ("json", "text/plain"),
        (
            "json",
            "application/json; charset={{ gone | default:\"utf-8\" }}",
        ),
        ("form", "text/plain"),
        ("xml", "application/soap+xml"),
        ("text", "application/json"),
        ("text", "text/csv"),
    ] {
        let config = typed(body_type, content_type);
        assert_eq!(errors(&config), [""; 0], "{body_type} as {content_type}");
        let built = request(&config, &data);
        let names = common::headers(&built).iter();
        let names = names.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        assert_eq!(names.count(), 1);
        let expected = if body_type == "form" {
            "[\"a+b\"]"
        } else {
            "[\"a b\"]"
        };
        assert_eq!(built.body.as_deref(), Some(expected));
    }
    let built = request(&typed("json", "text/plain"), &data);
    assert_eq!(header(&built, "content-type"), Some("text/plain"));
}

#[test]
fn a_content_type_of_another_kind_is_a_conflict() {
    for (body_type, own, ..) in TYPES {
        for (_, other, ..) in TYPES {
            let config = of_type(
                body_type,
                &json!({ "headers": { "Content-Type": other }, "bodyParams": "\"{{to}}{{code}}\"" }),
            );
            let plain = [own, other]
                .iter()
                .any(|kind| kind.starts_with("text/plain"));
            let expected: &[&str] = if own == other || plain {
                &[]
            } else {
                &["headers.Content-Type conflict"]
            };
            assert_eq!(errors(&config), expected, "{body_type} as {other}");
        }
    }
}

#[test]
fn none_is_no_body_and_no_content_type() {
    for method in ["POST", "PUT", "GET"] {
        let config = of_type(
            "none",
            &json!({ "method": method, "endpoint": "https://api.sms.test/{{to}}/{{code}}" }),
        );
        assert_eq!(common::issues(&config), []);
        let built = request(&config, &sign_in());
        assert_eq!((built.method, built.body.as_deref()), (method, None));
        assert_eq!(header(&built, "content-type"), None);
    }
    // The console may have kept what was typed before.
    let config = of_type(
        "none",
        &json!({ "bodyParams": { "a": 1 }, "queryParams": { "to": "{{to}}", "text": "{{message}}" } }),
    );
    assert_eq!(
        (errors(&config), warnings(&config)),
        (Vec::new(), vec!["bodyParams no_effect".to_owned()])
    );
    assert_eq!(request(&config, &sign_in()).body, None);
    // Nothing is said to nobody.
    let config = of_type("none", &json!({}));
    assert_eq!(
        mistakes(&config),
        ["queryParams incomplete", "queryParams incomplete"]
    );
}

#[test]
fn a_get_has_no_body_of_any_type() {
    for (body_type, _, source, _) in TYPES {
        let config = of_type(
            body_type,
            &json!({ "method": "GET", "bodyParams": source, "queryParams": { "to": "{{to}}", "c": "{{code}}" } }),
        );
        assert_eq!(errors(&config), [""; 0]);
        assert_eq!(warnings(&config), ["bodyParams no_effect"]);
        let built = request(&config, &sign_in());
        assert_eq!(
            (built.body.as_deref(), header(&built, "content-type")),
            (None, None)
        );
    }
}

#[test]
fn the_default_body_is_for_a_post_of_json_that_says_nothing_else() {
    let official = r#"{"to":"14155550123","type":"SignIn","payload":{"code":"918273"}}"#;
    for config in [
        json!({}),
        json!({ "method": "POST" }),
        json!({ "bodyType": "json" }),
        json!({ "bodyType": "JSON", "bodyParams": {}, "queryParams": {} }),
        json!({ "endpoint": "https://api.sms.test/send?a=b" }),
        json!({ "headers": { "Content-Type": "application/json; charset=utf-8" } }),
    ] {
        assert_eq!(
            body(&with_endpoint(config.clone()), &sign_in()),
            official,
            "{config}"
        );
    }
    for config in [
        json!({ "method": "PUT" }),
        json!({ "method": "PUT", "bodyType": "json" }),
        json!({ "method": "GET" }),
        json!({ "bodyType": "none" }),
        json!({ "queryParams": { "a": "b" } }),
        json!({ "bodyType": "json", "queryParams": { "a": "b" } }),
        json!({ "endpoint": "https://api.sms.test/{{to}}" }),
    ] {
        let built = request(&with_endpoint(config.clone()), &sign_in());
        assert_eq!(
            (built.body.as_deref(), header(&built, "content-type")),
            (None, None),
            "{config}"
        );
    }
    for body_type in ["form", "xml", "text"] {
        assert_eq!(
            errors(&of_type(body_type, &json!({}))),
            ["bodyParams required"]
        );
    }
}

#[test]
fn another_body_type_is_an_error_that_names_the_right_one() {
    for (written, said) in [
        ("application/json", "write `json` here"),
        ("Application/X-WWW-Form-URLEncoded", "write `form` here"),
        ("urlencoded", "write `form` here"),
        ("x-www-form-urlencoded", "write `form` here"),
        ("text/xml; charset=utf-8", "write `xml` here"),
        ("text/plain", "write `text` here"),
        ("plain", "write `text` here"),
        ("multipart", "multipart bodies are not supported"),
        ("multipart/form-data", "multipart bodies are not supported"),
        (
            "yaml",
            "expected `json`, `form`, `xml`, `text` or `none`, found `yaml`",
        ),
    ] {
        let config = of_type(written, &json!({ "bodyParams": "{{to}}" }));
        let issues = common::issues(&config);
        let issue = issues
            .iter()
            .find(|issue| issue.path == "bodyType")
            .unwrap();
        assert!(issue.message.contains(said), "{}", issue.message);
        assert!(errors(&config).contains(&"bodyType invalid_value".to_owned()));
    }
    for unset in [json!(""), Value::Null] {
        assert_eq!(
            errors(&with_endpoint(json!({ "bodyType": unset }))),
            [""; 0]
        );
    }
    assert_eq!(
        errors(&with_endpoint(json!({ "bodyType": 1 }))),
        ["bodyType invalid_type"]
    );
}

/// The parts of what is sent, as a header has them.
fn parts(config: &Value) -> (Request, [String; 5]) {
    let mut config = config.clone();
    let parts = ["method", "url", "path", "query", "body"];
    let headers: serde_json::Map<_, _> = parts
        .iter()
        .map(|part| {
            (
                format!("X-{part}"),
                json!(format!("[{{{{request.{part}}}}}]")),
            )
        })
        .collect();
    common::extend(&mut config, &json!({ "headers": headers }));
    let built = request(&config, &sign_in());
    let shown = parts.map(|part| {
        let value = header(&built, &format!("x-{part}")).unwrap_or_default();
        value.trim_matches(['[', ']']).to_owned()
    });
    (built, shown)
}

#[test]
fn headers_have_the_parts_of_what_is_sent_as_it_is_sent() {
    for (config, path, query, sent) in [
        (
            json!({ "endpoint": "https://api.sms.test/v1/{{to}}/a b?own=x%20y", "queryParams": { "t": "{{code}} +" }, "bodyParams": "{{code}}", "bodyType": "text" }),
            "/v1/%2B14155550123/a%20b",
            "own=x%20y&t=918273%20%2B",
            "918273",
        ),
        (
            json!({ "endpoint": "http://127.0.0.1:8080", "method": "PUT", "bodyParams": { "a": "{{code}}" } }),
            "/",
            "",
            r#"{"a":"918273"}"#,
        ),
        (
            json!({ "endpoint": "https://api.sms.test?to={{to}}", "method": "GET" }),
            "/",
            "to=%2B14155550123",
            "",
        ),
        (
            json!({ "endpoint": "https://api.sms.test/a?b=c?d", "bodyParams": { "a": "{{to}}" }, "bodyType": "form" }),
            "/a",
            "b=c?d",
            "a=%2B14155550123",
        ),
        (
            json!({ "endpoint": "https://api.sms.test/send/", "bodyType": "none" }),
            "/send/",
            "",
            "",
        ),
    ] {
        let (built, [method, url, shown_path, shown_query, shown_body]) = parts(&config);
        assert_eq!(method, built.method);
        assert_eq!(url, built.url);
        assert_eq!((shown_path.as_str(), shown_query.as_str()), (path, query));
        assert_eq!(shown_body, built.body.unwrap_or_default());
        assert_eq!(shown_body, sent);
    }
    let (_, [.., shown]) = parts(&with_endpoint(json!({})));
    assert_eq!(
        shown,
        r#"{"to":"14155550123","type":"SignIn","payload":{"code":"918273"}}"#
    );
}

#[test]
fn what_is_sent_is_known_to_headers_alone() {
    for (config, path) in [
        (
            json!({ "endpoint": "https://api.sms.test/{{request.method}}" }),
            "endpoint",
        ),
        (
            json!({ "queryParams": { "a": "{{ request.body | md5 }}" } }),
            "queryParams.a",
        ),
        (
            json!({ "bodyParams": { "a": ["{{request.url}}"] } }),
            "bodyParams.a.0",
        ),
        (
            json!({ "bodyParams": "[\"{{request.url}}\"]" }),
            "bodyParams",
        ),
        (
            json!({ "bodyType": "text", "bodyParams": "{{request.url}}" }),
            "bodyParams",
        ),
        (
            json!({ "headers": { "X-A": "{{request}}" } }),
            "headers.X-A",
        ),
        (
            json!({ "headers": { "X-A": "{{request.headers}}" } }),
            "headers.X-A",
        ),
        (
            json!({ "headers": { "X-A": "{{request.body.to}}" } }),
            "headers.X-A",
        ),
        (
            json!({ "authorization": "X {{ request.host | default:\"\" }}" }),
            "authorization",
        ),
        (
            json!({ "response": { "messageId": "{{request.path}}.id" } }),
            "response",
        ),
    ] {
        let config = with_endpoint(config);
        assert_eq!(errors(&config), [format!("{path} invalid_placeholder")]);
    }
}

#[test]
fn each_attempt_has_its_own_nonce_and_time_and_the_same_id() {
    let mut config = with_endpoint(json!({
        "retry": "always",
        "variables": { "stamp": "{{timestamp}}.{{timestampMs}}" },
        "headers": { "X-Sent": "{{id}} {{nonce}} {{stamp}}" },
        "bodyParams": { "to": "{{to}}", "nonce": "{{nonce}}", "twice": "{{nonce}}", "at": "{{ timestampMs | number }}" },
    }));
    let sent = |config: &Value| {
        let mut delivery = delivery(config, &sign_in());
        let mut host = Still::default();
        let first = attempt(&mut delivery, &mut host);
        (host.now_ms, host.random) = (host.now_ms + 1234, 7);
        let step = delivery.answered(&common::answer(503, ""), &mut host);
        assert!(matches!(step, Step::Wait(_)));
        [first, attempt(&mut delivery, &mut host)]
    };
    let [first, second] = sent(&config).map(|request| {
        let sent: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
        assert_eq!(sent["nonce"], sent["twice"]);
        let header = header(&request, "x-sent").unwrap();
        let words: Vec<_> = header.split(' ').map(str::to_owned).collect();
        assert_eq!(sent["nonce"].as_str(), words.get(1).map(String::as_str));
        (words, sent["at"].as_u64().unwrap())
    });
    assert_eq!(first.0[0], second.0[0]);
    assert_eq!(
        [&first.0[1], &second.0[1]],
        [&"00".repeat(16), &"07".repeat(16)]
    );
    assert_eq!(
        [&first.0[2], &second.0[2]],
        ["1795392000.1795392000000", "1795392001.1795392001234"]
    );
    assert_eq!(second.1 - first.1, 1234);

    // A vendor refuses a nonce that it has seen, so it has to be another one each time.
    config["headers"] = json!({});
    config["apiKey"] = json!("key-12345");
    config["apiSecret"] = json!("secret-12345");
    config["signature"] = json!({ "scheme": "acs3" });
    let nonces = sent(&config).map(|request| {
        header(&request, "x-acs-signature-nonce")
            .unwrap()
            .to_owned()
    });
    assert_eq!(nonces, ["00".repeat(16), "07".repeat(16)]);
}

#[test]
fn what_the_phone_shows_is_the_text_and_not_its_encoding() {
    let text = "Ваш код 918273 & x";
    let said = json!([{ "usageType": "Generic", "content": "Ваш код {{code}} & x" }]);
    for body in [
        json!({ "bodyType": "form", "bodyParams": { "to": "{{to}}", "text": "{{message}}" } }),
        json!({ "bodyType": "form", "bodyParams": "to={{to}}&text={{message}}" }),
        json!({ "bodyType": "xml", "bodyParams": "<a><to>{{to}}</to><t>{{message}}</t></a>" }),
        json!({ "method": "GET", "queryParams": { "to": "{{to}}", "text": "{{message}}" } }),
        json!({ "bodyParams": { "to": "{{to}}", "messages": [{ "text": "{{message}}" }] } }),
    ] {
        let mut config = with_endpoint(body);
        config["templates"] = said.clone();
        assert_eq!(warnings(&config), Vec::<String>::new());
        let mut delivery = delivery(&config, &sign_in());
        let preview = delivery.preview(&mut Still::default(), false);
        let preview = plain(&preview.ok().unwrap());
        assert_eq!(preview["message"]["text"], text);
        assert_eq!(preview["message"]["encoding"], "ucs2");
    }
}

#[test]
fn a_number_that_has_the_code_in_it_is_not_what_the_phone_shows() {
    let data = json!({ "to": "4915191827300", "type": "SignIn", "payload": { "code": "918273" } });
    for body in [
        json!({ "to": "{{to}}", "text": "{{message}}" }),
        json!({ "to": "{{to | digits}}", "code": "{{code}}" }),
    ] {
        let config = with_endpoint(json!({ "bodyParams": body }));
        let preview = delivery(&config, &data).preview(&mut Still::default(), false);
        assert_eq!(plain(&preview.ok().unwrap())["message"]["text"], "918273");
    }
}
