//! What comes into the state of a session and what goes out of it.

use std::sync::Arc;

use crate::{
    annotation::{Change, Id, Selector, judgement::Judgement, notes::Notes, revision::Revision},
    app::{
        Entry, area::Size, exporting::Exporting, key::Key, mouse::Mouse, reading::Measures, shelf, work::Work,
    },
    article::{Article, Fingerprint, Warning},
    extract::Extraction,
    query::Found,
    text::units::CodePoint,
};

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Key),
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Paste(String),
    /// The screen has this size now.
    Resize(Size),
    /// The articles that can be opened, in order.
    Listed(Vec<Entry>),
    /// More articles follow in the list.
    More(Vec<Entry>),
    /// The articles of the library as it is now, in their new order.
    Ordered(Vec<Entry>),
    /// So many articles have come into the library that are not in the list.
    Came(usize),
    /// An article of the library that the reader asked for is there, or there is more of it.
    Added(Entry),
    /// Names that complete a query.
    Completed(Vec<(Found, String)>),
    /// What was changed between the versions of an article.
    Compared(Vec<Revision>),
    /// How far work has come.
    Progress {
        /// The work.
        work: Work,
        /// How far.
        said: String,
    },
    /// Work is done, or failed.
    Done {
        /// The work.
        work: Work,
        /// What came of it, or why it failed.
        came: Result<String, String>,
    },
    /// How many notes articles have, by their numbers in the library, and all tags.
    Noted {
        /// The articles, and how many notes each has.
        counts: Vec<(i64, usize)>,
        /// The tags.
        tags: Vec<String>,
    },
    /// A query was answered.
    Sought {
        /// The query.
        query: String,
        /// The articles that fit, by their numbers in the library.
        articles: Vec<i64>,
    },
    /// The sentences in which the words of a query stand.
    Sentences {
        /// The query.
        query: String,
        /// The articles, by their numbers in the library, and the sentence of each.
        sentences: Vec<(i64, Option<String>)>,
    },
    /// More is known about an article of the list.
    Titled {
        /// Its place in the list.
        index: usize,
        /// What is known.
        entry: Entry,
    },
    /// An article is open.
    Opened {
        /// Its place in the list.
        index: usize,
        /// The article.
        article: Arc<Article>,
        /// What was found out about it.
        measures: Box<Measures>,
        /// What went wrong on the way.
        warnings: Vec<Warning>,
    },
    /// The beginning of an article is there; the whole of it is being read.
    Glimpsed {
        /// Its place in the list.
        index: usize,
        /// The beginning.
        article: Arc<Article>,
        /// The bytes of the whole source.
        len: usize,
    },
    /// An article cannot be opened.
    NotOpened {
        /// Its place in the list.
        index: usize,
        /// Why.
        reason: String,
    },
    /// What the reader did to an article before.
    Remembered {
        /// The article's text, as it is open.
        text: Fingerprint,
        /// The name under which its notes are kept.
        id: Fingerprint,
        /// Its notes, with what can be undone.
        notes: Box<Notes>,
        /// How many versions of it are known.
        versions: usize,
        /// Where reading stopped.
        position: Option<CodePoint>,
        /// A note that was being written when Byline ended.
        draft: Option<Box<Draft>>,
    },
    /// Another note on the article that was being written when a window ended.
    Unfinished(Box<Draft>),
    /// An article was searched for names and quotations.
    Extracted {
        /// Its text.
        text: Fingerprint,
        /// What was found.
        extraction: Arc<Extraction>,
        /// The offset up to which was searched, where there is more to come.
        upto: Option<usize>,
    },
    /// Another window changed the notes of an article, or said something of names: on top of all that is known.
    News {
        /// The name under which the article's notes are kept.
        id: Fingerprint,
        /// Changes of its notes, in order.
        changes: Vec<Change>,
        /// What was said of names and quotations in any article.
        judgements: Vec<Judgement>,
    },
    /// The notes file was changed otherwise; these are the notes of an article now.
    Renewed {
        /// The name under which they are kept.
        id: Fingerprint,
        /// The notes.
        notes: Box<Notes>,
    },
    /// A change is on the disk.
    Saved(Id),
    /// Changes could not be written; they are kept and tried again.
    NotSaved(String),
    /// The reader's editor has ended with this text.
    EditedOutside(String),
    /// What was put off so that keys could come in between can go on.
    GoOn,
    /// Something the reader should know.
    Said(String),
    /// Something went wrong that the reader should know.
    Failed(String),
}

impl Event {
    /// Measures an article that is open. Long ones take long, so this is for a worker.
    pub fn opened(index: usize, article: Arc<Article>, warnings: Vec<Warning>) -> Self {
        let measures = Box::new(Measures::of(&article));
        Self::Opened { index, article, measures, warnings }
    }
}

/// What the world must do.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Open the article at this place of the list.
    Open(usize),
    /// Find the articles of the library that a query asks for.
    Seek(String),
    /// Find the sentences in which the words of a query stand.
    Sentences {
        /// The query.
        query: String,
        /// The articles, by their numbers in the library.
        articles: Vec<i64>,
    },
    /// Mark an article of the library.
    Mark {
        /// Its number in the library.
        article: i64,
        /// What is done to it.
        mark: shelf::Mark,
    },
    /// Read the list of the library anew.
    List,
    /// Ask the feeds for what is new.
    Refresh,
    /// Fetch a page or a feed, and add it to the library.
    Fetch(String),
    /// Fetch the whole of an article of which a feed gave a part, by its number in the library.
    FetchWhole(i64),
    /// Find the names of a kind of which a word begins so.
    Complete(Found, String),
    /// Compare the versions of an article.
    Compare(Of),
    /// Give up all work that goes on beside the reading.
    GiveUp,
    /// Search an article for names and quotations.
    Extract(Arc<Article>),
    /// Find out what the reader did to an article before.
    Remember {
        /// Its place in the list.
        index: usize,
        /// The article.
        article: Arc<Article>,
    },
    /// Write a change to the notes file and sync it.
    Append {
        /// The name under which the article's notes are kept.
        id: Fingerprint,
        /// The change.
        change: Change,
    },
    /// Keep a note that is being written, or forget it.
    Draft(Option<Draft>),
    /// Remember where reading stopped.
    Position {
        /// The name under which the article's notes are kept.
        id: Fingerprint,
        /// Where.
        at: CodePoint,
    },
    /// Let the reader's editor change this text.
    EditOutside(String),
    /// Write notes into a file.
    Export(Box<Exporting>),
    /// Put text on the clipboard.
    Copy(String),
    /// Keep a setting in the reader's file.
    KeepSetting {
        /// Its name with its table.
        name: String,
        /// What it is from now on, as it is typed.
        value: String,
    },
    /// Say [`Event::GoOn`] after what has come in so far.
    GoOn,
    /// Draw everything anew.
    Redraw,
    /// Stop until the shell says to go on.
    Suspend,
    /// Leave.
    Quit,
}

/// An article of the library.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Of {
    /// By its number there.
    Number(i64),
    /// By the name under which its notes are kept.
    Name(Fingerprint),
}

/// A note that is being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// The name under which the article's notes are kept.
    pub id: Fingerprint,
    /// What the note is about.
    pub about: About,
    /// The words so far.
    pub text: String,
}

/// What a note being written is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum About {
    /// An annotation that exists.
    Annotation(Id),
    /// Words that are not highlighted yet.
    Words(Selector),
    /// The whole article.
    Article,
}
