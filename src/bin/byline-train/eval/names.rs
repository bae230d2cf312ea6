//! People, places and organizations: strict spans and kinds on raw text.

use std::{collections::HashSet, path::Path};

use byline::{extract::Kind, text::Span};

use super::{Counts, Reading, Result, Row, peers::Peers};
use crate::{calibration, corpus, normal::normalize};

const KINDS: [Kind; 3] = [Kind::Person, Kind::Place, Kind::Organization];

/// Measures names on both sets of articles.
pub fn rows(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut sure = Vec::new();
    for (set, articles, goals) in [
        ("worldwide", corpus::worldwide(corpora)?, [">= 79", ">= 83", ">= 82", ">= 72"]),
        ("gold dev", corpus::gold(corpora, "dev")?, [">= 91", ">= 94", ">= 95", ">= 84"]),
    ] {
        let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
        let mut ours = Vec::new();
        for article in &articles {
            let reading = Reading::new(&article.text);
            let names = ours_in(&reading);
            let known: HashSet<_> = article
                .names
                .iter()
                .filter_map(|(span, kind)| normalize(&article.text, *span, *kind))
                .collect();
            for (span, kind, confidence) in &names {
                let right = normalize(&article.text, *span, *kind).is_some_and(|name| known.contains(&name));
                sure.push((*confidence, right));
            }
            ours.push(names.into_iter().map(|(span, kind, _)| (span, kind)).collect::<Vec<_>>());
        }
        let mut tables = vec![count(&articles, &ours)];
        for answers in peers.ask(set, &texts)? {
            let answers = answers.map(|all| all.into_iter().map(|it| it.names).collect::<Vec<_>>());
            tables.push(answers.map_or([Counts::default(); 4], |found| count(&articles, &found)));
        }
        for (at, (name, goal)) in
            ["all", "person", "place", "organization"].into_iter().zip(goals).enumerate()
        {
            let reached = |system: usize| {
                let counts = tables.get(system).and_then(|table| table.get(at)).filter(|it| it.found > 0);
                counts.map_or(String::new(), |it| format!("{:.1}", it.f()))
            };
            let reached = [0, 1, 2, 3].map(reached);
            rows.push(Row { measure: format!("{set}, names F1, {name}"), reached, goal });
        }
    }
    rows.push(Row::ours("names, calibration error", format!("{:.3}", calibration::error(&sure)), "<= 0.05"));
    Ok(rows)
}

/// Returns our names with their confidence.
pub fn ours_in(reading: &Reading) -> Vec<(Span, Kind, f32)> {
    let found = &reading.found;
    let name = |mention: &byline::extract::Mention| {
        let kind = found.entities.get(mention.entity)?.kind;
        Some((reading.source(mention.span)?, kind, mention.confidence))
    };
    found.mentions.iter().filter_map(name).collect()
}

fn count(articles: &[corpus::Gold], found: &[Vec<(Span, Kind)>]) -> [Counts; 4] {
    let mut table = [Counts::default(); 4];
    for (article, found) in articles.iter().zip(found) {
        let normal = |names: &[(Span, Kind)]| -> HashSet<(usize, usize, Kind)> {
            names.iter().filter_map(|(span, kind)| normalize(&article.text, *span, *kind)).collect()
        };
        let (known, found) = (normal(&article.names), normal(found));
        let [all, kinds @ ..] = &mut table;
        for (counts, kind) in kinds.iter_mut().zip(KINDS) {
            let of = |set: &HashSet<(usize, usize, Kind)>| set.iter().filter(|it| it.2 == kind).count();
            let right = found.intersection(&known).filter(|it| it.2 == kind).count();
            let one = Counts { right, found: of(&found), known: of(&known) };
            counts.add(one);
            all.add(one);
        }
    }
    table
}
