//! What lies over the panes: the note being written, the line at the bottom, the help, the list of articles.

mod choices;

pub use self::choices::Choice;

use crate::{
    annotation::{Anchor, Annotation, Id, Selector},
    app::{
        About, Context, Draft, Effect, State,
        action::Action,
        annotating,
        changes::{self, Changes},
        correcting, desk, exporting,
        field::Field,
        finding,
        keymap::Mode,
        run, shelf, tour, work,
    },
    config::{
        Config,
        setting::{Setting, settings},
    },
    export::Format,
    query::{self, Found, Names},
    text::Span,
};

/// What lies over the panes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Popup {
    /// A note is being written.
    Note(NoteEditor),
    /// Something is written on the line at the bottom.
    Prompt(Prompt),
    /// The keys.
    Help {
        /// The first line that is shown.
        scroll: usize,
    },
    /// The articles that can be opened.
    Articles {
        /// The chosen one.
        selected: usize,
    },
    /// What was changed between the versions of an article.
    Changes(Changes),
    /// The reader wants to leave, but changes are not on the disk.
    Leave,
}

/// A note being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoteEditor {
    /// What it is about.
    pub about: About,
    /// Where that is in the text.
    pub span: Option<Span>,
    /// The words.
    pub field: Field,
    /// The words before.
    original: String,
    /// Whether the reader was told that leaving now loses the words.
    warned: bool,
}

/// Something written on the line at the bottom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// What for.
    pub purpose: Purpose,
    /// The words.
    pub field: Field,
    /// The chosen completion.
    pub selected: usize,
    /// The names that can be completed.
    names: Vec<String>,
    /// What completes a query.
    completing: Names,
    /// The articles that can be jumped to, by their places.
    titles: Vec<(usize, String)>,
    /// What can be set.
    settings: Vec<Setting>,
    /// The chosen place of the list, where that was shown before and is to be again.
    list: Option<usize>,
}

/// What is written on the line at the bottom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// The words to search.
    Search,
    /// The name of an action.
    Command,
    /// Tags, for an annotation or for a new highlight.
    Tags(Option<Id>),
    /// Another name for the entity of this name.
    Rename(String),
    /// Which name of the entity of this name is somebody else's.
    Apart(String),
    /// Who says the quotation of these words.
    Speaker(Selector),
    /// What is asked of the library.
    Filter,
    /// Letters of a title.
    Title,
    /// The format in which notes are written into a file; once it is known, the file.
    Export {
        /// The format.
        format: Option<Format>,
        /// The words whose notes are meant, where they are not those on the whole article.
        part: Option<Span>,
    },
    /// The address of a page or a feed.
    Address,
}

/// The longest text that is pasted at once, in bytes.
const LONGEST_PASTE: usize = 1 << 20;

impl NoteEditor {
    /// Begins a note.
    pub fn new(about: About, span: Option<Span>, text: &str) -> Self {
        Self { about, span, field: Field::new(text), original: text.to_owned(), warned: false }
    }

    /// Returns whether these were the words before.
    pub fn began_with(&self, note: &str) -> bool {
        self.original == note
    }

    /// Begins to change the note of an annotation.
    pub fn on(annotation: &Annotation) -> Self {
        Self::new(About::Annotation(annotation.id), annotation.anchor.span(), &annotation.note)
    }

    /// Takes a note up again where Byline ended.
    pub fn resumed(draft: &Draft, span: Option<Span>) -> Self {
        Self { original: String::new(), ..Self::new(draft.about.clone(), span, &draft.text) }
    }
}

impl Prompt {
    fn new(purpose: Purpose, text: &str) -> Self {
        Self {
            purpose,
            field: Field::new(text),
            selected: 0,
            names: Vec::new(),
            completing: Names::default(),
            titles: Vec::new(),
            settings: Vec::new(),
            list: None,
        }
    }

