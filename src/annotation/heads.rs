//! The words of one note that nobody has replaced yet.
//!
//! Each change of a note names the changes it was made over. Two changes over the same words, neither knowing the other,
//! are both heads: the later is the note, and the earlier stands beside it until a change is made over both. This is the
//! multi-value register of Shapiro et al. (2011).

use std::collections::HashSet;

use super::Id;

/// How many texts stand beside a note at most. More than that, written without knowing of each other, is no work of
/// readers; the oldest of them stay in the notes file only.
const MOST: usize = 64;

/// The heads of a note.
#[derive(Clone, Debug)]
pub(super) struct Heads {
    /// What made the words that stand as the note.
    by: Id,
    /// What stands beside them, with what made it; the earlier first.
    beside: Vec<(Id, String)>,
    /// Changes that were replaced before they came, as happens where two clocks disagree.
    early: HashSet<Id>,
}

impl Heads {
    /// Begins with the words that an annotation was added with, which go by its own name.
    pub fn new(annotation: Id) -> Self {
        Self { by: annotation, beside: Vec::new(), early: HashSet::new() }
    }

    /// Returns what made the words that are there.
    pub fn ids(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.beside.iter().map(|(id, _)| *id).chain([self.by]).collect();
        ids.dedup();
        ids
    }

    /// Puts the words of the change `by` in place of those that `over` names, of all where it names none, and returns
    /// the note and what stands beside it; `None` where the change was replaced already. `note` is the note as it is.
    pub fn write(
        &mut self,
        note: &str,
        by: Id,
        words: &[String],
        over: &[Id],
    ) -> Option<(String, Vec<String>)> {
        let (first, rest) = words.split_first()?;
        if self.early.remove(&by) {
            return None;
        }
        let is_replaced = |id: &Id| over.is_empty() || over.contains(id);
        let is_head = |id: &Id| *id == self.by || self.beside.iter().any(|head| head.0 == *id);
        self.early.extend(over.iter().filter(|id| !is_head(id)));
        self.beside.retain(|(id, _)| !is_replaced(id));
        if !is_replaced(&self.by) {
            self.beside.push((self.by, note.to_owned()));
        }
        self.beside.extend(rest.iter().map(|words| (by, words.clone())));
        let surplus = self.beside.len().saturating_sub(MOST);
        self.beside.drain(..surplus);
        self.by = by;
        let mut also: Vec<String> = Vec::new();
        for (_, words) in &self.beside {
            if !words.is_empty() && words != first && !also.contains(words) {
                also.push(words.clone());
            }
        }
        Some((first.clone(), also))
    }
}
