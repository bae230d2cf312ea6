//! A look at every line of the notes file: what is wrong with it, and what other files hold that it does not.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Log,
    contents::Line,
    files::{Trouble, copies, lock, open, write_durably},
    fold::{Strange, What, parse, split},
    is_torn, unsaved,
};
use crate::{
    annotation::{Change, Edit, Id},
    store::{Dirs, Error, Result, backup, create_private},
};

/// What was found in the notes file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Check {
    /// How many lines it has.
    pub lines: usize,
    /// Lines that cannot be read.
    pub damaged: Vec<Line>,
    /// Lines of a newer version.
    pub unknown: Vec<Line>,
    /// Lines of which only the beginning is there, but for the last.
    pub cut: Vec<usize>,
    /// The last line, where it does not end.
    pub torn: Option<usize>,
    /// Lines that are there twice.
    pub repeated: Vec<usize>,
    /// Lines that go by the name of another line, but say something else. The first counts.
    pub contrary: Vec<usize>,
    /// Lines that are dated before the one above, as merging two files leaves them.
    pub backwards: Vec<usize>,
    /// Changes of annotations that are not there.
    pub lonely: Vec<usize>,
    /// How many lines the copies of synchronizers hold that the notes file does not.
    pub copies: Vec<(PathBuf, usize)>,
    /// How many lines backups hold that the notes file does not.
    pub backups: Vec<(PathBuf, usize)>,
}

/// The lines of a file, as far as they are needed to find them again.
#[derive(Default)]
struct Held {
    names: HashSet<Id>,
    /// Lines that only a newer version understands.
    others: HashSet<Vec<u8>>,
}

impl Log {
    /// Looks at every line. A file that does not exist is empty.
    pub fn check(&self, dirs: &Dirs) -> Result<Check> {
        let bytes = read(&self.path)?;
        let mut found = Check::default();
        let mut held = Held::default();
        let mut added = HashSet::new();
        let mut edits = Vec::new();
        let mut contents = std::collections::HashMap::new();
        let mut last = None;
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            found.torn = Some(bytes.split(|byte| *byte == b'\n').count());
        }
        for (number, line) in lines(&bytes) {
            found.lines += 1;
            match parse(line) {
                // It has no end at all, or one that was put there later.
                Err(Strange::Damaged(_)) if Some(number) == found.torn => {}
                Err(Strange::Damaged(_)) if is_cut(line) => found.cut.push(number),
                Err(Strange::Damaged(why)) => found.damaged.push(Line { number, why }),
                Err(Strange::Unknown { why, .. }) => {
                    held.others.insert(line.to_vec());
                    found.unknown.push(Line { number, why });
                }
                Ok(known) => {
                    let id = known.name();
                    held.names.insert(id);
                    match contents.insert(id, line) {
                        Some(before) if before == line => found.repeated.push(number),
                        Some(before) => {
                            contents.insert(id, before);
                            found.contrary.push(number);
                        }
                        None => {}
                    }
                    if last > Some(known.time()) {
                        found.backwards.push(number);
                    }
                    last = last.max(Some(known.time()));
                    match known.what {
                        What::Change(Change { edit: Edit::Add(annotation), .. }) => {
                            added.insert(annotation.id);
                        }
                        What::Change(change) => edits.extend(change.edit.subject().map(|id| (number, id))),
                        What::Doc(_) => {}
                    }
                }
            }
        }
        let listed =
            copies(&self.path).map_err(|cause| Error::on("look for copies of", &self.path, cause))?;
        for path in listed {
            let copy = fs::read(&path).unwrap_or_default();
            let known = lines(&copy).filter_map(|(_, line)| parse(line).ok());
            added.extend(known.filter_map(|known| match known.what {
                What::Change(Change { edit: Edit::Add(annotation), .. }) => Some(annotation.id),
                _ => None,
            }));
            found.copies.push((path, held.missing(&copy).len()));
        }
        for path in backup::list(dirs)? {
            let backup = read(&path)?;
            found.backups.push((path, held.missing(&backup).len()));
        }
        found.lonely =
            edits.into_iter().filter(|(_, id)| !added.contains(id)).map(|(number, _)| number).collect();
        Ok(found)
    }

    /// Ends a torn line, and appends what copies and backups hold that the notes file does not. Returns whether a line
    /// was ended, and how many were appended. Nothing is rewritten or removed.
    pub fn mend(&self, dirs: &Dirs) -> Result<(bool, usize)> {
        // Whoever cannot look there must not say that there is nothing.
        let copies =
            copies(&self.path).map_err(|cause| Error::on("look for copies of", &self.path, cause))?;
        let others: Vec<PathBuf> = copies.into_iter().chain(backup::list(dirs)?).collect();
        if !self.path.exists() && others.is_empty() {
            return Ok((false, 0));
        }
        create_private(self.path.parent().unwrap_or(Path::new(".")))?;
        let lock = lock(&self.path, || false).map_err(|cause| unsaved(&self.path, cause))?;
        let mut file = open(&self.path).map_err(|cause| unsaved(&self.path, cause))?;
        let bytes = read(&self.path)?;
        let mut held = Held::default();
        held.add(&bytes);
        let is_torn = is_torn(&mut file).map_err(|cause| unsaved(&self.path, cause))?;
        let mut out = if is_torn { b"\n".to_vec() } else { Vec::new() };
        let mut n = 0;
        for path in others {
            let other = read(&path)?;
            for line in held.missing(&other) {
                out.extend_from_slice(line);
                out.push(b'\n');
                n += 1;
            }
            held.add(&other);
        }
        if !out.is_empty() {
            write_durably(&lock, &mut file, &out)
                .map_err(|(Trouble::Write(cause) | Trouble::Sync(cause))| unsaved(&self.path, cause))?;
        }
        Ok((is_torn, n))
    }
}

impl Held {
    /// Takes the lines of a file.
    fn add(&mut self, bytes: &[u8]) {
        for (_, line) in lines(bytes) {
            match parse(line) {
                Ok(known) => _ = self.names.insert(known.name()),
                Err(Strange::Unknown { .. }) => _ = self.others.insert(line.to_vec()),
                Err(Strange::Damaged(_)) => {}
            }
        }
    }

    /// Returns the lines of a file that are not among those that are held, each once.
    fn missing<'a>(&self, bytes: &'a [u8]) -> Vec<&'a [u8]> {
        let mut names = HashSet::new();
        let mut others = HashSet::new();
        let is_missing = |line: &&[u8]| match parse(line) {
            Ok(known) => !self.names.contains(&known.name()) && names.insert(known.name()),
            Err(Strange::Unknown { .. }) => !self.others.contains(*line) && others.insert(line.to_vec()),
            Err(Strange::Damaged(_)) => false,
        };
        lines(bytes).map(|(_, line)| line).filter(is_missing).collect()
    }
}

/// Returns whether a line begins as ours do and ends before it should.
fn is_cut(line: &[u8]) -> bool {
    let parsed = serde_json::from_slice::<serde::de::IgnoredAny>(line);
    line.starts_with(b"{\"v\":") && parsed.is_err_and(|cause| cause.is_eof())
}

/// Returns the lines of a file that hold anything, with their numbers.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let trim = |line: &'_ [u8]| -> usize { if line.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 } };
    let numbered = (1..).zip(split(bytes));
    numbered
        .map(move |(number, line)| (number, line[trim(line)..].trim_ascii()))
        .filter(|(_, line)| !line.is_empty())
}

/// Reads a file; one that is not there is empty.
fn read(path: &Path) -> Result<Vec<u8>> {
    match fs::read(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|cause| Error::on("read", path, cause)),
    }
}
