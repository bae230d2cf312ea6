//! Articles come back as they were put in, whatever happened to the file.

use super::*;
use crate::{
    article::{Block, BlockKind, Inline, InlineKind},
    text::Span,
};

const WORDS: &str = "The council put off the vote on the harbor bridge on Tuesday, and nobody was surprised.";

fn open(folder: &tempfile::TempDir) -> Library {
    Library::open(&folder.path().join("data").join("library.db")).expect("the library opens")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn article(text: &str, url: Option<&str>) -> Article {
    let blocks = vec![
        Block { kind: BlockKind::Heading(3), span: Span::new(0, 3) },
        Block { kind: BlockKind::ListItem { depth: 1, marker: 2 }, span: Span::new(4, text.len()) },
    ];
    let inlines = vec![Inline { kind: InlineKind::Link("javascript:x".into()), span: Span::new(0, 3) }];
    let meta = Meta {
        title: Some("Harbor vote".into()),
        url: url.map(Into::into),
        image: Some("A bridge".into()),
        ..Meta::default()
    };
    Article { meta, text: text.to_owned(), blocks, inlines, inserted: vec![3] }
}

fn import(library: &mut Library, article: &Article, source: Option<&str>) -> (Fingerprint, Outcome) {
    let imported = library.import(article, source, Timestamp(5)).expect("it is imported");
    (imported.id, imported.outcome)
}

#[test]
fn an_article_comes_back_as_it_was() {
    let folder = folder();
    let mut library = open(&folder);
    let article = article(WORDS, Some("https://ledger.example/vote"));
    let (id, outcome) = import(&mut library, &article, Some("/x/vote.md"));
    assert_eq!((outcome, &id), (Outcome::New, &Fingerprint::of(WORDS)));
    drop(library);
    let library = open(&folder);
    assert_eq!(library.article(&id).expect("it is read"), Some(article));
    let entry = library.entry(&id).expect("it is read").expect("it is there");
    assert_eq!((entry.words, entry.source.as_deref()), (16, Some("/x/vote.md")));
}

#[test]
fn the_same_text_is_the_same_article_whatever_its_file_is_called() {
    let folder = folder();
    let mut library = open(&folder);
    let (id, _) = import(&mut library, &article(WORDS, None), Some("/x/a.md"));
    assert_eq!(import(&mut library, &article(WORDS, None), Some("/y/renamed.md")), (id, Outcome::Same));
    assert_eq!(library.list().expect("it is listed").len(), 1);
}

#[test]
fn a_changed_text_is_a_new_version_by_address_or_by_source_and_words() {
    let changed = format!("{WORDS} A correction was added later.");
    let other = "Nothing of what stands here was in the article that had this name before it was replaced.";
    for (first, second, source, text, expected) in [
        (Some("https://a.example/1"), Some("https://a.example/1"), None, other, Outcome::NewVersion),
        (None, None, Some("/x/a.md"), &changed, Outcome::NewVersion),
        (None, None, Some("/x/a.md"), other, Outcome::New),
        (None, None, None, &changed, Outcome::New),
        (Some("https://a.example/1"), Some("https://a.example/2"), Some("-"), &changed, Outcome::New),
    ] {
        let folder = folder();
        let mut library = open(&folder);
        let (id, _) = import(&mut library, &article(WORDS, first), source);
        let (again, outcome) = import(&mut library, &article(text, second), source);
        assert_eq!(outcome, expected, "{second:?} {source:?}");
        assert_eq!(again == id, outcome == Outcome::NewVersion);
        let latest = library.article(&again).expect("it is read").expect("it is there");
        assert_eq!(latest.text, text);
        assert_eq!(library.article_of(&Fingerprint::of(text)).expect("it is read"), Some(again));
    }
}

#[test]
fn the_place_of_the_reader_is_kept() {
    let folder = folder();
    let mut library = open(&folder);
    let (id, _) = import(&mut library, &article(WORDS, None), None);
    assert_eq!(library.position(&id).expect("it is read"), CodePoint(0));
    library.set_position(&id, CodePoint(17), Timestamp(9)).expect("it is kept");
    assert_eq!(open(&folder).position(&id).expect("it is read"), CodePoint(17));
}

#[test]
fn an_article_is_found_by_name_place_and_title() {
    let folder = folder();
    let mut library = open(&folder);
    let (id, _) = import(&mut library, &article(WORDS, Some("https://a.example/1")), Some("/x/a.md"));
    let mut second = article("Something else altogether, on the ferry.", None);
    second.meta.title = Some("Ferry vote".into());
    import(&mut library, &second, None);
    let digits = &id.as_str()[7..15];
    for spec in [
        id.as_str(),
        digits,
        &digits.to_uppercase(),
        "https://a.example/1",
        "/x/a.md",
        "harbor",
        "HARBOR vote",
    ] {
        assert_eq!(library.find(spec).expect("one fits").map(|entry| entry.id), Some(id.clone()), "{spec}");
    }
    for spec in ["", "nothing like it", "/x/b.md", &digits[..3]] {
        assert!(library.find(spec).expect("none fits").is_none(), "{spec}");
    }
    let error = library.find("vote").expect_err("two fit").to_string();
    assert!(error.contains("Ferry vote") && error.contains("Harbor vote"), "{error}");
}

#[test]
fn a_damaged_library_is_put_aside() {
    for damage in [&b"this is no database, and it is longer than a header of a hundred bytes ............................................."[..], b"SQLite format 3\0\0\0\0\0 garbage garbage garbage garbage garbage garbage garbage garbage garbage garbage garbage"] {
        let folder = folder();
        let path = folder.path().join("library.db");
        fs::write(&path, damage).expect("it is written");
        let mut library = Library::open(&path).expect("a new one is begun");
        assert_eq!(library.warnings.len(), 1);
        import(&mut library, &article(WORDS, None), None);
        let kept = fs::read_dir(folder.path()).expect("it is listed").flatten().any(|entry| {
            entry.file_name().to_string_lossy().contains(".damaged-") && fs::read(entry.path()).is_ok_and(|bytes| bytes == damage)
        });
        assert!(kept);
    }
}

#[test]
fn a_library_of_a_newer_version_is_left_alone() {
    let folder = folder();
    let library = open(&folder);
    library.db.pragma_update(None, "user_version", 99).expect("it is set");
    drop(library);
    let error = Library::open(&folder.path().join("data").join("library.db")).expect_err("it is too new");
    assert!(error.to_string().contains("newer"), "{error}");
}

mod queries;
mod whole;
