//! The query language: what a person types to find articles and notes, the same in the list, in searches, in exports and
//! on the command line.
//!
//! Words stand for themselves, `"words in quotes"` for a phrase, `harb*` for every word that begins so. `person:`, `place:`,
//! `org:` and `said:` look at what was found in an article, `note:`, `tag:` and `color:` at the reader's own notes, `feed:`,
//! `is:`, `before:` and `after:` at the article itself, `saved:` stands for a query of the settings. Several terms must all
//! fit; `or`, `-` (or `not`) and `( )` say otherwise.

mod complete;
mod matching;
mod parse;

use crate::annotation::Color;

pub use self::{
    complete::{Names, complete, wanted},
    matching::{first, holds, sentence},
    parse::{Wrong, parse},
};

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Query {
    /// One condition.
    Term(Term),
    /// Everything that does not fit.
    Not(Box<Query>),
    /// What fits all of these; nothing at all is asked where there are none.
    All(Vec<Query>),
    /// What fits one of these at least.
    Any(Vec<Query>),
}

/// One condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    /// The words stand in the article, or in the note.
    Words(Words),
    /// The words stand in what was found: in a name, or in a quotation or the name of who says it.
    Found(Found, Words),
    /// The words stand in a note.
    Note(Words),
    /// A tag, whatever its case.
    Tag(String),
    /// A highlight has this color.
    Color(Color),
    /// The name of the feed has these words.
    Feed(Words),
    /// The article is in this state.
    Is(State),
    /// It was published, or else added, before a day began.
    Before(Day),
    /// It was published, or else added, on a day or later.
    After(Day),
}

/// Words in a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// The words as they were typed; at least one of them has a letter or a digit.
    pub text: String,
    /// Whether the last one only begins so.
    pub is_beginning: bool,
}

/// What is found in articles.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Found {
    /// People.
    Person,
    /// Places.
    Place,
    /// Organizations.
    Organization,
    /// Quotations, with who says them.
    Said,
}

/// What the reader did with an article.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// It was not read.
    Unread,
    /// It was read, or marked so.
    Read,
    /// It has a star.
    Starred,
    /// It has notes.
    Noted,
    /// Its text was changed after it was first added.
    Changed,
}

/// A day in a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Day {
    /// A year, month or day: `2026`, `2026-09`, `2026-09-24`.
    Date(String),
    /// So many days ago.
    Ago(u32),
}

impl State {
    /// Every state with its name.
    pub const ALL: [(State, &'static str); 5] = [
        (Self::Unread, "unread"),
        (Self::Read, "read"),
        (Self::Starred, "starred"),
        (Self::Noted, "noted"),
        (Self::Changed, "changed"),
    ];
}

impl Query {
    /// Returns whether nothing is asked, so that everything fits.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::All(terms) if terms.is_empty())
    }

    /// Returns the words that a fitting text has in it: those of terms that are not negated.
    pub fn words(&self) -> Vec<&Words> {
        match self {
            Self::Term(Term::Words(words) | Term::Found(_, words)) => vec![words],
            Self::Term(_) | Self::Not(_) => Vec::new(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::words).collect(),
        }
    }

    /// Returns whether any term of the query satisfies `wanted`.
    pub fn asks(&self, wanted: &dyn Fn(&Term) -> bool) -> bool {
        match self {
            Self::Term(term) => wanted(term),
            Self::Not(part) => part.asks(wanted),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.asks(wanted)),
        }
    }
}
