//! The keeper: the one thread that writes notes down, and knows what was written before.
//!
//! A change that cannot be written is kept and tried again until it can be; the reader is told at once, and again when
//! the reason changes.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    annotation::{Change, Color, notes::Notes},
    app::{self, Draft, Event},
    article::{Article, Fingerprint},
    store::{
        self, Dirs,
        draft::{self, On},
        library::Library,
        log::{About, Log},
    },
    terminal::{Source, Wake, told},
    text::units::CodePoint,
};

/// What the keeper is told to do.
pub(super) enum Job {
    /// Find out what is known about an article.
    Remember { article: Arc<Article>, source: Option<Source> },
    /// Write a change down.
    Append { id: Fingerprint, change: Change },
    /// Keep a note that is being written, or forget it.
    Draft(Option<Draft>),
    /// Remember where reading stopped.
    Position { id: Fingerprint, at: CodePoint },
    /// Write what is waiting, and end.
    Stop,
}

/// How long the keeper waits before it tries again to write changes.
const AGAIN: Duration = Duration::from_secs(2);

/// The thread that keeps notes.
pub(super) struct Keeper {
    jobs: Sender<Job>,
    thread: Option<JoinHandle<Option<String>>>,
    dirs: Dirs,
}

impl Keeper {
    /// Begins to keep notes.
    pub(super) fn start(dirs: Dirs, wake: Sender<Wake>) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let desk = Desk::new(dirs.clone(), wake);
        let thread = thread::Builder::new().name("keeper".into()).spawn(move || desk.work(&inbox)).ok();
        Self { jobs, thread, dirs }
    }

    /// Tells the keeper to do something.
    pub(super) fn tell(&self, job: Job) {
        // A keeper that is gone has said so when it went.
        self.jobs.send(job).ok();
    }

    /// Returns where the files are.
    pub(super) fn dirs(&self) -> &Dirs {
        &self.dirs
    }

    /// Waits until everything is written; returns what the reader must know where that was not possible.
    pub(super) fn stop(&mut self) -> Option<String> {
        self.tell(Job::Stop);
        match self.thread.take()?.join() {
            Ok(message) => message,
            Err(_) => Some("the thread that writes notes failed; notes made since then are lost".to_owned()),
        }
    }
}

/// What the keeper works with.
struct Desk {
    dirs: Dirs,
    wake: Sender<Wake>,
    log: Log,
    library: Option<Library>,
    /// What is known of the articles that were opened, by the name under which their notes are kept.
    abouts: HashMap<Fingerprint, About>,
    /// Changes that are not on the disk.
    waiting: Vec<(Fingerprint, Change)>,
    /// The article whose note is being written.
    drafting: Option<Fingerprint>,
    /// Why writing failed the last time.
    trouble: Option<String>,
}

impl Desk {
    fn new(dirs: Dirs, wake: Sender<Wake>) -> Self {
        let log = Log::new(&dirs);
        Self {
            dirs,
            wake,
            log,
            library: None,
            abouts: HashMap::new(),
            waiting: Vec::new(),
            drafting: None,
            trouble: None,
        }
    }

    /// Does what it is told until it is told to stop.
    fn work(mut self, inbox: &Receiver<Job>) -> Option<String> {
        loop {
            let job = if self.waiting.is_empty() {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                inbox.recv_timeout(AGAIN)
            };
            match job {
                Ok(Job::Remember { article, source }) => self.remember(&article, source.as_ref()),
                Ok(Job::Append { id, change }) => {
                    self.waiting.push((id, change));
                    self.write();
                }
                Ok(Job::Draft(draft)) => self.draft(draft),
                Ok(Job::Position { id, at }) => self.position(&id, at),
                Err(RecvTimeoutError::Timeout) => self.write(),
                Ok(Job::Stop) | Err(RecvTimeoutError::Disconnected) => {
                    self.write();
                    return self.rescue();
                }
            }
        }
    }

    fn send(&self, event: Event) {
        // The session may be over already.
        self.wake.send(Wake::Event(event)).ok();
    }

    /// Finds out what is known about an article, and puts it into the library where it is new.
    fn remember(&mut self, article: &Arc<Article>, source: Option<&Source>) {
        let text = Fingerprint::of(&article.text);
        let contents = match self.log.read() {
            Ok(contents) => contents,
            Err(error) => {
                self.send(Event::Failed(told(&error)));
                return;
            }
        };
        let hint = source.and_then(Source::hint);
        let known = source.and_then(Source::known_as);
        let is_imported = source.is_some_and(Source::is_imported);
        let mut position = None;
        let mut id = known.clone().unwrap_or_else(|| text.clone());
        if is_imported || known.is_some() {
            match self.library() {
                Ok(library) => {
                    if is_imported {
                        match library.import(article, hint.as_deref(), store::now()) {
                            Ok(it) => id = it.id,
                            Err(error) => self.send(Event::Failed(told(&error))),
                        }
                    }
                    position = self.library.as_ref().and_then(|library| library.position(&id).ok());
                }
                Err(error) => self.send(Event::Failed(told(&error))),
            }
        }
        let draft = draft::load(&self.dirs, &id).unwrap_or_default().map(|it| Box::new(from_stored(it, &id)));
        // Without them notes are anchored by likeness alone.
        let earlier = self.library.as_ref().and_then(|library| library.earlier(&id).ok()).unwrap_or_default();
        let changes = contents.changes_of([&id, &text]);
        let notes = Box::new(Notes::replay_after(&earlier, &article.text, &changes));
        if let Some(said) = trouble_in(&contents) {
            self.send(Event::Said(said));
        }
        self.abouts.insert(
            id.clone(),
            About {
                article: id.clone(),
                text: text.clone(),
                title: article.title().to_owned(),
                url: article.meta.url.clone(),
                source: hint,
            },
        );
        self.send(Event::Remembered { text, id, notes, position, draft });
    }

