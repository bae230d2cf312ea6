//! Completes a query while it is typed.

use super::{Found, State, parse::FIELDS};
use crate::{annotation::Color, text::Span};

/// Names that can complete a query.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    /// Tags of the reader.
    pub tags: Vec<String>,
    /// Feeds.
    pub feeds: Vec<String>,
    /// Queries of the settings.
    pub saved: Vec<String>,
    /// Names of what was found in articles, as [`wanted`] asks for them.
    pub found: Vec<(Found, String)>,
}

/// Most choices that are offered.
const CHOICES: usize = 20;

/// Returns what can stand in place of the word before `cursor`, and where that word stands.
pub fn complete(text: &str, cursor: usize, names: &Names) -> (Span, Vec<String>) {
    let (span, field, value) = word_before(text, cursor);
    let all: Vec<String> = match field.as_deref() {
        None => FIELDS.iter().map(|field| format!("{field}:")).collect(),
        Some("is") => State::ALL.iter().map(|(_, name)| (*name).to_owned()).collect(),
        Some("color") => Color::ALL.iter().map(|color| color.name().to_owned()).collect(),
        Some("tag") => names.tags.clone(),
        Some("feed") => names.feeds.clone(),
        Some("saved") => names.saved.clone(),
        Some("before" | "after") => ["today", "7d", "1m", "1y"].map(str::to_owned).into(),
        Some(field) => {
            let wanted = kind(field);
            let named = names.found.iter().filter(|(kind, _)| Some(*kind) == wanted);
            named.map(|(_, name)| name.clone()).collect()
        }
    };
    let fitting = all.into_iter().filter(|name| name.to_lowercase().contains(&value)).take(CHOICES);
    let written = fitting.map(|name| match &field {
        None => name,
        Some(field) if name.contains(char::is_whitespace) => format!("{field}:\"{name}\""),
        Some(field) => format!("{field}:{name}"),
    });
    (span, written.collect())
}

/// Returns the names that would complete the word before `cursor`: of which kind, and how a word of them begins.
pub fn wanted(text: &str, cursor: usize) -> Option<(Found, String)> {
    let (_, field, value) = word_before(text, cursor);
    Some((kind(&field?)?, value))
}

/// Returns the kind of names that a field looks at.
fn kind(field: &str) -> Option<Found> {
    match field {
        "person" => Some(Found::Person),
        "place" => Some(Found::Place),
        "org" => Some(Found::Organization),
        _ => None,
    }
}

/// Returns where the word before `cursor` stands, its field where it has one, and the rest, both in lower case. What a
/// quotation mark opens is one word.
fn word_before(text: &str, cursor: usize) -> (Span, Option<String>, String) {
    let head = text.get(..cursor).unwrap_or(text);
    let (mut from, mut is_quoted) = (0, false);
    for (at, c) in head.char_indices() {
        is_quoted ^= c == '"';
        if !is_quoted && (c.is_whitespace() || c == '(') {
            from = at + c.len_utf8();
        }
    }
    let word = head.get(from..).unwrap_or("");
    let start = from + (word.len() - word.trim_start_matches('-').len());
    let word = word.trim_start_matches('-');
    let (field, value) = match word.split_once(':') {
        Some((field, value)) => (Some(field.to_lowercase()), value.trim_matches('"').to_lowercase()),
        None => (None, word.to_lowercase()),
    };
    (Span::new(start, head.len()), field, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_before_the_cursor_is_completed() {
        let names = Names {
            tags: vec!["council".into(), "budget".into()],
            feeds: vec!["The Port Ledger".into()],
            saved: vec!["desk".into()],
            found: vec![(Found::Person, "Ana Ruiz".into()), (Found::Place, "Anadia".into())],
        };
        for (text, span, expected) in [
            ("is:un", "is:un", &["is:unread"][..]),
            ("bridge pers", "pers", &["person:"]),
            ("-tag:c", "tag:c", &["tag:council"]),
            ("(feed:led", "feed:led", &["feed:\"The Port Ledger\""]),
            ("saved:", "saved:", &["saved:desk"]),
            ("color:gr", "color:gr", &["color:green"]),
            ("person:an", "person:an", &["person:\"Ana Ruiz\""]),
            ("x -person:\"ana r", "person:\"ana r", &["person:\"Ana Ruiz\""]),
            ("place:an", "place:an", &["place:Anadia"]),
            ("said:an", "said:an", &[]),
        ] {
            let (at, choices) = complete(text, text.len(), &names);
            assert_eq!(
                (at.slice(text), choices.as_slice()),
                (span, expected.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().as_slice())
            );
        }
    }
}
