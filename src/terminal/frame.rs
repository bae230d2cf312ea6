//! The bytes that turn what a terminal shows into the next frame: as few as can be, because they may go a long way.
//!
//! Only cells that differ are written. Rows that moved up or down together are moved by the terminal itself, which makes
//! a row of reading cost one row of bytes. Colors and attributes are changed, not set anew for every cell.

use std::{collections::HashMap, io::Write, ops::Range};

use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

/// Cells that are written again rather than jumped over: the jump takes as many bytes.
const BRIDGE: usize = 5;

/// How many rows must have moved together for the terminal to move them.
const MOVED: usize = 3;

/// Cells at the end of a row that are erased rather than written.
const ERASED: usize = 4;

/// What a terminal shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// Its cells; nothing is known of them where there are none.
    cells: Option<Buffer>,
    pen: Pen,
    /// Where its cursor is known to be.
    at: Option<Position>,
    /// Whether its cursor is seen.
    cursor: Option<bool>,
    /// For each of its rows a number that stands for the words on it.
    marks: Vec<Option<u64>>,
}

/// How cells are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Pen {
    fg: Color,
    bg: Color,
    line: Color,
    modifier: Modifier,
}

/// The attributes with their numbers.
const ATTRIBUTES: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

impl Shown {
    /// Forgets what the terminal shows, so that the next frame writes everything.
    pub(super) fn forget(&mut self) {
        self.cells = None;
    }

