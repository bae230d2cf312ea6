//! What Hypothesis exports: the file of its client, or what its interface answers. Replies become notes beside the note.

use std::collections::HashMap;

use serde_json::Value;

use super::{Batch, Noted, Position, Quote, Source, moment};
use crate::{article::Fingerprint, text::units::Utf16};

/// Reads an export.
pub(super) fn read(text: &str) -> Batch {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(cause) => return Batch::unreadable(format!("it is no JSON: {cause}")),
    };
    let list = ["annotations", "rows"].iter().find_map(|name| value.get(name)).unwrap_or(&value);
    let Some(list) = list.as_array() else { return Batch::unreadable("it has no list of annotations") };
    let mut batch = Batch::default();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut replies = Vec::new();
    for item in list {
        let first =
            item.get("references").and_then(Value::as_array).and_then(|names| names.first()?.as_str());
        if let Some(first) = first {
            replies.push((first, item));
            continue;
        }
        if let Some(id) = item.get("id").and_then(Value::as_str) {
            places.insert(id, batch.notes.len());
        }
        add(&mut batch, item);
    }
    let mut lost = 0;
    for (first, item) in replies {
        let text = item.get("text").and_then(Value::as_str).unwrap_or("");
        match places.get(first).and_then(|idx| batch.notes.get_mut(*idx)) {
            Some(note) => note.also.push(text.to_owned()),
            // What it answers is not in the file, so it stands alone.
            None => {
                add(&mut batch, item);
                lost += 1;
            }
        }
    }
    if lost > 0 {
        batch.warnings.push(format!("{lost} replies stand alone: what they answer is not in the file"));
    }
    batch
}

/// Adds an annotation.
fn add(batch: &mut Batch, item: &Value) {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let uri = text("uri");
    let own = uri.and_then(|uri| uri.strip_prefix("urn:byline:"));
    let title = item.get("document").and_then(|document| match document.get("title")? {
        Value::String(title) => Some(title.clone()),
        titles => titles.get(0)?.as_str().map(str::to_owned),
    });
    let source = batch.source(Source {
        name: own.and_then(Fingerprint::parse),
        title,
        url: uri.filter(|_| own.is_none()).map(str::to_owned),
        ..Source::default()
    });
    let tags = item.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    batch.notes.push(Noted {
        source,
        id: text("id").filter(|id| id.len() == 36).and_then(|id| id.parse().ok()),
        foreign: text("id").map(str::to_owned),
        quote: quote(item),
        note: text("text").unwrap_or("").to_owned(),
        tags: tags.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        created: text("created").and_then(moment),
        modified: text("updated").and_then(moment),
        ..Noted::default()
    });
}

/// Returns the words that an annotation is on.
fn quote(item: &Value) -> Option<Quote> {
    let selectors = item.get("target")?.get(0)?.get("selector")?.as_array()?;
    let of =
        |kind: &str| selectors.iter().find(|selector| selector.get("type").is_some_and(|name| name == kind));
    let words = of("TextQuoteSelector")?;
    let text = |name: &str| words.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let place = of("TextPositionSelector");
    let number = |name: &str| usize::try_from(place?.get(name)?.as_u64()?).ok().map(Utf16);
    let position = number("start").map(|start| Position::Utf16(start, number("end")));
    Some(Quote { exact: text("exact"), prefix: text("prefix"), suffix: text("suffix"), position })
}
