//! A program that writes notes as fast as it can, and says which of them are saved: the victim.

use std::{
    collections::HashSet,
    env,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::Duration,
};

use byline::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Id, Timestamp, id::IdSource},
    article::Fingerprint,
    store::{
        self, Dirs,
        log::{About, Contents, Log, News},
    },
};

/// How often a note that cannot be saved is tried again, and how long the writer waits before.
const TRIES: usize = 40;
const PAUSE: Duration = Duration::from_millis(5);

pub fn dirs(folder: &Path) -> Dirs {
    Dirs { data: folder.to_path_buf(), config: folder.join("config.toml") }
}

pub fn about() -> About {
    let article = Fingerprint::of("an article");
    About { text: article.clone(), article, title: "An article".into(), url: None, source: None }
}

/// Makes the nth change of a writer: mostly notes, now and then a change of one.
pub fn change(ids: &mut IdSource, n: usize, last: &mut Option<Id>) -> Change {
    let at = store::now();
    let edit = match (n % 7, *last) {
        (3, Some(id)) => Edit::SetNote(id, format!("other words, {n}")),
        (5, Some(id)) => Edit::Recolor(id, Color::Green),
        (6, Some(id)) => Edit::Delete(id),
        _ => {
            let id = ids.next(at);
            *last = Some(id);
            Edit::Add(Box::new(note(id, at, n)))
        }
    };
    Change { id: ids.next(at), at, edit, reverts: None, over: Vec::new() }
}

fn note(id: Id, at: Timestamp, n: usize) -> Annotation {
    Annotation {
        id,
        selector: None,
        anchor: Anchor::Article,
        color: Color::Yellow,
        note: format!("words {n} {}", "and more ".repeat(n % 40)),
        also: Vec::new(),
        tags: vec!["tag".into()],
        created: at,
        modified: at,
    }
}

/// Writes notes, and prints the name of each once it is saved. `FSIZE` bounds how large files may become.
pub fn write(dir: &str, seed: u64, count: usize) -> ExitCode {
    if let Some(most) = env::var("FSIZE").ok().and_then(|most| most.parse().ok()) {
        // With a handler the signal does not kill, and the write fails as it does on a full disk.
        let flag = Arc::default();
        signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag).unwrap();
        let limit = rustix::process::Rlimit { current: Some(most), maximum: Some(most) };
        rustix::process::setrlimit(rustix::process::Resource::Fsize, limit).unwrap();
    }
    let mut log = Log::new(&dirs(Path::new(dir)));
    let mut ids = IdSource::new(u128::from(seed) << 64 | store::seed() >> 64);
    let mut last = None;
    let mut out = io::stdout().lock();
    for n in 0..count {
        let change = change(&mut ids, n, &mut last);
        let mut tries = 0;
        while let Err(error) = log.append(&about(), std::slice::from_ref(&change)) {
            eprintln!("{error}");
            tries += 1;
            if tries == TRIES {
                return ExitCode::FAILURE;
            }
            thread::sleep(PAUSE);
        }
        if writeln!(out, "{}", change.id).and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// A writer that runs.
pub struct Writer {
    pub child: Child,
    acknowledged: Arc<Mutex<Vec<Id>>>,
    reader: JoinHandle<()>,
}

impl Writer {
    /// Starts a writer; `around` is put before its command line.
    pub fn start(dir: &Path, seed: u64, count: usize, around: &[&str], env: &[(&str, String)]) -> Self {
        let own = env::current_exe().unwrap();
        let mut command = match around.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(own);
                command
            }
            None => Command::new(own),
        };
        command.arg("write").arg(dir).args([seed.to_string(), count.to_string()]);
        command.envs(env.iter().map(|(name, value)| (*name, value.as_str())));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let acknowledged = Arc::default();
        let into: Arc<Mutex<Vec<Id>>> = Arc::clone(&acknowledged);
        let reader = thread::spawn(move || {
            let mut out = BufReader::new(out);
            let mut line = String::new();
            while out.read_line(&mut line).is_ok_and(|n| n > 0) {
                // A line without an end is of a writer that was killed while it wrote.
                if let Some(id) = line.strip_suffix('\n').and_then(|line| line.parse().ok()) {
                    into.lock().unwrap().push(id);
                }
                line.clear();
            }
        });
        Self { child, acknowledged, reader }
    }

    /// Returns what was acknowledged up to now.
    pub fn acknowledged(&self) -> Vec<Id> {
        self.acknowledged.lock().unwrap().clone()
    }

    /// Kills it.
    pub fn kill(mut self) -> Vec<Id> {
        self.child.kill().unwrap();
        self.finish().0
    }

    /// Waits for its end, and returns what it acknowledged, whether it succeeded, and what it complained about.
    pub fn finish(mut self) -> (Vec<Id>, bool, String) {
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let is_good = self.child.wait().unwrap().success();
        self.reader.join().unwrap();
        (self.acknowledged.lock().unwrap().clone(), is_good, said)
    }
}

/// A reader who follows the file while others write.
pub struct Follower {
    log: Log,
    pub seen: HashSet<Id>,
    pub damaged: usize,
}

impl Follower {
    pub fn new(dir: &Path) -> Self {
        Self { log: Log::new(&dirs(dir)), seen: HashSet::new(), damaged: 0 }
    }

    /// Takes what is new, and returns which of some names are not there.
    pub fn missing(&mut self, names: &[Id]) -> Vec<Id> {
        match self.log.news().unwrap() {
            News::Nothing => {}
            News::Later(contents) => self.take(&contents),
            News::Anew(contents) => {
                (self.seen, self.damaged) = Default::default();
                self.take(&contents);
            }
        }
        names.iter().copied().filter(|id| !self.seen.contains(id)).collect()
    }

    fn take(&mut self, contents: &Contents) {
        let articles = contents.articles();
        self.seen.extend(articles.flat_map(|(_, article)| article.changes.iter().map(|change| change.id)));
        self.damaged += contents.damaged.len();
    }
}

/// Reads the file as a program that is started now does, and returns which of some names are not there.
pub fn missing(dir: &Path, names: &[Id]) -> Vec<Id> {
    Follower::new(dir).missing(names)
}
