//! What the tagger looks at in a piece: its words, what they look like, what stands around them, what the lists and the
//! rest of the document say about them.

use std::ops::Range;

use crate::extract::{
    lexicon::Traits,
    tagger::{
        context::Context,
        model::{feature, join},
        plain::{is_marked, opens_with_two},
    },
    token::{Case, PassageKind, Token, TokenKind, capitalized, hash},
};

/// The phrases of the lexicon that stand in a stretch.
#[derive(Default)]
pub struct Phrases {
    found: Vec<(usize, usize, Traits)>,
    buf: String,
}

impl Phrases {
    /// Looks up what begins at each token of a stretch.
    pub fn find(&mut self, context: &Context, zone: Range<usize>) {
        self.found.clear();
        for start in zone.clone() {
            self.look_up(context, start, zone.end);
        }
    }

    fn look_up(&mut self, context: &Context, start: usize, limit: usize) {
        let document = context.document;
        let Some(first) = context.inside(start) else { return };
        let upper = first.case == Case::Upper && first.span.len() > 2;
        let mut longest = first.exact.longest();
        if upper {
            longest = longest.max(document.veil.traits(&capitalized(document.word(start))).longest());
        }
        // What is joined by a hyphen is one word to the lexicon: "al-Qaida", "COVID-19".
        let hyphen =
            context.inside(start + 1).is_some_and(|t| t.glued && matches!(t.kind, TokenKind::Mark('-')));
        if hyphen && start + 3 <= limit {
            let known = document.veil.traits(document.span(start..start + 3).slice(document.text));
            self.note(start, start + 3, known);
        }
        if longest < 2 {
            return;
        }
        self.buf.clear();
        for end in start + 1..=limit.min(start + longest) {
            let Some(token) = context.inside(end - 1) else { break };
            let joins = token.glued && token.kind != TokenKind::Word || self.buf.ends_with('-');
            if !self.buf.is_empty() && !joins {
                self.buf.push(' ');
            }
            let word = document.word(end - 1);
            if word.len() > 40 {
                break;
            }
            if upper && token.case == Case::Upper {
                self.buf.push_str(&capitalized(word));
            } else {
                self.buf.push_str(word);
            }
            if end > start + 1 {
                self.note(start, end, document.veil.traits(&self.buf));
            }
        }
    }

    fn note(&mut self, start: usize, end: usize, known: Traits) {
        if known.bits() & LISTED != 0 {
            self.found.push((start, end, known));
        }
    }

    /// Returns how a piece lies to the phrases.
    fn relation(&self, start: usize, end: usize) -> u32 {
        let mut relation = 0;
        for (from, to, known) in &self.found {
            let known = (known.bits() & LISTED) >> 3;
            relation |= if (*from, *to) == (start, end) {
                known << 2
            } else if *from <= start && end <= *to {
                known << 8 | 1
            } else if start <= *from && *to <= end {
                known << 14
            } else if *from < end && start < *to {
                2
            } else {
                0
            };
        }
        relation
    }
}

/// The name right before a stretch in the same sentence.
#[derive(Clone, Copy, Default)]
pub struct Previous {
    /// Its kind, plus one; 0 where there is none.
    pub label: u32,
    /// The token just past it.
    pub end: usize,
}

/// What the tokens of a stretch and those around it are to the features, worked out once.
#[derive(Default)]
pub struct View {
    from: usize,
    tokens: Vec<Seen>,
}

/// A token as the features see it.
#[derive(Clone, Copy)]
struct Seen {
    word: u32,
    class: u32,
    shape: u32,
}

impl View {
    /// Looks at a stretch.
    pub fn look(&mut self, context: &Context, zone: &Range<usize>) {
        self.from = zone.start.saturating_sub(2);
        let seen = |idx| match context.inside(idx) {
            Some(token) => Seen { word: token.hash, class: class_of(token), shape: shape(context, idx) },
            None => Seen { word: EDGE, class: EDGE, shape: 0 },
        };
        self.tokens.clear();
        self.tokens.extend((self.from..zone.end + 2).map(seen));
    }

    fn get(&self, idx: Option<usize>) -> Seen {
        let edge = Seen { word: EDGE, class: EDGE, shape: 0 };
        idx.and_then(|idx| self.tokens.get(idx.checked_sub(self.from)?)).copied().unwrap_or(edge)
    }

