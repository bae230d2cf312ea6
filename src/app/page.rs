//! The rows of an article at a width: its text, the space between blocks, folds, and notes below their words.

use crate::{
    annotation::{Annotation, Id, set::Annotations},
    article::{Article, Block, BlockKind},
    text::{
        Span, cell,
        layout::{self, Paragraph, Row},
    },
};

/// The most rows that a note takes inside the article; the side pane shows all of it.
const NOTE_ROWS: usize = 4;

/// How an article is broken into rows, before notes are put between them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    width: u16,
    folded: bool,
    rows: Vec<PageRow>,
}

/// All rows of an article.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// The rows from top to bottom; their offsets never go back.
    pub rows: Vec<PageRow>,
}

/// One row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageRow {
    /// The offset in the article at which the row stands.
    pub at: usize,
    /// What it shows.
    pub kind: RowKind,
}

/// What a row shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// Words of the article.
    Text {
        /// Which.
        row: Row,
        /// The index of their block.
        block: usize,
    },
    /// Nothing, between two blocks.
    Gap,
    /// Byline, publication, date and reading time.
    Details,
    /// Folded boilerplate.
    Fold {
        /// How many blocks are folded.
        n_blocks: usize,
        /// The index of the first of them.
        block: usize,
    },
    /// A row of a note.
    Note {
        /// Whose.
        id: Id,
        /// Which part of [`note_text`].
        row: Row,
        /// Whether it is the first row of the note.
        first: bool,
    },
}

impl Layout {
    /// Breaks an article into rows of at most `width` columns.
    pub fn new(article: &Article, width: u16, folded: bool) -> Self {
        let mut rows = Vec::with_capacity(article.text.len() / 40 + article.blocks.len());
        let titled = article.blocks.first().is_some_and(|block| block.kind == BlockKind::Title);
        if !titled {
            rows.push(PageRow { at: 0, kind: RowKind::Details });
        }
        let mut idx = 0;
        while let Some(block) = article.blocks.get(idx) {
            if let Some(before) = idx.checked_sub(1).and_then(|idx| article.blocks.get(idx)) {
                if has_gap(before.kind, block.kind) {
                    rows.push(PageRow { at: before.span.end, kind: RowKind::Gap });
                }
            } else if !titled {
                rows.push(PageRow { at: 0, kind: RowKind::Gap });
            }
            let n_blocks = if folded { n_boilerplate(article, idx) } else { 0 };
            if n_blocks > 0 {
                rows.push(PageRow { at: block.span.start, kind: RowKind::Fold { n_blocks, block: idx } });
                idx += n_blocks;
                continue;
            }
            let paragraph = paragraph(article, *block);
            rows.extend(
                layout::rows(&article.text, paragraph, width)
                    .into_iter()
                    .map(|row| PageRow { at: row.span.start, kind: RowKind::Text { row, block: idx } }),
            );
            if idx == 0 && titled {
                rows.push(PageRow { at: block.span.end, kind: RowKind::Details });
            }
            idx += 1;
        }
        Self { width, folded, rows }
    }

    /// Returns whether the layout was made for this width and fold.
    pub fn is_for(&self, width: u16, folded: bool) -> bool {
        self.width == width && self.folded == folded && !self.rows.is_empty()
    }

    /// Puts notes below the rows on which their words end.
    pub fn with_notes(&self, annotations: Option<&Annotations>) -> Page {
        let mut notes: Vec<(usize, &Annotation)> = annotations
            .into_iter()
            .flat_map(Annotations::iter)
            .filter(|annotation| has_note(annotation))
            .filter_map(|annotation| Some((self.row_of_end(annotation.anchor.span()?), annotation)))
            .collect();
        if notes.is_empty() {
            return Page { rows: self.rows.clone() };
        }
        notes.sort_by_key(|(idx, _)| *idx);
        let mut rows = Vec::with_capacity(self.rows.len() + notes.len() * 2);
        let mut done = 0;
        for (idx, annotation) in notes {
            let upto = idx + 1;
            rows.extend_from_slice(self.rows.get(done..upto).unwrap_or(&[]));
            done = done.max(upto);
            let at = rows.last().map_or(0, |row: &PageRow| row.at);
            rows.extend(note_rows(annotation, at, self.width));
        }
        rows.extend_from_slice(self.rows.get(done..).unwrap_or(&[]));
        Page { rows }
    }

    /// Returns the row on which the last byte of a span stands.
    fn row_of_end(&self, span: Span) -> usize {
        let last = span.end.saturating_sub(1).max(span.start);
        let mut idx = self.rows.partition_point(|row| row.at <= last).saturating_sub(1);
        while idx > 0 && !self.rows.get(idx).is_some_and(PageRow::holds_text) {
            idx -= 1;
        }
        idx
    }
}

impl Page {
    /// Returns the index of the row of text, or of the fold, that shows `offset`.
    pub fn row_of(&self, offset: usize) -> usize {
        let after = self.rows.partition_point(|row| row.at <= offset);
        let before = self.rows.get(..after).unwrap_or(&[]);
        let next = || self.rows.iter().skip(after).position(PageRow::holds_text).map(|idx| after + idx);
        let previous = before.iter().rposition(PageRow::holds_text);
        match previous {
            // Between two blocks the next one is meant, unless the row before still reaches the offset.
            Some(idx) if self.rows.get(idx).is_some_and(|row| row.reaches(offset)) => idx,
            _ => next().or(previous).unwrap_or(0),
        }
    }

