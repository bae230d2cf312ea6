//! Putting a note where it belongs, when its words are gone or stand in several places.

use crate::{
    annotation::{Anchor, Edit, Id, anchor::describe},
    app::{
        Context, Focus, State,
        action::Action,
        annotating,
        pane::{self, Item, Tab},
    },
    text::Span,
};

/// Puts the chosen note on the selection, or on the candidate at the cursor; asks for a place where there is none.
pub(super) fn act(state: &mut State, ctx: &mut Context) {
    let Some(reading) = &state.reading else { return };
    if let Some(span) = reading.selection() {
        match state.pane.placing.take() {
            Some(id) => place(state, id, span, ctx),
            None => state.say("choose the note in the pane first, and press the same key there"),
        }
        return;
    }
    let chosen = match (state.pane.tab, pane::selected(state)) {
        (Tab::Notes, Some(Item::Annotation(id))) => Some(id),
        _ => None,
    };
    let notes = reading.notes.as_ref();
    let Some(annotation) = chosen.and_then(|id| notes?.annotations.get(id)) else {
        state.say("choose a note in the pane first");
        return;
    };
    let id = annotation.id;
    if let Anchor::Ambiguous(places) = &annotation.anchor
        && let Some(span) = places.iter().find(|span| span.contains(reading.cursor)).copied()
    {
        place(state, id, span, ctx);
        return;
    }
    state.pane.placing = Some(id);
    state.focus = Focus::Article;
    state.lay_out();
    let key = state.keymap.keys_of(state.mode(), Action::PlaceHere);
    let key = key.as_deref().unwrap_or(":place_here");
    state.say(format!("select the words that the note belongs to, and press {key} again"));
}

/// Has the place of a note written down.
fn place(state: &mut State, id: Id, span: Span, ctx: &mut Context) {
    let Some(reading) = &mut state.reading else { return };
    let to = Some(Box::new(describe(&reading.article.text, &reading.units, span)));
    reading.end_selection();
    if annotating::edit(state, Edit::Place { id, to, anchor: Anchor::Exact(span) }, ctx) {
        let undo = state.keymap.keys_of(state.mode(), Action::Undo);
        state.say(format!("the note is here now; {} takes it back", undo.as_deref().unwrap_or(":undo")));
    } else {
        state.say("the note is here already");
    }
}
