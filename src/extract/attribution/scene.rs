//! The text around quotations as attribution sees it: who could be speaking, and what reports it.

use crate::extract::{
    Entity, Kind, Mention,
    attribution::words::is_determiner,
    gender::Gender,
    lexicon::Traits,
    quotation::Marked,
    token::{Case, Document, Token, TokenKind},
};

/// A document with its names and marks.
pub struct Scene<'a, 'b> {
    /// The document.
    pub document: &'b Document<'a>,
    /// Its entities.
    pub entities: &'b [Entity],
    /// Their mentions.
    pub mentions: &'b [Mention],
    /// The pronoun of each entity.
    pub genders: Vec<Option<Gender>>,
    /// For each token the mention it belongs to, plus one.
    mention_at: Vec<u32>,
    /// For each token whether it stands in quotation marks.
    quoted: Vec<bool>,
}

impl<'a, 'b> Scene<'a, 'b> {
    /// Prepares a document.
    pub fn new(
        document: &'b Document<'a>,
        marked: &[Marked],
        entities: &'b [Entity],
        mentions: &'b [Mention],
    ) -> Self {
        let mut mention_at = vec![0; document.tokens.len()];
        for (number, mention) in (1_u32..).zip(mentions) {
            let start = document.token_from(mention.span.start);
            for slot in mention_at.iter_mut().skip(start).zip(document.tokens.iter().skip(start)) {
                if slot.1.span.start >= mention.span.end {
                    break;
                }
                *slot.0 = number;
            }
        }
        let mut quoted = vec![false; document.tokens.len()];
        for mark in marked.iter().filter(|mark| mark.depth == 0) {
            let start = document.token_from(mark.outer.start);
            for slot in quoted.iter_mut().skip(start).zip(document.tokens.iter().skip(start)) {
                if slot.1.span.start >= mark.outer.end {
                    break;
                }
                *slot.0 = true;
            }
        }
        let genders = entities.iter().map(|entity| entity.gender).collect();
        Self { document, entities, mentions, genders, mention_at, quoted }
    }

    /// Returns a token.
    pub fn token(&self, idx: usize) -> Option<&Token> {
        self.document.tokens.get(idx)
    }

    /// Returns the words of a token.
    pub fn word(&self, idx: usize) -> &'a str {
        self.document.word(idx)
    }

    /// Returns whether a token stands in quotation marks.
    pub fn quoted(&self, idx: usize) -> bool {
        self.quoted.get(idx).copied().unwrap_or(false)
    }

    /// Returns the mention that a token belongs to.
    pub fn mention(&self, idx: usize) -> Option<usize> {
        self.mention_at.get(idx).and_then(|number| (*number as usize).checked_sub(1))
    }

    /// Returns the kind of what a mention names.
    pub fn kind(&self, mention: usize) -> Option<Kind> {
        self.mentions
            .get(mention)
            .and_then(|mention| self.entities.get(mention.entity))
            .map(|entity| entity.kind)
    }

    /// Returns whether a token is a mark, and this one.
    pub fn is_mark(&self, idx: usize, mark: char) -> bool {
        self.token(idx).is_some_and(|token| token.kind == TokenKind::Mark(mark))
    }

    /// Returns whether a token is a reporting verb, rather than a noun of the same form or a passive.
    pub fn is_verb(&self, idx: usize, from: usize) -> bool {
        let Some(token) = self.token(idx) else { return false };
        if token.kind != TokenKind::Word
            || !token.folded.any(Traits::VERB)
            || self.quoted(idx)
            || self.mention(idx).is_some()
        {
            return false;
        }
        if token.case != Case::Lower && idx > from {
            return false;
        }
        if idx <= from {
            return true;
        }
        let before = self.word(idx - 1);
        let word = self.word(idx);
        let participle = word.ends_with("ing");
        let determined =
            is_determiner(before) || self.token(idx - 1).is_some_and(|t| t.kind == TokenKind::Possessive);
        let governed = matches!(before, "of" | "for" | "in" | "on" | "with" | "from" | "at") && !participle;
        let passive =
            matches!(before, "was" | "were" | "been" | "being" | "is" | "are" | "be" | "get" | "got")
                && (word.ends_with("ed") || matches!(word, "told" | "written" | "read"));
        let noun = token.exact.any(Traits::NOUN)
            && !self.mentions_or_pronoun(idx - 1)
            && !participle
            && self.token(idx - 1).is_some_and(|t| {
                t.exact.any(Traits::COMMON) && !t.exact.any(Traits::ROLE) && !before.ends_with("ly")
            });
        !(determined && word != "said" || governed || passive || noun)
    }

    fn mentions_or_pronoun(&self, idx: usize) -> bool {
        self.mention(idx).is_some()
            || matches!(
                self.word(idx),
                "he" | "she"
                    | "they"
                    | "He"
                    | "She"
                    | "They"
                    | "who"
                    | "it"
                    | "and"
                    | "also"
                    | "to"
                    | ","
                    | "él"
                    | "ella"
                    | "ellos"
                    | "ellas"
                    | "quien"
                    | "y"
                    | "también"
                    | "se"
                    | "lo"
                    | "le"
            )
    }
}
