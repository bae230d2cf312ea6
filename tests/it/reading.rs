//! Going through an article, and selecting in it.

use std::sync::Arc;

use byline::{
    app::{
        Effect, Entry, Event,
        area::Size,
        page::{Place, RowKind},
        popup::Popup,
    },
    article::{self, Format},
    config::Config,
    ui::theme::Colors,
};

use crate::session::{Session, check};

/// Paragraphs for more than one screen.
fn long() -> String {
    (1..=60).map(|n| format!("Paragraph {n} says a thing. It says another.\n\n")).collect()
}

/// Returns how many rows are above the screen.
fn top(session: &Session) -> usize {
    let mut reading = session.state.reading.clone().unwrap();
    let top = reading.top;
    (0..).find(|n| reading.step(Place::default(), *n) == top).unwrap().try_into().unwrap()
}

#[test]
fn sentences_and_paragraphs_are_walked_both_ways() {
    check("<cur/>One. Two.\n\nThree.", ")", "One. <cur/>Two.\n\nThree.");
    check("<cur/>One. Two.\n\nThree.", "2 )", "One. Two.\n\n<cur/>Three.");
    check("One. Two.\n\n<cur/>Three.", "(", "One. <cur/>Two.\n\nThree.");
    check("<cur/>One. Two.\n\nThree.", "}", "One. Two.\n\n<cur/>Three.");
    check("One. <cur/>Two.\n\nThree.", "{", "<cur/>One. Two.\n\nThree.");
    check("One. Two.\n\n<cur/>Three.", ") ) )", "One. Two.\n\n<cur/>Three.");
}

#[test]
fn abbreviations_end_no_sentence() {
    check(
        "<cur/>Mr. Leite met the U.S. envoy. He left.",
        ")",
        "Mr. Leite met the U.S. envoy. <cur/>He left.",
    );
}

#[test]
fn headings_are_jumped_to_and_back() {
    let text = "Words.\n\n## First\n\nWords.\n\n## Second\n\nWords.";
    let mut session = Session::open(text);
    assert!(session.press("] ] ] ]").text().contains("<cur/>Second"));
    assert!(session.press("[ [").text().contains("<cur/>First"));
    assert!(session.press("ctrl-o").text().contains("<cur/>Second"));
    assert!(session.press("alt-o").text().contains("<cur/>First"));
}

#[test]
fn pages_turn_and_the_focus_stays_in_sight() {
    let mut session = Session::open(&long());
    session.press("space");
    let height = session.state.reading.as_ref().unwrap().height;
    assert_eq!(top(&session), height - 2);
    let reading = session.state.reading.as_mut().unwrap();
    assert!(reading.is_visible(reading.cursor));
    session.press("b");
    assert_eq!(top(&session), 0);
    session.press("d");
    assert_eq!(top(&session), (height - 2) / 2);
    session.press("u j j k");
    assert_eq!(top(&session), 1);
    session.press("G");
    assert_eq!(session.state.reading.as_ref().unwrap().percent(), 100);
    session.press("g g");
    assert_eq!(top(&session), 0);
    session.press("1 0 j");
    assert_eq!(top(&session), 10);
    session.press("z z");
}

#[test]
fn words_are_selected_with_a_cursor() {
    check("The <cur/>mayor said no.", "v e", "The <sel>mayor</sel> said no.");
    check("The <cur/>mayor said no.", "v w w", "The <sel>mayor said n</sel>o.");
    check("The mayor <cur/>said no.", "v b", "The <sel>mayor s</sel>aid no.");
    check("The <cur/>mayor said no.", "v l l h", "The <sel>ma</sel>yor said no.");
    check("The <cur/>mayor said no.", "v $", "The <sel>mayor said no.</sel>");
    check("The mayor <cur/>said no.", "v 0", "<sel>The mayor s</sel>aid no.");
    check("The <cur/>mayor said no.", "v e o b", "<sel>The mayor</sel> said no.");
    check("The <cur/>mayor said no.", "v e esc", "The <cur/>mayor said no.");
    check("The <cur/>mayor said no.", "v e esc g v", "The <sel>mayor</sel> said no.");
    check("<cur/>One.\n\nTwo.", "v j j", "<sel>One.\n\nT</sel>wo.");
    check("<cur/>One. Two.\n\nThree.", "V", "<sel>One. Two.</sel>\n\nThree.");
    check("<cur/>e\u{301}\u{301}t", "v l", "<sel>e\u{301}\u{301}t</sel>");
}

