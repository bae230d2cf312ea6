//! What becomes of a source: its blocks, what is known about it, and the laws that hold for any source.

use byline::{
    article::{Article, BlockKind, Format, InlineKind, decode, is_binary, parse, samples, sniff},
    text::Span,
};
use proptest::prelude::*;

/// Checks the blocks of a source, one a line: its kind and its words, with `⏎` for a line break it keeps.
fn check(format: Format, source: &str, expected: &str) -> Article {
    let (article, warnings) = parse(source, format);
    assert_eq!(warnings, [], "{source}");
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(dump(&article), expected, "{source}");
    assert_sound(&article);
    article
}

/// Prints blocks as [`check`] wants them.
fn dump(article: &Article) -> Vec<String> {
    let name = |kind: BlockKind| match kind {
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::ListItem { depth, marker } => format!("item{depth}.{marker}"),
        other => format!("{other:?}").to_lowercase(),
    };
    let words = |span: Span| span.slice(&article.text).replace('\n', "⏎");
    article.blocks.iter().map(|block| format!("{} {}", name(block.kind), words(block.span))).collect()
}

/// Checks what holds for every article: blocks in order, apart, trimmed, covering all words; inlines inside them.
fn assert_sound(article: &Article) {
    let mut end = 0;
    for block in &article.blocks {
        let words = block.span.slice(&article.text);
        assert!(!words.is_empty() && words.trim() == words, "{block:?} {words:?}");
        let gap = article.text.get(end..block.span.start).expect("blocks are in order");
        assert!(gap == if end == 0 { "" } else { "\n\n" }, "{gap:?}");
        end = block.span.end;
        if let BlockKind::ListItem { marker, .. } = block.kind {
            assert!(words.is_char_boundary(marker.into()), "{words:?}");
        }
    }
    assert_eq!(end, article.text.len());
    let mut before = 0;
    for inline in &article.inlines {
        assert!(before <= inline.span.start && !inline.span.is_empty());
        assert!(article.blocks.iter().any(|block| block.span.covers(inline.span)), "{inline:?}");
        assert!(!inline.span.slice(&article.text).is_empty());
        before = inline.span.start;
    }
    assert!(article.inserted.is_sorted_by(|a, b| a < b));
    for &at in &article.inserted {
        assert_eq!(article.text.get(at..at + 1), Some(" "));
    }
}

/// The characters of a text that are seen: not white space, not invisible break opportunities.
fn ink(text: &str) -> String {
    let ghost = |char: char| matches!(char, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}');
    text.chars().filter(|char| !char.is_whitespace() && !ghost(*char)).collect()
}

#[test]
fn a_scraped_article_gets_its_structure_back() {
    let article = check(
        Format::Plain,
        "Ferry Strike Ends After Nine Days\n\nby Jo Writer\n\nPORTO ALTO, Sept. 3, 2025\n\n\
         The crews went back to work on Monday,and the first boat was full. They got what they asked for.\n\n\
         Union calls it a start\n\nThe deal runs for two years.It covers all routes.\n\n\
         \u{20} • Wages rise by four percent.\n  • Night boats get a third hand\n\n\
         Read More: How to fold a timetable\n\nNobody spoke of the tenth day.\n\n\n\
         You may also like\n\nLeave a Comment",
        "title Ferry Strike Ends After Nine Days
         byline by Jo Writer
         dateline PORTO ALTO, Sept. 3, 2025
         paragraph The crews went back to work on Monday, and the first boat was full. They got what they asked for.
         h2 Union calls it a start
         paragraph The deal runs for two years. It covers all routes.
         item0.4 • Wages rise by four percent.
         item0.4 • Night boats get a third hand
         boilerplate Read More: How to fold a timetable
         paragraph Nobody spoke of the tenth day.
         boilerplate You may also like
         boilerplate Leave a Comment",
    );
    assert_eq!(article.meta.title.as_deref(), Some("Ferry Strike Ends After Nine Days"));
    assert_eq!(article.meta.byline.as_deref(), Some("Jo Writer"));
    assert_eq!(article.meta.published.as_deref(), Some("2025-09-03"));
    assert_eq!(article.inserted.len(), 2);
}

