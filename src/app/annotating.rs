//! Highlights, notes and tags: what the reader attaches to the words, and taking it back.

use crate::{
    annotation::{
        Anchor, Annotation, Change, Color, Edit, Id, Timestamp, anchor::describe, judgement::Judgement,
        notes::Notes,
    },
    app::{
        About, Context, Effect, Focus, State,
        action::Action,
        correcting, occurrences,
        pane::{self, Item},
        popup::{NoteEditor, Popup, Prompt},
        reading::Reading,
        selecting,
    },
    article::Fingerprint,
    export,
    extract::QuotationKind,
    text::{Span, cell},
};

/// Carries out an action on annotations.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    let Some(reading) = &state.reading else { return };
    if reading.notes.is_none() {
        state.say("your notes are still being read");
        return;
    }
    match action {
        Action::HighlightAll => occurrences::highlight(state, ctx),
        Action::KeepQuotation => keep_quotation(state, ctx),
        Action::Highlight => {
            let color = state.config.color;
            highlight(state, color, ctx);
        }
        Action::ColorYellow => color(state, Color::Yellow, ctx),
        Action::ColorGreen => color(state, Color::Green, ctx),
        Action::ColorBlue => color(state, Color::Blue, ctx),
        Action::ColorRed => color(state, Color::Red, ctx),
        Action::ColorPurple => color(state, Color::Purple, ctx),
        Action::Note => note(state),
        Action::ArticleNote => article_note(state),
        Action::Tags => tags(state),
        Action::Delete => delete(state, ctx),
        Action::Undo | Action::Redo => revert(state, action, ctx),
        Action::Copy => copy(state, ctx),
        _ => {}
    }
}

/// Takes note that a change is on the disk.
pub(super) fn saved(state: &mut State, id: Id) {
    state.unsaved.retain(|unsaved| unsaved.id != id);
    if state.unsaved.is_empty() {
        state.not_saved = None;
    }
}

/// Takes in what another window wrote.
pub(super) fn take_in(state: &mut State, id: &Fingerprint, changes: &[Change], judgements: &[Judgement]) {
    let Some(reading) = state.reading.as_mut().filter(|reading| reading.id == *id) else { return };
    let Some(notes) = &mut reading.notes else { return };
    notes.take_in(&[], &reading.article.text, changes);
    notes.judgements.extend(judgements);
    correcting::judge_again(state);
    state.lay_out();
}

/// Takes the notes of an article as they are in the file now, with what is not in the file yet on top.
pub(super) fn renew(state: &mut State, id: &Fingerprint, mut notes: Notes) {
    let Some(reading) = state.reading.as_mut().filter(|reading| reading.id == *id) else { return };
    for change in &state.unsaved {
        notes.apply(change);
    }
    reading.take_notes(notes);
    correcting::judge_again(state);
    state.lay_out();
}

/// Makes an edit, has it written down and puts it on the screen; returns whether it changed anything.
pub(super) fn edit(state: &mut State, edit: Edit, ctx: &mut Context) -> bool {
    let changed = change(state, edit, ctx);
    if changed {
        state.lay_out();
    }
    changed
}

/// Makes an edit and has it written down; returns whether it changed anything. What is made by one key is one step when
/// it is taken back.
pub(super) fn change(state: &mut State, edit: Edit, ctx: &mut Context) -> bool {
    let id = state.ids.next(ctx.now);
    let notes = state.reading.as_mut().and_then(|reading| reading.notes.as_mut());
    let Some(change) = notes.and_then(|notes| notes.edit(id, ctx.now, edit)) else { return false };
    write_down(state, change, ctx);
    true
}

/// Adds a highlight on a span of the article; `None` is the article as a whole.
pub(super) fn add(
    state: &mut State,
    span: Option<Span>,
    note: &str,
    tags: Vec<String>,
    ctx: &mut Context,
) -> bool {
    let added = attach(state, span, note, tags, ctx);
    if added {
        state.lay_out();
    }
    added
}

