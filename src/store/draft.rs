//! The note that is being typed, kept so that a crash loses no more than the last key.
//!
//! One file for each window and article, replaced whole at every change. A draft is not a note: it is not synced, and it
//! goes when the note is saved or given up. A window holds a lock on the file of the note that it is writing, which the
//! system takes back when the window ends in whatever way: a draft without a lock is one that nobody is writing, and the
//! next window that opens the article takes it over.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Dirs, Error, Result, create_private, file, seed};
use crate::{
    annotation::{Color, Id, Selector},
    article::Fingerprint,
    text::units::CodePoint,
};

/// A note that is not finished.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// The article it is on.
    pub article: Fingerprint,
    /// What it is about.
    pub on: On,
    /// The words so far.
    pub text: String,
}

/// What a draft is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum On {
    /// The whole article.
    Article,
    /// An annotation that exists.
    Annotation(Id),
    /// Words that are to be highlighted when the note is saved.
    Words(Selector, Color),
}

/// The drafts of one window, which writes one note at a time.
#[derive(Debug)]
pub struct Drafts {
    dirs: Dirs,
    held: Option<Held>,
}

/// A draft that no other window gets.
#[derive(Debug)]
struct Held {
    article: Fingerprint,
    path: PathBuf,
    _lock: File,
    /// What was taken over, until the reader goes on with it: other words must not be saved in its place.
    offered: Option<Draft>,
}

impl Drafts {
    /// Takes the drafts of a data folder. Touches nothing.
    pub fn new(dirs: &Dirs) -> Self {
        Self { dirs: dirs.clone(), held: None }
    }

    /// Saves a draft in place of the one that this window saved before on the same article.
    pub fn save(&mut self, draft: &Draft) -> Result<()> {
        let goes_on = |held: &&Held| {
            let is_offered = |it: &Draft| it.on == draft.on && draft.text.starts_with(&it.text);
            held.article == draft.article && held.offered.as_ref().is_none_or(is_offered)
        };
        let path = match self.held.as_ref().filter(goes_on) {
            Some(held) => held.path.clone(),
            None => fresh(&self.dirs, &draft.article),
        };
        let failed = |cause: io::Error| Error::on("save the draft", &path, cause);
        create_private(&folder(&self.dirs))?;
        let bytes = serde_json::to_vec(&stored(draft)).map_err(|cause| failed(cause.into()))?;
        let lock = file::replace_locked(&path, &bytes).map_err(failed)?;
        self.held = Some(Held { article: draft.article.clone(), path, _lock: lock, offered: None });
        Ok(())
    }

    /// Takes over the latest draft on an article that no window is writing, if there is one. Drafts that cannot be read
    /// stay where they are; they are an error only where there is no other.
    pub fn adopt(&mut self, article: &Fingerprint) -> Result<Option<Draft>> {
        // What was held until now may be the one.
        self.held = None;
        let mut failed = None;
        for path in list(&self.dirs).into_iter().filter(|path| article_of(path).as_ref() == Some(article)) {
            let Some(lock) = unheld(&path) else { continue };
            match read(&path) {
                Ok(draft) => {
                    let offered = Some(draft.clone());
                    self.held = Some(Held { article: article.clone(), path, _lock: lock, offered });
                    return Ok(Some(draft));
                }
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        failed.map_or(Ok(None), Err)
    }

    /// Removes the draft that this window is writing, if it is writing one. One that was taken over and that the reader
    /// has not gone on with stays.
    pub fn clear(&mut self) -> Result<()> {
        let Some(held) = self.held.take().filter(|held| held.offered.is_none()) else { return Ok(()) };
        match fs::remove_file(&held.path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(Error::on("remove the draft", &held.path, cause))
            }
            _ => Ok(()),
        }
    }
}

/// Returns the folder of the drafts.
pub(super) fn folder(dirs: &Dirs) -> PathBuf {
    dirs.data.join("drafts")
}

/// Returns the files of all drafts, the latest first.
pub fn list(dirs: &Dirs) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(dirs)).into_iter().flatten().flatten();
    let mut drafts: Vec<_> = entries
        .filter(|entry| article_of(&entry.path()).is_some())
        .map(|entry| (entry.metadata().and_then(|meta| meta.modified()).ok(), entry.path()))
        .collect();
    drafts.sort();
    drafts.into_iter().rev().map(|(_, path)| path).collect()
}

/// Reads a draft.
pub fn read(path: &Path) -> Result<Draft> {
    let failed = |cause: io::Error| Error::on("read the draft", path, cause);
    let bytes = fs::read(path).map_err(failed)?;
    let stored: Stored = serde_json::from_slice(&bytes).map_err(|cause| failed(cause.into()))?;
    let article = Fingerprint::parse(&stored.doc)
        .ok_or_else(|| Error::on("read the draft", path, "it is on no article"))?;
    let on = match (stored.ann, stored.exact) {
        (Some(id), _) => {
            On::Annotation(id.parse().map_err(|cause| Error::on("read the draft", path, cause))?)
        }
        (None, Some(exact)) => {
            let (start, end) = (CodePoint(stored.start), CodePoint(stored.end));
            let selector = Selector { exact, prefix: stored.prefix, suffix: stored.suffix, start, end };
            On::Words(selector, stored.color.and_then(|name| Color::parse(&name)).unwrap_or_default())
        }
        (None, None) => On::Article,
    };
    Ok(Draft { article, on, text: stored.text })
}

