//! The note that is being typed, kept so that a crash loses no more than the last key.
//!
//! One file for each article, replaced whole at every change. A draft is not a note: it is not synced, and it goes when
//! the note is saved or given up.

use std::{fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{Dirs, Error, Result, create_private, file};
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

/// Saves a draft in place of the one before.
pub fn save(dirs: &Dirs, draft: &Draft) -> Result<()> {
    let path = path(dirs, &draft.article);
    create_private(&dirs.data.join("drafts"))?;
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
    let bytes = serde_json::to_vec(&stored).map_err(|cause| Error::on("save the draft", &path, cause))?;
    file::replace(&path, &bytes, file::Purpose::Draft)
        .map_err(|cause| Error::on("save the draft", &path, cause))
}

/// Returns the draft on an article, if there is one.
pub fn load(dirs: &Dirs, article: &Fingerprint) -> Result<Option<Draft>> {
    let path = path(dirs, article);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(Error::on("read the draft", &path, cause)),
    };
    let stored: Stored =
        serde_json::from_slice(&bytes).map_err(|cause| Error::on("read the draft", &path, cause))?;
    let on = match (stored.ann, stored.exact) {
        (Some(id), _) => {
            On::Annotation(id.parse().map_err(|cause| Error::on("read the draft", &path, cause))?)
        }
        (None, Some(exact)) => {
            let (start, end) = (CodePoint(stored.start), CodePoint(stored.end));
            let selector = Selector { exact, prefix: stored.prefix, suffix: stored.suffix, start, end };
            On::Words(selector, stored.color.and_then(|name| Color::parse(&name)).unwrap_or_default())
        }
        (None, None) => On::Article,
    };
    Ok(Some(Draft { article: article.clone(), on, text: stored.text }))
}

/// Removes the draft on an article, if there is one.
pub fn clear(dirs: &Dirs, article: &Fingerprint) -> Result<()> {
    let path = path(dirs, article);
    match fs::remove_file(&path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(Error::on("remove the draft", &path, cause))
        }
        _ => Ok(()),
    }
}

/// Returns the file of the draft on an article.
fn path(dirs: &Dirs, article: &Fingerprint) -> PathBuf {
    dirs.data.join("drafts").join(format!("{}.json", article.as_str()))
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

    #[test]
    fn a_draft_comes_back_until_it_is_cleared() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = Dirs { data: folder.path().join("data"), config: folder.path().join("config") };
        let article = Fingerprint::of("text");
        let (start, end) = (CodePoint(3), CodePoint(8));
        let selector =
            Selector { exact: "“x”\n".into(), prefix: "p".into(), suffix: String::new(), start, end };
        for on in [On::Article, On::Annotation(Id(7)), On::Words(selector, Color::Blue)] {
            let draft = Draft { article: article.clone(), on, text: "half a \"thought\"\n".into() };
            save(&dirs, &draft).expect("the draft is saved");
            assert_eq!(load(&dirs, &article).expect("the draft is read"), Some(draft));
        }
        clear(&dirs, &article).expect("the draft is removed");
        clear(&dirs, &article).expect("removing nothing is no error");
        assert_eq!(load(&dirs, &article).expect("no draft is no error"), None);
    }

    #[test]
    fn a_damaged_draft_is_an_error_that_names_the_file() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = Dirs { data: folder.path().to_path_buf(), config: folder.path().join("config") };
        let article = Fingerprint::of("text");
        fs::create_dir(folder.path().join("drafts")).expect("a folder can be made");
        fs::write(path(&dirs, &article), "{\"v\":1,\"do").expect("the file can be written");
        let error = load(&dirs, &article).expect_err("half a file is no draft").to_string();
        assert!(error.contains(article.as_str()), "{error}");
    }
}
