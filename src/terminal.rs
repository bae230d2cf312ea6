//! The real world: keys and signals come in as events, and effects go out.
//!
//! One thread reads keys, decides and draws. Others wait for signals, open articles, search them for names, and write
//! notes down; all of them speak to the first one through one channel, and none of them can hold it up.

use std::{
    any::Any,
    collections::HashSet,
    io::{self, IsTerminal, Write},
    panic::{self, AssertUnwindSafe},
    process::ExitCode,
    sync::{Arc, atomic::AtomicBool},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::{
    annotation::Timestamp,
    app::{self, Draft, Effect, Entry, Event, State, popup::Popup},
    article::Warning,
    config::Config,
    store::{
        self, Dirs,
        library::{Cursor, Row},
        source::{Glimpse, Loaded},
    },
    terminal::{
        bytes::Typed,
        errands::Errands,
        input::{Bell, Input},
        keeper::{Job, Keeper},
        screen::Screen,
        shelf::Shelf,
        source::{Source, listed},
    },
    text::cell::printable,
    ui::theme::{Colors, Theme},
};

mod bytes;
mod effects;
mod errands;
mod exporting;
mod frame;
mod input;
mod keeper;
mod outside;
mod screen;
mod shelf;
mod signals;
pub mod source;
mod watch;

/// What a session begins with.
#[derive(Debug)]
pub struct Start {
    /// The articles that can be opened; the first one is.
    pub sources: Vec<Source>,
    /// The first article, where it has been read already.
    pub first: Option<Loaded>,
    /// The beginning of the first article, where it is long and has not been read.
    pub glimpse: Option<Glimpse>,
    /// Where Byline keeps its files.
    pub dirs: Dirs,
    /// The settings.
    pub config: Config,
    /// What was wrong with them.
    pub warnings: Vec<Warning>,
    /// The first rows of the library, and where those that follow begin, where the list of articles is shown first.
    pub library: Option<(Vec<Row>, Option<Cursor>)>,
    /// The place of the article to begin with.
    pub index: usize,
    /// Whether the reader is new here, with nothing but the samples.
    pub welcome: bool,
}

/// What wakes the thread that draws.
#[derive(Debug)]
enum Wake {
    /// Something happened.
    Event(Event),
    /// More of the library was read.
    Rows(Vec<Row>),
    /// All of the library was read again.
    Anew(Vec<Row>),
    /// An article was put into the library that the reader asked for.
    Added(Row),
    /// A signal says to end.
    End(i32),
    /// A signal says to stop until another one says to go on.
    Stop,
    /// The terminal may have changed: its size, or everything after a stop.
    Look,
}

/// How long the first frame waits for the article, so that it shows something worth seeing.
const PATIENCE: Duration = Duration::from_millis(40);

/// What a newcomer is told.
const WELCOME: &str = "A sample to begin with. :tour shows how to read and annotate, ? the keys.";

/// How long what has happened is taken in before a frame is drawn.
const FRAME: Duration = Duration::from_millis(16);

/// So many letters at once were not typed by hand. While something is being written they are taken as one, so that the
/// time does not grow with the square of a paste from a terminal that does not mark it.
const PASTED: usize = 32;

/// The exit code of a program that ended because its terminal did.
const HUNG_UP: u8 = 129;

/// Why a session cannot begin, with the exit code for it.
pub struct Refusal(pub String);

/// Checks that there is a terminal to draw on and to read keys from, and makes standard input that terminal.
///
/// # Errors
/// Says why there is none, before anything was written to it.
pub fn prepare() -> Result<(), Refusal> {
    if !io::stdout().is_terminal() {
        return Err(Refusal(
            "standard output is no terminal; `byline show` prints an article, `byline extract` what is in it"
                .into(),
        ));
    }
    let term = std::env::var("TERM").unwrap_or_default();
    if term.is_empty() || term == "dumb" {
        return Err(Refusal(format!(
            "the terminal cannot draw a screen (TERM is {term:?}); `byline show` prints an article"
        )));
    }
    input::use_terminal().map_err(|cause| Refusal(format!("there is no terminal to read keys from: {cause}")))
}

/// Runs a session until the reader leaves or a signal ends it.
pub fn run(start: Start) -> ExitCode {
    let (wake, input) = match Input::new() {
        Ok(both) => both,
        Err(cause) => return failed(&format!("cannot wait for keys: {cause}")),
    };
    let keeper = Keeper::start(start.dirs.clone(), wake.clone());
    let (state, key_warnings) = State::new(start.config, store::seed());
    let colors = if std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty()) {
        Colors::None
    } else {
        Colors::All
    };
    let (theme, theme_warnings) = Theme::new(&state.config, colors);
    let warning = start.warnings.iter().chain(&key_warnings).chain(&theme_warnings).next().cloned();
    let greeting = match warning {
        Some(warning) => Some(Event::Failed(warning.0)),
        None => start.welcome.then(|| Event::Said(WELCOME.to_owned())),
    };
    let queries = state.config.queries.clone();
    let screen = match Screen::open() {
        Ok(screen) => screen,
        Err(cause) => return failed(&format!("cannot use the terminal: {cause}")),
    };
    let away = Arc::new(AtomicBool::new(false));
    if let Err(cause) = signals::start(wake.clone(), keeper.clone(), Arc::clone(&away)) {
        drop(screen);
        return failed(&format!("cannot wait for signals: {cause}"));
    }
    let (sources, entries, shelf) = match start.library {
        Some((rows, rest)) => {
            let sources: Vec<Source> = rows.iter().map(|row| Source::Library(row.n)).collect();
            let entries: Vec<Entry> = rows.into_iter().map(listed).collect();
            (sources, entries, Some(Shelf::start(start.dirs, rest, queries, wake.clone())))
        }
        None => {
            let entries = start.sources.iter().map(Source::entry).collect();
            (start.sources, entries, None)
        }
    };
    let errands = Errands::new(keeper.dirs().clone(), wake.clone());
    let mut session = Session {
        state,
        theme,
        colors,
        screen,
        input,
        is_behind: false,
        keeper,
        wake,
        sources,
        shelf,
        errands,
        searching: Arc::default(),
        draft: None,
        exports: Vec::new(),
        away,
        latest: Timestamp(0),
    };
    session.happen(Event::Resize(session.screen.size()));
    session.happen(Event::Listed(entries));
    if session.shelf.is_some() {
        let selected = session.state.place_in_list(start.index);
        session.state.popup = Some(Popup::Articles { selected });
        session.state.shelf.is_library = true;
    }
    let begin = Begin { first: start.first, glimpse: start.glimpse, index: start.index, greeting };
    let ended = panic::catch_unwind(AssertUnwindSafe(|| session.live(begin)));
    session.keep_draft();
    drop(session.screen);
    let unsaved = session.keeper.stop();
    // What is being written to a file is written to its end.
    for export in session.exports.into_iter().filter(|export| !export.is_finished()) {
        if let Ok(Some(trouble)) = export.join() {
            warn(&trouble);
        }
    }
    if let Some(shelf) = &session.shelf {
        shelf.stop();
    }
    if let Some(message) = &unsaved {
        warn(message);
    }
    match ended {
        Ok(Ok(0)) if unsaved.is_some() => ExitCode::FAILURE,
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(cause)) => {
            warn(&format!("the terminal is gone: {cause}"));
            ExitCode::from(HUNG_UP)
        }
        Err(cause) => {
            failed(&format!("a mistake in Byline ended it: {}; your notes are saved", panic_text(&*cause)))
        }
    }
}