/// Returns the article that a file is a draft on, or `None` where it is no draft.
pub fn article_of(path: &Path) -> Option<Fingerprint> {
    let name = path.file_name()?.to_str()?.strip_suffix(".json")?;
    Fingerprint::parse(name.split('.').next()?)
}

/// Returns a file for a draft that no other window has.
fn fresh(dirs: &Dirs, article: &Fingerprint) -> PathBuf {
    folder(dirs).join(format!("{}.{:016x}.json", article.as_str(), (seed() >> 64) as u64))
}

/// Locks a file, and returns it where nobody else has it. Where there are no locks nobody is known to have it.
fn unheld(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return None;
    }
    // Whoever had it may have put another file in its place and locked that, before this one was let go.
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (locked, there) = (file.metadata().ok()?, fs::metadata(path).ok()?);
        if (locked.dev(), locked.ino()) != (there.dev(), there.ino()) {
            return None;
        }
    }
    Some(file)
}

/// Returns a draft as it is on the disk.
fn stored(draft: &Draft) -> Stored {
    let mut stored = Stored {
        v: 1,
        doc: draft.article.as_str().to_owned(),
        text: draft.text.clone(),
        ..Stored::default()
    };
    match &draft.on {
        On::Article => {}
        On::Annotation(id) => stored.ann = Some(id.to_string()),
        On::Words(selector, color) => {
            stored.exact = Some(selector.exact.clone());
            stored.prefix.clone_from(&selector.prefix);
            stored.suffix.clone_from(&selector.suffix);
            (stored.start, stored.end) = (selector.start.0, selector.end.0);
            stored.color = Some(color.name().to_owned());
        }
    }
    stored
}

/// A draft as it is on the disk.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stored {
    v: u32,
    doc: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ann: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    start: usize,
    #[serde(default)]
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    color: Option<String>,
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dirs(folder: &tempfile::TempDir) -> Dirs {
        Dirs { data: folder.path().join("data"), config: folder.path().join("config") }
    }

    fn draft(on: On, text: &str) -> Draft {
        Draft { article: Fingerprint::of("text"), on, text: text.to_owned() }
    }

    #[test]
    fn a_draft_comes_back_until_it_is_cleared() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        let article = Fingerprint::of("text");
        let (start, end) = (CodePoint(3), CodePoint(8));
        let selector =
            Selector { exact: "“x”\n".into(), prefix: "p".into(), suffix: String::new(), start, end };
        for on in [On::Article, On::Annotation(Id(7)), On::Words(selector, Color::Blue)] {
            let draft = draft(on, "half a \"thought\"\n");
            let mut window = Drafts::new(&dirs);
            window.save(&draft).expect("the draft is saved");
            window.save(&draft).expect("the draft is saved again");
            drop(window);
            let mut next = Drafts::new(&dirs);
            assert_eq!(next.adopt(&article).expect("the draft is read"), Some(draft.clone()));
            next.clear().expect("nobody has gone on with it");
            assert_eq!(next.adopt(&article).expect("the draft is read"), Some(draft.clone()));
            next.save(&draft).expect("the draft is saved");
            next.clear().expect("the draft is removed");
            next.clear().expect("removing nothing is no error");
            assert_eq!(next.adopt(&article).expect("no draft is no error"), None);
        }
    }

    #[test]
    fn each_window_has_its_own_and_all_come_back() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        let article = Fingerprint::of("text");
        let [mut one, mut two] = [Drafts::new(&dirs), Drafts::new(&dirs)];
        for words in ["o", "one"] {
            one.save(&draft(On::Article, words)).expect("it is saved");
            two.save(&draft(On::Article, &words.replace("one", "two"))).expect("it is saved");
        }
        let mut third = Drafts::new(&dirs);
        assert_eq!(third.adopt(&article).expect("it can be read"), None, "both are being written");
        drop((one, two));
        let mut back = Vec::new();
        while let Some(draft) = third.adopt(&article).expect("it can be read") {
            back.push(draft.text.clone());
            third.save(&draft).expect("the reader goes on with it");
            third.clear().expect("it is removed");
        }
        back.sort();
        assert_eq!(back, ["one", "two"]);
        assert_eq!(list(&dirs), Vec::<PathBuf>::new());
    }

    #[test]
    fn other_words_do_not_take_the_place_of_a_draft_that_is_offered() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        let article = Fingerprint::of("text");
        Drafts::new(&dirs).save(&draft(On::Article, "old words")).expect("it is saved");
        let mut window = Drafts::new(&dirs);
        window.adopt(&article).expect("it is read");
        window.save(&draft(On::Article, "new words")).expect("it is saved");
        assert_eq!(list(&dirs).len(), 2);
        window.clear().expect("it is removed");
        let left = window.adopt(&article).expect("it is read").map(|draft| draft.text);
        assert_eq!(left.as_deref(), Some("old words"));
    }

    #[test]
    fn a_damaged_draft_is_an_error_that_names_the_file_and_hides_no_other() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = dirs(&folder);
        let article = Fingerprint::of("text");
        create_private(&super::folder(&dirs)).expect("a folder can be made");
        let damaged = super::folder(&dirs).join(format!("{}.json", article.as_str()));
        fs::write(&damaged, "{\"v\":1,\"do").expect("the file can be written");
        let error = Drafts::new(&dirs).adopt(&article).expect_err("half a file is no draft").to_string();
        assert!(error.contains(article.as_str()), "{error}");
        Drafts::new(&dirs).save(&draft(On::Article, "words")).expect("it is saved");
        assert!(Drafts::new(&dirs).adopt(&article).expect("the other is read").is_some());
        assert!(damaged.exists());
    }
}
