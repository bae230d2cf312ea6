//! Speech reported without marks, where subject and verb leave no doubt: "Ruiz said that the bridge was safe."

use std::ops::Range;

use crate::{
    extract::{
        Kind, Quotation, QuotationKind,
        attribution::{
            resolve::Resolver,
            scene::{Scene, Who},
        },
        token::{PassageKind, TokenKind},
    },
    text::Span,
};

/// Verbs that report what follows.
const PLAIN: &[&str] = &["said", "says", "added", "adds"];

/// Verbs that report what follows behind "that".
const WITH_THAT: &[&str] = &[
    "said",
    "says",
    "stated",
    "states",
    "added",
    "adds",
    "announced",
    "announces",
    "argued",
    "argues",
    "claimed",
    "claims",
    "warned",
    "warns",
    "insisted",
    "insists",
    "noted",
    "notes",
    "explained",
    "explains",
    "told",
    "confirmed",
    "confirms",
    "denied",
    "denies",
    "declared",
    "declares",
    "acknowledged",
    "admitted",
    "stressed",
    "emphasized",
    "reiterated",
    "suggested",
    "suggests",
    "testified",
    "alleged",
    "reported",
    "complained",
    "predicted",
    "promised",
    "vowed",
    "concluded",
];

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

/// Reads "According to Ruiz, the bridge is safe."
fn according(scene: &Scene, resolver: &Resolver, tokens: Range<usize>) -> Option<Quotation> {
    let start = tokens.start;
    if scene.word(start) != "According" || scene.word(start + 1) != "to" {
        return None;
    }
    let comma = (start + 2..tokens.end.min(start + 14)).find(|idx| scene.is_mark(*idx, ','))?;
    let heads = scene.heads(start + 2..comma);
    let head = heads.iter().find(|head| !head.inner)?;
    if head.tokens.end != comma {
        return None;
    }
    let span = reported_span(scene, comma + 1, tokens.end)?;
    let (speaker, sure) = resolver.speaker(scene, head);
    let cue = Some(scene.document.span(start..start + 2));
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
    let verb = tokens
        .clone()
        .find(|idx| WITH_THAT.contains(&scene.word(*idx)) && scene.is_verb(*idx, tokens.start))?;
    let that = (verb + 1..tokens.end.min(verb + 9)).find(|idx| scene.word(*idx) == "that");
    let heads = scene.heads(tokens.start..verb);
    // The subject stands right before its verb, at most an adverb between.
    let head = heads.iter().rev().find(|head| !head.inner && !head.governed)?;
    let close = head.tokens.end == verb
        || (head.tokens.end + 1 == verb
            && (scene.word(verb - 1).ends_with("ly")
                || matches!(scene.word(verb - 1), "also" | "has" | "had" | "later")));
    let known = match head.who {
        Who::Named(mention) => scene.kind(mention) != Some(Kind::Place) || that.is_some(),
        Who::Pronoun(_) | Who::Described => true,
    };
    if !close || !known {
        return None;
    }
    let from = match that {
        Some(that) => that + 1,
        None if PLAIN.contains(&scene.word(verb))
            && scene.token(verb + 1).is_some_and(|t| t.kind == TokenKind::Word)
            && !begins_aside(scene.word(verb + 1)) =>
        {
            verb + 1
        }
        None => return None,
    };
    let span = reported_span(scene, from, tokens.end)?;
    let (speaker, sure) = resolver.speaker(scene, head);
    Some(Quotation {
        span,
        kind: QuotationKind::Indirect,
        cue: Some(scene.document.span(verb..verb + 1)),
        speaker: Some(speaker),
        confidence: 0.65 * sure,
    })
}

/// Returns whether what follows a verb tells when, where or to whom rather than what.
fn begins_aside(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "to"
            | "of"
            | "by"
            | "during"
            | "after"
            | "before"
            | "when"
            | "while"
            | "as"
            | "from"
            | "with"
            | "through"
            | "via"
            | "about"
            | "goodbye"
            | "so"
            | "nothing"
            | "yes"
            | "no"
            | "last"
            | "earlier"
            | "later"
            | "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "for"
            | "and"
            | "but"
            | "or"
            | "is"
            | "was"
    )
}
