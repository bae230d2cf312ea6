//! Sources in, exports out: files that belong to the reader, not to Byline.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{Error, Result, log::seeded, private, sync_folder};

/// The largest source that is read.
pub const CAP: u64 = 256 << 20;

/// The endings of files that are taken for articles when a folder is read.
pub const ENDINGS: [&str; 9] = ["txt", "md", "markdown", "html", "htm", "xhtml", "epub", "pdf", "eml"];

/// Reads a file whole.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let failed = |cause: io::Error| {
        let hint = match cause.kind() {
            io::ErrorKind::NotFound => {
                "check the name; `byline ls` lists the articles that are in the library"
            }
            io::ErrorKind::PermissionDenied => "the file belongs to somebody else, or may not be read",
            _ => "",
        };
        let error = Error::on("read", path, plain(cause));
        if hint.is_empty() { error } else { error.hint(hint) }
    };
    let meta = fs::metadata(path).map_err(failed)?;
    if meta.is_dir() {
        return Err(Error::on("read", path, "it is a folder")
            .hint("byline reads the articles of a folder that is given alone"));
    }
    if meta.is_file() && meta.len() > CAP {
        return Err(too_large(&path.display().to_string(), Some(meta.len())));
    }
    let file = fs::File::open(path).map_err(failed)?;
    read_from(file, &path.display().to_string(), usize::try_from(meta.len()).unwrap_or(0))
}

/// Reads standard input whole.
pub fn read_stdin() -> Result<Vec<u8>> {
    read_from(io::stdin().lock(), "standard input", 0)
}

/// Returns the articles in a folder, sorted by name; folders inside it and hidden files are left alone.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|cause| Error::on("read the folder", folder, plain(cause)))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|cause| Error::on("read the folder", folder, plain(cause)))?.path();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if ENDINGS.contains(&ending.as_str()) && !hidden && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        let cause = "it holds no text, Markdown, web page, EPUB, PDF or mail (.eml)";
        return Err(Error::on("read the folder", folder, cause));
    }
    Ok(files)
}

/// Writes an export that does not exist yet, all of it or nothing.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(Error::on("write", path, "it exists already").hint("name another file, or add --force"));
    }
    write(path, bytes)
}

/// Writes an export, all of it or nothing, in place of what is there.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    // What is no regular file (a terminal, a pipe) cannot be replaced, only written to; a link stays a link.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let special = fs::metadata(&target).is_ok_and(|meta| !meta.is_file());
    let result = if special { fs::write(&target, bytes) } else { replace(&target, bytes) };
    result.map_err(|cause| Error::on("write", path, plain(cause)))
}

/// Writes an export as it comes, all of it or nothing; a file that exists is written over only where that `replaces` it.
pub fn stream<T>(
    path: &Path,
    replaces: bool,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> Result<T> {
    let failed = |cause: io::Error| Error::on("write", path, plain(cause));
    if !replaces && path.symlink_metadata().is_ok() {
        return Err(Error::on("write", path, "it exists already").hint("name another file, or add --force"));
    }
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    if fs::metadata(&target).is_ok_and(|meta| !meta.is_file()) {
        let mut file = io::BufWriter::new(fs::OpenOptions::new().write(true).open(&target).map_err(failed)?);
        let done = fill(&mut file).map_err(failed)?;
        return file.flush().map(|()| done).map_err(failed);
    }
    let made = begin_beside(&target).map_err(failed)?;
    let mut file = io::BufWriter::with_capacity(1 << 16, made);
    let done = fill(&mut file).map_err(failed)?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    put(file, &target, replaces).map_err(failed)?;
    Ok(done)
}

/// How many files wait to be put on the disk together.
const TOGETHER: usize = 64;

/// Many files, each of them whole or not there at all. Waiting for the disk is what takes long, and it takes hardly longer
/// for many files at once than for one.
#[derive(Default)]
pub struct Together {
    begun: Vec<(tempfile::NamedTempFile, PathBuf)>,
}

impl Together {
    /// Writes a file in place of what is there, or soon will.
    pub fn write(&mut self, path: PathBuf, bytes: &[u8]) -> Result<()> {
        if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            return write(&path, bytes);
        }
        let begun = write_beside(&path, bytes).map_err(|cause| Error::on("write", &path, plain(cause)))?;
        self.begun.push((begun, path));
        if self.begun.len() < TOGETHER { Ok(()) } else { self.settle() }
    }

    /// Puts all files in their places, and on the disk.
    pub fn settle(&mut self) -> Result<()> {
        let begun = std::mem::take(&mut self.begun);
        let sync = |files: &[(tempfile::NamedTempFile, PathBuf)]| {
            files.iter().try_for_each(|(file, path)| {
                file.as_file().sync_all().map_err(|cause| Error::on("write", path, plain(cause)))
            })
        };
        thread::scope(|scope| {
            let threads: Vec<_> =
                begun.chunks(TOGETHER / 8).map(|files| scope.spawn(move || sync(files))).collect();
            // A thread that could not do its part is replaced by this one.
            let done = threads.into_iter().zip(begun.chunks(TOGETHER / 8));
            done.map(|(thread, files)| thread.join().unwrap_or_else(|_| sync(files)))
                .fold(Ok(()), Result::and)
        })?;
        let mut folders = BTreeSet::new();
        for (file, path) in begun {
            file.persist(&path).map_err(|error| Error::on("write", &path, plain(error.error)))?;
            folders.insert(folder_of(&path).to_path_buf());
        }
        folders.iter().try_for_each(|folder| {
            sync_folder(folder).map_err(|cause| Error::on("write to", folder, plain(cause)))
        })
    }
}

