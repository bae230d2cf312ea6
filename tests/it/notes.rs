//! Notes through the commands: made, listed, found again, never lost.

use std::fs;

use crate::sandbox::{FERRY, Sandbox};

/// A sandbox with the article in its library.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "ferry.txt"]);
    sandbox
}

#[test]
fn a_note_is_made_and_listed() {
    let sandbox = sandbox();
    let id = sandbox.out(&[
        "annotate",
        "stays",
        "--exact",
        "“We have no engine",
        "--note",
        "ask her",
        "--tag",
        "b",
        "--tag",
        "a",
        "--color",
        "g",
    ]);
    let notes = sandbox.json(&["notes", "--json"]);
    let note = &notes[0];
    assert_eq!(notes.len(), 1);
    for (field, expected) in [
        ("id", id.trim_end()),
        ("exact", "“We have no engine"),
        ("note", "ask her"),
        ("color", "green"),
        ("state", "exact"),
    ] {
        assert_eq!(note[field], expected);
    }
    assert_eq!(note["tags"], serde_json::json!(["a", "b"]));
    let text: Vec<char> = sandbox.out(&["show", "--text", "stays"]).chars().collect();
    let at = |field: &str| note[field].as_u64().expect("it is a number") as usize;
    assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), "“We have no engine");
    assert!(sandbox.out(&["notes"]).contains("  [g] “We have no engine\n      ask her #a #b\n"));
    for (query, expected) in [("ENGINE ask", 1), ("ferry", 1), ("missing", 0), ("ask missing", 0)] {
        assert_eq!(sandbox.json(&["notes", "--json", query]).len(), expected, "{query}");
    }
}

#[test]
fn words_that_stand_nowhere_or_in_several_places_are_refused() {
    let sandbox = sandbox();
    for (args, expected) in [
        (&["--exact", "not there"][..], "the article does not say that"),
        (&["--exact", "ferry"], "it stands in 3 places"),
        (&["--exact", "ferry", "--nth", "4"], "it stands in 3 places"),
        (&["--exact", "ferry", "--nth", "0"], "--nth counts from 1"),
        (&["--exact", " "], "there are no words"),
        (&["--exact", "island", "--color", "pink"], "there is no such color"),
    ] {
        let run = sandbox.run(&[&["annotate", "stays"], args].concat());
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{args:?}");
        assert!(run.err.contains(expected), "{args:?}: {}", run.err);
    }
    assert!(!sandbox.path("data/notes.jsonl").exists());
    sandbox.out(&["annotate", "stays", "--exact", "ferry", "--nth", "3"]);
    assert_eq!(sandbox.json(&["notes", "--json"])[0]["state"], "exact");
}

#[test]
fn a_note_stays_with_its_words_when_the_article_changes() {
    let sandbox = sandbox();
    sandbox.out(&["annotate", "ferry.txt", "--exact", "said Marta Okoye"]);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "forty years old"]);
    let changed = FERRY
        .replace("The old ferry is 🌉 forty years old.", "It is old.")
        .replace("on Monday.", "on Monday, once more.");
    sandbox.file("ferry.txt", changed);
    sandbox.out(&["add", "ferry.txt"]);
    let states: Vec<_> =
        sandbox.json(&["notes", "--json"]).iter().map(|note| note["state"].clone()).collect();
    assert_eq!(states, ["moved", "orphan"]);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "It is old."]);
    assert_eq!(sandbox.json(&["notes", "--json"]).len(), 3);
    assert!(sandbox.out(&["notes"]).contains("[y] forty years old  (orphan)"));
}

#[test]
fn a_note_follows_its_article_under_another_name() {
    let sandbox = sandbox();
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]);
    fs::rename(sandbox.path("ferry.txt"), sandbox.path("renamed.md")).expect("it can be renamed");
    sandbox.out(&["annotate", "renamed.md", "--exact", "spring"]);
    let notes = sandbox.json(&["notes", "--json"]);
    assert_eq!((notes.len(), &notes[0]["article"]), (2, &notes[1]["article"]));
}

#[test]
fn notes_outlive_the_library() {
    let sandbox = sandbox();
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island", "--note", "which one?"]);
    for name in ["library.db", "library.db-wal", "library.db-shm"] {
        let _ = fs::remove_file(sandbox.path("data").join(name));
    }
    let notes = sandbox.json(&["notes", "--json"]);
    assert_eq!((&notes[0]["note"], &notes[0]["state"]), (&"which one?".into(), &serde_json::Value::Null));
    assert_eq!(notes[0]["title"], "The ferry stays in port");
    sandbox.out(&["add", "ferry.txt"]);
    assert_eq!(sandbox.json(&["notes", "--json"])[0]["state"], "exact");
}

#[test]
fn damage_is_reported_and_hides_nothing() {
    let sandbox = sandbox();
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]);
    let file = sandbox.read("data/notes.jsonl");
    sandbox.file(
        "data/notes.jsonl",
        format!("{{\"v\":9,\"op\":\"new.thing\"}}\n\u{1b}[2Jgarbage\n{file}{{\"v\":1,\"id\""),
    );
    let run = sandbox.run(&["notes"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("island"));
    assert!(
        run.err.contains("line 1 ") && run.err.contains("line 2 ") && run.err.contains("line 5 "),
        "{}",
        run.err
    );
    assert!(!run.err.contains('\u{1b}'));
    sandbox.run(&["annotate", "ferry.txt", "--exact", "spring"]);
    assert_eq!(sandbox.run(&["notes", "--json"]).out.lines().count(), 2);
    assert!(
        sandbox.read("data/notes.jsonl").starts_with("{\"v\":9,\"op\":\"new.thing\"}\n\u{1b}[2Jgarbage\n")
    );
}

#[test]
fn two_programs_at_once_lose_no_note() {
    let sandbox = sandbox();
    let words = ["island", "spring", "Monday", "engine", "office.", "forty"];
    let children: Vec<_> = words
        .iter()
        .map(|word| sandbox.command(&["annotate", "stays", "--exact", word]).spawn().expect("it starts"))
        .collect();
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(sandbox.json(&["notes", "--json"]).len(), words.len());
}

#[test]
fn a_data_folder_that_cannot_be_made_is_an_error_with_a_way_out() {
    let sandbox = Sandbox::new();
    sandbox.file("data", "a file where the folder should be");
    sandbox.file("ferry.txt", FERRY);
    let run = sandbox.run(&["annotate", "ferry.txt", "--exact", "island"]);
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.contains("cannot make the folder") && run.err.contains("--data-dir"), "{}", run.err);
    let other = sandbox.path("other").display().to_string();
    sandbox.out(&["annotate", "ferry.txt", "--exact", "island", "--data-dir", &other]);
    assert!(sandbox.path("other/notes.jsonl").exists());
}
