//! `byline export`: to standard output, to a file, or to a folder with a file for each article.

mod folder;

use std::{
    cell::OnceCell,
    fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use super::{
    Done, Outcome, Stop, args::Leaving, difference, notes::fitting, print, print::Out, query::Query, shelf,
    shelf::Annotated,
};
use crate::{
    app::judging::judge,
    export::{
        Export, Exported, Format, Losses, keep,
        template::{self, Template},
    },
    extract::{Extraction, extract},
    store::{Dirs, Error, file},
};

/// How the notes are written.
enum Shape {
    Format(Format),
    Template(Box<Template>),
}

/// What is written: the articles with the notes that were asked for.
struct Work {
    shape: Shape,
    articles: Vec<Annotated>,
    /// What was found in each, once it was needed.
    found: Vec<OnceCell<Option<Extraction>>>,
}

/// Writes annotations for other programs.
pub(super) fn run(dirs: &Dirs, leaving: &Leaving) -> Done {
    if leaving.print_template {
        let mut out = Out::stdout();
        out.write(template::EXAMPLE)?;
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
    let mut articles = shelf::annotated(dirs, leaving.at)?;
    for article in &mut articles {
        article.notes.annotations = fitting(article, &query);
    }
    articles.retain(|article| !article.notes.annotations.is_empty());
    if articles.is_empty() {
        print::message("byline: there are no such notes");
    }
    let found = articles.iter().map(|_| OnceCell::new()).collect();
    let work = Work { shape, articles, found };
    match &leaving.losses {
        // What is left out is written as it is found, too.
        Some(path) => file::stream(path, true, |out| {
            let mut losses = Losses::reported(out);
            let outcome = write(&work, leaving, &mut losses);
            losses.end()?;
            Ok(outcome)
        })?,
        None => write(&work, leaving, &mut Losses::new()),
    }
}

/// Writes to where it was asked for, and says what was left out.
fn write(work: &Work, leaving: &Leaving, losses: &mut Losses<'_>) -> Done {
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

/// Says what the format has no place for: each field once, with how often and why.
fn report(losses: &Losses<'_>, has_hint: bool) {
    if losses.is_empty() {
        return;
    }
    let cases: Vec<String> = losses
        .counts()
        .map(|(field, reason, count)| format!("{} ({count}; {reason})", field.name()))
        .collect();
    print::message(&format!("byline: left out: {}", cases.join(", ")));
    if has_hint {
        print::message("  hint: --losses FILE names each case; --format jsonl leaves nothing out");
    }
}

/// Writes to standard output.
fn stdout(work: &Work, losses: &mut Losses<'_>) -> Done {
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
fn single(work: &Work, leaving: &Leaving, path: &Path, losses: &mut Losses<'_>) -> Done {
    if matches!(work.shape, Shape::Format(Format::Brat)) {
        let error = Error::on("write", path, "brat is two files for each article");
        return Err(error.hint("name a folder: --output notes/").into());
    }
    let old = fs::read(path).ok();
    // A file for Obsidian is joined with what somebody wrote there.
    if matches!(work.shape, Shape::Format(Format::Obsidian)) {
        let new = String::from_utf8_lossy(&work.all(Vec::new(), losses)?).into_owned();
        let joined = joined(old.as_deref(), &new).filter(|_| !path.is_symlink());
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

/// Returns what becomes of a file for Obsidian, or `None` where it is not ours.
fn joined(old: Option<&[u8]>, new: &str) -> Option<String> {
    match old {
        None => Some(keep::seal(new)),
        Some(old) => keep::merge(std::str::from_utf8(old).ok()?, new),
    }
}

/// Says that a file is not written over.
fn foreign(path: &Path) -> Stop {
    Error::on("write", path, "it exists already, and byline did not write it as it is")
        .hint("name another file, or add --force")
        .into()
}

impl Work {
    /// Returns an article as it is exported.
    fn exported(&self, idx: usize) -> Option<Exported<'_>> {
        let annotated = self.articles.get(idx)?;
        let needs_names = match &self.shape {
            Shape::Format(format) => format.names_speakers(),
            Shape::Template(_) => true,
        };
        // Who says what as the reader judges it, not as it was found.
        let judged = || {
            let article = annotated.article.as_ref()?;
            Some(judge(&extract(article), &annotated.notes.judgements, &article.text).extraction)
        };
        let found = self.found.get(idx).filter(|_| needs_names);
        Some(Exported {
            id: &annotated.id,
            title: &annotated.title,
            meta: &annotated.meta,
            accessed: annotated.added,
            text: annotated.article.as_ref().map(|article| article.text.as_str()),
            extraction: found.and_then(|found| found.get_or_init(judged).as_ref()),
            annotations: &annotated.notes.annotations,
        })
    }

    /// Writes all articles.
    fn all<W: Write>(&self, out: W, losses: &mut Losses<'_>) -> Result<W, Stop> {
        self.some(0..self.articles.len(), out, losses)
    }

    /// Writes some of the articles.
    fn some<W: Write>(
        &self,
        which: std::ops::Range<usize>,
        mut out: W,
        losses: &mut Losses<'_>,
    ) -> Result<W, Stop> {
        let format = match &self.shape {
            Shape::Format(format) => *format,
            Shape::Template(template) => {
                for article in which.filter_map(|idx| self.exported(idx)) {
                    let text = template.render(&article);
                    let text = text.map_err(|cause| Error::new("render the template", cause))?;
                    out.write_all(text.as_bytes()).map_err(print::stop)?;
                }
                return Ok(out);
            }
        };
        let mut export = Export::begin(format, out, losses).map_err(print::stop)?;
        for _ in 0..Export::<W>::passes(format) {
            for article in which.clone().filter_map(|idx| self.exported(idx)) {
                export.article(&article).map_err(print::stop)?;
            }
            export.end_pass().map_err(print::stop)?;
        }
        export.end().map_err(print::stop)
    }

    /// Returns what the files of articles end in.
    fn ending(&self) -> &'static str {
        match &self.shape {
            Shape::Format(format) => format.ending(),
            Shape::Template(_) => "md",
        }
    }

    /// Returns the name of what is written, by which files of one kind are told from those of another.
    fn kind(&self) -> &'static str {
        match &self.shape {
            Shape::Format(format) => format.name(),
            Shape::Template(_) => "template",
        }
    }
}
