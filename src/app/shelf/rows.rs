//! The rows of the list: which articles are shown, and in which order. Near duplicates, such as wire copy that several
//! papers printed, share a row until the reader unfolds it.

use std::collections::{HashMap, HashSet};

use super::Entry;

/// The rows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    /// The places of all articles in their order, or none where that is how they came.
    pub(super) order: Option<Vec<usize>>,
    /// The places of those that are shown.
    shown: Vec<usize>,
    /// By group of near duplicates: the places of its articles, the first of which stands for all.
    groups: HashMap<i64, Vec<usize>>,
    /// The groups that are unfolded.
    unfolded: HashSet<i64>,
}

impl Rows {
    /// Returns how many rows there are.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Returns how many articles have no row of their own.
    pub fn n_folded(&self) -> usize {
        let of =
            |alike: &i64, group: &[usize]| if self.unfolded.contains(alike) { 0 } else { group.len() - 1 };
        self.groups.iter().map(|(alike, group)| of(alike, group)).sum()
    }

    /// Returns which article a row shows.
    pub(super) fn at(&self, row: usize) -> Option<usize> {
        self.shown.get(row).copied()
    }

    /// Returns the row of an article, or of the one that stands for it.
    pub fn place(&self, index: usize) -> Option<usize> {
        let row = |index: usize| self.shown.iter().position(|shown| *shown == index);
        row(index).or_else(|| {
            let group = self.groups.values().find(|group| group.contains(&index))?;
            row(*group.first()?)
        })
    }

    /// Works out the rows of the articles that fit.
    pub(super) fn arrange(&mut self, articles: &[Entry], fits: impl Fn(&Entry) -> bool) {
        let (mut first, mut groups) = (Vec::new(), HashMap::<i64, Vec<usize>>::new());
        let mut take = |index: usize| {
            let Some(entry) = articles.get(index).filter(|entry| fits(entry)) else { return };
            let group = entry.alike.map(|alike| groups.entry(alike).or_default());
            if group.as_ref().is_none_or(|group| group.is_empty()) {
                first.push(index);
            }
            if let Some(group) = group {
                group.push(index);
            }
        };
        match &self.order {
            Some(order) => order.iter().copied().for_each(&mut take),
            None => (0..articles.len()).for_each(&mut take),
        }
        groups.retain(|_, group| group.len() > 1);
        self.groups = groups;
        self.shown.clear();
        for index in first {
            self.shown.push(index);
            let alike = articles.get(index).and_then(|entry| entry.alike);
            if let Some(alike) = alike.filter(|alike| self.unfolded.contains(alike)) {
                self.shown.extend(self.groups.get(&alike).into_iter().flatten().skip(1));
            }
        }
    }

    /// Returns what the rows say of the group of an article: how many others it stands for, or that it stands below another.
    pub fn fold(&self, index: usize, entry: &Entry) -> Fold {
        let Some((alike, group)) = entry.alike.and_then(|alike| Some((alike, self.groups.get(&alike)?)))
        else {
            return Fold::Single;
        };
        match (group.first() == Some(&index), self.unfolded.contains(&alike)) {
            (true, false) => Fold::Folded(group.len() - 1),
            (true, true) => Fold::Unfolded(group.len() - 1),
            (false, _) => Fold::Below,
        }
    }

    /// Unfolds the group of near duplicates of an article, or folds it again; returns whether there is one.
    pub(super) fn toggle(&mut self, entry: &Entry) -> bool {
        let Some(alike) = entry.alike.filter(|alike| self.groups.contains_key(alike)) else { return false };
        if !self.unfolded.remove(&alike) {
            self.unfolded.insert(alike);
        }
        true
    }
}

/// What a row says of near duplicates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// There are none.
    Single,
    /// It stands for so many others too.
    Folded(usize),
    /// So many others stand below it.
    Unfolded(usize),
    /// It is one of those below.
    Below,
}
