//! Articles that never were, and what editors do to them: each trial knows where its quote truly is afterwards.

use byline::text::Span;

/// Numbers that look random and are the same for the same seed (SplitMix64).
pub struct Chance(pub u64);

/// What is quoted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quote {
    /// A whole sentence.
    Sentence,
    /// Four to seven words.
    Phrase,
    /// One or two words.
    Short,
}

/// What happens to the quote. Everything else is edited in every trial.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Nothing.
    Kept,
    /// Other quotation marks, dashes, spaces.
    Typography,
    /// New sentences are put in right before and after its own.
    Insertions,
    /// The same words stand elsewhere too, before and after.
    Repeated,
    /// Its sentence goes elsewhere.
    Moved,
    /// About this percentage of its words change, and at least one.
    Changed(u32),
    /// It goes.
    Deleted,
    /// It goes, and something like it stays elsewhere.
    DeletedBesideAlike,
}

/// A quote in an article, and where it is in the next version.
pub struct Trial {
    pub old: String,
    pub quote: Span,
    pub new: String,
    /// Where it is now, or nothing where it is gone.
    pub truth: Option<Span>,
}

/// A word, and whether it belongs to the quote.
#[derive(Clone)]
struct Word {
    text: String,
    quoted: bool,
}

type Sentence = Vec<Word>;

pub const QUOTES: [Quote; 3] = [Quote::Sentence, Quote::Phrase, Quote::Short];

pub const FATES: [Fate; 9] = [
    Fate::Kept,
    Fate::Typography,
    Fate::Insertions,
    Fate::Repeated,
    Fate::Moved,
    Fate::Changed(12),
    Fate::Changed(35),
    Fate::Deleted,
    Fate::DeletedBesideAlike,
];

const SENTENCES: u64 = 42;
const PEOPLE: &[&str] =
    &["Ana Ruiz", "Tomás Leite", "Inês Prado", "Karl Voss", "Mina Okafor", "Jo Writer", "Pia Lund"];
const ROLES: &[&str] =
    &["mayor", "engineer", "deputy", "spokeswoman", "harbor master", "treasurer", "fisherman"];
const PLACES: &[&str] =
    &["Porto Alto", "the old quay", "Lindholm", "the north shore", "Castelo", "the ferry dock"];
const THINGS: &[&str] = &[
    "bridge",
    "budget",
    "report",
    "vote",
    "contract",
    "storm",
    "road",
    "school",
    "ferry",
    "market",
    "plan",
    "tax",
    "pier",
    "fund",
    "survey",
    "permit",
    "strike",
    "lighthouse",
    "tunnel",
    "station",
    "warehouse",
    "pension",
    "dike",
];
const QUALITIES: &[&str] = &[
    "new",
    "old",
    "late",
    "costly",
    "disputed",
    "second",
    "public",
    "unfinished",
    "narrow",
    "hasty",
    "promised",
];
const VERBS: &[&str] = &[
    "delayed",
    "approved",
    "rejected",
    "praised",
    "reopened",
    "funded",
    "blocked",
    "measured",
    "explained",
    "lost",
    "inspected",
    "canceled",
    "presented",
    "doubted",
    "repaired",
    "announced",
    "ignored",
    "defended",
    "postponed",
];
const TIMES: &[&str] = &[
    "on Tuesday",
    "last spring",
    "before the storm",
    "in March",
    "this week",
    "after the vote",
    "at noon",
    "by 2027",
];
const REASONS: &[&str] = &[
    "because the money was gone",
    "although nobody had asked",
    "so that work can begin",
    "while the council slept",
    "as the minutes show",
    "to the surprise of many",
    "without a word to the press",
    "for the third time",
];

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Makes a trial.
pub fn trial(quote: Quote, fate: Fate, chance: &mut Chance) -> Trial {
    let mut article: Vec<Sentence> = (0..SENTENCES).map(|_| sentence(chance)).collect();
    let home = choose(&mut article, quote, chance);
    let words: Sentence = article[home].iter().filter(|word| word.quoted).cloned().collect();
    match fate {
        Fate::Repeated => {
            let mut copy = words.clone();
            copy.iter_mut().for_each(|word| word.quoted = false);
            put_elsewhere(&mut article, home, copy, quote, chance);
        }
        Fate::DeletedBesideAlike => {
            let mut copy = words.clone();
            copy.iter_mut().for_each(|word| word.quoted = false);
            // Nothing but the old text tells an identical one from a quote that moved.
            while texts(&copy) == texts(&words) {
                change(&mut copy, 12, chance);
            }
            put_elsewhere(&mut article, home, copy, quote, chance);
        }
        _ => {}
    }
    let (old, place) = written(&article, false);
    edit_elsewhere(&mut article, chance);
    let home = article.iter().position(|sentence| sentence.iter().any(|word| word.quoted)).unwrap_or(0);
    match fate {
        Fate::Kept | Fate::Typography | Fate::Repeated => {}
        Fate::Insertions => {
            article.insert(home + 1, sentence(chance));
            article.insert(home, sentence(chance));
        }
        Fate::Moved => {
            let moved = article.remove(home);
            let to = chance.below(article.len() + 1);
            article.insert(to, moved);
        }
        Fate::Changed(percent) => change_quoted(&mut article[home], percent, chance),
        Fate::Deleted | Fate::DeletedBesideAlike => {
            article[home].retain(|word| !word.quoted);
            article.retain(|sentence| !sentence.is_empty());
        }
    }
    let (new, truth) = written(&article, fate == Fate::Typography);
    Trial { old, quote: place.expect("something is quoted"), new, truth }
}

