//! What is noted on an article, written into a file that the reader named.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{
    app::exporting::Exporting,
    export::{Format, Losses, keep},
    store::file,
    terminal::told,
};

/// Writes the file, and returns what the reader should know of it, what matters most first. Nothing is written over but
/// what a file for Obsidian is joined with.
pub(super) fn export(work: &Exporting) -> Result<String, String> {
    let path = at_home(&work.path);
    let name = path.display();
    if path.parent().is_some_and(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        return Err(format!("nothing written: there is no such folder: {name}"));
    }
    let mut losses = Losses::new();
    let old = path.symlink_metadata().is_ok();
    if work.format == Format::Obsidian {
        let new = work.write(Vec::new(), &mut losses).map_err(|cause| format!("nothing written: {cause}"))?;
        let old = if old { Some(file::read(&path).map_err(|error| told(&error))?) } else { None };
        let joined = keep::joined(old.as_deref(), &String::from_utf8_lossy(&new))
            .ok_or_else(|| format!("nothing written: somebody else wrote {name}"))?;
        file::write(&path, joined.as_bytes()).map_err(|error| told(&error))?;
    } else if old {
        return Err(format!("nothing written: it exists already: {name}"));
    } else {
        let written = file::stream(&path, false, |out| work.write(out, &mut losses).map(drop));
        written.map_err(|error| told(&error))?;
    }
    let n = work.annotations.len();
    let plural = if n == 1 { "" } else { "s" };
    let mut fields: Vec<&str> = losses.counts().map(|(field, ..)| field.name()).collect();
    fields.dedup();
    let left_out = if fields.is_empty() { String::new() } else { format!(" without {}", fields.join(", ")) };
    Ok(format!("{n} note{plural} written{left_out}: {name}"))
}

/// Returns a path with `~/` as the shell would have it.
fn at_home(written: &str) -> PathBuf {
    match (written.strip_prefix("~/"), env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => Path::new(written).to_path_buf(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        annotation::Timestamp,
        app::{Effect, Event, State, area::Size, handle, key::Key},
        article,
        config::Config,
    };

    /// What a reader asks for who highlights a sentence and exports it.
    fn asked(format: &str, path: &Path) -> Exporting {
        let (mut state, _) = State::new(Config::default(), 7);
        let (article, _) = article::parse("One. Two.", article::Format::Plain);
        let article = std::sync::Arc::new(article);
        let text = crate::article::Fingerprint::of(&article.text);
        let remembered = Event::Remembered {
            text: text.clone(),
            id: text,
            notes: Box::default(),
            versions: 1,
            position: None,
            draft: None,
        };
        let mut events = vec![
            Event::Resize(Size { width: 80, height: 24 }),
            Event::Listed(vec![crate::app::Entry::new("One", "")]),
            Event::opened(0, article, Vec::new()),
            remembered,
        ];
        let keys = ["H", "X"].into_iter().map(str::to_owned);
        let typed = |text: &str| text.chars().map(|c| c.to_string()).collect::<Vec<_>>();
        let enter = || vec!["enter".to_owned()];
        let all = keys.chain(typed(format)).chain(enter()).chain(["ctrl-u".to_owned()]);
        let all = all.chain(typed(&path.display().to_string())).chain(enter());
        events.extend(all.map(|key| Event::Key(Key::parse(&key).expect("it is a key"))));
        let mut effects = Vec::new();
        for event in events {
            effects = handle(&mut state, event, Timestamp(1000));
        }
        match effects.pop() {
            Some(Effect::Export(work)) => *work,
            effect => panic!("nothing is exported: {effect:?}"),
        }
    }

    #[test]
    fn nothing_is_written_over_and_what_was_done_is_said() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("notes.csv");
        let said = export(&asked("csv", &path)).expect("it is written");
        assert!(said.starts_with("1 note written: "), "{said}");
        let first = fs::read_to_string(&path).expect("it is there");
        assert!(first.contains("One."), "{first}");
        let why = export(&asked("jsonl", &path)).expect_err("it is there already");
        assert!(why.contains("exists already"), "{why}");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), first);
        let why = export(&asked("csv", &folder.path().join("no/notes.csv"))).expect_err("there is no folder");
        assert!(why.contains("no such folder"), "{why}");
    }

    #[test]
    fn a_file_for_obsidian_keeps_what_was_written_there() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().join("one.md");
        let said = export(&asked("obsidian", &path)).expect("it is written");
        assert!(said.contains(" without "), "{said}");
        let mine = fs::read_to_string(&path)
            .expect("it is there")
            .replace("%% end notes h", "I doubt it.\n%% end notes h");
        fs::write(&path, mine).expect("it can be written");
        export(&asked("obsidian", &path)).expect("it is joined");
        assert!(fs::read_to_string(&path).expect("it is there").contains("I doubt it."));
        fs::write(&path, "mine").expect("it can be written");
        assert!(export(&asked("obsidian", &path)).is_err());
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "mine");
    }
}
