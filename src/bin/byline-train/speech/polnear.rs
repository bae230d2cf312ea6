//! Quotations, speakers and reported speech on PolNeAR, which measures and never trains.

use std::{collections::HashMap, collections::HashSet, error::Error, fs, path::Path, process::Command};

use byline::{
    article::{Article, Format, parse},
    extract::{Extraction, Quotation, QuotationKind, extract},
    text::Span,
};

use super::{Counts, bare, line, part, say, trust};
use crate::corpus;

/// Somebody who says something by some words, each in one or more pieces of the article.
struct Event {
    source: Vec<Span>,
    cue: Vec<Span>,
    content: Vec<Span>,
}

/// An article with what its annotators read.
struct Annotated {
    article: Article,
    events: Vec<Event>,
}

/// Prints how quotations, speakers and reported speech of a part compare.
pub fn table(corpora: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    let articles = read(&corpora.join(format!("eval/polnear/{name}.tar.gz")), name)?;
    say(&format!("PolNeAR {name}: {} articles", articles.len()));
    let read: Vec<(Annotated, Extraction)> = articles
        .into_iter()
        .map(|annotated| {
            let found = extract(&annotated.article);
            (annotated, found)
        })
        .collect();
    direct(&read);
    for (title, all) in [("indirect and mixed", false), ("all kinds", true)] {
        let mut counts = [Counts::default(); 3];
        for (annotated, found) in &read {
            pieces(annotated, found, all, &mut counts);
        }
        for (role, counts) in ["source", "cue", "content"].into_iter().zip(counts) {
            line(&format!("{title}, {role}"), counts);
        }
    }
    Ok(())
}

/// Compares quotations in marks. One is found where it overlaps with more than six tenths of the shorter.
fn direct(read: &[(Annotated, Extraction)]) {
    let (mut known, mut hits, mut found_all, mut real) = (0, 0, 0, 0);
    let (mut told, mut right, mut silent) = (0, 0, 0);
    let mut answers = Vec::new();
    let mut reported = Vec::new();
    for (Annotated { article, events }, found) in read {
        let text = &article.text;
        let marked: Vec<&Quotation> = found
            .quotations
            .iter()
            .filter(|it| matches!(it.kind, QuotationKind::Direct | QuotationKind::Partial))
            .collect();
        for event in events {
            for piece in event.content.iter().filter(|piece| opens_with_mark(text, **piece)) {
                known += 1;
                let Some(hit) = marked.iter().find(|it| overlaps(*piece, it.span)) else { continue };
                hits += 1;
                if event.source.is_empty() {
                    continue;
                }
                told += 1;
                right += usize::from(names(text, hit, &event.source));
                silent += usize::from(hit.speaker.is_none());
            }
        }
        let mut pieces: Vec<(Span, &Event)> =
            events.iter().flat_map(|event| event.content.iter().map(move |piece| (*piece, event))).collect();
        pieces.sort_by_key(|(piece, _)| piece.len());
        for quotation in found.quotations.iter().chain(&found.reports) {
            let of = pieces.iter().find(|(piece, _)| overlaps(*piece, quotation.span));
            let good = of.is_some_and(|(_, event)| names(text, quotation, &event.source));
            let sourced = of.is_none_or(|(_, event)| !event.source.is_empty());
            let answered = quotation.speaker.is_some() && sourced;
            match quotation.kind {
                QuotationKind::Direct | QuotationKind::Partial => {
                    found_all += 1;
                    real += usize::from(of.is_some());
                    answers.extend((answered && of.is_some()).then_some((quotation.confidence, good)));
                }
                QuotationKind::Indirect => {
                    reported.extend(answered.then_some((quotation.confidence, good)));
                }
                QuotationKind::Term => {}
            }
        }
    }
    let (r, p) = (part(hits, known), part(real, found_all));
    say(&format!("  direct: recall {r:.1} of {known}, precision {p:.1} of {found_all}"));
    say(&format!("  direct: speakers right {:.1} % of {told}, unknown {silent}", part(right, told)));
    trust("confidence of speakers", &answers);
    trust("confidence of reported", &reported);
}

/// Compares sources, cues and contents piece by piece.
fn pieces(annotated: &Annotated, found: &Extraction, all: bool, counts: &mut [Counts; 3]) {
    let Annotated { article, events } = annotated;
    let text = &article.text;
    let spans = |spans: &[Span]| -> Vec<Span> { spans.iter().filter_map(|it| bare(text, *it)).collect() };
    let mut known: [HashSet<Span>; 3] = Default::default();
    for event in events.iter().filter(|event| all || !is_direct(text, event)) {
        let [source, cue, content] = &mut known;
        source.extend(spans(&event.source));
        cue.extend(spans(&event.cue));
        content.extend(spans(&event.content));
    }
    let mut guessed: [HashSet<Span>; 3] = Default::default();
    let around: Vec<Span> = (found.quotations.iter().chain(&found.reports))
        .filter(|it| it.kind == QuotationKind::Indirect)
        .map(|it| it.span)
        .collect();
    for quotation in found.quotations.iter().chain(&found.reports) {
        let indirect = quotation.kind == QuotationKind::Indirect;
        let nested = !indirect && around.iter().any(|it| it.covers(quotation.span));
        if quotation.kind == QuotationKind::Term || nested || !(all || indirect) {
            continue;
        }
        let [source, cue, content] = &mut guessed;
        source.extend(quotation.speaker.and_then(|speaker| bare(text, speaker.source)));
        cue.extend(quotation.cue.and_then(|cue| bare(text, cue)));
        content.extend(bare(text, quotation.span));
    }
    for ((counts, known), guessed) in counts.iter_mut().zip(&known).zip(&guessed) {
        counts.add(known, guessed);
    }
}

