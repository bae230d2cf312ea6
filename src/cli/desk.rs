//! `byline` and `byline SOURCE...`: what the desk is opened with.

use std::process::ExitCode;

use super::{complain, print};
use crate::{
    article::Warning,
    config::{self, Config},
    store::{
        Dirs, file,
        library::Library,
        source::{self, Loaded},
    },
    terminal::{self, Refusal, Start, source::Source},
};

/// Opens the desk on sources, or on the library where none is given, or on the samples where that is empty.
pub(super) fn open(dirs: Dirs, names: &[String]) -> ExitCode {
    let Some((first, sources)) = find(&dirs, names) else { return ExitCode::FAILURE };
    if let Err(Refusal(why)) = terminal::prepare() {
        print::message(&format!("byline: {why}"));
        return ExitCode::from(2);
    }
    let (config, warnings) = settings(&dirs);
    let list_first = names.is_empty() && first.is_none();
    let welcome = names.is_empty() && !list_first;
    terminal::run(Start { list_first, welcome, sources, first, dirs, config, warnings })
}

/// Returns the article to begin with, where it has been read already, and everything that can be opened; says what
/// cannot be read, and returns nothing where there is nothing to open.
fn find(dirs: &Dirs, names: &[String]) -> Option<(Option<Loaded>, Vec<Source>)> {
    if names.is_empty() {
        return Some(shelf(dirs));
    }
    let mut sources = Vec::new();
    let mut first = None;
    for name in source::expand(names) {
        // The first article is read at once: an error needs no screen, and the first frame has something to show.
        let read = name.and_then(|name| match &first {
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
    first.map(|first| (Some(first), sources))
}

/// Returns the library, or the samples where there is none or it is empty.
fn shelf(dirs: &Dirs) -> (Option<Loaded>, Vec<Source>) {
    let entries = if dirs.library().exists() {
        Library::open(&dirs.library()).and_then(|library| library.list()).unwrap_or_else(|error| {
            complain(&error);
            Vec::new()
        })
    } else {
        Vec::new()
    };
    if entries.is_empty() {
        let samples = terminal::source::samples();
        let first = samples.first().and_then(|sample| sample.open(dirs).ok());
        return (first, samples);
    }
    (None, entries.into_iter().map(|entry| Source::Library(Box::new(entry))).collect())
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
