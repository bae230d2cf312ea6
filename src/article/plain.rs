//! Reads text without markup: paragraphs, hard-wrapped lines, lists and verse, without losing a character.

use crate::{
    article::{
        BlockKind,
        builder::{Part, Role},
        draft::{Draft, is_space},
        marker::{self, Marker},
    },
    text::Span,
};

/// Columns between which the lines of hard-wrapped prose end.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// A line of the source.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    /// Its words, without white space around them.
    text: &'a str,
    /// Columns of white space before them.
    indent: usize,
    /// Characters, up to one more than can matter.
    width: usize,
}

/// Cuts a text into parts.
pub(super) fn read(source: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut chunk: Vec<Line<'_>> = Vec::new();
    for raw in source.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{B}', '\u{C}']) {
        let line = Line::of(raw);
        if line.text.is_empty() {
            read_chunk(&chunk, &mut parts);
            chunk.clear();
        } else {
            chunk.push(line);
        }
    }
    read_chunk(&chunk, &mut parts);
    confirm_lists(&mut parts);
    nest_lists(&mut parts);
    parts.into_iter().map(|(_, part)| part).collect()
}

impl<'a> Line<'a> {
    /// Measures a line.
    fn of(raw: &'a str) -> Self {
        let text = raw.trim_matches(is_space);
        let lead = raw.chars().take_while(|char| is_space(*char));
        let indent = lead.map(|char| if char == '\t' { 4 } else { 1 }).sum();
        Self { text, indent, width: text.chars().take(*WRAPPED.end() + 1).count() }
    }
}

/// A part, and for an item of a list its indentation and marker.
type Read = (Option<(usize, Marker)>, Part);

