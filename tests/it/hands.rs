//! What hands do beyond single keys: all occurrences at once, whole paragraphs, labels, macros.

use byline::{
    app::{Effect, Event, Message},
    article::{Format, parse},
};

use crate::session::{Session, check};

const REPORT: &str = "# Two bids for the pier\n\nIn 1998 the pier was sold for $3.5m. It was sold again in 2027.\n\n\
    “We will bid,” Ana Ruiz said. Ruiz left the hall at nine.\n\nA pier is a pier. Ruiz would not say more.\n";

/// Returns what is selected.
fn selected(session: &Session) -> String {
    let reading = session.state.reading.as_ref().unwrap();
    reading.selection().map(|span| span.slice(&reading.article.text).to_owned()).unwrap_or_default()
}

fn said(session: &Session) -> &str {
    match &session.state.message {
        Some(Message::Said(said) | Message::Failed(said)) => said,
        None => "",
    }
}

#[test]
fn every_occurrence_is_highlighted_at_once_and_taken_back_at_once() {
    let mut session = Session::open(REPORT);
    session.press("} v w w w i w &");
    assert_eq!(session.text().matches("<hl>").count(), 4, "{}", session.text());
    assert_eq!(said(&session), "“pier” is highlighted 4 times");
    assert_eq!(session.written().len(), 4);
    session.press("U");
    assert_eq!(session.text().matches("<hl>").count(), 0);
    assert_eq!(said(&session), "undo: 4 changes that were made at once");
    session.press("ctrl-r");
    assert_eq!(session.text().matches("<hl>").count(), 4);
    session.press("U H U");
    assert_eq!(session.text().matches("<hl>").count(), 0, "a single change is a step of its own");
}

#[test]
fn an_entity_occurs_under_all_its_names_and_a_word_only_as_itself() {
    let mut session = Session::open(REPORT);
    session.press("] e &");
    let text = session.text();
    assert!(text.contains("<hl>Ana Ruiz</hl> said") && text.contains("<hl>Ruiz</hl> would"), "{text}");
    assert_eq!(text.matches("<hl>").count(), 3, "{text}");

    let mut session = Session::open("A pier. The piers. Pier!");
    session.press("v w esc &");
    assert_eq!(
        session.text().matches("<hl>").count(),
        1,
        "a letter is no word of others: {}",
        session.text()
    );
    session.press("U / pier enter esc &");
    assert!(session.text().contains("<hl>pier</hl>"), "{}", session.text());
    assert!(session.text().contains("The piers. <hl>Pier</hl>!"), "{}", session.text());
}

#[test]
fn what_is_searched_is_highlighted_everywhere_in_one_color() {
    let mut session = Session::open(REPORT);
    session.press("/ sold enter C g U &");
    assert_eq!(session.text().matches("<hl green>sold</hl>").count(), 2, "{}", session.text());
    session.press("&");
    assert_eq!(said(&session), "“sold” is highlighted already, 2 times");
    session.press("esc ) C r U / sold enter &");
    assert_eq!(session.text().matches("<hl red>sold</hl>").count(), 2, "{}", session.text());
    session.press("U");
    assert_eq!(session.text().matches("<hl green>sold</hl>").count(), 2, "{}", session.text());
}

#[test]
fn too_many_occurrences_are_refused() {
    let mut session = Session::open(&"pier and ".repeat(600));
    session.press("v i w &");
    assert_eq!(session.annotations(), []);
    assert!(said(&session).contains("occurs 600 times"), "{}", said(&session));
}

#[test]
fn whole_paragraphs_are_selected_with_counts() {
    const TEXT: &str = "One. Two.\n\nThree.\n\nFour.\n\nFive.";
    let after = |keys: &str| {
        let mut session = Session::open(TEXT);
        session.press(keys);
        selected(&session)
    };
    assert_eq!(after("V"), "One. Two.");
    assert_eq!(after(") V"), "One. Two.");
    assert_eq!(after("3 V"), "One. Two.\n\nThree.\n\nFour.");
    assert_eq!(after("V 2 j"), after("3 V"));
    assert_eq!(after("V 2 j k"), after("2 V"));
    assert_eq!(after("} V o k"), after("2 V"));
    assert_eq!(after("V j v"), "One. Two.\n\nT");
    assert_eq!(after("v e V"), "One. Two.");
    assert_eq!(after("V V"), "");
    assert_eq!(after("v v"), "");
    assert_eq!(after("2 V esc } } } g v"), after("2 V"));
    assert_eq!(after("V i s"), "One. Two.\n\nThree.", "what is selected grows by the next sentence");
    check("<cur/>One.\n\nTwo.", "2 V H", "<cur/><hl>One.\n\nTwo.</hl>");
}

