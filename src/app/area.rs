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

/// Works out where everything is.
pub fn areas(size: Size, focus: Focus, side: SidePane, tour: bool, reading: config::Reading) -> Areas {
    let strip = if tour && size.height >= 10 { 4 } else { 0 };
    let status_height = u16::from(size.height >= 2);
    let height = size.height - status_height - strip;
    let whole = Area { x: 0, y: 0, width: size.width, height };
    let wide = size.width >= WIDE;
    let wanted = focus == Focus::Pane || (wide && side == SidePane::Shown);
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
        status: Area { y: height + strip, height: status_height, ..whole },
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
            for focus in [Focus::Article, Focus::Pane] {
                let areas = areas(Size { width, height }, focus, SidePane::Shown, true, reading);
                let all = [Some(areas.reader), areas.pane, areas.tour, Some(areas.status)];
                for area in all.into_iter().flatten() {
                    assert!(area.x + area.width <= width && area.y + area.height <= height, "{area:?}");
                }
            }
        }
    }
}
