//! Quotations, speakers and reported speech on PolNeAR, which measures and never trains.

use std::{collections::HashMap, collections::HashSet, error::Error, fs, path::Path, process::Command};

use byline::{
    article::{Article, Format, parse},
    extract::{Extraction, Quotation, QuotationKind, extract},
    text::Span,
};

use super::{Faults, around};
use crate::{
    corpus,
    eval::{Counts, percent},
};

/// Somebody who says something by some words, each in one or more pieces of the article.
pub struct Event {
    source: Vec<Span>,
    cue: Vec<Span>,
    content: Vec<Span>,
}

/// An article with what its annotators read.
pub struct Annotated {
    /// The source text.
    pub source: String,
    /// The article.
    pub article: Article,
    /// What is said in it, in spans of the article.
    pub events: Vec<Event>,
}

/// How quotations, speakers and reported speech compare.
#[derive(Default)]
pub struct Score {
    /// Quotations in marks. One is found where it overlaps with more than six tenths of the shorter.
    pub direct: Direct,
    /// Of those that were found, the ones whose speaker is known.
    pub told: usize,
    /// Those whose speaker is right.
    pub right: usize,
    /// Those without an answer.
    pub silent: usize,
    /// For each speaker of words in marks how sure we were, and whether it is right.
    pub answers: Vec<(f32, bool)>,
    /// The same of reported speech.
    pub reported: Vec<(f32, bool)>,
    /// Sources, cues and contents of what is not only in marks.
    pub indirect: [Counts; 3],
    /// Those of everything.
    pub all: [Counts; 3],
}

/// Measures our quotations on one part.
pub fn measure(corpora: &Path, part: &str, mut faults: Faults) -> Result<Score, Box<dyn Error>> {
    let mut score = Score::default();
    for Annotated { article, events, .. } in read(corpora, part)? {
        let found = extract(&article);
        let marked: Vec<Span> =
            found.quotations.iter().filter(|it| super::marked(it.kind)).map(|it| it.span).collect();
        score.direct.add(&article.text, &events, &marked);
        score.speakers(&article.text, &events, &found, faults.as_deref_mut());
        pieces(&article.text, &events, &found, false, &mut score.indirect, faults.as_deref_mut());
        pieces(&article.text, &events, &found, true, &mut score.all, None);
    }
    Ok(score)
}

/// Quotations in marks: one that is known may be found in two pieces, and the other way round.
#[derive(Clone, Copy, Default)]
pub struct Direct {
    known: usize,
    heard: usize,
    found: usize,
    right: usize,
}

impl Direct {
    /// Adds what somebody takes for quotations in marks in one article.
    pub fn add(&mut self, text: &str, events: &[Event], found: &[Span]) {
        let pieces = || events.iter().flat_map(|event| &event.content);
        for piece in pieces().filter(|piece| opens_with_mark(text, **piece)) {
            self.known += 1;
            self.heard += usize::from(found.iter().any(|it| overlaps(*piece, *it)));
        }
        self.found += found.len();
        self.right += found.iter().filter(|it| pieces().any(|piece| overlaps(*piece, **it))).count();
    }

    /// Of what is known, how much was found, in percent.
    pub fn recall(self) -> f64 {
        percent(self.heard, self.known)
    }

    /// Of what was found, how much is known, in percent.
    pub fn precision(self) -> f64 {
        percent(self.right, self.found)
    }
}

impl Score {
    fn speakers(&mut self, text: &str, events: &[Event], found: &Extraction, mut faults: Faults) {
        let marked: Vec<&Quotation> = found.quotations.iter().filter(|it| super::marked(it.kind)).collect();
        for event in events.iter().filter(|event| !event.source.is_empty()) {
            for piece in event.content.iter().filter(|piece| opens_with_mark(text, **piece)) {
                let Some(hit) = marked.iter().find(|it| overlaps(*piece, it.span)) else { continue };
                let right = names(text, hit, &event.source);
                self.told += 1;
                self.right += usize::from(right);
                self.silent += usize::from(hit.speaker.is_none());
                if let Some(faults) = faults.as_deref_mut().filter(|_| !right) {
                    let ours = hit.speaker.map_or("", |it| it.span.slice(text));
                    let theirs: Vec<&str> = event.source.iter().map(|it| it.slice(text)).collect();
                    let words = around(text, piece.start, piece.end);
                    faults.push(format!("polnear speaker\tis {theirs:?}, not {ours}\t{words}"));
                }
            }
        }
        let mut pieces: Vec<(Span, &Event)> =
            events.iter().flat_map(|event| event.content.iter().map(move |piece| (*piece, event))).collect();
        pieces.sort_by_key(|(piece, _)| piece.len());
        for quotation in found.pieces() {
            let of = pieces.iter().find(|(piece, _)| overlaps(*piece, quotation.span));
            let good = of.is_some_and(|(_, event)| names(text, quotation, &event.source));
            let sourced = of.is_none_or(|(_, event)| !event.source.is_empty());
            if quotation.speaker.is_none() || !sourced {
                continue;
            }
            match quotation.kind {
                QuotationKind::Indirect => self.reported.push((quotation.confidence, good)),
                QuotationKind::Term => {}
                _ if of.is_some() => self.answers.push((quotation.confidence, good)),
                _ => {}
            }
        }
    }
}