    /// Asks for a name, and offers some.
    pub fn asking(purpose: Purpose, text: &str, names: Vec<String>) -> Self {
        Self { names, ..Self::new(purpose, text) }
    }

    /// Begins a search.
    pub fn search() -> Self {
        Self::new(Purpose::Search, "")
    }

    /// Begins a query to the library.
    pub fn filter(text: &str, completing: Names) -> Self {
        Self { completing, ..Self::new(Purpose::Filter, text) }
    }

    /// Begins to jump to one of some articles, which are given with their places.
    pub fn title(titles: Vec<(usize, String)>) -> Self {
        Self { titles, ..Self::new(Purpose::Title, "") }
    }

    /// Begins to write an address, over the list or not.
    pub fn address(text: &str, list: Option<usize>) -> Self {
        Self { list, ..Self::new(Purpose::Address, text) }
    }

    /// Begins the name of an action, or "set" with a setting.
    pub fn command(config: &Config) -> Self {
        Self { settings: settings(&config.own), ..Self::new(Purpose::Command, "") }
    }

    /// Begins to change a setting.
    pub fn settings(config: &Config) -> Self {
        Self { field: Field::new("set "), ..Self::command(config) }
    }

    /// Begins to write tags.
    pub fn tags(id: Option<Id>, known: &[String]) -> Self {
        let mut text = known.join(" ");
        if !text.is_empty() {
            text.push(' ');
        }
        Self::new(Purpose::Tags(id), &text)
    }
}

/// Carries out an action on the popup; returns whether there was one that took it.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) -> bool {
    if matches!(action, Action::Suspend | Action::Redraw | Action::RecordMacro | Action::PlayMacro) {
        return false;
    }
    match state.popup.take() {
        None => return false,
        Some(Popup::Note(editor)) => on_note(state, editor, action, ctx),
        Some(Popup::Prompt(prompt)) => on_prompt(state, prompt, action, ctx),
        Some(Popup::Help { scroll }) => on_help(state, scroll, action, ctx),
        Some(Popup::Articles { selected }) => shelf::act(state, selected, action, ctx),
        Some(Popup::Changes(view)) => changes::act(state, view, action, ctx),
        Some(Popup::Leave) => match action {
            Action::OpenItem => ctx.effects.push(Effect::Quit),
            _ => state.say("still here"),
        },
    }
    true
}

/// Types text into what is being written.
pub(super) fn type_text(state: &mut State, text: &str, ctx: &mut Context) {
    match state.popup.take() {
        Some(Popup::Note(mut editor)) => {
            editor.field.insert(text);
            keep(state, editor, ctx);
        }
        Some(Popup::Prompt(mut prompt)) => {
            prompt.field.insert(&text.replace(['\n', '\r'], " "));
            changed(state, prompt, ctx);
        }
        other => state.popup = other,
    }
}

/// Takes names that complete the query that is being written.
pub(super) fn completed(state: &mut State, names: Vec<(Found, String)>) {
    if let Some(Popup::Prompt(prompt)) = &mut state.popup {
        prompt.completing.found = names;
    }
}

