//! The country calling codes of E.164 (ITU-T list of assigned codes), for splitting a number.
//!
//! The plan is prefix-free: zones 1 and 7 are codes themselves, 44 codes have two digits, and every other code has three.

const TWO_DIGITS: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// Country calling code and national significant number, both without a plus.
#[must_use]
pub fn split(number: &str) -> (String, String) {
    let digits = digits_of(number);
    let length = match digits.get(..1) {
        Some("1" | "7") => 1,
        _ => match digits.get(..2) {
            Some(two) if TWO_DIGITS.contains(&two) => 2,
            _ => 3,
        },
    };
    match digits.split_at_checked(length) {
        Some((code, national)) => (code.to_owned(), national.to_owned()),
        None => (digits, String::new()),
    }
}

/// The digits of a text, and nothing else of it.
#[must_use]
pub fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
