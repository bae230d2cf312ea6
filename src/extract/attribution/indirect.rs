//! Speech reported without marks: "Ruiz said that the bridge was safe", "the bridge, Ruiz said, was safe", "according to Ruiz".
//!
//! Each sentence is read once, verb by verb: a verb that reports, a subject right before or behind it, and what is said. Words in
//! marks may stand inside what is said; such a quotation is mixed, and the words in marks are entries of their own.

use std::ops::Range;

use crate::{
    extract::{
        Quotation, QuotationKind, Speaker,
        attribution::{
            complement::takes,
            head::{Head, Who},
            nominal, phrase,
            resolve::Resolver,
            scene::Scene,
            spanish, verb, words,
        },
        gender,
        token::{PassageKind, TokenKind},
    },
    text::Span,
};

/// No longer sentence is read.
const SENTENCE: usize = 160;

/// What is reported without marks.
#[derive(Default)]
pub struct Found {
    /// Clauses of their own: "said that the bridge was safe".
    pub clauses: Vec<Quotation>,
    /// What stands around marks, or is no clause: "called the critics “a crowd”", "denied the charge".
    pub others: Vec<Quotation>,
}

/// Returns what is reported without marks.
pub fn find(scene: &Scene, resolver: &Resolver) -> Found {
    let mut sorted = Found::default();
    if scene.document.veil.spanish {
        sorted.clauses = spanish::find(scene, resolver);
        return sorted;
    }
    let mut found: Vec<(Quotation, bool)> = Vec::new();
    for sentence in &scene.document.sentences {
        let body =
            scene.document.passages.get(sentence.passage).is_some_and(|it| it.kind == PassageKind::Body);
        if body && sentence.tokens.len() <= SENTENCE {
            found.clear();
            read(scene, resolver, sentence.tokens.clone(), &mut found);
            for (idx, (quotation, clause)) in found.iter().enumerate() {
                // What is reported by two verbs at once is reported by the first; what is reported within it is its matter.
                let twice = found.iter().enumerate().any(|(other, (it, _))| {
                    it.span.covers(quotation.span)
                        && it.cue != quotation.cue
                        && (it.span != quotation.span || other < idx)
                });
                if !twice {
                    let list = if *clause { &mut sorted.clauses } else { &mut sorted.others };
                    list.push(quotation.clone());
                }
            }
        }
    }
    sorted
}

/// Who says what by which words.
pub struct Reported {
    /// Who says it; empty where that is not told.
    pub source: Range<usize>,
    /// The reporting words.
    pub cue: Range<usize>,
    /// What is said, in pieces.
    pub content: Vec<Range<usize>>,
    /// Whether what is said is a clause of its own.
    pub clause: bool,
    /// The points of the pattern.
    pub confidence: f32,
}

fn read(scene: &Scene, resolver: &Resolver, tokens: Range<usize>, found: &mut Vec<(Quotation, bool)>) {
    let mut idx = tokens.start;
    while idx < tokens.end {
        let lower = scene.token(idx).is_some_and(|token| token.kind == TokenKind::Word);
        let reported = if !lower || scene.quoted(idx) || scene.mention(idx).is_some() {
            None
        } else if matches!(scene.word(idx), "according" | "According") && scene.word(idx + 1) == "to" {
            according(scene, tokens.clone(), idx)
        } else if matches!(scene.word(idx), "Asked" | "asked") && verb::is_put(scene, tokens.start, idx) {
            verb::question(scene, &tokens, idx)
        } else {
            takes(scene.word(idx))
                .and_then(|takes| verb::read(scene, tokens.clone(), idx, takes))
                .or_else(|| nominal::read(scene, &tokens, idx))
                .or_else(|| nominal::disposed(scene, &tokens, idx))
        };
        if let Some(reported) = reported {
            emit(scene, resolver, &reported, found);
        }
        idx += 1;
    }
}

/// Writes what is reported, one entry a piece.
fn emit(scene: &Scene, resolver: &Resolver, reported: &Reported, found: &mut Vec<(Quotation, bool)>) {
    let source = scene.document.span(reported.source.clone());
    let (speaker, sure) = match head(scene, reported.source.clone()) {
        _ if reported.source.is_empty() => (None, 1.0),
        Some(head) => {
            let (speaker, sure) = resolver.speaker(scene, &head);
            (Some(Speaker { source, ..speaker }), sure)
        }
        None => (Some(Speaker { entity: None, span: source, source }), 0.8),
    };
    let entry = |content: Range<usize>| {
        let (content, marked) = whole(scene, content);
        let quotation = Quotation {
            span: trimmed(scene, content)?,
            kind: QuotationKind::Indirect,
            cue: Some(scene.document.span(reported.cue.clone())),
            speaker,
            confidence: reported.confidence * sure,
        };
        Some((quotation, marked))
    };
    let pieces: Vec<(Quotation, bool)> = reported.content.iter().filter_map(|it| entry(it.clone())).collect();
    let lead = reported.content.first().is_some_and(|it| verb::leads(scene, it.start));
    if reported.content.len() > 1 && pieces.len() == 1 && lead {
        // "In May, Ruiz said, “we will”": what is left only tells when.
        return;
    }
    let clause = reported.clause && pieces.iter().all(|(_, marked)| !marked);
    if clause && let [(first, _), .., (last, _)] = pieces.as_slice() {
        // Half a sentence is nothing to read: it is told as a whole, with who says it in its middle.
        let span = Span::new(first.span.start, last.span.end);
        found.push((Quotation { span, ..first.clone() }, true));
        found.extend(pieces.into_iter().map(|(piece, _)| (piece, false)));
    } else {
        found.extend(pieces.into_iter().map(|(piece, marked)| (piece, reported.clause && !marked)));
    }
}

