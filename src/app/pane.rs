//! The side pane: people, places, organizations, quotations and notes, in step with the article.

use crate::{
    annotation::{
        Anchor, Annotation, Id,
        difference::{Fate, difference},
    },
    app::{
        Context, Focus, State,
        action::Action,
        area::{Area, SidePane},
        finding,
        page::{has_note, note_text},
        reading::Reading,
    },
    extract::QuotationKind,
    text::{
        Span, cell,
        layout::{self, Paragraph, Row},
    },
};

mod lists;

pub use self::lists::{Items, Lists, PARTS};

/// The most rows that a chosen quotation or note takes in the list.
const CHOSEN_ROWS: usize = 8;

/// What the pane shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Tab {
    #[default]
    People,
    Places,
    Organizations,
    Quotes,
    Notes,
}

/// The side pane.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pane {
    /// What it shows.
    pub tab: Tab,
    /// By tab: the index of the chosen item.
    pub selected: [usize; 5],
    /// By tab: the index of the first item on the screen.
    pub scroll: [usize; 5],
    /// The entity whose mentions are marked in the article.
    pub entity: Option<usize>,
    /// The entities and quotations at the reader's place in the article.
    pub here: Vec<Item>,
    /// The entity that another one is to be joined with.
    pub joining: Option<String>,
    /// The note that is to be put where it belongs.
    pub placing: Option<Id>,
}

/// Something in the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Item {
    /// An index into the entities of the extraction.
    Entity(usize),
    /// An index into its quotations.
    Quotation(usize),
    /// An annotation.
    Annotation(Id),
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Self; 5] = [Self::People, Self::Places, Self::Organizations, Self::Quotes, Self::Notes];

    /// Returns the tab's name, and a shorter one for narrow panes.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::People => ("People", "Ppl"),
            Self::Places => ("Places", "Plc"),
            Self::Organizations => ("Orgs", "Org"),
            Self::Quotes => ("Quotes", "Quo"),
            Self::Notes => ("Notes", "Not"),
        }
    }
}

/// Returns the items of a tab.
pub fn items(reading: &Reading, tab: Tab) -> Items<'_> {
    reading.lists.of(tab)
}

/// Returns the tabs that are shown in a pane so many columns wide: the column of each, and its name with how many items it
/// holds.
pub fn tabs(state: &State, reading: &Reading, width: u16) -> Vec<(Tab, u16, String)> {
    let names = |long: bool| {
        Tab::ALL.map(|tab| {
            let name = if long { tab.names().0 } else { tab.names().1 };
            if reading.extraction.is_none() && tab != Tab::Notes {
                format!("{name} …")
            } else if reading.searched.is_some() && tab != Tab::Notes {
                // There may be more in what is still being searched.
                format!("{name} {}…", items(reading, tab).len())
            } else {
                format!("{name} {}", items(reading, tab).len())
            }
        })
    };
    let room = usize::from(width);
    let fits = |names: &[String; 5], gap: usize| {
        names.iter().map(|name| cell::width(name) + gap).sum::<usize>() <= room + gap
    };
    let (long, short) = (names(true), names(false));
    let gap = if fits(&long, 2) || !fits(&long, 1) { 2 } else { 1 };
    let shown = if fits(&long, gap) { long } else { short };
    // Where even short names do not fit, the active tab stands alone.
    let alone = !fits(&shown, gap);
    let mut column = 0;
    let mut placed = Vec::new();
    for (tab, name) in Tab::ALL.into_iter().zip(shown).filter(|(tab, _)| !alone || *tab == state.pane.tab) {
        let next = column + cell::width(&name) + gap;
        placed.push((tab, u16::try_from(column).unwrap_or(u16::MAX), name));
        column = next;
    }
    placed
}

/// Returns the tab whose name stands on a column of the screen.
pub(super) fn tab_at(state: &State, x: u16) -> Option<Tab> {
    let areas = state.areas();
    let (area, reading) = (areas.pane?, state.reading.as_ref()?);
    let beside = areas.reader.width > 0;
    let column = x.checked_sub(area.x + 1 + u16::from(beside))?;
    let tabs = tabs(state, reading, list_width(area, beside));
    let holds = |(_, from, name): &&(Tab, u16, String)| {
        (usize::from(*from)..usize::from(*from) + cell::width(name)).contains(&usize::from(column))
    };
    tabs.iter().find(holds).map(|(tab, ..)| *tab)
}

/// Returns the chosen item of the tab that is shown.
pub fn selected(state: &State) -> Option<Item> {
    let reading = state.reading.as_ref()?;
    items(reading, state.pane.tab).get(state.pane.selected[state.pane.tab as usize])
}

