//! Byline's own lines.

use super::{Batch, Noted, Position, Quote, Source, moment};
use crate::{annotation::Color, article::Fingerprint, export::Line, text::units::CodePoint};

/// Reads the lines; one that cannot be read is left out.
pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut skipped = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match serde_json::from_str::<Line>(line) {
            Ok(line) if line.format.starts_with("byline-notes/") => add(&mut batch, line),
            _ => skipped += 1,
        }
    }
    batch.skipped(skipped, "lines");
    batch
}

/// Adds what a line says.
fn add(batch: &mut Batch, line: Line) {
    let source = batch.source(Source {
        name: Fingerprint::parse(&line.article),
        title: Some(line.title),
        url: line.url,
        author: line.byline,
        published: line.published,
        site: line.site,
        language: line.language,
        html: None,
    });
    let quote = line.exact.map(|exact| Quote {
        exact,
        prefix: line.prefix,
        suffix: line.suffix,
        position: line.was.map(|(start, end)| Position::Once(CodePoint(start), CodePoint(end))),
    });
    batch.notes.push(Noted {
        source,
        id: line.id.parse().ok(),
        foreign: None,
        quote,
        color: Color::parse(&line.color),
        note: line.note,
        also: line.also,
        tags: line.tags,
        created: moment(&line.created),
        modified: moment(&line.modified),
    });
}
