//! What can be opened at the desk: files, standard input, the library, and the samples that come with Byline.

use std::path::Path;

use crate::{
    app::Entry,
    article::{self, Fingerprint},
    store::{
        self, Dirs, Error,
        library::Library,
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
    /// An article of the library.
    Library(Box<store::library::Entry>),
    /// A sample, by its number.
    Sample(usize),
}

impl Source {
    /// Returns how the list of articles shows it.
    pub(super) fn entry(&self) -> Entry {
        match self {
            Self::File(name) => {
                let last = Path::new(name).file_name().map(|last| last.to_string_lossy().into_owned());
                Entry { title: last.unwrap_or_else(|| name.clone()), detail: name.clone() }
            }
            Self::Input(loaded) => {
                Entry { title: loaded.article.title().to_owned(), detail: "standard input".to_owned() }
            }
            Self::Library(entry) => {
                let meta = &entry.meta;
                let date = meta.published.as_deref().map(|date| date.get(..10).unwrap_or(date));
                let parts = [meta.site.as_deref(), date, meta.byline.as_deref()];
                let detail = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
                Entry { title: entry.label.clone(), detail }
            }
            Self::Sample(idx) => {
                let title = sample(*idx).map_or_else(String::new, |loaded| loaded.article.title().to_owned());
                Entry { title, detail: "sample".to_owned() }
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
            Self::Library(entry) => {
                let library = Library::open(&dirs.library())?;
                let article = library.article(&entry.id)?.ok_or_else(|| {
                    Error::new(format!("read “{}”", entry.label), "it is not in the library any more")
                })?;
                Ok(Loaded {
                    name: entry.label.clone(),
                    path: entry.source.clone(),
                    article,
                    warnings: Vec::new(),
                })
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
            Self::Library(entry) => entry.source.clone(),
            Self::Input(_) | Self::Sample(_) => None,
        }
    }

    /// Returns the name under which the library keeps the article, where it came from there.
    pub(super) fn known_as(&self) -> Option<Fingerprint> {
        match self {
            Self::Library(entry) => Some(entry.id.clone()),
            _ => None,
        }
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
