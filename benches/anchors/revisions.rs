//! Anchors in what editors really did: the history of documents in a git repository that anybody can clone.
//!
//! Nobody has written down where a passage went. But one commit changes little, so that where words went in one step is
//! rarely in doubt; following a passage from commit to commit tells where it is after many. Anchors are then asked to
//! find it in one leap, knowing nothing of the commits between. What a step leaves in doubt does not count.

use std::{collections::HashMap, process::Command};

use byline::{
    annotation::{
        Anchor,
        anchor::{Ground, describe},
    },
    article::{self, Format},
    text::{Span, sentence, units::Units},
};

use crate::{Count, generator::Chance, hypothesis, line};

/// How many commits lie between the texts, and how many passages of each kind are tried in each pair.
const LEAP: usize = 12;
const PASSAGES: usize = 8;

/// Returns the table for the files of a repository that match a pattern.
pub fn lines(repository: &str, pattern: &str, seed: u64) -> Vec<String> {
    let git = |args: &[&str]| {
        let output = Command::new("git").arg("-C").arg(repository).args(args).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(files) = git(&["ls-tree", "-r", "--name-only", "HEAD"]) else {
        return vec![format!("{repository} is no git repository")];
    };
    let (before, after) = pattern.split_once('*').unwrap_or((pattern, ""));
    let mut chance = Chance(seed);
    let mut rows = [[Count::default(); 3]; 3];
    let (mut pairs, mut unclear, mut documents) = (0, 0, 0);
    for file in files.lines().filter(|file| file.starts_with(before) && file.ends_with(after)) {
        let commits = git(&["log", "--reverse", "--format=%H", "--", file]).unwrap_or_default();
        let texts: Vec<String> = commits
            .lines()
            .filter_map(|commit| git(&["show", &format!("{commit}:{file}")]))
            .map(|source| article::parse(&source, Format::Markdown).0.text)
            .filter(|text| text.len() > 1000)
            .collect();
        documents += 1;
        for steps in texts.windows(LEAP + 1).step_by(LEAP) {
            let (Some(old), Some(new)) = (steps.first(), steps.last()) else { continue };
            if old == new {
                continue;
            }
            pairs += 1;
            let ways: Vec<_> = steps.windows(2).map(|two| way(&two[0], &two[1])).collect();
            for (row, quote) in passages(old, &mut chance) {
                match truth(old, new, quote, steps, &ways) {
                    None => unclear += 1,
                    Some(truth) => attempt(old, new, quote, truth, &mut rows[row]),
                }
            }
        }
    }
    let mut all = [Count::default(); 3];
    let mut lines = vec![format!(
        "{documents} documents, {pairs} pairs {LEAP} commits apart, {unclear} passages left out because their way is in doubt"
    )];
    for (name, row) in ["Sentence", "Phrase", "Short"].iter().zip(&rows) {
        lines.push(line(name, row));
        all.iter_mut().zip(row).for_each(|(all, count)| all.plus(*count));
    }
    lines.push(line("All", &all));
    lines
}

/// Lets all three find a passage.
fn attempt(old: &str, new: &str, quote: Span, truth: Option<Span>, row: &mut [Count; 3]) {
    let selector = describe(old, &Units::new(old), quote);
    let units = Units::new(new);
    let alone = Ground::new(new, &units).anchor(&selector);
    let both = Ground::new(new, &units).with_version(old).anchor(&selector);
    row[0].add(hypothesis::anchor(new, &selector), false, truth);
    for (count, anchor) in row[1..].iter_mut().zip([alone, both]) {
        count.add(anchor.span(), matches!(anchor, Anchor::Changed(_)), truth);
    }
}

/// Picks passages of each kind, with the row that they belong to.
fn passages(text: &str, chance: &mut Chance) -> Vec<(usize, Span)> {
    let sentences = sentence::sentences(text);
    let words = words(text);
    let mut picked = Vec::new();
    for _ in 0..PASSAGES {
        let long = |span: &&Span| (30..400).contains(&(span.end - span.start));
        let sentences: Vec<&Span> = sentences.iter().filter(long).collect();
        if !sentences.is_empty() {
            picked.push((0, *sentences[chance.below(sentences.len())]));
        }
        for (row, least, more) in [(1, 4, 4), (2, 1, 2)] {
            let n = least + chance.below(more);
            let first = chance.below(words.len());
            let (Some(a), Some(b)) = (words.get(first), words.get(first + n - 1)) else { continue };
            if b.end - a.start > 3 {
                picked.push((row, Span::new(a.start, b.end)));
            }
        }
    }
    picked
}

/// Returns where a passage is after all steps, `Some(None)` where it is gone, and `None` where that is in doubt.
fn truth(
    old: &str,
    new: &str,
    quote: Span,
    steps: &[String],
    ways: &[HashMap<usize, usize>],
) -> Option<Option<Span>> {
    let all: Vec<Span> = words(old);
    let its: Vec<usize> =
        (0..all.len()).filter(|idx| all[*idx].start >= quote.start && all[*idx].end <= quote.end).collect();
    let mut left: Vec<usize> = its.clone();
    for way in ways {
        left = left.iter().filter_map(|idx| way.get(idx).copied()).collect();
    }
    let kept = left.len() as f64 / its.len().max(1) as f64;
    let there = words(steps.last()?);
    if kept >= 0.6 {
        let (first, last) = (left.iter().min()?, left.iter().max()?);
        // Words that went in all directions are no passage.
        let is_whole = last - first < its.len() * 2 + 2;
        return is_whole.then(|| Some(Span::new(there[*first].start, there[*last].end)));
    }
    // A step loses sight of what was moved as a whole.
    let is_moved = new.contains(quote.slice(old));
    (kept <= 0.2 && !is_moved && its.len() > 2).then_some(None)
}

/// Returns which word went where in one step: the longest common words, by the greedy algorithm of Myers (1986).
fn way(old: &str, new: &str) -> HashMap<usize, usize> {
    let texts = |text: &str| -> Vec<String> {
        words(text).iter().map(|span| span.slice(text).to_lowercase()).collect()
    };
    let (a, b) = (texts(old), texts(new));
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let most = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    let mut found: HashMap<usize, usize> = (0..head).map(|idx| (idx, idx)).collect();
    found.extend((1..=tail).map(|idx| (a.len() - idx, b.len() - idx)));
    let (a, b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let (n, m) = (a.len() as isize, b.len() as isize);
    // A commit that rewrote so much tells nothing.
    let most = (n + m).min(800);
    let mut furthest = vec![0_isize; 2 * most as usize + 3];
    let mut trace = Vec::new();
    for d in 0..=most {
        trace.push(furthest.clone());
        for k in (-d..=d).step_by(2) {
            let at = |k: isize| (k + most + 1) as usize;
            let down = k == -d || (k != d && furthest[at(k - 1)] < furthest[at(k + 1)]);
            let mut x = if down { furthest[at(k + 1)] } else { furthest[at(k - 1)] + 1 };
            let mut y = x - k;
            while x < n && y < m && a[x as usize] == b[y as usize] {
                (x, y) = (x + 1, y + 1);
            }
            furthest[at(k)] = x;
            if x >= n && y >= m {
                back(&trace, d, most, (n, m), head, &mut found);
                return found;
            }
        }
    }
    found
}

/// Walks back along the shortest way, and takes note of the words that it keeps.
fn back(
    trace: &[Vec<isize>],
    d: isize,
    most: isize,
    end: (isize, isize),
    head: usize,
    found: &mut HashMap<usize, usize>,
) {
    let (mut x, mut y) = end;
    for d in (0..=d).rev() {
        let furthest = &trace[d as usize];
        let at = |k: isize| (k + most + 1) as usize;
        let k = x - y;
        let down = k == -d || (k != d && furthest[at(k - 1)] < furthest[at(k + 1)]);
        let before = if down { k + 1 } else { k - 1 };
        let (from_x, from_y) = (furthest[at(before)], furthest[at(before)] - before);
        while x > from_x && y > from_y && x > 0 && y > 0 {
            (x, y) = (x - 1, y - 1);
            found.insert(head + x as usize, head + y as usize);
        }
        if d > 0 {
            (x, y) = (from_x, from_y);
        }
    }
}

/// Returns the words of a text: runs of letters and digits.
fn words(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_alphanumeric()) {
        match words.last_mut() {
            Some(word) if word.end == at => word.end += letter.len_utf8(),
            _ => words.push(Span::new(at, at + letter.len_utf8())),
        }
    }
    words
}
