//! Notes in the Web Annotation Data Model (W3C Recommendation of 2017), in JSON-LD: a collection, a page, or single ones.
//!
//! Positions count code points, times are in UTC, and every annotation can stand alone. The quote is the one that was
//! highlighted; a position is given only where exactly these words stand there now.

use std::io::{self, Write};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;

use super::{Exported, Field, Losses, NOT_SURE, Page};
use crate::{
    annotation::{Annotation, Color},
    article::Fingerprint,
};

/// The vocabulary.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
const COLLECTION: &str = "urn:byline:notes";
const PAGE: &str = "urn:byline:notes:page:1";

/// Begins a collection. How many annotations it has is said at the end, where that is known.
pub(super) fn begin(out: &mut impl Write) -> io::Result<()> {
    write!(
        out,
        "{{\"@context\": \"{CONTEXT}\", \"id\": \"{COLLECTION}\", \"type\": \"AnnotationCollection\", \"label\": \"Notes\""
    )
}

/// Ends a collection.
pub(super) fn end(out: &mut impl Write, total: usize) -> io::Result<()> {
    if total > 0 {
        write!(out, "\n]}}, \"last\": \"{PAGE}\"")?;
    }
    writeln!(out, ", \"total\": {total}}}")
}

/// Begins a page that stands alone.
pub(super) fn begin_page(out: &mut impl Write) -> io::Result<()> {
    write!(out, "{{\"@context\": \"{CONTEXT}\"")
}

/// Ends a page that stands alone, with the collection that it is part of.
pub(super) fn end_page(out: &mut impl Write, total: usize) -> io::Result<()> {
    if total > 0 {
        return writeln!(
            out,
            "\n], \"partOf\": {{\"id\": \"{COLLECTION}\", \"type\": \"AnnotationCollection\", \"label\": \"Notes\", \"total\": {total}}}}}"
        );
    }
    writeln!(out, ", \"id\": \"{PAGE}\", \"type\": \"AnnotationPage\", \"items\": []}}")
}