/// Returns the rows that an item takes in a list so many columns wide.
pub fn height(reading: &Reading, item: Item, chosen: bool, width: u16) -> usize {
    match item {
        Item::Entity(idx) => {
            let entity = reading.extraction.as_ref().and_then(|extraction| extraction.entities.get(idx));
            let corrected = reading.corrections.get(idx).is_some_and(|why| !why.is_empty());
            let told = entity.is_some_and(|it| {
                corrected
                    || !it.aliases.is_empty()
                    || it.role.is_some()
                    || it.gender.is_some()
                    || it.location.is_some()
            });
            1 + usize::from(chosen && told)
        }
        Item::Quotation(_) if chosen => 1 + chosen_rows(&item_words(reading, item), width).len(),
        Item::Quotation(_) => 2,
        Item::Annotation(id) => {
            let annotation = reading.notes.as_ref().and_then(|notes| notes.annotations.get(id));
            let Some(annotation) = annotation else { return 1 };
            let changed = change_text(reading, annotation).filter(|_| chosen);
            let changed = changed.map_or(0, |changed| chosen_rows(&changed, width).len());
            changed
                + match (has_note(annotation) && annotation.anchor != Anchor::Article, chosen) {
                    (false, _) => 1,
                    (true, false) => 2,
                    (true, true) => 1 + chosen_rows(&note_text(annotation), width).len(),
                }
        }
    }
}

/// Returns what is to be said of where an annotation is: what became of its words, "by [2027. → 2029.]", and whether the
/// search for them was cut short.
pub fn change_text(reading: &Reading, annotation: &Annotation) -> Option<String> {
    const NEAR: &str = "(only searched near its old place: the article is long and has changed much)";
    let is_near = reading.notes.as_ref().is_some_and(|notes| notes.near.contains(&annotation.id));
    match (difference_text(reading, annotation), is_near) {
        (Some(said), true) => Some(format!("{said} {NEAR}")),
        (None, true) => Some(NEAR.to_owned()),
        (said, false) => said,
    }
}

/// Returns the difference between the words of an annotation that changed and what stands there now.
fn difference_text(reading: &Reading, annotation: &Annotation) -> Option<String> {
    let (Anchor::Changed(span), Some(selector)) = (&annotation.anchor, &annotation.selector) else {
        return None;
    };
    let pieces = difference(&selector.exact, span.slice(&reading.article.text));
    let mut said = String::new();
    let mut before = Fate::Same;
    for piece in pieces {
        let words = cell::one_line(&piece.words);
        match (before, piece.fate) {
            (Fate::Gone, Fate::New) => said.push_str(&format!(" → {words}]")),
            (Fate::Gone, _) => said.push_str(&format!(" → ] {words}")),
            (_, Fate::Same) => said.push_str(&format!(" {words}")),
            (_, Fate::Gone) => said.push_str(&format!(" [{words}")),
            (_, Fate::New) => said.push_str(&format!(" [ → {words}]")),
        }
        before = piece.fate;
    }
    if before == Fate::Gone {
        said.push_str(" → ]");
    }
    Some(said.trim().to_owned())
}

/// Returns the words of a quotation on one line, with marks; without where they are only reported.
pub fn item_words(reading: &Reading, item: Item) -> String {
    let words = spans(reading, item).first().map_or("", |span| span.slice(&reading.article.text));
    let words = cell::one_line(words);
    let quotations = reading.extraction.as_ref().map_or(&[][..], |extraction| &extraction.quotations);
    let reported = matches!(item, Item::Quotation(idx)
        if quotations.get(idx).is_some_and(|it| it.kind == QuotationKind::Indirect));
    if reported { words.to_string() } else { format!("“{words}”") }
}

/// Breaks the words of a chosen item into the rows that are shown of it.
pub fn chosen_rows(words: &str, width: u16) -> Vec<Row> {
    let whole = Paragraph { span: Span::new(0, words.len()), indent: 0, hanging: 0 };
    let mut rows = layout::rows(words, whole, width.saturating_sub(4));
    rows.truncate(CHOSEN_ROWS);
    rows
}

/// Returns where an item stands in the text: all its places.
pub fn spans(reading: &Reading, item: Item) -> Vec<Span> {
    match item {
        Item::Entity(idx) => {
            let Some(extraction) = &reading.extraction else { return Vec::new() };
            let mentions = extraction.entities.get(idx).map_or(&[][..], |entity| &entity.mentions);
            mentions
                .iter()
                .filter_map(|idx| extraction.mentions.get(*idx))
                .map(|mention| mention.span)
                .collect()
        }
        Item::Quotation(idx) => {
            let quotation = reading.extraction.as_ref().and_then(|extraction| extraction.quotations.get(idx));
            quotation.map(|quotation| quotation.span).into_iter().collect()
        }
        Item::Annotation(id) => {
            let annotation = reading.notes.as_ref().and_then(|notes| notes.annotations.get(id));
            match annotation.map(|annotation| &annotation.anchor) {
                Some(Anchor::Ambiguous(places)) => places.clone(),
                anchor => anchor.and_then(Anchor::span).into_iter().collect(),
            }
        }
    }
}

