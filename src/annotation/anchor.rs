//! Describes a span so that it can be found again, and finds it again in a text that may have changed.
//!
//! A wrong place is worse than none: wherever the words alone do not decide, their surroundings must, by a margin, and
//! where those do not either, the answer is [`Anchor::Ambiguous`] or [`Anchor::Orphan`]. The order is: the old place,
//! the same words elsewhere, the same words in other typography. A search that allows for changed words would come
//! last, in [`Ground::anchor`], before giving up.

use std::cell::OnceCell;

use memchr::memmem;
use unicode_segmentation::GraphemeCursor;

use super::{Anchor, Selector, normal::Normal};
use crate::text::{Span, units::Units};

/// Characters of context that a selector keeps on each side.
pub const CONTEXT: usize = 64;

/// From this many characters on, words that occur once need no context to be believed.
const LONG: usize = 12;
/// How much of the context must agree where the words occur once.
const CONTEXT_OF_ONE: f64 = 0.55;
/// How much of the context must agree where the words occur several times, and by how much the best must lead.
const CONTEXT_OF_SEVERAL: f64 = 0.60;
const LEAD: f64 = 0.08;
/// Candidates whose surroundings are compared; among more, only a complete agreement counts.
const COMPARED: usize = 256;
/// Candidates that are offered for a choice.
const OFFERED: usize = 32;
/// How many more characters of the text a context is compared with, so that small insertions only cost themselves.
const SLACK: usize = 32;

/// Describes `span` of `text`. A span that splits a character is widened to whole ones.
pub fn describe(text: &str, units: &Units, span: Span) -> Selector {
    let start = text.floor_char_boundary(span.start);
    let span = Span::new(start, text.ceil_char_boundary(span.end));
    let (start, end) = units.code_points(text, span);
    let (before, after) = (Span::new(0, span.start).slice(text), Span::new(span.end, text.len()).slice(text));
    let first = before.char_indices().rev().take(CONTEXT).last().map_or(span.start, |(idx, _)| idx);
    let last = after.char_indices().nth(CONTEXT).map_or(text.len(), |(idx, _)| span.end + idx);
    Selector {
        exact: span.slice(text).to_owned(),
        prefix: Span::new(boundary_after(text, first).min(span.start), span.start).slice(text).to_owned(),
        suffix: Span::new(span.end, boundary_before(text, last).max(span.end)).slice(text).to_owned(),
        start,
        end,
    }
}

/// Finds the words of `selector` in `text`. For many selectors make one [`Ground`].
pub fn anchor(text: &str, units: &Units, selector: &Selector) -> Anchor {
    Ground::new(text, units).anchor(selector)
}

/// A text in which selectors are looked for; what several searches need is computed once, and only when needed.
#[derive(Debug)]
pub struct Ground<'a> {
    text: &'a str,
    units: &'a Units,
    normal: OnceCell<Normal>,
}

impl<'a> Ground<'a> {
    /// Takes a text and the units that were counted from it.
    pub fn new(text: &'a str, units: &'a Units) -> Self {
        Self { text, units, normal: OnceCell::new() }
    }

    /// Finds the words of `selector`.
    pub fn anchor(&self, selector: &Selector) -> Anchor {
        let old = self.old_place(selector);
        if let Some(span) = old
            && self.context(selector, span).is_none_or(|context| context >= 1.0)
        {
            return Anchor::Exact(span);
        }
        if selector.exact.trim().is_empty() {
            return Anchor::Orphan;
        }
        let found = self.decide(selector, &self.occurrences(&selector.exact), Anchor::Moved);
        match found {
            Anchor::Moved(span) if Some(span) == old => Anchor::Exact(span),
            Anchor::Orphan => self.decide(selector, &self.alike(&selector.exact), Anchor::Changed),
            found => found,
        }
    }

    /// Returns the span at the remembered position, where the words still stand there.
    fn old_place(&self, selector: &Selector) -> Option<Span> {
        if selector.start > self.units.code_point(self.text, self.text.len()) {
            return None;
        }
        let start = self.units.byte(self.text, selector.start);
        let span = Span::new(start, start.saturating_add(selector.exact.len()));
        (self.text.get(span.start..span.end) == Some(&selector.exact)).then_some(span)
    }

    /// Returns every place where exactly these words stand. Overlapping ones count once.
    fn occurrences(&self, words: &str) -> Vec<Span> {
        memmem::find_iter(self.text.as_bytes(), words).map(|at| Span::new(at, at + words.len())).collect()
    }

