//! The annotations of one article: what edits do to them, and in which order they are read.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use super::{Anchor, Annotation, Change, Edit, Id, Selector, Timestamp, heads::Heads};
use crate::text::Span;

/// The annotations of one article. Deleted ones are remembered, so that they can be restored.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    /// All that were ever added.
    all: HashMap<Id, Kept>,
    /// Those not deleted, in reading order.
    order: BTreeSet<Place>,
    /// How often something has changed.
    revision: usize,
    /// The length of the longest span there ever was: how far back one that reaches an offset can begin.
    longest: usize,
}

/// An annotation, and whether it is deleted.
#[derive(Clone, Debug)]
struct Kept {
    annotation: Annotation,
    deleted: bool,
    heads: Heads,
    /// The words it belongs to by the reader's own say, in place of its selector.
    placed: Option<Selector>,
}

/// Where an annotation stands in reading order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Place {
    /// On the article, on a span, or nowhere any more.
    rank: Rank,
    /// The first byte of the span; for those that stand nowhere, where they once stood.
    start: usize,
    /// The longer of two that begin together comes first.
    end: Reverse<usize>,
    /// Then the older.
    id: Id,
}

/// The three groups in which annotations are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Rank {
    Article,
    Placed,
    Lost,
}

impl Annotations {
    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Returns a number that is another one whenever something has changed.
    pub fn revision(&self) -> usize {
        self.revision
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Returns all of them: first those on the whole article, then those on spans as the text goes, last those that
    /// stand nowhere for sure, in the order in which they once stood.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Annotation> {
        self.order.iter().filter_map(|place| self.get(place.id))
    }

    /// Returns one of them, or `None` where it is unknown or deleted.
    pub fn get(&self, id: Id) -> Option<&Annotation> {
        self.all.get(&id).filter(|kept| !kept.deleted).map(|kept| &kept.annotation)
    }

