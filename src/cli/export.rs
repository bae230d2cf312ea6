//! `byline export`: to standard output, to a file, or to a folder with a file for each article.

mod folder;

use std::{
    collections::BTreeMap,
    fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
    sync::{Arc, mpsc},
    thread,
};

use super::{
    Done, Outcome, Stop,
    args::Leaving,
    difference,
    notes::fitting,
    print,
    print::Out,
    query::Query,
    shelf::{Annotated, Shelf},
};
use crate::{
    app::judging::judge,
    export::{
        self, Export, Exported, Format, Losses, keep,
        template::{self, Template},
    },
    extract::{Extraction, extract},
    store::{self, Dirs, Error, file},
};

/// How the notes are written.
enum Shape {
    Format(Format),
    Template(Box<Template>),
}

/// What is written: the articles with the notes that were asked for. Only one of them is in memory at a time.
struct Work {
    shape: Shape,
    chosen: Choice,
}

/// Which notes are asked for.
struct Choice {
    query: Query,
    shelf: Shelf,
    /// Whether who says what matters.
    needs_names: bool,
}

/// An article with the notes that were asked for, and what was found in it where that is needed.
struct Chosen {
    annotated: Annotated,
    found: Option<Arc<Extraction>>,
}

/// How many articles are read ahead of the one that is written.
const AHEAD: usize = 4;

/// Writes annotations for other programs.
pub(super) fn run(dirs: &Dirs, leaving: &Leaving) -> Done {
    if leaving.print_template {
        let mut out = Out::stdout();
        out.line(template::EXAMPLE)?;
        return out.done();
    }
    let shape = match (&leaving.template, leaving.format) {
        (Some(path), _) => {
            let text = String::from_utf8_lossy(&file::read(path)?).into_owned();
            let parsed = Template::parse(&text);
            Shape::Template(Box::new(parsed.map_err(|cause| Error::on("read the template", path, cause))?))
        }
        (None, Some(format)) => Shape::Format(format),
        (None, None) => return Err(Error::new("export", "no format was named").into()),
    };
    let query = Query::new(dirs, &leaving.query)?;
    let needs_names = match &shape {
        Shape::Format(format) => format.names_speakers(),
        Shape::Template(_) => true,
    };
    let shelf = Shelf::open(dirs, leaving.at)?;
    let mut work = Work { shape, chosen: Choice { query, shelf, needs_names } };
    match &leaving.losses {
        // What is left out is written as it is found, too.
        Some(path) => file::stream(path, true, |out| {
            let mut losses = Losses::reported(out);
            let outcome = write(&mut work, leaving, &mut losses);
            losses.end()?;
            Ok(outcome)
        })?,
        None => write(&mut work, leaving, &mut Losses::new()),
    }
}

/// Writes to where it was asked for, and says what was left out.
fn write(work: &mut Work, leaving: &Leaving, losses: &mut Losses<'_>) -> Done {
    let outcome = match &leaving.output {
        None => stdout(work, losses)?,
        Some(path) if is_folder(path) => folder::write(work, leaving, path, losses)?,
        Some(path) => single(work, leaving, path, losses)?,
    };
    report(losses, leaving.losses.is_none());
    Ok(outcome)
}

/// Returns whether a path names a folder.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

/// Says what the format has no place for: each reason once, with the fields and how often.
fn report(losses: &Losses<'_>, has_hint: bool) {
    if losses.is_empty() {
        return;
    }
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (field, reason, count) in losses.counts() {
        reasons.entry(reason).or_default().push(format!("{} ({count})", field.name()));
    }
    for (reason, fields) in reasons {
        print::message(&format!("byline: left out: {}: {reason}", fields.join(", ")));
    }
    if has_hint {
        print::message("  hint: --losses FILE names each case; --format jsonl leaves nothing out");
    }
}

/// Writes to standard output.
fn stdout(work: &mut Work, losses: &mut Losses<'_>) -> Done {
    match work.shape {
        Shape::Format(Format::Brat) => {
            let error = Error::new("print brat", "it is two files for each article");
            return Err(error.hint("name a folder: --output notes/").into());
        }
        Shape::Format(format) if format.is_binary() && io::stdout().is_terminal() => {
            let error = Error::new(format!("print {}", format.name()), "it is no text for a terminal");
            return Err(error.hint("name a file with --output").into());
        }
        _ => {}
    }
    if io::stdout().is_terminal() {
        let mut out = Out::stdout();
        out.write(&String::from_utf8_lossy(&work.all(Vec::new(), losses)?))?;
        return out.done();
    }
    let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    work.all(out, losses)?.flush().map_err(print::stop)?;
    Ok(Outcome::Complete)
}

/// Writes one file.
fn single(work: &mut Work, leaving: &Leaving, path: &Path, losses: &mut Losses<'_>) -> Done {
    if matches!(work.shape, Shape::Format(Format::Brat)) {
        let error = Error::on("write", path, "brat is two files for each article");
        return Err(error.hint("name a folder: --output notes/").into());
    }
    let old = fs::read(path).ok();
    // A file for Obsidian is joined with what somebody wrote there.
    if matches!(work.shape, Shape::Format(Format::Obsidian)) {
        let new = String::from_utf8_lossy(&work.all(Vec::new(), losses)?).into_owned();
        let joined = keep::joined(old.as_deref(), &new).filter(|_| !path.is_symlink());
        let new = match joined {
            Some(joined) => joined,
            None if leaving.force => keep::seal(&new),
            None => return Err(foreign(path)),
        };
        if leaving.dry_run {
            return dry_run(path, old.as_deref(), new.as_bytes());
        }
        if old.as_deref() != Some(new.as_bytes()) {
            file::write(path, new.as_bytes())?;
        }
        return Ok(Outcome::Complete);
    }
    if leaving.dry_run {
        if old.is_some() && !leaving.force {
            return Err(foreign(path));
        }
        return dry_run(path, old.as_deref(), &work.all(Vec::new(), losses)?);
    }
    file::stream(path, leaving.force, |out| {
        work.all(out, losses).map(drop).map_err(|stop| match stop {
            Stop::Failed(error) => io::Error::other(error.to_string()),
            Stop::Closed => io::ErrorKind::BrokenPipe.into(),
        })
    })?;
    Ok(Outcome::Complete)
}

