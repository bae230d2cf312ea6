//! What the reader says of names and quotations stays so, in every article.

use std::sync::Arc;

use byline::{
    app::Event,
    article::{self, Format},
    extract::Kind,
};

use crate::session::Session;

const NEWS: &str = "Mayor Ana Ruiz met Tomás Leite in Lisbon on Monday.\n\n“We will rebuild the bridge by 2027,” said \
Ruiz.\n\nLeite disagreed. “It is too early to promise a date,” he said. Ruiz left the hall before the vote.";

/// Another article about the same people.
const LATER: &str =
    "Tomás Leite left Lisbon on Friday. Ana Ruiz, who stayed, said: “I wish him well in his new work.”";

/// Returns the names of a kind with the number of their mentions.
fn named(session: &Session, kind: Kind) -> Vec<(String, usize)> {
    let extraction = session.state.reading.as_ref().unwrap().extraction.as_ref().unwrap();
    let of_kind = extraction.entities.iter().filter(|entity| entity.kind == kind);
    of_kind.map(|entity| (entity.name.clone(), entity.mentions.len())).collect()
}

fn people(session: &Session) -> Vec<String> {
    named(session, Kind::Person).into_iter().map(|(name, _)| name).collect()
}

/// Returns the speakers of the quotations as the pane shows them.
fn speakers(session: &Session) -> Vec<Option<String>> {
    let extraction = session.state.reading.as_ref().unwrap().extraction.as_ref().unwrap();
    let entity = |idx: usize| extraction.entities[idx].name.clone();
    extraction.quotations.iter().map(|it| it.speaker.and_then(|speaker| speaker.entity).map(entity)).collect()
}

fn open_another(session: &mut Session) {
    let article = Arc::new(article::parse(LATER, Format::Markdown).0);
    session.event(Event::opened(1, article, Vec::new()));
}

#[test]
fn what_is_no_name_is_gone_everywhere_and_comes_back() {
    let mut session = Session::open(NEWS);
    assert_eq!(people(&session), ["Ana Ruiz", "Tomás Leite"]);
    session.press("g p j x");
    assert_eq!(people(&session), ["Ana Ruiz"]);
    assert!(session.screen().contains("is no name any more; U takes it back"));
    open_another(&mut session);
    assert_eq!(people(&session), ["Ana Ruiz"]);
    let mut session = Session::open(NEWS);
    session.press("g p j x U");
    assert_eq!(people(&session), ["Ana Ruiz", "Tomás Leite"]);
    session.press("ctrl-r");
    assert_eq!(people(&session), ["Ana Ruiz"]);
}

#[test]
fn an_entity_has_the_name_that_the_reader_gives_it() {
    let mut session = Session::open(NEWS);
    session.press("g p r ctrl-u Mayor space Ruiz enter");
    assert_eq!(people(&session)[0], "Mayor Ruiz");
    assert!(session.screen().contains("Mayor Ruiz *"));
    assert!(session.screen().contains("renamed by you"));
    assert_eq!(speakers(&session)[0].as_deref(), Some("Mayor Ruiz"));
    open_another(&mut session);
    assert!(people(&session).contains(&"Mayor Ruiz".to_owned()));
    session.press("g p r ctrl-u enter");
    assert!(people(&session).contains(&"Mayor Ruiz".to_owned()), "an empty name changes nothing");
}

#[test]
fn an_entity_is_of_the_kind_that_the_reader_says() {
    let mut session = Session::open(NEWS);
    session.press("g l T o");
    assert_eq!(named(&session, Kind::Place), []);
    assert_eq!(named(&session, Kind::Organization), [("Lisbon".to_owned(), 1)]);
    session.press("g o T p");
    assert!(people(&session).contains(&"Lisbon".to_owned()));
    open_another(&mut session);
    assert!(people(&session).contains(&"Lisbon".to_owned()));
    session.press("U");
    let mut session = Session::open(NEWS);
    session.press("g p T l");
    assert_eq!(named(&session, Kind::Place).len(), 2);
}

#[test]
fn two_entities_are_joined_and_parted() {
    let mut session = Session::open(NEWS);
    session.press("g p m j m");
    assert_eq!(named(&session, Kind::Person), [("Tomás Leite".to_owned(), 5)]);
    assert!(session.screen().contains("joined by you"));
    session.press("U");
    assert_eq!(people(&session).len(), 2);
    session.press("g g s enter");
    assert_eq!(people(&session).len(), 3);
    assert!(named(&session, Kind::Person).contains(&("Ruiz".to_owned(), 2)));
    session.press("U");
    assert_eq!(people(&session).len(), 2);
}

#[test]
fn a_name_is_added_by_hand_wherever_it_stands() {
    let mut session = Session::open(NEWS);
    session.press("/ hall enter v e E l");
    assert!(named(&session, Kind::Place).contains(&("hall".to_owned(), 1)));
    session.press("/ bridge enter v e E o / vote enter v e E p");
    assert!(named(&session, Kind::Organization).contains(&("bridge".to_owned(), 1)));
    assert!(people(&session).contains(&"vote".to_owned()));
    session.press("U U U");
    assert_eq!(people(&session).len(), 2);
    assert!(!named(&session, Kind::Place).contains(&("hall".to_owned(), 1)));
}

#[test]
fn a_quotation_has_the_speaker_that_the_reader_names() {
    let mut session = Session::open(NEWS);
    session.press("g q S leite enter");
    assert_eq!(speakers(&session)[0].as_deref(), Some("Tomás Leite"));
    assert!(session.screen().contains("named by you"));
    session.press("U");
    assert_eq!(speakers(&session)[0].as_deref(), Some("Ana Ruiz"));
}

#[test]
fn a_quotation_is_checked_or_disputed() {
    let mut session = Session::open(NEWS);
    session.press("g q v");
    assert!(session.screen().contains("Ana Ruiz · said · checked"));
    session.press("!");
    assert!(session.screen().contains("Ana Ruiz · said · disputed"));
    session.press("!");
    assert!(!session.screen().contains("disputed ·") && !session.screen().contains("said · disputed"));
}
