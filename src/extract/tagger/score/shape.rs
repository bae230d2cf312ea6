//! What the words of a piece look like, gathered one by one while the piece grows.

use crate::extract::{
    lexicon::Traits,
    tagger::score::Context,
    token::{Case, Token, TokenKind},
};

/// What the tokens of a piece have in common, gathered while it grows.
#[derive(Default)]
pub struct Shape {
    pub words: usize,
    pub capitals: usize,
    pub common: usize,
    pub given: usize,
    pub surnames: usize,
    pub initials: usize,
    pub upper: usize,
    pub bars_person: usize,
    pub org_heads: usize,
    pub place_heads: usize,
    pub links: usize,
    pub particles: usize,
    pub hyphens: usize,
    pub numbers: usize,
    pub possessives: usize,
    pub other: usize,
    pub places: usize,
    pub orgs: usize,
    pub titles: usize,
    pub and: usize,
    pub the: usize,
    pub first_given: bool,
    pub first_common: bool,
    pub last: Traits,
    pub last_folded: Traits,
}

impl Shape {
    /// Takes the token at `idx` into the piece.
    pub fn take(&mut self, context: &Context, idx: usize, token: &Token) {
        match token.kind {
            TokenKind::Possessive => self.possessives += 1,
            TokenKind::Number => self.numbers += 1,
            TokenKind::Mark('&') => self.and += 1,
            TokenKind::Mark(_) | TokenKind::Address => self.hyphens += 1,
            TokenKind::Word if token.case == Case::Lower => match context.document.word(idx) {
                "and" => self.and += 1,
                "the" => self.the += 1,
                "of" | "for" | "on" | "in" => self.links += 1,
                _ => self.particles += 1,
            },
            TokenKind::Word => self.capital(context, idx, token),
        }
        self.words += 1;
    }

    fn capital(&mut self, context: &Context, idx: usize, token: &Token) {
        let given = token.exact.any(Traits::GIVEN);
        let name = token.exact.any(Traits::GIVEN | Traits::SURNAME);
        let common = token.folded.any(Traits::COMMON)
            || context.memory.is_lower(idx) && context.memory.part(context.document.word(idx)) < 0.6;
        self.capitals += 1;
        self.given += usize::from(given);
        self.surnames += usize::from(token.exact.any(Traits::SURNAME));
        self.initials += usize::from(
            token.span.len() == 1
                || (token.span.len() <= 4
                    && context.document.word(idx).ends_with('.')
                    && !token.folded.any(Traits::ORG_END)),
        );
        self.upper += usize::from(token.case == Case::Upper && token.span.len() > 1);
        self.common += usize::from(common && !name);
        self.other += usize::from(token.exact.any(Traits::OTHER) && !given);
        self.places += usize::from(token.exact.any(Traits::PLACE));
        self.orgs += usize::from(token.exact.any(Traits::ORGANIZATION));
        self.titles +=
            usize::from(token.folded.any(Traits::TITLE) && !token.exact.any(Traits::SURNAME | Traits::GIVEN));
        self.org_heads += usize::from(token.folded.any(Traits::ORG_HEAD | Traits::ORG_END));
        self.place_heads += usize::from(token.folded.any(Traits::PLACE_HEAD));
        let barred = token.folded.any(Traits::ORG_HEAD | Traits::PLACE_HEAD | Traits::ORG_END) && !name;
        self.bars_person += usize::from(barred || token.span.len() > 60);
        if self.capitals == 1 {
            self.first_given = given;
            self.first_common = common;
        }
        self.last = token.exact;
        self.last_folded = token.folded;
    }
}
