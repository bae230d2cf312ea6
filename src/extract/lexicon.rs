//! What the program knows about words before it has read anything: lists compiled into it.
//!
//! All lists go into one table from a word or phrase to a set of [`Traits`]; a word that opens a phrase also remembers how
//! long the longest one is. Names are looked up as written, ordinary words in lower case.

mod spanish;

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    ops::BitOr,
    sync::LazyLock,
};

/// What is known about a word or phrase.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Traits(u32);

impl Traits {
    /// An ordinary word.
    pub const COMMON: Self = Self(1);
    /// A first name of women.
    pub const FEMALE: Self = Self(1 << 1);
    /// A first name of men.
    pub const MALE: Self = Self(1 << 2);
    /// A first name.
    pub const FIRST: Self = Self(1 << 3);
    /// A family name.
    pub const SURNAME: Self = Self(1 << 4);
    /// A place.
    pub const PLACE: Self = Self(1 << 5);
    /// An organization.
    pub const ORGANIZATION: Self = Self(1 << 6);
    /// Written with a capital, but no name for us: a people, a month, an event.
    pub const OTHER: Self = Self(1 << 7);
    /// Stands right before names: "President".
    pub const TITLE: Self = Self(1 << 8);
    /// Stands in titles: "Foreign".
    pub const MODIFIER: Self = Self(1 << 9);
    /// May stand for a person: "minister".
    pub const ROLE: Self = Self(1 << 10);
    /// A title or role of men.
    pub const HE: Self = Self(1 << 11);
    /// A title or role of women.
    pub const SHE: Self = Self(1 << 12);
    /// A role in the plural.
    pub const THEY: Self = Self(1 << 13);
    /// A body or document that may speak: "ministry", "report".
    pub const BODY: Self = Self(1 << 14);
    /// A reporting verb.
    pub const VERB: Self = Self(1 << 15);
    /// A noun that stands for the act of reporting.
    pub const NOUN: Self = Self(1 << 16);
    /// Head of the names of organizations.
    pub const ORG_HEAD: Self = Self(1 << 17);
    /// Head of the names of places.
    pub const PLACE_HEAD: Self = Self(1 << 18);
    /// Closes the name of a company.
    pub const ORG_END: Self = Self(1 << 19);
    /// Opens the name of a place.
    pub const PLACE_START: Self = Self(1 << 20);
    /// Stands inside the names of persons.
    pub const PARTICLE: Self = Self(1 << 21);
    /// Any first name.
    pub const GIVEN: Self = Self(1 << 1 | 1 << 2 | 1 << 3);

    /// Any name, and what only looks like one.
    const NAMES: Self = Self(Self::GIVEN.0 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7);

    /// Returns the traits as bits.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Returns whether at least one of `other` holds.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns what is known of a word of a Spanish text: what its own language says of it counts, and names that it shares.
    fn in_spanish(self, spanish: Self) -> Self {
        let longest = self.0.max(spanish.0) & 0xF000_0000;
        let shared = Self::NAMES.0 | Self::ORG_END.0;
        let names = if spanish.any(Self::COMMON | Self::VERB | Self::ROLE) { 0 } else { self.0 & shared };
        Self(names | spanish.0 & 0x0FFF_FFFF | longest)
    }

    /// Returns how many words the longest phrase has that begins with this word; 0 where there is none.
    pub fn longest(self) -> usize {
        (self.0 >> 28) as usize
    }
}

impl BitOr for Traits {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Returns what is known about `word`, a word or words with one space between.
pub fn traits(word: &str) -> Traits {
    if word.len() > LONGEST { Traits::default() } else { TABLE.get(word).copied().unwrap_or_default() }
}

/// Hides a share of the listed names, so that training meets names as rarely known as a new article does.
///
/// What is hidden depends on the word and the seed alone. The default hides nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Veil {
    /// Makes one choice of hidden names differ from another.
    pub seed: u32,
    /// How many of 256 family names and organizations are hidden; of the other names half as many.
    pub share: u8,
    /// Whether Spanish words are known as well.
    pub spanish: bool,
}

impl Veil {
    /// Returns what is known about a word in lower case, of which nothing is ever hidden.
    pub fn common(self, word: &str) -> Traits {
        Self { share: 0, ..self }.traits(word)
    }

    /// Returns what is known about `word` behind the veil.
    pub fn traits(self, word: &str) -> Traits {
        let known = traits(word);
        if self.spanish {
            return known.in_spanish(spanish::traits(word));
        }
        if self.share == 0 || !known.any(Traits::NAMES) {
            return known;
        }
        let mut lot = Quick(u64::from(self.seed));
        lot.write(word.as_bytes());
        let mut lot = lot.finish();
        let mut hidden = 0;
        for (names, share) in [
            (Traits::SURNAME, self.share),
            (Traits::ORGANIZATION, self.share),
            (Traits::PLACE, self.share / 2),
            (Traits::GIVEN, self.share / 2),
            (Traits::OTHER, self.share / 3),
        ] {
            hidden |= if (lot & 0xff) < u64::from(share) { names.0 } else { 0 };
            lot >>= 8;
        }
        Traits(known.0 & !hidden)
    }
}

