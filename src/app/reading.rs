//! The article being read: where the reader is in it, and what is selected, focused and found.

use std::{collections::HashMap, sync::Arc};

use crate::{
    annotation::{judgement::Judgements, notes::Notes},
    app::{
        area::Areas,
        judging,
        page::{Page, PageRow, Place, RowKind, Rows},
        pane::Lists,
    },
    article::{Article, BlockKind, Fingerprint, Inline},
    config,
    extract::Extraction,
    text::{
        Span, cell,
        fold::Folded,
        layout::{self, Edge, Fit, Language, Row, Setting},
        sentence,
        units::Units,
    },
};

/// An article that is open.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its place in the list of articles.
    pub index: usize,
    /// The fingerprint of its text.
    pub text_id: Fingerprint,
    /// The name under which its notes are kept: the fingerprint of the first text it had.
    pub id: Fingerprint,
    /// How many versions of it are known.
    pub versions: usize,
    /// The article.
    pub article: Arc<Article>,
    /// How many words it has.
    pub n_words: usize,
    /// The length of the longest styled words.
    longest: usize,
    /// Conversion to code points.
    pub units: Units,
    /// The bytes of the whole source, where this is only its beginning and the rest is being read.
    pub glimpse: Option<usize>,
    /// Whether the reader asked for the end before it was read.
    pub wants_end: bool,
    /// What was found in it as the reader judges it, once it is known.
    pub extraction: Option<Arc<Extraction>>,
    /// What the pane lists of that, and of the notes.
    pub lists: Lists,
    /// By entity: why it is not as it was found; empty where it is.
    pub corrections: Vec<&'static str>,
    /// By quotation: what the reader says of it.
    pub verdicts: Vec<judging::OfQuotation>,
    /// Highlights and notes, once they are read.
    pub notes: Option<Notes>,
    /// Its rows.
    pub page: Page,
    /// The first row on the screen.
    pub top: Place,
    /// The rows on the screen, as [`Reading::look`] saw them last.
    pub seen: Vec<PageRow>,
    /// The row on which the cursor stands, as [`Reading::look`] saw it last.
    pub cursor_row: Option<Row>,
    /// Rows of the screen that show it.
    pub height: usize,
    /// Where the reader stands: the beginning of the focus, or the moving end of the selection.
    pub cursor: usize,
    /// The sentence, or the row without one, on which the reader acts.
    pub focus: Span,
    /// The fixed end of the selection, while there is one.
    pub tail: Option<usize>,
    /// What the selection consists of.
    pub reach: Reach,
    /// What was selected before the selection grew, to shrink to it again.
    pub grown: Vec<Span>,
    /// What was selected last: its two ends, and what it consisted of.
    pub last_selection: Option<(usize, usize, Reach)>,
    /// The column that moving up and down keeps to.
    pub goal: Option<u16>,
    /// Where jumps began.
    pub jumps: Jumps,
    /// Places that the reader marked with a letter.
    pub marks: HashMap<char, usize>,
    /// Whether boilerplate is folded.
    pub folded: bool,
    /// The offset up to which names were looked for, while more is being searched.
    pub searched: Option<usize>,
    /// What was found, before the reader's judgements.
    found: Option<Arc<Extraction>>,
    /// Whether notes are shown between the rows.
    inline_notes: bool,
    /// Whether the end is on the screen.
    at_end: bool,
    sentences: Option<(usize, Vec<Span>)>,
    words: Option<Arc<Folded>>,
}

/// What a selection consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reach {
    /// What stands between its ends.
    #[default]
    Characters,
    /// All paragraphs from that of one end to that of the other.
    Paragraphs,
}

/// What takes long to find out about a long article, so that it is found out before the article is shown.
#[derive(Clone, Debug)]
pub struct Measures {
    /// The fingerprint of its text.
    pub text_id: Fingerprint,
    /// How many words it has.
    pub n_words: usize,
    /// Conversion to code points.
    pub units: Units,
    /// The length of the longest styled words: how far back some that reach an offset can begin.
    pub longest: usize,
}

