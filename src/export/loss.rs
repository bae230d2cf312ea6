//! What a format has no place for, said field by field as it is left out.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, Write},
};

use serde::Serialize;

use super::{Exported, Format};
use crate::annotation::{Annotation, Color};

/// A part of an annotation, or of what is known about its article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "`Field::name` says what each one is")]
pub enum Field {
    Whole,
    Id,
    Words,
    Context,
    Position,
    Color,
    Note,
    Also,
    Tags,
    Created,
    Modified,
    Title,
    Author,
    Published,
    Site,
    Language,
    Url,
}

impl Field {
    /// Every field, those of the annotation before those of the article.
    pub const ALL: [Self; 17] = [
        Self::Whole,
        Self::Id,
        Self::Words,
        Self::Context,
        Self::Position,
        Self::Color,
        Self::Note,
        Self::Also,
        Self::Tags,
        Self::Created,
        Self::Modified,
        Self::Title,
        Self::Author,
        Self::Published,
        Self::Site,
        Self::Language,
        Self::Url,
    ];

    /// Returns the field's name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "annotation",
            Self::Id => "id",
            Self::Words => "words",
            Self::Context => "context",
            Self::Position => "position",
            Self::Color => "color",
            Self::Note => "note",
            Self::Also => "also",
            Self::Tags => "tags",
            Self::Created => "created",
            Self::Modified => "modified",
            Self::Title => "title",
            Self::Author => "author",
            Self::Published => "published",
            Self::Site => "site",
            Self::Language => "language",
            Self::Url => "url",
        }
    }

    /// Finds a field by its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Returns whether it is known about the article, not about each annotation.
    fn is_of_article(self) -> bool {
        self >= Self::Title
    }

    /// Returns whether there is anything that could be lost.
    fn is_in(self, annotation: &Annotation) -> bool {
        let selector = annotation.selector.as_ref();
        match self {
            Self::Id | Self::Created | Self::Modified => true,
            Self::Words => selector.is_some_and(|selector| !selector.exact.is_empty()),
            Self::Context => {
                selector.is_some_and(|selector| !selector.prefix.is_empty() || !selector.suffix.is_empty())
            }
            Self::Position => selector.is_some(),
            Self::Color => annotation.color != Color::default(),
            Self::Note => !annotation.note.is_empty(),
            Self::Also => !annotation.also.is_empty(),
            Self::Tags => !annotation.tags.is_empty(),
            _ => false,
        }
    }

    /// Returns whether there is anything that could be lost.
    fn is_about(self, article: &Exported<'_>) -> bool {
        let meta = article.meta;
        match self {
            Self::Title => true,
            Self::Author => meta.byline.is_some(),
            Self::Published => meta.published.is_some(),
            Self::Site => meta.site.is_some(),
            Self::Language => meta.language.is_some(),
            Self::Url => meta.url.is_some(),
            _ => false,
        }
    }
}

/// What was left out, counted by field and reason; each case is written to a report where one is kept.
#[derive(Default)]
pub struct Losses<'w> {
    counts: BTreeMap<(Field, &'static str), usize>,
    report: Option<&'w mut dyn Write>,
    /// The first error of the report.
    failed: Option<io::Error>,
}

/// One case, as a line of the report.
#[derive(Serialize)]
struct Case<'a> {
    article: &'a str,
    annotation: Option<String>,
    field: &'a str,
    reason: &'a str,
}

/// The reason where a format lacks a field.
const NO_PLACE: &str = "the format has no place for it";

impl<'w> Losses<'w> {
    /// Counts only.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes each case to a report, too: JSON, one object a line.
    pub fn reported(report: &'w mut dyn Write) -> Self {
        Self { report: Some(report), ..Self::default() }
    }

    /// Returns how often something was left out, by field and reason.
    pub fn counts(&self) -> impl Iterator<Item = (Field, &'static str, usize)> {
        self.counts.iter().map(|((field, reason), count)| (*field, *reason, *count))
    }

    /// Returns whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Ends the report, with the first error that writing it met.
    pub fn end(&mut self) -> io::Result<()> {
        if let Some(report) = &mut self.report {
            report.flush()?;
        }
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Notes what a format has no place for in an article.
    pub(super) fn of_article(&mut self, format: Format, article: &Exported<'_>) {
        for field in Field::ALL.into_iter().filter(|field| field.is_of_article()) {
            if !format.holds(field) && field.is_about(article) {
                self.add(article, None, field, NO_PLACE);
            }
        }
        let as_it_is = matches!(format, Format::Csv | Format::JsonLines | Format::Packet | Format::Refi);
        if format.holds(Field::Url) && !as_it_is && article.url().is_none() && article.meta.url.is_some() {
            self.add(article, None, Field::Url, "it is no address of the web");
        }
    }

    /// Notes what a format has no place for in an annotation.
    pub(super) fn of_annotation(&mut self, format: Format, article: &Exported<'_>, annotation: &Annotation) {
        if format.is_citation() {
            return self.add(article, Some(annotation), Field::Whole, NO_PLACE);
        }
        for field in Field::ALL.into_iter().filter(|field| !field.is_of_article()) {
            if !format.holds(field) && field.is_in(annotation) {
                self.add(article, Some(annotation), field, NO_PLACE);
            }
        }
    }

    /// Notes that something of an annotation, or of its article, was left out or changed.
    pub(super) fn add(
        &mut self,
        article: &Exported<'_>,
        annotation: Option<&Annotation>,
        field: Field,
        reason: &'static str,
    ) {
        *self.counts.entry((field, reason)).or_default() += 1;
        let Some(report) = &mut self.report else { return };
        let case = Case {
            article: article.id.as_str(),
            annotation: annotation.map(|annotation| annotation.id.to_string()),
            field: field.name(),
            reason,
        };
        let written = serde_json::to_writer(&mut *report, &case).map_err(Into::into);
        if let Err(error) = written.and_then(|()| report.write_all(b"\n")) {
            self.failed.get_or_insert(error);
        }
    }
}

impl fmt::Debug for Losses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Losses").field("counts", &self.counts).finish_non_exhaustive()
    }
}
