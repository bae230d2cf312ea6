//! Queries find what they say, marks stay, and a library of the first version becomes one of today.

use std::collections::BTreeMap;

use super::{super::*, WORDS, article, folder, open};
use crate::{
    article::{Format, parse as read},
    extract::extract,
    query::{Found, Term, parse},
};

const FERRY: &str = "The ferry stays in port\n\nLISBON — The ferry to Tomar will not sail, Marta Okoye said on Monday. “We \
have no engine to put into it,” she said. Officials of the Harbor Authority agreed.";

/// Puts three articles into a library: the bridge, the ferry, and a page on salt.
fn filled(library: &mut Library) -> BTreeMap<i64, &'static str> {
    let mut names = BTreeMap::new();
    let mut add = |library: &mut Library, name, article: Article, published: Option<&str>| {
        let mut article = article;
        article.meta.published = published.map(Into::into);
        let findings = Some(Findings::of(&article, &extract(&article)));
        let import = Import { article, source: None, findings, feed: None };
        let done = library.import_all(&[import], Timestamp(1_790_000_000_000)).expect("it is imported");
        names.insert(done[0].n, name);
    };
    add(library, "bridge", article(WORDS, Some("https://ledger.example/vote")), Some("2026-09-24"));
    add(library, "ferry", read(FERRY, Format::Plain).0, Some("2025-02-01T10:00:00Z"));
    let mut salt = article("Salt was made here, they say in Café Tomás. Nothing else was.", None);
    salt.meta.title = None;
    add(library, "salt", salt, None);
    names
}

