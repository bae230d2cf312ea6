//! The reader's own templates, in the language of Jinja (minijinja), with the names that Readwise has for its parts: a
//! template made for it works here.
//!
//! A template that names a highlight outside of a loop is rendered for each highlight, any other one for each article.

use std::collections::BTreeMap;

use minijinja::{Environment, Value, syntax::SyntaxConfig};

use super::{Exported, link};
use crate::{annotation::Annotation, text::units::Units};

/// A template to begin with: what `byline export --print-template` prints.
pub const EXAMPLE: &str = "\
# {{ title }}

{% if author %}by {{ author }}{% endif %}
{% if url %}<{{ url }}>{% endif %}

{% for highlight in highlights -%}
> {{ highlight.highlight_text | replace('\\n', '\\n> ') }}
{% if highlight.highlight_note %}
{{ highlight.highlight_note }}
{% endif %}
{{ highlight.highlight_tags | map('hashtag') | join(' ') }} {{ highlight.highlight_color }} {{ highlight.highlight_location_url }}

{% endfor %}";

/// A template that was read.
#[derive(Debug)]
pub struct Template {
    environment: Environment<'static>,
    is_of_highlight: bool,
}

/// The name of the only template there is.
const NAME: &str = "template";

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Where and why it is none, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut environment = Environment::new();
        if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
            environment.set_syntax(syntax);
        }
        environment.add_filter("hashtag", |tag: String| {
            let tag: String = tag.split_whitespace().collect::<Vec<_>>().join("-");
            format!("#{tag}")
        });
        environment.add_template_owned(NAME, text.to_owned()).map_err(|error| said(&error))?;
        let names = environment.get_template(NAME).map(|template| template.undeclared_variables(false));
        let names = names.map_err(|error| said(&error))?;
        let is_of_highlight =
            names.iter().any(|name| name.starts_with("highlight_")) && !names.contains("highlights");
        Ok(Self { environment, is_of_highlight })
    }

    /// Renders an article.
    ///
    /// # Errors
    /// What the template asked for that cannot be done, in words.
    pub fn render(&self, article: &Exported<'_>) -> Result<String, String> {
        let template = self.environment.get_template(NAME).map_err(|error| said(&error))?;
        let about = about(article);
        let units = article.text.map(Units::new);
        let highlights = article.annotations.iter().map(|note| highlight(article, units.as_ref(), note));
        if !self.is_of_highlight {
            let highlights: Vec<Value> = highlights.map(Value::from).collect();
            let mut all = about;
            all.insert("highlights", Value::from(highlights));
            return template.render(Value::from(all)).map_err(|error| said(&error));
        }
        let mut out = String::new();
        for highlight in highlights {
            let mut all = about.clone();
            all.extend(highlight);
            out.push_str(&template.render(Value::from(all)).map_err(|error| said(&error))?);
        }
        Ok(out)
    }
}

/// Returns what a template can say of an article.
fn about(article: &Exported<'_>) -> BTreeMap<&'static str, Value> {
    let meta = article.meta;
    let last = article.annotations.iter().map(|annotation| annotation.modified).max();
    let last = last.map(|at| at.to_string()).unwrap_or_default();
    let mut tags: Vec<&str> =
        article.annotations.iter().flat_map(|annotation| &annotation.tags).map(String::as_str).collect();
    tags.sort_unstable();
    tags.dedup();
    let known = |value: &Option<String>| Value::from(value.clone().unwrap_or_default());
    BTreeMap::from([
        ("title", Value::from(article.title)),
        ("full_title", Value::from(article.title)),
        ("author", known(&meta.byline)),
        ("category", Value::from("articles")),
        ("url", Value::from(article.url().unwrap_or(""))),
        ("image_url", Value::from("")),
        ("document_tags", Value::from(tags.into_iter().map(str::to_owned).collect::<Vec<_>>())),
        ("document_note", Value::from("")),
        ("is_new_page", Value::from(true)),
        ("has_new_highlights", Value::from(!article.annotations.is_empty())),
        // The moment of the export would make other bytes of the same notes; that of the last note does not.
        ("date", Value::from(last.get(..10).unwrap_or(""))),
        ("time", Value::from(last.get(11..16).unwrap_or(""))),
        ("last_highlighted_date", Value::from(last.get(..10).unwrap_or(""))),
        ("published", known(&meta.published)),
        ("site", known(&meta.site)),
        ("language", known(&meta.language)),
        ("article_id", Value::from(article.id.as_str())),
        ("text", Value::from(article.text.unwrap_or(""))),
        ("citation", Value::from(super::cite(article.title, meta))),
    ])
}

/// Returns what a template can say of a highlight.
fn highlight(
    article: &Exported<'_>,
    units: Option<&Units>,
    annotation: &Annotation,
) -> BTreeMap<&'static str, Value> {
    let selector = annotation.selector.as_ref();
    let at = article.text.zip(units).zip(annotation.anchor.span());
    let at = at.map(|((text, units), span)| units.code_point(text, span.start).0);
    let target = match (article.url(), selector) {
        (Some(url), Some(selector)) => link::passage(url, selector),
        (url, _) => url.unwrap_or("").to_owned(),
    };
    let strings = |values: Vec<&str>| Value::from(values.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let notes = [&annotation.note].into_iter().chain(&annotation.also).filter(|note| !note.is_empty());
    BTreeMap::from([
        ("highlight_text", Value::from(selector.map_or("", |selector| selector.exact.as_str()))),
        ("highlight_note", Value::from(notes.cloned().collect::<Vec<_>>().join("\n\n"))),
        ("highlight_location", at.map_or(Value::from(""), Value::from)),
        ("highlight_location_url", Value::from(target)),
        ("highlight_tags", strings(annotation.tags.iter().map(String::as_str).collect())),
        ("highlight_id", Value::from(annotation.id.to_string())),
        ("highlight_color", Value::from(annotation.color.name())),
        ("highlight_speakers", strings(article.speakers(annotation))),
        ("highlight_date", Value::from(annotation.created.to_string())),
        ("highlight_state", Value::from(annotation.anchor.state())),
    ])
}

/// Says what is wrong with a template, and where.
fn said(error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    format!("{line}{}", error.detail().map_or_else(|| error.kind().to_string(), str::to_owned))
}

/// Returns a name for the file of an article: words of its title, and enough of its name to be its alone. It has no
/// letter that any system gives a meaning to, and leads nowhere else.
pub fn file_name(article: &Exported<'_>) -> String {
    let mut name = String::new();
    for letter in article.title.chars().flat_map(char::to_lowercase) {
        if name.len() >= 60 {
            break;
        }
        match letter {
            _ if letter.is_alphanumeric() => name.push(letter),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    let digits =
        article.id.as_str().strip_prefix("sha256-").and_then(|digits| digits.get(..12)).unwrap_or("");
    let words = name.trim_end_matches('-');
    if words.is_empty() { digits.to_owned() } else { format!("{words}-{digits}") }
}
