//! Tests of the bytes between frames, on two terminals: one that knows colors, and one that knows margins.

use proptest::prelude::*;
use ratatui::style::Style;

use super::*;

const WIDTH: u16 = 24;
const HEIGHT: u16 = 8;

/// Draws rows of text; every third word is bold, every fourth in a color.
fn drawn(rows: &[String]) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    for (y, text) in (0..HEIGHT).zip(rows) {
        let mut x = 0;
        for (idx, word) in text.split_inclusive(' ').enumerate() {
            let mut style = Style::new();
            if idx % 3 == 1 {
                style = style.add_modifier(Modifier::BOLD);
            }
            if idx % 4 == 2 {
                style = style.fg(Color::Indexed(130)).bg(Color::Blue);
            }
            (x, _) = buf.set_stringn(x, y, word, usize::from(WIDTH - x), style);
        }
    }
    buf
}

/// Holds that a terminal that gets the bytes shows the buffer.
fn check_shows(terminal: &vt100::Parser, buf: &Buffer) {
    for y in 0..HEIGHT {
        let mut x = 0;
        while x < WIDTH {
            let cell = buf.cell((x, y)).unwrap();
            let there = terminal.screen().cell(y, x).unwrap();
            let contents = if there.has_contents() { there.contents() } else { " " };
            assert_eq!(contents, cell.symbol(), "row {y}, column {x}");
            assert_eq!(there.bold(), cell.modifier.contains(Modifier::BOLD), "row {y}, column {x}");
            let expected = match cell.bg {
                Color::Blue => vt100::Color::Idx(4),
                _ => vt100::Color::Default,
            };
            assert_eq!(there.bgcolor(), expected, "row {y}, column {x}");
            x += columns(cell);
        }
    }
}

fn a_terminal() -> vt100::Parser {
    vt100::Parser::new(HEIGHT.try_into().unwrap(), WIDTH.try_into().unwrap(), 0)
}

fn show(shown: &mut Shown, terminal: &mut vt100::Parser, rows: &[String]) -> usize {
    let buf = drawn(rows);
    let bytes = shown.turn_into(&buf, &Kept::default(), None, None);
    terminal.process(&bytes);
    check_shows(terminal, &drawn(rows));
    bytes.len()
}

/// A terminal that has left and right margins, and cares for nothing but what stands where.
struct Plain {
    rows: Vec<Vec<String>>,
    at: (usize, usize),
    /// The rows and columns that move, and whether columns count.
    region: (Range<usize>, Range<usize>),
    margins: bool,
}

impl Plain {
    fn new() -> Self {
        let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
        Self {
            rows: vec![vec![" ".to_owned(); width]; height],
            at: (0, 0),
            region: (0..height, 0..width),
            margins: false,
        }
    }

    fn process(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut pieces = text.split("\u{1b}[");
        self.write(pieces.next().unwrap_or(""));
        for piece in pieces {
            let last = piece.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            self.command(&piece[..last], piece.as_bytes()[last]);
            self.write(&piece[last + 1..]);
        }
    }

    fn write(&mut self, text: &str) {
        for (_, symbol) in crate::text::cell::clusters(text) {
            let (x, y) = self.at;
            let width = symbol.width().max(1);
            symbol.clone_into(&mut self.rows[y][x]);
            self.rows[y][x + 1..x + width].fill(String::new());
            self.at.0 += width;
        }
    }

    fn command(&mut self, numbers: &str, last: u8) {
        let n: Vec<usize> = numbers.split(';').map(|n| n.parse().unwrap_or(0)).collect();
        let whole = |len: u16| 0..usize::from(len);
        match (last, numbers) {
            (b'H', _) => self.at = (n[1] - 1, n[0] - 1),
            (b'C', _) => self.at.0 += n[0],
            (b'K', _) => self.rows[self.at.1][self.at.0..].fill(" ".to_owned()),
            (b'J', _) => self.rows.iter_mut().for_each(|row| row.fill(" ".to_owned())),
            (b'r', "") => self.region.0 = whole(HEIGHT),
            (b'r', _) => self.region.0 = n[0] - 1..n[1],
            (b's', _) => {
                assert!(self.margins, "without margins this saves the cursor");
                self.region.1 = n[0] - 1..n[1];
            }
            (b'S' | b'T', _) => self.scroll(n[0], last == b'S'),
            (b'h' | b'l', "?69") => {
                self.margins = last == b'h';
                self.region.1 = whole(WIDTH);
            }
            (b'm' | b'h' | b'l', _) => {}
            _ => panic!("{numbers:?} {last}"),
        }
    }

    fn scroll(&mut self, by: usize, up: bool) {
        let (rows, columns) = self.region.clone();
        let before = self.rows.clone();
        for y in rows.clone() {
            let from = if up { y.checked_add(by) } else { y.checked_sub(by) };
            for x in columns.clone() {
                let from = from.filter(|y| rows.contains(y));
                self.rows[y][x] = from.map_or(" ".to_owned(), |from| before[from][x].clone());
            }
        }
    }

    fn check_shows(&self, buf: &Buffer) {
        for (y, row) in (0..HEIGHT).zip(&self.rows) {
            let mut x = 0;
            while x < WIDTH {
                let cell = buf.cell((x, y)).unwrap();
                assert_eq!(row[usize::from(x)], cell.symbol(), "row {y}, column {x}");
                x += columns(cell);
            }
        }
    }
}

