//! From the words that name a speaker to the entity: pronouns and roles to the person they stand for.

use std::collections::HashMap;

use crate::extract::{
    Entity, Kind, Speaker,
    attribution::{
        phrase,
        scene::{Head, Scene, Who},
    },
    gender::Gender,
    lexicon::Traits,
    token::TokenKind,
};

/// Knows whom the roles of an article may stand for.
pub struct Resolver<'a> {
    /// For each word of a role the entities that have it.
    roles: HashMap<&'a str, Vec<usize>>,
}

/// Sentences looked back for what a pronoun stands for.
const REACH: usize = 8;

impl<'a> Resolver<'a> {
    /// Reads the roles of `entities`.
    pub fn new(entities: &'a [Entity]) -> Self {
        let mut roles: HashMap<&str, Vec<usize>> = HashMap::new();
        for (idx, entity) in entities.iter().enumerate() {
            for word in entity.role.as_deref().unwrap_or("").split(' ').filter(|word| word.len() > 3) {
                let bearers = roles.entry(word).or_default();
                if bearers.len() < 16 {
                    bearers.push(idx);
                }
            }
        }
        Self { roles }
    }

    /// Tells who a head is, and how sure.
    pub fn speaker(&self, scene: &Scene, head: &Head) -> (Speaker, f32) {
        let mut span = scene.span(head);
        let (entity, confidence) = match head.who {
            Who::Named(mention) => (scene.mentions.get(mention).map(|mention| mention.entity), 1.0),
            Who::Pronoun(Some(gender)) => match person_before(scene, head.tokens.start, gender) {
                Some((entity, confidence)) => (Some(entity), confidence),
                None => (None, 0.6),
            },
            Who::Pronoun(None) if matches!(scene.word(head.tokens.start), "it" | "It") => {
                match self.thing_before(scene, head.tokens.start) {
                    Some(entity) => (Some(entity), 0.8),
                    None => (None, 0.6),
                }
            }
            Who::Pronoun(None) => (None, 0.7),
            Who::Described => match named_body(scene, head).or_else(|| self.bearer(scene, head)) {
                Some(entity) => (Some(entity), 0.85),
                None => match self.author(scene, head) {
                    Some(entity) => (Some(entity), 0.85),
                    None => {
                        span = scene.document.span(head.tokens.start..full_description(scene, head));
                        (None, 0.9)
                    }
                },
            },
        };
        (Speaker { entity, span, source: span }, confidence)
    }

    /// Returns what "it" stands for: the subject of the sentence so far, or of one before, that is no person.
    fn thing_before(&self, scene: &Scene, at: usize) -> Option<usize> {
        let own = scene.document.sentence_of(at);
        for back in 0..4 {
            let sentence = scene.document.sentences.get(own.checked_sub(back)?)?;
            let end = if back == 0 { at } else { sentence.tokens.end };
            let heads = scene.heads(sentence.tokens.start.max(end.saturating_sub(120))..end);
            let thing = |head: &&Head| match head.who {
                Who::Named(_) => !scene.is_person(head),
                Who::Described => scene
                    .token(head.tokens.end - 1)
                    .is_some_and(|token| token.folded.any(Traits::BODY | Traits::NOUN)),
                Who::Pronoun(_) => false,
            };
            let found = heads.iter().filter(|head| !head.inner && !head.governed).find(thing);
            match found {
                Some(Head { who: Who::Named(mention), .. }) => {
                    return scene.mentions.get(*mention).map(|it| it.entity);
                }
                Some(head) => {
                    return self.bearer(scene, head).or_else(|| self.author(scene, head));
                }
                None => {}
            }
        }
        None
    }

