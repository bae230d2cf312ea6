//! The state of a session and the one function that changes it.
//!
//! [`handle`] takes what happened and returns what the world must do. There is no I/O here, no clock and no
//! randomness: all three arrive as arguments, so a whole session can be replayed in a test.

use crate::{
    annotation::{Change, Timestamp, id::IdSource},
    app::{
        action::Action,
        area::{Areas, Around, SidePane, Size, Wanted, areas},
        key::{Code, Key},
        keymap::{Keymap, Lookup, Mode},
        pane::Pane,
        popup::Popup,
        reading::Reading,
    },
    article::Warning,
    config::Config,
};

pub mod action;
mod annotating;
pub mod area;
pub mod changes;
mod citing;
mod correcting;
pub mod desk;
mod event;
pub mod exporting;
pub mod field;
pub mod finding;
mod going;
pub mod judging;
pub mod key;
pub mod keymap;
pub mod labels;
pub mod macros;
pub mod mouse;
mod occurrences;
pub mod page;
pub mod pane;
mod placing;
pub mod popup;
pub mod reading;
pub mod repeating;
mod selecting;
pub mod shelf;
pub mod tour;
pub mod work;

pub use event::{About, Draft, Effect, Event, Of};
pub use shelf::Entry;

/// Which pane the keys go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Focus {
    /// The article.
    #[default]
    Article,
    /// The side pane.
    Pane,
}

/// The state of a session.
#[derive(Clone, Debug)]
pub struct State {
    /// The settings. Widths and folds can be changed while reading.
    pub config: Config,
    /// The keys.
    pub keymap: Keymap,
    /// The size of the screen.
    pub size: Size,
    /// The articles that can be opened.
    pub articles: Vec<Entry>,
    /// What is shown of them.
    pub shelf: shelf::Shelf,
    /// The article that is open.
    pub reading: Option<Reading>,
    /// Which pane the keys go to.
    pub focus: Focus,
    /// Whether the side pane is wanted.
    pub side: SidePane,
    /// What is wanted around the panes.
    pub around: Around,
    /// The side pane.
    pub pane: Pane,
    /// What lies over the panes.
    pub popup: Option<Popup>,
    /// The search.
    pub find: finding::Find,
    /// The step of the tour.
    pub tour: Option<usize>,
    /// Keys pressed so far of a longer sequence.
    pub pending: Vec<Key>,
    /// The number typed before a key.
    pub count: Option<usize>,
    /// What made the last change.
    pub repeat: repeating::Repeat,
    /// The action that waits for a letter.
    pub wants_letter: Option<Action>,
    /// The labels to jump by, while they are shown.
    pub labels: Option<labels::Labels>,
    /// Where a button of the mouse went down last.
    pub pressed: Option<mouse::Pressed>,
    /// What was recorded to be done again.
    pub macros: macros::Macros,
    /// What the status line says.
    pub message: Option<Message>,
    /// What goes on beside the reading.
    pub work: Vec<work::Going>,
    /// Changes that are not on the disk yet.
    pub unsaved: Vec<Change>,
    /// Why the last attempt to write changes failed, until one succeeds.
    pub not_saved: Option<String>,
    /// The article that was asked for last.
    asked: Option<usize>,
    ids: IdSource,
}

/// What the status line says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Message {
    /// Something to know.
    Said(String),
    /// Something that went wrong.
    Failed(String),
}

/// What an action needs beside the state, and what it asks of the world.
#[derive(Debug)]
struct Context {
    now: Timestamp,
    count: Option<usize>,
    effects: Vec<Effect>,
}

impl Context {
    /// Returns the number typed before the key, or 1.
    fn times(&self) -> usize {
        self.count.unwrap_or(1)
    }

    /// Returns the same moment with a number of its own.
    fn counting(&self, count: usize) -> Self {
        Self { now: self.now, count: Some(count), effects: Vec::new() }
    }

    /// Returns the number typed before the key, or 1, as a distance.
    fn distance(&self) -> isize {
        isize::try_from(self.times()).unwrap_or(isize::MAX)
    }
}

