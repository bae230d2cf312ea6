//! What the first reading of a document tells the second: surnames, votes for a kind, acronyms, lower-case words.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use crate::extract::{
    Kind,
    lexicon::Traits,
    tagger::Tagged,
    token::{Case, Document, PassageKind, TokenKind},
};

/// The weight of a vote that needs no other.
const SURE: f32 = 3.0;

/// What is known about the names of one document.
#[derive(Default)]
pub struct Memory<'a> {
    /// For each surface how much was in favor of person, place, organization.
    votes: HashMap<Cow<'a, str>, [f32; 3]>,
    /// Words of the names of persons, and how sure.
    parts: HashMap<&'a str, f32>,
    /// For each token whether the document has the word in lower case, too.
    lower: Vec<bool>,
    /// Short forms given in parentheses after a long name.
    acronyms: HashMap<&'a str, Kind>,
}

impl<'a> Memory<'a> {
    /// Remembers what the first reading found.
    pub fn new(document: &Document<'a>, found: &[Tagged]) -> Self {
        let mut memory = Self::default();
        for name in found {
            let surface = name.span.slice(document.text);
            let heading = document
                .passages
                .get(document.passage_of(name.tokens.start))
                .is_some_and(|passage| passage.kind == PassageKind::Heading);
            let weight = if heading { 0.3 } else { 1.0 } * (name.confidence - 0.4);
            let mut vote = |surface, weight| {
                if let Some(vote) = memory.votes.entry(surface).or_default().get_mut(name.kind as usize) {
                    *vote += weight;
                }
            };
            vote(Cow::Borrowed(surface), weight);
            // A dateline tells for certain what is a place, in capitals that the text does not use.
            let dateline = document.passages.get(document.passage_of(name.tokens.start));
            if name.kind == Kind::Place && dateline.is_some_and(|it| it.kind == PassageKind::Dateline) {
                vote(Cow::Owned(title_case(surface)), SURE);
            }
            if name.kind == Kind::Person && name.tokens.len() > 1 && !heading {
                for idx in name.tokens.clone().skip(1) {
                    if document.tokens.get(idx).is_some_and(|t| {
                        t.case != Case::Lower
                            && t.span.len() > 2
                            && !matches!(document.word(idx), "Jr." | "Sr." | "III")
                    }) {
                        let part = memory.parts.entry(bare(document.word(idx))).or_default();
                        *part = part.max(name.confidence);
                    }
                }
                if let Some(part) = memory.parts.get_mut(document.word(name.tokens.start)) {
                    *part = part.max(name.confidence);
                } else {
                    memory.parts.insert(document.word(name.tokens.start), 0.5);
                }
            }
            if let Some(short) = acronym(document, name) {
                memory.acronyms.insert(document.word(short), name.kind);
            }
        }
        let mut lower: HashSet<&str> = HashSet::new();
        for (idx, token) in document.tokens.iter().enumerate() {
            if token.kind == TokenKind::Word && token.case == Case::Lower && !token.exact.any(Traits::COMMON)
            {
                lower.insert(document.word(idx));
            }
        }
        memory.lower = vec![false; document.tokens.len()];
        for (idx, (token, flag)) in document.tokens.iter().zip(&mut memory.lower).enumerate() {
            let capital = token.kind == TokenKind::Word && token.case != Case::Lower;
            if capital && !token.folded.any(Traits::COMMON) && token.span.len() <= 40 {
                *flag = lower.contains(document.word(idx).to_lowercase().as_str());
            }
        }
        memory
    }

    /// Returns what speaks for person, place and organization elsewhere in the document, each net of the others.
    pub fn votes(&self, surface: &str) -> [f32; 3] {
        if self.votes.is_empty() {
            return [0.0; 3];
        }
        let Some(votes) = self.votes.get(surface) else { return [0.0; 3] };
        let all: f32 = votes.iter().sum();
        votes.map(|own| (2.0 * own - all).clamp(-3.0, 3.0))
    }

    /// Returns how sure a word is part of the name of a person in this document.
    pub fn part(&self, word: &str) -> f32 {
        if self.parts.is_empty() { 0.0 } else { self.parts.get(bare(word)).copied().unwrap_or(0.0) }
    }

    /// Returns whether the document has the word of a token in lower case, too.
    pub fn is_lower(&self, idx: usize) -> bool {
        self.lower.get(idx).copied().unwrap_or(false)
    }

    /// Returns the kind of the long name that a short form was given for.
    pub fn acronym(&self, word: &str) -> Option<Kind> {
        self.acronyms.get(word).copied()
    }
}

/// Writes a name in capitals as running text would.
fn title_case(name: &str) -> String {
    let mut inside = false;
    name.chars()
        .flat_map(|c| {
            let small = inside.then(|| c.to_lowercase().collect::<String>());
            inside = c.is_alphanumeric() || (inside && c == '\'');
            small.unwrap_or_else(|| c.to_string()).chars().collect::<Vec<_>>()
        })
        .collect()
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

/// Adds surnames that the document also writes in lower case: "rubio".
pub fn add_lower_case(document: &Document, found: &mut Vec<Tagged>) {
    let mut surnames: HashMap<String, usize> = HashMap::new();
    for name in found.iter().filter(|name| name.kind == Kind::Person) {
        let last = document.word(name.tokens.end.saturating_sub(1));
        if last.chars().count() > 3 {
            *surnames.entry(last.to_lowercase()).or_default() += name.tokens.len();
        }
    }
    surnames.retain(|_, weight| *weight > 1);
    if surnames.is_empty() {
        return;
    }
    let mut taken = found.iter().map(|name| name.tokens.clone()).peekable();
    let mut more = Vec::new();
    for (idx, token) in document.tokens.iter().enumerate() {
        while taken.next_if(|tokens| tokens.end <= idx).is_some() {}
        let free = taken.peek().is_none_or(|tokens| idx < tokens.start);
        let odd =
            token.kind == TokenKind::Word && token.case == Case::Lower && token.exact == Traits::default();
        if free && odd && surnames.contains_key(document.word(idx)) {
            more.push(Tagged { tokens: idx..idx + 1, span: token.span, kind: Kind::Person, confidence: 0.8 });
        }
    }
    if !more.is_empty() {
        found.append(&mut more);
        found.sort_by_key(|name| name.tokens.start);
    }
}
