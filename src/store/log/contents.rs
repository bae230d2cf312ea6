//! The lines of the notes file folded into what the reader did to each article.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use crate::{
    annotation::{Change, Edit, Id, Timestamp, judgement::Judgements},
    article::Fingerprint,
    store::format::{Head, Line as Parsed, VERSION, change_of, judgement::OPERATIONS, name},
};

/// What the notes file says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Contents {
    /// The articles with changes, by their first text.
    articles: BTreeMap<Fingerprint, Article>,
    /// Which article a text belongs to, where that is not the article of the same name.
    roots: HashMap<String, String>,
    /// Lines that cannot be read. They stay in the file.
    pub damaged: Vec<Line>,
    /// Lines of a newer version or with unknown operations. They stay in the file.
    pub unknown: Vec<Line>,
}

/// What the notes file says about one article.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Article {
    /// Its title when it was first annotated.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Where it was read from.
    pub source: Option<String>,
    /// Its texts that were annotated.
    pub texts: Vec<Fingerprint>,
    /// The changes of its annotations, in order.
    pub changes: Vec<Change>,
    /// The place of each change among all changes of the file.
    places: Vec<usize>,
}

/// A line that is kept but not understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number, from 1; in a copy that a synchronizer left, 0.
    pub number: usize,
    /// Why it is not understood.
    pub why: String,
}

/// By what lines are ordered: time, counter, device, and name.
type Order<'a> = (Timestamp, u64, Cow<'a, str>, Id);

/// A line that is understood.
struct Known<'a> {
    order: Order<'a>,
    line: Parsed<'a>,
    change: Option<Change>,
}

impl Contents {
    /// Returns the changes of the article that a text belongs to, in order.
    pub fn changes(&self, text: &Fingerprint) -> &[Change] {
        self.article(text).map_or(&[], |article| &article.changes)
    }

