//! What edits do to annotations, and in which order those are read.

use proptest::prelude::*;

use super::*;
use crate::annotation::Color;
use crate::text::units::CodePoint;

/// Makes an annotation that is anchored as told.
pub(in crate::annotation) fn annotation(id: u128, anchor: Anchor) -> Annotation {
    let at = Timestamp(1);
    let was = anchor.span().unwrap_or(Span::new(5, 9));
    let selector = Selector {
        exact: "words".into(),
        prefix: String::new(),
        suffix: String::new(),
        start: CodePoint(was.start),
        end: CodePoint(was.end),
    };
    let selector = (anchor != Anchor::Article).then_some(selector);
    let (note, tags) = (String::new(), Vec::new());
    Annotation {
        id: Id(id),
        selector,
        anchor,
        color: Color::Yellow,
        note,
        also: Vec::new(),
        tags,
        created: at,
        modified: at,
    }
}

/// Makes a collection of annotations with the ids 1, 2, 3 and so on.
fn set(anchors: &[Anchor]) -> Annotations {
    let mut set = Annotations::default();
    for (idx, anchor) in anchors.iter().enumerate() {
        set.apply(&Edit::Add(Box::new(annotation(idx as u128 + 1, anchor.clone()))), Timestamp(1));
    }
    set
}

fn exact(start: usize, end: usize) -> Anchor {
    Anchor::Exact(Span::new(start, end))
}

fn ids<'a>(annotations: impl Iterator<Item = &'a Annotation>) -> Vec<u128> {
    annotations.map(|annotation| annotation.id.0).collect()
}

#[test]
fn reading_order_is_article_then_text_then_lost() {
    let set = set(&[Anchor::Orphan, exact(20, 30), exact(5, 8), exact(5, 40), Anchor::Article]);
    assert_eq!(ids(set.iter()), [5, 4, 3, 2, 1]);
}

#[test]
fn annotations_may_overlap_and_are_found_at_an_offset() {
    let set = set(&[exact(0, 100), exact(10, 20), exact(15, 25), Anchor::Orphan, exact(30, 31)]);
    for (offset, expected) in
        [(0, vec![1]), (10, vec![1, 2]), (19, vec![1, 2, 3]), (20, vec![1, 3]), (100, vec![])]
    {
        assert_eq!(ids(set.at(offset)), expected, "{offset}");
    }
    assert_eq!(ids(set.overlapping(Span::new(24, 31))), [1, 3, 5]);
}

#[test]
fn a_deleted_annotation_comes_back_as_it_was() {
    let mut set = set(&[exact(0, 4), exact(2, 6)]);
    let before = set.clone();
    let inverse = set.apply(&Edit::Delete(Id(1)), Timestamp(2)).expect("it was there");
    assert_eq!((set.len(), set.get(Id(1)).is_none()), (1, true));
    set.apply(&inverse, Timestamp(3));
    assert_eq!(set, before);
}

#[test]
fn an_edit_that_changes_nothing_has_no_inverse() {
    let mut set = set(&[exact(0, 4)]);
    for edit in [
        Edit::Add(Box::new(annotation(1, exact(9, 10)))),
        Edit::Restore(Id(1)),
        Edit::Delete(Id(7)),
        Edit::SetNote(Id(1), String::new()),
        Edit::Recolor(Id(1), Color::Yellow),
        Edit::Retag { id: Id(1), add: vec![" ".into()], remove: vec!["x".into()] },
    ] {
        assert_eq!(set.apply(&edit, Timestamp(2)), None, "{edit:?}");
    }
    assert_eq!(set.get(Id(1)).map(|annotation| annotation.modified), Some(Timestamp(1)));
}

#[test]
fn tags_are_sorted_without_repeats() {
    let mut set = set(&[exact(0, 4)]);
    let tags = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    set.apply(&Edit::Retag { id: Id(1), add: tags(&["b", "a", "b", ""]), remove: vec![] }, Timestamp(2));
    let inverse =
        set.apply(&Edit::Retag { id: Id(1), add: tags(&["c", "a"]), remove: tags(&["b"]) }, Timestamp(2));
    assert_eq!(set.get(Id(1)).map(|annotation| annotation.tags.clone()), Some(tags(&["a", "c"])));
    assert_eq!(inverse, Some(Edit::Retag { id: Id(1), add: tags(&["b"]), remove: tags(&["c"]) }));
}

/// Makes any edit of a few annotations.
pub(in crate::annotation) fn edits() -> impl Strategy<Value = Edit> {
    let id = (1_u128..5).prop_map(Id);
    let tags = || prop::collection::vec("[abc ]", 0..3);
    let anchor = prop_oneof![
        Just(Anchor::Article),
        Just(Anchor::Orphan),
        (0_usize..9, 0_usize..9).prop_map(|(a, b)| exact(a, a + b))
    ];
    prop_oneof![
        (id.clone(), anchor).prop_map(|(id, anchor)| Edit::Add(Box::new(annotation(id.0, anchor)))),
        id.clone().prop_map(Edit::Delete),
        id.clone().prop_map(Edit::Restore),
        (id.clone(), 0_usize..5).prop_map(|(id, color)| Edit::Recolor(id, Color::ALL[color])),
        (id.clone(), "[xy]{0,2}").prop_map(|(id, note)| Edit::SetNote(id, note)),
        (id.clone(), prop::collection::vec("[xy]{0,2}", 0..3))
            .prop_map(|(id, notes)| Edit::SetNotes(id, notes)),
        (id, tags(), tags()).prop_map(|(id, add, remove)| Edit::Retag { id, add, remove }),
    ]
}

proptest! {
    #[test]
    fn an_edit_and_its_inverse_leave_everything_as_it_was(before in prop::collection::vec(edits(), 0..20), edit in edits()) {
        let at = Timestamp(1);
        let mut set = Annotations::default();
        for edit in &before {
            set.apply(edit, at);
        }
        let old = set.clone();
        if let Some(inverse) = set.apply(&edit, at) {
            let new = set.clone();
            let again = set.apply(&inverse, at).expect("the inverse of an edit applies");
            prop_assert_eq!(&set, &old);
            set.apply(&again, at).expect("the inverse of the inverse applies");
            prop_assert_eq!(&set, &new);
        } else {
            prop_assert_eq!(&set, &old);
        }
    }
}
