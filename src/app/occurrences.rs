//! Highlighting every occurrence of some words at once, as one change that is taken back at once.

use crate::{
    annotation::{Color, Edit, notes::Notes},
    app::{Context, State, annotating, finding::By, reading::Reading, selecting},
    text::{Span, search, word},
};

/// The most occurrences that are highlighted at once; taking them back must fit into the history.
const MOST: usize = 500;

/// What occurs, and where.
struct Occurring {
    /// The words, or the name of who is meant by them.
    what: String,
    spans: Vec<Span>,
}

/// Highlights every occurrence of the selected words, else of what is searched, else of the entity or the word at the
/// cursor.
pub(super) fn highlight(state: &mut State, ctx: &mut Context) {
    let Some(Occurring { what, spans }) = occurring(state) else {
        state.say("there is no word here");
        return;
    };
    if spans.len() > MOST {
        state.fail(format!(
            "“{what}” occurs {} times, and at most {MOST} are highlighted at once",
            spans.len()
        ));
        return;
    }
    let color = state.config.color;
    let mut n_new = 0;
    for span in &spans {
        n_new += usize::from(highlight_one(state, *span, color, ctx));
    }
    if let Some(reading) = &mut state.reading {
        reading.end_selection();
    }
    state.lay_out();
    let all = spans.len();
    match (n_new, all) {
        (0, 0) => state.say(format!("“{what}” does not occur")),
        (0, _) => state.say(format!("“{what}” is highlighted already, {all} times")),
        (1, 1) => state.say(format!("“{what}” occurs once and is highlighted")),
        (n, all) if n == all => state.say(format!("“{what}” is highlighted {n} times")),
        (n, all) => state.say(format!("“{what}” is highlighted {n} times more, {all} in all")),
    }
}

/// Highlights a span, or gives the highlight that is exactly there its color; returns whether anything changed.
fn highlight_one(state: &mut State, span: Span, color: Color, ctx: &mut Context) -> bool {
    let notes = state.reading.as_ref().and_then(|reading| reading.notes.as_ref());
    let exact = |notes: &Notes| {
        let there = notes.annotations.overlapping(span).find(|it| it.anchor.span() == Some(span));
        there.map(|it| (it.id, it.color))
    };
    let same = notes.and_then(exact);
    match same {
        Some((_, known)) if known == color => false,
        Some((id, _)) => annotating::change(state, Edit::Recolor(id, color), ctx),
        None => annotating::attach(state, Some(span), "", Vec::new(), ctx),
    }
}

/// Finds what is meant, and all its places.
fn occurring(state: &mut State) -> Option<Occurring> {
    let searched = (!state.find.query.is_empty()).then(|| state.find.query.clone());
    let reading = state.reading.as_mut()?;
    if let Some(span) = reading.selection() {
        let what = span.slice(&reading.article.text).trim().to_owned();
        let spans = found(reading, &what);
        return Some(Occurring { what, spans }).filter(|it| !it.what.is_empty());
    }
    if let Some(what) = searched {
        let spans = state.find.matches.iter().copied().filter(|span| !span.is_empty()).collect();
        return Some(Occurring { what, spans })
            .filter(|_| state.find.by == By::Words || state.find.problem.is_none());
    }
    if let Some(found) = &reading.extraction
        && let Some(mention) = found.mentions.iter().find(|it| it.span.contains(reading.cursor))
    {
        let what = found.entities.get(mention.entity)?.name.clone();
        let same = found.mentions.iter().filter(|it| it.entity == mention.entity);
        return Some(Occurring { what, spans: same.map(|it| it.span).collect() });
    }
    let span = word::word_at(&reading.article.text, reading.cursor)
        .or_else(|| selecting::first_word(&reading.article.text, reading.focus))?;
    let what = span.slice(&reading.article.text).to_owned();
    let mut spans = found(reading, &what);
    // A word means itself, and not the letters of a longer one.
    let text = &reading.article.text;
    spans.retain(|span| word::word_at(text, span.start) == Some(*span));
    Some(Occurring { what, spans })
}

/// Returns where words stand, however they are written.
fn found(reading: &mut Reading, words: &str) -> Vec<Span> {
    let folded = reading.folded_text();
    search::find_all(&reading.article.text, &folded, words)
}