#[test]
fn things_are_selected_whole() {
    check("The <cur/>mayor said no.", "v i w", "The <sel>mayor</sel> said no.");
    check("The <cur/>mayor said no.", "v a w", "The <sel>mayor </sel>said no.");
    check("One. Tw<cur/>o it is. Three.", "v i s", "One. <sel>Two it is.</sel> Three.");
    check("One. Tw<cur/>o it is. Three.", "v a s", "One. <sel>Two it is. </sel>Three.");
    check("One. T<cur/>wo.\n\nThree.", "v i p", "<sel>One. Two.</sel>\n\nThree.");
    check("One. T<cur/>wo.\n\nThree.", "v a p", "<sel>One. Two.</sel>\n\nThree.");
}

#[test]
fn quotations_and_names_are_things() {
    let text = "“We will <cur/>rebuild the bridge,” said Mayor Ana Ruiz. Then Ana Ruiz left the hall.";
    check(
        text,
        "v i q",
        "“<sel>We will rebuild the bridge,</sel>” said Mayor Ana Ruiz. Then Ana Ruiz left the hall.",
    );
    check(
        text,
        "v a q",
        "<sel>“We will rebuild the bridge,” said Mayor Ana Ruiz</sel>. Then Ana Ruiz left the hall.",
    );
    let text = "“We will rebuild the bridge,” said Mayor Ana <cur/>Ruiz. Then Ana Ruiz left the hall.";
    check(
        text,
        "v i e",
        "“We will rebuild the bridge,” said Mayor <sel>Ana Ruiz</sel>. Then Ana Ruiz left the hall.",
    );
    check(
        text,
        "v a e",
        "“We will rebuild the bridge,” said <sel>Mayor Ana Ruiz</sel>. Then Ana Ruiz left the hall.",
    );
}

#[test]
fn places_are_marked_with_letters() {
    let text = "<cur/>One. Two.\n\nThree. Four.";
    check(text, ") m a ) ) ' a", "One. <cur/>Two.\n\nThree. Four.");
    check(text, ") m a ) ) ` a ' '", "One. Two.\n\nThree. <cur/>Four.");
    check(text, "} m z { v ' z", "<sel>One. Two.\n\nT</sel>hree. Four.");
    let mut session = Session::open("One. Two.");
    assert!(session.press("' q").screen().contains("there is no mark q"));
    // Whatever is no letter gives it up.
    session.press("m esc )");
    assert!(session.state.reading.as_ref().unwrap().marks.is_empty());
    assert!(session.press("m b").screen().contains("mark b is here"));
}

#[test]
fn sections_are_things() {
    let text = "<cur/># Title\n\nLead.\n\n## One\n\nA b.\n\n### Deeper\n\nC.\n\n## Two\n\nD.";
    check(text, "} } } v i c", "Title\n\nLead.\n\nOne\n\n<sel>A b.\n\nDeeper\n\nC.</sel>\n\nTwo\n\nD.");
    check(text, "} } } v a c", "Title\n\nLead.\n\n<sel>One\n\nA b.\n\nDeeper\n\nC.</sel>\n\nTwo\n\nD.");
    check(
        "<cur/># Title\n\nLead.\n\nMore.\n\n## One\n\nA.",
        "} v i c",
        "Title\n\n<sel>Lead.\n\nMore.</sel>\n\nOne\n\nA.",
    );
    check("On<cur/>e.\n\nTwo.", "v a c", "<sel>One.\n\nTwo.</sel>");
}

#[test]
fn links_and_matches_are_things() {
    let text = "He left. <cur/>See [the minutes](https://port.example.com/m) of it. Then go.";
    check(text, "v i l", "He left. See <sel>the minutes</sel> of it. Then go.");
    check(text, "v a l", "He left. <sel>See the minutes of it.</sel> Then go.");
    let text = "<cur/>One. The harbors are full.";
    check(text, "/ arbor enter v i m", "One. The h<sel>arbor</sel>s are full.");
    check(text, "/ arbor enter v a m", "One. The <sel>harbors</sel> are full.");
    let mut session = Session::open("No link here.");
    assert!(session.press("v i l").screen().contains("there is no link here"));
    assert!(session.press("i m").screen().contains("there is no match of a search here"));
}

