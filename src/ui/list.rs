//! The list of articles: what is unread or starred, its day and title, where it comes from, notes and progress; below it,
//! where a query was asked, the sentence in which its words stand.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    app::{Entry, State, action::Action, keymap::Mode, shelf::Fold},
    text::cell::{one_line, width},
    ui::{
        paint::{frame, put, put_fitting, restyle},
        popup::centered,
        theme::{Scope, Theme},
    },
};

/// From this width on days are shown, and from the second one on where an article comes from.
const WITH_DAY: u16 = 60;
const WITH_ORIGIN: u16 = 76;

/// Draws the list, and returns where the chosen article is.
pub(super) fn draw(state: &State, selected: usize, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let n = state.n_listed();
    let has_sentences = !state.shelf.query.is_empty();
    let per = if has_sentences { 2 } else { 1 };
    let area = centered(buf.area, 110, u16::try_from(n.saturating_mul(per)).unwrap_or(u16::MAX));
    let style = theme.style(Scope::Popup);
    let mut title = if has_sentences {
        format!("articles: {} ({n} of {})", one_line(&state.shelf.query), state.articles.len())
    } else {
        match state.shelf.rows.n_folded() {
            0 => format!("articles ({n})"),
            folded => format!("articles ({n}, {folded} folded)"),
        }
    };
    if state.shelf.news > 0 {
        let key = state.keymap.keys_of(Mode::List, Action::ShowNew);
        title.push_str(&format!(" · {} new: {}", state.shelf.news, key.as_deref().unwrap_or(":show_new")));
    }
    let inner = frame(buf, area, &title, style, theme.style(Scope::Border));
    let room = (usize::from(inner.height) / per).max(1);
    let first = state.shelf.top.min(selected).max((selected + 1).saturating_sub(room));
    let open = state.reading.as_ref().and_then(|reading| state.shelf.rows.place(reading.index));
    if n == 0 && !has_sentences {
        let key = state.keymap.keys_of(Mode::List, Action::Refresh);
        let said = format!("Nothing is here yet; {} asks the feeds.", key.as_deref().unwrap_or(":refresh"));
        put_fitting(buf, inner.x, inner.y, inner.right(), &said, style.patch(theme.style(Scope::ItemDetail)));
    }
    let mut cursor = None;
    let rows = (inner.y..inner.bottom()).step_by(per);
    for (y, at) in rows.zip(first..n) {
        let Some((index, entry)) = state.listed(at).and_then(|idx| Some((idx, state.articles.get(idx)?)))
        else {
            break;
        };
        let row = Rect { y, height: 1, ..inner };
        article(entry, open == Some(at), state.shelf.rows.fold(index, entry), theme, row, buf);
        let sentence = entry.key.and_then(|key| state.shelf.sentences.get(&key)?.as_deref());
        if let Some(words) = sentence.filter(|_| per == 2 && y + 1 < inner.bottom()) {
            let dim = style.patch(theme.style(Scope::ItemDetail));
            put_fitting(buf, inner.x + 4, y + 1, inner.right(), &one_line(words), dim);
        }
        if at == selected {
            restyle(buf, row, theme.style(Scope::SelectedItem));
            cursor = Some(Position { x: inner.x, y });
        }
    }
    cursor
}

/// Draws the row of an article.
fn article(entry: &Entry, is_open: bool, fold: Fold, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let style = theme.style(Scope::Popup);
    let dim = style.patch(theme.style(Scope::ItemDetail));
    let end = area.right();
    let here = if is_open { "▸ " } else { "  " };
    let mut x = put(buf, area.x, area.y, end, here, theme.style(Scope::Focus));
    if entry.key.is_some() {
        let (read, star) = (if entry.read { ' ' } else { '•' }, if entry.starred { '*' } else { ' ' });
        x = put(buf, x, area.y, end, &format!("{read}{star} "), style.patch(theme.style(Scope::Key)));
    }
    if area.width >= WITH_DAY && entry.key.is_some() {
        x = put(buf, x, area.y, end, &format!("{:10}  ", one_line(&entry.day)), dim);
    }
    if fold == Fold::Below {
        x = put(buf, x, area.y, end, "  ", dim);
    }
    let mut right = end;
    let tail = tail(entry, fold);
    if !tail.is_empty() {
        let from = end.saturating_sub(u16::try_from(width(&tail)).unwrap_or(0));
        if from > x + 20 {
            put(buf, from, area.y, end, &tail, dim);
            right = from.saturating_sub(1);
        }
    }
    if area.width >= WITH_ORIGIN && !entry.origin.is_empty() {
        let from = (x + (right.saturating_sub(x)) * 3 / 4).max(x);
        put_fitting(buf, from + 1, area.y, right, &one_line(&entry.origin), dim);
        right = from;
    }
    let title = if entry.read { style } else { style.patch(theme.style(Scope::Unread)) };
    put_fitting(buf, x, area.y, right, &one_line(&entry.title), title);
}

/// Returns what stands at the end of a row: near duplicates, versions, notes, progress.
fn tail(entry: &Entry, fold: Fold) -> String {
    let mut parts = Vec::new();
    match fold {
        Fold::Folded(n) => parts.push(format!("+{n} alike")),
        Fold::Unfolded(n) => parts.push(format!("-{n} alike")),
        Fold::Single | Fold::Below => {}
    }
    if entry.changed {
        parts.push("changed".to_owned());
    }
    match entry.notes {
        0 => {}
        1 => parts.push("1 note".to_owned()),
        n => parts.push(format!("{n} notes")),
    }
    if entry.progress > 0 {
        parts.push(format!("{:3} %", entry.progress));
    }
    parts.join(" ")
}
