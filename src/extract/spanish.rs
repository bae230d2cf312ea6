//! Names of Spanish articles.
//!
//! The tagger learned from English news. What it finds in Spanish is taken as advice; the words around a run of capitals and
//! the Spanish lists decide where a name begins, where it ends, and what it names.

use std::{collections::HashMap, ops::Range};

use crate::extract::{
    Kind,
    lexicon::Traits,
    tagger::Tagged,
    token::{Case, Document, PassageKind, TokenKind, capitalized},
};

/// Returns the names of a Spanish document, given those the tagger found.
pub fn names(document: &Document, advice: &[Tagged]) -> Vec<Tagged> {
    let mut found: Vec<Tagged> = Vec::new();
    let mut unknown: Vec<Range<usize>> = Vec::new();
    let reader = Reader { document, advice };
    for sentence in &document.sentences {
        let place_only =
            document.passages.get(sentence.passage).is_some_and(|it| it.kind == PassageKind::Dateline);
        let mut idx = sentence.tokens.start;
        while idx < sentence.tokens.end {
            let Some(run) = reader.run(idx, &sentence.tokens) else {
                idx += 1;
                continue;
            };
            idx = run.end;
            match reader.kind(&run, sentence.tokens.start) {
                Verdict::Is(kind, confidence) if !place_only || kind == Kind::Place => {
                    found.push(reader.tagged(run, kind, confidence));
                }
                Verdict::Unknown if !place_only => unknown.push(run),
                _ => {}
            }
        }
    }
    // What stands alone is whatever it was called elsewhere: "Ortega" after "Julián Ortega".
    let mut words: HashMap<&str, Kind> = HashMap::new();
    for name in &found {
        for idx in name.tokens.clone().filter(|_| name.kind == Kind::Person || name.tokens.len() == 1) {
            words.entry(document.word(idx)).or_insert(name.kind);
        }
    }
    let known = |run: Range<usize>| {
        let kinds: Option<Vec<Kind>> =
            run.clone().map(|idx| words.get(document.word(idx)).copied()).collect();
        Some((run, *kinds?.first()?))
    };
    let more: Vec<Tagged> =
        unknown.into_iter().filter_map(known).map(|(run, kind)| reader.tagged(run, kind, 0.8)).collect();
    found.extend(more);
    found.sort_by_key(|name| name.span.start);
    found
}

/// What a run of capitals is.
enum Verdict {
    Is(Kind, f32),
    /// Nobody's name.
    Nothing,
    /// Nothing tells here.
    Unknown,
}

struct Reader<'a> {
    document: &'a Document<'a>,
    advice: &'a [Tagged],
}

/// Officials who are named with their field rather than their place.
const FIELDS: [&str; 9] = [
    "ministr",
    "secretari",
    "subsecretari",
    "viceministr",
    "consejer",
    "vicepresident",
    "jef",
    "director",
    "exministr",
];

/// Words that stand before the name of a place with "de" between.
const OF_PLACES: [&str; 16] = [
    "alcald",
    "gobernador",
    "vecin",
    "provincia",
    "ciudad",
    "pueblo",
    "playa",
    "costa",
    "puerto",
    "barrio",
    "calles",
    "municipio",
    "localidad",
    "región",
    "habitantes",
    "frontera",
];

