//! Quotations and speakers on the project's own gold.

use std::{collections::HashSet, error::Error, path::Path};

use byline::{
    article::{Format, parse},
    extract::{Extraction, Quotation, QuotationKind, extract},
};

use super::{Faults, around};
use crate::{
    corpus::{self, Judged},
    normal::plain,
};

/// How many quotations were found, and how many speakers are right.
#[derive(Default)]
pub struct Score {
    /// Quotations that are speech.
    pub speech: usize,
    /// Those that were found.
    pub heard: usize,
    /// Words in marks that are no speech.
    pub terms: usize,
    /// Those that were taken for speech.
    pub called: usize,
    /// Quotations that were found and whose speaker is known.
    pub told: usize,
    /// Those whose speaker is right.
    pub right: usize,
    /// Those without an answer.
    pub silent: usize,
    /// For each answer how sure it was, and whether it is right.
    pub answers: Vec<(f32, bool)>,
}

/// Measures one split.
pub fn measure(corpora: &Path, split: &str, mut faults: Faults) -> Result<Score, Box<dyn Error>> {
    let mut score = Score::default();
    for article in corpus::judged(corpora, split)? {
        score.add(&article, faults.as_deref_mut());
    }
    Ok(score)
}

impl Score {
    fn add(&mut self, known: &Judged, mut faults: Faults) {
        let (article, _) = parse(&known.text, Format::Plain);
        let found = extract(&article);
        let mut tell = |title: &str, said: &corpus::Said, more: &str| {
            if let Some(faults) = faults.as_deref_mut() {
                let words = around(&known.text, said.span.start, said.span.end);
                faults.push(format!("{title}\t{more}\t{words}"));
            }
        };
        for said in &known.quotations {
            let words = plain(said.span.slice(&known.text));
            let hit = found.quotations.iter().find(|it| {
                it.kind != QuotationKind::Indirect && plain(it.span.slice(&article.text)) == words
            });
            let hit = hit.filter(|it| it.kind != QuotationKind::Term);
            if said.term {
                self.terms += 1;
                self.called += usize::from(hit.is_some());
                self.answers.extend(hit.filter(|it| it.speaker.is_some()).map(|it| (it.confidence, false)));
                continue;
            }
            self.speech += 1;
            self.heard += usize::from(hit.is_some());
            if hit.is_none() {
                tell("not heard", said, "");
            }
            let (Some(hit), Some(speaker)) = (hit, &said.speaker) else { continue };
            let entity = known.entities.iter().find(|it| it.surfaces.first() == Some(speaker));
            let wanted = entity.iter().flat_map(|it| &it.surfaces).chain([speaker]);
            let wanted: HashSet<String> = wanted.map(|name| plain(name)).collect();
            let named = named(&article.text, &found, hit);
            let same = !named.is_disjoint(&wanted);
            self.told += 1;
            self.right += usize::from(same);
            self.silent += usize::from(named.is_empty());
            if !named.is_empty() {
                self.answers.push((hit.confidence, same));
            }
            if !same {
                let ours = hit.speaker.map_or("", |it| it.span.slice(&article.text));
                let entity = hit.speaker.and_then(|it| found.entities.get(it.entity?));
                let entity = entity.map_or("-", |it| it.name.as_str());
                tell("speaker", said, &format!("is {speaker}, not {ours} = {entity}, {:.2}", hit.confidence));
            }
        }
    }
}

/// Returns the names and words by which the speaker of a quotation is known; empty where there is none.
fn named(text: &str, found: &Extraction, quotation: &Quotation) -> HashSet<String> {
    let Some(speaker) = quotation.speaker else { return HashSet::new() };
    let Some(entity) = speaker.entity.and_then(|entity| found.entities.get(entity)) else {
        return HashSet::from([plain(speaker.span.slice(text))]);
    };
    let mentions = entity.mentions.iter().filter_map(|idx| found.mentions.get(*idx));
    let words = mentions.map(|mention| plain(mention.span.slice(text)));
    words.chain([plain(&entity.name)]).chain(entity.aliases.iter().map(|alias| plain(alias))).collect()
}
