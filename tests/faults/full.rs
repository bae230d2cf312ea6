//! Disks that fill up at every level.

use std::{fs, path::Path, process::Command, thread, time::Duration};

use crate::{
    Tally,
    writer::{Follower, Writer, missing},
};

/// How many notes are there before, and how many are tried.
const BEFORE: usize = 5;
const NOTES: usize = 6;

/// Lets the notes file grow only up to `n` levels, seven bytes apart, then lets it grow again; after that fills a small
/// file system, where that can be mounted.
pub fn run(n: usize) -> Tally {
    let mut tally = Tally::default();
    for level in 0..n {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let (mut saved, ..) = Writer::start(&dir, 1, BEFORE, &[], &[]).finish();
        let len = fs::metadata(dir.join("notes.jsonl")).unwrap().len() as usize;
        let limit = [("FSIZE", (len + level * 7).to_string())];
        let (acknowledged, is_good, said) = Writer::start(&dir, 2, NOTES, &[], &limit).finish();
        saved.extend(acknowledged);
        if !is_good && !said.contains("cannot save") {
            tally.wrong.push(format!("level {level}: the failure was not said"));
        }
        let lost = missing(&dir, &saved);
        if !lost.is_empty() {
            tally.wrong.push(format!("level {level}: {} notes lost", lost.len()));
        }
        let mut follower = Follower::new(&dir);
        follower.missing(&saved);
        if follower.damaged > 0 {
            tally.wrong.push(format!("level {level}: half a line was left in the file"));
        }
        let (acknowledged, is_good, said) = Writer::start(&dir, 3, 1, &[], &[]).finish();
        saved.extend(acknowledged);
        if !is_good || !missing(&dir, &saved).is_empty() {
            tally.wrong.push(format!("level {level}: saving did not go on: {said}"));
        }
        tally.tried += 1;
        tally.acknowledged += saved.len();
    }
    let folder = tempfile::tempdir().unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=96k", "none"];
    if Command::new("mount").args(mount).arg(folder.path()).output().is_ok_and(|out| out.status.success()) {
        for pages in 0..16 {
            small(folder.path(), pages, &mut tally);
        }
        Command::new("umount").arg(folder.path()).output().unwrap();
    } else {
        println!("            no small file system could be mounted");
    }
    tally
}

/// Lets a writer run into the end of a file system that has only some pages left, and makes room while it waits.
fn small(folder: &Path, pages: usize, tally: &mut Tally) {
    let dir = folder.join(format!("data-{pages}"));
    let (mut saved, ..) = Writer::start(&dir, 1, 1, &[], &[]).finish();
    let filler = folder.join("filler");
    let room = rustix::fs::statvfs(folder).unwrap();
    let left = (room.f_bavail as usize).saturating_sub(pages) * room.f_frsize as usize;
    fs::write(&filler, vec![b'x'; left]).unwrap();
    let writer = Writer::start(&dir, 2, 30, &[], &[]);
    thread::sleep(Duration::from_millis(100));
    fs::remove_file(&filler).unwrap();
    let (acknowledged, is_good, said) = writer.finish();
    saved.extend(acknowledged);
    if !is_good || saved.len() != 31 {
        tally.wrong.push(format!("{pages} pages: {} of 31 notes saved: {said}", saved.len()));
    }
    if !missing(&dir, &saved).is_empty() {
        tally.wrong.push(format!("{pages} pages: notes lost"));
    }
    tally.tried += 1;
    tally.acknowledged += saved.len();
    fs::remove_dir_all(&dir).unwrap();
}
