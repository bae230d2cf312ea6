//! Lines parsed, put in order, each once, and folded into [`Contents`].

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    thread,
};

use serde::Deserialize;

use super::{
    contents::{Article, Contents, Line, join, root},
    scan::Lines,
};
use crate::{
    annotation::{Change, Id, Timestamp},
    article::Fingerprint,
    store::format::{Head, Line as Fields, VERSION, change_of, judgement::OPERATIONS, name},
};

/// A line that is understood. There can be a million of them at once, so it holds no more than is needed.
pub(super) struct Known<'a> {
    t: Timestamp,
    c: u64,
    dev: Cow<'a, str>,
    id: Id,
    doc: Cow<'a, str>,
    pub what: What<'a>,
}

/// What a line says.
pub(super) enum What<'a> {
    /// Something was done to an annotation.
    Change(Change),
    /// An article or a version of it is named.
    Doc(Box<Fields<'a>>),
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
#[derive(Clone, PartialEq, Debug, Default)]
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
    let first = ground.lines + 1;
    let n = memchr::memchr_iter(b'\n', file).count();
    ground.lines += n;
    ground.names.reserve(n);
    let copied = copies.iter().flat_map(|copy| parse_lines(copy)).map(|(_, parsed)| (0, parsed));
    let lines = parse_file(file).map(|(idx, parsed)| (first + idx, parsed)).chain(copied);
    fold_lines(lines, n, ground, roots)
}

/// Folds lines that were picked from the notes file and from copies of it.
pub(super) fn fold_picked(
    file: &Lines,
    copies: &[Lines],
    ground: &mut Ground,
    roots: HashMap<String, String>,
) -> Folded {
    let number = |idx: usize| file.numbers.get(idx).map_or(0, |number| number + 1);
    let copied = copies.iter().flat_map(|copy| parse_lines(&copy.bytes)).map(|(_, parsed)| (0, parsed));
    let lines = parse_file(&file.bytes).map(|(idx, parsed)| (number(idx), parsed)).chain(copied);
    fold_lines(lines, file.numbers.len(), ground, roots)
}

/// Folds about `n` lines with their numbers in the notes file; those of copies have none.
fn fold_lines<'a>(
    parsed: impl Iterator<Item = (usize, Result<Known<'a>, Strange>)>,
    n: usize,
    ground: &mut Ground,
    roots: HashMap<String, String>,
) -> Folded {
    let mut contents = Contents::on(roots);
    let before = ground.past.last;
    let mut lines: Vec<Known<'_>> = Vec::with_capacity(n);
    for (number, parsed) in parsed {
        match parsed {
            Ok(known) => {
                ground.past.date(known.t, known.c);
                if let (What::Doc(line), 1..) = (&known.what, number) {
                    ground.past.note(&line.op, &line.doc, line.text.as_deref());
                }
                if ground.names.insert(known.id) {
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
    if !lines.is_sorted_by(|a, b| a.order() <= b.order()) {
        lines.sort_by(|a, b| a.order().cmp(&b.order()));
    }
    let mut is_later = lines.first().is_none_or(|first| before < Some(first.time()));
    for known in &lines {
        if let What::Doc(line) = &known.what
            && let ("doc.version", Some(text)) = (&*line.op, &line.text)
        {
            join(&mut contents.roots, &line.doc, text);
            is_later = false;
        }
    }
    contents.flatten();
    let mut shelf = Shelf::default();
    for (place, known) in lines.into_iter().enumerate() {
        shelf.take(&contents.roots, place, known);
    }
    contents.articles = shelf.articles.into_iter().collect();
    Folded { contents, is_later }
}

/// Files smaller than this are parsed by one thread.
const LARGE: usize = 4 << 20;

/// The lines of a file that hold anything, each with how many stand before it.
type Parsed<'a> = Vec<(usize, Result<Known<'a>, Strange>)>;

/// Parses every line; where there are many, on all processors. Returns parts, each with how many lines stand before it:
/// putting a million lines into one list would move them all once more.
fn parse_parts(bytes: &[u8]) -> Vec<(usize, Parsed<'_>)> {
    let n = thread::available_parallelism().map_or(1, usize::from).min(8);
    if bytes.len() < LARGE || n == 1 {
        return vec![(0, parse_lines(bytes))];
    }
    let mut parts = Vec::new();
    let mut rest = bytes;
    for left in (1..=n).rev() {
        let middle = rest.get(rest.len() / left..).and_then(|half| memchr::memchr(b'\n', half));
        let end = middle.map_or(rest.len(), |at| rest.len() / left + at + 1);
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    let parsed: Vec<Parsed<'_>> = thread::scope(|scope| {
        let threads: Vec<_> = parts.iter().map(|part| scope.spawn(|| parse_lines(part))).collect();
        // A thread that could not do its part is replaced by this one.
        let joined = threads.into_iter().zip(&parts);
        joined.map(|(thread, part)| thread.join().unwrap_or_else(|_| parse_lines(part))).collect()
    });
    let mut before = 0;
    let mut numbered = Vec::with_capacity(parsed.len());
    for (part, parsed) in parts.iter().zip(parsed) {
        numbered.push((before, parsed));
        before += memchr::memchr_iter(b'\n', part).count();
    }
    numbered
}

/// Parses every line, as if there were no parts.
fn parse_file(bytes: &[u8]) -> impl Iterator<Item = (usize, Result<Known<'_>, Strange>)> {
    let parts = parse_parts(bytes).into_iter();
    parts.flat_map(|(before, lines)| lines.into_iter().map(move |(idx, parsed)| (before + idx, parsed)))
}

/// Parses every line.
fn parse_lines(bytes: &[u8]) -> Parsed<'_> {
    let lines = split(bytes).enumerate();
    let lines = lines.map(|(idx, line)| (idx, line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)));
    lines.filter(|(_, line)| !line.trim_ascii().is_empty()).map(|(idx, line)| (idx, parse(line))).collect()
}

