//! Speech reported without marks: "Ruiz said that the bridge was safe", "the bridge, Ruiz said, was safe", "according to Ruiz".
//!
//! Each sentence is read once, verb by verb: a verb that reports, a subject right before or behind it, and what is said. Words in
//! marks may stand inside what is said; such a quotation is mixed, and the words in marks are entries of their own.

use std::ops::Range;

use crate::{
    extract::{
        Quotation, QuotationKind, Speaker,
        attribution::{
            complement::{Form, Takes, takes},
            content::{behind, finite},
            head::{Head, Who},
            nominal, phrase,
            resolve::Resolver,
            scene::Scene,
            spanish,
            words::{self, auxiliary, begins_clause, is_determiner, is_preposition},
        },
        gender,
        token::{Case, PassageKind, TokenKind},
    },
    text::Span,
};

/// No longer sentence is read.
const SENTENCE: usize = 160;

/// What is reported without marks.
#[derive(Default)]
pub struct Found {
    /// Clauses of their own: "said that the bridge was safe".
    pub clauses: Vec<Quotation>,
    /// What stands around marks, or is no clause: "called the critics “a crowd”", "denied the charge".
    pub others: Vec<Quotation>,
}

/// Returns what is reported without marks.
pub fn find(scene: &Scene, resolver: &Resolver) -> Found {
    let mut sorted = Found::default();
    if scene.document.veil.spanish {
        sorted.clauses = spanish::find(scene, resolver);
        return sorted;
    }
    let mut found: Vec<(Quotation, bool)> = Vec::new();
    for sentence in &scene.document.sentences {
        let body =
            scene.document.passages.get(sentence.passage).is_some_and(|it| it.kind == PassageKind::Body);
        if body && sentence.tokens.len() <= SENTENCE {
            found.clear();
            read(scene, resolver, sentence.tokens.clone(), &mut found);
            for (idx, (quotation, clause)) in found.iter().enumerate() {
                // What is reported by two verbs at once is reported by the first; what is reported within it is its matter.
                let twice = found.iter().enumerate().any(|(other, (it, _))| {
                    it.span.covers(quotation.span) && (it.span != quotation.span || other < idx)
                });
                if !twice {
                    let list = if *clause { &mut sorted.clauses } else { &mut sorted.others };
                    list.push(quotation.clone());
                }
            }
        }
    }
    sorted
}

/// Who says what by which words.
pub struct Reported {
    /// Who says it.
    pub source: Range<usize>,
    /// The reporting words.
    pub cue: Range<usize>,
    /// What is said, in pieces.
    pub content: Vec<Range<usize>>,
    /// Whether what is said is a clause of its own.
    pub clause: bool,
    /// The points of the pattern.
    pub confidence: f32,
}

fn read(scene: &Scene, resolver: &Resolver, tokens: Range<usize>, found: &mut Vec<(Quotation, bool)>) {
    let mut idx = tokens.start;
    while idx < tokens.end {
        let lower = scene.token(idx).is_some_and(|token| token.kind == TokenKind::Word);
        let reported = if !lower || scene.quoted(idx) || scene.mention(idx).is_some() {
            None
        } else if matches!(scene.word(idx), "according" | "According") && scene.word(idx + 1) == "to" {
            according(scene, tokens.clone(), idx)
        } else {
            takes(scene.word(idx))
                .and_then(|takes| verb(scene, tokens.clone(), idx, takes))
                .or_else(|| nominal::read(scene, &tokens, idx))
        };
        if let Some(reported) = reported {
            emit(scene, resolver, &reported, found);
        }
        idx += 1;
    }
}

/// Writes what is reported, one entry a piece.
fn emit(scene: &Scene, resolver: &Resolver, reported: &Reported, found: &mut Vec<(Quotation, bool)>) {
    let source = scene.document.span(reported.source.clone());
    let (speaker, sure) = match head(scene, reported.source.clone()) {
        Some(head) => resolver.speaker(scene, &head),
        None => (Speaker { entity: None, span: source, source }, 0.8),
    };
    for content in &reported.content {
        let (content, marked) = whole(scene, content.clone());
        let Some(span) = trimmed(scene, content.clone()) else { continue };
        let quotation = Quotation {
            span,
            kind: QuotationKind::Indirect,
            cue: Some(scene.document.span(reported.cue.clone())),
            speaker: Some(Speaker { source, ..speaker }),
            confidence: reported.confidence * sure,
        };
        found.push((quotation, reported.clause && !marked));
    }
}