/// Returns whether all of what is said stands in marks.
fn is_direct(text: &str, event: &Event) -> bool {
    event.content.iter().all(|piece| {
        let words = piece.slice(text).trim();
        let closed = words.trim_end_matches(['.', ',', '!', '?']);
        (words.starts_with(['"', '“']) || words.starts_with("''"))
            && (closed.ends_with(['"', '”']) || closed.ends_with("''"))
    })
}

fn opens_with_mark(text: &str, piece: Span) -> bool {
    let before = text.get(..piece.start).unwrap_or("");
    piece.slice(text).starts_with(['"', '“']) || before.ends_with(['"', '“'])
}

fn overlaps(one: Span, other: Span) -> bool {
    let common = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    common as f64 > 0.6 * one.len().min(other.len()) as f64
}

/// Returns whether the words that name the speaker touch the source, or share a name with it.
fn names(text: &str, quotation: &Quotation, source: &[Span]) -> bool {
    let Some(speaker) = quotation.speaker else { return false };
    let touches = |it: &Span| speaker.span.end.min(it.end) > speaker.span.start.max(it.start);
    let capitals = |span: Span| -> HashSet<&str> {
        let words = span.slice(text).split(|c: char| !c.is_alphanumeric() && !matches!(c, '’' | '\'' | '-'));
        words.filter(|it| it.len() > 1 && it.chars().next().is_some_and(|c| c.is_ascii_uppercase())).collect()
    };
    source.iter().any(touches) || source.iter().any(|it| !capitals(*it).is_disjoint(&capitals(speaker.span)))
}

/// Unpacks the articles into a folder that goes away, and reads them.
fn read(packed: &Path, name: &str) -> Result<Vec<Annotated>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let done = Command::new("tar").arg("-xzf").arg(packed).arg("-C").arg(folder.path()).status()?;
    if !done.success() {
        return Err(format!("unpack {}: {done}", packed.display()).into());
    }
    let root = folder.path().join(name);
    let mut paths = fs::read_dir(root.join("attributions"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    paths.sort();
    let mut seen = HashSet::new();
    let mut articles = Vec::new();
    for path in paths {
        // The name of the annotator follows that of the article; the first of several is taken.
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((article, _)) = stem.rsplit_once('_') else { continue };
        if seen.insert(article.to_owned()) {
            let text = fs::read_to_string(root.join(format!("text/{article}.txt")))?;
            let notes = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            articles.push(annotated(&text, &notes));
        }
    }
    Ok(articles)
}

/// Reads annotations in the format of brat, whose positions are code points.
fn annotated(source: &str, notes: &str) -> Annotated {
    let (article, _) = parse(source, Format::Plain);
    let map = corpus::offsets(source, &article);
    let bytes: Vec<usize> = source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
    let place = |start: usize, end: usize| {
        let (start, end) = (*bytes.get(start)?, *bytes.get(end)?);
        let words = source.get(start..end)?;
        let from = end - words.trim_start().len();
        let to = start + words.trim_end().len();
        Some(Span::new(*map.get(&from)?, *map.get(&to)?))
    };
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    for line in notes.lines().filter(|line| line.starts_with('T')) {
        let mut fields = line.split('\t');
        let (Some(id), Some((_, pieces))) = (fields.next(), fields.next().and_then(|it| it.split_once(' ')))
        else {
            continue;
        };
        let pieces = pieces.split(';').filter_map(|piece| {
            let (start, end) = piece.split_once(' ')?;
            place(start.parse().ok()?, end.parse().ok()?)
        });
        spans.insert(id, pieces.collect());
    }
    let mut events = Vec::new();
    for line in notes.lines().filter(|line| line.starts_with('E')) {
        let Some((_, arguments)) = line.split_once('\t') else { continue };
        let of = |role: &str| -> Vec<Span> {
            let arguments = arguments.split(' ').filter_map(|it| it.split_once(':'));
            let ids = arguments.filter(|(name, _)| name.starts_with(role)).map(|(_, id)| id);
            ids.filter_map(|id| spans.get(id)).flatten().copied().collect()
        };
        events.push(Event { source: of("Source"), cue: of("Cue"), content: of("Content") });
    }
    Annotated { article, events }
}
