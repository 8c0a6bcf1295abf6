//! Dates as HTTP headers have them (RFC 9110, section 5.6.7).
//!
//! Of our own, since the crate for it brings the standard library's clock along, which is a twentieth of the wasm.

/// Names and lengths, the latter in a year that is no leap year.
const MONTHS: [(&str, f64); 12] = [
    ("Jan", 31.0),
    ("Feb", 28.0),
    ("Mar", 31.0),
    ("Apr", 30.0),
    ("May", 31.0),
    ("Jun", 30.0),
    ("Jul", 31.0),
    ("Aug", 31.0),
    ("Sep", 30.0),
    ("Oct", 31.0),
    ("Nov", 30.0),
    ("Dec", 31.0),
];

/// Days from the first day of year 1 to the Unix epoch.
const EPOCH: f64 = 719_162.0;

/// What stands behind the weekday: a digit of the day, the year, the hour, the minute or the second at each small letter,
/// but a letter of the month's name at `b`.
const SHAPES: [&str; 4] = [
    ", dd bbb yyyy hh:mm:ss GMT",
    ", dd-bbb-yy hh:mm:ss GMT",
    " bbb dd hh:mm:ss yyyy",
    " bbb  d hh:mm:ss yyyy",
];

/// Seconds since the Unix epoch, from any of the three formats that a recipient has to know:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
///
/// Any word will do for the weekday, whose name says nothing that the date does not.
#[must_use]
pub fn parse(text: &str) -> Option<f64> {
    let date = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let shape = SHAPES.iter().find(|shape| fits(date, shape))?;
    let number = |field: u8| {
        let digits = date
            .bytes()
            .zip(shape.bytes())
            .filter(|(_, kind)| *kind == field);
        digits.fold(0.0, |sum, (digit, _)| {
            sum * 10.0 + f64::from(digit) - f64::from(b'0')
        })
    };
    let month = MONTHS.iter().position(|(name, _)| date.contains(name))?;
    let (months_before, months) = MONTHS.split_at_checked(month)?;
    let year = match number(b'y') {
        full if shape.contains("yyyy") => full,
        short @ 70.0.. => short + 1900.0,
        short => short + 2000.0,
    };
    let leap_days_up_to =
        |year: f64| (year / 4.0).floor() - (year / 100.0).floor() + (year / 400.0).floor();
    let years_before = year - 1.0;
    let leap_days = leap_days_up_to(years_before);
    let length = |(name, days): &(&str, f64)| match *name {
        "Feb" => days + leap_days_up_to(year) - leap_days,
        _ => *days,
    };
    let (day, hour, minute, second) = (number(b'd'), number(b'h'), number(b'm'), number(b's'));
    let exists = date.len() < text.len()
        && (1.0..=length(months.first()?)).contains(&day)
        && hour < 24.0
        && minute < 60.0
        // 60 is a leap second.
        && second <= 60.0;
    let days_before: f64 = months_before.iter().map(length).sum();
    let days = years_before * 365.0 + leap_days + days_before + day - 1.0 - EPOCH;
    exists.then_some(days * 86_400.0 + hour * 3600.0 + minute * 60.0 + second)
}

fn fits(date: &str, shape: &str) -> bool {
    let fits = |(byte, kind): (u8, u8)| match kind {
        b'b' => byte.is_ascii_alphabetic(),
        b'a'..=b'z' => byte.is_ascii_digit(),
        _ => byte == kind,
    };
    date.len() == shape.len() && date.bytes().zip(shape.bytes()).all(fits)
}
