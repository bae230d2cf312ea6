//! A verb that reports without marks, who does what it tells, and what is said before, around or behind it.

use std::ops::Range;

use crate::extract::{
    attribution::{
        complement::{Form, Takes, takes},
        content::{behind, finite, is_verb_of_past},
        indirect::Reported,
        phrase,
        scene::Scene,
        words::{self, auxiliary, begins_clause, is_determiner, is_preposition},
    },
    token::{Case, TokenKind},
};

/// Reads the clause of the verb at `verb`.
pub fn read(scene: &Scene, tokens: Range<usize>, verb: usize, takes: Takes) -> Option<Reported> {
    if scene.token(verb).is_some_and(|token| token.case != Case::Lower) || is_noun(scene, tokens.start, verb)
    {
        return None;
    }
    let group = group(scene, tokens.start, verb);
    if takes.form == Form::Past && is_passive(scene, group..verb) {
        return None;
    }
    let participle = takes.form == Form::Participle && group == verb;
    let infinitive =
        takes.form == Form::Plain && scene.word(group.max(1) - 1) == "to" && group > tokens.start;
    let (source, cue) = if participle {
        (doer(scene, tokens.start, verb), verb)
    } else if infinitive {
        let (from, source) = catenated(scene, tokens.start, group - 1)?;
        (Some(source), from)
    } else {
        (finite_subject(scene, tokens.start, group, verb, takes), group)
    };
    let Some(source) = source else { return inverted(scene, &tokens, verb) };
    // "The bridge, Ruiz said, was safe."
    if !participle
        && !infinitive
        && (takes.clause || takes.that)
        && !matches!(scene.word(source.start), "who" | "which" | "that")
        && let Some(content) = around(scene, &tokens, source.start, verb, takes)
    {
        return Some(Reported { source, cue: cue..verb + 1, content, clause: true, confidence: 0.8 });
    }
    let (mut end, mut content) = behind(scene, &tokens, verb, takes)?;
    if end > verb + 1
        && scene.word(end - 1) == "on"
        && let Some(that) =
            (content.start..content.end.min(content.start + 4)).find(|at| scene.word(*at) == "that")
    {
        // "Ruiz wrote on Telegram that the bridge was safe": where, and not about what.
        (end, content.start) = (verb + 1, that);
    }
    let opens = scene.word(content.start);
    // “We will,” Ruiz said: what is said stands before, unless a clause follows.
    let after_quote = source.start > tokens.start && scene.quoted(source.start - 1);
    let own = opens == "that" || takes.clause && content.len() > 3 && finite(scene, content.clone());
    if after_quote && !participle && !own {
        return None;
    }
    let clause = takes.that
        && end == verb + 1
        && !infinitive
        // "a country he said had sent them": what is said has its subject elsewhere.
        && !words::is_auxiliary_verb(opens)
        && (takes.clause && opens != "to" && (!takes.thing || finite(scene, content.clone()))
            || takes.to && opens == "to"
            || begins_clause(opens));
    let confidence = if infinitive { 0.7 } else { 0.85 };
    Some(Reported { source, cue: cue..end, content: vec![content], clause, confidence })
}

/// Returns whether "asked" tells of a question that is put to somebody, by whomever.
pub fn is_put(scene: &Scene, first: usize, idx: usize) -> bool {
    idx == first
        || matches!(scene.word(idx - 1), "when" | "When" | "if")
        || scene.is_mark(idx - 1, ',') && {
            matches!(scene.word(idx + 1), "about" | "whether" | "if" | "by" | "why" | "how")
        }
}

/// Reads a question that is put to somebody: "Asked about the bridge, Ruiz said".
pub fn question(scene: &Scene, tokens: &Range<usize>, idx: usize) -> Option<Reported> {
    let end =
        (idx + 1..tokens.end).find(|at| scene.is_mark(*at, ',') && !scene.quoted(*at)).unwrap_or(tokens.end);
    let mut at = idx + 1;
    let mut source = idx..idx;
    if scene.word(at) == "by" {
        source = phrase::object(scene, at + 1, end)?;
        at = source.end;
    }
    let opens = (at..end.min(at + 8))
        .find(|at| begins_clause(scene.word(*at)) || scene.word(*at) == "about" || scene.word(*at) == "to")?;
    let about = opens == idx + 1 && scene.word(opens) == "about";
    let from = opens + usize::from(about);
    let cue = idx..idx + 1 + usize::from(about);
    (end > from + 1).then(|| Reported {
        source,
        cue,
        content: one(from..end),
        clause: false,
        confidence: 0.8,
    })
}

