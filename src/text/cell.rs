//! How a grapheme cluster looks on the screen and how many columns it takes.
//!
//! This is the only way of article text to the terminal. Control characters, bidirectional overrides and other
//! characters that command a terminal are replaced by visible pictures, so that nothing untrusted arrives raw.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The most code points of one cluster that are shown; the text itself keeps them all.
const LONGEST_CLUSTER: usize = 9;

/// The columns a tab takes.
const TAB: &str = "    ";

/// A cluster as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown<'a> {
    /// What the terminal gets. More than one cluster only for pictures of control characters, which are ASCII
    /// within brackets.
    pub text: Cow<'a, str>,
    /// Columns it takes; 0 for what is not shown at all.
    pub width: u16,
}

/// Returns whether a character is one that most text is made of, of which these things are known without tables: it takes
/// one column, and between two of them a cluster ends.
pub fn is_plain(c: char) -> bool {
    matches!(
        c,
        ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2010}'..='\u{2027}' | '\u{2500}'..='\u{259f}'
    )
}

/// Returns how one grapheme cluster is shown.
pub fn shown(cluster: &str) -> Shown<'_> {
    if let [byte @ 0x20..=0x7e] = cluster.as_bytes() {
        debug_assert!(byte.is_ascii());
        return Shown { text: Cow::Borrowed(cluster), width: 1 };
    }
    let Some(first) = cluster.chars().next() else {
        return Shown { text: Cow::Borrowed(""), width: 0 };
    };
    if is_plain(first) && cluster.len() == first.len_utf8() {
        return Shown { text: Cow::Borrowed(cluster), width: 1 };
    }
    match first {
        '\n' | '\r' => Shown { text: Cow::Borrowed(""), width: 0 },
        '\t' => Shown { text: Cow::Borrowed(TAB), width: 4 },
        '\u{2028}' | '\u{2029}' => Shown { text: Cow::Borrowed(" "), width: 1 },
        _ if cluster.chars().any(is_dangerous) => {
            let picture: String = cluster.chars().map(picture).collect();
            let width = columns(&picture);
            Shown { text: Cow::Owned(picture), width }
        }
        _ => shown_plain(cluster, first),
    }
}

/// Returns how a cluster without dangerous characters is shown.
fn shown_plain(cluster: &str, first: char) -> Shown<'_> {
    let visible = |c: &char| !is_unseen(*c);
    if cluster.chars().all(|c| !visible(&c) || c == '\u{200d}') {
        return Shown { text: Cow::Borrowed(""), width: 0 };
    }
    let untouched = cluster.chars().count() <= LONGEST_CLUSTER && cluster.chars().all(|c| visible(&c));
    if untouched && UnicodeWidthStr::width(cluster) > 0 {
        return Shown { text: Cow::Borrowed(cluster), width: columns(cluster) };
    }
    let mut text: String = cluster.chars().filter(visible).take(LONGEST_CLUSTER).collect();
    if unicode_width::UnicodeWidthChar::width(first) == Some(0) {
        text.insert(0, '\u{25cc}');
    }
    let width = columns(&text);
    Shown { text: Cow::Owned(text), width }
}

/// Returns `text` with everything a terminal could take for a command made visible, for what is printed outside
/// the panes: window titles, messages, and the output of subcommands. Line feeds and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_dangerous(c) && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let safe = |c: char| if c == '\n' || c == '\t' { c.to_string() } else { picture(c) };
    Cow::Owned(text.chars().map(safe).collect())
}

/// Returns `text` on one line: as [`printable`], with white space runs turned into single spaces.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    printable(&words.join(" ")).into_owned()
}

/// Returns the columns that `text` takes when shown.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return text.len();
    }
    clusters(text).map(|(_, cluster)| usize::from(shown(cluster).width)).sum()
}

/// Returns the longest beginning of `text` that takes at most `columns`, with "…" where something was left out.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut room = columns.saturating_sub(1);
    let mut fitting = String::new();
    for (_, cluster) in clusters(text) {
        let wide = usize::from(shown(cluster).width);
        if wide > room {
            break;
        }
        room -= wide;
        fitting.push_str(cluster);
    }
    if columns > 0 {
        fitting.truncate(fitting.trim_end().len());
        fitting.push('…');
    }
    Cow::Owned(fitting)
}

/// Returns the grapheme clusters of `text` with their byte offsets.
pub fn clusters(text: &str) -> Clusters<'_> {
    Clusters { text, at: 0 }
}

