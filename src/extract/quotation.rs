//! Finds what stands in quotation marks, whatever the marks.
//!
//! A state machine reads each passage once with a stack of open marks. Where a mark can open as well as close, or may be an
//! apostrophe, the characters beside it decide. A mark that is never closed still opens a quotation if the next paragraph
//! goes on with one; otherwise the quotation is taken to end with its sentence, and is reported as not closed.

mod turn;

use crate::{
    extract::token::{Document, PassageKind},
    text::{Span, sentence},
};

/// Words in quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Marked {
    /// The words inside the marks, without surrounding white space.
    pub span: Span,
    /// The same with the marks.
    pub outer: Span,
    /// Index of the passage.
    pub passage: usize,
    /// How many quotations stand around it.
    pub depth: usize,
    /// Whether the closing mark is there, or in a later paragraph.
    pub closed: bool,
    /// Whether it goes on with the quotation of the paragraph before.
    pub resumes: bool,
    /// Whether it is speech without marks: a turn of a transcript, or a block quote.
    pub bare: bool,
}

/// Returns all quotations of a document, ordered by start.
pub fn find(document: &Document) -> Vec<Marked> {
    let mut found = Vec::new();
    let mut open = None;
    for (idx, passage) in document.passages.iter().enumerate() {
        if passage.kind == PassageKind::Dateline {
            continue;
        }
        if document.veil.spanish && dialogue(document.text, passage.span, idx, &mut found) {
            open = None;
            continue;
        }
        let resumed = open.filter(|mark| starts_with(passage.span.slice(document.text), *mark));
        let next = document.passages.get(idx + 1).map_or("", |next| next.span.slice(document.text));
        open = scan(document.text, passage.span, idx, resumed.is_some(), next, &mut found);
    }
    turn::add(document, &mut found);
    found
}

/// Reads a line of Spanish dialogue: "—No vamos —dijo Ruiz—. Seguiremos." Dashes open speech, and part the reporter's words
/// from it. Returns whether it is one.
fn dialogue(text: &str, span: Span, passage: usize, found: &mut Vec<Marked>) -> bool {
    let words = span.slice(text);
    let Some(rest) = words.strip_prefix('—').filter(|rest| !rest.starts_with(char::is_whitespace)) else {
        return false;
    };
    let mut at = span.end - rest.len();
    for (number, part) in rest.split('—').enumerate() {
        let end = at + part.len();
        let speech = part.trim().trim_start_matches(['.', ',', ';', ':', ' ']);
        if number.is_multiple_of(2) && speech.chars().any(char::is_alphabetic) {
            let start = at + part.trim_end().len() - speech.len();
            found.push(Marked {
                span: Span::new(start, start + speech.len()),
                outer: Span::new(at - '—'.len_utf8(), end),
                passage,
                depth: 0,
                closed: true,
                resumes: false,
                bare: false,
            });
        }
        at = end + '—'.len_utf8();
    }
    true
}

/// A mark that has been opened.
#[derive(Clone, Copy)]
struct Open {
    mark: char,
    close: char,
    at: usize,
    inner: usize,
}

/// Single marks further apart, in bytes, are apostrophes.
const SINGLE: usize = 600;

/// No text nests quotations more deeply.
const DEEPEST: usize = 8;

