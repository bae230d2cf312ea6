//! `byline ls`, `show` and `mark`.

use serde::Serialize;

use super::{Done, Stop, passage, print::Out, query, shelf};
use crate::{
    annotation::difference::Fate,
    app::changes::Passage,
    article::{Article, BlockKind},
    store::{
        self, Dirs, Error,
        library::{Entry, Mark},
        log::Log,
        noted::Noted,
    },
    text::{cell::fit, units::Units},
};

/// How an article is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// To be read: title and so on, then the text.
    Page,
    /// The text alone.
    Text,
    /// One object.
    Json,
}

impl Shape {
    /// Takes the two flags, which exclude each other.
    pub fn of(json: bool, text: bool) -> Self {
        match (json, text) {
            (true, _) => Self::Json,
            (_, true) => Self::Text,
            _ => Self::Page,
        }
    }
}

/// Lists the library, or what a query asks for, with the sentence in which its words stand.
pub(super) fn list(dirs: &Dirs, query: &[String], json: bool) -> Done {
    let query = query::read(dirs, query)?;
    let mut out = Out::stdout();
    let Some(library) = shelf::open_existing(dirs)? else { return out.done() };
    let entries = query::entries(dirs, &library, &query)?;
    let noted = Noted::new(&shelf::contents(&mut Log::new(dirs))?, &library)?;
    let tells = !query.words().is_empty();
    for entry in &entries {
        let text = if tells { library.texts(&[entry.n])?.pop().map(|(_, text)| text) } else { None };
        let sentence = text.as_deref().and_then(|text| {
            let span = query::sentence(&query, text)?;
            let (start, _) = Units::new(text).code_points(text, span);
            Some((start.0, shelf::one_line(span.slice(text))))
        });
        if json {
            let tags = library.tags(entry.n)?;
            out.json(&Listed::of(entry, noted.count(entry.n), tags, sentence))?;
        } else {
            let date = entry.meta.published.as_deref().unwrap_or("").split('T').next().unwrap_or("");
            let read = if entry.read.is_none() { '•' } else { ' ' };
            let star = if entry.starred { '*' } else { ' ' };
            let (words, title) = (entry.words, shelf::one_line(&entry.label));
            out.line(&format!(
                "{}  {read}{star} {date:10}  {words:6} words  {title}",
                shelf::short(&entry.id)
            ))?;
            if let Some((_, sentence)) = sentence {
                out.line(&format!("{:14}{}", "", fit(&sentence, 160)))?;
            }
        }
    }
    out.done()
}

/// Marks the articles that a query asks for.
pub(super) fn mark(dirs: &Dirs, query: &[String], marks: &[Mark]) -> Done {
    let query = query::read(dirs, query)?;
    if query.is_empty() {
        let error = Error::new("mark articles", "no query says which");
        return Err(error.hint("`byline mark --read before:7d` marks what is older than a week").into());
    }
    let mut out = Out::stdout();
    let Some(mut library) = shelf::open_existing(dirs)? else { return out.done() };
    let entries = query::entries(dirs, &library, &query)?;
    let numbers: Vec<i64> = entries.iter().map(|entry| entry.n).collect();
    for mark in marks {
        library.mark(&numbers, mark, store::now())?;
    }
    let n = numbers.len();
    out.line(&if n == 1 { "1 article".to_owned() } else { format!("{n} articles") })?;
    out.done()
}

/// Prints an article.
pub(super) fn show(dirs: &Dirs, spec: &str, shape: Shape) -> Done {
    let passage =
        passage::parse(spec).filter(|_| shape == Shape::Page && !std::path::Path::new(spec).exists());
    if let Some((article, name)) = passage {
        return passage::show(dirs, spec, article, name);
    }
    let (entry, article) = shelf::article(shelf::open(dirs)?, spec)?;
    let mut out = Out::stdout();
    match shape {
        Shape::Text => out.line(&article.text)?,
        Shape::Json => {
            let library = shelf::open(dirs)?;
            let noted = Noted::new(&shelf::contents(&mut Log::new(dirs))?, &library)?;
            out.json(&Shown::of(&entry, &article, noted.count(entry.n), library.tags(entry.n)?))?;
        }
        Shape::Page => {
            // What the text itself begins with is not said twice.
            let says = |kind| article.blocks.iter().any(|block| block.kind == kind);
            let meta = &entry.meta;
            let byline = meta.byline.as_ref().filter(|_| !says(BlockKind::Byline));
            let known = [byline, meta.site.as_ref(), meta.published.as_ref(), meta.url.as_ref()];
            let known: Vec<String> = known.into_iter().flatten().map(|part| shelf::one_line(part)).collect();
            if meta.title.is_some() && !says(BlockKind::Title) {
                out.line(&shelf::one_line(&entry.label))?;
            }
            if !known.is_empty() {
                out.line(&known.join(" · "))?;
            }
            out.line("")?;
            out.line(&article.text)?;
        }
    }
    out.done()
}

