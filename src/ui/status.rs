//! The bottom of the screen: the status line, the line that is written on, the keys that may follow, the tour.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    app::{
        Message, State,
        action::Action,
        area::{Areas, Around},
        finding::{By, Find},
        key::written,
        keymap::Mode,
        popup::{Choice, Popup, Prompt, Purpose},
        tour,
    },
    article::InlineKind,
    text::{
        Span,
        cell::{self, one_line},
        layout::{Paragraph, rows},
    },
    ui::{
        paint::{clear, put, put_fitting, restyle},
        rect,
        theme::{Scope, Theme},
    },
};

/// The most completions shown at once.
const MOST_CHOICES: usize = 10;

/// Draws the status line.
pub(super) fn draw(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let (y, end) = (area.y, area.right());
    if state.around == Around::Zen {
        if !says(state) {
            return;
        }
        clear(buf, area, theme.style(Scope::Text));
    }
    if let Some(reason) = &state.not_saved {
        let n = state.unsaved.len();
        let changes = if n == 1 { "change" } else { "changes" };
        let said = format!(" NOT SAVED: {n} {changes} kept in memory, trying again. {}", one_line(reason));
        restyle(buf, area, theme.style(Scope::Error));
        put_fitting(buf, area.x, y, end, &said, theme.style(Scope::Error));
        return;
    }
    let mode = match state.mode() {
        Mode::Read => " READ ",
        Mode::Select => " SELECT ",
        Mode::Pane => " PANE ",
        Mode::List => " LIST ",
        Mode::Edit => " NOTE ",
        Mode::Prompt => " WRITE ",
    };
    let mut x = put(buf, area.x, y, end, mode, theme.style(Scope::Mode)) + 1;
    if let Some(letter) = state.macros.recording() {
        x = put(buf, x, y, end, &format!("● {letter} "), theme.style(Scope::Key)) + 1;
    }
    if let Some((letter, n)) = state.macros.playing() {
        x = put(buf, x, y, end, &format!("▶ {letter} {n} "), theme.style(Scope::Key)) + 1;
    }
    if let Some(reading) = &state.reading {
        let style = theme.style(Scope::Status);
        x = put(buf, x, y, end, &format!("{:>3} % ", reading.percent()), style) + 1;
        if let Some(left) = reading.minutes_left().filter(|_| area.width >= 100) {
            x = put(buf, x, y, end, &format!("{left} min left "), style) + 1;
        }
    }
    let (said, scope) = match &state.message {
        Some(Message::Said(said)) => (one_line(said), Scope::Message),
        Some(Message::Failed(said)) => (format!(" {} ", one_line(said)), Scope::Error),
        None => match state.work.last() {
            Some(going) => (one_line(&going.said), Scope::Message),
            None => (standing(state), Scope::Status),
        },
    };
    // What is said comes first; the keys that help have the rest.
    let after = put_fitting(buf, x, y, end, &said, theme.style(scope));
    let keys = pressed(state);
    let hints = if keys.is_empty() { hints(state) } else { vec![keys] };
    // Where there is no room for all, the last ones stay: at the end is the way out or to the help.
    for hint in (0..hints.len()).filter_map(|from| Some(hints.get(from..)?.join(" · "))) {
        let width = u16::try_from(cell::width(&hint)).unwrap_or(u16::MAX);
        if let Some(x) = end.checked_sub(width.saturating_add(1)).filter(|x| *x >= after + 2) {
            put(buf, x, y, end, &hint, theme.style(Scope::Status));
            break;
        }
    }
}

/// Returns whether there is anything to say that cannot wait until the desk is back.
fn says(state: &State) -> bool {
    state.message.is_some()
        || state.not_saved.is_some()
        || state.count.is_some()
        || !state.pending.is_empty()
        || state.mode() != Mode::Read
        || state.macros.recording().is_some()
        || state.macros.playing().is_some()
}

/// Returns what the status line says when nothing has happened: where a link leads, and how many notes are safe.
fn standing(state: &State) -> String {
    let Some(reading) = &state.reading else { return String::new() };
    let here = Span::new(reading.cursor, reading.cursor + 1);
    if let Some(link) = reading.inlines(here).find_map(|inline| match &inline.kind {
        InlineKind::Link(address) => Some(address),
        _ => None,
    }) {
        return one_line(link);
    }
    let Some(notes) = &reading.notes else { return "reading your notes …".to_owned() };
    let saving = if state.unsaved.is_empty() { "saved" } else { "being saved" };
    match notes.annotations.len() {
        0 => String::new(),
        1 => format!("1 note {saving}"),
        n => format!("{n} notes {saving}"),
    }
}

