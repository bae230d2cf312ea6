//! The search for one selector: which places come into question, and which of them is believed.
//!
//! The numbers here were chosen on one seed of `benches/anchors`, which shows what they do on others.

use std::{cmp::Reverse, ops::Range};

use memchr::memmem;

use super::{
    Evidence, Extent, Found, Ground, boundary_after, boundary_before,
    letters::Letters,
    version::{Now, Version},
    wanted::{Likeness, MOST, SHORT, Wanted},
};
use crate::{
    annotation::{Anchor, Selector},
    text::Span,
};

/// From this many letters on, words that stand unchanged are believed whatever surrounds them.
const LONG: usize = 48;
/// How much of the context makes the same words certain, so that no similar ones need to be looked for.
const CERTAIN: f64 = 0.80;
/// How well the surroundings must fit without the words to say that the words were taken out, and by how much better
/// than around a candidate.
const CLOSED: f64 = 0.70;
const HOLE_LEAD: f64 = 0.10;
/// By how much the best place must lead the next.
const LEAD: f64 = 0.05;
/// Places that are offered for a choice.
pub(super) const OFFERED: usize = 32;
/// How many letters can be searched for the same words with the work of one comparison.
const SAME: usize = 2;
/// Letters on each side of the old place that are searched when the budget is spent.
const NEIGHBORHOOD: usize = 2048;

/// What is looked for, and where.
pub(super) struct Search<'s, 'a> {
    ground: &'s Ground<'a>,
    letters: &'s Letters,
    selector: &'s Selector,
    wanted: Wanted,
    /// The old place, where the words still stand there.
    old: Option<Span>,
    /// The earlier text that the selector was made in, and its place there.
    version: Option<(&'s Version<'a>, Span)>,
    /// What the words there became.
    now: Option<Now>,
    /// The letters around the place where the words should be.
    near: Range<usize>,
    /// Whether there is work left to search more than those.
    is_all: bool,
    /// Where exactly these words stand: up to one place more than are compared.
    literal: Vec<Span>,
    /// Where they stand in other typography.
    alike: Vec<Span>,
}

/// A place that may be it.
#[derive(Clone, Debug)]
struct Candidate {
    span: Span,
    like: Likeness,
    score: f64,
}

impl<'s, 'a> Search<'s, 'a> {
    pub fn new(ground: &'s Ground<'a>, selector: &'s Selector, old: Option<Span>) -> Self {
        let letters = ground.letters();
        let version =
            ground.versions.iter().find_map(|version| version.knows(selector).map(|span| (version, span)));
        let now = version.and_then(|(version, span)| version.now(ground.text, span));
        let wanted = Wanted::new(selector, letters);
        let all = 0..letters.all().len();
        let is_all = ground.spend(all.len() / SAME);
        let place = now.map_or_else(|| ground.units.byte(ground.text, selector.start), |now| now.span.start);
        let at = letters.range(Span::new(place, place)).start;
        let near = at.saturating_sub(NEIGHBORHOOD)..(at + wanted.len + NEIGHBORHOOD).min(all.end);
        let searched = if is_all { Span::new(0, ground.text.len()) } else { letters.span(&near) };
        let words = &selector.exact;
        let literal = memmem::find_iter(searched.slice(ground.text).as_bytes(), words).take(MOST + 1);
        let literal: Vec<Span> =
            literal.map(|at| Span::new(searched.start + at, searched.start + at + words.len())).collect();
        let is_known = |span: &Span| {
            let idx = literal.partition_point(|known| known.end <= span.start);
            literal.get(idx).is_some_and(|known| known.covers(*span))
        };
        let alike = letters.places(words.trim(), if is_all { &all } else { &near });
        let alike = alike.take(MOST).filter(|span| !is_known(span)).collect();
        Self { ground, letters, selector, wanted, old, version, now, near, is_all, literal, alike }
    }

    /// Looks for the same words, in whatever typography. Returns nothing where only similar words can tell.
    pub fn same(&self) -> Option<Found> {
        if self.literal.len() > MOST {
            return Some(self.among_very_many());
        }
        let found = self.choose(
            self.candidates(self.same_words()),
            0.0,
            if self.is_all { Extent::Words } else { Extent::Near },
        );
        let is_certain = found.evidence.context >= CERTAIN || found.evidence.kept.is_some();
        (found.anchor.span().is_some() && is_certain).then_some(found)
    }

    /// Looks for the same and for similar words, and for what stands in their surroundings.
    pub fn similar(&self) -> Found {
        let all = 0..self.letters.all().len();
        let work = all.len().saturating_mul(self.wanted.cost());
        let (range, extent) = if self.is_all && self.ground.spend(work) {
            (all, Extent::Similar)
        } else {
            (self.near.clone(), Extent::Near)
        };
        let mut spans = self.same_words();
        let (places, hole) = self.wanted.similar(self.letters, &range);
        spans.extend(places.iter().map(|place| self.whole_words(self.letters.span(place))));
        spans.extend(self.now.map(|now| now.span));
        spans.sort();
        spans.dedup();
        self.choose(self.candidates(spans), hole, extent)
    }

