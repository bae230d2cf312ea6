//! Notes in the formats that other programs read. One file per format, or per family of formats.
//!
//! The same notes give the same bytes. Article, title, note and tag are text from outside: no export lets them become
//! structure. Each annotation is written as it comes, so that the memory needed does not grow with their number, and
//! what a format has no place for is said field by field in [`Losses`].

mod citation;
mod corpus;
mod csv;
mod format;
mod html;
mod hypothesis;
mod json_lines;
pub mod keep;
pub mod link;
mod loss;
mod markdown;
mod markup;
mod obsidian;
mod org;
mod packet;
mod refi;
mod standoff;
pub mod template;
mod w3c;

use std::io::{self, Write};

use zip::{ZipWriter, write::StreamWriter};

pub use self::{
    citation::{cite, quote},
    csv::{guarded, split, unguarded},
    format::Format,
    json_lines::Line,
    loss::{Field, Losses},
    org::{ESCAPE, is_org_markup},
};
use crate::{
    annotation::{Anchor, Annotation, Selector, Timestamp, set::Annotations},
    article::{Fingerprint, Meta},
    extract::{Extraction, QuotationKind},
    text::{
        Span,
        units::{CodePoint, Units, Utf16},
    },
};

/// An article with the annotations that are exported.
#[derive(Clone, Copy, Debug)]
pub struct Exported<'a> {
    /// The article's name.
    pub id: &'a Fingerprint,
    /// Its title, or what stands for one.
    pub title: &'a str,
    /// What is known about it.
    pub meta: &'a Meta,
    /// When it was taken into the library, if it was.
    pub accessed: Option<Timestamp>,
    /// Its text, or `None` where only the notes are left.
    pub text: Option<&'a str>,
    /// What was found in it, or `None` where nobody looked.
    pub extraction: Option<&'a Extraction>,
    /// The annotations, anchored in the text.
    pub annotations: &'a Annotations,
}

/// An export that is being written.
#[derive(Debug)]
pub struct Export<'l, 'w, W: Write> {
    format: Format,
    target: Target<W>,
    losses: &'l mut Losses<'w>,
    /// How many articles and annotations were written.
    articles: usize,
    annotations: usize,
    /// What the first pass over the articles found.
    refi: refi::Project,
    packet: packet::Sums,
}

/// Where it goes.
#[derive(Debug)]
enum Target<W: Write> {
    Plain(W),
    Zip(Box<ZipWriter<StreamWriter<W>>>),
}

/// An article with what is needed to write positions in it.
struct Page<'a> {
    article: Exported<'a>,
    units: Option<Units>,
}

impl<'l, 'w, W: Write> Export<'l, 'w, W> {
    /// Begins to write.
    ///
    /// # Errors
    /// What `out` says.
    pub fn begin(format: Format, out: W, losses: &'l mut Losses<'w>) -> io::Result<Self> {
        let mut target = match format.is_binary() {
            false => Target::Plain(out),
            true => Target::Zip(Box::new(ZipWriter::new_stream(out))),
        };
        if let Target::Plain(out) = &mut target {
            match format {
                Format::Csv => csv::begin(out)?,
                Format::Readwise => csv::begin_readwise(out)?,
                Format::Sheet => csv::begin_sheet(out)?,
                Format::W3c => w3c::begin(out)?,
                Format::W3cPage => w3c::begin_page(out)?,
                Format::Hypothesis => hypothesis::begin(out)?,
                Format::Html => html::begin(out)?,
                Format::Csl => out.write_all(b"[")?,
                _ => {}
            }
        }
        let (refi, packet) = Default::default();
        Ok(Self { format, target, losses, articles: 0, annotations: 0, refi, packet })
    }

    /// Returns how often all articles must be given: a project of REFI-QDA names all tags before the first text.
    pub fn passes(format: Format) -> usize {
        if format == Format::Refi { 2 } else { 1 }
    }

    /// Writes an article with its annotations.
    ///
    /// # Errors
    /// What the output says.
    pub fn article(&mut self, article: &Exported<'_>) -> io::Result<()> {
        let page = Page { article: *article, units: article.text.map(Units::new) };
        if !self.refi.is_second_pass {
            self.losses.of_article(self.format, article);
            for annotation in article.annotations.iter() {
                self.losses.of_annotation(self.format, article, annotation);
            }
        }
        let (losses, first) = (&mut *self.losses, self.annotations == 0);
        match &mut self.target {
            Target::Plain(out) => match self.format {
                Format::Markdown => markdown::article(out, article, self.articles == 0)?,
                Format::Obsidian => obsidian::article(out, &page, self.articles == 0, losses)?,
                Format::Org => org::article(out, &page, losses)?,
                Format::Html => html::article(out, &page)?,
                Format::Csv => csv::article(out, &page)?,
                Format::Readwise => csv::readwise(out, &page, losses)?,
                Format::Sheet => csv::sheet(out, &page)?,
                Format::JsonLines => json_lines::article(out, &page)?,
                Format::W3c => w3c::article(out, &page, true, first, losses)?,
                Format::W3cPage => w3c::article(out, &page, false, first, losses)?,
                Format::W3cLines => w3c::lines(out, &page, losses)?,
                Format::Hypothesis => hypothesis::article(out, &page, first, losses)?,
                Format::Brat => standoff::annotations(out, &page, losses)?,
                Format::Conll => corpus::conll(out, &page, losses)?,
                Format::Doccano => corpus::doccano(out, &page, losses)?,
                Format::Bibtex | Format::Biblatex => {
                    citation::bibliography(out, article, self.format, self.articles == 0)?;
                }
                Format::Csl => citation::csl(out, article, self.articles == 0)?,
                Format::Refi | Format::Packet => {}
            },
            Target::Zip(zip) => match self.format {
                Format::Refi if self.refi.is_second_pass => refi::source(zip, &page)?,
                Format::Refi => self.refi.text(zip, &page, losses)?,
                _ => self.packet.article(zip, article)?,
            },
        }
        self.articles += 1;
        self.annotations += article.annotations.len();
        Ok(())
    }

