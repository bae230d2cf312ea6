//! What the first reading of a document tells the second: how sure it was, which words are names elsewhere, surnames,
//! acronyms, words that are also written small.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasherDefault,
};

use crate::extract::{
    Kind,
    lexicon::{Quick, Traits},
    tagger::{Tagged, context::Context, model::join},
    token::{Case, Document, PassageKind, TokenKind, hash},
};

type Map<T> = HashMap<u32, T, BuildHasherDefault<Quick>>;

/// What is known about the names of one document.
#[derive(Default)]
pub struct Memory {
    /// For each piece in order how likely the first reading thought each kind.
    beliefs: Vec<[f32; 3]>,
    /// For each surface how likely it was each kind, summed up.
    surfaces: Map<[f32; 3]>,
    /// For each word how likely part of each kind of name, summed up, and how often it was written with a capital.
    words: Map<[f32; 4]>,
    /// Words of the names of persons, and how sure.
    parts: Map<f32>,
    /// What the full names of persons end in, and how sure.
    endings: Map<f32>,
    /// Words that are not in the lists and stand in lower case.
    lower: HashSet<u32, BuildHasherDefault<Quick>>,
    /// Places that datelines name.
    datelines: HashSet<u32, BuildHasherDefault<Quick>>,
    /// Agencies and papers that datelines name.
    agencies: HashSet<u32, BuildHasherDefault<Quick>>,
    /// Short forms given in parentheses after a long name.
    acronyms: Map<Kind>,
}

impl Memory {
    /// Remembers how likely each kind is for the piece at tokens `start..end`. Pieces come in the order in which they are
    /// asked for later. A heading tells nothing to the rest.
    pub fn believe(&mut self, context: &Context, start: usize, end: usize, likely: [f32; 3]) {
        self.beliefs.push(likely);
        let all: f32 = likely.iter().sum();
        if all < 0.02 || context.passage == PassageKind::Heading {
            return;
        }
        let document = context.document;
        let sums = self.surfaces.entry(surface(document, start, end)).or_default();
        sums.iter_mut().zip(likely).for_each(|(sum, likely)| *sum += likely);
        for token in document.tokens.get(start..end).unwrap_or(&[]) {
            if token.case != Case::Lower {
                let sums = self.words.entry(token.hash).or_default();
                sums.iter_mut().zip(likely).for_each(|(sum, likely)| *sum += likely);
            }
        }
    }

    /// Remembers the names that the first reading found.
    pub fn remember(&mut self, document: &Document, found: &[Tagged]) {
        for name in found {
            if document
                .passages
                .get(document.passage_of(name.tokens.start))
                .is_some_and(|it| it.kind == PassageKind::Dateline)
            {
                let organization = name.kind == Kind::Organization;
                let set = if organization { &mut self.agencies } else { &mut self.datelines };
                set.insert(surface(document, name.tokens.start, name.tokens.end));
            }
            let passage = document.passages.get(document.passage_of(name.tokens.start));
            let heading = passage.is_some_and(|passage| passage.kind == PassageKind::Heading);
            if name.kind == Kind::Person && name.tokens.len() > 1 && !heading {
                self.remember_person(document, name);
            }
            if let Some(short) = acronym(document, name) {
                self.acronyms.insert(hash(document.word(short)), name.kind);
            }
        }
        let words = document.passages.iter().filter(|passage| passage.kind != PassageKind::Heading);
        let words = words.flat_map(|passage| document.tokens.get(passage.tokens.clone()).unwrap_or(&[]));
        for token in words.filter(|token| token.kind == TokenKind::Word) {
            if token.case != Case::Lower {
                if let Some([.., count]) = self.words.get_mut(&token.hash) {
                    *count += 1.0;
                }
            } else if !token.exact.any(Traits::COMMON) {
                self.lower.insert(token.hash);
            }
        }
    }

    fn remember_person(&mut self, document: &Document, name: &Tagged) {
        for start in name.tokens.clone().skip(1) {
            let ending = self.endings.entry(surface(document, start, name.tokens.end)).or_default();
            *ending = ending.max(name.confidence);
        }
        for idx in name.tokens.clone().skip(1) {
            let word = document.word(idx);
            let capital = document.tokens.get(idx).is_some_and(|t| t.case != Case::Lower && t.span.len() > 2);
            if capital && !matches!(word, "Jr." | "Sr." | "III") {
                for word in [word, bare(word)] {
                    let part = self.parts.entry(hash(word)).or_default();
                    *part = part.max(name.confidence);
                }
            }
        }
        let part = self.parts.entry(hash(document.word(name.tokens.start))).or_insert(0.5);
        *part = if *part > 0.5 { part.max(name.confidence) } else { *part };
    }

