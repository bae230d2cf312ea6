//! What a page says about itself: structured data, then meta elements, then its markup.

use dom_query::Document;
use dom_smoothie::{Metadata, Readability};

use super::linked;
use crate::article::{Meta, byline, date, draft::Draft, flow, front};

/// The most scripts of linked data that are read.
const SCRIPTS: usize = 16;

/// The longest description of the lead image, in bytes.
const LONGEST_ALT: usize = 1000;

/// Reads what the page says; also returns the headline it shows.
pub(super) fn read(document: &Document) -> (Meta, Option<String>) {
    let scripts = document.select("script[type='application/ld+json' i]");
    let scripts: Vec<String> =
        scripts.nodes().iter().take(SCRIPTS).map(|node| node.text().to_string()).collect();
    let linked = linked::read(&scripts);
    let declared = declared(document);
    let text = |selector: &str| known(&document.select_single(selector).text());
    let attribute = |selector: &str, name: &str| {
        document.select_single(selector).attr(name).and_then(|value| known(&value))
    };
    let shown: Vec<String> =
        document.select("h1").nodes().iter().take(8).filter_map(|node| known(&node.text())).collect();
    let title = linked.title.or_else(|| known(&declared.title));
    let headline = match (shown.as_slice(), &title) {
        ([only], Some(title)) if title.contains(only.as_str()) || only.contains(title.as_str()) => {
            Some(only.clone())
        }
        ([only], None) => Some(only.clone()),
        _ => None,
    };
    let published = linked
        .published
        .or_else(|| declared.published_time.as_deref().and_then(date::machine))
        .or_else(|| {
            attribute("meta[itemprop=datePublished]", "content").and_then(|time| date::machine(&time))
        })
        .or_else(|| attribute("[itemprop=datePublished]", "datetime").and_then(|time| date::machine(&time)))
        .or_else(|| attribute("time[datetime]", "datetime").and_then(|time| date::machine(&time)))
        .or_else(|| attribute("meta[name=date]", "content").and_then(|time| date::machine(&time)))
        .or_else(|| text("time").and_then(|time| date::machine(&time)));
    let author = linked
        .byline
        .or_else(|| declared.byline.as_deref().and_then(known))
        .or_else(|| attribute("meta[name=author]", "content"))
        .or_else(|| text("[rel=author]"))
        .filter(|name| !name.starts_with("http") && name.len() <= 200);
    let url = attribute("link[rel=canonical]", "href")
        .or(linked.url)
        .or(declared.url.as_deref().and_then(known))
        .or_else(|| attribute("meta[property='og:url']", "content"));
    let image = attribute("meta[property='og:image:alt']", "content")
        .or(linked.image)
        .or_else(|| attribute("meta[name='twitter:image:alt']", "content"))
        .filter(|words| words.len() <= LONGEST_ALT);
    let language =
        attribute("html", "lang").or(linked.language).or_else(|| declared.lang.as_deref().and_then(known));
    let meta = Meta {
        title,
        byline: author.map(|name| byline::byline(&name).map_or(name, |found| found.names)),
        published,
        site: linked.site.or_else(|| declared.site_name.as_deref().and_then(known)),
        language: language.and_then(|tag| front::language(&tag)),
        url: url.filter(|url| flow::link(url).is_some()),
        image,
    };
    (meta, headline)
}

/// Reads meta elements.
fn declared(document: &Document) -> Metadata {
    let readability = Readability::with_document(document.clone(), None, None);
    readability.map_or_else(|_| Metadata::default(), |page| page.get_article_metadata(None))
}

/// Returns words with white space put right, or `None` where there are none.
fn known(words: &str) -> Option<String> {
    let words = Draft::of(words).text;
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use crate::article::{Format, parse};

    /// What a page can say of itself: each kind of place, the strongest first.
    const LINKED: &str = r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Linked title",
        "author": {"name": "Linda Linked"}, "datePublished": "2025-01-01", "publisher": {"name": "Linked Ledger"}}</script>"#;
    const GRAPH: &str = "<meta property='og:title' content='Open title'><meta property='article:author' content='Olga Open'>\
        <meta property='article:published_time' content='2025-02-02'><meta property='og:site_name' content='Open Ledger'>\
        <meta property='og:url' content='https://ledger.example/open'>";
    const SHOWN: &str =
        "<p><a rel=author href=/x>Sal Shown</a> <time datetime='2025-03-03'>a while ago</time></p>";

    #[track_caller]
    fn check(head: &str, shown: &str, expected: [Option<&str>; 5]) {
        let words = "<p>The ferry to the island will not sail before spring, the harbor office said on Monday, because there is no \
            engine for it, and nobody knows when one will come.</p>"
            .repeat(4);
        let page = format!(
            "<html><head><title>Page title</title>{head}</head><body><article>{shown}{words}</article></body></html>"
        );
        let meta = parse(&page, Format::Html).0.meta;
        let found = [meta.title, meta.byline, meta.published, meta.site, meta.url];
        assert_eq!(found.each_ref().map(Option::as_deref), expected, "{head}");
    }

    #[test]
    fn the_lead_image_is_described() {
        for (head, expected) in [
            ("<meta property='og:image:alt' content='The  bridge at dawn'>", Some("The bridge at dawn")),
            ("<meta name='twitter:image:alt' content='The bridge'>", Some("The bridge")),
            (
                "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"x\", \"image\": [\"https://a.example/i.png\",
                 {\"@type\": \"ImageObject\", \"caption\": \"Pins of the bridge\"}]}</script>",
                Some("Pins of the bridge"),
            ),
            ("<meta property='og:image' content='https://a.example/i.png'>", None),
        ] {
            let page = format!("<html><head>{head}</head><body><p>The ferry will not sail.</p></body></html>");
            assert_eq!(parse(&page, Format::Html).0.meta.image.as_deref(), expected, "{head}");
        }
    }

    #[test]
    fn the_strongest_word_about_a_page_counts() {
        let all = format!("{GRAPH}{LINKED}<link rel=canonical href='https://ledger.example/canonical'>");
        check(
            &all,
            SHOWN,
            [
                Some("Linked title"),
                Some("Linda Linked"),
                Some("2025-01-01"),
                Some("Linked Ledger"),
                Some("https://ledger.example/canonical"),
            ],
        );
        check(
            GRAPH,
            SHOWN,
            [
                Some("Open title"),
                Some("Olga Open"),
                Some("2025-02-02"),
                Some("Open Ledger"),
                Some("https://ledger.example/open"),
            ],
        );
        check("", SHOWN, [Some("Page title"), Some("Sal Shown"), Some("2025-03-03"), None, None]);
    }
}
