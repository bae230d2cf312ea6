//! What a page says about itself: structured data, then meta elements, then its markup.

use dom_query::Document;
use dom_smoothie::{Metadata, Readability};

use crate::article::{Meta, byline, date, draft::Draft, flow, front};

/// Reads what the page says; also returns the headline it shows.
pub(super) fn read(document: &Document) -> (Meta, Option<String>) {
    let declared = declared(document);
    let text = |selector: &str| known(&document.select_single(selector).text());
    let attribute = |selector: &str, name: &str| {
        document.select_single(selector).attr(name).and_then(|value| known(&value))
    };
    let shown: Vec<String> =
        document.select("h1").nodes().iter().take(8).filter_map(|node| known(&node.text())).collect();
    let title = known(&declared.title);
    let headline = match (shown.as_slice(), &title) {
        ([only], Some(title)) if title.contains(only.as_str()) || only.contains(title.as_str()) => {
            Some(only.clone())
        }
        ([only], None) => Some(only.clone()),
        _ => None,
    };
    let published = declared
        .published_time
        .as_deref()
        .and_then(date::machine)
        .or_else(|| attribute("time[datetime]", "datetime").and_then(|time| date::machine(&time)))
        .or_else(|| attribute("meta[name=date]", "content").and_then(|time| date::machine(&time)))
        .or_else(|| text("time").and_then(|time| date::machine(&time)));
    let author = declared
        .byline
        .as_deref()
        .and_then(known)
        .or_else(|| attribute("meta[name=author]", "content"))
        .or_else(|| text("[rel=author]"))
        .filter(|name| !name.starts_with("http") && name.len() <= 200);
    let url = attribute("link[rel=canonical]", "href")
        .or(declared.url.as_deref().and_then(known))
        .or_else(|| attribute("meta[property='og:url']", "content"));
    let language = attribute("html", "lang").or_else(|| declared.lang.as_deref().and_then(known));
    let meta = Meta {
        title,
        byline: author.map(|name| byline::byline(&name).map_or(name, |found| found.names)),
        published,
        site: declared.site_name.as_deref().and_then(known),
        language: language.and_then(|tag| front::language(&tag)),
        url: url.filter(|url| flow::link(url).is_some()),
    };
    (meta, headline)
}

/// Reads JSON-LD and meta elements.
fn declared(document: &Document) -> Metadata {
    let Ok(readability) = Readability::with_document(document.clone(), None, None) else {
        return Metadata::default();
    };
    let structured = readability.parse_json_ld();
    readability.get_article_metadata(structured)
}

/// Returns words with white space put right, or `None` where there are none.
fn known(words: &str) -> Option<String> {
    let words = Draft::of(words).text;
    (!words.is_empty()).then_some(words)
}
