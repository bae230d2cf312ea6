//! What stands around a piece of a sentence.

use crate::extract::{
    lexicon::Traits,
    tagger::memory::Memory,
    token::{Case, Document, PassageKind, Token, TokenKind},
};

/// Where a piece stands.
pub struct Context<'a, 'b> {
    /// The document.
    pub document: &'b Document<'a>,
    /// What an earlier reading found.
    pub memory: &'b Memory,
    /// How the passage is written.
    pub passage: PassageKind,
    /// The first token of the sentence.
    pub first: usize,
    /// Just past the last token of the sentence.
    pub last: usize,
}

impl Context<'_, '_> {
    fn token(&self, idx: usize) -> Option<&Token> {
        self.document.tokens.get(idx)
    }

    /// Returns a token of the same sentence.
    pub fn inside(&self, idx: usize) -> Option<&Token> {
        if (self.first..self.last).contains(&idx) { self.token(idx) } else { None }
    }

    /// Returns the token before `idx` in the same sentence.
    fn before(&self, idx: usize) -> Option<&Token> {
        if idx > self.first { self.token(idx - 1) } else { None }
    }

    fn after(&self, idx: usize) -> Option<&Token> {
        if idx < self.last { self.token(idx) } else { None }
    }

    fn word_before(&self, idx: usize) -> &str {
        if idx > self.first { self.document.word(idx - 1) } else { "" }
    }

    /// Returns whether a capital at `idx` says little: the first word of a sentence or of a quotation, or any of a heading.
    pub fn weak_capital(&self, idx: usize) -> bool {
        self.passage == PassageKind::Heading
            || self.before(idx).is_none_or(|t| {
                matches!(t.kind, TokenKind::Mark('“' | '"' | ':' | '‘' | '•' | '«' | '—' | '.' | '-'))
            })
    }

    /// Returns whether a title stands right before token `idx`.
    pub fn titled(&self, idx: usize) -> bool {
        self.before(idx).is_some_and(|token| {
            token.kind == TokenKind::Word && token.folded.any(Traits::TITLE)
                || token.case == Case::Lower
                    && token.exact.any(Traits::ROLE)
                    && !token.exact.any(Traits::THEY)
        }) || (self.word_before(idx).eq_ignore_ascii_case("state")
            && idx >= self.first + 3
            && self.document.word(idx - 3).eq_ignore_ascii_case("secretary"))
    }

    /// Returns how many capitals stand right beside a piece and could belong to it.
    pub fn neighbors(&self, start: usize, end: usize) -> f32 {
        let particle =
            self.before(start).is_some_and(|t| {
                t.case == Case::Lower && t.exact.any(Traits::PARTICLE) && t.kind == TokenKind::Word
            }) && !matches!(self.word_before(start), "as" | "do" | "e" | "y" | "lo" | "los" | "san");
        let joins = |token: Option<&Token>| {
            token.is_some_and(|t| {
                let given = t.exact.any(Traits::GIVEN);
                let name = given || t.exact.any(Traits::SURNAME);
                let listed = t.exact.any(Traits::OTHER | Traits::PLACE | Traits::ORGANIZATION);
                t.kind == TokenKind::Word
                    && t.case != Case::Lower
                    && (given || !listed)
                    && (name || !t.folded.any(Traits::COMMON))
                    && !t.folded.any(Traits::TITLE | Traits::MODIFIER)
            })
        };
        let hyphen = |idx: usize| self.token(idx).is_some_and(|t| t.glued && t.kind == TokenKind::Mark('-'));
        let before = joins(self.before(start))
            || particle
            || (start > self.first + 1 && hyphen(start - 1) && joins(self.before(start - 1)));
        let after =
            joins(self.after(end)) || (hyphen(end) && end + 1 < self.last && joins(self.after(end + 1)));
        f32::from(u8::from(before)) + f32::from(u8::from(after))
    }

    /// Returns whether a verb of saying, or "who", follows at `idx`.
    pub fn acts(&self, idx: usize) -> f32 {
        let Some(token) = self.after(idx) else { return 0.0 };
        match token.kind {
            TokenKind::Word if token.case == Case::Lower && token.exact.any(Traits::VERB) => 3.0,
            TokenKind::Mark(',') => match self.after(idx + 1) {
                Some(next)
                    if next.kind == TokenKind::Number
                        && matches!(self.after(idx + 2).map(|t| t.kind), Some(TokenKind::Mark(','))) =>
                {
                    2.5
                }
                Some(_) if self.document.word(idx + 1) == "who" => 2.0,
                Some(next) if next.case == Case::Lower && next.exact.any(Traits::ROLE) => 1.0,
                _ => 0.0,
            },
            TokenKind::Word if matches!(self.document.word(idx), "who" | "has" | "had" | "was" | "is") => 0.7,
            _ => 0.0,
        }
    }
}
