//! The thread that reads the library for the list: the rest of it after the first page, what queries find, how many notes
//! there are; and that marks articles. It has a connection of its own, so that nothing waits for it.

use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Duration,
};

use crate::{
    app::{Event, Of, shelf},
    query::{self, Found},
    store::{
        self, Dirs, Result,
        library::{Cursor, Library, Mark, Row},
        log::Log,
        noted::Noted,
    },
    terminal::{Wake, input::Bell, told},
};

/// How many rows are read at once.
const PAGE: usize = 5000;

/// The most articles that a query shows; nobody looks through more.
const MOST: usize = 2000;

/// How long leaving waits for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the thread is told to do.
pub(super) enum Job {
    /// Find the articles that a query asks for.
    Seek(String),
    /// Find the sentences in which the words of a query stand.
    Sentences { query: String, articles: Vec<i64> },
    /// Read the whole list anew.
    List,
    /// Find the names of a kind of which a word begins so.
    Complete(Found, String),
    /// Compare the versions of an article.
    Compare(Of),
    /// Mark an article.
    Mark { article: i64, mark: shelf::Mark },
    /// Say that everything before is done.
    Stop(Sender<()>),
}

/// The thread.
pub(super) struct Shelf {
    jobs: Sender<Job>,
}

impl Shelf {
    /// Starts to read what follows after `rest`, and waits for jobs.
    pub(super) fn start(
        dirs: Dirs,
        rest: Option<Cursor>,
        queries: BTreeMap<String, String>,
        wake: Bell,
    ) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let told_why = wake.clone();
        let made =
            thread::Builder::new().name("shelf".into()).spawn(move || match Library::open(&dirs.library()) {
                Ok(library) => Desk { library, dirs, queries, wake, noted: None }.work(rest, &inbox),
                Err(error) => _ = wake.send(Wake::Event(Event::Failed(told(&error)))),
            });
        if let Err(cause) = made {
            let said = format!("cannot start the thread that reads the library: {cause}");
            told_why.send(Wake::Event(Event::Failed(said))).ok();
        }
        Self { jobs }
    }

    /// Waits until articles are marked as they were told to be, but not for ever.
    pub(super) fn stop(&self) {
        let (done, answer) = mpsc::channel();
        self.tell(Job::Stop(done));
        answer.recv_timeout(PATIENCE).ok();
    }

    /// Tells the thread to do something.
    pub(super) fn tell(&self, job: Job) {
        // A thread that is gone has said so when it went.
        self.jobs.send(job).ok();
    }
}

/// What the thread works with.
struct Desk {
    library: Library,
    dirs: Dirs,
    queries: BTreeMap<String, String>,
    wake: Bell,
    /// The notes, once they are needed.
    noted: Option<Noted>,
}

impl Desk {
    fn work(mut self, rest: Option<Cursor>, inbox: &Receiver<Job>) {
        let read = self.rows(rest).and_then(|()| self.notes());
        self.report(read);
        while let Ok(first) = inbox.recv() {
            let jobs: Vec<Job> = std::iter::once(first).chain(inbox.try_iter()).collect();
            // Only the latest of several queries is waited for.
            let latest = jobs.iter().rposition(|job| matches!(job, Job::Seek(_)));
            for (idx, job) in jobs.into_iter().enumerate() {
                let done = match job {
                    Job::Seek(_) if Some(idx) != latest => Ok(()),
                    Job::Seek(query) => self.seek(query),
                    Job::Sentences { query, articles } => self.sentences(&query, &articles),
                    Job::List => self.list(),
                    Job::Complete(kind, beginning) => self.complete(kind, &beginning),
                    Job::Compare(of) => self.compare(of),
                    Job::Mark { article, mark } => self.mark(article, mark),
                    // Who asked may have waited long enough.
                    Job::Stop(done) => {
                        done.send(()).ok();
                        Ok(())
                    }
                };
                self.report(done);
            }
        }
    }

