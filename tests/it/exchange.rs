//! Notes leave for other programs and come from them, through the commands.

use std::fs;

use crate::sandbox::{FERRY, Sandbox};

/// Words that mean something to one format or another.
const HOSTILE: [&str; 12] = [
    "=HYPERLINK(\"https://x.example\",\"x\")",
    "+1",
    "@SUM(A1)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"\n---\nowned: true\n---\n",
    "../../../etc/passwd",
    "..\\..\\x",
    "a\u{0}b\u{1b}]0;x\u{7}\u{202e}",
    "%% end notes a %%\n%% begin notes a %%",
    "* heading\n:PROPERTIES:\n:org-remark-id: x\n:END:",
    "}, title = {owned}, x = {",
    "</Description><Code guid=\"x\"/>",
];

/// Every format that is one file of text.
const TEXTS: [&str; 16] = [
    "markdown",
    "obsidian",
    "org",
    "html",
    "csv",
    "readwise",
    "jsonl",
    "w3c",
    "w3c-page",
    "w3c-lines",
    "hypothesis",
    "doccano",
    "bibtex",
    "biblatex",
    "csl",
    "sheet",
];

/// A sandbox with an article and some notes on it, each with hostile words.
fn hostile() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    for (idx, words) in HOSTILE.iter().enumerate() {
        let (exact, note) =
            (["forty", "engine", "harbor office"][idx % 3], format!("--note={}", words.replace('\0', "")));
        let tag = format!("--tag={}", words.replace('\0', ""));
        sandbox.out(&["annotate", "ferry.txt", "--exact", exact, &note, &tag, "--nth=1"]);
    }
    sandbox
}

