//! A large library: how fast articles come in with names and quotations found, and how fast they are found again.
//!
//! `just bench-library 100000` makes so many articles and prints what was measured. It is no benchmark in small steps, but
//! one run as a reader would have it, on a file of its own.

#![allow(clippy::print_stdout, reason = "what was measured is printed")]

mod made;

use std::{
    collections::BTreeMap,
    hint::black_box,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use byline::{
    annotation::Timestamp,
    article::{self, Format},
    extract::extract,
    query,
    store::library::{Findings, Import, Library},
};

fn main() {
    let wanted = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(2000);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("library.db");
    import(&path, wanted);
    let size = std::fs::metadata(&path).map_or(0, |meta| meta.len()) >> 20;
    println!("library file        {size} MiB");
    open(&path);
    ask(&path);
    println!("resident memory     {} MiB", resident());
}

/// Makes pages, reads them, finds who is in them, and puts them into a library, on all processors.
fn import(path: &std::path::Path, wanted: usize) {
    let mut library = Library::open(path).expect("it is made");
    let next = AtomicUsize::new(0);
    let (send, read) = mpsc::sync_channel(256);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= wanted {
                        return;
                    }
                    let (article, _) = article::parse(&made::page(n), Format::Html);
                    let findings = Some(Findings::of(&article, &extract(&article)));
                    let import = Import { article, source: None, findings, feed: None };
                    send.send(import).expect("somebody takes it");
                }
            });
        }
        drop(send);
        let mut batch = Vec::new();
        for import in read {
            batch.push(import);
            if batch.len() == 256 {
                library.import_all(&batch, Timestamp(1_790_000_000_000)).expect("they are put in");
                batch.clear();
            }
        }
        library.import_all(&batch, Timestamp(1_790_000_000_000)).expect("they are put in");
    });
    let took = began.elapsed();
    let count = library.count().expect("they are counted");
    println!(
        "import              {count} articles in {:.1} s, {:.0} a second",
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64()
    );
}

/// Opens the library and reads what the list shows first, then the rest of the list.
fn open(path: &std::path::Path) {
    let began = Instant::now();
    let library = Library::open(path).expect("it is opened");
    let (rows, mut next) = library.page(None, 200).expect("it is read");
    println!("first {} rows       {:.1} ms", rows.len(), ms(began.elapsed()));
    let began = Instant::now();
    let mut all = rows;
    while let Some(cursor) = next {
        let (rows, after) = library.page(Some(cursor), 5000).expect("it is read");
        all.extend(rows);
        next = after;
    }
    println!("all {} rows      {:.1} ms", all.len(), ms(began.elapsed()));
    println!("resident with list  {} MiB", resident());
    black_box(all);
}

/// Asks every query several times.
fn ask(path: &std::path::Path) {
    let library = Library::open(path).expect("it is opened");
    for text in made::QUERIES {
        let query = query::parse(text, &BTreeMap::new()).expect("it is a query");
        let mut times: Vec<Duration> = Vec::new();
        let mut found = 0;
        for _ in 0..20 {
            let began = Instant::now();
            let all = library.seek(&query, 2000, &|_| Vec::new()).expect("it is answered");
            // What is shown at once: the sentences of a screen.
            for (_, text) in
                library.texts(all.get(..all.len().min(40)).unwrap_or(&[])).expect("they are read")
            {
                black_box(query::sentence(&query, &text));
            }
            found = all.len();
            times.push(began.elapsed());
        }
        times.sort_unstable();
        println!("{:6.1} ms median {:6.1} ms p95  {found:6} found  {text}", ms(times[10]), ms(times[18]));
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Returns how much memory the program has, in MiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) >> 10
}
