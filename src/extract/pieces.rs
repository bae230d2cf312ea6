//! Long texts are searched in pieces of whole blocks, each as if it were an article of its own.
//!
//! What a search holds in memory is many times the text it searches, so it grows with the length of a piece and not with
//! that of the text; and what was found in the first pieces can be shown while the others are searched. Names are joined
//! across pieces where they are written alike, or where a short one has been another's form in only one way.

use std::collections::HashMap;

use super::{Entity, Extraction, Kind, Mention, Quotation, Speaker, extract_whole};
use crate::{
    article::{Article, Block, Inline},
    text::Span,
};

/// Bytes after which a piece ends with the next block. A book is one piece.
const PIECE: usize = 1 << 20;

/// What was found so far.
#[derive(Debug, Default)]
struct Found {
    extraction: Extraction,
    /// The entity that a name stands for; none where it stands for several.
    known: HashMap<(Kind, String), Option<usize>>,
}

/// Finds mentions, entities and quotations. Each time the text that has been searched has doubled, and at the end, `seen` is
/// given what was found, and the offset up to which; where it says `false`, nothing more is searched.
pub(super) fn extract(article: &Article, mut seen: impl FnMut(Extraction, usize) -> bool) -> Extraction {
    let mut found = Found::default();
    let (mut from, mut shown) = (0, 0);
    while from < article.blocks.len() {
        let upto = end_of_piece(&article.blocks, from);
        let end = article.blocks.get(upto).map_or(article.text.len(), |next| next.span.start);
        if from == 0 && upto == article.blocks.len() {
            return extract_whole(article);
        }
        let start = article.blocks.get(from).map_or(0, |block| block.span.start);
        found.add(extract_whole(&part(article, from..upto, Span::new(start, end))), start);
        from = upto;
        if from < article.blocks.len() && end >= shown * 2 {
            shown = end;
            if !seen(found.ordered(), end) {
                break;
            }
        }
    }
    found.order()
}

/// Returns the index of the block after a piece.
fn end_of_piece(blocks: &[Block], from: usize) -> usize {
    let start = blocks.get(from).map_or(0, |block| block.span.start);
    let full = |block: &Block| block.span.end >= start + PIECE;
    let rest = blocks.get(from..).unwrap_or(&[]);
    rest.iter().position(full).map_or(blocks.len(), |idx| from + idx + 1)
}

/// Returns some blocks as an article of their own.
fn part(article: &Article, blocks: std::ops::Range<usize>, span: Span) -> Article {
    let moved = |it: Span| Span::new(it.start - span.start, it.end - span.start);
    let inlines = &article.inlines;
    let first = inlines.partition_point(|inline| inline.span.start < span.start);
    let inside = inlines.iter().skip(first).take_while(|inline| inline.span.start < span.end);
    Article {
        meta: article.meta.clone(),
        text: span.slice(&article.text).to_owned(),
        blocks: article
            .blocks
            .get(blocks)
            .unwrap_or(&[])
            .iter()
            .map(|block| Block { span: moved(block.span), ..*block })
            .collect(),
        inlines: inside
            .map(|inline| Inline { kind: inline.kind.clone(), span: moved(inline.span) })
            .collect(),
        inserted: Vec::new(),
    }
}

impl Found {
    /// Adds what was found in a piece that begins at `start`.
    fn add(&mut self, piece: Extraction, start: usize) {
        let all = &mut self.extraction;
        let first = all.mentions.len();
        let mut entity_of = Vec::with_capacity(piece.entities.len());
        for mut entity in piece.entities {
            entity.mentions.iter_mut().for_each(|idx| *idx += first);
            let known = self.known.get(&(entity.kind, entity.name.clone())).copied().flatten();
            let at = known.unwrap_or(all.entities.len());
            entity_of.push(at);
            for name in std::iter::once(&entity.name).chain(&entity.aliases) {
                let stands_for = self.known.entry((entity.kind, name.clone())).or_insert(Some(at));
                // Two who share a name are told apart by their fuller ones.
                if *stands_for != Some(at) {
                    *stands_for = None;
                }
            }
            match all.entities.get_mut(at) {
                Some(there) => join(there, entity),
                None => all.entities.push(entity),
            }
        }
        let moved = |span: Span| Span::new(span.start + start, span.end + start);
        let entity = |idx: usize| entity_of.get(idx).copied().unwrap_or(idx);
        let mention = |it: Mention| Mention { span: moved(it.span), entity: entity(it.entity), ..it };
        let speaker = |it: Speaker| Speaker {
            entity: it.entity.map(entity),
            span: moved(it.span),
            source: moved(it.source),
        };
        let quotation = |it: Quotation| Quotation {
            span: moved(it.span),
            cue: it.cue.map(moved),
            speaker: it.speaker.map(speaker),
            ..it
        };
        all.mentions.extend(piece.mentions.into_iter().map(mention));
        all.quotations.extend(piece.quotations.into_iter().map(quotation));
        all.reports.extend(piece.reports.into_iter().map(quotation));
    }

