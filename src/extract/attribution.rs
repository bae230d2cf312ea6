//! Tells for each quotation what it is, which words report it, and who says it.
//!
//! A sieve: the surest pattern first ("said Ruiz" right behind the marks), the weakest last (whoever the sentence before is
//! about), and nothing where no pattern fits. An unknown speaker is better than a wrong one.

mod indirect;
mod kind;
mod resolve;
mod scene;

use std::ops::Range;

use crate::{
    extract::{
        Entity, Mention, Quotation, QuotationKind, Speaker,
        lexicon::Traits,
        quotation::Marked,
        token::{Case, Document, TokenKind},
    },
    text::Span,
};

use resolve::Resolver;
use scene::{Head, Scene, Who, is_determiner, is_preposition};

/// Turns marked words into quotations, and adds those that are reported without marks.
pub fn attribute(
    document: &Document,
    marked: Vec<Marked>,
    entities: &[Entity],
    mentions: &[Mention],
) -> Vec<Quotation> {
    let scene = Scene::new(document, &marked, entities, mentions);
    let resolver = Resolver::new(entities);
    let repeated = kind::repeated(document.text, &marked);
    let mut quotations: Vec<Quotation> = Vec::with_capacity(marked.len());
    let mut told: Vec<Option<Told>> = Vec::with_capacity(marked.len());
    // The last quotations outside of others: what a piece may go on with.
    let mut last: Option<usize> = None;
    for (idx, mark) in marked.iter().enumerate() {
        let place = Place::new(&scene, mark);
        let found = if mark.depth > 0 { None } else { report(&scene, &place) };
        let shape = kind::Shape::new(&scene, mark, &place, repeated.contains(&idx));
        let mut term = shape.is_term(found.as_ref().map(|found| found.distance));
        let mut answer = found.map(|found| {
            let (speaker, sure) = match &found.head {
                Some(head) => {
                    let (speaker, sure) = resolver.speaker(&scene, head);
                    (Some(speaker), sure)
                }
                None => (None, 0.6),
            };
            Told { cue: found.cue, speaker, confidence: found.confidence * sure }
        });
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
        if term {
            answer = None;
        }
        quotations.push(Quotation {
            span: mark.span,
            kind,
            cue: answer.as_ref().and_then(|told| told.cue),
            speaker: answer.as_ref().and_then(|told| told.speaker),
            confidence,
        });
        if mark.depth == 0 && !term {
            last = Some(idx);
        }
        told.push(answer);
    }
    quotations.extend(indirect::find(&scene, &resolver));
    quotations.sort_by_key(|quotation| (quotation.span.start, usize::MAX - quotation.span.end));
    quotations
}

/// Who says a quotation, by which words, how surely.
#[derive(Clone, Copy)]
struct Told {
    cue: Option<Span>,
    speaker: Option<Speaker>,
    confidence: f32,
}

/// The tokens around a quotation.
struct Place {
    /// The tokens inside the marks.
    inner: Range<usize>,
    /// What stands before it in its sentence, back to another quotation.
    left: Range<usize>,
    /// What stands after it, up to the end of the sentence or another quotation.
    right: Range<usize>,
    /// Whether the sentence begins with the quotation.
    opens: bool,
    /// Whether another quotation of the same sentence stands right before `left`.
    after_quote: bool,
    /// The first token of the passage.
    passage: Range<usize>,
}

/// No clause is read further than this many tokens.
const CLAUSE: usize = 60;

