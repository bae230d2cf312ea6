//! Cuts the searchable parts of an article into tokens and sentences.
//!
//! A token is a word, a number or a single mark. Hyphens are tokens of their own, so that "Mexico-United States" can be two
//! names and "Al-Sabah" one; the dot of an abbreviation belongs to its word, a possessive "'s" does not.

mod words;

use std::ops::Range;

use crate::{
    article::{Article, BlockKind, InlineKind},
    extract::lexicon::{Traits, Veil, traits},
    text::{Span, sentence},
};

use words::Words;

/// The searchable parts of an article in pieces.
#[derive(Debug)]
pub struct Document<'a> {
    /// The canonical text.
    pub text: &'a str,
    /// All tokens in order.
    pub tokens: Vec<Token>,
    /// All sentences in order.
    pub sentences: Vec<Sentence>,
    /// All passages in order.
    pub passages: Vec<Passage>,
    /// The block quotes.
    pub quotes: Vec<Span>,
    /// What is hidden of the lexicon.
    pub veil: Veil,
}

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// How it is written.
    pub case: Case,
    /// Whether no white space stands before it.
    pub glued: bool,
    /// What is known about the word as written.
    pub exact: Traits,
    /// What is known about the word in lower case.
    pub folded: Traits,
    /// A hash of the word in lower case.
    pub hash: u32,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// Letters, perhaps with digits and apostrophes inside.
    Word,
    /// Digits.
    Number,
    /// A possessive ending.
    Possessive,
    /// A single mark.
    Mark(char),
    /// An address or the like.
    Address,
}

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// No capitals, or no word.
    Lower,
    /// A capital first.
    Title,
    /// Two capitals or more and nothing else.
    Upper,
    /// Capitals later only: "iPhone".
    Mixed,
}

/// A sentence.
#[derive(Clone, Debug)]
pub struct Sentence {
    /// Indices of its tokens.
    pub tokens: Range<usize>,
    /// Index of its passage.
    pub passage: usize,
}

/// A block, or a part of one, that is searched.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// How much it can be trusted.
    pub kind: PassageKind,
    /// Indices of its tokens.
    pub tokens: Range<usize>,
}

/// How a passage is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PassageKind {
    /// Running text.
    Body,
    /// A heading: every word may have a capital.
    Heading,
    /// Place and date: searched for places only.
    Dateline,
}

impl<'a> Document<'a> {
    /// Cuts up what is to be searched in `article`.
    pub fn new(article: &'a Article) -> Self {
        Self::veiled(article, Veil::default())
    }

    /// Cuts up `article` with a part of the lexicon hidden.
    pub fn veiled(article: &'a Article, veil: Veil) -> Self {
        let text = article.text.as_str();
        let veil = Veil { spanish: article.meta.language.as_deref() == Some("es"), ..veil };
        let quotes = article.blocks.iter().filter(|block| block.kind == BlockKind::Quote);
        let quotes = quotes.map(|block| block.span).collect();
        let mut document =
            Self { text, tokens: Vec::new(), sentences: Vec::new(), passages: Vec::new(), quotes, veil };
        let mut words = Words::default();
        let mut inlines =
            article.inlines.iter().filter(|inline| inline.kind == InlineKind::Dateline).peekable();
        for block in &article.blocks {
            let kind = match block.kind {
                BlockKind::Byline | BlockKind::Code | BlockKind::Boilerplate => continue,
                BlockKind::Dateline => PassageKind::Dateline,
                BlockKind::Title | BlockKind::Heading(_) => PassageKind::Heading,
                _ => PassageKind::Body,
            };
            let mut start = block.span.start;
            while let Some(inline) = inlines.next_if(|inline| inline.span.start < block.span.end) {
                if inline.span.start >= start && block.span.covers(inline.span) && kind == PassageKind::Body {
                    document.add(Span::new(start, inline.span.start), kind, &mut words);
                    document.add(inline.span, PassageKind::Dateline, &mut words);
                    start = inline.span.end;
                }
            }
            document.add(Span::new(start, block.span.end), kind, &mut words);
        }
        document
    }

