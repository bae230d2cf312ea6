//! Every action, pressed by its own key through the real keymap where it means something, and what comes of it.

use byline::app::{
    Entry, Event, Message,
    action::{Action, Action as A},
    area::Size,
};

use crate::session::Session;

/// What is read here: more than fits on the screen, with something of everything.
fn article() -> String {
    let filler: String = (0..20).map(|n| format!("Line {n} says little.\n\n")).collect();
    format!(
        "# Pier sold twice\n\nBy Nilo Aranha\n\n## What was said\n\nIn 1998 the pier was sold. It was sold again in 2027.\n\n\
         “We will bid,” Ana Ruiz said on Monday. Ruiz left [the hall](https://port.example.com/hall) at nine in Porto Alto.\n\n\
         ## What it costs\n\nTomás Leite of the Port Union called it “too early to say.”\n\n{filler}The end is near.\n\n\
         You may also like\n\nLeave a Comment\n"
    )
}

/// Where an action means something: keys before it, keys after it, and what is seen then. That begins with where to look:
/// `text` with the cursor, the selection and highlights as tags, `screen`, `said` on the status line, `asked` of the world;
/// `!` is for what must not be there.
type Scene = (Action, &'static str, &'static str, &'static str);

const SCENES: &[Scene] = &[
    (A::LineDown, "", "", "screen !Pier sold twice"),
    (A::LineUp, "j", "", "screen Pier sold twice"),
    (A::HalfPageDown, "", "", "screen !By Nilo"),
    (A::HalfPageUp, "d", "", "screen Pier sold twice"),
    (A::PageDown, "", "", "screen !We will bid"),
    (A::PageUp, "space", "", "screen Pier sold twice"),
    (A::Top, "G", "", "text <cur/>Pier"),
    (A::Bottom, "", "", "text <cur/>The end"),
    (A::NextSentence, "} } }", "", "text <cur/>It was"),
    (A::PreviousSentence, "} } } )", "", "text <cur/>In 1998"),
    (A::NextParagraph, "", "", "text <cur/>By Nilo"),
    (A::PreviousParagraph, "}", "", "text <cur/>Pier"),
    (A::NextHeading, "", "", "text <cur/>What was said"),
    (A::PreviousHeading, "] ]", "", "text <cur/>Pier"),
    (A::Center, "9 } 6 j", "", "screen What it costs"),
    (A::Back, "] ]", "", "text <cur/>Pier"),
    (A::Forward, "] ] ctrl-o", "", "text <cur/>What was said"),
    (A::SetMark, "", "a", "said mark a is here"),
    (A::GoToMark, "} m a }", "a", "text <cur/>By Nilo"),
    (A::Jump, "", "f d", "text <cur/>What was said"),
    (A::Search, "", "2 0 2 7 enter", "text <cur/>2027"),
    (A::SearchWord, "] e ] e", "", "said “ruiz”: "),
    (A::NextMatch, "/ sold enter", "", "text <cur/>sold. It"),
    (A::PreviousMatch, "/ sold enter", "", "text <cur/>sold again"),
    (A::NextMention, "", "", "text <cur/>Ana Ruiz"),
    (A::PreviousMention, "", "", "text <cur/>Port Union"),
    (A::NextQuotation, "", "", "text <cur/>We will bid"),
    (A::PreviousQuotation, "", "", "text <cur/>too early"),
    (A::NextAnnotation, "} H {", "", "text <cur/><hl>By Nilo"),
    (A::PreviousAnnotation, "} H } }", "", "text <cur/><hl>By Nilo"),
    (A::Select, "", "", "text <sel>P</sel>ier"),
    (
        A::SelectParagraph,
        "} } }",
        "",
        "text <sel>In 1998 the pier was sold. It was sold again in 2027.</sel>",
    ),
    (A::SelectAgain, "v e esc }", "", "text <sel>Pier</sel>"),
    (A::CursorLeft, "v l l", "", "text <sel>Pi</sel>er"),
    (A::CursorRight, "v", "", "text <sel>Pi</sel>er"),
    (A::NextWord, "v", "", "text <sel>Pier s</sel>old"),
    (A::PreviousWord, "v w w", "", "text <sel>Pier s</sel>old"),
    (A::WordEnd, "v", "", "text <sel>Pier</sel> sold"),
    (A::RowStart, "} } } ) v", "", "text <sel>In 1998 the pier was sold. I</sel>t"),
    (A::RowEnd, "v", "", "text <sel>Pier sold twice</sel>"),
    (A::SwapEnds, "v w e", "b b l", "text P<sel>ier sold</sel>"),
    (A::Grow, "} } v w", "", "text <sel>What was said</sel>"),
    (A::Shrink, "} } } v i s >", "", "text <sel>In 1998 the pier was sold.</sel> It"),
    (A::InsideWord, "} } } v", "", "text <sel>In</sel> 1998"),
    (A::AroundWord, "} } } v", "", "text <sel>In </sel>1998"),
    (A::InsideSentence, "} } } v", "", "text <sel>In 1998 the pier was sold.</sel> It"),
    (A::AroundSentence, "} } } v", "", "text <sel>In 1998 the pier was sold. </sel>It"),
    (
        A::InsideParagraph,
        "} } } v",
        "",
        "text <sel>In 1998 the pier was sold. It was sold again in 2027.</sel>",
    ),
    (
        A::AroundParagraph,
        "} } } v",
        "",
        "text <sel>In 1998 the pier was sold. It was sold again in 2027.</sel>",
    ),
    (A::InsideQuotation, "] q v", "", "text “<sel>We will bid,</sel>”"),
    (A::AroundQuotation, "] q v", "", "text <sel>“We will bid,” Ana Ruiz said</sel> on"),
    (A::InsideEntity, "] e v", "", "text <sel>Ana Ruiz</sel>"),
    (A::AroundEntity, "] e ] e ] e v", "", "text <sel>in Porto Alto</sel>"),
    (A::InsideHighlight, "} } } H v", "", "text <sel><hl>In 1998 the pier was sold.</hl></sel>"),
    (A::AroundHighlight, "} } } H v", "", "text again in 2027.</sel>"),
    (A::InsideSection, "} } } v", "", "text <sel>In 1998"),
    (A::AroundSection, "} } } v", "", "text <sel>What was said"),
    (A::InsideLink, "} } } } v", "", "text <sel>the hall</sel>"),
    (A::AroundLink, "} } } } v", "", "text <sel>Ruiz left the hall at nine in Porto Alto.</sel>"),
    (A::InsideMatch, "/ sol enter v", "", "text <sel>sol</sel>d"),
    (A::AroundMatch, "/ sol enter v", "", "text <sel>sold</sel>"),
    (A::Highlight, "", "", "text <hl>Pier sold twice</hl>"),
    (A::ColorYellow, "C g", "", "text <hl>Pier sold twice</hl>"),
    (A::ColorGreen, "", "", "text <hl green>Pier sold twice</hl>"),
    (A::ColorBlue, "", "", "text <hl blue>Pier sold twice</hl>"),
    (A::ColorRed, "", "", "text <hl red>Pier sold twice</hl>"),
    (A::ColorPurple, "", "", "text <hl purple>Pier sold twice</hl>"),
    (A::HighlightAll, "/ sold enter", "", "text <hl>sold</hl> again"),
    (A::KeepQuotation, "] q", "", "screen #Ana-Ruiz"),
    (A::Note, "", "why enter", "screen ╰ y why"),
    (A::ArticleNote, "", "why enter g n", "screen why"),
    (A::Tags, "", "port enter", "screen #port"),
    (A::Delete, "H", "", "text !<hl>"),
    (A::Undo, "H", "", "text !<hl>"),
    (A::Redo, "H U", "", "text <hl>Pier"),
    (A::Repeat, "H }", "", "text <hl>By Nilo"),
    (A::Copy, "", "", "asked Copy(\"Pier sold twice\")"),
    (A::CopyQuotation, "] q v i q", "", "asked — Ana Ruiz"),
    (A::CopyCitation, "", "", "asked Pier sold twice"),
    (A::CopyNotes, "H", "", "asked Pier sold twice"),
    (A::Export, "H", "", "screen markdown"),
    (A::PlaceHere, "H g n", "", "said select the words that the note belongs to"),
    (A::NotEntity, "g p", "", "screen People 1"),
    (A::Rename, "g p", "ctrl-u Nobody enter", "screen Nobody"),
    (A::SameEntity, "g p", "", "said "),
    (A::OtherEntity, "g p G k", "", "screen which name is somebody else"),
    (A::KindPerson, "g l", "", "screen People 3"),
    (A::KindPlace, "g p", "", "screen Places 2"),
    (A::KindOrganization, "g p", "", "screen Orgs 2"),
    (A::AddPerson, "} } } v w w w i w", "", "screen People 3"),
    (A::AddPlace, "} } } v w w w i w", "", "screen Places 2"),
    (A::AddOrganization, "} } } v w w w i w", "", "screen Orgs 2"),
    (A::Speaker, "g q", "", "screen who says it?"),
    (A::Checked, "g q", "", "screen checked"),
    (A::Disputed, "g q", "", "screen disputed"),
    (A::SwitchPane, "", "", "screen  PANE "),
    (A::FocusPane, "", "", "screen  PANE "),
    (A::TogglePane, "", "", "screen !People"),
    (A::NextTab, "g p", "", "screen Porto Alto"),
    (A::PreviousTab, "g l", "", "screen Tomás Leite  "),
    (A::ShowPeople, "g n", "", "screen Tomás Leite  "),
    (A::ShowPlaces, "", "", "screen Porto Alto  "),
    (A::ShowOrganizations, "", "", "screen Port Union  "),
    (A::ShowQuotes, "", "", "screen Ana Ruiz · said"),
    (A::ShowNotes, "", "", "screen no notes yet"),
    (A::OpenItem, "g l", "", "text <cur/>Porto Alto"),
    (A::Articles, "", "", "screen Another article"),
    (A::NextArticle, "", "", "asked Open(1)"),
    (A::PreviousArticle, "", "", "said this is the first article"),
    (A::Filter, "L", "", "screen query"),
    (A::FindTitle, "L", "", "screen title:"),
    (A::NextUnread, "L", "enter", "asked Open(1)"),
    (A::ToggleRead, "L", "", "asked Mark { article: 1"),
    (A::ToggleStar, "L", "", "asked Mark { article: 1"),
    (A::Unfold, "L j", "", "said no other article is nearly the same"),
    (A::ShowNew, "L", "", "asked List"),
    (A::Refresh, "", "", "asked Refresh"),
    (A::OpenAddress, "", "", "screen address:"),
    (A::FullText, "", "", "asked Fetch"),
    (A::Changes, "", "", "asked Compare"),
    (A::ToggleFolds, "G", "G", "screen Leave a Comment"),
    (A::Wider, "-", "", "said text 68 columns wide"),
    (A::Narrower, "", "", "said text 64 columns wide"),
    (A::RecordMacro, "", "a", "screen ● a"),
    (A::PlayMacro, "Q a H } Q", "a", "text <hl>By Nilo"),
    (A::Zen, "", "esc", "screen !People"),
    (A::Settings, "", "", "screen set theme"),
    (A::Help, "", "", "screen Goes one row down"),
    (A::Commands, "", "", "screen line_down"),
    (A::Redraw, "", "", "asked Redraw"),
    (A::Suspend, "", "", "asked Suspend"),
    (A::Cancel, "v e", "", "text <cur/>Pier"),
    (A::Quit, "", "", "asked Quit"),
    (A::SaveNote, "a why", "", "screen ╰ y why"),
    (A::NewLine, "a one", "two enter", "screen two  "),
    (A::EditOutside, "a why", "", "asked EditOutside(\"why\")"),
    (A::Accept, "/ 2 0 2 7", "", "text <cur/>2027"),
    (A::Complete, ": next_sent", "", "screen :next_sentence"),
    (A::ToggleRegex, "/ 1 . 9", "", "screen regex /1.9"),
    (A::NextChoice, ": next", "enter", "text <cur/>By Nilo"),
    (A::PreviousChoice, ": next down down", "enter", "text <cur/>By Nilo"),
    (A::EraseBack, "a why", "enter", "screen ╰ y wh"),
    (A::EraseForward, "a why home", "enter", "screen ╰ y hy"),
    (A::EraseWord, "a one space two", "enter", "screen !two"),
    (A::EraseLine, "a one space two", "x enter", "screen ╰ y x"),
    (A::FieldLeft, "a why", "x enter", "screen ╰ y whxy"),
    (A::FieldRight, "a why left left", "x enter", "screen ╰ y whxy"),
    (A::FieldUp, "a why alt-enter so", "x enter", "screen whxy"),
    (A::FieldDown, "a why alt-enter so up", "x enter", "screen sox"),
    (A::FieldWordLeft, "a one space two", "x enter", "screen one xtwo"),
    (A::FieldWordRight, "a one space two home", "x enter", "screen one xtwo"),
    (A::FieldStart, "a why", "x enter", "screen xwhy"),
    (A::FieldEnd, "a why home", "x enter", "screen whyx"),
];

/// Opens the article from a library of three.
fn open() -> Session {
    let mut session = Session::open(&article());
    session.event(Event::Resize(Size { width: 120, height: 24 }));
    let entry = |(title, key): (&str, i64)| Entry {
        key: Some(key),
        read: key == 1,
        ..Entry::new(title, "The Port Ledger")
    };
    let titles = ["Pier sold twice", "Another article", "A third one"];
    session.event(Event::Listed(titles.into_iter().zip(1..).map(entry).collect()));
    session.state.shelf.is_library = true;
    session
}

/// Plays a scene and returns what is wrong, if anything.
fn play(session: &Session, (action, before, after, expected): Scene) -> Option<String> {
    let mut session = session.clone();
    session.press(before);
    session.effects.clear();
    let Some(keys) = session.state.keymap.keys_of(session.state.mode(), action) else {
        return Some(format!("{} has no key where the scene is", action.name()));
    };
    session.press(&keys).press(after);
    let (place, words) = expected.split_once(' ').unwrap();
    let seen = match place {
        "text" => session.text(),
        "screen" => session.screen(),
        "asked" => format!("{:?}", session.effects),
        _ => match &session.state.message {
            Some(Message::Said(said) | Message::Failed(said)) => said.clone(),
            None => return Some(format!("{}: nothing was said", action.name())),
        },
    };
    let holds = match words.strip_prefix('!') {
        Some(words) => !seen.contains(words),
        None => seen.contains(words),
    };
    (!holds).then(|| format!("{} ({before}, {keys}, {after}): wanted {expected} in\n{seen}", action.name()))
}

#[test]
fn every_action_does_by_its_key_what_it_says() {
    let session = open();
    let wrong: Vec<String> = SCENES.iter().filter_map(|scene| play(&session, *scene)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_action_but_the_tour_has_a_scene_here() {
    // The tour has no key and a test of its own.
    let without = |action: &&Action| !SCENES.iter().any(|scene| scene.0 == **action);
    let missing: Vec<_> = Action::ALL.iter().filter(without).map(|action| action.name()).collect();
    assert_eq!(missing, ["tour"]);
}