    /// Returns the words on a row, where it has any.
    pub fn text_row(&self, idx: usize) -> Option<Row> {
        match self.rows.get(idx)?.kind {
            RowKind::Text { row, .. } => Some(row),
            _ => None,
        }
    }
}

impl PageRow {
    /// Returns whether the row shows the article itself.
    pub fn holds_text(&self) -> bool {
        matches!(self.kind, RowKind::Text { .. } | RowKind::Fold { .. })
    }

    fn reaches(&self, offset: usize) -> bool {
        match self.kind {
            RowKind::Text { row, .. } => offset < row.span.end.max(row.span.start + 1),
            _ => self.at == offset,
        }
    }
}

/// Returns the words of a note as they are shown, with its tags.
pub fn note_text(annotation: &Annotation) -> String {
    let mut shown = annotation.note.trim().to_owned();
    for other in &annotation.also {
        shown.push_str(" ≠ written elsewhere: ");
        shown.push_str(other.trim());
    }
    for tag in &annotation.tags {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push('#');
        shown.push_str(tag);
    }
    shown
}

/// Returns whether an annotation has words or tags to show.
pub fn has_note(annotation: &Annotation) -> bool {
    !annotation.note.trim().is_empty() || !annotation.tags.is_empty()
}

fn note_rows(annotation: &Annotation, at: usize, width: u16) -> Vec<PageRow> {
    let text = note_text(annotation);
    let whole = Paragraph { span: Span::new(0, text.len()), indent: 0, hanging: 0 };
    let rows = layout::rows(&text, whole, width.saturating_sub(4));
    rows.into_iter()
        .take(NOTE_ROWS)
        .enumerate()
        .map(|(idx, row)| PageRow { at, kind: RowKind::Note { id: annotation.id, row, first: idx == 0 } })
        .collect()
}

/// Returns how many blocks from `idx` on are boilerplate.
fn n_boilerplate(article: &Article, idx: usize) -> usize {
    article.blocks.iter().skip(idx).take_while(|block| block.kind == BlockKind::Boilerplate).count()
}

/// Returns how far in a block is set.
fn paragraph(article: &Article, block: Block) -> Paragraph {
    let (indent, hanging) = match block.kind {
        BlockKind::ListItem { depth, marker } => {
            let indent = 1 + 2 * u16::from(depth.min(8));
            let marker = Span::new(block.span.start, block.span.start + usize::from(marker));
            match u16::try_from(cell::width(marker.slice(&article.text))).unwrap_or(2).min(8) {
                // A further paragraph of an item stands under the first.
                0 => (indent + 2, 0),
                hanging => (indent, hanging),
            }
        }
        BlockKind::Quote | BlockKind::Code => (2, 0),
        _ => (0, 0),
    };
    Paragraph { span: block.span, indent, hanging }
}

/// Returns whether an empty row stands between two blocks.
fn has_gap(before: BlockKind, after: BlockKind) -> bool {
    use BlockKind::{Byline, Code, Dateline, ListItem, TableRow};
    !matches!(
        (before, after),
        (ListItem { .. }, ListItem { .. })
            | (TableRow, TableRow)
            | (Code, Code)
            | (Byline, Dateline | Byline)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Meta;

    fn article(blocks: &[(BlockKind, &str)]) -> Article {
        let mut article = Article { meta: Meta::default(), ..Article::default() };
        for (kind, words) in blocks {
            if !article.text.is_empty() {
                article.text.push_str("\n\n");
            }
            let start = article.text.len();
            article.text.push_str(words);
            article.blocks.push(Block { kind: *kind, span: Span::new(start, article.text.len()) });
        }
        article
    }

    #[track_caller]
    fn check(blocks: &[(BlockKind, &str)], folded: bool, expected: &[&str]) {
        let article = article(blocks);
        let page = Layout::new(&article, 12, folded).with_notes(None);
        let shown: Vec<String> = page
            .rows
            .iter()
            .map(|row| match row.kind {
                RowKind::Text { row, .. } => " ".repeat(row.indent.into()) + row.span.slice(&article.text),
                RowKind::Gap => String::new(),
                RowKind::Details => "(details)".to_owned(),
                RowKind::Fold { n_blocks, .. } => format!("({n_blocks} folded)"),
                RowKind::Note { .. } => "(note)".to_owned(),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn blocks_stand_apart_and_lists_together() {
        let item = BlockKind::ListItem { depth: 0, marker: 4 };
        check(
            &[
                (BlockKind::Title, "Vote delayed"),
                (item, "• one and two"),
                (item, "• three"),
                (BlockKind::Paragraph, "End."),
            ],
            true,
            &["Vote delayed", "(details)", "", " • one and", "   two", " • three", "", "End."],
        );
    }

    #[test]
    fn boilerplate_is_one_row_unless_unfolded() {
        let blocks = [
            (BlockKind::Paragraph, "Words."),
            (BlockKind::Boilerplate, "Share"),
            (BlockKind::Boilerplate, "More"),
        ];
        check(&blocks, true, &["(details)", "", "Words.", "", "(2 folded)"]);
        check(&blocks, false, &["(details)", "", "Words.", "", "Share", "", "More"]);
    }

    #[test]
    fn every_offset_has_its_row() {
        let article =
            article(&[(BlockKind::Title, "Vote"), (BlockKind::Paragraph, "The council met. It was late.")]);
        let page = Layout::new(&article, 12, true).with_notes(None);
        for (offset, c) in article.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let row = page.text_row(page.row_of(offset)).unwrap();
            assert!(row.span.contains(offset), "{offset} {c:?} {row:?}");
        }
    }
}
