//! Writers that are killed at any moment.

use std::{path::Path, thread, time::Duration};

use crate::{
    Random, Tally,
    writer::{Follower, Writer, missing},
};

/// How many writers are killed in one folder.
const ROUND: usize = 50;

/// Kills `n` writers.
pub fn run(n: usize) -> Tally {
    let mut tally = Tally::default();
    let mut random = Random(20_260_925);
    while tally.tried < n {
        let folder = tempfile::tempdir().unwrap();
        round(&folder.path().join("data"), ROUND.min(n - tally.tried), &mut random, &mut tally);
    }
    tally
}

fn round(dir: &Path, n: usize, random: &mut Random, tally: &mut Tally) {
    let mut follower = Follower::new(dir);
    let mut all = Vec::new();
    for _ in 0..n {
        let writer = Writer::start(dir, random.below(usize::MAX) as u64, usize::MAX, &[], &[]);
        thread::sleep(Duration::from_micros(random.below(25_000) as u64));
        let acknowledged = writer.kill();
        tally.tried += 1;
        tally.acknowledged += acknowledged.len();
        let lost = follower.missing(&acknowledged);
        if !lost.is_empty() {
            tally.wrong.push(format!("{} of {} notes lost by a kill", lost.len(), acknowledged.len()));
        }
        all.extend(acknowledged);
    }
    let lost = missing(dir, &all);
    if !lost.is_empty() {
        tally.wrong.push(format!("{} of {} notes lost after {n} kills", lost.len(), all.len()));
    }
}
