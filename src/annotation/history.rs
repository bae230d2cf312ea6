//! What can be undone and redone, worked out from the changes themselves, so that it outlives the program.

use std::collections::VecDeque;

use super::{Change, Edit, Id, Reverts};

/// How many changes can be undone.
pub const DEPTH: usize = 1000;

/// The changes that can be taken back, and those that can be made again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// Changes that stand, the latest last, each with the edit that takes it back.
    done: VecDeque<(Id, Edit)>,
    /// Changes that were taken back, the latest last, each with the edit that makes it again.
    undone: VecDeque<(Id, Edit)>,
}

impl History {
    /// Takes note of a change that was made, with its inverse as [`super::set::Annotations::apply`] returned it.
    pub fn record(&mut self, change: &Change, inverse: Edit) {
        match change.reverts {
            None => {
                self.undone.clear();
                push(&mut self.done, (change.id, inverse));
            }
            Some(Reverts::Undo(id)) => {
                drop_entry(&mut self.done, id);
                push(&mut self.undone, (id, inverse));
            }
            Some(Reverts::Redo(id)) => {
                drop_entry(&mut self.undone, id);
                push(&mut self.done, (id, inverse));
            }
        }
    }

    /// Returns the change to undo next and the edit that does it, or `None` where there is nothing to undo. Whoever
    /// makes the edit records it as [`Reverts::Undo`] of that change.
    pub fn undo(&self) -> Option<(Id, Edit)> {
        self.done.back().cloned()
    }

    /// Returns the change to redo next and the edit that does it, or `None` where there is nothing to redo. Whoever
    /// makes the edit records it as [`Reverts::Redo`] of that change.
    pub fn redo(&self) -> Option<(Id, Edit)> {
        self.undone.back().cloned()
    }

    /// Forgets a change that can no longer be undone or redone.
    pub fn forget(&mut self, id: Id) {
        drop_entry(&mut self.done, id);
        drop_entry(&mut self.undone, id);
    }
}

/// Adds an entry, and lets the oldest go where there are too many.
fn push(entries: &mut VecDeque<(Id, Edit)>, entry: (Id, Edit)) {
    entries.push_back(entry);
    if entries.len() > DEPTH {
        entries.pop_front();
    }
}

/// Removes the entry of a change, which is nearly always the last.
fn drop_entry(entries: &mut VecDeque<(Id, Edit)>, id: Id) {
    if let Some(idx) = entries.iter().rposition(|entry| entry.0 == id) {
        entries.remove(idx);
    }
}
