//! The list of articles: what is shown of the library, what the reader asks of it, and what is done with whole articles.
//!
//! The order of the list is that in which it was read and never changes while it is looked at: marking an article, reading
//! it, or the arrival of others moves nothing; the reader asks for the new order. A query leaves articles out, and shows the
//! sentence in which its words stand.

mod rows;

use std::collections::{HashMap, HashSet};

use crate::{
    app::{
        Context, Effect, State,
        action::Action,
        changes, desk,
        popup::{Popup, Prompt},
        work,
    },
    query::{self, Names},
};

pub use self::rows::{Fold, Rows};

/// What is shown of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shelf {
    /// Whether it is the library that is listed.
    pub is_library: bool,
    /// What the reader asked; empty where everything is shown.
    pub query: String,
    /// The articles that are shown.
    pub rows: Rows,
    /// The first row on the screen, as far as the chosen one is on it too.
    pub top: usize,
    /// How many articles have come that are not in the list.
    pub news: usize,
    /// By the number of an article: the sentence in which the words of the query stand, or none.
    pub sentences: HashMap<i64, Option<String>>,
    /// The tags of notes and articles.
    pub tags: Vec<String>,
    /// The numbers of the articles that fit, where something was asked and answered.
    fitting: Option<HashSet<i64>>,
    /// The numbers of articles that were asked for sentences.
    asked: HashSet<i64>,
    /// The article to open at the words of the query.
    arriving: Option<usize>,
}

/// An article in the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Entry {
    /// Its title, or its source where that is not known yet.
    pub title: String,
    /// Where it comes from: a feed, a publication, an author, a file.
    pub origin: String,
    /// Its day, where it is known.
    pub day: String,
    /// Its number in the library, where it is there.
    pub key: Option<i64>,
    /// Whether it was read.
    pub read: bool,
    /// Whether it has a star.
    pub starred: bool,
    /// Whether there is an earlier text of it.
    pub changed: bool,
    /// How many notes it has.
    pub notes: usize,
    /// How much of it was read, in percent.
    pub progress: u8,
    /// The group of near duplicates that it belongs to.
    pub alike: Option<i64>,
    /// Whether a feed gave so little of it that there must be more.
    pub is_brief: bool,
}

impl Entry {
    /// Makes an entry for something outside the library.
    pub fn new(title: impl Into<String>, origin: impl Into<String>) -> Self {
        Self { title: title.into(), origin: origin.into(), read: true, ..Self::default() }
    }
}

/// What is done to a whole article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// It is read.
    Read,
    /// It is unread.
    Unread,
    /// It gets a star.
    Star,
    /// It loses its star.
    NoStar,
}

/// How many rows of the list are asked for their sentences at once.
const SENTENCES: usize = 64;

impl State {
    /// Returns how many articles the list shows.
    pub fn n_listed(&self) -> usize {
        self.shelf.rows.len()
    }

    /// Returns the place among all articles of the one that stands at a place of the list.
    pub fn listed(&self, at: usize) -> Option<usize> {
        self.shelf.rows.at(at)
    }

    /// Returns where in the list an article stands, or the beginning.
    pub fn place_in_list(&self, index: usize) -> usize {
        self.shelf.rows.place(index).unwrap_or(0)
    }
}

/// Takes in the articles that can be opened.
pub(super) fn list(state: &mut State, entries: Vec<Entry>) {
    state.articles = entries;
    arrange(state);
}

/// Adds what is known about the articles that follow in the list.
pub(super) fn more(state: &mut State, entries: Vec<Entry>) {
    state.articles.extend(entries);
    arrange(state);
}

