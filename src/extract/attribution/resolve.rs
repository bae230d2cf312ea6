//! From the words that name a speaker to the entity: pronouns and roles to the person they stand for.

use std::collections::HashMap;

use crate::extract::{
    Entity, Kind, Speaker,
    attribution::{
        antecedent::{self, Antecedent},
        head::{Head, Who},
        phrase,
        scene::Scene,
        words,
    },
    lexicon::Traits,
    token::{Case, TokenKind},
};
use crate::text::Span;

/// Knows whom the roles of an article may stand for.
pub struct Resolver<'a> {
    /// For each word of a role the entities that have it.
    roles: HashMap<&'a str, Vec<usize>>,
}

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

    /// Tells who a head is, and how sure. The span of who is only described is that of the description, also where a pronoun
    /// stands for it.
    pub fn speaker(&self, scene: &Scene, head: &Head) -> (Speaker, f32) {
        let source = scene.span(head);
        let start = head.tokens.start;
        let meant = match head.who {
            Who::Named(mention) => {
                let entity = scene.mentions.get(mention).map(|mention| mention.entity);
                return (Speaker { entity, span: source, source }, 1.0);
            }
            Who::Described => return self.described(scene, head),
            Who::Pronoun(gender @ Some(_)) => antecedent::person(scene, start, gender),
            Who::Pronoun(None) => match scene.word(start) {
                "it" | "It" => antecedent::thing(scene, start).map(|it| (it, 0.8)),
                "they" | "They" => antecedent::group(scene, start).map(|it| (it, 0.75)),
                _ => None,
            },
        };
        match meant {
            Some((Antecedent::Entity(entity), sure)) => {
                (Speaker { entity: Some(entity), span: source, source }, sure)
            }
            Some((Antecedent::Described(other), sure)) => {
                let (speaker, known) = self.described(scene, &other);
                let span = if speaker.entity.is_some() { source } else { speaker.span };
                (Speaker { source, span, ..speaker }, sure * known)
            }
            None => (Speaker { entity: None, span: source, source }, 0.6),
        }
    }

    /// Tells who is described.
    fn described(&self, scene: &Scene, head: &Head) -> (Speaker, f32) {
        let own = antecedent::described(scene, head);
        let named = |entity: usize, sure: f32| {
            (Speaker { entity: Some(entity), span: scene.span(head), source: scene.span(head) }, sure)
        };
        if let Some(entity) = named_body(scene, head) {
            return named(entity, 0.85);
        }
        let bearer = self.bearer(scene, head);
        let fuller = antecedent::fuller(scene, head);
        if let Some(Antecedent::Entity(entity)) = fuller {
            return named(entity, 0.9);
        }
        if let Some(Antecedent::Described(other)) = &fuller {
            let at = scene.document.span(other.tokens.clone());
            let later = bearer.is_none_or(|entity| {
                let last = last_before(scene, entity, head.tokens.start);
                last.and_then(|it| scene.mentions.get(it)).is_none_or(|it| it.span.end < at.start)
            });
            if later && !is_document(scene.word(head.tokens.end - 1)) {
                let span = antecedent::described(scene, other);
                return (Speaker { entity: None, span, source: own }, 0.88);
            }
        }
        if let Some(entity) = bearer {
            return named(entity, 0.85);
        }
        if characterizes(scene, head)
            && let Some((Antecedent::Entity(entity), sure)) =
                antecedent::person(scene, head.tokens.start, None)
        {
            return named(entity, 0.9 * sure);
        }
        match self.author(scene, head) {
            Some(Author::Entity(entity)) => named(entity, 0.85),
            Some(Author::Described(span)) => (Speaker { entity: None, span, source: own }, 0.85),
            None => (Speaker { entity: None, span: own, source: own }, 0.86),
        }
    }

    /// Returns who issued a document, from the words around it or around an earlier mention of it.
    fn author(&self, scene: &Scene, head: &Head) -> Option<Author> {
        let entity = |mention: usize| scene.mentions.get(mention).map(|it| Author::Entity(it.entity));
        if let Some(author) = issuer(scene, head) {
            return Some(author);
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
                    .take_while(|at| !words::is_stop(scene.word(*at)))
                    .find_map(|at| scene.mention(at));
                let by = (idx + 1..idx + 4)
                    .find(|at| matches!(scene.word(*at), "by" | "from"))
                    .and_then(|at| (at + 1..at + 5).find_map(|at| scene.mention(at)))
                    .map(|mention| owned(scene, mention));
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
        // "The band apologized to its listeners. The statement read": whoever was named last.
        let spoken = matches!(noun, "statement" | "letter" | "announcement");
        spoken.then(|| body_before(scene, head.tokens.start).map(Author::Entity)).flatten()
    }

    /// Returns the one person whose role the description repeats: "the minister".
    fn bearer(&self, scene: &Scene, head: &Head) -> Option<usize> {
        let first = scene.word(head.tokens.start);
        let ahead = matches!(first, "a" | "an" | "A" | "An");
        let definite = ahead
            || matches!(
                first,
                "the" | "The" | "his" | "her" | "their" | "its" | "His" | "Her" | "Their" | "Its"
            )
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
        if ahead {
            // "A congressman said so. Congressman Ruiz ..." names them later, if nobody else can be meant.
            let [one] = bearers.as_slice() else { return None };
            let offset = scene.token(head.tokens.start)?.span.start;
            let named = scene.entities.get(*one)?.mentions.first().and_then(|it| scene.mentions.get(*it))?;
            let own = scene.document.sentence_of(head.tokens.start);
            let later = scene.document.sentence_of(scene.document.token_from(named.span.start));
            let spokes = noun.starts_with("spokes") || matches!(noun, "official" | "man" | "woman");
            return (named.span.start > offset && (own..own + 4).contains(&later) && !spokes).then_some(*one);
        }
        if matches!(scene.word(head.tokens.end), "of" | "for") {
            // "the leader of the Shore Party" is whoever leads that.
            let of = scene.word(head.tokens.end + 1 + usize::from(scene.word(head.tokens.end + 1) == "the"));
            let leads = |entity: &usize| {
                let role = scene.entities.get(*entity).and_then(|it| it.role.as_deref());
                role.is_none_or(|role| {
                    !role.contains(" of ") || role.to_lowercase().contains(&of.to_lowercase())
                })
            };
            bearers.retain(leads);
        }
        if bearers.is_empty() && LEADERS.contains(&noun) && head.tokens.len() > 2 {
            // "the Tibetan leader"
            let capital = (head.tokens.start + 1..head.tokens.end - 1)
                .map(|idx| scene.word(idx))
                .filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase));
            let all: Vec<usize> = capital
                .filter_map(|word| self.roles.get(word))
                .flatten()
                .copied()
                .filter(|it| scene.entities.get(*it).is_some_and(|entity| entity.kind == Kind::Person))
                .collect();
            let first = all.first().copied();
            return first.filter(|first| all.iter().all(|it| it == first));
        }
        match bearers.as_slice() {
            // "the Rotary foundation" is not the one named last.
            [] if (head.tokens.start + 1..head.tokens.end)
                .any(|it| scene.word(it).starts_with(char::is_uppercase)) =>
            {
                None
            }
            [] if BODIES.contains(&noun) => body_before(scene, head.tokens.start),
            [] => None,
            [one] => Some(*one),
            several => {
                several.iter().copied().max_by_key(|entity| last_before(scene, *entity, head.tokens.start))
            }
        }
    }
}

