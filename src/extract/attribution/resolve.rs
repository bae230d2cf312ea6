//! From the words that name a speaker to the entity: pronouns and roles to the person they stand for.

use std::collections::HashMap;

use crate::extract::{
    Entity, Kind, Speaker,
    attribution::scene::{Head, Scene, Who},
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
            Who::Pronoun(None) => (None, 0.7),
            Who::Described => match self.bearer(scene, head) {
                Some(entity) => (Some(entity), 0.85),
                None => match issuer(scene, head) {
                    Some(mention) => (scene.mentions.get(mention).map(|mention| mention.entity), 0.85),
                    None => {
                        span = scene.document.span(head.tokens.start..full_description(scene, head));
                        (None, 0.9)
                    }
                },
            },
        };
        (Speaker { entity, span, source: span }, confidence)
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
    let at = head.tokens.end + usize::from(matches!(scene.word(head.tokens.end), "issued" | "released"));
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
    let joins =
        matches!(scene.word(end), "of" | "from" | "for" | "at") || close_to && scene.word(end) == "to";
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

/// Returns the person a pronoun at token `at` stands for: the subject of the nearest sentence that has one that fits.
pub fn person_before(scene: &Scene, at: usize, gender: Gender) -> Option<(usize, f32)> {
    let own = scene.document.sentence_of(at);
    for back in 0..REACH {
        let sentence = scene.document.sentences.get(own.checked_sub(back)?)?;
        let end = if back == 0 { at } else { sentence.tokens.end };
        let from = sentence.tokens.start.max(end.saturating_sub(200));
        let mut unsure = None;
        let mut best: Option<(bool, usize)> = None;
        let mut rivals = 0;
        let mut last = None;
        for idx in from..end {
            let Some(mention) = scene.mention(idx) else { continue };
            if last == Some(mention) || scene.quoted(idx) || scene.kind(mention) != Some(Kind::Person) {
                continue;
            }
            last = Some(mention);
            let Some(entity) = scene.mentions.get(mention).map(|mention| mention.entity) else { continue };
            let owns = (idx..end.min(idx + 6))
                .find(|next| scene.mention(*next) != Some(mention))
                .and_then(|next| scene.token(next))
                .is_some_and(|token| token.kind == TokenKind::Possessive);
            match scene.genders.get(entity).copied().flatten() {
                Some(other) if other == gender => {
                    if best.is_some_and(|(_, first)| first != entity) {
                        rivals += 1;
                    }
                    if best.is_none_or(|(owned, _)| owned && !owns) {
                        best = Some((owns, entity));
                    }
                }
                None => {
                    if unsure.is_some_and(|first| first != entity) {
                        rivals += 1;
                    }
                    unsure = unsure.or(Some(entity));
                }
                Some(_) => {}
            }
        }
        if let Some((_, entity)) = best {
            return Some((entity, if rivals == 0 { 0.92 } else { 0.8 }));
        }
        if let Some(entity) = unsure {
            return Some((entity, if rivals == 0 { 0.85 } else { 0.7 }));
        }
    }
    None
}
