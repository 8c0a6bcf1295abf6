//! `response`: what several rules mean together, what a refusal allows to do next, and what is taken out of an answer.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use common::{answer, compiled, data_of, failure, issues, judged, parsed, sign_in, with_endpoint};
use generic_http_sms::answer::Answer;
use generic_http_sms::answer::body::Body;
use generic_http_sms::answer::pattern::Pattern;
use generic_http_sms::error::{Fault, SendError};
use generic_http_sms::limits;
use generic_http_sms::template::scope::Scope;
use generic_http_sms::template::variables::Values;
use serde_json::{Value, json};

fn refusal(response: &Value, status: u16, body: &str) -> SendError {
    let config = with_endpoint(json!({ "response": response }));
    failure(&config, &sign_in(), &answer(status, body))
}

/// `ok`, or code and reason.
fn verdict(response: &Value, status: u16, body: &str) -> String {
    let config = with_endpoint(json!({ "response": response }));
    match judged(&config, &sign_in(), &answer(status, body)) {
        Ok(_) => "ok".to_owned(),
        Err(error) => format!("{} {}", error.code(), error.reason()),
    }
}

fn id(message_id: &Value, body: &str) -> Option<String> {
    let config = with_endpoint(json!({ "response": { "messageId": message_id } }));
    let receipt = judged(&config, &sign_in(), &answer(200, body)).unwrap();
    receipt.message_id
}

