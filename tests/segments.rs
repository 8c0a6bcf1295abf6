//! How many messages carry a text.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::plain;
use generic_http_sms::template::segments::measure;
use serde_json::json;

/// `encoding`, `units` and `segments` of a text.
fn measured(text: &str) -> (&'static str, usize, usize) {
    let found = measure(text);
    (found.encoding.name(), found.units, found.segments)
}

#[test]
fn an_empty_text_is_one_message() {
    assert_eq!(measured(""), ("gsm7", 0, 1));
}

#[test]
fn one_message_has_160_septets_and_each_of_several_153() {
    for (length, segments) in [
        (1, 1),
        (160, 1),
        (161, 2),
        (306, 2),
        (307, 3),
        (459, 3),
        (460, 4),
    ] {
        assert_eq!(measured(&"é".repeat(length)), ("gsm7", length, segments));
    }
}

#[test]
fn one_message_has_70_units_and_each_of_several_67() {
    for (length, segments) in [
        (1, 1),
        (70, 1),
        (71, 2),
        (134, 2),
        (135, 3),
        (201, 3),
        (202, 4),
    ] {
        assert_eq!(measured(&"验".repeat(length)), ("ucs2", length, segments));
    }
}

#[test]
fn an_extended_character_takes_two_septets_that_stay_together() {
    assert_eq!(measured("€"), ("gsm7", 2, 1));
    assert_eq!(measured(&"€".repeat(80)), ("gsm7", 160, 1));
    // 76 of them fill 152 of 153 septets, and the next one goes to the next message.
    assert_eq!(measured(&"€".repeat(152)), ("gsm7", 304, 2));
    assert_eq!(measured(&"€".repeat(153)), ("gsm7", 306, 3));
    let at_the_end = format!("{}€{}", "a".repeat(152), "b".repeat(151));
    assert_eq!(measured(&at_the_end), ("gsm7", 305, 2));
    assert_eq!(measured(&format!("{at_the_end}b")), ("gsm7", 306, 3));
}

#[test]
fn the_halves_of_a_surrogate_pair_stay_together() {
    assert_eq!(measured("😀"), ("ucs2", 2, 1));
    assert_eq!(measured(&"😀".repeat(35)), ("ucs2", 70, 1));
    assert_eq!(measured(&"😀".repeat(66)), ("ucs2", 132, 2));
    assert_eq!(measured(&"😀".repeat(67)), ("ucs2", 134, 3));
}

#[test]
fn one_character_outside_the_alphabet_decides_for_all() {
    assert_eq!(measured(&format!("{}–", "a".repeat(69))), ("ucs2", 70, 1));
    assert_eq!(measured(&format!("{}–", "€".repeat(70))), ("ucs2", 71, 2));
}

#[test]
fn a_preview_shows_all_three() {
    assert_eq!(
        plain(&measure("€")),
        json!({ "encoding": "gsm7", "units": 2, "segments": 1 })
    );
    assert_eq!(
        plain(&measure("验")),
        json!({ "encoding": "ucs2", "units": 1, "segments": 1 })
    );
}

#[test]
fn of_ascii_one_character_is_not_in_the_alphabet_and_eight_are_extended() {
    for character in ' '..='~' {
        let (encoding, units) = match character {
            '`' => ("ucs2", 1),
            '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' => ("gsm7", 2),
            _ => ("gsm7", 1),
        };
        assert_eq!(
            measured(&character.to_string()),
            (encoding, units, 1),
            "{character}"
        );
    }
}