    /// Returns the bytes that make the terminal show `next`, and takes them for written. What is left in `next` is the
    /// frame before, to be drawn on again.
    pub(super) fn turn_into(&mut self, next: &mut Buffer, cursor: Option<Position>) -> Vec<u8> {
        let mut out = Vec::new();
        let known = self.cells.take().filter(|cells| cells.area == next.area);
        let mut cells = known.unwrap_or_else(|| {
            out.extend(b"\x1b[m\x1b[2J");
            (self.pen, self.at, self.cursor) = (Pen::default(), None, None);
            self.marks.clear();
            Buffer::empty(next.area)
        });
        self.scroll(&mut cells, next, &mut out);
        for y in next.area.top()..next.area.bottom() {
            self.row(row(&cells, y), row(next, y), y, &mut out);
        }
        if let Some(at) = cursor {
            self.go(at.x, at.y, &mut out);
        }
        if self.cursor != Some(cursor.is_some()) {
            out.extend(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.cursor = Some(cursor.is_some());
        }
        std::mem::swap(&mut cells, next);
        self.cells = Some(cells);
        out
    }

    /// Lets the terminal move rows that moved together.
    fn scroll(&mut self, cells: &mut Buffer, next: &Buffer, out: &mut Vec<u8>) {
        let after = marks(next);
        let before = std::mem::replace(&mut self.marks, after);
        let Some((rows, by)) = moved(&before, &self.marks) else { return };
        let width = usize::from(cells.area.width);
        let Some(region) = cells.content.get_mut(rows.start * width..rows.end * width) else { return };
        self.set(Pen::default(), out);
        let direction = if by > 0 { 'S' } else { 'T' };
        write!(out, "\x1b[{};{}r\x1b[{}{direction}\x1b[r", rows.start + 1, rows.end, by.unsigned_abs()).ok();
        self.at = None;
        let n = (by.unsigned_abs() * width).min(region.len());
        let blank = if by > 0 {
            region.rotate_left(n);
            region.len() - n..region.len()
        } else {
            region.rotate_right(n);
            0..n
        };
        region.get_mut(blank).unwrap_or(&mut []).iter_mut().for_each(Cell::reset);
    }

    /// Writes what differs in a row.
    fn row(&mut self, before: &[Cell], after: &[Cell], y: u16, out: &mut Vec<u8>) {
        if before == after {
            return;
        }
        let is_default = |cell: &Cell| *cell == Cell::EMPTY;
        let blank_from = after.iter().rposition(|cell| !is_default(cell)).map_or(0, |idx| idx + 1);
        // Up to here cells must be written, because half of what stood there is gone.
        let mut spoiled = 0;
        // From here on cells are as they should be, but not yet jumped over.
        let mut same = None;
        let mut x = 0;
        while let Some(cell) = after.get(x) {
            let width = usize::from(columns(cell));
            if before.get(x) == Some(cell) && x >= spoiled {
                same.get_or_insert(x);
                x += width;
                continue;
            }
            let rest = before.get(blank_from..).unwrap_or(&[]);
            if x >= blank_from && rest.iter().filter(|cell| !is_default(cell)).count() >= ERASED {
                self.go(column(x), y, out);
                self.set(Pen::default(), out);
                out.extend(b"\x1b[K");
                return;
            }
            if let Some(from) = same.take().filter(|from| x - from <= BRIDGE)
                && self.at == Some(Position { x: column(from), y })
            {
                let bridge = after.get(from..x).unwrap_or(&[]);
                if bridge.iter().all(|cell| cell.symbol().is_ascii() && Pen::of(cell) == self.pen) {
                    bridge.iter().for_each(|cell| out.extend(cell.symbol().bytes()));
                    self.at = Some(Position { x: column(x), y });
                }
            }
            for covered in x..x + width {
                let was = before.get(covered).map_or(1, |cell| usize::from(columns(cell)));
                spoiled = spoiled.max(covered + was);
            }
            self.go(column(x), y, out);
            self.set(Pen::of(cell), out);
            out.extend(cell.symbol().bytes());
            x += width;
            // Terminals disagree on how wide what is not plain is, and on where the cursor is behind the last column.
            let plain = cell.symbol().chars().count() == 1 && width == 1 && x < after.len();
            self.at = plain.then_some(Position { x: column(x), y });
        }
    }

    /// Moves the cursor.
    fn go(&mut self, x: u16, y: u16, out: &mut Vec<u8>) {
        match self.at {
            Some(at) if at.y == y && at.x == x => return,
            Some(at) if at.y == y && at.x < x => write!(out, "\x1b[{}C", x - at.x).ok(),
            _ => write!(out, "\x1b[{};{}H", y + 1, x + 1).ok(),
        };
        self.at = Some(Position { x, y });
    }

    /// Changes how cells are written.
    fn set(&mut self, pen: Pen, out: &mut Vec<u8>) {
        if pen == self.pen {
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        // Two attributes share one way to be ended, so all are ended and those that stay begin again.
        if pen == Pen::default() || !pen.modifier.contains(self.pen.modifier) {
            self.pen = Pen::default();
            codes.push(if pen == Pen::default() { String::new() } else { "0".to_owned() });
        }
        for (attribute, number) in ATTRIBUTES {
            if pen.modifier.contains(attribute) && !self.pen.modifier.contains(attribute) {
                codes.push(number.to_string());
            }
        }
        let colors = [(pen.fg, self.pen.fg, 30), (pen.bg, self.pen.bg, 40), (pen.line, self.pen.line, 50)];
        let changed = colors.into_iter().filter(|(to, from, _)| to != from);
        codes.extend(changed.map(|(to, _, ground)| code(to, ground)));
        write!(out, "\x1b[{}m", codes.join(";")).ok();
        self.pen = pen;
    }
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, line: cell.underline_color, modifier: cell.modifier }
    }
}

