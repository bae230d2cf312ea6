//! Finds the spans that are names, and of which kind: the one part of extraction that is trained.
//!
//! A sentence is searched where it has capitals. Within such a stretch the best way to cut it into names is found by
//! dynamic programming over scores that were learned from annotated articles. This is done twice: the second time with
//! what the first time found in the document, so that a bare surname is known by the full name elsewhere.

mod context;
mod evidence;
mod lattice;
mod lower;
mod memory;
mod model;
mod nickname;
mod plain;
mod shared;
#[cfg(feature = "train")]
pub mod train;

use std::ops::Range;

use crate::{
    extract::{
        Kind,
        lexicon::Traits,
        token::{Case, Document, PassageKind, Token, TokenKind, hash},
    },
    text::Span,
};

use context::Context;
use evidence::{Look, Phrases, Previous, View};
use lattice::{Cut, Lattice};
use memory::Memory;
use model::{Model, OUTSIDE, SCALE, Sums};
use shared::Shared;

/// A span that is a name.
#[derive(Clone, Debug)]
pub struct Tagged {
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// Its bytes.
    pub span: Span,
    /// What it names.
    pub kind: Kind,
    /// How sure the tagger is, from 0 to 1.
    pub confidence: f32,
}

/// Returns the names of a document, ordered by start, not overlapping.
pub fn tag(document: &Document) -> Vec<Tagged> {
    tag_by(document, Model::built_in())
}

/// Returns the names of a document as a model sees them.
fn tag_by(document: &Document, model: Model) -> Vec<Tagged> {
    let mut found = read_twice(document, model);
    nickname::join(document, &mut found);
    lower::complete(document, &mut found);
    lower::add(document, &mut found);
    found
}

/// No name has more tokens.
const LONGEST: usize = 10;

/// No stretch has more tokens: what goes on like this is no prose, and work stays linear.
const WIDEST: usize = 48;

/// Reads a document sentence by sentence, then once more knowing the whole of it.
fn read_twice(document: &Document, model: Model) -> Vec<Tagged> {
    let (first, second) = model.stages();
    let memory = read_first(document, first);
    let mut found = Vec::new();
    let mut lattice = Lattice::default();
    let mut reader = Reader::new(Stage::Second);
    zones(document, &memory, |context, zone| {
        if !reader.settle(context, zone.clone(), &mut found) {
            reader.prepare(context, zone.clone());
            weigh(context, zone.clone(), &mut reader, second, &mut lattice);
            reader.take(document, &zone, &mut lattice, &mut found);
        }
    });
    found
}

/// Reads a document sentence by sentence.
fn read_first(document: &Document, model: Model) -> Memory {
    let nothing = Memory::default();
    let mut memory = Memory::default();
    let mut found = Vec::new();
    let mut lattice = Lattice::default();
    let mut reader = Reader::new(Stage::First);
    zones(document, &nothing, |context, zone| {
        reader.prepare(context, zone.clone());
        weigh(context, zone.clone(), &mut reader, model, &mut lattice);
        reader.take(document, &zone, &mut lattice, &mut found);
        let from = zone.start;
        pieces(context, zone, |start, end| {
            let likely = [0, 1, 2]
                .map(|label| lattice.probability(Cut { start: start - from, end: end - from, label }));
            memory.believe(context, start, end, likely);
        });
    });
    memory.remember(document, &found);
    memory
}

/// What is likelier than this needs no second reading.
const CERTAIN: f32 = 0.9;

/// Which reading of a document it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The first: nothing counts but the sentence.
    First,
    /// The second: what the first found in the document counts.
    Second,
}

/// What is kept from stretch to stretch.
struct Reader {
    stage: Stage,
    view: View,
    phrases: Phrases,
    shared: Shared,
    previous: Previous,
    pieces: usize,
}

impl Reader {
    fn new(stage: Stage) -> Self {
        Self {
            stage,
            view: View::default(),
            phrases: Phrases::default(),
            shared: Shared::default(),
            previous: Previous::default(),
            pieces: 0,
        }
    }

    fn prepare(&mut self, context: &Context, zone: Range<usize>) {
        if self.previous.end <= context.first {
            self.previous = Previous::default();
        }
        self.view.look(context, &zone);
        self.shared.reset(&zone);
        self.phrases.find(context, zone);
    }

