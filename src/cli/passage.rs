//! `byline show ARTICLE#ANNOTATION`: the words of one annotation where they stand, with what was noted on them.

use super::{Done, library::nothing, print::Out, shelf};
use crate::{
    annotation::{Annotation, Timestamp},
    export::{cite, link},
    store::{Dirs, Error},
    text::Span,
};

/// The fewest digits that name an annotation.
const FEWEST: usize = 4;

/// Takes `article#annotation` apart, where what stands behind the last `#` can be the name of an annotation.
pub(super) fn parse(spec: &str) -> Option<(&str, &str)> {
    let (article, name) = spec.rsplit_once('#')?;
    let is_name = name.len() >= FEWEST && name.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    is_name.then_some((article, name))
}

/// Prints an annotation with the paragraphs that it stands in.
pub(super) fn show(dirs: &Dirs, spec: &str, article: &str, name: &str) -> Done {
    let wanted = match article {
        "" => None,
        _ => Some(shelf::article(shelf::open(dirs)?, article)?.0.id),
    };
    let name = name.replace('-', "").to_lowercase();
    let shelf = shelf::annotated(dirs, None::<Timestamp>)?;
    let fits = |annotation: &&Annotation| {
        let digits = format!("{:032x}", annotation.id.0);
        // The first digits are a time; the last ones tell notes apart that were made together.
        digits.starts_with(&name) || digits.ends_with(&name)
    };
    let articles = shelf.iter().filter(|article| wanted.as_ref().is_none_or(|id| *id == article.id));
    let mut found = articles.flat_map(|article| {
        article.notes.annotations.iter().filter(fits).map(move |annotation| (article, annotation))
    });
    let Some((annotated, annotation)) = found.next() else { return Err(nothing(spec).into()) };
    if found.next().is_some() {
        let error = Error::new(format!("show “{spec}”"), "several notes are called so");
        return Err(error.hint("give more digits, or the last ones").into());
    }
    let mut out = Out::stdout();
    out.line(&cite(&annotated.title, &annotated.meta))?;
    let text = annotated.article.as_ref().map_or("", |article| article.text.as_str());
    match (annotation.anchor.span(), &annotation.selector) {
        (Some(span), _) => out.line(&format!("\n{}", marked(text, span)))?,
        (None, Some(words)) => out.line(&format!("\n{} [{}]", words.exact, annotation.anchor.state()))?,
        (None, None) => out.line("\non the article")?,
    }
    for note in [&annotation.note].into_iter().chain(&annotation.also).filter(|note| !note.is_empty()) {
        out.line(&format!("\n{note}"))?;
    }
    let tags: Vec<String> = annotation.tags.iter().map(|tag| format!("#{}", shelf::one_line(tag))).collect();
    let state = annotation.anchor.state();
    let about = [annotation.color.name(), state, &annotation.created.to_string()].join(" · ");
    out.line(format!("\n{about} {}", tags.join(" ")).trim_end())?;
    let url = annotated.meta.url.as_deref().filter(|url| link::is_usable(url));
    if let (Some(url), Some(words)) = (url, &annotation.selector) {
        out.line(&link::passage(url, words))?;
    }
    out.done()
}

/// Returns the paragraphs around some words, which stand in brackets.
fn marked(text: &str, span: Span) -> String {
    let start = Span::new(0, span.start).slice(text).rfind("\n\n").map_or(0, |at| at + 2);
    let end = Span::new(span.end, text.len()).slice(text).find("\n\n").map_or(text.len(), |at| span.end + at);
    let (before, after) = (Span::new(start, span.start).slice(text), Span::new(span.end, end).slice(text));
    format!("{before}[{}]{after}", span.slice(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_is_named_behind_the_last_hash() {
        for (spec, expected) in [
            ("ferry#0197c0de", Some(("ferry", "0197c0de"))),
            ("a#b#0197-c0", Some(("a#b", "0197-c0"))),
            ("#0197c0de", Some(("", "0197c0de"))),
            ("ferry#top", None),
            ("ferry#ab", None),
            ("ferry", None),
        ] {
            assert_eq!(parse(spec), expected, "{spec}");
        }
        assert_eq!(marked("a\n\nb c d\n\ne", Span::new(5, 6)), "b [c] d");
    }
}