/// Returns who a phrase is about.
fn head(scene: &Scene, source: Range<usize>) -> Option<Head> {
    let word = scene.word(source.start);
    if source.len() == 1 && (words::is_pronoun(word) || gender::of_pronoun(word).is_some()) {
        let who = Who::Pronoun(gender::of_pronoun(word));
        return Some(Head { tokens: source, who, governed: false, inner: false });
    }
    let heads = scene.heads(source.clone());
    let free = || heads.iter().filter(|head| !head.inner && !head.governed);
    free()
        .find(|head| matches!(head.who, Who::Named(_)) && scene.is_person(head))
        .filter(|head| free().next().is_some_and(|first| first.tokens.end + 2 >= head.tokens.start))
        .or_else(|| free().next())
        .cloned()
}

/// Leaves out quotations that are cut by the end of the sentence, and those behind a colon, which stand for themselves.
/// Tells as well whether words in marks are left, or were.
fn whole(scene: &Scene, content: Range<usize>) -> (Range<usize>, bool) {
    let Range { mut start, mut end } = content;
    let goes_on = |idx: usize| {
        scene.quoted(idx) && scene.token(idx).is_some_and(|token| !matches!(token.kind, TokenKind::Mark(_)))
    };
    let mut marked = false;
    while end > start && scene.quoted(end - 1) && goes_on(end) {
        end -= 1;
        marked = true;
    }
    while end > start && start > 0 && scene.quoted(start) && scene.quoted(start - 1) {
        start += 1;
        marked = true;
    }
    let colon =
        (start..end).find(|idx| scene.is_mark(*idx, ':') && !scene.quoted(*idx) && scene.quoted(idx + 1));
    end = colon.unwrap_or(end);
    marked |= (start..end).any(|idx| scene.quoted(idx));
    (start..end, marked)
}

/// Returns the bytes of what is reported, without marks at its ends; `None` where next to nothing is left.
fn trimmed(scene: &Scene, content: Range<usize>) -> Option<Span> {
    let Range { mut start, mut end } = content;
    let mark = |idx: usize| scene.token(idx).is_some_and(|token| matches!(token.kind, TokenKind::Mark(_)));
    let quote = |idx: usize| scene.quoted(idx) || scene.is_mark(idx, ')') || scene.is_mark(idx, '%');
    while end > start && mark(end - 1) && !quote(end - 1) {
        end -= 1;
    }
    while end > start && mark(start) && !scene.quoted(start) && !scene.is_mark(start, '$') {
        start += 1;
    }
    let free = (start..end).filter(|idx| !scene.quoted(*idx)).count();
    (free >= 2).then(|| scene.document.span(start..end))
}

/// Reads "according to Ruiz", before or behind what is said.
fn according(scene: &Scene, tokens: Range<usize>, at: usize) -> Option<Reported> {
    let comma = |from: usize| (from..tokens.end).find(|idx| scene.is_mark(*idx, ','));
    if at == tokens.start {
        let first = comma(at + 2)?;
        let aside = matches!(scene.word(first + 1), "a" | "an" | "who" | "whose" | "speaking");
        let end = if aside { comma(first + 1)? } else { first };
        let source = phrase::object(scene, at + 2, end)?;
        let content = one(end + 1..tokens.end);
        return Some(Reported { source, cue: at..at + 2, content, clause: true, confidence: 0.85 });
    }
    let source = phrase::object(scene, at + 2, tokens.end)?;
    let start = (tokens.start..at).rev().find(|idx| scene.quoted(*idx)).map_or(tokens.start, |idx| idx + 1);
    let mut content = one(start..at);
    if scene.is_mark(at - 1, ',') && scene.is_mark(source.end, ',') && source.end + 3 < tokens.end {
        content.push(source.end + 1..tokens.end);
    }
    Some(Reported { source, cue: at..at + 2, content, clause: true, confidence: 0.85 })
}

