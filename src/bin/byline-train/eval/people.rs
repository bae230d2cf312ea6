//! Which names are one person, on the project's own gold.

use std::{collections::HashMap, path::Path};

use byline::extract::Kind;

use super::{Counts, Reading, Result, Row};
use crate::{
    corpus::{self, Judged},
    normal::plain,
};

/// Measures who is taken for one on the articles that were read twice.
pub fn rows(corpora: &Path) -> Result<Vec<Row>> {
    let mut counts = Counts::default();
    for article in corpus::judged(corpora, "dev")? {
        counts.add(pairs(&article, &Reading::new(&article.text)));
    }
    Ok(vec![Row::ours("gold dev, same person pairs F1", format!("{:.1}", counts.f()), "")])
}

/// Counts the pairs of names that are one person to the readers, to us, and to both.
fn pairs(article: &Judged, reading: &Reading) -> Counts {
    let (text, found) = (&reading.article.text, &reading.found);
    let mut theirs: HashMap<String, usize> = HashMap::new();
    for (idx, known) in article.entities.iter().enumerate().filter(|(_, it)| it.kind == Kind::Person) {
        theirs.extend(known.spans.iter().map(|span| (plain(span.slice(&article.text)), idx)));
    }
    let mut ours: HashMap<String, usize> = HashMap::new();
    for mention in &found.mentions {
        if found.entities.get(mention.entity).is_some_and(|entity| entity.kind == Kind::Person) {
            ours.insert(plain(mention.span.slice(text)), mention.entity);
        }
    }
    let both: Vec<(usize, usize)> =
        theirs.iter().filter_map(|(name, known)| Some((*known, *ours.get(name)?))).collect();
    let mut counts = Counts::default();
    for (idx, a) in both.iter().enumerate() {
        for b in both.iter().skip(idx + 1) {
            let (known, found) = (a.0 == b.0, a.1 == b.1);
            let [right, known, found] = [known && found, known, found].map(usize::from);
            counts.add(Counts { right, found, known });
        }
    }
    counts
}
