//! `byline feed`: feeds are added, listed, asked for what is new, and handed on as OPML.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError, mpsc},
    thread,
};

use serde::Serialize;

use super::{Done, Outcome, Stop, complain, print, print::Out, shelf};
use crate::{
    article::feed as reading,
    cli::args::FeedCommand,
    extract::extract,
    fetch::{self, Refused, Wish},
    store::{
        self, Dirs, Error, Result, file,
        library::{Asked, Feed, Findings, Import, Library, Outcome as Did},
        opml::{self, Outline},
    },
};

/// How many servers are asked at once. Of one server's feeds only one is asked at a time.
const SERVERS: usize = 8;

/// Runs a subcommand.
pub(super) fn run(dirs: &Dirs, command: FeedCommand) -> Done {
    match command {
        FeedCommand::Add { addresses, folder } => add(dirs, &addresses, folder.as_deref()),
        FeedCommand::Ls { json } => list(dirs, json),
        FeedCommand::Rm { feeds } => remove(dirs, &feeds),
        FeedCommand::Refresh { feeds, all, json } => refresh(dirs, &feeds, all, json),
        FeedCommand::Import { file } => import(dirs, &file),
        FeedCommand::Export { output, force } => export(dirs, output.as_deref(), force),
    }
}

/// Adds feeds, each after it was read; of a page, the feed that it names.
fn add(dirs: &Dirs, addresses: &[String], folder: Option<&str>) -> Done {
    let mut library = shelf::open(dirs)?;
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    for address in addresses {
        let added = find(address).and_then(|(url, feed)| {
            let title = feed.title.clone().unwrap_or_else(|| url.clone());
            let outline = Outline { url, title, site: feed.site.clone(), folder: folder.map(str::to_owned) };
            let (_, is_new) = library.add_feed(&outline, store::now())?;
            Ok((outline, is_new, feed.items.len()))
        });
        match added {
            Ok((outline, is_new, n)) => {
                let did = if is_new { "added" } else { "known" };
                out.line(&format!("{did}  {}  {n} items  {}", shelf::one_line(&outline.title), outline.url))?;
            }
            Err(error) => {
                complain(&error);
                outcome = Outcome::Partial;
            }
        }
    }
    out.done().map(|_| outcome)
}

/// Reads the feed at an address, or the one that the page there names.
fn find(address: &str) -> Result<(String, reading::Feed)> {
    let failed = |cause: Refused| Error::new(format!("read {address}"), cause);
    let fetched = fetch::get(address, &Wish::default()).map_err(failed)?;
    let bytes = fetched.bytes.unwrap_or_default();
    let why = match reading::read(&bytes) {
        Ok(feed) => return Ok((fetched.url, feed)),
        Err(why) => why,
    };
    let (page, _) = crate::article::decode(&bytes);
    let named = reading::named_by(&page).and_then(|link| fetch::parse(&fetched.url).ok()?.join(&link).ok());
    let Some(url) = named else {
        return Err(Error::new(format!("read {address}"), why.0)
            .hint("give the address of an RSS, Atom or JSON feed, or of a page that names one"));
    };
    let wish = Wish { is_public: !fetched.is_private, ..Wish::default() };
    let fetched = fetch::get(url.as_str(), &wish).map_err(failed)?;
    let feed = reading::read(&fetched.bytes.unwrap_or_default())
        .map_err(|why| Error::new(format!("read {url}"), why.0))?;
    Ok((fetched.url, feed))
}

/// Lists the feeds.
fn list(dirs: &Dirs, json: bool) -> Done {
    let mut out = Out::stdout();
    let Some(library) = shelf::open_existing(dirs)? else { return out.done() };
    for feed in library.feeds()? {
        if json {
            out.json(&Listed::of(&feed))?;
            continue;
        }
        let trouble = feed.trouble.as_deref().map(|why| format!("  ({})", shelf::one_line(why)));
        let (unread, all) = (feed.unread, feed.articles);
        let title = shelf::one_line(&feed.outline.title);
        out.line(&format!(
            "{unread:5} of {all:5}  {title}  {}{}",
            feed.outline.url,
            trouble.unwrap_or_default()
        ))?;
    }
    out.done()
}

