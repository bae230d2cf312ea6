//! The reader's judgements laid over an extraction: what was said once holds wherever the name or the words occur.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    annotation::judgement::{Check, Class, Judgements, key},
    extract::{Entity, Extraction, Kind, Mention, QuotationKind, Speaker},
    text::{Span, fold::Folded, search},
};

/// An extraction as the reader judges it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Judged {
    /// What is shown.
    pub extraction: Arc<Extraction>,
    /// By entity: why it is not as it was found; empty where it is.
    pub entities: Vec<&'static str>,
    /// By quotation: whether the reader named the speaker, and what comparing with the source showed.
    pub quotations: Vec<OfQuotation>,
}

/// What the reader says of a quotation that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OfQuotation {
    /// Whether the reader named the speaker.
    pub speaker: bool,
    /// What comparing it with its source showed.
    pub check: Option<Check>,
}

/// The shortest quotation, in bytes, that is the same statement wherever it stands.
const STATEMENT: usize = 40;

/// An entity while it is being judged.
struct Draft {
    entity: Entity,
    why: &'static str,
    /// Its mentions, as indices into those of the extraction.
    mentions: Vec<usize>,
    /// The entities of the extraction that went into it.
    from: Vec<usize>,
}

/// Lays judgements over what was found in a text.
pub fn judge(found: &Arc<Extraction>, judgements: &Judgements, text: &str) -> Judged {
    if judgements.is_empty() {
        return Judged {
            extraction: Arc::clone(found),
            entities: vec![""; found.entities.len()],
            quotations: vec![OfQuotation::default(); found.quotations.len()],
        };
    }
    let mut mentions = found.mentions.clone();
    let mut drafts = split(found, judgements, text);
    add(&mut drafts, &mut mentions, judgements, text);
    drafts.retain(|draft| !judgements.of_name(&draft.entity.name).is_some_and(|said| said.not_entity));
    merge(&mut drafts, judgements);
    for draft in &mut drafts {
        let Some(said) = judgements.of_name(&draft.entity.name) else { continue };
        if let Some(class) = said.class {
            draft.entity.kind = kind(class);
            draft.why = "kind set by you";
        }
        if let Some(shown) = &said.shown {
            let found = std::mem::replace(&mut draft.entity.name, shown.clone());
            draft.entity.aliases.insert(0, found);
            draft.why = "renamed by you";
        }
    }
    build(found, drafts, &mentions, judgements, text)
}

/// Returns the entities, those parted that the reader says are two.
fn split(found: &Extraction, judgements: &Judgements, text: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (idx, entity) in found.entities.iter().enumerate() {
        let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut whole = Vec::new();
        for mention in &entity.mentions {
            let words = found.mentions.get(*mention).map_or("", |it| it.span.slice(text));
            if judgements.of_pair(&entity.name, words) == Some(false) {
                parts.entry(words.to_owned()).or_default().push(*mention);
            } else {
                whole.push(*mention);
            }
        }
        for (name, mentions) in parts {
            let entity = Entity {
                name,
                aliases: Vec::new(),
                role: None,
                gender: None,
                location: None,
                mentions: Vec::new(),
                kind: entity.kind,
            };
            drafts.push(Draft { entity, why: "told apart by you", mentions, from: Vec::new() });
        }
        let mut entity = entity.clone();
        entity.aliases.retain(|alias| judgements.of_pair(&entity.name, alias) != Some(false));
        drafts.push(Draft { entity, why: "", mentions: whole, from: vec![idx] });
    }
    drafts
}