impl Measures {
    /// Measures an article.
    pub fn of(article: &Article) -> Self {
        Self {
            text_id: Fingerprint::of(&article.text),
            n_words: article.n_words(),
            units: Units::new(&article.text),
            longest: article.inlines.iter().map(|inline| inline.span.len()).max().unwrap_or(0),
        }
    }
}

/// Where jumps began, to go back there and forward again.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Jumps {
    places: Vec<usize>,
    at: usize,
}

/// The most places that are remembered.
const JUMPS: usize = 100;

/// Words that a person reads in a minute.
const WORDS_A_MINUTE: usize = 230;

/// Rows within which moving up and down counts only those that hold text.
const CLOSE: isize = 4096;

impl Reading {
    /// Opens an article at its beginning. It has no rows before [`Self::lay_out`].
    pub fn new(index: usize, article: Arc<Article>, measures: Measures, folded: bool) -> Self {
        let Measures { text_id, n_words, units, longest } = measures;
        let start = article.blocks.first().map_or(0, |block| block.span.start);
        Self {
            index,
            id: text_id.clone(),
            text_id,
            versions: 1,
            n_words,
            longest,
            units,
            article,
            glimpse: None,
            wants_end: false,
            extraction: None,
            lists: Lists::default(),
            corrections: Vec::new(),
            verdicts: Vec::new(),
            searched: None,
            found: None,
            notes: None,
            page: Page::default(),
            top: Place::default(),
            seen: Vec::new(),
            cursor_row: None,
            at_end: false,
            inline_notes: false,
            height: 0,
            cursor: start,
            focus: Span::default(),
            tail: None,
            reach: Reach::Characters,
            grown: Vec::new(),
            last_selection: None,
            goal: None,
            jumps: Jumps::default(),
            marks: HashMap::new(),
            folded,
            sentences: None,
            words: None,
        }
    }

    /// Breaks the article into rows for the screen as it is now; the reader stays at the same words.
    pub fn lay_out(&mut self, areas: &Areas, wanted: config::Reading) {
        let (top, beginning) = (self.top, self.top == Place::default());
        let kept = self.rows().row(top);
        self.inline_notes = wanted.inline_notes;
        let setting = setting(&self.article, wanted);
        self.page.renew(&self.article, areas.text_width, setting, self.folded);
        self.height = usize::from(areas.reader.height);
        let top = match kept.filter(|_| !beginning) {
            Some(row) => self.place_like(row, row.at),
            None => Place::default(),
        };
        self.set_top(top);
        self.focus_on(self.cursor);
        if self.tail.is_some() || !self.is_visible(self.cursor) {
            self.show(self.cursor);
        }
        self.look();
    }

