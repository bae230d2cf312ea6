//! Names that are none, whatever they look like: who asks in a transcript ("HOST:"), and a people with its article ("the Scot").

use crate::{
    extract::token::{Case, Document},
    text::Span,
};

/// Labels of a transcript that tell what somebody does in it.
pub const OFFICES: &[&str] =
    &["HOST", "MODERATOR", "REPORTER", "QUESTION", "ANCHOR", "INTERVIEWER", "CALLER", "NARRATOR"];

/// What people are called after where they come from, and nobody is called by a newspaper with an article before it.
const PEOPLES: &[&str] = &[
    "Scot",
    "Scots",
    "Finn",
    "Finns",
    "Pole",
    "Poles",
    "Turk",
    "Turks",
    "Swede",
    "Dane",
    "Serb",
    "Croat",
    "Kurd",
    "Basque",
    "Catalan",
    "Bavarian",
    "Saudi",
    "Kiwi",
    "Kiwis",
    "Aussie",
    "Brit",
    "Brits",
    "Filipina",
    "Londoner",
    "Londoners",
    "Texan",
    "Texans",
    "Geordie",
    "Icelander",
    "Welshman",
    "Frenchman",
    "Dutchman",
    "Irishman",
    "Englishman",
    "Frenchwoman",
    "Yorkshireman",
];

/// Returns whether a name that was found is none.
pub fn is_none(document: &Document, span: Span) -> bool {
    let tokens = document.token_from(span.start)..document.token_from(span.end);
    let name = span.slice(document.text);
    let upper = document.tokens.get(tokens.start).is_some_and(|token| token.case != Case::Title);
    let label = upper && document.word(tokens.end) == ":" && OFFICES.contains(&name);
    let article = tokens.start.checked_sub(1).is_some_and(|before| {
        matches!(document.word(before), "the" | "The" | "a" | "A" | "another" | "young")
    });
    label || article && PEOPLES.contains(&name)
}
