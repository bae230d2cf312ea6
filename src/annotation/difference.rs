//! What became of some words: which stayed, which are gone, which are new.
//!
//! Common ends are set aside; rows of words that occur once on both sides divide the rest, the largest chain of them that is in
//! the same order on both sides (patience sorting); what is short enough between them is compared completely (longest
//! common subsequence). All of it is bounded: what is long and has nothing unique in it counts as replaced.

use std::collections::HashMap;

use crate::text::Span;

/// What became of some words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// They stand in both texts.
    Same,
    /// They stand in the old text only.
    Gone,
    /// They stand in the new text only.
    New,
}

/// Words in a row with the same fate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// What became of them.
    pub fate: Fate,
    /// The words, with what stands between them; of words that stayed, as they are now.
    pub words: String,
}

/// The most pairs of words that are compared completely between two unique words.
const COMPLETE: usize = 1 << 18;
/// Words in a row that are looked for as one, at first.
const ROW: usize = 6;
/// How often what lies between unique words is divided again.
const DEPTH: usize = 24;

/// Compares two passages word by word. What is gone comes before what is new in its place. White space does not count.
///
/// ```
/// use byline::annotation::difference::{Fate, difference};
///
/// let pieces = difference("We will rebuild it by 2027.", "We will rebuild it by 2029.");
/// let said: Vec<_> = pieces.iter().map(|piece| (piece.fate, piece.words.as_str())).collect();
/// assert_eq!(said, [(Fate::Same, "We will rebuild it by"), (Fate::Gone, "2027."), (Fate::New, "2029.")]);
/// ```
pub fn difference(old: &str, new: &str) -> Vec<Piece> {
    let (olds, news) = (words(old), words(new));
    let (before, after) = (slices(old, &olds), slices(new, &news));
    let mut pieces = Vec::new();
    let (mut a, mut b) = (0, 0);
    for run in runs(&common(&before, &after)) {
        tell(&mut pieces, Fate::Gone, old, olds.get(a..run.old));
        tell(&mut pieces, Fate::New, new, news.get(b..run.new));
        (a, b) = (run.old + run.len, run.new + run.len);
        tell(&mut pieces, Fate::Same, new, news.get(run.new..b));
    }
    tell(&mut pieces, Fate::Gone, old, olds.get(a..));
    tell(&mut pieces, Fate::New, new, news.get(b..));
    pieces
}

/// Returns the places of words that both sides have in the same order: pairs of indices, both rising.
pub(super) fn common<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(usize, usize)> {
    let mut numbers: HashMap<&str, u32> = HashMap::with_capacity(old.len());
    let mut number = |words: &[&'a str]| -> Vec<u32> {
        let mut number = |word| {
            let next = numbers.len() as u32;
            *numbers.entry(word).or_insert(next)
        };
        words.iter().map(|word| number(*word)).collect()
    };
    let (old, new) = (number(old), number(new));
    let mut found = Vec::new();
    divide(&old, &new, (0, 0), DEPTH, &mut found);
    found
}

/// Words that follow each other on both sides.
struct Run {
    old: usize,
    new: usize,
    len: usize,
}

/// Puts pairs that follow each other together.
fn runs(pairs: &[(usize, usize)]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (old, new) in pairs {
        match runs.last_mut() {
            Some(run) if run.old + run.len == *old && run.new + run.len == *new => run.len += 1,
            _ => runs.push(Run { old: *old, new: *new, len: 1 }),
        }
    }
    runs
}

/// Adds a piece where there are words for it.
fn tell(pieces: &mut Vec<Piece>, fate: Fate, text: &str, spans: Option<&[Span]>) {
    if let Some((first, last)) = spans.and_then(|spans| spans.first().zip(spans.last())) {
        pieces.push(Piece { fate, words: Span::new(first.start, last.end).slice(text).to_owned() });
    }
}

