//! Correcting what was found: names, kinds, speakers. What the reader says once holds in every article.

use crate::{
    annotation::{
        Edit,
        anchor::describe,
        judgement::{Check, Class, Judgement},
    },
    app::{
        Context, Focus, State,
        action::Action,
        annotating,
        pane::{self, Item},
        popup::{Popup, Prompt, Purpose},
        reading::Reading,
    },
    extract::Entity,
    text::cell::one_line,
};

/// Carries out an action that corrects.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    if state.reading.as_ref().is_none_or(|reading| reading.notes.is_none()) {
        state.say("your notes are still being read");
        return;
    }
    match action {
        Action::AddPerson => add(state, Class::Person, ctx),
        Action::AddPlace => add(state, Class::Place, ctx),
        Action::AddOrganization => add(state, Class::Organization, ctx),
        Action::Speaker => ask_speaker(state),
        Action::Checked => verify(state, Check::Checked, ctx),
        Action::Disputed => verify(state, Check::Disputed, ctx),
        _ => on_entity(state, action, ctx),
    }
}

/// Lays the judgements over the extraction again; the chosen entity stays chosen under whatever name it has now.
pub(super) fn judge_again(state: &mut State) {
    let Some(reading) = &mut state.reading else { return };
    let name = |reading: &Reading, idx: usize| {
        let mention = reading.extraction.as_ref()?.entities.get(idx)?.mentions.first().copied()?;
        Some(reading.extraction.as_ref()?.mentions.get(mention)?.span)
    };
    let place = state.pane.entity.and_then(|idx| name(reading, idx));
    reading.judge();
    let now = reading.extraction.as_ref().zip(place).and_then(|(extraction, place)| {
        extraction.mentions.iter().find(|mention| mention.span == place).map(|mention| mention.entity)
    });
    state.pane.entity = now;
    let items = pane::items(reading, state.pane.tab);
    if let Some(at) = now.and_then(|idx| items.position(Item::Entity(idx))) {
        state.pane.selected[state.pane.tab as usize] = at;
    }
    if state.focus == Focus::Pane {
        pane::choose(state, 0);
    }
}

/// Takes a new name, a speaker or a name that is somebody else's from the line at the bottom.
pub(super) fn answer(state: &mut State, prompt: &Prompt, ctx: &mut Context) {
    let written = prompt.field.text().trim();
    match &prompt.purpose {
        Purpose::Rename(name) => {
            let to = (written != name && !written.is_empty()).then(|| written.to_owned());
            say(state, Judgement::Renamed { name: name.clone(), to }, "renamed in every article", ctx);
        }
        Purpose::Apart(name) => {
            let Some(alias) = prompt.meant() else { return };
            let judgement = Judgement::pair(name, &alias, Some(false));
            say(state, judgement, &format!("{} is somebody else now", one_line(&alias)), ctx);
        }
        Purpose::Speaker(words) => {
            let to = prompt.meant().unwrap_or_else(|| written.to_owned());
            let said = if to.is_empty() {
                "the speaker is unknown".to_owned()
            } else {
                format!("said by {}", one_line(&to))
            };
            say(state, Judgement::Speaker { words: words.clone(), to: Some(to) }, &said, ctx);
        }
        Purpose::Search
        | Purpose::Command
        | Purpose::Tags(_)
        | Purpose::Filter
        | Purpose::Title
        | Purpose::Export { .. }
        | Purpose::Address => {}
    }
}

/// Has a judgement written down, and says so.
fn say(state: &mut State, judgement: Judgement, said: &str, ctx: &mut Context) {
    if annotating::edit(state, Edit::Judge(Box::new(judgement)), ctx) {
        let undo = state.keymap.keys_of(state.mode(), Action::Undo);
        state.say(format!("{said}; {} takes it back", undo.as_deref().unwrap_or(":undo")));
    } else {
        state.say("that is so already");
    }
}

/// Returns the entity that is chosen in the pane, or that stands at the cursor.
fn chosen(state: &State) -> Option<&Entity> {
    let reading = state.reading.as_ref()?;
    let extraction = reading.extraction.as_ref()?;
    let idx = match (state.focus, pane::selected(state)) {
        (Focus::Pane, Some(Item::Entity(idx))) => Some(idx),
        (Focus::Pane, _) => None,
        (Focus::Article, _) => {
            extraction.mentions.iter().find(|it| it.span.contains(reading.cursor)).map(|it| it.entity)
        }
    };
    extraction.entities.get(idx?)
}

/// Returns the name under which an entity was found, before the reader renamed it.
fn found_name(state: &State, entity: &Entity) -> String {
    let judgements = state.reading.as_ref().and_then(|reading| Some(&reading.notes.as_ref()?.judgements));
    let renamed = |alias: &&String| {
        let said = judgements.and_then(|judgements| judgements.of_name(alias));
        said.is_some_and(|said| said.shown.as_ref() == Some(&entity.name))
    };
    entity.aliases.iter().find(renamed).unwrap_or(&entity.name).clone()
}

