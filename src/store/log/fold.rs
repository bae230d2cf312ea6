//! Lines parsed, put in order, each once, and folded into [`Contents`].

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use serde::Deserialize;

use super::contents::{Contents, Line, join};
use crate::{
    annotation::{Change, Id, Timestamp},
    article::Fingerprint,
    store::format::{Head, Line as Parsed, VERSION, change_of, judgement::OPERATIONS, name},
};

/// By what lines are ordered: time, counter, device, and name.
type Order<'a> = (Timestamp, u64, Cow<'a, str>, Id);

/// A line that is understood.
pub(super) struct Known<'a> {
    order: Order<'a>,
    pub line: Parsed<'a>,
    pub change: Option<Change>,
}

/// What lines are folded onto, and what else they told when they were.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    /// The names of lines that were read.
    pub names: HashSet<Id>,
    /// How many lines of the notes file there were.
    pub lines: usize,
    /// What the next line that is written must fit.
    pub past: Past,
}

/// What a line that is written must fit.
#[derive(Clone, Debug, Default)]
pub(super) struct Past {
    /// The latest time and counter.
    pub last: Option<(Timestamp, u64)>,
    /// Articles that the notes file names.
    named: HashSet<String>,
    /// Texts that it calls versions of an article.
    versions: HashSet<(String, String)>,
}

/// What some lines were folded into.
pub(super) struct Folded {
    pub contents: Contents,
    /// Whether all of them come after everything that was there before, and join no articles.
    pub is_later: bool,
}

/// Folds lines of the notes file and of copies of it. `roots` tells of texts known to be versions of an article.
pub(super) fn fold(
    file: &[u8],
    copies: &[Vec<u8>],
    ground: &mut Ground,
    roots: HashMap<String, String>,
) -> Folded {
    let mut contents = Contents::on(roots);
    let before = ground.past.last;
    let mut lines: Vec<Known<'_>> = Vec::new();
    let first = ground.lines + 1;
    let numbered = file.split(|byte| *byte == b'\n').zip(first..);
    let copied = copies.iter().flat_map(|copy| copy.split(|byte| *byte == b'\n')).map(|line| (line, 0));
    ground.lines += memchr::memchr_iter(b'\n', file).count();
    for (bytes, number) in numbered.chain(copied) {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        match parse(bytes) {
            Ok(known) => {
                ground.past.date(known.order.0, known.line.c);
                if number > 0 {
                    ground.past.note(&known.line.op, &known.line.doc, known.line.text.as_deref());
                }
                if ground.names.insert(known.order.3) {
                    lines.push(known);
                }
            }
            Err(Strange::Unknown { why, dated }) => {
                if let Some((t, c)) = dated {
                    ground.past.date(t, c);
                }
                contents.unknown.push(Line { number, why });
            }
            Err(Strange::Damaged(why)) => contents.damaged.push(Line { number, why }),
        }
    }
    let sorted = lines.is_sorted_by(|a, b| a.order <= b.order);
    if !sorted {
        lines.sort_by(|a, b| a.order.cmp(&b.order));
    }
    let is_later = lines.first().is_none_or(|first| before < Some((first.order.0, first.order.1)))
        && lines.iter().all(|known| known.line.op != "doc.version");
    for Known { line, .. } in &lines {
        if let ("doc.version", Some(text)) = (&*line.op, &line.text) {
            join(&mut contents.roots, &line.doc, text);
        }
    }
    contents.flatten();
    for (place, known) in lines.into_iter().enumerate() {
        contents.take(place, known);
    }
    Folded { contents, is_later }
}

impl Known<'_> {
    /// Returns the line's own name.
    pub fn name(&self) -> Id {
        self.order.3
    }

    /// Returns its time and counter.
    pub fn time(&self) -> (Timestamp, u64) {
        (self.order.0, self.order.1)
    }
}

impl Past {
    /// Takes note of lines of the notes file.
    pub fn take(&mut self, bytes: &[u8]) {
        for line in bytes.split(|byte| *byte == b'\n') {
            let Ok(line) = serde_json::from_slice::<Dated<'_>>(line) else { continue };
            self.note(&line.op, &line.doc, line.text.as_deref());
            if let Ok(t) = line.t.parse::<Timestamp>() {
                self.date(t, line.c);
            }
        }
    }