    fn word(&self, idx: Option<usize>) -> u32 {
        self.get(idx).word
    }

    fn class(&self, idx: Option<usize>) -> u32 {
        self.get(idx).class
    }
}

/// What is at the beginning or end of a sentence.
const EDGE: u32 = 0x5bd1_e995;

/// Sums up what is known about a token.
fn class_of(token: &Token) -> u32 {
    match token.kind {
        TokenKind::Word => {
            let exact = token.exact.bits() & LISTED;
            let folded = token.folded.bits() & ORDINARY;
            exact | folded | (token.case as u32) << 26
        }
        TokenKind::Number => 0x1000_0001,
        TokenKind::Possessive => 0x1000_0002,
        TokenKind::Address => 0x1000_0003,
        TokenKind::Mark(c) => 0x2000_0000 | c as u32,
    }
}

/// What of a word's traits is looked up as written.
const LISTED: u32 = 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7;
/// What of a word's traits is looked up in lower case.
const ORDINARY: u32 =
    1 | 1 << 8 | 1 << 9 | 1 << 10 | 1 << 14 | 1 << 15 | 1 << 17 | 1 << 18 | 1 << 19 | 1 << 20 | 1 << 21;

/// What a token looks like.
fn shape(context: &Context, idx: usize) -> u32 {
    let Some(token) = context.inside(idx) else { return 0 };
    let words = context.document.word(idx);
    match token.kind {
        TokenKind::Word => match token.case {
            Case::Lower => 1,
            Case::Title if token.span.len() == 1 => 2,
            Case::Title if words.ends_with('.') => 3,
            Case::Title if words.bytes().any(|byte| byte == b'-') => 4,
            // "QVía", "HarborNet".
            Case::Title if opens_with_two(words) => 21,
            Case::Title if words.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) => 22,
            Case::Title => 5,
            Case::Upper if token.span.len() == 1 => 2,
            Case::Upper if words.bytes().any(|byte| byte == b'.') => 6,
            Case::Upper => 7 + (token.span.len().min(7) as u32),
            Case::Mixed => 15,
        },
        TokenKind::Number => 16,
        TokenKind::Possessive => 17,
        TokenKind::Mark('-' | '–' | '‑') => 18,
        TokenKind::Mark('&') => 19,
        _ => 20,
    }
}

/// Returns the last or first bytes of a word as a number.
fn ending(words: &str, count: usize) -> u32 {
    let bytes = words.as_bytes();
    let tail = bytes.get(bytes.len().saturating_sub(count)..).unwrap_or(bytes);
    tail.iter().fold(count as u32, |value, byte| value << 8 | u32::from(*byte))
}

fn opening(words: &str, count: usize) -> u32 {
    let bytes = words.as_bytes();
    let head = bytes.get(..count).unwrap_or(bytes);
    head.iter().fold(count as u32, |value, byte| value << 8 | u32::from(*byte))
}

/// Returns how likely something is, by its logarithmic odds.
fn belief(likely: f32) -> u32 {
    let likely = likely.clamp(0.0005, 0.9995);
    ((likely / (1.0 - likely)).ln() * 0.7 + 8.0).round() as u32
}

/// Returns about how often something was seen.
fn count_of(sum: f32) -> u32 {
    match sum {
        ..0.1 => 0,
        ..0.5 => 1,
        ..0.9 => 2,
        ..1.8 => 3,
        ..3.5 => 4,
        _ => 5,
    }
}

/// What is known about a piece beyond its words.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The tokens of its stretch.
    pub view: &'a View,
    /// The phrases in its stretch.
    pub phrases: &'a Phrases,
    /// The name before it.
    pub previous: Previous,
    /// Its number among all pieces of the document, in the second reading.
    pub number: Option<usize>,
}

fn bin(value: f32) -> u32 {
    (value * 2.0).round().clamp(-6.0, 6.0) as i32 as u32
}

/// What several pieces of a stretch share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// They begin at this token.
    Start(usize),
    /// They end before this token.
    End(usize),
    /// They begin with this token and go on.
    First(usize),
    /// They end with this token, after others.
    Last(usize),
    /// They are this token.
    Only(usize),
    /// They have several tokens, of which this is one.
    Token(usize),
    /// This token is neither their first nor their last.
    Inner(usize),
}

