//! What the desk asks of the world, done: at once where that is quick, by a thread where it is not.

use std::{
    io,
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crate::{
    app::{Effect, Entry, Event, exporting::Exporting},
    article::{Article, Fingerprint},
    extract::{self, Extraction},
    store::{self, library::Library, source::Loaded},
    terminal::{
        Session, Wake, exporting,
        input::Bell,
        keeper::Job,
        outside, panic_text,
        shelf::{self, Shelf},
        told,
    },
    ui::theme::Theme,
};

impl Session {
    /// Does what the state asks of the world.
    pub(super) fn carry_out(&mut self, effect: Effect) -> io::Result<()> {
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
    pub(super) fn keep_draft(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.keeper.tell(Job::Draft(Some(draft)));
        }
    }

    /// Puts the files that were given beside the first one into the library, once the first frame is there.
    pub(super) fn import_others(&self) {
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
    pub(super) fn suspend(&mut self) -> io::Result<()> {
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
