//! The desk itself: opening articles, what the world reports, help, widths, and leaving.

use std::{collections::HashMap, sync::Arc};

use crate::{
    app::{
        Context, Draft, Effect, Event, Focus, State,
        action::Action,
        area::Around,
        changes, finding,
        key::written,
        keymap::{Keymap, Mode},
        macros,
        page::Place,
        popup::{self, NoteEditor, Popup, Prompt},
        reading::{Measures, Reading},
        shelf, tour, work,
    },
    article::{Article, Fingerprint, Warning},
};

/// A line of the help.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HelpLine {
    /// The name of a mode.
    Heading(&'static str),
    /// Keys, the name of the action, and what it does.
    Binding(String, Action),
    /// Nothing.
    Gap,
}

/// Takes in what the world reports.
pub(super) fn handle(state: &mut State, event: Event, ctx: &mut Context) {
    match event {
        Event::Listed(articles) => shelf::list(state, articles),
        Event::More(articles) => shelf::more(state, articles),
        Event::Ordered(articles) => shelf::reorder(state, articles),
        Event::Came(n) => state.shelf.news += n,
        Event::Added(entry) => shelf::add(state, entry, ctx),
        Event::Progress { work, said } => work::goes_on(state, work, said),
        Event::Done { work, came } => work::is_done(state, work, came),
        Event::Noted { counts, tags } => {
            let counts: HashMap<i64, usize> = counts.into_iter().collect();
            for entry in &mut state.articles {
                entry.notes = entry.key.and_then(|key| counts.get(&key)).copied().unwrap_or(0);
            }
            state.shelf.tags = tags;
        }
        Event::Sought { query, articles } => shelf::sought(state, &query, &articles, ctx),
        Event::Sentences { query, sentences } => shelf::sentences(state, &query, sentences),
        Event::Titled { index, entry } => {
            if let Some(known) = state.articles.get_mut(index) {
                *known = entry;
            }
        }
        Event::Opened { index, article, measures, warnings } => {
            opened(state, index, article, *measures, &warnings, ctx);
        }
        Event::Glimpsed { index, article, len } => {
            let folded = state.config.reading.fold_boilerplate;
            let measures = Measures::of(&article);
            let mut reading = Reading::new(index, article, measures, folded);
            reading.glimpse = Some(len);
            state.asked = Some(index);
            (state.labels, state.wants_letter, state.pressed) = (None, None, None);
            state.reading = Some(reading);
            state.lay_out();
        }
        Event::NotOpened { index, reason } => {
            macros::stop(state);
            state.fail(reason);
            if state.reading.is_none() && state.articles.len() > 1 {
                state.popup = Some(Popup::Articles { selected: state.place_in_list(index) });
            }
        }
        Event::Completed(names) => popup::completed(state, names),
        Event::Compared(revisions) => changes::show(state, revisions),
        Event::Remembered { text, id, notes, versions, position, draft } => {
            let Some(reading) = state.reading.as_mut().filter(|reading| is_of(reading, &text)) else {
                return;
            };
            reading.id = id;
            reading.versions = versions;
            reading.take_notes(*notes);
            reading.judge();
            let untouched =
                reading.top == Place::default() && reading.jumps == super::reading::Jumps::default();
            if let Some(at) = position.filter(|at| untouched && at.0 > 0) {
                let offset = reading.units.byte(&reading.article.text, at);
                reading.top = reading.place_of(offset);
                reading.focus_on(offset);
            }
            state.lay_out();
            if let Some(draft) = draft {
                resume(state, *draft, ctx);
            }
        }
        Event::Unfinished(draft) => {
            let is_here = state.reading.as_ref().is_some_and(|reading| reading.id == draft.id);
            // One that comes while another is being written stays where it is, for the next time.
            if is_here && state.popup.is_none() {
                resume(state, *draft, ctx);
            }
        }
        Event::Extracted { text, extraction, upto } => {
            let Some(reading) = state.reading.as_mut().filter(|reading| is_of(reading, &text)) else {
                return;
            };
            reading.take_found(extraction, upto);
        }
        _ => {}
    }
}

/// Goes on with a note that was being written, and says so to whoever keeps it.
fn resume(state: &mut State, draft: Draft, ctx: &mut Context) {
    let span = popup::draft_span(state, &draft.about);
    state.popup = Some(Popup::Note(NoteEditor::resumed(&draft, span)));
    state.say("the note you were writing was kept");
    ctx.effects.push(Effect::Draft(Some(draft)));
}

