//! What a person looks for, as an argument: read with the saved queries of the settings, a mistake pointed at.

use std::collections::HashSet;

use super::shelf::{self, Annotated};
use crate::{
    annotation::Annotation,
    config,
    query::{self, Term, holds},
    store::{
        Dirs, Error, Result, file,
        library::{Entry, Library},
        log::Log,
        noted::Noted,
    },
    text::{Span, cell::width},
};

pub(super) use crate::query::sentence;

/// A query, with what is needed to answer it.
pub(super) struct Query {
    query: query::Query,
    /// The articles for which a condition about articles holds.
    sets: Vec<(Term, HashSet<String>)>,
}

/// Reads a query from the arguments.
pub(super) fn read(dirs: &Dirs, args: &[String]) -> Result<query::Query> {
    let text = args.join(" ");
    let saved = if dirs.config.exists() {
        config::parse(&String::from_utf8_lossy(&file::read(&dirs.config)?)).0.queries
    } else {
        config::Config::default().queries
    };
    query::parse(&text, &saved).map_err(|wrong| {
        Error::new(
            "understand the query",
            format!("{}\n    {}", wrong.said, pointed_at(&text, wrong.span).join("\n    ")),
        )
        .hint("`byline help ls` says how queries are written")
    })
}

/// Returns a text, and below it the marks that point at a part of it.
fn pointed_at(text: &str, span: Span) -> [String; 2] {
    let before = width(text.get(..span.start).unwrap_or(""));
    let marks = width(span.slice(text)).max(1);
    [text.to_owned(), format!("{}{}", " ".repeat(before), "^".repeat(marks))]
}

/// Returns the articles of the library that a query asks for, the latest first.
pub(super) fn entries(dirs: &Dirs, library: &Library, query: &query::Query) -> Result<Vec<Entry>> {
    let mut entries = library.list()?;
    if !query.is_empty() {
        let noted = notes(dirs, library, query)?;
        let fitting: HashSet<i64> =
            library.seek(query, usize::MAX, &|term| noted.fitting(term))?.into_iter().collect();
        entries.retain(|entry| fitting.contains(&entry.n));
    }
    Ok(entries)
}

/// Returns the notes, where a query asks about them.
fn notes(dirs: &Dirs, library: &Library, query: &query::Query) -> Result<Noted> {
    if query.asks(&|term| is_about_notes(term) || matches!(term, Term::Is(query::State::Noted))) {
        return Noted::new(&shelf::contents(&mut Log::new(dirs))?, library);
    }
    Ok(Noted::default())
}

impl Query {
    /// Reads a query about notes from the arguments.
    pub fn new(dirs: &Dirs, args: &[String]) -> Result<Self> {
        let query = read(dirs, args)?;
        let mut terms = Vec::new();
        collect(&query, &mut terms);
        let mut sets = Vec::new();
        if !terms.is_empty()
            && let Some(library) = shelf::open_existing(dirs)?
        {
            for term in terms {
                let asked = query::Query::Term(term.clone());
                let found = entries(dirs, &library, &asked)?;
                let names = found.iter().map(|entry| entry.id.as_str().to_owned());
                sets.push((term, names.collect()));
            }
        }
        Ok(Self { query, sets })
    }

    /// Returns whether an annotation is asked for. Words may stand in the title, source, address, quote, note or tags.
    pub fn fits(&self, article: &Annotated, annotation: &Annotation) -> bool {
        holds(&self.query, &mut |term| match term {
            Term::Words(words) => {
                let about =
                    [article.title.as_str(), article.source.as_deref().unwrap_or(""), &annotation.note];
                let exact = annotation.selector.as_ref().map(|selector| selector.exact.as_str());
                let own = annotation.also.iter().chain(&annotation.tags).map(String::as_str);
                let mut fields = about.into_iter().chain(article.meta.url.as_deref()).chain(exact).chain(own);
                fields.any(|field| words.stand_in(field))
            }
            _ if is_about_notes(term) => annotation.fits(term),
            _ => self.sets.iter().any(|(known, names)| known == term && names.contains(article.id.as_str())),
        })
    }
}

fn is_about_notes(term: &Term) -> bool {
    matches!(term, Term::Note(_) | Term::Tag(_) | Term::Color(_))
}

/// Collects the conditions that are about articles.
fn collect(query: &query::Query, terms: &mut Vec<Term>) {
    match query {
        query::Query::Term(term) if matches!(term, Term::Words(_)) || is_about_notes(term) => {}
        query::Query::Term(term) => terms.push(term.clone()),
        query::Query::Not(part) => collect(part, terms),
        query::Query::All(parts) | query::Query::Any(parts) => {
            parts.iter().for_each(|part| collect(part, terms));
        }
    }
}
