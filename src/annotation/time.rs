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
        text.parse::<jiff::Timestamp>().map(|at| Self(at.as_millisecond())).map_err(|_| NotATime)
    }
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
        fn any_number_can_be_written(ms: i64) {
            prop_assert!(Timestamp(ms).to_string().ends_with('Z'));
        }
    }
}
