//! The notes file: an append-only log of what the reader did, one JSON object a line.
//!
//! It is the truth, so it is never rewritten: a change is one `write` to a file opened for appending, under an advisory
//! lock, synced before it counts as saved. Lines that are torn, unknown or from a newer version stay where they are and
//! are reported. Merging two copies is the union of their lines; the copies that file synchronizers leave beside it
//! are read along.
//!
//! Lines are ordered by time, and a clock that goes backwards must not reorder them: no line is dated before one that
//! was already there. Where that makes the date differ from the clock, the line carries the clock's reading too.

mod check;
mod contents;
mod each;
mod files;
mod fold;
mod news;
mod reach;
mod scan;
mod seeded;

pub use check::Check;
pub use contents::{Article, Contents, Line as Reported};
pub use each::Each;
pub use news::News;

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

pub(super) use self::seeded::seeded;
use self::{
    files::{Trouble, lock, open, unsynced, write_durably},
    fold::Past,
    reach::Reach,
    scan::scan,
};
use super::{
    Dirs, Error, Result, create_private,
    format::{Line, VERSION, line_of},
    private, seed, sync_folder,
};
use crate::{
    annotation::{Change, Timestamp, id::IdSource},
    article::Fingerprint,
};

/// The notes file, for reading and appending.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    device: Option<String>,
    ids: IdSource,
    /// What the next line must fit.
    seen: Seen,
    /// What the reader has seen, where anything was read.
    known: Option<news::Known>,
    /// Whether the name of the file is known to be on the disk.
    is_rooted: bool,
    /// Whether the notes file could not be synced, so that the next try goes to a file of its own.
    is_aside: bool,
    /// Set where the program is to end, so that nobody waits long for the lock.
    hurry: Arc<AtomicBool>,
}

/// What is known of the file's lines without keeping them.
#[derive(Clone, Debug, Default)]
struct Seen {
    reach: Reach,
    past: Past,
}

/// What a change is about, so that the notes file can be read without the library.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct About {
    /// The article: the fingerprint of the first of its texts that was imported.
    pub article: Fingerprint,
    /// The text that was being read.
    pub text: Fingerprint,
    /// The article's title.
    pub title: String,
    /// Its canonical address.
    pub url: Option<String>,
    /// Where it was read from: a path or address, for the reader's eyes only.
    pub source: Option<String>,
}

impl Log {
    /// Takes the notes file of a data folder. Touches nothing.
    pub fn new(dirs: &Dirs) -> Self {
        Self {
            path: dirs.notes(),
            device: None,
            ids: IdSource::new(seed()),
            seen: Seen::default(),
            known: None,
            is_rooted: false,
            is_aside: false,
            hurry: Arc::default(),
        }
    }

