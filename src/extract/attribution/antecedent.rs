//! What stands for somebody told of before: "he", "it", "they", "the spokesman".
//!
//! Looked for backwards, sentence by sentence, never further than some sentences. Who is named is one answer, who is only
//! described is another: "he" may be "a man from Porto".

use std::ops::Range;

use crate::{
    extract::{
        Kind,
        attribution::{
            head::{Head, Who},
            scene::Scene,
            words::{self, is_preposition},
        },
        gender::{self, Gender},
        lexicon::Traits,
        token::{Case, TokenKind},
    },
    text::Span,
};

/// Sentences looked back for what a pronoun stands for.
const REACH: usize = 8;

/// Who is meant by a pronoun or a description.
#[derive(Clone, Debug)]
pub enum Antecedent {
    /// An entity.
    Entity(usize),
    /// Somebody who is only described.
    Described(Head),
}

/// Returns the person a pronoun at token `at` stands for: the nearest that fits, subjects before all others.
pub fn person(scene: &Scene, at: usize, gender: Option<Gender>) -> Option<(Antecedent, f32)> {
    let own = scene.document.sentence_of(at);
    // Who may be meant, and how well each fits.
    let mut fits: Vec<(usize, f32)> = Vec::new();
    let mut described: Option<(Head, f32)> = None;
    let (mut best, mut near) = (0.0_f32, 4.8_f32);
    for back in 0..REACH {
        let Some(sentence) = own.checked_sub(back).and_then(|it| scene.document.sentences.get(it)) else {
            break;
        };
        near -= 0.8;
        if best > near + 1.5 {
            break;
        }
        let end = if back == 0 { at } else { sentence.tokens.end };
        let from = sentence.tokens.start.max(end.saturating_sub(200));
        let mut last = None;
        // "Recalling the words of Ruiz, he said": the subject is still to come.
        let mut subject = back > 0 || !scene.word(from).ends_with("ing");
        // "He blamed Ruiz. He said": whoever "he" is, it is not Ruiz.
        let mut going_on = false;
        for idx in from..end {
            let he = matches!(scene.word(idx), "he" | "He" | "she" | "She");
            if he && subject && !scene.quoted(idx) && gender::of_pronoun(scene.word(idx)) == gender {
                going_on = true;
            }
            let Some(mention) = scene.mention(idx) else { continue };
            if last == Some(mention) || scene.quoted(idx) || scene.kind(mention) != Some(Kind::Person) {
                continue;
            }
            last = Some(mention);
            let Some(entity) = scene.mentions.get(mention).map(|mention| mention.entity) else { continue };
            let known = scene.genders.get(entity).copied().flatten();
            if known.is_some_and(|other| gender.is_some_and(|gender| other != gender)) {
                continue;
            }
            let owns = (idx..end.min(idx + 6))
                .find(|next| scene.mention(*next) != Some(mention))
                .and_then(|next| scene.token(next))
                .is_some_and(|token| token.kind == TokenKind::Possessive);
            let governed = scene.governed(idx, from);
            let mut fit = near;
            fit += if known.is_some() { 0.7 } else { 0.0 };
            fit += if subject && !governed && !owns { 0.9 } else { 0.0 };
            fit -= if governed { 0.5 } else { 0.0 };
            fit -= if owns { 0.3 } else { 0.0 };
            fit -= if back == 0 && !subject { 0.6 } else { 0.0 };
            fit -= if going_on { 1.2 } else { 0.0 };
            subject &= governed || owns;
            best = best.max(fit);
            match fits.iter_mut().find(|(other, _)| *other == entity) {
                Some((_, before)) => *before = before.max(fit) + 0.2,
                None => fits.push((entity, fit)),
            }
        }
        if described.is_none() && back < 4 {
            described = gender
                .and_then(|gender| human(scene, from..end, gender))
                .map(|(head, bonus)| (head, near + bonus));
            best = described.as_ref().map_or(best, |(_, fit)| best.max(*fit));
        }
        near += if going_on { 0.5 } else { 0.0 };
    }
    fits.sort_by(|one, other| other.1.total_cmp(&one.1));
    let first = fits.first().copied();
    if let Some((head, fit)) = described
        && first.is_none_or(|(_, other)| fit > other)
    {
        return Some((Antecedent::Described(head), 0.85));
    }
    let (entity, first) = first?;
    let margin = fits.get(1).map_or(2.0, |(_, second)| first - second);
    let sure = if margin >= 1.0 {
        0.92
    } else if margin >= 0.4 {
        0.85
    } else {
        0.7
    };
    Some((Antecedent::Entity(entity), sure))
}