    /// Returns the words of a token.
    pub fn word(&self, idx: usize) -> &'a str {
        self.tokens.get(idx).map_or("", |token| token.span.slice(self.text))
    }

    /// Returns the bytes from the first to the last of `tokens`.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        let Some(tokens) = self.tokens.get(tokens) else { return Span::default() };
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    /// Returns the index of the first token that begins at or after `offset`.
    pub fn token_from(&self, offset: usize) -> usize {
        self.tokens.partition_point(|token| token.span.start < offset)
    }

    /// Returns the index of the sentence of token `idx`.
    pub fn sentence_of(&self, idx: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.tokens.end <= idx)
    }

    /// Returns the index of the passage of token `idx`.
    pub fn passage_of(&self, idx: usize) -> usize {
        self.passages.partition_point(|passage| passage.tokens.end <= idx)
    }

    /// Adds a part of a block, paragraph by paragraph where a blank line divides it.
    fn add(&mut self, span: Span, kind: PassageKind, words: &mut Words) {
        let mut start = span.start;
        for paragraph in span.slice(self.text).split_inclusive("\n\n") {
            let from = start + paragraph.len() - paragraph.trim_start().len();
            self.add_passage(Span::new(from, from + paragraph.trim().len()), kind, words);
            start += paragraph.len();
        }
    }

    fn add_passage(&mut self, span: Span, kind: PassageKind, words: &mut Words) {
        let text = span.slice(self.text);
        if text.trim().is_empty() {
            return;
        }
        let first = self.tokens.len();
        let found = sentence::sentences(text);
        for piece in &found {
            let from = self.tokens.len();
            tokenize(
                self.text,
                Span::new(span.start + piece.start, span.start + piece.end),
                self.veil,
                words,
                &mut self.tokens,
            );
            if self.tokens.len() > from {
                self.sentences
                    .push(Sentence { tokens: from..self.tokens.len(), passage: self.passages.len() });
            }
        }
        let tokens = first..self.tokens.len();
        let kind = if kind == PassageKind::Body && self.looks_like_heading(tokens.clone(), found.len()) {
            PassageKind::Heading
        } else {
            kind
        };
        self.passages.push(Passage { span, kind, tokens });
    }

    /// Tells a headline that came as a paragraph: one line without a stop, most ordinary words with capitals.
    fn looks_like_heading(&self, tokens: Range<usize>, sentences: usize) -> bool {
        if sentences != 1 || tokens.len() > 30 {
            return false;
        }
        let tokens = self.tokens.get(tokens).unwrap_or(&[]);
        if tokens.last().is_none_or(|token| !matches!(token.kind, TokenKind::Word | TokenKind::Number)) {
            return false;
        }
        let common = tokens.iter().skip(1).filter(|t| t.folded.any(Traits::COMMON) && t.span.len() > 3);
        let (high, low) = common.fold((0, 0), |(high, low), token| match token.case {
            Case::Lower => (high, low + 1),
            _ => (high + 1, low),
        });
        high >= 2 && high > low
    }
}

/// No word is longer to the lexicon.
const WORD: usize = 40;

/// Abbreviations whose dot belongs to them.
const DOTTED: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Gov", "Sen", "Rep", "Lt", "Col", "Sgt", "Capt", "Maj", "Adm",
    "St", "Rev", "Hon", "Fr", "Jr", "Sr", "Mt", "Ft", "Inc", "Corp", "Co", "Ltd", "Jan", "Feb", "Mar", "Apr",
    "Aug", "Sra", "Srta", "Dra", "Lic", "Ing", "Sept", "Sep", "Oct", "Nov", "Dec", "No", "Mme", "Bros",
    "Cpl", "Cmdr",
];

