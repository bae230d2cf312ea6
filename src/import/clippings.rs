//! `My Clippings.txt` of a Kindle: records of a few lines in the language of the device. It only ever grows: a highlight
//! that was changed stands there twice, and a note is a record of its own at the place where the highlight ends.

use super::{Batch, Noted, Quote, Source};
use crate::annotation::Timestamp;

/// What ends a record.
const RULE: &str = "==========";

/// What a note is called, in lower case.
const NOTES: [&str; 14] = [
    "your note",
    " note ",
    "notiz",
    "nota",
    "notitie",
    "笔记",
    "筆記",
    "メモ",
    "заметка",
    "anteckning",
    "notatka",
    "메모",
    "votre note",
    "पर नोट",
];

/// What a bookmark is called, in lower case.
const BOOKMARKS: [&str; 12] = [
    "bookmark",
    "lesezeichen",
    "signet",
    "marcador",
    "segnalibro",
    "bladwijzer",
    "书签",
    "書籤",
    "ブックマーク",
    "закладка",
    "bokmärke",
    "책갈피",
];

/// A record.
struct Clipping {
    title: String,
    author: Option<String>,
    is_note: bool,
    /// Where it is, as the device counts.
    place: Option<(u64, u64)>,
    at: Option<Timestamp>,
    words: String,
}

/// Reads the records.
pub(super) fn read(text: &str) -> Batch {
    let mut batch = Batch::default();
    let mut skipped = 0;
    let mut clippings: Vec<Clipping> = Vec::new();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for record in text.split(RULE).filter(|record| !record.trim_matches(is_blank).is_empty()) {
        match clipping(record.trim_matches(is_blank)) {
            Some(Some(clipping)) => clippings.push(clipping),
            Some(None) => {}
            None => skipped += 1,
        }
    }
    let (notes, highlights): (Vec<_>, Vec<_>) = clippings.into_iter().partition(|clipping| clipping.is_note);
    let mut kept: Vec<Clipping> = Vec::new();
    for clipping in highlights {
        // One that says the same and more, or less, at the same place is the same one, changed.
        let same = kept.iter_mut().rev().find(|known| {
            known.title == clipping.title
                && overlap(known.place, clipping.place)
                && (known.words.contains(&clipping.words) || clipping.words.contains(&known.words))
        });
        match same {
            Some(known) if clipping.words.len() >= known.words.len() => *known = clipping,
            Some(_) => {}
            None => kept.push(clipping),
        }
    }
    let first = batch.notes.len();
    for clipping in &kept {
        add(&mut batch, clipping);
    }
    for note in notes {
        // The innermost highlight that ends where the note is, or else goes over that place.
        let fits =
            |known: &&(usize, &Clipping)| known.1.title == note.title && overlap(known.1.place, note.place);
        let numbered: Vec<(usize, &Clipping)> = kept.iter().enumerate().collect();
        let ends = numbered.iter().rev().find(|known| fits(known) && ending(known.1) == ending(&note));
        let idx =
            ends.or_else(|| numbered.iter().rev().find(|known| fits(known))).map(|(idx, _)| first + idx);
        match idx.and_then(|idx| batch.notes.get_mut(idx)) {
            Some(noted) if noted.note.is_empty() => noted.note = note.words,
            Some(noted) => noted.also.push(note.words),
            None => {
                let source = batch.source(source(&note));
                batch.notes.push(Noted { source, note: note.words, created: note.at, ..Noted::default() });
            }
        }
    }
    batch.skipped(skipped, "records");
    batch
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{FEFF}'
}

fn ending(clipping: &Clipping) -> Option<u64> {
    clipping.place.map(|(_, end)| end)
}

fn overlap(one: Option<(u64, u64)>, other: Option<(u64, u64)>) -> bool {
    matches!((one, other), (Some((a, b)), Some((c, d))) if a <= d && c <= b)
}

fn source(clipping: &Clipping) -> Source {
    Source { title: Some(clipping.title.clone()), author: clipping.author.clone(), ..Source::default() }
}

/// Adds a highlight.
fn add(batch: &mut Batch, clipping: &Clipping) {
    let source = batch.source(source(clipping));
    let quote = Quote { exact: clipping.words.clone(), ..Quote::default() };
    batch.notes.push(Noted { source, quote: Some(quote), created: clipping.at, ..Noted::default() });
}

/// Reads a record; a bookmark is none that could be kept.
fn clipping(record: &str) -> Option<Option<Clipping>> {
    let (head, rest) = record.split_once('\n')?;
    let (about, words) = rest.split_once('\n').unwrap_or((rest, ""));
    let about = about.trim();
    if !about.starts_with('-') && !about.contains('|') {
        return None;
    }
    let lower = format!(" {} ", about.to_lowercase());
    let words = words.trim_matches(is_blank).to_owned();
    if words.is_empty() || BOOKMARKS.iter().any(|name| lower.contains(name)) {
        return Some(None);
    }
    let head = head.trim_matches(is_blank);
    // The author stands in the last parentheses.
    let split = head.strip_suffix(')').and_then(|head| head.rsplit_once('('));
    let (title, author) = split.map_or((head, None), |(title, author)| (title.trim(), Some(author.trim())));
    let parts: Vec<&str> = about.split('|').collect();
    let (date, places) = parts.split_last()?;
    let place = places.last().and_then(|part| range(part));
    Some(Some(Clipping {
        title: title.to_owned(),
        author: author.filter(|author| !author.is_empty()).map(str::to_owned),
        is_note: NOTES.iter().any(|name| lower.contains(name)),
        place,
        at: moment(date),
        words,
    }))
}

/// Returns the last number, or range of numbers, of some words. A range may leave out what its numbers share: 180-81.
fn range(part: &str) -> Option<(u64, u64)> {
    let numbers = part
        .split(|c: char| !c.is_ascii_digit() && c != '-')
        .rfind(|word| word.contains(|c: char| c.is_ascii_digit()))?;
    let (start, end) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let start_number: u64 = start.parse().ok()?;
    let shared = start.len().checked_sub(end.len()).and_then(|length| start.get(..length)).unwrap_or("");
    let end_number = format!("{shared}{end}").parse().unwrap_or(start_number);
    Some((start_number, end_number.max(start_number)))
}

/// Reads the date of a record as devices in English write it; the device's zone is not known, so it is taken for UTC.
fn moment(part: &str) -> Option<Timestamp> {
    let words = part.trim().trim_start_matches('-').trim();
    let words =
        words.strip_prefix("Added on ").or_else(|| words.split_once(", ").map(|_| words)).unwrap_or(words);
    let words = words.split(" GMT").next().unwrap_or(words).trim();
    let forms = [
        "%A, %B %d, %Y %I:%M:%S %p",
        "%A, %d %B %Y %H:%M:%S",
        "%A, %d %B %y %H:%M:%S",
        "%A, %B %d, %Y, %I:%M %p",
        "%A, %B %d, %Y %H:%M:%S",
        "%A, %d %B %Y, %H:%M",
    ];
    forms.iter().find_map(|form| {
        let at = jiff::civil::DateTime::strptime(form, words).ok()?;
        let at = at.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Timestamp(at.timestamp().as_millisecond()))
    })
}
