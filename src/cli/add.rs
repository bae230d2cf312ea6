//! `byline add`: sources are read and searched for names on all processors, and put into the library in their order.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;

use super::{Done, Outcome, Stop, complain, print, print::Out, shelf};
use crate::{
    extract::extract,
    store::{
        self, Dirs, Error, Result,
        library::{Findings, Import, Imported, Library, Outcome as Did},
        source,
    },
};

/// How many articles are put in at once, and how long they may wait for it.
const BATCH: usize = 256;
const WAIT: Duration = Duration::from_millis(500);

/// How many articles may be read before the library has taken them.
const AHEAD: usize = 64;

/// An article that was read.
struct Read {
    name: String,
    import: Import,
    warnings: Vec<String>,
}

/// Adds articles.
pub(super) fn run(dirs: &Dirs, names: &[String], json: bool) -> Done {
    let mut desk = Desk {
        library: shelf::open(dirs)?,
        out: Out::stdout(),
        json,
        outcome: Outcome::Complete,
        waiting: Vec::new(),
        since: Instant::now(),
    };
    let (names, wrong): (Vec<_>, Vec<_>) = source::expand(names).into_iter().partition(Result::is_ok);
    let names: Vec<String> = names.into_iter().flatten().collect();
    for error in wrong.into_iter().filter_map(Result::err) {
        desk.complain(&error);
    }
    let next = AtomicUsize::new(0);
    let (send, read) = mpsc::sync_channel(AHEAD);
    let done = thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, usize::from).min(names.len());
        for _ in 0..workers {
            let (send, next, names) = (send.clone(), &next, &names);
            scope.spawn(move || {
                loop {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    let Some(name) = names.get(idx) else { return };
                    let read = catch_unwind(AssertUnwindSafe(|| load(name))).unwrap_or_else(|_| {
                        Err(Error::new(format!("read {name}"), "it cannot be understood"))
                    });
                    // Where nobody waits any more, there is nothing left to do.
                    if send.send((idx, read)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        // Owned here, so that the workers end where this does.
        desk.work(read)
    });
    done?;
    let outcome = desk.outcome;
    desk.out.done().map(|_| outcome)
}

/// Reads a source, and searches it for names.
fn load(name: &str) -> Result<Read> {
    let loaded = source::load_words(name)?;
    let findings = Findings::of(&loaded.article, &extract(&loaded.article));
    let import =
        Import { article: loaded.article, source: loaded.path, findings: Some(findings), feed: None };
    let warnings = loaded.warnings.into_iter().map(|warning| warning.0).collect();
    Ok(Read { name: name.to_owned(), import, warnings })
}

/// What takes in the articles that were read.
struct Desk {
    library: Library,
    out: Out,
    json: bool,
    outcome: Outcome,
    waiting: Vec<Read>,
    since: Instant,
}

impl Desk {
    /// Takes in everything that is read, in the order of the names.
    fn work(&mut self, read: Receiver<(usize, Result<Read>)>) -> std::result::Result<(), Stop> {
        let mut early = BTreeMap::new();
        let mut next = 0;
        loop {
            let got = match self.waiting.is_empty() {
                true => read.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => read.recv_timeout(WAIT),
            };
            match got {
                Ok((idx, article)) => {
                    early.insert(idx, article);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.put(),
            }
            while let Some(article) = early.remove(&next) {
                next += 1;
                match article {
                    Ok(article) => self.waiting.push(article),
                    Err(error) => {
                        self.put()?;
                        self.complain(&error);
                    }
                }
            }
            if self.waiting.len() >= BATCH || self.since.elapsed() >= WAIT {
                self.put()?;
            }
        }
    }

    /// Puts what is waiting into the library, and says so.
    fn put(&mut self) -> std::result::Result<(), Stop> {
        self.since = Instant::now();
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let (imports, said): (Vec<Import>, Vec<_>) =
            waiting.into_iter().map(|read| (read.import, (read.name, read.warnings))).unzip();
        let imported = self.library.import_all(&imports, store::now())?;
        for ((import, (name, warnings)), did) in imports.iter().zip(&said).zip(&imported) {
            self.say(import, name, warnings, did)?;
        }
        self.out.flush()
    }

    fn say(
        &mut self,
        import: &Import,
        name: &str,
        warnings: &[String],
        imported: &Imported,
    ) -> std::result::Result<(), Stop> {
        let did = match imported.outcome {
            Did::New => "new",
            Did::Same => "same",
            Did::NewVersion => "version",
        };
        let title = import.article.title();
        if self.json {
            return self.out.json(&Added {
                source: name,
                id: imported.id.as_str(),
                text_id: imported.text.as_str(),
                title,
                outcome: did,
                warnings,
            });
        }
        for warning in warnings {
            print::message(&format!("byline: {name}: {warning}"));
        }
        self.out.line(&format!("{}  {did:7}  {}", shelf::short(&imported.id), shelf::one_line(title)))
    }

    fn complain(&mut self, error: &Error) {
        complain(error);
        self.outcome = Outcome::Partial;
    }
}

/// An import as JSON.
#[derive(Serialize)]
struct Added<'a> {
    source: &'a str,
    id: &'a str,
    text_id: &'a str,
    title: &'a str,
    outcome: &'a str,
    warnings: &'a [String],
}
