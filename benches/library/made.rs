//! Web pages made of a few thousand words, the same in every run.

use std::fmt::Write as _;

const FIRST: [&str; 12] =
    ["Ana", "Tomás", "Inês", "Marta", "Nilo", "Ruth", "Olek", "Dina", "Paul", "Irene", "Sven", "Lucia"];
const LAST: [&str; 12] =
    ["Ruiz", "Leite", "Prado", "Okoye", "Aranha", "Kowal", "Berg", "Vega", "Novak", "Sato", "Marsh", "Holt"];
const PLACE: [&str; 8] =
    ["Porto Alto", "Lisbon", "North Quay", "Zürich", "Salt Street", "Oslo", "Lima", "Kyiv"];
const BODY: [&str; 6] = [
    "the Port Union",
    "the council",
    "Aranha & Sons",
    "the Harbor Authority",
    "the ministry",
    "Ledger Group",
];
const VERB: [&str; 10] = [
    "opened", "closed", "sold", "repaired", "measured", "painted", "refused", "promised", "counted", "moved",
];
const SYLLABLE: [&str; 20] = [
    "ba", "den", "cor", "li", "mun", "ter", "so", "ga", "vil", "ran", "pe", "tos", "qui", "nor", "hal", "mi",
    "zen", "fu", "dra", "el",
];

/// What is asked of the library: words that are rare and common, phrases, names, days, states, and all at once.
pub const QUERIES: [&str; 14] = [
    "badencor",
    "harbor",
    "the",
    "\"the harbor authority\"",
    "ba*",
    "harbor council -lisbon",
    "person:okoye",
    "person:\"ana ruiz\" place:lisbon",
    "said:rebuild",
    "org:\"harbor authority\" bridge is:unread",
    "before:2026-03",
    "after:2026-01 before:2026-02 harbor",
    "is:unread -harbor",
    "(lisbon or oslo) (bridge or ferry) -person:ruiz after:2025",
];

/// A series of numbers.
struct Lots(u64);

impl Lots {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % n as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// A word, short ones more often than long ones.
    fn word(&mut self) -> String {
        let n = 1 + self.below(3).min(self.below(3)) + usize::from(self.below(5) == 0);
        (0..n).map(|_| self.of(&SYLLABLE)).collect()
    }
}

/// Makes a page of about 2,500 letters of text.
pub fn page(n: usize) -> String {
    let mut lots = Lots(n as u64);
    let (first, last) = (lots.of(&FIRST), lots.of(&LAST));
    let day = format!("{}-{:02}-{:02}", 2025 + lots.below(2), 1 + lots.below(12), 1 + lots.below(28));
    let place = lots.of(&PLACE);
    let title = format!("{} {} the {} {}", lots.of(&BODY), lots.of(&VERB), lots.word(), lots.word());
    let mut page = format!(
        "<!doctype html><html lang=en><head><title>{title}</title><meta property='article:published_time' content='{day}'>\
         <link rel=canonical href='https://site{}.example/{n}'></head><body><nav><a href=/>Home</a> <a href=/a>News</a></nav>\
         <article><h1>{title}</h1><p class=byline>By {first} {last}</p>",
        lots.below(50)
    );
    for _ in 0..7 {
        page.push_str("<p>");
        for _ in 0..3 {
            let (a, b, c, d, e) = (lots.word(), lots.word(), lots.word(), lots.word(), lots.word());
            _ = match lots.below(4) {
                0 => write!(
                    page,
                    "“We will rebuild the {a} {b} by next year, and {c} it twice,” {} {} said in {place}. ",
                    lots.of(&FIRST),
                    lots.of(&LAST)
                ),
                1 => write!(
                    page,
                    "In {}, {} {} the harbor {a} for the {b} of {c} {d}. ",
                    lots.of(&PLACE),
                    lots.of(&BODY),
                    lots.of(&VERB)
                ),
                2 => write!(
                    page,
                    "The bridge and the {a} of {b} {c} were {} by {}, {d} {e}. ",
                    lots.of(&VERB),
                    lots.of(&BODY)
                ),
                _ => write!(
                    page,
                    "Nobody had {} a {a} {b} with so much {c} {d} {e} before the ferry came. ",
                    lots.of(&VERB)
                ),
            };
        }
        page.push_str("</p>\n");
    }
    page.push_str("</article><footer>About us · Contact</footer></body></html>");
    page
}
