//! Decodes character references, for pages that no parser is asked to read.

use crate::text::Span;

/// Names and characters, of those that prose uses.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("mdash", '—'),
    ("ndash", '–'),
    ("hellip", '…'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("bdquo", '„'),
    ("sbquo", '‚'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("pound", '£'),
    ("cent", '¢'),
    ("deg", '°'),
    ("middot", '·'),
    ("bull", '•'),
    ("shy", '\u{AD}'),
    ("sect", '§'),
    ("aacute", 'á'),
    ("eacute", 'é'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("agrave", 'à'),
    ("egrave", 'è'),
    ("ograve", 'ò'),
    ("ugrave", 'ù'),
    ("acirc", 'â'),
    ("ecirc", 'ê'),
    ("icirc", 'î'),
    ("ocirc", 'ô'),
    ("ucirc", 'û'),
    ("auml", 'ä'),
    ("euml", 'ë'),
    ("iuml", 'ï'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("ccedil", 'ç'),
    ("ntilde", 'ñ'),
    ("atilde", 'ã'),
    ("otilde", 'õ'),
    ("aring", 'å'),
    ("Aring", 'Å'),
    ("aelig", 'æ'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("Aacute", 'Á'),
    ("Eacute", 'É'),
    ("Ntilde", 'Ñ'),
    ("iquest", '¿'),
    ("iexcl", '¡'),
    ("thinsp", '\u{2009}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("zwj", '\u{200D}'),
    ("zwnj", '\u{200C}'),
];

/// Longest reference that is understood, in bytes after the `&`.
const LIMIT: usize = 10;

/// Replaces the character references of a text; what is none stays.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()).filter(|at| !text.is_empty() && *at < text.len()) {
        if at < from {
            continue;
        }
        let Some((char, length)) = reference(text.get(at + 1..).unwrap_or("")) else { continue };
        out.push_str(Span::new(from, at).slice(text));
        out.push(char);
        from = at + 1 + length;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

/// Reads the reference after an `&`: its character and bytes.
fn reference(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(LIMIT).position(|byte| byte == b';')?;
    let name = rest.get(..end)?;
    let char = match name.strip_prefix('#') {
        Some(number) => {
            let hex = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            let code = hex.unwrap_or_else(|| number.parse()).ok()?;
            char::from_u32(code).filter(|char| *char != '\0').unwrap_or('\u{FFFD}')
        }
        None => NAMES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((char, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected);
        check("&ldquo;No&rdquo; &amp;amp; &#8212;&#x1F309;", "“No” &amp; —🌉");
        check("AT&T; &unknown; & &#0; &#xD800;", "AT&T; &unknown; & \u{FFFD} \u{FFFD}");
        check("&", "&");
        check("é&amp", "é&amp");
    }
}
