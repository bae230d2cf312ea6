//! Quotations, speakers, reported speech and how sure we are of them: the rows of the table.

use std::{collections::HashSet, path::Path};

use byline::text::Span;

use super::{Result, Row, peers::Peers, percent};
use crate::{
    calibration, corpus,
    normal::plain,
    speech::{gold, polnear},
};

/// Measures speech on both sets of articles.
pub fn rows(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let mut rows = of_news(corpora, peers)?;
    rows.extend(of_gold(corpora, peers)?);
    Ok(rows)
}

/// Political news, where everything that is attributed to somebody is annotated.
fn of_news(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let score = polnear::measure(corpora, "dev", None)?;
    let share = |share: f64| format!("{share:.1}");
    let mut rows = vec![
        Row::ours("PolNeAR dev, direct speech, recall", share(score.direct.recall()), ">= 97.5"),
        Row::ours("PolNeAR dev, direct speech, precision", share(score.direct.precision()), ">= 97.5"),
    ];
    let articles = polnear::read(corpora, "dev")?;
    let texts: Vec<&str> = articles.iter().map(|article| article.source.as_str()).collect();
    for (system, answers) in (1..).zip(peers.ask("polnear", &texts)?) {
        let Some(answers) = answers.filter(|all| all.iter().any(|it| !it.quotes.is_empty())) else {
            continue;
        };
        let mut direct = polnear::Direct::default();
        for (annotated, answer) in articles.iter().zip(answers) {
            let map = corpus::offsets(&annotated.source, &annotated.article);
            let carried = |span: &Span| Some(Span::new(*map.get(&span.start)?, *map.get(&span.end)?));
            let quotes: Vec<Span> = answer.quotes.iter().filter_map(carried).collect();
            direct.add(&annotated.article.text, &annotated.events, &quotes);
        }
        for (row, value) in rows.iter_mut().zip([direct.recall(), direct.precision()]) {
            if let Some(slot) = row.reached.get_mut(system) {
                *slot = share(value);
            }
        }
    }
    rows.push(Row::ours("PolNeAR dev, speakers right %", share(percent(score.right, score.told)), ">= 92"));
    for ((role, goal), counts) in
        [("source", ">= 70"), ("cue", ">= 68"), ("content", ">= 60")].into_iter().zip(score.indirect)
    {
        rows.push(Row::ours(&format!("PolNeAR dev, reported, {role} F1"), share(counts.f()), goal));
    }
    let error = |answers: &[(f32, bool)]| format!("{:.3}", calibration::error(answers));
    rows.push(Row::ours("PolNeAR dev, speakers, calibration error", error(&score.answers), "<= 0.05"));
    rows.push(Row::ours("PolNeAR dev, reported, calibration error", error(&score.reported), "<= 0.05"));
    Ok(rows)
}

/// The project's own gold, where speakers are entities.
fn of_gold(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let score = gold::measure(corpora, "dev", None)?;
    let share = |part: usize, all: usize| format!("{:.1}", percent(part, all));
    let of = |part: usize| format!("{part} of {}", score.terms);
    let mut found = Row::ours("gold dev, speech found %", share(score.heard, score.speech), ">= 98");
    let mut terms = Row::ours("gold dev, terms called speech", of(score.called), "<= 2 of 11");
    let articles = corpus::judged(corpora, "dev")?;
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
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
        for (row, cell) in [(&mut found, share(hits, score.speech)), (&mut terms, of(called))] {
            if let Some(slot) = row.reached.get_mut(system) {
                *slot = cell;
            }
        }
    }
    let error = format!("{:.3}", calibration::error(&score.answers));
    Ok(vec![
        found,
        Row::ours("gold dev, speakers right %", share(score.right, score.told), ">= 93"),
        terms,
        Row::ours("gold dev, speakers, calibration error", error, "<= 0.05"),
    ])
}