/// Puts what is in a pane beside the rows of an article.
fn beside(rows: &[String], pane: &[String]) -> Vec<String> {
    let cut = |text: &str, width: usize| {
        let mut cut = crate::text::cell::fit(text, width).into_owned();
        while cut.width() < width {
            cut.push(' ');
        }
        cut
    };
    rows.iter().zip(pane).map(|(row, pane)| cut(row, usize::from(SPLIT)) + "|" + &cut(pane, 7)).collect()
}

/// The column of the pane.
const SPLIT: u16 = 16;

#[test]
fn a_row_further_beside_a_pane_costs_about_a_row() {
    let names = ["Ana", "Rui", "Tomás", "Eva", "Ivo", "Zoë", "Bo", ""].map(str::to_owned);
    let rows: Vec<String> = (0..20).map(|n| format!("row {n} of text")).collect();
    for margins in [true, false] {
        let (mut shown, mut terminal) = (Shown::default(), Plain::new());
        shown.margins = margins;
        for top in [0, 1, 2, 4, 3, 0] {
            let screen = beside(&[&rows[top..top + 7], &[String::new()]].concat(), &names);
            let bytes = shown.turn_into(&drawn(&screen), &Kept::default(), Some(SPLIT), None);
            terminal.process(&bytes);
            terminal.check_shows(&drawn(&screen));
            let most = if margins { 200 } else { 300 };
            assert!(top < 2 || bytes.len() < most, "{} bytes to {top}", bytes.len());
        }
    }
}

#[test]
fn a_list_further_in_the_pane_costs_about_a_row() {
    let names: Vec<String> = (0..20).map(|n| format!("name {n}")).collect();
    let rows: Vec<String> = (0..HEIGHT).map(|n| format!("row {n} of text")).collect();
    let (mut shown, mut terminal) = (Shown { margins: true, ..Shown::default() }, Plain::new());
    for top in [0, 1, 2, 4, 3, 0] {
        let screen = beside(&rows, &names[top..top + usize::from(HEIGHT)]);
        let bytes = shown.turn_into(&drawn(&screen), &Kept::default(), Some(SPLIT), None);
        terminal.process(&bytes);
        terminal.check_shows(&drawn(&screen));
        assert!(top < 2 || bytes.len() < 150, "{} bytes to {top}", bytes.len());
    }
}

#[test]
fn a_row_further_costs_about_a_row() {
    let rows: Vec<String> = (0..20).map(|n| format!("row {n} of the article")).collect();
    let (mut shown, mut terminal) = (Shown::default(), a_terminal());
    show(&mut shown, &mut terminal, &rows);
    for top in [1, 2, 4, 3, 0] {
        let status = |rows: &[String]| [&rows[top..top + 7], &["READ".to_owned()]].concat();
        let n = show(&mut shown, &mut terminal, &status(&rows));
        assert!(top == 1 || n < 200, "{n} bytes to {top}");
    }
    let same = show(&mut shown, &mut terminal, &[&rows[0..7], &["READ".to_owned()]].concat());
    assert_eq!(same, 0, "what is there is not written again");
}

proptest! {
    #[test]
    fn the_terminal_shows_every_frame(
        frames in prop::collection::vec(
            (prop::collection::vec("([a-z]{1,7}|漢字|é|👩|  )( [a-z漢]{1,6}){0,4}", 8), 0usize..8, -3isize..4), 1..8),
    ) {
        let (mut shown, mut terminal) = (Shown::default(), a_terminal());
        let mut rows: Vec<String> = vec![String::new(); usize::from(HEIGHT)];
        for (words, fixed, by) in frames {
            // Some rows move, some stay, some are new.
            let moved = |y: usize| y.checked_add_signed(by).and_then(|y| rows.get(y).cloned());
            rows = (0..usize::from(HEIGHT))
                .map(|y| if y < fixed { rows[y].clone() } else { moved(y).unwrap_or_else(|| words[y].clone()) })
                .collect();
            show(&mut shown, &mut terminal, &rows);
        }
    }

    #[test]
    fn both_kinds_of_terminal_show_every_frame_with_a_pane(
        frames in prop::collection::vec(
            (prop::collection::vec("([a-z]{1,7}|漢字|é|👩|  )( [a-z漢]{1,6}){0,4}", 16), -3isize..4, -3isize..4, any::<bool>()), 1..8),
        margins in any::<bool>(),
    ) {
        let (mut shown, mut terminal) = (Shown::default(), Plain::new());
        shown.margins = margins;
        let height = usize::from(HEIGHT);
        let (mut rows, mut pane) = (vec![String::new(); height], vec![String::new(); height]);
        for (words, by, pane_by, split) in frames {
            let moved = |y: usize| y.checked_add_signed(by).and_then(|y| rows.get(y).cloned());
            rows = (0..height).map(|y| moved(y).unwrap_or_else(|| words[y].clone())).collect();
            let moved = |y: usize| y.checked_add_signed(pane_by).and_then(|y| pane.get(y).cloned());
            pane = (0..height).map(|y| moved(y).unwrap_or_else(|| words[y + height].clone())).collect();
            // Now and then something wide lies over the edge of the pane.
            let screen = if split { beside(&rows, &pane) } else { rows.clone() };
            let bytes = shown.turn_into(&drawn(&screen), &Kept::default(), split.then_some(SPLIT), None);
            terminal.process(&bytes);
            terminal.check_shows(&drawn(&screen));
            let bytes = shown.turn_into(&drawn(&rows), &Kept::default(), split.then_some(SPLIT), None);
            terminal.process(&bytes);
            terminal.check_shows(&drawn(&rows));
        }
    }
}
