//! Copies of the notes file, for the day on which everything else failed: one a day for a week, one a week for a month.
//!
//! A copy is a file of its own, not a link: a link to a damaged file is damaged. It is made after a note was saved, never
//! before, so that no note waits for it. A copy that holds more than the notes file does now is never removed: the notes
//! file only grows, so something must have happened to it.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
};

use super::{Dirs, Error, Result, create_private, draft, file, private, sync_folder};
use crate::annotation::Timestamp;

/// How often copies are made, how their names begin, and how many are kept.
const KINDS: [(&str, i64, usize); 2] = [("daily", 1, 7), ("weekly", 7, 4)];

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// Returns the folder of the copies.
pub fn folder(dirs: &Dirs) -> PathBuf {
    dirs.data.join("backups")
}

/// Returns the copies there are, by name.
pub fn list(dirs: &Dirs) -> Result<Vec<PathBuf>> {
    let failed = |cause| Error::on("read the folder", &folder(dirs), cause);
    let is_backup = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".jsonl") && KINDS.iter().any(|(kind, ..)| name.starts_with(kind))
    };
    let entries = match fs::read_dir(folder(dirs)) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let entries: Vec<fs::DirEntry> = entries.collect::<io::Result<_>>().map_err(failed)?;
    let mut backups: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).filter(is_backup).collect();
    backups.sort();
    Ok(backups)
}

/// Returns whether a copy is to be made at a moment. Asks no more than whether two files are there.
pub fn is_due(dirs: &Dirs, now: Timestamp) -> bool {
    !due(dirs, now).is_empty()
}

/// Makes the copies that are due, and removes those that are too old. Returns what was made.
pub fn keep(dirs: &Dirs, now: Timestamp) -> Result<Vec<PathBuf>> {
    let notes = dirs.notes();
    if !notes.exists() {
        return Ok(Vec::new());
    }
    for unfinished in [folder(dirs), draft::folder(dirs)].iter().flat_map(|folder| file::left_over(folder)) {
        // What cannot be removed does no harm.
        fs::remove_file(unfinished).ok();
    }
    let mut made = Vec::new();
    for path in due(dirs, now) {
        create_private(&folder(dirs))?;
        let len = copy(&notes, &path).map_err(|cause| Error::on("back the notes up to", &path, cause))?;
        prune(dirs, &path, len);
        made.push(path);
    }
    Ok(made)
}

/// Copies that are made on a thread of their own, one after another.
#[derive(Debug, Default)]
pub struct Background(Option<JoinHandle<()>>);

impl Background {
    /// Makes the copies that are due, without waiting for them. What fails is tried again at the next call.
    pub fn keep(&mut self, dirs: &Dirs, now: Timestamp) {
        let is_busy = self.0.as_ref().is_some_and(|thread| !thread.is_finished());
        if is_busy || !is_due(dirs, now) {
            return;
        }
        let dirs = dirs.clone();
        let work = move || _ = keep(&dirs, now);
        self.0 = thread::Builder::new().name("backup".into()).spawn(work).ok();
    }
}

/// Returns the files that are to be made at a moment.
fn due(dirs: &Dirs, now: Timestamp) -> Vec<PathBuf> {
    let folder = folder(dirs);
    let day = now.0.div_euclid(DAY);
    let paths = KINDS.iter().map(|(kind, days, _)| {
        // Weeks begin on Monday; the first day of all was a Thursday.
        let first = if *days == 1 { day } else { day - (day + 3).rem_euclid(*days) };
        let date = Timestamp(first.saturating_mul(DAY)).to_string();
        folder.join(format!("{kind}-{}.jsonl", date.split('T').next().unwrap_or_default()))
    });
    paths.filter(|path| !path.exists()).collect()
}