    /// Returns who issued a document, from the words around it or around an earlier mention of it.
    fn author(&self, scene: &Scene, head: &Head) -> Option<usize> {
        let entity = |mention: usize| scene.mentions.get(mention).map(|it| it.entity);
        if let Some(mention) = issuer(scene, head) {
            return entity(mention);
        }
        let noun = scene.word(head.tokens.end - 1);
        let definite = matches!(scene.word(head.tokens.start), "the" | "The" | "its" | "this" | "This");
        if !definite || !is_document(noun) {
            return None;
        }
        let own = scene.document.sentence_of(head.tokens.start);
        for back in 0..8 {
            let sentence = scene.document.sentences.get(own.checked_sub(back)?)?;
            let end = if back == 0 { head.tokens.start } else { sentence.tokens.end };
            let range = sentence.tokens.start.max(end.saturating_sub(100))..end;
            for idx in range.clone().filter(|idx| scene.word(*idx) == noun) {
                let beside = (range.start.max(idx.saturating_sub(3))..idx)
                    .rev()
                    .take_while(|at| !phrase::is_stop(scene.word(*at)))
                    .find_map(|at| scene.mention(at));
                let by = (idx + 1..idx + 4)
                    .find(|at| matches!(scene.word(*at), "by" | "from"))
                    .and_then(|at| (at + 1..at + 5).find_map(|at| scene.mention(at)));
                let released = (range.start..idx)
                    .find(|at| {
                        matches!(
                            scene.word(*at),
                            "released"
                                | "issued"
                                | "published"
                                | "sent"
                                | "wrote"
                                | "releasing"
                                | "publishes"
                        )
                    })
                    .and_then(|verb| (range.start..verb).rev().find_map(|at| scene.mention(at)));
                let found = beside.filter(|it| scene.kind(*it) != Some(Kind::Place)).or(by).or(released);
                if let Some(mention) = found {
                    return entity(mention);
                }
            }
        }
        None
    }

    /// Returns the one person whose role the description repeats: "the minister".
    fn bearer(&self, scene: &Scene, head: &Head) -> Option<usize> {
        let first = scene.word(head.tokens.start);
        let definite = matches!(first, "the" | "The")
            || (head.tokens.len() == 1 && first.chars().next().is_some_and(char::is_uppercase));
        if !definite {
            return None;
        }
        let noun = scene.word(head.tokens.end - 1);
        let capitalized = crate::extract::token::capitalized(noun);
        let mut bearers: Vec<usize> = Vec::new();
        for word in [noun, noun.to_lowercase().as_str(), capitalized.as_str()] {
            for entity in self.roles.get(word).into_iter().flatten() {
                if !bearers.contains(entity) {
                    bearers.push(*entity);
                }
            }
        }
        match bearers.as_slice() {
            [] if BODIES.contains(&noun) => body_before(scene, head.tokens.start),
            [] => None,
            [one] => Some(*one),
            several => {
                several.iter().copied().max_by_key(|entity| last_before(scene, *entity, head.tokens.start))
            }
        }
    }
}

/// Nouns that stand for an organization named before.
const BODIES: &[&str] = &[
    "company",
    "firm",
    "agency",
    "ministry",
    "department",
    "group",
    "organization",
    "organisation",
    "party",
    "newspaper",
    "union",
    "bank",
    "university",
    "club",
    "association",
    "foundation",
    "charity",
    "institute",
    "commission",
    "airline",
    "network",
];

/// Returns whether a noun is something written or spoken that somebody issues.
fn is_document(noun: &str) -> bool {
    matches!(
        noun,
        "report"
            | "statement"
            | "letter"
            | "study"
            | "survey"
            | "document"
            | "release"
            | "resolution"
            | "ruling"
            | "law"
            | "post"
            | "memo"
            | "message"
            | "tweet"
            | "complaint"
            | "lawsuit"
            | "filing"
            | "announcement"
    )
}

/// Returns the organization whose name stands right before its kind: "the Rotary organization".
fn named_body(scene: &Scene, head: &Head) -> Option<usize> {
    let before = head.tokens.end.checked_sub(2).filter(|it| *it >= head.tokens.start)?;
    let noun = scene.word(head.tokens.end - 1);
    let mention = scene.mention(before)?;
    let body = BODIES.contains(&noun) && scene.kind(mention) == Some(Kind::Organization);
    body.then(|| scene.mentions.get(mention).map(|it| it.entity)).flatten()
}

