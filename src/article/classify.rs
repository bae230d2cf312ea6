//! Decides what the parts are that the source does not name: headline, byline, headings, captions, boilerplate.

use crate::{
    article::{
        BlockKind, Inline, InlineKind, Meta,
        boilerplate::{self, Furniture},
        builder::{Part, Role},
        byline, date,
    },
    text::Span,
};

/// Parts among which byline and date are looked for.
const HEAD: usize = 12;

/// Gives every open part a kind where one can be told, and learns what the article says about itself.
pub(super) fn classify(parts: &mut [Part], meta: &mut Meta) {
    begin(parts, meta);
    sign_off(parts, meta);
}

/// Does so with the first piece of a source.
pub(super) fn begin(parts: &mut [Part], meta: &mut Meta) {
    address(parts, meta);
    furniture(parts, meta);
    let body = head(parts, meta);
    headings(parts, body);
    datelines(parts, meta, true);
}

/// Does so with a later piece, which says nothing about the whole.
pub(super) fn go_on(parts: &mut [Part]) {
    let mut other = Meta::default();
    furniture(parts, &mut other);
    headings(parts, 0);
    datelines(parts, &mut other, false);
}

/// Returns whether a line looks like a headline or heading: short, no sentence.
pub(super) fn is_headline(line: &str) -> bool {
    let bare = line.trim_end_matches(['”', '"', '’', '\'', ')', '»']);
    let last = bare.chars().next_back();
    let first = line.trim_start_matches(['“', '"', '‘', '\'', '«', '¿', '¡', '(']).chars().next();
    let abbreviated =
        bare.rsplit(' ').next().is_some_and(|word| word.matches('.').count() > 1 && word.len() <= 8);
    let opens = first.is_some_and(|char| char.is_numeric() || char.is_alphabetic() && !char.is_lowercase());
    let closes =
        last.is_some_and(|char| !matches!(char, '.' | ',' | ';' | ':' | '!' | '?' | '…' | '-' | '–' | '—'));
    line.len() <= 240
        && opens
        && (closes || abbreviated)
        && !line.contains(['\n', '│'])
        && !line.contains("://")
        && !line.contains("www.")
        && line.chars().filter(|char| char.is_alphabetic()).count() >= 3
        && line.split_whitespace().count() <= 20
        && line.chars().count() <= 120
        && !has_sentence_end(line)
}

/// Returns whether a line could be the headline of a whole article, which may also ask or exclaim.
fn is_title(line: &str) -> bool {
    is_headline(line.trim_end_matches(['?', '!'])) && line.split_whitespace().count() <= 25
}

/// Returns whether a sentence ends inside the line.
fn has_sentence_end(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let ends =
            word.ends_with(['.', '!', '?']) && word.chars().filter(|char| char.is_lowercase()).count() >= 3;
        if ends
            && words.peek().is_some_and(|next| next.starts_with(char::is_uppercase))
            && !word.starts_with("Sept")
        {
            return true;
        }
    }
    false
}

/// Takes an address that stands before everything else as the article's own.
fn address(parts: &mut [Part], meta: &mut Meta) {
    let Some(part) = parts.first_mut().filter(|part| part.is_open()) else { return };
    let line = part.draft.text.as_str();
    let web = line.starts_with("https://") || line.starts_with("http://");
    if web && line.len() <= 2000 && !line.contains(char::is_whitespace) && !line.contains(char::is_control) {
        meta.url.get_or_insert_with(|| line.to_owned());
        part.role = Role::Known(BlockKind::Boilerplate);
    }
}