#[track_caller]
fn check(library: &Library, names: &BTreeMap<i64, &'static str>, text: &str, expected: &[&str]) {
    let query = parse(text, &BTreeMap::new()).expect("it is a query");
    let noted = |term: &Term| match term {
        Term::Note(words) if words.stand_in("check the minutes") => vec![1],
        _ => Vec::new(),
    };
    let mut found = library.seek(&query, 100, &noted).expect("it is answered");
    found.sort_unstable();
    assert_eq!(found.iter().map(|n| names[n]).collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn a_query_finds_what_it_says() {
    let folder = folder();
    let mut library = open(&folder);
    let names = filled(&mut library);
    library.mark(&[2], &Mark::Read, Timestamp(7)).expect("it is marked");
    library.mark(&[3], &Mark::Star, Timestamp(7)).expect("it is marked");
    library.mark(&[3], &Mark::Tag("Minerals".into()), Timestamp(7)).expect("it is marked");
    for (text, expected) in [
        ("", &["bridge", "ferry", "salt"][..]),
        ("harbor", &["bridge", "ferry"]),
        ("\"harbor bridge\"", &["bridge"]),
        ("bridg*", &["bridge"]),
        ("br*", &["bridge"]),
        ("after:2025-01 before:2025-12 harbor", &["ferry"]),
        ("after:100000d -before:2026 harbor", &["bridge"]),
        ("harbor after:2025 -is:read", &["bridge"]),
        ("cafe tomas", &["salt"]),
        ("CAFÉ", &["salt"]),
        ("harbor -engine", &["bridge"]),
        ("-harbor", &["salt"]),
        ("ferry or salt", &["ferry", "salt"]),
        ("(ferry or salt) -is:read", &["salt"]),
        ("person:okoye", &["ferry"]),
        ("person:\"marta okoye\"", &["ferry"]),
        ("person:lisbon", &[]),
        ("place:lisbon", &["ferry"]),
        ("org:\"harbor authority\" ferry", &["ferry"]),
        ("said:engine", &["ferry"]),
        ("said:okoye", &["ferry"]),
        ("said:bridge", &[]),
        ("is:unread", &["bridge", "salt"]),
        ("is:starred", &["salt"]),
        ("is:changed", &[]),
        ("tag:minerals", &["salt"]),
        ("note:minutes", &["bridge"]),
        ("-note:minutes is:unread", &["salt"]),
        ("before:2026", &["ferry"]),
        ("after:2026-09-21", &["bridge", "salt"]),
        ("after:2025-02 before:2025-03", &["ferry"]),
        ("ledger.example", &["bridge"]),
        ("feed:anything", &[]),
        ("vote \"quo\u{0}te\"", &[]),
    ] {
        check(&library, &names, text, expected);
    }
}

#[test]
fn names_are_offered_by_their_beginnings() {
    let folder = folder();
    let mut library = open(&folder);
    filled(&mut library);
    for (kind, beginning, expected) in [
        (Found::Person, "oko", &["Marta Okoye"][..]),
        (Found::Person, "MARTA o", &["Marta Okoye"]),
        (Found::Organization, "", &["Harbor Authority"]),
        (Found::Place, "lis", &["LISBON"]),
        (Found::Organization, "auth", &["Harbor Authority"]),
        (Found::Person, "lis", &[]),
        (Found::Place, "%", &[]),
        (Found::Place, "_", &[]),
    ] {
        assert_eq!(library.names(kind, beginning).expect("they are read"), expected, "{beginning}");
    }
}

#[test]
fn marks_are_taken_back() {
    let folder = folder();
    let mut library = open(&folder);
    let names = filled(&mut library);
    for mark in
        [Mark::Star, Mark::NoStar, Mark::Read, Mark::Unread, Mark::Tag("x".into()), Mark::NoTag("X".into())]
    {
        library.mark(&[1], &mark, Timestamp(7)).expect("it is marked");
    }
    check(&library, &names, "is:starred or is:read or tag:x", &[]);
    assert_eq!(library.all_tags().expect("they are read"), [""; 0]);
}

#[test]
fn a_new_version_is_searched_instead_of_the_old_one() {
    let folder = folder();
    let mut library = open(&folder);
    let names = filled(&mut library);
    let changed =
        article("The council held the vote after all.", Some("http://www.ledger.example/vote?utm_source=x"));
    let done = library.import(&changed, None, Timestamp(8)).expect("it is imported");
    assert_eq!(done.outcome, Outcome::NewVersion, "the same address, written otherwise");
    check(&library, &names, "nobody", &[]);
    check(&library, &names, "\"after all\" is:changed", &["bridge"]);
}

#[test]
fn near_duplicates_are_grouped() {
    let folder = folder();
    let mut library = open(&folder);
    let wire: String = (0..200).map(|n| format!("word{n} ")).collect();
    let other: String = (0..200).map(|n| format!("other{n} ")).collect();
    let texts = [wire.clone(), other, format!("By a desk. {wire} More at home.")];
    let all: Vec<_> = texts
        .iter()
        .map(|text| library.import(&article(text, None), None, Timestamp(5)).expect("it is imported").n)
        .collect();
    assert_eq!(library.alike(all[0]).expect("it is read"), [all[2]]);
    assert_eq!(library.alike(all[2]).expect("it is read"), [all[0]]);
    assert_eq!(library.alike(all[1]).expect("it is read"), [0; 0]);
}

#[test]
fn pages_hold_every_article_once_the_latest_first() {
    let folder = folder();
    let mut library = open(&folder);
    for n in 0..25 {
        let text = format!("Article number {n} of a long list.");
        library.import(&article(&text, None), None, Timestamp(1000 + n / 3)).expect("it is imported");
    }
    let (mut rows, mut next) = library.page(None, 10).expect("it is read");
    while let Some(cursor) = next {
        let (more, after) = library.page(Some(cursor), 10).expect("it is read");
        rows.extend(more);
        next = after;
    }
    assert_eq!(rows.iter().map(|row| row.n).collect::<Vec<_>>(), (1..=25).rev().collect::<Vec<_>>());
}

#[test]
fn a_library_of_the_first_version_is_brought_up_to_date() {
    let folder = folder();
    let path = folder.path().join("library.db");
    let old = Connection::open(&path).expect("it is made");
    old.execute_batch(
        "CREATE TABLE articles (
             id TEXT PRIMARY KEY, current TEXT NOT NULL, label TEXT NOT NULL, title TEXT, byline TEXT, published TEXT, site TEXT,
             language TEXT, url TEXT, source TEXT, added INTEGER NOT NULL, opened INTEGER, words INTEGER NOT NULL,
             position INTEGER NOT NULL DEFAULT 0
         ) STRICT;
         CREATE TABLE versions (
             fingerprint TEXT PRIMARY KEY, article TEXT NOT NULL REFERENCES articles (id), text TEXT NOT NULL,
             parts TEXT NOT NULL, added INTEGER NOT NULL
         ) STRICT;
         CREATE INDEX articles_by_url ON articles (url);
         CREATE INDEX articles_by_source ON articles (source);
         PRAGMA user_version = 1;",
    )
    .expect("the tables are made");
    let (first, second) = (Fingerprint::of("An older text."), Fingerprint::of(WORDS));
    old.execute(
        "INSERT INTO articles VALUES (?1, ?2, 'Harbor vote', 'Harbor vote', NULL, '2026-09-24', NULL, 'en',
             'https://ledger.example/vote', '/x/vote.md', 1000, 2000, 16, 17)",
        [first.as_str(), second.as_str()],
    )
    .expect("it is put in");
    for (text, words) in [(&first, "An older text."), (&second, WORDS)] {
        old.execute(
            "INSERT INTO versions VALUES (?1, ?2, ?3, '{}', 1000)",
            [text.as_str(), first.as_str(), words],
        )
        .expect("it is put in");
    }
    drop(old);
    let library = Library::open(&path).expect("it is opened");
    let entry = library.entry(&first).expect("it is read").expect("it is there");
    assert_eq!((entry.label.as_str(), entry.position, entry.versions), ("Harbor vote", CodePoint(17), 2));
    assert_eq!((entry.read, entry.length), (Some(Timestamp(2000)), CodePoint(WORDS.chars().count())));
    assert_eq!(library.article(&first).expect("it is read").expect("it is there").text, WORDS);
    check(&library, &BTreeMap::from([(entry.n, "bridge")]), "harbor bridge", &["bridge"]);
    let again = Library::open(&path).expect("it is opened again");
    assert_eq!(again.list().expect("it is listed").len(), 1);
}