    /// Takes over what the first reading was certain of, and the document nowhere speaks against.
    fn settle(&mut self, context: &Context, zone: Range<usize>, found: &mut Vec<Tagged>) -> bool {
        if context.passage == PassageKind::Heading {
            // Where every word has a capital, the text below knows better.
            return false;
        }
        let (mut number, mut settled, before) = (self.pieces, true, found.len());
        pieces(context, zone, |start, end| {
            let likely = context.memory.belief(number);
            number += 1;
            let kinds = [Kind::Person, Kind::Place, Kind::Organization].into_iter().zip(likely);
            if let Some((kind, likely)) = kinds.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|it| it.1 > CERTAIN)
            {
                settled &= context.memory.agrees(context.document, start, end, kind)
                    && !(kind != Kind::Organization && plain::is_crew(context, start, end))
                    && !(kind != Kind::Organization && plain::is_medium(context, start, end))
                    && !(kind == Kind::Person && plain::opens_with_title(context, start, end));
                let span = context.document.span(start..end);
                found.push(Tagged { tokens: start..end, span, kind, confidence: likely.min(0.99) });
            } else {
                settled &= likely.iter().sum::<f32>() < 1.0 - CERTAIN
                    && context.memory.is_silent(context.document, start, end)
                    && !plain::is_medium(context, start, end);
            }
        });
        if !settled {
            found.truncate(before);
            return false;
        }
        self.pieces = number;
        if let Some(last) = found.last() {
            self.previous = Previous { label: last.kind as u32 + 1, end: last.tokens.end };
        }
        true
    }

    /// Counts the next piece; returns its number in the second reading.
    fn count(&mut self) -> Option<usize> {
        self.pieces += 1;
        (self.stage == Stage::Second).then_some(self.pieces - 1)
    }

    /// Returns what is known about the piece with this number.
    fn look_at(&self, number: Option<usize>) -> Look<'_> {
        Look { view: &self.view, phrases: &self.phrases, previous: self.previous, number }
    }

    /// Returns what is known about a token.
    fn look_outside(&self) -> Look<'_> {
        let number = (self.stage == Stage::Second).then_some(0);
        Look { view: &self.view, phrases: &self.phrases, previous: self.previous, number }
    }

    /// Takes the names of the best way through a stretch.
    fn take(
        &mut self,
        document: &Document,
        zone: &Range<usize>,
        lattice: &mut Lattice,
        found: &mut Vec<Tagged>,
    ) {
        lattice.sum();
        for piece in lattice.best() {
            let Some(kind) = [Kind::Person, Kind::Place, Kind::Organization].get(piece.label) else {
                continue;
            };
            let tokens = zone.start + piece.start..zone.start + piece.end;
            self.previous = Previous { label: piece.label as u32 + 1, end: tokens.end };
            let confidence = lattice.probability(piece).clamp(0.05, 0.99);
            found.push(Tagged { span: document.span(tokens.clone()), tokens, kind: *kind, confidence });
        }
    }
}

/// What is taken off the score of organizations in the second reading: of what looks like one, more are none than of the
/// other kinds. Chosen on articles that the model had not seen.
const CAUTION: f32 = 0.5;

/// What is taken off the score of words that stand alone in quotation marks.
const TITLE: f32 = 3.0;

/// What is added to the score of the kind that the text below a heading, or the word behind a name, tells.
const KNOWN: f32 = 4.0;

/// What is added to the score of what is plainly a place.
const PLAIN: f32 = 9.0;

