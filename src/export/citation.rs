//! Citations of articles: BibTeX, BibLaTeX, CSL-JSON, and in words.
//!
//! The key of an article is made of its author, year and title, with some digits of its name, so that it never changes
//! and no two articles share one.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Exported, Format, link};
use crate::{annotation::Selector, article::Meta, text::fold::Folded};

/// Somebody who wrote an article.
enum Author<'a> {
    Person {
        given: String,
        family: &'a str,
    },
    /// A name that is not taken apart: an agency, a newsroom, a single word.
    Literal(&'a str),
}

/// Writes an article for BibTeX or BibLaTeX.
pub(super) fn bibliography(
    out: &mut impl Write,
    article: &Exported<'_>,
    format: Format,
    is_first: bool,
) -> io::Result<()> {
    let meta = article.meta;
    let is_modern = format == Format::Biblatex;
    let kind = match (is_modern, article.url()) {
        (true, Some(_)) => "online",
        _ => "misc",
    };
    writeln!(out, "{}@{kind}{{{},", if is_first { "" } else { "\n" }, key(article))?;
    let authors: Vec<String> = authors(meta)
        .iter()
        .map(|author| match author {
            Author::Person { given, family } => format!("{}, {}", tex(family), tex(given)),
            Author::Literal(name) => format!("{{{}}}", tex(name)),
        })
        .collect();
    if !authors.is_empty() {
        writeln!(out, "  author = {{{}}},", authors.join(" and "))?;
    }
    writeln!(out, "  title = {{{{{}}}}},", tex(article.title))?;
    let date = meta.published.as_deref().and_then(date);
    let accessed = article.accessed.map(|at| at.to_string());
    let accessed = accessed.as_deref().and_then(date_of);
    if is_modern {
        if let Some(site) = &meta.site {
            writeln!(out, "  organization = {{{}}},", tex(site))?;
        }
        if let Some(date) = date {
            writeln!(out, "  date = {{{date}}},")?;
        }
        if let Some(url) = article.url() {
            writeln!(out, "  url = {{{url}}},")?;
        }
        if let Some(day) = accessed {
            writeln!(out, "  urldate = {{{day}}},")?;
        }
    } else {
        if let Some(site) = &meta.site {
            writeln!(out, "  organization = {{{}}},", tex(site))?;
        }
        if let Some(date) = date {
            writeln!(out, "  year = {{{}}},", date.get(..4).unwrap_or(date))?;
            if let Some(month) = date.get(5..7).and_then(|month| month.parse::<usize>().ok()) {
                let names =
                    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
                if let Some(name) = month.checked_sub(1).and_then(|idx| names.get(idx)) {
                    writeln!(out, "  month = {name},")?;
                }
            }
            if let Some(day) = date.get(8..10) {
                writeln!(out, "  day = {{{day}}},")?;
            }
        }
        if let Some(url) = article.url() {
            writeln!(out, "  url = {{{url}}},\n  howpublished = {{\\url{{{url}}}}},")?;
        }
        if let Some(day) = accessed {
            writeln!(out, "  note = {{Accessed {day}}},")?;
        }
    }
    if let Some(language) = &meta.language {
        writeln!(out, "  {} = {{{}}},", if is_modern { "langid" } else { "language" }, tex(language))?;
    }
    writeln!(out, "}}")
}

/// Writes an article in CSL-JSON.
pub(super) fn csl(out: &mut impl Write, article: &Exported<'_>, is_first: bool) -> io::Result<()> {
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    serde_json::to_writer(out, &csl_item(article)).map_err(Into::into)
}

/// Returns an article in CSL-JSON.
fn csl_item(article: &Exported<'_>) -> Value {
    let meta = article.meta;
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| drop(item.insert(name.to_owned(), value));
    put("id", key(article).into());
    let of_paper = meta.site.is_some() && meta.published.is_some();
    put("type", if of_paper { "article-newspaper" } else { "webpage" }.into());
    put("title", article.title.into());
    let authors: Vec<Value> = authors(meta)
        .iter()
        .map(|author| match author {
            Author::Person { given, family } => json!({ "family": family, "given": given }),
            Author::Literal(name) => json!({ "literal": name }),
        })
        .collect();
    if !authors.is_empty() {
        put("author", authors.into());
    }
    if let Some(site) = &meta.site {
        put("container-title", site.as_str().into());
    }
    let parts = |date: &str| -> Value {
        let numbers: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
        json!({ "date-parts": [numbers] })
    };
    if let Some(date) = meta.published.as_deref().and_then(date) {
        put("issued", parts(date));
    }
    if let Some(day) = article.accessed.map(|at| at.to_string()).as_deref().and_then(date_of) {
        put("accessed", parts(day));
    }
    if let Some(url) = article.url() {
        put("URL", url.into());
    }
    if let Some(language) = &meta.language {
        put("language", language.as_str().into());
    }
    Value::Object(item)
}

