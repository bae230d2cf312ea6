//! Finding articles again, and marking them, from the command line.

use crate::sandbox::{FERRY, Sandbox};

const VOTE: &str = "---\ntitle: Bridge vote delayed\ndate: 2025-09-24\nurl: https://ledger.example/vote\n---\n\n\
“We will rebuild it by 2027,” Mayor Ana Ruiz said in Porto Alto on Tuesday.\n\nNobody else spoke of the bridge.\n";

fn filled() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.file("vote.md", VOTE);
    sandbox.out(&["add", "ferry.txt", "vote.md"]);
    sandbox
}

/// Returns the titles that `ls` lists.
fn titles(sandbox: &Sandbox, query: &[&str]) -> Vec<String> {
    let listed = sandbox.json(&[&["ls", "--json"][..], query].concat());
    listed.iter().map(|entry| entry["title"].as_str().unwrap_or("").to_owned()).collect()
}

#[test]
fn one_language_finds_articles_and_notes() {
    let sandbox = filled();
    sandbox.out(&[
        "annotate",
        "vote.md",
        "--exact",
        "by 2027",
        "--note",
        "check the minutes",
        "--tag",
        "council",
        "--color",
        "green",
    ]);
    let (vote, ferry) = ("Bridge vote delayed", "The ferry stays in port");
    for (query, expected) in [
        (&["engine"][..], &[ferry][..]),
        (&["person:ruiz"], &[vote]),
        (&["said:okoye"], &[ferry]),
        (&["tag:council"], &[vote]),
        (&["note:\"the minutes\""], &[vote]),
        (&["color:green"], &[vote]),
        (&["color:red"], &[]),
        (&["--", "-tag:council"], &[ferry]),
        (&["before:2025-10"], &[vote]),
        (&["is:noted"], &[vote]),
        (&["saved:unread", "ferry"], &[ferry]),
    ] {
        assert_eq!(titles(&sandbox, query), expected, "{query:?}");
    }
    for (query, n) in
        [("person:ruiz color:green", 1), ("person:okoye", 0), ("minutes", 1), ("is:unread tag:council", 1)]
    {
        assert_eq!(sandbox.json(&["notes", "--json", query]).len(), n, "{query}");
        let exported = sandbox.run(&["export", "--format", "markdown", query]);
        assert_eq!(exported.out.contains("check the minutes"), n == 1, "{query}");
    }
}

#[test]
fn a_result_shows_its_sentence() {
    let sandbox = filled();
    let found = &sandbox.json(&["ls", "--json", "rebuild"])[0];
    assert_eq!(
        found["sentence"],
        "“We will rebuild it by 2027,” Mayor Ana Ruiz said in Porto Alto on Tuesday."
    );
    assert!(sandbox.out(&["ls", "rebuild"]).contains("“We will rebuild it"));
}

#[test]
fn a_mistake_in_a_query_is_pointed_at() {
    let sandbox = filled();
    let run = sandbox.run(&["ls", "ferry", "perso:x"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("there is no field “perso:”; use “person:”"), "{}", run.err);
    assert!(run.err.contains("    ferry perso:x\n          ^^^^^^\n"), "{}", run.err);
}

#[test]
fn articles_are_marked_by_query() {
    let sandbox = filled();
    assert_eq!(sandbox.out(&["mark", "--read", "--star", "--tag", "Sea", "ferry"]), "1 article\n");
    let found = &sandbox.json(&["ls", "--json", "is:read", "is:starred", "tag:sea"])[0];
    assert_eq!((&found["title"], &found["tags"][0]), (&"The ferry stays in port".into(), &"Sea".into()));
    sandbox.out(&["mark", "--unread", "--unstar", "--untag", "sea", "ferry"]);
    assert_eq!(titles(&sandbox, &["is:read or is:starred or tag:sea"]), [""; 0]);
    assert_eq!(sandbox.run(&["mark", "ferry"]).code, 2, "a mark is missing");
    assert_eq!(sandbox.run(&["mark", "--read", ""]).code, 1, "everything is never meant");
}
