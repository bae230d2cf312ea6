//! Titles and roles: the words beside a name that tell what its bearer is.

use std::ops::Range;

use crate::{
    extract::{
        lexicon::Traits,
        token::{Case, Document, TokenKind},
    },
    text::Span,
};

/// Returns the role that stands right before the name at `tokens` or after it behind a comma.
pub fn role(document: &Document, tokens: Range<usize>) -> Option<Span> {
    before(document, tokens.start).or_else(|| after(document, tokens.end)).or_else(|| ahead(document, tokens))
}

/// Reads back over a comma where the name is the apposition: "The finance minister, Jonas Berg, said".
fn ahead(document: &Document, tokens: Range<usize>) -> Option<Span> {
    let mark = |idx: usize| document.tokens.get(idx).is_some_and(|token| token.kind == TokenKind::Mark(','));
    let comma = tokens.start.checked_sub(1).filter(|idx| mark(*idx) && mark(tokens.end))?;
    let role = before(document, comma)?;
    let article = document.word(document.token_from(role.start).checked_sub(1)?);
    matches!(article, "the" | "The" | "his" | "her" | "His" | "Her").then_some(role)
}

/// Returns the form of address right before a name: "Mrs.", "Prime Minister".
pub fn traits_before(document: &Document, start: usize) -> Traits {
    let sentence =
        document.sentences.get(document.sentence_of(start)).map_or(start, |sentence| sentence.tokens.start);
    match start.checked_sub(1) {
        Some(idx) if idx >= sentence => document
            .tokens
            .get(idx)
            .filter(|token| token.folded.any(Traits::TITLE | Traits::ROLE))
            .map_or(Traits::default(), |token| token.folded),
        _ => Traits::default(),
    }
}

/// No role has more words.
const LONGEST: usize = 8;

/// Reads back from the name: "U.S. Secretary of State", "academic".
fn before(document: &Document, start: usize) -> Option<Span> {
    let first = document.sentences.get(document.sentence_of(start))?.tokens.start;
    let mut from = start;
    let mut heads = 0;
    for idx in (first.max(start.saturating_sub(LONGEST))..start).rev() {
        let token = document.tokens.get(idx)?;
        let word = document.word(idx);
        let head = token.folded.any(Traits::TITLE | Traits::ROLE) && !address(word);
        let joins = matches!(token.kind, TokenKind::Mark('-'))
            || (matches!(word, "of" | "the" | "for") && heads == 0 && idx > first && from < start)
            || (word == "of"
                && document.tokens.get(idx.wrapping_sub(1)).is_some_and(|t| t.folded.any(Traits::TITLE)));
        let state = heads == 0 && idx + 1 == start && word.eq_ignore_ascii_case("state");
        let modifies = token.kind == TokenKind::Word
            && (token.folded.any(Traits::MODIFIER) && word != "and"
                || token.exact.any(Traits::OTHER | Traits::PLACE | Traits::ORGANIZATION)
                    && token.case != Case::Lower);
        if head || joins || state || (heads > 0 && modifies) {
            heads += usize::from(head);
            from = idx;
        } else {
            break;
        }
    }
    while from < start
        && document.tokens.get(from).is_some_and(|token| {
            token.kind != TokenKind::Word
                || matches!(document.word(from), "of" | "the" | "for")
                || month(document.word(from))
        })
    {
        from += 1;
    }
    (heads > 0 && from < start).then(|| document.span(from..start))
}

/// Reads on behind a comma: "Ana Ruiz, mayor of Quito,".
fn after(document: &Document, end: usize) -> Option<Span> {
    let limit = document.sentences.get(document.sentence_of(end.checked_sub(1)?))?.tokens.end;
    if document.tokens.get(end)?.kind != TokenKind::Mark(',') {
        return None;
    }
    let mut from = end + 1;
    if matches!(document.word(from), "the" | "a" | "an") {
        from += 1;
    }
    let mut heads = 0;
    let mut to = from;
    for idx in from..limit.min(from + LONGEST + 2) {
        let token = document.tokens.get(idx)?;
        if token.kind == TokenKind::Mark(',') {
            break;
        }
        let word = token.kind == TokenKind::Word
            || matches!(token.kind, TokenKind::Possessive | TokenKind::Mark('-'));
        let head = token.folded.any(Traits::ROLE) && token.kind == TokenKind::Word;
        if !word
            || (heads == 0 && idx > from + 3)
            || matches!(document.word(idx), "and" | "said" | "who" | "that" | "is" | "was" | "has" | "had")
            || token.exact.any(Traits::VERB) && heads > 0
        {
            break;
        }
        heads += usize::from(head);
        to = idx + 1;
        let goes_on = matches!(document.word(idx + 1), "of" | "at" | "for" | "in" | "with")
            || document.tokens.get(idx + 1).is_some_and(|t| t.case != Case::Lower);
        if head && !goes_on {
            break;
        }
    }
    // A role ends at its clause: what has no head or runs on without an end is none.
    let closed = limit <= to || !matches!(document.tokens.get(to).map(|t| t.kind), Some(TokenKind::Word));
    (heads > 0
        && closed
        && document.tokens.get(from).is_some_and(|t| {
            t.case == Case::Lower
                || t.folded.any(Traits::TITLE | Traits::ROLE | Traits::MODIFIER | Traits::OTHER)
        }))
    .then(|| document.span(from..to))
}

/// Returns whether a title tells nothing but how to address somebody.
fn address(word: &str) -> bool {
    matches!(
        word,
        "Mr."
            | "Mr"
            | "Mrs."
            | "Mrs"
            | "Ms."
            | "Ms"
            | "Miss"
            | "Sir"
            | "Dr."
            | "Dr"
            | "Madame"
            | "Mme."
            | "Don"
            | "Doña"
    )
}

fn month(word: &str) -> bool {
    crate::extract::lexicon::traits(word).any(Traits::OTHER)
        && matches!(word, "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday")
}
