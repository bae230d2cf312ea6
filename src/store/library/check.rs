//! A look at the library that changes nothing: not even a damaged one is put aside.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{Trouble, schema::SCHEMA};
use crate::{article::Fingerprint, store::Result};

/// What was found in the library.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Check {
    /// How many articles it has.
    pub articles: usize,
    /// What is wrong, in sentences.
    pub damage: Vec<String>,
    /// How many of the annotated articles are not in it, under any of their texts.
    pub missing: usize,
}

/// Looks at everything in a library. `annotated` are the articles with notes, each with its texts.
pub fn check(path: &Path, annotated: &[(&Fingerprint, &[Fingerprint])]) -> Result<Check> {
    look(path, annotated).map_err(|cause| Trouble::Sqlite(cause).at(path))
}

fn look(path: &Path, annotated: &[(&Fingerprint, &[Fingerprint])]) -> rusqlite::Result<Check> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    db.busy_timeout(std::time::Duration::from_secs(5))?;
    let mut found = Check::default();
    let mut integrity = db.prepare("PRAGMA integrity_check(20)")?;
    for said in integrity.query_map([], |row| row.get::<_, String>(0))? {
        let said = said?;
        if said != "ok" {
            found.damage.push(said);
        }
    }
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version > SCHEMA {
        found.damage.push(format!("a newer byline made it (version {version})"));
        return Ok(found);
    }
    let count = |query: &str| db.query_row(query, [], |row| row.get::<_, i64>(0));
    found.articles = usize::try_from(count("SELECT count(*) FROM articles")?).unwrap_or(0);
    for (query, what) in [
        (
            "SELECT count(*) FROM articles WHERE current NOT IN (SELECT fingerprint FROM versions)",
            "articles have no text",
        ),
        (
            "SELECT count(*) FROM versions WHERE article NOT IN (SELECT id FROM articles)",
            "texts belong to no article",
        ),
    ] {
        let n = count(query)?;
        if n > 0 {
            found.damage.push(format!("{n} {what}"));
        }
    }
    let mut known = db.prepare("SELECT 1 FROM versions WHERE fingerprint = ?1")?;
    for (id, texts) in annotated {
        let mut is_there = false;
        for text in texts.iter().chain([*id]) {
            is_there = is_there || known.exists([text.as_str()])?;
        }
        found.missing += usize::from(!is_there);
    }
    Ok(found)
}