/// Reads the clause of the verb at `verb`.
fn verb(scene: &Scene, tokens: Range<usize>, verb: usize, takes: Takes) -> Option<Reported> {
    let before = scene.word(verb.checked_sub(1).filter(|it| *it >= tokens.start).unwrap_or(usize::MAX));
    let capital = scene.token(verb).is_some_and(|token| token.case != Case::Lower);
    if capital || takes.form == Form::Plain && !plural_before(scene, tokens.start, verb) {
        return None;
    }
    if is_determiner(before) || matches!(before, "of" | "for" | "in" | "on" | "at" | "by" | "as" | "with") {
        return None;
    }
    let owned =
        verb > tokens.start && scene.token(verb - 1).is_some_and(|token| token.kind == TokenKind::Possessive);
    if owned {
        return None;
    }
    let group = group(scene, tokens.start, verb);
    let passive = takes.form == Form::Past
        && (group..verb).any(|idx| {
            matches!(
                scene.word(idx),
                "is" | "was" | "were" | "are" | "been" | "be" | "being" | "gets" | "got"
            )
        });
    if passive {
        return None;
    }
    let participle = takes.form == Form::Participle && group == verb;
    // "Ruiz on Tuesday said"
    let mut subject_end = group;
    if subject_end > tokens.start + 1 && words::is_day(scene.word(subject_end - 1)) {
        subject_end -= 1 + usize::from(matches!(scene.word(subject_end - 2), "on" | "late" | "last"));
    }
    let joined = group > tokens.start && matches!(scene.word(group - 1), "and" | "but" | "then");
    let source = if participle {
        // "a letter arguing that"
        let hangs = scene.word(verb + 1) == "that"
            && scene.token(verb - 1).is_some_and(|token| {
                token.kind == TokenKind::Word
                    && !is_preposition(before)
                    && !matches!(
                        before,
                        "is" | "was" | "are" | "were" | "be" | "been" | "that" | "and" | "not"
                    )
            });
        (scene.is_mark(verb - 1, ',') || hangs)
            .then(|| outer_subject(scene, tokens.start, verb - 1))
            .flatten()
    } else if joined && takes.form != Form::Plain {
        outer_subject(scene, tokens.start, group - 1)
    } else {
        phrase::subject(scene, tokens.start, subject_end.max(tokens.start))
    };
    if let Some(source) = source {
        // "The bridge, Ruiz said, was safe."
        if !participle && let Some(content) = around(scene, &tokens, source.start, verb) {
            return Some(Reported { source, cue: group..verb + 1, content, clause: true, confidence: 0.8 });
        }
        let (end, content) = behind(scene, &tokens, verb, takes)?;
        // “We will,” Ruiz said: what is said stands before, unless "that" follows.
        let after_quote = source.start > tokens.start && scene.quoted(source.start - 1);
        if after_quote && !participle && scene.word(verb + 1) != "that" {
            return None;
        }
        let opens = scene.word(content.start);
        let clause = takes.that
            && end == verb + 1
            && (takes.clause && opens != "to" && (!takes.thing || finite(scene, content.clone()))
                || takes.to && opens == "to"
                || begins_clause(opens));
        return Some(Reported { source, cue: group..end, content: vec![content], clause, confidence: 0.85 });
    }
    // "The bridge was safe, said Ruiz."
    let inverted = matches!(scene.word(verb), "said" | "says") && verb > tokens.start + 3;
    if inverted && closes(scene, &tokens, verb) {
        let source = phrase::object(scene, verb + 1, tokens.end)?;
        let content = tokens.start..verb;
        return Some(Reported {
            source,
            cue: verb..verb + 1,
            content: vec![content],
            clause: true,
            confidence: 0.8,
        });
    }
    None
}