/// Takes in the library as it is now. An article keeps its place among all for ever; what changes is the order in which
/// they are shown.
pub(super) fn reorder(state: &mut State, entries: Vec<Entry>) {
    let known = state.articles.iter().enumerate();
    let places: HashMap<i64, usize> = known.filter_map(|(index, entry)| Some((entry.key?, index))).collect();
    let chosen = match state.popup {
        Some(Popup::Articles { selected }) => state.listed(selected),
        _ => None,
    };
    let (mut order, mut new) = (Vec::with_capacity(entries.len()), 0);
    for entry in entries {
        let index = entry.key.and_then(|key| places.get(&key)).copied();
        match index.and_then(|index| state.articles.get_mut(index)) {
            Some(known) => *known = Entry { notes: known.notes, ..entry },
            None => {
                new += 1;
                state.articles.push(entry);
            }
        }
        order.push(index.unwrap_or(state.articles.len() - 1));
    }
    state.shelf.rows.order = Some(order);
    state.shelf.news = 0;
    arrange(state);
    if let (Some(Popup::Articles { selected }), Some(index)) = (&mut state.popup, chosen) {
        *selected = state.shelf.rows.place(index).unwrap_or(0);
    }
    match new {
        0 => state.say("nothing has come"),
        1 => state.say("1 article has come"),
        n => state.say(format!("{n} articles have come")),
    }
}

/// Takes in an article that the reader asked for, first in the list where it is new there, and opens it.
pub(super) fn add(state: &mut State, entry: Entry, ctx: &mut Context) {
    let index = state.articles.iter().position(|known| known.key == entry.key);
    match index.and_then(|index| state.articles.get_mut(index)) {
        Some(known) => *known = Entry { notes: known.notes, ..entry },
        None => {
            let len = state.articles.len();
            state.shelf.rows.order.get_or_insert_with(|| (0..len).collect()).insert(0, len);
            state.articles.push(entry);
        }
    }
    arrange(state);
    // Nobody is torn away from what they write; the article waits in the list.
    if matches!(state.popup, None | Some(Popup::Articles { .. })) {
        state.popup = None;
        desk::open(state, index.unwrap_or(state.articles.len() - 1), ctx);
    }
}

/// Works out which articles are shown.
fn arrange(state: &mut State) {
    let shelf = &mut state.shelf;
    let fits = |entry: &Entry| match &shelf.fitting {
        None => true,
        Some(fitting) => entry.key.is_some_and(|key| fitting.contains(&key)),
    };
    shelf.rows.arrange(&state.articles, fits);
}

/// Shows everything again.
fn show_all(state: &mut State) {
    state.shelf.query.clear();
    state.shelf.fitting = None;
    state.shelf.sentences.clear();
    state.shelf.asked.clear();
    state.shelf.arriving = None;
    arrange(state);
}

/// Takes in the articles that a query asks for, by their numbers in the library.
pub(super) fn sought(state: &mut State, query: &str, numbers: &[i64], ctx: &mut Context) {
    if query != state.shelf.query {
        return;
    }
    state.shelf.fitting = Some(numbers.iter().copied().collect());
    state.shelf.sentences.clear();
    state.shelf.asked.clear();
    arrange(state);
    match numbers.len() {
        0 => state.say("no article fits"),
        1 => state.say("1 article fits"),
        n => state.say(format!("{n} articles fit")),
    }
    ask_sentences(state, 0, ctx);
}

/// Takes in the sentences in which the words of a query stand.
pub(super) fn sentences(state: &mut State, query: &str, found: Vec<(i64, Option<String>)>) {
    if query == state.shelf.query {
        state.shelf.sentences.extend(found);
    }
}

/// Asks for the sentences of the articles around a place of the list, where they are not known.
fn ask_sentences(state: &mut State, at: usize, ctx: &mut Context) {
    if state.shelf.fitting.is_none() {
        return;
    }
    let from = at.saturating_sub(SENTENCES / 2);
    let around = (from..from + SENTENCES).filter_map(|at| state.articles.get(state.listed(at)?)?.key);
    let unknown: Vec<i64> = around.filter(|key| !state.shelf.asked.contains(key)).collect();
    if !unknown.is_empty() {
        state.shelf.asked.extend(&unknown);
        ctx.effects.push(Effect::Sentences { query: state.shelf.query.clone(), articles: unknown });
    }
}

