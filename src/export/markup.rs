//! Text among markup: nothing of it is markup any more.

/// Returns text with what means something in HTML and XML written as entities, and every other character for which there
/// is something `instead` replaced by that; plain letters are not asked about.
pub(super) fn escape<'a>(text: &str, instead: impl Fn(char) -> Option<std::borrow::Cow<'a, str>>) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16 + 8);
    let mut from = 0;
    for (at, letter) in text.char_indices() {
        let written = match letter {
            '&' => "&amp;".into(),
            '<' => "&lt;".into(),
            '>' => "&gt;".into(),
            '"' => "&quot;".into(),
            '\'' => "&#39;".into(),
            ' '..='~' => continue,
            _ => match instead(letter) {
                Some(written) => written,
                None => continue,
            },
        };
        out.push_str(text.get(from..at).unwrap_or(""));
        out.push_str(&written);
        from = at + letter.len_utf8();
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}