fn is_of(reading: &Reading, text: &Fingerprint) -> bool {
    reading.text_id == *text
}

fn opened(
    state: &mut State,
    index: usize,
    article: Arc<Article>,
    measures: Measures,
    warnings: &[Warning],
    ctx: &mut Context,
) {
    // The reader may have gone elsewhere while a long article was read.
    if state.asked.is_some_and(|asked| asked != index) {
        return;
    }
    let folded = state.config.reading.fold_boilerplate;
    if let Some(entry) = state.articles.get_mut(index) {
        article.title().clone_into(&mut entry.title);
        entry.read = true;
    }
    let reading = Reading::new(index, Arc::clone(&article), measures, folded);
    (state.labels, state.wants_letter, state.pressed) = (None, None, None);
    let before = state.reading.replace(reading);
    ctx.effects.push(Effect::Remember { index, article: Arc::clone(&article) });
    ctx.effects.push(Effect::Extract(article));
    warn(state, warnings);
    if let Some(glimpse) = before.filter(|it| it.glimpse.is_some() && it.index == index) {
        go_on(state, &glimpse, ctx);
        return;
    }
    state.focus = Focus::Article;
    state.pane = super::pane::Pane { tab: state.pane.tab, ..Default::default() };
    state.find = super::finding::Find::default();
    if matches!(state.popup, Some(Popup::Note(_))) {
        // Words about another article must not land here; they were kept as a draft as they were typed.
        state.popup = None;
    }
    state.lay_out();
    shelf::arrive(state, index);
}

/// Says the first of some warnings.
fn warn(state: &mut State, warnings: &[Warning]) {
    if let Some(warning) = warnings.first() {
        let more =
            if warnings.len() > 1 { format!(" (and {} more)", warnings.len() - 1) } else { String::new() };
        state.say(format!("{}{more}", warning.0));
    }
}

/// Goes on in the whole article where the reader was in its beginning; nothing else changes.
fn go_on(state: &mut State, glimpse: &Reading, ctx: &mut Context) {
    if let Some(reading) = &mut state.reading {
        reading.folded = glimpse.folded;
    }
    state.lay_out();
    if let Some(reading) = &mut state.reading {
        reading.go_on_from(glimpse);
    }
    finding::search_again(state);
    if glimpse.wants_end {
        super::going::act(state, Action::Bottom, ctx);
    }
    state.lay_out();
}

/// Carries out an action on the desk.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    match action {
        Action::Articles => {
            let index = state.reading.as_ref().map_or(0, |reading| reading.index);
            state.popup = Some(Popup::Articles { selected: state.place_in_list(index) });
        }
        Action::Refresh => work::refresh(state, ctx),
        Action::OpenAddress => work::ask_address(state, "", None),
        Action::FullText => {
            let index = state.reading.as_ref().map_or(0, |reading| reading.index);
            work::fetch_whole(state, index, ctx);
        }
        Action::Filter
        | Action::FindTitle
        | Action::NextUnread
        | Action::ToggleRead
        | Action::ToggleStar
        | Action::Unfold
        | Action::ShowNew => {
            let index = state.reading.as_ref().map_or(0, |reading| reading.index);
            shelf::act(state, state.place_in_list(index), action, ctx);
        }
        Action::NextArticle => step(state, 1, ctx),
        Action::PreviousArticle => step(state, -1, ctx),
        Action::ToggleFolds => {
            if let Some(reading) = &mut state.reading {
                reading.folded = !reading.folded;
            }
            state.lay_out();
        }
        Action::Wider => widen(state, 4),
        Action::Narrower => widen(state, -4),
        Action::Zen => zen(state),
        Action::Settings => state.popup = Some(Popup::Prompt(Prompt::settings(&state.config))),
        Action::Help => state.popup = Some(Popup::Help { scroll: 0 }),
        Action::Commands => state.popup = Some(Popup::Prompt(Prompt::command(&state.config))),
        Action::Tour => tour::toggle(state),
        Action::Redraw => ctx.effects.push(Effect::Redraw),
        Action::Suspend => ctx.effects.push(Effect::Suspend),
        Action::Cancel => cancel(state, ctx),
        Action::Quit => quit(state, ctx),
        _ => {}
    }
}

