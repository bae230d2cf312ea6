//! Finds an article by what a person would type: its name or the beginning of it, its path or address, or its title.

use rusqlite::{Connection, OptionalExtension};

use super::{Entry, Error, Library, Result, similar::is_version};
use crate::article::Article;

/// What was found. Boxed, because an entry is large and mostly there is one.
pub type Found = Option<Box<Entry>>;

/// The fewest digits that are taken for the beginning of a name.
const DIGITS: usize = 4;

/// Candidates that an error names.
const NAMED: usize = 8;

impl Library {
    /// Returns the article that `spec` names: by its name or at least four digits of its beginning, else by its exact
    /// path or address, else by a part of its title in any case. That several fit is an error that lists them.
    pub fn find(&self, spec: &str) -> Result<Found> {
        let entries = self.list()?;
        let spec = spec.trim();
        let digits = spec.strip_prefix("sha256-").unwrap_or(spec);
        let is_name = digits.len() >= DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = digits.to_ascii_lowercase();
        let lower = spec.to_lowercase();
        let by_name = |entry: &Entry| {
            [&entry.id, &entry.text].iter().any(|name| {
                name.as_str().strip_prefix("sha256-").is_some_and(|name| name.starts_with(&digits))
            })
        };
        let by_place =
            |entry: &Entry| entry.source.as_deref() == Some(spec) || entry.meta.url.as_deref() == Some(spec);
        let by_title = |entry: &Entry| entry.label.to_lowercase().contains(&lower);
        let kinds: [&dyn Fn(&Entry) -> bool; 3] =
            [&|entry| is_name && by_name(entry), &by_place, &|entry| !lower.is_empty() && by_title(entry)];
        for fits in kinds {
            let found: Vec<&Entry> = entries.iter().filter(|entry| fits(entry)).collect();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(Some(Box::new((*one).clone()))),
                several => return Err(ambiguous(spec, several)),
            }
        }
        Ok(None)
    }
}

/// Returns the article that an unknown text is a later version of: the one with its address, or the one that was read
/// from the same source with mostly the same words.
pub(super) fn earlier_version(
    db: &Connection,
    article: &Article,
    place: Option<&str>,
    source: Option<&str>,
) -> rusqlite::Result<Option<String>> {
    if let Some(place) = place {
        let query = "SELECT id FROM articles WHERE place = ?1 ORDER BY n LIMIT 1";
        let known = db.prepare_cached(query)?.query_row([place], |row| row.get(0)).optional()?;
        if known.is_some() {
            return Ok(known);
        }
    }
    let Some(source) = source else { return Ok(None) };
    let mut query = db.prepare_cached(
        "SELECT articles.id, text, url FROM articles JOIN versions ON fingerprint = current WHERE source = ?1",
    )?;
    let mut rows = query.query([source])?;
    while let Some(row) = rows.next()? {
        let url: Option<String> = row.get(2)?;
        // Two addresses are two articles, however alike.
        let other = url.is_some() && article.meta.url.is_some();
        if !other && is_version(row.get_ref(1)?.as_str()?, &article.text) {
            return row.get(0).map(Some);
        }
    }
    Ok(None)
}

/// Says that several articles fit, and which.
fn ambiguous(spec: &str, entries: &[&Entry]) -> Error {
    let mut list = String::new();
    for entry in entries.iter().take(NAMED) {
        let name: String = entry.id.as_str().chars().skip("sha256-".len()).take(12).collect();
        list.push_str(&format!("\n  {name}  {}", entry.label));
    }
    if entries.len() > NAMED {
        list.push_str(&format!("\n  and {} more", entries.len() - NAMED));
    }
    Error::new(format!("tell which article is meant by “{spec}”"), format!("{} fit{list}", entries.len()))
        .hint("write the digits at the beginning of its line")
}
