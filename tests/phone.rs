//! `{{to}}`: from whatever a caller writes to E.164.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{list, text, vectors};
use generic_http_sms::limits::PHONE_DIGITS;
use generic_http_sms::phone::Phone;

#[test]
fn numbers_are_normalised_to_e164() {
    let vectors = vectors("phone.json");
    for vector in list(&vectors, "accepted") {
        let input = text(vector, "input");
        let phone = Phone::parse(input).unwrap_or_else(|why| panic!("{input:?} {why}"));
        assert_eq!(phone.e164(), text(vector, "e164"), "from {input:?}");
    }
}

#[test]
fn a_normalised_number_stays_as_it_is() {
    let vectors = vectors("phone.json");
    for vector in list(&vectors, "accepted") {
        let e164 = text(vector, "e164");
        assert_eq!(Phone::parse(e164).unwrap().e164(), e164);
        let digits = e164.trim_start_matches('+');
        assert_eq!(Phone::parse(digits).unwrap().e164(), e164);
    }
}

#[test]
fn what_is_no_international_number_is_refused_without_being_echoed() {
    let vectors = vectors("phone.json");
    for input in list(&vectors, "rejected") {
        let input = input.as_str().unwrap();
        let why = Phone::parse(input).expect_err(input);
        assert!(
            input.len() < 4 || !why.contains(input),
            "echoes the number: {why}"
        );
        assert!(
            !why.chars()
                .any(|character| character.is_ascii_digit() && !"0715".contains(character))
        );
    }
}

#[test]
fn the_length_is_that_of_e164() {
    assert_eq!(PHONE_DIGITS, 7..=15);
    for length in 0..=20 {
        let number = "1".repeat(length);
        assert_eq!(
            Phone::parse(&number).is_ok(),
            PHONE_DIGITS.contains(&length),
            "{length} digits"
        );
    }
}

#[test]
fn debug_shows_no_digit() {
    let shown = format!("{:?}", Phone::parse("14155550123").unwrap());
    assert!(!shown.contains(|character: char| character.is_ascii_digit()));
}
