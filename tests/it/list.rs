//! The list of articles: what it shows, what can be asked of it, and that marking moves nothing.

use byline::app::{Effect, Entry, Event, popup::Popup, shelf::Mark};

use crate::session::Session;

/// A session over a library of five articles, of which one is open, with the list shown.
fn library() -> Session {
    let mut session = Session::open(
        "The ferry to the island stays in port.\n\nThe harbor bridge is closed. Nobody crosses.\n",
    );
    let titles =
        ["Ferry stays in port", "Harbor bridge vote", "Salt and bread", "The red bus", "A crack in a pin"];
    let entries = titles.iter().zip(1..).map(|(title, key)| Entry {
        key: Some(key),
        day: format!("2026-09-0{key}"),
        read: key == 1,
        progress: if key == 1 { 40 } else { 0 },
        ..Entry::new(*title, "The Port Ledger")
    });
    session
        .event(Event::Listed(entries.map(|entry| Entry { read: entry.key == Some(1), ..entry }).collect()));
    session.press("L");
    session.effects.clear();
    session
}

fn selected(session: &Session) -> usize {
    match session.state.popup {
        Some(Popup::Articles { selected }) => selected,
        ref other => panic!("the list is shown, not {other:?}"),
    }
}

#[test]
fn marking_moves_nothing() {
    let mut session = library();
    session.press("j j m s");
    assert_eq!(selected(&session), 2);
    assert_eq!(
        session.effects,
        [Effect::Mark { article: 3, mark: Mark::Read }, Effect::Mark { article: 3, mark: Mark::Star }]
    );
    let titles: Vec<_> = session.state.articles.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles[2], "Salt and bread");
    session.effects.clear();
    session.press("m s");
    assert_eq!(
        session.effects,
        [Effect::Mark { article: 3, mark: Mark::Unread }, Effect::Mark { article: 3, mark: Mark::NoStar }]
    );
}

#[test]
fn the_next_unread_article_is_a_key_away() {
    let mut session = library();
    session.press("n");
    assert_eq!(selected(&session), 1);
    session.press("G n");
    assert_eq!(selected(&session), 4);
    assert!(session.screen().contains("nothing unread follows"));
}

#[test]
fn a_query_leaves_articles_out_and_shows_sentences() {
    let mut session = library();
    session.press("/");
    session.event(Event::Paste("harbor -salt".into()));
    session.press("enter");
    assert_eq!(session.effects, [Effect::Seek("harbor -salt".into())]);
    session.event(Event::Sought { query: "an older one".into(), articles: vec![3] });
    assert_eq!(session.state.n_listed(), 5, "an answer to something else is none");
    session.effects.clear();
    session.event(Event::Sought { query: "harbor -salt".into(), articles: vec![5, 2] });
    assert_eq!(
        session.effects,
        [Effect::Sentences { query: "harbor -salt".into(), articles: vec![2, 5] }],
        "in the order of the list"
    );
    let sentences = vec![(2, Some("The harbor bridge is closed.".into())), (5, None)];
    session.event(Event::Sentences { query: "harbor -salt".into(), sentences });
    let screen = session.screen();
    assert!(screen.contains("articles: harbor -salt (2 of 5)"), "{screen}");
    assert!(screen.contains("The harbor bridge is closed.") && !screen.contains("The red bus"), "{screen}");
    session.press("j esc");
    assert_eq!((session.state.n_listed(), selected(&session)), (5, 4), "the chosen article stays chosen");
}

#[test]
fn a_result_opens_on_its_sentence() {
    let mut session = library();
    session.press("/");
    session.event(Event::Paste("harbor".into()));
    session.press("enter");
    session.event(Event::Sought { query: "harbor".into(), articles: vec![2] });
    session.press("enter");
    let article = session.state.reading.as_ref().unwrap().article.clone();
    session.event(Event::opened(1, article, Vec::new()));
    let reading = session.state.reading.as_ref().unwrap();
    assert_eq!(reading.focus.slice(&reading.article.text), "The harbor bridge is closed.");
    assert!(session.state.articles[1].read, "what is opened is read");
}

#[test]
fn a_mistake_is_pointed_at_and_the_query_stays() {
    let mut session = library();
    session.press("/");
    session.event(Event::Paste("ferry colour:red".into()));
    session.press("enter");
    let screen = session.screen();
    assert!(session.effects.is_empty() && screen.contains("query: ferry colour:red"), "{screen}");
    session.press("esc");
    assert_eq!(selected(&session), 0);
}

#[test]
fn a_query_is_completed() {
    let mut session = library();
    session.press("/");
    session.event(Event::Paste("is:un".into()));
    session.press("tab enter");
    assert_eq!(session.effects, [Effect::Seek("is:unread".into())]);
}

#[test]
fn some_letters_of_a_title_jump_to_it() {
    let mut session = library();
    session.press("f");
    session.event(Event::Paste("hbv".into()));
    session.press("enter");
    assert!(session.effects.contains(&Effect::Open(1)), "{:?}", session.effects);
}

#[test]
fn the_list_says_what_was_read_and_noted() {
    let mut session = library();
    session.event(Event::Noted { counts: vec![(2, 3)], tags: vec!["council".into()] });
    let screen = session.screen();
    for part in ["2026-09-02", "3 notes", "40 %", "•  2026-09-03  Salt and bread", "The Port Ledger"] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
}
