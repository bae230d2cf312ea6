//! Reads the clause around a quotation: which words report it, and who is their subject.

use std::ops::Range;

use crate::{
    extract::{
        attribution::{
            head::{Head, Who},
            phrase,
            scene::Scene,
            subject::{inverted, name_of, nearer, person_like, plain_subject, subject, subject_behind},
        },
        gender::Gender,
        lexicon::Traits,
        quotation::Marked,
        token::{Case, TokenKind},
    },
    text::Span,
};

/// The tokens around a quotation.
pub struct Place {
    /// The tokens inside the marks.
    pub inner: Range<usize>,
    /// What stands before it in its sentence, back to another quotation.
    pub left: Range<usize>,
    /// What stands after it, up to the end of the sentence or another quotation.
    pub right: Range<usize>,
    /// Whether the sentence begins with the quotation.
    pub opens: bool,
    /// Whether another quotation of the same sentence stands right before `left`.
    pub after_quote: bool,
    /// The first token of the passage.
    pub passage: Range<usize>,
}

/// No clause is read further than this many tokens.
const CLAUSE: usize = 60;

impl Place {
    /// Looks around a quotation.
    pub fn new(scene: &Scene, mark: &Marked) -> Self {
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
pub struct Report {
    pub head: Option<Head>,
    pub cue: Option<Span>,
    pub confidence: f32,
    /// Tokens between the cue and the marks.
    pub distance: usize,
}

/// Takes a phrase for somebody who is described.
fn described(phrase: Option<Range<usize>>) -> Option<Head> {
    phrase.map(|tokens| Head { tokens, who: Who::Described, governed: false, inner: false })
}

/// Reads "in his words,", "in the mayor's words,".
fn in_words(scene: &Scene, place: &Place) -> Option<Report> {
    let end = place.left.end.checked_sub(usize::from(scene.is_mark(place.left.end.wrapping_sub(1), ',')))?;
    let words = end.checked_sub(1).filter(|it| place.left.contains(it) && scene.word(*it) == "words")?;
    let owner = (place.left.start.max(words.saturating_sub(3))..words)
        .rev()
        .find(|idx| !matches!(scene.word(*idx), "own" | "exact"))?;
    let report = |head: Head| Report { head: Some(head), cue: None, confidence: 0.9, distance: 0 };
    let gender = match scene.word(owner) {
        "his" => Some(Gender::He),
        "her" => Some(Gender::She),
        _ => None,
    };
    if gender.is_some() {
        let who = Who::Pronoun(gender);
        return Some(report(Head { tokens: owner..owner + 1, who, governed: false, inner: false }));
    }
    let heads = scene.heads(place.left.start..words);
    let owns = scene.token(owner).is_some_and(|token| token.kind == TokenKind::Possessive);
    heads.into_iter().rev().find(|head| owns && head.tokens.end == owner).map(report)
}

/// Tries the patterns of a clause, the surest first.
pub fn report(scene: &Scene, place: &Place) -> Option<Report> {
    if let Some(report) = in_words(scene, place) {
        return Some(report);
    }
    if let Some(report) = by_agent(scene, place) {
        return Some(report);
    }
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
            // "called it “invalid,” insisting that": what is behind goes on with something else.
            let goes_on = behind.cue.is_some_and(|cue| cue.slice(scene.document.text).ends_with("ing"))
                && near.head.is_some()
                && near.distance <= 8;
            Some(if (closer || goes_on) && !place.after_quote { near } else { behind })
        }
        (near, behind) => behind.or(near),
    }
}

