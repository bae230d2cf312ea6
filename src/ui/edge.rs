//! The right edge of the article: where in the whole of it matches, notes and mentions of the chosen entity stand.
//!
//! Each row of the edge stands for an equal share of the text. Every mark has a shape of its own, so that nothing depends
//! on colors.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{State, reading::Reading},
    text::Span,
    ui::{
        paint::put,
        theme::{Scope, Theme},
    },
};

/// Marks of the edge: the match that is meant, other matches, mentions.
const CURRENT: &str = "╋";
const MATCH: &str = "┼";
const MENTION: &str = "├";

/// Draws the marks on a column.
pub(super) fn draw(state: &State, theme: &Theme, column: Rect, buf: &mut Buffer) {
    let Some(reading) = &state.reading else { return };
    let (len, height) = (reading.article.text.len(), usize::from(column.height));
    for (idx, y) in (column.top()..column.bottom()).enumerate() {
        let share = Span::new(len * idx / height, len * (idx + 1) / height);
        if let Some((mark, scope)) = mark(state, reading, share) {
            put(buf, column.x, y, column.right(), &mark, theme.style(scope));
        }
    }
}

/// Returns what is shown for a part of the text: what the reader looks for comes first, then what they wrote.
fn mark(state: &State, reading: &Reading, share: Span) -> Option<(String, Scope)> {
    let matches = &state.find.matches;
    if let Some(current) = state.find.current.and_then(|idx| matches.get(idx))
        && share.contains(current.start)
    {
        return Some((CURRENT.to_owned(), Scope::CurrentMatch));
    }
    let first = matches.partition_point(|span| span.start < share.start);
    if matches.get(first).is_some_and(|span| share.contains(span.start)) {
        return Some((MATCH.to_owned(), Scope::Match));
    }
    let begins = |start: usize| share.contains(start);
    let mut notes = reading.notes.iter().flat_map(|notes| notes.annotations.overlapping(share));
    if let Some(note) = notes.find(|note| note.anchor.span().is_some_and(|span| begins(span.start))) {
        return Some((note.color.letter().to_string(), note.color.into()));
    }
    let extraction = reading.extraction.as_ref()?;
    let mentions = &extraction.entities.get(state.pane.entity?)?.mentions;
    let place = |idx: &usize| extraction.mentions.get(*idx).map_or(0, |mention| mention.span.start);
    let first = mentions.partition_point(|idx| place(idx) < share.start);
    mentions.get(first).map(place).filter(|start| begins(*start)).map(|_| (MENTION.to_owned(), Scope::Chosen))
}
