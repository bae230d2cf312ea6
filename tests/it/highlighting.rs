//! Highlights, notes and tags, and taking them back.

use byline::{
    annotation::{Anchor, judgement::Judgement, notes::Notes},
    app::{Effect, Event, popup::Popup},
};

use crate::session::{Session, check};

#[test]
fn highlight_takes_the_selection() {
    check("The <cur/>mayor said no.", "v e enter", "The <cur/><hl>mayor</hl> said no.");
    check("The <cur/>mayor said no.", "v e C g", "The <cur/><hl green>mayor</hl> said no.");
}

#[test]
fn highlight_takes_the_focused_sentence_where_nothing_is_selected() {
    check("One. <cur/>Two. Three.", "H", "One. <cur/><hl>Two.</hl> Three.");
    check("<cur/>One. Two.", ") C b", "One. <cur/><hl blue>Two.</hl>");
}

#[test]
fn a_color_stays_for_the_next_highlight() {
    check("<cur/>One. Two.", "C r ) H", "<hl red>One.</hl> <cur/><hl red>Two.</hl>");
    check("<cur/>One.", "H C p", "<cur/><hl purple>One.</hl>");
    check("<cur/>One.", "H C y", "<cur/><hl>One.</hl>");
}

#[test]
fn highlights_may_overlap() {
    let mut session = Session::open("One two three four.");
    session.press("v w w e enter v w e o enter");
    assert_eq!(session.annotations().len(), 2);
}

#[test]
fn a_highlight_is_deleted_and_comes_back() {
    check("<cur/>One. Two.", "H D", "<cur/>One. Two.");
    check("<cur/>One. Two.", "H D U", "<cur/><hl>One.</hl> Two.");
    check("<cur/>One. Two.", "H D U U", "<cur/>One. Two.");
    check("<cur/>One. Two.", "H D U U ctrl-r ctrl-r", "<cur/>One. Two.");
    check("<cur/>One. Two.", "H U U ctrl-r", "<cur/><hl>One.</hl> Two.");
}

#[test]
fn a_note_is_written_changed_and_kept() {
    let mut session = Session::open("One. Two.");
    session.press("a check space this enter");
    assert_eq!(session.annotations()[0].note, "check this");
    assert_eq!(session.text(), "<cur/><hl>One.</hl> Two.");
    assert!(session.screen().contains("╰ y check this"));
    session.press("a ! alt-enter more ctrl-s");
    assert_eq!(session.annotations()[0].note, "check this!\nmore");
    session.press("U");
    assert_eq!(session.annotations()[0].note, "check this");
    assert_eq!(session.annotations().len(), 1);
}

#[test]
fn words_are_not_thrown_away_without_asking() {
    let mut session = Session::open("One.");
    session.press("a important esc");
    assert!(matches!(session.state.popup, Some(Popup::Note(_))));
    assert!(session.screen().contains("not saved"));
    session.press("esc");
    assert_eq!(session.state.popup, None);
    assert_eq!(session.annotations(), []);
    session.press("a esc");
    assert_eq!(session.state.popup, None);
}

#[test]
fn a_note_being_written_is_kept_as_a_draft() {
    let mut session = Session::open("One.");
    session.press("a x");
    assert!(matches!(session.effects.last(), Some(Effect::Draft(Some(draft))) if draft.text == "x"));
    session.press("enter");
    assert_eq!(session.effects.last(), Some(&Effect::Draft(None)));
}

#[test]
fn a_note_goes_through_the_readers_editor() {
    let mut session = Session::open("One.");
    session.press("a x ctrl-g");
    assert!(matches!(session.effects.last(), Some(Effect::EditOutside(text)) if text == "x"));
    session.event(Event::EditedOutside("long words\n".to_owned()));
    session.press("enter");
    assert_eq!(session.annotations()[0].note, "long words");
}

#[test]
fn the_article_as_a_whole_has_a_note() {
    let mut session = Session::open("One.");
    session.press("A whole enter");
    assert_eq!(session.annotations()[0].anchor, Anchor::Article);
    session.press("A ! enter");
    assert_eq!(session.annotations()[0].note, "whole!");
    assert_eq!(session.annotations().len(), 1);
}

#[test]
fn tags_are_added_and_removed() {
    let mut session = Session::open("One. Two.");
    session.press("t promise space #check enter");
    assert_eq!(session.annotations()[0].tags, ["check", "promise"]);
    assert!(session.screen().contains("#check #promise"));
    session.press("t ctrl-u promise , money enter");
    assert_eq!(session.annotations()[0].tags, ["money", "promise"]);
    session.press(") t esc");
    assert_eq!(session.annotations().len(), 1);
}

