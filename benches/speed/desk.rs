//! A key on the desk: what it changes, and the frame that shows it.

use byline::{
    annotation::{Timestamp, notes::Notes},
    app::{Event, area::Size, handle, key::Key},
    article::{self, Fingerprint, Format},
    config::Config,
    ui::{
        self,
        theme::{Colors, Theme},
    },
};
use divan::Bencher;
use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    made::{ARTICLE, BOOK, markdown, prose},
    notes,
    session::Session,
};

const SIZE: Size = Size { width: 120, height: 40 };

fn open(len: usize) -> Session {
    Session::with(Config::default(), article::parse(&markdown(len), Format::Markdown).0, SIZE)
}

/// Measures one press of keys with a frame after each; the session goes on from where it was.
fn press(bencher: Bencher<'_, '_>, len: usize, before: &str, keys: &[&str]) {
    let mut session = open(len);
    session.press(before);
    measure(bencher, session, keys);
}

/// Measures one press of keys with a frame after each; the slowest counts as much as the usual one.
fn measure(bencher: Bencher<'_, '_>, mut session: Session, keys: &[&str]) {
    let (theme, _) = Theme::new(&session.state.config, Colors::All);
    let mut buf = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    let keys: Vec<Key> = keys.iter().filter_map(|key| Key::parse(key)).collect();
    bencher.bench_local(|| {
        for key in &keys {
            handle(&mut session.state, Event::Key(*key), Timestamp(1_790_000_000_000));
            ui::view(&session.state, &theme, &mut buf);
        }
    });
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn frame(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "", &["j"]);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn there_and_back(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "", &["G", "g", "g"]);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn next_sentence(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "", &[")"]);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn next_mention(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "", &["]", "e", "[", "e"]);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn quotes_in_the_pane(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "tab 4", &["j", "j", "k"]);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn search_as_typed(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "G", &["/", "o", "k", "esc"]);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn select_and_highlight(bencher: Bencher<'_, '_>, len: usize) {
    press(bencher, len, "", &["v", "w", "H", ")"]);
}

/// Every key that notes could make slow, with ten thousand of them on a long article; before the bar, what is done first.
#[divan::bench(args = ["| j", "| )", "| ctrl-d", "| G g g", "| ] a", "| H u", "| tab", "tab 5 | j", "tab 5 | G g g"])]
fn among_10k_notes(bencher: Bencher<'_, '_>, keys: &str) {
    let (before, keys) = keys.split_once('|').unwrap_or_default();
    let text = prose(BOOK);
    let article = article::parse(&text, Format::Plain).0;
    let id = Fingerprint::of(&article.text);
    let notes = Box::new(Notes::replay(&article.text, &notes::changes(&article.text)));
    let mut session = Session::with(Config::default(), article, SIZE);
    session.event(Event::Renewed { id, notes });
    session.press("G [ a");
    session.press(before.trim());
    let keys: Vec<&str> = keys.split_whitespace().collect();
    measure(bencher, session, &keys);
}

#[divan::bench(args = [ARTICLE, BOOK])]
fn resize(bencher: Bencher<'_, '_>, len: usize) {
    let mut session = open(len);
    let mut width = SIZE.width;
    bencher.bench_local(|| {
        width = if width == SIZE.width { 60 } else { SIZE.width };
        let size = Size { width, ..SIZE };
        handle(&mut session.state, Event::Resize(size), Timestamp(1_790_000_000_000));
    });
}

/// From an article to its first frame, before anything is found in it.
#[divan::bench(args = [ARTICLE, BOOK])]
fn first_frame(bencher: Bencher<'_, '_>, len: usize) {
    use std::sync::Arc;

    use byline::app::State;

    let article = Arc::new(article::parse(&markdown(len), Format::Markdown).0);
    let (theme, _) = Theme::new(&Config::default(), Colors::All);
    let mut buf = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    bencher.bench_local(|| {
        let (mut state, _) = State::new(Config::default(), 7);
        handle(&mut state, Event::Resize(SIZE), Timestamp(0));
        let opened = Event::opened(0, Arc::clone(&article), Vec::new());
        handle(&mut state, opened, Timestamp(0));
        ui::view(&state, &theme, &mut buf);
    });
}
