//! A text with its typography taken off, and the way back: what two editions of the same words have in common.
//!
//! Case, the shape of quotation marks and dashes, ellipses, the kind and number of white space, soft hyphens and
//! composed letters change when a page is fetched again; the words do not.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::Span;

/// A normalized text that knows where each of its parts came from.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    /// The normalized text: lower case, NFC, plain marks, single spaces.
    pub text: String,
    /// Where runs begin, ordered by their offset in `text`.
    runs: Vec<Run>,
    /// Bytes of the source.
    len: usize,
}

/// A stretch of the normalized text.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Where it begins in the normalized text.
    at: usize,
    /// Where it begins in the source.
    from: usize,
    /// Whether each of its bytes stands for one byte of the source; else the run cannot be divided.
    bytewise: bool,
}

impl Normal {
    /// Normalizes `source`.
    pub fn new(source: &str) -> Self {
        let mut normal =
            Self { text: String::with_capacity(source.len()), runs: Vec::new(), len: source.len() };
        let mut clusters = source.grapheme_indices(true).peekable();
        while let Some((from, cluster)) = clusters.next() {
            if let [byte @ b'!'..=b'~'] = cluster.as_bytes()
                && *byte != b'-'
            {
                normal.begin(from, true);
                normal.text.push(char::from(byte.to_ascii_lowercase()));
            } else if is_space(cluster) {
                let mut single = cluster == " ";
                while clusters.next_if(|(_, next)| is_space(next)).is_some() {
                    single = false;
                }
                normal.begin(from, single);
                normal.text.push(' ');
            } else if is_dash(cluster) {
                while clusters.next_if(|(_, next)| is_dash(next)).is_some() {}
                normal.begin(from, false);
                normal.text.push('-');
            } else {
                normal.begin(from, false);
                for letter in cluster.nfc() {
                    normal.push(letter);
                }
            }
        }
        normal
    }

    /// Converts a span of the normalized text into the smallest span of the source that holds all of it.
    pub fn source(&self, span: Span) -> Span {
        let start = self
            .run(span.start)
            .map_or(0, |run| run.from + if run.bytewise { span.start - run.at } else { 0 });
        let last = span.end.saturating_sub(1).max(span.start);
        let idx = self.runs.partition_point(|run| run.at <= last);
        let next = self.runs.get(idx).map_or(self.len, |run| run.from);
        let end = match self.run(last) {
            Some(run) if run.bytewise => run.from + (last - run.at) + usize::from(!span.is_empty()),
            _ => next,
        };
        Span::new(start, end)
    }

    /// Returns the run that holds a byte of the normalized text.
    fn run(&self, at: usize) -> Option<Run> {
        let idx = self.runs.partition_point(|run| run.at <= at).checked_sub(1)?;
        self.runs.get(idx).copied()
    }

    /// Begins a run here, unless the last one goes on.
    fn begin(&mut self, from: usize, bytewise: bool) {
        let at = self.text.len();
        if let Some(last) = self.runs.last_mut() {
            if last.bytewise && bytewise && from.checked_sub(last.from) == at.checked_sub(last.at) {
                return;
            }
            if last.at == at {
                // The run before left nothing behind (a soft hyphen): it is no place for a match to begin.
                *last = Run { at, from, bytewise };
                return;
            }
        }
        self.runs.push(Run { at, from, bytewise });
    }

    /// Adds the plain form of a letter or mark.
    fn push(&mut self, letter: char) {
        match letter {
            '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {}
            '‘' | '’' | '‚' | '‛' | '′' => self.text.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => self.text.push('"'),
            '…' => self.text.push_str("..."),
            letter if letter.is_whitespace() => self.text.push(' '),
            letter => self.text.extend(letter.to_lowercase()),
        }
    }
}

/// Returns whether a cluster is white space.
fn is_space(cluster: &str) -> bool {
    cluster.chars().all(char::is_whitespace)
}

/// Returns whether a cluster is a dash or hyphen; several in a row are one ("--" for "—").
fn is_dash(cluster: &str) -> bool {
    matches!(cluster, "-" | "‐" | "‑" | "‒" | "–" | "—" | "―" | "−")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typography_is_taken_off() {
        for (source, expected) in [
            ("“We’ll—see…”", "\"we'll-see...\""),
            ("a -- b", "a - b"),
            ("a\u{A0}\n\n  b\r\nc", "a b c"),
            ("co\u{AD}op\u{200B}er", "cooper"),
            ("Zu\u{308}rich ZÜRICH", "zürich zürich"),
            ("", ""),
        ] {
            assert_eq!(Normal::new(source).text, expected, "{source:?}");
        }
    }

    #[test]
    fn a_match_leads_back_to_whole_clusters() {
        for (source, needle, expected) in [
            ("He said: “Wait…” twice", "\"wait...\"", "“Wait…”"),
            ("one  \n two", "one two", "one  \n two"),
            ("xZu\u{308}richx", "zürich", "Zu\u{308}rich"),
            ("a co\u{AD}op b", "coop", "co\u{AD}op"),
            ("a Co\u{AD} b", "co", "Co\u{AD}"),
            ("a…b", ".b", "…b"),
        ] {
            let normal = Normal::new(source);
            let at = normal.text.find(needle).expect("the needle is in the normalized text");
            let span = normal.source(Span::new(at, at + needle.len()));
            assert!(
                expected.starts_with(span.slice(source)) && !span.is_empty(),
                "{source:?}: {:?}",
                span.slice(source)
            );
        }
    }

    #[test]
    fn strange_clusters_are_read_in_linear_time() {
        for source in
            ["e".to_owned() + &"\u{301}".repeat(500_000), "🇵".repeat(250_000), "\u{AD}".repeat(500_000)]
        {
            let normal = Normal::new(&source);
            assert!(normal.source(Span::new(0, normal.text.len())).end <= source.len());
        }
    }

    proptest! {
        #[test]
        fn every_span_leads_back_to_character_boundaries(source in "\\PC{0,40}|[a-z \u{AD}…“—\n\u{308}é-]{0,40}") {
            let normal = Normal::new(&source);
            let mut before = 0;
            for (at, letter) in normal.text.char_indices() {
                let span = normal.source(Span::new(at, at + letter.len_utf8()));
                prop_assert!(source.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
                prop_assert!(span.start >= before);
                before = span.start;
            }
            prop_assert!(normal.source(Span::new(0, normal.text.len())).end <= source.len());
        }

        #[test]
        fn normalizing_again_never_lengthens(source in "\\PC{0,60}") {
            let once = Normal::new(&source).text;
            let twice = Normal::new(&once).text;
            prop_assert!(once.chars().count() >= twice.chars().count());
        }
    }
}
