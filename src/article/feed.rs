//! Reads feeds: RSS, Atom and JSON, each item with its words and what the feed says of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Article, Format, Meta, Warning, assemble, decode, html, plain};

/// A feed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Feed {
    /// Its name.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<String>,
    /// Its items, as they stand.
    pub items: Vec<Item>,
}

/// An item of a feed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Item {
    /// The name by which the feed knows it.
    pub guid: String,
    /// What the feed says of it.
    pub meta: Meta,
    /// Its words, or a part of them.
    pub content: String,
    /// How these are written.
    pub format: Option<Format>,
}

/// The largest feed in bytes, and the most items that are read.
const BYTES: usize = 32 << 20;
const ITEMS: usize = 10_000;

/// Reads a feed.
///
/// # Errors
/// Says why it is none, or cannot be read.
pub fn read(bytes: &[u8]) -> Result<Feed, Warning> {
    let refused = |why: &str| Err(Warning(why.to_owned()));
    if bytes.len() > BYTES {
        return refused("the feed is too large");
    }
    let (text, _) = decode(bytes);
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.is_empty() {
        return refused("the feed is empty");
    }
    if !text.starts_with(['<', '{']) {
        return refused("it is no feed: neither XML nor JSON");
    }
    // What was decoded here must not be decoded again.
    let text = without_declaration(text);
    // A parser of others is not ours to trust with anybody's feed.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        feed_rs::parser::Builder::new().sanitize_content(false).build().parse(text.as_bytes())
    }));
    match parsed {
        Ok(Ok(feed)) => Ok(taken(feed)),
        Ok(Err(cause)) => Err(Warning(format!("it is no feed that can be read: {cause}"))),
        Err(_) => refused("it is no feed that can be read"),
    }
}

/// The first bytes in which a feed shows what it is.
const HEAD: usize = 4096;

/// Returns whether bytes begin as a feed does.
pub(super) fn is_feed(head: &[u8]) -> bool {
    let (text, _) = decode(head.get(..HEAD).unwrap_or(head));
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    if rest.starts_with('{') {
        return rest.contains("://jsonfeed.org/version/");
    }
    // Declarations, instructions and comments may stand before the root.
    while let Some(inside) = rest.strip_prefix("<?").or_else(|| rest.strip_prefix("<!")) {
        let close = if inside.starts_with("--") { "-->" } else { ">" };
        let Some(end) = inside.find(close) else { return false };
        rest = inside.get(end + close.len()..).unwrap_or("").trim_start();
    }
    let root: String =
        rest.chars().skip(1).take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).collect();
    rest.starts_with('<') && matches!(root.as_str(), "rss" | "feed" | "rdf:RDF" | "atom:feed")
}

/// Returns the address of the feed that a page names, as the page writes it.
pub fn named_by(page: &str) -> Option<String> {
    html::feed_named_by(page)
}

impl Item {
    /// Makes an article of the item.
    pub fn article(&self) -> (Article, Vec<Warning>) {
        let mut warnings = Vec::new();
        let (found, parts) = match self.format {
            Some(Format::Plain) => (Meta::default(), plain::read(&self.content)),
            _ => html::read(&self.content, &mut warnings),
        };
        (assemble(self.meta.clone(), found, parts), warnings)
    }
}

/// Leaves out `<?xml ... ?>`, which says how the bytes were encoded.
fn without_declaration(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("<?xml") else { return text };
    rest.find("?>").and_then(|end| rest.get(end + 2..)).unwrap_or(text)
}

/// Takes what is of use.
fn taken(feed: feed_rs::model::Feed) -> Feed {
    let title = feed.title.and_then(|title| words(&title.content));
    let site = page(&feed.links);
    let authors = names(&feed.authors);
    let feed_language = feed.language;
    let items = feed.entries.into_iter().take(ITEMS).map(|entry| {
        let url = page(&entry.links).or_else(|| Some(entry.id.clone()).filter(|id| is_web(id)));
        let body = entry.content.and_then(|content| {
            let is_plain = content.content_type.to_string().starts_with("text/plain");
            Some((content.body?, is_plain))
        });
        let summary = entry.summary.map(|summary| {
            let is_plain = summary.content_type.to_string().starts_with("text/plain");
            (summary.content, is_plain)
        });
        // Some feeds put the words into the summary and only a picture into the content.
        let (content, is_plain) = match (body, summary) {
            (Some(body), Some(summary)) if summary.0.len() > 2 * body.0.len() => summary,
            (Some(body), _) => body,
            (None, Some(summary)) => summary,
            (None, None) => (String::new(), false),
        };
        let is_plain = is_plain && !content.contains("</") && !content.contains("<br");
        let published = entry.published.or(entry.updated);
        let meta = Meta {
            title: entry.title.and_then(|title| words(&title.content)),
            byline: names(&entry.authors).or_else(|| authors.clone()),
            published: published.and_then(|at| moment(at.timestamp())),
            site: title.clone(),
            language: entry
                .language
                .or_else(|| feed_language.clone())
                .and_then(|tag| super::front::language(&tag)),
            url,
            image: None,
        };
        let format = Some(if is_plain { Format::Plain } else { Format::Html });
        Item { guid: entry.id, meta, content, format }
    });
    let items: Vec<Item> = items.collect();
    Feed { title, site, items }
}

