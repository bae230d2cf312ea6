//! The evidence itself: what speaks for and against each kind of name.

use crate::extract::{
    Kind,
    lexicon::{Traits, traits},
    tagger::score::{Context, shape::Shape},
    token::{Case, PassageKind, TokenKind},
};

/// Weighs a piece as the name of a person.
pub fn person(context: &Context, start: usize, end: usize, shape: &Shape, listed: Traits) -> f32 {
    if shape.links + shape.and + shape.the + shape.numbers + shape.possessives > 0
        || shape.bars_person > 0
        || shape.capitals == 0
    {
        return -9.0;
    }
    let document = context.document;
    let mut points = 0.0;
    let titled = context.titled(start);
    let part = if end - start == 1 { context.memory.part(document.word(start)) } else { 0.0 };
    let heading = context.passage == PassageKind::Heading;
    if shape.words == 1 {
        points -= 2.0;
        if shape.initials > 0 {
            return -9.0;
        }
        let beside = context.neighbors(start, end);
        let known = part >= 0.6 && beside == 0.0;
        if (shape.last.any(Traits::OTHER) || shape.last_folded.any(Traits::TITLE)) && !known {
            return -9.0;
        }
        points -= 2.5 * beside;
        points += if shape.given > 0 { 1.2 } else { 0.0 } + if shape.surnames > 0 { 1.6 } else { 0.0 };
        points += if known {
            5.0
        } else if part > 0.0 {
            2.0
        } else {
            0.0
        };
        if context.weak_capital(start) {
            points -= if shape.first_common { 4.0 } else { 0.5 };
        } else if shape.first_common {
            points -= 2.0;
        }
        points -= 1.5 * shape.upper as f32;
        if titled {
            points += 3.0;
        }
        points += 0.8 * context.acts(end);
        if matches!(context.word_before(start), "in" | "at" | "from" | "near" | "the" | "across") {
            points -= 1.5;
        }
    } else {
        let strangers = shape
            .capitals
            .saturating_sub(shape.given.max(1) - usize::from(shape.given == 0))
            .saturating_sub(shape.surnames);
        let known = shape.first_given;
        points += 2.0 * (shape.capitals as f32 - 1.0).min(2.0);
        let opens = context.token(start).is_some_and(|t| t.case == Case::Lower);
        points -= if opens { 3.5 } else { 1.0 } * context.neighbors(start, end);
        points += if known { 2.0 } else { -1.5 };
        points += if shape.last.any(Traits::SURNAME) {
            1.6
        } else if shape.last.any(Traits::GIVEN) {
            0.8
        } else {
            0.0
        };
        points += 0.8 * shape.initials.min(2) as f32;
        points += if shape.capitals == 2 {
            0.6
        } else if shape.capitals == 3 {
            0.3
        } else {
            -1.0
        };
        points -= 2.0 * shape.common as f32;
        points -= 0.2 * strangers as f32;
        let article = context.token(start).is_some_and(|t| t.folded.any(Traits::PARTICLE));
        if shape.first_common && context.weak_capital(start) && !article {
            points -= 3.0;
        }
        if shape.particles > 0 {
            points += 0.5;
        }
        points += if shape.places == 0 { 0.5 } else { -0.4 } * shape.hyphens as f32;
        if shape.upper > 0 && !heading {
            points -= 1.0 * shape.upper as f32;
        }
        if titled {
            points += 2.5;
        }
        points += 0.7 * context.acts(end);
        for idx in start..end {
            let whole = context.memory.part(document.word(idx));
            if whole >= 0.6 {
                points += 0.6;
            }
        }
        if heading && !known && shape.common == 0 {
            points -= 0.7;
        }
        if document.word(start) == "The" {
            points -= 3.0;
        }
        if matches!(context.word_before(start), "the") {
            points -= 1.5;
        }
        if context
            .token(start)
            .is_some_and(|t| t.case == Case::Lower || shape.particles > 0 && t.folded.any(Traits::PARTICLE))
        {
            points += 1.0;
            let last = context.memory.part(document.word(end - 1));
            points += if last >= 0.6 { 5.0 } else { 0.5 };
        }
        if context.token(start).is_some_and(|t| t.exact.any(Traits::PLACE) && !t.exact.any(Traits::GIVEN)) {
            points -= 1.5;
        }
    }
    points -= 3.0 * shape.other as f32 + 3.0 * shape.titles as f32;
    if listed.any(Traits::PLACE | Traits::ORGANIZATION) && part < 0.6 {
        points -= if listed.any(Traits::GIVEN | Traits::SURNAME) { 0.8 } else { 2.0 };
    }
    points
}