/// Adds the names that the reader added, wherever they stand and nothing else is named.
fn add(drafts: &mut Vec<Draft>, mentions: &mut Vec<Mention>, judgements: &Judgements, text: &str) {
    let mut folded = None;
    for (name, class) in judgements.added() {
        let folded = folded.get_or_insert_with(|| Folded::new(text));
        let whole = |span: &Span| {
            let before = text.get(..span.start).and_then(|head| head.chars().next_back());
            let after = text.get(span.end..).and_then(|rest| rest.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        };
        let free = |span: &Span| !mentions.iter().any(|mention| mention.span.overlaps(*span));
        let places: Vec<Span> =
            search::find_all(text, folded, name).into_iter().filter(whole).filter(free).collect();
        let new = mentions.len()..mentions.len() + places.len();
        mentions.extend(places.into_iter().map(|span| Mention { span, entity: 0, confidence: 1.0 }));
        match drafts.iter_mut().find(|draft| key(&draft.entity.name) == key(name)) {
            Some(draft) => draft.mentions.extend(new),
            None if !new.is_empty() => drafts.push(Draft {
                entity: Entity {
                    kind: kind(*class),
                    name: name.clone(),
                    aliases: Vec::new(),
                    role: None,
                    gender: None,
                    location: None,
                    mentions: Vec::new(),
                },
                why: "added by you",
                mentions: new.collect(),
                from: Vec::new(),
            }),
            None => {}
        }
    }
}

/// Joins entities that the reader says are one, under the fuller name.
fn merge(drafts: &mut Vec<Draft>, judgements: &Judgements) {
    let mut idx = 0;
    while idx < drafts.len() {
        let same = |other: &Draft| {
            let name = drafts.get(idx).map_or("", |draft| &draft.entity.name);
            judgements.of_pair(name, &other.entity.name) == Some(true)
        };
        let Some(other) = drafts.iter().skip(idx + 1).position(same).map(|at| idx + 1 + at) else {
            idx += 1;
            continue;
        };
        let mut joined = drafts.remove(other);
        let Some(into) = drafts.get_mut(idx) else { break };
        if joined.entity.name.len() > into.entity.name.len() {
            std::mem::swap(&mut joined.entity, &mut into.entity);
        }
        into.entity.aliases.push(joined.entity.name);
        into.entity.aliases.extend(joined.entity.aliases);
        into.entity.role = into.entity.role.take().or(joined.entity.role);
        into.entity.gender = into.entity.gender.or(joined.entity.gender);
        into.entity.location = into.entity.location.or(joined.entity.location);
        into.mentions.append(&mut joined.mentions);
        into.from.append(&mut joined.from);
        into.why = "joined by you";
    }
}

/// Puts the extraction together again in its order: by kind, then by number of mentions.
fn build(
    found: &Extraction,
    mut drafts: Vec<Draft>,
    mentions: &[Mention],
    judgements: &Judgements,
    text: &str,
) -> Judged {
    drafts.retain(|draft| !draft.mentions.is_empty());
    drafts.sort_by_key(|draft| (draft.entity.kind, std::cmp::Reverse(draft.mentions.len())));
    let mut placed: Vec<(Mention, usize)> = Vec::new();
    let mut now_at = vec![None; found.entities.len()];
    for (entity, draft) in drafts.iter().enumerate() {
        let of_this = draft.mentions.iter().filter_map(|idx| mentions.get(*idx));
        placed.extend(of_this.map(|mention| (Mention { entity, ..*mention }, entity)));
        for from in &draft.from {
            if let Some(slot) = now_at.get_mut(*from) {
                *slot = Some(entity);
            }
        }
    }
    placed.sort_by_key(|(mention, _)| mention.span);
    let whys = drafts.iter().map(|draft| draft.why).collect();
    let mut entities: Vec<Entity> =
        drafts.into_iter().map(|draft| Entity { mentions: Vec::new(), ..draft.entity }).collect();
    for (idx, (_, entity)) in placed.iter().enumerate() {
        if let Some(entity) = entities.get_mut(*entity) {
            entity.mentions.push(idx);
        }
    }
    let mentions: Vec<Mention> = placed.into_iter().map(|(mention, _)| mention).collect();
    let mut quotations = found.quotations.clone();
    let mut said = vec![OfQuotation::default(); quotations.len()];
    for quotation in &mut quotations {
        if let Some(speaker) = &mut quotation.speaker {
            // A name within a description is not the speaker: "a spokesman for the council".
            let from = mentions.partition_point(|mention| mention.span.end <= speaker.span.start);
            let beside = mentions.iter().skip(from).take_while(|it| it.span.start < speaker.span.end);
            let named = beside.into_iter().find(|mention| {
                mention.span.overlaps(speaker.span)
                    && (speaker.entity.is_some() || mention.span.covers(speaker.span))
            });
            let moved = speaker.entity.and_then(|entity| now_at.get(entity).copied().flatten());
            speaker.entity = named.map(|mention| mention.entity).or(moved);
        }
    }
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (idx, quotation) in quotations.iter().enumerate() {
        places.entry(key(quotation.span.slice(text))).or_default().push(idx);
    }
    for judged in judgements.quotations() {
        let Some(same) = places.get(&key(&judged.words.exact)) else { continue };
        // The same words said twice are told apart by what stands before them; short ones must stand where they stood,
        // long ones are the same statement in another article.
        let before = |idx: &&usize| {
            let start = quotations.get(**idx).map_or(0, |quotation| quotation.span.start);
            text.get(..start).is_some_and(|head| head.ends_with(&judged.words.prefix))
        };
        let elsewhere = same.first().filter(|_| judged.words.exact.len() >= STATEMENT);
        let Some(idx) = same.iter().find(before).or(elsewhere).copied() else { continue };
        let (Some(quotation), Some(said)) = (quotations.get_mut(idx), said.get_mut(idx)) else { continue };
        said.check = judged.check;
        if let Some(name) = &judged.speaker {
            said.speaker = true;
            quotation.confidence = 1.0;
            let entity = entities.iter().position(|entity| {
                key(&entity.name) == key(name) || entity.aliases.iter().any(|alias| key(alias) == key(name))
            });
            let beside = quotation.speaker.map_or(quotation.span, |speaker| speaker.span);
            quotation.speaker =
                entity.map(|entity| Speaker { entity: Some(entity), span: beside, source: beside });
            if quotation.kind == QuotationKind::Term && entity.is_some() {
                quotation.kind = QuotationKind::Partial;
            }
        }
    }
    // Nothing on the screen shows reports, whose speakers would have to be renumbered.
    let extraction = Extraction { entities, mentions, quotations, reports: Vec::new() };
    Judged { extraction: Arc::new(extraction), entities: whys, quotations: said }
}

/// Returns what extraction calls a kind.
pub fn kind(class: Class) -> Kind {
    match class {
        Class::Person => Kind::Person,
        Class::Place => Kind::Place,
        Class::Organization => Kind::Organization,
    }
}