/// Writes a moment in seconds as an ISO 8601 date and time.
fn moment(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|at| at.to_string())
}

/// Returns the words of a title, in which markup may stand.
fn words(text: &str) -> Option<String> {
    let plain = if text.contains(['<', '&']) { html::plain_words(text) } else { text.to_owned() };
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// Returns the names of people.
fn names(people: &[feed_rs::model::Person]) -> Option<String> {
    let names: Vec<String> = people.iter().filter_map(|person| words(person.name.as_deref()?)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// Returns the page that links lead to.
fn page(links: &[feed_rs::model::Link]) -> Option<String> {
    let is_page = |rel: &Option<String>| rel.as_deref().is_none_or(|rel| rel == "alternate");
    let found = links.iter().find(|link| is_page(&link.rel) && is_web(&link.href));
    found.map(|link| link.href.trim().to_owned())
}

fn is_web(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = "<?xml version='1.0' encoding='ISO-8859-1'?><rss version='2.0'><channel><title>The Port Ledger</title>\
<link>https://ledger.example/</link><item><title>Bridge &amp;amp; ferry</title><link>https://ledger.example/1</link>\
<guid>one</guid><pubDate>Wed, 24 Sep 2025 10:00:00 GMT</pubDate><description>&lt;p&gt;The bridge is &lt;b&gt;closed&lt;/b&gt;.&lt;/p&gt;\
&lt;p&gt;The ferry too.&lt;/p&gt;</description></item></channel></rss>";

    #[test]
    fn every_kind_of_feed_is_read() {
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Port Ledger</title><id>x</id>\
            <updated>2025-09-24T10:00:00Z</updated><entry><id>one</id><title>Bridge &amp; ferry</title>\
            <link href='https://ledger.example/1'/><updated>2025-09-24T10:00:00Z</updated>\
            <content type='html'>&lt;p&gt;The bridge is &lt;b&gt;closed&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;The ferry too.&lt;/p&gt;</content></entry></feed>";
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Port Ledger", "items": [{"id": "one",
            "url": "https://ledger.example/1", "title": "Bridge & ferry", "date_published": "2025-09-24T10:00:00Z",
            "content_html": "<p>The bridge is <b>closed</b>.</p><p>The ferry too.</p>"}]}"#;
        for source in [RSS, atom, json] {
            let feed = read(source.as_bytes()).expect("it is read");
            assert_eq!(feed.title.as_deref(), Some("The Port Ledger"));
            let item = &feed.items[0];
            assert_eq!(item.meta.url.as_deref(), Some("https://ledger.example/1"));
            let (article, warnings) = item.article();
            assert_eq!(
                (article.text.as_str(), warnings),
                ("Bridge & ferry\n\nThe bridge is closed.\n\nThe ferry too.", vec![])
            );
            assert_eq!(article.meta.title.as_deref(), Some("Bridge & ferry"));
            assert!(
                article.meta.published.as_deref().is_some_and(|date| date.starts_with("2025-09-24T10:00:00"))
            );
            assert_eq!(article.meta.site.as_deref(), Some("The Port Ledger"));
        }
    }

    #[test]
    fn a_feed_is_told_from_what_only_looks_like_one() {
        for (head, expected) in [
            (RSS, true),
            ("<feed xmlns='http://www.w3.org/2005/Atom'>", true),
            ("\u{FEFF} <!-- made by hand --> <!DOCTYPE rss><rdf:RDF>", true),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", true),
            ("<!doctype html><html><p>rss", false),
            ("<rssx>", false),
            ("<feedback>We heard.</feedback>", false),
            ("rss", false),
            ("{\"a\": 1}", false),
            ("<!-- never closed <rss>", false),
            ("", false),
        ] {
            assert_eq!(is_feed(head.as_bytes()), expected, "{head}");
        }
        let utf16: Vec<u8> = RSS.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_feed(&[&[0xFF, 0xFE][..], &utf16].concat()));
    }

    #[test]
    fn any_encoding_is_read() {
        let utf16: Vec<u8> = RSS.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let utf16 = [&[0xFE, 0xFF][..], &utf16].concat();
        assert_eq!(read(&utf16).expect("it is read").items.len(), 1);
    }

    #[test]
    fn what_is_no_feed_says_so() {
        for (source, part) in [
            ("", "empty"),
            ("Hello", "no feed"),
            ("<html></html>", "no feed"),
            ("{}", "no feed"),
            ("<rss", "no feed"),
        ] {
            let why = read(source.as_bytes()).expect_err("it is none").0;
            assert!(why.contains(part), "{source}: {why}");
        }
    }
}
