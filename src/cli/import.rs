//! `byline import`: notes from other programs, each put where its words stand.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::Path,
};

use serde::Serialize;

use super::{Done, Outcome, args::Coming, complain, print, print::Out, shelf};
use crate::{
    annotation::{Annotation, Change, Edit, Id, anchor::Ground, id::IdSource},
    article::{self, Article, Fingerprint},
    import::{self, Batch, Noted, Source, place},
    store::{
        self, Dirs, Error, Result, backup, file,
        library::{Entry, Library},
        log::Log,
    },
    text::units::Units,
};

/// How it went.
#[derive(Default)]
struct Tally {
    states: BTreeMap<&'static str, usize>,
    known: usize,
    homeless: usize,
    articles: usize,
}

/// A note as JSON.
#[derive(Serialize)]
struct Said<'a> {
    id: Option<String>,
    article: Option<&'a str>,
    title: Option<&'a str>,
    state: Option<&'a str>,
    exact: Option<&'a str>,
    outcome: &'a str,
}

/// Takes in the notes of a file.
pub(super) fn run(dirs: &Dirs, coming: &Coming) -> Done {
    let batch = read(coming)?;
    for warning in &batch.warnings {
        print::message(&format!("byline: {}: {warning}", coming.file.display()));
    }
    if batch.notes.is_empty() {
        let error = Error::on("import", &coming.file, "there is no note in it that could be read");
        return Err(error.hint("is the format the right one?").into());
    }
    let mut library = shelf::open(dirs)?;
    let given = match &coming.article {
        Some(spec) => {
            let (entry, article) = shelf::article(library, spec)?;
            library = shelf::open(dirs)?;
            Some((entry, article))
        }
        None => None,
    };
    let mut log = Log::new(dirs);
    let contents = shelf::contents(&mut log)?;
    let known: HashSet<Id> = contents
        .articles()
        .flat_map(|(_, noted)| &noted.changes)
        .filter_map(|change| match &change.edit {
            Edit::Add(annotation) => Some(annotation.id),
            _ => None,
        })
        .collect();
    let mut out = Out::stdout();
    let mut tally = Tally::default();
    let mut notes: Vec<Vec<Noted>> = batch.sources.iter().map(|_| Vec::new()).collect();
    for note in batch.notes {
        notes.get_mut(note.source).into_iter().for_each(|list| list.push(note.clone()));
    }
    let entries = library.list()?;
    for (source, notes) in batch.sources.iter().zip(notes) {
        let home = match &given {
            Some(given) => Some(given.clone()),
            None => home(&mut library, &entries, source, coming)?,
        };
        let Some((entry, article)) = home else {
            tally.homeless += notes.len();
            let name =
                source.title.as_deref().or(source.url.as_deref()).unwrap_or("an article without a name");
            let notes_said =
                if notes.len() == 1 { "1 note is".to_owned() } else { format!("{} notes are", notes.len()) };
            print::message(&format!(
                "byline: not in the library: {}; {notes_said} left out",
                shelf::one_line(name)
            ));
            if coming.json {
                for note in &notes {
                    let exact = note.quote.as_ref().map(|quote| quote.exact.as_str());
                    let title = source.title.as_deref();
                    out.json(&Said {
                        id: None,
                        article: None,
                        title,
                        state: None,
                        exact,
                        outcome: "no article",
                    })?;
                }
            }
            continue;
        };
        tally.articles += 1;
        take(&mut log, &entry, &article, (source, notes), &known, coming, &mut tally, &mut out)?;
    }
    if !coming.json {
        out.line(&tally.said(coming.dry_run))?;
    }
    out.flush()?;
    if tally.homeless > 0 {
        print::message(
            "  hint: add the articles with `byline add`, or name one with --article, and import again",
        );
    }
    if !coming.dry_run
        && let Err(error) = backup::keep(dirs, store::now())
    {
        complain(&error);
    }
    Ok(if tally.homeless > 0 { Outcome::Partial } else { Outcome::Complete })
}

/// Reads the file, and what stands beside it.
fn read(coming: &Coming) -> Result<Batch> {
    let path = &coming.file;
    let bytes = if path == Path::new("-") { file::read_stdin()? } else { file::read(path)? };
    let beside = if coming.format.needs_text() {
        let text = path.with_extension("txt");
        let text = fs::read(&text).map_err(|cause| {
            Error::on("read the text beside the annotations", &text, cause)
                .hint("its name ends in .txt instead of .ann")
        })?;
        Some(String::from_utf8_lossy(&text).into_owned())
    } else {
        None
    };
    Ok(import::read(coming.format, &bytes, beside.as_deref()))
}

