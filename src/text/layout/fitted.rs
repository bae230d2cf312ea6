//! Rows that are broken with a look at the whole paragraph, words that are parted by syllables, rows made equally long.
//!
//! Even rows are those with the least sum of squares of what they lack (after Knuth and Plass, "Breaking paragraphs into
//! lines"); the last row of a paragraph lacks nothing. A syllable that ends a row costs something as well, so that words are
//! parted only where it is worth it.

use hypher::Lang;
use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::{Gaps, NARROWEST, Paragraph, Row, rows};
use crate::text::{Span, cell};

/// How the rows of a text are set, beside their width.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Setting {
    /// Which breaks are chosen.
    pub fit: Fit,
    /// Where rows end.
    pub edge: Edge,
    /// The language by whose rules words are parted, where they are.
    pub syllables: Option<Language>,
}

/// Which breaks are chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Fit {
    /// A row takes what fits.
    #[default]
    First,
    /// Rows are as even as they can be.
    Even,
}

/// Where rows end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Edge {
    /// Where their words do.
    #[default]
    Ragged,
    /// All at the same column: the spaces between words are wider.
    Straight,
}

/// A language whose words can be parted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Language(Lang);

impl Language {
    /// Returns the language with a code of two letters, where its rules are known.
    pub fn of(code: &str) -> Option<Self> {
        Lang::from_iso(<[u8; 2]>::try_from(code.as_bytes()).ok()?).map(Self)
    }
}

/// What stands between two places where a row may end.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it ends, with the white space behind it.
    end: usize,
    /// The columns of its words, and of the white space behind them.
    width: usize,
    gap: usize,
    /// Whether a hyphen is shown where a row ends with it.
    hyphen: bool,
    /// Whether a row must end with it.
    last: bool,
}

/// What a row that ends within a word costs, in squares of columns that it lacks.
const PARTED: usize = 25;

/// The shortest word that is parted, in letters, the longest, in bytes, and the fewest letters at its ends.
const SHORTEST: usize = 6;
const LONGEST: usize = 40;
const ENDS: usize = 2;

/// A row is not stretched where a space would become wider than this many.
const WIDEST_GAP: usize = 4;

/// Breaks one paragraph of `text` into rows of at most `width` columns; at least one row comes out.
pub fn set(text: &str, paragraph: Paragraph, width: u16, setting: Setting) -> Vec<Row> {
    if setting == Setting::default() {
        return rows(text, paragraph, width);
    }
    let words = paragraph.span.slice(text);
    let first = usize::from(width.saturating_sub(paragraph.indent).max(NARROWEST));
    let hanging = paragraph.indent.saturating_add(paragraph.hanging);
    let further = usize::from(width.saturating_sub(hanging).max(NARROWEST));
    let pieces = pieces(words, setting.syllables);
    // Where a syllable does not fit a row, whole words are tried, and where one of those does not, it is cut as first-fit does.
    let is_wide = |piece: &Piece| piece.width + usize::from(piece.hyphen) > further.min(first);
    if pieces.iter().any(is_wide) {
        return match setting.syllables {
            Some(_) => set(text, paragraph, width, Setting { syllables: None, ..setting }),
            None => rows(text, paragraph, width),
        };
    }
    if pieces.is_empty() {
        return rows(text, paragraph, width);
    }
    let mut set = Vec::new();
    let mut from = 0;
    for part in pieces.split_inclusive(|piece| piece.last) {
        let room = |idx: usize| if set.is_empty() && idx == 0 { first } else { further };
        let ends = match setting.fit {
            Fit::First => first_fit(part, room),
            Fit::Even => even_fit(part, room),
        };
        let mut begin = 0;
        for end in ends {
            let row = part.get(begin..end).unwrap_or(&[]);
            let Some(closing) = row.last() else { continue };
            let (indent, room) = if set.is_empty() { (paragraph.indent, first) } else { (hanging, further) };
            let span = Span::new(from, closing.end);
            let len = span.slice(words).trim_end().len();
            let start = paragraph.span.start + from;
            let is_end = end == part.len();
            let lacks = room.saturating_sub(width_of(row));
            // The space behind the marker of a list stays as it is.
            let n_fixed = usize::from(set.is_empty() && paragraph.hanging > 0);
            let gaps = if setting.edge == Edge::Straight && !is_end {
                stretched(span.slice(words).trim_end(), lacks, n_fixed)
            } else {
                Gaps::None
            };
            let hyphen = closing.hyphen && !is_end;
            set.push(Row { span: Span::new(start, start + len), indent, hyphen, gaps });
            (begin, from) = (end, closing.end);
        }
    }
    set
}

