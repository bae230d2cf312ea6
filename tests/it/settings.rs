//! The reader's own settings.

use byline::{
    app::{
        Effect, Message,
        action::Action,
        keymap::{Keymap, Mode},
        popup::Popup,
    },
    config,
};

use crate::{sandbox::Sandbox, session::Session};

#[test]
fn own_keys_and_colors_are_used() {
    let mut session =
        Session::with_settings("[keys.read]\nhighlight = 'x'\n[notes]\ncolor = 'green'", "One. Two.");
    session.press("x");
    assert_eq!(session.text(), "<cur/><hl green>One.</hl> Two.");
    session.press(") H");
    assert_eq!(session.annotations().len(), 1);
    assert!(session.screen().contains("H does nothing here"));
}

#[test]
fn notes_can_be_kept_out_of_the_article() {
    let mut session = Session::with_settings("[reading]\ninline_notes = false", "One. Two.");
    session.press("a words enter g n");
    assert_eq!(session.screen().matches("words").count(), 1);
}

/// Returns what the status line says.
fn said(session: &Session) -> &str {
    match &session.state.message {
        Some(Message::Said(said) | Message::Failed(said)) => said,
        None => "",
    }
}

fn kept(session: &Session) -> Vec<(&str, &str)> {
    let settings = session.effects.iter().filter_map(|effect| match effect {
        Effect::KeepSetting { name, value } => Some((name.as_str(), value.as_str())),
        _ => None,
    });
    settings.collect()
}

#[test]
fn settings_are_changed_from_the_desk_and_kept() {
    let mut session = Session::open("One. Two.");
    session.press(": set space theme space dark enter");
    assert_eq!(session.state.config.theme, "dark");
    assert_eq!(said(&session), "theme is dark now, and stays so");
    session.press("g s text tab 5 0 enter");
    assert_eq!(session.state.areas().text_width, 50);
    session.press("g s inline enter");
    assert!(session.screen().contains(":set reading.inline_notes"), "{}", session.screen());
    session.press("f a l enter a words enter");
    assert!(!session.screen().contains("╰"), "{}", session.screen());
    session.press("g s color = green enter esc ) H");
    assert_eq!(
        kept(&session),
        [("theme", "dark"), ("reading.text_width", "50"), ("reading.inline_notes", "false"),]
    );
    session.press("g s notes.color space g enter ) H");
    assert_eq!(session.text(), "<hl>One.</hl> <cur/><hl green>Two.</hl>", "{:?}", kept(&session));
    session.press("g s theme space pink enter");
    assert!(said(&session).contains("not “pink”"), "{}", said(&session));
    assert_eq!(session.state.config.theme, "dark");
    session.press("g s nothing enter");
    assert!(said(&session).contains("no setting"), "{}", said(&session));
}

#[test]
fn accepting_what_is_there_changes_nothing() {
    let mut session = Session::with_settings("[notes]\ncolor = 'blue'", "One.");
    session.press("g s notes.color space enter H");
    assert_eq!(session.text(), "<cur/><hl blue>One.</hl>");
}

#[test]
fn every_keymap_is_whole_and_without_conflicts() {
    for (name, source) in config::KEYMAPS {
        assert_eq!(config::parse(source).1, [], "{name} names only what there is");
        let (config, warnings) = config::parse(&format!("keymap = '{name}'"));
        assert_eq!(warnings, [], "{name}");
        let (keymap, warnings) = Keymap::new(&config);
        assert_eq!(warnings, [], "{name}");
        for action in Action::ALL.iter().filter(|action| **action != Action::Tour) {
            let bound = Mode::ALL.iter().any(|mode| keymap.keys_of(*mode, *action).is_some());
            assert!(bound, "{name} has no key for {}", action.name());
        }
        // What everybody needs is there wherever an article is read.
        for mode in [Mode::Read, Mode::Select, Mode::Pane] {
            for action in [Action::Quit, Action::Help, Action::Commands, Action::Undo, Action::Cancel] {
                assert!(
                    keymap.keys_of(mode, action).is_some(),
                    "{name}: {} in {}",
                    action.name(),
                    mode.name()
                );
            }
        }
    }
}

#[test]
fn keymaps_do_what_hands_know() {
    let check = |keymap: &str, keys: &str, after: &str| {
        let mut session = Session::with_settings(&format!("keymap = '{keymap}'"), "One. Two.\n\nThree.");
        session.press(keys);
        assert_eq!(session.text(), after, "{keymap}: {keys}");
    };
    check("vim", "H ) H d d", "<hl>One.</hl> <cur/>Two.\n\nThree.");
    check("vim", "H u", "<cur/>One. Two.\n\nThree.");
    check("vim", "q a H ) q @ a", "<hl>One.</hl> <hl>Two.</hl>\n\n<cur/>Three.");
    check("less", "} g", "<cur/>One. Two.\n\nThree.");
    check("less", ">", "One. Two.\n\n<cur/>Three.");
    check("helix", "x H", "<cur/><hl>One. Two.</hl>\n\nThree.");
    check("helix", "m i w H", "<cur/><hl>One</hl>. Two.\n\nThree.");
    check("helix", "g e m i w H u U", "One. Two.\n\n<cur/><hl>Three</hl>.");
    check("newsboat", ") H", "One. <cur/><hl>Two.</hl>\n\nThree.");
    let mut session = Session::with_settings("keymap = 'newsboat'", "One.");
    session.press("q");
    assert!(matches!(session.state.popup, Some(Popup::Articles { .. })));
    session.press("q Q");
    assert_eq!(session.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_keymap_is_changed_while_reading_and_own_keys_stay() {
    let mut session = Session::with_settings("[keys.read]\nhighlight = 'x'", "One. Two.");
    session.press("g s keymap space vim enter x u");
    assert_eq!(session.annotations(), []);
    session.press("x");
    assert_eq!(session.annotations().len(), 1);
    assert!(config::parse("keymap = 'emacs'").1[0].0.contains("there is no keymap"));
}

#[test]
fn keymaps_are_printed_as_they_would_stand_in_the_settings() {
    let sandbox = Sandbox::new();
    for (name, source) in config::KEYMAPS.iter().filter(|(name, _)| *name != "byline") {
        assert_eq!(sandbox.out(&["config", "--keys", name]), *source);
    }
    assert_eq!(sandbox.out(&["config", "--keys", "byline"]), config::DEFAULTS);
    assert_eq!(sandbox.run(&["config", "--keys", "emacs"]).code, 1);
}
