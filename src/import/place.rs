//! Looks for the words of a note in a text: where they are said to stand, in whatever unit was meant, and else anywhere.

use super::{Position, Quote};
use crate::{
    annotation::{
        Anchor, Selector,
        anchor::{Ground, describe},
    },
    text::{
        Span,
        units::{Byte, CodePoint, Units, Utf16},
    },
};

/// Where a note was put.
#[derive(Clone, PartialEq, Debug)]
pub struct Placed {
    /// What it is on; `None` is the whole article.
    pub selector: Option<Selector>,
    /// Where that is.
    pub anchor: Anchor,
    /// Whether the words stood where they were said to stand, though perhaps in another unit than the format's.
    pub is_verified: bool,
}

/// The most places that are named where nothing tells them apart.
const MOST_PLACES: usize = 16;

/// Looks for the words of a note in a text.
pub fn place(text: &str, units: &Units, ground: &Ground<'_>, quote: Option<Quote>) -> Placed {
    let Some(quote) = quote else {
        return Placed { selector: None, anchor: Anchor::Article, is_verified: true };
    };
    if let Some(Position::Once(start, end)) = quote.position {
        let given = selector(quote, start, end);
        let anchor = ground.anchor(&given);
        let is_verified = matches!(anchor, Anchor::Exact(_));
        return Placed { selector: Some(given), anchor, is_verified };
    }
    let has_context = !quote.prefix.is_empty() || !quote.suffix.is_empty();
    if let Some(span) = verified(text, units, &quote) {
        let own = describe(text, units, span);
        if !has_context {
            return Placed { selector: Some(own), anchor: Anchor::Exact(span), is_verified: true };
        }
        let given = selector(quote, own.start, own.end);
        let anchor = ground.anchor(&given);
        // The words stand there; where their context says otherwise, what stands around them now is believed.
        if anchor.span() == Some(span) {
            return Placed { selector: Some(given), anchor, is_verified: true };
        }
        return Placed { selector: Some(own), anchor: Anchor::Exact(span), is_verified: true };
    }
    let said = match quote.position {
        Some(Position::CodePoints(start, end)) => {
            Some((start, end.unwrap_or(CodePoint(start.0.saturating_add(quote.exact.chars().count())))))
        }
        _ => None,
    };
    // A place that is not known must not be taken for the beginning of the text, where the words may stand by chance.
    let nowhere = units.code_point(text, text.len());
    let (start, end) = said.unwrap_or((nowhere, nowhere));
    let mut given = selector(quote, start, end);
    let anchor = match repeated(text, &given) {
        // Nothing tells one of them from the others.
        spans if spans.len() > 1 && !has_context && said.is_none() => Anchor::Ambiguous(spans),
        // Words that stand in one place only are those that were meant.
        spans if spans.len() == 1 && !has_context => {
            spans.first().map_or(Anchor::Orphan, |span| Anchor::Exact(*span))
        }
        _ => ground.anchor(&given),
    };
    match anchor {
        Anchor::Exact(span) | Anchor::Moved(span) if !has_context => Placed {
            selector: Some(describe(text, units, span)),
            anchor: Anchor::Exact(span),
            is_verified: false,
        },
        _ => {
            if said.is_none() {
                (given.start, given.end) = match anchor.span() {
                    Some(span) => units.code_points(text, span),
                    None => (CodePoint(0), CodePoint(given.exact.chars().count())),
                };
            }
            Placed { selector: Some(given), anchor, is_verified: false }
        }
    }
}

/// Returns where the very words stand, up to a few places.
fn repeated(text: &str, words: &Selector) -> Vec<Span> {
    let exact = words.exact.as_str();
    let found = memchr::memmem::find_iter(text.as_bytes(), exact).filter(|_| !exact.trim().is_empty());
    found.take(MOST_PLACES).map(|at| Span::new(at, at + exact.len())).collect()
}

fn selector(quote: Quote, start: CodePoint, end: CodePoint) -> Selector {
    Selector { exact: quote.exact, prefix: quote.prefix, suffix: quote.suffix, start, end }
}

/// Returns the place where the words are said to stand, if they do: in the unit of the format first, then in the others.
fn verified(text: &str, units: &Units, quote: &Quote) -> Option<Span> {
    let in_code_points = |at: usize| units.byte(text, CodePoint(at));
    let in_utf16 = |at: usize| units.byte_of_utf16(text, Utf16(at));
    let in_bytes = |at: usize| Byte(at).0;
    let (start, end, starts) = match quote.position? {
        Position::CodePoints(CodePoint(at), end) => {
            (at, end.map(|end| in_code_points(end.0)), [in_code_points(at), in_utf16(at), in_bytes(at)])
        }
        Position::Utf16(Utf16(at), end) => {
            (at, end.map(|end| in_utf16(end.0)), [in_utf16(at), in_code_points(at), in_bytes(at)])
        }
        Position::Bytes(Byte(at), end) => {
            (at, end.map(|end| in_bytes(end.0)), [in_bytes(at), in_code_points(at), in_utf16(at)])
        }
        Position::Once(..) => return None,
    };
    // A number past the end of the text says nothing.
    if start > text.len() {
        return None;
    }
    let [first, ..] = starts;
    // Formats that have only lines write white space otherwise: then the words of the text count.
    // Where only a place is given and no words, there is nothing to compare.
    let meant = end.and_then(|end| text.get(first..end)).filter(|words| !words.is_empty());
    let is_flat = parts(&quote.exact).collect::<Vec<_>>().join(" ") == quote.exact;
    let is_said = |words: &&str| is_flat && (quote.exact.is_empty() || parts(words).eq(parts(&quote.exact)));
    if let Some(words) = meant.filter(is_said) {
        return Some(Span::new(first, first + words.len()));
    }
    let (before, after) = (quote.prefix.as_str(), quote.suffix.as_str());
    starts.into_iter().enumerate().find_map(|(idx, start)| {
        let end = start.saturating_add(quote.exact.len());
        let words = text.get(start..end).filter(|words| !words.is_empty())?;
        // In a unit that the format does not have, a few letters may stand there by chance.
        let fits = || text.get(..start)?.ends_with(before).then_some(text.get(end..)?.starts_with(after));
        let is_sure = idx == 0 || quote.exact.trim().len() > 3 && fits() == Some(true);
        (words == quote.exact && is_sure).then_some(Span::new(start, end))
    })
}

/// Returns what is left of words where neither white space nor what controls a terminal can be written.
fn parts(words: &str) -> impl Iterator<Item = &str> {
    words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty())
}
