//! What is looked for: the quote and its surroundings, as patterns, and how much of them a place has.

use std::ops::Range;

use super::{
    CONTEXT,
    letters::Letters,
    pattern::{End, Pattern},
};
use crate::annotation::Selector;

/// Letters of a quote beyond which only its beginning and its end are looked for, and how many of each.
const WHOLE: usize = 256;
const END: usize = 128;
/// How much more of the text a context is compared with, so that small insertions only cost themselves.
const SLACK: usize = 32;
/// Quotes of fewer letters are found by their surroundings, not by themselves.
pub(super) const SHORT: usize = 12;
/// Letters that may be left between surroundings that have closed.
const GAP: usize = 3;
/// Which part of the letters may differ where words are searched.
const DIFFERENT: f64 = 0.40;
/// The most places that one search gives: those with the fewest differences.
pub(super) const MOST: usize = 256;

/// A selector in the letters of a text.
#[derive(Debug)]
pub(super) struct Wanted {
    /// How many letters the quote has.
    pub len: usize,
    /// The quote, or its beginning where it is long.
    head: Both,
    /// The end of a long quote.
    tail: Option<Both>,
    before: Both,
    after: Both,
}

/// A pattern in both directions.
#[derive(Debug)]
struct Both {
    forward: Pattern,
    backward: Pattern,
}

/// How much of what is looked for stands at a place: parts from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Likeness {
    /// Of the quote.
    pub quote: f64,
    /// Of both contexts together.
    pub mean: f64,
    /// Of the better of the two contexts.
    pub best: f64,
    /// Of the worse.
    pub worst: f64,
}

impl Likeness {
    /// Returns all of it as one number, for a quote of `len` letters: short words say less than what surrounds them.
    pub fn score(&self, len: usize) -> f64 {
        let quote = if len < SHORT { 0.3 } else { 0.5 };
        quote * self.quote + (1.0 - quote) / 2.0 * (self.best + self.mean)
    }
}

impl Both {
    fn new(letters: &[u32], alphabet: usize) -> Self {
        Self {
            forward: Pattern::new(letters.iter().copied(), alphabet),
            backward: Pattern::new(letters.iter().rev().copied(), alphabet),
        }
    }

    fn len(&self) -> usize {
        self.forward.len()
    }

    fn most(&self) -> usize {
        (self.len() as f64 * DIFFERENT) as usize
    }

    /// Returns the places in `range` that are like the pattern.
    fn like(&self, letters: &Letters, range: &Range<usize>) -> Vec<Range<usize>> {
        let text = letters.some(range.clone());
        let ends = fewest(self.forward.minima(text.iter().copied(), self.most()));
        let start = |end: &End| {
            let length = self.len() + end.errors;
            let words = text.get(end.at.saturating_sub(length)..end.at).unwrap_or(&[]);
            range.start + end.at - self.backward.beginning(words.iter().rev().copied()).at
        };
        ends.iter().map(|end| start(end)..range.start + end.at).collect()
    }
}

impl Wanted {
    /// Puts a selector into the letters of a text.
    pub fn new(selector: &Selector, letters: &Letters) -> Self {
        let alphabet = letters.alphabet();
        let both = |words: &[u32]| Both::new(words, alphabet);
        // What a file says may be longer than what we write, but no comparison is.
        let prefix = letters.of(last(&selector.prefix));
        let suffix = letters.of(first(&selector.suffix));
        let quote = letters.of(&selector.exact);
        let (head, tail) = if quote.len() > WHOLE {
            let (head, tail) = (quote.get(..END), quote.get(quote.len() - END..));
            (head.unwrap_or(&[]), tail)
        } else {
            (quote.as_slice(), None)
        };
        Self {
            len: quote.len(),
            head: both(head),
            tail: tail.map(both),
            before: both(&prefix),
            after: both(&suffix),
        }
    }

    /// Returns whether the selector says anything about the surroundings.
    pub fn has_context(&self) -> bool {
        self.before.len() + self.after.len() > 0
    }

    /// Returns how much work [`similar`](Self::similar) is for each letter of the text.
    pub fn cost(&self) -> usize {
        let tail = self.tail.as_ref().map_or(0, |tail| tail.forward.cost());
        self.head.forward.cost() + tail + self.before.forward.cost() + self.after.forward.cost()
    }

    /// Returns how much of what is wanted stands at a place.
    pub fn likeness(&self, letters: &Letters, place: &Range<usize>) -> Likeness {
        let words = letters.some(place.clone());
        let quote = match &self.tail {
            None => part(self.head.forward.whole(words.iter().copied()), self.len.max(words.len())),
            Some(tail) => {
                let head = self.head.forward.beginning(words.iter().take(END + SLACK).copied());
                let tail = tail.backward.beginning(words.iter().rev().take(END + SLACK).copied());
                part(head.errors + tail.errors, 2 * END)
            }
        };
        Likeness { quote, ..self.surroundings(letters, place) }
    }

