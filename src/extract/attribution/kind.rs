//! Tells speech from words that are in quotation marks for another reason, and whole sentences from parts.

use std::collections::{HashMap, HashSet};

use crate::extract::{
    Kind, QuotationKind,
    attribution::{clause::Place, scene::Scene, words::is_determiner},
    lexicon::Traits,
    quotation::Marked,
    token::{Case, Document, PassageKind, TokenKind},
};

/// What a quotation looks like.
pub struct Shape {
    /// How many words it has.
    pub words: usize,
    capital: bool,
    stop: bool,
    is: bool,
    titled: bool,
    named: bool,
    determined: bool,
    carries_on: bool,
    repeated: bool,
    opens: bool,
    introduced: bool,
    nested: bool,
    bare: bool,
}

/// Words after which marks hold a name or a word as such.
const NAMING: &[&str] = &[
    "word",
    "words",
    "term",
    "terms",
    "phrase",
    "titled",
    "entitled",
    "nicknamed",
    "named",
    "dubbed",
    "known",
    "so-called",
    "song",
    "film",
    "movie",
    "book",
    "novel",
    "album",
    "single",
    "series",
    "show",
    "play",
    "poem",
    "painting",
    "documentary",
    "episode",
    "program",
    "programme",
    "magazine",
    "track",
    "video",
    "game",
    "hit",
    "hashtag",
    "nickname",
    "alias",
    "codenamed",
    "title",
    "letters",
    "musical",
    "opera",
    "expression",
];

/// Returns whether marks stand between a name and what describes it: "Ana Ruiz, “La Jefa,” a leader of the union".
fn is_nickname(scene: &Scene, place: &Place) -> bool {
    let comma = place.left.end.checked_sub(1).filter(|at| *at > place.left.start && scene.is_mark(*at, ','));
    let named = comma.and_then(|comma| scene.mention(comma - 1));
    let next = place.right.start;
    named.is_some_and(|it| scene.kind(it) == Some(Kind::Person))
        && (is_determiner(scene.word(next))
            || scene.token(next).is_some_and(|it| it.case == Case::Lower && it.exact.any(Traits::ROLE)))
}