/// The same without putting it on the screen.
pub(super) fn attach(
    state: &mut State,
    span: Option<Span>,
    note: &str,
    tags: Vec<String>,
    ctx: &mut Context,
) -> bool {
    let Some(reading) = &state.reading else { return false };
    let selector = span.map(|span| describe(&reading.article.text, &reading.units, span));
    let annotation = Annotation {
        id: state.ids.next(ctx.now),
        selector,
        anchor: span.map_or(Anchor::Article, Anchor::Exact),
        color: state.config.color,
        note: note.to_owned(),
        also: Vec::new(),
        tags,
        created: ctx.now,
        modified: ctx.now,
    };
    change(state, Edit::Add(Box::new(annotation)), ctx)
}

/// Returns the span that a new highlight would take: the selection, the quotation chosen in the pane, else the
/// focused sentence.
pub(super) fn wanted_span(state: &State) -> Option<Span> {
    let reading = state.reading.as_ref()?;
    let span = match (state.focus, pane::selected(state)) {
        (Focus::Pane, Some(Item::Quotation(idx))) => reading.extraction.as_ref()?.quotations.get(idx)?.span,
        _ => reading.chosen(),
    };
    let words = span.slice(&reading.article.text);
    let start = span.start + (words.len() - words.trim_start().len());
    Some(Span::new(start, start + words.trim().len())).filter(|span| !span.is_empty())
}

/// Returns the annotation that actions are about: the one chosen in the pane, the one at the cursor, or one in the
/// focused sentence. A selection means its own words instead.
pub(super) fn subject(state: &State) -> Option<&Annotation> {
    let reading = state.reading.as_ref()?;
    let annotations = &reading.notes.as_ref()?.annotations;
    match (state.focus, pane::selected(state)) {
        (Focus::Pane, Some(Item::Annotation(id))) => annotations.get(id),
        (Focus::Pane, Some(Item::Quotation(_))) => annotations
            .overlapping(wanted_span(state)?)
            .find(|annotation| annotation.anchor.span() == wanted_span(state)),
        _ if reading.tail.is_some() => None,
        _ => at_cursor(reading),
    }
}

/// Returns the annotation at the cursor, the shortest where there are several, else the first in the focus.
fn at_cursor(reading: &Reading) -> Option<&Annotation> {
    let annotations = &reading.notes.as_ref()?.annotations;
    let len = |annotation: &&Annotation| annotation.anchor.span().map_or(usize::MAX, Span::len);
    annotations.at(reading.cursor).min_by_key(len).or_else(|| annotations.overlapping(reading.focus).next())
}

fn highlight(state: &mut State, color: Color, ctx: &mut Context) {
    let Some(span) = wanted_span(state) else {
        state.say("there is nothing to highlight");
        return;
    };
    let same = |annotation: &&Annotation| annotation.anchor.span() == Some(span);
    let notes = state.reading.as_ref().and_then(|reading| reading.notes.as_ref());
    let existing =
        notes.and_then(|notes| notes.annotations.overlapping(span).find(same)).map(|it| (it.id, it.color));
    state.config.color = color;
    match existing {
        Some((_, known)) if known == color => state.say("these words are highlighted already"),
        Some((id, _)) => _ = edit(state, Edit::Recolor(id, color), ctx),
        None => _ = add(state, Some(span), "", Vec::new(), ctx),
    }
    end_selection(state);
}

/// Highlights the quotation that is meant, tagged with who says it.
fn keep_quotation(state: &mut State, ctx: &mut Context) {
    let Some(reading) = &state.reading else { return };
    let Some(found) = &reading.extraction else {
        state.say("quotations are still being looked for");
        return;
    };
    let in_focus = || {
        let spoken = found.quotations.iter().filter(|it| it.kind != QuotationKind::Term);
        spoken.map(|it| it.span).find(|span| span.overlaps(reading.chosen()))
    };
    let span = match (state.focus, pane::selected(state)) {
        (Focus::Pane, Some(Item::Quotation(idx))) => found.quotations.get(idx).map(|it| it.span),
        (Focus::Pane, _) => None,
        _ => selecting::quotation_at(reading, reading.cursor).map(|(inside, _)| inside).or_else(in_focus),
    };
    let Some(span) = span else {
        state.say("there is no quotation here");
        return;
    };
    let speakers = export::speakers(&reading.article.text, found, span);
    let words = |name: &&str| name.split_whitespace().collect::<Vec<_>>().join("-");
    let tags: Vec<String> = speakers.iter().map(words).collect();
    let said = match speakers.as_slice() {
        [] => "the quotation is highlighted; who says it is not known".to_owned(),
        names => format!("the quotation is highlighted, said by {}", names.join(", ")),
    };
    let notes = reading.notes.as_ref();
    let there =
        notes.and_then(|it| it.annotations.overlapping(span).find(|it| it.anchor.span() == Some(span)));
    match there.map(|annotation| annotation.id) {
        Some(id) => edit(state, Edit::Retag { id, add: tags, remove: Vec::new() }, ctx),
        None => add(state, Some(span), "", tags, ctx),
    };
    end_selection(state);
    state.say(said);
}