/// Scores every piece of a stretch by the model.
fn weigh(context: &Context, zone: Range<usize>, reader: &mut Reader, model: Model, lattice: &mut Lattice) {
    lattice.reset(zone.len());
    pieces(context, zone.clone(), |start, end| {
        let number = reader.count();
        let medium = number.is_some() && plain::is_medium(context, start, end);
        if !medium && !evidence::is_open(context, number, start, end) {
            return;
        }
        let mut sums = reader.shared.sum(context, &reader.view, model, start, end);
        let look = reader.look_at(number);
        evidence::piece(context, look, start, end, &mut |feature| {
            model.add(feature, &mut sums);
        });
        let known = context.memory.is_dateline(context.document, start, end);
        let heading = context.passage == PassageKind::Heading;
        let place = plain::is_plainly_place(context, start, end) || known && (heading || end - start > 1);
        let title = end - start > 1 && plain::is_marked(context, start, end);
        let grown = heading && plain::is_grown_surname(context, start, end);
        let known_kind =
            context.memory.known(context.document, start, end).filter(|_| heading && number.is_some());
        // Of words that the text below has together, none is a name of its own.
        let known_by = KNOWN * if end - start > 1 { 2.0 } else { 1.0 };
        let crew = number.is_some() && plain::is_crew(context, start, end);
        let agency = plain::is_agency(context, start, end)
            || medium
            || context.memory.is_agency(context.document, start, end);
        let titled = number.is_some() && plain::opens_with_title(context, start, end);
        for (label, sum) in sums.labels().into_iter().take(OUTSIDE).enumerate() {
            let score = sum as f32 / SCALE - if title { TITLE } else { 0.0 };
            let score = score - if titled && label == Kind::Person as usize { KNOWN } else { 0.0 };
            let doubt = number.is_some() && label == Kind::Organization as usize;
            let score = score - if doubt { CAUTION } else { 0.0 };
            let score =
                score + if known_kind.is_some_and(|kind| kind as usize == label) { known_by } else { 0.0 };
            let score =
                score + if (crew || agency) && label == Kind::Organization as usize { KNOWN } else { 0.0 };
            if label == Kind::Organization as usize && agency {
                lattice.set_name(start - zone.start, end - zone.start, label, score + PLAIN);
            } else if label == Kind::Place as usize {
                let score = score + if place { PLAIN } else { 0.0 };
                lattice.set_name(start - zone.start, end - zone.start, label, score);
            } else if !plain::only_places(context) && !known && !(grown && label == Kind::Person as usize) {
                lattice.set_name(start - zone.start, end - zone.start, label, score);
            }
        }
    });
    for idx in zone.clone() {
        let mut sums = Sums::default();
        evidence::outside(context, reader.look_outside(), idx, &mut |feature| model.add(feature, &mut sums));
        lattice.set_outside(idx - zone.start, sums.labels()[OUTSIDE] as f32 / SCALE);
    }
}

/// Names every piece of a stretch that may be a name.
fn pieces(context: &Context, zone: Range<usize>, mut each: impl FnMut(usize, usize)) {
    for start in zone.clone() {
        // "The" and the like open sentences more often than anything else, and are no name alone.
        let opener = opens_sentence(context.document, start);
        let shortest = if opener { 2 } else { 1 };
        for end in start + shortest..=zone.end.min(start + LONGEST) {
            if evidence::may_be_name(context, start, end) {
                each(start, end);
            }
        }
    }
}

/// Returns whether a token is one of the words that open sentences without being a name, or a contraction: "We’ll".
fn opens_sentence(document: &Document, idx: usize) -> bool {
    let Some(token) = document.tokens.get(idx) else { return false };
    (token.case == Case::Title || token.span.len() == 1)
        && (is_opener(token.hash) || token.span.len() < 12 && is_contraction(document.word(idx)))
}

fn is_contraction(word: &str) -> bool {
    word.split_once(['’', '\'']).is_some_and(|(_, tail)| matches!(tail, "d" | "ll" | "m" | "re" | "t" | "ve"))
}