    /// Returns how likely the first reading thought each kind for the piece with this number.
    pub fn belief(&self, number: usize) -> [f32; 3] {
        self.beliefs.get(number).copied().unwrap_or_default()
    }

    /// Returns how likely a surface was each kind, summed up over the document.
    pub fn votes(&self, document: &Document, start: usize, end: usize) -> [f32; 3] {
        self.surfaces.get(&surface(document, start, end)).copied().unwrap_or_default()
    }

    /// Returns whether tokens `start..end` are the agency or paper of a dateline.
    pub fn is_agency(&self, document: &Document, start: usize, end: usize) -> bool {
        !self.agencies.is_empty() && self.agencies.contains(&surface(document, start, end))
    }

    /// Returns whether the document nowhere takes tokens `start..end` for anything but `kind`.
    pub fn agrees(&self, document: &Document, start: usize, end: usize, kind: Kind) -> bool {
        let votes = self.votes(document, start, end);
        let all: f32 = votes.iter().sum();
        votes.get(kind as usize).is_some_and(|own| all - own < 0.1)
    }

    /// Returns the kind that the text of the document plainly takes tokens `start..end` for; headings do not count.
    pub fn known(&self, document: &Document, start: usize, end: usize) -> Option<Kind> {
        let votes = self.votes(document, start, end);
        let kinds = [Kind::Person, Kind::Place, Kind::Organization];
        let all: f32 = votes.iter().sum();
        let plain =
            |kind: &Kind| votes.get(*kind as usize).is_some_and(|own| *own > 0.4 && *own > 0.75 * all);
        kinds.into_iter().find(plain)
    }

    /// Returns whether the document nowhere takes tokens `start..end` for a name.
    pub fn is_silent(&self, document: &Document, start: usize, end: usize) -> bool {
        let votes = self.votes(document, start, end);
        votes.iter().sum::<f32>() < 0.05 && self.ending(document, start, end) == 0.0
    }

    /// Returns how likely a word is in each kind of name, on average over the document.
    pub fn word(&self, hash: u32) -> [f32; 3] {
        let Some([person, place, organization, count]) = self.words.get(&hash) else { return [0.0; 3] };
        [person, place, organization].map(|sum| sum / count.max(1.0))
    }

    /// Returns how sure a word is part of the name of a person in this document.
    pub fn part(&self, hash: u32) -> f32 {
        self.parts.get(&hash).copied().unwrap_or(0.0)
    }

    /// Returns whether a dateline names the words of tokens `start..end`.
    pub fn is_dateline(&self, document: &Document, start: usize, end: usize) -> bool {
        !self.datelines.is_empty() && self.datelines.contains(&surface(document, start, end))
    }

    /// Returns how sure the full name of a person ends in the words of tokens `start..end`.
    pub fn ending(&self, document: &Document, start: usize, end: usize) -> f32 {
        if self.endings.is_empty() {
            return 0.0;
        }
        self.endings.get(&surface(document, start, end)).copied().unwrap_or(0.0)
    }

    /// Returns whether the document has a word, which is not in the lists, in lower case, too.
    pub fn is_lower(&self, hash: u32) -> bool {
        self.lower.contains(&hash)
    }

    /// Returns the kind of the long name that a short form was given for.
    pub fn acronym(&self, hash: u32) -> Option<Kind> {
        self.acronyms.get(&hash).copied()
    }
}

/// Returns a number for the words of a piece, however they are capitalized.
fn surface(document: &Document, start: usize, end: usize) -> u32 {
    let tokens = document.tokens.get(start..end).unwrap_or(&[]);
    tokens.iter().fold(0, |sum, token| join(sum, token.hash))
}

/// Takes the Arabic article off a name, which is written large or small.
fn bare(word: &str) -> &str {
    ["al-", "Al-", "el-", "El-"]
        .iter()
        .find_map(|article| word.strip_prefix(article))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(word)
}

/// Returns the token that stands as a short form in parentheses right after a name.
fn acronym(document: &Document, name: &Tagged) -> Option<usize> {
    let idx = name.tokens.end;
    let mark = |idx: usize| document.tokens.get(idx).map(|token| token.kind);
    let short = document.tokens.get(idx + 1)?;
    let fits = mark(idx) == Some(TokenKind::Mark('('))
        && mark(idx + 2) == Some(TokenKind::Mark(')'))
        && short.case == Case::Upper
        && name.tokens.len() > 1
        && name.kind != Kind::Person;
    fits.then_some(idx + 1)
}
