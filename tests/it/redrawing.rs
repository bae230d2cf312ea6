//! Frames drawn over the last one: nobody can tell them from frames drawn anew.

use byline::{
    annotation::{Timestamp, id::IdSource},
    app::{Event, area::Size, key::Key},
    ui::{
        memory::Memory,
        theme::{Colors, Theme},
        view_again,
    },
};
use ratatui::{buffer::Buffer, layout::Rect};

use crate::session::Session;

/// Presses that change what is on the screen in every way there is.
const PRESSES: &[&str] = &[
    "j",
    "j",
    "j",
    "k",
    "k",
    "J",
    "d",
    "u",
    "space",
    "G",
    "g g",
    ")",
    "(",
    "}",
    "{",
    "w",
    "b",
    "v w",
    "V",
    "esc",
    "H",
    "u",
    "ctrl-r",
    "/ t h e enter",
    "/ r u i z enter",
    "n",
    "N",
    "] e",
    "[ q",
    "] a",
    "tab",
    "1",
    "2",
    "4",
    "5",
    "enter",
    "z",
    "a s o m e enter",
    "g",
    "?",
    "esc",
    ": esc",
    "f",
    "c",
    "+",
    "-",
    "\\",
    "m a",
    "` a",
    "x",
    "3 0 j",
];

fn article() -> String {
    let mut text = "# The harbor bridge\n\nBy Jo Writer\n\n".to_owned();
    for n in 0..60 {
        text.push_str(&format!(
            "Mayor Ana Ruiz came to Porto Alto on day {n}. “We will *rebuild* the bridge,” Ruiz said, and 漢字 stood \
             on the wall. Tomás Leite of the Port Union disagreed: [the minutes](https://port.example.com/{n}) say so.\n\n"
        ));
        match n % 7 {
            2 => text.push_str("## What comes next\n\n- one item that is long enough to be broken into rows on a screen\n- two\n\n"),
            4 => text.push_str("> It is too early to promise a date.\n\n```\nlet it = rain;\n```\n\n"),
            _ => {}
        }
    }
    text
}

#[test]
fn a_frame_over_the_last_one_is_a_frame_drawn_anew() {
    for seed in 0..3 {
        let mut random = IdSource::new(seed);
        let mut pick = |most: usize| random.next(Timestamp(0)).0 as usize % most;
        let mut session = Session::open(&article());
        let mut memory = Memory::default();
        let mut cells = Buffer::default();
        let mut n_kept = 0;
        for step in 0..300 {
            let keys = PRESSES[pick(PRESSES.len())];
            if step % 60 == 59 {
                let sizes = [(120, 40), (80, 24), (91, 30), (40, 12), (33, 5), (200, 60)];
                let (width, height) = sizes[pick(sizes.len())];
                session.event(Event::Resize(Size { width, height }));
            }
            for key in keys.split(' ').filter_map(Key::parse) {
                session.event(Event::Key(key));
                let (theme, _) = Theme::new(&session.state.config, Colors::All);
                let (anew, cursor) = session.draw(Colors::All);
                let size = session.state.size;
                let before = cells.clone();
                cells.resize(Rect::new(0, 0, size.width, size.height));
                assert_eq!(view_again(&session.state, &theme, &mut memory, &mut cells), cursor);
                for (idx, (cell, wanted)) in cells.content.iter().zip(&anew.content).enumerate() {
                    let at = (idx % usize::from(size.width), idx / usize::from(size.width));
                    assert_eq!(cell, wanted, "at {at:?} after {keys} of {seed}, step {step}");
                }
                n_kept += check_kept(&before, &cells, &memory);
            }
        }
        assert!(n_kept > 1000, "little is kept: {n_kept}");
    }
}

/// Checks that what is said to have stayed has; returns how many rows and panes that are.
fn check_kept(before: &Buffer, after: &Buffer, memory: &Memory) -> usize {
    let kept = memory.kept();
    let mut n = 0;
    for (y, from) in (0..).zip(&kept.rows).filter_map(|(y, from)| Some((y, (*from)?))) {
        n += 1;
        for x in kept.columns.0..kept.columns.1 {
            assert_eq!(before[(x, from)], after[(x, y)], "row {y} was {from}, column {x}");
        }
    }
    if let Some((left, right)) = kept.pane {
        n += 1;
        for (x, y) in (left..right).flat_map(|x| (0..kept.pane_height).map(move |y| (x, y))) {
            assert_eq!(before[(x, y)], after[(x, y)], "pane at {x} {y}");
        }
    }
    n
}
