//! The list of places on the map, searched as it is: sorted lines, nothing is read before it is needed.

use crate::extract::{
    Kind,
    entity::form::{canonical, fold},
};

/// A place that has a name.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Candidate {
    /// What it is.
    pub class: Class,
    /// The country it lies in, by its code of two letters (ISO 3166).
    pub country: &'static str,
    /// The part of the country it lies in, by the code that GeoNames has for it.
    pub region: &'static str,
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// Thousands of people.
    pub people: u32,
}

/// What a place is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A country.
    Nation,
    /// A state, province or other part of a country.
    Region,
    /// The capital of a country.
    Capital,
    /// Any other city.
    City,
}

static LIST: &str = include_str!("../../../assets/lexicon/gazetteer.txt");

/// Returns the form of a name by which it is found.
pub fn key(name: &str) -> String {
    canonical(Kind::Place, fold(name))
}

/// Returns the places that have a name, given by its key; nations first, then regions, then capitals, each by size.
pub fn find(key: &str) -> Vec<Candidate> {
    line_of(key).map_or(Vec::new(), |places| places.split(';').filter_map(candidate).collect())
}

/// Searches the line that begins with `key` and a tab, and returns what follows.
fn line_of(key: &str) -> Option<&'static str> {
    let bytes = LIST.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start =
            bytes.get(low..middle).and_then(|it| memchr::memrchr(b'\n', it)).map_or(low, |at| low + at + 1);
        let rest = bytes.get(start..high)?;
        let end = memchr::memchr(b'\n', rest).map_or(high, |at| start + at);
        let line = LIST.get(start..end)?;
        let (name, places) = line.split_once('\t').unwrap_or((line, ""));
        match name.as_bytes().cmp(key.as_bytes()) {
            std::cmp::Ordering::Equal => return Some(places),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

fn candidate(entry: &'static str) -> Option<Candidate> {
    let mut fields = entry.split(' ');
    let class = match fields.next()? {
        "N" => Class::Nation,
        "R" => Class::Region,
        "C" => Class::Capital,
        _ => Class::City,
    };
    let (country, region) = (fields.next()?, fields.next()?);
    let mut number = || fields.next()?.parse::<f32>().ok();
    let (lat, lon) = (number()?, number()?);
    let people = fields.next()?.parse().ok()?;
    Some(Candidate { class, country, region, lat, lon, people })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found() {
        let lines = LIST.lines().filter(|line| !line.starts_with('#'));
        let mut before = "";
        for line in lines {
            let (name, places) = line.split_once('\t').expect("a line has a tab");
            assert!(before < name, "{name} stands in its order");
            before = name;
            assert_eq!(line_of(name), Some(places));
            assert_eq!(find(name).len(), places.split(';').count(), "{line}");
        }
        assert_eq!(line_of("no such place"), None);
    }
}
