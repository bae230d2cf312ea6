//! What was changed from one version of a text to the next, paragraph by paragraph, word by word.

use crate::annotation::{
    Timestamp,
    difference::{Fate, Piece, difference},
};

/// What was changed between two versions of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// When the earlier version was first seen.
    pub from: Timestamp,
    /// When the later version was first seen.
    pub to: Timestamp,
    /// The paragraphs of both, in order.
    pub paragraphs: Vec<Vec<Piece>>,
}

/// Stands between paragraphs as a word of its own while words are compared; a private character.
const BREAK: char = '\u{E000}';

impl Revision {
    /// Compares two versions, each with when it was first seen.
    pub fn new((from, old): (Timestamp, &str), (to, new): (Timestamp, &str)) -> Self {
        Self { from, to, paragraphs: paragraphs(old, new) }
    }

    /// Returns how many words are gone, and how many are new.
    pub fn n_words(&self) -> (usize, usize) {
        let count = |fate| {
            let pieces = self.paragraphs.iter().flatten().filter(|piece| piece.fate == fate);
            pieces.map(|piece| piece.words.split_whitespace().count()).sum()
        };
        (count(Fate::Gone), count(Fate::New))
    }
}

/// Compares two texts whose paragraphs are separated by empty lines.
fn paragraphs(old: &str, new: &str) -> Vec<Vec<Piece>> {
    let marked = |text: &str| text.replace("\n\n", &format!(" {BREAK} "));
    let mut paragraphs = vec![Vec::new()];
    for piece in difference(&marked(old), &marked(new)) {
        for (idx, words) in piece.words.split(BREAK).enumerate() {
            if idx > 0 {
                paragraphs.push(Vec::new());
            }
            let words = words.trim();
            if let Some(paragraph) = paragraphs.last_mut().filter(|_| !words.is_empty()) {
                paragraph.push(Piece { fate: piece.fate, words: words.to_owned() });
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let shown = paragraphs(old, new).into_iter().map(|paragraph| {
            let pieces = paragraph.into_iter().map(|piece| match piece.fate {
                Fate::Same => piece.words,
                Fate::Gone => format!("[-{}-]", piece.words),
                Fate::New => format!("{{+{}+}}", piece.words),
            });
            pieces.collect::<Vec<_>>().join(" ")
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" / "), expected);
    }

    #[test]
    fn paragraphs_stay_apart() {
        check("One.\n\nTwo stands.", "One.\n\nTwo fell.", "One. / Two [-stands.-] {+fell.+}");
        check("One.\n\nThree.", "One.\n\nTwo.\n\nThree.", "One. / {+Two.+} / Three.");
        check("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One. / [-Two.-] / Three.");
        check("A line\nand another", "A line\nand another", "A line\nand another");
        check("", "New.", "{+New.+}");
        check("", "", "");
    }

    #[test]
    fn words_are_counted() {
        let revision = Revision::new(
            (Timestamp(1), "We will go by 2027."),
            (Timestamp(2), "We go by 2029, not before."),
        );
        assert_eq!(revision.n_words(), (2, 3));
    }
}