    /// Returns how much of the contexts stands around a place.
    pub fn surroundings(&self, letters: &Letters, place: &Range<usize>) -> Likeness {
        let (before, after) = (&self.before, &self.after);
        let head = letters.some(0..place.start);
        let tail = letters.some(place.end..letters.all().len());
        let left = before.backward.beginning(head.iter().rev().take(before.len() + SLACK).copied()).errors;
        let right = after.forward.beginning(tail.iter().take(after.len() + SLACK).copied()).errors;
        let mean = part(left + right, before.len() + after.len());
        // A side of a few letters at the edge of an article says nothing alone.
        let sides =
            [(left, before.len()), (right, after.len())].into_iter().filter(|(_, len)| *len >= CONTEXT / 4);
        let sides: Vec<f64> = sides.map(|(errors, len)| part(errors, len)).collect();
        Likeness {
            quote: 0.0,
            mean,
            best: sides.iter().copied().reduce(f64::max).unwrap_or(mean),
            worst: sides.iter().copied().reduce(f64::min).unwrap_or(mean),
        }
    }

    /// Returns whether the surroundings fit better without what stands at a place: then the words were taken out.
    pub fn is_closed(&self, letters: &Letters, place: &Range<usize>) -> bool {
        let here = self.surroundings(letters, place).mean;
        let without = |at: usize| self.surroundings(letters, &(at..at)).mean;
        without(place.start).max(without(place.end)) > here
    }

    /// Returns every place in `range` that is like the quote, or that stands in its surroundings, and how well the
    /// surroundings fit where there is nothing between them: where the words seem to have been taken out.
    pub fn similar(&self, letters: &Letters, range: &Range<usize>) -> (Vec<Range<usize>>, f64) {
        let heads = self.head.like(letters, range);
        let mut found = match &self.tail {
            None => heads,
            Some(tail) => self.long(heads, &tail.like(letters, range), letters.all().len()),
        };
        let hole = self.between(letters, range, &mut found);
        found.retain(|place| !place.is_empty());
        found.sort_by_key(|place| (place.start, place.end));
        found.dedup();
        (found, hole)
    }

    /// Puts the beginnings and ends of a long quote together.
    fn long(&self, heads: Vec<Range<usize>>, tails: &[Range<usize>], end: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for head in &heads {
            let wanted = head.start + self.len;
            let idx = tails.partition_point(|tail| tail.end < wanted);
            let near = [idx.checked_sub(1), Some(idx)].into_iter().flatten().filter_map(|idx| tails.get(idx));
            let near = near.filter(|tail| tail.end > head.end && tail.end.abs_diff(wanted) <= self.len / 2);
            let nearest = near.min_by_key(|tail| tail.end.abs_diff(wanted));
            found.push(head.start..nearest.map_or(wanted.min(end), |tail| tail.end));
        }
        let alone = tails.iter().filter(|tail| !found.iter().any(|place| place.end == tail.end));
        let alone: Vec<_> = alone.map(|tail| tail.end.saturating_sub(self.len)..tail.end).collect();
        found.extend(alone);
        found
    }

    /// Adds what stands after the prefix, before the suffix, and between both. Returns how well the surroundings fit
    /// without anything between them.
    fn between(&self, letters: &Letters, range: &Range<usize>, found: &mut Vec<Range<usize>>) -> f64 {
        let text = letters.some(range.clone());
        let mut ends = fewest(self.before.forward.minima(text.iter().copied(), self.before.most()));
        let mut starts = fewest(self.after.backward.minima(text.iter().rev().copied(), self.after.most()));
        ends.iter_mut().for_each(|end| end.at += range.start);
        starts.iter_mut().for_each(|start| start.at = range.end.min(letters.all().len()) - start.at);
        starts.reverse();
        let reach = self.len + self.len / 2 + 8;
        let mut hole = 0.0_f64;
        for end in &ends {
            let next = starts.partition_point(|start| start.at + GAP < end.at);
            if starts.get(next).is_some_and(|start| start.at <= end.at + GAP) {
                hole = hole.max(self.surroundings(letters, &(end.at..end.at)).mean);
            }
            let next = starts.partition_point(|start| start.at <= end.at);
            if let Some(start) = starts.get(next).filter(|start| start.at - end.at <= 2 * self.len + 16) {
                found.push(end.at..start.at);
            }
            if self.tail.is_none() {
                let words = letters.some(end.at..end.at + reach);
                found.push(end.at..end.at + self.head.forward.beginning(words.iter().copied()).at);
            }
        }
        if self.tail.is_none() {
            for start in &starts {
                let words = letters.some(start.at.saturating_sub(reach)..start.at);
                let length = self.head.backward.beginning(words.iter().rev().copied()).at;
                found.push(start.at - length..start.at);
            }
        }
        hole
    }
}

/// Returns the ends with the fewest differences, in order.
fn fewest(mut ends: Vec<End>) -> Vec<End> {
    if ends.len() > MOST {
        ends.select_nth_unstable_by_key(MOST, |end| (end.errors, end.at));
        ends.truncate(MOST);
        ends.sort_by_key(|end| end.at);
    }
    ends
}

/// Returns which part of `all` is not wrong.
fn part(wrong: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { (1.0 - wrong as f64 / all as f64).max(0.0) }
}

/// Returns the last letters of a prefix.
fn last(prefix: &str) -> &str {
    let start = prefix.char_indices().rev().take(CONTEXT).last().map_or(prefix.len(), |(idx, _)| idx);
    prefix.get(start..).unwrap_or("")
}

/// Returns the first letters of a suffix.
fn first(suffix: &str) -> &str {
    let end = suffix.char_indices().nth(CONTEXT).map_or(suffix.len(), |(idx, _)| idx);
    suffix.get(..end).unwrap_or("")
}
