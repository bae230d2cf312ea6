//! What the last frame showed, so that the next one draws only what is new: a row of the article that comes in, and the
//! pane where something in it has changed.
//!
//! A row or pane stays as it is where everything that it is drawn from is equal; what is drawn from something that is not
//! compared here is drawn anew each time. A test holds that no frame can be told from one drawn without memory.

use std::sync::Arc;

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use crate::{
    app::{Focus, State, area::Areas, page::RowKind, pane::Pane},
    article::Article,
    extract::Extraction,
    text::Span,
    ui::{paint, theme::Theme},
};

/// What the last frame showed.
#[derive(Debug, Default)]
pub struct Memory {
    known: Option<Known>,
    /// What of it is still there in the frame being drawn.
    kept: Kept,
}

/// What of the last frame is still there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// For each row of the screen, the row where its part of the article stood.
    pub rows: Vec<Option<u16>>,
    /// The columns of the article.
    pub columns: (u16, u16),
    /// The columns of the pane without its border, where all of it has stayed.
    pub pane: Option<(u16, u16)>,
    /// The rows that the pane has, from the top.
    pub pane_height: u16,
}

/// What everything is drawn from, and what single parts are drawn from.
#[derive(Debug)]
struct Known {
    screen: Rect,
    areas: Areas,
    theme: Theme,
    article: Arc<Article>,
    rows: Vec<RowKey>,
    pane: Option<PaneKey>,
}

/// What a row of the article is drawn from.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct RowKey {
    pub(super) kind: RowKind,
    pub(super) layers: Vec<(Span, Style)>,
    pub(super) letter: Option<(char, Style)>,
    pub(super) focused: bool,
}

/// What the pane is drawn from.
#[derive(Clone, Debug)]
struct PaneKey {
    extraction: Option<Arc<Extraction>>,
    /// Whether the notes are known, and which they are.
    notes: Option<(usize, usize)>,
    searched: bool,
    pane: Pane,
    focus: Focus,
}

/// Screens narrower than this are drawn anew: what does not fit there lies over something else.
const NARROW: u16 = 30;

impl Memory {
    /// Returns what of the last frame is still there.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Begins a frame, on cells that hold the last one; returns whether anything of that can be used.
    pub(super) fn begin(&mut self, state: &State, theme: &Theme, areas: &Areas, buf: &Buffer) -> bool {
        let article = state.reading.as_ref().map(|reading| &reading.article);
        let is_covered = state.popup.is_some()
            || state.labels.is_some()
            || !state.pending.is_empty()
            || areas.tour.is_some();
        let usable = article.filter(|_| !is_covered && areas.reader.width >= NARROW && buf.area.height > 2);
        self.kept = Kept { rows: vec![None; usize::from(buf.area.height)], ..Kept::default() };
        let same = self.known.as_ref().zip(usable).is_some_and(|(known, article)| {
            known.screen == buf.area
                && known.areas == *areas
                && Arc::ptr_eq(&known.article, article)
                && known.theme == *theme
        });
        if !same {
            self.known = usable.map(|article| Known {
                screen: buf.area,
                areas: *areas,
                theme: theme.clone(),
                article: Arc::clone(article),
                rows: Vec::new(),
                pane: None,
            });
        }
        same
    }

    /// Takes in what the rows of the article are drawn from, and moves those that have moved; returns which are there.
    pub(super) fn rows(&mut self, keys: Vec<RowKey>, areas: &Areas, buf: &mut Buffer) -> Vec<bool> {
        let Some(known) = &mut self.known else { return vec![false; keys.len()] };
        let before = std::mem::replace(&mut known.rows, keys);
        let (by, mut there) = still_there(&before, &known.rows);
        let (top, left) = (areas.reader.y, areas.reader.x);
        // Where the text has the whole screen, the status line lies over its last row when it has something to say.
        let bare = |y: usize| !(areas.status.y..areas.status.y + areas.status.height).contains(&row(y));
        for (y, there) in there.iter_mut().enumerate() {
            let y = usize::from(top) + y;
            *there &= bare(y) && y.checked_add_signed(by).is_some_and(bare);
        }
        // The last column shows where things stand in the whole article, and the border of the pane does.
        let right = (left + areas.reader.width).min(areas.edge().unwrap_or(u16::MAX));
        if there.contains(&true) {
            move_rows(buf, (left, right), top..top + row(before.len().max(known.rows.len())), by);
        }
        self.kept.columns = (left, right);
        for (y, _) in there.iter().enumerate().filter(|(_, there)| **there) {
            let from = usize::from(top) + y.saturating_add_signed(by);
            if let Some(slot) = self.kept.rows.get_mut(usize::from(top) + y) {
                *slot = Some(row(from));
            }
        }
        let style = known.theme.style(super::theme::Scope::Text);
        for y in 0..areas.reader.height {
            if !there.get(usize::from(y)).is_some_and(|there| *there) {
                paint::clear(buf, Rect { x: left, y: top + y, width: right - left, height: 1 }, style);
            }
        }
        there
    }

