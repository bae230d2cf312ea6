//! Which part of the screen shows what, at any size.

use crate::{app::Focus, config};

/// Columns left of the text: the letter of a highlight, the bar of the focus, a space.
pub const GUTTER: u16 = 3;

/// Below this many columns one pane is shown at a time.
const WIDE: u16 = 90;

/// The size of the screen in cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

/// A rectangle of cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

/// Where everything is. An area may have no cells at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Areas {
    /// The article with its gutter.
    pub reader: Area,
    /// The side pane, where it is shown.
    pub pane: Option<Area>,
    /// The strip of the tour above the status line.
    pub tour: Option<Area>,
    /// The status line.
    pub status: Area,
    /// Columns of text in the reader.
    pub text_width: u16,
    /// Columns left of the gutter, which keep the text in the middle.
    pub margin: u16,
}

impl Areas {
    /// Returns the column that shows where in the article things are: the border of the pane beside it, else its last one.
    pub fn edge(&self) -> Option<u16> {
        let last = (self.reader.x + self.reader.width).checked_sub(1).filter(|_| self.reader.width > 0)?;
        Some(self.pane.map_or(last, |pane| pane.x))
    }
}

/// Whether the side pane is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SidePane {
    /// Shown wherever there is room.
    #[default]
    Shown,
    /// Shown only while it has the focus.
    Hidden,
}

/// What is to be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Which pane the keys go to.
    pub focus: Focus,
    /// Whether the side pane is wanted beside the article.
    pub side: SidePane,
    /// What is wanted around the panes.
    pub around: Around,
    /// Whether the tour is being taken.
    pub tour: bool,
}

/// What is wanted around the panes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Around {
    /// The status line and the edge.
    #[default]
    Desk,
    /// Nothing: the text has the whole screen, and what is said or written lies over its last row.
    Zen,
}

/// Works out where everything is.
pub fn areas(size: Size, wanted: Wanted, reading: config::Reading) -> Areas {
    let Wanted { focus, side, around, tour } = wanted;
    let strip = if tour && size.height >= 10 { 4 } else { 0 };
    let status_height = u16::from(size.height >= 2);
    let below = if around == Around::Zen { 0 } else { status_height };
    let height = size.height - below - strip;
    let whole = Area { x: 0, y: 0, width: size.width, height };
    let wide = size.width >= WIDE;
    let wanted = focus == Focus::Pane || (wide && side == SidePane::Shown && around == Around::Desk);
    let (reader, pane) = match (wanted, wide) {
        (false, _) => (whole, None),
        (true, false) => (Area { width: 0, ..whole }, Some(whole)),
        (true, true) => {
            let width = (size.width * 2 / 5).min(reading.pane_width);
            let reader = Area { width: size.width - width, ..whole };
            (reader, Some(Area { x: reader.width, width, ..whole }))
        }
    };
    // Where the pane covers the article, the text keeps the rows that it will have again.
    let shown = if reader.width == 0 { whole.width } else { reader.width };
    let text_width = shown.saturating_sub(GUTTER + 1).min(reading.text_width).max(1);
    Areas {
        reader,
        pane,
        tour: (strip > 0).then_some(Area { y: height, height: strip, ..whole }),
        status: Area { y: size.height - status_height, height: status_height, ..whole },
        text_width,
        margin: shown.saturating_sub(text_width + GUTTER + 1) / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn every_size_has_areas_inside_the_screen() {
        let reading = Config::default().reading;
        for (width, height) in
            (0..200).step_by(3).flat_map(|width| (0..50).map(move |height| (width, height)))
        {
            let kinds =
                [Focus::Article, Focus::Pane].map(|focus| [Around::Desk, Around::Zen].map(|it| (focus, it)));
            for (focus, around) in kinds.into_iter().flatten() {
                let wanted = Wanted { focus, side: SidePane::Shown, around, tour: true };
                let areas = areas(Size { width, height }, wanted, reading);
                let all = [Some(areas.reader), areas.pane, areas.tour, Some(areas.status)];
                for area in all.into_iter().flatten() {
                    assert!(area.x + area.width <= width && area.y + area.height <= height, "{area:?}");
                }
            }
        }
    }
}