impl Shape {
    /// Looks at a quotation.
    pub fn new(scene: &Scene, mark: &Marked, place: &Place, repeated: bool) -> Self {
        let text = mark.span.slice(scene.document.text);
        let ideographs =
            text.chars().filter(|c| matches!(*c as u32, 0x3040..=0x9fff | 0xac00..=0xd7af)).count();
        let tokens = scene.document.tokens.get(place.inner.clone()).unwrap_or(&[]);
        let spelled = tokens.iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number));
        let (mut words, mut high, mut low) = (ideographs / 2, 0, 0);
        for token in spelled {
            words += 1;
            match token.case {
                Case::Lower if token.span.len() > 3 => low += 1,
                Case::Lower => {}
                _ => high += 1,
            }
        }
        let before = place
            .left
            .end
            .checked_sub(1)
            .filter(|idx| place.left.contains(idx))
            .map_or("", |idx| scene.word(idx));
        let earlier = place
            .left
            .end
            .checked_sub(2)
            .filter(|idx| place.left.contains(idx))
            .map_or("", |idx| scene.word(idx));
        let last = text.chars().next_back().unwrap_or(' ');
        // "in his words, “politicized”" passes on what he said.
        let words_of = |back: usize| {
            let at = place.left.end.wrapping_sub(back);
            matches!(scene.word(at), "his" | "her" | "their" | "own")
                || scene.token(at).is_some_and(|token| token.kind == TokenKind::Possessive)
        };
        let quoted = earlier == "words" && words_of(3) || before == "words" && words_of(2);
        let named = !quoted && NAMING.contains(&before)
            || before == "as" && matches!(earlier, "known" | "to")
            || before == "called" && matches!(earlier, "so" | "is" | "was" | "are" | "-")
            || low == 0 && words < 4 && is_nickname(scene, place)
            || !quoted && before == "," && NAMING.contains(&earlier) && words < 8;
        let next = scene.token(place.right.start);
        Self {
            words,
            capital: text.trim_start_matches(['[', '(', '…', '.', ' ']).chars().next().is_some_and(|c| {
                c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase())
            }),
            stop: matches!(last, '.' | '!' | '?' | ',' | '…' | '。' | '！' | '？'),
            is: matches!(scene.word(place.right.start), "is" | "was" | "are" | "were" | "has" | "will"),
            titled: high >= 2 && low == 0 || (high == 1 && words == 1),
            named,
            determined: is_determiner(before)
                || matches!(before, "of" | "new" | "first" | "old" | "own" | "’s")
                || scene.token(place.left.end.wrapping_sub(1)).is_some_and(|t| t.exact.any(Traits::OTHER)),
            carries_on: next.is_some_and(|t| t.kind == TokenKind::Word && t.case == Case::Lower),
            repeated,
            opens: place.opens,
            introduced: matches!(before, ":" | ",")
                || scene
                    .token(place.left.end.wrapping_sub(1))
                    .is_some_and(|t| t.exact.any(Traits::VERB) && !place.left.is_empty()),
            nested: mark.depth > 0,
            bare: mark.bare,
        }
    }

    /// Returns whether it can stand as a sentence.
    pub fn whole(&self) -> bool {
        self.capital && self.stop && (self.opens || self.introduced || self.words > 3)
    }

    /// Returns whether it is written as a sentence.
    pub fn is_sentence(&self) -> bool {
        self.capital && self.stop
    }

    /// Tells a term from speech; `distance` is how many words stand between the marks and their cue, if there is one.
    pub fn is_term(&self, distance: Option<usize>) -> bool {
        if self.bare {
            return false;
        }
        let near = distance.is_some_and(|distance| distance <= 4);
        if self.words == 0 {
            return true;
        }
        if self.nested {
            return self.words < 6;
        }
        if self.named && self.words < 8 && !(self.stop && self.words > 5) {
            return true;
        }
        if self.repeated && self.words <= 5 && !(near && (self.opens && self.stop || self.introduced)) {
            return true;
        }
        if self.words >= 6 || (self.whole() && !self.titled) {
            return false;
        }
        if self.titled && self.words > 1 && !self.stop && !(near && self.introduced && !self.is) {
            return true;
        }
        match distance {
            None => {
                self.words < 4 && !(self.stop && self.opens)
                    || self.words < 5 && self.determined && self.carries_on
            }
            Some(distance) => distance > 16 && self.words <= 2,
        }
    }

    /// Returns whether it begins in the middle of a sentence.
    pub fn goes_on(&self) -> bool {
        !self.capital
    }

    /// Returns whether it is a whole sentence or some words.
    pub fn kind(&self) -> QuotationKind {
        let placed = self.opens || self.introduced;
        let full = self.words > 4 || self.stop;
        let direct = self.bare || self.capital && (placed && full || self.opens && self.words > 2);
        if direct { QuotationKind::Direct } else { QuotationKind::Partial }
    }
}

/// Returns which short quotations an article has in marks more than once: how it speaks of a thing.
///
/// A headline repeats what is said below, so that it does not count.
pub fn repeated(document: &Document, marked: &[Marked]) -> HashSet<usize> {
    let text = document.text;
    let heading = |mark: &Marked| {
        document.passages.get(mark.passage).is_some_and(|passage| passage.kind == PassageKind::Heading)
    };
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for (idx, mark) in marked.iter().enumerate().filter(|(_, mark)| !heading(mark)) {
        let words = mark.span.slice(text);
        if words.len() <= 60 {
            seen.entry(words.trim_end_matches([',', '.']).to_lowercase()).or_default().push(idx);
        }
    }
    seen.into_values().filter(|marks| marks.len() > 1).flatten().collect()
}
