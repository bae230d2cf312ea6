//! The forms of a name, folded for comparison, and which of them fit together.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::extract::{
    Kind,
    lexicon::{Traits, traits},
};

use super::variant::{nicknames, same_spelling};

/// A way an article writes a name.
#[derive(Debug)]
pub struct Form {
    /// Its words, folded, without particles (persons) or what a company's name ends in (organizations).
    pub words: Vec<String>,
    /// What its words abbreviate to.
    pub acronym: Option<String>,
    /// Whether it is written in capitals only.
    pub upper: bool,
    /// Indices of the names written so.
    pub names: Vec<usize>,
}

impl Form {
    /// Takes a name apart.
    pub fn new(kind: Kind, key: &str, surface: &str) -> Self {
        let mut words: Vec<String> = key.split(' ').map(str::to_owned).collect();
        let mut acronym = None;
        match kind {
            Kind::Person => {
                // A nickname in marks is a name like the others: Harmeet "Bunty" Bans.
                let bare = |word: &String| strip_article(word.trim_matches(MARKS)).to_owned();
                words = words.iter().map(bare).filter(|word| !word.is_empty()).collect();
                if words.len() > 1 {
                    let kept = words.iter().filter(|word| !is_particle(word) && !is_suffix(word));
                    let kept: Vec<String> = kept.cloned().collect();
                    words = if kept.is_empty() { words } else { kept };
                }
            }
            Kind::Organization => {
                acronym = initials(surface);
                while words.len() > 1
                    && words.last().is_some_and(|word| traits(word).any(Traits::ORG_END) || word == "company")
                {
                    words.pop();
                }
            }
            Kind::Place => {}
        }
        let upper = !surface.chars().any(char::is_lowercase);
        Self { words, acronym, upper, names: Vec::new() }
    }

    /// Returns the index of the first name written so.
    pub fn first(&self) -> usize {
        self.names.first().copied().unwrap_or(0)
    }
}

/// What may stand around a nickname.
const MARKS: [char; 8] = ['"', '\'', '“', '”', '‘', '’', '(', ')'];

/// Folds case, accents and dots, and joins the words by one space.
pub fn fold(surface: &str) -> String {
    let mut folded = String::with_capacity(surface.len());
    for word in surface.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        for c in word.nfd().filter(|c| !is_combining_mark(*c) && *c != '.') {
            match c {
                '’' => folded.push('\''),
                '‑' | '–' => folded.push('-'),
                'ł' | 'Ł' => folded.push('l'),
                'ø' | 'Ø' => folded.push('o'),
                'ı' => folded.push('i'),
                _ => folded.extend(c.to_lowercase()),
            }
        }
    }
    folded
}

/// Brings the names that the whole world knows under several forms to one.
pub fn canonical(kind: Kind, key: String) -> String {
    let same = match (kind, key.as_str()) {
        (Kind::Place, "us" | "usa" | "united states of america" | "america" | "the us") => "united states",
        (Kind::Place, "uk" | "great britain" | "britain") => "united kingdom",
        (Kind::Place, "uae") => "united arab emirates",
        (Kind::Place, "drc") => "democratic republic of the congo",
        (Kind::Place, "washington dc" | "washington, dc" | "dc") => "washington",
        (Kind::Place, "new york city") => "new york",
        (Kind::Place, "estados unidos" | "eeuu" | "ee uu" | "eua") => "united states",
        (Kind::Place, "burma") => "myanmar",
        (Kind::Place, "kiev") => "kyiv",
        (Kind::Place, "peking") => "beijing",
        (Kind::Place, "bombay") => "mumbai",
        (Kind::Place, "calcutta") => "kolkata",
        (Kind::Place, "turkiye") => "turkey",
        (Kind::Place, "czechia") => "czech republic",
        (Kind::Place, "cote d'ivoire") => "ivory coast",
        (Kind::Place, "swaziland") => "eswatini",
        (Kind::Place, "cape verde") => "cabo verde",
        (Kind::Place, "holland") => "netherlands",
        (Kind::Place, "saint petersburg") => "st petersburg",
        (Kind::Organization, "un") => "united nations",
        (Kind::Organization, "eu") => "european union",
        (Kind::Organization, "un security council" | "united nations security council") => "security council",
        (Kind::Organization, "who") => "world health organization",
        (Kind::Organization, "imf") => "international monetary fund",
        (Kind::Organization, "fbi") => "federal bureau of investigation",
        (Kind::Organization, "cia") => "central intelligence agency",
        (Kind::Organization, "ap") => "associated press",
        (Kind::Organization, "isil" | "is" | "daesh" | "islamic state") => "isis",
        (Kind::Organization, "onu" | "naciones unidas") => "united nations",
        (Kind::Organization, "ue" | "union europea") => "european union",
        (Kind::Organization, "oms") => "world health organization",
        (Kind::Organization, "hizbollah" | "hizbullah" | "hizballah" | "hezballah") => "hezbollah",
        (Kind::Organization, "al-qaida" | "al-qaeda" | "al qaida" | "alqaeda") => "al qaeda",
        (Kind::Organization, other) => {
            // "Department of State" is the "State Department".
            for body in ["department", "ministry"] {
                if let Some(field) = other.strip_prefix(body).and_then(|rest| rest.strip_prefix(" of "))
                    && !field.is_empty()
                {
                    return format!("{} {body}", field.strip_prefix("the ").unwrap_or(field));
                }
            }
            return key;
        }
        _ => return key,
    };
    same.to_owned()
}

