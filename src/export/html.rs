//! One page that opens anywhere: each text with its highlights in place, and the notes below it. It holds no scripts, loads
//! nothing, and forbids both.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{Exported, Page, link, markup, words};
use crate::{
    annotation::{Anchor, Annotation},
    text::Span,
};

/// The beginning of the page. Colors differ in lightness too, and each highlight has its number.
const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<meta name=\"referrer\" content=\"no-referrer\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Notes</title>
<style>
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 Georgia, serif; color: #1b1b1b; background: #fffefb; }
h1 { line-height: 1.25; } .about, .meta { color: #555; font-size: .9rem; } p { white-space: pre-line; }
mark { color: inherit; padding: .05em 0; border-bottom: 2px solid #0003; }
.yellow { background: #ffe680; } .green { background: #b6e3a1; } .blue { background: #a8d4f5; } .red { background: #ffb3ab; } .purple { background: #d6bff0; }
sup a { text-decoration: none; font: .7rem sans-serif; } blockquote { margin: .5rem 0; padding-left: .8rem; border-left: .3rem solid; border-color: #ccc; background: none; white-space: pre-line; }
blockquote.yellow { border-color: #e0b400; } blockquote.green { border-color: #5a9c3a; } blockquote.blue { border-color: #3a85c4; } blockquote.red { border-color: #cc4b3e; } blockquote.purple { border-color: #8a5fc4; }
article { margin-bottom: 4rem; } .note { white-space: pre-line; }
@media (prefers-color-scheme: dark) { body { color: #e8e6e0; background: #1c1b19; } .about, .meta { color: #aaa; } mark { color: #1b1b1b; } a { color: #9cc8ff; } mark a, sup a { color: #9cc8ff; } }
@media print { body { max-width: none; } }
</style>
</head>
<body>
";

/// Begins the page.
pub(super) fn begin(out: &mut impl Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())
}

/// Ends the page.
pub(super) fn end(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"</body>\n</html>\n")
}

/// Writes an article and what was noted on it.
pub(super) fn article(out: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let (article, meta) = (&page.article, page.article.meta);
    let language =
        meta.language.as_deref().map(|code| format!(" lang=\"{}\"", escape(code))).unwrap_or_default();
    writeln!(out, "<article{language}>\n<h1><bdi>{}</bdi></h1>", escape(article.title))?;
    let known = [&meta.byline, &meta.site, &meta.published].into_iter().flatten();
    let mut line: Vec<String> = known.map(|part| format!("<bdi>{}</bdi>", escape(part))).collect();
    line.extend(article.url().map(|url| anchor(url, url)));
    if !line.is_empty() {
        writeln!(out, "<p class=\"about\">{}</p>", line.join(" · "))?;
    }
    if let Some(text) = article.text {
        marked(out, article, text)?;
    }
    let mut is_empty = true;
    for (idx, annotation) in (1..).zip(article.annotations.iter()) {
        if std::mem::take(&mut is_empty) {
            writeln!(out, "<h2>Notes</h2>\n<ol>")?;
        }
        note(out, article, annotation, idx)?;
    }
    writeln!(out, "{}</article>", if is_empty { "" } else { "</ol>\n" })
}

/// Writes the text with its highlights, each with the number of its note.
fn marked(out: &mut impl Write, article: &Exported<'_>, text: &str) -> io::Result<()> {
    // Where highlights begin and end, in the order of the text; at one offset what ends comes before what begins.
    let mut edges: Vec<(usize, bool, usize)> = Vec::new();
    let mut colors = Vec::new();
    for (idx, annotation) in article.annotations.iter().enumerate() {
        colors.push((annotation.color.name(), annotation.id));
        if let Some(span) = annotation.anchor.span().filter(|span| !span.is_empty()) {
            edges.extend([(span.start, true, idx), (span.end, false, idx)]);
        }
    }
    edges.sort_unstable();
    let mut edges = edges.into_iter().peekable();
    let mut open: BTreeSet<usize> = BTreeSet::new();
    let mut at = 0;
    while at < text.len() {
        // A paragraph ends at an empty line.
        let rest = Span::new(at, text.len()).slice(text);
        let end = at + rest.find("\n\n").unwrap_or(rest.len());
        out.write_all(b"<p>")?;
        let mut from = at;
        while from < end {
            while let Some((_, starts, idx)) = edges.next_if(|(offset, _, _)| *offset <= from) {
                if starts {
                    open.insert(idx)
                } else {
                    open.remove(&idx)
                };
                if starts {
                    let (_, id) = colors.get(idx).copied().unwrap_or(("", crate::annotation::Id(0)));
                    let number = idx + 1;
                    write!(out, "<sup><a id=\"in-{id}\" href=\"#h-{id}\">{number}</a></sup>")?;
                }
            }
            let to = edges.peek().map_or(end, |(offset, _, _)| (*offset).min(end));
            let words = escape(Span::new(from, to).slice(text));
            match open.last().and_then(|idx| colors.get(*idx)) {
                Some((color, _)) => write!(out, "<mark class=\"{color}\">{words}</mark>")?,
                None => out.write_all(words.as_bytes())?,
            }
            from = to;
        }
        out.write_all(b"</p>\n")?;
        at = end + Span::new(end, text.len()).slice(text).bytes().take_while(|byte| *byte == b'\n').count();
    }
    Ok(())
}

/// Writes one annotation into the list.
fn note(out: &mut impl Write, article: &Exported<'_>, annotation: &Annotation, idx: usize) -> io::Result<()> {
    writeln!(out, "<li id=\"h-{}\" value=\"{idx}\">", annotation.id)?;
    let color = annotation.color.name();
    let mut about: Vec<String> = Vec::new();
    if let Some(selector) = &annotation.selector {
        let (was, now) = words(selector, article.text, annotation.anchor.span());
        writeln!(out, "<blockquote class=\"{color}\">{}</blockquote>", escape(was))?;
        if let Some(now) = now {
            writeln!(
                out,
                "<p class=\"meta\">In the text it now reads:</p>\n<blockquote>{}</blockquote>",
                escape(now)
            )?;
        }
        about.extend(
            article.speakers(annotation).into_iter().map(|name| format!("<bdi>{}</bdi>", escape(name))),
        );
        about.push(color.to_owned());
    } else {
        about.push("on the article".to_owned());
    }
    for note in [&annotation.note].into_iter().chain(&annotation.also).filter(|note| !note.trim().is_empty())
    {
        writeln!(out, "<p class=\"note\">{}</p>", escape(note))?;
    }
    about.extend(annotation.tags.iter().map(|tag| format!("#<bdi>{}</bdi>", escape(tag))));
    match (&annotation.anchor, article.text) {
        (Anchor::Article | Anchor::Exact(_), _) | (_, None) => {}
        (Anchor::Ambiguous(spans), _) => about.push(format!("stands in {} places", spans.len())),
        (Anchor::Orphan, _) => about.push("no longer found in the text".to_owned()),
        (anchor, _) => about.push(anchor.state().to_owned()),
    }
    about.push(annotation.created.to_string());
    if annotation.anchor.span().is_some() && article.text.is_some() {
        about.push(format!("<a href=\"#in-{}\">in the text</a>", annotation.id));
    }
    if let (Some(url), Some(selector)) = (article.url(), &annotation.selector) {
        about.push(anchor(&link::passage(url, selector), "at the source"));
    }
    writeln!(out, "<p class=\"meta\">{}</p>\n</li>", about.join(" · "))
}

/// Returns a link; only addresses of the web get here.
fn anchor(url: &str, words: &str) -> String {
    format!("<a href=\"{}\" rel=\"noreferrer noopener\">{}</a>", escape(url), escape(words))
}

/// Returns text in which nothing is markup, and control characters can be seen.
fn escape(text: &str) -> String {
    markup::escape(text, |letter| match letter {
        '\n' | '\t' => None,
        '\r' => Some("".into()),
        '\u{7F}' => Some("␡".into()),
        control if control < ' ' => char::from_u32(0x2400 + u32::from(control)).map(|c| c.to_string().into()),
        // What reorders text could make a quotation read otherwise than it is.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            Some(format!("U+{:04X}", u32::from(letter)).into())
        }
        _ => letter.is_control().then(|| format!("U+{:04X}", u32::from(letter)).into()),
    })
}
