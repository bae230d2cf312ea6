//! The rows of one part of an article: its text, the space before it, folds, and notes below their words.

use crate::{
    annotation::{Annotation, set::Annotations},
    app::page::{Page, PageRow, RowKind, Unit},
    article::{Article, Block, BlockKind},
    text::{
        Span, cell,
        layout::{self, CELL_END, CELLS, Gaps, Paragraph, Setting},
    },
};

/// The most rows that a note takes inside the article; the side pane shows all of it.
const NOTE_ROWS: usize = 4;

/// Breaks a unit into the rows of a page, with the notes that end in its `reach`.
pub(super) fn rows(
    article: &Article,
    annotations: Option<&Annotations>,
    unit: Unit,
    reach: Span,
    page: &Page,
) -> Vec<PageRow> {
    let (width, folded) = (page.width, page.folded);
    let titled = article.blocks.first().is_some_and(|block| block.kind == BlockKind::Title);
    let Some(block) = article.blocks.get(unit.block) else {
        return vec![PageRow { at: 0, kind: RowKind::Details }];
    };
    let begins = unit.span.start == block.span.start;
    let mut rows = Vec::new();
    match unit.block.checked_sub(1).and_then(|idx| article.blocks.get(idx)) {
        _ if !begins => {}
        Some(before) if has_gap(before.kind, block.kind) => {
            rows.push(PageRow { at: before.span.end, kind: RowKind::Gap });
        }
        Some(_) => {}
        None if !titled => {
            rows.push(PageRow { at: 0, kind: RowKind::Details });
            rows.push(PageRow { at: 0, kind: RowKind::Gap });
        }
        None => {}
    }
    let n_blocks = if folded { n_boilerplate(article, unit.block) } else { 0 };
    if n_blocks > 0 {
        rows.push(PageRow { at: block.span.start, kind: RowKind::Fold { n_blocks, block: unit.block } });
    } else {
        let whole = paragraph(article, *block);
        let paragraph = if begins {
            Paragraph { span: unit.span, ..whole }
        } else {
            Paragraph { span: unit.span, indent: whole.indent + whole.hanging, hanging: 0 }
        };
        // Only running text is set; the rows of everything else mean something.
        let is_running =
            matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem { .. });
        let setting = if is_running { page.setting } else { Setting::default() };
        let texts = layout::set(&article.text, paragraph, width, setting).into_iter();
        let gaps =
            if block.kind == BlockKind::TableRow { cells(article, unit.block, width) } else { Gaps::None };
        let texts = texts.map(|row| if gaps == Gaps::None { row } else { layout::Row { gaps, ..row } });
        rows.extend(
            texts.map(|row| PageRow { at: row.span.start, kind: RowKind::Text { row, block: unit.block } }),
        );
    }
    if let Some(annotations) = annotations {
        put_notes(&mut rows, annotations, reach, width);
    }
    if titled && unit.block == 0 && unit.span.end == block.span.end {
        rows.push(PageRow { at: block.span.end, kind: RowKind::Details });
    }
    rows
}

/// Puts notes below the rows on which their words end.
fn put_notes(rows: &mut Vec<PageRow>, annotations: &Annotations, reach: Span, width: u16) {
    let mut notes: Vec<(usize, &Annotation)> = annotations
        .overlapping(reach)
        .filter(|annotation| has_note(annotation))
        .filter_map(|annotation| {
            let span = annotation.anchor.span()?;
            let last = span.end.saturating_sub(1).max(span.start);
            (last < reach.end).then(|| (row_of(rows, last), annotation))
        })
        .collect();
    if notes.is_empty() {
        return;
    }
    notes.sort_by_key(|(idx, _)| *idx);
    let bare = std::mem::take(rows);
    let mut done = 0;
    for (idx, annotation) in notes {
        let upto = idx + 1;
        rows.extend_from_slice(bare.get(done..upto).unwrap_or(&[]));
        done = done.max(upto);
        let at = rows.last().map_or(0, |row: &PageRow| row.at);
        rows.extend(note_rows(annotation, at, width));
    }
    rows.extend_from_slice(bare.get(done..).unwrap_or(&[]));
}

/// Returns the row on which an offset stands.
fn row_of(rows: &[PageRow], offset: usize) -> usize {
    let before = rows.get(..rows.partition_point(|row| row.at <= offset)).unwrap_or(&[]);
    let text = before.iter().rposition(PageRow::holds_text);
    text.or_else(|| rows.iter().position(PageRow::holds_text)).unwrap_or(0)
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
pub(super) fn n_boilerplate(article: &Article, idx: usize) -> usize {
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

/// The most rows of a table whose columns stand under each other: all of them are looked at for each.
const TALLEST: usize = 400;

/// Returns what is left free behind the cells of a row of a table, so that its columns stand under each other. Nothing where
/// the table is wider than the page, or very long.
fn cells(article: &Article, block: usize, width: u16) -> Gaps {
    let is_row = |block: &&Block| block.kind == BlockKind::TableRow;
    let before = article.blocks.get(..block).unwrap_or(&[]).iter().rev().take_while(is_row);
    let after = article.blocks.get(block..).unwrap_or(&[]).iter().take_while(is_row);
    let table: Vec<&Block> = before.take(TALLEST).chain(after.take(TALLEST)).collect();
    if table.len() >= TALLEST {
        return Gaps::None;
    }
    let widths = |block: &Block| -> Vec<usize> {
        block.span.slice(&article.text).split(CELL_END).map(|cell| cell::width(cell.trim())).collect()
    };
    let mut widest: Vec<usize> = Vec::new();
    for row in table {
        for (idx, width) in widths(row).into_iter().enumerate() {
            match widest.get_mut(idx) {
                Some(known) => *known = (*known).max(width),
                None => widest.push(width),
            }
        }
    }
    let whole = widest.iter().sum::<usize>() + widest.len().saturating_sub(1) * cell::width(CELL_END);
    let own = article.blocks.get(block).map_or_else(Vec::new, widths);
    if whole > usize::from(width) || widest.len() > CELLS + 1 {
        return Gaps::None;
    }
    let mut free = [0; CELLS];
    for (free, (widest, own)) in free.iter_mut().zip(widest.iter().zip(&own)) {
        *free = u8::try_from(widest.saturating_sub(*own)).unwrap_or(0);
    }
    Gaps::Cells(free)
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
