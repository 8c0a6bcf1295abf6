//! `gsm7`: the nearest text in the alphabet of GSM 03.38.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{list, text, vectors};
use generic_http_sms::template::gsm7::nearest;

#[test]
fn the_alphabet_and_its_extension_stay_as_they_are() {
    let vectors = vectors("gsm7.json");
    for key in ["alphabet", "extension"] {
        let characters = text(&vectors, key);
        assert_eq!(nearest(characters), characters, "{key}");
    }
    assert_eq!(text(&vectors, "alphabet").chars().count(), 127);
    assert_eq!(text(&vectors, "extension").chars().count(), 10);
}

#[test]
fn other_characters_become_the_nearest_ones() {
    let vectors = vectors("gsm7.json");
    for vector in list(&vectors, "nearest") {
        assert_eq!(nearest(text(vector, "text")), text(vector, "gsm7"));
    }
}

#[test]
fn the_result_is_in_the_alphabet_or_the_text_itself() {
    let vectors = vectors("gsm7.json");
    let allowed = format!(
        "{}{}",
        text(&vectors, "alphabet"),
        text(&vectors, "extension")
    );
    for code in 0..=0x3_ffff_u32 {
        let Some(character) = char::from_u32(code) else {
            continue;
        };
        let near = nearest(&character.to_string());
        // What nothing is near to stays, and all of its text with it.
        let is_in_alphabet = near.chars().all(|character| allowed.contains(character));
        assert!(
            is_in_alphabet || near == character.to_string(),
            "U+{code:04X} becomes {near:?}"
        );
        assert!(near.chars().count() <= 4, "U+{code:04X} becomes {near:?}");
    }
}
