//! Reads web pages: the main text is found, its elements become parts, and what the page says about itself is kept.
//!
//! The parsers behind this are not linear on hostile pages, so a linear look at the tags comes first. A page above
//! its limits is read by taking the tags away, which loses styles and nothing else.

mod entity;
mod limits;
mod linked;
mod meta;
mod strip;
mod token;
mod walk;

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability};

pub(super) use self::{
    strip::{parts as plain_parts, words as plain_words},
    token::{Token, attribute, tokens},
};
use crate::article::{
    BlockKind, Meta, Warning,
    builder::{Part, Role},
    draft::Draft,
};

/// Largest page, in bytes, in which the main text is searched; of a larger one everything is shown.
const SEARCHED: usize = 2 << 20;

/// Reads a page or a piece of one.
pub(super) fn read(source: &str, warnings: &mut Vec<Warning>) -> (Meta, Vec<Part>) {
    if let Some(excess) = limits::excess(source) {
        warnings.push(Warning(format!("the page has {excess}; its text is shown without styles or links")));
        return (Meta::default(), strip::parts(source));
    }
    // The third-party parsers are not ours to trust with anybody's page.
    catch_unwind(AssertUnwindSafe(|| page(source))).unwrap_or_else(|_| {
        warnings.push(Warning(
            "the page could not be understood; its text is shown without styles or links".into(),
        ));
        (Meta::default(), strip::parts(source))
    })
}

/// Reads a page all of whose words are meant, such as that of a message.
pub(super) fn read_piece(source: &str, warnings: &mut Vec<Warning>) -> (Meta, Vec<Part>) {
    if limits::excess(source).is_some() {
        return read(source, warnings);
    }
    catch_unwind(AssertUnwindSafe(|| {
        let document = Document::from(source);
        let (found, _) = meta::read(&document);
        (found, document.body().map(|body| walk::parts(&body)).unwrap_or_default())
    }))
    .unwrap_or_else(|_| (Meta::default(), strip::parts(source)))
}

/// Reads a page of a book. It has no headline of its own: the book has one.
pub(super) fn chapter(source: &str, warnings: &mut Vec<Warning>) -> Vec<Part> {
    let (_, mut parts) = read_piece(source, warnings);
    for part in parts.iter_mut().filter(|part| part.is(BlockKind::Title)) {
        part.role = Role::Known(BlockKind::Heading(2));
    }
    parts
}

/// Returns the address of the feed that a page names, as it writes it.
pub(super) fn feed_named_by(source: &str) -> Option<String> {
    const KINDS: [&str; 3] = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    token::tokens(source).find_map(|token| {
        let token::Token::Open(name, attributes) = token else { return None };
        let is_link = name.eq_ignore_ascii_case("link");
        let kind = is_link.then(|| token::attribute(attributes, "type")).flatten()?;
        let rel = token::attribute(attributes, "rel")?;
        let is_feed = KINDS.contains(&kind.trim().to_ascii_lowercase().as_str())
            && rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("alternate"));
        is_feed.then(|| token::attribute(attributes, "href")).flatten()
    })
}

/// Reads a page within the limits.
fn page(source: &str) -> (Meta, Vec<Part>) {
    let document = Document::from(source);
    let (mut found, headline) = meta::read(&document);
    let whole = || {
        let document = Document::from(source);
        document.body().map(|body| walk::parts(&body)).unwrap_or_default()
    };
    let mut parts = if is_piece(source) || source.len() > SEARCHED {
        whole()
    } else {
        main_text(document).filter(|parts| !parts.is_empty()).unwrap_or_else(whole)
    };
    title(&mut parts, &mut found, headline);
    (found, parts)
}

/// Finds the main text of a page.
fn main_text(document: Document) -> Option<Vec<Part>> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
    let article = readability.parse().ok()?;
    let content = Document::from(article.content);
    Some(walk::parts(&content.body()?))
}

/// Returns whether a source is a piece of a page, all of which is meant.
fn is_piece(source: &str) -> bool {
    let head: String = source.chars().take(4096).collect::<String>().to_lowercase();
    !head.contains("<html")
        && !head.contains("<head")
        && !head.contains("<body")
        && !head.contains("<!doctype")
}

/// Puts the headline at the top where the main text lacks it.
pub(super) fn title(parts: &mut Vec<Part>, meta: &mut Meta, headline: Option<String>) {
    if let Some(part) = parts.iter().find(|part| part.is(BlockKind::Title)) {
        meta.title = Some(part.draft.text.clone());
        return;
    }
    let Some(title) = headline.or_else(|| meta.title.clone()) else { return };
    let same = |part: &&mut Part| {
        (matches!(part.role, Role::Known(BlockKind::Heading(_))) || part.role == Role::Prose)
            && part.draft.text.eq_ignore_ascii_case(&title)
    };
    match parts.iter_mut().take(4).find(same) {
        Some(part) => part.role = Role::Known(BlockKind::Title),
        None => parts.insert(0, Part::new(Role::Known(BlockKind::Title), Draft::of(&title))),
    }
    meta.title = Some(title);
}
