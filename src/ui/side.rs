//! The side pane: tabs, and the list of the one that is shown.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use crate::{
    annotation::{Anchor, Annotation},
    app::{
        Focus, State,
        area::Area,
        judging::OfQuotation,
        page::{has_note, note_text},
        pane::{self, Item, PARTS, Tab},
        reading::Reading,
    },
    extract::{Extraction, Gender, Quotation, QuotationKind},
    text::{cell, cell::one_line},
    ui::{
        decoration::kind_scope,
        memory::Memory,
        paint::{clear, put, put_fitting, restyle},
        theme::{Scope, Theme},
    },
};

/// Below this confidence the pane says that it is not sure.
const UNSURE: f32 = 0.6;

/// Draws the pane, and returns where its chosen item is.
pub(super) fn draw(
    state: &State,
    theme: &Theme,
    area: Rect,
    beside: bool,
    memory: &mut Memory,
    buf: &mut Buffer,
) -> Option<Position> {
    let mut left = area.left();
    if beside {
        for y in area.top()..area.bottom() {
            put(buf, left, y, area.right(), "│", theme.style(Scope::Border));
        }
        left += 1;
    }
    let reading = state.reading.as_ref()?;
    let width =
        pane::list_width(Area { x: area.x, y: area.y, width: area.width, height: area.height }, beside);
    let inner = Rect { x: left + 1, width, ..area };
    let within = Rect { x: left, width: area.right().saturating_sub(left), ..area };
    if memory.pane(state, within) {
        return None;
    }
    clear(buf, within, theme.style(Scope::Text));
    tabs(state, reading, theme, inner, buf);
    let shown = pane::shown(state);
    if shown.is_empty() && inner.top() + 2 < inner.bottom() {
        put_fitting(
            buf,
            inner.left(),
            inner.top() + 2,
            inner.right(),
            empty(reading, state.pane.tab),
            theme.style(Scope::ItemDetail),
        );
    }
    let mut cursor = None;
    for pane::Shown { item, chosen, y, height, .. } in shown {
        let rows = Rect { y, height, ..inner };
        draw_item(state, reading, theme, item, chosen, rows, buf);
        if chosen && state.focus == Focus::Pane {
            restyle(buf, Rect { height: rows.height.min(1), ..rows }, theme.style(Scope::SelectedItem));
            cursor = Some(Position { x: rows.x, y: rows.y });
        }
    }
    cursor
}

/// Draws the names of the tabs with how many items they hold.
fn tabs(state: &State, reading: &Reading, theme: &Theme, area: Rect, buf: &mut Buffer) {
    for (tab, column, name) in pane::tabs(state, reading, area.width) {
        let scope = if tab == state.pane.tab { Scope::ActiveTab } else { Scope::Tab };
        put(buf, area.left() + column, area.top(), area.right(), &name, theme.style(scope));
    }
}

fn empty(reading: &Reading, tab: Tab) -> &'static str {
    match tab {
        Tab::Notes if reading.notes.is_none() => "reading your notes …",
        Tab::Notes => "no notes yet: H highlights, a notes",
        _ if reading.extraction.is_none() => "looking …",
        Tab::People => "nobody is named",
        Tab::Places => "no places are named",
        Tab::Organizations => "no organizations are named",
        Tab::Quotes => "nobody is quoted",
    }
}

