//! Recognizes who wrote an article and where the news comes from: bylines and datelines.

use crate::{article::date, text::Span};

/// What a byline says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Byline {
    /// The names, without "by".
    pub names: String,
    /// The date that stands beside them.
    pub published: Option<String>,
}

/// How a byline begins, in lower case.
const LEADS: &[&str] = &[
    "by ",
    "by: ",
    "written by ",
    "words by ",
    "story by ",
    "reporting by ",
    "reported by ",
    "text by ",
    "author: ",
    "authors: ",
    "written by: ",
    "posted by ",
    "published by ",
    "interview by ",
];

/// Lower-case words that belong to names and lists of names.
const PARTICLES: &[&str] = &[
    "and", "with", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "ibn", "la", "le", "ten", "ter", "van", "von", "y", "e",
];

/// Lower-case words that may follow the names.
const ROLES: &[&str] = &[
    "staff",
    "writer",
    "writers",
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "editor",
    "editors",
    "columnist",
    "for",
    "in",
    "the",
    "of",
    "at",
    "on",
    "special",
    "to",
    "contributing",
    "senior",
    "chief",
    "bureau",
    "foreign",
    "political",
    "science",
    "football",
    "sport",
    "sports",
    "business",
    "economics",
    "technology",
    "health",
    "environment",
    "climate",
    "diplomatic",
    "defence",
    "defense",
    "security",
    "legal",
    "culture",
    "education",
    "contributor",
    "author",
    "published",
    "updated",
    "editing",
    "additional",
    "reporting",
    "by",
];

/// Capitalized words that begin a phrase and not a name: "By Monday", "By The River".
const NOT_NAMES: &[&str] = &[
    "A",
    "All",
    "An",
    "Any",
    "April",
    "August",
    "Car",
    "Day",
    "December",
    "Design",
    "February",
    "Friday",
    "Hand",
    "Invitation",
    "January",
    "July",
    "June",
    "Land",
    "Law",
    "March",
    "May",
    "Midnight",
    "Monday",
    "My",
    "Night",
    "November",
    "Now",
    "October",
    "Our",
    "Popular",
    "Saturday",
    "Sea",
    "September",
    "Sunday",
    "That",
    "The",
    "Then",
    "These",
    "This",
    "Thursday",
    "Tuesday",
    "Train",
    "Way",
    "Wednesday",
    "Your",
];

/// Acronyms and labels in capitals that open a paragraph before a dash without being a place.
const NOT_PLACES: &[&str] = &[
    "ANALYSIS",
    "BREAKING",
    "COLUMN",
    "COMMENT",
    "CORRECTION",
    "EDITORIAL",
    "EXCLUSIVE",
    "EXPLAINER",
    "FACTBOX",
    "FIFA",
    "INTERVIEW",
    "LIVE",
    "NASA",
    "NATO",
    "NEW",
    "NOTE",
    "OPINION",
    "PHOTOS",
    "PODCAST",
    "REVIEW",
    "UNESCO",
    "UNICEF",
    "UPDATE",
    "UPDATED",
    "VIDEO",
    "WARNING",
    "WATCH",
];

/// Longest line that can be a byline, in bytes.
const LIMIT: usize = 160;

