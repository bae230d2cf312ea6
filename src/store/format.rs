//! The shapes of what is on disk, each with its version. Domain types do not know them; they are converted here.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Id, Reverts, Selector, Timestamp},
    article::Fingerprint,
    text::units::CodePoint,
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
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub ann: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub color: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub del: Vec<String>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub redo: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Cow<'a, str>>,
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
    line.ann = Some(change.edit.subject().to_string().into());
    line.op = match &change.edit {
        Edit::Add(annotation) => {
            if let Some(selector) = &annotation.selector {
                line.exact = Some(selector.exact.as_str().into());
                line.prefix = Some(selector.prefix.as_str().into());
                line.suffix = Some(selector.suffix.as_str().into());
                (line.start, line.end) = (Some(selector.start.0), Some(selector.end.0));
            }
            line.color = Some(annotation.color.name().into());
            line.note = (!annotation.note.is_empty()).then(|| annotation.note.as_str().into());
            line.tags.clone_from(&annotation.tags);
            line.created = (annotation.created != change.at).then(|| annotation.created.to_string().into());
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
        Edit::Retag { add, remove, .. } => {
            (line.add, line.del) = (add.clone(), remove.clone());
            "ann.tags"
        }
    }
    .into();
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
    if !matches!(&*line.op, "ann.add" | "ann.delete" | "ann.restore" | "ann.color" | "ann.note" | "ann.tags")
    {
        return Ok(None);
    }
    let id = name(Some(&line.id)).ok_or("id")?;
    let at: Timestamp = line.at.as_ref().unwrap_or(&line.t).parse().map_err(|_| "t")?;
    let subject = name(line.ann.as_ref()).ok_or("ann")?;
    let color = |field: Option<&Cow<'_, str>>| field.and_then(|name| Color::parse(name));
    let edit = match &*line.op {
        "ann.delete" => Edit::Delete(subject),
        "ann.restore" => Edit::Restore(subject),
        "ann.color" => Edit::Recolor(subject, color(line.color.as_ref()).ok_or("color")?),
        "ann.note" => Edit::SetNote(subject, line.note.as_ref().ok_or("note")?.to_string()),
        "ann.tags" => Edit::Retag { id: subject, add: line.add.clone(), remove: line.del.clone() },
        _ => {
            let selector = line.exact.as_ref().map(|exact| selector(line, exact));
            // A highlight in a color that a newer version invented is still a highlight.
            let color = color(line.color.as_ref()).unwrap_or_default();
            let anchor = if selector.is_some() { Anchor::Orphan } else { Anchor::Article };
            let note = line.note.as_deref().unwrap_or("").to_owned();
            let created = line.created.as_ref().and_then(|time| time.parse().ok()).unwrap_or(at);
            let tags = line.tags.clone();
            let annotation =
                Annotation { id: subject, selector, anchor, color, note, tags, created, modified: at };
            Edit::Add(Box::new(annotation))
        }
    };
    let reverts = match (name(line.undo.as_ref()), name(line.redo.as_ref())) {
        (Some(id), _) => Some(Reverts::Undo(id)),
        (None, redo) => redo.map(Reverts::Redo),
    };
    Ok(Some(Change { id, at, edit, reverts }))
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