/// Adds the tokens of `within`.
fn tokenize(text: &str, within: Span, veil: Veil, words: &mut Words, tokens: &mut Vec<Token>) {
    let mut at = within.start;
    let mut glued = false;
    while at < within.end {
        let rest = Span::new(at, within.end).slice(text);
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
            glued = false;
            continue;
        }
        let (len, kind) = if c.is_alphabetic() || is_joiner(c) {
            word(rest)
        } else if c.is_numeric() {
            number(rest)
        } else if matches!(c, '’' | '\'') && possessive(rest) && glued {
            (c.len_utf8() + 1, TokenKind::Possessive)
        } else if matches!(c, '@' | '#') && rest.chars().nth(1).is_some_and(char::is_alphanumeric) {
            (address(rest), TokenKind::Address)
        } else {
            (c.len_utf8(), TokenKind::Mark(c))
        };
        let span = Span::new(at, at + len);
        tokens.push(token(text, span, kind, glued, veil, words));
        at = span.end;
        glued = true;
    }
}

fn token(text: &str, span: Span, kind: TokenKind, glued: bool, veil: Veil, words: &mut Words) -> Token {
    let surface = span.slice(text);
    let hash = hash(surface);
    if kind != TokenKind::Word {
        let none = Traits::default();
        return Token { span, kind, case: Case::Lower, glued, exact: none, folded: none, hash };
    }
    let known = words.get(text, span, hash, || look_up(surface, span, veil, hash));
    Token { glued, ..known }
}

/// Makes the token of a word by the lists.
fn look_up(words: &str, span: Span, veil: Veil, hash: u32) -> Token {
    let case = case(words);
    let (mut exact, mut folded) = (Traits::default(), Traits::default());
    if words.len() <= WORD {
        exact = veil.traits(words);
        folded = if case == Case::Lower { exact } else { folded_traits(words, veil) };
        if case == Case::Upper && words.len() > 3 && exact == Traits::default() {
            exact = veil.traits(&capitalized(words));
        }
    }
    Token { span, kind: TokenKind::Word, case, glued: false, exact, folded, hash }
}

/// Returns what is known about a word in lower case; an ASCII word needs no memory for that.
fn folded_traits(words: &str, veil: Veil) -> Traits {
    let mut small = [0; WORD];
    match small.get_mut(..words.len()) {
        Some(small) if words.is_ascii() => {
            small.copy_from_slice(words.as_bytes());
            small.make_ascii_lowercase();
            veil.common(str::from_utf8(small).unwrap_or(""))
        }
        _ => veil.common(&words.to_lowercase()),
    }
}

/// Hashes the first bytes of a word in lower case; what is not ASCII is taken as it is.
pub const fn hash(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let mut hash = 0x811c_9dc5_u32;
    let mut idx = 0;
    while idx < bytes.len() && idx < 24 {
        hash = (hash ^ bytes[idx].to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
        idx += 1;
    }
    hash ^ hash >> 15
}

/// Writes a word with one capital, its first.
pub fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect()
    })
}

fn case(word: &str) -> Case {
    if let [first, rest @ ..] = word.as_bytes()
        && first.is_ascii_alphabetic()
        && rest.iter().all(u8::is_ascii_lowercase)
    {
        return if first.is_ascii_uppercase() { Case::Title } else { Case::Lower };
    }
    any_case(word)
}

fn any_case(word: &str) -> Case {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(|c| c.is_uppercase());
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for c in letters {
        if c.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    match (first, upper, lower) {
        (true, 1.., 0) => Case::Upper,
        (true, ..) => Case::Title,
        (false, 1.., _) => Case::Mixed,
        (false, 0, _) => Case::Lower,
    }
}

/// Measures the word that opens `rest`; most are ASCII letters before white space or a mark that ends every word.
fn word(rest: &str) -> (usize, TokenKind) {
    let plain = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric());
    if let Some(end @ 1..) = plain
        && let Some(b' ' | b',' | b'\n' | b')' | b'"' | b';') = rest.as_bytes().get(end)
    {
        return (end, TokenKind::Word);
    }
    any_word(rest)
}

