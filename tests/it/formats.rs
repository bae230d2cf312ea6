//! What goes out comes back: what a format can hold is the same again, what it cannot is in the report, to the field.
//! `just formats` looks at a thousand sets of notes, a test at fewer.

mod made;

use std::{collections::HashSet, env};

use byline::{
    annotation::{Annotation, anchor::Ground},
    export::{Field, Format, Losses, export},
    import::{self, Batch, Noted, Placed, place},
    text::units::Units,
};
use made::{Article, Dice};

/// The formats that are written and read, with what reads them.
const BOTH_WAYS: [(Format, import::Format); 9] = [
    (Format::JsonLines, import::Format::JsonLines),
    (Format::Csv, import::Format::Csv),
    (Format::W3c, import::Format::W3c),
    (Format::W3cPage, import::Format::W3c),
    (Format::W3cLines, import::Format::W3c),
    (Format::Readwise, import::Format::Readwise),
    (Format::Hypothesis, import::Format::Hypothesis),
    (Format::Org, import::Format::Org),
    (Format::Brat, import::Format::Brat),
];

/// What was left out: the article's name, the annotation's where it is of one, and the field.
type Lost = HashSet<(String, Option<String>, Field)>;

/// Writes articles, and returns the bytes with what was left out.
fn write(format: Format, articles: &[Article]) -> (Vec<u8>, Lost) {
    let mut report = Vec::new();
    let mut losses = Losses::reported(&mut report);
    let bytes = export(format, articles.iter().map(Article::exported), Vec::new(), &mut losses)
        .expect("it is written");
    losses.end().expect("the report is written");
    drop(losses);
    let lines = std::str::from_utf8(&report).expect("it is text").lines();
    let lost = lines.map(|line| {
        let case: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
        let text = |name: &str| case[name].as_str().map(str::to_owned);
        let field = Field::parse(&text("field").expect("there is a field")).expect("it is one");
        (text("article").expect("there is an article"), text("annotation"), field)
    });
    (bytes, lost.collect())
}

/// Returns whether a field of a note came back.
fn is_same(field: Field, was: &Annotation, noted: &Noted, placed: &Placed) -> bool {
    let selector = placed.selector.as_ref();
    let part = |part: fn(&byline::annotation::Selector) -> &str| {
        selector.map(part) == was.selector.as_ref().map(part)
    };
    let mut tags = noted.tags.clone();
    tags.sort();
    tags.dedup();
    match field {
        Field::Id => noted.id == Some(was.id),
        Field::Words => part(|selector| &selector.exact),
        Field::Context => part(|selector| &selector.prefix) && part(|selector| &selector.suffix),
        Field::Position => placed.anchor.span() == was.anchor.span(),
        Field::Color => noted.color.unwrap_or_default() == was.color,
        Field::Note => noted.note == was.note,
        Field::Also => noted.also == was.also,
        Field::Tags => tags == was.tags,
        Field::Created => noted.created == Some(was.created),
        Field::Modified => noted.modified == Some(was.modified),
        _ => true,
    }
}