fn on_entity(state: &mut State, action: Action, ctx: &mut Context) {
    let Some(entity) = chosen(state) else {
        state.say("no name is chosen");
        return;
    };
    let name = found_name(state, entity);
    let shown = one_line(&entity.name);
    let aliases = entity.aliases.clone();
    let class = |class| Judgement::OtherKind { name: name.clone(), to: Some(class) };
    match action {
        Action::NotEntity => {
            let judgement = Judgement::NotEntity { name, holds: true };
            say(state, judgement, &format!("{shown} is no name any more"), ctx);
        }
        Action::KindPerson => say(state, class(Class::Person), &format!("{shown} is a person"), ctx),
        Action::KindPlace => say(state, class(Class::Place), &format!("{shown} is a place"), ctx),
        Action::KindOrganization => {
            say(state, class(Class::Organization), &format!("{shown} is an organization"), ctx);
        }
        Action::Rename => {
            state.popup = Some(Popup::Prompt(Prompt::asking(Purpose::Rename(name), &shown, Vec::new())));
        }
        Action::OtherEntity if aliases.is_empty() => state.say(format!("{shown} has only this name")),
        Action::OtherEntity => {
            state.popup = Some(Popup::Prompt(Prompt::asking(Purpose::Apart(name), "", aliases)));
        }
        _ => match state.pane.joining.take() {
            Some(other) if other != name => {
                let said = format!("{} and {shown} are one", one_line(&other));
                say(state, Judgement::pair(&other, &name, Some(true)), &said, ctx);
            }
            _ => {
                state.pane.joining = Some(name);
                let key = state.keymap.keys_of(state.mode(), Action::SameEntity);
                let key = key.as_deref().unwrap_or(":same_entity");
                state.say(format!("who is the same as {shown}? Choose, and press {key} again"));
            }
        },
    }
}

/// Adds the selected words as a name.
fn add(state: &mut State, class: Class, ctx: &mut Context) {
    let Some(reading) = &mut state.reading else { return };
    let words = reading.chosen().slice(&reading.article.text).trim().to_owned();
    reading.end_selection();
    if words.is_empty() || words.len() > LONGEST_NAME {
        state.say("select a name first");
        return;
    }
    let said = format!("{} is a {} in every article", one_line(&words), class.name());
    say(state, Judgement::Added { name: words, class: Some(class) }, &said, ctx);
}

/// The longest words that can be a name, in bytes.
const LONGEST_NAME: usize = 200;

/// Returns the index of the quotation that is chosen in the pane, or that stands at the cursor.
fn quotation(state: &State) -> Option<usize> {
    let reading = state.reading.as_ref()?;
    match (state.focus, pane::selected(state)) {
        (Focus::Pane, Some(Item::Quotation(idx))) => Some(idx),
        (Focus::Pane, _) => None,
        (Focus::Article, _) => {
            let quotations = reading.extraction.as_ref()?.quotations.iter().enumerate();
            let at = quotations.filter(|(_, it)| it.span.contains(reading.cursor));
            at.min_by_key(|(_, it)| it.span.len()).map(|(idx, _)| idx)
        }
    }
}

fn ask_speaker(state: &mut State) {
    let Some((idx, reading)) = quotation(state).zip(state.reading.as_ref()) else {
        state.say("no quotation is chosen");
        return;
    };
    let Some(extraction) = &reading.extraction else { return };
    let Some(quotation) = extraction.quotations.get(idx) else { return };
    let words = describe(&reading.article.text, &reading.units, quotation.span);
    let names = extraction.entities.iter().map(|entity| entity.name.clone()).collect();
    state.popup = Some(Popup::Prompt(Prompt::asking(Purpose::Speaker(words), "", names)));
}

/// Says what comparing a quotation with its source showed, or takes that back.
fn verify(state: &mut State, check: Check, ctx: &mut Context) {
    let Some((idx, reading)) = quotation(state).zip(state.reading.as_ref()) else {
        state.say("no quotation is chosen");
        return;
    };
    let quotations = reading.extraction.as_ref().map_or(&[][..], |extraction| &extraction.quotations);
    let Some(quotation) = quotations.get(idx) else { return };
    let words = describe(&reading.article.text, &reading.units, quotation.span);
    let known = reading.verdicts.get(idx).and_then(|verdict| verdict.check);
    let state_now = (known != Some(check)).then_some(check);
    let said = state_now.map_or("open again", Check::name);
    say(state, Judgement::Verified { words, state: state_now }, &format!("the quotation is {said}"), ctx);
}
