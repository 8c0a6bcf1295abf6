//! JSON in and out: what the core adds to the library for it, and what JavaScript makes of a value.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use std::borrow::Cow;
use std::time::{Duration, Instant};

use generic_http_sms::issue::kind_of;
use generic_http_sms::template::json::{
    self, escape_into, own_property, scalar_text, text_of, write,
};
use serde_json::{Value, json};

fn parse(text: &str) -> Option<Value> {
    json::parse(text)
}

fn assert_refused(text: &str) {
    assert!(parse(text).is_none(), "taken for JSON: {text:?}");
}

#[test]
fn numbers_keep_their_digits() {
    for number in [
        "0",
        "-0",
        "7",
        "-7",
        "10",
        "1.10",
        "0.0",
        "-0.0",
        "1e-7",
        "-1.5e+10",
        "1e+400",
        "-1e-400",
        "1.0000000000000000000000001",
        "12345678901234567890",
        "12345678901234567890123",
        "-98765432109876543210.0123456789012345678901e-3",
        "9007199254740993",
    ] {
        let value = parse(number).unwrap();
        assert_eq!(text_of(&value), number);
        assert_eq!(write(&value), number);
        let inside = format!("[{number},{{\"a\":{number}}}]");
        assert_eq!(write(&parse(&inside).unwrap()), inside);
    }
    // An exponent is written as JavaScript writes it.
    for (number, written) in [
        ("1E5", "1e+5"),
        ("0e0", "0e+0"),
        ("123e00012", "123e+00012"),
    ] {
        assert_eq!(text_of(&parse(number).unwrap()), written);
    }
}

