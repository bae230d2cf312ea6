//! One form for names of both sides, so that only names are compared and not habits of writing them down.
//!
//! Titles, a leading "the" and a trailing possessive are taken off; what has no capital is no name.

use byline::{extract::Kind, text::Span};

/// Words before a name that are none of it.
const TITLES: &str = "mr mrs ms miss dr prof professor rev reverend gov governor sen senator rep representative gen general col \
    colonel lt lieutenant sgt sergeant maj major capt captain president vice-president prime minister \
    chancellor secretary judge justice sir lord lady dame king queen prince princess pope bishop archbishop \
    cardinal father sister brother imam rabbi sheikh ayatollah sultan emir coach mayor speaker commissioner \
    inspector superintendent commander admiral marshal chief spokesman spokesperson spokeswoman congressman \
    congresswoman ambassador deputy former late";

/// Brings a name of `text` to the form that is compared; `None` where nothing is left of it.
pub fn normalize(text: &str, span: Span, kind: Kind) -> Option<(usize, usize, Kind)> {
    let mut surface = span.slice(text);
    while let Some((word, rest)) = surface.split_once(char::is_whitespace) {
        let word = word.trim_end_matches('.').to_lowercase();
        let title = kind == Kind::Person && TITLES.split(' ').any(|title| title == word);
        if !title && !matches!(word.as_str(), "the" | "a" | "an") {
            break;
        }
        surface = rest.trim_start();
    }
    let start = span.end - surface.len();
    let bare = surface.trim_end_matches([' ', '.', ',', ';', ':']);
    let dotted = ["Jr.", "Sr.", "Inc.", "Co.", "Ltd.", "Corp."].iter().any(|end| surface.ends_with(end));
    let last = bare.chars().next_back().is_some_and(char::is_uppercase);
    let alone = bare.chars().rev().nth(1).is_none_or(|c| !c.is_alphanumeric());
    let surface = if dotted || (surface.ends_with('.') && last && alone) { surface } else { bare };
    let surface = ["'s", "’s", "'", "’"].iter().find_map(|end| surface.strip_suffix(end)).unwrap_or(surface);
    surface.chars().any(char::is_uppercase).then_some((start, start + surface.len(), kind))
}

/// Returns the words of `text` in lower case with one space between them.
pub fn plain(text: &str) -> String {
    let letters = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    letters.collect::<Vec<_>>().join(" ").to_lowercase()
}