/// Returns the code of a color: of text (30), behind it (40) or of the line under it (50).
fn code(color: Color, ground: u8) -> String {
    let (number, bright) = match color {
        Color::Reset => return (ground + 9).to_string(),
        Color::Rgb(r, g, b) => return format!("{};2;{r};{g};{b}", ground + 8),
        Color::Indexed(idx) => return format!("{};5;{idx}", ground + 8),
        Color::Black => (0, false),
        Color::Red => (1, false),
        Color::Green => (2, false),
        Color::Yellow => (3, false),
        Color::Blue => (4, false),
        Color::Magenta => (5, false),
        Color::Cyan => (6, false),
        Color::Gray => (7, false),
        Color::DarkGray => (0, true),
        Color::LightRed => (1, true),
        Color::LightGreen => (2, true),
        Color::LightYellow => (3, true),
        Color::LightBlue => (4, true),
        Color::LightMagenta => (5, true),
        Color::LightCyan => (6, true),
        Color::White => (7, true),
    };
    match (ground, bright) {
        // Lines have no numbers for the first colors, only places in the table.
        (50, _) => format!("58;5;{}", number + if bright { 8 } else { 0 }),
        (_, false) => (ground + number).to_string(),
        (_, true) => (ground + 60 + number).to_string(),
    }
}

/// Returns a number for the words of each row, and nothing for blank rows. Equal rows have equal numbers; should others
/// have them too, more is written than need be, and what is shown is right all the same.
fn marks(buf: &Buffer) -> Vec<Option<u64>> {
    let rows = (buf.area.top()..buf.area.bottom()).map(|y| row(buf, y));
    rows.map(|row| (!is_blank(row)).then(|| mark(row))).collect()
}

fn mark(row: &[Cell]) -> u64 {
    row.iter().fold(0, |mark: u64, cell| {
        let symbol = cell.symbol().bytes().fold(0, |symbol: u64, byte| symbol << 8 ^ u64::from(byte));
        (mark.rotate_left(5) ^ symbol).wrapping_mul(0x517c_c1b7_2722_0a95)
    })
}

/// Returns the rows that moved together, with where they came from, and by how many rows they moved up.
fn moved(before: &[Option<u64>], after: &[Option<u64>]) -> Option<(Range<usize>, isize)> {
    if before.len() != after.len() || before == after {
        return None;
    }
    // A row that occurs twice says nothing about where it came from.
    let mut from: HashMap<u64, Option<usize>> = HashMap::new();
    for (y, mark) in before.iter().enumerate() {
        if let Some(mark) = mark {
            from.entry(*mark).and_modify(|at| *at = None).or_insert(Some(y));
        }
    }
    let mut votes: HashMap<isize, (usize, usize, usize)> = HashMap::new();
    for (y, mark) in after.iter().enumerate() {
        let Some(was) = mark.and_then(|mark| from.get(&mark).copied().flatten()) else { continue };
        let by = was.cast_signed() - y.cast_signed();
        let (n, first, last) = votes.entry(by).or_insert((0, usize::MAX, 0));
        (*n, *first, *last) = (*n + 1, (*first).min(y.min(was)), (*last).max(y.max(was)));
    }
    let (by, (n, first, last)) = votes.into_iter().max_by_key(|(by, (n, ..))| (*n, *by))?;
    let still = before.get(first..=last)?.iter().zip(after.get(first..=last)?);
    let still = still.filter(|(before, after)| before.is_some() && before == after).count();
    (by != 0 && n >= MOVED + still).then_some((first..last + 1, by))
}

fn row(buf: &Buffer, y: u16) -> &[Cell] {
    let Rect { y: top, width, .. } = buf.area;
    let from = usize::from(y - top) * usize::from(width);
    buf.content.get(from..from + usize::from(width)).unwrap_or(&[])
}

fn is_blank(row: &[Cell]) -> bool {
    row.iter().all(|cell| cell.symbol() == " ")
}

/// Returns the columns a cell takes: those behind it are covered.
fn columns(cell: &Cell) -> u16 {
    if let [_] = cell.symbol().as_bytes() {
        return 1;
    }
    u16::try_from(cell.symbol().width()).unwrap_or(1).max(1)
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
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
        let mut buf = drawn(rows);
        let bytes = shown.turn_into(&mut buf, None);
        terminal.process(&bytes);
        check_shows(terminal, &drawn(rows));
        bytes.len()
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
    }
}
