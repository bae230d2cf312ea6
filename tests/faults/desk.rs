//! The desk itself on a terminal, which is all that a reader sees: what it calls saved survives, what fails is on the
//! screen until it is mended, and a note that is being typed comes back.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use byline::store::{Dirs, draft};
use rustix::process::Signal;

use crate::{
    Random, Tally,
    sandbox::{FERRY, Sandbox},
    terminal::{Terminal, byline, command},
};

/// How old a letter may be that a kill takes with it.
const YOUNG: Duration = Duration::from_secs(1);

/// What is on the screen while a note is typed.
const WRITING: &str = "enter saves";

/// How many desks are killed in one folder.
const ROUND: usize = 10;

/// Kills `n` desks while notes are typed.
pub fn kills(n: usize) -> Tally {
    let mut tally = Tally::default();
    let mut random = Random(17);
    while tally.tried < n {
        let sandbox = Sandbox::new();
        sandbox.file("ferry.txt", FERRY);
        let mut saved = Vec::new();
        for _ in 0..ROUND.min(n - tally.tried) {
            tally.tried += 1;
            let round = tally.tried;
            guarded(&mut tally, &format!("kill {round}"), |tally| {
                kill(&sandbox, round, &mut saved, &mut random, tally);
            });
        }
    }
    tally
}

/// Types notes into a desk, kills it at any moment, and looks for what it had called saved.
fn kill(sandbox: &Sandbox, round: usize, saved: &mut Vec<String>, random: &mut Random, tally: &mut Tally) {
    let had_draft = !drafts(sandbox).is_empty();
    let mut desk = Terminal::start(sandbox, &["ferry.txt"]);
    desk.shows("The ferry stays in port").hides("reading your");
    if had_draft {
        desk.shows(WRITING).keys("\r").wait("it is saved", is_saved);
    }
    for n in 0..random.below(4) {
        let note = format!("note {round}-{n}");
        // Where there is a note already, the words are put behind it.
        desk.keys(")a").shows(WRITING).keys(&format!(" {note};")).keys("\r").wait("it is saved", is_saved);
        saved.push(note);
    }
    desk.keys("a").shows(WRITING);
    let mut typed = Vec::new();
    for letter in "a thought that is never ended".chars().take(1 + random.below(28)) {
        desk.keys(&letter.to_string());
        typed.push((letter, Instant::now()));
        thread::sleep(Duration::from_millis(random.below(90) as u64));
    }
    thread::sleep(Duration::from_millis(random.below(1200) as u64));
    desk.signal(Signal::KILL);
    let end = Instant::now();
    drop(desk);
    let old: String =
        typed.iter().take_while(|(_, at)| end - *at > YOUNG).map(|(letter, _)| letter).collect();
    let found = drafts(sandbox);
    if !old.is_empty() && !found.iter().any(|draft| draft.contains(&old)) {
        tally.wrong.push(format!("kill {round}: {old:?} was typed a second before, {found:?} came back"));
    }
    let notes = sandbox.json(&["notes", "--json"]);
    let is_there = |note: &&String| {
        notes.iter().any(|it| it["note"].as_str().unwrap_or("").contains(&format!("{note};")))
    };
    let lost = saved.iter().filter(|note| !is_there(note)).count();
    tally.acknowledged += saved.len();
    if lost > 0 {
        tally.wrong.push(format!("kill {round}: {lost} of {} notes lost", saved.len()));
    }
}

/// Lets each call on the notes file fail under a desk, once and from then on, and fills its disk.
pub fn failures() -> Tally {
    let mut tally = Tally::default();
    full(&mut tally);
    if Command::new("strace").arg("-V").output().is_err() {
        println!("            no calls are made to fail: there is no strace");
        return tally;
    }
    for (call, errors) in [
        ("write", &["ENOSPC", "EIO", "EDQUOT", "EFBIG"][..]),
        ("fdatasync", &["EIO", "ENOSPC", "EDQUOT"]),
        ("openat", &["EACCES", "EMFILE", "EROFS"]),
        ("flock", &["EIO"]),
    ] {
        for error in errors {
            for when in ["1", "2", "1+", "2+"] {
                tally.tried += 1;
                guarded(&mut tally, &format!("{call} {error} at {when}"), |tally| {
                    failure(call, error, when, tally);
                });
            }
        }
    }
    tally
}