fn draw_item(
    state: &State,
    reading: &Reading,
    theme: &Theme,
    item: Item,
    chosen: bool,
    rows: Rect,
    buf: &mut Buffer,
) {
    let here = state.pane.here.contains(&item);
    let mark = if here { "▸ " } else { "  " };
    let mut base = theme.style(Scope::Item);
    if here {
        base = base.patch(theme.style(Scope::ItemHere));
    }
    put(buf, rows.left(), rows.top(), rows.right(), mark, theme.style(Scope::Focus));
    let body = Rect { x: rows.x.saturating_add(2), width: rows.width.saturating_sub(2), ..rows };
    match item {
        Item::Entity(idx) => {
            let wanted = if state.pane.entity == Some(idx) { Scope::Chosen } else { Scope::Item };
            draw_entity(reading, idx, chosen, base.patch(theme.style(wanted)), theme, body, buf);
        }
        Item::Quotation(idx) => {
            if let Some((extraction, quotation)) =
                reading.extraction.as_ref().and_then(|it| Some((it, it.quotations.get(idx)?)))
            {
                let words = pane::item_words(reading, item);
                let verdict = reading.verdicts.get(idx).copied().unwrap_or_default();
                let n_rows = if chosen { words_in_rows(&words, rows.width, body, base, buf) } else { 0 };
                if n_rows == 0 {
                    put_fitting(buf, body.left(), body.top(), body.right(), &words, base);
                }
                let below = n_rows.max(1).min(body.height);
                let body = Rect { y: body.y + below, height: body.height - below, ..body };
                draw_speaker(reading, extraction, quotation, verdict, theme, body, buf);
            }
        }
        Item::Annotation(id) => {
            if let Some(annotation) = reading.notes.as_ref().and_then(|notes| notes.annotations.get(id)) {
                draw_annotation(reading, annotation, chosen, base, theme, body, buf);
            }
        }
    }
}

fn draw_entity(
    reading: &Reading,
    idx: usize,
    chosen: bool,
    style: Style,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let Some(extraction) = &reading.extraction else { return };
    let Some(entity) = extraction.entities.get(idx) else { return };
    let why = reading.corrections.get(idx).copied().unwrap_or("");
    let style = style.patch(theme.style(kind_scope(entity.kind)));
    let count = entity.mentions.len().to_string();
    let sparks = sparkline(reading.lists.counts(idx));
    let with_sparks = area.width >= 28;
    let tail = if with_sparks { format!("{count:>4} {sparks}") } else { format!("{count:>4}") };
    let tail_width = u16::try_from(cell::width(&tail)).unwrap_or(0);
    let name_end = area.right().saturating_sub(tail_width).max(area.left());
    // What the reader corrected is marked, and told below the name.
    let mark = if why.is_empty() { "" } else { " *" };
    let mark_width = u16::try_from(mark.len()).unwrap_or(0);
    let end = name_end.saturating_sub(mark_width).max(area.left());
    let x = put_fitting(buf, area.left(), area.top(), end, &one_line(&entity.name), style);
    put(buf, x, area.top(), name_end, mark, theme.style(Scope::Note));
    put(buf, name_end, area.top(), area.right(), &tail, theme.style(Scope::ItemDetail));
    if chosen && area.height > 1 {
        let why = (!why.is_empty()).then(|| why.to_owned());
        let role = entity.role.iter().map(|role| one_line(role));
        let gender = entity.gender.map(|gender| match gender {
            Gender::He => "he".to_owned(),
            Gender::She => "she".to_owned(),
        });
        let aliases = entity.aliases.iter().map(|alias| one_line(alias)).collect::<Vec<_>>().join(", ");
        let aliases = (!aliases.is_empty()).then_some(aliases);
        let place = entity.location.map(|it| it.to_string());
        let parts: Vec<_> = why.into_iter().chain(role).chain(gender).chain(place).chain(aliases).collect();
        let detail = parts.join(" · ");
        put_fitting(
            buf,
            area.left() + 2,
            area.top() + 1,
            area.right(),
            &detail,
            theme.style(Scope::ItemDetail),
        );
    }
}

/// Puts the words of a chosen item on as many rows as they need, and returns how many those are.
fn words_in_rows(words: &str, width: u16, area: Rect, style: Style, buf: &mut Buffer) -> u16 {
    let rows = pane::chosen_rows(words, width);
    let mut n_rows = 0;
    for (y, row) in (area.top()..area.bottom()).zip(rows) {
        put_fitting(buf, area.left(), y, area.right(), row.span.slice(words), style);
        n_rows += 1;
    }
    n_rows
}