/// No entry has more bytes.
const LONGEST: usize = 64;

/// A hasher for keys that are known when the program is built: quick rather than guarded.
#[derive(Default)]
pub struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        (self.0 ^ (self.0 >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.mix(u64::from_le_bytes(*word));
        }
        let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        self.mix(rest);
    }

    fn write_u32(&mut self, value: u32) {
        self.mix(u64::from(value));
    }

    fn write_u8(&mut self, _: u8) {
        // The mark that ends a string tells nothing here: keys are whole strings.
    }
}

impl Quick {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

type Table = HashMap<&'static str, Traits, BuildHasherDefault<Quick>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::with_capacity_and_hasher(40_000, BuildHasherDefault::default());
    for (list, traits) in [
        (include_str!("../../assets/lexicon/common.txt"), Traits::COMMON),
        (include_str!("../../assets/lexicon/surnames.txt"), Traits::SURNAME),
        (include_str!("../../assets/lexicon/places.txt"), Traits::PLACE),
        (include_str!("../../assets/lexicon/organizations.txt"), Traits::ORGANIZATION),
        (include_str!("../../assets/lexicon/not-names.txt"), Traits::OTHER),
    ] {
        for line in entries(list) {
            add(&mut table, line, traits);
        }
    }
    for line in entries(include_str!("../../assets/lexicon/first-names.txt")) {
        if let Some((name, gender)) = line.rsplit_once(' ') {
            add(&mut table, name, first_name(gender));
        }
    }
    for line in entries(include_str!("../../assets/lexicon/roles.txt")) {
        add_tagged(&mut table, line, role);
    }
    for line in entries(include_str!("../../assets/lexicon/cues.txt")) {
        add_tagged(&mut table, line, cue);
    }
    for line in entries(include_str!("../../assets/lexicon/heads.txt")) {
        add_tagged(&mut table, line, head);
    }
    table
});

/// Returns the lines that are not comments.
fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

fn add(table: &mut Table, phrase: &'static str, traits: Traits) {
    let entry = table.entry(phrase).or_default();
    *entry = *entry | traits;
    if let Some((first, rest)) = phrase.split_once(' ') {
        let words = (2 + rest.bytes().filter(|byte| *byte == b' ').count()).min(15);
        let entry = table.entry(first).or_default();
        if entry.longest() < words {
            entry.0 = entry.0 & 0x0FFF_FFFF | (words as u32) << 28;
        }
    }
}

/// Adds a line that ends in words which tell the traits.
fn add_tagged(table: &mut Table, line: &'static str, meaning: fn(&str) -> Option<Traits>) {
    let mut phrase = line;
    let mut traits = Traits::default();
    while let Some((rest, tag)) = phrase.rsplit_once(' ') {
        let Some(more) = meaning(tag) else { break };
        traits = traits | more;
        phrase = rest;
    }
    add(table, phrase, traits);
}

fn first_name(gender: &str) -> Traits {
    match gender {
        "f" => Traits::FIRST | Traits::FEMALE,
        "m" => Traits::FIRST | Traits::MALE,
        _ => Traits::FIRST,
    }
}

fn role(tag: &str) -> Option<Traits> {
    Some(match tag {
        "title" => Traits::TITLE | Traits::ROLE,
        "role" => Traits::ROLE,
        "m" => Traits::HE,
        "f" => Traits::SHE,
        "p" => Traits::THEY,
        "o" => Traits::BODY,
        _ => return None,
    })
}

fn cue(tag: &str) -> Option<Traits> {
    Some(match tag {
        "verb" => Traits::VERB,
        "noun" => Traits::NOUN,
        _ => return None,
    })
}

fn head(tag: &str) -> Option<Traits> {
    Some(match tag {
        "org" => Traits::ORG_HEAD,
        "place" => Traits::PLACE_HEAD,
        "end" => Traits::ORG_END,
        "start" => Traits::PLACE_START,
        "modifier" => Traits::MODIFIER,
        "particle" => Traits::PARTICLE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_phrases_are_known() {
        assert!(traits("Quito").any(Traits::PLACE));
        assert!(traits("Mexico").longest() >= 2);
        assert!(traits("Claudia").any(Traits::FEMALE));
        assert!(traits("secretary of state").any(Traits::TITLE));
        assert!(traits("said").any(Traits::VERB));
        assert!(traits("spokeswoman").any(Traits::SHE));
        assert!(!traits("Xyzzy").any(Traits::COMMON));
    }

    #[test]
    fn no_entry_is_longer_than_what_is_looked_up() {
        assert!(TABLE.keys().all(|key| key.len() <= LONGEST));
    }
}