/// Returns the words of the chosen item: a name, a quotation, or a note's words.
pub(super) fn chosen_words(reading: &Reading, pane: &Pane) -> Option<String> {
    let item = items(reading, pane.tab).get(pane.selected[pane.tab as usize])?;
    let words = |span: Span| span.slice(&reading.article.text).to_owned();
    match item {
        Item::Entity(idx) => Some(reading.extraction.as_ref()?.entities.get(idx)?.name.clone()),
        Item::Quotation(_) => spans(reading, item).first().copied().map(words),
        Item::Annotation(id) => {
            let annotation = reading.notes.as_ref()?.annotations.get(id)?;
            annotation.anchor.span().map(words).or_else(|| Some(annotation.note.clone()))
        }
    }
}

/// Carries out an action on the side pane.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    let n = ctx.distance();
    let page = isize::from(i16::try_from(state.areas().reader.height).unwrap_or(i16::MAX)) / 2;
    match action {
        Action::LineDown => choose(state, n),
        Action::LineUp => choose(state, -n),
        Action::HalfPageDown | Action::PageDown => choose(state, page.max(1).saturating_mul(n)),
        Action::HalfPageUp | Action::PageUp => choose(state, -page.max(1).saturating_mul(n)),
        Action::Top => choose(state, isize::MIN / 2),
        Action::Bottom => choose(state, isize::MAX / 2),
        Action::SwitchPane => {
            let other = if state.focus == Focus::Pane { Focus::Article } else { Focus::Pane };
            focus(state, other);
        }
        Action::FocusPane => focus(state, Focus::Pane),
        Action::TogglePane => {
            state.side = match (state.side, state.focus) {
                (SidePane::Shown, _) => SidePane::Hidden,
                (SidePane::Hidden, _) => SidePane::Shown,
            };
            focus(state, Focus::Article);
        }
        Action::NextTab => turn(state, 1),
        Action::PreviousTab => turn(state, Tab::ALL.len() - 1),
        Action::ShowPeople => show(state, Tab::People),
        Action::ShowPlaces => show(state, Tab::Places),
        Action::ShowOrganizations => show(state, Tab::Organizations),
        Action::ShowQuotes => show(state, Tab::Quotes),
        Action::ShowNotes => show(state, Tab::Notes),
        Action::OpenItem => open(state),
        _ => {}
    }
}

/// Gives the keys to a pane.
fn focus(state: &mut State, focus: Focus) {
    if let Some(reading) = &mut state.reading {
        reading.end_selection();
    }
    state.focus = focus;
    state.lay_out();
    if focus == Focus::Pane {
        choose(state, 0);
    }
}

pub(super) fn show(state: &mut State, tab: Tab) {
    state.pane.tab = tab;
    focus(state, Focus::Pane);
}

fn turn(state: &mut State, by: usize) {
    let idx = (state.pane.tab as usize + by) % Tab::ALL.len();
    show(state, Tab::ALL[idx]);
}

/// Moves the choice by some items.
pub(super) fn choose(state: &mut State, by: isize) {
    let Some(reading) = &state.reading else { return };
    let items = items(reading, state.pane.tab);
    let selected = &mut state.pane.selected[state.pane.tab as usize];
    *selected = (*selected).min(items.len().saturating_sub(1)).saturating_add_signed(by);
    *selected = (*selected).min(items.len().saturating_sub(1));
    if let Some(Item::Entity(idx)) = items.get(*selected) {
        state.pane.entity = Some(idx);
    }
    scroll_to(state, state.pane.selected[state.pane.tab as usize]);
}

/// An item that is on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown {
    /// Its place in the list.
    pub idx: usize,
    /// The item.
    pub item: Item,
    /// Whether it is shown as the chosen one.
    pub chosen: bool,
    /// Its first row on the screen.
    pub y: u16,
    /// How many rows of it are on the screen.
    pub height: u16,
}

