//! The side pane, and finding: names, quotations, words.

use byline::app::{Focus, Message, pane::Tab};

use crate::session::Session;

const NEWS: &str = "Mayor Ana Ruiz met Tomás Leite in Porto Alto on Monday.\n\n“We will rebuild the bridge by 2027,” said \
Ruiz.\n\nLeite disagreed. “It is too early to promise a date,” he said. Ruiz left the hall before the vote.";

#[test]
fn the_pane_shows_people_and_where_they_are() {
    let session = Session::open(NEWS);
    let screen = session.screen();
    assert!(screen.contains("People 2"), "{screen}");
    assert!(screen.contains("Ana Ruiz"), "{screen}");
}

#[test]
fn choosing_somebody_marks_them_and_leads_there() {
    let mut session = Session::open(NEWS);
    session.press("g p");
    assert_eq!(session.state.focus, Focus::Pane);
    assert!(session.state.pane.entity.is_some());
    session.press("enter");
    assert_eq!(session.state.focus, Focus::Article);
    assert!(session.text().contains("Mayor <cur/>Ana Ruiz"));
    session.press("] e");
    assert!(session.text().contains("said <cur/>Ruiz"));
    session.press("] e");
    assert!(session.text().contains("<cur/>Ruiz left"));
    session.press("[ e [ e");
    assert!(session.text().contains("Mayor <cur/>Ana Ruiz"));
    session.press("] e ] e ] e");
    assert!(session.text().contains("Mayor <cur/>Ana Ruiz"), "around the end");
}

#[test]
fn without_a_choice_every_name_is_a_stop() {
    let mut session = Session::open(NEWS);
    session.press("] e ] e");
    assert!(session.text().contains("<cur/>Tomás Leite"));
    session.press("g p esc esc");
    assert_eq!(session.state.pane.entity, None);
}

#[test]
fn the_tabs_turn_and_have_keys_of_their_own() {
    let mut session = Session::open(NEWS);
    session.press("l");
    assert_eq!((session.state.focus, session.state.pane.tab), (Focus::Pane, Tab::People));
    for (keys, tab) in [
        ("l", Tab::Places),
        ("l", Tab::Organizations),
        ("h", Tab::Places),
        ("4", Tab::Quotes),
        ("5", Tab::Notes),
        ("l", Tab::People),
        ("2", Tab::Places),
        ("3", Tab::Organizations),
        ("1", Tab::People),
        ("g q", Tab::Quotes),
        ("g l", Tab::Places),
        ("g o", Tab::Organizations),
    ] {
        session.press(keys);
        assert_eq!(session.state.pane.tab, tab, "{keys}");
    }
    session.press("tab");
    assert_eq!(session.state.focus, Focus::Article);
}

#[test]
fn quotations_lead_to_their_words_and_become_highlights() {
    let mut session = Session::open(NEWS);
    session.press("g q");
    assert!(session.screen().contains("Tomás Leite · said"), "{}", session.screen());
    session.press("j H");
    assert!(session.text().contains("<hl>It is too early to promise a date,</hl>"));
    session.press("enter");
    assert!(session.text().contains("<cur/><hl>It is too early"));
    session.press("[ q");
    assert!(session.text().contains("<cur/>We will rebuild"));
    session.press("] q");
    assert!(session.text().contains("<cur/><hl>It is too early"));
}

#[test]
fn the_pane_follows_the_article() {
    let mut session = Session::open(NEWS);
    let marked = |session: &Session| {
        let screen = session.screen();
        let rows = screen.lines().filter_map(|row| row.split_once('▸'));
        rows.map(|(_, rest)| rest.trim().split("  ").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(marked(&session), ["Ana Ruiz", "Tomás Leite"]);
    session.press("}");
    assert_eq!(marked(&session), ["Ana Ruiz"]);
}

#[test]
fn the_side_pane_is_hidden_and_shown() {
    let mut session = Session::open(NEWS);
    session.press("|");
    assert!(!session.screen().contains("People"));
    session.press("tab");
    assert!(session.screen().contains("People"));
    session.press("tab |");
    assert!(session.screen().contains("People"));
}

#[test]
fn search_shows_matches_as_they_are_typed_and_goes_around() {
    let mut session = Session::open(NEWS);
    session.press("/ the");
    assert!(session.text().contains("rebuild <cur/>the bridge"));
    session.press("enter");
    assert_eq!(session.state.message, Some(Message::Said("“the”: 1 of 3".to_owned())));
    session.press("n");
    assert!(session.text().contains("left <cur/>the hall"));
    session.press("n n");
    assert!(session.text().contains("rebuild <cur/>the bridge"));
    session.press("N");
    assert!(session.text().contains("before <cur/>the vote"));
    session.press("esc");
    assert!(session.state.find.matches.is_empty());
}

#[test]
fn a_search_given_up_changes_nothing() {
    let mut session = Session::open(NEWS);
    let before = session.text();
    session.press("/ left esc");
    assert_eq!(session.text(), before);
    session.press("/ left ctrl-u backspace");
    assert_eq!(session.text(), before);
    session.press("/ absent enter");
    assert_eq!(session.state.message, Some(Message::Failed("“absent” does not occur".to_owned())));
    session.press("esc n");
    assert!(
        matches!(&session.state.message, Some(Message::Said(said)) if said.contains("nothing is being searched"))
    );
}

#[test]
fn search_crosses_rows_quotes_and_accents() {
    let mut session = Session::open(NEWS);
    session.press("/ \" we space will space rebuild space the space bridge space by space 2027,\" enter");
    assert_eq!(session.state.find.matches.len(), 1);
    session.press("/ tomas enter");
    assert_eq!(session.state.find.matches.len(), 1);
}

#[test]
fn the_word_or_name_at_the_cursor_is_searched() {
    let mut session = Session::open(NEWS);
    session.press("] e *");
    assert_eq!(session.state.find.query, "ana ruiz");
    session.press("v i w *");
    assert_eq!(session.state.find.query, "ana");
}

#[test]
fn annotating_keeps_the_place_among_mentions() {
    let mut session = Session::open(NEWS);
    session.press("] e ] e H ] e");
    assert!(session.text().contains("in <cur/>Porto Alto"), "{}", session.text());
}