    /// Returns the changes of the articles that some texts belong to, in order, each once: for texts that are known to
    /// be versions of one article though the file does not say so.
    pub fn changes_of<'a>(&self, texts: impl IntoIterator<Item = &'a Fingerprint>) -> Vec<Change> {
        let articles = texts.into_iter().filter_map(|text| self.article(text));
        let mut changes: Vec<(usize, &Change)> =
            articles.flat_map(|article| article.places.iter().copied().zip(&article.changes)).collect();
        changes.sort_by_key(|(place, _)| *place);
        changes.dedup_by_key(|(place, _)| *place);
        changes.into_iter().map(|(_, change)| change.clone()).collect()
    }

    /// Returns what the reader says of names and quotations, in all articles.
    pub fn judgements(&self) -> Judgements {
        let all = self.articles.values().flat_map(|article| article.places.iter().zip(&article.changes));
        let mut said: Vec<_> = all
            .filter_map(|(place, change)| match &change.edit {
                Edit::Judge(judgement) => Some((place, judgement)),
                _ => None,
            })
            .collect();
        said.sort_by_key(|(place, _)| **place);
        let mut judgements = Judgements::default();
        for (_, judgement) in said {
            judgements.apply(judgement);
        }
        judgements
    }

    /// Returns the article that a text belongs to.
    pub fn article(&self, text: &Fingerprint) -> Option<&Article> {
        self.articles.get(&Fingerprint::parse(root(&self.roots, text.as_str()))?)
    }

    /// Returns all articles that are named or annotated.
    pub fn articles(&self) -> impl Iterator<Item = (&Fingerprint, &Article)> {
        self.articles.iter()
    }

    /// Folds the lines of the notes file and of copies of it.
    pub(super) fn fold(file: &[u8], copies: &[Vec<u8>]) -> Self {
        let mut contents = Self::default();
        let mut lines: Vec<Known<'_>> = Vec::new();
        let mut names = HashSet::new();
        let numbered = file.split(|byte| *byte == b'\n').zip(1..);
        let copied = copies.iter().flat_map(|copy| copy.split(|byte| *byte == b'\n')).map(|line| (line, 0));
        for (bytes, number) in numbered.chain(copied) {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            if let Some(known) = contents.read(bytes, number)
                && names.insert(known.order.3)
            {
                lines.push(known);
            }
        }
        lines.sort_by(|a, b| a.order.cmp(&b.order));
        for Known { line, .. } in &lines {
            if let ("doc.version", Some(text)) = (&*line.op, &line.text) {
                contents.join(&line.doc, text);
            }
        }
        contents.flatten();
        for (place, known) in lines.into_iter().enumerate() {
            contents.take(place, known);
        }
        contents
    }

    /// Reads a line, or reports why it cannot be read.
    fn read<'a>(&mut self, bytes: &'a [u8], number: usize) -> Option<Known<'a>> {
        let newer = |head: &Head<'_>| head.v > VERSION || !is_known(&head.op);
        let parsed = serde_json::from_slice::<Parsed<'_>>(bytes);
        let why = match parsed {
            Ok(line) if line.v <= VERSION && is_known(&line.op) => match check(&line) {
                Ok((t, id, change)) => {
                    return Some(Known { order: (t, line.c, line.dev.clone(), id), line, change });
                }
                Err(field) => format!("the field `{field}` is missing or wrong"),
            },
            parsed => match serde_json::from_slice::<Head<'_>>(bytes) {
                Ok(head) if newer(&head) && !head.op.is_empty() => {
                    let why = format!("the operation `{}` (version {}) is not known", head.op, head.v);
                    self.unknown.push(Line { number, why });
                    return None;
                }
                _ => parsed.err().map_or_else(|| "not a line of notes".to_owned(), |cause| cause.to_string()),
            },
        };
        self.damaged.push(Line { number, why });
        None
    }

    /// Makes `text` a version of `doc`.
    fn join(&mut self, doc: &str, text: &str) {
        let (article, version) = (root(&self.roots, doc).to_owned(), root(&self.roots, text).to_owned());
        if article != version {
            self.roots.insert(version, article);
        }
    }

    /// Lets every text lead to its article in one step, so that long chains of versions are walked only once.
    fn flatten(&mut self) {
        let texts: Vec<String> = self.roots.keys().cloned().collect();
        for text in texts {
            let end = root(&self.roots, &text).to_owned();
            let mut at = text;
            while let Some(next) = self.roots.get(&at).filter(|next| **next != end).cloned() {
                self.roots.insert(at, end.clone());
                at = next;
            }
        }
    }

    /// Adds a line to its article.
    fn take(&mut self, place: usize, known: Known<'_>) {
        let Known { line, change, .. } = known;
        let Some(key) = Fingerprint::parse(root(&self.roots, &line.doc)) else { return };
        let is_root = key.as_str() == line.doc;
        let article = self.articles.entry(key).or_default();
        match (&*line.op, change) {
            ("doc.add", _) if is_root || article.title.is_none() => {
                let owned = |field: &Option<Cow<'_, str>>| field.as_ref().map(ToString::to_string);
                article.title = owned(&line.title).or(article.title.take());
                article.url = owned(&line.url).or(article.url.take());
                article.source = owned(&line.source).or(article.source.take());
            }
            (_, Some(change)) => {
                let text = Fingerprint::parse(&line.doc);
                if article.texts.last() != text.as_ref()
                    && !article.texts.iter().any(|known| Some(known) == text.as_ref())
                {
                    article.texts.extend(text);
                }
                article.changes.push(change);
                article.places.push(place);
            }
            _ => {}
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

/// Follows a text to its article. A circle cannot arise: only roots are joined.
fn root<'a>(roots: &'a HashMap<String, String>, text: &'a str) -> &'a str {
    let mut at = text;
    while let Some(next) = roots.get(at) {
        at = next;
    }
    at
}
