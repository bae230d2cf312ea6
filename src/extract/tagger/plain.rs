//! What is plain whatever was learned: datelines, titles in quotation marks, foreign heads, gangs, surnames in headings.

use crate::extract::{
    lexicon::Traits,
    tagger::context::Context,
    token::{Case, PassageKind, Token, TokenKind, hash},
};

/// Returns whether a piece is all there is between quotation marks, as the titles of works are.
pub fn is_marked(context: &Context, start: usize, end: usize) -> bool {
    let mark = |idx: usize| {
        let mark = |kind| matches!(kind, TokenKind::Mark('“' | '”' | '"' | '‘' | '’' | '«' | '»'));
        context.inside(idx).is_some_and(|token| mark(token.kind))
    };
    start.checked_sub(1).is_some_and(mark) && (mark(end) || mark(end + 1))
}

/// Returns whether a piece is a place whatever was learned: it opens the dateline, or its head comes first, as in no English
/// name ("Ilha do Sal").
pub fn is_plainly_place(context: &Context, start: usize, end: usize) -> bool {
    let head = |token: &Token| token.folded.any(Traits::PLACE_HEAD) && !token.folded.any(Traits::COMMON);
    let particle = |token: &Token| token.case == Case::Lower && token.folded.any(Traits::PARTICLE);
    let foreign = end - start == 3
        && context.inside(start).is_some_and(head)
        && context.inside(start + 1).is_some_and(particle);
    foreign || opens_dateline(context, start, end)
}

/// Returns whether a piece is the surname of somebody whom the document names in full, behind an ordinary word: in a heading
/// that word may have a capital ("Amidst Ruiz").
pub fn is_grown_surname(context: &Context, start: usize, end: usize) -> bool {
    let ordinary = |token: &Token| token.folded.any(Traits::COMMON) && !token.exact.any(Traits::GIVEN);
    end - start > 1
        && context.inside(start).is_some_and(ordinary)
        && context.memory.ending(context.document, start + 1, end) > 0.0
}

/// Returns whether a piece is the place in capitals that opens a dateline: "PORTO ALTO, Sept. 24".
pub fn opens_dateline(context: &Context, start: usize, end: usize) -> bool {
    let upper = |idx| context.inside(idx).is_some_and(|token| token.case == Case::Upper);
    let closed = match context.inside(end).map(|token| token.kind) {
        Some(TokenKind::Mark(c)) => matches!(c, ',' | '(' | '—' | '–' | '-' | '.' | '/'),
        Some(kind) => kind == TokenKind::Number,
        None => false,
    };
    only_places(context) && start == context.first && closed && (start..end).all(upper)
}

/// Returns whether a piece is the agency or paper that a dateline names in parentheses: "PORTO ALTO (Port Ledger) —".
pub fn is_agency(context: &Context, start: usize, end: usize) -> bool {
    let mark = |idx: usize, mark| context.inside(idx).is_some_and(|it| it.kind == TokenKind::Mark(mark));
    let body = |it: &Token| {
        it.folded.any(Traits::ORG_HEAD)
            || it.exact.any(Traits::ORGANIZATION)
            || it.case == Case::Upper && !it.exact.any(Traits::PLACE)
    };
    only_places(context)
        && start > context.first + 1
        && mark(start - 1, '(')
        && mark(end, ')')
        && context.inside(end - 1).is_some_and(body)
}

/// Returns whether a piece is a paper, a company or the like by whom it deals with: a word that only companies and media write
/// so ("QVía") where somebody speaks to it or it speaks, or a body that somebody told something ("told the Salt Gazette").
pub fn is_medium(context: &Context, start: usize, end: usize) -> bool {
    let before = |count: usize, words: &[&str]| {
        start >= context.first + count && words.contains(&context.document.word(start - count))
    };
    let styled = |it: &Token| {
        let known = Traits::GIVEN | Traits::SURNAME | Traits::PLACE | Traits::OTHER;
        it.case == Case::Title
            && opens_with_two(context.document.word(start))
            // "MPs" is a plural.
            && context.document.word(start).chars().nth(3).is_some()
            && !it.exact.any(known)
            && !it.folded.any(Traits::COMMON)
    };
    let one = end - start == 1;
    if one && context.inside(start).is_some_and(styled) {
        return before(1, &["with", "told", "to"]) || context.acts(end) >= 3.0;
    }
    let body = |it: &Token| it.folded.any(Traits::ORG_HEAD) && !it.folded.any(Traits::PLACE_HEAD);
    let told = || before(1, &["told"]) || before(1, &["the", "The"]) && before(2, &["told"]);
    let goes_on =
        || context.inside(end).is_some_and(|it| it.kind == TokenKind::Word && it.case != Case::Lower);
    !one && told() && context.inside(end - 1).is_some_and(body) && !goes_on()
}

/// Returns whether a piece opens with a title that stands before a first name: "Sheikh Omar al-Sabah".
pub fn opens_with_title(context: &Context, start: usize, end: usize) -> bool {
    end - start > 2
        && context.inside(start).is_some_and(|it| it.folded.any(Traits::TITLE))
        && context.inside(start + 1).is_some_and(|it| it.exact.any(Traits::GIVEN) && it.case == Case::Title)
}

/// Returns whether a word begins with two capitals, and a small letter follows: "QVía".
pub fn opens_with_two(words: &str) -> bool {
    let mut chars = words.chars();
    let mut capital = || chars.next().is_some_and(char::is_uppercase);
    capital() && capital() && chars.next().is_some_and(char::is_lowercase)
}

/// Returns whether a long name stands right before the word for an armed group: "the Tres Rios gang".
pub fn is_crew(context: &Context, start: usize, end: usize) -> bool {
    const CREWS: [u32; 5] =
        [hash("gang"), hash("cartel"), hash("militia"), hash("guerrillas"), hash("mafia")];
    end - start > 1
        && context.inside(end).is_some_and(|next| next.case == Case::Lower && CREWS.contains(&next.hash))
}

/// Returns whether only places are looked for.
pub fn only_places(context: &Context) -> bool {
    context.passage == PassageKind::Dateline
}

#[cfg(test)]
mod tests {
    use crate::{
        article::{Format, parse},
        extract::{Kind, extract},
    };

    fn check(text: &str, name: &str, mentions: usize) {
        let (article, _) = parse(text, Format::Plain);
        let found = extract(&article);
        let entity = found.entities.iter().find(|it| it.name == name && it.kind == Kind::Organization);
        assert_eq!(entity.map_or(0, |it| it.mentions.len()), mentions, "{:?}", found.entities);
    }

    #[test]
    fn a_word_that_only_media_write_so_is_one() {
        check("The engineer Ana Ruiz said in an interview with QVía that the bridge was old.", "QVía", 1);
        check("QVía reported on Monday that Ana Ruiz had left the city.", "QVía", 1);
        check("“I slept,” Ana Ruiz told the Salt Gazette.", "Salt Gazette", 1);
        check("The law was shown to MPs on Monday.", "MPs", 0);
    }

    #[test]
    fn the_paper_of_the_dateline_is_one_wherever_it_stands() {
        check(
            "VILA SECA (Salt Gazette) — The bridge was closed on Monday.\n\nThe folder, which The Salt Gazette has seen, says more.",
            "Salt Gazette",
            2,
        );
    }
}