    /// Returns what to set, from any thread, where there is no time to wait long for another program.
    pub fn hurry(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.hurry)
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes changes down and returns once they are on the disk. After an error the file is as usable as before, and
    /// the same changes can be appended again: what comes twice counts once.
    ///
    /// Where the notes file took the lines but could not be synced, nobody can say what a second try on the same file is
    /// worth: the system may take what was lost for written. The next try goes to a fresh file beside it, which is read
    /// along.
    pub fn append(&mut self, about: &About, changes: &[Change]) -> Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new(".")).to_path_buf();
        create_private(&folder)?;
        let device = self.device(&folder)?;
        let path = if self.is_aside { unsynced(&self.path, &device) } else { self.path.clone() };
        let hurries = || self.hurry.load(Ordering::Relaxed);
        let lock = lock(&self.path, hurries).map_err(|cause| unsaved(&path, cause))?;
        let mut file = open(&path).map_err(|cause| unsaved(&path, cause))?;
        let is_torn = if self.is_aside { is_torn(&mut file) } else { self.catch_up(&mut file) };
        let mut bytes = Vec::new();
        if is_torn.map_err(|cause| unsaved(&path, cause))? && !seeded("glue") {
            bytes.push(b'\n');
        }
        let mut past = self.seen.past.last;
        let mut lines = Vec::new();
        for (at, line) in self.lines(about, changes) {
            let line = dated(line, at, &mut past, &device);
            serde_json::to_writer(&mut bytes, &line).map_err(|cause| unsaved(&path, cause.into()))?;
            bytes.push(b'\n');
            lines.push(line);
        }
        if lines.is_empty() {
            return Ok(());
        }
        let before = file.metadata().map_err(|cause| unsaved(&path, cause))?.len();
        write_durably(&lock, &mut file, &bytes).map_err(|trouble| match trouble {
            Trouble::Write(cause) => unsaved(&path, cause),
            Trouble::Sync(cause) => {
                self.is_aside = !self.is_aside;
                unsaved(&path, cause)
            }
        })?;
        if (self.is_aside || !self.is_rooted) && !seeded("no-folder-sync") {
            sync_folder(&folder).map_err(|cause| unsaved(&path, cause))?;
            self.is_rooted = !self.is_aside;
        }
        self.wrote(before, &bytes, &lines, past);
        Ok(())
    }

    /// Takes note of what was written.
    fn wrote(&mut self, before: u64, bytes: &[u8], lines: &[Line<'_>], last: Option<(Timestamp, u64)>) {
        self.seen.past.last = last;
        for line in lines {
            self.seen.past.note(&line.op, &line.doc, line.text.as_deref());
        }
        if !self.is_aside {
            self.seen.reach.advance(bytes);
        }
        match &mut self.known {
            Some(known) if self.is_aside => known.wrote_aside(&self.path, lines, &self.seen.past),
            Some(known) => known.wrote(&self.path, before, bytes, lines, &self.seen.past),
            None => {}
        }
    }

    /// Returns the lines to write for `changes`: before them those that name an article that was not named yet.
    fn lines<'a>(&mut self, about: &'a About, changes: &'a [Change]) -> Vec<(Timestamp, Line<'a>)> {
        let Some(first) = changes.first() else { return Vec::new() };
        let mut lines = Vec::new();
        let article = about.article.as_str();
        let head = |id: String, op: &'static str| Line {
            v: VERSION,
            id: id.into(),
            op: op.into(),
            doc: article.into(),
            ..Line::default()
        };
        if !self.seen.past.names(article) {
            let mut line = head(self.ids.next(first.at).to_string(), "doc.add");
            line.title = Some(about.title.as_str().into());
            line.url = about.url.as_deref().map(Into::into);
            line.source = about.source.as_deref().map(Into::into);
            lines.push((first.at, line));
        }
        let text = about.text.as_str();
        if text != article && !self.seen.past.links(article, text) {
            let mut line = head(self.ids.next(first.at).to_string(), "doc.version");
            line.text = Some(text.into());
            lines.push((first.at, line));
        }
        lines.extend(changes.iter().map(|change| (change.at, line_of(&about.text, change))));
        lines
    }

    /// Reads what others have appended since, and returns whether the file ends in the middle of a line.
    fn catch_up(&mut self, file: &mut File) -> io::Result<bool> {
        let rest = match self.seen.reach.len {
            0 => None,
            _ => self.seen.reach.rest(file)?,
        };
        match rest {
            Some(rest) => {
                self.seen.past.take(&rest);
                self.seen.reach.advance(&rest);
            }
            None => {
                let scan = scan(file)?;
                self.seen = Seen { reach: scan.reach, past: scan.past };
                self.seen.reach.advance(&scan.tail);
            }
        }
        Ok(self.seen.reach.is_torn())
    }

    /// Returns the name of this device, which it is given at the first append.
    fn device(&mut self, folder: &Path) -> Result<String> {
        if let Some(device) = &self.device {
            return Ok(device.clone());
        }
        let path = folder.join("device");
        let read = || std::fs::read_to_string(&path).ok().map(|name| name.trim().to_owned());
        let device = match read().filter(|name| is_device(name)) {
            Some(device) => device,
            None => {
                let made = format!("{:08x}", (seed() >> 32) as u32);
                let file = private().write(true).create(true).truncate(true).open(&path);
                file.and_then(|mut file| file.write_all(made.as_bytes())).map_err(|cause| {
                    Error::on("name this device in", &path, cause)
                        .hint("make the folder writable, or name another with --data-dir or BYLINE_DATA_DIR")
                })?;
                made
            }
        };
        Ok(self.device.insert(device).clone())
    }
}

/// Returns whether a device can be called so.
pub(super) fn is_device(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Dates a line: never before one that was already there.
fn dated<'a>(
    mut line: Line<'a>,
    at: Timestamp,
    past: &mut Option<(Timestamp, u64)>,
    device: &str,
) -> Line<'a> {
    let (t, c) = match *past {
        Some((last, count)) if last >= at => (last, count.saturating_add(1)),
        _ => (at, 0),
    };
    *past = Some((t, c));
    line.t = t.to_string().into();
    line.c = c;
    line.at = (t != at).then(|| at.to_string().into());
    line.dev = device.to_owned().into();
    line
}

/// Returns whether a file ends in the middle of a line.
fn is_torn(file: &mut File) -> io::Result<bool> {
    let mut reach = Reach::default();
    let bytes = reach.rest(file)?.unwrap_or_default();
    reach.advance(&bytes);
    Ok(reach.is_torn())
}

/// Says that a note is not on the disk, and what to do about it.
fn unsaved(path: &Path, cause: io::Error) -> Error {
    let hint = match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk, then save again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "make the folder writable, or name another with --data-dir or BYLINE_DATA_DIR"
        }
        _ => "the note is not on the disk; save again, or export it elsewhere",
    };
    Error::on("save to", path, cause).hint(hint)
}

#[cfg(test)]
mod tests;