/// Finds what two stretches have in common; `at` says where they begin.
fn divide(old: &[u32], new: &[u32], at: (usize, usize), depth: usize, found: &mut Vec<(usize, usize)>) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    found.extend((0..head).map(|idx| (at.0 + idx, at.1 + idx)));
    let (old, new) = (old.get(head..).unwrap_or(&[]), new.get(head..).unwrap_or(&[]));
    let at = (at.0 + head, at.1 + head);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let (old, new) = (old.get(..old_end).unwrap_or(&[]), new.get(..new_end).unwrap_or(&[]));
    if old.len().saturating_mul(new.len()) <= COMPLETE {
        compare(old, new, at, found);
    } else if depth > 0 {
        // Rows of words are rarely in two places by chance; single words are, but less in what is left.
        let rows = unique(old, new, ROW);
        let pairs = if rows.is_empty() { unique(old, new, 1) } else { rows };
        let (mut a, mut b) = (0, 0);
        // Where nothing is unique there is only one stretch left, the whole, and it counts as replaced.
        let ends = pairs.iter().copied().chain((!pairs.is_empty()).then_some((old.len(), new.len())));
        for (x, y) in ends {
            let (left, right) = (old.get(a..x).unwrap_or(&[]), new.get(b..y).unwrap_or(&[]));
            divide(left, right, (at.0 + a, at.1 + b), depth - 1, found);
            if x < old.len() {
                found.push((at.0 + x, at.1 + y));
            }
            (a, b) = (x + 1, y + 1);
        }
    }
    found.extend((0..tail).map(|idx| (at.0 + old_end + idx, at.1 + new_end + idx)));
}

/// Returns the longest chain of rows of `length` words that occur once on both sides and in the same order.
fn unique(old: &[u32], new: &[u32], length: usize) -> Vec<(usize, usize)> {
    let mut places: HashMap<&[u32], (Option<usize>, Option<usize>)> = HashMap::with_capacity(old.len());
    for (idx, words) in old.windows(length).enumerate() {
        places.entry(words).and_modify(|place| place.0 = None).or_insert((Some(idx), None));
    }
    let mut seen: HashMap<&[u32], usize> = HashMap::with_capacity(new.len());
    for (idx, words) in new.windows(length).enumerate() {
        let times = seen.entry(words).or_insert(0);
        *times += 1;
        if let Some(place) = places.get_mut(words) {
            place.1 = (*times == 1).then_some(idx);
        }
    }
    let mut pairs: Vec<(usize, usize)> = places.into_values().filter_map(|(a, b)| a.zip(b)).collect();
    pairs.sort_unstable();
    rising(&pairs)
}

