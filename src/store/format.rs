//! The shapes of what is on disk, each with its version. Domain types do not know them; they are converted here.

pub mod judgement;

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Id, Reverts, Selector, Timestamp},
    article::{Article, Block, BlockKind, Fingerprint, Inline, InlineKind, Meta},
    text::{Span, units::CodePoint},
};

/// The version of the lines that are written, and the newest that are understood.
pub const VERSION: u32 = 1;

/// A line of the notes file. Which fields it has depends on its `op`; fields that are not named here stay in the file.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Line<'a> {
    pub v: u32,
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow)]
    pub t: Cow<'a, str>,
    #[serde(default)]
    pub c: u64,
    #[serde(borrow, default)]
    pub dev: Cow<'a, str>,
    #[serde(borrow)]
    pub op: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub doc: Cow<'a, str>,
    /// The clock's own reading, where it is not `t` because the clock had gone backwards.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub at: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub ann: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub exact: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub color: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
    /// The changes that had made the words which a note replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<String>,
    /// Words that are to stand beside the note.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub del: Vec<String>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub created: Option<Cow<'a, str>>,
    /// When a note that was taken in from elsewhere had been changed last.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub modified: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub undo: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub redo: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub title: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
}

/// Reads a text that may be missing, without copying it: left alone, serde copies what stands in an `Option`.
fn borrowed<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Option<Cow<'a, str>>, D::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    Ok(Option::<Text<'a>>::deserialize(from)?.map(|text| text.0))
}

/// What every line begins with, whoever wrote it.
#[derive(Debug, Deserialize)]
pub struct Head<'a> {
    #[serde(default)]
    pub v: u32,
    #[serde(borrow, default)]
    pub op: Cow<'a, str>,
}

/// Returns the line of a change of annotations of `doc`. Time, counter and device are for the log to fill in.
pub fn line_of<'a>(doc: &'a Fingerprint, change: &'a Change) -> Line<'a> {
    let mut line =
        Line { v: VERSION, id: change.id.to_string().into(), doc: doc.as_str().into(), ..Line::default() };
    line.ann = change.edit.subject().map(|id| id.to_string().into());
    line.op = match &change.edit {
        Edit::Add(annotation) => {
            if let Some(selector) = &annotation.selector {
                judgement::describe(&mut line, selector);
            }
            line.color = Some(annotation.color.name().into());
            line.note = (!annotation.note.is_empty()).then(|| annotation.note.as_str().into());
            line.tags.clone_from(&annotation.tags);
            let other = |time: Timestamp| (time != change.at).then(|| time.to_string().into());
            (line.created, line.modified) = (other(annotation.created), other(annotation.modified));
            "ann.add"
        }
        Edit::Delete(_) => "ann.delete",
        Edit::Restore(_) => "ann.restore",
        Edit::Recolor(_, color) => {
            line.color = Some(color.name().into());
            "ann.color"
        }
        Edit::SetNote(_, note) => {
            line.note = Some(note.as_str().into());
            "ann.note"
        }
        Edit::SetNotes(_, notes) => {
            line.note = notes.first().map(|note| note.as_str().into());
            line.also = notes.get(1..).unwrap_or_default().to_vec();
            "ann.note"
        }
        Edit::Retag { add, remove, .. } => {
            (line.add, line.del) = (add.clone(), remove.clone());
            "ann.tags"
        }
        Edit::Place { to, .. } => {
            if let Some(words) = to {
                judgement::describe(&mut line, words);
            }
            "anchor.move"
        }
        Edit::Judge(said) => judgement::write(&mut line, said),
    }
    .into();
    line.over = change.over.iter().map(Id::to_string).collect();
    match change.reverts {
        Some(Reverts::Undo(id)) => line.undo = Some(id.to_string().into()),
        Some(Reverts::Redo(id)) => line.redo = Some(id.to_string().into()),
        None => {}
    }
    line
}

