//! Who is in an article and who says what: `tests/gold/*.txt` as text with tags in it, and laws that hold for any text.
//!
//! A gold file is an article in paragraphs. `# ` opens a title, `## ` a heading, `@ ` a dateline, `~ ` boilerplate. A name
//! is tagged with its kind, and with `is` where the entity has a fuller name; a quotation with its kind, who says it
//! (`by`), and its cue. A description that stands for nobody named is given in parentheses.

use std::{fmt::Write, fs, path::Path};

use byline::{
    article::{Article, Block, BlockKind},
    extract::{Extraction, Kind, QuotationKind, extract},
    text::Span,
};
use proptest::prelude::*;

const PREFIXES: [(&str, BlockKind); 4] = [
    ("# ", BlockKind::Title),
    ("## ", BlockKind::Heading(2)),
    ("@ ", BlockKind::Dateline),
    ("~ ", BlockKind::Boilerplate),
];

/// Makes an article of paragraphs.
fn article(source: &str) -> Article {
    let mut article = Article::default();
    for paragraph in source.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let prefix = PREFIXES.iter().find(|(prefix, _)| paragraph.starts_with(prefix));
        let (kind, words) = prefix
            .map_or((BlockKind::Paragraph, paragraph), |(prefix, kind)| (*kind, &paragraph[prefix.len()..]));
        if !article.text.is_empty() {
            article.text.push_str("\n\n");
        }
        let start = article.text.len();
        article.text.push_str(words);
        article.blocks.push(Block { kind, span: Span::new(start, article.text.len()) });
    }
    article
}

/// Takes the tags out.
fn untagged(gold: &str) -> String {
    let mut text = String::new();
    let mut rest = gold;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text + rest
}

/// Writes an article with what was found in it as tags.
fn tagged(article: &Article, found: &Extraction) -> String {
    // Each tag: offset, closing before opening, and of two that open together the longer first.
    let mut tags: Vec<(usize, u8, usize, String)> = Vec::new();
    let mut add = |span: Span, name: &str, attributes: String| {
        tags.push((span.start, 1, usize::MAX - span.end, format!("<{name}{attributes}>")));
        tags.push((span.end, 0, usize::MAX - span.start, format!("</{name}>")));
    };
    for mention in &found.mentions {
        let entity = &found.entities[mention.entity];
        let name = match entity.kind {
            Kind::Person => "person",
            Kind::Place => "place",
            Kind::Organization => "org",
        };
        let same = entity.name == mention.span.slice(&article.text);
        add(mention.span, name, if same { String::new() } else { format!(" is=\"{}\"", entity.name) });
    }
    for quotation in &found.quotations {
        let name = match quotation.kind {
            QuotationKind::Direct => "direct",
            QuotationKind::Partial => "partial",
            QuotationKind::Indirect => "indirect",
            QuotationKind::Term => "term",
        };
        let mut attributes = String::new();
        if let Some(speaker) = quotation.speaker {
            let by = speaker.entity.map_or_else(
                || format!("({})", speaker.span.slice(&article.text)),
                |entity| found.entities[entity].name.clone(),
            );
            let _ = write!(attributes, " by=\"{by}\"");
        }
        if let Some(cue) = quotation.cue {
            let _ = write!(attributes, " cue=\"{}\"", cue.slice(&article.text));
        }
        add(quotation.span, name, attributes);
    }
    tags.sort();
    let mut output = String::new();
    let mut at = 0;
    let mut tags = tags.into_iter().peekable();
    for block in &article.blocks {
        if !output.is_empty() {
            output.push_str("\n\n");
        }
        output
            .push_str(PREFIXES.iter().find(|(_, kind)| *kind == block.kind).map_or("", |(prefix, _)| prefix));
        at = at.max(block.span.start);
        while let Some((offset, _, _, tag)) = tags.next_if(|tag| tag.0 <= block.span.end) {
            output.push_str(Span::new(at, offset).slice(&article.text));
            output.push_str(&tag);
            at = offset;
        }
        output.push_str(Span::new(at, block.span.end).slice(&article.text));
    }
    output
}

