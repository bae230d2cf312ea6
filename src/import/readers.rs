//! What KOReader and wallabag export as JSON. Both have the words of a highlight, but no place in our text.

use serde_json::Value;

use super::{Batch, Noted, Quote, Source, color, moment};
use crate::annotation::Timestamp;

/// Reads what KOReader exports: one document, or a list of them.
pub(super) fn koreader(text: &str) -> Batch {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(cause) => return Batch::unreadable(format!("it is no JSON: {cause}")),
    };
    let one = std::slice::from_ref(&value);
    let documents = value.get("documents").unwrap_or(&value).as_array().map_or(one, Vec::as_slice);
    let mut batch = Batch::default();
    for document in documents {
        let source = batch.source(Source {
            title: text_of(document, "title"),
            author: text_of(document, "author"),
            url: text_of(document, "file").filter(|file| file.starts_with("http")),
            ..Source::default()
        });
        let entries =
            document.get("entries").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for entry in entries {
            let words = text_of(entry, "text").filter(|words| !words.trim().is_empty());
            let note = text_of(entry, "note").unwrap_or_default();
            if words.is_none() && note.is_empty() || text_of(entry, "sort").as_deref() == Some("bookmark") {
                continue;
            }
            let seconds = entry.get("time").and_then(Value::as_i64);
            batch.notes.push(Noted {
                source,
                quote: words.map(|exact| Quote { exact, ..Quote::default() }),
                color: text_of(entry, "color").and_then(|name| color(&name)),
                note,
                created: seconds.and_then(|seconds| seconds.checked_mul(1000)).map(Timestamp),
                ..Noted::default()
            });
        }
    }
    if batch.notes.is_empty() {
        batch.warnings.push("it has no entries".to_owned());
    }
    batch
}

/// Reads what wallabag exports: a list of articles with their annotations.
pub(super) fn wallabag(text: &str) -> Batch {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(cause) => return Batch::unreadable(format!("it is no JSON: {cause}")),
    };
    let one = std::slice::from_ref(&value);
    let embedded = value.get("_embedded").and_then(|embedded| embedded.get("items")).unwrap_or(&value);
    let articles = embedded.as_array().map_or(one, Vec::as_slice);
    let mut batch = Batch::default();
    for article in articles {
        let Some(annotations) = article.get("annotations").and_then(Value::as_array) else { continue };
        if annotations.is_empty() {
            continue;
        }
        let author = article.get("published_by").and_then(|by| by.get(0)?.as_str()).map(str::to_owned);
        let source = batch.source(Source {
            title: text_of(article, "title"),
            url: text_of(article, "url"),
            author: author.filter(|author| !author.is_empty()),
            site: text_of(article, "domain_name"),
            published: text_of(article, "published_at"),
            language: text_of(article, "language"),
            html: text_of(article, "content"),
            ..Source::default()
        });
        for annotation in annotations {
            let words = text_of(annotation, "quote").filter(|words| !words.trim().is_empty());
            batch.notes.push(Noted {
                source,
                foreign: annotation.get("id").map(|id| format!("wallabag {id}")),
                quote: words.map(|exact| Quote { exact, ..Quote::default() }),
                note: text_of(annotation, "text").unwrap_or_default(),
                created: text_of(annotation, "created_at").and_then(|at| zoned(&at)),
                modified: text_of(annotation, "updated_at").and_then(|at| zoned(&at)),
                ..Noted::default()
            });
        }
    }
    if batch.notes.is_empty() {
        batch.warnings.push("it has no annotations".to_owned());
    }
    batch
}

/// Reads a moment whose zone may lack its colon.
fn zoned(text: &str) -> Option<Timestamp> {
    moment(text).or_else(|| {
        let at = text.len().checked_sub(2)?;
        moment(&format!("{}:{}", text.get(..at)?, text.get(at..)?))
    })
}

/// Returns a text that is there and not empty.
fn text_of(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