/// Says what would be written.
fn dry_run(path: &Path, old: Option<&[u8]>, new: &[u8]) -> Done {
    let mut out = Out::stdout();
    out.write(&told(&path.display().to_string(), old, new))?;
    out.done()
}

/// Returns what would become of a file, with what changes in it.
fn told(name: &str, old: Option<&[u8]>, new: &[u8]) -> String {
    match old {
        None => format!("new      {name}\n"),
        Some(old) if old == new => format!("same     {name}\n"),
        Some(old) => match (std::str::from_utf8(old), std::str::from_utf8(new)) {
            (Ok(old), Ok(new)) => format!("changed  {name}\n{}", difference::lines(old, new)),
            _ => format!("changed  {name}\n"),
        },
    }
}

/// Says that a file is not written over.
fn foreign(path: &Path) -> Stop {
    Error::on("write", path, "it exists already, and byline did not write it as it is")
        .hint("name another file, or add --force")
        .into()
}

impl Work {
    /// Writes all articles.
    fn all<W: Write>(&mut self, mut out: W, losses: &mut Losses<'_>) -> Result<W, Stop> {
        if let Shape::Format(format) = self.shape {
            let mut export = Export::begin(format, out, losses).map_err(print::stop)?;
            for _ in 0..Export::<W>::passes(format) {
                self.chosen.each(|chosen| export.article(&chosen.exported()).map_err(print::stop))?;
                export.end_pass().map_err(print::stop)?;
            }
            return export.end().map_err(print::stop);
        }
        self.chosen.each(|chosen| self.shape.one(chosen, &mut out, losses))?;
        Ok(out)
    }
}

impl Choice {
    /// Gives every article on which there is something that was asked for, in their order. While one is written the
    /// next are read, and searched for who says what.
    fn each(&mut self, mut take: impl FnMut(&Chosen) -> Result<(), Stop>) -> Result<(), Stop> {
        let Self { query, shelf, needs_names } = self;
        let needs_names = *needs_names;
        thread::scope(|scope| {
            let (read, annotated) = mpsc::sync_channel::<store::Result<Annotated>>(AHEAD);
            let (found, chosen) = mpsc::sync_channel(AHEAD);
            scope.spawn(move || {
                for idx in 0..shelf.len() {
                    let article = shelf.article(idx).transpose().map(|article| {
                        let mut article = article?;
                        article.notes.annotations = fitting(&article, query);
                        Ok(article)
                    });
                    // Who does not listen any more has failed, and says so.
                    if article.is_some_and(|article| read.send(article).is_err()) {
                        return;
                    }
                }
            });
            scope.spawn(move || {
                for article in annotated {
                    let is_empty = |article: &Annotated| article.notes.annotations.is_empty();
                    if article.as_ref().is_ok_and(is_empty) {
                        continue;
                    }
                    if found.send(article.map(|article| Chosen::new(article, needs_names))).is_err() {
                        return;
                    }
                }
            });
            let mut is_empty = true;
            for chosen in chosen {
                take(&chosen?)?;
                is_empty = false;
            }
            if is_empty {
                print::message("byline: there are no such notes");
            }
            Ok(())
        })
    }
}

impl Chosen {
    /// Searches an article for who says what, where that is needed: as the reader judges it, not as it was found.
    fn new(annotated: Annotated, needs_names: bool) -> Self {
        let article = annotated.article.as_ref().filter(|_| needs_names);
        let found = article.map(|article| {
            judge(&Arc::new(extract(article)), &annotated.notes.judgements, &article.text).extraction
        });
        Self { annotated, found }
    }

    /// Returns the article as it is exported.
    fn exported(&self) -> Exported<'_> {
        let annotated = &self.annotated;
        Exported {
            id: &annotated.id,
            title: &annotated.title,
            meta: &annotated.meta,
            accessed: annotated.added,
            text: annotated.article.as_ref().map(|article| article.text.as_str()),
            extraction: self.found.as_deref(),
            annotations: &annotated.notes.annotations,
        }
    }
}

impl Shape {
    /// Writes an article by itself.
    fn one(&self, chosen: &Chosen, out: &mut impl Write, losses: &mut Losses<'_>) -> Result<(), Stop> {
        match self {
            Self::Format(format) => {
                export::export(*format, [chosen.exported()], out, losses).map_err(print::stop)?;
                Ok(())
            }
            Self::Template(template) => {
                let text = template.render(&chosen.exported());
                let text = text.map_err(|cause| Error::new("render the template", cause))?;
                out.write_all(text.as_bytes()).map_err(print::stop)
            }
        }
    }

    /// Returns what the files of articles end in.
    fn ending(&self) -> &'static str {
        match self {
            Self::Format(format) => format.ending(),
            Self::Template(_) => "md",
        }
    }

    /// Returns the name of what is written, by which files of one kind are told from those of another.
    fn kind(&self) -> &'static str {
        match self {
            Self::Format(format) => format.name(),
            Self::Template(_) => "template",
        }
    }
}
