//! What was changed between two versions of an article.

use ratatui::{buffer::Buffer, layout::Position};

use crate::{
    annotation::{Timestamp, difference::Fate},
    app::{
        State,
        action::Action,
        changes::{Changes, Passage, Row, WIDTH},
        keymap::Mode,
    },
    text::layout,
    ui::{
        paint::{frame, put, put_fitting},
        popup::centered,
        theme::{Scope, Theme},
    },
};

/// Draws the view.
pub(super) fn draw(state: &State, changes: &Changes, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let rows = u16::try_from(changes.rows.len()).unwrap_or(u16::MAX);
    let area = centered(buf.area, WIDTH, rows.saturating_add(1));
    let style = theme.style(Scope::Popup);
    let dim = style.patch(theme.style(Scope::ItemDetail));
    let inner = frame(buf, area, &title(state, changes), style, theme.style(Scope::Border));
    let (gone, new) = changes.revisions.get(changes.at).map_or((0, 0), |revision| revision.n_words());
    let count = |n: usize| if n == 1 { "1 word".to_owned() } else { format!("{n} words") };
    let mut x = put(buf, inner.x, inner.y, inner.right(), "[-gone-]", style.patch(theme.style(Scope::Gone)));
    x = put(buf, x, inner.y, inner.right(), &format!(" {}  ", count(gone)), dim);
    x = put(buf, x, inner.y, inner.right(), "{+new+}", style.patch(theme.style(Scope::New)));
    put(buf, x, inner.y, inner.right(), &format!(" {}", count(new)), dim);
    for (y, row) in (inner.y + 1..inner.bottom()).zip(changes.rows.iter().skip(changes.scroll)) {
        match row {
            Row::Gap => {}
            Row::Same(n) => {
                let paragraphs = if *n == 1 { "paragraph" } else { "paragraphs" };
                put_fitting(buf, inner.x, y, inner.right(), &format!("⋯ {n} {paragraphs} unchanged"), dim);
            }
            Row::Words { passage, row } => {
                if let Some(passage) = changes.passages.get(*passage) {
                    words(passage, *row, theme, (inner.x, y, inner.right()), buf);
                }
            }
        }
    }
    None
}

/// Draws a row of a passage.
fn words(passage: &Passage, row: layout::Row, theme: &Theme, (x, y, end): (u16, u16, u16), buf: &mut Buffer) {
    let style = theme.style(Scope::Popup);
    let (mut x, mut from) = (x, row.span.start);
    let first = passage.marks.partition_point(|(span, _)| span.end <= row.span.start);
    for (span, fate) in passage.marks.iter().skip(first).take_while(|(span, _)| span.start < row.span.end) {
        let (start, to) = (span.start.max(row.span.start), span.end.min(row.span.end));
        x = put(buf, x, y, end, passage.text.get(from..start).unwrap_or(""), style);
        let scope = if *fate == Fate::Gone { Scope::Gone } else { Scope::New };
        x = put(buf, x, y, end, passage.text.get(start..to).unwrap_or(""), style.patch(theme.style(scope)));
        from = to;
    }
    put(buf, x, y, end, passage.text.get(from..row.span.end).unwrap_or(""), style);
}

/// Says between which versions the changes are.
fn title(state: &State, changes: &Changes) -> String {
    let Some(revision) = changes.revisions.get(changes.at) else { return String::new() };
    let n = changes.revisions.len();
    let mut title = format!("changed since {}, seen {}", moment(revision.from), moment(revision.to));
    if n > 1 {
        let key = |action| state.keymap.keys_of(Mode::List, action).unwrap_or_default();
        let (before, after) = (key(Action::PreviousArticle), key(Action::NextArticle));
        title.push_str(&format!(" · {} of {n}, {before} {after} others", changes.at + 1));
    }
    title
}

/// Writes a moment as its day and minute.
fn moment(at: Timestamp) -> String {
    at.to_string().chars().take(16).collect::<String>().replace('T', " ")
}
