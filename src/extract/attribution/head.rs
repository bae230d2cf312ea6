//! Who could be speaking: the names, pronouns and descriptions of a stretch of text, and what governs them.

use std::ops::Range;

use crate::{
    extract::{
        Kind,
        attribution::{
            scene::Scene,
            words::{self, is_determiner, is_preposition},
        },
        gender::{self, Gender},
        lexicon::Traits,
        token::{Case, TokenKind},
    },
    text::Span,
};

/// Somebody or something that could be the subject of a reporting verb.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it is.
    pub who: Who,
    /// Whether a preposition stands before it.
    pub governed: bool,
    /// Whether it owns what follows, or leads up to another head.
    pub inner: bool,
}

/// What a head is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// A mention, by its index.
    Named(usize),
    /// A pronoun.
    Pronoun(Option<Gender>),
    /// A description: "a spokesman".
    Described,
}

impl Scene<'_, '_> {
    /// Returns who could be a subject or object within `tokens`, outside of quotation marks.
    pub fn heads(&self, tokens: Range<usize>) -> Vec<Head> {
        let mut heads: Vec<Head> = Vec::new();
        let mut idx = tokens.start;
        while idx < tokens.end {
            let Some((who, end)) = self.head(idx, tokens.end) else {
                idx += 1;
                continue;
            };
            let start = if who == Who::Described { self.described_from(idx, tokens.start) } else { idx };
            let possessive = self.token(end).is_some_and(|token| token.kind == TokenKind::Possessive)
                || (self.is_mark(end, '’') && self.word(end - 1).ends_with('s'));
            if let Some(last) = heads.last_mut()
                && ((last.tokens.end..start).all(|at| self.is_titular(at))
                    || self.is_long_title(last, who, start)
                    || self.is_post(last, who, start))
            {
                last.inner = true;
            }
            // "the Harbor Council, or HC, said": another name for what stands before.
            let again = start > tokens.start + 1
                && self.word(start - 1) == "or"
                && self.is_mark(start - 2, ',')
                && self.is_mark(end, ',');
            heads.push(Head {
                tokens: start..end,
                who,
                governed: self.governed(start, tokens.start),
                inner: possessive || again,
            });
            idx = end.max(idx + 1);
        }
        heads
    }

    /// Returns whether a description and what stands between is the title of a person: "Secretary of State Ana Ruiz".
    fn is_long_title(&self, last: &Head, who: Who, start: usize) -> bool {
        let person = matches!(who, Who::Named(mention) if self.kind(mention) == Some(Kind::Person));
        person
            && last.who == Who::Described
            && start <= last.tokens.end + 5
            && self.is_titular(last.tokens.end - 1)
            && (last.tokens.end..start).all(|at| {
                matches!(self.word(at), "of" | "for" | "and" | "-")
                    || self.token(at).is_some_and(|t| t.case != Case::Lower)
            })
    }

    /// Returns whether a name tells where a person works: "Port Ledger reporter Ana Ruiz".
    fn is_post(&self, last: &Head, who: Who, start: usize) -> bool {
        let person = |who| matches!(who, Who::Named(mention) if self.kind(mention) == Some(Kind::Person));
        matches!(last.who, Who::Named(_))
            && !person(last.who)
            && person(who)
            && (last.tokens.end + 1..last.tokens.end + 5).contains(&start)
            && (last.tokens.end..start).all(|at| {
                self.token(at).is_some_and(|t| t.folded.any(Traits::ROLE | Traits::TITLE | Traits::MODIFIER))
            })
    }

    /// Returns whether a reporting verb stands here, perhaps behind "has" or "also".
    fn tells(&self, idx: usize) -> bool {
        let verb = (idx..idx + 3).find(|at| {
            !matches!(self.word(*at), "has" | "had" | "also" | "would" | "will" | "later" | "once" | "then")
                && !self.word(*at).ends_with("ly")
        });
        verb.is_some_and(|at| {
            let verb = self.token(at).is_some_and(|t| t.exact.any(Traits::VERB)) && self.word(at) != "went";
            verb && !self.quoted(at)
        })
    }

