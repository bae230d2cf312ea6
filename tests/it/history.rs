//! What was done, and what the notes were on a day.

use crate::sandbox::{FERRY, Sandbox};

/// A sandbox with a note that was written, changed and deleted on three days.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island", "--note", "which?", "--tag", "sea"]);
    let file = sandbox.read("data/notes.jsonl");
    let add: serde_json::Value = serde_json::from_str(file.lines().last().unwrap()).unwrap();
    let [doc, ann] = ["doc", "ann"].map(|field| add[field].as_str().unwrap().to_owned());
    let today = add["t"].as_str().unwrap().to_owned();
    let mut lines = file.replace(&today, "2026-09-21T12:00:00.000Z");
    for (n, day, rest) in [
        (1, 22, "\"op\":\"ann.note\",\"note\":\"the first one\""),
        (2, 23, "\"op\":\"ann.color\",\"color\":\"green\""),
        (3, 24, "\"op\":\"ann.delete\""),
    ] {
        lines.push_str(&format!(
            "{{\"v\":1,\"id\":\"0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e0{n}\",\"t\":\"2026-09-{day}T12:00:00.000Z\",\"doc\":\"{doc}\",\
             \"ann\":\"{ann}\",{rest}}}\n"
        ));
    }
    sandbox.file("data/notes.jsonl", lines);
    sandbox
}

#[test]
fn the_history_is_told_in_words_the_newest_last() {
    let sandbox = sandbox();
    let out = sandbox.out(&["log", "stays"]);
    let words: Vec<&str> = out.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    assert_eq!(
        words,
        [
            "highlighted “island” in yellow: which? #sea",
            "wrote on “island”: the first one",
            "made “island” green",
            "deleted the note on “island”"
        ]
    );
    assert!(sandbox.out(&["log"]).lines().all(|line| line.ends_with("(The ferry stays in port)")));
    assert_eq!(sandbox.out(&["log", "--until", "2026-09-22"]).lines().count(), 2);
    let did: Vec<_> = sandbox.json(&["log", "--json"]).iter().map(|event| event["did"].clone()).collect();
    assert_eq!(did, ["add", "note", "color", "delete"]);
    assert_eq!(sandbox.run(&["log", "another"]).code, 1);
}

#[test]
fn notes_are_listed_and_exported_as_they_were() {
    let sandbox = sandbox();
    for (at, expected) in [
        ("2026-09-20", None),
        ("2026-09-21", Some(("which?", "yellow"))),
        ("2026-09-22T11:59:59.999Z", Some(("which?", "yellow"))),
        ("2026-09-22T12:00:00Z", Some(("the first one", "yellow"))),
        ("2026-09-23", Some(("the first one", "green"))),
        ("2026-09-24", None),
    ] {
        let notes = sandbox.json(&["notes", "--json", "--at", at]);
        let found =
            notes.first().map(|note| (note["note"].as_str().unwrap(), note["color"].as_str().unwrap()));
        assert_eq!(found, expected, "{at}");
        let exported = sandbox.run(&["export", "--format", "markdown", "--at", at]).out;
        assert_eq!(expected.map(|(note, _)| exported.contains(note)), expected.map(|_| true), "{at}");
    }
    assert_eq!(sandbox.run(&["notes", "--at", "soon"]).code, 2);
}

#[test]
fn two_edits_of_one_note_are_both_listed_and_exported() {
    let sandbox = sandbox();
    let file = sandbox.read("data/notes.jsonl");
    let add: serde_json::Value = serde_json::from_str(file.lines().nth(1).unwrap()).unwrap();
    let over = |line: &str| line.replace("}", &format!(",\"over\":[{}]}}", add["ann"]));
    let lines: Vec<&str> = file.lines().collect();
    let here = over(lines[2]);
    let there =
        here.replace("1e01", "1e09").replace("T12:00", "T13:00").replace("the first one", "the second");
    sandbox.file("data/notes.jsonl", [lines[0], lines[1], &here, &there, ""].join("\n"));
    let notes = sandbox.json(&["notes", "--json"]);
    assert_eq!((&notes[0]["note"], &notes[0]["also"][0]), (&"the second".into(), &"the first one".into()));
    assert!(sandbox.out(&["notes"]).contains("written elsewhere at the same time: the first one"));
    for format in ["markdown", "json"] {
        let out = sandbox.quiet(&["export", "--format", format]);
        assert!(out.contains("the second") && out.contains("the first one"), "{out}");
    }
}

#[test]
fn a_backup_is_made_with_the_first_note_of_a_day() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]);
    let first = sandbox.read("data/notes.jsonl");
    sandbox.out(&["annotate", "ferry.txt", "--exact", "spring"]);
    let names = std::fs::read_dir(sandbox.path("data/backups")).unwrap();
    let names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    for name in names {
        assert_eq!(sandbox.read(&format!("data/backups/{name}")), first);
    }
}