#[test]
fn a_body_without_a_headline_has_no_title() {
    let article = check(
        Format::Plain,
        "On Monday the ferry crews went back to work, and the first boat was full to the rail.\n\n\
         A week of empty quays\n\nNobody spoke of the tenth day. The quays had been empty.",
        "paragraph On Monday the ferry crews went back to work, and the first boat was full to the rail.
         h2 A week of empty quays
         paragraph Nobody spoke of the tenth day. The quays had been empty.",
    );
    assert_eq!(article.meta.title, None);
}

#[test]
fn a_headline_in_capitals_is_no_turn_of_a_transcript() {
    let (article, _) = parse(
        "STUDY: HEAT DOUBLED DEATHS\nBy Rosa Lima, chief football writer\n\nThe heat was great.",
        Format::Plain,
    );
    assert_eq!(article.meta.title.as_deref(), Some("STUDY: HEAT DOUBLED DEATHS"));
    assert_eq!(article.meta.byline.as_deref(), Some("Rosa Lima, chief football writer"));
}

#[test]
fn a_footer_tells_the_headline_and_the_publication() {
    let (article, _) = parse(
        "The boats are back, and the quays are full again this week.\n\n\
         The post Boats are back appeared first on The Port Ledger.\n\nFrom The Port Ledger via this RSS feed",
        Format::Plain,
    );
    assert_eq!(article.meta.title.as_deref(), Some("Boats are back"));
    assert_eq!(article.meta.site.as_deref(), Some("The Port Ledger"));
}

#[test]
fn lines_are_joined_kept_or_parted_as_they_were_meant() {
    check(
        Format::Plain,
        "The council met on Tuesday and put the vote off until\nthe engineers had looked at the pins of the bridge, which\nturn.\n",
        "paragraph The council met on Tuesday and put the vote off until the engineers had looked at the pins of the bridge, which turn.",
    );
    check(
        Format::Plain,
        "The sea pays late\nbut pays at last\nin salt.",
        "paragraph The sea pays late⏎but pays at last⏎in salt.",
    );
    let long = "A line of more than one hundred and twenty columns is a paragraph of its own, however it is parted from its neighbors, yes.";
    check(Format::Plain, &format!("{long}\n{long}"), &format!("paragraph {long}\nparagraph {long}"));
    check(
        Format::Plain,
        "   The first paragraph is wrapped and indented, as it was\nusual once, and it goes on for a while, then stops here.\n   \
         The second begins with an indent and no blank line at\nall between.",
        "paragraph The first paragraph is wrapped and indented, as it was usual once, and it goes on for a while, then stops here.
         paragraph The second begins with an indent and no blank line at all between.",
    );
}

#[test]
fn lists_keep_their_markers_and_their_depth() {
    check(
        Format::Plain,
        "There are three:\n- one\n- two, which goes on\n  below\n    - nested\n- three",
        "paragraph There are three:
         item0.2 - one
         item0.2 - two, which goes on below
         item1.2 - nested
         item0.2 - three",
    );
    check(
        Format::Plain,
        "1. one\n2. two\n\n(a) one\n(b) two",
        "item0.3 1. one\nitem0.3 2. two\nitem0.4 (a) one\nitem0.4 (b) two",
    );
    check(Format::Plain, "•one\n•two", "item0.4 • one\nitem0.4 • two");
    check(
        Format::Plain,
        "1. Introduction\n\nA number alone makes no list, and a dash in dialog does not either.\n\n– No, she said.",
        "title 1. Introduction
         paragraph A number alone makes no list, and a dash in dialog does not either.
         paragraph – No, she said.",
    );
}

