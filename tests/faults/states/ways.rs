//! The ways in which something is written, and what must be true whatever happens meanwhile.

use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use byline::{
    annotation::{Id, Timestamp, id::IdSource},
    article::{self, Fingerprint, Format},
    store::{
        self, Dirs, Error, backup, doctor,
        draft::{Draft, Drafts, On},
        file,
        library::Library,
        log::Log,
    },
    text::units::CodePoint,
};

use crate::writer::{about, change, dirs, missing};

/// What is called with each thing that is done.
type Done<'a> = &'a mut dyn FnMut(String);

/// A way in which something is written.
pub struct Way {
    pub name: &'static str,
    /// A fault that is injected.
    pub fault: Option<&'static str>,
    pub prepare: fn(&Path),
    /// Takes it, and calls with each thing that is done.
    act: fn(&Path, Done<'_>) -> Result<(), Error>,
    /// Says what is wrong in a state: the folder, what was acknowledged, and whether nothing else was lost.
    pub check: fn(&Path, &[&str], bool) -> Result<(), String>,
    /// Whether what fails is tried again until it works.
    pub tries: bool,
    /// The calls that must not fail without a word.
    pub tells: &'static [&'static str],
    /// Whether all that it asks of the system is known to the model.
    pub is_replayed: bool,
}

/// A way that writes notes.
const NOTES: Way = Way {
    name: "append",
    fault: None,
    prepare,
    act: |dir, done| write(dir, 2, 10, done),
    check: notes,
    tries: true,
    tells: &["write", "fdatasync"],
    is_replayed: true,
};

/// A way that puts a file into its place whole.
const FILE: Way =
    Way { name: "backup", act: back_up, check: backed_up, tries: false, tells: &["rename"], ..NOTES };

pub const WAYS: [Way; 10] = [
    Way { name: "create", prepare: |_| {}, act: |dir, done| write(dir, 2, 3, done), ..NOTES },
    NOTES,
    Way {
        name: "aside",
        fault: Some("inject=fdatasync:error=EIO:when=1"),
        act: |dir, done| write(dir, 2, 4, done),
        ..NOTES
    },
    Way { name: "torn", prepare: prepare_torn, act: |dir, done| write(dir, 2, 2, done), ..NOTES },
    Way { name: "fix", prepare: prepare_copies, act: fix, check: fixed, tries: false, ..NOTES },
    FILE,
    Way { name: "rotate", prepare: prepare_backups, ..FILE },
    Way { name: "draft", act: draft, check: drafted, ..FILE },
    Way {
        name: "export",
        prepare: prepare_export,
        act: export,
        check: exported,
        tells: &["rename", "fsync"],
        ..FILE
    },
    // The library is not relied on: its own journal keeps it, and notes must not notice.
    Way { name: "library", act: import, check: imported, tells: &[], is_replayed: false, ..FILE },
];

const DAY: i64 = 86_400_000;
const FRIDAY: i64 = 1_790_324_130_123;

