//! Where articles come from: files, standard input, the library, and the samples that come with Byline.

use std::path::PathBuf;

use crate::{
    app::Entry,
    article::{self, Article, Fingerprint, Warning},
    store::{self, Dirs, Error, file, library::Library},
};

/// Where an article comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// What came in on standard input.
    Input(Vec<u8>),
    /// An article of the library.
    Library(Box<store::library::Entry>),
    /// A sample, by its number.
    Sample(usize),
}

impl Source {
    /// Returns how the list of articles shows it.
    pub fn entry(&self) -> Entry {
        match self {
            Self::File(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                Entry { title: name.into_owned(), detail: path.display().to_string() }
            }
            Self::Input(_) => Entry { title: "standard input".to_owned(), detail: String::new() },
            Self::Library(entry) => {
                let meta = &entry.meta;
                let date = meta.published.as_deref().map(|date| date.get(..10).unwrap_or(date));
                let parts = [meta.site.as_deref(), date, meta.byline.as_deref()];
                let detail = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
                Entry { title: entry.label.clone(), detail }
            }
            Self::Sample(idx) => {
                let title = sample(*idx).map_or_else(String::new, |article| article.title().to_owned());
                Entry { title, detail: "sample".to_owned() }
            }
        }
    }

    /// Reads the article.
    ///
    /// # Errors
    /// Says what cannot be read and why.
    pub fn open(&self, dirs: &Dirs) -> store::Result<(Article, Vec<Warning>)> {
        match self {
            Self::File(path) => {
                let bytes = file::read(path)?;
                let name = path.display().to_string();
                if article::is_binary(&bytes) {
                    return Err(Error::new(format!("read {name}"), "it is a binary file")
                        .hint("byline reads plain text, Markdown and HTML"));
                }
                Ok(read(&name, &bytes))
            }
            Self::Input(bytes) => {
                if article::is_binary(bytes) {
                    return Err(Error::new("read standard input", "it is binary")
                        .hint("byline reads plain text, Markdown and HTML"));
                }
                Ok(read("", bytes))
            }
            Self::Library(entry) => {
                let library = Library::open(&dirs.library())?;
                let article = library.article(&entry.id)?;
                article.map(|article| (article, Vec::new())).ok_or_else(|| {
                    Error::new(format!("read “{}”", entry.label), "it is not in the library any more")
                })
            }
            Self::Sample(idx) => {
                let article =
                    sample(*idx).ok_or_else(|| Error::new("read a sample", "there is no such sample"))?;
                Ok((article, Vec::new()))
            }
        }
    }

    /// Returns the path or address that an import remembers as a hint, and `None` for what is not imported at all.
    pub(super) fn import_as(&self) -> Option<Option<String>> {
        match self {
            Self::File(path) => {
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                Some(Some(whole.display().to_string()))
            }
            Self::Input(_) => Some(None),
            Self::Library(_) | Self::Sample(_) => None,
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

/// Returns the samples as sources.
pub fn samples() -> Vec<Source> {
    (0..article::samples().len()).map(Source::Sample).collect()
}

fn read(name: &str, bytes: &[u8]) -> (Article, Vec<Warning>) {
    let (text, mut warnings) = article::decode(bytes);
    let (article, more) = article::parse(&text, article::sniff(name, &text));
    warnings.extend(more);
    (article, warnings)
}

fn sample(idx: usize) -> Option<Article> {
    let samples = article::samples();
    let sample = samples.get(idx)?;
    Some(article::parse(sample.source, sample.format).0)
}