/// Returns the feeds that are meant by their addresses or parts of their names.
fn meant(library: &Library, specs: &[String]) -> Result<Vec<Feed>> {
    let feeds = library.feeds()?;
    let mut found: Vec<Feed> = Vec::new();
    for spec in specs {
        let exact: Vec<&Feed> = feeds.iter().filter(|feed| feed.outline.url == *spec).collect();
        let lower = spec.to_lowercase();
        let named = |feed: &&Feed| feed.outline.title.to_lowercase().contains(&lower);
        let fitting = if exact.is_empty() { feeds.iter().filter(named).collect() } else { exact };
        match fitting.as_slice() {
            [] => {
                let error = Error::new(format!("find the feed “{spec}”"), "none is called so");
                return Err(error.hint("`byline feed ls` lists them"));
            }
            [one] => found.push((*one).clone()),
            several => {
                let names: Vec<_> = several.iter().map(|feed| format!("\n  {}", feed.outline.url)).collect();
                let cause = format!("{} are called so{}", several.len(), names.concat());
                return Err(Error::new(format!("tell which feed is meant by “{spec}”"), cause)
                    .hint("write its address"));
            }
        }
    }
    Ok(found)
}

/// Removes feeds; their articles stay.
fn remove(dirs: &Dirs, specs: &[String]) -> Done {
    let mut library = shelf::open(dirs)?;
    let mut out = Out::stdout();
    for feed in meant(&library, specs)? {
        library.remove_feed(feed.n)?;
        out.line(&format!("removed  {}; its articles stay", shelf::one_line(&feed.outline.title)))?;
    }
    out.done()
}

/// What came of asking one feed.
struct Answer {
    feed: Feed,
    asked: Asked,
    /// New items: the name by which the feed knows each, and the article.
    items: Vec<(String, Import)>,
}

