//! Words, for moving by them and for selecting one.

use crate::text::Span;

/// Returns the start of the next word after `offset`, or the end of `text`.
pub fn next_start(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    let mut inside = true;
    for (idx, c) in rest.char_indices() {
        let word = is_word(c);
        if word && !inside {
            return offset + idx;
        }
        inside = word;
    }
    text.len()
}

/// Returns the start of the word before `offset`, or 0.
pub fn previous_start(text: &str, offset: usize) -> usize {
    let head = text.get(..offset).unwrap_or("");
    let end = head.trim_end_matches(|c| !is_word(c)).len();
    word_start(text, end)
}

/// Returns the offset of the last character of the word at or after `offset`, seen from the character after it.
pub fn next_end(text: &str, offset: usize) -> usize {
    let from = crate::text::cell::next_cluster(text, offset);
    let rest = text.get(from..).unwrap_or("");
    let start = from + rest.find(is_word).unwrap_or(rest.len());
    let tail = text.get(start..).unwrap_or("");
    let end = start + tail.find(|c| !is_word(c)).unwrap_or(tail.len());
    crate::text::cell::previous_cluster(text, end).max(offset)
}

/// Returns the word at `offset`, or `None` where there is no word.
pub fn word_at(text: &str, offset: usize) -> Option<Span> {
    let rest = text.get(offset..)?;
    if !rest.starts_with(is_word) {
        return None;
    }
    let end = offset + rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    Some(Span::new(word_start(text, offset), end))
}

fn word_start(text: &str, end: usize) -> usize {
    text.get(..end).unwrap_or("").trim_end_matches(is_word).len()
}

/// Returns whether a character belongs to a word. Marks that follow letters do, and so do apostrophes.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '’' | '\'') || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_walked_both_ways() {
        let text = "The mayor’s “plan” – é";
        assert_eq!(next_start(text, 0), 4);
        assert_eq!(next_start(text, 4), text.find("plan").unwrap());
        assert_eq!(previous_start(text, text.find("plan").unwrap()), 4);
        assert_eq!(word_at(text, 6).unwrap().slice(text), "mayor’s");
        assert_eq!(word_at(text, 3), None);
        assert_eq!(next_end(text, 0), 2);
        assert_eq!(next_start(text, text.len()), text.len());
        assert_eq!(previous_start(text, 0), 0);
    }
}
