//! Places in the news.

use std::{collections::HashSet, fs, path::Path};

use byline::{extract::Kind, text::Span};

use super::{Counts, Reading, Result, Row, names::ours_in, peers::Peers};
use crate::normal::normalize;

/// An article and the places in it.
struct Geo {
    text: String,
    places: Vec<Span>,
}

/// Measures which places are found.
pub fn rows(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let articles = read(&fs::read_to_string(corpora.join("eval/tr-news/TR-News.xml"))?);
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    let ours = articles.iter().map(|article| {
        let names = ours_in(&Reading::new(&article.text));
        names.into_iter().map(|(span, kind, _)| (span, kind)).collect::<Vec<_>>()
    });
    let mut reached = [(); 4].map(|()| String::new());
    let mut answers = vec![Some(ours.collect::<Vec<_>>())];
    for found in peers.ask("tr-news", &texts)? {
        answers.push(found.map(|all| all.into_iter().map(|it| it.names).collect()));
    }
    for (cell, found) in reached.iter_mut().zip(answers) {
        *cell = found.map_or(String::new(), |found| format!("{:.1}", count(&articles, &found).f()));
    }
    Ok(vec![Row { measure: "tr-news, places F1".to_owned(), reached, goal: ">= 80" }])
}

fn count(articles: &[Geo], found: &[Vec<(Span, Kind)>]) -> Counts {
    let mut counts = Counts::default();
    for (article, found) in articles.iter().zip(found) {
        let normal = |span: Span| normalize(&article.text, span, Kind::Place);
        let known: HashSet<_> = article.places.iter().filter_map(|span| normal(*span)).collect();
        let places = found.iter().filter(|(_, kind)| *kind == Kind::Place);
        let found: HashSet<_> = places.filter_map(|(span, _)| normal(*span)).collect();
        counts.add(Counts {
            right: known.intersection(&found).count(),
            found: found.len(),
            known: known.len(),
        });
    }
    counts
}

/// Takes the file apart. Peoples and adjectives ("Turkish"), which it lists with their countries, are no places here.
fn read(xml: &str) -> Vec<Geo> {
    let mut articles = Vec::new();
    for article in xml.split("<article ").skip(1) {
        let Some(text) = between(article, "<text><![CDATA[", "]]></text>") else { continue };
        let mut bytes: Vec<usize> = text.char_indices().map(|(idx, _)| idx).collect();
        bytes.push(text.len());
        let place = |entry: &str| {
            let number = |tag: &str| between(entry, &format!("<{tag}>"), &format!("</{tag}>"));
            let at = |tag: &str| bytes.get(number(tag)?.trim().parse::<usize>().ok()?).copied();
            let span = Span::new(at("start")?, at("end")?);
            let called = number("name").unwrap_or("");
            let phrase = span.slice(text);
            let people = called != phrase
                && !phrase.contains(' ')
                && ["an", "ish", "ese", "sh", "ch", "i", "eek", "sque"]
                    .iter()
                    .any(|end| phrase.ends_with(end));
            (!people).then_some(span)
        };
        let places = article.split("<toponym>").skip(1).filter_map(place).collect();
        articles.push(Geo { text: text.to_owned(), places });
    }
    articles
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(open)?;
    Some(rest.split_once(close)?.0)
}
