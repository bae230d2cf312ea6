//! Names that are never given twice: UUIDs of version 7 (RFC 9562), which sort by the time they were made.
//!
//! The core takes no clock and no random number, so both are arguments: the same seed and the same moments give the
//! same names, in a test or in a replay.

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Id, Timestamp};

/// Makes new names, each greater than the one before.
#[derive(Clone, Debug)]
pub struct IdSource {
    /// What makes this source's names different from every other source's.
    seed: u128,
    /// How many names it has made.
    made: u64,
    /// The millisecond of the last name, and how many names that millisecond has had before it.
    last: (u64, u16),
}

/// The largest count and the largest millisecond that fit their fields.
const COUNT_MAX: u16 = 0x0FFF;
const MILLISECOND_MAX: u64 = (1 << 48) - 1;

impl IdSource {
    /// Starts a source. The seed must come from the operating system's randomness, or, in a test, from anywhere.
    pub fn new(seed: u128) -> Self {
        Self { seed, made: 0, last: (0, COUNT_MAX) }
    }

    /// Makes a name for something that happens `now`. A clock that goes backwards does not make names do so.
    pub fn next(&mut self, now: Timestamp) -> Id {
        let now = u64::try_from(now.0).unwrap_or(0).min(MILLISECOND_MAX);
        let (last, count) = self.last;
        self.last = match now > last {
            true => (now, 0),
            false if count < COUNT_MAX => (last, count + 1),
            false => ((last + 1).min(MILLISECOND_MAX), 0),
        };
        self.made = self.made.wrapping_add(1);
        let digest = Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(self.made.to_be_bytes())
            .finalize();
        let noise = digest.iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
        let (millisecond, count) = self.last;
        let version = 7 << 76;
        let variant = 0b10 << 62;
        Id(u128::from(millisecond) << 80
            | version
            | u128::from(count) << 64
            | variant
            | noise & ((1 << 62) - 1))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Uuid::from_u128(self.0).hyphenated().fmt(f)
    }
}

impl FromStr for Id {
    type Err = NotAnId;

    /// Reads a UUID of any version, hyphenated or not.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Uuid::try_parse(text).map(|uuid| Self(uuid.as_u128())).map_err(|_| NotAnId)
    }
}

/// The text is not a UUID.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id: write 32 hexadecimal digits as in 0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e55")
    }
}

impl std::error::Error for NotAnId {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_valid_and_carry_their_time() {
        let id = IdSource::new(7).next(Timestamp(1_790_324_130_123));
        let uuid = Uuid::from_u128(id.0);
        assert_eq!(uuid.get_version_num(), 7);
        assert_eq!(uuid.get_variant(), uuid::Variant::RFC4122);
        assert_eq!(id.0 >> 80, 1_790_324_130_123);
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn sources_with_different_seeds_share_no_name() {
        let now = Timestamp(5);
        assert_ne!(IdSource::new(1).next(now), IdSource::new(2).next(now));
        assert_eq!(IdSource::new(1).next(now), IdSource::new(1).next(now));
    }

    #[test]
    fn ten_thousand_names_in_one_millisecond_are_in_order() {
        let mut source = IdSource::new(1);
        let names: Vec<Id> = (0..10_000).map(|_| source.next(Timestamp(1000))).collect();
        assert!(names.is_sorted_by(|a, b| a < b));
    }

    proptest! {
        #[test]
        fn names_ascend_whatever_the_clock_does(seed: u128, clock in prop::collection::vec(any::<i64>(), 1..50)) {
            let mut source = IdSource::new(seed);
            let names: Vec<Id> = clock.iter().map(|ms| source.next(Timestamp(ms.clamp(&-9, &1_000_000_000_000).to_owned()))).collect();
            prop_assert!(names.is_sorted_by(|a, b| a < b));
        }
    }
}
