//! Who is one, who speaks and what is no speech, on the project's own gold.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use byline::extract::{Kind, QuotationKind};

use super::{Counts, Reading, Result, Row, peers::Peers, percent};
use crate::{
    corpus::{self, Judged},
    normal::plain,
};

#[derive(Default)]
struct Tally {
    pairs: Counts,
    speech: usize,
    found: usize,
    with_speaker: usize,
    right: usize,
    terms: usize,
    called_speech: usize,
}

/// Measures quotations and people on the articles that were read twice.
pub fn rows(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let articles = corpus::judged(corpora, "dev")?;
    let mut tally = Tally::default();
    for article in &articles {
        tally.add(article, &Reading::new(&article.text));
    }
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    let share = |part: usize, all: usize| format!("{:.1}", percent(part, all));
    let mut found = Row::ours("gold dev, speech found %", share(tally.found, tally.speech), ">= 98");
    let of = |part: usize| format!("{part} of {}", tally.terms);
    let mut terms = Row::ours("gold dev, terms called speech", of(tally.called_speech), "<= 2 of 11");
    for (system, answers) in (1..).zip(peers.ask("gold dev", &texts)?) {
        let Some(answers) = answers.filter(|all| all.iter().any(|it| !it.quotes.is_empty())) else {
            continue;
        };
        let (mut hits, mut called) = (0, 0);
        for (article, answer) in articles.iter().zip(answers) {
            let quotes: HashSet<String> =
                answer.quotes.iter().map(|span| plain(span.slice(&article.text))).collect();
            for said in &article.quotations {
                let hit = usize::from(quotes.contains(&plain(said.span.slice(&article.text))));
                *(if said.term { &mut called } else { &mut hits }) += hit;
            }
        }
        for (row, cell) in [(&mut found, share(hits, tally.speech)), (&mut terms, of(called))] {
            if let Some(slot) = row.reached.get_mut(system) {
                *slot = cell;
            }
        }
    }
    let speakers = share(tally.right, tally.with_speaker);
    let pairs = format!("{:.1}", tally.pairs.f());
    Ok(vec![
        found,
        Row::ours("gold dev, speakers right %", speakers, ">= 93"),
        terms,
        Row::ours("gold dev, same person pairs F1", pairs, ""),
    ])
}

impl Tally {
    fn add(&mut self, article: &Judged, reading: &Reading) {
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
        for (idx, a) in both.iter().enumerate() {
            for b in both.iter().skip(idx + 1) {
                let (known, found) = (a.0 == b.0, a.1 == b.1);
                let [right, known, found] = [known && found, known, found].map(usize::from);
                self.pairs.add(Counts { right, found, known });
            }
        }
        for said in &article.quotations {
            let words = plain(said.span.slice(&article.text));
            let hit = found
                .quotations
                .iter()
                .find(|it| it.kind != QuotationKind::Indirect && plain(it.span.slice(text)) == words);
            let hit = hit.filter(|it| it.kind != QuotationKind::Term);
            if said.term {
                self.terms += 1;
                self.called_speech += usize::from(hit.is_some());
                continue;
            }
            self.speech += 1;
            let Some(hit) = hit else { continue };
            self.found += 1;
            let Some(speaker) = &said.speaker else { continue };
            self.with_speaker += 1;
            let entity = hit.speaker.and_then(|it| it.entity).and_then(|idx| found.entities.get(idx));
            let names: HashSet<String> = match (entity, hit.speaker) {
                (Some(entity), _) => {
                    let mentions = entity.mentions.iter().filter_map(|idx| found.mentions.get(*idx));
                    let mentions = mentions.map(|mention| plain(mention.span.slice(text)));
                    let listed = entity.aliases.iter().chain([&entity.name]).map(|name| plain(name));
                    mentions.chain(listed).collect()
                }
                (None, Some(speaker)) => [plain(speaker.span.slice(text))].into(),
                (None, None) => HashSet::new(),
            };
            let known = article.entities.iter().filter(|known| known.surfaces.first() == Some(speaker));
            let wanted = known.flat_map(|known| &known.surfaces).chain([speaker]);
            self.right += usize::from(wanted.map(|name| plain(name)).any(|name| names.contains(&name)));
        }
    }
}
