//! What the program knows about words of Spanish, read when the first Spanish article is.

use std::{hash::BuildHasherDefault, sync::LazyLock};

use super::{Table, Traits, add_tagged, cue, entries, head, role};

/// Returns what is known about a Spanish word or phrase.
pub fn traits(word: &str) -> Traits {
    TABLE.get(word).copied().unwrap_or_default()
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::with_capacity_and_hasher(4_000, BuildHasherDefault::default());
    for line in entries(include_str!("../../../assets/lexicon/spanish.txt")) {
        add_tagged(&mut table, line, meaning);
    }
    table
});

fn meaning(tag: &str) -> Option<Traits> {
    Some(match tag {
        "common" => Traits::COMMON,
        "other" => Traits::OTHER,
        "placename" => Traits::PLACE,
        "orgname" => Traits::ORGANIZATION,
        "given-m" => Traits::FIRST | Traits::MALE,
        "given-f" => Traits::FIRST | Traits::FEMALE,
        "surname" => Traits::SURNAME,
        tag => return role(tag).or_else(|| cue(tag)).or_else(|| head(tag)),
    })
}
