//! What holds whatever the keys, the sizes and the words are.

use std::sync::Arc;

use byline::{
    annotation::{Annotation, Edit, Id, Timestamp, notes::Notes},
    app::{
        Effect, Entry, Event,
        area::Size,
        key::{Code, Key},
        keymap::Mode,
        mouse::{Gesture, Mouse},
    },
    article::{self, Article, Format},
    config::Config,
    ui::theme::Colors,
};
use proptest::prelude::*;

use crate::session::Session;

/// An article with something of everything.
pub const ARTICLE: &str = "# The lock stays shut\n\nBy Nilo Aranha\n\nPORTO ALTO — The lock stays shut, Mayor Ana Ruiz said \
on Monday. “We will rebuild it,” she said, “and nobody will pay twice.” Tomás Leite of the Port Union disagreed.\n\n\
## What it costs\n\n- Sand, 漢字 and stone\n- 👩\u{200d}🚀 e\u{301}tudes of cre\u{300}me\n\n> “Too early to promise a date,” \
Leite said.\n\nSee `lock --help` and [the minutes](https://port.example.com/minutes).\n\nYou may also like\n\nThe ferry \
stays in port\n";

/// Something a reader or the world does.
#[derive(Clone, Debug)]
enum Step {
    /// Presses the keys of a binding, wherever they mean something.
    Binding(usize),
    /// Presses these keys.
    Press(&'static str),
    Char(char),
    Resize(u16, u16),
    Mouse(Gesture, u16, u16),
    Paste(String),
    Disk(bool),
    Saved,
    Edited(String),
    Article(bool),
}

/// Keys that make, change and take back annotations, from wherever the session is.
const ANNOTATING: &[&str] = &[
    "esc esc esc ) H",
    "esc esc esc } a words enter",
    "esc esc esc v w w C g",
    "esc esc esc ] a D",
    "esc esc esc [ a t tag enter",
    "esc esc esc A more enter",
    "esc esc esc C r",
    "esc esc esc U",
    "esc esc esc U U",
    "esc esc esc ctrl-r",
];

/// Few cases, so that the tests stay quick; `PROPTEST_CASES` asks for more.
fn cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    if asked { ProptestConfig::default() } else { ProptestConfig::with_cases(40) }
}

/// Words with everything in them that could do harm.
fn hostile() -> impl Strategy<Value = String> {
    let command = "[\u{0}-\u{1f}\u{7f}-\u{9f}]";
    let order = "[\u{200e}\u{200f}\u{61c}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{2028}\u{2029}]";
    let odd = "\u{1b}\\]0;x\u{7}|\u{1b}\\[2J|\u{9b}31m|\u{301}|\u{200b}|\u{200d}|\u{ad}|\u{feff}|漢|👩\u{200d}🚀|a\u{301}{40}|ﷺ";
    prop::string::string_regex(&format!("({command}|{order}|{odd}|[a-z ]{{1,4}}|[“”.,!]){{1,12}}")).unwrap()
}

fn gestures() -> impl Strategy<Value = Gesture> {
    use Gesture::{Drag, Press, Release, WheelDown, WheelUp};
    prop::sample::select(vec![Press, Press, Drag, Drag, Release, WheelUp, WheelDown])
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        24 => any::<prop::sample::Index>().prop_map(|idx| Step::Binding(idx.index(1 << 16))),
        8 => prop::sample::select(ANNOTATING).prop_map(Step::Press),
        4 => prop_oneof![Just(' '), Just('é'), Just('漢'), any::<char>(), prop::char::range('!', '~')].prop_map(Step::Char),
        1 => (0u16..150, 0u16..50).prop_map(|(width, height)| Step::Resize(width, height)),
        4 => (gestures(), 0u16..130, 0u16..45).prop_map(|(gesture, x, y)| Step::Mouse(gesture, x, y)),
        1 => hostile().prop_map(Step::Paste),
        1 => any::<bool>().prop_map(Step::Disk),
        1 => Just(Step::Saved),
        1 => hostile().prop_map(Step::Edited),
        1 => any::<bool>().prop_map(Step::Article),
    ];
    prop::collection::vec(step, 1..60)
}

