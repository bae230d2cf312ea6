//! Code points and bytes: the one place where the outside world's offsets become ours and back.

use crate::text::Span;

/// An offset counted in Unicode code points, as the W3C annotation model and `byline extract` use it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct CodePoint(pub usize);

/// A table that converts between bytes and code points of one text in constant time.
#[derive(Clone, Debug)]
pub struct Units {
    /// The number of code points before each multiple of [`STEP`] bytes.
    before: Vec<usize>,
    /// Total bytes and code points.
    end: (usize, usize),
}

/// Bytes between two remembered counts.
const STEP: usize = 256;

impl Units {
    /// Counts `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len() / STEP + 1);
        let mut count = 0;
        for chunk in bytes.chunks(STEP) {
            before.push(count);
            count += chunk.iter().filter(|byte| is_start(**byte)).count();
        }
        Self { before, end: (bytes.len(), count) }
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

    /// Converts a byte span into a pair of code point offsets.
    pub fn code_points(&self, text: &str, span: Span) -> (CodePoint, CodePoint) {
        (self.code_point(text, span.start), self.code_point(text, span.end))
    }
}

/// Returns whether a byte begins a code point.
fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
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
}