#[test]
fn highlights_are_things() {
    check("One <cur/>two three.\n\nFour.", "v e enter v i h", "One <sel><hl>two</hl></sel> three.\n\nFour.");
    check("One <cur/>two three.\n\nFour.", "v e enter v a h", "<sel>One <hl>two</hl> three.</sel>\n\nFour.");
}

#[test]
fn the_place_in_the_text_survives_any_width() {
    let mut session = Session::open(&long());
    session.press("space space )");
    let at = |session: &Session| session.state.reading.as_ref().unwrap().cursor;
    let before = at(&session);
    for width in [40, 200, 90, 60, 120] {
        session.event(Event::Resize(Size { width, height: 30 }));
        assert_eq!(at(&session), before);
        let reading = session.state.reading.as_mut().unwrap();
        assert!(reading.is_visible(before), "at {width}");
    }
}

#[test]
fn boilerplate_is_folded_until_asked_for() {
    let source = "Vote delayed\n\nThe council put off the vote on the harbor bridge on Tuesday night.\n\nYou may also like\n\nLeave a Comment";
    let article = article::parse(source, Format::Plain).0;
    let mut session = Session::with(Config::default(), article, Size { width: 80, height: 24 });
    let folds = |session: &Session| {
        let rows = session.state.reading.clone().unwrap().rows().all();
        rows.iter().filter(|row| matches!(row.kind, RowKind::Fold { .. })).count()
    };
    assert_eq!(folds(&session), 1);
    assert!(!session.screen().contains("Leave a Comment"));
    session.press("z a");
    assert_eq!(folds(&session), 0);
    assert!(session.screen().contains("Leave a Comment"));
}

#[test]
fn the_text_grows_wider_and_narrower() {
    let mut session = Session::open(&long());
    let width = |session: &Session| session.state.areas().text_width;
    let before = width(&session);
    session.press("-");
    assert_eq!(width(&session), before - 4);
    session.press("+");
    assert_eq!(width(&session), before);
}

#[test]
fn articles_are_listed_and_opened() {
    let mut session = Session::open("One.");
    let entry = Entry::new("Its title", "its file");
    session.event(Event::Titled { index: 1, entry });
    session.press("L");
    assert_eq!(session.state.popup, Some(Popup::Articles { selected: 0 }));
    assert!(session.screen().contains("▸ One.") && session.screen().contains("Its title"));
    session.press("j enter");
    assert_eq!(session.effects.last(), Some(&Effect::Open(1)));
    session.press("J");
    assert_eq!(session.effects.last(), Some(&Effect::Open(1)));
    session.effects.clear();
    session.press("K");
    assert_eq!(session.effects, []);
}

#[test]
fn help_and_the_palette_know_every_key() {
    let mut session = Session::open("One.");
    session.press("?");
    assert!(session.screen().contains("Goes to the next match"));
    session.press("j space b G g g k d u esc");
    assert_eq!(session.state.popup, None);
    session.press(": high");
    assert!(session.screen().contains("Highlights the selection, else the focused sentence"));
    session.press("enter");
    assert_eq!(session.text(), "<cur/><hl>One.</hl>");
    session.press(": undx backspace o enter");
    assert_eq!(session.text(), "<cur/>One.");
    session.press(": nosuchthing enter");
    assert!(session.screen().contains("there is no action"));
}

#[test]
fn a_key_that_begins_a_sequence_shows_what_may_follow() {
    let mut session = Session::open("One.");
    session.press("g");
    assert!(session.screen().contains("Goes to the beginning"));
    session.press("esc");
    assert!(!session.screen().contains("Goes to the beginning"));
}

#[test]
fn the_world_is_asked_to_stop_to_draw_and_to_leave() {
    let mut session = Session::open("One.");
    session.press("ctrl-l ctrl-z");
    assert_eq!(session.effects, [Effect::Redraw, Effect::Suspend]);
    session.press("q");
    assert_eq!(session.effects.last(), Some(&Effect::Quit));
    assert!(matches!(session.effects[2], Effect::Position { .. }));
}

