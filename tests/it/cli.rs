//! The commands of the library, and what the program says to bad input.

use std::{fs, process::Stdio};

use crate::sandbox::{FERRY, Sandbox};

#[test]
fn an_article_is_added_listed_and_shown() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    assert!(sandbox.out(&["add", "ferry.txt"]).contains("new      The ferry stays in port"));
    let listed = sandbox.json(&["ls", "--json", "ferry"]);
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["title"], "The ferry stays in port");
    assert_eq!(sandbox.out(&["ls", "nothing", "such"]), "");
    let id = listed[0]["id"].as_str().expect("it has a name").to_owned();
    let text = sandbox.out(&["show", "--text", &id]);
    for spec in [&id[7..13], "ferry.txt", "STAYS in"] {
        assert_eq!(sandbox.out(&["show", "--text", spec]), text, "{spec}");
    }
    assert!(text.contains("“We have no engine"));
    let shown = &sandbox.json(&["show", "--json", "stays"])[0];
    assert_eq!(format!("{}\n", shown["text"].as_str().expect("it has a text")), text);
    let letters: Vec<char> = text.chars().collect();
    for block in shown["blocks"].as_array().expect("it has blocks") {
        let at = |field: &str| block[field].as_u64().expect("it is a number") as usize;
        let words: String = letters[at("start")..at("end")].iter().collect();
        assert_eq!(words, words.trim());
    }
}

#[test]
fn adding_says_what_it_found() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("folder")).expect("a folder can be made");
    for name in ["folder/b.txt", "folder/a.md", "folder/no.png"] {
        sandbox.file(name, format!("{FERRY} And {name}."));
    }
    let added = sandbox.json(&["add", "--json", "folder"]);
    assert_eq!(
        added.iter().map(|line| line["source"].as_str().unwrap_or("")).collect::<Vec<_>>(),
        ["folder/a.md", "folder/b.txt"]
    );
    sandbox.file("folder/b.txt", format!("{FERRY} And folder/b.txt. One more sentence came later."));
    let again = sandbox.json(&["add", "--json", "folder"]);
    assert_eq!(
        again.iter().map(|line| line["outcome"].as_str().unwrap_or("")).collect::<Vec<_>>(),
        ["same", "version"]
    );
    assert_eq!(again[1]["id"], added[1]["id"]);
    assert_eq!(sandbox.json(&["ls", "--json"]).len(), 2);
}

#[test]
fn standard_input_is_a_source() {
    let sandbox = Sandbox::new();
    let run = sandbox.pipe(&["add", "-"], FERRY);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(sandbox.out(&["ls"]).contains("The ferry stays in port"));
}

#[test]
fn extract_prints_what_was_promised() {
    let sandbox = Sandbox::new();
    for args in [&["extract"][..], &["extract", "-"], &["extract", "--format", "jsonl"]] {
        let run = sandbox.pipe(args, FERRY);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        let object: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
        let fields: Vec<&str> =
            object.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default();
        assert_eq!(
            fields,
            [
                "byline",
                "entities",
                "language",
                "published",
                "quotations",
                "source",
                "text",
                "title",
                "warnings"
            ]
        );
        let letters: Vec<char> = object["text"].as_str().expect("there is a text").chars().collect();
        let entities = object["entities"].as_array().expect("there are entities");
        let mentions = entities.iter().filter_map(|entity| entity["mentions"].as_array()).flatten();
        for words in mentions.chain(object["quotations"].as_array().expect("there are quotations")) {
            let at = |field: &str| words[field].as_u64().expect("it is a number") as usize;
            assert_eq!(words["text"], letters[at("start")..at("end")].iter().collect::<String>());
        }
    }
    assert!(!sandbox.path("data").exists(), "no library is touched");
}

#[test]
fn extract_goes_on_after_a_source_that_fails() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", FERRY);
    let run = sandbox.run(&["extract", "--format", "jsonl", "a.txt", "missing.txt", "a.txt"]);
    assert_eq!((run.code, run.out.lines().count()), (1, 2));
    assert!(run.err.contains("cannot read missing.txt: there is no such file"), "{}", run.err);
    for format in ["tagged", "conll"] {
        let run = sandbox.run(&["extract", "--format", format, "a.txt"]);
        assert!(run.code == 0 && run.out.contains("ferry"), "{format}");
    }
}