#[test]
fn objects_take_counts_and_grow_by_the_next() {
    let mut session = Session::open(REPORT);
    let mut after = |keys: &str| {
        session.press("esc esc g g } v");
        session.press(keys);
        selected(&session)
    };
    assert_eq!(after("2 i w"), "In 1998");
    assert_eq!(after("3 a w"), "In 1998 the ");
    assert_eq!(after("i w i w"), "In 1998");
    assert_eq!(after("2 i s"), after("i p"));
    assert_eq!(after("i s i s"), after("i p"));
    assert!(after("3 i s").ends_with("2027.\n\n“We will bid,” Ana Ruiz said."));
    assert!(after("2 i p").ends_with("at nine."));
    session.press("esc ] e ] e v 2 i e");
    assert_eq!(selected(&session), "Ruiz left the hall at nine.\n\nA pier is a pier. Ruiz");
}

#[test]
fn a_quotation_is_kept_with_its_speaker() {
    let mut session = Session::open(REPORT);
    session.press("] q \"");
    let annotation = &session.annotations()[0];
    assert_eq!(annotation.tags, ["Ana-Ruiz"]);
    assert_eq!(annotation.selector.as_ref().unwrap().exact, "We will bid,");
    assert_eq!(said(&session), "the quotation is highlighted, said by Ana Ruiz");
    assert!(session.screen().contains("#Ana-Ruiz"));
    session.press("U g q \"");
    assert_eq!(session.annotations()[0].tags, ["Ana-Ruiz"], "from the pane, too");
    session.press("D esc { \"");
    assert_eq!(session.annotations().len(), 1, "wherever in the sentence: {}", session.text());
    session.press("U g g \"");
    assert_eq!(said(&session), "there is no quotation here");
}

#[test]
fn a_highlighted_quotation_gets_its_speaker() {
    let mut session = Session::open(REPORT);
    session.press("] q v i q C b ] q \"");
    let annotations = session.annotations();
    assert_eq!((annotations.len(), annotations[0].tags.as_slice()), (1, &["Ana-Ruiz".to_owned()][..]));
}

#[test]
fn two_letters_lead_to_what_is_in_sight() {
    let mut session = Session::open(REPORT);
    session.press("s");
    let labels = session.state.labels.clone().unwrap().labels;
    let text = session.state.reading.as_ref().unwrap().article.text.clone();
    let begins = |words: &str| labels.iter().find(|label| text[label.at..].starts_with(words));
    for words in ["In 1998", "It was", "We will bid", "Ana Ruiz", "Ruiz left", "A pier", "Ruiz would"] {
        assert!(begins(words).is_some(), "{words} has no label");
    }
    let wanted = *begins("Ana Ruiz").unwrap();
    let [first, second] = wanted.letters;
    assert!(session.screen().contains(&format!("{first}{second}a Ruiz")), "{}", session.screen());
    session.press(&format!("{first}"));
    assert!(session.screen().contains(&format!("{second}na Ruiz")), "{}", session.screen());
    session.press(&format!("{second}"));
    assert!(session.text().contains("<cur/>Ana Ruiz"), "{}", session.text());
    assert_eq!(session.state.labels, None);
    session.press("ctrl-o");
    assert!(session.text().starts_with("<cur/>"));
    session.press("} v s");
    session.press(&format!("{first} {second}"));
    assert!(selected(&session).ends_with("“We will bid,” A"), "{}", selected(&session));
}

#[test]
fn a_jump_is_given_up_by_any_other_key() {
    let mut session = Session::open(REPORT);
    for keys in ["s esc", "s !", "s f esc", "s f !", "s z z"] {
        session.press(keys);
        assert_eq!((session.state.labels.as_ref(), session.state.wants_letter), (None, None), "{keys}");
        assert!(session.text().starts_with("<cur/>"), "{keys}");
    }
    session.press("s");
    session.event(Event::opened(1, std::sync::Arc::new(parse("Short.", Format::Markdown).0), Vec::new()));
    assert_eq!((session.state.labels.as_ref(), session.state.wants_letter), (None, None));
    Session::open("").press("s f f");
}