/// Checks that extraction finds what the tags say.
fn check(gold: &str) {
    let article = article(&untagged(gold));
    let found = tagged(&article, &extract(&article));
    let differences: Vec<String> = gold
        .trim()
        .lines()
        .zip(found.lines())
        .filter(|(wanted, got)| wanted != got)
        .map(|(wanted, got)| format!("- {wanted}\n+ {got}\n"))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn gold_articles_are_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder is part of the project")
        .flatten()
        .map(|e| e.path())
        .collect();
    paths.sort();
    let failed: Vec<_> = paths
        .iter()
        .filter(|path| {
            let gold = fs::read_to_string(path).expect("gold files are text");
            println!("{}", path.display());
            std::panic::catch_unwind(|| check(&gold)).is_err()
        })
        .collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn boilerplate_and_code_are_never_searched() {
    let mut article =
        article("Ana Ruiz spoke in Quito.\n\n~ Follow Tom Leite in Lisbon. “Buy it,” Leite said.");
    let found = extract(&article);
    assert_eq!(found.mentions.len(), 2);
    assert!(found.quotations.is_empty());
    article.blocks[1].kind = BlockKind::Code;
    assert_eq!(extract(&article), found);
}

#[test]
fn a_blank_line_inside_a_block_divides_paragraphs() {
    let words = "Ana Ruiz said: “We go on.\n\n“We will not wait.” Tom Leite left.";
    let block = Block { kind: BlockKind::Paragraph, span: Span::new(0, words.len()) };
    let article = Article { text: words.to_owned(), blocks: vec![block], ..Article::default() };
    let found = extract(&article);
    let said: Vec<_> = found.quotations.iter().map(|quotation| quotation.span.slice(&article.text)).collect();
    assert_eq!(said, ["We go on.", "We will not wait."]);
    assert!(
        found
            .quotations
            .iter()
            .all(|q| q.speaker.and_then(|s| s.entity) == found.quotations[0].speaker.and_then(|s| s.entity))
    );
}

#[test]
fn what_stands_around_marks_is_reported_apart() {
    let article = article(
        "Tom Leite, a diver from Quito, called the report “a poor joke.” Mayor Ana Ruiz denied the charge on Monday.",
    );
    let found = extract(&article);
    let words = |span: Span| span.slice(&article.text);
    let said: Vec<_> = found.quotations.iter().map(|quotation| words(quotation.span)).collect();
    assert_eq!(said, ["a poor joke."]);
    let reports: Vec<_> = found
        .reports
        .iter()
        .map(|report| (report.speaker.map(|it| words(it.source)), report.cue.map(words), words(report.span)))
        .collect();
    let leite = (Some("Tom Leite, a diver from Quito"), Some("called"), "the report “a poor joke.”");
    let ruiz = (Some("Mayor Ana Ruiz"), Some("denied"), "the charge");
    assert_eq!(reports, [leite, ruiz]);
}

#[test]
fn what_somebody_thinks_or_is_asked_is_reported_apart() {
    let reported = |text: &str| {
        let article = article(text);
        let found = extract(&article);
        let words = |span: Span| span.slice(&article.text).to_owned();
        let one = found.reports.first().unwrap_or_else(|| panic!("something is reported in: {text}"));
        [
            one.speaker.map_or_else(String::new, |it| words(it.source)),
            one.cue.map_or_else(String::new, words),
            words(one.span),
        ]
    };
    for (text, [source, cue, content]) in [
        ("Ana Ruiz made it clear that she would stay.", ["Ana Ruiz", "made it clear", "that she would stay"]),
        (
            "Mayor Ana Ruiz expressed concern about the old bridge.",
            ["Mayor Ana Ruiz", "expressed concern about", "the old bridge"],
        ),
        ("Ana Ruiz was confident that it would hold.", ["Ana Ruiz", "was confident", "that it would hold"]),
        ("They heard Tom Leite's criticism of the plan.", ["Tom Leite", "criticism of", "the plan"]),
        ("Asked about the bridge, Tom Leite left the room.", ["", "Asked about", "the bridge"]),
        ("Ana Ruiz declined to name the buyers.", ["Ana Ruiz", "declined", "to name the buyers"]),
        ("It was the survey that blamed the old pins.", ["that", "blamed", "the old pins"]),
    ] {
        assert_eq!(reported(text), [source, cue, content], "{text}");
    }
}

#[test]
fn what_is_told_around_its_cue_is_a_whole_to_read_and_two_pieces_apart() {
    let article = article("The oil, according to Ana Ruiz, came from the north.");
    let found = extract(&article);
    let words = |all: &[byline::extract::Quotation]| -> Vec<String> {
        all.iter().map(|it| it.span.slice(&article.text).to_owned()).collect()
    };
    assert_eq!(words(&found.quotations), ["The oil, according to Ana Ruiz, came from the north"]);
    assert_eq!(words(&found.reports), ["The oil", "came from the north"]);
    assert_eq!(found.pieces().count(), 2);
}

#[test]
fn nobody_is_named_where_nothing_tells_who_speaks() {
    let article =
        article("It rained. “The pier will not hold through another winter like this one.” It grew dark.");
    let found = extract(&article);
    assert_eq!(found.quotations.len(), 1);
    assert_eq!(found.quotations[0].speaker, None);
    assert!(found.quotations[0].confidence <= 0.6);
}

#[test]
fn the_most_mentioned_comes_first() {
    let found =
        extract(&article("Ana Ruiz met Tom Leite. Leite left. Leite was late, Ana Ruiz said. Leite slept."));
    let names: Vec<_> =
        found.entities.iter().map(|entity| (entity.name.as_str(), entity.mentions.len())).collect();
    assert_eq!(names, [("Tom Leite", 4), ("Ana Ruiz", 2)]);
}

#[test]
fn who_asks_in_a_transcript_is_no_name() {
    let found = extract(&article(
        "HOST: With us is Mayor Ana Ruiz.\n\nRUIZ: I knew in June.\n\nHOST: And the council?\n\nRUIZ: They asked nobody.",
    ));
    let names: Vec<_> = found.entities.iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(names, ["Ana Ruiz"]);
    assert_eq!(found.quotations.len(), 4);
}

#[test]
fn roles_are_kept_beside_the_name() {
    let found = extract(&article(
        "U.S. Secretary of State Laura Prado met Tom Leite, mayor of Quito, and Mexican President Ana Ruiz in Lima.",
    ));
    let roles: Vec<_> = found.entities.iter().filter_map(|e| e.role.as_deref()).collect();
    assert_eq!(roles, ["U.S. Secretary of State", "mayor of Quito", "Mexican President"]);
}

#[test]
fn one_thing_many_times_over_is_read() {
    for unit in [
        "“ ",
        "\"a\" b ",
        "''a'' b ",
        "Ana Ruiz said she, ",
        "the report said it ",
        "Ruiz ",
        "Ana Ruiz said. ",
        "‘x’ ’",
        "U.",
        "of the Bank ",
        "Al-",
        "he said that ",
    ] {
        let article = article(&unit.repeat(8_000));
        let found = extract(&article);
        assert!(found.mentions.len() <= 16_000);
    }
}

proptest! {
    #[test]
    fn any_text_gives_a_sound_extraction(
        text in "(Ana |Ruiz |ruiz |said |that |he |the |mayor |of |de |Quito|U\\.S\\. |“|”|\"|‘|’|'|«|»|„|「|」|, |\\. |\\? |: |-|\n\n|\\PC){0,60}"
    ) {
        let article = article(&text);
        let found = extract(&article);
        let mut end = 0;
        for mention in &found.mentions {
            prop_assert!(mention.span.start >= end && !mention.span.slice(&article.text).is_empty());
            prop_assert!((0.0..=1.0).contains(&mention.confidence));
            end = mention.span.end;
        }
        let mut members = 0;
        for (idx, entity) in found.entities.iter().enumerate() {
            prop_assert!(!entity.mentions.is_empty() && entity.mentions.is_sorted());
            prop_assert!(entity.mentions.iter().all(|mention| found.mentions[*mention].entity == idx));
            members += entity.mentions.len();
        }
        prop_assert_eq!(members, found.mentions.len());
        prop_assert!(found.quotations.is_sorted_by_key(|quotation| quotation.span.start));
        prop_assert!(found.reports.is_sorted_by_key(|report| report.span.start));
        for quotation in found.quotations.iter().chain(&found.reports) {
            prop_assert!(!quotation.span.slice(&article.text).trim().is_empty());
            prop_assert!((0.0..=1.0).contains(&quotation.confidence));
            prop_assert!(quotation.cue.is_none_or(|cue| !cue.slice(&article.text).is_empty()));
            if let Some(speaker) = quotation.speaker {
                prop_assert!(!speaker.span.slice(&article.text).is_empty());
                prop_assert!(!speaker.source.slice(&article.text).is_empty());
                prop_assert!(speaker.entity.is_none_or(|entity| entity < found.entities.len()));
            }
        }
    }
}
