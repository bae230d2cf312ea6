//! What takes long because servers take long, each in a thread of its own: it tells how far it is, and ends when it is given
//! up. What it has put into the library by then stays.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::Sender,
    },
    thread,
};

use crate::{
    app::{Event, work::Work},
    store::{
        self, Dirs,
        library::Library,
        refresh::{self, Told},
    },
    terminal::{Wake, panic_text, told},
};

/// The errands of a session.
pub(super) struct Errands {
    dirs: Dirs,
    wake: Sender<Wake>,
    /// Set for those that go on when they are given up.
    cancelled: Arc<AtomicBool>,
}

impl Errands {
    /// Begins without any.
    pub(super) fn new(dirs: Dirs, wake: Sender<Wake>) -> Self {
        Self { dirs, wake, cancelled: Arc::default() }
    }

    /// Gives up all that go on.
    pub(super) fn give_up(&mut self) {
        self.cancelled.store(true, Ordering::Relaxed);
        self.cancelled = Arc::default();
    }

    /// Asks the feeds for what is new.
    pub(super) fn refresh(&self) {
        self.start(Work::Refresh, refresh);
    }

    /// Starts an errand.
    fn start(&self, work: Work, run: impl FnOnce(&Errand) -> store::Result<String> + Send + 'static) {
        let (dirs, wake) = (self.dirs.clone(), self.wake.clone());
        let errand = Errand { work, dirs, wake, cancelled: Arc::clone(&self.cancelled) };
        let told_why = errand.clone();
        let made = thread::Builder::new().name("errand".into()).spawn(move || {
            let came = panic::catch_unwind(AssertUnwindSafe(|| run(&errand)));
            let came = match came {
                Ok(came) => came.map_err(|error| told(&error)),
                Err(cause) => Err(format!("it failed: {}", panic_text(&*cause))),
            };
            errand.send(Event::Done { work, came });
        });
        if let Err(cause) = made {
            let why = format!("cannot start a thread: {cause}");
            told_why.send(Event::Done { work, came: Err(why) });
        }
    }
}

/// An errand that goes on.
#[derive(Clone)]
struct Errand {
    work: Work,
    dirs: Dirs,
    wake: Sender<Wake>,
    cancelled: Arc<AtomicBool>,
}

impl Errand {
    /// Tells the session something, unless it has given up.
    fn send(&self, event: Event) {
        if !self.cancelled.load(Ordering::Relaxed) {
            // The session may be over already.
            self.wake.send(Wake::Event(event)).ok();
        }
    }

    /// Tells how far it is.
    fn goes_on(&self, said: String) {
        self.send(Event::Progress { work: self.work, said });
    }
}

/// Asks the feeds for what is new.
fn refresh(errand: &Errand) -> store::Result<String> {
    let mut library = Library::open(&errand.dirs.library())?;
    let feeds = library.feeds()?;
    if feeds.is_empty() {
        return Ok("there are no feeds; `byline feed add ADDRESS` adds one".to_owned());
    }
    let wanted = refresh::wanted(feeds, store::now());
    if wanted.is_empty() {
        return Ok("all feeds were asked a moment ago".to_owned());
    }
    let n = wanted.len();
    let mut sum = Sum::default();
    errand.goes_on(sum.said(n));
    refresh::refresh(&errand.dirs, &mut library, wanted, &errand.cancelled, |told| {
        if told.new > 0 {
            errand.send(Event::Came(told.new));
        }
        sum.add(told);
        errand.goes_on(sum.said(n));
        store::Result::Ok(())
    })?;
    match (sum.troubles.as_slice(), n) {
        ([], _) => Ok(sum.said(n)),
        ([only], 1) => Err(store::Error::new("ask the feed", only.clone())),
        ([only], _) => Ok(format!("{}; {only}", sum.said(n))),
        ([first, others @ ..], _) => Ok(format!(
            "{}; {} failed: {first}, and so on; `byline feed ls` says why",
            sum.said(n),
            others.len() + 1
        )),
    }
}

/// What came of the feeds so far.
#[derive(Default)]
struct Sum {
    asked: usize,
    new: usize,
    changed: usize,
    troubles: Vec<String>,
}

impl Sum {
    fn add(&mut self, told: Told) {
        self.asked += 1;
        self.new += told.new;
        self.changed += told.changed;
        self.troubles.extend(told.trouble.map(|why| format!("{}: {why}", told.title)));
    }

    fn said(&self, n: usize) -> String {
        let feeds = if n == 1 { "feed" } else { "feeds" };
        let changed = if self.changed > 0 { format!(", {} changed", self.changed) } else { String::new() };
        format!("{} of {n} {feeds}, {} new{changed}", self.asked, self.new)
    }
}
