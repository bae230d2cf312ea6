//! The indexes of the library: which words stand in an article, and what was found in it.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Library, failed, similar};
use crate::{
    article::{Article, Fingerprint, address},
    extract::{Extraction, Kind, QuotationKind},
    query::Found,
    store::Result,
};

/// Stands between two names, so that no phrase reaches from one into the next. A private character is a word of its own.
const APART: &str = " \u{E000} ";

impl Library {
    /// Remembers what was found in a text, where it is the latest of its article and nothing is known yet.
    pub fn remember_found(
        &mut self,
        text: &Fingerprint,
        article: &Article,
        extraction: &Extraction,
    ) -> Result<()> {
        let failed = |cause| failed("remember names in", cause);
        let query = "SELECT n, source FROM articles
            WHERE found = 0 AND current = ?1 AND id = (SELECT article FROM versions WHERE fingerprint = ?1)";
        let known: Option<(i64, Option<String>)> = self
            .db
            .query_row(query, [text.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(failed)?;
        let Some((n, source)) = known else { return Ok(()) };
        let transaction = self.db.transaction().map_err(failed)?;
        let findings = Findings::of(article, extraction);
        words(&transaction, n, article, source.as_deref(), Some(&findings)).map_err(failed)?;
        transaction.commit().map_err(failed)
    }
}

/// The most names that complete a query.
const NAMES: usize = 20;

impl Library {
    /// Returns the names of a kind of which a word begins so, the most frequent first.
    pub fn names(&self, kind: Found, beginning: &str) -> Result<Vec<String>> {
        let failed = |cause| failed("look for names in", cause);
        let query = format!(
            "SELECT name FROM names WHERE kind = ?1 AND (name LIKE ?2 ESCAPE '\\' OR name LIKE '% ' || ?2 ESCAPE '\\')
             ORDER BY n DESC, name LIMIT {NAMES}"
        );
        let mut query = self.db.prepare_cached(&query).map_err(failed)?;
        let escaped: String = beginning
            .chars()
            .flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c]))
            .collect();
        let names = query.query_map(params![kind as i64, format!("{escaped}%")], |row| row.get(0));
        names.and_then(Iterator::collect::<rusqlite::Result<_>>).map_err(failed)
    }
}

/// What was found in an article, as it is looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Findings {
    people: String,
    places: String,
    organizations: String,
    said: String,
    /// The name of each, once.
    names: Vec<(Found, String)>,
}

impl Findings {
    /// Takes the names of everybody and everything, and every quotation with who says it.
    pub fn of(article: &Article, extraction: &Extraction) -> Self {
        let mut findings = Self::default();
        for entity in &extraction.entities {
            let (to, kind) = match entity.kind {
                Kind::Person => (&mut findings.people, Found::Person),
                Kind::Place => (&mut findings.places, Found::Place),
                Kind::Organization => (&mut findings.organizations, Found::Organization),
            };
            findings.names.push((kind, entity.name.clone()));
            for name in std::iter::once(&entity.name).chain(&entity.aliases) {
                to.push_str(name);
                to.push_str(APART);
            }
        }
        for quotation in extraction.quotations.iter().filter(|it| it.kind != QuotationKind::Term) {
            let speaker = quotation.speaker.map(|speaker| {
                let entity = speaker.entity.and_then(|entity| extraction.entities.get(entity));
                entity.map_or_else(|| speaker.span.slice(&article.text), |entity| entity.name.as_str())
            });
            for part in [speaker.unwrap_or(""), quotation.span.slice(&article.text)] {
                findings.said.push_str(part);
                findings.said.push_str(APART);
            }
        }
        findings
    }
}

/// Indexes the words of an article, and what was found in it where that is known.
pub(super) fn words(
    db: &Connection,
    n: i64,
    article: &Article,
    source: Option<&str>,
    findings: Option<&Findings>,
) -> rusqlite::Result<()> {
    let meta = &article.meta;
    let name = source.map(|source| source.rsplit(['/', '\\']).next().unwrap_or(source));
    let site: Vec<&str> = [meta.site.as_deref(), meta.url.as_deref(), name].into_iter().flatten().collect();
    let found = findings.map_or(["", "", "", ""], |it| [&it.people, &it.places, &it.organizations, &it.said]);
    let [people, places, organizations, said] = found;
    db.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([n])?;
    db.prepare_cached(
        "INSERT INTO search (rowid, title, byline, site, text, person, place, org, said)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        n,
        meta.title.as_deref().unwrap_or(""),
        meta.byline.as_deref().unwrap_or(""),
        site.join(APART),
        article.text,
        people,
        places,
        organizations,
        said
    ])?;
    let mut count = db.prepare_cached(
        "INSERT INTO names (kind, name, n) VALUES (?1, ?2, 1) ON CONFLICT (kind, name) DO UPDATE SET n = n + 1",
    )?;
    for (kind, name) in findings.iter().flat_map(|findings| &findings.names) {
        count.execute(params![*kind as i64, name])?;
    }
    db.prepare_cached("UPDATE articles SET found = ?2 WHERE n = ?1")?
        .execute(params![n, findings.is_some()])?;
    Ok(())
}

/// Indexes the words of everything anew.
pub(super) fn rebuild(db: &Connection) -> rusqlite::Result<()> {
    let mut all = db.prepare(
        "SELECT n, title, byline, site, url, source, text FROM articles JOIN versions ON fingerprint = current ORDER BY n",
    )?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let mut article = Article { text: row.get(6)?, ..Article::default() };
        article.meta.title = row.get(1)?;
        article.meta.byline = row.get(2)?;
        article.meta.site = row.get(3)?;
        article.meta.url = row.get(4)?;
        let (n, source): (i64, Option<String>) = (row.get(0)?, row.get(5)?);
        let place = article.meta.url.as_deref().and_then(address::canonical);
        db.prepare_cached("UPDATE articles SET place = ?2 WHERE n = ?1")?.execute(params![n, place])?;
        words(db, n, &article, source.as_deref(), None)?;
        similar::group(db, n, &article.text)?;
    }
    Ok(())
}
