//! The keeper: the one thread that writes notes down, and knows what was written before.
//!
//! A change that cannot be written is kept and tried again until it can be; the reader is told at once, and again when
//! the reason changes.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use crate::{
    annotation::{Change, Color, judgement::Judgements, notes::Notes},
    app::{self, Draft, Event},
    article::{Article, Fingerprint},
    extract::Extraction,
    store::{
        self, Dirs,
        backup::Background,
        draft::{self, Drafts, On},
        library::Library,
        log::{About, Contents, Log, News},
    },
    terminal::{Source, Wake, input::Bell, told, watch::watch},
    text::units::CodePoint,
};

/// What the keeper is told to do.
pub(super) enum Job {
    /// Find out what is known about an article.
    Remember { article: Arc<Article>, source: Option<Source> },
    /// Write a change down.
    Append { id: Fingerprint, change: Change },
    /// See what another window has written.
    Look,
    /// Keep a note that is being written, or forget it.
    Draft(Option<Draft>),
    /// Remember what was found in a text.
    Found { article: Arc<Article>, extraction: Arc<Extraction> },
    /// Remember where reading stopped.
    Position { id: Fingerprint, at: CodePoint },
    /// Change a setting in the reader's file.
    Setting { name: String, value: String },
    /// Write what is waiting, somewhere else where it must be, say so, and end.
    Stop(Sender<Option<String>>),
}

/// How long the keeper waits before it looks whether another window has written something, where nobody tells.
const LOOK: Duration = Duration::from_millis(500);

/// How long the keeper waits before it tries again to write changes.
const AGAIN: Duration = Duration::from_secs(2);

/// What the reader must know where the thread that writes notes has gone.
const GONE: &str = "the thread that writes notes failed; what was not marked as saved is lost";

/// The thread that keeps notes.
#[derive(Clone)]
pub(super) struct Keeper {
    jobs: Sender<Job>,
    dirs: Dirs,
    hurry: Arc<AtomicBool>,
}

impl Keeper {
    /// Begins to keep notes.
    pub(super) fn start(dirs: Dirs, wake: Bell) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let desk = Desk::new(dirs.clone(), wake.clone(), jobs.clone());
        let hurry = desk.log.hurry();
        let made = thread::Builder::new().name("keeper".into()).spawn(move || desk.work(&inbox));
        if let Err(cause) = made {
            let reason = format!("cannot start the thread that writes notes: {cause}");
            wake.send(Wake::Event(Event::NotSaved(reason))).ok();
        }
        Self { jobs, dirs, hurry }
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
    pub(super) fn stop(&self) -> Option<String> {
        let (said, answer) = mpsc::channel();
        self.hurry.store(true, Ordering::Relaxed);
        self.tell(Job::Stop(said));
        match answer.recv() {
            Ok(message) => message,
            Err(_) => Some(GONE.to_owned()),
        }
    }

    /// Does as [`Keeper::stop`], but waits only so long, and says nothing where the keeper has been stopped already.
    pub(super) fn stop_within(&self, patience: Duration) -> Option<String> {
        let (said, answer) = mpsc::channel();
        self.hurry.store(true, Ordering::Relaxed);
        self.tell(Job::Stop(said));
        answer.recv_timeout(patience).ok().flatten()
    }
}

/// What the keeper works with.
struct Desk {
    dirs: Dirs,
    wake: Bell,
    log: Log,
    library: Option<Library>,
    /// What is known of the articles that were opened, by the name under which their notes are kept.
    abouts: HashMap<Fingerprint, About>,
    /// Changes that are not on the disk.
    waiting: Vec<(Fingerprint, Change)>,
    drafts: Drafts,
    /// Why writing failed the last time.
    trouble: Option<String>,
    /// The article that is open, by the name under which its notes are kept.
    open: Option<(Fingerprint, Arc<Article>)>,
    backups: Background,
    /// Whether the system tells when another window writes.
    is_told: bool,
    jobs: Sender<Job>,
}