impl State {
    /// Begins a session. `seed` makes the names of annotations unlike those of any other session.
    pub fn new(config: Config, seed: u128) -> (Self, Vec<Warning>) {
        let (keymap, warnings) = Keymap::new(&config);
        let state = Self {
            config,
            keymap,
            size: Size::default(),
            articles: Vec::new(),
            shelf: shelf::Shelf::default(),
            reading: None,
            focus: Focus::Article,
            side: SidePane::Shown,
            around: Around::Desk,
            pane: Pane::default(),
            popup: None,
            find: finding::Find::default(),
            tour: None,
            pending: Vec::new(),
            count: None,
            repeat: repeating::Repeat::default(),
            wants_letter: None,
            labels: None,
            pressed: None,
            macros: macros::Macros::default(),
            message: None,
            work: Vec::new(),
            unsaved: Vec::new(),
            not_saved: None,
            asked: None,
            ids: IdSource::new(seed),
        };
        (state, warnings)
    }

    /// Returns what keys mean now.
    pub fn mode(&self) -> Mode {
        match (&self.popup, self.focus) {
            (Some(Popup::Note(_)), _) => Mode::Edit,
            (Some(Popup::Prompt(_)), _) => Mode::Prompt,
            (Some(Popup::Help { .. } | Popup::Articles { .. } | Popup::Changes(_) | Popup::Leave), _) => {
                Mode::List
            }
            (None, Focus::Pane) => Mode::Pane,
            (None, Focus::Article) => {
                let selecting = self.reading.as_ref().is_some_and(|reading| reading.tail.is_some());
                if selecting { Mode::Select } else { Mode::Read }
            }
        }
    }

    /// Returns where everything is on the screen.
    pub fn areas(&self) -> Areas {
        let wanted =
            Wanted { focus: self.focus, side: self.side, around: self.around, tour: self.tour.is_some() };
        areas(self.size, wanted, self.config.reading)
    }

    /// Returns the keys of an action where the reader is when nothing lies over the panes.
    pub fn keys_below(&self, action: Action) -> Option<String> {
        let mode = match self.focus {
            Focus::Article => Mode::Read,
            Focus::Pane => Mode::Pane,
        };
        self.keymap.keys_of(mode, action)
    }

    /// Says something on the status line.
    fn say(&mut self, message: impl Into<String>) {
        self.message = Some(Message::Said(message.into()));
    }

    /// Says on the status line that something went wrong.
    fn fail(&mut self, message: impl Into<String>) {
        self.message = Some(Message::Failed(message.into()));
    }

    /// Breaks the article into rows again where anything that matters to them has changed.
    fn lay_out(&mut self) {
        let areas = self.areas();
        let wanted = self.config.reading;
        if let Some(reading) = &mut self.reading {
            reading.lay_out(&areas, wanted);
        }
    }
}

/// Changes the state by what happened, and returns what the world must do.
pub fn handle(state: &mut State, event: Event, now: Timestamp) -> Vec<Effect> {
    let mut ctx = Context { now, count: None, effects: Vec::new() };
    let brings_on = matches!(
        event,
        Event::Key(_)
            | Event::GoOn
            | Event::Opened { .. }
            | Event::Remembered { .. }
            | Event::Extracted { .. }
    );
    match event {
        Event::Key(_) if macros::stop(state) => {}
        Event::Key(key) => press(state, key, &mut ctx),
        Event::Paste(text) => {
            macros::note(state, macros::Step::Text(text.clone()));
            popup::paste(state, &text, &mut ctx);
        }
        Event::Mouse(mouse) => mouse::handle(state, mouse, &mut ctx),
        Event::GoOn => {}
        Event::Resize(size) => {
            state.size = size;
            state.lay_out();
        }
        Event::Said(text) => state.say(text),
        Event::Failed(text) => state.fail(text),
        Event::EditedOutside(text) => popup::edited_outside(state, &text, &mut ctx),
        Event::Saved(id) => annotating::saved(state, id),
        Event::News { id, changes, judgements } => annotating::take_in(state, &id, &changes, &judgements),
        Event::Renewed { id, notes } => annotating::renew(state, &id, *notes),
        Event::NotSaved(reason) => state.not_saved = Some(reason),
        event => desk::handle(state, event, &mut ctx),
    }
    if brings_on {
        macros::go_on(state, &mut ctx);
    }
    if let Some(reading) = &mut state.reading {
        reading.look();
    }
    shelf::look(state);
    if let Some(Popup::Changes(changes)) = &mut state.popup {
        changes.lay_out(state.size);
    }
    pane::follow(state);
    ctx.effects
}

