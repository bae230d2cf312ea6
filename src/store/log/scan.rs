//! A file of a million lines read for the sake of one article: every line is looked at, few are kept.
//!
//! A look at a line reads the fields that say what it is about and when it was, and no others. Lines about one text
//! are only remembered by where they stand; those that concern all articles (what they are called, which texts are
//! versions of one, what the reader says of names) are kept, and so is everything that is not plain at a look. Whoever
//! wants the lines of some texts reads them where they stand. The file goes by in blocks and is never in memory whole.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    thread,
};

use serde::Deserialize;

use super::{
    fold::{Past, is_fingerprint, split},
    reach::Reach,
};
use crate::{
    annotation::{Id, Timestamp},
    store::format::VERSION,
};

/// How much of a file is looked at in one go.
const BLOCK: usize = 8 << 20;

/// Lines that are no farther apart than this are read in one go.
const NEAR: u64 = 1 << 20;

/// Lines of a file with an end each, and their numbers.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Lines {
    pub bytes: Vec<u8>,
    pub numbers: Vec<usize>,
}

/// What was seen of a file.
#[derive(PartialEq, Debug, Default)]
pub(super) struct Scan {
    /// How far the file has whole lines.
    pub reach: Reach,
    /// What follows them: a line without an end.
    pub tail: Vec<u8>,
    /// How many lines have an end.
    pub lines: usize,
    /// What the next line must fit.
    pub past: Past,
    /// Lines that count whichever article is read.
    common: Lines,
    /// Where the other lines stand, by the text that they are about.
    texts: HashMap<Box<str>, Stands>,
}

/// Where the lines about a text stand.
#[derive(PartialEq, Debug)]
struct Stands {
    /// The time and counter of the earliest.
    first: (Timestamp, u64),
    lines: Vec<Stand>,
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Stand {
    at: u64,
    len: u32,
    number: u32,
}

/// What a part of a block holds.
#[derive(Default)]
struct Part<'a> {
    lines: usize,
    last: Option<(Timestamp, u64)>,
    common: Vec<Seen>,
    /// By text; lines that follow each other are mostly about the same.
    texts: Vec<(&'a str, (Timestamp, u64), Vec<Seen>)>,
    places: HashMap<&'a str, usize>,
}

/// Where a line stands in its part.
#[derive(Clone, Copy)]
struct Seen {
    start: usize,
    len: usize,
    number: usize,
}

/// The fields of a line that a look is at. Strings with escapes in them are left to those who read the whole line.
#[derive(Deserialize)]
struct Glance<'a> {
    v: u32,
    id: &'a str,
    t: &'a str,
    #[serde(default)]
    c: u64,
    op: &'a str,
    doc: &'a str,
    ann: &'a str,
}

/// Looks at every line from the beginning of a file.
pub(super) fn scan(file: &mut File) -> io::Result<Scan> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8);
    scan_in(file, BLOCK, BLOCK / threads)
}

/// Does so in blocks of some bytes, each in parts of about so many.
fn scan_in(file: &mut File, block: usize, part: usize) -> io::Result<Scan> {
    let size = block as u64;
    let meta = file.metadata()?;
    let mut scan = Scan { reach: Reach::start(&meta), ..Scan::default() };
    file.seek(SeekFrom::Start(0))?;
    // What is no regular file may have no end.
    let mut rest = file.take(meta.len());
    let mut block = Vec::new();
    loop {
        let n = (&mut rest).take(size).read_to_end(&mut block)?;
        let whole = memchr::memrchr(b'\n', &block).map_or(0, |at| at + 1);
        let (lines, after) = block.split_at(whole);
        scan.take(lines, 1 + lines.len().saturating_sub(1) / part.max(1));
        let after = after.len();
        block.drain(..block.len() - after);
        if n == 0 {
            // A line may be whole but for its end.
            scan.past.take(&block);
            scan.tail = block;
            return Ok(scan);
        }
    }
}

