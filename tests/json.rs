//! JSON in and out, as JavaScript reads and writes it.
#![cfg(not(target_arch = "wasm32"))]

use generic_http_sms::json::{escape_into, own_property, parse, text_of};
use serde_json::{Value, json};

#[test]
fn half_a_surrogate_pair_becomes_the_replacement_character() {
    for (text, expected) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""a\ude00b""#, "a\u{fffd}b"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1F600}"),
        (r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\ude00""#, "\u{1F600}"),
        (r#""\\ud83d""#, "\\ud83d"),
        (r#""\\\ud83d""#, "\\\u{fffd}"),
        (r#""\ud83dx""#, "\u{fffd}x"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\uD83D\"""#, "\u{fffd}\""),
        ("\"\\ud83d\u{e9}\"", "\u{fffd}\u{e9}"),
    ] {
        assert_eq!(parse(text), Some(json!(expected)), "{text}");
    }
}

#[test]
fn what_is_no_json_is_none() {
    for text in [
        "",
        " ",
        "{",
        "{'a':1}",
        "[1,]",
        "nul",
        "\u{feff}{}",
        r#""\ud83d"#,
        r#""\ud8""#,
        r#""\ud83d\u"#,
        "\\ud83d",
        "NaN",
        "01",
        "\"\u{1}\"",
    ] {
        assert_eq!(parse(text), None, "{text:?}");
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(parse(&deep), None);
    let surrogates = format!("{}\"\\ud83d\"{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(parse(&surrogates), None);
}

#[test]
fn numbers_keep_their_text() {
    for number in ["12345678901234567890123", "1.10", "1e400", "-0", "1E5"] {
        let value = parse(number).unwrap();
        assert_eq!(
            value.to_string().to_lowercase().replace('+', ""),
            number.to_lowercase()
        );
    }
}

#[test]
fn strings_are_escaped_as_json_stringify_does() {
    for code in 0..=0xffff_u32 {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        let mut escaped = String::new();
        escape_into(&format!("a{character}b"), &mut escaped);
        let read: Value = serde_json::from_str(&format!("\"{escaped}\"")).unwrap();
        assert_eq!(read, json!(format!("a{character}b")));
        assert_eq!(
            format!("\"{escaped}\""),
            serde_json::to_string(&format!("a{character}b")).unwrap()
        );
    }
}

#[test]
fn values_have_the_text_that_javascript_gives_them() {
    for (value, text) in [
        (json!(null), ""),
        (json!(true), "true"),
        (json!(0), "0"),
        (json!("x"), "x"),
        (json!([]), ""),
        (json!([1, null, [2, "a"], true]), "1,,2,a,true"),
        (json!([{ "a": 1 }]), "[object Object]"),
        (json!({}), "[object Object]"),
    ] {
        assert_eq!(text_of(&value), text);
    }
}

#[test]
fn only_own_properties_are_found() {
    let object = json!({ "a": 1, "length": 9 });
    let array = json!(["x", "y"]);
    assert_eq!(own_property(&object, "a").as_deref(), Some(&json!(1)));
    assert_eq!(own_property(&object, "length").as_deref(), Some(&json!(9)));
    assert_eq!(own_property(&array, "1").as_deref(), Some(&json!("y")));
    assert_eq!(own_property(&array, "length").as_deref(), Some(&json!(2)));
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
        assert_eq!(own_property(&array, name), None, "{name}");
    }
    for name in ["constructor", "__proto__", "toString", "A"] {
        assert_eq!(own_property(&object, name), None, "{name}");
    }
    assert_eq!(own_property(&json!("text"), "length"), None);
    assert_eq!(own_property(&json!(null), "a"), None);
}
