//! What the reader does with whole articles: read, unread, stars and tags.

use rusqlite::params;

use super::{Library, Result, failed};
use crate::annotation::Timestamp;

/// What is done to an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It is read.
    Read,
    /// It is unread.
    Unread,
    /// It gets a star.
    Star,
    /// It has no star.
    NoStar,
    /// It gets a tag.
    Tag(String),
    /// It loses a tag.
    NoTag(String),
}

impl Library {
    /// Marks articles, all of them or none.
    pub fn mark(&mut self, articles: &[i64], mark: &Mark, now: Timestamp) -> Result<()> {
        let failed = |cause| failed("mark articles in", cause);
        let transaction = self.db.transaction().map_err(failed)?;
        for n in articles {
            let done = match mark {
                Mark::Read => transaction
                    .prepare_cached("UPDATE articles SET read = coalesce(read, ?2) WHERE n = ?1")
                    .and_then(|mut it| it.execute(params![n, now.0])),
                Mark::Unread => transaction
                    .prepare_cached("UPDATE articles SET read = NULL WHERE n = ?1")
                    .and_then(|mut it| it.execute([n])),
                Mark::Star | Mark::NoStar => transaction
                    .prepare_cached("UPDATE articles SET starred = ?2 WHERE n = ?1")
                    .and_then(|mut it| it.execute(params![n, *mark == Mark::Star])),
                Mark::Tag(tag) => transaction
                    .prepare_cached("INSERT OR IGNORE INTO tags (tag, article) VALUES (?2, ?1)")
                    .and_then(|mut it| it.execute(params![n, tag])),
                Mark::NoTag(tag) => transaction
                    .prepare_cached("DELETE FROM tags WHERE article = ?1 AND tag = ?2")
                    .and_then(|mut it| it.execute(params![n, tag])),
            };
            done.map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// Returns the tags of an article, sorted.
    pub fn tags(&self, n: i64) -> Result<Vec<String>> {
        self.strings("SELECT tag FROM tags WHERE article = ?1 ORDER BY tag", [n])
    }

    /// Returns every tag that an article has.
    pub fn all_tags(&self) -> Result<Vec<String>> {
        self.strings("SELECT DISTINCT tag FROM tags ORDER BY tag", [])
    }

    /// Returns the first column of all rows.
    fn strings(&self, query: &str, params: impl rusqlite::Params) -> Result<Vec<String>> {
        let failed = |cause| failed("read tags in", cause);
        let mut query = self.db.prepare_cached(query).map_err(failed)?;
        let rows = query.query_map(params, |row| row.get(0)).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }
}