/// Reads a passive around the marks: "described as “a farce” by Ana Ruiz".
fn by_agent(scene: &Scene, place: &Place) -> Option<Report> {
    let Range { start, end } = place.right.clone();
    if scene.word(start) != "by" || place.left.is_empty() {
        return None;
    }
    let last = place.left.end - 1;
    let verb = last.checked_sub(usize::from(scene.word(last) == "as"))?;
    let named = matches!(
        scene.word(verb),
        "called"
            | "Called"
            | "described"
            | "Described"
            | "dubbed"
            | "Dubbed"
            | "termed"
            | "labeled"
            | "labelled"
            | "branded"
            | "characterized"
            | "denounced"
            | "dismissed"
            | "hailed"
            | "condemned"
            | "deemed"
    );
    if !named || !place.left.contains(&verb) {
        return None;
    }
    let heads = scene.heads(start + 1..end.min(start + 14));
    let free: Vec<&Head> = heads.iter().filter(|head| !head.inner).collect();
    let head = free.iter().copied().find(|head| !head.governed)?;
    let cue = Some(scene.document.span(verb..verb + 1));
    Some(Report { head: Some(name_of(scene, head, &free).clone()), cue, confidence: 0.93, distance: 0 })
}

/// Reads what stands before the marks.
fn left(scene: &Scene, place: &Place) -> Option<Report> {
    let Range { start, end } = place.left.clone();
    let heads = scene.heads(start..end);
    let mut verb = (start..end).rev().find(|idx| scene.is_verb(*idx, start));
    if let Some(inner) = verb
        && is_attitude(scene.word(inner))
        && let Some(outer) = (start..inner).rev().find(|idx| scene.is_verb(*idx, start))
        && !is_attitude(scene.word(outer))
        && (outer..inner).all(|idx| !scene.is_mark(idx, ',') && scene.word(idx) != "and")
    {
        // "Ruiz said the council believes": what the council believes is told by Ruiz.
        verb = Some(outer);
    }
    let by = (start..end.saturating_sub(1)).rev().find(|idx| according(scene, *idx) > 0);
    if let Some(by) = by
        && verb.is_none_or(|verb| {
            verb < by
                || by == start && end > verb + 3 && !matches!(scene.word(verb), "said" | "says" | "saying")
        })
    {
        let words = according(scene, by);
        let after: Vec<&Head> =
            heads.iter().filter(|head| head.tokens.start >= by + words && !head.inner).collect();
        let head = after.first().map(|head| name_of(scene, head, &after).clone());
        return head.map(|head| Report {
            head: Some(head),
            cue: Some(scene.document.span(by..by + words)),
            confidence: 0.9,
            distance: 2,
        });
    }
    if let Some(verb) = verb
        && let Some(head) = quoted_as(scene, &heads, start, verb)
    {
        let cue = Some(scene.document.span(verb..verb + 1));
        return Some(Report { head: Some(head), cue, confidence: 0.9, distance: 1 });
    }
    if let Some(verb) = verb
        && place.after_quote
        && scene.word(verb).ends_with("ing")
        && verb > start
        && scene.is_mark(verb - 1, ',')
        && !heads
            .iter()
            .any(|head| !head.inner && !head.governed && person_like(scene, head) && head.tokens.end < verb)
    {
        // “... the pier” at the opening, calling it “old”: whoever said the one said the other.
        let cue = Some(scene.document.span(verb..verb + 1));
        return Some(Report { head: None, cue, confidence: 0.9, distance: end - verb - 1 });
    }
    if let Some(mut verb) = verb {
        let mut chosen = subject(scene, &heads, start, verb);
        let cue = verb;
        // "noting Rubio stressed" has its own subject; "was due, saying" has none nearby: look for that of the verb before.
        while chosen.is_none() {
            let Some(earlier) = (start..verb).rev().find(|idx| scene.is_verb(*idx, start)) else { break };
            chosen = subject(scene, &heads, start, earlier);
            verb = earlier;
        }
        if chosen.is_none()
            && place.after_quote
            && verb <= start + 2
            && !matches!(scene.word(cue), "told" | "tells")
        {
            // “We will,” said Ruiz, “rebuild it.”
            chosen = inverted(scene, &heads, verb);
        }
        let chosen = nearer(scene, start, cue, chosen)
            .or_else(|| plain_subject(scene, start, cue))
            .or_else(|| described(phrase::subject(scene, start, cue)));
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

/// Returns whether a verb tells what somebody thinks rather than what somebody says.
fn is_attitude(word: &str) -> bool {
    matches!(
        word,
        "believe"
            | "believes"
            | "believed"
            | "think"
            | "thinks"
            | "thought"
            | "hope"
            | "hopes"
            | "hoped"
            | "expects"
            | "expected"
            | "wants"
            | "wanted"
            | "feels"
            | "felt"
            | "knows"
            | "knew"
    )
}

/// Returns whose words are passed on: "quoted an official as saying", "was quoted by the paper as saying".
fn quoted_as(scene: &Scene, heads: &[Head], start: usize, verb: usize) -> Option<Head> {
    let says =
        matches!(scene.word(verb), "saying" | "telling") && verb > start && scene.word(verb - 1) == "as";
    if !says {
        return None;
    }
    let quoted = (start..verb)
        .rev()
        .find(|idx| matches!(scene.word(*idx), "quoted" | "cited" | "quotes" | "cites"))?;
    let passive = scene.word(quoted + 1) == "by"
        || quoted > start
            && matches!(scene.word(quoted - 1), "is" | "was" | "are" | "were" | "been" | "also");
    if passive {
        return heads.iter().find(|head| head.tokens.end < verb && !head.inner && !head.governed).cloned();
    }
    object_of(scene, quoted)
        .or_else(|| heads.iter().find(|head| head.tokens.start > quoted && !head.inner).cloned())
}

/// Returns the pronoun that is the object of the verb at `verb`: "quoted him".
fn object_of(scene: &Scene, verb: usize) -> Option<Head> {
    let gender = match scene.word(verb + 1) {
        "him" => Gender::He,
        "her" => Gender::She,
        _ => return None,
    };
    Some(Head { tokens: verb + 1..verb + 2, who: Who::Pronoun(Some(gender)), governed: false, inner: false })
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
    (from < end).then_some(Head { tokens: from..end, who: Who::Described, governed: false, inner: false })
}

/// Returns of how many words "according to" or the like is that begins at `idx`; 0 where there is none.
pub fn according(scene: &Scene, idx: usize) -> usize {
    match (scene.word(idx), scene.word(idx + 1)) {
        ("according" | "According", "to") => 2,
        ("según" | "Según", _) => 1,
        ("de" | "De", "acuerdo") if matches!(scene.word(idx + 2), "con" | "a") => 3,
        _ => 0,
    }
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
    let words = according(scene, start);
    if words > 0 {
        let head = heads.iter().find(|head| !head.inner).cloned()?;
        return Some(Report {
            head: Some(head),
            cue: Some(scene.document.span(start..start + words)),
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
            // "said her family", "read the statement"
            let near = || described(phrase::object(scene, verb + 1, end.min(verb + 14)));
            inverted(scene, &heads, verb).or_else(|| (verb == start).then(near).flatten())
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
    if matches!(scene.word(verb), "said" | "says")
        && scene.is_mark(verb - 1, ',')
        && let Some(head) = inverted(scene, &heads, verb).filter(|head| head.tokens.start <= verb + 6)
    {
        // “Many would be glad” if it were built, said Ruiz.
        return Some(Report { head: Some(head), cue: cue(verb), confidence: 0.95, distance: verb - start });
    }
    if matches!(scene.word(verb), "quoted" | "quotes")
        && let Some(head) = object_of(scene, verb)
    {
        return Some(Report { head: Some(head), cue: cue(verb), confidence: 0.9, distance: verb - start });
    }
    let head = subject_behind(scene, &heads, start, verb).or_else(|| plain_subject(scene, start, verb));
    head.map(|head| Report { head: Some(head), cue: cue(verb), confidence: 0.95, distance: verb - start })
}
