//! The library as the list shows it: small rows, a page at a time, so that a large library is there at once.

use rusqlite::{OptionalExtension, Row as Cells, params};

use super::{Library, Result, failed};

/// An article as the list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Its number in this library file.
    pub n: i64,
    /// Its title, or the first words of its text.
    pub label: String,
    /// The name of its feed or publication, or who wrote it.
    pub origin: Option<String>,
    /// The day of publication, or else of adding.
    pub day: String,
    /// Whether it was read.
    pub read: bool,
    /// Whether it has a star.
    pub starred: bool,
    /// How much of it was read, in percent.
    pub progress: u8,
    /// How many texts of it there are.
    pub versions: usize,
    /// The first article of the group of near duplicates that it belongs to.
    pub alike: Option<i64>,
    /// Whether a feed gave so little of it that there must be more.
    pub is_brief: bool,
}

/// The columns of a [`Row`], as [`row`] reads them.
const COLUMNS: &str = "n, label, coalesce((SELECT title FROM feeds WHERE feeds.n = articles.feed), site, byline), day,
    read IS NOT NULL, starred, CASE WHEN length > 0 THEN min(100, position * 100 / length) ELSE 0 END, versions, alike,
    feed IS NOT NULL AND url IS NOT NULL AND whole = 0 AND words < 120";

/// Where the next page begins: after the row of this moment and number.
pub type Cursor = (i64, i64);

impl Library {
    /// Returns rows of the list, the latest first, after `cursor`, and where the next ones begin.
    pub fn page(&self, after: Option<Cursor>, size: usize) -> Result<(Vec<Row>, Option<Cursor>)> {
        let failed = |cause| failed("list", cause);
        let (moment, n) = after.unwrap_or((i64::MAX, i64::MAX));
        let query = format!(
            "SELECT {COLUMNS}, moment FROM articles WHERE (moment, n) < (?1, ?2) ORDER BY moment DESC, n DESC LIMIT ?3"
        );
        let mut query = self.db.prepare_cached(&query).map_err(failed)?;
        let limit = i64::try_from(size).unwrap_or(i64::MAX);
        let rows = query.query_map(params![moment, n, limit], |cells| Ok((row(cells)?, cells.get(10)?)));
        let rows: Vec<(Row, i64)> =
            rows.and_then(Iterator::collect::<rusqlite::Result<_>>).map_err(failed)?;
        let next = rows.last().filter(|_| rows.len() == size).map(|(row, moment)| (*moment, row.n));
        Ok((rows.into_iter().map(|(row, _)| row).collect(), next))
    }

    /// Returns the row of an article by its number in this file.
    pub fn row_at(&self, n: i64) -> Result<Option<Row>> {
        let found = self.db.query_row(&format!("SELECT {COLUMNS} FROM articles WHERE n = ?1"), [n], row);
        found.optional().map_err(|cause| failed("look in", cause))
    }

    /// Returns the number of the article that was opened last.
    pub fn last_opened(&self) -> Result<Option<i64>> {
        let query = "SELECT n FROM articles WHERE opened IS NOT NULL ORDER BY opened DESC LIMIT 1";
        let found = self.db.query_row(query, [], |row| row.get(0));
        found.optional().map_err(|cause| failed("look in", cause))
    }

    /// Returns the articles that are nearly the same as one, in the order in which they came.
    pub fn alike(&self, n: i64) -> Result<Vec<i64>> {
        let failed = |cause| failed("look in", cause);
        let query = "SELECT n FROM articles WHERE alike = (SELECT alike FROM articles WHERE n = ?1) AND n <> ?1 ORDER BY n";
        let mut query = self.db.prepare_cached(query).map_err(failed)?;
        let rows = query.query_map([n], |row| row.get(0)).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    /// Returns how many articles there are.
    pub fn count(&self) -> Result<usize> {
        let count = self.db.query_row("SELECT count(*) FROM articles", [], |row| row.get::<_, i64>(0));
        count.map(|n| usize::try_from(n).unwrap_or(0)).map_err(|cause| failed("look in", cause))
    }
}

fn row(cells: &Cells<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        n: cells.get(0)?,
        label: cells.get(1)?,
        origin: cells.get(2)?,
        day: cells.get(3)?,
        read: cells.get(4)?,
        starred: cells.get(5)?,
        progress: u8::try_from(cells.get::<_, i64>(6)?).unwrap_or(100),
        versions: usize::try_from(cells.get::<_, i64>(7)?).unwrap_or(1),
        alike: cells.get(8)?,
        is_brief: cells.get(9)?,
    })
}
