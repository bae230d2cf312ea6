//! The rows of an article at a width, broken only where they are looked at.
//!
//! An article is cut into units: a block, a run of folded blocks, or a piece of a block too long to be broken at once.
//! The rows of a unit are made when they are first asked for and kept for a while, so that opening, resizing and
//! jumping cost the same whatever the length. A [`Place`] names a row by its unit, so it stays right while units
//! elsewhere have no rows yet.

use std::{collections::HashMap, sync::Arc};

use crate::{
    annotation::{Id, set::Annotations},
    article::{Article, BlockKind},
    text::{
        Span, cell,
        layout::{Row, Setting},
    },
};

mod rows;

pub use self::rows::{has_note, note_text};

/// Bytes of a block above which it is cut into pieces.
const LONG: usize = 16 << 10;

/// How many units keep their rows; a screen shows fewer.
const KEPT: usize = 512;

/// Rows beyond which a distance is measured by the length of the text instead of being broken.
const FAR: usize = 4096;

/// The rows of an article.
#[derive(Clone, Debug, Default)]
pub struct Page {
    width: u16,
    setting: Setting,
    folded: bool,
    units: Vec<Unit>,
    made: HashMap<usize, Arc<[PageRow]>>,
    last_top: Option<(usize, Place)>,
}

/// A part of an article that is broken into rows by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Unit {
    /// Its bytes; those of all blocks of a fold.
    span: Span,
    /// The index of its block.
    block: usize,
}

/// Where a row is: the index of its unit, and of the row in it. Later rows are greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Place {
    unit: usize,
    row: usize,
}

/// A page together with what its rows are made of.
#[derive(Debug)]
pub struct Rows<'a> {
    /// The page.
    pub page: &'a mut Page,
    /// The article it shows.
    pub article: &'a Article,
    /// The notes between its rows.
    pub annotations: Option<&'a Annotations>,
}

/// One row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageRow {
    /// The offset in the article at which the row stands.
    pub at: usize,
    /// What it shows.
    pub kind: RowKind,
}

/// What a row shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// Words of the article.
    Text {
        /// Which.
        row: Row,
        /// The index of their block.
        block: usize,
    },
    /// Nothing, between two blocks.
    Gap,
    /// Byline, publication, date and reading time.
    Details,
    /// Folded boilerplate.
    Fold {
        /// How many blocks are folded.
        n_blocks: usize,
        /// The index of the first of them.
        block: usize,
    },
    /// A row of a note.
    Note {
        /// Whose.
        id: Id,
        /// Which part of [`note_text`].
        row: Row,
        /// Whether it is the first row of the note.
        first: bool,
    },
}

impl Page {
    /// Forgets all rows, because the width, the folds or the notes have changed.
    pub fn renew(&mut self, article: &Article, width: u16, setting: Setting, folded: bool) {
        if self.units.is_empty() || self.folded != folded {
            self.units = units(article, folded);
        }
        (self.width, self.setting, self.folded) = (width, setting, folded);
        self.made.clear();
        self.last_top = None;
    }

    /// Returns the unit at an offset.
    fn unit_at(&self, offset: usize) -> usize {
        self.units.partition_point(|unit| unit.span.start <= offset).saturating_sub(1)
    }

    /// Returns about how many rows a unit has, without breaking it.
    fn estimate(&self, unit: usize) -> usize {
        let len = self.units.get(unit).map_or(0, |unit| unit.span.len());
        (2 + len / usize::from(self.width.max(1))).min(FAR)
    }
}