#[test]
fn of_a_list_all_rules_of_success_must_hold_and_one_of_any_other_key() {
    let list = json!([{ "path": "a", "equals": 1 }, { "path": "b", "exists": true }]);
    for (body, holding) in [
        (r#"{"a":1,"b":2}"#, 2),
        (r#"{"a":1}"#, 1),
        (r#"{"b":1}"#, 1),
        (r"{}", 0),
    ] {
        let expected = if holding == 2 {
            "ok"
        } else {
            "general rejected"
        };
        assert_eq!(verdict(&json!({ "success": list }), 200, body), expected);
        for (key, code) in [
            ("rateLimited", "rate_limit_exceeded rejected"),
            ("quotaExceeded", "usage_limit_exceeded rejected"),
            ("refused", "general rejected"),
            ("tokenExpired", "general rejected"),
        ] {
            let expected = if holding > 0 { code } else { "ok" };
            let response = json!({ key: list });
            assert_eq!(verdict(&response, 200, body), expected, "{key} {body}");
            let response = json!({ key: { "any": list } });
            assert_eq!(verdict(&response, 200, body), expected, "{key} {body}");
        }
    }
}

#[test]
fn an_item_of_success_may_be_an_any() {
    let success = json!([
        { "path": "id", "exists": true },
        { "any": [{ "path": "s", "equals": "ok" }, { "path": "s", "startsWith": "queue" }, { "path": "code", "equals": 0 }] },
    ]);
    let response = json!({ "success": success });
    for (body, expected) in [
        (r#"{"id":1,"s":"ok"}"#, "ok"),
        (r#"{"id":1,"s":"queued"}"#, "ok"),
        (r#"{"id":1,"code":0}"#, "ok"),
        (r#"{"s":"ok"}"#, "general rejected"),
        (r#"{"id":1,"s":"failed","code":7}"#, "general rejected"),
        ("OK", "invalid_response invalid_response"),
    ] {
        assert_eq!(verdict(&response, 200, body), expected, "{body}");
    }
    let error = refusal(&response, 200, r#"{"id":1,"s":"failed","code":7}"#);
    assert_eq!(data_of(error.clone())["rule"], "success 2 of 2");
    assert!(
        error.description().contains(
            "the rule `success 2 of 2` does not hold, none of its 3 rules does: at `s` the answer has \"failed\", at \
             `code` the answer has \"7\""
        ),
        "{}",
        error.description()
    );
}

#[test]
fn what_stands_at_many_places_is_told_in_short_and_redacted() {
    let rules: Vec<Value> = (0..9)
        .map(|index| json!({ "path": format!("p{index}"), "equals": "ok" }))
        .collect();
    let body = json!({ "p0": "x".repeat(300), "p1": "code 918273", "p3": "the fourth" });
    let error = refusal(
        &json!({ "success": { "any": rules } }),
        200,
        &body.to_string(),
    );
    let description = error.description();
    let told = format!(
        "none of its 9 rules does: at `p0` the answer has \"{}…\", at `p1` the answer has \"code [redacted]\", at `p2` the \
         answer has nothing, and more elsewhere.",
        "x".repeat(60)
    );
    assert!(description.contains(&told), "{description}");
    assert!(!description.contains("fourth"), "{description}");
}

#[test]
fn a_rule_that_cannot_be_rendered_stands_in_nobodys_way() {
    // There is no text, so `{{message}}` has no value.
    let data = json!({ "to": "14155550123", "type": "SignIn" });
    let judge = |response: Value, body: &str| {
        let config = with_endpoint(json!({ "response": response }));
        judged(&config, &data, &answer(200, body))
    };
    let unrenderable = json!({ "path": "x.{{message}}", "exists": true });
    for key in ["rateLimited", "quotaExceeded", "refused", "tokenExpired"] {
        assert!(judge(json!({ key: unrenderable }), r"{}").is_ok(), "{key}");
        let rules = json!([unrenderable, { "path": "no", "equals": 1 }]);
        assert!(
            judge(json!({ key: rules }), r#"{"no":1}"#).is_err(),
            "{key}"
        );
    }
    let rules = json!({ "any": [unrenderable, { "path": "ok", "equals": 1 }] });
    assert!(judge(json!({ "success": rules }), r#"{"ok":1}"#).is_ok());
    assert_eq!(
        judge(json!({ "success": rules }), r#"{"ok":2}"#)
            .unwrap_err()
            .code(),
        "invalid_request_parameters"
    );
}

/// Whether an answer is surely no acceptance, and whether it asks for another token; `None` for an acceptance.
fn flags(response: &Value, answer: &Answer) -> Option<(bool, bool)> {
    let config = compiled(&with_endpoint(json!({ "response": response })));
    let data = parsed(&sign_in());
    let scope = Scope {
        to: data.to.e164(),
        message_type: &data.message_type,
        message: None,
        ip: "",
        id: "",
        nonce: "",
        unix_ms: 0,
        api_key: "",
        api_secret: "",
        token: "",
        variables: &Values::default(),
        request: None,
        payload: data.payload.as_ref(),
        has_key: &|_| false,
    };
    let body = Body::new(&answer.body);
    let refusal = config.base.answer.judge(answer, &body, &scope).unwrap()?;
    Some((refusal.is_surely_unaccepted, refusal.is_token_expired))
}

#[test]
fn a_refusal_says_whether_the_message_is_surely_not_on_its_way() {
    let response = json!({
        "success": { "path": "s", "equals": "ok" },
        "rateLimited": { "path": "s", "equals": "slow" },
        "quotaExceeded": { "path": "s", "equals": "broke" },
        "refused": { "path": "s", "equals": "no" },
        "tokenExpired": { "path": "s", "equals": "old" },
    });
    let at = |status: u16, body: &str| flags(&response, &answer(status, body));
    for status in [
        400, 405, 408, 409, 410, 422, 425, 500, 502, 503, 504, 302, 0,
    ] {
        assert_eq!(at(status, ""), Some((false, false)), "{status}");
    }
    for status in [402, 403, 404, 429] {
        assert_eq!(at(status, ""), Some((true, false)), "{status}");
    }
    assert_eq!(at(401, ""), Some((true, true)));
    for status in [200, 400, 409, 500] {
        for word in ["slow", "broke", "no"] {
            let body = format!(r#"{{"s":"{word}"}}"#);
            assert_eq!(at(status, &body), Some((true, false)), "{status} {word}");
        }
        assert_eq!(at(status, r#"{"s":"old"}"#), Some((true, true)), "{status}");
    }
    assert_eq!(at(429, r#"{"s":"old"}"#), Some((true, true)));
    assert_eq!(at(200, r#"{"s":"ok"}"#), None);
    // The rule may be wrong, and the message on its way.
    assert_eq!(at(200, r#"{"s":"?"}"#), Some((false, false)));
    assert_eq!(at(200, "OK"), Some((false, false)));
    // Nothing that a redirect says is the provider's.
    assert_eq!(at(302, r#"{"s":"no"}"#), Some((false, false)));
    let broken = Answer {
        cut_by: Some(Fault::Reset),
        ..answer(200, r#"{"s":"#)
    };
    assert_eq!(flags(&response, &broken), Some((false, false)));
}

#[test]
fn the_first_cause_is_told() {
    let all = json!({ "contains": "x" });
    let mut response = json!({
        "rateLimited": all, "quotaExceeded": all, "tokenExpired": all, "refused": all,
        "success": { "contains": "y" },
    });
    let told = |response: &Value, status: u16| {
        let error = refusal(response, status, "x");
        let rule = data_of(error.clone())["rule"].clone();
        format!("{} {}", error.code(), rule.as_str().unwrap_or("-"))
    };
    assert_eq!(told(&response, 302), "general -");
    assert_eq!(told(&response, 429), "rate_limit_exceeded -");
    assert_eq!(told(&response, 402), "usage_limit_exceeded -");
    for (key, expected) in [
        ("rateLimited", "rate_limit_exceeded -"),
        ("quotaExceeded", "usage_limit_exceeded -"),
        ("tokenExpired", "general tokenExpired"),
        ("refused", "general refused"),
    ] {
        assert_eq!(told(&response, 200), expected);
        assert_eq!(told(&response, 400), expected);
        response[key] = Value::Null;
    }
    assert_eq!(told(&response, 400), "general -");
    assert_eq!(told(&response, 200), "general success 1 of 1");
}

#[test]
fn a_refusal_by_rule_says_so_with_the_words_of_the_provider() {
    let response = json!({
        "refused": { "path": "status", "equals": "failed" },
        "tokenExpired": { "path": "code", "equals": "token_expired" },
    });
    assert_eq!(
        refusal(
            &response,
            200,
            r#"{"status":"failed","message":"Unknown sender 918273"}"#
        )
        .description(),
        "The SMS provider refused the message: the rule `refused` holds. The provider says: Unknown sender [redacted]"
    );
    assert_eq!(
        refusal(&response, 200, r#"{"code":"token_expired"}"#).description(),
        "The SMS provider refused the message: the rule `tokenExpired` holds; check the credentials in the configuration."
    );
    assert!(
        refusal(&response, 404, r#"{"status":"failed"}"#)
            .description()
            .contains("`refused` holds; check `endpoint` and `method`")
    );
}

#[test]
fn the_new_rules_want_the_body() {
    for key in ["refused", "tokenExpired"] {
        let config = compiled(&with_endpoint(
            json!({ "response": { key: { "contains": "x" } } }),
        ));
        let ok = answer(200, "");
        assert!(config.base.answer.may_fail(&ok));
        assert!(!config.base.answer.is_accepted_at_headers(&ok));
        assert_eq!(config.base.answer.readable_bytes(), limits::ANSWER_BYTES);
    }
}

#[test]
fn an_identifier_is_captured_from_a_text_or_from_a_value() {
    let table = [
        (json!({ "capture": r"id=(\w+)" }), "OK id=x7 2", Some("x7")),
        (json!({ "capture": r"\d+" }), "Sent: 4711.", Some("4711")),
        (
            json!({ "capture": r"^OK (?:new )?(\S+)" }),
            "  OK new a-1\r\n",
            Some("a-1"),
        ),
        (
            json!({ "capture": r"(?P<id>[a-f]+)-(\d+)" }),
            "x abc-12",
            Some("abc"),
        ),
        (json!({ "capture": r"id=(\w+)" }), "OK", None),
        // The group is empty, or not a part of what was found.
        (json!({ "capture": r"id=(\w*)" }), "id=", None),
        (json!({ "capture": r"OK|id=(\w+)" }), "OK", None),
        (
            json!({ "path": "ref", "capture": r"/(\w+)$" }),
            r#"{"ref":"/sms/m-1/q9"}"#,
            Some("q9"),
        ),
        (
            json!({ "path": "ref", "capture": r"\d" }),
            r#"{"ref":57}"#,
            Some("5"),
        ),
        (
            json!({ "path": "ref", "capture": r"\d" }),
            r#"{"other":57}"#,
            None,
        ),
        (json!({ "path": "ref", "capture": r"\d" }), "57", None),
        (
            json!({ "path": "r.m.@ref", "capture": r"\d+" }),
            "<r><m ref='a12'/></r>",
            Some("12"),
        ),
        (
            json!({ "path": "ref" }),
            r#"{"ref":"whole"}"#,
            Some("whole"),
        ),
        (
            json!({ "capture": "\"id\":\"([^\"]+)" }),
            r#"{"id":"json is a text"}"#,
            Some("json is a text"),
        ),
    ];
    for (message_id, body, expected) in table {
        assert_eq!(
            id(&message_id, body).as_deref(),
            expected,
            "{message_id} of {body}"
        );
    }
    let long = format!("id={}", "x".repeat(limits::MESSAGE_ID_CHARS + 1));
    assert_eq!(id(&json!({ "capture": "id=(x+)" }), &long), None);
}

#[test]
fn of_several_explanations_the_first_that_stands_is_told() {
    let response =
        json!({ "error": ["a.0.text", { "path": "b", "capture": "because (.+)" }, "c"] });
    let said = |body: &str| refusal(&response, 400, body).provider_message;
    for (body, expected) in [
        (
            r#"{"a":[{"text":"first"}],"b":"because second","c":"third"}"#,
            "first",
        ),
        (
            r#"{"a":[{"text":" "}],"b":"because second","c":"third"}"#,
            "second",
        ),
        (r#"{"a":[],"b":"no reason","c":3}"#, "3"),
        (r#"{"c":"","message":"usual"}"#, "usual"),
    ] {
        assert_eq!(said(body).as_deref(), Some(expected), "{body}");
    }
    let text = json!({ "error": { "capture": r"ERR: (.*)" } });
    let said = refusal(&text, 400, "line one\nERR: no credit\n").provider_message;
    assert_eq!(said.as_deref(), Some("no credit"));
}

#[test]
fn a_pattern_that_cannot_be_used_is_told_with_what_to_write() {
    let message = |pattern: &str| {
        let config = with_endpoint(json!({ "response": { "success": { "matches": pattern } } }));
        let found = issues(&config);
        assert!(found.len() <= 1, "{found:?}");
        found.into_iter().next().map(|issue| issue.message)
    };
    for (pattern, told) in [
        (
            "(OK",
            "does not compile: found open group without closing ')'; put a backslash before",
        ),
        ("^(?!ERR)", "does not compile: look-around is not supported"),
        (
            r"(a)\1",
            "does not compile: backreferences are not supported",
        ),
        ("a{2,1}", "does not compile"),
        (r"\w{500}", "asks for too many characters"),
        (
            &"a".repeat(limits::PATTERN_BYTES + 1),
            "is longer than 512 bytes",
        ),
        ("/ok/i", "with `(?i)` in front"),
        ("/ok/", "without flags"),
    ] {
        let message = message(pattern).unwrap_or_default();
        assert!(message.contains(told), "{pattern}: {message}");
    }
    for alright in [
        "/sms/queued",
        r"\/ok/",
        "^/ok",
        "//",
        r"^\w{8}-\w{4}-\w{4}-\w{4}-\w{12}$",
    ] {
        assert_eq!(message(alright), None, "{alright}");
    }
    // Neither markup nor the name of a group is an example that somebody forgot to replace.
    for rule in [
        json!({ "contains": "<status>0</status>" }),
        json!({ "matches": "(?P<id>\\d+)" }),
    ] {
        assert_eq!(
            issues(&with_endpoint(json!({ "response": { "success": rule } }))),
            []
        );
    }
    let many = |count: usize| {
        let rules = vec![json!({ "matches": "a" }); count - 1];
        let response = json!({ "success": { "any": rules }, "messageId": { "capture": "b" } });
        common::errors(&with_endpoint(json!({ "response": response })))
    };
    assert!(many(limits::PATTERNS).is_empty());
    assert_eq!(many(limits::PATTERNS + 1), ["response too_large"]);
}

#[test]
fn a_pattern_looks_at_the_first_16_kib() {
    let pattern = Pattern::compile("needle").unwrap();
    let at = |place: usize| format!("{}needle", "x".repeat(place));
    assert!(pattern.is_found_in(&at(limits::PATTERN_TEXT_BYTES - "needle".len())));
    assert!(!pattern.is_found_in(&at(limits::PATTERN_TEXT_BYTES - "needle".len() + 1)));
    // The cut hits no character in its middle.
    let wide = "€".repeat(limits::PATTERN_TEXT_BYTES);
    let found = Pattern::compile("^(€+)$").unwrap();
    assert_eq!(
        found.capture(&wide).unwrap().len(),
        limits::PATTERN_TEXT_BYTES / 3 * 3
    );
}

#[test]
fn an_answer_that_is_cut_judges_no_rule_of_any() {
    let body = "x".repeat(limits::ANSWER_BYTES);
    let response =
        json!({ "success": { "any": [{ "contains": "OK" }, { "path": "s", "equals": 0 }] } });
    assert_eq!(
        verdict(&response, 200, &body),
        "invalid_response invalid_response"
    );
}

#[test]
fn xml_of_any_shape_is_read_in_bounds() {
    let rule = json!({ "success": { "path": "l.m", "equals": "x" }, "messageId": "l.m" });
    let bomb = "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><l><m>&b;</m></l>";
    assert_eq!(
        verdict(&rule, 200, bomb),
        "invalid_response invalid_response"
    );
    let external = "<!DOCTYPE l SYSTEM \"file:///etc/passwd\"><l><m>x</m></l>";
    assert_eq!(
        verdict(&rule, 200, external),
        "invalid_response invalid_response"
    );
    let nested = |levels: usize| format!("{}x{}", "<m>".repeat(levels), "</m>".repeat(levels));
    let deep = format!("<l>{}</l>", nested(100_000));
    assert_eq!(
        verdict(&rule, 200, &deep),
        "invalid_response invalid_response"
    );
    let deepest = format!("<l>{}</l>", nested(limits::JSON_DEPTH - 1));
    assert_eq!(
        verdict(
            &json!({ "success": { "path": "l", "empty": false } }),
            200,
            &deepest
        ),
        "ok"
    );
    let too_deep = format!("<l>{}</l>", nested(limits::JSON_DEPTH));
    assert_eq!(
        verdict(&rule, 200, &too_deep),
        "invalid_response invalid_response"
    );
    let wide = format!("<l>{}</l>", "<n/>".repeat(200_000));
    assert_eq!(verdict(&rule, 200, &wide), "general rejected");
}
