//! `byline add`, `ls` and `show`.

use serde::Serialize;

use super::{Done, Outcome, complain, print, print::Out, query::Query, shelf};
use crate::{
    article::{Article, BlockKind},
    store::{
        self, Dirs, Error,
        library::{Entry, Outcome as Import},
        source,
    },
    text::units::Units,
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

/// Adds articles.
pub(super) fn add(dirs: &Dirs, names: &[String], json: bool) -> Done {
    let mut library = shelf::open(dirs)?;
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    for name in source::expand(names) {
        let added = name.and_then(|name| {
            let loaded = source::load_words(&name)?;
            let imported = library.import(&loaded.article, loaded.path.as_deref(), store::now())?;
            Ok((loaded, imported))
        });
        let (loaded, imported) = match added {
            Ok(added) => added,
            Err(error) => {
                complain(&error);
                outcome = Outcome::Partial;
                continue;
            }
        };
        let did = match imported.outcome {
            Import::New => "new",
            Import::Same => "same",
            Import::NewVersion => "version",
        };
        let title = loaded.article.title();
        if json {
            out.json(&Added {
                source: &loaded.name,
                id: imported.id.as_str(),
                text_id: imported.text.as_str(),
                title,
                outcome: did,
                warnings: loaded.warnings.iter().map(|warning| warning.0.as_str()).collect(),
            })?;
        } else {
            for warning in &loaded.warnings {
                print::message(&format!("byline: {}: {}", loaded.name, warning.0));
            }
            out.line(&format!("{}  {did:7}  {}", shelf::short(&imported.id), shelf::one_line(title)))?;
        }
        out.flush()?;
    }
    out.done().map(|_| outcome)
}

/// Lists the library.
pub(super) fn list(dirs: &Dirs, query: &[String], json: bool) -> Done {
    let query = Query::new(query);
    let mut out = Out::stdout();
    let Some(library) = shelf::open_existing(dirs)? else { return out.done() };
    for entry in library.list()? {
        let meta = &entry.meta;
        let fields = [&meta.byline, &meta.site, &meta.url, &entry.source];
        if !query.fits(fields.into_iter().flatten().map(String::as_str).chain([entry.label.as_str()])) {
            continue;
        }
        if json {
            out.json(&Listed::of(&entry))?;
        } else {
            let date = meta.published.as_deref().unwrap_or("").split('T').next().unwrap_or("");
            let words = entry.words;
            let title = shelf::one_line(&entry.label);
            out.line(&format!("{}  {date:10}  {words:6} words  {title}", shelf::short(&entry.id)))?;
        }
    }
    out.done()
}

/// Prints an article.
pub(super) fn show(dirs: &Dirs, spec: &str, shape: Shape) -> Done {
    let (entry, article) = shelf::article(shelf::open(dirs)?, spec)?;
    let mut out = Out::stdout();
    match shape {
        Shape::Text => out.line(&article.text)?,
        Shape::Json => out.json(&Shown::of(&entry, &article))?,
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

/// An import as JSON.
#[derive(Serialize)]
struct Added<'a> {
    source: &'a str,
    id: &'a str,
    text_id: &'a str,
    title: &'a str,
    outcome: &'a str,
    warnings: Vec<&'a str>,
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
    source: Option<&'a str>,
    added: String,
    opened: Option<String>,
    words: usize,
    position: usize,
}

impl<'a> Listed<'a> {
    fn of(entry: &'a Entry) -> Self {
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
            source: entry.source.as_deref(),
            added: entry.added.to_string(),
            opened: entry.opened.map(|at| at.to_string()),
            words: entry.words,
            position: entry.position.0,
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
    fn of(entry: &'a Entry, article: &'a Article) -> Self {
        let units = Units::new(&article.text);
        let blocks = article.blocks.iter().map(|block| {
            let (start, end) = units.code_points(&article.text, block.span);
            Part { kind: kind(block.kind), start: start.0, end: end.0 }
        });
        Self { entry: Listed::of(entry), text: &article.text, blocks: blocks.collect() }
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
