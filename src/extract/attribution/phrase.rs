//! Whole noun phrases: who says something, with title, place of work and apposition.

use std::ops::Range;

use crate::extract::{
    Kind,
    attribution::{
        scene::Scene,
        words::{
            close_to, is_day, is_determiner, is_number, is_preposition, is_pronoun, is_quality, is_stop,
        },
    },
    lexicon::Traits,
    token::{Case, TokenKind},
};

/// No phrase is longer.
const LONGEST: usize = 40;

/// Returns the words before the verb group at `end` that are its subject, not before `first`.
pub fn subject(scene: &Scene, first: usize, end: usize) -> Option<Range<usize>> {
    let last = end.checked_sub(1).filter(|last| *last >= first)?;
    if scene.quoted(last) {
        return None;
    }
    if is_pronoun(scene.word(last)) {
        return Some(last..end);
    }
    // "Sen. Ana Ruiz (D-Mich.) said"
    let open = (first.max(end.saturating_sub(8))..last).rev().find(|idx| scene.is_mark(*idx, '('));
    if let Some(open) = open
        && scene.is_mark(last, ')')
    {
        return run(scene, first, open).map(|found| found.start..end);
    }
    if !scene.is_mark(last, ',') {
        return run(scene, first, end).and_then(|found| not_governed(scene, first, found));
    }
    // "Ruiz, the mayor of Porto, said"
    let commas = (first.max(end.saturating_sub(LONGEST))..last).rev().filter(|idx| scene.is_mark(*idx, ','));
    for comma in commas.take(5) {
        let word = scene.word(comma + 1);
        let name = scene.mention(comma + 1).is_some();
        let aside = name
            || is_determiner(word)
            || matches!(word, "who" | "whose" | "whom" | "which" | "now" | "then" | "himself" | "herself")
            || word == "or" && scene.mention(comma + 2).is_some()
            || scene.token(comma + 1).is_some_and(|token| {
                token.kind == TokenKind::Number
                    || token.folded.any(Traits::ROLE | Traits::TITLE | Traits::MODIFIER)
            });
        let with = matches!(word, "including" | "among" | "along" | "together");
        // When and where, or what is told of a thing, is not who says it.
        let apart = word == "which"
            || is_preposition(word)
            || matches!(
                word,
                "speaking" | "writing" | "asked" | "meanwhile" | "however" | "too" | "citing" | "referring"
            );
        if (aside || with || apart)
            && let Some(found) = run(scene, first, comma)
            && !(found.start > first
                && is_place(scene, &found)
                && is_preposition(scene.word(found.start - 1)))
        {
            let start = described(scene, first, related(scene, first, found.start));
            return Some(start..if apart && !with { found.end } else { last });
        }
    }
    None
}

/// Returns where that begins of which a clause behind "who" tells more: "a reader who lives in Porto".
fn related(scene: &Scene, first: usize, start: usize) -> usize {
    let who = start.checked_sub(1).filter(|at| *at > first && scene.word(*at) == "who");
    let end = who.map(|at| at - usize::from(scene.is_mark(at - 1, ',')));
    end.and_then(|end| run(scene, first, end)).map_or(start, |it| it.start)
}

/// Returns where the name begins that what begins at `start` describes: "Ana Ruiz, the envoy of the council, who said".
fn described(scene: &Scene, first: usize, start: usize) -> usize {
    let describes = is_determiner(scene.word(start))
        || scene
            .token(start)
            .is_some_and(|it| it.folded.any(Traits::ROLE | Traits::TITLE | Traits::MODIFIER));
    let comma = start.checked_sub(1).filter(|at| *at > first && scene.is_mark(*at, ','));
    let person = |it: &Range<usize>| {
        let mention = it.end.checked_sub(1).and_then(|last| scene.mention(last));
        mention.is_some_and(|it| scene.kind(it) == Some(Kind::Person))
    };
    let named = comma.filter(|_| describes).and_then(|comma| run(scene, first, comma));
    named.filter(person).map_or(start, |it| it.start)
}

/// Takes a phrase that a preposition governs for the end of what goes on before it: "Planners of a road leading to Porto said".
fn not_governed(scene: &Scene, first: usize, found: Range<usize>) -> Option<Range<usize>> {
    let place = is_place(scene, &found);
    if found.start <= first || !place || !is_preposition(scene.word(found.start - 1)) {
        return Some(found);
    }
    let participle = (first + 1..found.start).rev().take(8).find(|at| {
        let word = scene.word(*at);
        (word.ends_with("ing") || word.ends_with("ed")) && is_nominal(scene, at - 1)
    });
    let whole = run(scene, first, participle?)?;
    Some(whole.start..found.end)
}

