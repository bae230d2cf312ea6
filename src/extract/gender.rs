//! Which pronoun the people of an article go by, as far as their titles, first names and pronouns nearby tell.

use crate::extract::{
    Entity, Kind, Mention,
    lexicon::Traits,
    title,
    token::{Document, TokenKind},
};

/// The pronoun a person goes by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gender {
    /// "he"
    He,
    /// "she"
    She,
}

/// Returns the gender that a pronoun tells.
pub fn of_pronoun(word: &str) -> Option<Gender> {
    match word {
        "he" | "He" | "his" | "His" | "him" | "himself" | "él" | "Él" => Some(Gender::He),
        "she" | "She" | "her" | "Her" | "hers" | "herself" | "ella" | "Ella" => Some(Gender::She),
        _ => None,
    }
}

/// Returns for each entity the pronoun it goes by, where there is evidence.
pub fn genders(document: &Document, entities: &[Entity], mentions: &[Mention]) -> Vec<Option<Gender>> {
    let mut points = vec![0.0_f32; entities.len()];
    let mut add = |entity: usize, value: f32| {
        if let Some(total) = points.get_mut(entity) {
            *total += value;
        }
    };
    for (idx, entity) in entities.iter().enumerate().filter(|(_, entity)| entity.kind == Kind::Person) {
        let first = entity.name.split(' ').next().unwrap_or("");
        if entity.name.contains(' ') {
            add(idx, 2.0 * lean(document.veil.traits(first), Traits::MALE, Traits::FEMALE));
        }
    }
    let people: Vec<&Mention> =
        mentions.iter().filter(|m| entities.get(m.entity).is_some_and(|e| e.kind == Kind::Person)).collect();
    let mut next = 0;
    let mut before: Option<usize> = None;
    let mut passage = usize::MAX;
    for sentence in &document.sentences {
        if sentence.passage != passage {
            passage = sentence.passage;
            before = None;
        }
        let span = document.span(sentence.tokens.clone());
        let mut alone: Option<usize> = before;
        let mut named = None;
        let mut several = false;
        while let Some(mention) = people.get(next).filter(|mention| mention.span.start < span.end) {
            let start = document.token_from(mention.span.start);
            add(mention.entity, 5.0 * lean(title::traits_before(document, start), Traits::HE, Traits::SHE));
            several |= named.is_some_and(|other| other != mention.entity);
            named = Some(mention.entity);
            next += 1;
        }
        if let Some(entity) = named {
            alone = (!several && before.is_none_or(|other| other == entity)).then_some(entity);
        }
        if let Some(entity) = alone {
            let mut seen: f32 = 0.0;
            for idx in sentence.tokens.clone() {
                if document.tokens.get(idx).is_some_and(|token| token.kind == TokenKind::Word) {
                    match of_pronoun(document.word(idx)) {
                        Some(Gender::He) => seen += 1.0,
                        Some(Gender::She) => seen -= 1.0,
                        None => {}
                    }
                }
            }
            add(entity, seen.clamp(-1.0, 1.0));
        }
        before = if several { None } else { named.or(before) };
    }
    points
        .iter()
        .map(|points| match points {
            1.0.. => Some(Gender::He),
            ..=-1.0 => Some(Gender::She),
            _ => None,
        })
        .collect()
}

fn lean(known: Traits, he: Traits, she: Traits) -> f32 {
    match (known.any(he), known.any(she)) {
        (true, false) => 1.0,
        (false, true) => -1.0,
        _ => 0.0,
    }
}
