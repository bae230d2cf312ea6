//! Direct quotations and their speakers in political news.
//!
//! A direct quotation is a piece of an attribution's content that opens with a mark. It is found by a quotation that shares
//! more than 0.6 of the shorter one; what we find is right if it lies in any attribution.

use std::{collections::HashMap, fs, path::Path, process::Command};

use byline::{extract::QuotationKind, text::Span};

use super::{Reading, Result, Row, peers::Peers, percent};

/// An article and what is attributed in it.
pub struct Attributed {
    /// The source text.
    pub text: String,
    /// Its attributions.
    pub events: Vec<Event>,
}

/// Who says what, in pieces.
pub struct Event {
    /// Who says it.
    pub source: Vec<Span>,
    /// What is said.
    pub content: Vec<Span>,
}

/// A quotation that was found, with its speaker's words.
struct Piece {
    span: Span,
    speaker: Option<(Span, String)>,
}

/// Measures direct quotations.
pub fn rows(corpora: &Path, peers: &mut Peers) -> Result<Vec<Row>> {
    let articles = read(corpora)?;
    let ours: Vec<Vec<Piece>> =
        articles.iter().map(|article| ours_in(&Reading::new(&article.text))).collect();
    let (recall, precision, speakers) = score(&articles, &ours);
    let mut rows = [
        Row::ours("PolNeAR dev, direct speech, recall", format!("{recall:.1}"), ">= 97.5"),
        Row::ours("PolNeAR dev, direct speech, precision", format!("{precision:.1}"), ">= 97.5"),
        Row::ours("PolNeAR dev, speakers right %", format!("{speakers:.1}"), ">= 92"),
    ];
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    for (system, answers) in (1..).zip(peers.ask("polnear", &texts)?) {
        let Some(answers) = answers.filter(|all| all.iter().any(|it| !it.quotes.is_empty())) else {
            continue;
        };
        let piece = |span: &Span| Piece { span: *span, speaker: None };
        let pieces: Vec<Vec<Piece>> =
            answers.iter().map(|it| it.quotes.iter().map(piece).collect()).collect();
        let (recall, precision, _) = score(&articles, &pieces);
        for (row, value) in rows.iter_mut().zip([recall, precision]) {
            if let Some(slot) = row.reached.get_mut(system) {
                *slot = format!("{value:.1}");
            }
        }
    }
    Ok(rows.into())
}

fn ours_in(reading: &Reading) -> Vec<Piece> {
    let marked = reading
        .found
        .quotations
        .iter()
        .filter(|it| matches!(it.kind, QuotationKind::Direct | QuotationKind::Partial));
    let piece = |it: &byline::extract::Quotation| {
        let words = |span: Span| Some((reading.source(span)?, span.slice(&reading.article.text).to_owned()));
        Some(Piece { span: reading.source(it.span)?, speaker: it.speaker.and_then(|it| words(it.span)) })
    };
    marked.filter_map(piece).collect()
}

/// Returns recall, precision and the share of right speakers, in percent.
fn score(articles: &[Attributed], found: &[Vec<Piece>]) -> (f64, f64, f64) {
    let [mut known, mut hits, mut with_source, mut right, mut all, mut inside] = [0; 6];
    for (article, found) in articles.iter().zip(found) {
        let text = article.text.as_str();
        let marked = |span: &Span| {
            let before = text.get(..span.start).and_then(|it| it.chars().next_back());
            [span.slice(text).chars().next(), before].iter().any(|c| matches!(c, Some('"' | '“')))
        };
        for event in &article.events {
            for span in event.content.iter().filter(|span| marked(span)) {
                known += 1;
                let Some(hit) = found.iter().find(|piece| same(*span, piece.span)) else { continue };
                hits += 1;
                if event.source.is_empty() {
                    continue;
                }
                with_source += 1;
                let touches = |speaker: Span| {
                    event.source.iter().any(|it| it.start < speaker.end && speaker.start < it.end)
                };
                let source: Vec<&str> = event.source.iter().map(|it| it.slice(text)).collect();
                let named = |words: &str| {
                    let names = capitals(words);
                    capitals(&source.join(" ")).iter().any(|name| names.contains(name))
                };
                right += usize::from(
                    hit.speaker.as_ref().is_some_and(|(span, words)| touches(*span) || named(words)),
                );
            }
        }
        let content: Vec<Span> =
            article.events.iter().flat_map(|event| event.content.iter().copied()).collect();
        all += found.len();
        inside += found.iter().filter(|piece| content.iter().any(|span| same(*span, piece.span))).count();
    }
    (percent(hits, known), percent(inside, all), percent(right, with_source))
}

