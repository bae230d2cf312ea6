//! Dates as people write them, turned into ISO 8601.

use crate::text::Span;

/// A date found in a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Found {
    /// The words of the date.
    pub span: Span,
    /// The date, or `None` where it names no year.
    pub iso: Option<String>,
}

/// Names of months by number, in the languages whose bylines are understood.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero", "janvier", "januar", "jänner", "janeiro", "gennaio"],
    &["february", "feb", "febrero", "février", "februar", "fevereiro", "febbraio"],
    &["march", "mar", "marzo", "mars", "märz", "março"],
    &["april", "apr", "abril", "avril", "aprile"],
    &["may", "mayo", "mai", "maio", "maggio"],
    &["june", "jun", "junio", "juin", "juni", "junho", "giugno"],
    &["july", "jul", "julio", "juillet", "juli", "julho", "luglio"],
    &["august", "aug", "agosto", "août"],
    &["september", "sept", "sep", "septiembre", "septembre", "setembro", "settembre"],
    &["october", "oct", "octubre", "octobre", "oktober", "outubro", "ottobre"],
    &["november", "nov", "noviembre", "novembre", "novembro"],
    &["december", "dec", "diciembre", "décembre", "dezember", "dezembro", "dicembre"],
];

/// Words that stand beside the date on a line that says nothing else.
const COMPANIONS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "published",
    "posted",
    "updated",
    "modified",
    "last",
    "first",
    "on",
    "at",
    "date",
    "issued",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "t",
    "z",
    "gmt",
    "utc",
    "est",
    "edt",
    "et",
    "cst",
    "cdt",
    "ct",
    "pst",
    "pdt",
    "pt",
    "cet",
    "cest",
    "bst",
    "ist",
    "noon",
    "midnight",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "publicado",
    "publié",
    "le",
    "el",
    "den",
    "am",
    "uhr",
];

/// Longest text that is searched for a date, in bytes.
const LIMIT: usize = 240;

/// A piece of a line.
#[derive(Clone, Copy, Debug)]
struct Token<'a> {
    /// Its bytes in the line.
    span: Span,
    /// Its characters: letters only, digits only, or one mark.
    text: &'a str,
}

/// Finds the first date in a line that is not too long.
pub(super) fn find(line: &str) -> Option<Found> {
    let tokens = tokens(line)?;
    (0..tokens.len()).find_map(|idx| tokens.get(idx..).and_then(date_at))
}

/// Finds the date of a line that says nothing else ("Published on Wednesday, 3 September 2025, 10:30 GMT").
pub(super) fn only(line: &str) -> Option<Found> {
    let found = find(line)?;
    let all = tokens(line)?;
    let rest = || all.iter().filter(|token| !found.span.covers(token.span));
    let companion = |token: &Token<'_>| match token.text.chars().next() {
        Some(first) if first.is_alphabetic() => COMPANIONS.contains(&token.text.to_lowercase().as_str()),
        _ => true,
    };
    (rest().all(companion) && rest().filter(|token| is_word(token)).count() <= 10).then_some(found)
}

/// Reads a date or date and time as machines write it, or a date as people do.
pub(super) fn machine(value: &str) -> Option<String> {
    let value = value.trim();
    let found = find(value)?;
    let iso = found.iso?;
    let time = value.get(found.span.end..).unwrap_or("");
    let clock = |char: char| char.is_ascii_digit() || matches!(char, ':' | '.' | '+' | '-' | 'Z');
    let time = time.strip_prefix(['T', 't', ' ']).unwrap_or("").replace('z', "Z");
    let exact = time.len() >= 5 && time.chars().all(clock) && time.get(2..3) == Some(":");
    Some(if found.span.start == 0 && exact { format!("{iso}T{time}") } else { iso })
}

