//! Which scopes lie over each other on the words of a row, from the lowest layer to the highest.

use ratatui::style::{Modifier, Style};

use crate::{
    app::{
        Focus, State,
        pane::{self, Item},
        reading::Reading,
    },
    article::{BlockKind, InlineKind},
    extract::{Kind, QuotationKind},
    text::{Span, cell},
    ui::theme::{Scope, Theme},
};

/// Styled spans over the part of an article that is on the screen. Later ones lie over earlier ones.
pub(super) struct Decorations {
    pub(super) layers: Vec<(Span, Style)>,
}

impl Decorations {
    /// Collects what lies over `seen`.
    pub(super) fn new(state: &State, reading: &Reading, theme: &Theme, seen: Span) -> Self {
        let mut it = Self { layers: Vec::new() };
        let mut add = |span: Span, scope: Scope| {
            if span.overlaps(seen) {
                // What lies over dim words is meant to be seen.
                let undimmed = |style: Style| style.remove_modifier(Modifier::DIM);
                let style = theme.style(scope);
                it.layers.push((span, if style.bg.is_some() { undimmed(style) } else { style }));
            }
        };
        let first = reading.article.block_at(seen.start).unwrap_or(0);
        for block in reading.article.blocks.iter().skip(first).take_while(|block| block.span.start < seen.end)
        {
            add(block.span, block_scope(block.kind));
        }
        for inline in reading.inlines(seen) {
            add(inline.span, inline_scope(&inline.kind));
        }
        if let Some(extraction) = &reading.extraction {
            let from = reading.lists.first_quotation(extraction, seen);
            let quotations = extraction.quotations.iter().skip(from);
            for quotation in quotations.take_while(|it| it.span.start < seen.end) {
                if quotation.kind != QuotationKind::Term {
                    add(quotation.span, Scope::Quotation);
                }
            }
            let from = extraction.mentions.partition_point(|mention| mention.span.end <= seen.start);
            for mention in extraction.mentions.iter().skip(from).take_while(|it| it.span.start < seen.end) {
                let kind = extraction.entities.get(mention.entity).map(|entity| entity.kind);
                add(mention.span, kind.map_or(Scope::Text, kind_scope));
                if state.pane.entity == Some(mention.entity) {
                    add(mention.span, Scope::Chosen);
                }
            }
        }
        if state.focus == Focus::Pane
            && let Some(item @ (Item::Quotation(_) | Item::Annotation(_))) = pane::selected(state)
        {
            for span in pane::spans(reading, item) {
                add(span, Scope::Chosen);
            }
        }
        if let Some(notes) = &reading.notes {
            for annotation in notes.annotations.overlapping(seen) {
                if let Some(span) = annotation.anchor.span() {
                    add(span, annotation.color.into());
                }
            }
        }
        let from = state.find.matches.partition_point(|span| span.end <= seen.start);
        let current = state.find.current.and_then(|idx| state.find.matches.get(idx));
        for span in state.find.matches.iter().skip(from).take_while(|span| span.start < seen.end) {
            add(*span, if current == Some(span) { Scope::CurrentMatch } else { Scope::Match });
        }
        if let Some(span) = reading.selection() {
            add(span, Scope::Selection);
        }
        it
    }

    /// Returns only what lies over a row, so that its clusters are compared with little.
    pub(super) fn on(&self, row: Span) -> Self {
        Self { layers: self.layers.iter().filter(|(span, _)| span.overlaps(row)).copied().collect() }
    }

    /// Returns where the looks of a row may change, and its end. A cluster looks as its first byte does.
    pub(super) fn cuts(&self, text: &str, row: Span) -> Vec<usize> {
        let edges = self.layers.iter().flat_map(|(span, _)| [span.start, span.end]);
        let inside = edges.filter(|edge| row.start < *edge && *edge < row.end);
        let mut cuts: Vec<usize> = inside.map(|edge| whole_cluster(text, row, edge)).collect();
        cuts.push(row.end);
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Returns how the cluster at an offset looks.
    pub(super) fn style(&self, base: Style, offset: usize) -> Style {
        let over = self.layers.iter().filter(|(span, _)| span.contains(offset));
        over.fold(base, |style, (_, layer)| style.patch(*layer))
    }
}

/// Returns the offset, or the end of the cluster that it would cut in two.
fn whole_cluster(text: &str, row: Span, offset: usize) -> usize {
    let around = text.as_bytes().get(offset - 1..=offset).unwrap_or(&[]);
    if around.is_ascii() && around != b"\r\n" {
        return offset;
    }
    let starts = cell::clusters(row.slice(text)).map(|(idx, _)| row.start + idx);
    starts.into_iter().find(|start| *start >= offset).unwrap_or(row.end)
}

/// Returns how the mentions of a kind look.
pub(super) fn kind_scope(kind: Kind) -> Scope {
    match kind {
        Kind::Person => Scope::Person,
        Kind::Place => Scope::Place,
        Kind::Organization => Scope::Organization,
    }
}

fn block_scope(kind: BlockKind) -> Scope {
    match kind {
        BlockKind::Title => Scope::Title,
        BlockKind::Heading(_) => Scope::Heading,
        BlockKind::Byline => Scope::Byline,
        BlockKind::Dateline => Scope::Dateline,
        BlockKind::Quote => Scope::BlockQuote,
        BlockKind::Code => Scope::Code,
        BlockKind::Caption => Scope::Caption,
        BlockKind::Boilerplate => Scope::Boilerplate,
        BlockKind::Paragraph | BlockKind::ListItem { .. } | BlockKind::TableRow => Scope::Text,
    }
}

fn inline_scope(kind: &InlineKind) -> Scope {
    match kind {
        InlineKind::Emphasis => Scope::Emphasis,
        InlineKind::Strong => Scope::Strong,
        InlineKind::Code => Scope::Code,
        InlineKind::Link(_) => Scope::Link,
        InlineKind::Dateline => Scope::Dateline,
    }
}
