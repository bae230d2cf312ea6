//! Speech without marks: the turns of a transcript ("Q:", "MAYOR RUIZ:"), and block quotes that a colon announces.
//!
//! A label alone proves nothing, since "UPDATE:" is one as well: turns are read where question and answer alternate, or
//! where labels come more than once.

use std::collections::HashMap;

use crate::{
    extract::{
        quotation::Marked,
        token::{Case, Document, PassageKind, TokenKind},
    },
    text::Span,
};

/// Labels of something else.
const NOTICES: &[&str] = &[
    "UPDATE",
    "UPDATED",
    "NOTE",
    "NOTES",
    "WARNING",
    "CORRECTION",
    "BREAKING",
    "PHOTO",
    "PHOTOS",
    "VIDEO",
    "WATCH",
    "MORE",
    "READ",
    "RELATED",
    "SOURCE",
    "SOURCES",
    "ALSO",
    "EDITOR",
    "EXCLUSIVE",
    "OPINION",
    "ANALYSIS",
    "CREDIT",
    "PS",
    "TIP",
    "SEE",
    "LISTEN",
    "LIVE",
];

/// No label has more tokens.
const LABEL: usize = 7;

/// Words before a colon that may tell who speaks.
struct Label {
    tokens: std::ops::Range<usize>,
    passage: usize,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// "Q:"
    Question,
    /// "A:"
    Answer,
    /// "RUIZ:"
    Capitals,
    /// "Ruiz:"
    Name,
}

/// Adds turns and announced block quotes to what stands in marks.
pub fn add(document: &Document, found: &mut Vec<Marked>) {
    let before = found.len();
    blocks(document, found);
    turns(document, found);
    if found.len() == before {
        return;
    }
    found.sort_by_key(|marked| (marked.outer.start, usize::MAX - marked.outer.end));
    let mut around: Vec<usize> = Vec::new();
    for marked in found {
        around.retain(|end| marked.outer.start < *end);
        marked.depth = around.len();
        // What is quoted in a turn stands in no marks but its own.
        if !marked.bare {
            around.push(marked.outer.end);
        }
    }
}

fn blocks(document: &Document, found: &mut Vec<Marked>) {
    let mut resumes = None;
    for (idx, passage) in document.passages.iter().enumerate() {
        let after = document.quotes.partition_point(|quote| quote.end <= passage.span.start);
        let inside = document.quotes.get(after).is_some_and(|quote| quote.covers(passage.span));
        let first = passage.tokens.start;
        let announced = first > 0 && document.word(first - 1) == ":";
        let goes_on = resumes == Some(idx);
        let text = passage.span.slice(document.text);
        if !inside || !(announced || goes_on) || text.starts_with(['"', '“', '«', '„', '—', '–', '-'])
        {
            continue;
        }
        found.push(unmarked(passage.span, idx, goes_on));
        resumes = Some(idx + 1);
    }
}

fn turns(document: &Document, found: &mut Vec<Marked>) {
    let labels: Vec<Label> = (0..document.sentences.len()).filter_map(|idx| label(document, idx)).collect();
    let count = |form: Form| labels.iter().filter(|label| label.form == form).count();
    let dialogue = count(Form::Question) > 0 && count(Form::Answer) > 0;
    let words = |label: &Label| document.span(label.tokens.clone()).slice(document.text);
    let mut names: HashMap<&str, usize> = HashMap::new();
    for label in labels.iter().filter(|label| label.form == Form::Name) {
        *names.entry(words(label)).or_default() += 1;
    }
    let alternating = names.values().filter(|count| **count > 1).count() > 1;
    let capitals = dialogue || count(Form::Capitals) > 1;
    let real = |label: &&Label| match label.form {
        Form::Question | Form::Answer => dialogue,
        Form::Capitals => capitals,
        Form::Name => alternating && names.contains_key(words(label)),
    };
    let turns: Vec<&Label> = labels.iter().filter(real).collect();
    let mut at = 0;
    let mut new = Vec::new();
    for (idx, label) in turns.iter().enumerate() {
        let Some(passage) = document.passages.get(label.passage) else { continue };
        let next = turns.get(idx + 1).filter(|next| next.passage == label.passage);
        let end = next
            .and_then(|next| document.tokens.get(next.tokens.start))
            .map_or(passage.span.end, |token| token.span.start);
        let start = document.tokens.get(label.tokens.end).map_or(end, |colon| colon.span.end);
        let Some(text) = document.text.get(start..end) else { continue };
        let from = end - text.trim_start().len();
        let span = Span::new(from, from + text.trim().len());
        // What stands in marks anyway needs no help.
        while found.get(at).is_some_and(|marked| marked.outer.start < span.start) {
            at += 1;
        }
        let marked = found.get(at).is_some_and(|marked| marked.outer.start == span.start);
        if !marked && span.slice(document.text).chars().any(char::is_alphabetic) {
            new.push(unmarked(span, label.passage, false));
        }
    }
    found.extend(new);
}

/// Speech without marks.
fn unmarked(span: Span, passage: usize, resumes: bool) -> Marked {
    Marked { span, outer: span, passage, depth: 0, closed: true, resumes, bare: true }
}

/// Reads the label that a sentence begins with.
fn label(document: &Document, sentence: usize) -> Option<Label> {
    let sentence = document.sentences.get(sentence)?;
    let passage = document.passages.get(sentence.passage)?;
    if passage.kind != PassageKind::Body {
        return None;
    }
    let start = sentence.tokens.start;
    let colon = (start + 1..sentence.tokens.end.min(start + LABEL)).find(|idx| document.word(*idx) == ":")?;
    let tokens = document.tokens.get(start..colon)?;
    let last = document.word(colon - 1);
    let plain = tokens.iter().all(|token| match token.kind {
        TokenKind::Word => token.case != Case::Lower,
        TokenKind::Mark(c) => matches!(c, '.' | '-'),
        _ => false,
    });
    if !plain {
        return None;
    }
    let form = match last {
        "Q" if tokens.len() == 1 => Form::Question,
        "A" if tokens.len() == 1 => Form::Answer,
        _ if (start..colon).any(|idx| NOTICES.contains(&document.word(idx).to_uppercase().as_str())) => {
            return None;
        }
        _ if last.len() > 2 && last.chars().all(|c| c.is_uppercase() || matches!(c, '\'' | '’')) => {
            Form::Capitals
        }
        _ if start == passage.tokens.start && tokens.len() <= 3 => Form::Name,
        _ => return None,
    };
    Some(Label { tokens: start..colon, passage: sentence.passage, form })
}