/// Copies a file, all of it or nothing, and returns how many bytes it has.
fn copy(from: &Path, to: &Path) -> io::Result<u64> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let source = File::open(from)?;
    let len = source.metadata()?.len();
    let mut file = tempfile::Builder::new()
        .prefix(file::UNFINISHED)
        .make_in(folder, |path| private().write(true).create_new(true).open(path))?;
    let copied = io::copy(&mut source.take(len), &mut file)?;
    file.as_file().sync_all()?;
    file.persist(to).map_err(|error| error.error)?;
    sync_folder(folder)?;
    Ok(copied)
}

/// Removes the oldest copies of a kind where there are too many, but none that holds more than the newest.
fn prune(dirs: &Dirs, newest: &Path, len: u64) {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let newest = name(newest);
    for (kind, _, most) in KINDS {
        if !newest.starts_with(kind) {
            continue;
        }
        // Copies that cannot be counted are too many for a while.
        let all: Vec<PathBuf> =
            list(dirs).unwrap_or_default().into_iter().filter(|path| name(path).starts_with(kind)).collect();
        let surplus = all.len().saturating_sub(most);
        for path in all.iter().take(surplus).filter(|path| name(path) != newest) {
            if fs::metadata(path).is_ok_and(|meta| meta.len() <= len) {
                // One copy too many is no loss.
                fs::remove_file(path).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-25, a Friday.
    const FRIDAY: i64 = 1_790_324_130_123;

    fn dirs(folder: &tempfile::TempDir) -> Dirs {
        Dirs { data: folder.path().to_path_buf(), config: folder.path().join("config.toml") }
    }

    /// Goes through some days with a notes file that grows, and returns the names of the copies.
    fn after(dirs: &Dirs, days: std::ops::Range<i64>) -> Vec<String> {
        for day in days {
            fs::write(dirs.notes(), "x".repeat(day as usize + 1)).expect("it can be written");
            keep(dirs, Timestamp(FRIDAY + day * DAY)).expect("the copies are made");
            assert!(!is_due(dirs, Timestamp(FRIDAY + day * DAY)));
        }
        let listed = list(dirs).expect("they are listed");
        listed.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into()).collect()
    }

    #[test]
    fn a_week_of_days_and_a_month_of_weeks_are_kept() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        assert_eq!(keep(&dirs, Timestamp(FRIDAY)).expect("nothing is no error"), Vec::<PathBuf>::new());
        assert_eq!(after(&dirs, 0..1), ["daily-2026-09-25.jsonl", "weekly-2026-09-21.jsonl"]);
        let names = after(&dirs, 1..60);
        assert_eq!(names.len(), 7 + 4, "{names:?}");
        assert_eq!(
            (names[6].as_str(), names[7].as_str()),
            ("daily-2026-11-23.jsonl", "weekly-2026-11-02.jsonl")
        );
        let newest = fs::read(super::folder(&dirs).join(&names[6])).expect("it can be read");
        assert_eq!(newest.len(), 60);
    }

    #[test]
    fn what_an_interrupted_copy_left_goes_after_a_day() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        fs::write(dirs.notes(), "x").expect("it can be written");
        create_private(&super::folder(&dirs)).expect("a folder can be made");
        let [old, new, other] =
            [".byline-old", ".byline-new", "mine"].map(|name| super::folder(&dirs).join(name));
        for path in [&old, &new, &other] {
            let file = File::create(path).expect("a file can be made");
            let days = if *path == new { 0 } else { 2 };
            let age = std::time::Duration::from_millis(days * DAY as u64);
            file.set_modified(std::time::SystemTime::now() - age).expect("its time can be set");
        }
        keep(&dirs, Timestamp(FRIDAY)).expect("the copies are made");
        assert_eq!([old, new, other].map(|path| path.exists()), [false, true, true]);
    }

    #[test]
    fn a_copy_that_holds_more_than_the_notes_is_never_removed() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        fs::write(dirs.notes(), "x".repeat(10_000)).expect("it can be written");
        keep(&dirs, Timestamp(FRIDAY - DAY)).expect("the copies are made");
        let names = after(&dirs, 0..60);
        assert!(names.contains(&"daily-2026-09-24.jsonl".to_owned()), "{names:?}");
    }
}
