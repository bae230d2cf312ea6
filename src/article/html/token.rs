//! Cuts markup into tags and text in one pass, without building a tree.

use memchr::memchr;

/// A piece of markup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::article) enum Token<'a> {
    /// Text, with its entities.
    Text(&'a str),
    /// The start of an element: its name, and what stands between the name and `>`.
    Open(&'a str, &'a str),
    /// The end of an element.
    Close(&'a str),
}

/// Elements whose content is no markup.
const RAW: &[&str] =
    &["script", "style", "noscript", "template", "textarea", "iframe", "xmp", "noembed", "noframes"];

/// Cuts markup into tokens. The content of scripts, styles and the like is left out, and so are comments.
pub(in crate::article) fn tokens(source: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = source;
    let mut raw: Option<&str> = None;
    std::iter::from_fn(move || {
        loop {
            if let Some(name) = raw.take() {
                rest = after_raw(rest, name);
            }
            if rest.is_empty() {
                return None;
            }
            let at = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            if at > 0 {
                let (text, tail) = rest.split_at(at);
                rest = tail;
                return Some(Token::Text(text));
            }
            if let Some(comment) = rest.strip_prefix("<!--") {
                rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or("");
                continue;
            }
            let tag = rest.get(1..).unwrap_or("");
            let close = tag.starts_with('/');
            let name_from = usize::from(close);
            let named = tag
                .get(name_from..)
                .is_some_and(|name| name.starts_with(|char: char| char.is_ascii_alphabetic()));
            if !named && !tag.starts_with(['!', '?', '/']) {
                // A lone "<" is text.
                rest = tag;
                return Some(Token::Text("<"));
            }
            let end = tag_end(tag);
            let inside = tag.get(name_from..end).unwrap_or("");
            rest = tag.get(end + 1..).unwrap_or("");
            if !named {
                continue;
            }
            let name_end =
                inside.find(|char: char| char.is_ascii_whitespace() || char == '/').unwrap_or(inside.len());
            let (name, attributes) = inside.split_at(name_end);
            if close {
                return Some(Token::Close(name));
            }
            raw = RAW.iter().find(|element| name.eq_ignore_ascii_case(element)).copied();
            return Some(Token::Open(name, attributes));
        }
    })
}

/// Returns an attribute of a tag, given what stands between the name and `>`.
pub(in crate::article) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
    while !rest.is_empty() {
        let end =
            rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len());
        let (found, tail) = rest.split_at(end);
        let tail = tail.trim_start();
        let (value, after) = match tail.strip_prefix('=').map(str::trim_start) {
            None => ("", tail),
            Some(value) => match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = value.get(1..).unwrap_or("");
                    let end = inside.find(quote).unwrap_or(inside.len());
                    (inside.get(..end).unwrap_or(""), inside.get(end + 1..).unwrap_or(""))
                }
                _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
            },
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(super::entity::decode(value));
        }
        let next = after.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        // A stray sign is no attribute; going past it ends the loop.
        rest = if next.len() < rest.len() { next } else { next.get(1..).unwrap_or("") };
    }
    None
}

/// Returns where a tag ends: the `>` outside quoted values, or the end of the source.
fn tag_end(tag: &str) -> usize {
    let mut quote: Option<u8> = None;
    let mut before = 0;
    for (idx, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, b'>') => return idx,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    tag.len()
}

/// Returns what follows the end tag of an element whose content is no markup.
fn after_raw<'a>(source: &'a str, name: &str) -> &'a str {
    let mut rest = source;
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        rest = rest.get(at + 1..).unwrap_or("");
        let end = rest.strip_prefix('/').and_then(|tag| tag.get(..name.len()));
        if end.is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            let close = memchr(b'>', rest.as_bytes()).map_or(rest.len(), |close| close + 1);
            return rest.get(close..).unwrap_or("");
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{Token::*, *};

    #[test]
    fn attributes_are_read() {
        let inside = " rel=alternate  TYPE = \"a/b\" href='/x?a=1&amp;b=2' defer =odd data-x";
        for (name, expected) in [
            ("rel", Some("alternate")),
            ("type", Some("a/b")),
            ("href", Some("/x?a=1&b=2")),
            ("defer", Some("odd")),
            ("data-x", Some("")),
            ("id", None),
        ] {
            assert_eq!(attribute(inside, name).as_deref(), expected, "{name}");
        }
        assert_eq!(attribute("====\"'", "x"), None);
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        let check = |source: &str, expected: &[Token<'_>]| {
            assert_eq!(tokens(source).collect::<Vec<_>>(), expected, "{source}");
        };
        check("a<b>c</b>", &[Text("a"), Open("b", ""), Text("c"), Close("b")]);
        check("<a title='x > y' href=z>w", &[Open("a", " title='x > y' href=z"), Text("w")]);
        check("1 < 2 <!-- <b> --> 3", &[Text("1 "), Text("<"), Text(" 2 "), Text(" 3")]);
        check("<script>if (a<b) '</div>'</SCRIPT >x", &[Open("script", ""), Text("x")]);
        check("<!doctype html><?xml?></ >x", &[Text("x")]);
        check("<a href='never closed", &[Open("a", " href='never closed")]);
        check("<!-- never closed", &[]);
        check("<", &[Text("<")]);
    }
}
