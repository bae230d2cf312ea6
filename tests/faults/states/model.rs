//! Files as a system may keep them when it fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Files by their path below the folder; folders have no bytes. Parents come before what is in them.
pub type Files = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// What a program asked of the system.
#[derive(Clone, Debug)]
pub enum Op {
    /// Makes a file with a number of its own.
    Create(PathBuf, usize),
    /// Makes a folder.
    Mkdir(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    /// Puts bytes into a file at a place.
    Write(usize, usize, Vec<u8>),
    /// Gives a file a length.
    Cut(usize, usize),
    /// Waits until the bytes of a file are on the disk.
    Sync(usize),
    /// Waits until the names in a folder are.
    SyncFolder(PathBuf),
    /// Says that something is done.
    Acknowledge(String),
}

/// What a program did, and what was there before.
pub struct Model {
    before: Files,
    /// The numbers of the files that were there before.
    numbers: BTreeMap<PathBuf, usize>,
    ops: Vec<Op>,
}

/// What became of the bytes that were written last and not synced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    Kept,
    Lost,
    /// Only the last write, of which so many 64ths came.
    Torn(usize),
    /// The file has its length, and zeros where the last write was.
    Zeros,
    /// The last write came, those before it did not.
    LastOnly,
}

/// Returns all fates there are.
fn fates() -> impl Iterator<Item = Fate> {
    [Fate::Kept, Fate::Lost, Fate::Zeros, Fate::LastOnly].into_iter().chain((1..64).map(Fate::Torn))
}

/// The most ways in which the names of several folders are combined.
const COMBINED: usize = 400;

impl Model {
    pub fn new(before: Files, ops: Vec<Op>) -> Self {
        let numbers = numbers(&before);
        Self { before, numbers, ops }
    }

    /// Returns the files as they are at the end, with nothing lost.
    pub fn last(&self) -> Files {
        let all: Vec<usize> = (0..self.ops.len()).collect();
        self.state(&all, self.ops.len(), Fate::Kept)
    }

    /// Calls `visit` with the files of every `step`th state, what had been acknowledged, and whether nothing was lost (as when the
    /// program is killed, but not the system).
    pub fn each_state(&self, step: usize, mut visit: impl FnMut(&Files, &[&str], bool)) {
        let mut n = 0;
        for end in 0..=self.ops.len() {
            let ops = &self.ops[..end];
            let acknowledged: Vec<&str> = ops
                .iter()
                .filter_map(|op| match op {
                    Op::Acknowledge(what) => Some(what.as_str()),
                    _ => None,
                })
                .collect();
            for names in self.kept_names(end) {
                let n_names = ops.iter().filter(|op| folder_of(op).is_some()).count();
                for fate in fates() {
                    let is_whole = fate == Fate::Kept && names.len() == n_names;
                    // A fate changes nothing where nothing is waiting to be synced.
                    if fate != Fate::Kept && !self.is_waiting(end) {
                        continue;
                    }
                    n += 1;
                    if n % step == 0 {
                        visit(&self.state(&names, end, fate), &acknowledged, is_whole);
                    }
                }
            }
        }
    }

    /// Returns whether there are bytes that are not synced.
    fn is_waiting(&self, end: usize) -> bool {
        (0..end).any(|at| matches!(self.ops[at], Op::Write(..) | Op::Cut(..)) && !self.is_synced(at, end))
    }

    /// Returns whether what an operation did was synced later.
    fn is_synced(&self, at: usize, end: usize) -> bool {
        let later = &self.ops[at..end];
        match &self.ops[at] {
            Op::Write(file, ..) | Op::Cut(file, _) => {
                later.iter().any(|op| matches!(op, Op::Sync(synced) if synced == file))
            }
            op => {
                let folder = folder_of(op);
                later
                    .iter()
                    .any(|op| matches!(op, Op::SyncFolder(synced) if Some(synced.as_path()) == folder))
            }
        }
    }

