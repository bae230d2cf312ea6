//! Reads a long source without markup piece by piece, as it comes: what is in memory beside the text is one piece.
//!
//! Headline, byline and date are looked for in the first piece, whoever signs in the last. A piece ends with a blank line,
//! and where it ends does not depend on how the source came.

use crate::article::{Article, builder, classify, language, plain};

/// Bytes after which a piece ends with the next blank line.
const PIECE: usize = 1 << 20;

/// A long source while it is read.
#[derive(Debug, Default)]
pub struct Long {
    article: Article,
    /// What has come and is not read yet.
    rest: String,
    /// Up to here no end of a piece was found in it.
    searched: usize,
}

impl Long {
    /// Returns whether a source of so many bytes is read in pieces.
    pub fn fits(len: usize) -> bool {
        len > 2 * PIECE
    }

    /// Takes what comes next.
    pub fn take(&mut self, text: &str) {
        self.rest.push_str(text);
        while self.rest.len() > PIECE {
            let from = self.searched.max(PIECE);
            let found = memchr::memmem::find(self.rest.as_bytes().get(from..).unwrap_or(&[]), b"\n\n");
            let Some(cut) = found.map(|at| from + at + 2) else {
                // One of the two line feeds may have come.
                self.searched = self.rest.len().saturating_sub(1);
                return;
            };
            self.searched = 0;
            let rest = self.rest.split_off(cut);
            let piece = std::mem::replace(&mut self.rest, rest);
            self.read(&piece);
        }
    }

    /// Returns the article, when all has come.
    pub fn finish(mut self) -> Article {
        let mut parts = plain::read(&self.rest);
        let mut meta = std::mem::take(&mut self.article.meta);
        if self.article.blocks.is_empty() {
            classify::classify(&mut parts, &mut meta);
        } else {
            classify::go_on(&mut parts);
            classify::sign_off(&mut parts, &mut meta);
        }
        self.rest = String::new();
        builder::add(&mut self.article, parts);
        if meta.language.is_none() {
            meta.language = language::guess(&self.article.text).map(Into::into);
        }
        Article { meta, ..self.article }
    }

    fn read(&mut self, piece: &str) {
        let mut parts = plain::read(piece);
        if self.article.blocks.is_empty() {
            classify::begin(&mut parts, &mut self.article.meta);
        } else {
            classify::go_on(&mut parts);
        }
        builder::add(&mut self.article, parts);
    }
}

/// Reads a source that is there already.
pub(super) fn read(source: &str) -> Article {
    let mut long = Long::default();
    let mut rest = source;
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(PIECE));
        long.take(head);
        rest = tail;
    }
    long.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockKind, Format, parse};

    fn source(len: usize) -> String {
        let mut text = "The harbor bridge\n\nBy Jo Writer\n\n24 September 2026\n\n".to_owned();
        while text.len() < len {
            text.push_str(
                "The council put off the vote on Tuesday. “We will rebuild it,” Mayor Ana Ruiz said.\n\n",
            );
            text.push_str(
                "What comes next\n\n• a list\n• of two\n\nIt rained, and nobody came to the quay.\n\n",
            );
        }
        text + "(Reporting by Tomás Leite)\n"
    }

    #[test]
    fn a_long_source_is_the_same_article_however_it_comes() {
        let source = source(3 * PIECE);
        let whole = parse(&source, Format::Plain).0;
        let mut long = Long::default();
        let mut rest = source.as_str();
        while !rest.is_empty() {
            let (head, tail) = rest.split_at(rest.floor_char_boundary(77_777));
            long.take(head);
            rest = tail;
        }
        assert_eq!(long.finish(), whole);
        assert_eq!(whole.meta.title.as_deref(), Some("The harbor bridge"));
        assert_eq!(whole.meta.byline.as_deref(), Some("Jo Writer"));
        assert_eq!(whole.meta.language.as_deref(), Some("en"));
        let kinds = |kind: fn(BlockKind) -> bool| whole.blocks.iter().filter(|it| kind(it.kind)).count();
        assert_eq!(kinds(|kind| kind == BlockKind::Title), 1);
        assert_eq!(kinds(|kind| kind == BlockKind::Byline), 2);
        assert!(kinds(|kind| matches!(kind, BlockKind::ListItem { .. })) > 1000);
        assert!(kinds(|kind| matches!(kind, BlockKind::Heading(_))) > 1000);
        let mut end = 0;
        for block in &whole.blocks {
            assert!(block.span.start >= end && !block.span.is_empty());
            end = block.span.end;
        }
        assert_eq!(end, whole.text.len());
    }

    #[test]
    fn a_source_without_blank_lines_is_one_piece() {
        let source = "It rained on the quay. ".repeat(3 * PIECE / 20);
        let whole = parse(&source, Format::Plain).0;
        assert_eq!(whole.text, source.trim_end());
        assert_eq!(whole.blocks.len(), 1);
    }
}