/// Nouns that stand for whoever is at the head of a country or a body.
const LEADERS: &[&str] = &[
    "leader",
    "president",
    "premier",
    "minister",
    "chief",
    "head",
    "ruler",
    "monarch",
    "king",
    "chancellor",
];

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

/// Returns whether a description is another way to name the person the article is at: "the Scot", "the teenager".
fn characterizes(scene: &Scene, head: &Head) -> bool {
    let at = head.tokens.end - 1;
    let definite = matches!(scene.word(head.tokens.start), "the" | "The");
    let people = scene.token(at).is_some_and(|token| {
        token.case == Case::Title
            && head.tokens.len() == 2
            && scene.mention(at).is_none()
            && !token.folded.any(Traits::ROLE | Traits::BODY | Traits::NOUN | Traits::TITLE)
    });
    let aged =
        head.tokens.clone().any(|idx| scene.word(idx) == "year" || scene.word(idx).ends_with("-year-old"));
    definite && (people || aged || words::is_character(scene.word(at)))
}

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
            | "analysis"
            | "warning"
            | "advertisement"
            | "ad"
            | "blog"
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

/// Returns the last of names that own each other: the ministry in "Taiwan's Foreign Ministry".
fn owned(scene: &Scene, mention: usize) -> usize {
    let Some(span) = scene.mentions.get(mention).map(|it| it.span) else { return mention };
    let end = scene.document.token_from(span.end);
    let possessive = scene.token(end).is_some_and(|token| token.kind == TokenKind::Possessive);
    scene.mention(end + 1).filter(|_| possessive).unwrap_or(mention)
}

