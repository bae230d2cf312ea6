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
    /// For each byte of `text`, the offset in the original of the character it came from.
    from: Vec<u32>,
    /// Length of the original.
    len: usize,
}

impl Folded {
    /// Folds `original`. Texts longer than 4 GiB are folded only that far.
    pub fn new(original: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(original.len()),
            from: Vec::with_capacity(original.len()),
            len: original.len(),
        };
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
        let at = |idx: usize| self.from.get(idx).map_or(self.len, |from| *from as usize);
        let last =
            span.end.checked_sub(1).filter(|last| *last >= span.start).and_then(|idx| self.from.get(idx));
        let mut end = span.end;
        while last.is_some() && self.from.get(end) == last {
            end += 1;
        }
        Span::new(at(span.start), at(end))
    }

    /// Returns where in the folded text the character at an offset of the original stands, or the one after it.
    pub fn folded(&self, original: usize) -> usize {
        self.from.partition_point(|from| (*from as usize) < original)
    }

    fn push_ascii(&mut self, byte: u8, from: u32) {
        if byte.is_ascii_whitespace() {
            self.push_space(from);
        } else if byte == b'-' {
            self.push_dash(from);
        } else {
            self.text.push(char::from(byte.to_ascii_lowercase()));
            self.from.push(from);
        }
    }

    fn push_space(&mut self, from: u32) {
        if !self.text.ends_with(' ') {
            self.text.push(' ');
            self.from.push(from);
        }
    }

    /// Adds a dash; several in a row are one, as typewriters wrote them.
    fn push_dash(&mut self, from: u32) {
        if !self.text.ends_with('-') {
            self.push_str("-", from);
        }
    }

    fn push_char(&mut self, c: char, from: u32) {
        match c {
            _ if c.is_whitespace() => self.push_space(from),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' => {}
            '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´' | '‹' | '›' => self.push_str("'", from),
            '“' | '”' | '„' | '‟' | '«' | '»' => self.push_str("\"", from),
            '‐'..='―' | '−' => self.push_dash(from),
            '…' => self.push_str("...", from),
            _ => {
                for part in c.nfd().filter(|part| !is_combining_mark(*part)).flat_map(char::to_lowercase) {
                    let mut buf = [0; 4];
                    self.push_str(part.encode_utf8(&mut buf), from);
                }
            }
        }
    }

    fn push_str(&mut self, part: &str, from: u32) {
        self.text.push_str(part);
        self.from.resize(self.text.len(), from);
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

    proptest! {
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
