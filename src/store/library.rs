//! The library: the articles that were read, each with its versions, in an SQLite file.
//!
//! It holds no note, so it can be deleted at any time; a damaged one is put aside and begun anew. An article is known
//! by its words and its address, never by the name of a file: that is only a hint. `schema` says what is in the file,
//! `import` puts articles in, `seek` answers queries.

mod check;
mod earlier;
mod feeds;
mod find;
mod import;
mod index;
mod mark;
mod page;
mod schema;
mod seek;
mod similar;
mod whole;

pub use check::{Check, check};
pub use feeds::{Asked, Feed};
pub use find::Found;
pub use import::{Findings, Import, Imported, Outcome};
pub use mark::Mark;
pub use page::{Cursor, Row};

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use super::{Error, Result, create_private, format::Parts, log::About, now, private};
use crate::{
    annotation::Timestamp,
    article::{Article, Fingerprint, Meta},
    text::units::CodePoint,
};

/// The open library.
#[derive(Debug)]
pub struct Library {
    db: Connection,
    /// What happened to the file that the reader should know: one sentence each.
    pub warnings: Vec<String>,
}

/// An article in the library, without its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its name for ever: the fingerprint of the first of its texts that was imported.
    pub id: Fingerprint,
    /// The fingerprint of its latest text.
    pub text: Fingerprint,
    /// Its title, or the first words of its text.
    pub label: String,
    /// What is known about it.
    pub meta: Meta,
    /// Where it was last read from: a path or address.
    pub source: Option<String>,
    /// When it was first imported.
    pub added: Timestamp,
    /// When it was last opened, if ever.
    pub opened: Option<Timestamp>,
    /// How many words it has.
    pub words: usize,
    /// Where the reader was.
    pub position: CodePoint,
    /// How many code points its latest text has.
    pub length: CodePoint,
    /// Its number in this library file.
    pub n: i64,
    /// When it was read, or marked so.
    pub read: Option<Timestamp>,
    /// Whether it has a star.
    pub starred: bool,
    /// How many texts of it were imported.
    pub versions: usize,
    /// The feed that it came from.
    pub feed: Option<String>,
}

/// The columns of an [`Entry`], as [`entry`] reads them.
const COLUMNS: &str = "id, current, title, byline, published, site, language, url, source, added, opened, words, position, label,
    n, read, starred, versions, length, (SELECT title FROM feeds WHERE feeds.n = articles.feed), image";

impl Entry {
    /// Returns what the notes file is to say about the article.
    pub fn about(&self) -> About {
        About {
            article: self.id.clone(),
            text: self.text.clone(),
            title: self.label.clone(),
            url: self.meta.url.clone(),
            source: self.source.clone(),
        }
    }
}

