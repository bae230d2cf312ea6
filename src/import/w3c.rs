//! The Web Annotation Data Model (W3C), as generously as it asks of whoever reads it: a value or a list of values, a name
//! or an object, wherever both are allowed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use super::{Batch, Noted, Position, Quote, Source, color, moment};
use crate::{article::Fingerprint, text::units::CodePoint};

/// How deep selectors may refine each other.
const DEEPEST: usize = 8;

/// Reads a collection, a page, an annotation, a list of those, or one a line.
pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut skipped = 0;
    match serde_json::from_str::<Value>(text) {
        Ok(value) => any(&mut batch, &value, &mut skipped, 0),
        Err(cause) => {
            let lines: Vec<_> =
                text.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str).collect();
            if !lines.iter().any(Result::is_ok) {
                return Batch::unreadable(format!("it is no JSON: {cause}"));
            }
            for line in lines {
                match line {
                    Ok(value) => any(&mut batch, &value, &mut skipped, 0),
                    Err(_) => skipped += 1,
                }
            }
        }
    }
    batch.skipped(skipped, "annotations");
    batch
}

/// Adds whatever a value holds.
fn any(batch: &mut Batch, value: &Value, skipped: &mut usize, depth: usize) {
    if depth > DEEPEST {
        *skipped += 1;
        return;
    }
    if let Some(list) = value.as_array() {
        return list.iter().for_each(|value| any(batch, value, skipped, depth + 1));
    }
    let inner: Vec<&Value> = ["items", "first"].iter().filter_map(|name| value.get(name)).collect();
    if has_type(value, "AnnotationCollection") || has_type(value, "AnnotationPage") {
        for inner in inner {
            match inner {
                Value::String(_) => {
                    batch.warnings.push("a page that is only named is not fetched".to_owned());
                }
                _ => any(batch, inner, skipped, depth + 1),
            }
        }
        if value.get("next").is_some_and(Value::is_string) {
            batch.warnings.push("the next page is not fetched".to_owned());
        }
    } else if value.get("target").is_some() {
        annotation(batch, value);
    } else {
        *skipped += 1;
    }
}

/// Adds an annotation: one note for each of its targets.
fn annotation(batch: &mut Batch, value: &Value) {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let name = text("id").or(text("@id"));
    let mut note = Noted {
        id: name.and_then(|name| name.strip_prefix("urn:uuid:")).and_then(|id| id.parse().ok()),
        foreign: name.map(str::to_owned),
        created: text("created").and_then(moment),
        modified: text("modified").and_then(moment),
        ..Noted::default()
    };
    let mut said = Vec::new();
    said.extend(text("bodyValue").map(str::to_owned));
    for body in list(value.get("body")) {
        let words = match body {
            Value::String(iri) => Some(iri.as_str()),
            _ => body.get("value").or_else(|| body.get("source")).and_then(Value::as_str),
        };
        let Some(words) = words else { continue };
        if list(body.get("purpose")).any(|purpose| purpose == "tagging") {
            note.tags.push(words.to_owned());
        } else {
            said.push(words.to_owned());
        }
    }
    let mut said = said.into_iter();
    note.note = said.next().unwrap_or_default();
    note.also = said.collect();
    for (idx, target) in list(value.get("target")).enumerate() {
        let mut note = note.clone();
        if idx > 0 {
            // Only one can have the name; the others are named by what they are on.
            note.id = None;
            note.foreign = note.foreign.map(|name| format!("{name} {idx}"));
        }
        note.source = batch.source(source(target));
        note.color = list(target.get("styleClass")).find_map(|class| color(class.as_str()?));
        note.quote = quote(target);
        batch.notes.push(note);
    }
}

/// Returns the article that a target is.
fn source(target: &Value) -> Source {
    let about = target.get("source").unwrap_or(target);
    let iri = about.as_str().or_else(|| about.get("id").or_else(|| about.get("@id")).and_then(Value::as_str));
    let known = |names: [&str; 2]| {
        let value = names.iter().find_map(|name| about.get(name))?;
        list(Some(value)).find_map(Value::as_str).map(str::to_owned)
    };
    let cached = target
        .get("state")
        .and_then(|state| list(Some(state)).find_map(|state| state.get("cached")?.as_str()));
    let own = iri.and_then(|iri| iri.strip_prefix("urn:byline:"));
    Source {
        name: cached.and_then(checksum).or_else(|| own.and_then(Fingerprint::parse)),
        title: known(["dcterms:title", "title"]),
        url: iri.filter(|_| own.is_none()).map(str::to_owned),
        author: known(["dcterms:creator", "author"]),
        published: known(["dcterms:issued", "issued"]),
        site: known(["dcterms:publisher", "publisher"]),
        language: known(["language", "dcterms:language"]),
        html: None,
    }
}

/// Reads the name of a text (RFC 6920).
fn checksum(name: &str) -> Option<Fingerprint> {
    let bytes = URL_SAFE_NO_PAD.decode(name.strip_prefix("ni:///sha-256;")?).ok()?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Fingerprint::parse(&format!("sha256-{digits}"))
}

/// Returns the words that a target is, if it is less than the whole.
fn quote(target: &Value) -> Option<Quote> {
    let mut quote = Quote::default();
    let mut is_found = false;
    for selector in list(target.get("selector")) {
        let mut selector = selector;
        let mut depth = 0;
        loop {
            let text = |name: &str| selector.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
            if has_type(selector, "TextQuoteSelector") {
                is_found = true;
                (quote.exact, quote.prefix, quote.suffix) = (text("exact"), text("prefix"), text("suffix"));
            } else if has_type(selector, "TextPositionSelector") && depth == 0 {
                let number = |name: &str| {
                    let number = selector.get(name)?.as_u64()?;
                    usize::try_from(number).ok().map(CodePoint)
                };
                quote.position = number("start").map(|start| Position::CodePoints(start, number("end")));
            }
            let Some(finer) = selector.get("refinedBy").filter(|_| depth < DEEPEST) else { break };
            selector = list(Some(finer)).next().unwrap_or(&Value::Null);
            depth += 1;
        }
    }
    (is_found || quote.position.is_some()).then_some(quote)
}

/// Goes through a value that may be a list.
fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let many = value.and_then(Value::as_array).map(Vec::as_slice);
    let one = if many.is_some() { None } else { value };
    many.unwrap_or(&[]).iter().chain(one)
}

/// Returns whether a value is of a type.
fn has_type(value: &Value, name: &str) -> bool {
    let named = value.get("type").or_else(|| value.get("@type"));
    list(named).any(|found| found == name)
}