impl Rows<'_> {
    /// Returns the rows of a unit.
    fn of(&mut self, unit: usize) -> Arc<[PageRow]> {
        if let Some(rows) = self.page.made.get(&unit) {
            return Arc::clone(rows);
        }
        if self.page.made.len() >= KEPT {
            self.page.made.clear();
        }
        let it = self.page.units.get(unit).copied().unwrap_or_default();
        let next = self.page.units.get(unit + 1);
        let reach = Span::new(it.span.start, next.map_or(self.article.text.len(), |next| next.span.start));
        let made = rows::rows(self.article, self.annotations, it, reach, self.page);
        let made: Arc<[PageRow]> = made.into();
        self.page.made.insert(unit, Arc::clone(&made));
        made
    }

    /// Returns the row at a place.
    pub fn row(&mut self, place: Place) -> Option<PageRow> {
        self.of(place.unit).get(place.row).copied()
    }

    /// Returns the words on a row, where it has any.
    pub fn text_row(&mut self, place: Place) -> Option<Row> {
        match self.row(place)?.kind {
            RowKind::Text { row, .. } => Some(row),
            _ => None,
        }
    }

    /// Returns the row of text, or of the fold, that shows `offset`.
    pub fn place_of(&mut self, offset: usize) -> Place {
        let unit = self.page.unit_at(offset);
        let rows = self.of(unit);
        let after = rows.partition_point(|row| row.at <= offset);
        let (before, behind) = rows.split_at(after);
        let previous = before.iter().rposition(PageRow::holds_text);
        // Between two blocks the next one is meant, unless the row before still reaches the offset.
        if let Some(row) = previous.filter(|idx| rows.get(*idx).is_some_and(|row| row.reaches(offset))) {
            return Place { unit, row };
        }
        if let Some(row) = behind.iter().position(PageRow::holds_text) {
            return Place { unit, row: after + row };
        }
        if unit + 1 < self.page.units.len()
            && let Some(row) = self.of(unit + 1).iter().position(PageRow::holds_text)
        {
            return Place { unit: unit + 1, row };
        }
        Place { unit, row: previous.unwrap_or(0) }
    }

    /// Returns the row a number of rows below or above, as far as there are any.
    pub fn step(&mut self, from: Place, by: isize) -> Place {
        let Place { mut unit, mut row } = from;
        let mut left = by.unsigned_abs();
        loop {
            // What is not broken yet and far from where the way ends need not be.
            let far = left > FAR;
            let n = if far { self.page.estimate(unit) } else { self.of(unit).len() };
            row = row.min(n.saturating_sub(1));
            let room = if by < 0 { row } else { n.saturating_sub(row + 1) };
            if left <= room {
                return Place { unit, row: if by < 0 { row - left } else { row + left } };
            }
            let next = if by < 0 { unit.checked_sub(1) } else { Some(unit + 1) };
            let Some(next) = next.filter(|next| *next < self.page.units.len()) else {
                let last = self.of(unit).len().saturating_sub(1);
                return Place { unit, row: if by < 0 { 0 } else { last } };
            };
            left -= room + 1;
            unit = next;
            row = match by < 0 {
                true if left > FAR => self.page.estimate(unit).saturating_sub(1),
                true => self.of(unit).len().saturating_sub(1),
                false => 0,
            };
        }
    }

    /// Returns the last row.
    pub fn end(&mut self) -> Place {
        let unit = self.page.units.len().saturating_sub(1);
        Place { unit, row: self.of(unit).len().saturating_sub(1) }
    }

    /// Returns the first row of the last screenful of `height` rows.
    pub fn last_top(&mut self, height: usize) -> Place {
        if let Some((known, place)) = self.page.last_top
            && known == height
        {
            return place;
        }
        let end = self.end();
        let place = self.step(end, 1 - isize::try_from(height.max(1)).unwrap_or(isize::MAX));
        self.page.last_top = Some((height, place));
        place
    }

    /// Returns up to `height` rows from a place on.
    pub fn from(&mut self, top: Place, height: usize) -> Vec<PageRow> {
        let mut seen = Vec::with_capacity(height.min(KEPT));
        let mut skipped = top.row;
        for unit in top.unit..self.page.units.len().max(1) {
            let room = height - seen.len();
            if room == 0 {
                break;
            }
            seen.extend(self.of(unit).iter().skip(skipped).take(room));
            skipped = 0;
        }
        seen
    }

    /// Returns every row: breaks the whole article.
    pub fn all(&mut self) -> Vec<PageRow> {
        self.from(Place::default(), usize::MAX)
    }
}

impl PageRow {
    /// Returns whether the row shows the article itself.
    pub fn holds_text(&self) -> bool {
        matches!(self.kind, RowKind::Text { .. } | RowKind::Fold { .. })
    }

    fn reaches(&self, offset: usize) -> bool {
        match self.kind {
            RowKind::Text { row, .. } => offset < row.span.end.max(row.span.start + 1),
            _ => self.at == offset,
        }
    }
}

/// Cuts an article into units.
fn units(article: &Article, folded: bool) -> Vec<Unit> {
    let mut units = Vec::with_capacity(article.blocks.len());
    let mut idx = 0;
    while let Some(block) = article.blocks.get(idx) {
        let n_blocks = if folded { rows::n_boilerplate(article, idx) } else { 0 };
        if n_blocks > 0 {
            let last = article.blocks.get(idx + n_blocks - 1).unwrap_or(block);
            units.push(Unit { span: Span::new(block.span.start, last.span.end), block: idx });
            idx += n_blocks;
            continue;
        }
        let mut start = block.span.start;
        while block.kind != BlockKind::TableRow && block.span.end - start > LONG {
            let Some(cut) = cut(&article.text, start, block.span.end) else { break };
            units.push(Unit { span: Span::new(start, cut), block: idx });
            start = cut;
        }
        units.push(Unit { span: Span::new(start, block.span.end), block: idx });
        idx += 1;
    }
    units
}