    /// Returns whether a token leads up to a name: "Majority Leader".
    fn is_titular(&self, idx: usize) -> bool {
        self.token(idx)
            .is_some_and(|t| t.case != Case::Lower && t.folded.any(Traits::TITLE | Traits::MODIFIER))
    }

    /// Returns what a token is the head of, and the end of it.
    fn head(&self, idx: usize, limit: usize) -> Option<(Who, usize)> {
        if self.quoted(idx) {
            return None;
        }
        if let Some(mention) = self.mention(idx) {
            let end = (idx + 1..limit).find(|next| self.mention(*next) != Some(mention)).unwrap_or(limit);
            return Some((Who::Named(mention), end));
        }
        let token = self.token(idx)?;
        if token.kind != TokenKind::Word {
            return None;
        }
        match self.word(idx) {
            "he" | "she" | "He" | "She" => {
                return Some((Who::Pronoun(gender::of_pronoun(self.word(idx))), idx + 1));
            }
            "I" | "we" | "We" if self.tells(idx + 1) => return Some((Who::Pronoun(None), idx + 1)),
            "it" | "It" if self.tells(idx + 1) => return Some((Who::Pronoun(None), idx + 1)),
            "él" | "ella" | "Él" | "Ella" => {
                return Some((Who::Pronoun(gender::of_pronoun(self.word(idx))), idx + 1));
            }
            "they" | "They" | "ellos" | "ellas" | "Ellos" | "Ellas" => {
                return Some((Who::Pronoun(None), idx + 1));
            }
            _ => {}
        }
        // A name nobody knows, right before a verb: "Quillfeather said".
        let name = token.case == Case::Title
            && !words::is_stop(self.word(idx))
            && !words::is_day(self.word(idx))
            && !words::is_pronoun(self.word(idx))
            && !is_determiner(self.word(idx))
            && !is_preposition(self.word(idx))
            && !token.folded.any(Traits::VERB | Traits::TITLE)
            && !self.word(idx).ends_with("ly")
            && matches!(
                self.word(idx + 1),
                "said" | "says" | "told" | "added" | "wrote" | "asked" | "replied"
            )
            && !self.quoted(idx + 1);
        if name {
            return Some((Who::Described, idx + 1));
        }
        // "the Scot said", "said the teenager"
        let told = |at: usize| {
            matches!(
                self.word(at),
                "said" | "says" | "told" | "added" | "wrote" | "asked" | "replied" | "explained"
            ) && !self.quoted(at)
        };
        let plain = matches!(self.word(idx.wrapping_sub(1)), "the" | "The")
            && (told(idx + 1)
                || idx > 1
                    && told(idx - 2)
                    && self.token(idx + 1).is_none_or(|it| matches!(it.kind, TokenKind::Mark(_))))
            && (!token.exact.any(Traits::COMMON) || words::is_character(self.word(idx)))
            && !token.folded.any(Traits::VERB | Traits::NOUN);
        if plain {
            return Some((Who::Described, idx + 1));
        }
        let role = token.folded.any(Traits::ROLE | Traits::BODY)
            && (!token.exact.any(Traits::VERB) || is_determiner(self.word(idx.wrapping_sub(1))));
        let many = token.exact.any(Traits::THEY);
        let compound = self.token(idx + 1).is_some_and(|next| {
            next.kind == TokenKind::Word
                && next.folded.any(Traits::ROLE | Traits::BODY)
                && !next.exact.any(Traits::VERB)
                || self.mention(idx + 1).is_some_and(|m| self.kind(m) == Some(Kind::Person))
        });
        let determined = (idx.saturating_sub(4)..idx).any(|before| {
            is_determiner(self.word(before))
                || self.token(before).is_some_and(|t| t.kind == TokenKind::Possessive)
        }) || idx > 0 && self.mention(idx - 1).is_some()
            || self.is_determined(idx);
        (role && !compound && (many || determined || token.case == Case::Title))
            .then_some((Who::Described, idx + 1))
    }

