//! Finds where scraped prose lacks a space after punctuation ("held in Mexico City,was", "cartels.The").
//!
//! Precision first: a space too few is ugly, a space inside an address, a number or an abbreviation changes what the
//! article says. So a token that might be anything but prose is left alone.

use crate::text::Span;

/// Words that begin a sentence far more often than they follow a full stop inside a name.
const OPENERS: &[&str] = &[
    "A",
    "After",
    "All",
    "Although",
    "An",
    "And",
    "Another",
    "As",
    "At",
    "Because",
    "Before",
    "Both",
    "But",
    "By",
    "Das",
    "Der",
    "Despite",
    "Die",
    "During",
    "Each",
    "El",
    "En",
    "Even",
    "For",
    "From",
    "He",
    "Her",
    "Here",
    "His",
    "How",
    "However",
    "I",
    "If",
    "In",
    "Instead",
    "It",
    "Its",
    "La",
    "Las",
    "Last",
    "Le",
    "Les",
    "Los",
    "Many",
    "Meanwhile",
    "More",
    "Most",
    "My",
    "No",
    "Not",
    "Now",
    "On",
    "One",
    "Only",
    "Other",
    "Our",
    "She",
    "Since",
    "So",
    "Some",
    "Still",
    "Such",
    "That",
    "The",
    "Their",
    "Then",
    "There",
    "These",
    "They",
    "This",
    "Those",
    "Though",
    "To",
    "Under",
    "Until",
    "We",
    "What",
    "When",
    "Where",
    "While",
    "Who",
    "Why",
    "With",
    "Yet",
    "You",
    "Your",
];

/// Titles that are written with a full stop before a name.
const COURTESY: &[&str] =
    &["Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Gov", "Gen", "Rep", "Rev", "Capt", "Sgt"];

/// What follows a dot in the names of sites, files and programs, in lower case.
const SUFFIXES: &[&str] = &[
    "ai", "app", "au", "biz", "br", "ca", "ch", "cn", "co", "com", "csv", "css", "de", "doc", "docx", "edu",
    "es", "eu", "exe", "fm", "fr", "gif", "gov", "html", "htm", "in", "info", "int", "io", "it", "jpeg",
    "jpg", "js", "json", "jp", "me", "mil", "mp", "mx", "net", "news", "nl", "org", "pdf", "php", "pl",
    "png", "pt", "py", "rs", "ru", "tv", "ts", "txt", "uk", "us", "xls", "xlsx", "xml", "zip",
];

/// Returns the offsets before which `prose` lacks a space, in order. `taboo` spans, ordered, are never touched.
pub(super) fn gaps(prose: &str, taboo: &[Span]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut marks = Marks::of(prose);
    let mut chars: Vec<(usize, char)> = Vec::new();
    let (mut start, mut first) = (0, None);
    for (idx, byte) in prose.bytes().chain([b' ']).enumerate() {
        match byte {
            b' ' | b'\n' | b'\t' => {
                let token = Span::new(start, idx);
                // Punctuation at the very end of a token is where it should be.
                if first.is_some_and(|at| at + 1 < idx) && !is_guarded(token.slice(prose)) {
                    examine(token, prose, &mut chars, &mut marks, &mut found);
                } else if first.is_some() {
                    marks.seen += straight_marks(token.slice(prose));
                }
                (start, first) = (idx + 1, None);
            }
            // 0xE2 is the first byte of every curly quotation mark.
            b',' | b'.' | b';' | b':' | b'!' | b'?' | b'"' | 0xE2 if first.is_none() => first = Some(idx),
            _ => {}
        }
    }
    found.dedup();
    found.retain(|&at| {
        let before = taboo.get(taboo.partition_point(|span| span.start < at).wrapping_sub(1));
        before.is_none_or(|span| span.end <= at)
    });
    found
}

/// What the quotation marks of a block mean.
struct Marks {
    /// Whether `“` opens and `”` closes, as in English.
    curly: bool,
    /// Whether straight marks come in pairs.
    paired: bool,
    /// Straight marks passed so far.
    seen: usize,
}

impl Marks {
    /// Looks at a whole block once.
    fn of(prose: &str) -> Self {
        Self {
            curly: prose.contains('“') && !prose.contains('„'),
            paired: straight_marks(prose).is_multiple_of(2),
            seen: 0,
        }
    }

    /// Returns whether `char` opens (`Some(true)`) or closes (`Some(false)`) a quotation.
    fn opens(&self, char: char) -> Option<bool> {
        match char {
            '“' if self.curly => Some(true),
            '”' if self.curly => Some(false),
            '"' if self.paired => Some(self.seen.is_multiple_of(2)),
            _ => None,
        }
    }
}

/// Finds the gaps of one token.
fn examine(
    token: Span,
    prose: &str,
    chars: &mut Vec<(usize, char)>,
    marks: &mut Marks,
    found: &mut Vec<usize>,
) {
    chars.clear();
    chars.extend(token.slice(prose).char_indices());
    for idx in 0..chars.len() {
        if let Some((at, _)) = gap(chars, idx, marks).and_then(|at| chars.get(at)) {
            found.push(token.start + at);
        }
        marks.seen += usize::from(chars.get(idx).is_some_and(|(_, char)| *char == '"'));
    }
}