impl Place {
    fn new(scene: &Scene, mark: &Marked) -> Self {
        let document = scene.document;
        let open = document.token_from(mark.outer.start);
        let inner = document.token_from(mark.span.start)..document.token_from(mark.span.end);
        let close = document.token_from(mark.outer.end);
        let passage = document.passages.get(mark.passage).map_or(0..0, |passage| passage.tokens.clone());
        let first =
            document.sentences.get(document.sentence_of(open)).map_or(open, |sentence| sentence.tokens.start);
        let mut from = open;
        while from > first && open - from < CLAUSE && !scene.quoted(from - 1) {
            from -= 1;
        }
        let after_quote = from > passage.start && scene.quoted(from - 1) && (from > first || from < open);
        // "Ruiz said:" in a paragraph of its own announces the next.
        let announced = from == open
            && open == passage.start
            && open > 0
            && scene.is_mark(open - 1, ':')
            && !scene.quoted(open - 1);
        if announced {
            let first = document
                .sentences
                .get(document.sentence_of(open - 1))
                .map_or(open, |sentence| sentence.tokens.start);
            while from > first && open - from < CLAUSE && !scene.quoted(from - 1) {
                from -= 1;
            }
        }
        let mut sentence = document.sentence_of(close.saturating_sub(1));
        let mut limit = document.sentences.get(sentence).map_or(close, |sentence| sentence.tokens.end);
        let ending = mark.span.slice(document.text).chars().next_back().unwrap_or(' ');
        if limit <= close && matches!(ending, '?' | '!' | ',' | '—' | '…' | '-') {
            sentence += 1;
            limit = document.sentences.get(sentence).map_or(close, |sentence| sentence.tokens.end);
        } else if limit <= close
            && let Some(next) = document.sentences.get(sentence + 1)
            && next.tokens.len() <= 6
            && next.tokens.clone().any(|idx| scene.is_verb(idx, close))
        {
            limit = next.tokens.end;
        }
        limit = limit.min(passage.end).min(close + CLAUSE);
        let to = (close..limit).find(|idx| scene.quoted(*idx)).unwrap_or(limit.max(close));
        Self {
            inner,
            left: from..open,
            right: close..to,
            opens: from == open && !after_quote,
            after_quote,
            passage,
        }
    }
}

/// Words that report a quotation.
struct Report {
    head: Option<Head>,
    cue: Option<Span>,
    confidence: f32,
    /// Tokens between the cue and the marks.
    distance: usize,
}

/// Tries the patterns of a clause, the surest first.
fn report(scene: &Scene, place: &Place) -> Option<Report> {
    let near = left(scene, place);
    if near.as_ref().is_some_and(|report| report.distance <= 2 && report.head.is_some()) && !place.after_quote
    {
        return near;
    }
    let behind = right(scene, place);
    match (near, behind) {
        (Some(near), Some(behind)) => {
            let closer =
                near.head.is_some() && (behind.head.is_none() || near.distance < 2 && behind.distance > 3);
            Some(if closer && !place.after_quote { near } else { behind })
        }
        (near, behind) => behind.or(near),
    }
}

/// Reads what stands before the marks.
fn left(scene: &Scene, place: &Place) -> Option<Report> {
    let Range { start, end } = place.left.clone();
    let heads = scene.heads(start..end);
    let verb = (start..end).rev().find(|idx| scene.is_verb(*idx, start));
    let by = (start..end.saturating_sub(1)).rev().find(|idx| is_according(scene, *idx));
    if let Some(by) = by
        && verb.is_none_or(|verb| verb < by)
    {
        let head = heads.iter().find(|head| head.tokens.start >= by + 2 && !head.inner).cloned();
        return head.map(|head| Report {
            head: Some(head),
            cue: Some(scene.document.span(by..by + 2)),
            confidence: 0.9,
            distance: 2,
        });
    }
    if let Some(verb) = verb
        && matches!(scene.word(verb), "saying" | "telling")
        && verb > start
        && scene.word(verb - 1) == "as"
        && let Some(head) = heads.iter().rev().find(|head| head.tokens.end < verb && !head.inner)
    {
        // "quoted an official as saying"
        return Some(Report {
            head: Some(head.clone()),
            cue: Some(scene.document.span(verb..verb + 1)),
            confidence: 0.9,
            distance: 1,
        });
    }
    if let Some(mut verb) = verb {
        let mut chosen = subject(scene, &heads, start, verb, end);
        let cue = verb;
        // "noting Rubio stressed" has its own subject; "was due, saying" has none nearby: look for that of the verb before.
        while chosen.is_none() {
            let Some(earlier) = (start..verb).rev().find(|idx| scene.is_verb(*idx, start)) else { break };
            chosen = subject(scene, &heads, start, earlier, end);
            verb = earlier;
        }
        if chosen.is_none() && place.after_quote && verb <= start + 2 {
            // “We will,” said Ruiz, “rebuild it.”
            chosen = inverted(scene, &heads, verb);
        }
        let chosen = chosen.or_else(|| plain_subject(scene, start, cue));
        let distance =
            (cue + 1..end).filter(|idx| scene.token(*idx).is_some_and(|t| t.kind == TokenKind::Word)).count();
        let confidence = if distance <= 2 { 0.96 } else { 0.88 };
        return Some(Report {
            head: chosen,
            cue: Some(scene.document.span(cue..cue + 1)),
            confidence,
            distance,
        });
    }
    let colon = end > start && scene.is_mark(end - 1, ':');
    let comma = end > start && scene.is_mark(end - 1, ',');
    if colon || comma {
        let free = || heads.iter().filter(|head| !head.inner && !head.governed);
        let head = free().find(|head| person_like(scene, head)).or_else(|| free().next_back()).cloned();
        let head = head.or_else(|| colon.then(|| label(scene, start, end - 1)).flatten())?;
        let distance = end.saturating_sub(head.tokens.end + 1);
        if comma && (distance > 3 || place.after_quote) {
            return None;
        }
        return Some(Report {
            head: Some(head),
            cue: None,
            confidence: if colon { 0.75 } else { 0.65 },
            distance,
        });
    }
    None
}

