//! Searching a text for what the eye sees: across rows, whatever the case, the quotes and the accents.

use memchr::memmem;
use regex::{Error, RegexBuilder};

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

/// The most memory that a regular expression may take.
const LARGEST_REGEX: usize = 4 << 20;

/// Returns every match of a regular expression that is not empty, in order, or what is wrong with the expression.
///
/// The time is linear in the text whatever the expression is. An expression with a capital letter is compared with case;
/// those after a backslash do not count. `^` and `$` are the ends of lines.
pub fn find_regex(original: &str, pattern: &str) -> Result<Vec<Span>, String> {
    let mut escaped = false;
    let has_capital = pattern.chars().any(|c| {
        let counts = !escaped && c.is_uppercase();
        escaped = c == '\\' && !escaped;
        counts
    });
    let regex = RegexBuilder::new(pattern)
        .case_insensitive(!has_capital)
        .multi_line(true)
        .size_limit(LARGEST_REGEX)
        .build()
        .map_err(|error| what_is_wrong(&error))?;
    let found = regex.find_iter(original).filter(|found| !found.is_empty());
    Ok(found.map(|found| Span::new(found.start(), found.end())).collect())
}

/// Returns the last line of what the library says: the others draw the expression and point at it.
fn what_is_wrong(error: &Error) -> String {
    match error {
        Error::CompiledTooBig(_) => "it is too large".to_owned(),
        error => {
            let said = error.to_string();
            let last = said.lines().last().unwrap_or("it cannot be read").trim();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    }
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

    #[test]
    fn a_regular_expression_finds_what_it_says() {
        let check = |original: &str, pattern: &str, expected: &[&str]| {
            let found = find_regex(original, pattern).unwrap();
            assert_eq!(
                found.iter().map(|span| span.slice(original)).collect::<Vec<_>>(),
                expected,
                "{pattern}"
            );
        };
        let text = "In 1998 the mayor paid $3.5m.\nThe Mayor left in 2027; “we won’t”.";
        check(text, r"\b\d{4}\b", &["1998", "2027"]);
        check(text, "mayor", &["mayor", "Mayor"]);
        check(text, "Mayor", &["Mayor"]);
        check(text, r"\W\d\.\d\w", &["$3.5m"]);
        check(text, "^the", &["The"]);
        check(text, "x*", &[]);
        check(text, "“[^”]+”", &["“we won’t”"]);
    }

    #[test]
    fn what_is_wrong_with_a_regular_expression_is_said_in_a_line() {
        assert_eq!(find_regex("text", "(a"), Err("unclosed group".to_owned()));
        assert_eq!(find_regex("text", "a{99999}{9999}").map_err(|said| said.lines().count()), Err(1));
        // What takes other engines for ever takes this one a moment.
        assert_eq!(find_regex(&"a".repeat(10_000), "(a+)+b"), Ok(Vec::new()));
    }
}
