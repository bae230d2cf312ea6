//! `byline extract`: who and what is in articles, for other programs. Touches no library.

use std::io;

use serde::Serialize;

use super::{Done, Outcome, Stop, args::Found, complain, print, print::Out};
use crate::{
    article::Article,
    extract::{Extraction, Gender, Kind, Quotation, QuotationKind, extract},
    store::{Error, source},
    text::{Span, units::Units},
};

mod tags;

/// Prints what is in the sources, each as soon as it is read.
pub(super) fn run(names: &[String], format: Found) -> Done {
    let names = match names {
        [] if io::IsTerminal::is_terminal(&io::stdin()) => {
            let error = Error::new("extract", "there is no source");
            return Err(error.hint("name files, or give the text on standard input").into());
        }
        [] => &["-".to_owned()],
        names => names,
    };
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    for name in source::expand(names) {
        match name.and_then(|name| source::load(&name)) {
            Ok(loaded) => print_one(&mut out, &loaded, format)?,
            Err(error) => {
                complain(&error);
                outcome = Outcome::Partial;
            }
        }
    }
    out.done().map(|_| outcome)
}

/// The languages whose words are known.
const READ: [&str; 2] = ["en", "es"];

/// Prints what is in one source.
fn print_one(out: &mut Out, loaded: &source::Loaded, format: Found) -> Result<(), Stop> {
    let found = extract(&loaded.article);
    let mut warnings: Vec<&str> = loaded.warnings.iter().map(|warning| warning.0.as_str()).collect();
    let foreign = loaded.article.meta.language.as_deref().filter(|code| !READ.contains(code));
    let foreign = foreign.map(|code| {
        format!("its language ({code}) is not one that Byline reads: names are found by their capitals only")
    });
    warnings.extend(foreign.as_deref());
    match format {
        Found::Json | Found::Jsonl => {
            let object = Object::of(loaded, &found, warnings.clone());
            if format == Found::Jsonl {
                out.json(&object)?;
            } else {
                let json =
                    serde_json::to_string_pretty(&object).map_err(|cause| Error::new("write JSON", cause))?;
                out.line(&json)?;
            }
        }
        Found::Tagged => out.line(&tags::tagged(&loaded.article.text, &found))?,
        Found::Conll => out.write(&tags::conll(&loaded.article.text, &found))?,
    }
    if !matches!(format, Found::Json | Found::Jsonl) {
        for warning in warnings {
            print::message(&format!("byline: {}: {warning}", loaded.name));
        }
    }
    out.flush()
}

/// What is in an article, as JSON. These fields are a promise to scripts.
#[derive(Serialize)]
struct Object<'a> {
    source: &'a str,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    published: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
    entities: Vec<EntityObject<'a>>,
    quotations: Vec<QuotationObject<'a>>,
    warnings: Vec<&'a str>,
}

#[derive(Serialize)]
struct EntityObject<'a> {
    id: usize,
    kind: &'static str,
    name: &'a str,
    aliases: &'a [String],
    role: Option<&'a str>,
    gender: Option<&'static str>,
    country: Option<&'static str>,
    lat: Option<f64>,
    lon: Option<f64>,
    mentions: Vec<MentionObject<'a>>,
}

#[derive(Serialize)]
struct MentionObject<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    confidence: f32,
}

#[derive(Serialize)]
struct QuotationObject<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    kind: &'static str,
    cue: Option<Words<'a>>,
    speaker: Option<SpeakerObject<'a>>,
    confidence: f32,
}

#[derive(Serialize)]
struct SpeakerObject<'a> {
    entity: Option<usize>,
    #[serde(flatten)]
    words: Words<'a>,
    source: Words<'a>,
}

/// A span of the text, in code points.
#[derive(Serialize)]
struct Words<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

impl<'a> Object<'a> {
    fn of(loaded: &'a source::Loaded, found: &'a Extraction, warnings: Vec<&'a str>) -> Self {
        let Article { meta, text, .. } = &loaded.article;
        let units = Units::new(text);
        let words = |span: Span| -> Words<'a> {
            let (start, end) = units.code_points(text, span);
            Words { start: start.0, end: end.0, text: span.slice(text) }
        };
        let entities = found.entities.iter().enumerate().map(|(id, entity)| {
            let mentions = entity.mentions.iter().filter_map(|idx| found.mentions.get(*idx));
            let mentions = mentions
                .map(|mention| MentionObject { words: words(mention.span), confidence: mention.confidence });
            let (kind, mentions) = (kind(entity.kind), mentions.collect());
            // Hundredths of a degree, not what they are in binary.
            let degrees = |degrees: f32| (f64::from(degrees) * 100.0).round() / 100.0;
            let location = entity.location;
            let country = location.map(|it| it.country);
            let (lat, lon) = (location.map(|it| degrees(it.lat)), location.map(|it| degrees(it.lon)));
            let gender = entity.gender.map(|gender| match gender {
                Gender::He => "male",
                Gender::She => "female",
            });
            let (name, aliases, role) = (&entity.name, &entity.aliases, entity.role.as_deref());
            EntityObject { id, kind, name, aliases, role, gender, country, lat, lon, mentions }
        });
        let mut quotations: Vec<&Quotation> = found.pieces().collect();
        quotations.sort_by_key(|quotation| (quotation.span.start, usize::MAX - quotation.span.end));
        let quotations = quotations.into_iter().map(|quotation| QuotationObject {
            words: words(quotation.span),
            kind: quotation_kind(quotation.kind),
            cue: quotation.cue.map(words),
            speaker: quotation.speaker.map(|speaker| SpeakerObject {
                entity: speaker.entity,
                words: words(speaker.span),
                source: words(speaker.source),
            }),
            confidence: quotation.confidence,
        });
        Self {
            source: &loaded.name,
            title: meta.title.as_deref(),
            byline: meta.byline.as_deref(),
            published: meta.published.as_deref(),
            language: meta.language.as_deref(),
            text,
            entities: entities.collect(),
            quotations: quotations.collect(),
            warnings,
        }
    }
}

/// Returns the name of a kind of entity.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "person",
        Kind::Place => "place",
        Kind::Organization => "organization",
    }
}

/// Returns the name of a kind of quotation.
fn quotation_kind(kind: QuotationKind) -> &'static str {
    match kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Partial => "partial",
        QuotationKind::Indirect => "indirect",
        QuotationKind::Term => "term",
    }
}