/// Reads a line that names the writers.
pub(super) fn byline(line: &str) -> Option<Byline> {
    if line.len() > LIMIT || line.contains('\n') {
        return None;
    }
    let lead = LEADS
        .iter()
        .find(|lead| line.get(..lead.len()).is_some_and(|head| head.eq_ignore_ascii_case(lead)))?;
    let rest = line.get(lead.len()..)?.trim();
    let found = date::find(rest);
    let published = found.as_ref().and_then(|found| found.iso.clone());
    let names = found.map_or(rest, |found| Span::new(0, found.span.start).slice(rest));
    let names = names.split(['|', '·', '•', ';', '—', '–']).next()?;
    let names = names.trim().trim_end_matches([',', ':', '-', ' ']);
    let names = [" on", ", Published", ", Updated", " Published", " Updated"]
        .iter()
        .fold(names, |names, tail| names.strip_suffix(tail).unwrap_or(names).trim_end_matches([',', ' ']));
    let first = names.split_whitespace().next()?;
    if NOT_NAMES.contains(&first) || !first.starts_with(char::is_uppercase) && !is_caseless(first) {
        return None;
    }
    let mut role = false;
    for word in names.split_whitespace() {
        let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
        let upper = bare.chars().next().is_none_or(|char| char.is_uppercase() || !char.is_lowercase());
        role |= ROLES.contains(&bare) || word.ends_with(',');
        if !(upper || PARTICLES.contains(&bare) || role && ROLES.contains(&bare)) {
            return None;
        }
    }
    let ended = names.ends_with(['!', '?', '”', '"']) || (names.ends_with('.') && !is_abbreviated(names));
    let plausible = names.split_whitespace().count() <= 16 && !ended;
    plausible.then(|| Byline { names: names.to_owned(), published })
}

/// Reads a byline whose names have lost their capitals; trusted only just below a headline.
pub(super) fn lower_case(line: &str) -> Option<Byline> {
    let names = line.strip_prefix("by ").or_else(|| line.strip_prefix("By "))?.trim();
    let count = names.split(' ').count();
    let plain =
        names.chars().all(|char| char.is_alphabetic() || matches!(char, ' ' | '-' | '.' | '’' | '\''));
    let common = [
        "the", "a", "an", "my", "our", "his", "her", "their", "its", "this", "that", "no", "all", "and", "of",
    ];
    let phrase = names.split(' ').any(|word| common.contains(&word)) || names.ends_with('.');
    ((2..=4).contains(&count) && plain && !phrase)
        .then(|| Byline { names: names.to_owned(), published: None })
}

/// Reads a line that says where and when: "MEXICO CITY, Sept. 3, 2025". Gives its date where it has a year.
pub(super) fn dateline(line: &str) -> Option<Option<String>> {
    let found = date::find(line)?;
    if line.contains('\n') || line.len() > LIMIT {
        return None;
    }
    let after = line.get(found.span.end..)?.trim_matches(|char: char| !char.is_alphanumeric());
    let agency =
        line.get(found.span.end..)?.trim_start().starts_with('(') && after.split_whitespace().count() <= 3;
    let place = line.get(..found.span.start)?.trim_end();
    let comma = place.ends_with([',', '–', '—', '-', '|', ';', '(']);
    let place = place.trim_end_matches([',', '–', '—', '-', '|', ';', ' ', '(']);
    ((after.is_empty() || agency) && comma && is_place(place, false)).then_some(found.iso)
}

/// Returns whether a dateline line shouts its place, so that it can stand anywhere.
pub(super) fn is_shouted(line: &str) -> bool {
    line.split(',').next().is_some_and(|place| is_place(place, true))
}

