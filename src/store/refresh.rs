//! Feeds on the net: which one an address means, and asking feeds for what is new.
//!
//! Several servers are asked at once, but of one server's feeds only one at a time. What a server sends is read by a process
//! of its own; what is new in it goes into the library feed by feed, so that stopping loses nothing that was said.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

use super::{
    Dirs, Error, Result,
    library::{Asked, Feed, Findings, Import, Library, Outcome},
    now,
    opml::Outline,
    worker,
};
use crate::{
    annotation::Timestamp,
    article::{Article, Fingerprint},
    extract::extract,
    fetch::{self, Fetched, Refused, Wish},
};

/// How many servers are asked at once.
const SERVERS: usize = 8;

/// How long a feed is left alone at the least after it was asked, whoever wants it, in milliseconds.
const PAUSE: i64 = 60 * 1000;

/// How many articles are put in at once: nobody else can write meanwhile.
const BATCH: usize = 256;

/// What came of asking a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// Its address.
    pub feed: String,
    /// Its name.
    pub title: String,
    /// How many new articles it brought.
    pub new: usize,
    /// How many articles it brought another text of.
    pub changed: usize,
    /// Why it could not be read.
    pub trouble: Option<String>,
}

/// A feed that was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// What it is called and where it is.
    pub outline: Outline,
    /// How many items it has now.
    pub n_items: usize,
}

/// Reads the feed at an address, or the one that the page there names.
pub fn find(address: &str, cancelled: &Arc<AtomicBool>) -> Result<Found> {
    let failed = |cause: Refused| Error::new(format!("read {address}"), cause);
    let wish = Wish { cancelled: Arc::clone(cancelled), ..Wish::default() };
    let fetched = fetch::get(address, &wish).map_err(failed)?;
    let no_feed = match worker::read_feed(fetched.bytes.unwrap_or_default()) {
        Ok(feed) => return Ok(found(fetched.url, feed)),
        Err(no_feed) => no_feed,
    };
    let named = no_feed.named.and_then(|link| fetch::parse(&fetched.url).ok()?.join(&link).ok());
    let Some(url) = named else {
        return Err(Error::new(format!("read {address}"), no_feed.why)
            .hint("give the address of an RSS, Atom or JSON feed, or of a page that names one"));
    };
    let wish = Wish { is_public: !fetched.is_private, ..wish };
    let fetched = fetch::get(url.as_str(), &wish).map_err(failed)?;
    let feed = worker::read_feed(fetched.bytes.unwrap_or_default())
        .map_err(|no_feed| Error::new(format!("read {}", fetched.url), no_feed.why))?;
    Ok(found(fetched.url, feed))
}

/// Subscribes to a feed that a server sent, and takes its items in.
pub fn subscribe(dirs: &Dirs, library: &mut Library, fetched: Fetched) -> Result<Told> {
    let url = fetched.url.clone();
    let outline = Outline { title: url.clone(), url: url.clone(), site: None, folder: None };
    let bytes = fetched.bytes.clone().unwrap_or_default();
    let read = worker::read_feed(bytes).map_err(|no_feed| Error::new(format!("read {url}"), no_feed.why))?;
    let title = read.title.clone().unwrap_or(url);
    let (n, _) = library.add_feed(&Outline { title, site: read.site.clone(), ..outline }, now())?;
    let feed = library.feeds()?.into_iter().find(|feed| feed.n == n);
    let feed = feed.ok_or_else(|| Error::new("subscribe to the feed", "it was removed meanwhile"))?;
    take(library, &understood(dirs, feed, fetched, read))
}

fn found(url: String, feed: worker::Feed) -> Found {
    let title = feed.title.unwrap_or_else(|| url.clone());
    Found { outline: Outline { url, title, site: feed.site, folder: None }, n_items: feed.items.len() }
}

/// Returns the feeds to ask when the reader wants to see what is new: all but those that failed and are left alone for a
/// while, and those that were just asked.
pub fn wanted(feeds: Vec<Feed>, now: Timestamp) -> Vec<Feed> {
    let is_wanted = |feed: &Feed| {
        let rested = feed.checked.is_none_or(|at| at.0 + PAUSE <= now.0);
        feed.due <= now || (feed.failures == 0 && rested)
    };
    feeds.into_iter().filter(is_wanted).collect()
}