impl Scan {
    /// Looks at a block of whole lines in `n` parts.
    fn take(&mut self, block: &[u8], n: usize) {
        let mut before = self.reach.len;
        let parts = parts(block, n);
        let seen: Vec<Part<'_>> = match parts.as_slice() {
            [part] => vec![look(part)],
            parts => thread::scope(|scope| {
                let threads: Vec<_> = parts.iter().map(|part| scope.spawn(|| look(part))).collect();
                // A thread that could not do its part is replaced by this one.
                let joined = threads.into_iter().zip(parts);
                joined.map(|(thread, part)| thread.join().unwrap_or_else(|_| look(part))).collect()
            }),
        };
        for (bytes, part) in parts.iter().zip(seen) {
            for line in part.common {
                let bytes = bytes.get(line.start..line.start + line.len).unwrap_or_default();
                self.past.take(bytes);
                self.common.push(self.lines + line.number, bytes);
            }
            for (text, first, lines) in part.texts {
                if !self.texts.contains_key(text) {
                    self.texts.insert(text.into(), Stands { first, lines: Vec::new() });
                }
                if let Some(stands) = self.texts.get_mut(text) {
                    stands.first = stands.first.min(first);
                    stands.lines.extend(lines.into_iter().map(|line| Stand {
                        at: before + line.start as u64,
                        len: line.len as u32,
                        number: (self.lines + line.number) as u32,
                    }));
                }
            }
            self.past.last = self.past.last.max(part.last);
            self.lines += part.lines;
            before += bytes.len() as u64;
        }
        self.reach.advance(block);
    }

    /// Returns the texts that lines are about, with the time of the earliest line about each; those that count for all
    /// are not looked at.
    pub fn texts(&self) -> impl Iterator<Item = (&str, (Timestamp, u64))> {
        self.texts.iter().map(|(text, stands)| (&**text, stands.first))
    }

    /// Returns the lines that count whichever article is read.
    pub fn common(&self) -> Lines {
        let mut common = self.common.clone();
        if !self.tail.is_empty() {
            common.push(self.lines, &self.tail);
        }
        common
    }

    /// Reads the lines that some texts are about, with others, in their order.
    pub fn lines<'a>(
        &self,
        file: &mut File,
        texts: impl IntoIterator<Item = &'a str>,
        others: &Lines,
    ) -> io::Result<Lines> {
        let mut stands: Vec<Stand> = texts
            .into_iter()
            .filter_map(|text| self.texts.get(text))
            .flat_map(|stands| stands.lines.iter().copied())
            .collect();
        stands.sort();
        stands.dedup();
        let mut found = Lines::default();
        let mut buf = Vec::new();
        let mut others = others.iter().peekable();
        for group in stands.chunk_by(|a, b| b.at - a.at < NEAR) {
            let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
            // A note on every page of a long file makes one group; it is read in steps all the same.
            let mut from = first.at;
            let end = last.at + u64::from(last.len);
            buf.clear();
            for stand in group {
                let (len, number) = (stand.len as usize, stand.number as usize);
                let mut start = (stand.at - from) as usize;
                if start + len > buf.len() {
                    from = stand.at;
                    start = 0;
                    let n = (end - from).min(BLOCK.max(len) as u64);
                    file.seek(SeekFrom::Start(from))?;
                    buf.clear();
                    (&mut *file).take(n).read_to_end(&mut buf)?;
                }
                while let Some((before, bytes)) = others.next_if(|(before, _)| *before < number) {
                    found.push(before, bytes);
                }
                found.push(number, buf.get(start..start + len).unwrap_or_default());
            }
        }
        others.for_each(|(number, bytes)| found.push(number, bytes));
        Ok(found)
    }
}

impl Lines {
    pub fn push(&mut self, number: usize, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.bytes.push(b'\n');
        self.numbers.push(number);
    }

    /// Returns each line with its number, from 0.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &[u8])> {
        self.numbers.iter().copied().zip(split(&self.bytes))
    }
}

