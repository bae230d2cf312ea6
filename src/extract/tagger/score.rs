//! Evidence for and against taking a piece of a sentence for a name, as points given by hand.
//!
//! Zero is "leave it alone", so a name needs more for it than against it. About two points are one good reason.

use crate::extract::{
    Kind,
    lexicon::{Traits, traits},
    tagger::{Piece, memory::Memory},
    token::{Case, Document, PassageKind, Token, TokenKind, capitalized},
};

/// Where a piece stands.
pub struct Context<'a, 'b> {
    /// The document.
    pub document: &'b Document<'a>,
    /// What an earlier reading found.
    pub memory: &'b Memory<'a>,
    /// How the passage is written.
    pub passage: PassageKind,
    /// The first token of the sentence.
    pub first: usize,
    /// Just past the last token of the sentence.
    pub last: usize,
}

/// Offers every piece that begins at token `start` and ends by `limit`: its end, what it is, its points.
pub fn pieces(context: &Context, start: usize, limit: usize, mut offer: impl FnMut(usize, Piece, f32)) {
    let Some(first) = context.token(start) else { return };
    if first.kind != TokenKind::Word {
        return;
    }
    let particle = first.case == Case::Lower;
    let names = context.passage != PassageKind::Dateline;
    if !particle && names {
        title(context, start, limit, &mut offer);
    }
    let listed = listed(context, start, limit, &mut offer);
    let mut shape = Shape::default();
    for end in start + 1..=limit {
        let Some(token) = context.token(end - 1) else { break };
        shape.take(context, end - 1, token);
        let closed = token.case != Case::Lower || token.kind == TokenKind::Number;
        if !closed || token.kind == TokenKind::Possessive {
            continue;
        }
        let listed =
            listed.iter().rev().find(|entry| entry.0 == end).map_or(Traits::default(), |entry| entry.1);
        let name = token.kind == TokenKind::Word;
        let mut points = [f32::MIN; 3];
        if names && name && end - start <= 7 {
            points[0] = person(context, start, end, &shape, listed);
        }
        if name && !particle && end - start <= 6 {
            points[1] = place(context, start, end, &shape, listed);
        }
        if names {
            points[2] = organization(context, start, end, &shape, listed);
        }
        if points.iter().all(|points| *points <= FLOOR) {
            continue;
        }
        let votes = context.memory.votes(context.document.span(start..end).slice(context.document.text));
        for ((kind, points), vote) in
            [Kind::Person, Kind::Place, Kind::Organization].into_iter().zip(points).zip(votes)
        {
            if points > FLOOR {
                offer(end, Piece::Name(kind), points + vote);
            }
        }
    }
}

/// What scores no more than this cannot be a name, whatever else is known.
const FLOOR: f32 = -4.0;

/// What the tokens of a piece have in common, gathered while it grows.
#[derive(Default)]
struct Shape {
    words: usize,
    capitals: usize,
    common: usize,
    given: usize,
    surnames: usize,
    initials: usize,
    upper: usize,
    bars_person: usize,
    org_heads: usize,
    place_heads: usize,
    links: usize,
    particles: usize,
    hyphens: usize,
    numbers: usize,
    possessives: usize,
    other: usize,
    places: usize,
    orgs: usize,
    titles: usize,
    and: usize,
    the: usize,
    first_given: bool,
    first_common: bool,
    last: Traits,
    last_folded: Traits,
}

impl Shape {
    fn take(&mut self, context: &Context, idx: usize, token: &Token) {
        match token.kind {
            TokenKind::Possessive => self.possessives += 1,
            TokenKind::Number => self.numbers += 1,
            TokenKind::Mark('&') => self.and += 1,
            TokenKind::Mark(_) | TokenKind::Address => self.hyphens += 1,
            TokenKind::Word if token.case == Case::Lower => match context.document.word(idx) {
                "and" => self.and += 1,
                "the" => self.the += 1,
                "of" | "for" | "on" | "in" => self.links += 1,
                _ => self.particles += 1,
            },
            TokenKind::Word => self.capital(context, idx, token),
        }
        self.words += 1;
    }