/// Finds the place, date and agency that open a news paragraph: the end of "PORTO ALTO (Reuters) —", and the date.
/// `first` says that the paragraph is the first of the article, where a place alone is enough.
pub(super) fn lead(paragraph: &str, first: bool) -> Option<(usize, Option<String>)> {
    let window = paragraph.char_indices().nth(100).map_or(paragraph.len(), |(idx, _)| idx);
    let head = paragraph.get(..window)?;
    let (mark, width) = mark(head)?;
    let words = head.get(..mark)?.trim_end();
    let end = mark + width;
    let rest = paragraph.get(end..)?.trim_start();
    let next = rest.chars().next()?;
    let opens = next.is_uppercase() || next.is_numeric() || matches!(next, '“' | '"' | '‘' | '«' | '„');
    let found = date::find(words);
    let mut place = found.as_ref().map_or(words, |found| Span::new(0, found.span.start).slice(words));
    let after = found.as_ref().map_or("", |found| words.get(found.span.end..).unwrap_or(""));
    let mut agency = false;
    if let Some(open) = place.find('(').or_else(|| after.find('(').map(|_| place.len())) {
        let inside = words.get(words.find('(')? + 1..)?;
        let (name, tail) = inside.split_once(')')?;
        agency =
            !name.is_empty() && name.split_whitespace().count() <= 4 && name.starts_with(char::is_uppercase);
        let tail = tail.trim_matches([',', ' ']);
        if !agency || !(tail.is_empty() || found.is_some()) {
            return None;
        }
        place = place.get(..open)?;
    } else if !after.trim_matches([',', ' ', '.']).is_empty() {
        return None;
    }
    let comma = place.trim_end().ends_with(',');
    let place = place.trim_end_matches([',', ' ']);
    let colon = head.get(mark..)?.starts_with(':');
    let known = match (agency, found.is_some()) {
        (true, _) if !colon => is_place(place, false),
        (_, true) => comma && opens && is_place(place, colon),
        // A place in capitals, or one that no second dash turns into an aside.
        _ if is_place(place, true) => first && opens,
        _ => {
            first
                && opens
                && !colon
                && is_place(place, false)
                && is_short(place)
                && self::mark(window_of(rest)).is_none()
        }
    };
    let iso = found.and_then(|found| found.iso);
    (known && !NOT_PLACES.contains(&place.to_uppercase().as_str())).then_some((end, iso))
}

/// Returns whether a paragraph opens as the turns of a transcript do: a name in capitals and a colon.
pub(super) fn is_turn(paragraph: &str) -> bool {
    paragraph.split_once(':').is_some_and(|(name, _)| name.len() <= 40 && is_place(name, true))
}

/// Finds the dash or colon after a dateline and its bytes.
fn mark(head: &str) -> Option<(usize, usize)> {
    let mut chars = head.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match (char, next) {
            ('—' | '–' | '―', _) => return Some((at, char.len_utf8())),
            ('-', Some('-')) => return Some((at, 2)),
            ('-' | ':', Some(' ')) => return Some((at, 1)),
            _ => {}
        }
    }
    None
}

/// Returns whether a place has at most three words before its first comma.
fn is_short(place: &str) -> bool {
    place.split(',').next().is_some_and(|city| city.split_whitespace().count() <= 3)
}

/// Returns the first words of a text, as far as an aside may reach.
fn window_of(text: &str) -> &str {
    text.char_indices().nth(70).map_or(text, |(idx, _)| Span::new(0, idx).slice(text))
}

/// Returns whether words can name a place; `shouted` asks for capitals up to the first comma.
fn is_place(words: &str, shouted: bool) -> bool {
    if words.len() > 160 {
        return false;
    }
    let city = words.split(',').next().unwrap_or(words);
    if shouted
        && (city.chars().any(char::is_lowercase)
            || city.chars().filter(|char| char.is_uppercase()).count() < 3)
    {
        return false;
    }
    let named = words.split([' ', ',']).filter(|word| !word.is_empty()).all(|word| {
        let first = word.chars().next().unwrap_or(' ');
        !first.is_lowercase() && !first.is_numeric()
            || ["de", "del", "la", "of", "and", "the", "do", "da", "al", "upon"].contains(&word)
    });
    named
        && words.split_whitespace().count() <= 7
        && !words.contains([':', '“', '”', '"', '?', '!'])
        && (2..=60).contains(&words.chars().filter(|char| char.is_alphabetic()).count())
}

/// Returns whether a word is written in a script without capitals.
fn is_caseless(word: &str) -> bool {
    word.chars().next().is_some_and(|char| char.is_alphabetic() && !char.is_lowercase())
}

