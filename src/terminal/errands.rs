//! What takes long because servers take long, each in a thread of its own: it tells how far it is, and ends when it is given
//! up. What it has put into the library by then stays.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crate::{
    app::{Event, work::Work},
    article::container::Container,
    extract::extract,
    fetch::{self, Wish},
    store::{
        self, Dirs, Error,
        library::{Findings, Import, Library, Outcome},
        refresh::{self, Told},
        source,
    },
    terminal::{Wake, input::Bell, panic_text, told},
};

/// What is said to have been tried. The reader knows the address, and the reason needs the room.
const READ: &str = "read the page";

/// The errands of a session.
pub(super) struct Errands {
    dirs: Dirs,
    wake: Bell,
    /// Set for those that go on when they are given up.
    cancelled: Arc<AtomicBool>,
}

impl Errands {
    /// Begins without any.
    pub(super) fn new(dirs: Dirs, wake: Bell) -> Self {
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

    /// Fetches a page or a feed.
    pub(super) fn fetch(&self, address: String) {
        self.start(Work::Page, move |errand| page(errand, &address));
    }

    /// Fetches the whole of an article of which a feed gave a part.
    pub(super) fn fetch_whole(&self, n: i64) {
        self.start(Work::Page, move |errand| whole(errand, n));
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
    wake: Bell,
    cancelled: Arc<AtomicBool>,
}

impl Errand {
    /// Tells the session something, unless it has given up.
    fn send(&self, event: Event) {
        if !self.is_given_up() {
            // The session may be over already.
            self.wake.send(Wake::Event(event)).ok();
        }
    }

    /// Shows an article of the library.
    fn show(&self, library: &Library, n: i64) -> store::Result<()> {
        if let Some(row) = library.row_at(n)?
            && !self.is_given_up()
        {
            self.wake.send(Wake::Added(row)).ok();
        }
        Ok(())
    }

    fn is_given_up(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
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
        ([only], 1) => Err(Error::new("ask the feed", only.clone())),
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

/// Fetches an address: an article is put into the library and shown, a feed is subscribed to.
fn page(errand: &Errand, address: &str) -> store::Result<String> {
    let wish = Wish { cancelled: Arc::clone(&errand.cancelled), ..Wish::default() };
    let fetched = fetch::get(address, &wish).map_err(|why| Error::new(READ, why))?;
    let mut library = Library::open(&errand.dirs.library())?;
    let bytes = fetched.bytes.as_deref().unwrap_or_default();
    if Container::of(address, bytes) == Container::Feed {
        let told = refresh::subscribe(&errand.dirs, &mut library, fetched)?;
        if told.new > 0 {
            errand.send(Event::Came(told.new));
        }
        return Ok(format!("subscribed to {}: {} new", told.title, told.new));
    }
    let loaded = source::with_words(source::page(address, fetched)?)?;
    let findings = Some(Findings::of(&loaded.article, &extract(&loaded.article)));
    if errand.is_given_up() {
        return Ok(String::new());
    }
    let import = Import { article: loaded.article, source: loaded.path, findings, feed: None };
    let done = library.import_all(&[import], store::now())?;
    let Some(done) = done.first() else { return Ok(String::new()) };
    errand.show(&library, done.n)?;
    Ok(match done.outcome {
        Outcome::New => "added to the library",
        Outcome::Same => "it was in the library already",
        Outcome::NewVersion => "its text was changed since it was added",
    }
    .to_owned())
}

/// Fetches the page of an article, and takes it instead of the part that a feed gave.
fn whole(errand: &Errand, n: i64) -> store::Result<String> {
    const TRIED: &str = "fetch the whole article";
    let mut library = Library::open(&errand.dirs.library())?;
    let entry = library.entry_at(n)?.ok_or_else(|| Error::new(TRIED, "it is not in the library any more"))?;
    let Some(address) = entry.meta.url.clone() else {
        return Err(Error::new(TRIED, "nothing says at which address it is"));
    };
    let is_same_server = |feed: &str| fetch::is_same_server(feed, &address);
    let wish = Wish {
        is_public: !library.may_be_private(n, is_same_server)?,
        cancelled: Arc::clone(&errand.cancelled),
        ..Wish::default()
    };
    let fetched = fetch::get(&address, &wish).map_err(|why| Error::new(READ, why))?;
    let loaded = source::with_words(source::page(&address, fetched)?)?;
    let words = loaded.article.text.split_whitespace().count();
    if words < entry.words {
        let why = format!("the page has only {words} words of the {} that are known", entry.words);
        return Err(Error::new(TRIED, why));
    }
    let findings = Findings::of(&loaded.article, &extract(&loaded.article));
    if errand.is_given_up() {
        return Ok(String::new());
    }
    let is_new = library.take_whole(&entry, &loaded.article, &findings, store::now())?;
    errand.show(&library, n)?;
    Ok(match is_new {
        true if words == entry.words => "its text was changed meanwhile".to_owned(),
        true => format!("{words} words instead of {}", entry.words),
        false => "nothing is missing".to_owned(),
    })
}