    /// Takes in what the pane is drawn from; returns whether it is there as it should be.
    pub(super) fn pane(&mut self, state: &State, inner: Rect) -> bool {
        let Some((known, reading)) = self.known.as_mut().zip(state.reading.as_ref()) else { return false };
        let key = PaneKey {
            extraction: reading.extraction.clone(),
            notes: reading.notes.as_ref().map(|_| reading.lists.notes_revision()),
            searched: reading.searched.is_some(),
            pane: state.pane.clone(),
            focus: state.focus,
        };
        // The chosen item says where the cursor belongs, so it is drawn.
        let same = known.pane.as_ref() == Some(&key) && state.focus == Focus::Article;
        known.pane = Some(key);
        self.kept.pane = same.then_some((inner.left(), inner.right()));
        self.kept.pane_height = inner.bottom();
        same
    }
}

impl PartialEq for PaneKey {
    fn eq(&self, other: &Self) -> bool {
        let same_extraction = match (&self.extraction, &other.extraction) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same_extraction
            && (self.notes, self.searched, self.focus) == (other.notes, other.searched, other.focus)
            && self.pane == other.pane
    }
}

/// Returns by how many rows those that are still there have moved up, and which of the rows that follow they are.
fn still_there(before: &[RowKey], after: &[RowKey]) -> (isize, Vec<bool>) {
    let text = |key: &&RowKey| matches!(key.kind, RowKind::Text { .. });
    let distance = after.iter().enumerate().filter(|(_, key)| text(key)).find_map(|(y, key)| {
        let was = before.iter().position(|before| before.kind == key.kind)?;
        Some(was.cast_signed() - y.cast_signed())
    });
    let Some(by) = distance else { return (0, vec![false; after.len()]) };
    let there = after.iter().enumerate().map(|(y, key)| {
        let was = y.checked_add_signed(by).and_then(|was| before.get(was));
        matches!(key.kind, RowKind::Text { .. } | RowKind::Gap) && was == Some(key)
    });
    (by, there.collect())
}

/// Moves some columns of rows up, or down; what is left behind is to be drawn anew.
fn move_rows(buf: &mut Buffer, (left, right): (u16, u16), rows: std::ops::Range<u16>, by: isize) {
    let width = usize::from(buf.area.width);
    let (from, n) = (usize::from(left), usize::from(right - left));
    let mut swap = |y: usize, was: usize| {
        let (low, high) = (y.min(was), y.max(was));
        let Some((head, tail)) = buf.content.split_at_mut_checked(high * width) else { return };
        let low = head.get_mut(low * width + from..low * width + from + n);
        if let Some((low, high)) = low.zip(tail.get_mut(from..from + n)) {
            low.swap_with_slice(high);
        }
    };
    let rows = usize::from(rows.start)..usize::from(rows.end);
    let moved = |y: usize| y.checked_add_signed(by).filter(|was| rows.contains(was) && *was != y);
    if by > 0 {
        rows.clone().for_each(|y| {
            if let Some(was) = moved(y) {
                swap(y, was);
            }
        });
    } else {
        rows.clone().rev().for_each(|y| {
            if let Some(was) = moved(y) {
                swap(y, was);
            }
        });
    }
}

fn row(y: usize) -> u16 {
    u16::try_from(y).unwrap_or(u16::MAX)
}