impl Desk {
    fn new(dirs: Dirs, wake: Bell, jobs: Sender<Job>) -> Self {
        let (log, drafts) = (Log::new(&dirs), Drafts::new(&dirs));
        Self {
            dirs,
            wake,
            log,
            library: None,
            abouts: HashMap::new(),
            waiting: Vec::new(),
            drafts,
            trouble: None,
            open: None,
            backups: Background::default(),
            is_told: false,
            jobs,
        }
    }

    /// Does what it is told until it is told to stop.
    fn work(mut self, inbox: &Receiver<Job>) {
        loop {
            let job = match (self.waiting.is_empty(), self.is_told || self.open.is_none()) {
                (false, _) => inbox.recv_timeout(AGAIN),
                (true, false) => inbox.recv_timeout(LOOK),
                (true, true) => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match job {
                Ok(Job::Remember { article, source }) => self.remember(&article, source.as_ref()),
                Ok(Job::Append { id, change }) => {
                    self.waiting.push((id, change));
                    self.write();
                }
                Ok(Job::Look) => self.look(),
                Ok(Job::Found { article, extraction }) => self.found(&article, &extraction),
                Ok(Job::Draft(draft)) => self.draft(draft),
                Ok(Job::Position { id, at }) => self.position(&id, at),
                Ok(Job::Setting { name, value }) => {
                    if let Err(error) = store::settings::change(&self.dirs.config, &name, &value) {
                        self.send(Event::Failed(format!(
                            "the setting holds only until you leave: {}",
                            told(&error)
                        )));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.write();
                    self.look();
                }
                Ok(Job::Stop(said)) => {
                    self.write();
                    // Who asked may be gone, but then so is whoever could read it.
                    said.send(self.rescue()).ok();
                    return;
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.write();
                    self.rescue();
                    return;
                }
            }
        }
    }

    /// Looks whether another window has written something, and tells the session.
    fn look(&mut self) {
        let Some((id, article)) = &self.open else { return };
        // What cannot be read now was read before, and is tried again.
        let Ok(news) = self.log.news() else { return };
        let text = Fingerprint::of(&article.text);
        match news {
            News::Nothing => {}
            News::Later(contents) => {
                let (changes, judgements) = (contents.changes_of([id, &text]), contents.judgements());
                self.send(Event::News { id: id.clone(), changes, judgements });
            }
            News::Anew(contents) => {
                let earlier = self.library.as_ref().and_then(|library| library.earlier(id).ok());
                let notes = notes_of(&contents, article, &earlier.unwrap_or_default(), id, &text);
                self.send(Event::Renewed { id: id.clone(), notes });
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
        let kept = source.and_then(Source::number).and_then(|n| match self.library() {
            Ok(library) => library.entry_at(n).ok().flatten(),
            Err(error) => {
                self.send(Event::Failed(told(&error)));
                None
            }
        });
        let hint = kept.as_ref().map_or_else(|| source.and_then(Source::hint), |entry| entry.source.clone());
        let known = kept.map(|entry| entry.id);
        let is_imported = source.is_some_and(Source::is_imported);
        let (mut position, mut versions) = (None, 1);
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
                    let entry = self.library.as_ref().and_then(|library| library.entry(&id).ok().flatten());
                    (position, versions) = entry.map_or((None, 1), |it| (Some(it.position), it.versions));
                }
                Err(error) => self.send(Event::Failed(told(&error))),
            }
        }
        let draft = self.adopt(&id);
        // Without the notes of before new ones can be made all the same: they are only ever added to the file.
        let (contents, unread) = match self.log.read_for(&[id.clone(), text.clone()]) {
            Ok(contents) => (contents, None),
            Err(error) => (Contents::default(), Some(told(&error))),
        };
        // Without them notes are anchored by likeness alone.
        let earlier = self.library.as_ref().and_then(|library| library.earlier(&id).ok()).unwrap_or_default();
        let notes = notes_of(&contents, article, &earlier, &id, &text);
        if let Some(said) = trouble_in(&contents) {
            self.send(Event::Said(said));
        }
        self.open = Some((id.clone(), Arc::clone(article)));
        if !self.is_told {
            // A folder that cannot be made says so when a note is written.
            self.dirs.create().ok();
            let jobs = self.jobs.clone();
            self.is_told = watch(&self.dirs.data, "notes", move || jobs.send(Job::Look).is_ok()).is_ok();
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
        self.send(Event::Remembered { text, id, notes, versions, position, draft });
        if let Some(reason) = unread {
            self.send(Event::Failed(reason));
        }
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
                    self.backups.keep(&self.dirs, store::now());
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
        let is_done = draft.is_none();
        let done = match draft {
            Some(draft) => self.drafts.save(&to_stored(draft)),
            None => self.drafts.clear(),
        };
        if let Err(error) = done {
            self.send(Event::Failed(told(&error)));
            return;
        }
        if is_done
            && let Some((id, _)) = self.open.clone()
            && let Some(draft) = self.adopt(&id)
        {
            self.send(Event::Unfinished(draft));
        }
    }

    /// Takes over a note on an article that was being written when a window ended.
    fn adopt(&mut self, id: &Fingerprint) -> Option<Box<Draft>> {
        match self.drafts.adopt(id) {
            Ok(draft) => draft.map(|it| Box::new(from_stored(it, id))),
            Err(error) => {
                self.send(Event::Failed(told(&error)));
                None
            }
        }
    }

    fn found(&mut self, article: &Article, extraction: &Extraction) {
        // What is not remembered is found again when it is next read.
        if let Some(library) = &mut self.library {
            library.remember_found(&Fingerprint::of(&article.text), article, extraction).ok();
        }
    }

    fn position(&mut self, id: &Fingerprint, at: CodePoint) {
        // A place that is not remembered is no loss worth a message while reading.
        if let Some(library) = &self.library {
            library.set_position(id, at, store::now()).ok();
        }
    }

    /// Puts changes that cannot be written where they should be into another folder; returns what to say about it.
    fn rescue(&mut self) -> Option<String> {
        if self.waiting.is_empty() {
            return None;
        }
        let trouble = self.trouble.take().unwrap_or_default();
        let n = self.waiting.len();
        let changes = if n == 1 { "1 change".to_owned() } else { format!("{n} changes") };
        let home = std::env::home_dir();
        for place in [Some(std::env::temp_dir()), home].into_iter().flatten() {
            // A folder that nobody else has made, or can read.
            let made = tempfile::Builder::new().prefix("byline-unsaved-").tempdir_in(place);
            let Ok(folder) = made.map(tempfile::TempDir::keep) else { continue };
            let elsewhere = Dirs { data: folder, ..self.dirs.clone() };
            self.log = Log::new(&elsewhere);
            self.write();
            if self.waiting.is_empty() {
                let (there, wanted) = (elsewhere.notes(), self.dirs.notes());
                return Some(format!(
                    "{changes} could not be saved ({trouble}). They are in {}; append its lines to {}",
                    there.display(),
                    wanted.display()
                ));
            }
        }
        let notes: Vec<String> =
            self.waiting.iter().map(|(_, change)| format!("{:?}", change.edit)).collect();
        Some(format!("{changes} could not be saved anywhere ({trouble}):\n{}", notes.join("\n")))
    }
}

/// Returns the notes of an article, with what is said of names in any.
fn notes_of(
    contents: &Contents,
    article: &Article,
    earlier: &[String],
    id: &Fingerprint,
    text: &Fingerprint,
) -> Box<Notes> {
    let changes = contents.changes_of([id, text]);
    let mut notes = Box::new(Notes::replay_after(earlier, &article.text, &changes));
    notes.judgements = Judgements::default();
    notes.judgements.extend(&contents.judgements());
    notes
}

/// Returns what is wrong in the notes file, if anything.
fn trouble_in(contents: &Contents) -> Option<String> {
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
