//! A project of the REFI-QDA standard (version 1.0): texts in files of their own, and one XML with codes and selections.
//!
//! Tags and colors are codes. Positions count code points from 0, the end exclusive, as QualCoder reads them. The codes
//! stand before the first text, so articles are gone through twice: for texts and tags, then for what points into them.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::{
    CompressionMethod, DateTime, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::{Exported, Field, Losses, NOT_SURE, Page, markup};
use crate::annotation::{Annotation, Color, Timestamp};

/// What the first pass finds.
#[derive(Debug, Default)]
pub(super) struct Project {
    pub is_second_pass: bool,
    tags: BTreeSet<String>,
    /// The time of the latest change: the project is as old as what is in it.
    latest: Timestamp,
}

/// What is known about an article, as variables.
const VARIABLES: [&str; 5] = ["author", "published", "site", "language", "url"];

/// How files are kept in a zip: the same bytes each time.
pub(super) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // Several times as fast as what is usual, for some more bytes.
        .compression_level(Some(1))
        .last_modified_time(DateTime::default())
        .large_file(false)
}

impl Project {
    /// Writes the text of an article, and remembers its tags.
    pub(super) fn text<W: Write>(
        &mut self,
        zip: &mut ZipWriter<StreamWriter<W>>,
        page: &Page<'_>,
        losses: &mut Losses<'_>,
    ) -> io::Result<()> {
        let article = &page.article;
        for annotation in article.annotations.iter() {
            self.tags.extend(annotation.tags.iter().cloned());
            self.latest = self.latest.max(annotation.modified);
            if annotation.selector.is_none() {
                losses.add(article, Some(annotation), Field::Id, "a note on the article is a description");
            } else if page.spot(annotation).is_none() {
                losses.add(article, Some(annotation), Field::Position, NOT_SURE);
            }
        }
        zip.start_file(format!("sources/{}.txt", source_id(article)), options())?;
        zip.write_all(article.text.unwrap_or("").as_bytes())
    }

    /// Begins the XML, with the codes.
    pub(super) fn begin<W: Write>(&mut self, zip: &mut ZipWriter<StreamWriter<W>>) -> io::Result<()> {
        self.is_second_pass = true;
        zip.start_file("project.qde", options())?;
        let origin = concat!("byline ", env!("CARGO_PKG_VERSION"));
        let user = guid("user", "reader");
        writeln!(
            zip,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"Notes\" origin=\"{origin}\" \
             creatingUserGUID=\"{user}\" creationDateTime=\"{}\">\n<Users><User guid=\"{user}\" name=\"reader\"/></Users>\n\
             <CodeBook><Codes>",
            self.latest
        )?;
        for color in Color::ALL {
            let (guid, name, value) = (code(color.name(), true), color.name(), value(color));
            writeln!(zip, "<Code guid=\"{guid}\" name=\"{name}\" isCodable=\"true\" color=\"{value}\"/>")?;
        }
        for tag in &self.tags {
            writeln!(zip, "<Code guid=\"{}\" name=\"{}\" isCodable=\"true\"/>", code(tag, false), xml(tag))?;
        }
        writeln!(zip, "</Codes></CodeBook>\n<Variables>")?;
        for name in VARIABLES {
            let guid = guid("variable", name);
            writeln!(zip, "<Variable guid=\"{guid}\" name=\"{name}\" typeOfVariable=\"Text\"/>")?;
        }
        writeln!(zip, "</Variables>\n<Sources>")
    }
}

/// Writes an article with what points into it.
pub(super) fn source<W: Write>(zip: &mut ZipWriter<StreamWriter<W>>, page: &Page<'_>) -> io::Result<()> {
    // Small pieces are gathered: each write is compressed by itself.
    let mut out = io::BufWriter::with_capacity(1 << 16, zip);
    write_source(&mut out, page)?;
    out.flush()
}