/// Returns the lines of a file without their ends.
pub(super) fn split(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
    ends.scan(0, |start, end| {
        let line = bytes.get(*start..end);
        *start = end + 1;
        line
    })
}

/// Articles as they are put together.
#[derive(Default)]
struct Shelf {
    articles: Vec<(Fingerprint, Article)>,
    /// Where each article stands, by its name.
    places: HashMap<String, usize>,
    /// By the text that a line names: where its article stands, and whether changes were made on this text.
    texts: HashMap<String, (usize, bool)>,
}

impl Shelf {
    /// Adds a line to its article.
    fn take(&mut self, roots: &HashMap<String, String>, place: usize, known: Known<'_>) {
        let Some((at, is_annotated)) = self.find(roots, &known.doc) else { return };
        let Some((key, article)) = self.articles.get_mut(at) else { return };
        match known.what {
            What::Change(change) => {
                if !is_annotated {
                    article.texts.extend(Fingerprint::parse(&known.doc));
                    self.texts.insert(known.doc.into_owned(), (at, true));
                }
                article.changes.push(change);
                article.places.push(place);
            }
            What::Doc(line)
                if line.op == "doc.add" && (key.as_str() == line.doc || article.title.is_none()) =>
            {
                let owned = |field: &Option<Cow<'_, str>>| field.as_ref().map(ToString::to_string);
                article.title = owned(&line.title).or(article.title.take());
                article.url = owned(&line.url).or(article.url.take());
                article.source = owned(&line.source).or(article.source.take());
            }
            What::Doc(_) => {}
        }
    }

    /// Returns where the article of a text stands, and whether changes were made on this text.
    fn find(&mut self, roots: &HashMap<String, String>, text: &str) -> Option<(usize, bool)> {
        if let Some(found) = self.texts.get(text) {
            return Some(*found);
        }
        let name = root(roots, text);
        let at = match self.places.get(name) {
            Some(at) => *at,
            None => {
                self.articles.push((Fingerprint::parse(name)?, Article::default()));
                self.places.insert(name.to_owned(), self.articles.len() - 1);
                self.articles.len() - 1
            }
        };
        self.texts.insert(text.to_owned(), (at, false));
        Some((at, false))
    }
}

impl Known<'_> {
    /// Returns the line's own name.
    pub fn name(&self) -> Id {
        self.id
    }

    /// Returns the text that it is about.
    pub fn text(&self) -> &str {
        &self.doc
    }

    /// Returns its time and counter.
    pub fn time(&self) -> (Timestamp, u64) {
        (self.t, self.c)
    }

    /// Returns by what lines are ordered: time, counter, device, and name.
    fn order(&self) -> (Timestamp, u64, &str, Id) {
        (self.t, self.c, &self.dev, self.id)
    }
}

impl Past {
    /// Takes note of lines of the notes file.
    pub fn take(&mut self, bytes: &[u8]) {
        for line in split(bytes) {
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

    /// Makes all versions that were named texts of their articles.
    pub fn join(&self, roots: &mut HashMap<String, String>) {
        for (doc, text) in &self.versions {
            join(roots, doc, text);
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
    let parsed = serde_json::from_slice::<Fields<'_>>(bytes);
    let dated = match &parsed {
        Ok(line) if line.v <= VERSION && is_known(&line.op) => {
            let line = parsed.map_err(|cause| Strange::Damaged(cause.to_string()))?;
            return match check(&line) {
                Ok((t, id, change)) => {
                    let (c, dev, doc) = (line.c, line.dev.clone(), line.doc.clone());
                    let what = change.map_or_else(|| What::Doc(Box::new(line)), What::Change);
                    Ok(Known { t, c, dev, id, doc, what })
                }
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
pub(super) fn is_known(op: &str) -> bool {
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
fn check(line: &Fields<'_>) -> Result<(Timestamp, Id, Option<Change>), &'static str> {
    let id = name(Some(&line.id)).ok_or("id")?;
    let t = line.t.parse().map_err(|_| "t")?;
    if !is_fingerprint(&line.doc) {
        return Err("doc");
    }
    if line.op == "doc.version" {
        line.text.as_ref().and_then(|text| Fingerprint::parse(text)).ok_or("text")?;
    }
    Ok((t, id, change_of(line)?))
}

/// Returns whether a text is the name of a text, without making one of it.
pub(super) fn is_fingerprint(name: &str) -> bool {
    let digits = name.strip_prefix("sha256-").unwrap_or_default();
    digits.len() == 64 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_are_parsed_as_one_after_another() {
        let name = format!("sha256-{}", "0".repeat(64));
        let mut file = String::new();
        for n in 0..40_000_u64 {
            let id = Id(u128::from(n) + 1);
            let t = Timestamp(n as i64);
            file.push_str(&format!(
                "{{\"v\":1,\"id\":\"{id}\",\"t\":\"{t}\",\"op\":\"doc.add\",\"doc\":\"{name}\"}}\n"
            ));
            if n % 1000 == 0 {
                file.push_str("\n garbage\n");
            }
        }
        assert!(file.len() > LARGE);
        let told = |lines: Parsed<'_>| -> Vec<(usize, Option<Id>)> {
            lines.into_iter().map(|(idx, parsed)| (idx, parsed.ok().map(|known| known.id))).collect()
        };
        assert_eq!(told(parse_file(file.as_bytes()).collect()), told(parse_lines(file.as_bytes())));
    }
}
