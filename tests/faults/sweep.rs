//! Every system call on the notes file fails: once at the first, the second, the third time and so on, or from then on.

use std::{fs, process::Command};

use crate::{
    Tally,
    writer::{Writer, missing},
};

const CALLS: [(&str, &[&str]); 7] = [
    ("fdatasync", &["EIO", "ENOSPC", "EDQUOT", "EINTR", "EROFS"]),
    ("write", &["EIO", "ENOSPC", "EDQUOT", "EINTR", "EAGAIN", "EFBIG", "EPERM", "ENOMEM"]),
    ("openat", &["EACCES", "EMFILE", "ENFILE", "EIO", "ENOSPC", "EROFS", "EINTR", "ENOMEM", "ELOOP"]),
    ("read", &["EIO", "EINTR", "EAGAIN"]),
    ("lseek", &["EINVAL", "EOVERFLOW"]),
    ("statx", &["EIO", "EACCES", "ENOMEM"]),
    ("flock", &["ENOLCK", "EINTR", "EIO"]),
];

/// How many notes the writer writes.
const NOTES: usize = 4;

/// Injects faults until none fires any more, or until there were `most`; 0 is no bound.
pub fn run(most: usize) -> Tally {
    let mut tally = Tally::default();
    if Command::new("strace").arg("-V").output().is_err() {
        return Tally::skipped("there is no strace");
    }
    for (call, errors) in CALLS {
        for error in errors {
            for when in 1..40 {
                if most > 0 && tally.tried >= most {
                    return tally;
                }
                let once = inject(call, error, &when.to_string(), &mut tally);
                let Some(fired) = once else { return Tally::skipped("strace cannot inject here") };
                if !fired {
                    break;
                }
                // A call that is interrupted for ever is one that never ends.
                if *error != "EINTR" {
                    inject(call, error, &format!("{when}+"), &mut tally);
                }
            }
        }
    }
    tally
}

/// Lets a writer run into a fault. Returns whether it fired, or `None` where strace does not work.
fn inject(call: &str, error: &str, when: &str, tally: &mut Tally) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    let (dir, trace) = (folder.path().join("data"), folder.path().join("trace"));
    let (mut saved, is_good, _) = Writer::start(&dir, 1, 2, &[], &[]).finish();
    assert!(is_good, "two notes can be saved");
    let file = if call == "flock" { "notes.jsonl.lock" } else { "notes.jsonl" };
    let (path, traced) = (dir.join(file).display().to_string(), format!("trace={call}"));
    let (to, what) = (trace.display().to_string(), format!("inject={call}:error={error}:when={when}"));
    let around = ["strace", "-f", "-P", &path, "-e", &traced, "-e", &what, "-o", &to];
    let (acknowledged, is_good, said) = Writer::start(&dir, 2, NOTES, &around, &[]).finish();
    let fired = fs::read_to_string(&trace).ok()?.contains("(INJECTED)");
    if acknowledged.is_empty() && !fired {
        return None;
    }
    let (is_forever, n) = (when.ends_with('+'), acknowledged.len());
    saved.extend(acknowledged);
    let lost = missing(&dir, &saved);
    let what = format!("{call} {error} at {when}");
    if !lost.is_empty() {
        tally.wrong.push(format!("{what}: {} notes lost", lost.len()));
    }
    // What passes is tried again until it works. Interruptions, and file systems without locks, are no failures.
    let is_harmless = matches!((call, error), (_, "EINTR") | ("flock", "ENOLCK"));
    if !is_forever && (!is_good || n != NOTES) {
        tally.wrong.push(format!("{what}: only {n} of {NOTES} notes were saved: {said}"));
    }
    if fired && matches!(call, "write" | "fdatasync") && !is_harmless && !said.contains("cannot save") {
        tally.wrong.push(format!("{what}: the failure was not said"));
    }
    tally.tried += usize::from(fired);
    tally.acknowledged += n;
    Some(fired)
}
