//! What the desk looks like, as snapshots: the words of every row, and beneath them a letter for the style of each cell.
//!
//! `INSTA_UPDATE=always cargo test --test it screens` writes them anew; look at the difference before you keep it.

use std::fmt::Write as _;

use byline::{
    app::{Entry, Event, area::Size},
    article::{parse, samples},
    config::Config,
    ui::theme::Colors,
};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Position,
    style::{Color, Modifier, Style},
};

use crate::session::Session;

/// The sizes: a large window, both panes, one pane in a usual window, one pane with hardly any room.
const SIZES: [(u16, u16); 4] = [(200, 60), (120, 40), (80, 24), (40, 12)];

/// Opens the first sample article among all of them.
fn open(width: u16, height: u16) -> Session {
    let samples = samples();
    let sample = samples.first().unwrap();
    let (article, warnings) = parse(sample.source, sample.format);
    assert_eq!(warnings, []);
    let mut session = Session::with(Config::default(), article, Size { width, height });
    let title = |sample: &byline::article::Sample| parse(sample.source, sample.format).0.title().to_owned();
    let entries = samples.iter().map(|sample| Entry::new(title(sample), sample.name));
    session.event(Event::Listed(entries.collect()));
    session
}

/// Presses keys, and compares the screens at all sizes, in colors and without, with those that were kept.
#[track_caller]
fn check(name: &str, keys: &str) {
    let mut settings = insta::Settings::new();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let _kept = settings.bind_to_scope();
    for (width, height) in SIZES {
        let mut session = open(width, height);
        session.press(keys);
        let (buf, cursor) = session.draw(Colors::All);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), picture(&buf, cursor));
        let (buf, cursor) = session.draw(Colors::None);
        insta::assert_snapshot!(format!("{name}_{width}x{height}_no_color"), picture(&buf, cursor));
    }
}

/// Returns the rows of a screen, where its cursor is, a letter for the style of each cell, and what the letters mean.
fn picture(buf: &Buffer, cursor: Option<Position>) -> String {
    let mut words = String::new();
    let mut letters = String::new();
    let mut known = vec![bare(Style::reset())];
    for row in buf.content.chunks(usize::from(buf.area.width).max(1)) {
        let mut styles = String::new();
        let mut covered = 0;
        for cell in row {
            // The cell behind a wide character holds nothing that is shown.
            if covered == 0 {
                words.push_str(cell.symbol());
            }
            covered = columns(cell).max(covered).saturating_sub(1);
            let style = bare(cell.style());
            let idx = known.iter().position(|it| *it == style).unwrap_or_else(|| {
                known.push(style);
                known.len() - 1
            });
            styles.push(letter(idx));
        }
        words.truncate(words.trim_end_matches(' ').len());
        words.push('\n');
        letters.push_str(styles.trim_end_matches('.'));
        letters.push('\n');
    }
    let cursor = cursor.map_or("none".to_owned(), |at| format!("column {}, row {}", at.x, at.y));
    let mut picture = format!("{words}\ncursor: {cursor}\n\n{letters}\n");
    for (idx, style) in known.iter().enumerate().skip(1) {
        _ = writeln!(picture, "{}: {}", letter(idx), looks(*style));
    }
    picture
}

/// Returns the columns of a cell's character.
fn columns(cell: &Cell) -> usize {
    ratatui::text::Span::raw(cell.symbol()).width()
}

/// Returns a style without the colors that the terminal has anyway.
fn bare(style: Style) -> Style {
    let own = |color: Option<Color>| color.filter(|color| *color != Color::Reset);
    Style {
        fg: own(style.fg),
        bg: own(style.bg),
        underline_color: own(style.underline_color),
        sub_modifier: Modifier::empty(),
        ..style
    }
}

/// Returns the letter of a style; `.` is that of plain text.
fn letter(idx: usize) -> char {
    const LETTERS: &[u8] = b".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    LETTERS.get(idx).map_or('#', |byte| char::from(*byte))
}

/// Returns a style in words.
fn looks(style: Style) -> String {
    let mut words = Vec::new();
    let colors = [("", style.fg), ("on ", style.bg), ("underlined in ", style.underline_color)];
    for (role, color) in colors {
        words.extend(color.map(|color| format!("{role}{}", color.to_string().to_lowercase())));
    }
    words.extend(style.add_modifier.iter_names().map(|(name, _)| name.to_lowercase()));
    if words.is_empty() { "plain".to_owned() } else { words.join(" ") }
}

#[test]
fn reading() {
    check("reading", "");
}

#[test]
fn highlights_and_a_note_stand_in_the_text() {
    check("highlights", ") ) H } v i s C g } a Check enter t port enter");
}

#[test]
fn words_are_selected() {
    check("selecting", "} } v e e e");
}

#[test]
fn matches_are_shown_while_they_are_searched() {
    check("searching", "/ bridge");
}

#[test]
fn people_are_chosen_in_the_pane() {
    check("people", "tab j");
}

#[test]
fn quotations_are_chosen_in_the_pane() {
    check("quotes", "tab 4 j");
}

#[test]
fn a_note_is_written() {
    check("note", "} a Check space the space minutes");
}

#[test]
fn labels_lead_to_what_is_in_sight() {
    check("labels", "s f");
}

#[test]
fn every_color_of_highlights_can_be_told() {
    check("colors", ") ) C y ) C g ) C b ) C r ) C p");
}

#[test]
fn zen_shows_the_text_alone() {
    check("zen", "} } H z n j");
}

#[test]
fn settings_are_completed_and_explained() {
    check("settings", "g s");
}

#[test]
fn what_may_follow_a_key_is_shown() {
    check("which_key", "g");
}

#[test]
fn help_lies_over_the_panes() {
    check("help", "?");
}

#[test]
fn the_palette_completes() {
    check("palette", ": next");
}

#[test]
fn articles_are_listed() {
    check("articles", "L j");
}

#[test]
fn the_tour_begins() {
    check("tour", ": tour enter");
}
