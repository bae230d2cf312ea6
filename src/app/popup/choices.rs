//! What completes the words on the line at the bottom.

use super::{Prompt, Purpose};
use crate::{
    annotation::judgement::key,
    app::{action::Action, exporting, shelf},
    config::setting::Setting,
    export::Format,
    query,
};

/// Something that completes what is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// An action.
    Action(Action),
    /// A command line, and what is to be said of it.
    Setting(String, String),
    /// A name.
    Name(String),
    /// A format of notes.
    Format(Format),
    /// The title of the article at a place.
    Article(usize, String),
}

impl Choice {
    /// Returns the words that it stands for.
    pub fn words(&self) -> &str {
        match self {
            Self::Action(action) => action.name(),
            Self::Format(format) => format.name(),
            Self::Name(words) | Self::Article(_, words) | Self::Setting(words, _) => words,
        }
    }
}

/// The most titles that are offered.
const MOST_TITLES: usize = 50;

impl Prompt {
    /// Returns what completes what is written, the best first.
    pub fn choices(&self) -> Vec<Choice> {
        if let Some(line) = self.setting() {
            return self.fitting_settings(line);
        }
        if self.purpose == Purpose::Command {
            return self.actions().into_iter().map(Choice::Action).collect();
        }
        if let Purpose::Export { format, .. } = self.purpose {
            let formats = if format.is_none() { exporting::formats(self.field.text()) } else { Vec::new() };
            return formats.into_iter().map(Choice::Format).collect();
        }
        if self.purpose == Purpose::Filter {
            return self.completed();
        }
        if self.purpose == Purpose::Title {
            return self.fitting_titles();
        }
        let query = key(self.field.text());
        let fitting = self.names.iter().filter(|name| key(name).contains(&query));
        fitting.cloned().map(Choice::Name).collect()
    }

    /// Returns what stands behind "set", where a setting is being changed.
    pub(super) fn setting(&self) -> Option<&str> {
        let line = self
            .field
            .text()
            .trim_start()
            .strip_prefix("set")
            .filter(|_| self.purpose == Purpose::Command)?;
        if line.is_empty() { Some(line) } else { line.strip_prefix(' ') }
    }

    /// Returns the settings that fit best, or what the one that is named can be.
    fn fitting_settings(&self, line: &str) -> Vec<Choice> {
        let (name, value) = line.trim_start().split_once([' ', '=']).unwrap_or((line.trim(), ""));
        let is_named = line.trim_start().contains([' ', '=']);
        if let Some(setting) = self.settings.iter().find(|it| is_named && it.name == name) {
            let value = value.trim();
            let mut values: Vec<String> =
                setting.choices.iter().filter(|choice| choice.starts_with(value)).cloned().collect();
            if setting.choices.is_empty() {
                values.push(if value.is_empty() { setting.value.clone() } else { value.to_owned() });
            }
            // What it is now comes first, so that accepting without a choice changes nothing.
            values.sort_by_key(|it| *it != setting.value);
            let doc = |value: &String| {
                let now = if *value == setting.value { "as it is now. " } else { "" };
                format!("{now}{}", setting.doc)
            };
            let mut choices: Vec<_> =
                values.iter().map(|it| Choice::Setting(format!("set {name} {it}"), String::new())).collect();
            // What it means is said once, beside the first.
            if let (Some(Choice::Setting(_, said)), Some(first)) = (choices.first_mut(), values.first()) {
                *said = doc(first);
            }
            return choices;
        }
        let query = name.to_lowercase().replace([' ', '-'], "_");
        let mut fitting: Vec<_> =
            self.settings.iter().filter_map(|it| Some((rank(&it.name, &query)?, it))).collect();
        fitting.sort_by_key(|(rank, _)| *rank);
        let doc = |it: &Setting| {
            let value = if it.value.is_empty() { "empty" } else { &it.value };
            format!("{value} · {}", it.doc)
        };
        fitting.into_iter().map(|(_, it)| Choice::Setting(format!("set {} ", it.name), doc(it))).collect()
    }

    /// Returns the query with the word before the cursor completed.
    fn completed(&self) -> Vec<Choice> {
        let (text, cursor) = (self.field.text(), self.field.cursor());
        let (span, words) = query::complete(text, cursor, &self.completing);
        let (head, tail) = (text.get(..span.start).unwrap_or(""), text.get(span.end..).unwrap_or(""));
        words.into_iter().map(|word| Choice::Name(format!("{head}{word}{tail}"))).collect()
    }

    /// Returns the titles that fit best.
    fn fitting_titles(&self) -> Vec<Choice> {
        let typed = self.field.text().trim().to_lowercase();
        let mut fitting: Vec<_> = self
            .titles
            .iter()
            .filter_map(|(index, title)| Some((shelf::fits(title, &typed)?, *index, title)))
            .collect();
        let n = fitting.len().min(MOST_TITLES);
        if n > 0 {
            fitting.select_nth_unstable(n - 1);
        }
        fitting.truncate(n);
        fitting.sort_unstable();
        fitting.into_iter().map(|(_, index, title)| Choice::Article(index, title.clone())).collect()
    }

    /// Returns the name that is chosen, where names are offered.
    pub fn meant(&self) -> Option<String> {
        self.choices().get(self.selected).map(|choice| choice.words().to_owned())
    }

    /// Returns the actions whose names fit what is written, the best first.
    pub(super) fn actions(&self) -> Vec<Action> {
        let query = self.field.text().trim().to_lowercase().replace([' ', '-'], "_");
        let meant = Action::ALL.iter().copied().filter(|action| !action.is_typing());
        let mut fitting: Vec<_> =
            meant.filter_map(|action| Some((rank(action.name(), &query)?, action))).collect();
        fitting.sort_by_key(|(rank, _)| *rank);
        fitting.into_iter().map(|(_, action)| action).collect()
    }
}

/// Returns how well a name fits a query, less being better, or `None` where it does not.
fn rank(name: &str, query: &str) -> Option<usize> {
    if let Some(at) = name.find(query) {
        let begins_word = at == 0 || name.get(..at).is_some_and(|head| head.ends_with('_'));
        return Some(if begins_word { at.min(1) } else { 2 });
    }
    let mut letters = name.chars();
    query.chars().all(|wanted| letters.any(|letter| letter == wanted)).then_some(3)
}