/// Returns the keys and the number pressed so far.
fn pressed(state: &State) -> String {
    let count = state.count.map_or(String::new(), |count| count.to_string());
    let keys = written(&state.pending);
    [count, keys].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn hints(state: &State) -> Vec<String> {
    let mode = state.mode();
    let key = |action| state.keymap.keys_of(mode, action);
    let hints: &[(Action, &str)] = match mode {
        Mode::Read => &[
            (Action::Highlight, "highlight"),
            (Action::Note, "note"),
            (Action::Search, "search"),
            (Action::SwitchPane, "pane"),
            (Action::Help, "keys"),
        ],
        Mode::Select => &[(Action::Highlight, "highlight"), (Action::Note, "note"), (Action::Cancel, "stop")],
        Mode::Pane => {
            &[(Action::OpenItem, "go there"), (Action::NextTab, "next tab"), (Action::SwitchPane, "text")]
        }
        Mode::List if matches!(state.popup, Some(Popup::Articles { .. })) && !state.work.is_empty() => {
            &[(Action::OpenItem, "open"), (Action::Cancel, "give up")]
        }
        Mode::List if matches!(state.popup, Some(Popup::Articles { .. })) => &[
            (Action::Refresh, "feeds"),
            (Action::ToggleStar, "star"),
            (Action::FindTitle, "title"),
            (Action::Filter, "query"),
            (Action::OpenItem, "open"),
            (Action::Cancel, "close"),
        ],
        Mode::List if matches!(state.popup, Some(Popup::Help { .. } | Popup::Changes(_))) => {
            &[(Action::Cancel, "close")]
        }
        Mode::List => &[(Action::OpenItem, "open"), (Action::Cancel, "close")],
        Mode::Edit | Mode::Prompt => &[],
    };
    let shown = hints.iter().filter_map(|(action, what)| Some(format!("{} {what}", key(*action)?)));
    shown.collect()
}

/// Draws the keys that may follow those pressed so far.
pub(super) fn draw_choices(state: &State, theme: &Theme, areas: &Areas, buf: &mut Buffer) {
    if state.pending.is_empty() {
        return;
    }
    let choices: Vec<(String, &str)> = state
        .keymap
        .continuations(state.mode(), &state.pending)
        .map(|binding| {
            let rest = binding.keys.get(state.pending.len()..).unwrap_or(&[]);
            (written(rest), binding.action.doc())
        })
        .collect();
    if choices.is_empty() {
        return;
    }
    let width = areas.status.width;
    let n_columns = usize::from((width / 40).clamp(1, 3));
    let n_rows = choices.len().div_ceil(n_columns);
    let height = u16::try_from(n_rows).unwrap_or(u16::MAX).min(areas.status.y);
    let area = Rect { x: 0, y: areas.status.y - height, width, height };
    clear(buf, area, theme.style(Scope::Popup));
    let column_width = width / u16::try_from(n_columns).unwrap_or(1);
    for (idx, (keys, doc)) in choices.iter().enumerate() {
        let (Ok(row), Ok(column)) = (u16::try_from(idx % n_rows), u16::try_from(idx / n_rows)) else { break };
        let (x, y) = (column * column_width + 1, area.y.saturating_add(row));
        if y >= area.bottom() {
            continue;
        }
        let end = (x + column_width).min(width).saturating_sub(1);
        let x = put(buf, x, y, end, keys, theme.style(Scope::Popup).patch(theme.style(Scope::Key)));
        put_fitting(buf, x + 1, y, end, doc, theme.style(Scope::Popup));
    }
}

/// Draws the line that is written on, with its completions above, and returns where its cursor is.
pub(super) fn draw_prompt(
    state: &State,
    prompt: &Prompt,
    theme: &Theme,
    areas: &Areas,
    buf: &mut Buffer,
) -> Option<Position> {
    let area = rect(areas.status);
    let style = theme.style(Scope::Popup);
    clear(buf, area, style);
    let sign = match &prompt.purpose {
        Purpose::Search if state.find.by == By::Regex => "regex /",
        Purpose::Search => "/",
        Purpose::Command => ":",
        Purpose::Tags(_) => "tags: ",
        Purpose::Rename(_) => "name: ",
        Purpose::Apart(_) => "which name is somebody else’s? ",
        Purpose::Speaker(_) => "who says it? ",
        Purpose::Filter => "query: ",
        Purpose::Title => "title: ",
        Purpose::Export { format: None, .. } => "export as: ",
        Purpose::Export { .. } => "into the file: ",
        Purpose::Address => "address: ",
    };
    let x = put(buf, area.x, area.y, area.right(), sign, theme.style(Scope::Key));
    // The end of a long line is what matters: it is being written.
    let (before, after) = prompt.field.text().split_at(prompt.field.cursor());
    let room = usize::from(area.right().saturating_sub(x + 1));
    let cursor = put(buf, x, area.y, area.right(), tail(before, room), style);
    let written = put(buf, cursor, area.y, area.right(), after, style);
    if prompt.purpose == Purpose::Search {
        let (said, scope) = found(&state.find);
        let width = u16::try_from(cell::width(&said)).unwrap_or(u16::MAX);
        if let Some(x) = area.right().checked_sub(width.saturating_add(1)).filter(|x| *x >= written + 2) {
            put(buf, x, area.y, area.right(), &said, style.patch(theme.style(scope)));
        }
    }
    draw_completions(state, prompt, theme, areas, buf);
    Some(Position { x: cursor.min(area.right().saturating_sub(1)), y: area.y })
}

/// Returns what is said of a search while it is being written: which match is shown of how many, or what is wrong.
fn found(find: &Find) -> (String, Scope) {
    match (&find.problem, find.current) {
        (Some(problem), _) => (one_line(problem), Scope::Unsure),
        (None, Some(idx)) => (format!("{} of {}", idx + 1, find.matches.len()), Scope::ItemDetail),
        (None, None) if find.query.trim().is_empty() => (String::new(), Scope::ItemDetail),
        (None, None) => ("no match".to_owned(), Scope::Unsure),
    }
}

/// Returns the end of `text` that takes at most `columns`.
fn tail(text: &str, columns: usize) -> &str {
    let mut left = cell::width(text);
    let mut clusters = cell::clusters(text);
    let mut from = 0;
    while left > columns {
        let Some((at, cluster)) = clusters.next() else { break };
        left = left.saturating_sub(usize::from(cell::shown(cluster).width));
        from = at + cluster.len();
    }
    text.get(from..).unwrap_or("")
}

fn draw_completions(state: &State, prompt: &Prompt, theme: &Theme, areas: &Areas, buf: &mut Buffer) {
    let choices = prompt.choices();
    let room = usize::from(areas.status.y).min(MOST_CHOICES);
    let first = (prompt.selected + 1).saturating_sub(room);
    let shown = choices.iter().enumerate().skip(first).take(room);
    let Ok(height) = u16::try_from(shown.len()) else { return };
    let area = Rect { x: 0, y: areas.status.y - height, width: areas.status.width, height };
    clear(buf, area, theme.style(Scope::Popup));
    for (y, (idx, choice)) in (area.y..).zip(shown) {
        let style = theme.style(Scope::Popup);
        let key = style.patch(theme.style(Scope::Key));
        match choice {
            Choice::Action(action) => {
                put_fitting(buf, 1, y, 24, action.name(), key);
                let keys = state.keys_below(*action).unwrap_or_default();
                let width = u16::try_from(cell::width(&keys)).unwrap_or(0);
                let x = area.right().saturating_sub(width + 1).max(25);
                let end = put_fitting(buf, 25, y, x.saturating_sub(1), action.doc(), style);
                if end < x {
                    put(buf, x, y, area.right(), &keys, key);
                }
            }
            Choice::Setting(line, doc) => {
                let end = put(buf, 1, y, area.right(), &one_line(line), key) + 1;
                put_fitting(buf, end.max(34), y, area.right(), &one_line(doc), style);
            }
            Choice::Format(format) => {
                put_fitting(buf, 1, y, 12, format.name(), key);
                put_fitting(buf, 13, y, area.right(), format.about(), style);
            }
            Choice::Name(name) | Choice::Article(_, name) => {
                put_fitting(buf, 1, y, area.right(), &one_line(name), key);
            }
        }
        if idx == prompt.selected {
            restyle(buf, Rect { y, height: 1, ..area }, theme.style(Scope::SelectedItem));
        }
    }
}

/// Draws what the tour says.
pub(super) fn draw_tour(state: &State, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some((said, step, n_steps)) = tour::says(state) else { return };
    let style = theme.style(Scope::Popup).patch(theme.style(Scope::Tour));
    clear(buf, area, style);
    for x in area.left()..area.right() {
        put(buf, x, area.y, area.right(), "─", theme.style(Scope::Border));
    }
    let title = format!(" tour {step} of {n_steps} · :tour ends it ");
    put_fitting(buf, area.x + 2, area.y, area.right(), &title, theme.style(Scope::Border));
    let whole = Paragraph { span: Span::new(0, said.len()), indent: 0, hanging: 0 };
    let width = area.width.saturating_sub(4).min(100);
    for (y, row) in (area.y + 1..area.bottom()).zip(rows(&said, whole, width)) {
        put_fitting(buf, area.x + 2, y, area.right(), row.span.slice(&said), style);
    }
}
