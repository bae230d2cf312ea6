//! `byline doctor` finds what is wrong and mends it by adding.

use std::fs;

use serde_json::Value;

use crate::sandbox::{FERRY, Sandbox};

/// A sandbox with three notes, which are backed up.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    for words in ["island", "spring", "Monday"] {
        sandbox.out(&["annotate", "ferry.txt", "--exact", words]);
    }
    sandbox
}

/// Returns what the doctor finds: exit code, and pairs of what it is about and what is said, but for what is fine.
fn findings(sandbox: &Sandbox, args: &[&str]) -> (i32, Vec<(String, String)>) {
    let run = sandbox.run(&[&["doctor", "--json"], args].concat());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = run.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let found = lines.filter(|line| line["weight"] != "fine");
    (run.code, found.map(|line| (text(&line["about"]), text(&line["said"]))).collect())
}

/// Breaks something, and says what the doctor must find, before and after it has mended what it can.
#[track_caller]
fn check(harm: impl FnOnce(&Sandbox), about: &str, said: &str, mends: bool) {
    let sandbox = sandbox();
    assert_eq!(findings(&sandbox, &[]), (0, Vec::new()));
    harm(&sandbox);
    let before = fs::read(sandbox.path("data/notes.jsonl")).unwrap_or_default();
    let (code, found) = findings(&sandbox, &[]);
    let is_there = found.iter().any(|(what, words)| what == about && words.contains(said));
    assert!(code == 1 && is_there, "{code} {found:#?}");
    assert_eq!(
        fs::read(sandbox.path("data/notes.jsonl")).unwrap_or_default(),
        before,
        "looking changes nothing"
    );
    let (code, found) = findings(&sandbox, &["--fix"]);
    assert_eq!(code == 0, mends, "{found:#?}");
    assert!(
        fs::read(sandbox.path("data/notes.jsonl")).unwrap_or_default().starts_with(&before),
        "fixing only adds"
    );
    if mends {
        assert_eq!(sandbox.json(&["notes", "--json"]).len(), 3);
    }
}

fn append(sandbox: &Sandbox, name: &str, bytes: &str) {
    sandbox.file(name, sandbox.read(name) + bytes);
}

/// Cuts the last lines off the notes file.
fn cut(sandbox: &Sandbox, n: usize) {
    let file = sandbox.read("data/notes.jsonl");
    let kept: Vec<&str> = file.lines().collect();
    sandbox.file("data/notes.jsonl", kept[..kept.len() - n].join("\n") + "\n");
}

#[test]
fn a_sound_folder_is_healthy_and_so_is_none() {
    let sandbox = sandbox();
    assert_eq!(findings(&sandbox, &[]), (0, Vec::new()));
    assert!(sandbox.out(&["doctor"]).contains("4 lines, all sound"));
    let empty = Sandbox::new();
    assert_eq!(findings(&empty, &[]).0, 0);
    assert!(!empty.path("data").exists());
}

#[test]
fn a_torn_line_is_found_and_ended() {
    let sandbox = sandbox();
    append(&sandbox, "data/notes.jsonl", "{\"v\":1,\"id\":\"019");
    let before = sandbox.read("data/notes.jsonl");
    let (code, found) = findings(&sandbox, &[]);
    assert_eq!((code, found.len()), (1, 1), "it is said once: {found:?}");
    assert!(found[0].1.contains("line 5, the last, has no end"), "{found:?}");
    assert_eq!(sandbox.read("data/notes.jsonl"), before, "looking changes nothing");
    for args in [&["--fix"][..], &[]] {
        let (code, found) = findings(&sandbox, args);
        let said = found.iter().find(|(about, _)| about == "notes").map_or("", |(_, said)| said);
        assert_eq!((code, said.contains("cut off") && said.ends_with("line 5")), (0, true), "{found:?}");
        assert_eq!(sandbox.read("data/notes.jsonl"), format!("{before}\n"));
    }
}

#[test]
fn lines_that_cannot_be_read_are_named() {
    check(
        |sandbox| append(sandbox, "data/notes.jsonl", "<<<<<<< HEAD\n"),
        "notes",
        "line 5 cannot be read",
        false,
    );
}