/// Returns the items that are on the screen, below the tabs.
pub fn shown(state: &State) -> Vec<Shown> {
    let areas = state.areas();
    let (Some(area), Some(reading)) = (areas.pane, &state.reading) else { return Vec::new() };
    let (width, tab) = (list_width(area, areas.reader.width > 0), state.pane.tab as usize);
    let mut y = area.y + 2;
    let mut shown = Vec::new();
    let items = items(reading, state.pane.tab);
    for idx in state.pane.scroll[tab]..items.len() {
        let Some(item) = items.get(idx).filter(|_| y < area.y + area.height) else { break };
        let marked = matches!(item, Item::Entity(idx) if state.pane.entity == Some(idx));
        let chosen = idx == state.pane.selected[tab] && (state.focus == Focus::Pane || marked);
        let height = u16::try_from(height(reading, item, chosen, width)).unwrap_or(1);
        let height = height.min(area.y + area.height - y).max(1);
        shown.push(Shown { idx, item, chosen, y, height });
        y += height;
    }
    shown
}

/// Returns the columns of the list in the pane, which has a border where it stands beside the article.
pub fn list_width(area: Area, beside: bool) -> u16 {
    area.width.saturating_sub(2 + u16::from(beside))
}

/// Scrolls the list as little as needed to show an item.
fn scroll_to(state: &mut State, wanted: usize) {
    let Some(reading) = &state.reading else { return };
    let areas = state.areas();
    let area = areas.pane.unwrap_or_default();
    let room = usize::from(area.height.saturating_sub(2)).max(1);
    let width = list_width(area, areas.reader.width > 0);
    let tab = state.pane.tab as usize;
    let items = items(reading, state.pane.tab);
    let selected = state.pane.selected[tab];
    let tall = |idx: usize| items.get(idx).map_or(0, |item| height(reading, item, idx == selected, width));
    // From the wanted item up: only what fits above it is measured.
    let mut first = wanted;
    let mut used = tall(wanted);
    while first > state.pane.scroll[tab] && used + tall(first - 1) <= room {
        first -= 1;
        used += tall(first);
    }
    state.pane.scroll[tab] = first;
}

/// Goes to the chosen item in the article.
fn open(state: &mut State) {
    let Some((item, reading)) = selected(state).zip(state.reading.as_ref()) else {
        state.say("there is nothing to go to");
        return;
    };
    let spans = spans(reading, item);
    let on_one = spans.iter().any(|span| span.contains(reading.cursor));
    let cursor = reading.cursor;
    focus(state, Focus::Article);
    let noun = match item {
        Item::Entity(idx) => {
            let entities = state.reading.as_ref().and_then(|reading| reading.extraction.as_ref());
            entities
                .and_then(|it| it.entities.get(idx))
                .map_or("name".to_owned(), |entity| entity.name.clone())
        }
        Item::Quotation(_) => "quotation".to_owned(),
        Item::Annotation(_) => "highlight".to_owned(),
    };
    match (item, spans.first()) {
        (Item::Entity(_) | Item::Annotation(_), Some(_)) if on_one && spans.len() > 1 => {
            finding::go(state, spans, &noun, 1, 1);
        }
        (Item::Annotation(_), None) => {
            state.say("these words are not in the text any more; the note is kept");
        }
        (_, Some(first)) => {
            let start = first.start;
            let n = spans.len();
            if let Some(reading) = &mut state.reading {
                reading.jumps.push(cursor);
                reading.go(start);
            }
            if n > 1 {
                state.say(format!("{noun} 1 of {n}"));
            }
        }
        (_, None) => {}
    }
}

/// Marks in the pane what stands at the reader's place in the article.
pub(super) fn follow(state: &mut State) {
    let Some(reading) = &state.reading else { return };
    let place = reading.selection().unwrap_or(reading.focus);
    let mut here = Vec::new();
    if let Some(extraction) = &reading.extraction {
        let from = extraction.mentions.partition_point(|mention| mention.span.end <= place.start);
        let mentions =
            extraction.mentions.iter().skip(from).take_while(|mention| mention.span.start < place.end);
        for mention in mentions {
            let item = Item::Entity(mention.entity);
            // The name under the cursor comes first.
            if mention.span.contains(reading.cursor) {
                here.insert(0, item);
            } else if !here.contains(&item) {
                here.push(item);
            }
        }
        let from = reading.lists.first_quotation(extraction, place);
        let quotations = extraction.quotations.iter().enumerate().skip(from);
        let quotations = quotations.take_while(|(_, it)| it.span.start < place.end);
        here.extend(
            quotations.filter(|(_, it)| it.span.overlaps(place)).map(|(idx, _)| Item::Quotation(idx)),
        );
    }
    if let Some(notes) = &reading.notes {
        here.extend(notes.annotations.overlapping(place).map(|annotation| Item::Annotation(annotation.id)));
    }
    let items = items(reading, state.pane.tab);
    let first = here.iter().filter_map(|item| items.position(*item)).min();
    state.pane.here = here;
    if let Some(idx) = first.filter(|_| state.focus == Focus::Article && state.areas().pane.is_some()) {
        scroll_to(state, idx);
    }
}
