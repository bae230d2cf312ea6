//! A linear look at a page's tags that tells whether a tree can be built of it in good time.
//!
//! Building a tree is quadratic in the depth of nesting, in the attributes of one element, and in the formatting
//! elements left open while blocks go by.

use crate::article::html::token::{Token, tokens};

/// Deepest nesting that is read as a tree.
const DEPTH: usize = 200;
/// Most attributes of one element.
const ATTRIBUTES: usize = 300;
/// Most elements.
const ELEMENTS: usize = 120_000;
/// Most steps from all elements up to the root.
const STEPS: usize = 3_000_000;
/// Most copies of formatting elements that blocks can force.
const COPIES: usize = 100_000;
/// Most entities.
const ENTITIES: usize = 100_000;
/// Largest page in bytes.
const BYTES: usize = 24 << 20;

/// Elements that have no content.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "frame", "keygen", "bgsound",
];
/// Elements whose end is implied by their next sibling.
const IMPLIED: &[&str] = &[
    "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup",
    "caption", "rt", "rp", "html", "head", "body",
];
/// Elements that are opened again in every block until they are closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Other elements that an end tag of theirs alone closes through, and no end tag of another inline element.
const INLINE: &[&str] = &[
    "abbr", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "label", "mark", "q", "samp", "span",
    "sub", "sup", "time", "var",
];

/// Returns what there is too much of.
pub(super) fn excess(source: &str) -> Option<&'static str> {
    if source.len() > BYTES {
        return Some("too many bytes");
    }
    if memchr::memchr_iter(b'&', source.as_bytes()).take(ENTITIES + 1).count() > ENTITIES {
        return Some("too many entities");
    }
    let mut open: Vec<String> = Vec::new();
    let (mut elements, mut steps, mut copies, mut formatting) = (0_usize, 0_usize, 0_usize, 0_usize);
    for token in tokens(source) {
        match token {
            Token::Text(_) => {}
            Token::Close(name) => {
                let name = name.to_ascii_lowercase();
                if FORMATTING.contains(&name.as_str()) {
                    formatting = formatting.saturating_sub(1);
                }
                close(&mut open, &name);
            }
            Token::Open(name, attributes) => {
                let name = name.to_ascii_lowercase();
                let name_str = name.as_str();
                elements += 1;
                steps += open.len();
                if attributes.len() > ATTRIBUTES
                    && attributes.split_ascii_whitespace().count() > ATTRIBUTES * 8
                    || attributes.bytes().filter(|byte| *byte == b'=').count() > ATTRIBUTES
                    || attributes.len() > ATTRIBUTES && words_outside_values(attributes) > ATTRIBUTES
                {
                    return Some("too many attributes");
                }
                if FORMATTING.contains(&name_str) {
                    formatting += 1;
                } else {
                    copies += formatting.saturating_sub(2);
                }
                let foreign = attributes.ends_with('/')
                    && open.iter().rev().take(64).any(|name| name == "svg" || name == "math");
                if !VOID.contains(&name_str) && !IMPLIED.contains(&name_str) && !foreign {
                    open.push(name);
                }
            }
        }
        if open.len() > DEPTH {
            return Some("elements nested too deep");
        }
        if steps > STEPS {
            return Some("too many nested elements");
        }
        if copies > COPIES {
            return Some("too many unclosed styles");
        }
        if elements > ELEMENTS {
            return Some("too many elements");
        }
    }
    None
}

/// Closes an element as a browser would, or less: what stays open is counted as depth.
fn close(open: &mut Vec<String>, name: &str) {
    let inline = INLINE.contains(&name) || FORMATTING.contains(&name);
    for idx in (0..open.len()).rev().take(64) {
        let Some(at) = open.get(idx) else { return };
        if at == name {
            if FORMATTING.contains(&name) {
                open.remove(idx);
            } else {
                open.truncate(idx);
            }
            return;
        }
        let other = !INLINE.contains(&at.as_str()) && !FORMATTING.contains(&at.as_str());
        // A block stops the end tag of an inline element, and a table that of any element.
        if (inline && other && !FORMATTING.contains(&name))
            || matches!(at.as_str(), "table" | "object" | "applet" | "marquee")
        {
            return;
        }
    }
}

/// Counts the words of a tag that stand outside quoted values.
fn words_outside_values(attributes: &str) -> usize {
    let (mut quote, mut words, mut inside) = (None, 0, false);
    for byte in attributes.bytes() {
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte.is_ascii_whitespace() || byte == b'/' => inside = false,
            None if !inside => {
                inside = true;
                words += 1;
            }
            None => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_are_within_the_limits() {
        let page = "<div><p>One <b>two</b><br><img src=x><ul><li>a<li>b</ul></div>".repeat(500);
        let sloppy = "<p>One<p>Two<td>three<span>four".repeat(50);
        let drawing = "<svg><path d='M0'/><g><circle r=1 /></g></svg>".repeat(1000);
        for source in [page.as_str(), sloppy.as_str(), drawing.as_str(), "", "<"] {
            assert_eq!(excess(source), None);
        }
    }

    #[test]
    fn hostile_pages_are_not() {
        for (piece, count) in [
            ("<div>", 10_000),
            ("<a><b>", 5_000),
            ("<ul><li>", 5_000),
            ("<span><div></span>", 5_000),
            ("<x/>", 5_000),
            ("<div></x>", 5_000),
            ("&amp;", 200_000),
            ("<i>", 130_000),
            ("<b><p>", 3_000),
            ("<table><tr><td>", 3_000),
            ("<b><div></b>", 5_000),
        ] {
            assert!(excess(&piece.repeat(count)).is_some(), "{piece}");
        }
        let attributes: String = (0..5000).map(|idx| format!(" a{idx}")).collect();
        assert!(excess(&format!("<p{attributes}>")).is_some());
    }
}
