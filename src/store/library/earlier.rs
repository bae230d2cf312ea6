//! The texts that an article had before.

use super::{Library, failed};
use crate::{article::Fingerprint, store::Result};

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
}
