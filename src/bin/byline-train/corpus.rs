//! Reads annotated articles.

use std::{collections::HashMap, error::Error, fs, path::Path};

use byline::{
    article::{Article, Format, parse},
    extract::{Kind, train::Example},
    text::Span,
};
use serde::Deserialize;

use crate::written;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A text and the names in it, as bytes of the text.
pub struct Gold {
    /// The source text.
    pub text: String,
    /// Its names in order.
    pub names: Vec<(Span, Kind)>,
}

/// Returns what the tagger learns from: two splits of the corpora, and the articles of `own`.
pub fn training(corpora: &Path, own: &Path, without: Option<usize>) -> Result<Vec<Example>> {
    let mut examples = Vec::new();
    for articles in [gold(corpora, "train")?, gold(corpora, "voa")?, written(own)?] {
        for (number, gold) in articles.iter().enumerate() {
            if without != Some(part_of(number)) {
                examples.push(example(gold, 1.0));
            }
        }
    }
    Ok(examples)
}

/// Returns which of five parts an article of a split belongs to; neighbors, which may tell one story, go together.
pub fn part_of(number: usize) -> usize {
    number / 8 % 5
}

/// Reads a text as the program does, and carries its names over.
pub fn example(gold: &Gold, weight: f32) -> Example {
    let (article, _) = parse(&gold.text, Format::Plain);
    let names = carry(&gold.text, &article, &gold.names);
    Example { article, names, unsure: Vec::new(), weight, views: u32::MAX }
}

/// Carries spans of the source over to the article.
fn carry(source: &str, article: &Article, names: &[(Span, Kind)]) -> Vec<(Span, Kind)> {
    let map = offsets(source, article);
    let place = |span: &Span| Some(Span::new(*map.get(&span.start)?, *map.get(&span.end)?));
    names.iter().filter_map(|(span, kind)| Some((place(span)?, *kind))).collect()
}

/// Tells for bytes of the source where they are in the article, whose characters are the same but for white space.
pub fn offsets(source: &str, article: &Article) -> HashMap<usize, usize> {
    let mut map: HashMap<usize, usize> = HashMap::new();
    let mut at = 0;
    for (idx, c) in source.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        let rest = article.text.get(at..).unwrap_or("");
        if let Some(ahead) = rest.char_indices().take(400).find(|(_, other)| *other == c) {
            at += ahead.0;
            map.insert(idx, at);
            at += c.len_utf8();
            map.insert(idx + c.len_utf8(), at);
        }
    }
    map
}

/// What a file of annotations holds.
#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    person: Vec<Vec<String>>,
    #[serde(default)]
    place: Vec<Vec<String>>,
    #[serde(default)]
    organization: Vec<Vec<String>>,
    #[serde(default)]
    exceptions: Vec<Exception>,
    #[serde(default)]
    quotes: Vec<Quote>,
}

/// An occurrence that is not what the others are.
#[derive(Deserialize)]
struct Exception {
    surface: String,
    n: usize,
    entity: Option<String>,
}

/// What is known of the quotation with the number `q`.
#[derive(Deserialize)]
struct Quote {
    q: usize,
    kind: String,
    speaker: Option<String>,
}

/// An article with everything that readers wrote down about it.
pub struct Judged {
    /// The source text.
    pub text: String,
    /// Its entities.
    pub entities: Vec<Known>,
    /// Its marked quotations in order.
    pub quotations: Vec<Said>,
}

/// An entity of a judged article.
pub struct Known {
    /// What it is.
    pub kind: Kind,
    /// Every way in which the article writes it, its name first.
    pub surfaces: Vec<String>,
    /// Where it is named.
    pub spans: Vec<Span>,
}

/// A quotation of a judged article.
pub struct Said {
    /// The words inside the marks.
    pub span: Span,
    /// Whether it is no speech.
    pub term: bool,
    /// Who says it: the name of an entity, or a description.
    pub speaker: Option<String>,
}

/// Reads a split of the project's own gold.
pub fn gold(corpora: &Path, split: &str) -> Result<Vec<Gold>> {
    Ok(judged(corpora, split)?.into_iter().map(Gold::from).collect())
}