    /// Returns the library, opened at the first need.
    fn library(&mut self) -> store::Result<&mut Library> {
        let library = match self.library.take() {
            Some(library) => library,
            None => {
                let library = Library::open(&self.dirs.library())?;
                for warning in &library.warnings {
                    self.send(Event::Failed(warning.clone()));
                }
                library
            }
        };
        Ok(self.library.insert(library))
    }

    /// Writes what is waiting.
    fn write(&mut self) {
        while let Some((id, change)) = self.waiting.first() {
            let about = self.abouts.get(id).cloned().unwrap_or_else(|| About {
                article: id.clone(),
                text: id.clone(),
                title: String::new(),
                url: None,
                source: None,
            });
            match self.log.append(&about, std::slice::from_ref(change)) {
                Ok(()) => {
                    let (_, change) = self.waiting.remove(0);
                    self.trouble = None;
                    self.send(Event::Saved(change.id));
                }
                Err(error) => {
                    let reason = told(&error);
                    if self.trouble.as_ref() != Some(&reason) {
                        self.send(Event::NotSaved(reason.clone()));
                    }
                    self.trouble = Some(reason);
                    return;
                }
            }
        }
    }

    fn draft(&mut self, draft: Option<Draft>) {
        let done = match draft {
            Some(draft) => {
                self.drafting = Some(draft.id.clone());
                draft::save(&self.dirs, &to_stored(draft))
            }
            None => self.drafting.take().map_or(Ok(()), |id| draft::clear(&self.dirs, &id)),
        };
        if let Err(error) = done {
            self.send(Event::Failed(told(&error)));
        }
    }

    fn position(&mut self, id: &Fingerprint, at: CodePoint) {
        // A place that is not remembered is no loss worth a message while reading.
        if let Some(library) = &self.library {
            library.set_position(id, at, store::now()).ok();
        }
    }

    /// Puts changes that cannot be written where they should be into another folder.
    fn rescue(&mut self) -> Option<String> {
        if self.waiting.is_empty() {
            return None;
        }
        let trouble = self.trouble.take().unwrap_or_default();
        let folder = std::env::temp_dir().join(format!("byline-unsaved-{}", std::process::id()));
        let dirs = Dirs { data: folder, ..self.dirs.clone() };
        self.log = Log::new(&dirs);
        let n = self.waiting.len();
        self.write();
        let wanted = self.dirs.notes();
        Some(if self.waiting.is_empty() {
            format!(
                "{n} changes could not be saved ({trouble}). They are in {}; append its lines to {}",
                dirs.notes().display(),
                wanted.display()
            )
        } else {
            let notes: Vec<String> =
                self.waiting.iter().map(|(_, change)| format!("{:?}", change.edit)).collect();
            format!("{n} changes could not be saved anywhere ({trouble}):\n{}", notes.join("\n"))
        })
    }
}

/// Returns what is wrong in the notes file, if anything.
fn trouble_in(contents: &store::log::Contents) -> Option<String> {
    let damaged = contents.damaged.len();
    let unknown = contents.unknown.len();
    let line = |n: usize| if n == 1 { "line".to_owned() } else { format!("{n} lines") };
    match (damaged, unknown) {
        (0, 0) => None,
        (0, n) => Some(format!("{} of the notes file are from a newer Byline; they are kept", line(n))),
        (n, _) => {
            let first = contents.damaged.first().map_or(0, |line| line.number);
            Some(format!(
                "{} of the notes file cannot be read (first: line {first}); nothing is thrown away",
                line(n)
            ))
        }
    }
}

fn to_stored(draft: Draft) -> draft::Draft {
    let on = match draft.about {
        app::About::Article => On::Article,
        app::About::Annotation(id) => On::Annotation(id),
        app::About::Words(selector) => On::Words(selector, Color::default()),
    };
    draft::Draft { article: draft.id, on, text: draft.text }
}

fn from_stored(draft: draft::Draft, id: &Fingerprint) -> Draft {
    let about = match draft.on {
        On::Article => app::About::Article,
        On::Annotation(id) => app::About::Annotation(id),
        On::Words(selector, _) => app::About::Words(selector),
    };
    Draft { id: id.clone(), about, text: draft.text }
}
