//! Anchors tell the truth about an article that changed.

use crate::{
    sandbox::{FERRY, Sandbox},
    server::Server,
};

/// A sandbox with some words annotated, after which the article was fetched again with `edit` done to it.
fn sandbox(words: &[&str], edit: impl Fn(&str) -> String) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "ferry.txt"]);
    for words in words {
        sandbox.out(&["annotate", "stays", "--exact", words]);
    }
    sandbox.file("ferry.txt", edit(FERRY));
    assert!(sandbox.out(&["add", "ferry.txt"]).contains("version"), "it is a version of the same article");
    sandbox
}

/// Says in which states some words of the article are after an edit, and whether `--check` is content.
#[track_caller]
fn check(edit: impl Fn(&str) -> String, words: &[&str], states: &[&str], code: i32) {
    let sandbox = sandbox(words, edit);
    let mut listed = sandbox.json(&["anchors", "--json"]);
    listed.sort_by_key(|anchor| words.iter().position(|words| anchor["exact"] == *words));
    let found: Vec<_> = listed.iter().map(|anchor| anchor["state"].as_str().unwrap_or("none")).collect();
    assert_eq!(found, states, "{listed:#?}");
    assert_eq!(sandbox.run(&["anchors", "--check"]).code, code);
    assert_eq!(sandbox.run(&["anchors"]).code, 0);
}

const OFFICE: &str = "the harbor office said on Monday.";

#[test]
fn an_article_that_grew_moves_its_notes() {
    let grown =
        |text: &str| text.replace("\n\nThe ferry to", "\n\nThis was corrected later.\n\nThe ferry to");
    check(grown, &["The ferry stays in port", OFFICE, "Marta Okoye"], &["exact", "moved", "moved"], 0);
}

#[test]
fn the_same_article_from_elsewhere_has_the_same_notes() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "ferry.txt"]);
    for words in [OFFICE, "Marta Okoye", "🌉"] {
        sandbox.out(&["annotate", "stays", "--exact", words, "--note", "ask"]);
    }
    let anchors = || sandbox.json(&["anchors", "--json"]);
    let before = anchors();
    assert!(before.len() == 3 && before.iter().all(|anchor| anchor["state"] == "exact"), "{before:?}");
    // Another folder, another name, another way of writing the same down.
    std::fs::create_dir(sandbox.path("other")).expect("a folder can be made");
    sandbox.file("other/report.txt", FERRY);
    sandbox.file("other/report.md", FERRY.replace("The ferry stays", "# The ferry stays"));
    sandbox.file("windows.txt", FERRY.replace('\n', "\r\n"));
    for path in ["other/report.txt", "other/report.md", "windows.txt"] {
        sandbox.out(&["add", path]);
        assert_eq!(anchors(), before, "{path}");
    }
    assert_eq!(sandbox.pipe(&["add", "-"], FERRY).code, 0);
    assert_eq!(anchors(), before, "standard input");
    let server = Server::start();
    server.page("/ferry", "Content-Type: text/plain; charset=utf-8\r\n", FERRY);
    for address in ["/ferry", "/ferry?utm_source=letter"] {
        sandbox.out(&["add", &server.url(address)]);
        assert_eq!(anchors(), before, "{address}");
    }
    std::fs::remove_file(sandbox.path("ferry.txt")).expect("it can be removed");
    assert_eq!(anchors(), before, "the first file is gone");
    assert_eq!(sandbox.out(&["ls"]).lines().count(), 1, "{}", sandbox.out(&["ls"]));
    // The library can be deleted: the text alone leads to its notes.
    std::fs::remove_file(sandbox.path("data/library.db")).expect("it can be removed");
    sandbox.out(&["add", "other/report.txt"]);
    let after = anchors();
    let at = |anchors: &[serde_json::Value]| -> Vec<_> {
        anchors.iter().map(|it| (it["id"].clone(), it["start"].clone(), it["state"].clone())).collect()
    };
    assert_eq!(at(&after), at(&before));
}

#[test]
fn words_that_were_rewritten_or_taken_out_are_told_apart() {
    let edited = |text: &str| {
        text.replace("on Monday", "late on Tuesday").replace(" The old ferry is 🌉 forty years old.", "")
    };
    check(edited, &[OFFICE, "The old ferry is 🌉 forty"], &["changed", "orphan"], 1);
}

#[test]
fn a_change_is_shown_word_by_word_with_its_reason() {
    let sandbox = sandbox(&[OFFICE], |text| text.replace("Monday", "Tuesday"));
    let shown = sandbox.out(&["anchors", "ferry"]);
    assert!(shown.contains("  changed    the harbor office said on Monday.\n"), "{shown}");
    assert!(shown.contains("the difference to the earlier text leads there"), "{shown}");
    assert!(shown.contains("the harbor office said on [-Monday.-] {+Tuesday.+}\n"), "{shown}");
    let listed = sandbox.json(&["anchors", "--json"]);
    let text: Vec<char> = sandbox.out(&["show", "--text", "stays"]).chars().collect();
    let at = |field: &str| listed[0][field].as_u64().expect("it is a number") as usize;
    assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), "the harbor office said on Tuesday.");
    assert_eq!(listed[0]["found"], "the harbor office said on Tuesday.");
    assert_eq!(sandbox.out(&["anchors", "nothing like it"]), "");
}

#[test]
fn without_the_library_nothing_is_claimed() {
    let sandbox = sandbox(&[OFFICE], |text| text.replace("Monday", "Tuesday"));
    std::fs::remove_file(sandbox.path("data").join("library.db")).expect("the library can be deleted");
    let run = sandbox.run(&["anchors", "--check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("  unknown    the harbor office"), "{}", run.out);
    assert!(sandbox.json(&["anchors", "--json"])[0]["state"].is_null());
}