    /// Returns every place where these words stand, in whatever typography.
    fn same_words(&self) -> Vec<Span> {
        self.literal.iter().chain(&self.alike).copied().collect()
    }

    /// Says how much of what is wanted stands at each place, without those that stood elsewhere before.
    fn candidates(&self, spans: Vec<Span>) -> Vec<Candidate> {
        let is_other = |span: &Span| {
            self.version.is_some_and(|(version, was)| version.is_other(self.ground.text, was, *span))
        };
        let mut found: Vec<Candidate> = Vec::with_capacity(spans.len());
        for span in spans.into_iter().filter(|span| !span.is_empty() && !is_other(span)) {
            let like = self.wanted.likeness(self.letters, &self.letters.range(span));
            found.push(Candidate { span, like, score: like.score(self.wanted.len) });
        }
        found
    }

    /// Chooses among candidates, where `hole` is how well the surroundings fit without any.
    fn choose(&self, candidates: Vec<Candidate>, hole: f64, extent: Extent) -> Found {
        let (accepted, refused) = self.ranked(candidates, hole);
        let mut ranked = accepted.iter().chain(&refused);
        let kept = self.now.map(|now| now.kept);
        let Some(best) = ranked.next() else {
            return Found {
                anchor: Anchor::Orphan,
                evidence: Evidence { extent, kept, ..Evidence::default() },
            };
        };
        let runner_up =
            accepted.get(1).or(refused.first().filter(|_| !accepted.is_empty())).map(|it| it.score);
        let evidence = Evidence {
            quote: best.like.quote,
            context: best.like.mean,
            score: best.score,
            runner_up,
            kept: kept.filter(|_| self.is_now(best)),
            extent,
        };
        // What is sure is in doubt only beside something that is sure, too.
        let rivals = accepted.iter().filter(|other| self.is_sure(other) || !self.is_sure(best));
        let close: Vec<Span> =
            rivals.filter(|other| best.score - other.score < LEAD).map(|other| other.span).collect();
        let same = refused.iter().filter(|candidate| self.is_same(candidate)).map(|other| other.span);
        let anchor = match (accepted.first(), close.len()) {
            (Some(best), 0..=1) => self.state(best),
            (Some(best), _) if self.is_now(best) => self.state(best),
            (Some(_), _) => offer(close),
            (None, _) if same.clone().count() > 1 => offer(same.collect()),
            (None, _) => Anchor::Orphan,
        };
        Found { anchor, evidence }
    }

    /// Divides candidates into those with enough evidence and others, the best first, without those that lie over
    /// better ones.
    fn ranked(&self, mut candidates: Vec<Candidate>, hole: f64) -> (Vec<Candidate>, Vec<Candidate>) {
        let place = self.ground.units.byte(self.ground.text, self.selector.start);
        // The difference to an earlier text says more than any likeness; then whole sentences that did not change.
        candidates.sort_by_cached_key(|it| {
            let score = (it.score * 1e9) as i64;
            (!self.is_sure(it), Reverse(score), it.span.start.abs_diff(place))
        });
        let (mut accepted, mut refused): (Vec<Candidate>, Vec<Candidate>) = Default::default();
        for candidate in candidates {
            if accepted.len() + refused.len() == OFFERED {
                break;
            }
            if accepted.iter().chain(&refused).any(|better| better.span.overlaps(candidate.span)) {
                continue;
            }
            if self.accepts(&candidate, hole) { accepted.push(candidate) } else { refused.push(candidate) }
        }
        accepted.sort_by_key(|candidate| (!self.is_now(candidate), !self.is_sure(candidate)));
        (accepted, refused)
    }

    /// Returns whether a candidate is where the difference to the earlier text says that the words are.
    fn is_now(&self, candidate: &Candidate) -> bool {
        self.now.filter(|now| now.kept >= 0.3 || self.wanted.len < SHORT).is_some_and(|now| {
            let common =
                now.span.end.min(candidate.span.end).saturating_sub(now.span.start.max(candidate.span.start));
            2 * common > now.span.len().max(candidate.span.len())
        })
    }

    fn is_literal(&self, candidate: &Candidate) -> bool {
        candidate.span.slice(self.ground.text) == self.selector.exact
    }

    /// Returns whether the words are the same, in whatever typography.
    fn is_same(&self, candidate: &Candidate) -> bool {
        candidate.like.quote >= 1.0 || self.is_literal(candidate)
    }

    /// Returns whether it is a long quote that did not change: such are believed whatever surrounds them.
    fn is_sure(&self, candidate: &Candidate) -> bool {
        self.wanted.len >= LONG && self.is_same(candidate)
    }