/// Makes a sentence.
fn sentence(chance: &mut Chance) -> Sentence {
    let (who, role, place) = (chance.pick(PEOPLE), chance.pick(ROLES), chance.pick(PLACES));
    let (thing, other) = (chance.pick(THINGS), chance.pick(THINGS));
    let (quality, another) = (chance.pick(QUALITIES), chance.pick(QUALITIES));
    let (verb, did) = (chance.pick(VERBS), chance.pick(VERBS));
    let (time, reason) = (chance.pick(TIMES), chance.pick(REASONS));
    let text = match chance.below(7) {
        0 => format!("{who}, the {role} of {place}, {verb} the {quality} {thing} {time} {reason}."),
        1 => format!("“The {thing} was {verb} {time},” {who} said, “{reason}.”"),
        2 => format!("The {quality} {thing} near {place} — {verb} {time} — will be {did} {reason}."),
        3 => format!("Nobody’s {thing} was {verb} {time}, but the {another} {other} in {place} was {did}."),
        4 => format!(
            "A {role} who {verb} the {thing} {time} told {who} that it was “{quality}…” and {another}."
        ),
        5 => format!("In {place} the {other} of the {thing} was {verb} {reason}, and {who} {did} it {time}."),
        _ => format!(
            "{who} and the {role} {verb} the {another} {thing} {reason}; the {other} was {did} {time}."
        ),
    };
    words_of(&text)
}

fn words_of(text: &str) -> Sentence {
    text.split(' ').map(|word| Word { text: word.to_owned(), quoted: false }).collect()
}

/// Marks a quote and returns its sentence.
fn choose(article: &mut [Sentence], quote: Quote, chance: &mut Chance) -> usize {
    let home = chance.below(article.len());
    let sentence = &mut article[home];
    let count = match quote {
        Quote::Sentence => sentence.len(),
        Quote::Phrase => (4 + chance.below(4)).min(sentence.len()),
        Quote::Short => 1 + chance.below(2),
    };
    let first = chance.below(sentence.len() - count + 1);
    sentence[first..first + count].iter_mut().for_each(|word| word.quoted = true);
    home
}

/// Puts words into another sentence, or, where they are one themselves, between others.
fn put_elsewhere(
    article: &mut Vec<Sentence>,
    home: usize,
    words: Sentence,
    quote: Quote,
    chance: &mut Chance,
) {
    let mut to = chance.below(article.len());
    if to == home {
        to = (to + 1) % article.len();
    }
    if quote == Quote::Sentence {
        article.insert(to, words);
    } else {
        let at = chance.below(article[to].len());
        article[to].splice(at..at, words);
    }
}