    fn capital(&mut self, context: &Context, idx: usize, token: &Token) {
        let given = token.exact.any(Traits::GIVEN);
        let name = token.exact.any(Traits::GIVEN | Traits::SURNAME);
        let common = token.folded.any(Traits::COMMON)
            || context.memory.is_lower(idx) && context.memory.part(context.document.word(idx)) < 0.6;
        self.capitals += 1;
        self.given += usize::from(given);
        self.surnames += usize::from(token.exact.any(Traits::SURNAME));
        self.initials += usize::from(
            token.span.len() == 1
                || (token.span.len() <= 4
                    && context.document.word(idx).ends_with('.')
                    && !token.folded.any(Traits::ORG_END)),
        );
        self.upper += usize::from(token.case == Case::Upper && token.span.len() > 1);
        self.common += usize::from(common && !name);
        self.other += usize::from(token.exact.any(Traits::OTHER) && !given);
        self.places += usize::from(token.exact.any(Traits::PLACE));
        self.orgs += usize::from(token.exact.any(Traits::ORGANIZATION));
        self.titles +=
            usize::from(token.folded.any(Traits::TITLE) && !token.exact.any(Traits::SURNAME | Traits::GIVEN));
        self.org_heads += usize::from(token.folded.any(Traits::ORG_HEAD | Traits::ORG_END));
        self.place_heads += usize::from(token.folded.any(Traits::PLACE_HEAD));
        let barred = token.folded.any(Traits::ORG_HEAD | Traits::PLACE_HEAD | Traits::ORG_END) && !name;
        self.bars_person += usize::from(barred || token.span.len() > 60);
        if self.capitals == 1 {
            self.first_given = given;
            self.first_common = common;
        }
        self.last = token.exact;
        self.last_folded = token.folded;
    }
}

impl Context<'_, '_> {
    fn token(&self, idx: usize) -> Option<&Token> {
        self.document.tokens.get(idx)
    }

    /// Returns the token before `idx` in the same sentence.
    fn before(&self, idx: usize) -> Option<&Token> {
        if idx > self.first { self.token(idx - 1) } else { None }
    }

    fn after(&self, idx: usize) -> Option<&Token> {
        if idx < self.last { self.token(idx) } else { None }
    }

    fn word_before(&self, idx: usize) -> &str {
        if idx > self.first { self.document.word(idx - 1) } else { "" }
    }

    /// Returns whether a capital at `idx` says little: the first word of a sentence or of a quotation, or any of a heading.
    fn weak_capital(&self, idx: usize) -> bool {
        self.passage == PassageKind::Heading
            || self.before(idx).is_none_or(|t| {
                matches!(t.kind, TokenKind::Mark('“' | '"' | ':' | '‘' | '•' | '«' | '—' | '.' | '-'))
            })
    }

    /// Returns whether a title stands right before token `idx`.
    fn titled(&self, idx: usize) -> bool {
        self.before(idx).is_some_and(|token| {
            token.kind == TokenKind::Word && token.folded.any(Traits::TITLE)
                || token.case == Case::Lower
                    && token.exact.any(Traits::ROLE)
                    && !token.exact.any(Traits::THEY)
        }) || (self.word_before(idx).eq_ignore_ascii_case("state")
            && idx >= self.first + 3
            && self.document.word(idx - 3).eq_ignore_ascii_case("secretary"))
    }

    /// Returns how many capitals stand right beside a piece and could belong to it.
    fn neighbors(&self, start: usize, end: usize) -> f32 {
        let particle =
            self.before(start).is_some_and(|t| {
                t.case == Case::Lower && t.exact.any(Traits::PARTICLE) && t.kind == TokenKind::Word
            }) && !matches!(self.word_before(start), "as" | "do" | "e" | "y" | "lo" | "los" | "san");
        let joins = |token: Option<&Token>| {
            token.is_some_and(|t| {
                t.kind == TokenKind::Word
                    && t.case != Case::Lower
                    && !(t.exact.any(Traits::OTHER | Traits::PLACE | Traits::ORGANIZATION)
                        && !t.exact.any(Traits::GIVEN))
                    && !t.folded.any(Traits::TITLE | Traits::MODIFIER)
                    && !(t.folded.any(Traits::COMMON) && !t.exact.any(Traits::GIVEN | Traits::SURNAME))
            })
        };
        let hyphen = |idx: usize| self.token(idx).is_some_and(|t| t.glued && t.kind == TokenKind::Mark('-'));
        let before = joins(self.before(start))
            || particle
            || (start > self.first + 1 && hyphen(start - 1) && joins(self.before(start - 1)));
        let after =
            joins(self.after(end)) || (hyphen(end) && end + 1 < self.last && joins(self.after(end + 1)));
        f32::from(u8::from(before)) + f32::from(u8::from(after))
    }