#[test]
fn numbers_of_a_configuration_are_sent_as_they_stand_there() {
    for number in ["0.000001", "18446744073709552000", "1e-7", "-0", "1.10"] {
        let config = parse(&format!(
            r#"{{"endpoint":"https://a.test/","bodyParams":[{number}],"response":{{"messageId":"a","success":{{"path":"n","equals":{number}}}}}}}"#
        ));
        let config = config.unwrap();
        assert_eq!(
            common::body(&config, &common::sign_in()),
            format!("[{number}]")
        );
        let answer = common::answer(200, &format!(r#"{{"n":{number},"a":{number}}}"#));
        let receipt = common::judged(&config, &common::sign_in(), &answer).unwrap();
        assert_eq!(receipt.message_id.as_deref(), Some(number));
    }
}

#[test]
fn both_halves_of_a_surrogate_pair_are_one_character() {
    for (text, expected) in [
        (r#""\ud83d\ude00""#, "\u{1F600}"),
        (r#""\uD83D\uDE00""#, "\u{1F600}"),
        (r#""a\ud83d\ude00b""#, "a\u{1F600}b"),
        (r#""\ud800\udc00""#, "\u{10000}"),
        (r#""\udbff\udfff""#, "\u{10ffff}"),
        (r#""\ud83d\ude00\ud83d\ude00""#, "\u{1F600}\u{1F600}"),
    ] {
        let oracle: Value = serde_json::from_str(text).unwrap();
        assert_eq!(oracle, json!(expected));
        assert_eq!(parse(text), Some(oracle), "{text}");
    }
}

#[test]
fn half_a_surrogate_pair_becomes_the_replacement_character() {
    for (text, expected) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00""#, "\u{fffd}"),
        (r#""a\ude00b""#, "a\u{fffd}b"),
        (r#""\ud83d\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1F600}"),
        (r#""\ud83d\ude00\ude00""#, "\u{1F600}\u{fffd}"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ude00\ud83d\ude00""#, "\u{fffd}\u{1F600}"),
        (r#""\\ud83d""#, "\\ud83d"),
        (r#""\\\ud83d""#, "\\\u{fffd}"),
        (r#""\ud83dx""#, "\u{fffd}x"),
        (r#""\ud83dx\ude00""#, "\u{fffd}x\u{fffd}"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\ud83d\\ude00""#, "\u{fffd}\\ude00"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\u0041\ude00""#, "A\u{fffd}"),
        (r#""\uD83D\"""#, "\u{fffd}\""),
        (
            r#""\ud800\udbff\udc00\udfff""#,
            "\u{fffd}\u{10fc00}\u{fffd}",
        ),
        ("\"\\ud83d\u{e9}\"", "\u{fffd}\u{e9}"),
        ("\"\\ud83d\u{1F600}\"", "\u{fffd}\u{1F600}"),
    ] {
        assert_eq!(parse(text), Some(json!(expected)), "{text}");
    }
    assert_eq!(
        parse(r#"{"\ud83d":1}"#),
        Some(json!({ "\u{fffd}": 1 })),
        "in a key"
    );
    for text in [
        r#""\ud83d"#,
        r#""\ud8""#,
        r#""\ud83d\u"#,
        r#""\ud83d\u""#,
        r#""\ud83d\ude0""#,
        r#""\ud83d\ude0g""#,
        r#""\ud83d\x""#,
        r#""\ud83d\"#,
        "\"\\ud83d\n\"",
    ] {
        assert_refused(text);
    }
}

#[test]
fn nesting_without_end_does_not_use_up_the_stack() {
    for open in ["[", "{\"a\":", "[{\"a\":", "[0,"] {
        assert_refused(&open.repeat(1_000_000));
    }
    let closed = |inside: &str| format!("{}{inside}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_refused(&closed(""));
    assert_refused(&closed("\"\\ud83d\""));
}

/// An answer may be 64 KiB of anything; this is more, so that time that grows with the square of it cannot hide.
#[test]
fn a_long_text_takes_no_longer_than_its_length() {
    for text in [
        format!("[{}1]", "1,".repeat(1_500_000)),
        format!("[{}1]", "\"\\n\\ud83d\",".repeat(200_000)),
        format!("[{}1]", "{\"a\":[]},".repeat(200_000)),
        format!("\"{}\"", "\\u0041".repeat(300_000)),
        format!("{}1", " ".repeat(2_000_000)),
    ] {
        let begun = Instant::now();
        let value = parse(&text).unwrap();
        assert!(
            begun.elapsed() < Duration::from_secs(8),
            "took {:?}",
            begun.elapsed()
        );
        assert!(!write(&value).is_empty());
    }
}

#[test]
fn keys_keep_their_order() {
    let text = r#"{"z":1,"a":2,"10":3,"9":4,"__proto__":5,"":6,"A":7,"constructor":{"y":1,"x":2}}"#;
    let object = parse(text).unwrap();
    let keys: Vec<_> = object.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["z", "a", "10", "9", "__proto__", "", "A", "constructor"]
    );
    assert_eq!(write(&parse(text).unwrap()), text);
}

#[test]
fn strings_are_escaped_as_json_stringify_does() {
    for code in 0..=0xffff_u32 {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        let text = format!("a{character}b");
        let mut escaped = String::new();
        escape_into(&text, &mut escaped);
        let quoted = format!("\"{escaped}\"");
        let back: Value = serde_json::from_str(&quoted).unwrap();
        assert_eq!(back, json!(text));
        assert_eq!(parse(&quoted), Some(json!(text)));
        assert_eq!(quoted, serde_json::to_string(&text).unwrap());
    }
}

#[test]
fn values_have_the_text_that_javascript_gives_them() {
    for (plain, text) in [
        (json!(null), ""),
        (json!(true), "true"),
        (json!(0), "0"),
        (json!("x"), "x"),
        (json!([]), ""),
        (json!([1, null, [2, "a"], true]), "1,,2,a,true"),
        (json!([{ "a": 1 }]), "[object Object]"),
        (json!({}), "[object Object]"),
    ] {
        assert_eq!(text_of(&plain), text);
    }
}

#[test]
fn kinds_have_names_and_scalars_have_texts() {
    for (plain, kind, text) in [
        (json!(null), "null", None),
        (json!(true), "a boolean", Some("true")),
        (json!(1.5), "a number", Some("1.5")),
        (json!("x"), "a string", Some("x")),
        (json!(["x"]), "an array", None),
        (json!({ "x": 1 }), "an object", None),
    ] {
        assert_eq!(kind_of(&plain), kind);
        assert_eq!(scalar_text(&plain).as_deref(), text, "{plain}");
    }
}

#[test]
fn only_own_properties_are_found() {
    let own = |of: &Value, name: &str| own_property(of, name).map(Cow::into_owned);
    let object = json!({ "a": 1, "length": 9 });
    let array = json!(["x", "y"]);
    assert_eq!(own(&object, "a"), Some(json!(1)));
    assert_eq!(own(&object, "length"), Some(json!(9)));
    assert_eq!(own(&array, "1"), Some(json!("y")));
    assert_eq!(own(&array, "length"), Some(json!(2)));
    for name in [
        "2",
        "01",
        "+1",
        "-1",
        "1.0",
        " 1",
        "",
        "push",
        "constructor",
        "18446744073709551616",
    ] {
        assert_eq!(own(&array, name), None, "{name}");
    }
    for name in ["constructor", "__proto__", "toString", "A"] {
        assert_eq!(own(&object, name), None, "{name}");
    }
    assert_eq!(own(&json!("text"), "length"), None);
    assert_eq!(own(&json!(null), "a"), None);
}
