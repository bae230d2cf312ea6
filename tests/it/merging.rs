//! Two machines, one notes file, and git between them.

use std::process::Command;

use crate::sandbox::{FERRY, Sandbox};

/// Runs git in the data folder, or returns `None` where there is no git.
fn git(sandbox: &Sandbox, args: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.current_dir(sandbox.path("data")).args([
        "-c",
        "user.name=Reader",
        "-c",
        "user.email=reader@example.com",
    ]);
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.args(args).output().ok()?;
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {said}");
    Some(said)
}

#[test]
fn branches_merge_without_a_conflict_and_keep_all_notes() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    let note = |words: &str| sandbox.out(&["annotate", "ferry.txt", "--exact", words, "--note", words]);
    note("Monday");
    sandbox.file("data/.gitattributes", "notes.jsonl merge=union\n");
    if git(&sandbox, &["init", "--quiet", "--initial-branch=desk"]).is_none() {
        eprintln!("there is no git: not tested");
        return;
    }
    let commit = |words: &[&str]| {
        for word in words {
            note(word);
        }
        git(&sandbox, &["add", "notes.jsonl", ".gitattributes"]);
        git(&sandbox, &["commit", "--quiet", "--message", "notes"]);
    };
    commit(&["island"]);
    git(&sandbox, &["checkout", "--quiet", "-b", "laptop"]);
    commit(&["spring", "engine"]);
    git(&sandbox, &["checkout", "--quiet", "desk"]);
    assert_eq!(sandbox.json(&["notes", "--json"]).len(), 2, "the other branch is not here yet");
    commit(&["office.", "forty"]);
    git(&sandbox, &["merge", "--quiet", "--no-edit", "laptop"]);
    let notes = sandbox.json(&["notes", "--json"]);
    let mut found: Vec<&str> = notes.iter().map(|note| note["note"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["Monday", "engine", "forty", "island", "office.", "spring"]);
    let run = sandbox.run(&["doctor"]);
    assert_eq!(run.code, 0, "{}", run.out);
    note("years");
    assert_eq!(sandbox.json(&["notes", "--json"]).len(), 7);
}
