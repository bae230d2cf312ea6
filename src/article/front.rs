//! Reads the front matter of a Markdown source: simple `key: value` lines between two fences.

use crate::article::{Meta, byline, date};

/// Longest front matter that is looked at, in lines.
const LIMIT: usize = 200;

/// Splits front matter from the rest and learns what it says about the article.
pub(super) fn split(source: &str) -> (Meta, &str) {
    let none = (Meta::default(), source);
    let trimmed = source.trim_start_matches('\u{FEFF}');
    let mut lines = trimmed.split_inclusive('\n');
    let Some(fence) = lines.next().map(str::trim_end).filter(|line| matches!(*line, "---" | "+++")) else {
        return none;
    };
    let mut length = trimmed.split_inclusive('\n').next().map_or(0, str::len);
    let mut matter = Vec::new();
    for line in lines.take(LIMIT) {
        length += line.len();
        let end = line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
        if !end {
            matter.push(line.trim_end());
            continue;
        }
        let keys = matter.iter().filter(|line| pair(line).is_some()).count();
        return if keys == 0 { none } else { (meta(&matter), trimmed.get(length..).unwrap_or("")) };
    }
    none
}

/// Learns from the lines between the fences.
fn meta(lines: &[&str]) -> Meta {
    let mut meta = Meta::default();
    for (idx, line) in lines.iter().enumerate() {
        let Some((key, value)) = pair(line) else { continue };
        let value = if value.is_empty() { list(lines.get(idx + 1..).unwrap_or(&[])) } else { scalar(value) };
        if value.is_empty() {
            continue;
        }
        match key.to_lowercase().as_str() {
            "title" | "headline" => meta.title = Some(value),
            "author" | "authors" | "byline" | "by" => {
                meta.byline = Some(byline::byline(&value).map_or(value, |found| found.names));
            }
            "date" | "published" | "publishdate" | "pubdate" | "created" => {
                meta.published = date::machine(&value);
            }
            "url" | "source" | "link" | "canonical" | "canonical_url" if value.starts_with("http") => {
                meta.url = Some(value);
            }
            "site" | "site_name" | "publication" | "publisher" | "source" => meta.site = Some(value),
            "lang" | "language" => meta.language = language(&value),
            _ => {}
        }
    }
    meta
}

/// Returns the two-letter code of a language tag such as "en-GB".
pub(super) fn language(tag: &str) -> Option<String> {
    let code = tag.trim().split(['-', '_']).next()?.to_lowercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(code)
}

/// Reads `key: value` or `key = value`.
fn pair<'a>(line: &&'a str) -> Option<(&'a str, &'a str)> {
    let at = line.find([':', '='])?;
    let (key, value) = (line.get(..at)?.trim_end(), line.get(at + 1..)?.trim());
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-');
    (!key.is_empty() && key.len() <= 40 && key.chars().all(plain)).then_some((key, value))
}

/// Reads the items below a key: `- Jo Writer`.
fn list(lines: &[&str]) -> String {
    let items = lines.iter().map_while(|line| line.trim_start().strip_prefix("- ")).map(scalar);
    items.collect::<Vec<_>>().join(", ")
}

/// Reads a value: quoted, bare, or a list in brackets.
fn scalar(value: &str) -> String {
    let value = value.trim();
    if let Some(items) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return items.split(',').map(scalar).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(", ");
    }
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner.replace("\\\"", "\"").replace("''", "'").trim().to_owned();
        }
    }
    value.split(" #").next().unwrap_or("").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read_and_cut_off() {
        let source = "---\ntitle: \"Vote: delayed\"\nauthors:\n  - Jo Writer\n  - Bo Editor\ndate: 2025-09-03 # local\n\
                      source: https://example.org/a\nsite: The Port Ledger\nlang: en-GB\ntags: [a, b]\n---\nText";
        let (meta, rest) = split(source);
        assert_eq!(rest, "Text");
        assert_eq!(meta.title.as_deref(), Some("Vote: delayed"));
        assert_eq!(meta.byline.as_deref(), Some("Jo Writer, Bo Editor"));
        assert_eq!(meta.published.as_deref(), Some("2025-09-03"));
        assert_eq!(meta.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(meta.site.as_deref(), Some("The Port Ledger"));
        assert_eq!(meta.language.as_deref(), Some("en"));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for source in
            ["---\n\nProse\n\n---\nmore", "---\ntitle: never closed", "Text\n---\na: b\n---", "", "---"]
        {
            assert_eq!(split(source), (Meta::default(), source));
        }
    }
}
