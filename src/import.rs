//! Notes from elsewhere: each format is read into the same [`Batch`], and each note is then looked for in the text.
//!
//! No number is trusted. A position counts only where the words stand there; otherwise the words are searched, as they are
//! for every note, and the answer says how sure it is. What cannot be read is said, and the rest is read.

mod clippings;
mod hypothesis;
mod json_lines;
mod omnivore;
mod org;
mod place;
mod readers;
mod standoff;
mod table;
mod w3c;

use sha2::{Digest, Sha256};

pub use self::place::{Placed, place};
use crate::{
    annotation::{Annotation, Color, Id, Timestamp},
    article::Fingerprint,
    text::units::{Byte, CodePoint, Utf16},
};

/// A format that notes come in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Byline's own lines.
    JsonLines,
    /// Byline's table.
    Csv,
    /// The Web Annotation Data Model: a collection, a page, a list, or one a line.
    W3c,
    /// What Readwise imports or exports.
    Readwise,
    /// What the client or the interface of Hypothesis exports.
    Hypothesis,
    /// Org, as org-remark keeps it.
    Org,
    /// The `.ann` of brat, which counts in the `.txt` beside it.
    Brat,
    /// `My Clippings.txt` of a Kindle.
    Kindle,
    /// What KOReader exports as JSON.
    Koreader,
    /// The zip that Omnivore gave to its readers.
    Omnivore,
    /// What wallabag exports as JSON.
    Wallabag,
}

/// What a file holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Batch {
    /// The articles that the notes are on.
    pub sources: Vec<Source>,
    /// The notes, as the file has them.
    pub notes: Vec<Noted>,
    /// What could not be read: one sentence each.
    pub warnings: Vec<String>,
}

/// What a file says about an article.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// The name of the article or of its text.
    pub name: Option<Fingerprint>,
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Where.
    pub site: Option<String>,
    /// In what language.
    pub language: Option<String>,
    /// The article itself, where the file brings it, as a page of the web.
    pub html: Option<String>,
}

/// A note, as a file has it. What the file does not say is `None` or empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Noted {
    /// Which of the batch's sources it is on.
    pub source: usize,
    /// Its name, where it is one of ours.
    pub id: Option<Id>,
    /// Its name elsewhere.
    pub foreign: Option<String>,
    /// What it is on; `None` is the whole article.
    pub quote: Option<Quote>,
    /// The color.
    pub color: Option<Color>,
    /// What was noted.
    pub note: String,
    /// What was noted beside it.
    pub also: Vec<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
}

/// The words that a note is on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Quote {
    /// The words.
    pub exact: String,
    /// What stands before them.
    pub prefix: String,
    /// What stands after them.
    pub suffix: String,
    /// Where they are said to stand.
    pub position: Option<Position>,
}

/// Where some words are said to stand, in the unit that the format counts in. The end may be unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Position {
    /// In code points.
    CodePoints(CodePoint, Option<CodePoint>),
    /// In UTF-16 units.
    Utf16(Utf16, Option<Utf16>),
    /// In bytes.
    Bytes(Byte, Option<Byte>),
    /// Where they once stood, in code points of the text in which they were chosen: as our own notes say it.
    Once(CodePoint, CodePoint),
}

/// Every format with its name and what it is.
const TABLE: [(Format, &str, &str); 11] = [
    (Format::JsonLines, "jsonl", "What `byline export --format jsonl` writes"),
    (Format::Csv, "csv", "What `byline export --format csv` writes"),
    (Format::W3c, "w3c", "W3C Web Annotation (JSON-LD): a collection, a page, a list, or one a line"),
    (Format::Readwise, "readwise", "The CSV that Readwise exports or imports"),
    (Format::Hypothesis, "hypothesis", "What Hypothesis exports as JSON"),
    (Format::Org, "org", "Org, as org-remark keeps it"),
    (Format::Brat, "brat", "brat standoff: the .ann, with the .txt beside it"),
    (Format::Kindle, "kindle", "My Clippings.txt of a Kindle"),
    (Format::Koreader, "koreader", "What KOReader exports as JSON"),
    (Format::Omnivore, "omnivore", "The zip that Omnivore gave to its readers"),
    (Format::Wallabag, "wallabag", "What wallabag exports as JSON"),
];