/// Returns a citation in words: who, “title”, where, when, address.
pub fn cite(title: &str, meta: &Meta) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(meta.byline.as_deref().map(|byline| with_stop(&one_line(byline))));
    let title = one_line(title);
    let stop = if title.ends_with(['.', '?', '!']) { "" } else { "." };
    parts.push(format!("“{title}{stop}”"));
    let place: Vec<String> = [&meta.site, &meta.published]
        .into_iter()
        .flatten()
        .map(|part| one_line(date(part).filter(|_| part.len() > 10).unwrap_or(part)))
        .collect();
    if !place.is_empty() {
        parts.push(with_stop(&place.join(", ")));
    }
    parts.extend(meta.url.as_deref().filter(|url| link::is_usable(url)).map(ToOwned::to_owned));
    parts.join(" ")
}

/// Returns words with who said them and where they stand, as they are pasted into a text.
pub fn quote(words: &Selector, speakers: &[&str], title: &str, meta: &Meta) -> String {
    let said = words.exact.trim();
    let is_marked = said.starts_with(['“', '"', '„', '«', '‘', '\'']);
    let said = if is_marked { said.to_owned() } else { format!("“{said}”") };
    let mut meta = meta.clone();
    meta.url = meta.url.filter(|url| link::is_usable(url)).map(|url| link::passage(&url, words));
    let who = if speakers.is_empty() { String::new() } else { format!("{}, in ", speakers.join(", ")) };
    format!("{said}\n— {who}{}", cite(title, &meta))
}

/// Returns the key of an article.
fn key(article: &Exported<'_>) -> String {
    let ascii = |text: &str| -> String {
        let plain = Folded::new(text);
        plain.as_str().chars().filter(char::is_ascii_alphanumeric).take(20).collect()
    };
    let author = authors(article.meta).first().map(|author| match author {
        Author::Person { family, .. } => ascii(family),
        Author::Literal(name) => ascii(name.split_whitespace().last().unwrap_or("")),
    });
    let year = article.meta.published.as_deref().and_then(date).and_then(|date| date.get(..4)).unwrap_or("");
    let small = ["a", "an", "the", "on", "of", "in", "to", "der", "die", "das", "le", "la", "el"];
    let words = article.title.split_whitespace().map(ascii);
    let word = words.into_iter().find(|word| !word.is_empty() && !small.contains(&word.as_str()));
    let digits = article.id.as_str().strip_prefix("sha256-").and_then(|digits| digits.get(..6)).unwrap_or("");
    let name = format!("{}{year}{}", author.unwrap_or_default(), word.unwrap_or_default());
    if name.is_empty() { format!("article-{digits}") } else { format!("{name}-{digits}") }
}

/// Takes a byline apart.
fn authors(meta: &Meta) -> Vec<Author<'_>> {
    let Some(byline) = meta.byline.as_deref() else { return Vec::new() };
    let names = byline.split([',', ';', '&']).flat_map(|part| part.split(" and "));
    let names = names.map(str::trim).filter(|name| !name.is_empty());
    names
        .map(|name| {
            let words: Vec<&str> = name.split_whitespace().collect();
            let is_name = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
            match words.as_slice() {
                ["The", ..] => Author::Literal(name),
                [given @ .., family] if (1..=3).contains(&given.len()) && words.iter().all(is_name) => {
                    Author::Person { given: given.join(" "), family }
                }
                _ => Author::Literal(name),
            }
        })
        .collect()
}

/// Returns the date of a moment that was published, as far as it is known: a year, a month or a day.
fn date(published: &str) -> Option<&str> {
    let fits = |form: &str| {
        let part = published.get(..form.len())?;
        let same = part.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        });
        same.then_some(part)
    };
    ["0000-00-00", "0000-00", "0000"].into_iter().find_map(fits)
}

/// Returns the day of a moment of ours.
fn date_of(moment: &str) -> Option<&str> {
    moment.get(..10)
}

/// Returns text in which TeX sees only letters.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            // Braces must balance, also where they are escaped, or the entry does not end where it should.
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '"' => out.push_str("\\textquotedbl{}"),
            '@' => out.push_str("\\char64{}"),
            '#' | '$' | '%' | '&' | '_' => {
                out.push('\\');
                out.push(letter);
            }
            control if control.is_control() => out.push('\u{FFFD}'),
            _ => out.push(letter),
        }
    }
    out
}

fn with_stop(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
