//! `variables`: names of the operator's own, of the whole configuration and of single templates.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{
    Still, body, delivery, errors, header, issues, json_body, mistakes, plain, refusal, request,
    sign_in, warnings, with_endpoint,
};
use generic_http_sms::issue::Severity;
use serde_json::{Map, Value, json};

const FORM: &str = "application/x-www-form-urlencoded";

/// A configuration with a body that says all that a message has to say.
fn saying(more: &Value) -> Value {
    let mut config = json!({ "bodyParams": { "to": "{{to}}", "text": "{{message}}" } });
    common::extend(&mut config, more);
    with_endpoint(config)
}

fn with_body(variables: &Value, body: &Value) -> Value {
    with_endpoint(json!({ "variables": variables, "bodyParams": body }))
}

/// Variables of which each uses the next so many times, and the last is `end`.
fn chain(length: usize, times: usize, end: &str) -> Value {
    let next = |index: usize| format!("{{{{v{}}}}}", index + 1).repeat(times);
    let mut map: Map<_, _> = (1..length)
        .map(|index| (format!("v{index}"), json!(next(index))))
        .collect();
    map.insert(format!("v{length}"), json!(end));
    Value::Object(map)
}

fn preview_of(config: &Value, data: &Value) -> String {
    let mut delivery = delivery(config, data);
    match delivery.preview(&mut Still::default(), false) {
        Ok(preview) => plain(&preview).to_string(),
        Err(error) => error.description(),
    }
}

fn message_at(config: &Value, path: &str) -> String {
    let found: Vec<_> = issues(config)
        .into_iter()
        .filter(|issue| issue.path == path && issue.severity != Severity::Warning)
        .map(|issue| issue.message)
        .collect();
    assert_eq!(found.len(), 1, "one issue stands at {path}");
    found.concat()
}

