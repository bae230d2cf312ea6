//! Puts articles into the library: a new one, another text of one that is known, or nothing new at all.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{Error, Library, Result, failed, find, index, similar};
use crate::{
    annotation::Timestamp,
    article::{Article, Fingerprint, address},
    store::format::Parts,
    text::units::Units,
};

pub use super::index::Findings;

/// An article to put into the library.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// The article.
    pub article: Article,
    /// The path or address that it was read from.
    pub source: Option<String>,
    /// What was found in it, where that is known already.
    pub findings: Option<Findings>,
    /// The feed that it came from, by its number.
    pub feed: Option<i64>,
}

/// The same, as it is lent: an article may be long.
#[derive(Clone, Copy, Debug)]
struct Incoming<'a> {
    article: &'a Article,
    source: Option<&'a str>,
    findings: Option<&'a Findings>,
    feed: Option<i64>,
}

/// What an import did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The article.
    pub id: Fingerprint,
    /// The text that was imported.
    pub text: Fingerprint,
    /// The number of the article in this library file.
    pub n: i64,
    /// Whether article and text were known.
    pub outcome: Outcome,
}

/// Whether an import brought something new.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The article was not in the library.
    New,
    /// It was, with this very text.
    Same,
    /// It was, with another text; both are kept.
    NewVersion,
}

impl Library {
    /// Adds an article, or a version of one that is known: by the same text, the same address, or the same source and
    /// mostly the same words.
    pub fn import(&mut self, article: &Article, source: Option<&str>, now: Timestamp) -> Result<Imported> {
        let mut done = self.take_in(&[Incoming { article, source, findings: None, feed: None }], now)?;
        done.pop().ok_or_else(|| Error::new("add the article to the library", "nothing was done"))
    }

    /// Adds articles, all of them or none.
    pub fn import_all(&mut self, imports: &[Import], now: Timestamp) -> Result<Vec<Imported>> {
        let incoming: Vec<Incoming<'_>> = imports
            .iter()
            .map(|import| Incoming {
                article: &import.article,
                source: import.source.as_deref(),
                findings: import.findings.as_ref(),
                feed: import.feed,
            })
            .collect();
        self.take_in(&incoming, now)
    }