    /// Returns whether there is enough evidence for a candidate, others aside.
    fn accepts(&self, candidate: &Candidate, hole: f64) -> bool {
        let like = candidate.like;
        let is_same = self.is_same(candidate);
        if is_same && (self.wanted.len >= LONG || self.is_now(candidate)) {
            return true;
        }
        if self.is_now(candidate) && (like.quote >= 0.50 || like.worst >= 0.75) {
            return true;
        }
        if hole >= CLOSED && hole > like.mean + HOLE_LEAD {
            return false;
        }
        if is_same {
            let enough = match self.wanted.len {
                ..SHORT => 0.60,
                SHORT..24 => 0.50,
                _ => 0.40,
            };
            return like.mean >= enough || (self.old == Some(candidate.span) && self.wanted.len >= SHORT);
        }
        let place = self.letters.range(candidate.span);
        if like.quote < 0.75 && self.wanted.is_closed(self.letters, &place) {
            return false;
        }
        if self.wanted.len < SHORT {
            return like.mean >= 0.75 && (like.quote >= 0.34 || like.worst >= 0.80);
        }
        like.quote >= 0.92 || (like.quote >= 0.40 && like.mean >= 0.60 && candidate.score >= 0.68)
    }

    /// Returns the state that an accepted candidate is in.
    fn state(&self, candidate: &Candidate) -> Anchor {
        match candidate.span {
            span if Some(span) == self.old => Anchor::Exact(span),
            span if self.is_literal(candidate) => Anchor::Moved(span),
            span => Anchor::Changed(span),
        }
    }

    /// Chooses where the words stand in very many places: only the complete context, found once, decides.
    fn among_very_many(&self) -> Found {
        let (text, selector) = (self.ground.text, self.selector);
        let whole = [selector.prefix.as_str(), &selector.exact, &selector.suffix].concat();
        let mut places = memmem::find_iter(text.as_bytes(), &whole);
        let evidence = Evidence { quote: 1.0, extent: Extent::Words, ..Evidence::default() };
        if let (true, Some(at), None) = (self.wanted.has_context(), places.next(), places.next()) {
            let start = at + selector.prefix.len();
            let span = Span::new(start, start + selector.exact.len());
            let evidence = Evidence { context: 1.0, score: 1.0, ..evidence };
            return Found { anchor: Anchor::Moved(span), evidence };
        }
        // Those around the old place are offered.
        let old = self.ground.units.byte(text, selector.start);
        let reach = OFFERED * selector.exact.len().max(64);
        let start = text.floor_char_boundary(old.saturating_sub(reach));
        let end = text.ceil_char_boundary(old.saturating_add(reach).min(text.len()));
        let near = memmem::find_iter(Span::new(start, end).slice(text).as_bytes(), &selector.exact);
        let mut near: Vec<usize> = near.map(|at| start + at).collect();
        if near.is_empty() {
            near = memmem::find_iter(text.as_bytes(), &selector.exact).take(OFFERED).collect();
        }
        near.sort_by_key(|at| at.abs_diff(old));
        let spans = near.into_iter().map(|at| Span::new(at, at + selector.exact.len())).collect();
        Found { anchor: offer(spans), evidence }
    }

    /// Moves the ends of a span to the ends of words, where the quote's are such, and never divides a character.
    fn whole_words(&self, span: Span) -> Span {
        let text = self.ground.text;
        let words = span.slice(text);
        let start = span.start + (words.len() - words.trim_start().len());
        let end = span.end.saturating_sub(words.len() - words.trim_end().len()).max(start);
        let exact = &self.selector.exact;
        let inside = |before: Option<char>, after: Option<char>| {
            before.zip(after).is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric())
        };
        let begins_inside = inside(self.selector.prefix.chars().next_back(), exact.chars().next());
        let ends_inside = inside(exact.chars().next_back(), self.selector.suffix.chars().next());
        let start = if begins_inside { start } else { word_edge(text, start) };
        let end = if ends_inside { end } else { word_edge(text, end) };
        Span::new(boundary_before(text, start), boundary_after(text, end.max(start)))
    }
}

/// Offers a choice, in order of the text.
fn offer(mut spans: Vec<Span>) -> Anchor {
    spans.truncate(OFFERED);
    spans.sort();
    Anchor::Ambiguous(spans)
}

/// Returns the nearest edge of the word that `at` divides, or `at` where it divides none.
fn word_edge(text: &str, at: usize) -> usize {
    const REACH: usize = 32;
    let (head, tail) = (text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""));
    let is_word = |c: &char| c.is_alphanumeric();
    let back: usize = head.chars().rev().take(REACH).take_while(is_word).map(char::len_utf8).sum();
    let forth: usize = tail.chars().take(REACH).take_while(is_word).map(char::len_utf8).sum();
    match (back, forth) {
        (0, _) | (_, 0) => at,
        (back, forth) if back <= forth => at - back,
        (_, forth) => at + forth,
    }
}