/// Returns whether a word that may be a verb is a noun or an adjective here: "the claim", "Ruiz's stated goals".
fn is_noun(scene: &Scene, first: usize, verb: usize) -> bool {
    let Some(before) = verb.checked_sub(1).filter(|it| *it >= first) else { return false };
    let word = scene.word(before);
    let participle = scene.word(verb).ends_with("ing");
    let counted = scene.token(before).is_some_and(|token| token.kind == TokenKind::Number);
    let adjective = counted && scene.word(verb).ends_with("ed") && scene.word(verb + 1).ends_with('s');
    adjective
        || scene.token(before).is_some_and(|token| token.kind == TokenKind::Possessive)
        || is_determiner(word)
            && !matches!(word, "some" | "many" | "most" | "both" | "all" | "others" | "several")
        || !participle && matches!(word, "of" | "for" | "in" | "on" | "at" | "by" | "as" | "with" | "from")
        || participle && matches!(word, "of" | "for" | "in" | "on" | "at" | "as" | "with" | "from")
}

fn is_passive(scene: &Scene, mut auxiliaries: Range<usize>) -> bool {
    auxiliaries.any(|idx| {
        matches!(scene.word(idx), "is" | "was" | "were" | "are" | "been" | "be" | "being" | "gets" | "got")
    })
}

/// Returns who does what a participle tells: "The council put it off, saying", "a letter arguing", "with Ruiz noting".
fn doer(scene: &Scene, first: usize, verb: usize) -> Option<Range<usize>> {
    let before = verb.checked_sub(1).filter(|it| *it >= first)?;
    let parted = matches!(scene.token(before)?.kind, TokenKind::Mark(',' | '-' | '—' | '–'))
        || matches!(
            scene.word(before),
            "and" | "or" | "but" | "while" | "before" | "after" | "by" | "when" | "then"
        );
    if parted {
        return outer_subject(scene, first, before);
    }
    if scene.token(before)?.kind != TokenKind::Word || is_preposition(scene.word(before)) {
        return None;
    }
    let near = phrase::subject(scene, first, verb)?;
    // "sent a letter arguing that": who sent it argues.
    let governed = near.start > first
        && scene.word(near.start - 1) != "with"
        && is_preposition(scene.word(near.start - 1));
    if governed || scene.word(verb + 1) == "that" {
        return outer_subject(scene, first, before).or(Some(near));
    }
    Some(near)
}

/// Returns the subject of a verb that agrees with one.
fn finite_subject(
    scene: &Scene,
    first: usize,
    group: usize,
    verb: usize,
    takes: Takes,
) -> Option<Range<usize>> {
    // "Ruiz on Tuesday morning said"
    let mut end = group;
    while end > first + 1 && words::is_time(scene.word(end - 1)) {
        end -= 1;
        while end > first + 1
            && matches!(scene.word(end - 1), "on" | "late" | "last" | "this" | "early" | "earlier" | "later")
        {
            end -= 1;
        }
    }
    let before = scene.word(end.checked_sub(1).filter(|it| *it >= first)?);
    let agrees = takes.form != Form::Plain
        || (group..verb).any(|idx| {
            words::is_auxiliary_verb(scene.word(idx))
                || scene.word(idx) == "not"
                || scene.word(idx).ends_with("n't")
                || scene.word(idx).ends_with("n’t")
        });
    if matches!(before, "and" | "but" | "then" | "or") || before == "," && scene.word(group) == "then" {
        return agrees.then(|| outer_subject(scene, first, end - 1)).flatten();
    }
    if matches!(before, "that" | "which") && end > first + 1 {
        // "a survey that shows"
        return (agrees || scene.word(end - 2).ends_with('s')).then_some(end - 1..end);
    }
    let source = phrase::subject(scene, first, end)?;
    // "the candidates enjoyed strong support"
    let told = (source.start + 1..source.end.saturating_sub(1)).any(|idx| is_verb_of_past(scene, idx));
    (agrees || is_plural(scene, &source) && !told).then_some(source)
}

