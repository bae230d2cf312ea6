//! What can be undone and redone, worked out from the changes themselves, so that it outlives the program.

use std::collections::VecDeque;

use super::{Change, Edit, Id, Reverts, Timestamp};

/// How many changes can be undone.
pub const DEPTH: usize = 1000;

/// The changes that can be taken back, and those that can be made again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct History {
    /// Changes that stand, the latest last, each with the edit that takes it back.
    done: VecDeque<Entry>,
    /// Changes that were taken back, the latest last, each with the edit that makes it again.
    undone: VecDeque<Entry>,
}

/// A change that can be taken back or made again.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    id: Id,
    /// When it was made at first: what was made at one moment is one step, because one key did it.
    at: Timestamp,
    edit: Edit,
}

impl History {
    /// Takes note of a change that was made, with its inverse as [`super::set::Annotations::apply`] returned it.
    pub fn record(&mut self, change: &Change, inverse: Edit) {
        match change.reverts {
            None => {
                self.undone.clear();
                push(&mut self.done, Entry { id: change.id, at: change.at, edit: inverse });
            }
            Some(Reverts::Undo(id)) => {
                let at = drop_entry(&mut self.done, id).unwrap_or(change.at);
                push(&mut self.undone, Entry { id, at, edit: inverse });
            }
            Some(Reverts::Redo(id)) => {
                let at = drop_entry(&mut self.undone, id).unwrap_or(change.at);
                push(&mut self.done, Entry { id, at, edit: inverse });
            }
        }
    }

    /// Returns the change to undo next and the edit that does it, or `None` where there is nothing to undo. Whoever
    /// makes the edit records it as [`Reverts::Undo`] of that change.
    pub fn undo(&self) -> Option<(Id, Edit)> {
        self.done.back().map(|entry| (entry.id, entry.edit.clone()))
    }

    /// Returns the change to redo next and the edit that does it, or `None` where there is nothing to redo. Whoever
    /// makes the edit records it as [`Reverts::Redo`] of that change.
    pub fn redo(&self) -> Option<(Id, Edit)> {
        self.undone.back().map(|entry| (entry.id, entry.edit.clone()))
    }

    /// Returns when the change to undo next was made.
    pub fn undoes(&self) -> Option<Timestamp> {
        self.done.back().map(|entry| entry.at)
    }

    /// Returns when the change to redo next was made at first.
    pub fn redoes(&self) -> Option<Timestamp> {
        self.undone.back().map(|entry| entry.at)
    }

    /// Forgets a change that can no longer be undone or redone.
    pub fn forget(&mut self, id: Id) {
        drop_entry(&mut self.done, id);
        drop_entry(&mut self.undone, id);
    }
}

/// Adds an entry, and lets the oldest go where there are too many.
fn push(entries: &mut VecDeque<Entry>, entry: Entry) {
    entries.push_back(entry);
    if entries.len() > DEPTH {
        entries.pop_front();
    }
}

/// Removes the entry of a change, which is nearly always the last, and returns when it was made.
fn drop_entry(entries: &mut VecDeque<Entry>, id: Id) -> Option<Timestamp> {
    let idx = entries.iter().rposition(|entry| entry.id == id)?;
    entries.remove(idx).map(|entry| entry.at)
}
