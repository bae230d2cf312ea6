//! Jumping by labels: everything in sight that can be meant gets two letters, and typing them goes there.

use crate::{
    app::{
        State,
        action::Action,
        key::{Code, Held, Key},
        page::RowKind,
        reading::Reading,
    },
    extract::QuotationKind,
    text::{layout, layout::Row},
};

/// The letters of labels, those under the fingers first.
const LETTERS: &[char] = &[
    'f', 'j', 'd', 'k', 's', 'l', 'a', 'g', 'h', 'r', 'u', 'e', 'i', 'w', 'o', 't', 'y', 'q', 'p', 'c', 'm',
    'v', 'n', 'b', 'x', 'z',
];

/// The columns of a label.
const WIDTH: u16 = 2;

/// The labels that are shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Labels {
    /// Each with the offset to which it leads, in the order of the text.
    pub labels: Vec<Label>,
    /// The first letter, once it was typed.
    pub typed: Option<char>,
}

/// Two letters that lead somewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where to.
    pub at: usize,
    /// The letters.
    pub letters: [char; 2],
}

/// Shows labels on the sentences, names and quotations in sight.
pub(super) fn show(state: &mut State) {
    let Some(reading) = &mut state.reading else { return };
    let places = places(reading);
    if places.is_empty() {
        state.say("there is nothing to jump to");
        return;
    }
    let letters = LETTERS.iter().flat_map(|first| LETTERS.iter().map(|second| [*first, *second]));
    let labels = places.into_iter().zip(letters).map(|(at, letters)| Label { at, letters }).collect();
    state.labels = Some(Labels { labels, typed: None });
    state.wants_letter = Some(Action::Jump);
    state.say("jump to: ");
}

/// Takes a letter of a label. Anything else gives the jump up.
pub(super) fn take_letter(state: &mut State, key: Key) {
    let Some(mut shown) = state.labels.take() else { return };
    let Key { code: Code::Char(letter), held: Held::None } = key else { return };
    let is_typed = |label: &&Label| match shown.typed {
        None => label.letters[0] == letter,
        Some(first) => label.letters == [first, letter],
    };
    let found = shown.labels.iter().find(is_typed).copied();
    match (shown.typed, found, &mut state.reading) {
        (None, Some(_), _) => {
            shown.typed = Some(letter);
            state.labels = Some(shown);
            state.wants_letter = Some(Action::Jump);
            state.say(format!("jump to: {letter}"));
        }
        (Some(_), Some(label), Some(reading)) if label.at < reading.article.text.len() => {
            reading.jump(label.at);
        }
        _ => state.say("there is no such label"),
    }
}

/// Returns where labels lead: the beginnings of sentences, names and quotations in sight, with room for two letters each.
fn places(reading: &mut Reading) -> Vec<usize> {
    let rows: Vec<(Row, usize)> = reading
        .seen
        .iter()
        .filter_map(|row| match row.kind {
            RowKind::Text { row, block } => Some((row, block)),
            _ => None,
        })
        .collect();
    let mut places: Vec<usize> = Vec::new();
    let mut last_block = None;
    for (_, block) in &rows {
        if last_block.replace(*block) != Some(*block) {
            places.extend(reading.sentences_of(*block).iter().map(|span| span.start));
        }
    }
    if let Some(found) = &reading.extraction {
        let spoken = found.quotations.iter().filter(|it| it.kind != QuotationKind::Term);
        places.extend(spoken.map(|it| it.span.start));
        places.extend(found.mentions.iter().map(|it| it.span.start));
    }
    places.sort_unstable();
    places.dedup();
    let text = &reading.article.text;
    let mut kept: Vec<usize> = Vec::new();
    for (row, _) in rows {
        let from = places.partition_point(|at| *at < row.span.start);
        let mut free = 0;
        let mut last = None;
        for at in places.iter().skip(from).take_while(|at| **at < row.span.end) {
            let column = layout::column(text, row, *at);
            // Where two are too close, the later one is a name or the words of a quotation inside the same sentence.
            if column < free && last.is_some() {
                kept.pop();
            }
            kept.push(*at);
            last = Some(*at);
            free = column + WIDTH;
        }
    }
    kept
}