/// Returns a name we did not recognize, right before a colon: "HuffPollster:".
fn label(scene: &Scene, start: usize, end: usize) -> Option<Head> {
    let mut from = end;
    while from > start
        && end - from < 4
        && scene.token(from - 1).is_some_and(|t| t.kind == TokenKind::Word && t.case != Case::Lower)
    {
        from -= 1;
    }
    (from < end).then(|| Head { tokens: from..end, who: Who::Described, governed: false, inner: false })
}

/// Takes the words right before a verb for its subject where nothing better is known: "the heavyweights wrote".
fn plain_subject(scene: &Scene, start: usize, verb: usize) -> Option<Head> {
    let mut end = verb;
    while end > start
        && (scene.word(end - 1).ends_with("ly")
            || matches!(scene.word(end - 1), "also" | "has" | "had" | "later"))
    {
        end -= 1;
    }
    let from = (start.max(end.saturating_sub(4))..end)
        .rev()
        .find(|idx| is_determiner(scene.word(*idx)) || matches!(scene.word(*idx), "someone" | "Someone"))?;
    let words = (from..end).all(|idx| {
        scene.token(idx).is_some_and(|t| t.kind == TokenKind::Word) && !is_preposition(scene.word(idx))
    });
    (words && (end - from > 1 || scene.word(from).ends_with("omeone"))).then(|| Head {
        tokens: from..end,
        who: Who::Described,
        governed: false,
        inner: false,
    })
}

/// Returns the subject of the verb at `verb` among the heads before it.
fn subject(scene: &Scene, heads: &[Head], start: usize, verb: usize, end: usize) -> Option<Head> {
    let _ = end;
    let before: Vec<&Head> = heads.iter().filter(|head| head.tokens.end <= verb && !head.inner).collect();
    let free: Vec<&Head> = before.iter().copied().filter(|head| !head.governed).collect();
    let participle = scene.word(verb).ends_with("ing");
    let mut link = verb;
    while link > start
        && (scene.word(link - 1).ends_with("ly")
            || matches!(
                scene.word(link - 1),
                "also" | "has" | "had" | "later" | "then" | "to" | "on" | "went"
            ))
    {
        link -= 1;
    }
    let joined = link > start && matches!(scene.word(link - 1), "and" | "but" | "then" | "or");
    let object = |head: &Head| {
        head.tokens.start > start
            && head.tokens.end != verb
            && scene
                .token(head.tokens.start - 1)
                .is_some_and(|t| t.exact.any(Traits::VERB) && t.kind == TokenKind::Word)
    };
    let chosen = if participle || joined {
        free.iter().copied().find(|head| person_like(scene, head)).or_else(|| free.first().copied())
    } else {
        let nearest = free.iter().copied().rev().find(|head| !object(head));
        let clause = nearest.map_or(start, |head| head.tokens.end);
        // A relative clause in between keeps its head: "Ruiz, who met Leite, said".
        if (clause..verb).any(|idx| scene.is_mark(idx, ',')) {
            let outer = free.iter().copied().rev().find(|head| {
                !object(head)
                    && scene.is_mark(head.tokens.end, ',')
                    && (matches!(scene.word(head.tokens.end + 1), "who" | "whose" | "which")
                        || apposition(scene, head))
            });
            outer.or(nearest)
        } else {
            nearest
        }
    };
    chosen.or_else(|| free.last().copied()).map(|head| name_of(scene, head, &before).clone())
}

