//! A folder with a file for each article. A list beside them remembers what was written, under which name and with which
//! checksum: a file that is not in it, or not as it was written, belongs to somebody else.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, Serialize};

use super::{super::args::Leaving, Done, Format, Losses, Out, Outcome, Shape, Work, told};
use crate::{
    article::Fingerprint,
    cli::print,
    export::{keep, standoff_text, template::file_name},
    store::{Error, file},
};

/// The name of the list.
const LIST: &str = ".byline-export.json";

/// What was written into the folder.
#[derive(Default, Serialize, Deserialize)]
struct List {
    version: u32,
    /// By the name of the file.
    files: BTreeMap<String, Written>,
}

/// A file that was written.
#[derive(Clone, Serialize, Deserialize)]
struct Written {
    article: String,
    format: String,
    sha256: String,
}

/// Writes a file for each article, or two where the format has two.
pub(super) fn write(work: &mut Work, leaving: &Leaving, folder: &Path, losses: &mut Losses<'_>) -> Done {
    let mut list = read(folder)?;
    if !leaving.dry_run {
        fs::create_dir_all(folder).map_err(|cause| Error::on("make the folder", folder, cause))?;
    }
    let mut out = Out::stdout();
    let mut outcome = Outcome::Complete;
    let mut count = 0;
    let mut files = file::Together::default();
    let Work { shape, chosen } = work;
    chosen.each(|chosen| {
        let article = chosen.exported();
        count += 1;
        let stem = list.stem(article.id.as_str(), shape.kind()).unwrap_or_else(|| file_name(&article));
        let mut bytes = Vec::new();
        shape.one(chosen, &mut bytes, losses)?;
        let mut both = vec![(shape.ending(), bytes)];
        if matches!(shape, Shape::Format(Format::Brat)) {
            both.push(("txt", standoff_text(&article).as_bytes().to_vec()));
        }
        for (ending, bytes) in both {
            let name = format!("{stem}.{ending}");
            let path = folder.join(&name);
            // A link could lead out of the folder.
            let old = if path.is_symlink() { None } else { fs::read(&path).ok() };
            let is_there = path.symlink_metadata().is_ok();
            let Some(new) = list.allowed(shape, leaving, &name, (is_there, old.as_deref()), bytes) else {
                let error = Error::on("write", &path, "somebody else wrote or changed it");
                super::super::complain(&error.hint("move it away, or add --force"));
                outcome = Outcome::Partial;
                continue;
            };
            if leaving.dry_run {
                out.write(&told(&name, old.as_deref(), &new))?;
                continue;
            }
            if old.as_deref() != Some(new.as_slice()) {
                if path.is_symlink() {
                    fs::remove_file(&path).map_err(|cause| Error::on("replace the link", &path, cause))?;
                }
                files.write(path, &new)?;
            }
            let sha256 = Fingerprint::of_bytes(&new).as_str().to_owned();
            let (article, format) = (article.id.as_str().to_owned(), shape.kind().to_owned());
            list.files.insert(name, Written { article, format, sha256 });
        }
        Ok(())
    })?;
    files.settle()?;
    if !leaving.dry_run {
        list.version = 1;
        let text = serde_json::to_string_pretty(&list).unwrap_or_default() + "\n";
        file::write(&folder.join(LIST), text.as_bytes())?;
        let plural = if count == 1 { "" } else { "s" };
        print::message(&format!("byline: {count} article{plural} in {}", folder.display()));
    }
    out.done().map(|_| outcome)
}

/// Reads the list of a folder. One that cannot be read is no reason to write over anything.
fn read(folder: &Path) -> Result<List, Error> {
    let path = folder.join(LIST);
    if !path.exists() {
        return Ok(List::default());
    }
    let bytes = file::read(&path)?;
    serde_json::from_slice(&bytes).map_err(|cause| {
        Error::on("read the list of exported files", &path, cause)
            .hint("move it away; files that it named are then taken for somebody else's")
    })
}

impl List {
    /// Returns the name, without its ending, under which an article was written before.
    fn stem(&self, article: &str, kind: &str) -> Option<String> {
        let is_same = |written: &Written| written.article == article && written.format == kind;
        let (name, _) = self.files.iter().find(|(_, written)| is_same(written))?;
        let stem = name.rsplit_once('.')?.0;
        // The list is a file like others: a name in it that leads elsewhere is none.
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        (!stem.is_empty() && stem.chars().all(is_plain)).then(|| stem.to_owned())
    }

    /// Returns what may be written under a name, or `None` where what is there is not ours.
    fn allowed(
        &self,
        shape: &Shape,
        leaving: &Leaving,
        name: &str,
        (is_there, old): (bool, Option<&[u8]>),
        new: Vec<u8>,
    ) -> Option<Vec<u8>> {
        if matches!(shape, Shape::Format(Format::Obsidian)) {
            let text = String::from_utf8_lossy(&new).into_owned();
            let joined = if is_there && old.is_none() { None } else { keep::joined(old, &text) };
            return joined.or_else(|| leaving.force.then(|| keep::seal(&text))).map(String::into_bytes);
        }
        let is_ours = old.is_some_and(|old| {
            let sum = Fingerprint::of_bytes(old);
            self.files.get(name).is_some_and(|written| written.sha256 == sum.as_str())
        });
        (!is_there || is_ours || leaving.force).then_some(new)
    }
}