    fn take_in(&mut self, imports: &[Incoming<'_>], now: Timestamp) -> Result<Vec<Imported>> {
        let failed = |cause| failed("add the article to", cause);
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let mut done = Vec::with_capacity(imports.len());
        for import in imports {
            let parts = serde_json::to_string(&Parts::of(import.article))
                .map_err(|cause| Error::new("store the article", cause))?;
            done.push(one(&transaction, import, &parts, now).map_err(failed)?);
        }
        transaction.commit().map_err(failed)?;
        Ok(done)
    }
}

/// Adds one article.
fn one(db: &Connection, import: &Incoming<'_>, parts: &str, now: Timestamp) -> rusqlite::Result<Imported> {
    let Incoming { article, source, findings, feed } = *import;
    let text = Fingerprint::of(&article.text);
    let meta = &article.meta;
    let place = meta.url.as_deref().and_then(address::canonical);
    let known: Option<String> = db
        .prepare_cached("SELECT article FROM versions WHERE fingerprint = ?1")?
        .query_row([text.as_str()], |row| row.get(0))
        .optional()?;
    let (id, outcome) = match known {
        Some(id) => (id, Outcome::Same),
        None => match find::earlier_version(db, article, place.as_deref(), source)? {
            Some(id) => (id, Outcome::NewVersion),
            None => (text.as_str().to_owned(), Outcome::New),
        },
    };
    // The whole of it is there, so what a feed says is but a part.
    if feed.is_some() && outcome != Outcome::New && is_whole(db, &id)? {
        db.prepare_cached(
            "INSERT OR IGNORE INTO versions (fingerprint, article, text, parts, added, part) VALUES (?1, ?2, ?3, ?4, ?5, 1)",
        )?
        .execute(params![text.as_str(), id, article.text, parts, now.0])?;
        let n = number(db, &id)?;
        let id = Fingerprint::parse(&id).unwrap_or_else(|| text.clone());
        return Ok(Imported { id, text, n, outcome: Outcome::Same });
    }
    let before = words_of(db, &id)?;
    let day = meta.published.as_deref().and_then(|date| date.get(..10)).map(str::to_owned);
    let day = day.unwrap_or_else(|| now.to_string().get(..10).unwrap_or("").to_owned());
    let words = i64::try_from(article.text.split_whitespace().count()).unwrap_or(i64::MAX);
    let length = Units::new(&article.text).code_point(&article.text, article.text.len());
    // What a feed brings at once is ordered by when it was published.
    let published = meta.published.as_deref().and_then(moment).filter(|_| feed.is_some());
    let moment = published.map_or(now.0, |at| at.min(now.0));
    db.prepare_cached(
        "INSERT INTO articles (id, current, title, byline, published, site, language, url, place, source, added, words, label,
             day, moment, length, feed, image)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         ON CONFLICT (id) DO UPDATE SET current = ?2, title = coalesce(?3, title), byline = coalesce(?4, byline),
             published = coalesce(?5, published), site = coalesce(?6, site), language = coalesce(?7, language),
             url = coalesce(?8, url), place = coalesce(?9, place), source = coalesce(?10, source), words = ?12, label = ?13,
             day = CASE WHEN ?5 IS NULL THEN day ELSE ?14 END, length = ?16, feed = coalesce(feed, ?17),
             image = coalesce(?18, image)",
    )?
    .execute(params![
        id, text.as_str(), meta.title, meta.byline, meta.published, meta.site, meta.language, meta.url, place, source,
        now.0, words, article.title(), day, moment, i64::try_from(length.0).unwrap_or(i64::MAX), feed,
        meta.image,
    ])?;
    let n = number(db, &id)?;
    // The page of an article that a feed shortened is the whole of it, and no version.
    let is_whole = outcome == Outcome::NewVersion && feed.is_none() && is_part(db, n, before)?;
    if is_whole {
        db.prepare_cached("UPDATE versions SET part = 1 WHERE article = ?1")?.execute([&id])?;
        db.prepare_cached("UPDATE articles SET whole = 1 WHERE n = ?1")?.execute([n])?;
    }
    db.prepare_cached(
        "INSERT INTO versions (fingerprint, article, text, parts, added) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (fingerprint) DO UPDATE SET parts = ?4",
    )?
    .execute(params![text.as_str(), id, article.text, parts, now.0])?;
    match outcome {
        Outcome::Same => {
            let known = "SELECT found FROM articles WHERE n = ?1 AND current = ?2";
            let found: bool =
                db.prepare_cached(known)?.query_row(params![n, text.as_str()], |row| row.get(0))?;
            if let Some(findings) = findings.filter(|_| !found) {
                index::words(db, n, article, source, Some(findings))?;
            }
        }
        Outcome::New | Outcome::NewVersion => {
            if outcome == Outcome::NewVersion && !is_whole {
                db.prepare_cached("UPDATE articles SET versions = versions + 1 WHERE n = ?1")?
                    .execute([n])?;
            }
            index::words(db, n, article, source, findings)?;
            similar::group(db, n, &article.text)?;
        }
    }
    let id = Fingerprint::parse(&id).unwrap_or_else(|| text.clone());
    Ok(Imported { id, text, n, outcome })
}

/// Returns the number of an article in this file.
fn number(db: &Connection, id: &str) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT n FROM articles WHERE id = ?1")?.query_row([id], |row| row.get(0))
}

/// Returns how many words an article has, if it is there.
fn words_of(db: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT words FROM articles WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()
}

/// Returns whether an article had fewer words, which a feed gave, than it has now.
fn is_part(db: &Connection, n: i64, before: Option<i64>) -> rusqlite::Result<bool> {
    let query = "SELECT feed IS NOT NULL AND whole = 0 AND words > ?2 FROM articles WHERE n = ?1";
    db.prepare_cached(query)?
        .query_row(params![n, before], |row| row.get::<_, Option<bool>>(0))
        .map(|it| it == Some(true))
}

/// Returns whether an article was fetched whole where a feed gave a part.
fn is_whole(db: &Connection, id: &str) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT whole FROM articles WHERE id = ?1")?.query_row([id], |row| row.get(0))
}

/// Returns the moment of an ISO 8601 date, or date and time, in milliseconds.
fn moment(date: &str) -> Option<i64> {
    let whole = if date.len() == 10 { format!("{date}T00:00:00.000Z") } else { date.to_owned() };
    whole.parse::<Timestamp>().ok().map(|at| at.0)
}