/// Makes the highlight that is meant a color, or highlights in it; the color stays for the next ones.
fn color(state: &mut State, color: Color, ctx: &mut Context) {
    match subject(state).map(|annotation| annotation.id) {
        Some(id) => {
            state.config.color = color;
            edit(state, Edit::Recolor(id, color), ctx);
        }
        None => highlight(state, color, ctx),
    }
}

fn note(state: &mut State) {
    let Some(reading) = &state.reading else { return };
    let editor = match subject(state) {
        Some(annotation) => NoteEditor::on(annotation),
        None => match wanted_span(state) {
            Some(span) => {
                let selector = describe(&reading.article.text, &reading.units, span);
                NoteEditor::new(About::Words(selector), Some(span), "")
            }
            None => NoteEditor::new(About::Article, None, ""),
        },
    };
    state.popup = Some(Popup::Note(editor));
}

fn article_note(state: &mut State) {
    let Some(reading) = &state.reading else { return };
    let mut notes = reading.notes.iter().flat_map(|notes| notes.annotations.iter());
    let existing = notes.rfind(|annotation| annotation.anchor == Anchor::Article);
    let editor = match existing {
        Some(annotation) => NoteEditor::on(annotation),
        None => NoteEditor::new(About::Article, None, ""),
    };
    state.popup = Some(Popup::Note(editor));
}

fn tags(state: &mut State) {
    let prompt = match subject(state) {
        Some(annotation) => Prompt::tags(Some(annotation.id), &annotation.tags),
        None => Prompt::tags(None, &[]),
    };
    state.popup = Some(Popup::Prompt(prompt));
}

/// Puts tags on the annotation that is meant, or on a new highlight.
pub(super) fn set_tags(state: &mut State, id: Option<Id>, written: &str, ctx: &mut Context) {
    let separators = |c: char| c.is_whitespace() || c == ',';
    let mut wanted: Vec<String> = written
        .split(separators)
        .map(|tag| tag.trim_start_matches('#').to_owned())
        .filter(|tag| !tag.is_empty())
        .collect();
    wanted.sort();
    wanted.dedup();
    let known = |notes: &Notes| Some(notes.annotations.get(id?)?.tags.clone());
    let reading = state.reading.as_ref();
    match (id, reading.and_then(|reading| reading.notes.as_ref()).and_then(known)) {
        (Some(id), Some(known)) => {
            let add = wanted.iter().filter(|tag| !known.contains(tag)).cloned().collect();
            let remove = known.into_iter().filter(|tag| !wanted.contains(tag)).collect();
            edit(state, Edit::Retag { id, add, remove }, ctx);
        }
        _ if wanted.is_empty() => {}
        _ => {
            let span = wanted_span(state);
            add(state, span, "", wanted, ctx);
        }
    }
    end_selection(state);
}

/// Saves the words of a note: on its annotation, or with a new highlight.
pub(super) fn save_note(state: &mut State, editor: &NoteEditor, ctx: &mut Context) {
    let text = editor.field.text().trim_end();
    match &editor.about {
        About::Annotation(id) => {
            let notes = state.reading.as_ref().and_then(|reading| reading.notes.as_ref());
            let now = notes.and_then(|notes| notes.annotations.get(*id));
            // Words that another window wrote in the meantime are kept beside these.
            let theirs =
                now.map(|it| it.note.clone()).filter(|note| !editor.began_with(note) && note != text);
            let edit_of = match theirs {
                Some(theirs) => Edit::SetNotes(*id, vec![text.to_owned(), theirs]),
                None => Edit::SetNote(*id, text.to_owned()),
            };
            edit(state, edit_of, ctx);
        }
        _ if text.trim().is_empty() => {}
        About::Words(_) | About::Article => _ = add(state, editor.span, text, Vec::new(), ctx),
    }
    end_selection(state);
}