    /// Returns whether a verb of saying, or "who", follows at `idx`.
    fn acts(&self, idx: usize) -> f32 {
        let Some(token) = self.after(idx) else { return 0.0 };
        match token.kind {
            TokenKind::Word if token.case == Case::Lower && token.exact.any(Traits::VERB) => 3.0,
            TokenKind::Mark(',') => match self.after(idx + 1) {
                Some(next)
                    if next.kind == TokenKind::Number
                        && matches!(self.after(idx + 2).map(|t| t.kind), Some(TokenKind::Mark(','))) =>
                {
                    2.5
                }
                Some(_) if self.document.word(idx + 1) == "who" => 2.0,
                Some(next) if next.case == Case::Lower && next.exact.any(Traits::ROLE) => 1.0,
                _ => 0.0,
            },
            TokenKind::Word if matches!(self.document.word(idx), "who" | "has" | "had" | "was" | "is") => 0.7,
            _ => 0.0,
        }
    }
}

/// Offers phrases of the lexicon, and returns them: end and traits.
fn listed(
    context: &Context,
    start: usize,
    limit: usize,
    offer: &mut impl FnMut(usize, Piece, f32),
) -> Vec<(usize, Traits)> {
    let mut found = Vec::new();
    let Some(first) = context.token(start) else { return found };
    if first.exact != Traits::default() {
        found.push((start + 1, first.exact));
    }
    let upper = first.case == Case::Upper && first.span.len() > 2;
    let longest = if upper {
        traits(&capitalized(context.document.word(start))).longest().max(first.exact.longest())
    } else {
        first.exact.longest()
    };
    if longest > 1 {
        let mut phrase = String::new();
        for end in start + 1..=limit.min(start + longest) {
            let Some(token) = context.token(end - 1) else { break };
            if !phrase.is_empty() && !(token.glued && token.kind != TokenKind::Word) && !phrase.ends_with('-')
            {
                phrase.push(' ');
            }
            let word = context.document.word(end - 1);
            if word.len() > 40 {
                break;
            }
            if upper && token.case == Case::Upper {
                phrase.push_str(&capitalized(word))
            } else {
                phrase.push_str(word)
            }
            let known = traits(&phrase);
            if end > start + 1 && known != Traits::default() {
                found.push((end, known));
            }
        }
    }
    // Glued pieces: "al-Qaida", "COVID-19".
    if context.token(start + 1).is_some_and(|t| t.glued && matches!(t.kind, TokenKind::Mark('-')))
        && start + 3 <= limit
    {
        let known = traits(context.document.span(start..start + 3).slice(context.document.text));
        if known != Traits::default() {
            found.push((start + 3, known));
        }
    }
    for &(end, known) in &found {
        if known.any(Traits::OTHER) {
            let words = end - start;
            offer(
                end,
                Piece::Known,
                if words > 1 {
                    2.0 + 3.5 * words as f32
                } else if known.any(Traits::GIVEN | Traits::SURNAME) {
                    0.7
                } else {
                    2.0
                },
            );
        }
    }
    found
}

/// Offers a run of words that is a title.
fn title(context: &Context, start: usize, limit: usize, offer: &mut impl FnMut(usize, Piece, f32)) {
    let mut points = 0.0;
    for idx in start..limit.min(start + 6) {
        let Some(token) = context.token(idx) else { break };
        if matches!(token.kind, TokenKind::Mark('-')) {
            continue;
        }
        if token.kind == TokenKind::Word && token.case == Case::Lower && context.document.word(idx) == "of" {
            let next = context.document.word(idx + 1);
            if idx + 2 <= limit
                && points > 0.0
                && matches!(
                    next,
                    "State"
                        | "Defense"
                        | "Defence"
                        | "Commerce"
                        | "Labor"
                        | "Energy"
                        | "Education"
                        | "Justice"
                        | "Health"
                        | "Staff"
                        | "Interior"
                        | "Finance"
                )
            {
                offer(idx + 2, Piece::Known, points + 2.5);
            }
            break;
        }
        if token.case == Case::Lower || !token.folded.any(Traits::TITLE | Traits::MODIFIER) {
            break;
        }
        points += 1.3;
        if token.folded.any(Traits::TITLE) {
            let name = token.exact.any(Traits::GIVEN | Traits::SURNAME);
            offer(idx + 1, Piece::Known, if name { points - 0.8 } else { points });
        }
    }
}