/// Moves the list no more than it must to have the chosen row on the screen.
pub(super) fn look(state: &mut State) {
    let Some(Popup::Articles { selected }) = state.popup else { return };
    let per = if state.shelf.query.is_empty() { 1 } else { 2 };
    let height = state.size.height.saturating_sub(if state.size.height > 8 { 3 } else { 2 });
    let room = (usize::from(height) / per).max(1);
    let last = state.n_listed().saturating_sub(room);
    state.shelf.top = state.shelf.top.min(selected).max((selected + 1).saturating_sub(room)).min(last);
}

/// Carries an action out on the list, at its chosen place.
pub(super) fn act(state: &mut State, selected: usize, action: Action, ctx: &mut Context) {
    let page = usize::from(state.size.height.saturating_sub(4)).max(1);
    let last = state.n_listed().saturating_sub(1);
    let n = ctx.times();
    let mut chosen = selected.min(last);
    match action {
        Action::LineDown => chosen = selected.saturating_add(n),
        Action::LineUp => chosen = selected.saturating_sub(n),
        Action::PageDown | Action::HalfPageDown => chosen = selected.saturating_add(page),
        Action::PageUp | Action::HalfPageUp => chosen = selected.saturating_sub(page),
        Action::Top => chosen = 0,
        Action::Bottom => chosen = last,
        Action::OpenItem => {
            match state.listed(chosen) {
                Some(index) => {
                    state.shelf.arriving = Some(index);
                    // An article of the library that is open already is there with its notes.
                    match is_open(state, index) {
                        true => arrive(state, index),
                        false => desk::open(state, index, ctx),
                    }
                }
                None => state.popup = Some(Popup::Articles { selected: 0 }),
            }
            return;
        }
        Action::Filter | Action::Search => {
            if !state.shelf.is_library {
                state.say("only the library can be asked; `byline` without a file opens it");
                state.popup = Some(Popup::Articles { selected });
            } else {
                state.popup = Some(Popup::Prompt(Prompt::filter(&state.shelf.query, names(state))));
            }
            return;
        }
        Action::FindTitle => {
            let places = (0..state.n_listed()).filter_map(|at| state.listed(at));
            let titles = places.filter_map(|idx| Some((idx, state.articles.get(idx)?.title.clone())));
            state.popup = Some(Popup::Prompt(Prompt::title(titles.collect())));
            return;
        }
        Action::NextUnread => {
            let unread = |at: &usize| {
                state.listed(*at).and_then(|idx| state.articles.get(idx)).is_some_and(|entry| !entry.read)
            };
            match (selected + 1..=last).find(unread) {
                Some(at) => chosen = at,
                None => state.say("nothing unread follows"),
            }
        }
        Action::ToggleRead | Action::ToggleStar => mark(state, chosen, action, ctx),
        Action::Unfold => {
            let index = state.listed(chosen).unwrap_or(0);
            let entry = state.articles.get(index);
            if entry.is_some_and(|entry| state.shelf.rows.toggle(entry)) {
                arrange(state);
                chosen = state.place_in_list(index);
            } else {
                state.say("no other article is nearly the same");
            }
        }
        Action::ShowNew if !state.shelf.is_library => {
            state.say("only the library can be listed anew; `byline` without a file opens it");
        }
        Action::ShowNew => ctx.effects.push(Effect::List),
        Action::Refresh => work::refresh(state, ctx),
        Action::Changes => {
            if let Some(index) = state.listed(chosen) {
                changes::ask_listed(state, index, ctx);
            }
        }
        Action::OpenAddress => {
            work::ask_address(state, "", Some(chosen));
            return;
        }
        Action::FullText => {
            if let Some(index) = state.listed(chosen) {
                work::fetch_whole(state, index, ctx);
            }
        }
        Action::Cancel if work::give_up(state, ctx) => {}
        Action::Cancel if !state.shelf.query.is_empty() => {
            let index = state.listed(chosen).unwrap_or(0);
            show_all(state);
            chosen = state.place_in_list(index);
        }
        Action::Undo | Action::Redo | Action::NextMatch => {}
        _ => return,
    }
    let selected = chosen.min(state.n_listed().saturating_sub(1));
    ask_sentences(state, selected, ctx);
    state.popup = Some(Popup::Articles { selected });
}