/// Returns the organization that the sentences before were about.
fn body_before(scene: &Scene, at: usize) -> Option<usize> {
    let own = scene.document.sentence_of(at);
    let from = scene.document.sentences.get(own.saturating_sub(3))?.tokens.start.max(at.saturating_sub(200));
    (from..at)
        .rev()
        .filter(|idx| !scene.quoted(*idx))
        .filter_map(|idx| scene.mention(idx))
        .find(|mention| scene.kind(*mention) == Some(Kind::Organization))
        .and_then(|mention| scene.mentions.get(mention))
        .map(|mention| mention.entity)
}

/// Returns the mention of whoever issued a document: "Ruiz's statement", "a statement from the ministry".
fn issuer(scene: &Scene, head: &Head) -> Option<usize> {
    let noun = scene.token(head.tokens.end - 1)?;
    if !noun.exact.any(Traits::NOUN)
        && !matches!(scene.word(head.tokens.end - 1), "report" | "release" | "document" | "study" | "survey")
    {
        return None;
    }
    if let Some(mention) = head.tokens.clone().find_map(|idx| scene.mention(idx)) {
        return Some(mention);
    }
    let at = head.tokens.end
        + usize::from(matches!(
            scene.word(head.tokens.end),
            "issued" | "released" | "published" | "written" | "prepared"
        ));
    if !matches!(scene.word(at), "from" | "by" | "of") {
        return None;
    }
    (at + 1..at + 4)
        .take_while(|idx| scene.token(*idx).is_some_and(|t| t.kind == TokenKind::Word))
        .find_map(|idx| scene.mention(idx))
}

/// Returns the end of a description with what belongs to it: "an official from the ministry".
fn full_description(scene: &Scene, head: &Head) -> usize {
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

/// Returns the last mention of an entity before a token.
fn last_before(scene: &Scene, entity: usize, token: usize) -> Option<usize> {
    let offset = scene.token(token)?.span.start;
    let mentions = &scene.entities.get(entity)?.mentions;
    let at = mentions
        .partition_point(|idx| scene.mentions.get(*idx).is_some_and(|mention| mention.span.start < offset));
    mentions.get(at.checked_sub(1)?).copied()
}

/// Returns the person a pronoun at token `at` stands for: the nearest that fits, subjects before all others.
pub fn person_before(scene: &Scene, at: usize, gender: Gender) -> Option<(usize, f32)> {
    let own = scene.document.sentence_of(at);
    // Who may be meant, and how well each fits.
    let mut fits: Vec<(usize, f32)> = Vec::new();
    let mut best = 0.0_f32;
    for back in 0..REACH {
        let Some(sentence) = own.checked_sub(back).and_then(|it| scene.document.sentences.get(it)) else {
            break;
        };
        let near = 4.0 - 0.8 * back as f32;
        if best > near + 1.5 {
            break;
        }
        let end = if back == 0 { at } else { sentence.tokens.end };
        let from = sentence.tokens.start.max(end.saturating_sub(200));
        let mut last = None;
        let mut subject = true;
        for idx in from..end {
            let Some(mention) = scene.mention(idx) else { continue };
            if last == Some(mention) || scene.quoted(idx) || scene.kind(mention) != Some(Kind::Person) {
                continue;
            }
            last = Some(mention);
            let Some(entity) = scene.mentions.get(mention).map(|mention| mention.entity) else { continue };
            let known = scene.genders.get(entity).copied().flatten();
            if known.is_some_and(|other| other != gender) {
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
            subject &= governed || owns;
            best = best.max(fit);
            match fits.iter_mut().find(|(other, _)| *other == entity) {
                Some((_, before)) => *before = before.max(fit) + 0.2,
                None => fits.push((entity, fit)),
            }
        }
    }
    fits.sort_by(|one, other| other.1.total_cmp(&one.1));
    let (entity, first) = *fits.first()?;
    let margin = fits.get(1).map_or(2.0, |(_, second)| first - second);
    Some((
        entity,
        if margin >= 1.0 {
            0.92
        } else if margin >= 0.4 {
            0.85
        } else {
            0.7
        },
    ))
}