impl Format {
    /// Every format, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(format, ..)| *format)
    }

    /// Returns the name by which it is asked for.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// Returns what it is, in a few words.
    pub fn about(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// Finds a format by its name; `json` is the W3C's.
    pub fn parse(name: &str) -> Option<Self> {
        let name = if name == "json" { "w3c" } else { name };
        Self::all().find(|format| format.name() == name)
    }

    /// Returns whether a text must stand beside the file, in which its positions count.
    pub fn needs_text(self) -> bool {
        self == Self::Brat
    }
}

/// Reads notes from the bytes of a file; `beside` is the text beside it, for a format that needs one.
pub fn read(format: Format, bytes: &[u8], beside: Option<&str>) -> Batch {
    if format == Format::Omnivore {
        return omnivore::read(bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Batch::unreadable("it is no UTF-8 text");
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match format {
        Format::JsonLines => json_lines::read(text),
        Format::Csv => table::own(text),
        Format::W3c => w3c::read(text),
        Format::Readwise => table::readwise(text),
        Format::Hypothesis => hypothesis::read(text),
        Format::Org => org::read(text),
        Format::Brat => standoff::read(text, beside.unwrap_or("")),
        Format::Kindle => clippings::read(text),
        Format::Koreader => readers::koreader(text),
        Format::Wallabag => readers::wallabag(text),
        Format::Omnivore => Batch::default(),
    }
}

impl Batch {
    /// Returns nothing, with the reason.
    fn unreadable(reason: impl Into<String>) -> Self {
        Self { warnings: vec![reason.into()], ..Self::default() }
    }

    /// Returns the place of a source, which is added where it is new.
    fn source(&mut self, source: Source) -> usize {
        let same = |known: &Source| {
            known.name == source.name && known.url == source.url && known.title == source.title
        };
        // Files go article by article, so the last one is looked at first.
        self.sources.iter().rposition(same).unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        })
    }

    /// Says how many parts could not be read, if any.
    fn skipped(&mut self, count: usize, what: &str) {
        if count > 0 {
            self.warnings.push(format!(
                "{count} {what} cannot be read and {} left out",
                if count == 1 { "is" } else { "are" }
            ));
        }
    }
}

impl Noted {
    /// Returns the note as an annotation. What the file does not say is taken from `now`; a note without a name of
    /// ours gets one made from what it says, so that reading a file twice adds nothing.
    pub fn annotation(self, source: &Source, placed: Placed, now: Timestamp) -> Annotation {
        let id = self.id.unwrap_or_else(|| self.name(source));
        let created = self.created.or(self.modified).unwrap_or(now);
        let mut tags = self.tags;
        tags.retain(|tag| !tag.trim().is_empty());
        tags.sort();
        tags.dedup();
        Annotation {
            id,
            selector: placed.selector,
            anchor: placed.anchor,
            color: self.color.unwrap_or_default(),
            note: self.note,
            also: self.also,
            tags,
            created,
            modified: self.modified.unwrap_or(created),
        }
    }

    /// Returns a name made from what the note says (a UUID of version 8, RFC 9562).
    fn name(&self, source: &Source) -> Id {
        let mut digest = Sha256::new();
        let mut add = |part: &str| {
            digest.update(part.len().to_be_bytes());
            digest.update(part);
        };
        add(source.url.as_deref().or(source.title.as_deref()).unwrap_or(""));
        match &self.foreign {
            Some(name) => add(name),
            None => {
                let quote = self.quote.clone().unwrap_or_default();
                add(&quote.exact);
                add(&format!("{:?}", quote.position));
                add(&self.note);
                add(&self.created.map(|at| at.to_string()).unwrap_or_default());
            }
        }
        let bits = digest.finalize().iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
        Id(bits & !(0xF << 76) & !(0b11 << 62) | 8 << 76 | 0b10 << 62)
    }
}

/// Reads a moment in one of the ways in which programs write them; without a zone it is taken for UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| format!("{}Z", text.replacen(' ', "T", 1)).parse().ok()).or_else(|| {
        let date: jiff::civil::Date = text.get(..10).filter(|_| text.len() == 10)?.parse().ok()?;
        let at = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Timestamp(at.timestamp().as_millisecond()))
    })
}

/// Reads the name of a color: one of ours, or one that another program has for a color like it.
fn color(name: &str) -> Option<Color> {
    let name = name.trim().to_lowercase();
    Color::parse(&name).or(match name.as_str() {
        "orange" | "gold" => Some(Color::Yellow),
        "cyan" | "teal" | "gray" | "grey" => Some(Color::Blue),
        "olive" | "lime" => Some(Color::Green),
        "pink" | "magenta" => Some(Color::Red),
        "violet" => Some(Color::Purple),
        _ => None,
    })
}