/// Finds boilerplate and captions among open parts and list items.
fn furniture(parts: &mut [Part], meta: &mut Meta) {
    let mut labels = Vec::new();
    let mut idx = 0;
    while let Some(part) = parts.get_mut(idx) {
        idx += 1;
        if !part.is_open() {
            continue;
        }
        match boilerplate::recognize(&part.draft.text) {
            None => {}
            Some(Furniture::Label) => labels.push(idx - 1),
            Some(Furniture::Caption) => part.role = Role::Known(BlockKind::Caption),
            Some(Furniture::Boilerplate) => part.role = Role::Known(BlockKind::Boilerplate),
            Some(Furniture::Origin { title, site }) => {
                part.role = Role::Known(BlockKind::Boilerplate);
                meta.site.get_or_insert(site);
                if meta.title.is_none() {
                    meta.title = title;
                }
            }
            Some(Furniture::Teasers) => {
                part.role = Role::Known(BlockKind::Boilerplate);
                idx = teasers(parts, idx);
            }
        }
    }
    for (count, &idx) in labels.iter().enumerate() {
        let folded = |idx: Option<usize>| {
            idx.and_then(|idx| parts.get(idx)).is_some_and(|part| part.is(BlockKind::Boilerplate))
        };
        let next = labels.get(count + 1) == Some(&(idx + 1));
        let fold = folded(idx.checked_sub(1)) || folded(idx.checked_add(1)) || next;
        if let Some(part) = parts.get_mut(idx).filter(|_| fold) {
            part.role = Role::Known(BlockKind::Boilerplate);
        }
    }
}

/// Folds the headlines that follow an announcement of other articles; returns where they end. The last line before a
/// paragraph is left alone: it is that paragraph's heading.
fn teasers(parts: &mut [Part], from: usize) -> usize {
    let teaser = |part: &Part| {
        let listed = matches!(part.role, Role::Known(BlockKind::ListItem { .. }));
        let line = part.role == Role::Line && is_title(&part.draft.text);
        line || listed && !part.draft.text.ends_with('.')
    };
    let length = parts.get(from..).unwrap_or(&[]).iter().take_while(|part| teaser(part)).count();
    let mut end = from + length;
    let last_is_line = end > from && parts.get(end - 1).is_some_and(|part| part.role == Role::Line);
    let more = parts
        .get(end)
        .is_some_and(|next| next.is_open() && boilerplate::recognize(&next.draft.text).is_none());
    if last_is_line && more {
        end -= 1;
    }
    for part in parts.get_mut(from..end).unwrap_or(&mut []) {
        part.role = Role::Known(BlockKind::Boilerplate);
    }
    end
}

/// Finds headline, byline and date at the top; returns the index of the first part of the body.
fn head(parts: &mut [Part], meta: &mut Meta) -> usize {
    let marked = parts.iter().any(|part| part.is(BlockKind::Title));
    let mut title = if marked { None } else { headline(parts) };
    if let Some(part) = title.and_then(|idx| parts.get_mut(idx)) {
        part.role = Role::Known(BlockKind::Title);
    }
    let mut body = None;
    let mut after_title = false;
    for (idx, part) in parts.iter_mut().enumerate().take(HEAD) {
        let line = &part.draft.text;
        let lower = if std::mem::take(&mut after_title) { byline::lower_case(line) } else { None };
        if part.is(BlockKind::Title) {
            title = Some(idx);
            after_title = true;
            // The headline on the page beats the one a footer repeats.
            meta.title = Some(line.replace('\n', " "));
        }
        if !part.is_open() {
            continue;
        }
        if let Some(found) = byline::byline(line).or(lower) {
            meta.published = meta.published.take().or(found.published);
            meta.byline.get_or_insert(found.names);
            part.role = Role::Known(BlockKind::Byline);
        } else if let Some(iso) = byline::dateline(line) {
            meta.published = meta.published.take().or(iso);
            part.role = Role::Known(BlockKind::Dateline);
        } else if let Some(found) = date::only(line) {
            meta.published = meta.published.take().or(found.iso);
            part.role = Role::Known(BlockKind::Dateline);
        } else if body.is_none() && (part.role == Role::Prose || !is_title(line)) {
            body = Some(idx);
        }
    }
    body.or(title.map(|idx| idx + 1)).unwrap_or(0)
}

