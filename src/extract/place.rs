//! Puts the places of an article on the map, where there is one they can be.
//!
//! A name that many places have is decided by what the article says: a country or state right behind it ("Paris, Texas"), or
//! named elsewhere; else by size, where one place is far larger than the others. What stays open is left open.

pub mod gazetteer;

use std::collections::HashSet;

use crate::{
    extract::{Entity, Kind, Location, Mention, token::Document},
    text::Span,
};

use gazetteer::{Candidate, Class, find, key};

/// Returns for each entity where on the map it is.
pub fn locate(document: &Document, entities: &[Entity], mentions: &[Mention]) -> Vec<Option<Location>> {
    let mut open: Vec<Open> = Vec::new();
    for (idx, entity) in entities.iter().enumerate().filter(|(_, entity)| entity.kind == Kind::Place) {
        let names = [&entity.name].into_iter().chain(&entity.aliases);
        let mut named = names.filter_map(|name| {
            let (head, inside) = name.split_once(", ").map_or((name.as_str(), None), |(a, b)| (a, Some(b)));
            let candidates = find(&key(head));
            (!candidates.is_empty()).then(|| (candidates, inside.map(|inside| find(&key(inside)))))
        });
        if let Some((candidates, inside)) = named.next() {
            let spans =
                entity.mentions.iter().filter_map(|idx| mentions.get(*idx)).map(|mention| mention.span);
            let inside =
                inside.or_else(|| spans.map(|span| behind(document.text, span)).find(|it| !it.is_empty()));
            open.push(Open { entity: idx, candidates, inside: inside.unwrap_or_default() });
        }
    }
    let mut found: Vec<Option<Candidate>> = vec![None; entities.len()];
    let mut evidence = Evidence::default();
    // What decides for itself comes first; what depends on it later.
    for round in [Round::Certain, Round::Large, Round::Rest, Round::Rest] {
        open.retain(|place| {
            let Some(candidate) = place.decide(round, &evidence) else { return true };
            evidence.add(&candidate);
            if let Some(slot) = found.get_mut(place.entity) {
                *slot = Some(candidate);
            }
            false
        });
    }
    let location = |it: Candidate| Location { country: it.country, lat: it.lat, lon: it.lon };
    found.into_iter().map(|candidate| candidate.map(location)).collect()
}

/// Returns the places whose name stands behind a comma after a name.
fn behind(text: &str, span: Span) -> Vec<Candidate> {
    let Some(rest) = text.get(span.end..).and_then(|rest| rest.strip_prefix(", ")) else { return Vec::new() };
    let end = rest.find([',', ';', ')', '\n', '”', '"', '—']).unwrap_or(rest.len()).min(40);
    let words = rest.get(..end).or_else(|| rest.get(..end.saturating_sub(3))).unwrap_or("");
    // The longest run of words that is a place: "N.Y.", "New Jersey".
    let ends = words.match_indices(' ').map(|(at, _)| at).chain([words.len()]);
    let runs: Vec<&str> = ends.take(4).filter_map(|end| words.get(..end)).collect();
    let wide = |it: &Candidate| matches!(it.class, Class::Nation | Class::Region);
    let run = |run: &&str| -> Vec<Candidate> {
        let capital = run.chars().next().is_some_and(char::is_uppercase);
        let trimmed = run.trim_end_matches(['.', '’', '\'']);
        if capital { find(&key(trimmed)).into_iter().filter(wide).collect() } else { Vec::new() }
    };
    runs.iter().rev().map(run).find(|found| !found.is_empty()).unwrap_or_default()
}

/// How much is known when a place is decided.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    /// Nothing: only nations, regions, and what the text puts inside another place.
    Certain,
    /// Which nations and regions are named: cities far larger than others of their name.
    Large,
    /// All that was decided.
    Rest,
}

/// Where an article plays.
#[derive(Default)]
struct Evidence {
    countries: HashSet<&'static str>,
    regions: HashSet<(&'static str, &'static str)>,
}

impl Evidence {
    fn add(&mut self, place: &Candidate) {
        self.countries.insert(place.country);
        if place.class != Class::Nation {
            self.regions.insert((place.country, place.region));
        }
    }

    fn has_country(&self, place: &Candidate) -> bool {
        self.countries.contains(place.country)
    }

    fn has_region(&self, place: &Candidate) -> bool {
        self.regions.contains(&(place.country, place.region))
    }
}

/// A place that is not decided yet.
struct Open {
    entity: usize,
    candidates: Vec<Candidate>,
    /// What the text says it lies in.
    inside: Vec<Candidate>,
}

