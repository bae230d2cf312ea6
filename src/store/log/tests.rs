//! What was appended is read back, whatever else is in the file.

use std::{collections::HashMap, fs};

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{
    annotation::{Annotation, Color, Edit, Id, anchor::describe, notes::Notes},
    text::{Span, units::Units},
};

const TEXT: &str = "The council put off the vote. “We will rebuild it,” the mayor said.";

/// A data folder of its own.
struct Desk {
    folder: TempDir,
    ids: IdSource,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder can be made"), ids: IdSource::new(1) }
    }

    fn dirs(&self) -> Dirs {
        Dirs { data: self.folder.path().join("data"), config: self.folder.path().join("config.toml") }
    }

    fn log(&self) -> Log {
        Log::new(&self.dirs())
    }

    fn change(&mut self, at: i64, edit: Edit) -> Change {
        let at = Timestamp(at);
        Change { id: self.ids.next(at), at, edit, reverts: None, over: Vec::new() }
    }

    /// Adds an annotation of the words `from..to`, and returns its name.
    fn add(&mut self, log: &mut Log, at: i64, from: usize, to: usize) -> Id {
        let id = self.ids.next(Timestamp(at));
        let change = self.change(at, Edit::Add(Box::new(highlight(id, at, from, to))));
        log.append(&about(TEXT), &[change]).expect("it is saved");
        id
    }

    fn file(&self) -> String {
        fs::read_to_string(self.dirs().notes()).expect("the notes can be read")
    }

    fn put(&self, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.dirs().data).expect("a folder can be made");
        fs::write(self.dirs().notes(), bytes).expect("the file can be written");
    }

    fn notes(&self) -> Notes {
        Notes::replay(TEXT, self.log().read().expect("the notes can be read").changes(&Fingerprint::of(TEXT)))
    }
}

fn highlight(id: Id, at: i64, from: usize, to: usize) -> Annotation {
    let selector = describe(TEXT, &Units::new(TEXT), Span::new(from, to));
    let anchor = crate::annotation::Anchor::Exact(Span::new(from, to));
    let at = Timestamp(at);
    let (note, tags) = ("“n”\n\u{2028}\"".to_owned(), vec!["a b".to_owned()]);
    Annotation {
        id,
        selector: Some(selector),
        anchor,
        color: Color::Green,
        note,
        also: Vec::new(),
        tags,
        created: at,
        modified: at,
    }
}

fn about(text: &str) -> About {
    let article = Fingerprint::of(text);
    About { text: article.clone(), article, title: "Vote".into(), url: None, source: Some("vote.txt".into()) }
}

fn folded(file: &[u8], copies: &[Vec<u8>]) -> Contents {
    fold::fold(file, copies, &mut fold::Ground::default(), HashMap::new()).contents
}

#[test]
fn what_is_appended_is_read_back_whole() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    assert_eq!(log.read().expect("nothing is no error"), Contents::default());
    let id = desk.add(&mut log, 1000, 4, 11);
    let edits = [
        Edit::Recolor(id, Color::Red),
        Edit::SetNotes(id, vec!["one".into(), "two".into()]),
        Edit::SetNote(id, "new\nwords".into()),
        Edit::Retag { id, add: vec!["c".into()], remove: vec!["a b".into()] },
        Edit::Delete(id),
        Edit::Restore(id),
    ];
    let mut expected = Vec::new();
    for (at, edit) in (1001..).zip(edits) {
        let mut change = desk.change(at, edit);
        change.over = if matches!(change.edit, Edit::SetNote(..)) { vec![id, Id(7)] } else { Vec::new() };
        change.reverts = (at == 1003).then_some(crate::annotation::Reverts::Undo(id));
        log.append(&about(TEXT), std::slice::from_ref(&change)).expect("it is saved");
        expected.push(change);
    }
    let contents = desk.log().read().expect("it can be read");
    assert_eq!(
        contents.changes(&Fingerprint::of(TEXT)).split_first().map(|(_, rest)| rest),
        Some(&*expected)
    );
    assert_eq!((contents.damaged.len(), contents.unknown.len()), (0, 0));
    let notes = desk.notes();
    let annotation = notes.annotations.get(id).expect("it was restored");
    assert_eq!((annotation.note.as_str(), annotation.color), ("new\nwords", Color::Red));
    assert_eq!(annotation.anchor.span().map(|span| span.slice(TEXT)), Some("council"));
}

