//! The fault harness: breaks what is written on purpose, by the thousand, and counts what was acknowledged and is gone.
//!
//! `just faults` runs all of it, `cargo test` a short form. Each part prints one line of figures, and the exit code is 1
//! where anything was lost. A harness counts only once it has failed: `just faults-seeded` runs it against bugs that were
//! put in on purpose.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a harness that cannot go on stops"
)]

mod damage;
mod desk;
mod full;
mod kills;
mod million;
mod order;
mod power;
// The folder and the terminal of the tests.
#[allow(dead_code, reason = "the harness needs less of it than the tests")]
#[path = "../it/sandbox.rs"]
mod sandbox;
mod seeded;
mod states;
mod sweep;
#[allow(dead_code, reason = "the harness needs less of it than the tests")]
#[path = "../it/pty/terminal.rs"]
mod terminal;
mod windows;
mod writer;

use std::{env, process::ExitCode, time::Instant};

/// What a part of the harness found.
#[derive(Default)]
struct Tally {
    /// How often something was broken.
    tried: usize,
    /// How many notes were acknowledged.
    acknowledged: usize,
    /// What was lost or wrong, in words.
    wrong: Vec<String>,
    /// Why it was not done at all.
    skipped: Option<String>,
}

impl Tally {
    fn skipped(why: impl Into<String>) -> Self {
        Self { skipped: Some(why.into()), ..Self::default() }
    }
}

/// Numbers without a pattern, the same for the same seed (SplitMix64, Steele et al. 2014).
struct Random(u64);

impl Random {
    /// Returns a number below `most`.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most.max(1) as u64) as usize
    }
}

/// What is done at every change.
const SHORT: [(&str, usize); 5] =
    [("order", 0), ("states", 53), ("sweep", 20), ("damage", 40), ("kills", 20)];

/// What is done before a release.
const LONG: [(&str, usize); 12] = [
    ("order", 0),
    ("states", 0),
    ("million", 0),
    ("damage", 10_000),
    ("full", 512),
    ("sweep", 0),
    ("windows", 200),
    ("kills", 10_000),
    ("desk", 0),
    ("desk-kills", 500),
    ("power-ext4", 1000),
    ("power-xfs", 1000),
];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<usize>().unwrap_or_else(|_| panic!("{text} is no number"));
    match words.as_slice() {
        ["write", dir, seed, count] => return writer::write(dir, number(seed) as u64, number(count)),
        ["read", dir, way] => return million::read(dir, way),
        ["way", name, dir] => return states::act(name, dir),
        ["seeded"] => return seeded::run(),
        _ => {}
    }
    let all =
        |parts: &[(&str, usize)]| -> Vec<Tally> { parts.iter().map(|(part, n)| run(part, *n)).collect() };
    let tallies = match words.as_slice() {
        [] => all(&SHORT),
        ["run"] => all(&LONG),
        ["run", part] => all(&[(part, 0)]),
        ["run", part, n, ..] => all(&[(part, number(n))]),
        // Tests were asked for by name, and these are none of them.
        _ => return ExitCode::SUCCESS,
    };
    if tallies.iter().all(|tally| tally.wrong.is_empty()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Runs one part and prints its figures.
fn run(part: &str, n: usize) -> Tally {
    let start = Instant::now();
    let tally = match part {
        "kills" => kills::run(n),
        "windows" => windows::run(n),
        "damage" => damage::run(n),
        "full" => full::run(n),
        "million" => million::run(if n == 0 { 1_000_000 } else { n }),
        "order" => order::run(),
        "desk" => desk::failures(),
        "desk-kills" => desk::kills(n),
        "states" => states::run(n),
        "sweep" => sweep::run(n),
        "power-ext4" => power::run("ext4", n),
        "power-xfs" => power::run("xfs", n),
        _ => panic!("there is no part {part}"),
    };
    match &tally.skipped {
        Some(why) => println!("{part:<11} skipped: {why}"),
        None => println!(
            "{part:<11} {:>6} tried, {:>7} acknowledged, {} wrong, {:.0} s",
            tally.tried,
            tally.acknowledged,
            tally.wrong.len(),
            start.elapsed().as_secs_f64()
        ),
    }
    for wrong in tally.wrong.iter().take(5) {
        println!("            {wrong}");
    }
    tally
}