fn take(session: &mut Session, step: Step) {
    match step {
        Step::Binding(idx) => {
            let keymap = session.state.keymap.clone();
            // Mostly keys that mean something now, else those of any mode.
            let now: Vec<_> = keymap.bindings(session.state.mode()).collect();
            let all: Vec<_> = Mode::ALL.iter().flat_map(|mode| keymap.bindings(*mode)).collect();
            let bindings = if idx.is_multiple_of(4) { all } else { now };
            let Some(binding) = bindings.get(idx % bindings.len().max(1)) else { return };
            binding.keys.iter().for_each(|key| session.event(Event::Key(*key)));
        }
        Step::Press(keys) => _ = session.press(keys),
        Step::Char(c) => session.event(Event::Key(Key::plain(Code::Char(c)))),
        Step::Resize(width, height) => session.event(Event::Resize(Size { width, height })),
        Step::Mouse(gesture, x, y) => session.event(Event::Mouse(Mouse { gesture, x, y })),
        Step::Paste(text) => session.event(Event::Paste(text)),
        Step::Disk(full) => session.disk_is_full = full,
        Step::Saved => {
            for change in session.state.unsaved.clone() {
                session.event(Event::Saved(change.id));
            }
        }
        Step::Edited(text) => session.event(Event::EditedOutside(text)),
        Step::Article(whole) => {
            let text = if whole { ARTICLE } else { "" };
            let article = Arc::new(article::parse(text, Format::Markdown).0);
            session.event(Event::opened(usize::from(!whole), article, Vec::new()));
        }
    }
}

/// Holds that everything in the state fits the article.
#[track_caller]
pub fn check(session: &Session) {
    let Some(reading) = &session.state.reading else { return };
    let text = &reading.article.text;
    let inside = |offset: usize| assert!(text.is_char_boundary(offset), "{offset} is inside a character");
    let ends = [reading.cursor, reading.focus.start, reading.focus.end];
    ends.into_iter().chain(reading.tail).for_each(inside);
    if let Some(span) = reading.selection() {
        [span.start, span.end].into_iter().for_each(inside);
        assert!(span.contains(reading.cursor) || text.is_empty(), "{span:?} without {}", reading.cursor);
    }
    let mut reading = reading.clone();
    assert!(reading.rows().all().is_sorted_by_key(|row| row.at), "the rows go on with the text");
    let height = reading.height;
    let last = reading.rows().last_top(height);
    assert!(reading.top <= last, "the last screenful is full");
    let placed = |id: Id| {
        session.written().iter().any(|it| matches!(it.edit, Edit::Place { id: placed, .. } if placed == id))
    };
    for annotation in session.annotations() {
        let span = annotation.anchor.span().unwrap_or_default();
        [span.start, span.end].into_iter().for_each(inside);
        let exact = annotation.selector.as_ref().map_or("", |selector| &selector.exact);
        let is_there = span.slice(text) == exact || placed(annotation.id);
        assert!(is_there, "{:?} are not the words {exact:?} of an annotation", span.slice(text));
    }
}

/// Holds that no cell has anything in it that could command a terminal or reorder what is beside it.
#[track_caller]
pub fn check_cells(session: &Session) {
    let dangerous = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let (buf, cursor) = session.draw(Colors::All);
    for cell in &buf.content {
        assert!(!cell.symbol().contains(dangerous), "{:?} is on the screen", cell.symbol());
    }
    let within = |at: ratatui::layout::Position| buf.area.contains(at);
    assert!(cursor.is_none_or(within), "the cursor is off the screen: {cursor:?} in {:?}", buf.area);
}

/// Returns what the reader sees of annotations, without when they were changed.
fn seen(session: &Session) -> Vec<Annotation> {
    let undated = |annotation: Annotation| Annotation { modified: Timestamp(0), ..annotation };
    session.annotations().into_iter().map(undated).collect()
}

/// Presses a key of the reader until what is seen stays the same.
fn repeat(session: &mut Session, key: &str) {
    for _ in 0..200 {
        session.press(key);
    }
}

/// Goes back to reading from wherever the session is.
fn rest(session: &mut Session) {
    session.disk_is_full = false;
    for _ in 0..8 {
        session.press("esc");
    }
    assert_eq!(session.state.mode(), Mode::Read);
}

