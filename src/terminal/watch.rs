//! Tells when another program has written to the notes, without looking again and again.

use std::{io, path::Path};

/// Calls `tell` whenever a file in `folder` changes whose name begins with `name`, until it returns `false`.
///
/// # Errors
/// Where the system cannot tell, or the folder is not there; then somebody has to look.
#[cfg(target_os = "linux")]
pub(super) fn watch(
    folder: &Path,
    name: &'static str,
    tell: impl Fn() -> bool + Send + 'static,
) -> io::Result<()> {
    use std::{mem::MaybeUninit, thread};

    use rustix::fs::inotify::{CreateFlags, Reader, WatchFlags, add_watch, init};

    let changes = init(CreateFlags::CLOEXEC)?;
    let wanted = WatchFlags::MODIFY | WatchFlags::CREATE | WatchFlags::MOVE | WatchFlags::DELETE;
    add_watch(&changes, folder, wanted)?;
    thread::Builder::new().name("watch".into()).spawn(move || {
        let mut buf = [MaybeUninit::uninit(); 4096];
        let mut reader = Reader::new(&changes, &mut buf);
        loop {
            let is_meant = match reader.next() {
                Ok(event) => {
                    event.file_name().is_some_and(|file| file.to_bytes().starts_with(name.as_bytes()))
                }
                Err(rustix::io::Errno::INTR) => false,
                Err(_) => return,
            };
            if is_meant && !tell() {
                return;
            }
        }
    })?;
    Ok(())
}

/// The same, where the system has no way that we use.
#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_: &Path, _: &'static str, _: impl Fn() -> bool + Send + 'static) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
