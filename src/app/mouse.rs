//! The mouse, where the reader wants it taken: the wheel scrolls, a click focuses, dragging selects.

use crate::{
    annotation::Timestamp,
    app::{
        Context, Focus, State, act,
        action::Action,
        area::{Area, GUTTER},
        going,
        page::RowKind,
        pane::{self, Item, Tab},
        popup::Popup,
        reading::Reading,
        selecting,
    },
    text::layout,
};

/// What the mouse does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mouse {
    /// What is done.
    pub gesture: Gesture,
    /// The column of the cell over which it is done.
    pub x: u16,
    /// The row of that cell.
    pub y: u16,
}

/// What is done with the mouse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gesture {
    /// The left button goes down.
    Press,
    /// The mouse is moved with the left button down.
    Drag,
    /// The button goes up.
    Release,
    /// The wheel is turned up.
    WheelUp,
    /// The wheel is turned down.
    WheelDown,
}

/// A press that may become a selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pressed {
    /// Where in the text.
    at: usize,
    when: Timestamp,
    /// How many presses followed each other here.
    clicks: u8,
    /// Whether the button is still down.
    is_down: bool,
}

/// Rows that the wheel scrolls at once.
const WHEEL: isize = 3;

/// How soon a second press must follow to be one with the first, in milliseconds.
const DOUBLE: i64 = 400;

/// Changes the state by what the mouse does.
pub(super) fn handle(state: &mut State, mouse: Mouse, ctx: &mut Context) {
    if !state.config.screen.mouse {
        return;
    }
    match (&state.popup, mouse.gesture) {
        (None, _) => {}
        (Some(Popup::Help { .. } | Popup::Articles { .. }), Gesture::WheelUp) => {
            act(state, Action::LineUp, &mut ctx.counting(WHEEL.unsigned_abs()));
            return;
        }
        (Some(Popup::Help { .. } | Popup::Articles { .. }), Gesture::WheelDown) => {
            act(state, Action::LineDown, &mut ctx.counting(WHEEL.unsigned_abs()));
            return;
        }
        // What is being written stays as it is.
        (Some(_), _) => return,
    }
    let areas = state.areas();
    let over_edge = areas.edge() == Some(mouse.x) && mouse.y < areas.reader.y + areas.reader.height;
    match mouse.gesture {
        Gesture::WheelUp | Gesture::WheelDown => {
            let by = if mouse.gesture == Gesture::WheelDown { 1 } else { -1 };
            if areas.pane.is_some_and(|area| holds(area, mouse)) {
                pane::choose(state, by);
            } else if let Some(reading) = &mut state.reading {
                reading.scroll(by * WHEEL);
            }
        }
        Gesture::Press => {
            (state.labels, state.wants_letter, state.count) = (None, None, None);
            state.pending.clear();
            state.message = None;
            if over_edge {
                jump_to_share(state, mouse.y - areas.reader.y, areas.reader.height);
            } else if areas.pane.is_some_and(|area| holds(area, mouse)) {
                choose(state, mouse, ctx);
            } else if holds(areas.reader, mouse) {
                press(state, mouse, ctx);
            }
        }
        Gesture::Drag => drag(state, mouse),
        Gesture::Release => {
            if let Some(pressed) = &mut state.pressed {
                pressed.is_down = false;
            }
        }
    }
}

fn holds(area: Area, mouse: Mouse) -> bool {
    (area.x..area.x + area.width).contains(&mouse.x) && (area.y..area.y + area.height).contains(&mouse.y)
}

/// Goes to the part of the text for which a row of the edge stands.
fn jump_to_share(state: &mut State, row: u16, height: u16) {
    let Some(reading) = &mut state.reading else { return };
    let len = reading.article.text.len();
    let at = (len * usize::from(row)).checked_div(usize::from(height)).unwrap_or(0);
    let at = reading.article.text.floor_char_boundary(at);
    reading.end_selection();
    reading.jump(at);
}

