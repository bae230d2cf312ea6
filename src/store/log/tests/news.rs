//! Several windows see each other's notes.

use super::*;

/// Returns how many changes of the article came as news, and in which way.
fn news(log: &mut Log) -> (&'static str, usize) {
    let count = |contents: &Contents| contents.changes(&Fingerprint::of(TEXT)).len();
    match log.news().expect("the notes can be read") {
        News::Nothing => ("nothing", 0),
        News::Later(contents) => ("later", count(&contents)),
        News::Anew(contents) => ("anew", count(&contents)),
    }
}

#[test]
fn what_another_window_writes_is_news_once() {
    let mut desk = Desk::new();
    let (mut one, mut two) = (desk.log(), desk.log());
    assert_eq!((one.changed(), news(&mut one)), (true, ("anew", 0)));
    assert_eq!((one.changed(), news(&mut one)), (false, ("nothing", 0)));
    desk.add(&mut two, 1, 0, 3);
    assert_eq!((one.changed(), news(&mut one)), (true, ("later", 1)));
    assert_eq!((one.changed(), news(&mut one)), (false, ("nothing", 0)));
    for at in 2..5 {
        desk.add(&mut two, at, 0, 3);
    }
    assert_eq!((one.changed(), news(&mut one)), (true, ("later", 3)));
}

#[test]
fn own_notes_are_no_news() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    news(&mut log);
    for at in 1..4 {
        desk.add(&mut log, at, 0, 3);
        assert_eq!((log.changed(), news(&mut log)), (false, ("nothing", 0)), "{at}");
    }
}

#[test]
fn what_was_written_before_an_own_note_is_read_with_everything() {
    let mut desk = Desk::new();
    let (mut one, mut two) = (desk.log(), desk.log());
    news(&mut one);
    desk.add(&mut two, 1, 0, 3);
    desk.add(&mut one, 2, 0, 3);
    assert_eq!(news(&mut one), ("anew", 2));
    desk.add(&mut two, 3, 0, 3);
    assert_eq!(news(&mut one), ("later", 1));
    assert_eq!(news(&mut one), ("nothing", 0));
}

#[test]
fn a_file_that_was_put_in_place_of_the_notes_is_read_anew() {
    let mut desk = Desk::new();
    let (mut one, mut two) = (desk.log(), desk.log());
    desk.add(&mut two, 1, 0, 3);
    desk.add(&mut two, 2, 0, 3);
    news(&mut one);
    let file = desk.file();
    let replace = |bytes: &str| {
        let other = desk.folder.path().join("other");
        fs::write(&other, bytes).expect("it can be written");
        fs::rename(&other, desk.dirs().notes()).expect("it can be put there");
    };
    replace(&format!("{file}\n"));
    assert_eq!(news(&mut one), ("anew", 2));
    let cut = file.trim_end().rfind('\n').expect("there are several lines");
    replace(&file[..=cut]);
    assert_eq!(news(&mut one), ("anew", 1));
    desk.add(&mut two, 3, 0, 3);
    assert_eq!(desk.notes().annotations.len(), 2, "whoever appends notices too");
}

#[test]
fn a_copy_that_appears_or_goes_is_news() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    news(&mut log);
    let other = Desk::new();
    let mut theirs = other.log();
    let id = desk.ids.next(Timestamp(9));
    let change = desk.change(9, Edit::Add(Box::new(highlight(id, 9, 0, 3))));
    theirs.append(&about(TEXT), &[change]).expect("it is saved");
    let copy = desk.dirs().data.join("notes (conflicted copy).jsonl");
    fs::copy(other.dirs().notes(), &copy).expect("it can be copied");
    assert_eq!((log.changed(), news(&mut log)), (true, ("anew", 2)));
    fs::remove_file(&copy).expect("it can be removed");
    assert_eq!(news(&mut log), ("anew", 1));
}

#[test]
fn half_a_line_is_no_news_until_it_is_whole() {
    let mut desk = Desk::new();
    let mut log = desk.log();
    desk.add(&mut log, 1, 0, 3);
    let whole = desk.file();
    news(&mut log);
    desk.add(&mut desk.log(), 2, 0, 3);
    let more = desk.file();
    let half = &more[whole.len()..whole.len() + 40];
    let append = |bytes: &str| {
        let mut file = fs::OpenOptions::new().append(true).open(desk.dirs().notes()).expect("it is there");
        file.write_all(bytes.as_bytes()).expect("it can be written");
    };
    let file = fs::OpenOptions::new().write(true).open(desk.dirs().notes()).expect("it is there");
    file.set_len(whole.len() as u64).expect("it can be cut");
    append(half);
    assert_eq!(news(&mut log), ("nothing", 0));
    append(&more[whole.len() + 40..]);
    assert_eq!(news(&mut log), ("later", 1));
}

/// What a window knows when it takes all news as they come.
struct Window {
    log: Log,
    notes: Notes,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn windows_that_take_all_news_know_what_the_file_says(steps in prop::collection::vec((0_usize..3, 0_u8..4, 0_i64..50), 1..24)) {
        let mut desk = Desk::new();
        let mut windows: Vec<Window> =
            (0..3).map(|_| Window { log: desk.log(), notes: Notes::default() }).collect();
        let article = Fingerprint::of(TEXT);
        let mut ids = Vec::new();
        for (who, what, at) in steps {
            let window = &mut windows[who];
            let edit = match (what, ids.last()) {
                (1, Some(id)) => Edit::SetNote(*id, format!("note {at}")),
                (2, Some(id)) => Edit::Recolor(*id, Color::ALL[at as usize % 5]),
                (3, _) => {
                    take(window, &article);
                    continue;
                }
                _ => {
                    ids.push(desk.ids.next(Timestamp(at)));
                    Edit::Add(Box::new(highlight(ids[ids.len() - 1], at, 0, 3)))
                }
            };
            let id = desk.ids.next(Timestamp(at));
            if let Some(change) = window.notes.edit(id, Timestamp(at), edit) {
                window.log.append(&about(TEXT), &[change]).expect("it is saved");
            }
        }
        let expected = desk.notes();
        for window in &mut windows {
            take(window, &article);
            prop_assert!(!window.log.changed());
            prop_assert_eq!(&window.notes.annotations, &expected.annotations);
        }
    }
}

/// Takes what is new, as a window does.
fn take(window: &mut Window, article: &Fingerprint) {
    match window.log.news().expect("the notes can be read") {
        News::Nothing => {}
        News::Later(contents) => {
            window.notes.take_in(&[], TEXT, contents.changes(article));
        }
        News::Anew(contents) => window.notes = Notes::replay(TEXT, contents.changes(article)),
    }
}
