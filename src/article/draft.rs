//! The words of one block while they are put together: white space collapses, styles keep their place.

use crate::{
    article::{Inline, InlineKind},
    text::Span,
};

/// The words of one block under construction. All positions count bytes of its own text.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The words so far. May end in one space until [`Draft::finish`].
    pub text: String,
    /// Styled words.
    pub inlines: Vec<Inline>,
    /// Offsets of characters the source does not have, in order.
    pub inserted: Vec<usize>,
}

impl Draft {
    /// Makes a finished draft of prose.
    pub fn of(prose: &str) -> Self {
        let mut draft = Self::default();
        draft.prose(prose);
        draft.finish();
        draft
    }

    /// Appends prose: a run of white space becomes one space, characters without width vanish.
    pub fn prose(&mut self, words: &str) {
        let (mut start, mut idx) = (0, 0);
        while let Some(&byte) = words.as_bytes().get(idx) {
            if !may_be_space(byte) {
                idx += 1;
                continue;
            }
            let Some(char) = words.get(idx..).and_then(|rest| rest.chars().next()) else { break };
            let next = idx + char.len_utf8();
            if is_space(char) {
                self.text.push_str(Span::new(start, idx).slice(words));
                start = next;
                if char.is_whitespace() {
                    self.gap();
                }
            }
            idx = next;
        }
        self.text.push_str(Span::new(start, words.len()).slice(words));
    }

    /// Appends characters as they are.
    pub fn verbatim(&mut self, words: &str) {
        self.text.push_str(words);
    }

    /// Appends a line break to keep, unless the draft is empty.
    pub fn line_break(&mut self) {
        self.trim();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Appends a space the source does not have, unless one is there.
    pub fn insert_space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.inserted.push(self.text.len());
            self.text.push(' ');
        }
    }

    /// Marks the words from `start` to the end of the draft; white space around them is left out.
    pub fn style(&mut self, start: usize, kind: InlineKind) {
        let end = self.text.trim_end().len();
        let words = Span::new(start, end).slice(&self.text);
        let start = start + words.len() - words.trim_start().len();
        if start < end {
            self.inlines.push(Inline { kind, span: Span::new(start, end) });
        }
    }

    /// Trims the end and orders the styles, the outer before the inner.
    pub fn finish(&mut self) {
        self.trim();
        self.inlines.sort_by_key(|inline| (inline.span.start, std::cmp::Reverse(inline.span.end)));
    }

    /// Puts a space before each of the ordered offsets `at` and moves everything behind it.
    pub fn insert_spaces(&mut self, at: &[usize]) {
        if at.is_empty() {
            return;
        }
        let mut text = String::with_capacity(self.text.len() + at.len());
        let mut from = 0;
        for &offset in at {
            text.push_str(Span::new(from, offset).slice(&self.text));
            text.push(' ');
            from = offset;
        }
        text.push_str(Span::new(from, self.text.len()).slice(&self.text));
        self.text = text;
        for inline in &mut self.inlines {
            let start = inline.span.start + at.partition_point(|&offset| offset <= inline.span.start);
            let end = inline.span.end + at.partition_point(|&offset| offset < inline.span.end);
            inline.span = Span::new(start, end);
        }
        let moved = self.inserted.iter().map(|&old| old + at.partition_point(|&offset| offset <= old));
        let new = at.iter().enumerate().map(|(count, &offset)| offset + count);
        let mut inserted: Vec<usize> = moved.chain(new).collect();
        inserted.sort_unstable();
        self.inserted = inserted;
    }

    /// Begins a gap between words.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    /// Removes white space at the end.
    fn trim(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        while self.inserted.pop_if(|offset| *offset >= end).is_some() {}
    }
}

/// Returns whether a character is no part of a word and not seen: white space, or without width between words.
pub(super) fn is_space(char: char) -> bool {
    char.is_whitespace() || is_ghost(char)
}

/// Returns whether a byte can begin a character for which [`is_space`] holds.
fn may_be_space(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, 0xC2 | 0xE1..=0xE3 | 0xEF)
}

/// Returns whether a character has no width and only says where a line may break: soft hyphen, zero-width space,
/// word joiner, byte order mark.
fn is_ghost(char: char) -> bool {
    matches!(char, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_and_invisible_hyphens_vanish() {
        let check = |source: &str, expected: &str| assert_eq!(Draft::of(source).text, expected, "{source:?}");
        check("  a \t\n b\u{A0}c  ", "a b c");
        check("gov\u{AD}ern\u{200B}ment", "government");
        check("\u{200B}", "");
        check("\u{7}kept\u{1b}", "\u{7}kept\u{1b}");
    }

    #[test]
    fn no_space_is_overlooked() {
        for char in (0..=0x10FFFF).filter_map(char::from_u32).filter(|char| is_space(*char)) {
            let byte = char.to_string().bytes().next();
            assert!(byte.is_some_and(may_be_space), "{char:?}");
        }
    }

    #[test]
    fn styles_leave_the_space_around_them_out_and_move_with_the_text() {
        let mut draft = Draft::default();
        draft.prose("The ");
        let start = draft.text.len();
        draft.prose(" cartels. ");
        draft.style(start, InlineKind::Strong);
        draft.finish();
        assert_eq!(draft.inlines[0].span.slice(&draft.text), "cartels.");
        draft.insert_spaces(&[1, 4, 12]);
        assert_eq!(draft.text, "T he  cartels. ");
        assert_eq!(draft.inlines[0].span.slice(&draft.text), "cartels.");
        assert_eq!(draft.inserted, [1, 5, 14]);
    }
}
