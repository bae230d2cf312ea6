//! Completes a query while it is typed.

use super::{State, parse::FIELDS};
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
}

/// Most choices that are offered.
const CHOICES: usize = 20;

/// Returns what can stand in place of the word before `cursor`, and where that word stands.
pub fn complete(text: &str, cursor: usize, names: &Names) -> (Span, Vec<String>) {
    let head = text.get(..cursor).unwrap_or(text);
    let from = head
        .rfind(|c: char| c.is_whitespace() || c == '(')
        .map_or(0, |at| at + head.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let word = head.get(from..).unwrap_or("");
    let start = from + (word.len() - word.trim_start_matches('-').len());
    let word = word.trim_start_matches('-');
    let span = Span::new(start, head.len());
    let (field, value) = match word.split_once(':') {
        Some((field, value)) => (Some(field.to_lowercase()), value.trim_start_matches('"').to_lowercase()),
        None => (None, word.to_lowercase()),
    };
    let all: Vec<String> = match field.as_deref() {
        None => FIELDS.iter().map(|field| format!("{field}:")).collect(),
        Some("is") => State::ALL.iter().map(|(_, name)| (*name).to_owned()).collect(),
        Some("color") => Color::ALL.iter().map(|color| color.name().to_owned()).collect(),
        Some("tag") => names.tags.clone(),
        Some("feed") => names.feeds.clone(),
        Some("saved") => names.saved.clone(),
        Some("before" | "after") => ["today", "7d", "1m", "1y"].map(str::to_owned).into(),
        Some(_) => Vec::new(),
    };
    let fitting = all.into_iter().filter(|name| name.to_lowercase().contains(&value)).take(CHOICES);
    let written = fitting.map(|name| match &field {
        None => name,
        Some(field) if name.contains(char::is_whitespace) => format!("{field}:\"{name}\""),
        Some(field) => format!("{field}:{name}"),
    });
    (span, written.collect())
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
        };
        for (text, span, expected) in [
            ("is:un", "is:un", &["is:unread"][..]),
            ("bridge pers", "pers", &["person:"]),
            ("-tag:c", "tag:c", &["tag:council"]),
            ("(feed:led", "feed:led", &["feed:\"The Port Ledger\""]),
            ("saved:", "saved:", &["saved:desk"]),
            ("color:gr", "color:gr", &["color:green"]),
            ("person:an", "person:an", &[]),
        ] {
            let (at, choices) = complete(text, text.len(), &names);
            assert_eq!(
                (at.slice(text), choices.as_slice()),
                (span, expected.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>().as_slice())
            );
        }
    }
}
