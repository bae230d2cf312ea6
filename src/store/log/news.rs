//! What other programs have written since the notes were last read.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use super::{
    Contents, Log, Seen,
    contents::{join, root},
    files::copies,
    fold::{Ground, Past, fold, fold_picked},
    reach::{Mark, Reach},
    scan::{Lines, Scan, scan},
};
use crate::{
    article::Fingerprint,
    store::{
        Error, Result,
        format::{Line, name},
    },
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
    /// The texts for whose sake the files were read, where not everything was.
    scope: Option<Vec<Fingerprint>>,
}

impl Log {
    /// Returns whether somebody else has changed the notes file or a copy of it since it was last read. Costs no more
    /// than a look into the folder, so that it can be asked every second.
    pub fn changed(&self) -> bool {
        // A folder that cannot be looked into now tells nothing new.
        let has_other_copies = |known: &Known| marks(&self.path).is_ok_and(|now| now != known.copies);
        self.known.as_ref().is_none_or(|known| known.file != mark(&self.path) || has_other_copies(known))
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
            None => match self.known.take().and_then(|known| known.scope) {
                Some(scope) => self.read_for(&scope).map(News::Anew),
                None => self.read().map(News::Anew),
            },
        }
    }

    /// Reads what is about some texts and the articles that they belong to, with what the reader says of names in all
    /// articles. It costs as much memory as that needs, however large the file is. Of the lines about other articles
    /// only the beginnings are looked at, so that `damaged` tells less of them than [`Self::read`] would; `byline doctor`
    /// looks at everything.
    pub fn read_for(&mut self, texts: &[Fingerprint]) -> Result<Contents> {
        let failed = |cause| Error::on("read the notes in", &self.path, cause);
        let mut known = Known {
            file: mark(&self.path),
            copies: marks(&self.path).map_err(failed)?,
            scope: Some(texts.to_vec()),
            ..Known::default()
        };
        let (mut files, is_there) = scans(&self.path, known.copies.iter().map(|(path, _)| path))?;
        let mut roots = HashMap::new();
        for (scan, _) in &files {
            known.ground.past.last = known.ground.past.last.max(scan.past.last);
            scan.past.join(&mut roots);
        }
        if let Some((scan, _)) = files.first().filter(|_| is_there) {
            known.reach = scan.reach.clone();
            known.ground.lines = scan.lines;
        }
        let wanted: HashSet<&str> = texts.iter().map(|text| root(&roots, text.as_str())).collect();
        let versions = roots.keys().filter(|text| wanted.contains(root(&roots, text)));
        let names: HashSet<&str> = wanted.iter().copied().chain(versions.map(String::as_str)).collect();
        let picked: io::Result<Vec<Lines>> = files
            .iter_mut()
            .map(|(scan, file)| scan.lines(file, names.iter().copied(), &scan.common()))
            .collect();
        let mut picked = picked.map_err(failed)?;
        let copies = picked.split_off(usize::from(is_there));
        let file = picked.pop().unwrap_or_default();
        let folded = fold_picked(&file, &copies, &mut known.ground, HashMap::new());
        known.roots.clone_from(&folded.contents.roots);
        self.seen = Seen { reach: known.reach.clone(), past: known.ground.past.clone() };
        self.known = Some(known);
        Ok(folded.contents)
    }

    /// Reads everything. A file that does not exist is empty.
    pub fn read(&mut self) -> Result<Contents> {
        let copies = marks(&self.path).map_err(|cause| Error::on("read the notes in", &self.path, cause))?;
        let mut known = Known { file: mark(&self.path), copies, ..Known::default() };
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
        if known.copies != marks(&self.path)? {
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
        if let Ok(copies) = marks(notes) {
            self.copies = copies;
        }
    }
}

/// Looks at every line of the notes file, where there is one, and of copies of it; returns whether there is one.
pub(super) fn scans<'a>(
    notes: &Path,
    copies: impl Iterator<Item = &'a PathBuf>,
) -> Result<(Vec<(Scan, File)>, bool)> {
    let failed = |cause| Error::on("read the notes in", notes, cause);
    let mut files = Vec::new();
    match File::open(notes) {
        Ok(mut file) => files.push((scan(&mut file).map_err(failed)?, file)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        Err(cause) => return Err(failed(cause)),
    }
    let is_there = !files.is_empty();
    for path in copies {
        // A copy that cannot be read is reported by `byline doctor`.
        let Ok(mut file) = File::open(path) else { continue };
        let Ok(scan) = scan(&mut file) else { continue };
        files.push((scan, file));
    }
    Ok((files, is_there))
}

/// Returns what a file looks like, or `None` where it is not there.
fn mark(path: &Path) -> Option<Mark> {
    fs::metadata(path).ok().map(|meta| Mark::of(&meta))
}

/// Returns what the copies beside the notes file look like.
fn marks(notes: &Path) -> io::Result<Vec<(PathBuf, Option<Mark>)>> {
    let marked = |path: PathBuf| {
        let mark = mark(&path);
        (path, mark)
    };
    Ok(copies(notes)?.into_iter().map(marked).collect())
}
