//! The lines of the notes file folded into what the reader did to each article.

use std::collections::{BTreeMap, HashMap};

use crate::{
    annotation::{Change, Edit, Timestamp, judgement::Judgement},
    article::Fingerprint,
};

/// What the notes file says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Contents {
    /// The articles with changes, by their first text.
    pub(super) articles: BTreeMap<Fingerprint, Article>,
    /// Which article a text belongs to, where that is not the article of the same name.
    pub(super) roots: HashMap<String, String>,
    /// Lines that cannot be read. They stay in the file.
    pub damaged: Vec<Line>,
    /// Lines of a newer version or with unknown operations. They stay in the file.
    pub unknown: Vec<Line>,
}

/// What the notes file says about one article.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Article {
    /// Its title when it was first annotated.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Where it was read from.
    pub source: Option<String>,
    /// Its texts that were annotated.
    pub texts: Vec<Fingerprint>,
    /// The changes of its annotations, in order.
    pub changes: Vec<Change>,
    /// The place of each change among all changes of the file.
    pub(super) places: Vec<usize>,
}

/// A line that is kept but not understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number, from 1; in a copy that a synchronizer left, 0.
    pub number: usize,
    /// Why it is not understood.
    pub why: String,
}

impl Contents {
    /// Returns the changes of the article that a text belongs to, in order.
    pub fn changes(&self, text: &Fingerprint) -> &[Change] {
        self.article(text).map_or(&[], |article| &article.changes)
    }

    /// Returns the changes of the articles that some texts belong to, in order, each once: for texts that are known to
    /// be versions of one article though the file does not say so.
    pub fn changes_of<'a>(&self, texts: impl IntoIterator<Item = &'a Fingerprint>) -> Vec<Change> {
        let articles = texts.into_iter().filter_map(|text| self.article(text));
        let mut changes: Vec<(usize, &Change)> =
            articles.flat_map(|article| article.places.iter().copied().zip(&article.changes)).collect();
        changes.sort_by_key(|(place, _)| *place);
        changes.dedup_by_key(|(place, _)| *place);
        changes.into_iter().map(|(_, change)| change.clone()).collect()
    }

    /// Returns what the reader says of names and quotations, in all articles, in order.
    pub fn judgements(&self) -> Vec<Judgement> {
        let all = self.articles.values().flat_map(|article| article.places.iter().zip(&article.changes));
        let mut said: Vec<_> = all
            .filter_map(|(place, change)| match &change.edit {
                Edit::Judge(judgement) => Some((place, judgement)),
                _ => None,
            })
            .collect();
        said.sort_by_key(|(place, _)| **place);
        said.into_iter().map(|(_, judgement)| (**judgement).clone()).collect()
    }

    /// Returns the article that a text belongs to.
    pub fn article(&self, text: &Fingerprint) -> Option<&Article> {
        self.articles.get(&Fingerprint::parse(root(&self.roots, text.as_str()))?)
    }

    /// Returns whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.damaged.is_empty() && self.unknown.is_empty()
    }

    /// Returns all articles that are named or annotated.
    pub fn articles(&self) -> impl Iterator<Item = (&Fingerprint, &Article)> {
        self.articles.iter()
    }

    /// Begins with nothing but which texts are known to be versions of an article.
    pub(super) fn on(roots: HashMap<String, String>) -> Self {
        Self { roots, ..Self::default() }
    }

    /// Returns what the notes file said when all changes up to a moment had been made.
    #[must_use]
    pub fn until(mut self, at: Timestamp) -> Self {
        for article in self.articles.values_mut() {
            let kept = article.changes.iter().zip(&article.places).filter(|(change, _)| change.at <= at);
            let (changes, places) = kept.map(|(change, place)| (change.clone(), *place)).unzip();
            (article.changes, article.places) = (changes, places);
        }
        self
    }

    /// Lets every text lead to its article in one step, so that long chains of versions are walked only once.
    pub(super) fn flatten(&mut self) {
        let texts: Vec<String> = self.roots.keys().cloned().collect();
        for text in texts {
            let end = root(&self.roots, &text).to_owned();
            let mut at = text;
            while let Some(next) = self.roots.get(&at).filter(|next| **next != end).cloned() {
                self.roots.insert(at, end.clone());
                at = next;
            }
        }
    }
}

/// Makes `text` a version of `doc`.
pub(super) fn join(roots: &mut HashMap<String, String>, doc: &str, text: &str) {
    let (article, version) = (root(roots, doc).to_owned(), root(roots, text).to_owned());
    // The shortcuts keep long chains from being walked again and again.
    for from in [doc, text, &version] {
        if from != article {
            roots.insert(from.to_owned(), article.clone());
        }
    }
}

/// Follows a text to its article. A circle cannot arise: only roots are joined.
pub(super) fn root<'a>(roots: &'a HashMap<String, String>, text: &'a str) -> &'a str {
    let mut at = text;
    while let Some(next) = roots.get(at) {
        at = next;
    }
    at
}