/// Returns whether a phrase is more than one, so that a verb in its plain form goes with it.
fn is_plural(scene: &Scene, source: &Range<usize>) -> bool {
    let plural = |idx: usize| {
        let word = scene.word(idx);
        matches!(
            word,
            "they"
                | "we"
                | "I"
                | "you"
                | "They"
                | "We"
                | "You"
                | "who"
                | "people"
                | "police"
                | "Police"
                | "men"
                | "women"
                | "some"
                | "Some"
                | "many"
                | "Many"
                | "both"
                | "Both"
                | "most"
                | "Most"
                | "others"
                | "Others"
                | "few"
                | "half"
                | "majority"
                | "percent"
                | "those"
                | "Those"
                | "all"
                | "All"
                | "several"
                | "Several"
                | "%"
        ) || word.ends_with("men")
            || word.len() > 3
                && word.ends_with('s')
                && !word.ends_with("ss")
                && !word.ends_with("us")
                && scene.mention(idx).is_none()
            || scene.token(idx).is_some_and(|token| token.kind == TokenKind::Number)
    };
    // "supporters of the mayor", "Ruiz and Leite"
    let head = (source.start..source.end)
        .find(|idx| is_preposition(scene.word(*idx)) || matches!(scene.word(*idx), "," | "who" | "("))
        .unwrap_or(source.end);
    head > source.start && plural(head - 1)
        || (source.start..head).any(|idx| scene.word(idx) == "and")
        || plural(source.start)
}

/// Returns where the group of a verb begins: with its auxiliaries and adverbs.
fn group(scene: &Scene, first: usize, verb: usize) -> usize {
    let mut at = verb;
    while at > first
        && !scene.quoted(at - 1)
        && scene.mention(at - 1).is_none()
        && auxiliary(scene.word(at - 1))
    {
        at -= 1;
    }
    at
}

/// Returns where the words begin that an infinitive hangs on, and who does it: "Ruiz tried to explain".
fn catenated(scene: &Scene, first: usize, to: usize) -> Option<(usize, Range<usize>)> {
    let mut link = to.checked_sub(1).filter(|it| *it >= first)?;
    if scene.word(link) == "on"
        && matches!(scene.word(link.checked_sub(1)?), "went" | "goes" | "going" | "go")
    {
        link -= 1;
    }
    if !words::is_catenative(scene.word(link)) {
        return None;
    }
    let from = group(scene, first, link);
    let before = scene.word(from.checked_sub(1).filter(|it| *it >= first)?);
    let source = if matches!(before, "and" | "but" | "then" | ",") && scene.token(from)?.case == Case::Lower {
        phrase::subject(scene, first, from).or_else(|| outer_subject(scene, first, from - 1))
    } else {
        phrase::subject(scene, first, from)
    };
    source.map(|source| (from, source))
}

/// Returns the subject of the clause before a participle, or a verb behind "and".
fn outer_subject(scene: &Scene, first: usize, before: usize) -> Option<Range<usize>> {
    // The first phrase of the sentence that a verb follows.
    let heads = scene.heads(first..before);
    let clause = (first..before)
        .rev()
        .find(|idx| matches!(scene.word(*idx), "but" | "while" | "whereas" | ";" | "that" | "as" | "when"))
        .unwrap_or(first);
    let free = || heads.iter().filter(|head| !head.inner && !head.governed);
    let head = free().find(|head| head.tokens.start >= clause).or_else(|| free().next())?;
    let limit = (head.tokens.end..before)
        .find(|idx| {
            let word = scene.word(*idx);
            words::is_auxiliary_verb(word) || is_verb_of_past(scene, *idx) || takes(word).is_some()
        })
        .unwrap_or(head.tokens.end);
    Some(phrase::whole(scene, &head.tokens, first, limit))
}