impl Reader<'_> {
    fn exact(&self, idx: usize) -> Traits {
        self.document.tokens.get(idx).map_or(Traits::default(), |token| token.exact)
    }

    fn is_capital(&self, idx: usize) -> bool {
        self.document
            .tokens
            .get(idx)
            .is_some_and(|token| token.kind == TokenKind::Word && token.case != Case::Lower)
    }

    /// Returns the words of a phrase of the list that begins at `idx`, and what it is.
    fn listed(&self, idx: usize, end: usize) -> Option<(usize, Kind)> {
        // The dots of "EE. UU." are tokens.
        let longest = (2 * self.exact(idx).longest()).clamp(1, 8);
        (1..=longest.min(end - idx)).rev().find_map(|words| {
            let phrase = self.document.span(idx..idx + words).slice(self.document.text);
            let mut known = self.document.veil.traits(phrase);
            if words == 1 && phrase.chars().count() > 4 && !phrase.chars().any(char::is_lowercase) {
                known = known | self.document.veil.traits(&capitalized(phrase));
            }
            let kind = if known.any(Traits::PLACE) {
                Kind::Place
            } else if known.any(Traits::ORGANIZATION) {
                Kind::Organization
            } else {
                return None;
            };
            (words > 1 || !known.any(Traits::GIVEN | Traits::SURNAME | Traits::OTHER))
                .then_some((words, kind))
        })
    }

    /// Returns the run of capitals that begins at `idx`, with the small words inside.
    fn run(&self, idx: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        if !self.is_capital(idx) {
            return None;
        }
        let token = self.document.tokens.get(idx)?;
        if let Some((words, _)) = self.listed(idx, sentence.end)
            && (words > 1 || !self.is_capital(idx + 1))
        {
            return Some(idx..idx + words);
        }
        let first = idx == sentence.start || !self.is_word(idx - 1);
        let plain = token.folded.any(Traits::COMMON | Traits::VERB)
            && !token.exact.any(Traits::GIVEN | Traits::ORG_HEAD);
        let small =
            token.folded.any(Traits::PARTICLE) || matches!(self.document.word(idx), "El" | "Él" | "Ella");
        if token.exact.any(Traits::OTHER) || small && !self.is_capital(idx + 1) || plain && first {
            return None;
        }
        // An article that opens a sentence, or stands before a body, is none of the name.
        if small || first && token.folded.any(Traits::ROLE) && !token.exact.any(Traits::ORG_HEAD) {
            return None;
        }
        let body = token.exact.any(Traits::ORG_HEAD | Traits::PLACE_HEAD);
        let person = token.exact.any(Traits::GIVEN) || self.titled(idx);
        let mut end = idx + 1;
        while end < sentence.end {
            if self.is_capital(end) && !self.exact(end).any(Traits::OTHER) {
                end += 1;
                continue;
            }
            let mut next = end;
            while next < sentence.end
                && next - end < 2
                && matches!(
                    self.document.word(next),
                    "de" | "del" | "la" | "las" | "los" | "y" | "van" | "von"
                )
            {
                next += 1;
            }
            let and = (end..next).any(|at| self.document.word(at) == "y");
            let joins = next > end
                && self.is_capital(next)
                && (body || person && !and && !self.exact(end - 1).any(Traits::PLACE));
            let saint = matches!(self.document.word(idx), "San" | "Santa" | "Santiago" | "Puerto" | "Villa")
                && next == end + 1;
            if !(joins || saint && !and && self.is_capital(next)) {
                break;
            }
            end = next + 1;
        }
        Some(idx..end)
    }

    fn is_word(&self, idx: usize) -> bool {
        self.document
            .tokens
            .get(idx)
            .is_some_and(|token| matches!(token.kind, TokenKind::Word | TokenKind::Mark(',')))
    }

    /// Returns whether a title or role leads up to `idx`: "la ministra", "El alcalde de Puerto Alto,".
    fn titled(&self, idx: usize) -> bool {
        let before = |at: usize| {
            self.document.tokens.get(at).is_some_and(|token| {
                token.folded.any(Traits::TITLE | Traits::ROLE) && !token.folded.any(Traits::BODY)
            })
        };
        idx > 0 && before(idx - 1)
    }

    fn kind(&self, run: &Range<usize>, first: usize) -> Verdict {
        let start = run.start;
        if let Some((words, kind)) = self.listed(start, run.end)
            && words == run.len()
        {
            return Verdict::Is(kind, 0.95);
        }
        let token = self.exact(start);
        if token.any(Traits::ORG_HEAD) && run.len() > 1 {
            return Verdict::Is(Kind::Organization, 0.9);
        }
        if token.any(Traits::PLACE_HEAD) && run.len() > 1 {
            return Verdict::Is(Kind::Place, 0.85);
        }
        let saint = matches!(self.document.word(start), "San" | "Santa" | "Santiago") && !self.titled(start);
        if saint && run.len() > 1 && !self.exact(run.end - 1).any(Traits::SURNAME) {
            return Verdict::Is(Kind::Place, 0.85);
        }
        if token.any(Traits::GIVEN) && run.len() > 1 || self.titled(start) {
            return Verdict::Is(Kind::Person, 0.95);
        }
        let word = |back: usize| {
            start.checked_sub(back).filter(|idx| *idx >= first).map_or("", |idx| self.document.word(idx))
        };
        let begins =
            |list: &[&str], word: &str| list.iter().any(|begin| word.to_lowercase().starts_with(begin));
        if matches!(word(1), "de" | "del") || word(2) == "de" && matches!(word(1), "la" | "las" | "los") {
            let owner = if matches!(word(1), "de" | "del") { word(2) } else { word(3) };
            if begins(&FIELDS, owner) {
                return Verdict::Nothing;
            }
            if begins(&OF_PLACES, owner) {
                return Verdict::Is(Kind::Place, 0.9);
            }
        }
        if word(1) == "en" && !token.any(Traits::GIVEN) {
            let org = self.advised(run) == Some(Kind::Organization);
            return Verdict::Is(if org { Kind::Organization } else { Kind::Place }, 0.85);
        }
        let upper = self.document.tokens.get(start).is_some_and(|token| token.case == Case::Upper);
        if upper && run.len() == 1 && (2..=6).contains(&self.document.word(start).chars().count()) {
            return Verdict::Is(Kind::Organization, 0.8);
        }
        match self.advised(run) {
            Some(kind) if run.len() > 1 || !token.any(Traits::COMMON) => Verdict::Is(kind, 0.7),
            _ if token.any(Traits::COMMON) => Verdict::Nothing,
            _ => Verdict::Unknown,
        }
    }

    /// Returns what the tagger takes a run for.
    fn advised(&self, run: &Range<usize>) -> Option<Kind> {
        let at = self.advice.partition_point(|name| name.tokens.end <= run.start);
        self.advice.get(at).filter(|name| name.tokens.start < run.end).map(|name| name.kind)
    }

    fn tagged(&self, tokens: Range<usize>, kind: Kind, confidence: f32) -> Tagged {
        Tagged { span: self.document.span(tokens.clone()), tokens, kind, confidence }
    }
}
