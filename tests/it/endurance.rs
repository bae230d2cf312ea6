//! Long sessions: keys without end, sizes without end, every size there is. `just endurance` makes them as long as nobody's
//! day is; the tests do the same for a moment.

use std::{env, fs, sync::Arc};

use byline::{
    annotation::notes::Notes,
    app::{
        Effect, Event,
        area::Size,
        key::{Code, Held, Key},
        keymap::Mode,
        mouse::{Gesture, Mouse},
    },
    article::{Format, parse},
    ui::theme::Colors,
};

use crate::{
    laws::{ARTICLE, check, check_cells, states},
    session::Session,
};

/// After so many keys the notes are compared with what was written down, and the other article is opened.
const ROUND: usize = 4000;

/// How much more memory a session may take at its end than after its first tenth, in MiB.
const GROWTH: usize = 24;

/// Numbers without a pattern, the same for the same seed (SplitMix64, Steele et al. 2014).
struct Random(u64);

impl Random {
    /// Returns a number below `most`.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(most).unwrap()).unwrap()
    }

    /// Returns any key: mostly one that means something now or goes on with what was begun.
    fn key(&mut self, session: &Session) -> Key {
        let mode = session.state.mode();
        let pending = session.state.pending.len();
        let keys: Vec<Key> = session
            .state
            .keymap
            .bindings(mode)
            .filter(|binding| binding.keys.starts_with(&session.state.pending))
            .filter_map(|binding| binding.keys.get(pending).copied())
            .collect();
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789é漢🌉\u{301} :/=\"";
        match self.below(10) {
            0 => Key::plain(Code::Char(letters.chars().nth(self.below(letters.chars().count())).unwrap())),
            1 => Key::plain([Code::Esc, Code::Enter, Code::Tab, Code::Down][self.below(4)]),
            2 if mode.types_text() => Key { code: Code::Esc, held: Held::None },
            _ if keys.is_empty() => Key::plain(Code::Esc),
            _ => keys[self.below(keys.len())],
        }
    }

    fn size(&mut self) -> Size {
        let size = |it: &mut Self, most: usize| u16::try_from(it.below(most)).unwrap();
        Size { width: size(self, 220), height: size(self, 70) }
    }
}

/// Returns how often something is done: as often as the environment says, else a few times.
fn times(name: &str, few: usize) -> usize {
    env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

/// Returns the memory of this process in MiB, where the system tells.
fn memory() -> Option<usize> {
    let pages: usize = fs::read_to_string("/proc/self/statm").ok()?.split(' ').nth(1)?.parse().ok()?;
    Some(pages * 4 / 1024)
}

/// Opens one of two articles anew; what was written down of the other is forgotten.
fn open(session: &mut Session, round: usize) {
    let other = format!("# Another one\n\nTomás Leite left.\n\n{ARTICLE}");
    // A macro that waits for an article would go on in it.
    if session.state.macros.playing().is_some() {
        session.press("esc");
    }
    let text = if round.is_multiple_of(2) { ARTICLE } else { other.as_str() };
    // The one that was asked for last is taken.
    for index in [0, 1] {
        session.event(Event::opened(index, Arc::new(parse(text, Format::Markdown).0), Vec::new()));
    }
    session.effects.clear();
}

/// Holds that what was written down gives the notes that are seen.
#[track_caller]
fn check_notes(session: &Session) {
    let reading = session.state.reading.as_ref().unwrap();
    let changes: Vec<_> = session
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Append { id, change } if *id == reading.id => Some(change.clone()),
            _ => None,
        })
        .collect();
    let replayed = Notes::replay(&reading.article.text, &changes);
    let notes = reading.notes.as_ref().unwrap();
    for (seen, written) in notes.annotations.iter().zip(replayed.annotations.iter()) {
        assert_eq!(seen, written);
    }
    // Judgements are there from other articles, too.
    assert!(replayed.annotations == notes.annotations, "what is deleted is the same, too");
    assert_eq!(session.state.unsaved, [], "all of it is on the disk");
}

#[test]
fn keys_without_end_break_nothing_and_leave_the_notes_intact() {
    let n = times("BYLINE_KEYS", 3000);
    let mut random = Random(5);
    let mut session = Session::with_settings("[screen]\nmouse = true", ARTICLE);
    open(&mut session, 0);
    let mut early = None;
    for pressed in 1..=n {
        let key = random.key(&session);
        session.event(Event::Key(key));
        match random.below(40) {
            0 => {
                let gesture =
                    [Gesture::Press, Gesture::Drag, Gesture::Release, Gesture::WheelDown][random.below(4)];
                let Size { width: x, height: y } = random.size();
                session.event(Event::Mouse(Mouse { gesture, x, y }));
            }
            1 => session.event(Event::Paste("pasted “words”\u{1b}[2J\n".to_owned())),
            2 => {
                let size = random.size();
                session.event(Event::Resize(size));
            }
            3..6 => check_cells(&session),
            _ => {}
        }
        if pressed.is_multiple_of(ROUND) || pressed == n {
            check(&session);
            check_notes(&session);
            open(&mut session, pressed / ROUND);
        }
        if pressed == n / 10 {
            early = memory();
        }
    }
    // Other tests take memory as well; alone the session must not.
    if let (Some(early), Some(late), Ok(_)) = (early, memory(), env::var("BYLINE_KEYS")) {
        assert!(late <= early + GROWTH, "{early} MiB after a tenth of the keys, {late} MiB after all");
    }
}

#[test]
fn sizes_without_end_move_the_reader_nowhere() {
    let n = times("BYLINE_RESIZES", 1500);
    let mut random = Random(6);
    let mut sessions = states();
    let mut early = None;
    let n_states = sessions.len();
    for resized in 1..=n {
        let session = &mut sessions[resized % n_states];
        let place = |session: &Session| {
            session.state.reading.as_ref().map(|reading| (reading.cursor, reading.chosen(), reading.tail))
        };
        let before = place(session);
        let size = random.size();
        session.event(Event::Resize(size));
        assert_eq!(place(session), before, "at {size:?}");
        if resized.is_multiple_of(16) {
            check_cells(session);
        }
        if resized.is_multiple_of(256) {
            check(session);
        }
        if resized == n / 10 {
            early = memory();
        }
    }
    if let (Some(early), Some(late), Ok(_)) = (early, memory(), env::var("BYLINE_RESIZES")) {
        assert!(late <= early + GROWTH, "{early} MiB after a tenth of the sizes, {late} MiB after all");
    }
}

#[test]
fn every_size_is_drawn() {
    // All sizes in all states, or every fourth in one of them.
    let all = env::var_os("BYLINE_SIZES").is_some();
    let mut sessions = states();
    let n_states = sessions.len();
    for (width, height) in (0..=120).flat_map(|width| (0..=40).map(move |height| (width, height))) {
        for (idx, session) in sessions.iter_mut().enumerate() {
            let n = usize::from(width) + usize::from(height) * 5;
            if all || (n.is_multiple_of(4) && n / 4 % n_states == idx) {
                session.event(Event::Resize(Size { width, height }));
                session.draw(if idx.is_multiple_of(2) { Colors::All } else { Colors::None });
            }
        }
    }
    for mut session in sessions {
        for _ in 0..8 {
            session.press("esc");
        }
        assert_eq!(session.state.mode(), Mode::Read);
    }
}