/// Returns the name beside a description, behind or before a comma: "the chief executive, Ana Ruiz".
fn name_of<'h>(scene: &Scene, head: &'h Head, heads: &[&'h Head]) -> &'h Head {
    if head.who == Who::Described
        && scene.token(head.tokens.end - 1).is_some_and(|token| token.folded.any(Traits::NOUN | Traits::BODY))
        && !head.tokens.clone().any(|idx| scene.mention(idx).is_some())
    {
        // "Ruiz released a statement saying": the statement is hers.
        let owner = heads.iter().find(|other| {
            matches!(other.who, Who::Named(_))
                && !other.governed
                && other.tokens.end < head.tokens.start
                && head.tokens.start <= other.tokens.end + 6
        });
        return owner.copied().unwrap_or(head);
    }
    let place =
        matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(crate::extract::Kind::Place));
    if head.who != Who::Described && !place {
        return head;
    }
    let person = |other: &&&Head| matches!(other.who, Who::Named(mention) if scene.kind(mention) == Some(crate::extract::Kind::Person));
    let ahead = heads.iter().rev().find(|other| {
        person(other)
            && other.tokens.end < head.tokens.start
            && scene.is_mark(other.tokens.end, ',')
            && head.tokens.start <= other.tokens.end + if place { 3 } else { 4 }
    });
    let behind = heads.iter().find(|other| {
        person(other)
            && other.tokens.start > head.tokens.end
            && other.tokens.start <= head.tokens.end + 12
            && (other.tokens.start.saturating_sub(5).max(head.tokens.end)..other.tokens.start)
                .any(|idx| scene.is_mark(idx, ','))
    });
    ahead.or(behind.filter(|_| !place)).copied().unwrap_or(head)
}

/// Returns whether a description follows a head behind a comma.
fn apposition(scene: &Scene, head: &Head) -> bool {
    let at = head.tokens.end + 1;
    matches!(head.who, Who::Named(_))
        && (is_determiner(scene.word(at))
            || scene.token(at).is_some_and(|t| t.kind == TokenKind::Number || t.exact.any(Traits::ROLE)))
}

/// Returns whether a head is a person rather than a place or a body.
fn person_like(scene: &Scene, head: &Head) -> bool {
    match head.who {
        Who::Named(mention) => scene.kind(mention) == Some(crate::extract::Kind::Person),
        Who::Pronoun(_) => true,
        Who::Described => {
            scene.token(head.tokens.end - 1).is_some_and(|token| !token.folded.any(Traits::BODY))
        }
    }
}

/// Returns the subject that follows its verb: "said Mexico's secretary Ana Ruiz".
fn inverted(scene: &Scene, heads: &[Head], verb: usize) -> Option<Head> {
    let after: Vec<&Head> = heads
        .iter()
        .filter(|head| head.tokens.start > verb && !head.inner && head.tokens.start <= verb + 12)
        .collect();
    let head = after.iter().copied().find(|head| !head.governed)?;
    let near: Vec<&Head> =
        after.into_iter().filter(|other| other.tokens.start <= head.tokens.end + 3).collect();
    Some(name_of(scene, head, &near).clone())
}