#[test]
fn the_file_can_be_read_without_byline() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1_790_324_130_123, 4, 11);
    let file = desk.file();
    let lines: Vec<serde_json::Value> =
        file.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert_eq!(lines.len(), 2);
    for (line, (field, expected)) in [
        (0, ("op", "doc.add")),
        (0, ("title", "Vote")),
        (0, ("source", "vote.txt")),
        (1, ("op", "ann.add")),
        (1, ("t", "2026-09-25T08:15:30.123Z")),
        (1, ("exact", "council")),
        (1, ("prefix", "The ")),
        (1, ("color", "green")),
    ] {
        assert_eq!(lines[line][field], expected);
    }
    assert_eq!((&lines[1]["start"], &lines[1]["end"]), (&4.into(), &11.into()));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_notes() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&desk.dirs().data), mode(&desk.dirs().notes())), (0o700, 0o600));
}

#[test]
fn a_torn_line_is_ended_kept_and_reported() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let whole = desk.file();
    let torn = format!("{whole}{{\"v\":1,\"id\":\"0197");
    desk.put(&torn);
    desk.add(&mut log, 2, 4, 11);
    let file = desk.file();
    assert!(file.starts_with(&format!("{torn}\n")), "{file}");
    assert_eq!(desk.notes().annotations.len(), 2);
    let contents = desk.log().read().expect("it can be read");
    assert_eq!(contents.damaged.iter().map(|line| line.number).collect::<Vec<_>>(), [3]);
}

#[test]
fn lines_that_are_not_understood_hide_no_others() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    let id = desk.add(&mut log, 1, 0, 3);
    let good = desk.file();
    for (line, damaged, unknown) in [
        (&b"garbage"[..], 1, 0),
        (b"\xff\xfe\x00", 1, 0),
        (b"<<<<<<< HEAD", 1, 0),
        (b"{}", 1, 0),
        (b"[1,2]", 1, 0),
        (b"", 0, 0),
        (b"   \r", 0, 0),
        (br#"{"v":1,"id":"0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e55","t":"2026-09-25T08:15:30.123Z","op":"ann.note","doc":"x"}"#, 1, 0),
        (br#"{"v":2,"id":7,"op":"ann.add","new":{"shape":[1]}}"#, 0, 1),
        (br#"{"v":1,"id":"0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e55","t":"2026-09-25T08:15:30.123Z","op":"ent.judge"}"#, 0, 1),
    ] {
        let bytes = [line, b"\n", good.as_bytes()].concat();
        desk.put(&bytes);
        let contents = desk.log().read().expect("it can be read");
        let shown = String::from_utf8_lossy(line);
        assert_eq!((contents.damaged.len(), contents.unknown.len()), (damaged, unknown), "{shown}");
        assert!(desk.notes().annotations.get(id).is_some(), "{shown}");
        assert_eq!(fs::read(desk.dirs().notes()).expect("it is there"), bytes, "reading changes nothing");
    }
}

#[test]
fn line_ends_of_windows_unknown_fields_and_repeats_are_fine() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let file = desk.file().replace("\"v\":1", "\"v\":1,\"future\":{\"a\":[null]}").replace('\n', "\r\n");
    desk.put(format!("\u{FEFF}{file}{file}"));
    let contents = desk.log().read().expect("it can be read");
    assert_eq!(contents.changes(&Fingerprint::of(TEXT)).len(), 1);
    assert_eq!(contents.damaged, []);
}

#[test]
fn the_order_of_the_lines_does_not_matter() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    let id = desk.add(&mut log, 1, 0, 3);
    for at in 2..9 {
        let change = desk.change(at, Edit::SetNote(id, at.to_string()));
        log.append(&about(TEXT), &[change]).expect("it is saved");
    }
    let before = desk.notes();
    let mut lines: Vec<String> = desk.file().lines().map(|line| format!("{line}\n")).collect();
    lines.reverse();
    desk.put(lines.concat());
    assert_eq!(desk.notes(), before);
}

