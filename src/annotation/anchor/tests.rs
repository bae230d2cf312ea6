//! Words are found again where they stand, and nowhere else.

use proptest::prelude::*;

use super::{search::OFFERED, *};
use crate::text::units::CodePoint;

const TEXT: &str = "The ferry left at noon. “We are late again,” the captain said. Nobody on the quay answered.\n\n\
                    Two hours later it came back. The captain went home, and the ferry stayed where it was.";

/// Describes `words` in `old` and says how they are found in `new`: the state and the words found.
#[track_caller]
fn check(old: &str, words: &str, new: &str, expected: (&str, &str)) {
    let at = old.find(words).expect("the words are in the old text");
    let selector = describe(old, &Units::new(old), Span::new(at, at + words.len()));
    let found = anchor(new, &Units::new(new), &selector);
    assert_eq!((found.state(), found.span().map_or("", |span| span.slice(new))), expected);
}

#[test]
fn an_unchanged_text_is_exact() {
    check(TEXT, "the captain said", TEXT, ("exact", "the captain said"));
    check("the the the the", "the", "the the the the", ("exact", "the"));
}

#[test]
fn text_put_in_before_moves_the_words() {
    let new = format!("PORTO ALTO — An update was added here.\n\n{TEXT}");
    check(TEXT, "the captain said", &new, ("moved", "the captain said"));
    check(TEXT, "ferry", &new, ("moved", "ferry"));
}

#[test]
fn long_words_that_stand_in_place_are_exact_though_all_around_them_changed() {
    check(
        "one two three the captain said so",
        "the captain said",
        "111 222 33333 the captain said no",
        ("exact", "the captain said"),
    );
}

#[test]
fn other_typography_is_a_change() {
    let new = TEXT.replace(['“', '”'], "\"").replace("We are", "We\u{A0}are");
    check(TEXT, "“We are late again,”", &new, ("changed", "\"We\u{A0}are late again,\""));
    check(
        TEXT,
        "Two hours later",
        &TEXT.replace("hours later", "hours\n  Later"),
        ("changed", "Two hours\n  Later"),
    );
}

#[test]
fn words_that_were_rewritten_in_their_place_are_a_change() {
    let new = TEXT.replace("Nobody on the quay answered.", "Nobody in the bay answered.");
    check(TEXT, "Nobody on the quay answered.", &new, ("changed", "Nobody in the bay answered."));
    check(TEXT, "captain", &TEXT.replace("captain", "skipper"), ("changed", "skipper"));
    let long =
        "A long sentence about the harbor, its cranes, its gulls and the people who feed them. ".repeat(5);
    let quote = format!("{long}{TEXT}");
    let old = format!("One more line stands before all of it.\n\n{quote}\n\nAnd one more stands after it.");
    let new = quote.replace("late again", "early for once");
    check(&old, &quote, &old.replace("late again", "early for once"), ("changed", &new));
}

#[test]
fn deleted_words_are_an_orphan_even_where_others_look_alike() {
    let old = format!("{TEXT} Nobody in the bay answered.");
    let new = old.replace("Nobody on the quay answered.", "");
    check(&old, "Nobody on the quay answered.", &new, ("orphan", ""));
    check(TEXT, "the captain said", &TEXT.replace("the captain said", ""), ("orphan", ""));
}

#[test]
fn an_earlier_text_tells_what_became_of_the_words() {
    let old = "The mayor said no on Monday. The deputy said no on Monday.";
    let new = "The deputy said no on Monday.";
    let units = Units::new(new);
    let at = old.find("said no on Monday").expect("it is there");
    let selector = describe(old, &Units::new(old), Span::new(at, at + 17));
    let ground = Ground::new(new, &units).with_version(old);
    assert_eq!(ground.anchor(&selector), Anchor::Orphan);
    let kept = old.rfind("said no on Monday").expect("it is there");
    let selector = describe(old, &Units::new(old), Span::new(kept, kept + 17));
    assert_eq!(ground.anchor(&selector), Anchor::Moved(Span::new(11, 28)));
}

#[test]
fn without_work_to_spend_only_the_neighborhood_is_searched() {
    let filler = "Gulls wheel over the harbor at dawn and nobody counts them any more. ".repeat(200);
    let far = format!("{filler}{}", TEXT.replace("on the quay", "in the bay"));
    let selector = {
        let at = TEXT.find("Nobody").expect("it is there");
        describe(TEXT, &Units::new(TEXT), Span::new(at, at + 28))
    };
    let units = Units::new(&far);
    let found = Ground::new(&far, &units).find(&selector);
    assert_eq!((found.anchor.state(), found.evidence.extent), ("changed", Extent::Similar));
    let found = Ground::new(&far, &units).with_budget(0).find(&selector);
    assert_eq!((found.anchor, found.evidence.extent), (Anchor::Orphan, Extent::Near));
}

#[test]
fn a_short_word_in_strange_surroundings_is_not_believed() {
    check(
        "Ana Ruiz spoke first and then left.",
        "Ruiz",
        "In other news, a certain Ruiz bought a dog.",
        ("orphan", ""),
    );
}

#[test]
fn words_in_several_places_ask_for_a_choice_when_the_context_is_gone() {
    let new = "ferry one; ferry two; ferry three";
    check("Here the ferry is alone.", "ferry", new, ("ambiguous", ""));
}

#[test]
fn context_chooses_among_repeated_words() {
    let new = format!("A new first line about the captain.\n\n{TEXT}");
    let old = TEXT.find("captain went").expect("the words are there");
    let selector = describe(TEXT, &Units::new(TEXT), Span::new(old, old + "captain".len()));
    let found = anchor(&new, &Units::new(&new), &selector);
    assert_eq!(
        found,
        Anchor::Moved(Span::new(
            new.rfind("captain").expect("it is there"),
            new.rfind("captain").expect("it is there") + 7
        ))
    );
}