#[test]
fn the_tour_goes_on_when_its_step_was_done() {
    let mut session = Session::open(&long());
    session.press(": tour enter");
    assert_eq!(session.state.tour, Some(0));
    assert!(session.screen().contains("tour 1 of 12"));
    session.press("H");
    assert_eq!(session.state.tour, Some(0));
    session.press("space )");
    assert_eq!(session.state.tour, Some(2));
    session.press("H a note enter U tab enter tab j");
    session.press(": tour enter");
    assert_eq!(session.state.tour, None);
}

#[test]
fn reading_begins_before_a_long_article_is_read() {
    let whole = article::parse(&long(), Format::Markdown).0;
    let beginning = long().chars().take(2000).collect::<String>();
    let beginning = article::parse(&beginning, Format::Markdown).0;
    let glimpse = |keys: &str| {
        let mut session = Session::open("Another.");
        session.event(Event::Glimpsed { index: 1, article: Arc::new(beginning.clone()), len: long().len() });
        assert!(session.screen().contains("Paragraph 1 says"));
        session.press(keys);
        session
    };
    let cursor = |session: &Session| session.state.reading.as_ref().unwrap().cursor;
    let whole_came = |session: &mut Session| {
        session.event(Event::opened(1, Arc::new(whole.clone()), Vec::new()));
        assert!(session.state.reading.as_ref().unwrap().notes.is_some());
    };
    // Nothing moves when the rest has come.
    let mut session = glimpse(") ) ) d j");
    assert!(!session.screen().contains("100 %"), "the end is not known yet");
    let text = |screen: &str| {
        screen.lines().filter(|it| it.contains("Paragraph")).map(|it| it[..60].to_owned()).collect::<Vec<_>>()
    };
    let before = (cursor(&session), text(&session.screen()));
    whole_came(&mut session);
    assert_eq!((cursor(&session), text(&session.screen())), before);
    // Whoever asked for the end is taken there, and a search finds all that there is.
    let mut session = glimpse("/ thing enter G");
    let found = session.state.find.matches.len();
    whole_came(&mut session);
    assert!(session.state.find.matches.len() == 60 && found < 60, "{found}");
    assert!(session.screen().contains("Paragraph 60 says") && session.screen().contains("100 %"));
    // Notes wait for the whole.
    let session = glimpse("H");
    assert!(session.effects.iter().all(|effect| !matches!(effect, Effect::Append { .. })));
    // Whoever has gone on to another article stays there.
    let mut session = glimpse("K");
    session.event(Event::opened(0, Arc::new(article::parse("Elsewhere.", Format::Plain).0), Vec::new()));
    session.event(Event::opened(1, Arc::new(whole.clone()), Vec::new()));
    assert!(session.screen().contains("Elsewhere"));
}

const SET: &str = "The extraordinary announcement came on Tuesday, when the council of Porto Alto put off the vote.\n\n\
                   1. The commission inspects the ponds, dry since that winter.\n\n\
                   | Pond | Restored |\n|---|---|\n| North | 2027 |\n| Old harbor basin | never |\n";

#[test]
fn rows_are_set_as_the_reader_wants() {
    let settings = "[reading]\ntext_width = 30\neven_rows = true\njustify = true\nhyphenate = true\n";
    let mut session = Session::with_settings(settings, SET);
    session.event(Event::Resize(Size { width: 60, height: 24 }));
    let screen = session.screen();
    for row in [
        "The extraordinary announcement",
        "came  on  Tuesday,  when   the",
        "the ponds, dry since  that",
        "Pond             │ Restored",
        "Old harbor basin │ never",
    ] {
        assert!(screen.lines().any(|shown| shown.ends_with(row)), "{row}\n{screen}");
    }
    // The cursor stands on the words that it means, however they are set.
    let text = session.state.reading.as_ref().unwrap().article.text.clone();
    for words in ["Tuesday", "council", "inspects", "winter", "basin", "never"] {
        let at = text.find(words).unwrap();
        session.state.reading.as_mut().unwrap().go(at);
        session.press("v esc");
        session.state.reading.as_mut().unwrap().cursor = at;
        session.state.reading.as_mut().unwrap().look();
        let (cells, cursor) = session.draw(Colors::All);
        let cursor = cursor.unwrap();
        let row: String = (cursor.x..cells.area.width).map(|x| cells[(x, cursor.y)].symbol()).collect();
        assert!(row.starts_with(words.get(..3).unwrap()), "{words}: {row}");
    }
}
