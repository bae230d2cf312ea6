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
fn one_note_that_is_changed_on_two_machines_keeps_both_texts() {
    use byline::{
        annotation::{Edit, Id, Timestamp, notes::Notes},
        article::Fingerprint,
        store::{
            Dirs,
            log::{About, Log},
        },
    };
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    let subject: Id =
        sandbox.out(&["annotate", "ferry.txt", "--exact", "island"]).trim_end().parse().unwrap();
    let article = sandbox.json(&["ls", "--json"])[0]["id"].as_str().unwrap().to_owned();
    let article = Fingerprint::parse(&article).unwrap();
    let text = sandbox.out(&["show", "--text", "stays"]);
    let about =
        About { article: article.clone(), text: article.clone(), title: "x".into(), url: None, source: None };
    let base = sandbox.read("data/notes.jsonl");
    // Each machine begins with the same file, and knows nothing of the other.
    let write = |id: u128, words: &str| {
        sandbox.file("data/notes.jsonl", &base);
        let dirs = Dirs { data: sandbox.path("data"), config: sandbox.path("config.toml") };
        let mut log = Log::new(&dirs);
        let mut notes = Notes::replay(&text, log.read().unwrap().changes(&article));
        let at = Timestamp(4_000_000_000_000 + id as i64);
        let change = notes.edit(Id(id), at, Edit::SetNote(subject, words.into())).unwrap();
        log.append(&about, &[change]).unwrap();
        sandbox.read("data/notes.jsonl")[base.len()..].to_owned()
    };
    let (here, there) = (write(1, "said here"), write(2, "said there"));
    for lines in [format!("{base}{here}{there}"), format!("{there}{here}{base}")] {
        sandbox.file("data/notes.jsonl", lines);
        let note = &sandbox.json(&["notes", "--json"])[0];
        assert_eq!((&note["note"], &note["also"]), (&"said there".into(), &serde_json::json!(["said here"])));
    }
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