/// Prints what was changed between the versions of an article.
pub(super) fn changes(dirs: &Dirs, spec: &str) -> Done {
    let library = shelf::open(dirs)?;
    let entry = library.find(spec)?.ok_or_else(|| nothing(spec))?;
    let mut out = Out::stdout();
    for revision in library.revisions(&entry.id)? {
        let (gone, new) = revision.n_words();
        out.line(&format!("from {} to {}, words: {gone} gone, {new} new", revision.from, revision.to))?;
        let mut same = 0;
        for paragraph in &revision.paragraphs {
            if paragraph.iter().all(|piece| piece.fate == Fate::Same) {
                same += 1;
                continue;
            }
            unchanged(&mut out, std::mem::take(&mut same))?;
            out.line("")?;
            out.line(&Passage::of(paragraph).text)?;
        }
        unchanged(&mut out, same)?;
        out.line("")?;
    }
    out.done()
}

/// Says how many paragraphs stayed as they were.
fn unchanged(out: &mut Out, n: usize) -> Result<(), Stop> {
    if n == 0 {
        return Ok(());
    }
    out.line(&format!("\n({n} {} unchanged)", if n == 1 { "paragraph" } else { "paragraphs" }))
}

/// An entry of the library as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    text_id: &'a str,
    title: &'a str,
    byline: Option<&'a str>,
    published: Option<&'a str>,
    site: Option<&'a str>,
    language: Option<&'a str>,
    url: Option<&'a str>,
    image: Option<&'a str>,
    source: Option<&'a str>,
    added: String,
    opened: Option<String>,
    words: usize,
    position: usize,
    length: usize,
    read: Option<String>,
    starred: bool,
    feed: Option<&'a str>,
    versions: usize,
    notes: usize,
    tags: Vec<String>,
    sentence: Option<String>,
    sentence_start: Option<usize>,
}

impl<'a> Listed<'a> {
    fn of(entry: &'a Entry, notes: usize, tags: Vec<String>, sentence: Option<(usize, String)>) -> Self {
        let (sentence_start, sentence) = sentence.unzip();
        let meta = &entry.meta;
        Self {
            id: entry.id.as_str(),
            text_id: entry.text.as_str(),
            title: &entry.label,
            byline: meta.byline.as_deref(),
            published: meta.published.as_deref(),
            site: meta.site.as_deref(),
            language: meta.language.as_deref(),
            url: meta.url.as_deref(),
            image: meta.image.as_deref(),
            source: entry.source.as_deref(),
            added: entry.added.to_string(),
            opened: entry.opened.map(|at| at.to_string()),
            words: entry.words,
            position: entry.position.0,
            length: entry.length.0,
            read: entry.read.map(|at| at.to_string()),
            starred: entry.starred,
            feed: entry.feed.as_deref(),
            versions: entry.versions,
            notes,
            tags,
            sentence,
            sentence_start,
        }
    }
}

/// An article as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    entry: Listed<'a>,
    text: &'a str,
    blocks: Vec<Part>,
}

/// A block as JSON.
#[derive(Serialize)]
struct Part {
    kind: &'static str,
    start: usize,
    end: usize,
}

impl<'a> Shown<'a> {
    fn of(entry: &'a Entry, article: &'a Article, notes: usize, tags: Vec<String>) -> Self {
        let units = Units::new(&article.text);
        let blocks = article.blocks.iter().map(|block| {
            let (start, end) = units.code_points(&article.text, block.span);
            Part { kind: kind(block.kind), start: start.0, end: end.0 }
        });
        Self { entry: Listed::of(entry, notes, tags, None), text: &article.text, blocks: blocks.collect() }
    }
}

/// Returns the name of a kind of block.
fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => "title",
        BlockKind::Byline => "byline",
        BlockKind::Dateline => "dateline",
        BlockKind::Heading(_) => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::ListItem { .. } => "item",
        BlockKind::Quote => "quote",
        BlockKind::Code => "code",
        BlockKind::TableRow => "row",
        BlockKind::Caption => "caption",
        BlockKind::Boilerplate => "boilerplate",
    }
}

/// Says that nothing fits.
pub(super) fn nothing(spec: &str) -> Error {
    Error::new(format!("find the article “{spec}”"), "nothing in the library is called so, and no file is")
        .hint("`byline ls` lists the library, `byline add FILE` adds to it")
}
