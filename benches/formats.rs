//! A hundred thousand notes in every format: how long it takes, and how much memory the writing needs on top of the notes.
//!
//! Run with `cargo bench --bench formats`, on Linux. Time is that of the processor. Memory is the most that the process ever held (Linux), so the format that needs
//! most hides those after it; formats are in the order of the list.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and has nobody to tell of errors"
)]

use std::{fs, io};

use byline::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Id, Timestamp, anchor::describe, notes::Notes},
    article::{Fingerprint, Meta},
    export::{Exported, Format, Losses, export},
    text::{Span, units::Units},
};

/// Articles, and notes on each.
const ARTICLES: usize = 1000;
const NOTES: usize = 100;

fn main() {
    // All articles are one under another name: what is measured is the writing, not the making.
    let text = "The council put off the vote on the bridge 🌉, and “we will rebuild it,” the mayor said. "
        .repeat(60);
    let units = Units::new(&text);
    let changes: Vec<Change> = (0..NOTES)
        .map(|idx| {
            let start = text.ceil_char_boundary(idx * 50);
            let span = Span::new(start, text.ceil_char_boundary(start + 40));
            let at = Timestamp(1_790_324_130_123 + idx as i64);
            let annotation = Annotation {
                id: Id(1 + idx as u128),
                selector: Some(describe(&text, &units, span)),
                anchor: Anchor::Exact(span),
                color: Color::Green,
                note: "Check against the minutes.\nTwice.".to_owned(),
                also: Vec::new(),
                tags: vec!["promise".to_owned(), "two words".to_owned()],
                created: at,
                modified: at,
            };
            let edit = Edit::Add(Box::new(annotation));
            Change { id: Id(1000 + idx as u128), at, edit, reverts: None, over: Vec::new() }
        })
        .collect();
    let notes = Notes::replay(&text, &changes);
    let names: Vec<Fingerprint> = (0..ARTICLES).map(|idx| Fingerprint::of(&idx.to_string())).collect();
    let meta = Meta {
        byline: Some("Jo Writer".to_owned()),
        url: Some("https://ledger.example/vote".to_owned()),
        published: Some("2026-09-24".to_owned()),
        ..Meta::default()
    };
    println!("{:12} {:>8} {:>10} {:>14}", "format", "seconds", "MiB", "memory (KiB)");
    for format in Format::ALL {
        let articles = names.iter().map(|id| Exported {
            id,
            title: "The vote",
            meta: &meta,
            accessed: None,
            text: Some(&text),
            extraction: None,
            annotations: &notes.annotations,
        });
        let before = peak();
        let start = spent();
        let out = export(format, articles, Counted(0), &mut Losses::new()).unwrap();
        let seconds = spent() - start;
        let grown = peak().saturating_sub(before);
        println!("{:12} {seconds:8.2} {:10.1} {grown:>+14}", format.name(), out.0 as f64 / 1_048_576.0);
    }
}

/// Counts bytes and forgets them.
struct Counted(usize);

impl io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns the seconds of work that the process has had of the processor, which others do not change as they do the clock.
fn spent() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    // User and system time stand eleven fields behind the name, in hundredths of a second.
    let ticks = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Returns the most memory that was ever held, in KiB, where the system tells.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
