//! `templates`: which text is chosen.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::indexing_slicing,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{json_body, list, mistakes, refusal, text, vectors, with_endpoint};
use serde_json::{Value, json};

fn chosen(templates: &Value, message_type: &str, locale: &Value) -> Value {
    let config =
        with_endpoint(json!({ "bodyParams": { "text": "{{message}}" }, "templates": templates }));
    let data = json!({ "to": "14155550123", "type": message_type, "payload": { "code": "1", "locale": locale } });
    json_body(&config, &data)["text"].clone()
}

#[test]
fn the_type_is_matched_first_then_the_language() {
    let vectors = vectors("locales.json");
    for choice in list(&vectors, "choices") {
        let content = chosen(
            &vectors["templates"],
            text(choice, "type"),
            &choice["locale"],
        );
        assert_eq!(content, choice["content"], "{choice}");
    }
}

#[test]
fn the_order_of_the_list_does_not_matter() {
    let vectors = vectors("locales.json");
    let mut templates = list(&vectors, "templates").clone();
    templates.reverse();
    let reversed = json!(templates);
    for choice in list(&vectors, "choices") {
        let content = chosen(&reversed, text(choice, "type"), &choice["locale"]);
        assert_eq!(content, choice["content"], "{choice}");
    }
}

#[test]
fn where_nothing_fits_it_is_template_not_found() {
    let templates = json!([{ "usageType": "SignIn", "content": "x" }]);
    let data = json!({ "to": "14155550123", "type": "Register", "payload": { "code": "1" } });
    // Templates that nothing uses cannot be missed.
    let unused = with_endpoint(json!({ "templates": templates }));
    assert_eq!(json_body(&unused, &data)["type"], "Register");
    let config =
        with_endpoint(json!({ "bodyParams": { "text": "{{message}}" }, "templates": templates }));
    let error = refusal(&config, &data);
    assert_eq!(
        (error.code(), error.reason()),
        ("template_not_found", "template_not_found")
    );
    assert_eq!(error.attempts, 0);
    assert!(error.description().contains("type Register,"));
}

#[test]
fn a_text_in_another_language_beats_none() {
    let templates = json!([{ "usageType": "SignIn", "content": "only-de", "locale": "de" }]);
    assert_eq!(chosen(&templates, "SignIn", &json!("fr")), "only-de");
}

#[test]
fn content_is_sent_as_written() {
    let templates =
        json!([{ "usageType": "Generic", "content": "  Code:\n{{code}} \u{1F511} \"x\" & <y> " }]);
    assert_eq!(
        chosen(&templates, "X", &json!(null)),
        "  Code:\n1 \u{1F511} \"x\" & <y> "
    );
}

#[test]
fn values_in_a_text_are_not_escaped_before_the_text_is() {
    let config = with_endpoint(json!({
        "headers": { "Content-Type": "text/xml" },
        "bodyParams": "<t>{{message}}</t>",
        "templates": [{ "usageType": "Generic", "content": "{{user.name}} & co" }],
    }));
    let data = json!({ "to": "14155550123", "type": "X", "payload": { "code": "1", "user": { "name": "<A>" } } });
    assert_eq!(common::body(&config, &data), "<t>&lt;A&gt; &amp; co</t>");
}

#[test]
fn the_nearest_language_is_found_from_both_sides() {
    let templates = |locales: &[&str]| {
        let entries: Vec<_> = locales
            .iter()
            .map(|locale| json!({ "usageType": "Generic", "content": format!("in {locale}"), "locale": locale }))
            .collect();
        json!(entries)
    };
    for (wanted, locales, expected) in [
        ("en", vec!["fr", "en-US"], "in en-US"),
        ("zh-Hans-CN", vec!["en", "zh-CN"], "in zh-CN"),
        ("zh-TW", vec!["zh-CN", "zh-Hant"], "in zh-Hant"),
        ("de-AT", vec!["en", "de-CH"], "in de-CH"),
        ("pt-BR", vec!["pt-PT", "pt"], "in pt"),
        ("nb-NO", vec!["en", "nb"], "in nb"),
        ("en-GB", vec!["en-US", "en"], "in en"),
        ("es-419", vec!["fr", "es-MX"], "in es-MX"),
    ] {
        assert_eq!(
            chosen(&templates(&locales), "SignIn", &json!(wanted)),
            expected,
            "{wanted} of {locales:?}"
        );
    }
}

#[test]
fn templates_are_told_what_keeps_them_from_being_sent() {
    let config = |templates: Value, body: &str| {
        with_endpoint(
            json!({ "bodyParams": { "to": "{{to}}", "x": body }, "templates": templates }),
        )
    };
    let good = json!([{ "usageType": "Generic", "content": "Your code is {{code}}." }]);
    assert_eq!(mistakes(&config(good.clone(), "{{message}}")), [""; 0]);
    assert_eq!(
        mistakes(&config(good.clone(), "{{code}}")),
        ["templates incomplete"]
    );
    let without_code = json!([{ "usageType": "Generic", "content": "Your code is on its way." }]);
    assert_eq!(
        mistakes(&config(without_code, "{{message}}")),
        ["templates.0.content incomplete"]
    );
    let identifier = json!([{ "usageType": "Generic", "content": "otp-en" }]);
    let by_identifier = with_endpoint(
        json!({ "bodyParams": { "to": "{{to}}", "template": "{{message}}", "code": "{{code}}" }, "templates": identifier }),
    );
    assert_eq!(mistakes(&by_identifier), [""; 0]);
    for usage_type in ["generic", "sign_in", "SIGNIN", "Forgot Password"] {
        let misspelled = json!([{ "usageType": usage_type, "content": "{{code}}" }]);
        assert_eq!(
            mistakes(&config(misspelled, "{{message}}")),
            ["templates.0.usageType invalid_value"]
        );
    }
    let own_type = json!([{ "usageType": "MyOwnType", "content": "{{code}}" }]);
    assert_eq!(mistakes(&config(own_type, "{{message}}")), [""; 0]);
    // A sentence around a sentence.
    let around = config(good, "Hello, your code for the shop is: {{message}}");
    assert_eq!(common::warnings(&around), ["bodyParams.x no_effect"]);
    let inside =
        json!([{ "usageType": "Generic", "content": "Your code for the shop is {{message}}" }]);
    assert_eq!(common::warnings(&config(inside, "{{message}}")), [""; 0]);
}