/// Asks feeds for what is new: those that are due, those that are named, or all.
fn refresh(dirs: &Dirs, specs: &[String], all: bool, json: bool) -> Done {
    let mut library = shelf::open(dirs)?;
    let now = store::now();
    let wanted = if specs.is_empty() { library.feeds()? } else { meant(&library, specs)? };
    let named = !specs.is_empty();
    let due: Vec<Feed> = wanted.into_iter().filter(|feed| all || named || feed.due <= now).collect();
    let mut servers: BTreeMap<String, Vec<Feed>> = BTreeMap::new();
    let n = due.len();
    for feed in due {
        let host = fetch::parse(&feed.outline.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        servers.entry(host.unwrap_or_default()).or_default().push(feed);
    }
    let queue = Mutex::new(servers.into_values().collect::<Vec<_>>());
    let (send, answers) = mpsc::channel();
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    let done: std::result::Result<(), Stop> = thread::scope(|scope| {
        for _ in 0..SERVERS.min(n) {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let Some(feeds) = queue.lock().unwrap_or_else(PoisonError::into_inner).pop() else {
                        return;
                    };
                    for feed in feeds {
                        // Whoever waited for it has stopped.
                        if send.send(ask(dirs, feed)).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(send);
        for (answer, at) in answers.into_iter().zip(1..) {
            let told = take(&mut library, &answer)?;
            if told.trouble.is_some() {
                outcome = Outcome::Partial;
            }
            if json {
                out.json(&told)?;
            } else {
                out.line(&told.line(at, n))?;
            }
            out.flush()?;
        }
        Ok(())
    });
    done?;
    out.done().map(|_| outcome)
}

/// Asks a feed, and reads what is new in it.
fn ask(dirs: &Dirs, feed: Feed) -> Answer {
    let failed = |feed: Feed, refused: Refused| {
        let wait = refused.wait.map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        Answer { feed, asked: Asked::Failed { why: refused.why, wait }, items: Vec::new() }
    };
    let wish = Wish { etag: feed.etag.clone(), modified: feed.modified.clone(), ..Wish::default() };
    let fetched = match fetch::get(&feed.outline.url, &wish) {
        Ok(fetched) => fetched,
        Err(refused) => return failed(feed, refused),
    };
    let read = match &fetched.bytes {
        None => reading::Feed::default(),
        Some(bytes) => match reading::read(bytes) {
            Ok(read) => read,
            Err(why) => return failed(feed, why.0.into()),
        },
    };
    let items = match new_items(dirs, &feed, &read) {
        Ok(items) => items,
        Err(error) => return failed(feed, error.to_string().into()),
    };
    let url = fetched.has_moved.then_some(fetched.url);
    let asked = Asked::Read {
        title: read.title,
        site: read.site,
        url,
        etag: fetched.etag,
        modified: fetched.modified,
    };
    Answer { feed, asked, items }
}

/// Makes articles of the items whose words are not known yet.
fn new_items(dirs: &Dirs, feed: &Feed, read: &reading::Feed) -> Result<Vec<(String, Import)>> {
    let library = Library::open(&dirs.library())?;
    let mut new = Vec::new();
    for item in &read.items {
        let (article, _) = item.article();
        let text = crate::article::Fingerprint::of(&article.text);
        if article.text.trim().is_empty() || library.article_of(&text)?.is_some() {
            continue;
        }
        let findings = Some(Findings::of(&article, &extract(&article)));
        let own = || format!("{}#{}", feed.outline.url, item.guid);
        let source = article.meta.url.clone().unwrap_or_else(own);
        new.push((item.guid.clone(), Import { article, source: Some(source), findings, feed: Some(feed.n) }));
    }
    Ok(new)
}

/// Puts what is new into the library.
fn take(library: &mut Library, answer: &Answer) -> Result<Told> {
    let now = store::now();
    let imports: Vec<Import> = answer.items.iter().map(|(_, import)| import.clone()).collect();
    let done = library.import_all(&imports, now)?;
    for ((guid, _), imported) in answer.items.iter().zip(&done) {
        library.took_item(answer.feed.n, guid, imported.n)?;
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
        new: count(Did::New),
        changed: count(Did::NewVersion),
        trouble,
    })
}

/// What is said of a feed that was asked, also as JSON.
#[derive(Serialize)]
struct Told {
    feed: String,
    title: String,
    new: usize,
    changed: usize,
    trouble: Option<String>,
}

impl Told {
    fn line(&self, at: usize, n: usize) -> String {
        let title = shelf::one_line(&self.title);
        match &self.trouble {
            Some(why) => format!("[{at}/{n}]  {title}: {}", shelf::one_line(why)),
            None if self.changed > 0 => {
                format!("[{at}/{n}]  {title}: {} new, {} changed", self.new, self.changed)
            }
            None => format!("[{at}/{n}]  {title}: {} new", self.new),
        }
    }
}

/// Adds the feeds of a list.
fn import(dirs: &Dirs, path: &Path) -> Done {
    let bytes = if path == Path::new("-") { file::read_stdin()? } else { file::read(path)? };
    let mut library = shelf::open(dirs)?;
    let (mut new, mut known) = (0, 0);
    let mut outcome = Outcome::Complete;
    for outline in opml::read(&bytes)? {
        if let Err(why) = fetch::parse(&outline.url) {
            complain(&Error::new(format!("add the feed {}", outline.url), why));
            outcome = Outcome::Partial;
            continue;
        }
        let (_, is_new) = library.add_feed(&outline, store::now())?;
        *(if is_new { &mut new } else { &mut known }) += 1;
    }
    let mut out = Out::stdout();
    out.line(&format!("{new} added, {known} known; `byline feed refresh` reads them"))?;
    out.done().map(|_| outcome)
}

/// Writes the feeds as a list.
fn export(dirs: &Dirs, output: Option<&Path>, force: bool) -> Done {
    let feeds = match shelf::open_existing(dirs)? {
        Some(library) => library.feeds()?,
        None => Vec::new(),
    };
    if feeds.is_empty() {
        print::message("byline: there are no feeds");
    }
    let outlines: Vec<Outline> = feeds.into_iter().map(|feed| feed.outline).collect();
    let text = opml::write(&outlines);
    let mut out = Out::stdout();
    match output {
        None => out.write(&text)?,
        Some(path) if force => file::write(path, text.as_bytes())?,
        Some(path) => file::write_new(path, text.as_bytes())?,
    }
    out.done()
}

/// A feed as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    url: &'a str,
    title: &'a str,
    site: Option<&'a str>,
    folder: Option<&'a str>,
    articles: usize,
    unread: usize,
    checked: Option<String>,
    due: String,
    failures: u32,
    trouble: Option<&'a str>,
}

impl<'a> Listed<'a> {
    fn of(feed: &'a Feed) -> Self {
        let outline = &feed.outline;
        Self {
            url: &outline.url,
            title: &outline.title,
            site: outline.site.as_deref(),
            folder: outline.folder.as_deref(),
            articles: feed.articles,
            unread: feed.unread,
            checked: feed.checked.map(|at| at.to_string()),
            due: feed.due.to_string(),
            failures: feed.failures,
            trouble: feed.trouble.as_deref(),
        }
    }
}
