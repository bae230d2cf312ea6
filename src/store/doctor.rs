//! Looks at every file of the data folder and says what it found. Looking changes nothing; mending only adds.

use std::{fs, path::PathBuf};

use super::{
    Dirs, Result, backup, create_private, draft, library,
    log::{Check, Log, Reported},
};
use crate::{annotation::Timestamp, article::Fingerprint};

/// Something that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What it is about: `folder`, `notes`, `copies`, `backups`, `drafts`, `library`, `settings`.
    pub about: &'static str,
    /// How bad it is.
    pub weight: Weight,
    /// What was found, in a sentence.
    pub said: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// How bad something is that was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// It is as it should be.
    Fine,
    /// It is unusual, and harmless.
    Remark,
    /// Something should be done about it.
    Problem,
}

impl Weight {
    /// Returns its name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Remark => "remark",
            Self::Problem => "problem",
        }
    }
}

impl Finding {
    /// Says that something is as it should be.
    pub fn fine(about: &'static str, said: impl Into<String>) -> Self {
        Self { about, weight: Weight::Fine, said: said.into(), hint: None }
    }

    /// Says that something is unusual.
    pub fn remark(about: &'static str, said: impl Into<String>) -> Self {
        Self { weight: Weight::Remark, ..Self::fine(about, said) }
    }

    /// Says that something should be done, and what.
    pub fn problem(about: &'static str, said: impl Into<String>, hint: &str) -> Self {
        let hint = Some(hint.to_owned()).filter(|hint| !hint.is_empty());
        Self { weight: Weight::Problem, hint, ..Self::fine(about, said) }
    }
}

/// How many lines are named.
const NAMED: usize = 5;

/// Looks at everything in the data folder.
pub fn examine(dirs: &Dirs, now: Timestamp) -> Vec<Finding> {
    if !dirs.data.exists() {
        let said = format!("{} is not there yet; it is made with the first note", dirs.data.display());
        return vec![Finding::remark("folder", said)];
    }
    let mut found = Vec::new();
    folder(dirs, &mut found);
    match Log::new(dirs).check(dirs) {
        Ok(check) => {
            notes(dirs, &check, &mut found);
            copies(&check, &mut found);
            backups(dirs, &check, now, &mut found);
        }
        Err(error) => found.push(Finding::problem("notes", error.to_string(), error.next().unwrap_or(""))),
    }
    drafts(dirs, &mut found);
    library(dirs, &mut found);
    found
}

/// Mends what can be mended by adding: folders that are missing, the end of a torn line, lines that only a copy or a
/// backup holds. Returns what was done, in sentences.
pub fn mend(dirs: &Dirs) -> Result<Vec<String>> {
    let mut done = Vec::new();
    if !dirs.data.exists() {
        create_private(&dirs.data)?;
        done.push(format!("made the folder {}", dirs.data.display()));
    }
    let (is_torn, n) = Log::new(dirs).mend(dirs)?;
    if is_torn {
        done.push("ended the torn last line of the notes file".to_owned());
    }
    if n > 0 {
        done.push(format!("appended {} that copies and backups held to the notes file", count(n, "line")));
    }
    Ok(done)
}

/// Looks at the folder itself, and at who may read it.
fn folder(dirs: &Dirs, found: &mut Vec<Finding>) {
    let before = found.len();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let is_open =
            |path: &PathBuf| fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
        // Nobody gets at the files of a folder that only its owner can enter.
        if is_open(&dirs.data) {
            let said = format!("others can look into {}", dirs.data.display());
            found.push(Finding::problem("folder", said, &format!("chmod 700 {}", dirs.data.display())));
            let files =
                [dirs.notes(), dirs.library()].into_iter().chain(backup::list(dirs).unwrap_or_default());
            for path in files.filter(is_open) {
                let said = format!("{} can be read by others", path.display());
                found.push(Finding::problem("folder", said, &format!("chmod 600 {}", path.display())));
            }
        }
        for path in [&dirs.data, &dirs.notes()].into_iter().filter(|path| path.exists()) {
            let wanted = rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK;
            if let Err(cause) = rustix::fs::access(path.as_path(), wanted) {
                let said = format!("{} cannot be read and written: {cause}", path.display());
                found.push(Finding::problem("folder", said, "no note can be saved there"));
            }
        }
    }
    let device = dirs.data.join("device");
    match fs::read_to_string(&device) {
        Ok(name) if !super::log::is_device(name.trim()) => {
            let said = format!("{} holds no name; another is made with the next note", device.display());
            found.push(Finding::remark("folder", said));
        }
        _ => {}
    }
    if found.len() == before {
        found.push(Finding::fine("folder", format!("{} is yours alone", dirs.data.display())));
    }
}