    /// Returns every place where these words stand in any typography.
    fn alike(&self, words: &str) -> Vec<Span> {
        let words = Normal::new(words.trim()).text;
        let normal = self.normal.get_or_init(|| Normal::new(self.text));
        if words.trim().is_empty() {
            return Vec::new();
        }
        let places = memmem::find_iter(normal.text.as_bytes(), &words);
        places.map(|at| normal.source(Span::new(at, at + words.len()))).collect()
    }

    /// Chooses among candidates by their surroundings.
    fn decide(&self, selector: &Selector, candidates: &[Span], accept: fn(Span) -> Anchor) -> Anchor {
        let score = |span: &Span| self.context(selector, *span).unwrap_or(0.0);
        match candidates {
            [] => Anchor::Orphan,
            [one] => {
                let long = selector.exact.chars().nth(LONG - 1).is_some();
                if long || score(one) >= CONTEXT_OF_ONE { accept(*one) } else { Anchor::Orphan }
            }
            many if many.len() > COMPARED => self.decide_among_very_many(selector, many, accept),
            several => {
                let mut ranked: Vec<(f64, Span)> = several.iter().map(|span| (score(span), *span)).collect();
                ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
                match ranked.as_slice() {
                    [(best, span), (second, _), ..]
                        if *best >= CONTEXT_OF_SEVERAL && best - second >= LEAD =>
                    {
                        accept(*span)
                    }
                    _ => offer(ranked.into_iter().map(|(_, span)| span).collect()),
                }
            }
        }
    }

    /// Chooses where comparing every candidate would take too long: only the complete context, found once, decides.
    fn decide_among_very_many(
        &self,
        selector: &Selector,
        many: &[Span],
        accept: fn(Span) -> Anchor,
    ) -> Anchor {
        let whole = [selector.prefix.as_str(), &selector.exact, &selector.suffix].concat();
        let mut places = memmem::find_iter(self.text.as_bytes(), &whole);
        if let (Some(at), None) = (places.next(), places.next()) {
            let start = at + selector.prefix.len();
            return accept(Span::new(start, start + selector.exact.len()));
        }
        let old = self.units.byte(self.text, selector.start);
        let near = many.partition_point(|span| span.start < old).saturating_sub(OFFERED / 2);
        offer(many.iter().skip(near.min(many.len().saturating_sub(OFFERED))).copied().collect())
    }

    /// Returns how much of the selector's context stands around `span`, from 0 to 1, or `None` where it has none.
    fn context(&self, selector: &Selector, span: Span) -> Option<f64> {
        let before = self.text.get(..span.start)?;
        let after = self.text.get(span.end..)?;
        if before.ends_with(&selector.prefix) && after.starts_with(&selector.suffix) {
            let known = !(selector.prefix.is_empty() && selector.suffix.is_empty());
            return known.then_some(1.0);
        }
        // What a file says may be longer than what we write, but no comparison is.
        let prefix: Vec<char> = selector.prefix.chars().rev().take(CONTEXT).collect();
        let suffix: Vec<char> = selector.suffix.chars().take(CONTEXT).collect();
        let before: Vec<char> = before.chars().rev().take(prefix.len() + SLACK).collect();
        let after: Vec<char> = after.chars().take(suffix.len() + SLACK).collect();
        let total = prefix.len() + suffix.len();
        let wrong = errors(&prefix, &before) + errors(&suffix, &after);
        Some(1.0 - wrong as f64 / total as f64)
    }
}

/// Offers a choice, in order of the text.
fn offer(mut spans: Vec<Span>) -> Anchor {
    spans.truncate(OFFERED);
    spans.sort();
    Anchor::Ambiguous(spans)
}

/// Returns the least edits (Levenshtein) that turn `pattern` into some beginning of `text`.
fn errors(pattern: &[char], text: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=text.len()).collect();
    for (idx, wanted) in pattern.iter().enumerate() {
        let mut diagonal = idx;
        let mut left = idx + 1;
        for (pair, found) in row.iter_mut().enumerate() {
            let above = *found;
            *found = match pair.checked_sub(1).and_then(|at| text.get(at)) {
                None => left,
                Some(letter) => (diagonal + usize::from(letter != wanted)).min(above + 1).min(left + 1),
            };
            (diagonal, left) = (above, *found);
        }
    }
    row.into_iter().min().unwrap_or(0)
}

/// Returns the first grapheme boundary at or after `at`.
fn boundary_after(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
        _ => at,
    }
}

/// Returns the last grapheme boundary at or before `at`.
fn boundary_before(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => at,
    }
}

#[cfg(test)]
mod tests;
