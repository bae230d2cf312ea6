//! The texts that an article had before: to find notes in, and to compare.

use super::{Library, failed};
use crate::{
    annotation::{Timestamp, revision::Revision},
    article::Fingerprint,
    store::Result,
};

/// How many earlier texts are worth a look.
const LOOKED_AT: usize = 16;

impl Library {
    /// Returns the texts of an article other than its latest, the latest of them first, as many as are worth a look.
    pub fn earlier(&self, id: &Fingerprint) -> Result<Vec<String>> {
        let failed = |cause| failed("read the article in", cause);
        let query = format!(
            "SELECT text FROM versions WHERE article = ?1 AND fingerprint <> (SELECT current FROM articles WHERE id = ?1)
             ORDER BY added DESC, fingerprint LIMIT {LOOKED_AT}"
        );
        let mut query = self.db.prepare(&query).map_err(failed)?;
        let texts = query.query_map([id.as_str()], |row| row.get(0)).map_err(failed)?;
        texts.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    /// Compares the versions of an article, each with the one before it, the latest last.
    pub fn revisions(&self, id: &Fingerprint) -> Result<Vec<Revision>> {
        let failed = |cause| failed("read the article in", cause);
        let query = format!(
            "SELECT added, text FROM versions WHERE article = ?1 AND part = 0
             ORDER BY fingerprint = (SELECT current FROM articles WHERE id = ?1) DESC, added DESC, rowid DESC LIMIT {LOOKED_AT}"
        );
        let mut query = self.db.prepare(&query).map_err(failed)?;
        let versions = query
            .query_map([id.as_str()], |row| Ok((Timestamp(row.get(0)?), row.get::<_, String>(1)?)))
            .map_err(failed)?;
        let mut versions: Vec<_> = versions.collect::<rusqlite::Result<_>>().map_err(failed)?;
        versions.reverse();
        let pairs = versions.windows(2).filter_map(|pair| match pair {
            [(from, old), (to, new)] => Some(Revision::new((*from, old), (*to, new))),
            _ => None,
        });
        Ok(pairs.collect())
    }
}