/// Looks whether anything of what was noted came alive, on so many articles and in so many notes.
#[track_caller]
fn check_harmless(format: &str, out: &str, articles: usize, notes: usize) {
    if matches!(format, "html" | "markdown" | "obsidian") {
        let live = out.replace("\\<", "");
        assert!(!live.contains("<script") && !live.contains("<img"), "{format}: {out}");
    }
    if matches!(format, "csv" | "readwise" | "sheet") {
        let mut table = csv::ReaderBuilder::new().from_reader(out.as_bytes());
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        let formulas: Vec<&str> = rows
            .iter()
            .flat_map(|row| row.iter())
            .filter(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']))
            .collect();
        assert!(formulas.is_empty(), "{format}: {formulas:?}");
    }
    if format == "obsidian" {
        for head in out.split("---\ntitle: ").skip(1).map(|rest| rest.split("\n---\n").next().unwrap()) {
            assert!(!head.lines().any(|line| line.starts_with("owned")), "{head}");
        }
        assert_eq!(out.matches("\n%% begin notes ").count(), notes + articles, "{out}");
    }
    if format == "org" {
        assert_eq!(out.lines().filter(|line| line.starts_with('*')).count(), notes + articles, "{out}");
    }
    if format.starts_with("bib") {
        let titles = out.lines().filter(|line| line.trim_start().starts_with("title = ")).count();
        assert!(titles == articles && !out.contains(" {owned}"), "{out}");
    }
}

#[test]
fn hostile_titles_and_texts_add_nothing_to_any_format() {
    let sandbox = Sandbox::new();
    let escape = |words: &str| words.replace('\0', "").replace('&', "&amp;").replace('<', "&lt;");
    let mut ours = Vec::new();
    for (idx, words) in HOSTILE.iter().enumerate() {
        let (name, words) = (format!("a{idx}.html"), escape(words));
        let page = format!(
            "<!doctype html><title>{words}</title><meta name=author content=\"{}\"><article><h1>{words}</h1>\
             <p>{words}</p><p>Nobody objected on day {idx}, the clerk said. {words}</p></article>",
            words.replace('"', "&quot;")
        );
        sandbox.file(&name, &page);
        let text = sandbox.out(&["show", "--text", &name]);
        // All of the text is highlighted, and a part of it is.
        sandbox.out(&["annotate", &name, "--exact", text.trim_end_matches('\n')]);
        sandbox.out(&["annotate", &name, "--exact", &format!("day {idx}")]);
        ours.extend([name]);
    }
    for format in TEXTS {
        let out = sandbox.quiet(&["export", "--format", format]);
        check_harmless(format, &out, ours.len(), 2 * ours.len());
    }
    for format in ["brat", "markdown", "refi", "packet"] {
        sandbox.quiet(&["export", "--format", format, "--output", "out/"]);
    }
    let is_plain = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'));
    let files: Vec<_> = fs::read_dir(sandbox.path("out")).unwrap().map(|entry| entry.unwrap()).collect();
    assert_eq!(files.len(), 5 * ours.len() + 1, "{files:?}");
    for file in &files {
        assert!(
            file.file_type().unwrap().is_file() && is_plain(&file.file_name().to_string_lossy()),
            "{file:?}"
        );
        let bytes = fs::read(file.path()).unwrap();
        let Ok(mut packed) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { continue };
        for idx in 0..packed.len() {
            let name = packed.by_index(idx).unwrap().name().unwrap().into_owned();
            let parts: Vec<&str> = name.split('/').collect();
            assert!(parts.len() <= 2 && parts.iter().all(|part| is_plain(part) && *part != ".."), "{name}");
        }
    }
}

#[test]
fn hostile_notes_add_nothing_to_any_format() {
    let sandbox = hostile();
    for format in TEXTS {
        let out = sandbox.quiet(&["export", "--format", format]);
        check_harmless(format, &out, 1, HOSTILE.len());
    }
    let folder = sandbox.path("out");
    for format in ["brat", "markdown", "obsidian", "jsonl"] {
        sandbox.quiet(&["export", "--format", format, "--output", "out/"]);
        fs::rename(&folder, sandbox.path(format)).unwrap();
    }
    let folders =
        ["brat", "markdown", "obsidian", "jsonl"].map(|format| fs::read_dir(sandbox.path(format)).unwrap());
    let names = folders.into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(
        names
            .into_iter()
            .all(|name| name.starts_with("the-ferry-stays-in-port-") || name == ".byline-export.json")
    );
}

#[test]
fn a_folder_is_written_again_but_never_over_what_somebody_changed() {
    let sandbox = hostile();
    let export = ["export", "--format", "markdown", "--output", "out/"];
    sandbox.quiet(&export);
    let list = || {
        let entries = fs::read_dir(sandbox.path("out")).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|end| end == "md")).collect::<Vec<_>>()
    };
    let [path] = list().try_into().unwrap();
    let first = fs::read_to_string(&path).unwrap();
    sandbox.out(&["annotate", "ferry.txt", "--exact", "before spring"]);
    let dry = sandbox.quiet(&["export", "--format", "markdown", "--output", "out/", "--dry-run"]);
    assert!(dry.starts_with("changed") && dry.contains("+ > before spring"), "{dry}");
    assert_eq!(fs::read_to_string(&path).unwrap(), first);
    sandbox.quiet(&export);
    assert!(fs::read_to_string(&path).unwrap().contains("> before spring"));
    assert!(list() == std::slice::from_ref(&path), "the name stays");
    fs::write(&path, "mine").unwrap();
    let run = sandbox.run(&export);
    assert!(run.code == 1 && run.err.contains("somebody else"), "{}", run.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn what_is_written_in_a_vault_stays() {
    let sandbox = hostile();
    let export = ["export", "--format", "obsidian", "--output", "vault.md"];
    sandbox.quiet(&export);
    let mine = sandbox.read("vault.md").replacen("%% end notes h-", "I think so.\n%% end notes h-", 1);
    sandbox.file("vault.md", &mine);
    sandbox.out(&["annotate", "ferry.txt", "--exact", "before spring"]);
    sandbox.quiet(&export);
    let again = sandbox.read("vault.md");
    assert!(again.contains("I think so.\n%% end notes h-") && again.contains("> before spring"), "{again}");
    sandbox.file("other.md", "# My own\n");
    let run = sandbox.run(&["export", "--format", "obsidian", "--output", "other.md"]);
    assert!(run.code == 1 && sandbox.read("other.md") == "# My own\n", "{}", run.err);
}

#[test]
fn losses_are_said_to_the_field() {
    let sandbox = hostile();
    let run = sandbox.run(&["export", "--format", "readwise", "--losses", "losses.jsonl"]);
    assert!(run.code == 0 && run.err.starts_with("byline: left out: "), "{}", run.err);
    let losses = sandbox.read("losses.jsonl");
    let fields: std::collections::BTreeSet<String> = losses
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["field"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(
        fields.contains("context") && fields.contains("tags") && fields.contains("modified"),
        "{fields:?}"
    );
    assert_eq!(sandbox.run(&["export", "--format", "jsonl"]).err, "");
}

#[test]
fn notes_come_back_into_an_empty_desk_and_twice_is_once() {
    let sandbox = hostile();
    let other = sandbox.path("other").display().to_string();
    sandbox.out(&["--data-dir", &other, "add", "ferry.txt"]);
    let notes = sandbox.out(&["notes", "--json"]);
    for (format, name) in [("jsonl", "a.jsonl"), ("w3c", "a.json"), ("csv", "a.csv")] {
        sandbox.quiet(&["export", "--format", format, "--output", name]);
        let said = sandbox.quiet(&["--data-dir", &other, "import", name, "--format", format]);
        assert!(
            said.contains(if format == "jsonl" { "imported 12 notes" } else { "12 were there already" }),
            "{said}"
        );
    }
    // Nothing is lost on the way, not even when a note was last changed.
    let came = sandbox.out(&["--data-dir", &other, "notes", "--json"]);
    assert_eq!(came, notes);
    let empty = sandbox.path("empty").display().to_string();
    let run = sandbox.run(&["--data-dir", &empty, "import", "a.jsonl", "--format", "jsonl"]);
    assert!(
        run.code == 1 && run.out.contains("12 have no article") && run.err.contains("not in the library"),
        "{run:?}"
    );
}

#[test]
fn brat_is_read_beside_its_text() {
    let sandbox = hostile();
    sandbox.quiet(&["export", "--format", "brat", "--output", "brat/"]);
    let ann = fs::read_dir(sandbox.path("brat")).unwrap().map(|entry| entry.unwrap().path());
    let ann = ann.into_iter().find(|path| path.extension().is_some_and(|end| end == "ann")).unwrap();
    let said = sandbox.quiet(&["import", &ann.display().to_string(), "--format", "brat"]);
    assert!(said.contains("12 were there already"), "{said}");
    fs::remove_file(ann.with_extension("txt")).unwrap();
    let run = sandbox.run(&["import", &ann.display().to_string(), "--format", "brat"]);
    assert!(run.code == 1 && run.err.contains("the text beside"), "{}", run.err);
}

/// Imports a file that stands for what another program writes, and returns the notes on the ferry.
#[track_caller]
fn imported(format: &str, file: &str) -> Vec<serde_json::Value> {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "ferry.txt"]);
    sandbox.file("notes", file);
    let run = sandbox.run(&["import", "notes", "--format", format, "--article", "ferry.txt"]);
    assert_eq!(run.code, 0, "{format}: {}", run.err);
    sandbox.json(&["notes", "--json"])
}

