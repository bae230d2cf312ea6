//! Whether two texts are versions of one article: how many runs of words they share.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Words in a run.
const RUN: usize = 4;

/// Returns whether at least half of the runs of words of the shorter text stand in the longer one.
pub(super) fn is_version(a: &str, b: &str) -> bool {
    let (a, b) = (runs(a), runs(b));
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let shared = small.iter().filter(|run| large.contains(run)).count();
    !small.is_empty() && shared * 2 >= small.len()
}

/// Returns a number for each run of words; a text shorter than one run is one.
fn runs(text: &str) -> HashSet<u64> {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(RUN.min(words.len()).max(1)).map(number).collect()
}

/// Returns a number that is nearly always another for other words.
fn number(words: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_words_make_a_version() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        for (other, expected) in [
            (text.to_owned(), true),
            (format!("{text} and then some more words that were added later"), true),
            (text.replace("five", "5"), true),
            (text.split(' ').rev().collect::<Vec<_>>().join(" "), false),
            (String::new(), false),
            ("one".to_owned(), false),
        ] {
            assert_eq!(is_version(text, &other), expected, "{other}");
            assert_eq!(is_version(&other, text), expected, "{other}");
        }
    }
}
