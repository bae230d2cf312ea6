//! The bytes that turn what a terminal shows into the next frame: as few as can be, because they may go a long way.
//!
//! Only cells that differ are written. Rows that moved up or down together are moved by the terminal itself, which makes
//! a row of reading cost one row of bytes. Where a pane stands beside them, a terminal that knows left and right margins
//! moves what is left of it; for others it is reckoned whether it is cheaper to move the pane too and to write it again.
//! Colors and attributes are changed, not set anew for every cell.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    ops::Range,
};

use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

use crate::{text::cell::is_plain, ui::memory::Kept};

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
    cells: Option<Frame>,
    pen: Pen,
    /// Where its cursor is known to be.
    at: Option<Position>,
    /// Whether its cursor is seen.
    cursor: Option<bool>,
    /// For each of its rows a number that stands for the words on it, left of the pane.
    marks: Vec<Option<u64>>,
    /// The same of the pane.
    pane_marks: Vec<Option<u64>>,
    /// The column at which the pane begins.
    split: u16,
    /// Whether it can move rows between a left and a right margin.
    margins: bool,
}

/// How cells are written. Colors are numbers, so that thousands of cells are compared in no time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Pen {
    fg: u32,
    bg: u32,
    line: u32,
    modifier: u16,
}

/// The cells of a screen, row by row, as far as it takes to compare them.
#[derive(Debug, Default)]
struct Frame {
    area: Rect,
    cells: Vec<Short>,
}

/// What is in a cell, in few bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Short {
    /// The bytes of its symbol, or a number that stands for a longer one.
    symbol: u64,
    pen: Pen,
    /// The columns it takes.
    columns: u16,
}

impl Short {
    const EMPTY: Self = Self { symbol: 0x20, pen: Pen::NONE, columns: 1 };

    fn of(cell: &Cell) -> Self {
        let symbol = match cell.symbol().as_bytes() {
            [byte] => u64::from(*byte),
            bytes if bytes.len() <= 7 => bytes.iter().fold(0, |symbol, byte| symbol << 8 | u64::from(*byte)),
            bytes => {
                let mut hasher = DefaultHasher::new();
                bytes.hash(&mut hasher);
                // No short symbol has the highest bit.
                hasher.finish() | 1 << 63
            }
        };
        Self { symbol, pen: Pen::of(cell), columns: columns(cell) }
    }
}

impl Frame {
    fn of(buf: &Buffer) -> Self {
        Self { area: buf.area, cells: buf.content.iter().map(Short::of).collect() }
    }

    /// Returns the cells of the next frame; what is kept of this one need not be looked at.
    fn followed_by(&self, next: &Buffer, kept: &Kept) -> Self {
        let mut frame = Self { area: self.area, cells: self.cells.clone() };
        let width = self.width();
        let (left, right) = (usize::from(kept.columns.0), usize::from(kept.columns.1));
        let pane = kept.pane.map_or(0..0, |(left, right)| usize::from(left)..usize::from(right));
        for y in 0..usize::from(self.area.height) {
            let was = kept.rows.get(y).copied().flatten().map(usize::from);
            let article = if was.is_some() { left..right } else { 0..0 };
            let to = y * width;
            let beside = if y < usize::from(kept.pane_height) { pane.clone() } else { 0..0 };
            let new = (0..width).filter(|x| !article.contains(x) && !beside.contains(x));
            for x in new {
                if let Some((short, cell)) = frame.cells.get_mut(to + x).zip(next.content.get(to + x)) {
                    *short = Short::of(cell);
                }
            }
            if let Some(was) = was.filter(|was| *was != y)
                && let Some(from) = self.cells.get(was * width + left..was * width + right)
                && let Some(to) = frame.cells.get_mut(to + left..to + right)
            {
                to.copy_from_slice(from);
            }
        }
        frame
    }

    fn empty(area: Rect) -> Self {
        Self { area, cells: vec![Short::EMPTY; usize::from(area.width) * usize::from(area.height)] }
    }

    fn width(&self) -> usize {
        usize::from(self.area.width)
    }

    fn row(&self, y: usize) -> &[Short] {
        self.part(y, &(0..self.width()))
    }

    /// Returns some columns of a row.
    fn part(&self, y: usize, columns: &Range<usize>) -> &[Short] {
        let row = y * self.width();
        self.cells.get(row + columns.start..row + columns.end).unwrap_or(&[])
    }

    /// Moves rows up, or down, as a terminal does; those that come in are empty.
    fn move_rows(&mut self, rows: &Range<usize>, columns: &Range<usize>, by: isize) {
        let width = self.width();
        let at = |y: usize| y * width + columns.start;
        let n = columns.len();
        for step in 0..rows.len() {
            let y = if by > 0 { rows.start + step } else { rows.end - 1 - step };
            match y.checked_add_signed(by).filter(|from| rows.contains(from)) {
                Some(from) => self.cells.copy_within(at(from)..at(from) + n, at(y)),
                None => self.cells.get_mut(at(y)..at(y) + n).unwrap_or(&mut []).fill(Short::EMPTY),
            }
        }
    }

