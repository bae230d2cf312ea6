//! What the notes say of whole articles: how many there are, and which articles a query about notes means.

use std::collections::HashMap;

use super::{Result, library::Library, log::Contents};
use crate::{
    annotation::{Annotation, notes::Notes},
    query::{State, Term},
};

/// The notes of the articles in a library. Where they stand in the texts is not looked at, which makes it fast.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Noted {
    articles: HashMap<i64, Vec<Annotation>>,
}

impl Noted {
    /// Puts the notes beside the articles of a library.
    pub fn new(contents: &Contents, library: &Library) -> Result<Self> {
        let mut noted = Self::default();
        for (root, article) in contents.articles().filter(|(_, article)| !article.changes.is_empty()) {
            for text in article.texts.iter().chain([root]) {
                let Some(id) = library.article_of(text)? else { continue };
                if let Some(entry) = library.entry(&id)? {
                    let notes = Notes::replay("", &article.changes);
                    let kept = noted.articles.entry(entry.n).or_default();
                    kept.extend(notes.annotations.iter().cloned());
                }
                break;
            }
        }
        noted.articles.retain(|_, annotations| !annotations.is_empty());
        Ok(noted)
    }

    /// Returns how many notes and highlights an article has, by its number in the library.
    pub fn count(&self, n: i64) -> usize {
        self.articles.get(&n).map_or(0, Vec::len)
    }

    /// Returns the articles with notes, and how many each has.
    pub fn counts(&self) -> impl Iterator<Item = (i64, usize)> {
        self.articles.iter().map(|(n, annotations)| (*n, annotations.len()))
    }

    /// Returns the articles that have an annotation for which a condition holds.
    pub fn fitting(&self, term: &Term) -> Vec<i64> {
        let fits = |annotations: &[Annotation]| match term {
            Term::Is(State::Noted) => true,
            _ => annotations.iter().any(|annotation| annotation.fits(term)),
        };
        self.articles.iter().filter(|(_, annotations)| fits(annotations)).map(|(n, _)| *n).collect()
    }

    /// Returns every tag of a note, sorted.
    pub fn tags(&self) -> Vec<String> {
        let mut tags: Vec<String> =
            self.articles.values().flatten().flat_map(|annotation| annotation.tags.clone()).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

impl Annotation {
    /// Returns whether a condition about notes, tags or colors holds for it.
    pub fn fits(&self, term: &Term) -> bool {
        match term {
            Term::Note(words) => {
                std::iter::once(&self.note).chain(&self.also).any(|note| words.stand_in(note))
            }
            Term::Tag(tag) => self.tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()),
            Term::Color(color) => self.color == *color,
            _ => false,
        }
    }
}
