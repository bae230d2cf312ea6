//! A text as anchoring compares it: folded, and every letter a number, with the way back.

use std::{collections::HashMap, ops::Range};

use memchr::memmem;

use crate::text::{
    Span,
    fold::Folded,
    units::{CodePoint, Units},
};

/// A folded text, letter by letter.
#[derive(Debug)]
pub(super) struct Letters {
    folded: Folded,
    units: Units,
    alphabet: HashMap<char, u32>,
    numbers: Vec<u32>,
}

impl Letters {
    /// Folds and numbers a text.
    pub fn new(text: &str) -> Self {
        let folded = Folded::new(text);
        let mut alphabet: HashMap<char, u32> = HashMap::new();
        let mut numbers = Vec::with_capacity(folded.as_str().len());
        // Most letters are ASCII: they need no look into the table.
        let mut ascii = [u32::MAX; 128];
        for letter in folded.as_str().chars() {
            let mut number = |letter| {
                let next = alphabet.len() as u32;
                *alphabet.entry(letter).or_insert(next)
            };
            numbers.push(match ascii.get_mut(letter as usize) {
                Some(known) if *known != u32::MAX => *known,
                Some(known) => {
                    *known = number(letter);
                    *known
                }
                None => number(letter),
            });
        }
        let units = Units::new(folded.as_str());
        Self { folded, units, alphabet, numbers }
    }

    /// Returns all letters of the text.
    pub fn all(&self) -> &[u32] {
        &self.numbers
    }

    /// Returns some letters of the text; what lies outside of it is left out.
    pub fn some(&self, range: Range<usize>) -> &[u32] {
        let end = range.end.min(self.numbers.len());
        self.numbers.get(range.start.min(end)..end).unwrap_or(&[])
    }

    /// Returns how many different letters the text has.
    pub fn alphabet(&self) -> usize {
        self.alphabet.len()
    }

    /// Returns other words as letters of this text; those that it does not have are beyond its alphabet.
    pub fn of(&self, words: &str) -> Vec<u32> {
        let folded = Folded::new(words);
        folded
            .as_str()
            .chars()
            .map(|letter| self.alphabet.get(&letter).copied().unwrap_or(u32::MAX))
            .collect()
    }

    /// Returns where some words stand in `range`, in whatever typography.
    pub fn places(&self, words: &str, range: &Range<usize>) -> impl Iterator<Item = Span> {
        let needle = Folded::new(words).as_str().to_owned();
        let finder = memmem::Finder::new(needle.as_bytes()).into_owned();
        let byte = |at| self.units.byte(self.folded.as_str(), CodePoint(at));
        let mut from = if needle.trim().is_empty() { usize::MAX } else { byte(range.start) };
        let end = byte(range.end);
        std::iter::from_fn(move || {
            let at = from + finder.find(self.folded.as_str().as_bytes().get(from..end)?)?;
            from = at + needle.len();
            Some(self.folded.original(Span::new(at, from)))
        })
    }

    /// Converts letters into bytes of the text.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let byte = |at| self.units.byte(self.folded.as_str(), CodePoint(at));
        self.folded.original(Span::new(byte(range.start), byte(range.end)))
    }

    /// Converts bytes of the text into letters.
    pub fn range(&self, span: Span) -> Range<usize> {
        let at = |byte| self.units.code_point(self.folded.as_str(), self.folded.folded(byte)).0;
        let start = at(span.start);
        start..at(span.end).max(start)
    }
}
