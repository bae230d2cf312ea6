//! Power that fails: file systems that lose what was not synced.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use crate::{
    Random, Tally,
    writer::{Writer, missing},
};

/// Cuts the power `n` times under a writer on a file system of its own. Only what was acknowledged before counts.
pub fn run(kind: &str, n: usize) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let disk = match Disk::new(kind, folder.path()) {
        Ok(disk) => disk,
        Err(why) => return Tally::skipped(why),
    };
    let mut tally = Tally::default();
    let mut random = Random(11);
    let mut saved = Vec::new();
    let mut dir = disk.at.join("data-0");
    for round in 0..n {
        if round % 50 == 0 {
            // A new folder now and then, because making it is a part of what is tried.
            let old = std::mem::replace(&mut dir, disk.at.join(format!("data-{round}")));
            std::fs::remove_dir_all(old).ok();
            saved.clear();
        }
        let writer = Writer::start(&dir, round as u64, usize::MAX, &[], &[]);
        thread::sleep(Duration::from_millis(5 + random.below(60) as u64));
        let acknowledged = writer.acknowledged();
        if let Err(why) = call(&disk.cut, [&disk.at]) {
            writer.kill();
            return Tally::skipped(format!("the file system cannot be shut down: {why}"));
        }
        writer.kill();
        disk.mount_again();
        tally.tried += 1;
        tally.acknowledged += acknowledged.len();
        saved.extend(acknowledged);
        let lost = missing(&dir, &saved);
        if !lost.is_empty() {
            tally.wrong.push(format!("cut {round}: {} of {} notes lost", lost.len(), saved.len()));
            saved.retain(|id| !lost.contains(id));
        }
    }
    tally
}

/// A file system in a file.
struct Disk {
    image: PathBuf,
    at: PathBuf,
    cut: PathBuf,
}

impl Disk {
    /// Makes and mounts it, or says why that is not possible.
    fn new(kind: &str, folder: &Path) -> Result<Self, String> {
        let disk = Self { image: folder.join("image"), at: folder.join("disk"), cut: folder.join("cut") };
        let size = if kind == "xfs" { 320 << 20 } else { 64 << 20 };
        let file = std::fs::File::create(&disk.image).map_err(|cause| cause.to_string())?;
        file.set_len(size).map_err(|cause| cause.to_string())?;
        std::fs::create_dir(&disk.at).map_err(|cause| cause.to_string())?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/cut.c");
        call("cc", [OsStr::new("-o"), disk.cut.as_ref(), source.as_ref()])?;
        call(format!("mkfs.{kind}"), [OsStr::new("-q"), disk.image.as_ref()])?;
        disk.mount()?;
        Ok(disk)
    }

    fn mount(&self) -> Result<(), String> {
        call("mount", [OsStr::new("-o"), OsStr::new("loop"), self.image.as_ref(), self.at.as_ref()])
    }

    fn mount_again(&self) {
        // Whoever was writing may still be on its way out.
        for _ in 0..200 {
            if call("umount", [&self.at]).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.mount().unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        call("umount", [&self.at]).ok();
    }
}

/// Runs a program, or says why it failed.
fn call(program: impl AsRef<OsStr>, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Result<(), String> {
    let name = program.as_ref().to_string_lossy().into_owned();
    let output = Command::new(program).args(args).output().map_err(|cause| format!("{name}: {cause}"))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{name}: {said}")) }
}