/// Returns the gaps of a row that lacks some columns and whose first spaces may not become wider.
fn stretched(words: &str, lacks: usize, n_fixed: usize) -> Gaps {
    let n_gaps = words.matches(' ').count();
    let most = if n_fixed > 0 { n_gaps.saturating_sub(n_fixed) } else { n_gaps * (WIDEST_GAP - 1) };
    match u16::try_from(lacks) {
        Ok(lacks @ 1..) if usize::from(lacks) <= most => Gaps::Spaces(lacks),
        _ => Gaps::None,
    }
}

/// Returns the columns of some pieces in one row.
fn width_of(pieces: &[Piece]) -> usize {
    let whole: usize = pieces.iter().map(|piece| piece.width + piece.gap).sum();
    pieces.last().map_or(0, |last| whole - last.gap + usize::from(last.hyphen))
}

/// Cuts words where rows may end.
fn pieces(words: &str, syllables: Option<Language>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, opportunity) in linebreaks(words) {
        let piece = Span::new(from, at).slice(words);
        let shown = piece.trim_end();
        let gap = cell::width(piece.get(shown.len()..).unwrap_or(""));
        let mut begin = from;
        for cut in syllables.map_or_else(Vec::new, |language| cuts(shown, language)) {
            let end = from + cut;
            let width = cell::width(Span::new(begin, end).slice(words));
            pieces.push(Piece { end, width, gap: 0, hyphen: true, last: false });
            begin = end;
        }
        let width = cell::width(Span::new(begin, from + shown.len()).slice(words));
        let last = opportunity == BreakOpportunity::Mandatory;
        pieces.push(Piece { end: at, width, gap, hyphen: false, last });
        from = at;
    }
    pieces
}

