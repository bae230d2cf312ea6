//! Tells for each quotation what it is, which words report it, and who says it.
//!
//! A sieve: the surest pattern first ("said Ruiz" right behind the marks), the weakest last (whoever the sentence before is
//! about), and nothing where no pattern fits. An unknown speaker is better than a wrong one.

mod antecedent;
mod clause;
mod complement;
mod content;
mod head;
mod indirect;
mod kind;
mod nominal;
mod phrase;
mod resolve;
mod scene;
mod spanish;
mod subject;
mod turn;
mod verb;
mod words;

use crate::{
    extract::{
        Entity, Kind, Mention, Quotation, QuotationKind, Speaker,
        quotation::Marked,
        token::{Document, PassageKind},
    },
    text::Span,
};

use clause::{Place, report};
use head::{Head, Who};
use resolve::Resolver;
use scene::Scene;
use subject::person_like;

/// Turns marked words into quotations, and adds those that are reported without marks; returns apart from them what is
/// reported around marks, or not as a clause.
pub fn attribute(
    document: &Document,
    marked: Vec<Marked>,
    entities: &[Entity],
    mentions: &[Mention],
) -> (Vec<Quotation>, Vec<Quotation>) {
    let scene = Scene::new(document, &marked, entities, mentions);
    let resolver = Resolver::new(entities);
    let repeated = kind::repeated(document, &marked);
    let mut quotations: Vec<Quotation> = Vec::with_capacity(marked.len());
    let mut told: Vec<Option<Told>> = Vec::with_capacity(marked.len());
    // The last quotations outside of others: what a piece may go on with.
    let mut last: Option<usize> = None;
    let mut interview = turn::Interview::default();
    for (idx, mark) in marked.iter().enumerate() {
        let place = Place::new(&scene, mark);
        let found = if mark.depth > 0 { None } else { report(&scene, &place) };
        interview.hear(&scene, mark, &place);
        let shape = kind::Shape::new(&scene, mark, &place, repeated.contains(&idx));
        // What somebody quotes in a turn of a transcript; who quotes it is known, whom is not.
        let turn = last.filter(|at| {
            marked.get(*at).is_some_and(|around| around.bare && around.outer.covers(mark.outer))
        });
        let mut term = if turn.is_some() {
            !shape.is_sentence()
        } else {
            shape.is_term(found.as_ref().map(|found| found.distance))
        };
        // "a lie" and a "fairy tale": what is joined to speech is speech.
        term &= !last.is_some_and(|at| marked.get(at).is_some_and(|before| joined(&scene, before, mark)));
        let mut answer = found.map(|found| {
            let (speaker, sure) = match &found.head {
                Some(head) => {
                    let named = interview.speaker(&scene, mark, head);
                    let (speaker, sure) = named.unwrap_or_else(|| resolver.speaker(&scene, head));
                    (Some(speaker), sure)
                }
                None => (None, 0.6),
            };
            let found =
                clause::Report { confidence: if mark.bare { 0.95 } else { found.confidence }, ..found };
            let source = found.head.as_ref().map(|head| beside(&scene, head, found.cue));
            let speaker = speaker.map(|it| Speaker { source: source.unwrap_or(it.source), ..it });
            Told { cue: found.cue, speaker, confidence: found.confidence * sure }
        });
        if let Some(around) = turn.filter(|_| !term) {
            answer = told.get(around).copied().flatten();
        }
        if mark.depth == 0 && !term && answer.as_ref().is_none_or(|told| told.speaker.is_none()) {
            let previous = last.and_then(|at| Some((marked.get(at)?, told.get(at)?.as_ref()?)));
            let inherited = previous.and_then(|(before, told)| go_on(&scene, before, mark, &place, told));
            let cue = answer.as_ref().and_then(|told| told.cue);
            answer = inherited
                .or_else(|| context(&scene, &resolver, &place, &shape))
                .map(|told| Told { cue: cue.or(told.cue), ..told })
                .or(answer);
        }
        if answer.is_none() && !term && shape.words < 4 && !shape.whole() {
            term = true;
        }
        let halved = || {
            // The other half of a sentence that its speaker interrupted.
            let before = last.and_then(|at| Some((marked.get(at)?, quotations.get(at)?)));
            before.is_some_and(|(before, quotation)| {
                let cut = before.span.slice(document.text).ends_with([',', '—']);
                cut && place.after_quote && shape.goes_on() && quotation.kind == QuotationKind::Direct
            })
        };
        let kind = if term {
            QuotationKind::Term
        } else if halved() {
            QuotationKind::Direct
        } else {
            shape.kind()
        };
        let confidence = if term { 0.75 } else { answer.as_ref().map_or(0.5, |told| told.confidence) };
        let confidence = if mark.closed { confidence } else { confidence * 0.7 };
        let sure = calibrated(&MARKED, confidence);
        if term {
            answer = None;
        } else if sure < LEAST {
            // The verb that was found is as good as before.
            answer = answer.map(|told| Told { speaker: None, ..told });
        }
        quotations.push(Quotation {
            span: mark.span,
            kind,
            cue: answer.as_ref().and_then(|told| told.cue),
            speaker: answer.as_ref().and_then(|told| told.speaker),
            confidence: if term { confidence } else { sure },
        });
        if mark.depth == 0 && !term && turn.is_none() {
            last = Some(idx);
        }
        told.push(answer);
    }
    let reported = indirect::find(&scene, &resolver);
    let from = quotations.len();
    quotations.extend(reported.clauses);
    let mut reports = reported.others;
    for quotation in quotations.iter_mut().skip(from).chain(&mut reports) {
        quotation.confidence = calibrated(&REPORTED, quotation.confidence);
    }
    for list in [&mut quotations, &mut reports] {
        list.sort_by_key(|quotation| (quotation.span.start, usize::MAX - quotation.span.end));
    }
    (quotations, reports)
}

