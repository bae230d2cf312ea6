//! Finds the spans that are names, and of which kind: the one part of extraction that a trained model would replace.
//!
//! A sentence is searched where it has capitals. Within such a stretch the best way to cut it into names is found by
//! dynamic programming over [`score`]s given by hand. This is done twice: the second time with what the first time
//! learned about the document, so that a bare surname is known by the full name elsewhere.

mod memory;
mod score;

use std::ops::Range;

use crate::{
    extract::{
        Kind,
        lexicon::Traits,
        token::{Case, Document, PassageKind, Token, TokenKind},
    },
    text::Span,
};

use memory::Memory;

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
    let first = pass(document, &Memory::default());
    let memory = Memory::new(document, &first);
    let mut found = pass(document, &memory);
    memory::add_lower_case(document, &mut found);
    found
}

/// No name has more tokens.
const LONGEST: usize = 10;

/// Tags every stretch of capitals once.
fn pass(document: &Document, memory: &Memory) -> Vec<Tagged> {
    let mut found = Vec::new();
    for sentence in &document.sentences {
        let passage =
            document.passages.get(sentence.passage).map_or(PassageKind::Body, |passage| passage.kind);
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let zone = zone(document, at, sentence.tokens.end);
            if zone.is_empty() {
                at += 1;
                continue;
            }
            at = zone.end;
            let context = score::Context {
                document,
                memory,
                passage,
                first: sentence.tokens.start,
                last: sentence.tokens.end,
            };
            cut(&context, zone, &mut found);
        }
    }
    found
}

/// Returns the stretch of capitals and connectors that begins at `at`; empty where none does.
fn zone(document: &Document, at: usize, limit: usize) -> Range<usize> {
    let mut end = at;
    let mut next = at;
    let mut connectors = 0;
    while next < limit {
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

/// What a piece of a stretch is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    /// A name of this kind.
    Name(Kind),
    /// A title, or capitals that name nothing we list.
    Known,
    /// A token outside of any piece.
    Outside,
}

/// Cuts a stretch into the pieces that score best together.
fn cut(context: &score::Context, zone: Range<usize>, found: &mut Vec<Tagged>) {
    let count = zone.len();
    // best[n]: the score of the first n tokens, the length of the last piece, what it is, and its own score.
    let mut best: Vec<(f32, usize, Piece, f32)> = vec![(f32::MIN, 0, Piece::Outside, 0.0); count + 1];
    if let Some(first) = best.first_mut() {
        first.0 = 0.0;
    }
    for start in 0..count {
        let Some(base) = best.get(start).map(|entry| entry.0) else { break };
        let mut offer = |end: usize, piece: Piece, score: f32| {
            if let Some(entry) = best.get_mut(end)
                && base + score > entry.0
            {
                *entry = (base + score, end - start, piece, score);
            }
        };
        offer(start + 1, Piece::Outside, 0.0);
        let limit = (start + LONGEST).min(count);
        score::pieces(context, zone.start + start, zone.start + limit, |end, piece, score| {
            if score > 0.0 {
                offer(end - zone.start, piece, score);
            }
        });
    }
    let mut pieces = Vec::new();
    let mut at = count;
    while at > 0 {
        let Some(&(_, len, piece, score)) = best.get(at) else { break };
        let len = len.max(1);
        if let Piece::Name(kind) = piece {
            let tokens = zone.start + at - len..zone.start + at;
            let confidence = (1.0 / (1.0 + (-0.6 * score).exp())).clamp(0.5, 0.99);
            pieces.push(Tagged { span: context.document.span(tokens.clone()), tokens, kind, confidence });
        }
        at -= len.min(at);
    }
    pieces.reverse();
    found.extend(pieces);
}
