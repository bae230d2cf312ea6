//! The weights of the trained tagger, read in place from the bytes they are stored in.
//!
//! A feature is a number. The rows of the table are found by it without a search: two features that meet in one row share
//! its weights, in training as in use.

/// What a piece of a stretch may be: person, place, organization, or a token outside of names.
pub const LABELS: usize = 4;

/// The label of a token outside of names.
pub const OUTSIDE: usize = 3;

/// A weight of 1 is stored as this.
pub const SCALE: f32 = 24.0;

/// The binary logarithm of the number of rows.
pub const BITS: u32 = 18;

static BYTES: &[u8] = include_bytes!("../../../assets/model/names.bin");

/// A table of weights, one row a feature.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    rows: &'a [[u8; LABELS]],
}

impl Model<'static> {
    /// Returns the model that is compiled in.
    pub fn built_in() -> Self {
        Self::read(BYTES)
    }
}

impl<'a> Model<'a> {
    /// Reads a model. A table of any size is one; what a feature does not find has no weight.
    pub fn read(bytes: &'a [u8]) -> Self {
        Self { rows: bytes.as_chunks().0 }
    }

    /// Returns the tables of the two readings.
    pub fn stages(self) -> (Self, Self) {
        let (first, second) = self.rows.split_at(self.rows.len() / 2);
        (Self { rows: first }, Self { rows: second })
    }

    /// Adds the weights of a feature to `sums`.
    #[inline]
    pub fn add(&self, feature: u32, sums: &mut Sums) {
        if let Some(row) = self.rows.get(feature as usize) {
            sums.add(*row);
        }
    }
}

/// Weights summed up, those of all labels in one number: each has sixteen bits of it, and is counted from [`BIAS`] so that it
/// is never negative. No piece has so many features that they could run over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    lanes: u64,
    count: i32,
}

/// What is added to each weight.
const BIAS: i32 = 128;

/// How many weights can be summed up: all of them may be as large as a byte can say.
const MOST: i32 = 0xffff / 0xff;

impl Sums {
    #[inline]
    fn add(&mut self, row: [u8; LABELS]) {
        let row = u64::from(u32::from_le_bytes(row) ^ 0x8080_8080);
        self.lanes += (row | row << 24) & 0x00ff_00ff_00ff_00ff;
        self.count += 1;
        debug_assert!(self.count <= MOST, "too many features");
    }

    /// Adds what others sum up to.
    #[inline]
    pub fn join(&mut self, other: Self) {
        self.lanes += other.lanes;
        self.count += other.count;
        debug_assert!(self.count <= MOST, "too many features");
    }

    /// Returns the sum of each label.
    #[inline]
    pub fn labels(self) -> [i32; LABELS] {
        [0, 32, 16, 48].map(|at| i32::from((self.lanes >> at) as u16) - self.count * BIAS)
    }
}

/// Returns the row of a feature: a template and what fills it.
#[inline]
pub fn feature(template: u32, value: u32) -> u32 {
    let mixed = (u64::from(value) ^ u64::from(template) << 34).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 31).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (mixed >> (64 - BITS)) as u32
}

/// Joins two values into one.
#[inline]
pub fn join(a: u32, b: u32) -> u32 {
    (a.rotate_left(13) ^ b).wrapping_mul(0x9e37_79b1) ^ a >> 7
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_model_that_is_compiled_in_has_a_row_for_every_feature() {
        let (first, second) = Model::built_in().stages();
        assert_eq!([first.rows.len(), second.rows.len()], [1 << BITS; 2]);
    }

    #[test]
    fn a_model_of_any_size_can_be_asked() {
        for size in [0, 1, 7, 8, 64] {
            let bytes = vec![1; size];
            let mut sums = Sums::default();
            Model::read(&bytes).stages().1.add(feature(1, 2), &mut sums);
            assert_eq!(sums.labels(), [0; LABELS]);
        }
    }

    proptest! {
        #[test]
        fn weights_summed_up_together_are_those_summed_up_one_by_one(rows in prop::collection::vec(any::<[u8; 4]>(), 0..128)) {
            let (mut quick, mut slow) = (Sums::default(), [0; LABELS]);
            for row in &rows {
                quick.add(*row);
                slow.iter_mut().zip(row).for_each(|(sum, weight)| *sum += i32::from(weight.cast_signed()));
            }
            let mut twice = quick;
            twice.join(quick);
            prop_assert_eq!(quick.labels(), slow);
            prop_assert_eq!(twice.labels(), slow.map(|sum| 2 * sum));
        }
    }
}
