//! Reads corpora of others, sentence by sentence: tokens and the names among them.

use std::{collections::HashSet, error::Error, fs, io::Read, path::Path, process::Command};

use byline::{
    article::{Format, parse},
    extract::{
        Kind,
        train::{self, Example},
    },
    text::Span,
};

use crate::corpus;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A sentence in tokens.
#[derive(Clone, Default, Debug)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Vec<String>,
    /// Which of them are names, in order.
    pub names: Vec<(usize, usize, Label)>,
}

/// What a corpus calls a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Label {
    /// A person, place or organization.
    Known(Kind),
    /// A people, language or the like.
    Other,
}

impl Sentence {
    /// Returns the words of a name with one space between.
    pub fn surface(&self, start: usize, end: usize) -> String {
        self.tokens.get(start..end).unwrap_or(&[]).join(" ")
    }

    fn close(&mut self, open: &mut Option<(usize, Label)>) {
        if let Some((start, label)) = open.take() {
            self.names.push((start, self.tokens.len(), label));
        }
    }

    /// Adds a token. A tag that begins with B, or with I after another kind, opens a name.
    fn push(&mut self, token: &str, tag: &str, label: Option<Label>, open: &mut Option<(usize, Label)>) {
        let goes_on = tag.starts_with('I') && open.map(|it| it.1) == label;
        if !goes_on {
            self.close(open);
            *open = label.map(|label| (self.tokens.len(), label));
        }
        self.tokens.push(token.to_owned());
    }
}

/// Reads the Groningen Meaning Bank.
pub fn gmb(corpora: &Path) -> Result<Vec<Sentence>> {
    let path = corpora.join("ship/gmb-2.2.csv.gz");
    let bytes = unpacked(&path)?;
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&bytes);
    let mut all = Vec::new();
    let (mut sentence, mut open) = (Sentence::default(), None);
    for line in text.lines().skip(1) {
        let fields = fields(line);
        let [number, word, _, tag] = fields.as_slice() else { continue };
        if !number.is_empty() {
            sentence.close(&mut open);
            all.push(std::mem::take(&mut sentence));
        }
        let label = match tag.get(2..).unwrap_or("") {
            "per" => Some(Label::Known(Kind::Person)),
            "geo" => Some(Label::Known(Kind::Place)),
            "org" => Some(Label::Known(Kind::Organization)),
            "gpe" | "nat" | "eve" | "art" => Some(Label::Other),
            _ => None,
        };
        sentence.push(word, tag, label, &mut open);
    }
    sentence.close(&mut open);
    all.push(sentence);
    all.retain(|sentence| !sentence.tokens.is_empty());
    Ok(all)
}

/// Unpacks a file with the `gzip` that every Unix has.
fn unpacked(path: &Path) -> Result<Vec<u8>> {
    let mut child = Command::new("gzip").arg("-dc").arg(path).stdout(std::process::Stdio::piped()).spawn()?;
    let mut bytes = Vec::new();
    if let Some(out) = &mut child.stdout {
        out.read_to_end(&mut bytes)?;
    }
    if child.wait()?.success() { Ok(bytes) } else { Err(format!("cannot unpack {}", path.display()).into()) }
}

/// Cuts a line of a table with commas, whose fields may be quoted.
fn fields(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => push(&mut all, '"'),
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(String::new()),
            c => push(&mut all, c),
        }
    }
    all
}

fn push(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}

/// Reads WikiGold.
pub fn wikigold(corpora: &Path) -> Result<Vec<Sentence>> {
    let text = fs::read_to_string(corpora.join("ship/wikigold/data/wikigold.conll.txt"))?;
    Ok(columns(&text, ' ', |kind| match kind {
        "PER" => Some(Label::Known(Kind::Person)),
        "LOC" => Some(Label::Known(Kind::Place)),
        "ORG" => Some(Label::Known(Kind::Organization)),
        "MISC" => Some(Label::Other),
        _ => None,
    }))
}

/// Reads the reports of re3d.
pub fn reports(corpora: &Path) -> Result<Vec<Sentence>> {
    let mut all = Vec::new();
    for part in
        ["Australian_Department_of_Foreign_Affairs", "CENTCOM", "UK_Government", "US_State_Department"]
    {
        let text = fs::read_to_string(corpora.join(format!("ship/re3d/{part}.conll")))?;
        all.extend(columns(&text, '\t', |kind| match kind {
            "Person" => Some(Label::Known(Kind::Person)),
            "Location" => Some(Label::Known(Kind::Place)),
            "Organisation" => Some(Label::Known(Kind::Organization)),
            _ => None,
        }));
    }
    Ok(all)
}