/// Who issued a document.
enum Author {
    /// An entity.
    Entity(usize),
    /// Somebody who is only described: "Ruiz's family".
    Described(Span),
}

/// Returns whoever issued a document: "Ruiz's statement", "a statement from the ministry".
fn issuer(scene: &Scene, head: &Head) -> Option<Author> {
    // "The Ledger's recent analysis of its own figures"
    let owned = head.tokens.clone().find(|idx| {
        *idx > head.tokens.start && scene.token(*idx).is_some_and(|token| token.kind == TokenKind::Possessive)
    });
    if let Some(owned) = owned
        && let Some(mention) = scene.mention(owned - 1).filter(|it| scene.kind(*it) != Some(Kind::Place))
        && (owned + 1..head.tokens.end.min(owned + 6)).any(|idx| is_document(scene.word(idx)))
    {
        return scene.mentions.get(mention).map(|it| Author::Entity(it.entity));
    }
    let noun = scene.token(head.tokens.end - 1)?;
    if !noun.exact.any(Traits::NOUN)
        && !matches!(scene.word(head.tokens.end - 1), "report" | "release" | "document" | "study" | "survey")
    {
        return None;
    }
    let entity = |mention: usize| scene.mentions.get(mention).map(|it| Author::Entity(it.entity));
    // "Taiwan's Foreign Ministry statement": who stands last owns it.
    if let Some(mention) = head.tokens.clone().rev().find_map(|idx| scene.mention(idx)) {
        return entity(mention);
    }
    let body = head.tokens.end.checked_sub(2).filter(|it| *it > head.tokens.start);
    if let Some(body) = body
        && BODIES.contains(&scene.word(body))
        && let Some(found) = body_before(scene, head.tokens.start)
    {
        // "an agency statement"
        return Some(Author::Entity(found));
    }
    let at = head.tokens.end
        + usize::from(matches!(
            scene.word(head.tokens.end),
            "issued" | "released" | "published" | "written" | "prepared"
        ));
    if !matches!(scene.word(at), "from" | "by" | "of") {
        return None;
    }
    let limit = scene.document.sentences.get(scene.document.sentence_of(at))?.tokens.end;
    let phrase = phrase::object(scene, at + 1, limit)?;
    let leaves = |idx: &usize| {
        matches!(
            scene.word(*idx),
            "in" | "at" | "on" | "," | "after" | "about" | "and" | "late" | "early" | "earlier"
        ) || words::is_day(scene.word(*idx))
    };
    let end = phrase.clone().find(leaves).unwrap_or(phrase.end);
    let of = (phrase.start..end)
        .find(|idx| matches!(scene.word(*idx), "of" | "for") && scene.mention(*idx).is_none())
        .unwrap_or(end);
    match scene.mention(of.checked_sub(1).filter(|it| phrase.contains(it))?) {
        Some(mention) => entity(mention),
        None => Some(Author::Described(scene.document.span(phrase.start..end))),
    }
}

/// Returns the last mention of an entity before a token.
fn last_before(scene: &Scene, entity: usize, token: usize) -> Option<usize> {
    let offset = scene.token(token)?.span.start;
    let mentions = &scene.entities.get(entity)?.mentions;
    let at = mentions
        .partition_point(|idx| scene.mentions.get(*idx).is_some_and(|mention| mention.span.start < offset));
    mentions.get(at.checked_sub(1)?).copied()
}
