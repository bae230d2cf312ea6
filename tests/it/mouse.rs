//! The mouse: off unless asked for; then the wheel scrolls, a click focuses, dragging selects.

use byline::{
    annotation::Timestamp,
    app::{
        Event, Focus, handle,
        mouse::{Gesture, Mouse},
        pane::Tab,
        popup::Popup,
    },
};

use crate::session::Session;

const REPORT: &str = "# Two bids for the pier\n\nIn 1998 the pier was sold for $3.5m. It was sold again in 2027.\n\n\
    “We will bid,” Ana Ruiz said. Ruiz left the hall at nine with Tomás Leite.\n\nA pier is a pier in Porto Alto.\n";

fn open(text: &str) -> Session {
    Session::with_settings("[screen]\nmouse = true", text)
}

/// Returns the cell in which words begin that are on the screen once in the article.
fn cell_of(session: &Session, words: &str) -> (u16, u16) {
    for (y, row) in session.screen().lines().enumerate() {
        if let Some(at) = row.find(words) {
            let x = row[..at].chars().count();
            return (u16::try_from(x).unwrap(), u16::try_from(y).unwrap());
        }
    }
    panic!("{words} is not on the screen:\n{}", session.screen());
}

fn mouse(session: &mut Session, gesture: Gesture, (x, y): (u16, u16)) {
    session.event(Event::Mouse(Mouse { gesture, x, y }));
}

/// Presses and releases over words.
fn click(session: &mut Session, words: &str) {
    let at = cell_of(session, words);
    mouse(session, Gesture::Press, at);
    mouse(session, Gesture::Release, at);
}

#[test]
fn a_click_focuses_the_sentence_and_whoever_is_named() {
    let mut session = open(REPORT);
    click(&mut session, "sold again");
    session.press("H");
    assert!(session.text().contains("<hl>It was <cur/>sold again in 2027.</hl>"), "{}", session.text());
    click(&mut session, "Ruiz left");
    assert_eq!(session.state.pane.tab, Tab::People);
    let entity = session.state.pane.entity.unwrap();
    let reading = session.state.reading.as_ref().unwrap();
    assert_eq!(reading.extraction.as_ref().unwrap().entities[entity].name, "Ana Ruiz");
    click(&mut session, "Porto Alto");
    assert_eq!(session.state.pane.tab, Tab::Places);
}

#[test]
fn dragging_selects_and_a_click_ends_that() {
    let mut session = open(REPORT);
    let from = cell_of(&session, "pier was");
    mouse(&mut session, Gesture::Press, from);
    let to = cell_of(&session, "again");
    mouse(&mut session, Gesture::Drag, to);
    mouse(&mut session, Gesture::Release, to);
    mouse(&mut session, Gesture::Drag, (0, 0));
    assert!(
        session.text().contains("<sel>pier was sold for $3.5m. It was sold a</sel>gain"),
        "{}",
        session.text()
    );
    session.press("C g");
    assert!(session.text().contains("<hl green>pier"), "{}", session.text());
    mouse(&mut session, Gesture::Press, to);
    mouse(&mut session, Gesture::Drag, from);
    assert!(session.text().contains("<sel>"), "backwards, too");
    click(&mut session, "nine");
    assert!(!session.text().contains("<sel>"), "{}", session.text());
}

#[test]
fn clicks_that_follow_each_other_select_words_and_sentences() {
    let mut session = open(REPORT);
    let (x, y) = cell_of(&session, "sold again");
    let click = |session: &mut Session, at: i64| {
        for gesture in [Gesture::Press, Gesture::Release] {
            handle(&mut session.state, Event::Mouse(Mouse { gesture, x, y }), Timestamp(at));
        }
    };
    click(&mut session, 1000);
    click(&mut session, 1200);
    assert!(session.text().contains("<sel>sold</sel> again"), "{}", session.text());
    click(&mut session, 1400);
    assert!(session.text().contains("<sel>It was sold again in 2027.</sel>"), "{}", session.text());
    click(&mut session, 3000);
    assert!(!session.text().contains("<sel>"), "{}", session.text());
}

#[test]
fn the_wheel_scrolls_and_the_edge_leads_through_the_article() {
    let long: String = (0..400).map(|n| format!("Paragraph {n} stands here.\n\n")).collect();
    let mut session = open(&long);
    mouse(&mut session, Gesture::WheelDown, (20, 10));
    mouse(&mut session, Gesture::WheelDown, (20, 10));
    mouse(&mut session, Gesture::WheelUp, (20, 10));
    let screen = session.screen();
    assert!(screen.contains("Paragraph 1 ") && !screen.contains("Paragraph 0 "), "{screen}");
    let edge = session.state.areas().edge().unwrap();
    mouse(&mut session, Gesture::Press, (edge, 38));
    assert!(session.screen().contains("Paragraph 39"), "{}", session.screen());
    session.press("ctrl-o L");
    mouse(&mut session, Gesture::WheelDown, (20, 10));
    assert_eq!(session.state.popup, Some(Popup::Articles { selected: 1 }));
}

#[test]
fn a_click_chooses_in_the_pane_and_a_second_one_goes_there() {
    let mut session = open(REPORT);
    click(&mut session, "Tomás Leite   ");
    assert_eq!(session.state.focus, Focus::Pane);
    click(&mut session, "Tomás Leite   ");
    assert_eq!(session.state.focus, Focus::Article);
    assert!(session.text().contains("<cur/>Tomás Leite"), "{}", session.text());
    mouse(&mut session, Gesture::WheelDown, (110, 5));
    mouse(&mut session, Gesture::Press, (110, 35));
    assert_eq!(session.state.focus, Focus::Pane);
}

#[test]
fn a_click_on_a_tab_shows_it() {
    let mut session = open(REPORT);
    for (name, tab) in [("Quotes 1", Tab::Quotes), ("Places 1", Tab::Places), ("Notes 0", Tab::Notes)] {
        click(&mut session, name);
        assert_eq!((session.state.pane.tab, session.state.focus), (tab, Focus::Pane));
    }
}

#[test]
fn a_note_leads_to_its_words() {
    let mut session = open(REPORT);
    session.press("} ) a later enter { {");
    click(&mut session, "later");
    assert!(session.text().contains("<cur/><hl>It was"), "{}", session.text());
}

#[test]
fn what_is_being_written_is_left_alone() {
    let mut session = open(REPORT);
    session.press("a words");
    let before = session.state.clone();
    for gesture in [Gesture::Press, Gesture::Drag, Gesture::Release, Gesture::WheelDown] {
        mouse(&mut session, gesture, (10, 5));
    }
    assert_eq!(session.state.popup, before.popup);
    session.press("enter");
    assert_eq!(session.annotations()[0].note, "words");
}

#[test]
fn without_being_asked_for_the_mouse_does_nothing() {
    let mut session = Session::open(REPORT);
    let before = session.text();
    click(&mut session, "sold again");
    mouse(&mut session, Gesture::WheelDown, (20, 10));
    assert_eq!((session.text(), session.state.pressed), (before, None));
    session.press("g s mouse enter true enter");
    click(&mut session, "sold again");
    assert!(session.text().contains("<cur/>sold again"), "{}", session.text());
}