/// Returns the human being who is described and of whom a sentence tells, and how much speaks for it.
fn human(scene: &Scene, tokens: Range<usize>, gender: Gender) -> Option<(Head, f32)> {
    let heads = scene.heads(tokens);
    let head = heads.into_iter().find(|head| !head.inner && !head.governed)?;
    let noun = scene.word(head.tokens.end - 1);
    let known = if noun.ends_with("woman")
        || matches!(noun, "mother" | "girl" | "sister" | "wife" | "actress")
    {
        Some(Gender::She)
    } else if noun.ends_with("man") || matches!(noun, "father" | "boy" | "brother" | "husband" | "actor") {
        Some(Gender::He)
    } else {
        None
    };
    let token = scene.token(head.tokens.end - 1)?;
    let one = token.folded.any(Traits::ROLE) && !token.folded.any(Traits::BODY | Traits::NOUN | Traits::THEY);
    let end = full_description(scene, &head);
    let named = scene.mention(end).is_some() || scene.is_mark(end, ',') && scene.mention(end + 1).is_some();
    (head.who == Who::Described && one && !named && known.is_none_or(|it| it == gender))
        .then(|| (head, if known.is_some() { 1.6 } else { 0.9 }))
}

/// Returns what "they" stands for: those of whom the sentence tells so far, or the one before.
pub fn group(scene: &Scene, at: usize) -> Option<Antecedent> {
    let own = scene.document.sentence_of(at);
    for back in 0..4 {
        let sentence = scene.document.sentences.get(own.checked_sub(back)?)?;
        let end = if back == 0 { at } else { sentence.tokens.end };
        let from = sentence.tokens.start.max(end.saturating_sub(120));
        let heads = scene.heads(from..end);
        let all: Vec<&Head> = heads.iter().collect();
        for head in heads.iter().filter(|head| !head.inner && !head.governed) {
            if let Some(all) = joined(scene, head, &all) {
                return Some(Antecedent::Described(all));
            }
            let last = scene.token(head.tokens.end - 1)?;
            let many = last.exact.any(Traits::THEY)
                || last.folded.any(Traits::BODY)
                || scene.word(head.tokens.end - 1).ends_with('s') && last.folded.any(Traits::ROLE);
            match head.who {
                Who::Named(mention) if scene.kind(mention) == Some(Kind::Organization) => {
                    return scene.mentions.get(mention).map(|it| Antecedent::Entity(it.entity));
                }
                Who::Described if many => return Some(Antecedent::Described(head.clone())),
                _ => {}
            }
        }
    }
    None
}

/// Returns several that are named together: "Britain, France and Germany".
pub fn joined(scene: &Scene, head: &Head, heads: &[&Head]) -> Option<Head> {
    let mut end = head.tokens.end;
    let mut and = false;
    while !and {
        let comma = scene.is_mark(end, ',');
        let mut next = end + usize::from(comma);
        if scene.word(next) == "and" {
            and = true;
            next += 1;
        } else if !comma {
            return None;
        }
        let other = heads.iter().find(|it| it.tokens.start >= next && !it.inner)?;
        // Words that lead up to a name stand between: "and Mayor Ruiz".
        let near = other.tokens.start == next || other.tokens.start <= next + 2 && alike(scene, head, other);
        if !near || !alike(scene, head, other) {
            return None;
        }
        end = other.tokens.end;
    }
    Some(Head { tokens: head.tokens.start..end, who: Who::Described, governed: false, inner: false })
}

/// Returns whether two heads can do something together.
fn alike(scene: &Scene, one: &Head, other: &Head) -> bool {
    match (one.who, other.who) {
        (Who::Named(a), Who::Named(b)) => a != b && scene.kind(a) == scene.kind(b),
        (Who::Named(a), Who::Described) => {
            scene.kind(a) != Some(Kind::Person) && scene.word(other.tokens.start) == "other"
        }
        _ => false,
    }
}

/// Returns what "it" stands for: the subject of the sentence so far, or of one before, that is no person.
pub fn thing(scene: &Scene, at: usize) -> Option<Antecedent> {
    let own = scene.document.sentence_of(at);
    for back in 0..4 {
        let sentence = scene.document.sentences.get(own.checked_sub(back)?)?;
        let end = if back == 0 { at } else { sentence.tokens.end };
        let heads = scene.heads(sentence.tokens.start.max(end.saturating_sub(120))..end);
        let told = |head: &Head| {
            let at = head.tokens.start - usize::from(scene.word(head.tokens.start.wrapping_sub(1)) == "the");
            at >= 2 && scene.word(at - 1) == "to"
        };
        let source = |head: &Head| {
            let at = head.tokens.start - usize::from(scene.word(head.tokens.start.wrapping_sub(1)) == "the");
            at >= 2 && scene.word(at - 1) == "to" && matches!(scene.word(at - 2), "according" | "According")
        };
        let fits = |head: &&Head| match head.who {
            // "London-based"
            Who::Named(_) if scene.is_mark(head.tokens.end, '-') => false,
            Who::Named(_) => !scene.is_person(head),
            Who::Described => scene
                .token(head.tokens.end - 1)
                .is_some_and(|token| token.folded.any(Traits::BODY | Traits::NOUN)),
            Who::Pronoun(_) => false,
        };
        let found = heads
            .iter()
            .filter(|head| !head.inner && (!head.governed || told(head) && source(head)))
            .find(fits);
        // "Council spokeswoman Ana Ruiz denied what it called": the council is named beside who speaks for it.
        let body =
            |head: &&Head| matches!(head.who, Who::Named(it) if scene.kind(it) == Some(Kind::Organization));
        let found = found.or_else(|| heads.iter().filter(|_| back == 0).find(body));
        match found {
            Some(Head { who: Who::Named(mention), .. }) => {
                return scene.mentions.get(*mention).map(|it| Antecedent::Entity(it.entity));
            }
            Some(head) => return Some(Antecedent::Described(head.clone())),
            None => {}
        }
    }
    None
}

