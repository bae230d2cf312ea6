//! Repeating the last change: what was done to select words, and what was then done to them, is done again elsewhere.

use crate::app::{Context, Effect, State, act, action::Action, keymap::Mode};

/// The most actions of a selection that are remembered.
const MOST: usize = 256;

/// What was done last, as actions with the numbers typed before them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Repeat {
    /// What was done since the selection began; nothing where it cannot be done again from its actions alone.
    begun: Option<Vec<(Action, Option<usize>)>>,
    /// What made the last change.
    last: Vec<(Action, Option<usize>)>,
}

/// Takes note of an action that was carried out in a mode.
pub(super) fn note(state: &mut State, mode: Mode, action: Action, ctx: &Context) {
    if matches!(action, Action::Repeat | Action::Undo | Action::Redo) {
        return;
    }
    // What asks for more than its key, such as a mark or a search, cannot be done again from here.
    if mode.types_text() || state.popup.is_some() || state.wants_letter.is_some() {
        state.repeat.begun = None;
        return;
    }
    let mut begun = match (mode, state.repeat.begun.take()) {
        (Mode::Select, None) => return,
        (Mode::Select, Some(begun)) if begun.len() >= MOST => return,
        (Mode::Select, Some(begun)) => begun,
        _ => Vec::new(),
    };
    begun.push((action, ctx.count));
    if ctx.effects.iter().any(|effect| matches!(effect, Effect::Append { .. })) {
        state.repeat.last = begun;
    } else {
        state.repeat.begun = Some(begun);
    }
}

/// Does again what made the last change.
pub(super) fn again(state: &mut State, ctx: &mut Context) {
    let last = state.repeat.last.clone();
    if last.is_empty() {
        state.say("there is no change to repeat yet");
    }
    for (action, count) in last {
        ctx.count = count;
        act(state, action, ctx);
    }
}