#[test]
fn a_clock_that_goes_backwards_does_not_bring_back_old_words() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    let id = desk.add(&mut log, 900_000, 0, 3);
    for (at, note) in [(800_000, "first"), (10, "second"), (850_000, "third")] {
        let change = desk.change(at, Edit::SetNote(id, note.into()));
        desk.log().append(&about(TEXT), std::slice::from_ref(&change)).expect("it is saved");
        let contents = desk.log().read().expect("it can be read");
        assert_eq!(contents.changes(&Fingerprint::of(TEXT)).last(), Some(&change));
    }
    assert_eq!(
        desk.notes().annotations.get(id).map(|annotation| annotation.note.clone()),
        Some("third".into())
    );
}

#[test]
fn notes_on_every_version_of_an_article_are_its_notes() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let newer = format!("Updated. {TEXT}");
    let about = About { text: Fingerprint::of(&newer), ..about(TEXT) };
    let id = desk.ids.next(Timestamp(2));
    let change = desk.change(2, Edit::Add(Box::new(highlight(id, 2, 4, 11))));
    log.append(&about, &[change]).expect("it is saved");
    let contents = desk.log().read().expect("it can be read");
    for text in [TEXT, &newer] {
        assert_eq!(contents.changes(&Fingerprint::of(text)).len(), 2);
    }
    assert_eq!(desk.file().matches("doc.version").count(), 1);
    assert_eq!(contents.articles().count(), 1);
}

#[test]
fn changes_of_unlinked_texts_come_together_in_order() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    let other = "Another text of the same article, which nobody said.";
    let mut expected = Vec::new();
    for (at, text) in [(1, TEXT), (2, other), (3, TEXT), (4, other)] {
        let id = desk.ids.next(Timestamp(at));
        let change = desk.change(at, Edit::Add(Box::new(highlight(id, at, 4, 11))));
        expected.push(change.id);
        log.append(&about(text), &[change]).expect("it is saved");
    }
    let contents = desk.log().read().expect("it can be read");
    let texts = [Fingerprint::of(other), Fingerprint::of(TEXT), Fingerprint::of(other)];
    let found: Vec<Id> = contents.changes_of(&texts).iter().map(|change| change.id).collect();
    assert_eq!(found, expected);
}

#[test]
fn copies_that_a_synchronizer_left_are_read_along() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let file = desk.file();
    fs::write(desk.dirs().data.join("notes.sync-conflict-20260925-081530-ABCDEFG.jsonl"), file)
        .expect("it is written");
    desk.put("");
    assert_eq!(desk.notes().annotations.len(), 1);
}

#[test]
fn several_programs_append_at_once_and_lose_nothing() {
    let desk = Desk::new();
    let dirs = desk.dirs();
    std::thread::scope(|scope| {
        for writer in 0..4_u128 {
            let dirs = dirs.clone();
            scope.spawn(move || {
                let mut log = Log::new(&dirs);
                let mut ids = IdSource::new(writer);
                for at in 0..25 {
                    let id = ids.next(Timestamp(at));
                    let add = Edit::Add(Box::new(highlight(id, at, 4, 11)));
                    let change = Change {
                        id: ids.next(Timestamp(at)),
                        at: Timestamp(at),
                        edit: add,
                        reverts: None,
                        over: Vec::new(),
                    };
                    log.append(&about(TEXT), &[change]).expect("it is saved");
                }
            });
        }
    });
    let contents = desk.log().read().expect("it can be read");
    assert_eq!(contents.changes(&Fingerprint::of(TEXT)).len(), 100);
    assert_eq!(contents.damaged, []);
}

#[test]
fn whoever_is_in_a_hurry_does_not_wait_for_another_program() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let other = fs::File::open(desk.dirs().notes().with_extension("jsonl.lock")).expect("it is there");
    other.lock().expect("it can be locked");
    log.hurry().store(true, Ordering::Relaxed);
    let change = desk.change(2, Edit::Delete(Id(2)));
    let error = log.append(&about(TEXT), std::slice::from_ref(&change)).expect_err("it is locked");
    assert!(error.to_string().contains("another program holds the notes file"), "{error}");
    other.unlock().expect("it can be unlocked");
    log.append(&about(TEXT), &[change]).expect("it is saved");
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_with_a_way_out() {
    let desk = Desk::new();
    fs::write(desk.folder.path().join("data"), "a file where the folder should be").expect("it is written");
    let mut log = desk.log();
    let change =
        Change { id: Id(1), at: Timestamp(1), edit: Edit::Delete(Id(2)), reverts: None, over: Vec::new() };
    let error = log.append(&about(TEXT), &[change]).expect_err("there is no folder");
    assert!(error.to_string().starts_with("cannot make the folder "), "{error}");
    assert!(error.next().is_some_and(|hint| hint.contains("--data-dir")));
}