/// Names the parts of the piece at tokens `start..end`.
pub fn parts(start: usize, end: usize, each: &mut impl FnMut(Part)) {
    each(Part::Start(start));
    each(Part::End(end));
    if end - start == 1 {
        each(Part::Only(start));
        return;
    }
    each(Part::First(start));
    each(Part::Last(end - 1));
    (start..end).for_each(|idx| each(Part::Token(idx)));
    (start + 1..end - 1).for_each(|idx| each(Part::Inner(idx)));
}

/// Puts every feature of the piece at tokens `start..end`, also those that it shares with others.
#[cfg(any(test, feature = "train"))]
pub fn whole(context: &Context, look: Look, start: usize, end: usize, put: &mut impl FnMut(u32)) {
    parts(start, end, &mut |it| part(context, look.view, it, put));
    piece(context, look, start, end, put);
}

/// Puts the features that every piece with a part has.
pub fn part(context: &Context, view: &View, part: Part, put: &mut impl FnMut(u32)) {
    let before = |idx: usize, count: usize| view.get(idx.checked_sub(count));
    let at = |idx: usize| view.get(Some(idx));
    match part {
        Part::Start(start) => {
            let (one, two) = (before(start, 1), before(start, 2));
            put(feature(25, one.word));
            put(feature(26, join(one.word, two.word)));
            put(feature(29, one.class));
            put(feature(32, join(one.class, at(start).class)));
            put(feature(39, two.word));
            put(feature(41, join(two.class, one.class)));
        }
        Part::End(end) => {
            let (one, two) = (at(end), at(end + 1));
            put(feature(27, one.word));
            put(feature(28, join(one.word, two.word)));
            put(feature(30, one.class));
            put(feature(33, join(one.class, before(end, 1).class)));
            put(feature(40, two.word));
            put(feature(42, join(one.class, two.class)));
        }
        Part::First(idx) => {
            let words = context.document.word(idx);
            put(feature(52, join(ending(words, 3), 0)));
            put(feature(53, join(opening(words, 3), 0)));
            put(feature(47, join(at(idx).word, 0)));
        }
        Part::Last(idx) => last(context, view, idx, 0, put),
        Part::Only(idx) => {
            last(context, view, idx, 1, put);
        }
        Part::Token(idx) => {
            let capital = context.inside(idx).is_some_and(|token| token.case != Case::Lower);
            put(feature(1, join(at(idx).word, u32::from(capital))));
            put(feature(3, at(idx).class));
        }
        Part::Inner(idx) => put(feature(2, join(at(idx).word, 0))),
    }
}

fn last(context: &Context, view: &View, idx: usize, one: u32, put: &mut impl FnMut(u32)) {
    let words = context.document.word(idx);
    put(feature(48, join(view.word(Some(idx)), one)));
    put(feature(50, join(ending(words, 2), one)));
    put(feature(49, join(ending(words, 3), one)));
    put(feature(51, join(opening(words, 3), one)));
    put(feature(56, join(ending(words, 4), 0)));
}

