//! Reads the text of documents in PDF, which knows pages and lines, and makes paragraphs of them again.

use std::collections::HashMap;

use pdf_extract::{Dictionary, Document, Object, PlainTextOutput, output_doc_page};

use crate::article::{Article, Meta, Warning, assemble, date, plain};

/// The most pages that are read.
const PAGES: usize = 5_000;

/// Lines at the head and foot of a page among which running titles and page numbers stand.
const MARGIN: usize = 2;

/// Reads a document.
pub(super) fn read(bytes: &[u8]) -> Result<(Article, Vec<Warning>), Warning> {
    let mut document = Document::load_mem(bytes)
        .map_err(|cause| Warning(format!("the PDF is damaged or of an unknown kind: {cause}")))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Warning("the PDF is locked with a password".to_owned()));
    }
    let mut warnings = Vec::new();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.len() > PAGES {
        warnings.push(Warning(format!("only the first {PAGES} of {} pages are shown", numbers.len())));
    }
    let mut pages = Vec::new();
    let mut failed = 0_usize;
    for number in numbers.into_iter().take(PAGES) {
        let mut text = String::new();
        let read = output_doc_page(&document, &mut PlainTextOutput::new(&mut text), number);
        failed += usize::from(read.is_err());
        pages.push(text);
    }
    if failed > 0 {
        warnings.push(Warning(format!("{failed} of {} pages could not be read whole", pages.len())));
    }
    let text = joined(&pages);
    if text.trim().is_empty() {
        return Err(Warning(
            "there is no text in the PDF: its pages are pictures, or they are drawn without saying which letters they show"
                .to_owned(),
        ));
    }
    Ok((assemble(about(&document), Meta::default(), plain::read(&text)), warnings))
}

/// Returns what the document says about itself.
fn about(document: &Document) -> Meta {
    let info = document.trailer.get(b"Info").ok();
    let info: Option<&Dictionary> = info.and_then(|info| match info {
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        object => object.as_dict().ok(),
    });
    let said = |key: &[u8]| {
        let text = pdf_extract::decode_text_string(info?.get(key).ok()?).ok()?;
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    };
    // Programs put the name of a file where a title belongs.
    let is_file = |title: &String| {
        let lower = title.to_lowercase();
        lower.starts_with("microsoft ")
            || lower.starts_with("untitled")
            || [".doc", ".docx", ".pdf", ".tex", ".dvi", ".indd", ".odt"]
                .iter()
                .any(|end| lower.ends_with(end))
    };
    Meta {
        title: said(b"Title").filter(|title| !is_file(title)),
        byline: said(b"Author"),
        published: said(b"CreationDate").and_then(|moment| day(&moment)),
        ..Meta::default()
    }
}

/// Reads `D:20250903101500+02'00'` as a day.
fn day(moment: &str) -> Option<String> {
    let digits = moment.strip_prefix("D:").unwrap_or(moment);
    let part = |from: usize, to: usize| {
        digits.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    date::machine(&format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?))
}

/// Joins pages: without running titles and page numbers, words mended that a line's end divided, and paragraphs that go on
/// on the next page.
fn joined(pages: &[String]) -> String {
    let pages: Vec<Vec<&str>> =
        pages.iter().map(|page| page.trim().lines().map(str::trim).collect()).collect();
    let mut often: HashMap<String, usize> = HashMap::new();
    for page in &pages {
        let mut lines: Vec<String> = margin(page).map(|idx| shape(page.get(idx).unwrap_or(&""))).collect();
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            *often.entry(line).or_default() += 1;
        }
    }
    let runs = |line: &str| {
        let shape = shape(line);
        let is_number =
            !shape.is_empty() && shape.chars().all(|char| matches!(char, '#' | '-' | '–' | ' ' | '/'));
        is_number || (!shape.is_empty() && often.get(&shape).is_some_and(|n| *n >= 3 && n * 2 > pages.len()))
    };
    let mut text = String::new();
    for page in &pages {
        let dropped: Vec<usize> =
            margin(page).filter(|idx| page.get(*idx).is_some_and(|line| runs(line))).collect();
        let lines = page.iter().enumerate().filter(|(idx, _)| !dropped.contains(idx)).map(|(_, line)| *line);
        let lines: Vec<&str> = lines.collect();
        let lines = trimmed(&lines);
        let Some(first) = lines.first() else { continue };
        // A paragraph that is not at its end goes on.
        let goes_on = text.ends_with(|char: char| char.is_lowercase() || matches!(char, ',' | '-'))
            && first.starts_with(char::is_lowercase);
        if !text.is_empty() {
            text.push_str(if goes_on { "\n" } else { "\n\n" });
        }
        for (idx, line) in lines.iter().enumerate() {
            if idx > 0 {
                text.push('\n');
            }
            append(&mut text, line);
        }
    }
    text
}

/// Appends a line; where a hyphen divided a word at the end of the last one, the word is mended.
fn append(text: &mut String, line: &str) {
    let divided = text.strip_suffix("-\n").is_some_and(|before| before.ends_with(char::is_alphabetic))
        && line.starts_with(char::is_lowercase);
    if divided {
        text.truncate(text.len() - "-\n".len());
    }
    text.push_str(line);
}

/// Returns the places of the lines at the head and foot of a page that have words.
fn margin<'a>(page: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
    let filled = |idx: &usize| page.get(*idx).is_some_and(|line| !line.is_empty());
    let head = (0..page.len()).filter(filled).take(MARGIN);
    let foot = (0..page.len()).rev().filter(filled).take(MARGIN);
    head.chain(foot)
}

/// Returns a line with its numbers made alike.
fn shape(line: &str) -> String {
    let mut shape = String::new();
    for char in line.chars() {
        let char = if char.is_ascii_digit() { '#' } else { char };
        if !(char == '#' && shape.ends_with('#')) {
            shape.push(char);
        }
    }
    shape
}

/// Returns lines without the empty ones before and after them.
fn trimmed<'a, 'b>(lines: &'b [&'a str]) -> &'b [&'a str] {
    let from = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let to = lines.iter().rposition(|line| !line.is_empty()).map_or(from, |last| last + 1);
    lines.get(from..to).unwrap_or(&[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_paragraphs() {
        let page = |n: usize, words: &str| format!("The Port Report\n\n{words}\n\n{n}\n");
        let pages = [
            page(1, "The ferry stays in the har-\nbor until spring. The office said that"),
            page(2, "it has no engine.\n\nNobody knows when one will come."),
            page(3, "The end."),
        ];
        assert_eq!(
            joined(&pages),
            "The ferry stays in the harbor until spring. The office said that\nit has no engine.\n\n\
             Nobody knows when one will come.\n\nThe end."
        );
    }

    #[test]
    fn days_are_read() {
        assert_eq!(day("D:20250903101500+02'00'").as_deref(), Some("2025-09-03"));
        assert_eq!(day("yesterday"), None);
    }
}
