//! Compares queries with texts: whether one fits, and where its words stand.
//!
//! Two words are the same whatever their case, accents and marks; words in a row are the same whatever stands between them
//! that is no letter and no digit. So does the index of the library compare them.

use super::{Query, Term, Words};
use crate::text::{Span, fold::Folded, sentence::sentences};

/// Returns whether a query fits, where `fits` says so of each condition.
pub fn holds(query: &Query, fits: &mut dyn FnMut(&Term) -> bool) -> bool {
    match query {
        Query::Term(term) => fits(term),
        Query::Not(part) => !holds(part, fits),
        Query::All(parts) => parts.iter().all(|part| holds(part, fits)),
        Query::Any(parts) => parts.iter().any(|part| holds(part, fits)),
    }
}

impl Words {
    /// Returns whether the words stand in a text.
    pub fn stand_in(&self, text: &str) -> bool {
        self.first_in(&Folded::new(text)).is_some()
    }

    /// Returns where the words stand first in a folded text, as a span of the original.
    pub fn first_in(&self, folded: &Folded) -> Option<Span> {
        let wanted = Folded::new(&self.text);
        let wanted: Vec<&str> = tokens(wanted.as_str()).map(|(_, word)| word).collect();
        let (last, before) = wanted.split_last()?;
        let there: Vec<(usize, &str)> = tokens(folded.as_str()).collect();
        there.windows(wanted.len()).find_map(|row| {
            let ((at, word), ahead) = row.split_last()?;
            let fits = if self.is_beginning { word.starts_with(last) } else { word == last };
            let all = fits && ahead.iter().map(|(_, word)| word).eq(before);
            let from = row.first()?.0;
            all.then(|| folded.original(Span::new(from, at + word.len())))
        })
    }
}

/// Returns where the first of the words of a query stands in a text, at best below its headline, which is seen anyway.
pub fn first(query: &Query, text: &str) -> Option<Span> {
    let words = query.words();
    if words.is_empty() {
        return None;
    }
    let first_from = |from: usize| {
        let folded = Folded::new(text.get(from..)?);
        let found = words.iter().filter_map(|words| words.first_in(&folded)).min()?;
        Some(Span::new(found.start + from, found.end + from))
    };
    match headline(text) {
        0 => first_from(0),
        from => first_from(from).or_else(|| first_from(0)),
    }
}

/// Returns where the text begins below a line that is no sentence, or its beginning.
fn headline(text: &str) -> usize {
    let Some((line, _)) = text.split_once("\n\n") else { return 0 };
    let is_sentence = line.ends_with(['.', '!', '?', '…', '”', '"', '»', ':']);
    if is_sentence || line.contains('\n') { 0 } else { line.len() + 2 }
}

/// Returns the sentence in which the first of the words of a query stands.
pub fn sentence(query: &Query, text: &str) -> Option<Span> {
    let at = first(query, text)?;
    // Sentences do not reach over paragraphs, so one paragraph is enough to look at.
    let from = text.get(..at.start)?.rfind("\n\n").map_or(0, |end| end + 2);
    let to = text.get(at.end..)?.find("\n\n").map_or(text.len(), |end| at.end + end);
    let found = sentences(text.get(from..to)?).into_iter().find(|span| span.end + from > at.start)?;
    Some(Span::new(found.start + from, found.end + from))
}

/// Returns the words of a text, with where they begin.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| {
        // The words are parts of the text.
        (word.as_ptr().addr() - text.as_ptr().addr(), word)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::query::parse;

    #[test]
    fn words_are_found_as_the_eye_finds_them() {
        for (query, text, expected) in [
            ("harbor", "The Harbor Bridge", Some("Harbor")),
            ("harb", "The Harbor Bridge", None),
            ("harb*", "The Harbor Bridge", Some("Harbor")),
            ("\"harbor bridge\"", "a bridge, the harbor\nbridge", Some("harbor\nbridge")),
            ("co-op", "the co op", Some("co op")),
            ("tomas", "said Tomás Leite", Some("Tomás")),
            ("bridge or harbor", "The harbor, then the bridge", Some("harbor")),
            ("-bridge", "The bridge", None),
            ("is:read", "The bridge", None),
            ("bridge", "Bridge vote\n\nThe vote on the bridge was put off.", Some("bridge")),
            ("bridge", "Bridge vote\n\nThe vote was put off.", Some("Bridge")),
            ("bridge", "The Bridge fell.\n\nThe bridge was old.", Some("Bridge")),
        ] {
            let query = parse(query, &BTreeMap::new()).expect("it is a query");
            assert_eq!(first(&query, text).map(|span| span.slice(text)), expected, "{query:?}");
        }
    }
}
