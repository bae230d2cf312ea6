//! What can be opened at the desk: files, standard input, the library, and the samples that come with Byline.

use std::path::Path;

use crate::{
    app::Entry,
    article,
    store::{
        self, Dirs, Error,
        library::{Library, Row},
        source::{self, Loaded},
    },
};

/// Something that can be opened.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file, by the name that was given.
    File(String),
    /// What came in on standard input.
    Input(Box<Loaded>),
    /// An article of the library, by its number there.
    Library(i64),
    /// A sample, by its number.
    Sample(usize),
}

impl Source {
    /// Returns how the list of articles shows it.
    pub(super) fn entry(&self) -> Entry {
        match self {
            Self::File(name) => {
                let last = Path::new(name).file_name().map(|last| last.to_string_lossy().into_owned());
                Entry::new(last.unwrap_or_else(|| name.clone()), name)
            }
            Self::Input(loaded) => Entry::new(loaded.article.title(), "standard input"),
            // The library's rows say more.
            Self::Library(n) => Entry { key: Some(*n), ..Entry::default() },
            Self::Sample(idx) => {
                let title = sample(*idx).map_or_else(String::new, |loaded| loaded.article.title().to_owned());
                Entry::new(title, "sample")
            }
        }
    }

    /// Reads the article.
    ///
    /// # Errors
    /// Says what cannot be read and why.
    pub fn open(&self, dirs: &Dirs) -> store::Result<Loaded> {
        match self {
            Self::File(name) => source::load_words(name),
            Self::Input(loaded) => Ok((**loaded).clone()),
            Self::Library(n) => {
                let library = Library::open(&dirs.library())?;
                let gone = || Error::new("read the article", "it is not in the library any more");
                let entry = library.entry_at(*n)?.ok_or_else(gone)?;
                let article = library.article(&entry.id)?.ok_or_else(gone)?;
                Ok(Loaded { name: entry.label, path: entry.source, article, warnings: Vec::new() })
            }
            Self::Sample(idx) => {
                sample(*idx).ok_or_else(|| Error::new("read a sample", "there is no such sample"))
            }
        }
    }

    /// Returns whether reading it puts it into the library. Samples are not the reader's articles.
    pub(super) fn is_imported(&self) -> bool {
        matches!(self, Self::File(_) | Self::Input(_))
    }

    /// Returns the path or address that the library remembers as a hint.
    pub(super) fn hint(&self) -> Option<String> {
        match self {
            Self::File(name) => Path::new(name).canonicalize().ok().map(|path| path.display().to_string()),
            Self::Library(_) | Self::Input(_) | Self::Sample(_) => None,
        }
    }

    /// Returns the number under which the library keeps the article, where it came from there.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Library(n) => Some(*n),
            _ => None,
        }
    }
}

/// Returns how the list shows a row of the library.
pub(super) fn listed(row: Row) -> Entry {
    Entry {
        title: row.label,
        origin: row.origin.unwrap_or_default(),
        day: row.day,
        key: Some(row.n),
        read: row.read,
        starred: row.starred,
        changed: row.versions > 1,
        notes: 0,
        progress: row.progress,
        alike: row.alike,
        is_brief: row.is_brief,
    }
}

/// Returns the samples.
pub fn samples() -> Vec<Source> {
    (0..article::samples().len()).map(Source::Sample).collect()
}

fn sample(idx: usize) -> Option<Loaded> {
    let samples = article::samples();
    let sample = samples.get(idx)?;
    let (article, warnings) = article::parse(sample.source, sample.format);
    Some(Loaded { name: sample.name.to_owned(), path: None, article, warnings })
}
