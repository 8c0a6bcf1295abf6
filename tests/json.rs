//! JSON in and out: what RFC 8259 allows and nothing else, and what JavaScript makes of a value.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::panic,
    reason = "functions that tests share, which fail by panicking"
)]

mod common;

use std::time::{Duration, Instant};

use common::{plain, value};
use generic_http_sms::json::{
    escape_into, kind_of, own_property, parse, scalar_text, text_of, write, write_map, write_string,
};
use generic_http_sms::value::{Map, Value as CoreValue};
use serde_json::{Value, json};

/// What the core reads, as the other library's value.
fn read(text: &str) -> Option<Value> {
    parse(text).map(plain)
}

fn written(value: &CoreValue) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn object(text: &str) -> Map {
    match parse(text) {
        Some(CoreValue::Object(map)) => map,
        _ => panic!("no object: {text}"),
    }
}

fn assert_refused(text: &str) {
    assert!(parse(text).is_none(), "taken for JSON: {text:?}");
}

#[test]
fn every_kind_of_value_is_read() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "\"\"",
        "\"a\"",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{\"\":{}}",
        "[null,true,false,0,\"\",[],{}]",
        r#"{"a":{"b":[1,{"c":null}]},"d":"e"}"#,
        "\"\u{e9}\u{20ac}\u{1F600}\u{7f}\u{85}\u{2028}\u{feff}\"",
    ] {
        let oracle: Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text), Some(oracle), "{text}");
    }
}

#[test]
fn white_space_may_stand_around_everything() {
    let text = " \t\r\n{ \n\"a\"\t:\r[ 1 , \"x\" ,\n{ } , [ ] ] , \"b\" : null } \t\r\n";
    assert_eq!(
        read(text),
        Some(json!({ "a": [1, "x", {}, []], "b": null }))
    );
    for space in [
        '\0', '\u{1}', '\u{b}', '\u{c}', '\u{1c}', '\u{7f}', '\u{85}', '\u{a0}', '\u{1680}',
        '\u{2003}', '\u{2028}', '\u{3000}', '\u{feff}',
    ] {
        for text in [
            format!("{space}1"),
            format!("1{space}"),
            format!("[{space}1]"),
            format!("{{\"a\"{space}:1}}"),
        ] {
            assert_refused(&text);
        }
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for text in [
        // nothing, or not all of it
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a",
        "\\",
        "\\ud83d",
        "[1",
        "[1,",
        "{\"a",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "[[]",
        "{\"a\":{}",
        // commas, colons and brackets out of place
        "[,]",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1:2]",
        "{,}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\" 1}",
        "{\"a\",1}",
        "{\"a\"::1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":}",
        "{\"a\"}",
        "{:1}",
        "[1}",
        "{\"a\":1]",
        "[]]",
        "{}}",
        "({})",
        // keys that are no strings
        "{1:2}",
        "{null:1}",
        "{a:1}",
        "{'a':1}",
        "{[]:1}",
        "{{}:1}",
        // more than one value
        "1 2",
        "1,2",
        "{}{}",
        "[][]",
        "null null",
        "truefalse",
        "\"a\"\"b\"",
        "1\"a\"",
        "{} x",
        "[]x",
        "0 0",
        // other words
        "nul",
        "nulll",
        "tru",
        "truee",
        "fals",
        "True",
        "TRUE",
        "NULL",
        "None",
        "undefined",
        "NaN",
        "Infinity",
        "-Infinity",
        "t",
        "n",
        "f",
        // what other notations have
        "'a'",
        "`a`",
        "/**/1",
        "1//x",
        "#\n1",
        "\u{feff}{}",
        "\u{feff}",
        "<a/>",
        "a=1&b=2",
    ] {
        assert_refused(text);
        assert!(
            serde_json::from_str::<Value>(text).is_err(),
            "the other library takes it: {text:?}"
        );
    }
}

