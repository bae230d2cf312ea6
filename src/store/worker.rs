//! Reads what is not to be trusted in a process of its own, with limits on time and memory: this same program, started
//! again. Whatever happens to it, here it is only a message.

use std::{
    env,
    io::{Read, Write},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::format::Parts;
use crate::article::{
    Article, Meta, Warning,
    container::{self, Container},
    decode, feed,
};

/// The argument that makes the program such a process. The name of what it reads follows.
pub const ARGUMENT: &str = "--read-untrusted";

/// How long it may take, by the clock and on a processor, and how much memory it may use.
const PATIENCE: Duration = Duration::from_secs(10);
#[cfg(unix)]
const SECONDS: u64 = 10;
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// The most bytes that it may answer with.
const ANSWER: u64 = 256 << 20;

/// How often it is looked whether it has ended.
const PAUSE: Duration = Duration::from_millis(2);

/// What the process answers: the last line that it prints.
#[derive(Serialize, Deserialize)]
enum Answer {
    Read(Box<Wire>),
    Feed { title: Option<String>, site: Option<String>, items: Vec<(String, Wire)> },
    NoFeed(NoFeed),
    Refused(String),
}

/// Why bytes are no feed that can be read, and where there is one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoFeed {
    /// Why.
    pub why: String,
    /// The address of the feed that the bytes name, where they are a page, as the page writes it.
    pub named: Option<String>,
}

/// A feed with its items as articles.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Feed {
    /// Its name.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<String>,
    /// Its items: the name by which the feed knows each, and its article.
    pub items: Vec<(String, Article)>,
}

/// An article on its way from one process to the other.
#[derive(Serialize, Deserialize)]
struct Wire {
    title: Option<String>,
    byline: Option<String>,
    published: Option<String>,
    site: Option<String>,
    language: Option<String>,
    url: Option<String>,
    image: Option<String>,
    text: String,
    parts: Parts,
    warnings: Vec<String>,
}

/// Ends the process when nobody waits for it any more.
struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads a source in a process of its own.
///
/// # Errors
/// Says why the source cannot be read, or how the process ended.
pub fn read(container: Container, bytes: Vec<u8>) -> Result<(Article, Vec<Warning>), String> {
    match ask(container, bytes)? {
        Answer::Read(wire) => Ok(wire.article()),
        Answer::Refused(why) => Err(why),
        Answer::Feed { .. } | Answer::NoFeed(_) => Err("its reader took it for a feed".to_owned()),
    }
}

/// Reads a feed in a process of its own.
///
/// # Errors
/// Says why it is none or cannot be read, or how the process ended.
pub fn read_feed(bytes: Vec<u8>) -> Result<Feed, NoFeed> {
    let lost = |why| NoFeed { why, named: None };
    match ask(Container::Feed, bytes).map_err(lost)? {
        Answer::Feed { title, site, items } => {
            let items = items.into_iter().map(|(guid, wire)| (guid, wire.article().0)).collect();
            Ok(Feed { title, site, items })
        }
        Answer::NoFeed(why) => Err(why),
        Answer::Refused(why) => Err(lost(why)),
        Answer::Read(_) => Err(lost("its reader took it for an article".to_owned())),
    }
}

/// Has a process read bytes, and waits for its answer.
fn ask(container: Container, bytes: Vec<u8>) -> Result<Answer, String> {
    let program = env::current_exe().map_err(|cause| format!("byline cannot find itself: {cause}"))?;
    let mut command = Command::new(program);
    command.args([ARGUMENT, container.name()]).env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let child =
        command.spawn().map_err(|cause| format!("the process that reads it did not start: {cause}"))?;
    let mut worker = Worker(child);
    let deadline = Instant::now() + PATIENCE;
    let input = worker.0.stdin.take();
    thread::spawn(move || {
        // Where it has ended, its end says more than this error.
        let _ = input.map(|mut input| input.write_all(&bytes));
    });
    let output = worker.0.stdout.take();
    let (send, answer) = mpsc::channel();
    thread::spawn(move || {
        let mut said = Vec::new();
        let done = output.map(|output| output.take(ANSWER).read_to_end(&mut said));
        // Nobody may be waiting any more.
        let _ = send.send(done.map(|_| said));
    });
    let said = answer.recv_timeout(PATIENCE).map_err(|_| too_long())?.unwrap_or_default();
    let status = loop {
        match worker.0.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() >= deadline => return Err(too_long()),
            Ok(None) => thread::sleep(PAUSE),
            Err(cause) => return Err(format!("the process that reads it was lost: {cause}")),
        }
    };
    let line = said.rsplit(|byte| *byte == b'\n').find(|line| !line.is_empty()).unwrap_or(&[]);
    match serde_json::from_slice::<Answer>(line) {
        Ok(answer) if status.success() => Ok(answer),
        _ => Err(ended(status)),
    }
}

