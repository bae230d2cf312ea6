//! The notes file: an append-only log of what the reader did, one JSON object a line.
//!
//! It is the truth, so it is never rewritten: a change is one `write` to a file opened for appending, under an advisory
//! lock, synced before it counts as saved. Lines that are torn, unknown or from a newer version stay where they are and
//! are reported. Merging two copies is the union of their lines; the copies that file synchronizers leave beside it
//! are read along.
//!
//! Lines are ordered by time, and a clock that goes backwards must not reorder them: no line is dated before one that
//! was already there. Where that makes the date differ from the clock, the line carries the clock's reading too.

mod contents;

pub use contents::{Article, Contents, Line as Reported};

use std::{
    collections::HashSet,
    fs::{File, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
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
    seen: Seen,
}

/// What is known of the file's lines without keeping them.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// How many of its bytes.
    len: u64,
    /// The last time and counter.
    last: Option<(Timestamp, u64)>,
    /// The articles that are named, and the texts known to be versions of them.
    articles: HashSet<String>,
    versions: HashSet<(String, String)>,
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

/// How long an append waits for another program that is appending.
const PATIENCE: Duration = Duration::from_secs(5);

impl Log {
    /// Takes the notes file of a data folder. Touches nothing.
    pub fn new(dirs: &Dirs) -> Self {
        Self { path: dirs.notes(), device: None, ids: IdSource::new(seed()), seen: Seen::default() }
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads everything. A file that does not exist is empty.
    pub fn read(&mut self) -> Result<Contents> {
        let bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(cause) => return Err(Error::on("read the notes in", &self.path, cause)),
        };
        self.seen = Seen::default();
        self.seen.take(&bytes);
        let copies = conflict_copies(&self.path);
        let copies: Vec<Vec<u8>> = copies.iter().filter_map(|path| std::fs::read(path).ok()).collect();
        Ok(Contents::fold(&bytes, &copies))
    }

    /// Writes changes down and returns once they are on the disk. After an error the file is as usable as before, and
    /// the same changes can be appended again: what comes twice counts once.
    pub fn append(&mut self, about: &About, changes: &[Change]) -> Result<()> {
        let failed = |path: &Path, cause: io::Error| {
            let hint = match cause.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "make room on the disk, then save again"
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "make the folder writable, or name another with --data-dir or BYLINE_DATA_DIR"
                }
                _ => "the note is not on the disk; save again, or export it elsewhere",
            };
            Error::on("save to", path, cause).hint(hint)
        };
        let folder = self.path.parent().unwrap_or(Path::new(".")).to_path_buf();
        create_private(&folder)?;
        let device = self.device(&folder)?;
        let lock = lock(&self.path).map_err(|cause| failed(&self.path, cause))?;
        let is_new = !self.path.exists();
        let mut file = private()
            .read(true)
            .append(true)
            .create(true)
            .open(&self.path)
            .map_err(|cause| failed(&self.path, cause))?;
        let torn = self.catch_up(&mut file).map_err(|cause| failed(&self.path, cause))?;
        let mut seen = self.seen.clone();
        let mut bytes = if torn { b"\n".to_vec() } else { Vec::new() };
        let start = bytes.len();
        for line in self.lines(about, changes) {
            seen.write(line, &device, &mut bytes).map_err(|cause| failed(&self.path, cause))?;
        }
        if bytes.len() > start {
            write_once(&mut file, &bytes).map_err(|cause| failed(&self.path, cause))?;
            file.sync_data().map_err(|cause| failed(&self.path, cause))?;
            if is_new {
                sync_folder(&folder).map_err(|cause| failed(&self.path, cause))?;
            }
            seen.len += bytes.len() as u64;
            self.seen = seen;
        }
        drop(lock);
        Ok(())
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
        if !self.seen.articles.contains(article) {
            let mut line = head(self.ids.next(first.at).to_string(), "doc.add");
            line.title = Some(about.title.as_str().into());
            line.url = about.url.as_deref().map(Into::into);
            line.source = about.source.as_deref().map(Into::into);
            lines.push((first.at, line));
        }
        let text = about.text.as_str();
        if text != article && !self.seen.versions.contains(&(article.to_owned(), text.to_owned())) {
            let mut line = head(self.ids.next(first.at).to_string(), "doc.version");
            line.text = Some(text.into());
            lines.push((first.at, line));
        }
        lines.extend(changes.iter().map(|change| (change.at, line_of(&about.text, change))));
        lines
    }

    /// Reads what others have appended since, and returns whether the file ends in the middle of a line.
    fn catch_up(&mut self, file: &mut File) -> io::Result<bool> {
        let len = file.metadata()?.len();
        if len < self.seen.len {
            self.seen = Seen::default();
        }
        if len > self.seen.len {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(self.seen.len))?;
            file.read_to_end(&mut bytes)?;
            self.seen.take(&bytes);
        }
        if len == 0 {
            return Ok(false);
        }
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        Ok(last != *b"\n")
    }

    /// Returns the name of this device, which it is given at the first append.
    fn device(&mut self, folder: &Path) -> Result<String> {
        if let Some(device) = &self.device {
            return Ok(device.clone());
        }
        let path = folder.join("device");
        let read = || std::fs::read_to_string(&path).ok().map(|name| name.trim().to_owned());
        let valid =
            |name: &String| (1..=64).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let device = match read().filter(valid) {
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

impl Seen {
    /// Takes note of lines of the file.
    fn take(&mut self, bytes: &[u8]) {
        self.len += bytes.len() as u64;
        for line in bytes.split(|byte| *byte == b'\n') {
            let Ok(line) = serde_json::from_slice::<Line<'_>>(line) else { continue };
            self.note(&line);
            if let Ok(t) = line.t.parse::<Timestamp>() {
                self.last = self.last.max(Some((t, line.c)));
            }
        }
    }

    /// Dates a line, and adds it to what is to be written.
    fn write(&mut self, line: (Timestamp, Line<'_>), device: &str, bytes: &mut Vec<u8>) -> io::Result<()> {
        let (at, mut line) = line;
        let (t, c) = match self.last {
            Some((last, count)) if last >= at => (last, count.saturating_add(1)),
            _ => (at, 0),
        };
        self.last = Some((t, c));
        self.note(&line);
        line.t = t.to_string().into();
        line.c = c;
        line.at = (t != at).then(|| at.to_string().into());
        line.dev = device.into();
        serde_json::to_writer(&mut *bytes, &line)?;
        bytes.push(b'\n');
        Ok(())
    }

    /// Takes note of which article or version a line names.
    fn note(&mut self, line: &Line<'_>) {
        match (&*line.op, &line.text) {
            ("doc.add", _) => _ = self.articles.insert(line.doc.to_string()),
            ("doc.version", Some(text)) => _ = self.versions.insert((line.doc.to_string(), text.to_string())),
            _ => {}
        }
    }
}

/// Writes all of `bytes` in one call, or takes back what part of them was written. The caller holds the lock.
fn write_once(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let before = file.metadata()?.len();
    let result = loop {
        match file.write(bytes) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            result => break result,
        }
    };
    let cause = match result {
        Ok(written) if written == bytes.len() => return Ok(()),
        Ok(written) => {
            io::Error::new(io::ErrorKind::StorageFull, format!("only {written} of {} bytes fit", bytes.len()))
        }
        Err(cause) => cause,
    };
    // Should this fail too, the next append ends the torn line before it begins its own.
    let _ = file.set_len(before);
    Err(cause)
}

/// Takes the lock that appending programs share. It is given back when the file is dropped.
fn lock(notes: &Path) -> io::Result<File> {
    let file = private().write(true).create(true).truncate(false).open(notes.with_extension("jsonl.lock"))?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::new(
                    io::ErrorKind::WouldBlock,
                    "another program holds the notes file",
                ));
            }
            // A file system without locks: appending in one write is as safe as it gets there.
            Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
    }
}

/// Returns the copies of the notes file that file synchronizers make when two machines append at once.
fn conflict_copies(notes: &Path) -> Vec<PathBuf> {
    let Some(entries) = notes.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else {
        return Vec::new();
    };
    let is_copy = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        name.starts_with("notes") && name.ends_with(".jsonl") && name.contains("conflict")
    };
    let mut copies: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_copy).collect();
    copies.sort();
    copies
}

#[cfg(test)]
mod tests;
