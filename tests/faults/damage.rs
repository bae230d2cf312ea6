//! Files that are damaged at random.

use std::{collections::HashSet, fs};

use byline::{annotation::id::IdSource, store::log::Log};

use crate::{
    Random, Tally,
    writer::{about, change, dirs, missing},
};

const NOTES: usize = 200;

/// Damages a file `n` times: every line that was not touched must come back, and the next note must be saved.
pub fn run(n: usize) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    let dirs = dirs(&dir);
    let mut ids = IdSource::new(1);
    let mut last = None;
    let mut log = Log::new(&dirs);
    let changes: Vec<_> = (0..NOTES).map(|n| change(&mut ids, n, &mut last)).collect();
    log.append(&about(), &changes).unwrap();
    let whole = fs::read(dirs.notes()).unwrap();
    let mut random = Random(3);
    let mut tally = Tally { tried: n, ..Tally::default() };
    for round in 0..n {
        let bytes = damaged(&whole, &mut random);
        fs::write(dirs.notes(), &bytes).unwrap();
        let lines: HashSet<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        let untouched = whole.split(|byte| *byte == b'\n').skip(1).zip(&changes);
        let expected: Vec<_> =
            untouched.filter(|(line, _)| lines.contains(line)).map(|(_, change)| change.id).collect();
        tally.acknowledged += expected.len();
        let lost = missing(&dir, &expected);
        if !lost.is_empty() {
            tally.wrong.push(format!("{round}: {} untouched lines were not read", lost.len()));
        }
        let next = change(&mut ids, 0, &mut last);
        Log::new(&dirs).append(&about(), std::slice::from_ref(&next)).unwrap();
        if !missing(&dir, &[next.id]).is_empty() {
            tally.wrong.push(format!("{round}: the next note was lost"));
        }
        if !fs::read(dirs.notes()).unwrap().starts_with(&bytes) {
            tally.wrong.push(format!("{round}: the damaged file was written over"));
        }
    }
    tally
}

/// Returns a file with one to three kinds of damage.
fn damaged(whole: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(bytes.len());
        let len = random.below(600).min(bytes.len() - at);
        match random.below(6) {
            0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
            1 => bytes[at..at + len].fill(0),
            2 => _ = bytes.drain(at..at + len),
            3 => _ = bytes.splice(at..at, whole[..len.min(whole.len())].to_vec()),
            4 => bytes.truncate(at),
            _ => bytes[at..at + len].reverse(),
        }
    }
    bytes
}