#[test]
fn what_is_pasted_runs_nothing() {
    let mut session = Session::open("One.");
    session.event(Event::Paste("HHq".to_owned()));
    assert_eq!(session.annotations(), []);
    session.press("a");
    session.event(Event::Paste("two\r\nlines".to_owned()));
    session.press("enter");
    assert_eq!(session.annotations()[0].note, "two\nlines");
}

#[test]
fn the_selection_or_the_sentence_is_copied() {
    let mut session = Session::open("One. Two three.");
    session.press(") y");
    assert_eq!(session.effects.last(), Some(&Effect::Copy("Two three.".to_owned())));
    session.press("v e y");
    assert_eq!(session.effects.last(), Some(&Effect::Copy("Two".to_owned())));
}

#[test]
fn nothing_is_called_saved_before_it_is_on_the_disk() {
    let mut session = Session::open("One.");
    session.disk_is_full = true;
    session.press("H");
    assert!(session.screen().contains("NOT SAVED"));
    session.press("q");
    assert_eq!(session.state.popup, Some(Popup::Leave));
    assert!(session.screen().contains("could not be written"));
    session.press("esc");
    assert_eq!(session.state.popup, None);
    let Some(Effect::Append { change, .. }) =
        session.effects.iter().find(|it| matches!(it, Effect::Append { .. }))
    else {
        panic!("the change was to be written");
    };
    session.event(Event::Saved(change.id));
    assert!(!session.screen().contains("NOT SAVED"));
    session.press("q");
    assert_eq!(session.effects.last(), Some(&Effect::Quit));
}

#[test]
fn leaving_with_unsaved_changes_is_possible_when_confirmed() {
    let mut session = Session::open("One.");
    session.disk_is_full = true;
    session.press("H q enter");
    assert_eq!(session.effects.last(), Some(&Effect::Quit));
}

#[test]
fn the_list_of_notes_leads_to_them() {
    let mut session = Session::open("One. Two. Three.");
    session.press("H ) ) a third enter g n");
    assert!(session.screen().contains("Notes 2"));
    assert!(session.screen().contains("third"));
    session.press("g g enter");
    assert!(session.text().starts_with("<cur/>"));
    session.press("] a");
    assert!(session.text().contains("<cur/><hl>Three."));
    session.press("] a [ a [ a");
    assert!(session.text().starts_with("<cur/>"));
    session.press("g n G D");
    assert_eq!(session.annotations().len(), 1);
    session.press("d d");
    assert_eq!(session.annotations().len(), 0);
    session.press("ctrl-r U");
    assert_eq!(session.annotations().len(), 1);
}

#[test]
fn what_another_window_writes_is_taken_in() {
    let mut other = Session::open("One. Two.");
    other.state.size.width = 80;
    other.press(") a theirs enter");
    let mut session = Session::open("One. Two.");
    session.press("H");
    let id = session.state.reading.as_ref().unwrap().id.clone();
    let judgements = vec![Judgement::Added { name: "Two".to_owned(), class: None }];
    session.event(Event::News { id: id.clone(), changes: other.written(), judgements });
    assert_eq!(session.text(), "<cur/><hl>One.</hl> <hl>Two.</hl>");
    assert!(session.screen().contains("theirs"));
    session.event(Event::News { id, changes: other.written(), judgements: Vec::new() });
    assert_eq!(session.annotations().len(), 2, "what is known is no news");
}

#[test]
fn a_file_that_was_changed_otherwise_is_read_anew_without_losing_what_is_not_in_it_yet() {
    let mut session = Session::open("One. Two.");
    session.disk_is_full = true;
    session.press("H");
    let id = session.state.reading.as_ref().unwrap().id.clone();
    session.event(Event::Renewed { id, notes: Box::new(Notes::default()) });
    assert_eq!(session.text(), "<cur/><hl>One.</hl> Two.");
}

#[test]
fn a_note_that_another_window_changed_meanwhile_keeps_both() {
    let mut session = Session::open("One. Two.");
    session.press("a first enter a");
    let mut other = session.state.clone();
    let reading = other.reading.as_mut().unwrap();
    let annotation = session.annotations()[0].clone();
    let edit = byline::annotation::Edit::SetNote(annotation.id, "theirs".to_owned());
    let name = byline::annotation::Id(9);
    let change = reading.notes.as_mut().unwrap().edit(name, annotation.created, edit).unwrap();
    let id = reading.id.clone();
    session.event(Event::News { id, changes: vec![change], judgements: Vec::new() });
    session.press("! enter");
    assert_eq!(session.annotations()[0].note, "first!");
    assert_eq!(session.annotations()[0].also, ["theirs"]);
    assert!(session.screen().contains("written elsewhere: theirs"));
}
