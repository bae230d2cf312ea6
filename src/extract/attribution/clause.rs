//! Reads the clause around a quotation: which words report it, and who is their subject.

use std::ops::Range;

use crate::{
    extract::{
        Kind,
        attribution::{
            phrase,
            scene::{Head, Scene, Who, is_determiner, is_preposition},
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

/// Tries the patterns of a clause, the surest first.
pub fn report(scene: &Scene, place: &Place) -> Option<Report> {
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
    if let Some(mut verb) = verb {
        let mut chosen = subject(scene, &heads, start, verb);
        let cue = verb;
        // "noting Rubio stressed" has its own subject; "was due, saying" has none nearby: look for that of the verb before.
        while chosen.is_none() {
            let Some(earlier) = (start..verb).rev().find(|idx| scene.is_verb(*idx, start)) else { break };
            chosen = subject(scene, &heads, start, earlier);
            verb = earlier;
        }
        if chosen.is_none() && place.after_quote && verb <= start + 2 {
            // “We will,” said Ruiz, “rebuild it.”
            chosen = inverted(scene, &heads, verb);
        }
        let chosen = nearer(scene, start, cue, chosen).or_else(|| plain_subject(scene, start, cue));
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

/// Takes the phrase right before a verb where the subject that was found stands further away: "what the plaintiffs called".
fn nearer(scene: &Scene, start: usize, verb: usize, chosen: Option<Head>) -> Option<Head> {
    let end = (start + 1..=verb).rev().find(|at| !is_auxiliary(scene.word(at - 1))).unwrap_or(verb);
    let far = chosen.as_ref().is_none_or(|head| head.tokens.end < end);
    let plain = scene.word(verb).ends_with("ing")
        || end <= start
        || matches!(scene.word(end - 1), "and" | "but" | "or" | "," | "to" | "who" | "that" | "which");
    if !far || plain {
        return chosen;
    }
    let from = chosen.as_ref().map_or(start, |head| head.tokens.end.max(start));
    match phrase::subject(scene, from, end) {
        Some(tokens)
            if is_determiner(scene.word(tokens.start))
                && tokens.len() > 1
                && tokens.start > start
                && opens_clause(scene.word(tokens.start - 1)) =>
        {
            Some(Head { tokens, who: Who::Described, governed: false, inner: false })
        }
        _ => chosen,
    }
}

/// Returns whether a clause of its own begins behind a word.
fn opens_clause(word: &str) -> bool {
    matches!(
        word,
        "what" | "as" | "that" | "while" | "when" | "because" | "if" | "where" | "whether" | "until"
    )
}

fn is_auxiliary(word: &str) -> bool {
    word.ends_with("ly")
        || matches!(word, "also" | "has" | "had" | "have" | "later" | "then" | "once" | "would")
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
    let passive =
        quoted > start && matches!(scene.word(quoted - 1), "is" | "was" | "are" | "were" | "been" | "also");
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
        scene.token(idx).is_some_and(|t| t.kind == TokenKind::Word)
            && !is_preposition(scene.word(idx))
            && !matches!(scene.word(idx), "and" | "but" | "or" | "more" | "that" | "which" | "as")
    });
    (words && (end - from > 1 || scene.word(from).ends_with("omeone"))).then_some(Head {
        tokens: from..end,
        who: Who::Described,
        governed: false,
        inner: false,
    })
}

/// Returns the subject of the verb at `verb` among the heads before it.
fn subject(scene: &Scene, heads: &[Head], start: usize, verb: usize) -> Option<Head> {
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
    let with = |head: &Head| {
        (start.max(head.tokens.start.saturating_sub(4))..head.tokens.start).any(|at| scene.word(at) == "with")
    };
    let beside = before.iter().copied().find(|head| head.tokens.end == verb && participle && with(head));
    let chosen = if beside.is_some() {
        // "with one lawmaker asking"
        beside
    } else if participle && link == verb && verb > start && scene.is_mark(verb - 1, ',') {
        // "The council put it off, saying": the subject of the clause before.
        let clause = (start..verb)
            .rev()
            .find(|idx| matches!(scene.word(*idx), "but" | "while" | "whereas" | ";"))
            .unwrap_or(start);
        let first = || free.iter().copied().filter(|head| head.tokens.start >= clause);
        let placed = |head: &&Head| {
            matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Place))
                && scene.token(head.tokens.end).is_some_and(|t| matches!(t.kind, TokenKind::Mark(_)))
        };
        first().find(|head| !placed(head)).or_else(|| free.first().copied())
    } else if participle || joined {
        free.iter().copied().find(|head| person_like(scene, head)).or_else(|| free.first().copied())
    } else {
        let nearest = free.iter().copied().rev().find(|head| !object(head));
        let clause = nearest.map_or(start, |head| head.tokens.end);
        // A relative clause in between keeps its head: "Ruiz, who met Leite, said".
        if (clause..verb).any(|idx| scene.is_mark(idx, ',')) {
            let outer = free.iter().copied().rev().find(|head| {
                !object(head)
                    && scene.is_mark(head.tokens.end, ',')
                    && (matches!(scene.word(head.tokens.end + 1), "who" | "whose" | "whom" | "which")
                        || apposition(scene, head))
            });
            outer.or(nearest)
        } else {
            nearest
        }
    };
    let named =
        |head: &&&Head| matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Person));
    let aside = |head: &&&Head| scene.is_mark(head.tokens.end, ',');
    let closed = verb > start && scene.is_mark(verb - 1, ',');
    let outer = free.iter().filter(named).filter(aside).find(|head| {
        closed && free.iter().filter(named).count() == 1
            || matches!(scene.word(head.tokens.end + 1), "who" | "whose" | "whom")
    });
    let outer = outer.filter(|_| {
        !joined
            && chosen.is_none_or(|head| {
                !matches!(head.who, Who::Pronoun(_)) && head.tokens.end != verb || head.who == Who::Described
            })
    });
    outer
        .copied()
        .or(chosen)
        .or_else(|| free.last().copied())
        .map(|head| name_of(scene, head, &before).clone())
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
    let place = matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Place));
    if head.who != Who::Described && !place {
        return head;
    }
    let person = |other: &&&Head| matches!(other.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Person));
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
            || scene.token(at).is_some_and(|t| {
                t.kind == TokenKind::Number
                    || t.exact.any(Traits::ROLE)
                    || t.case == Case::Lower && t.folded.any(Traits::TITLE | Traits::MODIFIER)
            }))
}

/// Returns whether a head is a person rather than a place or a body.
pub fn person_like(scene: &Scene, head: &Head) -> bool {
    match head.who {
        Who::Named(mention) => scene.kind(mention) == Some(Kind::Person),
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
    if matches!(scene.word(verb), "quoted" | "quotes")
        && let Some(head) = object_of(scene, verb)
    {
        return Some(Report { head: Some(head), cue: cue(verb), confidence: 0.9, distance: verb - start });
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