#[test]
fn a_macro_is_recorded_shown_and_played_with_a_count() {
    let mut session = Session::open("# Title\n\nOne. Two. Three. Four. Five. Six.");
    session.press("} Q a");
    assert!(session.screen().contains("● a"), "{}", session.screen());
    session.press("H ) Q");
    assert_eq!(said(&session), "recorded 2 steps as a");
    assert!(!session.screen().contains("● a"));
    session.press("@ a");
    assert_eq!(session.text().matches("<hl>").count(), 2, "{}", session.text());
    session.press("2 @ a");
    assert_eq!(session.text().matches("<hl>").count(), 4, "{}", session.text());
    session.press("@ @");
    assert!(session.text().contains("<hl>Five.</hl> <cur/>Six."), "{}", session.text());
    session.press("@ x");
    assert_eq!(said(&session), "nothing was recorded as x");
    session.press("Q b Q");
    assert_eq!(said(&session), "nothing was recorded");
}

#[test]
fn words_letters_and_counts_are_part_of_a_macro() {
    let mut session = Session::open("One here. Two here.\n\nThree. Four.\n\nFive. Six.");
    session.press("Q w a check space it enter m k 1 } ' k ) Q");
    assert_eq!(session.annotations()[0].note, "check it");
    session.press("@ w");
    assert_eq!(session.annotations()[1].note, "check it", "{}", session.text());
    session.press("U U");
    assert_eq!(session.annotations().len(), 0, "what one key played is one step");
}

#[test]
fn no_macro_plays_without_end() {
    let mut session = Session::open("One. Two.");
    session.press("Q a ) Q Q a ) @ a Q @ a");
    assert!(said(&session).contains("would play itself"), "{}", said(&session));
    session.press("Q a ( @ b Q Q b ) @ a Q @ b");
    assert!(said(&session).contains("would play itself"), "{}", said(&session));
    assert_eq!(session.state.macros.playing(), None);
    // A million times of many steps is cut off.
    session.press("Q c ) ( Q 9 9 9 9 9 9 @ c");
    assert!(said(&session).contains("stopped after 100000 steps"), "{}", said(&session));
}

#[test]
fn a_long_macro_lets_keys_in_and_any_key_ends_it() {
    use byline::{annotation::Timestamp, app::handle};
    let mut session = Session::open("One. Two.");
    session.press("Q a ) ( Q");
    let key = |key: &str| Event::Key(byline::app::key::Key::parse(key).unwrap());
    for written in ["5", "0", "0", "@"] {
        handle(&mut session.state, key(written), Timestamp(1));
    }
    let effects = handle(&mut session.state, key("a"), Timestamp(1));
    assert_eq!(effects, [Effect::GoOn]);
    assert_eq!(session.state.macros.playing(), Some(('a', 200)));
    assert!(session.screen().contains("▶ a 200"));
    assert_eq!(handle(&mut session.state, Event::GoOn, Timestamp(1)), [Effect::GoOn]);
    handle(&mut session.state, key("j"), Timestamp(1));
    assert_eq!((session.state.macros.playing(), said(&session)), (None, "macro a was stopped"));
    assert_eq!(handle(&mut session.state, Event::GoOn, Timestamp(1)), []);
}

#[test]
fn a_macro_waits_for_the_article_that_it_opens() {
    let mut session = Session::open("One. Two.");
    session.press("Q a J Q");
    let article = |text: &str| std::sync::Arc::new(parse(text, Format::Markdown).0);
    session.event(Event::opened(1, article("# Other\n\nThree. Four."), Vec::new()));
    session.press("Q b K ) H Q");
    session.event(Event::opened(0, article("One. Two."), Vec::new()));
    session.press("J");
    session.event(Event::opened(1, article("# Other\n\nThree. Four."), Vec::new()));
    session.press("@ b");
    assert_eq!(session.annotations(), [], "nothing is done before the other article is there");
    session.event(Event::opened(0, article("One. Two."), Vec::new()));
    assert!(session.text().contains("<hl>Two.</hl>"), "{}", session.text());
    session.press("@ b");
    session.event(Event::NotOpened { index: 0, reason: "it is gone".to_owned() });
    assert_eq!(session.state.macros.playing(), None);
}
