//! Exports say what was noted, and no words of an article add anything to them.

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::*;
use crate::{
    annotation::{Change, Color, Edit, Id, anchor::describe, notes::Notes},
    extract::{Entity, Kind, Mention, Quotation, Speaker},
};

const TEXT: &str = "🌉 The council put off the vote.\n\n“We will rebuild it,” the mayor said. It was late.";

/// Makes notes on `TEXT`: a highlight of each of `words`, all with the same note and tags.
fn notes(words: &[&str], note: &str, tags: &[&str]) -> Notes {
    let units = Units::new(TEXT);
    let mut changes = Vec::new();
    for (idx, words) in (1..).zip(words) {
        let at = TEXT.find(words);
        let span = at.map_or(Span::new(0, 0), |at| Span::new(at, at + words.len()));
        let mut selector = describe(TEXT, &units, span);
        selector.exact = (*words).to_owned();
        let selector = (!words.is_empty()).then_some(selector);
        let at = Timestamp(idx * 1000);
        let annotation = Annotation {
            id: Id(idx as u128),
            selector,
            anchor: Anchor::Orphan,
            color: Color::Green,
            note: note.to_owned(),
            also: Vec::new(),
            tags: tags.iter().map(ToString::to_string).collect(),
            created: at,
            modified: at,
        };
        let edit = Edit::Add(Box::new(annotation));
        changes.push(Change { id: Id(100 + idx as u128), at, edit, reverts: None, over: Vec::new() });
    }
    Notes::replay(TEXT, &changes)
}