/// Compares what came back with what went out.
#[track_caller]
fn compare(format: Format, articles: &[Article], batch: &Batch, lost: &Lost, seed: u64) {
    let mut notes = batch.notes.iter();
    for article in articles {
        let about = |annotation: Option<&Annotation>, field| {
            let key = (article.id.as_str().to_owned(), annotation.map(|it| it.id.to_string()), field);
            lost.contains(&key)
        };
        let units = Units::new(&article.text);
        let ground = Ground::new(&article.text, &units);
        for was in article.notes.annotations.iter() {
            if about(Some(was), Field::Whole) {
                continue;
            }
            let Some(noted) = notes.next() else { panic!("{} lost a note in set {seed}", format.name()) };
            let placed = place(&article.text, &units, &ground, noted.quote.clone());
            for field in Field::ALL {
                let same = is_same(field, was, noted, &placed);
                let is_lost = about(Some(was), field);
                // Where words are searched again, what was not written may come back all the same.
                let may_be_same = matches!(field, Field::Context | Field::Position | Field::Words);
                assert!(
                    same != is_lost || same && may_be_same,
                    "{} in set {seed}: {} {}\nwas {was:#?}\nis {noted:#?}\nat {placed:#?}",
                    format.name(),
                    field.name(),
                    if same {
                        "is the same, though it is said to be lost"
                    } else {
                        "was lost without a word"
                    },
                );
            }
            let source = &batch.sources[noted.source];
            let meta = &article.meta;
            for (field, is, was) in [
                (Field::Title, &source.title, &Some(article.title.clone())),
                (Field::Author, &source.author, &meta.byline),
                (Field::Published, &source.published, &meta.published),
                (Field::Site, &source.site, &meta.site),
                (Field::Language, &source.language, &meta.language),
                (Field::Url, &source.url, &meta.url),
            ] {
                let name = field.name();
                assert_eq!(
                    is == was,
                    !about(None, field),
                    "{} in set {seed}: {name}: {is:?}, {was:?}",
                    format.name()
                );
            }
        }
    }
    assert!(notes.next().is_none(), "{} has a note too many in set {seed}", format.name());
}

#[test]
fn what_a_format_can_hold_comes_back_and_what_it_cannot_is_said() {
    let sets = env::var("BYLINE_SETS").ok().and_then(|sets| sets.parse().ok()).unwrap_or(60);
    for seed in 0..sets {
        let mut dice = Dice::new(seed);
        let articles: Vec<Article> =
            (0..1 + dice.below(3)).map(|number| made::article(&mut dice, number)).collect();
        for (format, reader) in BOTH_WAYS {
            let articles = if format == Format::Brat { &articles[..1] } else { &articles[..] };
            let (bytes, lost) = write(format, articles);
            let batch = import::read(reader, &bytes, Some(&articles[0].text));
            let empty = articles.iter().all(|article| article.notes.annotations.is_empty());
            let warnings = &batch.warnings;
            assert!(
                warnings.is_empty() || empty || batch.notes.is_empty(),
                "{}: {warnings:?}",
                format.name()
            );
            compare(format, articles, &batch, &lost, seed);
        }
    }
}

#[test]
fn every_format_that_is_said_to_be_read_is() {
    let read = Format::ALL.into_iter().filter(|format| format.is_read());
    assert!(
        read.eq(Format::ALL.into_iter().filter(|format| BOTH_WAYS.iter().any(|(both, _)| both == format)))
    );
}

#[test]
fn the_same_notes_give_the_same_bytes_in_every_format() {
    let mut dice = Dice::new(7);
    let articles: Vec<Article> = (0..3).map(|number| made::article(&mut dice, number)).collect();
    for format in Format::ALL {
        assert!(write(format, &articles) == write(format, &articles), "{}", format.name());
    }
}

#[test]
fn what_reads_notes_survives_anything() {
    let mut dice = Dice::new(11);
    let articles: Vec<Article> = (0..3).map(|number| made::article(&mut dice, number)).collect();
    for (format, reader) in BOTH_WAYS {
        let (bytes, _) = write(format, &articles[..1]);
        for _ in 0..60 {
            let mut bytes = bytes.clone();
            for _ in 0..1 + dice.below(8) {
                let at = dice.below(bytes.len());
                match dice.below(3) {
                    0 => bytes.truncate(at),
                    1 => drop(bytes.splice(at..at, [dice.below(256) as u8])),
                    _ => bytes.get_mut(at).into_iter().for_each(|byte| *byte = dice.below(128) as u8),
                }
            }
            for other in import::Format::all() {
                let batch =
                    import::read(if dice.below(4) == 0 { other } else { reader }, &bytes, Some("a text"));
                assert!(batch.notes.iter().all(|note| note.source < batch.sources.len()));
            }
        }
    }
}