/// Compares sources, cues and contents piece by piece.
fn pieces(
    text: &str,
    events: &[Event],
    found: &Extraction,
    all: bool,
    counts: &mut [Counts; 3],
    faults: Faults,
) {
    let spans = |spans: &[Span]| -> Vec<Span> { spans.iter().filter_map(|it| bare(text, *it)).collect() };
    let mut known: [HashSet<Span>; 3] = Default::default();
    for event in events.iter().filter(|event| all || !is_direct(text, event)) {
        let [source, cue, content] = &mut known;
        source.extend(spans(&event.source));
        cue.extend(spans(&event.cue));
        content.extend(spans(&event.content));
    }
    let mut guessed: [HashSet<Span>; 3] = Default::default();
    let around: Vec<Span> =
        (found.pieces()).filter(|it| it.kind == QuotationKind::Indirect).map(|it| it.span).collect();
    for quotation in found.pieces() {
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
        let right = known.intersection(guessed).count();
        counts.add(Counts { right, found: guessed.len(), known: known.len() });
    }
    if let Some(faults) = faults {
        missed(text, events, found, &guessed, faults);
    }
}

/// Writes down what is reported and was not found, or not with the same words.
fn missed(
    text: &str,
    events: &[Event],
    found: &Extraction,
    guessed: &[HashSet<Span>; 3],
    faults: &mut Vec<String>,
) {
    let [sources, cues, contents] = guessed;
    let known: HashSet<Span> =
        events.iter().flat_map(|it| &it.cue).filter_map(|it| bare(text, *it)).collect();
    let words = |spans: &[Span]| spans.iter().map(|it| it.slice(text)).collect::<Vec<_>>().join(" … ");
    for event in events.iter().filter(|event| !is_direct(text, event)) {
        let has = |spans: &[Span], set: &HashSet<Span>| {
            spans.iter().filter_map(|it| bare(text, *it)).all(|it| set.contains(&it))
        };
        let (cue, content) = (has(&event.cue, cues), has(&event.content, contents));
        if cue && !event.source.is_empty() && !has(&event.source, sources) {
            let same = |it: &&Quotation| {
                it.cue.and_then(|it| bare(text, it)) == event.cue.first().and_then(|it| bare(text, *it))
            };
            let ours = found.pieces().find(same).and_then(|it| it.speaker);
            let ours = ours.map_or("", |it| it.source.slice(text));
            let at = event.cue.first().map_or(String::new(), |it| around(text, it.start, it.end));
            faults.push(format!("polnear source\tis {}, not {ours}\t{at}", words(&event.source)));
        }
        if cue && content {
            continue;
        }
        let title = if cue { "content" } else { "cue" };
        let near =
            |it: &&Span| event.content.iter().any(|piece| piece.start < it.end && it.start < piece.end);
        let ours: Vec<Span> = contents.iter().filter(near).copied().collect();
        faults.push(format!(
            "polnear {title}\t{} | {} | {}\tours: {}\t{}",
            words(&event.source),
            words(&event.cue),
            words(&event.content).replace('\n', " ¶ "),
            words(&ours).replace('\n', " ¶ "),
            event.cue.first().map_or(String::new(), |it| around(text, it.start, it.end))
        ));
    }
    for cue in cues.difference(&known) {
        faults.push(format!("polnear extra\t{}\t{}", cue.slice(text), around(text, cue.start, cue.end)));
    }
}

/// Returns a span without marks and white space at its ends.
fn bare(text: &str, span: Span) -> Option<Span> {
    let words = span.slice(text);
    let opened = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = span.end - opened.len();
    let end = start + opened.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    (end > start).then(|| Span::new(start, end))
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
    let touches = |it: &Span| it.overlaps(speaker.span) || it.overlaps(speaker.source);
    let capitals = |span: Span| -> HashSet<&str> {
        let words = span.slice(text).split(|c: char| !c.is_alphanumeric() && !matches!(c, '’' | '\'' | '-'));
        words.filter(|it| it.len() > 1 && it.chars().next().is_some_and(|c| c.is_ascii_uppercase())).collect()
    };
    source.iter().any(touches) || source.iter().any(|it| !capitals(*it).is_disjoint(&capitals(speaker.span)))
}

/// Unpacks the articles of a part into a folder that goes away, and reads them.
pub fn read(corpora: &Path, name: &str) -> Result<Vec<Annotated>, Box<dyn Error>> {
    let packed = corpora.join(format!("eval/polnear/{name}.tar.gz"));
    let folder = tempfile::tempdir()?;
    let done = Command::new("tar").arg("-xzf").arg(&packed).arg("-C").arg(folder.path()).status()?;
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
            articles.push(annotated(text, &notes));
        }
    }
    Ok(articles)
}

/// Reads annotations in the format of brat, whose positions are code points.
fn annotated(source: String, notes: &str) -> Annotated {
    let (article, _) = parse(&source, Format::Plain);
    let map = corpus::offsets(&source, &article);
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
    Annotated { source, article, events }
}
