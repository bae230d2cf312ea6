//! Compares quotations, speakers and reported speech with what annotators read.
//!
//! On the project's own gold a speaker is right if it is the same entity, or the same words where nobody is named. On PolNeAR
//! (Newell, Margolin and Ruths, 2018) the words that name the speaker must touch the annotated source; source, cue and
//! content of reported speech must be the same words, piece by piece, but for marks at their ends.

mod gold;
mod polnear;

use std::{collections::HashSet, error::Error, hash::Hash, path::Path};

use byline::{
    extract::{Extraction, Quotation},
    text::Span,
};

use crate::calibration;

/// Prints all tables of one part of the corpora.
pub fn print(corpora: &Path, part: &str) -> Result<(), Box<dyn Error>> {
    let splits: &[&str] = if part == "dev" { &["dev"] } else { &["train", "voa"] };
    for split in splits {
        gold::table(corpora, split)?;
    }
    polnear::table(corpora, part)
}

/// What was found, known, and found as known.
#[derive(Clone, Copy, Default)]
struct Counts {
    right: usize,
    known: usize,
    found: usize,
}

impl Counts {
    fn add<T: Hash + Eq>(&mut self, known: &HashSet<T>, found: &HashSet<T>) {
        self.right += known.intersection(found).count();
        self.known += known.len();
        self.found += found.len();
    }
}

#[allow(clippy::print_stdout)]
fn line(name: &str, counts: Counts) {
    let (p, r) = (part(counts.right, counts.found), part(counts.right, counts.known));
    let f = 2.0 * p * r / (p + r).max(1e-9);
    println!("  {name:26} P {p:5.1}  R {r:5.1}  F1 {f:5.1}  ({} known)", counts.known);
}

#[allow(clippy::print_stdout)]
fn say(line: &str) {
    println!("{line}");
}

/// Prints how far confidence can be taken at its word.
fn trust(name: &str, answers: &[(f32, bool)]) {
    say(&format!(
        "  {name:26} expected calibration error {:.3} of {}",
        calibration::error(answers),
        answers.len()
    ));
    for (idx, bin) in calibration::bins(answers).iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        say(&format!(
            "    {:.1}-{:.1}  {:5}  says {:5.1}  is {:5.1}",
            idx as f64 / 10.0,
            (idx + 1) as f64 / 10.0,
            bin.count,
            100.0 * bin.confidence / bin.count as f64,
            part(bin.right, bin.count)
        ));
    }
}

/// Returns how many percent.
fn part(some: usize, all: usize) -> f64 {
    100.0 * some as f64 / all.max(1) as f64
}

/// Returns the words without marks and case, with one space between.
fn plain(words: &str) -> String {
    let lower = words.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns the names and words by which the speaker of a quotation is known; empty where there is none.
fn said_by(text: &str, found: &Extraction, quotation: &Quotation) -> HashSet<String> {
    let Some(speaker) = quotation.speaker else { return HashSet::new() };
    let Some(entity) = speaker.entity.and_then(|entity| found.entities.get(entity)) else {
        return HashSet::from([plain(speaker.span.slice(text))]);
    };
    let mentions = entity.mentions.iter().filter_map(|idx| found.mentions.get(*idx));
    let words = mentions.map(|mention| plain(mention.span.slice(text)));
    words.chain([plain(&entity.name)]).chain(entity.aliases.iter().map(|alias| plain(alias))).collect()
}

/// Returns a span without marks and white space at its ends.
fn bare(text: &str, span: Span) -> Option<Span> {
    let words = span.slice(text);
    let opened = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = span.end - opened.len();
    let end = start + opened.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    (end > start).then(|| Span::new(start, end))
}