/// Changes the state by what a key means.
fn press(state: &mut State, key: Key, ctx: &mut Context) {
    state.message = None;
    if let Some(action) = state.wants_letter.take() {
        macros::note(state, macros::Step::Letter(key));
        take_letter(state, action, key);
        return;
    }
    let mode = state.mode();
    if state.pending.is_empty() && !mode.types_text() && counts(state, mode, key) {
        return;
    }
    state.pending.push(key);
    match state.keymap.lookup(mode, &state.pending) {
        Lookup::Pending => {}
        Lookup::Found(action) => {
            state.pending.clear();
            ctx.count = state.count.take();
            macros::note(state, macros::Step::Act(action, ctx.count));
            act(state, action, ctx);
            repeating::note(state, mode, action, ctx);
        }
        Lookup::Nothing => {
            let keys = std::mem::take(&mut state.pending);
            state.count = None;
            match key {
                Key { code: Code::Char(c), held: key::Held::None } if mode.types_text() => {
                    macros::note(state, macros::Step::Text(c.to_string()));
                    popup::type_text(state, c.encode_utf8(&mut [0; 4]), ctx);
                }
                _ if mode.types_text() || matches!(key.code, Code::Esc) => {}
                _ => {
                    let help = state.keymap.keys_of(mode, Action::Help);
                    let hint = help.map_or_else(String::new, |help| format!(", {help} shows the keys"));
                    state.say(format!("{} does nothing here{hint}", key::written(&keys)));
                }
            }
        }
    }
}

/// Takes the letter for which an action waited.
fn take_letter(state: &mut State, action: Action, key: Key) {
    match action {
        Action::RecordMacro | Action::PlayMacro => macros::take_letter(state, action, key),
        Action::Jump => labels::take_letter(state, key),
        _ => going::take_letter(state, action, key),
    }
}

/// Takes a digit of a number before a key; returns whether the key was one.
fn counts(state: &mut State, mode: Mode, key: Key) -> bool {
    let Key { code: Code::Char(c), held: key::Held::None } = key else { return false };
    let Some(digit) = c.to_digit(10) else { return false };
    let begins = digit != 0 && state.keymap.lookup(mode, &[key]) == Lookup::Nothing;
    if !begins && state.count.is_none() {
        return false;
    }
    let count = state.count.unwrap_or(0).saturating_mul(10).saturating_add(digit as usize);
    state.count = Some(count.min(1_000_000));
    true
}

/// Changes the state by an action.
fn act(state: &mut State, action: Action, ctx: &mut Context) {
    if !popup::act(state, action, ctx) {
        run(state, action, ctx);
    }
    tour::advance(state, action);
}

