//! Macros: what was done is recorded under a letter, as actions and not as keys, and done again.
//!
//! A long replay is done in parts, so that keys come in between and any of them ends it. Where an action opens another
//! article, the rest waits until that is there with its notes and names.

use std::{collections::HashMap, sync::Arc};

use crate::{
    app::{
        Context, Effect, State, act,
        action::Action,
        key::{Code, Held, Key},
        popup, repeating, take_letter as take,
    },
    text::cell,
};

/// The most steps of a macro, and of what is done by one.
const MOST: usize = 10_000;
const MOST_DONE: usize = 100_000;

/// How many steps are done before keys are looked at again.
const AT_ONCE: usize = 200;

/// Macros, and what is being done with them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Macros {
    /// By letter: what was recorded.
    kept: HashMap<char, Arc<[Step]>>,
    /// The letter under which something is being recorded, and what was done so far.
    recording: Option<(char, Vec<Step>)>,
    /// What is being done again: a macro, and those that it is part of.
    playing: Vec<Round>,
    /// How many steps were done since a key began it.
    n_done: usize,
    /// How often the macro of the letter to come is done.
    times: usize,
    /// The letter that was played last.
    last: Option<char>,
}

/// One thing that was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// An action, with the number typed before it.
    Act(Action, Option<usize>),
    /// The letter that an action asked for.
    Letter(Key),
    /// Words that were typed or pasted.
    Text(String),
}

/// A macro that is being done.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Round {
    letter: char,
    steps: Arc<[Step]>,
    /// The step to do next.
    at: usize,
    /// How many times are left, this one included.
    left: usize,
}

impl Macros {
    /// Returns the letter under which something is being recorded.
    pub fn recording(&self) -> Option<char> {
        self.recording.as_ref().map(|(letter, _)| *letter)
    }

    /// Returns the letter of what is being done again, and how many steps were done.
    pub fn playing(&self) -> Option<(char, usize)> {
        self.playing.first().map(|round| (round.letter, self.n_done))
    }

    /// Returns the next step.
    fn next(&mut self) -> Option<Step> {
        loop {
            let round = self.playing.last_mut()?;
            if let Some(step) = round.steps.get(round.at).cloned() {
                round.at += 1;
                return Some(step);
            }
            (round.at, round.left) = (0, round.left - 1);
            if round.left == 0 {
                self.playing.pop();
            }
        }
    }
}

/// Carries out an action on macros.
pub(super) fn on(state: &mut State, action: Action, ctx: &Context) {
    if action == Action::RecordMacro {
        if let Some((letter, steps)) = state.macros.recording.take() {
            state.say(match steps.len() {
                0 => "nothing was recorded".to_owned(),
                n => format!("recorded {n} {} as {letter}", if n == 1 { "step" } else { "steps" }),
            });
            if !steps.is_empty() {
                state.macros.kept.insert(letter, steps.into());
            }
            return;
        }
        state.say("record under the letter: ");
    } else {
        state.macros.times = ctx.times();
        state.say("play the macro of the letter: ");
    }
    state.wants_letter = Some(action);
}

/// Takes the letter for which an action on macros waited.
pub(super) fn take_letter(state: &mut State, action: Action, key: Key) {
    let Key { code: Code::Char(letter), held: Held::None } = key else { return };
    // As in Vim, the key that plays, pressed twice, plays the last one again.
    let again = state.macros.last.filter(|_| action == Action::PlayMacro && !letter.is_alphanumeric());
    let letter = again.unwrap_or(letter);
    let macros = &mut state.macros;
    match (action, macros.kept.get(&letter)) {
        _ if !letter.is_alphanumeric() => state.say("macros have letters or digits as names"),
        (Action::RecordMacro, _) => {
            macros.recording = Some((letter, Vec::new()));
            let key =
                state.keymap.keys_of(state.mode(), action).unwrap_or_else(|| format!(":{}", action.name()));
            state.say(format!("recording {letter}; {key} ends it"));
        }
        (_, None) => state.say(format!("nothing was recorded as {}", cell::one_line(&letter.to_string()))),
        (_, Some(_)) if macros.playing.iter().any(|round| round.letter == letter) => {
            macros.playing.clear();
            state.fail(format!("macro {letter} would play itself without end; it was stopped"));
        }
        (_, Some(steps)) => {
            let round = Round { letter, steps: Arc::clone(steps), at: 0, left: macros.times.max(1) };
            if macros.playing.is_empty() {
                (macros.n_done, macros.last) = (0, Some(letter));
            }
            macros.playing.push(round);
        }
    }
}

/// Takes note of what the reader does, where that is recorded.
pub(super) fn note(state: &mut State, step: Step) {
    let Some((letter, steps)) = &mut state.macros.recording else { return };
    let is_full = steps.len() >= MOST;
    match (step, steps.last_mut()) {
        (Step::Act(Action::RecordMacro, _), _) => {}
        (Step::Text(more), Some(Step::Text(text))) => text.push_str(&more),
        (step, _) if !is_full => steps.push(step),
        _ => {
            let said = format!("macro {letter} is too long; recording was given up");
            state.macros.recording = None;
            state.fail(said);
        }
    }
}

/// Ends what is being done; returns whether anything was.
pub(super) fn stop(state: &mut State) -> bool {
    let playing = std::mem::take(&mut state.macros.playing);
    playing.first().is_some_and(|round| {
        state.say(format!("macro {} was stopped", round.letter));
        true
    })
}

/// Goes on with what is being done.
pub(super) fn go_on(state: &mut State, ctx: &mut Context) {
    for _ in 0..AT_ONCE {
        if state.macros.playing.is_empty() || waits(state, ctx) {
            return;
        }
        let Some(step) = state.macros.next() else { return };
        state.macros.n_done += 1;
        if state.macros.n_done > MOST_DONE {
            stop(state);
            state.fail(format!("the macro was stopped after {MOST_DONE} steps"));
            return;
        }
        match step {
            Step::Act(action, count) => {
                let mode = state.mode();
                ctx.count = count;
                act(state, action, ctx);
                repeating::note(state, mode, action, ctx);
            }
            Step::Letter(key) => {
                if let Some(action) = state.wants_letter.take() {
                    take(state, action, key);
                }
            }
            Step::Text(text) if state.mode().types_text() => popup::type_text(state, &text, ctx),
            Step::Text(_) => {}
        }
    }
    ctx.effects.push(Effect::GoOn);
}

/// Returns whether the next step has to wait for the world, or for ever.
fn waits(state: &mut State, ctx: &Context) -> bool {
    if ctx.effects.contains(&Effect::Quit) {
        state.macros.playing.clear();
        return true;
    }
    let opens = ctx.effects.iter().any(|effect| matches!(effect, Effect::Open(_)));
    let is_here = state.reading.as_ref().is_none_or(|reading| {
        let is_asked = state.asked.is_none_or(|asked| asked == reading.index);
        is_asked && reading.glimpse.is_none() && reading.notes.is_some() && reading.extraction.is_some()
    });
    opens || !is_here
}
