//! Programs that are killed, disks that are full, files that are damaged: no note that was acknowledged is lost.
//!
//! `just faults` does the same by the thousand, and more that takes root.

use std::{collections::HashSet, fs, path::Path, time::Duration};

use byline::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Id, Timestamp, id::IdSource},
    article::Fingerprint,
    store::{
        Dirs,
        log::{About, Log},
    },
};

use crate::sandbox::{FERRY, Sandbox};

fn dirs(folder: &Path) -> Dirs {
    Dirs { data: folder.join("data"), config: folder.join("config.toml") }
}

fn about() -> About {
    let article = Fingerprint::of(FERRY);
    About { text: article.clone(), article, title: "The ferry".into(), url: None, source: None }
}

/// Makes a note on the article.
fn change(ids: &mut IdSource, at: i64) -> Change {
    let at = Timestamp(at);
    let note = format!("“a note”\nof {}", at.0);
    let annotation = Annotation {
        id: ids.next(at),
        selector: None,
        anchor: Anchor::Article,
        color: Color::Blue,
        note,
        also: Vec::new(),
        tags: vec!["a".into()],
        created: at,
        modified: at,
    };
    Change { id: ids.next(at), at, edit: Edit::Add(Box::new(annotation)), reverts: None, over: Vec::new() }
}

/// Returns the names of all changes that the notes file holds.
fn names(log: &mut Log) -> HashSet<Id> {
    let contents = log.read().expect("the notes can be read");
    contents.articles().flat_map(|(_, article)| article.changes.iter().map(|change| change.id)).collect()
}

/// Writes some notes, one append each, and returns their names and what the file held after each.
fn written(dirs: &Dirs, n: i64) -> (Vec<Id>, Vec<Vec<u8>>) {
    let mut log = Log::new(dirs);
    let mut ids = IdSource::new(7);
    (0..n)
        .map(|at| {
            let change = change(&mut ids, at);
            log.append(&about(), std::slice::from_ref(&change)).expect("it is saved");
            (change.id, fs::read(dirs.notes()).expect("it is there"))
        })
        .unzip()
}

#[test]
fn an_append_that_was_cut_off_at_any_byte_costs_only_itself() {
    let folder = tempfile::tempdir().unwrap();
    let dirs = dirs(folder.path());
    let (ids, files) = written(&dirs, 3);
    let (before, whole) = (files[1].len(), files[2].len());
    for end in before..whole {
        for tail in [&b""[..], b"\0\0\0\0"] {
            let mut bytes = files[2][..end].to_vec();
            bytes.extend_from_slice(tail);
            fs::write(dirs.notes(), &bytes).unwrap();
            let mut log = Log::new(&dirs);
            let found = names(&mut log);
            assert!(found.contains(&ids[0]) && found.contains(&ids[1]), "{end}");
            let next = change(&mut IdSource::new(8), 9);
            log.append(&about(), std::slice::from_ref(&next)).expect("it is saved");
            assert!(fs::read(dirs.notes()).unwrap().starts_with(&bytes), "{end}: nothing is rewritten");
            let found = names(&mut Log::new(&dirs));
            assert!(found.contains(&ids[1]) && found.contains(&next.id), "{end}");
        }
    }
}

#[test]
fn damage_costs_only_the_lines_it_touches() {
    let folder = tempfile::tempdir().unwrap();
    let dirs = dirs(folder.path());
    let (ids, files) = written(&dirs, 40);
    let whole = &files[39];
    let mut random = IdSource::new(11);
    let mut pick = |most: usize| random.next(Timestamp(0)).0 as usize % most.max(1);
    for round in 0..300 {
        let mut bytes = whole.clone();
        let at = pick(bytes.len());
        let len = 1 + pick(200).min(bytes.len() - at - 1);
        match round % 5 {
            0 => bytes[at] ^= 1 << pick(8),
            1 => bytes[at..at + len].fill(0),
            2 => _ = bytes.drain(at..at + len),
            3 => _ = bytes.splice(at..at, bytes[..len].to_vec()),
            _ => bytes.truncate(at),
        }
        fs::write(dirs.notes(), &bytes).unwrap();
        let mut log = Log::new(&dirs);
        let found = names(&mut log);
        let lines: HashSet<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        for (line, id) in whole.split(|byte| *byte == b'\n').skip(1).zip(&ids) {
            assert!(!lines.contains(line) || found.contains(id), "{round}: an untouched line was lost");
        }
        let next = change(&mut IdSource::new(8), 99);
        log.append(&about(), std::slice::from_ref(&next)).expect("it is saved");
        assert!(names(&mut log).contains(&next.id), "{round}");
        assert!(fs::read(dirs.notes()).unwrap().starts_with(&bytes), "{round}: nothing is rewritten");
    }
}

