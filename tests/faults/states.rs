//! Every state that a crash can leave behind, of every way in which something is written.
//!
//! Each way is taken once under strace. What it asked of the system is replayed up to every point at which the power can
//! fail, and there in every way in which the system may have kept or lost what was not synced: data whole, lost, torn or
//! full of zeros, names of files lost one by one. Each state is put into a folder, and the program must find there
//! everything that it had said was saved. The model is that of ALICE (Pillai et al., OSDI 2014).

pub mod model;
mod trace;
mod ways;

use std::{
    collections::HashSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use self::model::Model;
pub use self::ways::{WAYS, Way, act};
use crate::Tally;

/// Goes through every `step`th state.
pub fn run(step: usize) -> Tally {
    let mut tally = Tally::default();
    if Command::new("strace").arg("-V").output().is_err() {
        return Tally::skipped("there is no strace");
    }
    for way in WAYS.iter().filter(|way| way.is_replayed) {
        let folder = tempfile::tempdir_in(memory()).unwrap();
        let dir = folder.path().join("way");
        fs::create_dir(&dir).unwrap();
        (way.prepare)(&dir);
        let before = model::snapshot(&dir);
        let ops = match trace::record(way, &dir) {
            Ok(ops) => ops,
            Err(why) => return Tally::skipped(why),
        };
        let model = Model::new(before, ops);
        assert_eq!(model.last(), model::snapshot(&dir), "{}: the trace tells all that was written", way.name);
        let mut seen = HashSet::new();
        let states = folder.path().join("states");
        model.each_state(step.max(1), |files, acknowledged, is_whole| {
            tally.tried += 1;
            let mut hasher = DefaultHasher::new();
            (&files, acknowledged, is_whole).hash(&mut hasher);
            if !seen.insert(hasher.finish()) {
                return;
            }
            put(&states, files);
            if let Err(why) = (way.check)(&states, acknowledged, is_whole) {
                tally.wrong.push(format!("{}, after {} acknowledged: {why}", way.name, acknowledged.len()));
            }
            tally.acknowledged += acknowledged.len();
        });
        println!("            {:<8} {:>6} distinct states", way.name, seen.len());
    }
    tally
}

/// Puts files into a folder in place of those that are there.
pub fn put(folder: &Path, files: &model::Files) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    fs::create_dir(folder).unwrap();
    for (path, file) in files {
        match file {
            None => fs::create_dir_all(folder.join(path)).unwrap(),
            Some(bytes) => fs::write(folder.join(path), bytes).unwrap(),
        }
    }
}

/// Returns a folder in memory, where there is one: states need no disk.
fn memory() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}
