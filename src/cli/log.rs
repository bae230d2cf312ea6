//! `byline log`: what was done, and when, in words.

use std::{collections::HashMap, path::Path};

use jiff::tz::TimeZone;
use serde::Serialize;

use super::{
    Done,
    library::nothing,
    print::Out,
    shelf::{self, Annotated, one_line},
};
use crate::{
    annotation::{Change, Edit, Id, Reverts, Timestamp},
    store::Dirs,
};

/// Prints the history of the notes on one article or on all, the newest last.
pub(super) fn run(dirs: &Dirs, article: Option<&str>, until: Option<Timestamp>, json: bool) -> Done {
    let mut articles = shelf::annotated(dirs, until)?;
    if let Some(spec) = article {
        articles.retain(|article| is_meant(article, spec));
        if articles.is_empty() {
            return Err(nothing(spec).into());
        }
    }
    let mut quotes: HashMap<Id, &str> = HashMap::new();
    let mut events: Vec<(&Annotated, &Change)> = Vec::new();
    for article in &articles {
        for change in &article.changes {
            if let Edit::Add(annotation) = &change.edit
                && let Some(selector) = &annotation.selector
            {
                quotes.entry(annotation.id).or_insert(&selector.exact);
            }
            events.push((article, change));
        }
    }
    events.sort_by_key(|(_, change)| change.at);
    let mut out = Out::stdout();
    for (about, change) in events {
        let quote = change.edit.subject().and_then(|id| quotes.get(&id)).copied();
        if json {
            out.json(&Event::of(about, change, quote))?;
        } else {
            let title =
                if article.is_none() { format!("  ({})", one_line(&about.title)) } else { String::new() };
            out.line(&format!("{}  {}{title}", clock(change.at), told(change, quote)))?;
        }
    }
    out.done()
}

/// Returns whether a person means an article: by its name, its path or address, or a part of its title.
fn is_meant(article: &Annotated, spec: &str) -> bool {
    let digits = spec.strip_prefix("sha256-").unwrap_or(spec).to_ascii_lowercase();
    let name = article.id.as_str().strip_prefix("sha256-").unwrap_or_default();
    let by_name = digits.len() >= 4 && name.starts_with(&digits);
    let path = Path::new(spec).canonicalize().ok().map(|path| path.display().to_string());
    let place = path.as_deref().unwrap_or(spec);
    let by_place = article.source.as_deref() == Some(place) || article.meta.url.as_deref() == Some(spec);
    let title = article.title.to_lowercase();
    by_name || by_place || (!spec.trim().is_empty() && title.contains(&spec.trim().to_lowercase()))
}

/// Returns a moment as the reader's clock shows it.
fn clock(at: Timestamp) -> String {
    let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    time.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Says what a change did.
fn told(change: &Change, quote: Option<&str>) -> String {
    let on = quote.map_or_else(|| "the article".to_owned(), |quote| format!("“{}”", one_line(quote)));
    let tags =
        |tags: &[String]| -> String { tags.iter().map(|tag| format!(" #{}", one_line(tag))).collect() };
    let did = match &change.edit {
        Edit::Add(annotation) => {
            let mut did = match annotation.selector {
                Some(_) => format!("highlighted {on} in {}", annotation.color.name()),
                None => "wrote on the article".to_owned(),
            };
            if !annotation.note.is_empty() {
                did.push_str(&format!(": {}", one_line(&annotation.note)));
            }
            did + &tags(&annotation.tags)
        }
        Edit::Delete(_) => format!("deleted the note on {on}"),
        Edit::Restore(_) => format!("restored the note on {on}"),
        Edit::Recolor(_, color) => format!("made {on} {}", color.name()),
        Edit::SetNote(_, note) if note.is_empty() => format!("emptied the note on {on}"),
        Edit::SetNote(_, note) => format!("wrote on {on}: {}", one_line(note)),
        Edit::SetNotes(_, notes) => {
            let notes: Vec<String> = notes.iter().map(|note| one_line(note)).collect();
            format!("wrote on {on}: {}", notes.join(" | "))
        }
        Edit::Retag { add, remove, .. } => {
            let mut did = format!("tagged {on}{}", tags(add));
            if !remove.is_empty() {
                did.push_str(&format!(" without{}", tags(remove)));
            }
            did
        }
        Edit::Place { to: Some(words), .. } => {
            format!("moved the note on {on} to “{}”", one_line(&words.exact))
        }
        Edit::Place { to: None, .. } => format!("left the note on {on} where its words are"),
        Edit::Judge(judgement) => format!("said: {}", one_line(&judgement.told())),
    };
    match change.reverts {
        None => did,
        Some(Reverts::Undo(_)) => format!("undo: {did}"),
        Some(Reverts::Redo(_)) => format!("redo: {did}"),
    }
}

/// A change as JSON.
#[derive(Serialize)]
struct Event<'a> {
    id: String,
    at: String,
    article: &'a str,
    title: &'a str,
    did: &'static str,
    annotation: Option<String>,
    exact: Option<&'a str>,
    color: Option<&'static str>,
    note: Option<&'a str>,
    said: Option<String>,
    also: &'a [String],
    tags: &'a [String],
    removed: &'a [String],
    undoes: Option<String>,
    redoes: Option<String>,
}

impl<'a> Event<'a> {
    fn of(article: &'a Annotated, change: &'a Change, exact: Option<&'a str>) -> Self {
        let mut event = Self {
            id: change.id.to_string(),
            at: change.at.to_string(),
            article: article.id.as_str(),
            title: &article.title,
            did: "add",
            annotation: change.edit.subject().map(|id| id.to_string()),
            exact,
            color: None,
            note: None,
            said: None,
            also: &[],
            tags: &[],
            removed: &[],
            undoes: None,
            redoes: None,
        };
        match &change.edit {
            Edit::Add(annotation) => {
                (event.color, event.tags) = (Some(annotation.color.name()), &annotation.tags);
                event.note = Some(annotation.note.as_str()).filter(|note| !note.is_empty());
            }
            Edit::Delete(_) => event.did = "delete",
            Edit::Restore(_) => event.did = "restore",
            Edit::Recolor(_, color) => (event.did, event.color) = ("color", Some(color.name())),
            Edit::SetNote(_, note) => (event.did, event.note) = ("note", Some(note.as_str())),
            Edit::SetNotes(_, notes) => {
                (event.did, event.note) = ("note", notes.first().map(String::as_str));
                event.also = notes.get(1..).unwrap_or_default();
            }
            Edit::Retag { add, remove, .. } => (event.did, event.tags, event.removed) = ("tags", add, remove),
            Edit::Place { to, .. } => {
                (event.did, event.said) = ("place", to.as_ref().map(|words| words.exact.clone()));
            }
            Edit::Judge(judgement) => (event.did, event.said) = ("judge", Some(judgement.told())),
        }
        match change.reverts {
            Some(Reverts::Undo(id)) => event.undoes = Some(id.to_string()),
            Some(Reverts::Redo(id)) => event.redoes = Some(id.to_string()),
            None => {}
        }
        event
    }
}
