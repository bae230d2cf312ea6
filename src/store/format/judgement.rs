//! Judgements as lines of the notes file.

use std::borrow::Cow;

use super::{Line, selector};
use crate::annotation::{
    Selector,
    judgement::{Check, Class, Judgement},
};

/// The operations that are judgements.
pub const OPERATIONS: [&str; 7] =
    ["ent.not", "ent.rename", "ent.kind", "ent.add", "ent.same", "quo.speaker", "quo.check"];

/// Puts a judgement into a line, and returns its operation.
pub(super) fn write<'a>(line: &mut Line<'a>, judgement: &'a Judgement) -> &'static str {
    match judgement {
        Judgement::NotEntity { name, holds } => {
            (line.name, line.holds) = (Some(name.into()), Some(*holds));
            "ent.not"
        }
        Judgement::Renamed { name, to } => {
            (line.name, line.to) = (Some(name.into()), to.as_deref().map(Cow::Borrowed));
            "ent.rename"
        }
        Judgement::OtherKind { name, to } => {
            (line.name, line.kind) = (Some(name.into()), to.map(|class| class.name().into()));
            "ent.kind"
        }
        Judgement::Added { name, class } => {
            (line.name, line.kind) = (Some(name.into()), class.map(|class| class.name().into()));
            "ent.add"
        }
        Judgement::Pair { names: [a, b], same } => {
            (line.name, line.to, line.holds) = (Some(a.into()), Some(b.into()), *same);
            "ent.same"
        }
        Judgement::Speaker { words, to } => {
            describe(line, words);
            line.to = to.as_deref().map(Cow::Borrowed);
            "quo.speaker"
        }
        Judgement::Verified { words, state } => {
            describe(line, words);
            line.kind = state.map(|state| state.name().into());
            "quo.check"
        }
    }
}

/// Reads the judgement of a line whose operation is one of [`OPERATIONS`]; an error names the field that is missing.
pub(super) fn read(line: &Line<'_>) -> Result<Judgement, &'static str> {
    let name = || line.name.as_ref().map(ToString::to_string).ok_or("name");
    let to = || line.to.as_ref().map(ToString::to_string);
    let class = || match &line.kind {
        None => Ok(None),
        Some(kind) => Class::parse(kind).map(Some).ok_or("kind"),
    };
    let words = || line.exact.as_ref().map(|exact| selector(line, exact)).ok_or("exact");
    Ok(match &*line.op {
        "ent.not" => Judgement::NotEntity { name: name()?, holds: line.holds.unwrap_or(true) },
        "ent.rename" => Judgement::Renamed { name: name()?, to: to() },
        "ent.kind" => Judgement::OtherKind { name: name()?, to: class()? },
        "ent.add" => Judgement::Added { name: name()?, class: class()? },
        "ent.same" => Judgement::pair(&name()?, &to().ok_or("to")?, line.holds),
        "quo.speaker" => Judgement::Speaker { words: words()?, to: to() },
        _ => {
            let state = line.kind.as_ref().map(|state| Check::parse(state).ok_or("kind")).transpose()?;
            Judgement::Verified { words: words()?, state }
        }
    })
}

/// Puts a selector into a line.
pub(super) fn describe<'a>(line: &mut Line<'a>, words: &'a Selector) {
    line.exact = Some(words.exact.as_str().into());
    line.prefix = Some(words.prefix.as_str().into());
    line.suffix = Some(words.suffix.as_str().into());
    (line.start, line.end) = (Some(words.start.0), Some(words.end.0));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        annotation::{Change, Edit, Id, Timestamp},
        article::Fingerprint,
        store::format::{change_of, line_of},
        text::units::CodePoint,
    };

    #[test]
    fn every_judgement_comes_back_from_its_line() {
        let words = || Selector {
            exact: "We will".to_owned(),
            prefix: "said: “".to_owned(),
            suffix: "”".to_owned(),
            start: CodePoint(7),
            end: CodePoint(14),
        };
        let name = || "Ana “\n” Ruiz".to_owned();
        for judgement in [
            Judgement::NotEntity { name: name(), holds: true },
            Judgement::NotEntity { name: name(), holds: false },
            Judgement::Renamed { name: name(), to: Some("Ruiz".to_owned()) },
            Judgement::Renamed { name: name(), to: None },
            Judgement::OtherKind { name: name(), to: Some(Class::Organization) },
            Judgement::Added { name: name(), class: None },
            Judgement::pair("b", "a", Some(false)),
            Judgement::pair("a", "b", None),
            Judgement::Speaker { words: words(), to: Some(String::new()) },
            Judgement::Verified { words: words(), state: Some(Check::Disputed) },
            Judgement::Verified { words: words(), state: None },
        ] {
            let edit = Edit::Judge(Box::new(judgement));
            let change =
                Change { id: Id(7), at: Timestamp(1_700_000_000_000), edit, reverts: None, over: Vec::new() };
            let doc = Fingerprint::of("text");
            let mut line = line_of(&doc, &change);
            line.t = change.at.to_string().into();
            // The name of the change has to be a name as they are written.
            line.id = "0197c0de-7b1a-7c3e-9f00-2b6f0a4d1e55".into();
            let json = serde_json::to_string(&line).unwrap();
            let read = change_of(&serde_json::from_str(&json).unwrap()).unwrap().unwrap();
            assert_eq!(read.edit, change.edit, "{json}");
        }
    }
}
