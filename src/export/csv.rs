//! Tables: everything, what Readwise imports, and the quote sheet.
//!
//! A spreadsheet runs what begins like a formula. No cell does: such words get an apostrophe, and so do those that begin
//! with apostrophes before one, so that each can be taken off again.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::{Field, Losses, Page, link};
use crate::{
    annotation::{Annotation, Timestamp},
    text::{Span, sentence},
};

/// The columns of the table with everything.
const COLUMNS: [&str; 24] = [
    "id",
    "article",
    "title",
    "author",
    "site",
    "url",
    "published",
    "language",
    "accessed",
    "quote",
    "note",
    "also",
    "tags",
    "color",
    "speaker",
    "state",
    "start",
    "end",
    "prefix",
    "suffix",
    "was_start",
    "was_end",
    "created",
    "modified",
];

/// The columns that Readwise imports.
const READWISE: [&str; 7] = ["Highlight", "Title", "Author", "URL", "Note", "Location", "Date"];

/// The columns of the quote sheet.
const SHEET: [&str; 13] = [
    "who",
    "words",
    "now reads",
    "published",
    "where",
    "author",
    "context",
    "link",
    "note",
    "tags",
    "noted",
    "state",
    "id",
];

/// Returns a cell in which nothing is a formula.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_guarded(cell) { format!("'{cell}").into() } else { cell.into() }
}

/// Takes back what [`guarded`] did.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(cell)
}

/// Returns whether words begin like a formula, perhaps behind apostrophes.
fn is_guarded(cell: &str) -> bool {
    let words = cell.trim_start_matches('\'');
    words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Joins labels into one cell, so that they can be told apart again.
fn join(labels: &[String]) -> String {
    let escaped = labels.iter().map(|label| label.replace('\\', "\\\\").replace(',', "\\,"));
    escaped.collect::<Vec<_>>().join(",")
}

/// Takes the labels of a cell apart: they stand between commas, and a backslash takes the meaning of what follows.
pub fn split(cell: &str) -> Vec<String> {
    let (mut labels, mut label) = (Vec::new(), String::new());
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => label.extend(letters.next()),
            ',' => labels.push(std::mem::take(&mut label)),
            _ => label.push(letter),
        }
    }
    labels.push(label);
    labels.retain(|label| !label.is_empty());
    labels
}

