//! Everything the reader did to one article: the annotations and their history, always in step.

use std::collections::HashMap;

use super::{
    Anchor, Change, Edit, Id, Reverts, Timestamp, anchor::Ground, history::History, set::Annotations,
};
use crate::text::units::Units;

/// The annotations of one article, and what can be undone and redone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Notes {
    /// The annotations as they are now.
    pub annotations: Annotations,
    /// What can be taken back and made again.
    pub history: History,
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
        let units = Units::new(text);
        let ground = Ground::new(text, &units);
        let ground = earlier.iter().fold(ground, |ground, old| ground.with_version(old));
        let mut notes = Self::default();
        let mut early: HashMap<Id, Vec<&Change>> = HashMap::new();
        for change in changes {
            let subject = change.edit.subject();
            if let Edit::Add(annotation) = &change.edit {
                let mut annotation = annotation.clone();
                annotation.anchor =
                    annotation.selector.as_ref().map_or(Anchor::Article, |words| ground.anchor(words));
                notes.apply(&Change { edit: Edit::Add(annotation), ..change.clone() });
                for change in early.remove(&subject).unwrap_or_default() {
                    notes.apply(change);
                }
            } else if notes.annotations.knows(subject) {
                notes.apply(change);
            } else {
                early.entry(subject).or_default().push(change);
            }
        }
        notes
    }

    /// Makes a change that has its name already, and returns whether it changed anything.
    pub fn apply(&mut self, change: &Change) -> bool {
        let Some(inverse) = self.annotations.apply(&change.edit, change.at) else { return false };
        self.history.record(change, inverse);
        true
    }

    /// Does an edit under a new name and returns the change to write down, or `None` where there was nothing to do.
    pub fn edit(&mut self, id: Id, at: Timestamp, edit: Edit) -> Option<Change> {
        let change = Change { id, at, edit, reverts: None };
        self.apply(&change).then_some(change)
    }

    /// Takes back the latest change that stands and returns the change to write down, or `None` where there is none.
    pub fn undo(&mut self, id: Id, at: Timestamp) -> Option<Change> {
        while let Some((undone, edit)) = self.history.undo() {
            let change = Change { id, at, edit, reverts: Some(Reverts::Undo(undone)) };
            if self.apply(&change) {
                return Some(change);
            }
            self.history.forget(undone);
        }
        None
    }

    /// Makes the latest undone change again and returns the change to write down, or `None` where there is none.
    pub fn redo(&mut self, id: Id, at: Timestamp) -> Option<Change> {
        while let Some((redone, edit)) = self.history.redo() {
            let change = Change { id, at, edit, reverts: Some(Reverts::Redo(redone)) };
            if self.apply(&change) {
                return Some(change);
            }
            self.history.forget(redone);
        }
        None
    }
}

#[cfg(test)]
mod tests;
