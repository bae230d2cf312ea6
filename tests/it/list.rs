//! The list of articles: what it shows, what can be asked of it, and that marking moves nothing.

use byline::{
    annotation::{Timestamp, revision::Revision},
    app::{Effect, Entry, Event, Of, area::Size, popup::Popup, shelf::Mark, work::Work},
    article::{self, Format},
    config::Config,
    query::Found,
};

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
    session.state.shelf.is_library = true;
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
fn names_complete_a_query() {
    let mut session = library();
    session.press("/");
    session.event(Event::Paste("ferry person:ru".into()));
    assert_eq!(session.effects, [Effect::Complete(Found::Person, "ru".into())]);
    session
        .event(Event::Completed(vec![(Found::Person, "Ana Ruiz".into()), (Found::Place, "Rua Nova".into())]));
    let screen = session.screen();
    assert!(screen.contains("person:\"Ana Ruiz\"") && !screen.contains("Rua Nova"), "{screen}");
    session.press("tab enter");
    assert_eq!(session.effects.last(), Some(&Effect::Seek("ferry person:\"Ana Ruiz\"".into())));
}

#[test]
fn the_list_moves_no_more_than_it_must() {
    let mut session = library();
    let many: Vec<_> =
        (1..=100).map(|key| Entry { key: Some(key), ..Entry::new(format!("Article {key}"), "") }).collect();
    session.event(Event::Listed(many));
    session.event(Event::Resize(Size { width: 80, height: 24 }));
    session.press("g g 4 0 j");
    let before = session.screen();
    assert!(
        before.contains("Article 41 ") && before.contains("Article 21 ") && !before.contains("Article 20 "),
        "{before}"
    );
    session.press("5 k");
    let after = session.screen();
    assert!(
        after.contains("Article 41 ") && after.contains("Article 21 ") && !after.contains("Article 20 "),
        "{after}"
    );
    session.press("2 0 k");
    assert!(session.screen().contains("Article 16 ") && !session.screen().contains("Article 15 "));
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

/// The entries of a library: number, title, and group of near duplicates.
fn entries(rows: &[(i64, &str, Option<i64>)]) -> Vec<Entry> {
    let entry = |(key, title, alike): &(i64, &str, Option<i64>)| Entry {
        key: Some(*key),
        alike: *alike,
        ..Entry::new(*title, "The Port Ledger")
    };
    rows.iter().map(entry).collect()
}

/// Returns the titles in the list, from the top.
fn titles(session: &Session) -> Vec<&str> {
    let places = (0..session.state.n_listed()).filter_map(|at| session.state.listed(at));
    places.map(|index| session.state.articles[index].title.as_str()).collect()
}

#[test]
fn what_feeds_bring_moves_nothing_until_the_reader_asks() {
    let mut session = library();
    session.press("j R R");
    assert_eq!(session.effects, [Effect::Refresh], "one at a time");
    assert!(session.screen().contains("still at it: asking the feeds"));
    session.press("j k");
    let progress = |said: &str| Event::Progress { work: Work::Refresh, said: said.into() };
    session.event(progress("3 of 12 feeds, 41 new"));
    session.event(Event::Came(41));
    let screen = session.screen();
    assert!(
        screen.contains("3 of 12 feeds, 41 new") && screen.contains("articles (5) · 41 new: N"),
        "{screen}"
    );
    session.event(Event::Done { work: Work::Refresh, came: Ok("12 of 12 feeds, 41 new".into()) });
    assert!(session.screen().contains("12 of 12 feeds, 41 new; N in the list shows them"));
    assert_eq!((session.state.n_listed(), selected(&session)), (5, 1));
    session.effects.clear();
    session.press("N");
    assert_eq!(session.effects, [Effect::List]);
    session.event(Event::Noted { counts: vec![(2, 3)], tags: Vec::new() });
    let now = [
        (9, "Fresh fish", None),
        (1, "Ferry stays in port", None),
        (2, "Harbor bridge vote, corrected", None),
    ];
    session.event(Event::Ordered(entries(&now)));
    assert_eq!(titles(&session), ["Fresh fish", "Ferry stays in port", "Harbor bridge vote, corrected"]);
    assert_eq!((selected(&session), session.state.shelf.news), (2, 0), "the chosen article stays chosen");
    let screen = session.screen();
    assert!(screen.contains("3 notes") && !screen.contains("new: N"), "{screen}");
    session.effects.clear();
    session.press("k k enter");
    assert_eq!(session.effects.last(), Some(&Effect::Open(5)), "what is open keeps its place among all");
}

#[test]
fn work_is_given_up_before_the_list_closes() {
    let mut session = library();
    session.press("R esc");
    assert_eq!(session.effects, [Effect::Refresh, Effect::GiveUp]);
    assert!(session.state.popup.is_some() && session.screen().contains("given up"));
    session.event(Event::Done { work: Work::Refresh, came: Err("too late".into()) });
    session.event(Event::Progress { work: Work::Refresh, said: "too late".into() });
    assert!(!session.screen().contains("too late"));
    session.press("esc");
    assert!(session.state.popup.is_none());
    session.press("R esc");
    assert_eq!(session.effects.last(), Some(&Effect::GiveUp), "while reading too");
}

#[test]
fn near_duplicates_share_a_row_until_it_is_unfolded() {
    let mut session = library();
    let all = [
        (9, "Wire: bridge closed", Some(4)),
        (8, "Fresh fish", None),
        (7, "Bridge closed, says wire", Some(4)),
        (4, "Bridge closed", Some(4)),
        (3, "Alone of its kind", Some(3)),
    ];
    session.event(Event::Ordered(entries(&all)));
    let folded = ["Wire: bridge closed", "Fresh fish", "Alone of its kind"];
    assert_eq!(titles(&session), folded);
    assert!(session.screen().contains("+2 alike"));
    session.press("g g z");
    let open = [
        "Wire: bridge closed",
        "Bridge closed, says wire",
        "Bridge closed",
        "Fresh fish",
        "Alone of its kind",
    ];
    assert_eq!(titles(&session), open);
    session.press("j j z");
    assert_eq!(
        (titles(&session), selected(&session)),
        (folded.to_vec(), 0),
        "the row that stands for it is chosen"
    );
    session.press("G z");
    assert!(session.screen().contains("no other article is nearly the same"));
    session.press("/");
    session.event(Event::Paste("wire".into()));
    session.press("enter");
    session.event(Event::Sought { query: "wire".into(), articles: vec![7, 4, 3] });
    assert_eq!(
        titles(&session),
        ["Bridge closed, says wire", "Alone of its kind"],
        "the first that fits stands for all"
    );
    assert!(session.screen().contains("+1 alike"));
}

#[test]
fn an_address_is_fetched_and_its_article_opened() {
    let mut session = library();
    session.press("O");
    session.event(Event::Paste("mayor".into()));
    session.press("enter");
    assert!(session.screen().contains("address: mayor"), "a mistake can be mended");
    session.press("esc");
    assert_eq!(selected(&session), 0, "back in the list");
    session.press("O");
    session.press("ctrl-u");
    session.event(Event::Paste("ledger.example/fish".into()));
    session.press("enter");
    assert_eq!(session.effects, [Effect::Fetch("https://ledger.example/fish".into())]);
    assert!(session.screen().contains("fetching https://ledger.example/fish …"));
    session.effects.clear();
    session.event(Event::Added(entries(&[(9, "Fresh fish", None)])[0].clone()));
    session.event(Event::Done { work: Work::Page, came: Ok("added to the library".into()) });
    assert_eq!(session.effects.last(), Some(&Effect::Open(5)));
    assert_eq!(
        titles(&session)[..2],
        ["Fresh fish", "Ferry stays in port"],
        "what the reader asked for comes first"
    );
    session.effects.clear();
    session.press("a");
    session.event(Event::Added(entries(&[(2, "Harbor bridge vote", None)])[0].clone()));
    assert!(!session.effects.contains(&Effect::Open(1)), "nobody is torn away from a note");
}

#[test]
fn a_pasted_address_is_asked_about_and_nothing_else_is() {
    let mut session = library();
    session.press("esc");
    session.event(Event::Paste(" https://ledger.example/fish\n".into()));
    assert!(session.effects.is_empty() && session.screen().contains("address: https://ledger.example/fish"));
    session.press("enter");
    assert_eq!(session.effects, [Effect::Fetch("https://ledger.example/fish".into())]);
    session.event(Event::Paste("q https://ledger.example/fish".into()));
    assert!(session.screen().contains("pasted text is only taken while you write"));
}

#[test]
fn the_whole_of_an_article_is_a_key_away() {
    let mut session = library();
    session.press("j F");
    assert_eq!(session.effects, [Effect::FetchWhole(2)]);
    let whole = Entry { is_brief: true, ..entries(&[(1, "Ferry stays in port", None)])[0].clone() };
    session.event(Event::Done { work: Work::Page, came: Err("the page is gone".into()) });
    session.event(Event::Ordered(vec![whole]));
    session.press("esc");
    assert!(session.screen().contains("F fetches the rest"), "{}", session.screen());
    session.press("F");
    assert_eq!(session.effects.last(), Some(&Effect::FetchWhole(1)));
}

#[test]
fn a_silent_edit_is_shown_word_by_word() {
    let mut session = library();
    session.press("j g d");
    assert_eq!(session.effects, [Effect::Compare(Of::Number(2))]);
    let (first, second) = ("We will rebuild it by 2027.", "We will rebuild it.");
    let kept = "Nobody was surprised.\n\nNothing else was said.\n\n";
    let at = |n: i64, text: &str| (Timestamp(1_790_000_000_000 + n * 86_400_000), format!("{kept}{text}"));
    let versions = [at(0, first), at(1, second), at(2, &format!("{second}\n\nThe council voted."))];
    let revisions = versions.windows(2).map(|pair| {
        let [(from, old), (to, new)] = pair else { panic!("there are two") };
        Revision::new((*from, old.as_str()), (*to, new.as_str()))
    });
    session.event(Event::Resize(Size { width: 80, height: 24 }));
    session.event(Event::Compared(revisions.collect()));
    let screen = session.screen();
    for part in [
        "changed since 2026-09-22",
        "2 of 2, K J others",
        "3 words",
        "⋯ 3 paragraphs unchanged",
        "{+The council voted.+}",
    ] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    session.press("K");
    let screen = session.screen();
    for part in ["changed since 2026-09-21", "1 of 2", "We will rebuild [-it by 2027.-] {+it.+}"] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    session.press("K");
    assert!(session.screen().contains("this is the first change"));
    session.press("esc");
    assert_eq!(selected(&session), 1, "back in the list");
    session.press("esc g d");
    let id = session.state.reading.as_ref().unwrap().id.clone();
    assert_eq!(session.effects.last(), Some(&Effect::Compare(Of::Name(id))));
    session.event(Event::Compared(Vec::new()));
    assert!(session.screen().contains("no earlier version of the article is known"));
}

#[test]
fn the_lead_image_is_told_where_no_caption_tells_it() {
    for (caption, expected) in [("", true), ("<figcaption>The old bridge at dawn</figcaption>", false)] {
        let page = format!(
            "<html><head><meta property='og:image:alt' content='The old bridge at dawn'></head><body><article><h1>Vote</h1>\
             <figure>{caption}</figure><p>The council put off its vote on the harbor bridge.</p></article></body></html>"
        );
        let (article, _) = article::parse(&page, Format::Html);
        let session = Session::with(Config::default(), article, Size { width: 120, height: 40 });
        assert_eq!(
            session.screen().contains("image: The old bridge at dawn"),
            expected,
            "{}",
            session.screen()
        );
    }
}