fn too_long() -> String {
    format!("it took longer than {} s to understand it", PATIENCE.as_secs())
}

/// Says how a process ended that gave no answer.
fn ended(status: std::process::ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        let signal = |wanted: rustix::process::Signal| status.signal() == Some(wanted.as_raw());
        // SIGXCPU, and SIGKILL where that went unheard.
        if signal(rustix::process::Signal::XCPU) || signal(rustix::process::Signal::KILL) {
            return too_long();
        }
        // What cannot get memory aborts.
        if signal(rustix::process::Signal::ABORT) {
            return format!("it needs more memory than {} MiB, or its reader failed", MEMORY >> 20);
        }
    }
    format!("its reader failed ({status})")
}

/// Is the process: reads standard input, and prints an answer.
///
/// # Errors
/// When the limits cannot be set, or standard input and output cannot be used.
pub fn serve(name: &str) -> std::io::Result<()> {
    limit()?;
    let container = Container::named(name).unwrap_or(Container::Text);
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let answer = match container {
        Container::Feed => match feed::read(&bytes) {
            Ok(feed) => Answer::of(&feed),
            Err(why) => Answer::NoFeed(NoFeed { why: why.0, named: feed::named_by(&decode(&bytes).0) }),
        },
        container => match container::read(container, &bytes) {
            Ok((article, warnings)) => Answer::Read(Box::new(Wire::of(article, warnings))),
            Err(why) => Answer::Refused(why.0),
        },
    };
    let mut output = std::io::stdout().lock();
    // The libraries that read may have printed something.
    output.write_all(b"\n")?;
    serde_json::to_writer(&mut output, &answer)?;
    output.flush()
}

/// Gives the process its limits.
#[cfg(unix)]
fn limit() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, most: u64| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    set(Resource::Core, 0)?;
    set(Resource::Cpu, SECONDS)?;
    set(Resource::As, MEMORY)?;
    // It opens and writes no file.
    set(Resource::Fsize, 0)?;
    set(Resource::Nofile, 16)?;
    Ok(())
}

/// Elsewhere the clock is the only limit.
#[cfg(not(unix))]
fn limit() -> std::io::Result<()> {
    Ok(())
}

impl Answer {
    /// Makes articles of the items of a feed.
    fn of(feed: &feed::Feed) -> Self {
        let items = feed.items.iter().map(|item| {
            let (article, warnings) = item.article();
            (item.guid.clone(), Wire::of(article, warnings))
        });
        Self::Feed { title: feed.title.clone(), site: feed.site.clone(), items: items.collect() }
    }
}

impl Wire {
    fn of(article: Article, warnings: Vec<Warning>) -> Self {
        let parts = Parts::of(&article);
        let meta = article.meta;
        Self {
            title: meta.title,
            byline: meta.byline,
            published: meta.published,
            site: meta.site,
            language: meta.language,
            url: meta.url,
            image: meta.image,
            text: article.text,
            parts,
            warnings: warnings.into_iter().map(|warning| warning.0).collect(),
        }
    }

    fn article(self) -> (Article, Vec<Warning>) {
        let meta = Meta {
            title: self.title,
            byline: self.byline,
            published: self.published,
            site: self.site,
            language: self.language,
            url: self.url,
            image: self.image,
        };
        (self.parts.on(self.text, meta), self.warnings.into_iter().map(Warning).collect())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

    use super::*;

    #[test]
    fn every_end_is_a_message() {
        for (status, part) in [
            (9, "longer than 10 s"),
            (24, "longer than 10 s"),
            (6, "more memory than 1024 MiB"),
            (11, "its reader failed (signal: 11"),
            (101 << 8, "its reader failed (exit status: 101)"),
        ] {
            let why = ended(ExitStatus::from_raw(status));
            assert!(why.contains(part), "{status}: {why}");
        }
    }

    #[test]
    fn an_article_comes_back_as_it_was_sent() {
        let (article, _) = container::read(
            Container::Page,
            b"<html lang=en><h1>Port</h1><p>By Jo Writer</p><ul><li>The <b>ferry</b>",
        )
        .expect("it is read");
        let sent = serde_json::to_vec(&Wire::of(article.clone(), vec![Warning("odd".into())]))
            .expect("it is written");
        let wire: Wire = serde_json::from_slice(&sent).expect("it is read");
        assert_eq!(wire.article(), (article, vec![Warning("odd".into())]));
    }
}
