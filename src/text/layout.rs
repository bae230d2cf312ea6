//! Breaks paragraphs into rows of a given width, and knows where each offset stands.
//!
//! Rows are first-fit over the line break opportunities of UAX 14; `fitted` breaks them otherwise where the reader wants
//! that. Wrapping never changes an offset: a row is a
//! span of the text, and what is not in any row is only the white space at which rows were broken.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::text::{Span, cell};

mod fitted;

pub use self::fitted::{Edge, Fit, Language, Setting, set};

/// A part of the text that is broken into rows by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paragraph {
    /// Its bytes.
    pub span: Span,
    /// Columns left free before every row.
    pub indent: u16,
    /// Further columns left free before all rows but the first.
    pub hanging: u16,
}

/// One row of a paragraph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// The bytes shown, without the white space at which the row was broken.
    pub span: Span,
    /// Columns left free before it.
    pub indent: u16,
    /// Whether it ends within a word, so that a hyphen is shown behind it.
    pub hyphen: bool,
    /// Columns left free within it.
    pub gaps: Gaps,
}

/// Columns left free within a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Gaps {
    /// None.
    #[default]
    None,
    /// So many in all, behind its spaces; the last ones are wider where they cannot all be alike.
    Spaces(u16),
    /// Behind each cell of a row of a table.
    Cells([u8; CELLS]),
}

/// The most cells of a table that stand under each other, but for the last, behind which nothing is left free.
pub const CELLS: usize = 8;

/// What stands between two cells.
pub const CELL_END: &str = " │ ";

/// The narrowest row that text is broken into; below it rows are cut off by the screen instead.
const NARROWEST: u16 = 4;

/// Breaks one paragraph of `text` into rows of at most `width` columns; at least one row comes out.
pub fn rows(text: &str, paragraph: Paragraph, width: u16) -> Vec<Row> {
    let words = paragraph.span.slice(text);
    let start = paragraph.span.start;
    let room = |indent: u16| usize::from(width.saturating_sub(indent).max(NARROWEST));
    let mut rows = Vec::with_capacity(words.len() / usize::from(width.max(NARROWEST)) + 1);
    let mut indent = paragraph.indent;
    // What fits on one row needs no look at where it could be broken: most notes and headings do.
    if words.len() <= room(indent) && words.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        push(&mut rows, words, start, Span::new(0, words.len()), indent);
        return rows;
    }
    // The row being filled: where it begins and how wide it is with the white space at its end.
    let mut row_start = 0;
    let mut row_width = 0;
    let mut last = 0;
    for (at, opportunity) in linebreaks(words) {
        let piece = words.get(last..at).unwrap_or("");
        let shown = piece.trim_end();
        let shown_width = cell::width(shown);
        if row_width + shown_width > room(indent) && last > row_start {
            push(&mut rows, words, start, Span::new(row_start, last), indent);
            indent = paragraph.indent + paragraph.hanging;
            (row_start, row_width) = (last, 0);
        }
        let mut rest = shown_width;
        if shown_width > room(indent) {
            let from = row_start.max(last);
            (row_start, rest) =
                split(&mut rows, words, start, Span::new(from, at), &mut indent, paragraph, room);
            row_width = 0;
        }
        row_width += rest + (piece.len() - shown.len());
        last = at;
        if opportunity == BreakOpportunity::Mandatory && at < words.len() {
            push(&mut rows, words, start, Span::new(row_start, at), indent);
            indent = paragraph.indent + paragraph.hanging;
            (row_start, row_width) = (at, 0);
        }
    }
    if row_start < words.len() || rows.is_empty() {
        push(&mut rows, words, start, Span::new(row_start, words.len()), indent);
    }
    rows
}

/// Cuts a word that is wider than a row at cluster boundaries; returns where the unfinished row begins and how
/// wide it is.
fn split(
    rows: &mut Vec<Row>,
    words: &str,
    start: usize,
    word: Span,
    indent: &mut u16,
    paragraph: Paragraph,
    room: impl Fn(u16) -> usize,
) -> (usize, usize) {
    let shown = word.slice(words).trim_end();
    let (mut row_start, mut row_width) = (word.start, 0);
    for (idx, cluster) in cell::clusters(shown) {
        let wide = usize::from(cell::shown(cluster).width);
        let at = word.start + idx;
        if row_width + wide > room(*indent) && at > row_start {
            push(rows, words, start, Span::new(row_start, at), *indent);
            *indent = paragraph.indent + paragraph.hanging;
            (row_start, row_width) = (at, 0);
        }
        row_width += wide;
    }
    (row_start, row_width)
}

fn push(rows: &mut Vec<Row>, words: &str, start: usize, span: Span, indent: u16) {
    let shown = span.slice(words).trim_end();
    let span = Span::new(start + span.start, start + span.start + shown.len());
    rows.push(Row { span, indent, hyphen: false, gaps: Gaps::None });
}

/// Returns the column of `offset` in a row, counted from the left edge of the text area.
pub fn column(text: &str, row: Row, offset: usize) -> u16 {
    let end = offset.clamp(row.span.start, row.span.end);
    let before = cell::width(Span::new(row.span.start, end).slice(text));
    let free: u16 = parts(text, row).take_while(|(part, _)| part.end <= end).map(|(_, free)| free).sum();
    row.indent.saturating_add(u16::try_from(before).unwrap_or(u16::MAX)).saturating_add(free)
}

