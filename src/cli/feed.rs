//! `byline feed`: feeds are added, listed, asked for what is new, and handed on as OPML.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use serde::Serialize;

use super::{Done, Outcome, Stop, complain, print, print::Out, shelf};
use crate::{
    cli::args::FeedCommand,
    fetch,
    store::{
        self, Dirs, Error, Result, file,
        library::{Feed, Library},
        opml::{self, Outline},
        refresh::{self, Found, Told},
    },
};

/// Runs a subcommand.
pub(super) fn run(dirs: &Dirs, command: FeedCommand) -> Done {
    match command {
        FeedCommand::Add { addresses, folder } => add(dirs, &addresses, folder.as_deref()),
        FeedCommand::Ls { json } => list(dirs, json),
        FeedCommand::Rm { feeds } => remove(dirs, &feeds),
        FeedCommand::Refresh { feeds, all, json } => ask(dirs, &feeds, all, json),
        FeedCommand::Import { file } => import(dirs, &file),
        FeedCommand::Export { output, force } => export(dirs, output.as_deref(), force),
    }
}

/// Adds feeds, each after it was read; of a page, the feed that it names.
fn add(dirs: &Dirs, addresses: &[String], folder: Option<&str>) -> Done {
    let mut library = shelf::open(dirs)?;
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    let never = Arc::new(AtomicBool::new(false));
    for address in addresses {
        let added = refresh::find(address, &never).and_then(|Found { outline, n_items }| {
            let outline = Outline { folder: folder.map(str::to_owned), ..outline };
            let (_, is_new) = library.add_feed(&outline, store::now())?;
            Ok((outline, is_new, n_items))
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

/// Asks feeds for what is new: those that are due, those that are named, or all.
fn ask(dirs: &Dirs, specs: &[String], all: bool, json: bool) -> Done {
    let mut library = shelf::open(dirs)?;
    let now = store::now();
    let wanted = if specs.is_empty() { library.feeds()? } else { meant(&library, specs)? };
    let named = !specs.is_empty();
    let due: Vec<Feed> = wanted.into_iter().filter(|feed| all || named || feed.due <= now).collect();
    let n = due.len();
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    let mut at = 0;
    let never = Arc::new(AtomicBool::new(false));
    refresh::refresh(dirs, &mut library, due, &never, |told| -> std::result::Result<(), Stop> {
        at += 1;
        if told.trouble.is_some() {
            outcome = Outcome::Partial;
        }
        if json {
            out.json(&Said::of(&told))?;
        } else {
            out.line(&line(&told, at, n))?;
        }
        out.flush()
    })?;
    out.done().map(|_| outcome)
}

/// What is said of a feed that was asked, as JSON.
#[derive(Serialize)]
struct Said<'a> {
    feed: &'a str,
    title: &'a str,
    new: usize,
    changed: usize,
    trouble: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn of(told: &'a Told) -> Self {
        let Told { feed, title, new, changed, trouble } = told;
        Self { feed, title, new: *new, changed: *changed, trouble: trouble.as_deref() }
    }
}

/// Says in a line what came of asking a feed.
fn line(told: &Told, at: usize, n: usize) -> String {
    let title = shelf::one_line(&told.title);
    match &told.trouble {
        Some(why) => format!("[{at}/{n}]  {title}: {}", shelf::one_line(why)),
        None if told.changed > 0 => {
            format!("[{at}/{n}]  {title}: {} new, {} changed", told.new, told.changed)
        }
        None => format!("[{at}/{n}]  {title}: {} new", told.new),
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
