//! The library: the articles that were read, each with its versions, in an SQLite file.
//!
//! It holds no note, so it can be deleted at any time; a damaged one is put aside and begun anew. An article is known
//! by its words and its address, never by the name of a file: that is only a hint.

mod check;
mod earlier;
mod find;
mod similar;

pub use check::{Check, check};
pub use find::Found;

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, params};

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
}

/// What an import did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The article.
    pub id: Fingerprint,
    /// The text that was imported.
    pub text: Fingerprint,
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

/// The version of the tables that this program makes and reads.
const SCHEMA: i64 = 1;

/// The tables.
const TABLES: &str = "
    CREATE TABLE articles (
        id TEXT PRIMARY KEY, current TEXT NOT NULL, label TEXT NOT NULL, title TEXT, byline TEXT, published TEXT, site TEXT,
        language TEXT, url TEXT, source TEXT, added INTEGER NOT NULL, opened INTEGER, words INTEGER NOT NULL,
        position INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE versions (
        fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id), text TEXT NOT NULL,
        parts TEXT NOT NULL, added INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX articles_by_url ON articles (url);
    CREATE INDEX articles_by_source ON articles (source);
    PRAGMA user_version = 1;
";

/// The columns of an [`Entry`], as [`entry`] reads them.
const COLUMNS: &str = "id, current, title, byline, published, site, language, url, source, added, opened, words, position, label";

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

    /// Adds an article, or a version of one that is known: by the same text, the same address, or the same source and
    /// mostly the same words.
    pub fn import(&mut self, article: &Article, source: Option<&str>, now: Timestamp) -> Result<Imported> {
        let text = Fingerprint::of(&article.text);
        let failed = |cause| failed("add the article to", cause);
        let parts = serde_json::to_string(&Parts::of(article))
            .map_err(|cause| Error::new("store the article", cause))?;
        let transaction =
            self.db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
        let known: Option<String> = transaction
            .query_row("SELECT article FROM versions WHERE fingerprint = ?1", [text.as_str()], |row| {
                row.get(0)
            })
            .optional()
            .map_err(failed)?;
        let (id, outcome) = match known {
            Some(id) => (id, Outcome::Same),
            None => match find::earlier_version(&transaction, article, source).map_err(failed)? {
                Some(id) => (id, Outcome::NewVersion),
                None => (text.as_str().to_owned(), Outcome::New),
            },
        };
        let words = article.text.split_whitespace().count() as i64;
        let meta = &article.meta;
        transaction
            .execute(
                "INSERT INTO articles (id, current, title, byline, published, site, language, url, source, added, words, label)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (id) DO UPDATE SET current = ?2, title = coalesce(?3, title), byline = coalesce(?4, byline),
                     published = coalesce(?5, published), site = coalesce(?6, site),
                     language = coalesce(?7, language), url = coalesce(?8, url), source = coalesce(?9, source),
                     words = ?11, label = ?12",
                params![
                    id, text.as_str(), meta.title, meta.byline, meta.published, meta.site, meta.language, meta.url, source,
                    now.0,
words,
article.title(),
                ],
            )
            .map_err(failed)?;
        transaction
            .execute(
                "INSERT INTO versions (fingerprint, article, text, parts, added) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (fingerprint) DO UPDATE SET parts = ?4",
                params![text.as_str(), id, article.text, parts, now.0],
            )
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
        let id = Fingerprint::parse(&id).unwrap_or_else(|| text.clone());
        Ok(Imported { id, text, outcome })
    }

    /// Returns all articles, the latest opened or added first.
    pub fn list(&self) -> Result<Vec<Entry>> {
        let failed = |cause| failed("list", cause);
        let order = "ORDER BY max(added, coalesce(opened, 0)) DESC, label, id";
        let mut query =
            self.db.prepare(&format!("SELECT {COLUMNS} FROM articles {order}")).map_err(failed)?;
        let entries = query.query_map([], entry).map_err(failed)?;
        entries.collect::<rusqlite::Result<_>>().map_err(failed)
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
                "UPDATE articles SET position = ?2, opened = ?3 WHERE id = ?1",
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
fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
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
    let version = |db: &Connection| db.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    if version(&db)? == 0 {
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another program may have made the tables meanwhile.
        if version(&transaction)? == 0 {
            transaction.execute_batch(TABLES)?;
        }
        transaction.commit()?;
    }
    match version(&db)? {
        newer if newer > SCHEMA => return Err(Trouble::Newer(newer)),
        _ => db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?,
    }
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
