//! Moments as the world writes them: RFC 3339 in UTC, with milliseconds and a `Z`.

use std::{fmt, str::FromStr};

use super::Timestamp;

impl fmt::Display for Timestamp {
    /// Writes `2026-09-25T08:15:30.123Z`. What lies outside the years that can be written is written as the nearest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nearest = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        write!(f, "{:.3}", jiff::Timestamp::from_millisecond(self.0).unwrap_or(nearest))
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;

    /// Reads RFC 3339 with any offset and any precision; finer than a millisecond is cut off.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        if let Some(at) = read_own(text) {
            return Ok(at);
        }
        text.parse::<jiff::Timestamp>().map(|at| Self(at.as_millisecond())).map_err(|_| NotATime)
    }
}

/// Reads a moment as this program writes it, and nothing else: `2026-09-25T08:15:30.123Z`. Opening a file of a million
/// notes reads two million of them.
fn read_own(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let mut numbers = [0_i64; 7];
    let mut which = 0;
    for (byte, form) in bytes.iter().zip(b"dddd-dd-ddTdd:dd:dd.dddZ") {
        match form {
            b'd' if byte.is_ascii_digit() => {
                let number = numbers.get_mut(which)?;
                *number = *number * 10 + i64::from(byte - b'0');
            }
            b'd' => return None,
            _ if byte == form => which += 1,
            _ => return None,
        }
    }
    let [year, month, day, hour, minute, second, millisecond] = numbers;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    // Year 0 and leap seconds are left to whoever knows all of the standard.
    let fits = year > 0 && (1..=12).contains(&month) && (1..=days).contains(&day);
    if !fits || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    // Days since 1970 in the Gregorian calendar, in years that begin in March (Hinnant, "chrono-compatible date
    // algorithms").
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some(Timestamp((((day * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millisecond))
}

/// The text is not a moment in RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time: write it like 2026-09-25T08:15:30.123Z")
    }
}

impl std::error::Error for NotATime {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_with_milliseconds() {
        assert_eq!(Timestamp(1_790_324_130_123).to_string(), "2026-09-25T08:15:30.123Z");
        assert_eq!(Timestamp(0).to_string(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn other_offsets_and_precisions_are_read() {
        for text in ["2026-09-25T10:15:30.123999+02:00", "2026-09-25 08:15:30.123Z"] {
            assert_eq!(text.parse(), Ok(Timestamp(1_790_324_130_123)), "{text}");
        }
        for text in ["", "yesterday", "2026-09-25", "2026-09-25T08:15:30", "99999-01-01T00:00:00Z"] {
            assert_eq!(text.parse::<Timestamp>(), Err(NotATime), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_of_twelve_thousand_years_goes_there_and_back(ms in -300_000_000_000_000_i64..253_000_000_000_000) {
            prop_assert_eq!(Timestamp(ms).to_string().parse(), Ok(Timestamp(ms)));
        }

        #[test]
        fn the_short_way_of_reading_is_the_long_way(text in "[0-2][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}Z") {
            let long = text.parse::<jiff::Timestamp>().ok().map(|at| Timestamp(at.as_millisecond()));
            let short = read_own(&text);
            prop_assert!(short.is_none() || short == long, "{text}");
            prop_assert_eq!(text.parse().ok(), long);
        }

        #[test]
        fn any_number_can_be_written(ms: i64) {
            prop_assert!(Timestamp(ms).to_string().ends_with('Z'));
        }
    }
}
