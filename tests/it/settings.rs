//! The reader's own settings.

use crate::session::Session;

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