/// How the files begin that are not in their places yet.
pub(super) const UNFINISHED: &str = ".byline-";

/// Puts `bytes` in place of a file, so that at any moment either the old or the new is there whole, and on the disk when
/// this returns.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put(write_beside(path, bytes)?, path, true)
}

/// Puts a file that was written beside another in its place, and on the disk; over one that exists only where that
/// `replaces` it.
fn put(file: tempfile::NamedTempFile, path: &Path, replaces: bool) -> io::Result<()> {
    if !seeded("no-temp-sync") {
        file.as_file().sync_all()?;
    }
    if replaces {
        file.persist(path).map_err(|error| error.error)?;
    } else {
        file.persist_noclobber(path).map_err(|error| error.error)?;
    }
    if seeded("no-rename-sync") { Ok(()) } else { sync_folder(folder_of(path)) }
}

/// Does so to survive a crash of the program, not of the system, and returns the file, locked.
pub(super) fn replace_locked(path: &Path, bytes: &[u8]) -> io::Result<fs::File> {
    let file = write_beside(path, bytes)?;
    // Some file systems know no locks. There a draft may be offered to two windows.
    let _ = file.as_file().try_lock();
    file.persist(path).map_err(|error| error.error)
}

/// Writes a new file beside another, for its owner's eyes only.
fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = begin_beside(path)?;
    file.write_all(bytes)?;
    Ok(file)
}

fn begin_beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(UNFINISHED)
        .make_in(folder_of(path), |path| private().read(true).write(true).create_new(true).open(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Returns the files of a folder that were begun and never put into their places, by programs that were stopped: those
/// that nobody has touched for a day.
pub(super) fn left_over(folder: &Path) -> Vec<PathBuf> {
    let is_old = |meta: fs::Metadata| {
        let age = meta.modified().and_then(|at| at.elapsed().map_err(io::Error::other));
        meta.is_file() && age.is_ok_and(|age| age > Duration::from_secs(86_400))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let unfinished = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED));
    unfinished.filter(|entry| entry.metadata().is_ok_and(is_old)).map(|entry| entry.path()).collect()
}

/// Reads up to the cap.
fn read_from(source: impl Read, name: &str, expected: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(expected.min(usize::try_from(CAP).unwrap_or(0)));
    source
        .take(CAP + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| Error::new(format!("read {name}"), plain(cause)))?;
    if bytes.len() as u64 > CAP {
        return Err(too_large(name, None));
    }
    Ok(bytes)
}

/// Says that a source is too large.
fn too_large(name: &str, size: Option<u64>) -> Error {
    let size = size.map_or_else(|| "more than that".to_owned(), |size| format!("{} MiB", size >> 20));
    let cause = format!("byline reads up to {} MiB, and this is {size}", CAP >> 20);
    Error::new(format!("read {name}"), cause)
        .hint("split the file, or give the part that matters on standard input")
}

/// Says the causes that readers meet most in plain words.
fn plain(cause: io::Error) -> Box<dyn std::error::Error + Send + Sync> {
    match cause.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        _ => cause.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_not_written_over_a_file_unasked() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("notes.md");
        write_new(&path, b"one").expect("a new file is written");
        let error = write_new(&path, b"two").expect_err("the file is there");
        assert!(error.to_string().contains("exists already"), "{error}");
        write(&path, b"two").expect("it is replaced when asked");
        assert_eq!(fs::read(&path).expect("it can be read"), b"two");
        assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), 1);
    }

    #[test]
    fn files_that_are_written_together_are_all_there() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = |n: usize| folder.path().join(format!("{n}.md"));
        fs::write(path(7), "old").expect("it can be written");
        let mut together = Together::default();
        for n in 0..2 * TOGETHER + 3 {
            together.write(path(n), n.to_string().as_bytes()).expect("it is written");
        }
        together.settle().expect("they are put in their places");
        let all: Vec<String> =
            (0..2 * TOGETHER + 3).map(|n| fs::read_to_string(path(n)).expect("it is there")).collect();
        assert!(all.iter().enumerate().all(|(n, said)| *said == n.to_string()));
        assert_eq!(fs::read_dir(folder.path()).expect("it can be listed").count(), all.len());
        let lost = folder.path().join("no/folder.md");
        assert!(together.write(lost, b"x").is_err());
    }

    #[test]
    fn a_folder_lists_its_articles_in_order() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        for name in ["b.md", "a.HTML", "c.txt", "d.png", ".e.md", "README"] {
            fs::write(folder.path().join(name), "x").expect("it can be written");
        }
        fs::create_dir(folder.path().join("f.md")).expect("a folder can be made");
        let names: Vec<_> = list(folder.path())
            .expect("it can be listed")
            .iter()
            .filter_map(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
            .collect();
        assert_eq!(names, ["a.HTML", "b.md", "c.txt"]);
    }

    #[test]
    fn errors_say_what_was_tried_on_what() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let missing = folder.path().join("missing.txt");
        let error = read(&missing).expect_err("there is no such file");
        assert_eq!(error.to_string(), format!("cannot read {}: there is no such file", missing.display()));
        assert!(error.next().is_some());
        assert!(read(folder.path()).expect_err("it is a folder").to_string().ends_with("it is a folder"));
        assert!(list(folder.path()).is_err());
    }
}