/// Writes the element of an article.
fn write_source(zip: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let article = &page.article;
    let guid = source_id(article);
    let name = xml(article.title);
    writeln!(zip, "<TextSource guid=\"{guid}\" name=\"{name}\" plainTextPath=\"internal://{guid}.txt\">")?;
    // What points nowhere for sure is kept in words.
    let mut about = String::new();
    for annotation in article.annotations.iter().filter(|annotation| page.spot(annotation).is_none()) {
        if let Some(selector) = &annotation.selector {
            about.push_str(&format!("“{}” ({})\n", selector.exact, annotation.anchor.state()));
        }
        let tags = annotation.tags.iter().map(|tag| format!("#{tag}\n"));
        for part in [format!("{}\n", annotation.note)].into_iter().chain(tags) {
            about.push_str(&part);
        }
        about.extend(annotation.also.iter().map(|note| format!("{note}\n")));
    }
    if !about.trim().is_empty() {
        writeln!(zip, "<Description>{}</Description>", xml(about.trim()))?;
    }
    for annotation in article.annotations.iter() {
        selection(zip, page, annotation)?;
    }
    let meta = article.meta;
    let values = [&meta.byline, &meta.published, &meta.site, &meta.language, &meta.url];
    for (name, value) in VARIABLES.iter().zip(values) {
        if let Some(value) = value {
            let (guid, value) = (self::guid("variable", name), xml(value));
            writeln!(
                zip,
                "<VariableValue><VariableRef targetGUID=\"{guid}\"/><TextValue>{value}</TextValue></VariableValue>"
            )?;
        }
    }
    writeln!(zip, "</TextSource>")
}

/// Writes a highlight, with its color and its tags as codings.
fn selection(zip: &mut impl Write, page: &Page<'_>, annotation: &Annotation) -> io::Result<()> {
    let Some(((start, end), span)) = page.code_points(annotation).zip(page.spot(annotation)) else {
        return Ok(());
    };
    let words = span.slice(page.article.text.unwrap_or(""));
    let name: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    let (id, user) = (annotation.id, guid("user", "reader"));
    writeln!(
        zip,
        "<PlainTextSelection guid=\"{id}\" name=\"{}\" startPosition=\"{}\" endPosition=\"{}\" creatingUser=\"{user}\" \
         creationDateTime=\"{}\" modifyingUser=\"{user}\" modifiedDateTime=\"{}\">",
        xml(&name),
        start.0,
        end.0,
        annotation.created,
        annotation.modified,
    )?;
    let notes = [&annotation.note].into_iter().chain(&annotation.also);
    let notes: Vec<&str> = notes.map(String::as_str).filter(|note| !note.is_empty()).collect();
    if !notes.is_empty() {
        writeln!(zip, "<Description>{}</Description>", xml(&notes.join("\n\n")))?;
    }
    let color = (annotation.color.name(), true);
    for (label, is_color) in
        [color].into_iter().chain(annotation.tags.iter().map(|tag| (tag.as_str(), false)))
    {
        let code = code(label, is_color);
        let coding = guid("coding", &format!("{id} {code}"));
        writeln!(
            zip,
            "<Coding guid=\"{coding}\" creatingUser=\"{user}\"><CodeRef targetGUID=\"{code}\"/></Coding>"
        )?;
    }
    writeln!(zip, "</PlainTextSelection>")
}

/// Ends the XML.
pub(super) fn end<W: Write>(zip: &mut ZipWriter<StreamWriter<W>>) -> io::Result<()> {
    writeln!(zip, "</Sources>\n</Project>")
}

/// Returns the name of an article's text.
fn source_id(article: &Exported<'_>) -> Uuid {
    guid("source", article.id.as_str())
}

/// Returns the name of a code.
fn code(label: &str, is_color: bool) -> Uuid {
    guid(if is_color { "color" } else { "tag" }, label)
}

/// Returns a name made from what it names, so that it is the same in every export (a UUID of version 8, RFC 9562).
fn guid(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::new()
        .chain_update("byline ")
        .chain_update(kind)
        .chain_update(" ")
        .chain_update(name)
        .finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Returns how a color looks.
fn value(color: Color) -> &'static str {
    match color {
        Color::Yellow => "#FFD400",
        Color::Green => "#5FB236",
        Color::Blue => "#2EA8E5",
        Color::Red => "#FF6666",
        Color::Purple => "#A28AE5",
    }
}

/// Returns text in which nothing is markup, and nothing that XML 1.0 cannot hold.
fn xml(text: &str) -> String {
    markup::escape(text, |letter| match letter {
        // In an attribute a line break would become a space.
        '\n' => Some("&#10;".into()),
        '\t' => Some("&#9;".into()),
        '\r' => Some("&#13;".into()),
        '\u{FFFE}' | '\u{FFFF}' => Some("\u{FFFD}".into()),
        _ => (letter < ' ').then(|| "\u{FFFD}".into()),
    })
}