/// Says what is in the notes file.
fn notes(dirs: &Dirs, check: &Check, found: &mut Vec<Finding>) {
    let before = found.len();
    let path = dirs.notes();
    if let Some(number) = check.torn {
        let said = format!("line {number}, the last, has no end: a program was stopped while it wrote");
        found.push(Finding::problem("notes", said, "`byline doctor --fix` ends it; the next note does too"));
    }
    if !check.cut.is_empty() {
        let said = format!(
            "{} cut off, as happens when a program is stopped while it writes: line {}",
            match check.cut.len() {
                1 => "1 line is".to_owned(),
                n => format!("{n} lines are"),
            },
            numbers(&check.cut)
        );
        let hint = "what is left of it stays in the file; it was never marked as saved, or a backup has it";
        found.push(Finding { hint: Some(hint.to_owned()), ..Finding::remark("notes", said) });
    }
    for line in check.damaged.iter().take(NAMED) {
        let Reported { number, why } = line;
        let hint = format!("it is left as it is; look at it with: sed -n {number}p {}", path.display());
        found.push(Finding::problem("notes", format!("line {number} cannot be read: {why}"), &hint));
    }
    more(check.damaged.len(), "cannot be read", Weight::Problem, found);
    for line in check.unknown.iter().take(NAMED) {
        let said = format!("line {} is from a newer Byline: {}", line.number, line.why);
        found.push(Finding::remark("notes", said));
    }
    more(check.unknown.len(), "are from a newer Byline", Weight::Remark, found);
    if !check.contrary.is_empty() {
        let said = format!(
            "{} go by the name of another line: {}",
            lines(&check.contrary),
            numbers(&check.contrary)
        );
        found.push(Finding::problem(
            "notes",
            said,
            "the line that comes first counts; was the file edited by hand?",
        ));
    }
    if !check.lonely.is_empty() {
        let said = format!(
            "{} of annotations that are not there: line {}",
            count(check.lonely.len(), "change"),
            numbers(&check.lonely)
        );
        let hint =
            "lines before them are missing; `byline doctor --fix` looks for them in copies and backups";
        found.push(Finding::problem("notes", said, hint));
    }
    if !check.repeated.is_empty() {
        let said = format!("{} are there twice, which does no harm", lines(&check.repeated));
        found.push(Finding::remark("notes", said));
    }
    if !check.backwards.is_empty() {
        let said = format!("{} are not in order of time, as merging leaves them", lines(&check.backwards));
        found.push(Finding::remark("notes", said));
    }
    if found.len() == before {
        found.push(Finding::fine(
            "notes",
            format!("{}: {}, all sound", path.display(), count(check.lines, "line")),
        ));
    }
}

/// Says what the copies of synchronizers hold.
fn copies(check: &Check, found: &mut Vec<Finding>) {
    for (path, n) in &check.copies {
        found.push(match n {
            0 => Finding::remark(
                "copies",
                format!("{} holds nothing that the notes file does not; it can go", path.display()),
            ),
            n => Finding::problem(
                "copies",
                format!("{} holds {} that the notes file does not", path.display(), count(*n, "line")),
                "they are read along while the file is there; `byline doctor --fix` appends them to the notes file",
            ),
        });
    }
}