/// Opens an article of the list.
pub(super) fn open(state: &mut State, index: usize, ctx: &mut Context) {
    keep_position(state, ctx);
    if index < state.articles.len() {
        state.asked = Some(index);
        ctx.effects.push(Effect::Open(index));
    }
}

/// Has the place in the article remembered.
fn keep_position(state: &State, ctx: &mut Context) {
    let Some(reading) = state.reading.as_ref().filter(|reading| reading.notes.is_some()) else { return };
    let at = reading.units.code_point(&reading.article.text, reading.cursor);
    ctx.effects.push(Effect::Position { id: reading.id.clone(), at });
}

fn step(state: &mut State, by: isize, ctx: &mut Context) {
    let index = state.reading.as_ref().map_or(0, |reading| reading.index);
    match state.place_in_list(index).checked_add_signed(by).and_then(|at| state.listed(at)) {
        Some(index) => open(state, index, ctx),
        None => state.say(if by > 0 { "this is the last article" } else { "this is the first article" }),
    }
}

fn widen(state: &mut State, by: i16) {
    let now = state.areas().text_width.min(state.config.reading.text_width);
    state.config.reading.text_width = now.saturating_add_signed(by).clamp(20, 200);
    state.lay_out();
    state.say(format!("text {} columns wide", state.areas().text_width));
}

/// Takes everything but the text away, or brings it back.
fn zen(state: &mut State) {
    state.around = match state.around {
        Around::Desk => Around::Zen,
        Around::Zen => Around::Desk,
    };
    state.lay_out();
    if state.around == Around::Zen {
        let key = state.keymap.keys_of(state.mode(), Action::Zen);
        state.say(format!("{} brings the desk back", key.as_deref().unwrap_or(":zen")));
    }
}

/// Changes a setting, as "name value", and has it kept in the file.
pub(super) fn set(state: &mut State, name: &str, value: &str, ctx: &mut Context) {
    if let Err(wrong) = state.config.set(name, value) {
        state.fail(wrong);
        return;
    }
    let (keymap, warnings) = Keymap::new(&state.config);
    state.keymap = keymap;
    let folds = state.config.reading.fold_boilerplate;
    if let Some(reading) = state.reading.as_mut().filter(|_| name == "reading.fold_boilerplate") {
        reading.folded = folds;
    }
    state.lay_out();
    ctx.effects.push(Effect::KeepSetting { name: name.to_owned(), value: value.to_owned() });
    match warnings.first() {
        Some(warning) => state.fail(warning.0.clone()),
        None => state.say(format!("{name} is {value} now, and stays so")),
    }
}

/// Goes one step back. Never leaves Byline.
fn cancel(state: &mut State, ctx: &mut Context) {
    state.pending.clear();
    let Some(reading) = &mut state.reading else {
        work::give_up(state, ctx);
        return;
    };
    if reading.tail.is_some() {
        reading.end_selection();
    } else if state.focus == Focus::Pane {
        state.focus = Focus::Article;
        state.lay_out();
    } else if !state.find.query.is_empty() {
        state.find = super::finding::Find::default();
    } else if !work::give_up(state, ctx) {
        state.pane.entity = None;
    }
}

fn quit(state: &mut State, ctx: &mut Context) {
    if state.not_saved.is_some() && !state.unsaved.is_empty() {
        state.popup = Some(Popup::Leave);
        return;
    }
    keep_position(state, ctx);
    ctx.effects.push(Effect::Quit);
}

/// Returns the help: all keys as they are now.
pub fn help_lines(state: &State) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for mode in Mode::ALL {
        if !lines.is_empty() {
            lines.push(HelpLine::Gap);
        }
        lines.push(HelpLine::Heading(match mode {
            Mode::Read => "Reading",
            Mode::Select => "Selecting",
            Mode::Pane => "In the side pane",
            Mode::List => "In lists and help",
            Mode::Edit => "Writing a note",
            Mode::Prompt => "On the line at the bottom",
        }));
        for action in Action::ALL {
            let keys: Vec<String> = state
                .keymap
                .bindings(mode)
                .filter(|binding| binding.action == *action)
                .map(|binding| written(&binding.keys))
                .collect();
            if !keys.is_empty() {
                lines.push(HelpLine::Binding(keys.join(", "), *action));
            }
        }
    }
    lines
}