    /// Returns a number for the words of each row in some columns, and nothing for blank rows. Equal rows have equal
    /// numbers; should others have them too, more is written than need be, and what is shown is right all the same.
    fn marks(&self, columns: &Range<usize>) -> Vec<Option<u64>> {
        let rows = (0..usize::from(self.area.height)).map(|y| self.part(y, columns));
        rows.map(|row| (!row.iter().all(|cell| cell.symbol == 0x20)).then(|| mark(row))).collect()
    }
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

    /// Takes in that the terminal can move rows between a left and a right margin.
    pub(super) fn has_margins(&mut self) {
        self.margins = true;
    }

    /// Returns the bytes that make the terminal show `next`, in which a pane may begin at column `split`, and takes them
    /// for written.
    pub(super) fn turn_into(
        &mut self,
        next: &Buffer,
        kept: &Kept,
        split: Option<u16>,
        cursor: Option<Position>,
    ) -> Vec<u8> {
        let mut out = Vec::new();
        let known = self.cells.take().filter(|cells| cells.area == next.area);
        let is_known = known.is_some();
        let mut cells = known.unwrap_or_else(|| {
            out.extend(b"\x1b[m\x1b[2J");
            (self.pen, self.at, self.cursor) = (Pen::default(), None, None);
            self.marks.clear();
            self.pane_marks.clear();
            Frame::empty(next.area)
        });
        let after = if is_known { cells.followed_by(next, kept) } else { Frame::of(next) };
        let split = split.unwrap_or(next.area.width).min(next.area.width);
        if std::mem::replace(&mut self.split, split) != split {
            self.marks.clear();
            self.pane_marks.clear();
        }
        self.scroll(&mut cells, &after, &mut out);
        for y in 0..next.area.height {
            let idx = usize::from(y);
            if cells.row(idx) != after.row(idx) {
                self.row(cells.row(idx), after.row(idx), row(next, y), y, &mut out);
            }
        }
        if let Some(at) = cursor {
            self.go(at.x, at.y, &mut out);
        }
        if self.cursor != Some(cursor.is_some()) {
            out.extend(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.cursor = Some(cursor.is_some());
        }
        self.cells = Some(after);
        out
    }

    /// Lets the terminal move rows that moved together.
    fn scroll(&mut self, cells: &mut Frame, next: &Frame, out: &mut Vec<u8>) {
        let (split, width) = (usize::from(self.split), next.width());
        let (article, pane) = (0..split, split..width);
        let before = std::mem::replace(&mut self.marks, next.marks(&article));
        let found = moved(&before, &self.marks);
        if self.margins && !pane.is_empty() {
            if let Some((rows, by)) = found {
                self.move_rows(cells, &rows, &article, by, out);
            }
            // The border of the pane stays where it is.
            let list = split + 1..width;
            let before = std::mem::replace(&mut self.pane_marks, next.marks(&list));
            if let Some((rows, by)) = moved(&before, &self.pane_marks) {
                self.move_rows(cells, &rows, &list, by, out);
            }
            return;
        }
        let Some((rows, by)) = found else { return };
        if !pane.is_empty()
            && differing(cells, next, &rows, &article, 0) <= differing(cells, next, &rows, &pane, by)
        {
            return;
        }
        self.move_rows(cells, &rows, &(0..width), by, out);
    }

    /// Lets the terminal move some columns of rows; not where half of something wide would be moved.
    fn move_rows(
        &mut self,
        cells: &mut Frame,
        rows: &Range<usize>,
        columns: &Range<usize>,
        by: isize,
        out: &mut Vec<u8>,
    ) {
        let reaches = |y: usize, end: usize| cells.part(y, &(0..end)).last().is_some_and(|it| it.columns > 1);
        if rows
            .clone()
            .any(|y| [columns.start, columns.end].into_iter().any(|x| x < cells.width() && reaches(y, x)))
        {
            return;
        }
        self.set(Pen::default(), out);
        let direction = if by > 0 { 'S' } else { 'T' };
        let beside = columns.len() < cells.width();
        if beside {
            write!(out, "\x1b[?69h\x1b[{};{}s", columns.start + 1, columns.end).ok();
        }
        write!(out, "\x1b[{};{}r\x1b[{}{direction}\x1b[r", rows.start + 1, rows.end, by.unsigned_abs()).ok();
        if beside {
            // This takes the margins away as well.
            out.extend(b"\x1b[?69l");
        }
        self.at = None;
        cells.move_rows(rows, columns, by);
    }

    /// Writes what differs in a row.
    fn row(&mut self, before: &[Short], after: &[Short], words: &[Cell], y: u16, out: &mut Vec<u8>) {
        let is_default = |cell: &Short| *cell == Short::EMPTY;
        let symbol = |x: usize| words.get(x).map_or(" ", Cell::symbol);
        let blank_from = after.iter().rposition(|cell| !is_default(cell)).map_or(0, |idx| idx + 1);
        // Up to here cells must be written, because half of what stood there is gone.
        let mut spoiled = 0;
        // From here on cells are as they should be, but not yet jumped over.
        let mut same = None;
        let mut x = 0;
        while let Some(cell) = after.get(x) {
            let width = usize::from(cell.columns);
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
                if bridge.iter().all(|cell| cell.symbol < 0x80 && cell.pen == self.pen) {
                    (from..x).for_each(|x| out.extend(symbol(x).bytes()));
                    self.at = Some(Position { x: column(x), y });
                }
            }
            for covered in x..x + width {
                let was = before.get(covered).map_or(1, |cell| usize::from(cell.columns));
                spoiled = spoiled.max(covered + was);
            }
            self.go(column(x), y, out);
            self.set(cell.pen, out);
            out.extend(symbol(x).bytes());
            let single = symbol(x).chars().count() == 1;
            x += width;
            // Terminals disagree on how wide what is not plain is, and on where the cursor is behind the last column.
            let plain = single && width == 1 && x < after.len();
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
        if pen == Pen::default() || self.pen.modifier & !pen.modifier != 0 {
            self.pen = Pen::default();
            codes.push(if pen == Pen::default() { String::new() } else { "0".to_owned() });
        }
        for (attribute, number) in ATTRIBUTES {
            if pen.has(attribute) && !self.pen.has(attribute) {
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
    /// Nothing set.
    const NONE: Self = Self { fg: 0, bg: 0, line: 0, modifier: 0 };

    fn of(cell: &Cell) -> Self {
        let [fg, bg, line] = [cell.fg, cell.bg, cell.underline_color].map(number);
        Self { fg, bg, line, modifier: cell.modifier.bits() }
    }

    /// Returns whether an attribute is set.
    fn has(self, attribute: Modifier) -> bool {
        self.modifier & attribute.bits() != 0
    }
}

/// What stands before the number of a color in a table, and before one in red, green and blue.
const INDEXED: u32 = 1 << 24;
const RGB: u32 = 2 << 24;

/// Returns a number for a color: 0 for the terminal's own, 1 to 16 for those that it has names for.
fn number(color: Color) -> u32 {
    match color {
        Color::Reset => 0,
        Color::Black => 1,
        Color::Red => 2,
        Color::Green => 3,
        Color::Yellow => 4,
        Color::Blue => 5,
        Color::Magenta => 6,
        Color::Cyan => 7,
        Color::Gray => 8,
        Color::DarkGray => 9,
        Color::LightRed => 10,
        Color::LightGreen => 11,
        Color::LightYellow => 12,
        Color::LightBlue => 13,
        Color::LightMagenta => 14,
        Color::LightCyan => 15,
        Color::White => 16,
        Color::Indexed(idx) => INDEXED | u32::from(idx),
        Color::Rgb(r, g, b) => RGB | u32::from_be_bytes([0, r, g, b]),
    }
}

/// Returns the code of a color: of text (30), behind it (40) or of the line under it (50).
fn code(color: u32, ground: u8) -> String {
    let [kind, r, g, b] = color.to_be_bytes();
    let (number, bright) = match (kind, b) {
        (0, 0) => return (ground + 9).to_string(),
        (0, name) => ((name - 1) % 8, name > 8),
        (1, idx) => return format!("{};5;{idx}", ground + 8),
        _ => return format!("{};2;{r};{g};{b}", ground + 8),
    };
    match (ground, bright) {
        // Lines have no numbers for the first colors, only places in the table.
        (50, _) => format!("58;5;{}", number + if bright { 8 } else { 0 }),
        (_, false) => (ground + number).to_string(),
        (_, true) => (ground + 60 + number).to_string(),
    }
}

/// Returns how many cells would have to be written within some rows and columns, if the rows were moved before.
fn differing(cells: &Frame, next: &Frame, rows: &Range<usize>, columns: &Range<usize>, by: isize) -> usize {
    let count = |y: usize| {
        let after = next.part(y, columns);
        match y.checked_add_signed(by).filter(|y| rows.contains(y)) {
            Some(was) => cells.part(was, columns).iter().zip(after).filter(|(was, is)| was != is).count(),
            None => after.iter().filter(|cell| **cell != Short::EMPTY).count(),
        }
    };
    rows.clone().map(count).sum()
}

fn mark(row: &[Short]) -> u64 {
    row.iter()
        .fold(0, |mark: u64, cell| (mark.rotate_left(5) ^ cell.symbol).wrapping_mul(0x517c_c1b7_2722_0a95))
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

/// Returns the columns a cell takes: those behind it are covered.
fn columns(cell: &Cell) -> u16 {
    if let [_] = cell.symbol().as_bytes() {
        return 1;
    }
    let mut chars = cell.symbol().chars();
    if chars.next().is_some_and(is_plain) && chars.next().is_none() {
        return 1;
    }
    u16::try_from(cell.symbol().width()).unwrap_or(1).max(1)
}

fn column(x: usize) -> u16 {
    u16::try_from(x).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