    /// Returns whether an article stands some words before, with nothing between that ends a phrase.
    fn is_determined(&self, idx: usize) -> bool {
        let inner = |at: usize| {
            let word = self.word(at);
            self.token(at).is_some_and(|token| {
                token.kind == TokenKind::Mark('-')
                    || token.kind == TokenKind::Word
                        && !words::is_stop(word)
                        && !is_preposition(word)
                        && !token.exact.any(Traits::VERB)
            })
        };
        let first =
            (idx.saturating_sub(8)..idx).rev().find(|at| is_determiner(self.word(*at)) || !inner(*at));
        first.is_some_and(|at| is_determiner(self.word(at)))
    }

    /// Returns where a description begins: with its article, or the first word that belongs to it.
    fn described_from(&self, idx: usize, from: usize) -> usize {
        let mut first = idx;
        for at in (from.max(idx.saturating_sub(9))..idx).rev() {
            let Some(token) = self.token(at) else { break };
            let word = self.word(at);
            if is_determiner(word) {
                return at;
            }
            let owned = at > from
                && (is_determiner(self.word(at - 1))
                    || self.token(at - 1).is_some_and(|before| before.kind == TokenKind::Possessive));
            let goes = !self.quoted(at)
                && match token.kind {
                    TokenKind::Possessive | TokenKind::Mark('-') | TokenKind::Number => true,
                    TokenKind::Word if self.mention(at).is_some() => true,
                    TokenKind::Word if token.case != Case::Lower => {
                        !words::is_stop(word) && !is_preposition(word)
                    }
                    TokenKind::Word => {
                        let verbal =
                            token.exact.any(Traits::VERB) || word.ends_with("ed") || word.ends_with("ing");
                        !words::is_stop(word)
                            && !words::is_pronoun(word)
                            && !is_preposition(word)
                            && !word.ends_with("ly")
                            && word != "and"
                            && (!verbal || owned || at > from && self.is_mark(at - 1, '-'))
                    }
                    _ => false,
                };
            if !goes {
                break;
            }
            if token.kind != TokenKind::Mark('-') && token.kind != TokenKind::Possessive {
                first = at;
            }
        }
        first
    }

    /// Returns whether a preposition governs what begins at `start`.
    pub fn governed(&self, start: usize, from: usize) -> bool {
        for at in (from.max(start.saturating_sub(10))..start).rev() {
            let Some(token) = self.token(at) else { break };
            let word = self.word(at);
            let owner = self.mention(at).is_some()
                && (at + 1..start)
                    .find(|next| self.mention(*next) != self.mention(at))
                    .is_some_and(|next| self.token(next).is_some_and(|t| t.kind == TokenKind::Possessive));
            if owner || token.kind == TokenKind::Possessive {
                continue;
            }
            let of_office = matches!(word, "of" | "for")
                && at > from
                && self.is_titular(at - 1)
                && at + 1 < start
                && self.token(at + 1).is_some_and(|t| t.case != Case::Lower);
            if of_office {
                continue;
            }
            if is_preposition(word) {
                return true;
            }
            let steps = is_determiner(word)
                || matches!(word, "and") && self.is_titular(at + 1) && at > from && self.is_titular(at - 1)
                || token.case == Case::Title && self.mention(at).is_none() && word.len() > 2
                || token.folded.any(Traits::TITLE | Traits::MODIFIER | Traits::ROLE)
                || matches!(token.kind, TokenKind::Mark('-'));
            if !steps || token.kind == TokenKind::Possessive {
                return false;
            }
        }
        false
    }

    /// Returns whether a head is a named person.
    pub fn is_person(&self, head: &Head) -> bool {
        matches!(head.who, Who::Named(mention) if self.kind(mention) == Some(Kind::Person))
    }

    /// Returns the bytes of a head.
    pub fn span(&self, head: &Head) -> Span {
        match head.who {
            Who::Named(mention) => {
                self.mentions.get(mention).map_or_else(Span::default, |mention| mention.span)
            }
            _ => self.document.span(head.tokens.clone()),
        }
    }
}
