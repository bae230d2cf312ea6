//! Where sentences begin and end.
//!
//! One pass over the text. A stop ends a sentence unless what stands around it says otherwise: an abbreviation, an initial,
//! a number, a lower-case word behind it. Looking around is bounded, so that no text makes it slow.

use crate::text::Span;

/// Returns the sentences of `text`, in order, without the white space between them.
///
/// Spans are bytes of `text`. Every character that is not white space lies in exactly one sentence.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = text.len() - text.trim_start().len();
    let mut at = start;
    while let Some(end) = next_stop(text, &mut at) {
        push(text, start, end, &mut found);
        start = end;
    }
    push(text, start, text.len(), &mut found);
    found
}

/// Bytes that are looked at to either side of a stop.
const WINDOW: usize = 24;

/// Abbreviations that never end a sentence.
const BEFORE_NAMES: &[&str] = &[
    "adm", "brig", "capt", "cmdr", "col", "cpl", "dr", "dra", "ee", "fig", "fr", "ft", "gen", "gov", "hon",
    "lt", "maj", "messrs", "mme", "mr", "mrs", "ms", "mt", "pres", "prof", "pvt", "rep", "reps", "rev",
    "sen", "sens", "sgt", "sra", "srta", "st", "supt", "vs",
];

/// Abbreviations that do not end a sentence before a number.
const BEFORE_NUMBERS: &[&str] = &[
    "no", "nos", "art", "sec", "vol", "ch", "p", "pp", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
    "sep", "sept", "oct", "nov", "dec", "approx", "ca", "c",
];

/// Abbreviations that end a sentence only where the next word plainly opens one.
const EITHER: &[&str] = &[
    "inc", "corp", "co", "ltd", "jr", "sr", "etc", "bros", "dept", "univ", "assn", "ave", "blvd", "rd",
    "est", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "ala", "ariz", "calif", "colo", "conn", "fla",
    "ga", "ill", "ind", "kan", "mass", "mich", "minn", "miss", "mo", "okla", "ore", "pa", "tenn", "tex",
    "va", "wash", "wis",
];

/// Words that open a sentence rather than go on with a name.
const OPENERS: &[&str] = &[
    "a",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "despite",
    "during",
    "each",
    "even",
    "every",
    "for",
    "from",
    "he",
    "her",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "instead",
    "it",
    "its",
    "last",
    "later",
    "many",
    "meanwhile",
    "more",
    "most",
    "my",
    "no",
    "not",
    "now",
    "of",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "she",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "to",
    "two",
    "under",
    "until",
    "we",
    "what",
    "when",
    "where",
    "while",
    "who",
    "why",
    "with",
    "yet",
    "you",
];

/// Returns the end of the next sentence that begins no later than `at`, moving `at` past what was looked at.
fn next_stop(text: &str, at: &mut usize) -> Option<usize> {
    loop {
        let rest = text.get(*at..)?;
        let (idx, mark) = rest.char_indices().find(|(_, c)| is_mark(*c))?;
        let stop = *at + idx;
        if mark == '\n' {
            let line = text.get(stop..)?;
            let blank = line.len() - line.trim_start().len();
            *at = stop + blank;
            if line.get(..blank)?.bytes().filter(|byte| *byte == b'\n').nth(1).is_some() {
                return Some(stop);
            }
            continue;
        }
        let mut end = stop;
        let mut single = true;
        for c in text.get(stop..)?.chars() {
            if !is_terminal(c) {
                break;
            }
            single = end == stop && c == '.';
            end += c.len_utf8();
        }
        let bare = end;
        for c in text.get(end..)?.chars() {
            if !is_closer(c) {
                break;
            }
            end += c.len_utf8();
        }
        *at = end;
        if ends(text, stop, bare, end, mark, single) {
            return Some(end);
        }
    }
}

