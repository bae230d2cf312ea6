//! Sets of notes that were not chosen with any format in mind, but with all of their traps.

use byline::{
    annotation::{Anchor, Annotation, Change, Color, Edit, Id, Timestamp, anchor::describe, notes::Notes},
    article::{Fingerprint, Meta},
    export::Exported,
    text::{Span, units::Units},
};

/// Numbers that look like chance and are the same each time (Steele and others, "Fast splittable pseudorandom number
/// generators").
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// What texts, notes, tags and titles are made of.
const PARTS: [&str; 74] = [
    "the council",
    "said",
    "vote",
    "on Tuesday",
    "Ana Ruiz",
    "“We will rebuild it,”",
    "bridge",
    "a",
    "no",
    "2027",
    ".",
    ",",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "🌉",
    "👩‍👩‍👧",
    "🇵🇹",
    "e\u{301}",
    "a\u{308}\u{301}",
    "𝄞",
    "Zürich",
    "東京",
    "مرحبا",
    "\u{200B}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{85}",
    "\u{2028}",
    "\u{A0}",
    "\u{1b}[2J",
    "\u{7}",
    "\"",
    "'",
    "''",
    "\\",
    "\\n",
    "`",
    "*",
    "**",
    "* heading",
    "\n* heading",
    "#+begin",
    ":PROPERTIES:",
    ":END:",
    ":tag:",
    "---",
    "\n---\n",
    "title: x",
    "- item",
    "=1+1",
    "'=1+1",
    "+1",
    "-1",
    "@sum",
    "＝1",
    ".tag",
    "..",
    " .x",
    "<b>",
    "</mark>",
    "&amp;",
    "%% begin notes a %%",
    "^h-1",
    "[[x]]",
    "#a/b",
    "|",
    ";",
    "{}",
    "%s",
];

/// Makes some words.
fn words(dice: &mut Dice, most: usize) -> String {
    let count = dice.below(most + 1);
    (0..count).map(|_| format!("{}{}", dice.of(&PARTS), dice.of(&["", " ", " ", " "]))).collect()
}

/// An article with notes.
pub struct Article {
    pub id: Fingerprint,
    pub title: String,
    pub meta: Meta,
    pub text: String,
    pub notes: Notes,
}

impl Article {
    pub fn exported(&self) -> Exported<'_> {
        Exported {
            id: &self.id,
            title: &self.title,
            meta: &self.meta,
            accessed: Some(Timestamp(1_790_000_000_000)),
            text: Some(&self.text),
            extraction: None,
            annotations: &self.notes.annotations,
        }
    }
}

/// Makes an article with some notes, the `number`th of its set.
pub fn article(dice: &mut Dice, number: usize) -> Article {
    let mut text = String::from("Notes ");
    for _ in 0..2 + dice.below(12) {
        text.push_str(&words(dice, 12));
        text.push_str("\n\n");
    }
    let title = match dice.below(3) {
        0 => format!("The vote {number}"),
        _ => format!("{number} {}", words(dice, 5)),
    };
    let some = |dice: &mut Dice, text: &str| dice.one_in(2).then(|| text.to_owned());
    let byline = some(dice, "Jo Writer");
    let url = match dice.below(4) {
        0 => None,
        1 => Some("javascript:alert(1)".to_owned()),
        _ => Some(format!("https://ledger.example/{number}?a=b#c")),
    };
    let (published, site) = (some(dice, "2026-09-24"), some(dice, "=The \"Ledger\", daily"));
    let meta = Meta {
        title: Some(title.clone()),
        byline,
        published,
        site,
        language: some(dice, "en"),
        url,
        image: None,
    };
    let changes: Vec<Change> =
        (0..dice.below(9)).map(|idx| change(dice, &text, number * 100 + idx)).collect();
    let notes = Notes::replay(&text, &changes);
    Article { id: Fingerprint::of(&text), title, meta, text, notes }
}

/// Makes a note on a text.
fn change(dice: &mut Dice, text: &str, number: usize) -> Change {
    let units = Units::new(text);
    let bounds: Vec<usize> = text.char_indices().map(|(idx, _)| idx).chain([text.len()]).collect();
    let from = dice.below(bounds.len() - 1);
    let to = (from + 1 + dice.below(30)).min(bounds.len() - 1);
    let mut selector = describe(text, &units, Span::new(bounds[from], bounds[to]));
    match dice.below(12) {
        // Words that are gone, words that stand elsewhere, and a position that no text has.
        0 => selector.exact = format!("gone {}", words(dice, 4)),
        1 => {
            selector.start.0 += 3;
            selector.end.0 += 3;
        }
        2 => (selector.start.0, selector.end.0) = (1_000_000, 1_000_007),
        _ => {}
    }
    let created =
        Timestamp(1_790_324_130_000 + dice.below(10_000_000) as i64 * if dice.one_in(2) { 1 } else { 1000 });
    let mut tags: Vec<String> = (0..dice.below(4)).map(|_| words(dice, 2)).collect();
    if dice.one_in(3) {
        tags.push("promise".to_owned());
    }
    let annotation = Annotation {
        id: Id(0x0197_c0de_7b1a_7c3e_9f00_0000_0000_0000 + number as u128),
        selector: (!dice.one_in(8)).then_some(selector),
        anchor: Anchor::Orphan,
        color: Color::ALL[dice.below(5)],
        note: if dice.one_in(3) { String::new() } else { words(dice, 8) },
        also: if dice.one_in(6) { vec![words(dice, 4), "x".to_owned()] } else { Vec::new() },
        tags,
        created,
        modified: Timestamp(created.0 + dice.below(100_000) as i64),
    };
    let edit = Edit::Add(Box::new(annotation));
    Change { id: Id(1 + number as u128), at: created, edit, reverts: None, over: Vec::new() }
}