/// Weighs a piece as the name of a person.
fn person(context: &Context, start: usize, end: usize, shape: &Shape, listed: Traits) -> f32 {
    if shape.links + shape.and + shape.the + shape.numbers + shape.possessives > 0
        || shape.bars_person > 0
        || shape.capitals == 0
    {
        return -9.0;
    }
    let document = context.document;
    let mut points = 0.0;
    let titled = context.titled(start);
    let part = if end - start == 1 { context.memory.part(document.word(start)) } else { 0.0 };
    let heading = context.passage == PassageKind::Heading;
    if shape.words == 1 {
        points -= 2.0;
        if shape.initials > 0 {
            return -9.0;
        }
        let beside = context.neighbors(start, end);
        let known = part >= 0.6 && beside == 0.0;
        if (shape.last.any(Traits::OTHER) || shape.last_folded.any(Traits::TITLE)) && !known {
            return -9.0;
        }
        points -= 2.5 * beside;
        points += if shape.given > 0 { 1.2 } else { 0.0 } + if shape.surnames > 0 { 1.6 } else { 0.0 };
        points += if known {
            5.0
        } else if part > 0.0 {
            2.0
        } else {
            0.0
        };
        if context.weak_capital(start) {
            points -= if shape.first_common { 4.0 } else { 0.5 };
        } else if shape.first_common {
            points -= 2.0;
        }
        points -= 1.5 * shape.upper as f32;
        if titled {
            points += 3.0;
        }
        points += 0.8 * context.acts(end);
        if matches!(context.word_before(start), "in" | "at" | "from" | "near" | "the" | "across") {
            points -= 1.5;
        }
    } else {
        let strangers = shape
            .capitals
            .saturating_sub(shape.given.max(1) - usize::from(shape.given == 0))
            .saturating_sub(shape.surnames);
        let known = shape.first_given;
        points += 2.0 * (shape.capitals as f32 - 1.0).min(2.0);
        let opens = context.token(start).is_some_and(|t| t.case == Case::Lower);
        points -= if opens { 3.5 } else { 1.0 } * context.neighbors(start, end);
        points += if known { 2.0 } else { -1.5 };
        points += if shape.last.any(Traits::SURNAME) {
            1.6
        } else if shape.last.any(Traits::GIVEN) {
            0.8
        } else {
            0.0
        };
        points += 0.8 * shape.initials.min(2) as f32;
        points += if shape.capitals == 2 {
            0.6
        } else if shape.capitals == 3 {
            0.3
        } else {
            -1.0
        };
        points -= 2.0 * shape.common as f32;
        points -= 0.2 * strangers as f32;
        let article = context.token(start).is_some_and(|t| t.folded.any(Traits::PARTICLE));
        if shape.first_common && context.weak_capital(start) && !article {
            points -= 3.0;
        }
        if shape.particles > 0 {
            points += 0.5;
        }
        points += if shape.places == 0 { 0.5 } else { -0.4 } * shape.hyphens as f32;
        if shape.upper > 0 && !heading {
            points -= 1.0 * shape.upper as f32;
        }
        if titled {
            points += 2.5;
        }
        points += 0.7 * context.acts(end);
        for idx in start..end {
            let whole = context.memory.part(document.word(idx));
            if whole >= 0.6 {
                points += 0.6;
            }
        }
        if heading && !known && shape.common == 0 {
            points -= 0.7;
        }
        if document.word(start) == "The" {
            points -= 3.0;
        }
        if matches!(context.word_before(start), "the") {
            points -= 1.5;
        }
        if context
            .token(start)
            .is_some_and(|t| t.case == Case::Lower || shape.particles > 0 && t.folded.any(Traits::PARTICLE))
        {
            points += 1.0;
            let last = context.memory.part(document.word(end - 1));
            points += if last >= 0.6 { 5.0 } else { 0.5 };
        }
        if context.token(start).is_some_and(|t| t.exact.any(Traits::PLACE) && !t.exact.any(Traits::GIVEN)) {
            points -= 1.5;
        }
    }
    points -= 3.0 * shape.other as f32 + 3.0 * shape.titles as f32;
    if listed.any(Traits::PLACE | Traits::ORGANIZATION) && part < 0.6 {
        points -= if listed.any(Traits::GIVEN | Traits::SURNAME) { 0.8 } else { 2.0 };
    }
    points
}