/// Returns whether the verb in its plain form has a subject that goes with it.
fn plural_before(scene: &Scene, first: usize, verb: usize) -> bool {
    let Some(before) = verb.checked_sub(1).filter(|it| *it >= first) else { return false };
    let word = scene.word(before);
    matches!(word, "they" | "we" | "I" | "you" | "They" | "We" | "who")
        || word.ends_with("men")
        || word.ends_with('s') && !word.ends_with("ss") && scene.mention(before).is_none()
        || matches!(word, "people" | "police" | "men" | "women" | "did" | "do" | "does" | "not")
}

/// Returns where the group of a verb begins: with its auxiliaries and adverbs.
fn group(scene: &Scene, first: usize, verb: usize) -> usize {
    let mut at = verb;
    while at > first
        && !scene.quoted(at - 1)
        && scene.mention(at - 1).is_none()
        && auxiliary(scene.word(at - 1))
    {
        at -= 1;
    }
    at
}

/// Returns the subject of the clause before a participle, or a verb behind "and".
fn outer_subject(scene: &Scene, first: usize, before: usize) -> Option<Range<usize>> {
    // The first phrase of the sentence that a verb follows.
    let heads = scene.heads(first..before);
    let clause = (first..before)
        .rev()
        .find(|idx| matches!(scene.word(*idx), "but" | "while" | "whereas" | ";" | "that" | "as" | "when"))
        .unwrap_or(first);
    let free = || heads.iter().filter(|head| !head.inner && !head.governed);
    let head = free().find(|head| head.tokens.start >= clause).or_else(|| free().next())?;
    let source =
        phrase::object(scene, head.tokens.start, head.tokens.end).unwrap_or_else(|| head.tokens.clone());
    Some(head.tokens.start..source.end.max(head.tokens.end))
}

/// Returns what stands around a clause between commas, or before one that closes the sentence.
fn around(scene: &Scene, tokens: &Range<usize>, source: usize, verb: usize) -> Option<Vec<Range<usize>>> {
    if !closes(scene, tokens, source) {
        return None;
    }
    let comma = source - 1;
    let mut next = verb + 1;
    while next < tokens.end
        && (words::is_day(scene.word(next))
            || scene.word(next) == "on" && words::is_day(scene.word(next + 1)))
    {
        next += 1;
    }
    let closed = scene.is_mark(next, ',');
    // "Ruiz said in an interview on Monday."
    let aside = matches!(scene.word(next), "in" | "at" | "during" | "after" | "on" | "through")
        && tokens.end - next <= 12
        && (next..tokens.end).all(|idx| !matches!(scene.word(idx), "," | "that") && !scene.quoted(idx));
    if aside {
        return Some(one(tokens.start..source));
    }
    let ends = (next..tokens.end)
        .all(|idx| scene.token(idx).is_some_and(|token| matches!(token.kind, TokenKind::Mark(_))));
    if ends {
        return Some(one(tokens.start..source));
    }
    // "In May, Ruiz said" has something said behind it.
    (closed && !scene.quoted(comma) && comma - tokens.start >= 2 && !leads(scene, tokens.start..comma))
        .then(|| vec![tokens.start..comma, next + 1..tokens.end])
}

/// Returns whether what is said ends right before `at`: with a comma, perhaps inside the marks around its last words.
fn closes(scene: &Scene, tokens: &Range<usize>, at: usize) -> bool {
    // “Many would be glad” if it were built, said Ruiz: what is in marks goes on outside of them.
    let outside = (tokens.start..at.saturating_sub(1)).filter(|idx| !scene.quoted(*idx)).count();
    at > tokens.start + 2
        && (!scene.quoted(tokens.start) || outside > 2)
        && (scene.is_mark(at - 1, ',') || scene.quoted(at - 1))
        && (scene.is_mark(at - 1, ',') || (at.saturating_sub(4)..at).any(|idx| scene.is_mark(idx, ',')))
}

/// Returns whether words before a comma only say when or where.
fn leads(scene: &Scene, tokens: Range<usize>) -> bool {
    let word = scene.word(tokens.start);
    is_preposition(word)
        || matches!(
            word,
            "When"
                | "While"
                | "As"
                | "Asked"
                | "Last"
                | "Earlier"
                | "But"
                | "However"
                | "Still"
                | "Since"
                | "Speaking"
        )
}

/// Returns a single piece.
fn one(piece: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(piece).collect()
}
