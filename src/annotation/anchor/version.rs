//! An earlier text of the same article: which of its words stand where in the text being read.
//!
//! Knowing both texts says what no likeness can: that words which look like the quote stood there before, beside it.

use std::cell::OnceCell;

use crate::{
    annotation::{Selector, difference},
    text::{Span, units::Units},
};

/// An earlier text. What it has in common with the text being read is worked out at the first need.
#[derive(Debug)]
pub(super) struct Version<'a> {
    text: &'a str,
    units: OnceCell<Units>,
    map: OnceCell<Map>,
}

/// Which words of the old and the new text are the same.
#[derive(Debug)]
struct Map {
    old: Vec<Span>,
    new: Vec<Span>,
    /// For each word of the old text, its place in the new one.
    to_new: Vec<Option<usize>>,
    /// The same the other way.
    to_old: Vec<Option<usize>>,
}

/// Where words of an earlier text are now.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Now {
    /// The place.
    pub span: Span,
    /// How much of the words is still there, from 0 to 1.
    pub kept: f64,
}

impl<'a> Version<'a> {
    /// Takes an earlier text.
    pub fn new(text: &'a str) -> Self {
        Self { text, units: OnceCell::new(), map: OnceCell::new() }
    }

    /// Returns what a selector describes in this text, if it was made in it.
    pub fn knows(&self, selector: &Selector) -> Option<Span> {
        let units = self.units.get_or_init(|| Units::new(self.text));
        let start = units.byte(self.text, selector.start);
        let span = Span::new(start, start.saturating_add(selector.exact.len()));
        let is_it = self.text.get(span.start..span.end)? == selector.exact
            && self.text.get(..span.start)?.ends_with(&selector.prefix)
            && self.text.get(span.end..)?.starts_with(&selector.suffix);
        is_it.then_some(span)
    }

    /// Returns where words of this text are in `text`, or `None` where nothing is left of them or it was moved.
    pub fn now(&self, text: &str, span: Span) -> Option<Now> {
        let map = self.map(text);
        let first = map.old.partition_point(|word| word.end <= span.start);
        let end = map.old.partition_point(|word| word.start < span.end).max(first);
        let kept: Vec<usize> = map.to_new.get(first..end)?.iter().copied().flatten().collect();
        let before =
            first.checked_sub(1).map_or(Some(None), |idx| map.to_new.get(idx).copied().flatten().map(Some));
        let after = map.to_new.get(end).map_or(Some(map.new.len()), |place| *place);
        let start = before.map(|before| before.map_or(0, |before| before + 1)).or(kept.first().copied());
        let stop = after.or(kept.last().map(|last| last + 1));
        let (start, stop) = (start?, stop?);
        let words = end - first;
        // Much that is new between what stood around the words is not what they became.
        if stop <= start || stop - start > 2 * words + 2 {
            let (start, stop) = (*kept.first()?, *kept.last()? + 1);
            return (stop - start <= 2 * words + 2).then(|| map.found(start, stop, kept.len(), words))?;
        }
        map.found(start, stop, kept.len(), words)
    }

    /// Returns whether most words at a place of `text` stood in this text outside of `span`.
    pub fn is_other(&self, text: &str, span: Span, place: Span) -> bool {
        let map = self.map(text);
        let first = map.new.partition_point(|word| word.end <= place.start);
        let end = map.new.partition_point(|word| word.start < place.end).max(first);
        let origins = map.to_old.get(first..end).unwrap_or(&[]);
        let is_elsewhere = |idx: &usize| map.old.get(*idx).is_some_and(|word| !word.overlaps(span));
        let others = origins.iter().flatten().filter(|idx| is_elsewhere(idx)).count();
        others * 2 > origins.len()
    }

    fn map(&self, text: &str) -> &Map {
        self.map.get_or_init(|| Map::new(self.text, text))
    }
}

impl Map {
    fn new(before: &str, now: &str) -> Self {
        let (old, new) = (tokens(before), tokens(now));
        let mut map = Self { to_new: vec![None; old.len()], to_old: vec![None; new.len()], old, new };
        let pairs =
            difference::common(&difference::slices(before, &map.old), &difference::slices(now, &map.new));
        for (a, b) in without_chance(&pairs, map.old.len(), map.new.len()) {
            if let (Some(forth), Some(back)) = (map.to_new.get_mut(a), map.to_old.get_mut(b)) {
                (*forth, *back) = (Some(b), Some(a));
            }
        }
        map
    }

    fn found(&self, start: usize, stop: usize, kept: usize, words: usize) -> Option<Now> {
        let (first, last) = (self.new.get(start)?, self.new.get(stop.checked_sub(1)?)?);
        Some(Now { span: Span::new(first.start, last.end), kept: kept as f64 / words.max(1) as f64 })
    }
}

/// Returns the pairs without those rows that are shorter than what differs before and after them: such words are the
/// same by chance.
fn without_chance(pairs: &[(usize, usize)], old: usize, new: usize) -> Vec<(usize, usize)> {
    let mut rows: Vec<&[(usize, usize)]> = pairs.chunk_by(|a, b| (a.0 + 1, a.1 + 1) == *b).collect();
    let end = [(old, new)];
    rows.push(&end);
    let mut kept = Vec::with_capacity(pairs.len());
    let mut from = (0, 0);
    for pair in rows.windows(2) {
        let [row, next] = pair else { continue };
        let (Some(first), Some(last), Some(next)) = (row.first(), row.last(), next.first()) else { continue };
        let before = (first.0 - from.0).max(first.1 - from.1);
        let after = (next.0 - last.0).max(next.1 - last.1) - 1;
        if row.len() >= before.min(after) {
            kept.extend_from_slice(row);
        }
        from = (last.0 + 1, last.1 + 1);
    }
    kept
}

/// Divides a text into words and single marks.
fn tokens(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (idx, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            start.get_or_insert(idx);
            continue;
        }
        found.extend(start.take().map(|from| Span::new(from, idx)));
        if !c.is_whitespace() {
            found.push(Span::new(idx, idx + c.len_utf8()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says where `words` of `old` are in `new`.
    #[track_caller]
    fn check(old: &str, words: &str, new: &str, expected: Option<&str>) {
        let at = old.find(words).expect("the words are in the old text");
        let now = Version::new(old).now(new, Span::new(at, at + words.len()));
        assert_eq!(now.map(|now| now.span.slice(new)), expected);
    }

    #[test]
    fn words_are_followed_through_the_difference() {
        let old = "The ferry left at noon. Nobody on the quay answered. It came back.";
        check(old, "Nobody on the quay answered.", old, Some("Nobody on the quay answered."));
        check(
            old,
            "Nobody on the quay answered.",
            "New. The ferry left at noon. Nobody at the quay answered. It came back.",
            Some("Nobody at the quay answered."),
        );
        check(old, "quay", &old.replace("quay", "pier"), Some("pier"));
        check(old, "Nobody on the quay answered.", "The ferry left at noon. It came back.", None);
        check(old, "The ferry", &old.replace("The ferry", "A boat"), Some("A boat"));
    }

    #[test]
    fn what_stood_beside_the_words_before_is_not_them() {
        let old = "The mayor said no. The deputy said no.";
        let new = "The deputy said no.";
        let version = Version::new(old);
        let (said, other) = (old.find("said no").expect("is there"), new.find("said no").expect("is there"));
        assert!(version.is_other(new, Span::new(said, said + 7), Span::new(other, other + 7)));
    }
}
