//! Org, as org-remark keeps it: headings with properties. Positions are those of Emacs: characters from 1.

use super::{Batch, Noted, Position, Quote, Source, color, moment};
use crate::{
    article::Fingerprint,
    export::{ESCAPE, is_org_markup},
    text::units::CodePoint,
};

/// A heading with what stands below it.
struct Entry<'a> {
    level: usize,
    heading: &'a str,
    properties: Vec<(String, &'a str)>,
    body: String,
}

/// Reads a file of notes.
pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut source = Source::default();
    for entry in entries(text) {
        let property = |name: &str| {
            let found = entry.properties.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| *value)
        };
        if let Some(file) = property("org-remark-file").filter(|_| entry.level == 1) {
            let own = file.strip_prefix("urn:byline:");
            let title = entry.heading.trim_end_matches(ESCAPE);
            source = Source {
                name: property("byline-article").and_then(Fingerprint::parse),
                title: (!title.is_empty()).then(|| title.to_owned()),
                url: own.is_none().then(|| file.to_owned()),
                ..Source::default()
            };
        }
        if let Some(id) = property("org-remark-id") {
            let number = |name: &str| property(name)?.parse().ok().and_then(|at: usize| at.checked_sub(1));
            let start = number("org-remark-beg").map(CodePoint);
            let end = number("org-remark-end").map(CodePoint);
            let words = property("org-remark-original-text").map(str::to_owned);
            let quote = (words.is_some() || start.is_some()).then(|| Quote {
                // Older files hold the words in the heading alone.
                exact: words.unwrap_or_else(|| entry.heading.to_owned()),
                position: start.map(|start| Position::CodePoints(start, end)),
                ..Quote::default()
            });
            let tags = property("byline-tags").and_then(|tags| serde_json::from_str(tags).ok());
            let source = batch.source(source.clone());
            batch.notes.push(Noted {
                source,
                id: id.parse().ok().filter(|_| id.len() == 36),
                foreign: Some(id.to_owned()),
                quote,
                color: property("CATEGORY").or(property("org-remark-label")).and_then(color),
                note: entry.body.clone(),
                tags: tags.unwrap_or_default(),
                created: property("byline-created").and_then(moment),
                modified: property("byline-modified").and_then(moment),
                ..Noted::default()
            });
        }
    }
    if batch.notes.is_empty() {
        batch.warnings.push("it has no heading with the property org-remark-id".to_owned());
    }
    batch
}

/// Takes a file apart into its headings.
fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut is_drawer = false;
    let mut is_first = false;
    // Only a line feed ends a line: a carriage return may be part of a note.
    for line in text.split_inclusive('\n') {
        let bare = line.strip_suffix('\n').unwrap_or(line);
        let level = bare.bytes().take_while(|byte| *byte == b'*').count();
        if let Some(heading) = bare.get(level..).and_then(|rest| rest.strip_prefix(' ')).filter(|_| level > 0)
        {
            let heading = heading.trim();
            entries.push(Entry { level, heading, properties: Vec::new(), body: String::new() });
            (is_drawer, is_first) = (false, true);
            continue;
        }
        let Some(entry) = entries.last_mut() else { continue };
        let word = bare.trim();
        if is_first && word.eq_ignore_ascii_case(":PROPERTIES:") {
            is_drawer = true;
        } else if is_drawer && word.eq_ignore_ascii_case(":END:") {
            is_drawer = false;
        } else if is_drawer {
            let property = word.strip_prefix(':').and_then(|rest| rest.split_once(':'));
            entry.properties.extend(property.map(|(name, value)| (name.to_owned(), value.trim())));
        } else {
            let line = line.strip_prefix(',').filter(|rest| is_org_markup(rest)).unwrap_or(line);
            entry.body.push_str(line);
        }
        is_first = false;
    }
    for entry in &mut entries {
        if entry.body.ends_with('\n') {
            entry.body.pop();
        }
    }
    entries
}