/// Puts the features that the piece at tokens `start..end` has as a whole. In the first reading only the sentence counts.
#[allow(clippy::too_many_lines)]
pub fn piece(context: &Context, look: Look, start: usize, end: usize, put: &mut impl FnMut(u32)) {
    let view = look.view;
    let document = context.document;
    let memory = context.memory;
    let count = end - start;
    let size = count.min(6) as u32;
    let one = u32::from(count == 1);
    let passage = context.passage as u32;
    let opens = u32::from(start == context.first);
    let weak = u32::from(context.weak_capital(start));

    let (mut whole, mut shapes, mut classes) = (size, size, size);
    let mut sure_parts = 0_u32;
    for idx in start..end {
        whole = join(whole, view.word(Some(idx)));
        shapes = join(shapes, view.get(Some(idx)).shape);
        classes = join(classes, view.class(Some(idx)));
        let is_capital = context.inside(idx).is_some_and(|token| token.case != Case::Lower);
        sure_parts +=
            u32::from(look.number.is_some() && is_capital && memory.part(view.word(Some(idx))) >= 0.6);
    }
    let last = end - 1;
    let (before, after) = (start.checked_sub(1), Some(end));
    let (word_before, word_after) = (view.word(before), view.word(after));
    let (class_before, class_after) = (view.class(before), view.class(after));
    let (class_first, class_last) = (view.class(Some(start)), view.class(Some(last)));
    let case = context.inside(start).map_or(0, |token| token.case as u32);

    put(feature(4, size | passage << 4 | opens << 8));
    put(feature(5, whole));
    put(feature(6, join(whole, case)));
    put(feature(7, shapes));
    put(feature(9, join(classes, passage | weak << 4)));
    put(feature(10, join(shapes, classes)));

    let listed = look.phrases.relation(start, end);
    if listed != 0 {
        put(feature(11, listed));
        put(feature(12, join(listed, one | weak << 1)));
        put(feature(13, join(listed, shapes)));
    }
    if let Some(number) = look.number {
        // What the first reading thought, here and elsewhere in the document.
        let own = memory.belief(number);
        let [person, place, organization] = own.map(belief);
        let rest = 1.0 - own.iter().sum::<f32>();
        put(feature(14, person));
        put(feature(15, place));
        put(feature(16, organization));
        let all = person | place << 8 | organization << 16 | belief(rest) << 24;
        put(feature(17, all));
        put(feature(18, join(all, size | weak << 4 | passage << 5)));
        let mut other = memory.votes(document, start, end);
        if context.passage != PassageKind::Heading {
            other.iter_mut().zip(own).for_each(|(sum, own)| *sum -= own);
        }
        let [person, place, organization] = other.map(count_of);
        let voted = person | place << 4 | organization << 8;
        put(feature(19, voted));
        put(feature(20, join(voted, all)));
        put(feature(61, person | size << 4));
        put(feature(62, place | size << 4));
        put(feature(63, organization | size << 4));
        let [person_last, place_last, organization_last] = memory.word(view.word(Some(last))).map(belief);
        let [person_first, place_first, organization_first] = memory.word(view.word(Some(start))).map(belief);
        put(feature(64, join(person_last | place_last << 8 | organization_last << 16, one)));
        put(feature(65, join(person_first | place_first << 8 | organization_first << 16, size)));
        put(feature(66, person_last | person_first << 8 | size << 16));
        put(feature(67, organization_last | organization_first << 8 | size << 16));
        let part = bin(memory.part(view.word(Some(last))) * 3.0);
        put(feature(21, part | one << 8));
        put(feature(22, sure_parts | size << 4 | weak << 8));
        put(feature(59, join(part, case | size << 2)));
        put(feature(60, join(all, case | part << 2)));
        let ending = bin(memory.ending(document, start, end) * 3.0);
        let longer =
            |more: usize| start >= context.first + more && memory.ending(document, start - more, end) > 0.0;
        let longer = u32::from(longer(1) || longer(2) || longer(3));
        put(feature(68, ending | longer << 8 | one << 9));
        let known_inside = u32::from(count > 1 && memory.ending(document, start + 1, end) > 0.0);
        put(feature(70, join(ending | longer << 8 | one << 9, passage | known_inside << 4 | voted << 5)));
        put(feature(71, known_inside | passage << 1 | size << 4));
        put(feature(69, join(ending | longer << 8, case | size << 2)));
        let acronym = memory.acronym(view.word(Some(start))).map_or(0, |kind| kind as u32 + 1);
        put(feature(23, acronym | one << 4));
        let lower = |idx: usize| {
            let open = |token: &Token| token.case != Case::Lower && !token.folded.any(Traits::COMMON);
            u32::from(context.inside(idx).is_some_and(open) && memory.is_lower(view.word(Some(idx))))
        };
        put(feature(24, lower(start) | one << 1 | weak << 2 | lower(last) << 3));
    }

    // What stands around.
    put(feature(31, join(class_before, class_after)));
    put(feature(34, join(word_before, class_last)));
    put(feature(35, join(word_after, class_first)));
    put(feature(36, join(word_before, word_after)));
    put(feature(37, join(word_before, shapes)));
    put(feature(38, join(word_after, shapes)));
    let flags = u32::from(context.titled(start))
        | ((context.acts(end) * 2.0) as u32 * 2)
        | (context.neighbors(start, end) as u32) << 8;
    put(feature(43, join(flags, one)));
    put(feature(44, join(flags, class_last)));
    if is_marked(context, start, end) {
        put(feature(72, size));
        put(feature(73, class_last));
    }
    let gap = start.saturating_sub(look.previous.end);
    if look.previous.label > 0 && gap <= 3 {
        put(feature(45, look.previous.label | (gap as u32) << 4));
        put(feature(46, join(join(look.previous.label, word_before), gap as u32)));
    }

    if count > 1 {
        if count > 2 {
            put(feature(55, join(class_first, class_last)));
        }
        put(feature(57, join(view.word(Some(start)), class_last)));
        put(feature(58, join(class_first, view.word(Some(last)))));
    }
}