/// Carries an action out on the panes. Every action is named once, with the file that knows it.
fn run(state: &mut State, action: Action, ctx: &mut Context) {
    use Action as A;
    match action {
        A::LineDown
        | A::LineUp
        | A::HalfPageDown
        | A::HalfPageUp
        | A::PageDown
        | A::PageUp
        | A::Top
        | A::Bottom => match state.focus {
            Focus::Article => going::act(state, action, ctx),
            Focus::Pane => pane::act(state, action, ctx),
        },
        A::NextSentence
        | A::PreviousSentence
        | A::NextParagraph
        | A::PreviousParagraph
        | A::NextHeading
        | A::PreviousHeading
        | A::Center
        | A::Back
        | A::Forward
        | A::SetMark
        | A::GoToMark => going::act(state, action, ctx),
        A::Jump => labels::show(state),
        A::Search
        | A::SearchWord
        | A::NextMatch
        | A::PreviousMatch
        | A::NextMention
        | A::PreviousMention
        | A::NextQuotation
        | A::PreviousQuotation
        | A::NextAnnotation
        | A::PreviousAnnotation => {
            finding::act(state, action, ctx);
        }
        A::Select
        | A::SelectParagraph
        | A::SelectAgain
        | A::CursorLeft
        | A::CursorRight
        | A::NextWord
        | A::PreviousWord
        | A::WordEnd
        | A::RowStart
        | A::RowEnd
        | A::SwapEnds
        | A::Grow
        | A::Shrink
        | A::InsideWord
        | A::AroundWord
        | A::InsideSentence
        | A::AroundSentence
        | A::InsideParagraph
        | A::AroundParagraph
        | A::InsideQuotation
        | A::AroundQuotation
        | A::InsideEntity
        | A::AroundEntity
        | A::InsideHighlight
        | A::AroundHighlight
        | A::InsideSection
        | A::AroundSection
        | A::InsideLink
        | A::AroundLink
        | A::InsideMatch
        | A::AroundMatch => {
            selecting::act(state, action, ctx);
        }
        A::Highlight
        | A::ColorYellow
        | A::ColorGreen
        | A::ColorBlue
        | A::ColorRed
        | A::ColorPurple
        | A::HighlightAll
        | A::KeepQuotation
        | A::Note
        | A::ArticleNote
        | A::Tags
        | A::Delete
        | A::Undo
        | A::Redo
        | A::Copy => annotating::act(state, action, ctx),
        A::CopyQuotation | A::CopyCitation | A::CopyNotes => citing::act(state, action, ctx),
        A::Export => exporting::act(state),
        A::Repeat => repeating::again(state, ctx),
        A::RecordMacro | A::PlayMacro => macros::on(state, action, ctx),
        A::PlaceHere => placing::act(state, ctx),
        A::NotEntity
        | A::Rename
        | A::SameEntity
        | A::OtherEntity
        | A::KindPerson
        | A::KindPlace
        | A::KindOrganization
        | A::AddPerson
        | A::AddPlace
        | A::AddOrganization
        | A::Speaker
        | A::Checked
        | A::Disputed => correcting::act(state, action, ctx),
        A::SwitchPane
        | A::FocusPane
        | A::TogglePane
        | A::NextTab
        | A::PreviousTab
        | A::ShowPeople
        | A::ShowPlaces
        | A::ShowOrganizations
        | A::ShowQuotes
        | A::ShowNotes
        | A::OpenItem => {
            pane::act(state, action, ctx);
        }
        A::Changes => changes::ask(state, ctx),
        A::Articles
        | A::NextArticle
        | A::PreviousArticle
        | A::Filter
        | A::FindTitle
        | A::NextUnread
        | A::ToggleRead
        | A::ToggleStar
        | A::Unfold
        | A::Refresh
        | A::OpenAddress
        | A::FullText
        | A::ShowNew
        | A::ToggleFolds
        | A::Wider
        | A::Narrower
        | A::Zen
        | A::Settings
        | A::Help
        | A::Commands
        | A::Tour
        | A::Redraw
        | A::Suspend
        | A::Cancel
        | A::Quit => desk::act(state, action, ctx),
        // These mean something only while typing, where the popups have taken them.
        A::SaveNote
        | A::NewLine
        | A::EditOutside
        | A::Accept
        | A::Complete
        | A::ToggleRegex
        | A::NextChoice
        | A::PreviousChoice
        | A::EraseBack
        | A::EraseForward
        | A::EraseWord
        | A::EraseLine
        | A::FieldLeft
        | A::FieldRight
        | A::FieldUp
        | A::FieldDown
        | A::FieldWordLeft
        | A::FieldWordRight
        | A::FieldStart
        | A::FieldEnd => {
            state.say("nothing is being written");
        }
    }
}
