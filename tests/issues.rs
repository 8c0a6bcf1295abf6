//! The messages for the misconfigurations that people make, word for word: they are the connector's help.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{assert_snapshot, issues, list, plain, text, vectors};
use generic_http_sms::suggest::closest;
use serde_json::{Value, json};

#[test]
fn messages_for_common_mistakes_are_as_before() {
    let vectors = vectors("misconfigurations.json");
    let shown: Vec<Value> = list(&vectors, "mistakes")
        .iter()
        .map(|mistake| json!({ "mistake": text(mistake, "mistake"), "issues": plain(&issues(&mistake["config"])) }))
        .collect();
    assert_snapshot("issue-messages.json", &json!(shown));
}

#[test]
fn every_mistake_is_found_and_explained() {
    let vectors = vectors("misconfigurations.json");
    assert!(list(&vectors, "mistakes").len() >= 50);
    for mistake in list(&vectors, "mistakes") {
        let found = issues(&mistake["config"]);
        assert!(!found.is_empty(), "{}", text(mistake, "mistake"));
        for issue in found {
            let first_line = issue.message.lines().next().unwrap_or_default();
            assert!(
                (15..=200).contains(&first_line.chars().count()),
                "{first_line}"
            );
            assert!(!first_line.ends_with(['.', ' ', ':']), "{first_line}");
            assert!(
                !first_line.starts_with(char::is_uppercase) || first_line.starts_with("Logto"),
                "{first_line}"
            );
        }
    }
}

#[test]
fn suggestions_name_only_what_is_close() {
    let words = ["endpoint", "headers", "queryParams", "to", "id"];
    for (word, expected) in [
        ("endpiont", Some("endpoint")),
        ("ENDPOINT", Some("endpoint")),
        ("query_params", Some("queryParams")),
        ("header", Some("headers")),
        ("ot", Some("to")),
        ("body", None),
        ("", None),
        ("x", None),
        ("\u{e9}", None),
    ] {
        assert_eq!(closest(word, &words), expected, "{word}");
    }
    assert_eq!(closest(&"e".repeat(10_000), &words), None);
}
