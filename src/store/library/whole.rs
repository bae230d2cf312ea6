//! Articles of which a feed gave only a part, and the whole that was fetched instead. What the feed says later does not
//! take its place.

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::{Entry, Error, Findings, Library, Result, failed, index, similar};
use crate::{
    annotation::Timestamp,
    article::{Article, Fingerprint},
    store::format::Parts,
    text::units::Units,
};

impl Library {
    /// Takes the whole of an article. The texts that were known are parts of it from now on; where the whole was known
    /// already, this is another version of it. Returns whether the text is another one than before.
    pub fn take_whole(
        &mut self,
        entry: &Entry,
        article: &Article,
        findings: &Findings,
        now: Timestamp,
    ) -> Result<bool> {
        let failed = |cause| failed("add the whole article to", cause);
        let text = Fingerprint::of(&article.text);
        let parts = serde_json::to_string(&Parts::of(article))
            .map_err(|cause| Error::new("store the article", cause))?;
        let db = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let (id, n) = (entry.id.as_str(), entry.n);
        let owner: Option<String> = db
            .query_row("SELECT article FROM versions WHERE fingerprint = ?1", [text.as_str()], |row| {
                row.get(0)
            })
            .optional()
            .map_err(failed)?;
        if owner.is_some_and(|owner| owner != id) {
            return Err(Error::new("take the whole article", "another article of the library has this text"));
        }
        let is_known: bool =
            db.query_row("SELECT whole FROM articles WHERE n = ?1", [n], |row| row.get(0)).map_err(failed)?;
        let is_new = text != entry.text;
        if !is_known {
            db.execute("UPDATE versions SET part = 1 WHERE article = ?1", [id]).map_err(failed)?;
        }
        db.execute(
            "INSERT INTO versions (fingerprint, article, text, parts, added) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (fingerprint) DO UPDATE SET parts = ?4, part = 0",
            params![text.as_str(), id, article.text, parts, now.0],
        )
        .map_err(failed)?;
        let meta = &article.meta;
        let words = i64::try_from(article.text.split_whitespace().count()).unwrap_or(i64::MAX);
        let length = Units::new(&article.text).code_point(&article.text, article.text.len());
        // What the feed says of the article counts, as far as it says something.
        db.execute(
            "UPDATE articles SET current = ?2, title = coalesce(title, ?3), byline = coalesce(byline, ?4),
                 published = coalesce(published, ?5), language = coalesce(?6, language), words = ?7, length = ?8, whole = 1,
                 image = coalesce(?10, image),
                 versions = (SELECT count(*) FROM versions WHERE article = ?9 AND part = 0) WHERE n = ?1",
            params![
                n,
                text.as_str(),
                meta.title,
                meta.byline,
                meta.published,
                meta.language,
                words,
                i64::try_from(length.0).unwrap_or(i64::MAX),
                id,
                meta.image
            ],
        )
        .map_err(failed)?;
        if is_new {
            index::words(&db, n, article, entry.source.as_deref(), Some(findings)).map_err(failed)?;
            similar::group(&db, n, &article.text).map_err(failed)?;
        }
        db.commit().map_err(failed)?;
        Ok(is_new)
    }

    /// Returns whether an address may lead to a private server, because the feed that an article came from is on the very
    /// same server, and that is private.
    pub fn may_be_private(&self, n: i64, is_same_server: impl Fn(&str) -> bool) -> Result<bool> {
        let query = "SELECT feeds.url, feeds.private FROM articles JOIN feeds ON feeds.n = articles.feed WHERE articles.n = ?1";
        let found: Option<(String, bool)> = self
            .db
            .query_row(query, [n], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(|cause| failed("look in", cause))?;
        Ok(found.is_some_and(|(url, is_private)| is_private && is_same_server(&url)))
    }
}
