//! Places in the news, and where on the map they are.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use byline::{
    extract::{Kind, Location},
    text::Span,
};

use super::{Counts, Reading, Result, Row, names::ours_in, peers::Peers};
use crate::normal::normalize;

/// An article and the places in it.
struct Geo {
    text: String,
    places: Vec<Toponym>,
}

/// A place that is named in an article.
struct Toponym {
    span: Span,
    /// Degrees north and east, where the annotators found it on the map.
    at: Option<(f64, f64)>,
    /// Whether it is a town: the middle of a country is a matter of taste.
    town: bool,
}

/// Measures which places are found.
pub fn rows(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let articles = read(&fs::read_to_string(corpora.join("eval/tr-news/TR-News.xml"))?);
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    let (mut map, mut towns) = (Counts::default(), Counts::default());
    let ours = articles.iter().map(|article| {
        let reading = Reading::new(&article.text);
        map.add(located(article, &reading, |_| true, &mut |_| ()));
        towns.add(located(article, &reading, |place| place.town, &mut |_| ()));
        let names = ours_in(&reading);
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
    let show = |it: Counts| format!("{:.1}/{:.1}/{:.1}", it.precision(), it.recall(), it.f());
    Ok(vec![
        Row { measure: "tr-news, places F1".to_owned(), reached, goal: ">= 80" },
        Row::ours("tr-news, places within 161 km, P/R/F", show(map), ""),
        Row::ours("tr-news, towns within 161 km, P/R/F", show(towns), ""),
    ])
}

/// Prints the places that are put where they are not, or nowhere.
#[allow(clippy::print_stdout)]
pub fn explain(corpora: &Path) -> Result<()> {
    for article in read(&fs::read_to_string(corpora.join("eval/tr-news/TR-News.xml"))?) {
        located(&article, &Reading::new(&article.text), |_| true, &mut |fault| println!("{fault}"));
    }
    Ok(())
}

/// Counts the places put on the map within 161 km (100 miles) of where the annotators have them. What they have nowhere
/// does not count, and neither does what they do not take for a place.
fn located(
    article: &Geo,
    reading: &Reading,
    wanted: impl Fn(&Toponym) -> bool,
    fault: &mut dyn FnMut(String),
) -> Counts {
    let mut ours: HashMap<(usize, usize, Kind), Option<Location>> = HashMap::new();
    for mention in &reading.found.mentions {
        let entity = reading.found.entities.get(mention.entity).filter(|entity| entity.kind == Kind::Place);
        let span = reading.source(mention.span).and_then(|span| normalize(&article.text, span, Kind::Place));
        if let Some((entity, span)) = entity.zip(span) {
            ours.insert(span, entity.location);
        }
    }
    let mut counts = Counts::default();
    for (place, at) in article.places.iter().filter(|it| wanted(it)).filter_map(|it| Some((it, it.at?))) {
        counts.known += 1;
        let span = normalize(&article.text, place.span, Kind::Place);
        let Some(found) = span.and_then(|span| ours.get(&span)) else { continue };
        let name = place.span.slice(&article.text);
        let Some(found) = found else {
            fault(format!("nowhere: {name} {at:?}"));
            continue;
        };
        counts.found += 1;
        let far = distance(at, (f64::from(found.lat), f64::from(found.lon)));
        if far <= 161.0 {
            counts.right += 1;
        } else {
            fault(format!("{far:.0} km off: {name} {at:?}, not {found}"));
        }
    }
    counts
}

/// Returns the kilometers between two points of the earth (haversine).
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (north, east) = ((b.0 - a.0).to_radians(), (b.1 - a.1).to_radians());
    let wide = a.0.to_radians().cos() * b.0.to_radians().cos() * (east / 2.0).sin().powi(2);
    2.0 * 6371.0 * ((north / 2.0).sin().powi(2) + wide).sqrt().asin()
}

fn count(articles: &[Geo], found: &[Vec<(Span, Kind)>]) -> Counts {
    let mut counts = Counts::default();
    for (article, found) in articles.iter().zip(found) {
        let normal = |span: Span| normalize(&article.text, span, Kind::Place);
        let known: HashSet<_> = article.places.iter().filter_map(|place| normal(place.span)).collect();
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
            let degrees = |tag: &str| number(tag)?.trim().parse::<f64>().ok();
            let called = number("name").unwrap_or("");
            let phrase = span.slice(text);
            let people = called != phrase
                && !phrase.contains(' ')
                && ["an", "ish", "ese", "sh", "ch", "i", "eek", "sque"]
                    .iter()
                    .any(|end| phrase.ends_with(end));
            (!people).then(|| Toponym {
                span,
                at: degrees("lat").zip(degrees("lon")),
                town: number("fclass") == Some("P"),
            })
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