#[test]
fn a_library_of_the_second_version_is_indexed_anew() {
    let folder = folder();
    let path = folder.path().join("data").join("library.db");
    let mut library = open(&folder);
    let names = filled(&mut library);
    drop(library);
    let old = Connection::open(&path).expect("it is opened");
    old.execute_batch(
        "DROP TABLE search;
         CREATE VIRTUAL TABLE search USING fts5 (
             title, byline, site, text, person, place, org, said, content = '', contentless_delete = 1,
             tokenize = 'unicode61 remove_diacritics 2'
         );
         DROP TABLE names;
         CREATE TABLE items (feed INTEGER, guid TEXT, article INTEGER);
         ALTER TABLE articles DROP COLUMN whole;
         ALTER TABLE articles DROP COLUMN image;
         ALTER TABLE versions DROP COLUMN part;
         ALTER TABLE feeds DROP COLUMN private;
         PRAGMA user_version = 2;",
    )
    .expect("it is as it was");
    drop(old);
    let mut library = open(&folder);
    check(&library, &names, "br*", &["bridge"]);
    check(&library, &names, "person:okoye", &[]);
    let (ferry, _) = read(FERRY, Format::Plain);
    library
        .remember_found(&Fingerprint::of(&ferry.text), &ferry, &extract(&ferry))
        .expect("it is remembered");
    check(&library, &names, "person:okoye", &["ferry"]);
}