/// Weighs a piece as the name of a place.
fn place(context: &Context, start: usize, end: usize, shape: &Shape, listed: Traits) -> f32 {
    if shape.and + shape.possessives + shape.numbers > 0 && !listed.any(Traits::PLACE) || shape.capitals == 0
    {
        return -9.0;
    }
    let mut points = -1.5;
    let before = context.word_before(start);
    let first = context.token(start);
    if matches!(context.token(end).map(|t| t.kind), Some(TokenKind::Mark('$' | '€' | '£'))) {
        // "US$ 20" names a currency.
        return -9.0;
    }
    if listed.any(Traits::PLACE) {
        points += 4.5 + 3.0 * (shape.words as f32 - 1.0);
        if listed.any(Traits::GIVEN | Traits::SURNAME) {
            points -= 1.2;
        }
        if listed.any(Traits::ORGANIZATION) {
            points -= 1.0;
        }
        if shape.words == 1 && shape.first_common && context.weak_capital(start) {
            points -= 3.0;
        }
    } else {
        if shape.the > 0 || shape.other > 1 || shape.titles > 0 || shape.last.any(Traits::OTHER) {
            return -9.0;
        }
        points -= shape.links as f32 + shape.particles as f32 * 0.5 + 0.5 * shape.hyphens as f32;
        if shape.capitals > 1 && shape.last_folded.any(Traits::PLACE_HEAD) {
            points += if shape.last_folded.any(Traits::ORG_HEAD) {
                1.5
            } else {
                3.0 + if shape.places > 0 && shape.capitals < 4 { 2.0 } else { 0.0 }
            };
        }
        let opens = first.is_some_and(|t| t.folded.any(Traits::PLACE_START));
        if shape.capitals > 1 && opens {
            points += 1.2;
            if shape.last.any(Traits::PLACE) {
                points += 3.0;
            }
        }
        if shape.capitals > 1 && first.is_some_and(|t| t.folded.any(Traits::PLACE_HEAD)) {
            points += 1.0;
        }
        if shape.org_heads > 0 && !shape.last_folded.any(Traits::PLACE_HEAD) {
            points -= 1.5;
        }
        points -= if context.weak_capital(start) && shape.first_common { 3.0 } else { 0.0 };
        if shape.words == 1 && shape.common > 0 {
            points -= 2.0;
        }
        if shape.common > 1 && !(shape.common == 2 && opens) {
            points -= 0.7;
        }
        points -= 1.5 * shape.other as f32 + shape.upper as f32 + 1.5 * shape.initials as f32;
        points -= 0.5 * shape.given.min(1) as f32 + 0.3 * shape.surnames.min(1) as f32;
    }
    let closed = matches!(
        context.token(end).map(|t| t.kind),
        Some(TokenKind::Mark(',' | '(' | '—' | '–' | '-' | '.' | '/') | TokenKind::Number)
    );
    if context.passage == PassageKind::Dateline
        && start == context.first
        && shape.upper == shape.capitals
        && closed
    {
        points += 8.0;
    }
    if shape.words == 1 && context.memory.part(context.document.word(start)) >= 0.6 {
        points -= 1.5;
    }
    match before {
        "in" | "In" => points += 1.8,
        "near" | "across" | "throughout" | "outside" | "northern" | "southern" | "eastern" | "western"
        | "central" => points += 1.8,
        "from" | "at" | "to" | "around" | "into" | "through" | "From" | "At" | "of" => points += 0.7,
        _ => {}
    }
    let comma = |idx: usize| matches!(context.token(idx).map(|t| t.kind), Some(TokenKind::Mark(',')));
    if start >= context.first + 2
        && comma(start - 1)
        && context.token(start - 2).is_some_and(|t| t.exact.any(Traits::PLACE))
    {
        points += 0.7;
    }
    if comma(end) && context.after(end + 1).is_some_and(|t| t.exact.any(Traits::PLACE)) {
        points += 1.8;
    }
    if context.titled(start) && before.chars().next().is_some_and(char::is_uppercase) {
        points -= 1.0;
    }
    points
}

