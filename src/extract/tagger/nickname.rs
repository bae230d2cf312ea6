//! Nicknames in quotation marks inside the names of persons: "Nemo “El Rey” Ruiz".

use std::ops::Range;

use crate::extract::{
    Kind,
    lexicon::Traits,
    tagger::Tagged,
    token::{Case, Document, Token, TokenKind},
};

/// No nickname has more words.
const LONGEST: usize = 4;

/// Joins what stands before and behind a nickname to one name.
pub fn join(document: &Document, found: &mut Vec<Tagged>) {
    let mut at = 0;
    while let Some(ahead) = document.tokens.get(at..).and_then(|rest| rest.iter().position(opens)) {
        at += ahead + 1;
        let Some(name) = around(document, at, found) else { continue };
        let first = found.partition_point(|it| it.tokens.end <= name.start);
        let last = found.partition_point(|it| it.tokens.start < name.end);
        let inside = found.get(first..last).unwrap_or(&[]);
        let confidence = inside.iter().map(|it| it.confidence).fold(0.5, f32::max);
        at = name.end;
        let whole =
            Tagged { span: document.span(name.clone()), tokens: name, kind: Kind::Person, confidence };
        found.splice(first..last, [whole]);
    }
}

fn opens(token: &Token) -> bool {
    matches!(token.kind, TokenKind::Mark('“' | '"' | '‘' | '\'')) && !token.glued
}

/// Returns the tokens of the name around the nickname that begins at `inner`.
fn around(document: &Document, inner: usize, found: &[Tagged]) -> Option<Range<usize>> {
    let token = |idx: usize| document.tokens.get(idx);
    let word = |it: &Token| it.kind == TokenKind::Word;
    let capital = |it: &Token| word(it) && it.case == Case::Title;
    let length = document.tokens.get(inner..)?.iter().take(LONGEST + 1).take_while(|it| word(it)).count();
    let close = token(inner + length)?;
    let closed = matches!(close.kind, TokenKind::Mark('”' | '"' | '’' | '\'')) && close.glued;
    let (before, after) = (inner.checked_sub(2)?, inner + length + 1);
    if !(1..=LONGEST).contains(&length)
        || !closed
        || !capital(token(before)?)
        || token(inner)?.case == Case::Lower
    {
        return None;
    }
    let next = token(after).filter(|it| capital(it) && !it.glued)?;
    let ends = found.iter().find(|it| it.tokens.contains(&before));
    let begins = found.iter().find(|it| it.tokens.start == after);
    let person = |it: Option<&Tagged>| it.is_some_and(|it| it.kind == Kind::Person);
    let known = person(begins) && (ends.is_some() || token(before)?.exact.any(Traits::GIVEN))
        || person(ends) && next.exact.any(Traits::SURNAME) && begins.is_none();
    let whole = ends.is_none_or(|it| it.tokens.end == before + 1 && it.kind != Kind::Organization);
    (known && whole && document.sentence_of(before) == document.sentence_of(after)).then(|| {
        let start = ends.map_or(before, |it| it.tokens.start);
        start..begins.map_or(after + 1, |it| it.tokens.end)
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        article::{Format, parse},
        extract::extract,
    };

    fn names(text: &str) -> Vec<String> {
        let (article, _) = parse(text, Format::Plain);
        extract(&article).entities.into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn a_nickname_belongs_to_its_name() {
        let found = names("The police arrested Manuel “El Mudo” Oseguera Ruiz on Monday.");
        assert_eq!(found, ["Manuel “El Mudo” Oseguera Ruiz"]);
        let found = names("The singer Maria \"Mimi\" Gonzalez was in Lisbon.");
        assert!(found.contains(&"Maria \"Mimi\" Gonzalez".to_owned()), "{found:?}");
    }

    #[test]
    fn what_is_said_between_names_is_no_nickname() {
        let found =
            names("Asked by Maria Gonzalez, “Never,” Pedro Silva said. She told Ana Ruiz “No” on Monday.");
        assert!(found.contains(&"Pedro Silva".to_owned()), "{found:?}");
        assert!(found.contains(&"Ana Ruiz".to_owned()), "{found:?}");
    }
}
