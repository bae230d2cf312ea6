//! Quotations and speakers on the project's own gold.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    fs,
    path::Path,
};

use byline::{
    article::{Format, parse},
    extract::{QuotationKind, extract},
    text::Span,
};
use serde::Deserialize;

use super::{part, plain, said_by, say, trust};

/// What a file of annotations says of people and quotations.
#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    person: Vec<Vec<String>>,
    #[serde(default)]
    place: Vec<Vec<String>>,
    #[serde(default)]
    organization: Vec<Vec<String>>,
    #[serde(default)]
    quotes: Vec<Quote>,
}

#[derive(Deserialize)]
struct Quote {
    q: usize,
    kind: String,
    speaker: Option<String>,
}

/// Prints how many quotations of a split are found, how many terms are taken for speech, whose speakers are right.
pub fn table(corpora: &Path, split: &str) -> Result<(), Box<dyn Error>> {
    let folder = corpora.join("gold");
    let splits: HashMap<String, Vec<String>> =
        serde_json::from_str(&fs::read_to_string(folder.join("split.json"))?)?;
    let ids = splits.get(split).map_or(&[][..], Vec::as_slice);
    let (mut speech, mut heard, mut terms, mut called) = (0, 0, 0, 0);
    let (mut told, mut right, mut silent) = (0, 0, 0);
    let mut answers = Vec::new();
    for id in ids {
        let text = fs::read_to_string(folder.join(format!("raw/{id}.txt")))?;
        let annotation: Annotation =
            serde_json::from_str(&fs::read_to_string(folder.join(format!("ann/{id}.json")))?)?;
        let (article, _) = parse(&text, Format::Plain);
        let found = extract(&article);
        let marked = marked(&text);
        for quote in &annotation.quotes {
            let Some(span) = quote.q.checked_sub(1).and_then(|at| marked.get(at)) else { continue };
            let words = plain(span.slice(&text));
            let hit = found.quotations.iter().find(|it| {
                it.kind != QuotationKind::Indirect && plain(it.span.slice(&article.text)) == words
            });
            let hit = hit.filter(|it| it.kind != QuotationKind::Term);
            if quote.kind == "term" {
                terms += 1;
                called += usize::from(hit.is_some());
                answers.extend(hit.filter(|it| it.speaker.is_some()).map(|it| (it.confidence, false)));
                continue;
            }
            speech += 1;
            heard += usize::from(hit.is_some());
            let (Some(hit), Some(speaker)) = (hit, &quote.speaker) else { continue };
            let entities = annotation.person.iter().chain(&annotation.place).chain(&annotation.organization);
            let mut wanted: HashSet<String> = entities
                .filter(|names| names.first() == Some(speaker))
                .flatten()
                .map(|name| plain(name))
                .collect();
            wanted.insert(plain(speaker));
            let said = said_by(&article.text, &found, hit);
            let same = !said.is_disjoint(&wanted);
            told += 1;
            right += usize::from(same);
            silent += usize::from(said.is_empty());
            if !said.is_empty() {
                answers.push((hit.confidence, same));
            }
        }
    }
    say(&format!("own gold, {split}: {} articles", ids.len()));
    say(&format!(
        "  speech found {heard} of {speech} ({:.1} %), terms called speech {called} of {terms}",
        part(heard, speech)
    ));
    say(&format!("  speakers right {right} of {told} ({:.1} %), unknown {silent}", part(right, told)));
    trust("confidence of speakers", &answers);
    Ok(())
}

/// Returns what stands in quotation marks as the annotators numbered it, line by line.
fn marked(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let mut at = 0;
        while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
            let inner = at + c.len_utf8();
            let close = match c {
                '"' => '"',
                '“' => '”',
                '«' => '»',
                '„' => '“',
                _ => {
                    at = inner;
                    continue;
                }
            };
            let rest = line.get(inner..).unwrap_or("");
            let mut depth = 1;
            let end = rest.char_indices().find(|(_, it)| {
                depth += usize::from(*it == '“' && c == '“');
                depth -= usize::from(*it == close);
                depth == 0
            });
            let end = end.map_or(line.len(), |(end, _)| inner + end);
            if end > inner {
                found.push(Span::new(offset + inner, offset + end));
            }
            at = end + close.len_utf8();
        }
        offset += line.len() + 1;
    }
    found
}
