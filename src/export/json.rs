//! Notes as a collection of the Web Annotation Data Model (W3C Recommendation of 2017), in JSON-LD.
//!
//! Positions count code points, times are in UTC, and every annotation can stand alone. The quote is the one that was
//! highlighted; a position is given only where exactly these words stand there now.

use serde::Serialize;

use super::Exported;
use crate::{
    annotation::{Anchor, Annotation, Color, Selector},
    text::units::Units,
};

/// The vocabulary.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
const COLLECTION: &str = "urn:byline:notes";
const PAGE: &str = "urn:byline:notes:page:1";

/// Writes the notes on some articles as one collection.
pub(super) fn export(articles: &[Exported<'_>]) -> String {
    let mut items = Vec::new();
    for article in articles {
        let units = article.text.map(Units::new);
        items.extend(article.annotations.iter().map(|annotation| item(article, units.as_ref(), annotation)));
    }
    let total = items.len();
    let first = (total > 0).then_some(Page { id: PAGE, r#type: "AnnotationPage", start_index: 0, items });
    let collection = Collection {
        context: CONTEXT,
        id: COLLECTION,
        r#type: "AnnotationCollection",
        label: "Notes",
        total,
        last: first.is_some().then_some(PAGE),
        first,
    };
    let mut out = serde_json::to_string_pretty(&collection).unwrap_or_default();
    out.push('\n');
    out
}

/// Writes one annotation.
fn item<'a>(article: &Exported<'a>, units: Option<&Units>, annotation: &'a Annotation) -> Item<'a> {
    let body = |purpose, value| Body { r#type: "TextualBody", purpose, value, format: "text/plain" };
    let note = (!annotation.note.is_empty()).then(|| body("commenting", annotation.note.as_str()));
    let mut bodies: Vec<Body<'_>> = note.into_iter().collect();
    bodies.extend(annotation.also.iter().map(|note| body("commenting", note)));
    bodies.extend(annotation.tags.iter().map(|tag| body("tagging", tag)));
    let source = Source {
        id: article.iri(),
        r#type: "Text",
        title: article.title,
        language: article.meta.language.as_deref(),
    };
    let color = annotation.color.name();
    let (motivation, target, stylesheet) = match &annotation.selector {
        Some(selector) => {
            let selectors = selectors(article, units, annotation, selector);
            let target =
                Target::Words { r#type: "SpecificResource", source, style_class: color, selector: selectors };
            ("highlighting", target, Some(Style { r#type: "CssStylesheet", value: style(annotation.color) }))
        }
        None => ("commenting", Target::Article(source), None),
    };
    Item {
        context: CONTEXT,
        id: format!("urn:uuid:{}", annotation.id),
        r#type: "Annotation",
        motivation,
        created: annotation.created.to_string(),
        modified: annotation.modified.to_string(),
        generator: Generator {
            id: "urn:byline:program",
            r#type: "Software",
            name: concat!("byline ", env!("CARGO_PKG_VERSION")),
        },
        body: bodies,
        target,
        stylesheet,
    }
}

/// Returns the quote, and the position where it is sure that the quote stands there.
fn selectors<'a>(
    article: &Exported<'_>,
    units: Option<&Units>,
    annotation: &Annotation,
    selector: &'a Selector,
) -> Vec<Selects<'a>> {
    let quote = Selects::Quote { exact: &selector.exact, prefix: &selector.prefix, suffix: &selector.suffix };
    let position = match (&annotation.anchor, article.text.zip(units)) {
        (Anchor::Exact(span) | Anchor::Moved(span), Some((text, units))) => {
            Some(units.code_points(text, *span))
        }
        (_, None) => Some((selector.start, selector.end)),
        _ => None,
    };
    // A file can hold a position that no text has; it is no help to anybody.
    let position = position.filter(|(start, end)| start <= end && end.0 <= u32::MAX as usize);
    let position = position.map(|(start, end)| Selects::Position { start: start.0, end: end.0 });
    [Some(quote), position].into_iter().flatten().collect()
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
struct Collection<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    id: &'a str,
    r#type: &'a str,
    label: &'a str,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<Page<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<&'a str>,
}

#[derive(Serialize)]
struct Page<'a> {
    id: &'a str,
    r#type: &'a str,
    #[serde(rename = "startIndex")]
    start_index: usize,
    items: Vec<Item<'a>>,
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
#[serde(untagged)]
enum Target<'a> {
    Article(Source<'a>),
    Words {
        r#type: &'a str,
        source: Source<'a>,
        #[serde(rename = "styleClass")]
        style_class: &'a str,
        selector: Vec<Selects<'a>>,
    },
}

#[derive(Serialize)]
struct Source<'a> {
    id: String,
    r#type: &'a str,
    #[serde(rename = "dcterms:title")]
    title: &'a str,
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