#[test]
fn a_variable_is_used_in_every_place() {
    let config = json!({
        "endpoint": "https://api.sms.test/{{account}}/send?k={{account}}",
        "authorization": "Bearer {{account}}",
        "headers": { "X-From": "{{from}}" },
        "queryParams": { "from": "{{from}}" },
        "bodyParams": { "from": "{{from}}", "text": "{{message}}", "in": ["{{ from | upper }}"] },
        "templates": [{ "usageType": "Generic", "content": "{{from}}: {{code}}" }],
        "variables": { "from": "Acme & Co", "account": "ac/1" },
    });
    assert_eq!(errors(&config), [""; 0]);
    let built = request(&config, &sign_in());
    assert_eq!(
        built.url,
        "https://api.sms.test/ac%2F1/send?k=ac%2F1&from=Acme%20%26%20Co"
    );
    assert_eq!(header(&built, "authorization"), Some("Bearer ac/1"));
    assert_eq!(header(&built, "x-from"), Some("Acme & Co"));
    assert_eq!(
        built.body.as_deref(),
        Some(r#"{"from":"Acme & Co","text":"Acme & Co: 918273","in":["ACME & CO"]}"#)
    );
}

#[test]
fn a_variable_is_used_in_the_paths_of_an_answer() {
    let config = saying(&json!({
        "variables": { "list": "messages" },
        "response": { "messageId": "{{list}}.0.id" },
    }));
    let answer = common::answer(200, r#"{"messages":[{"id":"m-1"}]}"#);
    let receipt = common::judged(&config, &sign_in(), &answer).unwrap();
    assert_eq!(plain(&receipt)["messageId"], json!("m-1"));
    assert_eq!(warnings(&config), [""; 0]);
}

#[test]
fn a_variable_is_escaped_for_each_place_and_not_before() {
    let hard = "a\"b\\c&d=e+f<g>\u{e9}";
    let variables = json!({ "hard": hard, "outer": "[{{hard}}]" });
    let tree = with_body(&variables, &json!({ "t": "{{outer}}" }));
    assert_eq!(
        json_body(&tree, &sign_in()),
        json!({ "t": format!("[{hard}]") })
    );
    let text = with_body(&variables, &json!("{\"t\":\"{{outer}}\"}"));
    assert_eq!(
        json_body(&text, &sign_in()),
        json!({ "t": format!("[{hard}]") })
    );
    let form = with_endpoint(json!({
        "variables": variables, "headers": { "Content-Type": FORM }, "bodyParams": { "t": "{{outer}}" },
    }));
    assert_eq!(
        body(&form, &sign_in()),
        "t=%5Ba%22b%5Cc%26d%3De%2Bf%3Cg%3E%C3%A9%5D"
    );
    let xml = with_endpoint(json!({
        "variables": variables, "headers": { "Content-Type": "text/xml" }, "bodyParams": "<t>{{outer}}</t>",
    }));
    assert_eq!(
        body(&xml, &sign_in()),
        "<t>[a&quot;b\\c&amp;d=e+f&lt;g&gt;\u{e9}]</t>"
    );
    let query = with_endpoint(
        json!({ "variables": variables, "method": "GET", "queryParams": { "t": "{{outer}}" } }),
    );
    let built = request(&query, &sign_in());
    assert_eq!(
        common::query(&built),
        [("t".to_owned(), format!("[{hard}]"))]
    );
}

#[test]
fn a_variable_that_no_header_can_carry_is_refused_where_a_header_has_it() {
    let config = saying(&json!({
        "variables": { "sender": "\u{41a}\u{43e}\u{434}" }, "headers": { "X-Sender": "{{sender}}" },
    }));
    let error = refusal(&config, &sign_in());
    assert_eq!(error.code(), "invalid_request_parameters");
    assert!(error.description().contains("headers.X-Sender"));
}

#[test]
fn scalars_are_texts_and_nothing_else_is_taken() {
    let config = with_body(
        &json!({ "n": 12, "f": 1.50, "b": true, "gone": null }),
        &json!({ "a": "{{n}} {{f}} {{b}}", "n": "{{ n | number }}" }),
    );
    assert_eq!(
        json_body(&config, &sign_in()),
        json!({ "a": "12 1.5 true", "n": 12 })
    );
    for wrong in [json!(["a"]), json!({ "a": 1 })] {
        let config = saying(&json!({ "variables": { "x": wrong } }));
        assert!(errors(&config).contains(&"variables.x invalid_type".to_owned()));
    }
    for wrong in [json!("a=b"), json!(["a"]), json!(1)] {
        let config = saying(&json!({ "variables": wrong }));
        assert_eq!(errors(&config), ["variables invalid_type"]);
    }
    for unset in [json!({}), json!([]), json!(""), Value::Null] {
        assert_eq!(errors(&saying(&json!({ "variables": unset }))), [""; 0]);
    }
}

#[test]
fn variables_use_each_other_in_any_order() {
    let names = ["a", "b", "c"];
    let texts = ["1{{b}}", "2{{c}}", "3{{code}}"];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let pairs = order.map(|index: usize| {
            let name = (*names.get(index).unwrap()).to_owned();
            (name, json!(texts.get(index).unwrap()))
        });
        let variables = Value::Object(pairs.into_iter().collect());
        let config = with_body(&variables, &json!({ "t": "{{a}}", "to": "{{to}}" }));
        assert_eq!(errors(&config), [""; 0]);
        assert_eq!(mistakes(&config), [""; 0]);
        assert_eq!(
            json_body(&config, &sign_in()),
            json!({ "t": "123918273", "to": "+14155550123" })
        );
    }
}

#[test]
fn a_circle_is_an_error_at_one_of_its_names_and_says_all_of_them() {
    for (variables, path, said) in [
        (json!({ "a": "x{{a}}" }), "variables.a", "`a` uses itself"),
        (
            json!({ "a": "{{b}}", "b": "{{ a | upper }}" }),
            "variables.a",
            "`a` uses `b`, which uses `a`",
        ),
        // What leads to a circle is none of it.
        (
            json!({ "first": "{{a}}", "a": "{{b}}", "b": "{{c}}", "c": "{{a}}" }),
            "variables.a",
            "`a` uses `b`, which uses `c`, which uses `a`",
        ),
        // A key to sign with is used as well.
        (
            json!({ "a": "{{ code | hmac_sha256:b }}", "b": "{{a}}" }),
            "variables.a",
            "`a` uses `b`, which uses `a`",
        ),
    ] {
        let config = saying(&json!({ "variables": variables }));
        assert_eq!(errors(&config), [format!("{path} invalid_placeholder")]);
        let message = message_at(&config, path);
        assert!(message.starts_with(said), "{message}");
    }
}

#[test]
fn a_circle_that_a_template_closes_is_an_error_of_the_template() {
    let config = saying(&json!({
        "variables": { "a": "{{b}}", "b": "x" },
        "templates": [
            { "usageType": "Generic", "content": "{{code}} {{a}}" },
            { "usageType": "SignIn", "content": "{{code}} {{a}}", "variables": { "b": "{{a}}" } },
        ],
    }));
    let path = "templates.1.variables.b";
    assert_eq!(errors(&config), [format!("{path} invalid_placeholder")]);
    assert!(message_at(&config, path).starts_with("`b` uses `a`, which uses `b`"));
}

#[test]
fn what_a_template_overrides_breaks_a_circle_for_its_own_messages_only() {
    let config = saying(&json!({
        "variables": { "a": "{{b}}", "b": "{{a}}" },
        "templates": [{ "usageType": "Generic", "content": "{{code}}{{a}}", "variables": { "b": "x" } }],
    }));
    assert_eq!(errors(&config), ["variables.a invalid_placeholder"]);
}

#[test]
fn variables_nest_16_deep_and_no_deeper() {
    let config = with_body(&chain(16, 1, "{{code}}"), &json!({ "t": "{{v1}}" }));
    assert_eq!(json_body(&config, &sign_in()), json!({ "t": "918273" }));
    let config = with_body(&chain(17, 1, "{{code}}"), &json!({ "t": "{{v1}}" }));
    assert_eq!(errors(&config), ["variables.v1 invalid_placeholder"]);
    assert!(message_at(&config, "variables.v1").contains("more than 16 deep"));
    // However they are ordered, it is the one that nests too deeply.
    let map = chain(17, 1, "{{code}}");
    let reversed: Map<_, _> = map
        .as_object()
        .unwrap()
        .iter()
        .rev()
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect();
    let config = with_body(&Value::Object(reversed), &json!({ "t": "{{v1}}" }));
    assert_eq!(errors(&config), ["variables.v1 invalid_placeholder"]);
}

#[test]
fn a_variable_that_is_used_a_million_million_times_is_rendered_once() {
    // 12 to the power of 15: one after another, it would take years.
    let variables = chain(16, 12, "{{ gone | default:\"\" }}");
    let config = with_endpoint(json!({
        "variables": variables,
        "headers": { "X-Sign": "{{ v1 | hmac_sha256:apiSecret }}{{request.method}}" },
        "apiSecret": "s3cret-s3cret",
        "templates": [{ "usageType": "Generic", "content": "{{code}}{{v1}}", "variables": chain(16, 12, "") }],
        "bodyParams": { "t": "{{message}}{{v1}}" },
    }));
    assert_eq!(errors(&config), [""; 0]);
    assert_eq!(json_body(&config, &sign_in()), json!({ "t": "918273" }));
    assert!(preview_of(&config, &sign_in()).contains("918273"));
}

#[test]
fn a_variable_that_grows_beyond_a_request_is_refused_and_not_built() {
    let config = with_body(&chain(16, 12, "0123456789"), &json!({ "t": "{{v1}}" }));
    assert_eq!(
        refusal(&config, &sign_in()).code(),
        "invalid_request_parameters"
    );
}

#[test]
fn what_a_value_holds_is_never_expanded() {
    let data = json!({
        "to": "14155550123", "type": "SignIn",
        "payload": { "code": "{{secret}}{{apiKey}}{{to}}", "user": { "name": "{{a}}" } },
    });
    let config = with_endpoint(json!({
        "apiKey": "k-123456", "variables": { "secret": "hidden", "a": "{{code}}|{{user.name}}", "b": "{{a}}" },
        "templates": [{ "usageType": "Generic", "content": "<{{code}} {{b}}>" }],
        "bodyParams": { "t": "{{b}}", "m": "{{message}}", "key": "{{apiKey}}" },
    }));
    let text = "{{secret}}{{apiKey}}{{to}}";
    let nested = format!("{text}|{{{{a}}}}");
    assert_eq!(
        json_body(&config, &data),
        json!({ "t": nested, "m": format!("<{text} {nested}>"), "key": "k-123456" })
    );
}

#[test]
fn known_names_win_over_variables_and_these_over_the_payload() {
    let data = json!({ "to": "14155550123", "type": "SignIn", "payload": { "code": "918273", "brand": "payload", "other": "payload" } });
    let config = with_body(
        &json!({ "brand": "variable" }),
        &json!(["{{brand}}", "{{other}}", "{{brand.name}}"]),
    );
    assert_eq!(
        json_body(&config, &data),
        json!(["variable", "payload", ""])
    );
}

#[test]
fn a_known_name_may_not_be_taken() {
    for name in [
        "to",
        "type",
        "message",
        "code",
        "link",
        "locale",
        "uiLocales",
        "ip",
        "id",
        "nonce",
        "timestamp",
        "timestampMs",
        "apiKey",
        "apiSecret",
        "token",
        "request",
        "application",
        "organization",
        "user",
        "inviter",
    ] {
        let config = saying(&json!({ "variables": { name: "x" } }));
        assert_eq!(errors(&config), [format!("variables.{name} invalid_value")]);
        let config = saying(&json!({
            "templates": [{ "usageType": "Generic", "content": "{{code}}", "variables": { name: "x" } }],
        }));
        let path = format!("templates.0.variables.{name}");
        assert_eq!(errors(&config), [format!("{path} invalid_value")]);
    }
    // Another system's name for a known one is a name like any other.
    let config = with_body(
        &json!({ "phone": "x", "To": "y" }),
        &json!("[\"{{phone}}{{To}}{{to}}{{code}}\"]"),
    );
    assert_eq!(issues(&config), []);
    assert_eq!(
        json_body(&config, &sign_in()),
        json!(["xy+14155550123918273"])
    );
}

#[test]
fn a_name_is_made_of_letters_digits_and_underscores() {
    for name in ["template-id", "a.b", "a b", "{{a}}", "größe", ""] {
        let config = saying(&json!({ "variables": { name: "x" } }));
        assert_eq!(
            errors(&config),
            [format!("variables.{name} invalid_value")],
            "{name}"
        );
    }
    let config = with_body(
        &json!({ "_a": "1", "B_2": "2", "3": "3" }),
        &json!(["{{_a}}{{B_2}}{{3}}"]),
    );
    assert_eq!(json_body(&config, &sign_in()), json!(["123"]));
}

#[test]
fn a_name_that_is_nearly_a_variable_is_told_of() {
    let with = |placeholder: &str| {
        let body = json!({ "to": "{{to}}", "text": "{{message}}", "from": placeholder });
        with_body(&json!({ "sender": "Acme", "templateId": "7" }), &body)
    };
    for (placeholder, said) in [
        (
            "{{vars.sender}}",
            "used by its name alone; write {{sender}}",
        ),
        (
            "{{ variables.sender | upper }}",
            "used by its name alone; write {{sender}}",
        ),
        (
            "{{sendr}}",
            "no variable is called {{sendr}}; did you mean {{sender}}?",
        ),
        ("{{template_id}}", "did you mean {{templateId}}?"),
    ] {
        let config = with(placeholder);
        assert_eq!(
            mistakes(&config),
            ["bodyParams.from unknown_placeholder"],
            "{placeholder}"
        );
        let message = message_at(&config, "bodyParams.from");
        assert!(message.contains(said), "{message}");
    }
    // What an operator has a value for, or what is nothing like it.
    for placeholder in ["{{ sendr | default:\"x\" }}", "{{ brand | optional }}"] {
        assert_eq!(mistakes(&with(placeholder)), [""; 0], "{placeholder}");
    }
}

#[test]
fn a_variable_that_nothing_uses_is_a_warning() {
    let config = saying(&json!({ "variables": { "unused": "x", "alone": "{{unused}}" } }));
    assert_eq!(
        warnings(&config),
        ["variables.unused no_effect", "variables.alone no_effect"]
    );
    assert_eq!(errors(&config), [""; 0]);
    for used in [
        json!({ "headers": { "X-A": "{{x}}" } }),
        json!({ "authorization": "Bearer {{x}}" }),
        json!({ "queryParams": { "a": "{{x}}" } }),
        json!({ "endpoint": "https://api.sms.test/{{x}}" }),
        json!({ "headers": { "X-A": "{{ code | hmac_sha1:x }}" } }),
        json!({ "templates": [{ "usageType": "Generic", "content": "{{code}}{{x}}" }] }),
        json!({ "routes": [{ "to": "+1", "queryParams": { "a": "{{x}}" } }] }),
        json!({ "variables": { "x": "text", "y": "{{x}}" }, "queryParams": { "a": "{{y}}" } }),
    ] {
        let mut config = saying(&used);
        let map = config.as_object_mut().unwrap();
        map.entry("variables").or_insert(json!({ "x": "text" }));
        assert_eq!(warnings(&config), [""; 0], "{used}");
    }
}

#[test]
fn a_template_overrides_by_name_and_only_for_its_own_messages() {
    let config = with_endpoint(json!({
        "variables": { "template": "100", "from": "Acme" },
        "templates": [
            { "usageType": "Generic", "variables": { "template": "200" } },
            { "usageType": "SignIn", "locale": "de", "variables": { "template": "201-{{from}}", "from": "GmbH" } },
            { "usageType": "SignIn", "content": "only {{code}}" },
        ],
        "bodyParams": { "id": "{{template}}", "from": "{{from}}", "to": "{{to}}", "code": "{{code}}", "text": "{{message}}" },
    }));
    assert_eq!(issues(&config), []);
    let sent = |usage_type: &str, locale: Option<&str>| {
        let data = json!({ "to": "14155550123", "type": usage_type, "payload": { "code": "918273", "locale": locale } });
        let sent = json_body(&config, &data);
        ["id", "from", "text"].map(|key| sent.get(key).and_then(Value::as_str).unwrap().to_owned())
    };
    assert_eq!(sent("Register", None), ["200", "Acme", "918273"]);
    assert_eq!(
        sent("SignIn", Some("de-AT")),
        ["201-GmbH", "GmbH", "918273"]
    );
    assert_eq!(sent("SignIn", None), ["100", "Acme", "only 918273"]);
}

#[test]
fn a_variable_of_the_whole_sees_what_a_template_overrides() {
    let config = with_endpoint(json!({
        "variables": { "greeting": "Hello from {{brand}}", "brand": "Acme" },
        "templates": [{ "usageType": "Generic", "content": "{{greeting}}: {{code}}", "variables": { "brand": "Other" } }],
        "bodyParams": { "to": "{{to}}", "text": "{{message}}", "brand": "{{brand}}" },
    }));
    assert_eq!(
        json_body(&config, &sign_in()),
        json!({ "to": "+14155550123", "text": "Hello from Other: 918273", "brand": "Other" })
    );
}

#[test]
fn entries_that_are_there_for_their_variables_have_to_fit_too() {
    let config = with_endpoint(json!({
        "templates": [{ "usageType": "SignIn", "variables": { "template": "1" } }],
        "bodyParams": { "to": "{{to}}", "code": "{{code}}", "id": "{{template}}" },
    }));
    let data = json!({ "to": "14155550123", "type": "Register", "payload": { "code": "918273" } });
    assert_eq!(refusal(&config, &data).code(), "template_not_found");
}

#[test]
fn a_variable_that_only_some_entries_set_is_missed_in_the_others() {
    let entries = json!([
        { "usageType": "SignIn", "variables": { "template": "1" } },
        { "usageType": "Register", "content": "{{code}}" },
        { "usageType": "Generic", "variables": { "other": "2" } },
    ]);
    let with = |more: Value| {
        let mut config = json!({
            "templates": entries,
            "bodyParams": { "to": "{{to}}", "text": "{{message}}", "id": "{{template}}" },
        });
        common::extend(&mut config, &more);
        with_endpoint(config)
    };
    let config = with(json!({}));
    assert_eq!(
        mistakes(&config),
        ["templates.1 incomplete", "templates.2 incomplete"]
    );
    assert!(message_at(&config, "templates.1").contains("`template`"));
    // Nothing that is sent has `other`.
    assert_eq!(
        mistakes(&with(json!({ "variables": { "template": "0" } }))),
        [""; 0]
    );
    // These say what is sent without a value.
    for filter in [
        "optional",
        "default:\"0\"",
        "map:\"1=a\":\"*=b\"",
        "optional | upper",
    ] {
        let body = json!({ "to": "{{to}}", "text": "{{message}}", "id": format!("{{{{template | {filter}}}}}") });
        assert_eq!(
            mistakes(&with(json!({ "bodyParams": body }))),
            [""; 0],
            "{filter}"
        );
    }
    // However many are missed, they are one issue of each entry.
    let config = with_endpoint(json!({
        "templates": [
            { "usageType": "SignIn", "variables": { "a": "1", "b": "2", "c": "3", "d": "4", "e": "5" } },
            { "usageType": "Generic", "variables": { "a": "1" } },
        ],
        "bodyParams": ["{{to}}{{code}}{{a}}{{b}}{{c}}{{d}}{{e}}"],
    }));
    assert_eq!(mistakes(&config), ["templates.1 incomplete"]);
    let message = message_at(&config, "templates.1");
    assert!(
        message.starts_with("does not set the variables `b`, `c`, `d`, `e`, as other"),
        "{message}"
    );
    // Through a variable it is missed as well.
    let config = with(json!({
        "variables": { "path": "t/{{template}}" },
        "bodyParams": { "to": "{{to}}", "text": "{{message}}", "id": "{{path}}" },
    }));
    assert_eq!(
        mistakes(&config),
        ["templates.1 incomplete", "templates.2 incomplete"]
    );
}

#[test]
fn what_is_about_to_be_sent_is_for_variables_that_only_headers_use() {
    let variables =
        json!({ "signed": "{{request.method}} {{request.body}}", "outer": "{{signed}}" });
    let config =
        saying(&json!({ "variables": variables, "headers": { "X-Sign": "{{outer | sha256}}" } }));
    assert_eq!(errors(&config), [""; 0]);
    for (place, path) in [
        (
            json!({ "bodyParams": { "to": "{{to}}", "text": "{{message}} {{outer}}" } }),
            "bodyParams",
        ),
        (
            json!({ "queryParams": { "sign": "{{outer}}" } }),
            "endpoint",
        ),
        (
            json!({ "endpoint": "https://api.sms.test/{{outer}}" }),
            "endpoint",
        ),
        (
            json!({ "templates": [{ "usageType": "Generic", "content": "{{code}} {{outer}}" }] }),
            "templates.0",
        ),
        (
            json!({ "response": { "messageId": "{{outer}}" } }),
            "response",
        ),
    ] {
        let mut config = saying(&place);
        config
            .as_object_mut()
            .unwrap()
            .insert("variables".to_owned(), variables.clone());
        assert_eq!(
            errors(&config),
            [format!("{path} invalid_placeholder")],
            "{place}"
        );
        assert!(message_at(&config, path).contains("headers only"));
    }
}

#[test]
fn a_header_renders_a_variable_anew_once_the_request_is_known() {
    // `{{sum}}` has no request while the body is made; what it was then must not be kept.
    let config = with_endpoint(json!({
        "variables": { "sum": "{{ both | sha256 }}", "both": "{{from}}{{request.body}}", "from": "Acme" },
        "headers": { "X-Sum": "{{both}}" },
        "bodyParams": "[\"{{from}}{{to}}{{code}}\"]",
    }));
    let built = request(&config, &sign_in());
    assert_eq!(
        header(&built, "x-sum"),
        Some("Acme[\"Acme+14155550123918273\"]")
    );
}

#[test]
fn previews_hide_variables_of_headers_of_hashes_and_with_the_name_of_a_secret() {
    let config = with_endpoint(json!({
        "apiSecret": "top-secret-1",
        "variables": {
            "account": "acc-4711", "salt": "pepper-12", "clientPassword": "hunter-22", "sender": "Acme-Shop",
            "said": "{{code}}",
        },
        "headers": { "X-Account": "{{account}}", "X-Said": "{{said}}" },
        "bodyParams": {
            "sender": "{{sender}}", "digest": "{{salt | sha256}}", "check": "{{ code | hmac_sha256:salt }}", "pass": "{{clientPassword}}",
            "text": "{{message}} {{salt}} {{account}}", "to": "{{to}}",
        },
    }));
    let shown = preview_of(&config, &sign_in());
    for hidden in ["acc-4711", "pepper-12", "hunter-22"] {
        assert!(!shown.contains(hidden), "{hidden} is shown");
    }
    for said in [
        "Acme-Shop",
        "918273",
        "+14155550123",
        "\"X-Said\":\"918273\"",
    ] {
        assert!(shown.contains(said), "{said} is hidden: {shown}");
    }
}

#[test]
fn previews_hide_what_is_signed_with_a_secret_of_what_is_about_to_be_sent() {
    let config = with_endpoint(json!({
        "apiKey": "key-12345", "apiSecret": "top-secret-1",
        "variables": { "mac": "{{ signed | hmac_sha256:apiSecret }}", "signed": "{{request.path}}{{request.body}}{{nonce}}" },
        "authorization": "MAC id=\"{{apiKey}}\", mac=\"{{mac}}\"",
        "headers": { "X-Signature": "{{request.body | hmac_sha1:apiSecret}}", "X-Sum": "{{mac}}", "X-Plain": "{{code | hmac_sha1:apiSecret}}" },
        "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
    }));
    let sent = request(&config, &sign_in());
    let shown = preview_of(&config, &sign_in());
    for (name, value) in [
        ("Authorization", "authorization"),
        ("X-Signature", "x-signature"),
        ("X-Sum", "x-sum"),
    ] {
        let value = header(&sent, value).unwrap();
        assert!(!shown.contains(value), "{name} is shown");
        let mac = value.rsplit("mac=\"").next().unwrap().trim_matches('"');
        assert!(!shown.contains(mac), "the signature in {name} is shown");
    }
}

#[test]
fn a_text_has_neither_a_token_nor_what_differs_by_attempt() {
    for (content, variables) in [
        ("{{code}} {{nonce}}", json!({})),
        ("{{code}} {{once}}", json!({ "once": "{{nonce}}" })),
        ("{{code}} {{token}}", json!({})),
    ] {
        let config = with_endpoint(json!({
            "templates": [{ "usageType": "Generic", "content": content }],
            "bodyParams": { "to": "{{to}}", "text": "{{message}}" },
            "token": { "endpoint": "https://auth.sms.test/token" },
            "apiKey": "key", "apiSecret": "secret", "variables": variables,
        }));
        assert_eq!(
            errors(&config),
            ["templates.0.content invalid_placeholder"],
            "{content}"
        );
    }
}
