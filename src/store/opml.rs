//! Lists of feeds in OPML, the format in which readers of feeds hand them on.

use quick_xml::{
    Reader,
    escape::escape,
    events::{BytesStart, Event},
};

use super::{Error, Result};
use crate::article::decode;

/// A feed in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outline {
    /// Its address.
    pub url: String,
    /// Its name, or its address where it has none.
    pub title: String,
    /// The page that it belongs to.
    pub site: Option<String>,
    /// The folders it lies in, outer ones first, joined by `/`.
    pub folder: Option<String>,
}

/// The deepest nesting of folders, and the most feeds.
const DEPTH: usize = 64;
const FEEDS: usize = 20_000;

/// Reads a list.
pub fn read(bytes: &[u8]) -> Result<Vec<Outline>> {
    let failed = |cause: String| Error::new("read the list of feeds", cause);
    let (text, _) = decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut folders: Vec<Option<String>> = Vec::new();
    let (mut found, mut is_opml) = (Vec::new(), false);
    loop {
        let (element, is_open) = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(element)) => (element, true),
            Ok(Event::Empty(element)) => (element, false),
            Ok(Event::End(end)) if end.name().as_ref().eq_ignore_ascii_case("outline") => {
                folders.pop();
                continue;
            }
            Ok(_) => continue,
            Err(cause) => {
                return Err(failed(format!("it is damaged at byte {}: {cause}", reader.error_position())));
            }
        };
        is_opml |= element.name().as_ref().eq_ignore_ascii_case("opml");
        if !element.name().as_ref().eq_ignore_ascii_case("outline") {
            continue;
        }
        let named = |name: &str| attribute(&element, name);
        let title = named("title").or_else(|| named("text"));
        let url = named("xmlUrl");
        if let Some(url) = &url {
            let inside: Vec<&str> = folders.iter().flatten().map(String::as_str).collect();
            found.push(Outline {
                url: url.clone(),
                title: title.clone().unwrap_or_else(|| url.clone()),
                site: named("htmlUrl"),
                folder: (!inside.is_empty()).then(|| inside.join("/")),
            });
        }
        if is_open {
            folders.push(if url.is_some() { None } else { title });
        }
        if folders.len() > DEPTH || found.len() > FEEDS {
            return Err(failed("it holds more than is reasonable".to_owned()));
        }
    }
    if !is_opml {
        return Err(
            failed("it is no OPML".to_owned()).hint("readers of feeds export a file that ends in .opml")
        );
    }
    Ok(found)
}

/// Returns an attribute, whatever its case, or `None` where it is empty.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes();
    let mut found = all.with_checks(false).flatten();
    let value = found.find(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(name))?;
    let raw = value.value.into_owned();
    let value = quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |value| value.into_owned());
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!value.is_empty()).then_some(value)
}

/// Writes a list, with a folder around the feeds of each.
pub fn write(feeds: &[Outline]) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>Byline</title></head>\n  <body>\n".to_owned();
    let mut sorted: Vec<&Outline> = feeds.iter().collect();
    sorted.sort_by(|a, b| (&a.folder, &a.title).cmp(&(&b.folder, &b.title)));
    let mut open: Option<&String> = None;
    for feed in sorted {
        if feed.folder.as_ref() != open {
            if open.is_some() {
                text.push_str("    </outline>\n");
            }
            if let Some(folder) = &feed.folder {
                text.push_str(&format!("    <outline text=\"{}\">\n", escape(folder.as_str())));
            }
            open = feed.folder.as_ref();
        }
        let indent = if open.is_some() { "      " } else { "    " };
        let title = escape(feed.title.as_str());
        text.push_str(&format!(
            "{indent}<outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"",
            escape(feed.url.as_str())
        ));
        if let Some(site) = &feed.site {
            text.push_str(&format!(" htmlUrl=\"{}\"", escape(site.as_str())));
        }
        text.push_str("/>\n");
    }
    if open.is_some() {
        text.push_str("    </outline>\n");
    }
    text.push_str("  </body>\n</opml>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_out_and_comes_back() {
        let feed = |url: &str, folder: Option<&str>| Outline {
            url: format!("https://{url}/feed?a=1&b=2"),
            title: format!("“{url}” & <others>"),
            site: Some(format!("https://{url}/")),
            folder: folder.map(str::to_owned),
        };
        let feeds =
            [feed("a.example", None), feed("b.example", Some("News")), feed("c.example", Some("News"))];
        assert_eq!(read(write(&feeds).as_bytes()).expect("it is read"), feeds);
    }

    #[test]
    fn folders_in_folders_are_joined() {
        let list = "<opml><body><outline text='A'><outline text='B'><outline XMLURL='https://x.example/f' text='X'/></outline>\
            <outline xmlUrl='https://y.example/f'/></outline></body></opml>";
        let read: Vec<_> =
            read(list.as_bytes()).expect("it is read").into_iter().map(|it| (it.title, it.folder)).collect();
        assert_eq!(
            read,
            [("X".into(), Some("A/B".into())), ("https://y.example/f".into(), Some("A".into()))]
        );
    }

    #[test]
    fn what_is_no_list_says_so() {
        for text in ["", "<rss/>", "<opml><body><outline", &"<outline text='x'>".repeat(100_000)] {
            assert!(read(text.as_bytes()).is_err(), "{}", text.chars().take(40).collect::<String>());
        }
    }
}