    /// Ends a pass over all articles.
    ///
    /// # Errors
    /// What the output says.
    pub fn end_pass(&mut self) -> io::Result<()> {
        match &mut self.target {
            Target::Zip(zip) if self.format == Format::Refi && !self.refi.is_second_pass => {
                self.refi.begin(zip)
            }
            _ => Ok(()),
        }
    }

    /// Ends the export and returns what it was written to.
    ///
    /// # Errors
    /// What the output says.
    pub fn end(mut self) -> io::Result<W> {
        let mut out = match self.target {
            Target::Plain(out) => out,
            Target::Zip(mut zip) => {
                match self.format {
                    Format::Refi => refi::end(&mut zip)?,
                    _ => self.packet.end(&mut zip, self.losses)?,
                }
                return Ok(zip.finish()?.into_inner());
            }
        };
        match self.format {
            Format::W3c => w3c::end(&mut out, self.annotations)?,
            Format::W3cPage => w3c::end_page(&mut out, self.annotations)?,
            Format::Hypothesis => hypothesis::end(&mut out, self.annotations)?,
            Format::Html => html::end(&mut out)?,
            Format::Csl => out.write_all(if self.articles == 0 { b"]\n" } else { b"\n]\n" })?,
            _ => {}
        }
        out.flush()?;
        Ok(out)
    }
}

/// Writes the notes on some articles in a format.
///
/// # Errors
/// What `out` says.
pub fn export<'a, W: Write>(
    format: Format,
    articles: impl IntoIterator<Item = Exported<'a>, IntoIter: Clone>,
    out: W,
    losses: &mut Losses<'_>,
) -> io::Result<W> {
    let articles = articles.into_iter();
    let mut export = Export::begin(format, out, losses)?;
    for _ in 0..Export::<W>::passes(format) {
        for article in articles.clone() {
            export.article(&article)?;
        }
        export.end_pass()?;
    }
    export.end()
}

/// Returns the text that stands beside the annotations of brat, for which they count.
pub fn standoff_text<'a>(article: &Exported<'a>) -> &'a str {
    article.text.unwrap_or("")
}

impl<'a> Exported<'a> {
    /// Returns the address by which the article is known to the world: its own, or one made from its name.
    fn iri(&self) -> String {
        self.url().map_or_else(|| format!("urn:byline:{}", self.id.as_str()), ToOwned::to_owned)
    }

    /// Returns the article's own address, where it is one.
    fn url(&self) -> Option<&'a str> {
        self.meta.url.as_deref().filter(|url| link::is_usable(url))
    }

    /// Returns who is quoted in the words of an annotation, each once, as the text goes.
    fn speakers(&self, annotation: &Annotation) -> Vec<&'a str> {
        match (self.text, self.extraction, annotation.anchor.span()) {
            (Some(text), Some(extraction), Some(span)) => speakers(text, extraction, span),
            _ => Vec::new(),
        }
    }
}

/// Returns who is quoted in some words, each once, as the text goes.
pub fn speakers<'a>(text: &'a str, extraction: &'a Extraction, span: Span) -> Vec<&'a str> {
    let mut names = Vec::new();
    for quotation in &extraction.quotations {
        // The marks around a quotation are not part of it, but often of the highlight.
        let is_meant = quotation.span.covers(span) || span.covers(quotation.span);
        if quotation.kind == QuotationKind::Term || !is_meant {
            continue;
        }
        let Some(speaker) = quotation.speaker else { continue };
        let entity = speaker.entity.and_then(|idx| extraction.entities.get(idx));
        let name = entity.map_or(speaker.span.slice(text), |entity| entity.name.as_str());
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

impl Page<'_> {
    /// Returns where exactly the words of an annotation stand now, if they do.
    fn spot(&self, annotation: &Annotation) -> Option<Span> {
        match annotation.anchor {
            Anchor::Exact(span) | Anchor::Moved(span) => self.article.text.map(|_| span),
            _ => None,
        }
    }

    /// Returns where the words of an annotation stand, as it is sure; without the text, where they once stood.
    fn code_points(&self, annotation: &Annotation) -> Option<(CodePoint, CodePoint)> {
        let Some((text, units)) = self.article.text.zip(self.units.as_ref()) else {
            let selector = annotation.selector.as_ref()?;
            // A file can hold a position that no text has; it is no help to anybody.
            let fits = selector.start <= selector.end && selector.end.0 <= u32::MAX as usize;
            return fits.then_some((selector.start, selector.end));
        };
        self.spot(annotation).map(|span| units.code_points(text, span))
    }

    /// The same in UTF-16, for which the text must be there.
    fn utf16s(&self, annotation: &Annotation) -> Option<(Utf16, Utf16)> {
        let (text, units) = self.article.text.zip(self.units.as_ref())?;
        self.spot(annotation).map(|span| units.utf16s(text, span))
    }
}

/// Returns the words that a selector was made for, and those that stand there now where they differ.
fn words<'a>(selector: &'a Selector, text: Option<&'a str>, now: Option<Span>) -> (&'a str, Option<&'a str>) {
    let now = text.zip(now).map(|(text, span)| span.slice(text)).filter(|now| *now != selector.exact);
    (&selector.exact, now)
}

/// The reason where nobody can say for sure where the words stand.
const NOT_SURE: &str = "it is not sure where the words stand now";

#[cfg(test)]
mod tests;