/// Weighs a piece as the name of a place.
pub fn place(context: &Context, start: usize, end: usize, shape: &Shape, listed: Traits) -> f32 {
    if shape.and + shape.possessives + shape.numbers > 0 && !listed.any(Traits::PLACE) || shape.capitals == 0
    {
        return -9.0;
    }
    let mut points = -1.5;
    let before = context.word_before(start);
    let first = context.token(start);
    if matches!(context.token(end).map(|t| t.kind), Some(TokenKind::Mark('$' | '€' | '£'))) {
        // "US$ 20" names a currency.
        return -9.0;
    }
    if listed.any(Traits::PLACE) {
        points += 4.5 + 3.0 * (shape.words as f32 - 1.0);
        if listed.any(Traits::GIVEN | Traits::SURNAME) {
            points -= 1.2;
        }
        if listed.any(Traits::ORGANIZATION) {
            points -= 1.0;
        }
        if shape.words == 1 && shape.first_common && context.weak_capital(start) {
            points -= 3.0;
        }
    } else {
        if shape.the > 0 || shape.other > 1 || shape.titles > 0 || shape.last.any(Traits::OTHER) {
            return -9.0;
        }
        points -= shape.links as f32 + shape.particles as f32 * 0.5 + 0.5 * shape.hyphens as f32;
        if shape.capitals > 1 && shape.last_folded.any(Traits::PLACE_HEAD) {
            points += if shape.last_folded.any(Traits::ORG_HEAD) {
                1.5
            } else {
                3.0 + if shape.places > 0 && shape.capitals < 4 { 2.0 } else { 0.0 }
            };
        }
        let opens = first.is_some_and(|t| t.folded.any(Traits::PLACE_START));
        if shape.capitals > 1 && opens {
            points += 1.2;
            if shape.last.any(Traits::PLACE) {
                points += 3.0;
            }
        }
        if shape.capitals > 1 && first.is_some_and(|t| t.folded.any(Traits::PLACE_HEAD)) {
            // "Ilha do Sal", "Rua das Velas": the languages that put the head first leave no doubt.
            let foreign = !first.is_some_and(|t| t.folded.any(Traits::COMMON));
            points += if opens && foreign { 3.0 } else { 1.0 };
        }
        if shape.org_heads > 0 && !shape.last_folded.any(Traits::PLACE_HEAD) {
            points -= 1.5;
        }
        points -= if context.weak_capital(start) && shape.first_common { 3.0 } else { 0.0 };
        if shape.words == 1 && shape.common > 0 {
            points -= 2.0;
        }
        if shape.common > 1 && !(shape.common == 2 && opens) {
            points -= 0.7;
        }
        points -= 1.5 * shape.other as f32 + shape.upper as f32 + 1.5 * shape.initials as f32;
        points -= 0.5 * shape.given.min(1) as f32 + 0.3 * shape.surnames.min(1) as f32;
    }
    let closed = matches!(
        context.token(end).map(|t| t.kind),
        Some(TokenKind::Mark(',' | '(' | '—' | '–' | '-' | '.' | '/') | TokenKind::Number)
    );
    if context.passage == PassageKind::Dateline
        && start == context.first
        && shape.upper == shape.capitals
        && closed
    {
        points += 8.0;
    }
    if shape.words == 1 && context.memory.part(context.document.word(start)) >= 0.6 {
        points -= 1.5;
    }
    match before {
        "in" | "In" => points += 1.8,
        "near" | "across" | "throughout" | "outside" | "northern" | "southern" | "eastern" | "western"
        | "central" => points += 1.8,
        "from" | "at" | "to" | "around" | "into" | "through" | "From" | "At" | "of" => points += 0.7,
        _ => {}
    }
    let comma = |idx: usize| matches!(context.token(idx).map(|t| t.kind), Some(TokenKind::Mark(',')));
    if start >= context.first + 2
        && comma(start - 1)
        && context.token(start - 2).is_some_and(|t| t.exact.any(Traits::PLACE))
    {
        points += 0.7;
    }
    if comma(end) && context.after(end + 1).is_some_and(|t| t.exact.any(Traits::PLACE)) {
        points += 1.8;
    }
    if context.titled(start) && before.chars().next().is_some_and(char::is_uppercase) {
        points -= 1.0;
    }
    points
}