/// Returns where to cut a block too long to be broken at once: after a line break, else after a space, else between
/// two clusters.
fn cut(text: &str, start: usize, end: usize) -> Option<usize> {
    let mut most = (start + LONG).min(end);
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    let piece = Span::new(start, most).slice(text);
    let after = piece.rfind('\n').or_else(|| piece.rfind(' ')).map(|at| start + at + 1);
    let cut = after.unwrap_or_else(|| start + cell::previous_cluster(piece, piece.len()));
    (cut > start && cut < end).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Block, Meta};

    fn article(blocks: &[(BlockKind, &str)]) -> Article {
        let mut article = Article { meta: Meta::default(), ..Article::default() };
        for (kind, words) in blocks {
            if !article.text.is_empty() {
                article.text.push_str("\n\n");
            }
            let start = article.text.len();
            article.text.push_str(words);
            article.blocks.push(Block { kind: *kind, span: Span::new(start, article.text.len()) });
        }
        article
    }

    fn on<'a>(page: &'a mut Page, article: &'a Article, folded: bool) -> Rows<'a> {
        page.renew(article, 12, Setting::default(), folded);
        Rows { page, article, annotations: None }
    }

    #[track_caller]
    fn check(blocks: &[(BlockKind, &str)], folded: bool, expected: &[&str]) {
        let article = article(blocks);
        let mut page = Page::default();
        let shown: Vec<String> = on(&mut page, &article, folded)
            .all()
            .iter()
            .map(|row| match row.kind {
                RowKind::Text { row, .. } => " ".repeat(row.indent.into()) + row.span.slice(&article.text),
                RowKind::Gap => String::new(),
                RowKind::Details => "(details)".to_owned(),
                RowKind::Fold { n_blocks, .. } => format!("({n_blocks} folded)"),
                RowKind::Note { .. } => "(note)".to_owned(),
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn blocks_stand_apart_and_lists_together() {
        let item = BlockKind::ListItem { depth: 0, marker: 4 };
        check(
            &[
                (BlockKind::Title, "Vote delayed"),
                (item, "• one and two"),
                (item, "• three"),
                (BlockKind::Paragraph, "End."),
            ],
            true,
            &["Vote delayed", "(details)", "", " • one and", "   two", " • three", "", "End."],
        );
    }

    #[test]
    fn boilerplate_is_one_row_unless_unfolded() {
        let blocks = [
            (BlockKind::Paragraph, "Words."),
            (BlockKind::Boilerplate, "Share"),
            (BlockKind::Boilerplate, "More"),
        ];
        check(&blocks, true, &["(details)", "", "Words.", "", "(2 folded)"]);
        check(&blocks, false, &["(details)", "", "Words.", "", "Share", "", "More"]);
    }

    #[test]
    fn every_offset_has_its_row() {
        let article =
            article(&[(BlockKind::Title, "Vote"), (BlockKind::Paragraph, "The council met. It was late.")]);
        let mut page = Page::default();
        let mut rows = on(&mut page, &article, true);
        for (offset, c) in article.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let row = {
                let place = rows.place_of(offset);
                rows.text_row(place).unwrap()
            };
            assert!(row.span.contains(offset), "{offset} {c:?} {row:?}");
        }
    }

    #[test]
    fn steps_are_the_rows_between_two_places() {
        let words = "word ".repeat(30);
        let blocks: Vec<_> = (0..40).map(|_| (BlockKind::Paragraph, words.trim())).collect();
        let article = article(&blocks);
        let mut page = Page::default();
        let mut rows = on(&mut page, &article, true);
        let n = rows.all().len();
        let mut place = Place::default();
        for idx in 0..n {
            let to = rows.step(Place::default(), isize::try_from(idx).unwrap());
            assert_eq!(to, place);
            assert_eq!(rows.step(to, -isize::try_from(idx).unwrap()), Place::default());
            place = rows.step(place, 1);
        }
        assert_eq!(place, rows.end());
        let last = rows.last_top(10);
        assert_eq!(rows.from(last, 20).len(), 10);
    }

    #[test]
    fn a_paragraph_of_any_length_is_broken_piece_by_piece() {
        for word in ["word ", "漢", "line\n", "x"] {
            let words = word.repeat(3 * LONG / word.len() + 7);
            let article = article(&[(BlockKind::Paragraph, words.trim())]);
            let mut page = Page::default();
            let mut rows = on(&mut page, &article, true);
            assert!(rows.page.units.len() >= 3, "{word:?}");
            let mut end = 0;
            for row in rows.all() {
                let RowKind::Text { row, .. } = row.kind else { continue };
                assert!(article.text.get(end..row.span.start).unwrap().trim().is_empty());
                end = row.span.end;
            }
            assert_eq!(end, article.text.len());
        }
    }

    #[test]
    fn far_steps_break_little_of_the_article() {
        let words = "word ".repeat(30);
        let blocks: Vec<_> = (0..4000).map(|_| (BlockKind::Paragraph, words.trim())).collect();
        let article = article(&blocks);
        let mut page = Page::default();
        let mut rows = on(&mut page, &article, true);
        let there = rows.step(Place::default(), 40_000);
        assert!(there > Place::default() && there < rows.end());
        assert!(rows.page.made.len() < KEPT);
        assert_eq!(rows.step(Place::default(), isize::MAX), rows.end());
        let end = rows.end();
        assert_eq!(rows.step(end, isize::MIN + 1), Place::default());
    }
}