/// Returns whether "according to" or the like begins at `idx`.
fn is_according(scene: &Scene, idx: usize) -> bool {
    matches!((scene.word(idx), scene.word(idx + 1)), ("according" | "According", "to") | ("per", _))
        && scene.word(idx) != "per"
}

/// Reads what stands after the marks.
fn right(scene: &Scene, place: &Place) -> Option<Report> {
    let Range { mut start, end } = place.right.clone();
    while start < end
        && scene
            .token(start)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark(',' | '—' | '–' | '-' | ')' | '.')))
    {
        start += 1;
    }
    if start >= end {
        return None;
    }
    let heads = scene.heads(start..end);
    let cue = |idx: usize| Some(scene.document.span(idx..idx + 1));
    if is_according(scene, start) {
        let head = heads.iter().find(|head| !head.inner).cloned()?;
        return Some(Report {
            head: Some(head),
            cue: Some(scene.document.span(start..start + 2)),
            confidence: 0.95,
            distance: 0,
        });
    }
    if scene.word(start) == "as"
        && let Some(by) = (start + 1..end.min(start + 5)).find(|idx| scene.word(*idx) == "by")
        && let Some(verb) =
            (start + 1..by).find(|idx| scene.token(*idx).is_some_and(|t| t.exact.any(Traits::VERB)))
    {
        let head = heads.iter().find(|head| head.tokens.start > by && !head.inner).cloned();
        return Some(Report { head, cue: cue(verb), confidence: 0.93, distance: 0 });
    }
    let finished = place.inner.end > 0
        && scene
            .token(place.inner.end - 1)
            .is_some_and(|t| matches!(t.kind, TokenKind::Mark(',' | '?' | '!' | '.' | '—' | '-' | '…')));
    let comma = scene.is_mark(place.right.start, ',');
    let Some(verb) = (start..end.min(start + 40)).find(|idx| scene.is_verb(*idx, start)) else {
        // "Kelly charged": any verb will do where the subject stands right behind the marks.
        let head = heads
            .first()
            .filter(|head| head.tokens.start == start && !head.inner && person_like(scene, head))?;
        let verb = head.tokens.end;
        let past = scene.token(verb).is_some_and(|t| t.case == Case::Lower && t.kind == TokenKind::Word)
            && scene.word(verb).ends_with("ed");
        return (past && (finished || comma)).then(|| Report {
            head: Some(head.clone()),
            cue: cue(verb),
            confidence: 0.75,
            distance: verb - start,
        });
    };
    if verb <= start + 1 || (verb == start + 2 && scene.word(start).ends_with("ly")) {
        let head = if heads.first().is_some_and(|head| head.tokens.end <= verb) {
            heads.first().cloned()
        } else {
            inverted(scene, &heads, verb)
        };
        if finished || comma || place.opens {
            return Some(Report { head, cue: cue(verb), confidence: 0.96, distance: verb - start });
        }
        return None;
    }
    if matches!(
        scene.word(start),
        "and" | "but" | "or" | "as" | "while" | "when" | "because" | "after" | "that" | "in" | "to" | "of"
    ) && !finished
    {
        return None;
    }
    if !(finished || comma || place.opens) {
        return None;
    }
    let head = subject_behind(scene, &heads, start, verb).or_else(|| plain_subject(scene, start, verb));
    head.map(|head| Report { head: Some(head), cue: cue(verb), confidence: 0.95, distance: verb - start })
}

/// Returns the subject of a clause behind the marks: "Ruiz, the mayor of Porto, said".
fn subject_behind(scene: &Scene, heads: &[Head], start: usize, verb: usize) -> Option<Head> {
    let free: Vec<&Head> =
        heads.iter().filter(|head| head.tokens.end <= verb && !head.inner && !head.governed).collect();
    let first =
        free.iter().copied().find(|head| person_like(scene, head)).or_else(|| free.first().copied())?;
    let first = name_of(scene, first, &free);
    (first.tokens.start <= start + 12).then(|| first.clone())
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
            matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(crate::extract::Kind::Person)
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
    if !shape.whole() && shape.words < 5 {
        return None;
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