#[cfg(unix)]
#[test]
fn what_is_acknowledged_survives_being_killed() {
    use std::io::Read;
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "ferry.txt"]);
    let mut acknowledged = HashSet::new();
    for round in 0..30_u64 {
        let note = round.to_string();
        let args = ["annotate", "stays", "--exact", "island", "--note", &note];
        let mut child = sandbox.command(&args).spawn().expect("it starts");
        // Sooner or later, so that every part of a run is cut off some time.
        std::thread::sleep(Duration::from_micros(1500 * round));
        child.kill().expect("it can be killed");
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).expect("it can be read");
        child.wait().expect("it ends");
        if out.ends_with('\n') {
            acknowledged.insert(out.trim_end().to_owned());
        }
        let run = sandbox.run(&["notes", "--json"]);
        for id in &acknowledged {
            assert!(run.out.contains(id.as_str()), "{round}: {id} is lost\n{}", run.err);
        }
    }
    let id = sandbox.run(&["annotate", "stays", "--exact", "spring"]).out;
    assert!(sandbox.run(&["notes", "--json"]).out.contains(id.trim_end()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_note_that_does_not_fit_on_the_disk_is_not_acknowledged() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "ferry.txt"]);
    std::os::unix::fs::symlink("/dev/full", sandbox.path("data/notes.jsonl")).unwrap();
    let run = sandbox.run(&["annotate", "stays", "--exact", "island"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("cannot save to") && run.err.contains("make room"), "{}", run.err);
    fs::remove_file(sandbox.path("data/notes.jsonl")).unwrap();
    sandbox.out(&["annotate", "stays", "--exact", "island"]);
}

#[test]
fn undo_and_redo_go_on_in_another_program() {
    use byline::annotation::notes::Notes;
    let folder = tempfile::tempdir().unwrap();
    let dirs = dirs(folder.path());
    let mut ids = IdSource::new(3);
    let add = change(&mut ids, 1);
    let subject = add.edit.subject().unwrap();
    let mut at = 1;
    // Every step is taken by a program that knows nothing but the file.
    let mut step = |act: &mut dyn FnMut(&mut Notes, Id, Timestamp) -> Option<Change>| {
        let mut log = Log::new(&dirs);
        let contents = log.read().expect("it can be read");
        let mut notes = Notes::replay(FERRY, contents.changes(&Fingerprint::of(FERRY)));
        at += 1;
        let change = act(&mut notes, ids.next(Timestamp(at)), Timestamp(at));
        let did = change.is_some();
        log.append(&about(), change.as_slice()).expect("it is saved");
        let note = notes.annotations.get(subject).map(|annotation| annotation.note.clone());
        (did, note.unwrap_or_else(|| "gone".into()))
    };
    let mut first = Some(add);
    let said = "“a note”\nof 1";
    let write = |words: &'static str| {
        move |notes: &mut Notes, id, at| notes.edit(id, at, Edit::SetNote(subject, words.into()))
    };
    assert_eq!(step(&mut |notes, _, _| first.take().filter(|add| notes.apply(add))), (true, said.into()));
    assert_eq!(step(&mut write("one")), (true, "one".into()));
    assert_eq!(step(&mut write("two")), (true, "two".into()));
    for (undo, expected) in [
        (true, (true, "one")),
        (true, (true, said)),
        (false, (true, "one")),
        (true, (true, said)),
        (true, (true, "gone")),
        (true, (false, "gone")),
        (false, (true, said)),
        (false, (true, "one")),
        (false, (true, "two")),
        (false, (false, "two")),
    ] {
        let found = match undo {
            true => step(&mut |notes, id, at| notes.undo(id, at)),
            false => step(&mut |notes, id, at| notes.redo(id, at)),
        };
        assert_eq!(found, (expected.0, expected.1.to_owned()));
    }
}
