//! Speech reported without marks in Spanish, where subject and verb leave no doubt: "Ruiz dijo que el puente es seguro".

use std::ops::Range;

use crate::{
    extract::{
        Quotation, QuotationKind,
        attribution::{clause, resolve::Resolver, scene::Scene},
        token::{PassageKind, TokenKind},
    },
    text::Span,
};

/// Returns what is reported without marks.
pub fn find(scene: &Scene, resolver: &Resolver) -> Vec<Quotation> {
    let body = |passage: usize| {
        scene.document.passages.get(passage).is_some_and(|passage| passage.kind == PassageKind::Body)
    };
    scene
        .document
        .sentences
        .iter()
        .filter(|sentence| body(sentence.passage) && sentence.tokens.len() < 100)
        .filter(|sentence| !sentence.tokens.clone().any(|idx| scene.quoted(idx)))
        .filter_map(|sentence| {
            let tokens = sentence.tokens.clone();
            according(scene, resolver, tokens.clone()).or_else(|| reported(scene, resolver, tokens))
        })
        .collect()
}

/// Reads "Según Ruiz, el puente es seguro."
fn according(scene: &Scene, resolver: &Resolver, tokens: Range<usize>) -> Option<Quotation> {
    let start = tokens.start;
    let words = clause::according(scene, start);
    if words == 0 {
        return None;
    }
    let comma = (start + words..tokens.end.min(start + 14)).find(|idx| scene.is_mark(*idx, ','))?;
    let heads = scene.heads(start + words..comma);
    let head = heads.iter().find(|head| !head.inner)?;
    if head.tokens.end != comma {
        return None;
    }
    let span = reported_span(scene, comma + 1, tokens.end)?;
    let (speaker, sure) = resolver.speaker(scene, head);
    let cue = Some(scene.document.span(start..start + words));
    Some(Quotation {
        span,
        kind: QuotationKind::Indirect,
        cue,
        speaker: Some(speaker),
        confidence: 0.6 * sure,
    })
}

/// Returns the bytes of what is reported, without the stop.
fn reported_span(scene: &Scene, from: usize, end: usize) -> Option<Span> {
    let mut to = end;
    while to > from && scene.token(to - 1).is_some_and(|token| matches!(token.kind, TokenKind::Mark(_))) {
        to -= 1;
    }
    (to >= from + 3).then(|| scene.document.span(from..to))
}

fn reported(scene: &Scene, resolver: &Resolver, tokens: Range<usize>) -> Option<Quotation> {
    let verb = tokens.clone().find(|idx| scene.is_verb(*idx, tokens.start))?;
    let that = (verb + 1..tokens.end.min(verb + 9)).find(|idx| scene.word(*idx) == "que")?;
    let heads = scene.heads(tokens.start..verb);
    // The subject stands right before its verb, at most an adverb between.
    let head = heads.iter().rev().find(|head| !head.inner && !head.governed)?;
    let adverb = head.tokens.end + 1 == verb
        && (scene.word(verb - 1).ends_with("mente")
            || matches!(scene.word(verb - 1), "también" | "ha" | "había" | "no" | "ya" | "luego"));
    if head.tokens.end != verb && !adverb && !reaches(scene, head.tokens.end, verb) {
        return None;
    }
    let span = reported_span(scene, that + 1, tokens.end)?;
    let (speaker, sure) = resolver.speaker(scene, head);
    Some(Quotation {
        span,
        kind: QuotationKind::Indirect,
        cue: Some(scene.document.span(verb..verb + 1)),
        speaker: Some(speaker),
        confidence: 0.65 * sure,
    })
}

/// Returns whether only what belongs to a Spanish subject stands between it and its verb: "el portavoz de la Casa Blanca
/// dijo", "la ministra, Elena Ruiz, dijo".
fn reaches(scene: &Scene, end: usize, verb: usize) -> bool {
    let owner = (end..verb).all(|idx| {
        scene.mention(idx).is_some() || matches!(scene.word(idx), "de" | "del" | "la" | "las" | "el" | "los")
    });
    owner && verb - end < 9 || end + 1 == verb && scene.is_mark(end, ',')
}