fn any_word(rest: &str) -> (usize, TokenKind) {
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    let mut dot = false;
    while let Some((idx, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let letter = next.is_some_and(char::is_alphabetic);
        if dot && letter {
            // "U.S.President": a word that lost its space.
            break;
        }
        dot = c == '.';
        if c == '-'
            && end == idx
            && let Some(tail) = hyphenated(rest, idx)
        {
            end = idx + tail;
            break;
        }
        let apostrophe =
            matches!(c, '’' | '\'') && letter && end == idx && !possessive(rest.get(idx..).unwrap_or(""));
        if c.is_alphanumeric() || is_joiner(c) || c == '_' || apostrophe {
            end = idx + c.len_utf8();
        } else if c == '.' && end == idx && initial(rest, idx) && (idx < 8 || letter) {
            // "U.S.", "J.", "Ph.D."; the last dot of an abbreviation belongs to it.
            end = idx + 1;
        } else {
            break;
        }
        if idx > 4096 && !c.is_alphanumeric() {
            break;
        }
    }
    let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
    let after = rest.get(end..).unwrap_or("");
    if after.starts_with("://")
        || (after.starts_with('.') && rest.get(..end) == Some("www"))
        || looks_like_mail(after)
    {
        return (address(rest), TokenKind::Address);
    }
    if after.starts_with('.') && rest.get(..end).is_some_and(|word| DOTTED.contains(&word)) {
        return (end + 1, TokenKind::Word);
    }
    (end, TokenKind::Word)
}

/// Names in which a hyphen is followed by a small letter or follows an article: "Ki-moon", "al-Assad". Returns how many
/// bytes from the hyphen belong to the name.
fn hyphenated(rest: &str, hyphen: usize) -> Option<usize> {
    let head = rest.get(..hyphen)?;
    let tail = rest.get(hyphen + 1..)?;
    let len = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    let tail = tail.get(..len)?;
    let (first, next) = (head.chars().next()?, tail.chars().next()?);
    if !(2..=24).contains(&len) || head.len() > 16 {
        return None;
    }
    let article = ARTICLES.contains(&head) && next.is_uppercase();
    let small = first.is_uppercase()
        && next.is_lowercase()
        && len <= 7
        && head.len() > 1
        && (!traits(tail).any(Traits::COMMON | Traits::VERB | Traits::ROLE)
            && !traits(head).any(Traits::PLACE | Traits::OTHER | Traits::ORGANIZATION | Traits::COMMON)
            && case(head) == Case::Title
            || SYLLABLES.contains(&tail));
    (article || small).then_some(len + 1)
}

/// Articles that are joined to a name.
const ARTICLES: &[&str] = &[
    "al", "Al", "el", "El", "ul", "ad", "ar", "as", "ash", "an", "at", "Ad", "Ar", "As", "Ash", "An", "At",
    "Abd",
];

/// Ordinary words that close names as well.
const SYLLABLES: &[&str] =
    &["moon", "sun", "min", "young", "un", "won", "jin", "wan", "ling", "in", "hong", "sung", "wen"];

/// Returns whether the dot at `idx` follows a single capital letter that opens the word or follows another dot.
fn initial(rest: &str, idx: usize) -> bool {
    let mut before = rest.get(..idx).unwrap_or("").chars().rev();
    let Some(letter) = before.next() else { return false };
    let opens = before.next().is_none_or(|c| c == '.');
    let after = rest.get(idx + 1..).unwrap_or("");
    let again = after.chars().nth(1) == Some('.');
    opens && (letter.is_uppercase() || (letter.is_lowercase() && (again || idx > 1)))
}

fn looks_like_mail(after: &str) -> bool {
    after.starts_with('@') && after.chars().nth(1).is_some_and(char::is_alphanumeric)
}

/// Returns whether `rest` opens with an apostrophe and an "s" that ends the word.
fn possessive(rest: &str) -> bool {
    let mut chars = rest.chars().skip(1);
    chars.next().is_some_and(|c| c == 's' || c == 'S') && chars.next().is_none_or(|c| !c.is_alphanumeric())
}

fn number(rest: &str) -> (usize, TokenKind) {
    let mut end = 0;
    let mut kind = TokenKind::Number;
    let mut chars = rest.char_indices().peekable();
    while let Some((idx, c)) = chars.next() {
        let digit = chars.peek().is_some_and(|(_, c)| c.is_numeric());
        if c.is_numeric() || (matches!(c, '.' | ',' | ':') && digit) {
            end = idx + c.len_utf8();
        } else if c.is_alphabetic() {
            end = idx + c.len_utf8();
            if c.is_uppercase() {
                kind = TokenKind::Word;
            }
        } else {
            break;
        }
    }
    (end, kind)
}

fn address(rest: &str) -> usize {
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '<' | '>'))
        .unwrap_or(rest.len());
    let trimmed = rest.get(..end).unwrap_or("").trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '’']);
    trimmed.len().max(rest.chars().next().map_or(0, char::len_utf8))
}

