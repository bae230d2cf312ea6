//! The programs we are compared with, each in a process of its own.
//!
//! They are installed in a folder outside the repository (`just peers`), where what they learned is kept as well. One
//! that is not there is left out of the table with a line that says so. The scripts are in `benches/peers`.

use std::{
    collections::HashMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use byline::{extract::Kind, text::Span};
use serde::{Deserialize, Serialize};

use super::{Result, SYSTEMS};
use crate::corpus::{self, Gold};

/// The peers that are there, and what they answered.
pub struct Peers {
    peers: Vec<Option<Peer>>,
    seconds: HashMap<(usize, String), f64>,
    answers: HashMap<String, Vec<Option<Vec<Answer>>>>,
}

struct Peer {
    program: PathBuf,
    arguments: Vec<PathBuf>,
}

/// What a peer found in one article.
#[derive(Clone)]
pub struct Answer {
    /// Names in bytes of the text.
    pub names: Vec<(Span, Kind)>,
    /// Quotations in bytes of the text.
    pub quotes: Vec<Span>,
}

#[derive(Deserialize)]
struct Line {
    names: Vec<(usize, usize, String)>,
    quotes: Vec<(usize, usize)>,
    seconds: f64,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Lesson<'a> {
    text: &'a str,
    names: Vec<(usize, usize, &'static str)>,
}

impl Peers {
    /// Looks which peers are installed, and writes down what they are to learn from.
    pub fn new(corpora: &Path, installed: &Path) -> Result<Self> {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        let mut peers = Vec::new();
        let node = installed.join("node_modules/compromise").is_dir();
        let compromise = Peer {
            program: "node".into(),
            arguments: vec![scripts.join("compromise.mjs"), installed.to_owned()],
        };
        peers.push(node.then_some(compromise).or_else(|| missing("compromise", installed)));
        let python = installed.join("venv/bin/python");
        let packages = installed.join("venv/lib");
        let has = |package: &str| {
            fs::read_dir(&packages).is_ok_and(|all| {
                all.flatten().any(|it| it.path().join("site-packages").join(package).is_dir())
            })
        };
        for (name, package) in [("CRFsuite", "pycrfsuite"), ("spaCy", "spacy")] {
            if !has(package) {
                peers.push(missing(name, installed));
                continue;
            }
            let (lessons, mark) = lessons(corpora, &fs::read_to_string(scripts.join("learned.py"))?)?;
            let training = installed.join("training.jsonl");
            fs::write(&training, lessons)?;
            let which = name.to_lowercase();
            let model = installed.join(format!("{which}-{mark:016x}.model"));
            let arguments = vec![scripts.join("learned.py"), which.into(), training, model];
            peers.push(Some(Peer { program: python.clone(), arguments }));
        }
        Ok(Self { peers, seconds: HashMap::new(), answers: HashMap::new() })
    }

    /// Returns what each peer finds in `texts`; `None` for one that is not there. `set` names the texts.
    pub fn ask(&mut self, set: &str, texts: &[&str]) -> Result<Vec<Option<Vec<Answer>>>> {
        if let Some(answers) = self.answers.get(set) {
            return Ok(answers.clone());
        }
        let mut answers = Vec::new();
        for (idx, peer) in self.peers.iter().enumerate() {
            let Some(peer) = peer else {
                answers.push(None);
                continue;
            };
            let lines = peer.run(texts)?;
            let spent = lines.iter().map(|line| line.seconds).sum();
            self.seconds.insert((idx, set.to_owned()), spent);
            answers.push(Some(lines.iter().zip(texts).map(|(line, text)| Answer::new(line, text)).collect()));
        }
        self.answers.insert(set.to_owned(), answers.clone());
        Ok(answers)
    }

    /// Returns how long each peer took for a set of texts.
    pub fn seconds(&self, set: &str) -> Vec<Option<f64>> {
        (0..self.peers.len()).map(|idx| self.seconds.get(&(idx, set.to_owned())).copied()).collect()
    }
}

impl Peer {
    fn run(&self, texts: &[&str]) -> Result<Vec<Line>> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .envs(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"].map(|name| (name, "1")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = Vec::new();
        for text in texts {
            serde_json::to_writer(&mut input, &Text { text })?;
            input.push(b'\n');
        }
        let mut stdin = child.stdin.take().ok_or("no way to speak to a peer")?;
        let feed = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output()?;
        feed.join().map_err(|_| "feeding a peer failed")??;
        let told = String::from_utf8(output.stdout)?;
        let lines: Vec<Line> = told.lines().map(serde_json::from_str).collect::<serde_json::Result<_>>()?;
        if lines.len() != texts.len() {
            return Err(format!(
                "{}: {} answers for {} texts",
                self.program.display(),
                lines.len(),
                texts.len()
            )
            .into());
        }
        Ok(lines)
    }
}

impl Answer {
    fn new(line: &Line, text: &str) -> Self {
        let mut bytes: Vec<usize> = text.char_indices().map(|(idx, _)| idx).collect();
        bytes.push(text.len());
        let span = |start: usize, end: usize| {
            let at = |point: usize| bytes.get(point).copied().unwrap_or(text.len());
            Span::new(at(start.min(end)), at(end))
        };
        let kind = |name: &str| match name {
            "person" => Some(Kind::Person),
            "place" => Some(Kind::Place),
            "organization" => Some(Kind::Organization),
            _ => None,
        };
        Self {
            names: line.names.iter().filter_map(|(a, b, name)| Some((span(*a, *b), kind(name)?))).collect(),
            quotes: line.quotes.iter().map(|(a, b)| span(*a, *b)).collect(),
        }
    }
}

/// Returns what the peers learn from, which is what the tagger learned from, and a mark that changes when it does.
fn lessons(corpora: &Path, script: &str) -> Result<(Vec<u8>, u64)> {
    let mut lessons = Vec::new();
    for split in ["train", "voa"] {
        for Gold { text, names } in corpus::gold(corpora, split)? {
            let points: HashMap<usize, usize> =
                text.char_indices().map(|(idx, _)| idx).chain([text.len()]).zip(0..).collect();
            let kind = |kind: Kind| match kind {
                Kind::Person => "person",
                Kind::Place => "place",
                Kind::Organization => "organization",
            };
            let name = |(span, of): &(Span, Kind)| {
                Some((*points.get(&span.start)?, *points.get(&span.end)?, kind(*of)))
            };
            let names = names.iter().filter_map(name).collect();
            serde_json::to_writer(&mut lessons, &Lesson { text: &text, names })?;
            lessons.push(b'\n');
        }
    }
    let mut mark = DefaultHasher::new();
    (&lessons, script).hash(&mut mark);
    Ok((lessons, mark.finish()))
}

#[allow(clippy::print_stderr)]
fn missing(name: &str, installed: &Path) -> Option<Peer> {
    debug_assert!(SYSTEMS.contains(&name), "a peer has a column");
    eprintln!("{name} is not in {}: left out (`just peers` installs it)", installed.display());
    None
}