    /// Returns the rows of the article, which are broken as they are asked for.
    pub fn rows(&mut self) -> Rows<'_> {
        let notes = self.notes.as_ref().filter(|_| self.inline_notes);
        Rows {
            page: &mut self.page,
            article: &self.article,
            annotations: notes.map(|notes| &notes.annotations),
        }
    }

    /// Returns the row of text, or of the fold, that shows an offset.
    pub fn place_of(&mut self, offset: usize) -> Place {
        self.rows().place_of(offset)
    }

    /// Returns the row at an offset that is what `row` was before the rows were broken anew: the space before a block
    /// stays that.
    fn place_like(&mut self, row: PageRow, at: usize) -> Place {
        let place = self.place_of(at);
        let before = self.step(place, -1);
        let space = |row: Option<PageRow>| row.is_some_and(|row| row.kind == RowKind::Gap);
        if space(Some(row)) && space(self.rows().row(before)) { before } else { place }
    }

    /// Returns the words on a row, where it has any.
    pub fn text_row(&mut self, place: Place) -> Option<Row> {
        self.rows().text_row(place)
    }

    /// Returns the row a number of rows below or above, as far as there are any.
    pub fn step(&mut self, from: Place, by: isize) -> Place {
        self.rows().step(from, by)
    }

    /// Puts a row at the top of the screen; the last screenful stays full.
    pub fn set_top(&mut self, top: Place) {
        let height = self.height;
        self.top = top.min(self.rows().last_top(height));
    }

    /// Works out what is on the screen, for whoever draws it.
    pub fn look(&mut self) {
        let (top, height, cursor) = (self.top, self.height, self.cursor);
        self.seen = self.rows().from(top, height);
        self.lists.take_notes(self.notes.as_ref());
        let at = self.place_of(cursor);
        self.cursor_row = self.text_row(at);
        let end = self.rows().end();
        let bottom = self.bottom_row();
        self.at_end = self.glimpse.is_none() && self.step(top, bottom) >= end;
    }

    /// Goes on where the reader was in the beginning of the same article.
    pub fn go_on_from(&mut self, glimpse: &Reading) {
        let at = |offset: usize| same_words(&glimpse.article.text, offset, &self.article.text);
        let (cursor, tail) = (at(glimpse.cursor), glimpse.tail.map(at));
        let top = glimpse.seen.first().copied();
        self.jumps.places = glimpse.jumps.places.iter().map(|place| at(*place)).collect();
        self.jumps.at = glimpse.jumps.at;
        self.marks = glimpse.marks.iter().map(|(letter, place)| (*letter, at(*place))).collect();
        self.height = glimpse.height;
        if let Some(top) = top.filter(|_| glimpse.top != Place::default()) {
            let top = self.place_like(top, at(top.at));
            self.set_top(top);
        }
        self.focus_on(cursor);
        (self.cursor, self.tail) = (cursor, tail);
    }

    /// Takes the notes as they are now.
    pub fn take_notes(&mut self, notes: Notes) {
        self.notes = Some(notes);
        self.lists.forget_notes();
    }

    /// Takes in what was found in the article.
    pub fn take_found(&mut self, found: Arc<Extraction>, upto: Option<usize>) {
        self.searched = upto;
        self.found = Some(found);
        self.judge();
    }

    /// Lays the reader's judgements over what was found.
    pub fn judge(&mut self) {
        let Some(found) = &self.found else { return };
        let said = self.notes.as_ref().map(|notes| &notes.judgements);
        let none = Judgements::default();
        let judged = judging::judge(found, said.unwrap_or(&none), &self.article.text);
        self.lists.take_found(&judged.extraction, self.article.text.len());
        self.extraction = Some(judged.extraction);
        (self.corrections, self.verdicts) = (judged.entities, judged.quotations);
    }

    /// Returns the styled or linked words that reach into a span.
    pub fn inlines(&self, span: Span) -> impl Iterator<Item = &Inline> {
        let all = &self.article.inlines;
        let from = span.start.saturating_sub(self.longest);
        let first = all.partition_point(|inline| inline.span.start < from);
        let near = all.iter().skip(first).take_while(move |inline| inline.span.start < span.end);
        near.filter(move |inline| inline.span.overlaps(span))
    }

    /// Returns the words that act: the selection, else the focus.
    pub fn chosen(&self) -> Span {
        self.selection().unwrap_or(self.focus)
    }

    /// Returns what is selected, both ends included.
    pub fn selection(&self) -> Option<Span> {
        let tail = self.tail?;
        let (start, last) = (tail.min(self.cursor), tail.max(self.cursor));
        let block = |offset: usize| self.article.blocks.get(self.article.block_at(offset)?);
        if self.reach == Reach::Paragraphs
            && let (Some(first), Some(last)) = (block(start), block(last))
        {
            return Some(Span::new(first.span.start, last.span.end));
        }
        Some(Span::new(start, cell::next_cluster(&self.article.text, last)))
    }

    /// Selects a span, with the cursor on its last character.
    pub fn select(&mut self, span: Span) {
        if !span.is_empty() {
            self.reach = Reach::Characters;
            self.tail = Some(span.start);
            self.cursor = cell::previous_cluster(&self.article.text, span.end).max(span.start);
            self.show(self.cursor);
        }
    }

    /// Ends the selection; the reader goes on reading where it began.
    pub fn end_selection(&mut self) {
        let Some(span) = self.selection() else { return };
        self.grown.clear();
        let reach = std::mem::take(&mut self.reach);
        self.last_selection = Some((self.tail.take().unwrap_or(span.start), self.cursor, reach));
        self.goal = None;
        self.focus_on(span.start);
    }

    /// Puts the focus on the sentence at an offset, and the cursor on the offset itself, without scrolling.
    pub fn focus_on(&mut self, offset: usize) {
        let Some(idx) =
            self.article.block_at(offset).or_else(|| (!self.article.blocks.is_empty()).then_some(0))
        else {
            return;
        };
        let sentences = self.sentences_of(idx);
        let found = sentences.iter().find(|span| offset < span.end).or(sentences.last()).copied();
        self.focus = found.unwrap_or_default();
        if self.tail.is_none() {
            self.cursor = offset.clamp(self.focus.start, self.focus.end);
        }
    }

    /// Returns the sentences of a block, or the whole block where it has none of its own.
    pub fn sentences_of(&mut self, block: usize) -> &[Span] {
        if self.sentences.as_ref().is_none_or(|(known, _)| *known != block) {
            let sentences = self.article.blocks.get(block).map_or(Vec::new(), |it| match it.kind {
                BlockKind::Paragraph | BlockKind::Quote | BlockKind::ListItem { .. } => {
                    let shift = |span: Span| Span::new(it.span.start + span.start, it.span.start + span.end);
                    sentence::sentences(it.span.slice(&self.article.text)).into_iter().map(shift).collect()
                }
                _ => vec![it.span],
            });
            self.sentences = Some((block, sentences));
        }
        self.sentences.as_ref().map_or(&[], |(_, sentences)| sentences)
    }

    /// Goes to an offset, remembers where the jump began, and puts it where it can be read.
    pub fn jump(&mut self, offset: usize) {
        self.jumps.push(self.cursor);
        self.go(offset);
    }

    /// Goes to an offset and makes it visible.
    pub fn go(&mut self, offset: usize) {
        if self.tail.is_some() {
            self.cursor = offset;
        } else {
            self.focus_on(offset);
        }
        self.goal = None;
        if self.is_visible(offset) {
            self.show(offset);
        } else {
            let third = signed(self.height / 3);
            let row = self.place_of(offset);
            let top = self.step(row, -third);
            self.set_top(top);
        }
    }

    /// Scrolls as little as needed to show an offset with some rows around it.
    pub fn show(&mut self, offset: usize) {
        let row = self.place_of(offset);
        let (top, height) = (self.top, signed(self.height));
        let margin = (height / 4).min(3);
        if row < self.step(top, margin) {
            let top = self.step(row, -margin);
            self.set_top(top);
        } else if row > self.step(top, height - margin - 1) {
            let top = self.step(row, margin + 1 - height);
            self.set_top(top);
        } else {
            self.set_top(top);
        }
    }

    /// Scrolls by rows; the focus stays where it is as long as it can be seen.
    pub fn scroll(&mut self, by: isize) {
        let top = self.step(self.top, by);
        self.set_top(top);
        let row = self.place_of(self.cursor);
        let (top, height) = (self.top, self.height);
        if self.tail.is_some() || self.is_on_screen(row) {
            return;
        }
        let seen = self.rows().from(top, height);
        let mut texts = seen.iter().filter(|row| row.holds_text());
        let at = if row < top { texts.next() } else { texts.next_back() }.map(|row| row.at);
        if let Some(at) = at {
            self.focus_on(at);
            // A long sentence may begin above the screen; then its first row that is seen is meant.
            if self.is_visible(self.focus.start) {
                self.cursor = self.focus.start;
            }
        }
    }

    /// Returns whether the row of an offset is on the screen.
    pub fn is_visible(&mut self, offset: usize) -> bool {
        let row = self.place_of(offset);
        self.is_on_screen(row)
    }

    fn is_on_screen(&mut self, row: Place) -> bool {
        let (top, last) = (self.top, self.bottom_row());
        self.height > 0 && row >= top && row <= self.step(top, last)
    }

    /// Returns how far below the first row of the screen its last one is.
    fn bottom_row(&self) -> isize {
        signed(self.height.saturating_sub(1))
    }

    /// Returns how much of the article has been on the screen or above it, in percent of its length.
    pub fn percent(&self) -> usize {
        if self.at_end {
            return 100;
        }
        let last = self.seen.iter().rev().find_map(|row| match row.kind {
            RowKind::Text { row, .. } => Some(row.span.end),
            _ => None,
        });
        let seen = last.unwrap_or_else(|| self.seen.last().map_or(0, |row| row.at));
        let whole = self.article.text.len().max(self.glimpse.unwrap_or(0));
        (seen * 100).checked_div(whole).unwrap_or(100).min(99)
    }

    /// Returns how many minutes there are still to read, where the whole article and its end are known.
    pub fn minutes_left(&self) -> Option<usize> {
        let left = self.n_words.saturating_mul(100 - self.percent()) / 100;
        Some(minutes(left)).filter(|_| self.glimpse.is_none() && !self.at_end)
    }

    /// Returns the folded text for searching, made at the first search.
    pub fn folded_text(&mut self) -> Arc<Folded> {
        let make = || Arc::new(Folded::new(&self.article.text));
        Arc::clone(self.words.get_or_insert_with(make))
    }

    /// Returns the offset a number of rows below or above the cursor, in the column it came from.
    pub fn vertical(&mut self, by: isize) -> usize {
        let mut place = self.place_of(self.cursor);
        let row = self.text_row(place);
        let text = &self.article.text;
        let goal = self.goal.unwrap_or_else(|| row.map_or(0, |row| layout::column(text, row, self.cursor)));
        self.goal = Some(goal);
        // Only rows of text count, but nobody counts thousands of them.
        let far = by.signum() * (by.abs() - CLOSE).max(0);
        place = self.step(place, far);
        let mut left = by - far;
        while left != 0 {
            let next = self.step(place, left.signum());
            if next == place {
                break;
            }
            place = next;
            left -= if self.text_row(place).is_some() { left.signum() } else { 0 };
        }
        let row = self.text_row(place);
        row.map_or(self.cursor, |row| layout::offset_at(&self.article.text, row, goal))
    }
}