/// Returns whether a phrase is the name of a place and nothing else.
fn is_place(scene: &Scene, tokens: &Range<usize>) -> bool {
    let mention = scene.mention(tokens.start);
    mention.is_some_and(|it| scene.kind(it) == Some(Kind::Place))
        && tokens.clone().all(|idx| {
            scene.mention(idx).is_some_and(|it| scene.kind(it) == Some(Kind::Place))
                || scene.is_mark(idx, ',')
        })
}

/// Returns the phrase that ends at `end`.
fn run(scene: &Scene, first: usize, end: usize) -> Option<Range<usize>> {
    let first = first.max(end.saturating_sub(LONGEST));
    let mut at = end;
    // Whether a name of a person stands last, before which only titles and bodies may stand.
    let person = scene.mention(end.checked_sub(1)?).is_some_and(|it| scene.kind(it) == Some(Kind::Person));
    while at > first {
        let idx = at - 1;
        let Some(token) = scene.token(idx) else { break };
        if scene.quoted(idx) {
            break;
        }
        let word = scene.word(idx);
        let goes = match token.kind {
            TokenKind::Possessive | TokenKind::Number | TokenKind::Mark('-' | '&') => true,
            TokenKind::Mark('.') => idx > first && scene.mention(idx - 1).is_some(),
            TokenKind::Mark('’' | '\'') => idx > first && scene.word(idx - 1).ends_with('s'),
            TokenKind::Word if scene.mention(idx).is_some() => true,
            TokenKind::Word if is_pronoun(word) || is_stop(word) => false,
            TokenKind::Word if is_day(word) => false,
            TokenKind::Word if is_determiner(word) => {
                at = idx;
                let behind = idx > first
                    && (matches!(
                        scene.word(idx - 1),
                        "of" | "for" | "from" | "in" | "at" | "with" | "to" | "on"
                    ) || (scene.word(idx - 1) == "and" && is_nominal(scene, idx.wrapping_sub(2))));
                if behind && idx - 1 > first && is_nominal(scene, idx - 2) {
                    at = idx - 1;
                    continue;
                }
                break;
            }
            TokenKind::Word if word == "and" => {
                idx > first && at < end && is_nominal(scene, idx - 1) && is_nominal(scene, at)
            }
            TokenKind::Word if is_preposition(word) => {
                idx > first
                    && at < end
                    && matches!(word, "of" | "for" | "from" | "in" | "at" | "with" | "to" | "on" | "against")
                    && (is_nominal(scene, idx - 1) || word == "in" && scene.word(idx - 1) == "one")
                    && !(word == "to" && !close_to(scene.word(idx - 1)))
            }
            TokenKind::Word if token.case != Case::Lower => true,
            TokenKind::Word => {
                let verbal = token.exact.any(Traits::VERB)
                    && !token.exact.any(Traits::NOUN | Traits::ROLE | Traits::BODY);
                let near = token.exact.any(Traits::ROLE | Traits::TITLE | Traits::MODIFIER | Traits::BODY);
                !verbal && !word.ends_with("ly") && (!person || near || at < end && !is_name(scene, at))
            }
            _ => false,
        };
        if !goes {
            break;
        }
        at = idx;
    }
    while at < end && (is_preposition(scene.word(at)) || matches!(scene.word(at), "and" | "-" | "&")) {
        at += 1;
    }
    (at < end && speaks(scene, at..end)).then_some(at..end)
}

