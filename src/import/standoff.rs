//! The standoff format of brat: lines that point into the text beside them.
//!
//! In a file of ours only the highlights are notes, and what was found is left out; in any other, everything that has
//! words is, with its type as a tag.

use std::collections::HashMap;

use super::{Batch, Noted, Position, Quote, Source, color};
use crate::{
    annotation::anchor::describe,
    article::Fingerprint,
    text::{
        Span,
        units::{CodePoint, Units},
    },
};

/// The type of our highlights.
const HIGHLIGHT: &str = "Highlight";

/// Reads the lines of a file, and the text that they point into.
pub(super) fn read(lines: &str, text: &str) -> Batch {
    let mut batch = Batch::default();
    let units = Units::new(text);
    let source = batch.source(Source { name: Some(Fingerprint::of(text)), ..Source::default() });
    let is_ours =
        lines.lines().any(|line| line.split('\t').nth(1).is_some_and(|what| what.starts_with("Highlight ")));
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut skipped = 0;
    for line in
        lines.split('\n').map(|line| line.trim_end_matches('\r')).filter(|line| !line.trim().is_empty())
    {
        let mut columns = line.splitn(3, '\t');
        let (name, what) = (columns.next().unwrap_or(""), columns.next().unwrap_or(""));
        let said = columns.next().unwrap_or("");
        let mut parts = what.split(' ');
        let (kind, target) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        match name.chars().next() {
            Some('T') if is_ours && kind != HIGHLIGHT => {}
            Some('T') => match span(what, text, &units) {
                Some(span) => {
                    let selector = describe(text, &units, span);
                    let position = Position::CodePoints(selector.start, Some(selector.end));
                    places.insert(name, batch.notes.len());
                    batch.notes.push(Noted {
                        source,
                        foreign: Some(format!("{} {what}", Fingerprint::of(text).as_str())),
                        quote: Some(Quote {
                            exact: selector.exact,
                            prefix: selector.prefix,
                            suffix: selector.suffix,
                            position: Some(position),
                        }),
                        tags: (!is_ours).then(|| kind.to_owned()).into_iter().collect(),
                        ..Noted::default()
                    });
                }
                None => skipped += 1,
            },
            Some('#' | 'A' | 'M' | 'N') => {
                let Some(note) = places.get(target).and_then(|idx| batch.notes.get_mut(*idx)) else {
                    continue;
                };
                match (name.chars().next(), kind) {
                    (Some('#'), "Tag") => note.tags.push(said.to_owned()),
                    (Some('#'), _) if note.note.is_empty() => said.clone_into(&mut note.note),
                    (Some('#'), _) => note.also.push(said.to_owned()),
                    (Some('N'), _) => {
                        let id = parts.next().and_then(|name| name.strip_prefix("Byline:"));
                        note.id = id.and_then(|id| id.parse().ok()).or(note.id);
                    }
                    (_, "Color") => note.color = parts.next().and_then(color),
                    _ => note.tags.extend(parts.next().or(Some(kind)).map(str::to_owned)),
                }
            }
            // Relations and events have no words of their own.
            Some('R' | 'E' | '*') => {}
            _ => skipped += 1,
        }
    }
    batch.skipped(skipped, "lines");
    batch
}

/// Returns the span that a line names; its pieces are taken together.
fn span(what: &str, text: &str, units: &Units) -> Option<Span> {
    let (_, numbers) = what.split_once(' ')?;
    let mut all = Vec::new();
    for piece in numbers.split(';') {
        let (start, end) = piece.trim().split_once(' ')?;
        all.push((start.parse::<usize>().ok()?, end.parse::<usize>().ok()?));
    }
    let start = all.iter().map(|(start, _)| *start).min()?;
    let end = all.iter().map(|(_, end)| *end).max()?;
    let span = Span::new(units.byte(text, CodePoint(start)), units.byte(text, CodePoint(end)));
    (start < end && units.code_point(text, text.len()).0 >= end).then_some(span)
}
