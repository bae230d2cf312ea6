//! The article: its rows with their decorations, the gutter, and notes below their words.

use ratatui::{buffer::Buffer, layout::Position};

use crate::{
    annotation::{Annotation, Id},
    app::{
        State,
        action::Action,
        area::{Areas, GUTTER},
        keymap::Mode,
        page::{PageRow, RowKind, note_text},
        reading::{Reading, minutes},
    },
    article::{Article, BlockKind},
    text::{
        Span, cell,
        layout::{self, Row},
    },
    ui::{
        decoration::Decorations,
        memory::{Memory, RowKey},
        paint::{put, put_fitting},
        theme::{Scope, Theme},
    },
};

/// Draws the article, and returns where the cursor belongs.
pub(super) fn draw(
    state: &State,
    theme: &Theme,
    areas: &Areas,
    memory: &mut Memory,
    buf: &mut Buffer,
) -> Option<Position> {
    let Some(reading) = &state.reading else {
        if state.popup.is_none() && state.message.is_none() {
            let said = if state.articles.is_empty() { "no article is open" } else { "opening …" };
            put(
                buf,
                areas.reader.x + areas.margin + GUTTER,
                1,
                areas.reader.width,
                said,
                theme.style(Scope::Details),
            );
        }
        return None;
    };
    let left = areas.reader.x + areas.margin;
    let end = areas.reader.x + areas.reader.width;
    let rows = reading.seen.as_slice();
    let decorations = Decorations::new(state, reading, theme, seen(rows));
    let keys: Vec<RowKey> = rows.iter().map(|row| key(reading, theme, &decorations, row)).collect();
    let there = memory.rows(keys.clone(), areas, buf);
    let mut cursor = None;
    for (((y, row), key), there) in (areas.reader.y..).zip(rows).zip(&keys).zip(there) {
        let x = left + GUTTER;
        if let RowKind::Text { row, .. } = row.kind
            && reading.cursor_row == Some(row)
        {
            let column = x + layout::column(&reading.article.text, row, reading.cursor);
            cursor = Some(Position { x: column.min(end.saturating_sub(1)), y });
        }
        if there {
            continue;
        }
        gutter(theme, key, left, y, end, buf);
        match row.kind {
            RowKind::Text { row, block } => {
                let decorations = Decorations { layers: key.layers.clone() };
                text_row(reading, theme, &decorations, row, (x, y, end), buf);
                frame_of_block(reading, theme, block, (x, y, end), buf);
            }
            RowKind::Details => {
                put_fitting(buf, x, y, end, &details(state, reading), theme.style(Scope::Details));
            }
            RowKind::Fold { n_blocks, block } => {
                let said = fold_text(&reading.article, block, n_blocks);
                put_fitting(buf, x, y, end, &said, theme.style(Scope::Boilerplate));
            }
            RowKind::Note { id, row, first } => note_row(reading, theme, id, row, first, (x, y, end), buf),
            RowKind::Gap => {}
        }
    }
    if reading.article.text.is_empty() {
        put(
            buf,
            left + GUTTER,
            areas.reader.y + 2,
            end,
            "There is nothing in this article.",
            theme.style(Scope::Details),
        );
    }
    cursor
}

/// Returns the part of the text that the rows show.
fn seen(rows: &[PageRow]) -> Span {
    let texts = || {
        rows.iter().filter_map(|row| match row.kind {
            RowKind::Text { row, .. } => Some(row.span),
            _ => None,
        })
    };
    let start = texts().next().map_or(0, |span| span.start);
    Span::new(start, texts().next_back().map_or(start, |span| span.end))
}

fn text_row(
    reading: &Reading,
    theme: &Theme,
    decorations: &Decorations,
    row: Row,
    (x, y, end): (u16, u16, u16),
    buf: &mut Buffer,
) {
    let base = theme.style(Scope::Text);
    let mut column = x + row.indent;
    let text = &reading.article.text;
    let mut from = row.span.start;
    for cut in decorations.cuts(text, row.span) {
        let style = decorations.style(base, from);
        for (part, free) in layout::parts(text, row) {
            let shown = Span::new(part.start.max(from), part.end.min(cut));
            if shown.is_empty() {
                continue;
            }
            column = put(buf, column, y, end, shown.slice(text), style);
            // What is left free looks as what stands before it.
            for _ in 0..if shown.end == part.end { free } else { 0 } {
                column = put(buf, column, y, end, " ", style);
            }
        }
        if row.hyphen && cut == row.span.end {
            put(buf, column, y, end, "-", style);
        }
        from = cut;
    }
}