/// Returns how often each part of the text mentions an entity, as a row of bars.
fn sparkline(counts: [u32; PARTS]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bars = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    // One mention is a low bar, so that rows of single mentions do not shout.
    let height = |count: u32| if most <= 2 { count * 3 } else { (count * 8).div_ceil(most) };
    counts.iter().map(|count| bars[height(*count).min(8) as usize]).collect()
}

fn draw_speaker(
    reading: &Reading,
    extraction: &Extraction,
    quotation: &Quotation,
    verdict: OfQuotation,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height == 0 {
        return;
    }
    let (y, end) = (area.top(), area.right());
    let text = &reading.article.text;
    let detail = theme.style(Scope::ItemDetail);
    let mut x = area.left() + 2;
    if quotation.kind == QuotationKind::Term {
        put_fitting(buf, x, y, end, "a term, nobody’s speech", theme.style(Scope::Unsure));
        return;
    }
    match quotation.speaker {
        Some(speaker) => {
            let entity = speaker.entity.and_then(|idx| extraction.entities.get(idx));
            let words = one_line(speaker.span.slice(text));
            let name = entity.map_or(words, |entity| one_line(&entity.name));
            let style = entity.map_or(detail, |entity| theme.style(kind_scope(entity.kind)));
            x = put_fitting(buf, x, y, end, &name, style);
            if quotation.confidence < UNSURE {
                x = put(buf, x, y, end, " (unsure)", theme.style(Scope::Unsure));
            }
        }
        None => x = put(buf, x, y, end, "speaker unknown", theme.style(Scope::Unsure)),
    }
    let mut rest = String::new();
    if let Some(cue) = quotation.cue {
        rest = format!(" · {}", one_line(cue.slice(text)));
    }
    if verdict.speaker {
        rest.push_str(" · named by you");
    }
    if let Some(check) = verdict.check {
        rest.push_str(" · ");
        rest.push_str(check.name());
    }
    match quotation.kind {
        QuotationKind::Partial => rest.push_str(" · in part"),
        QuotationKind::Indirect => rest.push_str(" · reported"),
        QuotationKind::Direct | QuotationKind::Term => {}
    }
    put_fitting(buf, x, y, end, &rest, detail);
}

fn draw_annotation(
    reading: &Reading,
    annotation: &Annotation,
    chosen: bool,
    base: Style,
    theme: &Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let letter = annotation.color.letter().to_string();
    let letter_style = theme.style(Scope::Letter).patch(theme.style(annotation.color.into()));
    let x = put(buf, area.left(), area.top(), area.right(), &letter, letter_style) + 1;
    let words = match (&annotation.anchor, &annotation.selector) {
        (Anchor::Article, _) => note_text(annotation),
        (anchor, selector) => match anchor.span() {
            Some(span) => span.slice(&reading.article.text).to_owned(),
            None => selector.as_ref().map_or(String::new(), |selector| selector.exact.clone()),
        },
    };
    let x = match annotation.anchor.state() {
        "exact" | "moved" => x,
        "article" => put(buf, x, area.top(), area.right(), "article ", theme.style(Scope::Unsure)),
        state => put(buf, x, area.top(), area.right(), &format!("{state} "), theme.style(Scope::Error)) + 1,
    };
    put_fitting(buf, x, area.top(), area.right(), &one_line(&words), base);
    let mut area = area;
    if let Some(changed) = pane::change_text(reading, annotation).filter(|_| chosen) {
        let below = Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(1),
        };
        let n_rows = words_in_rows(&changed, area.width + 2, below, theme.style(Scope::ItemDetail), buf);
        area = Rect { y: area.y + n_rows, height: area.height.saturating_sub(n_rows), ..area };
    }
    if area.height > 1 && has_note(annotation) {
        let style = theme.style(Scope::Note);
        let below = Rect {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(2),
            height: area.height - 1,
        };
        if chosen {
            words_in_rows(&note_text(annotation), area.width + 2, below, style, buf);
        } else {
            let note = one_line(&note_text(annotation));
            put_fitting(buf, below.left(), below.top(), below.right(), &note, style);
        }
    }
}