/// Who is named with less confidence is not named. A right name is worth twice as much to a reader as a wrong one costs, since
/// doubtful names are marked as such: so that it pays to name whoever is right once in three times.
const LEAST: f32 = 0.33;

/// What the points of the patterns come to, as a share of speakers that are right on annotated articles.
const MARKED: [(f32, f32); 9] = [
    (0.0, 0.05),
    (0.35, 0.3),
    (0.45, 0.42),
    (0.55, 0.64),
    (0.65, 0.7),
    (0.77, 0.84),
    (0.87, 0.88),
    (0.955, 0.95),
    (1.0, 0.98),
];

/// The same for what is reported without marks.
const REPORTED: [(f32, f32); 8] = [
    (0.0, 0.05),
    (0.45, 0.38),
    (0.55, 0.62),
    (0.68, 0.66),
    (0.72, 0.8),
    (0.765, 0.82),
    (0.85, 0.865),
    (1.0, 0.92),
];

/// Turns the points of patterns into a confidence, in straight lines between what was measured.
fn calibrated(table: &[(f32, f32)], points: f32) -> f32 {
    let above = table.partition_point(|(from, _)| *from <= points).min(table.len() - 1);
    let (Some((x, y)), Some((next_x, next_y))) = (table.get(above.saturating_sub(1)), table.get(above))
    else {
        return points;
    };
    (y + (next_y - y) * (points - x) / (next_x - x)).clamp(0.0, 1.0)
}

/// Who says a quotation, by which words, how surely.
#[derive(Clone, Copy)]
struct Told {
    cue: Option<Span>,
    speaker: Option<Speaker>,
    confidence: f32,
}

/// Returns the whole phrase that names who says something, up to the verb where that stands behind it.
fn beside(scene: &Scene, head: &Head, cue: Option<Span>) -> Span {
    let document = scene.document;
    if matches!(head.who, Who::Pronoun(_)) || head.tokens.is_empty() {
        return scene.span(head);
    }
    let sentence = document.sentences.get(document.sentence_of(head.tokens.start));
    let tokens = sentence.map_or(head.tokens.clone(), |it| it.tokens.clone());
    let verb = cue.map(|cue| document.token_from(cue.start)).filter(|verb| *verb >= head.tokens.end);
    let phrase = phrase::whole(scene, &head.tokens, tokens.start, verb.unwrap_or(tokens.end));
    document.span(phrase)
}

