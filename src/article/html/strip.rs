//! Reads a page by taking its tags away, in linear time, whatever it holds.

use crate::article::{
    BlockKind,
    builder::Part,
    flow::Flow,
    html::{
        entity,
        token::{Token, tokens},
        walk,
    },
};

/// Returns the words of markup as one line.
pub(in crate::article) fn words(markup: &str) -> String {
    let mut words = String::new();
    for token in tokens(markup) {
        match token {
            Token::Text(text) => words.push_str(&entity::decode(text)),
            Token::Open(..) | Token::Close(_) => words.push(' '),
        }
    }
    words
}

/// Cuts markup into parts at its block elements.
pub(in crate::article) fn parts(markup: &str) -> Vec<Part> {
    let mut flow = Flow::default();
    let mut titled = false;
    let mut skipped = false;
    for token in tokens(markup) {
        match token {
            Token::Text(text) if !skipped => flow.prose(&entity::decode(text)),
            Token::Text(_) => {}
            Token::Open(name, _) => {
                let name = name.to_ascii_lowercase();
                match (name.as_str(), walk::heading(&name)) {
                    ("title", _) => skipped = true,
                    ("br", _) => flow.line_break(),
                    ("li", _) => flow.open_item(),
                    ("pre", _) => flow.open_block(BlockKind::Code),
                    (_, Some(1)) if !titled => {
                        titled = true;
                        flow.open_block(BlockKind::Title);
                    }
                    (_, Some(level)) => flow.open_block(BlockKind::Heading(level.max(2))),
                    ("td" | "th", _) => flow.prose(" "),
                    (name, _) if walk::is_block(name) => flow.flush(),
                    _ => {}
                }
            }
            Token::Close(name) => match name.to_ascii_lowercase().as_str() {
                "title" => skipped = false,
                "ul" | "ol" | "menu" => flow.close_list(),
                name if walk::is_block(name) => flow.flush(),
                _ => {}
            },
        }
    }
    flow.flush();
    flow.parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_elements_part_the_words() {
        let parts = parts(
            "<title>T</title><h1>Head</h1><p>One <b>two</b> &amp; three<p>Four<ul><li>a<li>b</ul><script>x</script>",
        );
        let words: Vec<&str> = parts.iter().map(|part| part.draft.text.as_str()).collect();
        assert_eq!(words, ["Head", "One two & three", "Four", "• a", "• b"]);
    }
}
