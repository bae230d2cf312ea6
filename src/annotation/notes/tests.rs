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
    Change { id: Id(id), at: Timestamp(id as i64), edit, reverts: None, over: Vec::new() }
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

/// Changes the note of the one annotation in notes of its own, after `known`, and returns the change.
fn write(known: &[Change], id: u128, note: &str) -> Change {
    let mut notes = Notes::replay("words", known);
    notes.edit(Id(id), Timestamp(id as i64), Edit::SetNote(Id(1), note.into())).expect("it is another note")
}

/// Returns the note after some changes, and what stands beside it.
fn note(changes: &[&[Change]]) -> (String, Vec<String>) {
    let mut changes = changes.concat();
    changes.sort_by_key(|change| change.at);
    let notes = Notes::replay("words", &changes);
    let annotation = notes.annotations.get(Id(1)).expect("it is there");
    (annotation.note.clone(), annotation.also.clone())
}

fn texts(note: &str, also: &[&str]) -> (String, Vec<String>) {
    (note.to_owned(), also.iter().map(ToString::to_string).collect())
}

#[test]
fn two_edits_of_one_note_are_both_kept_until_somebody_who_sees_both_writes() {
    let base = [change(11, add(1))];
    let (one, two) = (write(&base, 12, "one"), write(&base, 13, "two"));
    assert_eq!(note(&[&base, &[one.clone(), two.clone()]]), texts("two", &["one"]));
    let next = write(&[base[0].clone(), one.clone()], 14, "one more");
    assert_eq!(note(&[&base, &[one.clone(), two.clone(), next.clone()]]), texts("one more", &["two"]));
    let all = [base[0].clone(), one, two, next];
    let both = write(&all, 15, "both");
    assert_eq!(note(&[&all, &[both]]), texts("both", &[]));
}

#[test]
fn edits_that_follow_each_other_leave_one_note() {
    let mut log = vec![change(11, add(1))];
    for id in 12..20 {
        log.push(write(&log, id, &id.to_string()));
        assert_eq!(note(&[&log]), texts(&id.to_string(), &[]));
    }
}

#[test]
fn an_edit_that_comes_before_the_one_it_replaces_still_replaces_it() {
    let base = [change(11, add(1))];
    let first = write(&base, 14, "first");
    let second = write(&[base[0].clone(), first.clone()], 12, "second");
    assert_eq!(note(&[&base, &[first, second]]), texts("second", &[]));
}

#[test]
fn undoing_what_brought_two_notes_together_brings_both_back() {
    let base = [change(11, add(1))];
    let mut log = vec![base[0].clone(), write(&base, 12, "one"), write(&base, 13, "two")];
    log.push(write(&log, 14, "both"));
    for _ in 0..2 {
        let mut notes = Notes::replay("words", &log);
        log.push(notes.undo(Id(15), Timestamp(15)).expect("there is something to undo"));
        assert_eq!(note(&[&log]), texts("two", &["one"]));
        log.push(notes.redo(Id(16), Timestamp(16)).expect("there is something to redo"));
        assert_eq!(note(&[&log]), texts("both", &[]));
    }
}

#[test]
fn many_edits_that_know_nothing_of_each_other_are_replayed_at_once() {
    let mut log = vec![change(11, add(1))];
    let edit = |id: u128| Edit::SetNote(Id(1), id.to_string());
    log.extend(
        (12..50_000).map(|id| Change { over: vec![Id(1), Id(id + 1_000_000)], ..change(id, edit(id)) }),
    );
    let notes = Notes::replay("words", &log);
    let annotation = notes.annotations.get(Id(1)).expect("it is there");
    assert_eq!((annotation.note.as_str(), annotation.also.len()), ("49999", 64));
}

#[test]
fn what_was_written_into_a_note_that_was_deleted_elsewhere_is_there_when_it_is_restored() {
    let base = [change(11, add(1))];
    let (gone, late) = (change(12, Edit::Delete(Id(1))), write(&base, 13, "late"));
    let mut notes = Notes::replay("words", &[base[0].clone(), gone, late]);
    assert!(notes.annotations.is_empty());
    notes.undo(Id(14), Timestamp(14)).expect("the deletion can be undone");
    assert_eq!(notes.annotations.get(Id(1)).map(|annotation| annotation.note.as_str()), Some("late"));
}

proptest! {
    #[test]
    fn no_words_are_lost_that_nobody_replaced(writers in prop::collection::vec((0_usize..3, "[a-c]{1,2}", any::<bool>()), 1..20)) {
        // Three machines that hear of each other only now and then.
        let base = change(11, add(1));
        let mut all = vec![base.clone()];
        let mut knows = vec![vec![base]; 3];
        for (id, (who, words, hears)) in (12..).zip(writers) {
            if hears {
                knows[who] = all.clone();
            }
            let mut notes = Notes::replay("words", &knows[who]);
            let Some(edit) = notes.edit(Id(id), Timestamp(id as i64), Edit::SetNote(Id(1), words)) else { continue };
            knows[who].push(edit.clone());
            all.push(edit);
        }
        let (note, also) = note(&[&all]);
        for change in &all {
            let Edit::SetNote(_, words) = &change.edit else { continue };
            let is_replaced = all.iter().any(|later| later.over.contains(&change.id));
            prop_assert!(is_replaced || *words == note || also.contains(words), "{words} in {note} {also:?}");
        }
    }

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

#[test]
fn saving_the_same_words_again_changes_nothing_for_later_words() {
    let mut notes = Notes::default();
    let annotation = Annotation { note: "first".to_owned(), ..annotation(1, Anchor::Article) };
    let mut written = vec![notes.edit(Id(10), Timestamp(1), Edit::Add(Box::new(annotation))).unwrap()];
    assert_eq!(notes.edit(Id(11), Timestamp(2), Edit::SetNote(Id(1), "first".to_owned())), None);
    written.extend(notes.edit(Id(12), Timestamp(3), Edit::SetNote(Id(1), "second".to_owned())));
    let replayed = Notes::replay("", &written);
    let also = |notes: &Notes| notes.annotations.get(Id(1)).map(|it| it.also.clone());
    assert_eq!((also(&notes), also(&replayed)), (Some(Vec::new()), Some(Vec::new())));
}
