//! Everything the reader did to one article: the annotations and their history, always in step.

use std::collections::{HashMap, HashSet};

use super::{
    Anchor, Change, Edit, Id, Reverts, Selector, Timestamp,
    anchor::{Extent, Ground},
    history::History,
    judgement::Judgements,
    set::Annotations,
};
use crate::text::units::Units;

/// The annotations of one article, and what can be undone and redone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Notes {
    /// The annotations as they are now.
    pub annotations: Annotations,
    /// What the reader says of names and quotations.
    pub judgements: Judgements,
    /// What can be taken back and made again.
    pub history: History,
    /// Annotations whose words were searched only near their old place, because there was too much to search.
    pub near: HashSet<Id>,
    /// Changes of annotations that are not there yet.
    early: HashMap<Id, Vec<Change>>,
}

impl Notes {
    /// Rebuilds the notes on `text` from the changes that were ever made, in their order, anchoring each annotation in
    /// the text as it is now. A change to an annotation that is only added later (two clocks that disagree) waits for it.
    pub fn replay(text: &str, changes: &[Change]) -> Self {
        Self::replay_after(&[], text, changes)
    }

    /// The same, where `earlier` texts of the article are known, too: annotations that were made in one of them are
    /// followed through its difference to `text`.
    pub fn replay_after(earlier: &[String], text: &str, changes: &[Change]) -> Self {
        let mut notes = Self::default();
        notes.take_in(earlier, text, changes);
        notes
    }

    /// Makes changes that were made elsewhere, all later than those that are known, as [`Self::replay_after`] would.
    pub fn take_in(&mut self, earlier: &[String], text: &str, changes: &[Change]) {
        let units = Units::new(text);
        let ground = Ground::new(text, &units);
        let ground = earlier.iter().fold(ground, |ground, old| ground.with_version(old));
        for change in changes {
            let Some(subject) = change.edit.subject() else {
                self.apply(change);
                continue;
            };
            if let Edit::Add(annotation) = &change.edit {
                let mut annotation = annotation.clone();
                annotation.anchor = annotation
                    .selector
                    .as_ref()
                    .map_or(Anchor::Article, |it| self.find(subject, &ground, it));
                self.apply(&Change { edit: Edit::Add(annotation), ..change.clone() });
                for change in self.early.remove(&subject).unwrap_or_default() {
                    self.apply(&change);
                }
            } else if let Edit::Place { to, .. } = &change.edit
                && self.annotations.knows(subject)
            {
                let own = self.annotations.selector(subject).cloned();
                let words = to.as_deref().or(own.as_ref());
                // What has no words of its own is on the article as a whole.
                let anchor = words.map_or(Anchor::Article, |words| self.find(subject, &ground, words));
                let edit = Edit::Place { id: subject, to: to.clone(), anchor };
                self.apply(&Change { edit, ..change.clone() });
            } else if self.annotations.knows(subject) {
                self.apply(change);
            } else {
                self.early.entry(subject).or_default().push(change.clone());
            }
        }
    }

    /// Finds the words of an annotation, and takes note of how far they were searched.
    fn find(&mut self, id: Id, ground: &Ground<'_>, words: &Selector) -> Anchor {
        let found = ground.find(words);
        match found.evidence.extent {
            Extent::Near => _ = self.near.insert(id),
            _ => _ = self.near.remove(&id),
        }
        found.anchor
    }

    /// Makes a change that has its name already, and returns whether it changed anything.
    pub fn apply(&mut self, change: &Change) -> bool {
        let inverse = match &change.edit {
            Edit::Judge(judgement) => {
                self.judgements.apply(judgement).map(|inverse| Edit::Judge(Box::new(inverse)))
            }
            _ => self.annotations.make(change),
        };
        let Some(inverse) = inverse else { return false };
        self.history.record(change, inverse);
        true
    }

    /// Does an edit under a new name and returns the change to write down, or `None` where there was nothing to do.
    pub fn edit(&mut self, id: Id, at: Timestamp, edit: Edit) -> Option<Change> {
        let change = self.upon(id, at, edit, None)?;
        self.apply(&change).then_some(change)
    }

    /// Returns a change upon the notes as they are, or `None` where it is about something that is deleted.
    fn upon(&self, id: Id, at: Timestamp, edit: Edit, reverts: Option<Reverts>) -> Option<Change> {
        let over = match edit {
            Edit::Add(_) | Edit::Delete(_) | Edit::Restore(_) | Edit::Judge(_) => Vec::new(),
            _ => {
                let annotation = self.annotations.get(edit.subject()?)?;
                match &edit {
                    // Words that are there already are no change; over them would stand one that nobody has written.
                    Edit::SetNote(_, note) if *note == annotation.note && annotation.also.is_empty() => {
                        return None;
                    }
                    Edit::SetNote(id, _) | Edit::SetNotes(id, _) => self.annotations.heads(*id),
                    _ => Vec::new(),
                }
            }
        };
        Some(Change { id, at, edit, reverts, over })
    }

    /// Takes back the latest change that stands and returns the change to write down, or `None` where there is none.
    pub fn undo(&mut self, id: Id, at: Timestamp) -> Option<Change> {
        while let Some((undone, edit)) = self.history.undo() {
            let change = self.upon(id, at, edit, Some(Reverts::Undo(undone)));
            if let Some(change) = change.filter(|change| self.apply(change)) {
                return Some(change);
            }
            self.history.forget(undone);
        }
        None
    }

    /// Makes the latest undone change again and returns the change to write down, or `None` where there is none.
    pub fn redo(&mut self, id: Id, at: Timestamp) -> Option<Change> {
        while let Some((redone, edit)) = self.history.redo() {
            let change = self.upon(id, at, edit, Some(Reverts::Redo(redone)));
            if let Some(change) = change.filter(|change| self.apply(change)) {
                return Some(change);
            }
            self.history.forget(redone);
        }
        None
    }
}

#[cfg(test)]
mod tests;
