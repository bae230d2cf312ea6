//! Where sentences begin and end.

use crate::text::Span;

/// Returns the sentences of `text`, in order, without the white space between them.
///
/// Spans are bytes of `text`. Every character that is not white space lies in exactly one sentence.
pub fn sentences(text: &str) -> Vec<Span> {
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    if start < end { vec![Span::new(start, end)] } else { Vec::new() }
}
