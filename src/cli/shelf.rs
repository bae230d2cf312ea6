//! What several commands need: the library and the notes, side by side.

use std::{collections::HashMap, path::Path};

use super::{library::nothing, print};
use crate::{
    annotation::{Change, Timestamp, judgement::Judgements, notes::Notes},
    article::{Article, Fingerprint, Meta},
    store::{
        self, Dirs, Result,
        library::{Entry, Library},
        log::{Contents, Each, Log},
        source,
    },
};

/// An article with the notes on it.
pub(super) struct Annotated {
    pub id: Fingerprint,
    pub title: String,
    pub source: Option<String>,
    pub meta: Meta,
    /// When it was taken into the library, if it was.
    pub added: Option<Timestamp>,
    /// The article, or `None` where it is not in the library.
    pub article: Option<Article>,
    /// The texts that it had before.
    pub earlier: Vec<String>,
    pub notes: Notes,
    /// Everything that was done to it, in order.
    pub changes: Vec<Change>,
}

/// Opens the library, and says what happened to it.
pub(super) fn open(dirs: &Dirs) -> Result<Library> {
    let library = Library::open(&dirs.library())?;
    for warning in &library.warnings {
        print::message(&format!("byline: {warning}"));
    }
    Ok(library)
}

/// Opens the library where there is one.
pub(super) fn open_existing(dirs: &Dirs) -> Result<Option<Library>> {
    if dirs.library().exists() { open(dirs).map(Some) } else { Ok(None) }
}

/// Finds an article by what a person typed. A file is imported first.
pub(super) fn article(mut library: Library, spec: &str) -> Result<(Entry, Article)> {
    let id = if spec == "-" || Path::new(spec).is_file() {
        let loaded = source::load_words(spec)?;
        for warning in &loaded.warnings {
            print::message(&format!("byline: {}: {}", loaded.name, warning.0));
        }
        library.import(&loaded.article, loaded.path.as_deref(), store::now())?.id
    } else {
        let path = Path::new(spec);
        let absolute = path.canonicalize().ok().map(|path| path.display().to_string());
        let found = match absolute {
            Some(absolute) => library.find(&absolute)?,
            None => library.find(spec)?,
        };
        found.ok_or_else(|| nothing(spec))?.id
    };
    let entry = library.entry(&id)?.ok_or_else(|| nothing(spec))?;
    let article = library.article(&id)?.ok_or_else(|| nothing(spec))?;
    Ok((entry, article))
}

/// Reads the notes file, and says which of its lines are not understood.
pub(super) fn contents(log: &mut Log) -> Result<Contents> {
    let contents = log.read()?;
    complain_of(log.path(), &contents);
    Ok(contents)
}

/// Says which lines of the notes file are not understood.
fn complain_of(path: &Path, contents: &Contents) {
    for (lines, what) in
        [(&contents.damaged, "cannot be read"), (&contents.unknown, "is not known to this version")]
    {
        for line in lines.iter().take(3) {
            let path = path.display();
            let number = line.number;
            print::message(&format!(
                "byline: line {number} of {path} {what} and is left as it is: {}",
                line.why
            ));
        }
        if let Some(more @ 1..) = lines.len().checked_sub(3) {
            print::message(&format!("byline: and {more} more lines of that kind"));
        }
    }
}

/// All articles with notes, read one after another: as they are, or as they were at a moment.
pub(super) struct Shelf {
    notes: Each,
    library: Option<Library>,
    judgements: Judgements,
    at: Option<Timestamp>,
    /// Each article under its name in the library, with its names in the notes file; the first annotated first.
    articles: Vec<(Fingerprint, Vec<Fingerprint>)>,
}

impl Shelf {
    /// Looks which articles there are.
    pub fn open(dirs: &Dirs, at: Option<Timestamp>) -> Result<Self> {
        let notes = Log::new(dirs).each()?;
        complain_of(&dirs.notes(), &notes.common);
        // Notes are read without the library too.
        let library = open_existing(dirs).unwrap_or_else(|error| {
            super::complain(&error);
            None
        });
        let mut roots: Vec<_> = notes.articles().map(|(root, first)| (first, root)).collect();
        roots.sort_unstable();
        let mut articles: Vec<(Fingerprint, Vec<Fingerprint>)> = Vec::new();
        let mut index: HashMap<Fingerprint, usize> = HashMap::new();
        for (_, root) in roots {
            let mut known = None;
            for text in notes.texts(root).iter().chain([root]) {
                known =
                    known.or(library.as_ref().map(|library| library.article_of(text)).transpose()?.flatten());
            }
            let id = known.unwrap_or_else(|| root.clone());
            let idx = *index.entry(id.clone()).or_insert(articles.len());
            match articles.get_mut(idx) {
                Some((_, roots)) => roots.push(root.clone()),
                None => articles.push((id, vec![root.clone()])),
            }
        }
        let mut judgements = Judgements::default();
        let said = match at {
            Some(at) => notes.common.clone().until(at).judgements(),
            None => notes.common.judgements(),
        };
        judgements.extend(&said);
        Ok(Self { notes, library, judgements, at, articles })
    }

    /// Returns how many articles there are.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Reads the article at a place, or returns `None` where nothing had been done to it yet.
    pub fn article(&mut self, idx: usize) -> Result<Option<Annotated>> {
        let Some((id, roots)) = self.articles.get(idx).cloned() else { return Ok(None) };
        let contents = self.notes.read(&roots)?;
        complain_of(self.notes.path(), &contents);
        let contents = match self.at {
            Some(at) => contents.until(at),
            None => contents,
        };
        let changes = contents.changes_of(&roots);
        if changes.is_empty() {
            return Ok(None);
        }
        let library = self.library.as_ref();
        let stored = library.map(|library| Ok((library.entry(&id)?, library.article(&id)?))).transpose()?;
        let (entry, article) = stored.unwrap_or_default();
        let earlier = library.map(|library| library.earlier(&id)).transpose()?.unwrap_or_default();
        let text = article.as_ref().map_or("", |article| &article.text);
        let mut notes = Notes::replay_after(&earlier, text, &changes);
        notes.judgements = self.judgements.clone();
        let added = entry.as_ref().map(|entry| entry.added);
        let (title, source, meta) = match entry {
            Some(entry) => (entry.label, entry.source, entry.meta),
            None => {
                let noted =
                    roots.first().and_then(|root| contents.article(root)).cloned().unwrap_or_default();
                let meta = Meta { url: noted.url, ..Meta::default() };
                (noted.title.unwrap_or_else(|| id.as_str().to_owned()), noted.source, meta)
            }
        };
        Ok(Some(Annotated { id, title, source, meta, added, article, earlier, notes, changes }))
    }
}

/// Returns every article with notes, the first annotated first: as they are, or as they were at a moment.
pub(super) fn annotated(dirs: &Dirs, at: Option<Timestamp>) -> Result<Vec<Annotated>> {
    let mut shelf = Shelf::open(dirs, at)?;
    (0..shelf.len()).filter_map(|idx| shelf.article(idx).transpose()).collect()
}

/// Returns the digits by which a person names an article.
pub(super) fn short(id: &Fingerprint) -> &str {
    let digits = id.as_str().strip_prefix("sha256-").unwrap_or("");
    digits.get(..12).unwrap_or(digits)
}

/// Returns text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
