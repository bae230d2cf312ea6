//! Draws the state of a session. It decides nothing and changes nothing.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::{
    app::{
        Focus, State,
        area::{Area, Around},
        popup::Popup,
    },
    text::cell,
    ui::{
        memory::Memory,
        theme::{Scope, Theme},
    },
};

mod changes;
mod decoration;
mod edge;
mod labels;
mod list;
pub mod memory;
mod paint;
mod popup;
mod reader;
mod side;
mod status;
pub mod theme;

/// Draws everything, and returns where the cursor of the terminal belongs, if anywhere.
pub fn view(state: &State, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    view_again(state, theme, &mut Memory::default(), buf)
}

/// Draws what is not as it was in the last frame, which the cells still hold, and returns where the cursor belongs.
pub fn view_again(state: &State, theme: &Theme, memory: &mut Memory, buf: &mut Buffer) -> Option<Position> {
    let areas = state.areas();
    let base = theme.style(Scope::Text);
    if memory.begin(state, theme, &areas, buf) {
        paint::clear(buf, rect(areas.status), base);
        if let Some(x) = areas.edge() {
            paint::clear(buf, Rect { x, width: 1, ..rect(areas.reader) }, base);
        }
    } else {
        paint::clear(buf, buf.area, base);
    }
    let mut cursor = None;
    if areas.reader.width > 0 {
        cursor = reader::draw(state, theme, &areas, memory, buf);
        labels::draw(state, theme, &areas, buf);
    }
    if let Some(area) = areas.pane {
        let chosen = side::draw(state, theme, rect(area), areas.reader.width > 0, memory, buf);
        if state.focus == Focus::Pane {
            cursor = chosen;
        }
    }
    if let Some(x) = areas.edge().filter(|_| state.around == Around::Desk) {
        edge::draw(state, theme, Rect { x, width: 1, ..rect(areas.reader) }, buf);
    }
    if let Some(area) = areas.tour {
        status::draw_tour(state, theme, rect(area), buf);
    }
    status::draw(state, theme, rect(areas.status), buf);
    status::draw_choices(state, theme, &areas, buf);
    let cursor = match &state.popup {
        None => cursor,
        Some(Popup::Note(editor)) => popup::note(state, editor, theme, &areas, buf),
        Some(Popup::Prompt(prompt)) => status::draw_prompt(state, prompt, theme, &areas, buf),
        Some(Popup::Help { scroll }) => popup::help(state, *scroll, theme, buf),
        Some(Popup::Articles { selected }) => list::draw(state, *selected, theme, buf),
        Some(Popup::Changes(view)) => changes::draw(state, view, theme, buf),
        Some(Popup::Leave) => popup::leave(state, theme, buf),
    };
    // On a screen of a row or none, what has the cursor may have no room.
    cursor.filter(|at| buf.area.contains(*at))
}

/// The longest title of a window, in columns.
const LONGEST_TITLE: usize = 120;

/// Returns what the title of the terminal's window should be.
pub fn title(state: &State) -> String {
    match &state.reading {
        Some(reading) if !reading.article.title().trim().is_empty() => {
            let title = cell::one_line(reading.article.title().trim());
            format!("{} — Byline", cell::fit(&title, LONGEST_TITLE))
        }
        _ => "Byline".to_owned(),
    }
}

fn rect(area: Area) -> Rect {
    Rect { x: area.x, y: area.y, width: area.width, height: area.height }
}
