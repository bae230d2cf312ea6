//! What a page says about itself for machines, as linked data (JSON-LD with the words of schema.org).

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::article::{Meta, date, draft::Draft, front};

/// The most objects that are looked at, and how deep they may lie in each other.
const OBJECTS: usize = 4000;
const DEPTH: usize = 24;

/// An object, which other objects name by its `@id`.
type Object = Map<String, Value>;

/// Reads the linked data of a page, given the contents of its scripts: what its first article says.
pub(super) fn read(scripts: &[String]) -> Meta {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parsed(script)).collect();
    let mut objects: Vec<&Object> = Vec::new();
    values.iter().for_each(|value| collect(value, 0, &mut objects));
    let named: HashMap<&str, &Object> = objects
        .iter()
        .filter(|object| object.len() > 1)
        .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
        .collect();
    let Some(article) = objects.iter().find(is_article) else { return Meta::default() };
    let text = |key: &str| article.get(key).and_then(Value::as_str).and_then(known);
    let url = text("url").or_else(|| match article.get("mainEntityOfPage")? {
        Value::Object(page) => page.get("@id").or_else(|| page.get("url"))?.as_str().and_then(known),
        page => page.as_str().and_then(known),
    });
    Meta {
        title: text("headline").or_else(|| text("name")),
        byline: article.get("author").or_else(|| article.get("creator")).and_then(|all| names(all, &named)),
        published: text("datePublished")
            .or_else(|| text("dateCreated"))
            .and_then(|time| date::machine(&time)),
        site: article.get("publisher").and_then(|publisher| names(publisher, &named)),
        language: text("inLanguage").and_then(|tag| front::language(&tag)),
        url: url.filter(|url| url.starts_with("http")),
        image: article.get("image").and_then(described),
    }
}

/// Returns how a lead image is described.
fn described(image: &Value) -> Option<String> {
    match image {
        Value::Array(all) => all.iter().find_map(described),
        Value::Object(image) => {
            image.get("caption").or_else(|| image.get("description"))?.as_str().and_then(known)
        }
        _ => None,
    }
}

/// Parses a script, which is often damaged in the same few ways.
fn parsed(script: &str) -> Option<Value> {
    let bare =
        script.trim().trim_start_matches("<!--").trim_start_matches("//").trim_start_matches("<![CDATA[");
    let bare = bare.trim().trim_end_matches("-->").trim_end_matches("]]>").trim_end_matches("//").trim();
    let bare = bare.trim_end_matches(';');
    // Line ends inside of strings are not allowed, and common.
    serde_json::from_str(bare)
        .or_else(|_| serde_json::from_str(&bare.replace(|char: char| char.is_control(), " ")))
        .ok()
}

/// Collects an object and all that lie in it, outer ones first.
fn collect<'a>(value: &'a Value, depth: usize, found: &mut Vec<&'a Object>) {
    if depth > DEPTH || found.len() >= OBJECTS {
        return;
    }
    match value {
        Value::Array(all) => all.iter().for_each(|value| collect(value, depth + 1, found)),
        Value::Object(object) => {
            found.push(object);
            object
                .values()
                .filter(|value| value.is_array() || value.is_object())
                .for_each(|value| collect(value, depth + 1, found));
        }
        _ => {}
    }
}

/// Returns whether an object is an article.
fn is_article(object: &&&Object) -> bool {
    let is_kind = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
            kind.ends_with("Article")
                || kind.ends_with("BlogPosting")
                || matches!(kind, "Report" | "SocialMediaPosting" | "LiveBlogPosting" | "Review")
        })
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_kind),
        Some(kind) => is_kind(kind),
        None => false,
    }
}

/// Returns the names of people or organizations: strings, objects, or objects that are described elsewhere.
fn names(value: &Value, named: &HashMap<&str, &Object>) -> Option<String> {
    let one = |value: &Value| match value {
        Value::String(name) => known(name),
        Value::Object(object) => {
            let elsewhere = || named.get(object.get("@id")?.as_str()?).and_then(|object| object.get("name"));
            let name = object.get("name").or_else(elsewhere)?;
            known(name.as_str().or_else(|| name.as_array()?.first()?.as_str())?)
        }
        _ => None,
    };
    let all: Vec<String> = match value {
        Value::Array(all) => all.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    };
    let all: Vec<String> = all.into_iter().filter(|name| !name.starts_with("http")).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// Returns words with white space put right and entities read, or `None` where there are none.
fn known(words: &str) -> Option<String> {
    let words = Draft::of(&super::entity::decode(words)).text;
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: [Option<&str>; 6]) {
        let meta = read(&[script.to_owned()]);
        let found = [meta.title, meta.byline, meta.published, meta.site, meta.language, meta.url];
        assert_eq!(found.each_ref().map(Option::as_deref), expected, "{script}");
    }

    #[test]
    fn an_article_says_what_it_is() {
        let full = [
            Some("Bridge & ferry"),
            Some("Jo Writer, Bo Teller"),
            Some("2025-09-03"),
            Some("The Port Ledger"),
            Some("en"),
            Some("https://ledger.example/1"),
        ];
        check(
            r#"{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge &amp; ferry", "name": "x",
                "author": [{"@type": "Person", "name": "Jo Writer"}, "Bo Teller"], "datePublished": "2025-09-03",
                "publisher": {"name": "The Port Ledger"}, "inLanguage": "en-GB", "url": "https://ledger.example/1"}"#,
            full,
        );
        check(
            r##"<!-- {"@graph": [{"@type": "WebSite", "name": "Home"}, {"@type": ["Article", "x"], "headline": "Bridge &amp;
                ferry", "author": [{"@id": "#jo"}, {"@id": "#bo"}], "datePublished": "2025-09-03", "publisher": {"@id": "#p"},
                "inLanguage": "en", "mainEntityOfPage": {"@id": "https://ledger.example/1"}},
                {"@id": "#jo", "name": "Jo Writer"}, {"@id": "#bo", "name": "Bo Teller"},
                {"@id": "#p", "name": "The Port Ledger"}]}; -->"##,
            full,
        );
    }

    #[test]
    fn what_is_no_article_says_nothing() {
        let none = [None; 6];
        for script in [
            "",
            "{",
            "[]",
            "null",
            r#"{"@type": "WebSite", "name": "Home"}"#,
            r#"{"@type": "NewsArticle", "headline": 7, "author": null, "url": "/relative", "datePublished": "soon"}"#,
        ] {
            check(script, none);
        }
        check(&"[".repeat(100_000), none);
    }
}
