//! Work that takes long and goes on beside the reading: asking feeds. It says how far it is, and can be given up.

use crate::app::{Context, Effect, State, action::Action, keymap::Mode};

/// Something that takes long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// Feeds are asked for what is new.
    Refresh,
}

/// Work that goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Going {
    /// The work.
    pub work: Work,
    /// How far it is.
    pub said: String,
}

/// Begins work, unless the same goes on already.
fn begin(state: &mut State, work: Work, said: &str, effect: Effect, ctx: &mut Context) {
    if let Some(going) = state.work.iter().find(|going| going.work == work) {
        let said = format!("still at it: {}", going.said);
        state.say(said);
        return;
    }
    state.work.push(Going { work, said: said.to_owned() });
    ctx.effects.push(effect);
}

/// Asks the feeds for what is new.
pub(super) fn refresh(state: &mut State, ctx: &mut Context) {
    begin(state, Work::Refresh, "asking the feeds …", Effect::Refresh, ctx);
}

/// Takes in how far work is.
pub(super) fn goes_on(state: &mut State, work: Work, said: String) {
    // What was given up may still have something to say.
    if let Some(going) = state.work.iter_mut().find(|going| going.work == work) {
        going.said = said;
    }
}

/// Takes in what came of work.
pub(super) fn is_done(state: &mut State, work: Work, came: Result<String, String>) {
    let before = state.work.len();
    state.work.retain(|going| going.work != work);
    if state.work.len() == before {
        return;
    }
    match came {
        Err(why) => state.fail(why),
        Ok(said) if work == Work::Refresh && state.shelf.news > 0 && state.shelf.is_library => {
            let key = state.keymap.keys_of(Mode::List, Action::ShowNew);
            state.say(format!("{said}; {} in the list shows them", key.as_deref().unwrap_or(":show_new")));
        }
        Ok(said) => state.say(said),
    }
}

/// Gives up all work; returns whether there was any.
pub(super) fn give_up(state: &mut State, ctx: &mut Context) -> bool {
    if state.work.is_empty() {
        return false;
    }
    state.work.clear();
    state.say("given up");
    ctx.effects.push(Effect::GiveUp);
    true
}
