//! Whether two texts are versions of one article, or nearly the same story: how many runs of words they share.
//!
//! To find the near duplicates of a text among very many, each text has a sketch: the least of its runs under several
//! orders (MinHash), some of which are nearly always equal where the texts are alike. Candidates are then compared whole.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

/// Words in a run.
const RUN: usize = 4;

/// Parts of a sketch, each of so many least runs: texts that share half of their runs share a part in two cases of three,
/// those that share most in nearly all.
const PARTS: usize = 8;
const RUNS_IN_PART: usize = 3;

/// The fewest runs of a text that has near duplicates: short texts are alike by chance.
const FEWEST_RUNS: usize = 40;

/// How much of the shorter text stands in the other, in sixths: of versions of an article, which have more in common than
/// their words, and of near duplicates, which share a row of the list and must not hide what is not the same.
const SAME_ARTICLE: usize = 3;
const SAME_STORY: usize = 4;

/// The most words of a text that are compared: a long book has fewer.
const MOST_WORDS: usize = 300_000;

/// The most candidates that are compared whole.
const CANDIDATES: usize = 8;

/// Returns whether at least half of the runs of words of the shorter text stand in the longer one.
pub(super) fn is_version(a: &str, b: &str) -> bool {
    share(&runs(a), &runs(b), SAME_ARTICLE)
}

/// Puts an article into the group of an earlier one that is nearly the same, and makes it known to later ones.
pub(super) fn group(db: &Connection, n: i64, text: &str) -> rusqlite::Result<()> {
    let runs = runs(text);
    if runs.len() < FEWEST_RUNS {
        return Ok(());
    }
    let parts = sketch(&runs);
    let mut seen: Vec<i64> = Vec::new();
    {
        let mut others = db.prepare_cached(
            "SELECT article FROM sketches WHERE part = ?1 AND article < ?2 ORDER BY article LIMIT 4",
        )?;
        for part in &parts {
            for other in others.query_map(params![part, n], |row| row.get(0))? {
                let other = other?;
                if !seen.contains(&other) && seen.len() < CANDIDATES {
                    seen.push(other);
                }
            }
        }
    }
    let mut alike = None;
    for other in seen {
        let found: Option<(String, Option<i64>)> = db
            .prepare_cached(
                "SELECT text, alike FROM articles JOIN versions ON fingerprint = current WHERE n = ?1",
            )?
            .query_row([other], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((there, first)) = found
            && share(&runs, &self::runs(&there), SAME_STORY)
        {
            alike = Some(first.unwrap_or(other));
            break;
        }
    }
    if let Some(first) = alike {
        db.prepare_cached("UPDATE articles SET alike = ?2 WHERE n IN (?1, ?2)")?.execute([n, first])?;
    }
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO sketches (part, article) VALUES (?1, ?2)")?;
    for part in parts {
        insert.execute([part, n])?;
    }
    Ok(())
}

/// Returns the parts of the sketch of a text.
fn sketch(runs: &HashSet<u64>) -> [i64; PARTS] {
    let mut least = [u64::MAX; PARTS * RUNS_IN_PART];
    for run in runs {
        let mut number = *run;
        for least in &mut least {
            // The next of a series of numbers that begins with the run (SplitMix64).
            number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *least = (*least).min(mixed ^ (mixed >> 31));
        }
    }
    let mut parts = [0; PARTS];
    for (idx, (part, runs)) in parts.iter_mut().zip(least.chunks(RUNS_IN_PART)).enumerate() {
        let bytes = runs.iter().flat_map(|run| run.to_le_bytes());
        *part = i64::from_ne_bytes(hash(bytes.chain([u8::try_from(idx).unwrap_or(0)])).to_ne_bytes());
    }
    parts
}

/// Returns whether the smaller of two sets has at least so many of its members in the other, in sixths.
fn share(a: &HashSet<u64>, b: &HashSet<u64>, sixths: usize) -> bool {
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let shared = small.iter().filter(|run| large.contains(run)).count();
    !small.is_empty() && shared * 6 >= small.len() * sixths
}

/// Returns a number for each run of words; a text shorter than one run is one. Of a very long text the beginning tells.
fn runs(text: &str) -> HashSet<u64> {
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
    words.windows(RUN.min(words.len()).max(1)).map(number).collect()
}

/// Returns a number that is nearly always another for other words.
fn number(words: &[&str]) -> u64 {
    hash(words.iter().flat_map(|word| word.bytes().chain([0])))
}

/// Hashes bytes, to the same number in every version of the program (FNV-1a): sketches are kept.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_words_make_a_version() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        for (other, expected) in [
            (text.to_owned(), true),
            (format!("{text} and then some more words that were added later"), true),
            (text.replace("five", "5"), true),
            (text.split(' ').rev().collect::<Vec<_>>().join(" "), false),
            (String::new(), false),
            ("one".to_owned(), false),
        ] {
            assert_eq!(is_version(text, &other), expected, "{other}");
            assert_eq!(is_version(&other, text), expected, "{other}");
        }
    }
}
