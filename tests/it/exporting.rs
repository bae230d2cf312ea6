//! What leaves the desk: words with their source, citations, and notes in files.

use byline::{
    app::{Effect, exporting::Exporting},
    export::{Format, Losses},
};

use crate::session::Session;

/// An article with who said what in it, when and where.
const VOTE: &str = "---\ntitle: The vote\nauthor: Jo Writer\nurl: https://ledger.example/vote\ndate: 2026-09-24\n---\n\n\
    The council met. “We will rebuild the bridge,” said Ana Ruiz. The deputy left.";

/// What was copied last.
#[track_caller]
fn copied(keys: &str) -> String {
    let mut session = Session::open(VOTE);
    session.press(keys);
    match session.effects.last() {
        Some(Effect::Copy(text)) => text.clone(),
        effect => panic!("{keys} copied nothing: {effect:?}"),
    }
}

/// What is to be written into a file.
#[track_caller]
fn exported(session: &Session) -> &Exporting {
    match session.effects.last() {
        Some(Effect::Export(work)) => work,
        effect => panic!("nothing is exported: {effect:?}"),
    }
}

#[test]
fn one_key_copies_a_quotation_with_its_source() {
    let said = copied(") ) Y");
    for part in [
        "“We will rebuild the bridge,” said Ana Ruiz.",
        "Ana Ruiz",
        "The vote",
        "2026-09-24",
        "ledger.example",
    ] {
        assert!(said.contains(part), "{part} is missing: {said}");
    }
    // The same for words that are selected.
    let said = copied(") ) w w w w w v i q Y");
    assert!(said.starts_with("“We will rebuild the bridge,”") && said.contains("Ana Ruiz"), "{said}");
}

#[test]
fn one_key_copies_the_article_as_a_citation() {
    let said = copied("alt-y");
    for part in ["Jo Writer", "The vote", "2026-09-24", "https://ledger.example/vote"] {
        assert!(said.contains(part), "{part} is missing: {said}");
    }
}

#[test]
fn one_key_copies_all_that_is_noted() {
    let said = copied(") ) H t promise enter alt-e");
    assert!(said.contains("> “We will rebuild") && said.contains("#promise"), "{said}");
    let mut session = Session::open(VOTE);
    session.press("alt-e");
    assert!(session.screen().contains("nothing is noted on this article yet"));
}

#[test]
fn notes_go_to_a_file_in_the_chosen_format() {
    let mut session = Session::open(VOTE);
    session.press(") ) H X");
    assert!(session.screen().contains("export as:") && session.screen().contains("org-remark"));
    session.press("csv enter");
    assert!(session.screen().contains("into the file: the-vote-"), "{}", session.screen());
    session.press("ctrl-u notes.csv enter");
    let work = exported(&session);
    assert_eq!((work.format, work.path.as_str()), (Format::Csv, "notes.csv"));
    let bytes = work.write(Vec::new(), &mut Losses::new()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains("“We will rebuild the bridge,” said Ana Ruiz.") && text.contains("Jo Writer"),
        "{text}"
    );
}

#[test]
fn the_name_that_is_offered_is_the_title_with_the_ending_of_the_format() {
    let mut session = Session::open(VOTE);
    session.press(") ) H X html enter enter");
    let path = &exported(&session).path;
    assert!(path.starts_with("the-vote-") && path.ends_with(".html"), "{path}");
}

#[test]
fn of_a_selection_only_its_notes_are_exported() {
    let mut session = Session::open(VOTE);
    session.press(") H ) H ) H g g ) ) v i s X markdown enter enter");
    let work = exported(&session);
    assert_eq!(work.annotations.len(), 1);
    let text = String::from_utf8(work.write(Vec::new(), &mut Losses::new()).unwrap()).unwrap();
    assert!(text.contains("> “We will rebuild") && !text.contains("> The deputy"), "{text}");
}

#[test]
fn what_cannot_be_exported_is_said_and_asks_nothing_of_the_world() {
    let mut session = Session::open(VOTE);
    session.press("X");
    assert!(session.screen().contains("nothing is noted on this article yet"));
    session.press(") H X nonsense enter");
    assert!(session.screen().contains("there is no format “nonsense”"));
    session.press("esc ) v i w X");
    assert!(session.screen().contains("nothing is noted on the selected words"));
    session.press("esc X csv enter ctrl-u enter");
    assert!(session.screen().contains("nothing was written"), "{}", session.screen());
    assert!(!session.effects.iter().any(|effect| matches!(effect, Effect::Export(_))));
}
