//! Folding: the same words in another spelling become the same string, with a way back to the original.
//!
//! Case, diacritics, curly and straight quotes, dashes, ellipses and runs of white space are made equal; soft
//! hyphens and zero-width characters vanish. Search and anchoring compare folded texts, as eyes do.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::text::Span;

/// A folded text that remembers where each of its bytes came from.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    /// Where the way back changes; most of a text is as long folded as it was.
    turns: Vec<Turn>,
    /// Length of the original.
    len: usize,
}

/// From where on, and how, a folded text leads back to its original.
#[derive(Clone, Copy, Debug)]
struct Turn {
    /// The offset in the folded text.
    at: u32,
    /// The offset in the original of the character there.
    from: u32,
    /// Whether what follows takes as many bytes in both; else it all came from this one character.
    is_even: bool,
}

impl Folded {
    /// Folds `original`. Texts longer than 4 GiB are folded only that far.
    pub fn new(original: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(original.len()), turns: Vec::new(), len: original.len() };
        let bytes = original.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            let Ok(from) = u32::try_from(at) else { break };
            if byte.is_ascii() {
                folded.push_ascii(byte, from);
                at += 1;
                continue;
            }
            let Some(c) = original.get(at..).and_then(|rest| rest.chars().next()) else { break };
            folded.push_char(c, from);
            at += c.len_utf8();
        }
        folded
    }

    /// Returns the folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the span of the original that a span of the folded text came from. A character that became several is
    /// taken whole.
    pub fn original(&self, span: Span) -> Span {
        let at = |idx: usize| self.from(idx).unwrap_or(self.len);
        let last = span.end.checked_sub(1).filter(|last| *last >= span.start).and_then(|idx| self.from(idx));
        let mut end = span.end;
        while last.is_some() && self.from(end) == last {
            end += 1;
        }
        Span::new(at(span.start), at(end))
    }

    /// Returns where in the folded text the character at an offset of the original stands, or the one after it.
    pub fn folded(&self, original: usize) -> usize {
        let next = self.turns.partition_point(|turn| (turn.from as usize) < original);
        let end = self.turns.get(next).map_or(self.text.len(), |turn| turn.at as usize);
        let even = next.checked_sub(1).and_then(|idx| self.turns.get(idx)).filter(|turn| turn.is_even);
        let Some(turn) = even else { return end };
        let mut at = (turn.at as usize + original - turn.from as usize).min(end);
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// Returns the offset in the original of the character that a byte of the folded text came from.
    fn from(&self, idx: usize) -> Option<usize> {
        if idx >= self.text.len() {
            return None;
        }
        let turn = self.turns.partition_point(|turn| turn.at as usize <= idx).checked_sub(1)?;
        let turn = self.turns.get(turn)?;
        let further = if turn.is_even { self.text.floor_char_boundary(idx) - turn.at as usize } else { 0 };
        Some(turn.from as usize + further)
    }

    /// Takes note that what is added next came from a character, and whether it takes as many bytes.
    fn turn(&mut self, from: u32, is_even: bool) {
        let at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let goes_on = self.turns.last().is_some_and(|turn| {
            turn.is_even == is_even && from - turn.from == if is_even { at - turn.at } else { 0 }
        });
        if !goes_on {
            self.turns.push(Turn { at, from, is_even });
        }
    }

    fn push_ascii(&mut self, byte: u8, from: u32) {
        if byte.is_ascii_whitespace() {
            self.push_space(from);
        } else if byte == b'-' {
            self.push_dash(from);
        } else {
            self.turn(from, true);
            self.text.push(char::from(byte.to_ascii_lowercase()));
        }
    }

    fn push_space(&mut self, from: u32) {
        if !self.text.ends_with(' ') {
            // The next word says where it begins: all white space before it came to this.
            self.turn(from, true);
            self.text.push(' ');
        }
    }

    /// Adds a dash; several in a row are one, as typewriters wrote them.
    fn push_dash(&mut self, from: u32) {
        if !self.text.ends_with('-') {
            self.push_str("-", from, false);
        }
    }

    fn push_char(&mut self, c: char, from: u32) {
        match c {
            _ if c.is_whitespace() => self.push_space(from),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' => {}
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' | '‹' | '›' => {
                self.push_str("'", from, false);
            }
            '“' | '”' | '„' | '‟' | '«' | '»' => self.push_str("\"", from, false),
            '‐'..='―' | '−' => self.push_dash(from),
            '…' => self.push_str("...", from, false),
            _ => {
                let mut parts = c.nfd().filter(|part| !is_combining_mark(*part)).flat_map(char::to_lowercase);
                let (first, second) = (parts.next(), parts.next());
                let is_even = second.is_none() && first.is_some_and(|first| first.len_utf8() == c.len_utf8());
                for part in first.into_iter().chain(second).chain(parts) {
                    let mut buf = [0; 4];
                    self.push_str(part.encode_utf8(&mut buf), from, is_even);
                }
            }
        }
    }

    fn push_str(&mut self, part: &str, from: u32, is_even: bool) {
        self.turn(from, is_even);
        self.text.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(original: &str, folded: &str) {
        assert_eq!(Folded::new(original).as_str(), folded);
    }

    #[test]
    fn spellings_of_the_same_words_fold_alike() {
        check("“Zürich”", "\"zurich\"");
        check("Don’t—wait…", "don't-wait...");
        check("a \n\u{a0} b", "a b");
        check("wait -- what", "wait - what");
        check("co\u{ad}operate", "cooperate");
        check("e\u{301}té", "ete");
        check("ÅNGSTRÖM", "angstrom");
    }

    #[test]
    fn spans_find_their_way_back() {
        let original = "The “Zürich”  plan";
        let folded = Folded::new(original);
        let at = folded.as_str().find("zurich\" plan").unwrap();
        let span = folded.original(Span::new(at, at + "zurich\" plan".len()));
        assert_eq!(span.slice(original), "Zürich”  plan");
        assert_eq!(folded.folded(original.find('r').unwrap()), at + 2);
        let folded = Folded::new("so… on");
        assert_eq!(folded.original(Span::new(1, 3)), Span::new(1, 5));
    }

    /// The way back as a table of every byte: what the turns stand for.
    fn table(original: &str) -> Vec<usize> {
        let mut table = Vec::new();
        for (at, c) in original.char_indices() {
            // What one character adds depends on whether white space or a dash stands before it.
            let upto = Folded::new(original.get(..at + c.len_utf8()).unwrap_or("")).as_str().len();
            table.resize(upto, at);
        }
        table
    }

    proptest! {
        #[test]
        fn turns_lead_back_as_a_table_does(original in "([a-zÀ-žΩİßﬁ가漢👩]|[“”’…—–\u{ad}\u{301}]|[ \n\u{a0}]{1,3}|--){0,40}") {
            let (folded, table) = (Folded::new(&original), table(&original));
            prop_assert_eq!(folded.as_str().len(), table.len());
            for (idx, from) in table.iter().enumerate() {
                prop_assert_eq!(folded.from(idx), Some(*from), "byte {}", idx);
            }
            for at in 0..=original.len() {
                prop_assert_eq!(folded.folded(at), table.partition_point(|from| *from < at), "offset {}", at);
            }
        }

        #[test]
        fn every_folded_span_is_a_span_of_the_original(original in "[a-zÀ-ž“”… \u{301}漢\n]{0,60}") {
            let folded = Folded::new(&original);
            for (start, _) in folded.as_str().char_indices() {
                let span = folded.original(Span::new(start, folded.as_str().len()));
                prop_assert!(original.is_char_boundary(span.start) && span.end == original.len());
            }
        }
    }
}