/// Weighs a piece as the name of an organization.
fn organization(context: &Context, start: usize, end: usize, shape: &Shape, listed: Traits) -> f32 {
    if shape.capitals == 0 {
        return -9.0;
    }
    let document = context.document;
    let first = context.token(start);
    let mut points = -1.5;
    if listed.any(Traits::ORGANIZATION) {
        points += 4.8 + 3.0 * (shape.words as f32 - 1.0);
        if listed.any(Traits::SURNAME | Traits::GIVEN) && shape.words == 1 {
            points -= 1.0;
        }
        if shape.words == 1 && shape.first_common && context.weak_capital(start) {
            points -= 3.0;
        }
        return points;
    }
    if let Some(kind) = context.memory.acronym(document.word(start))
        && shape.words == 1
    {
        return if kind == Kind::Organization { 6.0 } else { -2.0 };
    }
    if shape.numbers > 0 || shape.the > 0 && shape.links == 0 {
        return -9.0;
    }
    if document.word(end - 1).len() == 1 && shape.words == 1 {
        return -9.0;
    }
    let head = shape.org_heads > 0;
    if shape.words == 1 {
        if shape.upper == 1
            && first.is_some_and(|t| {
                (2..=6).contains(&t.span.len()) && !t.exact.any(Traits::PLACE | Traits::OTHER)
            })
            && context.passage == PassageKind::Body
        {
            points += 3.2;
        } else {
            points -= 0.5;
        }
        if shape.upper == 0 && shape.common > 0 {
            points -= 2.0;
        }
        if head && !context.weak_capital(start) && context.word_before(start) == "the" {
            points += 1.2;
        }
    } else {
        if shape.last_folded.any(Traits::ORG_END) {
            points += 5.0;
        } else if shape.last_folded.any(Traits::ORG_HEAD) {
            points += 3.2
                + 1.2 * (shape.capitals as f32 - 1.0).min(4.0)
                + 2.6 * shape.places.min(2) as f32
                + 2.6 * shape.orgs.min(2) as f32;
        } else if head && shape.links > 0 {
            points += 3.2
                + 0.8 * shape.capitals.min(5) as f32
                + if shape.and == 0 {
                    2.6 * shape.places.min(2) as f32 + 1.5 * shape.orgs.min(2) as f32
                } else {
                    0.0
                };
        } else if head {
            points += 0.6;
        }
        if shape.and > 0 {
            let ampersand = (start..end).any(|idx| document.word(idx) == "&");
            points += if ampersand {
                2.5
            } else if head && shape.links > 0 {
                -0.7
            } else {
                -2.5
            };
        }
        if shape.links > 0 && !head {
            points -= 2.5;
        }
        if shape.links > 0 && !first.is_some_and(|t| t.folded.any(Traits::ORG_HEAD)) {
            points -= 0.8;
        }
        if shape.links > 1 {
            points -= 0.8;
        }
        points -= 1.2 * shape.possessives as f32 + 0.5 * shape.hyphens as f32 + 0.7 * shape.particles as f32;
        if shape.first_given && !shape.last_folded.any(Traits::ORG_HEAD | Traits::ORG_END) {
            points -= 1.0;
        }
        if matches!(context.word_before(start), "the" | "The") {
            points += 0.7;
        }
        points -= 1.5 * shape.titles as f32;
        if first.is_some_and(|t| t.exact.any(Traits::OTHER)) {
            points -= 1.6;
        }
        if context.weak_capital(start)
            && shape.first_common
            && matches!(
                document.word(start),
                "The"
                    | "In"
                    | "A"
                    | "An"
                    | "But"
                    | "And"
                    | "At"
                    | "On"
                    | "As"
                    | "For"
                    | "When"
                    | "While"
                    | "After"
                    | "This"
                    | "That"
                    | "His"
                    | "Her"
                    | "Its"
                    | "Their"
                    | "Our"
                    | "Former"
                    | "If"
                    | "With"
                    | "From"
                    | "By"
            )
        {
            points -= 6.0;
        }
        if context.passage == PassageKind::Heading {
            points -= 1.2 * (shape.common as f32 - 1.0).max(0.0) + 0.6;
        }
    }
    points
}
