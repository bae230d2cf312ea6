//! The feeds of the library: which there are, when each is due, and what came of asking it.

use rusqlite::{OptionalExtension, Row, params};

use super::{Library, Result, failed};
use crate::{annotation::Timestamp, store::opml::Outline};

/// A feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// Its number in this library file.
    pub n: i64,
    /// What it is called and where it is.
    pub outline: Outline,
    /// What the server called the version that was read last.
    pub etag: Option<String>,
    /// When that was changed, as the server said.
    pub modified: Option<String>,
    /// When it was asked last.
    pub checked: Option<Timestamp>,
    /// When it is to be asked again at the earliest.
    pub due: Timestamp,
    /// How many times in a row it could not be read.
    pub failures: u32,
    /// Why.
    pub trouble: Option<String>,
    /// How many articles came from it, and how many of them are unread.
    pub articles: usize,
    /// How many of them are unread.
    pub unread: usize,
}

/// What came of asking a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asked {
    /// It was read, or is as it was.
    Read {
        /// Its name, where it says one.
        title: Option<String>,
        /// The page that it belongs to.
        site: Option<String>,
        /// Its address from now on, where it has moved.
        url: Option<String>,
        /// What the server calls this version.
        etag: Option<String>,
        /// When it was changed, as the server says.
        modified: Option<String>,
        /// Whether the server stands at a private address.
        is_private: bool,
    },
    /// It could not be read.
    Failed {
        /// Why.
        why: String,
        /// How many milliseconds the server asks to be left alone.
        wait: Option<i64>,
    },
}

/// How long a feed that was read is left alone, and one that could not be read, at first and at most, in milliseconds.
const AGAIN: i64 = 30 * 60 * 1000;
const AFTER_FAILURE: i64 = 15 * 60 * 1000;
const AT_MOST: i64 = 7 * 24 * 60 * 60 * 1000;

impl Library {
    /// Adds a feed, and returns its number and whether it is new.
    pub fn add_feed(&mut self, outline: &Outline, now: Timestamp) -> Result<(i64, bool)> {
        let failed = |cause| failed("add the feed to", cause);
        let known = "SELECT n FROM feeds WHERE url = ?1";
        let known: Option<i64> =
            self.db.query_row(known, [&outline.url], |row| row.get(0)).optional().map_err(failed)?;
        if let Some(n) = known {
            return Ok((n, false));
        }
        self.db
            .execute(
                "INSERT INTO feeds (url, title, site, folder, added) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![outline.url, outline.title, outline.site, outline.folder, now.0],
            )
            .map_err(failed)?;
        Ok((self.db.last_insert_rowid(), true))
    }

    /// Removes a feed; its articles stay.
    pub fn remove_feed(&mut self, n: i64) -> Result<()> {
        let failed = |cause| failed("remove the feed from", cause);
        let transaction = self.db.transaction().map_err(failed)?;
        for statement in ["UPDATE articles SET feed = NULL WHERE feed = ?1", "DELETE FROM feeds WHERE n = ?1"]
        {
            transaction.execute(statement, [n]).map_err(failed)?;
        }
        transaction.commit().map_err(failed)
    }

    /// Returns whether there is any feed.
    pub fn has_feeds(&self) -> Result<bool> {
        let found = self.db.query_row("SELECT EXISTS (SELECT 1 FROM feeds)", [], |row| row.get(0));
        found.map_err(|cause| failed("read feeds in", cause))
    }

    /// Returns all feeds by their names.
    pub fn feeds(&self) -> Result<Vec<Feed>> {
        let failed = |cause| failed("read feeds in", cause);
        let mut query = self
            .db
            .prepare(
                "SELECT n, url, title, site, folder, etag, modified, checked, due, failures, trouble,
                     (SELECT count(*) FROM articles WHERE feed = feeds.n),
                     (SELECT count(*) FROM articles WHERE feed = feeds.n AND read IS NULL)
                 FROM feeds ORDER BY folder, title COLLATE NOCASE, n",
            )
            .map_err(failed)?;
        let feeds = query.query_map([], feed).map_err(failed)?;
        feeds.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    /// Remembers what came of asking a feed, and when it is to be asked again.
    pub fn asked_feed(&mut self, feed: &Feed, asked: &Asked, now: Timestamp) -> Result<()> {
        let done = match asked {
            Asked::Read { title, site, url, etag, modified, is_private } => self.db.execute(
                "UPDATE OR IGNORE feeds SET title = CASE WHEN title = url THEN coalesce(?2, title) ELSE title END,
                     site = coalesce(?3, site), url = coalesce(?4, url), etag = ?5, modified = ?6, checked = ?7, due = ?8,
                     failures = 0, trouble = NULL, private = ?9 WHERE n = ?1",
                params![feed.n, title, site, url, etag, modified, now.0, now.0 + AGAIN, is_private],
            ),
            Asked::Failed { why, wait } => {
                let doubled = AFTER_FAILURE << feed.failures.min(12);
                let wait = wait.unwrap_or(0).max(doubled).min(AT_MOST);
                self.db.execute(
                    "UPDATE feeds SET checked = ?2, due = ?3, failures = failures + 1, trouble = ?4 WHERE n = ?1",
                    params![feed.n, now.0, now.0 + wait, why],
                )
            }
        };
        done.map(|_| ()).map_err(|cause| failed("remember the feed in", cause))
    }
}

fn feed(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let count = |idx: usize| row.get::<_, i64>(idx).map(|n| usize::try_from(n).unwrap_or(0));
    Ok(Feed {
        n: row.get(0)?,
        outline: Outline { url: row.get(1)?, title: row.get(2)?, site: row.get(3)?, folder: row.get(4)? },
        etag: row.get(5)?,
        modified: row.get(6)?,
        checked: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        due: Timestamp(row.get(8)?),
        failures: row.get(9)?,
        trouble: row.get(10)?,
        articles: count(11)?,
        unread: count(12)?,
    })
}
