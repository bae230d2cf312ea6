//! What the reader adds to an article, and how it is found again in a text.
//!
//! An annotation stands off: it never touches the text. [`anchor::describe`] turns a span into a [`Selector`] that
//! survives edits of the text, [`anchor::anchor`] finds the span again and says how sure it is, and
//! [`notes::Notes`] is everything the reader did to one article, with its history.

pub mod anchor;
pub mod difference;
mod heads;
pub mod history;
pub mod id;
pub mod judgement;
pub mod notes;
pub mod revision;
pub mod set;
pub mod time;

use crate::text::{Span, units::CodePoint};

/// Names an annotation or a change for ever: the 128 bits of a UUIDv7. [`id::IdSource`] makes them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(pub u128);

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(pub i64);

/// The color of a highlight. Each has a letter, so that nothing depends on color alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Color {
    /// `y`
    #[default]
    Yellow,
    /// `g`
    Green,
    /// `b`
    Blue,
    /// `r`
    Red,
    /// `p`
    Purple,
}

/// How a span is described so that it can be found again: the W3C quote and position selectors in one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// The words themselves.
    pub exact: String,
    /// Up to 64 characters before them.
    pub prefix: String,
    /// Up to 64 characters after them.
    pub suffix: String,
    /// Where they began, in code points.
    pub start: CodePoint,
    /// Where they ended, in code points.
    pub end: CodePoint,
}

/// Where an annotation stands in the text being read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// On the article as a whole.
    Article,
    /// The words stand where they stood.
    Exact(Span),
    /// The same words stand elsewhere, with enough of their context to be sure.
    Moved(Span),
    /// What stands there now is not what the selector says, in words or in typography: the reader should look.
    Changed(Span),
    /// The words stand in several places and nothing tells which; the reader must choose.
    Ambiguous(Vec<Span>),
    /// The words are gone. The annotation is kept, shown, listed and exported.
    Orphan,
}

/// Something the reader attached to an article: a highlight, with or without a note and tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Annotation {
    /// Its name for ever.
    pub id: Id,
    /// What it is about: some words, or with `None` the whole article.
    pub selector: Option<Selector>,
    /// Where that is in the text being read.
    pub anchor: Anchor,
    /// The color of the highlight.
    pub color: Color,
    /// The reader's words, or empty.
    pub note: String,
    /// Other words of the note, where it was changed in two places that did not know of each other: all stay until
    /// somebody who sees them changes the note.
    pub also: Vec<String>,
    /// Labels, sorted, without repeats.
    pub tags: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
}

/// One thing the reader does to the annotations of an article. Every edit has an inverse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Adds an annotation.
    Add(Box<Annotation>),
    /// Takes an annotation away; it stays in the notes file and can be restored.
    Delete(Id),
    /// Brings a deleted annotation back.
    Restore(Id),
    /// Changes the color.
    Recolor(Id, Color),
    /// Replaces the words of the note.
    SetNote(Id, String),
    /// Replaces the words of the note by several that stand beside each other, the first as the note: what takes back
    /// an edit that had made one of them.
    SetNotes(Id, Vec<String>),
    /// Adds and removes tags.
    Retag {
        /// Whose tags.
        id: Id,
        /// Tags to add.
        add: Vec<String>,
        /// Tags to remove.
        remove: Vec<String>,
    },
    /// Says where the annotation belongs now, in place of where it would be found.
    Place {
        /// Which annotation.
        id: Id,
        /// The words it belongs to; `None` is where its own selector leads. That one is never replaced.
        to: Option<Box<Selector>>,
        /// Where that is in the text being read.
        anchor: Anchor,
    },
    /// Says something of a name or a quotation.
    Judge(Box<judgement::Judgement>),
}

/// An edit that was made: a line of the notes file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The change's own name.
    pub id: Id,
    /// When it was made.
    pub at: Timestamp,
    /// What was done.
    pub edit: Edit,
    /// Whether it takes back or repeats another change.
    pub reverts: Option<Reverts>,
    /// For a note: the changes that had made the words it replaces. Empty where it replaces whatever is there.
    pub over: Vec<Id>,
}

/// The change that another one takes back or repeats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reverts {
    /// Undo of this change.
    Undo(Id),
    /// Redo of this change.
    Redo(Id),
}

impl Color {
    /// Every color, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Yellow, Self::Green, Self::Blue, Self::Red, Self::Purple];

    /// Returns the color's name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Red => "red",
            Self::Purple => "purple",
        }
    }

    /// Returns the letter that stands for the color where colors cannot be seen.
    pub fn letter(self) -> char {
        match self {
            Self::Yellow => 'y',
            Self::Green => 'g',
            Self::Blue => 'b',
            Self::Red => 'r',
            Self::Purple => 'p',
        }
    }

    /// Reads a color from its name or letter, or returns `None` where `name` is neither.
    pub fn parse(name: &str) -> Option<Self> {
        let mut letters = name.chars();
        let single = letters.next().filter(|_| letters.next().is_none());
        Self::ALL.into_iter().find(|color| color.name() == name || single == Some(color.letter()))
    }
}

impl Anchor {
    /// Returns the one span the annotation stands on, or `None` where it stands on none or nobody can tell which.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Exact(span) | Self::Moved(span) | Self::Changed(span) => Some(*span),
            Self::Article | Self::Ambiguous(_) | Self::Orphan => None,
        }
    }

    /// Returns the name of the state: `article`, `exact`, `moved`, `changed`, `ambiguous` or `orphan`.
    pub fn state(&self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Exact(_) => "exact",
            Self::Moved(_) => "moved",
            Self::Changed(_) => "changed",
            Self::Ambiguous(_) => "ambiguous",
            Self::Orphan => "orphan",
        }
    }
}

impl Edit {
    /// Returns the annotation that the edit is about, if it is about one.
    pub fn subject(&self) -> Option<Id> {
        match self {
            Self::Add(annotation) => Some(annotation.id),
            Self::Delete(id)
            | Self::Restore(id)
            | Self::Recolor(id, _)
            | Self::SetNote(id, _)
            | Self::SetNotes(id, _)
            | Self::Retag { id, .. }
            | Self::Place { id, .. } => Some(*id),
            Self::Judge(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_read_by_name_and_by_letter() {
        for color in Color::ALL {
            assert_eq!(Color::parse(color.name()), Some(color));
            assert_eq!(Color::parse(&color.letter().to_string()), Some(color));
        }
        for name in ["", "Yellow", "pink", "ye"] {
            assert_eq!(Color::parse(name), None, "{name:?}");
        }
    }
}
