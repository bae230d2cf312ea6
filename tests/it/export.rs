//! Exports through the command.

use crate::sandbox::{FERRY, Sandbox};

/// A sandbox with two notes on an article.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&[
        "annotate",
        "ferry.txt",
        "--exact",
        "forty years",
        "--note",
        "# no heading\n<b>",
        "--tag",
        "age",
    ]);
    sandbox.out(&[
        "annotate",
        "ferry.txt",
        "--exact",
        "“We have no engine to put into it,”",
        "--color",
        "red",
    ]);
    sandbox
}

#[test]
fn markdown_is_in_reading_order() {
    let markdown = sandbox().quiet(&["export", "--format", "markdown"]);
    let engine = markdown.find("> “We have no engine to put into it,”").expect("the quote is there");
    let years = markdown.find("> forty years").expect("the quote is there");
    assert!(markdown.starts_with("# The ferry stays in port\n") && engine < years, "{markdown}");
    assert!(markdown.contains("#age") && markdown.contains("\\# no heading\\\n\\<b\\>"), "{markdown}");
}

#[test]
fn json_positions_point_at_the_quotes() {
    let sandbox = sandbox();
    let json = sandbox.quiet(&["export", "--format", "json"]);
    let collection: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let text: Vec<char> = sandbox.out(&["show", "--text", "ferry.txt"]).chars().collect();
    let items = collection["first"]["items"].as_array().expect("there is a page");
    assert_eq!((items.len(), &collection["total"]), (2, &2.into()));
    for item in items {
        let selectors = &item["target"]["selector"];
        let at = |field: &str| selectors[1][field].as_u64().expect("it is a number") as usize;
        assert_eq!(selectors[0]["exact"], text[at("start")..at("end")].iter().collect::<String>());
    }
}

#[test]
fn the_same_notes_give_the_same_bytes() {
    let sandbox = sandbox();
    for format in ["markdown", "json"] {
        assert_eq!(
            sandbox.quiet(&["export", "--format", format]),
            sandbox.quiet(&["export", "--format", format])
        );
    }
}

#[test]
fn a_query_chooses_and_a_file_is_not_written_over_unasked() {
    let sandbox = sandbox();
    sandbox.quiet(&["export", "--format", "markdown", "--output", "notes.md", "engine"]);
    let first = sandbox.read("notes.md");
    assert!(first.contains("engine") && !first.contains("forty"), "{first}");
    let run = sandbox.run(&["export", "--format", "markdown", "--output", "notes.md"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("it exists already") && run.err.contains("--force"), "{}", run.err);
    assert_eq!(sandbox.read("notes.md"), first);
    sandbox.quiet(&["export", "--format", "markdown", "--output", "notes.md", "--force"]);
    assert!(sandbox.read("notes.md").contains("forty"));
    let run = sandbox.run(&["export", "--format", "json", "nothing", "like", "it"]);
    assert_eq!((run.code, run.err.as_str()), (0, "byline: there are no such notes\n"));
}

#[test]
fn speakers_are_exported_as_the_reader_judges_them() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "We have no engine to put into it"]);
    assert!(sandbox.quiet(&["export", "--format", "markdown"]).contains("Marta Okoye"));
    let log = sandbox.read("data/notes.jsonl");
    let doc =
        log.split("\"doc\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the log names it");
    let said = format!(
        "{{\"v\":1,\"id\":\"0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e55\",\"t\":\"2090-01-01T00:00:00.000Z\",\
         \"op\":\"ent.rename\",\"doc\":\"{doc}\",\"name\":\"Marta Okoye\",\"to\":\"M. Okoye of the harbor\"}}\n"
    );
    sandbox.file("data/notes.jsonl", log.clone() + &said);
    assert!(sandbox.quiet(&["export", "--format", "markdown"]).contains("M. Okoye of the harbor"));
}