/// Asks feeds for what is new and puts it into the library; `tell` hears of each. Ends early where that fails, or when it
/// is cancelled; a feed that was being asked then counts as not asked.
pub fn refresh<E: From<Error>>(
    dirs: &Dirs,
    library: &mut Library,
    feeds: Vec<Feed>,
    cancelled: &Arc<AtomicBool>,
    mut tell: impl FnMut(Told) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let n = feeds.len();
    let mut servers: BTreeMap<String, Vec<Feed>> = BTreeMap::new();
    for feed in feeds {
        let host = fetch::parse(&feed.outline.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        servers.entry(host.unwrap_or_default()).or_default().push(feed);
    }
    let queue = Mutex::new(servers.into_values().collect::<Vec<_>>());
    let (send, answers) = mpsc::channel();
    thread::scope(|scope| {
        // Owned here, so that the threads end where this does.
        let answers = answers;
        for _ in 0..SERVERS.min(n) {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let Some(feeds) = next else { return };
                    for feed in feeds {
                        // Whoever waited for it may have stopped.
                        if cancelled.load(Ordering::Relaxed) || send.send(ask(dirs, feed, cancelled)).is_err()
                        {
                            return;
                        }
                    }
                }
            });
        }
        drop(send);
        for answer in answers {
            if cancelled.load(Ordering::Relaxed) {
                break;
            }
            tell(take(library, &answer)?)?;
        }
        Ok(())
    })
}

/// What a feed answered.
struct Answer {
    feed: Feed,
    asked: Asked,
    new: Vec<Import>,
}

/// Asks a feed, and reads what is new in it.
fn ask(dirs: &Dirs, feed: Feed, cancelled: &Arc<AtomicBool>) -> Answer {
    let wish = Wish {
        etag: feed.etag.clone(),
        modified: feed.modified.clone(),
        cancelled: Arc::clone(cancelled),
        ..Wish::default()
    };
    let mut fetched = match fetch::get(&feed.outline.url, &wish) {
        Ok(fetched) => fetched,
        Err(refused) => return failed(feed, refused),
    };
    match fetched.bytes.take().map(worker::read_feed) {
        None => understood(dirs, feed, fetched, worker::Feed::default()),
        Some(Ok(read)) => understood(dirs, feed, fetched, read),
        Some(Err(no_feed)) => failed(feed, no_feed.why.into()),
    }
}

/// Says that a feed could not be read.
fn failed(feed: Feed, refused: Refused) -> Answer {
    let wait = refused.wait.map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
    Answer { feed, asked: Asked::Failed { why: refused.why, wait }, new: Vec::new() }
}

/// Finds out what is new in a feed that was read.
fn understood(dirs: &Dirs, feed: Feed, fetched: Fetched, read: worker::Feed) -> Answer {
    let new = match new_items(dirs, &feed, read.items) {
        Ok(new) => new,
        Err(error) => return failed(feed, error.to_string().into()),
    };
    let asked = Asked::Read {
        title: read.title,
        site: read.site,
        url: fetched.has_moved.then_some(fetched.url),
        etag: fetched.etag,
        modified: fetched.modified,
        is_private: fetched.is_private,
    };
    Answer { feed, asked, new }
}

/// Returns the items whose words are not known yet, searched for names.
fn new_items(dirs: &Dirs, feed: &Feed, items: Vec<(String, Article)>) -> Result<Vec<Import>> {
    let library = Library::open(&dirs.library())?;
    let mut new = Vec::new();
    for (guid, article) in items {
        let text = Fingerprint::of(&article.text);
        if article.text.trim().is_empty() || library.article_of(&text)?.is_some() {
            continue;
        }
        let findings = Some(Findings::of(&article, &extract(&article)));
        let source = article.meta.url.clone().unwrap_or_else(|| format!("{}#{guid}", feed.outline.url));
        new.push(Import { article, source: Some(source), findings, feed: Some(feed.n) });
    }
    Ok(new)
}

/// Puts what is new into the library.
fn take(library: &mut Library, answer: &Answer) -> Result<Told> {
    let now = now();
    let mut done = Vec::with_capacity(answer.new.len());
    for batch in answer.new.chunks(BATCH) {
        done.extend(library.import_all(batch, now)?);
    }
    library.asked_feed(&answer.feed, &answer.asked, now)?;
    let count = |wanted| done.iter().filter(|imported| imported.outcome == wanted).count();
    let trouble = match &answer.asked {
        Asked::Failed { why, .. } => Some(why.clone()),
        Asked::Read { .. } => None,
    };
    Ok(Told {
        feed: answer.feed.outline.url.clone(),
        title: answer.feed.outline.title.clone(),
        new: count(Outcome::New),
        changed: count(Outcome::NewVersion),
        trouble,
    })
}