/// Takes pasted text. Outside of what is being written only an address means something, and that is asked about first:
/// pasted words never run commands.
pub(super) fn paste(state: &mut State, text: &str, ctx: &mut Context) {
    if !state.mode().types_text() {
        let address = text.trim();
        if work::is_address(address) && !matches!(state.popup, Some(Popup::Leave)) {
            let list = match state.popup {
                Some(Popup::Articles { selected }) => Some(selected),
                _ => None,
            };
            work::ask_address(state, address, list);
        } else {
            state.say("pasted text is only taken while you write");
        }
        return;
    }
    let mut end = text.len().min(LONGEST_PASTE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    type_text(state, text.get(..end).unwrap_or(""), ctx);
    if end < text.len() {
        state.fail("only the first megabyte was pasted");
    }
}

/// Takes the text that the reader's editor ended with.
pub(super) fn edited_outside(state: &mut State, text: &str, ctx: &mut Context) {
    match state.popup.take() {
        Some(Popup::Note(mut editor)) => {
            editor.field = Field::new(text.trim_end_matches('\n'));
            keep(state, editor, ctx);
        }
        other => state.popup = other,
    }
}

fn on_note(state: &mut State, mut editor: NoteEditor, action: Action, ctx: &mut Context) {
    match action {
        Action::SaveNote => {
            annotating::save_note(state, &editor, ctx);
            ctx.effects.push(Effect::Draft(None));
        }
        Action::EditOutside => {
            ctx.effects.push(Effect::EditOutside(editor.field.text().to_owned()));
            state.popup = Some(Popup::Note(editor));
        }
        Action::Cancel if editor.warned || editor.field.text() == editor.original => {
            ctx.effects.push(Effect::Draft(None));
        }
        Action::Cancel => {
            editor.warned = true;
            let save = state.keymap.keys_of(Mode::Edit, Action::SaveNote);
            state.fail(format!(
                "not saved: {} saves, {} once more throws the words away",
                save.as_deref().unwrap_or("save_note"),
                state.keymap.keys_of(Mode::Edit, Action::Cancel).as_deref().unwrap_or("cancel"),
            ));
            state.popup = Some(Popup::Note(editor));
        }
        _ => {
            editor.field.apply(action);
            keep(state, editor, ctx);
        }
    }
}

/// Keeps a note being written, on the screen and as a draft.
fn keep(state: &mut State, mut editor: NoteEditor, ctx: &mut Context) {
    editor.warned = false;
    if let Some(reading) = &state.reading {
        ctx.effects.push(Effect::Draft(Some(Draft {
            id: reading.id.clone(),
            about: editor.about.clone(),
            text: editor.field.text().to_owned(),
        })));
    }
    state.popup = Some(Popup::Note(editor));
}

fn on_prompt(state: &mut State, mut prompt: Prompt, action: Action, ctx: &mut Context) {
    match action {
        Action::Cancel => match prompt.purpose {
            Purpose::Search => finding::give_up(state),
            Purpose::Filter | Purpose::Title => desk::act(state, Action::Articles, ctx),
            Purpose::Address => state.popup = prompt.list.map(|selected| Popup::Articles { selected }),
            _ => {}
        },
        Action::Accept => accept(state, &prompt, ctx),
        Action::Complete => {
            if let Some(choice) = prompt.choices().get(prompt.selected) {
                prompt = Prompt { field: Field::new(choice.words()), ..prompt };
            }
            changed(state, prompt, ctx);
        }
        Action::NextChoice | Action::PreviousChoice => {
            let n = prompt.choices().len().max(1);
            let by = if action == Action::NextChoice { 1 } else { n - 1 };
            prompt.selected = (prompt.selected + by) % n;
            state.popup = Some(Popup::Prompt(prompt));
        }
        Action::ToggleRegex if prompt.purpose == Purpose::Search => {
            finding::toggle_regex(state);
            changed(state, prompt, ctx);
        }
        // Erasing what is not there leaves the line, as in less and Vim.
        Action::EraseBack if prompt.field.text().is_empty() => {
            on_prompt(state, prompt, Action::Cancel, ctx);
        }
        _ => {
            prompt.field.apply(action);
            changed(state, prompt, ctx);
        }
    }
}

/// Shows what a changed line leads to.
fn changed(state: &mut State, mut prompt: Prompt, ctx: &mut Context) {
    prompt.selected = 0;
    if prompt.purpose == Purpose::Filter
        && let Some((kind, beginning)) = query::wanted(prompt.field.text(), prompt.field.cursor())
    {
        ctx.effects.push(Effect::Complete(kind, beginning));
    }
    if prompt.purpose == Purpose::Search {
        finding::preview(state, prompt.field.text());
    }
    state.popup = Some(Popup::Prompt(prompt));
}

fn accept(state: &mut State, prompt: &Prompt, ctx: &mut Context) {
    match &prompt.purpose {
        Purpose::Search if prompt.field.text().trim().is_empty() => finding::give_up(state),
        Purpose::Search => finding::accept(state, prompt.field.text()),
        Purpose::Tags(id) => annotating::set_tags(state, *id, prompt.field.text(), ctx),
        Purpose::Rename(_) | Purpose::Apart(_) | Purpose::Speaker(_) => {
            correcting::answer(state, prompt, ctx);
        }
        Purpose::Export { .. } => exporting::answer(state, prompt, ctx),
        Purpose::Filter => {
            if let Err(wrong) = shelf::ask(state, prompt.field.text(), ctx) {
                state.fail(wrong);
                state.popup = Some(Popup::Prompt(prompt.clone()));
            }
        }
        Purpose::Address => match work::fetch(state, prompt.field.text(), ctx) {
            Err(wrong) => {
                state.fail(wrong);
                state.popup = Some(Popup::Prompt(prompt.clone()));
            }
            Ok(()) => state.popup = prompt.list.map(|selected| Popup::Articles { selected }),
        },
        Purpose::Title => match prompt.choices().get(prompt.selected) {
            Some(Choice::Article(index, _)) => desk::open(state, *index, ctx),
            _ => {
                state.fail(format!("no title has the letters “{}”", prompt.field.text()));
                desk::act(state, Action::Articles, ctx);
            }
        },
        Purpose::Command if let Some(typed) = prompt.setting() => {
            let choice = prompt.choices().get(prompt.selected).map(|choice| choice.words().to_owned());
            let line = choice.clone().unwrap_or_else(|| format!("set {typed}"));
            if typed.trim_start().contains([' ', '=']) {
                let (name, value) =
                    line.trim_start_matches("set ").split_once([' ', '=']).unwrap_or_default();
                desk::set(state, name, if value == "\"\"" { "" } else { value.trim() }, ctx);
            } else if choice.is_some() {
                let field = Field::new(&line);
                state.popup = Some(Popup::Prompt(Prompt { field, selected: 0, ..prompt.clone() }));
            } else {
                state.fail(format!("there is no setting “{typed}”"));
            }
        }
        Purpose::Command => match prompt.actions().get(prompt.selected).copied() {
            Some(action) => {
                run(state, action, ctx);
                tour::advance(state, action);
            }
            None => state.fail(format!("there is no action “{}”", prompt.field.text())),
        },
    }
}

fn on_help(state: &mut State, scroll: usize, action: Action, ctx: &mut Context) {
    let page = usize::from(state.size.height.saturating_sub(4)).max(1);
    let last = desk::help_lines(state).len().saturating_sub(page);
    let n = ctx.times();
    let scroll = match action {
        Action::LineDown => scroll.saturating_add(n),
        Action::LineUp => scroll.saturating_sub(n),
        Action::PageDown | Action::HalfPageDown => scroll.saturating_add(page),
        Action::PageUp | Action::HalfPageUp => scroll.saturating_sub(page),
        Action::Top => 0,
        Action::Bottom => last,
        _ => return,
    };
    state.popup = Some(Popup::Help { scroll: scroll.min(last) });
}

/// Returns where the words of a draft stand in the article.
pub(super) fn draft_span(state: &State, about: &About) -> Option<Span> {
    let reading = state.reading.as_ref()?;
    match about {
        About::Article => None,
        About::Annotation(id) => reading.notes.as_ref()?.annotations.get(*id)?.anchor.span(),
        About::Words(selector) => {
            let anchor = crate::annotation::anchor::anchor(&reading.article.text, &reading.units, selector);
            match anchor {
                Anchor::Exact(span) | Anchor::Moved(span) | Anchor::Changed(span) => Some(span),
                _ => None,
            }
        }
    }
}
