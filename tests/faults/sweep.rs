//! Every system call of every way in which something is written fails: once at the first, the second, the third time and
//! so on, or from then on.

use std::{fs, path::Path, process::Command};

use crate::{
    Tally,
    states::{WAYS, Way, model::snapshot, put},
};

/// Calls and errors.
const CALLS: [(&str, &[&str]); 15] = [
    ("fdatasync", &["EIO", "ENOSPC", "EDQUOT", "EINTR", "EROFS"]),
    ("fsync", &["EIO", "ENOSPC", "EDQUOT", "EINTR"]),
    ("write", &["EIO", "ENOSPC", "EDQUOT", "EINTR", "EAGAIN", "EFBIG", "EPERM", "ENOMEM"]),
    ("pwrite64", &["EIO", "ENOSPC", "EDQUOT", "EINTR"]),
    (
        "openat",
        &["EACCES", "EMFILE", "ENFILE", "EIO", "ENOSPC", "EROFS", "EINTR", "ENOMEM", "ELOOP", "EDQUOT"],
    ),
    ("read", &["EIO", "EINTR", "EAGAIN"]),
    ("lseek", &["EINVAL", "EOVERFLOW"]),
    ("statx", &["EIO", "EACCES", "ENOMEM"]),
    ("flock", &["ENOLCK", "EINTR", "EIO"]),
    ("ftruncate", &["EIO", "EINTR", "EPERM", "EROFS"]),
    ("rename", &["EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT"]),
    ("unlink", &["EIO", "EACCES", "EROFS"]),
    ("mkdir", &["EIO", "ENOSPC", "EACCES", "EROFS", "EDQUOT"]),
    ("copy_file_range", &["EIO", "ENOSPC", "EDQUOT"]),
    ("getdents64", &["EIO", "EACCES"]),
];

/// Calls that every program makes when it starts: of those only the ones on our own files count.
const COMMON: [&str; 5] = ["openat", "read", "lseek", "statx", "getdents64"];

/// Our own files, below the folder of a way.
const FILES: [&str; 14] = [
    "",
    "data",
    "data/notes.jsonl",
    "data/notes.jsonl.lock",
    "data/device",
    "data/notes.conflict.jsonl",
    "data/backups",
    "data/backups/daily-2020-01-01.jsonl",
    "data/backups/daily-2026-09-24.jsonl",
    "data/drafts",
    "data/library.db",
    "data/library.db-wal",
    "notes.md",
    "other.md",
];

/// Injects faults into every way until none fires any more, or until there were `most`; 0 is no bound.
pub fn run(most: usize) -> Tally {
    let mut tally = Tally::default();
    if Command::new("strace").arg("-V").output().is_err() {
        return Tally::skipped("there is no strace");
    }
    // Where not all are tried, each way gets its share.
    let share = most.div_ceil(WAYS.len());
    for way in &WAYS {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("way");
        fs::create_dir(&dir).unwrap();
        (way.prepare)(&dir);
        let files = snapshot(&dir);
        let first = tally.tried;
        for (call, errors) in CALLS {
            for error in errors {
                for when in 1..60 {
                    if most > 0 && tally.tried - first >= share {
                        break;
                    }
                    put(&dir, &files);
                    let Some(fired) = inject(way, &dir, call, error, &when.to_string(), &mut tally) else {
                        return Tally::skipped("strace cannot inject here");
                    };
                    if !fired {
                        break;
                    }
                    // A call that is interrupted for ever is one that never ends.
                    if *error != "EINTR" {
                        put(&dir, &files);
                        inject(way, &dir, call, error, &format!("{when}+"), &mut tally);
                    }
                }
            }
        }
        println!("            {:<8} {:>6} faults", way.name, tally.tried - first);
    }
    tally
}

/// Takes a way into a fault. Returns whether it fired, or `None` where strace does not work.
fn inject(way: &Way, dir: &Path, call: &str, error: &str, when: &str, tally: &mut Tally) -> Option<bool> {
    let trace = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    if COMMON.contains(&call) {
        FILES.iter().for_each(|name| _ = command.arg("-P").arg(dir.join(name)));
    }
    command.args(["-f", "-e", &format!("trace={call}")]);
    command.args(["-e", &format!("inject={call}:error={error}:when={when}")]);
    if let Some(fault) = way.fault.filter(|fault| !fault.starts_with(&format!("inject={call}:"))) {
        command.args(["-e", fault]);
    }
    command.arg("-o").arg(trace.path());
    command.arg(std::env::current_exe().unwrap()).args(["way", way.name]).arg(dir);
    let output = command.output().unwrap();
    let trace = fs::read_to_string(trace.path()).ok()?;
    let mut failed = trace.lines().filter(|line| line.contains("(INJECTED)")).peekable();
    let fired = failed.peek().is_some();
    // What is written to whoever listens is not what is being tried.
    let (to_ears, to_files): (Vec<&str>, Vec<&str>) =
        failed.partition(|line| line.contains("write(1,") || line.contains("write(2,"));
    let is_heard = to_ears.is_empty();
    let said = String::from_utf8_lossy(&output.stderr);
    if !fired && !output.status.success() {
        println!("            {said}");
        return None;
    }
    let out = String::from_utf8_lossy(&output.stdout);
    let acknowledged: Vec<&str> =
        out.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).collect();
    let what = format!("{}: {call} {error} at {when}", way.name);
    tally.tried += usize::from(fired);
    tally.acknowledged += acknowledged.len();
    if let Err(why) = (way.check)(dir, &acknowledged, output.status.success()) {
        tally.wrong.push(format!("{what}: {why}"));
    }
    if said.contains("panicked") {
        tally.wrong.push(format!("{what}: {said}"));
    }
    if is_heard && !output.status.success() && !said.contains("cannot") {
        tally.wrong.push(format!("{what}: it failed without a word"));
    }
    // What passes is tried again until it works.
    if way.tries && fired && !when.ends_with('+') && !output.status.success() {
        tally.wrong.push(format!("{what}: it was given up: {said}"));
    }
    // Interruptions are no failures; what was written and could not be synced is one.
    let must_tell = way.tells.contains(&call) && error != "EINTR";
    if is_heard && !to_files.is_empty() && must_tell && !said.contains("cannot") {
        tally.wrong.push(format!("{what}: the failure was not said"));
    }
    Some(fired)
}