/// Returns who a phrase is about.
fn head(scene: &Scene, source: Range<usize>) -> Option<Head> {
    let word = scene.word(source.start);
    if source.len() == 1 && (words::is_pronoun(word) || gender::of_pronoun(word).is_some()) {
        let who = Who::Pronoun(gender::of_pronoun(word));
        return Some(Head { tokens: source, who, governed: false, inner: false });
    }
    let heads = scene.heads(source.clone());
    // "The Porto-based council"
    let based = |head: &Head| scene.is_mark(head.tokens.end, '-') && source.contains(&head.tokens.end);
    let free = || heads.iter().filter(|head| !head.inner && !head.governed && !based(head));
    // "The minister of foreign affairs, Ana Ruiz"
    let beside = heads.last().filter(|head| {
        let named = scene.is_person(head) && !head.inner && head.tokens.end == source.end;
        named && head.tokens.start > source.start && scene.is_mark(head.tokens.start - 1, ',')
    });
    if let Some(head) = beside
        && free().next().is_none_or(|first| !scene.is_person(first))
    {
        return Some(head.clone());
    }
    free()
        .find(|head| matches!(head.who, Who::Named(_)) && scene.is_person(head))
        .filter(|head| free().next().is_some_and(|first| first.tokens.end + 2 >= head.tokens.start))
        .or_else(|| free().next())
        .cloned()
}

/// Leaves out quotations that are cut by the end of the sentence, and those behind a colon, which stand for themselves.
/// Tells as well whether words in marks are left, or were.
fn whole(scene: &Scene, content: Range<usize>) -> (Range<usize>, bool) {
    let Range { mut start, mut end } = content;
    let goes_on = |idx: usize| {
        scene.quoted(idx) && scene.token(idx).is_some_and(|token| !matches!(token.kind, TokenKind::Mark(_)))
    };
    let mut marked = false;
    while end > start && scene.quoted(end - 1) && goes_on(end) {
        end -= 1;
        marked = true;
    }
    while end > start && start > 0 && scene.quoted(start) && scene.quoted(start - 1) {
        start += 1;
        marked = true;
    }
    let colon =
        (start..end).find(|idx| scene.is_mark(*idx, ':') && !scene.quoted(*idx) && scene.quoted(idx + 1));
    end = colon.unwrap_or(end);
    marked |= (start..end).any(|idx| scene.quoted(idx));
    (start..end, marked)
}

/// Returns the bytes of what is reported, without marks at its ends; `None` where next to nothing is left.
fn trimmed(scene: &Scene, content: Range<usize>) -> Option<Span> {
    let Range { mut start, mut end } = content;
    let mark = |idx: usize| scene.token(idx).is_some_and(|token| matches!(token.kind, TokenKind::Mark(_)));
    let quote = |idx: usize| scene.quoted(idx) || scene.is_mark(idx, ')') || scene.is_mark(idx, '%');
    if matches!(scene.word(start), "But" | "And" | "Meanwhile" | "However" | "So" | "Yet" | "Still")
        && !scene.quoted(start)
    {
        start += 1;
    }
    while end > start && mark(end - 1) && !quote(end - 1) {
        end -= 1;
    }
    while end > start && mark(start) && !scene.quoted(start) && !scene.is_mark(start, '$') {
        start += 1;
    }
    let free = (start..end).filter(|idx| !scene.quoted(*idx)).count();
    let marked = (start..end).len() - free;
    (free >= 2 || free == 1 && marked > 2).then(|| scene.document.span(start..end))
}

/// Reads "according to Ruiz", before or behind what is said.
fn according(scene: &Scene, tokens: Range<usize>, at: usize) -> Option<Reported> {
    let comma = |from: usize| (from..tokens.end).find(|idx| scene.is_mark(*idx, ','));
    if at == tokens.start {
        let first = comma(at + 2)?;
        let aside = matches!(scene.word(first + 1), "a" | "an" | "who" | "whose" | "speaking");
        let end = if aside { comma(first + 1)? } else { first };
        let source = phrase::object(scene, at + 2, end)?;
        let content = verb::one(end + 1..tokens.end);
        return Some(Reported { source, cue: at..at + 2, content, clause: true, confidence: 0.85 });
    }
    let source = phrase::object(scene, at + 2, tokens.end)?;
    let start = (tokens.start..at).rev().find(|idx| scene.quoted(*idx)).map_or(tokens.start, |idx| idx + 1);
    let told = |idx: usize| takes(scene.word(idx)).is_some_and(|it| it.clause) && !scene.quoted(idx);
    if start > tokens.start && (start..at).any(told) {
        // “...,” Ruiz said in March, according to the paper: what is in marks is hers.
        return None;
    }
    let mut content = verb::one(start..at);
    if scene.is_mark(at - 1, ',') && scene.is_mark(source.end, ',') && source.end + 3 < tokens.end {
        content.push(source.end + 1..tokens.end);
    }
    Some(Reported { source, cue: at..at + 2, content, clause: true, confidence: 0.85 })
}
