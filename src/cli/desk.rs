//! `byline` and `byline SOURCE...`: what the desk is opened with.

use std::process::ExitCode;

use super::{complain, print};
use crate::{
    article::Warning,
    config::{self, Config},
    store::{
        Dirs, file,
        library::{Cursor, Library, Row},
        source::{self, Glimpse, Loaded},
    },
    terminal::{self, Refusal, Start, source::Source},
};

/// Opens the desk on sources, or on the library where none is given, or on the samples where that is empty.
pub(super) fn open(dirs: Dirs, names: &[String]) -> ExitCode {
    let Some(found) = find(&dirs, names) else { return ExitCode::FAILURE };
    let Found { first, glimpse, sources, library, index } = found;
    if let Err(Refusal(why)) = terminal::prepare() {
        print::message(&format!("byline: {why}"));
        return ExitCode::from(2);
    }
    let (config, warnings) = settings(&dirs);
    let welcome = names.is_empty() && library.is_none();
    terminal::run(Start { library, index, welcome, sources, first, glimpse, dirs, config, warnings })
}

/// What there is to open.
#[derive(Default)]
struct Found {
    /// The article to begin with, where it has been read already.
    first: Option<Loaded>,
    /// Its beginning, where it is long and has not been read.
    glimpse: Option<Glimpse>,
    /// What can be opened, but for the library.
    sources: Vec<Source>,
    /// The first rows of the library, and where the others begin.
    library: Option<(Vec<Row>, Option<Cursor>)>,
    /// The place of the article to begin with.
    index: usize,
}

/// How many rows of the library are read before the first frame.
const FIRST_ROWS: usize = 200;

/// Returns what there is to open; says what cannot be read, and returns nothing where there is nothing.
fn find(dirs: &Dirs, names: &[String]) -> Option<Found> {
    if names.is_empty() {
        return Some(shelf(dirs));
    }
    let mut sources = Vec::new();
    let (mut first, mut glimpse) = (None, None);
    for name in source::expand(names) {
        // The first article is read at once: an error needs no screen, and the first frame has something to show.
        let read = name.and_then(|name| match &first {
            _ if glimpse.is_some() => Ok(Source::File(name)),
            None if let Some(seen) = source::glimpse(&name) => {
                glimpse = Some(seen);
                Ok(Source::File(name))
            }
            None => source::load_words(&name).map(|loaded| {
                let source =
                    if name == "-" { Source::Input(Box::new(loaded.clone())) } else { Source::File(name) };
                first = Some(loaded);
                source
            }),
            Some(_) => Ok(Source::File(name)),
        });
        match read {
            Ok(source) => sources.push(source),
            Err(error) => complain(&error),
        }
    }
    (first.is_some() || glimpse.is_some()).then(|| Found { first, glimpse, sources, ..Found::default() })
}

/// Returns the library, or the samples where there is none or it is empty.
fn shelf(dirs: &Dirs) -> Found {
    if dirs.library().exists() {
        let read = Library::open(&dirs.library()).and_then(|library| {
            Ok((library.page(None, FIRST_ROWS)?, library.last_opened()?, library.has_feeds()?))
        });
        match read {
            Ok(((rows, rest), last, has_feeds)) if has_feeds || !rows.is_empty() => {
                // Reading goes on where it stopped.
                let index = rows.iter().position(|row| Some(row.n) == last).unwrap_or(0);
                return Found { library: Some((rows, rest)), index, ..Found::default() };
            }
            Ok(_) => {}
            Err(error) => complain(&error),
        }
    }
    let samples = terminal::source::samples();
    let first = samples.first().and_then(|sample| sample.open(dirs).ok());
    Found { first, sources: samples, ..Found::default() }
}

/// Reads the settings; there need not be any.
fn settings(dirs: &Dirs) -> (Config, Vec<Warning>) {
    if !dirs.config.exists() {
        return (Config::default(), Vec::new());
    }
    match file::read(&dirs.config) {
        Ok(bytes) => config::parse(&String::from_utf8_lossy(&bytes)),
        Err(error) => (Config::default(), vec![Warning(error.to_string())]),
    }
}
