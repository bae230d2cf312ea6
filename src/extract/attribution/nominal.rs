//! Speech reported by a noun: "Ruiz's claim that the bridge is safe", "her promise to rebuild it".

use std::ops::Range;

use crate::extract::{
    attribution::{indirect::Reported, phrase, scene::Scene, words::is_determiner},
    lexicon::Traits,
    token::{Case, TokenKind},
};

/// Nouns before "that".
const THAT: &[&str] = &[
    "claim",
    "claims",
    "suggestion",
    "argument",
    "arguments",
    "complaint",
    "complaints",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "assertion",
    "assertions",
    "belief",
    "contention",
    "warning",
    "warnings",
    "statement",
    "statements",
    "prediction",
    "insistence",
    "assurance",
    "assurances",
    "admission",
    "announcement",
    "fear",
    "fears",
    "concern",
    "concerns",
    "hope",
    "hopes",
    "promise",
    "pledge",
    "vow",
    "view",
    "conclusion",
    "acknowledgment",
];

/// Nouns before an infinitive.
const TO: &[&str] = &[
    "promise",
    "promises",
    "pledge",
    "pledges",
    "vow",
    "vows",
    "threat",
    "threats",
    "plan",
    "plans",
    "proposal",
    "proposals",
    "refusal",
    "decision",
    "willingness",
    "request",
    "offer",
    "call",
    "calls",
    "desire",
];

/// Reads the noun at `idx`, if somebody owns it and what is said follows.
pub fn read(scene: &Scene, tokens: &Range<usize>, idx: usize) -> Option<Reported> {
    let noun = scene.word(idx);
    let next = scene.word(idx + 1);
    let that = next == "that" && THAT.contains(&noun);
    let to = next == "to" && TO.contains(&noun);
    let verbal = scene.token(idx + 2).is_none_or(|token| token.exact.any(Traits::VERB))
        || matches!(scene.word(idx + 2), "is" | "was" | "has" | "have" | "are" | "were" | "had" | "would");
    let noun_behind = is_determiner(scene.word(idx + 2)) || scene.mention(idx + 2).is_some();
    if !(that && !verbal || to && !noun_behind) || scene.quoted(idx + 1) {
        return None;
    }
    let source = owner(scene, tokens.start, idx)?;
    let limit = (idx + 2..tokens.end).find(|at| {
        let stop = scene.is_mark(*at, ',') && !scene.quoted(*at) || scene.is_mark(*at, ';');
        let said = matches!(scene.word(*at), "said" | "says" | "according");
        stop || said
    });
    let content = idx + 1..limit.unwrap_or(tokens.end);
    Some(Reported { source, cue: idx..idx + 1, content: vec![content], clause: false, confidence: 0.8 })
}

/// Returns whose a noun is: "Ruiz's repeated claim", "her claim".
fn owner(scene: &Scene, first: usize, noun: usize) -> Option<Range<usize>> {
    for at in (first.max(noun.saturating_sub(3))..noun).rev() {
        let token = scene.token(at)?;
        if token.kind == TokenKind::Possessive {
            return phrase::subject(scene, first, at);
        }
        if matches!(scene.word(at), "his" | "her" | "their" | "its" | "His" | "Her" | "Their") {
            return Some(at..at + 1);
        }
        if token.kind != TokenKind::Word || token.case != Case::Lower || is_determiner(scene.word(at)) {
            return None;
        }
    }
    None
}
