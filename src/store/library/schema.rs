//! What is in the library file, and how older files become what is read now.

use rusqlite::{Connection, TransactionBehavior};

use super::{Trouble, index};

/// The version of the tables that this program makes and reads.
pub(super) const SCHEMA: i64 = 4;

/// The tables. `articles.n` is what everything else in the file calls an article; outside of it only `id` counts.
///
/// - `place` is the address as it is compared, `day` the day of publication, or else of adding, `moment` what the list is
///   ordered by. `read` is when it was read, `alike` the first article of a group of near duplicates.
/// - `whole` says that the article was fetched where a feed gave only a part of it; the texts that the feed gave are then
///   `part` and no versions of it. A feed is `private` where its server stands at a private address.
/// - `search` is an index without content: of the words of the latest text, and of what was found in it.
/// - `names` has everybody and everything that was ever found, with the number of texts: what completes a query.
/// - `sketches` leads from a part of a text's sketch to the articles that have it (`similar`).
const TABLES: &str = "
    CREATE TABLE articles (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, current TEXT NOT NULL, label TEXT NOT NULL, title TEXT, byline TEXT,
        published TEXT, site TEXT, language TEXT, url TEXT, place TEXT, source TEXT, day TEXT NOT NULL, moment INTEGER NOT NULL,
        added INTEGER NOT NULL, opened INTEGER, read INTEGER, starred INTEGER NOT NULL DEFAULT 0, words INTEGER NOT NULL,
        length INTEGER NOT NULL, position INTEGER NOT NULL DEFAULT 0, versions INTEGER NOT NULL DEFAULT 1, alike INTEGER,
        feed INTEGER, found INTEGER NOT NULL DEFAULT 0, whole INTEGER NOT NULL DEFAULT 0, image TEXT
    ) STRICT;
    CREATE TABLE versions (
        fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL, text TEXT NOT NULL, parts TEXT NOT NULL, added INTEGER NOT NULL,
        part INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX versions_by_article ON versions (article);
    CREATE INDEX articles_by_moment ON articles (moment);
    CREATE INDEX articles_by_place ON articles (place) WHERE place IS NOT NULL;
    CREATE INDEX articles_by_source ON articles (source) WHERE source IS NOT NULL;
    CREATE INDEX articles_by_day ON articles (day);
    CREATE INDEX articles_by_read ON articles (read);
    CREATE INDEX articles_by_feed ON articles (feed) WHERE feed IS NOT NULL;
    CREATE INDEX articles_by_opened ON articles (opened) WHERE opened IS NOT NULL;
    CREATE INDEX articles_with_star ON articles (n) WHERE starred = 1;
    CREATE INDEX articles_with_versions ON articles (n) WHERE versions > 1;
    CREATE INDEX articles_alike ON articles (alike) WHERE alike IS NOT NULL;
    CREATE INDEX articles_without_found ON articles (n) WHERE found = 0;
    CREATE TABLE tags (tag TEXT NOT NULL COLLATE NOCASE, article INTEGER NOT NULL, PRIMARY KEY (tag, article)) STRICT, WITHOUT ROWID;
    CREATE TABLE feeds (
        n INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL, site TEXT, folder TEXT, added INTEGER NOT NULL,
        etag TEXT, modified TEXT, checked INTEGER, due INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, trouble TEXT,
        private INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE names (
        kind INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE, n INTEGER NOT NULL, PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sketches (part INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (part, article)) STRICT, WITHOUT ROWID;
";

/// The index of words. Beginnings of two and three letters have lists of their own, because many words share them.
const SEARCH: &str = "
    CREATE VIRTUAL TABLE search USING fts5 (
        title, byline, site, text, person, place, org, said, content = '', contentless_delete = 1,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
    );
";

/// Makes room for what is indexed anew. Names are found again when an article is next opened.
const FROM_2: &str = "
    DROP TABLE search;
    DELETE FROM sketches;
    UPDATE articles SET alike = NULL, found = 0;
";

/// Lets feeds give a part of an article of which the whole is known, keeps names, and drops what nothing read.
const FROM_3: &str = "
    DROP TABLE items;
    CREATE TABLE names (
        kind INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE, n INTEGER NOT NULL, PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    UPDATE articles SET found = 0;
    ALTER TABLE articles ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE articles ADD COLUMN image TEXT;
    ALTER TABLE versions ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE feeds ADD COLUMN private INTEGER NOT NULL DEFAULT 0;
";

/// Brings what version 1 kept into the tables of now.
const FROM_1: &str = "
    INSERT INTO articles (id, current, label, title, byline, published, site, language, url, source, day, moment, added, opened,
        read, words, length, position, versions)
    SELECT id, current, label, title, byline, published, site, language, url, source,
        coalesce(substr(published, 1, 10), date(added / 1000, 'unixepoch')), max(added, coalesce(opened, 0)), added, opened,
        opened, words, coalesce((SELECT length(text) FROM old_versions WHERE fingerprint = current), 0), position,
        (SELECT count(*) FROM old_versions WHERE article = id)
    FROM old_articles ORDER BY added, id;
    INSERT INTO versions (fingerprint, article, text, parts, added)
    SELECT fingerprint, article, text, parts, added FROM old_versions;
    DROP TABLE old_versions;
    DROP TABLE old_articles;
";

/// Makes the tables where there are none, and brings older ones up to date.
pub(super) fn prepare(db: &mut Connection) -> std::result::Result<(), Trouble> {
    match version(db)? {
        SCHEMA => {}
        newer if newer > SCHEMA => return Err(Trouble::Newer(newer)),
        _ => {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another program may have done it meanwhile.
            match version(&transaction)? {
                0 => {
                    transaction.execute_batch(TABLES)?;
                    transaction.execute_batch(SEARCH)?;
                }
                1 => {
                    transaction.execute_batch(
                        "DROP INDEX IF EXISTS articles_by_url; DROP INDEX IF EXISTS articles_by_source;
                         ALTER TABLE articles RENAME TO old_articles; ALTER TABLE versions RENAME TO old_versions;",
                    )?;
                    transaction.execute_batch(TABLES)?;
                    transaction.execute_batch(SEARCH)?;
                    transaction.execute_batch(FROM_1)?;
                    index::rebuild(&transaction)?;
                }
                2 => {
                    transaction.execute_batch(FROM_2)?;
                    transaction.execute_batch(SEARCH)?;
                    transaction.execute_batch(FROM_3)?;
                    index::rebuild(&transaction)?;
                }
                3 => transaction.execute_batch(FROM_3)?,
                _ => {}
            }
            transaction.pragma_update(None, "user_version", SCHEMA)?;
            transaction.commit()?;
        }
    }
    // A damaged file is noticed here rather than later.
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(())
}

fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}
