//! Bugs that the fault harness must find. They exist only where the feature `seeded-bugs` is on, which is never shipped.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    thread,
    time::Duration,
};

/// Returns whether a bug is to be there.
pub(in crate::store) fn seeded(bug: &str) -> bool {
    cfg!(feature = "seeded-bugs") && std::env::var_os("BYLINE_SEEDED_BUG").is_some_and(|name| name == bug)
}

/// Writes as a program with a bug would, or returns `None` where there is none.
pub(super) fn write_wrongly(file: &mut File, bytes: &[u8]) -> Option<io::Result<()>> {
    if seeded("truncate") {
        return Some(rewrite(file, bytes));
    }
    if seeded("ack-early") {
        let (file, bytes) = (file.try_clone(), bytes.to_vec());
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(3));
            file.and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_data()))
        });
        return Some(Ok(()));
    }
    None
}

/// Writes a file anew with something at its end.
fn rewrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    let mut all = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut all)?;
    all.extend_from_slice(bytes);
    file.set_len(0)?;
    file.write_all(&all)?;
    file.sync_data()
}
