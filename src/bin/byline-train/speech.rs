//! Compares quotations, speakers and reported speech with what annotators read.
//!
//! On the project's own gold a speaker is right if it is the same entity, or the same words where nobody is named. On PolNeAR
//! (Newell, Margolin and Ruths, 2018) the words that name the speaker must touch the annotated source; source, cue and
//! content of reported speech must be the same words, piece by piece, but for marks at their ends.

pub mod gold;
pub mod polnear;

use std::{error::Error, path::Path};

use byline::extract::QuotationKind;

use crate::{
    calibration,
    eval::{Counts, percent},
};

/// What went wrong, in a line each, where somebody wants to read it.
pub type Faults<'a> = Option<&'a mut Vec<String>>;

/// Prints all tables of one part of the corpora, and each fault if asked for.
pub fn print(corpora: &Path, part: &str, explain: bool) -> Result<(), Box<dyn Error>> {
    let mut faults = Vec::new();
    let splits: &[&str] = if part == "dev" { &["dev"] } else { &["train", "voa"] };
    for split in splits {
        let score = gold::measure(corpora, split, explain.then_some(&mut faults))?;
        say(&format!("own gold, {split}"));
        say(&format!(
            "  speech found {} of {} ({:.1} %), terms called speech {} of {}",
            score.heard,
            score.speech,
            percent(score.heard, score.speech),
            score.called,
            score.terms
        ));
        say(&format!(
            "  speakers right {} of {} ({:.1} %), unknown {}",
            score.right,
            score.told,
            percent(score.right, score.told),
            score.silent
        ));
        trust("confidence of speakers", &score.answers);
    }
    let score = polnear::measure(corpora, part, explain.then_some(&mut faults))?;
    say(&format!("PolNeAR {part}"));
    let direct = score.direct;
    say(&format!("  direct: recall {:.1}, precision {:.1}", direct.recall(), direct.precision()));
    say(&format!(
        "  direct: speakers right {:.1} % of {}, unknown {}",
        percent(score.right, score.told),
        score.told,
        score.silent
    ));
    trust("confidence of speakers", &score.answers);
    trust("confidence of reported", &score.reported);
    for (title, counts) in [("indirect and mixed", score.indirect), ("all kinds", score.all)] {
        for (role, counts) in ["source", "cue", "content"].into_iter().zip(counts) {
            line(&format!("{title}, {role}"), counts);
        }
    }
    faults.iter().for_each(|fault| say(fault));
    Ok(())
}

/// Returns whether a kind of quotation is speech in marks.
pub fn marked(kind: QuotationKind) -> bool {
    matches!(kind, QuotationKind::Direct | QuotationKind::Partial)
}

fn line(name: &str, counts: Counts) {
    say(&format!(
        "  {name:26} P {:5.1}  R {:5.1}  F1 {:5.1}  ({} known)",
        counts.precision(),
        counts.recall(),
        counts.f(),
        counts.known
    ));
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
            percent(bin.right, bin.count)
        ));
    }
}

/// Returns the words around `at`, on one line.
pub fn around(text: &str, start: usize, end: usize) -> String {
    let cut = |at: usize| (0..=at.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
    let words = [
        text.get(cut(start.saturating_sub(260))..start),
        Some(" ⟦"),
        text.get(start..end),
        Some("⟧ "),
        text.get(end..cut(end + 160)),
    ];
    words.into_iter().flatten().collect::<String>().replace('\n', " ¶ ")
}
