//! Annotations and their history stay in step, over restarts too.

use proptest::prelude::*;

use super::*;
use crate::annotation::{
    Annotation, Color,
    set::tests::{annotation, edits},
};
use crate::text::Span;

fn add(id: u128) -> Edit {
    Edit::Add(Box::new(annotation(id, Anchor::Exact(Span::new(0, 5)))))
}

fn change(id: u128, edit: Edit) -> Change {
    Change { id: Id(id), at: Timestamp(id as i64), edit, reverts: None }
}

#[test]
fn undo_and_redo_survive_a_restart() {
    let text = "words and more";
    let mut log = vec![change(11, add(1)), change(12, Edit::SetNote(Id(1), "first".into()))];
    let mut notes = Notes::replay(text, &log);
    log.push(notes.undo(Id(13), Timestamp(13)).expect("there is something to undo"));
    let mut notes = Notes::replay(text, &log);
    assert_eq!(notes.annotations.get(Id(1)).map(|annotation| annotation.note.as_str()), Some(""));
    log.push(notes.redo(Id(14), Timestamp(14)).expect("there is something to redo"));
    let mut notes = Notes::replay(text, &log);
    assert_eq!(notes.annotations.get(Id(1)).map(|annotation| annotation.note.as_str()), Some("first"));
    for id in 15..17 {
        log.push(notes.undo(Id(id), Timestamp(15)).expect("both changes can be undone"));
    }
    assert_eq!(notes.undo(Id(17), Timestamp(17)), None);
    assert!(notes.annotations.is_empty());
    assert_eq!(Notes::replay(text, &log), notes);
}

#[test]
fn a_new_change_ends_what_could_be_redone() {
    let mut notes = Notes::replay("words", &[change(11, add(1))]);
    notes.edit(Id(12), Timestamp(12), Edit::Recolor(Id(1), Color::Red));
    notes.undo(Id(13), Timestamp(13));
    notes.edit(Id(14), Timestamp(14), Edit::Recolor(Id(1), Color::Blue));
    assert_eq!(notes.redo(Id(15), Timestamp(15)), None);
}

#[test]
fn a_change_that_comes_before_its_annotation_waits_for_it() {
    let notes =
        Notes::replay("words", &[change(11, Edit::SetNote(Id(1), "early".into())), change(12, add(1))]);
    assert_eq!(notes.annotations.get(Id(1)).map(|annotation| annotation.note.as_str()), Some("early"));
}

#[test]
fn replay_anchors_in_the_text_as_it_is_now() {
    let mut lost = annotation(1, Anchor::Exact(Span::new(0, 5)));
    if let Some(selector) = &mut lost.selector {
        selector.exact = "words that went".into();
    }
    let notes = Notes::replay("other", &[change(11, Edit::Add(Box::new(lost)))]);
    assert_eq!(
        notes.annotations.get(Id(1)).map(|annotation: &Annotation| annotation.anchor.clone()),
        Some(Anchor::Orphan)
    );
}

#[test]
fn a_long_history_is_replayed_at_once() {
    let mut log = vec![change(1, add(1))];
    log.extend((2..200_000).map(|id| change(id, Edit::SetNote(Id(1), id.to_string()))));
    assert_eq!(Notes::replay("words", &log).annotations.len(), 1);
}

proptest! {
    #[test]
    fn undoing_everything_leaves_nothing_and_redoing_it_leaves_everything(edits in prop::collection::vec(edits(), 0..30)) {
        let at = Timestamp(1);
        let mut notes = Notes::default();
        for (id, edit) in edits.into_iter().enumerate() {
            notes.edit(Id(100 + id as u128), at, edit);
        }
        let full = notes.annotations.clone();
        while notes.undo(Id(0), at).is_some() {}
        prop_assert!(notes.annotations.is_empty());
        while notes.redo(Id(0), at).is_some() {}
        prop_assert_eq!(notes.annotations, full);
    }
}
