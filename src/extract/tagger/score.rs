//! Evidence for and against taking a piece of a sentence for a name, as points given by hand.
//!
//! Zero is "leave it alone", so a name needs more for it than against it. About two points are one good reason.

mod shape;
mod weigh;

use crate::extract::{
    Kind,
    lexicon::{Traits, traits},
    tagger::{Piece, memory::Memory},
    token::{Case, Document, PassageKind, Token, TokenKind, capitalized},
};

use shape::Shape;

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
    if particle && !first.exact.any(Traits::PARTICLE) {
        return;
    }
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
            points[0] = weigh::person(context, start, end, &shape, listed);
        }
        if name && !particle && end - start <= 6 {
            points[1] = weigh::place(context, start, end, &shape, listed);
        }
        if names {
            points[2] = weigh::organization(context, start, end, &shape, listed);
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
                let given = t.exact.any(Traits::GIVEN);
                let name = given || t.exact.any(Traits::SURNAME);
                let listed = t.exact.any(Traits::OTHER | Traits::PLACE | Traits::ORGANIZATION);
                t.kind == TokenKind::Word
                    && t.case != Case::Lower
                    && (given || !listed)
                    && (name || !t.folded.any(Traits::COMMON))
                    && !t.folded.any(Traits::TITLE | Traits::MODIFIER)
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
            let joins = token.glued && token.kind != TokenKind::Word || phrase.ends_with('-');
            if !phrase.is_empty() && !joins {
                phrase.push(' ');
            }
            let word = context.document.word(end - 1);
            if word.len() > 40 {
                break;
            }
            if upper && token.case == Case::Upper {
                phrase.push_str(&capitalized(word));
            } else {
                phrase.push_str(word);
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
