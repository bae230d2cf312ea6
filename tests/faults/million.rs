//! A notes file of a million lines: how long an article takes to open, in how much memory, and how long a note takes.

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use byline::{
    annotation::{
        Anchor, Annotation, Change, Color, Edit, Id, Timestamp, anchor::describe, id::IdSource, notes::Notes,
    },
    article::Fingerprint,
    store::log::{About, Log},
    text::{Span, units::Units},
};

use crate::{Tally, writer::dirs};

/// How many articles there are.
const ARTICLES: usize = 100;

/// How many notes are written one after another onto all that.
const NOTES: usize = 1000;

/// What is promised where the program is built as it is shipped.
const OPEN: Duration = Duration::from_secs(3);
const MEMORY: usize = 600;
const DURABLE: Duration = Duration::from_millis(50);

/// The ways of reading, each in a process of its own: as the desk does, everything at once, and no more than to see that
/// each line is JSON.
const WAYS: [&str; 3] = ["article", "whole", "json"];

/// Makes a file of `n` lines, reads it in all ways, and writes notes onto it.
pub fn run(n: usize) -> Tally {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("data");
    make(&dir, n);
    let mut tally = Tally { tried: WAYS.len(), acknowledged: NOTES, ..Tally::default() };
    let size = fs::metadata(dirs(&dir).notes()).unwrap().len();
    println!("            {n} lines, {} MB", size / 1_000_000);
    for way in WAYS {
        let mut runs: Vec<(Duration, usize)> = (0..5).map(|_| child(&dir, way)).collect();
        runs.sort();
        let ((best, memory), (median, _)) = (runs[0], runs[2]);
        println!("            {way:<8} best {best:.2?}, median {median:.2?}, {memory} MB");
        if way == "article" && !cfg!(debug_assertions) && (best > OPEN || memory > MEMORY) {
            tally.wrong.push(format!("to open an article takes {best:?} and {memory} MB"));
        }
    }
    let mut log = Log::new(&dirs(&dir));
    log.read_for(&[article(0)]).unwrap();
    let mut ids = IdSource::new(5);
    let text = text();
    let mut times: Vec<Duration> = (0..NOTES)
        .map(|n| {
            let change = change(&text, &mut ids, n, Timestamp(i64::MAX / 1_000_000));
            let start = Instant::now();
            log.append(&about(0), &[change]).unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    let [median, late, worst] = [NOTES / 2, NOTES * 99 / 100, NOTES - 1].map(|at| times[at]);
    println!("            a note   median {median:.2?}, 99 of 100 in {late:.2?}, worst {worst:.2?}");
    if !cfg!(debug_assertions) && late > DURABLE {
        tally.wrong.push(format!("99 of 100 notes take up to {late:?}"));
    }
    tally
}

/// Reads a notes file in one way, and prints how many microseconds and how much memory that took.
pub fn read(dir: &str, way: &str) -> ExitCode {
    let dirs = dirs(Path::new(dir));
    let text = text();
    let start = Instant::now();
    let found = match way {
        "json" => {
            let mut lines = BufReader::with_capacity(1 << 20, File::open(dirs.notes()).unwrap());
            let mut line = Vec::new();
            let mut found = 0;
            while lines.read_until(b'\n', &mut line).unwrap() > 0 {
                found += usize::from(serde_json::from_slice::<serde::de::IgnoredAny>(&line).is_ok());
                line.clear();
            }
            found
        }
        _ => {
            let mut log = Log::new(&dirs);
            let contents = if way == "whole" { log.read() } else { log.read_for(&[article(0)]) };
            let contents = contents.unwrap();
            Notes::replay(&text, contents.changes(&article(0))).annotations.len()
        }
    };
    let time = start.elapsed().as_micros();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    println!("{time} {} {found}", peak.trim().trim_end_matches(" kB"));
    ExitCode::SUCCESS
}

fn child(dir: &Path, way: &str) -> (Duration, usize) {
    let output = Command::new(env::current_exe().unwrap()).arg("read").arg(dir).arg(way).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<u64> = said.split_whitespace().map(|n| n.parse().unwrap()).collect();
    assert!(numbers[2] > 0, "{way} found nothing");
    (Duration::from_micros(numbers[0]), numbers[1] as usize / 1000)
}

/// Writes `n` lines about many articles, as they come when some are read at a time.
fn make(dir: &Path, n: usize) {
    let (text, mut ids, mut log) = (text(), IdSource::new(4), Log::new(&dirs(dir)));
    let mut last = Vec::new();
    let per = n.div_ceil(ARTICLES * 10).max(1);
    for turn in 0..10 {
        for which in 0..ARTICLES {
            let mut changes: Vec<Change> = Vec::with_capacity(per);
            for idx in 0..per {
                let at = Timestamp(1_790_000_000_000 + (turn * 1000 + idx) as i64);
                changes.push(match (idx % 4, last.pop()) {
                    (3, Some(id)) => Change {
                        id: ids.next(at),
                        at,
                        edit: Edit::Recolor(id, Color::Green),
                        reverts: None,
                        over: Vec::new(),
                    },
                    _ => change(&text, &mut ids, idx, at),
                });
                last.extend(changes.last().and_then(|change| change.edit.subject()));
            }
            last.clear();
            log.append(&about(which), &changes).unwrap();
        }
    }
}

fn change(text: &str, ids: &mut IdSource, n: usize, at: Timestamp) -> Change {
    let units = Units::new(text);
    let start = text.floor_char_boundary(n * 31 % (text.len() - 100));
    let span = Span::new(start, text.ceil_char_boundary(start + 60));
    let id: Id = ids.next(at);
    let annotation = Annotation {
        id,
        selector: Some(describe(text, &units, span)),
        anchor: Anchor::Exact(span),
        color: Color::Yellow,
        note: "Ask the harbor office.".to_owned(),
        also: Vec::new(),
        tags: vec!["bridge".to_owned()],
        created: at,
        modified: at,
    };
    Change { id: ids.next(at), at, edit: Edit::Add(Box::new(annotation)), reverts: None, over: Vec::new() }
}

fn text() -> String {
    let sentence = |n: usize| format!("The ferry to island {n} sails at {} o'clock in spring. ", n % 24);
    (0..100).map(sentence).collect()
}

fn article(which: usize) -> Fingerprint {
    Fingerprint::of(&which.to_string())
}

fn about(which: usize) -> About {
    let article = article(which);
    About { text: article.clone(), article, title: "The ferry".into(), url: None, source: None }
}
