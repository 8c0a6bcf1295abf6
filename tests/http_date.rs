//! Dates of HTTP headers, in the three formats of RFC 9110, against a library that was written by others.
#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "functions that tests share, which fail by panicking"
)]
#![expect(clippy::float_cmp, reason = "whole numbers, all of them exact")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use generic_http_sms::http_date::parse;
use proptest::prelude::*;
use proptest::string::string_regex;

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const DAY: u64 = 86_400;

/// A time as the other library writes it.
fn written(seconds: u64) -> String {
    httpdate::fmt_http_date(
        UNIX_EPOCH
            .checked_add(Duration::from_secs(seconds))
            .unwrap(),
    )
}

/// The parts of `Sun, 06 Nov 1994 08:49:37 GMT`, put together otherwise.
fn rearranged(fixed: &str) -> (String, String) {
    let parts: Vec<&str> = fixed.split([' ', ',']).collect();
    let [weekday, "", day, month, year, time, "GMT"] = parts[..] else {
        panic!("another format: {fixed}");
    };
    let long = WEEKDAYS
        .into_iter()
        .find(|long| long.starts_with(weekday))
        .unwrap();
    let (_, short_year) = year.split_at(2);
    let padded = day
        .strip_prefix('0')
        .map_or_else(|| day.to_owned(), |digit| format!(" {digit}"));
    (
        format!("{long}, {day}-{month}-{short_year} {time} GMT"),
        format!("{weekday} {month} {padded} {time} {year}"),
    )
}

fn seconds_of(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

/// What the other library reads, under whatever weekday it is ready to: which one is named says nothing to this one.
fn oracle(text: &str) -> Option<f64> {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    // It would be given a weekday here where there is none, and takes spaces behind a date.
    if rest.len() == text.len() || rest.trim_end() != rest {
        return None;
    }
    WEEKDAYS
        .into_iter()
        .flat_map(|long| [long.split_at(3).0, long])
        .find_map(|weekday| httpdate::parse_http_date(&format!("{weekday}{rest}")).ok())
        .map(seconds_of)
}

#[test]
fn the_examples_of_the_specification() {
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(parse(text), Some(784_111_777.0), "{text}");
    }
}

#[test]
fn every_day_of_more_than_two_centuries_in_every_format() {
    let last = DAY * 365 * 231;
    for (day, begin) in (0..last).step_by(usize::try_from(DAY).unwrap()).enumerate() {
        // Another time on each day, the first and the last second of one among them.
        let seconds = begin + [0, DAY - 1, (begin / 7) % DAY][day % 3];
        let fixed = written(seconds);
        let (rfc850, asctime) = rearranged(&fixed);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let expected = Some(seconds as f64);
        assert_eq!(parse(&fixed), expected, "{fixed}");
        assert_eq!(parse(&asctime), expected, "{asctime}");
        assert_eq!(oracle(&asctime), expected, "{asctime}");
        // Two digits stand for the years from 1970 to 2069.
        let is_of_that_century = seconds < 3_155_760_000;
        assert_eq!(parse(&rfc850) == expected, is_of_that_century, "{rfc850}");
        assert!(parse(&rfc850).is_some(), "{rfc850}");
        assert_eq!(parse(&rfc850), oracle(&rfc850), "{rfc850}");
    }
    assert!(
        written(last).contains(" 2200 "),
        "ends in {}",
        written(last)
    );
}

#[test]
fn two_digits_of_a_year_are_those_from_1970_to_2069() {
    for (year, full) in [("70", 1970), ("99", 1999), ("00", 2000), ("69", 2069)] {
        let short = parse(&format!("Monday, 02-Jan-{year} 00:00:01 GMT"));
        let long = parse(&format!("Mon, 02 Jan {full} 00:00:01 GMT"));
        assert!(short.is_some());
        assert_eq!(short, long, "{year}");
    }
    assert_eq!(parse("Thursday, 01-Jan-70 00:00:00 GMT"), Some(0.0));
    assert_eq!(
        parse("Tuesday, 31-Dec-69 23:59:59 GMT"),
        Some(3_155_759_999.0)
    );
}

#[test]
fn a_leap_year_has_one_day_more() {
    for (year, is_leap) in [
        (1996, true),
        (1999, false),
        (2000, true),
        (2001, false),
        (2024, true),
        (2026, false),
        (2100, false),
        (2104, true),
        (2200, false),
        (2400, true),
        (9996, true),
        (9999, false),
        (1900, false),
        (1904, true),
        (1600, true),
    ] {
        let at =
            |day: u8, month: &str| parse(&format!("Mon, {day:02} {month} {year} 00:00:00 GMT"));
        let (february, march) = (at(28, "Feb").unwrap(), at(1, "Mar").unwrap());
        let days = if is_leap { 2.0 } else { 1.0 };
        assert_eq!(march - february, days * 86_400.0, "{year}");
        assert_eq!(
            at(29, "Feb"),
            is_leap.then_some(february + 86_400.0),
            "{year}"
        );
        assert_eq!(at(30, "Feb"), None);
        let year_length = at(31, "Dec").unwrap() - at(1, "Jan").unwrap();
        assert_eq!(year_length, (363.0 + days) * 86_400.0, "length of {year}");
    }
    assert_eq!(parse("Tue, 29 Feb 2000 12:00:00 GMT"), Some(951_825_600.0));
    assert_eq!(parse("Tue Feb 29 12:00:00 2000"), Some(951_825_600.0));
    assert_eq!(
        parse("Tuesday, 29-Feb-00 12:00:00 GMT"),
        Some(951_825_600.0)
    );
}