fn is_open(state: &State, index: usize) -> bool {
    let is_kept = state.articles.get(index).is_some_and(|entry| entry.key.is_some());
    is_kept
        && state.reading.as_ref().is_some_and(|reading| reading.index == index && reading.glimpse.is_none())
}

fn mark(state: &mut State, at: usize, action: Action, ctx: &mut Context) {
    let Some(entry) = state.listed(at).and_then(|index| state.articles.get_mut(index)) else { return };
    let Some(key) = entry.key else {
        state.say("only articles of the library can be marked");
        return;
    };
    let mark = if action == Action::ToggleRead {
        entry.read = !entry.read;
        if entry.read { Mark::Read } else { Mark::Unread }
    } else {
        entry.starred = !entry.starred;
        if entry.starred { Mark::Star } else { Mark::NoStar }
    };
    ctx.effects.push(Effect::Mark { article: key, mark });
}

/// Asks the library a query that was written, or says what is wrong with it.
pub(super) fn ask(state: &mut State, text: &str, ctx: &mut Context) -> Result<(), String> {
    let text = text.trim();
    let query = query::parse(text, &state.config.queries)
        .map_err(|wrong| format!("{}: {}", wrong.span.slice(text).trim(), wrong.said))?;
    show_all(state);
    if !query.is_empty() {
        text.clone_into(&mut state.shelf.query);
        ctx.effects.push(Effect::Seek(text.to_owned()));
    }
    state.popup = Some(Popup::Articles { selected: 0 });
    Ok(())
}

/// Goes to the words of the query in the article that was opened from the list.
pub(super) fn arrive(state: &mut State, index: usize) {
    if state.shelf.arriving.take() != Some(index) || state.shelf.query.is_empty() {
        return;
    }
    let Ok(query) = query::parse(&state.shelf.query, &state.config.queries) else { return };
    let Some(reading) = &mut state.reading else { return };
    if let Some(span) = query::first(&query, &reading.article.text) {
        let words = span.slice(&reading.article.text).to_owned();
        reading.jump(span.start);
        super::finding::run(state, &words);
    }
}

/// Returns what completes a query.
fn names(state: &State) -> Names {
    let mut feeds: Vec<String> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    for entry in state.articles.iter().filter(|entry| !entry.origin.is_empty()) {
        if known.insert(&entry.origin) {
            feeds.push(entry.origin.clone());
        }
    }
    feeds.sort_unstable();
    let saved = state.config.queries.keys().cloned().collect();
    Names { tags: state.shelf.tags.clone(), feeds, saved, found: Vec::new() }
}

/// Returns how well a title fits what is typed, less being better, or `None` where it does not: the words as they are
/// typed, at best at the beginning of the title or of a word, or else their letters in order, close together.
pub fn fits(title: &str, typed: &str) -> Option<usize> {
    let mut at = 0;
    let mut first = None;
    let lower = title.to_lowercase();
    if let Some(found) = lower.find(typed) {
        let at_word = lower.get(..found).is_none_or(|head| !head.ends_with(char::is_alphanumeric));
        return Some(found.min(50) + if at_word { 0 } else { 100 });
    }
    for wanted in typed.chars().filter(|c| !c.is_whitespace()) {
        let rest = lower.get(at..)?;
        let found = rest.find(wanted)?;
        first = first.or(Some(at + found));
        at += found + wanted.len_utf8();
    }
    Some(200 + at - first?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_ranked_by_how_close_they_are() {
        let titles = ["A crack in the harbor", "Harbor bridge vote", "Salt and bread", "The red bus"];
        let best = |typed: &str| {
            let mut fitting: Vec<_> =
                titles.iter().filter_map(|title| Some((fits(title, typed)?, *title))).collect();
            fitting.sort_unstable();
            fitting.into_iter().map(|(_, title)| title).collect::<Vec<_>>()
        };
        assert_eq!(best("harbor"), ["Harbor bridge vote", "A crack in the harbor"]);
        assert_eq!(best("hbv"), ["Harbor bridge vote"]);
        assert_eq!(best("bre"), ["Salt and bread", "Harbor bridge vote"]);
        assert_eq!(best("xyz"), [""; 0]);
    }
}
