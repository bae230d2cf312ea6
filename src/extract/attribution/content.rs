//! What is said behind a reporting verb: where it begins, and where something else goes on.

use std::ops::Range;

use crate::extract::{
    attribution::{
        complement::{Form, Takes, takes},
        nominal,
        scene::Scene,
        words::{
            self, auxiliary, begins_aside, begins_clause, is_auxiliary_verb, is_determiner, is_preposition,
        },
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
    if let Some(told) = nominal::feeling(scene, tokens, verb, takes) {
        return Some(told);
    }
    let particle = takes.particles.into_iter().flatten().any(|it| it == scene.word(at));
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
            .take_while(|idx| !(scene.is_mark(*idx, ',') && adds(scene, *idx + 1)))
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
    if scene.word(at).ends_with("ly") || matches!(scene.word(at), "again" | "only") {
        // "said repeatedly"
        at += 1;
    }
    let cue = if scene.word(cue).ends_with("ly") && at == cue + 1 { at } else { cue };
    if takes.clause && begins_aside(scene.word(at)) && !particle {
        // "said in a statement on Monday they had left"
        let clause =
            (at + 2..limit).take_while(|idx| !scene.is_mark(*idx, ',') && !scene.quoted(*idx)).find(|idx| {
                matches!(scene.word(*idx), "he" | "she" | "it" | "they" | "there" | "we")
                    && finite(scene, *idx..tokens.end.min(idx + 4))
            });
        let placed =
            matches!(scene.word(at), "in" | "on" | "at" | "for" | "during" | "last" | "earlier" | "later");
        at = clause.filter(|_| placed).unwrap_or(at);
    }
    let word = scene.word(at);
    let open = scene.is_mark(at, '$')
        || scene.token(at).is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Number));
    if !open || begins_aside(word) && !particle {
        return None;
    }
    let mut to = end(scene, tokens, at, verb);
    let bare = takes.that
        && !particle
        && (matches!(word, "he" | "she" | "it" | "they" | "there" | "we" | "I" | "you") && to > at + 2
            || finite(scene, at..to));
    if !(takes.clause || takes.thing || particle || bare) {
        return None;
    }
    if bare {
        return Some((cue, at..to));
    }
    let says = matches!(scene.word(verb), "said" | "says" | "say" | "saying");
    if takes.clause && !particle && !says && !finite(scene, at..to) {
        if !takes.thing {
            return None;
        }
        to = end_of_thing(scene, tokens, at, verb);
    }
    if !takes.clause || particle {
        to = end_of_thing(scene, tokens, at, verb);
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

/// Returns where a clause that is said ends.
pub fn end(scene: &Scene, tokens: &Range<usize>, from: usize, verb: usize) -> usize {
    let form = takes(scene.word(verb)).map(|it| it.form);
    let subordinate = is_subordinate(scene, tokens.start, verb);
    for idx in from + 1..tokens.end {
        if scene.quoted(idx) {
            continue;
        }
        let word = scene.word(idx);
        // “... election,” adding: the comma stands in the marks.
        let closed = scene.quoted(idx - 1) && (idx - 2..idx).any(|it| scene.is_mark(it, ','));
        let adds = closed && takes(word).is_some_and(|it| it.form == Form::Participle && reports(it));
        if adds || subordinate && (word == "," || closed) {
            return idx;
        }
        if word == "according" && scene.word(idx + 1) == "to" || scene.is_mark(idx, ';') {
            return idx;
        }
        if word == "," {
            let next = scene.word(idx + 1);
            if takes(next).is_some_and(|it| it.form == Form::Participle && reports(it))
                || matches!(next, "according" | "said" | "says" | "citing" | "referring" | "while")
            {
                return idx;
            }
            continue;
        }
        let own = || {
            // "promised to close it, and the others left": what somebody will do ends where somebody else does something.
            let next = scene.word(idx + 1);
            scene.is_mark(idx - 1, ',') && (is_determiner(next) || words::is_pronoun(next))
        };
        if matches!(word, "and" | "but") && scene.word(from) == "to" && own() {
            return idx - 1;
        }
        if matches!(word, "and" | "but") && goes_on(scene, tokens, idx, form, verb) {
            return if scene.is_mark(idx - 1, ',') { idx - 1 } else { idx };
        }
    }
    tokens.end
}

/// Returns whether a participle of telling stands here: "adding".
fn adds(scene: &Scene, idx: usize) -> bool {
    takes(scene.word(idx)).is_some_and(|it| it.form == Form::Participle)
}

/// Returns whether the clause of a verb only leads up to that of its sentence: "While Ruiz said so, ...", or is told of somebody in
/// passing: "Ruiz, who said so, ...".
fn is_subordinate(scene: &Scene, first: usize, verb: usize) -> bool {
    let leads = matches!(
        scene.word(first),
        "While"
            | "Although"
            | "Though"
            | "If"
            | "When"
            | "As"
            | "After"
            | "Before"
            | "Because"
            | "Since"
            | "Once"
    );
    let commas = || (first..verb).any(|idx| scene.is_mark(idx, ','));
    let passing = || {
        (first.max(verb.saturating_sub(4))..verb)
            .rev()
            .take_while(|idx| auxiliary(scene.word(*idx)) || matches!(scene.word(*idx), "who" | "which"))
            .any(|idx| matches!(scene.word(idx), "who" | "which"))
    };
    leads && !commas() || passing()
}

/// Returns whether a verb tells what is said rather than what somebody thinks or does.
fn reports(takes: Takes) -> bool {
    takes.clause || takes.whom || takes.thing || takes.that && takes.particles.iter().all(Option::is_none)
}

/// Returns whether behind "and" another verb follows that has the same subject as the one at `verb`.
fn goes_on(scene: &Scene, tokens: &Range<usize>, and: usize, form: Option<Form>, verb: usize) -> bool {
    let mut at = and + 1;
    while at < tokens.end && auxiliary(scene.word(at)) {
        at += 1;
    }
    let did = (and + 1..at).any(|idx| matches!(scene.word(idx), "did" | "does" | "do"));
    let next = takes(scene.word(at))
        .filter(|it| reports(*it) && (form == Some(Form::Plain) || !words::is_attitude(scene.word(at))));
    let far = scene.is_mark(and - 1, ',')
        && (at..tokens.end.min(at + 6)).any(|it| {
            takes(scene.word(it)).is_some_and(|it| it.clause && matches!(it.form, Form::Past | Form::Present))
                && !scene.quoted(it)
        });
    let ing = form == Some(Form::Participle)
        && scene.word(verb).ends_with("ing")
        && scene.word(at).ends_with("ing");
    far || ing
        || next.is_some_and(|it| Some(it.form) == form || did && it.form == Form::Plain)
        || at == and + 1 && form == Some(Form::Past) && is_past(scene, at)
}

/// Returns where a thing ends that is told of: with its phrase, before when and why it was told.
pub fn end_of_thing(scene: &Scene, tokens: &Range<usize>, from: usize, verb: usize) -> usize {
    let to = end(scene, tokens, from, verb);
    let past = takes(scene.word(verb)).is_some_and(|it| it.form == Form::Past);
    let plain = words::is_backing(scene.word(verb));
    let told = matches!(scene.word(from), "him" | "her" | "it" | "them" | "us" | "me");
    if told && matches!(scene.word(from + 1), "in" | "on" | "at" | "by" | "through" | "say" | "and" | "to") {
        return from + 1;
    }
    for idx in from + 1..to {
        if scene.quoted(idx) {
            continue;
        }
        let next = scene.word(idx + 1);
        let ends = match scene.word(idx) {
            "," => !enumerates(scene, idx, to),
            "on" | "late" | "last" | "early" | "earlier" | "this" => words::is_time(next),
            "as" => words::is_pronoun(next),
            "but" | "while" | "when" | "after" | "during" | "because" | "despite" | "since" | "until"
            | "before" | "unless" | "ahead" => true,
            "and" => past && is_verb_of_past(scene, idx + 1),
            "in" | "at" | "by" | "through" if plain => true,
            word => words::is_day(word),
        };
        if ends {
            return idx;
        }
    }
    to
}

/// Returns whether a list goes on behind a comma, or what hangs on the phrase before.
fn enumerates(scene: &Scene, comma: usize, limit: usize) -> bool {
    let next = scene.word(comma + 1);
    if is_preposition(next) || matches!(next, "or" | "not" | "rather" | "such" | "as" | "if") {
        return true;
    }
    let number = scene.token(comma + 1).is_some_and(|token| token.kind == TokenKind::Number);
    let and = (comma + 2..limit.min(comma + 9)).find(|idx| matches!(scene.word(*idx), "and" | "or"));
    let verbal = |idx: usize| is_auxiliary_verb(scene.word(idx)) || is_verb_of_past(scene, idx);
    number
        || matches!(next, "and") && !(comma + 2..limit.min(comma + 6)).any(verbal)
        || and.is_some_and(|and| {
            !matches!(next, "which" | "who" | "where" | "but" | "while")
                && !next.ends_with("ing")
                && !(comma + 1..and).any(verbal)
                && (comma + 1..and).all(|idx| {
                    !scene.token(idx).is_some_and(|it| matches!(it.kind, TokenKind::Mark('—' | '–')))
                })
        })
}

/// Returns whether a verb of the past seems to stand here.
pub fn is_verb_of_past(scene: &Scene, idx: usize) -> bool {
    let word = scene.word(idx);
    let lower =
        scene.token(idx).is_some_and(|token| token.case == Case::Lower && token.kind == TokenKind::Word);
    lower
        && (word.len() > 4 && word.ends_with("ed")
            || matches!(
                word,
                "was"
                    | "were"
                    | "had"
                    | "took"
                    | "made"
                    | "went"
                    | "did"
                    | "got"
                    | "gave"
                    | "came"
                    | "held"
                    | "said"
                    | "told"
                    | "left"
                    | "led"
                    | "won"
                    | "lost"
                    | "ran"
                    | "saw"
                    | "began"
                    | "became"
                    | "put"
                    | "called"
            ))
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