/// Tells how well a shorter name fits the person with the full name `full`: 0 not at all.
pub fn fits_person(full: &[String], short: &[String]) -> usize {
    match short {
        [] => 0,
        [word] => {
            let Some(at) = full.iter().rposition(|other| other == word) else {
                return match (full.first(), full.last()) {
                    (Some(given), _) if full.len() > 1 && nicknames(given, word) => 2,
                    (_, Some(family)) => usize::from(same_spelling(family, word)),
                    _ => 0,
                };
            };
            // A family name comes last, or last but one where both parents give theirs; a first name is the weakest tie.
            if at + 1 == full.len() {
                4
            } else if at > 0 {
                3
            } else {
                2
            }
        }
        _ => {
            let mut rest = full.iter();
            if short.iter().all(|word| rest.any(|other| other == word)) {
                return 6;
            }
            let (Some(first), Some(last), Some(other), Some(family)) =
                (short.first(), short.last(), full.first(), full.last())
            else {
                return 0;
            };
            // "Kim Jong-un" and "Kim Jong Un"; "Orbán Viktor" and "Viktor Orbán".
            let letters = |words: &[String]| words.concat().replace('-', "");
            if letters(full) == letters(short) || full.len() == short.len() && full.iter().rev().eq(short) {
                return 6;
            }
            let initial = first.chars().count() == 1 || other.chars().count() == 1;
            let same_initial = first.chars().next() == other.chars().next();
            if last == family && ((initial && same_initial) || nicknames(first, other)) {
                5
            } else if (last == family || same_spelling(family, last))
                && (first == other || same_spelling(other, first) || nicknames(first, other))
            {
                1
            } else {
                0
            }
        }
    }
}

/// Tells whether a form is a short one of the organization whose fullest form has `full`.
pub fn fits_organization(full: &[String], form: &Form) -> bool {
    let short = form.words.as_slice();
    match short {
        [] => false,
        [word] => {
            let head = full.first().is_some_and(|first| first == word);
            let known = traits(word);
            let name = head
                && full.len() > 1
                && !known.any(Traits::COMMON | Traits::MODIFIER | Traits::ORG_HEAD)
                && !form.upper;
            let acronym = form.upper && abbreviates(word, full);
            name || acronym || full == short
        }
        _ => {
            full == short
                || (full.len() > short.len()
                    && (full.ends_with(short)
                        && full.len() - short.len() == 1
                        && short.len() > 1
                        && full.first().is_some_and(|w| {
                            matches!(
                                w.as_str(),
                                "us" | "uk" | "un" | "british" | "american" | "national" | "federal"
                            )
                        })
                        || full.starts_with(short) && short.len() > 1))
        }
    }
}

/// Returns whether a word is made of the first letters of a name.
fn abbreviates(word: &str, full: &[String]) -> bool {
    let letters: String =
        full.iter().filter(|word| !is_small(word)).filter_map(|word| word.chars().next()).collect();
    let all: String = full.iter().filter_map(|word| word.chars().next()).collect();
    word.len() > 1 && (word == letters || word == all)
}

/// Returns the first letters of a name of several words.
fn initials(surface: &str) -> Option<String> {
    let folded = fold(surface);
    let letters: String = folded
        .split([' ', '-'])
        .filter(|word| !is_small(word))
        .filter_map(|word| word.chars().next())
        .collect();
    (letters.chars().count() > 1).then_some(letters)
}

fn is_small(word: &str) -> bool {
    matches!(word, "of" | "the" | "for" | "and" | "&" | "in" | "on" | "de" | "la" | "del")
}

/// Returns whether a word joins the parts of a name without being one.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "del"
            | "della"
            | "la"
            | "las"
            | "los"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "di"
            | "du"
            | "des"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "zu"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "y"
            | "e"
    )
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "ii" | "iii" | "iv")
}

/// Takes an Arabic article off a name: "al-assad".
fn strip_article(word: &str) -> &str {
    word.strip_prefix("al-")
        .or_else(|| word.strip_prefix("el-"))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(word)
}
