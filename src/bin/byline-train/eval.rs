//! The one table: every measure on the corpora, ours beside the peers', in one run.
//!
//! A part of the program that is measured has a file here that returns rows. Positions are bytes of the source text, so
//! that peers, which never see our canonical text, are compared the same way.

mod aliases;
mod cost;
mod names;
mod peers;
mod people;
mod speech;
mod toponyms;

use std::{collections::HashMap, error::Error, path::Path};

use byline::{
    article::{Article, Format, parse},
    extract::{Extraction, extract},
    text::Span,
};

pub use self::{aliases::explain as explain_aliases, cost::cold, toponyms::explain as explain_places};

/// What can go wrong: corpora that are not there.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The systems of the table, ours first.
const SYSTEMS: [&str; 4] = ["byline", "compromise", "CRFsuite", "spaCy"];

/// One line of the table.
pub struct Row {
    /// What is measured.
    pub measure: String,
    /// What each system reaches, in the order of [`SYSTEMS`]; empty where it has no answer.
    pub reached: [String; 4],
    /// What ours has to reach.
    pub goal: &'static str,
}

impl Row {
    /// A measure that only we have an answer to.
    pub fn ours(measure: &str, reached: String, goal: &'static str) -> Self {
        let mut row = Self { measure: measure.to_owned(), reached: Default::default(), goal };
        row.reached[0] = reached;
        row
    }
}

/// A text as we read it.
pub struct Reading {
    /// The canonical article.
    pub article: Article,
    /// What we find in it.
    pub found: Extraction,
    /// From the bytes of the article to those of the source, for what is no white space.
    back: HashMap<usize, usize>,
}

impl Reading {
    /// Reads a text and finds what is in it.
    pub fn new(text: &str) -> Self {
        let (article, _) = parse(text, Format::Plain);
        let found = extract(&article);
        let mut back = HashMap::new();
        let mut at = 0;
        for (idx, c) in article.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let rest = text.get(at..).unwrap_or("");
            if let Some((ahead, _)) = rest.char_indices().take(400).find(|(_, other)| *other == c) {
                back.insert(idx, at + ahead);
                at += ahead + c.len_utf8();
                back.insert(idx + c.len_utf8(), at);
            }
        }
        Self { article, found, back }
    }

    /// Returns where a span of the article stands in the source.
    pub fn source(&self, span: Span) -> Option<Span> {
        Some(Span::new(*self.back.get(&span.start)?, *self.back.get(&span.end)?))
            .filter(|it| it.start <= it.end)
    }
}

/// Reads `corpora`, runs every system that is installed in the folder `peers`, and prints the table.
pub fn print(corpora: &Path, installed: &Path) -> Result<()> {
    let mut peers = peers::Peers::new(corpora, installed)?;
    let mut rows = Vec::new();
    rows.extend(names::rows(corpora, &mut peers)?);
    rows.extend(toponyms::rows(corpora, &mut peers)?);
    rows.extend(aliases::rows(corpora)?);
    rows.extend(people::rows(corpora)?);
    rows.extend(speech::rows(corpora, &mut peers)?);
    rows.extend(cost::rows(corpora, &peers)?);
    show(&rows);
    Ok(())
}

#[allow(clippy::print_stdout)]
fn show(rows: &[Row]) {
    let [ours, one, two, three] = SYSTEMS;
    println!("{:42} {ours:>12} {one:>12} {two:>12} {three:>12}  to reach", "measure");
    for Row { measure, reached: [ours, one, two, three], goal } in rows {
        let line = format!("{measure:42} {ours:>12} {one:>12} {two:>12} {three:>12}  {goal}");
        println!("{}", line.trim_end());
    }
}

/// Right, found and known things.
#[derive(Clone, Copy, Default)]
pub struct Counts {
    /// Found as known.
    pub right: usize,
    /// Found.
    pub found: usize,
    /// Known.
    pub known: usize,
}

impl Counts {
    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.known += other.known;
    }

    /// Of what was found, how much is right, in percent.
    pub fn precision(self) -> f64 {
        percent(self.right, self.found)
    }

    /// Of what is known, how much was found, in percent.
    pub fn recall(self) -> f64 {
        percent(self.right, self.known)
    }

    /// The harmonic mean of both.
    pub fn f(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        2.0 * p * r / (p + r).max(1e-9)
    }
}

/// Returns how many percent of `all` a part is.
pub fn percent(part: usize, all: usize) -> f64 {
    100.0 * part as f64 / all.max(1) as f64
}