/// Weighs a piece as the name of an organization.
pub fn organization(context: &Context, start: usize, end: usize, shape: &Shape, listed: Traits) -> f32 {
    if shape.capitals == 0 {
        return -9.0;
    }
    let document = context.document;
    let first = context.token(start);
    let mut points = -1.5;
    if listed.any(Traits::ORGANIZATION) {
        points += 4.8 + 3.0 * (shape.words as f32 - 1.0);
        if listed.any(Traits::SURNAME | Traits::GIVEN) && shape.words == 1 {
            points -= 1.0;
        }
        if shape.words == 1 && shape.first_common && context.weak_capital(start) {
            points -= 3.0;
        }
        return points;
    }
    if shape.words > 1 && national(context, start, end) {
        return points + 8.8 + 3.0 * (shape.words as f32 - 1.0);
    }
    if let Some(kind) = context.memory.acronym(document.word(start))
        && shape.words == 1
    {
        return if kind == Kind::Organization { 6.0 } else { -2.0 };
    }
    if shape.numbers > 0 || shape.the > 0 && shape.links == 0 {
        return -9.0;
    }
    if document.word(end - 1).len() == 1 && shape.words == 1 {
        return -9.0;
    }
    let head = shape.org_heads > 0;
    if shape.words == 1 {
        if shape.upper == 1
            && first.is_some_and(|t| {
                (2..=6).contains(&t.span.len()) && !t.exact.any(Traits::PLACE | Traits::OTHER)
            })
            && context.passage == PassageKind::Body
        {
            points += 3.2;
        } else {
            points -= 0.5;
        }
        if shape.upper == 0 && shape.common > 0 {
            points -= 2.0;
        }
        if head && !context.weak_capital(start) && context.word_before(start) == "the" {
            points += 1.2;
        }
    } else {
        if shape.last_folded.any(Traits::ORG_END) {
            points += 5.0;
        } else if shape.last_folded.any(Traits::ORG_HEAD) {
            points += 3.2
                + 1.2 * (shape.capitals as f32 - 1.0).min(4.0)
                + 2.6 * shape.places.min(2) as f32
                + 2.6 * shape.orgs.min(2) as f32;
        } else if head && shape.links > 0 {
            points += 3.2
                + 0.8 * shape.capitals.min(5) as f32
                + if shape.and == 0 {
                    2.6 * shape.places.min(2) as f32 + 1.5 * shape.orgs.min(2) as f32
                } else {
                    0.0
                };
        } else if head {
            points += 0.6;
        }
        if shape.and > 0 {
            let ampersand = (start..end).any(|idx| document.word(idx) == "&");
            points += if ampersand {
                2.5
            } else if head && shape.links > 0 {
                -0.7
            } else {
                -2.5
            };
        }
        if shape.links > 0 && !head {
            points -= 2.5;
        }
        if shape.links > 0 && !first.is_some_and(|t| t.folded.any(Traits::ORG_HEAD)) {
            points -= 1.5;
        }
        if shape.links > 1 {
            points -= 0.8;
        }
        points -= 1.2 * shape.possessives as f32 + 0.5 * shape.hyphens as f32 + 0.7 * shape.particles as f32;
        if shape.first_given && !shape.last_folded.any(Traits::ORG_HEAD | Traits::ORG_END) {
            points -= 1.0;
        }
        if matches!(context.word_before(start), "the" | "The") {
            points += 0.7;
        }
        points -= 1.5 * shape.titles as f32;
        if first.is_some_and(|t| t.exact.any(Traits::OTHER)) {
            // "Bolivian Congress" is the Congress; "Scottish Socialist Party" and "British Army" are names as a whole.
            let fixed = matches!(
                document.word(end - 1),
                "Party"
                    | "Army"
                    | "Navy"
                    | "Airways"
                    | "Airlines"
                    | "Society"
                    | "Parliament"
                    | "University"
                    | "Committee"
            );
            points += if fixed || shape.capitals > 2 && head { 2.4 } else { -1.6 };
        }
        if context.weak_capital(start)
            && shape.first_common
            && matches!(
                document.word(start),
                "The"
                    | "In"
                    | "A"
                    | "An"
                    | "But"
                    | "And"
                    | "At"
                    | "On"
                    | "As"
                    | "For"
                    | "When"
                    | "While"
                    | "After"
                    | "This"
                    | "That"
                    | "His"
                    | "Her"
                    | "Its"
                    | "Their"
                    | "Our"
                    | "Former"
                    | "If"
                    | "With"
                    | "From"
                    | "By"
            )
        {
            points -= 6.0;
        }
        if context.passage == PassageKind::Heading {
            points -= 1.2 * (shape.common as f32 - 1.0).max(0.0) + 0.6;
        }
    }
    points
}

/// Returns whether a country, or the United Nations, stands before a listed body: "US Congress".
fn national(context: &Context, start: usize, end: usize) -> bool {
    (start + 1..end.min(start + 3)).any(|body| {
        let text = context.document.text;
        let front = traits(context.document.span(start..body).slice(text));
        front.any(Traits::PLACE | Traits::ORGANIZATION)
            && !front.any(Traits::GIVEN | Traits::SURNAME | Traits::OTHER)
            && context.token(body).is_some_and(|t| !t.glued && t.exact != Traits::default())
            && matches!(
                context.document.word(start),
                "US" | "U.S." | "UK" | "U.K." | "UN" | "U.N." | "United"
            )
            && traits(context.document.span(body..end).slice(text)).any(Traits::ORGANIZATION)
    })
}
