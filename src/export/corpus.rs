//! Formats in which taggers are trained: tokens with tags, and spans with labels. The label of a highlight is its first
//! tag, else its color.

use std::io::{self, Write};

use serde_json::json;
use unicode_segmentation::UnicodeSegmentation;

use super::{Field, Losses, NOT_SURE, Page, standoff};
use crate::{annotation::Annotation, text::sentence};

/// The reason where there are no words.
const NO_WORDS: &str = "the format needs words that are highlighted";

/// Writes the tokens of an article, each with its tag (IOB2). Of highlights that overlap only the first is written.
pub(super) fn conll(out: &mut impl Write, page: &Page<'_>, losses: &mut Losses<'_>) -> io::Result<()> {
    let article = &page.article;
    let mut spans = Vec::new();
    let mut end = 0;
    for annotation in article.annotations.iter() {
        match page.spot(annotation).filter(|span| !span.is_empty()) {
            Some(span) if span.start >= end => {
                end = span.end;
                spans.push((span, label(annotation), annotation));
            }
            Some(_) => losses.add(article, Some(annotation), Field::Whole, "highlights cannot overlap"),
            None => missing(page, annotation, losses),
        }
    }
    let Some(text) = article.text else { return Ok(()) };
    let mut spans = spans.into_iter().peekable();
    let mut is_begun = false;
    for sentence in sentence::sentences(text) {
        let mut is_empty = true;
        for (idx, token) in sentence.slice(text).split_word_bound_indices() {
            let start = sentence.start + idx;
            if token.trim().is_empty() {
                continue;
            }
            while let Some((span, _, annotation)) = spans.next_if(|(span, _, _)| span.end <= start) {
                // One that ends before its first token began inside of it.
                if !is_begun {
                    losses.add(article, Some(annotation), Field::Whole, "it is smaller than a token");
                }
                let _ = span;
                is_begun = false;
            }
            let tag = match spans.peek() {
                Some((span, label, annotation)) if span.start < start + token.len() => {
                    let prefix = if is_begun { "I" } else { "B" };
                    if !is_begun && span.start != start {
                        losses.add(article, Some(annotation), Field::Position, "it begins inside of a token");
                    }
                    is_begun = true;
                    format!("{prefix}-{label}")
                }
                _ => "O".to_owned(),
            };
            let token: String =
                token.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
            writeln!(out, "{token} {tag}")?;
            is_empty = false;
        }
        if !is_empty {
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

/// Writes an article on a line, with highlights, names and quotations as entities, and who says what as relations.
pub(super) fn doccano(out: &mut impl Write, page: &Page<'_>, losses: &mut Losses<'_>) -> io::Result<()> {
    let article = &page.article;
    let (Some(text), Some(units)) = (article.text, page.units.as_ref()) else {
        for annotation in article.annotations.iter() {
            losses.add(article, Some(annotation), Field::Whole, "the article is not in the library");
        }
        return Ok(());
    };
    let id = article.id.as_str();
    write!(
        out,
        "{{\"id\":{},\"title\":{},\"url\":{},",
        json!(id),
        json!(article.title),
        json!(article.url())
    )?;
    write!(out, "\"text\":{},\"entities\":[", json!(text))?;
    let mut number = 0;
    let mut entity = |out: &mut dyn Write, label: &str, span| {
        let (start, end) = units.code_points(text, span);
        let comma = if number > 0 { "," } else { "" };
        number += 1;
        let label = json!(label);
        let (start, end) = (start.0, end.0);
        write!(
            out,
            "{comma}{{\"id\":{number},\"label\":{label},\"start_offset\":{start},\"end_offset\":{end}}}"
        )
        .map(|()| number)
    };
    for annotation in article.annotations.iter() {
        match page.spot(annotation) {
            Some(span) => drop(entity(&mut *out, &label(annotation), span)?),
            None => missing(page, annotation, losses),
        }
    }
    let mut relations: Vec<(usize, usize)> = Vec::new();
    if let Some(extraction) = article.extraction {
        let mut first = vec![None; extraction.entities.len()];
        for mention in &extraction.mentions {
            let Some(found) = extraction.entities.get(mention.entity) else { continue };
            let number = entity(&mut *out, standoff::kind(found.kind), mention.span)?;
            if let Some(first) = first.get_mut(mention.entity) {
                first.get_or_insert(number);
            }
        }
        for quotation in &extraction.quotations {
            let number = entity(&mut *out, "Quotation", quotation.span)?;
            let speaker = quotation.speaker.and_then(|speaker| first.get(speaker.entity?).copied()?);
            relations.extend(speaker.map(|speaker| (number, speaker)));
        }
    }
    out.write_all(b"],\"relations\":[")?;
    for (idx, (from, to)) in (1..).zip(relations) {
        let comma = if idx > 1 { "," } else { "" };
        write!(out, "{comma}{{\"id\":{idx},\"from_id\":{from},\"to_id\":{to},\"type\":\"said by\"}}")?;
    }
    out.write_all(b"]}\n")
}

/// Says why an annotation is not there.
fn missing(page: &Page<'_>, annotation: &Annotation, losses: &mut Losses<'_>) {
    let reason = if annotation.selector.is_some() { NOT_SURE } else { NO_WORDS };
    losses.add(&page.article, Some(annotation), Field::Whole, reason);
}

/// Returns the label of a highlight, without spaces.
fn label(annotation: &Annotation) -> String {
    let label = annotation.tags.first().map_or(annotation.color.name(), String::as_str);
    label.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect()
}
