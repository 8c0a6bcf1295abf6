//! `national` and `country_code`: the E.164 prefix table.
#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{list, text, vectors};
use generic_http_sms::phone::country_code::split;

#[test]
fn every_country_code_is_split_off() {
    let vectors = vectors("country-codes.json");
    let codes = list(&vectors, "codes");
    assert!(codes.len() > 210, "the list of codes is cut");
    for code in codes {
        let code = code.as_str().unwrap();
        // Every digit behind the code, so that a table that is not free of prefixes shows.
        for next in 0..=9 {
            let national = format!("{next}2345678");
            let number = format!("+{code}{national}");
            assert_eq!(
                split(&number),
                (code.to_owned(), national),
                "country code {code}"
            );
        }
    }
}

#[test]
fn real_numbers_are_split_with_and_without_a_plus() {
    let vectors = vectors("country-codes.json");
    for vector in list(&vectors, "numbers") {
        let number = text(vector, "number");
        let expected = (
            text(vector, "code").to_owned(),
            text(vector, "national").to_owned(),
        );
        assert_eq!(split(number), expected);
        assert_eq!(split(&format!("+{number}")), expected);
    }
}

#[test]
fn what_is_no_number_is_not_lost() {
    for text in ["", "+", "1", "4", "44", "35", "351", "abc"] {
        let (code, national) = split(text);
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(format!("{code}{national}"), digits);
    }
}