impl Library {
    /// Opens the library, and makes it where it does not exist. A damaged one is put aside.
    pub fn open(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            create_private(folder)?;
        }
        match connect(path) {
            Ok(db) => Ok(Self { db, warnings: Vec::new() }),
            Err(Trouble::Sqlite(cause)) if is_damage(&cause) => {
                let aside = put_aside(path)?;
                let warning = format!(
                    "the library was damaged ({cause}); it was put aside as {aside} and begun anew. No note is lost: notes are kept elsewhere"
                );
                let db = connect(path).map_err(|trouble| trouble.at(path))?;
                Ok(Self { db, warnings: vec![warning] })
            }
            Err(trouble) => Err(trouble.at(path)),
        }
    }

    /// Returns all articles, the latest first.
    pub fn list(&self) -> Result<Vec<Entry>> {
        let failed = |cause| failed("list", cause);
        let query = format!("SELECT {COLUMNS} FROM articles ORDER BY moment DESC, n DESC");
        let mut query = self.db.prepare(&query).map_err(failed)?;
        let entries = query.query_map([], entry).map_err(failed)?;
        entries.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    /// Returns an article by its number in this file, without its text.
    pub fn entry_at(&self, n: i64) -> Result<Option<Entry>> {
        let query = format!("SELECT {COLUMNS} FROM articles WHERE n = ?1");
        self.db.query_row(&query, [n], entry).optional().map_err(|cause| failed("look in", cause))
    }

    /// Returns an article without its text, or `None` where it is not in the library.
    pub fn entry(&self, id: &Fingerprint) -> Result<Option<Entry>> {
        let query = format!("SELECT {COLUMNS} FROM articles WHERE id = ?1");
        self.db.query_row(&query, [id.as_str()], entry).optional().map_err(|cause| failed("look in", cause))
    }

    /// Returns the latest text of an article, or `None` where it is not in the library.
    pub fn article(&self, id: &Fingerprint) -> Result<Option<Article>> {
        let Some(entry) = self.entry(id)? else { return Ok(None) };
        let stored: Option<(String, String)> = self
            .db
            .query_row(
                "SELECT text, parts FROM versions WHERE fingerprint = ?1",
                [entry.text.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|cause| failed("read the article in", cause))?;
        // Parts that a newer version wrote in another shape are left out; the text is what counts.
        Ok(stored.map(|(text, parts)| {
            serde_json::from_str::<Parts>(&parts).unwrap_or_default().on(text, entry.meta)
        }))
    }

    /// Returns the article that a text is a version of, or `None` where the text is not in the library.
    pub fn article_of(&self, text: &Fingerprint) -> Result<Option<Fingerprint>> {
        let query = "SELECT article FROM versions WHERE fingerprint = ?1";
        let id: Option<String> = self
            .db
            .query_row(query, [text.as_str()], |row| row.get(0))
            .optional()
            .map_err(|cause| failed("look in", cause))?;
        Ok(id.and_then(|id| Fingerprint::parse(&id)))
    }

    /// Remembers where the reader is.
    pub fn set_position(&self, id: &Fingerprint, position: CodePoint, now: Timestamp) -> Result<()> {
        let at = i64::try_from(position.0).unwrap_or(i64::MAX);
        self.db
            .execute(
                "UPDATE articles SET position = ?2, opened = ?3, read = coalesce(read, ?3) WHERE id = ?1",
                params![id.as_str(), at, now.0],
            )
            .map_err(|cause| failed("remember the place in", cause))?;
        Ok(())
    }

    /// Returns where the reader was, or the beginning.
    pub fn position(&self, id: &Fingerprint) -> Result<CodePoint> {
        Ok(self.entry(id)?.map_or(CodePoint(0), |entry| entry.position))
    }
}

/// Reads the columns of [`COLUMNS`].
fn entry(row: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    let name = |idx: usize| -> rusqlite::Result<Fingerprint> {
        Fingerprint::parse(&row.get::<_, String>(idx)?).ok_or(rusqlite::Error::InvalidQuery)
    };
    let count = |idx: usize| Ok::<_, rusqlite::Error>(usize::try_from(row.get::<_, i64>(idx)?).unwrap_or(0));
    let meta = Meta {
        title: row.get(2)?,
        byline: row.get(3)?,
        published: row.get(4)?,
        site: row.get(5)?,
        language: row.get(6)?,
        url: row.get(7)?,
        image: row.get(20)?,
    };
    Ok(Entry {
        id: name(0)?,
        text: name(1)?,
        meta,
        source: row.get(8)?,
        added: Timestamp(row.get(9)?),
        opened: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        words: count(11)?,
        position: CodePoint(count(12)?),
        label: row.get(13)?,
        n: row.get(14)?,
        read: row.get::<_, Option<i64>>(15)?.map(Timestamp),
        starred: row.get(16)?,
        versions: count(17)?,
        length: CodePoint(count(18)?),
        feed: row.get(19)?,
    })
}

/// Why the library could not be opened.
enum Trouble {
    Sqlite(rusqlite::Error),
    Newer(i64),
    File(std::io::Error),
}

impl Trouble {
    /// Says so, with the path.
    fn at(self, path: &Path) -> Error {
        match self {
            Self::Sqlite(cause) => Error::on("open the library", path, cause)
                .hint("it holds no note: move it away and byline makes a new one"),
            Self::Newer(version) => {
                Error::on("open the library", path, format!("a newer byline made it (version {version})"))
                    .hint("use that byline, or name another folder with --data-dir")
            }
            Self::File(cause) => Error::on("open the library", path, cause)
                .hint("make the folder writable, or name another with --data-dir or BYLINE_DATA_DIR"),
        }
    }
}

impl From<rusqlite::Error> for Trouble {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Sqlite(cause)
    }
}

/// Opens the file and makes the tables where there are none.
fn connect(path: &Path) -> std::result::Result<Connection, Trouble> {
    if !path.exists() {
        // SQLite would make the file readable for others.
        private().write(true).create(true).truncate(false).open(path).map_err(Trouble::File)?;
    }
    let mut db = Connection::open(path)?;
    db.busy_timeout(Duration::from_secs(5))?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "normal")?;
    schema::prepare(&mut db)?;
    Ok(db)
}

/// Returns whether an error means that the file is not a sound database.
fn is_damage(cause: &rusqlite::Error) -> bool {
    matches!(cause.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

/// Moves a damaged library away, never over another file, and returns where it is now.
fn put_aside(path: &Path) -> Result<String> {
    let stamp = now().0;
    let aside = |ending: &str| format!("{}.damaged-{stamp}{ending}", path.display());
    for ending in ["-wal", "-shm", ""] {
        let from = format!("{}{ending}", path.display());
        if Path::new(&from).exists() {
            fs::rename(&from, aside(ending))
                .map_err(|cause| Error::on("put the damaged library aside", path, cause))?;
        }
    }
    Ok(aside(""))
}

/// Says that something could not be done with the library.
fn failed(tried: &str, cause: rusqlite::Error) -> Error {
    let error = Error::new(format!("{tried} the library"), cause.to_string());
    if is_damage(&cause) {
        error.hint("it holds no note: delete library.db and add the articles again")
    } else {
        error
    }
}

#[cfg(test)]
mod tests;
