//! What was changed between the versions of an article: paragraphs that were, with what is gone and what is new in them.

use crate::{
    annotation::{
        difference::{Fate, Piece},
        revision::Revision,
    },
    app::{Context, Effect, Of, State, action::Action, area::Size, popup::Popup},
    text::{
        Span,
        layout::{self, Paragraph},
    },
};

/// What is shown of the versions of an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changes {
    /// From version to version, the latest last.
    pub revisions: Vec<Revision>,
    /// Which one is shown.
    pub at: usize,
    /// The first row that is shown.
    pub scroll: usize,
    /// The paragraphs that were changed, with marks around what is gone and what is new.
    pub passages: Vec<Passage>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The chosen place of the list, where that was shown before.
    list: Option<usize>,
    /// What the rows were made for.
    made_for: Option<(usize, u16)>,
}

/// A paragraph with what is gone in `[-…-]` and what is new in `{+…+}`, so that no color is needed to read it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Passage {
    /// The words and the marks.
    pub text: String,
    /// What is gone and what is new, with its marks.
    pub marks: Vec<(Span, Fate)>,
}

/// A row of the view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// Words of a passage.
    Words {
        /// Which passage.
        passage: usize,
        /// Which of its words.
        row: layout::Row,
    },
    /// So many paragraphs that stayed as they were.
    Same(usize),
    /// Nothing.
    Gap,
}

/// The most columns that the view is wide, and those of its frame.
pub const WIDTH: u16 = 92;
const FRAME: u16 = 4;

impl Changes {
    fn new(revisions: Vec<Revision>, list: Option<usize>) -> Self {
        let at = revisions.len().saturating_sub(1);
        Self { revisions, at, scroll: 0, passages: Vec::new(), rows: Vec::new(), list, made_for: None }
    }

    /// Breaks what is shown into rows, where the size or the version has changed.
    pub(super) fn lay_out(&mut self, size: Size) {
        let width = size.width.min(WIDTH).saturating_sub(FRAME).max(1);
        if self.made_for == Some((self.at, width)) {
            return;
        }
        self.made_for = Some((self.at, width));
        self.passages.clear();
        self.rows.clear();
        let mut same = 0;
        for paragraph in self.revisions.get(self.at).iter().flat_map(|revision| &revision.paragraphs) {
            if paragraph.iter().all(|piece| piece.fate == Fate::Same) {
                same += 1;
                continue;
            }
            self.rows.extend((same > 0).then_some(Row::Same(std::mem::take(&mut same))));
            let passage = Passage::of(paragraph);
            let whole = Paragraph { span: Span::new(0, passage.text.len()), indent: 0, hanging: 0 };
            let rows = layout::rows(&passage.text, whole, width);
            let idx = self.passages.len();
            self.rows.extend(rows.into_iter().map(|row| Row::Words { passage: idx, row }));
            self.rows.push(Row::Gap);
            self.passages.push(passage);
        }
        self.rows.extend((same > 0).then_some(Row::Same(same)));
        if self.rows.last() == Some(&Row::Gap) {
            self.rows.pop();
        }
    }
}

impl Passage {
    /// Puts the pieces of a paragraph together.
    pub fn of(paragraph: &[Piece]) -> Self {
        let mut passage = Self::default();
        for piece in paragraph {
            if !passage.text.is_empty() {
                passage.text.push(' ');
            }
            let start = passage.text.len();
            let (open, close) = match piece.fate {
                Fate::Same => ("", ""),
                Fate::Gone => ("[-", "-]"),
                Fate::New => ("{+", "+}"),
            };
            passage.text.extend([open, &piece.words, close]);
            if piece.fate != Fate::Same {
                passage.marks.push((Span::new(start, passage.text.len()), piece.fate));
            }
        }
        passage
    }
}

/// Asks for what was changed in the article that is open.
pub(super) fn ask(state: &mut State, ctx: &mut Context) {
    match &state.reading {
        Some(reading) => ctx.effects.push(Effect::Compare(Of::Name(reading.id.clone()))),
        None => state.say("no article is open"),
    }
}

/// Asks for what was changed in an article of the list.
pub(super) fn ask_listed(state: &mut State, index: usize, ctx: &mut Context) {
    match state.articles.get(index).and_then(|entry| entry.key) {
        Some(key) => ctx.effects.push(Effect::Compare(Of::Number(key))),
        None => state.say("only articles of the library have versions"),
    }
}

/// Shows what was changed.
pub(super) fn show(state: &mut State, revisions: Vec<Revision>) {
    if revisions.is_empty() {
        state.say("no earlier version of the article is known");
        return;
    }
    let list = match state.popup {
        None => None,
        Some(Popup::Articles { selected }) => Some(selected),
        // Something else was begun meanwhile.
        Some(_) => return,
    };
    state.popup = Some(Popup::Changes(Changes::new(revisions, list)));
}

/// Carries out an action on the view.
pub(super) fn act(state: &mut State, mut changes: Changes, action: Action, ctx: &mut Context) {
    let page = usize::from(state.size.height.saturating_sub(5)).max(1);
    let last = changes.rows.len().saturating_sub(page);
    let n = ctx.times();
    match action {
        Action::LineDown => changes.scroll = changes.scroll.saturating_add(n),
        Action::LineUp => changes.scroll = changes.scroll.saturating_sub(n),
        Action::PageDown => changes.scroll = changes.scroll.saturating_add(page),
        Action::PageUp => changes.scroll = changes.scroll.saturating_sub(page),
        Action::HalfPageDown => changes.scroll = changes.scroll.saturating_add(page / 2),
        Action::HalfPageUp => changes.scroll = changes.scroll.saturating_sub(page / 2),
        Action::Top => changes.scroll = 0,
        Action::Bottom => changes.scroll = last,
        Action::PreviousArticle if changes.at > 0 => (changes.at, changes.scroll) = (changes.at - 1, 0),
        Action::NextArticle if changes.at + 1 < changes.revisions.len() => {
            (changes.at, changes.scroll) = (changes.at + 1, 0);
        }
        Action::PreviousArticle => state.say("this is the first change"),
        Action::NextArticle => state.say("this is the latest change"),
        _ => {
            state.popup = changes.list.map(|selected| Popup::Articles { selected });
            return;
        }
    }
    changes.scroll = changes.scroll.min(last);
    state.popup = Some(Popup::Changes(changes));
}
