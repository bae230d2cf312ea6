//! The whole of `byline export` in every format, from the notes file to the output: how long it takes, how much is written, and
//! the most memory it ever holds, for a thousand, ten thousand and a hundred thousand notes.
//!
//! Run with `just bench-formats`, on Linux. Behind `--` stand other numbers of notes and the formats that are wanted. Seconds are those
//! of the clock; beside them stand those of all processors together, which others do not change as much as they do the clock.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints, and has nobody to tell of errors"
)]

use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use byline::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Timestamp, anchor::describe, id::IdSource},
    article,
    export::Format,
    store::{
        Dirs,
        library::{Import, Library},
        log::{About, Log},
    },
    text::{Span, units::Units},
};

/// Notes on each article.
const NOTES: usize = 100;

/// Before the arguments of a command that is measured.
const MEASURED: &str = "--measured";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let Some(at) = args.iter().position(|arg| arg == MEASURED) {
        let code =
            byline::cli::run(["byline".into()].into_iter().chain(args[at + 1..].iter().map(Into::into)));
        eprintln!("{} {}", peak(), spent());
        return code;
    }
    let mut counts: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![1000, 10_000, 100_000];
    }
    let wanted = |format: &Format| {
        let mut names = args.iter().filter(|arg| arg.parse::<usize>().is_err()).peekable();
        names.peek().is_none() || names.any(|name| name == format.name())
    };
    let folders: Vec<(usize, tempfile::TempDir)> =
        counts.iter().map(|count| (*count, made(*count))).collect();
    println!(
        "{:12} {:>8} {:>8} {:>10} {:>9} {:>12}",
        "format", "notes", "seconds", "processor", "MB", "memory (MB)"
    );
    for format in Format::ALL.into_iter().filter(wanted) {
        for (count, folder) in &folders {
            let out = folder.path().join("out");
            // These are one or two files for each article by nature.
            let is_folder = matches!(format, Format::Brat | Format::Obsidian);
            let target = if is_folder { out.join("") } else { out.clone() };
            let start = Instant::now();
            let done = Command::new(env::current_exe().unwrap())
                .arg(MEASURED)
                .arg("--data-dir")
                .arg(folder.path())
                .args(["export", "--format", format.name(), "--output"])
                .arg(target)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let seconds = start.elapsed().as_secs_f64();
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(done.status.success(), "{said}");
            let (memory, spent) = said.lines().last().and_then(|line| line.split_once(' ')).unwrap();
            let memory = memory.parse::<f64>().unwrap() / 1000.0;
            let written = size(&out) as f64 / 1e6;
            println!("{:12} {count:8} {seconds:8.2} {spent:>10} {written:9.1} {memory:12.1}", format.name());
            if out.is_dir() { fs::remove_dir_all(&out).unwrap() } else { fs::remove_file(&out).unwrap() }
        }
    }
    ExitCode::SUCCESS
}

/// Makes a data folder with articles and so many notes on them.
fn made(count: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let dirs = Dirs::find(Some(folder.path()), None).unwrap();
    let mut library = Library::open(&dirs.library()).unwrap();
    let mut log = Log::new(&dirs);
    let mut ids = IdSource::new(7);
    let mut at = Timestamp(1_790_324_130_123);
    for n in 0..count.div_ceil(NOTES) {
        let source = format!(
            "---\nurl: https://ledger.example/vote/{n}\ndate: 2026-09-24\nauthor: Jo Writer\n---\n\n# The vote, day {n}\n\n{}",
            "The council put off the vote on the bridge 🌉, and “we will rebuild it,” the mayor said.\n\n"
                .repeat(60)
        );
        let (article, _) = article::parse(&source, article::Format::Markdown);
        let import = Import { article, source: None, findings: None, feed: None };
        let imported = library.import_all(std::slice::from_ref(&import), at).unwrap().remove(0);
        let article = import.article;
        let units = Units::new(&article.text);
        let changes: Vec<Change> = (0..NOTES.min(count - n * NOTES))
            .map(|idx| {
                at.0 += 1000;
                let start = article.text.ceil_char_boundary(idx * 50);
                let span = Span::new(start, article.text.ceil_char_boundary(start + 40));
                let annotation = Annotation {
                    id: ids.next(at),
                    selector: Some(describe(&article.text, &units, span)),
                    anchor: Anchor::Exact(span),
                    color: Color::Green,
                    note: "Check against the minutes.\nTwice.".to_owned(),
                    also: Vec::new(),
                    tags: vec!["promise".to_owned(), "two words".to_owned()],
                    created: at,
                    modified: at,
                };
                let edit = Edit::Add(Box::new(annotation));
                Change { id: ids.next(at), at, edit, reverts: None, over: Vec::new() }
            })
            .collect();
        let about = About {
            article: imported.id,
            text: imported.text,
            title: article.title().to_owned(),
            url: article.meta.url.clone(),
            source: None,
        };
        log.append(&about, &changes).unwrap();
    }
    folder
}

/// Returns how many bytes a file or a folder of files holds.
fn size(path: &Path) -> u64 {
    match fs::read_dir(path) {
        Ok(files) => files.map(|file| size(&file.unwrap().path())).sum(),
        Err(_) => fs::metadata(path).unwrap().len(),
    }
}

/// Returns the seconds of work that this process has had of all processors.
fn spent() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    // User and system time stand eleven fields behind the name, in hundredths of a second.
    let ticks = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Returns the most memory that this process ever held, in thousands of bytes.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) * 1024 / 1000
}