fn delete(state: &mut State, ctx: &mut Context) {
    let Some(id) = subject(state).map(|annotation| annotation.id) else {
        state.say("there is no highlight here");
        return;
    };
    if edit(state, Edit::Delete(id), ctx) {
        let key = state.keymap.keys_of(state.mode(), Action::Undo);
        state.say(format!("deleted; {} brings it back", key.as_deref().unwrap_or(":undo")));
    }
}

fn revert(state: &mut State, action: Action, ctx: &mut Context) {
    let verb = if action == Action::Undo { "undo" } else { "redo" };
    let step = next_step(state, action);
    let mut changes = Vec::new();
    // What one key did is one step.
    while changes.is_empty() || (step.is_some() && next_step(state, action) == step) {
        let id = state.ids.next(ctx.now);
        let notes = state.reading.as_mut().and_then(|reading| reading.notes.as_mut());
        let change = match action {
            Action::Undo => notes.and_then(|notes| notes.undo(id, ctx.now)),
            _ => notes.and_then(|notes| notes.redo(id, ctx.now)),
        };
        let Some(change) = change else { break };
        changes.push(change);
    }
    let n = changes.len();
    let Some(first) = changes.last() else {
        state.say(format!("there is nothing to {verb}"));
        return;
    };
    let said = match n {
        1 => format!("{verb}: {}", told(&first.edit)),
        n => format!("{verb}: {n} changes that were made at once"),
    };
    let subject = first.edit.subject();
    for change in changes {
        write_down(state, change, ctx);
    }
    state.lay_out();
    let Some(reading) = &mut state.reading else { return };
    let notes = reading.notes.as_ref();
    let annotation = notes.and_then(|notes| notes.annotations.get(subject?));
    if let Some(span) = annotation.and_then(|annotation| annotation.anchor.span())
        && !reading.is_visible(span.start)
    {
        reading.jump(span.start);
    }
    state.say(said);
}

/// Returns when the change was made that is taken back or made again next.
fn next_step(state: &State, action: Action) -> Option<Timestamp> {
    let history = &state.reading.as_ref()?.notes.as_ref()?.history;
    if action == Action::Undo { history.undoes() } else { history.redoes() }
}

/// Returns what an edit does, in a few words.
fn told(edit: &Edit) -> &'static str {
    match edit {
        Edit::Add(_) | Edit::Restore(_) => "the highlight is back",
        Edit::Delete(_) => "the highlight is gone",
        Edit::Recolor(..) => "the color is changed",
        Edit::SetNote(..) | Edit::SetNotes(..) => "the note is changed",
        Edit::Retag { .. } => "the tags are changed",
        Edit::Place { .. } => "the place is changed",
        Edit::Judge(_) => "the judgement is changed",
    }
}

fn copy(state: &mut State, ctx: &mut Context) {
    let Some(reading) = &mut state.reading else { return };
    let text = &reading.article.text;
    let words = match (state.focus, pane::chosen_words(reading, &state.pane)) {
        (Focus::Pane, Some(words)) => words,
        _ => reading.chosen().slice(text).to_owned(),
    };
    reading.end_selection();
    let n_words = words.split_whitespace().count();
    state.say(format!(
        "copied {n_words} {}: {}",
        if n_words == 1 { "word" } else { "words" },
        cell::fit(&words, 40)
    ));
    ctx.effects.push(Effect::Copy(words));
}

/// Has a change written to the notes file.
fn write_down(state: &mut State, change: Change, ctx: &mut Context) {
    let Some(reading) = &state.reading else { return };
    state.unsaved.push(change.clone());
    let judges = matches!(change.edit, Edit::Judge(_));
    ctx.effects.push(Effect::Append { id: reading.id.clone(), change });
    if judges {
        correcting::judge_again(state);
    }
}

fn end_selection(state: &mut State) {
    if let Some(reading) = &mut state.reading {
        reading.end_selection();
    }
}