/// Returns the longest part of the pairs in which the second number rises too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best chain of each length, and for each pair the one before it in its chain.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |idx: usize| pairs.get(idx).map_or(0, |pair| pair.1);
    for (idx, pair) in pairs.iter().enumerate() {
        let len = ends.partition_point(|end| second(*end) < pair.1);
        before.push(len.checked_sub(1).and_then(|len| ends.get(len).copied()));
        match ends.get_mut(len) {
            Some(end) => *end = idx,
            None => ends.push(idx),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(idx) = at {
        chain.extend(pairs.get(idx));
        at = before.get(idx).copied().flatten();
    }
    chain.reverse();
    chain
}

/// Finds the longest common subsequence of two short stretches.
fn compare(old: &[u32], new: &[u32], at: (usize, usize), found: &mut Vec<(usize, usize)>) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let width = new.len() + 1;
    // How much the rest of both sides has in common, from each pair of places on.
    let mut table = vec![0_u32; (old.len() + 1) * width];
    let get = |table: &[u32], a: usize, b: usize| table.get(a * width + b).copied().unwrap_or(0);
    for (a, word) in old.iter().enumerate().rev() {
        for (b, other) in new.iter().enumerate().rev() {
            let best = if word == other {
                get(&table, a + 1, b + 1) + 1
            } else {
                get(&table, a + 1, b).max(get(&table, a, b + 1))
            };
            if let Some(cell) = table.get_mut(a * width + b) {
                *cell = best;
            }
        }
    }
    let (mut a, mut b) = (0, 0);
    while let (Some(word), Some(other)) = (old.get(a), new.get(b)) {
        if word == other {
            found.push((at.0 + a, at.1 + b));
            (a, b) = (a + 1, b + 1);
        } else if get(&table, a + 1, b) >= get(&table, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
}

/// Returns the words of a text: what stands between white space.
fn words(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = None;
    for (idx, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            Some(from) if c.is_whitespace() => {
                spans.push(Span::new(from, idx));
                start = None;
            }
            None if !c.is_whitespace() => start = Some(idx),
            _ => {}
        }
    }
    spans
}

/// Returns the words at some spans.
pub(super) fn slices<'a>(text: &'a str, spans: &[Span]) -> Vec<&'a str> {
    spans.iter().map(|span| span.slice(text)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes a difference with what is gone in `[-…-]` and what is new in `{+…+}`.
    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let pieces = difference(old, new);
        let marked = pieces.iter().map(|piece| match piece.fate {
            Fate::Same => piece.words.clone(),
            Fate::Gone => format!("[-{}-]", piece.words),
            Fate::New => format!("{{+{}+}}", piece.words),
        });
        assert_eq!(marked.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn words_are_compared_one_by_one() {
        check("the old bridge stands", "the new bridge stands", "the [-old-] {+new+} bridge stands");
        check("a b c", "a b c", "a b c");
        check("a b c", "", "[-a b c-]");
        check("", "a", "{+a+}");
        check("", " ", "");
        check("one two three four", "two three", "[-one-] two three [-four-]");
        check("a  b", "a\nb", "a\nb");
    }

    #[test]
    fn long_texts_are_divided_at_unique_words() {
        let old: Vec<String> = (0..2000).map(|n| format!("w{n} the")).collect();
        let mut new = old.clone();
        new[1500] = "changed".into();
        new[3] = "also".into();
        let pieces = difference(&old.join(" "), &new.join(" "));
        let fates: Vec<Fate> = pieces.iter().map(|piece| piece.fate).collect();
        use Fate::{Gone, New, Same};
        assert_eq!(fates, [Same, Gone, New, Same, Gone, New, Same]);
    }

    #[test]
    fn what_has_nothing_unique_is_compared_in_bounded_time() {
        let old = "a b c ".repeat(100_000);
        let new = format!("x {} y", "c a b ".repeat(100_000));
        assert!(!difference(&old, &new).is_empty());
    }

    proptest! {
        #[test]
        fn both_sides_can_be_read_from_the_pieces(old in "[abc ]{0,60}", new in "[abc ]{0,60}") {
            let pieces = difference(&old, &new);
            for (side, fate) in [(&old, Fate::New), (&new, Fate::Gone)] {
                let words: Vec<&str> = pieces
                    .iter()
                    .filter(|piece| piece.fate != fate)
                    .flat_map(|piece| piece.words.split_whitespace())
                    .collect();
                prop_assert_eq!(words, side.split_whitespace().collect::<Vec<_>>());
            }
        }

        #[test]
        fn what_is_common_rises_on_both_sides(old in "[a-f]{0,900}", new in "[a-f]{0,900}") {
            let split = |text: &str| -> Vec<String> { text.chars().map(String::from).collect() };
            let (old, new) = (split(&old), split(&new));
            let (old, new): (Vec<&str>, Vec<&str>) = (old.iter().map(|word| word.as_str()).collect(), new.iter().map(|word| word.as_str()).collect());
            let pairs = common(&old, &new);
            prop_assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
            prop_assert!(pairs.iter().all(|(a, b)| old[*a] == new[*b]));
        }
    }
}