/// Reads a date that begins at the first token.
fn date_at(tokens: &[Token<'_>]) -> Option<Found> {
    let start = tokens.first()?.span.start;
    let (count, year, month, day) = month_first(tokens)
        .or_else(|| day_first(tokens))
        .or_else(|| year_first(tokens))
        .or_else(|| ideographic(tokens))
        .or_else(|| numeric(tokens))?;
    let last = tokens.get(count.checked_sub(1)?)?;
    let span = Span::new(start, last.span.end);
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(usize::from(month).checked_sub(1)?)?;
    (1..=length)
        .contains(&day)
        .then(|| Found { span, iso: year.map(|year| format!("{year:04}-{month:02}-{day:02}")) })
}

/// The number of tokens read, the year, month and day.
type Reading = (usize, Option<u16>, u8, u8);

/// Reads "Sept. 3, 2025", "September 3rd".
fn month_first(tokens: &[Token<'_>]) -> Option<Reading> {
    let month = month(tokens.first()?)?;
    let mut idx = skip(tokens, 1, &["."]);
    let day = number(tokens.get(idx)?, 1, 2)?;
    idx += 1;
    let ordinal = skip(tokens, idx, &["st", "nd", "rd", "th"]);
    let comma = skip(tokens, ordinal, &[","]);
    match tokens.get(comma).and_then(|token| number(token, 4, 4)) {
        Some(year) => Some((comma + 1, Some(year), month, u8::try_from(day).ok()?)),
        None => Some((ordinal, None, month, u8::try_from(day).ok()?)),
    }
}

/// Reads "3 September 2025", "3rd of September, 2025", "3. September 2025", "3 de septiembre de 2025", "1er mai".
fn day_first(tokens: &[Token<'_>]) -> Option<Reading> {
    let day = number(tokens.first()?, 1, 2)?;
    let mut idx = skip(tokens, 1, &["st", "nd", "rd", "th", "er", "º", "."]);
    idx = skip(tokens, idx, &["of", "de", "-"]);
    let month = month(tokens.get(idx)?)?;
    idx += 1;
    let mut next = skip(tokens, idx, &["."]);
    next = skip(tokens, next, &[",", "de", "del", "-"]);
    match tokens.get(next).and_then(|token| number(token, 4, 4)) {
        Some(year) => Some((next + 1, Some(year), month, u8::try_from(day).ok()?)),
        None => Some((idx, None, month, u8::try_from(day).ok()?)),
    }
}

/// Reads "2025-09-03" and its like.
fn year_first(tokens: &[Token<'_>]) -> Option<Reading> {
    let [year, mark, month, same, day, ..] = tokens else { return None };
    let valid = matches!(mark.text, "-" | "/" | ".") && mark.text == same.text;
    let (year, month, day) = (number(year, 4, 4)?, number(month, 1, 2)?, number(day, 1, 2)?);
    valid.then_some((5, Some(year), u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// Reads "2025年9月3日".
fn ideographic(tokens: &[Token<'_>]) -> Option<Reading> {
    let [year, "年", month, "月", day, "日"] =
        [0, 1, 2, 3, 4, 5].map(|idx| tokens.get(idx).map_or("", |token| token.text))
    else {
        return None;
    };
    Some((6, Some(year.parse().ok()?), month.parse().ok()?, day.parse().ok()?))
}

/// Reads "03.09.2025", and "9/23/2025" where only one reading is possible.
fn numeric(tokens: &[Token<'_>]) -> Option<Reading> {
    let [first, mark, second, same, year, ..] = tokens else { return None };
    let (first, second, year) = (number(first, 1, 2)?, number(second, 1, 2)?, number(year, 4, 4)?);
    let (first, second) = (u8::try_from(first).ok()?, u8::try_from(second).ok()?);
    let (month, day) = match (mark.text, same.text) {
        (".", ".") => (second, first),
        ("/", "/") | ("-", "-") if first > 12 || first == second => (second, first),
        ("/", "/") | ("-", "-") if second > 12 => (first, second),
        _ => return None,
    };
    Some((5, Some(year), month, day))
}

/// Returns the number of a month's name.
fn month(token: &Token<'_>) -> Option<u8> {
    if !is_word(token) || token.text.len() > 12 {
        return None;
    }
    let name = token.text.to_lowercase();
    let idx = MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    u8::try_from(idx + 1).ok()
}

/// Returns the value of a number with as many digits.
fn number(token: &Token<'_>, least: usize, most: usize) -> Option<u16> {
    let fits = (least..=most).contains(&token.text.len());
    if fits { token.text.parse().ok() } else { None }
}

/// Returns the index after `idx` if one of `words` stands there, else `idx`.
fn skip(tokens: &[Token<'_>], idx: usize, words: &[&str]) -> usize {
    let there = tokens.get(idx).is_some_and(|token| words.contains(&token.text.to_lowercase().as_str()));
    if there { idx + 1 } else { idx }
}

/// Returns whether a token is made of letters.
fn is_word(token: &Token<'_>) -> bool {
    token.text.chars().next().is_some_and(char::is_alphabetic)
}

/// Cuts a line into words, numbers and marks, or `None` where it is too long to be about a date.
fn tokens(line: &str) -> Option<Vec<Token<'_>>> {
    if line.len() > LIMIT || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let class = |char: char| match char {
        '年' | '月' | '日' => 3,
        _ if char.is_ascii_digit() => 0,
        _ if char.is_alphabetic() => 1,
        _ if char.is_whitespace() => 2,
        _ => 3,
    };
    let mut cuts: Vec<Span> = Vec::new();
    let mut last = 3;
    for (idx, char) in line.char_indices() {
        let (kind, end) = (class(char), idx + char.len_utf8());
        match cuts.last_mut() {
            Some(cut) if kind == last && kind < 2 => cut.end = end,
            _ if kind == 2 => {}
            _ => cuts.push(Span::new(idx, end)),
        }
        last = kind;
    }
    Some(cuts.into_iter().map(|span| Token { span, text: span.slice(line) }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_many_spellings() {
        for spelling in [
            "Sept. 3, 2025",
            "September 3rd, 2025",
            "3 September 2025",
            "3 Sep 2025",
            "3rd of September, 2025",
            "Wednesday, September 3, 2025",
            "2025-09-03",
            "2025/09/03",
            "03.09.2025",
            "3. September 2025",
            "3 de septiembre de 2025",
            "3 septembre 2025",
            "2025年9月3日",
            "SEPT 3 2025",
            "PORTO, Sept. 3, 2025",
        ] {
            let found = find(spelling).unwrap_or_else(|| panic!("no date in {spelling}"));
            assert_eq!(found.iso.as_deref(), Some("2025-09-03"), "{spelling}");
        }
        assert_eq!(find("9/23/2025").and_then(|found| found.iso).as_deref(), Some("2025-09-23"));
        for none in [
            "9/3/2025",
            "February 31, 2025",
            "May we go",
            "Room 12, 2025",
            "13/13/2025",
            "10:30",
            "2025-13-01",
        ] {
            assert_eq!(find(none), None, "{none}");
        }
        assert_eq!(find("on Sept 4 there").map(|found| found.iso), Some(None));
    }

    #[test]
    fn a_line_of_date_and_time_alone_is_told_from_prose() {
        for line in [
            "Published: Wed, 3 Sep 2025 10:30 a.m. ET",
            "Last updated on September 3, 2025 at 10:30 GMT",
            "2025-09-03",
        ] {
            assert!(only(line).is_some(), "{line}");
        }
        for line in ["On September 3, 2025 the bridge opened", "Until May 2, 2025"] {
            assert!(only(line).is_none(), "{line}");
        }
    }

    #[test]
    fn machine_dates_keep_their_time() {
        assert_eq!(machine("2025-09-03T10:30:00+02:00").as_deref(), Some("2025-09-03T10:30:00+02:00"));
        assert_eq!(machine("2025-09-03").as_deref(), Some("2025-09-03"));
        assert_eq!(machine("3 September 2025").as_deref(), Some("2025-09-03"));
        assert_eq!(machine("yesterday"), None);
    }
}
