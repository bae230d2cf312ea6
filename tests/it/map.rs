//! Where the places of an article are: what is sure is on the map, the rest is left open.

use byline::extract::Kind;

use crate::entities::read;

/// Holds that a place is in this country, and within a degree of this point; nowhere where there is none.
fn check(text: &str, name: &str, expected: Option<(&str, f32, f32)>) {
    let found = read(text);
    let entity = found.entities.iter().find(|it| it.kind == Kind::Place && it.name == name);
    let entity = entity.unwrap_or_else(|| panic!("{name} is a place of: {text}"));
    let seen = entity.location.map(|it| (it.country, it.lat, it.lon));
    let same = match (seen, expected) {
        (Some((country, lat, lon)), Some(point)) => {
            country == point.0 && (lat - point.1).abs() < 1.0 && (lon - point.2).abs() < 1.0
        }
        (seen, expected) => seen.is_none() && expected.is_none(),
    };
    assert!(same, "{name} is at {seen:?}, not {expected:?}: {text}");
}

#[test]
fn what_only_one_place_is_called_is_on_the_map() {
    check("The talks were held in Nairobi on Monday.", "Nairobi", Some(("KE", -1.3, 36.8)));
    check("The U.S. sent help to Peru on Monday.", "U.S.", Some(("US", 39.8, -98.6)));
    check("The ship left Paris on Monday.", "Paris", Some(("FR", 48.9, 2.4)));
}

#[test]
fn the_place_behind_the_comma_tells_which_one_is_meant() {
    check("A fire broke out in Paris, Texas, on Monday.", "Paris", Some(("US", 33.7, -95.6)));
    check("A fire broke out in London, Ontario, on Monday.", "London", Some(("CA", 43.0, -81.2)));
}

#[test]
fn what_the_article_names_elsewhere_tells_which_one_is_meant() {
    check(
        "Police in Oregon closed two roads. A fire broke out in Portland on Monday, officials said.",
        "Portland",
        Some(("US", 45.5, -122.7)),
    );
    check(
        "Officials in Tbilisi said that Georgia would send help to Armenia.",
        "Georgia",
        Some(("GE", 42.0, 43.5)),
    );
}

#[test]
fn what_may_be_several_places_is_left_open() {
    check("A fire broke out in Springfield on Monday.", "Springfield", None);
    check("The governor of Georgia spoke on Monday.", "Georgia", None);
}