/// Decides whether the stop at `stop`, its run ending at `bare` and closing marks at `end`, ends a sentence.
fn ends(text: &str, stop: usize, bare: usize, end: usize, mark: char, single: bool) -> bool {
    if matches!(mark, '。' | '！' | '？') {
        return true;
    }
    let after = text.get(end..).unwrap_or("");
    let Some(next) = after.chars().next() else { return true };
    let before = last_word(text, stop);
    if !next.is_whitespace() {
        // A space that got lost: "cartels.The deployment". Addresses and file names have no capital there.
        let plain = before.chars().count() > 1 && before.chars().all(char::is_lowercase);
        let opens = next.is_uppercase()
            && after.chars().nth(1).is_some_and(|c| c.is_lowercase() || c.is_whitespace());
        return plain && (opens || (matches!(next, '“' | '«') && bare == end));
    }
    let after = after.trim_start();
    let Some(next) = after.chars().next() else { return true };
    if next.is_lowercase() || matches!(next, ',' | ';' | ')' | ']' | '”' | '»') {
        return false;
    }
    if !single || bare < end {
        return true;
    }
    let word = before.to_lowercase();
    let word = word.as_str();
    let initials = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
    let dotted = text.get(..stop).is_some_and(|t| {
        t.len() > before.len() + 1
            && t.ends_with(before)
            && t.as_bytes().get(t.len() - before.len() - 1) == Some(&b'.')
    });
    if BEFORE_NAMES.contains(&word) {
        return false;
    }
    if next.is_numeric() && (BEFORE_NUMBERS.contains(&word) || initials) {
        return false;
    }
    if before.chars().all(char::is_numeric) && !before.is_empty() {
        // The marker of a list item: "12. Bread".
        let line = text.get(..stop - before.len()).unwrap_or("");
        return !(line.is_empty() || line.ends_with('\n'));
    }
    if initials || dotted || EITHER.contains(&word) {
        return OPENERS.contains(&first_word(after).to_lowercase().as_str());
    }
    true
}

/// Adds `start..end` without the white space around it.
fn push(text: &str, start: usize, end: usize, found: &mut Vec<Span>) {
    let piece = Span::new(start, end).slice(text);
    let trimmed = piece.trim_start();
    let from = end - trimmed.len();
    let span = Span::new(from, from + trimmed.trim_end().len());
    if !span.is_empty() {
        found.push(span);
    }
}

/// Returns the letters and digits right before `end`, at most a window of them.
fn last_word(text: &str, end: usize) -> &str {
    let mut start = end;
    for c in text.get(..end).unwrap_or("").chars().rev() {
        if !c.is_alphanumeric() || end - start > WINDOW {
            break;
        }
        start -= c.len_utf8();
    }
    text.get(start..end).unwrap_or("")
}

/// Returns the letters at the beginning of `text`, at most a window of them, past an opening mark.
fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(['“', '"', '‘', '«', '(', '[']);
    let mut end = 0;
    for c in text.chars() {
        if !c.is_alphanumeric() || end > WINDOW {
            break;
        }
        end += c.len_utf8();
    }
    text.get(..end).unwrap_or("")
}

fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_mark(c: char) -> bool {
    is_terminal(c) || c == '\n'
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let found: Vec<&str> = sentences(&text).iter().map(|span| span.slice(&text)).collect();
        let wanted: Vec<&str> = marked.split('|').map(str::trim).filter(|s| !s.is_empty()).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_stop_before_a_capital_ends_a_sentence() {
        check("The bridge is shut. |It will open in May. |Nobody knows why.");
        check("Is it safe? |No! |Really?! |The mayor would not say…");
    }

    #[test]
    fn abbreviations_initials_and_numbers_do_not() {
        check("Mr. Leite met Dr. A. B. Prado of the U.S. Navy in St. Ives. |He left.");
        check("It rose 3.5 percent, or No. 5 on the list. |On Sept. 3, 2025, it fell.");
        check(
            "He lives in the U.S. |The house is his. |She works for Acme Inc. |They met at 5 p.m. |It rained.",
        );
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        check("“We will rebuild.” |(They never did.) |\"Why?\" he asked. |She said “no.” |He left.");
    }

    #[test]
    fn a_lost_space_does_not_hide_the_end() {
        check("They fought the cartels.|The ships came. |See www.port.example.com/About.html for more.");
    }

    #[test]
    fn blank_lines_and_list_markers_are_known() {
        check("First line\nsecond line\n\n|12. Bread and butter. |Then tea.");
    }

    proptest! {
        #[test]
        fn every_visible_character_is_in_one_sentence(text in "[a-zA-Z0-9 .!?…\n“”\"'()。é]{0,200}") {
            let mut at = 0;
            for span in sentences(&text) {
                prop_assert!(span.start >= at && !span.is_empty());
                prop_assert!(Span::new(at, span.start).slice(&text).trim().is_empty());
                prop_assert_eq!(span.slice(&text).trim(), span.slice(&text));
                at = span.end;
            }
            prop_assert!(Span::new(at, text.len()).slice(&text).trim().is_empty());
        }
    }
}
