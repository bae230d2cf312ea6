//! Words looked for with mistakes allowed: Myers' bit-parallel edit distance, in the blocks of Hyyrö (2003).
//!
//! A pattern of up to 64 letters costs a handful of instructions for each letter of the text, one of 256 four times as
//! many, whatever is in them.

/// Where a comparison may begin in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Start {
    /// At its first letter: what stands before the words counts as a mistake.
    Here,
    /// Anywhere.
    Anywhere,
}

/// Words to look for.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    len: usize,
    blocks: usize,
    /// For each letter of the alphabet, in which places of each block it stands.
    masks: Vec<u64>,
}

/// A place that ends here and differs by so many edits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct End {
    pub at: usize,
    pub errors: usize,
}

impl Pattern {
    /// Takes words, as numbers of letters. A number beyond the alphabet is a letter that the text does not have.
    pub fn new(letters: impl ExactSizeIterator<Item = u32>, alphabet: usize) -> Self {
        let len = letters.len();
        let blocks = len.div_ceil(64).max(1);
        let mut masks = vec![0; alphabet * blocks];
        for (at, letter) in letters.enumerate().filter(|(_, letter)| (*letter as usize) < alphabet) {
            if let Some(mask) = masks.get_mut(letter as usize * blocks + at / 64) {
                *mask |= 1_u64 << (at % 64);
            }
        }
        Self { len, blocks, masks }
    }

    /// Returns how many letters the words have.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Returns how much work it is to compare the words with one letter.
    pub fn cost(&self) -> usize {
        self.blocks
    }

    /// Compares the words with the beginning of `text` and returns the end where they differ least; of several the one
    /// that is nearest in length.
    pub fn beginning(&self, text: impl Iterator<Item = u32>) -> End {
        let mut best = End { at: 0, errors: self.len };
        self.walk(text, Start::Here, |at, errors| {
            let nearer = at.abs_diff(self.len) < best.at.abs_diff(self.len);
            if errors < best.errors || (errors == best.errors && nearer) {
                best = End { at, errors };
            }
        });
        best
    }

    /// Returns the edits between the words and the whole of `text`.
    pub fn whole(&self, text: impl Iterator<Item = u32>) -> usize {
        let mut last = self.len;
        self.walk(text, Start::Here, |_, errors| last = errors);
        last
    }

    /// Returns every end in `text` where the words differ by at most `most` edits and by less than around it, in order;
    /// of those that are closer together than half of the words, the best.
    pub fn minima(&self, text: impl Iterator<Item = u32>, most: usize) -> Vec<End> {
        let mut found: Vec<End> = Vec::new();
        let mut keep = |end: End| match found.last_mut() {
            Some(last) if end.at - last.at <= self.len / 2 => {
                if end.errors < last.errors {
                    *last = end;
                }
            }
            _ => found.push(end),
        };
        let (mut before, mut low) = (self.len, None);
        self.walk(text, Start::Anywhere, |at, errors| {
            if errors < before {
                low = Some(End { at, errors });
            } else if errors > before {
                low.take().filter(|end| end.errors <= most).map(&mut keep);
            }
            before = errors;
        });
        low.filter(|end| end.errors <= most).map(keep);
        found
    }

    /// Calls `each` after every letter of `text` with how many letters were read and the least edits between the words
    /// and what ends there.
    fn walk(&self, text: impl Iterator<Item = u32>, start: Start, mut each: impl FnMut(usize, usize)) {
        if self.len == 0 {
            return;
        }
        let top = i8::from(start == Start::Here);
        let last = 1_u64 << ((self.len - 1) % 64);
        let mut state = vec![(u64::MAX, 0_u64, 1 << 63); self.blocks];
        if let Some((_, _, high)) = state.last_mut() {
            *high = last;
        }
        let unknown = vec![0; self.blocks];
        let mut errors = self.len;
        for (idx, letter) in text.enumerate() {
            let from = letter as usize * self.blocks;
            let masks = self.masks.get(from..from + self.blocks).unwrap_or(&unknown);
            let mut carry = top;
            for ((more, less, high), mask) in state.iter_mut().zip(masks) {
                let mut equal = *mask;
                let vertical = equal | *less;
                if carry < 0 {
                    equal |= 1;
                }
                let horizontal = ((equal & *more).wrapping_add(*more) ^ *more) | equal;
                let mut up = *less | !(horizontal | *more);
                let mut down = *more & horizontal;
                let out = i8::from(up & *high != 0) - i8::from(down & *high != 0);
                up = (up << 1) | u64::from(carry > 0);
                down = (down << 1) | u64::from(carry < 0);
                *more = down | !(vertical | up);
                *less = up & vertical;
                carry = out;
            }
            errors = errors.saturating_add_signed(isize::from(carry));
            each(idx + 1, errors);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(words: &str) -> Vec<u32> {
        words.bytes().map(u32::from).collect()
    }

    fn pattern(words: &str) -> Pattern {
        Pattern::new(letters(words).into_iter(), 128)
    }

    /// The same by the definition: a row of the table of Levenshtein for each letter of the text.
    fn slow(words: &[u32], text: &[u32], start: Start) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=words.len()).collect();
        let mut found = Vec::new();
        for (idx, letter) in text.iter().enumerate() {
            let mut diagonal = column[0];
            column[0] = if start == Start::Here { idx + 1 } else { 0 };
            for row in 1..=words.len() {
                let here = (diagonal + usize::from(words[row - 1] != *letter))
                    .min(column[row] + 1)
                    .min(column[row - 1] + 1);
                diagonal = std::mem::replace(&mut column[row], here);
            }
            found.push(column[words.len()]);
        }
        found
    }

    #[test]
    fn beginnings_count_the_least_edits() {
        for (words, text, errors, at) in [
            ("abc", "abcdef", 0, 3),
            ("abc", "axc", 1, 3),
            ("abc", "", 3, 0),
            ("abc", "zabc", 1, 4),
            ("", "x", 0, 0),
        ] {
            assert_eq!(
                pattern(words).beginning(letters(text).into_iter()),
                End { at, errors },
                "{words} in {text}"
            );
        }
    }

    #[test]
    fn every_low_is_found_and_not_only_the_lowest() {
        let ends = pattern("bridge").minima(letters("the bridge, a bride, and a ridge").into_iter(), 2);
        assert_eq!(
            ends.iter().map(|end| (end.at, end.errors)).collect::<Vec<_>>(),
            [(10, 0), (19, 1), (32, 1)]
        );
    }

    proptest! {
        #[test]
        fn the_fast_way_equals_the_slow_one(words in "[ab]{1,150}", text in "[ab]{0,200}") {
            let (words, text) = (letters(&words), letters(&text));
            let pattern = Pattern::new(words.iter().copied(), 128);
            for start in [Start::Here, Start::Anywhere] {
                let mut found = Vec::new();
                pattern.walk(text.iter().copied(), start, |_, errors| found.push(errors));
                prop_assert_eq!(found, slow(&words, &text, start));
            }
        }
    }
}