/// Thousands of people that make a city known outside its country.
const KNOWN: u32 = 100;

/// A place so many times larger than all others of its name is meant when nothing else is said.
const LARGER: f32 = 5.0;

impl Open {
    fn decide(&self, round: Round, evidence: &Evidence) -> Option<Candidate> {
        let nation = self.candidates.iter().find(|it| it.class == Class::Nation);
        let lies_in = |it: &&Candidate| {
            self.inside.iter().any(|outer| {
                outer.country == it.country
                    && it.class != Class::Nation
                    && match outer.class {
                        Class::Nation => nation.is_none(),
                        _ => outer.region == it.region && it.class != Class::Region,
                    }
            })
        };
        let mut inside = self.candidates.iter().filter(lies_in);
        if let Some(first) = inside.next() {
            let one = inside.all(|other| near(first, other) || other.people * 4 < first.people);
            return one.then_some(*first);
        }
        let best = self.candidates.iter().max_by(|a, b| weight(a).total_cmp(&weight(b)))?;
        // The text puts it where the list knows no such place: a village that has the name of something larger.
        let elsewhere = !self.inside.is_empty() && self.inside.iter().all(|it| it.class == Class::Region);
        if elsewhere && best.class != Class::Region {
            return None;
        }
        // "Georgia" is a country, and a state with more people.
        if let Some(nation) = nation
            && !self.candidates.iter().any(|it| it.class == Class::Region && it.people > nation.people)
        {
            return Some(*nation);
        }
        let rivals = || {
            let state = |it: &&Candidate| best.class == Class::Capital && it.class == Class::Region;
            self.candidates.iter().filter(move |it| !near(best, it) && !state(it))
        };
        let alone = weight(best) >= LARGER * rivals().map(weight).fold(0.0, f32::max);
        let others = || self.candidates.iter().filter(|it| !near(best, it));
        match round {
            // A state or province that nothing larger shares its name with.
            Round::Certain => {
                (alone && best.class == Class::Region && best.people > KNOWN).then(|| self.seat(best))
            }
            Round::Large => {
                let named = others().any(|it| evidence.has_region(it) || evidence.has_country(it));
                (alone && best.people >= KNOWN && !named || alone && evidence.has_country(best) && !named)
                    .then(|| self.seat(best))
            }
            Round::Rest if alone => {
                // A namesake in a region that the article names makes it open what is meant.
                let contested = others().any(|it| evidence.has_region(it)) && !evidence.has_region(best);
                let known =
                    evidence.has_country(best) || best.people >= KNOWN || best.class == Class::Capital;
                (known && !contested).then(|| self.seat(best))
            }
            Round::Rest => {
                let only = |mut named: std::vec::IntoIter<&Candidate>| {
                    let first = named.next()?;
                    let one =
                        |other: &Candidate| near(first, other) || weight(other) * LARGER <= weight(first);
                    named.all(one).then(|| self.seat(first))
                };
                let of = |fits: &dyn Fn(&Candidate) -> bool| {
                    self.candidates.iter().filter(|it| fits(it)).collect::<Vec<_>>().into_iter()
                };
                only(of(&|it| it.class != Class::Region && evidence.has_region(it)))
                    .or_else(|| only(of(&|it| evidence.has_country(it))))
            }
        }
    }

    /// Returns the city that gave a region its name, if the region is mostly that.
    fn seat(&self, place: &Candidate) -> Candidate {
        let city = |it: &&Candidate| {
            !matches!(it.class, Class::Region | Class::Nation)
                && near(place, it)
                && it.people * 5 > place.people
        };
        let region = place.class == Class::Region;
        region.then(|| self.candidates.iter().find(city)).flatten().copied().unwrap_or(*place)
    }
}

/// Returns how readily a place is thought of: people, and capitals first.
fn weight(place: &Candidate) -> f32 {
    let people = place.people as f32;
    match place.class {
        Class::Capital => 10.0 * people + 100.0,
        // Cities are in the news more than what lies around them.
        Class::Region => 0.5 * people,
        Class::Nation | Class::City => people,
    }
}

/// Returns whether two places are one for a reader: a city and the region around it.
fn near(a: &Candidate, b: &Candidate) -> bool {
    let same = a.country == b.country && a.region == b.region;
    let (north, east) = ((a.lat - b.lat).abs(), (a.lon - b.lon).abs() * a.lat.to_radians().cos());
    same && a.class != b.class || north * north + east * east < 0.5
}