/// Reads the articles that were written for the purpose.
pub fn written(own: &Path) -> Result<Vec<Gold>> {
    Ok(written::articles(&own.join("articles"))?.into_iter().map(Gold::from).collect())
}

impl From<Judged> for Gold {
    fn from(article: Judged) -> Self {
        let spans = |known: &Known| -> Vec<(Span, Kind)> {
            known.spans.iter().map(|span| (*span, known.kind)).collect()
        };
        let mut names: Vec<(Span, Kind)> = article.entities.iter().flat_map(spans).collect();
        names.sort_by_key(|(span, _)| span.start);
        Self { text: article.text, names }
    }
}

/// Reads a split of the project's own gold with its entities and quotations.
pub fn judged(corpora: &Path, split: &str) -> Result<Vec<Judged>> {
    let folder = corpora.join("gold");
    let splits: HashMap<String, Vec<String>> =
        serde_json::from_str(&fs::read_to_string(folder.join("split.json"))?)?;
    let mut all = Vec::new();
    for id in splits.get(split).into_iter().flatten() {
        let text = fs::read_to_string(folder.join(format!("raw/{id}.txt")))?;
        let annotation = fs::read_to_string(folder.join(format!("ann/{id}.json")))?;
        all.push(project(text, serde_json::from_str(&annotation)?));
    }
    Ok(all)
}

/// Finds every occurrence of the annotated surfaces, the longest first.
fn project(text: String, annotation: Annotation) -> Judged {
    let Annotation { person, place, organization, exceptions, quotes } = annotation;
    let of = |kind: Kind, all: Vec<Vec<String>>| {
        all.into_iter().map(move |surfaces| Known { kind, surfaces, spans: Vec::new() })
    };
    let mut entities: Vec<Known> = of(Kind::Person, person)
        .chain(of(Kind::Place, place))
        .chain(of(Kind::Organization, organization))
        .collect();
    let mut surfaces: Vec<(String, Vec<usize>)> = Vec::new();
    for (idx, entity) in entities.iter().enumerate() {
        for surface in &entity.surfaces {
            match surfaces.iter_mut().find(|(other, _)| other == surface) {
                Some((_, owners)) => owners.push(idx),
                None => surfaces.push((surface.clone(), vec![idx])),
            }
        }
    }
    surfaces.sort_by_key(|(surface, _)| usize::MAX - surface.chars().count());
    let mut taken = vec![false; text.len()];
    for (surface, owners) in &surfaces {
        for (number, span) in (1..).zip(occurrences(&text, surface)) {
            let Some(slots) = taken.get_mut(span.start..span.end) else { continue };
            if slots.contains(&true) {
                continue;
            }
            let exception = exceptions.iter().find(|it| it.surface == *surface && it.n == number);
            let owner = match exception {
                Some(Exception { entity: None, .. }) => None,
                Some(Exception { entity: Some(name), .. }) => {
                    let owner = entities.iter().position(|known| known.surfaces.first() == Some(name));
                    let Some(owner) = owner else { continue };
                    Some(owner)
                }
                None => match owners.as_slice() {
                    [owner] => Some(*owner),
                    _ => continue,
                },
            };
            slots.fill(true);
            if let Some(known) = owner.and_then(|owner| entities.get_mut(owner)) {
                known.spans.push(span);
            }
        }
    }
    let marked = marked(&text);
    let said = (1..).zip(marked).filter_map(|(number, span)| {
        let quote = quotes.iter().find(|quote| quote.q == number)?;
        Some(Said { span, term: quote.kind == "term", speaker: quote.speaker.clone() })
    });
    let quotations = said.collect();
    Judged { text, entities, quotations }
}