/// Takes a way: what the program under strace does.
pub fn act(name: &str, dir: &str) -> ExitCode {
    let way = WAYS.iter().find(|way| way.name == name).unwrap();
    // Somebody may have closed its ears; what it is told does not count then.
    let mut done = |said: String| _ = writeln!(io::stdout(), "{said}");
    match (way.act)(Path::new(dir), &mut done) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn data(dir: &Path) -> Dirs {
    dirs(&dir.join("data"))
}

/// Says what went wrong; nobody may be listening.
fn complain(error: &Error) {
    let _ = writeln!(io::stderr(), "{error}");
}

/// Writes notes, and tries again until each is saved.
fn write(dir: &Path, seed: u128, n: usize, done: Done<'_>) -> Result<(), Error> {
    let (mut ids, mut last, mut log) = (IdSource::new(seed), None, Log::new(&data(dir)));
    for n in 0..n {
        let change = change(&mut ids, n, &mut last);
        let mut tries = 0;
        while let Err(error) = log.append(&about(), std::slice::from_ref(&change)) {
            tries += 1;
            if tries == TRIES {
                return Err(error);
            }
            complain(&error);
        }
        done(change.id.to_string());
    }
    Ok(())
}

/// How often a note is tried to be saved.
const TRIES: usize = 10;

/// The notes that are there before.
fn prepare(dir: &Path) {
    let mut ids = Vec::new();
    write(dir, 1, 3, &mut |id| ids.push(id)).unwrap();
    fs::write(dir.join("before"), ids.join("\n")).unwrap();
}

/// The same, with a line that has no end.
fn prepare_torn(dir: &Path) {
    prepare(dir);
    let path = data(dir).notes();
    fs::write(&path, [fs::read(&path).unwrap(), b"{\"v\":1,\"id\":\"01".to_vec()].concat()).unwrap();
}

/// Holds that all notes are there that were saved, and that another one can be saved.
fn notes(dir: &Path, acknowledged: &[&str], _: bool) -> Result<(), String> {
    let before = fs::read_to_string(dir.join("before")).unwrap_or_default();
    let saved: Vec<Id> =
        before.lines().chain(acknowledged.iter().copied()).map(|id| id.parse().unwrap()).collect();
    let lost = missing(&data(dir).data, &saved);
    if !lost.is_empty() {
        return Err(format!("{} of {} notes lost", lost.len(), saved.len()));
    }
    let mut last = None;
    let next = change(&mut IdSource::new(3), 0, &mut last);
    let appended = Log::new(&data(dir)).append(&about(), std::slice::from_ref(&next));
    appended.map_err(|error| format!("the next note is not saved: {error}"))?;
    let lost = missing(&data(dir).data, &[&saved[..], &[next.id]].concat());
    if lost.is_empty() { Ok(()) } else { Err(format!("{} notes lost with the next", lost.len())) }
}

/// A copy and a backup, each with notes that the notes file does not hold.
fn prepare_copies(dir: &Path) {
    let (notes, mut all) = (data(dir).notes(), Vec::new());
    for (seed, name) in [(5, "notes.conflict.jsonl"), (6, "backups/daily-2020-01-01.jsonl")] {
        write(dir, seed, 3, &mut |id| all.push(id)).unwrap();
        let to = data(dir).data.join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::rename(&notes, to).unwrap();
    }
    prepare(dir);
    fs::write(dir.join("elsewhere"), all.join("\n")).unwrap();
}

fn fix(dir: &Path, done: Done<'_>) -> Result<(), Error> {
    doctor::mend(&data(dir))?;
    done("mended".to_owned());
    Ok(())
}

/// Holds that the notes file holds everything once that was said, and that nothing is ever lost from anywhere.
fn fixed(dir: &Path, acknowledged: &[&str], is_whole: bool) -> Result<(), String> {
    let ids = |name: &str| -> Vec<Id> {
        fs::read_to_string(dir.join(name)).unwrap().lines().map(|id| id.parse().unwrap()).collect()
    };
    if !acknowledged.is_empty() {
        fs::remove_file(data(dir).data.join("notes.conflict.jsonl")).unwrap();
        let lost = missing(&data(dir).data, &ids("elsewhere"));
        if !lost.is_empty() {
            return Err(format!("{} of the appended notes are not there", lost.len()));
        }
    }
    notes(dir, &[], is_whole)?;
    doctor::mend(&data(dir)).map_err(|error| error.to_string())?;
    let lost = missing(&data(dir).data, &ids("elsewhere"));
    if lost.is_empty() { Ok(()) } else { Err(format!("{} notes cannot be brought back", lost.len())) }
}

/// More backups than are kept.
fn prepare_backups(dir: &Path) {
    prepare(dir);
    for day in 1..9 {
        backup::keep(&data(dir), Timestamp(FRIDAY - day * DAY)).unwrap();
    }
}

fn back_up(dir: &Path, done: Done<'_>) -> Result<(), Error> {
    for day in 0..2 {
        for path in backup::keep(&data(dir), Timestamp(FRIDAY + day * DAY))? {
            done(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    Ok(())
}

/// Holds that each backup is whole, and that those are there that were said to be.
fn backed_up(dir: &Path, acknowledged: &[&str], is_whole: bool) -> Result<(), String> {
    let whole = fs::read(data(dir).notes()).unwrap();
    for path in backup::list(&data(dir)).unwrap() {
        if fs::read(&path).unwrap() != whole {
            return Err(format!("{} is not whole", path.display()));
        }
    }
    if let Some(last) = acknowledged.last()
        && !backup::folder(&data(dir)).join(last).exists()
    {
        return Err(format!("{last} is gone"));
    }
    notes(dir, &[], is_whole)
}

fn draft(dir: &Path, done: Done<'_>) -> Result<(), Error> {
    let mut drafts = Drafts::new(&data(dir));
    let words = "half a go";
    for n in 1..=words.len() {
        let draft = Draft { article: Fingerprint::of("text"), on: On::Article, text: words[..n].to_owned() };
        drafts.save(&draft)?;
        done(words[..n].to_owned());
    }
    Ok(())
}

/// Holds that the words come back where only the program ended, and that what is left of them is in nobody's way.
fn drafted(dir: &Path, acknowledged: &[&str], is_whole: bool) -> Result<(), String> {
    let found = Drafts::new(&data(dir)).adopt(&Fingerprint::of("text"));
    let words = found.ok().flatten().map(|draft| draft.text).unwrap_or_default();
    if is_whole && !words.starts_with(acknowledged.last().unwrap_or(&"")) {
        return Err(format!("the draft is {words:?}"));
    }
    doctor::examine(&data(dir), store::now());
    notes(dir, &[], is_whole)
}

fn prepare_export(dir: &Path) {
    fs::write(dir.join("notes.md"), "old ".repeat(3000)).unwrap();
}

fn export(dir: &Path, done: Done<'_>) -> Result<(), Error> {
    file::write(&dir.join("notes.md"), "new ".repeat(4000).as_bytes())?;
    done("exported".to_owned());
    file::write_new(&dir.join("other.md"), "other".as_bytes())?;
    done("exported too".to_owned());
    Ok(())
}

/// Holds that a file is the old or the new one, and the new one once that was said.
fn exported(dir: &Path, acknowledged: &[&str], _: bool) -> Result<(), String> {
    let found = fs::read_to_string(dir.join("notes.md")).unwrap_or_default();
    let is_old = found == "old ".repeat(3000) && acknowledged.is_empty();
    if !is_old && found != "new ".repeat(4000) {
        return Err(format!("the export has {} bytes", found.len()));
    }
    match fs::read_to_string(dir.join("other.md")) {
        Ok(other) if other == "other" => Ok(()),
        Err(_) if acknowledged.len() < 2 => Ok(()),
        other => Err(format!("the new export is {other:?}")),
    }
}

fn import(dir: &Path, done: Done<'_>) -> Result<(), Error> {
    let mut library = Library::open(&data(dir).library())?;
    let (article, _) = article::parse("A title\n\nWords of an article.", Format::Plain);
    let it = library.import(&article, Some("a.txt"), Timestamp(FRIDAY))?;
    library.set_position(&it.id, CodePoint(7), Timestamp(FRIDAY))?;
    done(it.id.as_str().to_owned());
    Ok(())
}

/// Holds that an article that was imported is in the library, and that no note has noticed.
fn imported(dir: &Path, acknowledged: &[&str], is_whole: bool) -> Result<(), String> {
    let library = Library::open(&data(dir).library()).map_err(|error| error.to_string())?;
    for id in acknowledged.iter().filter_map(|id| Fingerprint::parse(id)) {
        if library.position(&id).ok() != Some(CodePoint(7)) {
            return Err("the article is not in the library".to_owned());
        }
    }
    notes(dir, &[], is_whole)
}
