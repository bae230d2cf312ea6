//! Searching for regular expressions, the edge that shows where in the article things stand, and repeating a change.

use byline::app::Message;

use crate::session::Session;

const REPORT: &str = "# Two bids for the pier\n\nIn 1998 the pier was sold for $3.5m. It was sold again in 2027.\n\n\
    “We will bid,” Ana Ruiz said. Ruiz left the hall at nine.\n";

#[test]
fn the_last_change_is_repeated_with_its_selection() {
    let mut session = Session::open(REPORT);
    session.press(".");
    assert_eq!(session.state.message, Some(Message::Said("there is no change to repeat yet".to_owned())));
    session.press("} v i w H");
    assert!(session.text().contains("<hl>In</hl> 1998"), "{}", session.text());
    session.press(") .");
    assert!(session.text().contains("<hl>It</hl> was"), "{}", session.text());

    let mut session = Session::open(REPORT);
    session.press("} v 2 w C g ) .");
    assert!(session.text().contains("<hl green>In 1998 t</hl>he"), "{}", session.text());
    assert!(session.text().contains("<hl green>It was s</hl>old"), "{}", session.text());

    let mut session = Session::open(REPORT);
    session.press("} H ) H D");
    assert_eq!(session.text().matches("<hl>").count(), 1, "{}", session.text());
    session.press("( .");
    assert_eq!(session.text().matches("<hl>").count(), 0, "{}", session.text());
}

#[test]
fn undoing_typing_and_moving_are_no_changes_to_repeat() {
    let mut session = Session::open(REPORT);
    session.press("} C b U j / w a s enter esc { .");
    assert_eq!(session.text().matches("<hl blue>").count(), 1, "{}", session.text());
    session.press("} v / 2 0 2 7 enter C r");
    let before = session.text();
    assert!(before.contains("<hl red>"), "{before}");
    session.press("U .");
    assert!(session.text().contains("<hl blue>"), "a selection made by a search is not repeated: {before}");
}

#[test]
fn a_selection_grows_and_shrinks_by_what_stands_around_it() {
    let mut session = Session::open(REPORT);
    session.press("} ) >");
    let selected = |session: &Session| {
        let reading = session.state.reading.as_ref().unwrap();
        reading.selection().map(|span| span.slice(&reading.article.text).to_owned()).unwrap_or_default()
    };
    assert_eq!(selected(&session), "It was sold again in 2027.");
    session.press(">");
    assert!(selected(&session).starts_with("In 1998") && selected(&session).ends_with("2027."));
    session.press(">");
    assert!(selected(&session).ends_with("at nine."));
    session.press("9 >");
    assert!(selected(&session).starts_with("Two bids") && selected(&session).ends_with("at nine."));
    session.press("esc } } v w");
    session.press("i w >");
    let larger = selected(&session);
    session.press("<");
    assert_eq!((larger.as_str(), selected(&session).as_str()), ("We will bid,", "We"));
    session.press("<");
    assert_eq!(selected(&session), "We", "there is nothing smaller");
}

/// Returns the characters of the column between the article and the pane.
fn edge(session: &Session) -> String {
    let column = |row: &str| row.chars().nth(72).unwrap_or(' ');
    session.screen().lines().take(39).map(column).collect::<String>().trim().to_owned()
}

#[test]
fn a_regular_expression_is_searched_as_it_is_written() {
    let mut session = Session::open(REPORT);
    session.press("/ ctrl-r \\ d { 4 }");
    assert!(session.text().contains("In <cur/>1998"), "{}", session.text());
    assert!(session.screen().contains("regex /\\d{4}"));
    assert!(session.screen().contains("1 of 2"));
    session.press("enter n");
    assert!(session.text().contains("in <cur/>2027"));
    assert_eq!(session.state.message, Some(Message::Said("“\\d{4}”: 2 of 2".to_owned())));
    session.press("/ 1 9 .");
    assert!(session.screen().contains("no match"), "the next search is for words again");
}

#[test]
fn a_regular_expression_that_is_none_is_said_to_be_wrong_and_moves_nothing() {
    let mut session = Session::open(REPORT);
    let before = session.text();
    session.press("/ ctrl-r (");
    assert!(session.screen().contains("unclosed group"));
    assert_eq!(session.text(), before);
    session.press("enter");
    let said = "“(” is no regular expression: unclosed group";
    assert_eq!(session.state.message, Some(Message::Failed(said.to_owned())));
    session.press("/ ctrl-r ( ctrl-r");
    assert!(session.screen().contains("no match"), "as a word it only does not occur");
    session.press("esc");
    assert_eq!(session.text(), before);
}

#[test]
fn the_edge_shows_matches_notes_and_mentions() {
    let mut session = Session::open(REPORT);
    assert_eq!(edge(&session).matches(|c| c != '│').count(), 0);
    session.press("/ s o l d enter");
    let seen = edge(&session);
    assert_eq!((seen.matches('╋').count(), seen.matches('┼').count()), (1, 1), "{seen}");
    session.press("esc ) H");
    assert_eq!(edge(&session).matches('y').count(), 1);
    session.press("g p j k tab");
    assert!(edge(&session).contains('├'), "{}", edge(&session));
}
