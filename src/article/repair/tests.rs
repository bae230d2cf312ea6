//! Where a space is missed, and where none is.

use super::*;

/// Checks that exactly the places marked `␣` get a space.
fn check(marked: &str) {
    let source = marked.replace('␣', "");
    let mut repaired = source.clone();
    for at in gaps(&source, &[]).into_iter().rev() {
        repaired.insert(at, '␣');
    }
    assert_eq!(repaired, marked);
}

#[test]
fn a_space_is_missed_after_punctuation_between_words() {
    check("The meeting,␣held in Porto Alto,␣was short.");
    check("the harbor,␣that yes,␣models,␣of work");
    check("the cartels.␣The deployment of ships");
    check("a new policy.␣Trump said so");
    check("arrived in Mexico.␣The minister");
    check("the plan;␣nobody knew");
    check("Is it true?␣She laughed. Enough!␣They left.");
    check("in 2019,␣the bridge; by 2020.␣The rest");
    check("on Friday,␣25 people");
    check("the U.S.,␣Mexico and Chile");
    check("so Mr.␣Leite and Dr.␣Prado came");
    check("made one thing clear:␣We are late");
}

#[test]
fn a_space_is_missed_around_quotation_marks() {
    check("she said:␣“No” and left");
    check("she said,␣“No.”␣He left. “Good,”␣she said");
    check("the␣“high-level”␣group of “B”s");
    check("she said:␣\"No,\"␣she said,␣\"never.\"␣He left");
}

#[test]
fn numbers_addresses_names_and_abbreviations_stay_whole() {
    for whole in [
        "3,000 at 10:30, v1.2.3, 4.5 and 1.Rate",
        "U.S. e.g. p.m. Ph.D. U.S.A. J.R.R. Tolkien, St.Petersburg",
        "Booking.com, Node.js, Node.Js, Amazon.Com, ASP.NET",
        "https://example.org/a,b.The?x=Y:Z and www.Example.Org",
        "jo.Writer@example.org, @jo,then, #Harbor.The",
        "report.final.pdf, notes.TXT, src/main.rs, std::fmt::Display, System.Collections.Generic",
        "x,y and f(a,b) and N,N-dimethyl",
        "Category:Bridges, C:Windows, 16:9, Re:Zero",
        "a 6\" pipe,\" he said",
        "„Ja“sagte er",
        "他说,我们",
        "wait...Then",
    ] {
        check(whole);
    }
}

#[test]
fn taboo_spans_are_left_alone() {
    let text = "one,two three,four";
    assert_eq!(gaps(text, &[Span::new(0, 7)]), [14]);
    assert_eq!(gaps(text, &[]), [4, 14]);
}
