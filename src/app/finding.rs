//! Finding: search in the article, and going from mention to mention, quotation to quotation, note to note.

use crate::{
    app::{
        Context, Message, State,
        action::Action,
        page::Place,
        popup::{Popup, Prompt},
        reading::Reading,
        selecting,
    },
    text::{Span, search, word},
};

/// The longest text, in bytes, in which a regular expression is searched while it is being written: it may take a hundred
/// times as long as words do.
const LONGEST_PREVIEW: usize = 4 << 20;

/// How what is searched is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    /// As words that the eye sees.
    #[default]
    Words,
    /// As a regular expression, compared with the text as it is written.
    Regex,
}

/// A search and what it found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Find {
    /// How the query is meant.
    pub by: By,
    /// What is wrong with the query.
    pub problem: Option<String>,
    /// The words searched.
    pub query: String,
    /// Where they stand.
    pub matches: Vec<Span>,
    /// The match that is meant.
    pub current: Option<usize>,
    /// Where the search began, to go back there when it is given up.
    from: Option<(usize, Place)>,
}

/// Carries out an action that finds.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    let Some(reading) = &mut state.reading else { return };
    let from = reading.cursor;
    let n = ctx.times();
    match action {
        Action::Search => {
            state.find.from = Some((reading.cursor, reading.top));
            state.find.by = By::Words;
            state.popup = Some(Popup::Prompt(Prompt::search()));
        }
        Action::SearchWord => {
            let selected = reading.selection();
            let at = selecting::mention_at(reading, from);
            let word = || word::word_at(&reading.article.text, from);
            let Some(span) = selected.or(at).or_else(word) else {
                state.say("there is no word here");
                return;
            };
            let query = span.slice(&reading.article.text).to_lowercase();
            reading.end_selection();
            state.find.by = By::Words;
            run(state, &query);
            step(state, 1, 1);
        }
        Action::NextMatch => step(state, 1, n),
        Action::PreviousMatch => step(state, -1, n),
        Action::NextMention => mention(state, 1, n),
        Action::PreviousMention => mention(state, -1, n),
        Action::NextQuotation | Action::PreviousQuotation => {
            let spans = reading.extraction.iter().flat_map(|it| &it.quotations).map(|it| it.span).collect();
            go(state, spans, "quotation", if action == Action::NextQuotation { 1 } else { -1 }, n);
        }
        Action::NextAnnotation | Action::PreviousAnnotation => {
            let notes = reading.notes.iter().flat_map(|notes| notes.annotations.iter());
            let spans = notes.filter_map(|annotation| annotation.anchor.span()).collect();
            go(state, spans, "highlight", if action == Action::NextAnnotation { 1 } else { -1 }, n);
        }
        _ => {}
    }
}

/// Searches for words and remembers what was found, without going anywhere.
pub(super) fn run(state: &mut State, query: &str) {
    let Some(reading) = &mut state.reading else { return };
    query.clone_into(&mut state.find.query);
    (state.find.current, state.find.problem) = (None, None);
    state.find.matches.clear();
    if query.trim().is_empty() {
        return;
    }
    match state.find.by {
        By::Words => {
            let folded = reading.folded_text();
            state.find.matches = search::find_all(&reading.article.text, &folded, query);
        }
        By::Regex => match search::find_regex(&reading.article.text, query) {
            Ok(matches) => state.find.matches = matches,
            Err(problem) => state.find.problem = Some(problem),
        },
    }
}

/// Changes how the query is meant, while it is being written.
pub(super) fn toggle_regex(state: &mut State) {
    state.find.by = if state.find.by == By::Words { By::Regex } else { By::Words };
}

/// Searches while the query is being written: shows the first match after where the search began.
pub(super) fn preview(state: &mut State, query: &str) {
    let len = state.reading.as_ref().map_or(0, |reading| reading.article.text.len());
    if state.find.by == By::Words || len <= LONGEST_PREVIEW {
        show_first(state, query);
    }
}

/// Searches and shows the first match after where the search began.
fn show_first(state: &mut State, query: &str) {
    run(state, query);
    let Some((cursor, top)) = state.find.from else { return };
    let Some(reading) = &mut state.reading else { return };
    let matches = &state.find.matches;
    let idx = matches.partition_point(|span| span.start < cursor);
    let found = if idx < matches.len() { Some(idx) } else { (!matches.is_empty()).then_some(0) };
    state.find.current = found;
    match found.and_then(|idx| matches.get(idx)) {
        Some(span) => reading.go(span.start),
        None => back(reading, cursor, top),
    }
}

/// Searches once more, because the text has changed; the reader stays where they are.
pub(super) fn search_again(state: &mut State) {
    let query = std::mem::take(&mut state.find.query);
    if query.is_empty() {
        return;
    }
    run(state, &query);
    let cursor = state.reading.as_ref().map_or(0, |reading| reading.cursor);
    state.find.current = state.find.matches.iter().position(|span| span.start >= cursor);
}

