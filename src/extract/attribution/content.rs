//! What is said behind a reporting verb: where it begins, and where something else goes on.

use std::ops::Range;

use crate::extract::{
    attribution::{
        complement::{Form, Takes, takes},
        scene::Scene,
        words::{self, auxiliary, begins_aside, begins_clause, is_auxiliary_verb},
    },
    lexicon::Traits,
    token::{Case, TokenKind},
};

/// Reads what stands behind a verb; returns the end of the cue and what is said.
pub fn behind(
    scene: &Scene,
    tokens: &Range<usize>,
    verb: usize,
    takes: Takes,
) -> Option<(usize, Range<usize>)> {
    let mut at = verb + 1;
    let particle = [takes.particle, takes.other].into_iter().flatten().any(|it| it == scene.word(at));
    let only = !(takes.clause || takes.that || takes.to || takes.thing);
    if particle {
        at += 1;
    } else if only {
        return None;
    }
    let cue = at;
    if at >= tokens.end {
        return None;
    }
    if scene.quoted(at) {
        // "says “the wind is at our backs” despite the loss": words in marks go on in the reporter's own.
        let mut marks = at..tokens.end;
        let after = marks.find(|idx| !scene.quoted(*idx)).filter(|idx| idx + 2 < tokens.end)?;
        let goes_on =
            scene.token(after).is_some_and(|it| it.kind == TokenKind::Word && it.case == Case::Lower);
        let apart = takes.clause
            && goes_on
            && !matches!(scene.word(after), "and" | "but" | "when" | "as" | "while" | "during" | "after");
        return apart.then(|| (cue, at..end(scene, tokens, after, verb)));
    }
    let begins = |idx: usize| begins_clause(scene.word(idx));
    let limit = tokens.end.min(at + 14);
    if !particle || scene.word(cue - 1) == "out" {
        // What stands between verb and clause: to whom, when, where.
        let that = (at..limit)
            .take_while(|idx| !scene.is_mark(*idx, ';') && !scene.is_mark(*idx, ':') && !scene.quoted(*idx))
            .find(|idx| begins(*idx) && (scene.word(*idx) != "that" || is_conjunction(scene, *idx)));
        let near = that.filter(|idx| *idx <= at + 1 || takes.whom || *idx <= at + 9 && aside(scene, at));
        if (takes.that || takes.clause)
            && let Some(that) = near
        {
            return Some((cue, that..end(scene, tokens, that, verb)));
        }
    }
    if takes.to && scene.word(at) == "to" {
        return Some((cue, at..end(scene, tokens, at, verb)));
    }
    if takes.to && takes.whom && (at..limit.min(at + 8)).any(|idx| scene.word(idx) == "to") {
        // What voters are urged to do tells whom.
        return Some((cue, at..end(scene, tokens, at, verb)));
    }
    if takes.whom {
        let head = scene.heads(at..limit);
        let first = head.first().filter(|head| head.tokens.start <= at + 2)?;
        at = first.tokens.end;
    }
    if scene.word(at) == "on" && words::is_day(scene.word(at + 1)) {
        at += 1;
    }
    if words::is_day(scene.word(at)) {
        at += 1;
    }
    let word = scene.word(at);
    let open = scene.token(at).is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
    if !open || begins_aside(word) && !particle {
        return None;
    }
    if !(takes.clause || takes.thing || particle) {
        return None;
    }
    let mut to = end(scene, tokens, at, verb);
    let says = matches!(scene.word(verb), "said" | "says" | "say" | "saying");
    if takes.clause && !particle && !says && !finite(scene, at..to) {
        if !takes.thing {
            return None;
        }
        to = (at + 1..to).find(|idx| scene.is_mark(*idx, ',') && !scene.quoted(*idx)).unwrap_or(to);
    }
    if !takes.clause || particle {
        // A thing ends with its phrase: a comma goes on with something else.
        to = (at + 1..to).find(|idx| scene.is_mark(*idx, ',') && !scene.quoted(*idx)).unwrap_or(to);
    }
    Some((cue, at..to))
}

/// Returns whether a clause without "that" has a verb of its own.
pub fn finite(scene: &Scene, tokens: Range<usize>) -> bool {
    tokens
        .skip(1)
        .take_while(|idx| !matches!(scene.word(*idx), "that" | "which" | "who" | ",") && !scene.quoted(*idx))
        .any(|idx| {
            let word = scene.word(idx);
            let auxiliary = is_auxiliary_verb(word) || matches!(word, "must" | "cannot" | "needs" | "need");
            auxiliary
                || word.ends_with("n't")
                || word.ends_with("n’t")
                || scene.token(idx).is_some_and(|token| {
                    token.kind == TokenKind::Word
                        && token.case == Case::Lower
                        && (token.exact.any(Traits::VERB) && !token.exact.any(Traits::NOUN)
                            || takes(word).is_some_and(|it| it.form == Form::Past))
                })
        })
}

/// Returns whether "that" opens a clause rather than pointing at something.
fn is_conjunction(scene: &Scene, idx: usize) -> bool {
    !matches!(scene.word(idx + 1), "," | "." | "of")
}

/// Returns whether what follows a verb tells when, where or to whom.
fn aside(scene: &Scene, at: usize) -> bool {
    words::is_day(scene.word(at))
        || matches!(
            scene.word(at),
            "in" | "on"
                | "at"
                | "to"
                | "during"
                | "after"
                | "before"
                | "by"
                | "through"
                | "from"
                | "last"
                | "earlier"
                | "later"
                | "this"
                | "recently"
                | "repeatedly"
        )
}

/// Returns where what is said ends.
fn end(scene: &Scene, tokens: &Range<usize>, from: usize, verb: usize) -> usize {
    let past = takes(scene.word(verb)).map(|it| it.form);
    for idx in from + 1..tokens.end {
        if scene.quoted(idx) {
            continue;
        }
        let word = scene.word(idx);
        if word == "according" && scene.word(idx + 1) == "to" || scene.is_mark(idx, ';') {
            return idx;
        }
        let next = takes(scene.word(idx + 1));
        if word == "," {
            if next.is_some_and(|it| it.form == Form::Participle)
                || matches!(scene.word(idx + 1), "according" | "said" | "says" | "citing" | "referring")
                || matches!(scene.word(idx + 1), "even" | "though" | "although" | "while")
            {
                return idx;
            }
            continue;
        }
        if matches!(word, "and" | "but") {
            let mut at = idx + 1;
            while at < tokens.end && auxiliary(scene.word(at)) {
                at += 1;
            }
            let far = scene.is_mark(idx - 1, ',')
                && (at..tokens.end.min(at + 6)).any(|it| {
                    takes(scene.word(it)).is_some_and(|it| matches!(it.form, Form::Past | Form::Present))
                        && !scene.quoted(it)
                });
            let ing = past == Some(Form::Participle) && scene.word(at).ends_with("ing");
            let same = far
                || ing
                || takes(scene.word(at)).is_some_and(|it| Some(it.form) == past)
                || at == idx + 1 && past == Some(Form::Past) && is_past(scene, at);
            if same {
                return if scene.is_mark(idx - 1, ',') { idx - 1 } else { idx };
            }
        }
    }
    tokens.end
}

/// Returns whether a word looks like a verb of the past.
fn is_past(scene: &Scene, idx: usize) -> bool {
    scene.token(idx).is_some_and(|token| {
        token.kind == TokenKind::Word
            && token.case == Case::Lower
            && token.exact.any(Traits::VERB)
            && !matches!(token.case, Case::Title)
    })
}