#[test]
fn numbers_keep_their_text() {
    for number in [
        "0",
        "-0",
        "7",
        "-7",
        "10",
        "1.10",
        "0.0",
        "-0.0",
        "0e0",
        "0E-0",
        "1E5",
        "1e5",
        "1E+2",
        "1e-7",
        "-1.5e+10",
        "1e400",
        "-1e-400",
        "1.0000000000000000000000001",
        "12345678901234567890",
        "12345678901234567890123",
        "-98765432109876543210.0123456789012345678901E-3",
        "9007199254740993",
        "123e00012",
    ] {
        let value = parse(number).unwrap();
        assert!(value == CoreValue::Number(number.to_owned()), "{number}");
        assert_eq!(written(&value), number);
        let inside = format!("[{number},{{\"a\":{number}}}]");
        assert_eq!(written(&parse(&inside).unwrap()), inside);
        assert!(serde_json::from_str::<Value>(number).is_ok(), "{number}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "01",
        "00",
        "-01",
        "-00",
        "007",
        "0123",
        "1.",
        "-1.",
        "0.",
        ".5",
        "-.5",
        ".",
        "+1",
        "+0",
        "-",
        "--1",
        "-+1",
        "1e",
        "1E",
        "1e+",
        "1e-",
        "1e+-2",
        "1e1.5",
        "1.e1",
        "1.5.2",
        "1e2e3",
        "e5",
        "0x10",
        "0b1",
        "0o7",
        "1_000",
        "1,000",
        "1 000",
        "1n",
        "1f",
        "1a",
        "-a",
        "- 1",
        "1 .5",
        "1. 5",
        "1 e5",
        "1e 5",
        "\u{661}",
        "\u{ff11}",
        "\u{2212}1",
        "-Infinity",
        "-NaN",
    ] {
        assert_refused(text);
        assert_refused(&format!("[{text}]"));
        assert_refused(&format!("{{\"a\":{text}}}"));
    }
}

#[test]
fn every_escape_is_read() {
    for (text, expected) in [
        (r#""\"""#, "\""),
        (r#""\\""#, "\\"),
        (r#""\/""#, "/"),
        (r#""\b""#, "\u{8}"),
        (r#""\f""#, "\u{c}"),
        (r#""\n""#, "\n"),
        (r#""\r""#, "\r"),
        (r#""\t""#, "\t"),
        (r#""\u0041""#, "A"),
        (r#""\u0000""#, "\0"),
        (r#""\u001f""#, "\u{1f}"),
        (r#""\u0022\u005c""#, "\"\\"),
        (r#""\u00e9\u00E9""#, "\u{e9}\u{e9}"),
        (r#""\uabcd\uABCD\uaBcD""#, "\u{abcd}\u{abcd}\u{abcd}"),
        (
            r#""\uffff\ufffe\ud7ff\ue000""#,
            "\u{ffff}\u{fffe}\u{d7ff}\u{e000}",
        ),
        (r#""\u00411""#, "A1"),
        (r#""\\u0041""#, "\\u0041"),
        (r#""\\\\n\\""#, "\\\\n\\"),
        (
            "\"\u{e9}\\n\u{1F600}\\t\u{20ac}\"",
            "\u{e9}\n\u{1F600}\t\u{20ac}",
        ),
    ] {
        assert_eq!(read(text), Some(json!(expected)), "{text}");
        let key = format!("{{{text}:1}}");
        assert!(object(&key).get(expected).is_some(), "{key}");
    }
}

#[test]
fn what_is_no_escape_is_refused() {
    for code in 0..=0x2fff_u32 {
        let Some(character) = char::from_u32(code).filter(|known| !"\"\\/bfnrtu".contains(*known))
        else {
            continue;
        };
        assert_refused(&format!("\"\\{character}\""));
        assert_refused(&format!("\"\\{character}0041\""));
    }
    for text in [
        r#""\"#,
        r#""\""#,
        r#""\u""#,
        r#""\u0""#,
        r#""\u00""#,
        r#""\u004""#,
        r#""\u004"#,
        r#""\u0041"#,
        r#""\u004g""#,
        r#""\ug041""#,
        r#""\u+041""#,
        r#""\u-041""#,
        r#""\u 041""#,
        r#""\u{41}""#,
        r#""\u0x41""#,
        r#""\U0041""#,
        "\"\\u00\u{e9}\"",
        "\"\\u004\u{e9}\"",
        "\"\\u\u{1F600}\"",
        "\"\\u\u{ff10}\u{ff10}\u{ff14}\u{ff11}\"",
    ] {
        assert_refused(text);
    }
}

#[test]
fn control_characters_stand_in_no_string() {
    for code in 0..0x20_u8 {
        let control = char::from(code);
        assert_refused(&format!("\"{control}\""));
        assert_refused(&format!("\"a{control}b\""));
        assert_refused(&format!("{{\"{control}\":1}}"));
    }
    assert_eq!(read("\"\u{7f}\u{80}\""), Some(json!("\u{7f}\u{80}")));
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
        assert_eq!(read(text), Some(oracle), "{text}");
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
        assert_eq!(read(text), Some(json!(expected)), "{text}");
    }
    assert_eq!(
        read(r#"{"\ud83d":1}"#),
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
fn nesting_is_read_to_the_same_depth_as_by_the_other_library() {
    let nested = |depth: usize, open: &str, inside: &str, close: &str| {
        format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
    };
    for depth in 120..=135 {
        for text in [
            nested(depth, "[", "", "]"),
            nested(depth, "[", "1", "]"),
            nested(depth, "[", "\"\\ud83d\\ude00\"", "]"),
            nested(depth, "[0,", "null", "]"),
            nested(depth, "{\"a\":", "true", "}"),
            nested(depth, " { \"a\" : ", " \"\" ", " } "),
            nested(depth - 1, "{\"a\":", "{}", "}"),
            nested(depth - 1, "[", "{}", "]"),
            format!("[{},1]", nested(depth - 1, "[", "", "]")),
        ] {
            assert_eq!(parse(&text).is_some(), depth < 128, "{depth}: {text}");
            assert_eq!(
                parse(&text).is_some(),
                serde_json::from_str::<Value>(&text).is_ok(),
                "{depth}: {text}"
            );
        }
    }
    // Depth is not the number of brackets.
    let deep = nested(100, "[", "", "]");
    let wide = format!("[{}]", vec![deep.as_str(); 300].join(","));
    assert_eq!(written(&parse(&wide).unwrap()), wide);
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
        assert!(!written(&value).is_empty());
    }
}

#[test]
fn keys_keep_their_order() {
    let text = r#"{"z":1,"a":2,"10":3,"9":4,"__proto__":5,"":6,"A":7,"constructor":{"y":1,"x":2}}"#;
    let keys: Vec<_> = object(text).iter().map(|(key, _)| key.to_owned()).collect();
    assert_eq!(
        keys,
        ["z", "a", "10", "9", "__proto__", "", "A", "constructor"]
    );
    assert_eq!(written(&parse(text).unwrap()), text);
}

#[test]
fn of_a_key_that_is_there_twice_the_last_value_counts() {
    let text = r#"{"a":1,"b":2,"a":3,"\u0061":4,"c":{"a":5,"a":6}}"#;
    let oracle: Value = serde_json::from_str(text).unwrap();
    let mut map = object(text);
    for key in ["a", "b", "c"] {
        let found = map.get(key).cloned().map(plain);
        assert_eq!(found.as_ref(), oracle.get(key), "{key}");
    }
    assert!(map.get("A").is_none());
    assert_eq!(map.len(), 5);
    assert!(!map.is_empty());
    // As plain JSON it reads like the object that the other library makes of it.
    assert_eq!(plain(map.clone()), oracle);
    // Taking the value out takes the one that counts.
    assert_eq!(map.remove("a").map(plain), Some(json!(4)));
    assert_eq!(map.remove("b").map(plain), Some(json!(2)));
    assert!(map.remove("b").is_none() && map.get("b").is_none());
}

#[test]
fn members_are_appended_in_order() {
    let mut map = Map::new();
    assert!(map.is_empty());
    map.push("text", "a\"b");
    map.push("owned", String::from("c"));
    map.push("large", u64::MAX);
    map.push("small", 0_u32);
    map.push("truth", CoreValue::Bool(false));
    map.push("none", CoreValue::Null);
    map.push_some("left out", None::<u32>);
    map.push_some("there", Some("x"));
    map.push("map", Map::new());
    let mut text = String::from("before ");
    write_map(&map, &mut text);
    assert_eq!(
        text,
        r#"before {"text":"a\"b","owned":"c","large":18446744073709551615,"small":0,"truth":false,"none":null,"there":"x","map":{}}"#
    );
    let values: Vec<_> = map.values().cloned().map(plain).collect();
    let members: Vec<_> = map.iter().map(|(_, value)| plain(value.clone())).collect();
    assert_eq!(values, members);
    assert!(map.get("none").is_some_and(CoreValue::is_null));
    assert_eq!(map.get("text").and_then(CoreValue::as_str), Some("a\"b"));
    assert_eq!(map.get("small").and_then(CoreValue::as_str), None);
    assert!(Map::new() == Map::default() && map != Map::new());
}

#[test]
fn what_is_written_is_what_the_other_library_writes() {
    for value in [
        json!(null),
        json!([true, false, null]),
        json!([]),
        json!({}),
        json!([[], [[]], {}, [{}]]),
        json!({ "a": { "b": {} }, "c": [1, -2, 3.5, "x"] }),
        json!({ "": "", "\"\\\n": "\u{1}\u{7f}\u{2028}\u{1F600}/" }),
    ] {
        assert_eq!(written(&common::value(&value)), value.to_string());
    }
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
        assert_eq!(read(&quoted), Some(json!(text)));
        assert_eq!(quoted, serde_json::to_string(&text).unwrap());
        let mut whole = String::new();
        write_string(&text, &mut whole);
        assert_eq!(whole, quoted);
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
        assert_eq!(text_of(&value(&plain)), text);
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
        let value = value(&plain);
        assert_eq!(kind_of(&value), kind);
        assert_eq!(scalar_text(&value).as_deref(), text, "{plain}");
    }
}

#[test]
fn only_own_properties_are_found() {
    let own = |of: &Value, name: &str| {
        own_property(&value(of), name).map(|found| plain(found.into_owned()))
    };
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