#[test]
fn a_month_has_as_many_days_as_it_has() {
    let months = [
        ("Jan", 31),
        ("Feb", 28),
        ("Mar", 31),
        ("Apr", 30),
        ("May", 31),
        ("Jun", 30),
        ("Jul", 31),
        ("Aug", 31),
        ("Sep", 30),
        ("Oct", 31),
        ("Nov", 30),
        ("Dec", 31),
    ];
    for (month, days) in months {
        for day in 0..=99 {
            for text in [
                format!("Mon, {day:02} {month} 2026 00:00:00 GMT"),
                format!("Monday, {day:02}-{month}-26 00:00:00 GMT"),
                format!("Mon {month} {day:2} 00:00:00 2026"),
            ] {
                assert_eq!(parse(&text).is_some(), (1..=days).contains(&day), "{text}");
            }
        }
    }
}

#[test]
fn hours_minutes_and_seconds_have_bounds() {
    let at = |time: &str| parse(&format!("Mon, 23 Nov 2026 {time} GMT"));
    let midnight = at("00:00:00").unwrap();
    assert_eq!(midnight, 1_795_392_000.0);
    assert_eq!(at("23:59:59"), Some(midnight + 86_399.0));
    assert_eq!(at("01:02:03"), Some(midnight + 3_723.0));
    // A leap second is the first second of the next minute, as POSIX counts.
    assert_eq!(at("23:59:60"), Some(midnight + 86_400.0));
    assert_eq!(
        parse("Sat, 31 Dec 2016 23:59:60 GMT"),
        parse("Sun, 01 Jan 2017 00:00:00 GMT")
    );
    for time in [
        "24:00:00", "25:00:00", "99:00:00", "00:60:00", "00:99:00", "12:60:00", "00:00:61",
        "00:00:99", "23:59:61",
    ] {
        assert_eq!(at(time), None, "{time}");
    }
}

#[test]
fn a_date_before_the_epoch_is_a_negative_number() {
    assert_eq!(parse("Wed, 31 Dec 1969 23:59:59 GMT"), Some(-1.0));
    assert_eq!(
        parse("Thu, 01 Mar 1900 00:00:00 GMT"),
        Some(-2_203_891_200.0)
    );
    assert_eq!(
        parse("Mon, 01 Jan 0001 00:00:00 GMT"),
        Some(-62_135_596_800.0)
    );
    // Year 0, which the proleptic calendar has, was a leap year.
    assert_eq!(
        parse("Sat, 01 Jan 0000 00:00:00 GMT"),
        Some(-62_167_219_200.0)
    );
    assert_eq!(
        parse("Fri, 31 Dec 9999 23:59:59 GMT"),
        Some(253_402_300_799.0)
    );
}

#[test]
fn which_weekday_is_named_says_nothing() {
    let expected = parse("Mon, 23 Nov 2026 00:00:03 GMT");
    assert!(expected.is_some());
    for text in [
        "Tue, 23 Nov 2026 00:00:03 GMT",
        "Friday, 23-Nov-26 00:00:03 GMT",
        "Sat Nov 23 00:00:03 2026",
    ] {
        assert_eq!(parse(text), expected, "{text}");
    }
}