#[test]
fn a_folder_in_place_of_the_file_is_an_error_and_stays() {
    let desk = Desk::new();
    fs::create_dir_all(desk.dirs().notes()).expect("a folder can be made");
    let mut log = desk.log();
    assert!(log.read().is_err());
    let change =
        Change { id: Id(1), at: Timestamp(1), edit: Edit::Delete(Id(2)), reverts: None, over: Vec::new() };
    assert!(
        log.append(&about(TEXT), &[change])
            .expect_err("it is a folder")
            .to_string()
            .starts_with("cannot save to ")
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_the_change_can_be_saved_later() {
    let mut desk = Desk::new();
    fs::create_dir_all(desk.dirs().data).expect("a folder can be made");
    std::os::unix::fs::symlink("/dev/full", desk.dirs().notes()).expect("a link can be made");
    let mut log = desk.log();
    let id = desk.ids.next(Timestamp(1));
    let change = desk.change(1, Edit::Add(Box::new(highlight(id, 1, 0, 3))));
    let error = log.append(&about(TEXT), std::slice::from_ref(&change)).expect_err("there is no room");
    assert!(error.next().is_some_and(|hint| hint.contains("make room")), "{error}");
    fs::remove_file(desk.dirs().notes()).expect("the link can be removed");
    for _ in 0..2 {
        log.append(&about(TEXT), std::slice::from_ref(&change)).expect("now there is room");
    }
    let contents = desk.log().read().expect("it can be read");
    assert_eq!(contents.changes(&Fingerprint::of(TEXT)).len(), 1, "what comes twice counts once");
    assert_eq!(desk.file().matches("doc.add").count(), 1);
}

mod news;
mod picked;

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn damage_to_one_line_costs_no_other(at in 0_usize..5, noise in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut desk = Desk::new();
        let mut log = desk.log();
        let ids: Vec<Id> = (0..5).map(|n| desk.add(&mut log, n, 0, 3)).collect();
        let file = desk.file();
        let mut lines: Vec<&[u8]> = file.lines().map(str::as_bytes).collect();
        lines[at + 1] = &noise;
        desk.put(lines.join(&b'\n'));
        let notes = desk.notes();
        for (idx, id) in ids.iter().enumerate() {
            prop_assert!(idx == at || notes.annotations.get(*id).is_some());
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200), lines in prop::collection::vec("[\\{\\}\\[\\]\":,vidopc0-9a-f \n-]{0,60}", 0..4)) {
        let contents = folded(&bytes, &lines.into_iter().map(String::into_bytes).collect::<Vec<_>>());
        prop_assert_eq!(contents.articles().count(), 0);
    }

    #[test]
    fn any_links_between_versions_lead_to_one_article(links in prop::collection::vec((0_u8..6, 0_u8..6), 0..20)) {
        let name = |n: u8| Fingerprint::of(&n.to_string());
        let mut lines = String::new();
        for (idx, (doc, text)) in links.iter().enumerate() {
            let (id, doc, text) = (Id(idx as u128 + 1), name(*doc), name(*text));
            lines.push_str(&format!(
                "{{\"v\":1,\"id\":\"{id}\",\"t\":\"2026-09-25T08:15:30Z\",\"c\":{idx},\"op\":\"doc.version\",\"doc\":\"{}\",\"text\":\"{}\"}}\n",
                doc.as_str(), text.as_str(),
            ));
        }
        let contents = folded(lines.as_bytes(), &[]);
        prop_assert_eq!(&contents.damaged, &[]);
        for (doc, text) in &links {
            prop_assert_eq!(contents.article(&name(*doc)), contents.article(&name(*text)));
            prop_assert!(contents.article(&name(*doc)).is_some());
        }
    }
}
