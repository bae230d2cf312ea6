//! What lies over the panes: the note being written, the keys, the question before leaving.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    app::{
        State,
        action::Action,
        area::{Areas, GUTTER},
        desk::{HelpLine, help_lines},
        keymap::Mode,
        popup::NoteEditor,
    },
    text::{
        Span,
        cell::{fit, one_line},
        layout::{self, Paragraph},
    },
    ui::{
        paint::{frame, put, put_fitting},
        theme::{Scope, Theme},
    },
};

/// The most rows of a note that are shown while it is written.
const MOST_ROWS: u16 = 12;

/// Draws the note being written, and returns where its cursor is.
pub(super) fn note(
    state: &State,
    editor: &NoteEditor,
    theme: &Theme,
    areas: &Areas,
    buf: &mut Buffer,
) -> Option<Position> {
    let screen = buf.area;
    let width = (areas.text_width + GUTTER + 3).min(screen.width);
    let text = editor.field.text();
    let whole = Paragraph { span: Span::new(0, text.len()), indent: 0, hanging: 0 };
    let mut rows = layout::rows(text, whole, width.saturating_sub(5));
    if text.ends_with('\n') {
        let end = Span::new(text.len(), text.len());
        rows.push(layout::Row { span: end, indent: 0, hyphen: false, gaps: layout::Gaps::None });
    }
    let wanted = u16::try_from(rows.len()).unwrap_or(MOST_ROWS).clamp(2, MOST_ROWS) + 3;
    let height = wanted.min(screen.height.saturating_sub(1).max(1));
    let y = areas.status.y.saturating_sub(height);
    let x = areas.reader.x + areas.margin.min(screen.width.saturating_sub(width));
    let about = editor.span.zip(state.reading.as_ref()).map(|(span, reading)| {
        format!("note on: {}", fit(&one_line(span.slice(&reading.article.text)), usize::from(width) * 2 / 3))
    });
    let title = about.unwrap_or_else(|| "note on the article".to_owned());
    let style = theme.style(Scope::Popup);
    let inner = frame(buf, Rect { x, y, width, height }, &title, style, theme.style(Scope::Border));
    let n_shown = usize::from(inner.height.saturating_sub(1).max(1));
    let cursor = editor.field.cursor();
    let at = rows.iter().rposition(|row| row.span.start <= cursor).unwrap_or(0);
    let first = (at + 1).saturating_sub(n_shown);
    let mut position = None;
    for (y, (idx, row)) in (inner.y..).zip(rows.iter().enumerate().skip(first).take(n_shown)) {
        put(buf, inner.x, y, inner.right(), row.span.slice(text), style);
        if idx == at {
            let shown = layout::column(text, *row, cursor);
            let spaces = Span::new(row.span.end.min(cursor), cursor).len();
            let column = shown.saturating_add(u16::try_from(spaces).unwrap_or(0));
            position = Some(Position { x: (inner.x + column).min(inner.right().saturating_sub(1)), y });
        }
    }
    if inner.height > 1 {
        let key = |action| state.keymap.keys_of(Mode::Edit, action);
        let hints = [
            (Action::SaveNote, "saves"),
            (Action::NewLine, "line"),
            (Action::EditOutside, "editor"),
            (Action::Cancel, "leaves"),
        ];
        let hints: Vec<_> =
            hints.iter().filter_map(|(action, what)| Some(format!("{} {what}", key(*action)?))).collect();
        let dim = style.patch(theme.style(Scope::ItemDetail));
        put_fitting(buf, inner.x, inner.bottom() - 1, inner.right(), &hints.join(" · "), dim);
    }
    position
}

/// Draws the keys as they are now.
pub(super) fn help(state: &State, scroll: usize, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let area = centered(buf.area, 96, u16::MAX);
    let style = theme.style(Scope::Popup);
    let inner = frame(buf, area, "keys (j k scroll, esc closes)", style, theme.style(Scope::Border));
    let column = (inner.width / 3).clamp(10, 28);
    for (y, line) in (inner.y..inner.bottom()).zip(help_lines(state).iter().skip(scroll)) {
        match line {
            HelpLine::Gap => {}
            HelpLine::Heading(name) => {
                put_fitting(buf, inner.x, y, inner.right(), name, style.patch(theme.style(Scope::Heading)));
            }
            HelpLine::Binding(keys, action) => {
                let x = inner.x + column;
                put_fitting(
                    buf,
                    inner.x + 1,
                    y,
                    x.saturating_sub(1),
                    keys,
                    style.patch(theme.style(Scope::Key)),
                );
                let end = put_fitting(buf, x, y, inner.right(), action.doc(), style);
                let dim = style.patch(theme.style(Scope::ItemDetail));
                put_fitting(buf, end + 2, y, inner.right(), action.name(), dim);
            }
        }
    }
    None
}

/// Draws the question before leaving with changes that are not on the disk.
pub(super) fn leave(state: &State, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let width = buf.area.width.min(64);
    let height = buf.area.height.min(6);
    let area = Rect { x: (buf.area.width - width) / 2, y: (buf.area.height - height) / 2, width, height };
    let style = theme.style(Scope::Popup);
    let inner = frame(buf, area, "not saved", style, theme.style(Scope::Error));
    let key = |action| state.keymap.keys_of(Mode::List, action).unwrap_or_default();
    let lines = [
        format!("{} changes could not be written to the disk.", state.unsaved.len()),
        state.not_saved.clone().unwrap_or_default(),
        format!("{} stays, {} leaves and prints them", key(Action::Cancel), key(Action::OpenItem)),
    ];
    for (y, line) in (inner.y..inner.bottom()).zip(&lines) {
        put_fitting(buf, inner.x, y, inner.right(), &one_line(line), style);
    }
    None
}

/// Returns a part of the screen in its middle, with a frame around so many columns and rows at most.
pub(super) fn centered(screen: Rect, width: u16, rows: u16) -> Rect {
    let width = screen.width.min(width);
    let height =
        screen.height.saturating_sub(u16::from(screen.height > 8)).min(rows.saturating_add(2).max(5));
    let (x, y) = ((screen.width - width) / 2, (screen.height - height) / 3);
    Rect { x: screen.x + x, y: screen.y + y, width, height }
}