#[test]
fn a_million_repeated_words_are_searched_in_linear_time() {
    let old = "ferry ".repeat(1_000_000);
    let selector = describe(&old, &Units::new(&old), Span::new(600, 605));
    let new = format!("x{old}");
    let found = anchor(&new, &Units::new(&new), &selector);
    assert!(matches!(found, Anchor::Ambiguous(spans) if spans.len() == OFFERED));
}

#[test]
fn context_keeps_clusters_whole() {
    let text = format!("{}ab{}", "e\u{301}".repeat(50), "🇵🇹".repeat(50));
    let selector = describe(&text, &Units::new(&text), Span::new(150, 152));
    assert_eq!(selector.prefix, "e\u{301}".repeat(32));
    assert_eq!(selector.suffix, "🇵🇹".repeat(32));
    let odd = format!("x{text}");
    let selector = describe(&odd, &Units::new(&odd), Span::new(152, 153));
    assert_eq!(selector.prefix, format!("{}a", "e\u{301}".repeat(31)));
}

#[test]
fn nonsense_from_a_file_anchors_nowhere() {
    for (exact, start) in [("", 10_000), ("not there", usize::MAX), (" \n ", 7_000)] {
        let (start, end) = (CodePoint(start), CodePoint(0));
        let selector =
            Selector { exact: exact.into(), prefix: "p".repeat(9999), suffix: "s".repeat(9999), start, end };
        assert_eq!(anchor(TEXT, &Units::new(TEXT), &selector), Anchor::Orphan, "{exact:?}");
    }
}

/// Returns sentences of words that are all different, and in which each word is.
fn articles() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::collection::vec("[a-z]{2,7}", 4..12), 4..12).prop_map(|sentences| {
        let mut number = 0;
        let mut word = |letters: &String| {
            number += 1;
            format!("{letters}{number}")
        };
        sentences
            .iter()
            .map(|words| words.iter().map(&mut word).collect::<Vec<_>>().join(" ") + ".")
            .collect()
    })
}

proptest! {
    #[test]
    fn edits_elsewhere_never_lead_to_a_wrong_place(
        mut sentences in articles(),
        quoted: prop::sample::Index,
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3), 0..6),
    ) {
        let quote = quoted.get(&sentences).clone();
        let old = sentences.join(" ");
        for (place, edit) in edits {
            let idx = place.index(sentences.len());
            match edit {
                0 if sentences[idx] != quote => drop(sentences.remove(idx)),
                1 => sentences.insert(idx, format!("Something new stands here now {idx}.")),
                2 if sentences[idx] != quote => sentences[idx] = sentences[idx].replace('e', "o"),
                _ => {}
            }
        }
        let new = sentences.join(" ");
        let (at, is) = (old.find(&quote).unwrap_or(0), new.find(&quote).unwrap_or(0));
        let selector = describe(&old, &Units::new(&old), Span::new(at, at + quote.len()));
        let units = Units::new(&new);
        for ground in [Ground::new(&new, &units), Ground::new(&new, &units).with_version(&old)] {
            if let Anchor::Exact(span) | Anchor::Moved(span) = ground.anchor(&selector) {
                prop_assert_eq!(span, Span::new(is, is + quote.len()));
            }
        }
        // Words that went are nowhere, or shown as doubtful.
        let without = new.replace(&quote, "");
        let found = anchor(&without, &Units::new(&without), &selector);
        prop_assert!(!matches!(found, Anchor::Exact(_) | Anchor::Moved(_)), "{:?}", found);
    }

    #[test]
    fn what_is_described_is_found(text in "(?s)[a-c \n“é🌉\u{301}]{0,200}|.{0,80}", from: prop::sample::Index, to: prop::sample::Index) {
        let boundaries: Vec<usize> = text.char_indices().map(|(idx, _)| idx).chain([text.len()]).collect();
        let (a, b) = (*from.get(&boundaries), *to.get(&boundaries));
        let span = Span::new(a.min(b), a.max(b));
        let units = Units::new(&text);
        let selector = describe(&text, &units, span);
        prop_assert!(selector.prefix.chars().count() <= CONTEXT && selector.suffix.chars().count() <= CONTEXT);
        prop_assert_eq!(anchor(&text, &units, &selector), Anchor::Exact(span));
    }

    #[test]
    fn any_selector_in_any_text_is_answered_with_spans_of_it(
        text in "(?s).{0,60}|[ab “\u{301}…]{0,900}",
        old in "(?s).{0,60}|[ab “\u{301}…]{0,900}",
        exact in ".{0,5}|[ab …]{0,700}",
        prefix in ".{0,5}|[ab ]{0,70}",
        start in 0_usize..90,
        budget in 0_usize..10_000,
    ) {
        let units = Units::new(&text);
        let ground = Ground::new(&text, &units).with_version(&old).with_budget(budget);
        let given = Selector { exact, prefix, suffix: "a".into(), start: CodePoint(start), end: CodePoint(0) };
        let at = old.floor_char_boundary(start);
        let described = describe(&old, &Units::new(&old), Span::new(at, old.ceil_char_boundary(at + 20)));
        for selector in [given, described] {
            let found = ground.anchor(&selector);
            let places = match &found {
                Anchor::Ambiguous(spans) => spans.clone(),
                found => found.span().into_iter().collect(),
            };
            prop_assert!(places.iter().all(|span| text.get(span.start..span.end).is_some()), "{:?}", found);
        }
    }
}