/// Returns whether a character joins onto letters without being one: combining marks, joiners.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, wanted: &str) {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), Veil::default(), &mut Words::default(), &mut tokens);
        let found: Vec<&str> = tokens.iter().map(|token| token.span.slice(text)).collect();
        assert_eq!(found.join("|"), wanted);
    }

    #[test]
    fn words_keep_their_dots_and_apostrophes() {
        check("Mr. O’Brien’s U.S. visit, J.R. Leite.", "Mr.|O’Brien|’s|U.S.|visit|,|J.R.|Leite|.");
        check("They don't at 5 p.m. on Sept. 3.", "They|don't|at|5|p.m.|on|Sept.|3|.");
        check("Mexico-United States, 3.5% (G20)", "Mexico|-|United|States|,|3.5|%|(|G20|)");
    }

    #[test]
    fn lost_spaces_do_not_join_words() {
        check(
            "meeting,held in Quito,was: cartels.The U.S.President",
            "meeting|,|held|in|Quito|,|was|:|cartels|.|The|U.S.|President",
        );
    }

    #[test]
    fn addresses_are_one_token() {
        check(
            "See https://a.example/B?c=D, jo@port.example or @jo.",
            "See|https://a.example/B?c=D|,|jo@port.example|or|@jo|.",
        );
    }

    proptest! {
        #[test]
        fn the_quick_way_to_measure_a_word_is_the_slow_one(text in "[a-zA-Z][a-zA-Z0-9 ,.'’é-]{0,12}") {
            prop_assert_eq!(word(&text), any_word(&text));
            prop_assert_eq!(case(&text), any_case(&text));
            let veil = Veil::default();
            prop_assert_eq!(folded_traits(&text, veil), veil.common(&text.to_lowercase()));
        }

        #[test]
        fn a_word_met_before_is_what_the_lists_say(text in "((The|the|Ruiz|RUIZ|said|Évora|[a-zA-Z]{1,2}) ){0,40}") {
            let mut tokens = Vec::new();
            tokenize(&text, Span::new(0, text.len()), Veil::default(), &mut Words::default(), &mut tokens);
            for token in &tokens {
                let words = token.span.slice(&text);
                let slow = look_up(words, token.span, Veil::default(), hash(words));
                prop_assert_eq!(format!("{token:?}"), format!("{slow:?}"));
            }
        }

        #[test]
        fn tokens_cover_every_visible_character(text in "\\PC{0,80}") {
            let mut tokens = Vec::new();
            tokenize(&text, Span::new(0, text.len()), Veil::default(), &mut Words::default(), &mut tokens);
            let mut at = 0;
            for token in &tokens {
                prop_assert!(!token.span.is_empty() && token.span.start >= at);
                prop_assert!(Span::new(at, token.span.start).slice(&text).trim().is_empty());
                at = token.span.end;
            }
            prop_assert!(Span::new(at, text.len()).slice(&text).trim().is_empty());
        }
    }
}
