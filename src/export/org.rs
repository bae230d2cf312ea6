//! Org as org-remark keeps it: a heading for the article, one below it for each highlight, positions as Emacs counts
//! them (characters from 1).

use std::io::{self, Write};

use super::{Field, Losses, NOT_SURE, Page};
use crate::annotation::Annotation;

/// What Org's manual says to put beside markup that is none.
pub const ESCAPE: char = '\u{200B}';

/// Writes the notes on an article.
pub(super) fn article(out: &mut impl Write, page: &Page<'_>, losses: &mut Losses<'_>) -> io::Result<()> {
    let article = &page.article;
    let iri = article.iri();
    let title = heading(article.title);
    if title.trim_end_matches(ESCAPE) != article.title {
        losses.add(article, None, Field::Title, "a heading is one line");
    }
    write!(
        out,
        "* {title}\n:PROPERTIES:\n:org-remark-file: {iri}\n:byline-article: {}\n:END:\n",
        article.id.as_str()
    )?;
    for annotation in article.annotations.iter() {
        out.write_all(entry(page, annotation, &iri, losses).as_bytes())?;
    }
    Ok(())
}

/// Returns an annotation as a heading with its properties, and the note below.
fn entry(page: &Page<'_>, annotation: &Annotation, iri: &str, losses: &mut Losses<'_>) -> String {
    let article = &page.article;
    let words = annotation.selector.as_ref().map(|selector| selector.exact.as_str());
    let position = page.code_points(annotation);
    let mut out = String::from("** ");
    let line = heading(words.unwrap_or("on the article"));
    out.push_str(&line.chars().take(80).collect::<String>());
    if line.chars().nth(80).is_some() {
        out.push('…');
    }
    out.push_str(&format!("\n:PROPERTIES:\n:org-remark-id: {}\n", annotation.id));
    if let Some((start, end)) = position {
        out.push_str(&format!(":org-remark-beg: {}\n:org-remark-end: {}\n", start.0 + 1, end.0 + 1));
    } else if words.is_some() {
        losses.add(article, Some(annotation), Field::Position, NOT_SURE);
    }
    out.push_str(&format!(":org-remark-link: {iri}\n:org-remark-label: {}\n", annotation.color.name()));
    if let Some(words) = words {
        let flat = flat(words);
        // Where the text is there and the position sure, the words can be read from it.
        if flat != words && (article.text.is_none() || position.is_none()) {
            losses.add(article, Some(annotation), Field::Words, "a property is one line");
        }
        out.push_str(&format!(":org-remark-original-text: {flat}\n"));
    }
    if !annotation.tags.is_empty() {
        // As JSON, because a tag may hold any letters; it is one line without control characters.
        let tags = serde_json::to_string(&annotation.tags).unwrap_or_default();
        out.push_str(&format!(
            ":byline-tags: {}\n",
            tags.replace('\u{85}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
        ));
    }
    out.push_str(&format!(
        ":byline-created: {}\n:byline-modified: {}\n",
        annotation.created, annotation.modified
    ));
    out.push_str(&format!(":CATEGORY: {}\n:END:\n", annotation.color.name()));
    if !annotation.note.is_empty() {
        for line in annotation.note.split('\n') {
            if is_org_markup(line) {
                out.push(',');
            }
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Returns whether a line of a note would be structure, or looks like one that was escaped.
pub fn is_org_markup(line: &str) -> bool {
    let words = line.trim_start_matches(',');
    let inner = words.trim_start();
    words.starts_with('*') || inner.starts_with("#+") || inner.starts_with(':')
}

/// Returns text as a heading, in which the last words are no tags.
fn heading(text: &str) -> String {
    let mut line = flat(text);
    if line.ends_with(':') || line.ends_with(ESCAPE) {
        line.push(ESCAPE);
    }
    if line.is_empty() {
        line.push(ESCAPE);
    }
    line
}

/// Returns text on one line.
fn flat(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