/// The words that open sentences, each by its hash, at the slot that the hash tells or the next free one.
const OPENERS: [u32; SLOTS] = {
    let words = [
        "oh",
        "will",
        "can",
        "did",
        "do",
        "was",
        "is",
        "are",
        "were",
        "has",
        "have",
        "had",
        "would",
        "could",
        "should",
        "does",
        "let",
        "never",
        "only",
        "yes",
        "just",
        "even",
        "well",
        "here",
        "once",
        "such",
        "the",
        "in",
        "he",
        "it",
        "but",
        "a",
        "i",
        "she",
        "they",
        "this",
        "we",
        "and",
        "at",
        "on",
        "as",
        "for",
        "an",
        "after",
        "if",
        "his",
        "there",
        "that",
        "when",
        "while",
        "however",
        "her",
        "its",
        "their",
        "you",
        "these",
        "some",
        "many",
        "with",
        "by",
        "to",
        "from",
        "so",
        "our",
        "my",
        "not",
        "no",
        "what",
        "those",
        "also",
        "since",
        "although",
        "despite",
        "during",
        "under",
        "both",
        "two",
        "one",
        "most",
        "other",
        "more",
        "last",
        "according",
        "earlier",
        "meanwhile",
        "now",
        "then",
        "each",
        "all",
        "another",
        "before",
        "because",
        "how",
        "who",
        "why",
        "where",
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
    ];
    let mut slots = [0; SLOTS];
    let mut idx = 0;
    while idx < words.len() {
        let hash = hash(words[idx]);
        let mut slot = hash as usize % SLOTS;
        while slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        slots[slot] = hash;
        idx += 1;
    }
    slots
};

const SLOTS: usize = 512;

fn is_opener(hash: u32) -> bool {
    let mut slot = hash as usize % SLOTS;
    while let Some(known) = OPENERS.get(slot).filter(|known| **known != 0) {
        if *known == hash {
            return true;
        }
        slot = (slot + 1) % SLOTS;
    }
    false
}

/// Goes through every stretch of capitals.
fn zones(document: &Document, memory: &Memory, mut each: impl FnMut(&Context, Range<usize>)) {
    for sentence in &document.sentences {
        let passage =
            document.passages.get(sentence.passage).map_or(PassageKind::Body, |passage| passage.kind);
        let (first, last) = (sentence.tokens.start, sentence.tokens.end);
        let mut at = first;
        while at < last {
            let zone = zone(document, at, last);
            if zone.is_empty() {
                at += 1;
                continue;
            }
            at = zone.end;
            if zone.len() == 1 && opens_sentence(document, zone.start) {
                continue;
            }
            each(&Context { document, memory, passage, first, last }, zone);
        }
    }
}

/// Returns the stretch of capitals and connectors that begins at `at`; empty where none does.
fn zone(document: &Document, at: usize, limit: usize) -> Range<usize> {
    let mut end = at;
    let mut next = at;
    let mut connectors = 0;
    while next < limit.min(at + WIDEST) {
        let Some(token) = document.tokens.get(next) else { break };
        if capital(token) {
            end = next + 1;
            connectors = 0;
        } else if (next > at && connector(document, next, token)) || opens_name(document, next, limit) {
            connectors += 1;
            if connectors > 3 {
                break;
            }
        } else {
            break;
        }
        next += 1;
    }
    at..end
}

/// Returns whether a token may be part of a name by itself.
fn capital(token: &Token) -> bool {
    token.kind == TokenKind::Word && token.case != Case::Lower
}

/// Returns whether a token may stand between the words of a name.
fn connector(document: &Document, idx: usize, token: &Token) -> bool {
    match token.kind {
        TokenKind::Possessive | TokenKind::Number => true,
        TokenKind::Mark('&') => true,
        TokenKind::Mark('-' | '–' | '‑') => {
            token.glued && document.tokens.get(idx + 1).is_some_and(|next| next.glued)
        }
        TokenKind::Word => {
            token.exact.any(Traits::PARTICLE)
                || matches!(document.word(idx), "of" | "the" | "for" | "and" | "on" | "in")
        }
        _ => false,
    }
}

/// Returns whether a lower-case particle opens a name: "de la Fuente", "al-Qaida", "bin Laden".
fn opens_name(document: &Document, idx: usize, limit: usize) -> bool {
    let particle = |idx: usize| {
        document.tokens.get(idx).is_some_and(|t| t.kind == TokenKind::Word && t.exact.any(Traits::PARTICLE))
            && !matches!(document.word(idx), "as" | "do" | "e" | "y" | "la" | "le" | "lo" | "los")
    };
    let after = |idx: usize| idx < limit && document.tokens.get(idx).is_some_and(capital);
    let inner = |idx: usize| {
        document
            .tokens
            .get(idx)
            .is_some_and(|t| t.exact.any(Traits::PARTICLE) || matches!(t.kind, TokenKind::Mark('-')))
    };
    particle(idx) && (after(idx + 1) || (inner(idx + 1) && after(idx + 2)))
}