/// Divides whole lines into about `n` parts of whole lines.
fn parts(block: &[u8], n: usize) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = block;
    for left in (1..=n).rev() {
        let middle = rest.get(rest.len() / left..).and_then(|half| memchr::memchr(b'\n', half));
        let (part, after) = rest.split_at(middle.map_or(rest.len(), |at| rest.len() / left + at + 1));
        parts.push(part);
        rest = after;
    }
    parts
}

/// Looks at every line of a part.
fn look(bytes: &[u8]) -> Part<'_> {
    let mut part = Part::default();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        let line = bytes.get(start..end).unwrap_or_default();
        let seen = Seen { start, len: line.len(), number: part.lines };
        part.lines += 1;
        start = end + 1;
        match glance(line) {
            Some((text, time)) => {
                part.last = part.last.max(Some(time));
                part.push(text, time, seen);
            }
            None if line.trim_ascii().is_empty() => {}
            None => part.common.push(seen),
        }
    }
    part
}

impl<'a> Part<'a> {
    fn push(&mut self, text: &'a str, time: (Timestamp, u64), seen: Seen) {
        let at = match self.texts.last() {
            Some((last, ..)) if *last == text => self.texts.len() - 1,
            _ => *self.places.entry(text).or_insert(self.texts.len()),
        };
        if at == self.texts.len() {
            self.texts.push((text, time, Vec::new()));
        }
        if let Some((_, first, lines)) = self.texts.get_mut(at) {
            *first = time.min(*first);
            lines.push(seen);
        }
    }
}

/// Returns which text a line is about and its time, where it is a sound line about an annotation, as far as a look tells.
fn glance(line: &[u8]) -> Option<(&str, (Timestamp, u64))> {
    let line = serde_json::from_slice::<Glance<'_>>(line).ok()?;
    let is_plain = line.v <= VERSION && (line.op.starts_with("ann.") || line.op == "anchor.move");
    let is_known = is_plain && super::fold::is_known(line.op);
    let is_named = line.id.parse::<Id>().is_ok() && line.ann.parse::<Id>().is_ok();
    let time = line.t.parse().ok()?;
    (is_known && is_named && is_fingerprint(line.doc)).then_some((line.doc, (time, line.c)))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_is_the_same_in_blocks_of_any_size() {
        let mut file = tempfile::tempfile().expect("a file can be made");
        let text = |n: u32| format!("sha256-{}", n.to_string().repeat(64));
        for n in 0..60_u32 {
            let (id, doc) = (Id(u128::from(n) + 1), text(n % 3));
            let line = match n % 10 {
                4 => "damage\r\n\n".to_owned(),
                5 => format!(
                    "{{\"v\":1,\"id\":\"{id}\",\"t\":\"{}\",\"op\":\"doc.add\",\"doc\":\"{doc}\"}}\n",
                    Timestamp(0)
                ),
                _ => format!(
                    "{{\"v\":1,\"id\":\"{id}\",\"t\":\"{}\",\"op\":\"ann.delete\",\"doc\":\"{doc}\",\"ann\":\"{id}\"}}\n",
                    Timestamp(i64::from(n))
                ),
            };
            file.write_all(line.as_bytes()).expect("it can be written");
        }
        file.write_all(b"torn").expect("it can be written");
        let whole = scan(&mut file).expect("it can be read");
        assert_eq!((whole.lines, whole.tail.as_slice()), (66, &b"torn"[..]));
        assert_eq!(whole.past.last, Some((Timestamp(59), 0)));
        for (block, part) in [(1, 1), (7, 3), (100, 30), (1000, 100), (5000, 1)] {
            assert_eq!(scan_in(&mut file, block, part).expect("it can be read"), whole, "{block} {part}");
        }
        let lines = whole.lines(&mut file, [text(0).as_str()], &whole.common()).expect("it can be read");
        assert!(lines.numbers.is_sorted());
        assert_eq!(lines.bytes.iter().filter(|byte| **byte == b'\n').count(), lines.numbers.len());
        let text = String::from_utf8(lines.bytes).expect("it is text");
        assert_eq!((text.matches("ann.delete").count(), text.matches("doc.add").count()), (16, 6));
    }
}
