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

/// Looks for the words of a note in a text.
pub fn place(text: &str, units: &Units, ground: &Ground<'_>, quote: Option<Quote>) -> Placed {
    let Some(quote) = quote else {
        return Placed { selector: None, anchor: Anchor::Article, is_verified: true };
    };
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
    // A place that is not known must not be taken for the beginning of the text.
    let (start, end) = said.unwrap_or((CodePoint(usize::MAX), CodePoint(usize::MAX)));
    let mut given = selector(quote, start, end);
    let anchor = ground.anchor(&given);
    match anchor {
        Anchor::Exact(span) | Anchor::Moved(span) if !has_context && said.is_none() => Placed {
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

fn selector(quote: Quote, start: CodePoint, end: CodePoint) -> Selector {
    Selector { exact: quote.exact, prefix: quote.prefix, suffix: quote.suffix, start, end }
}

/// Returns the place where the words are said to stand, if they do: in the unit of the format first, then in the others.
fn verified(text: &str, units: &Units, quote: &Quote) -> Option<Span> {
    let position = quote.position?;
    let number = match position {
        Position::CodePoints(start, _) => start.0,
        Position::Utf16(start, _) => start.0,
        Position::Bytes(start, _) => start.0,
    };
    let code_points = || units.byte(text, CodePoint(number));
    let utf16 = || units.byte_of_utf16(text, Utf16(number));
    let bytes = || Byte(number).0;
    let starts = match position {
        Position::CodePoints(..) => [code_points(), utf16(), bytes()],
        Position::Utf16(..) => [utf16(), code_points(), bytes()],
        Position::Bytes(..) => [bytes(), code_points(), utf16()],
    };
    let stands = |start: &usize| {
        let end = start.saturating_add(quote.exact.len());
        let words = text.get(*start..end).filter(|words| !words.is_empty())?;
        (words == quote.exact).then_some(Span::new(*start, end))
    };
    starts.iter().find_map(stands).or_else(|| {
        // Line breaks are written as spaces by formats that have no others: then the words of the text count.
        let (_, Some(end)) = (match position {
            Position::CodePoints(start, end) => (start.0, end.map(|end| units.byte(text, end))),
            Position::Utf16(start, end) => (start.0, end.map(|end| units.byte_of_utf16(text, end))),
            Position::Bytes(start, end) => (start.0, end.map(|end| end.0)),
        }) else {
            return None;
        };
        let start = *starts.first()?;
        let words = text.get(start..end)?;
        let same = words.split_whitespace().eq(quote.exact.split_whitespace());
        (same && !words.trim().is_empty()).then_some(Span::new(start, end))
    })
}