#[test]
fn clippings_of_a_kindle_are_joined_with_their_notes() {
    let notes = imported(
        "kindle",
        "\u{feff}The ferry stays in port (Jo Writer)\r\n- Your Highlight on page 1 | Location 10-11 | Added on Monday, April 21, 2025 \
         10:08:07 PM\r\n\r\nno engine\r\n==========\r\n\u{feff}The ferry stays in port (Jo Writer)\r\n- Your Highlight on page 1 | \
         Location 10-11 | Added on Monday, April 21, 2025 10:09:07 PM\r\n\r\nWe have no engine\r\n==========\r\nThe ferry stays in port \
         (Jo Writer)\r\n- Your Note on page 1 | Location 11 | Added on Monday, April 21, 2025 10:10:07 PM\r\n\r\nreally?\r\n==========\r\n\
         The ferry stays in port (Jo Writer)\r\n- Your Bookmark on page 1 | Location 11 | Added on Monday, April 21, 2025 10:10:07 \
         PM\r\n\r\n\r\n==========\r\n",
    );
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!((&notes[0]["exact"], &notes[0]["note"]), (&"We have no engine".into(), &"really?".into()));
    assert_eq!(
        (&notes[0]["state"], &notes[0]["created"]),
        (&"exact".into(), &"2025-04-21T22:09:07.000Z".into())
    );
}

#[test]
fn koreader_and_wallabag_are_read() {
    let notes = imported(
        "koreader",
        r#"{"documents":[{"title":"x","entries":[{"text":"forty years","note":"old","time":1745273287,"color":"cyan","sort":"highlight"}]}]}"#,
    );
    assert_eq!(
        (&notes[0]["exact"], &notes[0]["color"], &notes[0]["note"]),
        (&"forty years".into(), &"blue".into(), &"old".into())
    );
    let notes = imported(
        "wallabag",
        r#"[{"title":"x","url":"https://x.example/","annotations":[{"id":3,"text":"why","quote":"before spring","created_at":"2025-04-21T22:09:07+0000","ranges":[]}]}]"#,
    );
    assert_eq!((&notes[0]["exact"], &notes[0]["note"]), (&"before spring".into(), &"why".into()));
    assert_eq!(notes[0]["created"], "2025-04-21T22:09:07.000Z");
}