/// Finds the article that a source is: by the name of its text, by its address, by its title where only one has it.
fn home(
    library: &mut Library,
    entries: &[Entry],
    source: &Source,
    coming: &Coming,
) -> Result<Option<(Entry, Article)>> {
    let mut id = match &source.name {
        Some(name) => library
            .article_of(name)?
            .or_else(|| entries.iter().find(|entry| entry.id == *name).map(|entry| entry.id.clone())),
        None => None,
    };
    let bare = |url: &str| url.split('#').next().unwrap_or(url).trim_end_matches('/').to_owned();
    if let Some(url) = source.url.as_deref().map(bare) {
        let is_same = |entry: &&Entry| entry.meta.url.as_deref().is_some_and(|own| bare(own) == url);
        id = id.or_else(|| entries.iter().find(is_same).map(|entry| entry.id.clone()));
    }
    if let Some(title) = &source.title {
        let title = shelf::one_line(title);
        let mut same = entries.iter().filter(|entry| shelf::one_line(&entry.label) == title);
        if let (Some(entry), None) = (same.next(), same.next()) {
            id = id.or_else(|| Some(entry.id.clone()));
        }
    }
    if id.is_none()
        && coming.add
        && !coming.dry_run
        && let Some(html) = &source.html
    {
        id = add(library, source, html)?;
    }
    let Some(id) = id else { return Ok(None) };
    Ok(library.entry(&id)?.zip(library.article(&id)?))
}

/// Adds an article that came with its notes.
fn add(library: &mut Library, source: &Source, html: &str) -> Result<Option<Fingerprint>> {
    let (mut article, _) = article::parse(html, article::Format::Html);
    if article.text.trim().is_empty() {
        return Ok(None);
    }
    let meta = &mut article.meta;
    for (field, value) in [
        (&mut meta.title, &source.title),
        (&mut meta.url, &source.url),
        (&mut meta.byline, &source.author),
        (&mut meta.published, &source.published),
        (&mut meta.site, &source.site),
    ] {
        if value.is_some() {
            field.clone_from(value);
        }
    }
    Ok(Some(library.import(&article, source.url.as_deref(), store::now())?.id))
}

/// Puts the notes on an article, and writes them down at once.
#[expect(clippy::too_many_arguments, reason = "it is the loop's body, with a name")]
fn take(
    log: &mut Log,
    entry: &Entry,
    article: &Article,
    (source, notes): (&Source, Vec<Noted>),
    known: &HashSet<Id>,
    coming: &Coming,
    tally: &mut Tally,
    out: &mut Out,
) -> std::result::Result<(), super::Stop> {
    let units = Units::new(&article.text);
    let ground = Ground::new(&article.text, &units);
    let now = store::now();
    let mut ids = IdSource::new(store::seed());
    let mut changes = Vec::new();
    let mut taken: HashSet<Id> = HashSet::new();
    for note in notes {
        let placed = place(&article.text, &units, &ground, note.quote.clone());
        let annotation = note.annotation(source, placed, now);
        let is_known = known.contains(&annotation.id) || !taken.insert(annotation.id);
        if coming.json {
            let outcome = if is_known { "known" } else { "new" };
            out.json(&said(entry, &annotation, outcome))?;
        }
        if is_known {
            tally.known += 1;
            continue;
        }
        *tally.states.entry(annotation.anchor.state()).or_default() += 1;
        if matches!(annotation.anchor.state(), "ambiguous" | "orphan" | "changed") {
            let words = annotation.selector.as_ref().map_or("", |selector| selector.exact.as_str());
            let words: String = shelf::one_line(words).chars().take(60).collect();
            print::message(&format!("byline: {}: “{words}”", annotation.anchor.state()));
        }
        let mut edits = Vec::new();
        if !annotation.also.is_empty() {
            let notes = [&annotation.note].into_iter().chain(&annotation.also).cloned().collect();
            edits.push(Edit::SetNotes(annotation.id, notes));
        }
        edits.insert(0, Edit::Add(Box::new(annotation)));
        changes.extend(edits.into_iter().map(|edit| {
            let id = ids.next(now);
            Change { id, at: now, edit, reverts: None, over: Vec::new() }
        }));
    }
    if !coming.dry_run && !changes.is_empty() {
        log.append(&entry.about(), &changes)?;
    }
    Ok(())
}

/// Returns a note as JSON.
fn said<'a>(entry: &'a Entry, annotation: &'a Annotation, outcome: &'a str) -> Said<'a> {
    Said {
        id: Some(annotation.id.to_string()),
        article: Some(entry.id.as_str()),
        title: Some(&entry.label),
        state: Some(annotation.anchor.state()),
        exact: annotation.selector.as_ref().map(|selector| selector.exact.as_str()),
        outcome,
    }
}

impl Tally {
    /// Says how it went, in a line.
    fn said(&self, is_dry: bool) -> String {
        let total: usize = self.states.values().sum();
        let states: Vec<String> =
            self.states.iter().map(|(state, count)| format!("{count} {state}")).collect();
        let states = if states.is_empty() { String::new() } else { format!(" ({})", states.join(", ")) };
        let did = if is_dry { "would import" } else { "imported" };
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (note, article) = (plural(total), plural(self.articles));
        let mut line = format!("{did} {total} note{note}{states} on {} article{article}", self.articles);
        if self.known > 0 {
            line.push_str(&format!("; {} were there already", self.known));
        }
        if self.homeless > 0 {
            line.push_str(&format!("; {} have no article", self.homeless));
        }
        line
    }
}
