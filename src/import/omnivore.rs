//! The zip that Omnivore gave to its readers: metadata, the articles, and for each a file with its highlights, of which
//! only the words are left. Nothing is unpacked to the disk, and nothing is read past what an article can be.

use std::io::{Cursor, Read};

use serde_json::Value;
use zip::ZipArchive;

use super::{Batch, Noted, Quote, Source};

/// The most bytes of one file, and of all together.
const LARGEST: u64 = 32 << 20;
const ALL: u64 = 512 << 20;

/// Reads the zip.
pub(super) fn read(bytes: &[u8]) -> Batch {
    let mut zip = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(zip) => zip,
        Err(cause) => return Batch::unreadable(format!("it is no zip: {cause}")),
    };
    let mut batch = Batch::default();
    let mut left = ALL;
    let names: Vec<String> = zip.file_names().filter_map(Result::ok).map(|name| name.into_owned()).collect();
    let is_metadata =
        |name: &&String| name.rsplit('/').next().is_some_and(|name| name.starts_with("metadata_"));
    for name in names.iter().filter(is_metadata) {
        let Some(text) = content(&mut zip, name, &mut left) else {
            batch.warnings.push(format!("{name} cannot be read"));
            continue;
        };
        let Ok(Value::Array(articles)) = serde_json::from_str(&text) else {
            batch.warnings.push(format!("{name} is no list of articles"));
            continue;
        };
        for article in articles {
            let field = |name: &str| article.get(name).and_then(Value::as_str).map(str::to_owned);
            let Some(slug) = field("slug") else { continue };
            let beside = |folder: &str, ending: &str| {
                let end = format!("{folder}/{slug}.{ending}");
                names.iter().find(|name| **name == end || name.ends_with(&format!("/{end}")))
            };
            let Some(file) = beside("highlights", "md") else { continue };
            let Some(highlights) = content(&mut zip, file, &mut left) else {
                batch.warnings.push(format!("{file} cannot be read"));
                continue;
            };
            let html = beside("content", "html").and_then(|name| content(&mut zip, name, &mut left));
            let source = batch.source(Source {
                title: field("title"),
                url: field("url"),
                author: field("author"),
                published: field("publishedAt"),
                site: field("siteName"),
                html,
                ..Source::default()
            });
            add(&mut batch, source, &highlights);
        }
    }
    if batch.notes.is_empty() {
        batch.warnings.push("it has no highlights".to_owned());
    }
    batch
}

/// Returns a text file of the zip, unless it is larger than it should be.
fn content(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, left: &mut u64) -> Option<String> {
    let file = zip.by_name(name).ok()?;
    let most = LARGEST.min(*left);
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).ok()?;
    *left = left.saturating_sub(bytes.len() as u64);
    (bytes.len() as u64 <= most).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Adds the highlights of a file: block quotes, each with the note and the labels below it.
fn add(batch: &mut Batch, source: usize, markdown: &str) {
    let mut was_quote = false;
    let first = batch.notes.len();
    for line in markdown.lines() {
        let line = line.trim();
        if let Some(words) = line.strip_prefix('>') {
            // Behind the words stands a link to the highlight.
            let words = words.split(" [⤴").next().unwrap_or(words).trim();
            let last = batch.notes.last_mut().filter(|_| was_quote).and_then(|note| note.quote.as_mut());
            match last {
                Some(quote) => {
                    quote.exact.push('\n');
                    quote.exact.push_str(words);
                }
                None => batch.notes.push(Noted {
                    source,
                    quote: Some(Quote { exact: words.to_owned(), ..Quote::default() }),
                    ..Noted::default()
                }),
            }
            was_quote = true;
            continue;
        }
        was_quote = false;
        let (true, false) = (batch.notes.len() > first, line.is_empty() || line.starts_with("##")) else {
            continue;
        };
        let Some(note) = batch.notes.last_mut() else { continue };
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.iter().all(|word| word.len() > 1 && word.starts_with('#')) {
            note.tags.extend(words.iter().map(|word| word.trim_start_matches('#').to_owned()));
        } else {
            if !note.note.is_empty() {
                note.note.push('\n');
            }
            note.note.push_str(line);
        }
    }
    for note in batch.notes.iter_mut().skip(first) {
        if let Some(quote) = &mut note.quote {
            quote.exact = quote.exact.trim().to_owned();
        }
    }
    batch.notes.retain(|note| note.quote.as_ref().is_none_or(|quote| !quote.exact.is_empty()));
}