/// Returns an earlier description with the same noun, which tells more: "a spokesman for the council" for "the spokesman".
pub fn fuller(scene: &Scene, head: &Head) -> Option<Antecedent> {
    let noun = scene.word(head.tokens.end - 1);
    let body = scene.token(head.tokens.end - 1).is_some_and(|token| token.folded.any(Traits::BODY));
    let short = !body && head.tokens.len() <= 2 && matches!(scene.word(head.tokens.start), "the" | "The");
    if !short {
        return None;
    }
    let own = scene.document.sentence_of(head.tokens.start);
    for back in 0..6 {
        let sentence = scene.document.sentences.get(own.checked_sub(back)?)?;
        let end = if back == 0 { head.tokens.start } else { sentence.tokens.end };
        let from = sentence.tokens.start.max(end.saturating_sub(120));
        if !(from..end).any(|idx| scene.word(idx) == noun && !scene.quoted(idx)) {
            continue;
        }
        let heads = scene.heads(from..end);
        let same = |other: &&Head| other.who == Who::Described && scene.word(other.tokens.end - 1) == noun;
        let Some(other) = heads.iter().rev().find(same) else { continue };
        let person = |idx: usize| {
            let mention = scene.mention(idx).filter(|it| scene.kind(*it) == Some(Kind::Person))?;
            scene.mentions.get(mention).map(|it| it.entity)
        };
        let end = full_description(scene, other);
        // "Undersecretary of State for Management Ana Ruiz"
        let inside = || {
            let mention = scene.mention(end - 1)?;
            let first = (other.tokens.end..end).find(|idx| scene.mention(*idx) == Some(mention))?;
            person(end - 1).filter(|_| first > other.tokens.end && !is_preposition(scene.word(first - 1)))
        };
        let beside = person(end)
            .or_else(inside)
            .or_else(|| scene.is_mark(end, ',').then(|| person(end + 1)).flatten())
            .or_else(|| {
                let comma = other.tokens.start.checked_sub(1).filter(|it| scene.is_mark(*it, ','))?;
                person(comma.checked_sub(1)?)
            });
        if let Some(entity) = beside {
            return Some(Antecedent::Entity(entity));
        }
        let more = end - other.tokens.start > head.tokens.len();
        if more {
            return Some(Antecedent::Described(other.clone()));
        }
    }
    None
}

/// Returns the end of a description with what belongs to it: "an official from the ministry".
pub fn full_description(scene: &Scene, head: &Head) -> usize {
    let end = head.tokens.end;
    let close_to = matches!(scene.word(end - 1), "aide" | "adviser" | "advisor" | "ambassador" | "envoy");
    let joins = matches!(scene.word(end), "of" | "from" | "for" | "at" | "with")
        || (scene.word(end) == "in" && scene.mention(end + 1).is_some())
        || close_to && scene.word(end) == "to";
    if !joins {
        return end;
    }
    let sentence = scene
        .document
        .sentences
        .get(scene.document.sentence_of(end))
        .map_or(end, |sentence| sentence.tokens.end);
    let mut to = end + 1;
    while to < sentence.min(end + 9) {
        let Some(token) = scene.token(to) else { break };
        let word = scene.word(to);
        let stops = !matches!(token.kind, TokenKind::Word | TokenKind::Possessive | TokenKind::Mark('-'))
            || token.exact.any(Traits::VERB)
            || scene.quoted(to)
            || words::is_day(word)
            || to > end + 2 && token.case == Case::Lower && word.len() > 4 && word.ends_with("ed")
            || matches!(word, "met" | "sent" | "went" | "took" | "made" | "gave" | "came" | "held" | "did")
            // A name ends it, but for what hangs on it.
            || scene.mention(to - 1).is_some()
                && scene.mention(to).is_none()
                && token.kind == TokenKind::Word
                && !matches!(word, "of" | "and")
                && !token.folded.any(Traits::BODY | Traits::ROLE)
            || matches!(
                word,
                "is" | "was"
                    | "were"
                    | "are"
                    | "has"
                    | "had"
                    | "have"
                    | "will"
                    | "would"
                    | "could"
                    | "can"
                    | "may"
                    | "also"
                    | "who"
                    | "that"
                    | "which"
                    | "later"
                    | "on"
            );
        if stops {
            break;
        }
        to += 1;
    }
    if to == end + 1 { end } else { to }
}

/// Returns the bytes of a description with what belongs to it.
pub fn described(scene: &Scene, head: &Head) -> Span {
    scene.document.span(head.tokens.start..full_description(scene, head))
}