    /// Returns which operations on names may have been kept: in each folder the first ones, or all but one.
    fn kept_names(&self, end: usize) -> Vec<Vec<usize>> {
        let mut durable = Vec::new();
        let mut waiting: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
        for at in 0..end {
            let Some(folder) = folder_of(&self.ops[at]) else { continue };
            match self.is_synced(at, end) {
                true => durable.push(at),
                false => waiting.entry(folder).or_default().push(at),
            }
        }
        let mut all = vec![durable];
        for ops in waiting.values() {
            let firsts = (0..=ops.len()).map(|n| ops[..n].to_vec());
            let skips = (0..ops.len()).map(|skipped| {
                ops.iter().enumerate().filter(|(idx, _)| *idx != skipped).map(|(_, at)| *at).collect()
            });
            let choices: BTreeSet<Vec<usize>> = firsts.chain(skips).collect();
            let combined =
                all.iter().flat_map(|some| choices.iter().map(move |choice| [&some[..], choice].concat()));
            all = combined.take(COMBINED).collect();
        }
        for kept in &mut all {
            kept.sort_unstable();
        }
        all
    }

    /// Returns the files after some operations on names, and with the bytes that a fate left.
    fn state(&self, names: &[usize], end: usize, fate: Fate) -> Files {
        let mut paths: BTreeMap<PathBuf, Option<usize>> = BTreeMap::new();
        for (path, file) in &self.before {
            paths.insert(path.clone(), file.as_ref().map(|_| self.numbers[path]));
        }
        for at in names.iter().filter(|at| **at < end) {
            match &self.ops[*at] {
                Op::Create(path, file) => _ = paths.insert(path.clone(), Some(*file)),
                Op::Mkdir(path) => _ = paths.insert(path.clone(), None),
                Op::Rename(from, to) => {
                    if let Some(file) = paths.remove(from) {
                        paths.insert(to.clone(), file);
                    }
                }
                Op::Remove(path) => _ = paths.remove(path),
                _ => {}
            }
        }
        // What is in a folder that is not there is not there either.
        let is_there = |path: &Path| {
            path.ancestors().skip(1).all(|it| it.as_os_str().is_empty() || paths.contains_key(it))
        };
        let there = paths.iter().filter(|(path, _)| is_there(path));
        there.map(|(path, file)| (path.clone(), file.map(|file| self.bytes(file, end, fate)))).collect()
    }

    /// Returns the bytes of a file.
    fn bytes(&self, file: usize, end: usize, fate: Fate) -> Vec<u8> {
        let old = self.numbers.iter().find(|(_, number)| **number == file);
        let mut bytes = old.and_then(|(path, _)| self.before[path].clone()).unwrap_or_default();
        let is_its = |at: &usize| matches!(&self.ops[*at], Op::Write(it, ..) | Op::Cut(it, _) if *it == file);
        let its: Vec<usize> = (0..end).filter(is_its).collect();
        let waiting = its.iter().filter(|at| !self.is_synced(**at, end)).count();
        for (left, at) in its.iter().enumerate().map(|(idx, at)| (its.len() - idx, *at)) {
            let (is_last, is_waiting) = (left == 1, left <= waiting);
            match (&self.ops[at], fate) {
                (_, Fate::Lost) if is_waiting => {}
                (_, Fate::LastOnly) if is_waiting && !is_last => {}
                (Op::Write(_, at, new), Fate::Torn(part)) if is_waiting && is_last => {
                    write(&mut bytes, *at, &new[..new.len() * part / 64]);
                }
                (Op::Write(_, at, new), Fate::Zeros) if is_waiting && is_last => {
                    write(&mut bytes, *at, &vec![0; new.len()]);
                }
                (Op::Write(_, at, new), _) => write(&mut bytes, *at, new),
                (Op::Cut(_, len), _) => bytes.resize(*len, 0),
                _ => {}
            }
        }
        bytes
    }
}

/// Returns the folder whose names an operation changes.
fn folder_of(op: &Op) -> Option<&Path> {
    match op {
        Op::Create(path, _) | Op::Mkdir(path) | Op::Rename(path, _) | Op::Remove(path) => path.parent(),
        _ => None,
    }
}

fn write(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    let end = at + new.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[at..end].copy_from_slice(new);
}

/// Numbers files.
pub fn numbers(files: &Files) -> BTreeMap<PathBuf, usize> {
    let named = files.iter().filter(|(_, file)| file.is_some());
    named.enumerate().map(|(number, (path, _))| (path.clone(), number)).collect()
}

/// Returns all that is below a folder.
pub fn snapshot(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for path in fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(folder).unwrap().to_path_buf();
            match path.is_dir() {
                true => {
                    files.insert(name, None);
                    folders.push(path);
                }
                false => _ = files.insert(name, Some(fs::read(&path).unwrap())),
            }
        }
    }
    files
}
