//! Copying words with their source, the article as a citation, and what is noted on it: what a reader pastes elsewhere.

use super::{Context, Effect, State, action::Action, exporting, reading::Reading};
use crate::{
    annotation::anchor::describe,
    export::{self, Format, Losses},
    text::{Span, cell},
};

/// Carries out an action that copies something with its source.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    let Some(reading) = &mut state.reading else { return };
    let copied = match action {
        Action::CopyCitation => Ok(export::cite(reading.article.title(), &reading.article.meta)),
        Action::CopyNotes => notes(reading),
        _ => Ok(quotation(reading)),
    };
    reading.end_selection();
    match copied {
        Ok(text) => {
            state.say(format!("copied: {}", cell::fit(&text.replace('\n', " "), 60)));
            ctx.effects.push(Effect::Copy(text));
        }
        Err(why) => state.say(why),
    }
}

/// Returns the chosen words with who says them and where they stand.
fn quotation(reading: &Reading) -> String {
    let text = &reading.article.text;
    let span = trimmed(text, reading.chosen());
    let words = describe(text, &reading.units, span);
    let speakers =
        reading.extraction.as_ref().map(|found| export::speakers(text, found, span)).unwrap_or_default();
    export::quote(&words, &speakers, reading.article.title(), &reading.article.meta)
}

/// Returns what is noted on the article.
fn notes(reading: &Reading) -> Result<String, &'static str> {
    let notes = reading.notes.as_ref().ok_or("the notes are not read yet")?;
    if notes.annotations.is_empty() {
        return Err("nothing is noted on this article yet");
    }
    let article = exporting::exported(reading, &notes.annotations);
    let written = export::export(Format::Markdown, [article], Vec::new(), &mut Losses::new());
    let bytes = written.map_err(|_| "the notes could not be written")?;
    String::from_utf8(bytes).map_err(|_| "the notes could not be written")
}

/// Leaves out the white space around some words.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.slice(text);
    let start = span.start + words.len() - words.trim_start().len();
    Span::new(start, start + words.trim().len())
}