/// Chooses the item of the pane under the mouse; where it was chosen already, goes there.
fn choose(state: &mut State, mouse: Mouse, ctx: &mut Context) {
    if state.areas().pane.is_some_and(|area| area.y == mouse.y) {
        match pane::tab_at(state, mouse.x) {
            Some(tab) => pane::show(state, tab),
            None => act(state, Action::FocusPane, ctx),
        }
        return;
    }
    let found = pane::shown(state).into_iter().find(|it| (it.y..it.y + it.height).contains(&mouse.y));
    let tab = state.pane.tab as usize;
    let was_chosen =
        state.focus == Focus::Pane && found.as_ref().is_some_and(|it| it.idx == state.pane.selected[tab]);
    act(state, Action::FocusPane, ctx);
    let Some(found) = found else { return };
    state.pane.selected[tab] = found.idx;
    pane::choose(state, 0);
    if was_chosen {
        act(state, Action::OpenItem, ctx);
    }
}

/// Focuses the sentence under the mouse, and marks the mentions of whoever is named there; twice selects the word, three
/// times the sentence.
fn press(state: &mut State, mouse: Mouse, ctx: &mut Context) {
    state.focus = Focus::Article;
    state.lay_out();
    let Some(at) = offset(state, mouse) else { return };
    let again = state.pressed.filter(|it| it.at == at && ctx.now.0 - it.when.0 <= DOUBLE);
    let clicks = again.map_or(1, |it| if it.clicks < 3 { it.clicks + 1 } else { 1 });
    state.pressed = Some(Pressed { at, when: ctx.now, clicks, is_down: true });
    let Some(reading) = &mut state.reading else { return };
    reading.end_selection();
    reading.focus_on(at);
    match clicks {
        2 => selecting::act(state, Action::InsideWord, ctx),
        3 => selecting::act(state, Action::InsideSentence, ctx),
        _ => choose_entity(state, at),
    }
}

/// Chooses the entity that is named at an offset.
fn choose_entity(state: &mut State, at: usize) {
    let Some(reading) = &state.reading else { return };
    let found = reading.extraction.as_ref();
    let mention = found.and_then(|it| it.mentions.iter().find(|mention| mention.span.contains(at)));
    let Some(entity) = mention.map(|mention| mention.entity) else { return };
    let tabs = [Tab::People, Tab::Places, Tab::Organizations];
    let place = |tab: Tab| Some((tab, pane::items(reading, tab).position(Item::Entity(entity))?));
    if let Some((tab, idx)) = tabs.into_iter().find_map(place) {
        state.pane.tab = tab;
        state.pane.selected[tab as usize] = idx;
        state.pane.entity = Some(entity);
    }
}

/// Selects from where the button went down to where the mouse is, and scrolls at the first and last rows.
fn drag(state: &mut State, mouse: Mouse) {
    let Some(pressed) = state.pressed.filter(|it| it.is_down) else { return };
    let area = state.areas().reader;
    let Some(reading) = &mut state.reading else { return };
    if pressed.at >= reading.article.text.len() {
        return;
    }
    if mouse.y <= area.y {
        reading.scroll(-1);
    } else if mouse.y + 1 >= area.y + area.height {
        reading.scroll(1);
    }
    reading.look();
    if let Some(at) = offset(state, mouse)
        && let Some(reading) = &mut state.reading
        && (reading.tail.is_some() || at != pressed.at)
    {
        if reading.tail.is_none() {
            reading.reach = super::reading::Reach::Characters;
        }
        reading.tail = Some(pressed.at);
        reading.cursor = at;
    }
}

/// Returns the offset of the text under the mouse, or of the words of the note.
fn offset(state: &State, mouse: Mouse) -> Option<usize> {
    let areas = state.areas();
    let reading: &Reading = state.reading.as_ref()?;
    let seen = reading.seen.get(usize::from(mouse.y.checked_sub(areas.reader.y)?))?;
    match seen.kind {
        RowKind::Text { row, .. } => {
            let column = mouse.x.saturating_sub(areas.reader.x + areas.margin + GUTTER);
            Some(layout::offset_at(&reading.article.text, row, column))
        }
        RowKind::Note { id, .. } => {
            let annotation = reading.notes.as_ref()?.annotations.get(id)?;
            annotation.anchor.span().map(|span| span.start)
        }
        RowKind::Details | RowKind::Fold { .. } | RowKind::Gap => {
            let at = seen.at.min(reading.article.text.len().checked_sub(1)?);
            going::paragraph_at(reading, at).map(|span| span.start)
        }
    }
}
