//! The whole of an article that a feed shortened stays, whatever the feed says later; silent edits are kept as versions.

use super::{super::*, WORDS, article, folder, open};
use crate::store::opml::Outline;

const LINK: &str = "http://127.0.0.1:8000/vote";

/// Takes an article from a feed, and returns its entry.
fn fed(library: &mut Library, text: &str) -> (Entry, Outcome) {
    let outline = Outline {
        url: "http://127.0.0.1:8000/feed".into(),
        title: "Ledger".into(),
        site: None,
        folder: None,
    };
    let (feed, _) = library.add_feed(&outline, Timestamp(1)).expect("it is added");
    let import =
        Import { article: article(text, Some(LINK)), source: None, findings: None, feed: Some(feed) };
    let done = library.import_all(&[import], Timestamp(5)).expect("it is imported");
    let entry = library.entry_at(done[0].n).expect("it is read").expect("it is there");
    (entry, done[0].outcome)
}

#[test]
fn the_whole_is_not_replaced_by_a_part() {
    let folder = folder();
    let mut library = open(&folder);
    let (part, outcome) = fed(&mut library, "The council put off the vote …");
    assert_eq!(outcome, Outcome::New);
    let whole = article(WORDS, Some(LINK));
    let findings = Findings::default();
    assert!(library.take_whole(&part, &whole, &findings, Timestamp(6)).expect("it is taken"));
    let (entry, outcome) = fed(&mut library, "The council did not put off the vote …");
    assert_eq!((outcome, entry.versions, &entry.text), (Outcome::Same, 1, &Fingerprint::of(WORDS)));
    assert_eq!(library.revisions(&entry.id).expect("they are compared"), []);
    assert_eq!(
        library.earlier(&entry.id).expect("they are read").len(),
        2,
        "notes on a part are found again"
    );
    assert!(!library.take_whole(&entry, &whole, &findings, Timestamp(7)).expect("it is taken"));
    let changed = article(&WORDS.replace("Tuesday", "Monday"), Some(LINK));
    assert!(library.take_whole(&entry, &changed, &findings, Timestamp(8)).expect("it is taken"));
    let revisions = library.revisions(&entry.id).expect("they are compared");
    assert_eq!(revisions.iter().map(|it| it.n_words()).collect::<Vec<_>>(), [(1, 1)]);
    let other =
        library.import(&article("Something else.", None), None, Timestamp(9)).expect("it is imported");
    let other = library.entry(&other.id).expect("it is read").expect("it is there");
    let error = library.take_whole(&other, &changed, &findings, Timestamp(9)).expect_err("it is another one");
    assert!(error.to_string().contains("another article"), "{error}");
}

#[test]
fn a_page_that_is_added_by_its_address_is_the_whole_too() {
    let folder = folder();
    let mut library = open(&folder);
    fed(&mut library, "The council put off the vote …");
    let done = library.import(&article(WORDS, Some(LINK)), None, Timestamp(6)).expect("it is imported");
    assert_eq!(done.outcome, Outcome::NewVersion);
    let (entry, outcome) = fed(&mut library, "The council did not put off the vote …");
    assert_eq!((outcome, entry.versions, &entry.text), (Outcome::Same, 1, &Fingerprint::of(WORDS)));
    let changed = article(&WORDS.replace("Tuesday", "Monday"), Some(LINK));
    let done = library.import(&changed, None, Timestamp(7)).expect("it is imported");
    let entry = library.entry(&done.id).expect("it is read").expect("it is there");
    assert_eq!(entry.versions, 2, "what comes after the whole is a version");
}

#[test]
fn only_a_private_feed_leads_to_its_private_server() {
    let folder = folder();
    let mut library = open(&folder);
    let (entry, _) = fed(&mut library, WORDS);
    let may = |library: &Library, is_same| library.may_be_private(entry.n, |_| is_same).expect("it is read");
    assert!(!may(&library, true), "nobody has seen the feed on a private server");
    let feed = library.feeds().expect("they are read").remove(0);
    let asked =
        Asked::Read { title: None, site: None, url: None, etag: None, modified: None, is_private: true };
    library.asked_feed(&feed, &asked, Timestamp(9)).expect("it is remembered");
    assert!(may(&library, true) && !may(&library, false));
}