fn columns(text: &str, gap: char, label: impl Fn(&str) -> Option<Label>) -> Vec<Sentence> {
    let mut all = Vec::new();
    let (mut sentence, mut open) = (Sentence::default(), None);
    for line in text.lines().chain([""]) {
        if let Some((word, tag)) = line.split_once(gap) {
            sentence.push(word, tag, label(tag.get(2..).unwrap_or("")), &mut open);
        } else {
            sentence.close(&mut open);
            all.push(std::mem::take(&mut sentence));
        }
    }
    all.retain(|sentence| !sentence.tokens.is_empty());
    all
}

/// How many sentences of the bank are read as one article.
const TOGETHER: usize = 12;

/// How much what the bank and a model agree on counts.
const WEIGHT: f32 = 0.3;

/// Returns sentences of the bank with the names that both its annotation and a model find. What only one of them finds is in
/// doubt. Sentences that were annotated anew for Byline are left out.
pub fn agreed(corpora: &Path, model: &[u8]) -> Result<Vec<Example>> {
    let mut known = HashSet::new();
    for gold in corpus::gold(corpora, "voa")? {
        let letters = letters(&gold.text);
        known.extend(letters.windows(WINDOW).map(<[char]>::to_vec));
    }
    let sentences = gmb(corpora)?;
    let fresh = |sentence: &&Sentence| {
        let letters = letters(&sentence.tokens.concat());
        letters.len() > WINDOW && !letters.windows(WINDOW).any(|window| known.contains(window))
    };
    let fresh: Vec<&Sentence> = sentences.iter().filter(fresh).collect();
    Ok(fresh.chunks(TOGETHER).map(|sentences| agree(sentences, model)).collect())
}

/// Sentences that share so many letters in a row are the same.
const WINDOW: usize = 40;

fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn agree(sentences: &[&Sentence], model: &[u8]) -> Example {
    let mut text = String::new();
    let mut others = Vec::new();
    for sentence in sentences {
        let spans = write(sentence, &mut text);
        for (start, end, label) in &sentence.names {
            if let (Some(first), Some(last)) = (spans.get(*start), spans.get(end - 1)) {
                others.push((Span::new(first.start, last.end), *label));
            }
        }
        text.push_str("\n\n");
    }
    let (article, _) = parse(&text, Format::Plain);
    let same = article.text == text.trim_end();
    let found = train::names(&article, model);
    let meets = |a: Span, b: Span| a.start < b.end && b.start < a.end;
    let mut names = Vec::new();
    let mut unsure = Vec::new();
    for (span, kind) in &found {
        let agrees =
            |label: &Label| *label == Label::Known(*kind) || *label == Label::Other && *kind == Kind::Place;
        let mut met = others.iter().filter(|(other, _)| meets(*span, *other)).peekable();
        if met.peek().is_some() && met.all(|(_, label)| agrees(label)) {
            names.push((*span, *kind));
        } else {
            unsure.push(*span);
        }
    }
    for (span, label) in others {
        if label != Label::Other && !found.iter().any(|(other, _)| meets(span, *other)) {
            unsure.push(span);
        }
    }
    if !same {
        unsure.push(Span::new(0, article.text.len()));
    }
    Example { article, names, unsure, weight: WEIGHT, views: 1 }
}

/// Writes a sentence as it was before it was cut into tokens; returns where they stand.
fn write(sentence: &Sentence, text: &mut String) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut open = false;
    for (number, token) in sentence.tokens.iter().enumerate() {
        let first = token.chars().next().unwrap_or(' ');
        let closes = matches!(first, '.' | ',' | ';' | ':' | '?' | '!' | ')' | ']' | '%')
            || matches!(token.as_str(), "'s" | "n't" | "'" | "'re" | "'ve" | "'ll" | "'d" | "'m");
        let closes = closes || token == "\"" && open;
        let joined = text.ends_with(['(', '[', '$']) || text.ends_with('"') && open;
        if number > 0 && !closes && !joined {
            text.push(' ');
        }
        spans.push(Span::new(text.len(), text.len() + token.len()));
        text.push_str(token);
        open ^= token == "\"";
    }
    spans
}
