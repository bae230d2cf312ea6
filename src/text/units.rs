//! Bytes, code points and UTF-16 units: the one place where the outside world's offsets become ours and back.
//!
//! Each unit has a type of its own, so that no number can be taken for another.

use crate::text::Span;

/// An offset counted in Unicode code points, as the W3C annotation model and `byline extract` use it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct CodePoint(pub usize);

/// An offset counted in UTF-16 code units, as programs written in JavaScript use it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Utf16(pub usize);

/// An offset counted in bytes of UTF-8 by somebody else, who may be wrong: it need not lie on a boundary.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Byte(pub usize);

/// A table that converts between bytes, code points and UTF-16 units of one text in constant time.
#[derive(Clone, Debug)]
pub struct Units {
    /// The number of code points before each multiple of [`STEP`] bytes.
    before: Vec<usize>,
    /// The number of code points outside the basic plane before each of them: each is two units of UTF-16.
    wide: Vec<usize>,
    /// Total bytes, code points, and code points outside the basic plane.
    end: (usize, usize, usize),
}

/// Bytes between two remembered counts.
const STEP: usize = 256;

impl Units {
    /// Counts `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut wide = Vec::with_capacity(bytes.len() / STEP + 1);
        let (mut count, mut pairs) = (0, 0);
        for chunk in bytes.chunks(STEP) {
            before.push(count);
            wide.push(pairs);
            count += chunk.iter().filter(|byte| is_start(**byte)).count();
            pairs += chunk.iter().filter(|byte| is_wide(**byte)).count();
        }
        Self { before, wide, end: (bytes.len(), count, pairs) }
    }

    /// Converts a byte offset into a code point offset of the same text.
    pub fn code_point(&self, text: &str, byte: usize) -> CodePoint {
        if byte >= self.end.0 {
            return CodePoint(self.end.1);
        }
        let idx = byte / STEP;
        let rest = text.as_bytes().get(idx * STEP..byte).unwrap_or(&[]);
        CodePoint(self.before.get(idx).copied().unwrap_or(0) + rest.iter().filter(|b| is_start(**b)).count())
    }

    /// Converts a code point offset into a byte offset of the same text; past the end gives the end.
    pub fn byte(&self, text: &str, at: CodePoint) -> usize {
        if at.0 >= self.end.1 {
            return self.end.0;
        }
        let idx = self.before.partition_point(|count| *count <= at.0).saturating_sub(1);
        let mut left = at.0 - self.before.get(idx).copied().unwrap_or(0);
        let from = idx * STEP;
        for (step, byte) in text.as_bytes().get(from..).unwrap_or(&[]).iter().enumerate() {
            if is_start(*byte) {
                if left == 0 {
                    return from + step;
                }
                left -= 1;
            }
        }
        self.end.0
    }

    /// Converts a byte offset into a UTF-16 offset of the same text.
    pub fn utf16(&self, text: &str, byte: usize) -> Utf16 {
        let CodePoint(count) = self.code_point(text, byte);
        if byte >= self.end.0 {
            return Utf16(count + self.end.2);
        }
        let idx = byte / STEP;
        let rest = text.as_bytes().get(idx * STEP..byte).unwrap_or(&[]);
        let pairs = self.wide.get(idx).copied().unwrap_or(0) + rest.iter().filter(|b| is_wide(**b)).count();
        Utf16(count + pairs)
    }

    /// Converts a UTF-16 offset into a byte offset of the same text; between the two halves of a pair gives the
    /// character's start, past the end the end.
    pub fn byte_of_utf16(&self, text: &str, at: Utf16) -> usize {
        if at.0 >= self.end.1 + self.end.2 {
            return self.end.0;
        }
        // Both tables grow, so their sum does.
        let (mut low, mut high) = (0, self.before.len());
        let sum = |idx: usize| {
            self.before.get(idx).copied().unwrap_or(0) + self.wide.get(idx).copied().unwrap_or(0)
        };
        while low < high {
            let middle = low.midpoint(high);
            if sum(middle) <= at.0 { low = middle + 1 } else { high = middle }
        }
        let idx = low.saturating_sub(1);
        let mut count = sum(idx);
        let from = idx * STEP;
        let mut last = from;
        for (step, byte) in text.as_bytes().get(from..).unwrap_or(&[]).iter().enumerate() {
            if is_start(*byte) {
                if count > at.0 {
                    return last;
                }
                last = from + step;
                if count == at.0 {
                    return last;
                }
                count += 1 + usize::from(is_wide(*byte));
            }
        }
        if count > at.0 { last } else { self.end.0 }
    }

    /// Converts a byte span into a pair of UTF-16 offsets.
    pub fn utf16s(&self, text: &str, span: Span) -> (Utf16, Utf16) {
        (self.utf16(text, span.start), self.utf16(text, span.end))
    }

    /// Converts a byte span into a pair of code point offsets.
    pub fn code_points(&self, text: &str, span: Span) -> (CodePoint, CodePoint) {
        (self.code_point(text, span.start), self.code_point(text, span.end))
    }
}

/// Returns whether a byte begins a code point.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// Returns whether a byte begins a code point that is two units of UTF-16.
fn is_wide(byte: u8) -> bool {
    byte >= 0xF0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_goes_there_and_back() {
        let text = "a\u{301}🌉 “Zürich” ".repeat(60);
        let units = Units::new(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(units.code_point(&text, byte), CodePoint(count));
            assert_eq!(units.byte(&text, CodePoint(count)), byte);
        }
        assert_eq!(units.byte(&text, CodePoint(usize::MAX)), text.len());
    }

    #[test]
    fn units_of_utf_16_are_those_of_the_standard_library() {
        let text = "a\u{301}🌉 “Zürich” 𝄞𝄞\r\n".repeat(60);
        let units = Units::new(&text);
        let mut count = 0;
        for (byte, letter) in text.char_indices() {
            assert_eq!(units.utf16(&text, byte), Utf16(count));
            for unit in 0..letter.len_utf16() {
                assert_eq!(units.byte_of_utf16(&text, Utf16(count + unit)), byte, "{letter:?}");
            }
            count += letter.len_utf16();
        }
        assert_eq!(units.utf16(&text, text.len()), Utf16(count));
        for past in [count, count + 1, usize::MAX] {
            assert_eq!(units.byte_of_utf16(&text, Utf16(past)), text.len());
        }
    }
}