#[test]
fn highlights_of_readwise_and_hypothesis_are_found_by_their_words() {
    let notes = imported(
        "readwise",
        "Highlight,Book Title,Note,Color,Tags,Location Type,Location,Highlighted at\n\"forty years\",x,\".age very old\",pink,\"a, b\",page,3,\
         2025-04-21 22:09:07+00:00\nwords that never were,x,,,,,,\n",
    );
    assert_eq!(
        (&notes[0]["note"], &notes[0]["tags"]),
        (&"very old".into(), &serde_json::json!(["a", "age", "b"]))
    );
    assert_eq!((&notes[0]["state"], &notes[1]["state"]), (&"exact".into(), &"orphan".into()));
    let notes = imported(
        "hypothesis",
        r#"{"annotations":[{"id":"abc","uri":"https://x.example","text":"n","tags":["t"],"target":[{"selector":[{"type":"TextQuoteSelector","exact":"forty years","prefix":"","suffix":""},{"type":"TextPositionSelector","start":9999,"end":10010}]}]},
            {"id":"def","references":["abc"],"text":"an answer"}]}"#,
    );
    assert_eq!(
        (notes.len(), &notes[0]["also"], &notes[0]["state"]),
        (1, &serde_json::json!(["an answer"]), &"exact".into())
    );
}

#[test]
fn an_omnivore_zip_brings_its_articles() {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        (
            "metadata_0_to_1.json",
            r#"[{"slug":"ferry","title":"The ferry","url":"https://x.example/ferry"}]"#.to_owned(),
        ),
        (
            "content/ferry.html",
            format!("<article><h1>The ferry</h1><p>{}</p></article>", FERRY.replace("\n\n", "</p><p>")),
        ),
        (
            "highlights/ferry.md",
            "> forty years [⤴️](https://x.example/1)\n\nan old ship\n\n#age\n".to_owned(),
        ),
        ("../../escaped.txt", "x".to_owned()),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let sandbox = Sandbox::new();
    sandbox.file("omnivore.zip", zip.finish().unwrap().into_inner());
    let run = sandbox.run(&["import", "omnivore.zip", "--format", "omnivore"]);
    assert!(run.code == 1 && run.err.contains("not in the library: The ferry"), "{run:?}");
    let run = sandbox.run(&["import", "omnivore.zip", "--format", "omnivore", "--add"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let notes = sandbox.json(&["notes", "--json"]);
    assert_eq!(
        (&notes[0]["exact"], &notes[0]["note"], &notes[0]["tags"][0]),
        (&"forty years".into(), &"an old ship".into(), &"age".into())
    );
    assert!(!sandbox.path("../../escaped.txt").exists() && !sandbox.path("escaped.txt").exists());
}

#[test]
fn a_template_speaks_of_each_article_or_each_highlight() {
    let sandbox = hostile();
    let example = sandbox.out(&["export", "--print-template"]);
    sandbox.file("mine.jinja", example);
    let out = sandbox.quiet(&["export", "--template", "mine.jinja", "forty"]);
    assert!(out.starts_with("# The ferry stays in port\n") && out.contains("\n> forty\n"), "{out}");
    sandbox.file("each.jinja", "{{ full_title }}: {{ highlight_text }} ({{ highlight_tags | length }})\n");
    let out = sandbox.quiet(&["export", "--template", "each.jinja"]);
    assert_eq!(out.lines().count(), HOSTILE.len(), "{out}");
    sandbox.file("bad.jinja", "{% for x in %}");
    let run = sandbox.run(&["export", "--template", "bad.jinja"]);
    assert!(run.code == 1 && run.err.contains("cannot read the template bad.jinja: line 1"), "{}", run.err);
}

#[test]
fn a_passage_is_shown_by_its_annotation() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    let id = sandbox.out(&["annotate", "ferry.txt", "--exact", "no engine", "--note", "why?"]);
    let shown = sandbox.out(&["show", &format!("ferry.txt#{}", id.trim())]);
    assert!(shown.contains("“We have [no engine] to put into it,”") && shown.contains("\nwhy?\n"), "{shown}");
    assert_eq!(sandbox.run(&["show", "ferry.txt#0000ffff"]).code, 1);
}

#[test]
fn the_program_says_no_to_what_it_cannot_write_or_read() {
    let sandbox = hostile();
    sandbox.file("empty", "");
    for (args, expected) in [
        (&["export", "--format", "brat"][..], "two files for each article"),
        (&["export", "--format", "brat", "--output", "x.ann"], "two files for each article"),
        (&["import", "empty", "--format", "w3c"], "no JSON"),
        (&["import", "ferry.txt", "--format", "kindle"], "no note in it"),
        (&["import", "missing", "--format", "csv"], "no such file"),
    ] {
        let run = sandbox.run(args);
        assert!(run.code == 1 && run.err.contains(expected), "{args:?}: {}", run.err);
    }
}