/// Returns how many minutes a person reads some words, rounded up.
pub fn minutes(n_words: usize) -> usize {
    n_words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// Returns how the rows of an article are set.
fn setting(article: &Article, wanted: config::Reading) -> Setting {
    let language = article.meta.language.as_deref().filter(|_| wanted.hyphenate);
    Setting {
        fit: if wanted.even_rows { Fit::Even } else { Fit::First },
        edge: if wanted.justify { Edge::Straight } else { Edge::Ragged },
        syllables: language.and_then(Language::of),
    }
}

/// Returns a number of rows as a distance.
pub fn signed(rows: usize) -> isize {
    isize::try_from(rows).unwrap_or(isize::MAX)
}

/// Returns where the words at an offset of the beginning of a text stand in the whole of it.
fn same_words(beginning: &str, offset: usize, whole: &str) -> usize {
    let inside = |offset: usize| whole.floor_char_boundary(offset.min(whole.len().saturating_sub(1)));
    if beginning.as_bytes().get(..offset) == whole.as_bytes().get(..offset) {
        return inside(offset);
    }
    let words = beginning.get(offset..).unwrap_or("").lines().next().unwrap_or("");
    let found =
        if words.is_empty() { None } else { memchr::memmem::find(whole.as_bytes(), words.as_bytes()) };
    inside(found.unwrap_or(offset))
}

impl Jumps {
    /// Remembers a place, and forgets those that were gone back from.
    pub fn push(&mut self, offset: usize) {
        self.places.truncate(self.at);
        if self.places.last() != Some(&offset) {
            self.places.push(offset);
        }
        if self.places.len() > JUMPS {
            self.places.remove(0);
        }
        self.at = self.places.len();
    }

    /// Returns the place to go back to from `here`.
    pub fn back(&mut self, here: usize) -> Option<usize> {
        let to = self.at.checked_sub(1)?;
        if self.at == self.places.len() {
            self.places.push(here);
        }
        self.at = to;
        self.places.get(to).copied()
    }

    /// Returns the place to go forward to.
    pub fn forward(&mut self) -> Option<usize> {
        let place = self.places.get(self.at + 1).copied()?;
        self.at += 1;
        Some(place)
    }
}
