//! Appends parts to the canonical text and keeps every position right.

use crate::{
    article::{Article, Block, BlockKind, Inline, InlineKind, Meta, draft::Draft, repair},
    text::Span,
};

/// A part of an article on its way into the text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// What is known about its kind.
    pub role: Role,
    /// Its words.
    pub draft: Draft,
}

/// What a reader of a format knows about a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The source says, or it has been found out.
    Known(BlockKind),
    /// Running text, which may turn out to be a byline, a caption or boilerplate.
    Prose,
    /// One line on its own in a source that does not mark headings.
    Line,
}

impl Part {
    /// Makes a part of a finished draft.
    pub fn new(role: Role, mut draft: Draft) -> Self {
        draft.finish();
        Self { role, draft }
    }

    /// Returns whether the part has the kind.
    pub fn is(&self, kind: BlockKind) -> bool {
        self.role == Role::Known(kind)
    }

    /// Returns whether the kind is still open.
    pub fn is_open(&self) -> bool {
        matches!(self.role, Role::Prose | Role::Line)
    }
}

/// Joins the parts into an article. Parts without words are left out; open ones become paragraphs.
pub(super) fn build(meta: Meta, parts: Vec<Part>) -> Article {
    let size = parts.iter().map(|part| part.draft.text.len() + 2).sum();
    let mut article = Article { meta, text: String::with_capacity(size), ..Article::default() };
    add(&mut article, parts);
    article
}

/// Adds further parts to an article.
pub(super) fn add(article: &mut Article, parts: Vec<Part>) {
    for Part { role, mut draft } in parts {
        let kind = match role {
            Role::Known(kind) => kind,
            Role::Prose | Role::Line => BlockKind::Paragraph,
        };
        if kind != BlockKind::Code {
            let gaps = repair::gaps(&draft.text, &taboo(&draft));
            draft.insert_spaces(&gaps);
        }
        append(article, kind, &draft);
    }
}

/// Appends one block.
fn append(article: &mut Article, kind: BlockKind, draft: &Draft) {
    let lead = draft.text.len() - draft.text.trim_start().len();
    let words = draft.text.trim();
    if words.is_empty() {
        return;
    }
    if !article.text.is_empty() {
        article.text.push_str("\n\n");
    }
    let start = article.text.len();
    article.text.push_str(words);
    let end = article.text.len();
    article.blocks.push(Block { kind, span: Span::new(start, end) });
    let place = |offset: usize| (start + offset.saturating_sub(lead)).min(end);
    article.inlines.extend(draft.inlines.iter().filter_map(|inline| {
        let span = Span::new(place(inline.span.start), place(inline.span.end));
        (!span.is_empty()).then(|| Inline { kind: inline.kind.clone(), span })
    }));
    article
        .inserted
        .extend(draft.inserted.iter().filter(|&&offset| offset >= lead).map(|&offset| place(offset)));
}

/// Returns the spans that are no prose: code, and links that show an address.
fn taboo(draft: &Draft) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for Inline { kind, span } in &draft.inlines {
        let shown = span.slice(&draft.text);
        let address = matches!(kind, InlineKind::Link(_)) && !shown.contains(' ') && shown.contains('.');
        if !address && *kind != InlineKind::Code {
            continue;
        }
        match spans.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => spans.push(*span),
        }
    }
    spans
}