/// Reads the change that a line stands for: `Ok(None)` where its operation is not about annotations, or unknown; an
/// error names the field that is missing or wrong.
pub fn change_of(line: &Line<'_>) -> Result<Option<Change>, &'static str> {
    let judges = judgement::OPERATIONS.contains(&&*line.op);
    let annotates = matches!(
        &*line.op,
        "ann.add" | "ann.delete" | "ann.restore" | "ann.color" | "ann.note" | "ann.tags" | "anchor.move"
    );
    if !judges && !annotates {
        return Ok(None);
    }
    let id = name(Some(&line.id)).ok_or("id")?;
    let at: Timestamp = line.at.as_ref().unwrap_or(&line.t).parse().map_err(|_| "t")?;
    let subject = || name(line.ann.as_ref()).ok_or("ann");
    let color = |field: Option<&Cow<'_, str>>| field.and_then(|name| Color::parse(name));
    let edit = match &*line.op {
        _ if judges => Edit::Judge(Box::new(judgement::read(line)?)),
        "anchor.move" => {
            let to = line.exact.as_ref().map(|exact| Box::new(selector(line, exact)));
            Edit::Place { id: subject()?, to, anchor: Anchor::Orphan }
        }
        "ann.delete" => Edit::Delete(subject()?),
        "ann.restore" => Edit::Restore(subject()?),
        "ann.color" => Edit::Recolor(subject()?, color(line.color.as_ref()).ok_or("color")?),
        "ann.note" => {
            let note = line.note.as_ref().ok_or("note")?.to_string();
            match line.also.as_slice() {
                [] => Edit::SetNote(subject()?, note),
                also => Edit::SetNotes(subject()?, [note].into_iter().chain(also.iter().cloned()).collect()),
            }
        }
        "ann.tags" => Edit::Retag { id: subject()?, add: line.add.clone(), remove: line.del.clone() },
        _ => {
            let selector = line.exact.as_ref().map(|exact| selector(line, exact));
            // A highlight in a color that a newer version invented is still a highlight.
            let color = color(line.color.as_ref()).unwrap_or_default();
            let anchor = if selector.is_some() { Anchor::Orphan } else { Anchor::Article };
            let note = line.note.as_deref().unwrap_or("").to_owned();
            let time = |said: &Option<Cow<'_, str>>| said.as_ref().and_then(|time| time.parse().ok());
            let (created, modified) = (time(&line.created).unwrap_or(at), time(&line.modified).unwrap_or(at));
            let tags = line.tags.clone();
            let annotation = Annotation {
                id: subject()?,
                selector,
                anchor,
                color,
                note,
                also: Vec::new(),
                tags,
                created,
                modified,
            };
            Edit::Add(Box::new(annotation))
        }
    };
    let reverts = match (name(line.undo.as_ref()), name(line.redo.as_ref())) {
        (Some(id), _) => Some(Reverts::Undo(id)),
        (None, redo) => redo.map(Reverts::Redo),
    };
    let over = line.over.iter().filter_map(|id| id.parse().ok()).collect();
    Ok(Some(Change { id, at, edit, reverts, over }))
}

/// Reads the selector of a line with a quote. Without a position the words are searched for.
fn selector(line: &Line<'_>, exact: &str) -> Selector {
    let owned = |field: &Option<Cow<'_, str>>| field.as_deref().unwrap_or("").to_owned();
    let start = line.start.unwrap_or(usize::MAX);
    Selector {
        exact: exact.to_owned(),
        prefix: owned(&line.prefix),
        suffix: owned(&line.suffix),
        start: CodePoint(start),
        end: CodePoint(line.end.unwrap_or(start)),
    }
}

/// Reads a name.
pub fn name(field: Option<&Cow<'_, str>>) -> Option<Id> {
    field.and_then(|text| text.parse().ok())
}

/// The parts of an article besides its text, as the library keeps them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Parts {
    v: u32,
    /// Kind, first byte, last byte, and for some kinds one or two numbers.
    blocks: Vec<(Cow<'static, str>, usize, usize, u8, u8)>,
    /// Kind, first byte, last byte, and for a link its address.
    inlines: Vec<(Cow<'static, str>, usize, usize, Option<String>)>,
    inserted: Vec<usize>,
}

impl Parts {
    /// Takes the parts of an article.
    pub fn of(article: &Article) -> Self {
        let blocks = article.blocks.iter().map(|block| {
            let (kind, a, b) = match block.kind {
                BlockKind::Title => ("title", 0, 0),
                BlockKind::Byline => ("byline", 0, 0),
                BlockKind::Dateline => ("dateline", 0, 0),
                BlockKind::Heading(level) => ("heading", level, 0),
                BlockKind::Paragraph => ("paragraph", 0, 0),
                BlockKind::ListItem { depth, marker } => ("item", depth, marker),
                BlockKind::Quote => ("quote", 0, 0),
                BlockKind::Code => ("code", 0, 0),
                BlockKind::TableRow => ("row", 0, 0),
                BlockKind::Caption => ("caption", 0, 0),
                BlockKind::Boilerplate => ("boilerplate", 0, 0),
            };
            (kind.into(), block.span.start, block.span.end, a, b)
        });
        let inlines = article.inlines.iter().map(|inline| {
            let (kind, address) = match &inline.kind {
                InlineKind::Emphasis => ("emphasis", None),
                InlineKind::Strong => ("strong", None),
                InlineKind::Code => ("code", None),
                InlineKind::Link(address) => ("link", Some(address.clone())),
                InlineKind::Dateline => ("dateline", None),
            };
            (kind.into(), inline.span.start, inline.span.end, address)
        });
        Self {
            v: VERSION,
            blocks: blocks.collect(),
            inlines: inlines.collect(),
            inserted: article.inserted.clone(),
        }
    }

    /// Puts the parts back on their text. Parts that do not fit it are left out; a kind that is not known is plain.
    pub fn on(self, text: String, meta: Meta) -> Article {
        let fits = |start: usize, end: usize| {
            (start <= end && text.get(start..end).is_some()).then(|| Span::new(start, end))
        };
        let blocks = self.blocks.iter().filter_map(|(kind, start, end, a, b)| {
            let kind = match &**kind {
                "title" => BlockKind::Title,
                "byline" => BlockKind::Byline,
                "dateline" => BlockKind::Dateline,
                "heading" => BlockKind::Heading(*a),
                "item" => BlockKind::ListItem { depth: *a, marker: *b },
                "quote" => BlockKind::Quote,
                "code" => BlockKind::Code,
                "row" => BlockKind::TableRow,
                "caption" => BlockKind::Caption,
                "boilerplate" => BlockKind::Boilerplate,
                _ => BlockKind::Paragraph,
            };
            Some(Block { kind, span: fits(*start, *end)? })
        });
        let mut blocks: Vec<Block> = blocks.collect();
        if blocks.is_empty() && !text.trim().is_empty() {
            let start = text.len() - text.trim_start().len();
            blocks.push(Block { kind: BlockKind::Paragraph, span: Span::new(start, text.trim_end().len()) });
        }
        let inlines = self.inlines.into_iter().filter_map(|(kind, start, end, address)| {
            let kind = match (&*kind, address) {
                ("emphasis", _) => InlineKind::Emphasis,
                ("strong", _) => InlineKind::Strong,
                ("code", _) => InlineKind::Code,
                ("link", Some(address)) => InlineKind::Link(address),
                ("dateline", _) => InlineKind::Dateline,
                _ => return None,
            };
            Some(Inline { kind, span: fits(start, end)? })
        });
        let inlines = inlines.collect();
        let inserted =
            self.inserted.into_iter().filter(|at| text.is_char_boundary(*at) && *at < text.len()).collect();
        Article { meta, text, blocks, inlines, inserted }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_parts_fit_any_text(
            text in "[aé\n ]{0,12}",
            blocks in prop::collection::vec(("[a-z]{0,9}", 0_usize..20, 0_usize..20, any::<u8>(), any::<u8>()), 0..5),
            inlines in prop::collection::vec(("link|strong|x", 0_usize..20, 0_usize..20, prop::option::of("a")), 0..5),
            inserted in prop::collection::vec(0_usize..20, 0..5),
        ) {
            let blocks = blocks.into_iter().map(|(kind, start, end, a, b)| (kind.into(), start, end, a, b));
            let inlines = inlines.into_iter().map(|(kind, start, end, to)| (kind.into(), start, end, to));
            let parts = Parts { v: 9, blocks: blocks.collect(), inlines: inlines.collect(), inserted };
            let article = parts.on(text.clone(), Meta::default());
            prop_assert!(text.trim().is_empty() || !article.blocks.is_empty());
            for block in &article.blocks {
                prop_assert!(text.get(block.span.start..block.span.end).is_some());
            }
        }
    }
}
