//! Notes: finding ten thousand of them again, reading them from the disk, and putting one there.

use byline::{
    annotation::{
        Anchor, Annotation, Change, Color, Edit, Timestamp, anchor::describe, id::IdSource, notes::Notes,
    },
    article::Fingerprint,
    store::{
        Dirs,
        log::{About, Log},
    },
    text::{Span, sentence, units::Units},
};
use divan::{Bencher, black_box, counter::ItemsCount};
use tempfile::TempDir;

use crate::made::{BOOK, prose};

const MANY: usize = 10_000;

/// Returns changes that add a note to each of the first sentences of a text, and come back to some of them.
pub fn changes(text: &str) -> Vec<Change> {
    let mut ids = IdSource::new(3);
    let units = Units::new(text);
    let sentences = sentence::sentences(text);
    // Where there are fewer sentences than notes, some get more than one.
    let spans = sentences.iter().copied().cycle().take(MANY);
    let mut changes = Vec::new();
    for (second, span) in (1_790_000_000..).zip(spans) {
        let at = Timestamp(second * 1000);
        let id = ids.next(at);
        let annotation = annotation(text, &units, span, id, at);
        changes.push(Change {
            id: ids.next(at),
            at,
            edit: Edit::Add(Box::new(annotation)),
            reverts: None,
            over: Vec::new(),
        });
        if second % 4 == 0 {
            let edit = Edit::Recolor(id, Color::Green);
            changes.push(Change { id: ids.next(at), at, edit, reverts: None, over: Vec::new() });
        }
    }
    changes
}

fn annotation(
    text: &str,
    units: &Units,
    span: Span,
    id: byline::annotation::Id,
    at: Timestamp,
) -> Annotation {
    Annotation {
        id,
        selector: Some(describe(text, units, span)),
        anchor: Anchor::Exact(span),
        color: Color::Yellow,
        note: "Ask the harbor office.".to_owned(),
        also: Vec::new(),
        tags: vec!["bridge".to_owned()],
        created: at,
        modified: at,
    }
}

fn about(text: &str) -> About {
    let article = Fingerprint::of(text);
    let text = article.clone();
    About { article, text, title: "The bridge".to_owned(), url: None, source: None }
}

/// Returns a data folder, which is gone when the first of the two is dropped.
fn folder() -> (TempDir, Dirs) {
    let folder = tempfile::tempdir().unwrap();
    let dirs = Dirs { data: folder.path().join("data"), config: folder.path().join("config.toml") };
    (folder, dirs)
}

#[divan::bench]
fn replay_10k_in_1mb(bencher: Bencher<'_, '_>) {
    let text = prose(BOOK);
    let changes = changes(&text);
    bencher.counter(ItemsCount::new(MANY)).bench(|| Notes::replay(black_box(&text), &changes));
}

/// The article has another beginning than when the notes were made: every one of them stands elsewhere.
#[divan::bench]
fn replay_10k_moved_in_1mb(bencher: Bencher<'_, '_>) {
    let text = prose(BOOK);
    let changes = changes(&text);
    let edited = format!("Corrected on Friday.\n\n{text}");
    bencher.counter(ItemsCount::new(MANY)).bench(|| Notes::replay(black_box(&edited), &changes));
}

#[divan::bench]
fn read_10k_from_the_log(bencher: Bencher<'_, '_>) {
    let text = prose(BOOK);
    let (_folder, dirs) = folder();
    Log::new(&dirs).append(&about(&text), &changes(&text)).unwrap();
    bencher.counter(ItemsCount::new(MANY)).bench(|| Log::new(&dirs).read().unwrap());
}

/// One note onto ten thousand, synced: what a reader waits for before the screen says saved.
#[divan::bench]
fn append_one_synced(bencher: Bencher<'_, '_>) {
    let text = prose(BOOK);
    let all = changes(&text);
    let (_folder, dirs) = folder();
    let mut log = Log::new(&dirs);
    log.append(&about(&text), &all).unwrap();
    let about = about(&text);
    let mut next = all.iter().cycle();
    bencher.bench_local(|| {
        let change = next.next().cloned();
        log.append(&about, change.as_slice()).unwrap();
    });
}

/// Returns a folder with a notes file of a million events on a hundred articles.
fn a_million() -> (TempDir, Dirs, String, Vec<Change>) {
    let text = prose(BOOK);
    let (folder, dirs) = folder();
    let mut log = Log::new(&dirs);
    let mut ids = IdSource::new(4);
    let some = changes(&text);
    for article in 0..100_000 / MANY * 10 {
        // The same notes under other names, on an article of another text.
        let fingerprint = Fingerprint::of(&article.to_string());
        let about = About { article: fingerprint.clone(), text: fingerprint, ..about(&text) };
        let renamed: Vec<Change> = some.iter().take(MANY).map(|change| renamed(change, &mut ids)).collect();
        log.append(&about, &renamed).unwrap();
    }
    (folder, dirs, text, some)
}

/// Returns a change under another name, of an annotation under another name.
fn renamed(change: &Change, ids: &mut IdSource) -> Change {
    let mut change = Change { id: ids.next(change.at), ..change.clone() };
    if let Edit::Add(annotation) = &mut change.edit {
        annotation.id = ids.next(change.at);
    }
    change
}

/// What opening an article takes when there are a million events.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn read_a_million_events(bencher: Bencher<'_, '_>) {
    let (_folder, dirs, ..) = a_million();
    bencher.counter(ItemsCount::new(1_000_000_usize)).bench_local(|| Log::new(&dirs).read().unwrap());
}

/// One note onto a million events, synced. The slowest of the samples is what is promised: 50 ms at most.
#[divan::bench(sample_count = 500, sample_size = 1)]
fn append_one_to_a_million(bencher: Bencher<'_, '_>) {
    let (_folder, dirs, text, some) = a_million();
    let mut log = Log::new(&dirs);
    log.read().unwrap();
    let mut ids = IdSource::new(5);
    let mut next = some.iter().cycle();
    let about = about(&text);
    bencher.bench_local(|| {
        let change = next.next().map(|change| renamed(change, &mut ids));
        log.append(&about, change.as_slice()).unwrap();
    });
}