/// Returns where a word may be parted.
fn cuts(piece: &str, Language(language): Language) -> Vec<usize> {
    let lead = piece.len() - piece.trim_start_matches(|c: char| !c.is_alphabetic()).len();
    let word = piece.get(lead..).unwrap_or("").trim_end_matches(|c: char| !c.is_alphabetic());
    // Names and numbers with marks in them, and capitals, stay whole.
    let is_plain = word.chars().all(char::is_alphabetic) && word.chars().skip(1).all(char::is_lowercase);
    if !is_plain || word.len() > LONGEST || word.chars().take(SHORTEST).count() < SHORTEST {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    let mut at = lead;
    for syllable in hypher::hyphenate(word, language) {
        at += syllable.len();
        let before = piece.get(lead..at).map_or(0, |head| head.chars().count());
        let after = piece.get(at..lead + word.len()).map_or(0, |tail| tail.chars().count());
        if before >= ENDS && after > ENDS {
            cuts.push(at);
        }
    }
    cuts
}

/// Returns after which pieces rows end where each takes what fits.
fn first_fit(pieces: &[Piece], room: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut begin = 0;
    while begin < pieces.len() {
        let room = room(begin);
        let (mut end, mut used) = (begin + 1, 0);
        for (idx, piece) in pieces.iter().enumerate().skip(begin) {
            used += piece.width;
            if idx > begin && used > room {
                break;
            }
            // A syllable needs room for its hyphen, unless what follows fits as well.
            if used + usize::from(piece.hyphen) <= room || idx == begin {
                end = idx + 1;
            }
            used += piece.gap;
        }
        ends.push(end);
        begin = end;
    }
    ends
}

/// Returns after which pieces rows end where they are as even as they can be.
fn even_fit(pieces: &[Piece], room: impl Fn(usize) -> usize) -> Vec<usize> {
    // By piece: the least cost of rows up to before it, and where the last of them begins.
    let mut best: Vec<(usize, usize)> = vec![(usize::MAX, 0); pieces.len() + 1];
    if let Some(start) = best.first_mut() {
        *start = (0, 0);
    }
    for begin in 0..pieces.len() {
        let Some((cost, _)) = best.get(begin).copied().filter(|(cost, _)| *cost < usize::MAX) else {
            continue;
        };
        let room = room(begin);
        let mut used = 0;
        for (idx, piece) in pieces.iter().enumerate().skip(begin) {
            used += piece.width;
            if used > room && idx > begin {
                break;
            }
            let width = used + usize::from(piece.hyphen);
            used += piece.gap;
            if width > room && idx > begin {
                continue;
            }
            let lacks = room.saturating_sub(width);
            let own = if idx + 1 == pieces.len() { 0 } else { lacks * lacks };
            let total = cost + own + if piece.hyphen { PARTED } else { 0 };
            if let Some(known) = best.get_mut(idx + 1).filter(|(known, _)| total < *known) {
                *known = (total, begin);
            }
        }
    }
    let mut ends = Vec::new();
    let mut end = pieces.len();
    while end > 0 {
        ends.push(end);
        end = best.get(end).map_or(0, |(_, begin)| *begin).min(end - 1);
    }
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVEN: Setting = Setting { fit: Fit::Even, edge: Edge::Ragged, syllables: None };

    fn whole(text: &str) -> Paragraph {
        Paragraph { span: Span::new(0, text.len()), indent: 0, hanging: 0 }
    }

    fn shown(text: &str, width: u16, setting: Setting) -> Vec<String> {
        let hyphen = |row: &Row| if row.hyphen { "-" } else { "" };
        let rows = set(text, whole(text), width, setting);
        rows.iter().map(|row| format!("{}{}", row.span.slice(text), hyphen(row))).collect()
    }

    #[test]
    fn even_rows_leave_no_hole_that_another_row_could_fill() {
        let text = "aaa bb cc ddddd";
        assert_eq!(shown(text, 6, Setting::default()), ["aaa bb", "cc", "ddddd"]);
        assert_eq!(shown(text, 6, EVEN), ["aaa", "bb cc", "ddddd"]);
        assert_eq!(shown("one\ntwo three", 9, EVEN), ["one", "two three"]);
        assert_eq!(shown("incomprehensibilities", 8, EVEN), ["incompre", "hensibil", "ities"]);
    }

    #[test]
    fn words_are_parted_by_the_rules_of_their_language() {
        let english = Setting { syllables: Language::of("en"), ..Setting::default() };
        assert_eq!(
            shown("the extraordinary announcement", 12, english),
            ["the extraor-", "dinary an-", "nouncement"]
        );
        assert_eq!(shown("the NATO Kowalczyk-Meier", 9, english), ["the NATO", "Kowal-", "czyk-", "Meier"]);
        let spanish = Setting { syllables: Language::of("es"), ..Setting::default() };
        assert_eq!(shown("una extraordinaria", 12, spanish), ["una extraor-", "dinaria"]);
        assert_eq!(Language::of("xx"), None);
    }

    #[test]
    fn straight_rows_end_at_one_column() {
        let text = "The council put off the vote on the harbor bridge and went home.";
        let straight = Setting { edge: Edge::Straight, ..EVEN };
        let rows = set(text, whole(text), 20, straight);
        for row in rows.iter().take(rows.len() - 1) {
            assert_eq!(cell::width(row.span.slice(text)) + free(row), 20, "{row:?}");
            for (idx, _) in cell::clusters(row.span.slice(text)) {
                let offset = row.span.start + idx;
                let column = crate::text::layout::column(text, *row, offset);
                assert_eq!(crate::text::layout::offset_at(text, *row, column), offset);
            }
        }
        assert_eq!(rows.last().map(|row| row.gaps), Some(Gaps::None));
        let item = Paragraph { hanging: 3, ..whole(text) };
        let rows = set(text, item, 22, straight);
        assert_eq!(rows.first().map(|row| crate::text::layout::column(text, *row, 4)), Some(4));
    }

    fn free(row: &Row) -> usize {
        if let Gaps::Spaces(n) = row.gaps { n.into() } else { 0 }
    }

    /// What the rows lack, in squares, but for the last of each paragraph.
    fn lack(text: &str, rows: &[Row], width: usize) -> usize {
        let inner = rows.iter().zip(rows.iter().skip(1));
        let own = inner.map(|(row, next)| {
            let ends = Span::new(row.span.end, next.span.start).slice(text).contains('\n');
            let lacks = width - cell::width(row.span.slice(text));
            if ends { 0 } else { lacks * lacks }
        });
        own.sum()
    }

    proptest! {
        #[test]
        fn set_rows_cover_the_text_and_fit_the_width(
            text in "([a-zé]{1,12}|漢字|extraordinary|[ \n]{1,3}|[.,—-]){0,40}",
            width in 4u16..40,
            even in 0..2,
            straight in 0..2,
            parted in 0..2,
        ) {
            let setting = Setting {
                fit: if even == 1 { Fit::Even } else { Fit::First },
                edge: if straight == 1 { Edge::Straight } else { Edge::Ragged },
                syllables: Language::of("en").filter(|_| parted == 1),
            };
            let rows = set(&text, whole(&text), width, setting);
            let mut end = 0;
            for row in &rows {
                prop_assert!(text.get(end..row.span.start).is_some_and(|gap| gap.trim().is_empty()));
                end = row.span.end;
                let shown = cell::width(row.span.slice(&text));
                let single = cell::clusters(row.span.slice(&text)).count() <= 1;
                let wide = shown + usize::from(row.hyphen) + free(row);
                prop_assert!(wide <= usize::from(width) || single, "{:?}", row);
            }
            prop_assert!(text.get(end..).is_some_and(|gap| gap.trim().is_empty()));
            if setting == EVEN {
                let first = rows_of_first_fit(&text, width);
                prop_assert!(lack(&text, &rows, usize::from(width)) <= lack(&text, &first, usize::from(width)));
            }
        }
    }

    fn rows_of_first_fit(text: &str, width: u16) -> Vec<Row> {
        rows(text, whole(text), width)
    }
}
