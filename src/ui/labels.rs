//! The labels to jump by, over the words that they lead to.

use ratatui::{buffer::Buffer, style::Style};

use crate::{
    app::{
        State,
        area::{Areas, GUTTER},
        page::RowKind,
    },
    text::layout,
    ui::{
        paint::put,
        theme::{Scope, Theme},
    },
};

/// Draws the labels that can still be meant; of a letter that was typed nothing is left to see.
pub(super) fn draw(state: &State, theme: &Theme, areas: &Areas, buf: &mut Buffer) {
    let (Some(shown), Some(reading)) = (&state.labels, &state.reading) else { return };
    let (left, end) = (areas.reader.x + areas.margin + GUTTER, areas.reader.x + areas.reader.width);
    for (y, seen) in (areas.reader.y..).zip(&reading.seen) {
        let RowKind::Text { row, .. } = seen.kind else { continue };
        let from = shown.labels.partition_point(|label| label.at < row.span.start);
        for label in shown.labels.iter().skip(from).take_while(|label| label.at < row.span.end) {
            let [first, second] = label.letters;
            let left_to_type = match shown.typed {
                None => format!("{first}{second}"),
                Some(typed) if typed == first => second.to_string(),
                Some(_) => continue,
            };
            let x = left.saturating_add(layout::column(&reading.article.text, row, label.at));
            put(buf, x, y, end, &left_to_type, Style::reset().patch(theme.style(Scope::Label)));
        }
    }
}
