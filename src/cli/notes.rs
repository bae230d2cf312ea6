//! `byline annotate` and `notes`.

use memchr::memmem;
use serde::Serialize;

use super::{
    Done,
    args::Wish,
    complain,
    print::Out,
    query::Query,
    shelf::{self, Annotated, one_line},
};
use crate::{
    annotation::{
        Anchor, Annotation, Change, Color, Edit, Timestamp, anchor::describe, id::IdSource, set::Annotations,
    },
    store::{self, Dirs, Error, backup, log::Log},
    text::{Span, units::Units},
};

/// Adds an annotation and prints its name.
pub(super) fn annotate(dirs: &Dirs, wish: &Wish) -> Done {
    let Some(color) = Color::parse(&wish.color) else {
        let names: Vec<&str> = Color::ALL.iter().map(|color| color.name()).collect();
        let error = Error::new(format!("highlight in “{}”", wish.color), "there is no such color");
        return Err(error.hint(format!("choose among {}", names.join(", "))).into());
    };
    let (entry, article) = shelf::article(shelf::open(dirs)?, &wish.article)?;
    let span = occurrence(&article.text, wish)?;
    let at = store::now();
    let mut ids = IdSource::new(store::seed());
    let (id, change) = (ids.next(at), ids.next(at));
    let mut tags = wish.tags.clone();
    tags.sort();
    tags.dedup();
    let annotation = Annotation {
        id,
        selector: Some(describe(&article.text, &Units::new(&article.text), span)),
        anchor: Anchor::Exact(span),
        color,
        note: wish.note.clone(),
        also: Vec::new(),
        tags,
        created: at,
        modified: at,
    };
    let change =
        Change { id: change, at, edit: Edit::Add(Box::new(annotation)), reverts: None, over: Vec::new() };
    Log::new(dirs).append(&entry.about(), &[change])?;
    let mut out = Out::stdout();
    out.line(&id.to_string())?;
    out.flush()?;
    // The note is safe; that there is no copy of it yet is no failure.
    if let Err(error) = backup::keep(dirs, at) {
        complain(&error);
    }
    out.done()
}

/// Finds the words to highlight: those that stand once, or the ones that were chosen.
fn occurrence(text: &str, wish: &Wish) -> store::Result<Span> {
    let words = wish.exact.as_str();
    let refuse = |cause: String| Error::new(format!("highlight “{}”", one_line(words)), cause);
    if words.trim().is_empty() {
        return Err(refuse("there are no words in it".to_owned()));
    }
    let spans: Vec<Span> =
        memmem::find_iter(text.as_bytes(), words).map(|at| Span::new(at, at + words.len())).collect();
    match (spans.as_slice(), wish.nth) {
        ([], _) => Err(refuse("the article does not say that".to_owned()).hint(
            "copy the words from `byline show --text`: quotation marks, dashes and spaces must be the same",
        )),
        ([one], None) => Ok(*one),
        (several, None) => Err(refuse(format!("it stands in {} places", several.len()))
            .hint("add --nth with a number, or more of the words around it")),
        (spans, Some(nth)) => nth.checked_sub(1).and_then(|idx| spans.get(idx)).copied().ok_or_else(|| {
            refuse(format!("it stands in {} places", spans.len())).hint("--nth counts from 1")
        }),
    }
}

/// Lists annotations.
pub(super) fn list(dirs: &Dirs, query: &[String], at: Option<Timestamp>, json: bool) -> Done {
    let query = Query::new(dirs, query)?;
    let mut out = Out::stdout();
    let mut first = true;
    for article in shelf::annotated(dirs, at)? {
        let annotations = fitting(&article, &query);
        if json {
            let text =
                article.article.as_ref().map(|article| (article.text.as_str(), Units::new(&article.text)));
            for annotation in annotations.iter() {
                out.json(&Listed::of(&article, text.as_ref(), annotation))?;
            }
        } else if !annotations.is_empty() {
            let line = if first { "" } else { "\n" };
            first = false;
            out.line(&format!("{line}{}  {}", shelf::short(&article.id), one_line(&article.title)))?;
            for annotation in annotations.iter() {
                out.line(&summary(annotation, article.article.is_some()))?;
            }
        }
    }
    out.done()
}

/// Returns the annotations of an article that a query asks for.
pub(super) fn fitting(article: &Annotated, query: &Query) -> Annotations {
    article.notes.annotations.filtered(|annotation| query.fits(article, annotation))
}

/// Returns an annotation on a line or two: color, words and whether they were found; then note and tags.
fn summary(annotation: &Annotation, is_in_library: bool) -> String {
    let mut line = match &annotation.selector {
        Some(selector) => format!("  [{}] {}", annotation.color.letter(), one_line(&selector.exact)),
        None => "  on the article".to_owned(),
    };
    match &annotation.anchor {
        Anchor::Article | Anchor::Exact(_) => {}
        _ if !is_in_library => line.push_str("  (not in the library)"),
        anchor => line.push_str(&format!("  ({})", anchor.state())),
    }
    let note = one_line(&annotation.note);
    let tags = annotation.tags.iter().map(|tag| format!("#{}", one_line(tag)));
    let below: Vec<String> = [note].into_iter().filter(|note| !note.is_empty()).chain(tags).collect();
    if !below.is_empty() {
        line.push_str(&format!("\n      {}", below.join(" ")));
    }
    for note in &annotation.also {
        line.push_str(&format!("\n      written elsewhere at the same time: {}", one_line(note)));
    }
    line
}

/// An annotation as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    id: String,
    article: &'a str,
    title: &'a str,
    source: Option<&'a str>,
    url: Option<&'a str>,
    state: Option<&'static str>,
    start: Option<usize>,
    end: Option<usize>,
    exact: Option<&'a str>,
    color: &'static str,
    note: &'a str,
    also: &'a [String],
    tags: &'a [String],
    created: String,
    modified: String,
}

impl<'a> Listed<'a> {
    fn of(article: &'a Annotated, text: Option<&(&str, Units)>, annotation: &'a Annotation) -> Self {
        let time = |at: Timestamp| at.to_string();
        let at =
            text.zip(annotation.anchor.span()).map(|((text, units), span)| units.code_points(text, span));
        Self {
            id: annotation.id.to_string(),
            article: article.id.as_str(),
            title: &article.title,
            source: article.source.as_deref(),
            url: article.meta.url.as_deref(),
            state: text.map(|_| annotation.anchor.state()),
            start: at.map(|(start, _)| start.0),
            end: at.map(|(_, end)| end.0),
            exact: annotation.selector.as_ref().map(|selector| selector.exact.as_str()),
            color: annotation.color.name(),
            note: &annotation.note,
            also: &annotation.also,
            tags: &annotation.tags,
            created: time(annotation.created),
            modified: time(annotation.modified),
        }
    }
}
