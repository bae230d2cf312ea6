//! Markdown for a vault of Obsidian: properties that are flat, a callout for each highlight with the block id by which it
//! can be linked to, and regions in which the reader writes. [`super::keep`] keeps what is written there.

use std::io::{self, Write};

use super::{
    Exported, Field, Losses, Page, keep, link,
    markdown::{block, is_lost, one_line, tag},
    words,
};
use crate::{
    annotation::{Anchor, Annotation},
    extract::Kind,
};

/// Writes the notes on an article. Only at the beginning of a file can properties stand.
pub(super) fn article(
    out: &mut impl Write,
    page: &Page<'_>,
    is_first: bool,
    losses: &mut Losses<'_>,
) -> io::Result<()> {
    let article = &page.article;
    if is_first {
        properties(out, article)?;
    } else {
        let meta = article.meta;
        let known = [&meta.byline, &meta.site, &meta.published, &meta.language];
        let mut line: Vec<String> = known.into_iter().flatten().map(|part| one_line(part)).collect();
        line.extend(article.url().map(|url| format!("<{url}>")));
        write!(out, "\n# {}\n", one_line(article.title))?;
        if !line.is_empty() {
            write!(out, "\n{}\n", line.join(" · "))?;
        }
    }
    let id = article.id.as_str();
    let name = id.strip_prefix("sha256-").and_then(|digits| digits.get(..16)).unwrap_or(id);
    out.write_all(keep::region(&format!("a-{name}")).as_bytes())?;
    let (found, lost): (Vec<_>, Vec<_>) =
        article.annotations.iter().partition(|annotation| !is_lost(article, annotation));
    for annotation in found {
        out.write_all(callout(page, annotation, losses).as_bytes())?;
    }
    if !lost.is_empty() {
        out.write_all(b"\n## No longer found in the text\n")?;
    }
    for annotation in lost {
        out.write_all(callout(page, annotation, losses).as_bytes())?;
    }
    Ok(())
}

/// Writes what is known about the article as YAML.
fn properties(out: &mut impl Write, article: &Exported<'_>) -> io::Result<()> {
    let meta = article.meta;
    writeln!(out, "---\ntitle: {}", yaml(article.title))?;
    if let Some(byline) = &meta.byline {
        writeln!(out, "author: [{}]", yaml(byline))?;
    }
    for (name, value) in [("site", &meta.site), ("published", &meta.published), ("language", &meta.language)]
    {
        if let Some(value) = value {
            writeln!(out, "{name}: {}", yaml(value))?;
        }
    }
    if let Some(url) = article.url() {
        writeln!(out, "url: {}", yaml(url))?;
    }
    let mut tags: Vec<&str> =
        article.annotations.iter().flat_map(|annotation| &annotation.tags).map(String::as_str).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.retain(|label| tag(label).starts_with('#'));
    list(out, "tags", tags.into_iter().map(str::to_owned))?;
    if let Some(extraction) = article.extraction {
        let named = |kind: Kind| {
            let named = extraction.entities.iter().filter(move |entity| entity.kind == kind);
            named.map(|entity| format!("[[{}]]", page_name(&entity.name)))
        };
        list(out, "people", named(Kind::Person))?;
        list(out, "places", named(Kind::Place))?;
        list(out, "organizations", named(Kind::Organization))?;
    }
    writeln!(out, "byline-id: {}\n---\n\n# {}", yaml(article.id.as_str()), one_line(article.title))
}

/// Writes a property that is a list, if there is anything in it.
fn list(out: &mut impl Write, name: &str, values: impl Iterator<Item = String>) -> io::Result<()> {
    let values: Vec<String> = values.map(|value| yaml(&value)).collect();
    if values.is_empty() { Ok(()) } else { writeln!(out, "{name}: [{}]", values.join(", ")) }
}

/// Returns a name that a page can have.
fn page_name(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if "[]|#^\\/:*?\"<>".contains(c) || c.is_control() { ' ' } else { c }).collect();
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a highlight or a note with the region below it.
fn callout(page: &Page<'_>, annotation: &Annotation, losses: &mut Losses<'_>) -> String {
    let article = &page.article;
    let mut about: Vec<String> = article.speakers(annotation).into_iter().map(one_line).collect();
    let kind = if annotation.selector.is_some() { "quote" } else { "note" };
    match annotation.selector {
        Some(_) => about.push(annotation.color.name().to_owned()),
        None => about.push("on the article".to_owned()),
    }
    if let Anchor::Ambiguous(spans) = &annotation.anchor {
        about.push(format!("stands in {} places", spans.len()));
    }
    let mut out = format!("\n> [!{kind}]+ {}\n", about.join(" · "));
    let mut parts = 0;
    let mut part = |out: &mut String, heading: &str, text: &str| {
        if !text.trim().is_empty() {
            out.push_str(if parts > 0 { ">\n" } else { "" });
            parts += 1;
            if !heading.is_empty() {
                out.push_str(&format!("> {heading}\n>\n"));
            }
            block(out, "> ", text);
        }
    };
    if let Some(selector) = &annotation.selector {
        let (was, now) = words(selector, article.text, annotation.anchor.span());
        part(&mut out, "", was);
        part(&mut out, "In the text it now reads:", now.unwrap_or(""));
    }
    part(&mut out, "", &annotation.note);
    for note in &annotation.also {
        part(&mut out, "Written elsewhere at the same time:", note);
    }
    let is_changed = |text: &str| text.contains('\r') || text.trim() != text;
    if is_changed(&annotation.note) {
        losses.add(article, Some(annotation), Field::Note, "white space around it, and how its lines end");
    }
    let tags: Vec<String> = annotation.tags.iter().map(|label| tag(label)).collect();
    let mut last = vec![annotation.created.to_string().get(..10).unwrap_or("").to_owned()];
    if !tags.is_empty() {
        last.insert(0, tags.join(" "));
    }
    if let Some(url) = article.url() {
        let target =
            annotation.selector.as_ref().map_or_else(|| url.to_owned(), |words| link::passage(url, words));
        last.push(format!("[source](<{target}>)"));
    }
    if parts > 0 {
        out.push_str(">\n");
    }
    out.push_str(&format!("> {}\n", last.join(" · ")));
    let name = block_id(annotation);
    out.push_str(&format!("\n^{name}\n{}", keep::region(&name)));
    out
}

/// Returns the name by which a callout can be linked to: the annotation's own, in the letters that are allowed there.
fn block_id(annotation: &Annotation) -> String {
    format!("h-{:032x}", annotation.id.0)
}

/// Returns text as a string of YAML on one line: what JSON writes, and what JSON leaves as it is but YAML does not.
pub(super) fn yaml(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_default();
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '\u{7F}'..='\u{9F}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{FEFF}'
            | '\u{FFFE}'
            | '\u{FFFF}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => {
                out.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            _ => out.push(letter),
        }
    }
    out
}