#[test]
fn lines_that_went_missing_come_back_from_a_backup() {
    let harm = |sandbox: &Sandbox| {
        fs::copy(sandbox.path("data/notes.jsonl"), sandbox.path("data/backups/daily-2020-01-01.jsonl"))
            .unwrap();
        cut(sandbox, 2);
    };
    check(harm, "backups", "holds 2 lines that the notes file does not", true);
    let gone = |sandbox: &Sandbox| {
        fs::rename(sandbox.path("data/notes.jsonl"), sandbox.path("data/backups/daily-2020-01-01.jsonl"))
            .unwrap();
    };
    check(gone, "backups", "holds 4 lines that the notes file does not", true);
}

#[test]
fn what_a_conflict_copy_holds_is_appended() {
    let harm = |sandbox: &Sandbox| {
        fs::copy(sandbox.path("data/notes.jsonl"), sandbox.path("data/notes (conflicted copy).jsonl"))
            .unwrap();
        cut(sandbox, 1);
    };
    check(harm, "copies", "holds 1 line that the notes file does not", true);
}

#[test]
fn a_change_of_something_that_is_not_there_is_found() {
    let line = "{\"v\":1,\"id\":\"0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e55\",\"t\":\"2099-09-25T08:15:30Z\",\"op\":\"ann.delete\",\
                \"ann\":\"0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e99\",\"doc\":\"DOC\"}\n";
    let harm = |sandbox: &Sandbox| {
        let file = sandbox.read("data/notes.jsonl");
        let first: Value = serde_json::from_str(file.lines().next().unwrap()).unwrap();
        append(sandbox, "data/notes.jsonl", &line.replace("DOC", first["doc"].as_str().unwrap()));
    };
    check(harm, "notes", "of annotations that are not there: line 5", false);
}

#[test]
fn repeats_merges_and_newer_lines_are_only_remarks() {
    let sandbox = sandbox();
    let file = sandbox.read("data/notes.jsonl");
    append(&sandbox, "data/notes.jsonl", &format!("{file}{{\"v\":9,\"op\":\"new\"}}\n"));
    let (code, found) = findings(&sandbox, &[]);
    let said: Vec<&str> = found.iter().map(|(_, said)| said.as_str()).collect();
    assert_eq!(code, 0, "{said:?}");
    assert!(
        said[0].contains("line 9 is from a newer Byline") && said[1].contains("4 lines are there twice"),
        "{said:?}"
    );
}

#[test]
fn a_damaged_library_is_found_and_left_alone() {
    let sandbox = sandbox();
    for name in ["library.db-wal", "library.db-shm"] {
        let _ = fs::remove_file(sandbox.path("data").join(name));
    }
    sandbox.file("data/library.db", "x".repeat(9000));
    let (code, found) = findings(&sandbox, &["--fix"]);
    assert!(code == 1 && found.iter().any(|(about, _)| about == "library"), "{found:?}");
    assert_eq!(sandbox.read("data/library.db"), "x".repeat(9000));
}

#[test]
fn a_draft_that_cannot_be_read_is_found() {
    let sandbox = sandbox();
    fs::create_dir_all(sandbox.path("data/drafts")).unwrap();
    let article = sandbox.json(&["notes", "--json"])[0]["article"].as_str().unwrap().to_owned();
    sandbox.file(&format!("data/drafts/{article}.json"), "{\"v\":1,");
    let (code, found) = findings(&sandbox, &[]);
    assert!(code == 1 && found.iter().any(|(about, _)| about == "drafts"), "{found:?}");
}

#[test]
fn settings_that_cannot_be_used_are_found() {
    for (own, expected) in [
        ("[reading]\nspeed = 4", "there is no such setting"),
        ("[keys.read]\nfly = 'x'", "there is no such action"),
        ("theme = 'none'", "none"),
    ] {
        let sandbox = sandbox();
        sandbox.file("config.toml", own);
        let (code, found) = findings(&sandbox, &[]);
        assert!(
            code == 1 && found.iter().any(|(about, said)| about == "settings" && said.contains(expected)),
            "{found:?}"
        );
    }
}

#[cfg(unix)]
#[test]
fn notes_that_others_can_read_are_found() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sandbox();
    let mode =
        |name: &str, mode| fs::set_permissions(sandbox.path(name), fs::Permissions::from_mode(mode)).unwrap();
    mode("data/notes.jsonl", 0o644);
    assert_eq!(findings(&sandbox, &[]).0, 0, "nobody else gets into the folder");
    mode("data", 0o755);
    let run = sandbox.run(&["doctor"]);
    assert!(
        run.code == 1 && run.out.contains("can be read by others") && run.out.contains("chmod 600"),
        "{}",
        run.out
    );
}
