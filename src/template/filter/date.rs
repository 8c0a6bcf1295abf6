//! `date`: a Unix time as `strftime` (POSIX) writes it, in UTC or at a fixed offset.

use jiff::Timestamp;
use jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};
use jiff::tz::Offset;

use super::arguments::{Argument, Wrong};

/// From this on a number is one of milliseconds: as seconds it would be the year 5138, as milliseconds it is 1973.
const FIRST_MILLISECONDS: u64 = 100_000_000_000;

/// How a Unix time is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    format: Box<str>,
    offset: Offset,
}

impl Date {
    /// Reads a format, and behind it an offset from UTC or none.
    pub(super) fn read<'a>(arguments: &[Argument<'a>]) -> Result<Self, Wrong<'a>> {
        let (format, offset) = match arguments {
            [format] => (format, Offset::UTC),
            [format, offset] => (format, read_offset(offset)?),
            _ => return Err(Wrong::Arguments),
        };
        let text = format.text()?;
        let date = Self {
            format: text.into(),
            offset,
        };
        // Without a percent sign it is the format of another system, such as YYYY-MM-DD.
        if !text.contains('%') || date.write(Timestamp::UNIX_EPOCH).is_none() {
            let message = "expected a format of strftime here, as in `date:\"%Y-%m-%d %H:%M:%S\"`";
            return Err(Wrong::Because(format.at(), message));
        }
        Ok(date)
    }

    /// The date of a Unix time, a whole number of seconds or of milliseconds.
    pub(super) fn of(&self, time: &str) -> Result<String, &'static str> {
        time.parse::<i64>()
            .ok()
            .and_then(|number| {
                if number.unsigned_abs() < FIRST_MILLISECONDS {
                    Timestamp::from_second(number).ok()
                } else {
                    Timestamp::from_millisecond(number).ok()
                }
            })
            .and_then(|timestamp| self.write(timestamp))
            .ok_or("is not a Unix time, which `date` needs")
    }

    fn write(&self, timestamp: Timestamp) -> Option<String> {
        let local = timestamp.to_zoned_datetime(self.offset.to_time_zone());
        // Or `%c` and its like would be in a notation that is jiff's own.
        let posix = Config::new().custom(PosixCustom::new());
        BrokenDownTime::from(&local)
            .to_string_with_config(&posix, &*self.format)
            .ok()
    }
}

/// `Z`, `+HH:MM` or `-HH:MM` (RFC 3339, section 5.6).
fn read_offset<'a>(argument: &Argument<'a>) -> Result<Offset, Wrong<'a>> {
    parse_offset(argument.text()?).ok_or(Wrong::Because(
        argument.at(),
        "expected an offset from UTC here, as in \"+03:00\"; a date cannot follow a time zone's summer time",
    ))
}

fn parse_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix('-')?),
    };
    let (hours, minutes) = digits.split_once(':')?;
    let number = |part: &str, most: i32| {
        let is_pair = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        let number: i32 = is_pair.then(|| part.parse().ok())??;
        (number <= most).then_some(number)
    };
    let seconds = (number(hours, 23)? * 60 + number(minutes, 59)?) * 60;
    Offset::from_seconds(sign * seconds).ok()
}
