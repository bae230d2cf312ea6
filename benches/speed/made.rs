//! Texts made for the benchmarks, the same in every run.

/// About as long as an article in a newspaper, in bytes.
pub const ARTICLE: usize = 5_000;

/// Longer than anything that is read in one go, in bytes.
pub const BOOK: usize = 1_000_000;

const FIRST: [&str; 8] = ["Ana", "Tomás", "Inês", "Marta", "Nilo", "Ruth", "Olek", "Dina"];
const LAST: [&str; 8] = ["Ruiz", "Leite", "Prado", "Okoye", "Aranha", "Kowal", "Berg", "de la Vega"];
const PLACE: [&str; 6] = ["Porto Alto", "Lisbon", "the harbor", "North Quay", "Zürich", "Salt Street"];
const BODY: [&str; 5] =
    ["the Port Union", "the council", "Aranha & Sons", "the Harbor Authority", "the U.S. Coast Guard"];
const TELLS: [&str; 6] = ["said", "told reporters", "wrote in a letter", "added", "insisted", "asked"];
const CLAIM: [&str; 6] = [
    "we will rebuild the bridge by 2027, and nobody will pay for it twice",
    "it is too early to promise a date",
    "the money was there all along",
    "nobody asked the people who live on the other side",
    "3.5 percent more than last year is not a crisis",
    "what the storm took, the town can put back",
];

/// Numbers that look like chance (xorshift), from a beginning that never changes.
struct Chance(u64);

impl Chance {
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        words.get((self.0 >> 11) as usize % words.len()).copied().unwrap_or("")
    }
}

/// Returns news of at least `len` bytes as paragraphs with blank lines between them.
pub fn prose(len: usize) -> String {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut text = String::with_capacity(len + 1000);
    while text.len() < len {
        let (first, last) = (chance.pick(&FIRST), chance.pick(&LAST));
        let (place, body) = (chance.pick(&PLACE), chance.pick(&BODY));
        let (one, other) = (chance.pick(&CLAIM), chance.pick(&CLAIM));
        let (tells, too) = (chance.pick(&TELLS), chance.pick(&TELLS));
        text.push_str(&format!(
            "{first} {last} of {body} came to {place} on Monday, where Mr. {last} {tells} that {one}. “{other},” \
             {last} {too}. “{one}.” It rained, and about 1,200 people stood in the street; {body} counted half as \
             many. A spokesman for {body} called the plan “a bridge to nowhere” and said no more.\n\n"
        ));
    }
    text
}

/// Returns news of at least `len` bytes as one paragraph.
pub fn paragraph(len: usize) -> String {
    prose(len).replace("\n\n", " ").trim_end().to_owned()
}

/// Returns news of at least `len` bytes in Markdown.
pub fn markdown(len: usize) -> String {
    let mut text = "# The bridge\n\nBy Jo Writer\n\n".to_owned();
    for (idx, paragraph) in prose(len).split_inclusive("\n\n").enumerate() {
        match idx % 10 {
            3 => text.push_str("## What comes next\n\n"),
            5 => text.push_str("- "),
            7 => text.push_str("> "),
            9 => text.push_str("*See* [the minutes](https://port.example.com/minutes). "),
            _ => {}
        }
        text.push_str(paragraph);
    }
    text
}

/// Returns news of at least `len` bytes as a web page.
pub fn page(len: usize) -> String {
    let mut text = "<!doctype html><html lang=en><head><title>The bridge</title></head><body><nav><a href=/>Home</a></nav>\
                    <article><h1>The bridge</h1>"
        .to_owned();
    for paragraph in prose(len).split_terminator("\n\n") {
        text.push_str("<p>");
        text.push_str(paragraph);
        text.push_str("</p>\n");
    }
    text.push_str("</article><footer>All rights reserved</footer></body></html>");
    text
}
