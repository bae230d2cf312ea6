//! What the system is asked to do, in which order: nothing is acknowledged before it is on the disk.

use std::{fs, process::Command};

use crate::{Tally, writer::Writer};

/// How many notes are written under the eyes of strace.
const NOTES: usize = 20;

/// Traces a writer: before each note is acknowledged, the lock was taken, the notes were written in one call and synced;
/// before the first, the folder was synced too.
pub fn run() -> Tally {
    if Command::new("strace").arg("-V").output().is_err() {
        return Tally::skipped("there is no strace");
    }
    let folder = tempfile::tempdir().unwrap();
    let (dir, trace) = (folder.path().join("data"), folder.path().join("trace"));
    let calls = "trace=write,pwrite64,writev,fsync,fdatasync,flock,ftruncate";
    let trace_to = trace.display().to_string();
    let around = ["strace", "-f", "-y", "-s", "0", "-e", calls, "-o", &trace_to];
    let (acknowledged, is_good, said) = Writer::start(&dir, 1, NOTES, &around, &[]).finish();
    let mut tally = Tally { tried: 1, acknowledged: acknowledged.len(), ..Tally::default() };
    if !is_good || acknowledged.len() != NOTES {
        return Tally::skipped(format!("strace cannot trace here: {said}"));
    }
    let (mut locked, mut written, mut synced, mut rooted) = (false, 0, false, false);
    for line in fs::read_to_string(&trace).unwrap().lines() {
        let call = line.split_once(' ').map_or("", |(_, rest)| rest.trim_start());
        let is_notes = call.contains("/notes.jsonl>");
        match call.split('(').next().unwrap_or("") {
            "flock" if call.contains("notes.jsonl.lock>") => locked = true,
            "write" | "pwrite64" | "writev" if is_notes => (written, synced) = (written + 1, false),
            "ftruncate" if is_notes => tally.wrong.push("the notes file was cut".to_owned()),
            "fdatasync" | "fsync" if is_notes => synced = true,
            "fsync" if call.contains("/data>") => rooted = true,
            "write" if call.starts_with("write(1<") => {
                for (is_so, what) in [
                    (locked, "without the lock"),
                    (written == 1, "not written in one call"),
                    (synced, "before it was synced"),
                    (rooted, "before the folder was synced"),
                ] {
                    if !is_so {
                        tally.wrong.push(format!("a note was acknowledged {what}"));
                    }
                }
                (locked, written, synced) = (false, 0, false);
            }
            _ => {}
        }
    }
    tally
}