/// Takes the search: the reader stays at the match.
pub(super) fn accept(state: &mut State, query: &str) {
    show_first(state, query);
    let from = state.find.from.take();
    let Some(reading) = &mut state.reading else { return };
    if let Some((cursor, _)) = from {
        reading.jumps.push(cursor);
    }
    tell(state);
}

/// Gives the search up: everything is as before.
pub(super) fn give_up(state: &mut State) {
    run(state, "");
    if let (Some((cursor, top)), Some(reading)) = (state.find.from.take(), &mut state.reading) {
        back(reading, cursor, top);
    }
}

fn back(reading: &mut Reading, cursor: usize, top: Place) {
    reading.go(cursor);
    reading.set_top(top);
}

/// Goes to the next match in a direction, around the end.
fn step(state: &mut State, direction: isize, n: usize) {
    if state.find.query.is_empty() {
        let key = state.keymap.keys_of(state.mode(), Action::Search);
        state.say(format!("nothing is being searched; {} searches", key.as_deref().unwrap_or(":search")));
        return;
    }
    let matches = std::mem::take(&mut state.find.matches);
    let Some(reading) = &mut state.reading else { return };
    // A match is left and entered at its beginning; the sentence around it does not matter.
    let from = state
        .find
        .current
        .and_then(|idx| matches.get(idx))
        .filter(|span| reading.cursor == span.start || reading.focus.contains(span.start));
    let from = from.map_or(reading.cursor, |span| span.start);
    let found = nth(&matches, from, direction, n);
    if let Some(span) = found.and_then(|idx| matches.get(idx)) {
        reading.jump(span.start);
    }
    state.find.current = found;
    state.find.matches = matches;
    tell(state);
}

/// Says which match is meant.
fn tell(state: &mut State) {
    let query = state.find.query.clone();
    if let Some(problem) = &state.find.problem {
        state.message = Some(Message::Failed(format!("“{query}” is no regular expression: {problem}")));
        return;
    }
    match (state.find.current, state.find.matches.len()) {
        _ if query.is_empty() => {}
        (_, 0) => state.message = Some(Message::Failed(format!("“{query}” does not occur"))),
        (Some(idx), n) => state.say(format!("“{query}”: {} of {n}", idx + 1)),
        (None, n) => state.say(format!("“{query}”: {n} matches")),
    }
}

/// Goes to the next mention of the chosen entity, or of any where none is chosen.
fn mention(state: &mut State, direction: isize, n: usize) {
    let Some(extraction) = state.reading.as_ref().and_then(|reading| reading.extraction.as_ref()) else {
        return;
    };
    let chosen = state.pane.entity;
    let spans = extraction
        .mentions
        .iter()
        .filter(|mention| chosen.is_none_or(|entity| mention.entity == entity))
        .map(|mention| mention.span)
        .collect();
    let noun =
        chosen.and_then(|idx| extraction.entities.get(idx)).map_or("name", |entity| &entity.name).to_owned();
    go(state, spans, &noun, direction, n);
}

/// Goes to the next of some spans in a direction, around the end, and says which one it is.
pub(super) fn go(state: &mut State, spans: Vec<Span>, noun: &str, direction: isize, n: usize) {
    let Some(reading) = &mut state.reading else { return };
    let Some(idx) = nth(&spans, reading.cursor, direction, n) else {
        state.say(format!("there is no {noun} in this article"));
        return;
    };
    if let Some(span) = spans.get(idx) {
        reading.jump(span.start);
    }
    state.say(format!("{noun} {} of {}", idx + 1, spans.len()));
}

/// Returns the index of the nth span after (or before) an offset, around the end.
fn nth(spans: &[Span], from: usize, direction: isize, n: usize) -> Option<usize> {
    let len = spans.len();
    let n = n.saturating_sub(1);
    if len == 0 {
        return None;
    }
    let idx = if direction > 0 {
        spans.partition_point(|span| span.start <= from) + n
    } else {
        spans.partition_point(|span| span.start < from) + len - 1 - n % len
    };
    Some(idx % len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_around_the_ends() {
        let spans = [Span::new(2, 3), Span::new(5, 6), Span::new(9, 10)];
        let to = |from, direction, n| nth(&spans, from, direction, n);
        assert_eq!(
            [to(0, 1, 1), to(2, 1, 1), to(9, 1, 1), to(0, 1, 2)],
            [Some(0), Some(1), Some(0), Some(1)]
        );
        assert_eq!(
            [to(0, -1, 1), to(9, -1, 1), to(3, -1, 1), to(9, -1, 2)],
            [Some(2), Some(1), Some(0), Some(0)]
        );
        assert_eq!(nth(&[], 0, 1, 1), None);
    }
}