    fn send(&self, event: Event) {
        // The session may be over already.
        self.wake.send(Wake::Event(event)).ok();
    }

    fn report(&self, done: Result<()>) {
        if let Err(error) = done {
            self.send(Event::Failed(told(&error)));
        }
    }

    /// Reads the rest of the list.
    fn rows(&self, mut next: Option<Cursor>) -> Result<()> {
        while let Some(cursor) = next {
            let (rows, after): (Vec<Row>, _) = self.library.page(Some(cursor), PAGE)?;
            if self.wake.send(Wake::Rows(rows)).is_err() {
                return Ok(());
            }
            next = after;
        }
        Ok(())
    }

    /// Reads the whole list anew.
    fn list(&mut self) -> Result<()> {
        let (mut rows, mut next) = self.library.page(None, PAGE)?;
        while let Some(cursor) = next {
            let (more, after) = self.library.page(Some(cursor), PAGE)?;
            rows.extend(more);
            next = after;
        }
        // The session may be over already.
        self.wake.send(Wake::Anew(rows)).ok();
        self.notes()
    }

    /// Finds names that complete a query.
    fn complete(&self, kind: Found, beginning: &str) -> Result<()> {
        let names = self.library.names(kind, beginning)?;
        self.send(Event::Completed(names.into_iter().map(|name| (kind, name)).collect()));
        Ok(())
    }

    /// Compares the versions of an article.
    fn compare(&self, of: Of) -> Result<()> {
        let id = match of {
            Of::Name(id) => Some(id),
            Of::Number(n) => self.library.entry_at(n)?.map(|entry| entry.id),
        };
        let revisions = id.map(|id| self.library.revisions(&id)).transpose()?;
        self.send(Event::Compared(revisions.unwrap_or_default()));
        Ok(())
    }

    /// Counts the notes.
    fn notes(&mut self) -> Result<()> {
        let noted = Noted::new(&Log::new(&self.dirs).read()?, &self.library)?;
        let mut tags = noted.tags();
        tags.extend(self.library.all_tags()?);
        tags.sort_unstable();
        tags.dedup();
        self.send(Event::Noted { counts: noted.counts().collect(), tags });
        self.noted = Some(noted);
        Ok(())
    }

    fn seek(&mut self, text: String) -> Result<()> {
        // The session has read it before, and says what is wrong.
        let Ok(query) = query::parse(&text, &self.queries) else { return Ok(()) };
        let about_notes = |term: &query::Term| {
            use query::{State, Term};
            matches!(term, Term::Note(_) | Term::Tag(_) | Term::Color(_) | Term::Is(State::Noted))
        };
        if query.asks(&about_notes) {
            // Notes were perhaps made since they were counted.
            self.notes()?;
        }
        let noted = self.noted.take().unwrap_or_default();
        let found = self.library.seek(&query, MOST, &|term| noted.fitting(term));
        self.noted = Some(noted);
        self.send(Event::Sought { query: text, articles: found? });
        Ok(())
    }

    fn sentences(&self, text: &str, articles: &[i64]) -> Result<()> {
        let Ok(query) = query::parse(text, &self.queries) else { return Ok(()) };
        if query.words().is_empty() {
            return Ok(());
        }
        let texts = self.library.texts(articles)?;
        let sentences = texts.into_iter().map(|(n, text)| {
            let span = query::sentence(&query, &text);
            (n, span.map(|span| span.slice(&text).to_owned()))
        });
        self.send(Event::Sentences { query: text.to_owned(), sentences: sentences.collect() });
        Ok(())
    }

    fn mark(&mut self, article: i64, mark: shelf::Mark) -> Result<()> {
        let mark = match mark {
            shelf::Mark::Read => Mark::Read,
            shelf::Mark::Unread => Mark::Unread,
            shelf::Mark::Star => Mark::Star,
            shelf::Mark::NoStar => Mark::NoStar,
        };
        self.library.mark(&[article], &mark, store::now())
    }
}
