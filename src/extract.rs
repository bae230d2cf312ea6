//! Finds who and what an article names, and who says what in it.
//!
//! [`extract`] is the seam: everything behind it may change, the [`Extraction`] that comes out does not.

mod attribution;
mod entity;
mod gender;
mod lexicon;
mod misnomer;
mod pieces;
mod place;
mod quotation;
mod spanish;
mod tagger;
mod title;
mod token;

#[cfg(feature = "train")]
pub use {entity::link_names, place::gazetteer::key as place_key, tagger::train};

pub use gender::Gender;

use std::fmt;

use crate::{article::Article, text::Span};

/// What was found in one article.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Extraction {
    /// People, places and organizations, most mentioned first within each kind.
    pub entities: Vec<Entity>,
    /// Every place in the text that names an entity, ordered by start, not overlapping.
    pub mentions: Vec<Mention>,
    /// Quotations, ordered by start. Nested ones lie inside the span of the one around them.
    pub quotations: Vec<Quotation>,
    /// What else is reported, ordered by start: all that is said around marks ("called the critics “a crowd”"), and what is
    /// not told as a clause ("denied the charge"). Other programs get it; the reader would drown in it.
    pub reports: Vec<Quotation>,
}

impl Extraction {
    /// All that is said, piece by piece: what is told around its own cue stands among the quotations as a whole, which is
    /// left out here, and among the reports in pieces.
    pub fn pieces(&self) -> impl Iterator<Item = &Quotation> {
        let whole = |it: &&Quotation| it.cue.is_none_or(|cue| !it.span.covers(cue));
        self.quotations.iter().filter(whole).chain(&self.reports)
    }
}

/// Somebody or something the article names.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// What it is.
    pub kind: Kind,
    /// Its fullest name in the article, without titles.
    pub name: String,
    /// The other forms by which the article names it, as written.
    pub aliases: Vec<String>,
    /// The role or title that stands beside the name ("U.S. Secretary of State"), as written.
    pub role: Option<String>,
    /// Which pronoun it goes by, where the article tells; only of persons.
    pub gender: Option<Gender>,
    /// Where it is, if there is only one place it can be; only of places.
    pub location: Option<Location>,
    /// Indices into [`Extraction::mentions`], in order of the text; never empty.
    pub mentions: Vec<usize>,
}

/// A point on the map.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Location {
    /// The country, by its code of two letters (ISO 3166).
    pub country: &'static str,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let side = |degrees: f32, plus, minus| if degrees < 0.0 { minus } else { plus };
        let (north, east) = (side(self.lat, "N", "S"), side(self.lon, "E", "W"));
        write!(f, "{} {:.2}°{north} {:.2}°{east}", self.country, self.lat.abs(), self.lon.abs())
    }
}

/// What an entity is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A named human being.
    Person,
    /// A country, region, city, street, river, or named site.
    Place,
    /// A company, agency, party, court, newspaper, club, or armed group.
    Organization,
}

/// A span that names an entity.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mention {
    /// The name as written, without titles, "the" and possessive.
    pub span: Span,
    /// Index into [`Extraction::entities`].
    pub entity: usize,
    /// How sure the extraction is, from 0 to 1.
    pub confidence: f32,
}

/// Words that stand in quotation marks, or are reported.
#[derive(Clone, PartialEq, Debug)]
pub struct Quotation {
    /// The words inside the marks; an interrupted quotation is one entry a piece.
    pub span: Span,
    /// What kind of quotation it is.
    pub kind: QuotationKind,
    /// The reporting words ("said", "told").
    pub cue: Option<Span>,
    /// Who says it; `None` where the article does not tell.
    pub speaker: Option<Speaker>,
    /// How sure the extraction is of kind and speaker, from 0 to 1.
    pub confidence: f32,
}

/// What kind of quotation it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum QuotationKind {
    /// Whole sentences in marks, or without them in a turn of a transcript and in a block quote.
    Direct,
    /// Some words in marks inside the reporter's sentence.
    Partial,
    /// Reported without marks: "said that ...".
    Indirect,
    /// In marks, but nobody's speech: titles, names of things, irony.
    Term,
}

/// Who says a quotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Speaker {
    /// Index into [`Extraction::entities`], or `None` where the speaker is only described ("a spokesman").
    pub entity: Option<usize>,
    /// The words that name the speaker beside the quotation ("he", "Rubio", "a spokesman"); where a pronoun stands there for
    /// somebody without a name, the words that describe them.
    pub span: Span,
    /// What stands beside the quotation, with title, place of work and apposition ("Secretary of State Marco Rubio").
    pub source: Span,
}

/// Finds mentions, entities and quotations. Cannot fail: what is not understood is not reported.
pub fn extract(article: &Article) -> Extraction {
    extract_while(article, |_, _| true)
}

/// The same, for whoever does not want to wait: of a long article `seen` is given what was found so far, and the offset up to
/// which, each time that has doubled. Where it says `false`, nothing more is searched.
pub fn extract_while(article: &Article, seen: impl FnMut(Extraction, usize) -> bool) -> Extraction {
    pieces::extract(article, seen)
}

/// Searches all of an article at once.
fn extract_whole(article: &Article) -> Extraction {
    let document = token::Document::new(article);
    let mut names = tagger::tag(&document);
    if document.veil.spanish {
        names = spanish::names(&document, &names);
    }
    names.retain(|name| !misnomer::is_none(&document, name.span));
    let (mut entities, mentions) = entity::link(&document, &names);
    let genders = gender::genders(&document, &entities, &mentions);
    let locations = place::locate(&document, &entities, &mentions);
    for (entity, (gender, location)) in entities.iter_mut().zip(genders.into_iter().zip(locations)) {
        (entity.gender, entity.location) = (gender, location);
    }
    let (quotations, reports) =
        attribution::attribute(&document, quotation::find(&document), &entities, &mentions);
    Extraction { entities, mentions, quotations, reports }
}
