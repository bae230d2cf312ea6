//! How long anchoring takes: usual articles, large ones, and such as were made to be slow.

use std::time::{Duration, Instant};

use byline::{
    annotation::{
        Anchor, Annotation, Change, Color, Edit, Id, Selector, Timestamp,
        anchor::{Ground, describe},
        notes::Notes,
    },
    text::{Span, units::Units},
};

use crate::generator::{Chance, Fate, Quote, trial};

/// Returns a line for each measurement.
pub fn lines() -> Vec<String> {
    vec![
        String::new(),
        usual(),
        large(),
        exact(),
        hostile("aaaa… in aaaa…", &"a".repeat(1_000_000), &"a".repeat(10_000)),
        hostile("abab… in aabb…", &"aabb".repeat(250_000), &"ab".repeat(120)),
        hostile("a word a million times", &"ferry ".repeat(200_000), "ferry"),
        hostile("a quote of a megabyte", &"x ".repeat(500_000), &"y x ".repeat(250_000)),
    ]
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

fn usual() -> String {
    let mut chance = Chance(7);
    let trials: Vec<_> = (0..500).map(|_| trial(Quote::Sentence, Fate::Changed(12), &mut chance)).collect();
    let mut times: Vec<Duration> = trials
        .iter()
        .map(|trial| {
            let selector = describe(&trial.old, &Units::new(&trial.old), trial.quote);
            let units = Units::new(&trial.new);
            timed(|| Ground::new(&trial.new, &units).anchor(&selector)).1
        })
        .collect();
    times.sort();
    format!(
        "a changed sentence in {} bytes: median {:?}, worst of {} {:?}",
        trials[0].new.len(),
        times[times.len() / 2],
        times.len(),
        times[times.len() - 1]
    )
}

/// A book with a thousand notes of which every sentence changed.
fn large() -> String {
    let mut chance = Chance(11);
    let (mut old, mut new, mut quotes) = (String::new(), String::new(), Vec::new());
    while old.len() < 1_000_000 {
        let trial = trial(Quote::Sentence, Fate::Changed(12), &mut chance);
        quotes.push(Span::new(old.len() + trial.quote.start, old.len() + trial.quote.end));
        old.push_str(&trial.old);
        new.push_str(&trial.new);
        old.push_str("\n\n");
        new.push_str("\n\n");
    }
    let (before, units) = (Units::new(&old), Units::new(&new));
    let selectors: Vec<Selector> =
        (0..1000).map(|idx| describe(&old, &before, quotes[idx % quotes.len()])).collect();
    let anchors =
        |ground: &Ground<'_>| -> Vec<Anchor> { selectors.iter().map(|it| ground.anchor(it)).collect() };
    let (found, time) = timed(|| anchors(&Ground::new(&new, &units)));
    let placed = found.iter().filter(|anchor| anchor.span().is_some()).count();
    let (both, versions) = timed(|| anchors(&Ground::new(&new, &units).with_version(&old)));
    let followed = both.iter().filter(|anchor| anchor.span().is_some()).count();
    format!(
        "1000 changed sentences in {} bytes: {time:?}, {placed} placed; with the old text {versions:?}, {followed} placed",
        new.len()
    )
}

/// Ten thousand notes in a text that did not change.
fn exact() -> String {
    let mut chance = Chance(13);
    let mut text = String::new();
    while text.len() < 200_000 {
        text.push_str(&trial(Quote::Sentence, Fate::Kept, &mut chance).old);
    }
    let units = Units::new(&text);
    let changes: Vec<Change> = (0..10_000)
        .map(|n| {
            let start = text.floor_char_boundary(n * 19);
            let span = Span::new(start, text.ceil_char_boundary(start + 60));
            let annotation = Annotation {
                id: Id(n as u128),
                selector: Some(describe(&text, &units, span)),
                anchor: Anchor::Orphan,
                color: Color::Yellow,
                note: "a note".into(),
                also: Vec::new(),
                tags: Vec::new(),
                created: Timestamp(0),
                modified: Timestamp(0),
            };
            Change {
                id: Id(1_000_000 + n as u128),
                at: Timestamp(0),
                edit: Edit::Add(Box::new(annotation)),
                reverts: None,
                over: Vec::new(),
            }
        })
        .collect();
    let (notes, time) = timed(|| Notes::replay(&text, &changes));
    let exact = notes.annotations.iter().filter(|it| matches!(it.anchor, Anchor::Exact(_))).count();
    format!("10000 notes in an unchanged text of {} bytes: {time:?}, {exact} exact", text.len())
}

fn hostile(name: &str, text: &str, quote: &str) -> String {
    let units = Units::new(text);
    let start = units.code_point(text, text.len() / 2);
    let selector =
        Selector { exact: quote.into(), prefix: "b".repeat(64), suffix: "ab".repeat(32), start, end: start };
    let ground = Ground::new(text, &units);
    let (anchor, first) = timed(|| ground.anchor(&selector));
    let ((), more) = timed(|| (0..99).for_each(|_| drop(ground.anchor(&selector))));
    format!("{name}, {} bytes: {} in {first:?}, 99 more in {more:?}", text.len(), anchor.state())
}
