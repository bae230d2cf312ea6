//! The standoff format of brat: the text unchanged in one file, and lines that point into it in another.
//!
//! Highlights and their notes come first, as `Highlight`; then what was found in the article. No line holds a line break:
//! a span over several paragraphs is written in pieces.

use std::io::{self, Write};

use super::{Field, Losses, NOT_SURE, Page};
use crate::{
    annotation::{Annotation, Color, anchor::describe},
    extract::{Kind, QuotationKind},
    text::Span,
};

/// Writes the lines on an article.
pub(super) fn annotations(out: &mut impl Write, page: &Page<'_>, losses: &mut Losses<'_>) -> io::Result<()> {
    let article = &page.article;
    let (mut texts, mut notes, mut attributes) = (0, 0, 0);
    for annotation in article.annotations.iter() {
        let text = article.text.unwrap_or("");
        let has_words = |span: &Span| span.slice(text).contains(|c| !is_break(c));
        let Some(span) = page.spot(annotation).filter(has_words) else {
            let reason = match annotation.selector {
                Some(_) if page.spot(annotation).is_some() => "there are only line breaks in it",
                Some(_) => NOT_SURE,
                None => "the format needs words that are highlighted",
            };
            losses.add(article, Some(annotation), Field::Whole, reason);
            continue;
        };
        texts += 1;
        write_text(out, page, texts, "Highlight", span)?;
        said_otherwise(page, annotation, span, losses);
        let flat = flat(span.slice(text));
        writeln!(out, "N{texts}\tReference T{texts} Byline:{}\t{flat}", annotation.id)?;
        if annotation.color != Color::default() {
            attributes += 1;
            writeln!(out, "A{attributes}\tColor T{texts} {}", annotation.color.name())?;
        }
        if !annotation.note.is_empty() {
            notes += 1;
            let note = line(&annotation.note);
            if note != annotation.note {
                losses.add(article, Some(annotation), Field::Note, "a note is one line");
            }
            writeln!(out, "#{notes}\tAnnotatorNotes T{texts}\t{note}")?;
        }
        for tag in &annotation.tags {
            notes += 1;
            let said = line(tag);
            if said != *tag {
                losses.add(article, Some(annotation), Field::Tags, "a tag is one line");
            }
            writeln!(out, "#{notes}\tTag T{texts}\t{said}")?;
        }
    }
    found(out, page, texts)
}

/// Notes what of a highlight the text around it does not tell, and line breaks at its ends, which no piece can hold.
fn said_otherwise(page: &Page<'_>, annotation: &Annotation, span: Span, losses: &mut Losses<'_>) {
    let Some(((text, units), selector)) =
        page.article.text.zip(page.units.as_ref()).zip(annotation.selector.as_ref())
    else {
        return;
    };
    let words = span.slice(text);
    if words.starts_with(is_break) || words.ends_with(is_break) {
        for field in [Field::Words, Field::Position, Field::Context] {
            losses.add(&page.article, Some(annotation), field, "line breaks at its ends");
        }
        return;
    }
    let now = describe(text, units, span);
    if (&now.prefix, &now.suffix) != (&selector.prefix, &selector.suffix) {
        losses.add(&page.article, Some(annotation), Field::Context, "what stood around the words before");
    }
}

/// Writes the names and quotations that were found, with who says what.
fn found(out: &mut impl Write, page: &Page<'_>, texts: usize) -> io::Result<()> {
    let Some(extraction) = page.article.extraction else { return Ok(()) };
    let mut number = texts;
    // The first mention of each entity stands for it in relations.
    let mut first = vec![None; extraction.entities.len()];
    for mention in &extraction.mentions {
        let Some(entity) = extraction.entities.get(mention.entity) else { continue };
        number += 1;
        write_text(out, page, number, kind(entity.kind), mention.span)?;
        if let Some(first) = first.get_mut(mention.entity) {
            first.get_or_insert(number);
        }
    }
    let mut relations = 0;
    for quotation in extraction.quotations.iter().filter(|found| found.kind != QuotationKind::Term) {
        number += 1;
        write_text(out, page, number, "Quotation", quotation.span)?;
        let speaker = quotation.speaker.and_then(|speaker| first.get(speaker.entity?).copied()?);
        if let Some(speaker) = speaker {
            relations += 1;
            writeln!(out, "R{relations}\tSaidBy Arg1:T{number} Arg2:T{speaker}")?;
        }
    }
    Ok(())
}

/// Returns the name of a kind of entity.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "Person",
        Kind::Place => "Location",
        Kind::Organization => "Organization",
    }
}

/// Writes a span with its words, in pieces where it goes over line breaks.
fn write_text(
    out: &mut impl Write,
    page: &Page<'_>,
    number: usize,
    name: &str,
    span: Span,
) -> io::Result<()> {
    let (Some(text), Some(units)) = (page.article.text, page.units.as_ref()) else { return Ok(()) };
    write!(out, "T{number}\t{name} ")?;
    let mut at = span.start;
    let mut words = Vec::new();
    for piece in span.slice(text).split(is_break) {
        let piece_span = Span::new(at, at + piece.len());
        at = piece_span.end
            + text.get(piece_span.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        if piece.is_empty() {
            continue;
        }
        let (start, end) = units.code_points(text, piece_span);
        write!(out, "{}{} {}", if words.is_empty() { "" } else { ";" }, start.0, end.0)?;
        words.push(piece);
    }
    writeln!(out, "\t{}", words.join(" "))
}

/// Returns whether a character ends a line, for any program that may read the file. A tab would end a column.
fn is_break(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Returns text on one line, with a space for each character that would end it.
fn line(text: &str) -> String {
    text.replace(is_break, " ").trim().to_owned()
}

/// Returns the pieces of a span, joined as they are beside it.
fn flat(text: &str) -> String {
    text.split(is_break).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
}