/// Returns whether a final full stop belongs to the last word: "Jr.", an initial.
fn is_abbreviated(names: &str) -> bool {
    let last = names.split_whitespace().next_back().unwrap_or("");
    last.len() <= 2 || ["Jr.", "Sr.", "U.S."].contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_give_their_names() {
        let check = |line: &str, names: &str| {
            assert_eq!(byline(line).map(|byline| byline.names).as_deref(), Some(names), "{line}");
        };
        check("by Jo Writer", "Jo Writer");
        check("By Jane Doe and John Roe, Staff Writers", "Jane Doe and John Roe, Staff Writers");
        check("BY JANE DOE", "JANE DOE");
        check("Written by Tomás van der Berg", "Tomás van der Berg");
        check("By Jane Doe | March 3, 2024", "Jane Doe");
        check("By Jane Doe, Published 3 March 2024", "Jane Doe");
        check("By J. R. Doe Jr.", "J. R. Doe Jr.");
        check("Reporting by Jane Doe; Editing by John Roe", "Jane Doe");
        assert_eq!(
            byline("By Jane Doe | March 3, 2024").and_then(|b| b.published).as_deref(),
            Some("2024-03-03")
        );
    }

    #[test]
    fn prose_that_begins_with_by_is_no_byline() {
        for line in [
            "By Monday the river had risen.",
            "By Night in Chile",
            "By the time he came",
            "By The River",
            "By then, Ana Ruiz had left.",
            "by hand",
            "By Ana Ruiz’s own account, the bridge was doomed.",
            "By ",
        ] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn datelines_open_news() {
        let check = |text: &str, words: &str, date: Option<&str>| {
            let found = lead(text, true).unwrap_or_else(|| panic!("none in {text}"));
            assert_eq!((text.get(..found.0), found.1.as_deref()), (Some(words), date), "{text}");
        };
        check("PORTO ALTO (Reuters) — The council met.", "PORTO ALTO (Reuters) —", None);
        check("KYIV, Sept 4 – The council met.", "KYIV, Sept 4 –", None);
        check("LONDON — “No,” she said.", "LONDON —", None);
        check("Porto Alto, Portugal (AP) - the council met.", "Porto Alto, Portugal (AP) -", None);
        check(
            "ST. LOUIS, Mo., May 3, 2024 (UPI) -- The council",
            "ST. LOUIS, Mo., May 3, 2024 (UPI) --",
            Some("2024-05-03"),
        );
        check("PORTO ALTO, Portugal — The council", "PORTO ALTO, Portugal —", None);
        check("Porto Alto – The council", "Porto Alto –", None);
        check("Porto Alto- The council", "Porto Alto-", None);
        check("PORTO ALTO: The council", "PORTO ALTO:", None);
        check("PORTO ALTO, July 24: The council", "PORTO ALTO, July 24:", None);
    }

    #[test]
    fn other_dashes_open_nothing() {
        for text in [
            "NATO — the alliance — met.",
            "BREAKING — The bridge fell.",
            "Ana Ruiz — the mayor — spoke.",
            "The bridge – closed since May 2 – opened.",
            "On May 2 — a Monday — it fell.",
            "He left (again) — She stayed.",
            "I — We — left",
            "“LONDON — The",
            "— The",
        ] {
            assert_eq!(lead(text, true), None, "{text}");
        }
        assert_eq!(lead("LONDON — The council", false), None);
    }

    #[test]
    fn a_dateline_can_stand_alone() {
        assert_eq!(dateline("MEXICO CITY, Sept. 3, 2025"), Some(Some("2025-09-03".into())));
        assert_eq!(dateline("Porto Alto, 3 September"), Some(None));
        assert_eq!(dateline("PORTO ALTO, May 2, 2025 (Reuters)"), Some(Some("2025-05-02".into())));
        for line in
            ["He was born in Lima, May 2, 1960", "MEXICO CITY", "on May 2, 2025", "May 2, 2025, was a Friday"]
        {
            assert_eq!(dateline(line), None, "{line}");
        }
    }
}
