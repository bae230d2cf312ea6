//! Puts text into cells. Whatever reaches the screen goes through [`put`], and so through [`cell::shown`].

use std::borrow::Cow;

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::Style,
};

use crate::text::cell;

/// Puts text on a row from column `x` on, up to but not into column `end`; returns the column after it.
pub(super) fn put(buf: &mut Buffer, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
    let mut x = x;
    let end = end.min(buf.area.right());
    if y < buf.area.top() || y >= buf.area.bottom() || x < buf.area.left() {
        return x;
    }
    let row = usize::from(y - buf.area.top()) * usize::from(buf.area.width);
    for (_, cluster) in cell::clusters(text) {
        let shown = cell::shown(cluster);
        if shown.width == 1 && matches!(shown.text, Cow::Borrowed(_)) {
            if x >= end {
                return x;
            }
            if let Some(cell) = buf.content.get_mut(row + usize::from(x - buf.area.left())) {
                cell.set_symbol(&shown.text).set_style(style);
            }
            x += 1;
            continue;
        }
        for (_, part) in cell::clusters(&shown.text) {
            let width = if part.len() == shown.text.len() { shown.width } else { 1 };
            if width == 0 {
                continue;
            }
            if width > end.saturating_sub(x) {
                return x;
            }
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.set_symbol(part).set_style(style);
            }
            for covered in x + 1..x + width {
                if let Some(cell) = buf.cell_mut((covered, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
            x += width;
        }
    }
    x
}

/// Puts text on a row, cut with "…" where it does not fit.
pub(super) fn put_fitting(buf: &mut Buffer, x: u16, y: u16, end: u16, text: &str, style: Style) -> u16 {
    put(buf, x, y, end, &cell::fit(text, usize::from(end.saturating_sub(x))), style)
}

/// Empties an area and gives it a style.
pub(super) fn clear(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    if area == buf.area {
        let mut empty = Cell::EMPTY;
        empty.set_style(style);
        buf.content.fill(empty);
        return;
    }
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }
}

/// Gives cells that are there already one style, whatever they had.
pub(super) fn restyle(buf: &mut Buffer, area: Rect, style: Style) {
    buf.set_style(area.intersection(buf.area), Style::reset().patch(style));
}

/// Draws a frame with a title, empties what is inside, and returns that.
pub(super) fn frame(buf: &mut Buffer, area: Rect, title: &str, inside: Style, border: Style) -> Rect {
    let area = area.intersection(buf.area);
    clear(buf, area, inside);
    if area.width < 4 || area.height < 3 {
        return area;
    }
    let (left, right) = (area.left(), area.right() - 1);
    let (top, bottom) = (area.top(), area.bottom() - 1);
    for x in left..=right {
        put(buf, x, top, right + 1, "─", border);
        put(buf, x, bottom, right + 1, "─", border);
    }
    for y in top..=bottom {
        let (l, r) = if y == top {
            ("╭", "╮")
        } else if y == bottom {
            ("╰", "╯")
        } else {
            ("│", "│")
        };
        put(buf, left, y, right + 1, l, border);
        put(buf, right, y, right + 1, r, border);
    }
    let title = format!(" {title} ");
    put_fitting(buf, left + 2, top, right.saturating_sub(1), &title, border);
    Rect { x: left + 2, y: top + 1, width: area.width - 4, height: area.height - 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, width: u16, expected: &str) {
        let mut buf = Buffer::empty(Rect::new(0, 0, 8, 1));
        put(&mut buf, 0, 0, width, text, Style::new());
        let shown: String = buf.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(shown.trim_end(), expected);
    }

    #[test]
    fn text_is_cut_at_the_edge_and_never_raw() {
        check("harbor", 4, "harb");
        check("漢字", 3, "漢");
        check("a\u{1b}[2J", 8, "a␛[2J");
        check("a\u{202e}b", 8, "a<202E>b");
        check("tab\tx", 8, "tab    x");
    }

    #[test]
    fn our_width_is_the_renderers() {
        for cluster in ["a", "é", "漢", "👩\u{200d}🚀", "🇵🇹", "ﾞ", "e\u{301}", "ﷺ", "한", "…", "—", "▁"]
        {
            let renderer = ratatui::text::Span::raw(cluster).width();
            assert_eq!(usize::from(cell::shown(cluster).width), renderer, "{cluster:?}");
        }
    }
}
