//! What other programs have written since the notes were last read.

use std::{
    collections::HashMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{
    Contents, Log, Seen,
    contents::join,
    files::copies,
    fold::{Ground, Past, fold},
    reach::{Mark, Reach},
};
use crate::store::{
    Error, Result,
    format::{Line, name},
};

/// What others have written.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// Nothing, or nothing that is not known.
    Nothing,
    /// These changes, all of which come after everything that was there: they can be made on top of it.
    Later(Contents),
    /// Something that comes before, or elsewhere, or a file that is no longer the same: this is everything.
    Anew(Contents),
}

/// What is known of the files since they were last read.
#[derive(Debug, Default)]
pub(super) struct Known {
    reach: Reach,
    file: Option<Mark>,
    copies: Vec<(PathBuf, Option<Mark>)>,
    ground: Ground,
    roots: HashMap<String, String>,
}

impl Log {
    /// Returns whether somebody else has changed the notes file or a copy of it since it was last read. Costs no more
    /// than a look into the folder, so that it can be asked every second.
    pub fn changed(&self) -> bool {
        self.known
            .as_ref()
            .is_none_or(|known| known.file != mark(&self.path) || known.copies != marks(&self.path))
    }

    /// Returns what others have written since the notes were last read; what this log has appended is no news.
    pub fn news(&mut self) -> Result<News> {
        if !self.changed() {
            return Ok(News::Nothing);
        }
        let later = self.later().map_err(|cause| Error::on("read the notes in", &self.path, cause))?;
        match later {
            Some(contents) if contents.is_empty() => Ok(News::Nothing),
            Some(contents) => Ok(News::Later(contents)),
            None => self.read().map(News::Anew),
        }
    }

    /// Reads everything. A file that does not exist is empty.
    pub fn read(&mut self) -> Result<Contents> {
        let mut known = Known { file: mark(&self.path), copies: marks(&self.path), ..Known::default() };
        let bytes = match File::open(&self.path).and_then(|mut file| known.reach.rest(&mut file)) {
            Ok(bytes) => bytes.unwrap_or_default(),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(cause) => return Err(Error::on("read the notes in", &self.path, cause)),
        };
        let copies: Vec<Vec<u8>> = known.copies.iter().filter_map(|(path, _)| fs::read(path).ok()).collect();
        let folded = fold(&bytes, &copies, &mut known.ground, HashMap::new());
        // A line without an end may be one that is being written.
        let whole = memchr::memrchr(b'\n', &bytes).map_or(0, |at| at + 1);
        known.reach.advance(bytes.get(..whole).unwrap_or_default());
        known.roots.clone_from(&folded.contents.roots);
        self.seen = Seen { reach: known.reach.clone(), past: known.ground.past.clone() };
        self.known = Some(known);
        Ok(folded.contents)
    }

    /// Reads what was appended, or returns `None` where that is not all that happened.
    fn later(&mut self) -> io::Result<Option<Contents>> {
        let Some(known) = &mut self.known else { return Ok(None) };
        if known.copies != marks(&self.path) {
            return Ok(None);
        }
        let mut file = match File::open(&self.path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let now = Mark::of(&file.metadata()?);
        let Some(rest) = known.reach.rest(&mut file)? else { return Ok(None) };
        if rest.is_empty() {
            return Ok(None);
        }
        let whole = memchr::memrchr(b'\n', &rest).map_or(0, |at| at + 1);
        let rest = rest.get(..whole).unwrap_or_default();
        let folded = fold(rest, &[], &mut known.ground, known.roots.clone());
        known.reach.advance(rest);
        known.file = Some(now);
        Ok(Some(folded.contents).filter(|_| folded.is_later))
    }
}

impl Known {
    /// Takes note of lines that this log itself has written where the notes file ended after `before` bytes.
    pub fn wrote(&mut self, notes: &Path, before: u64, bytes: &[u8], lines: &[Line<'_>], past: &Past) {
        self.ground.names.extend(lines.iter().filter_map(|line| name(Some(&line.id))));
        self.ground.past.last = past.last;
        // Where others have written in between, these lines are read again with theirs.
        if self.reach.len != before {
            return;
        }
        for line in lines.iter().filter(|line| line.op == "doc.version") {
            join(&mut self.roots, &line.doc, line.text.as_deref().unwrap_or(&line.doc));
        }
        self.reach.advance(bytes);
        self.ground.lines += lines.len();
        self.file = mark(notes);
    }

    /// Takes note that this log has written beside the notes file.
    pub fn wrote_aside(&mut self, notes: &Path, lines: &[Line<'_>], past: &Past) {
        self.ground.names.extend(lines.iter().filter_map(|line| name(Some(&line.id))));
        self.ground.past.last = past.last;
        self.copies = marks(notes);
    }
}

/// Returns what a file looks like, or `None` where it is not there.
fn mark(path: &Path) -> Option<Mark> {
    fs::metadata(path).ok().map(|meta| Mark::of(&meta))
}

/// Returns what the copies beside the notes file look like.
fn marks(notes: &Path) -> Vec<(PathBuf, Option<Mark>)> {
    copies(notes)
        .into_iter()
        .map(|path| {
            let mark = mark(&path);
            (path, mark)
        })
        .collect()
}