#[test]
fn what_has_another_shape_is_no_date() {
    for text in [
        "",
        " ",
        "0",
        "3",
        "GMT",
        "Sun",
        "Sun,",
        "Sun, ",
        "soon",
        "null",
        "1994-11-06T08:49:37Z",
        "1994-11-06 08:49:37",
        "784111777",
        "Sun, 06 Nov 1994",
        "Sun, 06 Nov 1994 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:37",
        "06 Nov 1994 08:49:37 GMT",
        ", 06 Nov 1994 08:49:37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT",
        "Sun,06 Nov 1994 08:49:37 GMT",
        "Sun,  06 Nov 1994 08:49:37 GMT",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37  GMT",
        "Sun, 06  Nov 1994 08:49:37 GMT",
        "Sun,\t06 Nov 1994 08:49:37 GMT",
        "Sun, 06\u{a0}Nov 1994 08:49:37 GMT",
        "Sun; 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT",
        "Sun, 006 Nov 1994 08:49:37 GMT",
        "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 NOV 1994 08:49:37 GMT",
        "Sun, 06 November 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 11 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 994 08:49:37 GMT",
        "Sun, 06 Nov 19944 08:49:37 GMT",
        "Sun, 06 Nov +994 08:49:37 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:9:37 GMT",
        "Sun, 06 Nov 1994 08:49:7 GMT",
        "Sun, 06 Nov 1994 +8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:+7 GMT",
        "Sun, 06 Nov 1994 08:49:37.5 GMT",
        "Sun, 06 Nov 1994 08:49:37:00 GMT",
        "Sun, 06 Nov 1994 08:49:37: GMT",
        "Sun, 06 Nov 1994 08::37 GMT",
        "Sun, 06 Nov 1994 084937 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 EST",
        "Sun, 06 Nov 1994 08:49:37 Z",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 GMT+1",
        "Sun, 06 Nov 1994 08:49:37 GMT GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, Nov 06 1994 08:49:37 GMT",
        "Sun, 1994 Nov 06 08:49:37 GMT",
        "Sun, 06/Nov/1994 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06 Nov-1994 08:49:37 GMT",
        "Sunday, 06-Nov-994 08:49:37 GMT",
        "Sunday, 6-Nov-94 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37",
        "Sunday, 06 Nov 94 08:49:37 GMT",
        "Sunday, 06--Nov-94 08:49:37 GMT",
        "Sunday, -06-Nov-94 08:49:37 GMT",
        "Sunday 06-Nov-94 08:49:37 GMT",
        ", 06-Nov-30 08:49:37 GMT",
        "06-Nov-94 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov   6 08:49:37 1994",
        "Sun Nov 006 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sun Nov  6 08:49:37 GMT 1994",
        "Sun, Nov  6 08:49:37 1994",
        "Sun Nov-06 08:49:37 1994",
        "Sun  Nov  6 08:49:37 1994",
        "Nov  6 08:49:37 1994",
        " Nov  6 08:49:37 1994",
        "S\u{fc}n, 06 Nov 1994 08:49:37 GMT",
        "Sun, \u{660}6 Nov 1994 08:49:37 GMT",
        "Sun, 0\u{ff16} Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GM\u{422}",
        "Sun, 06 Nov 1994 08:49:37 GMT\0",
        "\u{1F600}",
    ] {
        assert_eq!(parse(text), None, "{text:?}");
        assert_eq!(oracle(text), None, "the other library takes {text:?}");
    }
}

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Dates whose parts are often in bounds and now and then not.
fn nearly_dates() -> impl Strategy<Value = String> {
    const MONTHS: &str = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Now)";
    const TIME: &str = "[0-2][0-9]:[0-6][0-9]:([0-5][0-9]|61)";
    let date = |format: String| string_regex(&format).unwrap();
    prop_oneof![
        date(format!(
            "(Mon|Tue|Sun), [0-3][0-9] {MONTHS} (19[7-9]|[2-9][0-9]{{2}})[0-9] {TIME} GMT"
        )),
        date(format!(
            "(Monday|Friday|X), [0-3][0-9]-{MONTHS}-[0-9]{{2}} {TIME} GMT"
        )),
        date(format!(
            "(Mon|Tue|Sun) {MONTHS} [ 0-3][0-9] {TIME} (19[7-9]|[2-9][0-9]{{2}})[0-9]"
        )),
    ]
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn a_date_is_what_the_other_library_says(text in nearly_dates()) {
        prop_assert_eq!(parse(&text), oracle(&text));
    }

    /// One character taken out, put in or replaced.
    #[test]
    fn a_mistake_is_one_to_the_other_library_too(
        text in nearly_dates(), at in any::<prop::sample::Index>(), out in 0..2_usize, new in "[-A-Za-z0-9 :,+\u{e9}]?",
    ) {
        let at = at.index(text.len());
        let changed: String = text.chars().take(at).chain(new.chars()).chain(text.chars().skip(at.saturating_add(out))).collect();
        // Where the two are to differ: leap seconds and dates before the epoch, which the other library refuses.
        prop_assume!(!changed.contains(":60") && oracle_knows_the_year(&changed));
        // And the other library takes anything between a year of two digits and the time.
        if let Some(seconds) = parse(&changed) {
            prop_assert_eq!(Some(seconds), oracle(&changed), "{}", changed);
        }
    }

    #[test]
    fn any_text_is_a_date_or_none(text in any::<String>(), shaped in "[A-Za-z]{0,9}[ ,]{0,2}[-A-Za-z0-9 :\u{e9}]{0,30}( GMT)?") {
        for text in [text, shaped] {
            if let Some(seconds) = parse(&text) {
                prop_assert_eq!(Some(seconds), oracle(&text));
            }
        }
    }
}

/// Whether every number of four digits is one from 1970 on.
fn oracle_knows_the_year(text: &str) -> bool {
    text.split([' ', '-'])
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse::<u16>().ok())
        .all(|year| year >= 1970)
}
