//! Turns the bytes of a source into an article: one immutable text, its blocks, and what is known about it.
//!
//! Nothing here fails: whatever cannot be understood is kept as plain text and reported as a [`Warning`].

pub mod address;
mod boilerplate;
mod builder;
mod byline;
mod classify;
pub mod container;
mod date;
mod decode;
mod draft;
pub mod feed;
mod flow;
mod front;
mod html;
mod language;
mod long;
mod markdown;
mod marker;
mod plain;
mod repair;
mod sample;
mod sniff;

use sha2::{Digest, Sha256};

pub use self::{
    decode::{decode, is_binary},
    long::Long,
    sample::{Sample, samples},
    sniff::sniff,
};
use crate::text::Span;

/// An article as Byline reads it.
///
/// `text` is the canonical text: the words of all blocks in reading order, blocks separated by `"\n\n"`. Every
/// position in Byline counts bytes of it, and it never changes once it has been made.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Article {
    /// What is known about the article.
    pub meta: Meta,
    /// The canonical text.
    pub text: String,
    /// The parts of the text, in order, not overlapping; between two of them stands only white space.
    pub blocks: Vec<Block>,
    /// Styled or linked words, ordered by their start.
    pub inlines: Vec<Inline>,
    /// Byte offsets of characters of `text` that the source does not have: spaces put in where it lacked them.
    pub inserted: Vec<usize>,
}

/// What is known about an article. Empty strings do not occur: what is unknown is `None`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meta {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it, without "by".
    pub byline: Option<String>,
    /// When it was published: an ISO 8601 date, or date and time.
    pub published: Option<String>,
    /// The name of the publication.
    pub site: Option<String>,
    /// The language as a two-letter code.
    pub language: Option<String>,
    /// The canonical address.
    pub url: Option<String>,
    /// What its lead image shows, as the page describes it.
    pub image: Option<String>,
}

/// A part of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Block {
    /// What the part is.
    pub kind: BlockKind,
    /// Its bytes in the canonical text, without surrounding white space.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// The headline.
    Title,
    /// "by Jo Writer". Never searched for people.
    Byline,
    /// "PORTO ALTO, Sept. 3, 2025" on a line of its own. Never searched for people.
    Dateline,
    /// A heading inside the article; levels count from 2.
    Heading(u8),
    /// Running text. A `\n` inside is a line break to keep.
    Paragraph,
    /// An item of a list. The text begins with its marker ("• ", "12. ").
    ListItem {
        /// How deep the list is nested, from 0.
        depth: u8,
        /// Bytes of the marker with the space after it.
        marker: u8,
    },
    /// A paragraph of a block quote.
    Quote,
    /// Preformatted text: line breaks and runs of spaces are kept.
    Code,
    /// A row of a table, its cells separated by " │ ".
    TableRow,
    /// A caption or the description of an image.
    Caption,
    /// Text that is not the article's: invitations, feed footers, share buttons. Folded, never searched.
    Boilerplate,
}

/// Styled or linked words inside a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inline {
    /// How the words are set.
    pub kind: InlineKind,
    /// The words.
    pub span: Span,
}

/// How words are set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InlineKind {
    /// Usually italic.
    Emphasis,
    /// Usually bold.
    Strong,
    /// Code.
    Code,
    /// A link to this address, which is as untrusted as the text.
    Link(String),
    /// The "PORTO ALTO (Reuters) —" that opens a news paragraph. Searched for places only.
    Dateline,
}

/// Something that went wrong and was worked around: one sentence for the reader.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning(pub String);

/// How a source is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Text without markup, often scraped.
    Plain,
    /// CommonMark with tables and footnotes.
    Markdown,
    /// A web page or a piece of one.
    Html,
}

/// Names a text by its words: `sha256-` and 64 hexadecimal digits. The same text has the same name everywhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Computes the fingerprint of a canonical text.
    pub fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    /// Computes the fingerprint of any bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut name = String::from("sha256-");
        for byte in Sha256::digest(bytes) {
            name.extend(
                [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')),
            );
        }
        Self(name)
    }

    /// Reads a fingerprint back, or `None` where `name` is not one.
    pub fn parse(name: &str) -> Option<Self> {
        let digits = name.strip_prefix("sha256-")?;
        let valid = digits.len() == 64 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        valid.then(|| Self(name.to_owned()))
    }

    /// Returns the name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Article {
    /// Returns the title, or the first words of the text where there is none.
    pub fn title(&self) -> &str {
        if let Some(title) = &self.meta.title {
            return title;
        }
        let line = self.text.trim_start().lines().next().unwrap_or("");
        let end = line.char_indices().nth(80).map_or(line.len(), |(idx, _)| idx);
        if line.is_empty() { "(empty)" } else { Span::new(0, end).slice(line) }
    }

    /// Counts the words that are the article's own.
    pub fn n_words(&self) -> usize {
        let own = self.blocks.iter().filter(|block| block.kind != BlockKind::Boilerplate);
        own.map(|block| block.span.slice(&self.text).split_whitespace().count()).sum()
    }

    /// Returns the index of the block that holds `offset`, or of the last one that begins before it.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        self.blocks.partition_point(|block| block.span.start <= offset).checked_sub(1)
    }
}

/// Makes an article of parts, given what is known of it and what they say themselves. What is known counts more.
fn assemble(own: Meta, found: Meta, mut parts: Vec<builder::Part>) -> Article {
    let mut meta = Meta {
        title: own.title.or(found.title),
        byline: own.byline.or(found.byline),
        published: own.published.or(found.published),
        site: own.site.or(found.site),
        language: own.language.or(found.language),
        url: own.url.or(found.url),
        image: own.image.or(found.image),
    };
    let title = meta.title.clone();
    html::title(&mut parts, &mut meta, title.clone());
    classify::classify(&mut parts, &mut meta);
    meta.title = title.or(meta.title);
    let mut article = builder::build(meta, parts);
    if article.meta.language.is_none() {
        article.meta.language = language::guess(&article.text).map(Into::into);
    }
    article
}

/// Reads a source that has been decoded to text.
///
/// Of plain text no character is lost but white space: a run of it becomes one space or line break, and characters
/// without width that only allow a line to break (soft hyphen, zero-width space) are left out.
pub fn parse(source: &str, format: Format) -> (Article, Vec<Warning>) {
    let mut warnings = Vec::new();
    if format == Format::Plain && Long::fits(source.len()) {
        return (long::read(source), warnings);
    }
    let (mut meta, mut parts) = match format {
        Format::Plain => (Meta::default(), plain::read(source)),
        Format::Markdown => markdown::read(source),
        Format::Html => html::read(source, &mut warnings),
    };
    classify::classify(&mut parts, &mut meta);
    let mut article = builder::build(meta, parts);
    if article.meta.language.is_none() {
        article.meta.language = language::guess(&article.text).map(Into::into);
    }
    (article, warnings)
}
