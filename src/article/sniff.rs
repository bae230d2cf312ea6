//! Tells how a source is written: by its name, else by clear signs in its text.

use crate::article::Format;

/// Bytes that are looked at.
const WINDOW: usize = 64 * 1024;

/// Tells the format of a source from its name, or from its first words where the name does not say.
pub fn sniff(name: &str, text: &str) -> Format {
    let file = name.split(['?', '#']).next().unwrap_or("").rsplit(['/', '\\']).next().unwrap_or("");
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    match extension.as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd" | "mdx") => Format::Markdown,
        Some("html" | "htm" | "xhtml" | "shtml" | "xht") => Format::Html,
        Some("txt" | "text") => Format::Plain,
        _ => by_content(text),
    }
}

/// Tells the format from the text alone.
fn by_content(text: &str) -> Format {
    let end = text.char_indices().map(|(idx, _)| idx).take_while(|idx| *idx <= WINDOW).last().unwrap_or(0);
    let head = if text.len() <= WINDOW { text } else { text.get(..end).unwrap_or("") };
    let head = head.trim_start_matches(['\u{FEFF}']).trim_start();
    if is_html(head) {
        Format::Html
    } else if is_markdown(head) {
        Format::Markdown
    } else {
        Format::Plain
    }
}

/// Returns whether a text begins as a page does, or is full of tags.
fn is_html(head: &str) -> bool {
    let opening: String = head.chars().take(200).collect::<String>().to_lowercase();
    if opening.starts_with("<!doctype html") || (opening.starts_with("<?xml") && opening.contains("<html")) {
        return true;
    }
    let begins = [
        "<html", "<head", "<body", "<article", "<main", "<div", "<section", "<!--", "<h1", "<p>", "<p ",
        "<meta",
    ];
    let lower = head.to_lowercase();
    let closed = ["</p>", "</div>", "</a>", "</span>", "</h1>", "</h2>", "</li>", "<br>", "<br/>", "<br />"]
        .iter()
        .map(|tag| lower.matches(tag).take(5).count())
        .sum::<usize>();
    (begins.iter().any(|tag| opening.starts_with(tag)) && closed > 0)
        || opening.starts_with("<html")
        || closed >= 5
}

/// Returns whether a text shows two different signs of Markdown, or front matter.
fn is_markdown(head: &str) -> bool {
    let mut lines = head.lines();
    if lines.next() == Some("---") {
        let matter = lines.clone().take(40).take_while(|line| *line != "---");
        let keys = matter.filter(|line| line.split_once(':').is_some_and(|(key, _)| is_key(key))).count();
        if keys > 0 && head.lines().skip(1).take(42).any(|line| line == "---") {
            return true;
        }
    }
    let any = |sign: fn(&str) -> bool| usize::from(head.lines().any(sign));
    let signs = any(|line| {
        line.trim_start_matches('#').starts_with(' ') && line.starts_with('#') && !line.starts_with("#######")
    }) + any(|line| {
        line.contains("](http") || line.contains("](/") || line.contains("](mailto:")
    }) + any(|line| line.starts_with("```") || line.starts_with("~~~"))
        + any(|line| line.matches("**").count() >= 2)
        + any(|line| line.starts_with("> "))
        + any(|line| {
            line.starts_with("| ") && line.trim_end().ends_with('|')
                || line.starts_with("|--")
                || line.starts_with("| -")
        })
        + any(|line| line.starts_with("[^") && line.contains("]:"));
    signs >= 2
}

/// Returns whether words can be a key of front matter.
fn is_key(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 40
        && key.chars().all(|char| char.is_alphanumeric() || char == '_' || char == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_then_the_text() {
        let check =
            |name: &str, text: &str, format: Format| assert_eq!(sniff(name, text), format, "{name} {text:?}");
        check("a.md", "<html>", Format::Markdown);
        check("https://example.org/a/page.html?x=1.txt", "", Format::Html);
        check("a.txt", "# Title", Format::Plain);
        check("-", "<!DOCTYPE html><p>", Format::Html);
        check("", "\u{FEFF}\n<html lang=en>", Format::Html);
        check("", "<p>One</p>\n<p>Two</p>", Format::Html);
        check("", "---\ntitle: A\n---\nText", Format::Markdown);
        check("", "# Title\n\nSome **bold** words.", Format::Markdown);
        check("", "Prose with a # sign, 3 < 4, and * stars.\n- a\n- b", Format::Plain);
        check("", "# only a comment", Format::Plain);
        check("", "---\n\nA rule, then prose.", Format::Plain);
        check("notes", "", Format::Plain);
    }
}