/// Returns the phrase that begins at `start`, with appositions, not past `limit`.
pub fn object(scene: &Scene, start: usize, limit: usize) -> Option<Range<usize>> {
    let limit = limit.min(start + LONGEST);
    if is_pronoun(scene.word(start)) {
        return Some(start..start + 1);
    }
    let mut at = start;
    while at < limit {
        let Some(token) = scene.token(at) else { break };
        let word = scene.word(at);
        let goes = !scene.quoted(at)
            && match token.kind {
                TokenKind::Word if scene.mention(at).is_some() => true,
                TokenKind::Word if is_day(word) => false,
                TokenKind::Word => {
                    !is_stop(word)
                        && !is_pronoun(word)
                        && !(is_preposition(word) && leaves(scene, at))
                        && !(token.exact.any(Traits::VERB)
                            && !token.exact.any(Traits::NOUN | Traits::ROLE | Traits::BODY))
                }
                TokenKind::Mark(',') => {
                    let next = scene.word(at + 1);
                    is_determiner(next)
                        || matches!(next, "who" | "whose")
                        || scene.token(at + 1).is_some_and(|it| {
                            it.kind == TokenKind::Number
                                || it.folded.any(Traits::ROLE | Traits::TITLE | Traits::MODIFIER)
                        })
                }
                TokenKind::Mark('-' | '&' | '.' | '’' | '\'') => true,
                TokenKind::Mark(_) => false,
                _ => true,
            };
        if !goes && !(matches!(word, "who" | "whose") && at > start) {
            break;
        }
        at += 1;
    }
    while at > start && scene.token(at - 1).is_some_and(|it| matches!(it.kind, TokenKind::Mark(_))) {
        at -= 1;
    }
    (at > start && speaks(scene, start..at)).then_some(start..at)
}

/// Returns whether a preposition tells when or where something was said, rather than who says it.
fn leaves(scene: &Scene, at: usize) -> bool {
    matches!(
        scene.word(at),
        "during" | "after" | "before" | "about" | "by" | "through" | "to" | "on" | "as" | "into"
    ) && !close_to(scene.word(at - 1))
        || (matches!(scene.word(at), "in" | "at") && matches!(scene.word(at + 1), "a" | "an"))
}

/// Returns whether a phrase can name who says something.
fn speaks(scene: &Scene, tokens: Range<usize>) -> bool {
    let known = |idx: usize| {
        scene.mention(idx).is_some()
            || scene
                .token(idx)
                .is_some_and(|it| it.folded.any(Traits::ROLE | Traits::BODY | Traits::TITLE | Traits::NOUN))
    };
    let last = scene.word(tokens.end - 1);
    let owned = tokens
        .clone()
        .rev()
        .find(|idx| scene.token(*idx).is_some_and(|token| token.kind == TokenKind::Possessive));
    if let Some(owned) = owned
        && owned + 1 < tokens.end
        && (owned + 1..tokens.end).all(|idx| is_quality(scene.word(idx)))
    {
        // "Ruiz's major" wants a noun: "stated goals".
        return false;
    }
    tokens.clone().any(known)
        || is_determiner(scene.word(tokens.start))
        || last.len() > 3 && last.ends_with('s')
        // "six in 10", "one in three"
        || scene.token(tokens.end - 1).is_some_and(|it| it.kind == TokenKind::Number)
        || tokens.len() > 2 && scene.word(tokens.end - 2) == "in" && is_number(last)
        // A name nobody knows.
        || scene.token(tokens.end - 1).is_some_and(|it| it.case == Case::Title && last.len() > 3)
            && !is_stop(last)
            && !last.ends_with("ly")
        || matches!(
            last,
            "people"
                | "women"
                | "police"
                | "percent"
                | "majority"
                | "half"
                | "others"
                | "most"
                | "everyone"
                | "everybody"
                | "nobody"
                | "someone"
                | "somebody"
                | "anyone"
                | "none"
                | "Others"
                | "Most"
                | "Everyone"
                | "Nobody"
        )
        || last.ends_with("men")
}

/// Returns the whole phrase around the words that name somebody: "Mayor Ana Ruiz, 61, of Porto". What follows is read up to
/// `limit`, where the verb stands or the sentence ends.
pub fn whole(scene: &Scene, tokens: &Range<usize>, first: usize, limit: usize) -> Range<usize> {
    let start = run(scene, first, tokens.end).map_or(tokens.start, |found| found.start.min(tokens.start));
    let end = if limit <= tokens.end
        || !scene.is_mark(tokens.end, ',') && !is_preposition(scene.word(tokens.end))
    {
        tokens.end
    } else {
        object(scene, tokens.start, limit).map_or(tokens.end, |found| found.end.max(tokens.end))
    };
    start..end
}

fn is_name(scene: &Scene, idx: usize) -> bool {
    scene.mention(idx).is_some()
}

/// Returns whether a token can be part of a noun phrase that something else hangs on.
fn is_nominal(scene: &Scene, idx: usize) -> bool {
    let word = scene.word(idx);
    scene.mention(idx).is_some()
        || scene.token(idx).is_some_and(|token| {
            token.kind == TokenKind::Word
                && !is_stop(word)
                && !is_determiner(word)
                && !is_preposition(word)
                && (!token.exact.any(Traits::VERB) || token.exact.any(Traits::ROLE | Traits::BODY))
        })
}