/// Says what the backups hold.
fn backups(dirs: &Dirs, check: &Check, now: Timestamp, found: &mut Vec<Finding>) {
    for (path, n) in check.backups.iter().filter(|(_, n)| *n > 0) {
        let said = format!("{} holds {} that the notes file does not", path.display(), count(*n, "line"));
        let hint = "lines went missing from the notes file; `byline doctor --fix` appends them again";
        found.push(Finding::problem("backups", said, hint));
    }
    for path in super::file::left_over(&backup::folder(dirs)) {
        let said = format!("{} is half a backup; the next one removes it", path.display());
        found.push(Finding::remark("backups", said));
    }
    let name = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let names: Vec<String> = check.backups.iter().map(|(path, _)| name(path)).collect();
    found.push(match names.is_empty() {
        true if check.lines == 0 => Finding::fine("backups", "there is nothing to back up"),
        true => Finding::remark("backups", "there is none yet; the next note makes one"),
        false => {
            let due = if backup::is_due(dirs, now) { "; the next note makes another" } else { "" };
            let folder = backup::folder(dirs).display().to_string();
            Finding::fine("backups", format!("{} in {folder}: {}{due}", names.len(), names.join(", ")))
        }
    });
}

/// Reads every draft.
fn drafts(dirs: &Dirs, found: &mut Vec<Finding>) {
    let drafts = draft::list(dirs);
    let mut n = 0;
    for path in &drafts {
        match draft::read(path) {
            Ok(_) => n += 1,
            Err(error) => {
                let hint = "look whether there are words of yours in it, then delete it";
                found.push(Finding::problem("drafts", error.to_string(), hint));
            }
        }
    }
    let entries = fs::read_dir(draft::folder(dirs)).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()).filter(|path| !drafts.contains(path)) {
        let said = format!("{} is no draft: left over from a program that was stopped", path.display());
        found.push(Finding::remark("drafts", said));
    }
    if n > 0 {
        found.push(Finding::fine("drafts", format!("{} that {} not finished", count(n, "note"), are(n))));
    }
}

/// Looks into the library without changing it.
fn library(dirs: &Dirs, found: &mut Vec<Finding>) {
    let path = dirs.library();
    if !path.exists() {
        found.push(Finding::fine("library", "there is none yet"));
        return;
    }
    let contents = Log::new(dirs).read().unwrap_or_default();
    let annotated: Vec<(&Fingerprint, &[Fingerprint])> = contents
        .articles()
        .filter(|(_, article)| !article.changes.is_empty())
        .map(|(id, article)| (id, article.texts.as_slice()))
        .collect();
    match library::check(&path, &annotated) {
        Ok(check) => {
            let hint = "it holds no note: delete library.db and add the articles again";
            let before = found.len();
            for said in check.damage.iter().take(NAMED) {
                found.push(Finding::problem("library", said.clone(), hint));
            }
            if check.missing > 0 {
                let said = format!(
                    "{} with notes {} not in the library: the notes are listed, but not shown in the text",
                    count(check.missing, "article"),
                    are(check.missing)
                );
                found.push(Finding::remark("library", said));
            }
            if found.len() == before {
                let articles = count(check.articles, "article");
                found.push(Finding::fine("library", format!("{}: {articles}, sound", path.display())));
            }
        }
        Err(error) => {
            found.push(Finding::problem("library", error.to_string(), error.next().unwrap_or("")));
        }
    }
}

/// Says that there are more lines than were named.
fn more(n: usize, what: &str, weight: Weight, found: &mut Vec<Finding>) {
    if let Some(rest @ 1..) = n.checked_sub(NAMED) {
        found.push(Finding { weight, ..Finding::remark("notes", format!("and {rest} more lines {what}")) });
    }
}

/// Returns a number with what is counted.
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

fn lines(numbers: &[usize]) -> String {
    count(numbers.len(), "line")
}

/// Returns the first of some numbers of lines.
fn numbers(numbers: &[usize]) -> String {
    let mut list: Vec<String> = numbers.iter().take(NAMED).map(ToString::to_string).collect();
    if numbers.len() > NAMED {
        list.push("…".to_owned());
    }
    list.join(", ")
}