/// Puts every feature of a token that is in no name.
pub fn outside(context: &Context, look: Look, idx: usize, put: &mut impl FnMut(u32)) {
    let document = context.document;
    let Some(token) = context.inside(idx) else { return };
    if token.case == Case::Lower {
        put(feature(80, token.hash));
        return;
    }
    let (before, after) = (idx.checked_sub(1), Some(idx + 1));
    let own = class_of(token);
    let passage = context.passage as u32;
    let weak = u32::from(context.weak_capital(idx));
    let listed = look.phrases.relation(idx, idx + 1);
    if listed != 0 {
        put(feature(87, listed));
        put(feature(88, join(listed, own)));
    }
    if look.number.is_some() {
        let [person, place, organization] = context.memory.word(token.hash).map(belief);
        put(feature(89, join(person | place << 8 | organization << 16, weak)));
        let lower = !token.folded.any(Traits::COMMON) && context.memory.is_lower(token.hash);
        put(feature(90, u32::from(lower) | weak << 1));
        put(feature(101, bin(context.memory.part(token.hash) * 3.0)));
    }
    let words = document.word(idx);
    put(feature(81, passage | weak << 4));
    put(feature(82, token.hash));
    put(feature(83, join(token.hash, weak)));
    put(feature(84, own));
    put(feature(85, join(own, weak | passage << 4)));
    put(feature(86, join(look.view.get(Some(idx)).shape, weak)));
    put(feature(91, look.view.word(before)));
    put(feature(92, look.view.word(after)));
    put(feature(93, join(look.view.class(before), own)));
    put(feature(94, join(own, look.view.class(after))));
    put(feature(95, join(token.hash, look.view.word(before))));
    put(feature(96, join(token.hash, look.view.word(after))));
    put(feature(97, join(ending(words, 3), 0)));
    put(feature(98, join(ending(words, 2), weak)));
    put(feature(99, join(own, look.view.word(after))));
    put(feature(100, join(own, look.view.word(before))));
}

/// Returns whether a piece may be a name by the tokens it begins and ends with.
pub fn may_be_name(context: &Context, start: usize, end: usize) -> bool {
    let (Some(first), Some(last)) = (context.inside(start), context.inside(end - 1)) else { return false };
    let opens =
        first.kind == TokenKind::Word && (first.case != Case::Lower || first.exact.any(Traits::PARTICLE));
    let closes = last.case != Case::Lower || last.kind == TokenKind::Number;
    // "The Ministry and the Union" are two.
    let two = (start + 1..end.saturating_sub(1)).any(|idx| {
        let is = |idx, hash| context.inside(idx).is_some_and(|token| token.hash == hash);
        is(idx, AND) && is(idx + 1, THE)
    });
    opens && closes && !two && (count_of_capitals(context, start, end) > 0)
}

const AND: u32 = hash("and");
const THE: u32 = hash("the");

fn count_of_capitals(context: &Context, start: usize, end: usize) -> usize {
    (start..end).filter(|idx| context.inside(*idx).is_some_and(|token| token.case != Case::Lower)).count()
}

/// Returns whether a piece is worth weighing: one that the first reading ruled out comes back only where the document
/// has the same words elsewhere.
pub fn is_open(context: &Context, number: Option<usize>, start: usize, end: usize) -> bool {
    let Some(number) = number else { return true };
    let sum = |likely: [f32; 3]| likely.iter().sum::<f32>();
    sum(context.memory.belief(number)) > 0.03
        || sum(context.memory.votes(context.document, start, end)) > 0.1
        || context.memory.ending(context.document, start, end) > 0.0
}