/// What the first frame shows.
struct Begin {
    /// The article, where it has been read already.
    first: Option<Loaded>,
    /// Its beginning, where it is long and has not been read.
    glimpse: Option<Glimpse>,
    /// Its place in the list.
    index: usize,
    /// What the status line says.
    greeting: Option<Event>,
}

/// A session with all that belongs to it.
struct Session {
    state: State,
    theme: Theme,
    colors: Colors,
    screen: Screen,
    input: Input,
    /// Whether there may be more to take in before there is anything to wait for.
    is_behind: bool,
    keeper: Keeper,
    wake: Bell,
    sources: Vec<Source>,
    /// The thread that reads the library, where that is what is listed.
    shelf: Option<Shelf>,
    errands: Errands,
    /// Whether the names that are being looked for are waited for.
    searching: Arc<AtomicBool>,
    /// A note being written that the keeper has not been told of.
    draft: Option<Draft>,
    /// Files that are being written; each says what went wrong.
    exports: Vec<JoinHandle<Option<String>>>,
    /// Whether another program has the terminal.
    away: Arc<AtomicBool>,
    /// When the last event was.
    latest: Timestamp,
}

impl Session {
    /// Runs until the end; returns the exit code.
    fn live(&mut self, begin: Begin) -> io::Result<u8> {
        let Begin { first, glimpse, index, greeting } = begin;
        match first {
            Some(Loaded { article, warnings, .. }) => {
                let opened = Event::opened(0, Arc::new(article), warnings);
                self.take(Wake::Event(opened))?;
            }
            None if let Some(Glimpse { article, len }) = glimpse => {
                self.happen(Event::Glimpsed { index, article: Arc::new(article), len });
                self.carry_out(Effect::Open(index))?;
            }
            None if !self.sources.is_empty() => self.carry_out(Effect::Open(index))?,
            None => {}
        }
        if let Some(greeting) = greeting {
            self.happen(greeting);
        }
        let deadline = Instant::now() + PATIENCE;
        while self.state.reading.is_none() && !self.sources.is_empty() && Instant::now() < deadline {
            if let Some(code) = self.listen(Some(deadline))? {
                return Ok(code);
            }
        }
        let mut waits_for_imports = self.sources.len() > 1 && self.shelf.is_none();
        loop {
            self.keep_draft();
            self.screen.draw(&self.state, &self.theme)?;
            if std::mem::take(&mut waits_for_imports) {
                self.import_others();
            }
            let until = self.is_behind.then(Instant::now);
            if let Some(code) = self.listen(until)? {
                return Ok(code);
            }
        }
    }