/// Cuts the lines between two blank ones into parts.
fn read_chunk(chunk: &[Line<'_>], parts: &mut Vec<Read>) {
    let mut rest = chunk;
    while let Some(first) = rest.first() {
        let found = marker::find(first.text);
        let length = match &found {
            Some(_) => 1 + rest.iter().skip(1).take_while(|line| goes_on(first, line)).count(),
            None => 1 + rest.iter().skip(1).take_while(|line| marker::find(line.text).is_none()).count(),
        };
        let (lines, tail) = rest.split_at(length.min(rest.len()));
        match found {
            Some(marker) => parts.push((Some((first.indent, marker)), item(lines, marker))),
            None => prose(lines, parts),
        }
        rest = tail;
    }
}

/// Returns whether a line continues the item that `first` began: it hangs under it, or the item was full.
fn goes_on(first: &Line<'_>, line: &Line<'_>) -> bool {
    let hangs = line.indent > first.indent;
    let wrapped = WRAPPED.contains(&first.width)
        && line.indent == first.indent
        && line.text.starts_with(char::is_lowercase);
    marker::find(line.text).is_none() && first.width <= *WRAPPED.end() && (hangs || wrapped)
}

/// Makes a list item of its lines.
fn item(lines: &[Line<'_>], marker: Marker) -> Part {
    let mut draft = Draft::default();
    for (idx, line) in lines.iter().enumerate() {
        let words = if idx == 0 {
            draft.prose(Span::new(0, marker.sign).slice(line.text));
            if !line.text.get(marker.sign..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
                draft.insert_space();
            }
            line.text.get(marker.sign..).unwrap_or("")
        } else {
            line.text
        };
        draft.prose(" ");
        draft.prose(words);
    }
    let width = u8::try_from(marker.sign + 1).unwrap_or(u8::MAX);
    Part::new(Role::Known(BlockKind::ListItem { depth: 0, marker: width }), draft)
}

/// Cuts lines without list markers into paragraphs, joined or kept apart as they were meant.
fn prose(lines: &[Line<'_>], parts: &mut Vec<Read>) {
    let mut push = |role: Role, draft: Draft| parts.push((None, Part::new(role, draft)));
    if let [line] = lines {
        return push(
            if line.width > *WRAPPED.end() + 20 { Role::Prose } else { Role::Line },
            Draft::of(line.text),
        );
    }
    if lines.iter().all(|line| line.text.starts_with('>')) {
        let mut draft = Draft::default();
        for line in lines {
            draft.line_break();
            draft.prose(line.text);
        }
        return push(Role::Known(BlockKind::Quote), draft);
    }
    let inner = lines.len() - 1;
    let full = lines.iter().take(inner).filter(|line| WRAPPED.contains(&line.width)).count();
    if lines.iter().any(|line| line.width > *WRAPPED.end()) {
        for line in lines {
            push(Role::Line, Draft::of(line.text));
        }
    } else if full * 2 > inner {
        wrapped(lines, push);
    } else {
        verse(lines, push);
    }
}

/// Joins hard-wrapped lines. An indented line, or a full stop well before the margin, begins a new paragraph.
fn wrapped(lines: &[Line<'_>], mut push: impl FnMut(Role, Draft)) {
    let margin = lines.iter().map(|line| line.width).max().unwrap_or(0);
    let mut draft = Draft::default();
    let mut count = 0;
    let mut before: Option<(&Line<'_>, bool)> = None;
    for line in lines {
        let alone = line.width < *WRAPPED.start() && own_line(line.text);
        let begins = before.is_some_and(|(before, was_alone)| {
            let ended =
                before.width * 3 < margin * 2 && before.text.ends_with(['.', '!', '?', '”', '"', '…']);
            line.indent >= before.indent + 2 || ended || alone || was_alone || is_turn(line.text)
        });
        if begins {
            push(role(count, &draft), std::mem::take(&mut draft));
            count = 0;
        }
        draft.prose(" ");
        draft.prose(line.text);
        count += 1;
        before = Some((line, alone));
    }
    push(role(count, &draft), draft);
}

/// Tells what some lines are together.
fn role(lines: usize, draft: &Draft) -> Role {
    if lines == 1 && !is_turn(&draft.text) { Role::Line } else { Role::Prose }
}

/// Returns whether a line begins what another speaker of a transcript says: "Q:", "MAYOR RUIZ:".
fn is_turn(line: &str) -> bool {
    let Some((label, said)) = line.trim_start().split_once(':') else { return false };
    label.len() <= 40
        && label.chars().any(char::is_uppercase)
        && label.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\'' | '’'))
        && said.starts_with(char::is_whitespace)
        // "STUDY: HEAT DOUBLED" is a headline.
        && said.chars().any(char::is_lowercase)
}

/// Keeps short lines as lines of one paragraph, apart from those that stand for themselves.
fn verse(lines: &[Line<'_>], mut push: impl FnMut(Role, Draft)) {
    let mut draft = Draft::default();
    let mut count = 0;
    let mut flush = |draft: &mut Draft, count: &mut usize| {
        if *count > 0 {
            push(role(*count, draft), std::mem::take(draft));
            *count = 0;
        }
    };
    for line in lines {
        let alone = own_line(line.text);
        if alone || is_turn(line.text) {
            flush(&mut draft, &mut count);
        }
        draft.line_break();
        draft.prose(line.text);
        count += 1;
        if alone {
            flush(&mut draft, &mut count);
        }
    }
    flush(&mut draft, &mut count);
}

/// Returns whether a line is a byline, date or boilerplate and therefore never part of a paragraph.
fn own_line(line: &str) -> bool {
    use crate::article::{boilerplate, byline, date};
    byline::byline(line).is_some()
        || byline::dateline(line).is_some()
        || date::only(line).is_some()
        || boilerplate::recognize(line).is_some_and(|found| found != boilerplate::Furniture::Label)
}

/// Turns items back into prose whose marker is only a list's in company: "1. Introduction", "– No, she said."
fn confirm_lists(parts: &mut [Read]) {
    let kinds: Vec<_> = parts.iter().map(|(found, _)| found.map(|(_, marker)| marker.class)).collect();
    for (idx, (found, part)) in parts.iter_mut().enumerate() {
        let Some((_, marker)) = found else { continue };
        let same = |other: Option<usize>| {
            other.and_then(|idx| kinds.get(idx)).is_some_and(|kind| *kind == Some(marker.class))
        };
        if marker.needs_company() && !same(idx.checked_sub(1)) && !same(idx.checked_add(1)) {
            part.role = Role::Line;
            *found = None;
        }
    }
}

/// Gives the items of each list their depth from their indentation.
fn nest_lists(parts: &mut [Read]) {
    let mut levels: Vec<usize> = Vec::new();
    for (found, part) in parts {
        let Some((indent, marker)) = found else {
            levels.clear();
            continue;
        };
        while levels.last().is_some_and(|last| *last > *indent) {
            levels.pop();
        }
        if levels.last().is_none_or(|last| *last + 2 <= *indent) && levels.len() < 32 {
            levels.push(*indent);
        }
        let depth = u8::try_from(levels.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let width = u8::try_from(marker.sign + 1).unwrap_or(u8::MAX);
        part.role = Role::Known(BlockKind::ListItem { depth, marker: width });
    }
}
