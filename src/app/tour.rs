//! The tour for newcomers: one thing at a time, and it goes on when the reader has really done it.

use crate::app::{State, action::Action, keymap::Mode};

/// A step: what it says, and the actions that finish it. `{read.highlight}` stands for the key of that action.
struct Step {
    says: &'static str,
    done_by: &'static [Action],
}

/// The steps.
const STEPS: &[Step] = &[
    Step {
        says: "Welcome. {read.page_down} and {read.page_up} turn pages, {read.line_down} and {read.line_up} go row by \
               row. Turn a page.",
        done_by: &[Action::PageDown, Action::HalfPageDown, Action::LineDown],
    },
    Step {
        says: "The bar beside the text shows the sentence that is meant. {read.next_sentence} goes to the next one, \
               {read.previous_sentence} back.",
        done_by: &[Action::NextSentence, Action::PreviousSentence],
    },
    Step {
        says: "{read.highlight} highlights it. It is on the disk at once.",
        done_by: &[Action::Highlight],
    },
    Step {
        says: "{read.note} writes a note on it: type a few words, then {edit.save_note}.",
        done_by: &[Action::SaveNote],
    },
    Step {
        says: "Nothing is final: {read.undo} takes the last change back, {read.redo} makes it again. Take it back.",
        done_by: &[Action::Undo],
    },
    Step {
        says: "Beside the text is who is in it. {read.switch_pane} goes there and back, {pane.next_tab} turns to places, \
               organizations, quotations and notes.",
        done_by: &[Action::SwitchPane, Action::FocusPane],
    },
    Step {
        says: "Choose somebody with {pane.line_down} and {pane.line_up}: the text marks every mention. \
               {pane.open_item} goes to the first.",
        done_by: &[Action::OpenItem],
    },
    Step {
        says: "{read.next_mention} goes to the next mention, {read.next_quotation} to the next quotation, \
               {read.next_annotation} to the next highlight.",
        done_by: &[Action::NextMention, Action::NextQuotation, Action::NextAnnotation],
    },
    Step {
        says: "For other words than the sentence, {read.select} begins to select; then move, or take a thing whole: \
               {select.inside_quotation} a quotation, {select.inside_entity} a name, {select.inside_sentence} a sentence.",
        done_by: &[
            Action::InsideQuotation,
            Action::InsideEntity,
            Action::InsideSentence,
            Action::NextWord,
            Action::WordEnd,
            Action::CursorRight,
        ],
    },
    Step {
        says: "{select.highlight} highlights the selection, {select.color_green} in green, {select.note} with a note.",
        done_by: &[
            Action::Highlight,
            Action::ColorYellow,
            Action::ColorGreen,
            Action::ColorBlue,
            Action::ColorRed,
            Action::ColorPurple,
            Action::SaveNote,
        ],
    },
    Step {
        says: "{read.search} finds words as you type, whatever the quotes and accents; {read.next_match} goes on.",
        done_by: &[Action::Accept, Action::NextMatch],
    },
    Step {
        says: "That is all you need. {read.help} shows every key, {read.commands} runs any action by name, \
               {read.articles} lists the articles, {read.quit} leaves.",
        done_by: &[Action::Help, Action::Commands, Action::Articles, Action::Quit, Action::Cancel],
    },
];

/// Begins the tour, or ends it.
pub(super) fn toggle(state: &mut State) {
    state.tour = if state.tour.is_some() { None } else { Some(0) };
    state.lay_out();
}

/// Goes on with the tour where the reader did what its step says.
pub(super) fn advance(state: &mut State, action: Action) {
    let Some(step) = state.tour else { return };
    if !STEPS.get(step).is_some_and(|step| step.done_by.contains(&action)) {
        return;
    }
    state.tour = Some(step + 1).filter(|next| *next < STEPS.len());
    if state.tour.is_none() {
        state.lay_out();
    }
}

/// Returns what the tour says now and where it is: the step, and how many there are.
pub fn says(state: &State) -> Option<(String, usize, usize)> {
    let step = state.tour?;
    let mut rest = STEPS.get(step)?.says;
    let mut said = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        said.push_str(before);
        said.push_str(&keys(state, name));
        rest = after;
    }
    said.push_str(rest);
    Some((said, step + 1, STEPS.len()))
}

/// Returns the keys of "mode.action", or how the palette runs it.
fn keys(state: &State, name: &str) -> String {
    let (mode, action) = name.split_once('.').unwrap_or(("read", name));
    let mode = Mode::ALL.into_iter().find(|it| it.name() == mode);
    let action_keys =
        mode.zip(Action::parse(action)).and_then(|(mode, action)| state.keymap.keys_of(mode, action));
    action_keys.unwrap_or_else(|| format!(":{action}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_key_that_the_tour_names_is_bound() {
        let (state, _) = State::new(Config::default(), 1);
        for step in STEPS {
            for name in
                step.says.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
            {
                let keys = keys(&state, name);
                assert!(keys == ":" || !keys.starts_with(':'), "{name} has no key");
            }
        }
    }
}
