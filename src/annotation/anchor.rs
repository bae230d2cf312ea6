//! Describes a span so that it can be found again, and finds it again in a text that may have changed.
//!
//! A wrong place is worse than none: wherever the words alone do not decide, their surroundings must, by a margin, and
//! where those do not either, the answer is [`Anchor::Ambiguous`] or [`Anchor::Orphan`]. The order is: the old place; where
//! an earlier text is known, what its words became; the same words elsewhere, in whatever typography; words that are
//! like them, or that stand in their surroundings.
//!
//! There is no clock here, so the search is bounded by work: a [`Ground`] has a budget of comparisons. When it is spent,
//! only the neighborhood of the place where the words should be is searched, and [`Evidence::extent`] says so.
//! Nothing is remembered of that: each new [`Ground`] searches again.

mod letters;
mod pattern;
mod search;
mod version;
mod wanted;

use std::cell::{Cell, OnceCell};

use unicode_segmentation::GraphemeCursor;

use self::{letters::Letters, search::Search, version::Version};
use super::{Anchor, Selector};
use crate::text::{Span, units::Units};

/// Characters of context that a selector keeps on each side.
pub const CONTEXT: usize = 64;

/// The work that a [`Ground`] does for all its selectors together before it searches only neighborhoods: comparisons of
/// 64 letters with one, of which a processor does a hundred millions a second.
pub const BUDGET: usize = 1 << 26;

/// What a search found, and on what evidence.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Where the words are.
    pub anchor: Anchor,
    /// Why that is said.
    pub evidence: Evidence,
}

/// What speaks for a place, and what against it. Parts are from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Evidence {
    /// How much of the quote stands at the best place.
    pub quote: f64,
    /// How much of its context stands around.
    pub context: f64,
    /// Both together.
    pub score: f64,
    /// What the second best place has, where there is one.
    pub runner_up: Option<f64>,
    /// How much of the quote is left by the difference to an earlier text, where one is known.
    pub kept: Option<f64>,
    /// How far was searched.
    pub extent: Extent,
}

/// How far a search went.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// The words stood at the old place.
    #[default]
    Place,
    /// The same words were searched everywhere.
    Words,
    /// Similar words were searched everywhere.
    Similar,
    /// Only the neighborhood of the place where they should be was searched: the budget was spent.
    Near,
}

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
    letters: OnceCell<Letters>,
    versions: Vec<Version<'a>>,
    budget: Cell<usize>,
}

impl<'a> Ground<'a> {
    /// Takes a text and the units that were counted from it.
    pub fn new(text: &'a str, units: &'a Units) -> Self {
        Self { text, units, letters: OnceCell::new(), versions: Vec::new(), budget: Cell::new(BUDGET) }
    }

    /// Takes an earlier text of the same article, too: words that were described in it are followed through the
    /// difference of the two.
    #[must_use]
    pub fn with_version(mut self, old: &'a str) -> Self {
        self.versions.push(Version::new(old));
        self
    }

    /// Allows for another amount of work than [`BUDGET`].
    #[must_use]
    pub fn with_budget(self, budget: usize) -> Self {
        self.budget.set(budget);
        self
    }

    /// Finds the words of `selector`.
    pub fn anchor(&self, selector: &Selector) -> Anchor {
        self.find(selector).anchor
    }

    /// Finds the words of `selector`, and says on what evidence.
    pub fn find(&self, selector: &Selector) -> Found {
        let old = self.old_place(selector);
        if let Some(span) = old
            && self.has_whole_context(selector, span)
        {
            let evidence = Evidence { quote: 1.0, context: 1.0, score: 1.0, ..Evidence::default() };
            return Found { anchor: Anchor::Exact(span), evidence };
        }
        if selector.exact.trim().is_empty() {
            return Found { anchor: Anchor::Orphan, evidence: Evidence::default() };
        }
        let search = Search::new(self, selector, old);
        search.same().unwrap_or_else(|| search.similar())
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

    /// Returns whether all of the context stands around a place. A selector without any is content with the place.
    fn has_whole_context(&self, selector: &Selector, span: Span) -> bool {
        let head = self.text.get(..span.start).unwrap_or("");
        let tail = self.text.get(span.end..).unwrap_or("");
        head.ends_with(&selector.prefix) && tail.starts_with(&selector.suffix)
    }

    fn letters(&self) -> &Letters {
        self.letters.get_or_init(|| Letters::new(self.text))
    }

    /// Takes work from the budget, and returns whether there was enough of it.
    fn spend(&self, work: usize) -> bool {
        let left = self.budget.get().checked_sub(work);
        self.budget.set(left.unwrap_or(0));
        left.is_some()
    }
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
