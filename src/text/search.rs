//! Searching a text for what the eye sees: across rows, whatever the case, the quotes and the accents.

use memchr::memmem;

use crate::text::{Span, fold::Folded};

/// Returns every occurrence of `query` in a folded text, as spans of the original, in order, not overlapping.
///
/// A query with a capital letter is compared with case, but still without regard to accents and quotes.
pub fn find_all(original: &str, folded: &Folded, query: &str) -> Vec<Span> {
    let needle = Folded::new(query);
    if needle.as_str().trim().is_empty() {
        return Vec::new();
    }
    let cased = query.chars().any(char::is_uppercase).then(|| uppercase_pattern(query));
    memmem::find_iter(folded.as_str().as_bytes(), needle.as_str().as_bytes())
        .map(|at| folded.original(Span::new(at, at + needle.as_str().len())))
        .filter(|span| cased.as_ref().is_none_or(|wanted| *wanted == uppercase_pattern(span.slice(original))))
        .collect()
}

/// Returns which of the letters of `words` are capitals.
fn uppercase_pattern(words: &str) -> Vec<bool> {
    words.chars().filter(|c| c.is_alphabetic()).map(char::is_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(original: &str, query: &str, expected: &[&str]) {
        let found = find_all(original, &Folded::new(original), query);
        assert_eq!(found.iter().map(|span| span.slice(original)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn search_finds_what_the_eye_sees() {
        check("The mayor said. The Mayor left.", "mayor", &["mayor", "Mayor"]);
        check("The mayor said. The Mayor left.", "Mayor", &["Mayor"]);
        check("harbor\nbridge", "harbor bridge", &["harbor\nbridge"]);
        check("“We won’t,” he said", "\"we won't", &["“We won’t"]);
        check("Tomás and TOMAS", "tomas", &["Tomás", "TOMAS"]);
        check("anything", "  ", &[]);
    }
}
