//! What the export of Hypothesis holds, and its import takes. Positions count UTF-16 units there; notes that stand beside
//! each other are replies.

use std::io::{self, Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Field, Losses, NOT_SURE, Page};
use crate::annotation::{Annotation, Id};

/// Begins the export.
pub(super) fn begin(out: &mut impl Write) -> io::Result<()> {
    let version = concat!("byline ", env!("CARGO_PKG_VERSION"));
    write!(
        out,
        "{{\"export_userid\": \"acct:reader@byline.invalid\", \"client_version\": \"{version}\", \"annotations\": ["
    )
}

/// Ends the export.
pub(super) fn end(out: &mut impl Write, total: usize) -> io::Result<()> {
    writeln!(out, "{}]}}", if total > 0 { "\n" } else { "" })
}

/// Writes the annotations of an article.
pub(super) fn article(
    out: &mut impl Write,
    page: &Page<'_>,
    is_first: bool,
    losses: &mut Losses<'_>,
) -> io::Result<()> {
    let mut is_first = is_first;
    for annotation in page.article.annotations.iter() {
        let mut write = |value: Value| {
            out.write_all(if is_first { b"\n" } else { b",\n" })?;
            is_first = false;
            serde_json::to_writer(&mut *out, &value).map_err(io::Error::from)
        };
        let id = annotation.id.to_string();
        let item =
            item(page, annotation, &id, &annotation.note, &annotation.tags, target(page, annotation, losses));
        write(item)?;
        for (idx, note) in annotation.also.iter().enumerate() {
            let reply = reply(annotation.id, idx).to_string();
            let target = json!([{ "source": page.article.iri() }]);
            let mut item = self::item(page, annotation, &reply, note, &[], target);
            if let Some(item) = item.as_object_mut() {
                item.insert("references".to_owned(), json!([id]));
            }
            write(item)?;
        }
    }
    Ok(())
}

/// Returns an annotation with what it says.
fn item(
    page: &Page<'_>,
    annotation: &Annotation,
    id: &str,
    text: &str,
    tags: &[String],
    target: Value,
) -> Value {
    let user = "acct:reader@byline.invalid";
    json!({
        "id": id,
        "created": annotation.created.to_string(),
        "updated": annotation.modified.to_string(),
        "user": user,
        "uri": page.article.iri(),
        "text": text,
        "tags": tags,
        "group": "__world__",
        "permissions": { "read": [user], "admin": [user], "update": [user], "delete": [user] },
        "target": target,
        "document": { "title": [page.article.title] },
        "hidden": false,
        "flagged": false,
    })
}

/// Returns what an annotation is on.
fn target(page: &Page<'_>, annotation: &Annotation, losses: &mut Losses<'_>) -> Value {
    let source = page.article.iri();
    let Some(selector) = &annotation.selector else { return json!([{ "source": source }]) };
    let (exact, prefix, suffix) = (&selector.exact, &selector.prefix, &selector.suffix);
    let mut selectors =
        vec![json!({ "type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix })];
    match page.utf16s(annotation) {
        Some((start, end)) => {
            selectors.push(json!({ "type": "TextPositionSelector", "start": start.0, "end": end.0 }));
        }
        None => losses.add(&page.article, Some(annotation), Field::Position, NOT_SURE),
    }
    json!([{ "source": source, "selector": selectors }])
}

/// Returns the name of a reply, the same each time.
fn reply(id: Id, idx: usize) -> Id {
    let digest = Sha256::new().chain_update(id.0.to_be_bytes()).chain_update(idx.to_be_bytes()).finalize();
    let bits = digest.iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    // A UUID of version 8, as RFC 9562 has it for names made in one's own way.
    Id(bits & !(0xF << 76) & !(0b11 << 62) | 8 << 76 | 0b10 << 62)
}