fn written(
    format: Format,
    title: &str,
    meta: &Meta,
    extraction: Option<&Extraction>,
    notes: &Notes,
) -> String {
    let id = Fingerprint::of(TEXT);
    let annotations = &notes.annotations;
    let article =
        Exported { id: &id, title, meta, accessed: None, text: Some(TEXT), extraction, annotations };
    let bytes = export(format, [article], Vec::new(), &mut Losses::new()).expect("it is written");
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn markdown_shows_the_words_with_what_was_noted_on_them() {
    let meta = Meta {
        byline: Some("Jo Writer".into()),
        published: Some("2026-09-24".into()),
        url: Some("https://ledger.example/vote".into()),
        ..Meta::default()
    };
    let notes = notes(
        &["“We will rebuild it,”", "council", "", "words that went"],
        "check the minutes",
        &["promise", "two words"],
    );
    let mention = Mention { span: Span::new(8, 15), entity: 0, confidence: 1.0 };
    let entity = Entity {
        kind: Kind::Person,
        name: "Ana Ruiz".into(),
        aliases: vec![],
        role: None,
        gender: None,
        location: None,
        mentions: vec![0],
    };
    let at = TEXT.find("We will").expect("it is there");
    let quotation = Quotation {
        span: Span::new(at, at + 18),
        kind: QuotationKind::Direct,
        cue: None,
        speaker: Some(Speaker { entity: Some(0), span: Span::new(0, 4), source: Span::new(0, 4) }),
        confidence: 1.0,
    };
    let extraction = Extraction {
        entities: vec![entity],
        mentions: vec![mention],
        quotations: vec![quotation],
        reports: Vec::new(),
    };
    let expected = "\
# Vote

Jo Writer · 2026-09-24 · <https://ledger.example/vote>

on the article · #promise · “two words” · 1970-01-01

check the minutes

> council

green · #promise · “two words” · 1970-01-01 · [source](<https://ledger.example/vote#:~:text=The-,council,-put%20off%20the%20vote.>)

check the minutes

> “We will rebuild it,”

Ana Ruiz · green · #promise · “two words” · 1970-01-01 · [source](<https://ledger.example/vote#:~:text=%E2%80%9CWe%20will%20rebuild%20it%2C%E2%80%9D,-the%20mayor%20said.%20It%20was>)

check the minutes

## No longer found in the text

> words that went

green · #promise · “two words” · 1970-01-01 · [source](<https://ledger.example/vote#:~:text=words%20that%20went>)

check the minutes
";
    assert_eq!(written(Format::Markdown, "Vote", &meta, Some(&extraction), &notes), expected);
}

#[test]
fn json_is_a_collection_whose_quotes_stand_at_their_positions() {
    let notes = notes(&["council", "“We will rebuild it,”", "", "words that went"], "note", &["a"]);
    let json = written(Format::W3c, "Vote", &Meta::default(), None, &notes);
    let collection: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(collection["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!((&collection["type"], &collection["total"]), (&"AnnotationCollection".into(), &4.into()));
    let items = collection["first"]["items"].as_array().expect("there is a page");
    let letters: Vec<char> = TEXT.chars().collect();
    let mut placed = 0;
    for item in items {
        assert!(item["id"].as_str().is_some_and(|id| id.starts_with("urn:uuid:")));
        assert!(item["created"].as_str().is_some_and(|time| time.ends_with('Z')));
        assert_eq!(item["body"][1]["purpose"], "tagging");
        let Some(selectors) = item["target"]["selector"].as_array() else {
            assert!(
                item["target"]["source"]["id"]
                    .as_str()
                    .is_some_and(|iri| iri.starts_with("urn:byline:sha256-"))
            );
            continue;
        };
        assert_eq!(item["target"]["styleClass"], "green");
        let [quote, position] = selectors.as_slice() else { continue };
        let at = |field: &str| position[field].as_u64().expect("it is a number") as usize;
        let words: String = letters[at("start")..at("end")].iter().collect();
        assert_eq!(quote["exact"], words);
        placed += 1;
    }
    assert_eq!(placed, 2);
}

#[test]
fn json_without_notes_has_no_page_and_a_highlight_without_note_no_body() {
    let json = written(Format::W3c, "Vote", &Meta::default(), None, &Notes::default());
    assert!(!json.contains("first") && json.contains("\"total\": 0"), "{json}");
    let json = written(Format::W3c, "Vote", &Meta::default(), None, &notes(&["council"], "", &[]));
    assert!(!json.contains("\"body\""), "{json}");
}

#[test]
fn an_address_that_is_none_is_not_passed_on() {
    for url in
        ["javascript:alert(1)", "https://", "https://a b", "http://x/\"><script>", "https://x/\u{1b}[2J"]
    {
        let meta = Meta { url: Some(url.into()), ..Meta::default() };
        for format in [Format::Markdown, Format::W3c] {
            assert!(!written(format, "T", &meta, None, &notes(&["council"], "", &[])).contains(url), "{url}");
        }
    }
}

/// Returns what a reader of Markdown sees: how many headings, quotes and so on, and the words.
fn seen(markdown: &str) -> (Vec<String>, String) {
    let (mut structure, mut words) = (Vec::new(), String::new());
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push('\n'),
            Event::Start(Tag::Paragraph) => structure.push("paragraph".to_owned()),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => words.push('\n'),
            Event::Start(tag) => structure.push(format!("{tag:?}")),
            Event::End(_) => {}
            other => structure.push(format!("{other:?}")),
        }
    }
    (structure, words)
}

/// Exports a hostile string as title, note and tag, and looks at what became of it.
fn check_hostile(hostile: &str) {
    let plain = written(Format::Markdown, "x", &Meta::default(), None, &notes(&["council"], "x", &["x y"]));
    let markdown = written(
        Format::Markdown,
        hostile,
        &Meta::default(),
        None,
        &notes(&["council"], hostile, &["x y", hostile]),
    );
    let without = |structure: Vec<String>| -> Vec<String> {
        structure.into_iter().filter(|part| part != "paragraph").collect()
    };
    assert_eq!(without(seen(&markdown).0), without(seen(&plain).0), "{hostile:?}:\n{markdown}");
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let visible = !hostile.chars().any(char::is_control);
    assert!(
        !visible || squeezed(&seen(&markdown).1).contains(&squeezed(hostile)),
        "{hostile:?}:\n{markdown}"
    );
    assert!(!markdown.chars().any(|c| c.is_control() && c != '\n'), "{hostile:?}");
    let json = written(Format::W3c, hostile, &Meta::default(), None, &notes(&["council"], hostile, &[]));
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let item = &value["first"]["items"][0];
    assert_eq!(item["target"]["source"]["dcterms:title"], hostile);
}

#[test]
fn hostile_words_add_no_structure() {
    for hostile in [
        "](javascript:x)",
        "[a](b)",
        "![a](b)",
        "`code`",
        "``",
        "<script>alert(1)</script>",
        "<!-- x",
        "---",
        "===",
        "***",
        "# heading",
        "> quote",
        "- item",
        "+ item",
        "1. item",
        "1) item",
        "    code",
        "\tcode",
        "~~~",
        "```",
        "a | b\n|---|",
        "a\n---",
        "a\n===",
        "{{x}}",
        "[[wiki]]",
        "%% x %%",
        "&lt;b&gt;",
        "&#35;",
        "\\",
        "a\\",
        "_a_ __b__",
        "a  \nb",
        "a\r# b",
        "<https://x>",
        "[x]: y",
        "\u{1b}[2J",
        "\0",
        "x\u{85}# y",
        "^id",
        "$x$",
        "\u{202e}abc",
        ":::note",
        "a\n\n\n# b",
        "&nbsp;",
        "x\n    y",
        "* * *",
        "\n",
        "",
    ] {
        check_hostile(hostile);
    }
}

proptest! {
    #[test]
    fn no_words_add_structure(hostile in "[-#>*_`<&\\[\\]()!|~=+1.) \t\n\\\\a:]{0,24}|.{0,40}") {
        check_hostile(&hostile);
    }
}