    /// Returns a copy of all of it in order.
    fn ordered(&self) -> Extraction {
        Self { extraction: self.extraction.clone(), known: HashMap::new() }.order()
    }

    /// Returns all of it in order: the most mentioned first within each kind.
    fn order(self) -> Extraction {
        let mut extraction = self.extraction;
        let mut order: Vec<usize> = (0..extraction.entities.len()).collect();
        let rank = |idx: &usize| {
            let entity = extraction.entities.get(*idx);
            entity.map(|it| (it.kind, usize::MAX - it.mentions.len(), it.mentions.first().copied()))
        };
        order.sort_by_key(rank);
        let mut now_at = vec![0; order.len()];
        for (now, was) in order.iter().enumerate() {
            if let Some(slot) = now_at.get_mut(*was) {
                *slot = now;
            }
        }
        let moved = |idx: usize| now_at.get(idx).copied().unwrap_or(idx);
        extraction.entities.sort_by_cached_key(|entity| {
            (entity.kind, usize::MAX - entity.mentions.len(), entity.mentions.first().copied())
        });
        extraction.mentions.iter_mut().for_each(|mention| mention.entity = moved(mention.entity));
        for quotation in extraction.quotations.iter_mut().chain(&mut extraction.reports) {
            if let Some(speaker) = &mut quotation.speaker {
                speaker.entity = speaker.entity.map(moved);
            }
        }
        extraction
    }
}

/// Joins what another piece says of an entity.
fn join(there: &mut Entity, entity: Entity) {
    for name in std::iter::once(entity.name).chain(entity.aliases) {
        if name != there.name && !there.aliases.contains(&name) {
            there.aliases.push(name);
        }
    }
    there.role = there.role.take().or(entity.role);
    there.gender = there.gender.or(entity.gender);
    there.location = there.location.or(entity.location);
    there.mentions.extend(entity.mentions);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Format, parse};

    /// News in which one person is only named by the surname in later pieces.
    fn long(n_pieces: usize) -> Article {
        let filler = "It rained on the harbor all day, and the ferries stood still in the fog.\n\n";
        let mut text = "Ana Ruiz came to Lisbon on Monday. “The bridge is safe,” Ruiz said.\n\n".to_owned();
        while text.len() < n_pieces * PIECE {
            text.push_str(&filler.repeat(PIECE / filler.len() / 2));
            text.push_str("“We will rebuild it,” Ruiz said in Lisbon. Tomás Leite of Lisbon disagreed.\n\n");
        }
        parse(&text, Format::Plain).0
    }

    #[test]
    fn a_long_text_is_searched_in_pieces_and_names_go_on() {
        let article = long(3);
        let mut steps = Vec::new();
        let found = extract(&article, |found, upto| {
            assert!(found.mentions.iter().all(|mention| mention.span.end <= upto));
            steps.push(upto);
            true
        });
        assert!(!steps.is_empty() && steps.is_sorted());
        let person = |name: &str| found.entities.iter().filter(|it| it.name == name).collect::<Vec<_>>();
        let [ruiz] = person("Ana Ruiz")[..] else { panic!("{:?}", found.entities) };
        assert!(ruiz.mentions.len() > 5 && person("Ruiz").is_empty());
        assert_eq!(person("Lisbon").len(), 1);
        for (idx, entity) in found.entities.iter().enumerate() {
            for mention in &entity.mentions {
                assert_eq!(found.mentions[*mention].entity, idx);
                assert!(!found.mentions[*mention].span.slice(&article.text).is_empty());
            }
        }
        assert!(found.mentions.is_sorted_by_key(|mention| mention.span.start));
        let spoken = found.quotations.iter().filter_map(|quotation| quotation.speaker?.entity);
        assert!(spoken.into_iter().all(|entity| found.entities[entity].name == "Ana Ruiz"));
    }

    #[test]
    fn what_nobody_wants_any_more_is_not_searched() {
        let article = long(3);
        let found = extract(&article, |_, _| false);
        assert!(found.mentions.iter().all(|mention| mention.span.end < article.text.len() / 2));
    }
}