/// Reads one passage; returns the mark that is still open where the next passage goes on with it.
fn scan(
    text: &str,
    span: Span,
    passage: usize,
    resumed: bool,
    next_passage: &str,
    found: &mut Vec<Marked>,
) -> Option<char> {
    let from = found.len();
    let mut stack: Vec<Open> = Vec::new();
    let words = span.slice(text);
    let mut doubles = words.bytes().filter(|byte| *byte == b'"').count()
        + words.matches("''").count()
        + words.matches("``").count();
    let mut before = ' ';
    let mut feet = false;
    let mut chars = words.char_indices().peekable();
    let mut emit = |open: Open, end: usize, after: usize, closed: bool| {
        let inner = Span::new(open.inner, end).slice(text);
        let start = end - inner.trim_start().len();
        let trimmed = Span::new(start, start + inner.trim().len());
        let single = matches!(open.mark, '\'' | '‘' | '‚');
        if !trimmed.is_empty() && start >= open.inner && !(single && trimmed.len() > SINGLE) {
            let resumes = resumed && open.at == span.start;
            found.push(Marked {
                span: trimmed,
                outer: Span::new(open.at, after),
                passage,
                depth: 0,
                closed,
                resumes,
                bare: false,
            });
        }
    };
    while let Some((idx, mut c)) = chars.next() {
        let at = span.start + idx;
        let mut inner = at + c.len_utf8();
        // Two single marks are a double one, unless the first closes what a single one opened.
        let single = stack.last().is_some_and(|open| open.mark == '\'');
        if matches!(c, '\'' | '`')
            && chars.peek().is_some_and(|(_, next)| *next == c)
            && !(single && words.get(idx..).is_some_and(|rest| rest.starts_with("'''")))
        {
            chars.next();
            inner += 1;
            c = '"';
        }
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        if c == '"' {
            doubles -= 1;
        }
        let closes = stack.iter().rposition(|open| open.close == c);
        let top = closes.is_some_and(|at| at + 1 == stack.len());
        let action = match c {
            '"' if feet && before.is_numeric() => Action::Nothing,
            // A quotation that opened with a curly mark may end with a straight one.
            '"' if closes.is_none()
                && stack.last().is_some_and(|open| open.mark == '“')
                && !opens(before, after) =>
            {
                Action::CloseTop
            }
            '"' => straight_double(before, after, closes.is_some(), doubles),
            '\'' => straight_single(before, after, top),
            '’' => {
                if top && !after.is_alphanumeric() && !(before.is_whitespace()) {
                    Action::Close
                } else {
                    Action::Nothing
                }
            }
            '‘' => {
                if !before.is_alphanumeric() && !after.is_whitespace() && !after.is_numeric() {
                    Action::Open('’')
                } else {
                    Action::Nothing
                }
            }
            '“' => {
                if closes.is_some() && !opens(before, after) {
                    Action::Close
                } else if !opens(before, after)
                    && !after.is_alphanumeric()
                    && stack.last().is_some_and(|open| open.mark == '“')
                {
                    Action::CloseTop
                } else {
                    Action::Open('”')
                }
            }
            '„' => Action::Open('“'),
            '‚' => {
                if opens(before, after) {
                    Action::Open('‘')
                } else {
                    Action::Nothing
                }
            }
            '«' => {
                if closes.is_some() {
                    Action::Close
                } else {
                    Action::Open('»')
                }
            }
            '»' => {
                if closes.is_some() {
                    Action::Close
                } else if opens(before, after) {
                    Action::Open('«')
                } else {
                    Action::Nothing
                }
            }
            '‹' => Action::Open('›'),
            '「' => Action::Open('」'),
            '『' => Action::Open('』'),
            '”' if closes.is_none() && stack.last().is_some_and(|open| matches!(open.mark, '„' | '"')) => {
                Action::CloseTop
            }
            '”' if closes.is_none() && opens(before, after) && after.is_alphanumeric() => Action::Open('”'),
            '”' | '›' | '」' | '』' => {
                if closes.is_some() {
                    Action::Close
                } else {
                    Action::Nothing
                }
            }
            _ => Action::Nothing,
        };
        match action {
            Action::Open(close) if stack.len() < DEEPEST => stack.push(Open { mark: c, close, at, inner }),
            Action::Reopen => {
                // The mark that is open was never closed: it ends with its sentence.
                if let Some(at) = closes {
                    let unclosed = stack.drain(at..).next();
                    if let Some(open) = unclosed {
                        let end = first_sentence(text, open.inner, span.start + idx);
                        emit(open, end, end, false);
                    }
                }
                stack.push(Open { mark: c, close: '"', at, inner });
            }
            Action::Close => {
                if let Some(level) = closes {
                    // What was opened inside and not closed was no quotation.
                    if let Some(open) = stack.drain(level..).next() {
                        emit(open, at, inner, true);
                    }
                }
            }
            Action::CloseTop => {
                if let Some(open) = stack.pop() {
                    emit(open, at, inner, true);
                }
            }
            Action::Open(_) | Action::Nothing => {}
        }
        // 5'10" is a length.
        feet = c == '\'' && before.is_numeric() && after.is_numeric() || feet && c.is_numeric();
        before = c;
    }
    // What is left open.
    let mut carried = None;
    stack.retain(|open| !matches!(open.mark, '\'' | '‘' | '‚'));
    let limit = stack.iter().skip(1).map(|open| open.at).next();
    if let Some(open) = stack.first().copied() {
        if starts_with(next_passage, open.mark) {
            emit(open, span.end, span.end, true);
            carried = Some(open.mark);
        } else {
            let end = limit.unwrap_or(span.end);
            let end = if end == span.end && open.at == span.start {
                end
            } else {
                first_sentence(text, open.inner, end)
            };
            emit(open, end, end, false);
        }
    }
    if let Some(last) = stack.get(1..).and_then(<[Open]>::last).copied()
        && carried.is_none()
    {
        emit(last, span.end, span.end, false);
    }
    if let Some(new) = found.get_mut(from..) {
        new.sort_by_key(|marked| (marked.outer.start, usize::MAX - marked.outer.end));
        let mut around: Vec<usize> = Vec::new();
        for marked in new {
            around.retain(|end| marked.outer.start < *end);
            marked.depth = around.len();
            around.push(marked.outer.end);
        }
    }
    carried
}

/// Returns whether a paragraph begins with a mark, however it is written.
fn starts_with(text: &str, mark: char) -> bool {
    text.starts_with(mark) || mark == '"' && (text.starts_with("''") || text.starts_with("``"))
}

/// What a mark does.
enum Action {
    Open(char),
    Reopen,
    Close,
    CloseTop,
    Nothing,
}

/// Returns whether a mark between these two opens: nothing before it, something after it.
fn opens(before: char, after: char) -> bool {
    (before.is_whitespace()
        || matches!(before, '(' | '[' | '—' | '–' | '-' | '“' | '‘' | '\'' | '"' | '/' | ':' | ',' | '|'))
        && !after.is_whitespace()
}

fn straight_double(before: char, after: char, open: bool, left: usize) -> Action {
    if before.is_numeric() && !open && !after.is_alphanumeric() {
        return Action::Nothing;
    }
    let spaced = before.is_whitespace() || matches!(before, '(' | '[' | '—' | '–');
    match open {
        false => {
            if before.is_alphanumeric() && left.is_multiple_of(2) {
                Action::Nothing
            } else {
                Action::Open('"')
            }
        }
        true if spaced && after.is_alphanumeric() && !left.is_multiple_of(2) => Action::Reopen,
        true => Action::Close,
    }
}

fn straight_single(before: char, after: char, open: bool) -> Action {
    if open && !before.is_whitespace() && !after.is_alphanumeric() {
        return Action::Close;
    }
    let starts = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '"' | '—' | '–');
    if starts && after.is_alphabetic() && !open { Action::Open('\'') } else { Action::Nothing }
}

/// Returns the end of the sentence that begins at `start`, at most `end`.
fn first_sentence(text: &str, start: usize, end: usize) -> usize {
    sentence::sentences(Span::new(start, end).slice(text)).first().map_or(end, |first| start + first.end)
}
