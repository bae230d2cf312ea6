//! How truthful anchors are, beside those of Hypothesis, and how fast: `cargo bench --bench anchors`.
//!
//! The thresholds were chosen on seed 1; the tables are of other seeds. `cargo bench --bench anchors -- 1` shows seed 1.
//! `cargo bench --bench anchors -- revisions REPOSITORY 'src/*.md' [SEED]` follows passages through the history of documents.

mod generator;
mod hypothesis;
mod revisions;
mod speed;

use std::io::Write;

use byline::{
    annotation::{
        Anchor,
        anchor::{Ground, describe},
    },
    text::{Span, units::Units},
};

use self::generator::{Chance, FATES, Fate, QUOTES, Quote, trial};

/// Trials of each kind for each seed.
const TRIALS: usize = 150;

/// How many trials ended in which way.
#[derive(Clone, Copy, Default)]
struct Count {
    /// In the right place, without a word.
    right: usize,
    /// In the right place, shown as changed.
    flagged: usize,
    /// Nowhere: ambiguous or an orphan.
    asks: usize,
    /// In a wrong place, shown as changed.
    doubtful: usize,
    /// In a wrong place, without a word.
    silent: usize,
}

impl Count {
    fn add(&mut self, place: Option<Span>, is_flagged: bool, truth: Option<Span>) {
        let count = match place {
            None => &mut self.asks,
            Some(span) if truth.is_some_and(|truth| is_there(span, truth)) => {
                if is_flagged {
                    &mut self.flagged
                } else {
                    &mut self.right
                }
            }
            Some(_) if is_flagged => &mut self.doubtful,
            Some(_) => &mut self.silent,
        };
        *count += 1;
    }

    fn plus(&mut self, other: Self) {
        self.right += other.right;
        self.flagged += other.flagged;
        self.asks += other.asks;
        self.doubtful += other.doubtful;
        self.silent += other.silent;
    }

    /// Returns right, asking, doubtful and silently wrong answers in percent.
    fn shown(&self) -> String {
        let all = (self.right + self.flagged + self.asks + self.doubtful + self.silent).max(1) as f64;
        let percent = |count: usize| 100.0 * count as f64 / all;
        let right = percent(self.right + self.flagged);
        format!(
            "{right:6.1} {:6.1} {:6.1} {:6.1}",
            percent(self.asks),
            percent(self.doubtful),
            percent(self.silent)
        )
    }
}

/// Returns whether a place is more right than wrong: what it shares with the truth is half of both together.
fn is_there(span: Span, truth: Span) -> bool {
    let common = span.end.min(truth.end).saturating_sub(span.start.max(truth.start));
    2 * common >= span.end.max(truth.end) - span.start.min(truth.start)
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [what, repository, rest @ ..] = args.as_slice()
        && what == "revisions"
    {
        let pattern = rest.first().map_or("*.md", String::as_str);
        let seed = rest.get(1).and_then(|seed| seed.parse().ok()).unwrap_or(2);
        let lines = [vec![HEAD.to_owned(), columns()], revisions::lines(repository, pattern, seed)].concat();
        let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
        return;
    }
    let seeds: Vec<u64> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let seeds = if seeds.is_empty() { vec![2, 3, 4, 5] } else { seeds };
    let mut lines = vec![format!("seeds {seeds:?}, {TRIALS} trials each; {HEAD}"), columns()];
    let mut all = [Count::default(); 3];
    let mut adversarial = [Count::default(); 3];
    for (quote, fate) in QUOTES.iter().flat_map(|quote| FATES.map(|fate| (*quote, fate))) {
        let mut row = [Count::default(); 3];
        for seed in &seeds {
            let mut chance = Chance(seed.wrapping_mul(1_000_003) + quote as u64 * 101 + number(fate));
            for _ in 0..TRIALS {
                attempt(quote, fate, &mut chance, &mut row);
            }
        }
        lines.push(line(&format!("{quote:?} {fate:?}"), &row));
        let is_adversarial = fate == Fate::DeletedBesideAlike || quote == Quote::Short;
        for (idx, count) in row.into_iter().enumerate() {
            all[idx].plus(count);
            if is_adversarial {
                adversarial[idx].plus(count);
            }
        }
    }
    lines.push(line("All", &all));
    lines.push(line("Adversarial (short, or alike)", &adversarial));
    lines.extend(speed::lines());
    // A reader that goes away has seen enough.
    let _ = writeln!(std::io::stdout(), "{}", lines.join("\n"));
}

/// What the numbers of a row are.
const HEAD: &str = "percent: right, asks (ambiguous or orphan), flagged but wrong, silently wrong";

/// Says whose numbers stand where.
fn columns() -> String {
    format!("{:38} | {:27} | {:27} | {:27}", "", "Hypothesis", "Byline, new text only", "Byline, both texts")
}

/// Returns a number for a fate, so that each row has trials of its own.
fn number(fate: Fate) -> u64 {
    FATES.iter().position(|other| *other == fate).unwrap_or(0) as u64
}

fn line(name: &str, row: &[Count; 3]) -> String {
    let shown: Vec<String> = row.iter().map(Count::shown).collect();
    format!("{name:38} | {}", shown.join(" | "))
}

/// Lets all three find the quote of one trial.
fn attempt(quote: Quote, fate: Fate, chance: &mut Chance, row: &mut [Count; 3]) {
    let trial = trial(quote, fate, chance);
    let selector = describe(&trial.old, &Units::new(&trial.old), trial.quote);
    let units = Units::new(&trial.new);
    let alone = Ground::new(&trial.new, &units).anchor(&selector);
    let both = Ground::new(&trial.new, &units).with_version(&trial.old).anchor(&selector);
    row[0].add(hypothesis::anchor(&trial.new, &selector), false, trial.truth);
    for (count, anchor) in row[1..].iter_mut().zip([alone, both]) {
        count.add(anchor.span(), matches!(anchor, Anchor::Changed(_)), trial.truth);
    }
}