/// Writes the annotations of an article as items of a page: the only one of its collection, or one standing alone.
pub(super) fn article(
    out: &mut impl Write,
    page: &Page<'_>,
    is_embedded: bool,
    is_first: bool,
    losses: &mut Losses<'_>,
) -> io::Result<()> {
    let mut is_first = is_first;
    for annotation in page.article.annotations.iter() {
        if is_first {
            let head = if is_embedded { ", \"first\": {" } else { ", " };
            write!(
                out,
                "{head}\"id\": \"{PAGE}\", \"type\": \"AnnotationPage\", \"startIndex\": 0, \"items\": ["
            )?;
        }
        out.write_all(if is_first { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item(page, annotation, losses))?;
        is_first = false;
    }
    Ok(())
}

/// Writes the annotations of an article one a line.
pub(super) fn lines(out: &mut impl Write, page: &Page<'_>, losses: &mut Losses<'_>) -> io::Result<()> {
    for annotation in page.article.annotations.iter() {
        serde_json::to_writer(&mut *out, &item(page, annotation, losses))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes one annotation.
fn item<'a>(page: &Page<'a>, annotation: &'a Annotation, losses: &mut Losses<'_>) -> Item<'a> {
    let article = &page.article;
    let body = |purpose, value| Body { r#type: "TextualBody", purpose, value, format: "text/plain" };
    // Where notes stand beside each other, the first is the first, also where it is empty.
    let has_note = !annotation.note.is_empty() || !annotation.also.is_empty();
    let note = has_note.then(|| body("commenting", annotation.note.as_str()));
    let mut bodies: Vec<Body<'_>> = note.into_iter().collect();
    bodies.extend(annotation.also.iter().map(|note| body("commenting", note)));
    bodies.extend(annotation.tags.iter().map(|tag| body("tagging", tag)));
    let target = match &annotation.selector {
        Some(selector) => {
            let quote =
                Selects::Quote { exact: &selector.exact, prefix: &selector.prefix, suffix: &selector.suffix };
            let position = page.code_points(annotation);
            if position.is_none() {
                losses.add(article, Some(annotation), Field::Position, NOT_SURE);
            }
            let position = position.map(|(start, end)| Selects::Position { start: start.0, end: end.0 });
            let selector = [Some(quote), position].into_iter().flatten().collect();
            Target {
                r#type: "SpecificResource",
                source: source(article),
                style_class: Some(annotation.color.name()),
                state: state(article),
                selector,
            }
        }
        None => Target {
            r#type: "SpecificResource",
            source: source(article),
            style_class: (annotation.color != Color::default()).then(|| annotation.color.name()),
            state: state(article),
            selector: Vec::new(),
        },
    };
    let value = style(annotation.color);
    let is_words = annotation.selector.is_some();
    Item {
        context: CONTEXT,
        id: format!("urn:uuid:{}", annotation.id),
        r#type: "Annotation",
        motivation: if is_words { "highlighting" } else { "commenting" },
        created: annotation.created.to_string(),
        modified: annotation.modified.to_string(),
        generator: Generator {
            id: "urn:byline:program",
            r#type: "Software",
            name: concat!("byline ", env!("CARGO_PKG_VERSION")),
        },
        body: bodies,
        stylesheet: target.style_class.map(|_| Style { r#type: "CssStylesheet", value }),
        target,
    }
}

/// Returns the article as what is annotated.
fn source<'a>(article: &Exported<'a>) -> Source<'a> {
    let meta = article.meta;
    Source {
        id: article.iri(),
        r#type: "Text",
        title: article.title,
        author: meta.byline.as_deref(),
        published: meta.published.as_deref(),
        site: meta.site.as_deref(),
        language: meta.language.as_deref(),
    }
}

/// Returns which text was annotated, named by its checksum (RFC 6920), and when it was read.
fn state(article: &Exported<'_>) -> Option<State> {
    let name = article.text.map(Fingerprint::of).unwrap_or_else(|| article.id.clone());
    let digits = name.as_str().strip_prefix("sha256-")?.as_bytes();
    let digit = |digit: &u8| char::from(*digit).to_digit(16).unwrap_or(0) as u8;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, d| sum << 4 | digit(d))).collect();
    let cached = format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(bytes));
    Some(State { r#type: "TimeState", source_date: article.accessed.map(|at| at.to_string()), cached })
}

/// Returns how a color looks in a browser.
fn style(color: Color) -> &'static str {
    match color {
        Color::Yellow => ".yellow { background: #ffe680 }",
        Color::Green => ".green { background: #b6e3a1 }",
        Color::Blue => ".blue { background: #a8d4f5 }",
        Color::Red => ".red { background: #ffb3ab }",
        Color::Purple => ".purple { background: #d6bff0 }",
    }
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    id: String,
    r#type: &'a str,
    motivation: &'a str,
    created: String,
    modified: String,
    generator: Generator<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body<'a>>,
    target: Target<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stylesheet: Option<Style<'a>>,
}

#[derive(Serialize)]
struct Generator<'a> {
    id: &'a str,
    r#type: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    purpose: &'a str,
    value: &'a str,
    format: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    r#type: &'a str,
    source: Source<'a>,
    #[serde(rename = "styleClass", skip_serializing_if = "Option::is_none")]
    style_class: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selector: Vec<Selects<'a>>,
}

#[derive(Serialize)]
struct State {
    r#type: &'static str,
    #[serde(rename = "sourceDate", skip_serializing_if = "Option::is_none")]
    source_date: Option<String>,
    cached: String,
}

#[derive(Serialize)]
struct Source<'a> {
    id: String,
    r#type: &'a str,
    #[serde(rename = "dcterms:title")]
    title: &'a str,
    #[serde(rename = "dcterms:creator", skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(rename = "dcterms:issued", skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(rename = "dcterms:publisher", skip_serializing_if = "Option::is_none")]
    site: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selects<'a> {
    #[serde(rename = "TextQuoteSelector")]
    Quote { exact: &'a str, prefix: &'a str, suffix: &'a str },
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize, end: usize },
}

#[derive(Serialize)]
struct Style<'a> {
    r#type: &'a str,
    value: &'a str,
}
