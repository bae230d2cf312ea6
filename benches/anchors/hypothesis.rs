//! The anchoring of Hypothesis, written from the description of what it does, to stand beside ours.
//!
//! The old position where the quote stands there; else every exact occurrence; else the places with the fewest edits, at
//! most half of the quote. Among those the best of 50 parts quote, 20 prefix, 20 suffix and 2 position wins, however
//! little it has.

use byline::{
    annotation::Selector,
    text::{Span, units::Units},
};

/// Characters of context that Hypothesis keeps.
const CONTEXT: usize = 32;

/// Finds a place, or none.
pub fn anchor(text: &str, selector: &Selector) -> Option<Span> {
    let units = Units::new(text);
    let hint = units.byte(text, selector.start);
    if text.get(hint..).is_some_and(|rest| rest.starts_with(&selector.exact)) {
        return Some(Span::new(hint, hint + selector.exact.len()));
    }
    let letters: Vec<char> = text.chars().collect();
    let quote: Vec<char> = selector.exact.chars().collect();
    let prefix: Vec<char> =
        selector.prefix.chars().rev().take(CONTEXT).collect::<Vec<_>>().into_iter().rev().collect();
    let suffix: Vec<char> = selector.suffix.chars().take(CONTEXT).collect();
    let exact: Vec<(usize, usize, usize)> = text
        .match_indices(&selector.exact)
        .map(|(at, _)| units.code_point(text, at).0)
        .map(|start| (start, start + quote.len(), 0))
        .collect();
    let most = (quote.len() / 2).min(256);
    let found = if exact.is_empty() { fewest(&letters, &quote, most) } else { exact };
    let best = found.into_iter().map(|(start, end, errors)| {
        let likeness = |words: &[char], pattern: &[char]| {
            let least = fewest(words, pattern, pattern.len());
            least.first().map_or(0.0, |(_, _, errors)| 1.0 - *errors as f64 / pattern.len() as f64)
        };
        let before = &letters[start.saturating_sub(prefix.len())..start];
        let after = &letters[end..(end + suffix.len()).min(letters.len())];
        let before = if prefix.is_empty() { 1.0 } else { likeness(before, &prefix) };
        let after = if suffix.is_empty() { 1.0 } else { likeness(after, &suffix) };
        let words = 1.0 - errors as f64 / quote.len() as f64;
        let position = 1.0 - start.abs_diff(selector.start.0) as f64 / letters.len().max(1) as f64;
        (50.0 * words + 20.0 * before + 20.0 * after + 2.0 * position, start, end)
    });
    // The first of equals wins.
    let best = best.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    let byte = |at: usize| letters[..at].iter().map(|letter| letter.len_utf8()).sum();
    Some(Span::new(byte(best.1), byte(best.2)))
}

/// Returns all places (start, end, edits) with the lowest number of edits, where that is at most `most`.
fn fewest(text: &[char], words: &[char], most: usize) -> Vec<(usize, usize, usize)> {
    let ends = edits(text, words);
    let Some(least) = ends.iter().copied().skip(1).min().filter(|least| *least <= most) else {
        return Vec::new();
    };
    let ends = ends.iter().enumerate().skip(1).filter(|(_, errors)| **errors == least).map(|(end, _)| end);
    let backward: Vec<char> = words.iter().rev().copied().collect();
    ends.map(|end| {
        let from = end.saturating_sub(words.len() + least);
        let before: Vec<char> = text[from..end].iter().rev().copied().collect();
        // The start is where the words, read backward from the end, have the same number of edits.
        let mut row: Vec<usize> = (0..=backward.len()).collect();
        let mut start = end;
        for (idx, letter) in before.iter().enumerate() {
            step(&mut row, &backward, *letter, idx + 1);
            if row[backward.len()] == least {
                start = end - idx - 1;
                break;
            }
        }
        (start, end, least)
    })
    .collect()
}

/// Returns, for each end in `text`, the least edits between the words and what ends there.
fn edits(text: &[char], words: &[char]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=words.len()).collect();
    let mut found = vec![words.len()];
    for letter in text {
        step(&mut row, words, *letter, 0);
        found.push(row[words.len()]);
    }
    found
}

/// Takes one letter of the text into a row of the table of Levenshtein.
fn step(row: &mut [usize], words: &[char], letter: char, top: usize) {
    let mut diagonal = std::mem::replace(&mut row[0], top);
    for (idx, wanted) in words.iter().enumerate() {
        let here = (diagonal + usize::from(*wanted != letter)).min(row[idx + 1] + 1).min(row[idx] + 1);
        diagonal = std::mem::replace(&mut row[idx + 1], here);
    }
}
