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
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    annotation::Timestamp,
    app::{self, Draft, Effect, Entry, Event, State, exporting::Exporting, popup::Popup},
    article::{Article, Fingerprint, Warning},
    config::Config,
    extract::{self, Extraction},
    store::{
        self, Dirs,
        library::{Cursor, Library, Row},
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

    /// Does what the state asks of the world.
    fn carry_out(&mut self, effect: Effect) -> io::Result<()> {
        match effect {
            Effect::Open(index) => self.open(index),
            Effect::Seek(query) => self.tell_shelf(shelf::Job::Seek(query)),
            Effect::Sentences { query, articles } => {
                self.tell_shelf(shelf::Job::Sentences { query, articles });
            }
            Effect::Mark { article, mark } => self.tell_shelf(shelf::Job::Mark { article, mark }),
            Effect::List => self.tell_shelf(shelf::Job::List),
            Effect::Complete(kind, beginning) => self.tell_shelf(shelf::Job::Complete(kind, beginning)),
            Effect::Compare(of) => self.tell_shelf(shelf::Job::Compare(of)),
            Effect::Refresh => self.errands.refresh(),
            Effect::Fetch(address) => self.errands.fetch(address),
            Effect::FetchWhole(n) => self.errands.fetch_whole(n),
            Effect::GiveUp => self.errands.give_up(),
            Effect::Extract(article) => {
                // Nobody waits for the names of the article before.
                self.searching.store(false, Ordering::Relaxed);
                self.searching = Arc::new(AtomicBool::new(true));
                search(article, Arc::clone(&self.searching), self.wake.clone());
            }
            Effect::Remember { index, article } => {
                let source = self.sources.get(index).cloned();
                self.keeper.tell(Job::Remember { article, source });
            }
            Effect::Append { id, change } => self.keeper.tell(Job::Append { id, change }),
            // The keeper is told once for a frame, and not for every key of a paste.
            Effect::Draft(Some(draft)) => self.draft = Some(draft),
            Effect::Draft(None) => {
                self.draft = None;
                self.keeper.tell(Job::Draft(None));
            }
            Effect::Position { id, at } => self.keeper.tell(Job::Position { id, at }),
            Effect::EditOutside(text) => self.edit_outside(&text)?,
            Effect::Export(work) => self.export(*work),
            Effect::Copy(text) => self.screen.copy(&text)?,
            Effect::KeepSetting { name, value } => {
                (self.theme, _) = Theme::new(&self.state.config, self.colors);
                self.keeper.tell(Job::Setting { name, value });
            }
            Effect::GoOn => _ = self.wake.send(Wake::Event(Event::GoOn)),
            Effect::Redraw => self.screen.clear(),
            Effect::Suspend => self.suspend()?,
            // The caller ends the session.
            Effect::Quit => {}
        }
        Ok(())
    }

    /// Tells the thread that reads the library to do something.
    fn tell_shelf(&mut self, job: shelf::Job) {
        let start = || {
            let queries = self.state.config.queries.clone();
            Shelf::start(self.keeper.dirs().clone(), None, queries, self.wake.clone())
        };
        self.shelf.get_or_insert_with(start).tell(job);
    }

    /// Writes notes into a file, in a thread of its own.
    fn export(&mut self, work: Exporting) {
        let wake = self.wake.clone();
        self.exports.retain(|export| !export.is_finished());
        self.exports.push(thread::spawn(move || {
            let done = panic::catch_unwind(AssertUnwindSafe(|| exporting::export(&work)));
            let (event, trouble) = match done {
                Ok(Ok(said)) => (Event::Said(said), None),
                Ok(Err(why)) => (Event::Failed(why.clone()), Some(why)),
                Err(cause) => {
                    let said = format!("writing the notes failed: {}", panic_text(&*cause));
                    (Event::Failed(said.clone()), Some(said))
                }
            };
            wake.send(Wake::Event(event)).ok();
            trouble
        }));
    }

    /// Opens an article in a thread of its own.
    fn open(&self, index: usize) {
        let Some(source) = self.sources.get(index).cloned() else { return };
        let (wake, dirs) = (self.wake.clone(), self.keeper.dirs().clone());
        std::thread::spawn(move || {
            let opened = panic::catch_unwind(AssertUnwindSafe(|| source.open(&dirs)));
            let event = match opened {
                Ok(Ok(Loaded { article, warnings, .. })) => Event::opened(index, Arc::new(article), warnings),
                Ok(Err(error)) => Event::NotOpened { index, reason: told(&error) },
                Err(cause) => {
                    Event::NotOpened { index, reason: format!("it cannot be read: {}", panic_text(&*cause)) }
                }
            };
            wake.send(Wake::Event(event)).ok();
        });
    }

    /// Has the note that is being written kept.
    fn keep_draft(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.keeper.tell(Job::Draft(Some(draft)));
        }
    }

    /// Puts the files that were given beside the first one into the library, once the first frame is there.
    fn import_others(&self) {
        let (wake, dirs, sources) = (self.wake.clone(), self.keeper.dirs().clone(), self.sources.clone());
        std::thread::spawn(move || {
            let Ok(mut library) = Library::open(&dirs.library()) else { return };
            for (index, source) in
                sources.iter().enumerate().skip(1).filter(|(_, source)| source.is_imported())
            {
                // What cannot be read says so when it is opened.
                let read = panic::catch_unwind(AssertUnwindSafe(|| source.open(&dirs)));
                let Ok(Ok(loaded)) = read else { continue };
                let hint = source.hint();
                let done = library.import(&loaded.article, hint.as_deref(), store::now());
                let entry = Entry::new(loaded.article.title(), source.entry().origin);
                if done.is_err() || wake.send(Wake::Event(Event::Titled { index, entry })).is_err() {
                    return;
                }
            }
        });
    }

    /// Gives the terminal back and stops until the shell says to go on.
    fn suspend(&mut self) -> io::Result<()> {
        self.keep_draft();
        self.screen.leave();
        outside::stop();
        self.screen.enter()?;
        self.wake.send(Wake::Look).ok();
        Ok(())
    }

    /// Lets the reader's editor change a text.
    fn edit_outside(&mut self, text: &str) -> io::Result<()> {
        self.keep_draft();
        self.screen.leave();
        self.away.store(true, Ordering::SeqCst);
        let edited = outside::edit(self.state.config.editor.as_deref(), text);
        self.away.store(false, Ordering::SeqCst);
        self.screen.enter()?;
        let event = match edited {
            Ok(text) => Event::EditedOutside(text),
            Err(reason) => Event::Failed(reason),
        };
        self.wake.send(Wake::Event(event)).ok();
        self.wake.send(Wake::Look).ok();
        Ok(())
    }
}

/// Looks for names in a thread of its own, as long as they are waited for.
fn search(article: Arc<Article>, wanted: Arc<AtomicBool>, wake: Bell) {
    std::thread::spawn(move || {
        let text = Fingerprint::of(&article.text);
        let event = |found: Extraction, upto| {
            Wake::Event(Event::Extracted { text: text.clone(), extraction: Arc::new(found), upto })
        };
        let found = panic::catch_unwind(AssertUnwindSafe(|| {
            extract::extract_while(&article, |found, upto| {
                let waited_for = wanted.load(Ordering::Relaxed);
                waited_for && wake.send(event(found, Some(upto))).is_ok()
            })
        }));
        let wake_with = match found {
            Ok(found) => event(found, None),
            Err(cause) => {
                Wake::Event(Event::Failed(format!("looking for names failed: {}", panic_text(&*cause))))
            }
        };
        // The session may be over; then nobody waits for names.
        if wanted.load(Ordering::Relaxed) {
            wake.send(wake_with).ok();
        }
    });
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