    /// Takes note of the time of a line.
    pub fn date(&mut self, t: Timestamp, c: u64) {
        self.last = self.last.max(Some((t, c)));
    }

    /// Takes note of which article or version a line of the notes file names.
    pub fn note(&mut self, op: &str, doc: &str, text: Option<&str>) {
        match (op, text) {
            ("doc.add", _) => _ = self.named.insert(doc.to_owned()),
            ("doc.version", Some(text)) => _ = self.versions.insert((doc.to_owned(), text.to_owned())),
            _ => {}
        }
    }

    /// Returns whether the notes file names an article.
    pub fn names(&self, article: &str) -> bool {
        self.named.contains(article)
    }

    /// Returns whether the notes file calls a text a version of an article.
    pub fn links(&self, article: &str, text: &str) -> bool {
        self.versions.contains(&(article.to_owned(), text.to_owned()))
    }
}

/// The fields of a line that tell what the next one must fit.
#[derive(Deserialize)]
struct Dated<'a> {
    #[serde(borrow)]
    t: Cow<'a, str>,
    #[serde(default)]
    c: u64,
    #[serde(borrow)]
    op: Cow<'a, str>,
    #[serde(borrow, default)]
    doc: Cow<'a, str>,
    #[serde(borrow, default)]
    text: Option<Cow<'a, str>>,
}

/// Why a line is not folded.
pub(super) enum Strange {
    /// It cannot be read.
    Damaged(String),
    /// Its version or operation is not known; its time may be.
    Unknown { why: String, dated: Option<(Timestamp, u64)> },
}

/// Reads a line.
pub(super) fn parse(bytes: &[u8]) -> Result<Known<'_>, Strange> {
    let parsed = serde_json::from_slice::<Parsed<'_>>(bytes);
    let dated = match &parsed {
        Ok(line) if line.v <= VERSION && is_known(&line.op) => {
            let line = parsed.map_err(|cause| Strange::Damaged(cause.to_string()))?;
            return match check(&line) {
                Ok((t, id, change)) => Ok(Known { order: (t, line.c, line.dev.clone(), id), line, change }),
                Err(field) => Err(Strange::Damaged(format!("the field `{field}` is missing or wrong"))),
            };
        }
        Ok(line) => line.t.parse().ok().map(|t| (t, line.c)),
        Err(_) => None,
    };
    let is_newer = |head: &Head<'_>| head.v > VERSION || !is_known(&head.op);
    match serde_json::from_slice::<Head<'_>>(bytes) {
        Ok(head) if is_newer(&head) && !head.op.is_empty() => {
            let why = format!("the operation `{}` (version {}) is not known", head.op, head.v);
            Err(Strange::Unknown { why, dated })
        }
        _ => {
            let why =
                parsed.err().map_or_else(|| "not a line of notes".to_owned(), |cause| cause.to_string());
            Err(Strange::Damaged(why))
        }
    }
}

/// Returns whether this version knows an operation.
fn is_known(op: &str) -> bool {
    let ops = [
        "doc.add",
        "doc.version",
        "ann.add",
        "ann.note",
        "ann.color",
        "ann.tags",
        "ann.delete",
        "ann.restore",
        "anchor.move",
    ];
    ops.contains(&op) || OPERATIONS.contains(&op)
}

/// Returns the time, name and change of a line that has all it needs, or the field that is missing or wrong.
fn check(line: &Parsed<'_>) -> Result<(Timestamp, Id, Option<Change>), &'static str> {
    let id = name(Some(&line.id)).ok_or("id")?;
    let t = line.t.parse().map_err(|_| "t")?;
    Fingerprint::parse(&line.doc).ok_or("doc")?;
    if line.op == "doc.version" {
        line.text.as_ref().and_then(|text| Fingerprint::parse(text)).ok_or("text")?;
    }
    Ok((t, id, change_of(line)?))
}
