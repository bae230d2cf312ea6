//! How far a file was read, and whether it is still the file that was read.
//!
//! An append leaves everything before it alone, so what was read stays read. An editor, git or a file synchronizer may
//! put another file in its place: then the file has another inode, is shorter, or says something else just before where
//! reading stopped.

use std::{
    fs::{File, Metadata},
    io::{self, Read, Seek, SeekFrom},
    time::SystemTime,
};

/// How many bytes before the end are compared.
const TAIL: usize = 64;

/// How far a file was read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Reach {
    /// How many bytes.
    pub len: u64,
    /// The last of them.
    tail: Vec<u8>,
    inode: Option<(u64, u64)>,
}

/// What a file looks like without being read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    len: u64,
    inode: Option<(u64, u64)>,
    modified: Option<SystemTime>,
}

impl Mark {
    /// Takes it from what the file system says.
    pub fn of(meta: &Metadata) -> Self {
        Self { len: meta.len(), inode: inode(meta), modified: meta.modified().ok() }
    }
}

impl Reach {
    /// Stands at the beginning of a file.
    pub fn start(meta: &Metadata) -> Self {
        Self { inode: inode(meta), ..Self::default() }
    }

    /// Returns what follows what was read, or `None` where this is not the file that was read.
    pub fn rest(&mut self, file: &mut File) -> io::Result<Option<Vec<u8>>> {
        let meta = file.metadata()?;
        if self.len == 0 {
            self.inode = inode(&meta);
        }
        if inode(&meta) != self.inode || meta.len() < self.len {
            return Ok(None);
        }
        let start = self.len - self.tail.len() as u64;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len() - start).unwrap_or(0));
        // What is no regular file may have no end.
        file.take(meta.len() - start).read_to_end(&mut bytes)?;
        if !bytes.starts_with(&self.tail) {
            return Ok(None);
        }
        bytes.drain(..self.tail.len());
        Ok(Some(bytes))
    }

    /// Takes note of bytes that were read or written where it ends.
    pub fn advance(&mut self, bytes: &[u8]) {
        self.len += bytes.len() as u64;
        if bytes.len() < TAIL {
            self.tail.extend_from_slice(bytes);
            let surplus = self.tail.len().saturating_sub(TAIL);
            self.tail.drain(..surplus);
        } else {
            self.tail = bytes[bytes.len() - TAIL..].to_vec();
        }
    }

    /// Returns whether it ends in the middle of a line.
    pub fn is_torn(&self) -> bool {
        self.tail.last().is_some_and(|byte| *byte != b'\n')
    }
}

/// Returns what tells a file from others of the same name, where the system knows such a thing.
fn inode(meta: &Metadata) -> Option<(u64, u64)> {
    #[cfg(unix)]
    return Some((std::os::unix::fs::MetadataExt::dev(meta), std::os::unix::fs::MetadataExt::ino(meta)));
    #[cfg(not(unix))]
    {
        let _ = meta;
        None
    }
}