    /// Returns those on spans that share a byte with `span`, as the text goes.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = &Annotation> {
        let first = Place::at(span.start.saturating_sub(self.longest));
        let places = self
            .order
            .range(first..)
            .take_while(move |place| place.rank == Rank::Placed && place.start < span.end);
        places.filter(move |place| place.end.0 > span.start).filter_map(|place| self.get(place.id))
    }

    /// Returns those that cover the character at `offset`, the innermost last.
    pub fn at(&self, offset: usize) -> impl Iterator<Item = &Annotation> {
        self.overlapping(Span::new(offset, offset.saturating_add(1)))
    }

    /// Returns those that `keep` says, without the others and without what is deleted.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&Annotation) -> bool) -> Self {
        let mut kept = Self { longest: self.longest, ..Self::default() };
        for annotation in self.iter().filter(|annotation| keep(annotation)) {
            kept.add(annotation);
        }
        kept
    }

    /// Does an edit and returns the edit that takes it back, or `None` where there was nothing to do: the annotation
    /// is unknown, or already as the edit would make it.
    pub fn apply(&mut self, edit: &Edit, at: Timestamp) -> Option<Edit> {
        self.apply_by(Id(0), edit, at, &[])
    }

    /// Makes a change and returns the edit that takes it back, or `None` where there is nothing to take back. What was
    /// changed elsewhere in a deleted annotation is there when it is restored.
    pub fn make(&mut self, change: &Change) -> Option<Edit> {
        let subject = change.edit.subject()?;
        let is_hidden = self.all.get(&subject).is_some_and(|kept| kept.deleted)
            && !matches!(change.edit, Edit::Add(_) | Edit::Delete(_) | Edit::Restore(_));
        if !is_hidden {
            return self.apply_by(change.id, &change.edit, change.at, &change.over);
        }
        // Its place does not depend on what these edits change, so nobody sees it meanwhile.
        self.all.entry(subject).and_modify(|kept| kept.deleted = false);
        self.apply_by(change.id, &change.edit, change.at, &change.over);
        self.all.entry(subject).and_modify(|kept| kept.deleted = true);
        None
    }

    /// Returns the changes that made the words of a note as it is now.
    pub fn heads(&self, id: Id) -> Vec<Id> {
        self.all.get(&id).map(|kept| kept.heads.ids()).unwrap_or_default()
    }

    /// Does an edit of the change `by`, which was made `over` others.
    fn apply_by(&mut self, by: Id, edit: &Edit, at: Timestamp, over: &[Id]) -> Option<Edit> {
        self.revision += 1;
        match edit {
            Edit::Add(annotation) => self.add(annotation),
            Edit::Delete(id) => self.set_deleted(*id, true).then_some(Edit::Restore(*id)),
            Edit::Restore(id) => self.set_deleted(*id, false).then_some(Edit::Delete(*id)),
            Edit::Recolor(id, color) => {
                let annotation = self.changed(*id, at, |annotation| annotation.color != *color)?;
                Some(Edit::Recolor(*id, std::mem::replace(&mut annotation.color, *color)))
            }
            Edit::SetNote(id, note) => self.write(*id, by, std::slice::from_ref(note), at, over),
            Edit::SetNotes(id, notes) => self.write(*id, by, notes, at, over),
            Edit::Retag { id, add, remove } => self.retag(*id, add, remove, at),
            Edit::Place { id, to, anchor } => self.place(*id, to.as_deref(), anchor),
            Edit::Judge(_) => None,
        }
    }

    /// Returns the selector that an annotation was made with, deleted or not.
    pub(super) fn selector(&self, id: Id) -> Option<&Selector> {
        self.all.get(&id)?.annotation.selector.as_ref()
    }

    /// Returns whether the annotation was ever added.
    pub(super) fn knows(&self, id: Id) -> bool {
        self.all.contains_key(&id)
    }

    /// Adds an annotation that was never there.
    fn add(&mut self, annotation: &Annotation) -> Option<Edit> {
        if self.knows(annotation.id) {
            return None;
        }
        let mut annotation = annotation.clone();
        annotation.tags = tidy(annotation.tags);
        let (id, place) = (annotation.id, Place::of(&annotation));
        self.longest = self.longest.max(annotation.anchor.span().map_or(0, Span::len));
        self.order.insert(place);
        let heads = Heads::new(id);
        self.all.insert(id, Kept { annotation, deleted: false, heads, placed: None });
        Some(Edit::Delete(id))
    }

    /// Deletes or restores, and returns whether that changed anything.
    fn set_deleted(&mut self, id: Id, deleted: bool) -> bool {
        let Some(kept) = self.all.get_mut(&id) else { return false };
        if kept.deleted == deleted {
            return false;
        }
        kept.deleted = deleted;
        let place = Place::of(&kept.annotation);
        if deleted { self.order.remove(&place) } else { self.order.insert(place) }
    }

    /// Puts an annotation where the reader says it belongs.
    fn place(&mut self, id: Id, to: Option<&Selector>, anchor: &Anchor) -> Option<Edit> {
        let kept = self.all.get_mut(&id).filter(|kept| !kept.deleted)?;
        if kept.placed.as_ref() == to && kept.annotation.anchor == *anchor {
            return None;
        }
        // One that is deleted stands nowhere in the order, and stays out of it.
        let is_shown = self.order.remove(&Place::of(&kept.annotation));
        let before = std::mem::replace(&mut kept.placed, to.cloned());
        let anchor = std::mem::replace(&mut kept.annotation.anchor, anchor.clone());
        self.longest = self.longest.max(kept.annotation.anchor.span().map_or(0, Span::len));
        if is_shown {
            self.order.insert(Place::of(&kept.annotation));
        }
        Some(Edit::Place { id, to: before.map(Box::new), anchor })
    }

    /// Puts words in place of those that `over` names, beside those that it does not know.
    fn write(&mut self, id: Id, by: Id, notes: &[String], at: Timestamp, over: &[Id]) -> Option<Edit> {
        let kept = self.all.get_mut(&id).filter(|kept| !kept.deleted)?;
        let annotation = &mut kept.annotation;
        let (note, also) = kept.heads.write(&annotation.note, by, notes, over)?;
        if note == annotation.note && also == annotation.also {
            return None;
        }
        annotation.modified = at;
        let note = std::mem::replace(&mut annotation.note, note);
        let also = std::mem::replace(&mut annotation.also, also);
        if also.is_empty() {
            return Some(Edit::SetNote(id, note));
        }
        Some(Edit::SetNotes(id, [note].into_iter().chain(also).collect()))
    }

    /// Adds and removes tags; a tag in both lists is added.
    fn retag(&mut self, id: Id, add: &[String], remove: &[String], at: Timestamp) -> Option<Edit> {
        let before = self.get(id)?.tags.clone();
        let kept = before.iter().filter(|tag| !remove.contains(tag));
        let after = tidy(kept.chain(add).cloned().collect());
        let annotation = self.changed(id, at, |annotation| annotation.tags != after)?;
        annotation.tags.clone_from(&after);
        let only = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|tag| those.binary_search(tag).is_err()).cloned().collect()
        };
        Some(Edit::Retag { id, add: only(&before, &after), remove: only(&after, &before) })
    }

    /// Returns the annotation to change, its time set, where `needed` says that there is something to change.
    fn changed(
        &mut self,
        id: Id,
        at: Timestamp,
        needed: impl Fn(&Annotation) -> bool,
    ) -> Option<&mut Annotation> {
        let kept = self.all.get_mut(&id).filter(|kept| !kept.deleted)?;
        if !needed(&kept.annotation) {
            return None;
        }
        kept.annotation.modified = at;
        Some(&mut kept.annotation)
    }
}

impl PartialEq for Annotations {
    /// Compares what the reader sees; what is deleted does not count.
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order && self.iter().eq(other.iter())
    }
}

impl Place {
    /// Returns where an annotation belongs.
    fn of(annotation: &Annotation) -> Self {
        let (rank, span) = match (&annotation.anchor, annotation.anchor.span()) {
            (_, Some(span)) => (Rank::Placed, span),
            (Anchor::Article, _) => (Rank::Article, Span::default()),
            _ => {
                let was = annotation
                    .selector
                    .as_ref()
                    .map_or((0, 0), |selector| (selector.start.0, selector.end.0));
                (Rank::Lost, Span::new(was.0, was.1))
            }
        };
        Self { rank, start: span.start, end: Reverse(span.end), id: annotation.id }
    }

    /// Returns the first place that a span beginning at `start` can have.
    fn at(start: usize) -> Self {
        Self { rank: Rank::Placed, start, end: Reverse(usize::MAX), id: Id(0) }
    }
}

/// Sorts tags, and drops empty and repeated ones.
fn tidy(tags: Vec<String>) -> Vec<String> {
    let mut tags: Vec<String> = tags.into_iter().filter(|tag| !tag.trim().is_empty()).collect();
    tags.sort();
    tags.dedup();
    tags
}

#[cfg(test)]
pub(super) mod tests;