/// Types two notes into a desk of which a call fails.
fn failure(call: &str, error: &str, when: &str, tally: &mut Tally) {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]);
    let file = if call == "flock" { "data/notes.jsonl.lock" } else { "data/notes.jsonl" };
    let (path, fault) = (sandbox.path(file), format!("inject={call}:error={error}:when={when}"));
    let path = path.display().to_string();
    let args =
        ["-f", "-o", "/dev/null", "-P", &path, "-e", &fault, env!("CARGO_BIN_EXE_byline"), "ferry.txt"];
    let mut desk = Terminal::run(&command(&sandbox, "strace", &args), 100, 30);
    desk.shows("The ferry stays in port").hides("reading your");
    desk.keys("a").shows(WRITING).keys("the first;\r").hides(WRITING);
    desk.keys(")a").shows(WRITING).keys("the second;\r").hides(WRITING);
    if when.ends_with('+') && call != "fdatasync" && call != "openat" {
        desk.shows("NOT SAVED");
        // It stays, whatever is done meanwhile, and through another try.
        desk.keys("jjk").keys("\t\t").keys("?").shows("NOT SAVED").keys("\u{1b}").shows("NOT SAVED");
        thread::sleep(Duration::from_millis(2500));
        desk.keys("j").shows("NOT SAVED");
        desk.keys("q").shows("not saved").keys("\r");
        desk.wait("it ends", |it| !it.text().contains("NOT SAVED"));
        desk.ended();
        let said = desk.text().replace(['\n', '\r'], "");
        if !said.contains("could not be saved") {
            tally.wrong.push(format!("{call} {error} at {when}: it ended without a word: {said}"));
        }
    } else {
        // A sync that fails for ever does not harm: a fresh file is synced under another name. Nor does a file that
        // can be opened the next time.
        desk.wait("both are saved, or said not to be", |it| is_saved(it) || it.text().contains("NOT SAVED"));
        if !when.ends_with('+') {
            desk.wait("both are saved", is_saved);
        }
        let are_saved = is_saved(&desk);
        desk.keys("q");
        if !are_saved {
            desk.keys("\r");
        }
        desk.ended();
        let notes = sandbox.json(&["notes", "--json"]);
        let all: String = notes.iter().filter_map(|it| it["note"].as_str()).collect();
        let n = ["the first;", "the second;"].into_iter().filter(|words| all.contains(words)).count();
        tally.acknowledged += n;
        if are_saved && n != 2 {
            tally.wrong.push(format!("{call} {error} at {when}: {n} of 2 notes are there"));
        }
    }
}

/// Fills the disk of a desk, and makes room again: by a device that is always full, and where that can be mounted by a
/// file system that has no page left.
fn full(tally: &mut Tally) {
    tally.tried += 1;
    guarded(tally, "a full device", |_| {
        let sandbox = Sandbox::new();
        sandbox.file("ferry.txt", FERRY);
        sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]);
        let (notes, aside) = (sandbox.path("data/notes.jsonl"), sandbox.path("aside"));
        fill(
            &sandbox,
            "a full device",
            &|| {
                fs::rename(&notes, &aside).unwrap();
                std::os::unix::fs::symlink("/dev/full", &notes).unwrap();
            },
            &|| {
                fs::remove_file(&notes).unwrap();
                fs::rename(&aside, &notes).unwrap();
            },
        );
    });
    let sandbox = Sandbox::new();
    let data = sandbox.path("data");
    fs::create_dir(&data).unwrap();
    let mount = ["-t", "tmpfs", "-o", "size=512k,mode=700", "none"];
    if !Command::new("mount").args(mount).arg(&data).output().is_ok_and(|out| out.status.success()) {
        println!("            no small file system could be mounted");
        return;
    }
    tally.tried += 1;
    guarded(tally, "a full file system", |_| {
        sandbox.file("ferry.txt", FERRY);
        sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]);
        let filler = data.join("filler");
        fill(&sandbox, "a full file system", &|| fill_up(&data, &filler), &|| {
            fs::remove_file(&filler).unwrap();
        });
    });
    Command::new("umount").arg("-l").arg(&data).output().unwrap();
}

/// Takes all pages that are left, and the rest of the last page of the notes file.
fn fill_up(data: &Path, filler: &Path) {
    let room = rustix::fs::statvfs(data).unwrap();
    fs::write(filler, vec![b'x'; (room.f_bavail * room.f_frsize) as usize]).unwrap();
}

/// Types a long note into a desk whose disk is full, and another when there is room.
fn fill(sandbox: &Sandbox, what: &str, fill: &dyn Fn(), free: &dyn Fn()) {
    let mut desk = Terminal::run(&byline(sandbox, &["ferry.txt"]), 100, 30);
    desk.shows("The ferry stays in port").hides("reading your").shows("1 note saved");
    fill();
    let words = "long words ".repeat(600);
    desk.keys("a")
        .shows(WRITING)
        .keys(&format!("\u{1b}[200~{words}\u{1b}[201~"))
        .keys("\r")
        .shows("NOT SAVED");
    desk.keys("jjk").keys("\t\t").shows("NOT SAVED");
    desk.keys("q").shows("not saved").keys("\u{1b}").shows("NOT SAVED");
    free();
    let start = Instant::now();
    desk.hides("NOT SAVED").keys("j").shows("2 notes saved");
    assert!(start.elapsed() < Duration::from_secs(10), "{what}: saving went on after {:?}", start.elapsed());
    assert_eq!(desk.keys("q").ended(), 0);
    assert_eq!(sandbox.json(&["notes", "--json"]).len(), 2, "{what}");
}

/// Does something that stops where a screen never comes, and says so in the tally.
fn guarded(tally: &mut Tally, what: &str, work: impl FnOnce(&mut Tally)) {
    if let Err(cause) = catch_unwind(AssertUnwindSafe(|| work(tally))) {
        let words = cause.downcast_ref::<String>().cloned();
        let words = words.or_else(|| cause.downcast_ref::<&str>().map(ToString::to_string));
        tally.wrong.push(format!("{what}: {}", words.unwrap_or_default()));
    }
}

/// Returns whether the status line says that all notes are saved.
fn is_saved(desk: &Terminal) -> bool {
    let text = desk.text();
    text.contains(" saved ")
        && !text.contains("NOT SAVED")
        && !text.contains("being saved")
        && !text.contains(WRITING)
}

/// Returns the words of all drafts.
fn drafts(sandbox: &Sandbox) -> Vec<String> {
    let dirs = Dirs { data: sandbox.path("data"), config: sandbox.path("config.toml") };
    draft::list(&dirs).iter().filter_map(|path| draft::read(path).ok()).map(|draft| draft.text).collect()
}
