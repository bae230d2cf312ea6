//! Time and memory.

use std::{fs, path::Path, process::Command, time::Instant};

use byline::{
    article::{Format, parse},
    extract::extract,
};

use super::{Result, Row, peers::Peers};
use crate::corpus;

/// Measures how fast real articles are read on one core, and what the first one costs.
pub fn rows(corpora: &Path, peers: &Peers) -> Result<Vec<Row>> {
    let articles = corpus::worldwide(corpora)?;
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let parsed: Vec<_> = articles.iter().map(|article| parse(&article.text, Format::Plain).0).collect();
    let pass = |_| {
        let start = Instant::now();
        for article in &parsed {
            std::hint::black_box(extract(article));
        }
        start.elapsed().as_secs_f64()
    };
    let spent = (0..5).map(pass).fold(f64::MAX, f64::min);
    let mut fast =
        Row::ours("worldwide, MB/s on one core", format!("{:.2}", bytes as f64 / 1e6 / spent), ">= 20");
    for (system, seconds) in (1..).zip(peers.seconds("worldwide")) {
        if let Some(slot) = fast.reached.get_mut(system)
            && let Some(seconds) = seconds
        {
            *slot = format!("{:.2}", bytes as f64 / 1e6 / seconds);
        }
    }
    let article =
        articles.iter().min_by_key(|it| it.text.len().abs_diff(5000)).ok_or("no article of 5 kB")?;
    let file = std::env::temp_dir().join(format!("byline-cold-{}.txt", std::process::id()));
    fs::write(&file, &article.text)?;
    let mut colds: Vec<(f64, f64)> = Vec::new();
    for _ in 0..9 {
        let told = Command::new(std::env::current_exe()?).arg("cold").arg(&file).output()?.stdout;
        let told = String::from_utf8_lossy(&told).into_owned();
        let mut numbers = told.split_whitespace().filter_map(|it| it.parse::<f64>().ok());
        colds.extend(numbers.next().zip(numbers.next()));
    }
    fs::remove_file(&file)?;
    colds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (spent, memory) = colds.get(colds.len() / 2).copied().ok_or("no cold run came back")?;
    Ok(vec![
        fast,
        Row::ours("first article of 5 kB, ms", format!("{spent:.2}"), "<= 5"),
        Row::ours("memory for it, MB", format!("{memory:.1}"), "<= 25"),
    ])
}

/// Prints how many milliseconds and megabytes the first article of this process takes.
#[allow(clippy::print_stdout)]
pub fn cold(path: &Path) -> Result<()> {
    let article = parse(&fs::read_to_string(path)?, Format::Plain).0;
    let before = resident();
    let start = Instant::now();
    let found = extract(&article);
    let spent = start.elapsed().as_secs_f64() * 1e3;
    println!("{spent:.3} {:.3}", resident() - before);
    drop(found);
    Ok(())
}

/// Returns the memory of this process in megabytes, where the system tells.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    let kilobytes =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|it| it.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