/// Writes a row.
fn row<'a>(out: &mut impl Write, cells: impl IntoIterator<Item = Cow<'a, str>>) -> io::Result<()> {
    for (idx, cell) in cells.into_iter().enumerate() {
        if idx > 0 {
            out.write_all(b",")?;
        }
        let cell = guarded(&cell);
        if cell.contains(['"', ',', '\n', '\r'])
            || cell.starts_with(char::is_whitespace)
            || cell.ends_with(char::is_whitespace)
        {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

/// Writes the header of the table with everything.
pub(super) fn begin(out: &mut impl Write) -> io::Result<()> {
    row(out, COLUMNS.map(Cow::from))
}

/// Writes the annotations of an article.
pub(super) fn article(out: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let (article, meta) = (&page.article, page.article.meta);
    let known = |value: &Option<String>| Cow::from(value.clone().unwrap_or_default());
    for annotation in article.annotations.iter() {
        let selector = annotation.selector.as_ref();
        let part = |part: fn(&crate::annotation::Selector) -> String| {
            Cow::from(selector.map(part).unwrap_or_default())
        };
        let now = article.text.zip(page.units.as_ref()).zip(annotation.anchor.span());
        let now = now.map(|((text, units), span)| units.code_points(text, span));
        let also =
            if annotation.also.is_empty() { String::new() } else { serde_json::to_string(&annotation.also)? };
        row(
            out,
            [
                annotation.id.to_string().into(),
                article.id.as_str().into(),
                article.title.into(),
                known(&meta.byline),
                known(&meta.site),
                known(&meta.url),
                known(&meta.published),
                known(&meta.language),
                article.accessed.map(|at| at.to_string()).unwrap_or_default().into(),
                part(|selector| selector.exact.clone()),
                annotation.note.as_str().into(),
                also.into(),
                join(&annotation.tags).into(),
                annotation.color.name().into(),
                article.speakers(annotation).join("; ").into(),
                article.text.map_or("", |_| annotation.anchor.state()).into(),
                now.map(|(start, _)| start.0.to_string()).unwrap_or_default().into(),
                now.map(|(_, end)| end.0.to_string()).unwrap_or_default().into(),
                part(|selector| selector.prefix.clone()),
                part(|selector| selector.suffix.clone()),
                part(|selector| selector.start.0.to_string()),
                part(|selector| selector.end.0.to_string()),
                annotation.created.to_string().into(),
                annotation.modified.to_string().into(),
            ],
        )?;
    }
    Ok(())
}

/// Writes the header of the table for Readwise.
pub(super) fn begin_readwise(out: &mut impl Write) -> io::Result<()> {
    row(out, READWISE.map(Cow::from))
}

/// Writes the annotations of an article for Readwise. It needs words: what is noted on a whole article has none.
pub(super) fn readwise(out: &mut impl Write, page: &Page<'_>, losses: &mut Losses<'_>) -> io::Result<()> {
    let article = &page.article;
    let url = article.url();
    for annotation in article.annotations.iter() {
        let Some(selector) =
            annotation.selector.as_ref().filter(|selector| !selector.exact.trim().is_empty())
        else {
            losses.add(
                article,
                Some(annotation),
                Field::Whole,
                "the format needs words that are highlighted",
            );
            continue;
        };
        let location = page.code_points(annotation);
        if location.is_none() {
            losses.add(article, Some(annotation), Field::Position, super::NOT_SURE);
        }
        if annotation.created.0.rem_euclid(1000) != 0 {
            losses.add(article, Some(annotation), Field::Created, "the format counts whole seconds");
        }
        let note = dotted(annotation, |field, reason| losses.add(article, Some(annotation), field, reason));
        row(
            out,
            [
                selector.exact.as_str().into(),
                article.title.into(),
                article.meta.byline.as_deref().unwrap_or("").into(),
                url.unwrap_or("").into(),
                note.into(),
                location.map(|(start, _)| start.0.to_string()).unwrap_or_default().into(),
                date(annotation.created).into(),
            ],
        )?;
    }
    Ok(())
}

/// Returns a note that begins with its tags, each a word behind a dot. A note that begins with a dot itself gets a space.
fn dotted(annotation: &Annotation, mut lost: impl FnMut(Field, &'static str)) -> String {
    let is_word = |tag: &&String| !tag.contains(char::is_whitespace) && !tag.starts_with('.');
    if !annotation.tags.iter().all(|tag| is_word(&tag)) {
        lost(Field::Tags, "a tag of several words, or one that begins with a dot, has no place in a note");
    }
    let tags: Vec<String> = annotation.tags.iter().filter(is_word).map(|tag| format!(".{tag}")).collect();
    let mut note = tags.join(" ");
    if !note.is_empty() && !annotation.note.is_empty() {
        note.push(' ');
    }
    if annotation.note.trim_start_matches(' ').starts_with('.') {
        note.push(' ');
    }
    note + &annotation.note
}

/// Returns a moment as Readwise writes it.
fn date(at: Timestamp) -> String {
    let text = at.to_string();
    match (text.get(..10), text.get(11..19)) {
        (Some(day), Some(time)) if text.len() == 24 => format!("{day} {time}+00:00"),
        _ => text,
    }
}

/// Writes the header of the quote sheet.
pub(super) fn begin_sheet(out: &mut impl Write) -> io::Result<()> {
    row(out, SHEET.map(Cow::from))
}

/// Writes the annotations of an article into the quote sheet.
pub(super) fn sheet(out: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let (article, meta) = (&page.article, page.article.meta);
    let site = [meta.site.as_deref(), Some(article.title)];
    let place = site.into_iter().flatten().collect::<Vec<_>>().join(": ");
    let sentences = article.text.map(sentence::sentences).unwrap_or_default();
    for annotation in article.annotations.iter() {
        let selector = annotation.selector.as_ref();
        let (was, now) = selector
            .map_or(("", None), |selector| super::words(selector, article.text, annotation.anchor.span()));
        let context = match (article.text, annotation.anchor.span()) {
            (Some(text), Some(span)) => around(text, &sentences, span).into(),
            _ => selector.map_or(Cow::from(""), |selector| {
                format!("{}{}{}", selector.prefix, selector.exact, selector.suffix).into()
            }),
        };
        let link = match (article.url(), selector) {
            (Some(url), Some(selector)) => link::passage(url, selector),
            (url, _) => url.unwrap_or("").to_owned(),
        };
        let notes = [&annotation.note].into_iter().chain(&annotation.also);
        let notes: Vec<&str> = notes.map(String::as_str).filter(|note| !note.is_empty()).collect();
        row(
            out,
            [
                article.speakers(annotation).join("; ").into(),
                was.into(),
                now.unwrap_or("").into(),
                meta.published.as_deref().unwrap_or("").into(),
                place.as_str().into(),
                meta.byline.as_deref().unwrap_or("").into(),
                context,
                link.into(),
                notes.join("\n\n").into(),
                join(&annotation.tags).into(),
                annotation.created.to_string().into(),
                article.text.map_or("not in the library", |_| annotation.anchor.state()).into(),
                annotation.id.to_string().into(),
            ],
        )?;
    }
    Ok(())
}

/// Returns the sentences around some words, with one more on each side.
fn around<'a>(text: &'a str, sentences: &[Span], span: Span) -> &'a str {
    let first = sentences.partition_point(|sentence| sentence.end <= span.start).saturating_sub(1);
    let last = sentences.partition_point(|sentence| sentence.start < span.end);
    let start = sentences.get(first).map_or(span.start, |sentence| sentence.start.min(span.start));
    let end =
        sentences.get(last).or(sentences.last()).map_or(span.end, |sentence| sentence.end.max(span.end));
    Span::new(start, end).slice(text).trim()
}