/// The grapheme clusters of a text, with their byte offsets.
#[derive(Clone, Debug)]
pub struct Clusters<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Clusters<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let first = *bytes.get(self.at)?;
        let at = self.at;
        // Two ASCII bytes in a row always part, but for CR LF: most text never reaches the tables.
        let alone = first.is_ascii() && first != b'\r' && bytes.get(at + 1).is_none_or(u8::is_ascii);
        let len = if alone { 1 } else { first_cluster(self.text.get(at..)?)?.len() };
        self.at += len;
        Some((at, self.text.get(at..at + len)?))
    }
}

/// Returns the first cluster of a text.
fn first_cluster(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    let first = chars.next()?;
    if is_plain(first) && chars.next().is_none_or(is_plain) {
        return text.get(..first.len_utf8());
    }
    text.graphemes(true).next()
}

/// Returns the offset of the cluster after the one at `offset`, at most the end of `text`.
pub fn next_cluster(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    offset + clusters(rest).next().map_or(0, |(_, cluster)| cluster.len())
}

/// Returns the offset of the cluster before `offset`, at least 0.
pub fn previous_cluster(text: &str, offset: usize) -> usize {
    let head = text.get(..offset).unwrap_or("");
    head.graphemes(true).next_back().map_or(0, |cluster| offset.min(head.len()) - cluster.len())
}

/// Returns the columns of a text that is shown as it is: one cell cannot take more than two.
fn columns(text: &str) -> u16 {
    u16::try_from(UnicodeWidthStr::width(text)).unwrap_or(u16::MAX)
}

/// Returns whether a character can command a terminal or reorder what stands around it.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
        || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns whether a character is left out on the screen: it has no shape of its own, and terminals disagree
/// about its width.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Returns the visible picture of a dangerous character, and any other character as it is.
fn picture(c: char) -> String {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}').to_string(),
        '\u{7f}' => "\u{2421}".to_owned(),
        _ if is_dangerous(c) => format!("<{:04X}>", u32::from(c)),
        _ => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(cluster: &str, text: &str, width: u16) {
        assert_eq!(shown(cluster), Shown { text: Cow::Borrowed(text), width });
    }

    #[test]
    fn clusters_are_shown_in_their_width() {
        check("a", "a", 1);
        check("é", "é", 1);
        check("e\u{301}", "e\u{301}", 1);
        check("漢", "漢", 2);
        check("👩\u{200d}🚀", "👩\u{200d}🚀", 2);
        check("\u{301}", "\u{25cc}\u{301}", 1);
    }

    #[test]
    fn commands_become_pictures() {
        check("\u{1b}", "␛", 1);
        check("\u{7f}", "␡", 1);
        check("\u{9b}", "<009B>", 6);
        check("\u{202e}", "<202E>", 6);
        check("\u{ad}", "", 0);
        check("❤\u{fe0f}", "❤", 1);
    }

    #[test]
    fn printing_keeps_lines_and_shows_commands() {
        assert_eq!(printable("a\tb\nc"), "a\tb\nc");
        assert_eq!(printable("\u{1b}]0;x\u{7}"), "␛]0;x␇");
    }

    #[test]
    fn fitting_text_says_that_it_was_cut() {
        assert_eq!(fit("Porto Alto", 20), "Porto Alto");
        assert_eq!(fit("Porto Alto", 7), "Porto…");
        assert_eq!(fit("漢字漢字", 5), "漢字…");
        assert_eq!(fit("word", 0), "");
    }

    #[test]
    fn plain_characters_are_what_the_tables_say() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain(*c)).collect();
        for c in &plain {
            let text = c.to_string();
            assert_eq!(UnicodeWidthStr::width(text.as_str()), 1, "{c:?}");
            assert!(!is_dangerous(*c) && !is_unseen(*c), "{c:?}");
            assert!(['a', '’', '│'].iter().all(|other| format!("{c}{other}").graphemes(true).count() == 2));
            assert!(['a', '’', '│'].iter().all(|other| format!("{other}{c}").graphemes(true).count() == 2));
        }
    }

    proptest! {
        #[test]
        fn the_fast_clusters_equal_the_slow_ones(text in "[a-z \r\n\u{301}é’“…▁│\u{ad}©漢👩\u{200d}🇵🇹]{0,40}") {
            let slow: Vec<_> = text.grapheme_indices(true).collect();
            prop_assert_eq!(clusters(&text).collect::<Vec<_>>(), slow);
        }

        #[test]
        fn nothing_dangerous_is_shown(text in "\\PC*|[\u{0}-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}]{0,20}") {
            for (_, cluster) in clusters(&text) {
                prop_assert!(!shown(cluster).text.chars().any(is_dangerous));
            }
            prop_assert!(!one_line(&text).chars().any(is_dangerous));
        }
    }
}
