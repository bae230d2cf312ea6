//! Notes in the formats that other programs read. One file per format.
//!
//! The same notes give the same bytes. Article, title, note and tag are text from outside: no export lets them become
//! structure.

mod json;
mod markdown;

use crate::{
    annotation::{Annotation, Selector, set::Annotations},
    article::{Fingerprint, Meta},
    extract::{Extraction, QuotationKind},
    text::Span,
};

/// A format that notes leave in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Markdown (CommonMark) to read, or to keep in a folder of notes.
    Markdown,
    /// The Web Annotation Data Model of the W3C, as JSON-LD.
    Json,
}

/// An article with the annotations that are exported.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// The article's name.
    pub id: &'a Fingerprint,
    /// Its title, or what stands for one.
    pub title: &'a str,
    /// What is known about it.
    pub meta: &'a Meta,
    /// Its text, or `None` where only the notes are left.
    pub text: Option<&'a str>,
    /// What was found in it, or `None` where nobody looked.
    pub extraction: Option<&'a Extraction>,
    /// The annotations, anchored in the text.
    pub annotations: &'a Annotations,
}

/// Writes the notes on some articles in a format.
pub fn export(format: Format, articles: &[Exported<'_>]) -> String {
    match format {
        Format::Markdown => markdown::export(articles),
        Format::Json => json::export(articles),
    }
}

impl Exported<'_> {
    /// Returns the address by which the article is known to the world: its own, or one made from its name.
    fn iri(&self) -> String {
        let usable = |url: &&String| {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
            rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(forbidden)
        };
        self.meta
            .url
            .as_ref()
            .filter(usable)
            .cloned()
            .unwrap_or_else(|| format!("urn:byline:{}", self.id.as_str()))
    }

    /// Returns who is quoted in the words of an annotation, each once, as the text goes.
    fn speakers(&self, annotation: &Annotation) -> Vec<&str> {
        let (Some(text), Some(extraction), Some(span)) =
            (self.text, self.extraction, annotation.anchor.span())
        else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for quotation in &extraction.quotations {
            // The marks around a quotation are not part of it, but often of the highlight.
            let is_meant = quotation.span.covers(span) || span.covers(quotation.span);
            if quotation.kind == QuotationKind::Term || !is_meant {
                continue;
            }
            let Some(speaker) = quotation.speaker else { continue };
            let entity = speaker.entity.and_then(|idx| extraction.entities.get(idx));
            let name = entity.map_or(speaker.span.slice(text), |entity| entity.name.as_str());
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Returns the words that a selector was made for, and those that stand there now where they differ.
fn words<'a>(selector: &'a Selector, text: Option<&'a str>, now: Option<Span>) -> (&'a str, Option<&'a str>) {
    let now = text.zip(now).map(|(text, span)| span.slice(text)).filter(|now| *now != selector.exact);
    (&selector.exact, now)
}

#[cfg(test)]
mod tests;