/// Edits what is not quoted: some words in some sentences, some sentences out, some in.
fn edit_elsewhere(article: &mut Vec<Sentence>, chance: &mut Chance) {
    for sentence in article.iter_mut() {
        if chance.percent(15) {
            // A part before the quote and a part after it, so that the quote stays whole.
            let first = sentence.iter().position(|word| word.quoted).unwrap_or(sentence.len());
            let mut tail = sentence.split_off(first);
            let last = tail.iter().rposition(|word| word.quoted).map_or(0, |last| last + 1);
            let mut end = tail.split_off(last);
            change(sentence, 20, chance);
            change(&mut end, 20, chance);
            sentence.append(&mut tail);
            sentence.append(&mut end);
        }
    }
    for _ in 0..2 {
        let idx = chance.below(article.len());
        if !article[idx].iter().any(|word| word.quoted) {
            article.remove(idx);
        }
        let at = chance.below(article.len() + 1);
        article.insert(at, sentence(chance));
    }
}

/// Changes a part of the words.
fn change(words: &mut Sentence, percent: u32, chance: &mut Chance) {
    let mut idx = 0;
    while idx < words.len() {
        if chance.percent(percent) {
            idx = change_one(words, idx, chance);
        } else {
            idx += 1;
        }
    }
}

/// Changes a part of the quoted words, at least one, and leaves at least one.
fn change_quoted(sentence: &mut Sentence, percent: u32, chance: &mut Chance) {
    let first = sentence.iter().position(|word| word.quoted).unwrap_or(0);
    let count = sentence.iter().filter(|word| word.quoted).count();
    let mut tail = sentence.split_off(first);
    let mut end = tail.split_off(count);
    let before = texts(&tail);
    while texts(&tail) == before || tail.is_empty() {
        change(&mut tail, percent, chance);
    }
    tail.iter_mut().for_each(|word| word.quoted = true);
    sentence.append(&mut tail);
    sentence.append(&mut end);
}

fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

/// Replaces, takes out, puts in or misspells one word, and returns where to go on.
fn change_one(words: &mut Sentence, idx: usize, chance: &mut Chance) -> usize {
    let lists = [THINGS, QUALITIES, VERBS, PLACES];
    let list = lists[chance.below(lists.len())];
    let other = chance.pick(list).to_owned();
    let quoted = words[idx].quoted;
    match chance.below(10) {
        0..5 => words[idx].text = other,
        5..7 if words.len() > 1 => {
            words.remove(idx);
            return idx;
        }
        // Inside: what is put in before the first word does not belong to it.
        7..9 if idx > 0 => {
            words.insert(idx, Word { text: other, quoted });
            return idx + 2;
        }
        _ => {
            let at = words[idx].text.char_indices().nth(1).map_or(0, |(at, _)| at);
            words[idx].text.insert(at, 'x');
        }
    }
    idx + 1
}

/// Writes the article down, three sentences a paragraph, and says where the quote is.
fn written(article: &[Sentence], plainly: bool) -> (String, Option<Span>) {
    let mut text = String::new();
    let mut quote: Option<Span> = None;
    for (number, sentence) in article.iter().enumerate() {
        if number > 0 {
            text.push_str(if number % 3 == 0 { "\n\n" } else { " " });
        }
        for (idx, word) in sentence.iter().enumerate() {
            if idx > 0 {
                text.push_str(if plainly && idx % 4 == 0 { "\u{A0} " } else { " " });
            }
            let start = text.len();
            if plainly {
                text.push_str(
                    &word
                        .text
                        .replace(['“', '”'], "\"")
                        .replace('’', "'")
                        .replace('—', "--")
                        .replace('…', "..."),
                );
            } else {
                text.push_str(&word.text);
            }
            if word.quoted {
                quote = Some(Span::new(quote.map_or(start, |span| span.start), text.len()));
            }
        }
    }
    (text, quote)
}