/// Returns the index before which the punctuation at `idx` wants a space.
fn gap(chars: &[(usize, char)], idx: usize, marks: &Marks) -> Option<usize> {
    let at = |idx: usize| chars.get(idx).map(|(_, char)| *char);
    let (before, char, after) = (at(idx.checked_sub(1)?)?, at(idx)?, at(idx + 1)?);
    if is_ideograph(after) {
        return None;
    }
    match char {
        ',' | ';' => comma(chars, idx, before, after).then_some(idx + 1),
        '.' | '!' | '?' => stop(chars, idx, before, after).then_some(idx + 1),
        ':' => colon(chars, idx, after).then_some(idx + 1),
        _ => match marks.opens(char)? {
            true => {
                let glued = before.is_alphabetic() || matches!(before, ',' | '.' | ';' | ':' | '!' | '?');
                (glued && after.is_alphanumeric()).then_some(idx)
            }
            false => {
                let plural = after == 's' && !at(idx + 2).is_some_and(char::is_alphabetic);
                let glued = before.is_alphanumeric() || matches!(before, '.' | ',' | '!' | '?' | '…');
                (glued && after.is_alphabetic() && !plural).then_some(idx + 1)
            }
        },
    }
}

/// Returns whether a comma or semicolon at `idx` ends a phrase.
fn comma(chars: &[(usize, char)], idx: usize, before: char, after: char) -> bool {
    let (left, right) = (run_before(chars, idx), run_after(chars, idx));
    if after.is_ascii_digit() {
        return left.len() >= 3;
    }
    let closed = before.is_alphanumeric() || matches!(before, '.' | ')' | ']' | '%' | '”' | '’' | '"');
    closed && after.is_alphabetic() && (left.len() >= 3 || right.len() >= 3)
}

/// Returns whether a full stop, exclamation or question mark at `idx` ends a sentence.
fn stop(chars: &[(usize, char)], idx: usize, before: char, after: char) -> bool {
    if !after.is_uppercase() {
        return false;
    }
    let (left, right) = (run_before(chars, idx), run_after(chars, idx));
    let word: String = right.iter().map(|(_, char)| char).collect();
    let rest = idx + 1 + right.len();
    let next = chars.get(rest).map(|(_, char)| *char);
    let continues = chars.get(rest + 1).is_some_and(|(_, char)| char.is_alphanumeric());
    if SUFFIXES.contains(&word.to_lowercase().as_str()) && word != "In" && word != "It" && word != "Me"
        || matches!(next, Some('(' | ':'))
        || (matches!(next, Some('.')) && continues)
    {
        return false;
    }
    let opener = OPENERS.contains(&word.as_str());
    if right.len() < 2 && !opener {
        return false;
    }
    if before.is_ascii_digit() || matches!(before, ')' | ']' | '%') {
        return opener && right.len() >= 2;
    }
    let Some((_, first)) = left.first().copied() else { return false };
    let dotted =
        idx.checked_sub(left.len() + 1).and_then(|idx| chars.get(idx)).is_some_and(|(_, char)| *char == '.');
    if left.len() < 2 || dotted {
        return false;
    }
    if first.is_lowercase() {
        return true;
    }
    let name: String = left.iter().map(|(_, char)| char).collect();
    opener || COURTESY.contains(&name.as_str())
}

/// Returns whether a colon at `idx` stands between a lower-case word and the sentence it introduces.
fn colon(chars: &[(usize, char)], idx: usize, after: char) -> bool {
    let (left, right) = (run_before(chars, idx), run_after(chars, idx));
    left.len() >= 3
        && left.iter().all(|(_, char)| char.is_lowercase())
        && after.is_uppercase()
        && (right.len() >= 2 || matches!(after, 'I' | 'A'))
}

/// Returns the letters that end just before `idx`; more than a long word's worth are not counted.
fn run_before(chars: &[(usize, char)], idx: usize) -> &[(usize, char)] {
    let head = chars.get(..idx).unwrap_or(&[]);
    let length = head.iter().rev().take(32).take_while(|(_, char)| char.is_alphabetic()).count();
    head.get(head.len() - length..).unwrap_or(&[])
}

/// Returns the letters that begin just after `idx`; more than a long word's worth are not counted.
fn run_after(chars: &[(usize, char)], idx: usize) -> &[(usize, char)] {
    let tail = chars.get(idx + 1..).unwrap_or(&[]);
    let length = tail.iter().take(32).take_while(|(_, char)| char.is_alphabetic()).count();
    tail.get(..length).unwrap_or(&[])
}

/// Counts straight quotation marks.
fn straight_marks(words: &str) -> usize {
    memchr::memchr_iter(b'"', words.as_bytes()).count()
}

/// Returns whether a token may be an address, a path, a tag or code.
fn is_guarded(token: &str) -> bool {
    let odd = |byte| {
        matches!(byte, b'/' | b'@' | b'_' | b'=' | b'\\' | b'#' | b'`' | b'{' | b'}' | b'<' | b'>' | b'|')
    };
    token.bytes().any(odd) || token.contains("www.") || token.contains("::")
}

/// Returns whether a character belongs to a script written without spaces.
fn is_ideograph(char: char) -> bool {
    ('\u{2E80}'..='\u{9FFF}').contains(&char)
        || ('\u{AC00}'..='\u{D7AF}').contains(&char)
        || char >= '\u{20000}'
}

#[cfg(test)]
mod tests;