/// Returns whether two spans share more than 0.6 of the shorter one.
pub fn same(a: Span, b: Span) -> bool {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    shared as f64 > 0.6 * a.len().min(b.len()) as f64
}

/// Returns the words of two letters and more that begin with a capital.
fn capitals(words: &str) -> Vec<String> {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '’' | '\'' | '-');
    let words = words.split(|c: char| !inner(c));
    let words = words.map(|word| word.trim_start_matches(|c: char| !c.is_ascii_uppercase()));
    words.filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

/// Reads the articles of the part that measures.
pub fn read(corpora: &Path) -> Result<Vec<Attributed>> {
    let folder = std::env::temp_dir().join(format!("byline-eval-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let unpacked = Command::new("tar")
        .arg("-xzf")
        .arg(corpora.join("eval/polnear/dev.tar.gz"))
        .arg("-C")
        .arg(&folder)
        .status()?;
    let read =
        if unpacked.success() { read_in(&folder.join("dev")) } else { Err("tar could not unpack it".into()) };
    fs::remove_dir_all(&folder)?;
    read
}

fn read_in(folder: &Path) -> Result<Vec<Attributed>> {
    let listed: std::io::Result<Vec<_>> = fs::read_dir(folder.join("attributions"))?.collect();
    let mut names: Vec<String> =
        listed?.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let mut seen = std::collections::HashSet::new();
    let mut all = Vec::new();
    for name in names.iter().filter(|name| name.ends_with(".ann")) {
        // One article may have been annotated by several people: the first counts.
        let Some((base, _)) = name.rsplit_once('_').filter(|(base, _)| seen.insert((*base).to_owned()))
        else {
            continue;
        };
        let text = fs::read_to_string(folder.join(format!("text/{base}.txt")))?;
        let lines = String::from_utf8_lossy(&fs::read(folder.join("attributions").join(name))?).into_owned();
        let events = events(&text, &lines);
        all.push(Attributed { text, events });
    }
    Ok(all)
}

/// Reads the lines of brat's standoff format.
fn events(text: &str, lines: &str) -> Vec<Event> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(idx, _)| idx).collect();
    bytes.push(text.len());
    let fields = || lines.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    for line in fields() {
        if let [id, place, _, ..] = line.as_slice()
            && id.starts_with('T')
        {
            let pieces = place.split_once(' ').map_or("", |(_, pieces)| pieces).split(';');
            let span = |piece: &str| {
                let (start, end) = piece.split_once(' ')?;
                let at = |point: &str| bytes.get(point.trim().parse::<usize>().ok()?).copied();
                Some(Span::new(at(start)?, at(end)?))
            };
            spans.insert(id, pieces.filter_map(span).collect());
        }
    }
    let mut events = Vec::new();
    for line in fields() {
        if let [id, roles, ..] = line.as_slice()
            && id.starts_with('E')
        {
            let of = |role: &str| -> Vec<Span> {
                let parts = roles.split_whitespace().filter_map(|part| part.split_once(':'));
                let parts = parts.filter(|(name, _)| name.starts_with(role));
                parts.filter_map(|(_, id)| spans.get(id)).flatten().copied().collect()
            };
            events.push(Event { source: of("Source"), content: of("Content") });
        }
    }
    events
}