#[test]
fn a_dateline_opens_a_paragraph_and_gives_the_date() {
    let (article, _) =
        parse("PORTO ALTO, Sept. 3, 2025 (Reuters) — The council met,and left.", Format::Plain);
    let inline = article.inlines.first().expect("a dateline");
    assert_eq!(inline.kind, InlineKind::Dateline);
    assert_eq!(inline.span.slice(&article.text), "PORTO ALTO, Sept. 3, 2025 (Reuters) —");
    assert_eq!(article.meta.published.as_deref(), Some("2025-09-03"));
}

#[test]
fn a_city_opens_the_first_paragraph_only_and_a_transcript_never() {
    let leads = |source: &str| {
        let (article, _) = parse(source, Format::Plain);
        let found = article.inlines.iter().filter(|inline| inline.kind == InlineKind::Dateline);
        found.map(|inline| inline.span.slice(&article.text).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(leads("Porto Alto – The council met.\n\nLisbon – The ministry did not."), ["Porto Alto –"]);
    assert_eq!(leads("PORTO ALTO: The council met.\n\nThe ministry did not."), ["PORTO ALTO:"]);
    assert_eq!(leads("RUIZ: The council met.\n\nPRADO: The ministry did not."), Vec::<String>::new());
}

#[test]
fn labels_are_folded_in_company_only() {
    check(
        Format::Plain,
        "The boats are back, and the quays are loud again.\n\nHome\n\nNobody slept there for nine days, the crews said.\n\n\
         Facebook\n\nTwitter\n\nPrint",
        "paragraph The boats are back, and the quays are loud again.
         h2 Home
         paragraph Nobody slept there for nine days, the crews said.
         boilerplate Facebook
         boilerplate Twitter
         boilerplate Print",
    );
}

#[test]
fn an_address_before_everything_else_is_the_article_s() {
    let article = check(
        Format::Plain,
        "https://example.org/a\n\nBoats are back\n\nThey are full to the rail, and the quays are loud again.",
        "boilerplate https://example.org/a
         title Boats are back
         paragraph They are full to the rail, and the quays are loud again.",
    );
    assert_eq!(article.meta.url.as_deref(), Some("https://example.org/a"));
}

#[test]
fn a_byline_below_the_headline_may_have_lost_its_capitals() {
    let (article, _) = parse("Boats are back\n\nby jo writer\n\nThey are full to the rail.", Format::Plain);
    assert_eq!(article.meta.byline.as_deref(), Some("jo writer"));
}

#[test]
fn teasers_are_folded_up_to_the_next_heading() {
    check(
        Format::Plain,
        "Related articles\n\nThe cannery sings\n\nA late ferry\n\nWhat the birds do\n\nThe birds do not care about the history of the place.",
        "boilerplate Related articles
         boilerplate The cannery sings
         boilerplate A late ferry
         title What the birds do
         paragraph The birds do not care about the history of the place.",
    );
}

#[test]
fn markdown_becomes_blocks() {
    let article = check(
        Format::Markdown,
        "---\ntitle: Boats\nauthor: Jo Writer\n---\n# Boats are back\n\nThe *first*,and **last**, is `x.Y`.  \nSee [it](https://example.org/a).\n\n\
         > One\n>\n> Two\n\n- a\n  1. b\n\n  c\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n![the old bridge](x.png)\n\n```\nlet  x;\n  y\n```\n\n#### Sub\n\n\
         Text.[^1]\n\n[^1]: Note.",
        "title Boats are back
         paragraph The first, and last, is x.Y.⏎See it.
         quote One
         quote Two
         item0.4 • a
         item1.3 1. b
         item0.0 c
         tablerow A │ B
         tablerow 1 │ 2
         caption the old bridge
         code let  x;⏎  y
         h4 Sub
         paragraph Text.[1]
         item0.4 [1] Note.",
    );
    let styles: Vec<(&InlineKind, &str)> =
        article.inlines.iter().map(|inline| (&inline.kind, inline.span.slice(&article.text))).collect();
    let link = InlineKind::Link("https://example.org/a".into());
    assert_eq!(
        styles,
        [
            (&InlineKind::Emphasis, "first"),
            (&InlineKind::Strong, "last"),
            (&InlineKind::Code, "x.Y"),
            (&link, "it")
        ]
    );
    assert_eq!(article.meta.byline.as_deref(), Some("Jo Writer"));
}

#[test]
fn a_title_that_only_the_front_matter_has_stands_at_the_top() {
    check(Format::Markdown, "---\ntitle: Boats\n---\nProse it is.", "title Boats\nparagraph Prose it is.");
}

#[test]
fn a_piece_of_a_page_becomes_blocks() {
    let article = check(
        Format::Html,
        "<h1>Boats &amp; more</h1><p>By Jo Writer</p><p>One<br>two <a href='https://example.org'>link</a> \
         <a href='javascript:x'>bad</a>,and <em>this</em>.<br><br>Then more.</p><script>no()</script>\
         <ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul><ol start=7><li>e</ol><blockquote><p>Said.</p><footer>Ana</footer></blockquote>\
         <pre>x  y\n z</pre><table><tr><th>A<th>B<tr><td>1<td>2</table><div style='display: none'>hidden</div>\
         <figure><img alt='the old bridge'><figcaption>At dusk</figcaption></figure><p>Share this</p>",
        "title Boats & more
         byline By Jo Writer
         paragraph One⏎two link bad, and this.
         paragraph Then more.
         item0.4 • a
         item1.4 • b
         item0.4 • c
         item0.0 d
         item0.3 7. e
         quote Said.
         quote Ana
         code x  y⏎ z
         tablerow A │ B
         tablerow 1 │ 2
         caption the old bridge
         caption At dusk
         boilerplate Share this",
    );
    let links = article.inlines.iter().filter(|inline| matches!(inline.kind, InlineKind::Link(_))).count();
    assert_eq!(links, 1);
}

#[test]
fn a_page_tells_what_it_is() {
    let body = "<p>The council put the vote off on Tuesday, and the mayor said that the money was there, or would be.</p>".repeat(8);
    let page = format!(
        "<!doctype html><html lang=en-GB><head><title>Vote delayed - The Port Ledger</title>\
         <meta property='og:site_name' content='The Port Ledger'><link rel=canonical href='https://example.org/vote'>\
         <script type='application/ld+json'>{{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"Vote delayed\",\
         \"datePublished\":\"2025-09-03T10:00:00Z\",\"author\":{{\"@type\":\"Person\",\"name\":\"Jo Writer\"}}}}</script></head>\
         <body><nav><a href=/>Home</a></nav><h1>Vote delayed</h1><article>{body}</article></body></html>"
    );
    let (article, warnings) = parse(&page, Format::Html);
    assert_sound(&article);
    assert_eq!(warnings, []);
    assert_eq!(dump(&article).first().map(String::as_str), Some("title Vote delayed"));
    assert_eq!(article.blocks.len(), 9);
    let meta = &article.meta;
    assert_eq!(meta.title.as_deref(), Some("Vote delayed"));
    assert_eq!(meta.byline.as_deref(), Some("Jo Writer"));
    assert_eq!(meta.published.as_deref(), Some("2025-09-03T10:00:00Z"));
    assert_eq!(meta.site.as_deref(), Some("The Port Ledger"));
    assert_eq!(meta.language.as_deref(), Some("en"));
    assert_eq!(meta.url.as_deref(), Some("https://example.org/vote"));
}

#[test]
fn a_hostile_page_is_read_without_its_tags() {
    let page = format!(
        "<p>One</p>{}deep{}<p>Two &ldquo;x&rdquo;</p>",
        "<div>".repeat(50_000),
        "</div>".repeat(50_000)
    );
    let (article, warnings) = parse(&page, Format::Html);
    assert_eq!(dump(&article), ["paragraph One", "paragraph deep", "paragraph Two “x”"]);
    assert_eq!(warnings.len(), 1);
}

#[test]
fn the_samples_show_what_the_program_finds() {
    let all = samples();
    assert!(all.len() >= 5);
    for sample in all {
        assert_eq!(sniff(sample.name, sample.source), sample.format, "{}", sample.name);
        let (article, warnings) = parse(sample.source, sample.format);
        assert_sound(&article);
        assert_eq!(warnings, [], "{}", sample.name);
        let kinds: Vec<BlockKind> = article.blocks.iter().map(|block| block.kind).collect();
        assert!(kinds.contains(&BlockKind::Title) && kinds.contains(&BlockKind::Byline), "{}", sample.name);
        let meta = &article.meta;
        assert!(
            meta.title.is_some() && meta.byline.is_some() && meta.published.is_some(),
            "{} {meta:?}",
            sample.name
        );
        assert_eq!(meta.language.as_deref(), Some("en"), "{}", sample.name);
        assert!(article.text.split_whitespace().count() > 500, "{}", sample.name);
        let repaired = sample.name == "salt-works.txt";
        assert_eq!(!article.inserted.is_empty(), repaired, "{}", sample.name);
        assert_eq!(kinds.contains(&BlockKind::Boilerplate), repaired, "{}", sample.name);
    }
}

/// Sources made of what breaks readers: marks, tags, fences, white space of all kinds, and words.
fn sources() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "word",
        "The",
        "policy.Trump",
        "a,that",
        "said:“No",
        "him.”She",
        "\"No,\"he",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{A0}",
        "\u{200B}",
        "\u{AD}",
        "\u{2028}",
        "• ",
        "- ",
        "1. ",
        "(a) ",
        "> ",
        "# ",
        "## ",
        "```\n",
        "*",
        "**",
        "`",
        "|",
        "---\n",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<div>",
        "<li>",
        "<ul>",
        "</ul>",
        "<td>",
        "<tr>",
        "<table>",
        "<pre>",
        "<br>",
        "&amp;",
        "&#0;",
        "<a href='http://x'>",
        "</a>",
        "[a](http://b)",
        "PORTO ALTO — ",
        "by Jo Writer",
        "Sept. 3, 2025",
        "You may also like",
        "Advertisement",
        "👩‍👩‍👧",
        "e\u{301}",
        "李",
        "ليلى",
        "\u{1b}[31m",
        "\u{202E}",
        "\0",
        "…",
        ".",
        "!",
        "https://x.y/a,b.The",
    ]);
    let mixed =
        prop::collection::vec(prop_oneof![9 => pieces.prop_map(String::from), 1 => any::<String>()], 0..60);
    mixed.prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_text_loses_no_character(source in sources()) {
        let (article, warnings) = parse(&source, Format::Plain);
        prop_assert_eq!(warnings, vec![]);
        prop_assert_eq!(ink(&article.text), ink(&source));
        assert_sound(&article);
    }

    #[test]
    fn without_what_was_inserted_no_space_is_gained(source in "[a-z,.:“” A-Z]{0,80}") {
        let (article, _) = parse(&source, Format::Plain);
        let kept = article.text.char_indices().filter(|(at, _)| !article.inserted.contains(at)).map(|(_, char)| char);
        let words: Vec<&str> = source.split_whitespace().collect();
        prop_assert_eq!(kept.collect::<String>(), words.join(" "));
    }

    #[test]
    fn any_markdown_is_sound(source in sources()) {
        assert_sound(&parse(&source, Format::Markdown).0);
    }

    #[test]
    fn any_page_is_sound(source in sources()) {
        assert_sound(&parse(&source, Format::Html).0);
    }

    #[test]
    fn any_bytes_decode(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (text, _) = decode(&bytes);
        prop_assert!(!text.contains('\r'));
        is_binary(&bytes);
        let format = sniff("", &text);
        assert_sound(&parse(&text, format).0);
    }
}