/// Draws the bar beside a block quote or code.
fn frame_of_block(
    reading: &Reading,
    theme: &Theme,
    block: usize,
    (x, y, end): (u16, u16, u16),
    buf: &mut Buffer,
) {
    let kind = reading.article.blocks.get(block).map(|block| block.kind);
    if matches!(kind, Some(BlockKind::Quote | BlockKind::Code)) {
        put(buf, x, y, end, "▏", theme.style(Scope::Border));
    }
}

/// Returns what a row is drawn from.
fn key(reading: &Reading, theme: &Theme, decorations: &Decorations, row: &PageRow) -> RowKey {
    let RowKind::Text { row: words, .. } = row.kind else {
        return RowKey { kind: row.kind, layers: Vec::new(), letter: None, focused: false };
    };
    let begins = |annotation: &&Annotation| {
        let start = annotation.anchor.span().map(|span| span.start);
        start.is_some_and(|start| words.span.contains(start))
    };
    let notes = reading.notes.as_ref();
    let mut overlapping = notes.into_iter().flat_map(|notes| notes.annotations.overlapping(words.span));
    let letter = overlapping.find(begins).map(|annotation| {
        let style = theme.style(Scope::Letter).patch(theme.style(annotation.color.into()));
        (annotation.color.letter(), style)
    });
    let focused = reading.tail.is_none() && words.span.overlaps(reading.focus);
    RowKey { kind: row.kind, layers: decorations.on(words.span).layers, letter, focused }
}

/// Draws the letters of the highlights and the bar of the focus.
fn gutter(theme: &Theme, key: &RowKey, x: u16, y: u16, end: u16, buf: &mut Buffer) {
    if let Some((letter, style)) = key.letter {
        put(buf, x, y, end, letter.encode_utf8(&mut [0; 4]), style);
    }
    if key.focused {
        put(buf, x + 1, y, end, "┃", theme.style(Scope::Focus));
    }
}

fn note_row(
    reading: &Reading,
    theme: &Theme,
    id: Id,
    row: Row,
    first: bool,
    (x, y, end): (u16, u16, u16),
    buf: &mut Buffer,
) {
    let Some(annotation) = reading.notes.as_ref().and_then(|notes| notes.annotations.get(id)) else { return };
    let style = theme.style(Scope::Note);
    let mark = if first { "╰ " } else { "  " };
    let x = put(buf, x, y, end, mark, style);
    if first {
        put(buf, x, y, end, annotation.color.letter().encode_utf8(&mut [0; 4]), style);
    }
    let text = note_text(annotation);
    let words = row.span.slice(&text);
    let mut column = x + 2;
    for word in words.split_inclusive(' ') {
        let is_tag =
            word.starts_with('#') && annotation.tags.iter().any(|tag| word.trim_end() == format!("#{tag}"));
        column = put(buf, column, y, end, word, if is_tag { theme.style(Scope::Tag) } else { style });
    }
}

/// Returns whether there is more, or another version; byline, publication, date and reading time, as far as they are known
/// and not in the text.
fn details(state: &State, reading: &Reading) -> String {
    let article = &reading.article;
    let mut parts = Vec::new();
    // What is not known without it comes first, because the end may be cut.
    if reading.versions > 1
        && let Some(key) = state.keymap.keys_of(Mode::Read, Action::Changes)
    {
        parts.push(format!("changed: {key}"));
    }
    if state.articles.get(reading.index).is_some_and(|entry| entry.is_brief)
        && let Some(key) = state.keymap.keys_of(Mode::Read, Action::FullText)
    {
        parts.push(format!("{key} fetches the rest"));
    }
    if let Some(byline) = &article.meta.byline
        && !article.blocks.iter().any(|block| block.kind == BlockKind::Byline)
    {
        parts.push(format!("by {byline}"));
    }
    parts.extend(article.meta.site.clone());
    parts.extend(article.meta.published.as_ref().map(|date| date.chars().take(10).collect()));
    let is_shown = |image: &str| {
        let captions = article.blocks.iter().filter(|block| block.kind == BlockKind::Caption);
        captions.into_iter().any(|block| block.span.slice(&article.text).contains(image))
    };
    let image = article.meta.image.as_deref().filter(|image| !is_shown(image));
    if reading.glimpse.is_none() {
        parts.push(format!("{} min", minutes(reading.n_words)));
    }
    parts.extend(image.map(|image| format!("image: {}", cell::one_line(image))));
    parts.join(" · ")
}

fn fold_text(article: &Article, block: usize, n_blocks: usize) -> String {
    let words = article.blocks.get(block).map_or("", |block| block.span.slice(&article.text));
    let parts = if n_blocks == 1 { "part" } else { "parts" };
    format!("░ {} ({n_blocks} {parts} folded)", cell::fit(&cell::one_line(words), 40))
}
