//! Notes as Markdown: under each title the highlights as block quotes in reading order, with what was noted on them.

use std::io::{self, Write};

use super::{Exported, link, words};
use crate::annotation::{Anchor, Annotation};

/// Writes the notes on an article.
pub(super) fn article(out: &mut impl Write, article: &Exported<'_>, is_first: bool) -> io::Result<()> {
    let mut head = String::new();
    if !is_first {
        head.push('\n');
    }
    head.push_str(&format!("# {}\n", one_line(article.title)));
    let meta = article.meta;
    let known = [&meta.byline, &meta.site, &meta.published];
    let mut line: Vec<String> = known.into_iter().flatten().map(|part| one_line(part)).collect();
    line.extend(article.url().map(|url| format!("<{url}>")));
    if !line.is_empty() {
        head.push_str(&format!("\n{}\n", line.join(" · ")));
    }
    out.write_all(head.as_bytes())?;
    for annotation in article.annotations.iter().filter(|annotation| !is_lost(article, annotation)) {
        out.write_all(written(article, annotation).as_bytes())?;
    }
    let mut lost = article.annotations.iter().filter(|annotation| is_lost(article, annotation)).peekable();
    if lost.peek().is_some() {
        out.write_all(b"\n## No longer found in the text\n")?;
    }
    for annotation in lost {
        out.write_all(written(article, annotation).as_bytes())?;
    }
    Ok(())
}

/// Returns whether nobody can say where the words stand.
pub(super) fn is_lost(article: &Exported<'_>, annotation: &Annotation) -> bool {
    article.text.is_some() && matches!(annotation.anchor, Anchor::Orphan | Anchor::Ambiguous(_))
}

/// Returns one annotation.
fn written(article: &Exported<'_>, annotation: &Annotation) -> String {
    let mut text = String::new();
    let out = &mut text;
    let mut about = Vec::new();
    if let Some(selector) = &annotation.selector {
        let (was, now) = words(selector, article.text, annotation.anchor.span());
        out.push('\n');
        block(out, "> ", was);
        if let Some(now) = now {
            out.push_str("\nIn the text it now reads:\n\n");
            block(out, "> ", now);
        }
        // Who says it comes first: it is what is looked for.
        about.extend(article.speakers(annotation).into_iter().map(one_line));
        about.push(annotation.color.name().to_owned());
    } else {
        about.push("on the article".to_owned());
    }
    about.extend(annotation.tags.iter().map(|tag| self::tag(tag)));
    if let Anchor::Ambiguous(spans) = &annotation.anchor {
        about.push(format!("stands in {} places", spans.len()));
    }
    about.push(annotation.created.to_string().get(..10).unwrap_or("").to_owned());
    if let (Some(url), Some(selector)) = (article.url(), &annotation.selector) {
        about.push(format!("[source](<{}>)", link::passage(url, selector)));
    }
    out.push_str(&format!("\n{}\n", about.join(" · ")));
    if !annotation.note.trim().is_empty() {
        out.push('\n');
        block(out, "", &annotation.note);
    }
    for note in &annotation.also {
        out.push_str("\nWritten elsewhere at the same time:\n\n");
        block(out, "", note);
    }
    text
}

/// Writes text as paragraphs, each line behind `mark`.
pub(super) fn block(out: &mut String, mark: &str, text: &str) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = text.lines().map(str::trim_end).skip_while(|line| line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let next_is_text = lines.peek().is_some_and(|next| !next.trim().is_empty());
        let line = line.trim_start_matches(['\u{B}', '\u{C}']);
        if line.trim().is_empty() {
            if lines.peek().is_some() {
                out.push_str(&format!("{}\n", mark.trim_end()));
            }
            continue;
        }
        // A backslash at the end of a line keeps the line break.
        let end = if next_is_text { "\\" } else { "" };
        out.push_str(&format!("{mark}{}{end}\n", escape(line)));
    }
}

/// Returns a tag as those who collect notes write it, or its words where it cannot be written so.
pub(super) fn tag(tag: &str) -> String {
    let plain = tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/'));
    let number = tag.chars().all(|c| c.is_ascii_digit());
    if plain && !number && !tag.is_empty() { format!("#{tag}") } else { format!("“{}”", one_line(tag)) }
}

/// Returns text that is to stand inside one line.
pub(super) fn one_line(text: &str) -> String {
    let line: Vec<&str> = text.split_whitespace().collect();
    escape(&line.join(" "))
}

/// Returns a line of text in which nothing means anything to a reader of Markdown.
pub(super) fn escape(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let words = line.trim_start();
    // White space at the beginning would make code of the line.
    for space in line.strip_suffix(words).unwrap_or("").chars() {
        out.push_str(&format!("&#{};", u32::from(space)));
    }
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = words.len() - digits.len();
    for (idx, letter) in words.char_indices() {
        let at_start = match letter {
            '-' | '+' | '=' | ':' => idx == 0,
            '.' | ')' => number > 0 && idx == number,
            _ => false,
        };
        match letter {
            '\0' => out.push('\u{FFFD}'),
            '\u{7F}' => out.push('␡'),
            '\t' => out.push_str("&#9;"),
            control if control < ' ' => out.push(char::from_u32(0x2400 + u32::from(control)).unwrap_or(' ')),
            control if control.is_control() => out.push_str(&format!("\\<U+{:04X}\\>", u32::from(control))),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '{' | '}'
            | '%' | '^' => {
                out.push('\\');
                out.push(letter);
            }
            _ => {
                if at_start {
                    out.push('\\');
                }
                out.push(letter);
            }
        }
    }
    out
}
