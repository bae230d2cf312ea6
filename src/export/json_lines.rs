//! Byline's own: one annotation a line with all that is known of it, so that nothing is lost on the way out and back.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::Page;

/// An annotation as a line. What is unknown is null; `start` and `end` count code points of the text as it is now,
/// `was` of the text in which the words were chosen.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// `byline-notes/1`.
    pub format: String,
    /// The annotation's name: a UUID.
    pub id: String,
    /// The article's name.
    pub article: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Option<String>,
    /// Where.
    pub site: Option<String>,
    /// In what language.
    pub language: Option<String>,
    /// How well the words were found again.
    pub state: Option<String>,
    /// Where they begin.
    pub start: Option<usize>,
    /// Where they end.
    pub end: Option<usize>,
    /// Where they once began and ended.
    pub was: Option<(usize, usize)>,
    /// The words.
    pub exact: Option<String>,
    /// What stood before them.
    pub prefix: String,
    /// What stood after them.
    pub suffix: String,
    /// The color's name.
    pub color: String,
    /// What was noted.
    pub note: String,
    /// What was noted elsewhere at the same time.
    pub also: Vec<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// When it was made.
    pub created: String,
    /// When it was last changed.
    pub modified: String,
}

/// The version of the lines.
const VERSION: &str = "byline-notes/1";

/// Writes the annotations of an article.
pub(super) fn article(out: &mut impl Write, page: &Page<'_>) -> io::Result<()> {
    let (article, meta) = (&page.article, page.article.meta);
    for annotation in article.annotations.iter() {
        let selector = annotation.selector.as_ref();
        let now = article.text.zip(page.units.as_ref()).zip(annotation.anchor.span());
        let now = now.map(|((text, units), span)| units.code_points(text, span));
        let line = Line {
            format: VERSION.to_owned(),
            id: annotation.id.to_string(),
            article: article.id.as_str().to_owned(),
            title: article.title.to_owned(),
            url: meta.url.clone(),
            byline: meta.byline.clone(),
            published: meta.published.clone(),
            site: meta.site.clone(),
            language: meta.language.clone(),
            state: article.text.map(|_| annotation.anchor.state().to_owned()),
            start: now.map(|(start, _)| start.0),
            end: now.map(|(_, end)| end.0),
            was: selector.map(|selector| (selector.start.0, selector.end.0)),
            exact: selector.map(|selector| selector.exact.clone()),
            prefix: selector.map(|selector| selector.prefix.clone()).unwrap_or_default(),
            suffix: selector.map(|selector| selector.suffix.clone()).unwrap_or_default(),
            color: annotation.color.name().to_owned(),
            note: annotation.note.clone(),
            also: annotation.also.clone(),
            tags: annotation.tags.clone(),
            created: annotation.created.to_string(),
            modified: annotation.modified.to_string(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
