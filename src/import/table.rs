//! Tables: our own, and those of Readwise.

use csv::{ReaderBuilder, StringRecord};

use super::{Batch, Noted, Position, Quote, Source, color, moment};
use crate::{
    annotation::Color,
    article::Fingerprint,
    export::{split, unguarded},
    text::units::CodePoint,
};

/// A row that is asked for its cells by name.
struct Row<'a> {
    names: &'a StringRecord,
    cells: StringRecord,
}

impl Row<'_> {
    /// Returns the first cell of one of these names that is not empty, as it was before it was made safe.
    fn get(&self, names: &[&str]) -> Option<&str> {
        let cell = |name: &&str| {
            let idx = self.names.iter().position(|known| known.trim().eq_ignore_ascii_case(name))?;
            self.cells.get(idx).map(unguarded).filter(|cell| !cell.is_empty())
        };
        names.iter().find_map(cell)
    }

    fn owned(&self, names: &[&str]) -> Option<String> {
        self.get(names).map(str::to_owned)
    }
}

/// Goes through the rows of a table.
fn rows(text: &str, needed: &[&str], mut each: impl FnMut(&mut Batch, &Row<'_>) -> bool) -> Batch {
    let mut batch = Batch::default();
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let names = match reader.headers() {
        Ok(names) => names.clone(),
        Err(cause) => return Batch::unreadable(format!("it is no table: {cause}")),
    };
    let has = |name: &&&str| names.iter().any(|known| known.trim().eq_ignore_ascii_case(name));
    if !needed.iter().any(|name| has(&name)) {
        return Batch::unreadable(format!("it has no column {}", needed.join(" or ")));
    }
    let mut skipped = 0;
    for cells in reader.into_records() {
        let read = cells.is_ok_and(|cells| each(&mut batch, &Row { names: &names, cells }));
        skipped += usize::from(!read);
    }
    batch.skipped(skipped, "rows");
    batch
}

/// Reads our own table.
pub(super) fn own(text: &str) -> Batch {
    rows(text, &["quote"], |batch, row| {
        let source = batch.source(Source {
            name: row.get(&["article"]).and_then(Fingerprint::parse),
            title: row.owned(&["title"]),
            url: row.owned(&["url"]),
            author: row.owned(&["author"]),
            published: row.owned(&["published"]),
            site: row.owned(&["site"]),
            language: row.owned(&["language"]),
            html: None,
        });
        let number = |name: &str| row.get(&[name])?.parse().ok().map(CodePoint);
        let once = number("was_start").zip(number("was_end")).map(|(start, end)| Position::Once(start, end));
        let now = || number("start").map(|start| Position::CodePoints(start, number("end")));
        let position = once.or_else(now);
        let words = row.owned(&["quote"]);
        // A highlight of nothing has a place, a note on the article has none.
        let quote = (words.is_some() || position.is_some()).then(|| Quote {
            exact: words.unwrap_or_default(),
            prefix: row.owned(&["prefix"]).unwrap_or_default(),
            suffix: row.owned(&["suffix"]).unwrap_or_default(),
            position,
        });
        batch.notes.push(Noted {
            source,
            id: row.get(&["id"]).and_then(|id| id.parse().ok()),
            foreign: None,
            quote,
            color: row.get(&["color"]).and_then(Color::parse),
            note: row.owned(&["note"]).unwrap_or_default(),
            also: row.get(&["also"]).and_then(|also| serde_json::from_str(also).ok()).unwrap_or_default(),
            tags: row.get(&["tags"]).map(split).unwrap_or_default(),
            created: row.get(&["created"]).and_then(moment),
            modified: row.get(&["modified"]).and_then(moment),
        });
        true
    })
}

/// Reads what Readwise imports, or what it exports.
pub(super) fn readwise(text: &str) -> Batch {
    rows(text, &["Highlight"], |batch, row| {
        let Some(exact) = row.owned(&["Highlight"]) else { return false };
        let source = batch.source(Source {
            title: row.owned(&["Title", "Book Title"]),
            author: row.owned(&["Author", "Book Author"]),
            url: row.owned(&["URL", "Source URL"]),
            ..Source::default()
        });
        let (mut tags, note) = dotted(row.get(&["Note"]).unwrap_or(""));
        tags.extend(
            row.get(&["Tags"]).into_iter().flat_map(|tags| tags.split(',')).map(|tag| tag.trim().to_owned()),
        );
        // Pages and the order of highlights are numbers too, but no places in the text.
        let counts = row.get(&["Location Type"]).is_none_or(|kind| kind == "location");
        let start = row.get(&["Location"]).filter(|_| counts).and_then(|at| at.parse().ok()).map(CodePoint);
        batch.notes.push(Noted {
            source,
            quote: Some(Quote {
                exact,
                position: start.map(|start| Position::CodePoints(start, None)),
                ..Quote::default()
            }),
            color: row.get(&["Color"]).and_then(color),
            note,
            tags,
            created: row.get(&["Date", "Highlighted at"]).and_then(moment),
            ..Noted::default()
        });
        true
    })
}

/// Takes the tags off a note: the words behind a dot that it begins with. A space before a dot makes it one of the note.
fn dotted(note: &str) -> (Vec<String>, String) {
    let mut tags = Vec::new();
    let mut rest = note;
    while let Some(word) = rest.strip_prefix('.') {
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let (tag, after) = word.split_at(end);
        if tag.is_empty() || tag.starts_with('.') {
            break;
        }
        tags.push(tag.to_owned());
        rest = after.strip_prefix(' ').or(after.strip_prefix('\n')).unwrap_or(after);
        if rest.len() == after.len() {
            break;
        }
    }
    let is_escaped = rest.trim_start_matches(' ').starts_with('.') && rest.starts_with(' ');
    let rest = rest.strip_prefix(' ').filter(|_| is_escaped).unwrap_or(rest);
    (tags, rest.to_owned())
}
