//! Notes whose words are gone, changed, or stand in several places.

use byline::{
    annotation::{Anchor, Change, Edit, notes::Notes},
    app::{Event, area::Size},
};

use crate::session::Session;

/// Writes a note on words of a first text, and opens a second text with it.
fn reopened(first: &str, keys: &str, second: &str) -> Session {
    let mut before = Session::open(first);
    before.press(keys);
    let changes: Vec<Change> = before.written();
    let mut session = Session::open(second);
    let reading = session.state.reading.as_ref().unwrap();
    let notes = Box::new(Notes::replay(&reading.article.text, &changes));
    let id = reading.id.clone();
    session.event(Event::Renewed { id, notes });
    session
}

#[test]
fn a_note_whose_words_are_gone_is_kept_and_can_be_placed() {
    let first = "The council met on Monday. The engineer warned of cracks in the pins. Nobody spoke.";
    let second = "The council met on Monday. It was a short meeting about something else. Nobody spoke.";
    let mut session = reopened(first, ") a ask space him enter", second);
    assert_eq!(session.annotations()[0].anchor, Anchor::Orphan);
    session.press("g n");
    assert!(session.screen().contains("orphan"));
    session.press("enter");
    assert!(session.screen().contains("not in the text any more"));
    session.press("tab =");
    assert!(session.screen().contains("select the words that the note belongs to"));
    session.press(") ) v i s =");
    assert!(session.text().contains("<hl>Nobody spoke.</hl>"), "{}", session.text());
    let moved = session.written();
    assert!(matches!(moved.last().map(|change| &change.edit), Some(Edit::Place { to: Some(_), .. })));
    session.press("U");
    assert_eq!(session.annotations()[0].anchor, Anchor::Orphan);
}

#[test]
fn a_note_whose_words_stand_twice_asks_for_the_place() {
    let first = "He said yes. The vote was over.";
    let second = "Words before: He said yes! And then. Some more of it: He said yes! And that was that.";
    let mut session = reopened(first, "v w w e c which enter", second);
    if let Anchor::Ambiguous(places) = session.annotations()[0].anchor.clone() {
        assert_eq!(places.len(), 2);
        session.press("g n enter");
        assert!(session.text().contains("before: <cur/>He said"), "{}", session.text());
        session.press("tab enter");
        assert!(session.text().contains("it: <cur/>He said"), "{}", session.text());
        session.press("=");
        assert!(session.text().contains("it: <cur/><hl>He said"), "{}", session.text());
    } else {
        panic!("{:?}", session.annotations()[0].anchor);
    }
}

#[test]
fn a_note_whose_words_changed_shows_how() {
    let first =
        "Before the vote. The bridge will be rebuilt by the town in the year 2027 at the latest. After it.";
    let second =
        "Before the vote. The bridge will be rebuilt by the town in the year 2029 at the latest. After it.";
    let mut session = reopened(first, ") H", second);
    assert!(matches!(session.annotations()[0].anchor, Anchor::Changed(_)), "{:?}", session.annotations());
    session.press("g n");
    assert!(session.screen().contains("[2027 → 2029]"), "{}", session.screen());
}

#[test]
fn a_search_that_was_cut_short_is_shown() {
    let mut session = Session::open("The vote is on Friday. Nobody spoke against it.");
    session.press(") H g n");
    assert!(!session.screen().contains("only searched near"), "{}", session.screen());
    let id = session.annotations()[0].id;
    let notes = session.state.reading.as_mut().and_then(|reading| reading.notes.as_mut()).unwrap();
    notes.near.insert(id);
    assert!(session.screen().contains("only searched near"), "{}", session.screen());
}

#[test]
fn a_note_stands_at_the_same_words_at_every_width() {
    let text = "“We will rebuild it by 2027,” Mayor Ana Ruiz said — 漢字, e\u{301}tat, 🌉. The old bridge stays open until \
                then, she added. Nobody on the council spoke against it.\n\nThe vote is on Friday.";
    let mut session = Session::open(text);
    session.press(") H ) ) a why enter");
    let before = (session.text(), session.written());
    for width in 20..=200 {
        session.event(Event::Resize(Size { width, height: 24 }));
        assert_eq!((session.text(), session.written()), before, "at {width} columns");
    }
}

#[test]
fn a_note_on_the_whole_article_is_placed_and_taken_back_in_the_log_as_on_the_screen() {
    let mut session = Session::open("One. Two.");
    session.press("A whole enter g n = ) v i s =");
    assert!(session.text().contains("<hl>Two.</hl>"), "{}", session.text());
    session.press("U");
    assert_eq!(session.annotations()[0].anchor, Anchor::Article);
    let replayed = Notes::replay("One. Two.", &session.written());
    assert_eq!(replayed.annotations.iter().next().map(|it| &it.anchor), Some(&Anchor::Article));
}