/// Returns whether only "and" and an article stand between two quotations of a sentence.
fn joined(scene: &Scene, before: &Marked, mark: &Marked) -> bool {
    let between = scene.document.token_from(before.outer.end)..scene.document.token_from(mark.outer.start);
    let word = |idx: usize| {
        matches!(scene.word(idx), "and" | "or" | "a" | "an" | "the" | "," | "to" | "as" | "that")
    };
    mark.depth == 0
        && before.passage == mark.passage
        && (1..=4).contains(&between.len())
        && between.clone().any(|idx| matches!(scene.word(idx), "and" | "or"))
        && between.clone().all(word)
}

/// Tells whether a quotation goes on with the one before: the other half of a sentence, or the next in the paragraph.
fn go_on(scene: &Scene, before: &Marked, mark: &Marked, place: &Place, told: &Told) -> Option<Told> {
    told.speaker?;
    if mark.resumes {
        return Some(Told { confidence: told.confidence * 0.97, ..*told });
    }
    let same = before.passage == mark.passage;
    if same && (place.after_quote || place.opens) {
        let between = scene.document.token_from(before.outer.end)..place.left.start;
        let stranger = scene.heads(between.clone()).iter().any(|head| {
            matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Person)
                && scene.mentions.get(mention).map(|m| m.entity) != told.speaker.and_then(|s| s.entity))
        });
        let far = between.len() > 60;
        if !stranger && !far {
            return Some(Told { cue: told.cue, confidence: told.confidence * 0.9, speaker: told.speaker });
        }
    }
    if same && place.left.len() <= 30 && !place.opens {
        return Some(Told { cue: None, confidence: told.confidence * 0.7, speaker: told.speaker });
    }
    let next = before.passage + 1 == mark.passage;
    if next && place.opens && place.inner.start <= place.passage.start + 1 {
        let tail = scene.document.passages.get(before.passage).map_or(0, |passage| passage.tokens.end);
        if tail.saturating_sub(scene.document.token_from(before.outer.end)) <= 25 {
            return Some(Told { cue: None, confidence: told.confidence * 0.6, speaker: told.speaker });
        }
    }
    None
}

/// Falls back to whoever the sentence is about, or the one before it in the paragraph.
fn context(scene: &Scene, resolver: &Resolver, place: &Place, shape: &kind::Shape) -> Option<Told> {
    let own = scene.heads(place.left.clone());
    let pick = |heads: &[Head]| {
        heads.iter().find(|head| !head.inner && !head.governed && person_like(scene, head)).cloned()
    };
    if let Some(head) = pick(&own) {
        let (speaker, sure) = resolver.speaker(scene, &head);
        return Some(Told { cue: None, speaker: Some(speaker), confidence: 0.6 * sure });
    }
    // "The council cut it because of “...”": bodies have reasons as well.
    let body = own.iter().find(|head| {
        let named = matches!(head.who, Who::Named(it) if scene.kind(it) == Some(Kind::Organization));
        named && !head.inner && !head.governed
    });
    if let Some(head) = body.filter(|_| shape.words > 2) {
        let (speaker, sure) = resolver.speaker(scene, head);
        return Some(Told { cue: None, speaker: Some(speaker), confidence: 0.5 * sure });
    }
    if !shape.whole() && shape.words < 5 {
        return None;
    }
    if place.opens && place.inner.start <= place.passage.start + 1 {
        return above(scene, resolver, place);
    }
    let sentence = scene.document.sentence_of(place.left.start).checked_sub(1)?;
    let before = scene.document.sentences.get(sentence)?;
    if before.tokens.start < place.passage.start {
        return None;
    }
    let head = pick(&scene.heads(before.tokens.clone()))?;
    let (speaker, sure) = resolver.speaker(scene, &head);
    Some(Told { cue: None, speaker: Some(speaker), confidence: 0.55 * sure })
}

/// Falls back to whoever the last sentence of the paragraph before is about, for a quotation that opens a paragraph.
fn above(scene: &Scene, resolver: &Resolver, place: &Place) -> Option<Told> {
    let sentence = scene.document.sentence_of(place.passage.start).checked_sub(1)?;
    let before = scene.document.sentences.get(sentence)?;
    let body = scene.document.passages.get(before.passage)?.kind == PassageKind::Body;
    let heads = scene.heads(before.tokens.clone());
    let head = heads.iter().find(|head| !head.inner && !head.governed && person_like(scene, head))?;
    let (speaker, sure) = resolver.speaker(scene, head);
    body.then_some(Told { cue: None, speaker: Some(speaker), confidence: 0.5 * sure })
}