    /// Waits until something happens, and takes that in with all that has happened meanwhile; but the next frame is not put
    /// off for ever. Returns the exit code where the session ends.
    fn listen(&mut self, until: Option<Instant>) -> io::Result<Option<u8>> {
        let mut typed = self.input.wait(until)?;
        let deadline = Instant::now() + FRAME;
        loop {
            // What was asked for before these keys were pressed comes before them.
            while let Some(wake) = self.input.said() {
                if let Some(code) = self.take(wake)? {
                    return Ok(Some(code));
                }
                if Instant::now() >= deadline {
                    break;
                }
            }
            if let Some(code) = self.take_typed(&typed)? {
                return Ok(Some(code));
            }
            let now = Instant::now();
            self.is_behind = now >= deadline;
            if self.is_behind || typed.is_empty() {
                return Ok(None);
            }
            typed = self.input.wait(Some(now))?;
        }
    }

    /// Takes in what woke the session; returns the exit code where it ends.
    fn take(&mut self, wake: Wake) -> io::Result<Option<u8>> {
        match wake {
            Wake::End(signal) => return Ok(Some(u8::try_from(128 + signal).unwrap_or(1))),
            Wake::Stop => self.suspend()?,
            Wake::Look => {
                self.screen.measure();
                self.happen(Event::Resize(self.screen.size()));
            }
            Wake::Rows(rows) => {
                self.sources.extend(rows.iter().map(|row| Source::Library(row.n)));
                return self.respond(Event::More(rows.into_iter().map(listed).collect()));
            }
            Wake::Anew(rows) => {
                let known: HashSet<i64> = self.sources.iter().filter_map(Source::number).collect();
                let new = rows.iter().filter(|row| !known.contains(&row.n));
                self.sources.extend(new.map(|row| Source::Library(row.n)));
                return self.respond(Event::Ordered(rows.into_iter().map(listed).collect()));
            }
            Wake::Added(row) => {
                if !self.sources.iter().any(|source| source.number() == Some(row.n)) {
                    self.sources.push(Source::Library(row.n));
                }
                return self.respond(Event::Added(listed(row)));
            }
            Wake::Event(event) => {
                if let Event::Extracted { text, extraction, upto: None } = &event
                    && let Some(reading) =
                        self.state.reading.as_ref().filter(|reading| reading.text_id == *text)
                {
                    let article = Arc::clone(&reading.article);
                    self.keeper.tell(Job::Found { article, extraction: Arc::clone(extraction) });
                }
                return self.respond(event);
            }
        }
        Ok(None)
    }

    /// Takes in what was typed; returns the exit code where the session ends.
    fn take_typed(&mut self, typed: &[Typed]) -> io::Result<Option<u8>> {
        let mut rest = typed;
        while let [first, tail @ ..] = rest {
            rest = tail;
            let Some(event) = first.event() else {
                self.screen.has_margins();
                continue;
            };
            let event = match first {
                Typed::Key(_) if self.state.mode().types_text() && self.state.pending.is_empty() => {
                    let letters: String =
                        std::iter::once(first).chain(tail).map_while(Typed::letter).collect();
                    let n = letters.chars().count();
                    if n >= PASTED {
                        rest = tail.get(n - 1..).unwrap_or(&[]);
                        Event::Paste(letters)
                    } else {
                        event
                    }
                }
                _ => event,
            };
            let code = self.respond(event)?;
            if code.is_some() {
                return Ok(code);
            }
        }
        Ok(None)
    }

    /// Lets something happen and does what the state asks for; returns the exit code where the session ends.
    fn respond(&mut self, event: Event) -> io::Result<Option<u8>> {
        let moment = self.moment();
        for effect in app::handle(&mut self.state, event, moment) {
            if effect == Effect::Quit {
                return Ok(Some(0));
            }
            self.carry_out(effect)?;
        }
        Ok(None)
    }

    /// Returns a moment of its own for each event: what is done at one moment is taken back at once.
    fn moment(&mut self) -> Timestamp {
        let now = store::now();
        self.latest = if now == self.latest { Timestamp(now.0 + 1) } else { now };
        self.latest
    }

    /// Takes in an event that asks nothing of the world but what workers do.
    fn happen(&mut self, event: Event) {
        let moment = self.moment();
        let effects = app::handle(&mut self.state, event, moment);
        debug_assert!(effects.is_empty());
    }
}

/// Returns an error with what the reader can do about it.
fn told(error: &store::Error) -> String {
    error.next().map_or_else(|| error.to_string(), |hint| format!("{error}; {hint}"))
}

/// Returns what a panic said.
fn panic_text(cause: &(dyn Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
    text.unwrap_or("no reason given").to_owned()
}

fn failed(message: &str) -> ExitCode {
    warn(message);
    ExitCode::FAILURE
}

/// Says something after the terminal was given back.
fn warn(message: &str) {
    // With the terminal gone there is nobody to tell, and `eprintln!` would panic.
    writeln!(io::stderr(), "byline: {}", printable(message)).ok();
}