#[test]
fn bad_input_is_named_with_a_reason() {
    let sandbox = Sandbox::new();
    sandbox.file("binary", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    sandbox.file("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\0\0");
    sandbox.file("empty.txt", "");
    sandbox.file("blank.txt", " \n\t\n");
    fs::create_dir(sandbox.path("folder")).expect("a folder can be made");
    for (args, expected) in [
        (&["add", "missing.txt"][..], "cannot read missing.txt: there is no such file"),
        (&["add", "binary"], "cannot read binary: it is no text"),
        (&["add", "paper.pdf"], "cannot read paper.pdf: the PDF is damaged"),
        (&["add", "empty.txt"], "cannot read empty.txt: there are no words in it"),
        (&["add", "blank.txt"], "cannot read blank.txt: there are no words in it"),
        (&["add", "folder"], "cannot read the folder folder"),
        (&["add", "http://"], "cannot read http://: it is no address"),
        (&["show", "nothing like it"], "cannot find the article “nothing like it”"),
        (&["show", "binary"], "it is no text"),
        (&["annotate", "missing", "--exact", "x"], "cannot find the article “missing”"),
        (&["man", "nothing"], "there is no such command"),
    ] {
        let run = sandbox.run(args);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{args:?}");
        assert!(run.err.contains(expected), "{args:?}: {}", run.err);
    }
}

#[test]
fn invalid_utf_8_is_read_with_a_warning_or_as_another_encoding() {
    let sandbox = Sandbox::new();
    let run = sandbox.pipe(&["extract"], b"The ferry \xff\xfe\xff stays \x80 in port, said the office.");
    let object: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    assert_eq!(run.code, 0);
    assert!(object["text"].as_str().is_some_and(|text| text.contains("stays")));
}

#[test]
fn wrong_arguments_are_told_from_failures() {
    let sandbox = Sandbox::new();
    for args in [
        &["export"][..],
        &["export", "--format", "nothing"],
        &["annotate", "x"],
        &["show"],
        &["--nothing"],
        &["show", "x", "--json", "--text"],
        &["add"],
    ] {
        let run = sandbox.run(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        assert!(!run.err.is_empty());
    }
}

#[test]
fn options_stand_before_and_after_the_command() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    let other = sandbox.path("other").display().to_string();
    for args in [&["--data-dir", &other, "add", "ferry.txt"][..], &["ls", "--data-dir", &other]] {
        assert!(sandbox.out(args).contains("The ferry stays in port"), "{args:?}");
    }
    assert!(!sandbox.path("data").exists());
}

#[test]
fn nothing_raw_is_said_about_hostile_names() {
    let sandbox = Sandbox::new();
    for name in ["\u{1b}]0;owned\u{7}", "a\u{202e}b", "\u{9b}2J"] {
        for args in [&["add", name][..], &["show", name], &["export", "--format", name]] {
            let run = sandbox.run(args);
            let raw = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}';
            assert!(!run.err.is_empty() && !run.err.contains(raw), "{args:?}: {:?}", run.err);
        }
    }
}

#[test]
fn a_terminal_is_shown_no_control_characters() {
    let sandbox = Sandbox::new();
    sandbox.file("hostile.txt", "A title \u{1b}]0;owned\u{7} here\n\nThe \u{9b}2J text \u{202e}goes on, and it is long enough to be read.\n");
    sandbox.out(&["add", "hostile.txt"]);
    for args in [&["show", "hostile.txt"][..], &["ls"], &["ls", "--json"], &["extract", "hostile.txt"]] {
        let shown = sandbox.on_a_terminal(args);
        let raw = |c: char| (c.is_control() && !"\r\n\t".contains(c)) || c == '\u{202e}';
        assert!(shown.contains("title") && !shown.contains(raw), "{args:?}: {shown:?}");
    }
}

#[test]
fn the_program_documents_itself() {
    let sandbox = Sandbox::new();
    assert!(sandbox.out(&["--help"]).contains("extract"));
    assert!(sandbox.out(&["--version"]).starts_with("byline "));
    assert!(sandbox.out(&["man"]).contains(".TH byline"));
    assert!(sandbox.out(&["man", "extract"]).contains("code points"));
    assert!(sandbox.out(&["completions", "bash"]).contains("byline"));
    assert!(!sandbox.out(&["config", "--default"]).is_empty());
    assert_eq!(
        sandbox.out(&["config", "--path"]).trim_end(),
        sandbox.path("config.toml").display().to_string()
    );
    assert!(!sandbox.path("data").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::new();
    sandbox.file("long.txt", FERRY.repeat(4000));
    let mut child =
        sandbox.command(&["extract", "long.txt"]).stdout(Stdio::piped()).spawn().expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}