/// Returns what stands in double marks, as the annotators counted it: paragraph by paragraph, the outermost marks.
fn marked(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let mut at = 0;
        while let Some((ahead, open)) = line
            .get(at..)
            .and_then(|rest| rest.char_indices().find(|(_, c)| matches!(c, '“' | '"' | '«' | '„')))
        {
            let inner = at + ahead + open.len_utf8();
            let rest = line.get(inner..).unwrap_or("");
            let close = match open {
                '“' => {
                    let mut depth = 1;
                    rest.char_indices().find_map(|(idx, c)| {
                        depth += i32::from(c == '“') - i32::from(c == '”');
                        (depth == 0).then_some(idx)
                    })
                }
                '"' => rest.find('"'),
                '«' => rest.find('»'),
                _ => rest.find('“'),
            };
            let end = close.map_or(line.len(), |close| inner + close);
            if end > inner {
                found.push(Span::new(offset + inner, offset + end));
            }
            at = line
                .get(end..)
                .and_then(|rest| rest.chars().next())
                .map_or(line.len(), |c| end + c.len_utf8());
        }
        offset += line.len() + 1;
    }
    found
}

/// Returns where a surface stands as whole words.
fn occurrences<'a>(text: &'a str, surface: &'a str) -> impl Iterator<Item = Span> + 'a {
    let opens = surface.chars().next().is_some_and(char::is_alphanumeric);
    let closes = surface.chars().next_back().is_some_and(char::is_alphanumeric);
    text.match_indices(surface).map(|(start, found)| Span::new(start, start + found.len())).filter(
        move |span| {
            let before = text.get(..span.start).and_then(|it| it.chars().next_back());
            let after = text.get(span.end..).and_then(|it| it.chars().next());
            !(opens && before.is_some_and(char::is_alphanumeric)
                || closes && after.is_some_and(char::is_alphanumeric))
        },
    )
}

/// Reads the articles of the worldwide set whose tokens are found in their text.
pub fn worldwide(corpora: &Path) -> Result<Vec<Gold>> {
    let folder = corpora.join("eval/worldwide-dev");
    let mut paths: Vec<_> =
        fs::read_dir(folder.join("annotated"))?.collect::<std::result::Result<Vec<_>, _>>()?;
    paths.sort_by_key(fs::DirEntry::path);
    let mut all = Vec::new();
    for path in paths {
        let name = path.file_name().to_string_lossy().into_owned();
        let Ok(bytes) = fs::read(folder.join("original").join(name.trim_end_matches(".tsv"))) else {
            continue;
        };
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n").replace('\r', "\n");
        let table = fs::read_to_string(path.path())?;
        all.extend(align(&text, &table).map(|names| Gold { text, names }));
    }
    Ok(all)
}

/// Finds tokens in a text one after the other; `None` where too many are not there.
fn align(text: &str, table: &str) -> Option<Vec<(Span, Kind)>> {
    let mut names = Vec::new();
    let mut open: Option<(Span, Option<Kind>)> = None;
    let (mut at, mut count, mut missed) = (0, 0, 0);
    for line in table.lines() {
        let mut fields = line.split('\t');
        let (Some(token), Some(tag)) = (fields.next(), fields.next()) else { continue };
        if token.is_empty() {
            continue;
        }
        count += 1;
        let reach = if token.len() > 3 { 300 } else { 30 };
        let rest = text.get(at..).unwrap_or("");
        let found =
            rest.find(token).filter(|ahead| rest.get(..*ahead).is_some_and(|it| it.chars().count() <= reach));
        let span = found.map(|ahead| Span::new(at + ahead, at + ahead + token.len()));
        if let Some(span) = span {
            at = span.end;
        } else {
            missed += 1;
        }
        let (prefix, kind) = tag.split_once('-').unwrap_or((tag, ""));
        if matches!(prefix, "I" | "E") && open.is_some() {
            if let (Some(open), Some(span)) = (&mut open, span) {
                open.0.end = span.end;
            }
            continue;
        }
        names.extend(open.take().and_then(|(span, kind)| Some((span, kind?))));
        if matches!(prefix, "B" | "S" | "I" | "E") {
            open = span.map(|span| (span, world_kind(kind)));
        }
    }
    names.extend(open.and_then(|(span, kind)| Some((span, kind?))));
    (missed * 100 <= count).then_some(names)
}

fn world_kind(name: &str) -> Option<Kind> {
    match name {
        "Location" | "Facility" | "LOC" | "FAC" | "GPE" => Some(Kind::Place),
        "Person" | "PER" => Some(Kind::Person),
        "Organization" | "ORG" => Some(Kind::Organization),
        _ => None,
    }
}