/// Reads a verb before its subject: "The bridge was safe, said Ruiz."
fn inverted(scene: &Scene, tokens: &Range<usize>, verb: usize) -> Option<Reported> {
    if !matches!(scene.word(verb), "said" | "says")
        || verb <= tokens.start + 3
        || !closes(scene, tokens, verb)
    {
        return None;
    }
    let source = phrase::object(scene, verb + 1, tokens.end)?;
    let content = one(tokens.start..verb);
    Some(Reported { source, cue: verb..verb + 1, content, clause: true, confidence: 0.8 })
}

/// Returns what stands around a clause between commas, or before one that closes the sentence.
fn around(
    scene: &Scene,
    tokens: &Range<usize>,
    source: usize,
    verb: usize,
    takes: Takes,
) -> Option<Vec<Range<usize>>> {
    if !closes(scene, tokens, source) {
        return None;
    }
    let comma = source - 1;
    // "Ruiz disagreed: the bridge, she said, was safe"
    let colon = (tokens.start..comma).rev().find(|idx| scene.is_mark(*idx, ':') && !scene.quoted(*idx));
    let start = colon.map_or(tokens.start, |colon| colon + 1);
    if source < start + 5 && (verb..verb + 4).any(|idx| scene.quoted(idx)) {
        // "The bridge, she said, “was safe”": the marks hold what counts.
        return None;
    }
    let mut next = verb + 1;
    if takes.whom {
        // "Ruiz told the council"
        let end = (next..tokens.end.min(next + 8)).find(|idx| {
            scene.token(*idx).is_none_or(|token| matches!(token.kind, TokenKind::Mark(',' | '.')))
                || words::is_time(scene.word(*idx))
                || is_preposition(scene.word(*idx))
                || begins_clause(scene.word(*idx))
        });
        next = end.unwrap_or(next);
    }
    while next < tokens.end
        && (words::is_time(scene.word(next))
            || matches!(scene.word(next), "on" | "last" | "this" | "late" | "early")
                && words::is_time(scene.word(next + 1)))
    {
        next += 1;
    }
    // "Ruiz said in an interview on Monday."
    let opens = matches!(scene.word(next), "in" | "at" | "during" | "after" | "on" | "through");
    let aside = opens
        && tokens.end - next <= 12
        && (next..tokens.end).all(|idx| !matches!(scene.word(idx), "," | "that") && !scene.quoted(idx));
    if aside {
        return Some(one(start..source));
    }
    let ends = (next..tokens.end)
        .all(|idx| scene.token(idx).is_some_and(|token| matches!(token.kind, TokenKind::Mark(_))));
    if ends {
        return Some(one(start..source));
    }
    if opens && let Some(comma) = (next..tokens.end.min(next + 8)).find(|idx| scene.is_mark(*idx, ',')) {
        next = comma;
    }
    (scene.is_mark(next, ',') && !scene.quoted(comma) && next + 3 < tokens.end)
        .then(|| vec![start..comma, next + 1..tokens.end])
}

/// Returns whether what is said ends right before `at`: with a comma, perhaps inside the marks around its last words.
fn closes(scene: &Scene, tokens: &Range<usize>, at: usize) -> bool {
    // “Many would be glad” if it were built, said Ruiz: what is in marks goes on outside of them.
    let outside = (tokens.start..at.saturating_sub(1)).filter(|idx| !scene.quoted(*idx)).count();
    at > tokens.start + 1
        && (!scene.quoted(tokens.start) || outside > 2)
        && (scene.is_mark(at - 1, ',') || scene.quoted(at - 1))
        && (scene.is_mark(at - 1, ',') || (at.saturating_sub(4)..at).any(|idx| scene.is_mark(idx, ',')))
}

/// Returns whether a piece of a sentence only tells when, where or on the other hand.
pub fn leads(scene: &Scene, start: usize) -> bool {
    is_preposition(scene.word(start))
        || scene.word(start).ends_with("ing")
        || matches!(
            scene.word(start),
            "When"
                | "While"
                | "As"
                | "Asked"
                | "Last"
                | "Earlier"
                | "But"
                | "However"
                | "Still"
                | "Since"
                | "Instead"
                | "Later"
        )
}

/// Returns a single piece.
pub fn one(piece: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(piece).collect()
}
