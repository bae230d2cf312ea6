//! What is folded, and what never is.

use super::*;

#[test]
fn lines_that_scrapers_carry_along_are_folded() {
    for line in [
        "You may also like",
        "YOU MIGHT ALSO LIKE:",
        "Leave a Comment",
        "Advertisement",
        "— Advertisement —",
        "» Read more",
        "Read More: Ferry captain retires after forty years at sea",
        "Related: The bridge in numbers",
        "Subscribe to our newsletter for a weekly letter from the harbor.",
        "Sign up for our free newsletter",
        "Share this:",
        "Click here to read the minutes.",
        "Click here",
        "Follow us on Facebook and X",
        "Follow @PortLedger on X",
        "© 2025 The Port Ledger",
        "Copyright 2025 The Port Ledger. All rights reserved.",
        "All rights reserved",
        "We use cookies to improve your experience on our website.",
        "3 Comments",
        "4 min read",
        "1,204 shares",
        "Continue reading",
        "Tags: bridge, harbor, council",
        "Your email address will not be published. Required fields are marked *",
    ] {
        let found = recognize(line);
        assert!(matches!(found, Some(Furniture::Boilerplate | Furniture::Teasers)), "{line}: {found:?}");
    }
}

#[test]
fn footers_tell_where_an_article_comes_from() {
    let check = |line: &str, title: Option<&str>, site: &str| {
        let expected = Furniture::Origin { title: title.map(Into::into), site: site.into() };
        assert_eq!(recognize(line), Some(expected), "{line}");
    };
    check(
        "The post Bridge vote delayed appeared first on The Port Ledger.",
        Some("Bridge vote delayed"),
        "The Port Ledger",
    );
    check("From The Port Ledger via this RSS feed", None, "The Port Ledger");
    check("This article was originally published in The Port Ledger.", None, "The Port Ledger");
    check("This story first appeared on The Port Ledger", None, "The Port Ledger");
    check(
        "This story was originally published by Gist. Sign up for Gist's weekly newsletter here.",
        None,
        "Gist",
    );
}

#[test]
fn credits_are_captions() {
    for line in [
        "Image: the old bridge at dusk",
        "Photo by Rosa Lima",
        "The bridge on Sunday. (Photo by Rosa Lima)",
        "Cranes in the port of Porto Alto. Getty Images",
        "Photo: Rosa Lima / The Port Ledger",
    ] {
        assert_eq!(recognize(line), Some(Furniture::Caption), "{line}");
    }
}

#[test]
fn ordinary_prose_is_never_folded() {
    for line in [
        "You may also like the smaller ferries, which run until midnight.",
        "He left a comment on the mayor’s page.",
        "Read more slowly, she told the class.",
        "Share this bread with your neighbors, the sign said.",
        "Related matters were put off until spring.",
        "The post office appeared first on the list of closures.",
        "The post was vacant for a year.",
        "From Lima via Panama, the letter took six weeks.",
        "Follow us on the path, the guide said.",
        "We use cookies to lure the raccoons, said the warden.",
        "Subscribers left in droves.",
        "Sign up sheets hung in the hall.",
        "“Click here to vote,” the page said, and nine thousand people did.",
        "Image is everything to the council.",
        "He sold the archive to Getty Images.",
        "Photo by photo, the clerk rebuilt the file.",
        "The lease says that all rights reserved to the crown would lapse.",
        "Advertisement revenue fell by a third.",
        "This article of the constitution was published in 1976.",
        "Continue reading the river, the pilot said, and you will live.",
        "Copyright law did not cover the map.",
        "Comments from the gallery were loud.",
        "20 comments were read into the record, all of them angry.",
        "Trending downward since May, exports fell again.",
        "Watch out for the tram.",
        "Tags hung from every crate.",
        "Home was far away.",
        "More than 300 people came.",
    ] {
        assert_eq!(recognize(line), None, "{line}");
    }
}

#[test]
fn tables_that_are_searched_are_sorted() {
    for table in [TEASERS, LINES, LABELS, OPENINGS] {
        assert!(table.is_sorted());
    }
}