/// Returns the index of the line that is the headline, in a source that does not mark it.
fn headline(parts: &[Part]) -> Option<usize> {
    let lines = |part: &&(usize, &Part)| !part.1.is(BlockKind::Boilerplate) && !part.1.is(BlockKind::Caption);
    let all: Vec<(usize, &Part)> = parts.iter().enumerate().take(16).collect();
    let is_meta = |text: &str| {
        byline::byline(text).is_some() || byline::dateline(text).is_some() || date::only(text).is_some()
    };
    let mut open = all.iter().filter(lines).filter(|(_, part)| !is_meta(&part.draft.text));
    let (idx, first) = open.next()?;
    let fits = |part: &Part| part.role == Role::Line && is_title(&part.draft.text);
    if !fits(first) {
        return None;
    }
    let rest: Vec<&(usize, &Part)> = open.collect();
    let followed = all.iter().any(|(_, part)| is_meta(&part.draft.text))
        || rest.iter().take(5).any(|(_, part)| !fits(part) || !is_headline(&part.draft.text));
    let kicker = first.draft.text.split_whitespace().count() <= 2;
    let second =
        rest.first().filter(|(_, part)| fits(part) && part.draft.text.split_whitespace().count() >= 4);
    let body = rest.get(1).is_some_and(|(_, part)| !fits(part));
    match second {
        Some((second, _)) if kicker && body => Some(*second),
        _ => followed.then_some(*idx),
    }
}

/// Makes headings of the lines that stand before a paragraph.
fn headings(parts: &mut [Part], body: usize) {
    let mut follows = false;
    for idx in (0..parts.len()).rev() {
        let Some(part) = parts.get_mut(idx) else { continue };
        let furniture = part.is(BlockKind::Boilerplate) || part.is(BlockKind::Caption);
        let line = part.role == Role::Line && is_headline(&part.draft.text);
        if line && idx >= body && date::only(&part.draft.text).is_some() {
            part.role = Role::Known(BlockKind::Dateline);
        } else if line && follows {
            part.role = Role::Known(BlockKind::Heading(2));
        } else if part.is_open()
            && idx >= body
            && byline::is_shouted(&part.draft.text)
            && byline::dateline(&part.draft.text).is_some()
        {
            part.role = Role::Known(BlockKind::Dateline);
        }
        if !furniture {
            follows = !line;
        }
    }
}

/// Marks the datelines that open paragraphs; one without a dash only where an article begins.
fn datelines(parts: &mut [Part], meta: &mut Meta, is_begin: bool) {
    let mut first = is_begin;
    let transcript =
        parts.iter().filter(|part| part.is_open() && byline::is_turn(&part.draft.text)).take(2).count() > 1;
    for part in parts.iter_mut().filter(|part| part.is_open()) {
        let bare = first && !(transcript && byline::is_turn(&part.draft.text));
        let Some((end, iso)) = byline::lead(&part.draft.text, bare) else {
            first = false;
            continue;
        };
        meta.published = meta.published.take().or(iso);
        let span = Span::new(0, end);
        let at =
            part.draft.inlines.partition_point(|inline| inline.span.start == 0 && inline.span.end >= end);
        part.draft.inlines.insert(at, Inline { kind: InlineKind::Dateline, span });
        first = false;
    }
}

/// Finds the line at the very end that names the writers.
pub(super) fn sign_off(parts: &mut [Part], meta: &mut Meta) {
    let body = parts.iter_mut().rev().find(|part| !part.is(BlockKind::Boilerplate));
    let Some(part) = body.filter(|part| part.is_open()) else { return };
    let line = part.draft.text.trim_matches(['(', ')', '[', ']']);
    let lower = line.get(..12).map(str::to_lowercase).unwrap_or_default();
    if (lower.starts_with("reporting by") || lower.starts_with("written by"))
        && let Some(found) = byline::byline(line.trim_end_matches('.'))
    {
        meta.byline.get_or_insert(found.names);
        part.role = Role::Known(BlockKind::Byline);
    }
}