/// Returns the parts of a row that are shown one after another, each with the columns left free behind it.
pub fn parts(text: &str, row: Row) -> impl Iterator<Item = (Span, u16)> {
    let words = row.span.slice(text);
    let (mark, shown) = match row.gaps {
        Gaps::None => ("", 0),
        Gaps::Spaces(_) => (" ", 1),
        Gaps::Cells(_) => (CELL_END, 0),
    };
    let n_gaps = if mark.is_empty() { 0 } else { words.matches(mark).count() };
    let (mut at, mut idx) = (0, 0);
    std::iter::from_fn(move || {
        let from = at;
        if from > words.len() || (from == words.len() && idx > 0) {
            return None;
        }
        // The mark that ended the part before stands at the beginning of this one.
        let skipped = if idx > 0 { mark.len() - shown } else { 0 };
        let next = words.get(from + skipped..).and_then(|rest| rest.find(mark)).filter(|_| idx < n_gaps);
        let end = next.map_or(words.len(), |next| from + skipped + next + shown);
        let free = if next.is_some() { free(row.gaps, n_gaps, idx) } else { 0 };
        at = if next.is_some() { end } else { words.len() + 1 };
        idx += 1;
        Some((Span::new(row.span.start + from, row.span.start + end), free))
    })
}

/// Returns the columns left free at one of the gaps of a row.
fn free(gaps: Gaps, n_gaps: usize, idx: usize) -> u16 {
    match gaps {
        Gaps::None => 0,
        Gaps::Spaces(all) => {
            let n = u16::try_from(n_gaps).unwrap_or(u16::MAX).max(1);
            all / n + u16::from(n_gaps - idx <= usize::from(all % n))
        }
        Gaps::Cells(free) => free.get(idx).copied().unwrap_or(0).into(),
    }
}

/// Returns the offset of the cluster that stands at or before `column` in a row.
pub fn offset_at(text: &str, row: Row, column: u16) -> usize {
    let wanted = usize::from(column.saturating_sub(row.indent));
    let mut before = 0;
    let mut found = row.span.start;
    for (part, free) in parts(text, row) {
        for (idx, cluster) in cell::clusters(part.slice(text)) {
            if before > wanted {
                return found;
            }
            found = part.start + idx;
            before += usize::from(cell::shown(cluster).width);
            if before > wanted {
                return found;
            }
        }
        before += usize::from(free);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(text: &str) -> Paragraph {
        Paragraph { span: Span::new(0, text.len()), indent: 0, hanging: 0 }
    }

    #[track_caller]
    fn check(text: &str, width: u16, expected: &[&str]) {
        let rows = rows(text, whole(text), width);
        assert_eq!(rows.iter().map(|row| row.span.slice(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn paragraphs_break_where_readers_expect() {
        check("The council put off the vote", 12, &["The council", "put off the", "vote"]);
        check("a well-known plan", 8, &["a well-", "known", "plan"]);
        check("one\ntwo", 20, &["one", "two"]);
        check("incomprehensibilities", 8, &["incompre", "hensibil", "ities"]);
        check("to incomprehensible", 8, &["to", "incompre", "hensible"]);
        check("漢字漢字漢字", 5, &["漢字", "漢字", "漢字"]);
        check("10\u{a0}km away", 7, &["10\u{a0}km", "away"]);
        check("", 10, &[""]);
        check("ends with spaces   ", 30, &["ends with spaces"]);
    }

    #[test]
    fn list_items_hang() {
        let text = "• one two three";
        let paragraph = Paragraph { hanging: 2, ..whole(text) };
        let rows = rows(text, paragraph, 8);
        assert_eq!(rows.iter().map(|row| row.indent).collect::<Vec<_>>(), [0, 2, 2]);
    }

    proptest! {
        #[test]
        fn rows_cover_the_text_and_fit_the_width(
            text in "([a-zé]{1,9}|漢字|👩\u{200d}🚀|[ \n\u{a0}]{1,3}|[.,—-]|e\u{301}|\u{ad}){0,40}",
            width in 1u16..40,
        ) {
            let rows = rows(&text, whole(&text), width);
            let mut end = 0;
            for row in &rows {
                prop_assert!(text.get(end..row.span.start).is_some_and(|gap| gap.trim().is_empty()));
                end = row.span.end;
                let shown = cell::width(row.span.slice(&text));
                let single = cell::clusters(row.span.slice(&text)).count() <= 1;
                prop_assert!(shown <= usize::from(width.max(NARROWEST)) || single, "{:?}", row);
            }
            prop_assert!(text.get(end..).is_some_and(|gap| gap.trim().is_empty()));
        }

        #[test]
        fn offsets_come_back_where_columns_are_left_free(
            text in "([a-zé漢]{1,5}| │ | ){1,20}",
            all in 0u16..30,
            cells in 0u8..9,
        ) {
            let span = Span::new(0, text.len());
            for gaps in [Gaps::Spaces(all), Gaps::Cells([cells; CELLS])] {
                let row = Row { span, indent: 2, hyphen: false, gaps };
                let together: String = parts(&text, row).map(|(part, _)| part.slice(&text)).collect();
                prop_assert_eq!(&together, &text);
                for (idx, _) in cell::clusters(&text) {
                    prop_assert_eq!(offset_at(&text, row, column(&text, row, idx)), idx);
                }
            }
        }

        #[test]
        fn offsets_come_back_from_their_column(text in "[a-z é漢]{1,60}", width in 6u16..30) {
            for row in rows(&text, whole(&text), width) {
                for (idx, _) in cell::clusters(row.span.slice(&text)) {
                    let offset = row.span.start + idx;
                    prop_assert_eq!(offset_at(&text, row, column(&text, row, offset)), offset);
                }
            }
        }
    }
}
