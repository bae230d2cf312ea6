//! The files of the log: the lock, one write that is whole or taken back, and the copies that lie beside it.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::seeded::{seeded, write_wrongly};
use crate::store::private;

/// How long an append waits for another program that is appending, and how long where the program is to end.
const PATIENCE: Duration = Duration::from_secs(5);
const HURRY: Duration = Duration::from_millis(300);

/// The lock that appending programs share. It is given back when this is dropped.
pub(super) struct Lock {
    _file: File,
    /// Whether nobody else can hold it now: some file systems know no locks.
    is_exclusive: bool,
}

/// Takes the lock. `hurries` is asked again and again whether there is little time.
pub(super) fn lock(notes: &Path, hurries: impl Fn() -> bool) -> io::Result<Lock> {
    let file = private().write(true).create(true).truncate(false).open(notes.with_extension("jsonl.lock"))?;
    if seeded("no-lock") {
        return Ok(Lock { _file: file, is_exclusive: false });
    }
    let start = Instant::now();
    let has_time = || start.elapsed() < if hurries() { HURRY } else { PATIENCE };
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file, is_exclusive: true }),
            Err(TryLockError::WouldBlock) if has_time() => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::new(
                    io::ErrorKind::WouldBlock,
                    "another program holds the notes file",
                ));
            }
            Err(TryLockError::Error(cause)) if cause.kind() == io::ErrorKind::Interrupted => {}
            // A file system without locks: appending in one write is as safe as it gets there.
            Err(TryLockError::Error(cause)) if has_no_locks(&cause) => {
                return Ok(Lock { _file: file, is_exclusive: false });
            }
            Err(TryLockError::Error(cause)) => return Err(cause),
        }
    }
}

/// Opens the notes file, or makes it, for its owner only.
pub(super) fn open(path: &Path) -> io::Result<File> {
    private().read(true).append(true).create(true).open(path)
}

/// Why bytes are not on the disk.
pub(super) enum Trouble {
    /// They could not be written.
    Write(io::Error),
    /// They were written, but nobody knows whether they arrived.
    Sync(io::Error),
}

/// Writes all of `bytes` in one call and waits until they are on the disk, or takes back what part of them was written.
/// Without a lock of its own it takes nothing back, because what others have written since would go with it.
pub(super) fn write_durably(lock: &Lock, file: &mut File, bytes: &[u8]) -> Result<(), Trouble> {
    let before = file.metadata().map_err(Trouble::Write)?.len();
    // Should taking it back fail too, the next append ends the torn line before it begins its own.
    let take_back = |file: &File| {
        if lock.is_exclusive {
            file.set_len(before).ok();
        }
    };
    if let Some(written) = write_wrongly(file, bytes) {
        return written.map_err(Trouble::Write);
    }
    let result = loop {
        match file.write(bytes) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            result => break result,
        }
    };
    let cause = match result {
        Ok(written) if written == bytes.len() => {
            let synced = if seeded("no-sync") { Ok(()) } else { sync(file) };
            return match synced {
                Err(_) if seeded("sync-ignored") => Ok(()),
                synced => synced.map_err(|cause| {
                    take_back(file);
                    Trouble::Sync(cause)
                }),
            };
        }
        Ok(written) => {
            io::Error::new(io::ErrorKind::StorageFull, format!("only {written} of {} bytes fit", bytes.len()))
        }
        Err(cause) => cause,
    };
    if !seeded("torn") {
        take_back(file);
    }
    Err(Trouble::Write(cause))
}

/// Returns whether a file system says that it knows no locks.
fn has_no_locks(cause: &io::Error) -> bool {
    #[cfg(unix)]
    let no_lock = cause.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error());
    #[cfg(not(unix))]
    let no_lock = false;
    no_lock || cause.kind() == io::ErrorKind::Unsupported
}

/// Waits until what was written to a file is on the disk.
fn sync(file: &File) -> io::Result<()> {
    loop {
        match file.sync_data() {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Returns the files beside the notes file that are read along, sorted by name: the copies that file synchronizers make
/// when two machines append at once, and what could not be synced into the notes file itself.
pub(super) fn copies(notes: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match notes.parent().map(fs::read_dir) {
        Some(Err(cause)) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Some(entries) => entries?,
        None => return Ok(Vec::new()),
    };
    let entries: Vec<fs::DirEntry> = entries.collect::<io::Result<_>>()?;
    let is_copy = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_meant = name.contains("conflict") || name.starts_with(UNSYNCED);
        name.starts_with("notes") && name.ends_with(".jsonl") && is_meant
    };
    let mut copies: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).filter(is_copy).collect();
    copies.sort();
    Ok(copies)
}

/// How the files begin that take what could not be synced.
const UNSYNCED: &str = "notes.unsynced-";

/// Returns the file that takes what could not be synced into the notes file.
pub(super) fn unsynced(notes: &Path, device: &str) -> PathBuf {
    notes.with_file_name(format!("{UNSYNCED}{device}.jsonl"))
}
