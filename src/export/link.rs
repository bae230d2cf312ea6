//! Addresses that lead to a passage: text fragments, which every browser opens without help of a server.

use crate::annotation::Selector;

/// The most characters of a passage that are named whole; of a longer one the first and last words are.
const WHOLE: usize = 120;

/// The words of each end that are named.
const ENDS: usize = 6;

/// The characters of context on each side.
const CONTEXT: usize = 32;

/// Returns whether an address can be passed on: one of the web, with nothing in it that could break out of its place.
pub fn is_usable(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    rest.is_some_and(|rest| !rest.is_empty()) && !url.contains(forbidden)
}

/// Returns the address of a passage of a page: its own with a text directive (WICG, "URL Fragment Text Directives").
pub fn passage(url: &str, selector: &Selector) -> String {
    let words: Vec<&str> = selector.exact.split_whitespace().collect();
    let (page, fragment) = url.split_once('#').unwrap_or((url, ""));
    // A directive may follow the name of a place, but not another directive.
    let place = fragment.split_once(":~:").map_or(fragment, |(place, _)| place);
    if words.is_empty() {
        return url.to_owned();
    }
    let mut link = format!("{page}#{place}:~:text=");
    // A browser looks for whole words, so context begins and ends with some.
    if let Some(prefix) = words_at_end(&selector.prefix) {
        encode(&mut link, &prefix);
        link.push_str("-,");
    }
    // A range is needed also where the passage spans paragraphs: no text directive matches across them.
    let paragraphs = selector.exact.contains('\n');
    if (selector.exact.chars().count() > WHOLE || paragraphs) && words.len() > 1 {
        let ends = ENDS.min(words.len() / 2);
        let (first, last) = (words.get(..ends), words.get(words.len() - ends..));
        let lines: Vec<&str> = selector.exact.trim().lines().collect();
        let first = clip(first.unwrap_or(&[]), lines.first().copied(), false);
        let last = clip(last.unwrap_or(&[]), lines.last().copied(), true);
        encode(&mut link, &first);
        link.push(',');
        encode(&mut link, &last);
    } else {
        encode(&mut link, &words.join(" "));
    }
    if let Some(suffix) = words_at_start(&selector.suffix) {
        link.push_str(",-");
        encode(&mut link, &suffix);
    }
    link
}

/// Keeps of some words at an end those that stand on the line there.
fn clip(words: &[&str], line: Option<&str>, from_end: bool) -> String {
    let count = line.map_or(words.len(), |line| line.split_whitespace().count()).clamp(1, words.len().max(1));
    let kept = match from_end {
        false => words.get(..count.min(words.len())),
        true => words.get(words.len().saturating_sub(count)..),
    };
    kept.unwrap_or(&[]).join(" ")
}

/// Returns the last whole words before a passage, on its own line.
fn words_at_end(prefix: &str) -> Option<String> {
    let line = prefix.rsplit('\n').next()?;
    let mut kept: Vec<&str> = Vec::new();
    let mut words = line.split_whitespace().rev().peekable();
    let is_whole = line.len() < prefix.len();
    while let Some(word) = words.next() {
        // The first word of the context may be the end of a longer one.
        let cut = words.peek().is_none() && !is_whole;
        let length: usize = kept.iter().map(|word| word.chars().count() + 1).sum();
        if cut || length + word.chars().count() > CONTEXT {
            break;
        }
        kept.insert(0, word);
    }
    // A word that runs into the passage is no word of the context.
    (!kept.is_empty() && line.ends_with(char::is_whitespace)).then(|| kept.join(" "))
}

/// Returns the first whole words after a passage, on its own line.
fn words_at_start(suffix: &str) -> Option<String> {
    let line = suffix.split('\n').next()?;
    let is_whole = line.len() < suffix.len();
    let mut kept: Vec<&str> = Vec::new();
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let cut = words.peek().is_none() && !is_whole;
        let length: usize = kept.iter().map(|word| word.chars().count() + 1).sum();
        if cut || length + word.chars().count() > CONTEXT {
            break;
        }
        kept.push(word);
    }
    (!kept.is_empty() && line.starts_with(char::is_whitespace)).then(|| kept.join(" "))
}

/// Writes words so that nothing in them is syntax of an address or of a directive.
fn encode(link: &mut String, words: &str) {
    for byte in words.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'~' => link.push(char::from(byte)),
            _ => link.push_str(&format!("%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, prefix: &str, exact: &str, suffix: &str, expected: &str) {
        let at = crate::text::units::CodePoint::default();
        let [prefix, exact, suffix] = [prefix, exact, suffix].map(str::to_owned);
        assert_eq!(passage(url, &Selector { exact, prefix, suffix, start: at, end: at }), expected);
    }

    #[test]
    fn a_passage_is_named_by_its_words_and_what_stands_around() {
        let url = "https://ledger.example/vote";
        check(url, "", "We will, too", "", "https://ledger.example/vote#:~:text=We%20will%2C%20too");
        check(
            url,
            "that day the mayor said ",
            "no-one",
            " would come, but many did",
            "https://ledger.example/vote#:~:text=day%20the%20mayor%20said-,no%2Done,-%20would"
                .replace("-%20would", "-would%20come%2C%20but%20many")
                .as_str(),
        );
        check(url, "un", "do", "ing it", "https://ledger.example/vote#:~:text=do");
        check("https://x.example/#top", "", "a & b", "", "https://x.example/#top:~:text=a%20%26%20b");
        check("https://x.example/#:~:text=old", "", "new", "", "https://x.example/#:~:text=new");
        check(url, "", " ", "", url);
    }

    #[test]
    fn a_long_passage_is_named_by_its_ends_and_no_end_crosses_a_paragraph() {
        let long = "one two three four five six seven ".repeat(9);
        check(
            "https://x.example/",
            "",
            &long,
            "",
            "https://x.example/#:~:text=one%20two%20three%20four%20five%20six,two%20three%20four%20five%20six%20seven",
        );
        check(
            "https://x.example/",
            "",
            "a heading\n\nand words below it",
            "",
            "https://x.example/#:~:text=a%20heading,words%20below%20it",
        );
    }

    #[test]
    fn only_addresses_of_the_web_are_passed_on() {
        assert!(is_usable("https://ledger.example/a?b=c#d"));
        for url in ["javascript:alert(1)", "https://", "https://a b", "http://x/\"><script>", "//x", ""] {
            assert!(!is_usable(url), "{url}");
        }
    }
}