/// Sessions in states that look unlike each other.
pub fn states() -> Vec<Session> {
    [
        "",
        "tab 4",
        "v e e",
        "H a words",
        "?",
        "L",
        ":",
        "/ lock",
        "] e",
        "z a",
        "A words enter",
        ": t o u r enter",
        "g n",
        "s f",
        "z n",
        "g s",
        "2 V",
    ]
    .into_iter()
    .map(|keys| {
        let mut session = Session::open(ARTICLE);
        session.press(keys);
        session
    })
    .collect()
}

#[test]
fn every_size_of_screen_can_be_drawn() {
    let heights = [0, 1, 2, 3, 4, 5, 7, 10, 24, 40];
    let widths = [0, 1, 2, 3, 5, 8, 13, 20, 39, 40, 63, 89, 90, 91, 120];
    for mut session in states() {
        for (height, width) in heights.into_iter().flat_map(|height| widths.map(|width| (height, width))) {
            session.event(Event::Resize(Size { width, height }));
            session.draw(Colors::None);
            check(&session);
        }
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_keys_break_anything(steps in steps()) {
        let mut session = Session::with_settings("[screen]\nmouse = true", ARTICLE);
        for step in steps {
            take(&mut session, step);
            check(&session);
        }
        check_cells(&session);
    }

    #[test]
    fn what_was_written_down_gives_the_same_notes_again(steps in steps()) {
        let mut session = Session::with_settings("[screen]\nmouse = true", ARTICLE);
        let id = session.state.reading.as_ref().unwrap().id.clone();
        // Another article has notes of its own.
        for step in steps.into_iter().filter(|step| !matches!(step, Step::Article(_))) {
            take(&mut session, step);
        }
        let reading = session.state.reading.as_ref().unwrap();
        let written: Vec<_> = session.effects.iter().filter_map(|effect| match effect {
            Effect::Append { id: about, change } if *about == id => Some(change.clone()),
            _ => None,
        }).collect();
        let notes = Notes::replay(&reading.article.text, &written);
        prop_assert_eq!(Some(&notes), reading.notes.as_ref());
    }

    #[test]
    fn undoing_all_leaves_nothing_and_redoing_all_leaves_all(steps in steps()) {
        let mut session = Session::open(ARTICLE);
        for step in steps.into_iter().filter(|step| !matches!(step, Step::Article(_) | Step::Resize(..))) {
            take(&mut session, step);
        }
        rest(&mut session);
        // What was undone already comes back first, so that this is the end.
        repeat(&mut session, "ctrl-r");
        let end = seen(&session);
        repeat(&mut session, "U");
        prop_assert_eq!(seen(&session), []);
        repeat(&mut session, "ctrl-r");
        prop_assert_eq!(seen(&session), end);
    }

    #[test]
    fn hostile_words_never_reach_the_screen_raw(
        words in prop::collection::vec(hostile(), 6),
        width in 1u16..130,
        height in 1u16..45,
        keys in prop::sample::select(vec!["", "tab 5", "g n", "L", "?", "a", "t", "/", "v e", ": t o u r enter", "A"]),
    ) {
        let mut article: Article = article::parse(&format!("{ARTICLE}\n\n{}\n\n“{}” said {}.\n\n`{}`", words[0], words[1], words[2], words[3]), Format::Markdown).0;
        article.meta.title = Some(words[0].clone());
        article.meta.byline = Some(words[1].clone());
        article.meta.site = Some(words[2].clone());
        article.meta.published = Some(words[3].clone());
        let mut session = Session::with(Config::default(), article, Size { width, height });
        let entry = |title: &String| Entry::new(title.clone(), words[5].clone());
        session.event(Event::Listed(words.iter().map(entry).collect()));
        session.press("a");
        session.event(Event::Paste(words[4].clone()));
        session.press("enter t");
        session.event(Event::Paste(words[5].clone()));
        session.press("enter");
        session.event(Event::Failed(words[3].clone()));
        check_cells(&session);
        session.press(keys);
        session.event(Event::Paste(words[5].clone()));
        check_cells(&session);
        session.event(Event::NotOpened { index: 1, reason: words[1].clone() });
        session.event(Event::NotSaved(words[2].clone()));
        check(&session);
        check_cells(&session);
    }
}
